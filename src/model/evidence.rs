//! How a fact was found out, and why one could not be.

use std::fmt;

use super::Day;

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

/// How far a fact can be relied on, by the grades of its evidence (methodology, 2.9); the order is
/// sureness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Said, sent by the host, or on a paper older than a year.
    Low,
    /// Demonstrated, observed, or on a paper of the last year.
    Medium,
    /// Tested, or demonstrated and documented.
    High,
}

impl Confidence {
    /// Days for which a paper counts as recent: twelve months.
    const RECENT: i64 = 366;

    /// The confidence of a fact on a day, from the grade and the day of each of its values; none
    /// where nothing of it was verified.
    #[must_use]
    pub fn of(values: impl Iterator<Item = (Evidence, Day)> + Clone, as_of: Day) -> Option<Self> {
        let has = |grade: Evidence| values.clone().any(|(evidence, _)| evidence == grade);
        let papers = values.clone().filter(|(evidence, _)| *evidence == Evidence::Documented);
        let newest = papers.map(|(_, day)| day).max();
        let shown = has(Evidence::Demonstrated);
        if has(Evidence::Tested) || shown && newest.is_some() {
            return Some(Self::High);
        }
        let recent = newest.is_some_and(|day| as_of.since(day) <= Self::RECENT);
        if shown || has(Evidence::Observed) || recent {
            return Some(Self::Medium);
        }
        let told = has(Evidence::Stated) || has(Evidence::Remote);
        (told || newest.is_some()).then_some(Self::Low)
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

    #[test]
    fn two_kinds_of_evidence_say_more_than_one_and_papers_age() {
        use Evidence::{Demonstrated, Documented, NotVerified, Observed, Remote, Stated, Tested};
        let day = |text: &str| Day::parse(text).expect("a day");
        let grade = |facts: &[(Evidence, &str)]| {
            let facts = facts.iter().map(|(evidence, on)| (*evidence, day(on)));
            Confidence::of(facts, day("2026-03-20"))
        };
        let (lately, long_ago) = ("2025-09-01", "2024-09-01");
        assert_eq!(grade(&[(Tested, long_ago)]), Some(Confidence::High));
        assert_eq!(grade(&[(Demonstrated, lately)]), Some(Confidence::Medium));
        let both = [(Demonstrated, lately), (Documented, long_ago)];
        assert_eq!(grade(&both), Some(Confidence::High));
        assert_eq!(grade(&[(Observed, lately), (Stated, lately)]), Some(Confidence::Medium));
        assert_eq!(grade(&[(Documented, lately)]), Some(Confidence::Medium));
        assert_eq!(grade(&[(Documented, long_ago)]), Some(Confidence::Low));
        assert_eq!(grade(&[(Remote, lately)]), Some(Confidence::Low));
        assert_eq!(grade(&[(NotVerified, lately)]), None);
    }
}
