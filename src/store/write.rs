//! Writing: what a survey in memory has beyond its file, in one transaction.
//!
//! Rows are only added. Where the file ends is asked of the file each time, so after a failure
//! the same append can simply be done again.

use std::collections::BTreeMap;
use std::fmt;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use sha2::Digest;

use super::erase;
use super::error::{Shown, StoreError};
use super::labels;
use super::log::{self, Logged};
use super::open::{OpenMode, Store};
use super::read;
use super::schema::{MAX_BLOB, MAX_NOTE, MAX_PREV, MAX_PROFILE, MAX_TEXT};
use crate::model::erasure::AT_ERASED;
use crate::model::survey::AT_KIND;
use crate::model::{
    Answer, AttributeIx, Moment, Observation, ObservationIx, Session, SubjectIx, Survey,
};
use crate::t;

macro_rules! hash {
    ($name:ident, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 32]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
            }
        }
    };
}

hash!(ProfileHash, "The SHA-256 of a profile's text.");
hash!(BlobId, "The BLAKE3 of a photo's or file's bytes.");

impl ProfileHash {
    /// That of this text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(sha2::Sha256::digest(text.as_bytes()).into())
    }
}

impl BlobId {
    /// That of these bytes.
    #[must_use]
    pub fn of(data: &[u8]) -> Self {
        Self(*blake3::hash(data).as_bytes())
    }
}

/// A profile for the next append.
pub(super) struct StagedProfile {
    hash: ProfileHash,
    name: String,
    version: String,
    text: String,
}

/// A photo or file for the next append.
pub(super) struct Blob {
    id: BlobId,
    mime: String,
    data: Vec<u8>,
}

/// What an append has added to the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Observations.
    pub observations: usize,
    /// Subjects.
    pub subjects: usize,
    /// Profiles, photos and files.
    pub attachments: usize,
}

impl Store {
    /// Adds a profile with the next append, in its transaction. One that is there already stays
    /// where it is.
    pub fn add_profile(&mut self, name: &str, version: &str, text: &str) -> ProfileHash {
        let hash = ProfileHash::of(text);
        let (name, version, text) = (name.to_owned(), version.to_owned(), text.to_owned());
        self.profiles.push(StagedProfile { hash, name, version, text });
        hash
    }

    /// Adds a photo or file with the next append, in its transaction.
    pub fn add_blob(&mut self, mime: &str, data: Vec<u8>) -> BlobId {
        let id = BlobId::of(&data);
        if self.blobs.iter().all(|blob| blob.id != id) {
            self.blobs.push(Blob { id, mime: mime.to_owned(), data });
        }
        id
    }

    /// Saves everything that the survey has and the file has not: all of it or nothing. When this
    /// returns, it is on the disk.
    ///
    /// After a failure, the same append may be done again; or the survey is loaded anew.
    ///
    /// # Errors
    /// When the file cannot be written, was taken away, or does not hold the beginning of this
    /// survey; when a text is longer than the format allows.
    pub fn append(&mut self, survey: &Survey) -> Result<Written, StoreError> {
        if self.mode == OpenMode::ReadOnly {
            return Err(StoreError::ReadOnly { file: Shown::from(&*self.path), source: None });
        }
        self.reconnect()?;
        self.still_there()?;
        match self.append_once(survey) {
            Ok(written) => {
                // Not before: what was written into a file that is gone is not saved.
                self.still_there()?;
                self.profiles.clear();
                self.blobs.clear();
                self.entry = None;
                Ok(written)
            }
            Err(StoreError::Unswept { file, source }) => {
                // It is saved all the same.
                self.profiles.clear();
                self.blobs.clear();
                self.entry = None;
                Err(StoreError::Unswept { file, source })
            }
            Err(refused @ (StoreError::Unstorable { .. } | StoreError::Diverged { .. })) => {
                Err(refused)
            }
            Err(failed) => {
                self.drop_connection();
                // If this fails too, the next append tries it again.
                let _ = self.reconnect();
                Err(failed)
            }
        }
    }

