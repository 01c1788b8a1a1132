//! The survey file: what goes in comes out, and what was acknowledged is there, whatever happens.
#![allow(clippy::unwrap_used)]

mod surveys;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use borderfit::model::{Evidence, SubjectId, Survey};
use borderfit::store::{BlobId, OpenMode, ProfileHash, Store, StoreError, verify};
use rusqlite::Connection;
use surveys::{Desk, assert_same, known, load, save, small};

const READERS: [&str; 3] = ["QV-A01", "entry", "readers"];

#[test]
fn what_is_appended_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.survey");
    let mut desk = small();
    save(&path, &desk.survey).unwrap();
    assert_same(&load(&path).unwrap(), &desk.survey);

    // Continued in memory, and by somebody who loaded it.
    desk.record(READERS, "quantity", "count", known("3", "", Evidence::Tested), "");
    let mut store = Store::open(&path, OpenMode::ReadWrite).unwrap();
    assert_eq!(store.append(&desk.survey).unwrap().observations, 1);
    assert_eq!(store.append(&desk.survey).unwrap().observations, 0);
    let mut other = Desk::at(store.load().unwrap(), "B. Surveyor");
    other.record(["QV-B02", "", ""], "name", "text", known("Salt Pass", "", Evidence::Stated), "");
    assert_eq!(store.append(&other.survey).unwrap().subjects, 1);
    drop(store);
    assert_same(&load(&path).unwrap(), &other.survey);
    assert!(verify(&path).unwrap().ok);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "no journal and no part is left: {left:?}");
}

#[test]
fn a_new_survey_is_empty_and_private() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.survey");
    drop(Store::create(&path, surveys::ID, [3; 16], "borderfit test").unwrap());
    assert_same(&load(&path).unwrap(), &Survey::new(surveys::ID));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn observations_may_come_in_any_order() {
    // As a merge may bring them: what supersedes before what is superseded.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.survey");
    let whole = small().survey;
    let ids: Vec<SubjectId> = whole.subjects().iter().map(|s| s.id).collect();
    let backwards = |skip: usize| {
        let observations = whole.observations().iter().rev().skip(skip).cloned().collect();
        let (attributes, sessions) = (whole.attributes().to_vec(), whole.sessions().to_vec());
        Survey::assemble(attributes, sessions, &ids, observations).unwrap()
    };
    let mut survey = backwards(0);
    save(&path, &survey).unwrap();
    assert!(verify(&path).unwrap().ok);
    assert_same(&load(&path).unwrap(), &survey);

    // What is superseded comes last: until then it is dangling.
    let late = whole
        .observations()
        .iter()
        .find(|o| survey.observations().iter().any(|p| p.prev.contains(&o.id)));
    let late = late.unwrap();
    let without = whole.observations().iter().filter(|o| o.id != late.id).cloned().collect();
    let (attributes, sessions) = (whole.attributes().to_vec(), whole.sessions().to_vec());
    survey = Survey::assemble(attributes, sessions, &ids, without).unwrap();
    let path = folder.path().join("b.survey");
    save(&path, &survey).unwrap();
    let problems = verify(&path).unwrap().problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].what.contains("not in the file"), "{problems:?}");
    survey.insert(late.clone());
    Store::open(&path, OpenMode::ReadWrite).unwrap().append(&survey).unwrap();
    assert!(verify(&path).unwrap().ok);
}

#[test]
fn profiles_and_files_come_with_the_next_append() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.survey");
    let desk = small();
    save(&path, &desk.survey).unwrap();
    let mut store = Store::open(&path, OpenMode::ReadWrite).unwrap();
    let core = store.add_profile("land-bcp-core", "2026.1", "format = 1\n");
    store.add_profile("air", "2", "format = 1\n# air\n");
    store.add_profile("land-bcp-core", "2026.1", "format = 1\n");
    let photo = store.add_blob("image/jpeg", vec![1, 2, 3]);
    assert!(store.profiles().unwrap().is_empty());
    assert_eq!(store.append(&desk.survey).unwrap().attachments, 3);
    assert_eq!(core, ProfileHash::of("format = 1\n"));
    assert_eq!(photo, BlobId::of(&[1, 2, 3]));
    drop(store);
    let profiles = Store::open(&path, OpenMode::ReadOnly).unwrap().profiles().unwrap();
    let names: Vec<_> = profiles.iter().map(|p| (p.order, &*p.name)).collect();
    assert_eq!(names, [(0, "land-bcp-core"), (1, "air")]);
    assert_eq!((profiles[0].hash, &*profiles[0].text), (core, "format = 1\n"));
}

