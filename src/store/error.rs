//! What can go wrong with a survey file, in words for the person in front of it.
//!
//! `Display` says what happened, to which file, and that nothing was changed; [`StoreError::hint`]
//! says what to do. What the library or the system said is the `source`, for a log.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rusqlite::ffi;

use crate::language;
use crate::model::SubjectId;
use crate::model::visible;
use crate::{said, t};

/// A path as text for people: without control characters that a terminal would obey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown(PathBuf);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.0.to_string_lossy()))
    }
}

impl From<&Path> for Shown {
    fn from(path: &Path) -> Self {
        Self(path.to_owned())
    }
}

/// What a file is that is not a survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// A folder.
    Folder,
    /// A pipe, device or socket.
    Device,
    /// Nothing in it.
    Empty,
    /// Larger than any survey.
    Huge,
    /// A ZIP archive, or an office document.
    Zip,
    /// An encrypted container.
    Encrypted,
    /// A PDF document.
    Pdf,
    /// A database of another program.
    Database,
    /// Anything else.
    Unknown,
}

impl fmt::Display for Instead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Folder => t!("it is a folder"),
            Self::Device => t!("it is no ordinary file"),
            Self::Empty => t!("it is empty"),
            Self::Huge => t!("it is larger than any survey can be"),
            Self::Zip => t!("it is a ZIP archive or an office document"),
            Self::Encrypted => t!("it is encrypted"),
            Self::Pdf => t!("it is a PDF document"),
            Self::Database => t!("it is a database of another program"),
            Self::Unknown => t!("its content is of another kind"),
        })
    }
}

/// A version of the file format, from major x 1000 + minor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format(pub u32);

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0 / 1000, self.0 % 1000)
    }
}

/// What can be tried with a file, as messages say it.
const DOING: [&str; 10] = [
    said!("read"),
    said!("made"),
    said!("opened"),
    said!("checked"),
    said!("written"),
    said!("copied"),
    said!("merged"),
    said!("sealed"),
    said!("limited"),
    said!("verified"),
];

/// What the library said.
type Cause = Box<rusqlite::Error>;

