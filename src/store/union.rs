//! The union of observations, row by row, inside one transaction on the target.
//!
//! Dictionaries are matched by what they name, never by number. Every row is checked before it is
//! taken: cells, sizes, and both hashes, so what was changed on its way is refused and named. What
//! is already there is left alone. Heads follow at the end, for what was touched.
//!
//! Where much comes in, the index by fact is built last, and the heads are read from it in order.
//! That of ids stays: it belongs to the table, and finds what is already there.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use rusqlite::{Connection, Statement, params};

use super::erase;
use super::error::StoreError;
use super::open::Store;
use super::read::{Cells, Limits, OBSERVATION_COLUMNS, Reader, Sort};
use super::schema::{INDEX_BY_FACT, NO_INDEX_BY_FACT};
use super::write::insert_session;
use crate::model::erasure::erased_by;
use crate::model::journal::{self, can_state};
use crate::model::observation::observation_id;
use crate::model::survey::{AT_CODE, AT_DELETED, AT_KIND, AT_PARENT};
use crate::model::visible;
use crate::model::{ObservationId, Session, SessionId, SubjectId};
use crate::t;

/// More refused rows than this are counted, not listed.
const MOST_REFUSED: usize = 200;
/// Of so many new rows of a source it is kept in memory where they are.
const MOST_PLACED: usize = 100_000;

/// A row of a source that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// Which: table and row.
    pub row: String,
    /// What is wrong with it.
    pub why: String,
}

/// What became of the rows of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// How many observations it has.
    pub observations: usize,
    /// How many of them are new.
    pub new: usize,
    /// How many were there already.
    pub known: usize,
    /// How many rows were not taken.
    pub refused: usize,
    /// Which; the first of them, if they are many.
    pub refusals: Vec<RefusedRow>,
    /// The digest over those that are new or known.
    pub digest: String,
}

impl Counted {
    pub(super) fn refuse(&mut self, row: impl FnOnce() -> String, why: String) {
        self.refused += 1;
        if self.refusals.len() < MOST_REFUSED {
            self.refusals.push(RefusedRow { row: row(), why });
        }
    }
}

/// Subjects of a source that nothing says what they are: known only once all rows were seen.
pub(super) type Undescribed = BTreeSet<SubjectId>;

/// A union that is being made in a transaction.
pub(super) struct Union<'c> {
    conn: &'c Connection,
    path: &'c Path,
    insert: Statement<'c>,
    insert_subject: Statement<'c>,
    attributes: HashMap<Box<str>, u32>,
    subjects: HashMap<SubjectId, u32>,
    sessions: HashMap<SessionId, u32>,
    /// Where the new begins.
    first: First,
    next: u32,
    /// Of each new subject, whether its kind and code are stated, and which source brought it.
    described: Vec<(SubjectId, bool, bool)>,
    /// Rows of the target whose content is erased: one that brings it fills it in, and what is
    /// ordered to be erased is erased again at the end, whichever came first.
    erased: HashSet<[u8; 32]>,
    /// What new rows supersede: subject, attribute, id.
    superseding: Vec<(u32, u32, [u8; 32])>,
    /// What of that was found at once.
    superseded: Vec<Place>,
    /// Whether much comes in.
    bulk: bool,
}

/// Where a row is in the target: subject, attribute and its own number; so they sort like heads.
type Place = (u32, u32, u32);

#[derive(Clone, Copy)]
struct First {
    subject: usize,
    observation: u32,
}

