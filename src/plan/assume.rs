//! What if: assumptions are put into a copy of the survey and judged; nothing is recorded.
//!
//! ```text
//! add N REMEDY at PLACE            N more of it, working, that satisfy what is asked of them
//! set ATTRIBUTE=VALUE [UNIT] at PLACE
//! remove ITEM at PLACE
//! ```
//!
//! PLACE is `POINT`, `POINT/POSITION` or, to set a fact of equipment, `POINT/POSITION/ITEM`
//! (`POINT//ITEM` for shared equipment). What an added remedy brings is derived from the profile:
//! the criteria of the requirements that name it. What cannot be derived is said.

mod parse;
mod put;

use std::collections::BTreeMap;

pub use parse::{AssumeError, Assumption, Deed, Site, parse};

use super::feasible::{self, Feasibility, NeedState};
use super::gate::Guards;
use crate::judge::{Assessment, Finding, Sites, assess};
use crate::model::{Interval, Survey, Verdict};
use crate::standard::{Profile, RequirementId};

/// What would be.
#[derive(Clone, Debug)]
pub struct WhatIf<'p> {
    /// The assumptions, as they were understood.
    pub assumptions: Vec<Assumption>,
    /// What they come to, as facts.
    pub facts: Vec<AssumedFact>,
    /// What an added remedy should bring and cannot be derived, in words.
    pub not_implied: Vec<String>,
    /// The findings under the assumptions.
    pub after: Assessment,
    /// Findings that change.
    pub changes: Vec<Change>,
    /// Gaps and open findings that stay, where something was assumed: those that the remedies
    /// added are for.
    pub stays: Vec<Change>,
    /// How each remedy that was added stands at its place, before anything is assumed.
    pub needs: Vec<Standing<'p>>,
}

/// A fact that was assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssumedFact {
    /// The columns of a facts table: crossing point, position, item.
    pub at: [String; 3],
    /// Which attribute.
    pub attribute: String,
    /// What is assumed.
    pub value: String,
    /// Its unit; may be empty.
    pub unit: String,
}

/// A finding before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Index of the crossing point.
    pub point: usize,
    /// Index of the position, if it is judged there.
    pub position: Option<usize>,
    /// The requirement.
    pub requirement: RequirementId,
    /// As it is.
    pub before: (Verdict, Option<Interval>),
    /// As it would be.
    pub after: (Verdict, Option<Interval>),
}

/// How an added remedy stands at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing<'p> {
    /// Key of the remedy.
    pub remedy: &'p str,
    /// Index of the crossing point.
    pub point: usize,
    /// Index of the position, if one was named.
    pub position: Option<usize>,
    /// Whether it is feasible there.
    pub feasibility: Feasibility,
    /// Its needs that are not surely met.
    pub wanting: Vec<NeedState<'p>>,
    /// What to do instead.
    pub instead: &'p [String],
}

/// Judges a survey as if the assumptions held.
///
/// # Errors
/// When an assumption names what is not there, or a value that cannot be; nothing is assumed then.
pub fn what_if<'p>(
    survey: &Survey,
    profile: &'p Profile,
    before: &Assessment,
    assumptions: &[Assumption],
) -> Result<WhatIf<'p>, AssumeError> {
    let needs = standing(survey, profile, before, assumptions);
    let mut desk = put::Desk::new(survey, profile, before);
    for assumption in assumptions {
        desk.put(assumption)?;
    }
    let (assumed, facts, not_implied) = desk.finish();
    let after = assess(&assumed, profile, before.as_of);
    let (changes, stays) = compare(profile, before, &after, assumptions);
    Ok(WhatIf {
        assumptions: assumptions.to_vec(),
        facts,
        not_implied,
        after,
        changes,
        stays,
        needs,
    })
}

fn standing<'p>(
    survey: &Survey,
    profile: &'p Profile,
    before: &Assessment,
    assumptions: &[Assumption],
) -> Vec<Standing<'p>> {
    let sites = Sites::new(survey, profile, before.as_of);
    let guards = Guards::of(profile);
    let mut found = Vec::new();
    for assumption in assumptions {
        let Deed::Add { remedy, .. } = &assumption.deed else { continue };
        let Some(remedy) = profile.remedies.get(remedy) else { continue };
        let Site { point, position, .. } = assumption.site;
        let site = sites.at(&before.points[point]);
        let scopes: Vec<_> =
            profile.requirements.iter().filter(|r| r.remedy == remedy.key).collect();
        let mut wanting = feasible::needs(&site, remedy, &scopes, position);
        wanting.extend(guards.at(&site).needs(remedy, position));
        let feasibility = feasible::outcome(&wanting);
        wanting.retain(|need| need.state != crate::judge::Truth::Yes);
        found.push(Standing {
            remedy: &remedy.key,
            point,
            position,
            feasibility,
            wanting,
            instead: &remedy.instead,
        });
    }
    found
}

/// Findings that change anywhere, and those that stay open where remedies were added for them.
fn compare(
    profile: &Profile,
    before: &Assessment,
    after: &Assessment,
    assumptions: &[Assumption],
) -> (Vec<Change>, Vec<Change>) {
    let (mut changes, mut stays) = (Vec::new(), Vec::new());
    for (point, (old, new)) in before.findings.iter().zip(&after.findings).enumerate() {
        let key = |f: &Finding| (f.requirement, f.position);
        let was: BTreeMap<_, _> = old.findings.iter().map(|f| (key(f), f)).collect();
        for finding in &new.findings {
            let Some(old) = was.get(&key(finding)) else { continue };
            let change = Change {
                point,
                position: finding.position,
                requirement: finding.requirement,
                before: (old.verdict, old.shortfall),
                after: (finding.verdict, finding.shortfall),
            };
            if change.before != change.after {
                changes.push(change);
            }
            let open = finding.verdict.is_gap() || finding.verdict == Verdict::NotAssessed;
            let meant = assumptions.iter().any(|assumption| {
                let Deed::Add { remedy, .. } = &assumption.deed else { return false };
                assumption.site.point == point
                    && *remedy == profile.requirement(finding.requirement).remedy
                    && (assumption.site.position.is_none()
                        || finding.position.is_none()
                        || assumption.site.position == finding.position)
            });
            if open && meant {
                stays.push(change);
            }
        }
    }
    (changes, stays)
}
