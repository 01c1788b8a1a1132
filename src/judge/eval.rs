//! Criteria, items and counts at one place, for one requirement.
//!
//! [`Eval`] is the judge standing somewhere: at a position or at the crossing point, with the
//! grades of evidence that the requirement asks for. It answers with yes, open or no.

use super::compare::{Surroundings, passes};
use super::facts::{Entry, ItemFacts, Key, Node, Reader, Site, strongest};
use super::truth::{Outcomes, Truth};
use crate::model::{Evidence, Interval, OptionSet, Value};
use crate::standard::{
    AttributeId, Criterion, EquipmentId, Leaf, Of, Presence, RangeOperand, Requirement, Test,
};

/// Where a requirement is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    CrossingPoint,
    Position(usize),
}

/// Of what a criterion is read: an item, a position, both or neither.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) item: Option<&'a ItemFacts>,
    pub(super) position: Option<usize>,
}

/// The values of one attribute as read at a spot.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) values: &'a [Entry],
    /// No value counts for more than this.
    pub(super) cap: Evidence,
    /// The attribute belongs to a position, and a shared item stands at none.
    pub(super) nowhere: bool,
}

impl Reading<'_> {
    pub(super) const UNKNOWN: Self = Self { values: &[], cap: Evidence::Tested, nowhere: false };

    pub(super) fn strongest(&self) -> Evidence {
        strongest(self.values).min(self.cap)
    }
}

/// Which grade of evidence criteria are read with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grade {
    /// The criterion's own, else the requirement's, else the profile's.
    Asked,
    /// A claim is enough: facts that only steer the judging.
    Steering,
}

/// An item in the scope of a finding; `within` is whether its position is surely in scope.
#[derive(Clone, Copy)]
pub(super) struct Scoped<'a> {
    pub(super) item: &'a ItemFacts,
    pub(super) within: Truth,
}

pub(super) struct Eval<'a> {
    pub(super) reader: &'a Reader<'a>,
    pub(super) site: &'a Site,
    pub(super) requirement: &'a Requirement,
    /// Whether every grade is replaced by `stated`.
    pub(super) stated: bool,
    pub(super) place: Place,
    /// For each position, whether it is of the listed kinds; yes when none are listed.
    pub(super) kinds: &'a [Truth],
    /// Judged without a position of the listed kinds: the shared items alone are in scope.
    pub(super) shared_only: bool,
}

impl<'a> Eval<'a> {
    /// The judge at the crossing point itself, with the grades that are asked for.
    pub(super) fn new(
        reader: &'a Reader<'a>,
        site: &'a Site,
        requirement: &'a Requirement,
        kinds: &'a [Truth],
    ) -> Self {
        let place = Place::CrossingPoint;
        Self { reader, site, requirement, stated: false, place, kinds, shared_only: false }
    }

    // ---- grades

    /// The profile's grade: for an item's condition and count.
    pub(super) fn base(&self) -> Evidence {
        if self.stated { Evidence::Stated } else { self.reader.profile.evidence }
    }

    pub(super) fn grade(&self, own: Option<Evidence>, grade: Grade) -> Evidence {
        if self.stated || grade == Grade::Steering {
            return Evidence::Stated;
        }
        own.or(self.requirement.evidence).unwrap_or(self.reader.profile.evidence)
    }

    // ---- scope

    /// The items in the scope of the finding.
    pub(super) fn scope(&self) -> impl Iterator<Item = Scoped<'a>> + '_ {
        self.site.items.iter().filter_map(move |item| {
            let within = match (item.position, self.place) {
                (None, Place::CrossingPoint) => Truth::Yes,
                (None, Place::Position(_)) => Truth::of(self.requirement.shared),
                (Some(_), Place::CrossingPoint) if self.shared_only => Truth::No,
                (Some(p), Place::CrossingPoint) => self.kinds[p],
                (Some(p), Place::Position(here)) => Truth::of(p == here),
            };
            (within != Truth::No).then_some(Scoped { item, within })
        })
    }

    /// The items that a presence criterion counts: at the place judged, or everywhere.
    pub(super) fn presence_scope(&self) -> impl Iterator<Item = &'a ItemFacts> + '_ {
        self.site.items.iter().filter(move |item| match (item.position, self.place) {
            (_, Place::CrossingPoint) => true,
            (None, Place::Position(_)) => self.requirement.shared,
            (Some(p), Place::Position(here)) => p == here,
        })
    }

