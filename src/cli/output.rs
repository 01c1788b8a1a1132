//! Where results go: standard output, or a file that appears whole or not at all.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::model::visible;
use crate::store::geopackage::is_geopackage;
use crate::store::{Protection, protection};
use crate::t;

/// Prints to standard output; a reader that went away is no failure.
pub(super) fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::refused(t!("standard output cannot be written: {error}", error), ""))
        }
        _ => Ok(()),
    }
}

/// Says something on standard error.
pub(super) fn say(text: &str) {
    let mut out = io::stderr().lock();
    for line in text.split('\n') {
        // Nobody is left to be told when standard error itself cannot be written.
        let _ = writeln!(out, "{}", visible(line));
    }
}

/// Writes to the file, or prints if there is none.
pub(super) fn deliver(bytes: &[u8], out: Option<&Path>) -> Result<(), Failure> {
    match out {
        None => print(bytes),
        Some(path) => write_file(path, bytes),
    }
}

/// Refuses to print what is no text to a terminal.
pub(super) fn not_for_a_terminal(out: Option<&Path>) -> Result<(), Failure> {
    if out.is_none() && io::stdout().is_terminal() {
        return Err(Failure::usage(
            t!("a workbook cannot be shown in a terminal"),
            t!("name a file with --out, or send it to one with >"),
        ));
    }
    Ok(())
}

/// Writes a file under a temporary name beside it and renames it when it is whole. A survey is
/// never overwritten.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let refused = |error: io::Error| {
        Failure::refused(
            t!("{path} cannot be written: {error}", path = path.display(), error),
            t!("nothing was changed; choose another place with --out, or make room"),
        )
    };
    if is_survey(path) {
        return Err(Failure::refused(
            t!(
                "{path} is a survey or another database and is not overwritten",
                path = path.display()
            ),
            t!("nothing was changed; choose another name with --out"),
        ));
    }
    let part = part_of(path);
    let written = fs::File::create(&part)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&part, path));
    if let Err(error) = written {
        // The failure is what counts.
        let _ = fs::remove_file(&part);
        return Err(refused(error));
    }
    Ok(())
}

fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}

fn is_survey(path: &Path) -> bool {
    use std::io::Read;
    let mut head = Vec::new();
    // As much as tells a GeoPackage, which is a database too and is written again like a table.
    protection(path) != Protection::Plain
        || fs::File::open(path).and_then(|f| f.take(72).read_to_end(&mut head)).is_ok()
            && head.starts_with(b"SQLite format 3\0")
            && !is_geopackage(&head)
}

/// Most bytes of a file that holds a few lines: a passphrase, keys, a receipt.
pub(super) const SMALL: usize = 64 << 10;

/// Reads a file whole that this program has just written.
pub(super) fn read_again(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| unread(path, &error))
}

/// Reads a file whole, unless it has more bytes than anything of its sort: of such a file, which
/// may have no end, only so much is read.
pub(super) fn read_file(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    use std::io::Read;
    let failed = |error: io::Error| unread(path, &error);
    let file = fs::File::open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    let mut bytes = Vec::new();
    if about.len() <= most as u64 {
        bytes.reserve(usize::try_from(about.len()).unwrap_or(0) + 1);
        file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    }
    if about.len() > most as u64 || bytes.len() > most {
        return Err(Failure::refused(
            t!(
                "{path} is larger than anything of its sort: at most {most} are read",
                path = path.display(),
                most = crate::words::photo::size(most as u64)
            ),
            t!("nothing was changed; check the name"),
        ));
    }
    Ok(bytes)
}

fn unread(path: &Path, error: &io::Error) -> Failure {
    Failure::refused(
        t!("{path} cannot be read: {error}", path = path.display(), error),
        t!("nothing was changed; check the name"),
    )
}

/// How wide text may be: that of the terminal, or no limit for a pipe or file.
pub(super) fn width(out: Option<&Path>) -> Option<usize> {
    if out.is_some() || !io::stdout().is_terminal() {
        return None;
    }
    let given = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    given.or_else(crate::tui::columns).or(Some(80))
}
