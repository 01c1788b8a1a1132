//! The plan as JSON: `borderfit.plan/1`. Amounts are decimal strings; an end without bound is null.

use serde::Serialize;

use crate::report::json::{ProfileHead, SurveyHead, pretty};

use super::amounts::exact;
use super::{PlanView, state_code};
use crate::model::{Interval, Verdict};
use crate::plan::cost::{Sum, Total};
use crate::plan::{Feasibility, Line, Money, Outcome};
use crate::report::gaps::asked_columns;
use crate::standard::Severity;

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    survey: SurveyHead<'a>,
    profile: ProfileHead<'a>,
    as_of: String,
    currency: Option<&'a str>,
    prices: Option<&'a str>,
    horizon: Option<u32>,
    rate: Option<String>,
    budget: Option<String>,
    option: Option<&'static str>,
    rights: Vec<AlertJson<'a>>,
    lines: Vec<LineJson<'a>>,
    without_remedy: Vec<PlaceJson<'a>>,
    options: Vec<OptionJson>,
    totals: SumJson,
}

#[derive(Serialize)]
struct AlertJson<'a> {
    crossing_point: &'a str,
    position: Option<&'a str>,
    requirement: &'a str,
    title: &'a str,
    verdict: &'static str,
    phase: u8,
    action: &'static str,
}

#[derive(Serialize)]
struct PlaceJson<'a> {
    crossing_point: &'a str,
    position: Option<&'a str>,
    requirement: &'a str,
}

#[derive(Serialize)]
struct ClosedJson<'a> {
    requirement: &'a str,
    position: Option<&'a str>,
}

#[derive(Serialize)]
struct LineJson<'a> {
    crossing_point: &'a str,
    position: Option<&'a str>,
    remedy: &'a str,
    title: &'a str,
    unit: &'a str,
    action: &'static str,
    units: Range,
    closes: Vec<ClosedJson<'a>>,
    severity: &'static str,
    feasibility: &'static str,
    needs: Vec<NeedJson<'a>>,
    first: Vec<&'a str>,
    before: Vec<&'a str>,
    instead: &'a [String],
    phase: u8,
    lead_time_weeks: Option<String>,
    options: Vec<&'static str>,
    costed: bool,
    capex: Option<Amounts>,
    running_per_year: Option<Amounts>,
    lifetime_years: Option<u32>,
    total: Option<TotalJson>,
}

#[derive(Serialize)]
struct NeedJson<'a> {
    title: &'a str,
    factor: &'a str,
    state: &'static str,
    if_missing: &'static str,
    soft: bool,
    enabling: Option<&'a str>,
    open_questions: Vec<QuestionJson>,
}

