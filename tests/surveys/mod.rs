//! Surveys to try things on, the same at every run.

// Each test file uses some of it.
#![allow(dead_code, clippy::unwrap_used)]

use std::path::Path;

use borderfit::model::journal::ensure_subject;
use borderfit::model::{
    self, AbsenceReason, Answer, Entry, Evidence, Moment, Session, SessionIx, SubjectId, SubjectIx,
    Supersede, Survey,
};
use borderfit::store::{OpenMode, Store, StoreError};

/// The id of every survey here.
pub(crate) const ID: SubjectId = SubjectId([0x5b; 16]);

/// A moment in March 2026, so many seconds in.
pub(crate) fn moment(seconds: u64) -> Moment {
    Moment { milliseconds: 1_772_528_400_000 + seconds * 1_000, offset_minutes: 120 }
}

/// Bytes that differ from call to call and are the same at every run.
pub(crate) struct Salts(u64);

impl Salts {
    /// Starts anew.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next 16.
    pub(crate) fn next(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        for half in bytes.chunks_mut(8) {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            half.copy_from_slice(&self.0.to_le_bytes());
        }
        bytes
    }
}

/// A survey in memory and who adds to it.
pub(crate) struct Desk {
    /// The survey.
    pub(crate) survey: Survey,
    /// Who records.
    pub(crate) session: SessionIx,
    /// Random bytes.
    pub(crate) salts: Salts,
    seconds: u64,
}

impl Desk {
    /// Somebody sits down at a survey.
    pub(crate) fn at(mut survey: Survey, author: &str) -> Self {
        let named = author.bytes().fold(7, |n: u64, b| n.wrapping_mul(31) + u64::from(b));
        let mut salts = Salts::new(survey.observations().len() as u64 + named);
        let session =
            Session::new(salts.next(), author, "field laptop 3", "borderfit test", moment(0));
        let session = survey.add_session(session);
        Self { survey, session, salts, seconds: 0 }
    }

    /// An empty survey.
    pub(crate) fn new(author: &str) -> Self {
        Self::at(Survey::new(ID), author)
    }

    /// The subject that columns name.
    pub(crate) fn subject(&mut self, columns: [&str; 3]) -> SubjectIx {
        let path = model::Path::from_columns(columns[0], columns[1], columns[2]).expect("a path");
        let milliseconds = moment(self.seconds).milliseconds;
        let salts = &mut self.salts;
        ensure_subject(&mut self.survey, &path, self.session, milliseconds, &mut || salts.next())
            .expect("a subject")
    }

    /// Records an answer that supersedes what stands.
    pub(crate) fn record(
        &mut self,
        columns: [&str; 3],
        attribute: &str,
        kind: &'static str,
        answer: Answer,
        note: &str,
    ) {
        let subject = self.subject(columns);
        self.write(subject, attribute, kind, answer, note);
    }

    /// The same about a subject that is there.
    pub(crate) fn record_at(
        &mut self,
        subject: SubjectIx,
        attribute: &str,
        kind: &'static str,
        answer: Answer,
    ) {
        self.write(subject, attribute, kind, answer, "");
    }

    /// A statement about a subject that carries something beside its fields.
    pub(crate) fn record_with(
        &mut self,
        subject: SubjectIx,
        attribute: &str,
        answer: Answer,
        ext: String,
    ) {
        let attribute = self.survey.intern(attribute);
        self.seconds += 1;
        let prev: Vec<_> = self
            .survey
            .heads_of(subject, attribute)
            .iter()
            .map(|&(_, head)| self.survey[head].id)
            .collect();
        let entry = Entry {
            subject,
            attribute,
            session: self.session,
            milliseconds: moment(self.seconds).milliseconds,
            kind: "",
            answer,
            note: String::new(),
            supersede: Supersede::All,
            settles: None,
            salt: self.salts.next(),
        };
        self.survey.insert(self.survey.prepare_over(entry, prev.into(), ext));
    }

    fn write(
        &mut self,
        subject: SubjectIx,
        attribute: &str,
        kind: &'static str,
        answer: Answer,
        note: &str,
    ) {
        let attribute = self.survey.intern(attribute);
        self.seconds += 1;
        let entry = Entry {
            subject,
            attribute,
            session: self.session,
            milliseconds: moment(self.seconds).milliseconds,
            kind,
            answer,
            note: note.to_owned(),
            supersede: Supersede::All,
            settles: None,
            salt: self.salts.next(),
        };
        self.survey.insert(self.survey.prepare(entry));
    }
}

/// A value.
pub(crate) fn known(value: &str, unit: &str, evidence: Evidence) -> Answer {
    Answer::Known { value: value.into(), unit: unit.into(), evidence }
}

/// A small survey with every sort of answer.
pub(crate) fn small() -> Desk {
    let mut desk = Desk::new("A. Surveyor");
    let reader = ["QV-A01", "entry", "readers"];
    desk.record(["", "", ""], "title", "text", known("Varsenia", "", Evidence::Stated), "");
    desk.record(
        ["QV-A01", "", ""],
        "name",
        "text",
        known("Old Bridge", "", Evidence::Observed),
        "",
    );
    desk.record(reader, "quantity", "count", known("2", "", Evidence::Observed), "");
    let ppi = |n| known(n, "ppi", Evidence::Documented);
    desk.record(reader, "image_resolution", "quantity", ppi("300"), "data sheet, p. 4");
    desk.record(reader, "image_resolution", "quantity", ppi("400"), "misread: «400»");
    desk.record(reader, "serial", "text", Answer::Absent(AbsenceReason::NoPowerAtVisit), "");
    desk.record(reader, "condition", "choice", known("works", "", Evidence::Tested), "");
    desk.record(reader, "condition", "choice", Answer::Cleared, "");
    desk.record(
        ["", "", "model:reader/Doculux/F4"],
        "ocr",
        "bool",
        known("true", "", Evidence::Documented),
        "",
    );
    desk
}

/// A new file with a survey in it, closed again.
pub(crate) fn save(path: &Path, survey: &Survey) -> Result<(), StoreError> {
    let mut store = Store::create(path, survey.id(), [3; 16], "borderfit test")?;
    store.append(survey)?;
    Ok(())
}

/// What a file holds.
pub(crate) fn load(path: &Path) -> Result<Survey, StoreError> {
    Store::open(path, OpenMode::ReadOnly)?.load()
}

/// That two surveys are one, in every respect that a file keeps.
pub(crate) fn assert_same(a: &Survey, b: &Survey) {
    assert_eq!(a.attributes(), b.attributes());
    assert_eq!(a.sessions(), b.sessions());
    assert_eq!(a.subjects(), b.subjects());
    assert_eq!(a.observations(), b.observations());
    for n in 0..a.subjects().len() {
        assert_eq!(a.heads(SubjectIx::nth(n)), b.heads(SubjectIx::nth(n)));
    }
}
