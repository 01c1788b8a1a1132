//! A crossing point read for planning: whether a need of a remedy holds there, what could be
//! mended instead of bought, and how safeguards stand, whether they apply yet or not.

use super::eval::{Eval, Grade, Place};
use super::facts::{Key, Reader, Site, Steered};
use super::finding::Question;
use super::questions;
use super::requirement::position_kinds;
use super::safeguard::{as_if_applied, guarded};
use super::truth::Truth;
use crate::model::places::CrossingPoint;
use crate::model::{Day, Evidence, Interval, OptionSet, Survey, Verdict};
use crate::standard::{
    Action, Basis, Criterion, EquipmentId, Judge, Leaf, Of, Profile, QuantityRule, Requirement,
    RequirementId, Severity, Where,
};

/// A survey under a profile, as of a day, to read crossing points from.
pub struct Sites<'a> {
    reader: Reader<'a>,
    /// Carries the grade of evidence with which needs are read.
    need: Requirement,
    mending: [(Action, OptionSet); 3],
}

/// A crossing point that was read.
pub struct SiteFacts<'s, 'a> {
    sites: &'s Sites<'a>,
    site: Site,
}

/// An item that could be mended instead of buying another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mendable {
    /// Where it stands: index of the position, `None` for a shared one; index among the items
    /// there.
    pub item: (Option<usize>, usize),
    /// What it takes: repair, install or update.
    pub action: Action,
    /// How many it stands for.
    pub count: Interval,
}

impl<'a> Sites<'a> {
    /// Begins to read.
    #[must_use]
    pub fn new(survey: &'a Survey, profile: &'a Profile, as_of: Day) -> Self {
        let vocabulary = &profile.vocabulary;
        let condition = &vocabulary.attribute(vocabulary.built_in.condition).value;
        let set = |keys: &[&str]| OptionSet::of(keys.iter().filter_map(|k| condition.option(k)));
        let mending = [
            (Action::Repair, set(&["faulty", "incomplete"])),
            (Action::Install, set(&["stored"])),
            (Action::Update, set(&["unsupported"])),
        ];
        Self { reader: Reader::new(survey, profile, as_of), need: need(), mending }
    }

    /// Reads a crossing point.
    #[must_use]
    pub fn at(&self, point: &CrossingPoint) -> SiteFacts<'_, 'a> {
        SiteFacts { site: self.reader.site(point), sites: self }
    }
}

/// A requirement of nothing, whose criteria are read with the evidence of needs.
fn need() -> Requirement {
    Requirement {
        id: String::new(),
        title: String::new(),
        category: String::new(),
        severity: Severity::Minor,
        basis: Basis::Practice,
        strength: String::new(),
        confidence: String::new(),
        cites: Vec::new(),
        near: String::new(),
        equipment: Vec::new(),
        place: Where::default(),
        when: Vec::new(),
        judge: Judge::CrossingPoint,
        shared: true,
        quantity: QuantityRule { at_least: 1.into(), per: None, count: None, every: false },
        criteria: Vec::new(),
        partly: None,
        evidence: Some(Evidence::Observed),
        accept_degraded: false,
        operating_point: String::new(),
        follows: None,
        remedy: String::new(),
        safeguard: Vec::new(),
        why: String::new(),
        note: String::new(),
        valid_from: None,
        valid_until: None,
    }
}

