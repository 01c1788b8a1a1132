//! Outputs: the gap table in every format, and the report as a document that writers turn into
//! pages.
//!
//! Knows the model, words, standards and the judge. Gives text and bytes; opens no file.

pub mod build;
pub mod compare;
pub mod diff;
pub mod disputes;
pub mod document;
pub mod edition;
pub mod gaps;
pub mod json;
pub mod pdf;
pub mod plan;
pub mod plates;
pub mod preview;
pub mod questions;
pub mod readback;
pub mod robust;
pub mod summary;
pub mod tables;
pub mod trace;
pub mod workbook;
pub mod write;
pub mod xlsx;

pub use build::{ReportOptions, report};
pub use edition::Edition;
pub use gaps::{Filter, GapTable, gap_table};
