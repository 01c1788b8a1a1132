//! 1. A gap holds under every resolution of every dispute, *met* under every one that takes a
//!    value shown at E or better; settling gives intervals inside the disputed ones.
//!
//! A resolution takes one of the values as it was found: with its unit, evidence and day. What it
//! takes counts as shown when its evidence is the strongest that the requirement asks for.

use borderfit::model::places::crossing_points;
use borderfit::model::{Evidence, Survey};
use borderfit::standard::{Profile, Requirement};
use proptest::prelude::*;

use crate::case::{Case, cases};
use crate::generate::strongest_asked;
use crate::hold;
use crate::seen::{Findings, Known, Thing, disputed, judged, known, things};
use crate::world::{Fact, SETTLER, record};

/// A fact of which several values stand.
pub(crate) struct Dispute {
    thing: Thing,
    attribute: String,
    pub(crate) values: Vec<Known>,
}

pub(crate) fn disputes(case: &Case, survey: &Survey) -> Vec<Dispute> {
    let mut disputes = Vec::new();
    for thing in things(survey, &crossing_points(survey)) {
        for name in survey.attributes() {
            // What joins places is no fact of a place, and reasons to set aside need not agree.
            if **name == *"same_as" || name.starts_with("not_applicable.") {
                continue;
            }
            let Some(attribute) = survey.attribute_ix(name) else { continue };
            let values = known(survey, &case.profile, &thing, attribute);
            if disputed(&values) {
                let thing = thing.clone();
                disputes.push(Dispute { thing, attribute: name.to_string(), values });
            }
        }
    }
    disputes
}

/// Settles a dispute in favour of one of its values.
pub(crate) fn settle(survey: &mut Survey, dispute: &Dispute, value: &Known) {
    let observation = survey[value.observation].clone();
    for &subject in &dispute.thing.subjects {
        let fact = Fact {
            path: survey.path(subject),
            attribute: dispute.attribute.clone(),
            answer: observation.answer.clone(),
            person: SETTLER,
            at: observation.milliseconds(),
            settles: true,
        };
        record(survey, &fact);
    }
}

/// Whether a resolution that takes this evidence takes what is shown at E.
fn shown(
    profile: &Profile,
    requirement: &Requirement,
    attribute: &str,
    evidence: Evidence,
) -> bool {
    let steers = attribute == "positions_complete"
        || attribute == "country"
        || attribute.starts_with("inventory_complete.");
    steers || evidence >= strongest_asked(profile, requirement)
}

/// Tries the law on each dispute alone, settled for each value, and on all of them together.
fn resolutions(
    case: &Case,
    check: impl Fn(&Findings, &Findings, &dyn Fn(&Requirement) -> bool) -> crate::Tried,
) -> crate::Tried {
    let survey = case.survey();
    let disputes = disputes(case, &survey);
    if disputes.is_empty() {
        return Ok(0);
    }
    let before = judged(&survey, &case.profile);
    let mut draw = case.draw();
    let mut tried = 0;
    for dispute in &disputes {
        for value in &dispute.values {
            let mut settled = survey.clone();
            settle(&mut settled, dispute, value);
            let after = judged(&settled, &case.profile);
            let shown =
                |r: &Requirement| shown(&case.profile, r, &dispute.attribute, value.evidence);
            tried += check(&before, &after, &shown)?;
        }
    }
    let chosen: Vec<_> = disputes.iter().map(|d| (d, draw.pick(&d.values))).collect();
    let mut settled = survey.clone();
    chosen.iter().for_each(|(dispute, value)| settle(&mut settled, dispute, value));
    let after = judged(&settled, &case.profile);
    let shown = |r: &Requirement| {
        chosen.iter().all(|(d, v)| shown(&case.profile, r, &d.attribute, v.evidence))
    };
    tried += check(&before, &after, &shown)?;
    Ok(tried)
}

fn requirement<'a>(case: &'a Case, id: &str) -> &'a Requirement {
    case.profile.requirements.iter().find(|r| r.id == id).unwrap_or_else(|| panic!("no {id}"))
}

#[test]
fn law_01_a_gap_holds_under_every_resolution() {
    hold(&cases(), 20, |case| {
        resolutions(case, |before, after, shown| {
            let mut tried = 0;
            for (at, gap) in before.iter().filter(|(_, seen)| seen.is_gap()) {
                let requirement = requirement(case, &at.requirement);
                // A device that fails must be shown working, so that here, too, a resolution has
                // to take what is shown.
                if requirement.quantity.every && !shown(requirement) {
                    continue;
                }
                let after = after.get(at);
                tried += 1;
                prop_assert!(
                    after.is_some_and(|seen| seen.is_gap()),
                    "{at:?} was {gap:?} and is {after:?}"
                );
            }
            Ok(tried)
        })
    });
}

#[test]
fn law_01_met_holds_under_every_resolution_that_is_shown() {
    hold(&cases(), 8, |case| {
        resolutions(case, |before, after, shown| {
            let mut tried = 0;
            for (at, met) in before.iter().filter(|(_, s)| s.verdict.code() == "met") {
                if shown(requirement(case, &at.requirement)) {
                    tried += 1;
                    let after = after.get(at);
                    prop_assert!(
                        after.is_some_and(|seen| seen.verdict == met.verdict),
                        "{at:?} was {met:?} and is {after:?}"
                    );
                }
            }
            Ok(tried)
        })
    });
}

#[test]
fn law_01_settling_gives_intervals_inside_the_disputed_ones() {
    hold(&cases(), 30, |case| {
        resolutions(case, |before, after, shown| {
            let mut tried = 0;
            for (at, disputed) in before {
                let Some(settled) = after.get(at) else { continue };
                if shown(requirement(case, &at.requirement)) {
                    tried += 1;
                    prop_assert!(
                        settled.inside(disputed),
                        "{at:?} was {disputed:?} and is {settled:?}"
                    );
                }
            }
            Ok(tried)
        })
    });
}