/// Why something could not be done with a survey file. In every case the file is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no such file.
    NotFound {
        /// The file.
        file: Shown,
    },
    /// There is no such folder.
    NoFolder {
        /// The file.
        file: Shown,
    },
    /// A new survey would replace a file.
    Exists {
        /// The file.
        file: Shown,
    },
    /// Something else than a survey.
    NotASurvey {
        /// The file.
        file: Shown,
        /// What it is.
        instead: Instead,
    },
    /// Made by a newer program.
    Newer {
        /// The file.
        file: Shown,
        /// The version that is needed.
        format: Format,
    },
    /// A version before the first.
    Older {
        /// The file.
        file: Shown,
        /// Its version.
        format: Format,
    },
    /// Pages, rows or lengths that do not fit together.
    Damaged {
        /// The file.
        file: Shown,
        /// What does not fit.
        what: String,
        /// What the library said.
        source: Option<Cause>,
    },
    /// A row that no program of this kind writes.
    Row {
        /// The file.
        file: Shown,
        /// The table.
        table: &'static str,
        /// Its `k`, or how far down it is.
        row: i64,
        /// What is wrong with it.
        what: String,
    },
    /// Tables, views or triggers that are not a survey's.
    Altered {
        /// The file.
        file: Shown,
        /// What is there or missing.
        what: String,
    },
    /// Write-ahead log: part of the data is in another file.
    Wal {
        /// The file.
        file: Shown,
    },
    /// A journal that this program does not write.
    ForeignJournal {
        /// The file of the survey.
        file: Shown,
    },
    /// A crash left a journal, and the file may not be written.
    Unfinished {
        /// The file.
        file: Shown,
        /// What the library said.
        source: Option<Cause>,
    },
    /// Open elsewhere.
    Busy {
        /// The file.
        file: Shown,
        /// What the library said.
        source: Option<Cause>,
    },
    /// The file, its folder or its medium may not be written.
    ReadOnly {
        /// The file.
        file: Shown,
        /// What the library said.
        source: Option<Cause>,
    },
    /// May not even be read.
    Denied {
        /// The file.
        file: Shown,
        /// What was said.
        source: Option<io::Error>,
    },
    /// No room left.
    Full {
        /// The file.
        file: Shown,
        /// What the library said.
        source: Option<Cause>,
    },
    /// Moved, deleted or replaced while it was open.
    Gone {
        /// The file.
        file: Shown,
    },
    /// The disk or stick does not answer.
    Medium {
        /// The file.
        file: Shown,
        /// What the library said.
        source: Option<Cause>,
    },
    /// What was to be erased is, but not yet from the gaps of the file.
    Unswept {
        /// The file.
        file: Shown,
        /// What the library said.
        source: Cause,
    },
    /// Wiping failed in the middle.
    HalfWiped {
        /// The file.
        file: Shown,
        /// What the system said.
        source: io::Error,
    },
    /// The check took longer than any survey of that size takes.
    Slow {
        /// The file.
        file: Shown,
    },
    /// Something that the format does not hold.
    Unstorable {
        /// The file.
        file: Shown,
        /// What does not fit.
        what: String,
    },
    /// What is in memory does not continue what is in the file.
    Diverged {
        /// The file.
        file: Shown,
    },
    /// A copy of another survey.
    Other {
        /// The file that was to be merged.
        file: Shown,
        /// The id of its survey.
        found: SubjectId,
        /// The file that it was to be merged into.
        into: Shown,
        /// The id of its survey.
        wanted: SubjectId,
    },
    /// Whoever asked for it stopped it.
    Stopped {
        /// The file that was to be changed.
        file: Shown,
    },
    /// Encrypted, and its passphrase was not given.
    Locked {
        /// The file.
        file: Shown,
    },
    /// Encrypted with another passphrase than the one given.
    WrongPassphrase {
        /// The file.
        file: Shown,
    },
    /// Encrypted, or to be encrypted, and this program was built without that.
    NoEncryption {
        /// The file.
        file: Shown,
    },
    /// Encrypted, and it was to be merged into one that is not.
    WouldReveal {
        /// The file.
        file: Shown,
        /// The file that it was to be merged into.
        into: Shown,
    },
    /// The system refused.
    System {
        /// The file.
        file: Shown,
        /// What was tried: `read`, `made`.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The library refused, for a reason that should not occur.
    Library {
        /// The file.
        file: Shown,
        /// What was tried.
        doing: &'static str,
        /// What the library said.
        source: Cause,
    },
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::NotFound { file } => t!("there is no file '{file}'; nothing was changed", file),
            Self::NoFolder { file } => t!(
                "'{file}' cannot be made, because its folder is not there; nothing was changed",
                file
            ),
            Self::Exists { file } => t!("'{file}' exists already; nothing was changed", file),
            Self::NotASurvey { file, instead } => {
                t!("'{file}' is not a survey: {instead}; nothing was changed", file, instead)
            }
            Self::Newer { file, format } => t!(
                "'{file}' was made by a newer program: it has survey format {format}, and this \
                 program reads format 1; nothing was changed",
                file,
                format
            ),
            Self::Older { file, format } => t!(
                "'{file}' has survey format {format}, which no released program has written; \
                 nothing was changed",
                file,
                format
            ),
            Self::Damaged { file, what, .. } => {
                t!("'{file}' is damaged: {what}; nothing was changed", file, what)
            }
            Self::Row { file, table, row, what } => t!(
                "'{file}' is damaged: row {row} of '{table}': {what}; nothing was changed",
                file,
                row,
                table,
                what
            ),
            Self::Altered { file, what } => {
                t!("'{file}' was altered: {what}; nothing was changed", file, what)
            }
            Self::Wal { file } => t!(
                "'{file}' was opened with another program, which keeps part of it in a second \
                 file ('-wal'); nothing was changed",
                file
            ),
            Self::ForeignJournal { file } => t!(
                "the journal '{file}-journal' names another file, which no journal of a survey \
                 does; nothing was changed",
                file
            ),
            Self::Unfinished { file, .. } => t!(
                "'{file}' was being written when a program or laptop stopped, and it cannot be put \
                 in order here because it may not be written; nothing was changed",
                file
            ),
            Self::Busy { file, .. } => {
                t!("another program has this survey open: '{file}'; nothing was changed", file)
            }
            Self::ReadOnly { file, .. } => t!(
                "'{file}' can be read but not written, nor files beside it; nothing was changed",
                file
            ),
            Self::Denied { file, .. } => {
                t!("'{file}' may not be opened: permission is missing; nothing was changed", file)
            }
            Self::Full { file, .. } => {
                t!("the disk is full: nothing of this was written to '{file}'", file)
            }
            Self::Gone { file } => t!(
                "'{file}' was taken away while it was open; what was entered last is not in it",
                file
            ),
            Self::Medium { file, .. } => t!(
                "the disk with '{file}' does not answer as it should; what was entered last is not \
                 in it",
                file
            ),
            Self::Unswept { file, .. } => t!(
                "everything was saved in '{file}' and erased as ordered, but the file could not be \
                 written anew: who reads it byte by byte may still find traces of what was erased",
                file
            ),
            Self::HalfWiped { file, .. } => t!(
                "'{file}' could not be wiped whole: part of it may be overwritten, and the rest can \
                 still be read",
                file
            ),
            Self::Slow { file } => {
                t!("'{file}' takes too long to check; nothing was changed", file)
            }
            Self::Unstorable { file, what } => {
                t!("this cannot be saved in '{file}': {what}; nothing was changed", file, what)
            }
            Self::Diverged { file } => t!(
                "'{file}' holds something else than what is to be added to; nothing was changed",
                file
            ),
            Self::Other { file, found, into, wanted } => t!(
                "'{file}' is a file of another survey ({found}) than '{into}' ({wanted}); nothing \
                 was changed",
                file,
                found,
                into,
                wanted
            ),
            Self::Stopped { file } => t!("it was stopped; nothing was changed in '{file}'", file),
            Self::Locked { file } => {
                t!("'{file}' is encrypted and its passphrase is needed; nothing was changed", file)
            }
            Self::WrongPassphrase { file } => {
                t!("Wrong passphrase. The file was not changed: '{file}'", file)
            }
            Self::NoEncryption { file } => t!(
                "'{file}': this program was built without encrypted surveys; nothing was changed",
                file
            ),
            Self::WouldReveal { file, into } => t!(
                "'{file}' is encrypted and '{into}' is not: merged, it could be read by anybody who \
                 has the file; nothing was changed",
                file,
                into
            ),
            Self::System { file, doing, .. } | Self::Library { file, doing, .. } => {
                let doing = language::of(doing);
                t!("'{file}' could not be {doing}; nothing was changed", file, doing)
            }
        })
    }
}

