//! The chapter of a crossing point: fact sheet, gaps, what was not assessed, equipment.

use super::{Context, mark, met_range, plain, share};
use crate::model::places::{CrossingPoint, Item};
use crate::model::{Evidence, SubjectIx, Verdict};
use crate::report::document::{Cell, Column, Document, Heading, Row, Run, Table};
use crate::report::gaps::{Line, PointLines};
use crate::words;

pub(super) fn write_all(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "crossing-points", "3 Crossing points").on_new_page());
    for (n, point) in context.table.points.iter().enumerate() {
        let place = context.assessment.points.iter().find(|p| p.code == point.code);
        let Some(place) = place else { continue };
        let title = format!("3.{} {}", n + 1, context.point_name(&point.code, &point.subjects));
        let heading = Heading::new(2, format!("point-{}", point.code), title);
        document.push(if n == 0 { heading } else { heading.on_new_page() });
        fact_sheet(context, place, document);
        results(point, document);
        gaps(context, point, document);
        not_assessed(context, point, document);
        positions(context, place, document);
        equipment(context, place, document);
        not_applicable(point, document);
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
    let coordinates = ["latitude", "longitude"].map(|a| context.value(&place.subjects, a));
    for key in ["type", "country", "region", "status"] {
        if let Some(value) = context.value(&place.subjects, key) {
            sheet.push((context.profile.vocabulary.label(key), plain(value)));
        }
    }
    if let [Some(latitude), Some(longitude)] = coordinates {
        sheet.push(("Coordinates".to_owned(), plain(format!("{latitude}, {longitude}"))));
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
    sheet.push(("Recorded".to_owned(), plain(recorded(context, place))));
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
                format!("{who} {first} to {last}")
            }
        })
        .collect();
    texts.join("; ")
}

fn results(point: &PointLines<'_>, document: &mut Document) {
    let (totals, coverage) = (&point.totals, point.totals.coverage());
    document.paragraph(format!(
        "Decided: {}. {} met, {} partly met, {} not met, {} not assessed, {} not applicable. Met: \
         {}.",
        share(coverage.decided, coverage.applicable),
        totals.count(Verdict::Met),
        totals.count(Verdict::PartlyMet),
        totals.count(Verdict::NotMet),
        totals.count(Verdict::NotAssessed),
        totals.count(Verdict::NotApplicable),
        met_range(totals),
    ));
}

fn requirement(line: &Line<'_>) -> Cell {
    let mut runs = vec![Run::new(line.requirement.title.clone())];
    if let Some(position) = &line.position {
        runs.push(Run::italic(format!(" ({position})")));
    }
    runs.into()
}

fn gaps(context: &Context<'_>, point: &PointLines<'_>, document: &mut Document) {
    document.heading(3, format!("gaps-{}", point.code), "Gaps");
    let columns = vec![
        Column::narrow("Id"),
        Column::narrow("Severity"),
        Column::narrow("Verdict"),
        Column::new("Requirement").weight(3),
        Column::narrow("Short of"),
        Column::new("What was found").weight(4),
        Column::narrow("Evidence").min_width(22),
    ];
    let caption = format!("Gaps at {}", context.point_name(&point.code, &point.subjects));
    let mut table = Table::new(format!("T4-{}", point.code), caption, columns);
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
            let mut found = line.reason.clone();
            if let Some(root) = line.follows {
                found.push_str(&format!("; follows from {root}"));
            }
            found.push_str(&line.exceptions());
            table.rows.push(
                Row::new(vec![
                    line.requirement.id.clone().into(),
                    line.severity().code().into(),
                    Cell::mark(mark(line.verdict), line.critical_gap(), ""),
                    requirement(line),
                    line.shortfall.map_or(String::new(), |s| s.to_string()).into(),
                    found.into(),
                    line.evidence.map_or("", words::evidence).into(),
                ])
                .with_id(line.id.clone()),
            );
        }
    }
    if table.rows.is_empty() {
        document.paragraph("No gap was found. What is not assessed may still be one.");
    } else {
        document.push(table);
    }
}

