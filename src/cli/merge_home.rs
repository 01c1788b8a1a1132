//! Merging from the home screen: the same merge as the command's, read before it is written.

use std::path::{Path, PathBuf};

use super::context::{PROGRAM, Random, now};
use super::failure::Failure;
use super::home::failed;
use super::keyring::Signers;
use super::merge::{Document, body, document, note, refuse_itself};
use crate::app::home::Home;
use crate::app::merging::MergeEntry;
use crate::session::folder::{SURVEYS, folder, folder_of};
use crate::store::{self, MergeStep, Source, Stamp};
use crate::tui::Display;
use crate::words;
use crate::{counted, t};

/// Lists a folder in the chooser; that of the survey where none is named.
pub(super) fn look(home: &mut Home, named: &str) {
    let Some(merging) = &mut home.merging else { return };
    let at = match named {
        "" => folder_of(Path::new(&merging.into)),
        named => PathBuf::from(named),
    };
    let listed = match folder(&at, SURVEYS) {
        Ok(listed) => listed,
        Err(error) => {
            let folder = at.display();
            merging.said = t!("{folder} cannot be read: {error}", folder, error);
            return;
        }
    };
    let entries = listed.into_iter().map(|entry| MergeEntry {
        name: entry.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        detail: if entry.folder { String::new() } else { words::photo::size(entry.size) },
        path: entry.path.display().to_string(),
        folder: entry.folder,
    });
    let up = at.parent().map(|up| up.display().to_string());
    merging.show(at.display().to_string(), up, entries.collect());
}

/// Merges files while the home screen stays to be seen. A dry run is read on it; of a merge that
/// was written, what is to be said of it comes back, and whether there are disputes.
pub(super) fn run(
    display: &mut Display,
    home: &mut Home,
    into: &Path,
    sources: &[PathBuf],
    write: bool,
) -> Result<Option<(String, bool)>, Failure> {
    let done = display.home_while(home, |tell| merged(into, sources, write, tell));
    let Some(merging) = &mut home.merging else { return Ok(None) };
    match done.map_err(failed)? {
        Err(failure) => {
            merging.refused(failure.in_a_line());
            Ok(None)
        }
        Ok(document) if write => {
            home.merging = None;
            Ok(Some((written(&document), document.disputes > 0)))
        }
        Ok(document) => {
            merging.report(lines(&document));
            Ok(None)
        }
    }
}

fn merged(
    into: &Path,
    sources: &[PathBuf],
    write: bool,
    tell: &dyn Fn(String) -> bool,
) -> Result<Document, Failure> {
    refuse_itself(into, sources)?;
    // Known before anything is written: that they cannot be read.
    let mut signers = Signers::read()?;
    let stamp = Stamp { copy: Random::new()?.bytes(), program: PROGRAM, now: now() };
    let named: Vec<Source<'_>> = sources.iter().map(|file| Source { file, named: file }).collect();
    let watch = |step: MergeStep<'_>| {
        tell(match step {
            MergeStep::Source { number, of, file } => {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                t!("Reading {number} of {of}: {name} ...", number, of, name)
            }
            MergeStep::Keep => t!("Looking for what needs a person ...").to_owned(),
        })
    };
    let merged = store::merge_watched(into, &named, &stamp, !write, &watch)?;
    let told = merged.store.load().map_err(Failure::from).and_then(|survey| {
        if write {
            note(&merged, &survey, &mut signers)?;
        }
        document(into, !write, &merged, &survey, &signers)
    });
    told.map_err(|failure| match write {
        // What was written stays written.
        true => {
            let why = failure.in_a_line();
            Failure::refused(t!("the files were merged, but: {why}", why), "")
        }
        false => failure,
    })
}

/// What would come of it, as lines; those that people look for first are headings.
fn lines(document: &Document) -> Vec<(String, bool)> {
    let mut text = String::new();
    body(document, &mut text);
    let told = text.lines().map(|line| (format!("  {line}"), !line.starts_with(' ')));
    let head = t!("Nothing is written yet. Merged, it would be:").to_owned();
    [(head, true), (String::new(), false)].into_iter().chain(told).collect()
}

fn written(document: &Document) -> String {
    let [new, known, refused] = document.counts();
    counted!(
        document.disputes,
        "Merged: {new} new, {known} known already, {refused} refused; {n} dispute to settle.",
        "Merged: {new} new, {known} known already, {refused} refused; {n} disputes to settle.",
        new,
        known,
        refused
    )
}
