//! The plan: what would close the gaps, whether it is feasible, in which phase, and what it costs
//! by a price list; read beside the facts that it rests on.

use super::super::App;
use super::{Go, Table, TableRow, narrow, wide};
use crate::language::of;
use crate::model::Interval;
use crate::plan::cost::{Sum, Total, sum};
use crate::plan::{Choice, Feasibility, Line, Money, NeedState, plan};
use crate::standard::Action;
use crate::words::amounts::range;
use crate::{said, t};

/// What is done in a phase.
const PHASES: [&str; 4] = [
    said!("Phase 0: stop or mitigate now"),
    said!("Phase 1: repair, tools, training"),
    said!("Phase 2: links, readers, systems, after preparation"),
    said!("Phase 3: biometrics, gates, works"),
];

impl App {
    /// The lines of the plan, by phase.
    pub(super) fn plan_table(&self) -> Table {
        let profile = self.profile();
        let wish = self.costing.wish();
        let plan = plan(&self.survey, profile, &self.assessment, &wish);
        let currency = wish.prices.map(|prices| prices.currency.as_str());
        let mut rows = Vec::new();
        for (phase, title) in (0_u8..).zip(PHASES) {
            let lines: Vec<_> = plan.lines.iter().filter(|l| l.phase == phase).collect();
            let alerts = if phase == 0 { plan.alerts.as_slice() } else { &[] };
            if lines.is_empty() && alerts.is_empty() {
                continue;
            }
            let count = lines.len() + alerts.len();
            rows.push(TableRow::heading(format!("{}  ({count})", of(title))));
            for alert in alerts {
                let requirement = profile.requirement(alert.requirement);
                let findings = &self.assessment.findings[alert.point].findings;
                let found = findings.iter().position(|f| {
                    f.requirement == alert.requirement && f.position == alert.position
                });
                let place = self.assessment.points[alert.point].code.clone();
                rows.push(TableRow {
                    cells: vec![
                        place,
                        t!("stop, or mend").to_owned(),
                        requirement.title.clone(),
                        String::new(),
                        t!("safeguard").to_owned(),
                        String::new(),
                    ],
                    mark: Some(alert.verdict),
                    heading: false,
                    below: vec![(
                        "",
                        t!("Capture or queries are in use here while this safeguard does not stand.")
                            .to_owned(),
                    )],
                    go: found.map_or(Go::Nowhere, |n| Go::Finding(alert.point, n)),
                });
            }
            for line in lines {
                let closes: Vec<&str> = line
                    .closes
                    .iter()
                    .map(|c| profile.requirement(c.requirement).id.as_str())
                    .collect();
                let needs = |wanted: &dyn Fn(&NeedState<'_>) -> bool| {
                    let needs = line.needs.iter().filter(|n| wanted(n)).map(|n| n.title);
                    needs.collect::<Vec<_>>().join(", ")
                };
                let asked: Vec<String> = line
                    .needs
                    .iter()
                    .filter(|n| n.is_open())
                    .flat_map(|n| &n.questions)
                    .take(4)
                    .map(|q| {
                        let label = super::super::asking::Asking::of(profile, &q.attribute).label;
                        format!("{} > {label}", self.asked_place(line.point, &q.at))
                    })
                    .collect();
                let mut below = vec![
                    (t!("Closes"), closes.join(", ")),
                    (t!("Rules out"), needs(&|n| n.blocks())),
                    (t!("Prepare"), needs(&|n| n.to_mend())),
                    (t!("Find out"), asked.join("; ")),
                ];
                if line.feasibility == Feasibility::NotFeasible {
                    below.push((t!("Instead"), line.instead.join("; ")));
                }
                if let Some(currency) = currency {
                    below.splice(0..0, [(t!("Costs"), self.cost_words(line, currency))]);
                }
                below.retain(|(_, text)| !text.is_empty());
                let first = line.closes.first().and_then(|closed| {
                    let findings = &self.assessment.findings[line.point].findings;
                    findings.iter().position(|f| {
                        f.requirement == closed.requirement && f.position == closed.position
                    })
                });
                rows.push(TableRow {
                    cells: vec![
                        line.place(&self.assessment),
                        action(line.action).to_owned(),
                        line.title.to_owned(),
                        units(line.units),
                        feasibility(line.feasibility).to_owned(),
                        line.cost.as_ref().map_or(t!("not costed").to_owned(), |cost| {
                            range(&cost.capital.low, cost.capital.high.as_ref())
                        }),
                    ],
                    mark: None,
                    heading: false,
                    below,
                    go: first.map_or(Go::Nowhere, |n| Go::Finding(line.point, n)),
                });
            }
        }
        let (lines, unplanned) = (plan.lines.len(), plan.unplanned.len());
        let mut columns = vec![
            wide(t!("Place"), 15),
            narrow(t!("What"), 14),
            wide(t!("Remedy"), 26),
            narrow(t!("Units"), 6),
            narrow(t!("Feasible"), 13),
        ];
        let lead = match currency {
            None => t!(
                "{lines} lines, {unplanned} gaps without a remedy. Not costed: c reads a price list.",
                lines,
                unplanned
            ),
            Some(currency) => {
                columns = vec![
                    wide(t!("Place"), 12),
                    narrow(t!("What"), 8),
                    wide(t!("Remedy"), 20),
                    narrow(t!("Units"), 5),
                    narrow(t!("Feasible"), 12),
                    narrow(t!("Capital"), 16),
                ];
                let mut lead =
                    t!("{lines} lines, {unplanned} gaps without a remedy.", lines, unplanned);
                lead.push(' ');
                lead.push_str(&self.sum_words(&sum(&plan.lines), currency));
                if let Some(budget) = plan.outcome(Choice::WithinBudget) {
                    let closed: u64 = budget.closed.iter().sum();
                    lead.push(' ');
                    lead.push_str(&t!(
                        "Within the budget {closed} gaps close, {critical} of them critical.",
                        closed,
                        critical = budget.closed[0]
                    ));
                }
                lead
            }
        };
        if currency.is_none() {
            for row in rows.iter_mut().filter(|row| !row.heading) {
                row.cells.pop();
            }
        }
        Table {
            title: t!("Plan").to_owned(),
            lead,
            columns,
            rows,
            empty: t!("There is no gap to close."),
        }
    }