impl<'c> Union<'c> {
    /// Begins on a target, in a transaction that the caller holds; `bulk` where as much comes in
    /// as is there.
    pub(super) fn begin(
        conn: &'c Connection,
        store: &'c Store,
        bulk: bool,
    ) -> Result<Self, StoreError> {
        let path = store.path();
        let reader = Reader { conn, store };
        let attributes = reader.attributes()?;
        let subjects = reader.subjects()?;
        let sessions = reader.sessions()?;
        let sql = |error| StoreError::library(path, "merged", error);
        let names = attributes.iter().map(|name| &**name);
        let erased = erase::erased_rows(conn, names).map_err(sql)?;
        if bulk {
            conn.execute_batch(NO_INDEX_BY_FACT).map_err(sql)?;
        }
        let next: u32 = conn
            .query_row("SELECT coalesce(max(k) + 1, 0) FROM obs", [], |row| row.get(0))
            .map_err(sql)?;
        let insert = conn
            .prepare(
                "INSERT OR IGNORE INTO obs(k, id, subject, attr, session, hlc, status, vtype, \
                 value, unit, evidence, note, prev, salt, content, ext) VALUES \
                 (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            )
            .map_err(sql)?;
        let insert_subject =
            conn.prepare("INSERT INTO subject(k, id) VALUES (?1, ?2)").map_err(sql)?;
        Ok(Self {
            conn,
            path,
            insert,
            insert_subject,
            first: First { subject: subjects.len(), observation: next },
            next,
            attributes: (0..).zip(attributes).map(|(k, name)| (Box::from(&*name), k)).collect(),
            subjects: (0..).zip(subjects).map(|(k, id)| (id, k)).collect(),
            sessions: (0..).zip(sessions).map(|(k, session)| (session.id, k)).collect(),
            described: Vec::new(),
            erased,
            superseding: Vec::new(),
            superseded: Vec::new(),
            bulk,
        })
    }

    fn sql(&self, error: rusqlite::Error) -> StoreError {
        StoreError::library(self.path, "merged", error)
    }

    /// Takes the observations of a source, but for those about subjects that are `left_out`.
    pub(super) fn add(
        &mut self,
        source: &Store,
        left_out: &Undescribed,
    ) -> Result<Counted, StoreError> {
        let conn = source.conn()?;
        let reader = Reader { conn, store: source };
        let dictionaries = Dictionaries::of(&reader)?;
        let mut local = Local {
            attributes: vec![None; dictionaries.attributes.len()],
            subjects: vec![None; dictionaries.subjects.len()],
            sessions: vec![None; dictionaries.sessions.len()],
            placed: HashMap::new(),
        };
        let mut counted = Counted::default();
        let mut taken: Vec<ObservationId> = Vec::new();
        let failed = |error| StoreError::library(source.path(), "read", error);
        let sql = format!("SELECT {OBSERVATION_COLUMNS}, k FROM obs ORDER BY k");
        let mut statement = conn.prepare(&sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            counted.observations += 1;
            let place = || format!("obs {}", row.get::<_, i64>(15).unwrap_or(-1));
            let checked = Cells::read(row, &dictionaries.limits).and_then(|cells| {
                dictionaries.check(&cells, left_out)?;
                Ok(cells)
            });
            match checked {
                Ok(cells) => {
                    taken.push(ObservationId(cells.id));
                    let new = self.row(&cells, &dictionaries, &mut local)?;
                    counted.new += usize::from(new);
                    counted.known += usize::from(!new);
                }
                Err(why) => counted.refuse(place, why),
            }
        }
        counted.digest = journal::digest(taken);
        Ok(counted)
    }

    /// Takes a checked row; whether it is new.
    fn row(
        &mut self,
        cells: &Cells<'_>,
        dictionaries: &Dictionaries,
        local: &mut Local,
    ) -> Result<bool, StoreError> {
        let subject = self.subject(cells.subject, dictionaries, local)?;
        let attribute = self.attribute(cells.attribute, dictionaries, local)?;
        let session = self.session(cells.session, dictionaries, local)?;
        let said = &cells.said;
        let added = self
            .insert
            .execute(params![
                self.next,
                &cells.id[..],
                subject,
                attribute,
                session,
                cells.hlc.cast_signed(),
                said.status,
                said.kind,
                said.value,
                said.unit,
                said.evidence,
                said.note,
                cells.prev.as_flattened(),
                cells.salt.as_ref().map(|salt| &salt[..]),
                &cells.content[..],
                cells.ext,
            ])
            .map_err(|error| self.sql(error))?;
        if added == 0 {
            if cells.salt.is_some() && self.erased.remove(&cells.id) {
                self.fill(cells)?;
            }
            return Ok(false);
        }
        if cells.salt.is_none() {
            self.erased.insert(cells.id);
        }
        for id in cells.prev {
            // Mostly an answer of the same file.
            match local.placed.get(id) {
                Some(&place) if (place.0, place.1) == (subject, attribute) => {
                    self.superseded.push(place);
                }
                // One that names another fact's supersedes nothing.
                Some(_) => {}
                None => self.superseding.push((subject, attribute, *id)),
            }
        }
        if local.placed.len() < MOST_PLACED {
            local.placed.insert(cells.id, (subject, attribute, self.next));
        }
        self.next += 1;
        if let Some(new) = (subject as usize).checked_sub(self.first.subject) {
            match &*dictionaries.attributes[cells.attribute as usize] {
                AT_KIND => self.described[new].1 = true,
                AT_CODE => self.described[new].2 = true,
                _ => {}
            }
        }
        Ok(true)
    }

    /// Puts content back where it is erased.
    fn fill(&self, cells: &Cells<'_>) -> Result<(), StoreError> {
        let said = &cells.said;
        let sql = "UPDATE obs SET status = ?2, vtype = ?3, value = ?4, unit = ?5, evidence = ?6, \
                   note = ?7, salt = ?8 WHERE id = ?1";
        self.conn
            .execute(
                sql,
                params![
                    &cells.id[..],
                    said.status,
                    said.kind,
                    said.value,
                    said.unit,
                    said.evidence,
                    said.note,
                    cells.salt.as_ref().map(|salt| &salt[..]),
                ],
            )
            .map_err(|error| self.sql(error))?;
        Ok(())
    }

    fn subject(&mut self, k: u32, from: &Dictionaries, to: &mut Local) -> Result<u32, StoreError> {
        if let Some(known) = to.subjects[k as usize] {
            return Ok(known);
        }
        let id = from.subjects[k as usize];
        let known = match self.subjects.get(&id) {
            Some(&known) => known,
            None => {
                let new = count(self.subjects.len());
                self.insert_subject
                    .execute(params![new, &id.0[..]])
                    .map_err(|error| StoreError::library(self.path, "merged", error))?;
                self.subjects.insert(id, new);
                self.described.push((id, false, false));
                new
            }
        };
        to.subjects[k as usize] = Some(known);
        Ok(known)
    }

    fn attribute(
        &mut self,
        k: u32,
        from: &Dictionaries,
        to: &mut Local,
    ) -> Result<u32, StoreError> {
        if let Some(known) = to.attributes[k as usize] {
            return Ok(known);
        }
        let name = &*from.attributes[k as usize];
        let known = match self.attributes.get(name) {
            Some(&known) => known,
            None => {
                let new = count(self.attributes.len());
                self.conn
                    .execute("INSERT INTO attr(k, name) VALUES (?1, ?2)", params![new, name])
                    .map_err(|error| self.sql(error))?;
                self.attributes.insert(name.into(), new);
                new
            }
        };
        to.attributes[k as usize] = Some(known);
        Ok(known)
    }

    fn session(&mut self, k: u32, from: &Dictionaries, to: &mut Local) -> Result<u32, StoreError> {
        if let Some(known) = to.sessions[k as usize] {
            return Ok(known);
        }
        let session = &from.sessions[k as usize];
        let known = match self.sessions.get(&session.id) {
            Some(&known) => known,
            None => {
                let new = count(self.sessions.len());
                insert_session(self.conn, new as usize, session)
                    .map_err(|error| self.sql(error))?;
                self.sessions.insert(session.id, new);
                new
            }
        };
        to.sessions[k as usize] = Some(known);
        Ok(known)
    }

    /// The number of the next observation.
    pub(super) fn next(&self) -> u32 {
        self.next
    }

    /// Subjects that came in and that nothing says what they are.
    pub(super) fn undescribed(&self) -> Undescribed {
        self.described.iter().filter(|(_, kind, code)| !(*kind && *code)).map(|d| d.0).collect()
    }

    /// Brings up to date what follows from the observations.
    ///
    /// Gives how many rows were erased by it.
    pub(super) fn finish(self) -> Result<usize, StoreError> {
        let path = self.path;
        self.follow().map_err(|error| StoreError::library(path, "merged", error))
    }

    fn follow(self) -> rusqlite::Result<usize> {
        let conn = self.conn;
        let first = self.first.observation;
        if self.bulk {
            // What held the index of ids makes room for sorting.
            conn.execute_batch("PRAGMA cache_size = -16384; PRAGMA shrink_memory")?;
            conn.execute_batch(INDEX_BY_FACT)?;
        }
        // What was missing, and may have come in.
        let missing: Vec<Vec<u8>> = conn
            .prepare("SELECT id FROM dangling")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut superseded = self.superseded;
        let mut find = conn.prepare("SELECT k, subject, attr FROM obs WHERE id = ?1")?;
        let mut lookup = |id: &[u8]| -> rusqlite::Result<Option<Place>> {
            let mut rows = find.query([id])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            Ok(Some((row.get(1)?, row.get(2)?, row.get(0)?)))
        };
        let mut dangle = conn.prepare("INSERT OR IGNORE INTO dangling(id) VALUES (?1)")?;
        let mut remove =
            conn.prepare("DELETE FROM head WHERE subject = ?1 AND attr = ?2 AND obs = ?3")?;
        for (subject, attribute, id) in &self.superseding {
            match lookup(id)? {
                None => drop(dangle.execute([&id[..]])?),
                Some(place) if (place.0, place.1) == (*subject, *attribute) => {
                    superseded.push(place);
                }
                // One that names another fact's supersedes nothing.
                Some(_) => {}
            }
        }
        for id in missing {
            let Some(place) = lookup(&id)? else { continue };
            conn.execute("DELETE FROM dangling WHERE id = ?1", [&id])?;
            if names(conn, place.0, place.1, &id)? {
                superseded.push(place);
            }
        }
        // All that is new stands, but for what was superseded; in the order of the tree.
        let order = if first == 0 { "" } else { "WHERE k >= ?1 " };
        let sql = format!(
            "INSERT INTO head(subject, attr, obs) \
             SELECT subject, attr, k FROM obs {order}ORDER BY subject, attr, k"
        );
        let mut all = conn.prepare(&sql)?;
        if first == 0 {
            all.execute([])?
        } else {
            all.execute([first])?
        };
        superseded.sort_unstable();
        superseded.dedup();
        for (subject, attribute, k) in superseded {
            remove.execute([subject, attribute, k])?;
        }
        erase::apply(conn)
    }
}

/// Whether an observation of this fact supersedes the one with this id.
fn names(conn: &Connection, subject: u32, attribute: u32, id: &[u8]) -> rusqlite::Result<bool> {
    let mut about = conn.prepare("SELECT prev FROM obs WHERE subject = ?1 AND attr = ?2")?;
    let mut rows = about.query([subject, attribute])?;
    while let Some(row) = rows.next()? {
        if row.get_ref(0)?.as_blob()?.chunks(32).any(|prev| prev == id) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Counts are of rows, which are numbered by 32 bits.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The numbers that rows of a source have in the target, as far as they were needed.
struct Local {
    attributes: Vec<Option<u32>>,
    subjects: Vec<Option<u32>>,
    sessions: Vec<Option<u32>>,
    /// Where its new rows are.
    placed: HashMap<[u8; 32], Place>,
}

/// The dictionaries of a source.
struct Dictionaries {
    attributes: Vec<std::sync::Arc<str>>,
    subjects: Vec<SubjectId>,
    sessions: Vec<Session>,
    /// What the file says is erased.
    erased: HashSet<ObservationId>,
    /// Sessions that are not what was entered.
    false_sessions: BTreeMap<u32, ()>,
    limits: Limits,
}

impl Dictionaries {
    fn of(reader: &Reader<'_>) -> Result<Self, StoreError> {
        let (attributes, subjects) = (reader.attributes()?, reader.subjects()?);
        let sessions = reader.sessions()?;
        let limits = Limits::of(&subjects, &attributes, &sessions);
        let is_false = |s: &Session| {
            Session::new(s.nonce, &s.author, &s.device, &s.program, s.started).id != s.id
        };
        let false_sessions =
            (0..).zip(&sessions).filter(|(_, s)| is_false(s)).map(|(k, _)| (k, ())).collect();
        let erased = attributes.iter().filter_map(|name| erased_by(name)).collect();
        Ok(Self { attributes, subjects, sessions, erased, false_sessions, limits })
    }

    /// That a row says what was entered, and what a program of this kind enters.
    fn check(&self, cells: &Cells<'_>, left_out: &Undescribed) -> Result<(), String> {
        let subject = self.subjects[cells.subject as usize];
        let attribute = &self.attributes[cells.attribute as usize];
        let session = &self.sessions[cells.session as usize];
        let wrong = |what: &str| Err(format!("{what} ({})", visible(attribute)));
        if self.false_sessions.contains_key(&cells.session) {
            return wrong(t!("who recorded it is not what was entered"));
        }
        match cells.salt {
            Some(salt) if cells.said.hash(&salt) != cells.content => {
                return wrong(t!("its value, evidence or note is not what was entered"));
            }
            None if !erase::is_blank(cells) => {
                return wrong(t!("it has no salt, so nothing shows that it is what was entered"));
            }
            None if !self.erased.contains(&ObservationId(cells.id)) => {
                return wrong(t!("its content was erased, and nothing says by whom"));
            }
            _ => {}
        }
        let id = observation_id(
            subject,
            attribute,
            session.id,
            cells.hlc,
            cells.prev.iter(),
            cells.ext,
            &cells.content,
        );
        if id.0 != cells.id {
            return wrong(t!(
                "what it is about, who recorded it, when, or what it supersedes is not what was \
                 entered"
            ));
        }
        if attribute.starts_with('@') {
            bookkeeping(attribute, cells)?;
        }
        if !left_out.is_empty() && left_out.contains(&subject) {
            return wrong(t!("nothing says what its subject is"));
        }
        Ok(())
    }
}

/// That a statement about a subject is one that can be read: otherwise the whole survey could not.
fn bookkeeping(attribute: &str, cells: &Cells<'_>) -> Result<(), String> {
    let known = matches!(cells.sort, Sort::Known(_));
    let value = cells.said.value;
    let sound = match attribute {
        AT_DELETED if cells.sort == Sort::Cleared => true,
        AT_KIND | AT_CODE | AT_PARENT | AT_DELETED => known && can_state(attribute, value),
        _ => true,
    };
    if !sound || cells.salt.is_none() {
        let attribute = visible(attribute);
        return Err(t!("it is no statement about a subject ({attribute})", attribute));
    }
    Ok(())
}
