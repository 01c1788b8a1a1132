//! The options of a plan: do nothing, the critical gaps only, all gaps, and what a budget closes.

use std::collections::{BTreeMap, BTreeSet};

use bigdecimal::BigDecimal;

use super::budget;
use super::cost::{self, Sum};
use super::feasible::Feasibility;
use super::line::Line;
use super::{Bundle, Plan};
use crate::standard::Severity;

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Choice {
    /// Nothing: every gap stays.
    DoNothing,
    /// What closes critical gaps.
    CriticalOnly,
    /// Everything that is not ruled out.
    AllGaps,
    /// What closes the most for the money.
    WithinBudget,
}

impl Choice {
    /// Every option, in the order of tables.
    pub const ALL: [Self; 4] =
        [Self::DoNothing, Self::CriticalOnly, Self::AllGaps, Self::WithinBudget];

    /// The code used in arguments, tables and JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::DoNothing => "do-nothing",
            Self::CriticalOnly => "critical-only",
            Self::AllGaps => "all-gaps",
            Self::WithinBudget => "within-budget",
        }
    }

    /// The option with this code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.code() == code)
    }
}

/// Counts by severity: critical, major, minor.
pub type BySeverity = [u64; 3];

/// What an option takes, closes and costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Which option.
    pub choice: Choice,
    /// The bundles that it takes, by index.
    pub bundles: BTreeSet<usize>,
    /// Gaps that it would close.
    pub closed: BySeverity,
    /// Gaps that stay, those that no remedy closes among them.
    pub left: BySeverity,
    /// What its lines cost.
    pub cost: Sum,
    /// For an option within a budget: how it was found.
    pub found: Option<budget::Found>,
}

impl Outcome {
    /// Whether it takes a line.
    #[must_use]
    pub fn takes(&self, line: &Line<'_>) -> bool {
        match line.bundle {
            Some(bundle) => self.bundles.contains(&bundle),
            None => line.enables.iter().any(|bundle| self.bundles.contains(bundle)),
        }
    }
}

/// How much closing a gap counts when a budget is spent: critical 9, major 3, minor 1.
#[must_use]
pub fn weight(severity: Severity) -> u64 {
    match severity {
        Severity::Critical => 9,
        Severity::Major => 3,
        Severity::Minor => 1,
    }
}

/// The outcome of every option; within a budget only if there is one.
pub(super) fn all(plan: &Plan<'_>, budget: Option<&BigDecimal>) -> Vec<Outcome> {
    let possible = |b: &Bundle<'_>| b.feasibility != Feasibility::NotFeasible;
    let where_ = |test: &dyn Fn(&Bundle<'_>) -> bool| -> BTreeSet<usize> {
        (0..).zip(&plan.bundles).filter(|(_, b)| possible(b) && test(b)).map(|(n, _)| n).collect()
    };
    let mut outcomes = Vec::new();
    for choice in Choice::ALL {
        let (bundles, found) = match (choice, budget) {
            (Choice::DoNothing, _) => (BTreeSet::new(), None),
            (Choice::CriticalOnly, _) => {
                let critical = where_(&|b| b.severity == Severity::Critical);
                (with_preparation(plan, critical), None)
            }
            (Choice::AllGaps, _) => (where_(&|_| true), None),
            (Choice::WithinBudget, None) => continue,
            (Choice::WithinBudget, Some(budget)) => {
                let (taken, found) = budget::spend(plan, budget);
                (taken, Some(found))
            }
        };
        outcomes.push(outcome(plan, choice, bundles, found));
    }
    outcomes
}

/// The same with the bundles that prepare for them.
fn with_preparation(plan: &Plan<'_>, bundles: BTreeSet<usize>) -> BTreeSet<usize> {
    let before = preparations(plan);
    let mut all = BTreeSet::new();
    let mut todo: Vec<usize> = bundles.into_iter().collect();
    while let Some(n) = todo.pop() {
        if all.insert(n) {
            todo.extend(&before[n]);
        }
    }
    all
}

/// For each bundle, the bundles of its crossing point that are works it waits for, and that are
/// not ruled out themselves.
pub(super) fn preparations(plan: &Plan<'_>) -> Vec<BTreeSet<usize>> {
    let mut by_remedy: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
    for (n, bundle) in plan.bundles.iter().enumerate() {
        if bundle.feasibility != Feasibility::NotFeasible {
            by_remedy.entry((bundle.point, bundle.remedy)).or_default().push(n);
        }
    }
    let of = |point: usize, key: &str| by_remedy.get(&(point, key)).cloned().unwrap_or_default();
    let mut before: Vec<BTreeSet<usize>> = plan
        .bundles
        .iter()
        .map(|b| b.enabling.iter().flat_map(|key| of(b.point, key)).collect())
        .collect();
    // What the works wait for that a bundle waits for.
    for line in plan.lines.iter().filter(|l| l.bundle.is_none()) {
        for &n in &line.enables {
            before[n].extend(line.enabling.iter().flat_map(|key| of(line.point, key)));
        }
    }
    for (n, set) in before.iter_mut().enumerate() {
        set.remove(&n);
    }
    before
}

fn outcome(
    plan: &Plan<'_>,
    choice: Choice,
    bundles: BTreeSet<usize>,
    found: Option<budget::Found>,
) -> Outcome {
    let count = |bundles: &mut dyn Iterator<Item = &Bundle<'_>>| {
        let mut counts = BySeverity::default();
        for closed in bundles.flat_map(|b| &b.closes) {
            counts[closed.severity as usize] += 1;
        }
        counts
    };
    let closed = count(&mut bundles.iter().map(|&n| &plan.bundles[n]));
    let mut left = count(&mut plan.bundles.iter());
    for (all, closed) in left.iter_mut().zip(closed) {
        *all -= closed;
    }
    for gap in &plan.unplanned {
        left[gap.severity as usize] += 1;
    }
    let mut outcome = Outcome { choice, bundles, closed, left, cost: cost::sum([]), found };
    outcome.cost = cost::sum(plan.lines.iter().filter(|line| outcome.takes(line)));
    outcome
}
