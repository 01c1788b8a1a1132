//! What is known (section 2): names of one thing, and what does not count.

use borderfit::model::{Answer, Evidence, Moment, Path};
use proptest::prelude::*;

use crate::case::{Case, cases};
use crate::draw::Draw;
use crate::hold;
use crate::seen::{behind, judged};
use crate::world::{ASSESSORS, Fact, World, as_of, days_ago};

/// Two or three places, or items of one place, side by side.
fn siblings(case: &Case, draw: &mut Draw) -> Vec<Path> {
    let places = &case.world.places;
    let groups: Vec<Vec<Path>> = places
        .iter()
        .map(|path| {
            let beside = |p: &&Path| p.parent() == path.parent() && p.kind() == path.kind();
            places.iter().filter(beside).cloned().collect()
        })
        .filter(|group: &Vec<Path>| group.len() > 1)
        .collect();
    if groups.is_empty() {
        return Vec::new();
    }
    let mut group = draw.pick(&groups).clone();
    draw.shuffle(&mut group);
    let count = 2 + draw.below(2);
    draw.some(group, count)
}

/// A path with one place in it put in another's place.
fn moved(path: &Path, from: &Path, to: &Path) -> Path {
    if path == from {
        return to.clone();
    }
    match (path, from, to) {
        (Path::Position(c, p), Path::CrossingPoint(f), Path::CrossingPoint(t)) if c == f => {
            Path::Position(t.clone(), p.clone())
        }
        (Path::Item(c, p, i), Path::CrossingPoint(f), Path::CrossingPoint(t)) if c == f => {
            Path::Item(t.clone(), p.clone(), i.clone())
        }
        (Path::Item(c, p, i), Path::Position(fc, f), Path::Position(_, t)) if c == fc && p == f => {
            Path::Item(c.clone(), t.clone(), i.clone())
        }
        _ => path.clone(),
    }
}

/// What stands in the n-th of some places gets a code of its own: equal codes in places that are
/// joined are no reason to join what has them.
fn told_apart(path: &Path, chain: &[Path]) -> Path {
    for (n, place) in chain.iter().enumerate() {
        let code = |code: &String| format!("{code}-{n}");
        match (path, place) {
            (Path::Position(c, p), Path::CrossingPoint(of)) if c == of => {
                return Path::Position(c.clone(), code(p));
            }
            (Path::Item(c, p, i), Path::CrossingPoint(of)) if c == of && p.is_empty() => {
                return Path::Item(c.clone(), p.clone(), code(i));
            }
            (Path::Item(c, p, i), Path::CrossingPoint(of)) if c == of => {
                return Path::Item(c.clone(), code(p), i.clone());
            }
            (Path::Item(c, p, i), Path::Position(of, at)) if c == of && p == at => {
                return Path::Item(c.clone(), p.clone(), code(i));
            }
            _ => {}
        }
    }
    path.clone()
}

/// Facts of a place that is the same as another are facts of that one, also in a chain.
#[test]
fn facts_of_what_is_the_same_are_facts_of_one() {
    hold(&cases(), 40, |case| {
        let mut draw = case.draw();
        let chain = siblings(case, &mut draw);
        let Some(last) = chain.last() else { return Ok(0) };
        let mut plain = case.world.clone();
        plain.facts.retain(|f| !f.settles && f.attribute != "same_as");
        plain.places.iter_mut().for_each(|path| *path = told_apart(path, &chain));
        plain.facts.iter_mut().for_each(|fact| fact.path = told_apart(&fact.path, &chain));
        // Every place has people of its own, so that nobody takes back anything.
        for fact in &mut plain.facts {
            let of = chain.iter().position(|path| moved(&fact.path, path, last) != fact.path);
            let others = ASSESSORS * of.map_or(0, |n| u8::try_from(n + 1).unwrap_or(0));
            fact.person += others;
        }
        let mut joined = plain.clone();
        for pair in chain.windows(2) {
            joined.facts.push(Fact {
                path: pair[0].clone(),
                attribute: "same_as".to_owned(),
                answer: Answer::known(&pair[1].code(), Evidence::Stated),
                person: 0,
                at: days_ago(0),
                settles: false,
            });
        }
        let mut one = World::default();
        for path in &plain.places {
            let to = chain.iter().fold(path.clone(), |path, from| moved(&path, from, last));
            if !one.places.contains(&to) {
                one.places.push(to);
            }
        }
        one.facts = plain.facts.clone();
        for fact in &mut one.facts {
            fact.path = chain.iter().fold(fact.path.clone(), |path, from| moved(&path, from, last));
        }
        let (joined, one) = (joined.survey(), one.survey());
        prop_assert_eq!(judged(&joined, &case.profile), judged(&one, &case.profile));
        let (joined, one) = (behind(&joined, &case.profile), behind(&one, &case.profile));
        prop_assert_eq!(joined.len(), one.len());
        for (at, joined) in joined {
            prop_assert_eq!(&joined.reason, &one[&at].reason);
            prop_assert_eq!(&joined.questions, &one[&at].questions);
            prop_assert_eq!(joined.evidence, one[&at].evidence);
        }
        Ok(1)
    });
}

/// What is not verified, or older than the profile lets stand, counts as not recorded.
#[test]
fn what_does_not_count_changes_nothing() {
    hold(&cases(), 30, |case| {
        let idle = |fact: &&Fact| {
            let moment = Moment { milliseconds: fact.at, offset_minutes: 0 };
            let days = as_of().since(moment.day());
            let old = case.profile.max_age_days.is_some_and(|max| days > max);
            let copied = fact.answer.evidence() == Some(Evidence::NotVerified);
            // A later row of the same person takes an earlier one back, whatever it is worth.
            let alone = case.world.facts.iter().all(|other| {
                other == *fact
                    || other.path != fact.path
                    || other.attribute != fact.attribute
                    || other.person != fact.person && !other.settles && !fact.settles
            });
            (old || copied) && alone && fact.attribute != "same_as"
        };
        let mut world = case.world.clone();
        world.facts.retain(|fact| !idle(&fact));
        let (before, after) = (case.survey(), world.survey());
        prop_assert_eq!(judged(&before, &case.profile), judged(&after, &case.profile));
        prop_assert_eq!(behind(&before, &case.profile), behind(&after, &case.profile));
        Ok(case.world.facts.len() - world.facts.len())
    });
}
