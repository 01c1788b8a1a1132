//! Photos and files from the disk: read whole within bounds, and the folders to pick them from.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::photo::{self, Kept, PhotoError};
use crate::store::MAX_BLOB;
use crate::t;

/// Most entries of a folder that are listed.
const MOST_ENTRIES: usize = 200;

/// Why a file is not taken. Nothing was changed.
#[derive(Debug)]
pub enum NotTaken {
    /// It cannot be read.
    Unread(io::Error),
    /// It is a folder, a device or a pipe.
    NoFile,
    /// It is larger than what a survey keeps.
    TooLarge(u64),
    /// It is a picture that cannot be shown.
    Photo(PhotoError),
}

impl std::error::Error for NotTaken {}

impl std::fmt::Display for NotTaken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&match self {
            Self::Unread(error) => t!("it cannot be read: {error}", error),
            Self::NoFile => t!("it is no ordinary file").to_owned(),
            Self::TooLarge(size) => t!(
                "it has {size}; at most {most} fit",
                size = crate::words::photo::size(*size),
                most = crate::words::photo::size(MAX_BLOB as u64)
            ),
            Self::Photo(error) => error.to_string(),
        })
    }
}

/// Reads a photo or file, and makes of it what is kept.
///
/// # Errors
/// When it cannot be read, is too large, or is a picture that cannot be shown.
pub fn take(path: &Path) -> Result<Kept, NotTaken> {
    // A pipe would be waited for without end.
    let about = fs::metadata(path).map_err(NotTaken::Unread)?;
    if !about.is_file() {
        return Err(NotTaken::NoFile);
    }
    let most = MAX_BLOB as u64;
    if about.len() > most {
        return Err(NotTaken::TooLarge(about.len()));
    }
    let mut bytes = Vec::new();
    // It may grow meanwhile.
    let file = fs::File::open(path).map_err(NotTaken::Unread)?;
    file.take(most + 1).read_to_end(&mut bytes).map_err(NotTaken::Unread)?;
    if bytes.len() as u64 > most {
        return Err(NotTaken::TooLarge(bytes.len() as u64));
    }
    photo::keep(bytes).map_err(NotTaken::Photo)
}

/// An entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it is a folder.
    pub folder: bool,
    /// Its size in bytes.
    pub size: u64,
}

/// What can be picked in a folder: folders by name, then pictures and PDF files, the newest first;
/// nothing hidden. Not more than a person goes through.
///
/// # Errors
/// When the folder cannot be read.
pub fn folder(path: &Path) -> io::Result<Vec<Entry>> {
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(path)? {
        // One that goes away meanwhile is not there.
        let Ok(entry) = entry else { continue };
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let Ok(about) = fs::metadata(entry.path()) else { continue };
        let listed = Entry { path: entry.path(), folder: about.is_dir(), size: about.len() };
        if listed.folder {
            folders.push(listed);
        } else if about.is_file() && is_offered(&listed.path) {
            files.push((about.modified().ok(), listed));
        }
    }
    folders.sort_by(|a, b| a.path.cmp(&b.path));
    files.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.path.cmp(&b.1.path)));
    folders.truncate(MOST_ENTRIES / 2);
    files.truncate(MOST_ENTRIES / 2);
    folders.extend(files.into_iter().map(|(_, file)| file));
    Ok(folders)
}

fn is_offered(path: &Path) -> bool {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
    let endings = ["jpg", "jpeg", "png", "pdf", "heic", "webp", "tif", "tiff"];
    endings.contains(&ending.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_or_no_file_is_refused() {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        assert!(matches!(take(folder.path()), Err(NotTaken::NoFile)));
        assert!(matches!(take(&folder.path().join("none")), Err(NotTaken::Unread(_))));
        let large = folder.path().join("large.pdf");
        let file = fs::File::create(&large).unwrap_or_else(|e| panic!("{e}"));
        file.set_len(MAX_BLOB as u64 + 1).unwrap_or_else(|e| panic!("{e}"));
        let error = take(&large).err().map(|e| e.to_string());
        assert_eq!(error.as_deref(), Some("it has 16.0 MiB; at most 16.0 MiB fit"));
        file.set_len(0).unwrap_or_else(|e| panic!("{e}"));
        assert!(matches!(take(&large), Err(NotTaken::Photo(PhotoError::Empty))));
    }

    #[test]
    fn folders_come_first_then_the_newest_picture() {
        let at = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let day = |n: u64| std::time::UNIX_EPOCH + std::time::Duration::from_secs(n * 86_400);
        for (name, when) in [("old.JPG", 1), ("new.png", 3), ("sheet.pdf", 2), ("notes.txt", 4)] {
            let file = fs::File::create(at.path().join(name)).unwrap_or_else(|e| panic!("{e}"));
            file.set_modified(day(when)).unwrap_or_else(|e| panic!("{e}"));
        }
        for name in ["b", "a", ".hidden"] {
            fs::create_dir(at.path().join(name)).unwrap_or_else(|e| panic!("{e}"));
        }
        let listed = folder(at.path()).unwrap_or_else(|e| panic!("{e}"));
        let names: Vec<String> = listed
            .iter()
            .filter_map(|e| Some(e.path.file_name()?.to_string_lossy().into_owned()))
            .collect();
        assert_eq!(names, ["a", "b", "new.png", "sheet.pdf", "old.JPG"]);
    }
}
