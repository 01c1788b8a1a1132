//! Random histories of one survey on five laptops: people answer, correct, take back, make, rename
//! and delete things, join and part them, import, settle, keep, reopen, and hand each other files.

use borderfit::merge::join::{Relation, relate};
use borderfit::merge::{
    Decision, Hand, as_written, disputes, prefer_evidence, reopen, settle, union,
};
use borderfit::model::journal::{ensure_subject, reread, seen};
use borderfit::model::survey::{AT_CODE, AT_DELETED, AT_KIND, AT_PARENT};
use borderfit::model::{
    AbsenceReason, Answer, Entry, Evidence, Moment, ObservationIx, Path, Session, SessionIx,
    Subject, SubjectId, SubjectIx, SubjectKind, Supersede, Survey,
};
use proptest::prelude::*;

pub(crate) const LAPTOPS: usize = 5;
/// The act of saying that two things are one.
const JOIN: u8 = 20;
const START: u64 = 1_770_000_000_000;

/// One thing that is done on one laptop; what the numbers mean depends on what there is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Act {
    laptop: usize,
    what: u8,
    place: usize,
    attribute: usize,
    value: usize,
    grade: usize,
}

/// A history, and in which orders and groups the laptops' files are merged.
#[derive(Clone, Debug)]
pub(crate) struct History {
    acts: Vec<Act>,
    /// How far the clock of each laptop is off, in milliseconds.
    pub(crate) clocks: Vec<u64>,
    pub(crate) order: Vec<usize>,
    pub(crate) groups: Vec<bool>,
}

fn act() -> impl Strategy<Value = Act> {
    (0..LAPTOPS, 0_u8..22, 0_usize..8, 0_usize..4, 0_usize..3, 0_usize..4).prop_map(
        |(laptop, what, place, attribute, value, grade)| Act {
            laptop,
            what,
            place,
            attribute,
            value,
            grade,
        },
    )
}

pub(crate) fn history() -> impl Strategy<Value = History> {
    (
        prop::collection::vec(act(), 0..24),
        prop::collection::vec(prop_oneof![Just(0_u64), 0..40_000_000_u64], LAPTOPS),
        Just((0..LAPTOPS).collect::<Vec<_>>()).prop_shuffle(),
        prop::collection::vec(any::<bool>(), LAPTOPS),
    )
        .prop_map(|(acts, clocks, order, groups)| History { acts, clocks, order, groups })
}

/// What one person does alone.
pub(crate) fn alone() -> impl Strategy<Value = History> {
    history().prop_map(|mut history| {
        for act in &mut history.acts {
            act.laptop = 0;
            // Two places of which one person said different things may well be joined by them: then
            // they have to decide.
            if act.what == JOIN {
                act.what = 0;
            }
        }
        history
    })
}

/// A copy of the survey with whom it belongs to.
#[derive(Clone)]
pub(crate) struct Laptop {
    pub(crate) survey: Survey,
    session: SessionIx,
    name: String,
    seconds: u64,
    clock: u64,
    drawn: u64,
    seed: u64,
}

impl Laptop {
    /// Answers one of the questions about a thing.
    pub(crate) fn answer(&mut self, subject: SubjectIx, n: usize) {
        let all = facts(self.survey.subject(subject).kind);
        let (attribute, kind, values) = all[n % all.len()];
        self.seconds += 1;
        self.record(subject, attribute, kind, Answer::known(values[n % 3], Evidence::Tested));
    }

