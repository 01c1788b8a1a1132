//! Photos and files from the disk: read whole within bounds.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use crate::photo::{self, Kept, PhotoError};
use crate::store::MAX_BLOB;
use crate::t;

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
}
