//! The gap table as JSON: `borderfit.gaps/1`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::disputes::disputes;
use super::gaps::{GapTable, Line};
use crate::judge::Totals;
use crate::model::{Day, Interval, Survey, Verdict};
use crate::standard::{Profile, Severity};

#[derive(Serialize)]
struct Gaps<'a> {
    format: &'static str,
    survey: SurveyHead<'a>,
    profile: ProfileHead<'a>,
    as_of: String,
    findings: Vec<FindingJson<'a>>,
    disputes: Vec<DisputeJson>,
    totals: TotalsJson,
}

/// What people said differently and nobody has decided.
#[derive(Serialize)]
struct DisputeJson {
    crossing_point: String,
    position: Option<String>,
    item: Option<String>,
    attribute: String,
    kept: bool,
}

/// Which survey a document is of.
#[derive(Serialize)]
pub(super) struct SurveyHead<'a> {
    id: String,
    title: &'a str,
}

impl<'a> SurveyHead<'a> {
    pub(super) fn of(survey: &'a Survey) -> Self {
        Self { id: survey.id().to_string(), title: survey.title() }
    }
}

/// By which profile a document judges.
#[derive(Serialize)]
pub(super) struct ProfileHead<'a> {
    id: &'a str,
    version: &'a str,
    sha256: &'a str,
    status: &'a str,
}

impl<'a> ProfileHead<'a> {
    pub(super) fn of(profile: &'a Profile) -> Self {
        Self {
            id: &profile.id,
            version: &profile.version,
            sha256: &profile.sha256,
            status: profile.status.code(),
        }
    }
}

#[derive(Serialize)]
struct FindingJson<'a> {
    requirement: &'a str,
    crossing_point: &'a str,
    position: Option<&'a str>,
    category: &'a str,
    severity: &'a str,
    verdict: &'a str,
    needed: Option<Range>,
    conforming: Option<Range>,
    shortfall: Option<Range>,
    failing: Option<Range>,
    undecided: Option<&'a str>,
    follows: Option<&'a str>,
    set_aside_by: Option<&'a str>,
    equivalent_by: &'a [String],
    expired: Option<&'a str>,
    evidence: Option<&'a str>,
    reason: &'a str,
    rests_on: Vec<String>,
    open_questions: Vec<QuestionJson<'a>>,
    basis: &'a str,
    cites: Vec<CiteJson<'a>>,
}

#[derive(Serialize)]
struct Range {
    min: u64,
    max: Option<u64>,
}

impl From<Interval> for Range {
    fn from(interval: Interval) -> Self {
        Self { min: interval.min, max: interval.max }
    }
}

#[derive(Serialize)]
struct QuestionJson<'a> {
    crossing_point: &'a str,
    position: &'a str,
    item: &'a str,
    attribute: &'a str,
}

#[derive(Serialize)]
struct CiteJson<'a> {
    source: &'a str,
    clause: &'a str,
}

#[derive(Serialize)]
struct TotalsJson {
    all: GroupJson,
    by_crossing_point: BTreeMap<String, GroupJson>,
    by_category: BTreeMap<String, GroupJson>,
}

#[derive(Serialize)]
struct GroupJson {
    met: u64,
    #[serde(rename = "partly-met")]
    partly_met: u64,
    #[serde(rename = "not-met")]
    not_met: u64,
    #[serde(rename = "not-assessed")]
    not_assessed: u64,
    #[serde(rename = "not-applicable")]
    not_applicable: u64,
    applicable: u64,
    coverage: CoverageJson,
    met_range: MetRangeJson,
    gaps_that_follow: u64,
    by_severity: BTreeMap<&'static str, BTreeMap<&'static str, u64>>,
}

#[derive(Serialize)]
struct CoverageJson {
    decided: u64,
    applicable: u64,
}

#[derive(Serialize)]
struct MetRangeJson {
    low: u64,
    high: u64,
    of: u64,
}

