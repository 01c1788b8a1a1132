//! The properties of merging that the file format promises, by number.
//!
//! P1 to P12 stand in its list of properties, in that order (orders, groups, union of ids, again,
//! heads, alone, settling, clocks, flipped bits, `ext`, erasing, export): those of bits, `ext`,
//! erasing and export are beside the files that they need, in `files`, `erasing` and `sending`.
//! P13 is "a failed step changes nothing" and the dry run (in `files`), P14 that two heads with
//! different content are a conflict and equal ones collapse, P15 that deleting and clearing are
//! observations, P16 that nothing is joined by itself.

use std::collections::BTreeSet;

use borderfit::merge::{Decision, Hand, Sort, as_written, disputes, settle, union};
use borderfit::model::{Answer, Evidence, SubjectIx, Survey, places};
use proptest::prelude::*;

use crate::histories::{History, alone, begin, history, perform};
use crate::hold;
use crate::seen::{disputed, gaps, heads, ids, seen};
use crate::surveys::{Desk, known, moment};

fn united(surveys: &[&Survey]) -> Survey {
    let mut all = surveys[0].clone();
    for other in &surveys[1..] {
        union(&mut all, other).expect("copies of one survey");
    }
    all
}

/// The laptops' files, merged in the order and groups of the history.
fn grouped(history: &History, surveys: &[Survey]) -> Survey {
    let mut groups: Vec<Survey> = Vec::new();
    for (&n, &alone) in history.order.iter().zip(&history.groups) {
        match groups.last_mut() {
            Some(group) if !alone => drop(union(group, &surveys[n]).expect("one survey")),
            _ => groups.push(surveys[n].clone()),
        }
    }
    groups.reverse();
    united(&groups.iter().collect::<Vec<_>>())
}

fn files(history: &History) -> Vec<Survey> {
    perform(history).into_iter().map(|laptop| laptop.survey).collect()
}

#[test]
fn p01_every_order_gives_the_same() {
    hold(&history(), 1, |history| {
        let surveys = files(history);
        let one = united(&surveys.iter().collect::<Vec<_>>());
        let other = united(&history.order.iter().map(|&n| &surveys[n]).collect::<Vec<_>>());
        prop_assert_eq!(seen(&one), seen(&other));
        Ok(())
    });
}

#[test]
fn p02_every_grouping_gives_the_same() {
    hold(&history(), 1, |history| {
        let surveys = files(history);
        let one = united(&surveys.iter().collect::<Vec<_>>());
        prop_assert_eq!(seen(&one), seen(&grouped(history, &surveys)));
        Ok(())
    });
}

#[test]
fn p03_what_comes_out_is_what_went_in() {
    hold(&history(), 1, |history| {
        let surveys = files(history);
        let all = united(&surveys.iter().collect::<Vec<_>>());
        let mut expected = ids(&surveys[0]);
        surveys.iter().for_each(|s| expected.extend(ids(s)));
        prop_assert_eq!(ids(&all), expected);
        // Content too: what has an id says the same wherever it is.
        for survey in &surveys {
            for o in survey.observations() {
                let there = all.observations().iter().find(|a| a.id == o.id).unwrap();
                prop_assert_eq!(
                    (&there.answer, &there.note, &there.prev),
                    (&o.answer, &o.note, &o.prev)
                );
            }
        }
        Ok(())
    });
}

#[test]
fn p04_merging_again_changes_nothing() {
    hold(&history(), 1, |history| {
        let surveys = files(history);
        let mut all = united(&surveys.iter().collect::<Vec<_>>());
        let before = seen(&all);
        for survey in &surveys {
            prop_assert_eq!(union(&mut all, survey).unwrap().new, 0);
        }
        let itself = all.clone();
        prop_assert_eq!(union(&mut all, &itself).unwrap().new, 0);
        prop_assert_eq!(before, seen(&all));
        Ok(())
    });
}

#[test]
fn p05_heads_are_the_same_from_scratch() {
    hold(&history(), 1, |history| {
        for laptop in perform(history) {
            let mut scratch = laptop.survey.clone();
            borderfit::model::journal::reread(&mut scratch);
            prop_assert_eq!(heads(&laptop.survey), heads(&scratch));
        }
        Ok(())
    });
}

#[test]
fn p06_one_laptop_alone_never_disputes() {
    hold(&alone(), 1, |history| {
        let all = united(&files(history).iter().collect::<Vec<_>>());
        prop_assert_eq!(disputed(&all), disputed(&begin(&history.clocks)[0].survey));
        Ok(())
    });
}

