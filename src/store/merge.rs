//! Merging files: every source through the gate, all their rows in one transaction.
//!
//! A source is copied privately, checked as a stranger's file, and only then read. An existing
//! target changes in one transaction; a new one appears under its name when it is whole; a dry
//! run does the same to a private copy. So the report of each is of what was really done.

use std::path::{Path, PathBuf};

use rusqlite::{Transaction, TransactionBehavior, params};

use super::erase;
use super::error::{Shown, StoreError};
use super::labels;
use super::log::{self, Logged};
use super::open::{OpenMode, Store, publish, resolve};
use super::private::Private;
use super::seals::FoundSeal;
use super::union::{Counted, Undescribed, Union};
use super::write::{BlobId, ProfileHash, number};
use crate::model::{Moment, SubjectId};
use crate::t;

/// Who merges, and when: for a new file and for the log.
#[derive(Clone, Copy, Debug)]
pub struct Stamp<'a> {
    /// 16 random bytes that tell a new file from its copies.
    pub copy: [u8; 16],
    /// The program and its version.
    pub program: &'a str,
    /// When.
    pub now: Moment,
}

/// What became of one source.
#[derive(Clone, Debug)]
pub struct MergedSource {
    /// The file.
    pub file: PathBuf,
    /// Its rows.
    pub rows: Counted,
    /// Its seals, as it came.
    pub seals: Vec<FoundSeal>,
    /// Profiles that the target has with other content: id, their version, the target's.
    pub other_profiles: Vec<(String, String, String)>,
}

/// A merge that was done.
pub struct Merged {
    /// The result, to be read; of a dry run a private copy, which is removed when this is dropped.
    pub store: Store,
    /// Whether the target was made by this merge.
    pub made: bool,
    /// The sources, in the order given.
    pub sources: Vec<MergedSource>,
}

impl Merged {
    /// Where the profiles of sources differ from those that the target has: in words. Facts merge
    /// all the same; verdicts are judged anew with the target's.
    #[must_use]
    pub fn profile_differences(&self) -> Vec<String> {
        let mut differences = Vec::new();
        for source in &self.sources {
            for (name, theirs, ours) in &source.other_profiles {
                differences.push(t!(
                    "{file} has another version of the profile {name}: {theirs}, not {ours}; facts \
                     merge, verdicts are judged anew with {ours}",
                    file = source.file.display(),
                    name,
                    theirs,
                    ours
                ));
            }
        }
        differences
    }
}

/// Merges files into a survey, which is made if it is not there. A dry run writes nothing but a
/// private copy, and does the same to that.
///
/// # Errors
/// When the target or a source does not pass the gate, is of another survey, or the target cannot
/// be written. Then the target is as it was.
pub fn merge(
    target: &Path,
    sources: &[PathBuf],
    stamp: &Stamp<'_>,
    dry: bool,
) -> Result<Merged, StoreError> {
    let sources: Vec<Source<'_>> =
        sources.iter().map(|file| Source { file, named: file }).collect();
    merge_named(target, &sources, stamp, dry)
}

/// A file to merge, and the name under which people know it.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Where it is read.
    pub file: &'a Path,
    /// What the log and messages call it: that of a container, say.
    pub named: &'a Path,
}

/// How far a merge is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeStep<'a> {
    /// A source is about to be read.
    Source {
        /// Which, counted from 1.
        number: usize,
        /// How many there are.
        of: usize,
        /// The name under which people know it.
        file: &'a Path,
    },
    /// All were read; what they add is about to be kept.
    Keep,
}

/// Is told how far a merge is; `false` stops it, and then nothing is changed.
pub type MergeWatch<'a> = dyn Fn(MergeStep<'_>) -> bool + 'a;

