//! Two sets of findings side by side: what a crossing point was found to be then, and is now.
//!
//! Both are judged by the same profile, so a difference is one of facts. Where one of them is not
//! assessed, or does not apply, the two are not compared: what nobody knew then has neither become
//! better nor worse.

use std::collections::{BTreeMap, BTreeSet};

use super::gaps::{GapTable, Line};
use crate::model::{Interval, Verdict};

/// What became of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Better than then.
    Better,
    /// Worse than then.
    Worse,
    /// The same verdict and shortfall.
    Same,
    /// Of a place that is not in the earlier survey.
    New,
    /// Of a place that is not in the later survey.
    Gone,
    /// Not assessed, or not applicable, on one side at least.
    NotComparable,
}

impl Change {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Better, Self::Worse, Self::Same, Self::New, Self::Gone, Self::NotComparable];

    /// The code used in outputs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Same => "same",
            Self::New => "new",
            Self::Gone => "gone",
            Self::NotComparable => "not-comparable",
        }
    }
}

/// A side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The verdict.
    pub verdict: Verdict,
    /// How many are missing.
    pub shortfall: Option<Interval>,
    /// One plain sentence.
    pub reason: String,
}

/// A finding then and now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Id of the requirement.
    pub requirement: String,
    /// Its title.
    pub title: String,
    /// Code of the crossing point.
    pub crossing_point: String,
    /// Code of the position, if it is judged there.
    pub position: Option<String>,
    /// What was found then.
    pub then: Option<Side>,
    /// What is found now.
    pub now: Option<Side>,
    /// What became of it.
    pub change: Change,
}

/// Crossing point, position, and the requirement's place in the profile.
type Key = (String, Option<String>, usize);

/// Compares two gap tables of one profile; ordered by crossing point, position and requirement of
/// the profile.
#[must_use]
pub fn compare(then: &GapTable<'_>, now: &GapTable<'_>) -> Vec<Compared> {
    let order: BTreeMap<&str, usize> =
        now.profile.requirements.iter().enumerate().map(|(n, r)| (r.id.as_str(), n)).collect();
    let by_key = |table: &GapTable<'_>| -> BTreeMap<Key, (Side, String, String)> {
        let lines = table.points.iter().flat_map(|p| &p.lines);
        lines
            .map(|line| {
                let id = line.requirement.id.as_str();
                let place = order.get(id).copied().unwrap_or(usize::MAX);
                let key = (line.crossing_point.clone(), line.position.clone(), place);
                (key, (side(line), id.to_owned(), line.requirement.title.clone()))
            })
            .collect()
    };
    let (then, now) = (by_key(then), by_key(now));
    let keys: BTreeSet<_> = then.keys().chain(now.keys()).cloned().collect();
    keys.into_iter()
        .filter_map(|key| {
            let (before, after) = (then.get(&key), now.get(&key));
            let (_, requirement, title) = after.or(before)?.clone();
            let (before, after) = (before.map(|b| b.0.clone()), after.map(|a| a.0.clone()));
            let change = change(before.as_ref(), after.as_ref());
            let (crossing_point, position, _) = key;
            Some(Compared {
                requirement,
                title,
                crossing_point,
                position,
                then: before,
                now: after,
                change,
            })
        })
        .collect()
}

fn side(line: &Line<'_>) -> Side {
    Side { verdict: line.verdict, shortfall: line.shortfall, reason: line.reason.clone() }
}

fn change(then: Option<&Side>, now: Option<&Side>) -> Change {
    let (then, now) = match (then, now) {
        (None, _) => return Change::New,
        (_, None) => return Change::Gone,
        (Some(then), Some(now)) => (then, now),
    };
    if then == now {
        return Change::Same;
    }
    let rank = |verdict: Verdict| match verdict {
        Verdict::NotMet => Some(0),
        Verdict::PartlyMet => Some(1),
        Verdict::Met => Some(2),
        Verdict::NotAssessed | Verdict::NotApplicable => None,
    };
    match (rank(then.verdict), rank(now.verdict)) {
        (Some(a), Some(b)) if a < b => Change::Better,
        (Some(a), Some(b)) if a > b => Change::Worse,
        // The same verdict: what is missing at least, then at most.
        (Some(_), Some(_)) => {
            let missing = |side: &Side| side.shortfall.map(|s| (s.min, s.max.unwrap_or(u64::MAX)));
            match missing(now).cmp(&missing(then)) {
                std::cmp::Ordering::Less => Change::Better,
                std::cmp::Ordering::Equal => Change::Same,
                std::cmp::Ordering::Greater => Change::Worse,
            }
        }
        (None, None) if then.verdict == now.verdict => Change::Same,
        _ => Change::NotComparable,
    }
}
