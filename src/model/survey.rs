//! A survey in memory: every observation ever entered, and what stands unsuperseded.
//!
//! Observations are only ever added. What currently holds for a (subject, attribute) are its
//! heads: the observations that no other one supersedes. Order comes from `prev` alone; clocks
//! decide nothing.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::date::{Day, Moment};
use super::evidence::Evidence;
use super::id::{FactRef, FieldHash, ObservationId, SubjectId};
use super::journal::{self, JournalError};
use super::observation::{
    Answer, AttributeIx, Observation, ObservationIx, Session, SessionIx, SubjectIx, content_hash,
    observation_id,
};
use super::subject::{Path, Subject, SubjectKind};

/// Attribute that says what a subject is.
pub const AT_KIND: &str = "@kind";
/// Attribute that says what a subject stands in, by the id of its parent.
pub const AT_PARENT: &str = "@parent";
/// Attribute that holds the code of a subject.
pub const AT_CODE: &str = "@code";
/// Attribute that says that a subject was deleted.
pub const AT_DELETED: &str = "@deleted";

/// The fact of the survey that says by which of its profiles it is judged: their hashes, with `;`
/// between.
pub const PROFILES_IN_FORCE: &str = "profiles_in_force";

/// Which standing observations a new one supersedes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Supersede {
    /// Those of the same person: a row of a table.
    Own,
    /// All of them: they were shown to who answers, or are settled.
    All,
}

/// A new observation before it has an id.
#[derive(Clone, Debug)]
pub struct Entry {
    /// About what.
    pub subject: SubjectIx,
    /// Which attribute.
    pub attribute: AttributeIx,
    /// By whom.
    pub session: SessionIx,
    /// When, in milliseconds since 1970.
    pub milliseconds: u64,
    /// The type of the attribute.
    pub kind: &'static str,
    /// What was found.
    pub answer: Answer,
    /// A remark.
    pub note: String,
    /// What it supersedes.
    pub supersede: Supersede,
    /// Why, if it settles a dispute.
    pub settles: Option<String>,
    /// Random bytes.
    pub salt: [u8; 16],
}

/// A survey: observations, and what stands.
#[derive(Clone, Debug)]
pub struct Survey {
    attributes: Vec<Arc<str>>,
    attribute_index: HashMap<Arc<str>, AttributeIx>,
    sessions: Vec<Session>,
    subjects: Vec<Subject>,
    /// Subjects by parent and folded code.
    by_code: HashMap<(Option<SubjectIx>, SubjectKind, String), Vec<SubjectIx>>,
    by_id: HashMap<SubjectId, SubjectIx>,
    observations: Vec<Observation>,
    /// What was superseded, by an observation of the same subject and attribute: one that names
    /// another's supersedes nothing, in whatever order they come.
    superseded: HashSet<(SubjectIx, AttributeIx, ObservationId)>,
    /// Per subject: (attribute, head), sorted.
    heads: Vec<Vec<(AttributeIx, ObservationIx)>>,
}

impl Survey {
    /// The root subject of every survey.
    pub const ROOT: SubjectIx = SubjectIx(0);

    /// An empty survey.
    #[must_use]
    pub fn new(id: SubjectId) -> Self {
        Self {
            attributes: Vec::new(),
            attribute_index: HashMap::new(),
            sessions: Vec::new(),
            subjects: vec![Subject {
                id,
                kind: SubjectKind::Survey,
                parent: None,
                code: String::new(),
                deleted: false,
            }],
            by_code: HashMap::new(),
            by_id: HashMap::from([(id, Self::ROOT)]),
            observations: Vec::new(),
            superseded: HashSet::new(),
            heads: vec![Vec::new()],
        }
    }

