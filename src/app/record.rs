//! Writing down: answers, places and lists become observations, and can be taken back.
//!
//! Nothing is ever changed: taking back writes an observation that restores what stood before, so
//! history stays whole. Time and random bytes come from outside.

use crate::merge::disputes::AT_KEPT;
use crate::merge::{self, Decision, Dispute, Hand, Sort};
use crate::model::attachment::is_attachment;
use crate::model::id::FieldHash;
use crate::model::journal::{ensure_subject, reread, seen};
use crate::model::survey::{AT_CODE, AT_DELETED, AT_KIND, AT_PARENT};
use crate::model::{
    Answer, Entry, Evidence, Moment, ObservationId, ObservationIx, Path, Session, SessionIx,
    Subject, SubjectId, SubjectIx, SubjectKind, Supersede, Survey,
};

/// Who records, and what makes every record different from every other.
#[derive(Clone, Debug)]
pub struct Recorder {
    /// Random, new with every start of the program.
    pub nonce: [u8; 16],
    /// Random and kept to itself: salts and ids are drawn from it.
    pub secret: [u8; 32],
    /// What the laptop calls itself.
    pub device: String,
    /// The program and its version.
    pub program: String,
    /// When the program was started.
    pub started: Moment,
    author: Option<String>,
    session: Option<SessionIx>,
    drawn: u64,
}

impl Recorder {
    /// Nobody has recorded anything yet.
    #[must_use]
    pub fn new(
        nonce: [u8; 16],
        secret: [u8; 32],
        device: &str,
        program: &str,
        started: Moment,
    ) -> Self {
        Self {
            nonce,
            secret,
            device: device.to_owned(),
            program: program.to_owned(),
            started,
            author: None,
            session: None,
            drawn: 0,
        }
    }

    /// Who records, once that is known.
    #[must_use]
    pub fn author(&self) -> Option<&str> {
        self.author.as_deref()
    }

    /// From now on, this person records.
    pub fn set_author(&mut self, name: &str) {
        self.author = Some(name.trim().to_owned());
        self.session = None;
    }

    fn draw(&mut self) -> [u8; 16] {
        self.drawn += 1;
        let mut hash = FieldHash::new("salt");
        hash.field(&self.secret).field(&self.drawn.to_le_bytes());
        hash.finish_short()
    }

    /// The session under which is recorded. It enters the survey with its first record, so that
    /// looking leaves no trace.
    fn session(&mut self, survey: &mut Survey) -> SessionIx {
        if let Some(session) = self.session {
            return session;
        }
        let author = self.author.clone().unwrap_or_default();
        let session = survey.add_session(Session::new(
            self.nonce,
            &author,
            &self.device,
            &self.program,
            self.started,
        ));
        self.session = Some(session);
        session
    }
}

/// A fact to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// About what.
    pub subject: SubjectIx,
    /// The key of the attribute.
    pub attribute: String,
    /// The type of its values.
    pub kind: &'static str,
    /// What was found.
    pub answer: Answer,
    /// A remark.
    pub note: String,
    /// What it supersedes.
    pub supersede: Supersede,
}

/// What an act changed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    /// What stood for a fact, and what stands now.
    Fact {
        subject: SubjectIx,
        attribute: String,
        before: Vec<ObservationIx>,
        after: Vec<ObservationIx>,
    },
    /// A subject was made.
    Made(SubjectIx),
    /// A subject was taken away.
    Removed(SubjectIx),
    /// A subject was given another code: the one before, and the one now.
    Renamed { subject: SubjectIx, before: String, after: String },
    /// A dispute was settled, or kept as a disagreement.
    Settled(Box<Settled>),
    /// What was settled was reopened.
    Reopened(Box<Settled>),
}

/// What was decided of a dispute, and why; and the statement of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Settled {
    dispute: Dispute,
    decision: Decision,
    because: String,
    /// What was written: one statement for each subject of a joined place.
    said: Vec<ObservationIx>,
}

/// Something that a person did at once, and can take back at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Act {
    /// What it was, for the message.
    pub title: String,
    changes: Vec<Change>,
}

