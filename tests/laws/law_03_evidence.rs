//! 3. Weakening evidence only widens intervals; lowering E only narrows them. `claimed-only` if
//!    and only if judging at `stated` decides.
//!
//! Evidence weakened stays short of `not-verified`.

use borderfit::judge::Undecided;
use borderfit::model::{Answer, Evidence};
use borderfit::standard::{Criterion, Leaf, Presence, Profile, Requirement};
use proptest::prelude::*;

use crate::case::{Case, cases};
use crate::draw::Draw;
use crate::generate::{Named, with_criteria};
use crate::hold;
use crate::seen::{Findings, judged};

/// The same world with weaker evidence for some or all facts.
fn weaker(case: &Case, draw: &mut Draw) -> Findings {
    let mut world = case.world.clone();
    let share = *draw.pick(&[10, 30, 100]);
    for fact in &mut world.facts {
        let Answer::Known { evidence, .. } = &mut fact.answer else { continue };
        if *evidence > Evidence::Stated && draw.chance(share) {
            let weaker: Vec<_> = Evidence::ALL
                .into_iter()
                .filter(|&e| e >= Evidence::Stated && e < *evidence)
                .collect();
            *evidence = *draw.pick(&weaker);
        }
    }
    judged(&world.survey(), &case.profile)
}

/// A grade as it is or lower.
fn lower(evidence: Evidence, draw: &mut Draw) -> Evidence {
    let grades: Vec<_> =
        Evidence::ALL.into_iter().filter(|&e| e >= Evidence::Stated && e <= evidence).collect();
    *draw.pick(&grades)
}

/// The same criterion with every grade changed that it has of its own.
fn regraded(criterion: Criterion, grade: &mut dyn FnMut(Evidence) -> Evidence) -> Criterion {
    let mut group = |group: Vec<Criterion>| group.into_iter().map(|c| regraded(c, grade)).collect();
    match criterion {
        Criterion::All(list) => Criterion::All(group(list)),
        Criterion::Any(list) => Criterion::Any(group(list)),
        Criterion::Presence(presence) => {
            let criteria = group(presence.criteria);
            Criterion::Presence(Presence { criteria, ..presence })
        }
        Criterion::Not(inner) => Criterion::Not(Box::new(regraded(*inner, grade))),
        Criterion::Leaf(leaf) => {
            Criterion::Leaf(Leaf { evidence: leaf.evidence.map(grade), ..leaf })
        }
    }
}

/// The same profile with every grade that it asks for changed.
fn asking(profile: &Profile, grade: &mut dyn FnMut(Evidence) -> Evidence) -> Profile {
    let mut profile = profile.clone();
    profile.evidence = grade(profile.evidence);
    for requirement in &mut profile.requirements {
        requirement.evidence = requirement.evidence.map(&mut *grade);
        *requirement = with_criteria(requirement, &mut |c| regraded(c, grade));
    }
    profile
}

/// How many findings have intervals, after checking that all of `narrow` lie inside `wide` and
/// that what is decided on the wide side is decided alike on the narrow one.
///
/// What is *not applicable* may be open on the wide side only through equipment that `when` asks
/// for: whether it works is always read with the profile's grade.
fn narrows(case: &Case, narrow: &Findings, wide: &Findings) -> crate::Tried {
    prop_assert_eq!(narrow.len(), wide.len());
    let mut tried = 0;
    for (at, narrow) in narrow {
        let Some(wide) = wide.get(at) else {
            return Err(TestCaseError::fail(format!("no finding at {at:?}")));
        };
        let requirement = case.profile.requirements.iter().find(|r| r.id == at.requirement);
        let only_when = Requirement {
            criteria: Vec::new(),
            partly: None,
            ..requirement.cloned().unwrap_or_else(|| panic!("no {}", at.requirement))
        };
        if wide.decided() || !Named::by(&only_when).presence {
            prop_assert_eq!(narrow.not_applicable, wide.not_applicable);
        }
        tried += usize::from(narrow.counts.is_some());
        prop_assert!(narrow.inside(wide), "{at:?}: {narrow:?} is not inside {wide:?}");
        if wide.decided() {
            prop_assert!(
                wide.verdict == narrow.verdict || wide.is_gap() && narrow.is_gap(),
                "{at:?}: decided as {wide:?}, yet {narrow:?}"
            );
        }
    }
    Ok(tried)
}

#[test]
fn law_03_weaker_evidence_only_widens_intervals() {
    hold(&cases(), 50, |case| {
        let before = judged(&case.survey(), &case.profile);
        let mut draw = case.draw();
        let mut tried = 0;
        for _ in 0..4 {
            tried += narrows(case, &before, &weaker(case, &mut draw))?;
        }
        Ok(tried)
    });
}

#[test]
fn law_03_asking_for_less_evidence_only_narrows_intervals() {
    hold(&cases(), 50, |case| {
        let survey = case.survey();
        let before = judged(&survey, &case.profile);
        let mut draw = case.draw();
        let mut tried = 0;
        for _ in 0..4 {
            let profile = asking(&case.profile, &mut |e| lower(e, &mut draw));
            tried += narrows(case, &judged(&survey, &profile), &before)?;
        }
        Ok(tried)
    });
}

#[test]
fn law_03_claimed_only_if_and_only_if_judging_at_stated_decides() {
    hold(&cases(), 50, |case| {
        let survey = case.survey();
        let before = judged(&survey, &case.profile);
        let profile = asking(&case.profile, &mut |_| Evidence::Stated);
        let stated = judged(&survey, &profile);
        let mut tried = 0;
        for (at, seen) in before.iter().filter(|(_, seen)| !seen.decided()) {
            tried += 1;
            prop_assert_eq!(
                seen.undecided == Some(Undecided::ClaimedOnly),
                stated[at].decided(),
                "{:?} is {:?}, at stated {:?}",
                at,
                seen,
                &stated[at]
            );
        }
        Ok(tried)
    });
}
