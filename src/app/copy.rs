//! Copying the answers of another place: what was copied is a suggestion (*not verified*) until a
//! person confirms it, one by one, before the thing itself.
//!
//! What belongs to one thing alone is never copied: names, serial numbers, coordinates, whether a
//! list is complete, what was set aside.

use super::record::{Act, Pen, Write};
use super::screen::{Pick, PickAction, PickRow, Screen};
use super::{App, Effect};
use crate::judge::walk::{INVENTORY_COMPLETE, NOT_APPLICABLE, POSITIONS_COMPLETE};
use crate::model::name::{is_name, split_fact_key};
use crate::model::places::SAME_AS;
use crate::model::{
    Answer, Evidence, ObservationIx, SubjectIx, SubjectKind, Supersede, Survey, Value,
};
use crate::standard::Profile;
use crate::{counted, t};

/// Attributes that say which thing it is.
const OWN: [&str; 8] = [
    "serial",
    "tested_count",
    "latitude",
    "longitude",
    "coordinates_as_given",
    "locode",
    POSITIONS_COMPLETE,
    SAME_AS,
];

fn is_own(attribute: &str) -> bool {
    let bare = split_fact_key(attribute).0;
    OWN.contains(&bare)
        || is_name(bare)
        || attribute.starts_with(INVENTORY_COMPLETE)
        || attribute.starts_with(NOT_APPLICABLE)
}

impl App {
    /// Whether an observation was copied and nobody has confirmed it.
    pub(super) fn is_copied(&self, ix: ObservationIx) -> bool {
        self.survey[ix].answer.evidence() == Some(Evidence::NotVerified)
    }

    /// Whether what stands for the question was copied and nobody has confirmed it.
    #[must_use]
    pub fn question_is_copied(&self) -> bool {
        let standing = self.standing();
        !standing.is_empty() && standing.iter().all(|&ix| self.is_copied(ix))
    }

    /// `c`: asks from which place to copy, those of the same kind first.
    pub(super) fn ask_copy(&mut self) {
        let Some(walk) = self.walk_screen() else { return };
        let here = self.holder(&walk.place);
        let own = self.survey.subject(here).kind;
        let kind_of = |ix: SubjectIx| {
            self.survey.text(ix, if own == SubjectKind::CrossingPoint { "type" } else { "kind" })
        };
        let mine = kind_of(here);
        let mut places: Vec<SubjectIx> = (1..self.survey.subjects().len())
            .map(SubjectIx::nth)
            .filter(|&ix| {
                let subject = self.survey.subject(ix);
                subject.kind == own && !subject.deleted && ix != here
            })
            .collect();
        let answers = |ix: SubjectIx| -> usize {
            let items = self.items_at(ix);
            let all = items.iter().map(|(item, _)| *item).chain([ix]);
            all.map(|s| copies(&self.survey, s).len()).sum()
        };
        places.retain(|&ix| answers(ix) > 0);
        places.sort_by_key(|&ix| {
            let near = self.survey.crossing_point_of(ix) != self.survey.crossing_point_of(here);
            (mine.is_none() || kind_of(ix) != mine, near, ix)
        });
        if places.is_empty() {
            return self.say(t!("There is no other place of this sort to copy from."));
        }
        let rows = places.iter().map(|&ix| PickRow {
            label: self.survey.path(ix).to_string(),
            detail: counted!(answers(ix), "{n} answer", "{n} answers"),
            disabled: String::new(),
            ticked: None,
        });
        let pick = Pick {
            title: t!("Copy to {place} from ...", place = self.survey.path(here)),
            text: t!("Copied answers count as open until each is confirmed with Enter.").to_owned(),
            rows: rows.collect(),
            cursor: 0,
            action: PickAction::Copy(places),
        };
        self.screens.push(Screen::Pick(pick));
    }

