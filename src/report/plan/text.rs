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
use crate::{counted, t};

/// The plan for a terminal of so many columns, or for a pipe (`None`: nothing is wrapped).
#[must_use]
pub fn plan_text(view: &PlanView<'_>, width: Option<usize>) -> String {
    let mut out = String::new();
    let profile = view.profile;
    let _ = writeln!(out, "{}", view.survey.title());
    let head = t!(
        "Plan by {title} {version} ({status}), as of {as_of}",
        title = profile.title,
        version = profile.version,
        status = status_words(profile),
        as_of = view.as_of()
    );
    wrapped(&mut out, "", &head, width);
    wrapped(&mut out, "", &basis(view), width);
    rights(&mut out, view, width);
    let shown = shown(view);
    let mut phase = None;
    for line in shown.iter().filter(|l| l.feasibility != Feasibility::NotFeasible) {
        if phase != Some(line.phase) {
            phase = Some(line.phase);
            let _ = writeln!(out, "\n{}", phase_heading(line.phase));
        }
        one_line(&mut out, view, line, width);
    }
    not_feasible(&mut out, view, width);
    unplanned(&mut out, view, width);
    let _ = writeln!(out, "\n{}", t!("Options"));
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
        return t!("No price list: nothing is costed (--prices PRICES.toml).").to_owned();
    };
    let title = if prices.title.is_empty() { t!("the price list") } else { &prices.title };
    let mut sentences =
        vec![t!("Prices: {title}, in {currency}.", title, currency = prices.currency)];
    sentences.push(match view.terms {
        Some(terms) => t!(
            "Over {n} years at {rate} %.",
            n = terms.years(),
            rate = super::amounts::exact(terms.rate_percent())
        ),
        None => t!("No totals over time (--horizon YEARS --rate PERCENT).").to_owned(),
    });
    if let Some(budget) = view.budget {
        sentences.push(t!("Budget: {amount}.", amount = rounded(budget)));
    }
    sentences.join(" ")
}

fn rights(out: &mut String, view: &PlanView<'_>, width: Option<usize>) {
    if view.plan.alerts.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", first_safeguards());
    for alert in &view.plan.alerts {
        let place = view.assessment.place(alert.point, alert.position);
        hanging(out, "  ! ", "      ", &format!("{place}  {}", view.alert(alert)), width);
    }
}

