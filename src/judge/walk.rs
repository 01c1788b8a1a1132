//! The walk: the open questions of a crossing point in the order in which they are best asked.
//!
//! Derived from what is recorded so far, so it changes with every answer. A question whose absence
//! is on record is explained, and no longer asked; it can still be answered.

use std::collections::BTreeMap;

use super::facts::{Key, Reader, Site};
use super::finding::{Asked, Explanation, Finding, Question};
use super::{Assessment, explain, open_questions};
pub use crate::model::exception::{EQUIVALENT, NOT_APPLICABLE};
use crate::model::places::CrossingPoint;
use crate::model::{Answer, Evidence, Path, SubjectIx, Survey, Value, Verdict};
use crate::standard::{AttributeId, Criterion, EquipmentId, Find, Of, Profile, RequirementId};

/// The fact that closes the list of positions of a crossing point.
pub const POSITIONS_COMPLETE: &str = "positions_complete";
/// What stands before the equipment kind in the fact that closes its list.
pub const INVENTORY_COMPLETE: &str = "inventory_complete.";

/// What asking a question is for; the order is that of the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// It decides whether something applies, or what there is to ask about.
    Applicability,
    /// It closes a list, or counts.
    ListsAndCounts,
    /// It says what something is like.
    Details,
    /// No requirement reads it; it is asked once.
    ForTheRecord,
}

/// A question that is still open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkStep {
    /// Where, and which attribute.
    pub question: Question,
    /// What it is for.
    pub stage: Stage,
    /// The findings that it can still decide, by index; none for the record.
    pub findings: Vec<usize>,
}

/// How far a crossing point is: findings that are decided, or the absence of what would decide
/// them explained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// So many are.
    pub settled: u64,
    /// Of so many.
    pub of: u64,
}

/// What is still to be asked at a crossing point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// The open questions, best first.
    pub steps: Vec<WalkStep>,
    /// What stands behind the findings, in their order.
    pub explanations: Vec<Explanation>,
    /// How far it is.
    pub progress: Progress,
}

/// The walk through a crossing point.
#[must_use]
pub fn walk(assessment: &Assessment, survey: &Survey, profile: &Profile, point: usize) -> Walk {
    let reader = Reader::new(survey, profile, assessment.as_of);
    let place = &assessment.points[point];
    let site = reader.site(place);
    let findings = &assessment.findings[point].findings;
    let explanations: Vec<Explanation> =
        findings.iter().map(|f| explain(&reader, &site, f)).collect();
    let mut asked = Merged::default();
    let mut progress = Progress { settled: 0, of: findings.len() as u64 };
    for (n, (finding, explanation)) in findings.iter().zip(&explanations).enumerate() {
        let mut open = false;
        for question in &explanation.questions {
            if !explained(survey, place, question) {
                open = true;
                asked.add(profile, finding, n, question);
            }
        }
        progress.settled += u64::from(finding.verdict != Verdict::NotAssessed || !open);
    }
    let mut steps = asked.steps(profile);
    positions_first(&reader, &site, place, &mut steps);
    for step in for_the_record(&reader, &site, place) {
        if !steps.iter().any(|s| s.question == step.question) {
            steps.push(step);
        }
    }
    Walk { steps, explanations, progress }
}

/// The first question of the walk through a crossing point, without explaining what is decided.
#[must_use]
pub fn first_question(
    assessment: &Assessment,
    survey: &Survey,
    profile: &Profile,
    point: usize,
) -> Option<Question> {
    let reader = Reader::new(survey, profile, assessment.as_of);
    let place = &assessment.points[point];
    let site = reader.site(place);
    let mut asked = Merged::default();
    for (n, finding) in assessment.findings[point].findings.iter().enumerate() {
        for question in open_questions(&reader, &site, finding) {
            if !explained(survey, place, &question) {
                asked.add(profile, finding, n, &question);
            }
        }
    }
    let mut steps = asked.steps(profile);
    positions_first(&reader, &site, place, &mut steps);
    let first = steps.into_iter().next();
    let first = first.or_else(|| for_the_record(&reader, &site, place).into_iter().next());
    first.map(|step| step.question)
}

/// How far a crossing point is.
#[must_use]
pub fn progress(
    assessment: &Assessment,
    survey: &Survey,
    profile: &Profile,
    point: usize,
) -> Progress {
    let reader = Reader::new(survey, profile, assessment.as_of);
    let place = &assessment.points[point];
    let site = reader.site(place);
    let findings = &assessment.findings[point].findings;
    let open = |finding: &&Finding| {
        let questions = open_questions(&reader, &site, finding);
        questions.iter().any(|question| !explained(survey, place, question))
    };
    let of = findings.len() as u64;
    Progress { settled: of - findings.iter().filter(open).count() as u64, of }
}

