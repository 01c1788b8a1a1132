//! The plan in every format. Rows first, resolved to codes and words; then text, CSV, JSON,
//! Markdown and workbook, each from the same rows.
//!
//! What is missing of safeguards where capture is in use stands first in each of them, whatever
//! is asked for.

pub(super) mod amounts;
mod json;
mod tables;
mod text;
mod what_if;

use std::collections::BTreeMap;

pub use json::plan_json;
pub use tables::{PLAN_HEADER, plan_csv, plan_markdown, plan_xlsx};
pub(super) use text::instead;
pub use text::plan_text;
pub use what_if::{WhatIfView, what_if_csv, what_if_json, what_if_markdown, what_if_text};

use super::gaps::asked_columns;
use crate::judge::{Assessment, Truth};
use crate::model::{Day, Survey, Verdict};
use crate::plan::{Alert, Choice, Closed, Feasibility, Line, Plan, Terms};
use crate::standard::{Action, PriceList, Profile};
use crate::t;

/// A plan with all that is needed to print it.
#[derive(Clone, Copy, Debug)]
pub struct PlanView<'a> {
    /// The survey.
    pub survey: &'a Survey,
    /// The profile.
    pub profile: &'a Profile,
    /// The findings behind the plan.
    pub assessment: &'a Assessment,
    /// The plan.
    pub plan: &'a Plan<'a>,
    /// The price list, if there is one.
    pub prices: Option<&'a PriceList>,
    /// Years and rate, if there are any.
    pub terms: Option<&'a Terms>,
    /// What there is to spend, if it is limited.
    pub budget: Option<&'a bigdecimal::BigDecimal>,
    /// The option to print; `None` is every line, with the options compared.
    pub choice: Option<Choice>,
}

impl<'a> PlanView<'a> {
    fn as_of(&self) -> Day {
        self.assessment.as_of
    }

    /// The lines of the option asked for; of all of them, if none is.
    fn lines(&self) -> impl Iterator<Item = &'a Line<'a>> {
        let outcome = self.choice.and_then(|choice| self.plan.outcome(choice));
        let all = self.choice.is_none();
        self.plan.lines.iter().filter(move |line| all || outcome.is_some_and(|o| o.takes(line)))
    }

    fn place(&self, point: usize, position: Option<usize>) -> (&'a str, Option<&'a str>) {
        let point = &self.assessment.points[point];
        (&point.code, position.map(|p| point.positions[p].code.as_str()))
    }

    /// Ids of the requirements whose gaps a line helps to close.
    pub(super) fn closes(&self, line: &Line<'_>) -> Vec<&'a str> {
        let requirement = |c: &Closed| self.profile.requirement(c.requirement).id.as_str();
        let mut ids: Vec<&str> = line.closes.iter().map(requirement).collect();
        ids.dedup();
        ids
    }

    /// What people call a remedy or work.
    pub(super) fn title<'k>(&self, key: &'k str) -> &'k str
    where
        'a: 'k,
    {
        let remedy = self.profile.remedies.get(key).map(|r| r.title.as_str());
        remedy.or(self.profile.enabling.get(key).map(String::as_str)).unwrap_or(key)
    }

    /// The works that come before a line, in words.
    pub(super) fn first(&self, line: &Line<'a>) -> Vec<&'a str> {
        line.enabling.iter().map(|key| self.title(key)).collect()
    }

    /// What is to be found out before a line is determined: the need, and where to ask what.
    pub(super) fn open(&self, line: &Line<'a>) -> Vec<String> {
        let open = line.needs.iter().filter(|n| n.is_open());
        open.map(|need| {
            let asked: Vec<String> =
                need.questions.iter().map(|q| self.question(line.point, q)).collect();
            if asked.is_empty() {
                need.title.to_owned()
            } else {
                format!("{} ({})", need.title, asked.join(", "))
            }
        })
        .collect()
    }

    fn question(&self, point: usize, question: &crate::judge::Question) -> String {
        let columns = asked_columns(self.assessment, point, &question.at);
        let vocabulary = &self.profile.vocabulary;
        let label = vocabulary.find(&question.attribute).map_or_else(
            || question.attribute.clone(),
            |id| vocabulary.attribute(id).label.clone(),
        );
        let place = columns[1..].iter().filter(|c| !c.is_empty()).cloned().collect::<Vec<_>>();
        if place.is_empty() {
            label
        } else {
            t!("{label} at {place}", label, place = place.join("/"))
        }
    }

    /// What rules a line out.
    pub(super) fn against(&self, line: &Line<'a>) -> Vec<&'a str> {
        line.needs.iter().filter(|n| n.blocks()).map(|n| n.title).collect()
    }

    /// Codes of the options that take a line.
    fn options(&self, line: &Line<'_>) -> Vec<&'static str> {
        let taking = self.plan.options.iter().filter(|o| o.takes(line));
        taking.map(|o| o.choice.code()).collect()
    }

    /// What an alert says to do.
    pub(super) fn alert(&self, alert: &Alert) -> String {
        let requirement = self.profile.requirement(alert.requirement);
        let state = match alert.verdict {
            Verdict::NotAssessed => t!("not shown; show it now, or stop"),
            Verdict::PartlyMet => t!("partly met; stop, or mend it now"),
            _ => t!("not met; stop, or mend it now"),
        };
        let (id, title) = (&requirement.id, &requirement.title);
        t!("{id} {title}: {state}", id, title, state)
    }

    /// How many lines stand for each outcome.
    fn by_feasibility(&self) -> BTreeMap<Feasibility, usize> {
        let mut counts = BTreeMap::new();
        for line in self.lines() {
            *counts.entry(line.feasibility).or_default() += 1;
        }
        counts
    }
}

/// What a phase is for.
#[must_use]
pub fn phase_words(phase: u8) -> &'static str {
    match phase {
        0 => t!("stop or mitigate now"),
        1 => t!("repair, tools, training"),
        2 => t!("links, readers, systems"),
        _ => t!("biometrics, gates, works"),
    }
}

/// Whether a remedy can be used, in words.
#[must_use]
pub fn feasibility_words(feasibility: Feasibility) -> &'static str {
    match feasibility {
        Feasibility::Now => t!("feasible now"),
        Feasibility::WithPreparation => t!("feasible after preparation"),
        Feasibility::Undetermined => t!("cannot be determined yet"),
        Feasibility::NotFeasible => t!("not feasible"),
    }
}

/// What is done, in words.
#[must_use]
pub fn action_words(action: Action) -> &'static str {
    match action {
        Action::Repair => t!("repair"),
        Action::Install => t!("install"),
        Action::Update => t!("update"),
        Action::Buy => t!("get"),
        Action::Enable => t!("prepare"),
    }
}

/// An option in words.
#[must_use]
pub fn choice_words(choice: Choice) -> &'static str {
    match choice {
        Choice::DoNothing => t!("do nothing"),
        Choice::CriticalOnly => t!("critical only"),
        Choice::AllGaps => t!("all gaps"),
        Choice::WithinBudget => t!("within budget"),
    }
}

fn state_code(state: Truth) -> &'static str {
    match state {
        Truth::No => "no",
        Truth::Open => "open",
        Truth::Yes => "yes",
    }
}
