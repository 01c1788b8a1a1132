//! A document as one file: written in a format, and read back by what reads that format. The one
//! place that knows which writer and which reader belong together.

use super::docx::{self, DocxError};
use super::{html, markdown, tables};
use crate::report::document::Document;
use crate::report::pdf::{self, PdfError, PdfOptions};
use crate::report::readback::{self, ReadBackError};
use crate::report::xlsx::WorkbookError;

/// A format in which a whole document is one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// Pages.
    Pdf,
    /// For Word.
    Docx,
    /// One page for a browser.
    Html,
    /// Plain text with marks.
    Markdown,
    /// A sheet for each table.
    Xlsx,
}

/// Why a document cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// As pages: a letter that no font has.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// For Word.
    #[error(transparent)]
    Docx(#[from] DocxError),
    /// As a workbook: too many rows.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
}

impl FileFormat {
    /// The format that the ending of a file name tells, in small letters.
    #[must_use]
    pub fn of_ending(ending: &str) -> Option<Self> {
        Some(match ending {
            "pdf" => Self::Pdf,
            "docx" => Self::Docx,
            "html" | "htm" => Self::Html,
            "md" | "markdown" => Self::Markdown,
            "xlsx" => Self::Xlsx,
            _ => return None,
        })
    }

    /// The bytes of the file; the options are those of pages.
    ///
    /// # Errors
    /// When the document cannot be put into the format.
    pub fn write(self, document: &Document, options: &PdfOptions) -> Result<Vec<u8>, FileError> {
        Ok(match self {
            Self::Pdf => pdf::write(document, options)?,
            Self::Docx => docx::docx(document)?,
            Self::Html => html::html(document).into_bytes(),
            Self::Markdown => markdown::markdown(document).into_bytes(),
            Self::Xlsx => tables::xlsx(document)?,
        })
    }

    /// Compares what was written with the document.
    ///
    /// # Errors
    /// What is missing first.
    pub fn read_back(self, document: &Document, bytes: &[u8]) -> Result<(), ReadBackError> {
        match self {
            Self::Pdf => readback::pdf(document, bytes),
            Self::Docx => readback::docx(document, bytes),
            Self::Html | Self::Markdown => {
                readback::text(document, &String::from_utf8_lossy(bytes))
            }
            Self::Xlsx => readback::xlsx(document, bytes),
        }
    }
}
