//! Erasing content that statements in the file say is erased; see [`crate::model::erasure`].
//!
//! An erased row has one form, so that every order of merging and erasing gives the same file:
//! cleared, without type, note and salt. What still stands is never erased, and bookkeeping never.

use std::collections::HashSet;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, params};

use super::read::{Cells, Sort};
use crate::model::ObservationId;
use crate::model::erasure::{AT_ERASED, erased_by};

/// Erases what is ordered and superseded; how many rows lost their content by it.
pub(super) fn apply(conn: &Connection) -> rusqlite::Result<usize> {
    let orders: Vec<(u32, ObservationId)> = conn
        .prepare("SELECT k, name FROM attr WHERE name GLOB ?1")?
        .query_map([format!("{AT_ERASED}*")], |row| Ok((row.get(0)?, row.get(1)?)))?
        .filter_map(|row: rusqlite::Result<(u32, String)>| match row {
            Ok((k, name)) => erased_by(&name).map(|id| Ok((k, id))),
            Err(error) => Some(Err(error)),
        })
        .collect::<rusqlite::Result<_>>()?;
    if orders.is_empty() {
        return Ok(0);
    }
    let mut erase = conn.prepare(
        "UPDATE obs SET status = 'cleared', vtype = '', value = '', unit = '', evidence = '', \
         note = '', salt = NULL WHERE id = ?1 AND salt IS NOT NULL \
         AND EXISTS (SELECT 1 FROM obs said WHERE said.subject = obs.subject \
         AND said.attr = ?2 AND said.status = 'known') \
         AND NOT EXISTS (SELECT 1 FROM head WHERE head.subject = obs.subject \
         AND head.attr = obs.attr AND head.obs = obs.k) \
         AND (SELECT name FROM attr WHERE attr.k = obs.attr) NOT GLOB '@*'",
    )?;
    let mut erased = 0;
    for (attribute, id) in orders {
        erased += erase.execute(params![&id.0[..], attribute])?;
    }
    Ok(erased)
}

/// Writes the file anew, outside a transaction: what was erased lives on in gaps of its pages
/// otherwise, which only a reader of raw bytes would find.
pub(super) fn sweep(conn: &Connection) -> rusqlite::Result<()> {
    // The library writes anew by attaching a file of its own, which nothing else may.
    let attach = |on: bool| -> rusqlite::Result<()> {
        conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, i32::from(on))?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, on)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE, on)?;
        Ok(())
    };
    attach(true)?;
    let swept = conn.execute_batch("PRAGMA secure_delete = ON; VACUUM");
    attach(false)?;
    swept
}

/// The rows of a file whose content is erased. A file without such a statement has none.
pub(super) fn erased_rows<'a>(
    conn: &Connection,
    mut attributes: impl Iterator<Item = &'a str>,
) -> rusqlite::Result<HashSet<[u8; 32]>> {
    if !attributes.any(|name| name.starts_with(AT_ERASED)) {
        return Ok(HashSet::new());
    }
    conn.prepare("SELECT id FROM obs WHERE salt IS NULL")?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// Whether a row without a salt has the form of an erased one.
pub(super) fn is_blank(cells: &Cells<'_>) -> bool {
    cells.sort == Sort::Cleared && cells.said.kind.is_empty() && cells.said.note.is_empty()
}
