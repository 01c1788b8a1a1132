//! Removing a survey from a laptop: overwritten, then taken away.
//!
//! On flash memory what was overwritten may live on in spare blocks; only an encrypted disk helps
//! against that, and the program says so.

use std::fs;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use super::error::{Shown, StoreError};
use super::gate::beside;
use super::open::{OpenMode, Store};

/// Overwrites a survey file and what lies beside it, and takes them away.
///
/// # Errors
/// When it is no survey, another program has it open, or it cannot be written.
pub fn wipe(path: &Path) -> Result<(), StoreError> {
    // Nobody else has it open, and it is what it says.
    drop(Store::open(path, OpenMode::ReadWrite)?);
    for suffix in ["-journal", ".drafts"] {
        let file = beside(path, suffix);
        if fs::symlink_metadata(&file).is_ok_and(|about| about.is_file()) {
            overwrite(&file).map_err(|source| half(&file, source))?;
        }
    }
    overwrite(path).map_err(|source| half(path, source))
}

fn half(file: &Path, source: io::Error) -> StoreError {
    StoreError::HalfWiped { file: Shown::from(file), source }
}

/// Overwrites a file with zeros, on the disk, and takes it away.
///
/// # Errors
/// What the system says.
pub fn overwrite(file: &Path) -> io::Result<()> {
    let open = fs::OpenOptions::new().write(true).open(file)?;
    zero(&open)?;
    drop(open);
    fs::remove_file(file)
}

/// Takes a file away that may hold in plain what is encrypted elsewhere: overwritten, unless it has
/// another name, under which it is still wanted. Where that cannot be told, it is only taken away.
pub(super) fn shred(file: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let about = fs::symlink_metadata(file)?;
        if about.is_file() && about.nlink() == 1 {
            return overwrite(file);
        }
    }
    fs::remove_file(file)
}

/// Overwrites an open file that has no name any more. One that has another is somebody's copy.
pub(super) fn zero_nameless(open: &fs::File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if open.metadata()?.nlink() == 0 {
            return zero(open);
        }
    }
    let _ = open;
    Err(io::ErrorKind::Unsupported.into())
}

/// Overwrites an open file with zeros, on the disk.
fn zero(mut open: &fs::File) -> io::Result<()> {
    let mut left = open.metadata()?.len();
    open.seek(SeekFrom::Start(0))?;
    let zeros = vec![0; 1 << 16];
    while left > 0 {
        let n = left.min(1 << 16);
        open.write_all(&zeros[..usize::try_from(n).unwrap_or(1 << 16)])?;
        left -= n;
    }
    open.sync_all()
}