/// The subjects of which a question is asked; none when nothing names that country or model yet.
#[must_use]
pub fn subjects_of(survey: &Survey, place: &CrossingPoint, at: &Asked) -> Vec<SubjectIx> {
    let named = |path: &Path| survey.find(path).into_iter().collect();
    match at {
        Asked::Country(code) => named(&Path::Country(code.clone())),
        Asked::Model(kind, maker, model) => {
            named(&Path::Model(kind.clone(), maker.clone(), model.clone()))
        }
        Asked::CrossingPoint => place.subjects.clone(),
        Asked::Position(p) => place.positions.get(*p).map_or(Vec::new(), |p| p.subjects.clone()),
        Asked::Item(position, index) => {
            let items = match position {
                Some(p) => place.positions.get(*p).map_or(&[][..], |p| &p.items),
                None => &place.items,
            };
            items.get(*index).map_or(Vec::new(), |i| i.subjects.clone())
        }
    }
}

/// Whether it is on record why nobody could answer, and nobody did.
fn explained(survey: &Survey, place: &CrossingPoint, question: &Question) -> bool {
    let (mut absent, mut value) = (false, false);
    for subject in subjects_of(survey, place, &question.at) {
        for &(_, ix) in survey.heads_named(subject, &question.attribute) {
            match &survey[ix].answer {
                Answer::Absent(_) => absent = true,
                Answer::Known { evidence, .. } => value |= *evidence > Evidence::NotVerified,
                Answer::Cleared => {}
            }
        }
    }
    absent && !value
}

/// The questions of several findings, each once.
#[derive(Default)]
struct Merged(BTreeMap<Question, Asking>);

struct Asking {
    applicability: bool,
    lists_and_counts: bool,
    /// How many requirements stand between the nearest finding and its root.
    depth: usize,
    findings: Vec<usize>,
}

impl Merged {
    fn add(&mut self, profile: &Profile, finding: &Finding, n: usize, question: &Question) {
        let stage = stage(profile, finding.requirement, &question.attribute);
        let depth = depth(profile, finding.requirement);
        let asking = self.0.entry(question.clone()).or_insert(Asking {
            applicability: false,
            lists_and_counts: false,
            depth,
            findings: Vec::new(),
        });
        asking.applicability |= stage == Stage::Applicability;
        asking.lists_and_counts |= stage <= Stage::ListsAndCounts;
        asking.depth = asking.depth.min(depth);
        asking.findings.push(n);
    }

    fn steps(self, profile: &Profile) -> Vec<WalkStep> {
        let mut asked: Vec<(Question, Asking)> = self.0.into_iter().collect();
        asked.sort_by_cached_key(|(question, asking)| {
            let (find, order) = catalogue_order(profile, &question.attribute);
            (
                !asking.applicability,
                asking.depth,
                !asking.lists_and_counts,
                std::cmp::Reverse(asking.findings.len()),
                find,
                order,
                question.clone(),
            )
        });
        asked
            .into_iter()
            .map(|(question, asking)| WalkStep {
                question,
                stage: match (asking.applicability, asking.lists_and_counts) {
                    (true, _) => Stage::Applicability,
                    (_, true) => Stage::ListsAndCounts,
                    _ => Stage::Details,
                },
                findings: asking.findings,
            })
            .collect()
    }
}

/// What a fact is for a requirement.
#[must_use]
pub fn stage(profile: &Profile, requirement: RequirementId, attribute: &str) -> Stage {
    let vocabulary = &profile.vocabulary;
    let requirement = profile.requirement(requirement);
    if attribute == POSITIONS_COMPLETE {
        return Stage::ListsAndCounts;
    }
    if let Some(kind) = attribute.strip_prefix(INVENTORY_COMPLETE) {
        let steers = vocabulary.find_kind(kind).is_some_and(|kind| {
            requirement.place.equipment_present.contains(&kind)
                || requirement.when.iter().any(|c| names_kind(c, kind))
        });
        return if steers { Stage::Applicability } else { Stage::ListsAndCounts };
    }
    let Some(id) = vocabulary.find(attribute) else { return Stage::Details };
    let built_in = vocabulary.built_in;
    let steers = [built_in.crossing_type, built_in.kind, built_in.country].contains(&id)
        || requirement.when.iter().any(|c| names_attribute(c, id));
    let rule = &requirement.quantity;
    if steers {
        Stage::Applicability
    } else if [built_in.equipment, built_in.quantity, built_in.workstations].contains(&id)
        || [rule.per, rule.count].contains(&Some(id))
    {
        Stage::ListsAndCounts
    } else {
        Stage::Details
    }
}

