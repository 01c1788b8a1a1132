//! How subjects are kept as observations, and the digest of a survey.
//!
//! What a subject is (`@kind`), what it stands in (`@parent`), its code (`@code`) and whether it
//! was deleted (`@deleted`) are observations about it, so they merge and are disputed as all
//! others are. Where such a dispute is open, what is read is the same on every laptop: the
//! statement with the lowest id; a subject counts as deleted only if nobody says otherwise.

use std::fmt;

use super::evidence::Evidence;
use super::id::{ObservationId, SubjectId};
use super::observation::{Answer, AttributeIx, ObservationIx, SessionIx, SubjectIx};
use super::subject::{Path, Subject, SubjectKind};
use super::survey::{AT_CODE, AT_DELETED, AT_KIND, AT_PARENT, Entry, Supersede, Survey};
use crate::t;

/// Why a subject cannot be made, or parts are no survey.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// A path with an empty code.
    EmptyCode(SubjectKind),
    /// Not even the survey itself.
    NoSubject,
    /// An attribute's name stands twice.
    AttributeTwice(String),
    /// A subject's id stands twice.
    SubjectTwice(SubjectId),
    /// A subject that nothing says what it is.
    NoKind(SubjectId),
    /// A subject without a code.
    NoCode(SubjectId),
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::EmptyCode(kind) => t!("a {kind} needs a code", kind = kind.code()),
            Self::NoSubject => t!("the survey itself is missing").to_owned(),
            Self::AttributeTwice(attribute) => {
                t!("the attribute '{attribute}' stands twice", attribute = attribute.escape_debug())
            }
            Self::SubjectTwice(id) => t!("the subject {id} stands twice", id),
            Self::NoKind(id) => t!("the subject {id} has no known '@kind'", id),
            Self::NoCode(id) => t!("the subject {id} has no '@code'", id),
        })
    }
}

/// The subject that a table names, made with all that it stands in if it is not there.
///
/// Its id is derived from the survey and the codes, so that the same table read on another laptop
/// speaks of the same subject. `salt` gives 16 random bytes at each call.
///
/// # Errors
/// When a code is empty; the survey is then unchanged.
pub fn ensure_subject(
    survey: &mut Survey,
    path: &Path,
    session: SessionIx,
    milliseconds: u64,
    salt: &mut dyn FnMut() -> [u8; 16],
) -> Result<SubjectIx, JournalError> {
    if let Some(found) = find_subject(survey, path) {
        return Ok(found);
    }
    let mut lineage = vec![path.clone()];
    while let Some(parent) = lineage.last().and_then(Path::parent) {
        lineage.push(parent);
    }
    let codeless = |p: &&Path| p.kind() != SubjectKind::Survey && p.code().is_empty();
    if let Some(path) = lineage.iter().find(codeless) {
        return Err(JournalError::EmptyCode(path.kind()));
    }
    let mut at = Survey::ROOT;
    for path in lineage.iter().rev().skip(1) {
        at = match survey.child(at, path.kind(), &path.code()) {
            Some(found) => found,
            // One that a table named and somebody gave another code since.
            None => match survey.subject_with_id(path.derived_id(survey.id())) {
                Some(renamed) => renamed,
                None => create(survey, path, at, session, milliseconds, salt),
            },
        };
    }
    Ok(at)
}

fn create(
    survey: &mut Survey,
    path: &Path,
    parent: SubjectIx,
    session: SessionIx,
    milliseconds: u64,
    salt: &mut dyn FnMut() -> [u8; 16],
) -> SubjectIx {
    let (kind, code) = (path.kind(), path.code());
    let subject = survey.add_subject(Subject {
        id: path.derived_id(survey.id()),
        kind,
        parent: Some(parent),
        code: code.clone(),
        deleted: false,
    });
    let parent = survey.subject(parent).id.to_string();
    for (attribute, value) in [(AT_KIND, kind.code()), (AT_PARENT, &parent), (AT_CODE, &code)] {
        let attribute = survey.intern(attribute);
        let entry = Entry {
            subject,
            attribute,
            session,
            milliseconds,
            kind: "",
            answer: Answer::known(value, Evidence::Observed),
            note: String::new(),
            supersede: Supersede::All,
            settles: None,
            salt: salt(),
        };
        survey.insert(survey.prepare(entry));
    }
    subject
}