impl Act {
    /// An act in which nothing has happened yet.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), changes: Vec::new() }
    }

    /// Whether nothing happened.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The fact that changed first: where taking it back is to be seen.
    #[must_use]
    pub fn first_fact(&self) -> Option<(SubjectIx, &str)> {
        self.changes.iter().find_map(|change| match change {
            Change::Fact { subject, attribute, .. } => Some((*subject, attribute.as_str())),
            Change::Settled(settled) | Change::Reopened(settled) => {
                Some((settled.dispute.subject, settled.dispute.attribute.as_str()))
            }
            Change::Made(_) | Change::Removed(_) | Change::Renamed { .. } => None,
        })
    }
}

/// A survey that is being written in.
pub struct Pen<'a> {
    /// The survey.
    pub survey: &'a mut Survey,
    /// Who writes.
    pub recorder: &'a mut Recorder,
    /// When.
    pub now: Moment,
}

impl Pen<'_> {
    /// Records a fact as part of an act.
    pub fn write(&mut self, act: &mut Act, write: Write) {
        let attribute = self.survey.intern(&write.attribute);
        let before = self.heads(write.subject, &write.attribute);
        let session = self.recorder.session(self.survey);
        let settles = self.settles(&before, &write);
        let entry = Entry {
            subject: write.subject,
            attribute,
            session,
            milliseconds: self.now.milliseconds,
            kind: write.kind,
            answer: write.answer,
            note: write.note,
            supersede: write.supersede,
            settles,
            salt: self.recorder.draw(),
        };
        let observation = self.survey.prepare(entry);
        self.survey.insert(observation);
        let after = self.heads(write.subject, &write.attribute);
        act.changes.push(Change::Fact {
            subject: write.subject,
            attribute: write.attribute,
            before,
            after,
        });
    }

    /// Makes a subject as part of an act, with an id that no other laptop can make.
    pub fn make(
        &mut self,
        act: &mut Act,
        kind: SubjectKind,
        parent: SubjectIx,
        code: &str,
    ) -> SubjectIx {
        let id = SubjectId(self.recorder.draw());
        let subject = self.survey.add_subject(Subject {
            id,
            kind,
            parent: Some(parent),
            code: code.to_owned(),
            deleted: false,
        });
        let parent = self.survey.subject(parent).id.to_string();
        for (attribute, value) in [(AT_KIND, kind.code()), (AT_PARENT, &parent), (AT_CODE, code)] {
            self.bookkeeping(subject, attribute, Answer::known(value, Evidence::Observed));
        }
        act.changes.push(Change::Made(subject));
        subject
    }

    /// The country or model with this path; made if nothing is recorded of it. Its id follows from
    /// its name, so that every laptop speaks of the same one.
    pub fn ensure(&mut self, path: &Path) -> Option<SubjectIx> {
        if let Some(found) = self.survey.find(path) {
            return Some(found);
        }
        let session = self.recorder.session(self.survey);
        let milliseconds = self.now.milliseconds;
        let recorder = &mut *self.recorder;
        ensure_subject(self.survey, path, session, milliseconds, &mut || recorder.draw()).ok()
    }

    fn bookkeeping(&mut self, subject: SubjectIx, attribute: &str, answer: Answer) {
        let deletes = attribute == AT_DELETED && answer != Answer::Cleared;
        let ext = if deletes {
            format!("{{\"over\":\"{}\"}}", seen(self.survey, subject))
        } else {
            String::new()
        };
        let attribute = self.survey.intern(attribute);
        let prev: Vec<ObservationId> =
            self.survey.heads_of(subject, attribute).iter().map(|h| self.survey[h.1].id).collect();
        let entry = Entry {
            subject,
            attribute,
            session: self.recorder.session(self.survey),
            milliseconds: self.now.milliseconds,
            kind: "",
            answer,
            note: String::new(),
            supersede: Supersede::All,
            settles: None,
            salt: self.recorder.draw(),
        };
        self.survey.insert(self.survey.prepare_over(entry, prev.into(), ext));
    }

    /// Gives a subject another code as part of an act.
    pub fn rename(&mut self, act: &mut Act, subject: SubjectIx, code: &str) {
        let before = self.survey.subject(subject).code.clone();
        self.state(subject, AT_CODE, Answer::known(code, Evidence::Observed));
        act.changes.push(Change::Renamed { subject, before, after: code.to_owned() });
    }

    /// Takes a subject away as part of an act; what was recorded of it stays in the history.
    pub fn remove(&mut self, act: &mut Act, subject: SubjectIx) {
        self.state(subject, AT_DELETED, Answer::known("true", Evidence::Observed));
        act.changes.push(Change::Removed(subject));
    }

    /// Says what a subject is, and reads the subjects again.
    fn state(&mut self, subject: SubjectIx, attribute: &str, answer: Answer) {
        self.bookkeeping(subject, attribute, answer);
        reread(self.survey);
    }

    /// Settles a dispute as part of an act.
    pub fn settle(&mut self, act: &mut Act, dispute: Dispute, decision: Decision, because: &str) {
        let said =
            self.by_hand(|survey, hand| merge::settle(survey, &dispute, &decision, because, hand));
        let because = because.to_owned();
        act.changes.push(Change::Settled(Box::new(Settled { dispute, decision, because, said })));
    }

    /// Reopens what was settled or kept, as part of an act; `false` if it does not stand any more.
    pub fn reopen(&mut self, act: &mut Act, said: ObservationIx, because: &str) -> bool {
        let settlement = self.survey[said].clone();
        let reopened = self.by_hand(|survey, hand| merge::reopen(survey, said, because, hand));
        let Ok(sides) = reopened else { return false };
        let attribute = self.survey.attribute(settlement.attribute);
        let because = settlement.settles().unwrap_or_default();
        let (attribute, id, decision) = match (attribute.strip_prefix(AT_KEPT), &settlement.answer)
        {
            (Some(fact), Answer::Known { value, .. }) => {
                (fact.to_owned(), value.to_string(), Decision::Keep)
            }
            (_, answer) => {
                let again = Decision::Other(answer.clone(), settlement.kind);
                (attribute.to_owned(), String::new(), again)
            }
        };
        let sort = match attribute.as_str() {
            AT_DELETED => Sort::Deletion,
            fact if fact.starts_with('@') => Sort::Subject,
            _ => Sort::Fact,
        };
        let subject = settlement.subject;
        let dispute = Dispute { id, sort, subject, attribute, sides, kept: None };
        let said = vec![said];
        act.changes.push(Change::Reopened(Box::new(Settled { dispute, decision, because, said })));
        true
    }

    /// Does what deciding needs: a person, a time, random bytes.
    fn by_hand<T>(&mut self, decide: impl FnOnce(&mut Survey, &mut Hand<'_>) -> T) -> T {
        let author = self.recorder.author().unwrap_or_default().to_owned();
        let (device, program) = (self.recorder.device.clone(), self.recorder.program.clone());
        let recorder = &mut *self.recorder;
        let mut hand = Hand {
            author: &author,
            device: &device,
            program: &program,
            now: self.now,
            random: &mut || recorder.draw(),
        };
        decide(self.survey, &mut hand)
    }

    /// Takes back what was settled: the sides stand again in the names of those who said them.
    fn unsettle(&mut self, settled: &mut Settled) {
        // Recorded, so it is the same in every language.
        // Any statement of a settlement reopens them all.
        let Some(&said) = settled.said.first() else { return };
        let reopened = self.by_hand(|survey, hand| merge::reopen(survey, said, "undone", hand));
        // Where something took its place since, that stays.
        let Ok(stand) = reopened else { return };
        let now = |side: ObservationIx| {
            let id = self.survey[side].id.to_string();
            let restates =
                |&ix: &ObservationIx| self.survey[ix].extension("restates").as_ref() == Some(&id);
            stand.iter().copied().find(restates).unwrap_or(side)
        };
        if let Decision::Take(side) = &mut settled.decision {
            *side = now(*side);
        }
        let sides = settled.dispute.sides.iter().map(|&side| now(side)).collect();
        settled.dispute.sides = sides;
    }

    /// Settles again, over the sides as they stand now.
    fn settle_again(&mut self, settled: &mut Settled) {
        let Settled { dispute, decision, because, .. } = &*settled;
        let said =
            self.by_hand(|survey, hand| merge::settle(survey, dispute, decision, because, hand));
        settled.said = said;
    }

    /// Takes an act back (or with `again` does it again): what stood before (after) it stands
    /// once more, in this person's words; the sides of a dispute in those of who said them.
    pub fn restore(&mut self, act: &mut Act, again: bool) {
        let mut order: Vec<&mut Change> = act.changes.iter_mut().collect();
        if !again {
            order.reverse();
        }
        let mut made = false;
        for change in order {
            match change {
                Change::Settled(settled) if again => self.settle_again(settled),
                Change::Reopened(settled) if !again => self.settle_again(settled),
                Change::Settled(settled) | Change::Reopened(settled) => self.unsettle(settled),
                Change::Renamed { subject, before, after } => {
                    let code = if again { &*after } else { &*before };
                    let answer = Answer::known(code, Evidence::Observed);
                    self.bookkeeping(*subject, AT_CODE, answer);
                    made = true;
                }
                Change::Removed(subject) => {
                    made = true;
                    let answer = if again {
                        Answer::known("true", Evidence::Observed)
                    } else {
                        Answer::Cleared
                    };
                    self.bookkeeping(*subject, AT_DELETED, answer);
                }
                Change::Fact { subject, attribute, before, after } => {
                    let target = if again { &*after } else { &*before };
                    self.restore_fact(*subject, attribute, target);
                }
                Change::Made(subject) => {
                    made = true;
                    let answer = if again {
                        Answer::Cleared
                    } else {
                        Answer::known("true", Evidence::Observed)
                    };
                    self.bookkeeping(*subject, AT_DELETED, answer);
                }
            }
        }
        if made {
            reread(self.survey);
        }
    }

    /// Lets exactly these answers stand again. What stands already stays as it is, so another
    /// person's word stays that person's; the first that is written supersedes the rest.
    fn restore_fact(&mut self, subject: SubjectIx, attribute: &str, target: &[ObservationIx]) {
        let now = self.heads(subject, attribute);
        let gone = |&&ix: &&ObservationIx| !target.contains(&ix);
        let mut prev: Vec<ObservationId> =
            now.iter().filter(gone).map(|&ix| self.survey[ix].id).collect();
        let mut answers: Vec<(Answer, String, &'static str)> = target
            .iter()
            .filter(|ix| !now.contains(ix))
            .map(|&ix| &self.survey[ix])
            .filter(|o| o.answer != Answer::Cleared)
            .map(|o| (o.answer.clone(), o.note.to_string(), o.kind))
            .collect();
        if answers.is_empty() && !prev.is_empty() {
            answers.push((Answer::Cleared, String::new(), ""));
        }
        for answer in answers {
            self.insert_over(subject, attribute, answer, std::mem::take(&mut prev));
        }
    }

    /// Inserts an observation that supersedes exactly these.
    fn insert_over(
        &mut self,
        subject: SubjectIx,
        attribute: &str,
        (answer, note, kind): (Answer, String, &'static str),
        prev: Vec<ObservationId>,
    ) {
        let attribute_ix = self.survey.intern(attribute);
        let session = self.recorder.session(self.survey);
        let entry = Entry {
            subject,
            attribute: attribute_ix,
            session,
            milliseconds: self.now.milliseconds,
            kind,
            answer,
            note,
            supersede: Supersede::Own,
            settles: None,
            salt: self.recorder.draw(),
        };
        let observation = self.survey.prepare_over(entry, prev.into(), String::new());
        self.survey.insert(observation);
    }

    fn heads(&self, subject: SubjectIx, attribute: &str) -> Vec<ObservationIx> {
        self.survey.heads_named(subject, attribute).iter().map(|&(_, ix)| ix).collect()
    }

    /// The reason of a settlement: an answer that takes the place of another person's differing
    /// one says so, also in a table.
    fn settles(&self, before: &[ObservationIx], write: &Write) -> Option<String> {
        // What is said of a photo settles no dispute.
        if write.supersede == Supersede::Own || is_attachment(&write.attribute) {
            return None;
        }
        let author = self.recorder.author().unwrap_or_default();
        let differs = before.iter().map(|&ix| &self.survey[ix]).any(|o| {
            self.survey.author(o) != author
                && matches!(o.answer, Answer::Known { .. })
                && o.answer != write.answer
        });
        let reason = if write.note.is_empty() { "answered again on site" } else { &write.note };
        differs.then(|| reason.to_owned())
    }
}
