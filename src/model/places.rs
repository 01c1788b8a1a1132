//! The places of a survey as people mean them: crossing points with their positions and items,
//! where subjects that are the same (`same_as`) are one.
//!
//! Rules. `same_as` holds when everybody who recorded it agrees; chains are followed. It joins
//! crossing points, positions of one crossing point, items of one place; what is named keeps its
//! code. Nothing else is joined: two with one code in one place, whether two laptops chose it by
//! chance or two places were joined that both have it, stay apart, and the second is shown as
//! `CODE~2` (that of the place named comes first, then by id). One of two such that names its own
//! code means the other.

use std::collections::BTreeMap;

use super::evidence::Evidence;
use super::observation::{Answer, SubjectIx};
use super::subject::SubjectKind;
use super::survey::Survey;

/// Attribute that says which other subject this one is.
pub const SAME_AS: &str = "same_as";

/// A crossing point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossingPoint {
    /// Its code, as shown.
    pub code: String,
    /// The subjects that it is; the one that gives the code first.
    pub subjects: Vec<SubjectIx>,
    /// Its positions, by code.
    pub positions: Vec<Position>,
    /// Its shared items, by code.
    pub items: Vec<Item>,
}

/// A place with the same work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Its code, as shown.
    pub code: String,
    /// The subjects that it is.
    pub subjects: Vec<SubjectIx>,
    /// What stands there, by code.
    pub items: Vec<Item>,
}

/// A group of identical pieces of equipment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its code, as shown.
    pub code: String,
    /// The subjects that it is.
    pub subjects: Vec<SubjectIx>,
}

/// The crossing points of a survey, by code.
#[must_use]
pub fn crossing_points(survey: &Survey) -> Vec<CrossingPoint> {
    let children = Children::of(survey);
    children
        .slots(survey, &[Survey::ROOT], SubjectKind::CrossingPoint)
        .into_iter()
        .map(|(code, subjects)| {
            let positions = children
                .slots(survey, &subjects, SubjectKind::Position)
                .into_iter()
                .map(|(code, subjects)| Position {
                    code,
                    items: children.items(survey, &subjects),
                    subjects,
                })
                .collect();
            CrossingPoint { code, positions, items: children.items(survey, &subjects), subjects }
        })
        .collect()
}

/// The subjects that are one, by joining or because they have one code among countries or models;
/// what gives the code comes first. Those that stand alone are left out.
#[must_use]
pub fn joined(survey: &Survey) -> Vec<Vec<SubjectIx>> {
    let mut by_code: BTreeMap<(SubjectKind, &str), Vec<SubjectIx>> = BTreeMap::new();
    for (n, subject) in survey.subjects().iter().enumerate() {
        if matches!(subject.kind, SubjectKind::Country | SubjectKind::Model) && !subject.deleted {
            by_code.entry((subject.kind, &subject.code)).or_default().push(SubjectIx::nth(n));
        }
    }
    let mut all: Vec<Vec<SubjectIx>> = by_code.into_values().collect();
    // Nothing else is joined by itself.
    if survey.attribute_ix(SAME_AS).is_some() {
        for point in crossing_points(survey) {
            let positions = point.positions.into_iter().flat_map(|p| {
                std::iter::once(p.subjects).chain(p.items.into_iter().map(|i| i.subjects))
            });
            all.push(point.subjects);
            all.extend(point.items.into_iter().map(|i| i.subjects).chain(positions));
        }
    }
    all.retain(|subjects| subjects.len() > 1);
    all
}

/// Whether saying that `subject` is the same as its sibling with `code` would close a circle, or
/// names itself.
#[must_use]
pub fn same_as_circles(survey: &Survey, subject: SubjectIx, code: &str) -> bool {
    let (kind, mut at) = (survey.subject(subject).kind, code.to_owned());
    let parent = survey.subject(subject).parent;
    for _ in 0..=survey.subjects().len() {
        let next = parent.and_then(|p| survey.child(p, kind, &at));
        match next {
            None => return false,
            Some(next) if next == subject => return true,
            Some(next) => match named(survey, next) {
                Some(further) => at = further.to_owned(),
                None => return false,
            },
        }
    }
    true
}

