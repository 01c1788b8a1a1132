//! The rights gate: safeguards come before new capture of biometrics and new queries of watch
//! lists, and before everything where capture is already in use.
//!
//! Each safeguard is judged as if it applied, so that the first camera does not slip through;
//! nothing that was set aside, and no option or filter of verdicts, takes it away.

use super::feasible::NeedState;
use crate::judge::{SiteFacts, Truth};
use crate::model::Verdict;
use crate::standard::{EquipmentId, Profile, Remedy, RequirementId, Safeguard};

/// The safeguards of a profile.
pub(super) struct Guards<'p> {
    profile: &'p Profile,
    requirements: Vec<RequirementId>,
    /// Equipment that captures biometrics: what requirements ask for whose remedy does, and what
    /// makes a safeguard of biometrics apply.
    capture: Vec<EquipmentId>,
}

/// The safeguards that do not stand at a crossing point.
pub(super) struct Gate<'p> {
    profile: &'p Profile,
    missing: Vec<(RequirementId, Option<usize>, Verdict)>,
}

/// A safeguard that is missing, or not shown, where what it guards is in use: stop it, or mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Index of the crossing point.
    pub point: usize,
    /// Index of the position, if it is judged there.
    pub position: Option<usize>,
    /// The safeguard.
    pub requirement: RequirementId,
    /// How it stands: partly met, not met or not assessed.
    pub verdict: Verdict,
}

impl<'p> Guards<'p> {
    pub(super) fn of(profile: &'p Profile) -> Self {
        let remedy = |key: &str| profile.remedies.get(key);
        let all = || profile.requirements.iter();
        let captured = all()
            .filter(|r| remedy(&r.remedy).is_some_and(|r| r.captures_biometrics))
            .flat_map(|r| &r.equipment);
        let guarded = all()
            .filter(|r| r.safeguard.contains(&Safeguard::Biometrics))
            .flat_map(|r| &r.place.equipment_present);
        let mut capture: Vec<EquipmentId> = captured.chain(guarded).copied().collect();
        capture.sort_unstable();
        capture.dedup();
        let requirements = (0..)
            .zip(all())
            .filter(|(_, r)| !r.safeguard.is_empty())
            .map(|(n, _)| RequirementId(n))
            .collect();
        Self { profile, requirements, capture }
    }

    /// The safeguards that are a gap, or not assessed, at a crossing point.
    pub(super) fn at(&self, site: &SiteFacts<'_, '_>) -> Gate<'p> {
        let mut missing = Vec::new();
        for &id in &self.requirements {
            for (position, verdict) in site.as_if_applied(id) {
                if verdict.is_gap() || verdict == Verdict::NotAssessed {
                    missing.push((id, position, verdict));
                }
            }
        }
        Gate { profile: self.profile, missing }
    }
}

impl<'p> Gate<'p> {
    /// The safeguards that a remedy waits for at a place, as needs that can be mended; for the
    /// whole crossing point, those of each of its positions.
    pub(super) fn needs(&self, remedy: &Remedy, position: Option<usize>) -> Vec<NeedState<'p>> {
        let mut needs: Vec<NeedState<'p>> = Vec::new();
        for &(id, at, verdict) in &self.missing {
            let requirement = self.profile.requirement(id);
            let held = requirement.safeguard.iter().any(|safeguard| match safeguard {
                Safeguard::Biometrics => remedy.captures_biometrics,
                Safeguard::DataExchange => remedy.queries_watchlist,
            });
            let here = at.is_none() || position.is_none() || at == position;
            if !held || !here || needs.iter().any(|n| n.title == requirement.title) {
                continue;
            }
            needs.push(NeedState {
                title: &requirement.title,
                factor: "safeguards",
                state: if verdict.is_gap() { Truth::No } else { Truth::Open },
                fixable: true,
                soft: true,
                enabling: &requirement.remedy,
                questions: Vec::new(),
            });
        }
        needs
    }

    /// The safeguards missing where what they guard is in use.
    pub(super) fn alerts(
        &self,
        point: usize,
        guards: &Guards<'_>,
        site: &SiteFacts<'_, '_>,
    ) -> Vec<Alert> {
        let in_use = |id: RequirementId| {
            let of_capture =
                self.profile.requirement(id).safeguard.contains(&Safeguard::Biometrics);
            site.in_use(id, if of_capture { &guards.capture } else { &[] })
        };
        self.missing
            .iter()
            .filter(|&&(id, _, _)| in_use(id))
            .map(|&(requirement, position, verdict)| Alert {
                point,
                position,
                requirement,
                verdict,
            })
            .collect()
    }
}
