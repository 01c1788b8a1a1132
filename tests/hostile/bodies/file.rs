//! A survey file: opened, verified, merged, judged.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use borderfit::exchange;
use borderfit::judge::{assess, default_day};
use borderfit::merge::{as_written, clock_findings, disputes, suspected_duplicates};
use borderfit::model::observation::{Said, observation_id};
use borderfit::model::{Evidence, Moment, SessionId, SubjectId, Survey};
use borderfit::report::{Filter, gap_table};
use borderfit::standard::{Loaded, load_built_in};
use borderfit::store::{OpenMode, Stamp, Store, merge, verify};
use rusqlite::Connection;
use rusqlite::types::Value;

use super::{Bytes, shows};
use crate::surveys::{moment, save, small};

/// A file that can be made what bytes say.
pub(crate) struct File {
    folder: tempfile::TempDir,
    good: Vec<u8>,
}

/// What may be wrong with a file into which a stranger's was merged: rows whose hashes are right
/// are taken, whatever they supersede and wherever they say that something stands.
const ALLOWED: [&str; 3] = [
    "it supersedes an observation that is not in the file",
    "it supersedes an observation of another fact",
    "it stands in nothing",
];

impl File {
    /// A good one, in memory where there is such a folder: nothing of it is to last.
    pub(crate) fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = tempfile::tempdir_in(folder).unwrap();
        let path = folder.path().join("good.survey");
        save(&path, &small().survey).unwrap();
        let mut store = Store::open(&path, OpenMode::ReadWrite).unwrap();
        store.add_profile("own", "1", "format = 1");
        store.add_blob("image/jpeg", b"\xff\xd8\xff not a picture".to_vec());
        store.append(&small().survey).unwrap();
        drop(store);
        let good = fs::read(&path).unwrap();
        Self { folder, good }
    }

    /// The bytes of the good one.
    pub(crate) fn good(&self) -> &[u8] {
        &self.good
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// Makes a survey file what the bytes say, and does with it what is done with a stranger's file.
/// The first byte says how: the file itself, changes to a good one byte by byte, to its cells, or
/// rows whose hashes are right.
pub(crate) fn survey(file: &File, data: &[u8]) {
    let Some((&how, data)) = data.split_first() else { return };
    let theirs = file.path("theirs.survey");
    let mut bytes = Bytes::new(data);
    match how % 4 {
        0 => fs::write(&theirs, data).unwrap(),
        1 => {
            let mut good = file.good.clone();
            bytes.patch(&mut good);
            fs::write(&theirs, good).unwrap();
        }
        how => {
            fs::write(&theirs, &file.good).unwrap();
            let conn = Connection::open(&theirs).unwrap();
            let quick = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
                         PRAGMA ignore_check_constraints = ON; BEGIN";
            conn.execute_batch(quick).unwrap();
            for _ in 0..32 {
                if bytes.is_empty() {
                    break;
                } else if how == 2 {
                    cell(&conn, &mut bytes);
                } else {
                    row(&conn, &mut bytes);
                }
            }
            conn.execute_batch("COMMIT").unwrap();
        }
    }
    examine(file, &theirs);
    // A journal that a hostile file made the library leave is nobody's.
    let _ = fs::remove_file(file.path("theirs.survey-journal"));
}

const COLUMNS: [(&str, &[&str]); 10] = [
    ("meta", &["key", "value"]),
    ("attr", &["k", "name"]),
    ("subject", &["k", "id"]),
    (
        "session",
        &[
            "k",
            "id",
            "nonce",
            "author",
            "author_key",
            "device_label",
            "program",
            "started_hlc",
            "tz_min",
        ],
    ),
    (
        "obs",
        &[
            "k", "id", "subject", "attr", "session", "hlc", "status", "vtype", "value", "unit",
            "evidence", "note", "prev", "salt", "content", "ext",
        ],
    ),
    ("blob", &["k", "id", "size", "mime", "data"]),
    ("profile", &["k", "id", "name", "version", "toml"]),
    ("seal", &["k", "id", "signer", "root", "n", "prev_seal", "hlc", "sig"]),
    ("dangling", &["id"]),
    (
        "import_log",
        &["k", "hlc", "action", "source", "digest", "added", "known", "refused", "detail"],
    ),
];

/// Changes, copies or removes a row of any table. What the library does not take is left.
fn cell(conn: &Connection, bytes: &mut Bytes<'_>) {
    let (table, columns) = COLUMNS[bytes.below(COLUMNS.len())];
    let first = columns[0];
    let at = format!("{first} = (SELECT {first} FROM {table} LIMIT 1 OFFSET {})", bytes.below(32));
    let column = columns[bytes.below(columns.len())];
    let _ = match bytes.below(8) {
        0 => conn.execute(&format!("DELETE FROM {table} WHERE {at}"), []),
        1 => {
            let named = |c: &&str| if *c == column { "?1".to_owned() } else { (*c).to_owned() };
            let all: Vec<String> = columns.iter().map(named).collect();
            let sql = format!(
                "INSERT INTO {table}({}) SELECT {} FROM {table} WHERE {at}",
                columns.join(", "),
                all.join(", ")
            );
            conn.execute(&sql, [value(bytes)])
        }
        _ => conn.execute(&format!("UPDATE {table} SET {column} = ?1 WHERE {at}"), [value(bytes)]),
    };
}

fn value(bytes: &mut Bytes<'_>) -> Value {
    match bytes.below(6) {
        0 => Value::Null,
        1 => Value::Integer(bytes.number(8).cast_signed()),
        2 => Value::Integer(bytes.number(1).cast_signed()),
        3 => Value::Blob(bytes.some().to_vec()),
        4 => {
            let unit = bytes.take(1).first().map_or('x', |&b| char::from(b));
            Value::Text(unit.to_string().repeat(bytes.below(70_000)))
        }
        _ => Value::Text(String::from_utf8_lossy(bytes.some()).into_owned()),
    }
}

/// Adds a row that says what it says with the right hashes, whoever would say that.
fn row(conn: &Connection, bytes: &mut Bytes<'_>) {
    let count = |table: &str| -> i64 {
        conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0)).unwrap()
    };
    let text = |bytes: &mut Bytes<'_>| String::from_utf8_lossy(bytes.some()).into_owned();
    let subjects = count("subject");
    let subject = i64::try_from(bytes.below(8)).unwrap() % (subjects + 1);
    let subject_id = if subject == subjects {
        let id = [bytes.below(256) as u8; 16];
        if conn.execute("INSERT INTO subject VALUES (?1, ?2)", (subject, &id[..])).is_err() {
            return;
        }
        id
    } else {
        let sql = "SELECT id FROM subject WHERE k = ?1";
        conn.query_row(sql, [subject], |r| r.get(0)).unwrap()
    };
    let ids: Vec<[u8; 32]> = conn
        .prepare("SELECT id FROM obs ORDER BY k")
        .and_then(|mut s| s.query_map([], |r| r.get(0))?.collect())
        .unwrap();
    let subject_ids: Vec<[u8; 16]> = conn
        .prepare("SELECT id FROM subject ORDER BY k")
        .and_then(|mut s| s.query_map([], |r| r.get(0))?.collect())
        .unwrap();
    let named = SubjectId(subject_ids[bytes.below(subject_ids.len())]).to_string();
    let attribute = match bytes.below(16) {
        0 => "@kind".to_owned(),
        1 => "@parent".to_owned(),
        2 => "@code".to_owned(),
        3 => "@deleted".to_owned(),
        4 => format!("@photo.{}", text(bytes)),
        5 => {
            format!("@erased.{}", SubjectId(ids[bytes.below(ids.len())][..16].try_into().unwrap()))
        }
        6 => format!("same_as.{named}"),
        7 => "same_as".to_owned(),
        8 => "quantity".to_owned(),
        9 => format!("equivalent.{}", text(bytes)),
        10 => format!("not_applicable.{}", text(bytes)),
        11 => "profiles_in_force".to_owned(),
        12 => "image_resolution".to_owned(),
        _ => text(bytes),
    };
    let attr = count("attr");
    let _ = conn.execute("INSERT OR IGNORE INTO attr VALUES (?1, ?2)", (attr, &attribute));
    let sql = "SELECT k FROM attr WHERE name = ?1";
    let Ok(attr) = conn.query_row(sql, [&attribute], |r| r.get::<_, i64>(0)) else { return };
    let status = ["known", "known", "absent", "cleared"][bytes.below(4)];
    let value = match (status, bytes.below(6)) {
        ("cleared", _) => String::new(),
        ("absent", n) => ["refused", "no_power_at_visit", "time_ran_out"][n % 3].to_owned(),
        (_, 0) => {
            ["crossing_point", "position", "item", "survey", "model"][bytes.below(5)].to_owned()
        }
        (_, 1) => named,
        (_, 2) => bytes.number(8).to_string(),
        (_, 3) => text(bytes).repeat(bytes.below(300)),
        _ => text(bytes),
    };
    let is_known = status == "known";
    let kind = ["", "text", "count", "quantity", "choice", "bool", "date"][bytes.below(7)];
    let unit = if is_known { text(bytes) } else { String::new() };
    let evidence =
        [Evidence::Stated, Evidence::Tested, Evidence::Documented][bytes.below(3)].code();
    let note = text(bytes);
    let said = Said {
        status,
        kind,
        value: &value,
        unit: &unit,
        evidence: if is_known { evidence } else { "" },
        note: &note,
    };
    let salt = [7; 16];
    let content = said.hash(&salt);
    let prev: Vec<[u8; 32]> = (0..bytes.below(4)).map(|_| ids[bytes.below(ids.len())]).collect();
    let sql = "SELECT id FROM session WHERE k = 0";
    let session = SessionId(conn.query_row(sql, [], |r| r.get(0)).unwrap());
    let ext = if bytes.below(4) == 0 { text(bytes) } else { String::new() };
    let hlc = bytes.number(8);
    let id = observation_id(
        SubjectId(subject_id),
        &attribute,
        session,
        hlc,
        prev.iter(),
        &ext,
        &content,
    );
    let _ = conn.execute(
        "INSERT INTO obs SELECT count(*), ?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, \
         ?13, ?14 FROM obs",
        rusqlite::params![
            &id.0[..],
            subject,
            attr,
            hlc.cast_signed(),
            said.status,
            said.kind,
            said.value,
            said.unit,
            said.evidence,
            said.note,
            prev.as_flattened(),
            &salt[..],
            &content[..],
            ext,
        ],
    );
}

