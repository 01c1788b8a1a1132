//! Cells as they are in the file, without asking what they mean.

use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// Adds every cell of a query to a hash, each with its sort and length; `0xff` ends the query.
pub(super) fn hash_cells(
    conn: &Connection,
    sql: &str,
    hash: &mut blake3::Hasher,
) -> rusqlite::Result<()> {
    let mut statement = conn.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        for n in 0..columns {
            let (sort, bytes): (u8, &[u8]) = match row.get_ref(n)? {
                ValueRef::Null => (0, &[]),
                ValueRef::Integer(i) => (1, &i.to_le_bytes()),
                ValueRef::Real(r) => (2, &r.to_bits().to_le_bytes()),
                ValueRef::Text(text) => (3, text),
                ValueRef::Blob(bytes) => (4, bytes),
            };
            hash.update(&[sort]).update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
        }
    }
    hash.update(b"\xff");
    Ok(())
}
