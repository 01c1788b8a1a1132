//! From findings to a report: which chapters it has and what stands in them.
//!
//! Composed by rules from what was found. No sentence claims more than its evidence; what is not
//! assessed stands beside the gaps; there is no overall score.

mod annex;
mod chapter;
mod overview;

use super::document::{Document, Mark, Run};
use super::gaps::{Filter, GapTable, gap_table, status_words};
use crate::judge::{Assessment, Totals, per_cent};
use crate::model::{Answer, Observation, ObservationIx, SubjectIx, Survey, Verdict};
use crate::standard::Profile;
use crate::words;

/// What a report is asked to be.
#[derive(Clone, Debug, Default)]
pub struct ReportOptions {
    /// Marking for header and footer; else that of the survey.
    pub marking: Option<String>,
    /// What to list.
    pub filter: Filter,
    /// Name and version of the program.
    pub program: String,
    /// Digest of the survey's observations.
    pub digest: String,
}

/// What the chapters are written from.
struct Context<'a> {
    survey: &'a Survey,
    profile: &'a Profile,
    assessment: &'a Assessment,
    table: &'a GapTable<'a>,
}

/// Builds the report of a survey under one profile.
#[must_use]
pub fn report(
    survey: &Survey,
    profile: &Profile,
    assessment: &Assessment,
    options: &ReportOptions,
) -> Document {
    let table = gap_table(survey, profile, assessment, &options.filter);
    let context = Context { survey, profile, assessment, table: &table };
    let mut document = Document::new(title(survey), "Full edition");
    document.subtitle = "Equipment at border crossing points: what was found, against what is \
                         asked, and what is not known"
        .to_owned();
    document.date = assessment.as_of.to_string();
    document.marking = options
        .marking
        .clone()
        .or_else(|| survey.text(Survey::ROOT, "marking").map(str::to_owned))
        .filter(|m| !m.trim().is_empty());
    document.banner = fictional(&context);
    document.cover = overview::cover(&context, options);
    overview::write(&context, &mut document);
    chapter::write_all(&context, &mut document);
    annex::write(&context, &mut document);
    document
}

fn title(survey: &Survey) -> String {
    match survey.title() {
        "" => "Survey without title".to_owned(),
        title => title.to_owned(),
    }
}

/// A profile that calls itself fictional says so on every page.
fn fictional(context: &Context<'_>) -> Option<String> {
    let fictional = |text: &str| text.to_lowercase().contains("fictional");
    (fictional(&context.profile.title) || fictional(context.survey.title())).then(|| {
        "FICTIONAL. The country, its posts and all findings in this report are invented.".to_owned()
    })
}

/// What every page that names a profile says of it.
fn profile_words(profile: &Profile) -> String {
    format!("{}, version {} ({})", profile.title, profile.version, status_words(profile))
}

impl Context<'_> {
    /// Code and name of a crossing point.
    fn point_name(&self, code: &str, subjects: &[SubjectIx]) -> String {
        match self.survey.name(subjects) {
            Some(name) => format!("{code} {name}"),
            None => code.to_owned(),
        }
    }

    /// A standing value in words, of the first of the subjects that has one.
    fn value(&self, subjects: &[SubjectIx], attribute: &str) -> Option<String> {
        subjects.iter().find_map(|&s| {
            let shown: Vec<String> = self
                .survey
                .heads_named(s, attribute)
                .iter()
                .filter_map(|&(_, ix)| self.shown(&self.survey[ix]))
                .collect();
            let mut distinct: Vec<String> = Vec::new();
            for text in shown {
                if !distinct.contains(&text) {
                    distinct.push(text);
                }
            }
            (!distinct.is_empty()).then(|| distinct.join(" / "))
        })
    }

    /// The value of an observation in words.
    fn shown(&self, observation: &Observation) -> Option<String> {
        match &observation.answer {
            Answer::Known { value, unit, .. } => {
                let attribute = self.survey.attribute(observation.attribute);
                Some(self.profile.vocabulary.show(attribute, value, unit))
            }
            Answer::Absent(_) | Answer::Cleared => None,
        }
    }

    /// What an observation says, an absence included.
    fn said(&self, ix: ObservationIx) -> String {
        let observation = &self.survey[ix];
        match &observation.answer {
            Answer::Absent(reason) => format!("no value: {}", words::absence(*reason)),
            Answer::Known { .. } | Answer::Cleared => {
                self.shown(observation).unwrap_or_else(|| "taken back".to_owned())
            }
        }
    }

    /// The label of a category.
    fn category(&self, key: &str) -> String {
        let known = self.profile.vocabulary.categories.iter().find(|c| c.key == key);
        known.map_or_else(|| key.to_owned(), |c| c.label.clone())
    }

    /// The categories of the profile's requirements, in the order of the vocabulary.
    fn categories(&self) -> Vec<&str> {
        let used = |key: &str| self.profile.requirements.iter().any(|r| r.category == key);
        let vocabulary = &self.profile.vocabulary;
        vocabulary.categories.iter().map(|c| c.key.as_str()).filter(|k| used(k)).collect()
    }
}

/// The mark of a verdict.
fn mark(verdict: Verdict) -> Mark {
    match verdict {
        Verdict::Met => Mark::Met,
        Verdict::PartlyMet => Mark::PartlyMet,
        Verdict::NotMet => Mark::NotMet,
        Verdict::NotAssessed => Mark::NotAssessed,
        Verdict::NotApplicable => Mark::NotApplicable,
    }
}

fn legend() -> Vec<(Mark, String)> {
    Verdict::ALL.into_iter().map(|v| (mark(v), words::verdict(v).to_owned())).collect()
}

/// `17 of 21 (81 %)`.
fn share(part: u64, of: u64) -> String {
    match per_cent(part, of) {
        Some(percent) => format!("{part} of {of} ({percent} %)"),
        None => "nothing applies".to_owned(),
    }
}

/// `52 to 71 %`.
fn met_range(totals: &Totals) -> String {
    let range = totals.met_range();
    match (per_cent(range.low, range.of), per_cent(range.high, range.of)) {
        (Some(low), Some(high)) if low == high => format!("{low} %"),
        (Some(low), Some(high)) => format!("{low} to {high} %"),
        _ => "-".to_owned(),
    }
}

fn plain(text: impl Into<String>) -> Vec<Run> {
    vec![Run::new(text)]
}
