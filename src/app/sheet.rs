//! The sheet of a crossing point: everything that is, was or can be asked there, place by place.
//!
//! The walk says what is open. A person also needs what was answered, in an order that does not
//! jump with every answer: inside a place, what decides applicability first, then lists and
//! counts, then by whom or what one asks, as the catalogue groups it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::asking::Asking;
use crate::judge::walk::{
    INVENTORY_COMPLETE, POSITIONS_COMPLETE, Stage, Walk, catalogue_order, stage, subjects_of, walk,
};
use crate::judge::{Asked, Assessment, Finding, Question};
use crate::model::places::CrossingPoint;
use crate::model::{Answer, Evidence, ObservationIx, OptionSet, Path, SubjectIx, Survey, Verdict};
use crate::standard::{
    AttributeId, Criterion, EquipmentId, Of, Profile, RangeOperand, RequirementId, Test,
};
use crate::t;

/// A place of a sheet, however crossing points are ordered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKey {
    /// A crossing point, position or item, by the subject that gives its code.
    Subject(SubjectIx),
    /// A country, by its code.
    Country(String),
    /// A model: equipment kind, maker, model.
    Model(String, String, String),
}

/// How a fact stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineState {
    /// Asked for: an answer can still change a verdict.
    Open,
    /// Asked once, for the record.
    Record,
    /// Answered.
    Answered,
    /// It is on record why there is no answer.
    Absent,
    /// An answer would change no verdict now.
    Optional,
}

/// A fact of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The key of the attribute.
    pub attribute: String,
    /// A name for lists.
    pub label: String,
    /// How it stands.
    pub state: LineState,
    /// Whether all that stands was copied and waits to be confirmed.
    pub copied: bool,
    /// The findings that rest on it or ask for it, by index.
    pub findings: Vec<usize>,
    /// The worst verdict among them.
    pub verdict: Option<Verdict>,
}

/// A place, with what is asked there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Which place.
    pub key: PlaceKey,
    /// The same for the judge.
    pub at: Asked,
    /// The subjects that it is; none for a country or model that nothing is recorded of.
    pub subjects: Vec<SubjectIx>,
    /// Its code, or what it is.
    pub title: String,
    /// 0 for the crossing point, positions, countries and models; 1 for items.
    pub indent: usize,
    /// What is asked there.
    pub lines: Vec<Line>,
}

impl Stop {
    /// Facts that are asked for and known or explained, and all that are asked for.
    #[must_use]
    pub fn done(&self) -> (usize, usize) {
        let counts = |state| self.lines.iter().filter(|l| l.state == state).count();
        let done = counts(LineState::Answered) + counts(LineState::Absent);
        (done, done + counts(LineState::Open))
    }

    /// The worst verdict that what is recorded or asked here bears on.
    #[must_use]
    pub fn worst(&self) -> Option<Verdict> {
        self.lines.iter().filter_map(|l| l.verdict).max_by_key(|v| v.rank())
    }
}

/// Everything that is asked at a crossing point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its index.
    pub point: usize,
    /// What is open, best first.
    pub walk: Walk,
    /// The places.
    pub stops: Vec<Stop>,
}

/// What the requirements of a profile read, so that a sheet can be put in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Crossing types that a requirement names.
    crossing_types: OptionSet,
    /// Position kinds that a requirement names.
    position_kinds: OptionSet,
    /// Equipment kinds that a requirement names.
    kinds: OptionSet,
    /// The first stage in which any requirement reads an attribute.
    stages: BTreeMap<String, Stage>,
}

