//! What a survey was found to be, by names, so that findings of two surveys can be compared.

use std::collections::{BTreeMap, BTreeSet};

use borderfit::judge::{
    Asked, Assessment, Counts, NotApplicable, Question, SetAside, Undecided, Verdict, assess,
};
use borderfit::model::places::CrossingPoint;
use borderfit::model::{
    Answer, AttributeIx, Evidence, FactRef, Interval, ObservationIx, Path, SubjectIx, SubjectKind,
    Survey, Value,
};
use borderfit::standard::Profile;

use crate::generate::Named;
use crate::vocabulary::{domain, vocabulary};
use crate::world::{as_of, attributes_of};

/// Which finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct At {
    pub(crate) requirement: String,
    pub(crate) point: String,
    pub(crate) position: Option<String>,
}

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) verdict: Verdict,
    pub(crate) counts: Option<Counts>,
    pub(crate) shortfall: Option<Interval>,
    pub(crate) undecided: Option<Undecided>,
    pub(crate) not_applicable: Option<NotApplicable>,
    pub(crate) follows: Option<String>,
    /// By how many people, up to two.
    pub(crate) set_aside: u8,
}

impl Seen {
    pub(crate) fn is_gap(&self) -> bool {
        self.verdict.is_gap()
    }

    /// Whether it is met, partly met, not met or not applicable.
    pub(crate) fn decided(&self) -> bool {
        self.verdict != Verdict::NotAssessed
    }

    /// Every interval, in one order; none where not applicable.
    pub(crate) fn intervals(&self) -> Option<[Interval; 4]> {
        let Counts { needed, conforming, failing } = self.counts?;
        Some([needed, conforming, failing, self.shortfall?])
    }

    /// Whether every interval lies inside the other's; where one has none, so it is.
    pub(crate) fn inside(&self, other: &Self) -> bool {
        match (self.intervals(), other.intervals()) {
            (Some(own), Some(other)) => own.iter().zip(other).all(|(a, b)| a.inside(b)),
            _ => true,
        }
    }

    /// Verdict and intervals alone.
    pub(crate) fn outcome(&self) -> (Verdict, Option<[Interval; 4]>) {
        (self.verdict, self.intervals())
    }
}

pub(crate) type Findings = BTreeMap<At, Seen>;

/// The findings of a survey by name.
pub(crate) fn judged(survey: &Survey, profile: &Profile) -> Findings {
    seen(&assess(survey, profile, as_of()), profile)
}

/// The findings of an assessment by name.
pub(crate) fn seen(assessment: &Assessment, profile: &Profile) -> Findings {
    let mut all = Findings::new();
    for (point, found) in assessment.points.iter().zip(&assessment.findings) {
        for finding in &found.findings {
            let seen = Seen {
                verdict: finding.verdict,
                counts: finding.counts,
                shortfall: finding.shortfall,
                undecided: finding.undecided,
                not_applicable: finding.not_applicable,
                follows: finding.follows.map(|root| profile.requirement(root).id.clone()),
                set_aside: match finding.set_aside {
                    SetAside::No => 0,
                    SetAside::ByOne(_) => 1,
                    SetAside::ByTwo(..) => 2,
                },
            };
            let at = At {
                requirement: profile.requirement(finding.requirement).id.clone(),
                point: point.code.clone(),
                position: finding.position.map(|p| point.positions[p].code.clone()),
            };
            assert!(all.insert(at.clone(), seen).is_none(), "two findings at {at:?}");
        }
    }
    all
}

/// What stands behind a finding, by names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Behind {
    pub(crate) reason: String,
    pub(crate) evidence: Option<Evidence>,
    pub(crate) rests_on: BTreeSet<FactRef>,
    pub(crate) questions: Vec<Question>,
}

/// What stands behind every finding.
pub(crate) fn behind(survey: &Survey, profile: &Profile) -> BTreeMap<At, Behind> {
    let assessment = assess(survey, profile, as_of());
    let mut all = BTreeMap::new();
    for (n, point) in assessment.points.iter().enumerate() {
        let explained = assessment.explain(survey, profile, n);
        for (finding, explanation) in assessment.findings[n].findings.iter().zip(explained) {
            let at = At {
                requirement: profile.requirement(finding.requirement).id.clone(),
                point: point.code.clone(),
                position: finding.position.map(|p| point.positions[p].code.clone()),
            };
            let behind = Behind {
                reason: explanation.reason,
                evidence: explanation.evidence,
                rests_on: explanation.rests_on.iter().map(|&ix| survey.fact_ref(ix)).collect(),
                questions: explanation.questions,
            };
            all.insert(at, behind);
        }
    }
    all
}

// ---- facts

/// Subjects that are one: a place, an item, a country or a model.
#[derive(Clone, Debug)]
pub(crate) struct Thing {
    pub(crate) kind: SubjectKind,
    /// The crossing point that it is or stands in, by code; none for countries and models.
    pub(crate) point: Option<String>,
    pub(crate) asked: Asked,
    pub(crate) subjects: Vec<SubjectIx>,
}