/// Every subject of a survey as what stands about it describes it; the survey itself first.
pub(super) fn described(survey: &Survey) -> Result<Vec<Subject>, JournalError> {
    let [kind, parent, code, deleted] =
        [AT_KIND, AT_PARENT, AT_CODE, AT_DELETED].map(|name| survey.attribute_ix(name));
    let mut subjects = survey.subjects().to_vec();
    for (n, subject) in subjects.iter_mut().enumerate().skip(1) {
        let ix = SubjectIx::nth(n);
        subject.kind = stated(survey, ix, kind)
            .and_then(SubjectKind::parse)
            .filter(|&kind| kind != SubjectKind::Survey)
            .ok_or(JournalError::NoKind(subject.id))?;
        stated(survey, ix, code)
            .ok_or(JournalError::NoCode(subject.id))?
            .clone_into(&mut subject.code);
        subject.deleted = deleted.is_some_and(|attribute| all_say_true(survey, ix, attribute));
    }
    // A parent that is not in the file, or of a kind that holds no such subject, is none: so
    // nothing can stand in itself, however a file was made.
    for n in 1..subjects.len() {
        subjects[n].parent = stated(survey, SubjectIx::nth(n), parent)
            .and_then(SubjectId::from_hex)
            .and_then(|id| survey.subject_with_id(id))
            .filter(|parent| holds(subjects[parent.at()].kind, subjects[n].kind));
    }
    // One about which something was recorded that nobody who deleted it had seen, is there.
    let overlooked: Vec<usize> = (1..subjects.len())
        .filter(|&n| subjects[n].deleted && overlooks(survey, &subjects, SubjectIx::nth(n)))
        .collect();
    for n in overlooked {
        subjects[n].deleted = false;
    }
    Ok(subjects)
}

/// What stands about a subject and all that stands in it, without whether they are deleted.
#[must_use]
pub fn standing_of(survey: &Survey, subject: SubjectIx) -> Vec<ObservationIx> {
    standing_in(survey, survey.subjects(), subject)
}

fn standing_in(survey: &Survey, subjects: &[Subject], subject: SubjectIx) -> Vec<ObservationIx> {
    let within = |mut at: SubjectIx| loop {
        if at == subject {
            return true;
        }
        match subjects[at.at()].parent {
            Some(parent) if subjects[at.at()].kind != SubjectKind::Survey => at = parent,
            _ => return false,
        }
    };
    let deleted = survey.attribute_ix(AT_DELETED);
    (0..subjects.len())
        .map(SubjectIx::nth)
        .filter(|&ix| within(ix))
        .flat_map(|ix| survey.heads(ix))
        .filter(|&&(attribute, _)| Some(attribute) != deleted)
        .map(|&(_, head)| head)
        .collect()
}

/// What whoever deletes a subject has seen of it: a hash over the ids of what stands about it and
/// in it. It goes into the `ext` of the deletion as `over`, so that what was recorded elsewhere
/// meanwhile is noticed when the two come together.
#[must_use]
pub fn seen(survey: &Survey, subject: SubjectIx) -> String {
    seen_in(survey, survey.subjects(), subject)
}

fn seen_in(survey: &Survey, subjects: &[Subject], subject: SubjectIx) -> String {
    digest(standing_in(survey, subjects, subject).into_iter().map(|ix| survey[ix].id))
}

/// Whether something stands about a deleted subject that nobody who deleted it had seen.
#[must_use]
pub fn overlooked(survey: &Survey, subject: SubjectIx) -> bool {
    overlooks(survey, survey.subjects(), subject)
}

