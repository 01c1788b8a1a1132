//! Random profiles as the loader would let them pass: names resolved, operands in base units,
//! every attribute where it can be read.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;

use bigdecimal::BigDecimal;
use borderfit::model::date::PartialDate;
use borderfit::model::{Evidence, Kind, OptionSet, Value};
use borderfit::standard::{
    AttributeId, Basis, Compare, Criterion, DateOperand, EquipmentId, Judge, Leaf, Number, Of,
    Presence, Profile, QuantityRule, RangeOperand, Requirement, RequirementId, Severity, Status,
    Test, Where,
};

use crate::draw::Draw;
use crate::vocabulary::{CROSSING_TYPES, OFS, POSITION_KINDS, domain, id, ids, kinds, vocabulary};

/// Which facts a criterion can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reads {
    pub(crate) item: bool,
    pub(crate) position: bool,
    /// Inside `when`, which asks for no evidence.
    pub(crate) when: bool,
}

impl Reads {
    /// What the criteria of a requirement can read.
    pub(crate) fn of(requirement: &Requirement) -> Self {
        let item = !requirement.equipment.is_empty();
        Self { item, position: item || requirement.judge == Judge::Position, when: false }
    }

    fn allows(self, of: Of) -> bool {
        match of {
            Of::Survey => false,
            Of::Country | Of::CrossingPoint => true,
            Of::Position => self.position,
            Of::Equipment => self.item,
        }
    }
}

/// How profiles are generated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Without criteria on the day as of which is judged, and without `max_age_days`.
    pub(crate) timeless: bool,
}

/// A random profile of one to three requirements.
pub(crate) fn profile(draw: &mut Draw, shape: Shape) -> Profile {
    let mut vocabulary = vocabulary().clone();
    for kind in &mut vocabulary.equipment {
        if draw.chance(15) {
            kind.has_condition = !kind.has_condition;
        }
    }
    let mut maker = Maker { palette: palette(draw), draw, shape };
    let count = maker.draw.weighted(&[0, 3, 4, 2]);
    let mut requirements: Vec<Requirement> = Vec::new();
    for n in 0..count {
        let root = n.checked_sub(1).filter(|_| maker.draw.chance(30)).map(|_| maker.draw.below(n));
        let requirement = match root {
            Some(root) => maker.follower(n, &requirements[root], root),
            None => maker.requirement(n),
        };
        requirements.push(requirement);
    }
    Profile {
        id: "laws".to_owned(),
        version: "1".to_owned(),
        title: "Laws".to_owned(),
        status: Status::Draft,
        about: String::new(),
        max_age_days: (!shape.timeless && draw.chance(25)).then_some(30),
        evidence: *draw.pick(&[
            Evidence::Observed,
            Evidence::Observed,
            Evidence::Observed,
            Evidence::Stated,
            Evidence::Documented,
            Evidence::Demonstrated,
        ]),
        sha256: String::new(),
        vocabulary,
        requirements,
        sources: BTreeMap::new(),
        remedies: BTreeMap::new(),
        enabling: BTreeMap::new(),
    }
}

/// A few attributes of each thing, so that criteria meet on the same facts.
fn palette(draw: &mut Draw) -> Vec<AttributeId> {
    let mut palette = Vec::new();
    for (of, _) in OFS {
        let count = match of {
            Of::Equipment => 3,
            Of::Position => 2,
            _ => 1,
        };
        let all: Vec<_> = ids()
            .filter(|&id| {
                let attribute = vocabulary().attribute(id);
                attribute.of == of && attribute.key.contains('.') && !attribute.key.contains("mark")
            })
            .collect();
        palette.extend(draw.some(all, count));
    }
    palette
}

struct Maker<'d> {
    draw: &'d mut Draw,
    palette: Vec<AttributeId>,
    shape: Shape,
}

