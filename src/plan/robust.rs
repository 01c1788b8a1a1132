//! What would flip a verdict: which findings rest on who is right, and which answers would decide.
//!
//! For a crossing point every way to settle its disputes is tried, as long as there are at most
//! [`TRIED`]; beyond, what the judge's intervals guarantee is said: a gap stays a gap and what
//! does not apply stays so, *met* stays met or needs better evidence, and what is not assessed can
//! become anything that its counts allow. Each question that is open is answered alone, both ways,
//! to see whether that decides.

use std::collections::BTreeSet;

use super::satisfy;
use crate::judge::{
    Asked, Assessment, Counts, Dispute, Finding, NotApplicable, Question, Resolver, Taken,
};
use crate::model::{Day, SubjectIx, Survey, Verdict};
use crate::standard::{AttributeId, Criterion, Profile, Requirement, RequirementId, Test};

/// Most ways to settle the disputes of a crossing point that are tried.
pub const TRIED: usize = 256;

/// What rests on disputes and on what is not known.
#[derive(Clone, Debug)]
pub struct Robust {
    /// Every dispute that a finding reads.
    pub disputes: Vec<Effect>,
    /// Every finding whose verdict is not the same under every resolution.
    pub unstable: Vec<Range>,
    /// Gaps that hold under every resolution of every dispute and whatever else is found out.
    pub stable_gaps: usize,
    /// What is not assessed, and which answers would decide it.
    pub open: Vec<Open>,
    /// How many findings can be met, gaps, not assessed, under every resolution of the disputes.
    pub totals: Totals,
    /// The same whatever else is found out too.
    pub found_out: Totals,
}

/// A dispute and what it flips.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Index of the crossing point that reads it.
    pub point: usize,
    /// About what.
    pub subject: SubjectIx,
    /// Which attribute.
    pub attribute: String,
    /// What each side would change, taken alone.
    pub sides: Vec<SideEffect>,
    /// How many findings read it.
    pub read_by: usize,
}

/// One side of a dispute and what would change.
#[derive(Clone, Debug)]
pub struct SideEffect {
    /// What it says, as typed, with its unit.
    pub value: String,
    /// Who says so.
    pub authors: Vec<String>,
    /// Findings that would have another verdict.
    pub flips: Vec<Flip>,
}

/// A finding with another verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flip {
    /// The requirement.
    pub requirement: RequirementId,
    /// Index of the position, if it is judged there.
    pub position: Option<usize>,
    /// As it is.
    pub before: Verdict,
    /// As it would be.
    pub after: Verdict,
}

/// The verdicts that a finding can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// Index of the crossing point.
    pub point: usize,
    /// The requirement.
    pub requirement: RequirementId,
    /// Index of the position, if it is judged there.
    pub position: Option<usize>,
    /// As it is.
    pub now: Verdict,
    /// All that it can be.
    pub possible: BTreeSet<Verdict>,
    /// Whether every way was tried; else the intervals of the judge say so.
    pub tried: bool,
}

/// A finding that is not assessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Index of the crossing point.
    pub point: usize,
    /// The requirement.
    pub requirement: RequirementId,
    /// Index of the position, if it is judged there.
    pub position: Option<usize>,
    /// How many facts could still decide it.
    pub questions: usize,
    /// Answers that decide it alone.
    pub answers: Vec<Deciding>,
    /// What it can become, by its counts.
    pub possible: BTreeSet<Verdict>,
}

/// An answer that decides a finding alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciding {
    /// Where it is asked.
    pub at: Asked,
    /// Of which attribute.
    pub attribute: String,
    /// The answer, with its unit.
    pub value: String,
    /// What the finding would be.
    pub verdict: Verdict,
}

/// From how many to how many, by what they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Met.
    pub met: (u64, u64),
    /// Partly or not met.
    pub gaps: (u64, u64),
    /// Not assessed.
    pub not_assessed: (u64, u64),
}