impl StoreError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => t!("Check the name; 'borderfit new' makes a survey."),
            Self::NoFolder { .. } => t!("Check the name, or make the folder first."),
            Self::Exists { .. } => t!("Choose another name, or open the survey that is there."),
            Self::NotASurvey { instead, .. } => match instead {
                Instead::Encrypted => t!("Read it into a survey with 'borderfit receive'."),
                Instead::Zip => t!("Unpack it, and open the '.survey' file that is in it."),
                Instead::Folder => t!("Name the '.survey' file that is in it."),
                Instead::Empty => {
                    t!(
                        "It may have been copied incompletely: copy it again from where it came from."
                    )
                }
                _ => t!("Surveys usually end in '.survey'; check the name."),
            },
            Self::Newer { .. } => t!("Open it with the newer program, or install that one here."),
            Self::Older { .. } => t!("Ask whoever sent it for a file of a released program."),
            Self::Damaged { .. } | Self::Row { .. } => {
                t!(
                    "Keep the file, and open a snapshot or copy of it; 'borderfit verify' names what \
                 fails."
                )
            }
            Self::Altered { .. } => {
                t!("Do not trust it: ask whoever sent it for a file that only this program has \
                 written.")
            }
            Self::Wal { .. } => {
                t!("If you have the '-wal' file, put it beside; then run: \
                 sqlite3 FILE 'PRAGMA journal_mode=DELETE'")
            }
            Self::ForeignJournal { .. } => {
                t!(
                    "Do not trust it; without that journal the file can be opened, but may lack what \
                 was entered last."
                )
            }
            Self::Unfinished { .. } => {
                t!(
                    "Copy it together with its '-journal' file to a folder that can be written, and \
                 open it there."
                )
            }
            Self::Busy { .. } => t!("Close it there, then try again."),
            Self::ReadOnly { .. } => {
                t!("Copy it to a folder that can be written, or open it for reading only.")
            }
            Self::Denied { .. } => t!("Ask its owner for permission, or copy it from its source."),
            Self::Full { .. } => t!("Free some space, then save again."),
            Self::Gone { .. } => t!("Put the file or the stick back, then save again."),
            Self::Medium { .. } => {
                t!("Check the stick or cable, then save again; else save to another disk.")
            }
            Self::Unswept { .. } => {
                t!("Free some space; the next time that something is erased writes it anew.")
            }
            Self::HalfWiped { .. } => {
                t!("What is in it has been handed over: remove it by hand.")
            }
            Self::Slow { .. } => t!("Copy it to the laptop's own disk, and try again."),
            Self::Unstorable { .. } => t!("Shorten it, then save again."),
            Self::Diverged { .. } => t!("Open the survey again."),
            Self::Other { .. } => {
                t!("Only copies of one survey merge. To take over its facts, write them with \
                 'borderfit export --format facts-csv' and read them with 'borderfit import'.")
            }
            Self::Stopped { .. } => t!("It can be begun again at any time."),
            Self::Locked { .. } => {
                t!("Run it in a terminal, or name a file with the passphrase: \
                 --survey-passphrase-file.")
            }
            Self::WrongPassphrase { .. } => {
                t!("Type it again, to the letter. Nobody can open the survey without it.")
            }
            Self::NoEncryption { .. } => {
                t!("Use a program that was built with it: cargo build --release --features \
                 encrypted.")
            }
            Self::WouldReveal { .. } => {
                t!("Encrypt the one to merge into first: 'borderfit encrypt'.")
            }
            Self::System { .. } | Self::Library { .. } => {
                t!("Check the name, the folder and the disk, then try again.")
            }
        }
    }

    /// The same of another file: what is wrong with a copy is wrong with what it is a copy of.
    #[must_use]
    pub fn of(mut self, path: &Path) -> Self {
        *self.file() = Shown::from(path);
        self
    }

    /// The same of another file, if it is of this one: a copy that nobody knows of is not named.
    #[must_use]
    pub fn renamed(mut self, from: &Path, to: &Path) -> Self {
        if *self.file() == Shown::from(from) { self.of(to) } else { self }
    }

    fn file(&mut self) -> &mut Shown {
        match self {
            Self::NotFound { file }
            | Self::NoFolder { file }
            | Self::Exists { file }
            | Self::NotASurvey { file, .. }
            | Self::Newer { file, .. }
            | Self::Older { file, .. }
            | Self::Damaged { file, .. }
            | Self::Row { file, .. }
            | Self::Altered { file, .. }
            | Self::Wal { file }
            | Self::ForeignJournal { file }
            | Self::Unfinished { file, .. }
            | Self::Busy { file, .. }
            | Self::ReadOnly { file, .. }
            | Self::Denied { file, .. }
            | Self::Full { file, .. }
            | Self::Gone { file }
            | Self::Medium { file, .. }
            | Self::Unswept { file, .. }
            | Self::HalfWiped { file, .. }
            | Self::Slow { file }
            | Self::Unstorable { file, .. }
            | Self::Diverged { file }
            | Self::Other { file, .. }
            | Self::Stopped { file }
            | Self::Locked { file }
            | Self::WrongPassphrase { file }
            | Self::NoEncryption { file }
            | Self::WouldReveal { file, .. }
            | Self::System { file, .. }
            | Self::Library { file, .. } => file,
        }
    }

    /// What the library said, told apart by what a person can do about it.
    pub(super) fn library(file: &Path, doing: &'static str, error: rusqlite::Error) -> Self {
        debug_assert!(DOING.contains(&doing), "no word for '{doing}'");
        let file = Shown::from(file);
        let code = error.sqlite_error_code();
        let extended = error.sqlite_extended_error_code().unwrap_or(0);
        let source = Some(Box::new(error));
        let damaged = |what: &str, source| Self::Damaged {
            file: file.clone(),
            what: what.to_owned(),
            source,
        };
        match (code, extended) {
            (_, ffi::SQLITE_READONLY_DBMOVED) => Self::Gone { file },
            (_, ffi::SQLITE_READONLY_ROLLBACK | ffi::SQLITE_READONLY_RECOVERY) => {
                Self::Unfinished { file, source }
            }
            (Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked), _) => {
                Self::Busy { file, source }
            }
            (Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase), _) => {
                damaged(t!("its pages do not fit together"), source)
            }
            (Some(ErrorCode::TooBig | ErrorCode::OutOfMemory), _) => {
                damaged(t!("something in it is larger than anything in a survey"), source)
            }
            (Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen), _) => {
                Self::ReadOnly { file, source }
            }
            (Some(ErrorCode::PermissionDenied), _) => Self::Denied { file, source: None },
            (Some(ErrorCode::DiskFull), _) => Self::Full { file, source },
            (Some(ErrorCode::SystemIoFailure), _) => Self::Medium { file, source },
            (Some(ErrorCode::OperationInterrupted), _) => Self::Slow { file },
            _ => match source {
                Some(source) => Self::Library { file, doing, source },
                None => damaged(t!("it cannot be read"), None),
            },
        }
    }

    /// What the system said.
    pub(super) fn system(file: &Path, doing: &'static str, error: io::Error) -> Self {
        debug_assert!(DOING.contains(&doing), "no word for '{doing}'");
        let file = Shown::from(file);
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound { file },
            io::ErrorKind::AlreadyExists => Self::Exists { file },
            io::ErrorKind::PermissionDenied => Self::Denied { file, source: Some(error) },
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { file, source: None },
            io::ErrorKind::StorageFull => Self::Full { file, source: None },
            _ => Self::System { file, doing, source: error },
        }
    }
}
