//! The tables of a survey file, and what marks it as one.
//!
//! The text below is the format: a file whose schema differs from it by one letter is refused. So
//! it is final for format 1; what a newer minor version adds goes into `ext` and `meta`.
//!
//! Every `k` counts from 0 without gaps, in the order in which rows were entered: it is the index
//! that the row has in memory. `k` is local to a file; what speaks of a thing elsewhere is its id.

use std::sync::OnceLock;

use rusqlite::Connection;

/// The index by fact, as [`SCHEMA`] makes it: a merge of much builds it last.
pub(super) const INDEX_BY_FACT: &str = "CREATE INDEX obs_subject_attr ON obs(subject, attr)";
/// Takes it away until then.
pub(super) const NO_INDEX_BY_FACT: &str = "DROP INDEX obs_subject_attr";

/// Marks a SQLite file as a survey: `BFIT`.
pub(super) const APPLICATION_ID: u32 = 0x4246_4954;
/// Major version x 1000 + minor version.
pub(super) const FORMAT: u32 = 1_000;
/// Pages of 2 KiB: an answer changes a row in each of four trees, and each page that it touches
/// is written twice.
pub(super) const PAGE_SIZE: u32 = 2_048;

/// Longest note, in bytes.
pub const MAX_NOTE: usize = 4_096;
/// Longest value, unit, name of an attribute, author or `ext`, in bytes.
pub const MAX_TEXT: usize = 65_536;
/// Most observations that one may supersede.
pub const MAX_PREV: usize = 64;
/// Longest text of a profile, in bytes: everything that this program knows is a third of it.
pub const MAX_PROFILE: usize = 1 << 20;
/// Largest photo or file, in bytes.
pub const MAX_BLOB: usize = 16 << 20;

/// The statements that make the tables.
///
/// One spelling for each thing that is not there: texts are empty, never null, so that a row has
/// one hash. Null is what was erased (`salt`), left out of a light copy (`blob.data`) or is not
/// signed. The subject of `k` 0 is the survey itself. `status` is `known`, `absent` (`value` is the
/// code of the reason) or `cleared`; `vtype` is the type that the attribute had, empty for
/// bookkeeping; `prev` is the superseded ids, one after the other.
pub const SCHEMA: &str = "\
CREATE TABLE meta(
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE attr(
  k INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE subject(
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK(length(id) = 16)
) STRICT;
CREATE TABLE session(
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK(length(id) = 16),
  nonce BLOB NOT NULL CHECK(length(nonce) = 16),
  author TEXT NOT NULL,
  author_key BLOB CHECK(length(author_key) = 32),
  device_label TEXT NOT NULL,
  program TEXT NOT NULL,
  started_hlc INTEGER NOT NULL,
  tz_min INTEGER NOT NULL
) STRICT;
CREATE TABLE obs(
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK(length(id) = 32),
  subject INTEGER NOT NULL,
  attr INTEGER NOT NULL,
  session INTEGER NOT NULL,
  hlc INTEGER NOT NULL,
  status TEXT NOT NULL CHECK(status IN ('known', 'absent', 'cleared')),
  vtype TEXT NOT NULL,
  value TEXT NOT NULL,
  unit TEXT NOT NULL,
  evidence TEXT NOT NULL,
  note TEXT NOT NULL,
  prev BLOB NOT NULL CHECK(length(prev) % 32 = 0),
  salt BLOB CHECK(length(salt) = 16),
  content BLOB NOT NULL CHECK(length(content) = 32),
  ext TEXT NOT NULL
) STRICT;
CREATE INDEX obs_subject_attr ON obs(subject, attr);
CREATE TABLE blob(
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK(length(id) = 32),
  size INTEGER NOT NULL,
  mime TEXT NOT NULL,
  data BLOB
) STRICT;
CREATE TABLE profile(
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK(length(id) = 32),
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  toml TEXT NOT NULL
) STRICT;
CREATE TABLE seal(
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK(length(id) = 32),
  signer BLOB NOT NULL CHECK(length(signer) = 32),
  root BLOB NOT NULL CHECK(length(root) = 32),
  n INTEGER NOT NULL,
  prev_seal BLOB CHECK(length(prev_seal) = 32),
  hlc INTEGER NOT NULL,
  sig BLOB NOT NULL CHECK(length(sig) = 64)
) STRICT;
CREATE TABLE head(
  subject INTEGER NOT NULL,
  attr INTEGER NOT NULL,
  obs INTEGER NOT NULL,
  PRIMARY KEY(subject, attr, obs)
) STRICT, WITHOUT ROWID;
CREATE TABLE dangling(
  id BLOB PRIMARY KEY CHECK(length(id) = 32)
) STRICT, WITHOUT ROWID;
CREATE TABLE import_log(
  k INTEGER PRIMARY KEY,
  hlc INTEGER NOT NULL,
  action TEXT NOT NULL,
  source TEXT NOT NULL,
  digest TEXT NOT NULL,
  added INTEGER NOT NULL,
  known INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  detail TEXT NOT NULL
) STRICT;
";

/// One line of a file's own list of tables and indices.
#[derive(PartialEq, Eq)]
pub(super) struct Object {
    /// Table, index, view or trigger.
    pub(super) kind: String,
    /// Its name.
    pub(super) name: String,
    table: String,
    sql: Option<String>,
}

/// What a file says that it consists of, by name. Of a list that is longer than ours only so much
/// is read as shows that.
pub(super) fn objects(conn: &Connection) -> rusqlite::Result<Vec<Object>> {
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name LIMIT 100";
    let mut statement = conn.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(Object { kind: row.get(0)?, name: row.get(1)?, table: row.get(2)?, sql: row.get(3)? })
    })?;
    rows.collect()
}

/// What our schema consists of, as SQLite writes it down.
pub(super) fn expected() -> rusqlite::Result<&'static [Object]> {
    static EXPECTED: OnceLock<Vec<Object>> = OnceLock::new();
    if let Some(known) = EXPECTED.get() {
        return Ok(known);
    }
    let conn = Connection::open_in_memory()?;
    conn.execute_batch(SCHEMA)?;
    let ours = objects(&conn)?;
    Ok(EXPECTED.get_or_init(|| ours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_that_is_built_last_is_the_same_to_the_letter() -> rusqlite::Result<()> {
        let conn = Connection::open_in_memory()?;
        conn.execute_batch(SCHEMA)?;
        conn.execute_batch(NO_INDEX_BY_FACT)?;
        assert!(objects(&conn)? != expected()?);
        conn.execute_batch(INDEX_BY_FACT)?;
        assert!(objects(&conn)? == expected()?);
        Ok(())
    }
}
