//! How what people do becomes observations: subjects with their bookkeeping, and the name under
//! which a fact is kept.
//!
//! What a subject is, what it stands in and its code are observations about it, so they merge and
//! verify as all others do. Knows the survey; no clock and no randomness of its own.

use std::borrow::Cow;

use super::evidence::Evidence;
use super::observation::{Answer, SessionIx, SubjectIx};
use super::subject::{Path, Subject, SubjectKind};
use super::survey::{AT_CODE, AT_KIND, AT_PARENT, Entry, Supersede, Survey};
use super::value::Kind;

/// The subject that a table names; it and what it stands in are created if they are missing.
///
/// One that was deleted is found only when no other has its code. A subject whose code was changed
/// since a table created it is still the one that the table names: its id comes from that code.
pub fn ensure_subject(
    survey: &mut Survey,
    path: &Path,
    session: SessionIx,
    milliseconds: u64,
    salt: &mut dyn FnMut() -> [u8; 16],
) -> SubjectIx {
    let Some(parent) = path.parent() else { return Survey::ROOT };
    if let Some(found) = find_subject(survey, path) {
        return found;
    }
    let parent = ensure_subject(survey, &parent, session, milliseconds, salt);
    let (kind, code, parent_id) = (path.kind(), path.code(), survey.subject(parent).id);
    let id = path.derived_id(survey.id());
    let subject = survey.add_subject(Subject {
        id,
        kind,
        parent: Some(parent),
        code: code.clone(),
        deleted: false,
    });
    let parent_id = parent_id.to_string();
    for (name, value) in [(AT_KIND, kind.code()), (AT_PARENT, &parent_id), (AT_CODE, &code)] {
        let attribute = survey.intern(name);
        let entry = Entry {
            subject,
            attribute,
            session,
            milliseconds,
            kind: Kind::Text.code(),
            answer: Answer::known(value, Evidence::Observed),
            note: String::new(),
            supersede: Supersede::All,
            settles: None,
            salt: salt(),
        };
        let observation = survey.prepare(entry);
        survey.insert(observation);
    }
    subject
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

/// The name under which a fact is kept: its attribute, and for names with a language tag the tag
/// too (`name.sign@und-Cyrl`), so that names in different languages stand side by side and each
/// replaces only its own.
#[must_use]
pub fn fact_key<'a>(attribute: &'a str, unit: &str) -> Cow<'a, str> {
    if is_name(attribute) && !unit.is_empty() {
        Cow::Owned(format!("{attribute}@{unit}"))
    } else {
        Cow::Borrowed(attribute)
    }
}

/// The attribute and the language tag (or nothing) of a name under which a fact is kept.
#[must_use]
pub fn split_fact_key(key: &str) -> (&str, &str) {
    key.split_once('@').filter(|(attribute, _)| is_name(attribute)).unwrap_or((key, ""))
}

/// Whether an attribute holds a name, whose language belongs to the attribute.
#[must_use]
pub fn is_name(attribute: &str) -> bool {
    attribute == "name" || attribute.starts_with("name.")
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
    use crate::model::{Moment, Session, SubjectId};

    fn begin() -> (Survey, SessionIx) {
        let mut survey = Survey::new(SubjectId([7; 16]));
        let started = Moment { milliseconds: 1_000, offset_minutes: 0 };
        let session = survey.add_session(Session::new([1; 16], "K1", "", "test", started));
        (survey, session)
    }

    fn ensure(survey: &mut Survey, session: SessionIx, path: &Path) -> SubjectIx {
        ensure_subject(survey, path, session, 1_000, &mut || [9; 16])
    }

    #[test]
    fn parents_come_first_and_nothing_is_made_twice() {
        let (mut survey, session) = begin();
        let path = Path::Item("QV-A01".into(), "entry".into(), "readers".into());
        let item = ensure(&mut survey, session, &path);
        assert_eq!((survey.subjects().len(), survey.observations().len()), (4, 9));
        assert_eq!(survey.path(item), path);
        assert_eq!(ensure(&mut survey, session, &path), item);
        assert_eq!(ensure(&mut survey, session, &Path::Survey), Survey::ROOT);
        assert_eq!((survey.subjects().len(), survey.observations().len()), (4, 9));
        let parent = survey.subject(item).parent.map(|p| survey.subject(p).id.to_string());
        assert_eq!(survey.text(item, AT_PARENT), parent.as_deref());
        assert_eq!(survey.text(item, AT_CODE), Some("readers"));
        assert_eq!(survey.text(item, AT_KIND), Some("item"));
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

    #[test]
    fn only_names_carry_their_language() {
        assert_eq!(fact_key("name.sign", "und-Cyrl"), "name.sign@und-Cyrl");
        assert_eq!(fact_key("name", ""), "name");
        assert_eq!(fact_key("register", "ar"), "register");
        assert_eq!(split_fact_key("name.sign@und-Cyrl"), ("name.sign", "und-Cyrl"));
        assert_eq!(split_fact_key("latency"), ("latency", ""));
    }
}
