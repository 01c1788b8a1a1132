//! The chapter of a crossing point: fact sheet, gaps, what was not assessed, equipment.

use super::themes::{self, THEMES};
use super::{Context, listed, mark, met_range, photos, plain, share, table_or};
use crate::model::places::{CrossingPoint, Item};
use crate::model::{Answer, Evidence, Interval, SubjectIx, Verdict};
use crate::report::document::{Cell, Column, Document, Heading, Row, Run, Table};
use crate::report::gaps::{Line, PointLines};
use crate::{t, words};

pub(super) fn write_all(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "crossing-points", t!("Crossing points")).on_new_page());
    let letters: Vec<String> = Evidence::ALL
        .into_iter()
        .rev()
        .map(|grade| format!("{} {}", words::evidence_letter(grade), words::evidence(grade)))
        .collect();
    document.paragraph(t!(
        "In the tables of this chapter a letter says how something was found out: {letters}.",
        letters = letters.join(", "),
    ));
    for (n, point) in context.table.points.iter().enumerate() {
        let place = context.assessment.points.iter().find(|p| p.code == point.code);
        let Some(place) = place else { continue };
        let title = context.point_name(&point.code, &point.subjects);
        let heading = Heading::new(2, format!("point-{}", point.code), title);
        document.push(if n == 0 { heading } else { heading.on_new_page() });
        fact_sheet(context, place, document);
        results(point, document);
        let line = photos::of_point(context, place);
        document.push(crate::report::document::Block::Paragraph(line));
        // What follows lies across, so that paper turns once.
        gaps(context, point, document);
        not_assessed(context, point, document);
        not_applicable(context, point, document);
        positions(context, place, document);
        equipment(context, place, document);
        for theme in &THEMES {
            let why = t!("nothing on it is recorded, or this edition does not show it.");
            table_or(document, themes::table(context, theme, place), why);
        }
    }
}

/// Names, type, place, and what was asked for the record.
fn fact_sheet(context: &Context<'_>, place: &CrossingPoint, document: &mut Document) {
    let survey = context.survey;
    let mut sheet: Vec<(String, Vec<Run>)> = Vec::new();
    for &subject in &place.subjects {
        for (attribute, heads) in survey.facts(subject) {
            if attribute != "name"
                && !attribute.starts_with("name.")
                && !attribute.starts_with("name@")
            {
                continue;
            }
            let label = context.profile.vocabulary.label(attribute);
            for ix in heads {
                if let Some(text) = context.shown(&survey[ix]) {
                    sheet.push((label.clone(), plain(text)));
                }
            }
        }
    }
    let coordinates = ["latitude", "longitude"].map(|a| {
        let typed = context.typed(&place.subjects, a);
        let shown = typed.first().and_then(|text| context.edition.coordinate(text));
        shown.map(|degrees| degrees.to_plain_string())
    });
    for key in ["type", "country", "region", "status"] {
        if let Some(value) = context.value(&place.subjects, key) {
            sheet.push((context.profile.vocabulary.label(key), plain(value)));
        }
    }
    if let [Some(latitude), Some(longitude)] = coordinates {
        sheet.push((t!("Coordinates").to_owned(), plain(format!("{latitude}, {longitude}"))));
    }
    let listed = ["type", "country", "region", "status", "latitude", "longitude"];
    for attribute in context.profile.vocabulary.attributes.iter().filter(|a| a.ask) {
        let of_point = attribute.of == crate::standard::Of::CrossingPoint;
        if !of_point
            || listed.contains(&attribute.key.as_str())
            || attribute.key.starts_with("name")
        {
            continue;
        }
        if let Some(value) = context.value(&place.subjects, &attribute.key) {
            sheet.push((attribute.label.clone(), plain(value)));
        }
    }
    if context.edition.names_people() {
        sheet.push((t!("Recorded").to_owned(), plain(recorded(context, place))));
    }
    document.push(crate::report::document::Block::KeyValues(sheet));
}

