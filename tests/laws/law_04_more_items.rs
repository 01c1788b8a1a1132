//! 4. Adding an item whose conforms is yes never lowers `conforming` of a requirement with
//!    equipment.

use borderfit::model::{Answer, Evidence, Path};
use borderfit::standard::{Criterion, Leaf, Profile, QuantityRule, Requirement, Test};
use proptest::prelude::*;

use crate::case::{Case, cases};
use crate::draw::Draw;
use crate::seen::{At, Findings, judged};
use crate::vocabulary::{ITEM_MARK, id};
use crate::world::{Fact, WITNESS, World, days_ago, item};
use crate::{Tried, hold};

/// The id of the requirement that counts the new item alone.
fn probe(id: &str) -> String {
    format!("{id}-probe")
}

/// The profile with, for each requirement with equipment, the same one of the marked item only.
/// One of it conforms where the item's conforms is yes.
fn with_probes(profile: &Profile) -> Profile {
    let mut with_probes = profile.clone();
    let marked = || {
        Criterion::Leaf(Leaf {
            attribute: id(ITEM_MARK),
            test: Test::Bool(true),
            evidence: Some(Evidence::Stated),
            negative: false,
            text: "marked".to_owned(),
        })
    };
    for requirement in profile.requirements.iter().filter(|r| !r.equipment.is_empty()) {
        let quantity = QuantityRule {
            at_least: 1.into(),
            per: None,
            every: false,
            ..requirement.quantity.clone()
        };
        let mut probe = Requirement {
            id: probe(&requirement.id),
            quantity,
            follows: None,
            ..requirement.clone()
        };
        probe.criteria.push(marked());
        with_probes.requirements.push(probe);
    }
    with_probes
}

/// The world with one more item, which is marked: one like another, or a new one.
fn with_one_more(case: &Case, draw: &mut Draw) -> Option<World> {
    let mut world = case.world.clone();
    let places: Vec<_> = world
        .places
        .iter()
        .filter_map(|path| match path {
            Path::CrossingPoint(c) => Some((c.clone(), String::new())),
            Path::Position(c, p) => Some((c.clone(), p.clone())),
            _ => None,
        })
        .collect();
    let (point, position) = draw.some(places, 1).pop()?;
    let path = Path::Item(point, position, "new".to_owned());
    let items: Vec<_> =
        world.places.iter().filter(|p| matches!(p, Path::Item(..))).cloned().collect();
    let facts = if items.is_empty() || draw.chance(30) {
        let kinds: Vec<_> = case.profile.requirements.iter().flat_map(|r| &r.equipment).collect();
        if kinds.is_empty() {
            return None;
        }
        let kind = case.profile.vocabulary.kind(**draw.pick(&kinds)).key.clone();
        item(draw, &case.profile, &kind, &path)
    } else {
        let like = draw.pick(&items);
        let of = |fact: &&Fact| fact.path == *like && fact.attribute != "same_as";
        world.facts.iter().filter(of).map(|f| Fact { path: path.clone(), ..f.clone() }).collect()
    };
    world.facts.extend(facts.into_iter().map(|f| Fact { path: path.clone(), ..f }));
    world.facts.push(Fact {
        path: path.clone(),
        attribute: ITEM_MARK.to_owned(),
        answer: Answer::known("true", Evidence::Tested),
        person: WITNESS,
        at: days_ago(0),
        settles: false,
    });
    world.places.push(path);
    Some(world)
}

#[test]
fn law_04_an_item_that_conforms_never_lowers_conforming() {
    hold(&cases(), 15, |case| {
        let profile = with_probes(&case.profile);
        let before = judged(&case.survey(), &profile);
        let mut draw = case.draw();
        let mut tried = 0;
        for _ in 0..4 {
            let Some(more) = with_one_more(case, &mut draw) else { return Ok(0) };
            tried += never_lowers(&before, &judged(&more.survey(), &profile))?;
        }
        Ok(tried)
    });
}

fn never_lowers(before: &Findings, after: &Findings) -> Tried {
    let mut tried = 0;
    for (at, before) in before {
        let probe = At { requirement: probe(&at.requirement), ..at.clone() };
        let conforms = after
            .get(&probe)
            .and_then(|seen| seen.counts)
            .is_some_and(|counts| counts.conforming.min >= 1);
        let after = after.get(at).and_then(|seen| seen.counts);
        let (Some(counts), Some(after), true) = (before.counts, after, conforms) else {
            continue;
        };
        tried += 1;
        let (old, new) = (counts.conforming, after.conforming);
        let max = new.max.is_none_or(|n| old.max.is_some_and(|o| n >= o));
        prop_assert!(new.min >= old.min && max, "{at:?}: {old:?} became {new:?}");
    }
    Ok(tried)
}
