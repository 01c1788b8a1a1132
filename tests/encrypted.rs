//! Encrypted survey files: what is in them lies nowhere in the open, whoever has not the passphrase
//! is told so, and everything else is as with any other file.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use borderfit::vault::at_rest::Lock;

const WORDS: &str = "seven grey mules";

fn lock(seed: u8) -> Lock {
    Lock::new(WORDS, [seed; 16])
}

/// A folder with passphrases in it, and the program run there.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Self { folder };
        for (name, words) in [("words", WORDS), ("other", "a lamp in the yard"), ("wrong", "mules")]
        {
            fs::write(desk.path(name), format!("{words}\n")).unwrap();
        }
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_borderfit"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("XDG_DATA_HOME", self.path("own"))
            .output()
            .unwrap()
    }

    /// What was printed, and what was said beside it.
    fn ends(&self, code: i32, arguments: &[&str]) -> (String, String) {
        let output = self.run(arguments);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {out}\n{err}");
        (out, err)
    }
}

#[cfg(not(feature = "encrypted"))]
#[test]
fn a_program_without_encryption_says_what_the_file_is_and_what_is_needed() {
    let desk = Desk::new();
    let mut bytes = lock(1).header().bytes().to_vec();
    bytes.resize(4 * 2_048, 0x5a);
    fs::write(desk.path("a.survey"), &bytes).unwrap();
    let (_, said) = desk.ends(1, &["gaps", "a.survey"]);
    assert!(said.contains("built without encrypted surveys"), "{said}");
    assert!(said.contains("--features encrypted"), "{said}");
    let new = ["new", "b.survey", "--title", "B", "--encrypt", "--new-passphrase-file", "words"];
    let (_, said) = desk.ends(1, &new);
    assert!(said.contains("built without encrypted surveys"), "{said}");
    assert!(!desk.path("b.survey").exists(), "nothing is made that is not encrypted");
    bytes[5] ^= 1;
    fs::write(desk.path("a.survey"), &bytes).unwrap();
    let (_, said) = desk.ends(1, &["gaps", "a.survey"]);
    assert!(said.contains("is damaged: the header of an encrypted survey"), "{said}");
}

#[cfg(feature = "encrypted")]
mod surveys;

#[cfg(feature = "encrypted")]
mod with_the_feature {
    use super::surveys::{self, Desk as Hand, assert_same, known, load, small};
    use super::*;

    use std::io::{BufRead, BufReader};
    use std::path::Path;
    use std::process::{Child, Stdio};

    use borderfit::model::{Evidence, Moment, Survey};
    use borderfit::store::{
        OpenMode, Protection, Stamp, Store, StoreError, merge, protection, relock, relock_like,
        unlock, verify,
    };

    /// Texts of the small survey.
    const TEXTS: [&str; 3] = ["CREATE TABLE", "SQLite format 3", "readers"];
    const READERS: [&str; 3] = ["QV-A01", "entry", "readers"];

