//! Files that the program writes beside a survey, each under a name that was free.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::app::Outcome;
use crate::t;

/// A name in the folder of the survey that no file has: the wanted one, else with a number.
fn free_name(survey: &Path, wanted: &str) -> PathBuf {
    let clean: String = wanted
        .chars()
        .map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' })
        .collect();
    let (stem, extension) = match clean.rsplit_once('.') {
        Some((stem, extension)) => (stem.to_owned(), format!(".{extension}")),
        None => (clean, String::new()),
    };
    let numbered = (2_u32..).map(|n| format!("{stem}-{n}{extension}"));
    let mut names = std::iter::once(format!("{stem}{extension}")).chain(numbered);
    let free = names.find(|name| !survey.with_file_name(name).exists());
    survey.with_file_name(free.unwrap_or(stem))
}

/// Writes a file under a name that is free; what is there already is never overwritten, and what
/// could not be written whole is taken away again.
///
/// # Errors
/// A sentence that says why not.
pub(super) fn write_new(survey: &Path, wanted: &str, bytes: &[u8]) -> Result<PathBuf, String> {
    let path = free_name(survey, wanted);
    let written =
        OpenOptions::new().write(true).create_new(true).open(&path).and_then(|mut out| {
            let whole = out.write_all(bytes).and_then(|()| out.sync_all());
            whole.inspect_err(|_| {
                let _ = std::fs::remove_file(&path);
            })
        });
    match written {
        Ok(()) => Ok(path),
        Err(error) => Err(t!(
            "{path} cannot be written: {error}. Nothing was lost.",
            path = path.display(),
            error
        )),
    }
}

/// Writes a text beside the survey.
pub(super) fn write_text(survey: &Path, wanted: &str, text: &str) -> Outcome {
    match write_new(survey, wanted, text.as_bytes()) {
        Ok(path) => {
            Outcome::Told { text: t!("Written: {path}", path = path.display()), warning: false }
        }
        Err(text) => Outcome::Told { text, warning: true },
    }
}
