//! What is known, under one profile and as of one day: the facts of a crossing point, read once.
//!
//! Here evidence below `stated`, cleared answers and observations that are too old drop out, and
//! `same_as`, models and countries are followed; the rest of the judge sees only what counts.

use super::truth::{Outcomes, Truth};
use crate::model::exception::{EQUIVALENT, NOT_APPLICABLE};
use crate::model::places::{CrossingPoint, Item};
use crate::model::{
    Answer, AttributeIx, Day, Evidence, ObservationIx, OptionSet, Path, SubjectIx, SubjectKind,
    Survey, Value,
};
use crate::standard::{AttributeId, EquipmentId, Profile, RequirementId};

/// What a fact is called inside the judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key(u32);

impl Key {
    /// The name under which facts are recorded.
    pub(super) fn name(self, profile: &Profile) -> String {
        let id = u16::try_from(self.0 & 0xffff).unwrap_or(u16::MAX);
        match self.0 >> 16 {
            0 => profile.vocabulary.attribute(AttributeId(id)).key.clone(),
            1 => "positions_complete".to_owned(),
            2 => format!("inventory_complete.{}", profile.vocabulary.kind(EquipmentId(id)).key),
            3 => format!("{NOT_APPLICABLE}{}", profile.requirement(RequirementId(id)).id),
            _ => format!("{EQUIVALENT}{}", profile.requirement(RequirementId(id)).id),
        }
    }

    pub(super) const POSITIONS_COMPLETE: Self = Self(0x1_0000);

    pub(super) fn attribute(id: AttributeId) -> Self {
        Self(u32::from(id.0))
    }

    pub(super) fn inventory(id: EquipmentId) -> Self {
        Self(0x2_0000 | u32::from(id.0))
    }

    pub(super) fn set_aside(id: RequirementId) -> Self {
        Self(0x3_0000 | u32::from(id.0))
    }

    pub(super) fn equivalent(id: RequirementId) -> Self {
        Self(0x4_0000 | u32::from(id.0))
    }

    fn bit(self) -> u64 {
        1 << (self.0.wrapping_mul(0x9e37_79b9) >> 26)
    }
}

/// An observation that counts.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    key: Key,
    /// `None` is an absence, or a value that this profile cannot read.
    pub(super) value: Option<Value>,
    pub(super) evidence: Evidence,
    pub(super) observation: ObservationIx,
    /// The day of the observation.
    pub(super) visit: Day,
}

/// The facts of one subject.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    entries: Vec<Entry>,
    /// One bit for each key that has an entry, shared by several keys: most facts that a profile
    /// reads are recorded nowhere near, and are not looked for.
    bits: u64,
    /// The first of the subjects that are one.
    subject: Option<SubjectIx>,
}

/// What a choice that only steers can be: a claim is enough, and every value counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steered(Option<OptionSet>);

impl Steered {
    pub(super) fn of(values: &[Entry]) -> Self {
        let choices = values.iter().map(|e| match e.value {
            Some(Value::Choice(n)) => Some(OptionSet::of([n])),
            _ => None,
        });
        Self(choices.reduce(|a, b| Some(a?.union(b?))).flatten())
    }

    /// Whether it is one of these; open where nothing is recorded, or the values disagree.
    pub(super) fn among(self, accepted: OptionSet) -> Truth {
        match self.0 {
            Some(found) if accepted.contains(found) => Truth::Yes,
            Some(found) if !accepted.meets(found) => Truth::No,
            _ => Truth::Open,
        }
    }
}

impl Node {
    /// The facts on which people disagree: each with its values and absences.
    pub(super) fn disputes(&self) -> impl Iterator<Item = (SubjectIx, Key, &[Entry])> {
        let groups = self.entries.chunk_by(|a, b| a.key == b.key);
        groups.filter_map(|group| {
            let values = &group[..group.partition_point(|e| e.value.is_some())];
            // Reasons to set a requirement aside need not agree.
            let counts = values.first().is_some_and(|e| e.key < Key(0x3_0000));
            (counts && disputed(values)).then_some((self.subject?, group[0].key, values))
        })
    }

    /// Values and absences of a fact.
    pub(super) fn all(&self, key: Key) -> &[Entry] {
        if self.bits & key.bit() == 0 {
            return &[];
        }
        let from = self.entries.partition_point(|e| e.key < key);
        let to = from + self.entries[from..].partition_point(|e| e.key == key);
        &self.entries[from..to]
    }

    /// The values of a fact. Absences sort behind values, so a value stands before an absence.
    pub(super) fn values(&self, key: Key) -> &[Entry] {
        let all = self.all(key);
        &all[..all.partition_point(|e| e.value.is_some())]
    }