/// Everything that facts can be about.
pub(crate) fn things(survey: &Survey, points: &[CrossingPoint]) -> Vec<Thing> {
    let mut things = Vec::new();
    for point in points {
        let mut add = |kind, asked, subjects: &Vec<SubjectIx>| {
            let point = Some(point.code.clone());
            things.push(Thing { kind, point, asked, subjects: subjects.clone() });
        };
        add(SubjectKind::CrossingPoint, Asked::CrossingPoint, &point.subjects);
        for (p, position) in point.positions.iter().enumerate() {
            add(SubjectKind::Position, Asked::Position(p), &position.subjects);
            for (n, item) in position.items.iter().enumerate() {
                add(SubjectKind::Item, Asked::Item(Some(p), n), &item.subjects);
            }
        }
        for (n, item) in point.items.iter().enumerate() {
            add(SubjectKind::Item, Asked::Item(None, n), &item.subjects);
        }
    }
    for (n, subject) in (0..).zip(survey.subjects()) {
        let subjects = vec![SubjectIx(n)];
        let asked = match survey.path(SubjectIx(n)) {
            Path::Country(code) => Asked::Country(code),
            Path::Model(kind, maker, model) => Asked::Model(kind, maker, model),
            _ => continue,
        };
        things.push(Thing { kind: subject.kind, point: None, asked, subjects });
    }
    things
}

/// A value that counts.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) value: Value,
    pub(crate) evidence: Evidence,
    pub(crate) observation: ObservationIx,
}

/// The values of a fact that count, as section 2 of the specification has it.
pub(crate) fn known(
    survey: &Survey,
    profile: &Profile,
    thing: &Thing,
    attribute: AttributeIx,
) -> Vec<Known> {
    let mut known = Vec::new();
    for &subject in &thing.subjects {
        for &(_, ix) in survey.heads_of(subject, attribute) {
            let observation = &survey[ix];
            let Answer::Known { value, unit, evidence } = &observation.answer else { continue };
            let days = as_of().since(survey.moment(observation).day());
            let old = profile.max_age_days.is_some_and(|max| days > max);
            if *evidence == Evidence::NotVerified || old {
                continue;
            }
            let name = survey.attribute(attribute);
            let value = match profile.vocabulary.find(name) {
                Some(id) => profile.vocabulary.attribute(id).value.parse(value, unit).ok(),
                None => match &**value {
                    "true" => Some(Value::Bool(true)),
                    "false" => Some(Value::Bool(false)),
                    _ => None,
                },
            };
            if let Some(value) = value {
                known.push(Known { value, evidence: *evidence, observation: ix });
            }
        }
    }
    known
}

/// Whether values differ.
pub(crate) fn disputed(known: &[Known]) -> bool {
    known.iter().any(|k| k.value != known[0].value)
}

/// The facts that a profile can read of a sort of subject, by name.
pub(crate) fn readable(profile: &Profile, kind: SubjectKind) -> Vec<String> {
    let vocabulary = &profile.vocabulary;
    let named = Named::by_all(profile);
    let mut names: BTreeSet<String> = attributes_of(kind)
        .into_iter()
        .filter(|id| named.attributes.contains(id) || named.counts.contains(id))
        .map(|id| vocabulary.attribute(id).key.clone())
        .collect();
    let always: &[&str] = match kind {
        SubjectKind::CrossingPoint => &["type", "country", "positions_complete"],
        SubjectKind::Position => &["kind", "workstations"],
        SubjectKind::Item => &["equipment", "quantity", "condition", "maker", "model"],
        _ => &[],
    };
    names.extend(always.iter().map(|&name| name.to_owned()));
    if matches!(kind, SubjectKind::CrossingPoint | SubjectKind::Position) {
        let list = |id: &_| format!("inventory_complete.{}", vocabulary.kind(*id).key);
        names.extend(named.kinds.iter().map(list));
    }
    names.into_iter().collect()
}

/// The values that a fact can have, as text and unit; of those with `?` and ranges none if they
/// are to be `determined`.
pub(crate) fn answers(
    attribute: &str,
    determined: bool,
) -> &'static [(&'static str, &'static str)] {
    match vocabulary().find(attribute) {
        Some(id) => {
            let domain = domain(vocabulary().attribute(id));
            if determined { &domain.values[..domain.determined] } else { domain.values }
        }
        None => &[("true", ""), ("false", "")],
    }
}

/// Whether something stands in for a fact that a thing does not have: the list of the crossing
/// point for the position's, the data sheet for what is not on record of the item.
pub(crate) fn stands_in(
    survey: &Survey,
    profile: &Profile,
    things: &[Thing],
    thing: &Thing,
    attribute: &str,
) -> bool {
    let Some(ix) = survey.attribute_ix(attribute) else { return false };
    things.iter().any(|other| {
        let list = thing.kind == SubjectKind::Position
            && attribute.starts_with("inventory_complete.")
            && other.kind == SubjectKind::CrossingPoint
            && other.point == thing.point;
        let sheet = thing.kind == SubjectKind::Item && other.kind == SubjectKind::Model;
        (list || sheet) && !known(survey, profile, other, ix).is_empty()
    })
}

/// Whether a value that was found leaves room for another one to be the truth.
pub(crate) fn could_be(found: &Value, truth: &Value) -> bool {
    match (found, truth) {
        (Value::Choices { yes, open }, Value::Choices { yes: truth, .. }) => {
            truth.contains(*yes) && yes.union(*open).contains(*truth)
        }
        (Value::Count(low, high), Value::Count(n, _)) => (low..=high).contains(&n),
        _ => found == truth,
    }
}
