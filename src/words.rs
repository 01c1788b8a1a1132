//! Every word that a person reads about the domain: verdicts, evidence, absences. One place for
//! screen, table and page. Knows the model.

pub mod amounts;
pub mod photo;

use crate::model::{AbsenceReason, Confidence, Evidence, Verdict};
use crate::t;

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
        Verdict::Met => t!("met"),
        Verdict::PartlyMet => t!("partly met"),
        Verdict::NotMet => t!("not met"),
        Verdict::NotAssessed => t!("not assessed"),
        Verdict::NotApplicable => t!("not applicable"),
    }
}

/// A grade of evidence in words.
#[must_use]
pub fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::NotVerified => t!("not verified"),
        Evidence::Stated => t!("stated"),
        Evidence::Remote => t!("sent by the host"),
        Evidence::Documented => t!("documented"),
        Evidence::Observed => t!("observed"),
        Evidence::Demonstrated => t!("demonstrated"),
        Evidence::Tested => t!("tested"),
    }
}

/// A grade of evidence as one letter, the same in every language.
#[must_use]
pub fn evidence_letter(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::NotVerified => "N",
        Evidence::Stated => "S",
        Evidence::Remote => "R",
        Evidence::Documented => "P",
        Evidence::Observed => "O",
        Evidence::Demonstrated => "D",
        Evidence::Tested => "T",
    }
}

/// How far something can be relied on, in words.
#[must_use]
pub fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => t!("high"),
        Confidence::Medium => t!("medium"),
        Confidence::Low => t!("low"),
    }
}

/// What a grade of evidence means.
#[must_use]
pub fn evidence_meaning(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::NotVerified => t!("copied or carried forward and not confirmed; not judged"),
        Evidence::Stated => t!("said in an interview"),
        Evidence::Remote => t!("a photo or file sent by the host"),
        Evidence::Documented => t!("paper or log seen"),
        Evidence::Observed => t!("seen"),
        Evidence::Demonstrated => t!("an operator showed it working"),
        Evidence::Tested => t!("the assessor ran it"),
    }
}

/// A reason for an absence in words.
#[must_use]
pub fn absence(reason: AbsenceReason) -> &'static str {
    match reason {
        AbsenceReason::NotAsked => t!("not asked"),
        AbsenceReason::AskedUnknown => t!("asked, not known"),
        AbsenceReason::CounterpartAbsent => t!("who knows was absent"),
        AbsenceReason::Refused => t!("refused"),
        AbsenceReason::RefusedSecurity => t!("refused for security"),
        AbsenceReason::NoAccessLocked => t!("locked, no access"),
        AbsenceReason::NotOperatingAtVisit => t!("not operating at the visit"),
        AbsenceReason::NoPowerAtVisit => t!("no power at the visit"),
        AbsenceReason::TimeRanOut => t!("time ran out"),
        AbsenceReason::Unsafe => t!("not safe"),
        AbsenceReason::WeatherOrRoad => t!("weather or road"),
        AbsenceReason::Language => t!("no common language"),
        AbsenceReason::AssessorEquipmentFailed => t!("own equipment failed"),
        AbsenceReason::PhotoForbidden => t!("photos forbidden"),
        AbsenceReason::OutOfScope => t!("out of scope"),
        AbsenceReason::ConflictingSources => t!("sources contradict"),
        AbsenceReason::LostRecord => t!("record lost"),
        AbsenceReason::PendingDocument => t!("document promised"),
        AbsenceReason::NotDeterminable => t!("cannot be determined"),
    }
}
