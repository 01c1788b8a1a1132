//! Photos and files in the document of facts: what was ever said of each; the bytes stay in the
//! survey file.

use serde::Serialize;

use crate::model::attachment::{Said, fact_of, is_attachment};
use crate::model::{ObservationIx, Survey};

/// One thing that was said of a photo or file.
#[derive(Serialize)]
pub(super) struct Attached<'a> {
    crossing_point: Option<String>,
    position: Option<String>,
    item: Option<String>,
    /// The fact that it shows; none when it shows the place.
    attribute: Option<&'a str>,
    /// Hash of the bytes; none where it was taken back.
    file: Option<String>,
    mime: Option<String>,
    metadata_removed: Option<bool>,
    caption: Option<&'a str>,
    shows: Vec<&'static str>,
    cleared: Option<String>,
    taken: Option<String>,
    recorded_by: &'a str,
    recorded_at: String,
    #[serde(rename = "ref")]
    reference: String,
    stands: bool,
}

/// Everything that was said of photos and files, in the order in which it was recorded.
pub(super) fn attached(survey: &Survey) -> Vec<Attached<'_>> {
    (0..survey.observations().len())
        .map(ObservationIx::nth)
        .filter(|&ix| is_attachment(survey.attribute(survey[ix].attribute)))
        .map(|ix| one(survey, ix))
        .collect()
}

fn one(survey: &Survey, ix: ObservationIx) -> Attached<'_> {
    let observation = &survey[ix];
    let said = Said::read(&observation.answer);
    let said = said.as_ref();
    let some = |text: String| (!text.is_empty()).then_some(text);
    let [crossing_point, position, item] = survey.path(observation.subject).to_columns().map(some);
    let heads = survey.heads_of(observation.subject, observation.attribute);
    Attached {
        crossing_point,
        position,
        item,
        attribute: fact_of(survey.attribute(observation.attribute)),
        file: said.map(|s| s.file.to_string()),
        mime: said.map(|s| s.mime.clone()),
        metadata_removed: said.map(|s| s.stripped),
        caption: Some(&*observation.note).filter(|note| !note.is_empty()),
        shows: said.map_or(Vec::new(), |s| s.shows.iter().map(|s| s.code()).collect()),
        cleared: said.and_then(|s| s.cleared.clone()),
        taken: said.and_then(|s| Some(s.taken?.to_string())),
        recorded_by: survey.author(observation).trim(),
        recorded_at: survey.moment(observation).to_string(),
        reference: survey.fact_ref(ix).to_string(),
        stands: heads.iter().any(|&(_, head)| head == ix),
    }
}