    /// The survey that a file holds: every part in the order in which it was entered, the survey
    /// itself the first subject. What stands and what the subjects are follows from the
    /// observations, as if each had been inserted.
    ///
    /// The indices in `observations` must be those of the other parts.
    ///
    /// # Errors
    /// When a name or id stands twice, or a subject is not described.
    pub fn assemble(
        attributes: Vec<Arc<str>>,
        sessions: Vec<Session>,
        subjects: &[SubjectId],
        observations: Vec<Observation>,
    ) -> Result<Self, JournalError> {
        let mut survey = Self::new(*subjects.first().ok_or(JournalError::NoSubject)?);
        survey.attribute_index.reserve(attributes.len());
        for (n, name) in attributes.iter().enumerate() {
            if survey.attribute_index.insert(Arc::clone(name), AttributeIx::nth(n)).is_some() {
                return Err(JournalError::AttributeTwice(name.to_string()));
            }
        }
        survey.attributes = attributes;
        survey.sessions = sessions;
        survey.by_id.reserve(subjects.len());
        survey.subjects.reserve_exact(subjects.len());
        for (n, &id) in subjects.iter().enumerate().skip(1) {
            if survey.by_id.insert(id, SubjectIx::nth(n)).is_some() {
                return Err(JournalError::SubjectTwice(id));
            }
            // Described below, once it is known what stands.
            survey.subjects.push(Subject { id, ..survey.subjects[0].clone() });
        }
        survey.observations = observations;
        survey.find_heads();
        survey.by_code.reserve(subjects.len());
        for (n, subject) in journal::described(&survey)?.into_iter().enumerate().skip(1) {
            survey.index_code(SubjectIx::nth(n), &subject);
            survey.subjects[n] = subject;
        }
        Ok(survey)
    }

    /// Finds what stands, from all observations at once.
    ///
    /// Observations are large and many, so they are walked once; what else is needed of them is
    /// kept in short lists.
    fn find_heads(&mut self) {
        let mut counts = vec![0_usize; self.subjects.len()];
        let mut about = Vec::with_capacity(self.observations.len());
        let mut superseding = Vec::new();
        for (n, o) in self.observations.iter().enumerate() {
            counts[o.subject.at()] += 1;
            about.push((o.subject, o.attribute));
            if !o.prev.is_empty() {
                superseding.push(n);
            }
        }
        let mut corrected = vec![false; self.subjects.len()];
        self.superseded = HashSet::with_capacity(superseding.len());
        for o in superseding.into_iter().map(|n| &self.observations[n]) {
            corrected[o.subject.at()] = true;
            self.superseded.extend(o.prev.iter().map(|&id| (o.subject, o.attribute, id)));
        }
        self.heads = counts.into_iter().map(Vec::with_capacity).collect();
        for (n, (subject, attribute)) in about.into_iter().enumerate() {
            let stands = !corrected[subject.at()]
                || !self.superseded.contains(&(subject, attribute, self.observations[n].id));
            if stands {
                self.heads[subject.at()].push((attribute, ObservationIx::nth(n)));
            }
        }
        self.heads.iter_mut().for_each(|heads| heads.sort_unstable());
    }

    /// The id of the survey.
    #[must_use]
    pub fn id(&self) -> SubjectId {
        self.subjects[0].id
    }

    /// The title: a standing `title` of the survey, else nothing.
    #[must_use]
    pub fn title(&self) -> &str {
        self.text(Self::ROOT, "title").unwrap_or("")
    }

    /// The text that stands for an attribute. Where people differ, the one with the strongest
    /// evidence, then by the name of who recorded it: neither clocks nor the order in which files
    /// were merged decide what is shown.
    #[must_use]
    pub fn text(&self, subject: SubjectIx, attribute: &str) -> Option<&str> {
        self.heads_named(subject, attribute)
            .iter()
            .filter_map(|&(_, ix)| match &self[ix].answer {
                Answer::Known { value, evidence, .. } => {
                    Some((std::cmp::Reverse(*evidence), self.author(&self[ix]), &**value))
                }
                Answer::Absent(_) | Answer::Cleared => None,
            })
            .min()
            .map(|(_, _, value)| value)
    }

    /// What a place is called: its name, else its name in whatever language there is one.
    #[must_use]
    pub fn name(&self, subjects: &[SubjectIx]) -> Option<&str> {
        let plain = subjects.iter().find_map(|&s| self.text(s, "name"));
        plain.or_else(|| {
            subjects.iter().find_map(|&s| {
                let facts = self.facts(s);
                let tagged = facts.keys().find(|k| k.starts_with("name@"))?;
                self.text(s, tagged)
            })
        })
    }

    // ---- dictionaries

    /// The index of an attribute's name, made on first mention.
    pub fn intern(&mut self, name: &str) -> AttributeIx {
        if let Some(&ix) = self.attribute_index.get(name) {
            return ix;
        }
        let (name, ix) = (Arc::<str>::from(name), AttributeIx::nth(self.attributes.len()));
        self.attributes.push(Arc::clone(&name));
        self.attribute_index.insert(name, ix);
        ix
    }

