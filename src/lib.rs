//! Borderfit.
pub mod exchange;
pub mod model;
pub mod standard;