#[test]
fn p07_settling_supersedes_exactly_what_was_shown() {
    hold(&history(), 1, |history| {
        let surveys = files(history);
        let before = united(&surveys.iter().collect::<Vec<_>>());
        for dispute in disputes(&before, &as_written) {
            let mut after = before.clone();
            let mut n = 0;
            let mut random = || {
                n += 1;
                [n; 16]
            };
            let mut hand = Hand {
                author: "K0",
                device: "office",
                program: "test",
                now: moment(0),
                random: &mut random,
            };
            let decision = Decision::Take(dispute.sides[0]);
            let written = settle(&mut after, &dispute, &decision, "agreed", &mut hand);
            let shown: BTreeSet<_> = dispute
                .sides
                .iter()
                .filter(|&&ix| before.attribute(before[ix].attribute) == dispute.attribute)
                .map(|&ix| before[ix].id)
                .collect();
            let superseded: BTreeSet<_> =
                written.iter().flat_map(|&ix| after[ix].prev.iter().copied()).collect();
            prop_assert_eq!(superseded, shown);
            let left = disputes(&after, &as_written);
            prop_assert!(left.iter().all(|d| d.id != dispute.id), "{dispute:?}");
        }
        Ok(())
    });
}

#[test]
fn p08_clocks_moved_by_ten_years_change_no_outcome() {
    hold(&history(), 1, |history| {
        let surveys = files(history);
        let one = united(&surveys.iter().collect::<Vec<_>>());
        let mut moved = history.clone();
        for (n, clock) in moved.clocks.iter_mut().enumerate() {
            if n % 2 == 1 {
                *clock += 10 * 365 * 86_400_000;
            }
        }
        let surveys = files(&moved);
        let other = united(&surveys.iter().collect::<Vec<_>>());
        prop_assert_eq!(outcome(&one), outcome(&other));
        Ok(())
    });
}

/// What stands, without ids, which follow from clocks.
fn outcome(survey: &Survey) -> Vec<(String, String, Vec<String>)> {
    let mut all: Vec<(String, String, Vec<String>)> = (0..survey.subjects().len())
        .map(SubjectIx::nth)
        .flat_map(|ix| survey.facts(ix).into_iter().map(move |(name, heads)| (ix, name, heads)))
        .map(|(ix, name, heads)| {
            let mut said: Vec<String> = heads
                .iter()
                .map(|&h| format!("{} {:?}", survey.author(&survey[h]), survey[h].answer))
                .collect();
            said.sort();
            (survey.subject(ix).id.to_string(), name.to_owned(), said)
        })
        .collect();
    all.sort();
    all
}

#[test]
fn p14_two_heads_with_different_content_are_a_dispute_and_equal_ones_are_none() {
    hold(&history(), 1, |history| {
        let all = united(&files(history).iter().collect::<Vec<_>>());
        let listed = disputes(&all, &as_written);
        let joined: BTreeSet<SubjectIx> = places::joined(&all).concat().into_iter().collect();
        for subject in (0..all.subjects().len()).map(SubjectIx::nth) {
            for (name, heads) in all.facts(subject) {
                // Facts of things that stand alone, about which nobody took anything back.
                let cleared = heads.iter().any(|&ix| all[ix].answer == Answer::Cleared);
                if name.starts_with('@')
                    || name == "same_as"
                    || joined.contains(&subject)
                    || cleared
                {
                    continue;
                }
                let said: BTreeSet<(&str, &str)> = heads
                    .iter()
                    .filter_map(|&ix| match &all[ix].answer {
                        Answer::Known { value, unit, evidence } => {
                            (*evidence > Evidence::NotVerified).then_some((&**value, &**unit))
                        }
                        _ => None,
                    })
                    .collect();
                let dispute =
                    listed.iter().find(|d| (d.subject, d.attribute.as_str()) == (subject, name));
                prop_assert_eq!(dispute.is_some(), said.len() > 1, "{} {:?}", name, said);
            }
        }
        Ok(())
    });
}

#[test]
fn p15_deleting_and_clearing_are_observations_like_any_other() {
    let cases = (history(), 0_usize..40, 0_usize..12);
    hold(&cases, 1, |(history, which, n)| {
        let mut laptops = perform(history);
        let all = united(&laptops.iter().map(|l| &l.survey).collect::<Vec<_>>());
        laptops[0].survey = all.clone();
        laptops[1].survey = all;
        let shown = laptops[0].shown(None);
        let subject = shown[which % shown.len()];
        laptops[0].delete(subject);
        laptops[1].answer(subject, *n);
        for (first, second) in [(0, 1), (1, 0)] {
            let both = united(&[&laptops[first].survey, &laptops[second].survey]);
            let ix = both.subject_with_id(laptops[0].survey.subject(subject).id).unwrap();
            let found = disputes(&both, &as_written);
            let open = found.iter().find(|d| (d.sort, d.subject) == (Sort::Deletion, ix));
            prop_assert!(open.is_some_and(borderfit::merge::Dispute::is_open), "{found:?}");
            prop_assert!(!both.subject(ix).deleted, "while they disagree, it is there");
        }
        Ok(())
    });
    // What is taken back stands beside what another said over the same.
    let mut desk = Desk::new("K1");
    let readers = ["QV-A01", "entry", "readers"];
    desk.record(readers, "quantity", "count", known("2", "", Evidence::Observed), "");
    let mut other = Desk::at(desk.survey.clone(), "K2");
    desk.record(readers, "quantity", "count", Answer::Cleared, "");
    other.record(readers, "quantity", "count", known("3", "", Evidence::Observed), "");
    let all = united(&[&desk.survey, &other.survey]);
    assert_eq!(disputes(&all, &as_written).len(), 1);
    assert!(gaps(&all).contains("borderfit.gaps/1"));
}