#[test]
fn what_cannot_be_read_back_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.survey");
    let mut desk = small();
    save(&path, &desk.survey).unwrap();
    let mut store = Store::open(&path, OpenMode::ReadWrite).unwrap();
    let before = desk.survey.clone();
    let note = "ä".repeat(2_049);
    desk.record(READERS, "quantity", "count", known("3", "", Evidence::Tested), &note);
    let error = store.append(&desk.survey).unwrap_err();
    let message = error.to_string().replace(&*folder.path().to_string_lossy(), "");
    insta::assert_snapshot!(message, @"this cannot be saved in '/a.survey': QV-A01 / entry / readers, quantity: its note has 4098 bytes, and at most 4096 fit; nothing was changed");
    store.append(&before).unwrap();
    drop(store);
    assert_same(&load(&path).unwrap(), &before);
}

#[test]
fn another_survey_is_not_appended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.survey");
    save(&path, &small().survey).unwrap();
    let mut store = Store::open(&path, OpenMode::ReadWrite).unwrap();
    let other = Survey::new(SubjectId([9; 16]));
    assert!(matches!(store.append(&other), Err(StoreError::Diverged { .. })));
    let mut fork = Desk::new("A. Surveyor");
    fork.record(READERS, "quantity", "count", known("9", "", Evidence::Stated), "");
    assert!(matches!(store.append(&fork.survey), Err(StoreError::Diverged { .. })));
}

#[test]
fn only_one_may_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.survey");
    let desk = small();
    save(&path, &desk.survey).unwrap();
    let mut store = Store::open(&path, OpenMode::ReadWrite).unwrap();
    for mode in [OpenMode::ReadWrite, OpenMode::ReadOnly] {
        let busy = Store::open(&path, mode).err().unwrap();
        assert!(matches!(busy, StoreError::Busy { .. }), "{busy}");
    }
    // What was refused has not taken the lock away from who has it.
    store.append(&desk.survey).unwrap();
    let busy = child(&path).wait_with_output().unwrap();
    assert!(String::from_utf8_lossy(&busy.stdout).contains("another program has this survey open"));
    drop(store);
    let _two = [OpenMode::ReadOnly; 2].map(|mode| Store::open(&path, mode).unwrap());
    let busy = Store::open(&path, OpenMode::ReadWrite).err().unwrap();
    assert!(matches!(busy, StoreError::Busy { .. }), "{busy}");
}

#[cfg(unix)]
#[test]
fn a_file_that_was_taken_away_is_missed() {
    let folder = tempfile::tempdir().unwrap();
    let (path, away) = (folder.path().join("a.survey"), folder.path().join("away.survey"));
    let mut desk = small();
    save(&path, &desk.survey).unwrap();
    let mut store = Store::open(&path, OpenMode::ReadWrite).unwrap();
    desk.record(READERS, "quantity", "count", known("3", "", Evidence::Tested), "");
    fs::rename(&path, &away).unwrap();
    let gone = store.append(&desk.survey).unwrap_err();
    assert!(matches!(gone, StoreError::Gone { .. }), "{gone}");
    fs::write(&path, b"something else").unwrap();
    assert!(matches!(store.append(&desk.survey), Err(StoreError::Gone { .. })));
    fs::rename(&away, &path).unwrap();
    assert_eq!(store.append(&desk.survey).unwrap().observations, 1);
    drop(store);
    assert_same(&load(&path).unwrap(), &desk.survey);
}

#[cfg(unix)]
#[test]
fn a_link_leads_to_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("a.survey"), folder.path().join("link"));
    let mut desk = small();
    save(&path, &desk.survey).unwrap();
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let mut store = Store::open(&link, OpenMode::ReadWrite).unwrap();
    assert!(matches!(Store::open(&path, OpenMode::ReadOnly), Err(StoreError::Busy { .. })));
    desk.record(READERS, "quantity", "count", known("3", "", Evidence::Tested), "");
    store.append(&desk.survey).unwrap();
    drop(store);
    assert_same(&load(&path).unwrap(), &desk.survey);
}

#[test]
fn a_store_may_work_on_another_thread() {
    fn send<T: Send>() {}
    send::<Store>();
}

