//! Reading: rows into a survey.
//!
//! Rows come in the order of `k`, which is their index in memory, so nothing is looked up. Every
//! row is checked for what would make it unusable; whether its hashes hold is for `verify`.

use std::sync::Arc;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::error::{Shown, StoreError};
use super::open::Store;
use super::schema::{MAX_NOTE, MAX_PREV, MAX_PROFILE, MAX_TEXT};
use super::write::ProfileHash;
use crate::model::observation::Said;
use crate::model::visible;
use crate::model::{
    AbsenceReason, Answer, AttributeIx, Evidence, Kind, Moment, Observation, ObservationId,
    Session, SessionId, SessionIx, SubjectId, SubjectIx, Survey,
};
use crate::t;

/// The columns of observations, in the order in which they are read.
pub(super) const OBSERVATION_COLUMNS: &str = "id, subject, attr, session, hlc, status, vtype, \
     value, unit, evidence, note, prev, salt, content, ext";

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
        if subjects.is_empty() {
            return Err(self.damaged(t!("the survey itself is missing").to_owned()));
        }
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
        reader.rows("profile", sql, |row, order| {
            Ok(StoredProfile {
                hash: ProfileHash(bytes(row, 1, "id")?),
                name: text(row, 2, "name", MAX_TEXT)?.to_owned(),
                version: text(row, 3, "version", MAX_TEXT)?.to_owned(),
                text: text(row, 4, "toml", MAX_PROFILE)?.to_owned(),
                order,
            })
        })
    }

    /// The profiles that the survey is judged by, in the order in which they were named. Those that
    /// the fact [`crate::model::survey::PROFILES_IN_FORCE`] names; where people disagree, all of theirs; without that
    /// fact, or when the file has none of them, every profile of the survey.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn profiles_in_force(&self) -> Result<Vec<StoredProfile>, StoreError> {
        let all = self.profiles()?;
        let reader = Reader { conn: self.conn()?, store: self };
        let sql = "SELECT row_number() OVER (ORDER BY o.k) - 1, o.value FROM head h \
             JOIN attr a ON a.k = h.attr JOIN obs o ON o.k = h.obs \
             WHERE h.subject = 0 AND a.name = 'profiles_in_force' AND o.status = 'known' \
             ORDER BY o.k";
        let named = reader.rows("obs", sql, |row, _| {
            Ok(text(row, 1, "value", MAX_TEXT)?.split(';').map(str::to_owned).collect::<Vec<_>>())
        })?;
        let mut chosen: Vec<StoredProfile> = Vec::new();
        for hash in named.iter().flatten() {
            let of = all.iter().find(|p| p.hash.to_string() == hash.trim());
            chosen.extend(of.filter(|p| !chosen.contains(p)).cloned());
        }
        Ok(if chosen.is_empty() { all } else { chosen })
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
        self.rows("attr", "SELECT k, name FROM attr ORDER BY k", |row, _| {
            text(row, 1, "name", MAX_TEXT).map(Arc::from)
        })
    }

    /// The ids of subjects; the first is the survey's.
    pub(super) fn subjects(&self) -> Result<Vec<SubjectId>, StoreError> {
        self.rows("subject", "SELECT k, id FROM subject ORDER BY k", |row, _| {
            bytes(row, 1, "id").map(SubjectId)
        })
    }

    /// The sessions.
    pub(super) fn sessions(&self) -> Result<Vec<Session>, StoreError> {
        let sql = "SELECT k, id, nonce, author, device_label, program, started_hlc, tz_min \
                   FROM session ORDER BY k";
        self.rows("session", sql, |row, _| {
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
                        .map_err(|_| t!("its tz_min {offset} is no offset", offset))?,
                },
            })
        })
    }

    /// The observations.
    pub(super) fn observations(&self, limits: &Limits) -> Result<Vec<Observation>, StoreError> {
        let failed = |error| StoreError::library(&self.store.path, "read", error);
        let (first, last): (Option<i64>, Option<i64>) = self
            .conn
            .query_row("SELECT (SELECT min(k) FROM obs), (SELECT max(k) FROM obs)", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .map_err(failed)?;
        let count = last.map_or(0, |k| usize::try_from(k).unwrap_or(usize::MAX - 1) + 1);
        // No file can lie itself more rows than it has bytes.
        let size = std::fs::metadata(&self.store.path).map_or(0, |about| about.len());
        let room = count.min(usize::try_from(size / 100).unwrap_or(0));
        let mut all = Vec::with_capacity(room);
        let sql = format!("SELECT {OBSERVATION_COLUMNS} FROM obs ORDER BY k");
        let mut statement = self.conn.prepare(&sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let n = all.len();
            observation(row, limits, &mut all).map_err(|what| self.row("obs", n, what))?;
        }
        // k is unique, so this many rows from 0 to the last leave no gap.
        if all.len() != count || first.is_some_and(|k| k != 0) {
            return Err(self.store.damaged(t!("observations are missing from it").to_owned()));
        }
        Ok(all)
    }

    fn row(&self, table: &'static str, n: usize, what: String) -> StoreError {
        let (file, row) = (Shown::from(&*self.store.path), i64::try_from(n).unwrap_or(i64::MAX));
        StoreError::Row { file, table, row, what }
    }

    /// Reads all rows of a table; column 0 is `k`, which must count from 0.
    pub(super) fn rows<T>(
        &self,
        table: &'static str,
        sql: &str,
        read: impl Fn(&Row<'_>, usize) -> Result<T, String>,
    ) -> Result<Vec<T>, StoreError> {
        let failed = |error| StoreError::library(&self.store.path, "read", error);
        let mut statement = self.conn.prepare(sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let n = all.len();
            let one = index(row, n).and_then(|()| read(row, n));
            all.push(one.map_err(|what| self.row(table, n, what))?);
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
        Err(t!("it is missing; the next is {row}", row = k))
    }
}

/// One row of [`OBSERVATION_COLUMNS`], each cell checked for type and size.
pub(super) struct Cells<'a> {
    pub(super) id: [u8; 32],
    /// Indices into the dictionaries of the file.
    pub(super) subject: u32,
    pub(super) attribute: u32,
    pub(super) session: u32,
    pub(super) hlc: u64,
    pub(super) said: Said<'a>,
    pub(super) sort: Sort,
    kind: &'static str,
    /// Ids, one after the other.
    pub(super) prev: &'a [[u8; 32]],
    /// `None` when the content was erased.
    pub(super) salt: Option<[u8; 16]>,
    pub(super) content: [u8; 32],
    pub(super) ext: &'a str,
}

/// What sort of answer a row is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Known(Evidence),
    Absent(AbsenceReason),
    Cleared,
}

