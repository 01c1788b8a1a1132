//! What is to be the same whatever the order: everything that a person sees of a survey.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use borderfit::judge::{assess, default_day};
use borderfit::merge::{as_written, disputes, suspected_duplicates};
use borderfit::model::{ObservationId, SubjectIx, Survey, journal};
use borderfit::report::{Filter, gap_table, json};
use borderfit::standard::{Loaded, load_built_in};

/// The demo's profile.
pub(crate) static DEMO: LazyLock<Loaded> =
    LazyLock::new(|| load_built_in("demo-min").expect("the demo's"));

/// The ids of a survey's observations.
pub(crate) fn ids(survey: &Survey) -> BTreeSet<ObservationId> {
    survey.observations().iter().map(|o| o.id).collect()
}

/// The heads: subject, attribute, observation.
pub(crate) fn heads(survey: &Survey) -> BTreeSet<(String, String, ObservationId)> {
    (0..survey.subjects().len())
        .map(SubjectIx::nth)
        .flat_map(|s| survey.heads(s).iter().map(move |h| (s, h)))
        .map(|(s, &(a, ix))| {
            (survey.subject(s).id.to_string(), survey.attribute(a).to_owned(), survey[ix].id)
        })
        .collect()
}

/// The open and kept disputes, by name.
pub(crate) fn disputed(survey: &Survey) -> BTreeSet<String> {
    disputes(survey, &as_written).iter().map(|d| format!("{} {}", d.id, d.is_open())).collect()
}

/// The gap table as JSON.
pub(crate) fn gaps(survey: &Survey) -> String {
    let (profile, day) = (&DEMO.profile, default_day(survey));
    let assessment = assess(survey, profile, day);
    let table = gap_table(survey, profile, &assessment, &Filter::default());
    json::gaps(survey, &table, day).expect("JSON")
}

/// The first line in which two texts differ.
pub(crate) fn first_difference(a: &str, b: &str) -> Option<String> {
    let differ = a.lines().zip(b.lines()).find(|(a, b)| a != b);
    let cut = || (a.len() != b.len()).then(|| "one is longer".to_owned());
    differ.map(|(a, b)| format!("{a}\n{b}")).or_else(cut)
}

/// All of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    digest: String,
    heads: BTreeSet<(String, String, ObservationId)>,
    subjects: BTreeSet<(String, String, String, bool)>,
    disputes: BTreeSet<String>,
    duplicates: Vec<(String, String, Vec<String>)>,
    gaps: String,
}

pub(crate) fn seen(survey: &Survey) -> Seen {
    let path = |ix| survey.path(ix).to_string();
    Seen {
        digest: journal::digest(ids(survey)),
        heads: heads(survey),
        subjects: (0..survey.subjects().len())
            .map(SubjectIx::nth)
            .map(|ix| {
                let s = survey.subject(ix);
                (s.id.to_string(), s.kind.code().to_owned(), path(ix), s.deleted)
            })
            .collect(),
        disputes: disputed(survey),
        duplicates: suspected_duplicates(survey)
            .into_iter()
            .map(|s| (path(s.a), path(s.b), s.why))
            .collect(),
        gaps: gaps(survey),
    }
}
