//! Private copies: what is merged, and what a dry run works on.
//!
//! A copy lies beside the file that is written, so it is as well protected as that, and only its
//! owner may read it. It is removed when it is dropped.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::cipher::{self, Key};

use super::error::{Shown, StoreError};
use super::gate;
use super::open::{make_private, publish, resolve};
use super::place::{Place, Register};
use super::wipe::shred;

/// A file that nobody else knows of: removed when it is dropped, unless it was given a name.
pub struct Private {
    path: PathBuf,
    /// Whether it is overwritten first.
    pub(super) wiped: bool,
}

impl Private {
    /// A name beside a file; nothing is made yet.
    #[must_use]
    pub fn beside(path: &Path) -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let n = MADE.fetch_add(1, Ordering::Relaxed);
        let path = gate::beside(path, &format!(".{}-{n}.part", std::process::id()));
        Self { path, wiped: false }
    }

    /// Has it overwritten before it is removed: what is in it lies nowhere else unencrypted.
    #[must_use]
    pub fn wiped(mut self, wiped: bool) -> Self {
        self.wiped = wiped;
        self
    }

    /// A copy of a survey, with the journal that a crash may have left beside it, taken while
    /// nobody writes it. The file itself is looked at from outside first.
    ///
    /// # Errors
    /// When it is no survey, is being written, or there is no room; named by the file itself.
    pub(super) fn copy_of(file: &Path, beside: &Path) -> Result<Self, StoreError> {
        let whole = resolve(file).map_err(|error| StoreError::system(file, "read", error))?;
        let register = Register::lock();
        if Place::of(&whole).is_some_and(|place| register.has(place)) {
            return Err(StoreError::Busy { file: Shown::from(file), source: None });
        }
        let header = gate::inspect(&whole).map_err(|error| error.of(file))?;
        let key = cipher::key_of(file, header)?;
        let private = Self::beside(beside);
        let held = hold(&whole, key.as_ref()).map_err(|error| error.of(file))?;
        let io = |error| StoreError::system(file, "copied", error);
        copy(&whole, private.path()).map_err(io)?;
        match copy(&gate::beside(&whole, "-journal"), &gate::beside(private.path(), "-journal")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io(error)),
            _ => {}
        }
        drop(held);
        drop(register);
        gate::inspect(private.path()).map_err(|error| error.of(file))?;
        Ok(private)
    }

    /// Removes what programs that were killed have left beside a file, which is open for writing.
    pub(super) fn sweep(file: &Path) {
        let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else { return };
        let (name, own) = (name.to_string_lossy(), format!("{}-", std::process::id()));
        let left = |entry: &fs::DirEntry| {
            let entry = entry.file_name();
            let entry = entry.to_string_lossy();
            let middle = entry
                .strip_prefix(&*name)
                .and_then(|rest| rest.strip_prefix('.'))
                .and_then(|rest| rest.strip_suffix("-journal").or(Some(rest)))
                .and_then(|rest| rest.strip_suffix(".part"));
            let digits = |m: &str| m.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            let mine = |m: &str| digits(m) && m.contains('-');
            middle.is_some_and(|m| m.split(".part.").all(mine) && !m.starts_with(&own))
        };
        for entry in fs::read_dir(folder).into_iter().flatten().flatten().filter(left) {
            // What cannot be removed is in nobody's way. It may be in plain what is encrypted here.
            let _ = shred(&entry.path());
        }
    }

    /// Makes it, empty, for its owner alone.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make(&self) -> io::Result<fs::File> {
        make_private(&self.path)
    }

    /// Gives it its name, unless there is a file of that name.
    ///
    /// # Errors
    /// When there is, or it cannot be done.
    pub fn publish(&self, path: &Path) -> io::Result<()> {
        publish(&self.path, path)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        // Whether there was one or not, and should it stay: it is named as what it is.
        let _ = fs::remove_file(gate::beside(&self.path, "-journal"));
        if self.wiped {
            let _ = shred(&self.path);
        }
        let _ = fs::remove_file(&self.path);
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut from = fs::File::open(from)?;
    let mut to = make_private(to)?;
    io::copy(&mut from, &mut to).map(drop)
}

/// Keeps others from writing a file, until the connection is dropped. Nothing of its content is
/// read: it has not passed the gate.
fn hold(path: &Path, key: Option<&Key>) -> Result<Option<Connection>, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let begin = || -> rusqlite::Result<Connection> {
        let conn = cipher::connect(path, flags, key)?;
        conn.busy_timeout(Duration::from_millis(250))?;
        conn.execute_batch("BEGIN")?;
        conn.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))?;
        Ok(conn)
    };
    match begin().map_err(|error| StoreError::library(path, "read", error)) {
        Ok(conn) => Ok(Some(conn)),
        // Half-written by a program that is no more: it is put in order in the copy.
        Err(StoreError::Unfinished { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}
