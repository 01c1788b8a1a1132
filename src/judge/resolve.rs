//! Judging as if disputes were settled and questions answered, without recording anything: what
//! shows which verdicts rest on who is right.

use std::collections::BTreeSet;

use super::facts::{Node, Otherwise, Reader, Site};
use super::finding::{Asked, Finding};
use super::{explain, judge_point};
use crate::model::places::CrossingPoint;
use crate::model::{Day, ObservationIx, SubjectIx, Survey, Value};
use crate::standard::{Profile, RequirementId};

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
            for dispute in &mut disputes {
                let read = |o: &ObservationIx| rests_on.binary_search(o).is_ok();
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

/// Every subject of a site with its facts.
fn nodes(site: &Site) -> impl Iterator<Item = &Node> {
    let items = site.items.iter().flat_map(|item| {
        std::iter::once(&item.node).chain(item.model.as_ref().map(|model| &model.node))
    });
    std::iter::once(&site.point)
        .chain(&site.positions)
        .chain(items)
        .chain(site.country.as_ref().map(|country| &country.node))
}