    /// Whether the values of any fact differ.
    fn disputed(&self) -> bool {
        self.entries.windows(2).any(|pair| {
            pair[0].key == pair[1].key && pair[1].value.is_some() && pair[0].value != pair[1].value
        })
    }

    /// Whether any exception is recorded; they sort behind everything else.
    pub(super) fn has_exceptions(&self) -> bool {
        self.entries.last().is_some_and(|e| e.key >= Key(0x3_0000))
    }

    /// Whether a reason for its absence is recorded, and no value.
    pub(super) fn only_absent(&self, key: Key) -> bool {
        let all = self.all(key);
        !all.is_empty() && all[0].value.is_none()
    }
}

/// What the data sheet of an item's model says.
#[derive(Clone, Debug)]
pub(super) struct ModelLink {
    pub(super) node: Node,
    /// The weaker evidence of the item's maker and model.
    pub(super) cap: Evidence,
    /// Kind, maker and model as written on the item.
    pub(super) name: (String, String, String),
}

/// An item with what is known of it.
#[derive(Clone, Debug)]
pub(super) struct ItemFacts {
    pub(super) node: Node,
    /// Of which kind it can be.
    pub(super) kind: Steered,
    /// Whether it is there: not removed, and not none.
    pub(super) there: Truth,
    /// Whether it is there and not stored, incomplete or unused.
    pub(super) in_use: Truth,
    pub(super) model: Option<ModelLink>,
    /// Index of its position; `None` when it is shared.
    pub(super) position: Option<usize>,
    /// Index among the items of its place.
    pub(super) index: usize,
}

/// The country of a crossing point.
#[derive(Clone, Debug)]
pub(super) struct CountryFacts {
    pub(super) code: String,
    pub(super) node: Node,
}

/// A position with what is known of it.
#[derive(Clone, Debug)]
pub(super) struct PositionFacts {
    pub(super) node: Node,
    /// Of which kind it can be.
    pub(super) kind: Steered,
}

/// A crossing point with what is known of it.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) point: Node,
    pub(super) positions: Vec<PositionFacts>,
    /// Items at positions, by position, then the shared ones.
    pub(super) items: Vec<ItemFacts>,
    pub(super) country: Option<CountryFacts>,
    /// Whether any fact here is disputed.
    pub(super) disputed: bool,
    pub(super) depends: Vec<SubjectIx>,
}

/// Reads facts under a profile.
pub(super) struct Reader<'a> {
    pub(super) survey: &'a Survey,
    pub(super) profile: &'a Profile,
    pub(super) as_of: Day,
    keys: Vec<Option<Key>>,
    pub(super) conditions: Conditions,
    /// The kinds of equipment that have no condition.
    pub(super) without_condition: OptionSet,
    /// Facts that are read otherwise than they are recorded, to try out what would be.
    pub(super) otherwise: Vec<Otherwise>,
}

/// A fact that is read otherwise than it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Otherwise {
    /// The first of the subjects that are one.
    pub(super) subject: SubjectIx,
    pub(super) key: Key,
    pub(super) value: Value,
    /// Whether the value is assumed, as tested on the day of judging; else it is one of those
    /// recorded, and the others are left out.
    pub(super) assumed: bool,
}

/// The conditions of an item, as sets of options.
#[derive(Clone, Copy, Debug)]
pub(super) struct Conditions {
    pub(super) removed: OptionSet,
    /// Removed, stored, incomplete, unused.
    pub(super) not_in_use: OptionSet,
    pub(super) working: OptionSet,
    pub(super) working_or_degraded: OptionSet,
}

impl<'a> Reader<'a> {
    pub(super) fn new(survey: &'a Survey, profile: &'a Profile, as_of: Day) -> Self {
        let keys = survey.attributes().iter().map(|name| key_of(profile, name)).collect();
        let vocabulary = &profile.vocabulary;
        let condition = &vocabulary.attribute(vocabulary.built_in.condition).value;
        let set = |keys: &[&str]| OptionSet::of(keys.iter().filter_map(|k| condition.option(k)));
        let conditions = Conditions {
            removed: set(&["removed"]),
            not_in_use: set(&["removed", "stored", "incomplete", "unused"]),
            working: set(&["working"]),
            working_or_degraded: set(&["working", "degraded"]),
        };
        let kinds = vocabulary.equipment.iter().enumerate();
        let without_condition =
            OptionSet::of(kinds.filter(|(_, kind)| !kind.has_condition).map(|(n, _)| n));
        Self { survey, profile, as_of, keys, conditions, without_condition, otherwise: Vec::new() }
    }

    /// What an attribute, or a bookkeeping fact, is called inside.
    pub(super) fn key_named(&self, name: &str) -> Option<Key> {
        key_of(self.profile, name)
    }

    fn key(&self, attribute: AttributeIx) -> Option<Key> {
        self.keys.get(attribute.at()).copied().flatten()
    }

