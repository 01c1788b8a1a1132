//! What the program asks of the world around it, and what it hears back.

use std::sync::Arc;

use super::photos::{Attaching, FolderEntry};
use crate::language::Language;
use crate::model::{FileId, Moment};
use crate::photo::Picture;
use crate::t;

/// What files a folder is listed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pickable {
    /// Pictures and documents.
    Photos,
    /// Price lists.
    Prices,
}

/// What must happen outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Save what the survey has and the file has not.
    Save,
    /// Draw the whole screen anew.
    Redraw,
    /// Give the terminal back to the shell until the program is continued.
    Suspend,
    /// Make a profile part of the survey.
    AddProfile {
        /// Its id.
        id: String,
        /// Its version.
        version: String,
        /// Its text, complete.
        text: String,
    },
    /// Write a text beside the survey, under a name that is free.
    WriteText {
        /// How the file is to be called.
        name: String,
        /// The text.
        text: String,
    },
    /// Compose the report as text, to be read.
    Preview,
    /// List a folder to pick a file from; that of the survey if it is empty.
    Folder(String, Pickable),
    /// Read a photo or file, and attach it.
    Attach(Box<Attaching>),
    /// Read a photo of the survey, to be shown.
    ShowPhoto(FileId),
    /// Read a price list.
    Prices(String),
    /// Judge a copy under assumptions, to be read.
    WhatIf(Vec<String>),
    /// Write the report beside the survey, under a name that is free.
    Report {
        /// How the file is to be called.
        name: String,
        /// The marking of every page; may be empty.
        marking: String,
        /// Codes of the crossing points; empty for all.
        points: Vec<String>,
        /// Code of the edition: `full`, `partner` or `public`.
        edition: String,
        /// The language in which it is written.
        language: Language,
    },
    /// Speak this language from now on, and remember it.
    Language(Language),
    /// Find out whether this is the passphrase of the file.
    Unlock(String),
    /// Remember after how many minutes without a key to lock.
    LockAfter(u16),
    /// End.
    Quit,
}

/// What came of saving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The file holds so many observations.
    Saved {
        /// So many.
        observations: usize,
        /// When this was sure.
        at: Moment,
    },
    /// It could not be saved; the file is as it was.
    Failed {
        /// What happened.
        what: String,
        /// What to do.
        hint: String,
    },
    /// The report as text: lines, and whether each is a heading.
    Preview(Vec<(String, bool)>),
    /// A text to be read: lines, and whether each is a heading.
    Page {
        /// What it is.
        title: String,
        /// Its lines.
        lines: Vec<(String, bool)>,
    },
    /// What a folder holds.
    Folder {
        /// The folder.
        folder: String,
        /// The one that it is in.
        up: Option<String>,
        /// What can be picked.
        entries: Vec<FolderEntry>,
    },
    /// The text of a price list.
    Prices {
        /// Where it was read.
        file: String,
        /// The text, or why there is none.
        text: Result<String, String>,
    },
    /// A photo to be shown, or why it cannot be.
    Photo {
        /// Which.
        file: FileId,
        /// What can be seen.
        seen: Result<Arc<Picture>, String>,
    },
    /// Whether what was tried is the passphrase.
    Tried(bool),
    /// Something else was done, or could not be; a sentence about it.
    Told {
        /// The sentence.
        text: String,
        /// Whether it could not be done.
        warning: bool,
    },
}

/// Whether what was recorded is in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// Nothing was recorded since the file was opened.
    Unchanged,
    /// It is being saved.
    Saving,
    /// It is saved.
    Saved(Moment),
    /// It is not saved; it is kept in memory.
    Failed {
        /// What happened.
        what: String,
        /// What to do.
        hint: String,
    },
}

/// The colours, by name. None is ever needed to read a screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// The colours of the terminal.
    #[default]
    Plain,
    /// Black on white, for the sun.
    Sun,
    /// Dim, for the night.
    Night,
    /// No colours at all.
    Mono,
}

impl Theme {
    /// Every theme, in the order of the key.
    pub const ALL: [Self; 4] = [Self::Plain, Self::Sun, Self::Night, Self::Mono];

    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Plain => Self::Sun,
            Self::Sun => Self::Night,
            Self::Night => Self::Mono,
            Self::Mono => Self::Plain,
        }
    }

    /// What people read.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Plain => t!("plain"),
            Self::Sun => t!("sun"),
            Self::Night => t!("night"),
            Self::Mono => t!("mono"),
        }
    }

    /// Its name, as it is kept.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Sun => "sun",
            Self::Night => "night",
            Self::Mono => "mono",
        }
    }
}

/// A line to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What it says.
    pub text: String,
    /// Whether something could not be done.
    pub warning: bool,
}
