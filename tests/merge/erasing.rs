//! Erasing notes and answers: ids, history and seals stay valid, whichever comes first.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use borderfit::merge::Hand;
use borderfit::merge::erase::{Extent, erase, with_its_history};
use borderfit::model::{Answer, Evidence, ObservationIx, Survey};
use borderfit::store::{OpenMode, Stamp, Store, merge, verify};
use proptest::prelude::*;
use rusqlite::Connection;

use crate::histories::{history, perform};
use crate::hold;
use crate::seen::seen;
use crate::surveys::{Desk, known, load, moment, save, small};

const SECRET: &str = "Ms Example, home 555-0101";

/// Orders the erasing of some facts of a survey, and of nothing else.
fn ordered(survey: &Survey, which: &[usize], extent: Extent) -> Survey {
    let mut ordered = survey.clone();
    let mut n = 0_u8;
    let mut random = || {
        n += 1;
        [n; 16]
    };
    let now = moment(90_000);
    let mut hand = Hand { author: "DPO", device: "hq", program: "test", now, random: &mut random };
    for &at in which {
        if survey.observations().is_empty() {
            continue;
        }
        let ix = ObservationIx::nth(at % survey.observations().len());
        let all = with_its_history(&ordered, ix);
        erase(&mut ordered, &all, extent, "asked by the person", &mut hand);
    }
    ordered
}

fn stamp() -> Stamp<'static> {
    Stamp { copy: [9; 16], program: "borderfit test", now: moment(5_000) }
}

/// Every row of the observations, by id.
fn rows(file: &Path) -> Vec<(String, String)> {
    let conn = Connection::open(file).unwrap();
    let mut statement = conn
        .prepare(
            "SELECT hex(id), status || '|' || vtype || '|' || value || '|' || unit || '|' || \
             evidence || '|' || note || '|' || ifnull(hex(salt), 'erased') FROM obs ORDER BY id",
        )
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn p11_erasing_before_after_or_on_both_sides_of_a_merge_gives_the_same_file() {
    let cases = (history(), prop::collection::vec(0_usize..200, 1..4), any::<bool>());
    hold(&cases, 10, |(history, which, whole)| {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let extent = if *whole { Extent::Answer } else { Extent::Note };
        let surveys: Vec<Survey> = perform(history).into_iter().map(|l| l.survey).collect();
        let first = ordered(&surveys[0], which, extent);
        save(&path("erased"), &first).unwrap();
        save(&path("full"), &surveys[0]).unwrap();
        save(&path("other"), &surveys[1]).unwrap();
        let merged = |name: &str, sources: &[&str]| -> PathBuf {
            let sources: Vec<PathBuf> = sources.iter().map(|s| path(s)).collect();
            merge(&path(name), &sources, &stamp(), false).unwrap();
            path(name)
        };
        // Erased, then merged; merged, then erased; on both sides; and with what is full last.
        let before = merged("before", &["erased", "other"]);
        merged("whole", &["full", "other"]);
        let after = merged("whole", &["erased"]);
        merged("side", &["other", "erased"]);
        let both = merged("both", &["side", "before"]);
        let last = merged("last", &["erased", "other", "full"]);
        let expected = rows(&before);
        for file in [&after, &both, &last] {
            prop_assert_eq!(&rows(file), &expected);
            prop_assert_eq!(seen(&load(file).unwrap()), seen(&load(&before).unwrap()));
        }
        for file in [&before, &after, &both, &last] {
            let report = verify(file).unwrap();
            prop_assert!(report.ok, "{:?}", report.problems);
        }
        Ok(())
    });
}

/// A survey with a name and a note about somebody.
fn about_somebody() -> Desk {
    let mut desk = Desk::at(small().survey, "K1");
    let at = ["QV-A01", "", ""];
    desk.record(at, "name", "text", known("Old Bridge", "", Evidence::Observed), SECRET);
    desk.record(at, "contact", "text", known(SECRET, "", Evidence::Stated), "");
    desk.record(at, "contact", "text", known(&format!("{SECRET} (new)"), "", Evidence::Stated), "");
    desk
}

fn holds_secret(file: &Path) -> bool {
    let bytes = fs::read(file).unwrap();
    bytes.windows(SECRET.len()).any(|w| w == SECRET.as_bytes())
}

#[test]
fn what_is_erased_is_gone_from_the_file_and_the_answer_stands_without_its_note() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("k1.survey");
    save(&file, &about_somebody().survey).unwrap();
    assert!(holds_secret(&file));
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_borderfit"))
            .args(arguments)
            .current_dir(folder.path())
            .env("XDG_DATA_HOME", folder.path().join("home"))
            .env("USER", "dpo")
            .output()
            .unwrap();
        let said =
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), said)
    };
    let (_, log) = run(&["log", "k1.survey"]);
    let reference = |part: &str| {
        let line = log.lines().rfind(|l| l.contains(part)).unwrap();
        line.split_whitespace().next().unwrap().to_owned()
    };
    let (name, contact) = (reference("\"Ms Example"), reference("(new)"));
    // Only shown, without --yes.
    let (code, said) = run(&["redact", "k1.survey", &name, "--because", "asked"]);
    assert_eq!((code, said.contains("nothing was erased")), (0, true), "{said}");
    assert!(!said.contains("555-0101"), "{said}");
    assert!(holds_secret(&file));
    let (code, said) = run(&["redact", "k1.survey", &name, "--because", "asked", "--yes"]);
    assert_eq!(code, 0, "{said}");
    let (code, said) =
        run(&["redact", "k1.survey", &contact, "--because", "asked", "--answer", "--yes"]);
    assert_eq!(code, 0, "{said}");
    assert!(!holds_secret(&file), "it is still in the file");
    let (code, said) = run(&["verify", "k1.survey"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("4 erased on purpose"), "{said}");
    let survey = load(&file).unwrap();
    let said = |attribute: &str| {
        let attribute = survey.attribute_ix(attribute).unwrap();
        let point = survey
            .child(Survey::ROOT, borderfit::model::SubjectKind::CrossingPoint, "QV-A01")
            .unwrap();
        let heads = survey.heads_of(point, attribute);
        assert_eq!(heads.len(), 1);
        survey[heads[0].1].answer.clone()
    };
    assert_eq!(said("name"), known("Old Bridge", "", Evidence::Observed));
    assert_eq!(said("contact"), Answer::Cleared);
    let (_, log) = run(&["log", "k1.survey"]);
    assert!(log.contains("erased by") && log.contains("asked"), "{log}");
    let (code, said) = run(&["redact", "k1.survey", "0000000000000000", "--because", "x"]);
    assert_eq!((code, said.contains("has no observation")), (1, true), "{said}");
}

