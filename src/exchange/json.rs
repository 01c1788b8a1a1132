//! The facts of a survey as one JSON document: the rows of the facts table, with what each is
//! called in findings, what it superseded, and whether it stands.

use std::collections::HashMap;

use serde::Serialize;

use crate::model::{Answer, FactRef, ObservationId, Survey};

use super::attached::{Attached, attached};
use super::export::{self, ExportError, Line};

/// Name and version of the document.
const FORMAT: &str = "borderfit.facts/1";

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    survey: About<'a>,
    facts: Vec<Fact<'a>>,
    /// Subjects about which nothing is recorded.
    without_facts: Vec<Place<'a>>,
    /// Photos and files, if there are any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attached<'a>>,
}

#[derive(Serialize)]
struct About<'a> {
    id: String,
    title: &'a str,
}

#[derive(Serialize)]
struct Place<'a> {
    crossing_point: Option<&'a str>,
    position: Option<&'a str>,
    item: Option<&'a str>,
}

#[derive(Serialize)]
struct Fact<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    attribute: &'a str,
    value: Option<&'a str>,
    unit: Option<&'a str>,
    evidence: Option<&'static str>,
    absent: Option<&'static str>,
    recorded_by: &'a str,
    recorded_at: String,
    note: Option<&'a str>,
    settles: Option<&'a str>,
    /// Rows of this document.
    supersedes: Vec<String>,
    #[serde(rename = "ref")]
    reference: String,
    stands: bool,
}

/// Writes the facts of a survey.
///
/// # Errors
/// When the document cannot be put together in memory.
pub fn facts_json(survey: &Survey) -> Result<Vec<u8>, ExportError> {
    let lines = export::lines(survey).lines;
    let references: HashMap<ObservationId, FactRef> = lines
        .iter()
        .filter_map(|line| line.fact)
        .map(|ix| (survey[ix].id, survey.fact_ref(ix)))
        .collect();
    let document = Document {
        format: FORMAT,
        survey: About { id: survey.id().to_string(), title: survey.title() },
        facts: lines.iter().filter_map(|line| fact(survey, line, &references)).collect(),
        without_facts: lines
            .iter()
            .filter(|line| line.fact.is_none())
            .map(|line| place(&line.columns))
            .collect(),
        attachments: attached(survey),
    };
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn fact<'a>(
    survey: &'a Survey,
    line: &'a Line<'_>,
    references: &HashMap<ObservationId, FactRef>,
) -> Option<Fact<'a>> {
    let ix = line.fact?;
    let observation = &survey[ix];
    let (attribute, unit) = export::attribute_and_unit(survey, observation);
    let (value, evidence, absent) = match &observation.answer {
        Answer::Known { value, evidence, .. } => (Some(&**value), Some(evidence.code()), None),
        Answer::Absent(reason) => (None, None, Some(reason.code())),
        Answer::Cleared => (None, None, None),
    };
    Some(Fact {
        place: place(&line.columns),
        attribute,
        value,
        unit: filled(unit),
        evidence,
        absent,
        recorded_by: survey.author(observation).trim(),
        recorded_at: survey.moment(observation).to_string(),
        note: filled(&observation.note),
        settles: line.settles.as_deref(),
        supersedes: observation
            .prev
            .iter()
            .filter_map(|id| references.get(id))
            .map(ToString::to_string)
            .collect(),
        reference: survey.fact_ref(ix).to_string(),
        stands: survey
            .heads_of(observation.subject, observation.attribute)
            .iter()
            .any(|&(_, head)| head == ix),
    })
}

fn place(columns: &[String; 3]) -> Place<'_> {
    let [crossing_point, position, item] = columns.each_ref().map(|c| filled(c));
    Place { crossing_point, position, item }
}

fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
