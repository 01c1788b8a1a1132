//! The disk fails: at every call that writes, in turn, of every command that writes.
//!
//! `tests/native/failing.c` is loaded before the program and makes one call fail: the disk is full
//! from there on, after half of a write or without; that one call gets an error of the medium; the
//! disk can only be read from there on. Whatever happens, no observation that was there is missing,
//! a file that is written is there whole or not at all, and what is said is true.
//!
//! `BORDERFIT_FAILURES=all` tries every call in every way; else the rarer ways are tried at every
//! fourth.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "../native/mod.rs"]
mod native;
mod post;
#[path = "../surveys/mod.rs"]
mod surveys;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use borderfit::model::ObservationId;
use borderfit::store::verify;
use post::{Post, Ran, Way, before, survey_ids};

/// What must be true of a command's work besides what is true of all of it.
struct Deed<'a> {
    arguments: &'a [&'a str],
    input: &'a str,
    /// The survey that it changes.
    survey: &'a str,
    /// What it writes beside.
    outputs: &'a [&'a str],
    /// Codes that mean done.
    done: &'a [i32],
    /// Whether the survey is gone when it is done.
    wipes: bool,
}

impl<'a> Deed<'a> {
    fn new(survey: &'a str, arguments: &'a [&'a str]) -> Self {
        Self { arguments, input: "", survey, outputs: &[], done: &[0], wipes: false }
    }
}

/// Does it once without a failure, and then with one at every call.
fn survives(deed: &Deed<'_>) {
    let mut tried = 0;
    let wrong = RefCell::new(Vec::new());
    for way in Way::ALL {
        let whole = before(post::template()).run(deed.arguments, deed.input, None);
        assert!(deed.done.contains(&whole.ran.code), "{}", whole.ran.said);
        let all = whole.ran.calls;
        assert!(all > 0, "nothing is written: is the library loaded?");
        let step =
            if way.is_rare() && std::env::var_os("BORDERFIT_FAILURES").is_none() { 4 } else { 1 };
        for at in (1..=all).step_by(step) {
            let case = before(post::template());
            let had = survey_ids(&case.path(deed.survey)).unwrap_or_default();
            let tried_at = case.run(deed.arguments, deed.input, Some((way, at)));
            tried += 1;
            let told = |why: &str| {
                let Ran { code, said, first, .. } = &tried_at.ran;
                wrong.borrow_mut().push(format!(
                    "{} with {way:?} at call {at} of {all} ({first}): {why}\nended with {code}\n{said}",
                    deed.arguments.join(" ")
                ));
            };
            check(deed, way, &whole, &tried_at, &had, &told);
        }
    }
    println!("{}: {tried} failures", deed.arguments[0]);
    let wrong = wrong.into_inner();
    assert!(wrong.is_empty(), "{} of {tried}\n{}", wrong.len(), wrong.join("\n"));
}

fn check(
    deed: &Deed<'_>,
    way: Way,
    whole: &Post,
    tried: &Post,
    had: &BTreeSet<ObservationId>,
    told: &dyn Fn(&str),
) {
    let Ran { code, said, .. } = &tried.ran;
    let done = deed.done.contains(code);
    if said.contains("panicked") || ![0, 1, 3].contains(code) {
        told("it did not end as it should");
    }
    if !done && said.trim().is_empty() {
        told("it says nothing");
    }
    let file = tried.path(deed.survey);
    if deed.wipes && (done || said.contains("wiped whole") || said.contains("itself is gone")) {
        assert!(!done || !file.exists());
    } else if file.exists() || !had.is_empty() {
        let Ok(has) = survey_ids(&file) else { return told("the survey cannot be read") };
        if !has.is_superset(had) {
            told("something that was there is missing");
        }
        let unchanged = ["nothing was changed", "nothing of this was written", "is unchanged"];
        // Half of what ends a transaction, in the middle of a block of the disk, ends it.
        // A new file that cannot even be taken away again is there, and whole.
        let stays = way == Way::Half || way == Way::ReadOnly && had.is_empty();
        if !done && !stays && unchanged.iter().any(|w| said.contains(w)) && has != *had {
            told("it says that nothing was changed, and something was");
        }
        let expected = survey_ids(&whole.path(deed.survey)).map_or(0, |ids| ids.len());
        if done && !deed.wipes && !said.contains("NOT SAVED") && has.len() != expected {
            told("it says that it was done, and something is missing");
        }
        match verify(&file) {
            Ok(report) if report.ok => {}
            Ok(report) => told(&format!("{:?}", report.problems)),
            Err(error) => told(&error.to_string()),
        }
    }
    for output in deed.outputs {
        whole_or_absent(&whole.path(output), &tried.path(output), done, told);
    }
    // Where nothing can be removed any more, what is left is named as what it is.
    let left = tried.left_over();
    if !way.keeps_files() && !left.is_empty() {
        told(&format!("{left:?} was left"));
    }
    if way.is_full() && !done {
        let words = [
            "full",
            "No space",
            "not written",
            "cannot be written",
            "could not be",
            "cannot be made",
            "does not answer",
        ];
        if !words.iter().any(|w| said.contains(w)) {
            told("it does not say that the disk is full");
        }
    }
}

/// An output is what it is without a failure, in length at least: containers and times differ.
fn whole_or_absent(whole: &Path, tried: &Path, done: bool, told: &dyn Fn(&str)) {
    let Ok(written) = fs::read(tried) else {
        if done {
            told(&format!("{} is missing", tried.display()));
        }
        return;
    };
    let expected = fs::read(whole).unwrap();
    if written.len().abs_diff(expected.len()) > 64
        || written.last() != expected.last() && whole.extension().is_none_or(|e| e != "age")
    {
        told(&format!(
            "{} is not whole: {} of {} bytes",
            tried.display(),
            written.len(),
            expected.len()
        ));
    }
}

#[test]
fn an_answer_and_the_snapshot_before_it() {
    let input = "a\n3\nQV-N01\nNorthern Gate\nRoad\n:q\n";
    let arguments = ["ask", "ours.survey", "--recorded-by", "K1", "--profile", "demo-min"];
    // What could not be saved is told, and so is where it is kept.
    survives(&Deed { input, ..Deed::new("ours.survey", &arguments) });
}

#[test]
fn an_import() {
    survives(&Deed::new("ours.survey", &["import", "ours.survey", "facts.csv"]));
}

#[test]
fn a_new_survey() {
    let arguments = ["new", "new.survey", "--title", "T", "--profile", "demo-min"];
    survives(&Deed::new("new.survey", &arguments));
}

#[test]
fn a_merge() {
    let arguments = ["merge", "--into", "ours.survey", "theirs.survey"];
    survives(&Deed { done: &[3], ..Deed::new("ours.survey", &arguments) });
}

#[test]
fn a_merge_into_a_new_file() {
    let arguments = ["merge", "--into", "new.survey", "theirs.survey"];
    survives(&Deed::new("new.survey", &arguments));
}

#[test]
fn a_hand_over() {
    let arguments = [
        "send",
        "ours.survey",
        "--to",
        "passphrase",
        "--passphrase-file",
        "words.txt",
        "--key-passphrase-file",
        "words.txt",
        "--out",
        "out.age",
    ];
    survives(&Deed { outputs: &["out.age"], ..Deed::new("ours.survey", &arguments) });
}

#[test]
fn a_receipt_of_what_was_sent() {
    let arguments = [
        "receive",
        "theirs.age",
        "--into",
        "ours.survey",
        "--passphrase-file",
        "words.txt",
        "--key-passphrase-file",
        "words.txt",
        "--receipt",
        "got.json",
    ];
    survives(&Deed { outputs: &["got.json"], done: &[3], ..Deed::new("ours.survey", &arguments) });
}

#[test]
fn an_export() {
    let arguments = ["export", "ours.survey", "--format", "facts-csv", "--out", "out.csv"];
    survives(&Deed { outputs: &["out.csv"], ..Deed::new("ours.survey", &arguments) });
}

#[test]
fn a_report() {
    let arguments = ["report", "ours.survey", "--profile", "demo-min", "--out", "out.pdf"];
    survives(&Deed { outputs: &["out.pdf"], ..Deed::new("ours.survey", &arguments) });
}

#[test]
fn a_photo() {
    let arguments = ["attach", "ours.survey", "photo.jpg", "--at", "QV-A01"];
    survives(&Deed::new("ours.survey", &arguments));
}

#[test]
fn a_settlement() {
    let arguments = ["settle", "disputed.survey", "--prefer-evidence", "--because", "tested"];
    survives(&Deed::new("disputed.survey", &arguments));
}

#[test]
fn an_erasure() {
    let reference = post::template().reference.clone();
    let arguments =
        ["redact", "ours.survey", &reference, "--answer", "--because", "a name", "--yes"];
    survives(&Deed::new("ours.survey", &arguments));
}

#[test]
fn a_survey_that_is_wiped() {
    let arguments = ["export", "sent.survey", "--wipe", "receipt.json", "--yes"];
    survives(&Deed { wipes: true, ..Deed::new("sent.survey", &arguments) });
}
