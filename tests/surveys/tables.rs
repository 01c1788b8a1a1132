//! Surveys read from tables, the demo among them.

use borderfit::exchange::{Options, Rows, Terms, import};
use borderfit::judge::{Assessment, assess, default_day};
use borderfit::model::{Moment, SubjectId, Survey};
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
