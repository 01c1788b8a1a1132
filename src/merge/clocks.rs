//! Clocks that disagree: said, since people read times, and never used to decide anything.
//!
//! What supersedes something was entered after it, so where it is dated before it, one laptop's
//! clock is ahead of the other's, by at least so much.

use std::collections::BTreeMap;

use crate::model::{Moment, Survey};
use crate::t;

/// Less than this may be how people read a clock, or a laptop that was just woken.
const MILLISECONDS: u64 = 60_000;
/// Nobody surveyed with this program before 2020: a clock that was never set.
const NEVER_SET: u64 = 1_577_836_800_000;

/// A clock that cannot be right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClockFinding {
    /// One laptop's clock is ahead of another's, by at least so many minutes.
    Ahead {
        /// Whose: who recorded, and the laptop.
        of: String,
        /// Of whose.
        than: String,
        /// By at least this.
        minutes: u64,
    },
    /// It shows a time that is still to come.
    Future {
        /// Whose.
        of: String,
        /// By this.
        minutes: u64,
    },
    /// It was never set.
    NeverSet {
        /// Whose.
        of: String,
    },
}

/// Clocks that disagree with what supersedes what, with each other, or with `now`.
#[must_use]
pub fn clock_findings(survey: &Survey, now: Moment) -> Vec<ClockFinding> {
    let place: std::collections::HashMap<_, _> =
        survey.observations().iter().enumerate().map(|(n, o)| (o.id, n)).collect();
    let mut ahead: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut future: BTreeMap<String, u64> = BTreeMap::new();
    let mut never: BTreeMap<String, ()> = BTreeMap::new();
    for o in survey.observations() {
        let whose = || name(survey, o.session.at());
        if o.milliseconds() < NEVER_SET {
            never.insert(whose(), ());
            continue;
        }
        if let Some(by) = o.milliseconds().checked_sub(now.milliseconds + MILLISECONDS) {
            let most = future.entry(whose()).or_default();
            *most = (*most).max(by + MILLISECONDS);
        }
        // One that takes up another's answer keeps its time.
        if o.ext.contains("\"takes\"") || o.ext.contains("\"restates\"") {
            continue;
        }
        for p in o.prev.iter().filter_map(|id| place.get(id)).map(|&n| &survey.observations()[n]) {
            if survey.session(p.session).nonce == survey.session(o.session).nonce {
                continue;
            }
            if let Some(by) = p.milliseconds().checked_sub(o.milliseconds() + MILLISECONDS) {
                let most = ahead.entry((name(survey, p.session.at()), whose())).or_default();
                *most = (*most).max(by + MILLISECONDS);
            }
        }
    }
    let minutes = |ms: u64| ms / 60_000;
    let mut found: Vec<ClockFinding> =
        never.into_keys().map(|of| ClockFinding::NeverSet { of }).collect();
    found.extend(
        future.into_iter().map(|(of, by)| ClockFinding::Future { of, minutes: minutes(by) }),
    );
    found.extend(ahead.into_iter().map(|((of, than), by)| ClockFinding::Ahead {
        of,
        than,
        minutes: minutes(by),
    }));
    found
}

fn name(survey: &Survey, session: usize) -> String {
    let session = &survey.sessions()[session];
    if session.device.is_empty() {
        session.author.to_string()
    } else {
        format!("{} ({})", session.author, session.device)
    }
}

impl std::fmt::Display for ClockFinding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let span = |minutes: &u64| match (minutes / 1_440, minutes / 60 % 24, minutes % 60) {
            (0, 0, m) => format!("{m} min"),
            (0, h, m) => format!("{h} h {m:02} min"),
            (d, h, _) => t!("{days} d {hours} h", days = d, hours = h),
        };
        f.write_str(&match self {
            Self::Ahead { of, than, minutes } => t!(
                "the clock of {of} was at least {span} ahead of that of {than}",
                of,
                span = span(minutes),
                than
            ),
            Self::Future { of, minutes } => {
                t!("the clock of {of} is {span} ahead of this one", of, span = span(minutes))
            }
            Self::NeverSet { of } => t!("the clock of {of} was never set", of),
        })
    }
}
