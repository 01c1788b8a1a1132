//! Every fact that a finding reads, without short cut: what it rests on, and whether it is
//! disputed.

use super::eval::{Eval, Place, Spot};
use super::facts::{Entry, ItemFacts, Key};
use super::requirement::places;
use super::truth::Truth;
use crate::standard::{AttributeId, Criterion, EquipmentId, Judge, Of, RangeOperand, Test};

/// A fact that is read.
pub(super) struct Read<'a> {
    pub(super) values: &'a [Entry],
    /// Whether it bears on the verdict, rather than only steering the judging.
    pub(super) bears: bool,
}

/// Calls `visit` with every fact that the finding at this place reads.
pub(super) fn of_finding<'a>(eval: &Eval<'a>, visit: &mut dyn FnMut(Read<'a>)) {
    Reads { eval, visit }.finding();
}

struct Reads<'e, 'a, 'v> {
    eval: &'e Eval<'a>,
    visit: &'v mut dyn FnMut(Read<'a>),
}

impl<'a> Reads<'_, 'a, '_> {
    fn finding(&mut self) {
        let (eval, requirement) = (self.eval, self.eval.requirement);
        let built_in = eval.reader.profile.vocabulary.built_in;
        if requirement.place.crossing_types.is_some() {
            self.point(built_in.crossing_type);
        }
        if requirement.place.positions.is_some() {
            match eval.place {
                Place::Position(p) if requirement.judge == Judge::Position => {
                    self.position(p, built_in.kind);
                }
                _ => {
                    (0..eval.site.positions.len()).for_each(|p| self.position(p, built_in.kind));
                }
            }
        }
        if eval.shared_only || places(eval).iter().any(|(place, _)| place.is_none()) {
            self.positions_complete();
        }
        for criterion in &requirement.when {
            self.criterion(criterion, eval.here(), false);
        }
        if let Some(per) = requirement.quantity.per {
            self.count(per);
        }
        self.inventories(&requirement.equipment);
        self.inventories(&requirement.place.equipment_present);
        for scoped in eval.scope() {
            let of = eval.of_kind(scoped.item, &requirement.equipment) != Truth::No;
            let beside = eval.of_kind(scoped.item, &requirement.place.equipment_present)
                != Truth::No
                && !requirement.place.equipment_present.is_empty();
            let of = of && !requirement.equipment.is_empty();
            if !requirement.equipment.is_empty() || !requirement.place.equipment_present.is_empty()
            {
                self.item_attribute(built_in.equipment, scoped.item, of);
            }
            if of || beside {
                self.item_attribute(built_in.condition, scoped.item, of);
                self.item_attribute(built_in.quantity, scoped.item, of);
            }
            if of || beside {
                if let Some(count) = requirement.quantity.count {
                    self.attribute(count, eval.spot(scoped.item), of);
                }
                for criterion in &requirement.criteria {
                    self.criterion(criterion, eval.spot(scoped.item), of);
                }
            }
        }
        for criterion in &requirement.criteria {
            if requirement.equipment.is_empty() {
                self.criterion(criterion, eval.here(), true);
            } else {
                self.presences(criterion);
            }
        }
    }

    /// What presence criteria read does not depend on an item of the requirement's own kind.
    fn presences(&mut self, criterion: &'a Criterion) {
        match criterion {
            Criterion::All(group) | Criterion::Any(group) => {
                group.iter().for_each(|c| self.presences(c));
            }
            Criterion::Not(inner) => self.presences(inner),
            Criterion::Presence(_) => self.criterion(criterion, self.eval.here(), true),
            Criterion::Leaf(_) => {}
        }
    }

