//! Seals in a file: setting one, and finding out whether what one covers is still all there.
//!
//! A seal covers the observations that the file held when it was set, which are its first rows;
//! in a file into which a sealed one was merged, the log says which rows they became. Whether a
//! signature is genuine is not known here.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::error::{Shown, StoreError};
use super::open::{OpenMode, Store};
use crate::model::id::{hex, unhex};
use crate::model::seal::{Seal, root};
use crate::model::{ObservationId, SubjectId};

/// Longest entry of the log that says what a seal covers, in bytes: a hundred thousand runs of rows.
const MOST_COVER: u32 = 2 << 20;

/// A seal of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSeal {
    /// The seal.
    pub seal: Seal,
    /// Whether all that it covers is there, unchanged.
    pub fits: bool,
    /// How many observations of the file it does not cover.
    pub beyond: usize,
}

/// What a seal that is set now vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsealed {
    /// The root.
    pub root: [u8; 32],
    /// The number of observations.
    pub observations: usize,
    /// The last seal of the signer in this file.
    pub prev: Option<[u8; 32]>,
}

/// Which rows a seal covers, and which profiles: of a seal that came by a merge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cover {
    /// From, and how many.
    rows: Vec<(usize, usize)>,
    profiles: Vec<[u8; 32]>,
}

/// What the file holds that seals speak of.
pub(super) struct Held {
    survey: SubjectId,
    observations: Vec<ObservationId>,
    profiles: Vec<[u8; 32]>,
}

impl Store {
    /// What a seal of this signer would vouch for now.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn to_seal(&self, signer: &[u8; 32]) -> Result<Unsealed, StoreError> {
        let held = self.held()?;
        let last = self.seal_rows()?.into_iter().rev().find(|s| s.signer == *signer);
        let root = root(held.survey, &held.observations, &held.profiles);
        Ok(Unsealed { root, observations: held.observations.len(), prev: last.map(|s| s.id) })
    }

    /// Adds a seal.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn add_seal(&mut self, seal: &Seal) -> Result<(), StoreError> {
        if self.mode == OpenMode::ReadOnly {
            return Err(StoreError::ReadOnly { file: Shown::from(self.path()), source: None });
        }
        self.still_there()?;
        insert(self.conn()?, seal).map_err(|e| StoreError::library(self.path(), "sealed", e))
    }

    /// The seals of the file, in order, and whether each still fits.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn seals(&self) -> Result<Vec<FoundSeal>, StoreError> {
        let rows = self.seal_rows()?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let (held, covers) = (self.held()?, self.covers()?);
        Ok(rows
            .into_iter()
            .map(|seal| {
                let fits = held.covered(&seal, covers.get(&seal.id)).is_some();
                let covered = usize::try_from(seal.observations).unwrap_or(usize::MAX);
                FoundSeal { fits, beyond: held.observations.len().saturating_sub(covered), seal }
            })
            .collect())
    }

    /// The seals of the file, in order, each with the observations that it covers; with none if it
    /// does not fit.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn sealed(&self) -> Result<Vec<(Seal, Vec<ObservationId>)>, StoreError> {
        let rows = self.seal_rows()?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let (held, covers) = (self.held()?, self.covers()?);
        let with_covered = |seal: Seal| {
            let covered = held.covered(&seal, covers.get(&seal.id));
            (seal, covered.map(|(ids, _)| ids).unwrap_or_default())
        };
        Ok(rows.into_iter().map(with_covered).collect())
    }

    fn held(&self) -> Result<Held, StoreError> {
        let failed = |error| StoreError::library(self.path(), "read", error);
        let conn = self.conn()?;
        let read = || -> rusqlite::Result<Held> {
            let column = |sql: &str| -> rusqlite::Result<Vec<[u8; 32]>> {
                conn.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
            };
            let sql = "SELECT id FROM subject WHERE k = 0";
            Ok(Held {
                survey: SubjectId(conn.query_row(sql, [], |row| row.get(0))?),
                observations: column("SELECT id FROM obs ORDER BY k")?
                    .into_iter()
                    .map(ObservationId)
                    .collect(),
                profiles: column("SELECT id FROM profile ORDER BY k")?,
            })
        };
        read().map_err(failed)
    }

    fn seal_rows(&self) -> Result<Vec<Seal>, StoreError> {
        let conn = self.conn()?;
        let read = || -> rusqlite::Result<Vec<Seal>> {
            let sql = "SELECT id, signer, root, n, prev_seal, hlc, sig FROM seal ORDER BY k";
            let mut statement = conn.prepare(sql)?;
            let rows = statement.query_map([], |row| {
                Ok(Seal {
                    id: row.get(0)?,
                    signer: row.get(1)?,
                    root: row.get(2)?,
                    observations: row.get::<_, i64>(3)?.cast_unsigned(),
                    prev: row.get(4)?,
                    hlc: row.get::<_, i64>(5)?.cast_unsigned(),
                    signature: row.get(6)?,
                })
            })?;
            rows.collect()
        };
        read().map_err(|error| StoreError::library(self.path(), "read", error))
    }

    /// What the log says of the seals that came by merges.
    fn covers(&self) -> Result<BTreeMap<[u8; 32], Cover>, StoreError> {
        let failed = |error| StoreError::library(self.path(), "read", error);
        let mut covers = BTreeMap::new();
        let sql = "SELECT detail FROM import_log WHERE action = 'seal' AND length(detail) <= ?1 \
                   ORDER BY k";
        let mut statement = self.conn()?.prepare(sql).map_err(failed)?;
        let mut rows = statement.query([MOST_COVER]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let detail: String = row.get(0).map_err(failed)?;
            covers.extend(parse(&detail));
        }
        Ok(covers)
    }

    /// Takes over the seals of a source that fit there, with the rows that they cover here.
    pub(super) fn take_seals(
        conn: &Connection,
        source: &Self,
        milliseconds: u64,
    ) -> Result<Vec<FoundSeal>, StoreError> {
        let found = source.seals()?;
        if found.is_empty() {
            return Ok(found);
        }
        let (held, covers) = (source.held()?, source.covers()?);
        let take = |found: &FoundSeal| -> rusqlite::Result<()> {
            let seal = &found.seal;
            let Some((ids, profiles)) = held.covered(seal, covers.get(&seal.id)) else {
                return Ok(());
            };
            if !insert_new(conn, seal)? {
                return Ok(());
            }
            let mut place = conn.prepare("SELECT k FROM obs WHERE id = ?1")?;
            let mut rows: Vec<usize> = Vec::with_capacity(ids.len());
            for id in &ids {
                // One that was refused: then the seal does not fit here, and says so.
                if let Ok(k) = place.query_row([&id.0[..]], |row| row.get::<_, i64>(0)) {
                    rows.extend(usize::try_from(k));
                }
            }
            rows.sort_unstable();
            let detail = written(&seal.id, &Cover { rows: ranges(&rows), profiles });
            conn.execute(
                "INSERT INTO import_log(k, hlc, action, source, digest, added, known, refused, \
                 detail) SELECT (SELECT count(*) FROM import_log), ?1, 'seal', '', '', 0, 0, 0, ?2",
                params![(milliseconds << 16).cast_signed(), detail],
            )
            .map(drop)
        };
        for seal in &found {
            take(seal).map_err(|error| StoreError::library(source.path(), "merged", error))?;
        }
        Ok(found)
    }
}