    fn append_once(&mut self, survey: &Survey) -> Result<Written, StoreError> {
        let sql = |error| StoreError::library(&self.path, "written", error);
        let tx = Transaction::new_unchecked(self.conn()?, TransactionBehavior::Immediate);
        let tx = tx.map_err(sql)?;
        let from = Stored::read(&tx).map_err(sql)?;
        if !from.is_beginning_of(&tx, survey).map_err(sql)? {
            return Err(StoreError::Diverged { file: Shown::from(&*self.path) });
        }
        if from.is_all_of(survey) && self.profiles.is_empty() && self.blobs.is_empty() {
            return Ok(Written::default());
        }
        storable(survey, &from)
            .and_then(|()| self.attachments_storable())
            .map_err(|what| StoreError::Unstorable { file: Shown::from(&*self.path), what })?;
        insert(&tx, survey, &from).map_err(sql)?;
        let mut erased = 0;
        let new = &survey.attributes()[from.attributes..];
        if new.iter().any(|name| name.starts_with(AT_ERASED)) {
            erased = erase::apply(&tx).map_err(sql)?;
        }
        let mut attachments = insert_profiles(&tx, &self.profiles).map_err(sql)?;
        attachments += insert_blobs(&tx, &self.blobs).map_err(sql)?;
        if let Some(entry) = &self.entry {
            let logged = Logged {
                number: 0,
                milliseconds: entry.now.milliseconds,
                action: entry.action.to_owned(),
                source: entry.source.clone(),
                digest: entry.digest.clone(),
                added: survey.observations().len() - from.observations,
                known: entry.known,
                refused: 0,
                first: Some(from.observations),
            };
            log::write(&tx, &logged).map_err(sql)?;
        }
        if attachments > 0 || self.entry.is_some() {
            labels::write(&tx).map_err(sql)?;
        }
        tx.commit().map_err(sql)?;
        if erased > 0 {
            erase::sweep(self.conn()?).map_err(|source| self.unswept(source))?;
        }
        Ok(Written {
            observations: survey.observations().len() - from.observations,
            subjects: survey.subjects().len() - from.subjects,
            attachments,
        })
    }

    /// That what was erased may have left traces.
    pub(super) fn unswept(&self, source: rusqlite::Error) -> StoreError {
        StoreError::Unswept { file: Shown::from(&*self.path), source: Box::new(source) }
    }

    fn attachments_storable(&self) -> Result<(), String> {
        for blob in &self.blobs {
            at_most(t!("a photo or file"), blob.data.len(), MAX_BLOB)?;
        }
        for profile in &self.profiles {
            at_most(t!("a profile"), profile.text.len(), MAX_PROFILE)?;
        }
        Ok(())
    }
}

/// How many rows of each sort a file has.
struct Stored {
    attributes: usize,
    subjects: usize,
    sessions: usize,
    observations: usize,
}

impl Stored {
    fn read(conn: &Connection) -> rusqlite::Result<Self> {
        let rows = |table: &str| -> rusqlite::Result<usize> {
            let sql = format!("SELECT max(k) FROM {table}");
            let last: Option<u32> = conn.query_row(&sql, [], |row| row.get(0))?;
            Ok(last.map_or(0, |k| k as usize + 1))
        };
        Ok(Self {
            attributes: rows("attr")?,
            subjects: rows("subject")?,
            sessions: rows("session")?,
            observations: rows("obs")?,
        })
    }