fn examine(file: &File, theirs: &Path) {
    let opened = Store::open(theirs, OpenMode::ReadOnly).and_then(|store| store.load());
    let report = verify(theirs);
    match &report {
        Ok(report) => {
            assert!(!report.ok || opened.is_ok(), "verified, and cannot be read: {opened:?}");
            for problem in &report.problems {
                shows(&problem.what);
                shows(&problem.place);
            }
        }
        Err(error) => {
            assert!(opened.is_err(), "read, and cannot be verified: {error}");
            shows(&error.to_string());
        }
    }
    match &opened {
        Ok(survey) => used(survey),
        Err(error) => shows(&error.to_string()),
    }
    let ours = file.path("ours.survey");
    fs::write(&ours, &file.good).unwrap();
    let stamp = Stamp {
        copy: [9; 16],
        program: "fuzz",
        now: Moment { milliseconds: 1_800_000_000_000, offset_minutes: 0 },
    };
    match merge(&ours, &[theirs.to_owned()], &stamp, false) {
        Ok(merged) => {
            let refused = merged.sources[0].rows.refused;
            for row in &merged.sources[0].rows.refusals {
                shows(&row.row);
                shows(&row.why);
            }
            drop(merged);
            if let Ok(report) = &report {
                assert!(!report.ok || refused == 0, "verified, and {refused} rows refused");
            }
            let after = verify(&ours).unwrap();
            let wrong = after.problems.iter().find(|p| !ALLOWED.contains(&&*p.what));
            assert!(wrong.is_none(), "after a merge: {wrong:?}");
            let survey = Store::open(&ours, OpenMode::ReadOnly).and_then(|s| s.load()).unwrap();
            let had = small().survey;
            assert!(
                had.observations()
                    .iter()
                    .all(|o| survey.observations().iter().any(|n| n.id == o.id))
            );
        }
        Err(error) => {
            shows(&error.to_string());
            assert!(opened.is_err() || report.is_err() || !report.as_ref().unwrap().ok, "{error}");
            assert!(
                fs::read(&ours).unwrap() == file.good,
                "a merge that failed changed the target"
            );
        }
    }
    let left = fs::read_dir(file.folder.path()).unwrap().flatten();
    let left: Vec<_> = left.filter(|e| e.path().extension().is_some_and(|e| e == "part")).collect();
    assert!(left.is_empty(), "{left:?} was left");
}

/// What is done with the content of a file that was taken.
fn used(survey: &Survey) {
    static PROFILE: LazyLock<Loaded> = LazyLock::new(|| load_built_in("land-bcp-core").unwrap());
    let _ = disputes(survey, &as_written);
    let _ = suspected_duplicates(survey);
    let _ = clock_findings(survey, moment(0));
    let assessment = assess(survey, &PROFILE.profile, default_day(survey));
    let table = gap_table(survey, &PROFILE.profile, &assessment, &Filter::default());
    for line in table.points.iter().flat_map(|p| &p.lines) {
        shows(&borderfit::model::visible(&line.reason));
    }
    if let Ok(json) = exchange::facts_json(survey) {
        assert!(std::str::from_utf8(&json).is_ok());
    }
    let _ = exchange::facts_csv(survey);
}
