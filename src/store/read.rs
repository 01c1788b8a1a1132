//! Reading: rows into a survey.
//!
//! Rows come in the order of `k`, which is their index in memory, so nothing is looked up. Every
//! row is checked for what would make it unusable; whether its hashes hold is for `verify`.

use std::sync::Arc;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::error::{Shown, StoreError};
use super::open::Store;
use super::schema::{MAX_NOTE, MAX_PREV, MAX_TEXT};
use super::write::ProfileHash;
use crate::model::{
    AbsenceReason, Answer, AttributeIx, Evidence, Kind, Moment, Observation, ObservationId,
    Session, SessionId, SessionIx, SubjectId, SubjectIx, Survey,
};

/// The columns of observations, in the order in which they are read.
pub(super) const OBSERVATIONS: &str = "SELECT k, id, subject, attr, session, hlc, status, vtype, \
     value, unit, evidence, note, prev, salt, content, ext FROM obs ORDER BY k";

/// A standard profile as it was used in a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredProfile {
    /// SHA-256 of its text, as in every output.
    pub hash: ProfileHash,
    /// Its id.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its text.
    pub text: String,
    /// Its place among the profiles of the survey, from 0.
    pub order: usize,
}

impl Store {
    /// Reads the whole survey.
    ///
    /// # Errors
    /// When a row is not one that this program writes; names it.
    pub fn load(&self) -> Result<Survey, StoreError> {
        let conn = self.conn()?;
        let reader = Reader { conn, store: self };
        let attributes = reader.attributes()?;
        let sessions = reader.sessions()?;
        let subjects = reader.subjects()?;
        let limits = Limits::of(&subjects, &attributes, &sessions);
        let observations = reader.observations(&limits)?;
        Survey::assemble(attributes, sessions, &subjects, observations)
            .map_err(|error| self.damaged(error.to_string()))
    }

    /// The profiles of the survey, in order.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn profiles(&self) -> Result<Vec<StoredProfile>, StoreError> {
        let reader = Reader { conn: self.conn()?, store: self };
        let sql = "SELECT k, id, name, version, toml FROM profile ORDER BY k";
        reader.rows("profile", sql, 0, |row, order| {
            Ok(StoredProfile {
                hash: ProfileHash(bytes(row, 1, "id")?),
                name: text(row, 2, "name", MAX_TEXT)?.to_owned(),
                version: text(row, 3, "version", MAX_TEXT)?.to_owned(),
                text: text(row, 4, "toml", usize::MAX)?.to_owned(),
                order,
            })
        })
    }

    /// The whole file does not make sense.
    pub(super) fn damaged(&self, what: String) -> StoreError {
        StoreError::Damaged { file: Shown::from(&*self.path), what, source: None }
    }
}

/// How far indices may go.
pub(super) struct Limits {
    subjects: usize,
    attributes: usize,
    sessions: usize,
}

impl Limits {
    /// Those of these dictionaries.
    pub(super) fn of(
        subjects: &[SubjectId],
        attributes: &[Arc<str>],
        sessions: &[Session],
    ) -> Self {
        Self { subjects: subjects.len(), attributes: attributes.len(), sessions: sessions.len() }
    }
}

/// Reads tables of one file.
pub(super) struct Reader<'a> {
    /// Its connection.
    pub(super) conn: &'a Connection,
    /// For naming it.
    pub(super) store: &'a Store,
}

