//! Verifying: what was changed after it was entered is reported, to the bit.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod surveys;

use std::fs;
use std::path::{Path, PathBuf};

use borderfit::store::{OpenMode, Store, verify};
use rusqlite::Connection;
use rusqlite::types::Value as SqlValue;
use surveys::{save, small};

struct Case {
    folder: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        let case = Self { folder: tempfile::tempdir().unwrap() };
        save(&case.path(), &small().survey).unwrap();
        let mut store = Store::open(&case.path(), OpenMode::ReadWrite).unwrap();
        store.add_profile("land-bcp-core", "2026.1", "format = 1\n");
        store.add_blob("image/jpeg", vec![0xff, 0xd8, 1, 2, 3]);
        store.append(&small().survey).unwrap();
        drop(store);
        case
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("a.survey")
    }

    /// What verifying says after somebody ran SQL on the file.
    fn after(sql: &str) -> Vec<String> {
        let case = Self::new();
        let conn = Connection::open(case.path()).unwrap();
        conn.execute_batch(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
        drop(conn);
        let report = verify(&case.path()).unwrap();
        assert_eq!(report.ok, report.problems.is_empty());
        report.problems.into_iter().map(|p| format!("{} | {}", p.place, p.what)).collect()
    }
}

#[test]
fn an_honest_file_holds() {
    let case = Case::new();
    let report = verify(&case.path()).unwrap();
    assert!(report.ok, "{:?}", report.problems);
    assert_eq!(report.observations, small().survey.observations().len());
    let ids = small().survey.observations().iter().map(|o| o.id).collect::<Vec<_>>();
    assert_eq!(report.digest, borderfit::model::journal::digest(ids));
}

