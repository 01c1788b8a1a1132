//! What judging finds: the data of a finding, without words.

use crate::model::{Confidence, Evidence, Interval, ObservationIx, SubjectIx, Verdict};
use crate::standard::RequirementId;

/// Why a finding is not assessed; the first that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Undecided {
    /// Nothing is recorded.
    NothingRecorded,
    /// It is recorded why something has no value.
    RecordedAbsent,
    /// Claims would decide it.
    ClaimedOnly,
    /// A fact that it reads is disputed.
    Disputed,
    /// Anything else.
    Unresolved,
}

impl Undecided {
    /// The code used in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NothingRecorded => "nothing-recorded",
            Self::RecordedAbsent => "recorded-absent",
            Self::ClaimedOnly => "claimed-only",
            Self::Disputed => "disputed",
            Self::Unresolved => "unresolved",
        }
    }
}

/// Why a requirement does not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotApplicable {
    /// Not at crossing points of this type.
    CrossingType,
    /// The post has no such position.
    NoPosition,
    /// None of the equipment that would make it apply is in use.
    NoEquipment,
    /// A condition of `when` does not hold.
    When,
    /// The count that it is needed for is 0.
    NoneNeeded,
    /// There is no device that the rule could hold for.
    NoDevice,
    /// Two people set it aside.
    SetAside,
    /// It does not hold yet, or no longer, on the day as of which is judged.
    NotInForce,
}

/// Who vouches for an exception: that a requirement does not apply here, or that an equivalent
/// meets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetAside {
    /// Nobody.
    No,
    /// One person, by this observation; it waits for a second.
    ByOne(ObservationIx),
    /// Two people, by these observations among others.
    ByTwo(ObservationIx, ObservationIx),
}

/// The counts behind a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// How many are needed.
    pub needed: Interval,
    /// How many conform.
    pub conforming: Interval,
    /// How many fail a rule that holds for every device.
    pub failing: Interval,
}

impl Counts {
    /// How many are missing or fail: `max(0, n0 - c1, f0)` to `max(0, n1 - c0, f1)`.
    #[must_use]
    pub fn shortfall(&self) -> Interval {
        let Self { needed: n, conforming: c, failing: f } = self;
        let min = c.max.map_or(0, |c1| n.min.saturating_sub(c1)).max(f.min);
        let max = match (n.max, f.max) {
            (Some(n1), Some(f1)) => Some(n1.saturating_sub(c.min).max(f1)),
            _ => None,
        };
        Interval { min, max }
    }
}

impl Finding {
    /// Whether it is met by an equivalent alone, that two people vouch for.
    #[must_use]
    pub fn by_equivalent(&self) -> bool {
        self.verdict == Verdict::Met
            && matches!(self.equivalent, SetAside::ByTwo(..))
            && self.counts.is_none_or(|c| c.shortfall() != Interval::ZERO)
    }
}

/// One finding: a requirement at a crossing point or one of its positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which requirement of the profile.
    pub requirement: RequirementId,
    /// Index of the position in the crossing point's positions; `None` for the crossing point.
    pub position: Option<usize>,
    /// What is found.
    pub verdict: Verdict,
    /// The counts; `None` where not applicable, and for a position that is missing.
    pub counts: Option<Counts>,
    /// How many are missing; `None` where the counts are.
    pub shortfall: Option<Interval>,
    /// Why it is not assessed.
    pub undecided: Option<Undecided>,
    /// Why it does not apply.
    pub not_applicable: Option<NotApplicable>,
    /// The requirement from whose gap this gap follows.
    pub follows: Option<RequirementId>,
    /// Who set it aside.
    pub set_aside: SetAside,
    /// Who says that an equivalent meets it. With two people and where it surely applies, a gap or
    /// what is not assessed becomes *met*; the counts stay as judged, and nothing is missing.
    pub equivalent: SetAside,
    /// The newest exception that no longer holds, where none of its sort does.
    pub expired: Option<ObservationIx>,
    /// Whether an item of its kind is, or may be, there and working.
    pub(super) may_work: bool,
}

/// A fact that somebody could find out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Question {
    /// Where.
    pub at: Asked,
    /// Key of the attribute.
    pub attribute: String,
}

/// Where a question is asked; indices into the crossing point's places.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Asked {
    /// Of the country with this code.
    Country(String),
    /// Of the crossing point.
    CrossingPoint,
    /// Of a position.
    Position(usize),
    /// Of an item: position (`None`: shared), index among its items.
    Item(Option<usize>, usize),
    /// Of a model: equipment kind, maker, model.
    Model(String, String, String),
}

/// What stands behind a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// One plain sentence.
    pub reason: String,
    /// The weakest evidence among the known facts that bear on the verdict.
    pub evidence: Option<Evidence>,
    /// How far the least sure of these facts can be relied on; none if it is not verified. That of
    /// a document follows from its age, so from the day of judging.
    pub confidence: Option<Confidence>,
    /// The observations that it rests on: all values it reads, in the order of entry.
    pub rests_on: Vec<ObservationIx>,
    /// What could still decide it, best first; empty unless not assessed.
    pub questions: Vec<Question>,
}

/// The findings of one crossing point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointFindings {
    /// By position (the crossing point first), then in the order of the profile.
    pub findings: Vec<Finding>,
    /// The subjects of countries and models that were read.
    pub(super) depends: Vec<SubjectIx>,
}
