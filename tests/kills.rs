//! The program is killed at any moment: while it imports, merges, answers. What it has said to be
//! done is done, and no file is half-written.
//!
//! `BORDERFIT_KILLS=500` kills more often.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod surveys;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use borderfit::model::{Evidence, ObservationId};
use borderfit::store::{OpenMode, Store, verify};
use surveys::{Desk, Salts, known, save, small};

fn kills() -> u64 {
    std::env::var("BORDERFIT_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(12)
}

struct Post {
    folder: tempfile::TempDir,
    salts: Salts,
}

impl Post {
    fn new() -> Self {
        let post = Self { folder: tempfile::tempdir().unwrap(), salts: Salts::new(11) };
        save(&post.path("ours.survey"), &small().survey).unwrap();
        post
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn start(&self, arguments: &[&str]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_borderfit"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("XDG_DATA_HOME", self.path("home"))
            .env("USER", "K1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// A moment within a time, the same at every run.
    fn moment(&mut self, within: Duration) -> Duration {
        let bytes = self.salts.next();
        within * u32::from(bytes[0]) / 255
    }

    /// What is in the survey, all of it verified.
    fn ids(&self) -> BTreeSet<ObservationId> {
        let file = self.path("ours.survey");
        let report = verify(&file).unwrap();
        assert!(report.ok, "{:?}", report.problems);
        let survey = Store::open(&file, OpenMode::ReadOnly).unwrap().load().unwrap();
        survey.observations().iter().map(|o| o.id).collect()
    }

    /// Files that were given a name, and are not whole: of those that are still being made, the
    /// name says so.
    fn half_written(&self) -> Vec<PathBuf> {
        let all = fs::read_dir(self.folder.path()).unwrap().flatten().map(|e| e.path());
        let ends = |p: &Path, e: &str| p.to_string_lossy().ends_with(e);
        all.filter(|p| ends(p, ".survey") && !verify(p).is_ok_and(|r| r.ok)).collect()
    }
}

/// Runs a command again and again, each time killed somewhere within the time that it takes.
fn killed(post: &mut Post, prepare: impl Fn(&Post, u64), arguments: &[&str]) -> (u64, u64) {
    prepare(post, 0);
    let start = Instant::now();
    let mut child = post.start(arguments);
    child.wait().unwrap();
    let takes = start.elapsed() + Duration::from_millis(5);
    let (mut early, mut late) = (0, 0);
    for round in 1..=kills() {
        prepare(post, round);
        let had = post.ids();
        let mut child = post.start(arguments);
        std::thread::sleep(post.moment(takes));
        child.kill().unwrap();
        let status = child.wait().unwrap();
        let has = post.ids();
        assert!(has.is_superset(&had), "round {round}: something that was there is missing");
        let half = post.half_written();
        assert!(half.is_empty(), "round {round}: {half:?} is half-written");
        // All of it, or nothing.
        let new = has.len() - had.len();
        assert!(new == 0 || new >= 3, "round {round}: {new} of it");
        assert!(new > 0 || !status.success(), "round {round}: done, and nothing is there");
        if new > 0 { late += 1 } else { early += 1 }
    }
    (early, late)
}

#[test]
fn an_import_that_is_killed_is_done_or_not() {
    let mut post = Post::new();
    let table = |post: &Post, round: u64| {
        let mut text = "crossing_point,attribute,value,evidence,recorded_by\n".to_owned();
        for n in 0..40 {
            text += &format!("QV-K{round}-{n},name,Gate {n},observed,K1\n");
        }
        fs::write(post.path("facts.csv"), text).unwrap();
    };
    let (early, late) = killed(&mut post, table, &["import", "ours.survey", "facts.csv"]);
    println!("import: killed {early} times before it was done, {late} times after");
}

#[test]
fn a_merge_that_is_killed_is_done_or_not() {
    let mut post = Post::new();
    let theirs = |post: &Post, round: u64| {
        let _ = fs::remove_file(post.path("theirs.survey"));
        let mut desk = Desk::at(small().survey, &format!("K{round}"));
        for n in 0..40 {
            let place = [&*format!("QV-M{round}-{n}"), "", ""];
            desk.record(place, "name", "text", known("Gate", "", Evidence::Observed), "");
        }
        save(&post.path("theirs.survey"), &desk.survey).unwrap();
    };
    let arguments = ["merge", "--into", "ours.survey", "theirs.survey"];
    let (early, late) = killed(&mut post, theirs, &arguments);
    println!("merge: killed {early} times before it was done, {late} times after");
}

#[test]
fn answers_that_were_said_to_be_saved_are_there() {
    let mut post = Post::new();
    let arguments =
        ["ask", "ours.survey", "--recorded-by", "K1", "--profile", "demo-min", "--language", "en"];
    let (mut acknowledged, mut longest) = (0, 0);
    for round in 1..=kills() {
        let had = post.ids();
        let mut child = post.start(&arguments);
        let mut input = child.stdin.take().unwrap();
        // What was half typed when it was killed is offered first; an empty line leaves it.
        let offered = if post.path("ours.survey.drafts").exists() { "\n" } else { "" };
        let lines = std::iter::once(offered.to_owned())
            .chain((0..30).map(|n| format!("a\n3\nQV-A{round}-{n}\nGate {n}\nRoad\n")))
            .collect::<String>();
        let speaking = std::thread::spawn(move || {
            let _ = input.write_all(lines.as_bytes());
            let _ = input.flush();
            // The end of input would end the program before it is killed.
            std::thread::sleep(Duration::from_secs(120));
        });
        let said = BufReader::new(child.stdout.take().unwrap());
        let mut lines = said.lines().map_while(Result::ok);
        let codes = |line: &String| {
            line.split_whitespace().find(|w| w.starts_with("QV-A")).map(str::to_owned)
        };
        let mut saved: BTreeSet<String> = BTreeSet::new();
        let (mut added, wanted) = (None, round % 5 + 1);
        for line in lines.by_ref() {
            if line.contains(" added.") {
                added = codes(&line);
            } else if line.contains("SAVED") && !line.contains("NOT SAVED") {
                saved.extend(added.take());
            }
            if saved.len() as u64 >= wanted {
                break;
            }
        }
        std::thread::sleep(post.moment(Duration::from_millis(25)));
        child.kill().unwrap();
        child.wait().unwrap();
        for line in lines {
            if line.contains(" added.") {
                added = codes(&line);
            } else if line.contains("SAVED") && !line.contains("NOT SAVED") {
                saved.extend(added.take());
            }
        }
        drop(speaking);
        assert!(saved.len() as u64 >= wanted, "round {round}: it said only {saved:?}");
        let has = post.ids();
        assert!(has.is_superset(&had), "round {round}: something that was there is missing");
        let file = post.path("ours.survey");
        let survey = Store::open(&file, OpenMode::ReadOnly).unwrap().load().unwrap();
        for code in &saved {
            let there = survey.subjects().iter().any(|s| *s.code == **code);
            assert!(there, "round {round}: {code} was said to be saved");
        }
        assert!(post.half_written().is_empty());
        acknowledged += saved.len();
        longest = longest.max(saved.len());
    }
    println!("ask: {} kills, {acknowledged} answers acknowledged, {longest} at most", kills());
}
