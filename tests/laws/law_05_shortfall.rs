//! 5. Where applicability is yes: met if and only if shortfall.max = 0; a gap has
//!    shortfall.min >= 1.
//!
//! Applicability is seen through a second requirement at the same places, without equipment,
//! whose criterion is known to hold: it is met where applicability is yes.

use borderfit::judge::Verdict;
use borderfit::model::{Answer, Evidence, Interval, Path};
use borderfit::standard::{Criterion, Leaf, Profile, QuantityRule, Requirement, Test};
use proptest::prelude::*;

use crate::case::{Case, cases};
use crate::hold;
use crate::seen::{At, Findings, judged};
use crate::vocabulary::{POINT_MARK, id};
use crate::world::{Fact, WITNESS, days_ago};

fn probe(id: &str) -> String {
    format!("{id}-applies")
}

fn with_probes(profile: &Profile) -> Profile {
    let mut with_probes = profile.clone();
    for requirement in &profile.requirements {
        with_probes.requirements.push(Requirement {
            id: probe(&requirement.id),
            equipment: Vec::new(),
            quantity: QuantityRule { at_least: 1.into(), per: None, count: None, every: false },
            criteria: vec![Criterion::Leaf(Leaf {
                attribute: id(POINT_MARK),
                test: Test::Bool(true),
                evidence: None,
                negative: false,
                text: "marked".to_owned(),
            })],
            partly: None,
            evidence: Some(Evidence::Stated),
            follows: None,
            ..requirement.clone()
        });
    }
    with_probes
}

/// The findings of a case with its probes.
fn probed(case: &Case) -> Findings {
    let mut world = case.world.clone();
    for path in &case.world.places {
        if matches!(path, Path::CrossingPoint(_)) {
            world.facts.push(Fact {
                path: path.clone(),
                attribute: POINT_MARK.to_owned(),
                answer: Answer::known("true", Evidence::Tested),
                person: WITNESS,
                at: days_ago(0),
                settles: false,
            });
        }
    }
    judged(&world.survey(), &with_probes(&case.profile))
}

fn own(case: &Case, findings: &Findings) -> Vec<(At, Interval)> {
    let mine = |at: &At| case.profile.requirements.iter().any(|r| r.id == at.requirement);
    findings
        .iter()
        .filter(|(at, _)| mine(at))
        .filter_map(|(at, seen)| Some((at.clone(), seen.shortfall?)))
        .collect()
}

#[test]
fn law_05_met_if_and_only_if_nothing_can_be_short() {
    hold(&cases(), 50, |case| {
        let findings = probed(case);
        let own = own(case, &findings);
        for (at, shortfall) in &own {
            let seen = &findings[at];
            let none = shortfall.max == Some(0);
            prop_assert!(seen.verdict != Verdict::Met || none, "{at:?} is {seen:?}");
            let applies = &findings[&At { requirement: probe(&at.requirement), ..at.clone() }];
            // A need that may be none leaves applicability open as well.
            let wanted = seen.counts.is_some_and(|counts| counts.needed.min > 0);
            if applies.verdict == Verdict::Met && wanted {
                prop_assert_eq!(seen.verdict == Verdict::Met, none, "{:?} is {:?}", at, seen);
            }
        }
        Ok(own.len())
    });
}

#[test]
fn law_05_a_gap_is_surely_short() {
    hold(&cases(), 50, |case| {
        let findings = probed(case);
        let own = own(case, &findings);
        for (at, shortfall) in &own {
            let seen = &findings[at];
            // Where applicability is open, the shortfall starts at 0.
            prop_assert_eq!(seen.is_gap(), shortfall.min >= 1, "{:?} is {:?}", at, seen);
        }
        Ok(own.len())
    });
}

#[test]
fn law_05_what_may_not_apply_is_not_decided() {
    hold(&cases(), 50, |case| {
        let findings = probed(case);
        let mut tried = 0;
        for requirement in &case.profile.requirements {
            for (at, seen) in findings.iter().filter(|(at, _)| at.requirement == requirement.id) {
                let applies = &findings[&At { requirement: probe(&at.requirement), ..at.clone() }];
                tried += 1;
                let fits = match applies.verdict {
                    Verdict::Met => true,
                    Verdict::NotApplicable => seen.verdict == Verdict::NotApplicable,
                    _ => matches!(seen.verdict, Verdict::NotAssessed | Verdict::NotApplicable),
                };
                prop_assert!(fits, "{at:?} applies as {applies:?}, yet is {seen:?}");
            }
        }
        Ok(tried)
    });
}