impl<'a> Cells<'a> {
    /// Checks a row.
    #[inline]
    pub(super) fn read(row: &'a Row<'_>, limits: &Limits) -> Result<Self, String> {
        let value = text(row, 7, "value", MAX_TEXT)?;
        let unit = text(row, 8, "unit", MAX_TEXT)?;
        let evidence = text(row, 9, "evidence", MAX_TEXT)?;
        let status = text(row, 5, "status", MAX_TEXT)?;
        let sort = match status {
            "known" => {
                Sort::Known(Evidence::parse(evidence).ok_or_else(|| unknown("evidence", evidence))?)
            }
            "absent" => Sort::Absent(
                AbsenceReason::parse(value)
                    .ok_or_else(|| unknown(t!("reason of absence"), value))?,
            ),
            "cleared" if value.is_empty() => Sort::Cleared,
            "cleared" => return Err(t!("it is cleared, but has a value").to_owned()),
            other => return Err(unknown("status", other)),
        };
        if status != "known" && !(unit.is_empty() && evidence.is_empty()) {
            return Err(t!("it is {status}, but has a unit or evidence", status));
        }
        let vtype = text(row, 6, "vtype", MAX_TEXT)?;
        let note = text(row, 10, "note", MAX_NOTE)?;
        Ok(Self {
            id: bytes(row, 0, "id")?,
            subject: position(row, 1, "subject", limits.subjects)?,
            attribute: position(row, 2, "attr", limits.attributes)?,
            session: position(row, 3, "session", limits.sessions)?,
            hlc: integer(row, 4, "hlc")?.cast_unsigned(),
            said: Said { status, kind: vtype, value, unit, evidence, note },
            sort,
            kind: kind(vtype).ok_or_else(|| unknown("vtype", vtype))?,
            prev: superseded(blob(cell(row, 11, "prev")?, "prev")?)?,
            // A salt is erased together with what it salted; the content hash stays.
            salt: match cell(row, 12, "salt")? {
                ValueRef::Null => None,
                salt => Some(sized(salt, "salt")?),
            },
            content: bytes(row, 13, "content")?,
            ext: text(row, 14, "ext", MAX_TEXT)?,
        })
    }

    fn answer(&self) -> Answer {
        match self.sort {
            Sort::Known(evidence) => Answer::Known {
                value: self.said.value.into(),
                unit: self.said.unit.into(),
                evidence,
            },
            Sort::Absent(reason) => Answer::Absent(reason),
            Sort::Cleared => Answer::Cleared,
        }
    }
}

