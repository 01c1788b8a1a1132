//! One requirement at one crossing point: where it applies, how many are needed, how many conform,
//! and what follows of it.

use super::eval::{Eval, Grade, Place, Reading};
use super::facts::{Key, Node, Reader, Site, disputed};
use super::finding::{Counts, Finding, NotApplicable, SetAside, Undecided};
use super::reads;
use super::truth::Truth;
use crate::model::Verdict;
use crate::model::exception::Exception;
use crate::model::{Interval, ObservationIx, OptionSet, Value};
use crate::standard::{
    Criterion, EquipmentId, Judge, Leaf, Of, Requirement, RequirementId, Test, rounded_up,
    rounded_up_interval,
};

/// Judges one requirement at a site; calls `found` with each finding.
pub(super) fn judge(
    reader: &Reader<'_>,
    site: &Site,
    id: RequirementId,
    found: &mut dyn FnMut(Finding),
) {
    let requirement = reader.profile.requirement(id);
    let kinds = position_kinds(site, requirement.place.positions);
    let eval = Eval::new(reader, site, requirement, &kinds);
    for (place, shared_only) in places(&eval) {
        match place {
            Some(place) => {
                let eval = Eval { place, shared_only, ..eval };
                found(at_place(&eval, id));
            }
            None => found(missing(&eval, id)),
        }
    }
}

/// Where a requirement is judged at a site: the places, and whether with the shared items alone;
/// `None` stands for a position that is missing.
pub(super) fn places(eval: &Eval<'_>) -> Vec<(Option<Place>, bool)> {
    let requirement = eval.requirement;
    let listed = requirement.place.positions.is_some();
    let by_position = requirement.judge == Judge::Position;
    let none = eval.kinds.iter().all(|&k| k == Truth::No);
    if none && (listed || by_position) {
        let judged = requirement.place.if_none_judge
            && !by_position
            && eval.positions_complete() == Truth::Yes;
        return vec![(judged.then_some(Place::CrossingPoint), judged)];
    }
    if !by_position {
        return vec![(Some(Place::CrossingPoint), false)];
    }
    (0..eval.kinds.len())
        .filter(|&p| eval.kinds[p] != Truth::No)
        .map(|p| (Some(Place::Position(p)), false))
        .collect()
}

/// For each position, whether it is of the listed kinds; yes when none are listed.
pub(super) fn position_kinds(site: &Site, listed: Option<OptionSet>) -> Vec<Truth> {
    let Some(listed) = listed else { return vec![Truth::Yes; site.positions.len()] };
    site.positions.iter().map(|p| p.kind.among(listed)).collect()
}

/// A fact that only steers: a claim is enough, and only what it says counts.
fn steering(node: &Node, key: Key, test: &Test) -> Truth {
    use super::compare::{Surroundings, passes};
    let mut outcomes = super::truth::Outcomes::default();
    for entry in node.values(key) {
        let around = Surroundings {
            as_of: entry.visit,
            visit: entry.visit,
            count: &|_| Interval::ZERO,
            range: &[],
        };
        outcomes.add(entry.value.as_ref().and_then(|v| passes(test, v, &around)));
    }
    outcomes.all().map_or(Truth::Open, Truth::of)
}

/// Whether the crossing point is of one of the types; yes when none are named.
pub(super) fn crossing_type(eval: &Eval<'_>) -> Truth {
    eval.requirement.place.crossing_types.map_or(Truth::Yes, |types| {
        let key = Key::attribute(eval.reader.profile.vocabulary.built_in.crossing_type);
        steering(&eval.site.point, key, &Test::IncludesAny(types))
    })
}

/// The parts of applicability at a place, each with what it says if it does not hold.
pub(super) fn applicability(eval: &Eval<'_>) -> [(Truth, NotApplicable); 4] {
    let requirement = eval.requirement;
    let kind = match eval.place {
        Place::Position(p) => eval.kinds[p],
        // Without listed kinds there may be no position at all; then nothing restricts.
        Place::CrossingPoint if eval.shared_only => Truth::Yes,
        Place::CrossingPoint if requirement.place.positions.is_none() => Truth::Yes,
        Place::CrossingPoint => eval.kinds.iter().copied().max().unwrap_or(Truth::No),
    };
    let present = match &requirement.place.equipment_present[..] {
        [] => Truth::Yes,
        kinds => eval.equipment_present(kinds),
    };
    let when = eval.all(&requirement.when, eval.here(), Grade::Steering);
    [
        (crossing_type(eval), NotApplicable::CrossingType),
        (kind, NotApplicable::NoPosition),
        (present, NotApplicable::NoEquipment),
        (when, NotApplicable::When),
    ]
}

