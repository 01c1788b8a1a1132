//! Disputes across subjects that a person has joined: judged as one, so listed, settled, kept and
//! reopened as one.

use std::cell::Cell;
use std::process::{Command, Output};

use borderfit::judge::{Resolver, default_day};
use borderfit::merge::join::{Relation, relate};
use borderfit::merge::settle::{is_settlement, settlements};
use borderfit::merge::{
    Decision, Dispute, Hand, as_written, disputes, prefer_evidence, reopen, settle, union,
};
use borderfit::model::{Answer, Evidence, Path, SubjectIx, Survey, places};
use borderfit::report;
use proptest::prelude::*;

use crate::histories::{history, perform};
use crate::hold;
use crate::seen::{DEMO, first_difference, gaps, seen};
use crate::surveys::{Desk, known, moment, save};

const NEW: [&str; 3] = ["QV-R02", "", ""];
const OLD: [&str; 3] = ["KB", "", ""];

fn at(survey: &Survey, columns: [&str; 3]) -> SubjectIx {
    survey.find(&Path::from_columns(columns[0], columns[1], columns[2]).unwrap()).unwrap()
}

fn count(n: &str, evidence: Evidence) -> Answer {
    known(n, "", evidence)
}

/// One crossing point that two people entered under other codes, with other hours of power.
fn twice() -> Survey {
    let mut desk = Desk::new("K1");
    desk.record(NEW, "supply_hours", "quantity", known("14", "h", Evidence::Stated), "");
    desk.record(NEW, "name", "text", count("Kaltor Bridge", Evidence::Observed), "");
    let mut other = Desk::at(desk.survey.clone(), "K3");
    other.record(OLD, "supply_hours", "quantity", known("17", "h", Evidence::Tested), "log book");
    other.record(OLD, "name", "text", count("Kaltor", Evidence::Observed), "");
    union(&mut desk.survey, &other.survey).unwrap();
    desk.survey
}

