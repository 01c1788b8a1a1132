//! Standards: the catalogue and the profiles, read from TOML and checked.
//!
//! Knows the model. Reads text that it is given; opens no file.
//!
//! `text -> read -> tables with places -> decode -> as written (raw) -> check -> types`

pub mod diagnostic;
pub mod house;
pub mod library;
pub mod prices;
pub mod types;

mod check;
mod compare;
mod decode;
mod decode_requirement;
mod fields;
mod keys;
pub mod manual;
mod raw;
mod read;
mod show;
mod stock;
mod write;

pub use compare::{KeyChange, ProfileChanges, TableChange, differences};
pub use diagnostic::{Diagnostic, Level, Location, nearest as nearest_name};
pub use house::{CHAPTERS, House, load_house};
pub use library::{
    LoadError, Loaded, MAX_DOCUMENT, MAX_TEXT, built_in_ids, built_in_text, catalogue,
    library_requirements, load_built_in, load_text,
};
pub use prices::{Action, Amounts, PRICE_KEYS, PRICE_LIST_KEYS, Price, PriceList, load_prices};
pub use show::{calls_itself_fictional, lower_first};
pub use types::*;
pub use write::toml_text;
