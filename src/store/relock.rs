//! Encrypting a survey, decrypting it, and giving it another passphrase: a new file, compared cell
//! by cell with the old one, takes its name at once. Until then the old one is as it was.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags, params_from_iter};

use super::cells::hash_cells;
use super::cipher::{self, Key, protect, reveal};
use super::copy::{Copied, copy_pages};
use super::error::{Shown, StoreError};
use super::gate::beside;
use super::open::{OpenMode, Store, mark, prepare, sync_folder};
use super::private::Private;
use super::schema::{SCHEMA, expected};
use super::wipe::{overwrite, zero_nameless};
use crate::t;
use crate::vault::at_rest::Lock;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relocked {
    /// The file under its new lock.
    pub copied: Copied,
    /// Whether what lay there unencrypted before was overwritten; some sticks do not allow it.
    pub overwritten: bool,
}

/// Puts a survey under a new lock, or under none, with what is half typed beside it.
///
/// # Errors
/// When it does not open, another program has it open, or there is no room for a second file of
/// its size. Then it is as it was.
pub fn relock(path: &Path, lock: Option<Lock>) -> Result<Relocked, StoreError> {
    relock_under(path, lock.map(cipher::keep))
}

/// Puts a survey under the lock of another file, or under none if that has none.
///
/// # Errors
/// As for [`relock`]; and when the other does not open.
pub fn relock_like(path: &Path, other: &Path) -> Result<Relocked, StoreError> {
    let key = Store::open(other, OpenMode::ReadOnly)?.key.clone();
    relock_under(path, key)
}

fn relock_under(path: &Path, key: Option<Key>) -> Result<Relocked, StoreError> {
    let store = Store::open(path, OpenMode::ReadWrite)?;
    Private::sweep(store.path());
    let whole = store.path().to_owned();
    let io = |error| StoreError::system(path, "written", error);
    let private = Private::beside(&whole).wiped(key.is_none());
    let copied = store.copy_as(private.path(), key.as_ref()).map_err(|error| error.of(path))?;
    let copied = Copied { path: path.to_owned(), ..copied };
    let drafts = drafts(&whole, &store, key.as_ref()).map_err(io)?;
    let was_plain = store.key.is_none();
    // By which the old file is overwritten once it has no name any more.
    let old = match cfg!(unix) && was_plain {
        true => fs::OpenOptions::new().write(true).open(&whole).ok(),
        false => None,
    };
    // Held until nobody can open the old one any more, where a system allows that.
    let held = if cfg!(unix) {
        Some(store)
    } else {
        drop(store);
        None
    };
    fs::rename(private.path(), &whole).map_err(io)?;
    sync_folder(&whole).map_err(io)?;
    drop(held);
    let overwritten = !was_plain || old.is_some_and(|old| zero_nameless(&old).is_ok());
    if let Some((part, place)) = drafts {
        if was_plain {
            overwrite(&place).map_err(io)?;
        }
        fs::rename(part.path(), place).map_err(io)?;
    }
    Ok(Relocked { copied, overwritten })
}

/// What is half typed, under the new lock, and where it belongs.
fn drafts(
    whole: &Path,
    store: &Store,
    key: Option<&Key>,
) -> std::io::Result<Option<(Private, std::path::PathBuf)>> {
    let place = beside(whole, ".drafts");
    let bytes = match fs::read(&place) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        read => read?,
    };
    // What nobody can read is left as it is.
    let Some(text) = reveal(store.key.as_ref(), &bytes) else { return Ok(None) };
    let part = Private::beside(whole);
    std::io::Write::write_all(&mut part.make()?, &protect(key, &text))?;
    Ok(Some((part, place)))
}

/// Writes all of a survey to an empty file, under a key or under none.
pub(super) fn rewrite(from: &Connection, to: &Path, key: Option<&Key>) -> rusqlite::Result<()> {
    let target = cipher::connect(to, OpenFlags::SQLITE_OPEN_READ_WRITE, key)?;
    let format: u32 = from.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    prepare(&target)?;
    let tx = target.unchecked_transaction()?;
    mark(&tx, format)?;
    tx.execute_batch(SCHEMA)?;
    for table in tables()? {
        let mut all = from.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let columns = all.column_count();
        let marks = vec!["?"; columns].join(", ");
        let mut insert = tx.prepare(&format!("INSERT INTO \"{table}\" VALUES ({marks})"))?;
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            let cells =
                (0..columns).map(|n| row.get_ref(n).map(rusqlite::types::ToSqlOutput::Borrowed));
            insert.execute(params_from_iter(cells.collect::<rusqlite::Result<Vec<_>>>()?))?;
        }
    }
    tx.commit()?;
    target.close().map_err(|(_, error)| error)
}

/// Copies all of a survey to an empty file, under a key or under none, and compares every cell.
pub(super) fn recode(from: &Store, to: &Path, key: Option<&Key>) -> rusqlite::Result<()> {
    let Ok(conn) = from.conn() else { return Err(rusqlite::Error::InvalidQuery) };
    // Between two files that are both encrypted or both not, pages are copied.
    if from.key.is_some() == key.is_some() {
        return copy_pages(conn, to, key);
    }
    rewrite(conn, to, key)
}

/// That two files have the same in every cell.
pub(super) fn same_content(a: &Store, b: &Store) -> Result<(), StoreError> {
    let sums = [a, b].map(|store| {
        content(store.conn()?).map_err(|error| StoreError::library(store.path(), "read", error))
    });
    let [a_sum, b_sum] = sums;
    if a_sum? == b_sum? {
        return Ok(());
    }
    let what = t!("the copy is not what was copied").to_owned();
    Err(StoreError::Damaged { file: Shown::from(b.path()), what, source: None })
}

/// A hash over every cell of every table.
fn content(conn: &Connection) -> rusqlite::Result<blake3::Hash> {
    let mut hash = blake3::Hasher::new();
    for table in tables()? {
        hash_cells(conn, &format!("SELECT * FROM \"{table}\""), &mut hash)?;
    }
    Ok(hash.finalize())
}

/// The names of the tables of a survey.
fn tables() -> rusqlite::Result<impl Iterator<Item = &'static str>> {
    let tables = expected()?.iter().filter(|object| object.kind == "table");
    Ok(tables.map(|object| &*object.name).filter(|name| !name.starts_with("sqlite_")))
}