#[derive(Serialize)]
struct QuestionJson {
    crossing_point: String,
    position: String,
    item: String,
    attribute: String,
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
struct Amounts {
    low: String,
    high: Option<String>,
}

impl From<&Money> for Amounts {
    fn from(money: &Money) -> Self {
        Self { low: exact(&money.low), high: money.high.as_ref().map(exact) }
    }
}

#[derive(Serialize)]
struct TotalJson {
    nominal: Amounts,
    discounted: Amounts,
}

impl From<&Total> for TotalJson {
    fn from(total: &Total) -> Self {
        Self { nominal: (&total.nominal).into(), discounted: (&total.discounted).into() }
    }
}

#[derive(Serialize)]
struct SumJson {
    costed: usize,
    lines: usize,
    capex: Option<Amounts>,
    running_per_year: Option<Amounts>,
    total: Option<TotalJson>,
}

impl From<&Sum> for SumJson {
    fn from(sum: &Sum) -> Self {
        let some = sum.costed > 0;
        Self {
            costed: sum.costed,
            lines: sum.lines,
            capex: some.then(|| (&sum.capital).into()),
            running_per_year: some.then(|| (&sum.running).into()),
            total: sum.total.as_ref().map(TotalJson::from),
        }
    }
}

#[derive(Serialize)]
struct Counts {
    critical: u64,
    major: u64,
    minor: u64,
}

impl From<[u64; 3]> for Counts {
    fn from([critical, major, minor]: [u64; 3]) -> Self {
        Self { critical, major, minor }
    }
}

#[derive(Serialize)]
struct OptionJson {
    option: &'static str,
    closes: Counts,
    leaves: Counts,
    totals: SumJson,
    found: Option<FoundJson>,
}

#[derive(Serialize)]
struct FoundJson {
    exact: bool,
    weight: u64,
    spent_at_most: String,
    not_costed: usize,
    undetermined: usize,
    works_not_costed: usize,
}

impl From<&Outcome> for OptionJson {
    fn from(outcome: &Outcome) -> Self {
        Self {
            option: outcome.choice.code(),
            closes: outcome.closed.into(),
            leaves: outcome.left.into(),
            totals: (&outcome.cost).into(),
            found: outcome.found.as_ref().map(|found| FoundJson {
                exact: found.exact,
                weight: found.weight,
                spent_at_most: exact(&found.spent),
                not_costed: found.not_costed,
                undetermined: found.undetermined,
                works_not_costed: found.works_not_costed,
            }),
        }
    }
}

/// The document, indented, with a line feed at its end.
///
/// # Errors
/// When it cannot be written as JSON, which does not happen for these types.
pub fn plan_json(view: &PlanView<'_>) -> Result<String, serde_json::Error> {
    let profile = view.profile;
    let document = Document {
        format: "borderfit.plan/1",
        survey: SurveyHead::of(view.survey),
        profile: ProfileHead::of(profile),
        as_of: view.as_of().to_string(),
        currency: view.prices.map(|p| p.currency.as_str()),
        prices: view.prices.map(|p| p.title.as_str()),
        horizon: view.terms.map(crate::plan::Terms::years),
        rate: view.terms.map(|t| exact(t.rate_percent())),
        budget: view.budget.map(exact),
        option: view.choice.map(crate::plan::Choice::code),
        rights: view
            .plan
            .alerts
            .iter()
            .map(|alert| {
                let (crossing_point, position) = view.place(alert.point, alert.position);
                let requirement = profile.requirement(alert.requirement);
                AlertJson {
                    crossing_point,
                    position,
                    requirement: &requirement.id,
                    title: &requirement.title,
                    verdict: alert.verdict.code(),
                    phase: 0,
                    action: match alert.verdict {
                        Verdict::NotAssessed => "stop-or-show",
                        _ => "stop-or-mend",
                    },
                }
            })
            .collect(),
        lines: view.lines().map(|line| line_json(view, line)).collect(),
        without_remedy: view
            .plan
            .unplanned
            .iter()
            .map(|gap| {
                let (crossing_point, position) = view.place(gap.point, gap.position);
                let requirement = &profile.requirement(gap.requirement).id;
                PlaceJson { crossing_point, position, requirement }
            })
            .collect(),
        options: view.plan.options.iter().map(OptionJson::from).collect(),
        totals: (&crate::plan::cost::sum(view.lines())).into(),
    };
    pretty(&document)
}

fn line_json<'a>(view: &PlanView<'a>, line: &'a Line<'a>) -> LineJson<'a> {
    let (crossing_point, position) = view.place(line.point, line.position);
    let cost = line.cost.as_ref();
    let mut before: Vec<&str> = line.enables.iter().map(|&n| view.plan.bundles[n].remedy).collect();
    before.sort_unstable();
    before.dedup();
    LineJson {
        crossing_point,
        position,
        remedy: line.key,
        title: line.title,
        unit: line.unit,
        action: line.action.code(),
        units: line.units.into(),
        closes: line
            .closes
            .iter()
            .map(|closed| ClosedJson {
                requirement: &view.profile.requirement(closed.requirement).id,
                position: view.place(line.point, closed.position).1,
            })
            .collect(),
        severity: Severity::code(line.severity),
        feasibility: line.feasibility.code(),
        needs: line
            .needs
            .iter()
            .map(|need| NeedJson {
                title: need.title,
                factor: need.factor,
                state: state_code(need.state),
                if_missing: if need.fixable { "fixable" } else { "blocking" },
                soft: need.soft,
                enabling: (!need.enabling.is_empty()).then_some(need.enabling),
                open_questions: need
                    .questions
                    .iter()
                    .map(|question| {
                        let [crossing_point, position, item] =
                            asked_columns(view.assessment, line.point, &question.at);
                        let attribute = question.attribute.clone();
                        QuestionJson { crossing_point, position, item, attribute }
                    })
                    .collect(),
            })
            .collect(),
        first: line.enabling.iter().copied().collect(),
        before,
        instead: if line.feasibility == Feasibility::NotFeasible { line.instead } else { &[] },
        phase: line.phase,
        lead_time_weeks: line.lead_time_weeks.map(exact),
        options: view.options(line),
        costed: cost.is_some(),
        capex: cost.map(|c| (&c.capital).into()),
        running_per_year: cost.map(|c| (&c.running).into()),
        lifetime_years: cost.and_then(|c| c.lifetime_years),
        total: cost.and_then(|c| c.total.as_ref()).map(TotalJson::from),
    }
}
