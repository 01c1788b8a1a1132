//! Standards: the catalogue and the profiles, read from TOML and checked.
//!
//! Knows the model. Reads text that it is given; opens no file.

pub mod types;

pub use types::*;