/// Nothing to see when whoever runs the tests may write everywhere.
#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_said_at_opening() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.survey");
    let desk = small();
    save(&path, &desk.survey).unwrap();
    let permit = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    permit(folder.path(), 0o555);
    if fs::write(folder.path().join("probe"), b"").is_err() {
        let refused = Store::open(&path, OpenMode::ReadWrite).err().unwrap();
        assert!(matches!(refused, StoreError::ReadOnly { .. }), "{refused}");
        assert_same(&load(&path).unwrap(), &desk.survey);
        let new = folder.path().join("new.survey");
        let refused = Store::create(&new, surveys::ID, [0; 16], "test").err().unwrap();
        assert!(matches!(refused, StoreError::Denied { .. }), "{refused}");
        permit(folder.path(), 0o755);
        permit(&path, 0o444);
        let refused = Store::open(&path, OpenMode::ReadWrite).err().unwrap();
        assert!(matches!(refused, StoreError::ReadOnly { .. }), "{refused}");
        permit(&path, 0o000);
        let refused = Store::open(&path, OpenMode::ReadOnly).err().unwrap();
        assert!(matches!(refused, StoreError::Denied { .. }), "{refused}");
    }
    permit(folder.path(), 0o755);
}

#[test]
fn what_a_crash_left_half_written_is_undone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.survey");
    let desk = small();
    save(&path, &desk.survey).unwrap();
    let before = fs::read(&path).unwrap();
    for mode in [OpenMode::ReadOnly, OpenMode::ReadWrite] {
        // A transaction that has outgrown the cache, with the laptop switched off in the middle.
        let conn = Connection::open(&path).unwrap();
        conn.execute_batch(
            "PRAGMA cache_size = 2; BEGIN; UPDATE obs SET value = 'half', note = 'written';
             UPDATE subject SET id = randomblob(16); UPDATE attr SET name = name || '!'",
        )
        .unwrap();
        let crashed = folder.path().join(format!("{mode:?}.survey"));
        let journal = |path: &Path| path.with_extension("survey-journal");
        fs::copy(&path, &crashed).unwrap();
        fs::copy(journal(&path), journal(&crashed)).unwrap();
        conn.execute_batch("ROLLBACK").unwrap();
        drop(conn);
        assert_ne!(
            fs::read(&crashed).unwrap(),
            before,
            "the test must leave something half-written"
        );
        let store = Store::open(&crashed, mode).unwrap();
        assert_same(&store.load().unwrap(), &desk.survey);
        drop(store);
        assert!(!journal(&crashed).exists());
        assert!(verify(&crashed).unwrap().ok);
    }
}

#[test]
fn a_journal_that_means_nothing_is_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.survey");
    let desk = small();
    save(&path, &desk.survey).unwrap();
    let journal = folder.path().join("a.survey-journal");
    for left in [&b""[..], b"\0\0\0\0\0\0\0\0\0\0\0\0", b"no journal at all, but some bytes"] {
        for mode in [OpenMode::ReadOnly, OpenMode::ReadWrite] {
            fs::write(&journal, left).unwrap();
            assert_same(&Store::open(&path, mode).unwrap().load().unwrap(), &desk.survey);
        }
    }
}

