//! Verified copies of an open survey: for sending, and as snapshots.
//!
//! Copying a file while it is written breaks it, so the program owns copying: page by page
//! through the library into a private file beside the destination, brought to the disk, given its
//! name, opened again as a stranger's, and its digest recomputed. Only then is it a copy.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::cipher::{self, Key};
use super::error::{Shown, StoreError};
use super::open::{OpenMode, Store, make_private, publish};
use super::private::Private;
use super::relock::{recode, same_content};
use crate::model::{ObservationId, journal};
use crate::t;

/// A copy that was read again and found to be the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Where it is.
    pub path: PathBuf,
    /// The digest over its observations.
    pub digest: String,
    /// How many there are.
    pub observations: usize,
    /// Its size in bytes.
    pub bytes: u64,
}

impl Store {
    /// The digest over the observations in the file, and how many they are.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn digest(&self) -> Result<(String, usize), StoreError> {
        let failed = |error| StoreError::library(self.path(), "read", error);
        let mut statement = self.conn()?.prepare("SELECT id FROM obs").map_err(failed)?;
        let ids = statement
            .query_map([], |row| row.get::<_, [u8; 32]>(0).map(ObservationId))
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(failed)?;
        let count = ids.len();
        Ok((journal::digest(ids), count))
    }

    /// Copies the survey to a new file, encrypted as it is, and verifies the copy.
    ///
    /// # Errors
    /// When there is a file of that name, it cannot be written, or the copy is not the same; then
    /// there is none.
    pub fn copy_to(&self, to: &Path) -> Result<Copied, StoreError> {
        self.copy_as(to, self.key.as_ref())
    }

    /// The same, and the copy is not encrypted: for a container, which is encrypted itself.
    ///
    /// # Errors
    /// As for [`Store::copy_to`].
    pub fn copy_plain(&self, to: &Path) -> Result<Copied, StoreError> {
        if self.key.is_some() && self.mode == OpenMode::ReadWrite {
            Private::sweep(self.path());
        }
        self.copy_as(to, None)
    }

    /// The same under another key, or under none.
    pub(super) fn copy_as(&self, to: &Path, key: Option<&Key>) -> Result<Copied, StoreError> {
        if fs::symlink_metadata(to).is_ok() {
            return Err(StoreError::Exists { file: Shown::from(to) });
        }
        let io = |error: io::Error| StoreError::system(to, "made", error);
        let part = Private::beside(&std::path::absolute(to).map_err(io)?)
            .wiped(self.key.is_some() && key.is_none());
        make_private(part.path()).map_err(io)?;
        self.conn()?;
        recode(self, part.path(), key).map_err(|error| StoreError::library(to, "copied", error))?;
        fs::File::open(part.path()).and_then(|f| f.sync_all()).map_err(io)?;
        let read_again = Self::open(part.path(), OpenMode::ReadOnly).map_err(|e| e.of(to))?;
        let (digest, observations) = read_again.digest().map_err(|e| e.of(to))?;
        let header = |key: Option<&Key>| key.map(|key| *key.header());
        if header(self.key.as_ref()) != header(key) {
            same_content(self, &read_again).map_err(|e| e.of(to))?;
        }
        drop(read_again);
        if (digest.clone(), observations) != self.digest()? {
            let what = t!("the copy is not what was copied").to_owned();
            return Err(StoreError::Damaged { file: Shown::from(to), what, source: None });
        }
        let bytes = fs::metadata(part.path()).map_err(io)?.len();
        publish(part.path(), to).map_err(io)?;
        Ok(Copied { path: to.to_owned(), digest, observations, bytes })
    }

    /// Keeps a verified copy in a folder, unless the newest one there is the same, and of all
    /// copies the newest so many. Gives the copy, if one was made.
    ///
    /// `name` is what it is called, without its ending: it must sort by time.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn snapshot(
        &self,
        folder: &Path,
        name: &str,
        keep: usize,
    ) -> Result<Option<Copied>, StoreError> {
        let io = |error: io::Error| StoreError::system(folder, "made", error);
        fs::create_dir_all(folder).map_err(io)?;
        let (digest, _) = self.digest()?;
        let all = snapshots(folder).map_err(io)?;
        let newest = all.last().and_then(|newest| Self::open(newest, OpenMode::ReadOnly).ok());
        if newest.is_some_and(|newest| newest.digest().is_ok_and(|(d, _)| d == digest)) {
            return Ok(None);
        }
        let copied = self.copy_to(&folder.join(format!("{name}.survey")))?;
        let all = snapshots(folder).map_err(io)?;
        for old in &all[..all.len().saturating_sub(keep)] {
            fs::remove_file(old).map_err(io)?;
        }
        Ok(Some(copied))
    }
}

/// Copies a survey page by page to an empty file; both are encrypted, or neither is.
pub(super) fn copy_pages(from: &Connection, to: &Path, key: Option<&Key>) -> rusqlite::Result<()> {
    let mut target = cipher::connect(to, OpenFlags::SQLITE_OPEN_READ_WRITE, key)?;
    target.execute_batch("PRAGMA synchronous = EXTRA")?;
    let backup = Backup::new(from, &mut target)?;
    backup.run_to_completion(1_000, std::time::Duration::ZERO, None)
}

/// The snapshots of a folder, the oldest first.
fn snapshots(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "survey") {
            all.push(path);
        }
    }
    all.sort();
    Ok(all)
}
