//! The binary: arguments in, exit code out.

use std::process::ExitCode;

/// A large report is many small pieces of several sizes in turn; the allocator of some systems
/// keeps three times as much as it needs for them.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(borderfit::cli::run())
}