    /// Where the criteria of an item are read: its own position; a shared item counted at a
    /// position is read there.
    pub(super) fn spot(&self, item: &'a ItemFacts) -> Spot<'a> {
        let position = match self.place {
            Place::Position(p) => Some(p),
            Place::CrossingPoint => item.position,
        };
        Spot { item: Some(item), position }
    }

    /// Where criteria without an item are read.
    pub(super) fn here(&self) -> Spot<'a> {
        let position = match self.place {
            Place::Position(p) => Some(p),
            Place::CrossingPoint => None,
        };
        Spot { item: None, position }
    }

    // ---- reading

    pub(super) fn read(&self, id: AttributeId, spot: Spot<'a>) -> Reading<'a> {
        let attribute = self.reader.profile.vocabulary.attribute(id);
        let key = Key::attribute(id);
        let of_node = |node: &'a Node| Reading { values: node.values(key), ..Reading::UNKNOWN };
        match attribute.of {
            Of::Survey => Reading::UNKNOWN,
            Of::Country => {
                self.site.country.as_ref().map_or(Reading::UNKNOWN, |c| of_node(&c.node))
            }
            Of::CrossingPoint => of_node(&self.site.point),
            Of::Position => match (spot.position, spot.item) {
                (Some(p), _) => of_node(&self.site.positions[p].node),
                (None, Some(_)) => Reading { nowhere: true, ..Reading::UNKNOWN },
                (None, None) => Reading::UNKNOWN,
            },
            Of::Equipment => {
                let Some(item) = spot.item else { return Reading::UNKNOWN };
                let own = of_node(&item.node);
                match &item.model {
                    Some(model) if own.values.is_empty() && attribute.shared_by_model => {
                        Reading { cap: model.cap, ..of_node(&model.node) }
                    }
                    _ => own,
                }
            }
        }
    }

    /// How many a count can be, added over the positions in scope where it is one of positions.
    pub(super) fn count_of(&self, id: AttributeId) -> Interval {
        self.summed(id, |count| count)
    }

    /// A count at the place judged; at a crossing point a position's, each changed by `each` and
    /// added over the positions in scope, without bound while positions may be missing.
    pub(super) fn summed(&self, id: AttributeId, each: impl Fn(Interval) -> Interval) -> Interval {
        let of_position = self.reader.profile.vocabulary.attribute(id).of == Of::Position;
        match self.place {
            Place::CrossingPoint if of_position => {
                let mut sum = Interval::ZERO;
                for (p, kind) in self.kinds.iter().enumerate() {
                    let count =
                        each(count_values(self.site.positions[p].node.values(Key::attribute(id))));
                    match kind {
                        Truth::No => {}
                        Truth::Open => sum = sum + count.at_most(),
                        Truth::Yes => sum = sum + count,
                    }
                }
                if self.positions_complete() == Truth::Yes { sum } else { sum.opened() }
            }
            _ => each(count_values(self.read(id, self.here()).values)),
        }
    }

    pub(super) fn positions_complete(&self) -> Truth {
        self.flag(self.site.point.values(Key::POSITIONS_COMPLETE))
    }

    /// A yes or no that only steers: a claim is enough.
    fn flag(&self, values: &[Entry]) -> Truth {
        let mut outcomes = Outcomes::default();
        for entry in values {
            outcomes.add(match entry.value {
                Some(Value::Bool(b)) => Some(b),
                _ => None,
            });
        }
        outcomes.all().map_or(Truth::Open, Truth::of)
    }

    /// Whether the lists of all these kinds are closed here.
    pub(super) fn closed(&self, kinds: &[EquipmentId]) -> bool {
        kinds.iter().all(|&kind| {
            let key = Key::inventory(kind);
            let point = self.flag(self.site.point.values(key)) == Truth::Yes;
            match self.place {
                Place::CrossingPoint => point,
                Place::Position(p) => {
                    let own = self.site.positions[p].node.values(key);
                    let here = if own.is_empty() { point } else { self.flag(own) == Truth::Yes };
                    here && (!self.requirement.shared || point)
                }
            }
        })
    }

    // ---- criteria

    /// All criteria of a list; yes for an empty one.
    pub(super) fn all(&self, criteria: &'a [Criterion], spot: Spot<'a>, grade: Grade) -> Truth {
        criteria.iter().map(|c| self.criterion(c, spot, false, grade)).min().unwrap_or(Truth::Yes)
    }

    /// A criterion, with `not` pushed down to its leaves.
    pub(super) fn criterion(
        &self,
        criterion: &'a Criterion,
        spot: Spot<'a>,
        negated: bool,
        grade: Grade,
    ) -> Truth {
        let each = |c| self.criterion(c, spot, negated, grade);
        match (criterion, negated) {
            (Criterion::Leaf(leaf), _) => self.leaf(leaf, spot, negated, grade),
            (Criterion::Presence(p), _) => self.presence(p, negated, grade),
            (Criterion::All(group), false) | (Criterion::Any(group), true) => {
                group.iter().map(each).min().unwrap_or(Truth::Yes)
            }
            (Criterion::Any(group), false) | (Criterion::All(group), true) => {
                group.iter().map(each).max().unwrap_or(Truth::No)
            }
            (Criterion::Not(inner), _) => self.criterion(inner, spot, !negated, grade),
        }
    }

    pub(super) fn leaf(&self, leaf: &Leaf, spot: Spot<'a>, negated: bool, grade: Grade) -> Truth {
        let reading = self.read(leaf.attribute, spot);
        if reading.nowhere {
            return Truth::No;
        }
        let built_in = &self.reader.profile.vocabulary.built_in;
        // An item's condition and count are always read with the profile's grade.
        let evidence = if [built_in.condition, built_in.quantity].contains(&leaf.attribute) {
            self.base()
        } else {
            self.grade(leaf.evidence, grade)
        };
        let operand = match &leaf.test {
            Test::Covers(RangeOperand::Attribute(a)) | Test::Within(RangeOperand::Attribute(a)) => {
                let operand = self.read(*a, spot);
                if operand.nowhere {
                    return Truth::No;
                }
                Some(operand)
            }
            _ => None,
        };
        self.test(&leaf.test, reading, operand, negated, evidence)
    }

    /// Whether every value passes and one is shown, every value fails, or neither.
    fn test(
        &self,
        test: &Test,
        reading: Reading<'_>,
        operand: Option<Reading<'_>>,
        negated: bool,
        evidence: Evidence,
    ) -> Truth {
        let ranges: Vec<_> = operand.map_or(Vec::new(), |o| {
            let low_high = |e| match e {
                &Entry { value: Some(Value::Range(ref low, ref high)), .. } => {
                    Some((&low.number, &high.number))
                }
                _ => None,
            };
            o.values.iter().filter_map(low_high).collect()
        });
        let mut outcomes = Outcomes::default();
        for entry in reading.values {
            let around = Surroundings {
                as_of: self.reader.as_of,
                visit: entry.visit,
                count: &|id| self.count_of(id),
                range: &ranges,
            };
            let passed = entry.value.as_ref().and_then(|v| passes(test, v, &around));
            outcomes.add(passed.map(|p| p != negated));
        }
        let shown =
            reading.strongest() >= evidence && operand.is_none_or(|o| o.strongest() >= evidence);
        match outcomes.all() {
            Some(true) if shown => Truth::Yes,
            Some(false) => Truth::No,
            _ => Truth::Open,
        }
    }

    // ---- items

    /// Whether the item is of one of these kinds.
    pub(super) fn of_kind(&self, item: &ItemFacts, kinds: &[EquipmentId]) -> Truth {
        item.kind.among(OptionSet::of(kinds.iter().map(|k| usize::from(k.0))))
    }

    fn condition(&self, item: &'a ItemFacts) -> &'a [Entry] {
        item.node.values(Key::attribute(self.reader.profile.vocabulary.built_in.condition))
    }

    /// Whether it works, as shown at the profile's grade.
    pub(super) fn working(&self, item: &'a ItemFacts) -> Truth {
        let accepted = if self.requirement.accept_degraded {
            self.reader.conditions.working_or_degraded
        } else {
            self.reader.conditions.working
        };
        match self.condition(item) {
            [] => self.working_as_seen(item),
            values => {
                let reading = Reading { values, ..Reading::UNKNOWN };
                self.test(&Test::Choice(accepted), reading, None, false, self.base())
            }
        }
    }

    /// A kind without condition works as surely as it was seen.
    fn working_as_seen(&self, item: &ItemFacts) -> Truth {
        let equipment = self.reader.profile.vocabulary.built_in.equipment;
        let shown = strongest(item.node.values(Key::attribute(equipment))) >= self.base();
        match self.without_condition(item) {
            Truth::Yes if shown => Truth::Yes,
            _ => Truth::Open,
        }
    }

    /// Whether it is of a kind that has no condition.
    pub(super) fn without_condition(&self, item: &ItemFacts) -> Truth {
        item.kind.among(self.reader.without_condition)
    }

    /// Whether an item of these kinds conforms: kind, there, working and every criterion.
    pub(super) fn conforms(
        &self,
        item: &'a ItemFacts,
        kinds: &[EquipmentId],
        criteria: &'a [Criterion],
        grade: Grade,
    ) -> Truth {
        let so_far = self.of_kind(item, kinds).min(item.there);
        if so_far == Truth::No {
            return Truth::No;
        }
        so_far.min(self.working(item)).min(self.all(criteria, self.spot(item), grade))
    }

    /// Whether an item breaks a rule that holds for every device. A bad device is not argued away
    /// by calling it broken.
    pub(super) fn fails(&self, item: &'a ItemFacts) -> Truth {
        let requirement = self.requirement;
        let so_far = self.of_kind(item, &requirement.equipment).min(item.there);
        if so_far == Truth::No {
            return Truth::No;
        }
        let working = match self.working(item) {
            Truth::No if strongest(self.condition(item)) < self.base() => Truth::Open,
            working => working,
        };
        let short = self.all(&requirement.criteria, self.spot(item), Grade::Asked).inverse();
        so_far.min(working).min(short)
    }

    /// How many an item stands for, by `quantity` or by the attribute named.
    pub(super) fn item_count(&self, item: &'a ItemFacts, by: Option<AttributeId>) -> Interval {
        let id = by.unwrap_or(self.reader.profile.vocabulary.built_in.quantity);
        let reading = self.read(id, self.spot(item));
        let shown = reading.strongest() >= self.base();
        let mut ends: Option<(u64, u64)> = None;
        for entry in reading.values {
            let (low, high) = match entry.value {
                Some(Value::Count(low, high)) => (low, high),
                Some(Value::Integer(n)) => {
                    let n = u64::try_from(n).unwrap_or(0);
                    (n, n)
                }
                _ => continue,
            };
            let low = if shown { low } else { low.min(1) };
            ends = Some(ends.map_or((low, high), |(l, h)| (l.min(low), h.max(high))));
        }
        ends.map_or(Interval::from(1), |(low, high)| Interval::new(low, high))
    }

    /// How many items of a kind conform, for a presence criterion.
    pub(super) fn presence_count(&self, presence: &'a Presence, grade: Grade) -> Interval {
        let kinds = [presence.equipment];
        let mut sum = Interval::ZERO;
        for item in self.presence_scope() {
            let count = || self.item_count(item, None);
            match self.conforms(item, &kinds, &presence.criteria, grade) {
                Truth::Yes => sum = sum + count(),
                Truth::Open => sum = sum + count().at_most(),
                Truth::No => {}
            }
        }
        if self.closed(&kinds) { sum } else { sum.opened() }
    }

    fn presence(&self, presence: &'a Presence, negated: bool, grade: Grade) -> Truth {
        let count = self.presence_count(presence, grade);
        let wanted = presence.at_least.get();
        if !negated {
            return if count.min >= wanted {
                Truth::Yes
            } else if count.max.is_some_and(|c1| c1 < wanted) {
                Truth::No
            } else {
                Truth::Open
            };
        }
        let kinds = [presence.equipment];
        let may_be = |item| self.of_kind(item, &kinds).min(item.there) != Truth::No;
        if count.min >= wanted {
            Truth::No
        } else if self.closed(&kinds) && !self.presence_scope().any(may_be) {
            Truth::Yes
        } else {
            Truth::Open
        }
    }

    /// Whether equipment of one of these kinds is in use in scope.
    pub(super) fn equipment_present(&self, kinds: &[EquipmentId]) -> Truth {
        let best = self
            .scope()
            .map(|s| s.within.min(self.of_kind(s.item, kinds)).min(s.item.in_use))
            .max()
            .unwrap_or(Truth::No);
        match best {
            Truth::No if !self.closed(kinds) => Truth::Open,
            best => best,
        }
    }
}

/// What an integer that is a count can be: as recorded, from the lowest to the highest where
/// disputed, one or more where unknown.
pub(super) fn count_values(values: &[Entry]) -> Interval {
    let number = |e: &Entry| match e.value {
        Some(Value::Integer(n)) => {
            Some((u64::try_from(n).unwrap_or(0), u64::try_from(n).unwrap_or(0)))
        }
        Some(Value::Count(low, high)) => Some((low, high)),
        _ => None,
    };
    values
        .iter()
        .filter_map(number)
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        .map_or(Interval::from(1), |(low, high)| Interval::new(low, high))
}
