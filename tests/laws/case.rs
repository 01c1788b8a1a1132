//! Cases: a profile and a world, how they are drawn, and how a failing one is made small.

use std::fmt;

use borderfit::model::{Answer, Path, Survey};
use borderfit::standard::{Criterion, Leaf, Presence, Profile, QuantityRule, RequirementId};
use proptest::prelude::*;
use proptest::strategy::{NewTree, ValueTree};
use proptest::test_runner::TestRunner;

use crate::draw::Draw;
use crate::generate::{self, Shape};
use crate::vocabulary::vocabulary;
use crate::world::{self, Record, World};

/// A profile, a world, and a seed for whatever a law does to them.
#[derive(Clone, PartialEq)]
pub(crate) struct Case {
    pub(crate) profile: Profile,
    pub(crate) world: World,
    pub(crate) seed: u64,
}

impl Case {
    pub(crate) fn survey(&self) -> Survey {
        self.world.survey()
    }

    /// Choices of a law; the same while the case is made small.
    pub(crate) fn draw(&self) -> Draw {
        Draw::new(self.seed)
    }
}

/// Draws cases.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cases {
    pub(crate) shape: Shape,
    /// Whether everything is known, once and tested.
    pub(crate) full: bool,
}

/// Cases of all sorts.
pub(crate) fn cases() -> Cases {
    Cases { shape: Shape::default(), full: false }
}

impl Cases {
    pub(crate) fn timeless(self) -> Self {
        Self { shape: Shape { timeless: true }, ..self }
    }

    pub(crate) fn full(self) -> Self {
        Self { full: true, ..self }
    }

    /// Another world for a profile.
    pub(crate) fn world_of(self, profile: &Profile, draw: &mut Draw) -> World {
        let record = if self.full { Record::FULL } else { Record::some(draw) };
        world::world(draw, profile, record)
    }

    fn case(self, seed: u64) -> Case {
        let mut draw = Draw::new(seed);
        let profile = generate::profile(&mut draw, self.shape);
        let world = self.world_of(&profile, &mut draw);
        Case { profile, world, seed: draw.bits() }
    }
}

impl Strategy for Cases {
    type Tree = Shrinking;
    type Value = Case;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let seed = any::<u64>().new_tree(runner)?.current();
        let case = self.case(seed);
        Ok(Shrinking { last: case.clone(), case, steps: None, at: 0, took: false })
    }
}

/// Makes a failing case small: leaves out one thing after another, as long as the law still fails.
pub(crate) struct Shrinking {
    case: Case,
    /// The last that failed.
    last: Case,
    /// Where a pass stands: the steps of `last`, and which is next.
    steps: Option<Vec<Step>>,
    at: usize,
    /// Whether a step of this pass was taken.
    took: bool,
}

impl Shrinking {
    fn next(&mut self) -> bool {
        loop {
            let last = &self.last;
            let steps = self.steps.get_or_insert_with(|| Step::all(last));
            let Some(step) = steps.get(self.at) else {
                if !self.took {
                    self.case = self.last.clone();
                    return false;
                }
                // Something was left out, so that more may be left out now.
                (self.steps, self.at, self.took) = (None, 0, false);
                continue;
            };
            let next = step.apply(&self.last);
            self.at += 1;
            if next != self.last {
                self.case = next;
                return true;
            }
        }
    }
}

impl ValueTree for Shrinking {
    type Value = Case;

    fn current(&self) -> Case {
        self.case.clone()
    }

    fn simplify(&mut self) -> bool {
        if self.case != self.last {
            self.last = self.case.clone();
            self.took = true;
            // The same place in the list again: what stood there is gone.
            self.at = self.at.saturating_sub(1);
            self.steps = None;
        }
        self.next()
    }

    fn complicate(&mut self) -> bool {
        self.next()
    }
}

/// One thing that can be left out or made simpler.
#[derive(Clone, Debug)]
enum Step {
    /// So many facts from here on.
    Facts(usize, usize),
    /// A place with all that stands in it and all that was found of it.
    Place(Path),
    Requirement(usize),
    /// One of the parts of a requirement.
    Part(usize, usize),
    /// A criterion of a list of a requirement: left out, or one of its parts in its place.
    Criterion(usize, usize, usize, usize),
    MaxAge,
    /// Evidence, day and so on of a fact.
    Plain(usize, usize),
}

const PARTS: usize = 14;

