//! Gaps become lines: what to repair, install, update, buy at each place, and the works that must
//! come first.
//!
//! One purchase closes many gaps: at one place the units of a remedy are the largest shortfall
//! among the gaps that name it, not the sum. What is there is mended before more is bought.

use std::collections::{BTreeMap, BTreeSet};

use super::cost::Cost;
use super::feasible::{self, Feasibility, NeedState};
use super::gate::Gate;
use super::{Bundle, Plan, Unplanned};
use crate::judge::{Assessment, Finding, Mendable, SiteFacts};
use crate::model::Interval;
use crate::standard::{Action, Profile, Remedy, RequirementId, Severity};

/// A gap that a line helps to close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Closed {
    /// The requirement.
    pub requirement: RequirementId,
    /// Index of the position, if it is judged there.
    pub position: Option<usize>,
    /// How much it matters.
    pub severity: Severity,
}

/// One line of a plan.
#[derive(Clone, Debug)]
pub struct Line<'p> {
    /// Index of the crossing point.
    pub point: usize,
    /// Index of the position, if the gaps are judged there.
    pub position: Option<usize>,
    /// Key of the remedy or work.
    pub key: &'p str,
    /// What people read.
    pub title: &'p str,
    /// What is bought or done; may be empty.
    pub unit: &'p str,
    /// What is done.
    pub action: Action,
    /// How many.
    pub units: Interval,
    /// The gaps that it helps to close; none for works that come first.
    pub closes: Vec<Closed>,
    /// The worst severity among the gaps behind it.
    pub severity: Severity,
    /// Whether it is feasible here.
    pub feasibility: Feasibility,
    /// How its needs stand.
    pub needs: Vec<NeedState<'p>>,
    /// Works that come first, by key.
    pub enabling: BTreeSet<&'p str>,
    /// What to do where it is not feasible.
    pub instead: &'p [String],
    /// 0 to 3.
    pub phase: u8,
    /// Weeks until it is there, where known.
    pub lead_time_weeks: Option<&'p bigdecimal::BigDecimal>,
    /// Index of its bundle; `None` for works that come first.
    pub bundle: Option<usize>,
    /// The bundles that wait for it, by index; none for lines of a bundle.
    pub enables: BTreeSet<usize>,
    /// What it costs; `None` is not costed.
    pub cost: Option<Cost>,
}

/// The gaps at one place that name one remedy.
struct Group<'a, 'p> {
    remedy: &'p Remedy,
    findings: Vec<&'a Finding>,
}

/// Adds the lines of one crossing point.
pub(super) fn of_point<'p>(
    profile: &'p Profile,
    assessment: &Assessment,
    point: usize,
    site: &SiteFacts<'_, '_>,
    gate: &Gate<'p>,
    plan: &mut Plan<'p>,
) {
    let mut groups: BTreeMap<(&str, Option<usize>), Group<'_, 'p>> = BTreeMap::new();
    for finding in assessment.findings[point].findings.iter().filter(|f| f.verdict.is_gap()) {
        let requirement = profile.requirement(finding.requirement);
        match profile.remedies.get(&requirement.remedy) {
            Some(remedy) => groups
                .entry((&remedy.key, finding.position))
                .or_insert_with(|| Group { remedy, findings: Vec::new() })
                .findings
                .push(finding),
            None => plan.unplanned.push(Unplanned {
                point,
                position: finding.position,
                requirement: finding.requirement,
                severity: requirement.severity,
            }),
        }
    }
    let first = plan.bundles.len();
    for ((_, position), group) in &groups {
        bundle(profile, point, *position, group, site, gate, plan);
    }
    works(profile, point, first, site, gate, plan);
}

