//! Feasibility and options, costs and phasing, risks and recommendations: the plan in chapters.

use std::collections::{BTreeMap, BTreeSet};

use bigdecimal::BigDecimal;

use super::number::per_mille;
use super::{Context, factor_words, listed, table_or, texts};
use crate::judge::Truth;
use crate::plan::{Feasibility, Line, cost};
use crate::report::document::{Chart, ChartBar, Column, Document, Heading, Row, Table};
use crate::report::plan::amounts::{range, rounded};
use crate::report::plan::{action_words, choice_words, feasibility_words, instead, phase_words};
use crate::standard::{Action, Severity};
use crate::{counted, t};

/// Rows of a chart; more would not be read.
const SHOWN: usize = 30;

pub(super) fn feasibility(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "feasibility", t!("Feasibility and options")).on_new_page());
    document.paragraph(t!(
        "A measure is feasible where what it needs is there, or can be prepared first. Where \
         something that decides is not known, it says so; it is never taken as there."
    ));
    let view = context.view();
    let columns = vec![
        Column::narrow(t!("Place")),
        Column::new(t!("Measure")).weight(3),
        Column::narrow(t!("Outcome")).min_width(24),
        Column::new(t!("Stands against it, or is not known")).weight(4),
        Column::new(t!("Comes first")).weight(3),
        Column::narrow(t!("Weeks")),
        Column::new(t!("Owner")),
    ];
    let mut table = Table::new("T9", t!("Feasibility"), columns).landscape();
    for line in &context.plan.lines {
        let against = view.against(line).into_iter().map(|title| t!("lacks {title}", title));
        let open = view.open(line).into_iter().map(|open| t!("not known: {open}", open));
        let instead = match line.feasibility {
            Feasibility::NotFeasible if !line.instead.is_empty() => Some(instead(line)),
            _ => None,
        };
        let against: Vec<String> = against.chain(open).chain(instead).collect();
        let weeks = line.lead_time_weeks.map_or_else(String::new, rounded);
        table.rows.push(
            texts([
                line.place(context.assessment),
                measure(line),
                feasibility_words(line.feasibility).to_owned(),
                listed(&against),
                view.first(line).join(t!("; ")),
                weeks,
                // For the team to fill in.
                String::new(),
            ])
            .with_id(line.id(context.assessment)),
        );
    }
    table_or(document, table, t!("the profile names no remedy for what was found."));
    without(context, document);
    options(context, document);
}

/// The gaps for which the profile names no remedy: nothing else in the plan tells of them.
fn without(context: &Context<'_>, document: &mut Document) {
    let columns = vec![
        Column::narrow(t!("Id")),
        Column::narrow(t!("Severity")),
        Column::new(t!("Requirement")).weight(3),
        Column::new(t!("Gaps at")).weight(3),
    ];
    let mut by: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for gap in &context.plan.unplanned {
        let place = context.assessment.place(gap.point, gap.position);
        by.entry(gap.requirement).or_default().insert(place);
    }
    let caption = t!("Gaps for which the profile names no remedy");
    let mut table = Table::new("T9c", caption, columns).landscape();
    for (requirement, places) in by {
        let requirement = context.profile.requirement(requirement);
        table.rows.push(
            texts([
                requirement.id.clone(),
                requirement.severity.word().to_owned(),
                requirement.title.clone(),
                places.into_iter().collect::<Vec<_>>().join(", "),
            ])
            .with_id(requirement.id.clone()),
        );
    }
    table_or(document, table, t!("the profile names a remedy for every gap that was found."));
}

fn options(context: &Context<'_>, document: &mut Document) {
    let columns = vec![
        Column::new(t!("Option")).weight(2),
        Column::number(t!("Gaps closed")),
        Column::number(t!("Critical closed")),
        Column::number(t!("Gaps left")),
        Column::number(t!("Critical left")),
        Column::new(t!("To buy and install")).weight(2),
        Column::new(t!("A year to run")).weight(2),
    ];
    let mut table = Table::new("T9b", t!("Options compared"), columns).landscape();
    for option in &context.plan.options {
        let sum: fn(&[u64; 3]) -> u64 = |counts| counts.iter().sum();
        let money = |amount: &cost::Money| match option.cost.costed {
            _ if option.cost.lines == 0 => t!("nothing").to_owned(),
            0 => t!("not costed").to_owned(),
            n => t!(
                "{amount} ({n} of {lines} costed)",
                amount = range(amount),
                n,
                lines = option.cost.lines,
            ),
        };
        table.rows.push(texts([
            choice_words(option.choice).to_owned(),
            sum(&option.closed).to_string(),
            option.closed[0].to_string(),
            sum(&option.left).to_string(),
            option.left[0].to_string(),
            money(&option.cost.capital),
            money(&option.cost.running),
        ]));
    }
    table_or(document, table, t!("there is nothing to choose from."));
}

