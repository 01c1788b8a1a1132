//! Standards: the catalogue and the profiles, read from TOML and checked.
//!
//! Knows the model. Reads text that it is given; opens no file.

mod show;
pub mod types;

pub use show::lower_first;
pub use types::*;
