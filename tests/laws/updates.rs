//! Judging again after new observations gives what judging anew gives; and neither threads nor the
//! order in which places came matter.

use borderfit::judge::assess;
use borderfit::model::{Answer, Evidence, ObservationIx, Path, Survey};
use proptest::prelude::*;

use crate::case::{Case, cases};
use crate::draw::Draw;
use crate::hold;
use crate::seen::{answers, judged, readable};
use crate::vocabulary::{COUNTRIES, KINDS};
use crate::world::{Fact, World, as_of, days_ago, record};

/// Enters a fact as a survey file has it: a new subject is described by observations of its own.
fn enter(survey: &mut Survey, fact: &Fact, new: &mut Vec<ObservationIx>) {
    let mut made = Vec::new();
    let mut path = Some(fact.path.clone());
    while let Some(p) = path {
        path = p.parent();
        if survey.find(&p).is_none() {
            made.push(p);
        }
    }
    for path in made.into_iter().rev() {
        let kind = Fact {
            attribute: "@kind".to_owned(),
            answer: Answer::known(path.kind().code(), Evidence::Tested),
            path,
            ..fact.clone()
        };
        new.push(record(survey, &kind));
    }
    new.push(record(survey, fact));
}

/// Something new about a thing that is there, or that is not there yet.
fn news(case: &Case, draw: &mut Draw) -> Fact {
    let code = |draw: &mut Draw, letter: &str| format!("{letter}{}", draw.below(4));
    let point = code(draw, "P");
    let position = if draw.chance(30) { String::new() } else { code(draw, "p") };
    let path = match draw.weighted(&[20, 20, 40, 10, 10, 2]) {
        0 => Path::CrossingPoint(point),
        1 => Path::Position(point, code(draw, "p")),
        2 => Path::Item(point, position, code(draw, "i")),
        3 => Path::Country((*draw.pick(&COUNTRIES)).to_owned()),
        4 => {
            let kind = (*draw.pick(&KINDS)).to_owned();
            Path::Model(kind, "acme".to_owned(), "F4".to_owned())
        }
        _ => Path::Survey,
    };
    let path = match draw.chance(70) {
        true => case.world.places.get(draw.below(case.world.places.len())).cloned().unwrap_or(path),
        false => path,
    };
    let mut names = readable(&case.profile, path.kind());
    if draw.chance(8) || names.is_empty() {
        names = vec!["same_as".to_owned()];
    }
    if draw.chance(8) {
        names = vec!["not_applicable.R-0".to_owned()];
    }
    let attribute = draw.pick(&names).clone();
    let answer = match (&*attribute, draw.below(10)) {
        ("same_as", _) => {
            let letter = match &path {
                Path::CrossingPoint(_) => "P",
                Path::Position(..) => "p",
                _ => "i",
            };
            Answer::known(&code(draw, letter), Evidence::Observed)
        }
        (_, 0) => Answer::Absent(borderfit::model::AbsenceReason::Refused),
        (_, 1) => Answer::Cleared,
        (name, _) => {
            let (value, unit) = *draw.pick(answers(name, false));
            let evidence = *draw.pick(&Evidence::ALL);
            Answer::Known { value: value.into(), unit: unit.into(), evidence }
        }
    };
    let person = u8::try_from(draw.below(4)).unwrap_or(0);
    Fact { path, attribute, answer, person, at: days_ago(0), settles: draw.chance(30) }
}

#[test]
fn updating_equals_judging_anew() {
    hold(&cases(), 100, |case| {
        let mut draw = case.draw();
        let mut survey = case.survey();
        let mut assessment = assess(&survey, &case.profile, as_of());
        for _ in 0..4 {
            let mut new = Vec::new();
            let count = 1 + draw.weighted(&[5, 2, 1]);
            let facts: Vec<_> = (0..count).map(|_| news(case, &mut draw)).collect();
            facts.iter().for_each(|fact| enter(&mut survey, fact, &mut new));
            assessment.update(&survey, &case.profile, &new);
            prop_assert_eq!(&assessment, &assess(&survey, &case.profile, as_of()), "{:?}", facts);
        }
        Ok(1)
    });
}

/// The places of many cases side by side, as one world.
fn crowd(case: &Case, points: usize) -> World {
    let mut draw = case.draw();
    let mut world = World::default();
    for n in 0.. {
        let here = world.places.iter().filter(|p| matches!(p, Path::CrossingPoint(_))).count();
        if here >= points {
            break;
        }
        let other = cases().world_of(&case.profile, &mut draw);
        let moved = |path: &Path| match path {
            Path::CrossingPoint(c) => Path::CrossingPoint(format!("{c}-{n}")),
            Path::Position(c, p) => Path::Position(format!("{c}-{n}"), p.clone()),
            Path::Item(c, p, i) => Path::Item(format!("{c}-{n}"), p.clone(), i.clone()),
            path => path.clone(),
        };
        // Of each, little; and countries and data sheets are the same for all.
        let few = |path: &Path| match path {
            Path::Position(_, p) => p == "p0",
            Path::Item(_, p, i) => (p.is_empty() || p == "p0") && i == "i0",
            Path::CrossingPoint(_) => true,
            _ => n == 0,
        };
        world.places.extend(other.places.iter().filter(|p| few(p)).map(moved));
        let facts = other.facts.into_iter().filter(|f| few(&f.path));
        world.facts.extend(facts.map(|f| Fact { path: moved(&f.path), ..f }));
    }
    world
}

/// From 32 crossing points on several threads judge; after a fact of each crossing point, one
/// judges them all.
#[test]
fn threads_change_nothing() {
    hold(&cases(), 100, |case| {
        let survey = crowd(case, 32).survey();
        let all = assess(&survey, &case.profile, as_of());
        prop_assert!(all.points.len() >= 32);
        let of_each: Vec<_> = (0..)
            .zip(survey.observations())
            .filter(|(_, o)| survey.attribute(o.attribute) != "same_as")
            .map(|(n, _)| ObservationIx(n))
            .collect();
        let mut one_by_one = all.clone();
        let mut emptied = 0;
        for (point, found) in all.points.iter().zip(&mut one_by_one.findings) {
            // Of a few nothing at all is on record.
            let touched = |ix: &ObservationIx| {
                let of = survey.crossing_point_of(survey[*ix].subject);
                of.is_some_and(|of| point.subjects.contains(&of))
            };
            if of_each.iter().any(touched) {
                found.findings.clear();
                emptied += 1;
            }
        }
        one_by_one.update(&survey, &case.profile, &of_each);
        for (n, point) in all.points.iter().enumerate() {
            prop_assert_eq!(&all.findings[n], &one_by_one.findings[n], "{}", &point.code);
        }
        Ok(emptied)
    });
}

#[test]
fn crossing_points_stand_in_the_order_of_their_codes() {
    hold(&cases(), 100, |case| {
        let mut draw = case.draw();
        let mut world = crowd(case, 4);
        let codes = |world: &World| {
            let survey = world.survey();
            let assessment = assess(&survey, &case.profile, as_of());
            let codes: Vec<_> = assessment.points.into_iter().map(|p| p.code).collect();
            (codes, judged(&survey, &case.profile))
        };
        let (first, findings) = codes(&world);
        prop_assert!(first.is_sorted());
        draw.shuffle(&mut world.places);
        let (again, same) = codes(&world);
        prop_assert_eq!(first, again);
        prop_assert_eq!(findings, same);
        Ok(1)
    });
}