impl Reads {
    /// Of a profile.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let vocabulary = &profile.vocabulary;
        let built_in = vocabulary.built_in;
        let mut stages: BTreeMap<String, Stage> = BTreeMap::new();
        let [mut crossing_types, mut position_kinds, mut kinds] = [OptionSet::default(); 3];
        for (n, requirement) in profile.requirements.iter().enumerate() {
            let Ok(id) = u16::try_from(n).map(RequirementId) else { break };
            let mut named = Named::default();
            let partly = requirement.partly.iter().flatten();
            requirement
                .when
                .iter()
                .chain(&requirement.criteria)
                .chain(partly)
                .for_each(|c| named.criterion(c));
            named.attributes.extend(requirement.quantity.per);
            named.attributes.extend(requirement.quantity.count);
            named.kinds.extend(&requirement.equipment);
            named.kinds.extend(&requirement.place.equipment_present);
            if requirement.place.crossing_types.is_some() {
                named.attributes.insert(built_in.crossing_type);
            }
            if requirement.place.positions.is_some() {
                named.attributes.insert(built_in.kind);
            }
            if !named.kinds.is_empty() {
                let of_items = [built_in.equipment, built_in.quantity, built_in.condition];
                named.attributes.extend(of_items);
            }
            let place = &requirement.place;
            crossing_types = crossing_types.union(place.crossing_types.unwrap_or_default());
            position_kinds = position_kinds.union(place.positions.unwrap_or_default());
            kinds = kinds.union(OptionSet::of(named.kinds.iter().map(|k| usize::from(k.0))));
            let keys = named.attributes.iter().map(|&a| vocabulary.attribute(a).key.clone()).chain(
                named
                    .kinds
                    .iter()
                    .map(|&k| format!("{INVENTORY_COMPLETE}{}", vocabulary.kind(k).key)),
            );
            for key in keys {
                let stage = stage(profile, id, &key);
                stages.entry(key).and_modify(|s| *s = stage.min(*s)).or_insert(stage);
            }
        }
        Self { crossing_types, position_kinds, kinds, stages }
    }

    /// Options in the order in which they are offered: the catalogue knows more crossing types,
    /// positions and equipment than a profile asks for; those that it names come first.
    #[must_use]
    pub fn offered(&self, attribute: &str, options: Vec<usize>) -> Vec<usize> {
        let named = match attribute {
            "type" => self.crossing_types,
            "kind" => self.position_kinds,
            "equipment" => self.kinds,
            _ => return options,
        };
        let (first, rest): (Vec<usize>, Vec<usize>) =
            options.into_iter().partition(|&n| named.contains(OptionSet::of([n])));
        first.into_iter().chain(rest).collect()
    }

    fn order(&self, profile: &Profile, attribute: &str) -> (bool, Stage, usize, usize) {
        let bare = attribute.split_once('@').map_or(attribute, |(bare, _)| bare);
        let vocabulary = &profile.vocabulary;
        let group = match vocabulary.find(bare) {
            Some(id) => {
                let group = &vocabulary.attribute(id).group;
                vocabulary.groups.iter().position(|g| g.key == *group).unwrap_or(usize::MAX)
            }
            // Lists come after what is seen of the things on them.
            None => usize::MAX,
        };
        let stage = self.stages.get(bare).copied().unwrap_or(Stage::ForTheRecord);
        (attribute != POSITIONS_COMPLETE, stage, group, catalogue_order(profile, bare).1)
    }

    fn reads(&self, attribute: &str) -> bool {
        self.stages.contains_key(attribute)
    }
}

/// The attributes and kinds that criteria name.
#[derive(Default)]
struct Named {
    attributes: BTreeSet<AttributeId>,
    kinds: BTreeSet<EquipmentId>,
}

impl Named {
    fn criterion(&mut self, criterion: &Criterion) {
        match criterion {
            Criterion::All(group) | Criterion::Any(group) => {
                group.iter().for_each(|c| self.criterion(c));
            }
            Criterion::Not(inner) => self.criterion(inner),
            Criterion::Leaf(leaf) => {
                self.attributes.insert(leaf.attribute);
                match &leaf.test {
                    Test::Covers(RangeOperand::Attribute(a))
                    | Test::Within(RangeOperand::Attribute(a)) => {
                        self.attributes.insert(*a);
                    }
                    Test::Number(_, numbers) => {
                        self.attributes.extend(numbers.iter().filter_map(|n| n.per));
                    }
                    _ => {}
                }
            }
            Criterion::Presence(presence) => {
                self.kinds.insert(presence.equipment);
                presence.criteria.iter().for_each(|c| self.criterion(c));
            }
        }
    }
}

impl Sheet {
    /// The sheet of a crossing point.
    #[must_use]
    pub fn of(
        assessment: &Assessment,
        survey: &Survey,
        profile: &Profile,
        reads: &Reads,
        point: usize,
    ) -> Self {
        let walk = walk(assessment, survey, profile, point);
        let building = Building {
            survey,
            profile,
            reads,
            place: &assessment.points[point],
            findings: &assessment.findings[point].findings,
            open: walk.steps.iter().map(|s| (&s.question, s.stage)).collect(),
            asked_by: by(&walk, |n, e| e.questions.iter().map(move |q| (q, n))),
            rests: by(&walk, |n, e| e.rests_on.iter().map(move |&ix| (ix, n))),
        };
        let stops = building.stops();
        Self { point, walk, stops }
    }

    /// The place with this key.
    #[must_use]
    pub fn stop(&self, key: &PlaceKey) -> Option<usize> {
        self.stops.iter().position(|s| s.key == *key)
    }

