//! The plan as CSV, as Markdown and as a workbook.

use std::fmt::Write;

use super::amounts::{exact, range};
use super::text::{first_safeguards, instead, phase_heading};
use super::{PlanView, action_words, choice_words, feasibility_words, state_code};
use crate::model::Verdict;
use crate::plan::{Feasibility, Line, Money};
use crate::report::tables::{cell, profile_line};
use crate::report::workbook::{about, ends};
use crate::report::xlsx::{Cell, Sheet, WorkbookError, workbook};
use crate::t;

/// Header of the CSV form and of the workbook, in order. An amount of a line that is not costed,
/// and an end without bound, is empty.
pub const PLAN_HEADER: [&str; 25] = [
    "crossing_point",
    "position",
    "remedy",
    "title",
    "action",
    "units_min",
    "units_max",
    "closes",
    "severity",
    "feasibility",
    "needs",
    "first",
    "instead",
    "phase",
    "lead_time_weeks",
    "costed",
    "capex_low",
    "capex_high",
    "running_low",
    "running_high",
    "nominal_low",
    "nominal_high",
    "discounted_low",
    "discounted_high",
    "options",
];

/// The rows: first what is missing of safeguards, then the lines.
fn rows(view: &PlanView<'_>) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for alert in &view.plan.alerts {
        let (point, position) = view.place(alert.point, alert.position);
        let requirement = view.profile.requirement(alert.requirement);
        let action = match alert.verdict {
            Verdict::NotAssessed => "stop-or-show",
            _ => "stop-or-mend",
        };
        let mut row: Vec<Cell> = vec![
            point.into(),
            position.into(),
            Cell::Empty,
            requirement.title.as_str().into(),
            action.into(),
            Cell::Empty,
            Cell::Empty,
            requirement.id.as_str().into(),
            requirement.severity.code().into(),
        ];
        row.resize(PLAN_HEADER.len(), Cell::Empty);
        row[13] = Cell::Whole(0);
        row[24] =
            view.plan.options.iter().map(|o| o.choice.code()).collect::<Vec<_>>().join(";").into();
        rows.push(row);
    }
    rows.extend(view.lines().map(|line| row(view, line)));
    rows
}

fn row(view: &PlanView<'_>, line: &Line<'_>) -> Vec<Cell> {
    let (point, position) = view.place(line.point, line.position);
    let [min, max] = ends(Some(line.units));
    let closes: Vec<&str> = view.closes(line);
    let needs: Vec<String> = line
        .needs
        .iter()
        .filter(|n| n.state != crate::judge::Truth::Yes)
        .map(|n| format!("{}: {}", n.title, state_code(n.state)))
        .collect();
    let instead = match line.feasibility {
        Feasibility::NotFeasible => line.instead.join(";"),
        _ => String::new(),
    };
    let mut row: Vec<Cell> = vec![
        point.into(),
        position.into(),
        line.key.into(),
        line.title.into(),
        line.action.code().into(),
        min,
        max,
        closes.join(";").into(),
        line.severity.code().into(),
        line.feasibility.code().into(),
        needs.join(";").into(),
        line.enabling.iter().copied().collect::<Vec<_>>().join(";").into(),
        instead.into(),
        u64::from(line.phase).into(),
        line.lead_time_weeks.cloned().into(),
        line.cost.is_some().to_string().into(),
    ];
    let cost = line.cost.as_ref();
    let total = cost.and_then(|c| c.total.as_ref());
    row.extend(both(cost.map(|c| &c.capital)));
    row.extend(both(cost.map(|c| &c.running)));
    row.extend(both(total.map(|t| &t.nominal)));
    row.extend(both(total.map(|t| &t.discounted)));
    row.push(view.options(line).join(";").into());
    row
}

fn both(money: Option<&Money>) -> [Cell; 2] {
    [money.map(|m| m.low.clone()).into(), money.and_then(|m| m.high.clone()).into()]
}

/// The plan as CSV: one row for each alert and line.
///
/// # Errors
/// When a record cannot be written, which does not happen in memory.
pub fn plan_csv(view: &PlanView<'_>) -> Result<Vec<u8>, csv::Error> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    writer.write_record(PLAN_HEADER)?;
    for row in rows(view) {
        writer.write_record(row.iter().map(plain))?;
    }
    writer.into_inner().map_err(|e| e.into_error().into())
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Whole(number) => number.to_string(),
        Cell::Decimal(number) => exact(number),
        Cell::Flag(flag) => flag.to_string(),
    }
}

