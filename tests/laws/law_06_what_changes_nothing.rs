//! 6. Order of facts (save rows of one person on one fact, and what a settlement had before it)
//!    and a second witness to every fact (save set-asides) change nothing; an absence recorded by
//!    another person changes no verdict and no interval. Converting every quantity to another unit
//!    changes nothing. Splitting an item of known quantity q >= 1, shown at E, without `count`,
//!    into q items changes no verdict and no interval.

use std::collections::BTreeMap;

use bigdecimal::BigDecimal;
use borderfit::judge::Verdict;
use borderfit::model::places::crossing_points;
use borderfit::model::{
    AbsenceReason, Answer, Interval, ObservationIx, Path, SubjectKind, Unit, Value,
};
use proptest::prelude::*;

use crate::case::{Case, cases};
use crate::draw::Draw;
use crate::generate::Named;
use crate::hold;
use crate::seen::{At, Findings, behind, judged, known, readable, things};
use crate::vocabulary::{id, vocabulary};
use crate::world::{Fact, WITNESS, World, days_ago, record, subject};

/// The same facts in another order: rows of one person on one fact stay in theirs, and so do all
/// rows on a fact that somebody settled.
fn reordered(world: &World, draw: &mut Draw) -> World {
    let key = |fact: &Fact| {
        let settled = world
            .facts
            .iter()
            .any(|f| f.settles && f.path == fact.path && f.attribute == fact.attribute);
        let person = if settled { None } else { Some(fact.person) };
        (fact.path.clone(), fact.attribute.clone(), person)
    };
    // Slots are mixed up, and each is filled with the next row of what it stands for.
    let mut slots: Vec<_> = world.facts.iter().map(key).collect();
    let mut rows: BTreeMap<_, Vec<Fact>> = BTreeMap::new();
    for fact in world.facts.iter().rev() {
        rows.entry(key(fact)).or_default().push(fact.clone());
    }
    draw.shuffle(&mut slots);
    let facts = slots.iter().filter_map(|slot| rows.get_mut(slot)?.pop()).collect();
    let mut places = world.places.clone();
    draw.shuffle(&mut places);
    World { places, facts }
}

#[test]
fn law_06_order_of_facts_changes_nothing() {
    hold(&cases(), 90, |case| {
        let mut draw = case.draw();
        let survey = case.survey();
        let (before, why) = (judged(&survey, &case.profile), behind(&survey, &case.profile));
        for _ in 0..2 {
            let other = reordered(&case.world, &mut draw).survey();
            prop_assert_eq!(&before, &judged(&other, &case.profile));
            prop_assert_eq!(&why, &behind(&other, &case.profile));
        }
        Ok(case.world.facts.len())
    });
}

#[test]
fn law_06_a_second_witness_changes_nothing() {
    hold(&cases(), 90, |case| {
        let mut survey = case.survey();
        let before = judged(&survey, &case.profile);
        let why = behind(&survey, &case.profile);
        let mut seen: Vec<(ObservationIx, Fact)> = Vec::new();
        for thing in things(&survey, &crossing_points(&survey)) {
            for &about in &thing.subjects {
                for &(attribute, ix) in survey.heads(about) {
                    let attribute = survey.attribute(attribute).to_owned();
                    if attribute.starts_with("not_applicable.") {
                        continue;
                    }
                    let observation = &survey[ix];
                    let fact = Fact {
                        path: survey.path(about),
                        attribute,
                        answer: observation.answer.clone(),
                        person: WITNESS,
                        at: observation.milliseconds(),
                        settles: false,
                    };
                    seen.push((ix, fact));
                }
            }
        }
        // Of a disputed fact, each value gets a witness of its own.
        let mut draw = case.draw();
        for (ix, fact) in &seen {
            let also = seen
                .iter()
                .filter(|(_, other)| other.path == fact.path && other.attribute == fact.attribute);
            let rank = also.take_while(|(other, _)| other != ix).count();
            let person = WITNESS - u8::try_from(rank).unwrap_or(0);
            let fact = Fact { person, ..fact.clone() };
            if !draw.chance(20) {
                record(&mut survey, &fact);
            }
        }
        prop_assert_eq!(&before, &judged(&survey, &case.profile));
        for (at, after) in behind(&survey, &case.profile) {
            let before = &why[&at];
            prop_assert_eq!(&before.reason, &after.reason);
            prop_assert_eq!(&before.questions, &after.questions);
            prop_assert_eq!(before.evidence, after.evidence);
        }
        Ok(seen.len())
    });
}

fn outcomes(findings: &Findings) -> BTreeMap<At, (Verdict, Option<[Interval; 4]>)> {
    findings.iter().map(|(at, seen)| (at.clone(), seen.outcome())).collect()
}

#[test]
fn law_06_an_absence_by_another_changes_no_verdict_and_no_interval() {
    hold(&cases(), 90, |case| {
        let survey = case.survey();
        let before = outcomes(&judged(&survey, &case.profile));
        let mut draw = case.draw();
        let mut absent = survey.clone();
        let mut tried = 0;
        for thing in things(&survey, &crossing_points(&survey)) {
            let mut names = readable(&case.profile, thing.kind);
            names.extend(["same_as".to_owned(), "not_applicable.R-0".to_owned()]);
            for attribute in names {
                if draw.chance(50) {
                    let fact = Fact {
                        path: survey.path(*draw.pick(&thing.subjects)),
                        attribute,
                        answer: Answer::Absent(*draw.pick(AbsenceReason::ALL)),
                        person: WITNESS,
                        at: days_ago(0),
                        settles: false,
                    };
                    record(&mut absent, &fact);
                    tried += 1;
                }
            }
        }
        prop_assert_eq!(before, outcomes(&judged(&absent, &case.profile)));
        Ok(tried)
    });
}

