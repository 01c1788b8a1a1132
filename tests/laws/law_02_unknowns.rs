//! 2. Filling in an unknown, for which nothing else stands in, gives a verdict and intervals
//!    inside what was allowed before.
//!
//! Something stands in for: a condition not recorded, the crossing point's list for the
//! position's, the model's value for the item's. What is unknown counts as one or more, so a
//! count of 0 is outside what was allowed.

use borderfit::judge::Verdict;
use borderfit::model::places::crossing_points;
use borderfit::model::{Answer, Evidence, Survey, Value};
use proptest::prelude::*;

use crate::case::{Case, cases};
use crate::draw::Draw;
use crate::generate::Named;
use crate::seen::{
    Findings, Seen, Thing, answers, could_be, judged, known, readable, stands_in, things,
};
use crate::vocabulary::vocabulary;
use crate::world::{Fact, SETTLER, days_ago, record};
use crate::{Tried, hold};

/// Something unknown, and what it could be.
#[derive(Debug)]
struct Unknown {
    thing: Thing,
    attribute: String,
    values: Vec<(&'static str, &'static str)>,
}

fn unknowns(case: &Case, survey: &mut Survey) -> Vec<Unknown> {
    let profile = &case.profile;
    let named = Named::by_all(profile);
    let things = things(survey, &crossing_points(survey));
    let mut unknowns = Vec::new();
    for thing in &things {
        for attribute in readable(profile, thing.kind) {
            let ix = survey.intern(&attribute);
            let nothing = known(survey, profile, thing, ix).is_empty();
            if !nothing || stands_in(survey, profile, &things, thing, &attribute) {
                continue;
            }
            let counts = vocabulary().find(&attribute).is_some_and(|id| named.counts.contains(&id));
            let values: Vec<_> = answers(&attribute, false)
                .iter()
                .copied()
                .filter(|(value, _)| match &*attribute {
                    "quantity" => !value.starts_with('0'),
                    _ if counts => *value != "0",
                    "condition" => {
                        // Without condition a thing works as it was seen; with one, nobody knows.
                        profile.vocabulary.equipment.iter().all(|kind| kind.has_condition)
                            && ["working", "degraded", "faulty", "unsupported"].contains(value)
                    }
                    _ => true,
                })
                .collect();
            if !values.is_empty() {
                let thing = thing.clone();
                unknowns.push(Unknown { thing, attribute, values });
            }
        }
    }
    unknowns
}

fn fill(survey: &mut Survey, unknown: &Unknown, value: (&str, &str), draw: &mut Draw) {
    let evidence = *draw.pick(&Evidence::ALL[1..]);
    let answer = Answer::Known { value: value.0.into(), unit: value.1.into(), evidence };
    let fact = Fact {
        path: survey.path(unknown.thing.subjects[0]),
        attribute: unknown.attribute.clone(),
        answer,
        person: SETTLER,
        at: days_ago(0),
        settles: false,
    };
    record(survey, &fact);
}

/// Fills in one unknown after another, each alone, and then several at once.
fn fillings(case: &Case, check: impl Fn(&Findings, &Findings, &[&Unknown]) -> Tried) -> Tried {
    let mut survey = case.survey();
    let unknowns = unknowns(case, &mut survey);
    if unknowns.is_empty() {
        return Ok(0);
    }
    let before = judged(&survey, &case.profile);
    let mut draw = case.draw();
    let every: Vec<_> =
        unknowns.iter().flat_map(|u| u.values.iter().map(move |value| (u, *value))).collect();
    let mut tried = 0;
    for (unknown, value) in draw.some(every, 8) {
        let mut filled = survey.clone();
        fill(&mut filled, unknown, value, &mut draw);
        tried += check(&before, &judged(&filled, &case.profile), &[unknown])?;
    }
    let mut filled = survey.clone();
    let several = draw.some(unknowns.iter().collect(), 4);
    for unknown in &several {
        let value = *draw.pick(&unknown.values);
        fill(&mut filled, unknown, value, &mut draw);
    }
    tried += check(&before, &judged(&filled, &case.profile), &several)?;
    Ok(tried)
}

fn class(seen: &Seen) -> &'static str {
    if seen.is_gap() { "gap" } else { seen.verdict.code() }
}

