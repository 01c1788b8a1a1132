//! Summary and overall results.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, legend, listed, mark, met_range, result_cells, result_columns, share, whole};
use crate::judge::Totals;
use crate::model::Verdict;
use crate::plan::{Feasibility, cost};
use crate::report::document::{
    Bar, Bars, Block, Cell, Column, Document, Heading, HeatCell, HeatMap, HeatRow, List, Row, Run,
    Style, Table,
};
use crate::report::plan::amounts::range;
use crate::standard::{Severity, Status};
use crate::{counted, t};

/// Crossing points that the summary lists one by one; more have a table of their own.
const LISTED: usize = 8;
/// Critical gaps that the summary names.
const NAMED: usize = 4;

/// One page that can be read without the rest: what was judged, what was found, what nobody knows,
/// what it would take, and what cannot wait.
pub(super) fn summary(context: &Context<'_>, document: &mut Document) {
    // On a page of its own, also where the page before has hardly begun.
    document.push(Block::PageBreak);
    document.push(Heading::new(1, "summary", t!("Summary")));
    judged(context, document);
    found(context, document);
    // Where there are none, the results say so.
    if (1..=LISTED).contains(&context.table.points.len()) {
        document.push(per_point(context));
    }
    critical(context, document);
    unknown(context, document);
    takes(context, document);
    first(context, document);
}

/// A paragraph that says in bold what it is about.
fn about(document: &mut Document, what: &str, text: String) {
    document.push(Block::Paragraph(vec![Run::bold(format!("{what} ")), Run::new(text)]));
}

fn judged(context: &Context<'_>, document: &mut Document) {
    let status = match context.profile.status {
        Status::Composed => {
            t!("The profile is composed of single requirements and is nobody's official standard.")
        }
        Status::Adopted => t!("The profile was adopted as it stands."),
        Status::Draft => t!("The profile is a draft and not a standard."),
    };
    let requirements = context.profile.requirements.len();
    document.paragraph(counted!(
        context.table.points.len(),
        "{n} crossing point was judged against {requirements} of the profile \"{profile}\". {status}",
        "{n} crossing points were judged against {requirements} of the profile \"{profile}\". \
         {status}",
        requirements = counted!(requirements, "{n} requirement", "{n} requirements"),
        profile = context.profile.title,
        status,
    ));
}

fn found(context: &Context<'_>, document: &mut Document) {
    let totals = &context.table.totals;
    let coverage = totals.coverage();
    let mut text = t!(
        "Of {applicable} findings that apply, {decided} are decided: {met} met, {partly} partly \
         met, {not_met} not met. {open} So between what is known to be met and what may be, \
         {range} of what applies is met.",
        applicable = coverage.applicable,
        decided = share(coverage.decided, coverage.applicable),
        met = totals.count(Verdict::Met),
        partly = totals.count(Verdict::PartlyMet),
        not_met = totals.count(Verdict::NotMet),
        open = match whole(totals.count(Verdict::NotAssessed)) {
            0 => t!("Nothing that applies was left open.").to_owned(),
            open => counted!(
                open,
                "{n} could not be decided and may be a gap too.",
                "{n} could not be decided and may be gaps too."
            ),
        },
        range = met_range(totals),
    );
    if totals.following > 0 {
        text.push(' ');
        text.push_str(&counted!(
            whole(totals.following),
            "{n} of the {gaps} gaps follows from another gap: where a device is missing, what it \
             should be able to do is missing with it.",
            "{n} of the {gaps} gaps follow from another gap: where a device is missing, what it \
             should be able to do is missing with it.",
            gaps = totals.gaps(),
        ));
    }
    about(document, t!("What was found."), text);
}