    /// Whether a survey continues what is in the file, judged by the last row of each sort.
    fn is_beginning_of(&self, conn: &Connection, survey: &Survey) -> rusqlite::Result<bool> {
        let last_is = |table, column, rows: usize, mine: Option<&[u8]>| -> rusqlite::Result<_> {
            let Some(k) = rows.checked_sub(1) else { return Ok(true) };
            let sql = format!("SELECT CAST({column} AS BLOB) FROM {table} WHERE k = ?1");
            let stored: Vec<u8> = conn.query_row(&sql, [number(k)], |row| row.get(0))?;
            Ok(mine == Some(&stored[..]))
        };
        fn last<T>(all: &[T], rows: usize) -> Option<&T> {
            all.get(rows.checked_sub(1)?)
        }
        let attribute = last(survey.attributes(), self.attributes).map(|a| a.as_bytes());
        let subject = last(survey.subjects(), self.subjects).map(|s| &s.id.0[..]);
        let session = last(survey.sessions(), self.sessions).map(|s| &s.id.0[..]);
        let observation = last(survey.observations(), self.observations).map(|o| &o.id.0[..]);
        Ok(last_is("attr", "name", self.attributes, attribute)?
            && last_is("subject", "id", 1, Some(&survey.id().0))?
            && last_is("subject", "id", self.subjects, subject)?
            && last_is("session", "id", self.sessions, session)?
            && last_is("obs", "id", self.observations, observation)?)
    }

    fn is_all_of(&self, survey: &Survey) -> bool {
        self.attributes == survey.attributes().len()
            && self.subjects == survey.subjects().len()
            && self.sessions == survey.sessions().len()
            && self.observations == survey.observations().len()
    }
}

fn at_most(what: &str, size: usize, most: usize) -> Result<(), String> {
    if size > most {
        return Err(t!("{what} has {size} bytes, and at most {most} fit", what, size, most));
    }
    Ok(())
}

/// That what is new can be read back.
fn storable(survey: &Survey, from: &Stored) -> Result<(), String> {
    for name in &survey.attributes()[from.attributes..] {
        at_most(t!("the name of an attribute"), name.len(), MAX_TEXT)?;
    }
    for session in &survey.sessions()[from.sessions..] {
        at_most(t!("a name"), session.author.len(), MAX_TEXT)?;
        at_most(t!("the name of a device"), session.device.len(), MAX_TEXT)?;
        at_most(t!("the name of a program"), session.program.len(), MAX_TEXT)?;
        if session.started.milliseconds > Moment::MAX_MILLISECONDS {
            return Err(t!("a session begins after the end of time").to_owned());
        }
    }
    for n in from.subjects.max(1)..survey.subjects().len() {
        let ix = SubjectIx::nth(n);
        if survey.heads_named(ix, AT_KIND).is_empty() {
            return Err(t!("nothing says what {path} is", path = survey.path(ix)));
        }
    }
    for o in &survey.observations()[from.observations..] {
        observation_storable(o).map_err(|what| {
            let (path, attribute) = (survey.path(o.subject), survey.attribute(o.attribute));
            t!("{path}, {attribute}: {what}", path, attribute, what)
        })?;
    }
    Ok(())
}

fn observation_storable(o: &Observation) -> Result<(), String> {
    if let Answer::Known { value, unit, .. } = &o.answer {
        at_most(t!("its value"), value.len(), MAX_TEXT)?;
        at_most(t!("its unit"), unit.len(), MAX_TEXT)?;
    }
    at_most(t!("its note"), o.note.len(), MAX_NOTE)?;
    at_most(t!("its reason or extension"), o.ext.len(), MAX_TEXT)?;
    if o.prev.len() > MAX_PREV {
        return Err(t!(
            "it supersedes {n}, and at most {most} may be",
            n = o.prev.len(),
            most = MAX_PREV
        ));
    }
    if read::kind(o.kind).is_none() {
        return Err(t!("its type '{kind}' is unknown", kind = o.kind));
    }
    Ok(())
}