/// Tries out disputes and open questions of an assessment. `points` are the indices of the
/// crossing points to look at.
#[must_use]
pub fn robust(
    survey: &Survey,
    profile: &Profile,
    assessment: &Assessment,
    points: &[usize],
) -> Robust {
    let resolver = Resolver::new(survey, profile, assessment.as_of);
    let mut robust = Robust {
        disputes: Vec::new(),
        unstable: Vec::new(),
        stable_gaps: 0,
        open: Vec::new(),
        totals: Totals::default(),
        found_out: Totals::default(),
    };
    for &point in points {
        let place = &assessment.points[point];
        let now = &assessment.findings[point].findings;
        let disputes = resolver.disputes(place, &[]);
        for dispute in &disputes {
            robust.disputes.push(effect(survey, &resolver, assessment, point, dispute));
        }
        let (ranges, totals) = match every_way(&resolver, assessment, point) {
            Some(ways) => tried(point, now, &ways),
            None => bounded(point, now, &disputes),
        };
        robust.totals.add(totals);
        robust.found_out.add(found_out(now, &ranges));
        let flips = |f: &Finding| {
            ranges.iter().any(|r| (r.requirement, r.position) == (f.requirement, f.position))
        };
        robust.stable_gaps += now.iter().filter(|f| f.verdict.is_gap() && !flips(f)).count();
        robust.unstable.extend(ranges);
        let explanations = assessment.explain(survey, profile, point);
        for (finding, explanation) in now.iter().zip(explanations) {
            if finding.verdict == Verdict::NotAssessed {
                robust.open.push(open(
                    &resolver,
                    profile,
                    assessment,
                    point,
                    finding,
                    &explanation.questions,
                ));
            }
        }
    }
    robust
}

/// What the findings of a crossing point can be when everything open is found out.
fn found_out(now: &[Finding], ranges: &[Range]) -> Totals {
    let mut totals = Totals::default();
    for finding in now {
        let range = ranges
            .iter()
            .find(|r| (r.requirement, r.position) == (finding.requirement, finding.position));
        let mut possible = match range {
            Some(range) => range.possible.clone(),
            None => BTreeSet::from([finding.verdict]),
        };
        if possible.contains(&Verdict::NotAssessed) {
            possible.extend(undecided(finding));
        }
        totals.count(&possible);
    }
    totals
}

impl Totals {
    /// Counts a finding by all that it can be.
    fn count(&mut self, possible: &BTreeSet<Verdict>) {
        let add = |range: &mut (u64, u64), test: fn(Verdict) -> bool| {
            range.0 += u64::from(possible.iter().all(|&v| test(v)));
            range.1 += u64::from(possible.iter().any(|&v| test(v)));
        };
        add(&mut self.met, |v| v == Verdict::Met);
        add(&mut self.gaps, Verdict::is_gap);
        add(&mut self.not_assessed, |v| v == Verdict::NotAssessed);
    }

    fn add(&mut self, other: Self) {
        for (sum, part) in [
            (&mut self.met, other.met),
            (&mut self.gaps, other.gaps),
            (&mut self.not_assessed, other.not_assessed),
        ] {
            sum.0 += part.0;
            sum.1 += part.1;
        }
    }
}

fn effect(
    survey: &Survey,
    resolver: &Resolver<'_>,
    assessment: &Assessment,
    point: usize,
    dispute: &Dispute,
) -> Effect {
    let now = &assessment.findings[point].findings;
    let sides = dispute.sides.iter().map(|side| {
        let then = resolver.findings(&assessment.points[point], std::slice::from_ref(&side.take));
        let mut authors: Vec<String> =
            side.observations.iter().map(|&o| survey.author(&survey[o]).to_owned()).collect();
        authors.sort();
        authors.dedup();
        let value = side.observations.first().map_or(String::new(), |&o| match &survey[o].answer {
            crate::model::Answer::Known { value, unit, .. } if unit.is_empty() => value.to_string(),
            crate::model::Answer::Known { value, unit, .. } => format!("{value} {unit}"),
            _ => String::new(),
        });
        SideEffect { value, authors, flips: flips(now, &then) }
    });
    Effect {
        point,
        subject: dispute.subject,
        attribute: dispute.attribute.clone(),
        sides: sides.collect(),
        read_by: dispute.read_by.len(),
    }
}

/// Findings that have another verdict. Both lists name the same places, as long as no resolution
/// makes a position appear or vanish; a finding that has no counterpart is left out.
fn flips(now: &[Finding], then: &[Finding]) -> Vec<Flip> {
    now.iter()
        .filter_map(|before| {
            let after = then
                .iter()
                .find(|f| (f.requirement, f.position) == (before.requirement, before.position));
            // What is judged at a position that turns out to be of another kind applies nowhere.
            let after = after.map_or(Verdict::NotApplicable, |f| f.verdict);
            (after != before.verdict).then_some(Flip {
                requirement: before.requirement,
                position: before.position,
                before: before.verdict,
                after,
            })
        })
        .collect()
}

