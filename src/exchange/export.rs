//! The facts of a survey as a table, readable back: the same table read into a new survey gives
//! the same findings.
//!
//! Rules. Rows stand in the order in which they were entered. One that superseded what other
//! people had recorded carries `settles`. What was taken back is left out, with all that it had
//! superseded; so are deleted subjects. A second subject with the same code under one parent is
//! written as the screens show it, `CODE~2`.
//!
//! Where a survey was merged, rows of one (subject, attribute) may have to change places among
//! themselves (`order`); what no order can say is named in [`Export::not_kept`].
//!
//! Cells are written as they were recorded, also those that a spreadsheet would run as a formula
//! (`=`, `+`, `-`, `@`): a quote or blank put before them would come back as part of the fact.
//! Who opens a table of strangers in a spreadsheet imports its columns as text.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;

use crate::model::name::{fact_key, is_name, split_fact_key};
use crate::model::survey::AT_KIND;
use crate::model::{
    Answer, Observation, ObservationId, ObservationIx, Path, SubjectIx, SubjectKind, Survey,
};
use crate::t;

use super::facts::COLUMNS;
use super::order::Group;

/// A table of facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The table.
    pub bytes: Vec<u8>,
    /// How many facts are in it.
    pub facts: usize,
    /// What reads back otherwise than it is, by place and attribute.
    pub not_kept: Vec<NotKept>,
}

/// A fact, or a subject, that a table cannot say as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotKept {
    /// Of what.
    pub path: Path,
    /// Which attribute; empty when it is about the subject itself.
    pub attribute: String,
    /// What of it.
    pub loss: Loss,
}

/// What a table cannot say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// What stands side by side: several records of one person, from several laptops.
    Standing,
    /// The reasons of all but one of the settlements that stand side by side.
    Reason,
    /// That a subject is there, about which nothing is recorded, not even by whom it was entered.
    Subject,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Standing => {
                t!("one person recorded it on several laptops; of that one will stand")
            }
            Self::Reason => t!("several people settled it apart; one settlement keeps its reason"),
            Self::Subject => t!("nothing is recorded about it, not even who entered it"),
        })
    }
}

/// Facts could not be written. They are written to memory, so nothing was lost or left half.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// As a table.
    Table(#[from] csv::Error),
    /// As JSON.
    Json(#[from] serde_json::Error),
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Table(error) => t!("the facts could not be written as a table: {error}", error),
            Self::Json(error) => t!("the facts could not be written as JSON: {error}", error),
        })
    }
}

/// A row to be written.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub(super) columns: [String; 3],
    /// `None`: no more than that the subject is there.
    pub(super) fact: Option<ObservationIx>,
    /// Who recorded it when.
    pub(super) by: &'a Observation,
    pub(super) settles: Option<String>,
}

/// The rows of a survey.
#[derive(Debug, Default)]
pub(super) struct Lines<'a> {
    pub(super) lines: Vec<Line<'a>>,
    pub(super) not_kept: Vec<NotKept>,
}

/// Writes the facts of a survey.
///
/// # Errors
/// When the table cannot be put together in memory.
pub fn facts_csv(survey: &Survey) -> Result<Export, ExportError> {
    let Lines { lines, not_kept } = lines(survey);
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    let mut facts = 0;
    for line in &lines {
        let [point, position, item] = &line.columns;
        let (mut attribute, mut unit, mut note) = ("", "", "");
        let (mut value, mut evidence, mut absent) = ("", "", "");
        if let Some(ix) = line.fact {
            facts += 1;
            (attribute, unit) = attribute_and_unit(survey, &survey[ix]);
            note = &survey[ix].note;
            match &survey[ix].answer {
                Answer::Known { value: v, evidence: e, .. } => (value, evidence) = (v, e.code()),
                Answer::Absent(reason) => absent = reason.code(),
                Answer::Cleared => {}
            }
        }
        let (author, moment) = (survey.author(line.by).trim(), survey.moment(line.by).to_string());
        let settles = line.settles.as_deref().unwrap_or("");
        writer.write_record([
            point, position, item, attribute, value, unit, evidence, absent, author, &moment, note,
            settles,
        ])?;
    }
    let bytes = writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))?;
    Ok(Export { bytes, facts, not_kept })
}

