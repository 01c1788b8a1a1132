//! What is no survey, or no longer one, is refused: quickly, with a message that says what is
//! wrong, and without touching the file.
#![allow(clippy::unwrap_used)]

mod surveys;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use borderfit::store::{OpenMode, Store, StoreError, verify};
use rusqlite::Connection;
use surveys::{load, save, small};

struct Corpus {
    folder: tempfile::TempDir,
    /// The bytes of a good survey.
    good: Vec<u8>,
    report: String,
}

static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("good.survey");
    save(&path, &small().survey).unwrap();
    fs::read(&path).unwrap()
});

impl Corpus {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, good: GOOD.clone(), report: String::new() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("FILE")
    }

    /// What opening says, in both modes and verifying; the file must stay as it is.
    fn refused(&mut self, name: &str) {
        let path = self.path();
        let before = fs::read(&path).ok();
        let start = Instant::now();
        let tried = |mode| Store::open(&path, mode).and_then(|store| store.load()).map(drop);
        let error = tried(OpenMode::ReadOnly).expect_err(name);
        assert_eq!(error.to_string(), tried(OpenMode::ReadWrite).expect_err(name).to_string());
        if let Ok(report) = verify(&path) {
            assert!(!report.ok, "{name}: refused, but verified");
        }
        assert!(start.elapsed() < Duration::from_secs(2), "{name}: {:?}", start.elapsed());
        assert_eq!(fs::read(&path).ok(), before, "{name}: the file was changed");
        self.note(name, &error);
    }

    fn note(&mut self, name: &str, error: &StoreError) {
        let folder = format!("{}{}", self.folder.path().display(), std::path::MAIN_SEPARATOR);
        let message = error.to_string().replace(&folder, "");
        writeln!(self.report, "{name}\n  {message}\n  {}", error.hint()).unwrap();
    }

    fn bytes(&mut self, name: &str, bytes: &[u8]) {
        fs::write(self.path(), bytes).unwrap();
        self.refused(name);
    }

    /// The good survey with other bytes at a place.
    fn patched(&mut self, name: &str, at: usize, bytes: &[u8]) {
        let mut patched = self.good.clone();
        patched[at..at + bytes.len()].copy_from_slice(bytes);
        self.bytes(name, &patched);
    }

    /// The good survey after somebody ran SQL on it.
    fn altered(&mut self, name: &str, sql: &str) {
        self.alter(sql);
        self.refused(name);
    }

    fn alter(&self, sql: &str) {
        fs::write(self.path(), &self.good).unwrap();
        let conn = Connection::open(self.path()).unwrap();
        conn.execute_batch(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
}

#[test]
fn other_files_are_told_apart() {
    let mut corpus = Corpus::new();
    let missing = Store::open(&corpus.path(), OpenMode::ReadOnly).err().unwrap();
    corpus.note("missing", &missing);
    let good = corpus.folder.path().join("good.survey");
    fs::write(&good, &corpus.good).unwrap();
    let exists = Store::create(&good, surveys::ID, [0; 16], "test").err().unwrap();
    corpus.note("new, and there is one", &exists);
    let nowhere = corpus.folder.path().join("no-folder").join("FILE");
    let nowhere = Store::create(&nowhere, surveys::ID, [0; 16], "test").err().unwrap();
    corpus.note("new, and there is no folder", &nowhere);
    fs::create_dir(corpus.path()).unwrap();
    corpus.refused("folder");
    fs::remove_dir(corpus.path()).unwrap();
    corpus.bytes("empty", b"");
    corpus.bytes("zip", b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0 and more");
    corpus.bytes("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
    corpus.bytes("age", b"age-encryption.org/v1\n-> X25519 abc\n");
    corpus.bytes("text", "Grüße\n".as_bytes());
    corpus.bytes("only the magic", b"SQLite format 3\0");
    corpus.patched("other application", 68, &0_u32.to_be_bytes());
    corpus.patched("other encoding", 56, &2_u32.to_be_bytes());
    corpus.patched("newer major version", 60, &2_003_u32.to_be_bytes());
    corpus.patched("version 0", 60, &7_u32.to_be_bytes());
    corpus.patched("write-ahead log without its second file", 18, &[2, 2]);
    fs::write(corpus.path(), &corpus.good).unwrap();
    let wal = corpus.folder.path().join("FILE-wal");
    fs::write(&wal, b"left over").unwrap();
    corpus.refused("a second file beside it");
    fs::remove_file(wal).unwrap();
    let journal = corpus.folder.path().join("FILE-journal");
    fs::write(&journal, b"../../a/path\xd9\xd5\x05\xf9\x20\xa1\x63\xd7").unwrap();
    corpus.refused("a journal that names another file");
    fs::remove_file(journal).unwrap();
    let half = corpus.good[..corpus.good.len() / 2].to_vec();
    corpus.bytes("half of it", &half);
    insta::assert_snapshot!(corpus.report, @r#"
    missing
      there is no file 'FILE'; nothing was changed
      Check the name; 'borderfit new' makes a survey.
    new, and there is one
      'good.survey' exists already; nothing was changed
      Choose another name, or open the survey that is there.
    new, and there is no folder
      'no-folder/FILE' cannot be made, because its folder is not there; nothing was changed
      Check the name, or make the folder first.
    folder
      'FILE' is not a survey: it is a folder; nothing was changed
      Name the '.survey' file that is in it.
    empty
      'FILE' is not a survey: it is empty; nothing was changed
      It may have been copied incompletely: copy it again from where it came from.
    zip
      'FILE' is not a survey: it is a ZIP archive or an office document; nothing was changed
      Unpack it, and open the '.survey' file that is in it.
    pdf
      'FILE' is not a survey: it is a PDF document; nothing was changed
      Surveys usually end in '.survey'; check the name.
    age
      'FILE' is not a survey: it is encrypted; nothing was changed
      Read it into a survey with 'borderfit receive'.
    text
      'FILE' is not a survey: its content is of another kind; nothing was changed
      Surveys usually end in '.survey'; check the name.
    only the magic
      'FILE' is damaged: it ends in the middle of its first page; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    other application
      'FILE' is not a survey: it is a database of another program; nothing was changed
      Surveys usually end in '.survey'; check the name.
    other encoding
      'FILE' is damaged: its first page is not one of a survey; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    newer major version
      'FILE' was made by a newer program: it has survey format 2.3, and this program reads format 1; nothing was changed
      Open it with the newer program, or install that one here.
    version 0
      'FILE' has survey format 0.7, which no released program has written; nothing was changed
      Ask whoever sent it for a file of a released program.
    write-ahead log without its second file
      'FILE' was opened with another program, which keeps part of it in a second file ('-wal'); nothing was changed
      If you have the '-wal' file, put it beside; then run: sqlite3 FILE 'PRAGMA journal_mode=DELETE'
    a second file beside it
      'FILE' was opened with another program, which keeps part of it in a second file ('-wal'); nothing was changed
      If you have the '-wal' file, put it beside; then run: sqlite3 FILE 'PRAGMA journal_mode=DELETE'
    a journal that names another file
      the journal 'FILE-journal' names another file, which no journal of a survey does; nothing was changed
      Do not trust it; without that journal the file can be opened, but may lack what was entered last.
    half of it
      'FILE' is damaged: it is cut off: of 24 pages some are missing; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    "#);
}

#[test]
fn altered_files_are_told_apart() {
    let mut corpus = Corpus::new();
    for (name, sql) in [
        (
            "a view",
            "CREATE VIEW v AS WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n) SELECT i FROM n",
        ),
        ("a trigger", "CREATE TRIGGER t AFTER INSERT ON obs BEGIN DELETE FROM obs; END"),
        (
            "a table with a generated column",
            "CREATE TABLE \"g\u{1b}[2J\"(a, b GENERATED ALWAYS AS (zeroblob(200000000)))",
        ),
        ("a virtual table", "CREATE VIRTUAL TABLE ft USING fts5(x)"),
        (
            "a check that takes long",
            "PRAGMA ignore_check_constraints = ON; DROP TABLE seal; CREATE TABLE seal(k CHECK(randomblob(1000000000) IS NOT NULL)); INSERT INTO seal DEFAULT VALUES",
        ),
        ("a table less", "DROP TABLE import_log"),
        ("an index less", "DROP INDEX obs_subject_attr"),
        ("another column", "ALTER TABLE obs ADD COLUMN more TEXT"),
        ("statistics", "ANALYZE"),
    ] {
        corpus.altered(name, sql);
    }
    for (name, sql) in [
        ("evidence", "UPDATE obs SET evidence = 'rumour' || char(27) WHERE k = 3"),
        (
            "status",
            "PRAGMA ignore_check_constraints = ON; UPDATE obs SET status = 'maybe' WHERE k = 3",
        ),
        ("absence", "UPDATE obs SET value = 'forgot' WHERE status = 'absent'"),
        ("absent with a unit", "UPDATE obs SET unit = 'ppi' WHERE status = 'absent'"),
        ("cleared with a value", "UPDATE obs SET value = 'x' WHERE status = 'cleared'"),
        ("type", "UPDATE obs SET vtype = 'colour' WHERE k = 3"),
        ("id", "PRAGMA ignore_check_constraints = ON; UPDATE obs SET id = x'00' WHERE k = 3"),
        ("subject", "UPDATE obs SET subject = 77 WHERE k = 3"),
        ("attribute", "UPDATE obs SET attr = -1 WHERE k = 3"),
        ("session", "UPDATE obs SET session = 1 << 40 WHERE k = 3"),
        ("too many superseded", "UPDATE obs SET prev = zeroblob(32 * 65) WHERE k = 3"),
        ("a long note", "UPDATE obs SET note = printf('%.*c', 5000, 'x') WHERE k = 3"),
        ("a very long value", "UPDATE obs SET value = printf('%.*c', 40000000, 'x') WHERE k = 3"),
        ("a gap", "DELETE FROM obs WHERE k = 3"),
        ("no first row", "DELETE FROM obs WHERE k = 0"),
        ("far away", "UPDATE obs SET k = 1 << 60 WHERE k = 3"),
        ("a gap among subjects", "UPDATE subject SET k = 9 WHERE k = 1"),
        ("no survey", "DELETE FROM subject"),
        (
            "no kind",
            "UPDATE obs SET value = 'palace' WHERE k = (SELECT min(o.k) FROM obs o JOIN attr a ON a.k = o.attr WHERE a.name = '@kind')",
        ),
        ("offset", "UPDATE session SET tz_min = 100000"),
    ] {
        corpus.altered(name, sql);
    }
    insta::assert_snapshot!(corpus.report, @r#"
    a view
      'FILE' was altered: its view 'v' is not one of a survey; nothing was changed
      Do not trust it: ask whoever sent it for a file that only this program has written.
    a trigger
      'FILE' was altered: its trigger 't' is not one of a survey; nothing was changed
      Do not trust it: ask whoever sent it for a file that only this program has written.
    a table with a generated column
      'FILE' was altered: its table 'g<U+001B>[2J' is not one of a survey; nothing was changed
      Do not trust it: ask whoever sent it for a file that only this program has written.
    a virtual table
      'FILE' was altered: its table 'ft' is not one of a survey; nothing was changed
      Do not trust it: ask whoever sent it for a file that only this program has written.
    a check that takes long
      'FILE' was altered: its table 'seal' is not one of a survey; nothing was changed
      Do not trust it: ask whoever sent it for a file that only this program has written.
    a table less
      'FILE' was altered: a table or index of it is missing; nothing was changed
      Do not trust it: ask whoever sent it for a file that only this program has written.
    an index less
      'FILE' was altered: a table or index of it is missing; nothing was changed
      Do not trust it: ask whoever sent it for a file that only this program has written.
    another column
      'FILE' was altered: its table 'obs' is not one of a survey; nothing was changed
      Do not trust it: ask whoever sent it for a file that only this program has written.
    statistics
      'FILE' was altered: its table 'sqlite_stat1' is not one of a survey; nothing was changed
      Do not trust it: ask whoever sent it for a file that only this program has written.
    evidence
      'FILE' is damaged: row 3 of 'obs': its evidence 'rumour<U+001B>' is unknown; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    status
      'FILE' is damaged: row 3 of 'obs': its status 'maybe' is unknown; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    absence
      'FILE' is damaged: row 14 of 'obs': its reason of absence 'forgot' is unknown; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    absent with a unit
      'FILE' is damaged: row 14 of 'obs': it is absent, but has a unit or evidence; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    cleared with a value
      'FILE' is damaged: row 16 of 'obs': it is cleared, but has a value; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    type
      'FILE' is damaged: row 3 of 'obs': its vtype 'colour' is unknown; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    id
      'FILE' is damaged: row 3 of 'obs': its id has 1 bytes; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    subject
      'FILE' is damaged: row 3 of 'obs': its subject is not in the list of them; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    attribute
      'FILE' is damaged: row 3 of 'obs': its attr is not in the list of them; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    session
      'FILE' is damaged: row 3 of 'obs': its session is not in the list of them; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    too many superseded
      'FILE' is damaged: row 3 of 'obs': its prev has 2080 bytes; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    a long note
      'FILE' is damaged: row 3 of 'obs': its note has 5000 bytes; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    a very long value
      'FILE' was altered: something in its table 'obs' is larger than anything in a survey; nothing was changed
      Do not trust it: ask whoever sent it for a file that only this program has written.
    a gap
      'FILE' is damaged: observations are missing from it; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    no first row
      'FILE' is damaged: observations are missing from it; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    far away
      'FILE' is damaged: observations are missing from it; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    a gap among subjects
      'FILE' is damaged: row 1 of 'subject': it is missing; the next is 2; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    no survey
      'FILE' is damaged: the survey itself is missing; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    no kind
      'FILE' is damaged: the subject aed83d09f9b5ed01f7a4458526002fb5 has no known '@kind'; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    offset
      'FILE' is damaged: row 0 of 'session': its tz_min 100000 is no offset; nothing was changed
      Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what fails.
    "#);
}

#[test]
fn truncated_files_are_refused_at_every_page() {
    let mut corpus = Corpus::new();
    let good = corpus.good.clone();
    for end in (1..good.len()).step_by(512) {
        corpus.bytes(&format!("{end} bytes"), &good[..end]);
    }
}

#[test]
fn a_newer_minor_version_opens() {
    let corpus = Corpus::new();
    corpus.alter("PRAGMA user_version = 1042; UPDATE obs SET ext = '{\"later\":1}' WHERE k = 3");
    let survey = load(&corpus.path()).unwrap();
    assert_eq!(&*survey.observations()[3].ext, "{\"later\":1}");
    drop(Store::open(&corpus.path(), OpenMode::ReadWrite).unwrap());
    let conn = Connection::open(corpus.path()).unwrap();
    let version: u32 = conn.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(version, 1042, "opening leaves the version as it is");
}

/// Reads a file in every way; what comes of it does not matter here, only that something does.
fn try_all(path: &Path) {
    if let Ok(store) = Store::open(path, OpenMode::ReadWrite) {
        let _ = store.load();
        let _ = store.profiles();
    }
    let _ = verify(path);
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config {
        cases: 64,
        failure_persistence: None,
        ..Default::default()
    })]

    #[test]
    fn random_bytes_never_panic(
        bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..5_000),
        magic in proptest::bool::ANY,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("FILE");
        let mut bytes = bytes;
        if magic && bytes.len() > 100 {
            // So that it gets further than the first look.
            bytes[..16].copy_from_slice(b"SQLite format 3\0");
            bytes[16..24].copy_from_slice(&[8, 0, 1, 1, 0, 64, 32, 32]);
            bytes[56..60].copy_from_slice(&1_u32.to_be_bytes());
            bytes[60..64].copy_from_slice(&1_000_u32.to_be_bytes());
            bytes[68..72].copy_from_slice(b"BFIT");
        }
        fs::write(&path, &bytes).unwrap();
        try_all(&path);
    }

    #[test]
    fn spoilt_surveys_never_panic(
        spoils in proptest::collection::vec((0_usize..60_000, proptest::num::u8::ANY), 1..6),
    ) {
        let corpus = Corpus::new();
        let mut bytes = corpus.good.clone();
        for (at, byte) in spoils {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        fs::write(corpus.path(), &bytes).unwrap();
        try_all(&corpus.path());
    }
}
