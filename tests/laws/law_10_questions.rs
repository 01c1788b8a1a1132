//! 10. Questions: a finding that an answer can decide has an open question; when all listed ones
//!     are answered with evidence at E, it is decided or its absence explained.

use std::collections::BTreeSet;

use borderfit::judge::walk::{Stage, first_question, progress, walk};
use borderfit::judge::{Asked, Question, Verdict, assess};
use borderfit::model::places::{CrossingPoint, crossing_points};
use borderfit::model::{AbsenceReason, Answer, Evidence, OptionSet, Path, Survey, Value};
use borderfit::standard::Criterion;
use proptest::prelude::*;

use crate::case::{Case, cases};
use crate::draw::Draw;
use crate::generate::{Named, strongest_asked};
use crate::hold;
use crate::seen::{
    At, Known, Thing, answers, behind, could_be, disputed, judged, known, readable, stands_in,
    things,
};
use crate::world::{Fact, SETTLER, as_of, days_ago, record};

/// Gives an answer for all to see.
fn answer(survey: &mut Survey, path: Path, attribute: &str, value: (&str, &str)) {
    answer_of(survey, path, attribute, value, days_ago(0));
}

/// Gives an answer as of a moment.
fn answer_of(survey: &mut Survey, path: Path, attribute: &str, value: (&str, &str), at: u64) {
    let answer =
        Answer::Known { value: value.0.into(), unit: value.1.into(), evidence: Evidence::Tested };
    let attribute = attribute.to_owned();
    let fact = Fact { path, attribute, answer, person: SETTLER, at, settles: true };
    record(survey, &fact);
}

/// Whether a fact is not yet as known as a requirement could want it.
fn open(known: &[Known], wanted: Evidence) -> bool {
    let undetermined = |value: &Value| match value {
        Value::Choices { open, .. } => *open != OptionSet::default(),
        Value::Count(low, high) => low != high,
        _ => false,
    };
    known.is_empty()
        || disputed(known)
        || known.iter().all(|k| k.evidence < wanted)
        || known.iter().any(|k| undetermined(&k.value))
}

/// Whether equipment stands under a `not`: while one of the kind is there that does not conform,
/// no answer decides that criterion.
fn asks_for_none(case: &Case, at: &At) -> bool {
    let requirement = case.profile.requirements.iter().find(|r| r.id == at.requirement);
    let negated = |criterion: &Criterion| negated_presence(criterion, false);
    requirement.is_some_and(|r| r.criteria.iter().chain(&r.when).any(negated))
}

fn negated_presence(criterion: &Criterion, negated: bool) -> bool {
    match criterion {
        Criterion::All(group) | Criterion::Any(group) => {
            group.iter().any(|c| negated_presence(c, negated))
        }
        Criterion::Not(inner) => negated_presence(inner, !negated),
        Criterion::Presence(presence) => {
            negated || presence.criteria.iter().any(|c| negated_presence(c, false))
        }
        Criterion::Leaf(_) => false,
    }
}

/// The subjects that a question is asked of.
fn asked_of(survey: &Survey, point: &CrossingPoint, asked: &Asked) -> Vec<Path> {
    let subjects = match asked {
        Asked::CrossingPoint => &point.subjects,
        Asked::Position(p) => &point.positions[*p].subjects,
        Asked::Item(Some(p), n) => &point.positions[*p].items[*n].subjects,
        Asked::Item(None, n) => &point.items[*n].subjects,
        Asked::Country(code) => return vec![Path::Country(code.clone())],
        Asked::Model(kind, maker, model) => {
            return vec![Path::Model(kind.clone(), maker.clone(), model.clone())];
        }
    };
    subjects.iter().map(|&ix| survey.path(ix)).collect()
}

#[test]
fn law_10_what_is_not_assessed_asks_something() {
    hold(&cases(), 50, |case| {
        let survey = case.survey();
        let findings = judged(&survey, &case.profile);
        let mut tried = 0;
        for (at, why) in behind(&survey, &case.profile) {
            let open = !findings[&at].decided();
            if open && asks_for_none(case, &at) {
                continue;
            }
            tried += usize::from(open);
            prop_assert_eq!(open, !why.questions.is_empty(), "{:?} {:?}", at, findings[&at]);
        }
        Ok(tried)
    });
}

/// An open fact and one answer to it.
struct Possible {
    thing: Thing,
    attribute: String,
    value: (&'static str, &'static str),
    /// When it is so: a value that was found is confirmed for the day on which it was found, which
    /// tests of dates compare with.
    at: u64,
}