/// The findings under every way to settle the disputes of a crossing point, those that only show
/// once others are settled among them; `None` when there are too many.
#[must_use]
pub fn every_way(
    resolver: &Resolver<'_>,
    assessment: &Assessment,
    point: usize,
) -> Option<Vec<Vec<Finding>>> {
    let place = &assessment.points[point];
    let (mut ways, mut todo) = (Vec::new(), vec![Vec::<Taken>::new()]);
    while let Some(taken) = todo.pop() {
        match resolver.disputes(place, &taken).first() {
            None => ways.push(resolver.findings(place, &taken)),
            Some(dispute) => todo.extend(dispute.sides.iter().map(|side| {
                let mut more = taken.clone();
                more.push(side.take.clone());
                more
            })),
        }
        if ways.len() + todo.len() > TRIED {
            return None;
        }
    }
    Some(ways)
}

/// Which findings flip among all ways, and the totals of the ways.
fn tried(point: usize, now: &[Finding], ways: &[Vec<Finding>]) -> (Vec<Range>, Totals) {
    let mut ranges: Vec<Range> = Vec::new();
    let mut totals: Option<Totals> = None;
    for way in ways {
        for flip in flips(now, way) {
            let key = (flip.requirement, flip.position);
            let known = ranges.iter_mut().find(|r| (r.requirement, r.position) == key);
            match known {
                Some(range) => {
                    range.possible.insert(flip.after);
                }
                None => ranges.push(Range {
                    point,
                    requirement: flip.requirement,
                    position: flip.position,
                    now: flip.before,
                    possible: [flip.after].into(),
                    tried: true,
                }),
            }
        }
        // Of the findings as they stand, so that every way counts the same ones.
        let stands = |f: &&Finding| {
            now.iter().any(|n| (n.requirement, n.position) == (f.requirement, f.position))
        };
        let count = |test: fn(Verdict) -> bool| {
            way.iter().filter(stands).filter(|f| test(f.verdict)).count() as u64
        };
        let (met, gaps, open) = (
            count(|v| v == Verdict::Met),
            count(Verdict::is_gap),
            count(|v| v == Verdict::NotAssessed),
        );
        let widen = |range: (u64, u64), n: u64| (range.0.min(n), range.1.max(n));
        totals = Some(match totals {
            None => Totals { met: (met, met), gaps: (gaps, gaps), not_assessed: (open, open) },
            Some(t) => Totals {
                met: widen(t.met, met),
                gaps: widen(t.gaps, gaps),
                not_assessed: widen(t.not_assessed, open),
            },
        });
    }
    // What a finding stays under some way belongs to what it can be.
    for range in &mut ranges {
        let stays = ways.iter().any(|way| {
            way.iter().any(|f| {
                (f.requirement, f.position, f.verdict)
                    == (range.requirement, range.position, range.now)
            })
        });
        if stays {
            range.possible.insert(range.now);
        }
    }
    ranges.sort_by_key(|r| (r.position, r.requirement));
    (ranges, totals.unwrap_or_default())
}

/// The same by what the judge's intervals guarantee, without trying.
fn bounded(point: usize, now: &[Finding], disputes: &[Dispute]) -> (Vec<Range>, Totals) {
    let (mut ranges, mut totals) = (Vec::new(), Totals::default());
    for finding in now {
        let key = (finding.requirement, finding.position);
        let reads = disputes.iter().any(|d| d.read_by.contains(&key));
        let possible =
            if reads { by_intervals(finding) } else { BTreeSet::from([finding.verdict]) };
        totals.count(&possible);
        if possible.len() > 1 {
            ranges.push(Range {
                point,
                requirement: finding.requirement,
                position: finding.position,
                now: finding.verdict,
                possible,
                tried: false,
            });
        }
    }
    (ranges, totals)
}

/// What a finding can become when disputes that it reads are settled, by its intervals alone.
#[must_use]
pub fn by_intervals(finding: &Finding) -> BTreeSet<Verdict> {
    let mut possible = BTreeSet::from([finding.verdict]);
    match finding.verdict {
        Verdict::NotApplicable => {
            // Where a position turns out not to be of the kind, none may be on record at all.
            use NotApplicable::{CrossingType, NoPosition, NotInForce, SetAside};
            let sure = matches!(
                finding.not_applicable,
                Some(CrossingType | NoPosition | NotInForce | SetAside)
            );
            if !sure {
                possible.insert(Verdict::NotAssessed);
            }
        }
        // A gap holds, but what of it is there may be in dispute.
        Verdict::PartlyMet | Verdict::NotMet => {
            possible.extend([Verdict::PartlyMet, Verdict::NotMet]);
            // A device that fails a rule for every one must be shown working: the side that is
            // only claimed shows less.
            let short = |c: Counts| c.conforming.max.is_some_and(|c1| c1 < c.needed.min);
            if !finding.counts.is_some_and(short) {
                possible.insert(Verdict::NotAssessed);
            }
        }
        // The side that is only claimed shows less.
        Verdict::Met => {
            possible.insert(Verdict::NotAssessed);
        }
        Verdict::NotAssessed => possible.extend(undecided(finding)),
    }
    possible
}