impl Maker<'_> {
    fn requirement(&mut self, n: usize) -> Requirement {
        let equipment = if self.draw.chance(70) { self.some_kinds() } else { Vec::new() };
        let with_equipment = !equipment.is_empty();
        let positions = self.draw.chance(50).then(|| {
            let count = 1 + self.draw.below(2);
            self.options(POSITION_KINDS.len(), count)
        });
        let default = if positions.is_some() { Judge::Position } else { Judge::CrossingPoint };
        let judge = match (default, self.draw.chance(35)) {
            (Judge::Position, true) => Judge::CrossingPoint,
            (Judge::CrossingPoint, true) => Judge::Position,
            (judge, false) => judge,
        };
        let by_point = judge == Judge::CrossingPoint;
        let place = Where {
            crossing_types: self.draw.chance(22).then(|| {
                let count = 1 + self.draw.below(2);
                self.options(CROSSING_TYPES.len(), count)
            }),
            if_none_judge: with_equipment && by_point && self.draw.chance(40),
            positions,
            equipment_present: if self.draw.chance(18) { self.some_kinds() } else { Vec::new() },
        };
        let when_reads = Reads { item: false, position: !by_point, when: true };
        let when = if self.draw.chance(18) { self.criteria(when_reads, 1) } else { Vec::new() };
        let reads =
            Reads { item: with_equipment, position: with_equipment || !by_point, when: false };
        let least = usize::from(!with_equipment);
        let count = least + self.draw.weighted(&[4, 4, 1]);
        let criteria = self.criteria(reads, count);
        let partly = self.draw.chance(25).then(|| self.criteria(reads, 1));
        Requirement {
            id: format!("R-{n}"),
            title: String::new(),
            category: "any".to_owned(),
            severity: *self.draw.pick(&[Severity::Critical, Severity::Major, Severity::Minor]),
            basis: Basis::Practice,
            strength: String::new(),
            confidence: String::new(),
            cites: Vec::new(),
            near: String::new(),
            place,
            when,
            judge,
            shared: with_equipment && !by_point && self.draw.chance(45),
            quantity: self.quantity(with_equipment),
            equipment,
            criteria,
            partly,
            evidence: if self.draw.chance(25) { Some(self.evidence()) } else { None },
            accept_degraded: with_equipment && self.draw.chance(30),
            operating_point: String::new(),
            follows: None,
            remedy: String::new(),
            valid_from: None,
            valid_until: None,
            safeguard: Vec::new(),
            why: String::new(),
            note: String::new(),
        }
    }

    /// A requirement on the same thing as its root, which asks more of it.
    fn follower(&mut self, n: usize, root: &Requirement, at: usize) -> Requirement {
        let mut follower = Requirement { id: format!("R-{n}"), ..root.clone() };
        let more = self.criteria(Reads::of(root), 1);
        follower.criteria.extend(more);
        follower.quantity = self.quantity(!root.equipment.is_empty());
        if self.draw.chance(30) && follower.place.crossing_types.is_none() {
            follower.place.crossing_types = Some(self.options(CROSSING_TYPES.len(), 2));
        }
        follower.follows = u16::try_from(at).ok().map(RequirementId);
        follower
    }

    fn some_kinds(&mut self) -> Vec<EquipmentId> {
        let count = 1 + self.draw.weighted(&[3, 1]);
        self.draw.some(kinds().collect(), count)
    }

    fn options(&mut self, of: usize, count: usize) -> OptionSet {
        OptionSet::of(self.draw.some((0..of).collect(), count))
    }

    fn evidence(&mut self) -> Evidence {
        *self.draw.pick(&[
            Evidence::Stated,
            Evidence::Stated,
            Evidence::Documented,
            Evidence::Observed,
            Evidence::Demonstrated,
            Evidence::Tested,
        ])
    }

    fn quantity(&mut self, with_equipment: bool) -> QuantityRule {
        let one = QuantityRule { at_least: 1.into(), per: None, count: None, every: false };
        if !with_equipment {
            return one;
        }
        let every = self.draw.chance(30);
        if every && self.draw.chance(35) {
            return QuantityRule { at_least: 0.into(), every, ..one };
        }
        let at_least = *self.draw.pick(&["1", "1", "1", "1", "0.5", "0.5", "2", "1.5", "3"]);
        QuantityRule {
            at_least: decimal(at_least),
            per: self
                .draw
                .chance(22)
                .then(|| self.per(Reads { item: true, position: true, when: false })),
            count: self.draw.chance(15).then(|| id("item.int")),
            every,
        }
    }

    /// An integer of the position or crossing point to multiply by.
    fn per(&mut self, reads: Reads) -> AttributeId {
        if reads.when && !reads.position {
            return id("point.int");
        }
        let counts = ["workstations", "workstations", "position.int", "point.int"].map(id);
        *self.draw.pick(&counts)
    }

    /// So many criteria.
    fn criteria(&mut self, reads: Reads, count: usize) -> Vec<Criterion> {
        (0..count).map(|_| self.criterion(reads, 0)).collect()
    }

    fn criterion(&mut self, reads: Reads, depth: usize) -> Criterion {
        let group = if depth < 2 { 9 } else { 0 };
        match self.draw.weighted(&[64, group, group, group, group]) {
            1 => self.presence(reads, depth),
            2 => Criterion::All(self.group(reads, depth)),
            3 => Criterion::Any(self.group(reads, depth)),
            4 => Criterion::Not(Box::new(self.criterion(reads, depth + 1))),
            _ => Criterion::Leaf(self.leaf(reads)),
        }
    }

    fn group(&mut self, reads: Reads, depth: usize) -> Vec<Criterion> {
        let count = 1 + self.draw.weighted(&[1, 3]);
        (0..count).map(|_| self.criterion(reads, depth + 1)).collect()
    }

    fn presence(&mut self, reads: Reads, depth: usize) -> Criterion {
        let inner = Reads { item: true, position: true, ..reads };
        let count = self.draw.weighted(&[2, 2]);
        Criterion::Presence(Presence {
            equipment: *self.draw.pick(&kinds().collect::<Vec<_>>()),
            at_least: if self.draw.chance(75) {
                NonZeroU64::MIN
            } else {
                NonZeroU64::MIN.saturating_add(1)
            },
            criteria: (0..count).map(|_| self.criterion(inner, depth + 1)).collect(),
        })
    }

    fn leaf(&mut self, reads: Reads) -> Leaf {
        let built_in = ["type", "kind", "workstations", "quantity", "condition"].map(id);
        let readable = |id: &AttributeId| reads.allows(vocabulary().attribute(*id).of);
        let pool: Vec<_> = if self.draw.chance(10) {
            built_in.into_iter().filter(readable).collect()
        } else {
            self.palette.iter().copied().filter(readable).collect()
        };
        // What an item is like is asked more often than where it stands.
        let items: Vec<_> = pool
            .iter()
            .copied()
            .filter(|&id| reads.item && vocabulary().attribute(id).of == Of::Equipment)
            .collect();
        let pool = if !items.is_empty() && self.draw.chance(60) { items } else { pool };
        let attribute = *self.draw.pick(&pool);
        let (test, negative) = self.test(attribute, reads);
        let evidence =
            if !reads.when && self.draw.chance(12) { Some(self.evidence()) } else { None };
        let text = format!("{} {test:?}", vocabulary().attribute(attribute).key);
        Leaf { attribute, test, evidence, negative, text }
    }

    /// What is asked of an attribute, and whether passing shows nothing.
    fn test(&mut self, attribute: AttributeId, reads: Reads) -> (Test, bool) {
        let attribute = vocabulary().attribute(attribute);
        let value = self.operand(attribute);
        let options = attribute.value.options.len();
        let comparison = [Compare::AtLeast, Compare::AtMost, Compare::MoreThan, Compare::LessThan];
        let test = match value {
            Value::Bool(b) => Test::Bool(b),
            Value::Choice(option) => match self.draw.below(4) {
                0 => {
                    let others = OptionSet::of((0..options).filter(|&o| o != option));
                    return (Test::Choice(others), true);
                }
                1 if attribute.value.ordered => Test::Choice(OptionSet::of(option..options)),
                2 if attribute.value.ordered => Test::Choice(OptionSet::of(0..=option)),
                3 => Test::Choice(self.options(options, 2)),
                _ => Test::Choice(OptionSet::of([option])),
            },
            Value::Choices { .. } => {
                let count = 1 + self.draw.below(2);
                let set = self.options(options, count);
                match self.draw.below(4) {
                    0 => return (Test::Excludes(set), true),
                    1 => Test::IncludesAny(set),
                    _ => Test::Includes(set),
                }
            }
            Value::Text(text) => match self.draw.below(3) {
                0 => return (Test::Text { texts: vec![text], not: true }, true),
                1 => Test::Text { texts: vec![text, "y".to_owned()], not: false },
                _ => Test::Text { texts: vec![text], not: false },
            },
            Value::Integer(_) | Value::Quantity(_) | Value::Count(..) => {
                let number = number_of(&value);
                match self.draw.below(6) {
                    0 => Test::Between(number.clone(), number + BigDecimal::from(1)),
                    1 => {
                        let other = number_of(&self.operand(attribute));
                        Test::Number(
                            Compare::Equal,
                            vec![self.number(number, reads), self.number(other, reads)],
                        )
                    }
                    2 => Test::Number(Compare::Equal, vec![self.number(number, reads)]),
                    _ => {
                        let orders = if self.draw.chance(60) { 2 } else { 4 };
                        let compare = *self.draw.pick(&comparison[..orders]);
                        Test::Number(compare, vec![self.number(number, reads)])
                    }
                }
            }
            Value::Size(width, height) => Test::Size {
                at_least: self.draw.chance(60),
                width: width.number,
                height: height.number,
            },
            Value::Range(low, high) => {
                let operand = match self.range_operand(reads) {
                    Some(other) => RangeOperand::Attribute(other),
                    None => RangeOperand::Fixed(low.number, high.number),
                };
                if self.draw.chance(50) { Test::Covers(operand) } else { Test::Within(operand) }
            }
            Value::Version(parts) => {
                let compare = *self.draw.pick(&[Compare::AtLeast, Compare::AtMost, Compare::Equal]);
                Test::Version(compare, parts)
            }
            Value::Date(date) => self.date(date),
        };
        (test, false)
    }

    fn operand(&mut self, attribute: &borderfit::standard::Attribute) -> Value {
        let domain = domain(attribute);
        let usual = self.draw.chance(60);
        let among = if usual { 1 } else { domain.determined };
        let (text, unit) = *self.draw.pick(&domain.values[..among]);
        match attribute.value.parse(text, unit) {
            Ok(value) => value,
            Err(error) => panic!("{}: {error}", attribute.key),
        }
    }

    /// A number to compare with; it may grow with a count.
    fn number(&mut self, number: BigDecimal, reads: Reads) -> Number {
        let per = self.draw.chance(25).then(|| self.per(reads));
        Number { number, per }
    }

    /// Another range that can be read from the same subject.
    fn range_operand(&mut self, reads: Reads) -> Option<AttributeId> {
        if !self.draw.chance(45) {
            return None;
        }
        let ranges: Vec<_> = ids()
            .filter(|&id| {
                let attribute = vocabulary().attribute(id);
                attribute.value.kind == Kind::Range && reads.allows(attribute.of)
            })
            .collect();
        Some(*self.draw.pick(&ranges))
    }

    fn date(&mut self, date: PartialDate) -> Test {
        let operand = match self.draw.below(3) {
            0 if !self.shape.timeless => DateOperand::AsOf,
            1 => DateOperand::Visit,
            _ => DateOperand::Date(date),
        };
        let days = *self.draw.pick(&[0, 2, 30, 200]);
        match self.draw.below(4) {
            0 => Test::NotBefore(operand),
            1 => Test::NotAfter(operand),
            2 if !self.shape.timeless => Test::NewerThanDays(days),
            _ => Test::WithinDaysOfVisit(days),
        }
    }
}

