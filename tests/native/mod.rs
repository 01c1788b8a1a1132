//! Small programs in C that tests need beside them; the compiler is the one that builds SQLite.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Compiles a program of this folder, or a library to be loaded before others; once in a process.
pub(crate) fn compiled(name: &str, options: &[&str]) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/native").join(name);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let made = folder.join(format!("{name}.{}", std::process::id()));
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let output = Command::new(compiler)
        .args(["-O1", "-Wall", "-Wno-nonnull-compare", "-o"])
        .arg(&made)
        .arg(source)
        .args(options)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    made
}