fn possible_answers(case: &Case, survey: &mut Survey, draw: &mut Draw) -> Vec<Possible> {
    let profile = &case.profile;
    let wanted = profile
        .requirements
        .iter()
        .map(|r| strongest_asked(profile, r))
        .max()
        .unwrap_or(Evidence::Tested);
    let counts = Named::by_all(profile).counts;
    let counted = |id| counts.contains(&id);
    let mut possible = Vec::new();
    let things = things(survey, &crossing_points(survey));
    for thing in &things {
        for attribute in readable(profile, thing.kind) {
            let ix = survey.intern(&attribute);
            let known = known(survey, profile, thing, ix);
            let nothing = known.is_empty();
            // Maker and model only lead to a data sheet; what it says is asked of the item.
            let leads = ["maker", "model"].contains(&&*attribute);
            let stands_in = || stands_in(survey, profile, &things, thing, &attribute);
            if !open(&known, wanted) || nothing && (leads || stands_in()) {
                continue;
            }
            for &value in answers(&attribute, true) {
                // What is not recorded does not speak against its being there and in use, nor,
                // where a kind has no condition, against its working.
                let away = match &*attribute {
                    "condition" => {
                        profile.vocabulary.equipment.iter().any(|kind| !kind.has_condition)
                            || ["removed", "stored", "incomplete", "unused"].contains(&value.0)
                    }
                    "quantity" => value.0 == "0",
                    // What is unknown counts as one or more.
                    name => value.0 == "0" && profile.vocabulary.find(name).is_some_and(counted),
                };
                let read = profile
                    .vocabulary
                    .find(&attribute)
                    .map(|id| profile.vocabulary.attribute(id).value.parse(value.0, value.1).ok());
                let found = |value: &Value| known.iter().find(|k| could_be(&k.value, value));
                let confirmed = read.as_ref().and_then(|read| found(read.as_ref()?));
                let fits = read
                    .as_ref()
                    .is_none_or(|read| read.is_some() && (nothing || confirmed.is_some()));
                if nothing && away || !fits {
                    continue;
                }
                let at = confirmed.map_or(days_ago(0), |k| survey[k.observation].milliseconds());
                let (thing, attribute) = (thing.clone(), attribute.clone());
                possible.push(Possible { thing, attribute, value, at });
            }
        }
    }
    draw.some(possible, 12)
}

/// Whether a question asks the same elsewhere: a list at the position that the crossing point's
/// would close, too; on the data sheet what could be seen on the item.
fn instead(possible: &Possible, question: &Question) -> bool {
    let list = possible.attribute.starts_with("inventory_complete.");
    match (&possible.thing.asked, &question.at) {
        (Asked::CrossingPoint, Asked::Position(_)) => list,
        (Asked::Item(..), Asked::Model(..)) => true,
        // Models are one however they are spelt.
        (Asked::Model(k, maker, model), Asked::Model(kind, other, name)) => {
            k == kind && maker.eq_ignore_ascii_case(other) && model.eq_ignore_ascii_case(name)
        }
        _ => false,
    }
}

#[test]
fn law_10_a_fact_that_decides_is_asked() {
    hold(&cases(), 20, |case| {
        let mut draw = case.draw();
        let mut survey = case.survey();
        let points = crossing_points(&survey);
        let before = judged(&survey, &case.profile);
        let why = behind(&survey, &case.profile);
        let mut tried = 0;
        for possible in possible_answers(case, &mut survey, &mut draw) {
            let mut answered = survey.clone();
            for &subject in &possible.thing.subjects {
                let path = answered.path(subject);
                let (attribute, value) = (&possible.attribute, possible.value);
                answer_of(&mut answered, path, attribute, value, possible.at);
            }
            let after = judged(&answered, &case.profile);
            for (at, seen) in before.iter().filter(|(_, seen)| !seen.decided()) {
                let now = after.get(at);
                if now.is_some_and(|now| !now.decided()) {
                    continue;
                }
                let point = points.iter().find(|p| p.code == at.point);
                let here = possible.thing.point.as_ref().is_none_or(|p| *p == at.point);
                prop_assert!(here && point.is_some(), "decided from elsewhere");
                tried += 1;
                let asked = |q: &Question| {
                    q.attribute == possible.attribute
                        && (q.at == possible.thing.asked || instead(&possible, q))
                };
                prop_assert!(
                    why[at].questions.iter().any(asked),
                    "{at:?} {seen:?}: {:?} {} = {:?} makes it {now:?}, yet only {:?} is asked",
                    possible.thing.asked,
                    possible.attribute,
                    possible.value,
                    why[at].questions
                );
            }
        }
        Ok(tried)
    });
}

