//! Disputes: where what stands was said differently, and nobody has decided.
//!
//! Two heads of one fact with different values; an answer taken back by one and given by another;
//! a place or thing with two codes, kinds or parents; and one that was deleted while somebody
//! else recorded something about it. An absence beside a value is none: the value stands. Two
//! reasons for setting a requirement aside need not agree.
//!
//! Where subjects are one ([`crate::model::places`]), what was said of any of them is compared, as
//! it is judged; but for names, of which joined places may have several.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::exception::is_exception;
use crate::model::id::FieldHash;
use crate::model::journal::{overlooked, standing_of};
use crate::model::name::{is_name, split_fact_key};
use crate::model::places::{self, SAME_AS};
use crate::model::survey::{AT_CODE, AT_DELETED, AT_KIND, AT_PARENT};
use crate::model::{
    Answer, AttributeIx, Evidence, Observation, ObservationId, ObservationIx, SubjectIx, Survey,
    Value,
};

/// Begins the attribute that says that a dispute is kept as a disagreement; the attribute in
/// dispute follows.
pub const AT_KEPT: &str = "@kept.";

/// Reads a value of an attribute, with its unit, for comparing it: `None` when it is compared as
/// it is written.
pub type Reading<'a> = dyn Fn(&str, &str, &str) -> Option<Value> + 'a;

/// Compares every value as it is written.
#[must_use]
pub fn as_written(_attribute: &str, _value: &str, _unit: &str) -> Option<Value> {
    None
}

/// What a dispute is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A fact.
    Fact,
    /// What a subject is called, is, or stands in.
    Subject,
    /// A subject that was deleted, and about which something else stands.
    Deletion,
}

/// Something that people said differently and nobody has decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// What it is called: 12 hexadecimal digits, the same in every copy. They follow from the
    /// sides, so a dispute to which a side was added is another one.
    pub id: String,
    /// What it is about.
    pub sort: Sort,
    /// The subject; where several are one, the one that gives the code.
    pub subject: SubjectIx,
    /// The attribute, as the survey keeps it.
    pub attribute: String,
    /// What stands side by side, in the order in which it was recorded. Sides may be of other
    /// subjects that are one with it.
    pub sides: Vec<ObservationIx>,
    /// The statement that it is kept as a disagreement.
    pub kept: Option<ObservationIx>,
}

impl Dispute {
    /// Whether a person still has to look at it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.kept.is_none()
    }
}

/// All disputes of a survey, by subject and attribute name; those that are kept as a disagreement
/// among them.
#[must_use]
pub fn disputes(survey: &Survey, reading: &Reading<'_>) -> Vec<Dispute> {
    let joined: BTreeMap<SubjectIx, Vec<SubjectIx>> = places::joined(survey)
        .into_iter()
        .flat_map(|one| one.clone().into_iter().map(move |subject| (subject, one.clone())))
        .collect();
    let mut all = Vec::new();
    for subject in (0..survey.subjects().len()).map(SubjectIx::nth) {
        let alone = [subject];
        let one = joined.get(&subject).map_or(&alone[..], Vec::as_slice);
        let mut stands = standing(survey, subject);
        if one[0] != subject {
            // Read with what is said of the first of them.
            stands.retain(|attribute, _| !read_as_one(attribute));
        }
        for &other in one[1..].iter().filter(|_| one[0] == subject) {
            let others = standing(survey, other).into_iter();
            for (attribute, heads) in others.filter(|(attribute, _)| read_as_one(attribute)) {
                stands.entry(attribute).or_default().extend(heads);
            }
        }
        for (attribute, heads) in stands {
            let found = match attribute {
                AT_DELETED => deletion(survey, subject, &heads).map(|s| (Sort::Deletion, s)),
                AT_CODE | AT_KIND | AT_PARENT => {
                    differing(survey, attribute, heads, &as_written).map(|s| (Sort::Subject, s))
                }
                _ if attribute.starts_with(['@']) || is_exception(attribute) => None,
                _ => differing(survey, attribute, heads, reading).map(|s| (Sort::Fact, s)),
            };
            if let Some((sort, sides)) = found {
                all.push(dispute(survey, sort, one, (subject, attribute), sides));
            }
        }
    }
    all
}

/// Whether what is said of an attribute of one subject is read as said of all that are one with it.
fn read_as_one(attribute: &str) -> bool {
    !attribute.starts_with('@')
        && attribute != SAME_AS
        && !is_exception(attribute)
        && !is_name(split_fact_key(attribute).0)
}

/// What stands for a subject, by attribute name.
fn standing(survey: &Survey, subject: SubjectIx) -> BTreeMap<&str, Vec<ObservationIx>> {
    let mut standing: BTreeMap<&str, Vec<ObservationIx>> = BTreeMap::new();
    for &(attribute, ix) in survey.heads(subject) {
        standing.entry(survey.attribute(attribute)).or_default().push(ix);
    }
    standing
}