/// Who recorded here, and on which days.
fn recorded(context: &Context<'_>, place: &CrossingPoint) -> String {
    let survey = context.survey;
    let mut by: std::collections::BTreeMap<&str, (crate::model::Day, crate::model::Day)> =
        std::collections::BTreeMap::new();
    for observation in context.recorded_at(place) {
        let day = survey.moment(observation).day();
        let days = by.entry(survey.author(observation)).or_insert((day, day));
        *days = (days.0.min(day), days.1.max(day));
    }
    let texts: Vec<String> = by
        .into_iter()
        .map(|(who, (first, last))| {
            if first == last {
                format!("{who} {first}")
            } else {
                t!("{who} {first} to {last}", who, first, last)
            }
        })
        .collect();
    listed(&texts)
}

fn results(point: &PointLines<'_>, document: &mut Document) {
    let (totals, coverage) = (&point.totals, point.totals.coverage());
    document.paragraph(t!(
        "Decided: {decided}. {met} met, {partly} partly met, {not_met} not met, {open} not \
         assessed, {outside} not applicable. Met: {range}.",
        decided = share(coverage.decided, coverage.applicable),
        met = totals.count(Verdict::Met),
        partly = totals.count(Verdict::PartlyMet),
        not_met = totals.count(Verdict::NotMet),
        open = totals.count(Verdict::NotAssessed),
        outside = totals.count(Verdict::NotApplicable),
        range = met_range(totals),
    ));
}

fn requirement(line: &Line<'_>) -> Cell {
    let mut runs = vec![Run::new(line.requirement.title.clone())];
    if let Some(position) = &line.position {
        runs.push(Run::italic(format!(" ({position})")));
    }
    runs.into()
}

/// Facts that a gap names; the record has them all.
const FACTS: usize = 4;

fn gaps(context: &Context<'_>, point: &PointLines<'_>, document: &mut Document) {
    document.heading(3, format!("gaps-{}", point.code), t!("Gaps"));
    let full = context.edition == crate::report::edition::Edition::Full;
    let mut columns = vec![
        Column::narrow(t!("Gap")),
        Column::narrow(t!("Id")),
        Column::narrow(t!("Severity")),
        Column::narrow(t!("Verdict")),
        Column::new(t!("Requirement")).weight(3),
        Column::number(t!("Needed")),
        Column::number(t!("Working")),
        Column::number(t!("Failing")),
        Column::number(t!("Not known")),
        Column::number(t!("Short of")),
        Column::new(t!("What was found")).weight(4),
        Column::narrow(t!("Evidence")),
        Column::narrow(t!("Confidence")),
        Column::new(t!("Measure")).weight(2),
        Column::narrow(t!("Feasible")),
        Column::narrow(t!("Phase")),
    ];
    if full {
        columns.push(Column::narrow(t!("Facts")).min_width(21));
    }
    let caption = t!("Gaps at {place}", place = context.point_name(&point.code, &point.subjects));
    let mut table = Table::new(format!("T4-{}", point.code), caption, columns).landscape();
    for category in context.categories() {
        let mut rows = point
            .lines
            .iter()
            .filter(|l| l.verdict.is_gap() && l.requirement.category == category)
            .peekable();
        if rows.peek().is_some() {
            table.rows.push(Row::group(context.category(category)));
        }
        for line in rows {
            let mut cells = vec![
                context.short(line).into(),
                line.requirement.id.clone().into(),
                line.severity().word().into(),
                Cell::mark(mark(line.verdict), line.critical_gap(), ""),
                requirement(line),
            ];
            cells.extend(counts(line).map(Cell::from));
            cells.push(context.reason(line).into());
            cells.extend(sureness(line).map(Cell::from));
            cells.extend(measure(context, line).map(Cell::from));
            if full {
                cells.push(facts(context, line));
            }
            table.rows.push(
                Row::new(cells).with_id(line.id.clone()).with_anchor(format!("gap:{}", line.id)),
            );
        }
    }
    let why = t!("no gap was found. What is not assessed may still be one.");
    table_or(document, table, why);
}

