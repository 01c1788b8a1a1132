//! Taking back what came in at once: an import or a merge, as a whole.
//!
//! Nothing is removed. Where something that came in stands, what stood before it is restated in
//! the names of those who recorded it; where nothing stood, the answer is taken back. Subjects
//! that came in and about which nobody else recorded anything are deleted. What others have
//! superseded since stays as they left it. Taking back is itself something that came in at once,
//! so it can be taken back in turn.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;

use serde_json::json;

use super::settle::Hand;
use crate::model::journal::{self, seen};
use crate::model::survey::{AT_CODE, AT_DELETED, AT_KIND, AT_PARENT};
use crate::model::{
    Answer, AttributeIx, Day, Evidence, Observation, ObservationId, ObservationIx, SubjectIx,
    SubjectKind, Survey,
};

/// What taking back did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenBack {
    /// Facts for which what stood before stands again.
    pub restored: usize,
    /// Facts about which nothing stands any more.
    pub cleared: usize,
    /// Subjects that were deleted.
    pub deleted: usize,
    /// Facts of it that others have superseded since, and that stay so.
    pub left: usize,
}

/// Takes back the observations with these indices.
pub fn take_back(
    survey: &mut Survey,
    came_in: Range<usize>,
    because: &str,
    hand: &mut Hand<'_>,
) -> TakenBack {
    let place: HashMap<ObservationId, usize> =
        survey.observations().iter().enumerate().map(|(n, o)| (o.id, n)).collect();
    let mut facts: BTreeMap<(SubjectIx, AttributeIx), ()> = BTreeMap::new();
    let mut made: BTreeSet<SubjectIx> = BTreeSet::new();
    let kind = survey.attribute_ix(AT_KIND);
    for n in came_in.clone() {
        let o = &survey.observations()[n];
        facts.insert((o.subject, o.attribute), ());
        if Some(o.attribute) == kind && o.prev.is_empty() {
            made.insert(o.subject);
        }
    }
    // What others have superseded too stays so.
    let replaced: HashSet<ObservationId> = survey
        .observations()
        .iter()
        .enumerate()
        .filter(|(n, _)| !came_in.contains(n))
        .flat_map(|(_, o)| o.prev.iter().copied())
        .collect();
    let mut done = TakenBack::default();
    let before = survey.observations().len();
    for (subject, attribute) in facts.into_keys() {
        let name = survey.attribute(attribute);
        if made.contains(&subject) && [AT_KIND, AT_CODE, AT_PARENT].contains(&name) {
            continue;
        }
        let heads: Vec<usize> =
            survey.heads_of(subject, attribute).iter().map(|h| h.1.at()).collect();
        let mut prev: Vec<usize> = heads.iter().copied().filter(|n| came_in.contains(n)).collect();
        if prev.is_empty() {
            done.left += 1;
            continue;
        }
        let mut restored = stood_before(survey, &place, &prev, &came_in);
        restored.retain(|&n| !replaced.contains(&survey.observations()[n].id));
        if let Some(&other) = heads.iter().find(|n| restored.is_empty() && !came_in.contains(n)) {
            // What somebody else says stands alone again.
            prev.push(other);
            restored.insert(other);
        }
        let ids = |prev: &mut Vec<usize>, survey: &Survey| -> Vec<ObservationId> {
            prev.drain(..).map(|n| survey.observations()[n].id).collect()
        };
        if restored.is_empty() {
            done.cleared += 1;
            let prev = ids(&mut prev, survey);
            withdraw(survey, (subject, attribute), prev, Answer::Cleared, "", because, hand);
            continue;
        }
        done.restored += 1;
        // Each supersedes what came in; so they stand side by side again.
        let prev = ids(&mut prev, survey);
        for said in restored {
            let said = ObservationIx::nth(said);
            let note = survey[said].note.to_string();
            hand.restate(survey, said, note, prev.clone(), because);
        }
    }
    // The innermost first, so that what a place holds is gone when it goes.
    let mut made: Vec<SubjectIx> = made.into_iter().collect();
    made.sort_by_key(|&ix| match survey.subject(ix).kind {
        SubjectKind::Item | SubjectKind::Model => 0,
        SubjectKind::Position => 1,
        _ => 2,
    });
    for subject in made {
        if survey.subject(subject).deleted || someone_else(survey, subject, &came_in, before) {
            continue;
        }
        let attribute = survey.intern(AT_DELETED);
        let prev = survey.heads_of(subject, attribute).iter().map(|h| survey[h.1].id).collect();
        let over = seen(survey, subject);
        let answer = Answer::known("true", Evidence::Observed);
        withdraw(survey, (subject, attribute), prev, answer, &over, because, hand);
        done.deleted += 1;
    }
    journal::reread(survey);
    done
}

