//! Files that the program writes beside a survey, each under a name that was free.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::app::Outcome;

/// A name in the folder of the survey that no file has: the wanted one, else with a number.
pub(super) fn free_name(survey: &Path, wanted: &str) -> PathBuf {
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

/// Writes a text; what is there already is never overwritten.
pub(super) fn write_text(survey: &Path, wanted: &str, text: &str) -> Outcome {
    let path = free_name(survey, wanted);
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Ok(()) => Outcome::Told { text: format!("Written: {}", path.display()), warning: false },
        Err(error) => Outcome::Told {
            text: format!("{} cannot be written: {error}. Nothing was lost.", path.display()),
            warning: true,
        },
    }
}
