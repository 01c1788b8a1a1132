//! Borderfit.
pub mod app;
pub mod judge;
pub mod model;
pub mod standard;
pub mod store;
pub mod words;