/// Answers what is listed, then what is listed then, until nothing new is.
fn ask_all(case: &Case, at: &At, draw: &mut Draw) -> Result<usize, TestCaseError> {
    let mut survey = case.survey();
    let mut answered: BTreeSet<(Asked, String)> = BTreeSet::new();
    let mut log = Vec::new();
    for round in 0.. {
        let findings = judged(&survey, &case.profile);
        let Some(seen) = findings.get(at).filter(|seen| !seen.decided()) else {
            return Ok(round);
        };
        let questions = behind(&survey, &case.profile)[at].questions.clone();
        let points = crossing_points(&survey);
        let Some(point) = points.iter().find(|p| p.code == at.point) else { return Ok(0) };
        let new: Vec<_> = questions
            .iter()
            .filter(|q| answered.insert((q.at.clone(), q.attribute.clone())))
            .collect();
        prop_assert!(
            !new.is_empty(),
            "{at:?} is {seen:?} with all answered: {log:?}; still asked: {questions:?}"
        );
        for question in new {
            let values = answers(&question.attribute, true);
            // A list is answered by closing it.
            let closing = question.attribute.contains("complete");
            let value = if closing { ("true", "") } else { *draw.pick(values) };
            log.push(format!("{:?} {} = {value:?}", question.at, question.attribute));
            for path in asked_of(&survey, point, &question.at) {
                answer(&mut survey, path, &question.attribute, value);
            }
        }
    }
    Ok(0)
}

#[test]
fn law_10_when_all_is_answered_it_is_decided() {
    hold(&cases(), 50, |case| {
        let mut draw = case.draw();
        let findings = judged(&case.survey(), &case.profile);
        let open: Vec<_> =
            findings.into_iter().filter(|(_, seen)| !seen.decided()).map(|(at, _)| at).collect();
        let open: Vec<_> = open.into_iter().filter(|at| !asks_for_none(case, at)).collect();
        let mut rounds = 0;
        for at in draw.some(open, 3) {
            rounds += ask_all(case, &at, &mut draw)?;
        }
        Ok(rounds)
    });
}

#[test]
fn law_10_a_walk_that_asks_nothing_is_done() {
    hold(&cases(), 30, |case| {
        let mut draw = case.draw();
        let mut survey = case.survey();
        let mut steps = 0;
        loop {
            let assessment = assess(&survey, &case.profile, as_of());
            let mut open = Vec::new();
            for (n, point) in assessment.points.iter().enumerate() {
                let walk = walk(&assessment, &survey, &case.profile, n);
                // What is worked out by itself is what the whole walk says.
                let first = first_question(&assessment, &survey, &case.profile, n);
                prop_assert_eq!(walk.steps.first().map(|step| &step.question), first.as_ref());
                prop_assert_eq!(progress(&assessment, &survey, &case.profile, n), walk.progress);
                let asked: Vec<_> =
                    walk.steps.into_iter().filter(|s| s.stage != Stage::ForTheRecord).collect();
                let stuck = assessment.findings[n].findings.iter().zip(&walk.explanations);
                let stuck = stuck.filter(|(f, why)| {
                    f.verdict == Verdict::NotAssessed && why.questions.is_empty()
                });
                // Progress is full if and only if nothing is left to ask.
                let decides = asked.iter().any(|step| !step.findings.is_empty());
                let full = walk.progress.settled == walk.progress.of;
                prop_assert_eq!(!decides, full, "{:?} {:?}", &asked, walk.progress);
                prop_assert!(stuck.count() == 0 || any_asks_for_none(case));
                open.extend(asked.into_iter().map(|step| (point.clone(), step.question)));
            }
            let Some((point, question)) = open.first() else { return Ok(steps) };
            steps += 1;
            prop_assert!(steps < 400, "asked without end, at last {question:?}");
            let closing = question.attribute.contains("complete");
            let value =
                if closing { ("true", "") } else { *draw.pick(answers(&question.attribute, true)) };
            let refused = draw.chance(25);
            for path in asked_of(&survey, point, &question.at) {
                if refused {
                    let fact = Fact {
                        path,
                        attribute: question.attribute.clone(),
                        answer: Answer::Absent(AbsenceReason::Refused),
                        person: SETTLER,
                        at: days_ago(0),
                        settles: true,
                    };
                    record(&mut survey, &fact);
                } else {
                    answer(&mut survey, path, &question.attribute, value);
                }
            }
        }
    });
}

fn any_asks_for_none(case: &Case) -> bool {
    let all = case.profile.requirements.iter();
    let negated = |criterion: &Criterion| negated_presence(criterion, false);
    all.flat_map(|r| r.criteria.iter().chain(&r.when)).any(negated)
}