    fn draw(&mut self) -> [u8; 16] {
        self.drawn += 1;
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.seed.to_le_bytes());
        bytes[8..].copy_from_slice(&self.drawn.to_le_bytes());
        let hash = blake3::hash(&bytes);
        bytes.copy_from_slice(&hash.as_bytes()[..16]);
        bytes
    }

    fn now(&self) -> Moment {
        Moment { milliseconds: START + self.clock + self.seconds * 1_000, offset_minutes: 120 }
    }

    fn hand<T>(&mut self, act: impl FnOnce(&mut Survey, &mut Hand<'_>) -> T) -> T {
        let (mut salts, now, name) = (self.drawn + 1_000_000, self.now(), self.name.clone());
        let seed = self.seed;
        let mut random = || {
            salts += 1;
            let mut bytes = [7; 16];
            bytes[..8].copy_from_slice(&salts.to_le_bytes());
            bytes[8..].copy_from_slice(&seed.to_le_bytes());
            bytes
        };
        let mut hand =
            Hand { author: &name, device: "laptop", program: "test", now, random: &mut random };
        let done = act(&mut self.survey, &mut hand);
        self.drawn += 100;
        done
    }

    fn record(&mut self, subject: SubjectIx, attribute: &str, kind: &'static str, answer: Answer) {
        self.write(subject, attribute, kind, answer, Supersede::All);
    }

    fn write(
        &mut self,
        subject: SubjectIx,
        attribute: &str,
        kind: &'static str,
        answer: Answer,
        supersede: Supersede,
    ) {
        let attribute = self.survey.intern(attribute);
        let entry = Entry {
            subject,
            attribute,
            session: self.session,
            milliseconds: self.now().milliseconds,
            kind,
            answer,
            note: String::new(),
            supersede,
            settles: None,
            salt: self.draw(),
        };
        self.survey.insert(self.survey.prepare(entry));
    }

    fn make(&mut self, parent: SubjectIx, kind: SubjectKind, code: &str) {
        let id = SubjectId(self.draw());
        let subject = self.survey.add_subject(Subject {
            id,
            kind,
            parent: Some(parent),
            code: code.to_owned(),
            deleted: false,
        });
        let parent = self.survey.subject(parent).id.to_string();
        for (attribute, value) in [(AT_KIND, kind.code()), (AT_PARENT, &parent), (AT_CODE, code)] {
            self.record(subject, attribute, "", Answer::known(value, Evidence::Observed));
        }
    }

    pub(crate) fn delete(&mut self, subject: SubjectIx) {
        let ext = format!("{{\"over\":\"{}\"}}", seen(&self.survey, subject));
        let attribute = self.survey.intern(AT_DELETED);
        let heads = self.survey.heads_of(subject, attribute);
        let prev: Vec<_> = heads.iter().map(|h| self.survey[h.1].id).collect();
        let entry = Entry {
            subject,
            attribute,
            session: self.session,
            milliseconds: self.now().milliseconds,
            kind: "",
            answer: Answer::known("true", Evidence::Observed),
            note: String::new(),
            supersede: Supersede::All,
            settles: None,
            salt: self.draw(),
        };
        self.survey.insert(self.survey.prepare_over(entry, prev.into(), ext));
        reread(&mut self.survey);
    }

    /// Says of a thing and another of its sort what they are to each other.
    pub(crate) fn say_of_two(&mut self, one: SubjectIx, which: usize, relation: Relation) {
        let others = self.shown(Some(self.survey.subject(one).kind));
        let other = others[which % others.len()];
        // Not of what stands elsewhere, and not in a circle.
        let _ = self.hand(|survey, hand| relate(survey, (one, other), relation, "seen", hand));
    }

    /// The subjects that are shown: neither the survey nor deleted.
    pub(crate) fn shown(&self, kind: Option<SubjectKind>) -> Vec<SubjectIx> {
        (1..self.survey.subjects().len())
            .map(SubjectIx::nth)
            .filter(|&ix| !borderfit::model::journal::is_deleted(&self.survey, ix))
            .filter(|&ix| kind.is_none_or(|k| self.survey.subject(ix).kind == k))
            .collect()
    }
}

/// Facts by kind of subject: attribute, type, three values.
fn facts(kind: SubjectKind) -> &'static [(&'static str, &'static str, [&'static str; 3])] {
    match kind {
        SubjectKind::CrossingPoint => &[
            ("type", "choices", ["road", "road;pedestrian", "air"]),
            ("positions_complete", "bool", ["true", "false", "true"]),
            ("supply_hours", "quantity", ["24", "14", "17"]),
            ("inventory_complete.document-reader", "bool", ["true", "false", "true"]),
        ],
        SubjectKind::Position => &[
            ("kind", "choice", ["first-line-entry", "first-line-exit", "second-line"]),
            ("workstations", "integer", ["1", "2", "3"]),
            ("workstations_peak", "integer", ["1", "2", "3"]),
            ("inventory_complete.document-reader", "bool", ["true", "false", "true"]),
        ],
        _ => &[
            ("equipment", "choice", ["document-reader", "magnifier", "workstation"]),
            ("quantity", "count", ["1", "2", "0..1"]),
            ("condition", "choice", ["working", "faulty", "removed"]),
            ("serial", "text", ["A1", "A2", "A3"]),
        ],
    }
}

const EVIDENCE: [Evidence; 4] =
    [Evidence::Tested, Evidence::Observed, Evidence::Stated, Evidence::NotVerified];

