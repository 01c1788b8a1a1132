//! Settling disputes, reopening them, and preferring stronger evidence for many at once.
//!
//! A settlement is an observation that supersedes exactly the sides that were shown; where subjects
//! that are one disagree, one for each of them, which are reopened together. What is taken
//! keeps the moment at which it was found out, since its age counts; who settled it, when and why
//! stands in `ext`. Reopening restates the sides as they were, in the names of those who recorded
//! them, and says in `ext` who did so.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::json;

use super::disputes::{AT_KEPT, Dispute, Sort};
use crate::model::journal;
use crate::model::survey::AT_DELETED;
use crate::model::{
    Answer, AttributeIx, Entry, Evidence, Moment, Observation, ObservationId, ObservationIx,
    Session, SessionIx, SubjectIx, Supersede, Survey,
};
use crate::t;

/// Key in `ext` of a settlement that is written for several subjects that are one: the dispute.
const JOINED: &str = "joined";

/// What a person decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// This side holds.
    Take(ObservationIx),
    /// None does; this does. The type is that of the attribute.
    Other(Answer, &'static str),
    /// Nobody can tell: the sides stay side by side, and the verdict open.
    Keep,
}

/// Who decides, when, and what makes each record different from every other.
pub struct Hand<'a> {
    /// The name of the person.
    pub author: &'a str,
    /// What the laptop calls itself.
    pub device: &'a str,
    /// The program and its version.
    pub program: &'a str,
    /// When.
    pub now: Moment,
    /// 16 random bytes at each call.
    pub random: &'a mut dyn FnMut() -> [u8; 16],
}

impl Hand<'_> {
    /// A session of a person whose clock stands in this time zone.
    pub(super) fn session(&mut self, survey: &mut Survey, author: &str, offset: i16) -> SessionIx {
        let started = Moment { offset_minutes: offset, ..self.now };
        let found = survey.sessions().iter().position(|s| {
            (&*s.author, &*s.device, &*s.program, s.started)
                == (author, self.device, self.program, started)
        });
        if let Some(n) = found {
            return SessionIx(u32::try_from(n).unwrap_or(u32::MAX));
        }
        let nonce = (self.random)();
        survey.add_session(Session::new(nonce, author, self.device, self.program, started))
    }

    /// Inserts an observation that supersedes exactly these.
    pub(super) fn write(&mut self, survey: &mut Survey, record: Record) -> ObservationIx {
        let entry = Entry {
            subject: record.subject,
            attribute: record.attribute,
            session: record.session,
            milliseconds: record.milliseconds,
            kind: record.kind,
            answer: record.answer,
            note: record.note,
            supersede: Supersede::All,
            settles: None,
            salt: (self.random)(),
        };
        survey.insert(survey.prepare_over(entry, record.prev.into(), record.ext))
    }

    /// Says something itself, now, over exactly these.
    pub(super) fn say(
        &mut self,
        survey: &mut Survey,
        (subject, attribute): (SubjectIx, AttributeIx),
        answer: Answer,
        prev: Vec<ObservationId>,
        ext: String,
    ) -> ObservationIx {
        self.say_noting(survey, (subject, attribute), answer, String::new(), prev, ext)
    }

    fn say_noting(
        &mut self,
        survey: &mut Survey,
        (subject, attribute): (SubjectIx, AttributeIx),
        answer: Answer,
        note: String,
        prev: Vec<ObservationId>,
        ext: String,
    ) -> ObservationIx {
        let author = self.author;
        let session = self.session(survey, author, self.now.offset_minutes);
        let milliseconds = self.now.milliseconds;
        self.write(
            survey,
            Record { subject, attribute, session, milliseconds, kind: "", answer, note, prev, ext },
        )
    }

    /// Says something in place of all that stands.
    pub fn say_instead(
        &mut self,
        survey: &mut Survey,
        subject: SubjectIx,
        attribute: &str,
        answer: Answer,
        note: String,
        ext: String,
    ) -> ObservationIx {
        let attribute = survey.intern(attribute);
        let prev = survey.heads_of(subject, attribute).iter().map(|h| survey[h.1].id).collect();
        self.say_noting(survey, (subject, attribute), answer, note, prev, ext)
    }

    /// Says once more what was said, with this note, in the name of who said it.
    pub(super) fn restate(
        &mut self,
        survey: &mut Survey,
        said: ObservationIx,
        note: String,
        prev: Vec<ObservationId>,
        because: &str,
    ) -> ObservationIx {
        let original = survey[said].clone();
        let author = survey.author(&original).to_owned();
        let offset = survey.moment(&original).offset_minutes;
        let session = self.session(survey, &author, offset);
        let ext = json!({
            "restates": original.id.to_string(),
            "by": self.author,
            "at": self.now.to_string(),
            "because": because,
        });
        self.write(
            survey,
            Record {
                subject: original.subject,
                attribute: original.attribute,
                session,
                milliseconds: original.milliseconds(),
                kind: original.kind,
                answer: original.answer,
                note,
                prev,
                ext: ext.to_string(),
            },
        )
    }
}