impl Reader<'_> {
    /// The names of attributes.
    pub(super) fn attributes(&self) -> Result<Vec<Arc<str>>, StoreError> {
        self.rows("attr", "SELECT k, name FROM attr ORDER BY k", 0, |row, _| {
            text(row, 1, "name", MAX_TEXT).map(Arc::from)
        })
    }

    /// The ids of subjects; the first is the survey's.
    pub(super) fn subjects(&self) -> Result<Vec<SubjectId>, StoreError> {
        self.rows("subject", "SELECT k, id FROM subject ORDER BY k", 0, |row, _| {
            bytes(row, 1, "id").map(SubjectId)
        })
    }

    /// The sessions.
    pub(super) fn sessions(&self) -> Result<Vec<Session>, StoreError> {
        let sql = "SELECT k, id, nonce, author, device_label, program, started_hlc, tz_min \
                   FROM session ORDER BY k";
        self.rows("session", sql, 0, |row, _| {
            let started = integer(row, 6, "started_hlc")?;
            let offset = integer(row, 7, "tz_min")?;
            Ok(Session {
                id: SessionId(bytes(row, 1, "id")?),
                nonce: bytes(row, 2, "nonce")?,
                author: text(row, 3, "author", MAX_TEXT)?.into(),
                device: text(row, 4, "device_label", MAX_TEXT)?.to_owned(),
                program: text(row, 5, "program", MAX_TEXT)?.to_owned(),
                started: Moment {
                    milliseconds: started.cast_unsigned() >> 16,
                    offset_minutes: i16::try_from(offset)
                        .map_err(|_| format!("its tz_min {offset} is no offset"))?,
                },
            })
        })
    }

    /// The observations.
    pub(super) fn observations(&self, limits: &Limits) -> Result<Vec<Observation>, StoreError> {
        let sql = |error| StoreError::library(&self.store.path, "read", error);
        // A hint of how much room to make; no file can lie itself more rows than it has bytes.
        let last: Option<i64> =
            self.conn.query_row("SELECT max(k) FROM obs", [], |row| row.get(0)).map_err(sql)?;
        let rows = last.and_then(|k| usize::try_from(k).ok()).map_or(0, |k| k.saturating_add(1));
        let size = std::fs::metadata(&self.store.path).map_or(0, |about| about.len());
        let room = rows.min(usize::try_from(size / 100).unwrap_or(0));
        self.rows("obs", OBSERVATIONS, room, |row, _| observation(row, limits))
    }

    /// Reads all rows of a table; column 0 is `k`, which must count from 0.
    pub(super) fn rows<T>(
        &self,
        table: &'static str,
        sql: &str,
        room: usize,
        read: impl Fn(&Row<'_>, usize) -> Result<T, String>,
    ) -> Result<Vec<T>, StoreError> {
        let failed = |error| StoreError::library(&self.store.path, "read", error);
        let mut statement = self.conn.prepare(sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        let mut all = Vec::with_capacity(room);
        while let Some(row) = rows.next().map_err(failed)? {
            let n = all.len();
            let one = index(row, n).and_then(|()| read(row, n));
            all.push(one.map_err(|what| StoreError::Row {
                file: Shown::from(&*self.store.path),
                table,
                row: i64::try_from(n).unwrap_or(i64::MAX),
                what,
            })?);
        }
        Ok(all)
    }
}

/// That `k` continues the count.
pub(super) fn index(row: &Row<'_>, n: usize) -> Result<(), String> {
    let k = integer(row, 0, "k")?;
    if usize::try_from(k) == Ok(n) {
        Ok(())
    } else {
        Err(format!("it is missing; the next is {k}"))
    }
}

/// Reads one row of [`OBSERVATIONS`].
pub(super) fn observation(row: &Row<'_>, limits: &Limits) -> Result<Observation, String> {
    let hlc = integer(row, 5, "hlc")?.cast_unsigned();
    let value = text(row, 8, "value", MAX_TEXT)?;
    let unit = text(row, 9, "unit", MAX_TEXT)?;
    let evidence = text(row, 10, "evidence", MAX_TEXT)?;
    let answer = match text(row, 6, "status", MAX_TEXT)? {
        "known" => Answer::Known {
            value: value.into(),
            unit: unit.into(),
            evidence: Evidence::parse(evidence).ok_or_else(|| unknown("evidence", evidence))?,
        },
        _ if !(unit.is_empty() && evidence.is_empty()) => {
            return Err("it has a unit or evidence, but no value".to_owned());
        }
        "absent" => Answer::Absent(
            AbsenceReason::parse(value).ok_or_else(|| unknown("reason of absence", value))?,
        ),
        "cleared" if value.is_empty() => Answer::Cleared,
        "cleared" => return Err("it is cleared, but has a value".to_owned()),
        other => return Err(unknown("status", other)),
    };
    let vtype = text(row, 7, "vtype", MAX_TEXT)?;
    Ok(Observation {
        id: ObservationId(bytes(row, 1, "id")?),
        subject: SubjectIx(position(row, 2, "subject", limits.subjects)?),
        attribute: AttributeIx(position(row, 3, "attr", limits.attributes)?),
        session: SessionIx(position(row, 4, "session", limits.sessions)?),
        hlc,
        kind: kind(vtype).ok_or_else(|| unknown("vtype", vtype))?,
        answer,
        note: text(row, 11, "note", MAX_NOTE)?.into(),
        prev: superseded(blob(row, 12, "prev")?)?,
        // A salt is erased together with what it salted; the content hash stays.
        salt: match cell(row, 13, "salt")? {
            ValueRef::Null => [0; 16],
            _ => bytes(row, 13, "salt")?,
        },
        content: bytes(row, 14, "content")?,
        ext: text(row, 15, "ext", MAX_TEXT)?.into(),
    })
}

/// The type of an attribute, as the model names it.
pub(super) fn kind(code: &str) -> Option<&'static str> {
    if code.is_empty() {
        return Some("");
    }
    let kind = if code == Kind::Count.code() { Some(Kind::Count) } else { Kind::parse(code) };
    kind.map(Kind::code)
}

