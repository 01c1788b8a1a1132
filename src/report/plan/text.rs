//! The plan for a terminal or a pipe.

use std::fmt::Write;

use bigdecimal::BigDecimal;

use super::amounts::{range, rounded};
use super::{PlanView, action_words, choice_words, feasibility_words, phase_words};
use crate::model::Interval;
use crate::plan::cost::Total;
use crate::plan::{Choice, EXACT, Feasibility, Line, Outcome, Terms};
use crate::report::gaps::status_words;
use crate::report::tables::{hanging, wrapped};
use crate::standard::Action;

/// The plan for a terminal of so many columns, or for a pipe (`None`: nothing is wrapped).
#[must_use]
pub fn plan_text(view: &PlanView<'_>, width: Option<usize>) -> String {
    let mut out = String::new();
    let profile = view.profile;
    let _ = writeln!(out, "{}", view.survey.title());
    let head = format!(
        "Plan by {} {} ({}), as of {}",
        profile.title,
        profile.version,
        status_words(profile),
        view.as_of()
    );
    wrapped(&mut out, "", &head, width);
    wrapped(&mut out, "", &basis(view), width);
    rights(&mut out, view, width);
    let shown = shown(view);
    let mut phase = None;
    for line in shown.iter().filter(|l| l.feasibility != Feasibility::NotFeasible) {
        if phase != Some(line.phase) {
            phase = Some(line.phase);
            let _ = writeln!(out, "\nPhase {}: {}", line.phase, phase_words(line.phase));
        }
        one_line(&mut out, view, line, width);
    }
    not_feasible(&mut out, view, width);
    unplanned(&mut out, view, width);
    let _ = writeln!(out, "\nOptions");
    for outcome in &view.plan.options {
        option(&mut out, view, outcome, width);
    }
    out
}

/// The lines of the option asked for, else those within the budget, else all of them.
fn shown<'a>(view: &PlanView<'a>) -> Vec<&'a Line<'a>> {
    let choice = view.choice.or(view.budget.map(|_| Choice::WithinBudget));
    PlanView { choice, ..*view }.lines().collect()
}

/// With which prices, over how long, for how much.
fn basis(view: &PlanView<'_>) -> String {
    let Some(prices) = view.prices else {
        return "No price list: nothing is costed (--prices PRICES.toml).".to_owned();
    };
    let title = if prices.title.is_empty() { "the price list" } else { &prices.title };
    let mut text = format!("Prices: {title}, in {}.", prices.currency);
    match view.terms {
        Some(terms) => {
            let _ = write!(
                text,
                " Over {} years at {} %.",
                terms.years(),
                super::amounts::exact(terms.rate_percent())
            );
        }
        None => text.push_str(" No totals over time (--horizon YEARS --rate PERCENT)."),
    }
    if let Some(budget) = view.budget {
        let _ = write!(text, " Budget: {}.", rounded(budget));
    }
    text
}

fn rights(out: &mut String, view: &PlanView<'_>, width: Option<usize>) {
    if view.plan.alerts.is_empty() {
        return;
    }
    out.push_str("\nFirst: safeguards missing where capture or queries are in use\n");
    for alert in &view.plan.alerts {
        let place = view.assessment.place(alert.point, alert.position);
        hanging(out, "  ! ", "      ", &format!("{place}  {}", view.alert(alert)), width);
    }
}

fn one_line(out: &mut String, view: &PlanView<'_>, line: &Line<'_>, width: Option<usize>) {
    let place = view.assessment.place(line.point, line.position);
    let feasible = match line.feasibility {
        Feasibility::Now => "",
        Feasibility::WithPreparation => ", after preparation",
        Feasibility::Undetermined | Feasibility::NotFeasible => ", cannot be determined yet",
    };
    let mut head = format!("{place}  {}", what(line));
    let _ = write!(head, " ({}{feasible})", line.severity.code());
    hanging(out, "  ", "      ", &head, width);
    let indent = "      ";
    let closes = view.closes(line);
    if !closes.is_empty() {
        let verb = if line.action == Action::Buy { "closes" } else { "towards" };
        wrapped(out, indent, &format!("{verb} {}", closes.join(", ")), width);
    }
    if line.bundle.is_none() {
        let mut before: Vec<&str> =
            line.enables.iter().map(|&n| view.title(view.plan.bundles[n].remedy)).collect();
        before.sort_unstable();
        before.dedup();
        wrapped(out, indent, &format!("before {}", before.join("; ")), width);
    }
    let first = view.first(line);
    if !first.is_empty() {
        wrapped(out, indent, &format!("first: {}", first.join("; ")), width);
    }
    let open = view.open(line);
    if line.feasibility == Feasibility::Undetermined && !open.is_empty() {
        wrapped(out, indent, &format!("find out: {}", open.join("; ")), width);
    }
    if let Some(weeks) = line.lead_time_weeks {
        wrapped(out, indent, &format!("lead time {} weeks", rounded(weeks)), width);
    }
    if view.prices.is_some() {
        wrapped(out, indent, &cost(view, line), width);
    }
}

