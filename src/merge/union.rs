//! The union of two surveys in memory: what the merge of files does, without files.
//!
//! For previews, and to hold the merge of files to. Dictionaries are matched by what they name;
//! order of entry is kept, that of the target first.

use std::collections::{HashMap, HashSet};
use std::fmt;

use crate::model::journal::JournalError;
use crate::model::{
    AttributeIx, Observation, ObservationId, SessionId, SessionIx, SubjectId, SubjectIx, Survey,
};
use crate::t;

/// What a union brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct United {
    /// Observations that were not there.
    pub new: usize,
    /// Observations that were there already.
    pub known: usize,
}

/// Why two surveys have no union.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoUnion {
    /// They are not copies of one survey.
    Other(SubjectId, SubjectId),
    /// Together they make no survey.
    NoSurvey(#[from] JournalError),
}

impl fmt::Display for NoUnion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Other(other, survey) => {
                t!("{other} is another survey than {survey}", other, survey)
            }
            Self::NoSurvey(error) => error.to_string(),
        })
    }
}

/// Adds to a survey what another copy of it has beyond.
///
/// # Errors
/// When they are of different surveys; the survey is then unchanged.
pub fn union(survey: &mut Survey, other: &Survey) -> Result<United, NoUnion> {
    if survey.id() != other.id() {
        return Err(NoUnion::Other(other.id(), survey.id()));
    }
    let mut attributes = survey.attributes().to_vec();
    let mut names: HashMap<String, AttributeIx> =
        (0..).zip(&attributes).map(|(n, name)| (name.to_string(), AttributeIx(n))).collect();
    let attribute_of: Vec<AttributeIx> = other
        .attributes()
        .iter()
        .map(|name| {
            *names.entry(name.to_string()).or_insert_with(|| {
                attributes.push(name.clone());
                AttributeIx::nth(attributes.len() - 1)
            })
        })
        .collect();
    let mut sessions = survey.sessions().to_vec();
    let mut known: HashMap<SessionId, SessionIx> =
        (0..).zip(&sessions).map(|(n, s)| (s.id, SessionIx(n))).collect();
    let session_of: Vec<SessionIx> = other
        .sessions()
        .iter()
        .map(|session| {
            *known.entry(session.id).or_insert_with(|| {
                sessions.push(session.clone());
                SessionIx::nth(sessions.len() - 1)
            })
        })
        .collect();
    let mut subjects: Vec<SubjectId> = survey.subjects().iter().map(|s| s.id).collect();
    let subject_of: Vec<SubjectIx> = other
        .subjects()
        .iter()
        .map(|subject| {
            survey.subject_with_id(subject.id).unwrap_or_else(|| {
                subjects.push(subject.id);
                SubjectIx::nth(subjects.len() - 1)
            })
        })
        .collect();
    let mut observations = survey.observations().to_vec();
    let mut there: HashSet<ObservationId> = observations.iter().map(|o| o.id).collect();
    let mut united = United::default();
    for o in other.observations() {
        if !there.insert(o.id) {
            united.known += 1;
            continue;
        }
        united.new += 1;
        observations.push(Observation {
            subject: subject_of[o.subject.at()],
            attribute: attribute_of[o.attribute.at()],
            session: session_of[o.session.at()],
            ..o.clone()
        });
    }
    *survey = Survey::assemble(attributes, sessions, &subjects, observations)?;
    Ok(united)
}
