//! 11. What is said to flip under the disputes is what flips when they are settled, in every way;
//!     and what the intervals allow holds all of it.

use std::collections::{BTreeMap, BTreeSet};

use borderfit::judge::{Verdict, assess};
use borderfit::plan::robust::{TRIED, by_intervals, robust};
use borderfit::standard::RequirementId;
use proptest::prelude::*;

use crate::case::{Case, cases};
use crate::hold;
use crate::law_01_disputes::{Dispute, disputes, settle};
use crate::seen::Known;
use crate::world::as_of;

/// A finding by indices.
type Key = (usize, RequirementId, Option<usize>);

/// What every finding is under every way to settle all disputes; `None` when there are too many
/// ways, or when a side is held by several, of whom settling takes only one.
fn settled_every_way(case: &Case, all: &[Dispute]) -> Option<BTreeMap<Key, BTreeSet<Verdict>>> {
    let alone = |d: &Dispute| {
        let values: BTreeSet<_> = d.values.iter().map(|v| &v.value).collect();
        values.len() == d.values.len()
    };
    let ways = all.iter().try_fold(1_usize, |n, d| n.checked_mul(d.values.len()))?;
    if ways > 16 || !all.iter().all(alone) {
        return None;
    }
    let survey = case.survey();
    let before = assess(&survey, &case.profile, as_of());
    let mut found: BTreeMap<Key, BTreeSet<Verdict>> = BTreeMap::new();
    for way in 0..ways {
        let (mut settled, mut rest) = (survey.clone(), way);
        for dispute in all {
            let value: &Known = &dispute.values[rest % dispute.values.len()];
            rest /= dispute.values.len();
            settle(&mut settled, dispute, value);
        }
        let after = assess(&settled, &case.profile, as_of());
        for (point, findings) in before.findings.iter().enumerate() {
            for finding in &findings.findings {
                let key = (finding.requirement, finding.position);
                let then = after.findings[point]
                    .findings
                    .iter()
                    .find(|f| (f.requirement, f.position) == key)
                    .map_or(Verdict::NotApplicable, |f| f.verdict);
                found.entry((point, key.0, key.1)).or_default().insert(then);
            }
        }
    }
    Some(found)
}

#[test]
fn law_11_trying_and_settling_agree_and_the_intervals_hold_both() {
    hold(&cases(), 15, |case| {
        let survey = case.survey();
        let all = disputes(case, &survey);
        if all.is_empty() {
            return Ok(0);
        }
        let Some(settled) = settled_every_way(case, &all) else { return Ok(0) };
        let assessment = assess(&survey, &case.profile, as_of());
        let points: Vec<usize> = (0..assessment.points.len()).collect();
        let robust = robust(&survey, &case.profile, &assessment, &points);
        let mut tried = 0;
        for (&(point, requirement, position), verdicts) in &settled {
            let finding = assessment.findings[point]
                .findings
                .iter()
                .find(|f| (f.requirement, f.position) == (requirement, position))
                .unwrap_or_else(|| panic!("a finding"));
            let key = (point, requirement, position);
            let range =
                robust.unstable.iter().find(|r| (r.point, r.requirement, r.position) == key);
            let said = range.map_or(BTreeSet::from([finding.verdict]), |r| r.possible.clone());
            prop_assert!(range.is_none_or(|r| r.tried), "at most {TRIED} ways");
            prop_assert_eq!(&said, verdicts, "{:?}", key);
            let bounds = by_intervals(finding);
            prop_assert!(verdicts.is_subset(&bounds), "{key:?}: {verdicts:?} not in {bounds:?}");
            tried += 1;
        }
        let count = |test: fn(Verdict) -> bool| {
            let any = settled.values().filter(|v| v.iter().any(|&v| test(v))).count() as u64;
            let all = settled.values().filter(|v| v.iter().all(|&v| test(v))).count() as u64;
            (all, any)
        };
        for (range, bounds) in [
            (robust.totals.met, count(|v| v == Verdict::Met)),
            (robust.totals.gaps, count(Verdict::is_gap)),
            (robust.totals.not_assessed, count(|v| v == Verdict::NotAssessed)),
        ] {
            prop_assert!(bounds.0 <= range.0 && range.1 <= bounds.1, "{range:?} in {bounds:?}");
        }
        Ok(tried)
    });
}
