//! The gate: what every file passes before a row of it is read, whoever made it.
//!
//! In order: what sort of file it is; its first hundred bytes; whether a journal beside it is one
//! of ours; then SQLite opens it with everything off that a file could use against us; then its
//! list of tables must equal ours to the letter. The check of its pages comes last, since it
//! evaluates what the tables name.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::OpenMode;
use super::cipher::{self, Key};
use super::error::{Format, Instead, Shown, StoreError};
use super::schema::{self, APPLICATION_ID, FORMAT, MAX_BLOB, PAGE_SIZE};
use crate::model::visible;
use crate::t;
use crate::vault::at_rest::{Beginning, Header};

/// Larger than any survey with all its photos.
const MAX_FILE: u64 = 64 << 30;
/// Longer than any value or row: somewhat above the largest photo, as a row has other columns too.
const LONGEST: i32 = MAX_BLOB as i32 + (1 << 20);
/// How a file of SQLite begins.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// How a journal ends that names another file: SQLite would delete that file.
const NAMES_ANOTHER: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

/// Looks at a file from outside; gives the header of an encrypted one.
///
/// The file must not be open in this process: on Unix, closing it here would end the locks that
/// SQLite holds on it.
pub(super) fn inspect(path: &Path) -> Result<Option<Header>, StoreError> {
    let file = || Shown::from(path);
    let refuse = |instead| Err(StoreError::NotASurvey { file: file(), instead });
    let broken =
        |what: &str| Err(StoreError::Damaged { file: file(), what: what.to_owned(), source: None });
    let io = |error| StoreError::system(path, "read", error);
    let about = fs::metadata(path).map_err(io)?;
    if about.is_dir() {
        return refuse(Instead::Folder);
    } else if !about.is_file() {
        return refuse(Instead::Device);
    } else if about.len() == 0 {
        return refuse(Instead::Empty);
    } else if about.len() > MAX_FILE {
        return refuse(Instead::Huge);
    }
    let mut head = Vec::with_capacity(100);
    File::open(path).and_then(|f| f.take(100).read_to_end(&mut head)).map_err(io)?;
    match Beginning::of(&head) {
        Beginning::Other => {}
        Beginning::Damaged => {
            return broken(t!("the header of an encrypted survey is not whole"));
        }
        // What is in the first page is seen when it is decrypted.
        Beginning::Header(header) => {
            if !about.len().is_multiple_of(u64::from(PAGE_SIZE)) {
                return broken(t!("it ends in the middle of a page"));
            }
            if beside(path, "-wal").exists() {
                return Err(StoreError::Wal { file: file() });
            }
            return inspect_journal(path).map(|()| Some(header));
        }
    }
    if !head.starts_with(MAGIC) {
        return refuse(match &*head {
            [b'P', b'K', 3 | 5, 4 | 6, ..] => Instead::Zip,
            h if h.starts_with(b"age-encryption.org/") => Instead::Encrypted,
            h if h.starts_with(b"-----BEGIN AGE") => Instead::Encrypted,
            h if h.starts_with(b"%PDF-") => Instead::Pdf,
            _ => Instead::Unknown,
        });
    }
    let number =
        |at: usize| head.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_be_bytes);
    let (Some(application), Some(format), Some(encoding)) = (number(68), number(60), number(56))
    else {
        return broken(t!("it ends in the middle of its first page"));
    };
    of_this_format(path, application, format)?;
    // A '-wal' is read even if the file does not ask for it.
    if head[18] == 2 || head[19] == 2 || beside(path, "-wal").exists() {
        return Err(StoreError::Wal { file: file() });
    }
    if [head[18], head[19]] != [1, 1] || encoding != 1 {
        return broken(t!("its first page is not one of a survey"));
    }
    inspect_journal(path)?;
    // With a journal it is still to be put in order.
    match cut_off(&head, about.len()) {
        Some(pages) if !beside(path, "-journal").exists() => {
            broken(&t!("it is cut off: of {pages} pages some are missing", pages))
        }
        _ => Ok(None),
    }
}

/// How many pages a file should have that is shorter than it says.
fn cut_off(head: &[u8], length: u64) -> Option<u32> {
    let page = match u16::from_be_bytes([*head.get(16)?, *head.get(17)?]) {
        1 => 65_536,
        size => u64::from(size),
    };
    let number = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    // The count is right only if who wrote last has written it.
    let pages = number(28).filter(|_| number(24) == number(92))?;
    (length < u64::from(pages) * page).then_some(pages)
}

