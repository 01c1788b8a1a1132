//! Files from strangers: hostile, damaged, or merely broken. Each is refused in words, quickly and
//! in little memory, and changes nothing.
#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::print_stdout)]

mod bodies;
mod fuzzed;
#[cfg(target_os = "linux")]
mod giant;
#[cfg(target_os = "linux")]
mod make;
#[cfg(target_os = "linux")]
#[path = "../native/mod.rs"]
mod native;
#[cfg(target_os = "linux")]
mod refused;
mod seeds;
#[path = "../surveys/mod.rs"]
mod surveys;
