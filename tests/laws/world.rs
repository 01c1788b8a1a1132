//! Random worlds: who found what, as a list of facts, and the survey that they make.

use borderfit::model::{
    AbsenceReason, Answer, Day, Entry, Evidence, Moment, ObservationIx, Path, Session, SessionIx,
    Subject, SubjectId, SubjectIx, SubjectKind, Supersede, Survey,
};
use borderfit::standard::{AttributeId, Of, Profile};

use crate::draw::Draw;
use crate::generate::Named;
use crate::vocabulary::{COUNTRIES, KINDS, domain, ids, vocabulary};

/// The day as of which is judged.
pub(crate) const AS_OF: &str = "2026-06-01";
/// Those who record: a few assessors, then people whom only the laws bring in.
pub(crate) const ASSESSORS: u8 = 3;
/// Settles disputes, fills in what is unknown, answers questions.
pub(crate) const SETTLER: u8 = 8;
/// Sees everything a second time.
pub(crate) const WITNESS: u8 = 9;
const PEOPLE: u8 = 12;
const DAY: u64 = 86_400_000;

/// The day as of which is judged.
pub(crate) fn as_of() -> Day {
    Day::parse(AS_OF).unwrap_or_else(|| panic!("{AS_OF} is a day"))
}

/// A moment of that day, or so many days before.
pub(crate) fn days_ago(days: u64) -> u64 {
    let today = Moment::parse(AS_OF).map_or(0, |m| m.milliseconds);
    today + DAY / 2 - days * DAY
}

/// One row: what somebody found out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fact {
    pub(crate) path: Path,
    pub(crate) attribute: String,
    pub(crate) answer: Answer,
    pub(crate) person: u8,
    /// Milliseconds since 1970.
    pub(crate) at: u64,
    /// Whether it supersedes what others found, too.
    pub(crate) settles: bool,
}

/// What there is, and what was found of it, in the order of entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct World {
    /// Places and items that are on record even if nothing was found of them.
    pub(crate) places: Vec<Path>,
    pub(crate) facts: Vec<Fact>,
}

impl World {
    /// The survey of this world.
    pub(crate) fn survey(&self) -> Survey {
        let mut survey = Survey::new(SubjectId([7; 16]));
        for person in 0..PEOPLE {
            let moment = Moment { milliseconds: 0, offset_minutes: 0 };
            let name = format!("person {person}");
            survey.add_session(Session::new([person; 16], &name, "device", "laws", moment));
        }
        for place in &self.places {
            subject(&mut survey, place);
        }
        for fact in &self.facts {
            record(&mut survey, fact);
        }
        survey
    }
}

/// The code of the crossing point that a path is or stands in.
pub(crate) fn code_of(path: &Path) -> Option<&str> {
    match path {
        Path::CrossingPoint(c) | Path::Position(c, _) | Path::Item(c, ..) => Some(c),
        _ => None,
    }
}

/// The subject that a path names, made if need be.
pub(crate) fn subject(survey: &mut Survey, path: &Path) -> SubjectIx {
    if let Some(found) = survey.find(path) {
        return found;
    }
    let parent = path.parent().map(|parent| subject(survey, &parent));
    survey.add_subject(Subject {
        id: path.derived_id(survey.id()),
        kind: path.kind(),
        parent,
        code: path.code(),
        deleted: false,
    })
}

/// Enters a fact.
pub(crate) fn record(survey: &mut Survey, fact: &Fact) -> ObservationIx {
    let about = subject(survey, &fact.path);
    let seed = survey.observations().len() as u64;
    let mut salt = [0; 16];
    salt[..8].copy_from_slice(&seed.to_le_bytes());
    let entry = Entry {
        subject: about,
        attribute: survey.intern(&fact.attribute),
        session: SessionIx(u32::from(fact.person)),
        milliseconds: fact.at,
        kind: "",
        answer: fact.answer.clone(),
        note: String::new(),
        supersede: if fact.settles { Supersede::All } else { Supersede::Own },
        settles: fact.settles.then(|| "settled".to_owned()),
        salt,
    };
    let observation = survey.prepare(entry);
    survey.insert(observation)
}

