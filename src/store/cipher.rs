//! Encrypted survey files: which of them this process has the key of, and how it is given to
//! SQLCipher.
//!
//! A file tells by its first bytes that it is encrypted, and which key it takes
//! ([`crate::vault::at_rest`]). Keys are kept here by those bytes, so copies and snapshots, which
//! have the same, open without a word. Whatever the library does with pages, journals and
//! temporary data, it does encrypted or in memory; only this module knows that it is not SQLite.
//!
//! A program without the feature `encrypted` has all of this but the library: it recognizes such a
//! file, and says what is needed.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OpenFlags};

use super::error::{Shown, StoreError};
use super::open::{Store, resolve};
use super::place::{Place, Register};
use super::schema::PAGE_SIZE;
use crate::vault::at_rest::{Beginning, HEADER, Header, Lock, is_sealed};

/// Whether this program can encrypt survey files.
pub const ENCRYPTION: bool = cfg!(feature = "encrypted");

/// A lock that several files may have.
pub(super) type Key = Arc<Lock>;

/// The keys that this process knows.
static KEYS: Mutex<BTreeMap<Header, Key>> = Mutex::new(BTreeMap::new());

fn keys() -> MutexGuard<'static, BTreeMap<Header, Key>> {
    KEYS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The key of a header that was found in a file, none where none was.
pub(super) fn key_of(path: &Path, header: Option<Header>) -> Result<Option<Key>, StoreError> {
    let Some(header) = header else { return Ok(None) };
    let file = || Shown::from(path);
    if !ENCRYPTION {
        return Err(StoreError::NoEncryption { file: file() });
    }
    let known = keys().get(&header).cloned();
    known.map(Some).ok_or_else(|| StoreError::Locked { file: file() })
}

/// Makes a lock known, so that files with it open.
pub(super) fn keep(lock: Lock) -> Key {
    let key = Arc::new(lock);
    keys().insert(*key.header(), Arc::clone(&key));
    key
}

/// Forgets the keys of all files that are not open: they need their passphrases again.
pub fn forget_keys() {
    keys().clear();
}

/// Reads the beginning of a file that is not open in this process.
fn beginning(whole: &Path) -> Beginning {
    let mut head = Vec::with_capacity(HEADER);
    let read = File::open(whole).and_then(|f| f.take(HEADER as u64).read_to_end(&mut head));
    read.map_or(Beginning::Other, |_| Beginning::of(&head))
}

/// How a survey file is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Not encrypted; or no survey at all, which opening it will tell.
    Plain,
    /// Encrypted, and its passphrase is needed.
    Locked,
    /// Encrypted, and its passphrase was given.
    Unlocked,
}

/// How a file is protected, as far as its beginning tells.
#[must_use]
pub fn protection(path: &Path) -> Protection {
    let Ok(whole) = resolve(path) else { return Protection::Plain };
    if !fs::metadata(&whole).is_ok_and(|about| about.is_file()) {
        return Protection::Plain;
    }
    let register = Register::lock();
    if let Some(open) = Place::of(&whole).and_then(|place| register.key(place)) {
        return if open.is_some() { Protection::Unlocked } else { Protection::Plain };
    }
    match beginning(&whole) {
        Beginning::Header(header) if keys().contains_key(&header) => Protection::Unlocked,
        Beginning::Header(_) => Protection::Locked,
        Beginning::Other | Beginning::Damaged => Protection::Plain,
    }
}

/// Finds out whether this is the passphrase of a file, and if so, lets this process open it. Of a
/// file that is open already it is only found out.
///
/// # Errors
/// [`StoreError::WrongPassphrase`] when it is another; or when this program cannot decrypt.
pub fn unlock(path: &Path, words: &str) -> Result<(), StoreError> {
    let file = || Shown::from(path);
    if !ENCRYPTION {
        return Err(StoreError::NoEncryption { file: file() });
    }
    let whole = resolve(path).map_err(|error| StoreError::system(path, "read", error))?;
    let header = {
        let register = Register::lock();
        match Place::of(&whole).and_then(|place| register.key(place)) {
            Some(open) => open.map(|key| *key.header()),
            None => match beginning(&whole) {
                Beginning::Header(header) => Some(header),
                // Opening it tells what it is.
                Beginning::Other | Beginning::Damaged => None,
            },
        }
    };
    let Some(header) = header else { return Ok(()) };
    let lock =
        Lock::open(header, words).ok_or_else(|| StoreError::WrongPassphrase { file: file() })?;
    keep(lock);
    Ok(())
}

/// Opens a connection: whatever is read or written through it is encrypted, if there is a key.
pub(super) fn connect(
    path: &Path,
    flags: OpenFlags,
    key: Option<&Key>,
) -> rusqlite::Result<Connection> {
    let conn = Connection::open_with_flags(path, flags)?;
    if ENCRYPTION {
        // Else it writes to standard error, which may be a screen.
        conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    }
    if let Some(key) = key {
        let hex = crate::model::id::hex(key.key());
        let salt = crate::model::id::hex(key.header().bytes());
        conn.execute_batch(&format!(
            "PRAGMA key = \"x'{hex}{salt}'\";
             PRAGMA cipher_page_size = {PAGE_SIZE};
             PRAGMA temp_store = MEMORY;"
        ))?;
    }
    Ok(conn)
}

/// What is wrong with pages of an encrypted file, whether something is in them or not.
pub(super) fn damaged_pages(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    conn.prepare("PRAGMA cipher_integrity_check")?.query_map([], |row| row.get(0))?.collect()
}

impl Store {
    /// Whether the file is encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.key.is_some()
    }

    /// A text that is to lie beside the file: protected as the file is.
    #[must_use]
    pub fn protect(&self, text: &str) -> Vec<u8> {
        protect(self.key.as_ref(), text.as_bytes())
    }

    /// The text of what lay beside the file; `None` when it is not one that was protected so.
    #[must_use]
    pub fn reveal(&self, bytes: &[u8]) -> Option<String> {
        String::from_utf8(reveal(self.key.as_ref(), bytes)?).ok()
    }
}

pub(super) fn protect(key: Option<&Key>, text: &[u8]) -> Vec<u8> {
    key.map_or_else(|| text.to_vec(), |key| key.seal(text))
}

pub(super) fn reveal(key: Option<&Key>, bytes: &[u8]) -> Option<Vec<u8>> {
    match key {
        // What was typed before the file was encrypted is still somebody's work.
        Some(key) if is_sealed(bytes) => key.unseal(bytes),
        _ if is_sealed(bytes) => None,
        _ => Some(bytes.to_vec()),
    }
}