#[test]
fn what_fails_is_named() {
    let resolution = "(SELECT max(o.k) FROM obs o JOIN attr a ON a.k = o.attr \
                      WHERE a.name = 'image_resolution')";
    let mut all = String::new();
    for sql in [
        format!("UPDATE obs SET value = '600' WHERE k = {resolution}"),
        format!("UPDATE obs SET evidence = 'tested' WHERE k = {resolution}"),
        format!("UPDATE obs SET note = '' WHERE k = {resolution}"),
        format!("UPDATE obs SET hlc = hlc + 1 WHERE k = {resolution}"),
        format!("UPDATE obs SET ext = '{{}}' WHERE k = {resolution}"),
        format!("UPDATE obs SET prev = x'' WHERE k = {resolution}"),
        format!("UPDATE obs SET prev = zeroblob(32) WHERE k = {resolution}"),
        format!("UPDATE obs SET salt = NULL, note = '' WHERE k = {resolution}"),
        format!(
            "UPDATE obs SET salt = NULL, note = '', value = '', unit = '', vtype = '', \
             evidence = '', status = 'cleared' WHERE k = {resolution}"
        ),
        "UPDATE session SET author = 'B. Surveyor'".to_owned(),
        "UPDATE attr SET name = 'resolution' WHERE name = 'image_resolution'".to_owned(),
        "DELETE FROM obs WHERE k = 3".to_owned(),
        "DELETE FROM obs WHERE k = (SELECT max(k) FROM obs)".to_owned(),
        "UPDATE obs SET evidence = 'rumour' WHERE k = 3".to_owned(),
        "DELETE FROM head WHERE obs = 3".to_owned(),
        "INSERT INTO dangling VALUES (zeroblob(32))".to_owned(),
        "UPDATE meta SET value = '00' WHERE key = 'survey_id'".to_owned(),
        "UPDATE profile SET toml = 'format = 2'".to_owned(),
        "UPDATE profile SET name = 'another'".to_owned(),
        "UPDATE blob SET mime = 'image/png'".to_owned(),
        "DELETE FROM meta WHERE key = 'labels'".to_owned(),
        "UPDATE blob SET data = x'ffd8'".to_owned(),
    ] {
        all += &format!("{}\n", sql.replace(resolution, "resolution"));
        for problem in Case::after(&sql) {
            all += &format!("  {problem}\n");
        }
    }
    insta::assert_snapshot!(all, @r#"
    UPDATE obs SET value = '600' WHERE k = resolution
      row 13 of obs: QV-A01 / entry / readers, image_resolution, recorded by A. Surveyor | its value, evidence or note is not what was entered
    UPDATE obs SET evidence = 'tested' WHERE k = resolution
      row 13 of obs: QV-A01 / entry / readers, image_resolution, recorded by A. Surveyor | its value, evidence or note is not what was entered
    UPDATE obs SET note = '' WHERE k = resolution
      row 13 of obs: QV-A01 / entry / readers, image_resolution, recorded by A. Surveyor | its value, evidence or note is not what was entered
    UPDATE obs SET hlc = hlc + 1 WHERE k = resolution
      row 13 of obs: QV-A01 / entry / readers, image_resolution, recorded by A. Surveyor | what it is about, who recorded it, when, or what it supersedes is not what was entered
    UPDATE obs SET ext = '{}' WHERE k = resolution
      row 13 of obs: QV-A01 / entry / readers, image_resolution, recorded by A. Surveyor | what it is about, who recorded it, when, or what it supersedes is not what was entered
    UPDATE obs SET prev = x'' WHERE k = resolution
      row 13 of obs: QV-A01 / entry / readers, image_resolution, recorded by A. Surveyor | what it is about, who recorded it, when, or what it supersedes is not what was entered
      head: subject 3, attribute 6, row 12 of obs | what stands is not what follows from the observations
    UPDATE obs SET prev = zeroblob(32) WHERE k = resolution
      row 13 of obs: QV-A01 / entry / readers, image_resolution, recorded by A. Surveyor | what it is about, who recorded it, when, or what it supersedes is not what was entered
      row 13 of obs: QV-A01 / entry / readers, image_resolution, recorded by A. Surveyor | it supersedes an observation that is not in the file
      head: subject 3, attribute 6, row 12 of obs | what stands is not what follows from the observations
      dangling | the list of missing observations is not right
    UPDATE obs SET salt = NULL, note = '' WHERE k = resolution
      row 13 of obs: QV-A01 / entry / readers, image_resolution, recorded by A. Surveyor | it has no salt, so nothing shows that it is what was entered
    UPDATE obs SET salt = NULL, note = '', value = '', unit = '', vtype = '', evidence = '', status = 'cleared' WHERE k = resolution
      row 13 of obs: QV-A01 / entry / readers, image_resolution, recorded by A. Surveyor | its content was erased, and nothing says by whom
    UPDATE session SET author = 'B. Surveyor'
      row 0 of session: B. Surveyor | a session is not what was entered
    UPDATE attr SET name = 'resolution' WHERE name = 'image_resolution'
      row 12 of obs: QV-A01 / entry / readers, resolution, recorded by A. Surveyor | what it is about, who recorded it, when, or what it supersedes is not what was entered
      row 13 of obs: QV-A01 / entry / readers, resolution, recorded by A. Surveyor | what it is about, who recorded it, when, or what it supersedes is not what was entered
    DELETE FROM obs WHERE k = 3
      before row 4 of obs | observations are missing
      the list of subjects | the subject aed83d09f9b5ed01f7a4458526002fb5 has no '@code'
    DELETE FROM obs WHERE k = (SELECT max(k) FROM obs)
      head: subject 4, attribute 9, row 20 of obs | what stands is not what follows from the observations
    UPDATE obs SET evidence = 'rumour' WHERE k = 3
      row 3 of obs | its evidence 'rumour' is unknown
      the list of subjects | the subject aed83d09f9b5ed01f7a4458526002fb5 has no '@code'
    DELETE FROM head WHERE obs = 3
      head: subject 1, attribute 3, row 3 of obs | what stands is not what follows from the observations
    INSERT INTO dangling VALUES (zeroblob(32))
      dangling | the list of missing observations is not right
    UPDATE meta SET value = '00' WHERE key = 'survey_id'
      survey_id in meta | the survey's id is not that of its first subject
      labels in meta | what it says of itself, its profiles, photos or imports was changed
    UPDATE profile SET toml = 'format = 2'
      row 0 of profile: land-bcp-core | a profile is not what was put in
    UPDATE profile SET name = 'another'
      labels in meta | what it says of itself, its profiles, photos or imports was changed
    UPDATE blob SET mime = 'image/png'
      labels in meta | what it says of itself, its profiles, photos or imports was changed
    DELETE FROM meta WHERE key = 'labels'
      labels in meta | what it says of itself, its profiles, photos or imports was changed
    UPDATE blob SET data = x'ffd8'
      row 0 of blob | a photo or file is not what was put in
    "#);
}

/// Where in the file a row is: from its header to its last column. Pages keep old copies of rows
/// that were moved, so one is only it if what is read changes with it.
fn row(case: &Case, good: &[u8], n: usize) -> std::ops::Range<usize> {
    let survey = small().survey;
    let observation = &survey.observations()[n];
    let places = |needle: &[u8]| -> Vec<usize> {
        let needle = needle.to_vec();
        (0..good.len() - needle.len()).filter(|&at| good[at..].starts_with(&needle)).collect()
    };
    let ids = places(&observation.id.0);
    for content in places(&observation.content) {
        let mut bad = good.to_vec();
        bad[content] ^= 1;
        fs::write(case.path(), &bad).unwrap();
        let read = Store::open(&case.path(), OpenMode::ReadOnly).unwrap().load().unwrap();
        if read.observations()[n].content != observation.content {
            let id = ids.iter().rev().find(|&&id| id < content).unwrap();
            return id - 20..content + 32 + observation.ext.len();
        }
    }
    panic!("row {n} is not in the file");
}

#[test]
fn every_flipped_bit_of_a_row_is_reported() {
    let case = Case::new();
    let good = fs::read(case.path()).unwrap();
    let last = small().survey.observations().len() - 1;
    for n in [3, last - 7, last] {
        let range = row(&case, &good, n);
        assert!((100..400).contains(&range.len()), "{range:?}");
        for at in range.clone() {
            let mut bad = good.clone();
            bad[at] ^= 1 << (at % 8);
            fs::write(case.path(), &bad).unwrap();
            if let Ok(report) = verify(&case.path()) {
                let place = at - range.start;
                assert!(!report.ok, "byte {place} of row {n} was changed, and nobody noticed");
            }
        }
    }
}

/// Every cell of every table, without asking whether it makes sense; none if it cannot be read.
fn cells(path: &Path) -> Option<Vec<(&'static str, Vec<SqlValue>)>> {
    let tables = "meta attr subject session obs blob profile seal head dangling import_log";
    let conn = Connection::open(path).ok()?;
    let mut all = Vec::new();
    for table in tables.split(' ') {
        let mut statement = conn.prepare(&format!("SELECT * FROM {table}")).ok()?;
        let columns = statement.column_count();
        let mut rows = statement.query([]).ok()?;
        while let Some(row) = rows.next().ok()? {
            let row: Result<Vec<SqlValue>, _> = (0..columns).map(|n| row.get(n)).collect();
            all.push((table, row.ok()?));
        }
    }
    Some(all)
}

/// One byte in 61, or every byte with `BORDERFIT_LONG=1`.
#[test]
fn a_changed_byte_anywhere_is_reported_or_changes_nothing() {
    let case = Case::new();
    let good = fs::read(case.path()).unwrap();
    let honest = cells(&case.path()).unwrap();
    let step = if std::env::var_os("BORDERFIT_LONG").is_some() { 1 } else { 61 };
    let (mut reported, mut slack, mut unnoticed) = (0, 0, std::collections::BTreeMap::new());
    for at in (0..good.len()).step_by(step) {
        let mut bad = good.clone();
        bad[at] ^= 1 << (at % 8);
        fs::write(case.path(), &bad).unwrap();
        if verify(&case.path()).is_ok_and(|report| report.ok) {
            let now = cells(&case.path());
            if now.as_ref() == Some(&honest) {
                slack += 1;
            } else {
                let now = now.unwrap_or_default();
                let differ = now.iter().zip(&honest).find(|(a, b)| a != b);
                *unnoticed.entry(format!("byte {at}: {differ:?}")).or_insert(0) += 1;
            }
        } else {
            reported += 1;
        }
    }
    println!("{reported} reported, {slack} in what holds nothing");
    assert!(unnoticed.is_empty(), "{unnoticed:#?}");
}