/// Merges files that people know under other names.
///
/// # Errors
/// As for [`merge`].
pub fn merge_named(
    target: &Path,
    sources: &[Source<'_>],
    stamp: &Stamp<'_>,
    dry: bool,
) -> Result<Merged, StoreError> {
    merge_watched(target, sources, stamp, dry, &|_| true)
}

/// Merges files while somebody watches, who may stop it before each source and before the end.
///
/// # Errors
/// As for [`merge`], and when it was stopped.
pub fn merge_watched(
    target: &Path,
    sources: &[Source<'_>],
    stamp: &Stamp<'_>,
    dry: bool,
    watch: &MergeWatch<'_>,
) -> Result<Merged, StoreError> {
    let exists = std::fs::symlink_metadata(target).is_ok();
    if exists && !dry {
        let mut store = Store::open(target, OpenMode::ReadWrite)?;
        let sources = into(&mut store, sources, stamp, watch)?;
        return Ok(Merged { store, made: false, sources });
    }
    let private = if exists {
        Private::copy_of(target, target)?
    } else {
        let first = sources.first().ok_or_else(|| {
            StoreError::system(target, "made", std::io::Error::other("nothing was given to merge"))
        })?;
        // A new survey is encrypted as the first source is.
        let (survey, key) = {
            let copy = copy_of(first, target)?;
            let source = open_source(&copy, first.named)?;
            (survey_of(&source)?, source.key.clone())
        };
        let private = Private::beside(target);
        drop(
            Store::create_under(private.path(), survey, stamp.copy, stamp.program, key)
                .map_err(|error| error.of(target))?,
        );
        private
    };
    let done = Store::open(private.path(), OpenMode::ReadWrite).and_then(|mut store| {
        let sources = into(&mut store, sources, stamp, watch)?;
        Ok(Merged { store, made: !exists, sources })
    });
    let whole = resolve(private.path()).unwrap_or_else(|_| private.path().to_owned());
    let mut merged = done.map_err(|error| error.renamed(&whole, target))?;
    if dry {
        merged.store.keep(private);
        return Ok(merged);
    }
    let Merged { store, made, sources } = merged;
    drop(store);
    publish(private.path(), target).map_err(|error| StoreError::system(target, "made", error))?;
    // It is there now, whatever its folder allows.
    let store = Store::open(target, OpenMode::ReadOnly)?;
    Ok(Merged { store, made, sources })
}

/// Merges files into an open survey, in one transaction.
fn into(
    store: &mut Store,
    sources: &[Source<'_>],
    stamp: &Stamp<'_>,
    watch: &MergeWatch<'_>,
) -> Result<Vec<MergedSource>, StoreError> {
    // What a merge into this file left that was killed; nobody else merges into it now.
    Private::sweep(store.path());
    let mut left_out = Undescribed::new();
    loop {
        let attempted = attempt(store, sources, stamp, watch, &left_out);
        constraints(store, true)?;
        match attempted? {
            Ok(merged) => return Ok(merged),
            // Only of damaged files. What is left out grows with every attempt.
            Err(undescribed) => left_out.extend(&undescribed),
        }
    }
}

/// Switches the constraints of the tables on or off. What they ask for is checked of every row
/// that is merged, more strictly and with a name for what is wrong; asked again of each, one with
/// a list takes as long as all hashes.
fn constraints(store: &Store, on: bool) -> Result<(), StoreError> {
    let ignored = if on { "OFF" } else { "ON" };
    let sql = format!("PRAGMA ignore_check_constraints = {ignored}");
    let failed = |error| StoreError::library(store.path(), "merged", error);
    store.conn()?.execute_batch(&sql).map_err(failed)
}

/// Tries to merge; `Err` inside: subjects that nothing says what they are, and nothing was done.
fn attempt(
    store: &Store,
    sources: &[Source<'_>],
    stamp: &Stamp<'_>,
    watch: &MergeWatch<'_>,
    left_out: &Undescribed,
) -> Result<Result<Vec<MergedSource>, Undescribed>, StoreError> {
    let sql = |error| StoreError::library(store.path(), "merged", error);
    let still_wanted = |step: MergeStep<'_>| match watch(step) {
        true => Ok(()),
        false => Err(StoreError::Stopped { file: Shown::from(store.path()) }),
    };
    store.still_there()?;
    let tx = Transaction::new_unchecked(store.conn()?, TransactionBehavior::Immediate);
    let tx = tx.map_err(sql)?;
    let target = survey_of(store)?;
    // Indices of what comes in from many files are written all over; they fit into this.
    tx.execute_batch("PRAGMA cache_size = -163840").map_err(sql)?;
    constraints(store, false)?;
    let size = |file: &Path| std::fs::metadata(file).map_or(0, |about| about.len());
    let bulk = sources.iter().map(|s| size(s.file)).sum::<u64>() >= size(store.path());
    let mut union = Union::begin(&tx, store, bulk)?;
    let mut merged = Vec::with_capacity(sources.len());
    let mut firsts = Vec::with_capacity(sources.len());
    for (n, source) in sources.iter().enumerate() {
        firsts.push(union.next());
        let named = source.named;
        still_wanted(MergeStep::Source { number: n + 1, of: sources.len(), file: named })?;
        let mut copy = copy_of(source, store.path())?;
        let source = open_source(&copy, named)?;
        // What is encrypted at its owner's must not become readable by a merge.
        if source.is_encrypted() && !store.is_encrypted() {
            let into = Shown::from(store.path());
            return Err(StoreError::WouldReveal { file: Shown::from(named), into });
        }
        // What lay nowhere unencrypted on this disk leaves nothing there.
        copy.wiped = store.is_encrypted() && !source.is_encrypted();
        let found = survey_of(&source).map_err(|error| error.of(named))?;
        if found != target {
            let into = Shown::from(store.path());
            return Err(StoreError::Other {
                file: Shown::from(named),
                found,
                into,
                wanted: target,
            });
        }
        let one = union.add(&source, left_out).and_then(|mut rows| {
            // What cannot be read does not hold either; the rows say why.
            if !labels::hold(source.conn()?).unwrap_or(false) {
                rows.refuse(|| t!("labels in meta").to_owned(), labels::changed().to_owned());
            }
            let other_profiles = profiles(&tx, store, &source, &mut rows)?;
            blobs(&tx, &source, &mut rows)?;
            let seals = Store::take_seals(&tx, &source, stamp.now.milliseconds)?;
            Ok(MergedSource { file: named.to_owned(), rows, seals, other_profiles })
        });
        merged.push(one.map_err(|error| error.renamed(copy.path(), named))?);
    }
    let undescribed = union.undescribed();
    if !undescribed.is_empty() {
        return Ok(Err(undescribed));
    }
    still_wanted(MergeStep::Keep)?;
    let erased = union.finish()?;
    for (source, first) in merged.iter().zip(firsts) {
        log::write(&tx, &logged(source, first, stamp)).map_err(sql)?;
    }
    labels::write(&tx).map_err(sql)?;
    tx.commit().map_err(sql)?;
    if erased > 0 {
        erase::sweep(store.conn()?).map_err(|source| store.unswept(source))?;
    }
    store.still_there()?;
    Ok(Ok(merged))
}

/// A private copy of a source; what is wrong with it is said of the name that people know.
fn copy_of(source: &Source<'_>, beside: &Path) -> Result<Private, StoreError> {
    Private::copy_of(source.file, beside).map_err(|error| error.renamed(source.file, source.named))
}

/// Opens a private copy; what is wrong with it is said of the file that it is a copy of.
fn open_source(copy: &Private, file: &Path) -> Result<Store, StoreError> {
    Store::open(copy.path(), OpenMode::ReadOnly).map_err(|error| error.of(file))
}

/// Which survey a file is of.
fn survey_of(store: &Store) -> Result<SubjectId, StoreError> {
    let sql = "SELECT id FROM subject WHERE k = 0";
    let id = store.conn()?.query_row(sql, [], |row| row.get::<_, Vec<u8>>(0));
    id.ok()
        .and_then(|id| SubjectId::from_slice(&id))
        .ok_or_else(|| store.damaged(t!("the survey itself is missing").to_owned()))
}

/// Takes the profiles whose text is what it was when it was put in. One that the target has by
/// that id stays as it is there, and a difference is told.
fn profiles(
    tx: &Transaction<'_>,
    target: &Store,
    source: &Store,
    rows: &mut Counted,
) -> Result<Vec<(String, String, String)>, StoreError> {
    let mut differing = Vec::new();
    let own = target.profiles()?;
    for profile in source.profiles()? {
        if ProfileHash::of(&profile.text) != profile.hash {
            rows.refuse(
                || format!("profile {}", profile.order),
                t!("it is not what was put in").to_owned(),
            );
            continue;
        }
        if let Some(ours) = own.iter().find(|p| p.name == profile.name) {
            if ours.hash != profile.hash {
                differing.push((profile.name, profile.version, ours.version.clone()));
            }
            continue;
        }
        tx.execute(
            "INSERT OR IGNORE INTO profile(k, id, name, version, toml) \
             SELECT (SELECT count(*) FROM profile), ?1, ?2, ?3, ?4",
            params![&profile.hash.0[..], profile.name, profile.version, profile.text],
        )
        .map_err(|error| StoreError::library(target.path(), "merged", error))?;
    }
    Ok(differing)
}

/// Takes photos and files whose bytes are what they were; a light copy is filled up.
fn blobs(tx: &Transaction<'_>, source: &Store, rows: &mut Counted) -> Result<(), StoreError> {
    let failed = |error| StoreError::library(source.path(), "read", error);
    let mut statement = source
        .conn()?
        .prepare("SELECT k, id, size, mime, data FROM blob ORDER BY k")
        .map_err(failed)?;
    let mut all = statement.query([]).map_err(failed)?;
    while let Some(row) = all.next().map_err(failed)? {
        let read = || -> rusqlite::Result<_> {
            let data = row.get_ref(4)?.as_blob_or_null()?;
            Ok((row.get::<_, [u8; 32]>(1)?, row.get::<_, i64>(2)?, row.get_ref(3)?.as_str()?, data))
        };
        let sound = read().ok().filter(|(id, size, _, data)| match data {
            Some(data) => BlobId::of(data).0 == *id && number(data.len()) == *size,
            None => *size >= 0,
        });
        let Some((id, size, mime, data)) = sound else {
            let k: i64 = row.get(0).map_err(failed)?;
            rows.refuse(|| format!("blob {k}"), t!("it is not what was put in").to_owned());
            continue;
        };
        tx.execute(
            "INSERT OR IGNORE INTO blob(k, id, size, mime, data) \
             SELECT (SELECT count(*) FROM blob), ?1, ?2, ?3, ?4",
            params![&id[..], size, mime, data],
        )
        .and_then(|_| {
            tx.execute(
                "UPDATE blob SET data = ?2 WHERE id = ?1 AND data IS NULL AND ?2 IS NOT NULL",
                params![&id[..], data],
            )
        })
        .map_err(|error| StoreError::library(source.path(), "merged", error))?;
    }
    Ok(())
}

/// One line of the log for each source.
fn logged(source: &MergedSource, first: u32, stamp: &Stamp<'_>) -> Logged {
    let name = source.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Logged {
        number: 0,
        milliseconds: stamp.now.milliseconds,
        action: "merge".to_owned(),
        source: name,
        digest: source.rows.digest.clone(),
        added: source.rows.new,
        known: source.rows.known,
        refused: source.rows.refused,
        first: Some(first as usize),
    }
}
