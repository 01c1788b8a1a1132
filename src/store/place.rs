//! Where an open survey is on the disk, and which ones this process has open.
//!
//! On Unix, closing any handle of a file ends all locks that the process holds on it. So a file
//! that is open as a survey is never opened beside SQLite, which takes care of its own handles.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::cipher::Key;

/// The identity of a file: it stays when the name is given to another file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    #[cfg(unix)]
    device: u64,
    #[cfg(unix)]
    node: u64,
}

impl Place {
    /// The file that has this name now. On systems that do not let an open file be taken away,
    /// all files are the same.
    pub(super) fn of(path: &Path) -> Option<Self> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let about = fs::metadata(path).ok()?;
            Some(Self { device: about.dev(), node: about.ino() })
        }
        #[cfg(not(unix))]
        {
            fs::metadata(path).ok().map(|_| Self {})
        }
    }
}

/// How often each file is open here, and its key.
static OPEN: Mutex<Files> = Mutex::new(BTreeMap::new());

type Files = BTreeMap<Place, (usize, Option<Key>)>;

/// The list of open files, held while one is looked at from outside.
pub(super) struct Register(MutexGuard<'static, Files>);

impl Register {
    /// Waits for it. The counts are right even after a panic elsewhere.
    pub(super) fn lock() -> Self {
        Self(OPEN.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether this process has the file open.
    pub(super) fn has(&self, place: Place) -> bool {
        cfg!(unix) && self.0.contains_key(&place)
    }

    /// The key of a file that this process has open; `None` when it has not.
    pub(super) fn key(&self, place: Place) -> Option<Option<Key>> {
        if self.has(place) { self.0.get(&place).map(|(_, key)| key.clone()) } else { None }
    }

    /// Notes that it is open, until the note is dropped.
    pub(super) fn enter(&mut self, place: Place, key: Option<Key>) -> Entered {
        self.0.entry(place).or_insert((0, key)).0 += 1;
        Entered(place)
    }
}

/// A note that a file is open here.
pub(super) struct Entered(Place);

impl Entered {
    /// The file.
    pub(super) fn place(&self) -> Place {
        self.0
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut register = Register::lock();
        if let Some((count, _)) = register.0.get_mut(&self.0) {
            *count -= 1;
            if *count == 0 {
                register.0.remove(&self.0);
            }
        }
    }
}