fn by<T>(
    survey: &mut Survey,
    seconds: u64,
    act: impl FnOnce(&mut Survey, &mut Hand<'_>) -> T,
) -> T {
    let mut n = 0_u8;
    let mut random = || {
        n += 1;
        [n.wrapping_add(u8::try_from(seconds % 200).unwrap()); 16]
    };
    let now = moment(seconds);
    let mut hand =
        Hand { author: "K0", device: "office", program: "test", now, random: &mut random };
    act(survey, &mut hand)
}

fn join(survey: &mut Survey, relation: Relation) {
    let pair = (at(survey, OLD), at(survey, NEW));
    by(survey, 100, |survey, hand| relate(survey, pair, relation, "one bridge", hand)).unwrap();
}

fn joined() -> Survey {
    let mut survey = twice();
    join(&mut survey, Relation::Same);
    survey
}

fn all(survey: &Survey) -> Vec<Dispute> {
    disputes(survey, &as_written)
}

#[test]
fn what_joined_subjects_disagree_on_is_a_dispute_and_their_names_are_not() {
    assert_eq!(all(&twice()).len(), 0, "two places may have two supplies");
    let survey = joined();
    let open = all(&survey);
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!((open[0].attribute.as_str(), open[0].sides.len()), ("supply_hours", 2));
    assert_eq!(open[0].subject, at(&survey, NEW), "it is called by what gives the code");
    let places: Vec<SubjectIx> = open[0].sides.iter().map(|&ix| survey[ix].subject).collect();
    assert_eq!(places, [at(&survey, NEW), at(&survey, OLD)]);
    let mut apart = survey.clone();
    join(&mut apart, Relation::Unsaid);
    assert_eq!(all(&apart).len(), 0);
    join(&mut apart, Relation::Same);
    assert_eq!(all(&apart)[0].id, open[0].id, "the same sides are the same dispute");
}

#[test]
fn three_sides_of_two_subjects_are_one_dispute() {
    let mut survey = joined();
    // Beside what K1 said, not over it.
    let mut beside = Desk::at(Survey::new(survey.id()), "K2");
    beside.record(NEW, "supply_hours", "quantity", known("24", "h", Evidence::Stated), "");
    union(&mut survey, &beside.survey).unwrap();
    let open = all(&survey);
    assert_eq!((open.len(), open[0].sides.len()), (1, 3));
}

#[test]
fn what_was_taken_back_of_one_says_nothing_of_the_other() {
    let mut desk = Desk::at(joined(), "K1");
    desk.record(NEW, "supply_hours", "quantity", Answer::Cleared, "");
    assert_eq!(all(&desk.survey).len(), 0);
}

#[test]
fn it_is_settled_for_all_of_them_and_reopened_for_all() {
    let mut survey = joined();
    let before = gaps(&survey);
    let dispute = all(&survey).remove(0);
    let stronger = prefer_evidence(&survey, std::slice::from_ref(&dispute));
    assert_eq!(stronger, [(0, dispute.sides[1])], "tested before stated");
    let take = Decision::Take(dispute.sides[1]);
    let written = by(&mut survey, 200, |s, hand| settle(s, &dispute, &take, "seen running", hand));
    assert_eq!(written.len(), 2);
    for &ix in &written {
        assert!(is_settlement(&survey, ix));
        assert_eq!(survey[ix].prev.len(), 1, "each supersedes what was said of its own subject");
        assert_eq!(survey[ix].answer, known("17", "h", Evidence::Tested));
    }
    assert_eq!(all(&survey).len(), 0);
    // It travels like any fact.
    let mut elsewhere = joined();
    union(&mut elsewhere, &survey).unwrap();
    assert_eq!(seen(&elsewhere), seen(&survey));
    assert_eq!(settlements(&survey), written[..1], "it is listed once");
    let again = by(&mut survey, 300, |s, hand| reopen(s, written[1], "new papers", hand)).unwrap();
    assert_eq!(again.len(), 2, "both sides stand again, whichever was named");
    assert_eq!(all(&survey).len(), 1);
    assert_eq!(settlements(&survey), []);
    assert_eq!(first_difference(&gaps(&survey), &before), None);
}

#[test]
fn another_answer_holds_for_all_and_a_disagreement_is_kept_for_all() {
    let mut survey = joined();
    let dispute = all(&survey).remove(0);
    let mut kept = survey.clone();
    by(&mut kept, 200, |s, hand| settle(s, &dispute, &Decision::Keep, "nobody can tell", hand));
    let found = all(&kept);
    assert_eq!(found.len(), 1);
    assert!(!found[0].is_open());
    let other = Decision::Other(known("16", "h", Evidence::Documented), "quantity");
    by(&mut survey, 200, |s, hand| settle(s, &dispute, &other, "bills", hand));
    assert_eq!(all(&survey).len(), 0);
    // What comes later from somebody who has not seen it stands beside it.
    let mut late = Desk::at(joined(), "K2");
    late.record(OLD, "supply_hours", "quantity", known("9", "h", Evidence::Observed), "");
    union(&mut survey, &late.survey).unwrap();
    let open = all(&survey);
    assert_eq!((open.len(), open[0].sides.len()), (1, 3));
}

#[test]
fn every_dispute_that_is_judged_is_listed() {
    let across = Cell::new(0);
    let cases = (history(), prop::collection::vec((0_usize..20, 0_usize..20), 0..4));
    hold(&cases, 1, |(history, joins)| {
        let mut laptops = perform(history);
        let mut office = laptops.remove(0);
        for laptop in &laptops {
            union(&mut office.survey, &laptop.survey).unwrap();
        }
        for &(one, other) in joins {
            let shown = office.shown(None);
            office.say_of_two(shown[one % shown.len()], other, Relation::Same);
        }
        let survey = office.survey;
        let listed = report::disputes::disputes(&survey, &DEMO.profile);
        let resolver = Resolver::new(&survey, &DEMO.profile, default_day(&survey));
        for point in places::crossing_points(&survey) {
            for judged in resolver.disputes(&point, &[]) {
                let same = listed
                    .iter()
                    .find(|d| (d.subject, &d.attribute) == (judged.subject, &judged.attribute));
                prop_assert!(same.is_some(), "{judged:?} is judged and not listed: {listed:?}");
                let sides = &same.unwrap().sides;
                let first = survey[sides[0]].subject;
                let several = sides.iter().any(|&ix| survey[ix].subject != first);
                across.set(across.get() + u32::from(several));
                for ix in judged.sides.iter().flat_map(|side| &side.observations) {
                    prop_assert!(sides.contains(ix), "{ix:?} is no side of {sides:?}");
                }
            }
        }
        Ok(())
    });
    assert!(across.get() > 0, "no history had one across joined subjects");
}

#[test]
fn commands_list_and_settle_it() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| -> Output {
        Command::new(env!("CARGO_BIN_EXE_borderfit"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    let said = |output: &Output| {
        String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr)
    };
    save(&folder.path().join("b.survey"), &joined()).unwrap();
    let listed = run(&["conflicts", "b.survey"]);
    let text = said(&listed);
    assert_eq!(listed.status.code(), Some(3), "{text}");
    assert!(text.contains("QV-R02  supply_hours"), "{text}");
    assert!(text.contains("KB: 17 h (tested)"), "which of the two a side is about: {text}");
    let json = run(&["conflicts", "b.survey", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["disputes"][0]["sides"][1]["place"], "KB");
    let gaps = run(&["gaps", "b.survey", "--profile", "demo-min", "--format", "json"]);
    let gaps: serde_json::Value = serde_json::from_slice(&gaps.stdout).unwrap();
    assert_eq!(gaps["disputes"][0]["attribute"], "supply_hours");
    assert_eq!(gaps["disputes"][0]["crossing_point"], "QV-R02");
    let table = said(&run(&["gaps", "b.survey", "--profile", "demo-min"]));
    assert!(table.contains("people disagree on"), "{table}");
    let report = run(&["report", "b.survey", "--profile", "demo-min", "--out", "b.md"]);
    assert!(report.status.success(), "{}", said(&report));
    let report = std::fs::read_to_string(folder.path().join("b.md")).unwrap();
    assert!(report.contains("14 h (stated") && report.contains("17 h (tested"), "{report}");
    let settle = ["settle", "b.survey", "--recorded-by", "K0", "--because", "tested is better"];
    let preview = run(&[&settle[..], &["--prefer-evidence", "--dry-run"]].concat());
    assert!(said(&preview).contains("17 h (tested)"), "{}", said(&preview));
    assert_eq!(run(&["conflicts", "b.survey"]).status.code(), Some(3), "a preview writes nothing");
    assert!(run(&[&settle[..], &["--prefer-evidence"]].concat()).status.success());
    let settled = said(&run(&["conflicts", "b.survey", "--settled"]));
    assert!(settled.contains("1 settled"), "{settled}");
}
