//! 8. Locality: facts of another crossing point, of kinds and attributes not named, change
//!    nothing; a requirement's findings do not depend on other requirements (`follows` aside).
//!    Every (requirement, crossing point) has at least one finding.

use borderfit::model::places::crossing_points;
use borderfit::model::{Answer, Evidence, Path, SubjectKind, Value};
use borderfit::standard::{Profile, Requirement, RequirementId};
use proptest::prelude::*;

use crate::case::{Case, cases};
use crate::draw::Draw;
use crate::generate::Named;
use crate::seen::{At, answers, behind, judged, known, things};
use crate::vocabulary::{KINDS, vocabulary};
use crate::world::{Fact, WITNESS, World, attributes_of, code_of, days_ago, item};
use crate::{Tried, hold};

#[test]
fn law_08_facts_of_another_crossing_point_change_nothing() {
    hold(&cases(), 20, |case| {
        let points: Vec<_> =
            case.world.places.iter().filter(|p| matches!(p, Path::CrossingPoint(_))).collect();
        let joined = case
            .world
            .facts
            .iter()
            .any(|f| matches!(f.path, Path::CrossingPoint(_)) && f.attribute == "same_as");
        if points.len() < 2 || joined {
            return Ok(0);
        }
        let both = case.survey();
        let (judged_both, behind_both) =
            (judged(&both, &case.profile), behind(&both, &case.profile));
        for point in &points {
            let stays = |path: &Path| code_of(path).is_none_or(|c| Some(c) == code_of(point));
            let mut world = case.world.clone();
            world.places.retain(|path| stays(path));
            world.facts.retain(|fact| stays(&fact.path));
            let alone = world.survey();
            let judged_alone = judged(&alone, &case.profile);
            prop_assert!(judged_alone.keys().all(|at| Some(&*at.point) == code_of(point)));
            for (at, seen) in
                judged_both.iter().filter(|(at, _)| Some(&*at.point) == code_of(point))
            {
                prop_assert_eq!(Some(seen), judged_alone.get(at), "{:?}", at);
            }
            for (at, why) in behind(&alone, &case.profile) {
                prop_assert_eq!(&behind_both[&at], &why, "{:?}", at);
            }
        }
        Ok(points.len())
    });
}

/// The world with more of what a requirement does not name: items of other kinds with all their
/// facts, and other attributes of everything.
fn with_unnamed(case: &Case, requirement: &Requirement, draw: &mut Draw) -> World {
    let named = Named::by(requirement);
    let mut world = case.world.clone();
    let others: Vec<_> =
        (0..).zip(KINDS).filter(|(n, _)| named.kinds.iter().all(|k| k.0 != *n)).collect();
    let places: Vec<_> = world.places.clone();
    for (n, place) in places.iter().enumerate() {
        // A code of its own, so that it is not one with another where places are.
        let code = format!("new-{n}");
        let path = match place {
            Path::CrossingPoint(c) => Path::Item(c.clone(), String::new(), code),
            Path::Position(c, p) => Path::Item(c.clone(), p.clone(), code),
            _ => continue,
        };
        if !others.is_empty() && draw.chance(40) {
            let (_, kind) = *draw.pick(&others);
            world.facts.push(fact(&path, "equipment", (kind, "")));
            let more = item(draw, &case.profile, kind, &path);
            world.facts.extend(more.into_iter().filter(|f| f.attribute != "equipment"));
        }
    }
    let survey = world.survey();
    let equipment = survey.attribute_ix("equipment");
    for thing in things(&survey, &crossing_points(&survey)) {
        let path = survey.path(thing.subjects[0]);
        let kinds = equipment.map_or(Vec::new(), |ix| known(&survey, &case.profile, &thing, ix));
        let of_other_kind = thing.kind == SubjectKind::Item
            && !kinds.is_empty()
            && kinds.iter().all(|k| {
                k.value == kinds[0].value
                    && others.iter().any(|(n, _)| k.value == Value::Choice(usize::from(*n)))
            });
        for id in attributes_of(thing.kind) {
            let attribute = vocabulary().attribute(id);
            let built_in = !attribute.key.contains('.');
            let unnamed =
                !built_in && !named.attributes.contains(&id) && !named.counts.contains(&id);
            let free = unnamed || of_other_kind && attribute.key != "equipment";
            if free && draw.chance(15) {
                let value = *draw.pick(answers(&attribute.key, false));
                world.facts.push(fact(&path, &attribute.key, value));
            }
        }
    }
    world
}

fn fact(path: &Path, attribute: &str, value: (&str, &str)) -> Fact {
    let answer =
        Answer::Known { value: value.0.into(), unit: value.1.into(), evidence: Evidence::Observed };
    let attribute = attribute.to_owned();
    Fact { path: path.clone(), attribute, answer, person: WITNESS, at: days_ago(0), settles: false }
}