    /// The facts of a crossing point.
    pub(super) fn site(&self, point: &CrossingPoint) -> Site {
        let built_in = &self.profile.vocabulary.built_in;
        let mut depends = Vec::new();
        let node = self.node(&point.subjects);
        let country = self.country(&node, &mut depends);
        let mut positions = Vec::with_capacity(point.positions.len());
        let mut items = Vec::new();
        for (p, position) in point.positions.iter().enumerate() {
            let node = self.node(&position.subjects);
            let kind = Steered::of(node.values(Key::attribute(built_in.kind)));
            positions.push(PositionFacts { node, kind });
            self.items(&position.items, Some(p), &mut items, &mut depends);
        }
        self.items(&point.items, None, &mut items, &mut depends);
        let disputed = {
            let of_items = |i: &ItemFacts| {
                i.node.disputed() || i.model.as_ref().is_some_and(|m| m.node.disputed())
            };
            node.disputed()
                || positions.iter().any(|p| p.node.disputed())
                || items.iter().any(of_items)
                || country.as_ref().is_some_and(|c| c.node.disputed())
        };
        Site { point: node, positions, items, country, disputed, depends }
    }

    fn items(
        &self,
        from: &[Item],
        position: Option<usize>,
        into: &mut Vec<ItemFacts>,
        depends: &mut Vec<SubjectIx>,
    ) {
        for (index, item) in from.iter().enumerate() {
            let node = self.node(&item.subjects);
            let equipment = self.profile.vocabulary.built_in.equipment;
            let kind = Steered::of(node.values(Key::attribute(equipment)));
            let there = self.present(&node, self.conditions.removed);
            let in_use = self.present(&node, self.conditions.not_in_use);
            let model = self.model(&node, depends);
            into.push(ItemFacts { node, kind, there, in_use, model, position, index });
        }
    }

    /// Whether an item is of some number and in none of the conditions `against`. What is not
    /// recorded does not speak against it.
    fn present(&self, item: &Node, against: OptionSet) -> Truth {
        let built_in = &self.profile.vocabulary.built_in;
        let condition = match item.values(Key::attribute(built_in.condition)) {
            [] => Truth::Yes,
            values => Steered::of(values).among(against).inverse(),
        };
        let mut some = Outcomes::default();
        for entry in item.values(Key::attribute(built_in.quantity)) {
            some.add(match entry.value {
                Some(Value::Count(_, 0)) => Some(false),
                Some(Value::Count(low, _)) if low > 0 => Some(true),
                _ => None,
            });
        }
        let quantity = match item.values(Key::attribute(built_in.quantity)) {
            [] => Truth::Yes,
            _ => some.all().map_or(Truth::Open, Truth::of),
        };
        condition.min(quantity)
    }

    /// The facts of the subjects that are one. Names of joined subjects are variants, not a
    /// dispute: the first one's is read.
    fn node(&self, subjects: &[SubjectIx]) -> Node {
        let name = self.profile.vocabulary.find("name").map(Key::attribute);
        let mut entries = Vec::new();
        for (n, &subject) in subjects.iter().enumerate() {
            for &(attribute, ix) in self.survey.heads(subject) {
                let Some(key) = self.key(attribute) else { continue };
                if n > 0 && Some(key) == name {
                    continue;
                }
                entries.extend(self.entry(key, ix));
            }
        }
        for other in self.otherwise.iter().filter(|o| subjects.first() == Some(&o.subject)) {
            if other.assumed {
                entries.retain(|e| e.key != other.key);
                entries.push(Entry {
                    key: other.key,
                    value: Some(other.value.clone()),
                    evidence: Evidence::Tested,
                    observation: ObservationIx(u32::MAX),
                    visit: self.as_of,
                });
            } else {
                let value = Some(&other.value);
                entries.retain(|e| e.key != other.key || e.value.as_ref() == value);
            }
        }
        // By value, so that nothing depends on the order in which people entered what they found.
        entries.sort_by(|a, b| {
            (a.key, a.value.is_none(), &a.value, a.observation).cmp(&(
                b.key,
                b.value.is_none(),
                &b.value,
                b.observation,
            ))
        });
        let bits = entries.iter().fold(0, |bits, e| bits | e.key.bit());
        Node { entries, bits, subject: subjects.first().copied() }
    }

    fn entry(&self, key: Key, ix: ObservationIx) -> Option<Entry> {
        let observation = &self.survey[ix];
        let visit = self.survey.moment(observation).day();
        if self.profile.max_age_days.is_some_and(|days| self.as_of.since(visit) > days) {
            return None;
        }
        let (value, evidence) = match &observation.answer {
            Answer::Known { evidence: Evidence::NotVerified, .. } | Answer::Cleared => return None,
            Answer::Known { value, unit, evidence } => (self.parse(key, value, unit), *evidence),
            Answer::Absent(_) => (None, Evidence::NotVerified),
        };
        if value.is_none() && evidence != Evidence::NotVerified {
            // A value that this profile's definition of the attribute cannot read is unknown here.
            return None;
        }
        Some(Entry { key, value, evidence, observation: ix, visit })
    }

