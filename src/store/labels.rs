//! Labels: what a file says of itself, of its profiles, its photos and its imports, which no hash
//! of an observation covers. A digest over all of it is kept in `meta`, so that a change of any
//! byte that says something is named.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};

use crate::model::id::{FieldHash, hex};

/// The key of the digest.
const KEY: &str = "labels";
/// What it covers, table by table. Profiles and photos have an id that is a hash of their content.
const COVERED: [&str; 4] = [
    "SELECT key, value FROM meta WHERE key <> 'labels' ORDER BY key",
    "SELECT k, id, name, version FROM profile ORDER BY k",
    "SELECT k, id, size, mime FROM blob ORDER BY k",
    "SELECT * FROM import_log ORDER BY k",
];

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
    let mut hash = FieldHash::new("borderfit labels 1");
    for sql in COVERED {
        hash.field(sql.as_bytes());
        let mut statement = conn.prepare(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                match row.get_ref(column)? {
                    ValueRef::Integer(number) => hash.field(&number.to_le_bytes()),
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => hash.field(bytes),
                    // No column that is covered may hold one of these.
                    ValueRef::Null | ValueRef::Real(_) => hash.field(b"?"),
                };
            }
        }
    }
    Ok(hex(&hash.finish()))
}
