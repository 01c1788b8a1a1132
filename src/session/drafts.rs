//! What is typed and not recorded, in a file beside the survey: it survives the end of the
//! program, however that comes, and is gone when nothing is half typed any more.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::app::drafts::Drafts;
use crate::store::{Protection, protection};

/// Largest file of drafts that is read: each field holds at most a thousand characters.
const MAX_BYTES: u64 = 4 << 20;

/// The file of the drafts of a survey.
fn place(survey: &Path) -> PathBuf {
    let mut name = survey.file_name().unwrap_or_default().to_owned();
    name.push(".drafts");
    survey.with_file_name(name)
}

/// Drafts as text; empty when there are none.
pub(super) fn text(drafts: &Drafts) -> String {
    if drafts.is_empty() {
        String::new()
    } else {
        serde_json::to_string(drafts).unwrap_or_default()
    }
}

/// Writes the drafts, protected as the survey is and readable by their owner alone; takes the file
/// away when there are none.
pub(super) fn write(survey: &Path, bytes: &[u8]) -> io::Result<()> {
    let place = place(survey);
    if bytes.is_empty() {
        return match fs::remove_file(&place) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    let part = place.with_extension("drafts.part");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
        .open(&part)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| fs::rename(&part, &place))
        .inspect_err(|_| drop(fs::remove_file(&part)))
}

/// The drafts of a survey; `None` when there are none, or none that can be read.
pub(super) fn read(survey: &Path, reveal: &dyn Fn(&[u8]) -> Option<String>) -> Option<Drafts> {
    let place = place(survey);
    if fs::metadata(&place).ok()?.len() > MAX_BYTES {
        return None;
    }
    let text = reveal(&fs::read(place).ok()?)?;
    let drafts: Drafts = serde_json::from_str(&text).ok()?;
    (!drafts.is_empty()).then_some(drafts)
}

/// Whether something was half typed in a survey that is not open. Of an encrypted one only that is
/// known.
pub(super) fn are_there(survey: &Path) -> bool {
    let plain = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
    match protection(survey) {
        Protection::Plain => read(survey, &plain).is_some_and(|drafts| drafts.is_typed()),
        _ => place(survey).is_file(),
    }
}