/// An observation to be written.
pub(super) struct Record {
    pub(super) subject: SubjectIx,
    pub(super) attribute: AttributeIx,
    pub(super) session: SessionIx,
    pub(super) milliseconds: u64,
    pub(super) kind: &'static str,
    pub(super) answer: Answer,
    pub(super) note: String,
    pub(super) prev: Vec<ObservationId>,
    pub(super) ext: String,
}

/// Settles a dispute and gives the observations that say so: one for each subject of which sides
/// were shown. There are several only where these are one.
pub fn settle(
    survey: &mut Survey,
    dispute: &Dispute,
    decision: &Decision,
    because: &str,
    hand: &mut Hand<'_>,
) -> Vec<ObservationIx> {
    let attribute = survey.intern(&dispute.attribute);
    let now = hand.now;
    let author = hand.author;
    let mut ext = json!({ "settles": because, "at": now.to_string() });
    let (mut milliseconds, mut offset) = (now.milliseconds, now.offset_minutes);
    let (answer, kind, note) = match decision {
        Decision::Keep => {
            let kept = survey.intern(&format!("{AT_KEPT}{}", dispute.attribute));
            let of = (dispute.subject, kept);
            let prev = survey.heads_of(of.0, of.1).iter().map(|h| survey[h.1].id).collect();
            let answer = Answer::known(&dispute.id, Evidence::Observed);
            return vec![hand.say(survey, of, answer, prev, ext.to_string())];
        }
        Decision::Take(side) => {
            let taken: &Observation = &survey[*side];
            ext["takes"] = taken.id.to_string().into();
            if taken.attribute == attribute {
                milliseconds = taken.milliseconds();
                offset = survey.moment(taken).offset_minutes;
                (taken.answer.clone(), taken.kind, taken.note.to_string())
            } else {
                // What was recorded about it, over its deletion.
                (Answer::known("false", Evidence::Observed), "", String::new())
            }
        }
        Decision::Other(answer, kind) => (answer.clone(), *kind, String::new()),
    };
    let deletes = dispute.sort == Sort::Deletion
        && matches!(&answer, Answer::Known { value, .. } if **value == *"true");
    if deletes {
        ext["over"] = journal::seen(survey, dispute.subject).into();
        milliseconds = now.milliseconds;
    }
    let mut shown: BTreeMap<SubjectIx, Vec<ObservationId>> = BTreeMap::new();
    for &side in dispute.sides.iter().filter(|&&ix| survey[ix].attribute == attribute) {
        shown.entry(survey[side].subject).or_default().push(survey[side].id);
    }
    if shown.len() > 1 {
        ext[JOINED] = dispute.id.as_str().into();
    }
    let session = hand.session(survey, author, offset);
    let written = shown
        .into_iter()
        .map(|(subject, prev)| {
            let record = Record {
                subject,
                attribute,
                session,
                milliseconds,
                kind,
                answer: answer.clone(),
                note: note.clone(),
                prev,
                ext: ext.to_string(),
            };
            hand.write(survey, record)
        })
        .collect();
    if dispute.attribute.starts_with(['@']) {
        journal::reread(survey);
    }
    written
}