/// Where an attribute stands in the catalogue, and how it is found out. Lists of equipment stand
/// in the order of the kinds.
#[must_use]
pub fn catalogue_order(profile: &Profile, attribute: &str) -> (Find, usize) {
    let vocabulary = &profile.vocabulary;
    if let Some(kind) = attribute.strip_prefix(INVENTORY_COMPLETE) {
        let order = vocabulary.find_kind(kind).map_or(usize::MAX, |k| usize::from(k.0));
        return (Find::Look, order);
    }
    match vocabulary.find(attribute) {
        Some(id) => (vocabulary.attribute(id).find, usize::from(id.0)),
        None => (Find::Look, 0),
    }
}

/// How many requirements a requirement follows, one after the other.
#[must_use]
pub fn depth(profile: &Profile, requirement: RequirementId) -> usize {
    let mut depth = 0;
    let mut at = profile.requirement(requirement).follows;
    // Cycles are refused at loading; the bound keeps this finite all the same.
    while let (Some(root), true) = (at, depth < profile.requirements.len()) {
        depth += 1;
        at = profile.requirement(root).follows;
    }
    depth
}

/// Whether a criterion names an attribute.
#[must_use]
pub fn names_attribute(criterion: &Criterion, attribute: AttributeId) -> bool {
    match criterion {
        Criterion::All(group) | Criterion::Any(group) => {
            group.iter().any(|c| names_attribute(c, attribute))
        }
        Criterion::Not(inner) => names_attribute(inner, attribute),
        Criterion::Leaf(leaf) => leaf.attribute == attribute,
        Criterion::Presence(p) => p.criteria.iter().any(|c| names_attribute(c, attribute)),
    }
}

fn names_kind(criterion: &Criterion, kind: EquipmentId) -> bool {
    match criterion {
        Criterion::All(group) | Criterion::Any(group) => group.iter().any(|c| names_kind(c, kind)),
        Criterion::Not(inner) => names_kind(inner, kind),
        Criterion::Leaf(_) => false,
        Criterion::Presence(p) => p.equipment == kind,
    }
}

/// Puts the question whether the list of positions is complete before all others, as long as it
/// is not.
fn positions_first(
    reader: &Reader<'_>,
    site: &Site,
    place: &CrossingPoint,
    steps: &mut Vec<WalkStep>,
) {
    let question = Question { at: Asked::CrossingPoint, attribute: POSITIONS_COMPLETE.to_owned() };
    let step = match steps.iter().position(|s| s.question == question) {
        Some(at) => steps.remove(at),
        None => WalkStep { question, stage: Stage::ListsAndCounts, findings: Vec::new() },
    };
    let values = site.point.values(Key::POSITIONS_COMPLETE);
    let complete = !values.is_empty() && values.iter().all(|e| e.value == Some(Value::Bool(true)));
    if !complete && !explained(reader.survey, place, &step.question) {
        steps.insert(0, step);
    }
}

/// What is asked once though no requirement reads it, where nothing is recorded of it.
fn for_the_record(reader: &Reader<'_>, site: &Site, place: &CrossingPoint) -> Vec<WalkStep> {
    let vocabulary = &reader.profile.vocabulary;
    let mut steps: Vec<WalkStep> = Vec::new();
    for (n, attribute) in vocabulary.attributes.iter().enumerate().filter(|(_, a)| a.ask) {
        let Ok(id) = u16::try_from(n).map(AttributeId) else { break };
        let key = Key::attribute(id);
        let mut ask = |at: Asked| {
            let question = Question { at, attribute: attribute.key.clone() };
            if !steps.iter().any(|s| s.question == question) {
                steps.push(WalkStep { question, stage: Stage::ForTheRecord, findings: Vec::new() });
            }
        };
        match attribute.of {
            Of::Survey => {}
            Of::Country => {
                if let Some(country) = site.country.as_ref().filter(|c| c.node.all(key).is_empty())
                {
                    ask(Asked::Country(country.code.clone()));
                }
            }
            Of::CrossingPoint => {
                if site.point.all(key).is_empty() {
                    ask(Asked::CrossingPoint);
                }
            }
            Of::Position => (0..place.positions.len())
                .filter(|&p| site.positions[p].node.all(key).is_empty())
                .for_each(|p| ask(Asked::Position(p))),
            Of::Equipment => {
                for item in site.items.iter().filter(|i| i.node.all(key).is_empty()) {
                    let kinds = item.node.values(Key::attribute(vocabulary.built_in.equipment));
                    let Some(Some(Value::Choice(kind))) = kinds.first().map(|e| e.value.as_ref())
                    else {
                        continue;
                    };
                    let lists = |e: &crate::standard::Equipment| e.attributes.contains(&id);
                    if !vocabulary.equipment.get(*kind).is_some_and(lists) {
                        continue;
                    }
                    match &item.model {
                        Some(model) if attribute.shared_by_model => {
                            if model.node.all(key).is_empty() {
                                let (kind, maker, name) = model.name.clone();
                                ask(Asked::Model(kind, maker, name));
                            }
                        }
                        _ => ask(Asked::Item(item.position, item.index)),
                    }
                }
            }
        }
    }
    steps
}