/// That a database is a survey that this program reads.
fn of_this_format(path: &Path, application: u32, format: u32) -> Result<(), StoreError> {
    let file = || Shown::from(path);
    if application != APPLICATION_ID {
        return Err(StoreError::NotASurvey { file: file(), instead: Instead::Database });
    }
    match format {
        0..FORMAT => Err(StoreError::Older { file: file(), format: Format(format) }),
        FORMAT..=1_999 => Ok(()),
        _ => Err(StoreError::Newer { file: file(), format: Format(format) }),
    }
}

fn inspect_journal(path: &Path) -> Result<(), StoreError> {
    let io = |error| StoreError::system(path, "read", error);
    let mut journal = match File::open(beside(path, "-journal")) {
        Ok(journal) => journal,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io(error)),
    };
    let mut end = [0; 8];
    if journal.metadata().map_err(io)?.len() < 8 {
        return Ok(());
    }
    journal.seek(SeekFrom::End(-8)).and_then(|_| journal.read_exact(&mut end)).map_err(io)?;
    if end == NAMES_ANOTHER {
        return Err(StoreError::ForeignJournal { file: Shown::from(path) });
    }
    Ok(())
}

/// A file that SQLite keeps beside another.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Opens a file that was inspected, and checks it. What a crash left half-written is undone first.
pub(super) fn open(
    path: &Path,
    mode: OpenMode,
    key: Option<&Key>,
) -> Result<Connection, StoreError> {
    match open_once(path, mode, key) {
        // Who may only read may not undo; then it is opened for writing just for that.
        Err(StoreError::Unfinished { source, .. }) => {
            let unfinished = |_| StoreError::Unfinished { file: Shown::from(path), source };
            drop(open_once(path, OpenMode::ReadWrite, key).map_err(unfinished)?);
            open_once(path, mode, key)
        }
        opened => opened,
    }
}

fn open_once(path: &Path, mode: OpenMode, key: Option<&Key>) -> Result<Connection, StoreError> {
    let sql = |error| StoreError::library(path, "opened", error);
    let conn = connect(path, mode, key).map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::CannotOpen) => StoreError::Denied { file: Shown::from(path), source: None },
        _ => sql(error),
    })?;
    harden(&conn).map_err(sql)?;
    match mode {
        // Kept until closing: what was checked is what will be read.
        OpenMode::ReadOnly => {
            conn.execute_batch("PRAGMA locking_mode = EXCLUSIVE").map_err(sql)?;
        }
        OpenMode::ReadWrite => {
            if conn.is_readonly("main").map_err(sql)? {
                return Err(StoreError::ReadOnly { file: Shown::from(path), source: None });
            }
            lock(&conn).map_err(sql)?;
        }
    }
    let deadline = Deadline::start(&conn, path);
    let checked = match key {
        Some(_) => first_page(&conn, path).and_then(|()| check(&conn, path)),
        None => check(&conn, path),
    };
    drop(deadline);
    checked.map(|()| conn)
}

fn connect(path: &Path, mode: OpenMode, key: Option<&Key>) -> rusqlite::Result<Connection> {
    let mode = match mode {
        OpenMode::ReadOnly => OpenFlags::SQLITE_OPEN_READ_ONLY,
        OpenMode::ReadWrite => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let flags = mode | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_PRIVATE_CACHE;
    cipher::connect(path, flags, key)
}

/// Switches off what a survey does not need and a hostile file might use.
fn harden(conn: &Connection) -> rusqlite::Result<()> {
    for (config, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
    ] {
        conn.set_db_config(config, on)?;
    }
    for (limit, to) in [
        (Limit::SQLITE_LIMIT_LENGTH, LONGEST),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 10_000),
        (Limit::SQLITE_LIMIT_COLUMN, 40),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 20),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 3),
        (Limit::SQLITE_LIMIT_VDBE_OP, 25_000),
        (Limit::SQLITE_LIMIT_FUNCTION_ARG, 8),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 40),
        (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 0),
        (Limit::SQLITE_LIMIT_SCHEMA, 100),
    ] {
        // SQLCipher follows SQLite some months later, and does not know the newest limit; the list
        // of tables is bounded by the others, and compared before anything else is read.
        if cipher::ENCRYPTION && matches!(limit, Limit::SQLITE_LIMIT_SCHEMA) {
            continue;
        }
        conn.set_limit(limit, to)?;
    }
    conn.busy_timeout(Duration::from_millis(250))?;
    conn.execute_batch(
        "PRAGMA cell_size_check = ON;
         PRAGMA mmap_size = 0;
         PRAGMA cache_size = -16384;
         PRAGMA temp_store = MEMORY;",
    )
}