/// The plan as a workbook: the plan, the options, what they rest on.
///
/// # Errors
/// When there are more lines than a sheet holds.
pub fn plan_xlsx(view: &PlanView<'_>) -> Result<Vec<u8>, WorkbookError> {
    let mut plan = Sheet::new(t!("Plan"), &PLAN_HEADER);
    plan.rows = rows(view);
    let mut options = Sheet::new(
        t!("Options"),
        &[
            "option",
            "closes_critical",
            "closes_major",
            "closes_minor",
            "leaves_critical",
            "leaves_major",
            "leaves_minor",
            "lines",
            "costed",
            "capex_low",
            "capex_high",
            "running_low",
            "running_high",
            "nominal_low",
            "nominal_high",
            "discounted_low",
            "discounted_high",
        ],
    );
    for outcome in &view.plan.options {
        let mut row: Vec<Cell> = vec![outcome.choice.code().into()];
        row.extend(outcome.closed.iter().chain(&outcome.left).map(|&n| Cell::Whole(n)));
        let cost = &outcome.cost;
        row.extend([cost.lines, cost.costed].map(|n| Cell::Whole(n as u64)));
        let costed = cost.costed > 0;
        row.extend(both(costed.then_some(&cost.capital)));
        row.extend(both(costed.then_some(&cost.running)));
        row.extend(both(cost.total.as_ref().map(|t| &t.nominal)));
        row.extend(both(cost.total.as_ref().map(|t| &t.discounted)));
        options.rows.push(row);
    }
    let mut about = about(view.survey, view.profile, view.as_of());
    let mut say = |what: &str, value: Cell| about.rows.push(vec![what.into(), value]);
    if let Some(prices) = view.prices {
        say(t!("price list"), prices.title.as_str().into());
        say(t!("currency"), prices.currency.as_str().into());
    }
    if let Some(terms) = view.terms {
        say(t!("horizon, years"), u64::from(terms.years()).into());
        say(t!("rate, percent"), terms.rate_percent().clone().into());
    }
    say(t!("budget"), view.budget.cloned().into());
    workbook(view.survey.title(), &[plan, options, about])
}

/// The plan as Markdown, to paste into a document.
#[must_use]
pub fn plan_markdown(view: &PlanView<'_>) -> String {
    let mut out = String::new();
    let profile = view.profile;
    let title = cell(view.survey.title());
    let _ = writeln!(out, "# {}\n", t!("Plan: {title}", title));
    let title = cell(&profile.title);
    let _ = writeln!(out, "{}.\n", profile_line(&title, profile, view.as_of()));
    if !view.plan.alerts.is_empty() {
        let _ = writeln!(out, "## {}\n", first_safeguards());
        for alert in &view.plan.alerts {
            let place = view.assessment.place(alert.point, alert.position);
            let _ = writeln!(out, "- **{}**: {}", cell(&place), cell(&view.alert(alert)));
        }
        out.push('\n');
    }
    let mut phase = None;
    for line in view.lines() {
        if phase != Some(line.phase) {
            let _ = writeln!(out, "{}## {}\n", gap(phase), phase_heading(line.phase));
            out.push_str(t!(
                "| Place | What | Units | Closes | Severity | Feasible | First | Cost |"
            ));
            out.push_str("\n|---|---|---|---|---|---|---|---|\n");
            phase = Some(line.phase);
        }
        let closes = view.closes(line);
        let first = match line.feasibility {
            Feasibility::NotFeasible => instead(line),
            Feasibility::Undetermined => {
                t!("find out: {what}", what = view.open(line).join(t!("; ")))
            }
            Feasibility::Now | Feasibility::WithPreparation => view.first(line).join(t!("; ")),
        };
        let cost =
            line.cost.as_ref().map_or_else(|| t!("not costed").to_owned(), |c| range(&c.capital));
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            cell(&view.assessment.place(line.point, line.position)),
            t!("{action} {what}", action = action_words(line.action), what = cell(line.title)),
            line.units,
            closes.join(", "),
            line.severity.word(),
            feasibility_words(line.feasibility),
            cell(&first),
            cost,
        );
    }
    let _ = writeln!(out, "{}## {}\n", gap(phase), t!("Options"));
    out.push_str(t!(
        "| Option | Closes | Critical | Leaves | Critical left | Costed | Capital | A year |"
    ));
    out.push_str("\n|---|---|---|---|---|---|---|---|\n");
    for outcome in &view.plan.options {
        let cost = &outcome.cost;
        let amount = |money: &Money| if cost.costed == 0 { String::new() } else { range(money) };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            choice_words(outcome.choice),
            outcome.closed.iter().sum::<u64>(),
            outcome.closed[0],
            outcome.left.iter().sum::<u64>(),
            outcome.left[0],
            t!("{n} of {all}", n = cost.costed, all = cost.lines),
            amount(&cost.capital),
            amount(&cost.running),
        );
    }
    out
}

/// An empty line before a heading that follows a table.
fn gap(phase: Option<u8>) -> &'static str {
    if phase.is_some() { "\n" } else { "" }
}