/// The critical requirements that are gaps most often.
fn critical(context: &Context<'_>, document: &mut Document) {
    let critical = critical_lines(context);
    if critical.is_empty() {
        let text = t!(
            "No critical requirement was found to be a gap. What is not assessed may still be one."
        );
        about(document, t!("What weighs most."), text.to_owned());
        return;
    }
    let sites: BTreeSet<&str> = critical.iter().map(|l| l.crossing_point.as_str()).collect();
    let text = counted!(
        critical.len(),
        "{n} critical requirement is not or only partly met at {places}. The requirements \
         concerned most often:",
        "{n} findings on critical requirements are not or only partly met at {places}. The \
         requirements concerned most often:",
        places = counted!(sites.len(), "{n} crossing point", "{n} crossing points"),
    );
    about(document, t!("What weighs most."), text);
    let mut by: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
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
                Run::new(counted!(count, "{title}: {n} gap", "{title}: {n} gaps", title)),
            ]
        })
        .collect();
    document.push(List { ordered: false, items });
}

/// Why something is not assessed, by the code of a line, with words for it.
fn reasons(count: usize, code: &str) -> String {
    match code {
        "nothing-recorded" => counted!(
            count,
            "{n} for which nothing is recorded",
            "{n} for which nothing is recorded"
        ),
        "recorded-absent" => counted!(
            count,
            "{n} that could not be seen, for a reason that is recorded",
            "{n} that could not be seen, for reasons that are recorded"
        ),
        "claimed-only" => {
            counted!(count, "{n} that is only claimed", "{n} that are only claimed")
        }
        "disputed" => {
            counted!(count, "{n} on which people disagree", "{n} on which people disagree")
        }
        _ => counted!(
            count,
            "{n} that what was found does not decide",
            "{n} that what was found does not decide"
        ),
    }
}

/// What nobody knows, and why.
fn unknown(context: &Context<'_>, document: &mut Document) {
    let lines = context.table.points.iter().flat_map(|p| &p.lines);
    let open: Vec<_> = lines.filter(|l| l.verdict == Verdict::NotAssessed).collect();
    if open.is_empty() {
        return;
    }
    let mut by: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &open {
        *by.entry(line.undecided.unwrap_or_default()).or_default() += 1;
    }
    let parts: Vec<String> = by.into_iter().map(|(code, count)| reasons(count, code)).collect();
    let critical = open.iter().filter(|l| l.severity() == Severity::Critical).count();
    let mut text = counted!(
        open.len(),
        "{n} finding is not assessed: {parts}.",
        "{n} findings are not assessed: {parts}.",
        parts = listed(&parts),
    );
    text.push(' ');
    text.push_str(&match critical {
        0 => t!("None of them is on a critical requirement.").to_owned(),
        n => counted!(
            n,
            "{n} of them is on a critical requirement.",
            "{n} of them are on critical requirements."
        ),
    });
    about(document, t!("What is not known."), text);
}

/// What it would take, as far as it is known.
fn takes(context: &Context<'_>, document: &mut Document) {
    let plan = context.plan;
    let count = |feasibility: Feasibility| {
        plan.lines.iter().filter(|line| line.feasibility == feasibility).count()
    };
    let title = t!("What it would take.");
    if plan.lines.is_empty() {
        about(document, title, t!("The profile names no remedy for what was found.").to_owned());
        return;
    }
    let mut text = counted!(
        plan.lines.len(),
        "{n} measure would close the gaps for which the profile names one: {now} feasible now, \
         {prepared} after preparation, {unfit} not feasible as planned, and for {open} that cannot \
         be said yet.",
        "{n} measures would close the gaps for which the profile names one: {now} feasible now, \
         {prepared} after preparation, {unfit} not feasible as planned, and for {open} that cannot \
         be said yet.",
        now = count(Feasibility::Now),
        prepared = count(Feasibility::WithPreparation),
        unfit = count(Feasibility::NotFeasible),
        open = count(Feasibility::Undetermined),
    );
    text.push(' ');
    let sum = cost::sum(&plan.lines);
    match &context.options.prices {
        Some(prices) if sum.costed > 0 => text.push_str(&t!(
            "{costed} of {lines} are costed: {capital} {currency} to buy and install, {running} a \
             year to run.",
            costed = sum.costed,
            lines = sum.lines,
            capital = range(&sum.capital),
            currency = prices.currency,
            running = range(&sum.running),
        )),
        _ => text.push_str(t!("They are not costed: no prices were given.")),
    }
    about(document, title, text);
}