fn bundle<'p>(
    profile: &'p Profile,
    point: usize,
    position: Option<usize>,
    group: &Group<'_, 'p>,
    site: &SiteFacts<'_, '_>,
    gate: &Gate<'p>,
    plan: &mut Plan<'p>,
) {
    let remedy = group.remedy;
    let requirements: Vec<_> =
        group.findings.iter().map(|f| profile.requirement(f.requirement)).collect();
    let mut needs = feasible::needs(site, remedy, &requirements, position);
    needs.extend(gate.needs(remedy, position));
    let feasibility = feasible::outcome(&needs);
    let enabling = match feasibility {
        Feasibility::WithPreparation => feasible::enabling(&needs),
        _ => BTreeSet::new(),
    };
    let severity = requirements.iter().map(|r| r.severity).min().unwrap_or(Severity::Minor);
    let closes: Vec<Closed> = group
        .findings
        .iter()
        .map(|f| Closed {
            requirement: f.requirement,
            position: f.position,
            severity: profile.requirement(f.requirement).severity,
        })
        .collect();
    let units = largest(group.findings.iter().filter_map(|f| f.shortfall));
    let at = plan.bundles.len();
    plan.bundles.push(Bundle {
        point,
        position,
        remedy: &remedy.key,
        closes: closes.clone(),
        severity,
        units,
        feasibility,
        enabling: enabling.clone(),
    });
    for (action, units) in actions(site, &group.findings, units) {
        plan.lines.push(Line {
            point,
            position,
            key: &remedy.key,
            title: &remedy.title,
            unit: &remedy.unit,
            action,
            units,
            closes: closes.clone(),
            severity,
            feasibility,
            needs: needs.clone(),
            enabling: enabling.clone(),
            instead: &remedy.instead,
            phase: phase(remedy, action),
            lead_time_weeks: remedy.lead_time_weeks.as_ref(),
            bundle: Some(at),
            enables: BTreeSet::new(),
            cost: None,
        });
    }
}

/// Mending is quick, but what captures biometrics waits for its phase whatever is done.
fn phase(remedy: &Remedy, action: Action) -> u8 {
    match action {
        Action::Repair | Action::Update if !remedy.captures_biometrics => remedy.phase.min(1),
        _ => remedy.phase,
    }
}

/// The largest of several shortfalls, each end by itself.
fn largest(shortfalls: impl Iterator<Item = Interval>) -> Interval {
    shortfalls
        .reduce(|a, b| Interval {
            min: a.min.max(b.min),
            max: a.max.zip(b.max).map(|(a, b)| a.max(b)),
        })
        .unwrap_or(Interval::exactly(1))
}

/// What to do for so many units: mend first, up to what is missing, then buy the rest.
fn actions(
    site: &SiteFacts<'_, '_>,
    findings: &[&Finding],
    units: Interval,
) -> Vec<(Action, Interval)> {
    // What fails a rule for every device is not mended by making more of them work.
    let missing = |f: &&Finding| {
        let counts = f.counts?;
        let (needed, conforming) = (counts.needed, counts.conforming);
        let max = needed.max.map(|n| n.saturating_sub(conforming.min));
        let min = conforming.max.map_or(0, |c| needed.min.saturating_sub(c));
        Some(Interval { min, max })
    };
    let missing = largest(findings.iter().filter_map(missing));
    let mut items: BTreeMap<(Option<usize>, usize), Mendable> = BTreeMap::new();
    for finding in findings {
        for item in site.mendable(finding.requirement, finding.position) {
            items.entry(item.item).or_insert(item);
        }
    }
    let (mut left, mut mended) = (missing, Interval::ZERO);
    let mut lines = Vec::new();
    for action in [Action::Repair, Action::Install, Action::Update] {
        let there = items
            .values()
            .filter(|item| item.action == action)
            .fold(Interval::ZERO, |sum, item| sum + item.count);
        let done = Interval {
            min: there.min.min(left.min),
            max: match (there.max, left.max) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
        };
        if done.max == Some(0) {
            continue;
        }
        lines.push((action, done));
        mended = mended + done;
        left = less(left, done);
    }
    let rest = less(units, mended);
    if rest.max != Some(0) {
        lines.push((Action::Buy, rest));
    }
    lines
}

