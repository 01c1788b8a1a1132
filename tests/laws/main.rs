//! The laws of judging, each a property of random profiles and random worlds.
//!
//! A case is a [`case::Case`]: a profile as the loader would let it pass, and a small dense world
//! of facts about one or two crossing points. A law changes the one or the other and says what
//! must then be true of the findings. The names of the tests are the numbers of the laws.
//!
//! The cases are the same at every run. `PROPTEST_RNG_SEED=5 PROPTEST_CASES=1000000 cargo test
//! --test laws` draws others, and more of them.

mod case;
mod draw;
mod facts;
mod generate;
mod law_01_disputes;
mod law_02_unknowns;
mod law_03_evidence;
mod law_04_more_items;
mod law_05_shortfall;
mod law_06_what_changes_nothing;
mod law_07_logic;
mod law_08_locality;
mod law_09_bars;
mod law_10_questions;
mod law_11_robustness;
mod seen;
mod updates;
mod vocabulary;
mod world;
mod worlds;

use std::cell::Cell;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError, TestRunner};

use case::Case;

/// What a law says of a case: how many things it could be tried on.
type Tried = Result<usize, TestCaseError>;

fn config() -> ProptestConfig {
    let defaults = ProptestConfig::default();
    ProptestConfig {
        cases: if defaults.cases == 256 { 10_000 } else { defaults.cases },
        rng_seed: match defaults.rng_seed {
            RngSeed::Random => RngSeed::Fixed(2027),
            fixed => fixed,
        },
        failure_persistence: None,
        ..defaults
    }
}

/// Tries a law on every case. In at least so many of a hundred there must have been something to
/// try it on, so that no law holds for want of cases.
fn hold(cases: &impl Strategy<Value = Case>, busy: usize, law: impl Fn(&Case) -> Tried) {
    let (all, tried) = (Cell::new(0), Cell::new(0));
    let outcome = TestRunner::new(config()).run(cases, |case| {
        all.set(all.get() + 1);
        let n = law(&case)?;
        tried.set(tried.get() + usize::from(n > 0));
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    let (all, tried) = (all.get(), tried.get());
    assert!(tried * 100 >= all * busy, "tried on {tried} of {all} cases only");
}
