//! What leaves the laptop: encrypted containers, the keys of a person, and seals; and what an
//! encrypted survey file is locked with.
//!
//! Containers are **age** files, to keys or to a passphrase; seals are ed25519 signatures over what
//! a survey holds. Readers and writers in, no file is opened here; alone knows the crypto
//! libraries. Every error is in words, none is a library's own.

pub mod at_rest;
pub mod container;
pub mod identity;
pub mod receipt;
mod seal;

pub use container::{OpenError, Opener, Recipients, needs_passphrase, open, seal_to};
pub use identity::{Identity, IdentityError, fingerprint};
pub use receipt::{Receipt, Received};
pub use seal::{is_genuine, seal};
