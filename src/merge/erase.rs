//! Erasing what was written about a person: the statements that order it, and what stands instead.

use std::collections::BTreeSet;

use serde_json::json;

use super::settle::Hand;
use crate::model::{Answer, Evidence, ObservationIx, Survey, erasure};

/// What of an answer has to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The note; the answer is said once more without it, in the name of who gave it.
    Note,
    /// Note and answer; nothing stands instead.
    Answer,
}

/// The observations that go with one of them: itself and all that it superseded, as long as they
/// are of the same fact and not erased yet. Bookkeeping has none.
#[must_use]
pub fn with_its_history(survey: &Survey, ix: ObservationIx) -> BTreeSet<ObservationIx> {
    let (subject, attribute) = (survey[ix].subject, survey[ix].attribute);
    if survey.attribute(attribute).starts_with('@') {
        return BTreeSet::new();
    }
    let of_fact: Vec<ObservationIx> = (0..survey.observations().len())
        .map(ObservationIx::nth)
        .filter(|&o| (survey[o].subject, survey[o].attribute) == (subject, attribute))
        .collect();
    let (mut open, mut found) = (vec![ix], BTreeSet::new());
    while let Some(ix) = open.pop() {
        if found.insert(ix) {
            let before = |o: &&ObservationIx| survey[ix].prev.contains(&survey[**o].id);
            open.extend(of_fact.iter().filter(before));
        }
    }
    found.retain(|&o| erasure::statement(survey, o).is_none());
    found
}

/// Orders the erasing of observations of one fact. What stands among them is superseded first, by
/// the same answer without its note or by nothing; the file loses the content when this is saved.
pub fn erase(
    survey: &mut Survey,
    which: &BTreeSet<ObservationIx>,
    extent: Extent,
    because: &str,
    hand: &mut Hand<'_>,
) {
    let standing: Vec<ObservationIx> = which
        .iter()
        .copied()
        .filter(|&ix| {
            let heads = survey.heads_of(survey[ix].subject, survey[ix].attribute);
            heads.iter().any(|head| head.1 == ix)
        })
        .collect();
    let ext = || json!({ "because": because }).to_string();
    for ix in standing {
        let prev = vec![survey[ix].id];
        match extent {
            Extent::Note => drop(hand.restate(survey, ix, String::new(), prev, because)),
            Extent::Answer => {
                let of = (survey[ix].subject, survey[ix].attribute);
                hand.say(survey, of, Answer::Cleared, prev, ext());
            }
        }
    }
    for &ix in which {
        let subject = survey[ix].subject;
        let attribute = survey.intern(&erasure::attribute(survey[ix].id));
        let answer = Answer::known("true", Evidence::Observed);
        hand.say(survey, (subject, attribute), answer, Vec::new(), ext());
    }
}