/// What is left of a count after another, as surely as both are known.
fn less(from: Interval, taken: Interval) -> Interval {
    Interval {
        min: taken.max.map_or(0, |t| from.min.saturating_sub(t)),
        max: from.max.map(|f| f.saturating_sub(taken.min)),
    }
}

/// Adds the works that bundles from `first` on wait for: each once, however many ask for it, and
/// what these works wait for in turn. One that is planned for a gap of its own is there already.
fn works<'p>(
    profile: &'p Profile,
    point: usize,
    first: usize,
    site: &SiteFacts<'_, '_>,
    gate: &Gate<'p>,
    plan: &mut Plan<'p>,
) {
    let mut wanted: BTreeMap<&'p str, BTreeSet<usize>> = BTreeMap::new();
    let mut todo: Vec<(&'p str, usize)> = Vec::new();
    for (n, bundle) in plan.bundles.iter().enumerate().skip(first) {
        todo.extend(bundle.enabling.iter().map(|&key| (key, n)));
    }
    let planned: BTreeSet<&str> = plan.bundles[first..].iter().map(|b| b.remedy).collect();
    let mut states: BTreeMap<&'p str, (Feasibility, Vec<NeedState<'p>>)> = BTreeMap::new();
    while let Some((key, bundle)) = todo.pop() {
        if planned.contains(key) || !wanted.entry(key).or_default().insert(bundle) {
            continue;
        }
        let Some(remedy) = profile.remedies.get(key) else { continue };
        let (feasibility, needs) = states.entry(key).or_insert_with(|| {
            let mut needs = feasible::needs(site, remedy, &[], None);
            needs.extend(gate.needs(remedy, None));
            (feasible::outcome(&needs), needs)
        });
        if *feasibility == Feasibility::WithPreparation {
            todo.extend(feasible::enabling(needs).into_iter().map(|key| (key, bundle)));
        }
    }
    for (key, enables) in wanted {
        let behind = || enables.iter().map(|&n| &plan.bundles[n]);
        let severity = behind().map(|b| b.severity).min().unwrap_or(Severity::Minor);
        let before = behind()
            .filter_map(|b| profile.remedies.get(b.remedy))
            .map(|r| r.phase)
            .min()
            .unwrap_or(0);
        let remedy = profile.remedies.get(key);
        let (feasibility, needs) = states.remove(key).unwrap_or((Feasibility::Now, Vec::new()));
        let enabling = match feasibility {
            Feasibility::WithPreparation => feasible::enabling(&needs),
            _ => BTreeSet::new(),
        };
        let title = remedy.map(|r| r.title.as_str());
        let named = profile.enabling.get(key).map(String::as_str);
        plan.lines.push(Line {
            point,
            position: None,
            key,
            title: title.or(named).unwrap_or(key),
            unit: remedy.map_or("", |r| &r.unit),
            action: Action::Enable,
            units: Interval::exactly(1),
            closes: Vec::new(),
            severity,
            feasibility,
            needs,
            enabling,
            instead: remedy.map_or(&[], |r| &r.instead),
            phase: remedy.map_or(before, |r| r.phase.min(before)),
            lead_time_weeks: remedy.and_then(|r| r.lead_time_weeks.as_ref()),
            bundle: None,
            enables,
            cost: None,
        });
    }
}

/// Orders lines by phase, severity, then id; works stand before what waits for them in their
/// phase.
pub(super) fn sort(plan: &mut Plan<'_>, assessment: &Assessment) {
    let mut lines = std::mem::take(&mut plan.lines);
    lines.sort_by_cached_key(|line| (line.phase, line.severity, line.id(assessment), line.action));
    plan.lines = lines;
}

impl Line<'_> {
    /// Crossing point, position and remedy in one: `QV-A01/entry:full-page-reader`.
    #[must_use]
    pub fn id(&self, assessment: &Assessment) -> String {
        format!("{}:{}", self.place(assessment), self.key)
    }

    /// Code of the crossing point, with that of the position if there is one.
    #[must_use]
    pub fn place(&self, assessment: &Assessment) -> String {
        assessment.place(self.point, self.position)
    }
}