fn not_assessed(context: &Context<'_>, point: &PointLines<'_>, document: &mut Document) {
    document.heading(3, format!("open-{}", point.code), "Not assessed");
    let columns = vec![
        Column::narrow("Id"),
        Column::narrow("Severity"),
        Column::new("Requirement").weight(3),
        Column::new("Why").weight(3),
        Column::new("What would decide it").weight(3),
    ];
    let caption = format!("Not assessed at {}", context.point_name(&point.code, &point.subjects));
    let mut table = Table::new(format!("T12-{}", point.code), caption, columns);
    for line in point.lines.iter().filter(|l| l.verdict == Verdict::NotAssessed) {
        table.rows.push(
            Row::new(vec![
                line.requirement.id.clone().into(),
                line.severity().code().into(),
                requirement(line),
                line.reason.clone().into(),
                questions(context, line).into(),
            ])
            .with_id(line.id.clone()),
        );
    }
    if table.rows.is_empty() {
        document.paragraph("Everything that applies was assessed.");
    } else {
        document.push(table);
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
        labels.push(format!("and {rest} more"));
    }
    labels.join("; ")
}

fn not_applicable(point: &PointLines<'_>, document: &mut Document) {
    let mut lines = point.lines.iter().filter(|l| l.verdict == Verdict::NotApplicable).peekable();
    if lines.peek().is_none() {
        return;
    }
    document.heading(3, format!("na-{}", point.code), "Not applicable");
    let columns = vec![
        Column::narrow("Id"),
        Column::new("Requirement").weight(3),
        Column::new("Why it does not apply").weight(3),
    ];
    let mut table = Table::new(
        format!("T13-{}", point.code),
        format!("Not applicable at {}", point.code),
        columns,
    );
    for line in lines {
        table.rows.push(
            Row::new(vec![
                line.requirement.id.clone().into(),
                requirement(line),
                line.reason.clone().into(),
            ])
            .with_id(line.id.clone()),
        );
    }
    document.push(table);
}

fn positions(context: &Context<'_>, place: &CrossingPoint, document: &mut Document) {
    document.heading(3, format!("positions-{}", place.code), "Positions and equipment");
    if place.positions.is_empty() {
        document.paragraph("No position is recorded.");
        return;
    }
    let columns = vec![
        Column::narrow("Position"),
        Column::new("Name").weight(2),
        Column::new("Kind").weight(2),
        Column::number("Working places"),
    ];
    let caption = format!("Positions of {}", place.code);
    let mut table = Table::new(format!("T3-{}", place.code), caption, columns);
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
    let columns = vec![
        Column::narrow("Position"),
        Column::new("Item"),
        Column::new("Kind").weight(2),
        Column::new("Maker and model").weight(2),
        Column::narrow("How many"),
        Column::narrow("Condition"),
        Column::narrow("Evidence").min_width(22),
    ];
    let mut table = Table::new(
        format!("T5-{}", place.code),
        format!("Equipment recorded at {}", place.code),
        columns,
    );
    let mut list = |position: &str, items: &[Item]| {
        for item in items {
            let value = |key: &str| context.value(&item.subjects, key).unwrap_or_default();
            let model = [value("maker"), value("model")].join(" ");
            table.rows.push(Row::new(vec![
                position.into(),
                item.code.clone().into(),
                value("equipment").into(),
                model.trim().into(),
                value("quantity").into(),
                value("condition").into(),
                evidence(context, &item.subjects).map_or("", words::evidence).into(),
            ]));
        }
    };
    for position in &place.positions {
        list(&position.code, &position.items);
    }
    list("shared", &place.items);
    if table.rows.is_empty() {
        document.paragraph("No equipment is recorded.");
    } else {
        document.push(table);
    }
}

/// How the item itself was found: the strongest evidence for what it is.
fn evidence(context: &Context<'_>, subjects: &[SubjectIx]) -> Option<Evidence> {
    subjects
        .iter()
        .flat_map(|&s| context.survey.heads_named(s, "equipment"))
        .filter_map(|&(_, ix)| context.survey[ix].answer.evidence())
        .max()
}