#[test]
fn law_02_filling_an_unknown_gives_a_verdict_that_was_allowed() {
    hold(&cases(), 40, |case| {
        fillings(case, |before, after, what| {
            let mut tried = 0;
            for (at, before) in before.iter().filter(|(_, seen)| seen.decided()) {
                let after = after.get(at);
                // Where no position turns out to be of the kinds listed, the post is asked for one
                // or judged without, whatever made the requirement not apply before.
                let no_position = at.position.is_none()
                    && before.verdict == Verdict::NotApplicable
                    && what.iter().any(|unknown| unknown.attribute == "kind");
                if no_position {
                    continue;
                }
                tried += 1;
                // A position that turns out to be of another kind has no finding.
                prop_assert!(
                    after.map_or("not-applicable", class) == class(before),
                    "{at:?} was {before:?} and with {what:?} is {after:?}"
                );
            }
            Ok(tried)
        })
    });
}

#[test]
fn law_02_filling_an_unknown_gives_intervals_inside_those_before() {
    hold(&cases(), 40, |case| {
        fillings(case, |before, after, what| {
            let mut tried = 0;
            for (at, before) in before {
                let Some(after) = after.get(at) else { continue };
                tried += usize::from(before.counts.is_some() && after.counts.is_some());
                prop_assert!(
                    after.inside(before),
                    "{at:?} was {before:?} and with {what:?} is {after:?}"
                );
            }
            Ok(tried)
        })
    });
}

#[test]
fn law_02_an_unknown_count_is_one_or_more() {
    hold(&cases(), 3, |case| {
        // Where a count is recorded as 0, leaving the record out allows more; where it is not 0,
        // what stays recorded lies inside.
        let survey = case.survey();
        let before = judged(&survey, &case.profile);
        let mut tried = 0;
        for (n, fact) in case.world.facts.iter().enumerate() {
            let Some(id) = vocabulary().find(&fact.attribute) else { continue };
            let attribute = vocabulary().attribute(id);
            let Answer::Known { value, unit, .. } = &fact.answer else { continue };
            let named = Named::by_all(&case.profile).counts.contains(&id);
            let some = matches!(attribute.value.parse(value, unit), Ok(Value::Integer(n)) if n > 0);
            let alone = case
                .world
                .facts
                .iter()
                .filter(|f| f.path == fact.path && f.attribute == fact.attribute)
                .count()
                == 1;
            let joined = case.world.facts.iter().any(|f| f.attribute == "same_as");
            if !named || !some || !alone || joined || attribute.shared_by_model {
                continue;
            }
            let mut world = case.world.clone();
            world.facts.remove(n);
            let without = judged(&world.survey(), &case.profile);
            for (at, known) in &before {
                let Some(unknown) = without.get(at) else { continue };
                tried += 1;
                prop_assert!(
                    known.inside(unknown),
                    "{at:?} is {known:?}, without {} {} it is {unknown:?}",
                    fact.path,
                    fact.attribute
                );
            }
        }
        Ok(tried)
    });
}

/// What is known only in part (`a;b?`, a quantity of `0..1`) becomes known.
#[test]
fn law_02_determining_the_rest_stays_inside_what_was_allowed() {
    hold(&cases(), 8, |case| {
        let before = judged(&case.survey(), &case.profile);
        let mut tried = 0;
        for (n, fact) in case.world.facts.iter().enumerate() {
            let Some(id) = vocabulary().find(&fact.attribute) else { continue };
            let read = |value, unit| vocabulary().attribute(id).value.parse(value, unit).ok();
            let Answer::Known { value, unit, evidence } = &fact.answer else { continue };
            let Some(found) = read(value, unit) else { continue };
            for (value, unit) in answers(&fact.attribute, true) {
                let truth = read(value, unit);
                if !truth.is_some_and(|truth| truth != found && could_be(&found, &truth)) {
                    continue;
                }
                let mut world = case.world.clone();
                world.facts[n].answer = Answer::Known {
                    value: (*value).into(),
                    unit: (*unit).into(),
                    evidence: *evidence,
                };
                // Where another found something else, there are now other values in dispute.
                let same = |f: &&Fact| f.path == fact.path && f.attribute == fact.attribute;
                let joined = case.world.facts.iter().any(|f| f.attribute == "same_as");
                if case.world.facts.iter().filter(same).count() > 1 || joined {
                    continue;
                }
                let after = judged(&world.survey(), &case.profile);
                for (at, before) in &before {
                    let Some(after) = after.get(at) else { continue };
                    tried += 1;
                    prop_assert!(after.inside(before), "{at:?} was {before:?} and is {after:?}");
                    prop_assert!(
                        !before.decided() || class(before) == class(after),
                        "{at:?} was {before:?} and is {after:?}"
                    );
                }
            }
        }
        Ok(tried)
    });
}