#[test]
fn p16_nothing_is_joined_by_itself() {
    hold(&history(), 1, |history| {
        let all = united(&files(history).iter().collect::<Vec<_>>());
        let says = |ix: &SubjectIx| all.text(*ix, "same_as").is_some();
        for one in places::joined(&all) {
            prop_assert!(one.iter().any(says), "nobody said that {one:?} are one");
        }
        // What nobody joined is shown, each under a code of its own.
        for point in places::crossing_points(&all) {
            let codes: BTreeSet<&str> = point.positions.iter().map(|p| p.code.as_str()).collect();
            prop_assert_eq!(codes.len(), point.positions.len());
        }
        Ok(())
    });
}

#[test]
fn two_with_one_code_are_shown_apart_and_suspected() {
    use borderfit::model::{Subject, SubjectId, SubjectKind};
    let mut desk = Desk::new("K1");
    desk.subject(["QV-A01", "", ""]);
    let make = |desk: &mut Desk, id: u8| {
        let survey = &mut desk.survey;
        let parent = survey.find(&borderfit::model::Path::CrossingPoint("QV-A01".into())).unwrap();
        let subject = survey.add_subject(Subject {
            id: SubjectId([id; 16]),
            kind: SubjectKind::Position,
            parent: Some(parent),
            code: "entry".into(),
            deleted: false,
        });
        let parent = survey.subject(parent).id.to_string();
        for (attribute, value) in [("@kind", "position"), ("@parent", &parent), ("@code", "entry")]
        {
            desk.record_at(subject, attribute, "", known(value, "", Evidence::Observed));
        }
    };
    let mut other = Desk::at(desk.survey.clone(), "K2");
    make(&mut desk, 1);
    make(&mut other, 2);
    let all = united(&[&other.survey, &desk.survey]);
    let points = borderfit::model::places::crossing_points(&all);
    let codes: Vec<&str> = points[0].positions.iter().map(|p| p.code.as_str()).collect();
    assert_eq!(codes, ["entry", "entry~2"]);
    let first = points[0].positions[0].subjects[0];
    assert_eq!(all.subject(first).id, SubjectId([1; 16]), "the lower id has the plain code");
    assert_eq!(borderfit::merge::suspected_duplicates(&all).len(), 1);
}

#[test]
fn under_joined_places_equal_codes_stay_apart_until_a_person_joins_them() {
    use borderfit::merge::join::{Relation, relate};
    use borderfit::model::Path;
    let mut desk = Desk::new("K1");
    let two = |n: &str| known(n, "", Evidence::Observed);
    desk.record(["QV-R02", "entry", ""], "workstations", "integer", two("2"), "");
    desk.record(["KB", "entry", ""], "workstations", "integer", two("3"), "");
    desk.record(["KB", "", ""], "same_as", "text", two("QV-R02"), "");
    let codes = |survey: &Survey| -> Vec<String> {
        let points = places::crossing_points(survey);
        assert_eq!(points.len(), 1);
        points[0].positions.iter().map(|p| p.code.clone()).collect()
    };
    assert_eq!(codes(&desk.survey), ["entry", "entry~2"]);
    let suspected = borderfit::merge::suspected_duplicates(&desk.survey);
    assert_eq!(suspected.len(), 1);
    let at = |point: &str| desk.survey.find(&Path::Position(point.into(), "entry".into())).unwrap();
    let pair = (at("KB"), at("QV-R02"));
    let mut random = || [77; 16];
    let now = moment(50);
    let mut hand = Hand { author: "K1", device: "", program: "test", now, random: &mut random };
    relate(&mut desk.survey, pair, Relation::Same, "one booth", &mut hand).unwrap();
    assert_eq!(codes(&desk.survey), ["entry"]);
    assert!(borderfit::merge::suspected_duplicates(&desk.survey).is_empty());
}
