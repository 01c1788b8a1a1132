//! Every word that a person reads about the domain: verdicts, evidence, absences. One place for
//! screen, table and page. Knows the model.

pub mod photo;

use crate::model::{AbsenceReason, Evidence, Verdict};

/// Sign and letter of a verdict, the same in every language and medium.
#[must_use]
pub fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "+ M",
        Verdict::PartlyMet => "~ P",
        Verdict::NotMet => "x G",
        Verdict::NotAssessed => "? U",
        Verdict::NotApplicable => "- N",
    }
}

/// A verdict in words.
#[must_use]
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::PartlyMet => "partly met",
        Verdict::NotMet => "not met",
        Verdict::NotAssessed => "not assessed",
        Verdict::NotApplicable => "not applicable",
    }
}

/// A grade of evidence in words.
#[must_use]
pub fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::NotVerified => "not verified",
        Evidence::Stated => "stated",
        Evidence::Remote => "sent by the host",
        Evidence::Documented => "documented",
        Evidence::Observed => "observed",
        Evidence::Demonstrated => "demonstrated",
        Evidence::Tested => "tested",
    }
}

/// What a grade of evidence means.
#[must_use]
pub fn evidence_meaning(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::NotVerified => "copied or carried forward and not confirmed; not judged",
        Evidence::Stated => "said in an interview",
        Evidence::Remote => "a photo or file sent by the host",
        Evidence::Documented => "paper or log seen",
        Evidence::Observed => "seen",
        Evidence::Demonstrated => "an operator showed it working",
        Evidence::Tested => "the assessor ran it",
    }
}

/// A reason for an absence in words.
#[must_use]
pub fn absence(reason: AbsenceReason) -> &'static str {
    match reason {
        AbsenceReason::NotAsked => "not asked",
        AbsenceReason::AskedUnknown => "asked, not known",
        AbsenceReason::CounterpartAbsent => "who knows was absent",
        AbsenceReason::Refused => "refused",
        AbsenceReason::RefusedSecurity => "refused for security",
        AbsenceReason::NoAccessLocked => "locked, no access",
        AbsenceReason::NotOperatingAtVisit => "not operating at the visit",
        AbsenceReason::NoPowerAtVisit => "no power at the visit",
        AbsenceReason::TimeRanOut => "time ran out",
        AbsenceReason::Unsafe => "not safe",
        AbsenceReason::WeatherOrRoad => "weather or road",
        AbsenceReason::Language => "no common language",
        AbsenceReason::AssessorEquipmentFailed => "own equipment failed",
        AbsenceReason::PhotoForbidden => "photos forbidden",
        AbsenceReason::OutOfScope => "out of scope",
        AbsenceReason::ConflictingSources => "sources contradict",
        AbsenceReason::LostRecord => "record lost",
        AbsenceReason::PendingDocument => "document promised",
        AbsenceReason::NotDeterminable => "cannot be determined",
    }
}

/// Text as it can be shown on a terminal: control characters and characters that change the
/// direction of writing are made visible, since they can hide what a text says.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => shown.push(' '),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                shown.push_str(&format!("<U+{:04X}>", u32::from(c)));
            }
            c if c.is_control() => shown.push_str(&format!("<U+{:04X}>", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        assert_eq!(visible("a\u{1b}[2Jb\u{202e}c\nd"), "a<U+001B>[2Jb<U+202E>c d");
    }
}