/// What is done with what, and how many.
fn measure(line: &Line<'_>) -> String {
    t!(
        "{action} {title} ({count})",
        action = action_words(line.action),
        title = line.title,
        count = line.units,
    )
}

pub(super) fn costs(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "costs", t!("Costs and phasing")).on_new_page());
    let Some(prices) = &context.options.prices else {
        document.paragraph(t!(
            "No prices were given, so nothing is costed here: a measure without a price is never \
             taken to cost nothing."
        ));
        phases(context, document);
        return;
    };
    let sum = cost::sum(&context.plan.lines);
    document.paragraph(t!(
        "{costed} of {measures} are costed, by the price list \"{prices}\" in {currency}: {capital} \
         to buy and install, {running} a year to run. What is not costed adds to that.",
        costed = sum.costed,
        measures = counted!(sum.lines, "{n} measure", "{n} measures"),
        prices = prices.title,
        currency = prices.currency,
        capital = range(&sum.capital),
        running = range(&sum.running),
    ));
    let columns = vec![
        Column::number(t!("No.")),
        Column::narrow(t!("Place")),
        Column::new(t!("Measure")).weight(3),
        Column::new(t!("Closes")).weight(2),
        Column::number(t!("Units")),
        Column::number(t!("Unit price")).min_width(19),
        Column::number(t!("Buy and install")).min_width(21),
        Column::number(t!("A year")).min_width(19),
        Column::number(t!("Life, years")),
        Column::number(t!("Total over the years")).min_width(19),
        Column::new(t!("Price of")).weight(2),
        Column::narrow(t!("Status")),
    ];
    let caption = t!("Costs in {currency}", currency = prices.currency);
    let mut table = Table::new("T10", caption, columns).landscape();
    let view = context.view();
    for (n, line) in (1..).zip(&context.plan.lines) {
        let closes = view.closes(line);
        let price = prices.price(line.key, line.action);
        let none = || t!("not costed").to_owned();
        let unit = price.map_or_else(none, |price| {
            range(&cost::Money { low: price.unit.low.clone(), high: Some(price.unit.high.clone()) })
        });
        let of = |money: fn(&cost::Cost) -> &cost::Money| {
            line.cost.as_ref().map_or_else(none, |cost| range(money(cost)))
        };
        let life = line.cost.as_ref().and_then(|cost| cost.lifetime_years);
        let total = line.cost.as_ref().and_then(|cost| cost.total.as_ref());
        table.rows.push(
            texts([
                n.to_string(),
                line.place(context.assessment),
                measure(line),
                closes.join(", "),
                line.units.to_string(),
                unit,
                of(|cost| &cost.capital),
                of(|cost| &cost.running),
                life.map_or_else(String::new, |years| years.to_string()),
                total.map_or_else(String::new, |total| range(&total.discounted)),
                price.map_or_else(String::new, |p| format!("{}, {}", p.date, p.source)),
                if line.cost.is_some() { t!("costed") } else { t!("not costed") }.to_owned(),
            ])
            .with_id(line.id(context.assessment)),
        );
    }
    table_or(document, table, t!("there is no measure to cost."));
    if let Some(chart) = cost_ranges(context) {
        document.push(chart);
    }
    phases(context, document);
}

/// What each crossing point takes, from low to high.
fn cost_ranges(context: &Context<'_>) -> Option<Chart> {
    let currency = &context.options.prices.as_ref()?.currency;
    let mut rows = Vec::new();
    for (n, point) in context.assessment.points.iter().enumerate() {
        let sum = cost::sum(context.plan.lines.iter().filter(|line| line.point == n));
        if sum.lines > 0 {
            rows.push((context.point_name(&point.code, &point.subjects), sum));
        }
    }
    let most = rows
        .iter()
        .filter(|(_, sum)| sum.costed > 0)
        .map(|(_, sum)| sum.capital.high.clone().unwrap_or_else(|| sum.capital.low.clone()))
        .max()
        .filter(|most| *most > BigDecimal::default())?;
    let ticks = (0..=4_u16)
        .map(|n| (n * 250, rounded(&(&most * BigDecimal::from(n) / BigDecimal::from(4)))))
        .collect();
    let words: Vec<String> =
        rows.iter().map(|(name, sum)| format!("{name} {}", amount(sum))).collect();
    Some(Chart {
        id: "F4".to_owned(),
        caption: t!(
            "What it takes to buy and install, by crossing point, in {currency}: solid up to the \
             low end, hatched up to the high end",
            currency,
        ),
        alt: t!("Cost in {currency}. {amounts}.", currency, amounts = listed(&words)),
        ticks,
        rows: rows
            .into_iter()
            .map(|(name, sum)| {
                let label = amount(&sum);
                let high = sum.capital.high.as_ref().unwrap_or(&most);
                let costed = sum.costed > 0;
                ChartBar {
                    name,
                    span: costed.then(|| (0, per_mille(high, &most))),
                    sure: Some(per_mille(&sum.capital.low, &most)),
                    label,
                }
            })
            .collect(),
    })
}