    /// Copies a place's answers, and those of its equipment, to the place of the walk.
    pub(super) fn copy_from(&mut self, from: SubjectIx) -> Vec<Effect> {
        let Some(walk) = self.walk_screen() else { return Vec::new() };
        let to = self.holder(&walk.place);
        self.copy(from, to)
    }

    /// Copies a place's answers, and those of its equipment, where nothing stands yet.
    pub(super) fn copy(&mut self, from: SubjectIx, to: SubjectIx) -> Vec<Effect> {
        let items = self.items_at(from);
        let there = self.items_at(to);
        let source = self.survey.path(from).to_string();
        let profile = self.profile().clone();
        let mut count = 0;
        let effects = self.act(&t!("Copied from {source}", source), |pen, act| {
            count += copy_facts(pen, act, &profile, (from, to), &source);
            for (item, kind) in items {
                let code = pen.survey.subject(item).code.clone();
                let same =
                    there.iter().find(|(ix, k)| *k == kind && pen.survey.subject(*ix).code == code);
                let target = match same {
                    Some((ix, _)) => *ix,
                    None => {
                        let free = free_code(pen.survey, to, &code);
                        pen.make(act, SubjectKind::Item, to, &free)
                    }
                };
                count += copy_facts(pen, act, &profile, (item, target), &source);
            }
        });
        self.load_question();
        if effects.is_empty() {
            self.say(t!("Everything that could be copied is answered here already."));
        } else {
            self.say(&counted!(
                count,
                "{n} answer copied from {source}, not seen here: Enter confirms it, n goes on.",
                "{n} answers copied from {source}, none of them seen here: Enter confirms each, n goes on.",
                source
            ));
        }
        effects
    }
}

/// A code that is free at a place.
fn free_code(survey: &Survey, at: SubjectIx, wanted: &str) -> String {
    let taken = |code: &str| survey.child(at, SubjectKind::Item, code).is_some();
    if !taken(wanted) {
        return wanted.to_owned();
    }
    let numbered = (2_u32..).map(|n| format!("{wanted}-{n}"));
    numbered.take(10_000).find(|code| !taken(code)).unwrap_or_default()
}

/// What of a place can be copied: undisputed values that were found out there.
fn copies(survey: &Survey, from: SubjectIx) -> Vec<(String, ObservationIx)> {
    let facts = survey.facts(from).into_iter();
    facts
        .filter(|(attribute, _)| !is_own(attribute))
        .filter_map(|(attribute, heads)| match heads[..] {
            [only] => match &survey[only].answer {
                Answer::Known { evidence, .. } if *evidence > Evidence::NotVerified => {
                    Some((attribute.to_owned(), only))
                }
                _ => None,
            },
            _ => None,
        })
        .collect()
}

/// Copies facts of a subject to another where nothing stands; gives how many.
pub(super) fn copy_facts(
    pen: &mut Pen<'_>,
    act: &mut Act,
    profile: &Profile,
    (from, to): (SubjectIx, SubjectIx),
    source: &str,
) -> usize {
    let mut count = 0;
    for (attribute, ix) in copies(pen.survey, from) {
        let empty = |&(_, head): &(_, ObservationIx)| pen.survey[head].answer == Answer::Cleared;
        if !pen.survey.heads_named(to, &attribute).iter().all(empty) {
            continue;
        }
        let observation = &pen.survey[ix];
        let (kind, Answer::Known { value, unit, .. }) =
            (observation.kind, observation.answer.clone())
        else {
            continue;
        };
        // What the profile reads otherwise is no suggestion.
        let asking = super::asking::Asking::of(profile, &attribute);
        let read: Result<Value, _> = asking.value.parse(&value, &unit);
        if read.is_err() {
            continue;
        }
        let answer = Answer::Known { value, unit, evidence: Evidence::NotVerified };
        // Recorded, so it is the same in every language.
        let note = format!("copied from {source}");
        pen.write(
            act,
            Write { subject: to, attribute, kind, answer, note, supersede: Supersede::Own },
        );
        count += 1;
    }
    count
}
