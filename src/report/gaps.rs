//! The findings of a survey under one profile, resolved to codes and words: what every gap table,
//! in whatever format, is made of.

use std::collections::{BTreeMap, BTreeSet};

use crate::judge::{Asked, Assessment, Finding, NotApplicable, SetAside, Totals};
use crate::model::exception::{EQUIVALENT, Exception};
use crate::model::{
    Answer, Confidence, Evidence, FactRef, Interval, ObservationIx, SubjectIx, Survey, Verdict,
};
use crate::standard::{Profile, Requirement, Severity};
use crate::t;

/// What to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Codes of crossing points; empty for all.
    pub crossing_points: BTreeSet<String>,
    /// Verdicts; empty for all.
    pub verdicts: BTreeSet<Verdict>,
}

/// A finding with its codes and words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'p> {
    /// Requirement, crossing point and position in one: `DOC-06@QV-A01/entry`.
    pub id: String,
    /// The requirement.
    pub requirement: &'p Requirement,
    /// Code of the crossing point.
    pub crossing_point: String,
    /// Code of the position, if it is judged there.
    pub position: Option<String>,
    /// What is found.
    pub verdict: Verdict,
    /// How many are needed.
    pub needed: Option<Interval>,
    /// How many conform.
    pub conforming: Option<Interval>,
    /// How many fail.
    pub failing: Option<Interval>,
    /// How many are missing.
    pub shortfall: Option<Interval>,
    /// Why it is not assessed, as a code.
    pub undecided: Option<&'static str>,
    /// Id of the requirement from whose gap it follows.
    pub follows: Option<&'p str>,
    /// Who set it aside, waiting for a second person.
    pub set_aside_by: Option<String>,
    /// Who says that an equivalent meets it; with two, it counts.
    pub equivalent_by: Vec<String>,
    /// The exception that decides it, in words that name nobody.
    pub excepted: Option<&'static str>,
    /// The exception that no longer holds, in words.
    pub expired: Option<String>,
    /// The weakest evidence among the known facts that bear on it.
    pub evidence: Option<Evidence>,
    /// How far the least sure of these can be relied on; none if it is not verified.
    pub confidence: Option<Confidence>,
    /// One plain sentence.
    pub reason: String,
    /// The facts that it rests on.
    pub rests_on: Vec<FactRef>,
    /// What could still decide it: crossing point, position, item, attribute.
    pub open_questions: Vec<[String; 4]>,
}

/// A crossing point and its lines.
#[derive(Clone, Debug)]
pub struct PointLines<'p> {
    /// Its code.
    pub code: String,
    /// The subjects that it is.
    pub subjects: Vec<SubjectIx>,
    /// Its counts, over all verdicts.
    pub totals: Totals,
    /// Its counts by category, over all verdicts.
    pub by_category: BTreeMap<&'p str, Totals>,
    /// The lines that were asked for.
    pub lines: Vec<Line<'p>>,
}

/// The findings of a survey under one profile.
#[derive(Clone, Debug)]
pub struct GapTable<'p> {
    /// The profile.
    pub profile: &'p Profile,
    /// The crossing points, by code.
    pub points: Vec<PointLines<'p>>,
    /// The counts of all of them.
    pub totals: Totals,
}

/// Resolves the findings of an assessment.
#[must_use]
pub fn gap_table<'p>(
    survey: &Survey,
    profile: &'p Profile,
    assessment: &Assessment,
    filter: &Filter,
) -> GapTable<'p> {
    let mut points = Vec::new();
    let mut totals = Totals::default();
    for (n, point) in assessment.points.iter().enumerate() {
        if !filter.crossing_points.is_empty() && !filter.crossing_points.contains(&point.code) {
            continue;
        }
        let of_point = assessment.totals_of(profile, n);
        totals.merge(&of_point);
        let explanations = assessment.explain(survey, profile, n);
        let lines = assessment.findings[n]
            .findings
            .iter()
            .zip(explanations)
            .filter(|(f, _)| filter.verdicts.is_empty() || filter.verdicts.contains(&f.verdict))
            .map(|(finding, explanation)| Line {
                rests_on: in_time(survey, &explanation.rests_on),
                open_questions: explanation
                    .questions
                    .iter()
                    .map(|q| {
                        let [a, b, c] = asked_columns(assessment, n, &q.at);
                        [a, b, c, q.attribute.clone()]
                    })
                    .collect(),
                evidence: explanation.evidence,
                confidence: explanation.confidence,
                reason: explanation.reason,
                ..line(survey, profile, assessment, n, finding)
            })
            .collect();
        points.push(PointLines {
            code: point.code.clone(),
            subjects: point.subjects.clone(),
            totals: of_point,
            by_category: assessment.totals_by_category(profile, n),
            lines,
        });
    }
    GapTable { profile, points, totals }
}