impl SiteFacts<'_, '_> {
    /// Whether a need holds: at a position, or for the whole crossing point. There a need of a
    /// position is read at every position in the scope of the requirement: yes if yes at all, no
    /// if no at one. The second part says what could still decide it, where it is open.
    #[must_use]
    pub fn holds(
        &self,
        criteria: &[Criterion],
        scope: Option<&Requirement>,
        position: Option<usize>,
    ) -> (Truth, Vec<Question>) {
        let listed = scope.and_then(|requirement| requirement.place.positions);
        let kinds = position_kinds(&self.site, listed);
        let places: Vec<Place> = match position {
            Some(p) => vec![Place::Position(p)],
            None if criteria.iter().any(|c| self.of_position(c)) => {
                (0..kinds.len()).filter(|&p| kinds[p] != Truth::No).map(Place::Position).collect()
            }
            None => vec![Place::CrossingPoint],
        };
        let everywhere = vec![Truth::Yes; kinds.len()];
        let (mut least, mut asked) = (None, Vec::new());
        for place in places {
            let eval = self.eval(&self.sites.need, place, &everywhere);
            let truth = eval.all(criteria, eval.here(), Grade::Asked);
            if truth == Truth::Open {
                asked.extend(questions::of_criteria(&eval, criteria));
            }
            least = Some(least.map_or(truth, |so_far: Truth| so_far.min(truth)));
        }
        match least {
            Some(Truth::Open) => (Truth::Open, asked),
            Some(truth) => (truth, Vec::new()),
            // A need of positions where none is on record.
            None => (Truth::Open, asked),
        }
    }

    fn eval<'e>(
        &'e self,
        requirement: &'e Requirement,
        place: Place,
        kinds: &'e [Truth],
    ) -> Eval<'e> {
        Eval { place, ..Eval::new(&self.sites.reader, &self.site, requirement, kinds) }
    }

    fn of_position(&self, criterion: &Criterion) -> bool {
        match criterion {
            Criterion::All(group) | Criterion::Any(group) => {
                group.iter().any(|c| self.of_position(c))
            }
            Criterion::Not(inner) => self.of_position(inner),
            Criterion::Presence(_) => false,
            Criterion::Leaf(Leaf { attribute, .. }) => {
                self.sites.reader.profile.vocabulary.attribute(*attribute).of == Of::Position
            }
        }
    }

    /// What could be mended towards a gap of this requirement: items that surely are of its kind
    /// and there, whose condition everybody says to be one that can be mended, and that are not
    /// surely short of its criteria.
    #[must_use]
    pub fn mendable(&self, id: RequirementId, position: Option<usize>) -> Vec<Mendable> {
        let requirement = self.sites.reader.profile.requirement(id);
        let kinds = position_kinds(&self.site, requirement.place.positions);
        let place = position.map_or(Place::CrossingPoint, Place::Position);
        let eval = self.eval(requirement, place, &kinds);
        let built_in = self.sites.reader.profile.vocabulary.built_in;
        let mut found = Vec::new();
        for scoped in eval.scope().filter(|s| s.within == Truth::Yes) {
            let item = scoped.item;
            let there = eval.of_kind(item, &requirement.equipment).min(item.there);
            let conditions = item.node.values(Key::attribute(built_in.condition));
            if there != Truth::Yes || conditions.is_empty() {
                continue;
            }
            let wanted = self
                .sites
                .mending
                .iter()
                .find(|(_, set)| Steered::of(conditions).among(*set) == Truth::Yes);
            let Some(&(action, _)) = wanted else { continue };
            if eval.all(&requirement.criteria, eval.spot(item), Grade::Asked) == Truth::No {
                continue;
            }
            let count = eval.item_count(item, requirement.quantity.count);
            found.push(Mendable { item: (item.position, item.index), action, count });
        }
        found
    }

    /// How a requirement stands as if it applied here: `crossing_types` are kept, what else makes
    /// it apply and who set it aside are ignored. For each place where it is judged.
    #[must_use]
    pub fn as_if_applied(&self, id: RequirementId) -> Vec<(Option<usize>, Verdict)> {
        as_if_applied(&self.sites.reader, &self.site, id)
    }

    /// Whether what a safeguard guards is in use at the crossing point: its own conditions hold,
    /// or equipment of one of these kinds is in use.
    #[must_use]
    pub fn in_use(&self, id: RequirementId, kinds: &[EquipmentId]) -> bool {
        let everywhere = vec![Truth::Yes; self.site.positions.len()];
        let eval = self.eval(&self.sites.need, Place::CrossingPoint, &everywhere);
        guarded(&self.sites.reader, &self.site, id)
            || (!kinds.is_empty() && eval.equipment_present(kinds) == Truth::Yes)
    }
}