/// A survey as it was at the end of a day, by what each observation says of when it was made.
/// Subjects that nothing described yet are left out.
#[must_use]
pub fn as_of(survey: &Survey, day: Day) -> Survey {
    let early = |o: &&Observation| o.subject == Survey::ROOT || survey.moment(o).day() <= day;
    let (kind, code) = (survey.attribute_ix(AT_KIND), survey.attribute_ix(AT_CODE));
    let mut kinds = BTreeSet::new();
    let mut codes = BTreeSet::new();
    for o in survey.observations().iter().filter(early) {
        if Some(o.attribute) == kind {
            kinds.insert(o.subject);
        } else if Some(o.attribute) == code {
            codes.insert(o.subject);
        }
    }
    let mut place = vec![None; survey.subjects().len()];
    let mut ids = Vec::new();
    for ix in (0..survey.subjects().len()).map(SubjectIx::nth) {
        if ix == Survey::ROOT || kinds.contains(&ix) && codes.contains(&ix) {
            place[ix.at()] = Some(SubjectIx::nth(ids.len()));
            ids.push(survey.subject(ix).id);
        }
    }
    let observations = survey
        .observations()
        .iter()
        .filter(early)
        .filter_map(|o| Some(Observation { subject: place[o.subject.at()]?, ..o.clone() }))
        .collect();
    let (attributes, sessions) = (survey.attributes().to_vec(), survey.sessions().to_vec());
    // Its parts come out of a survey, and every subject of it is described.
    Survey::assemble(attributes, sessions, &ids, observations)
        .unwrap_or_else(|_| Survey::new(survey.id()))
}

fn withdraw(
    survey: &mut Survey,
    (subject, attribute): (SubjectIx, AttributeIx),
    prev: Vec<ObservationId>,
    answer: Answer,
    over: &str,
    because: &str,
    hand: &mut Hand<'_>,
) {
    let mut ext = json!({ "because": because });
    if !over.is_empty() {
        ext["over"] = over.into();
    }
    hand.say(survey, (subject, attribute), answer, prev, ext.to_string());
}

/// What stood before these, going back over all that came in with them. What was already taken
/// back then is nothing to restore.
fn stood_before(
    survey: &Survey,
    place: &HashMap<ObservationId, usize>,
    from: &[usize],
    came_in: &Range<usize>,
) -> BTreeSet<usize> {
    let (mut open, mut seen) = (from.to_vec(), BTreeSet::new());
    let mut stood = BTreeSet::new();
    while let Some(n) = open.pop() {
        for prev in survey.observations()[n].prev.iter().filter_map(|id| place.get(id)).copied() {
            if !seen.insert(prev) {
                continue;
            }
            if came_in.contains(&prev) {
                open.push(prev);
            } else if survey.observations()[prev].answer != Answer::Cleared {
                stood.insert(prev);
            }
        }
    }
    stood
}

/// Whether somebody else has recorded something about a subject or in it.
fn someone_else(
    survey: &Survey,
    subject: SubjectIx,
    came_in: &Range<usize>,
    before: usize,
) -> bool {
    journal::standing_of(survey, subject).into_iter().any(|ix| {
        let o = &survey[ix];
        let own = came_in.contains(&ix.at()) || ix.at() >= before;
        !own && o.answer != Answer::Cleared
    })
}