#[test]
fn a_row_whose_content_was_taken_without_a_statement_is_never_taken() {
    let folder = tempfile::tempdir().unwrap();
    let (file, target) = (folder.path().join("k1.survey"), folder.path().join("t.survey"));
    let desk = about_somebody();
    save(&file, &desk.survey).unwrap();
    save(&target, &desk.survey).unwrap();
    let conn = Connection::open(&file).unwrap();
    // Another value under the old id; and content taken out, with nobody to say so.
    conn.execute("UPDATE obs SET salt = NULL, value = 'Bridge' WHERE value = 'Old Bridge'", [])
        .unwrap();
    conn.execute(
        "UPDATE obs SET salt = NULL, status = 'cleared', vtype = '', value = '', evidence = '' \
         WHERE value = ?1",
        [SECRET],
    )
    .unwrap();
    drop(conn);
    let report = verify(&file).unwrap();
    let problems: Vec<&str> = report.problems.iter().map(|p| p.what.as_str()).collect();
    assert!(problems.iter().any(|p| p.contains("no salt")), "{problems:?}");
    assert!(problems.iter().any(|p| p.contains("nothing says by whom")), "{problems:?}");
    let before = rows(&target);
    let merged = merge(&target, &[file], &stamp(), false).unwrap();
    assert!(merged.sources[0].rows.refused >= 2, "{:?}", merged.sources[0].rows);
    drop(merged);
    assert_eq!(rows(&target), before);
}

#[test]
fn what_stands_is_never_erased_by_a_statement_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("k1.survey");
    let mut desk = about_somebody();
    let ix = (0..desk.survey.observations().len())
        .map(ObservationIx::nth)
        .find(|&ix| desk.survey[ix].note.contains(SECRET))
        .unwrap();
    let attribute = borderfit::model::erasure::attribute(desk.survey[ix].id);
    let subject = desk.survey[ix].subject;
    desk.record_at(subject, &attribute, "", known("true", "", Evidence::Observed));
    save(&file, &desk.survey).unwrap();
    assert!(holds_secret(&file));
    assert!(verify(&file).unwrap().ok);
    let mut store = Store::open(&file, OpenMode::ReadWrite).unwrap();
    let survey = store.load().unwrap();
    store.append(&survey).unwrap();
}