/// A number of an integer, quantity or count.
fn number_of(value: &Value) -> BigDecimal {
    match value {
        Value::Integer(n) => (*n).into(),
        Value::Quantity(quantity) => quantity.number.clone(),
        Value::Count(low, _) => (*low).into(),
        _ => 0.into(),
    }
}

/// A decimal written in a test.
pub(crate) fn decimal(text: &str) -> BigDecimal {
    text.parse().unwrap_or_else(|_| panic!("{text} is a decimal"))
}

// ---- looking at profiles

/// What a requirement names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Named {
    pub(crate) attributes: BTreeSet<AttributeId>,
    pub(crate) kinds: BTreeSet<EquipmentId>,
    /// The attributes that it multiplies by or counts with.
    pub(crate) counts: BTreeSet<AttributeId>,
    /// Evidence that it asks for, other than the profile's.
    pub(crate) evidence: BTreeSet<Evidence>,
    pub(crate) presence: bool,
}

impl Named {
    pub(crate) fn by(requirement: &Requirement) -> Self {
        let mut named = Self::default();
        named.kinds.extend(&requirement.equipment);
        named.kinds.extend(&requirement.place.equipment_present);
        named.evidence.extend(requirement.evidence);
        let counts = [requirement.quantity.per, requirement.quantity.count];
        named.counts.extend(counts.into_iter().flatten());
        let partly = requirement.partly.iter().flatten();
        for criterion in requirement.when.iter().chain(&requirement.criteria).chain(partly) {
            named.criterion(criterion);
        }
        let counts = named.counts.clone();
        named.attributes.extend(counts);
        named
    }