/// Needed, surely working, failing, not known to be one or the other, short of.
fn counts(line: &Line<'_>) -> [String; 5] {
    let shown = |interval: Option<Interval>| interval.map_or(String::new(), |i| i.to_string());
    let working = line.conforming.map(|c| c.min.to_string());
    let unknown = line.conforming.map(|c| match c.max {
        Some(max) => max.saturating_sub(c.min).to_string(),
        None => t!("any").to_owned(),
    });
    [
        shown(line.needed),
        working.unwrap_or_default(),
        shown(line.failing),
        unknown.unwrap_or_default(),
        shown(line.shortfall),
    ]
}

/// The letter of the weakest evidence, and how far it can be relied on.
fn sureness(line: &Line<'_>) -> [&'static str; 2] {
    [
        line.evidence.map_or("", words::evidence_letter),
        line.confidence.map_or(t!("none"), words::confidence),
    ]
}

/// The facts of a finding, each leading to its record.
fn facts(context: &Context<'_>, line: &Line<'_>) -> Cell {
    let refs: Vec<String> = line.rests_on.iter().map(ToString::to_string).collect();
    let rest = refs.len().saturating_sub(FACTS);
    let mut shown: Vec<String> = refs.iter().take(FACTS).cloned().collect();
    let mut links: Vec<(String, String)> = shown
        .iter()
        .map(|r| (format!("fact:{r}"), t!("fact {reference}", reference = r)))
        .collect();
    if rest > 0 {
        shown.push(t!("and {n} more", n = rest));
        links.push(("record".to_owned(), t!("record of facts").to_owned()));
    }
    for (id, link) in photos::of_facts(context, &refs) {
        shown.push(id);
        links.push(link);
    }
    let mut cell = Cell::from(shown.join("\n"));
    cell.links = links;
    cell
}

/// What would close a gap here, whether that is feasible, and in which phase.
fn measure(context: &Context<'_>, line: &Line<'_>) -> [String; 3] {
    let none = || [const { String::new() }; 3];
    let point = context.assessment.points.iter().position(|p| p.code == line.crossing_point);
    let Some(point) = point else { return none() };
    let position = line.position.as_ref().and_then(|code| {
        context.assessment.points[point].positions.iter().position(|p| &p.code == code)
    });
    let closing = context.plan.bundles.iter().position(|bundle| {
        bundle.point == point
            && bundle.closes.iter().any(|closed| {
                closed.position == position
                    && context.profile.requirement(closed.requirement).id == line.requirement.id
            })
    });
    let Some(at) = closing else { return none() };
    let bundle = &context.plan.bundles[at];
    let lines = context.plan.lines.iter().filter(|line| line.bundle == Some(at));
    let phase = lines.map(|line| line.phase).max();
    [
        context.view().title(bundle.remedy).to_owned(),
        crate::report::plan::feasibility_words(bundle.feasibility).to_owned(),
        phase.map_or_else(String::new, |phase| phase.to_string()),
    ]
}

