//! Borderfit.
pub mod app;
pub mod exchange;
pub mod judge;
pub mod model;
pub mod report;
pub mod session;
pub mod standard;
pub mod store;
pub mod tui;
pub mod words;