fn superseded(blob: &[u8]) -> Result<Box<[ObservationId]>, String> {
    if blob.is_empty() {
        return Ok(Box::default());
    }
    let (ids, rest) = blob.as_chunks::<32>();
    if !rest.is_empty() || ids.len() > MAX_PREV {
        return Err(format!("its prev has {} bytes", blob.len()));
    }
    Ok(ids.iter().copied().map(ObservationId).collect())
}

#[cold]
fn unknown(what: &str, found: &str) -> String {
    let start: String = found.chars().take(40).collect();
    format!("its {what} '{}' is unknown", start.escape_debug())
}

fn cell<'a>(row: &'a Row<'_>, at: usize, column: &str) -> Result<ValueRef<'a>, String> {
    row.get_ref(at).map_err(|_| format!("its {column} cannot be read"))
}

pub(super) fn integer(row: &Row<'_>, at: usize, column: &str) -> Result<i64, String> {
    match cell(row, at, column)? {
        ValueRef::Integer(n) => Ok(n),
        _ => Err(format!("its {column} is no number")),
    }
}

fn position(row: &Row<'_>, at: usize, column: &str, count: usize) -> Result<u32, String> {
    let n = integer(row, at, column)?;
    match u32::try_from(n) {
        Ok(index) if (index as usize) < count => Ok(index),
        _ => Err(format!("its {column} {n} is not in the list of them")),
    }
}

pub(super) fn text<'a>(
    row: &'a Row<'_>,
    at: usize,
    column: &str,
    most: usize,
) -> Result<&'a str, String> {
    match cell(row, at, column)? {
        ValueRef::Text(bytes) if bytes.len() <= most => {
            str::from_utf8(bytes).map_err(|_| format!("its {column} is not text"))
        }
        ValueRef::Text(bytes) => Err(format!("its {column} has {} bytes", bytes.len())),
        _ => Err(format!("its {column} is not text")),
    }
}

fn blob<'a>(row: &'a Row<'_>, at: usize, column: &str) -> Result<&'a [u8], String> {
    match cell(row, at, column)? {
        ValueRef::Blob(bytes) => Ok(bytes),
        _ => Err(format!("its {column} is not bytes")),
    }
}

pub(super) fn bytes<const N: usize>(
    row: &Row<'_>,
    at: usize,
    column: &str,
) -> Result<[u8; N], String> {
    let found = blob(row, at, column)?;
    found.try_into().map_err(|_| format!("its {column} has {} bytes", found.len()))
}