    pub(crate) fn by_all(profile: &Profile) -> Self {
        let mut all = Self::default();
        for requirement in &profile.requirements {
            let one = Self::by(requirement);
            all.attributes.extend(one.attributes);
            all.kinds.extend(one.kinds);
            all.counts.extend(one.counts);
            all.evidence.extend(one.evidence);
            all.presence |= one.presence;
        }
        all
    }

    /// Adds what a criterion names.
    pub(crate) fn criterion(&mut self, criterion: &Criterion) {
        match criterion {
            Criterion::All(group) | Criterion::Any(group) => {
                group.iter().for_each(|c| self.criterion(c));
            }
            Criterion::Not(inner) => self.criterion(inner),
            Criterion::Presence(presence) => {
                self.presence = true;
                self.kinds.insert(presence.equipment);
                presence.criteria.iter().for_each(|c| self.criterion(c));
            }
            Criterion::Leaf(leaf) => {
                self.attributes.insert(leaf.attribute);
                self.evidence.extend(leaf.evidence);
                match &leaf.test {
                    Test::Covers(RangeOperand::Attribute(other))
                    | Test::Within(RangeOperand::Attribute(other)) => {
                        self.attributes.insert(*other);
                    }
                    Test::Number(_, operands) => {
                        self.counts.extend(operands.iter().filter_map(|o| o.per));
                    }
                    _ => {}
                }
            }
        }
    }
}

/// The strongest evidence that a requirement asks for anywhere.
pub(crate) fn strongest_asked(profile: &Profile, requirement: &Requirement) -> Evidence {
    Named::by(requirement).evidence.into_iter().fold(profile.evidence, Evidence::max)
}

/// The same requirement with every criterion, in all its places, changed.
pub(crate) fn with_criteria(
    requirement: &Requirement,
    change: &mut dyn FnMut(Criterion) -> Criterion,
) -> Requirement {
    let mut all = |list: &[Criterion]| list.iter().cloned().map(&mut *change).collect::<Vec<_>>();
    Requirement {
        when: all(&requirement.when),
        criteria: all(&requirement.criteria),
        partly: requirement.partly.as_deref().map(&mut all),
        ..requirement.clone()
    }
}
