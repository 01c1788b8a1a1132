//! The cases themselves: that they show everything the laws are about, and often.

use std::collections::BTreeMap;

use borderfit::judge::{Verdict, assess};
use proptest::test_runner::TestRunner;

use crate::case::cases;
use crate::config;
use crate::seen::{At, Seen, behind, judged};
use crate::world::as_of;
use proptest::strategy::{Strategy, ValueTree};

/// What is counted: a name, and the least share in a thousand findings.
const LEAST: [(&str, usize); 26] = [
    ("met", 60),
    ("partly-met", 80),
    ("not-met", 60),
    ("not-assessed", 150),
    ("not-applicable", 80),
    ("undecided NothingRecorded", 5),
    ("undecided RecordedAbsent", 5),
    ("undecided ClaimedOnly", 5),
    ("undecided Disputed", 5),
    ("undecided Unresolved", 5),
    ("not applicable CrossingType", 5),
    ("not applicable NoPosition", 5),
    ("not applicable NoEquipment", 5),
    ("not applicable When", 5),
    ("not applicable NoneNeeded", 3),
    ("not applicable NoDevice", 2),
    ("not applicable SetAside", 3),
    ("set aside by one", 5),
    ("follows", 3),
    ("at a position", 200),
    ("at the crossing point", 200),
    ("failing", 5),
    ("needs none to some", 1),
    ("unbounded need", 5),
    ("unbounded shortfall", 5),
    ("asks", 100),
];

#[test]
fn every_verdict_and_reason_is_frequent() {
    let mut runner = TestRunner::new(config());
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut findings = 0;
    for _ in 0..5_000 {
        let Ok(tree) = cases().new_tree(&mut runner) else { panic!("no case") };
        let case = tree.current();
        let survey = case.survey();
        let questions = behind(&survey, &case.profile);
        for (at, seen) in judged(&survey, &case.profile) {
            findings += 1;
            for name in features(&at, &seen) {
                *counts.entry(name).or_default() += 1;
            }
            if !questions[&at].questions.is_empty() {
                *counts.entry("asks".to_owned()).or_default() += 1;
            }
        }
    }
    let share = |name: &str| counts.get(name).copied().unwrap_or(0) * 1_000 / findings;
    let rare: Vec<_> = LEAST
        .iter()
        .filter(|(name, least)| share(name) < *least)
        .map(|(name, least)| format!("{name}: {} of the least {least}", share(name)))
        .collect();
    assert!(rare.is_empty(), "rare in a thousand of {findings} findings: {rare:#?}\n{counts:#?}");
}

fn features(at: &At, seen: &Seen) -> Vec<String> {
    let mut features = vec![seen.verdict.code().to_owned()];
    features.extend(seen.undecided.map(|u| format!("undecided {u:?}")));
    features.extend(seen.not_applicable.map(|n| format!("not applicable {n:?}")));
    let mut add = |holds: bool, name: &str| {
        if holds {
            features.push(name.to_owned());
        }
    };
    add(seen.set_aside == 1 && seen.verdict != Verdict::NotApplicable, "set aside by one");
    add(seen.follows.is_some(), "follows");
    add(at.position.is_some(), "at a position");
    add(at.position.is_none(), "at the crossing point");
    if let Some([needed, _, failing, shortfall]) = seen.intervals() {
        add(failing.min > 0, "failing");
        add(needed.min == 0 && needed.max != Some(0), "needs none to some");
        add(needed.max.is_none(), "unbounded need");
        add(shortfall.max.is_none(), "unbounded shortfall");
    }
    features
}

/// The same survey and profile give the same findings.
#[test]
fn judging_twice_gives_the_same() {
    crate::hold(&cases(), 100, |case| {
        let (survey, again) = (case.survey(), case.survey());
        let first = assess(&survey, &case.profile, as_of());
        proptest::prop_assert_eq!(&first, &assess(&survey, &case.profile, as_of()));
        proptest::prop_assert_eq!(&first, &assess(&again, &case.profile, as_of()));
        for point in 0..first.points.len() {
            proptest::prop_assert_eq!(
                first.explain(&survey, &case.profile, point),
                first.explain(&again, &case.profile, point)
            );
        }
        Ok(1)
    });
}
