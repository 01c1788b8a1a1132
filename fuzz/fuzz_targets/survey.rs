#![no_main]
//! See `tests/hostile/bodies/`: what is done with the bytes, there.
#![allow(dead_code, unused_imports, clippy::unwrap_used)]

#[path = "../../tests/hostile/bodies/mod.rs"]
mod bodies;
#[path = "../../tests/surveys/mod.rs"]
mod surveys;

/// Made once in a process.
static FILE: std::sync::LazyLock<bodies::File> = std::sync::LazyLock::new(bodies::File::new);

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::survey(&FILE, data));