    fn parse(&self, key: Key, value: &str, unit: &str) -> Option<Value> {
        match u16::try_from(key.0) {
            Ok(id) => {
                let attribute = self.profile.vocabulary.attribute(AttributeId(id));
                attribute.value.parse(value, unit).ok()
            }
            Err(_) if key >= Key(0x3_0000) => Some(Value::Text(value.to_owned())),
            Err(_) => match value {
                "true" => Some(Value::Bool(true)),
                "false" => Some(Value::Bool(false)),
                _ => None,
            },
        }
    }

    fn country(&self, point: &Node, depends: &mut Vec<SubjectIx>) -> Option<CountryFacts> {
        let values = point.values(Key::attribute(self.profile.vocabulary.built_in.country));
        let code = one_text(values, str::to_owned)?;
        let subjects = self.survey.children_with(Survey::ROOT, SubjectKind::Country, &code);
        depends.extend(subjects);
        Some(CountryFacts { node: self.node(subjects), code })
    }

    fn model(&self, item: &Node, depends: &mut Vec<SubjectIx>) -> Option<ModelLink> {
        let built_in = &self.profile.vocabulary.built_in;
        let (makers, models) = (
            item.values(Key::attribute(built_in.maker)),
            item.values(Key::attribute(built_in.model)),
        );
        let maker = one_text(makers, |t| t.trim().to_lowercase())?;
        let model = one_text(models, |t| t.trim().to_lowercase())?;
        let kinds = item.values(Key::attribute(built_in.equipment));
        let Some(Some(Value::Choice(kind))) = kinds.first().map(|e| e.value.as_ref()) else {
            return None;
        };
        if kinds.iter().any(|e| e.value != kinds[0].value) {
            return None;
        }
        let equipment = &self.profile.vocabulary.attribute(built_in.equipment).value;
        let kind = equipment.options.get(*kind)?.clone();
        let code = Path::Model(kind.clone(), maker, model).code();
        let subjects = self.survey.children_with(Survey::ROOT, SubjectKind::Model, &code);
        depends.extend(subjects);
        let cap = strongest(makers).min(strongest(models));
        Some(ModelLink { node: self.node(subjects), cap, name: (kind, text(makers), text(models)) })
    }
}

/// The key of an attribute by the name that a survey gives it. A language tag of a name belongs
/// to the attribute, of any other text to the value.
fn key_of(profile: &Profile, name: &str) -> Option<Key> {
    let name = match name.split_once('@') {
        Some((bare, tag)) if !bare.is_empty() && !tag.is_empty() => {
            if bare == "name" || bare.starts_with("name.") {
                return None;
            }
            bare
        }
        _ => name,
    };
    if name == "positions_complete" {
        return Some(Key::POSITIONS_COMPLETE);
    }
    if let Some(kind) = name.strip_prefix("inventory_complete.") {
        return profile.vocabulary.find_kind(kind).map(Key::inventory);
    }
    let of = |id: &str| {
        let at = profile.requirements.iter().position(|r| r.id == id)?;
        u16::try_from(at).ok().map(RequirementId)
    };
    if let Some(id) = name.strip_prefix(NOT_APPLICABLE) {
        return of(id).map(Key::set_aside);
    }
    if let Some(id) = name.strip_prefix(EQUIVALENT) {
        return of(id).map(Key::equivalent);
    }
    profile.vocabulary.find(name).map(Key::attribute)
}

/// The strongest evidence among values.
pub(super) fn strongest(values: &[Entry]) -> Evidence {
    values.iter().map(|e| e.evidence).max().unwrap_or(Evidence::NotVerified)
}

/// Whether values differ.
pub(super) fn disputed(values: &[Entry]) -> bool {
    values.windows(2).any(|pair| pair[0].value != pair[1].value)
}

fn text(values: &[Entry]) -> String {
    match values.first().and_then(|e| e.value.as_ref()) {
        Some(Value::Text(text)) => text.trim().to_owned(),
        _ => String::new(),
    }
}

/// The one text that all values are after folding.
fn one_text(values: &[Entry], fold: impl Fn(&str) -> String) -> Option<String> {
    let mut texts = values.iter().map(|e| match &e.value {
        Some(Value::Text(text)) => Some(fold(text)),
        _ => None,
    });
    let first = texts.next()??;
    texts.all(|t| t.as_ref() == Some(&first)).then_some(first)
}