fn dispute(
    survey: &Survey,
    sort: Sort,
    one: &[SubjectIx],
    (subject, attribute): (SubjectIx, &str),
    mut sides: Vec<ObservationIx>,
) -> Dispute {
    let mut ids: Vec<_> = sides.iter().map(|&ix| (survey[ix].id, survey[ix].subject)).collect();
    sides.sort_by_key(|&ix| (survey[ix].hlc, survey[ix].id));
    ids.sort_unstable();
    let mut hash = FieldHash::new("dispute");
    // Not by the one that gives the code: which one that is, a further joining may change.
    hash.field(&survey.subject(ids[0].1).id.0).field(attribute.as_bytes());
    for (id, _) in &ids {
        hash.field(&id.0);
    }
    let id: String = hash.finish()[..6].iter().map(|b| format!("{b:02x}")).collect();
    let statement = format!("{AT_KEPT}{attribute}");
    let kept = one
        .iter()
        .flat_map(|&subject| survey.heads_named(subject, &statement))
        .map(|&(_, ix)| ix)
        .find(|&ix| matches!(&survey[ix].answer, Answer::Known { value, .. } if **value == *id));
    Dispute { id, sort, subject, attribute: attribute.to_owned(), sides, kept }
}

/// The heads that take part in a dispute, if they differ.
fn differing(
    survey: &Survey,
    attribute: &str,
    mut heads: Vec<ObservationIx>,
    reading: &Reading<'_>,
) -> Option<Vec<ObservationIx>> {
    heads.retain(|&ix| match &survey[ix].answer {
        Answer::Known { evidence, .. } => *evidence > Evidence::NotVerified,
        Answer::Cleared => true,
        Answer::Absent(_) => false,
    });
    heads.sort_by_key(|&ix| (survey[ix].subject, ix));
    let by_subject: Vec<&[ObservationIx]> =
        heads.chunk_by(|&a, &b| survey[a].subject == survey[b].subject).collect();
    let several = by_subject.len() > 1;
    let heads: Vec<ObservationIx> = by_subject
        .into_iter()
        .map(|of_one| contradicting(survey, of_one))
        // What was taken back of one says nothing of another.
        .filter(|of_one| !several || !of_one.iter().all(|&ix| cleared(survey, ix)))
        .flatten()
        .collect();
    let name = split_fact_key(attribute).0;
    let first = &survey[*heads.first()?];
    let differ = heads[1..].iter().any(|&ix| !same(name, first, &survey[ix], reading));
    differ.then_some(heads)
}

fn cleared(survey: &Survey, ix: ObservationIx) -> bool {
    survey[ix].answer == Answer::Cleared
}

/// The heads of one fact of one subject without what somebody took back of their own beside
/// another's answer: that is no contradiction of it.
fn contradicting(survey: &Survey, heads: &[ObservationIx]) -> Vec<ObservationIx> {
    let cleared = |ix: &ObservationIx| cleared(survey, *ix);
    if heads.iter().all(cleared) || !heads.iter().any(cleared) {
        return heads.to_vec();
    }
    let before = Before::of(survey, survey[heads[0]].subject, survey[heads[0]].attribute);
    let given: BTreeSet<ObservationId> =
        heads.iter().filter(|ix| !cleared(ix)).flat_map(|&ix| before.all(ix)).collect();
    let stays =
        |ix: &ObservationIx| !cleared(ix) || before.all(*ix).iter().any(|id| given.contains(id));
    heads.iter().copied().filter(stays).collect()
}

/// The observations of one fact, for going back from each to what it superseded.
struct Before<'a> {
    survey: &'a Survey,
    place: HashMap<ObservationId, ObservationIx>,
}

impl<'a> Before<'a> {
    fn of(survey: &'a Survey, subject: SubjectIx, attribute: AttributeIx) -> Self {
        let about = |o: &Observation| (o.subject, o.attribute) == (subject, attribute);
        let all = survey.observations().iter().enumerate().filter(|(_, o)| about(o));
        Self { survey, place: all.map(|(n, o)| (o.id, ObservationIx::nth(n))).collect() }
    }

    /// All that an observation superseded, directly or not.
    fn all(&self, from: ObservationIx) -> BTreeSet<ObservationId> {
        let (mut open, mut seen) = (vec![from], BTreeSet::new());
        while let Some(ix) = open.pop() {
            for id in &self.survey[ix].prev {
                if seen.insert(*id) {
                    open.extend(self.place.get(id));
                }
            }
        }
        seen
    }
}

fn same(attribute: &str, a: &Observation, b: &Observation, reading: &Reading<'_>) -> bool {
    match (&a.answer, &b.answer) {
        (Answer::Known { value: a, unit: au, .. }, Answer::Known { value: b, unit: bu, .. }) => {
            a == b && au == bu
                || match (reading(attribute, a, au), reading(attribute, b, bu)) {
                    (Some(a), Some(b)) => a == b,
                    _ => false,
                }
        }
        (Answer::Cleared, Answer::Cleared) => true,
        _ => false,
    }
}

/// The sides of a deletion that not everybody agrees on: what says so, what says otherwise, or
/// the newest of what whoever deleted it had not seen.
fn deletion(
    survey: &Survey,
    subject: SubjectIx,
    heads: &[ObservationIx],
) -> Option<Vec<ObservationIx>> {
    let says = |&ix: &ObservationIx| matches!(&survey[ix].answer, Answer::Known { value, .. } if **value == *"true");
    let (deletes, others): (Vec<_>, Vec<_>) = heads.iter().copied().partition(says);
    if deletes.is_empty() {
        return None;
    }
    if !others.is_empty() {
        return Some(heads.to_vec());
    }
    if !overlooked(survey, subject) {
        return None;
    }
    let newest = standing_of(survey, subject)
        .into_iter()
        .filter(|&ix| survey[ix].answer != Answer::Cleared)
        .max_by_key(|&ix| (survey[ix].hlc, survey[ix].id))?;
    let mut sides = deletes;
    sides.push(newest);
    Some(sides)
}
