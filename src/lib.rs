//! Borderfit.
pub mod model;
pub mod standard;
pub mod store;
