//! The one plain sentence that says why a verdict is what it is.
//!
//! Composed from what was read, so that it never claims more than the evidence.

use super::eval::{Eval, Grade, Reading, Spot};
use super::facts::{Entry, ItemFacts, Key, disputed};
use super::finding::{Counts, Finding, NotApplicable, SetAside, Undecided};
use super::truth::Truth;
use crate::language;
use crate::model::Verdict;
use crate::model::{Answer, Evidence, Interval, ObservationIx};
use crate::standard::{Criterion, EquipmentId, Leaf, lower_first};
use crate::t;

/// Most parts that a sentence lists.
const PARTS: usize = 4;

/// The sentence of a finding.
pub(super) fn sentence(eval: &Eval<'_>, finding: &Finding, missing: bool) -> String {
    match finding.verdict {
        Verdict::NotApplicable => not_applicable(eval, finding),
        _ if missing => {
            t!("the list of positions is not complete; none of the kind is on it").to_owned()
        }
        _ => match finding.equivalent {
            SetAside::ByTwo(a, b) if finding.by_equivalent() => t!(
                "met by an equivalent; {one}; {other}; without it: {judged}",
                one = said(eval, a),
                other = said(eval, b),
                judged = judged(eval, finding)
            ),
            _ => judged(eval, finding),
        },
    }
}

/// Who made an exception, why, and until when.
fn said(eval: &Eval<'_>, ix: ObservationIx) -> String {
    let observation = &eval.reader.survey[ix];
    let reason = match &observation.answer {
        Answer::Known { value, .. } => value,
        Answer::Absent(_) | Answer::Cleared => "",
    };
    t!("{author}: {reason}", author = eval.reader.survey.author(observation), reason)
}

fn judged(eval: &Eval<'_>, finding: &Finding) -> String {
    let requirement = eval.requirement;
    let mut parts = match (&finding.counts, requirement.equipment.is_empty()) {
        (Some(counts), false) => of_equipment(eval, counts),
        _ => of_place(eval, finding.verdict),
    };
    if let Some(undecided) = finding.undecided {
        let why = match undecided {
            Undecided::NothingRecorded => t!("nothing recorded"),
            Undecided::RecordedAbsent => t!("could not be found out"),
            Undecided::ClaimedOnly => t!("only claimed"),
            Undecided::Disputed => t!("disputed"),
            Undecided::Unresolved => t!("not decided"),
        };
        parts.insert(0, why.to_owned());
    }
    let rest = parts.len().saturating_sub(PARTS + 1);
    parts.truncate(PARTS + 1);
    if rest > 0 {
        parts.push(t!("and {n} more", n = rest));
    }
    parts.join(t!("; "))
}

fn of_equipment(eval: &Eval<'_>, counts: &Counts) -> Vec<String> {
    let requirement = eval.requirement;
    let mut parts = vec![conforming(counts, requirement.quantity.every)];
    // In the order of the items, which is that of their codes: what is said differs by language.
    let mut grouped: Vec<(String, Interval)> = Vec::new();
    let mut listed = false;
    for scoped in eval.scope() {
        let item = scoped.item;
        let of = eval.of_kind(item, &requirement.equipment);
        if of == Truth::No {
            continue;
        }
        listed = true;
        for short in shortcomings(eval, item, of) {
            let count = eval.item_count(item, requirement.quantity.count);
            match grouped.iter_mut().find(|(known, _)| *known == short) {
                Some((_, sum)) => *sum = *sum + count,
                None => grouped.push((short, count)),
            }
        }
    }
    parts.extend(grouped.into_iter().map(|(what, count)| format!("{count} {what}")));
    if !eval.closed(&requirement.equipment) {
        parts.push(t!("the list is not closed").to_owned());
    } else if !listed {
        parts.push(t!("no {kind} here", kind = kinds(eval, &requirement.equipment)));
    }
    parts
}

fn conforming(counts: &Counts, every: bool) -> String {
    let Counts { needed, conforming, failing } = counts;
    if every && needed.max == Some(0) {
        t!("{conforming} conform, {failing} fail", conforming, failing)
    } else if every && failing.max != Some(0) {
        t!("{conforming} of {needed} needed conform, {failing} fail", conforming, needed, failing)
    } else {
        t!("{conforming} of {needed} needed conform", conforming, needed)
    }
}

