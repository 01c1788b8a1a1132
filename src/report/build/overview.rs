//! Cover, summary and overall results.

use super::{Context, ReportOptions, legend, mark, met_range, profile_words, share};
use crate::judge::Totals;
use crate::model::Verdict;
use crate::report::document::{
    Bar, Bars, Block, Cell, Column, Document, Heading, HeatCell, HeatMap, HeatRow, Row, Run, Table,
};
use crate::standard::Severity;

pub(super) fn cover(context: &Context<'_>, options: &ReportOptions) -> Vec<(String, String)> {
    let survey = context.survey;
    let mut cover = Vec::new();
    let mut push = |name: &str, value: String| {
        if !value.is_empty() {
            cover.push((name.to_owned(), value));
        }
    };
    let of_survey =
        |key: &str| survey.text(crate::model::Survey::ROOT, key).unwrap_or("").to_owned();
    push("Requested by", of_survey("authority"));
    push("Crossing points", context.table.points.len().to_string());
    let days: Vec<_> = survey
        .observations()
        .iter()
        .filter(|o| o.subject != crate::model::Survey::ROOT)
        .map(|o| survey.moment(o).day())
        .collect();
    if let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) {
        push(
            "Recorded",
            if first == last { first.to_string() } else { format!("{first} to {last}") },
        );
    }
    push("Judged as of", context.assessment.as_of.to_string());
    push("Profile", profile_words(context.profile));
    push("Profile SHA-256", context.profile.sha256.clone());
    push("Survey", survey.id().to_string());
    push("Digest of the observations", options.digest.clone());
    push("Written by", options.program.clone());
    cover
}

pub(super) fn write(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "summary", "1 Summary").on_new_page());
    sentences(context, document);
    document.push(per_point(context));
    critical(context, document);
    document.heading(1, "results", "2 Overall results");
    document.push(heat_map(context));
    document.push(bars(context));
}

fn sentences(context: &Context<'_>, document: &mut Document) {
    let totals = &context.table.totals;
    let points = context.table.points.len();
    let posts = if points == 1 { "crossing point was" } else { "crossing points were" };
    document.paragraph(format!(
        "{points} {posts} judged against {} requirements of the profile \"{}\". {}",
        context.profile.requirements.len(),
        context.profile.title,
        match context.profile.status {
            crate::standard::Status::Composed =>
                "The profile is composed of single requirements and is nobody's official standard.",
            crate::standard::Status::Adopted => "The profile was adopted as it stands.",
            crate::standard::Status::Draft => "The profile is a draft and not a standard.",
        }
    ));
    let coverage = totals.coverage();
    let unknown = totals.count(Verdict::NotAssessed);
    document.paragraph(format!(
        "Of {} findings that apply, {} are decided: {} met, {} partly met, {} not met. {} Between \
         the two ends of what is not known, {} of what applies is met.",
        coverage.applicable,
        share(coverage.decided, coverage.applicable),
        totals.count(Verdict::Met),
        totals.count(Verdict::PartlyMet),
        totals.count(Verdict::NotMet),
        match unknown {
            0 => "Nothing that applies was left open.".to_owned(),
            1 => "1 is not assessed and is listed beside the gaps.".to_owned(),
            n => format!("{n} are not assessed and are listed beside the gaps."),
        },
        met_range(totals),
    ));
    if totals.following > 0 {
        document.paragraph(format!(
            "{} of the {} gaps follow from another gap: where a device is missing, what it should \
             be able to do is missing with it.",
            totals.following,
            totals.gaps()
        ));
    }
}

