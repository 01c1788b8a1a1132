//! Surveys to report on.

use borderfit::exchange::{Options, Rows, Terms, import};
use borderfit::judge::{Assessment, assess, default_day};
use borderfit::model::{Moment, SubjectId, Survey};
use borderfit::report::document::Document;
use borderfit::report::{Edition, ReportOptions, report};
use borderfit::standard::{Loaded, Profile, load_built_in};

/// The facts of the demo.
pub(crate) const FACTS: &str = include_str!("../../standards/demo/facts.csv");

/// A survey from a facts table.
pub(crate) fn survey(table: &str, profile: &Profile) -> Survey {
    let terms =
        Terms::new([&profile.vocabulary], profile.requirements.iter().map(|r| r.id.as_str()));
    let options = Options {
        recorded_by: None,
        evidence: None,
        map: &[],
        set: &[],
        now: Moment::parse("2026-11-22").expect("a day"),
        device: "",
        program: "test",
    };
    let mut n = 0_u64;
    let mut salt = || {
        n += 1;
        let mut bytes = [1; 16];
        bytes[..8].copy_from_slice(&n.to_le_bytes());
        bytes
    };
    let survey = Survey::new(SubjectId([1; 16]));
    match import(&survey, table.as_bytes(), Rows::Facts, &terms, &options, &mut salt) {
        Ok(import) => import.survey,
        Err(refused) => panic!("{refused:?}"),
    }
}

/// The demo: profile, survey, findings.
pub(crate) fn demo() -> (Loaded, Survey, Assessment) {
    let loaded = load_built_in("demo-min").expect("the demo profile");
    let survey = survey(FACTS, &loaded.profile);
    let assessment = assess(&survey, &loaded.profile, default_day(&survey));
    (loaded, survey, assessment)
}

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
