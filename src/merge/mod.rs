//! What people decide after files were merged: disputes, suspected duplicates, clocks, and taking
//! back.
//!
//! The union of files is in `store`, where the rows are; here are the pure functions on a survey
//! that came of it, and the same union in memory. Nothing is decided without a person, nothing is
//! ever removed: a settlement, its reopening, the undoing of an import and the erasing of a note
//! are observations as all others, and merge as they do.

pub mod clocks;
pub mod disputes;
pub mod duplicates;
pub mod erase;
pub mod fold;
pub mod history;
pub mod join;
pub mod settle;
pub mod union;

pub use clocks::{ClockFinding, clock_findings};
pub use disputes::{Dispute, Reading, Sort, as_written, disputes};
pub use duplicates::{Suspicion, suspected_duplicates};
pub use settle::{Decision, Hand, prefer_evidence, reopen, settle};
pub use union::union;
