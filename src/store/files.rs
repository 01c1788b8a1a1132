//! Photos and files of a survey file, each checked against the hash that names it.

use std::collections::BTreeMap;

use rusqlite::OptionalExtension;

use super::error::StoreError;
use super::open::Store;
use super::read;
use super::schema::MAX_BLOB;
use crate::model::attachment::{Attachment, attachments};
use crate::model::visible;
use crate::model::{FileId, Survey};

/// What a survey file has of a photo or file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bytes {
    /// All of it, as it was put in.
    Whole(Vec<u8>),
    /// Other bytes than were put in.
    Damaged,
    /// It was left out of this copy.
    LeftOut,
    /// Nothing; the file that it came from did not have it either.
    Missing,
}

impl Store {
    /// The bytes of a photo or file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn file(&self, id: FileId) -> Result<Bytes, StoreError> {
        let failed = |error| StoreError::library(self.path(), "read", error);
        let mut statement =
            self.conn()?.prepare("SELECT data FROM blob WHERE id = ?1").map_err(failed)?;
        let found = statement.query_row([&id.0[..]], |row| {
            Ok(match row.get_ref(0)? {
                rusqlite::types::ValueRef::Null => Bytes::LeftOut,
                rusqlite::types::ValueRef::Blob(data)
                    if data.len() <= MAX_BLOB && FileId::of(data) == id =>
                {
                    Bytes::Whole(data.to_vec())
                }
                _ => Bytes::Damaged,
            })
        });
        Ok(found.optional().map_err(failed)?.unwrap_or(Bytes::Missing))
    }

    /// The sizes of all photos and files in it, as they were put in.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn files(&self) -> Result<BTreeMap<FileId, u64>, StoreError> {
        let failed = |error| StoreError::library(self.path(), "read", error);
        let mut statement =
            self.conn()?.prepare("SELECT id, size FROM blob ORDER BY k").map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        let mut all = BTreeMap::new();
        while let Some(row) = rows.next().map_err(failed)? {
            // A row that names nothing is for `verify` to report.
            if let (Ok(id), Ok(size)) = (read::bytes(row, 0, "id"), read::integer(row, 1, "size")) {
                all.insert(FileId(id), u64::try_from(size).unwrap_or(0));
            }
        }
        Ok(all)
    }
}

/// Where each photo or file is attached: what it is called, its first place and caption.
pub(super) fn attached(survey: Option<&Survey>) -> BTreeMap<FileId, String> {
    let mut all: BTreeMap<FileId, String> = BTreeMap::new();
    let Some(survey) = survey else { return all };
    for attachment in attachments(survey) {
        all.entry(attachment.said.file).or_insert_with(|| place(survey, &attachment));
    }
    all
}

fn place(survey: &Survey, attachment: &Attachment) -> String {
    let mut place = format!("{} at {}", attachment.short(), survey.path(attachment.subject));
    if let Some(of) = &attachment.said.of {
        place.push_str(&format!(", {of}"));
    }
    if !attachment.caption.is_empty() {
        place.push_str(&format!(": {}", attachment.caption));
    }
    visible(&place).into_owned()
}