/// Takes the lock that lasts until closing, and makes sure that the file and its folder can be
/// written: better said now than at the first answer.
fn lock(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "PRAGMA locking_mode = EXCLUSIVE;
         PRAGMA synchronous = EXTRA;
         PRAGMA fullfsync = ON;
         BEGIN EXCLUSIVE;",
    )?;
    // Makes the journal, and changes nothing: it is taken back.
    let format: u32 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    match conn.execute_batch(&format!("PRAGMA user_version = {format}")) {
        // It can still be read, and room may be made.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DiskFull) => {}
        tried => tried?,
    }
    // A failure may have ended the transaction already.
    if conn.is_autocommit() { Ok(()) } else { conn.execute_batch("ROLLBACK") }
}

/// What [`inspect`] cannot see in an encrypted file.
fn first_page(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let sql = |error| StoreError::library(path, "checked", error);
    let number = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, u32>(0));
    let (application, format) =
        (number("application_id").map_err(sql)?, number("user_version").map_err(sql)?);
    of_this_format(path, application, format)?;
    let word = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, String>(0));
    if word("journal_mode").map_err(sql)? == "wal" {
        return Err(StoreError::Wal { file: Shown::from(path) });
    }
    if word("encoding").map_err(sql)? != "UTF-8" {
        let what = t!("its first page is not one of a survey").to_owned();
        return Err(StoreError::Damaged { file: Shown::from(path), what, source: None });
    }
    Ok(())
}

/// Checks tables and pages.
fn check(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let sql = |error| StoreError::library(path, "checked", error);
    let (found, ours) = (schema::objects(conn).map_err(sql)?, schema::expected().map_err(sql)?);
    if found != ours {
        let what = match found.iter().find(|o| !ours.contains(o)) {
            Some(other) => t!(
                "its {kind} '{name}' is not one of a survey",
                kind = visible(&other.kind),
                name = visible(&other.name)
            ),
            None => t!("a table or index of it is missing").to_owned(),
        };
        return Err(StoreError::Altered { file: Shown::from(path), what });
    }
    if let Some(table) = too_long(conn, path).map_err(sql)? {
        let what =
            t!("something in its table '{table}' is larger than anything in a survey", table);
        return Err(StoreError::Altered { file: Shown::from(path), what });
    }
    // Rows are checked when they are read, which names the one that is wrong.
    conn.execute_batch("PRAGMA ignore_check_constraints = ON").map_err(sql)?;
    let pages: String =
        conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(sql)?;
    conn.execute_batch("PRAGMA ignore_check_constraints = OFF").map_err(sql)?;
    if pages != "ok" {
        let what = t!("its pages or rows do not fit together").to_owned();
        return Err(StoreError::Damaged { file: Shown::from(path), what, source: None });
    }
    Ok(())
}

/// A table with a value that this program would never write: told by the heads of the rows, before
/// the check of the pages reads all that the value lies on. A file that is no longer than the
/// largest value needs no such look.
fn too_long(conn: &Connection, path: &Path) -> rusqlite::Result<Option<&'static str>> {
    if fs::metadata(path).map_or(0, |about| about.len()) <= LONGEST as u64 {
        return Ok(None);
    }
    for object in schema::expected()?.iter().filter(|o| o.kind == "table") {
        let columns = "SELECT name FROM pragma_table_info(?1) WHERE type IN ('TEXT', 'BLOB')";
        let mut columns = conn.prepare(columns)?;
        let columns = columns
            .query_map([&object.name], |row| row.get::<_, String>(0))?
            .map(|name| Ok(format!("octet_length({}) > {LONGEST}", name?)))
            .collect::<rusqlite::Result<Vec<String>>>()?;
        if columns.is_empty() {
            continue;
        }
        let sql = format!("SELECT 1 FROM {} WHERE {}", object.name, columns.join(" OR "));
        match conn.prepare(&sql)?.exists([]) {
            Ok(false) => {}
            Ok(true) => return Ok(Some(&object.name)),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::TooBig) => {
                return Ok(Some(&object.name));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// Interrupts a check that does not end: a bound for files that were made to take forever.
struct Deadline {
    /// Dropped when the check is over.
    _over: mpsc::Sender<()>,
}

impl Deadline {
    fn start(conn: &Connection, path: &Path) -> Self {
        let megabytes = fs::metadata(path).map_or(0, |about| about.len() >> 20);
        let handle = conn.get_interrupt_handle();
        let (over, wait) = mpsc::channel::<()>();
        let watch = move || {
            let limit = Duration::from_secs(10 + megabytes / 4);
            if wait.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout) {
                handle.interrupt();
            }
        };
        // A system that gives no thread gives no deadline; the check is bounded by the file's size.
        let _ = thread::Builder::new().spawn(watch);
        Self { _over: over }
    }
}
