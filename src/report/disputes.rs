//! The disputes of a survey as its outputs list them: values are compared as the profile reads
//! them, so 0.4 Mbit/s and 400 kbit/s are one.

use crate::merge::{self, Dispute};
use crate::model::{SubjectIx, Survey};
use crate::standard::Profile;

/// All disputes, those that are kept as a disagreement among them.
#[must_use]
pub fn disputes(survey: &Survey, profile: &Profile) -> Vec<Dispute> {
    let vocabulary = &profile.vocabulary;
    merge::disputes(survey, &|attribute, value, unit| vocabulary.read(attribute, value, unit))
}

/// The attributes in dispute at a crossing point that is these subjects, each with its place there.
#[must_use]
pub fn at(survey: &Survey, profile: &Profile, all: &[Dispute], point: &[SubjectIx]) -> Vec<String> {
    let here =
        |d: &&Dispute| survey.crossing_point_of(d.subject).is_some_and(|p| point.contains(&p));
    all.iter()
        .filter(here)
        .map(|d| {
            let label = profile.vocabulary.label(&d.attribute);
            let [_, position, item] = survey.path(d.subject).to_columns();
            let place: Vec<String> =
                [position, item].into_iter().filter(|c| !c.is_empty()).collect();
            if place.is_empty() {
                label.to_string()
            } else {
                format!("{label} ({})", place.join(" / "))
            }
        })
        .collect()
}