/// What keeps an item from conforming.
fn shortcomings(eval: &Eval<'_>, item: &ItemFacts, of: Truth) -> Vec<String> {
    let there = item.there;
    let vocabulary = &eval.reader.profile.vocabulary;
    if there == Truth::No {
        return vec![t!("no longer there").to_owned()];
    }
    let mut short = Vec::new();
    if of == Truth::Open {
        short.push(t!("of a kind that is not sure").to_owned());
    }
    let condition = item.node.values(Key::attribute(vocabulary.built_in.condition));
    match eval.working(item) {
        Truth::No => short.push(found(eval, condition)),
        Truth::Open if condition.is_empty() => short.push(t!("of unknown condition").to_owned()),
        Truth::Open => {
            short.push(t!("not shown working ({found})", found = found(eval, condition)));
        }
        Truth::Yes => {}
    }
    if there == Truth::Open {
        short.push(t!("perhaps not there").to_owned());
    }
    let spot = eval.spot(item);
    let mut lacking = Vec::new();
    for criterion in &eval.requirement.criteria {
        leaves(eval, criterion, spot, &mut lacking);
    }
    short.extend(lacking.into_iter().map(|what| t!("with {what}", what)));
    short
}

/// What is recorded about the criteria of a requirement without equipment.
fn of_place(eval: &Eval<'_>, verdict: Verdict) -> Vec<String> {
    let mut parts = Vec::new();
    if verdict == Verdict::Met {
        for criterion in &eval.requirement.criteria {
            known(eval, criterion, eval.here(), &mut parts);
        }
    } else {
        for criterion in &eval.requirement.criteria {
            leaves(eval, criterion, eval.here(), &mut parts);
        }
    }
    parts.dedup();
    parts
}

/// What the leaves of a criterion that holds say.
fn known(eval: &Eval<'_>, criterion: &Criterion, spot: Spot<'_>, parts: &mut Vec<String>) {
    match criterion {
        Criterion::All(group) | Criterion::Any(group) => {
            group.iter().for_each(|c| known(eval, c, spot, parts));
        }
        Criterion::Not(inner) => known(eval, inner, spot, parts),
        Criterion::Leaf(leaf) => {
            let reading = read(eval, leaf, spot);
            if !reading.values.is_empty() {
                parts.push(t!(
                    "{label}: {found}",
                    label = label(eval, leaf),
                    found = found(eval, reading.values)
                ));
            }
        }
        Criterion::Presence(p) => {
            let count = eval.presence_count(p, Grade::Asked);
            parts.push(t!("{count} {kind}", count, kind = kinds(eval, &[p.equipment])));
        }
    }
}

/// What the leaves say that fail or are open, where their group fails or is open.
fn leaves(eval: &Eval<'_>, criterion: &Criterion, spot: Spot<'_>, parts: &mut Vec<String>) {
    if eval.criterion(criterion, spot, false, Grade::Asked) == Truth::Yes {
        return;
    }
    match criterion {
        Criterion::All(group) | Criterion::Any(group) => {
            group.iter().for_each(|c| leaves(eval, c, spot, parts));
        }
        Criterion::Not(inner) => known(eval, inner, spot, parts),
        Criterion::Leaf(leaf) => {
            let reading = read(eval, leaf, spot);
            let label = label(eval, leaf);
            parts.push(if reading.nowhere {
                t!("{label}: stands at no position", label)
            } else if reading.values.is_empty() {
                t!("{label}: not known", label)
            } else if disputed(reading.values) {
                t!("{label}: disputed, {found}", label, found = found(eval, reading.values))
            } else {
                let found = found(eval, reading.values);
                match eval.leaf(leaf, spot, false, Grade::Asked) {
                    Truth::Open => {
                        let evidence = grade(reading.strongest());
                        t!("{label}: {found}, only {evidence}", label, found, evidence)
                    }
                    _ => t!("{label}: {found}", label, found),
                }
            });
        }
        Criterion::Presence(p) => {
            let count = eval.presence_count(p, Grade::Asked);
            parts.push(t!("{count} {kind} in order", count, kind = kinds(eval, &[p.equipment])));
        }
    }
}