impl Step {
    fn all(case: &Case) -> Vec<Self> {
        let mut steps = Vec::new();
        let facts = case.world.facts.len();
        steps.extend((0..case.profile.requirements.len()).map(Self::Requirement));
        steps.extend(case.world.places.iter().cloned().map(Self::Place));
        for size in [8, 4, 2, 1] {
            steps.extend((0..facts.div_ceil(size)).map(|n| Self::Facts(n * size, size)));
        }
        for (r, requirement) in case.profile.requirements.iter().enumerate() {
            steps.extend((0..PARTS).map(|part| Self::Part(r, part)));
            for (list, criteria) in lists(requirement).into_iter().enumerate() {
                for n in 0..criteria {
                    steps.extend((0..6).map(|way| Self::Criterion(r, list, n, way)));
                }
            }
        }
        steps.push(Self::MaxAge);
        steps.extend((0..facts).flat_map(|n| (0..3).map(move |way| Self::Plain(n, way))));
        steps
    }

    fn apply(&self, case: &Case) -> Case {
        let mut case = case.clone();
        let requirements = &mut case.profile.requirements;
        match self {
            Self::Facts(from, size) => {
                let facts = &mut case.world.facts;
                let from = (*from).min(facts.len());
                facts.drain(from..facts.len().min(from + size));
            }
            Self::Place(path) => {
                case.world.places.retain(|p| !within(p, path));
                case.world.facts.retain(|f| !within(&f.path, path));
            }
            Self::Requirement(n) => {
                requirements.remove(*n);
                let old = |root: RequirementId| usize::from(root.0);
                for requirement in requirements.iter_mut() {
                    requirement.follows = match requirement.follows {
                        Some(root) if old(root) == *n => None,
                        Some(root) if old(root) > *n => Some(RequirementId(root.0 - 1)),
                        root => root,
                    };
                }
            }
            Self::Part(n, part) => plainer(&mut requirements[*n], *part),
            Self::Criterion(r, list, n, way) => {
                let requirement = &mut requirements[*r];
                let with_equipment = !requirement.equipment.is_empty();
                let criteria = match list {
                    0 => Some(&mut requirement.when),
                    1 => Some(&mut requirement.criteria),
                    _ => requirement.partly.as_mut(),
                };
                let Some(criteria) = criteria else { return case };
                if *way == 0 && (with_equipment || *list == 0 || criteria.len() > 1) {
                    criteria.remove(*n);
                } else if *way > 0 {
                    criteria[*n] = simpler(&criteria[*n], *way - 1);
                }
            }
            Self::MaxAge => case.profile.max_age_days = None,
            Self::Plain(n, way) => {
                let Some(fact) = case.world.facts.get_mut(*n) else { return case };
                match (way, &mut fact.answer) {
                    (0, _) => fact.at = world::days_ago(0) + *n as u64,
                    (1, _) => fact.settles = false,
                    (_, Answer::Known { evidence, .. }) => {
                        *evidence = borderfit::model::Evidence::Tested;
                    }
                    _ => {}
                }
            }
        }
        case
    }
}

fn lists(requirement: &borderfit::standard::Requirement) -> [usize; 3] {
    let partly = requirement.partly.as_ref().map_or(0, Vec::len);
    [requirement.when.len(), requirement.criteria.len(), partly]
}

fn within(path: &Path, place: &Path) -> bool {
    path == place || path.parent().is_some_and(|parent| within(&parent, place))
}

/// A requirement without one of its features.
fn plainer(requirement: &mut borderfit::standard::Requirement, part: usize) {
    let QuantityRule { at_least, per, count, every } = &mut requirement.quantity;
    let place = &mut requirement.place;
    match part {
        0 => place.crossing_types = None,
        1 => {
            place.positions = None;
            place.if_none_judge = false;
        }
        2 => place.equipment_present.clear(),
        3 => place.if_none_judge = false,
        4 => requirement.when.clear(),
        5 => requirement.shared = false,
        6 => requirement.partly = None,
        7 => requirement.evidence = None,
        8 => requirement.accept_degraded = false,
        9 => requirement.follows = None,
        10 => *per = None,
        11 => *count = None,
        // 0 is only for each device, if there are any.
        _ if *at_least == zero() => {}
        12 => *every = false,
        _ => *at_least = 1.into(),
    }
}

fn zero() -> bigdecimal::BigDecimal {
    0.into()
}