/// The rows of a survey, in their order.
pub(super) fn lines(survey: &Survey) -> Lines<'_> {
    let paths = paths(survey);
    let mut out = Lines::default();
    // Place in the order of entry, then the row: facts, and subjects about which there are none.
    let mut placed: BTreeMap<usize, Line<'_>> = BTreeMap::new();
    let Groups { groups, elsewhere } = Groups::of(survey, &paths);
    for ((path, key), group) in groups {
        let (rows, loss) = Group::of(survey, &group, &elsewhere).rows();
        if let Some(loss) = loss {
            out.not_kept.push(NotKept { path: path.clone(), attribute: key, loss });
        }
        let mut slots: Vec<usize> = rows.iter().map(|(ix, _)| ix.at()).collect();
        slots.sort_unstable();
        for (slot, (ix, settles)) in slots.into_iter().zip(rows) {
            let line =
                Line { columns: path.to_columns(), fact: Some(ix), by: &survey[ix], settles };
            placed.insert(slot, line);
        }
    }
    bare(survey, &paths, &mut placed, &mut out.not_kept);
    out.lines = placed.into_values().collect();
    out.not_kept.sort_by(|a, b| (&a.path, &a.attribute).cmp(&(&b.path, &b.attribute)));
    out
}

/// How each subject is written; `None` for those that are left out: deleted, or in something
/// deleted, or in nothing.
fn paths(survey: &Survey) -> Vec<Option<Path>> {
    let mut alike: BTreeMap<(Option<SubjectIx>, SubjectKind, String), Vec<SubjectIx>> =
        BTreeMap::new();
    for (n, subject) in survey.subjects().iter().enumerate() {
        if !subject.deleted {
            // Models are one however they are spelt.
            let code = match subject.kind {
                SubjectKind::Model => subject.code.to_lowercase(),
                _ => subject.code.clone(),
            };
            let key = (subject.parent, subject.kind, code);
            alike.entry(key).or_default().push(SubjectIx::nth(n));
        }
    }
    let mut codes: Vec<Option<String>> = vec![None; survey.subjects().len()];
    for mut subjects in alike.into_values() {
        subjects.sort_by_key(|&ix| survey.subject(ix).id);
        for (n, ix) in subjects.into_iter().enumerate() {
            let code = &survey.subject(ix).code;
            codes[ix.at()] = Some(if n == 0 { code.clone() } else { format!("{code}~{}", n + 1) });
        }
    }
    (0..codes.len()).map(|n| path(survey, &codes, SubjectIx::nth(n))).collect()
}

fn path(survey: &Survey, codes: &[Option<String>], ix: SubjectIx) -> Option<Path> {
    let subject = survey.subject(ix);
    let code = codes[ix.at()].clone()?;
    let parent = match subject.parent {
        Some(parent) => Some(path(survey, codes, parent)?),
        None => None,
    };
    match (subject.kind, parent) {
        (SubjectKind::Survey, _) => Some(Path::Survey),
        (SubjectKind::Country, Some(Path::Survey)) => Some(Path::Country(code)),
        (SubjectKind::CrossingPoint, Some(Path::Survey)) => Some(Path::CrossingPoint(code)),
        (SubjectKind::Position, Some(Path::CrossingPoint(c))) => Some(Path::Position(c, code)),
        (SubjectKind::Item, Some(Path::CrossingPoint(c))) => {
            Some(Path::Item(c, String::new(), code))
        }
        (SubjectKind::Item, Some(Path::Position(c, p))) => Some(Path::Item(c, p, code)),
        (SubjectKind::Model, Some(Path::Survey)) => {
            let mut parts = code.splitn(3, '/').map(str::to_owned);
            Some(Path::Model(parts.next()?, parts.next()?, parts.next()?))
        }
        _ => None,
    }
}