/// The document, indented, with a line feed at its end.
///
/// # Errors
/// When it cannot be written as JSON, which does not happen for these types.
pub fn gaps(
    survey: &Survey,
    table: &GapTable<'_>,
    as_of: Day,
) -> Result<String, serde_json::Error> {
    let profile = table.profile;
    let mut by_category: BTreeMap<String, Totals> = BTreeMap::new();
    for point in &table.points {
        for (category, totals) in &point.by_category {
            by_category.entry((*category).to_owned()).or_default().merge(totals);
        }
    }
    let document = Gaps {
        format: "borderfit.gaps/1",
        survey: SurveyHead::of(survey),
        profile: ProfileHead::of(profile),
        as_of: as_of.to_string(),
        findings: table.points.iter().flat_map(|p| &p.lines).map(finding).collect(),
        disputes: disputes(survey, profile)
            .into_iter()
            .map(|d| {
                let [crossing_point, position, item] = survey.path(d.subject).to_columns();
                let some = |code: String| (!code.is_empty()).then_some(code);
                DisputeJson {
                    crossing_point,
                    position: some(position),
                    item: some(item),
                    kept: !d.is_open(),
                    attribute: d.attribute,
                }
            })
            .collect(),
        totals: TotalsJson {
            all: group(&table.totals),
            by_crossing_point: table
                .points
                .iter()
                .map(|p| (p.code.clone(), group(&p.totals)))
                .collect(),
            by_category: by_category.iter().map(|(k, t)| (k.clone(), group(t))).collect(),
        },
    };
    pretty(&document)
}

/// One JSON document as every command prints it.
///
/// # Errors
/// When a value cannot be written as JSON.
pub fn pretty(document: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(document)?;
    text.push('\n');
    Ok(text)
}

fn finding<'a>(line: &'a Line<'_>) -> FindingJson<'a> {
    let requirement = line.requirement;
    FindingJson {
        requirement: &requirement.id,
        crossing_point: &line.crossing_point,
        position: line.position.as_deref(),
        category: &requirement.category,
        severity: requirement.severity.code(),
        verdict: line.verdict.code(),
        needed: line.needed.map(Range::from),
        conforming: line.conforming.map(Range::from),
        shortfall: line.shortfall.map(Range::from),
        failing: line.failing.map(Range::from),
        undecided: line.undecided,
        follows: line.follows,
        set_aside_by: line.set_aside_by.as_deref(),
        equivalent_by: &line.equivalent_by,
        expired: line.expired.as_deref(),
        evidence: line.evidence.map(crate::model::Evidence::code),
        reason: &line.reason,
        rests_on: line.rests_on.iter().map(ToString::to_string).collect(),
        open_questions: line
            .open_questions
            .iter()
            .map(|[crossing_point, position, item, attribute]| QuestionJson {
                crossing_point,
                position,
                item,
                attribute,
            })
            .collect(),
        basis: requirement.basis.code(),
        cites: requirement
            .cites
            .iter()
            .map(|c| CiteJson { source: &c.source, clause: &c.clause })
            .collect(),
    }
}

fn group(totals: &Totals) -> GroupJson {
    let (coverage, range) = (totals.coverage(), totals.met_range());
    let severities = [Severity::Critical, Severity::Major, Severity::Minor];
    GroupJson {
        met: totals.count(Verdict::Met),
        partly_met: totals.count(Verdict::PartlyMet),
        not_met: totals.count(Verdict::NotMet),
        not_assessed: totals.count(Verdict::NotAssessed),
        not_applicable: totals.count(Verdict::NotApplicable),
        applicable: totals.applicable(),
        coverage: CoverageJson { decided: coverage.decided, applicable: coverage.applicable },
        met_range: MetRangeJson { low: range.low, high: range.high, of: range.of },
        gaps_that_follow: totals.following,
        by_severity: severities
            .into_iter()
            .map(|s| {
                let counts = Verdict::ALL.into_iter().map(|v| (v.code(), totals.of_severity(s, v)));
                (s.code(), counts.collect())
            })
            .collect(),
    }
}