fn not_applicable(eval: &Eval<'_>, finding: &Finding) -> String {
    let vocabulary = &eval.reader.profile.vocabulary;
    let requirement = eval.requirement;
    match finding.not_applicable {
        Some(NotApplicable::CrossingType) => {
            let types = requirement.place.crossing_types.unwrap_or_default();
            let labels: Vec<_> = types
                .indices()
                .filter_map(|i| vocabulary.crossing_types.get(i))
                .map(|t| t.label.to_lowercase())
                .collect();
            t!("asked only at crossing points of type {types}", types = labels.join(", "))
        }
        Some(NotApplicable::NoPosition) => t!("no such position here").to_owned(),
        Some(NotApplicable::NoEquipment) => {
            t!("no {kind} in use here", kind = kinds(eval, &requirement.place.equipment_present))
        }
        Some(NotApplicable::When) => {
            let mut parts = Vec::new();
            for criterion in &requirement.when {
                if eval.criterion(criterion, eval.here(), false, Grade::Steering) == Truth::No {
                    known(eval, criterion, eval.here(), &mut parts);
                }
            }
            t!("does not apply: {why}", why = parts.join(t!("; ")))
        }
        Some(NotApplicable::NoneNeeded) => {
            let what = requirement
                .quantity
                .per
                .map_or(String::new(), |per| vocabulary.attribute(per).label.to_lowercase());
            t!("no {what} here", what)
        }
        Some(NotApplicable::NoDevice) => {
            t!("no {kind} here, and the list is closed", kind = kinds(eval, &requirement.equipment))
        }
        Some(NotApplicable::NotInForce) => {
            let day = eval.reader.as_of;
            match (requirement.valid_from, requirement.valid_until) {
                (Some(from), _) if day < from => t!("holds from {day}", day = from),
                (_, Some(until)) => t!("held until {day}", day = until),
                _ => t!("does not hold on this day").to_owned(),
            }
        }
        Some(NotApplicable::SetAside) => match finding.set_aside {
            SetAside::ByTwo(a, b) => {
                t!("set aside by two; {one}; {other}", one = said(eval, a), other = said(eval, b))
            }
            SetAside::ByOne(a) => t!("set aside; {one}", one = said(eval, a)),
            SetAside::No => lower_first(t!("Set aside")),
        },
        None => String::new(),
    }
}

fn read<'a>(eval: &'a Eval<'_>, leaf: &Leaf, spot: Spot<'a>) -> Reading<'a> {
    // The lifetimes of the evaluation and of the spot meet here.
    let vocabulary = &eval.reader.profile.vocabulary;
    let key = Key::attribute(leaf.attribute);
    let values = |values| Reading { values, ..Reading::UNKNOWN };
    match (vocabulary.attribute(leaf.attribute).of, spot.item) {
        (crate::standard::Of::Equipment, Some(item)) => {
            let own = item.node.values(key);
            match &item.model {
                Some(model)
                    if own.is_empty() && vocabulary.attribute(leaf.attribute).shared_by_model =>
                {
                    Reading { cap: model.cap, ..values(model.node.values(key)) }
                }
                _ => values(own),
            }
        }
        (crate::standard::Of::Position, Some(_)) if spot.position.is_none() => {
            Reading { nowhere: true, ..Reading::UNKNOWN }
        }
        (crate::standard::Of::Position, _) => spot
            .position
            .map_or(Reading::UNKNOWN, |p| values(eval.site.positions[p].node.values(key))),
        (crate::standard::Of::CrossingPoint, _) => values(eval.site.point.values(key)),
        (crate::standard::Of::Country, _) => {
            eval.site.country.as_ref().map_or(Reading::UNKNOWN, |c| values(c.node.values(key)))
        }
        _ => Reading::UNKNOWN,
    }
}

/// A grade of evidence by the word that profiles have for it.
fn grade(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::NotVerified => t!("not-verified"),
        Evidence::Remote => t!("remote"),
        other => language::of(other.code()),
    }
}

fn label(eval: &Eval<'_>, leaf: &Leaf) -> String {
    let text = &eval.reader.profile.vocabulary.attribute(leaf.attribute).label;
    lower_first(text)
}

fn kinds(eval: &Eval<'_>, kinds: &[EquipmentId]) -> String {
    let labels: Vec<_> =
        kinds.iter().map(|&k| lower_first(&eval.reader.profile.vocabulary.kind(k).label)).collect();
    labels.join(t!(" or "))
}

/// The values as people write them, with the labels of options; the same in whatever order they
/// were entered.
fn found(eval: &Eval<'_>, values: &[Entry]) -> String {
    let mut texts: Vec<(&Entry, [&str; 2], String)> = Vec::new();
    for entry in values {
        let observation = &eval.reader.survey[entry.observation];
        let Answer::Known { value, unit, .. } = &observation.answer else { continue };
        let attribute = eval.reader.survey.attribute(observation.attribute);
        let text = eval.reader.profile.vocabulary.show(attribute, value, unit);
        if !texts.iter().any(|(_, _, known)| *known == text) {
            texts.push((entry, [value.as_ref(), unit.as_ref()], text));
        }
    }
    // By what was recorded, so that the order is the same in every language.
    texts.sort_by(|(a, x, _), (b, y, _)| (&a.value, x).cmp(&(&b.value, y)));
    texts.into_iter().map(|(_, _, text)| text).collect::<Vec<_>>().join(" / ")
}
