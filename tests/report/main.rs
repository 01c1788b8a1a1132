//! The report as its readers get it: every edition, every format, and what is caught before
//! anybody is told that a file was written.

mod arabic;
mod common;
mod conformance;
mod content;
mod editions;
mod faults;
mod formats;
mod french;
#[path = "../surveys/tables.rs"]
mod tables;
