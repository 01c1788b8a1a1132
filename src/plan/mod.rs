//! From gaps to remedies: what to mend or buy where, whether it is feasible there, what must come
//! first, what it costs, and what a budget closes.
//!
//! One pure function, [`plan`]: the same survey, profile, day and prices give the same plan, byte
//! for byte. Parts, lowest first: `feasible` (needs of a remedy at a place), `gate` (safeguards
//! come before capture and queries), `line` (gaps become lines), `cost`, `option` (what is taken,
//! within a budget too); beside them `assume` (what would change if) and `robust` (what would flip
//! a verdict). Knows the model, standards and the judge.

pub mod assume;
pub mod cost;
pub mod feasible;
pub mod gate;
pub mod line;
pub mod option;
pub mod robust;

mod budget;
mod satisfy;

use std::collections::BTreeSet;

use bigdecimal::BigDecimal;

pub use budget::{EXACT, Found};
pub use cost::{Cost, Money, Terms};
pub use feasible::{Feasibility, NeedState};
pub use gate::Alert;
pub use line::{Closed, Line};
pub use option::{Choice, Outcome};

use crate::judge::{Assessment, Sites};
use crate::model::{Interval, Survey};
use crate::standard::{PriceList, Profile, RequirementId, Severity};

/// What a plan is asked for.
#[derive(Clone, Debug, Default)]
pub struct Wish<'a> {
    /// What things cost, if it is known.
    pub prices: Option<&'a PriceList>,
    /// Over how many years, at which rate.
    pub terms: Option<&'a Terms>,
    /// How much there is to spend.
    pub budget: Option<&'a BigDecimal>,
    /// Codes of crossing points; empty for all.
    pub crossing_points: BTreeSet<String>,
}

/// A gap that no remedy of the profile closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unplanned {
    /// Index of the crossing point.
    pub point: usize,
    /// Index of the position, if it is judged there.
    pub position: Option<usize>,
    /// The requirement.
    pub requirement: RequirementId,
    /// How much it matters.
    pub severity: Severity,
}

/// What is bought or mended together at one place: the lines of one remedy there. It closes its
/// gaps when all of its lines are done.
#[derive(Clone, Debug)]
pub struct Bundle<'p> {
    /// Index of the crossing point.
    pub point: usize,
    /// Index of the position, if its gaps are judged there.
    pub position: Option<usize>,
    /// Key of the remedy.
    pub remedy: &'p str,
    /// The gaps that it closes.
    pub closes: Vec<Closed>,
    /// The worst severity among them.
    pub severity: Severity,
    /// How many units are missing.
    pub units: Interval,
    /// Whether it is feasible here.
    pub feasibility: Feasibility,
    /// Works that come first, by key; some may be bundles of this crossing point themselves.
    pub enabling: BTreeSet<&'p str>,
}

/// A plan.
#[derive(Clone, Debug)]
pub struct Plan<'p> {
    /// Safeguards that are missing, or not shown, where capture or queries are already in use.
    /// They come before everything, in every option.
    pub alerts: Vec<Alert>,
    /// Every line, in the order of phases.
    pub lines: Vec<Line<'p>>,
    /// What belongs together; lines name them by index.
    pub bundles: Vec<Bundle<'p>>,
    /// Gaps for which the profile names no remedy.
    pub unplanned: Vec<Unplanned>,
    /// Every option, with what it closes and costs; the one within a budget only if there is one.
    pub options: Vec<Outcome>,
}

/// Plans remedies for the gaps of an assessment.
#[must_use]
pub fn plan<'p>(
    survey: &Survey,
    profile: &'p Profile,
    assessment: &Assessment,
    wish: &Wish<'_>,
) -> Plan<'p> {
    let sites = Sites::new(survey, profile, assessment.as_of);
    let guards = gate::Guards::of(profile);
    let mut plan = Plan {
        alerts: Vec::new(),
        lines: Vec::new(),
        bundles: Vec::new(),
        unplanned: Vec::new(),
        options: Vec::new(),
    };
    for (n, point) in assessment.points.iter().enumerate() {
        if !wish.crossing_points.is_empty() && !wish.crossing_points.contains(&point.code) {
            continue;
        }
        let site = sites.at(point);
        let gate = guards.at(&site);
        plan.alerts.extend(gate.alerts(n, &guards, &site));
        line::of_point(profile, assessment, n, &site, &gate, &mut plan);
    }
    cost::of_lines(&mut plan.lines, profile, wish.prices, wish.terms);
    line::sort(&mut plan, assessment);
    plan.options = option::all(&plan, wish.budget);
    plan
}

impl<'p> Plan<'p> {
    /// The outcome of one option.
    #[must_use]
    pub fn outcome(&self, choice: Choice) -> Option<&Outcome> {
        self.options.iter().find(|o| o.choice == choice)
    }
}