fn per_point(context: &Context<'_>) -> Block {
    let columns = vec![
        Column::new("Crossing point").weight(3),
        Column::number("Apply"),
        Column::number("Met"),
        Column::number("Partly"),
        Column::number("Not met"),
        Column::number("Not assessed"),
        Column::narrow("Decided"),
        Column::narrow("Met range"),
        Column::number("Critical not met"),
    ];
    let mut table = Table::new("T1", "Results by crossing point", columns);
    let row = |name: Cell, totals: &Totals| {
        let coverage = totals.coverage();
        let percent = crate::judge::per_cent(coverage.decided, coverage.applicable);
        let mut cells = vec![name, coverage.applicable.to_string().into()];
        for verdict in [Verdict::Met, Verdict::PartlyMet, Verdict::NotMet, Verdict::NotAssessed] {
            cells.push(totals.count(verdict).to_string().into());
        }
        cells.push(percent.map_or("-".to_owned(), |p| format!("{p} %")).into());
        cells.push(met_range(totals).into());
        cells.push(totals.of_severity(Severity::Critical, Verdict::NotMet).to_string().into());
        Row::new(cells)
    };
    for point in &context.table.points {
        let name = context.point_name(&point.code, &point.subjects);
        table.rows.push(row(name.into(), &point.totals).with_id(point.code.clone()));
    }
    if context.table.points.len() > 1 {
        let mut all = row(Run::bold("All").into(), &context.table.totals);
        for cell in &mut all.cells {
            cell.runs.iter_mut().for_each(|r| r.style = crate::report::document::Style::Bold);
        }
        table.rows.push(all);
    }
    table.into()
}

fn critical(context: &Context<'_>, document: &mut Document) {
    let columns = vec![
        Column::narrow("Finding").min_width(27),
        Column::narrow("Verdict"),
        Column::new("Critical requirement").weight(2),
        Column::new("What was found").weight(3),
    ];
    let mut table =
        Table::new("T1b", "Critical requirements that are not or only partly met", columns);
    for line in context.table.points.iter().flat_map(|p| &p.lines) {
        if line.severity() == Severity::Critical && line.verdict.is_gap() && line.follows.is_none()
        {
            table.rows.push(
                Row::new(vec![
                    line.id.clone().into(),
                    Cell::mark(mark(line.verdict), line.critical_gap(), ""),
                    line.requirement.title.clone().into(),
                    line.reason.clone().into(),
                ])
                .with_id(line.id.clone()),
            );
        }
    }
    document.heading(2, "critical", "Critical gaps");
    if table.rows.is_empty() {
        document.paragraph(
            "No critical requirement was found to be a gap. What is not assessed may still be one.",
        );
    } else {
        document.push(table);
    }
}

fn heat_map(context: &Context<'_>) -> HeatMap {
    let categories = context.categories();
    let rows = context
        .table
        .points
        .iter()
        .map(|point| HeatRow {
            name: context.point_name(&point.code, &point.subjects),
            cells: categories
                .iter()
                .map(|&category| point.by_category.get(category).map_or(HeatCell::default(), cell))
                .collect(),
        })
        .collect();
    HeatMap {
        id: "T2".to_owned(),
        caption: "Worst verdict by crossing point and category; below it met of applicable, and \
                  how many are not assessed (+n?). A mark with ! has a critical requirement that \
                  is not met."
            .to_owned(),
        alt: format!(
            "A table of {} crossing points by {} categories; each cell holds the worst verdict as \
             a sign and a letter, the number met of those that apply, and the number not assessed.",
            context.table.points.len(),
            categories.len()
        ),
        columns: categories.iter().map(|c| context.category(c)).collect(),
        rows,
        legend: legend(),
    }
}

fn cell(totals: &Totals) -> HeatCell {
    let unknown = totals.count(Verdict::NotAssessed);
    let mut text = format!("{}/{}", totals.count(Verdict::Met), totals.applicable());
    if totals.applicable() == 0 {
        text = String::new();
    } else if unknown > 0 {
        text.push_str(&format!(" +{unknown}?"));
    }
    HeatCell { mark: totals.worst().map(mark), critical: totals.critical(), text }
}

fn bars(context: &Context<'_>) -> Bars {
    let parts = |totals: &Totals| {
        Verdict::ALL
            .into_iter()
            .map(|v| (mark(v), u32::try_from(totals.count(v)).unwrap_or(u32::MAX)))
            .collect()
    };
    Bars {
        id: "F1".to_owned(),
        caption: "Verdicts by crossing point".to_owned(),
        alt: "One bar for each crossing point, divided into met, partly met, not met, not \
              assessed and not applicable; the same numbers stand in table T1."
            .to_owned(),
        coverage_title: "Decided".to_owned(),
        rows: context
            .table
            .points
            .iter()
            .map(|point| {
                let coverage = point.totals.coverage();
                Bar {
                    name: context.point_name(&point.code, &point.subjects),
                    parts: parts(&point.totals),
                    coverage: format!("{} of {}", coverage.decided, coverage.applicable),
                }
            })
            .collect(),
        legend: legend(),
    }
}
