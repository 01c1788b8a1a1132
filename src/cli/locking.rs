//! Encrypted surveys: asking for passphrases before a command begins, and `borderfit encrypt` and
//! `decrypt`.
//!
//! A passphrase is never an argument and never in the environment, where other programs see it:
//! it is typed, or the line of a file, which may be `/dev/fd/3`.

use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use super::args::{Command, Decrypt, Encrypt, ProfileCommand};
use super::context::{Random, snapshots};
use super::failure::Failure;
use super::home;
use super::keyring::{new_passphrase, passphrase};
use super::output::{SMALL, read_file, say};
use crate::store::{self, ENCRYPTION, OpenMode, Protection, Store, StoreError, protection};
use crate::vault::at_rest::Lock;
use crate::{counted, t};

/// How often a passphrase is asked for.
const TRIES: usize = 3;

/// Unlocks every encrypted survey that a command names. One passphrase is tried on all of them
/// before another is asked for.
pub(super) fn unlock_all(command: &Command, words: Option<&Path>) -> Result<(), Failure> {
    let locked = |path: &&Path| ENCRYPTION && protection(path) == Protection::Locked;
    let mut known: Vec<String> = Vec::new();
    for path in surveys(command).into_iter().filter(locked) {
        if known.is_empty()
            && let Some(file) = words
        {
            let text = String::from_utf8(read_file(file, SMALL)?).unwrap_or_default();
            known.extend(text.lines().map(str::to_owned));
        }
        if known.iter().any(|words| store::unlock(path, words).is_ok()) {
            continue;
        }
        if words.is_some() {
            return Err(StoreError::WrongPassphrase { file: path.into() }.into());
        }
        if !std::io::stdin().is_terminal() {
            return Err(StoreError::Locked { file: path.into() }.into());
        }
        known.push(ask(path)?);
    }
    Ok(())
}

/// Asks until the passphrase is right, but not for ever.
fn ask(path: &Path) -> Result<String, Failure> {
    let question = t!("passphrase of {file}", file = path.display());
    for left in (0..TRIES).rev() {
        let words = passphrase(None, &question)?;
        match store::unlock(path, &words) {
            Ok(()) => return Ok(words),
            Err(error @ StoreError::WrongPassphrase { .. }) if left > 0 => {
                say(&error.to_string());
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::defect("no try was left"))
}

/// The surveys that a command reads or writes.
fn surveys(command: &Command) -> Vec<&Path> {
    use Command as C;
    match command {
        C::Open(a) => vec![&a.file],
        C::Ask(a) => vec![&a.file],
        C::Import(a) => vec![&a.file],
        C::Attach(a) => vec![&a.file],
        C::Photos(a) => vec![&a.file],
        C::Export(a) => vec![&a.file],
        C::Gaps(a) => vec![&a.file],
        C::Plan(a) => vec![&a.file],
        C::Robust(a) => vec![&a.file],
        C::Report(a) => vec![&a.file],
        C::Trace(a) => vec![&a.file],
        C::Merge(a) => std::iter::once(&*a.into).chain(a.sources.iter().map(|s| &**s)).collect(),
        C::Conflicts(a) => vec![&a.file],
        C::Settle(a) => vec![&a.file],
        C::Join(a) => vec![&a.file],
        C::Send(a) => vec![&a.file],
        C::Receive(a) => vec![&a.into],
        C::Undo(a) => vec![&a.file],
        C::Redact(a) => vec![&a.file],
        C::Compare(a) => std::iter::once(&*a.then).chain(a.now.as_deref()).collect(),
        C::Verify(a) => vec![&a.file],
        C::Log(a) => vec![&a.file],
        C::Encrypt(a) => vec![&a.file],
        C::Decrypt(a) => vec![&a.file],
        C::Profile(a) => match &a.command {
            ProfileCommand::Diff { survey, .. } => survey.as_deref().into_iter().collect(),
            ProfileCommand::Use(a) => vec![&a.file],
            ProfileCommand::Add(a) => vec![&a.file],
            _ => Vec::new(),
        },
        C::Demo(_) | C::New(_) | C::Identity(_) | C::Keys(_) | C::Schema(_) | C::Completions(_) => {
            Vec::new()
        }
    }
}

/// A lock for a survey, of a passphrase that is asked for twice.
pub(super) fn new_lock(
    survey: &Path,
    words: Option<&Path>,
    random: &mut Random,
) -> Result<Lock, Failure> {
    if !ENCRYPTION {
        return Err(StoreError::NoEncryption { file: survey.into() }.into());
    }
    let given = new_passphrase(words, t!("a new passphrase for the survey"))?;
    Ok(Lock::new(&given, random.bytes()))
}

pub(super) fn encrypt(args: &Encrypt) -> Result<u8, Failure> {
    let before = protection(&args.file);
    let mut random = Random::new()?;
    // What is no survey is refused before anybody thinks of a passphrase.
    drop(Store::open(&args.file, OpenMode::ReadWrite)?);
    let words = args.new_passphrase_file.as_deref();
    let lock = new_lock(&args.file, words, &mut random)?;
    let copies = copies_of(&args.file)?;
    let done = store::relock(&args.file, Some(lock))?;
    if let (Some(own), Ok(path)) = (home::own(), std::path::absolute(&args.file)) {
        own.hide(&path);
    }
    let file = args.file.display();
    say(&match before {
        Protection::Plain => {
            t!("{file} is encrypted; without its passphrase nobody opens it", file)
        }
        _ => t!("{file} has another passphrase now; copies made before keep the old one", file),
    });
    if !done.overwritten {
        say(t!("what lay there unencrypted could not be overwritten on this disk"));
    }
    if before == Protection::Plain {
        say(t!("on flash memory traces may live on: keep field laptops on encrypted disks"));
    }
    // Snapshots are the same survey: under the same lock, or nobody has gained anything.
    let relocked = copies.iter().map(|copy| store::relock_like(copy, &args.file));
    let left = relocked.filter(Result::is_err).count();
    if left > 0 {
        say(&counted!(
            left,
            "{n} older copy could not be encrypted again: see {folder}",
            "{n} older copies could not be encrypted again: see {folder}",
            folder = copies[0].parent().unwrap_or(Path::new("")).display()
        ));
        return Ok(3);
    }
    Ok(0)
}

pub(super) fn decrypt(args: &Decrypt) -> Result<u8, Failure> {
    let file = args.file.display();
    drop(Store::open(&args.file, OpenMode::ReadWrite)?);
    if protection(&args.file) == Protection::Plain {
        say(&t!("{file} is not encrypted; nothing was changed", file));
        return Ok(0);
    }
    if !args.yes {
        say(&t!("whoever has {file} will be able to read it; add --yes to do it", file));
        return Ok(0);
    }
    store::relock(&args.file, None)?;
    say(&t!("{file} is no longer encrypted", file));
    Ok(0)
}

/// The snapshots that are kept of a survey.
fn copies_of(file: &Path) -> Result<Vec<PathBuf>, Failure> {
    let survey = Store::open(file, OpenMode::ReadOnly)?.load()?.id().to_string();
    let folder = snapshots().map(|folder| folder.join(survey));
    let entries = folder.and_then(|folder| fs::read_dir(folder).ok());
    let mut copies: Vec<PathBuf> = entries
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "survey"))
        .collect();
    copies.sort();
    Ok(copies)
}
