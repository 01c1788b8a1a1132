//! Judging as if disputes were settled and questions answered, without recording anything: what
//! shows which verdicts rest on who is right.

use std::collections::BTreeSet;

use super::facts::{Node, Otherwise, Reader, Site};
use super::finding::{Asked, Finding};
use super::{explain, judge_point};
use crate::model::places::CrossingPoint;
use crate::model::{Day, ObservationIx, SubjectIx, Survey, Value};
use crate::standard::{
    AttributeId, Criterion, Profile, RangeOperand, RequirementId, Test, Vocabulary,
};

/// Judges crossing points under resolutions.
pub struct Resolver<'a> {
    survey: &'a Survey,
    profile: &'a Profile,
    as_of: Day,
}

/// A resolution of one fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken(Otherwise);

/// A fact on which people disagree, and that findings of a crossing point read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// About what; the first of the subjects that are one.
    pub subject: SubjectIx,
    /// Which attribute.
    pub attribute: String,
    /// What is said, by value.
    pub sides: Vec<Side>,
    /// The findings that read it: requirement and index of the position.
    pub read_by: BTreeSet<(RequirementId, Option<usize>)>,
}

/// One side of a dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The observations that say so.
    pub observations: Vec<ObservationIx>,
    /// To take this side.
    pub take: Taken,
}

impl<'a> Resolver<'a> {
    /// Over a survey, by a profile, as of a day.
    #[must_use]
    pub fn new(survey: &'a Survey, profile: &'a Profile, as_of: Day) -> Self {
        Self { survey, profile, as_of }
    }

    fn reader(&self, taken: &[Taken]) -> Reader<'a> {
        let mut reader = Reader::new(self.survey, self.profile, self.as_of);
        reader.otherwise = taken.iter().map(|t| t.0.clone()).collect();
        reader
    }

    /// The findings of a crossing point under resolutions.
    #[must_use]
    pub fn findings(&self, point: &CrossingPoint, taken: &[Taken]) -> Vec<Finding> {
        judge_point(&self.reader(taken), point).findings
    }

    /// The disputes that findings of a crossing point read, under resolutions of others.
    #[must_use]
    pub fn disputes(&self, point: &CrossingPoint, taken: &[Taken]) -> Vec<Dispute> {
        let reader = self.reader(taken);
        let site = reader.site(point);
        let mut disputes: Vec<Dispute> = Vec::new();
        for node in nodes(&site) {
            for (subject, key, values) in node.disputes() {
                let mut sides: Vec<Side> = Vec::new();
                for entry in values {
                    let Some(value) = entry.value.clone() else { continue };
                    let take = Taken(Otherwise { subject, key, value, assumed: false });
                    match sides.last_mut() {
                        Some(side) if side.take == take => {
                            side.observations.push(entry.observation);
                        }
                        _ => sides.push(Side { observations: vec![entry.observation], take }),
                    }
                }
                let attribute = key.name(self.profile);
                if !disputes.iter().any(|d| d.subject == subject && d.attribute == attribute) {
                    disputes.push(Dispute { subject, attribute, sides, read_by: BTreeSet::new() });
                }
            }
        }
        if disputes.is_empty() {
            return disputes;
        }
        for finding in &judge_point(&reader, point).findings {
            let rests_on = explain(&reader, &site, finding).rests_on;
            // What earns *partly met* decides a verdict too, though it is no part of what a
            // finding rests on.
            let partly = self.profile.requirement(finding.requirement).partly.as_deref();
            for dispute in &mut disputes {
                let read = |o: &ObservationIx| rests_on.binary_search(o).is_ok();
                let earns = partly.is_some_and(|p| {
                    leads(&dispute.attribute, &self.profile.vocabulary)
                        || p.iter().any(|c| names(c, &dispute.attribute, &self.profile.vocabulary))
                });
                if earns {
                    dispute.read_by.insert((finding.requirement, finding.position));
                }
                if dispute.sides.iter().flat_map(|s| &s.observations).any(read) {
                    dispute.read_by.insert((finding.requirement, finding.position));
                }
            }
        }
        disputes.retain(|d| !d.read_by.is_empty());
        disputes
    }

    /// An answer to a question at a place, as tested on the day of judging; `None` where the
    /// question is of a model or country, or the value cannot be read.
    #[must_use]
    pub fn answer(
        &self,
        point: &CrossingPoint,
        at: &Asked,
        attribute: &str,
        value: &str,
        unit: &str,
    ) -> Option<Taken> {
        let subject = *match at {
            Asked::CrossingPoint => &point.subjects,
            Asked::Position(p) => &point.positions.get(*p)?.subjects,
            Asked::Item(None, i) => &point.items.get(*i)?.subjects,
            Asked::Item(Some(p), i) => &point.positions.get(*p)?.items.get(*i)?.subjects,
            Asked::Country(_) | Asked::Model(..) => return None,
        }
        .first()?;
        let reader = self.reader(&[]);
        let key = reader.key_named(attribute)?;
        let value = match self.profile.vocabulary.find(attribute) {
            Some(id) => self.profile.vocabulary.attribute(id).value.parse(value, unit).ok()?,
            None => Value::Bool(value == "true"),
        };
        Some(Taken(Otherwise { subject, key, value, assumed: true }))
    }
}

/// Whether an attribute decides of what others are read: the country, the model, what an item is
/// and whether it is there.
fn leads(attribute: &str, vocabulary: &Vocabulary) -> bool {
    let of = vocabulary.built_in;
    [of.country, of.maker, of.model, of.equipment, of.condition, of.quantity]
        .into_iter()
        .any(|id| vocabulary.attribute(id).key == attribute)
}

/// Whether a criterion reads an attribute.
fn names(criterion: &Criterion, attribute: &str, vocabulary: &Vocabulary) -> bool {
    let is = |id: AttributeId| vocabulary.attribute(id).key == attribute;
    match criterion {
        Criterion::All(group) | Criterion::Any(group) => {
            group.iter().any(|c| names(c, attribute, vocabulary))
        }
        Criterion::Not(inner) => names(inner, attribute, vocabulary),
        Criterion::Leaf(leaf) => {
            let other = match &leaf.test {
                Test::Covers(RangeOperand::Attribute(id))
                | Test::Within(RangeOperand::Attribute(id)) => is(*id),
                Test::Number(_, operands) => operands.iter().filter_map(|o| o.per).any(is),
                _ => false,
            };
            is(leaf.attribute) || other
        }
        // Everything of equipment that is asked for may bear on it.
        Criterion::Presence(presence) => {
            let built_in = vocabulary.built_in;
            let steers = [built_in.equipment, built_in.quantity, built_in.condition];
            steers.into_iter().any(is)
                || attribute.starts_with("inventory_complete.")
                || presence.criteria.iter().any(|c| names(c, attribute, vocabulary))
        }
    }
}

/// Every subject of a site with its facts.
fn nodes(site: &Site) -> impl Iterator<Item = &Node> {
    let items = site.items.iter().flat_map(|item| {
        std::iter::once(&item.node).chain(item.model.as_ref().map(|model| &model.node))
    });
    std::iter::once(&site.point)
        .chain(site.positions.iter().map(|p| &p.node))
        .chain(items)
        .chain(site.country.as_ref().map(|country| &country.node))
}
