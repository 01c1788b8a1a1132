//! Open questions: the facts that could still decide a finding that is not assessed.
//!
//! Every fact that the finding reads, that is unknown, disputed or too weakly shown, and that its
//! group of criteria still leaves open. First what decides whether the requirement applies, then
//! lists and counts, then the rest.

use super::eval::{Eval, Grade, Place, Spot};
use super::facts::{CountryFacts, ItemFacts, Key, ModelLink, disputed, strongest};
use super::finding::{Asked, Question};
use super::requirement::{applicability, crossing_type, needed, wanted};
use super::truth::Truth;
use crate::model::{Evidence, Interval};
use crate::standard::{
    AttributeId, Criterion, EquipmentId, Leaf, Of, Presence, RangeOperand, Test,
};

/// Of what a fact is asked.
#[derive(Clone, Copy)]
enum At<'a> {
    Country(&'a CountryFacts),
    CrossingPoint,
    Position(usize),
    Item(&'a ItemFacts),
    Model(&'a ModelLink),
}

/// What the fact is.
#[derive(Clone, Copy)]
enum Fact {
    Attribute(AttributeId),
    PositionsComplete,
    Inventory(EquipmentId),
}

/// The questions about a position that is missing, or not on record.
pub(super) fn of_missing(eval: &Eval<'_>) -> Vec<Question> {
    let mut asking = Asking { eval, asked: Vec::new() };
    if crossing_type(eval) == Truth::Open {
        asking.point(eval.reader.profile.vocabulary.built_in.crossing_type);
    }
    asking.ask(At::CrossingPoint, Fact::PositionsComplete);
    asking.asked
}

/// What could still decide criteria that are open at a place.
pub(super) fn of_criteria<'a>(eval: &Eval<'a>, criteria: &'a [Criterion]) -> Vec<Question> {
    let mut asking = Asking { eval, asked: Vec::new() };
    criteria.iter().for_each(|c| asking.criterion(c, eval.here(), false, Grade::Asked));
    asking.asked
}

/// The questions of a finding that is not assessed, best first.
pub(super) fn of_finding(eval: &Eval<'_>) -> Vec<Question> {
    let mut asking = Asking { eval, asked: Vec::new() };
    asking.applicability();
    asking.lists_and_counts();
    asking.details();
    asking.asked
}

/// How a question is written down: where, and the key of the attribute.
fn question(eval: &Eval<'_>, at: At<'_>, fact: Fact) -> Question {
    let vocabulary = &eval.reader.profile.vocabulary;
    Question {
        at: match at {
            At::Country(country) => Asked::Country(country.code.clone()),
            At::CrossingPoint => Asked::CrossingPoint,
            At::Position(p) => Asked::Position(p),
            At::Item(item) => Asked::Item(item.position, item.index),
            At::Model(model) => {
                let (kind, maker, name) = model.name.clone();
                Asked::Model(kind, maker, name)
            }
        },
        attribute: match fact {
            Fact::Attribute(id) => vocabulary.attribute(id).key.clone(),
            Fact::PositionsComplete => "positions_complete".to_owned(),
            Fact::Inventory(kind) => format!("inventory_complete.{}", vocabulary.kind(kind).key),
        },
    }
}

struct Asking<'e, 'a> {
    eval: &'e Eval<'a>,
    asked: Vec<Question>,
}

impl<'a> Asking<'_, 'a> {
    fn ask(&mut self, at: At<'_>, fact: Fact) {
        let question = question(self.eval, at, fact);
        if !self.asked.contains(&question) {
            self.asked.push(question);
        }
    }

    fn point(&mut self, id: AttributeId) {
        self.ask(At::CrossingPoint, Fact::Attribute(id));
    }

    fn applicability(&mut self) {
        let (eval, requirement) = (self.eval, self.eval.requirement);
        let built_in = eval.reader.profile.vocabulary.built_in;
        let [types, kind, present, _] = applicability(eval).map(|(truth, _)| truth);
        if types == Truth::Open {
            self.point(built_in.crossing_type);
        }
        match eval.place {
            Place::Position(p) if kind == Truth::Open => {
                self.ask(At::Position(p), Fact::Attribute(built_in.kind));
            }
            Place::CrossingPoint if requirement.place.positions.is_some() => {
                for p in (0..eval.kinds.len()).filter(|&p| eval.kinds[p] == Truth::Open) {
                    self.ask(At::Position(p), Fact::Attribute(built_in.kind));
                }
            }
            _ => {}
        }
        for criterion in &requirement.when {
            self.criterion(criterion, eval.here(), false, Grade::Steering);
        }
        if present == Truth::Open {
            let kinds = &requirement.place.equipment_present;
            self.inventories(kinds);
            for scoped in eval.scope() {
                let (of, used) = (eval.of_kind(scoped.item, kinds), scoped.item.in_use);
                if of.min(used) == Truth::Open {
                    self.kind_and_presence(scoped.item, of, used);
                }
            }
        }
    }

    fn lists_and_counts(&mut self) {
        let (eval, requirement) = (self.eval, self.eval.requirement);
        if let Some(per) = requirement.quantity.per {
            self.count(per);
        }
        if requirement.equipment.is_empty() {
            return;
        }
        self.inventories(&requirement.equipment);
        let (kinds, every) = (&requirement.equipment, requirement.quantity.every);
        if wanted(eval, needed(eval)).0 == Truth::Open {
            // "Each one, if there are any": first whether there are any.
            for scoped in eval.scope() {
                let (of, there) = (eval.of_kind(scoped.item, kinds), scoped.item.there);
                if of.min(there) == Truth::Open {
                    self.kind_and_presence(scoped.item, of, there);
                }
            }
        }
        for scoped in eval.scope() {
            let item = scoped.item;
            let conforms = eval.conforms(item, kinds, &requirement.criteria, Grade::Asked);
            let fails = if every { eval.fails(item) } else { Truth::No };
            if conforms == Truth::No && fails == Truth::No {
                continue;
            }
            let (of, there) = (eval.of_kind(item, kinds), item.there);
            if conforms == Truth::Open || fails == Truth::Open {
                self.kind_and_presence(item, of, there);
            }
            let count = requirement.quantity.count;
            let counted = eval.item_count(item, count);
            if Some(counted.min) != counted.max {
                let id = count.unwrap_or(eval.reader.profile.vocabulary.built_in.quantity);
                self.item_attribute(id, item, eval.base());
            }
        }
    }

    fn details(&mut self) {
        let (eval, requirement) = (self.eval, self.eval.requirement);
        if requirement.equipment.is_empty() {
            for criterion in &requirement.criteria {
                self.criterion(criterion, eval.here(), false, Grade::Asked);
            }
            return;
        }
        for scoped in eval.scope() {
            let item = scoped.item;
            let kinds = &requirement.equipment;
            let conforms = eval.conforms(item, kinds, &requirement.criteria, Grade::Asked);
            let fails = if requirement.quantity.every { eval.fails(item) } else { Truth::No };
            if conforms == Truth::Open || fails == Truth::Open {
                self.working_and_criteria(item, &requirement.criteria, Grade::Asked);
            }
        }
    }

    fn kind_and_presence(&mut self, item: &'a ItemFacts, of: Truth, there: Truth) {
        let built_in = self.eval.reader.profile.vocabulary.built_in;
        if of == Truth::Open {
            self.ask(At::Item(item), Fact::Attribute(built_in.equipment));
        }
        if there == Truth::Open {
            self.ask(At::Item(item), Fact::Attribute(built_in.condition));
            self.ask(At::Item(item), Fact::Attribute(built_in.quantity));
        }
    }

    fn working_and_criteria(
        &mut self,
        item: &'a ItemFacts,
        criteria: &'a [Criterion],
        grade: Grade,
    ) {
        let eval = self.eval;
        // A rule for every device is also open where "broken" is only claimed.
        let working = eval.working(item);
        let every = eval.requirement.quantity.every;
        if working == Truth::Open || (working == Truth::No && every) {
            // What has no condition works as surely as it is seen.
            let built_in = eval.reader.profile.vocabulary.built_in;
            let nothing = item.node.values(Key::attribute(built_in.condition)).is_empty();
            let without = if nothing { eval.without_condition(item) } else { Truth::No };
            if without != Truth::No {
                self.ask(At::Item(item), Fact::Attribute(built_in.equipment));
            }
            if without != Truth::Yes {
                self.ask(At::Item(item), Fact::Attribute(built_in.condition));
            }
        }
        for criterion in criteria {
            self.criterion(criterion, eval.spot(item), false, grade);
        }
    }

    fn criterion(&mut self, criterion: &'a Criterion, spot: Spot<'a>, negated: bool, grade: Grade) {
        if self.eval.criterion(criterion, spot, negated, grade) != Truth::Open {
            return;
        }
        match criterion {
            Criterion::All(group) | Criterion::Any(group) => {
                group.iter().for_each(|c| self.criterion(c, spot, negated, grade));
            }
            Criterion::Not(inner) => self.criterion(inner, spot, !negated, grade),
            Criterion::Leaf(leaf) => self.leaf(leaf, spot, grade),
            Criterion::Presence(presence) => self.presence(presence, grade),
        }
    }

    fn leaf(&mut self, leaf: &Leaf, spot: Spot<'a>, grade: Grade) {
        let wanted = self.eval.grade(leaf.evidence, grade);
        self.attribute(leaf.attribute, spot, wanted);
        match &leaf.test {
            Test::Covers(RangeOperand::Attribute(a)) | Test::Within(RangeOperand::Attribute(a)) => {
                self.attribute(*a, spot, wanted);
            }
            Test::Number(_, operands) => {
                operands.iter().filter_map(|o| o.per).for_each(|per| self.count(per));
            }
            _ => {}
        }
    }

    fn presence(&mut self, presence: &'a Presence, grade: Grade) {
        let (eval, kinds) = (self.eval, [presence.equipment]);
        self.inventories(&kinds);
        for item in eval.presence_scope() {
            let conforms = eval.conforms(item, &kinds, &presence.criteria, grade);
            let (of, there) = (eval.of_kind(item, &kinds), item.there);
            if of.min(there) == Truth::Open {
                self.kind_and_presence(item, of, there);
            }
            if conforms == Truth::Open {
                self.working_and_criteria(item, &presence.criteria, grade);
            }
            let counted = eval.item_count(item, None);
            if conforms != Truth::No && Some(counted.min) != counted.max {
                let quantity = eval.reader.profile.vocabulary.built_in.quantity;
                self.item_attribute(quantity, item, eval.base());
            }
        }
    }

    /// Where an attribute is asked so that the answer is read at this spot, at this evidence.
    fn attribute(&mut self, id: AttributeId, spot: Spot<'a>, wanted: Evidence) {
        let vocabulary = &self.eval.reader.profile.vocabulary;
        match vocabulary.attribute(id).of {
            Of::Survey => {}
            Of::Country => match &self.eval.site.country {
                Some(country) => self.ask(At::Country(country), Fact::Attribute(id)),
                None => self.point(vocabulary.built_in.country),
            },
            Of::CrossingPoint => self.point(id),
            Of::Position => {
                if let Some(p) = spot.position {
                    self.ask(At::Position(p), Fact::Attribute(id));
                }
            }
            Of::Equipment => {
                if let Some(item) = spot.item {
                    self.item_attribute(id, item, wanted);
                }
            }
        }
    }

    /// On the model, where the data sheet is read once for all; else on the item. A data sheet
    /// says no more of an item than is shown of its maker and model, and nothing while these are
    /// disputed.
    fn item_attribute(&mut self, id: AttributeId, item: &'a ItemFacts, wanted: Evidence) {
        let vocabulary = &self.eval.reader.profile.vocabulary;
        let built_in = vocabulary.built_in;
        let values = |id: AttributeId| item.node.values(Key::attribute(id));
        if !vocabulary.attribute(id).shared_by_model || !values(id).is_empty() {
            self.ask(At::Item(item), Fact::Attribute(id));
            return;
        }
        let plate = [built_in.equipment, built_in.maker, built_in.model];
        if let Some(model) = &item.model {
            self.ask(At::Model(model), Fact::Attribute(id));
            for &part in plate[1..].iter().filter(|&&part| strongest(values(part)) < wanted) {
                self.ask(At::Item(item), Fact::Attribute(part));
            }
        } else {
            self.ask(At::Item(item), Fact::Attribute(id));
            for &part in plate.iter().filter(|&&part| disputed(values(part))) {
                self.ask(At::Item(item), Fact::Attribute(part));
            }
        }
    }

    fn count(&mut self, id: AttributeId) {
        let eval = self.eval;
        let inexact = |count: Interval| Some(count.min) != count.max;
        let of_position = eval.reader.profile.vocabulary.attribute(id).of == Of::Position;
        match eval.place {
            Place::CrossingPoint if of_position => {
                for p in (0..eval.kinds.len()).filter(|&p| eval.kinds[p] != Truth::No) {
                    let values = eval.site.positions[p].node.values(Key::attribute(id));
                    if inexact(super::eval::count_values(values)) {
                        self.ask(At::Position(p), Fact::Attribute(id));
                    }
                }
                if eval.positions_complete() != Truth::Yes {
                    self.ask(At::CrossingPoint, Fact::PositionsComplete);
                }
            }
            _ if inexact(eval.count_of(id)) => self.attribute(id, eval.here(), Evidence::Stated),
            _ => {}
        }
    }

    fn inventories(&mut self, kinds: &[EquipmentId]) {
        for &kind in kinds {
            if self.eval.closed(&[kind]) {
                continue;
            }
            if let Place::Position(p) = self.eval.place {
                self.ask(At::Position(p), Fact::Inventory(kind));
                if !self.eval.requirement.shared {
                    continue;
                }
            }
            self.ask(At::CrossingPoint, Fact::Inventory(kind));
        }
    }
}
