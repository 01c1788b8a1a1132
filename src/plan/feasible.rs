//! Whether a remedy is feasible at a place, over what it needs there.

use std::collections::BTreeSet;

use crate::judge::{Question, SiteFacts, Truth};
use crate::standard::{Remedy, Requirement};

/// Whether a remedy can be used at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feasibility {
    /// All that it needs is there.
    Now,
    /// What it lacks can be mended first.
    WithPreparation,
    /// Something decides that is not known.
    Undetermined,
    /// It lacks something that cannot be mended.
    NotFeasible,
}

impl Feasibility {
    /// Every outcome, best first.
    pub const ALL: [Self; 4] =
        [Self::Now, Self::WithPreparation, Self::Undetermined, Self::NotFeasible];

    /// The code used in tables and JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::WithPreparation => "with-preparation",
            Self::Undetermined => "undetermined",
            Self::NotFeasible => "not-feasible",
        }
    }

    /// Whether it can be bought: surely of use, at least after preparation.
    #[must_use]
    pub fn is_sure(self) -> bool {
        matches!(self, Self::Now | Self::WithPreparation)
    }
}

/// How a need stands at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedState<'p> {
    /// What is needed, as people read it.
    pub title: &'p str,
    /// One of [`crate::standard::FACTORS`].
    pub factor: &'p str,
    /// Whether it is there.
    pub state: Truth,
    /// Whether its lack can be mended.
    pub fixable: bool,
    /// Whether not knowing counts as a lack that can be mended.
    pub soft: bool,
    /// Key of the work that mends it; may be empty.
    pub enabling: &'p str,
    /// What to find out, where it is open.
    pub questions: Vec<Question>,
}

impl NeedState<'_> {
    /// Whether it rules the remedy out.
    #[must_use]
    pub fn blocks(&self) -> bool {
        !self.fixable && self.effective() == Truth::No
    }

    /// Whether it must be found out first.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.effective() == Truth::Open
    }

    /// Whether it must be mended first.
    #[must_use]
    pub fn to_mend(&self) -> bool {
        self.state == Truth::No && self.fixable || self.state == Truth::Open && self.soft
    }

    /// A soft need that is open counts as a lack that can be mended, so it neither blocks nor is
    /// it open.
    fn effective(&self) -> Truth {
        if self.soft && self.state == Truth::Open { Truth::Yes } else { self.state }
    }
}

/// The outcome over all needs: what blocks comes before what is open, that before what can be
/// mended.
#[must_use]
pub fn outcome(needs: &[NeedState<'_>]) -> Feasibility {
    if needs.iter().any(NeedState::blocks) {
        Feasibility::NotFeasible
    } else if needs.iter().any(NeedState::is_open) {
        Feasibility::Undetermined
    } else if needs.iter().any(NeedState::to_mend) {
        Feasibility::WithPreparation
    } else {
        Feasibility::Now
    }
}

/// How the needs of a remedy stand at a place. `scopes` are the requirements for whose gaps it is
/// planned: where they are judged on the crossing point, a need of a position is read at every
/// position that they count; none of them means all positions.
#[must_use]
pub fn needs<'p>(
    site: &SiteFacts<'_, '_>,
    remedy: &'p Remedy,
    scopes: &[&Requirement],
    position: Option<usize>,
) -> Vec<NeedState<'p>> {
    let mut apart: Vec<Option<&Requirement>> = Vec::new();
    for &scope in scopes {
        let listed = scope.place.positions;
        if position.is_none() && !apart.iter().flatten().any(|s| s.place.positions == listed) {
            apart.push(Some(scope));
        }
    }
    if apart.is_empty() {
        apart.push(None);
    }
    remedy
        .needs
        .iter()
        .map(|need| {
            let mut state = Truth::Yes;
            let mut questions = Vec::new();
            for &scope in &apart {
                let (truth, open) = site.holds(&need.criteria, scope, position);
                state = state.min(truth);
                questions.extend(
                    open.into_iter().filter(|q| !questions.contains(q)).collect::<Vec<_>>(),
                );
            }
            if state != Truth::Open {
                questions.clear();
            }
            NeedState {
                title: &need.title,
                factor: &need.factor,
                state,
                fixable: need.fixable,
                soft: need.soft,
                enabling: &need.enabling,
                questions,
            }
        })
        .collect()
}

/// The works that must come first, by key.
#[must_use]
pub fn enabling<'p>(needs: &[NeedState<'p>]) -> BTreeSet<&'p str> {
    needs.iter().filter(|n| n.to_mend() && !n.enabling.is_empty()).map(|n| n.enabling).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(state: Truth, fixable: bool, soft: bool) -> NeedState<'static> {
        NeedState {
            title: "a need",
            factor: "power",
            state,
            fixable,
            soft,
            enabling: "power-works",
            questions: Vec::new(),
        }
    }

    #[test]
    fn what_blocks_beats_what_is_open_beats_what_can_be_mended() {
        use Truth::{No, Open, Yes};
        let of = |needs: &[NeedState<'_>]| outcome(needs);
        let (blocking, fixable) = (need(No, false, false), need(No, true, false));
        let (open, soft) = (need(Open, true, false), need(Open, true, true));
        let fine = need(Yes, false, false);
        assert_eq!(of(&[]), Feasibility::Now);
        assert_eq!(of(std::slice::from_ref(&fine)), Feasibility::Now);
        assert_eq!(of(&[fixable.clone(), fine.clone()]), Feasibility::WithPreparation);
        assert_eq!(of(&[soft.clone(), fine]), Feasibility::WithPreparation);
        assert_eq!(of(&[fixable, open.clone(), soft]), Feasibility::Undetermined);
        assert_eq!(of(&[open, blocking]), Feasibility::NotFeasible);
        assert_eq!(of(&[need(Open, false, true)]), Feasibility::WithPreparation);
        assert_eq!(of(&[need(Open, false, false)]), Feasibility::Undetermined);
    }
}
