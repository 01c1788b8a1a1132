//! What assumptions would change, as lines of text; and the price list of a plan.

use crate::app::Outcome;
use crate::judge::Assessment;
use crate::model::Survey;
use crate::plan::assume::{parse, what_if};
use crate::report::plan::{WhatIfView, what_if_text};
use crate::standard::{MAX_DOCUMENT, Profile};
use crate::t;

/// Columns of the text; the least that a screen has room for.
const WIDTH: usize = 76;

/// Judges a copy of the survey under these assumptions.
pub(super) fn supposed(
    survey: &Survey,
    profile: &Profile,
    before: &Assessment,
    texts: &[String],
) -> Outcome {
    let parts =
        texts.iter().map(|text| parse(text, profile, before)).collect::<Result<Vec<_>, _>>();
    match parts.and_then(|parts| what_if(survey, profile, before, &parts)) {
        Ok(what_if) => {
            let view = WhatIfView { survey, profile, before, what_if: &what_if };
            let text = what_if_text(&view, Some(WIDTH));
            Outcome::Page {
                title: t!("What if").to_owned(),
                lines: text.lines().map(|line| (line.to_owned(), is_heading(line))).collect(),
            }
        }
        Err(error) => Outcome::Told { text: format!("{error}; {}", error.hint), warning: true },
    }
}

/// Reads a price list.
pub(super) fn prices(file: &str) -> Outcome {
    let read = || -> std::io::Result<String> {
        let about = std::fs::metadata(file)?;
        // A pipe would be waited for without end.
        if !about.is_file() || about.len() > MAX_DOCUMENT as u64 {
            return Err(std::io::Error::other(t!("it is no file, or too large for a price list")));
        }
        std::fs::read_to_string(file)
    };
    Outcome::Prices { file: file.to_owned(), text: read().map_err(|error| error.to_string()) }
}

/// Lines at the margin lead over those that are set in.
fn is_heading(line: &str) -> bool {
    !line.is_empty() && !line.starts_with(' ')
}