fn one_line(out: &mut String, view: &PlanView<'_>, line: &Line<'_>, width: Option<usize>) {
    let place = view.assessment.place(line.point, line.position);
    let severity = line.severity.word();
    let feasible = match line.feasibility {
        Feasibility::Now => severity.to_owned(),
        Feasibility::WithPreparation => t!("{severity}, after preparation", severity),
        Feasibility::Undetermined | Feasibility::NotFeasible => {
            t!("{severity}, cannot be determined yet", severity)
        }
    };
    let head = format!("{place}  {} ({feasible})", what(line));
    hanging(out, "  ", "      ", &head, width);
    let indent = "      ";
    let closes = view.closes(line);
    if !closes.is_empty() {
        let ids = closes.join(", ");
        let text = match line.action {
            Action::Buy => t!("closes {ids}", ids),
            _ => t!("towards {ids}", ids),
        };
        wrapped(out, indent, &text, width);
    }
    if line.bundle.is_none() {
        let mut before: Vec<&str> =
            line.enables.iter().map(|&n| view.title(view.plan.bundles[n].remedy)).collect();
        before.sort_unstable();
        before.dedup();
        wrapped(out, indent, &t!("before {what}", what = before.join(t!("; "))), width);
    }
    let first = view.first(line);
    if !first.is_empty() {
        wrapped(out, indent, &t!("first: {what}", what = first.join(t!("; "))), width);
    }
    let open = view.open(line);
    if line.feasibility == Feasibility::Undetermined && !open.is_empty() {
        wrapped(out, indent, &t!("find out: {what}", what = open.join(t!("; "))), width);
    }
    if let Some(weeks) = line.lead_time_weeks {
        wrapped(out, indent, &t!("lead time {n} weeks", n = rounded(weeks)), width);
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
    t!(
        "{action} {what}",
        action = action_words(line.action),
        what = format!("{many}{}", line.title)
    )
}

fn cost(view: &PlanView<'_>, line: &Line<'_>) -> String {
    let Some(cost) = &line.cost else { return t!("not costed").to_owned() };
    let amount = range(&cost.capital);
    let none = BigDecimal::default();
    let runs = cost.running.high.as_ref().is_none_or(|high| *high > none);
    let mut text = if runs {
        t!("costs {amount}, then {running} a year", amount, running = range(&cost.running))
    } else {
        t!("costs {amount}", amount)
    };
    if let (Some(total), Some(terms)) = (&cost.total, view.terms) {
        if total.nominal != cost.capital {
            text.push_str(&over_years(total, terms));
        }
        let lasts = cost.capital.high.as_ref().is_none_or(|high| *high > none);
        if line.action == Action::Buy && lasts && cost.lifetime_years.is_none() {
            text.push_str(t!("; "));
            text.push_str(t!("its life is not known, no replacement is counted"));
        }
    }
    text
}

/// What it comes to over the horizon.
fn over_years(total: &Total, terms: &Terms) -> String {
    t!(
        "; over {n} years {amount}, worth {discounted} today",
        n = terms.years(),
        amount = range(&total.nominal),
        discounted = range(&total.discounted)
    )
}

fn not_feasible(out: &mut String, view: &PlanView<'_>, width: Option<usize>) {
    let lines: Vec<&Line<'_>> =
        view.plan.lines.iter().filter(|l| l.feasibility == Feasibility::NotFeasible).collect();
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", t!("Not feasible here, and what to do instead"));
    for line in lines {
        let place = view.assessment.place(line.point, line.position);
        let head = format!("{place}  {} ({})", what(line), line.severity.word());
        hanging(out, "  ", "      ", &head, width);
        let against = view.against(line).join(t!("; "));
        wrapped(out, "      ", &t!("against it: {what}", what = against), width);
        if !line.instead.is_empty() {
            wrapped(out, "      ", &instead(line), width);
        }
    }
}

fn unplanned(out: &mut String, view: &PlanView<'_>, width: Option<usize>) {
    if view.plan.unplanned.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", t!("Gaps for which the profile names no remedy"));
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
    let head = counted!(
        usize::try_from(critical + major + minor).unwrap_or(usize::MAX),
        "{option}: closes {n} gap ({critical} critical, {major} major, {minor} minor), leaves \
         {left} ({left_critical} critical)",
        "{option}: closes {n} gaps ({critical} critical, {major} major, {minor} minor), leaves \
         {left} ({left_critical} critical)",
        option = choice_words(outcome.choice),
        critical,
        major,
        minor,
        left,
        left_critical = outcome.left[0]
    );
    hanging(out, "  ", "      ", &head, width);
    if let Some(found) = &outcome.found {
        let mut parts = vec![
            if found.exact {
                t!("every choice was tried (fewer than {most})", most = EXACT)
            } else {
                t!("the most for its money first ({most} or more to choose from)", most = EXACT)
            },
            t!("at most {amount} spent", amount = rounded(&found.spent)),
        ];
        if found.not_costed > 0 {
            parts.push(t!("{n} not costed and not chosen", n = found.not_costed));
        }
        if found.undetermined > 0 {
            parts.push(t!(
                "{n} not chosen, since it is not known whether they are feasible",
                n = found.undetermined
            ));
        }
        if found.works_not_costed > 0 {
            parts.push(t!(
                "{n} of the works that come first not costed: they come on top",
                n = found.works_not_costed
            ));
        }
        wrapped(out, "      ", &parts.join(t!("; ")), width);
    }
    if outcome.choice == Choice::DoNothing {
        return;
    }
    let sum = &outcome.cost;
    let text = if sum.costed == 0 {
        t!("{n} of {all} lines costed", n = sum.costed, all = sum.lines)
    } else {
        let mut text = t!(
            "{n} of {all} lines costed: costs {amount}, then {running} a year",
            n = sum.costed,
            all = sum.lines,
            amount = range(&sum.capital),
            running = range(&sum.running)
        );
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
            .map(|(feasibility, n)| t!("{n} {how}", n, how = feasibility_words(feasibility)))
            .collect();
        if !counts.is_empty() {
            wrapped(
                out,
                "      ",
                &t!("of all lines: {counts}", counts = counts.join(", ")),
                width,
            );
        }
    }
}

/// `Phase 1: repair, tools, training`.
pub(super) fn phase_heading(phase: u8) -> String {
    t!("Phase {phase}: {what}", phase, what = phase_words(phase))
}

/// Over the safeguards that come first.
pub(super) fn first_safeguards() -> &'static str {
    t!("First: safeguards missing where capture or queries are in use")
}

/// What to do instead of what is not feasible.
pub(in crate::report) fn instead(line: &Line<'_>) -> String {
    t!("instead: {what}", what = line.instead.join(t!("; ")))
}