// ---- generation

/// How much is on record, in so many of a hundred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// Facts recorded at all.
    known: usize,
    /// Facts on which a second person reports.
    twice: usize,
    /// Facts that are only claimed.
    claimed: usize,
    /// Lists that are closed.
    closed: usize,
    /// Absences in place of values.
    absent: usize,
}

impl Record {
    const RICH: Self = Self { known: 98, twice: 15, claimed: 4, closed: 97, absent: 2 };
    const MIXED: Self = Self { known: 90, twice: 25, claimed: 15, closed: 85, absent: 8 };
    const SPARSE: Self = Self { known: 50, twice: 15, claimed: 25, closed: 45, absent: 30 };
    /// Every fact one determined value, tested.
    pub(crate) const FULL: Self = Self { known: 100, twice: 0, claimed: 0, closed: 100, absent: 0 };

    /// Mostly rich, so that verdicts are reached; all sorts.
    pub(crate) fn some(draw: &mut Draw) -> Self {
        match draw.weighted(&[6, 4, 2]) {
            0 => Self::RICH,
            1 => Self::MIXED,
            _ => Self::SPARSE,
        }
    }
}

/// A random world in which the facts stand that a profile reads.
pub(crate) fn world(draw: &mut Draw, profile: &Profile, record: Record) -> World {
    let named = Named::by_all(profile);
    let mut attributes: Vec<AttributeId> =
        named.attributes.iter().chain(&named.counts).copied().collect();
    attributes.sort_unstable();
    attributes.dedup();
    let mut kinds: Vec<&str> =
        named.kinds.iter().map(|k| profile.vocabulary.kind(*k).key.as_str()).collect();
    if draw.chance(25) || kinds.is_empty() {
        kinds.push(KINDS[draw.below(KINDS.len())]);
    }
    let points = 1 + draw.weighted(&[7, 3]);
    let mut maker = Maker { profile, attributes, kinds, record, draw, world: World::default() };
    (0..points).for_each(|n| maker.point(n));
    maker.countries();
    maker.models();
    maker.world
}

/// A random item at a place of a world, with the facts that a profile reads.
pub(crate) fn item(draw: &mut Draw, profile: &Profile, kind: &str, path: &Path) -> Vec<Fact> {
    let attributes = Named::by_all(profile).attributes.into_iter().collect();
    let record = Record::RICH;
    let kinds = vec![kind];
    let mut maker = Maker { profile, attributes, kinds, record, draw, world: World::default() };
    maker.item(path.clone());
    maker.world.facts
}

struct Maker<'a> {
    profile: &'a Profile,
    /// The attributes that are read.
    attributes: Vec<AttributeId>,
    kinds: Vec<&'a str>,
    record: Record,
    draw: &'a mut Draw,
    world: World,
}

