//! The five things that can be said of a requirement at a place.

/// What the judge says of a requirement at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// As many as needed conform, and none fails.
    Met,
    /// Surely not met, but something of it is there.
    PartlyMet,
    /// Surely not met, and nothing of it is there.
    NotMet,
    /// What is recorded does not decide it.
    NotAssessed,
    /// It does not apply here.
    NotApplicable,
}

impl Verdict {
    /// Every verdict, in the order of tables.
    pub const ALL: [Self; 5] =
        [Self::Met, Self::PartlyMet, Self::NotMet, Self::NotAssessed, Self::NotApplicable];

    /// The code used in tables and JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::PartlyMet => "partly-met",
            Self::NotMet => "not-met",
            Self::NotAssessed => "not-assessed",
            Self::NotApplicable => "not-applicable",
        }
    }

    /// The verdict with this code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.code() == code)
    }

    /// Whether it is a gap: partly or not met.
    #[must_use]
    pub fn is_gap(self) -> bool {
        matches!(self, Self::PartlyMet | Self::NotMet)
    }

    /// How bad it is in a roll-up: not met, partly met, not assessed, met, not applicable.
    #[must_use]
    pub fn rank(self) -> u8 {
        match self {
            Self::NotMet => 4,
            Self::PartlyMet => 3,
            Self::NotAssessed => 2,
            Self::Met => 1,
            Self::NotApplicable => 0,
        }
    }
}