fn not_assessed(context: &Context<'_>, point: &PointLines<'_>, document: &mut Document) {
    document.heading(3, format!("open-{}", point.code), t!("Not assessed"));
    let columns = vec![
        Column::narrow(t!("Line")),
        Column::narrow(t!("Id")),
        Column::narrow(t!("Severity")),
        Column::new(t!("Requirement")).weight(3),
        Column::new(t!("Why")).weight(3),
        Column::new(t!("What it may turn out to be")).weight(2),
        Column::new(t!("What would decide it")).weight(3),
        Column::new(t!("Who finds out")),
    ];
    let caption =
        t!("Not assessed at {place}", place = context.point_name(&point.code, &point.subjects));
    let mut table = Table::new(format!("T12-{}", point.code), caption, columns).landscape();
    for line in point.lines.iter().filter(|l| l.verdict == Verdict::NotAssessed) {
        table.rows.push(
            Row::new(vec![
                context.short(line).into(),
                line.requirement.id.clone().into(),
                line.severity().word().into(),
                requirement(line),
                context.reason(line).into(),
                effect(line).into(),
                questions(context, line).into(),
                // For the team to fill in.
                "".into(),
            ])
            .with_id(line.id.clone())
            .with_anchor(format!("gap:{}", line.id)),
        );
    }
    table_or(document, table, t!("everything that applies was assessed."));
}

/// What may come of a finding that is not assessed, on verdict and cost.
fn effect(line: &Line<'_>) -> String {
    let costed = !line.requirement.remedy.is_empty();
    let most = line.shortfall.and_then(|s| s.max).filter(|&max| max > 0);
    match (most, costed) {
        (Some(max), true) => t!("met, or short of up to {max}, which adds to the cost", max),
        (Some(max), false) => t!("met, or short of up to {max}", max),
        (None, true) => t!("met, or a gap, which adds to the cost").to_owned(),
        (None, false) => t!("met, or a gap").to_owned(),
    }
}

