//! A table: read as each of its kinds, and written again.

use std::sync::LazyLock;

use borderfit::exchange::{Options, Rows, Terms, facts_csv, facts_json, import};
use borderfit::model::Evidence;
use borderfit::standard::{Loaded, load_built_in};

use super::{Bytes, shows};
use crate::surveys::{Salts, moment, small};

/// Reads a table; the first byte says as what.
pub(crate) fn table(data: &[u8]) {
    static PROFILE: LazyLock<Loaded> = LazyLock::new(|| load_built_in("land-bcp-core").unwrap());
    let mut bytes = Bytes::new(data);
    let how = bytes.below(256);
    let requirements = PROFILE.profile.requirements.iter().map(|r| r.id.as_str());
    let terms = Terms::new([&PROFILE.profile.vocabulary], requirements);
    let map = [("port_code".to_owned(), "crossing_point".to_owned())];
    let set = [("type".to_owned(), "road".to_owned())];
    let rows = Rows::ALL[how % 3];
    let options = Options {
        recorded_by: (how & 4 != 0).then_some("A. Surveyor"),
        evidence: (how & 8 != 0).then_some(Evidence::Observed),
        map: if how & 16 != 0 { &map } else { &[] },
        set: if how & 32 != 0 && rows != Rows::Facts { &set } else { &[] },
        now: moment(0),
        device: "",
        program: "fuzz",
    };
    let survey = small().survey;
    let mut salts = Salts::new(1);
    match import(&survey, bytes.take(data.len()), rows, &terms, &options, &mut || salts.next()) {
        Ok(import) => {
            let new = import.survey.observations();
            assert!(new.starts_with(survey.observations()), "what was there stays");
            assert!(import.first_observation <= new.len());
            if let Ok(export) = facts_csv(&import.survey) {
                assert!(std::str::from_utf8(&export.bytes).is_ok());
            }
            let _ = facts_json(&import.survey);
        }
        Err(refused) => {
            assert!(!refused.refusals.is_empty(), "refused for no reason");
            shows(&refused.to_string());
        }
    }
}