/// What is recorded, by (subject, attribute) as a table names them.
#[derive(Default)]
struct Groups {
    /// In the order of entry.
    groups: BTreeMap<(Path, String), Vec<ObservationIx>>,
    /// What was superseded from another group: a name that was replaced by one in another
    /// language. A table cannot say that, so it counts as taken back.
    elsewhere: HashSet<ObservationId>,
}

impl Groups {
    fn of(survey: &Survey, paths: &[Option<Path>]) -> Self {
        let mut all = Self::default();
        let mut languages: HashMap<ObservationId, &str> = HashMap::new();
        for (n, observation) in survey.observations().iter().enumerate() {
            let key = survey.attribute(observation.attribute);
            let Some(path) = paths[observation.subject.at()].as_ref() else { continue };
            if key.starts_with('@') {
                continue;
            }
            let (attribute, unit) = attribute_and_unit(survey, observation);
            if is_name(attribute) {
                languages.insert(observation.id, unit);
            }
            let key = fact_key(attribute, unit).into_owned();
            all.groups.entry((path.clone(), key)).or_default().push(ObservationIx::nth(n));
        }
        for observation in survey.observations() {
            let Some(language) = languages.get(&observation.id) else { continue };
            let others = observation.prev.iter().filter(|id| languages.get(id) != Some(language));
            all.elsewhere.extend(others.copied());
        }
        all
    }
}

/// The attribute and unit of an observation, as its row has them.
pub(super) fn attribute_and_unit<'a>(
    survey: &'a Survey,
    observation: &'a Observation,
) -> (&'a str, &'a str) {
    let (attribute, language) = split_fact_key(survey.attribute(observation.attribute));
    match &observation.answer {
        Answer::Known { unit, .. } if !unit.is_empty() => (attribute, unit),
        _ => (attribute, language),
    }
}

/// Adds subjects about which nothing is recorded, where they were made.
fn bare<'a>(
    survey: &'a Survey,
    paths: &[Option<Path>],
    placed: &mut BTreeMap<usize, Line<'a>>,
    not_kept: &mut Vec<NotKept>,
) {
    let mut spoken_of: BTreeSet<SubjectIx> = BTreeSet::from([Survey::ROOT]);
    // Who speaks of a subject speaks of all that it stands in.
    let mut speak_of = |ix: SubjectIx| {
        let (mut at, mut new) = (Some(ix), false);
        while let Some(ix) = at.filter(|&ix| spoken_of.insert(ix)) {
            (at, new) = (survey.subject(ix).parent, true);
        }
        new
    };
    for line in placed.values() {
        speak_of(line.by.subject);
    }
    let made: BTreeMap<SubjectIx, usize> = survey
        .attribute_ix(AT_KIND)
        .map(|kind| {
            let made = survey.observations().iter().enumerate().rev();
            made.filter(|(_, o)| o.attribute == kind).map(|(n, o)| (o.subject, n)).collect()
        })
        .unwrap_or_default();
    // What stands in others first: it speaks of them too.
    let mut leaves_first: Vec<SubjectIx> = (0..paths.len()).map(SubjectIx::nth).collect();
    leaves_first.sort_by_key(|&ix| std::cmp::Reverse(survey.subject(ix).kind));
    for ix in leaves_first {
        let Some(path) = paths[ix.at()].as_ref() else { continue };
        if !speak_of(ix) {
            continue;
        }
        match made.get(&ix) {
            Some(&slot) => {
                let (columns, by) = (path.to_columns(), &survey.observations()[slot]);
                placed.insert(slot, Line { columns, fact: None, by, settles: None });
            }
            None => not_kept.push(NotKept {
                path: path.clone(),
                attribute: String::new(),
                loss: Loss::Subject,
            }),
        }
    }
}