/// What comes before every other measure.
fn first(context: &Context<'_>, document: &mut Document) {
    let alerts = &context.plan.alerts;
    if alerts.is_empty() {
        return;
    }
    let sites: BTreeSet<&str> =
        alerts.iter().map(|a| context.assessment.points[a.point].code.as_str()).collect();
    let text = counted!(
        alerts.len(),
        "{n} safeguard is missing or not shown where biometrics are captured or watch lists are \
         searched already, at {places}: stop, or mend it first.",
        "{n} safeguards are missing or not shown where biometrics are captured or watch lists are \
         searched already, at {places}: stop, or mend them first.",
        places = sites.into_iter().collect::<Vec<_>>().join(", "),
    );
    about(document, t!("What cannot wait."), text);
}

fn per_point(context: &Context<'_>) -> Table {
    let costed = context.options.prices.is_some();
    let mut columns = vec![Column::new(t!("Crossing point")).weight(3), Column::new(t!("Type"))];
    columns.extend(result_columns());
    columns.push(Column::number(t!("Critical not met")));
    columns.push(Column::narrow(t!("Measures feasible")));
    if let Some(prices) = &context.options.prices {
        columns.push(
            Column::narrow(t!("Cost, {currency}, and costed", currency = prices.currency,))
                .min_width(28),
        );
    }
    let mut table = Table::new("T1", t!("Results by crossing point"), columns);
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
                t!("not costed").to_owned()
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
        let mut all = row(Run::bold(t!("All")).into(), String::new(), &context.table.totals, None);
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
    document.push(Heading::new(1, "results", t!("Overall results")).on_new_page());
    if context.table.points.is_empty() {
        let none = t!("no crossing point is recorded.");
        return super::table_or(document, per_point(context), none);
    }
    if context.table.points.len() > LISTED {
        document.push(per_point(context));
    }
    document.push(heat_map(context));
    document.push(bars(context));
    let columns = vec![
        Column::narrow(t!("Gap")),
        Column::narrow(t!("Finding")).min_width(27),
        Column::narrow(t!("Verdict")),
        Column::new(t!("Critical requirement")).weight(2),
        Column::new(t!("What was found")).weight(3),
    ];
    let caption = t!("Critical requirements that are not or only partly met");
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
    document.heading(2, "critical", t!("Critical gaps"));
    super::table_or(
        document,
        table,
        t!("no critical requirement was found to be a gap. What is not assessed may still be one."),
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
        caption: t!(
            "Worst verdict by crossing point and category; below it met of applicable, and how \
             many are not assessed (+n?). A mark with ! has a critical requirement that is not met."
        )
        .to_owned(),
        alt: t!(
            "A table of {points} crossing points by {categories} categories; each cell holds the \
             worst verdict as a sign and a letter, the number met of those that apply, and the \
             number not assessed.",
            points = context.table.points.len(),
            categories = categories.len(),
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
        caption: t!("Verdicts by crossing point").to_owned(),
        alt: t!(
            "One bar for each crossing point, divided into met, partly met, not met, not assessed \
             and not applicable; the same numbers stand in table T1."
        )
        .to_owned(),
        coverage_title: t!("Decided").to_owned(),
        rows: context
            .table
            .points
            .iter()
            .map(|point| {
                let coverage = point.totals.coverage();
                Bar {
                    name: context.point_name(&point.code, &point.subjects),
                    parts: parts(&point.totals),
                    coverage: t!(
                        "{part} of {of}",
                        part = coverage.decided,
                        of = coverage.applicable,
                    ),
                }
            })
            .collect(),
        legend: legend(),
    }
}