fn overlooks(survey: &Survey, subjects: &[Subject], subject: SubjectIx) -> bool {
    let over = |ix: ObservationIx| survey[ix].extension("over");
    let known: Vec<String> =
        survey.heads_named(subject, AT_DELETED).iter().filter_map(|&(_, ix)| over(ix)).collect();
    // One that does not say what was seen deletes whatever there is.
    let says = known.len() == survey.heads_named(subject, AT_DELETED).len() && !known.is_empty();
    says && !known.contains(&seen_in(survey, subjects, subject))
}

/// Reads again what the subjects are, after statements about them were added.
pub fn reread(survey: &mut Survey) {
    let ids: Vec<SubjectId> = survey.subjects().iter().map(|s| s.id).collect();
    let again = Survey::assemble(
        survey.attributes().to_vec(),
        survey.sessions().to_vec(),
        &ids,
        survey.observations().to_vec(),
    );
    // Every part came out of a survey, so it is one; should it not be, nothing is lost.
    if let Ok(again) = again {
        *survey = again;
    }
}

/// Whether a value can be stated of a subject; any can of other attributes. One that cannot would
/// make the whole survey unreadable.
#[must_use]
pub fn can_state(attribute: &str, value: &str) -> bool {
    match attribute {
        AT_KIND => SubjectKind::parse(value).is_some_and(|kind| kind != SubjectKind::Survey),
        AT_CODE => !value.is_empty(),
        AT_PARENT => SubjectId::from_hex(value).is_some(),
        AT_DELETED => matches!(value, "true" | "false"),
        _ => true,
    }
}

/// Whether subjects of one kind stand in those of another.
fn holds(parent: SubjectKind, child: SubjectKind) -> bool {
    match child {
        SubjectKind::Survey => false,
        SubjectKind::Country | SubjectKind::CrossingPoint | SubjectKind::Model => {
            parent == SubjectKind::Survey
        }
        SubjectKind::Position => parent == SubjectKind::CrossingPoint,
        SubjectKind::Item => matches!(parent, SubjectKind::CrossingPoint | SubjectKind::Position),
    }
}

fn all_say_true(survey: &Survey, ix: SubjectIx, attribute: AttributeIx) -> bool {
    let heads = survey.heads_of(ix, attribute);
    let says_true = |head: ObservationIx| match &survey[head].answer {
        Answer::Known { value, .. } => &**value == "true",
        Answer::Absent(_) | Answer::Cleared => false,
    };
    !heads.is_empty() && heads.iter().all(|&(_, head)| says_true(head))
}

/// The value with the lowest id among what stands.
fn stated(survey: &Survey, ix: SubjectIx, attribute: Option<AttributeIx>) -> Option<&str> {
    survey
        .heads_of(ix, attribute?)
        .iter()
        .filter_map(|&(_, head)| match &survey[head].answer {
            Answer::Known { value, .. } => Some((survey[head].id, &**value)),
            Answer::Absent(_) | Answer::Cleared => None,
        })
        .min_by_key(|&(id, _)| id)
        .map(|(_, value)| value)
}

/// The digest of a survey: BLAKE3 over its observations' ids, sorted, one after the other. Two
/// files hold the same observations exactly if their digests are equal.
#[must_use]
pub fn digest(ids: impl IntoIterator<Item = ObservationId>) -> String {
    let mut ids: Vec<ObservationId> = ids.into_iter().collect();
    ids.sort_unstable();
    let mut hash = blake3::Hasher::new();
    for id in &ids {
        hash.update(&id.0);
    }
    hash.finalize().to_hex().to_string()
}