/// The survey as it was handed out, on each laptop.
pub(crate) fn begin(clocks: &[u64]) -> Vec<Laptop> {
    let mut survey = Survey::new(SubjectId([7; 16]));
    let started = Moment { milliseconds: START, offset_minutes: 120 };
    let lead = survey.add_session(Session::new([1; 16], "K0", "office", "test", started));
    for (n, columns) in
        [["P1", "", ""], ["P1", "entry", ""], ["P1", "entry", "readers"], ["P2", "", ""]]
            .iter()
            .enumerate()
    {
        let path = Path::from_columns(columns[0], columns[1], columns[2]).expect("a path");
        let mut salt = 0;
        ensure_subject(&mut survey, &path, lead, START, &mut || {
            salt += 1;
            [n as u8 * 16 + salt; 16]
        })
        .expect("a subject");
    }
    (0..LAPTOPS)
        .map(|n| {
            let mut survey = survey.clone();
            let name = format!("K{}", n + 1);
            let nonce = [n as u8 + 2; 16];
            let session = Session::new(nonce, &name, &format!("L{n}"), "test", started);
            let session = survey.add_session(session);
            let (seed, clock) = (n as u64 + 1, clocks[n]);
            Laptop { survey, session, name, seconds: 0, clock, drawn: 0, seed }
        })
        .collect()
}

/// Does what people do.
pub(crate) fn perform(history: &History) -> Vec<Laptop> {
    let mut laptops = begin(&history.clocks);
    for (n, act) in history.acts.iter().enumerate() {
        if act.what == 19 {
            // A file is handed over.
            let other = laptops[act.place % LAPTOPS].survey.clone();
            union(&mut laptops[act.laptop].survey, &other).expect("copies of one survey");
            continue;
        }
        let laptop = &mut laptops[act.laptop];
        laptop.seconds = n as u64 * 7;
        one(laptop, act);
    }
    laptops
}

fn one(laptop: &mut Laptop, act: &Act) {
    let shown = laptop.shown(None);
    let Some(&subject) = shown.get(act.place % shown.len().max(1)) else { return };
    let kind = laptop.survey.subject(subject).kind;
    let (attribute, vtype, values) = facts(kind)[act.attribute % facts(kind).len()];
    let known = || Answer::known(values[act.value], EVIDENCE[act.grade]);
    match act.what {
        0..=7 => laptop.record(subject, attribute, vtype, known()),
        8 => {
            let reason = AbsenceReason::ALL[act.value];
            laptop.record(subject, attribute, vtype, Answer::Absent(reason));
        }
        9 => laptop.record(subject, attribute, vtype, Answer::Cleared),
        10 => laptop.write(subject, attribute, vtype, known(), Supersede::Own),
        11 => {
            let parents = laptop.shown(Some(SubjectKind::CrossingPoint));
            let Some(&parent) = parents.get(act.place % parents.len().max(1)) else { return };
            laptop.make(parent, SubjectKind::Position, ["exit", "lane", "entry"][act.value]);
        }
        12 => {
            let parents = laptop.shown(Some(SubjectKind::Position));
            let Some(&parent) = parents.get(act.place % parents.len().max(1)) else { return };
            laptop.make(parent, SubjectKind::Item, ["readers", "lamps", "pcs"][act.value]);
        }
        13 if kind != SubjectKind::CrossingPoint => laptop.delete(subject),
        14 => {
            let code = ["one", "two", "three"][act.value];
            laptop.record(subject, AT_CODE, "", Answer::known(code, Evidence::Observed));
            reread(&mut laptop.survey);
        }
        JOIN => laptop.say_of_two(subject, act.value, Relation::Same),
        21 => laptop.say_of_two(subject, act.value, Relation::Unsaid),
        _ => settle_one(laptop, act),
    }
}

fn settle_one(laptop: &mut Laptop, act: &Act) {
    let all = disputes(&laptop.survey, &as_written);
    if let Some(dispute) = all.get(act.place % all.len().max(1)) {
        // Which side a person takes does not hang on clocks.
        let survey = &laptop.survey;
        let mut sides = dispute.sides.clone();
        sides.sort_by_key(|&ix| {
            let o = &survey[ix];
            let deletes = survey.attribute(o.attribute) == AT_DELETED;
            (!deletes, survey.author(o).to_owned(), format!("{:?}", o.answer))
        });
        let side = sides[act.value % sides.len()];
        let decision = match act.what {
            15 => Decision::Take(side),
            16 => Decision::Keep,
            17 => match prefer_evidence(&laptop.survey, std::slice::from_ref(dispute)).first() {
                Some(&(_, side)) => Decision::Take(side),
                None => return,
            },
            _ => Decision::Take(sides[0]),
        };
        laptop.hand(|survey, hand| settle(survey, dispute, &decision, "agreed on site", hand));
    } else if act.what == 18 {
        let settled = (0..laptop.survey.observations().len())
            .map(ObservationIx::nth)
            .find(|&ix| borderfit::merge::settle::is_settlement(&laptop.survey, ix));
        if let Some(ix) = settled {
            // One that was superseded since stays settled.
            let _ = laptop.hand(|survey, hand| reopen(survey, ix, "new papers", hand));
        }
    }
}
