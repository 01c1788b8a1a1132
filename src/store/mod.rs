//! The survey file: one SQLite file, in which observations are only ever added.
//!
//! [`Store::create`] and [`Store::open`] give a survey that passed the gate, [`Store::load`] its
//! content, [`Store::append`] saves what a survey in memory has beyond the file, in one
//! transaction, and [`verify()`] recomputes every hash. The tables are in `schema`, the reasons for
//! a refusal in `error`.
//!
//! Nothing here looks at a clock or makes random bytes. Only this module names the library, and
//! nobody else may open the file of a survey that is open.

mod cells;
mod cipher;
mod copy;
mod erase;
mod error;
mod files;
mod gate;
pub mod geopackage;
mod labels;
mod log;
mod merge;
mod open;
mod place;
mod private;
mod read;
mod relock;
mod schema;
mod seals;
mod union;
mod verify;
mod wipe;
mod write;

pub use crate::model::survey::PROFILES_IN_FORCE;
pub use cipher::{ENCRYPTION, Protection, forget_keys, protection, unlock};
pub use copy::Copied;
pub use error::{Format, Instead, Shown, StoreError};
pub use files::Bytes;
pub use log::{Entry as LogEntry, Logged};
pub use merge::{
    MergeStep, MergeWatch, Merged, MergedSource, Source, Stamp, merge, merge_named, merge_watched,
};
pub use open::{OpenMode, Store};
pub use private::Private;
pub use read::StoredProfile;
pub use relock::{Relocked, relock, relock_like};
pub use schema::{MAX_BLOB, MAX_NOTE, MAX_PREV, MAX_PROFILE, MAX_TEXT, SCHEMA};
pub use seals::{FoundSeal, Unsealed};
pub use union::{Counted, RefusedRow};
pub use verify::{Problem, Report, verify};
pub use wipe::{overwrite, wipe};
pub use write::{BlobId, ProfileHash, Written};