/// As SQLite counts. Counts are of things in memory, so all fit.
pub(super) fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn insert(tx: &Transaction<'_>, survey: &Survey, from: &Stored) -> rusqlite::Result<()> {
    let mut attribute = tx.prepare("INSERT INTO attr(k, name) VALUES (?1, ?2)")?;
    for (k, name) in survey.attributes().iter().enumerate().skip(from.attributes) {
        attribute.execute(params![number(k), &**name])?;
    }
    let mut subject = tx.prepare("INSERT INTO subject(k, id) VALUES (?1, ?2)")?;
    for (k, new) in survey.subjects().iter().enumerate().skip(from.subjects) {
        subject.execute(params![number(k), &new.id.0[..]])?;
    }
    for (k, new) in survey.sessions().iter().enumerate().skip(from.sessions) {
        insert_session(tx, k, new)?;
    }
    let mut observation = tx.prepare(
        "INSERT INTO obs(k, id, subject, attr, session, hlc, status, vtype, value, unit, \
         evidence, note, prev, salt, content, ext) VALUES \
         (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?;
    for (k, o) in survey.observations().iter().enumerate().skip(from.observations) {
        let (value, unit, evidence) = match &o.answer {
            Answer::Known { value, unit, evidence } => (&**value, &**unit, evidence.code()),
            Answer::Absent(reason) => (reason.code(), "", ""),
            Answer::Cleared => ("", "", ""),
        };
        observation.execute(params![
            number(k),
            &o.id.0[..],
            o.subject.0,
            o.attribute.0,
            o.session.0,
            o.hlc.cast_signed(),
            o.answer.status(),
            o.kind,
            value,
            unit,
            evidence,
            &*o.note,
            o.prev.iter().flat_map(|id| id.0).collect::<Vec<u8>>(),
            &o.salt[..],
            &o.content[..],
            &*o.ext,
        ])?;
    }
    update_heads(tx, survey, from.observations)?;
    update_dangling(tx, survey, from.observations)
}

pub(super) fn insert_session(tx: &Connection, k: usize, new: &Session) -> rusqlite::Result<()> {
    tx.execute(
        "INSERT INTO session(k, id, nonce, author, device_label, program, started_hlc, tz_min) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            number(k),
            &new.id.0[..],
            &new.nonce[..],
            &*new.author,
            new.device,
            new.program,
            (new.started.milliseconds << 16).cast_signed(),
            new.started.offset_minutes,
        ],
    )?;
    Ok(())
}

