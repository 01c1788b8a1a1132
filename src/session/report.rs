//! The report from the screens: read as text before it is written, and written as PDF beside the
//! survey while work goes on.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::path::Path;
use std::sync::mpsc::{Sender, channel};

use super::beside::write_new;
use super::keeper::Job;
use crate::app::Outcome;
use crate::judge::Assessment;
use crate::model::journal::digest;
use crate::model::{FileId, Survey};
use crate::report::document::{Block, Cell, Document, Run, Table};
use crate::report::pdf::{self, PdfOptions};
use crate::report::plates::{Plates, plates};
use crate::report::{Edition, Filter, ReportOptions, report};
use crate::standard::Profile;
use crate::t;

/// What a report is made of: a state of the survey, held while work goes on.
pub(super) struct Draft {
    pub(super) survey: Survey,
    pub(super) profile: Profile,
    pub(super) assessment: Assessment,
    pub(super) marking: String,
    pub(super) points: BTreeSet<String>,
    pub(super) program: String,
    /// Who has the photos.
    pub(super) jobs: Option<Sender<Job>>,
}

impl Draft {
    fn document(&self) -> Document {
        let options = ReportOptions {
            marking: Some(self.marking.clone()).filter(|m| !m.is_empty()),
            filter: Filter { crossing_points: self.points.clone(), verdicts: BTreeSet::new() },
            program: self.program.clone(),
            digest: digest(self.survey.observations().iter().map(|o| o.id)),
            ..ReportOptions::default()
        };
        let plates = self.plates(&options.filter);
        let options = ReportOptions { plates, ..options };
        report(&self.survey, &self.profile, &self.assessment, &options)
    }

    /// The photos that it may print. The keeper is asked for each by itself, since all of them
    /// may be more than fits into memory.
    fn plates(&self, filter: &Filter) -> Plates {
        let read = |file: FileId| -> Result<Result<Vec<u8>, String>, Infallible> {
            let (answer, wait) = channel();
            let asked =
                self.jobs.as_ref().is_some_and(|jobs| jobs.send(Job::Bytes(file, answer)).is_ok());
            let bytes = wait.recv().ok().filter(|_| asked);
            Ok(bytes.unwrap_or_else(|| Err(t!("it is not in this file").to_owned())))
        };
        let edition = Edition::Full;
        plates(&self.survey, &self.profile, edition, filter, read).unwrap_or_default()
    }

    /// The report as text.
    pub(super) fn preview(&self) -> Outcome {
        Outcome::Preview(lines(&self.document()))
    }

    /// Writes the report beside the survey, under a name that is free; says how far it is.
    pub(super) fn write(&self, file: &Path, wanted: &str, told: &dyn Fn(Outcome)) {
        let tell = |text: String, warning: bool| told(Outcome::Told { text, warning });
        tell("Report: judging and composing ...".to_owned(), false);
        let document = self.document();
        let tables = document.blocks.iter().filter(|b| matches!(b, Block::Table(_))).count();
        let chapters = document.headings().filter(|h| h.level == 1).count();
        tell(format!("Report: setting {chapters} chapters, {tables} tables ..."), false);
        let bytes = match pdf::write(&document, &PdfOptions::default()) {
            Ok(bytes) => bytes,
            Err(error) => {
                return tell(format!("No report was written: {error}. Nothing was lost."), true);
            }
        };
        match write_new(file, wanted, &bytes) {
            Ok(path) => {
                let kilobytes = bytes.len().div_ceil(1_024);
                tell(format!("Report written: {} ({kilobytes} kB)", path.display()), false);
            }
            Err(text) => tell(text, true),
        }
    }
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
        lines.push((format!("Marking: {marking}"), false));
    }
    for (name, value) in &document.cover {
        lines.push((format!("{name}: {value}"), false));
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
                    lines.push((format!("  {name}: {}", plain(runs)), false));
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
                    lines.push((
                        format!("  {}: {}  ({})", bar.name, parts.join("  "), bar.coverage),
                        false,
                    ));
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
        lines.push((format!("  {}", cells.join(" | ")), false));
    }
}