/// What a finding that is not assessed can become, by its counts.
fn undecided(finding: &Finding) -> BTreeSet<Verdict> {
    let mut possible = BTreeSet::from([Verdict::NotApplicable]);
    let Some(counts) = finding.counts else {
        possible.extend([Verdict::Met, Verdict::PartlyMet, Verdict::NotMet]);
        return possible;
    };
    let (needed, conforming) = (counts.needed, counts.conforming);
    let enough = conforming.max.is_none_or(|c1| c1 >= needed.min);
    if enough && counts.failing.min == 0 {
        possible.insert(Verdict::Met);
    }
    let short = needed.max.is_none_or(|n1| conforming.min < n1);
    if short || counts.failing.max != Some(0) {
        possible.extend([Verdict::PartlyMet, Verdict::NotMet]);
    }
    possible
}

/// Which answers would decide a finding alone.
fn open(
    resolver: &Resolver<'_>,
    profile: &Profile,
    assessment: &Assessment,
    point: usize,
    finding: &Finding,
    questions: &[Question],
) -> Open {
    let place = &assessment.points[point];
    let requirement = profile.requirement(finding.requirement);
    let mut answers: Vec<Deciding> = Vec::new();
    for question in questions {
        for (value, unit) in tries(profile, requirement, question, assessment.as_of) {
            let taken = resolver.answer(place, &question.at, &question.attribute, &value, &unit);
            let Some(taken) = taken else { continue };
            let then = resolver.findings(place, &[taken]);
            let after = then
                .iter()
                .find(|f| (f.requirement, f.position) == (finding.requirement, finding.position));
            let verdict = after.map_or(Verdict::NotApplicable, |f| f.verdict);
            let known = answers.iter().any(|a| {
                (&a.at, &a.attribute, a.verdict) == (&question.at, &question.attribute, verdict)
            });
            if verdict != Verdict::NotAssessed && !known {
                answers.push(Deciding {
                    at: question.at.clone(),
                    attribute: question.attribute.clone(),
                    value: if unit.is_empty() { value } else { format!("{value} {unit}") },
                    verdict,
                });
            }
        }
    }
    Open {
        point,
        requirement: finding.requirement,
        position: finding.position,
        questions: questions.len(),
        answers,
        possible: by_intervals(finding),
    }
}

/// Answers worth trying: for what the requirement asks of the attribute, one that passes and one
/// that does not.
fn tries(
    profile: &Profile,
    requirement: &Requirement,
    question: &Question,
    as_of: Day,
) -> Vec<(String, String)> {
    let plain = |texts: &[&str]| texts.iter().map(|t| ((*t).to_owned(), String::new())).collect();
    let key = question.attribute.as_str();
    let Some(id) = profile.vocabulary.find(key) else { return plain(&["true"]) };
    let built_in = profile.vocabulary.built_in;
    if id == built_in.condition {
        return plain(&["working", "faulty", "removed"]);
    }
    let mut tests: Vec<(&Test, bool)> = Vec::new();
    for criterion in requirement.criteria.iter().chain(&requirement.when) {
        asked(criterion, id, false, &mut tests);
    }
    let attribute = profile.vocabulary.attribute(id);
    // How much a count is, is not tried: one of each.
    let value = |tests: &[(&Test, bool)]| satisfy::value(attribute, tests, as_of, &|_| 1);
    let passes = value(&tests);
    let fails = tests.iter().find_map(|&(test, negated)| value(&[(test, !negated)]));
    [passes, fails].into_iter().flatten().collect()
}

/// What a criterion asks of an attribute.
fn asked<'c>(
    criterion: &'c Criterion,
    id: AttributeId,
    negated: bool,
    into: &mut Vec<(&'c Test, bool)>,
) {
    match criterion {
        Criterion::Leaf(leaf) if leaf.attribute == id => into.push((&leaf.test, negated)),
        Criterion::Leaf(_) | Criterion::Presence(_) => {}
        Criterion::All(group) | Criterion::Any(group) => {
            group.iter().for_each(|c| asked(c, id, negated, into));
        }
        Criterion::Not(inner) => asked(inner, id, !negated, into),
    }
}