impl Held {
    /// The observations and profiles that a seal covers, if they are all there.
    fn covered(
        &self,
        seal: &Seal,
        cover: Option<&Cover>,
    ) -> Option<(Vec<ObservationId>, Vec<[u8; 32]>)> {
        if let Some(cover) = cover {
            // A hostile log may name rows without end.
            let named = cover.rows.iter().fold(0_usize, |sum, &(_, n)| sum.saturating_add(n));
            if named > self.observations.len() {
                return None;
            }
            let rows = cover.rows.iter().flat_map(|&(from, n)| from..from.saturating_add(n));
            let ids: Option<Vec<_>> = rows.map(|k| self.observations.get(k).copied()).collect();
            let ids = ids?;
            let fits = root(self.survey, &ids, &cover.profiles) == seal.root;
            return fits.then(|| (ids, cover.profiles.clone()));
        }
        let n = usize::try_from(seal.observations).ok()?;
        let ids = self.observations.get(..n)?;
        // Profiles are only added, but when is not written down.
        let profiles = (0..=self.profiles.len())
            .map(|p| &self.profiles[..p])
            .find(|profiles| root(self.survey, ids, profiles) == seal.root)?;
        Some((ids.to_vec(), profiles.to_vec()))
    }
}

fn insert(conn: &Connection, seal: &Seal) -> rusqlite::Result<()> {
    insert_new(conn, seal).map(drop)
}

fn insert_new(conn: &Connection, seal: &Seal) -> rusqlite::Result<bool> {
    let added = conn.execute(
        "INSERT OR IGNORE INTO seal(k, id, signer, root, n, prev_seal, hlc, sig) \
         SELECT (SELECT count(*) FROM seal), ?1, ?2, ?3, ?4, ?5, ?6, ?7",
        params![
            &seal.id[..],
            &seal.signer[..],
            &seal.root[..],
            seal.observations.cast_signed(),
            seal.prev.as_ref().map(|prev| &prev[..]),
            seal.hlc.cast_signed(),
            &seal.signature[..],
        ],
    )?;
    Ok(added > 0)
}

/// Sorted numbers as runs: from, and how many.
fn ranges(rows: &[usize]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &k in rows {
        match runs.last_mut() {
            Some((from, n)) if *from + *n == k => *n += 1,
            _ => runs.push((k, 1)),
        }
    }
    runs
}

/// A cover as the log has it.
#[derive(Serialize, Deserialize)]
struct Written {
    seal: String,
    rows: Vec<(usize, usize)>,
    profiles: Vec<String>,
}

fn written(seal: &[u8; 32], cover: &Cover) -> String {
    let profiles = cover.profiles.iter().map(|hash| hex(hash)).collect();
    let written = Written { seal: hex(seal), rows: cover.rows.clone(), profiles };
    serde_json::to_string(&written).unwrap_or_default()
}

fn parse(detail: &str) -> Option<([u8; 32], Cover)> {
    let Written { seal, rows, profiles } = serde_json::from_str(detail).ok()?;
    let profiles = profiles.iter().map(|hash| unhex(hash)).collect::<Option<_>>()?;
    Some((unhex(&seal)?, Cover { rows, profiles }))
}