    /// The line of an attribute at a place, with the place.
    #[must_use]
    pub fn line(&self, stop: usize, attribute: &str) -> Option<(usize, usize)> {
        Some((stop, self.stops[stop].lines.iter().position(|l| l.attribute == attribute)?))
    }

    /// Where a question stands: place and line.
    #[must_use]
    pub fn locate(&self, question: &Question) -> Option<(usize, usize)> {
        let stop = self.stops.iter().position(|s| s.at == question.at)?;
        let line = self.stops[stop].lines.iter().position(|l| l.attribute == question.attribute)?;
        Some((stop, line))
    }
}

fn by<'w, K: std::hash::Hash + Eq, I: Iterator<Item = (K, usize)>>(
    walk: &'w Walk,
    keys: impl Fn(usize, &'w crate::judge::Explanation) -> I,
) -> HashMap<K, Vec<usize>> {
    let mut by: HashMap<K, Vec<usize>> = HashMap::new();
    for (n, explanation) in walk.explanations.iter().enumerate() {
        for (key, n) in keys(n, explanation) {
            let found = by.entry(key).or_default();
            if found.last() != Some(&n) {
                found.push(n);
            }
        }
    }
    by
}

struct Building<'a> {
    survey: &'a Survey,
    profile: &'a Profile,
    reads: &'a Reads,
    place: &'a CrossingPoint,
    findings: &'a [Finding],
    open: HashMap<&'a Question, Stage>,
    asked_by: HashMap<&'a Question, Vec<usize>>,
    rests: HashMap<ObservationIx, Vec<usize>>,
}