    /// The index of an attribute that was mentioned.
    #[must_use]
    pub fn attribute_ix(&self, name: &str) -> Option<AttributeIx> {
        self.attribute_index.get(name).copied()
    }

    /// The name of an attribute.
    #[must_use]
    pub fn attribute(&self, ix: AttributeIx) -> &str {
        &self.attributes[ix.at()]
    }

    /// Every attribute's name, by index.
    #[must_use]
    pub fn attributes(&self) -> &[Arc<str>] {
        &self.attributes
    }

    /// Adds a session.
    pub fn add_session(&mut self, session: Session) -> SessionIx {
        self.sessions.push(session);
        SessionIx::nth(self.sessions.len() - 1)
    }

    /// A session.
    #[must_use]
    pub fn session(&self, ix: SessionIx) -> &Session {
        &self.sessions[ix.at()]
    }

    /// All sessions.
    #[must_use]
    pub fn sessions(&self) -> &[Session] {
        &self.sessions
    }

    /// Who made an observation.
    #[must_use]
    pub fn author(&self, observation: &Observation) -> &str {
        &self.session(observation.session).author
    }

    /// When an observation was made.
    #[must_use]
    pub fn moment(&self, observation: &Observation) -> Moment {
        Moment {
            milliseconds: observation.milliseconds(),
            offset_minutes: self.session(observation.session).started.offset_minutes,
        }
    }

    // ---- subjects

    /// Adds a subject.
    pub fn add_subject(&mut self, subject: Subject) -> SubjectIx {
        let ix = SubjectIx::nth(self.subjects.len());
        self.index_code(ix, &subject);
        self.by_id.insert(subject.id, ix);
        self.subjects.push(subject);
        self.heads.push(Vec::new());
        ix
    }

    fn index_code(&mut self, ix: SubjectIx, subject: &Subject) {
        self.by_code
            .entry((subject.parent, subject.kind, fold(subject.kind, &subject.code)))
            .or_default()
            .push(ix);
    }

    /// A subject.
    #[must_use]
    pub fn subject(&self, ix: SubjectIx) -> &Subject {
        &self.subjects[ix.at()]
    }

    /// All subjects, by index; the first is the survey.
    #[must_use]
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// The subject with this id.
    #[must_use]
    pub fn subject_with_id(&self, id: SubjectId) -> Option<SubjectIx> {
        self.by_id.get(&id).copied()
    }

    /// The subject that a table names, if it is there.
    #[must_use]
    pub fn find(&self, path: &Path) -> Option<SubjectIx> {
        let parent = match path.parent() {
            None => return Some(Self::ROOT),
            Some(parent) => self.find(&parent)?,
        };
        self.child(parent, path.kind(), &path.code())
    }

    /// The child of a subject with this kind and code.
    #[must_use]
    pub fn child(&self, parent: SubjectIx, kind: SubjectKind, code: &str) -> Option<SubjectIx> {
        let found = self.by_code.get(&(Some(parent), kind, fold(kind, code)))?;
        found.iter().copied().min_by_key(|&ix| self.subject(ix).id)
    }

    /// All children of a subject with this kind and code: more than one only after a merge.
    #[must_use]
    pub fn children_with(&self, parent: SubjectIx, kind: SubjectKind, code: &str) -> &[SubjectIx] {
        self.by_code.get(&(Some(parent), kind, fold(kind, code))).map_or(&[], Vec::as_slice)
    }

    /// How a table names a subject.
    #[must_use]
    pub fn path(&self, ix: SubjectIx) -> Path {
        let subject = self.subject(ix);
        let code = subject.code.clone();
        let parent = subject.parent.map(|p| self.path(p));
        match (subject.kind, parent) {
            (SubjectKind::Survey, _) => Path::Survey,
            (SubjectKind::Country, _) => Path::Country(code),
            (SubjectKind::CrossingPoint, _) => Path::CrossingPoint(code),
            (SubjectKind::Position, Some(Path::CrossingPoint(c))) => Path::Position(c, code),
            (SubjectKind::Item, Some(Path::CrossingPoint(c))) => Path::Item(c, String::new(), code),
            (SubjectKind::Item, Some(Path::Position(c, p))) => Path::Item(c, p, code),
            (SubjectKind::Model, _) => {
                let mut parts = code.splitn(3, '/').map(str::to_owned);
                let mut next = || parts.next().unwrap_or_default();
                Path::Model(next(), next(), next())
            }
            // A file can hold a subject whose parent is missing; it is shown by its code alone.
            (SubjectKind::Position | SubjectKind::Item, _) => {
                Path::Item(String::new(), String::new(), code)
            }
        }
    }

