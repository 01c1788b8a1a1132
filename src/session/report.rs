//! The report from the screens: read as text before it is written, and written beside the survey
//! while work goes on, in the format that the name of its file tells.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::path::Path;
use std::sync::mpsc::{Sender, channel};

use super::Event;
use super::beside::write_new;
use super::keeper::Job;
use crate::app::Outcome;
use crate::judge::Assessment;
use crate::language::{Language, speaking, spoken};
use crate::model::journal::digest;
use crate::model::{FileId, Survey};
use crate::plan::Terms;
use crate::report::document::{Block, Cell, Document, Run, Table};
use crate::report::pdf::PdfOptions;
use crate::report::plates::{Plates, plates};
use crate::report::write::file::FileFormat;
use crate::report::{Edition, Filter, ReportOptions, edition, report};
use crate::standard::{PriceList, Profile, load_built_in};
use crate::{counted, t};

/// What a report is made of: a state of the survey, held while work goes on.
pub(super) struct Draft {
    pub(super) survey: Survey,
    pub(super) profile: Profile,
    pub(super) assessment: Assessment,
    pub(super) marking: String,
    pub(super) points: BTreeSet<String>,
    pub(super) program: String,
    /// What may enter it.
    pub(super) edition: Edition,
    /// Language of the report. The profile is in that of the screens, the one in force.
    pub(super) language: Language,
    /// What its plan is reckoned with.
    pub(super) prices: Option<PriceList>,
    pub(super) terms: Option<Terms>,
    /// Who has the photos.
    pub(super) jobs: Option<Sender<(Language, Job)>>,
}

impl Draft {
    fn document(&self) -> Document {
        let said = self.profile_said();
        speaking(self.language, || self.composed(said.as_ref().unwrap_or(&self.profile)))
    }

    /// The profile in the language of the report, where that is another. Only a built-in one is
    /// said in every language; one of the survey alone stays as it was loaded.
    fn profile_said(&self) -> Option<Profile> {
        if self.language == spoken() {
            return None;
        }
        let loaded = speaking(self.language, || load_built_in(&self.profile.id)).ok()?;
        // A later program may have another edition of it.
        (loaded.profile.sha256 == self.profile.sha256).then_some(loaded.profile)
    }

    fn composed(&self, profile: &Profile) -> Document {
        let options = ReportOptions {
            edition: self.edition,
            marking: Some(self.marking.clone()).filter(|m| !m.is_empty()),
            filter: Filter { crossing_points: self.points.clone(), verdicts: BTreeSet::new() },
            program: self.program.clone(),
            digest: digest(self.survey.observations().iter().map(|o| o.id)),
            prices: self.prices.clone(),
            terms: self.terms.clone(),
            ..ReportOptions::default()
        };
        let plates = self.plates(&options.filter);
        let options = ReportOptions { plates, ..options };
        report(&self.survey, profile, &self.assessment, &options)
    }

    /// The photos that it may print. The keeper is asked for each by itself, since all of them
    /// may be more than fits into memory.
    fn plates(&self, filter: &Filter) -> Plates {
        let read = |file: FileId| -> Result<Result<Vec<u8>, String>, Infallible> {
            let (answer, wait) = channel();
            let asked = self
                .jobs
                .as_ref()
                .is_some_and(|jobs| jobs.send((spoken(), Job::Bytes(file, answer))).is_ok());
            let bytes = wait.recv().ok().filter(|_| asked);
            Ok(bytes.unwrap_or_else(|| Err(t!("it is not in this file").to_owned())))
        };
        plates(&self.survey, &self.profile, self.edition, filter, read).unwrap_or_default()
    }

    /// The report as text.
    pub(super) fn preview(&self) -> Outcome {
        let document = self.document();
        speaking(self.language, || Outcome::Preview(lines(&document)))
    }

