//! Verifying: everything in a file that can be recomputed, recomputed.
//!
//! Opening a file shows that it can be read. Here it is shown that it says what was entered:
//! every content hash, id, head and attachment, and what fails by row, fact and person.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use rusqlite::OptionalExtension;
use rusqlite::types::ValueRef;

use super::cipher;
use super::error::StoreError;
use super::files;
use super::labels;
use super::open::{OpenMode, Store};
use super::read::{self, Limits, OBSERVATION_COLUMNS, Reader};
use super::seals::FoundSeal;
use super::write::{BlobId, ProfileHash};
use crate::model::erasure::erased_by;
use crate::model::journal;
use crate::model::observation::{content_hash, observation_id};
use crate::model::visible;
use crate::model::{
    Answer, FileId, Observation, ObservationId, Session, SubjectId, SubjectIx, Survey,
};
use crate::t;

/// More problems than this are counted, not listed.
const MOST_PROBLEMS: usize = 200;

/// What was found in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Whether everything holds.
    pub ok: bool,
    /// BLAKE3 over the sorted ids of the observations.
    pub digest: String,
    /// How many observations there are.
    pub observations: usize,
    /// How many of them lost their content because somebody said so.
    pub erased: usize,
    /// The seals, and whether what each covers is all there; not whether it is genuine.
    pub seals: Vec<FoundSeal>,
    /// What does not hold.
    pub problems: Vec<Problem>,
}

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What.
    pub what: String,
    /// Which row, fact and person.
    pub place: String,
}

/// Recomputes everything in a file.
///
/// # Errors
/// When the file does not pass the gate, or its dictionaries cannot be read.
pub fn verify(path: &Path) -> Result<Report, StoreError> {
    let store = Store::open(path, OpenMode::ReadOnly)?;
    let mut check = Check { store: &store, problems: Vec::new(), unlisted: 0, erased: 0 };
    check.pages()?;
    check.indices()?;
    let rows = check.rows()?;
    check.meta(&rows)?;
    check.sessions(&rows.sessions)?;
    check.hashes(&rows);
    check.derived(&rows)?;
    check.attachments(rows.survey.as_ref())?;
    // What cannot be read fits no seal; the rows say why.
    let seals = store.seals().unwrap_or_default();
    let erased = check.erased;
    let mut problems = check.problems;
    if check.unlisted > 0 {
        let what = t!("and {n} more", n = check.unlisted);
        problems.push(Problem { what, place: String::new() });
    }
    Ok(Report {
        ok: problems.is_empty(),
        digest: journal::digest(rows.observations.iter().map(|o| o.id)),
        observations: rows.observations.len(),
        erased,
        seals,
        problems,
    })
}

/// The rows that can be read.
struct Rows {
    attributes: Vec<std::sync::Arc<str>>,
    sessions: Vec<Session>,
    subjects: Vec<SubjectId>,
    observations: Vec<Observation>,
    /// The `k` of each observation.
    at: Vec<i64>,
    /// Whether its content was erased.
    erased: Vec<bool>,
    /// Whether every row could be read.
    whole: bool,
    /// All of it as a survey, if it makes one.
    survey: Option<Survey>,
}

impl Rows {
    /// Names an observation: row, fact, person.
    fn place(&self, n: usize) -> String {
        let o = &self.observations[n];
        let subject = match &self.survey {
            Some(survey) => survey.path(o.subject).to_string(),
            None => t!("subject {id}", id = self.subjects[o.subject.at()]),
        };
        t!(
            "row {k} of obs: {subject}, {attribute}, recorded by {author}",
            k = self.at[n],
            subject = visible(&subject),
            attribute = visible(&self.attributes[o.attribute.at()]),
            author = visible(&self.sessions[o.session.at()].author)
        )
    }
}

struct Check<'a> {
    store: &'a Store,
    problems: Vec<Problem>,
    unlisted: usize,
    erased: usize,
}