    /// What a line costs, in words.
    fn cost_words(&self, line: &Line<'_>, currency: &str) -> String {
        let Some(cost) = &line.cost else {
            return t!("not costed: the price list has no price for it").to_owned();
        };
        let money = |m: &Money| range(&m.low, m.high.as_ref());
        let mut words = t!(
            "capital {capital}, then {running} a year ({currency})",
            capital = money(&cost.capital),
            running = money(&cost.running),
            currency
        );
        if let (Some(total), Some(terms)) = (&cost.total, &self.costing.terms) {
            words.push_str(&self.total_words(total, terms.years()));
        }
        words
    }

    /// What several lines cost, in words.
    fn sum_words(&self, sum: &Sum, currency: &str) -> String {
        let money = |m: &Money| range(&m.low, m.high.as_ref());
        let mut words = t!(
            "{n} costed: capital {capital}, then {running} a year ({currency})",
            n = sum.costed,
            capital = money(&sum.capital),
            running = money(&sum.running),
            currency
        );
        if let (Some(total), Some(terms)) = (&sum.total, &self.costing.terms) {
            words.push_str(&self.total_words(total, terms.years()));
        }
        words + "."
    }

    fn total_words(&self, total: &Total, years: u32) -> String {
        let money = |m: &Money| range(&m.low, m.high.as_ref());
        t!(
            "; in {years} years {nominal}, today worth {discounted}",
            years,
            nominal = money(&total.nominal),
            discounted = money(&total.discounted)
        )
    }
}

fn action(action: Action) -> &'static str {
    match action {
        Action::Repair => t!("repair"),
        Action::Install => t!("install"),
        Action::Update => t!("update"),
        Action::Buy => t!("buy"),
        Action::Enable => t!("prepare"),
    }
}

fn feasibility(feasibility: Feasibility) -> &'static str {
    match feasibility {
        Feasibility::Now => t!("now"),
        Feasibility::WithPreparation => t!("after works"),
        Feasibility::Undetermined => t!("find out"),
        Feasibility::NotFeasible => t!("not feasible"),
    }
}

/// A count in few columns: `3`, `3-4`, `3+`.
fn units(count: Interval) -> String {
    match count.max {
        None => format!("{}+", count.min),
        Some(max) if max == count.min => max.to_string(),
        Some(max) => format!("{}-{max}", count.min),
    }
}