    /// The crossing point that a subject is or stands in.
    #[must_use]
    pub fn crossing_point_of(&self, ix: SubjectIx) -> Option<SubjectIx> {
        let subject = self.subject(ix);
        match subject.kind {
            SubjectKind::CrossingPoint => Some(ix),
            _ => self.crossing_point_of(subject.parent?),
        }
    }

    // ---- observations

    /// All observations, in the order in which they were entered.
    #[must_use]
    pub fn observations(&self) -> &[Observation] {
        &self.observations
    }

    /// What stands for a subject: (attribute, observation), sorted by attribute index.
    #[must_use]
    pub fn heads(&self, subject: SubjectIx) -> &[(AttributeIx, ObservationIx)] {
        &self.heads[subject.at()]
    }

    /// What stands for one attribute of a subject.
    #[must_use]
    pub fn heads_of(
        &self,
        subject: SubjectIx,
        attribute: AttributeIx,
    ) -> &[(AttributeIx, ObservationIx)] {
        let heads = self.heads(subject);
        let from = heads.partition_point(|h| h.0 < attribute);
        let to = from + heads[from..].partition_point(|h| h.0 == attribute);
        &heads[from..to]
    }

    /// What stands for one attribute of a subject, by name.
    #[must_use]
    pub fn heads_named(
        &self,
        subject: SubjectIx,
        attribute: &str,
    ) -> &[(AttributeIx, ObservationIx)] {
        self.attribute_ix(attribute).map_or(&[], |ix| self.heads_of(subject, ix))
    }

    /// Turns an entry into an observation, with what it supersedes and its id. Changes nothing.
    ///
    /// An answer that is `not-verified` never supersedes better evidence, nor an absence.
    #[must_use]
    pub fn prepare(&self, entry: Entry) -> Observation {
        let author = &self.session(entry.session).author;
        let weak = entry.answer.evidence() == Some(Evidence::NotVerified);
        let prev: Box<[ObservationId]> = self
            .heads_of(entry.subject, entry.attribute)
            .iter()
            .map(|&(_, ix)| &self[ix])
            .filter(|head| {
                let mine = match entry.supersede {
                    Supersede::All => true,
                    Supersede::Own => &self.session(head.session).author == author,
                };
                let weaker = match &head.answer {
                    Answer::Known { evidence, .. } => *evidence == Evidence::NotVerified,
                    Answer::Absent(_) => false,
                    Answer::Cleared => true,
                };
                mine && (!weak || weaker)
            })
            .map(|head| head.id)
            .collect();
        let ext = entry.settles.as_deref().map_or(String::new(), settlement);
        self.prepare_over(entry, prev, ext)
    }

    /// Turns an entry into an observation that supersedes exactly these, with this `ext`, whatever
    /// the entry says of either. Changes nothing.
    #[must_use]
    pub fn prepare_over(
        &self,
        entry: Entry,
        prev: Box<[ObservationId]>,
        ext: String,
    ) -> Observation {
        let hlc = self.next_hlc(entry.milliseconds);
        let content = content_hash(&entry.salt, entry.kind, &entry.answer, &entry.note);
        let id = observation_id(
            self.subject(entry.subject).id,
            self.attribute(entry.attribute),
            self.session(entry.session).id,
            hlc,
            prev.iter().map(|id| &id.0),
            &ext,
            &content,
        );
        Observation {
            id,
            subject: entry.subject,
            attribute: entry.attribute,
            session: entry.session,
            hlc,
            kind: entry.kind,
            answer: entry.answer,
            note: entry.note.into(),
            prev,
            salt: entry.salt,
            content,
            ext: ext.into(),
        }
    }

    /// Milliseconds and a counter that keeps the order inside one millisecond.
    fn next_hlc(&self, milliseconds: u64) -> u64 {
        let start = milliseconds.min(Moment::MAX_MILLISECONDS) << 16;
        match self.observations.last() {
            Some(last) if last.hlc >> 16 == start >> 16 && last.hlc & 0xffff != 0xffff => {
                last.hlc + 1
            }
            _ => start,
        }
    }

