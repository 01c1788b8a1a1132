//! Standards: the catalogue and the profiles, read from TOML and checked.
//!
//! Knows the model. Reads text that it is given; opens no file.
//!
//! `text -> read -> tables with places -> decode -> as written (raw) -> check -> types`

pub mod diagnostic;
pub mod library;
pub mod prices;
pub mod types;

mod check;
mod decode;
mod decode_requirement;
mod fields;
mod raw;
mod read;
mod show;
mod stock;
mod write;

pub use diagnostic::{Diagnostic, Level, Location, nearest as nearest_name};
pub use library::{
    LoadError, Loaded, built_in_ids, built_in_text, catalogue, load_built_in, load_text,
};
pub use prices::{Action, Amounts, PRICE_KEYS, PRICE_LIST_KEYS, Price, PriceList, load_prices};
pub use show::lower_first;
pub use types::*;
