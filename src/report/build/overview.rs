//! Summary and overall results.

use super::{Context, counted, legend, mark, met_range, result_cells, result_columns, share};
use crate::judge::Totals;
use crate::model::Verdict;
use crate::plan::{Feasibility, cost};
use crate::report::document::{
    Bar, Bars, Cell, Column, Document, Heading, HeatCell, HeatMap, HeatRow, List, Row, Run, Style,
    Table,
};
use crate::report::plan::amounts::range;
use crate::standard::Severity;

/// Crossing points that the summary lists one by one; more have a table of their own.
const LISTED: usize = 12;
/// Critical gaps that the summary names.
const NAMED: usize = 4;

/// One page: what was judged, what was found, what nobody knows, what it would take.
pub(super) fn summary(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "summary", "Summary").on_new_page());
    sentences(context, document);
    if context.table.points.len() <= LISTED {
        document.push(per_point(context));
    }
    let critical = critical_lines(context);
    if critical.is_empty() {
        document.paragraph(
            "No critical requirement was found to be a gap. What is not assessed may still be one.",
        );
    } else {
        let sites: std::collections::BTreeSet<&str> =
            critical.iter().map(|l| l.crossing_point.as_str()).collect();
        document.paragraph(format!(
            "{} at {}. The requirements concerned most often:",
            counted(
                critical.len(),
                "critical requirement is not or only partly met",
                "findings on critical requirements are not or only partly met"
            ),
            counted(sites.len(), "crossing point", "crossing points"),
        ));
        let mut by: std::collections::BTreeMap<&str, (usize, &str)> = Default::default();
        for line in &critical {
            by.entry(&line.requirement.id).or_insert((0, &line.requirement.title)).0 += 1;
        }
        let mut often: Vec<(&str, (usize, &str))> = by.into_iter().collect();
        often.sort_by_key(|(id, (count, _))| (std::cmp::Reverse(*count), *id));
        let items = often
            .into_iter()
            .take(NAMED)
            .map(|(id, (count, title))| {
                vec![
                    Run::bold(format!("{id} ")),
                    Run::new(format!("{title}: {}", counted(count, "gap", "gaps"))),
                ]
            })
            .collect();
        document.push(List { ordered: false, items });
    }
    takes(context, document);
}

