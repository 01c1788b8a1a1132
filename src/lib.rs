//! Borderfit.
pub mod model;
pub mod standard;
