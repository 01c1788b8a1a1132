//! Outputs: the gap table in every format, and the report as a document that writers turn into
//! pages.
//!
//! Knows the model, words, standards and the judge. Gives text and bytes; opens no file.

pub mod build;
pub mod compare;
pub mod disputes;
pub mod document;
pub mod gaps;
pub mod json;
pub mod pdf;
pub mod questions;
pub mod summary;
pub mod tables;

pub use build::{ReportOptions, report};
pub use gaps::{Filter, GapTable, gap_table};
