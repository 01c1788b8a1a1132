//! The judge: how facts become findings.
//!
//! One pure function, [`assess`]: the same survey, profile and day give the same findings, byte
//! for byte. It reads no clock, no file, no screen; no binary floating point, no hash order.
//!
//! Parts, lowest first: `truth` (three-valued logic), `compare` (one value against a test),
//! `facts` (what counts as known), `eval` (criteria, items and counts at a place), `requirement`
//! (one requirement at one crossing point), `safeguard` (as if it applied), `reads`, `questions` and `reason` (what stands behind
//! a finding), `totals`. Knows the model and standards.

mod compare;
mod eval;
mod facts;
mod finding;
mod questions;
mod reads;
mod reason;
mod requirement;
mod resolve;
mod safeguard;
mod site;
mod totals;
mod truth;
pub mod walk;

use std::collections::BTreeMap;

use eval::{Eval, Place};
use facts::{Reader, Site};

pub use crate::model::Verdict;
pub use compare::satisfies;
pub use finding::{
    Asked, Counts, Explanation, Finding, NotApplicable, PointFindings, Question, SetAside,
    Undecided,
};
pub use resolve::{Dispute, Resolver, Side, Taken};
pub use site::{Mendable, SiteFacts, Sites};
pub use totals::{Coverage, MetRange, Totals, per_cent};
pub use truth::Truth;

use crate::model::places::{CrossingPoint, crossing_points};
use crate::model::{Confidence, Day, Evidence, ObservationIx, SubjectKind, Survey};
use crate::standard::{Profile, RequirementId};

/// A survey judged against a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The day as of which was judged.
    pub as_of: Day,
    /// The crossing points, by code.
    pub points: Vec<CrossingPoint>,
    /// The findings of each crossing point, in the same order.
    pub findings: Vec<PointFindings>,
}

/// Judges a survey.
#[must_use]
pub fn assess(survey: &Survey, profile: &Profile, as_of: Day) -> Assessment {
    let points = crossing_points(survey);
    let findings = judge_all(survey, profile, as_of, &points);
    Assessment { as_of, points, findings }
}

/// The day as of which a survey is judged if none is named: that of its newest observation.
#[must_use]
pub fn default_day(survey: &Survey) -> Day {
    survey.newest_day().unwrap_or(Day::from_number(0))
}

fn judge_all(
    survey: &Survey,
    profile: &Profile,
    as_of: Day,
    points: &[CrossingPoint],
) -> Vec<PointFindings> {
    let judge = |points: &[CrossingPoint]| -> Vec<PointFindings> {
        let reader = Reader::new(survey, profile, as_of);
        points.iter().map(|point| judge_point(&reader, point)).collect()
    };
    // A thread costs more than a few crossing points; to ask how many there may be, more than one.
    if points.len() < 32 {
        return judge(points);
    }
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    if workers < 2 {
        return judge(points);
    }
    let size = points.len().div_ceil(workers);
    std::thread::scope(|scope| {
        let handles: Vec<_> =
            points.chunks(size).map(|chunk| (chunk, scope.spawn(move || judge(chunk)))).collect();
        let mut all = Vec::with_capacity(points.len());
        for (chunk, handle) in handles {
            // A worker does nothing that could panic; should it, its share is judged here.
            all.extend(handle.join().unwrap_or_else(|_| judge(chunk)));
        }
        all
    })
}

fn judge_point(reader: &Reader<'_>, point: &CrossingPoint) -> PointFindings {
    let site = reader.site(point);
    let requirements = &reader.profile.requirements;
    let mut findings = Vec::with_capacity(requirements.len());
    for n in 0..requirements.len() {
        let id = RequirementId(u16::try_from(n).unwrap_or(u16::MAX));
        requirement::judge(reader, &site, id, &mut |finding| findings.push(finding));
    }
    findings.sort_by_key(|f| (f.position, f.requirement));
    requirement::mark_followers(requirements, &mut findings);
    PointFindings { findings, depends: site.depends }
}

impl Assessment {
    /// Judges again what new observations can have changed: the crossing points that they are
    /// about, those that read the country or model that they are about, or, where places were
    /// made, joined or taken away, everything. The result is that of judging anew.
    pub fn update(&mut self, survey: &Survey, profile: &Profile, new: &[ObservationIx]) {
        let mut touched = vec![false; self.points.len()];
        for &ix in new {
            let observation = &survey[ix];
            let attribute = survey.attribute(observation.attribute);
            if attribute.starts_with('@') || attribute == crate::model::places::SAME_AS {
                *self = assess(survey, profile, self.as_of);
                return;
            }
            let subject = observation.subject;
            match survey.subject(subject).kind {
                SubjectKind::Survey => {}
                SubjectKind::Country | SubjectKind::Model => {
                    for (n, point) in self.findings.iter().enumerate() {
                        touched[n] |= point.depends.contains(&subject);
                    }
                }
                SubjectKind::CrossingPoint | SubjectKind::Position | SubjectKind::Item => {
                    let point = survey.crossing_point_of(subject);
                    for (n, place) in self.points.iter().enumerate() {
                        touched[n] |= point.is_some_and(|p| place.subjects.contains(&p));
                    }
                }
            }
        }
        let reader = Reader::new(survey, profile, self.as_of);
        for (n, touched) in touched.into_iter().enumerate() {
            if touched {
                self.findings[n] = judge_point(&reader, &self.points[n]);
            }
        }
    }