    fn criterion(&mut self, criterion: &'a Criterion, spot: Spot<'a>, bears: bool) {
        match criterion {
            Criterion::All(group) | Criterion::Any(group) => {
                group.iter().for_each(|c| self.criterion(c, spot, bears));
            }
            Criterion::Not(inner) => self.criterion(inner, spot, bears),
            Criterion::Leaf(leaf) => {
                self.attribute(leaf.attribute, spot, bears);
                match &leaf.test {
                    Test::Covers(RangeOperand::Attribute(a))
                    | Test::Within(RangeOperand::Attribute(a)) => {
                        self.attribute(*a, spot, bears);
                    }
                    Test::Number(_, operands) => {
                        operands.iter().filter_map(|o| o.per).for_each(|per| self.count(per));
                    }
                    _ => {}
                }
            }
            Criterion::Presence(presence) => {
                let kinds = [presence.equipment];
                let built_in = self.eval.reader.profile.vocabulary.built_in;
                self.inventories(&kinds);
                for item in self.eval.presence_scope() {
                    let of = self.eval.of_kind(item, &kinds) != Truth::No;
                    self.item_attribute(built_in.equipment, item, of && bears);
                    if of {
                        self.item_attribute(built_in.condition, item, bears);
                        self.item_attribute(built_in.quantity, item, bears);
                        for criterion in &presence.criteria {
                            self.criterion(criterion, self.eval.spot(item), bears);
                        }
                    }
                }
            }
        }
    }

    fn attribute(&mut self, id: AttributeId, spot: Spot<'a>, bears: bool) {
        let site = self.eval.site;
        let vocabulary = &self.eval.reader.profile.vocabulary;
        let key = Key::attribute(id);
        match vocabulary.attribute(id).of {
            Of::Survey => {}
            Of::Country => {
                self.point(vocabulary.built_in.country);
                if let Some(country) = &site.country {
                    self.see(country.node.values(key), bears);
                }
            }
            Of::CrossingPoint => {
                self.see(site.point.values(key), bears);
            }
            Of::Position => {
                if let Some(p) = spot.position {
                    self.see(site.positions[p].node.values(key), bears);
                }
            }
            Of::Equipment => {
                let Some(item) = spot.item else { return };
                let own = item.node.values(key);
                self.see(own, bears);
                if own.is_empty() && vocabulary.attribute(id).shared_by_model {
                    let built_in = vocabulary.built_in;
                    self.item_attribute(built_in.maker, item, false);
                    self.item_attribute(built_in.model, item, false);
                    if let Some(model) = &item.model {
                        self.see(model.node.values(key), bears);
                    }
                }
            }
        }
    }

    fn item_attribute(&mut self, id: AttributeId, item: &'a ItemFacts, bears: bool) {
        self.see(item.node.values(Key::attribute(id)), bears);
    }

    fn point(&mut self, id: AttributeId) {
        let values = self.eval.site.point.values(Key::attribute(id));
        self.see(values, false);
    }

    fn position(&mut self, p: usize, id: AttributeId) {
        let values = self.eval.site.positions[p].node.values(Key::attribute(id));
        self.see(values, false);
    }

    /// A count: at the place judged, or at every position in scope.
    fn count(&mut self, id: AttributeId) {
        let eval = self.eval;
        let of_position = eval.reader.profile.vocabulary.attribute(id).of == Of::Position;
        match eval.place {
            Place::CrossingPoint if of_position => {
                for p in (0..eval.kinds.len()).filter(|&p| eval.kinds[p] != Truth::No) {
                    self.position(p, id);
                }
                self.positions_complete();
            }
            _ => self.attribute(id, eval.here(), false),
        }
    }

    fn positions_complete(&mut self) {
        let values = self.eval.site.point.values(Key::POSITIONS_COMPLETE);
        self.see(values, false);
    }

    fn inventories(&mut self, kinds: &[EquipmentId]) {
        let site = self.eval.site;
        for &kind in kinds {
            let key = Key::inventory(kind);
            let mut at_point = true;
            if let Place::Position(p) = self.eval.place {
                let own = site.positions[p].node.values(key);
                at_point = own.is_empty() || self.eval.requirement.shared;
                self.see(own, false);
            }
            if at_point {
                self.see(site.point.values(key), false);
            }
        }
    }

    fn see(&mut self, values: &'a [Entry], bears: bool) {
        (self.visit)(Read { values, bears });
    }
}