fn amount(sum: &cost::Sum) -> String {
    match sum.costed {
        0 => t!("not costed").to_owned(),
        n if n == sum.lines => range(&sum.capital),
        n => {
            t!("{amount} ({n}/{lines} costed)", amount = range(&sum.capital), n, lines = sum.lines,)
        }
    }
}

/// What is done in which phase, and what waits for what.
fn phases(context: &Context<'_>, document: &mut Document) {
    document.heading(2, "phasing", t!("Phasing"));
    let view = context.view();
    // By phase and measure; by keys, so that the order is the same in every language.
    let mut packages: BTreeMap<(u8, &str), Vec<&Line<'_>>> = BTreeMap::new();
    for line in &context.plan.lines {
        packages.entry((line.phase, line.key)).or_default().push(line);
    }
    let columns = vec![
        Column::narrow(t!("Phase")),
        Column::new(t!("Package")).weight(3),
        Column::new(t!("Sites")).weight(3),
        Column::new(t!("Depends on")).weight(3),
        Column::narrow(t!("Buy and install")).min_width(20),
        Column::narrow(t!("A year")).min_width(19),
        Column::new(t!("Milestone")).weight(2).min_width(20),
    ];
    let mut table = Table::new("T11", t!("Phasing"), columns);
    let mut rows = Vec::new();
    let mut within = None;
    for ((phase, _), lines) in &packages {
        let title = lines.first().map_or("", |line| line.title);
        if within != Some(*phase) {
            within = Some(*phase);
            let words = phase_words(*phase);
            table.rows.push(Row::group(t!("phase {phase}: {title}", phase, title = words)));
        }
        let sites: BTreeSet<String> =
            lines.iter().map(|line| context.assessment.points[line.point].code.clone()).collect();
        let first: BTreeSet<&str> = lines.iter().flat_map(|line| view.first(line)).collect();
        let sum = cost::sum(lines.iter().copied());
        let money = |money: &cost::Money| {
            if sum.costed == 0 { t!("not costed").to_owned() } else { range(money) }
        };
        let sites: Vec<String> = sites.into_iter().collect();
        table.rows.push(texts([
            phase.to_string(),
            title.to_owned(),
            sites.join(", "),
            first.into_iter().collect::<Vec<_>>().join(t!("; ")),
            money(&sum.capital),
            money(&sum.running),
            milestone(lines),
        ]));
        let start = u16::from(*phase).min(3) * 250;
        rows.push(ChartBar {
            name: title.to_owned(),
            span: Some((start, start + 250)),
            sure: None,
            label: counted!(sites.len(), "{n} site", "{n} sites"),
        });
    }
    table_or(document, table, t!("there is no measure to put into phases."));
    if !rows.is_empty() {
        let hidden = rows.len().saturating_sub(SHOWN);
        rows.truncate(SHOWN);
        let words: Vec<String> = packages
            .iter()
            .take(SHOWN)
            .filter_map(|((phase, _), lines)| Some((phase, lines.first()?.title)))
            .map(|(phase, title)| t!("phase {phase}: {title}", phase, title))
            .collect();
        let more = match hidden {
            0 => String::new(),
            n => counted!(n, "; {n} more stands in table T11", "; {n} more stand in table T11"),
        };
        document.push(Chart {
            id: "F5".to_owned(),
            caption: t!("Packages by phase, from what to stop now to large works{more}", more),
            alt: format!("{}{more}.", listed(&words)),
            ticks: (0..4_u16).map(|n| (n * 250 + 125, t!("phase {phase}", phase = n))).collect(),
            rows,
        });
    }
}

