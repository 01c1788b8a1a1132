//! Surveys to report on.

use borderfit::judge::Assessment;
use borderfit::model::Survey;
use borderfit::report::document::Document;
use borderfit::report::{Edition, ReportOptions, report};
use borderfit::standard::Loaded;

pub(crate) use crate::tables::{demo, survey};

/// An edition of the report on a survey.
pub(crate) fn edition(
    loaded: &Loaded,
    survey: &Survey,
    assessment: &Assessment,
    edition: Edition,
) -> Document {
    let options = ReportOptions {
        edition,
        marking: Some("TLP:AMBER".to_owned()),
        program: "borderfit test".to_owned(),
        digest: "d1".to_owned(),
        ..ReportOptions::default()
    };
    report(survey, &loaded.profile, assessment, &options)
}

/// How many cases a property is tried on.
pub(crate) fn cases(usual: u64) -> u64 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// Numbers that differ from call to call and are the same at every run.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).expect("64 bits") % end.max(1)
    }
}