impl Building<'_> {
    fn stops(&self) -> Vec<Stop> {
        let place = self.place;
        let point = place.subjects.first().copied().unwrap_or(Survey::ROOT);
        let mut stops = vec![self.stop(
            PlaceKey::Subject(point),
            Asked::CrossingPoint,
            t!("Crossing point").to_owned(),
            0,
        )];
        for (p, position) in place.positions.iter().enumerate() {
            let key = PlaceKey::Subject(position.subjects[0]);
            stops.push(self.stop(key, Asked::Position(p), position.code.clone(), 0));
            for (i, item) in position.items.iter().enumerate() {
                let key = PlaceKey::Subject(item.subjects[0]);
                stops.push(self.stop(key, Asked::Item(Some(p), i), item.code.clone(), 1));
            }
        }
        for (i, item) in place.items.iter().enumerate() {
            let key = PlaceKey::Subject(item.subjects[0]);
            stops.push(self.stop(key, Asked::Item(None, i), item.code.clone(), 0));
        }
        if let Some(country) = self.survey.text(point, "country") {
            let (key, at) = (PlaceKey::Country(country.into()), Asked::Country(country.into()));
            stops.push(self.stop(key, at, t!("Country {code}", code = country), 0));
        }
        for (kind, maker, model) in self.models() {
            let title = format!("{maker} {model}");
            let at = Asked::Model(kind.clone(), maker.clone(), model.clone());
            stops.push(self.stop(PlaceKey::Model(kind, maker, model), at, title, 0));
        }
        // The crossing point stays, so that there is always somewhere to be.
        let mut n = 0;
        stops.retain(|stop| {
            n += 1;
            n == 1 || matches!(stop.key, PlaceKey::Subject(_)) || !stop.lines.is_empty()
        });
        stops
    }

    /// The models that the items here are said to be, each once.
    fn models(&self) -> Vec<(String, String, String)> {
        let place = self.place;
        let items = place.positions.iter().flat_map(|p| &p.items).chain(&place.items);
        let mut models: BTreeMap<String, (String, String, String)> = BTreeMap::new();
        for item in items {
            let text = |attribute: &str| {
                item.subjects.iter().find_map(|&s| self.survey.text(s, attribute))
            };
            if let (Some(kind), Some(maker), Some(model)) =
                (text("equipment"), text("maker"), text("model"))
            {
                let own = [kind, maker, model].map(|t| t.trim().to_owned());
                let [kind, maker, model] = own;
                let folded = Path::Model(kind.clone(), maker.to_lowercase(), model.to_lowercase());
                models.entry(folded.code()).or_insert((kind, maker, model));
            }
        }
        models.into_values().collect()
    }

    fn stop(&self, key: PlaceKey, at: Asked, title: String, indent: usize) -> Stop {
        let subjects = subjects_of(self.survey, self.place, &at);
        let mut attributes: BTreeSet<String> = BTreeSet::new();
        let here = self.open.keys().chain(self.asked_by.keys()).filter(|q| q.at == at);
        attributes.extend(here.map(|q| q.attribute.clone()));
        for &subject in &subjects {
            attributes.extend(self.survey.facts(subject).into_keys().map(str::to_owned));
        }
        attributes.extend(self.can_be_asked(&at, &subjects));
        let mut lines: Vec<Line> =
            attributes.into_iter().filter_map(|a| self.line(&at, &subjects, a)).collect();
        lines.sort_by_cached_key(|line| {
            let late = line.state == LineState::Optional || line.state == LineState::Record;
            let unread = !self.reads.reads(&line.attribute) && line.state != LineState::Open;
            (
                late && unread,
                self.reads.order(self.profile, &line.attribute),
                line.attribute.clone(),
            )
        });
        Stop { key, at, subjects, title, indent, lines }
    }

    /// The attributes that could be asked at a place though nothing asks for them now.
    fn can_be_asked(&self, at: &Asked, subjects: &[SubjectIx]) -> Vec<String> {
        let vocabulary = &self.profile.vocabulary;
        let built_in = vocabulary.built_in;
        let of = |of: Of| {
            let own = move |a: &&crate::standard::Attribute| a.of == of && self.reads.reads(&a.key);
            vocabulary.attributes.iter().filter(own).map(|a| a.key.clone())
        };
        let key = |id: AttributeId| vocabulary.attribute(id).key.clone();
        match at {
            Asked::CrossingPoint => {
                let mut keys = vec![POSITIONS_COMPLETE.to_owned(), key(built_in.crossing_type)];
                keys.extend(of(Of::CrossingPoint));
                keys.extend(vocabulary.find("name").map(key));
                keys
            }
            Asked::Position(_) => {
                let mut keys = vec![key(built_in.kind), key(built_in.workstations)];
                keys.extend(of(Of::Position));
                keys
            }
            Asked::Country(_) => of(Of::Country).collect(),
            Asked::Item(..) => {
                let text = |name: &str| subjects.iter().find_map(|&s| self.survey.text(s, name));
                let mut keys = vec![key(built_in.equipment), key(built_in.quantity)];
                let kind = text("equipment").and_then(|k| vocabulary.find_kind(k));
                let Some(kind) = kind.map(|k| vocabulary.kind(k)) else { return keys };
                if kind.has_condition {
                    keys.push(key(built_in.condition));
                }
                keys.extend([key(built_in.maker), key(built_in.model)]);
                let is_model = text("maker").is_some() && text("model").is_some();
                let asked_here = |&&id: &&AttributeId| {
                    let attribute = vocabulary.attribute(id);
                    !(is_model && attribute.shared_by_model)
                        && (kind.has_condition || id != built_in.condition)
                };
                keys.extend(kind.attributes.iter().filter(asked_here).map(|&id| key(id)));
                keys
            }
            Asked::Model(kind, ..) => {
                let Some(kind) = vocabulary.find_kind(kind) else { return Vec::new() };
                let shared = |&&id: &&AttributeId| vocabulary.attribute(id).shared_by_model;
                vocabulary.kind(kind).attributes.iter().filter(shared).map(|&id| key(id)).collect()
            }
        }
    }

    fn line(&self, at: &Asked, subjects: &[SubjectIx], attribute: String) -> Option<Line> {
        let question = Question { at: at.clone(), attribute };
        let mut findings = self.asked_by.get(&question).cloned().unwrap_or_default();
        let (mut value, mut absent, mut copied) = (false, false, false);
        for &subject in subjects {
            for &(_, ix) in self.survey.heads_named(subject, &question.attribute) {
                findings.extend(self.rests.get(&ix).into_iter().flatten());
                match &self.survey[ix].answer {
                    Answer::Known { evidence, .. } => {
                        value |= *evidence > Evidence::NotVerified;
                        copied |= *evidence == Evidence::NotVerified;
                    }
                    Answer::Absent(_) => absent = true,
                    Answer::Cleared => {}
                }
            }
        }
        let copied = copied && !value && !absent;
        let state = match self.open.get(&question) {
            Some(Stage::ForTheRecord) => LineState::Record,
            Some(_) => LineState::Open,
            None if value => LineState::Answered,
            None if absent => LineState::Absent,
            None => LineState::Optional,
        };
        // A list that nothing asks for and nobody spoke of is noise.
        if state == LineState::Optional && question.attribute.starts_with(INVENTORY_COMPLETE) {
            return None;
        }
        findings.sort_unstable();
        findings.dedup();
        let verdict = findings.iter().map(|&n| self.findings[n].verdict).max_by_key(|v| v.rank());
        let label = Asking::of(self.profile, &question.attribute).label;
        Some(Line { attribute: question.attribute, label, state, copied, findings, verdict })
    }
}