fn line<'p>(
    survey: &Survey,
    profile: &'p Profile,
    assessment: &Assessment,
    point: usize,
    finding: &Finding,
) -> Line<'p> {
    let requirement = profile.requirement(finding.requirement);
    let place = &assessment.points[point];
    let position = finding.position.map(|p| place.positions[p].code.clone());
    let id = match &position {
        Some(position) => format!("{}@{}/{position}", requirement.id, place.code),
        None => format!("{}@{}", requirement.id, place.code),
    };
    let counts = finding.counts;
    let set_aside_by = match (finding.verdict, finding.set_aside) {
        (Verdict::NotApplicable, _) | (_, SetAside::No | SetAside::ByTwo(..)) => None,
        (_, SetAside::ByOne(ix)) => Some(survey.author(&survey[ix]).to_owned()),
    };
    let who = |ix| survey.author(&survey[ix]).to_owned();
    let equivalent_by = match (finding.verdict, finding.equivalent) {
        (Verdict::NotApplicable, _) | (_, SetAside::No) => Vec::new(),
        (_, SetAside::ByOne(one)) => vec![who(one)],
        (_, SetAside::ByTwo(one, two)) => vec![who(one), who(two)],
    };
    let excepted = match finding.not_applicable {
        Some(NotApplicable::SetAside) => Some(t!("set aside by two people")),
        _ if finding.by_equivalent() => Some(t!("met by an equivalent that two people vouch for")),
        _ => None,
    };
    Line {
        id,
        requirement,
        crossing_point: place.code.clone(),
        position,
        verdict: finding.verdict,
        needed: counts.map(|c| c.needed),
        conforming: counts.map(|c| c.conforming),
        failing: counts.map(|c| c.failing),
        shortfall: finding.shortfall,
        undecided: finding.undecided.map(crate::judge::Undecided::code),
        follows: finding.follows.map(|f| profile.requirement(f).id.as_str()),
        set_aside_by,
        equivalent_by,
        excepted,
        expired: finding.expired.map(|ix| expired(survey, ix)),
        evidence: None,
        confidence: None,
        reason: String::new(),
        rests_on: Vec::new(),
        open_questions: Vec::new(),
    }
}

/// An exception that no longer holds, in words.
fn expired(survey: &Survey, ix: ObservationIx) -> String {
    let observation = &survey[ix];
    let who = survey.author(observation);
    let equivalent = survey.attribute(observation.attribute).starts_with(EQUIVALENT);
    let until = match &observation.answer {
        Answer::Known { value, .. } => Exception::parse(value).ok().and_then(|e| e.until),
        Answer::Absent(_) | Answer::Cleared => None,
    };
    match (until, equivalent) {
        (Some(day), true) => t!("an equivalent by {who} until {day}, which is over", who, day),
        (None, true) => t!("an equivalent by {who} with an end that cannot be read", who),
        (Some(day), false) => t!("set aside by {who} until {day}, which is over", who, day),
        (None, false) => t!("set aside by {who} with an end that cannot be read", who),
    }
}

/// Where a question is asked, as the columns of a facts table.
#[must_use]
pub fn asked_columns(assessment: &Assessment, point: usize, at: &Asked) -> [String; 3] {
    let place = &assessment.points[point];
    let none = String::new;
    match at {
        Asked::Country(code) => [format!("country:{code}"), none(), none()],
        Asked::CrossingPoint => [place.code.clone(), none(), none()],
        Asked::Position(p) => [place.code.clone(), place.positions[*p].code.clone(), none()],
        Asked::Item(None, i) => [place.code.clone(), none(), place.items[*i].code.clone()],
        Asked::Item(Some(p), i) => {
            let position = &place.positions[*p];
            [place.code.clone(), position.code.clone(), position.items[*i].code.clone()]
        }
        Asked::Model(kind, maker, model) => {
            [none(), none(), format!("model:{kind}/{maker}/{model}")]
        }
    }
}

impl Line<'_> {
    /// How much it matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.requirement.severity
    }

    /// Whether it is a critical requirement that is not met.
    #[must_use]
    pub fn critical_gap(&self) -> bool {
        self.severity() == Severity::Critical && self.verdict == Verdict::NotMet
    }

    /// What is said of exceptions that do not count, or no longer: each begins with a semicolon.
    #[must_use]
    pub fn exceptions(&self) -> String {
        let mut text = String::new();
        if let Some(who) = &self.set_aside_by {
            text.push_str(t!("; "));
            text.push_str(&t!("set aside by {who} alone, waits for a second person", who));
        }
        if let [who] = &self.equivalent_by[..]
            && self.verdict != Verdict::Met
        {
            text.push_str(t!("; "));
            text.push_str(&t!(
                "an equivalent is claimed by {who} alone, waits for a second person",
                who
            ));
        }
        if let Some(expired) = &self.expired {
            text.push_str(t!("; "));
            text.push_str(expired);
        }
        text
    }

    /// Sources and clauses in words, or that it is practice.
    #[must_use]
    pub fn source(&self, profile: &Profile) -> String {
        source_words(self.requirement, profile)
    }
}

/// Sources and clauses of a requirement in words, or that it is practice.
#[must_use]
pub fn source_words(requirement: &Requirement, profile: &Profile) -> String {
    if requirement.cites.is_empty() {
        return t!("practice, no source").to_owned();
    }
    let cites = requirement.cites.iter().map(|cite| {
        let title = profile.sources.get(&cite.source).map_or(cite.source.as_str(), |s| &s.title);
        format!("{title}, {}", cite.clause)
    });
    cites.collect::<Vec<_>>().join(t!("; "))
}

/// What every output says of a profile that is nobody's official standard.
#[must_use]
pub fn status_words(profile: &Profile) -> &'static str {
    match profile.status {
        crate::standard::Status::Composed => {
            t!("composed of single requirements; nobody's official standard")
        }
        crate::standard::Status::Adopted => t!("adopted"),
        crate::standard::Status::Draft => t!("a draft; not a standard"),
    }
}

/// Facts in the order in which they were found out: not of entry, which a merge changes.
fn in_time(survey: &Survey, facts: &[ObservationIx]) -> Vec<FactRef> {
    let mut refs: Vec<(u64, FactRef)> =
        facts.iter().map(|&ix| (survey[ix].milliseconds(), survey.fact_ref(ix))).collect();
    refs.sort_unstable();
    refs.into_iter().map(|(_, fact)| fact).collect()
}
