//! The chapter of a crossing point: fact sheet, gaps, what was not assessed, equipment.

use super::themes::{self, THEMES};
use super::{Context, listed, mark, met_range, photos, plain, share, table_or};
use crate::model::places::{CrossingPoint, Item};
use crate::model::{Evidence, SubjectIx, Verdict};
use crate::report::document::{Cell, Column, Document, Heading, Row, Run, Table};
use crate::report::gaps::{Line, PointLines};
use crate::{t, words};

pub(super) fn write_all(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "crossing-points", t!("Crossing points")).on_new_page());
    for (n, point) in context.table.points.iter().enumerate() {
        let place = context.assessment.points.iter().find(|p| p.code == point.code);
        let Some(place) = place else { continue };
        let title = context.point_name(&point.code, &point.subjects);
        let heading = Heading::new(2, format!("point-{}", point.code), title);
        document.push(if n == 0 { heading } else { heading.on_new_page() });
        fact_sheet(context, place, document);
        results(point, document);
        gaps(context, point, document);
        not_assessed(context, point, document);
        positions(context, place, document);
        equipment(context, place, document);
        for theme in &THEMES {
            let why = t!("nothing on it is recorded, or this edition does not show it.");
            table_or(document, themes::table(context, theme, place), why);
        }
        not_applicable(context, point, document);
        let line = photos::of_point(context, place);
        document.push(crate::report::document::Block::Paragraph(line));
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
    for observation in survey.observations() {
        let point = survey.crossing_point_of(observation.subject);
        if !point.is_some_and(|p| place.subjects.contains(&p)) {
            continue;
        }
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
const FACTS: usize = 6;

fn gaps(context: &Context<'_>, point: &PointLines<'_>, document: &mut Document) {
    document.heading(3, format!("gaps-{}", point.code), t!("Gaps"));
    let full = context.edition == crate::report::edition::Edition::Full;
    let mut columns = vec![
        Column::narrow(t!("Gap")),
        Column::narrow(t!("Id")),
        Column::narrow(t!("Severity")),
        Column::narrow(t!("Verdict")),
        Column::new(t!("Requirement")).weight(3),
        Column::narrow(t!("Needed")),
        Column::narrow(t!("Working")),
        Column::narrow(t!("Short of")),
        Column::new(t!("What was found")).weight(4),
        Column::narrow(t!("Evidence")).min_width(21),
        Column::new(t!("Measure")).weight(2),
    ];
    if full {
        columns.push(Column::narrow(t!("Facts")).min_width(26));
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
            let count = |interval: Option<crate::model::Interval>| {
                Cell::from(interval.map_or(String::new(), |i| i.to_string()))
            };
            let mut cells = vec![
                context.short(line).into(),
                line.requirement.id.clone().into(),
                line.severity().word().into(),
                Cell::mark(mark(line.verdict), line.critical_gap(), ""),
                requirement(line),
                count(line.needed),
                count(line.conforming),
                count(line.shortfall),
                context.reason(line).into(),
                line.evidence.map_or("", words::evidence).into(),
                measure(context, line).into(),
            ];
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

/// What would close a gap here, and whether that is feasible.
fn measure(context: &Context<'_>, line: &Line<'_>) -> String {
    let point = context.assessment.points.iter().position(|p| p.code == line.crossing_point);
    let Some(point) = point else { return String::new() };
    let position = line.position.as_ref().and_then(|code| {
        context.assessment.points[point].positions.iter().position(|p| &p.code == code)
    });
    let closing = context.plan.bundles.iter().find(|bundle| {
        bundle.point == point
            && bundle.closes.iter().any(|closed| {
                closed.position == position
                    && context.profile.requirement(closed.requirement).id == line.requirement.id
            })
    });
    closing.map_or_else(String::new, |bundle| {
        t!(
            "{label}: {text}",
            label = context.view().title(bundle.remedy),
            text = crate::report::plan::feasibility_words(bundle.feasibility),
        )
    })
}

fn not_assessed(context: &Context<'_>, point: &PointLines<'_>, document: &mut Document) {
    document.heading(3, format!("open-{}", point.code), t!("Not assessed"));
    let columns = vec![
        Column::narrow(t!("Line")),
        Column::narrow(t!("Id")),
        Column::narrow(t!("Severity")),
        Column::new(t!("Requirement")).weight(3),
        Column::new(t!("Why")).weight(3),
        Column::new(t!("What would decide it")).weight(3),
    ];
    let caption =
        t!("Not assessed at {place}", place = context.point_name(&point.code, &point.subjects));
    let mut table = Table::new(format!("T12-{}", point.code), caption, columns);
    for line in point.lines.iter().filter(|l| l.verdict == Verdict::NotAssessed) {
        table.rows.push(
            Row::new(vec![
                context.short(line).into(),
                line.requirement.id.clone().into(),
                line.severity().word().into(),
                requirement(line),
                context.reason(line).into(),
                questions(context, line).into(),
            ])
            .with_id(line.id.clone())
            .with_anchor(format!("gap:{}", line.id)),
        );
    }
    table_or(document, table, t!("everything that applies was assessed."));
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
    ];
    let caption = t!("Not applicable at {place}", place = point.code);
    let mut table = Table::new(format!("T13-{}", point.code), caption, columns);
    for line in point.lines.iter().filter(|l| l.verdict == Verdict::NotApplicable) {
        table.rows.push(
            Row::new(vec![
                context.short(line).into(),
                line.requirement.id.clone().into(),
                requirement(line),
                context.reason(line).into(),
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
    let mut table = Table::new(format!("T3p-{}", place.code), caption, columns);
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

fn equipment(context: &Context<'_>, place: &CrossingPoint, document: &mut Document) {
    let mut columns = vec![
        Column::narrow(t!("Position")),
        Column::new(t!("Item")),
        Column::new(t!("Kind")).weight(2),
        Column::new(t!("Maker and model")).weight(2),
        Column::narrow(t!("How many")),
        Column::narrow(t!("Condition")).min_width(18),
        Column::narrow(t!("Evidence")).min_width(22),
    ];
    let serials = context.shows("serial");
    if serials {
        columns.insert(4, Column::new(t!("Serial")));
    }
    let mut table = Table::new(
        format!("T5-{}", place.code),
        t!("Equipment recorded at {place}", place = place.code),
        columns,
    );
    let mut list = |position: &str, items: &[Item]| {
        for item in items {
            let value = |key: &str| context.value(&item.subjects, key).unwrap_or_default();
            let model = [value("maker"), value("model")].join(" ");
            let mut cells: Vec<Cell> = vec![
                position.into(),
                item.code.clone().into(),
                value("equipment").into(),
                model.trim().into(),
            ];
            if serials {
                cells.push(value("serial").into());
            }
            cells.extend([
                value("quantity").into(),
                value("condition").into(),
                evidence(context, &item.subjects).map_or("", words::evidence).into(),
            ]);
            table.rows.push(Row::new(cells));
        }
    };
    for position in &place.positions {
        list(&position.code, &position.items);
    }
    list(t!("shared"), &place.items);
    table_or(document, table, t!("no equipment is recorded."));
}

/// How the item itself was found: the strongest evidence for what it is.
fn evidence(context: &Context<'_>, subjects: &[SubjectIx]) -> Option<Evidence> {
    subjects
        .iter()
        .flat_map(|&s| context.survey.heads_named(s, "equipment"))
        .filter_map(|&(_, ix)| context.survey[ix].answer.evidence())
        .max()
}
