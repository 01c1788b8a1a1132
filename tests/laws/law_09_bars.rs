//! 9. Raising `at_least` of a quantity never improves a verdict. `as_of` matters only with dates
//!    and `max_age_days`.

use borderfit::judge::{Assessment, Verdict, assess};
use borderfit::model::Day;
use proptest::prelude::*;

use crate::case::cases;
use crate::generate::decimal;
use crate::hold;
use crate::seen::judged;
use crate::world::as_of;

/// How good a verdict is; what does not apply is neither.
fn goodness(verdict: Verdict) -> Option<u8> {
    match verdict {
        Verdict::Met => Some(2),
        Verdict::NotAssessed => Some(1),
        Verdict::PartlyMet | Verdict::NotMet => Some(0),
        Verdict::NotApplicable => None,
    }
}

#[test]
fn law_09_raising_at_least_never_improves_a_verdict() {
    hold(&cases(), 40, |case| {
        let survey = case.survey();
        let before = judged(&survey, &case.profile);
        let mut tried = 0;
        for n in 0..case.profile.requirements.len() {
            if case.profile.requirements[n].equipment.is_empty() {
                continue;
            }
            for more in ["0.5", "1", "7"] {
                let mut profile = case.profile.clone();
                let at_least = &mut profile.requirements[n].quantity.at_least;
                let none_needed = *at_least == decimal("0");
                *at_least = &*at_least + decimal(more);
                let after = judged(&survey, &profile);
                for (at, seen) in &before {
                    let (old, new) = (goodness(seen.verdict), goodness(after[at].verdict));
                    tried += usize::from(old.is_some());
                    let fits = match (old, new) {
                        (Some(old), Some(new)) => new <= old,
                        (None, None) => true,
                        // "Each, if there are any" became "so many".
                        (None, Some(new)) => none_needed && new < 2,
                        (Some(_), None) => false,
                    };
                    prop_assert!(fits, "{at:?} with {more} more: {seen:?} became {:?}", after[at]);
                }
            }
        }
        Ok(tried)
    });
}

#[test]
fn law_09_the_day_matters_only_with_dates_and_max_age() {
    hold(&cases().timeless(), 100, |case| {
        let survey = case.survey();
        let today = assess(&survey, &case.profile, as_of());
        for day in ["2020-01-01", "2026-05-31", "2031-12-31"] {
            let Some(day) = Day::parse(day) else { panic!("{day} is a day") };
            let then = assess(&survey, &case.profile, day);
            prop_assert_eq!(&today.findings, &then.findings);
            // How far a document is relied on has to do with its age; what it shows has not.
            let explained = |assessment: &Assessment, point| {
                let mut all = assessment.explain(&survey, &case.profile, point);
                all.iter_mut().for_each(|explanation| explanation.confidence = None);
                all
            };
            for point in 0..today.points.len() {
                prop_assert_eq!(explained(&today, point), explained(&then, point));
            }
        }
        Ok(1)
    });
}
