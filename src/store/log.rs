//! What came in at once: imports, merges, and their undoing, each with the rows that it brought.
//!
//! Local to a file, never merged: a row's number means something only here.

use rusqlite::{Connection, params};

use super::error::StoreError;
use super::open::Store;
use super::write::number;
use crate::model::Moment;

/// Something that came in at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Its place in the log, from 0.
    pub number: usize,
    /// When, in milliseconds since 1970.
    pub milliseconds: u64,
    /// `import`, `merge` or `undo`.
    pub action: String,
    /// The name of the file or of what was undone.
    pub source: String,
    /// What it held: a digest.
    pub digest: String,
    /// Observations that were new.
    pub added: usize,
    /// Observations that were known already.
    pub known: usize,
    /// Rows that were refused.
    pub refused: usize,
    /// The first of the observations that it added; `None` when the log does not say.
    pub first: Option<usize>,
}

/// What is to be logged with the next append; the rows that it adds are those of the entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `import` or `undo`.
    pub action: &'static str,
    /// The name of the file or of what was undone.
    pub source: String,
    /// What it held: a digest.
    pub digest: String,
    /// Rows that were known already.
    pub known: usize,
    /// When.
    pub now: Moment,
}

impl Store {
    /// Logs the next append, in its transaction.
    pub fn log(&mut self, entry: Entry) {
        self.entry = Some(entry);
    }

    /// What came in at once, in order.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn logged(&self) -> Result<Vec<Logged>, StoreError> {
        let conn = self.conn()?;
        let read = || -> rusqlite::Result<Vec<Logged>> {
            let sql = "SELECT k, hlc, action, source, digest, added, known, refused, detail \
                       FROM import_log WHERE action <> 'seal' ORDER BY k";
            let mut statement = conn.prepare(sql)?;
            let rows = statement.query_map([], |row| {
                let count = |at: usize| -> rusqlite::Result<usize> {
                    Ok(usize::try_from(row.get::<_, i64>(at)?).unwrap_or(0))
                };
                let detail: String = row.get(8)?;
                let detail: Option<serde_json::Value> = serde_json::from_str(&detail).ok();
                let first = detail.as_ref().and_then(|d| d.get("first")?.as_u64());
                Ok(Logged {
                    number: count(0)?,
                    milliseconds: row.get::<_, i64>(1)?.cast_unsigned() >> 16,
                    action: row.get(2)?,
                    source: row.get(3)?,
                    digest: row.get(4)?,
                    added: count(5)?,
                    known: count(6)?,
                    refused: count(7)?,
                    first: first.and_then(|f| usize::try_from(f).ok()),
                })
            })?;
            rows.collect()
        };
        read().map_err(|error| StoreError::library(self.path(), "read", error))
    }
}

/// Adds a line to the log: what was added begins at `first`.
pub(super) fn write(conn: &Connection, logged: &Logged) -> rusqlite::Result<()> {
    let detail = logged.first.map_or(String::new(), |first| format!("{{\"first\":{first}}}"));
    conn.execute(
        "INSERT INTO import_log(k, hlc, action, source, digest, added, known, refused, detail) \
         SELECT (SELECT count(*) FROM import_log), ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8",
        params![
            (logged.milliseconds << 16).cast_signed(),
            logged.action,
            logged.source,
            logged.digest,
            number(logged.added),
            number(logged.known),
            number(logged.refused),
            detail,
        ],
    )
    .map(drop)
}
