//! Making and opening survey files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::cipher::{self, Key};
use super::error::{Shown, StoreError};
use super::gate;
use super::labels;
use super::place::{Entered, Place, Register};
use super::private::Private;
use super::schema::{APPLICATION_ID, FORMAT, PAGE_SIZE, SCHEMA};
use super::write::{Blob, StagedProfile};
use crate::model::SubjectId;
use crate::vault::at_rest::Lock;

/// What a survey is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// To read it; others may read it too, nobody may write it meanwhile.
    ReadOnly,
    /// To read it and add to it; nobody else may open it meanwhile.
    ReadWrite,
}

/// An open survey file.
pub struct Store {
    /// Gone after a failed write, until the next one.
    conn: Option<Connection>,
    /// Dropped after the connection.
    entered: Entered,
    pub(super) path: PathBuf,
    pub(super) mode: OpenMode,
    pub(super) profiles: Vec<StagedProfile>,
    pub(super) blobs: Vec<Blob>,
    pub(super) entry: Option<super::log::Entry>,
    /// The file itself, if nobody else knows of it; removed after all else is dropped.
    private: Option<Private>,
    /// What it is encrypted with.
    pub(super) key: Option<Key>,
}

impl Store {
    /// Makes a new survey and opens it for writing.
    ///
    /// It appears under its name only when it is whole. `copy` is 16 random bytes that tell this
    /// file from its copies; `program` names the program and version that made it.
    ///
    /// # Errors
    /// When there is a file of that name, or the folder cannot be written.
    pub fn create(
        path: &Path,
        survey: SubjectId,
        copy: [u8; 16],
        program: &str,
    ) -> Result<Self, StoreError> {
        Self::create_under(path, survey, copy, program, None)
    }

    /// The same, encrypted: whoever opens it later needs the passphrase of this lock.
    ///
    /// # Errors
    /// As for [`Store::create`]; and when this program cannot encrypt.
    pub fn create_encrypted(
        path: &Path,
        survey: SubjectId,
        copy: [u8; 16],
        program: &str,
        lock: Lock,
    ) -> Result<Self, StoreError> {
        if !cipher::ENCRYPTION {
            return Err(StoreError::NoEncryption { file: Shown::from(path) });
        }
        Self::create_under(path, survey, copy, program, Some(cipher::keep(lock)))
    }

    /// Makes a survey under the key of another, or under none.
    pub(super) fn create_under(
        path: &Path,
        survey: SubjectId,
        copy: [u8; 16],
        program: &str,
        key: Option<Key>,
    ) -> Result<Self, StoreError> {
        let io = |error| StoreError::system(path, "made", error);
        if fs::symlink_metadata(path).is_ok() {
            return Err(StoreError::Exists { file: Shown::from(path) });
        }
        let whole = std::path::absolute(path).map_err(io)?;
        if !whole.parent().is_some_and(Path::is_dir) {
            return Err(StoreError::NoFolder { file: Shown::from(path) });
        }
        let part = gate::beside(&whole, &format!(".{}.part", std::process::id()));
        // Whoever left it had this process's number and is no more.
        match fs::remove_file(&part) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io(error)),
            _ => {}
        }
        let made = make_private(&part)
            .map_err(io)
            .and_then(|_| {
                fill(&part, survey, copy, program, key.as_ref())
                    .map_err(|error| StoreError::library(path, "made", error))
            })
            .and_then(|()| publish(&part, path).map_err(io));
        if let Err(error) = made {
            // The failure is what counts; what is left over is removed by the next attempt.
            let _ = fs::remove_file(gate::beside(&part, "-journal"));
            let _ = fs::remove_file(&part);
            return Err(error);
        }
        Self::open(path, OpenMode::ReadWrite).inspect_err(|_| {
            // Nobody has entered anything into it, and nobody is told that it is there.
            let _ = fs::remove_file(gate::beside(path, "-journal"));
            let _ = fs::remove_file(path);
        })
    }

    /// Opens a survey after checking it as if a stranger had made it; what a crash left
    /// half-written is undone.
    ///
    /// # Errors
    /// When it is not there, not a survey, damaged, altered, made by a newer program, open
    /// elsewhere, or cannot be written as asked.
    pub fn open(path: &Path, mode: OpenMode) -> Result<Self, StoreError> {
        let whole = resolve(path).map_err(|error| StoreError::system(path, "opened", error))?;
        let (entered, key) = {
            let mut register = Register::lock();
            let place = Place::of(&whole);
            let key = match place.and_then(|place| register.key(place)) {
                Some(key) => key,
                None => cipher::key_of(&whole, gate::inspect(&whole)?)?,
            };
            let gone = || StoreError::Gone { file: Shown::from(path) };
            (register.enter(place.ok_or_else(gone)?, key.clone()), key)
        };
        let conn = Some(gate::open(&whole, mode, key.as_ref())?);
        let store = Self {
            conn,
            entered,
            path: whole,
            mode,
            profiles: Vec::new(),
            blobs: Vec::new(),
            entry: None,
            private: None,
            key,
        };
        store.still_there()?;
        Ok(store)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps the file, which is private, until this is dropped.
    pub(super) fn keep(&mut self, private: Private) {
        self.private = Some(private);
    }

    /// The connection.
    pub(super) fn conn(&self) -> Result<&Connection, StoreError> {
        self.conn.as_ref().ok_or_else(|| StoreError::Gone { file: Shown::from(&*self.path) })
    }

    /// Lets go of a connection that failed: what state it is in, only the file can tell.
    pub(super) fn drop_connection(&mut self) {
        self.conn = None;
    }

    /// Opens the file again after a failure; what was half-written is undone.
    pub(super) fn reconnect(&mut self) -> Result<(), StoreError> {
        if self.conn.is_none() {
            self.still_there()?;
            self.conn = Some(gate::open(&self.path, self.mode, self.key.as_ref())?);
        }
        Ok(())
    }

    /// That the file which is open still has its name.
    pub(super) fn still_there(&self) -> Result<(), StoreError> {
        if Place::of(&self.path) == Some(self.entered.place()) {
            Ok(())
        } else {
            Err(StoreError::Gone { file: Shown::from(&*self.path) })
        }
    }
}