/// The disputes that stronger evidence decides: those of facts where one value, and no other, has
/// the strongest; with the side that it speaks for.
#[must_use]
pub fn prefer_evidence(survey: &Survey, disputes: &[Dispute]) -> Vec<(usize, ObservationIx)> {
    let evidence = |ix: ObservationIx| survey[ix].answer.evidence();
    disputes
        .iter()
        .enumerate()
        .filter(|(_, d)| d.sort == Sort::Fact && d.is_open())
        .filter_map(|(n, dispute)| {
            let best = dispute.sides.iter().copied().filter_map(evidence).max()?;
            let mut at_best =
                dispute.sides.iter().copied().filter(|&ix| evidence(ix) == Some(best));
            let first = at_best.next()?;
            let said = |ix: ObservationIx| match &survey[ix].answer {
                Answer::Known { value, unit, .. } => Some((value, unit)),
                _ => None,
            };
            // Not where whoever took an answer back may have had the better reason.
            let cleared = dispute.sides.iter().any(|&ix| survey[ix].answer == Answer::Cleared);
            (!cleared && at_best.all(|ix| said(ix) == said(first))).then_some((n, first))
        })
        .collect()
}

/// Why something cannot be reopened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReopened {
    /// It settles nothing.
    NoSettlement,
    /// Something took its place since.
    Superseded,
}

impl fmt::Display for NotReopened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSettlement => t!("it settles no dispute"),
            Self::Superseded => {
                t!("it was superseded since; what stands now can be answered again")
            }
        })
    }
}

/// Reopens what an observation settled: its sides stand again as they did. Gives what was written.
///
/// # Errors
/// When it settles nothing or no longer stands.
pub fn reopen(
    survey: &mut Survey,
    settlement: ObservationIx,
    because: &str,
    hand: &mut Hand<'_>,
) -> Result<Vec<ObservationIx>, NotReopened> {
    let settled = survey[settlement].clone();
    let attribute = survey.attribute(settled.attribute).to_owned();
    let keeps = attribute.starts_with(AT_KEPT);
    if !is_settlement(survey, settlement) {
        return Err(NotReopened::NoSettlement);
    }
    if !stands(survey, settlement) {
        return Err(NotReopened::Superseded);
    }
    if keeps || attribute == AT_DELETED {
        let ext = json!({ "because": because }).to_string();
        let of = (settled.subject, settled.attribute);
        let written = hand.say(survey, of, Answer::Cleared, vec![settled.id], ext);
        journal::reread(survey);
        return Ok(vec![written]);
    }
    let mut written = Vec::new();
    for settlement in parts(survey, settlement) {
        let prev = &survey[settlement].prev;
        let sides: Vec<ObservationIx> = (0..survey.observations().len())
            .map(ObservationIx::nth)
            .filter(|&ix| prev.contains(&survey[ix].id))
            .collect();
        let instead = vec![survey[settlement].id];
        for side in sides {
            let note = survey[side].note.to_string();
            written.push(hand.restate(survey, side, note, instead.clone(), because));
        }
    }
    if attribute.starts_with(['@']) {
        journal::reread(survey);
    }
    Ok(written)
}

/// A settlement with what was written with it for other subjects, as far as that stands.
fn parts(survey: &Survey, settlement: ObservationIx) -> Vec<ObservationIx> {
    let said = &survey[settlement];
    let Some(dispute) = said.extension(JOINED) else { return vec![settlement] };
    let with_it = |o: &Observation| {
        (o.session, o.attribute) == (said.session, said.attribute)
            && o.extension(JOINED).as_ref() == Some(&dispute)
    };
    let all = (0..survey.observations().len()).map(ObservationIx::nth);
    all.filter(|&ix| with_it(&survey[ix]) && stands(survey, ix)).collect()
}

fn stands(survey: &Survey, ix: ObservationIx) -> bool {
    let o = &survey[ix];
    survey.heads_of(o.subject, o.attribute).iter().any(|&(_, head)| head == ix)
}

/// The settlements that stand, in the order in which they were recorded; of one that was written
/// for several subjects, the first.
#[must_use]
pub fn settlements(survey: &Survey) -> Vec<ObservationIx> {
    (0..survey.observations().len())
        .map(ObservationIx::nth)
        .filter(|&ix| is_settlement(survey, ix) && stands(survey, ix))
        .filter(|&ix| parts(survey, ix).first() == Some(&ix))
        .collect()
}

/// Whether an observation settles a dispute, or keeps it as a disagreement.
#[must_use]
pub fn is_settlement(survey: &Survey, ix: ObservationIx) -> bool {
    let o = &survey[ix];
    o.settles().is_some()
        && (o.prev.len() > 1
            || o.extension(JOINED).is_some()
            || survey.attribute(o.attribute).starts_with(AT_KEPT)
            || survey.attribute(o.attribute) == AT_DELETED)
        && o.answer != Answer::Cleared
}