/// The first open questions in words.
fn questions(context: &Context<'_>, line: &Line<'_>) -> String {
    const SHOWN: usize = 3;
    let mut labels: Vec<String> = Vec::new();
    for [_, _, item, attribute] in &line.open_questions {
        let label = context.profile.vocabulary.label(attribute);
        let label = if item.is_empty() { label } else { format!("{label} ({item})") };
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let rest = labels.len().saturating_sub(SHOWN);
    labels.truncate(SHOWN);
    if rest > 0 {
        labels.push(t!("and {n} more", n = rest));
    }
    listed(&labels)
}

fn not_applicable(context: &Context<'_>, point: &PointLines<'_>, document: &mut Document) {
    let columns = vec![
        Column::narrow(t!("Line")),
        Column::narrow(t!("Id")),
        Column::new(t!("Requirement")).weight(3),
        Column::new(t!("Why it does not apply")).weight(3),
        Column::new(t!("Confirmed by")),
    ];
    let caption = t!("Not applicable at {place}", place = point.code);
    let mut table = Table::new(format!("T13-{}", point.code), caption, columns).landscape();
    for line in point.lines.iter().filter(|l| l.verdict == Verdict::NotApplicable) {
        table.rows.push(
            Row::new(vec![
                context.short(line).into(),
                line.requirement.id.clone().into(),
                requirement(line),
                context.reason(line).into(),
                match line.excepted {
                    Some(_) => t!("two assessors"),
                    None => t!("the rule of the profile"),
                }
                .into(),
            ])
            .with_id(line.id.clone()),
        );
    }
    table_or(document, table, t!("every requirement of the profile applies."));
}

fn positions(context: &Context<'_>, place: &CrossingPoint, document: &mut Document) {
    document.heading(3, format!("positions-{}", place.code), t!("Positions and equipment"));
    if place.positions.is_empty() {
        document.paragraph(t!("No position is recorded."));
        return;
    }
    let columns = vec![
        Column::narrow(t!("Position")),
        Column::new(t!("Name")).weight(2),
        Column::new(t!("Kind")).weight(2),
        Column::number(t!("Working places")),
    ];
    let caption = t!("Positions of {place}", place = place.code);
    let mut table = Table::new(format!("T3p-{}", place.code), caption, columns).landscape();
    for position in &place.positions {
        let value = |key: &str| context.value(&position.subjects, key).unwrap_or_default();
        table.rows.push(Row::new(vec![
            position.code.clone().into(),
            value("name").into(),
            value("kind").into(),
            value("workstations").into(),
        ]));
    }
    document.push(table);
}

/// Attributes of an item that stand in columns of their own.
const COLUMNS: [&str; 9] = [
    "equipment",
    "maker",
    "model",
    "serial",
    "delivered",
    "quantity",
    "condition",
    "in_use",
    "same_as",
];

fn equipment(context: &Context<'_>, place: &CrossingPoint, document: &mut Document) {
    let serials = context.shows("serial");
    let mut columns = vec![
        Column::number(t!("No.")),
        Column::new(t!("Position")).weight(2),
        Column::new(t!("Item")).weight(2),
        Column::new(t!("Kind")).weight(3),
        Column::new(t!("Maker and model")).weight(2),
    ];
    if serials {
        columns.push(Column::new(t!("Serial")));
    }
    columns.extend([
        Column::narrow(t!("Year")),
        Column::number(t!("How many")),
        Column::narrow(t!("Condition")),
        Column::new(t!("In use")),
        Column::new(t!("Also recorded")).weight(4),
        Column::narrow(t!("Evidence")).min_width(22),
    ]);
    let attached = !context.attachments.is_empty();
    if attached {
        columns.push(Column::narrow(t!("Photos")).min_width(20));
    }
    let mut table = Table::new(
        format!("T5-{}", place.code),
        t!("Equipment recorded at {place}", place = place.code),
        columns,
    )
    .landscape();
    let mut list = |position: &str, at: &[SubjectIx], items: &[Item]| {
        for item in items {
            let value = |key: &str| context.value(&item.subjects, key).unwrap_or_default();
            let model = [value("maker"), value("model")].join(" ");
            let used = context.value(&item.subjects, "in_use");
            let used = used.or_else(|| context.value(at, "in_use"));
            let mut cells: Vec<Cell> = vec![
                (table.rows.len() + 1).to_string().into(),
                position.into(),
                item.code.clone().into(),
                value("equipment").into(),
                model.trim().into(),
            ];
            if serials {
                cells.push(value("serial").into());
            }
            cells.extend([
                value("delivered").into(),
                value("quantity").into(),
                value("condition").into(),
                used.unwrap_or_default().into(),
                further(context, item).into(),
                evidence(context, &item.subjects).map_or("", words::evidence).into(),
            ]);
            if attached {
                cells.push(photos::of_item(context, &item.subjects));
            }
            table.rows.push(Row::new(cells));
        }
    };
    for position in &place.positions {
        list(&position.code, &position.subjects, &position.items);
    }
    list(t!("shared"), &[], &place.items);
    table_or(document, table, t!("no equipment is recorded."));
}

/// What else was recorded of an item: name, value, letter of the evidence. What stands in a table
/// of its theme is not said twice.
fn further(context: &Context<'_>, item: &Item) -> String {
    let mut texts = Vec::new();
    for &subject in &item.subjects {
        for (attribute, heads) in context.survey.facts(subject) {
            let elsewhere = COLUMNS.contains(&attribute) || themes::is_told(attribute);
            let attached = crate::model::attachment::is_attachment(attribute);
            if elsewhere || attached || !context.shows(attribute) {
                continue;
            }
            let values: Vec<String> = heads
                .iter()
                .filter(|&&ix| context.survey[ix].answer != Answer::Cleared)
                .map(|&ix| context.graded(ix))
                .collect();
            if !values.is_empty() {
                let label = context.profile.vocabulary.label(attribute);
                texts.push(t!("{label}: {text}", label, text = values.join(" / ")));
            }
        }
    }
    listed(&texts)
}

/// How the item itself was found: the strongest evidence for what it is.
fn evidence(context: &Context<'_>, subjects: &[SubjectIx]) -> Option<Evidence> {
    subjects
        .iter()
        .flat_map(|&s| context.survey.heads_named(s, "equipment"))
        .filter_map(|&(_, ix)| context.survey[ix].answer.evidence())
        .max()
}