    /// What stands behind the findings of a crossing point, in the same order.
    #[must_use]
    pub fn explain(&self, survey: &Survey, profile: &Profile, point: usize) -> Vec<Explanation> {
        let reader = Reader::new(survey, profile, self.as_of);
        let site = reader.site(&self.points[point]);
        self.findings[point].findings.iter().map(|f| explain(&reader, &site, f)).collect()
    }

    /// What stands behind one finding.
    #[must_use]
    pub fn explain_one(
        &self,
        survey: &Survey,
        profile: &Profile,
        point: usize,
        finding: usize,
    ) -> Explanation {
        let reader = Reader::new(survey, profile, self.as_of);
        let site = reader.site(&self.points[point]);
        explain(&reader, &site, &self.findings[point].findings[finding])
    }

    /// What a place is called: the code of the crossing point, with that of the position.
    #[must_use]
    pub fn place(&self, point: usize, position: Option<usize>) -> String {
        let point = &self.points[point];
        match position {
            Some(p) => format!("{}/{}", point.code, point.positions[p].code),
            None => point.code.clone(),
        }
    }

    /// The counts of all findings.
    #[must_use]
    pub fn totals(&self, profile: &Profile) -> Totals {
        let mut totals = Totals::default();
        (0..self.points.len()).for_each(|n| totals.merge(&self.totals_of(profile, n)));
        totals
    }

    /// The counts of one crossing point.
    #[must_use]
    pub fn totals_of(&self, profile: &Profile, point: usize) -> Totals {
        let mut totals = Totals::default();
        for finding in &self.findings[point].findings {
            let severity = profile.requirement(finding.requirement).severity;
            totals.add(severity, finding.verdict, finding.follows.is_some());
        }
        totals
    }

    /// The counts of one crossing point by category.
    #[must_use]
    pub fn totals_by_category<'p>(
        &self,
        profile: &'p Profile,
        point: usize,
    ) -> BTreeMap<&'p str, Totals> {
        let mut by: BTreeMap<&str, Totals> = BTreeMap::new();
        for finding in &self.findings[point].findings {
            let requirement = profile.requirement(finding.requirement);
            by.entry(&requirement.category).or_default().add(
                requirement.severity,
                finding.verdict,
                finding.follows.is_some(),
            );
        }
        by
    }
}

/// Looks at what a finding reads; told too is whether it is about a position that is missing.
fn looking<T>(
    reader: &Reader<'_>,
    site: &Site,
    finding: &Finding,
    look: impl FnOnce(&Eval<'_>, bool) -> T,
) -> T {
    let requirement = reader.profile.requirement(finding.requirement);
    let kinds = requirement::position_kinds(site, requirement.place.positions);
    let mut eval = Eval::new(reader, site, requirement, &kinds);
    eval.place = finding.position.map_or(Place::CrossingPoint, Place::Position);
    let places = requirement::places(&eval);
    let missing = places.iter().any(|(place, _)| place.is_none());
    eval.shared_only = places.iter().any(|&(_, shared_only)| shared_only);
    look(&eval, missing)
}

/// What could still decide a finding, best first.
fn open_questions(reader: &Reader<'_>, site: &Site, finding: &Finding) -> Vec<Question> {
    match finding.verdict {
        Verdict::NotAssessed => looking(reader, site, finding, undecided),
        _ => Vec::new(),
    }
}

fn undecided(eval: &Eval<'_>, missing: bool) -> Vec<Question> {
    if missing { questions::of_missing(eval) } else { questions::of_finding(eval) }
}

fn explain(reader: &Reader<'_>, site: &Site, finding: &Finding) -> Explanation {
    looking(reader, site, finding, |eval, missing| explained(eval, finding, missing))
}

fn explained(eval: &Eval<'_>, finding: &Finding, missing: bool) -> Explanation {
    let mut rests_on = Vec::new();
    let mut evidence: Option<Evidence> = None;
    let mut confidence: Option<Option<Confidence>> = None;
    reads::of_finding(eval, &mut |read| {
        rests_on.extend(read.values.iter().map(|e| e.observation));
        if read.bears && !read.values.is_empty() {
            let strongest = facts::strongest(read.values);
            evidence = Some(evidence.map_or(strongest, |weakest| weakest.min(strongest)));
            let values = read.values.iter().map(|e| (e.evidence, e.visit));
            let of_fact = Confidence::of(values, eval.reader.as_of);
            confidence = Some(confidence.map_or(of_fact, |least| least.min(of_fact)));
        }
    });
    if let (Verdict::Met, SetAside::ByTwo(one, two)) = (finding.verdict, finding.equivalent) {
        rests_on.extend([one, two]);
    }
    rests_on.sort_unstable();
    rests_on.dedup();
    let questions = match finding.verdict {
        Verdict::NotAssessed => undecided(eval, missing),
        _ => Vec::new(),
    };
    Explanation {
        reason: reason::sentence(eval, finding, missing),
        evidence,
        confidence: confidence.flatten(),
        rests_on,
        questions,
    }
}
