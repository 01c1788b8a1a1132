//! Observations: what somebody found out about one attribute of one subject. Immutable.
//!
//! Value, unit and evidence are one atom. The id is a hash of the content; the content has a hash
//! of its own, salted, so that a note or name can be erased later while ids and history still
//! verify.

use std::sync::Arc;

use super::date::Moment;
use super::evidence::{AbsenceReason, Evidence};
use super::id::{FieldHash, ObservationId, SessionId, SubjectId};

/// Index of a subject in a survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectIx(pub u32);

/// Index of an attribute's name in a survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeIx(pub u32);

/// Index of a session in a survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionIx(pub u32);

/// Index of an observation in a survey, in the order in which they were entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObservationIx(pub u32);

macro_rules! index {
    ($($name:ident),*) => { $(
        impl $name {
            /// As an index into a slice.
            #[must_use]
            pub const fn at(self) -> usize {
                self.0 as usize
            }

            /// The index of the `n`th.
            #[must_use]
            pub fn nth(n: usize) -> Self {
                Self(u32::try_from(n).unwrap_or(u32::MAX))
            }
        }
    )* };
}
index!(SubjectIx, AttributeIx, SessionIx, ObservationIx);

/// What an observation says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A value, as typed, in the unit typed (empty: the attribute's own), and how it was found.
    Known {
        /// The text of the value.
        value: Box<str>,
        /// Its unit, or for a text its language tag; often empty.
        unit: Box<str>,
        /// How it was found out.
        evidence: Evidence,
    },
    /// Why there is no value.
    Absent(AbsenceReason),
    /// An earlier answer was taken back; as if nothing had been recorded.
    Cleared,
}

impl Answer {
    /// A value in the attribute's own unit.
    #[must_use]
    pub fn known(value: &str, evidence: Evidence) -> Self {
        Self::Known { value: value.into(), unit: "".into(), evidence }
    }

    /// The grade of evidence, if it is a value.
    #[must_use]
    pub fn evidence(&self) -> Option<Evidence> {
        match self {
            Self::Known { evidence, .. } => Some(*evidence),
            Self::Absent(_) | Self::Cleared => None,
        }
    }

    /// The code of the status in the file.
    #[must_use]
    pub fn status(&self) -> &'static str {
        match self {
            Self::Known { .. } => "known",
            Self::Absent(_) => "absent",
            Self::Cleared => "cleared",
        }
    }
}

/// Who used the program, on what, from when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The id: a hash of nonce and author.
    pub id: SessionId,
    /// Random, so that a cloned laptop diverges at once.
    pub nonce: [u8; 16],
    /// Who recorded, by the name or key given.
    pub author: Arc<str>,
    /// What the laptop calls itself.
    pub device: String,
    /// The program and its version.
    pub program: String,
    /// When it began; its offset is that of every observation of the session.
    pub started: Moment,
}

impl Session {
    /// A session with its id derived from its content.
    #[must_use]
    pub fn new(
        nonce: [u8; 16],
        author: &str,
        device: &str,
        program: &str,
        started: Moment,
    ) -> Self {
        let mut hash = FieldHash::new("session");
        hash.field(&nonce)
            .field(author.as_bytes())
            .field(device.as_bytes())
            .field(program.as_bytes())
            .field(&started.milliseconds.to_le_bytes())
            .field(&started.offset_minutes.to_le_bytes());
        Self {
            id: SessionId(hash.finish_short()),
            nonce,
            author: author.into(),
            device: device.to_owned(),
            program: program.to_owned(),
            started,
        }
    }
}

/// One observation, as it stands in a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Hash of the content.
    pub id: ObservationId,
    /// About what.
    pub subject: SubjectIx,
    /// Which attribute of it.
    pub attribute: AttributeIx,
    /// By whom, in which session.
    pub session: SessionIx,
    /// When: milliseconds (48 bits) and a counter (16 bits). For display and stable order only.
    pub hlc: u64,
    /// The type that the attribute had when it was recorded; empty for bookkeeping.
    pub kind: &'static str,
    /// What was found.
    pub answer: Answer,
    /// A remark.
    pub note: Box<str>,
    /// The observations that this one supersedes.
    pub prev: Box<[ObservationId]>,
    /// Random.
    pub salt: [u8; 16],
    /// Hash of salt, answer and note.
    pub content: [u8; 32],
    /// Fields of newer programs, and the reason of a settlement, as JSON; hashed, kept as it is.
    pub ext: Box<str>,
}

impl Observation {
    /// When it was recorded, in milliseconds since 1970.
    #[must_use]
    pub const fn milliseconds(&self) -> u64 {
        self.hlc >> 16
    }

    /// A text that it carries beside its fields, in `ext`.
    #[must_use]
    pub fn extension(&self, key: &str) -> Option<String> {
        if self.ext.is_empty() {
            return None;
        }
        let ext: serde_json::Value = serde_json::from_str(&self.ext).ok()?;
        ext.get(key)?.as_str().map(str::to_owned)
    }

    /// The reason of a settlement, if it is one.
    #[must_use]
    pub fn settles(&self) -> Option<String> {
        self.extension("settles").filter(|reason| !reason.trim().is_empty())
    }
}

/// What is said, field by field as a file keeps it; an absence has the code of its reason as value.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// `known`, `absent` or `cleared`.
    pub status: &'a str,
    /// The type of the attribute.
    pub kind: &'a str,
    /// The value.
    pub value: &'a str,
    /// Its unit.
    pub unit: &'a str,
    /// The code of its evidence.
    pub evidence: &'a str,
    /// A remark.
    pub note: &'a str,
}

impl<'a> Said<'a> {
    /// The fields of an answer.
    #[must_use]
    pub fn of(kind: &'a str, answer: &'a Answer, note: &'a str) -> Self {
        let (value, unit, evidence) = match answer {
            Answer::Known { value, unit, evidence } => (&**value, &**unit, evidence.code()),
            Answer::Absent(reason) => (reason.code(), "", ""),
            Answer::Cleared => ("", "", ""),
        };
        Self { status: answer.status(), kind, value, unit, evidence, note }
    }

    /// BLAKE3 of salt | status | type | value | unit | evidence | note.
    #[must_use]
    pub fn hash(&self, salt: &[u8; 16]) -> [u8; 32] {
        let mut hash = FieldHash::new("content");
        hash.field(salt);
        for field in [self.status, self.kind, self.value, self.unit, self.evidence, self.note] {
            hash.field(field.as_bytes());
        }
        hash.finish()
    }
}

/// The hash of what an observation says: see [`Said::hash`].
#[must_use]
pub fn content_hash(salt: &[u8; 16], kind: &str, answer: &Answer, note: &str) -> [u8; 32] {
    Said::of(kind, answer, note).hash(salt)
}

/// BLAKE3 of subject | attribute | session | hlc | prev | ext | content hash: the id.
#[must_use]
pub fn observation_id<'a>(
    subject: SubjectId,
    attribute: &str,
    session: SessionId,
    hlc: u64,
    prev: impl ExactSizeIterator<Item = &'a [u8; 32]>,
    ext: &str,
    content: &[u8; 32],
) -> ObservationId {
    let mut hash = FieldHash::new("observation");
    hash.field(&subject.0)
        .field(attribute.as_bytes())
        .field(&session.0)
        .field(&hlc.to_le_bytes())
        .field(&(prev.len() as u64).to_le_bytes());
    for id in prev {
        hash.field(id);
    }
    hash.field(ext.as_bytes()).field(content);
    ObservationId(hash.finish())
}