    /// Writes the report beside the survey, under a name that is free; says how far it is.
    pub(super) fn write(&self, file: &Path, wanted: &str, told: &dyn Fn(Event)) {
        let step = |text: String| told(Event::Step(Outcome::Told { text, warning: false }));
        let end = |text: String, warning| told(Event::Outcome(Outcome::Told { text, warning }));
        step(t!("Report: judging and composing ...").to_owned());
        let document = self.document();
        if let Err(leak) = edition::check(&document, &self.survey, &self.profile, self.edition) {
            return end(
                t!("No report was written: {error}. Nothing was lost.", error = leak),
                true,
            );
        }
        let tables = document.blocks.iter().filter(|b| matches!(b, Block::Table(_))).count();
        let chapters = document.headings().filter(|h| h.level == 1).count();
        let chapters = counted!(chapters, "{n} chapter", "{n} chapters");
        let tables = counted!(tables, "{n} table", "{n} tables");
        step(t!("Report: setting {chapters}, {tables} ...", chapters, tables));
        let bytes = match speaking(self.language, || checked(&document, wanted)) {
            Ok(bytes) => bytes,
            Err(error) => {
                return end(t!("No report was written: {error}. Nothing was lost.", error), true);
            }
        };
        match write_new(file, wanted, &bytes) {
            Ok(path) => {
                let kilobytes = bytes.len().div_ceil(1_024);
                let path = path.display();
                end(t!("Report written: {path} ({kilobytes} kB)", path, kilobytes), false);
            }
            Err(text) => end(text, true),
        }
    }
}

/// A document in the format that the ending of a file tells, PDF if it tells none; read back, since
/// what a reader would miss is missed here.
fn checked(document: &Document, wanted: &str) -> Result<Vec<u8>, String> {
    let ending = Path::new(wanted).extension().and_then(|e| e.to_str()).unwrap_or_default();
    let format = FileFormat::of_ending(&ending.to_lowercase()).unwrap_or(FileFormat::Pdf);
    let bytes =
        format.write(document, &PdfOptions::default()).map_err(|error| error.to_string())?;
    format.read_back(document, &bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// A figure by what it says.
fn figure(lines: &mut Vec<(String, bool)>, caption: &str, alt: &str) {
    lines.push((caption.to_owned(), true));
    lines.push((format!("  {alt}"), false));
}

/// A document as lines of text, and whether each is a heading.
fn lines(document: &Document) -> Vec<(String, bool)> {
    let mut lines = vec![(document.title.clone(), true)];
    if !document.subtitle.is_empty() {
        lines.push((document.subtitle.clone(), false));
    }
    if let Some(marking) = &document.marking {
        lines.push((t!("Marking: {marking}", marking), false));
    }
    for (name, value) in &document.cover {
        lines.push((t!("{label}: {text}", label = name, text = value), false));
    }
    for block in &document.blocks {
        match block {
            Block::Heading(heading) => {
                lines.push((String::new(), false));
                lines.push((heading.text.clone(), true));
            }
            Block::Paragraph(runs) => lines.push((plain(runs), false)),
            Block::Note(runs) => lines.push((format!("! {}", plain(runs)), false)),
            Block::List(list) => {
                for (n, item) in list.items.iter().enumerate() {
                    let sign = if list.ordered { format!("{}.", n + 1) } else { "-".to_owned() };
                    lines.push((format!("  {sign} {}", plain(item)), false));
                }
            }
            Block::KeyValues(rows) => {
                for (name, runs) in rows {
                    let text = t!("{label}: {text}", label = name, text = plain(runs));
                    lines.push((format!("  {text}"), false));
                }
            }
            Block::Table(table) => table_lines(table, &mut lines),
            Block::HeatMap(map) => figure(&mut lines, &map.caption, &map.alt),
            Block::Chart(chart) => figure(&mut lines, &chart.caption, &chart.alt),
            Block::Places(places) => figure(&mut lines, &places.caption, &places.alt),
            Block::Photo(photo) => figure(&mut lines, &photo.id, &photo.caption),
            Block::Bars(bars) => {
                lines.push((bars.caption.clone(), true));
                for bar in &bars.rows {
                    let parts: Vec<String> =
                        bar.parts.iter().map(|(m, n)| format!("{} {n}", m.letter())).collect();
                    let parts = parts.join("  ");
                    let text = t!("{label}: {text}", label = bar.name, text = parts);
                    lines.push((format!("  {text}  ({})", bar.coverage), false));
                }
            }
            Block::PageBreak => {}
        }
    }
    lines
}

fn plain(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.replace('\n', " ")).collect()
}

/// A table as one line a row, empty cells left out.
fn table_lines(table: &Table, lines: &mut Vec<(String, bool)>) {
    lines.push((format!("{} {}", table.id, table.caption).trim().to_owned(), true));
    let titles: Vec<&str> = table.columns.iter().map(|c| c.title.as_str()).collect();
    lines.push((format!("  {}", titles.join(" | ")), false));
    for row in &table.rows {
        let cells: Vec<String> = row.cells.iter().map(Cell::plain).collect();
        let line = format!("  {}", cells.join(" | "));
        lines.push((line.replace('\n', " "), false));
    }
}