/// Whether there is another subject with the same code in the same place, as people mean it: then
/// its own code names the other one.
#[must_use]
pub fn has_twin(survey: &Survey, subject: SubjectIx) -> bool {
    let own = survey.subject(subject);
    let Some(parent) = own.parent else { return false };
    let children = Children::of(survey);
    let joined = |parent: SubjectIx| -> Vec<SubjectIx> {
        let within = |all: Vec<Vec<SubjectIx>>| all.into_iter().find(|one| one.contains(&parent));
        let points = crossing_points(survey);
        let positions = points.iter().flat_map(|p| p.positions.iter().map(|p| p.subjects.clone()));
        let all = points.iter().map(|p| p.subjects.clone()).chain(positions).collect();
        within(all).unwrap_or_else(|| vec![parent])
    };
    joined(parent)
        .into_iter()
        .flat_map(|parent| children.0[parent.at()].iter())
        .filter(|&&ix| ix != subject)
        .map(|&ix| survey.subject(ix))
        .any(|other| (other.kind, &other.code) == (own.kind, &own.code))
}

/// The code that a subject is said to be the same as, if all agree.
fn named(survey: &Survey, subject: SubjectIx) -> Option<&str> {
    let mut codes =
        survey.heads_named(subject, SAME_AS).iter().filter_map(|&(_, ix)| {
            match &survey[ix].answer {
                Answer::Known { value, evidence, .. } if *evidence > Evidence::NotVerified => {
                    Some(&**value)
                }
                _ => None,
            }
        });
    let first = codes.next()?;
    codes.all(|c| c == first).then_some(first)
}

/// Children of each subject, without the deleted.
struct Children(Vec<Vec<SubjectIx>>);

impl Children {
    fn of(survey: &Survey) -> Self {
        let mut children = vec![Vec::new(); survey.subjects().len()];
        for (n, subject) in survey.subjects().iter().enumerate() {
            if let (Some(parent), false) = (subject.parent, subject.deleted) {
                children[parent.at()].push(SubjectIx::nth(n));
            }
        }
        Self(children)
    }

    fn items(&self, survey: &Survey, parents: &[SubjectIx]) -> Vec<Item> {
        self.slots(survey, parents, SubjectKind::Item)
            .into_iter()
            .map(|(code, subjects)| Item { code, subjects })
            .collect()
    }

    /// The children of joined parents by label, joined in turn by `same_as`.
    fn slots(
        &self,
        survey: &Survey,
        parents: &[SubjectIx],
        kind: SubjectKind,
    ) -> BTreeMap<String, Vec<SubjectIx>> {
        let mut slots: BTreeMap<String, Vec<SubjectIx>> = BTreeMap::new();
        // The plain code of each label that is not one.
        let mut twins: BTreeMap<String, &str> = BTreeMap::new();
        let mut joins = false;
        let may_join = survey.attribute_ix(SAME_AS).is_some();
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for &parent in parents {
            let mut here: Vec<SubjectIx> = self.0[parent.at()]
                .iter()
                .copied()
                .filter(|&ix| survey.subject(ix).kind == kind)
                .collect();
            here.sort_by_key(|&ix| (&survey.subject(ix).code, survey.subject(ix).id));
            for ix in here {
                let code = &survey.subject(ix).code;
                let n = seen.entry(code).and_modify(|n| *n += 1).or_insert(1);
                let label = if *n == 1 { code.clone() } else { format!("{code}~{n}") };
                if *n > 1 {
                    twins.insert(label.clone(), code);
                }
                joins |= may_join && named(survey, ix).is_some();
                slots.entry(label).or_default().push(ix);
            }
        }
        if !joins {
            return slots;
        }
        let names = |label: &str| slots.get(label)?.iter().find_map(|&ix| named(survey, ix));
        let target = |label: &str| -> Option<String> {
            if let Some(named) = names(label).filter(|n| *n != label && slots.contains_key(*n)) {
                return Some(named.to_owned());
            }
            let plain = *twins.get(label)?;
            (names(plain) == Some(plain)).then(|| plain.to_owned())
        };
        let resolve = |code: &str| -> String {
            let mut at = code.to_owned();
            for _ in 0..slots.len() {
                match target(&at) {
                    Some(next) => at = next,
                    None => return at,
                }
            }
            // A circle, which is refused on entry and can only come of a merge: joins nothing.
            code.to_owned()
        };
        let mut joined: BTreeMap<String, Vec<SubjectIx>> = BTreeMap::new();
        for (code, subjects) in &slots {
            let end = resolve(code);
            let slot = joined.entry(end.clone()).or_default();
            if end == *code {
                slot.splice(0..0, subjects.iter().copied());
            } else {
                slot.extend(subjects);
            }
        }
        joined
    }
}
