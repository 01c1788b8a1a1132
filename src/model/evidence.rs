//! How a fact was found out, and why one could not be.

use std::fmt;

/// How a fact was found out; the order is strength.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// Copied or carried forward and not confirmed; shown to people, never judged.
    NotVerified,
    /// Said in an interview.
    Stated,
    /// A photo or file sent by the host.
    Remote,
    /// Paper or log seen.
    Documented,
    /// Seen.
    Observed,
    /// An operator showed it working.
    Demonstrated,
    /// The assessor ran it.
    Tested,
}

impl Evidence {
    /// Every grade, weakest first.
    pub const ALL: [Self; 7] = [
        Self::NotVerified,
        Self::Stated,
        Self::Remote,
        Self::Documented,
        Self::Observed,
        Self::Demonstrated,
        Self::Tested,
    ];

    /// The code used in tables and profiles.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotVerified => "not-verified",
            Self::Stated => "stated",
            Self::Remote => "remote",
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Demonstrated => "demonstrated",
            Self::Tested => "tested",
        }
    }

    /// The grade with this code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|e| e.code() == code)
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

macro_rules! absence_reasons {
    ($($name:ident $code:literal $doc:literal),* $(,)?) => {
        /// Why a fact has no value: a closed list, so that absences can be counted and compared.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum AbsenceReason { $(#[doc = $doc] $name),* }

        impl AbsenceReason {
            /// Every reason, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code used in tables.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The reason with this code.
            #[must_use]
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)* _ => None }
            }
        }
    };
}

absence_reasons! {
    NotAsked "not-asked" "Nobody asked.",
    AskedUnknown "asked-unknown" "Asked; the counterpart does not know.",
    CounterpartAbsent "counterpart-absent" "Who knows was not there.",
    Refused "refused" "Refused.",
    RefusedSecurity "refused-security" "Refused for reasons of security.",
    NoAccessLocked "no-access-locked" "Locked, and nobody had the key.",
    NotOperatingAtVisit "not-operating-at-visit" "Not in operation at the visit.",
    NoPowerAtVisit "no-power-at-visit" "No power at the visit.",
    TimeRanOut "time-ran-out" "Time ran out.",
    Unsafe "unsafe" "It was not safe.",
    WeatherOrRoad "weather-or-road" "Weather or road kept the team away.",
    Language "language" "No common language, no interpreter.",
    AssessorEquipmentFailed "assessor-equipment-failed" "The assessor's own equipment failed.",
    PhotoForbidden "photo-forbidden" "Photos are forbidden.",
    OutOfScope "out-of-scope" "Outside the scope of this survey.",
    ConflictingSources "conflicting-sources" "Sources contradict each other.",
    LostRecord "lost-record" "The record was lost.",
    PendingDocument "pending-document" "A document was promised.",
    NotDeterminable "not-determinable" "It cannot be found out.",
}

impl fmt::Display for AbsenceReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        for e in Evidence::ALL {
            assert_eq!(Evidence::parse(e.code()), Some(e));
        }
        for &r in AbsenceReason::ALL {
            assert_eq!(AbsenceReason::parse(r.code()), Some(r));
        }
        assert_eq!(AbsenceReason::ALL.len(), 19);
    }

    #[test]
    fn order_is_strength() {
        assert!(Evidence::Tested > Evidence::Demonstrated);
        assert!(Evidence::Documented > Evidence::Remote);
        assert!(Evidence::NotVerified < Evidence::Stated);
    }
}