/// The subject that [`ensure_subject`] would take for a path, if it is there.
#[must_use]
pub fn find_subject(survey: &Survey, path: &Path) -> Option<SubjectIx> {
    let Some(parent) = path.parent() else { return Some(Survey::ROOT) };
    let by_code = find_subject(survey, &parent).and_then(|parent| {
        let found = survey.child(parent, path.kind(), &path.code())?;
        let named = survey.subject(found);
        if !named.deleted {
            return Some(found);
        }
        // Rare, so a search through all: a second one with the code of one that was deleted.
        let live = survey.subjects().iter().position(|s| {
            !s.deleted && (s.parent, s.kind, &s.code) == (named.parent, named.kind, &named.code)
        });
        Some(live.map_or(found, SubjectIx::nth))
    });
    by_code.or_else(|| survey.subject_with_id(path.derived_id(survey.id())))
}

/// Whether a subject, or something that it stands in, was deleted.
#[must_use]
pub fn is_deleted(survey: &Survey, subject: SubjectIx) -> bool {
    let mut at = Some(subject);
    while let Some(ix) = at {
        let here = survey.subject(ix);
        if here.deleted {
            return true;
        }
        at = here.parent.filter(|_| here.kind != SubjectKind::Survey);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Moment, Session};

    fn begin() -> (Survey, SessionIx) {
        let mut survey = Survey::new(SubjectId([7; 16]));
        let started = Moment { milliseconds: 1_000, offset_minutes: 0 };
        let session = survey.add_session(Session::new([1; 16], "A. Surveyor", "", "test", started));
        (survey, session)
    }

    fn ensure(survey: &mut Survey, session: SessionIx, columns: [&str; 3]) -> SubjectIx {
        let path = Path::from_columns(columns[0], columns[1], columns[2]);
        path.map_err(|e| panic!("{e}"))
            .and_then(|path| ensure_subject(survey, &path, session, 1_000, &mut || [9; 16]))
            .unwrap_or_else(|e| panic!("{e}"))
    }

    fn state(
        survey: &Survey,
        ix: SubjectIx,
        attribute: &str,
        value: &str,
        session: SessionIx,
    ) -> Survey {
        let mut survey = survey.clone();
        let attribute = survey.intern(attribute);
        let entry = Entry {
            subject: ix,
            attribute,
            session,
            milliseconds: 2_000,
            kind: "",
            answer: Answer::known(value, Evidence::Observed),
            note: String::new(),
            supersede: Supersede::All,
            settles: None,
            salt: [3; 16],
        };
        survey.insert(survey.prepare(entry));
        reassemble(&survey)
    }

    fn reassemble(survey: &Survey) -> Survey {
        let ids: Vec<SubjectId> = survey.subjects().iter().map(|s| s.id).collect();
        Survey::assemble(
            survey.attributes().to_vec(),
            survey.sessions().to_vec(),
            &ids,
            survey.observations().to_vec(),
        )
        .unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn subjects_are_made_with_all_they_stand_in_and_read_back() {
        let (mut survey, session) = begin();
        let item = ensure(&mut survey, session, ["QV-A01", "entry", "readers"]);
        assert_eq!(survey.subjects().len(), 4);
        assert_eq!(survey.observations().len(), 9);
        assert_eq!(survey.path(item).to_string(), "QV-A01 / entry / readers");
        let model = ensure(&mut survey, session, ["", "", "model:reader/Doculux/F4"]);
        assert_eq!(model, ensure(&mut survey, session, ["", "", "model:reader/doculux/f4"]));
        let again = reassemble(&survey);
        assert_eq!(again.subjects(), survey.subjects());
        for n in 0..survey.subjects().len() {
            assert_eq!(again.heads(SubjectIx::nth(n)), survey.heads(SubjectIx::nth(n)));
        }
        assert_eq!(again.find(&survey.path(item)), Some(item));
    }

    #[test]
    fn a_path_without_a_code_changes_nothing() {
        let (mut survey, session) = begin();
        let path = Path::Position("QV-A01".into(), String::new());
        let made = ensure_subject(&mut survey, &path, session, 0, &mut || [0; 16]);
        assert_eq!(made, Err(JournalError::EmptyCode(SubjectKind::Position)));
        assert_eq!(survey.subjects().len(), 1);
    }

    #[test]
    fn a_renamed_subject_is_still_the_one_that_the_table_names() {
        let (mut survey, session) = begin();
        let point = ensure(&mut survey, session, ["QV-A01", "", ""]);
        let mut survey = state(&survey, point, AT_CODE, "QV-A1", session);
        assert_eq!(survey.subject(point).code, "QV-A1");
        assert_eq!(ensure(&mut survey, session, ["QV-A01", "", ""]), point);
    }

    #[test]
    fn nothing_stands_in_itself() {
        let (mut survey, session) = begin();
        let item = ensure(&mut survey, session, ["QV-A01", "entry", "readers"]);
        let own = survey.subject(item).id.to_string();
        assert_eq!(state(&survey, item, AT_PARENT, &own, session).subject(item).parent, None);
        let position = survey.subject(item).parent.unwrap_or(item);
        let turned = state(&survey, position, AT_PARENT, &own, session);
        assert_eq!(turned.subject(position).parent, None);
        assert_eq!(turned.path(item).to_string(), "readers");
    }

    #[test]
    fn deleted_reads_back() {
        let (mut survey, session) = begin();
        let point = ensure(&mut survey, session, ["QV-A01", "", ""]);
        let survey = state(&survey, point, AT_DELETED, "true", session);
        assert!(survey.subject(point).deleted);
        assert!(!state(&survey, point, AT_DELETED, "false", session).subject(point).deleted);
    }

    #[test]
    fn heads_are_the_same_in_every_order() {
        let (mut survey, session) = begin();
        let point = ensure(&mut survey, session, ["QV-A01", "", ""]);
        let survey = state(&survey, point, "name", "Old Bridge", session);
        let survey = state(&survey, point, "name", "New Bridge", session);
        let mut backwards = survey.observations().to_vec();
        backwards.reverse();
        let ids: Vec<SubjectId> = survey.subjects().iter().map(|s| s.id).collect();
        let attributes = survey.attributes().to_vec();
        let at_once =
            Survey::assemble(attributes, survey.sessions().to_vec(), &ids, backwards.clone())
                .unwrap_or_else(|e| panic!("{e}"));
        let mut one_by_one = Survey::new(survey.id());
        one_by_one.add_session(survey.session(session).clone());
        for name in survey.attributes() {
            one_by_one.intern(name);
        }
        for subject in &survey.subjects()[1..] {
            one_by_one.add_subject(subject.clone());
        }
        for observation in backwards {
            one_by_one.insert(observation);
        }
        assert_eq!(at_once.heads(point), one_by_one.heads(point));
        assert_eq!(at_once.text(point, "name"), Some("New Bridge"));
        let ids = |s: &Survey| digest(s.observations().iter().map(|o| o.id));
        assert_eq!(ids(&at_once), ids(&survey));
    }

    #[test]
    fn a_subject_given_another_code_is_still_the_one_that_a_table_names() {
        let (mut survey, _) = begin();
        let path = Path::CrossingPoint("QV-A01".into());
        let renamed = survey.add_subject(Subject {
            id: path.derived_id(survey.id()),
            kind: SubjectKind::CrossingPoint,
            parent: Some(Survey::ROOT),
            code: "QV-A1".into(),
            deleted: false,
        });
        assert_eq!(find_subject(&survey, &path), Some(renamed));
    }

    #[test]
    fn the_living_come_before_the_deleted() {
        let (mut survey, _) = begin();
        let mut add = |byte: u8, deleted: bool| {
            survey.add_subject(Subject {
                id: SubjectId([byte; 16]),
                kind: SubjectKind::CrossingPoint,
                parent: Some(Survey::ROOT),
                code: "QV-A01".into(),
                deleted,
            })
        };
        let (dead, live) = (add(1, true), add(2, false));
        assert_eq!(find_subject(&survey, &Path::CrossingPoint("QV-A01".into())), Some(live));
        assert!(is_deleted(&survey, dead) && !is_deleted(&survey, live));
    }
}