fn sentences(context: &Context<'_>, document: &mut Document) {
    let totals = &context.table.totals;
    let points = context.table.points.len();
    document.paragraph(format!(
        "{} judged against {} requirements of the profile \"{}\". {}",
        counted(points, "crossing point was", "crossing points were"),
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
    document.paragraph(format!(
        "Of {} findings that apply, {} are decided: {} met, {} partly met, {} not met. {} Between \
         the two ends of what is not known, {} of what applies is met.",
        coverage.applicable,
        share(coverage.decided, coverage.applicable),
        totals.count(Verdict::Met),
        totals.count(Verdict::PartlyMet),
        totals.count(Verdict::NotMet),
        match totals.count(Verdict::NotAssessed) {
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

/// What it would take, as far as it is known.
fn takes(context: &Context<'_>, document: &mut Document) {
    let plan = context.plan;
    let count = |feasibility: Feasibility| {
        plan.lines.iter().filter(|line| line.feasibility == feasibility).count()
    };
    if plan.lines.is_empty() {
        document.paragraph("The profile names no remedy for what was found.");
        return;
    }
    let mut text = format!(
        "{} would close the gaps for which the profile names one: {} feasible now, {} after \
         preparation, {} not feasible as planned, and for {} that cannot be said yet.",
        counted(plan.lines.len(), "measure", "measures"),
        count(Feasibility::Now),
        count(Feasibility::WithPreparation),
        count(Feasibility::NotFeasible),
        count(Feasibility::Undetermined),
    );
    let sum = cost::sum(&plan.lines);
    match &context.options.prices {
        Some(prices) if sum.costed > 0 => text.push_str(&format!(
            " {} of {} are costed: {} {} to buy and install, {} a year to run.",
            sum.costed,
            sum.lines,
            range(&sum.capital),
            prices.currency,
            range(&sum.running)
        )),
        _ => text.push_str(" They are not costed: no prices were given."),
    }
    if !plan.alerts.is_empty() {
        text.push_str(&format!(
            " {} missing or not shown where biometrics are captured or watch lists are searched \
             already.",
            counted(plan.alerts.len(), "safeguard is", "safeguards are")
        ));
    }
    document.paragraph(text);
}

fn per_point(context: &Context<'_>) -> Table {
    let costed = context.options.prices.is_some();
    let mut columns =
        vec![Column::new("Crossing point").weight(3), Column::new("Type").min_width(20)];
    columns.extend(result_columns());
    columns.push(Column::number("Critical not met"));
    columns.push(Column::narrow("Measures feasible"));
    if let Some(prices) = &context.options.prices {
        columns.push(Column::narrow(format!("Cost, {}, and costed", prices.currency)));
    }
    let mut table = Table::new("T1", "Results by crossing point", columns);
    let row = |name: Cell, kind: String, totals: &Totals, of: Option<usize>| {
        let mut cells = vec![name, kind.into()];
        cells.extend(result_cells(totals));
        cells.push(totals.of_severity(Severity::Critical, Verdict::NotMet).to_string().into());
        let lines = || context.plan.lines.iter().filter(|line| of.is_none_or(|n| line.point == n));
        let sure = lines().filter(|line| line.feasibility.is_sure()).count();
        cells.push(format!("{sure}/{}", lines().count()).into());
        if costed {
            let sum = cost::sum(lines());
            let amount = if sum.costed == 0 {
                "not costed".to_owned()
            } else {
                format!("{} ({}/{})", range(&sum.capital), sum.costed, sum.lines)
            };
            cells.push(amount.into());
        }
        Row::new(cells)
    };
    for point in &context.table.points {
        let name = context.point_name(&point.code, &point.subjects);
        let link = format!("point-{}", point.code);
        let name = Cell::from(name.clone()).with_link(link, name);
        let kind = context.value(&point.subjects, "type").unwrap_or_default();
        let of = context.assessment.points.iter().position(|p| p.code == point.code);
        table.rows.push(row(name, kind, &point.totals, of).with_id(point.code.clone()));
    }
    if context.table.points.len() > 1 {
        let mut all = row(Run::bold("All").into(), String::new(), &context.table.totals, None);
        for cell in &mut all.cells {
            cell.runs.iter_mut().for_each(|r| r.style = Style::Bold);
        }
        table.rows.push(all);
    }
    table
}

/// Critical gaps that follow from no other.
fn critical_lines<'c>(context: &Context<'c>) -> Vec<&'c crate::report::gaps::Line<'c>> {
    let lines = context.table.points.iter().flat_map(|p| &p.lines);
    let critical = |line: &&crate::report::gaps::Line<'_>| {
        line.severity() == Severity::Critical && line.verdict.is_gap() && line.follows.is_none()
    };
    lines.filter(critical).collect()
}

/// Heat map, bars, and every critical gap.
pub(super) fn results(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "results", "Overall results").on_new_page());
    if context.table.points.len() > LISTED {
        document.push(per_point(context));
    }
    document.push(heat_map(context));
    document.push(bars(context));
    let columns = vec![
        Column::narrow("Gap"),
        Column::narrow("Finding").min_width(27),
        Column::narrow("Verdict"),
        Column::new("Critical requirement").weight(2),
        Column::new("What was found").weight(3),
    ];
    let caption = "Critical requirements that are not or only partly met";
    let mut table = Table::new("T1b", caption, columns);
    for line in critical_lines(context) {
        let short = context.short(line);
        table.rows.push(
            Row::new(vec![
                Cell::from(short.clone()).with_link(format!("gap:{}", line.id), line.id.clone()),
                line.id.clone().into(),
                Cell::mark(mark(line.verdict), line.critical_gap(), ""),
                line.requirement.title.clone().into(),
                context.reason(line).into(),
            ])
            .with_id(line.id.clone()),
        );
    }
    document.heading(2, "critical", "Critical gaps");
    super::table_or(
        document,
        table,
        "no critical requirement was found to be a gap. What is not assessed may still be one.",
    );
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