    /// Adds an observation; the heads follow from `prev`, in whatever order observations come.
    pub fn insert(&mut self, observation: Observation) -> ObservationIx {
        let ix = ObservationIx::nth(self.observations.len());
        let heads = &mut self.heads[observation.subject.at()];
        let (subject, attribute) = (observation.subject, observation.attribute);
        if !observation.prev.is_empty() {
            let (observations, prev) = (&self.observations, &observation.prev);
            heads.retain(|&(of, head)| {
                of != attribute || !prev.contains(&observations[head.at()].id)
            });
            self.superseded.extend(prev.iter().map(|&id| (subject, attribute, id)));
        }
        if !self.superseded.contains(&(subject, attribute, observation.id)) {
            let key = (attribute, ix);
            let at = heads.partition_point(|&h| h < key);
            heads.insert(at, key);
        }
        self.observations.push(observation);
        ix
    }

    /// Makes room for so many more observations.
    pub fn reserve(&mut self, observations: usize) {
        self.observations.reserve(observations);
    }

    /// The day of the newest observation about a place that stands; where nothing is recorded of
    /// any, of one about the survey itself; `None` when there is none. What was taken back, and the
    /// taking back, is no visit.
    #[must_use]
    pub fn newest_day(&self) -> Option<Day> {
        let newest = |subjects: &[Vec<(AttributeIx, ObservationIx)>]| {
            let heads = subjects.iter().flatten().map(|&(_, head)| &self[head]);
            heads.filter(|o| self.tells(o)).map(|o| self.moment(o).day()).max()
        };
        newest(&self.heads[1..]).or_else(|| newest(&self.heads[..1]))
    }

    /// Whether something stands of a place that was recorded before this observation. In any but a
    /// new survey it is found at once.
    #[must_use]
    pub fn visited_before(&self, from: ObservationIx) -> bool {
        let earlier = self.heads[1..].iter().flatten().filter(|&&(_, head)| head < from);
        earlier.map(|&(_, head)| &self[head]).any(|o| self.tells(o))
    }

    /// Whether an observation tells something: neither bookkeeping nor taken back.
    #[must_use]
    pub fn tells(&self, o: &Observation) -> bool {
        o.answer != Answer::Cleared && !self.attribute(o.attribute).starts_with('@')
    }

    /// What an observation is called in findings and tables.
    #[must_use]
    pub fn fact_ref(&self, ix: ObservationIx) -> FactRef {
        let observation = &self[ix];
        let mut hash = FieldHash::new("fact");
        for column in self.path(observation.subject).to_columns() {
            hash.field(column.as_bytes());
        }
        let (value, unit, evidence) = match &observation.answer {
            Answer::Known { value, unit, evidence } => (&**value, &**unit, evidence.code()),
            Answer::Absent(reason) => (reason.code(), "", ""),
            Answer::Cleared => ("", "", ""),
        };
        let moment = self.moment(observation);
        for field in [
            self.attribute(observation.attribute),
            observation.answer.status(),
            value,
            unit,
            evidence,
            self.author(observation),
        ] {
            hash.field(field.as_bytes());
        }
        hash.field(&moment.milliseconds.to_le_bytes());
        let mut short = [0; 8];
        short.copy_from_slice(&hash.finish()[..8]);
        FactRef(short)
    }

    /// Every standing fact of a subject by attribute name, without bookkeeping.
    #[must_use]
    pub fn facts(&self, subject: SubjectIx) -> BTreeMap<&str, Vec<ObservationIx>> {
        let mut facts: BTreeMap<&str, Vec<ObservationIx>> = BTreeMap::new();
        for &(attribute, ix) in self.heads(subject) {
            let name = self.attribute(attribute);
            if !name.starts_with('@') {
                facts.entry(name).or_default().push(ix);
            }
        }
        facts
    }
}

impl std::ops::Index<ObservationIx> for Survey {
    type Output = Observation;

    fn index(&self, ix: ObservationIx) -> &Observation {
        &self.observations[ix.at()]
    }
}

/// Models are one however they are spelt; all other codes count to the letter.
fn fold(kind: SubjectKind, code: &str) -> String {
    match kind {
        SubjectKind::Model => {
            code.splitn(3, '/').map(|p| p.trim().to_lowercase()).collect::<Vec<_>>().join("/")
        }
        _ => code.to_owned(),
    }
}

/// The reason of a settlement as the `ext` of its observation: one JSON object.
fn settlement(reason: &str) -> String {
    let mut json = String::from("{\"settles\":\"");
    for c in reason.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            c if u32::from(c) < 0x20 => json.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => json.push(c),
        }
    }
    json.push_str("\"}");
    json
}