impl Check<'_> {
    fn problem(&mut self, what: impl Into<String>, place: impl FnOnce() -> String) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(Problem { what: what.into(), place: place() });
        } else {
            self.unlisted += 1;
        }
    }

    fn failed(&self, error: rusqlite::Error) -> StoreError {
        StoreError::library(self.store.path(), "verified", error)
    }

    /// That no page of an encrypted file was changed, whether something is in it or not.
    fn pages(&mut self) -> Result<(), StoreError> {
        if self.store.is_encrypted() {
            let pages = cipher::damaged_pages(self.store.conn()?).map_err(|e| self.failed(e))?;
            for page in pages {
                self.problem(t!("a page is not what was written"), || page);
            }
        }
        Ok(())
    }

    /// That indices hold what their tables hold; the gate has looked at pages and types only.
    fn indices(&mut self) -> Result<(), StoreError> {
        let conn = self.store.conn()?;
        let mut statement =
            conn.prepare("PRAGMA integrity_check(100)").map_err(|e| self.failed(e))?;
        let lines = statement
            .query_map([], |row| row.get::<_, String>(0))
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|e| self.failed(e))?;
        for line in lines.iter().filter(|line| *line != "ok") {
            self.problem(t!("a table and its index differ"), || visible(line).into_owned());
        }
        Ok(())
    }

    /// Reads all rows, and reports those that cannot be read.
    fn rows(&mut self) -> Result<Rows, StoreError> {
        let reader = Reader { conn: self.store.conn()?, store: self.store };
        let attributes = reader.attributes()?;
        let sessions = reader.sessions()?;
        let subjects = reader.subjects()?;
        let limits = Limits::of(&subjects, &attributes, &sessions);
        let (mut observations, mut at, mut erased) = (Vec::new(), Vec::new(), Vec::new());
        let mut seen = 0;
        let sql = format!("SELECT {OBSERVATION_COLUMNS}, k, salt IS NULL FROM obs ORDER BY k");
        let mut statement = reader.conn.prepare(&sql).map_err(|e| self.failed(e))?;
        let mut rows = statement.query([]).map_err(|e| self.failed(e))?;
        while let Some(row) = rows.next().map_err(|e| self.failed(e))? {
            let (k, is_erased) =
                row.get(15).and_then(|k: i64| Ok((k, row.get(16)?))).map_err(|e| self.failed(e))?;
            if k != seen {
                self.problem(t!("observations are missing"), || t!("before row {k} of obs", k));
                seen = k;
            }
            seen = seen.saturating_add(1);
            match read::observation(row, &limits, &mut observations) {
                Ok(()) => {
                    at.push(k);
                    erased.push(is_erased);
                }
                Err(what) => self.problem(what, || t!("row {k} of obs", k)),
            }
        }
        drop(rows);
        let whole = self.problems.is_empty();
        let survey =
            Survey::assemble(attributes.clone(), sessions.clone(), &subjects, observations.clone());
        let survey = match survey {
            Ok(survey) => Some(survey),
            Err(error) => {
                self.problem(error.to_string(), || t!("the list of subjects").to_owned());
                None
            }
        };
        Ok(Rows { attributes, sessions, subjects, observations, at, erased, whole, survey })
    }

    /// That the file is of the survey that it says.
    fn meta(&mut self, rows: &Rows) -> Result<(), StoreError> {
        let sql = "SELECT value FROM meta WHERE key = 'survey_id'";
        let id: Option<String> = self
            .store
            .conn()?
            .query_row(sql, [], |row| row.get(0))
            .optional()
            .map_err(|e| self.failed(e))?;
        let is = rows.subjects.first().map(ToString::to_string);
        if is.is_none() || id != is {
            self.problem(t!("the survey's id is not that of its first subject"), || {
                t!("survey_id in meta").to_owned()
            });
        }
        // What cannot be read does not hold either.
        if !labels::hold(self.store.conn()?).unwrap_or(false) {
            self.problem(labels::changed(), || t!("labels in meta").to_owned());
        }
        Ok(())
    }

    fn sessions(&mut self, sessions: &[Session]) -> Result<(), StoreError> {
        // A session starts at a moment without a count.
        let other = "SELECT k FROM session WHERE started_hlc & 65535 <> 0";
        let other = self.stored(other, |row| row.get::<_, i64>(0))?;
        for (k, s) in (0_i64..).zip(sessions) {
            let id = Session::new(s.nonce, &s.author, &s.device, &s.program, s.started).id;
            if id != s.id || other.contains(&k) {
                self.problem(t!("a session is not what was entered"), || {
                    t!("row {k} of session: {author}", k, author = visible(&s.author))
                });
            }
        }
        Ok(())
    }

    /// That a row without content lost it because somebody said so.
    fn erased(&mut self, rows: &Rows, n: usize, orders: &HashSet<ObservationId>) {
        let o = &rows.observations[n];
        if o.answer != Answer::Cleared || !o.kind.is_empty() || !o.note.is_empty() {
            self.problem(
                t!("it has no salt, so nothing shows that it is what was entered"),
                || rows.place(n),
            );
        } else if !orders.contains(&o.id) {
            self.problem(t!("its content was erased, and nothing says by whom"), || rows.place(n));
        } else {
            self.erased += 1;
        }
    }

    /// That every observation says what was entered.
    fn hashes(&mut self, rows: &Rows) {
        let orders: HashSet<ObservationId> =
            rows.attributes.iter().filter_map(|name| erased_by(name)).collect();
        for (n, o) in rows.observations.iter().enumerate() {
            if rows.erased[n] {
                self.erased(rows, n, &orders);
            } else if content_hash(&o.salt, o.kind, &o.answer, &o.note) != o.content {
                self.problem(t!("its value, evidence or note is not what was entered"), || {
                    rows.place(n)
                });
            }
            let subject = rows.subjects[o.subject.at()];
            let attribute = &rows.attributes[o.attribute.at()];
            let session = rows.sessions[o.session.at()].id;
            let prev = o.prev.iter().map(|id| &id.0);
            let id = observation_id(subject, attribute, session, o.hlc, prev, &o.ext, &o.content);
            if id != o.id {
                self.problem(
                    t!("what it is about, who recorded it, when, or what it supersedes is not \
                         what was entered"),
                    || rows.place(n),
                );
            }
        }
    }

    /// That what follows from the observations is what the file keeps beside them.
    fn derived(&mut self, rows: &Rows) -> Result<(), StoreError> {
        let known: HashMap<ObservationId, usize> =
            rows.observations.iter().enumerate().map(|(n, o)| (o.id, n)).collect();
        let mut dangling = BTreeSet::new();
        for (n, o) in rows.observations.iter().enumerate() {
            for prev in &o.prev {
                match known.get(prev).map(|&at| &rows.observations[at]) {
                    None => {
                        dangling.insert(prev.0.to_vec());
                        self.problem(
                            t!("it supersedes an observation that is not in the file"),
                            || rows.place(n),
                        );
                    }
                    Some(p) if (p.subject, p.attribute) != (o.subject, o.attribute) => {
                        self.problem(t!("it supersedes an observation of another fact"), || {
                            rows.place(n)
                        });
                    }
                    Some(_) => {}
                }
            }
        }
        // What does not follow from rows that cannot be read is no problem of its own.
        let Some(survey) = rows.survey.as_ref().filter(|_| rows.whole) else { return Ok(()) };
        for (n, subject) in survey.subjects().iter().enumerate().skip(1) {
            if subject.parent.is_none() {
                self.problem(t!("it stands in nothing"), || {
                    let path = survey.path(SubjectIx::nth(n)).to_string();
                    t!("row {k} of subject: {path}", k = n, path = visible(&path))
                });
            }
        }
        let heads: BTreeSet<[i64; 3]> = (0..survey.subjects().len())
            .map(SubjectIx::nth)
            .flat_map(|subject| survey.heads(subject).iter().map(move |head| (subject, head)))
            .map(|(subject, &(attribute, head))| [subject.0, attribute.0, head.0].map(i64::from))
            .collect();
        let stored = self.stored("SELECT subject, attr, obs FROM head", |row| {
            Ok([row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?])
        })?;
        for [subject, attribute, k] in heads.symmetric_difference(&stored) {
            self.problem(t!("what stands is not what follows from the observations"), || {
                t!(
                    "head: subject {subject}, attribute {attribute}, row {k} of obs",
                    subject,
                    attribute,
                    k
                )
            });
        }
        let stored: BTreeSet<Vec<u8>> = self.stored("SELECT id FROM dangling", |row| row.get(0))?;
        if stored != dangling {
            self.problem(t!("the list of missing observations is not right"), || {
                "dangling".to_owned()
            });
        }
        Ok(())
    }

    fn stored<T: Ord>(
        &self,
        sql: &str,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<BTreeSet<T>, StoreError> {
        let mut statement = self.store.conn()?.prepare(sql).map_err(|e| self.failed(e))?;
        let rows = statement.query_map([], read).and_then(Iterator::collect);
        rows.map_err(|e| self.failed(e))
    }

    /// That profiles, photos and files have the content that their ids say, and that every photo
    /// that stands is there.
    fn attachments(&mut self, survey: Option<&Survey>) -> Result<(), StoreError> {
        let profiles = match self.store.profiles() {
            Err(StoreError::Row { row, what, .. }) => {
                self.problem(what, || t!("row {k} of profile", k = row));
                Vec::new()
            }
            read => read?,
        };
        for profile in profiles {
            if ProfileHash::of(&profile.text) != profile.hash {
                self.problem(t!("a profile is not what was put in"), || {
                    t!(
                        "row {k} of profile: {name}",
                        k = profile.order,
                        name = visible(&profile.name)
                    )
                });
            }
        }
        let mut wrong = Vec::new();
        let mut missing = files::attached(survey);
        let sql = "SELECT k, id, size, data FROM blob ORDER BY k";
        let mut statement = self.store.conn()?.prepare(sql).map_err(|e| self.failed(e))?;
        let mut rows = statement.query([]).map_err(|e| self.failed(e))?;
        while let Some(row) = rows.next().map_err(|e| self.failed(e))? {
            let k = read::integer(row, 0, "k").unwrap_or(-1);
            let id = read::bytes(row, 1, "id");
            let size = read::integer(row, 2, "size");
            let data = read::cell(row, 3, "data");
            // What was left out of a copy is missing only if something that stands shows it.
            if matches!(data, Ok(ValueRef::Null)) {
                continue;
            }
            let named = id.clone().ok().and_then(|id| missing.remove(&FileId(id)));
            let holds = data.and_then(|cell| read::blob(cell, "data")).is_ok_and(|data| {
                Ok(BlobId::of(data)) == id.map(BlobId)
                    && size == Ok(i64::try_from(data.len()).unwrap_or(-1))
            });
            if !holds {
                wrong.push((k, named));
            }
        }
        for (k, named) in wrong {
            self.problem(t!("a photo or file is not what was put in"), || match named {
                Some(named) => t!("row {k} of blob: {named}", k, named),
                None => t!("row {k} of blob", k),
            });
        }
        for named in missing.into_values() {
            self.problem(t!("a photo or file is not in this file"), || named);
        }
        Ok(())
    }
}