/// How many are needed at a place.
pub(super) fn needed(eval: &Eval<'_>) -> Interval {
    let rule = &eval.requirement.quantity;
    if eval.requirement.equipment.is_empty() {
        return Interval::exactly(1);
    }
    let once = rounded_up(&rule.at_least, 1);
    let Some(per) = rule.per else { return Interval::exactly(once) };
    let needed = eval.summed(per, |count| rounded_up_interval(&rule.at_least, count));
    if eval.shared_only {
        return Interval { min: needed.min.max(once), max: needed.max.map(|n| n.max(once)) };
    }
    needed
}

/// Whether any is needed at all: no, when the count is 0; for a rule that holds for each device,
/// if there are any, no when none is there.
pub(super) fn wanted(eval: &Eval<'_>, needed: Interval) -> (Truth, NotApplicable) {
    if needed.max != Some(0) {
        return (if needed.min == 0 { Truth::Open } else { Truth::Yes }, NotApplicable::NoneNeeded);
    }
    let requirement = eval.requirement;
    if !requirement.quantity.every || requirement.quantity.per.is_some() {
        return (Truth::No, NotApplicable::NoneNeeded);
    }
    let there = eval
        .scope()
        .map(|s| s.within.min(eval.of_kind(s.item, &requirement.equipment)).min(s.item.there))
        .max()
        .unwrap_or(Truth::No);
    let there = match there {
        Truth::No if !eval.closed(&requirement.equipment) => Truth::Open,
        there => there,
    };
    (there, NotApplicable::NoDevice)
}

/// How many conform, how many fail, and whether one may be there and working.
fn counts(eval: &Eval<'_>) -> (Interval, Interval, bool) {
    let requirement = eval.requirement;
    if requirement.equipment.is_empty() {
        let conforming = match eval.all(&requirement.criteria, eval.here(), Grade::Asked) {
            Truth::Yes => Interval::exactly(1),
            Truth::Open => Interval::new(0, 1),
            Truth::No => Interval::ZERO,
        };
        return (conforming, Interval::ZERO, false);
    }
    let every = requirement.quantity.every;
    let (mut conforming, mut failing, mut may_work) = (Interval::ZERO, Interval::ZERO, false);
    for scoped in eval.scope() {
        let item = scoped.item;
        let there = scoped.within.min(eval.of_kind(item, &requirement.equipment)).min(item.there);
        if there == Truth::No {
            continue;
        }
        let working = eval.working(item);
        may_work |= working != Truth::No;
        let conforms = match there.min(working) {
            Truth::No => Truth::No,
            so_far => so_far.min(eval.all(&requirement.criteria, eval.spot(item), Grade::Asked)),
        };
        let fails = if every { eval.fails(item).min(scoped.within) } else { Truth::No };
        if conforms == Truth::No && fails == Truth::No {
            continue;
        }
        let count = eval.item_count(item, requirement.quantity.count);
        let add = |sum: Interval, truth| match truth {
            Truth::Yes => sum + count,
            Truth::Open => sum + count.at_most(),
            Truth::No => sum,
        };
        conforming = add(conforming, conforms);
        failing = add(failing, fails);
    }
    if !eval.closed(&requirement.equipment) {
        conforming = conforming.opened();
        if every {
            failing = failing.opened();
        }
    }
    (conforming, failing, may_work)
}