/// By what one sees that a package is done.
fn milestone(lines: &[&Line<'_>]) -> String {
    match lines.iter().map(|line| line.closes.len()).sum() {
        0 => t!("done before what waits for it").to_owned(),
        gaps => counted!(gaps, "{n} gap closed", "{n} gaps closed"),
    }
}

pub(super) fn recommendations(context: &Context<'_>, document: &mut Document) {
    let heading = t!("Recommendations, risks and prerequisites");
    document.push(Heading::new(1, "recommendations", heading).on_new_page());
    document.paragraph(t!(
        "Each recommendation follows from gaps that were found, by the remedy that the profile \
         names for them. Addressee and deadline are for the team to fill in."
    ));
    let view = context.view();
    let mut by: BTreeMap<(u8, &str, Action), Vec<&Line<'_>>> = BTreeMap::new();
    for line in context.plan.lines.iter().filter(|line| line.bundle.is_some()) {
        by.entry((line.phase, line.key, line.action)).or_default().push(line);
    }
    let columns = vec![
        Column::number(t!("No.")),
        Column::new(t!("Recommendation")).weight(4),
        Column::new(t!("Addressee")),
        Column::new(t!("Gaps")).weight(2),
        Column::narrow(t!("Priority")),
        Column::new(t!("Deadline")),
        Column::new(t!("Indicator")).weight(3),
    ];
    let mut table = Table::new("T16", t!("Recommendations"), columns).landscape();
    for (n, ((phase, _, action), lines)) in by.iter().enumerate() {
        let (title, action) = (lines.first().map_or("", |l| l.title), action_words(*action));
        let places: Vec<String> = lines.iter().map(|line| line.place(context.assessment)).collect();
        let mut ids: BTreeSet<&str> = BTreeSet::new();
        let mut gaps = 0;
        for line in lines {
            gaps += line.closes.len();
            ids.extend(view.closes(line));
        }
        let ids: Vec<&str> = ids.into_iter().collect();
        table.rows.push(texts([
            (n + 1).to_string(),
            t!("{action} {title} at {places}", action, title, places = places.join(", ")),
            String::new(),
            counted!(gaps, "{n} gap on {ids}", "{n} gaps on {ids}", ids = ids.join(", ")),
            t!("phase {phase}", phase),
            String::new(),
            counted!(
                places.len(),
                "{ids} met at {n} place",
                "{ids} met at {n} places",
                ids = ids.join(", "),
            ),
        ]));
    }
    table_or(document, table, t!("the profile names no remedy for what was found."));
    risks(context, document);
}

/// What the measures need and do not have, or may not have.
fn risks(context: &Context<'_>, document: &mut Document) {
    let view = context.view();
    // By factor, need, whether it is known to be missing, and what would bring it; in the order of
    // the plan, which is the same in every language.
    type Risk<'a> = (&'a str, &'a str, bool, &'a str);
    let mut by: Vec<(Risk<'_>, Severity, Vec<String>)> = Vec::new();
    for line in &context.plan.lines {
        let missing = |n: &&crate::plan::NeedState<'_>| n.blocks() || n.to_mend() || n.is_open();
        for need in line.needs.iter().filter(missing) {
            let known = need.state == Truth::No;
            let risk = (need.factor, need.title, known, need.enabling);
            let waits = format!("{} ({})", line.title, line.place(context.assessment));
            match by.iter_mut().find(|(other, ..)| *other == risk) {
                Some((_, worst, all)) => {
                    *worst = (*worst).min(line.severity);
                    if !all.contains(&waits) {
                        all.push(waits);
                    }
                }
                None => by.push((risk, line.severity, vec![waits])),
            }
        }
    }
    by.sort_by_key(|((factor, ..), ..)| *factor);
    let columns = vec![
        Column::new(t!("Risk")).weight(3),
        Column::narrow(t!("Cause")),
        Column::new(t!("What waits for it")).weight(4),
        Column::narrow(t!("Likelihood")).min_width(20),
        Column::narrow(t!("Impact")),
        Column::new(t!("Mitigation")).weight(2),
        Column::new(t!("Owner")),
    ];
    let mut table = Table::new("T15", t!("Risks and prerequisites"), columns).landscape();
    for ((factor, title, known, enabling), worst, lines) in by {
        const NAMED: usize = 4;
        let more = lines.len().saturating_sub(NAMED);
        let mut waits: Vec<String> = lines.into_iter().take(NAMED).collect();
        if more > 0 {
            waits.push(t!("and {n} more", n = more));
        }
        table.rows.push(texts([
            if known { t!("{title}: not there", title) } else { t!("{title}: not known", title) },
            factor_words(factor).to_owned(),
            listed(&waits),
            if known { t!("certain") } else { t!("not determined") }.to_owned(),
            worst.word().to_owned(),
            if enabling.is_empty() { String::new() } else { view.title(enabling).to_owned() },
            String::new(),
        ]));
    }
    table_or(document, table, t!("no measure lacks anything that it needs."));
}