#[test]
fn law_08_what_is_not_named_changes_nothing() {
    hold(&cases(), 80, |case| {
        let survey = case.survey();
        let (before, why) = (judged(&survey, &case.profile), behind(&survey, &case.profile));
        let mut draw = case.draw();
        let mut tried = 0;
        for requirement in &case.profile.requirements {
            let world = with_unnamed(case, requirement, &mut draw);
            tried += world.facts.len() - case.world.facts.len();
            let survey = world.survey();
            let after = judged(&survey, &case.profile);
            let why_after = behind(&survey, &case.profile);
            for (at, seen) in before.iter().filter(|(at, _)| at.requirement == requirement.id) {
                let mut seen = seen.clone();
                // Its root may name what it does not.
                seen.follows.clone_from(&after[at].follows);
                prop_assert_eq!(&seen, &after[at], "{:?}", at);
                prop_assert_eq!(&why[at].questions, &why_after[at].questions, "{:?}", at);
                prop_assert_eq!(&why[at].reason, &why_after[at].reason, "{:?}", at);
                prop_assert_eq!(why[at].evidence, why_after[at].evidence, "{:?}", at);
                prop_assert!(why[at].rests_on.is_subset(&why_after[at].rests_on), "{at:?}");
            }
        }
        Ok(tried)
    });
}

#[test]
fn law_08_findings_do_not_depend_on_other_requirements() {
    hold(&cases(), 50, |case| {
        let survey = case.survey();
        let (before, why) = (judged(&survey, &case.profile), behind(&survey, &case.profile));
        if case.profile.requirements.len() < 2 {
            return Ok(0);
        }
        let mut alone = 0;
        for requirement in &case.profile.requirements {
            let requirements = vec![Requirement { follows: None, ..requirement.clone() }];
            let profile = Profile { requirements, ..case.profile.clone() };
            let why_alone = behind(&survey, &profile);
            for (at, seen) in judged(&survey, &profile) {
                alone += 1;
                let mut with_others = before[&at].clone();
                with_others.follows = None;
                prop_assert_eq!(&with_others, &seen, "{:?}", at);
                prop_assert_eq!(&why[&at], &why_alone[&at], "{:?}", at);
            }
        }
        prop_assert_eq!(before.len(), alone);
        Ok(alone)
    });
}

#[test]
fn law_08_every_requirement_has_a_finding_at_every_crossing_point() {
    hold(&cases(), 100, |case| {
        let survey = case.survey();
        let findings = judged(&survey, &case.profile);
        let points = crossing_points(&survey);
        for point in &points {
            for requirement in &case.profile.requirements {
                let here = |at: &At| at.point == point.code && at.requirement == requirement.id;
                prop_assert!(findings.keys().any(here), "{} at {}", requirement.id, point.code);
            }
        }
        Ok(points.len())
    });
}

/// `follows` marks a gap exactly where the root is a gap at the same place and none of its kind
/// may be there and working; nothing else depends on it.
#[test]
fn law_08_follows_marks_gaps_under_gaps_and_changes_no_verdict() {
    hold(&cases(), 3, |case| {
        let survey = case.survey();
        let findings = judged(&survey, &case.profile);
        let mut without = case.profile.clone();
        without.requirements.iter_mut().for_each(|r| r.follows = None);
        let unmarked = judged(&survey, &without);
        let mut tried: Result<usize, TestCaseError> = Ok(0);
        for (at, seen) in &findings {
            let mut same = seen.clone();
            same.follows = None;
            prop_assert_eq!(&same, &unmarked[at], "{:?}", at);
            if let Some(root) = &seen.follows {
                let of_root = findings.get(&At { requirement: root.clone(), ..at.clone() });
                prop_assert!(seen.is_gap() && of_root.is_some_and(|r| r.is_gap()), "{at:?}");
                tried = tried.map(|n| n + 1);
            }
        }
        tried = tried.and_then(|n| Ok(n + where_it_must_follow(case, &findings)?));
        tried
    });
}

/// Where a root is a gap and no item of its kind is on record at all, what follows it is marked.
fn where_it_must_follow(case: &Case, findings: &crate::seen::Findings) -> Tried {
    let kind_recorded = case.world.facts.iter().any(|f| f.attribute == "equipment");
    let mut tried = 0;
    for (n, requirement) in case.profile.requirements.iter().enumerate() {
        let Some(RequirementId(root)) = requirement.follows else { continue };
        let root = &case.profile.requirements[usize::from(root)];
        let items = case.world.places.iter().any(|p| matches!(p, Path::Item(..)));
        if kind_recorded || items {
            continue;
        }
        let id = &case.profile.requirements[n].id;
        for (at, seen) in findings.iter().filter(|(at, s)| at.requirement == *id && s.is_gap()) {
            let of_root = findings.get(&At { requirement: root.id.clone(), ..at.clone() });
            if of_root.is_some_and(|r| r.is_gap()) {
                tried += 1;
                prop_assert_eq!(seen.follows.as_deref(), Some(&*root.id), "{:?}", at);
            }
        }
    }
    Ok(tried)
}