/// Whether something of what is asked is there, so that a gap is *partly met*.
fn something(eval: &Eval<'_>) -> bool {
    let requirement = eval.requirement;
    if requirement.equipment.is_empty() {
        return match &requirement.partly {
            Some(partly) => eval.all(partly, eval.here(), Grade::Asked) == Truth::Yes,
            None => requirement.criteria.iter().any(|c| shows_something(eval, c, false)),
        };
    }
    eval.scope().any(|s| {
        let there = eval.of_kind(s.item, &requirement.equipment).min(s.item.there);
        there != Truth::No
            && requirement
                .partly
                .as_ref()
                .is_none_or(|partly| eval.all(partly, eval.spot(s.item), Grade::Asked) != Truth::No)
    })
}

/// Whether a leaf under an even number of `not` shows something of what is asked.
fn shows_something(eval: &Eval<'_>, criterion: &Criterion, negated: bool) -> bool {
    match criterion {
        Criterion::All(group) | Criterion::Any(group) => {
            group.iter().any(|c| shows_something(eval, c, negated))
        }
        Criterion::Not(inner) => shows_something(eval, inner, !negated),
        Criterion::Presence(_) | Criterion::Leaf(_) if negated => false,
        Criterion::Presence(p) => eval.presence_count(p, Grade::Asked).min >= p.at_least.get(),
        Criterion::Leaf(leaf) if leaf.negative => false,
        Criterion::Leaf(leaf) => {
            eval.leaf(leaf, eval.here(), false, Grade::Asked) == Truth::Yes
                || includes_some(eval, leaf)
        }
    }
}

/// Whether some of the options that an `includes` asks for are surely in one of the values.
fn includes_some(eval: &Eval<'_>, leaf: &Leaf) -> bool {
    let Test::Includes(wanted) = leaf.test else { return false };
    let Reading { values, .. } = eval.read(leaf.attribute, eval.here());
    values.iter().any(|e| match e.value {
        Some(Value::Choices { yes, .. }) => yes.meets(wanted),
        _ => false,
    })
}

/// The verdict and its counts, before anything is set aside.
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    not_applicable: Option<NotApplicable>,
    counts: Counts,
    /// Whether applicability itself is open.
    open: bool,
    may_work: bool,
}

pub(super) fn verdict(eval: &Eval<'_>) -> Judged {
    let none =
        Counts { needed: Interval::ZERO, conforming: Interval::ZERO, failing: Interval::ZERO };
    let not = |reason| Judged {
        verdict: Verdict::NotApplicable,
        not_applicable: Some(reason),
        counts: none,
        open: false,
        may_work: false,
    };
    if !eval.requirement.in_force(eval.reader.as_of) {
        return not(NotApplicable::NotInForce);
    }
    let mut applies = Truth::Yes;
    for (truth, reason) in applicability(eval) {
        if truth == Truth::No {
            return not(reason);
        }
        applies = applies.min(truth);
    }
    let needed = needed(eval);
    match wanted(eval, needed) {
        (Truth::No, reason) => return not(reason),
        (truth, _) => applies = applies.min(truth),
    }
    let (conforming, failing, may_work) = counts(eval);
    let counts = Counts { needed, conforming, failing };
    let open = applies == Truth::Open;
    let met = needed.max.is_some_and(|n1| conforming.min >= n1) && failing.max == Some(0);
    let short = conforming.max.is_some_and(|c1| c1 < needed.min) || failing.min > 0;
    let verdict = if open {
        Verdict::NotAssessed
    } else if met {
        Verdict::Met
    } else if short && something(eval) {
        Verdict::PartlyMet
    } else if short {
        Verdict::NotMet
    } else {
        Verdict::NotAssessed
    };
    Judged { verdict, not_applicable: None, counts, open, may_work }
}