impl Maker<'_> {
    fn point(&mut self, n: usize) {
        let code = format!("P{n}");
        let path = Path::CrossingPoint(code.clone());
        self.world.places.push(path.clone());
        self.facts(&path, "type");
        self.facts(&path, "country");
        self.list(&path, "positions_complete");
        for kind in self.kinds.clone() {
            self.list(&path, &format!("inventory_complete.{kind}"));
        }
        self.read_of(&path, Of::CrossingPoint);
        self.set_aside(&path);
        let shared = self.draw.weighted(&[6, 3, 1]);
        for n in 0..shared {
            self.item(Path::Item(code.clone(), String::new(), format!("i{n}")));
        }
        let positions = self.draw.weighted(&[1, 4, 4, 1]);
        for n in 0..positions {
            self.position(&code, n);
        }
        self.same_as(&path, n, "P");
    }

    fn position(&mut self, point: &str, n: usize) {
        let code = format!("p{n}");
        let path = Path::Position(point.to_owned(), code.clone());
        self.world.places.push(path.clone());
        self.facts(&path, "kind");
        self.facts(&path, "workstations");
        for kind in self.kinds.clone() {
            if self.draw.chance(35) {
                self.list(&path, &format!("inventory_complete.{kind}"));
            }
        }
        self.read_of(&path, Of::Position);
        self.set_aside(&path);
        let items = self.draw.weighted(&[2, 5, 3, 1]);
        for n in 0..items {
            self.item(Path::Item(point.to_owned(), code.clone(), format!("i{n}")));
        }
        self.same_as(&path, n, "p");
    }

    fn item(&mut self, path: Path) {
        self.world.places.push(path.clone());
        let kind = *self.draw.pick(&self.kinds);
        if self.draw.chance(95) {
            self.slot(&path, "equipment", &[(kind, "")]);
            if self.record != Record::FULL && self.draw.chance(5) {
                let other = *self.draw.pick(&KINDS);
                self.add(&path, "equipment", (other, ""), 1);
            }
        }
        self.facts(&path, "condition");
        self.facts(&path, "quantity");
        if self.draw.chance(65) {
            self.facts(&path, "maker");
            self.facts(&path, "model");
        }
        self.read_of(&path, Of::Equipment);
        if let Path::Item(_, _, code) = &path {
            let n = code.trim_start_matches('i').parse().unwrap_or(0);
            self.same_as(&path, n, "i");
        }
    }

    fn countries(&mut self) {
        for code in COUNTRIES {
            self.read_of(&Path::Country(code.to_owned()), Of::Country);
        }
    }

    /// Data sheets.
    fn models(&mut self) {
        for kind in self.kinds.clone() {
            for (maker, model) in [("Acme", "F4"), ("Acme", "G2"), ("VANTRIX", "F4")] {
                if !self.draw.chance(80) {
                    continue;
                }
                let path = Path::Model(kind.to_owned(), maker.to_owned(), model.to_owned());
                for id in self.attributes.clone() {
                    let attribute = vocabulary().attribute(id);
                    if attribute.of == Of::Equipment && attribute.shared_by_model {
                        self.facts(&path, &attribute.key);
                    }
                }
            }
        }
    }

    /// The facts of a thing that the profile reads.
    fn read_of(&mut self, path: &Path, of: Of) {
        for id in self.attributes.clone() {
            let attribute = vocabulary().attribute(id);
            // What a data sheet says is often not on the item.
            let leave =
                attribute.shared_by_model && self.record != Record::FULL && self.draw.chance(25);
            if attribute.of == of && attribute.key.contains('.') && !leave {
                self.facts(path, &attribute.key);
            }
        }
    }

    fn facts(&mut self, path: &Path, attribute: &str) {
        let found = vocabulary().find(attribute).map(|id| domain(vocabulary().attribute(id)));
        let Some(domain) = found else { panic!("no attribute {attribute}") };
        let full = self.record == Record::FULL;
        let values = if full { &domain.values[..domain.determined] } else { domain.values };
        self.slot(path, attribute, values);
    }

    fn list(&mut self, path: &Path, attribute: &str) {
        let closed = self.draw.chance(self.record.closed);
        let value = if closed { "true" } else { "false" };
        if closed || self.draw.chance(40) {
            self.slot(path, attribute, &[(value, "")]);
        }
    }

    /// What a few people found of one fact.
    fn slot(&mut self, path: &Path, attribute: &str, values: &[(&str, &str)]) {
        if !self.draw.chance(self.record.known) {
            if self.draw.chance(self.record.absent) {
                self.absence(path, attribute);
            }
            return;
        }
        let person = u8::try_from(self.draw.below(usize::from(ASSESSORS))).unwrap_or(0);
        // The first is what is usually found.
        let usual = self.draw.chance(60);
        let first = if usual { values[0] } else { *self.draw.pick(values) };
        self.add(path, attribute, first, person);
        if self.record == Record::FULL {
            return;
        }
        if self.draw.chance(self.record.twice) {
            // The same or another value, by the same person or another.
            let second = if self.draw.chance(50) { first } else { *self.draw.pick(values) };
            let person = (person + u8::from(self.draw.chance(85))) % ASSESSORS;
            self.add(path, attribute, second, person);
        }
        if self.draw.chance(3) {
            self.absence(path, attribute);
        }
        if self.draw.chance(3) {
            let value = *self.draw.pick(values);
            self.add(path, attribute, value, person);
            if let Some(fact) = self.world.facts.last_mut() {
                fact.settles = true;
            }
        }
    }

    fn add(&mut self, path: &Path, attribute: &str, value: (&str, &str), person: u8) {
        let evidence = self.evidence();
        let answer = Answer::Known { value: value.0.into(), unit: value.1.into(), evidence };
        self.push(path, attribute, answer, person);
    }

    fn absence(&mut self, path: &Path, attribute: &str) {
        let person = u8::try_from(self.draw.below(usize::from(ASSESSORS))).unwrap_or(0);
        self.push(path, attribute, Answer::Absent(AbsenceReason::TimeRanOut), person);
    }

    fn push(&mut self, path: &Path, attribute: &str, answer: Answer, person: u8) {
        let full = self.record == Record::FULL;
        let days = if full { 0 } else { *self.draw.pick(&[0, 0, 0, 0, 1, 3, 25, 40]) };
        let at = days_ago(days) + self.world.facts.len() as u64;
        let attribute = attribute.to_owned();
        let fact = Fact { path: path.clone(), attribute, answer, person, at, settles: false };
        self.world.facts.push(fact);
    }

    fn evidence(&mut self) -> Evidence {
        if self.record == Record::FULL {
            return Evidence::Tested;
        }
        if self.draw.chance(self.record.claimed) {
            return *self.draw.pick(&[Evidence::Stated, Evidence::Stated, Evidence::NotVerified]);
        }
        *self.draw.pick(&[
            Evidence::Remote,
            Evidence::Documented,
            Evidence::Observed,
            Evidence::Observed,
            Evidence::Observed,
            Evidence::Demonstrated,
            Evidence::Demonstrated,
            Evidence::Tested,
            Evidence::Tested,
            Evidence::Tested,
            Evidence::Tested,
        ])
    }

    fn set_aside(&mut self, path: &Path) {
        if self.record == Record::FULL || !self.draw.chance(10) {
            return;
        }
        let Some(requirement) = self.profile.requirements.first() else { return };
        let attribute = format!("not_applicable.{}", requirement.id);
        let people = 1 + self.draw.below(2);
        for person in 0..people {
            let reason = *self.draw.pick(&["no such traffic", "closed down"]);
            self.add(path, &attribute, (reason, ""), u8::try_from(person).unwrap_or(0));
        }
    }

    /// Now and then one of the same place that came before it.
    fn same_as(&mut self, path: &Path, n: usize, letter: &str) {
        if self.record == Record::FULL || n == 0 || !self.draw.chance(4) {
            return;
        }
        let other = format!("{letter}{}", self.draw.below(n));
        let evidence = self.evidence();
        self.push(path, "same_as", Answer::known(&other, evidence), 0);
    }
}

/// Whether a kind of subject can have facts of a sort of attribute.
pub(crate) fn holds(kind: SubjectKind, of: Of) -> bool {
    matches!(
        (kind, of),
        (SubjectKind::Country, Of::Country)
            | (SubjectKind::CrossingPoint, Of::CrossingPoint)
            | (SubjectKind::Position, Of::Position)
            | (SubjectKind::Item | SubjectKind::Model, Of::Equipment)
    )
}

/// The attributes of a subject that a profile can read: its own and, for a model, what data sheets
/// say.
pub(crate) fn attributes_of(kind: SubjectKind) -> Vec<AttributeId> {
    ids()
        .filter(|&id| {
            let attribute = vocabulary().attribute(id);
            holds(kind, attribute.of) && (kind != SubjectKind::Model || attribute.shared_by_model)
        })
        .collect()
}