    /// Every file below a folder in which one of these texts can be read.
    fn readable(folder: &Path, texts: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(readable(&path, texts));
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            for text in texts {
                if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
                    found.push(format!("{}: {text}", path.display()));
                }
            }
        }
        found
    }

    fn save(path: &Path, survey: &Survey, lock: Lock) -> Result<(), StoreError> {
        let store = Store::create_encrypted(path, survey.id(), [3; 16], "borderfit test", lock);
        store?.append(survey).map(drop)
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_appended_is_read_back_and_lies_nowhere_in_the_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.survey");
        let mut hand = small();
        save(&path, &hand.survey, lock(1)).unwrap();
        assert_same(&load(&path).unwrap(), &hand.survey);
        let secret = "behind the third door";
        hand.record(READERS, "quantity", "count", known("3", "", Evidence::Tested), secret);
        let mut store = Store::open(&path, OpenMode::ReadWrite).unwrap();
        store.append(&hand.survey).unwrap();
        // While the journal lies there too.
        let texts = [&TEXTS[..], &[secret]].concat();
        assert_eq!(readable(folder.path(), &texts), [""; 0]);
        drop(store);
        assert_same(&load(&path).unwrap(), &hand.survey);
        assert!(verify(&path).unwrap().ok);
        assert_eq!(names(folder.path()), ["a.survey"]);
        assert_eq!(fs::metadata(&path).unwrap().len() % 2_048, 0);
    }

    #[test]
    fn a_wrong_passphrase_a_damaged_page_and_a_cut_file_are_told_apart() {
        let desk = Desk::new();
        save(&desk.path("a.survey"), &small().survey, lock(2)).unwrap();
        let whole = fs::read(desk.path("a.survey")).unwrap();
        let mut said = Vec::new();
        let mut gaps = |change: &dyn Fn(&mut Vec<u8>), words: &str| {
            let mut bytes = whole.clone();
            change(&mut bytes);
            fs::write(desk.path("a.survey"), &bytes).unwrap();
            let words = [&["gaps", "a.survey"][..], &["--survey-passphrase-file", words]].concat();
            let words = if words[3].is_empty() { &words[..2] } else { &words[..] };
            // Every word of it is ours: the library writes nothing.
            said.push(desk.ends(1, words).1.replace(&*desk.folder.path().to_string_lossy(), ""));
            assert_eq!(fs::read(desk.path("a.survey")).unwrap(), bytes, "nothing was changed");
        };
        gaps(&|_| {}, "");
        gaps(&|_| {}, "wrong");
        gaps(&|bytes| bytes[4] ^= 1, "words");
        gaps(&|bytes| bytes[100] ^= 1, "words");
        gaps(&|bytes| bytes[3 * 2_048 + 77] ^= 1, "words");
        gaps(&|bytes| bytes.truncate(5 * 2_048 + 9), "words");
        gaps(&|bytes| bytes.truncate(5 * 2_048), "words");
        gaps(&|bytes| bytes.truncate(2_048), "words");
        insta::assert_snapshot!(said.join("---\n"));
        assert_eq!(names(desk.folder.path()).len(), 4, "{:?}", names(desk.folder.path()));
    }

    #[test]
    fn a_byte_changed_anywhere_is_damage_and_never_a_wrong_passphrase() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.survey");
        save(&path, &small().survey, lock(3)).unwrap();
        // A page that nothing is in is looked at too.
        let mut store = Store::open(&path, OpenMode::ReadWrite).unwrap();
        store.add_blob("image/png", vec![7; 20_000]);
        store.append(&small().survey).unwrap();
        drop(store);
        let whole = fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(331) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            fs::write(&path, &bytes).unwrap();
            match verify(&path) {
                Ok(report) => assert!(!report.ok, "byte {at} of {}", whole.len()),
                Err(StoreError::Damaged { .. }) => {}
                Err(other) => panic!("byte {at}: {other}"),
            }
        }
    }

    #[test]
    fn encrypting_and_decrypting_change_no_cell_and_leave_nothing_in_the_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.survey");
        let survey = small().survey;
        surveys::save(&path, &survey).unwrap();
        let digest = verify(&path).unwrap().digest;
        fs::write(folder.path().join("a.survey.drafts"), "half typed").unwrap();
        assert!(!readable(folder.path(), &TEXTS).is_empty());

        let done = relock(&path, Some(lock(4))).unwrap();
        assert!(done.overwritten);
        assert_eq!(done.copied.digest, digest);
        let texts = [&TEXTS[..], &["half typed"]].concat();
        assert_eq!(readable(folder.path(), &texts), [""; 0]);
        assert_eq!(names(folder.path()), ["a.survey", "a.survey.drafts"]);
        assert_eq!(protection(&path), Protection::Unlocked);
        let store = Store::open(&path, OpenMode::ReadOnly).unwrap();
        let drafts = fs::read(folder.path().join("a.survey.drafts")).unwrap();
        assert_eq!(store.reveal(&drafts).as_deref(), Some("half typed"));
        drop(store);
        assert_same(&load(&path).unwrap(), &survey);

        // Another passphrase: the one before opens nothing any more.
        relock(&path, Some(Lock::new("a lamp in the yard", [5; 16]))).unwrap();
        assert!(matches!(unlock(&path, WORDS), Err(StoreError::WrongPassphrase { .. })));
        unlock(&path, "a lamp in the yard").unwrap();
        let report = verify(&path).unwrap();
        assert!(report.ok && report.digest == digest, "{:?}", report.problems);

        let other = folder.path().join("b.survey");
        surveys::save(&other, &survey).unwrap();
        relock_like(&other, &path).unwrap();
        assert_eq!(fs::read(&other).unwrap()[..16], fs::read(&path).unwrap()[..16]);

        relock(&path, None).unwrap();
        assert_eq!(protection(&path), Protection::Plain);
        let report = verify(&path).unwrap();
        assert!(report.ok && report.digest == digest, "{:?}", report.problems);
        assert_same(&load(&path).unwrap(), &survey);
        assert_eq!(fs::read(folder.path().join("a.survey.drafts")).unwrap(), b"half typed");
        assert_eq!(names(folder.path()), ["a.survey", "a.survey.drafts", "b.survey"]);
    }

    #[test]
    fn erasing_writes_the_file_anew_and_encrypted() {
        use borderfit::merge::Hand as Eraser;
        use borderfit::merge::erase::{Extent, erase, with_its_history};
        use borderfit::model::ObservationIx;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.survey");
        let mut hand = small();
        let secret = "Ms Example, home 555-0101";
        hand.record(READERS, "quantity", "count", known("3", "", Evidence::Tested), secret);
        let ix = ObservationIx::nth(hand.survey.observations().len() - 1);
        save(&path, &hand.survey, lock(7)).unwrap();
        let mut random = || [5; 16];
        let now = Moment { milliseconds: 1_773_992_460_000, offset_minutes: 0 };
        let mut eraser =
            Eraser { author: "DPO", device: "", program: "test", now, random: &mut random };
        let all = with_its_history(&hand.survey, ix);
        erase(&mut hand.survey, &all, Extent::Note, "asked by the person", &mut eraser);
        let mut store = Store::open(&path, OpenMode::ReadWrite).unwrap();
        store.append(&hand.survey).unwrap();
        assert_eq!(readable(folder.path(), &[&TEXTS[..], &[secret]].concat()), [""; 0]);
        drop(store);
        let report = verify(&path).unwrap();
        assert!(report.ok && report.erased == 2, "{report:?}");
        // Not in a gap of a page either.
        relock(&path, None).unwrap();
        assert_eq!(readable(folder.path(), &[secret]), [""; 0]);
        assert!(!readable(folder.path(), &["CREATE TABLE"]).is_empty());
    }

    #[test]
    fn what_a_killed_program_left_in_plain_is_overwritten_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.survey");
        save(&path, &small().survey, lock(8)).unwrap();
        let left = ["a.survey.1-0.part", "a.survey.1-0.part.1-1.part", "a.survey.1-2.part-journal"];
        for name in left.iter().chain(&["a.survey.notes.part", "b.survey.1-0.part"]) {
            fs::write(folder.path().join(name), "CREATE TABLE").unwrap();
        }
        // One that was killed while it gave a survey its name: the same file under two names.
        fs::hard_link(&path, folder.path().join("a.survey.1-3.part")).unwrap();
        let store = Store::open(&path, OpenMode::ReadWrite).unwrap();
        let copied = store.copy_plain(&folder.path().join("plain.survey")).unwrap();
        fs::remove_file(copied.path).unwrap();
        drop(store);
        assert!(verify(&path).unwrap().ok, "what is still wanted is not overwritten");
        let others = ["a.survey", "a.survey.notes.part", "b.survey.1-0.part"];
        assert_eq!(names(folder.path()), others);
    }

    #[test]
    fn a_copy_under_another_name_is_not_overwritten_with_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a.survey"), folder.path().join("b.survey"));
        surveys::save(&path, &small().survey).unwrap();
        fs::hard_link(&path, &other).unwrap();
        assert!(!relock(&path, Some(lock(9))).unwrap().overwritten);
        assert_same(&load(&path).unwrap(), &small().survey);
        assert_same(&load(&other).unwrap(), &small().survey);
    }

    #[test]
    fn copies_and_snapshots_are_encrypted_with_the_same_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.survey");
        save(&path, &small().survey, lock(6)).unwrap();
        let store = Store::open(&path, OpenMode::ReadWrite).unwrap();
        let copied = store.copy_to(&folder.path().join("copy.survey")).unwrap();
        let kept = folder.path().join("kept");
        assert!(store.snapshot(&kept, "1", 3).unwrap().is_some());
        assert!(store.snapshot(&kept, "2", 3).unwrap().is_none(), "nothing is new");
        assert_eq!(readable(folder.path(), &TEXTS), [""; 0]);
        for copy in [copied.path, kept.join("1.survey")] {
            assert_eq!(fs::read(&copy).unwrap()[..16], fs::read(&path).unwrap()[..16]);
            assert_same(&load(&copy).unwrap(), &small().survey);
        }
        let plain = store.copy_plain(&folder.path().join("plain.survey")).unwrap();
        assert_eq!(protection(&plain.path), Protection::Plain);
        assert!(verify(&plain.path).unwrap().ok);
    }

    #[test]
    fn merging_gives_the_same_whether_files_are_encrypted_or_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let stamp = Stamp {
            copy: [9; 16],
            program: "borderfit test",
            now: Moment { milliseconds: 1_773_992_460_000, offset_minutes: 0 },
        };
        let base = small().survey;
        let mut theirs = Hand::at(base.clone(), "B. Surveyor");
        theirs.record(READERS, "quantity", "count", known("4", "", Evidence::Tested), "west wing");
        let mut ours = Hand::at(base, "C. Surveyor");
        ours.record(READERS, "quantity", "count", known("5", "", Evidence::Tested), "west wing");
        surveys::save(&at("a.survey"), &ours.survey).unwrap();
        surveys::save(&at("b.survey"), &theirs.survey).unwrap();
        let plain = merge(&at("plain.survey"), &[at("a.survey"), at("b.survey")], &stamp, false);
        let (digest, count) = plain.unwrap().store.digest().unwrap();

        save(&at("ea.survey"), &ours.survey, lock(10)).unwrap();
        let words = Lock::new("a lamp in the yard", [11; 16]);
        save(&at("eb.survey"), &theirs.survey, words).unwrap();
        // A new survey is encrypted as the first source is; sources may have other passphrases, or
        // none.
        for (into, sources) in [
            ("1.survey", ["ea.survey", "eb.survey"]),
            ("2.survey", ["eb.survey", "ea.survey"]),
            ("3.survey", ["ea.survey", "b.survey"]),
        ] {
            let sources = sources.map(at);
            let dry = merge(&at(into), &sources, &stamp, true).unwrap();
            assert!(dry.store.is_encrypted());
            drop(dry);
            let merged = merge(&at(into), &sources, &stamp, false).unwrap();
            assert!(merged.store.is_encrypted(), "{into}");
            assert_eq!(merged.store.digest().unwrap(), (digest.clone(), count), "{into}");
            drop(merged);
            let (bytes, first) = (fs::read(at(into)).unwrap(), fs::read(&sources[0]).unwrap());
            assert_eq!(bytes[..16], first[..16]);
            assert!(verify(&at(into)).unwrap().ok);
            // Again, into one that is there.
            let again = merge(&at(into), &sources, &stamp, false).unwrap();
            assert_eq!(again.store.digest().unwrap(), (digest.clone(), count));
        }
        let before = fs::read(at("a.survey")).unwrap();
        let refused = merge(&at("a.survey"), &[at("eb.survey")], &stamp, false).err().unwrap();
        assert!(matches!(refused, StoreError::WouldReveal { .. }), "{refused}");
        assert_eq!(fs::read(at("a.survey")).unwrap(), before);
        for name in ["a.survey", "b.survey", "plain.survey"] {
            fs::remove_file(at(name)).unwrap();
        }
        assert_eq!(readable(folder.path(), &["west wing", "CREATE TABLE"]), [""; 0]);
    }

    /// Answers for as long as it is left alive.
    #[test]
    #[ignore = "what other tests start"]
    #[allow(clippy::print_stdout)]
    fn a_program_that_answers() {
        let Ok(path) = std::env::var("BORDERFIT_TEST_SURVEY") else { return };
        unlock(Path::new(&path), WORDS).unwrap();
        let mut store = Store::open(Path::new(&path), OpenMode::ReadWrite).unwrap();
        let mut hand = Hand::at(store.load().unwrap(), "B. Surveyor");
        for n in 0.. {
            let note = format!("door {n}");
            hand.record(READERS, "quantity", "count", known("3", "", Evidence::Tested), &note);
            store.append(&hand.survey).unwrap();
            println!("saved {}", hand.survey.observations().len());
        }
    }

    #[test]
    fn what_was_acknowledged_survives_a_kill() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.survey");
        save(&path, &small().survey, lock(12)).unwrap();
        let mut had = small().survey.observations().len();
        for round in 1..=12_u64 {
            let mut child: Child = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "with_the_feature::a_program_that_answers"])
                .args(["--ignored", "--nocapture"])
                .env("BORDERFIT_TEST_SURVEY", &path)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut lines =
                BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
            let saved = |line: String| line.split_once("saved ").and_then(|(_, n)| n.parse().ok());
            let mut acknowledged: Vec<usize> =
                lines.by_ref().filter_map(saved).take(2 + round as usize % 3).collect();
            std::thread::sleep(std::time::Duration::from_micros(round * 701 % 9_000));
            child.kill().unwrap();
            child.wait().unwrap();
            acknowledged.extend(lines.filter_map(saved));
            // The journal that may be left is as unreadable as the file.
            assert_eq!(readable(folder.path(), &["CREATE TABLE", "door "]), [""; 0]);
            let (last, has) =
                (*acknowledged.last().unwrap(), load(&path).unwrap().observations().len());
            assert!(last > had && has >= last, "round {round}: {last} said, {has} there");
            let report = verify(&path).unwrap();
            assert!(report.ok, "round {round}: {:?}", report.problems);
            had = has;
        }
    }

    #[test]
    fn the_commands_ask_for_the_passphrase_and_write_nothing_in_the_open() {
        let desk = Desk::new();
        let facts = concat!(env!("CARGO_MANIFEST_DIR"), "/standards/demo/facts.csv");
        let made = ["new", "e.survey", "--title", "Varsenia (fictional)", "--profile", "demo-min"];
        desk.ends(0, &[&made[..], &["--encrypt", "--new-passphrase-file", "words"]].concat());
        let with = |arguments: &[&'static str]| {
            [arguments, &["--survey-passphrase-file", "words"]].concat()
        };
        desk.ends(0, &with(&["import", "e.survey", facts]));
        desk.ends(
            0,
            &["new", "p.survey", "--title", "Varsenia (fictional)", "--profile", "demo-min"],
        );
        desk.ends(0, &["import", "p.survey", facts]);
        let (encrypted, said) = desk.ends(0, &with(&["gaps", "e.survey", "--format", "csv"]));
        assert_eq!(said, "");
        assert_eq!(encrypted, desk.ends(0, &["gaps", "p.survey", "--format", "csv"]).0);
        let (_, said) = desk.ends(1, &["gaps", "e.survey"]);
        assert!(said.contains("--survey-passphrase-file"), "{said}");
        let (_, said) =
            desk.ends(1, &["export", "p.survey", "--format", "json", "--out", "e.survey"]);
        assert!(said.contains("is not overwritten"), "{said}");

        // An existing one, whose snapshots and journal of the laptop follow.
        desk.ends(0, &["encrypt", "p.survey", "--new-passphrase-file", "other"]);
        let texts = ["CREATE TABLE", "Varsenia", "Quillmouth"];
        assert_eq!(readable(desk.folder.path(), &texts), [""; 0]);
        fs::write(desk.path("both"), format!("a lamp in the yard\n{WORDS}\n")).unwrap();
        let compare = ["compare", "e.survey", "p.survey", "--survey-passphrase-file", "both"];
        desk.run(&compare);
        let (_, said) = desk.ends(1, &with(&["verify", "p.survey"]));
        assert!(said.contains("Wrong passphrase. The file was not changed: 'p.survey'"), "{said}");

        // Handed over: the container holds it for whoever knows its own passphrase.
        let send = ["send", "e.survey", "--out", "e.age", "--to", "passphrase", "--unsigned"];
        desk.ends(0, &with(&[&send[..], &["--passphrase-file", "other"]].concat()));
        let receive = ["receive", "e.age", "--into", "hq.survey", "--passphrase-file", "other"];
        desk.ends(3, &receive);
        let digest = |arguments: &[&str]| {
            let (out, _) = desk.ends(0, arguments);
            out.lines().find(|line| line.contains("digest")).unwrap_or_default().to_owned()
        };
        let (sent, got) =
            (digest(&with(&["verify", "e.survey"])), digest(&["verify", "hq.survey"]));
        assert_eq!(sent, got);
        // And into an encrypted one.
        fs::remove_file(desk.path("hq.survey")).unwrap();
        let receive = ["receive", "e.age", "--into", "e.survey", "--passphrase-file", "other"];
        desk.ends(3, &with(&receive));
        assert_eq!(digest(&with(&["verify", "e.survey"])), sent);
        assert_eq!(readable(desk.folder.path(), &texts), [""; 0]);

        desk.ends(0, &with(&["decrypt", "e.survey"]));
        assert_eq!(readable(desk.folder.path(), &texts), [""; 0], "not without --yes");
        desk.ends(0, &with(&["decrypt", "e.survey", "--yes"]));
        assert_eq!(digest(&["verify", "e.survey"]), sent);
    }
}