fn at_place(eval: &Eval<'_>, id: RequirementId) -> Finding {
    let Exceptions { set_aside, equivalent, expired } = exceptions(eval, id);
    let judged = verdict(eval);
    let position = match eval.place {
        Place::Position(p) => Some(p),
        Place::CrossingPoint => None,
    };
    let mut finding = Finding {
        requirement: id,
        position,
        verdict: judged.verdict,
        counts: None,
        shortfall: None,
        undecided: None,
        not_applicable: judged.not_applicable,
        follows: None,
        set_aside,
        equivalent,
        expired,
        may_work: judged.may_work,
    };
    if judged.verdict != Verdict::NotApplicable && matches!(set_aside, SetAside::ByTwo(..)) {
        finding.verdict = Verdict::NotApplicable;
        finding.not_applicable = Some(NotApplicable::SetAside);
        return finding;
    }
    if judged.verdict == Verdict::NotApplicable {
        return finding;
    }
    let shortfall = judged.counts.shortfall();
    finding.counts = Some(judged.counts);
    finding.shortfall = Some(if judged.open { shortfall.at_most() } else { shortfall });
    if !judged.open && judged.verdict != Verdict::Met && matches!(equivalent, SetAside::ByTwo(..)) {
        finding.verdict = Verdict::Met;
        finding.shortfall = Some(Interval::ZERO);
        return finding;
    }
    if judged.verdict == Verdict::NotAssessed {
        finding.undecided = Some(undecided(eval));
    }
    finding
}

/// The finding about a position that a crossing point does not have, or not on record.
fn missing(eval: &Eval<'_>, id: RequirementId) -> Finding {
    let Exceptions { set_aside, equivalent, expired } = exceptions(eval, id);
    let not_applicable = nowhere(eval)
        .or_else(|| matches!(set_aside, SetAside::ByTwo(..)).then_some(NotApplicable::SetAside));
    Finding {
        requirement: id,
        position: None,
        verdict: if not_applicable.is_some() {
            Verdict::NotApplicable
        } else {
            Verdict::NotAssessed
        },
        counts: None,
        shortfall: None,
        undecided: not_applicable.is_none().then_some(Undecided::NothingRecorded),
        not_applicable,
        follows: None,
        set_aside,
        equivalent,
        expired,
        may_work: false,
    }
}

/// Why a requirement surely applies nowhere, where a position that it is judged on is missing.
pub(super) fn nowhere(eval: &Eval<'_>) -> Option<NotApplicable> {
    if !eval.requirement.in_force(eval.reader.as_of) {
        Some(NotApplicable::NotInForce)
    } else if crossing_type(eval) == Truth::No {
        Some(NotApplicable::CrossingType)
    } else if eval.positions_complete() == Truth::Yes {
        Some(NotApplicable::NoPosition)
    } else {
        None
    }
}

/// What people except from judging at a place.
struct Exceptions {
    set_aside: SetAside,
    equivalent: SetAside,
    expired: Option<ObservationIx>,
}

/// Who said at this place that the requirement does not apply, or that an equivalent meets it.
fn exceptions(eval: &Eval<'_>, id: RequirementId) -> Exceptions {
    let node = match eval.place {
        Place::Position(p) => &eval.site.positions[p].node,
        Place::CrossingPoint => &eval.site.point,
    };
    let mut expired = None;
    let mut vouched = |key: Key| {
        if !node.has_exceptions() {
            return SetAside::No;
        }
        let (survey, mut by, mut old) = (eval.reader.survey, Vec::new(), Vec::new());
        for entry in node.values(key) {
            let holds = matches!(&entry.value, Some(Value::Text(text))
                if Exception::parse(text).is_ok_and(|e| e.holds(eval.reader.as_of)));
            if holds { by.push(entry.observation) } else { old.push(entry.observation) }
        }
        let author = |ix: ObservationIx| survey.author(&survey[ix]);
        let entered = |&ix: &ObservationIx| (survey[ix].milliseconds(), author(ix));
        // Who said so first comes first, in whatever order it was entered.
        by.sort_by_key(entered);
        let Some(&first) = by.first() else {
            expired = expired.into_iter().chain(old).max_by_key(entered);
            return SetAside::No;
        };
        match by.iter().find(|&&ix| author(ix) != author(first)) {
            Some(&second) => SetAside::ByTwo(first, second),
            None => SetAside::ByOne(first),
        }
    };
    let (set_aside, equivalent) = (vouched(Key::set_aside(id)), vouched(Key::equivalent(id)));
    Exceptions { set_aside, equivalent, expired }
}

