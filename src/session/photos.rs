//! Photos and files for the screens: read on threads of their own, so that a slow medium never
//! stops a key.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::evidence;
use super::folder::{self, folder_of};
use crate::app::Outcome;
use crate::app::photos::{Attaching, FolderEntry};
use crate::model::FileId;
use crate::photo::{self, Kept};
use crate::store::Bytes;
use crate::t;

/// Widest and highest that a photo is kept for a screen.
const SHOWN: u32 = 480;

/// A file that was read to be attached, or why it was not taken.
#[derive(Debug)]
pub struct ReadFile {
    /// What is to be said of it.
    pub attaching: Attaching,
    /// The file.
    pub kept: Result<Kept, String>,
}

/// Reads a file that is to be attached.
pub(super) fn read(attaching: Attaching) -> ReadFile {
    let path = PathBuf::from(attaching.path.trim());
    let kept = evidence::take(&path).map_err(|why| why.to_string());
    ReadFile { attaching, kept }
}

/// Lists a folder; that of the survey where none is named.
pub(super) fn folder(named: &str, survey: &Path, endings: &[&str]) -> Outcome {
    let folder = match named {
        "" => folder_of(survey),
        named => std::path::absolute(named).unwrap_or_else(|_| PathBuf::from(named)),
    };
    match folder::folder(&folder, endings) {
        Ok(entries) => Outcome::Folder {
            folder: folder.display().to_string(),
            up: folder.parent().map(|up| up.display().to_string()),
            entries: entries
                .into_iter()
                .map(|e| FolderEntry {
                    name: e.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                    path: e.path.display().to_string(),
                    folder: e.folder,
                    size: e.size,
                })
                .collect(),
        },
        Err(error) => Outcome::Told {
            text: t!("{folder} cannot be read: {error}", folder = folder.display(), error),
            warning: true,
        },
    }
}

/// Makes a small picture of what a survey holds.
pub(super) fn picture(file: FileId, bytes: Result<Bytes, String>) -> Outcome {
    let seen = self::bytes(bytes).and_then(|bytes| match photo::decode(&bytes) {
        Ok(picture) => Ok(Arc::new(picture.within(SHOWN, SHOWN))),
        Err(photo::PhotoError::NotShown) => Err(t!(
            "Not shown here: {sort}. 'borderfit photos --extract' writes it as a file.",
            sort = photo::mime(&bytes)
        )),
        Err(error) => Err(error.to_string()),
    });
    Outcome::Photo { file, seen }
}

/// The bytes of a photo or file, or why there are none.
pub fn bytes(found: Result<Bytes, String>) -> Result<Vec<u8>, String> {
    match found? {
        Bytes::Whole(bytes) => Ok(bytes),
        Bytes::Damaged => Err(t!("it is not what was put in").to_owned()),
        Bytes::LeftOut => Err(t!("it was left out of this copy").to_owned()),
        Bytes::Missing => Err(t!("it is not in this file").to_owned()),
    }
}