/// A decimal without exponent.
fn plain(number: &BigDecimal) -> String {
    number.to_plain_string()
}

/// The same quantity in another unit of its dimension, where decimals can say it.
fn converted(value: &str, unit: Unit, draw: &mut Draw) -> Option<(String, Unit)> {
    let others: Vec<_> =
        Unit::all().filter(|u| u.dimension() == unit.dimension() && *u != unit).collect();
    if others.is_empty() {
        return None;
    }
    let other = *draw.pick(&others);
    let base = unit.to_base(&value.parse().ok()?);
    let number = (base / other.to_base(&BigDecimal::from(1))).with_scale(9);
    let same = other.to_base(&number) == unit.to_base(&value.parse().ok()?);
    same.then(|| (plain(&number.normalized()), other))
}

fn in_other_units(fact: &Fact, draw: &mut Draw) -> Option<Fact> {
    let attribute = vocabulary().attribute(vocabulary().find(&fact.attribute)?);
    let own = attribute.value.unit?;
    let Answer::Known { value, unit, evidence } = &fact.answer else { return None };
    let unit = if unit.is_empty() { own } else { Unit::parse(unit)? };
    let between = ["..", "x"].into_iter().find(|b| value.contains(b));
    let seed = draw.bits();
    let mut parts = Vec::new();
    let mut other = unit;
    for part in value.split(between.unwrap_or("|")) {
        // The same unit for all parts.
        let (number, unit) = converted(part, unit, &mut Draw::new(seed))?;
        parts.push(number);
        other = unit;
    }
    let answer = Answer::Known {
        value: parts.join(between.unwrap_or("")).into(),
        unit: other.symbol().into(),
        evidence: *evidence,
    };
    Some(Fact { answer, ..fact.clone() })
}

#[test]
fn law_06_another_unit_changes_nothing() {
    hold(&cases(), 10, |case| {
        let mut draw = case.draw();
        let mut world = case.world.clone();
        let mut tried = 0;
        for fact in &mut world.facts {
            if let Some(other) = in_other_units(fact, &mut draw) {
                tried += usize::from(other != *fact);
                *fact = other;
            }
        }
        let (before, after) = (case.survey(), world.survey());
        prop_assert_eq!(judged(&before, &case.profile), judged(&after, &case.profile));
        let (before, after) = (behind(&before, &case.profile), behind(&after, &case.profile));
        for (at, before) in before {
            prop_assert_eq!(&before.questions, &after[&at].questions);
            prop_assert_eq!(before.evidence, after[&at].evidence);
        }
        Ok(tried)
    });
}

/// The world with an item of quantity q in q pieces.
fn split(case: &Case, path: &Path, pieces: u64) -> World {
    let mut world = case.world.clone();
    let own: Vec<_> = world.facts.iter().filter(|f| f.path == *path).cloned().collect();
    let Path::Item(point, position, code) = path else { return world };
    for n in 1..=pieces {
        let piece = Path::Item(point.clone(), position.clone(), format!("{code}-piece-{n}"));
        world.facts.extend(own.iter().cloned().map(|mut fact| {
            fact.path = piece.clone();
            if let ("quantity", Answer::Known { value, .. }) = (&*fact.attribute, &mut fact.answer)
            {
                *value = "1".into();
            }
            fact
        }));
        world.places.push(piece);
    }
    world.facts.retain(|f| f.path != *path);
    world.places.retain(|p| p != path);
    world
}

/// The number of an item, if it is known and shown at the profile's evidence.
fn shown_quantity(case: &Case, path: &Path) -> Option<u64> {
    let mut survey = case.survey();
    let ix = subject(&mut survey, path);
    let attribute = survey.intern("quantity");
    let thing = things(&survey, &crossing_points(&survey))
        .into_iter()
        .find(|thing| thing.kind == SubjectKind::Item && thing.subjects == [ix])?;
    let values = known(&survey, &case.profile, &thing, attribute);
    let one = values.first()?.value.clone();
    let shown = values.iter().any(|k| k.evidence >= case.profile.evidence);
    match one {
        Value::Count(low, high)
            if low == high && low > 0 && shown && values.iter().all(|k| k.value == one) =>
        {
            Some(low)
        }
        _ => None,
    }
}

#[test]
fn law_06_splitting_an_item_changes_no_verdict_and_no_interval() {
    hold(&cases(), 30, |case| {
        // What is the same as another is no item of its own.
        let joined = case.world.facts.iter().any(|f| f.attribute == "same_as");
        let items: Vec<_> =
            case.world.places.iter().filter(|p| matches!(p, Path::Item(..))).cloned().collect();
        let mut draw = case.draw();
        let (Some(path), false) = (draw.some(items, 1).pop(), joined) else { return Ok(0) };
        let Some(pieces) = shown_quantity(case, &path) else { return Ok(0) };
        let before = judged(&case.survey(), &case.profile);
        let after = judged(&split(case, &path, pieces).survey(), &case.profile);
        let mut tried = 0;
        for requirement in &case.profile.requirements {
            // A piece has another quantity than the whole.
            let by_quantity = Named::by(requirement).attributes.contains(&id("quantity"));
            if by_quantity || requirement.quantity.count.is_some() {
                continue;
            }
            for (at, before) in before.iter().filter(|(at, _)| at.requirement == requirement.id) {
                tried += 1;
                let after = &after[at];
                prop_assert_eq!(before.outcome(), after.outcome(), "{:?} in {} pieces", at, pieces);
            }
        }
        Ok(tried)
    });
}