/// Why a finding is not assessed; the first reason that fits.
fn undecided(eval: &Eval<'_>) -> Undecided {
    if nothing_recorded(eval) {
        return if absent(eval) { Undecided::RecordedAbsent } else { Undecided::NothingRecorded };
    }
    if !eval.stated {
        let claimed = Eval { stated: true, ..*eval };
        if verdict(&claimed).verdict != Verdict::NotAssessed {
            return Undecided::ClaimedOnly;
        }
    }
    // Where nothing is disputed, no fact that this one reads is.
    if !eval.site.disputed {
        return Undecided::Unresolved;
    }
    let mut any = false;
    reads::of_finding(eval, &mut |read| any |= disputed(read.values));
    if any { Undecided::Disputed } else { Undecided::Unresolved }
}

/// Whether nothing at all is on record: no item that may be of the kind and its list not closed;
/// without equipment, no value of any attribute of the criteria.
fn nothing_recorded(eval: &Eval<'_>) -> bool {
    let kinds = &eval.requirement.equipment;
    if kinds.is_empty() {
        return !eval.requirement.criteria.iter().any(|c| has_value(eval, c));
    }
    !eval.closed(kinds) && !eval.scope().any(|s| eval.of_kind(s.item, kinds) != Truth::No)
}

fn has_value(eval: &Eval<'_>, criterion: &Criterion) -> bool {
    match criterion {
        Criterion::All(group) | Criterion::Any(group) => group.iter().any(|c| has_value(eval, c)),
        Criterion::Not(inner) => has_value(eval, inner),
        Criterion::Leaf(leaf) => !eval.read(leaf.attribute, eval.here()).values.is_empty(),
        Criterion::Presence(p) => {
            let kinds = [p.equipment];
            eval.closed(&kinds)
                || eval.presence_scope().any(|item| eval.of_kind(item, &kinds) != Truth::No)
        }
    }
}

/// Whether it is recorded why one of the facts that are missing has no value: the inventory of its
/// kinds and those of its presence criteria, and the attributes of its criteria.
fn absent(eval: &Eval<'_>) -> bool {
    let inventory = |kind: EquipmentId| {
        let key = Key::inventory(kind);
        let point = eval.site.point.only_absent(key);
        match eval.place {
            Place::CrossingPoint => point,
            // Where the position has a value of its own, that one decides.
            Place::Position(p) => {
                let own = &eval.site.positions[p].node;
                let decides = own.values(key).is_empty() || eval.requirement.shared;
                own.only_absent(key) || (point && decides)
            }
        }
    };
    eval.requirement.equipment.iter().any(|&k| inventory(k))
        || eval.requirement.criteria.iter().any(|c| absent_in(eval, c, &inventory))
}

fn absent_in(
    eval: &Eval<'_>,
    criterion: &Criterion,
    inventory: &dyn Fn(EquipmentId) -> bool,
) -> bool {
    match criterion {
        Criterion::All(group) | Criterion::Any(group) => {
            group.iter().any(|c| absent_in(eval, c, inventory))
        }
        Criterion::Not(inner) => absent_in(eval, inner, inventory),
        Criterion::Presence(p) => inventory(p.equipment),
        Criterion::Leaf(leaf) => {
            let key = Key::attribute(leaf.attribute);
            match eval.reader.profile.vocabulary.attribute(leaf.attribute).of {
                Of::Country => eval.site.country.as_ref().is_some_and(|c| c.node.only_absent(key)),
                Of::CrossingPoint => eval.site.point.only_absent(key),
                Of::Position => match eval.place {
                    Place::Position(p) => eval.site.positions[p].node.only_absent(key),
                    Place::CrossingPoint => false,
                },
                Of::Equipment | Of::Survey => false,
            }
        }
    }
}

/// Marks the gaps that follow from another requirement's gap at the same place.
pub(super) fn mark_followers(requirements: &[Requirement], findings: &mut [Finding]) {
    for n in 0..findings.len() {
        let finding = &findings[n];
        if !finding.verdict.is_gap() {
            continue;
        }
        let Some(root) = requirements[usize::from(finding.requirement.0)].follows else { continue };
        let position = finding.position;
        let holds = findings.iter().any(|f| {
            f.requirement == root && f.position == position && f.verdict.is_gap() && !f.may_work
        });
        if holds {
            findings[n].follows = Some(root);
        }
    }
}
