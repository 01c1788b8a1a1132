//! The terminal: keys in, cells out.
//!
//! `keymap` says which key stands for which command, `frame` and `screens` draw what the app
//! shows, `paint` and `theme` turn text into cells, `guard` takes the terminal and gives it back,
//! `run` is the one event loop. Drawing reads the state of the program and changes nothing.

mod burst;
mod frame;
mod guard;
mod idle;
pub mod keymap;
mod layout;
mod paint;
mod run;
mod screens;
mod secret;
mod theme;

pub use frame::{draw, draw_home, draw_opening};
pub use guard::columns;
pub use keymap::{Key, KeyRow, keys_table, lookup};
pub use layout::Keyboard;
pub use run::{Display, Ended, TuiError, first_theme};
pub use secret::ask_secret;