/// How often a program is killed; `BORDERFIT_KILLS=500` for more.
fn kills() -> u64 {
    std::env::var("BORDERFIT_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(25)
}

/// This test binary once more, as another program that works on a survey.
fn child(path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "another_program", "--ignored", "--nocapture"])
        .env("BORDERFIT_TEST_SURVEY", path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Answers question after question, and says after each what was saved.
#[test]
#[ignore = "what other tests start"]
#[allow(clippy::print_stdout)]
fn another_program() {
    let Ok(path) = std::env::var("BORDERFIT_TEST_SURVEY") else { return };
    let mut store = match Store::open(Path::new(&path), OpenMode::ReadWrite) {
        Ok(store) => store,
        Err(error) => return println!("{error}"),
    };
    let mut desk = Desk::at(store.load().unwrap(), "B. Surveyor");
    loop {
        let value = desk.survey.observations().len().to_string();
        desk.record(READERS, "quantity", "count", known(&value, "", Evidence::Observed), "");
        store.append(&desk.survey).unwrap();
        println!("saved {}", desk.survey.observations().len());
    }
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.survey");
    save(&path, &small().survey).unwrap();
    let mut had = small().survey.observations().len();
    for round in 1..=kills() {
        let mut child = child(&path);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let saved = |line: String| line.split_once("saved ").and_then(|(_, n)| n.parse().ok());
        let mut acknowledged: Vec<usize> =
            lines.by_ref().filter_map(saved).take(3 + round as usize % 3).collect();
        // Somewhere in the middle of the next.
        std::thread::sleep(std::time::Duration::from_micros(round * 701 % 9_000));
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged.extend(lines.filter_map(saved));
        let survey = load(&path).unwrap();
        let (last, has) = (*acknowledged.last().unwrap(), survey.observations().len());
        assert!(last > had && has >= last, "round {round}: {last} acknowledged, {has} there");
        let report = verify(&path).unwrap();
        assert!(report.ok, "round {round}: {:?}", report.problems);
        had = has;
    }
}

/// The disk refuses the write that makes any file longer than so many blocks of 1 KiB; at every
/// such length in turn. What was acknowledged is there, nothing is half-written, and what is said
/// is not that the survey is damaged.
#[cfg(unix)]
#[test]
fn a_write_that_fails_at_any_length_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.survey");
    save(&good, &small().survey).unwrap();
    let blocks = fs::metadata(&good).unwrap().len() / 1_024;
    let had = small().survey.observations().len();
    let mut refused = 0;
    for limit in 0..blocks + 24 {
        let path = folder.path().join(format!("{limit}.survey"));
        fs::copy(&good, &path).unwrap();
        let this = std::env::current_exe().unwrap();
        let output = Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"", "sh"])
            // Blocks of 512 bytes in some shells, of 1,024 in others: every length is tried.
            .arg(limit.to_string())
            .arg(this)
            .args(["--exact", "a_few_answers", "--ignored", "--nocapture"])
            .env("BORDERFIT_TEST_SURVEY", &path)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let numbers = said.lines().filter_map(|l| l.split_once("saved ")?.1.parse().ok());
        let acknowledged: usize = numbers.max().unwrap_or(had);
        let survey = load(&path).unwrap_or_else(|e| panic!("{limit}: {e}; {said}"));
        assert_eq!(survey.observations().len(), acknowledged, "{limit}: {said}");
        let report = verify(&path).unwrap();
        assert!(report.ok, "{limit}: {:?}", report.problems);
        assert!(!said.contains("damaged") && !said.contains("panicked"), "{limit}: {said}");
        refused += usize::from(said.contains("failed: "));
    }
    assert!(refused > 10, "nothing was refused: the test must make writes fail");
}

/// Answers five questions, and says of each whether it was saved.
#[test]
#[ignore = "what other tests start"]
#[allow(clippy::print_stdout)]
fn a_few_answers() {
    let Ok(path) = std::env::var("BORDERFIT_TEST_SURVEY") else { return };
    let mut store = match Store::open(Path::new(&path), OpenMode::ReadWrite) {
        Ok(store) => store,
        Err(error) => return println!("failed: {error}"),
    };
    let mut desk = Desk::at(store.load().unwrap(), "B. Surveyor");
    for n in 0..5 {
        let note = "x".repeat(900);
        desk.record(READERS, "quantity", "count", known("2", "", Evidence::Observed), &note);
        match store.append(&desk.survey) {
            Ok(_) => println!("saved {}", desk.survey.observations().len()),
            Err(error) => return println!("failed: answer {n}: {error}"),
        }
    }
}

#[test]
fn copies_are_verified_and_snapshots_rotate() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.survey");
    let mut desk = small();
    save(&path, &desk.survey).unwrap();
    let mut store = Store::open(&path, OpenMode::ReadWrite).unwrap();
    let copied = store.copy_to(&folder.path().join("copy.survey")).unwrap();
    assert_eq!(copied.observations, desk.survey.observations().len());
    assert_same(&load(&copied.path).unwrap(), &desk.survey);
    let again = store.copy_to(&copied.path).unwrap_err();
    assert!(matches!(again, StoreError::Exists { .. }), "{again}");
    let kept = folder.path().join("snapshots");
    for n in 0..7 {
        assert!(store.snapshot(&kept, &format!("{n}"), 3).unwrap().is_some());
        // Nothing was recorded since: the same again is not kept again.
        assert!(store.snapshot(&kept, &format!("{n}b"), 3).unwrap().is_none());
        let value = n.to_string();
        desk.record(READERS, "quantity", "count", known(&value, "", Evidence::Observed), "");
        store.append(&desk.survey).unwrap();
    }
    let mut names: Vec<_> = fs::read_dir(&kept)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["4.survey", "5.survey", "6.survey"]);
    assert!(verify(&kept.join("6.survey")).unwrap().ok);
}