/// A criterion made simpler in one of a few ways.
fn simpler(criterion: &Criterion, way: usize) -> Criterion {
    match (criterion, way) {
        (Criterion::All(group) | Criterion::Any(group), 0..=1) if way < group.len() => {
            group[way].clone()
        }
        (Criterion::Not(inner), 0) => (**inner).clone(),
        (Criterion::Not(inner), _) => Criterion::Not(Box::new(simpler(inner, way - 1))),
        (Criterion::All(group), _) => Criterion::All(simpler_in(group, way.saturating_sub(2))),
        (Criterion::Any(group), _) => Criterion::Any(simpler_in(group, way.saturating_sub(2))),
        (Criterion::Leaf(leaf), 0) => Criterion::Leaf(Leaf { evidence: None, ..leaf.clone() }),
        (Criterion::Presence(presence), 0) => {
            Criterion::Presence(Presence { criteria: Vec::new(), ..presence.clone() })
        }
        _ => criterion.clone(),
    }
}

fn simpler_in(group: &[Criterion], way: usize) -> Vec<Criterion> {
    group.iter().map(|c| simpler(c, way)).collect()
}

// ---- printing

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let profile = &self.profile;
        writeln!(f, "profile: evidence {}, max age {:?}", profile.evidence, profile.max_age_days)?;
        for kind in &profile.vocabulary.equipment {
            if !kind.has_condition {
                write!(f, "  {} has no condition;", kind.key)?;
            }
        }
        writeln!(f)?;
        for r in &profile.requirements {
            let kinds: Vec<_> = r.equipment.iter().map(|&k| &*vocabulary().kind(k).key).collect();
            let QuantityRule { at_least, per, count, every } = &r.quantity;
            let key = |id: &borderfit::standard::AttributeId| &*vocabulary().attribute(*id).key;
            writeln!(
                f,
                "  {} equipment {kinds:?} judge {} shared {} at_least {at_least} per {:?} count {:?} \
                 every {every}",
                r.id,
                r.judge.code(),
                r.shared,
                per.as_ref().map(key),
                count.as_ref().map(key),
            )?;
            let place = &r.place;
            let options = |set: Option<borderfit::model::OptionSet>| {
                set.map(|s| s.indices().collect::<Vec<_>>())
            };
            writeln!(
                f,
                "    types {:?} positions {:?} present {:?} if_none_judge {} evidence {:?} degraded {} \
                 follows {:?}",
                options(place.crossing_types),
                options(place.positions),
                place.equipment_present,
                place.if_none_judge,
                r.evidence,
                r.accept_degraded,
                r.follows,
            )?;
            for (name, list) in [
                ("when", Some(&r.when)),
                ("criteria", Some(&r.criteria)),
                ("partly", r.partly.as_ref()),
            ] {
                for criterion in list.into_iter().flatten() {
                    writeln!(f, "    {name}: {}", Written(criterion))?;
                }
            }
        }
        writeln!(
            f,
            "places: {}",
            self.world.places.iter().map(Path::to_string).collect::<Vec<_>>().join(", ")
        )?;
        for fact in &self.world.facts {
            let found = match &fact.answer {
                Answer::Known { value, unit, evidence } => format!("{value} {unit} {evidence}"),
                Answer::Absent(reason) => reason.code().to_owned(),
                Answer::Cleared => "cleared".to_owned(),
            };
            writeln!(
                f,
                "  {}: {} = {found}, person {}, {} ms{}",
                fact.path,
                fact.attribute,
                fact.person,
                fact.at,
                if fact.settles { ", settles" } else { "" }
            )?;
        }
        Ok(())
    }
}

struct Written<'a>(&'a Criterion);

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let group = |f: &mut fmt::Formatter<'_>, name: &str, group: &[Criterion]| {
            write!(f, "{name}[")?;
            group.iter().try_for_each(|c| write!(f, "{}; ", Written(c)))?;
            write!(f, "]")
        };
        match self.0 {
            Criterion::All(list) => group(f, "all", list),
            Criterion::Any(list) => group(f, "any", list),
            Criterion::Not(inner) => write!(f, "not {}", Written(inner)),
            Criterion::Presence(p) => {
                let kind = &vocabulary().kind(p.equipment).key;
                write!(f, "equipment {kind} at_least {} ", p.at_least)?;
                group(f, "", &p.criteria)
            }
            Criterion::Leaf(leaf) => {
                write!(f, "{}", leaf.text)?;
                leaf.evidence.map_or(Ok(()), |e| write!(f, " ({e})"))
            }
        }
    }
}