/// Reads one row of [`OBSERVATION_COLUMNS`] and adds it: in place, as it is large.
pub(super) fn observation(
    row: &Row<'_>,
    limits: &Limits,
    all: &mut Vec<Observation>,
) -> Result<(), String> {
    let cells = Cells::read(row, limits)?;
    all.push(Observation {
        id: ObservationId(cells.id),
        subject: SubjectIx(cells.subject),
        attribute: AttributeIx(cells.attribute),
        session: SessionIx(cells.session),
        hlc: cells.hlc,
        kind: cells.kind,
        answer: cells.answer(),
        note: cells.said.note.into(),
        prev: cells.prev.iter().copied().map(ObservationId).collect(),
        salt: cells.salt.unwrap_or_default(),
        content: cells.content,
        ext: cells.ext.into(),
    });
    Ok(())
}

/// The type of an attribute, as the model names it.
pub(super) fn kind(code: &str) -> Option<&'static str> {
    match code {
        "" => Some(""),
        "text" => Some("text"),
        "count" => Some(Kind::Count.code()),
        _ => Kind::parse(code).map(Kind::code),
    }
}

fn superseded(blob: &[u8]) -> Result<&[[u8; 32]], String> {
    let (ids, rest) = blob.as_chunks::<32>();
    if !rest.is_empty() || ids.len() > MAX_PREV {
        return Err(has_bytes("prev", blob.len()));
    }
    Ok(ids)
}

#[cold]
fn unknown(what: &str, found: &str) -> String {
    let start: String = found.chars().take(40).collect();
    t!("its {what} '{value}' is unknown", what, value = visible(&start))
}

/// What a cell is not.
#[derive(Clone, Copy)]
enum Not {
    There,
    Number,
    Listed,
    Text,
    Bytes,
}

#[cold]
fn no(column: &str, what: Not) -> String {
    match what {
        Not::There => t!("its {column} is not there", column),
        Not::Number => t!("its {column} is not a number", column),
        Not::Listed => t!("its {column} is not in the list of them", column),
        Not::Text => t!("its {column} is not text", column),
        Not::Bytes => t!("its {column} is not bytes", column),
    }
}

#[cold]
fn has_bytes(column: &str, count: usize) -> String {
    t!("its {column} has {count} bytes", column, count)
}

// Called sixteen times a row: inlined, with what goes wrong kept out of the way.

#[inline]
pub(super) fn cell<'a>(row: &'a Row<'_>, at: usize, column: &str) -> Result<ValueRef<'a>, String> {
    row.get_ref(at).map_err(|_| no(column, Not::There))
}

#[inline]
pub(super) fn integer(row: &Row<'_>, at: usize, column: &str) -> Result<i64, String> {
    match cell(row, at, column)? {
        ValueRef::Integer(n) => Ok(n),
        _ => Err(no(column, Not::Number)),
    }
}

#[inline]
fn position(row: &Row<'_>, at: usize, column: &str, count: usize) -> Result<u32, String> {
    let n = integer(row, at, column)?;
    match u32::try_from(n) {
        Ok(index) if (index as usize) < count => Ok(index),
        _ => Err(no(column, Not::Listed)),
    }
}

#[inline]
pub(super) fn text<'a>(
    row: &'a Row<'_>,
    at: usize,
    column: &str,
    most: usize,
) -> Result<&'a str, String> {
    match cell(row, at, column)? {
        ValueRef::Text([]) => Ok(""),
        ValueRef::Text(bytes) if bytes.len() <= most => {
            str::from_utf8(bytes).map_err(|_| no(column, Not::Text))
        }
        ValueRef::Text(bytes) => Err(has_bytes(column, bytes.len())),
        _ => Err(no(column, Not::Text)),
    }
}

#[inline]
pub(super) fn blob<'a>(cell: ValueRef<'a>, column: &str) -> Result<&'a [u8], String> {
    match cell {
        ValueRef::Blob(bytes) => Ok(bytes),
        _ => Err(no(column, Not::Bytes)),
    }
}

#[inline]
fn sized<const N: usize>(cell: ValueRef<'_>, column: &str) -> Result<[u8; N], String> {
    let found = blob(cell, column)?;
    found.try_into().map_err(|_| has_bytes(column, found.len()))
}

#[inline]
pub(super) fn bytes<const N: usize>(
    row: &Row<'_>,
    at: usize,
    column: &str,
) -> Result<[u8; N], String> {
    sized(cell(row, at, column)?, column)
}
