//! Labels: what a file says of itself, of its profiles, its photos and its imports, which no hash
//! of an observation covers. A digest over all of it is kept in `meta`, so that a change of any
//! byte that says something is named.

use rusqlite::{Connection, OptionalExtension};

use super::cells::hash_cells;
use crate::model::id::hex;
use crate::t;

/// The key of the digest.
const KEY: &str = "labels";
/// What it covers, table by table. Profiles and photos have an id that is a hash of their content.
const COVERED: [&str; 4] = [
    "SELECT key, value FROM meta WHERE key <> 'labels' ORDER BY key",
    "SELECT k, id, name, version FROM profile ORDER BY k",
    "SELECT k, id, size, mime FROM blob ORDER BY k",
    "SELECT * FROM import_log ORDER BY k",
];

/// What is said where it is not.
pub(super) fn changed() -> &'static str {
    t!("what it says of itself, its profiles, photos or imports was changed")
}

/// Whether the digest in the file is that of its labels.
pub(super) fn hold(conn: &Connection) -> rusqlite::Result<bool> {
    Ok(stored(conn)?.as_deref() == Some(&*digest(conn)?))
}

/// Writes the digest, if it is another one.
pub(super) fn write(conn: &Connection) -> rusqlite::Result<()> {
    let digest = digest(conn)?;
    if stored(conn)?.as_deref() != Some(&*digest) {
        conn.execute("INSERT OR REPLACE INTO meta(key, value) VALUES (?1, ?2)", [KEY, &digest])?;
    }
    Ok(())
}

fn stored(conn: &Connection) -> rusqlite::Result<Option<String>> {
    conn.query_row("SELECT value FROM meta WHERE key = ?1", [KEY], |row| row.get(0)).optional()
}

fn digest(conn: &Connection) -> rusqlite::Result<String> {
    let mut hash = blake3::Hasher::new_derive_key("borderfit labels 1");
    for sql in COVERED {
        hash_cells(conn, sql, &mut hash)?;
    }
    Ok(hex(hash.finalize().as_bytes()))
}
