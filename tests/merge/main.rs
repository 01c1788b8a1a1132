//! Merging: nothing lost, and the same whatever the order.
//!
//! The properties of the file format are tests by number, over random histories of five laptops;
//! beside them the cases in which other ways of merging lose something, and the demo survey as the
//! files of three laptops. The histories are the same at every run;
//! `PROPTEST_RNG_SEED=5 PROPTEST_CASES=100000` draws others, and more of them.
#![allow(clippy::unwrap_used)]

mod erasing;
mod files;
mod histories;
mod joined;
mod lost_elsewhere;
mod properties;
mod report;
mod seen;
mod sending;
#[path = "../surveys/mod.rs"]
mod surveys;
mod varsenia;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError, TestRunner};

/// So many of the cases are tried on files too, where there is no other number.
const CASES: u32 = 500;

/// Tries a property on every case; where a file is written for each, on a fraction of them.
fn hold<S: Strategy>(cases: &S, one_in: u32, law: impl Fn(&S::Value) -> Result<(), TestCaseError>) {
    let defaults = ProptestConfig::default();
    let cases_wanted = if defaults.cases == 256 { CASES } else { defaults.cases };
    let config = ProptestConfig {
        cases: (cases_wanted / one_in).max(1),
        rng_seed: match defaults.rng_seed {
            RngSeed::Random => RngSeed::Fixed(2027),
            fixed => fixed,
        },
        failure_persistence: None,
        ..defaults
    };
    let outcome = TestRunner::new(config).run(cases, |case| law(&case));
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