/// Brings the heads up to date for what new observations are about.
fn update_heads(tx: &Transaction<'_>, survey: &Survey, from: usize) -> rusqlite::Result<()> {
    // For each fact that is touched, whether something is superseded.
    let mut touched: BTreeMap<(SubjectIx, AttributeIx), bool> = BTreeMap::new();
    for o in &survey.observations()[from..] {
        *touched.entry((o.subject, o.attribute)).or_default() |= !o.prev.is_empty();
    }
    let mut known = tx.prepare("SELECT obs FROM head WHERE subject = ?1 AND attr = ?2")?;
    let mut remove =
        tx.prepare("DELETE FROM head WHERE subject = ?1 AND attr = ?2 AND obs = ?3")?;
    let mut add = tx.prepare("INSERT INTO head(subject, attr, obs) VALUES (?1, ?2, ?3)")?;
    for ((subject, attribute), supersedes) in touched {
        let heads = survey.heads_of(subject, attribute);
        let stands = |k: u32| heads.iter().any(|&(_, head)| head == ObservationIx(k));
        if supersedes {
            let stored = known
                .query_map([subject.0, attribute.0], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<u32>>>()?;
            for k in stored.into_iter().filter(|&k| !stands(k)) {
                remove.execute([subject.0, attribute.0, k])?;
            }
        }
        for &(_, head) in heads.iter().filter(|(_, head)| head.at() >= from) {
            add.execute([subject.0, attribute.0, head.0])?;
        }
    }
    Ok(())
}

/// Notes superseded observations that are not in the file, and those that have come in.
fn update_dangling(tx: &Transaction<'_>, survey: &Survey, from: usize) -> rusqlite::Result<()> {
    let new = &survey.observations()[from..];
    let any: Option<i64> =
        tx.query_row("SELECT 1 FROM dangling LIMIT 1", [], |row| row.get(0)).optional()?;
    if any.is_some() {
        let mut remove = tx.prepare("DELETE FROM dangling WHERE id = ?1")?;
        for o in new {
            remove.execute([&o.id.0[..]])?;
        }
    }
    let mut add = tx.prepare(
        "INSERT OR IGNORE INTO dangling(id) \
         SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM obs WHERE id = ?1)",
    )?;
    for id in new.iter().flat_map(|o| &o.prev) {
        add.execute([&id.0[..]])?;
    }
    Ok(())
}

fn insert_profiles(tx: &Transaction<'_>, profiles: &[StagedProfile]) -> rusqlite::Result<usize> {
    let mut added = 0;
    for new in profiles {
        added += tx.execute(
            "INSERT OR IGNORE INTO profile(k, id, name, version, toml) \
             SELECT (SELECT count(*) FROM profile), ?1, ?2, ?3, ?4",
            params![&new.hash.0[..], new.name, new.version, new.text],
        )?;
    }
    Ok(added)
}

fn insert_blobs(tx: &Transaction<'_>, blobs: &[Blob]) -> rusqlite::Result<usize> {
    let mut added = 0;
    for new in blobs {
        added += tx.execute(
            "INSERT OR IGNORE INTO blob(k, id, size, mime, data) \
             SELECT (SELECT count(*) FROM blob), ?1, ?2, ?3, ?4",
            params![&new.id.0[..], number(new.data.len()), new.mime, new.data],
        )?;
    }
    Ok(added)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Entry, Evidence, Session, SubjectId, Supersede};

    fn answer(survey: &mut Survey, n: usize) {
        let entry = Entry {
            subject: Survey::ROOT,
            attribute: survey.intern("title"),
            session: crate::model::SessionIx(0),
            milliseconds: 1_000,
            kind: "text",
            answer: Answer::known(&format!("{n} {}", "x".repeat(2_000)), Evidence::Stated),
            note: String::new(),
            supersede: Supersede::All,
            settles: None,
            salt: [1; 16],
        };
        survey.insert(survey.prepare(entry));
    }

    #[test]
    fn a_full_disk_changes_nothing_and_the_same_append_can_be_done_again() {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let path = folder.path().join("a.survey");
        let mut survey = Survey::new(SubjectId([1; 16]));
        let started = Moment { milliseconds: 0, offset_minutes: 0 };
        survey.add_session(Session::new([2; 16], "A. Surveyor", "", "test", started));
        let mut run = || -> Result<(), StoreError> {
            let mut store = Store::create(&path, survey.id(), [3; 16], "test")?;
            answer(&mut survey, 0);
            store.append(&survey)?;
            let sql = |error| StoreError::library(&path, "limited", error);
            // The system has no more room than the file takes now.
            store.conn()?.execute_batch("PRAGMA max_page_count = 1").map_err(sql)?;
            let before = std::fs::read(&path).map_err(|e| StoreError::system(&path, "read", e))?;
            answer(&mut survey, 1);
            answer(&mut survey, 2);
            store.add_profile("p", "1", "format = 1");
            let full = store.append(&survey);
            assert!(matches!(full, Err(StoreError::Full { .. })), "{full:?}");
            assert!(std::fs::read(&path).is_ok_and(|now| now == before), "nothing was written");
            assert_eq!(store.load()?.observations().len(), 1);
            // After a failure the file is opened anew, and so without that limit.
            let written = store.append(&survey)?;
            assert_eq!((written.observations, written.attachments), (2, 1));
            assert_eq!(store.load()?.observations(), survey.observations());
            Ok(())
        };
        run().unwrap_or_else(|error| panic!("{error}"));
    }
}
