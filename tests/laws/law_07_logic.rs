//! 7. For criteria: not(not c) = c; De Morgan; for one fully determined value at E or better
//!    exactly one of c, not c is yes.

use borderfit::judge::Verdict;
use borderfit::model::{Interval, Path};
use borderfit::standard::{Criterion, Of, Presence, Profile, QuantityRule, Requirement};
use proptest::prelude::*;

use crate::case::{Case, cases};
use crate::draw::Draw;
use crate::generate::{Named, with_criteria};
use crate::seen::{behind, judged};
use crate::vocabulary::vocabulary;
use crate::{Tried, hold};

fn not(criterion: Criterion) -> Criterion {
    Criterion::Not(Box::new(criterion))
}

/// A criterion changed at some of its nodes, from the leaves up.
fn rewritten(
    criterion: Criterion,
    draw: &mut Draw,
    rule: &dyn Fn(Criterion, &mut Draw) -> Criterion,
) -> Criterion {
    let mut group = |group: Vec<Criterion>| -> Vec<Criterion> {
        group.into_iter().map(|c| rewritten(c, draw, rule)).collect()
    };
    let inner = match criterion {
        Criterion::All(list) => Criterion::All(group(list)),
        Criterion::Any(list) => Criterion::Any(group(list)),
        Criterion::Presence(presence) => {
            let criteria = group(presence.criteria);
            Criterion::Presence(Presence { criteria, ..presence })
        }
        Criterion::Not(inner) => not(rewritten(*inner, draw, rule)),
        Criterion::Leaf(leaf) => Criterion::Leaf(leaf),
    };
    rule(inner, draw)
}

fn twice_not(criterion: Criterion, draw: &mut Draw) -> Criterion {
    if draw.chance(40) { not(not(criterion)) } else { criterion }
}

fn de_morgan(criterion: Criterion, draw: &mut Draw) -> Criterion {
    if draw.chance(30) {
        return criterion;
    }
    let each = |group: Vec<Criterion>| group.into_iter().map(not).collect::<Vec<_>>();
    match criterion {
        Criterion::All(group) => not(Criterion::Any(each(group))),
        Criterion::Any(group) => not(Criterion::All(each(group))),
        Criterion::Not(inner) => match *inner {
            Criterion::All(group) => Criterion::Any(each(group)),
            Criterion::Any(group) => Criterion::All(each(group)),
            inner => not(inner),
        },
        criterion => criterion,
    }
}

/// Rewrites every criterion of a profile by a rule that keeps its meaning.
fn same(case: &Case, rule: &dyn Fn(Criterion, &mut Draw) -> Criterion) -> Tried {
    let mut draw = case.draw();
    let mut profile = case.profile.clone();
    for requirement in &mut profile.requirements {
        *requirement = with_criteria(requirement, &mut |c| rewritten(c, &mut draw, rule));
    }
    let survey = case.survey();
    prop_assert_eq!(judged(&survey, &case.profile), judged(&survey, &profile));
    let (before, after) = (behind(&survey, &case.profile), behind(&survey, &profile));
    for (at, before) in &before {
        let after = &after[at];
        prop_assert_eq!(&before.questions, &after.questions, "{:?}", at);
        prop_assert_eq!(&before.rests_on, &after.rests_on, "{:?}", at);
        prop_assert_eq!(before.evidence, after.evidence, "{:?}", at);
    }
    Ok(usize::from(profile != case.profile))
}

#[test]
fn law_07_not_not_is_the_criterion_itself() {
    hold(&cases(), 50, |case| same(case, &twice_not));
}

#[test]
fn law_07_de_morgan() {
    hold(&cases(), 30, |case| same(case, &de_morgan));
}

fn has_presence(criterion: &Criterion) -> bool {
    match criterion {
        Criterion::All(group) | Criterion::Any(group) => group.iter().any(has_presence),
        Criterion::Not(inner) => has_presence(inner),
        Criterion::Presence(_) => true,
        Criterion::Leaf(_) => false,
    }
}

/// A requirement that asks for one criterion and nothing else.
fn asking(requirement: &Requirement, id: &str, criteria: Vec<Criterion>) -> Requirement {
    Requirement {
        id: id.to_owned(),
        criteria,
        partly: None,
        follows: None,
        quantity: QuantityRule { at_least: 1.into(), per: None, count: None, every: false },
        ..requirement.clone()
    }
}

/// In worlds where everything is recorded once and tested: of each criterion that asks for no
/// equipment, either it or its opposite is yes. With equipment, each item that is counted at all
/// is counted under one of them.
#[test]
fn law_07_exactly_one_of_a_criterion_and_its_opposite_is_yes() {
    hold(&cases().full(), 20, |case| {
        let survey = case.survey();
        let mut tried = 0;
        for requirement in &case.profile.requirements {
            for criterion in requirement.criteria.iter().filter(|c| !has_presence(c)) {
                let profile = Profile {
                    requirements: vec![
                        asking(requirement, "yes", vec![criterion.clone()]),
                        asking(requirement, "no", vec![not(criterion.clone())]),
                        asking(requirement, "all", Vec::new()),
                    ],
                    ..case.profile.clone()
                };
                tried += if requirement.equipment.is_empty() {
                    one_is_met(&judged(&survey, &profile))?
                } else {
                    each_is_counted_once(case, &profile, criterion)?
                };
            }
        }
        Ok(tried)
    });
}

fn one_is_met(findings: &crate::seen::Findings) -> Tried {
    let mut tried = 0;
    for (at, yes) in findings.iter().filter(|(at, _)| at.requirement == "yes") {
        let no = &findings[&crate::seen::At { requirement: "no".to_owned(), ..at.clone() }];
        if yes.verdict == Verdict::NotApplicable || yes.counts.is_none() {
            continue;
        }
        // Where it may not apply, or where a list is left open, nothing is decided.
        let count = |seen: &crate::seen::Seen| seen.counts.map(|c| c.conforming);
        tried += 1;
        let one = [count(yes), count(no)];
        prop_assert!(
            one == [Some(Interval::exactly(1)), Some(Interval::ZERO)]
                || one == [Some(Interval::ZERO), Some(Interval::exactly(1))],
            "{at:?}: {yes:?} and {no:?}"
        );
    }
    Ok(tried)
}

fn each_is_counted_once(case: &Case, profile: &Profile, criterion: &Criterion) -> Tried {
    // A shared item stands at no position, so that no criterion on one is yes.
    let mut named = Named::default();
    named.criterion(criterion);
    let of_position = named
        .attributes
        .iter()
        .chain(&named.counts)
        .any(|&id| vocabulary().attribute(id).of == Of::Position);
    let shared = |path: &Path| matches!(path, Path::Item(_, position, _) if position.is_empty());
    if of_position && case.world.places.iter().any(shared) {
        return Ok(0);
    }
    let findings = judged(&case.survey(), profile);
    let mut tried = 0;
    for (at, all) in findings.iter().filter(|(at, _)| at.requirement == "all") {
        let of = |id: &str| {
            let at = crate::seen::At { requirement: id.to_owned(), ..at.clone() };
            findings.get(&at).and_then(|seen| seen.counts).map(|c| c.conforming)
        };
        let (Some(all), Some(yes), Some(no)) = (all.counts, of("yes"), of("no")) else { continue };
        tried += usize::from(all.conforming.min > 0);
        prop_assert_eq!(yes + no, all.conforming, "{:?}: {:?} and {:?}", at, yes, no);
    }
    Ok(tried)
}
