//! Safeguards: requirements judged as if they applied, for the rights gate of plans.

use super::eval::{Eval, Place};
use super::facts::{Reader, Site};
use super::requirement::{applicability, nowhere, places, position_kinds, verdict};
use super::truth::Truth;
use crate::model::Verdict;
use crate::standard::RequirementId;

/// How a requirement stands at each place where it is judged, as if it applied: without
/// `equipment_present`, `when` and whatever was set aside.
pub(super) fn as_if_applied(
    reader: &Reader<'_>,
    site: &Site,
    id: RequirementId,
) -> Vec<(Option<usize>, Verdict)> {
    let mut requirement = reader.profile.requirement(id).clone();
    requirement.place.equipment_present.clear();
    requirement.when.clear();
    let kinds = position_kinds(site, requirement.place.positions);
    let eval = Eval::new(reader, site, &requirement, &kinds);
    let judged = places(&eval).into_iter().map(|(place, shared_only)| match place {
        Some(place) => {
            let position = match place {
                Place::Position(p) => Some(p),
                Place::CrossingPoint => None,
            };
            (position, verdict(&Eval { place, shared_only, ..eval }).verdict)
        }
        None if nowhere(&eval).is_some() => (None, Verdict::NotApplicable),
        None => (None, Verdict::NotAssessed),
    });
    judged.collect()
}

/// Whether what makes a requirement apply, beside crossing type and position, surely holds: an
/// item of `equipment_present` is in use, and every `when` is so. No for one that has neither.
pub(super) fn guarded(reader: &Reader<'_>, site: &Site, id: RequirementId) -> bool {
    let requirement = reader.profile.requirement(id);
    if requirement.place.equipment_present.is_empty() && requirement.when.is_empty() {
        return false;
    }
    let kinds = position_kinds(site, requirement.place.positions);
    let eval = Eval::new(reader, site, requirement, &kinds);
    places(&eval).into_iter().any(|(place, shared_only)| {
        place.is_some_and(|place| {
            let eval = Eval { place, shared_only, ..eval };
            let [_, kind, present, when] = applicability(&eval).map(|(truth, _)| truth);
            kind != Truth::No && present == Truth::Yes && when == Truth::Yes
        })
    })
}