/// The file that a path leads to. Absolute, as a name such as 'file:x' would have a meaning of its
/// own to SQLite; and without links, as the journal is beside the file and not beside the link.
pub(super) fn resolve(path: &Path) -> io::Result<PathBuf> {
    if cfg!(unix) { fs::canonicalize(path) } else { std::path::absolute(path) }
}

/// An empty file that only its owner may read.
pub(super) fn make_private(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Writes the tables of a new survey.
fn fill(
    path: &Path,
    survey: SubjectId,
    copy: [u8; 16],
    program: &str,
    key: Option<&Key>,
) -> rusqlite::Result<()> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE;
    let mut conn = cipher::connect(path, flags, key)?;
    prepare(&conn)?;
    let tx = conn.transaction()?;
    mark(&tx, FORMAT)?;
    tx.execute_batch(SCHEMA)?;
    let file = SubjectId(copy).to_string();
    for (key, value) in
        [("survey_id", &*survey.to_string()), ("file_id", &*file), ("created_by", program)]
    {
        tx.execute("INSERT INTO meta(key, value) VALUES (?1, ?2)", [key, value])?;
    }
    tx.execute("INSERT INTO subject(k, id) VALUES (0, ?1)", [&survey.0[..]])?;
    labels::write(&tx)?;
    tx.commit()?;
    conn.close().map_err(|(_, error)| error)
}

/// Sets what must be set before an empty file gets its first page.
pub(super) fn prepare(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(&format!(
        "PRAGMA page_size = {PAGE_SIZE};
         PRAGMA synchronous = EXTRA;
         PRAGMA fullfsync = ON;"
    ))
}

/// Marks a file as a survey of this format.
pub(super) fn mark(conn: &Connection, format: u32) -> rusqlite::Result<()> {
    conn.execute_batch(&format!(
        "PRAGMA application_id = {APPLICATION_ID};
         PRAGMA user_version = {format};"
    ))
}

/// Gives a whole file its name, unless there is a file of that name. If that is not sure to last,
/// it is taken back.
pub(super) fn publish(part: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(part, path) {
        // One that stays is named as what it is.
        Ok(()) => drop(fs::remove_file(part)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
        // Sticks have file systems without links.
        Err(_) if fs::symlink_metadata(path).is_ok() => {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        Err(_) => fs::rename(part, path)?,
    }
    sync_folder(path).inspect_err(|_| drop(fs::remove_file(path)))
}

/// Brings the names in the folder of a file to the disk.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = std::path::absolute(path)?.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}