/// `repair 2 x Full-page document reader`.
fn what(line: &Line<'_>) -> String {
    let many = if line.units == Interval::exactly(1) {
        String::new()
    } else {
        format!("{} x ", line.units)
    };
    format!("{} {many}{}", action_words(line.action), line.title)
}

fn cost(view: &PlanView<'_>, line: &Line<'_>) -> String {
    let Some(cost) = &line.cost else { return "not costed".to_owned() };
    let mut text = format!("costs {}", range(&cost.capital));
    let none = BigDecimal::default();
    let runs = cost.running.high.as_ref().is_none_or(|high| *high > none);
    if runs {
        let _ = write!(text, ", then {} a year", range(&cost.running));
    }
    if let (Some(total), Some(terms)) = (&cost.total, view.terms) {
        if total.nominal != cost.capital {
            text.push_str(&over_years(total, terms));
        }
        let lasts = cost.capital.high.as_ref().is_none_or(|high| *high > none);
        if line.action == Action::Buy && lasts && cost.lifetime_years.is_none() {
            text.push_str("; its life is not known, no replacement is counted");
        }
    }
    text
}

/// What it comes to over the horizon.
fn over_years(total: &Total, terms: &Terms) -> String {
    format!(
        "; over {} years {}, worth {} today",
        terms.years(),
        range(&total.nominal),
        range(&total.discounted)
    )
}

fn not_feasible(out: &mut String, view: &PlanView<'_>, width: Option<usize>) {
    let lines: Vec<&Line<'_>> =
        view.plan.lines.iter().filter(|l| l.feasibility == Feasibility::NotFeasible).collect();
    if lines.is_empty() {
        return;
    }
    out.push_str("\nNot feasible here, and what to do instead\n");
    for line in lines {
        let place = view.assessment.place(line.point, line.position);
        let head = format!("{place}  {} ({})", what(line), line.severity.code());
        hanging(out, "  ", "      ", &head, width);
        wrapped(out, "      ", &format!("against it: {}", view.against(line).join("; ")), width);
        if !line.instead.is_empty() {
            wrapped(out, "      ", &format!("instead: {}", line.instead.join("; ")), width);
        }
    }
}

fn unplanned(out: &mut String, view: &PlanView<'_>, width: Option<usize>) {
    if view.plan.unplanned.is_empty() {
        return;
    }
    out.push_str("\nGaps for which the profile names no remedy\n");
    let mut by_point: Vec<(usize, Vec<&str>)> = Vec::new();
    for gap in &view.plan.unplanned {
        let id = view.profile.requirement(gap.requirement).id.as_str();
        match by_point.last_mut() {
            Some((point, ids)) if *point == gap.point => ids.push(id),
            _ => by_point.push((gap.point, vec![id])),
        }
    }
    for (point, mut ids) in by_point {
        ids.dedup();
        let code = view.assessment.place(point, None);
        hanging(out, "  ", "      ", &format!("{code}  {}", ids.join(", ")), width);
    }
}

fn option(out: &mut String, view: &PlanView<'_>, outcome: &Outcome, width: Option<usize>) {
    let [critical, major, minor] = outcome.closed;
    let left: u64 = outcome.left.iter().sum();
    let head = format!(
        "{}: closes {} ({critical} critical, {major} major, {minor} minor), leaves {left} ({} \
         critical)",
        choice_words(outcome.choice),
        count(critical + major + minor, "gap", "gaps"),
        outcome.left[0],
    );
    hanging(out, "  ", "      ", &head, width);
    if let Some(found) = &outcome.found {
        let how = if found.exact {
            format!("every choice was tried (fewer than {EXACT})")
        } else {
            format!("the most for its money first ({EXACT} or more to choose from)")
        };
        let mut text = format!("{how}; at most {} spent", rounded(&found.spent));
        for (n, why) in [
            (found.not_costed, "not costed and not chosen"),
            (found.undetermined, "not chosen, since it is not known whether they are feasible"),
            (found.works_not_costed, "of the works that come first not costed: they come on top"),
        ] {
            if n > 0 {
                let _ = write!(text, "; {n} {why}");
            }
        }
        wrapped(out, "      ", &text, width);
    }
    if outcome.choice == Choice::DoNothing {
        return;
    }
    let sum = &outcome.cost;
    let lines = format!("{} of {} lines costed", sum.costed, sum.lines);
    let text = if sum.costed == 0 {
        lines
    } else {
        let mut text =
            format!("{lines}: costs {}, then {} a year", range(&sum.capital), range(&sum.running));
        if let (Some(total), Some(terms)) = (&sum.total, view.terms) {
            text.push_str(&over_years(total, terms));
        }
        text
    };
    wrapped(out, "      ", &text, width);
    if outcome.choice == Choice::AllGaps {
        let counts: Vec<String> = PlanView { choice: None, ..*view }
            .by_feasibility()
            .into_iter()
            .map(|(feasibility, n)| format!("{n} {}", feasibility_words(feasibility)))
            .collect();
        if !counts.is_empty() {
            wrapped(out, "      ", &format!("of all lines: {}", counts.join(", ")), width);
        }
    }
}

fn count(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
