//! `borderfit send`, `receive` and `identity`: encrypted, sealed, verified.

use std::fs;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;

use super::args::{IdentityArgs, Receive, Send};
use super::context::{PROGRAM, Random, now, person};
use super::failure::Failure;
use super::keyring::{Signers, identity, new_passphrase, passphrase};
use super::merge;
use super::output::{print, say};
use super::wipe::{receipt, whole_seals};
use crate::model::id::hex;
use crate::store::{self, OpenMode, Private, Protection, Source, Stamp, Store, protection};
use crate::t;
use crate::vault::{self, OpenError, Opener, Recipients, fingerprint};

/// What `--to` says when it names no key.
const PASSPHRASE: &str = "passphrase";

pub(super) fn send(args: &Send) -> Result<u8, Failure> {
    if fs::symlink_metadata(&args.out).is_ok() {
        return Err(Failure::refused(
            t!("{path} exists already; nothing was changed", path = args.out.display()),
            t!("choose another name with --out"),
        ));
    }
    let with_words = args.to.iter().any(|to| to == PASSPHRASE);
    if with_words && args.to.len() > 1 {
        return Err(Failure::usage(
            t!("a container is for keys or for a passphrase, not for both; nothing was changed"),
            t!("send it twice"),
        ));
    }
    let mut store = Store::open(&args.file, OpenMode::ReadWrite)?;
    let who = if args.unsigned {
        None
    } else {
        Some(identity(args.key_passphrase_file.as_deref(), || person(args.recorded_by.as_deref()))?)
    };
    let (to, opener) = if with_words {
        let question = t!("passphrase of the container");
        let words = new_passphrase(args.passphrase_file.as_deref(), question)?;
        (Recipients::passphrase(&words), Some(Opener::passphrase(&words)))
    } else {
        // The sender too: so the copy can be checked, and read again.
        let own = who.as_ref().map(vault::Identity::key);
        let keys = args.to.iter().map(String::as_str).chain(own.as_deref());
        let to = Recipients::keys(keys).map_err(|(key, why)| {
            Failure::usage(
                t!("'{key}' is no key: {why}", key = key.escape_debug(), why),
                t!("nothing was changed"),
            )
        })?;
        (to, who.as_ref().map(vault::Identity::opener))
    };
    if let Some(who) = &who {
        let what = store.to_seal(&who.signer())?;
        let n = what.observations as u64;
        store.add_seal(&vault::seal(who, what.root, n, what.prev, now().milliseconds))?;
        let mut signers = Signers::read()?;
        signers.0.entry(hex(&who.signer())).or_default().name = Some(who.name.clone());
        signers.note(&store.load()?.id().to_string(), &store.seals()?);
        signers.write()?;
    }
    // Not on the stick: what lay there unencrypted once could be read from it for ever.
    let copy = Private::beside(&args.file).wiped(store.is_encrypted());
    let copied = store.copy_plain(copy.path())?;
    let plain = hash(copy.path())?;
    let part = Private::beside(&args.out);
    let failed = |error: io::Error| {
        Failure::refused(
            t!("{path} cannot be written: {error}", path = args.out.display(), error),
            t!("nothing was handed over; choose another place, or make room"),
        )
    };
    let mut out = part.make().map_err(failed)?;
    let from = BufReader::new(fs::File::open(copy.path()).map_err(failed)?);
    vault::seal_to(&to, from, BufWriter::new(&mut out)).map_err(failed)?;
    out.sync_all().map_err(failed)?;
    drop(out);
    part.publish(&args.out).map_err(failed)?;
    // Read again from where it is now; only then is it safe.
    let size = fs::metadata(&args.out).map_err(failed)?.len();
    if let Some(opener) = &opener {
        let mut again = blake3::Hasher::new();
        let from = BufReader::new(fs::File::open(&args.out).map_err(failed)?);
        let read = vault::open(opener, from, size, &mut again);
        if read.is_err() || again.finalize() != plain {
            return Err(Failure::refused(
                t!("{path} does not read back as what was sent", path = args.out.display()),
                t!("do not hand it over: write it to another disk or stick"),
            ));
        }
    }
    let seal = match &who {
        Some(who) => t!(
            "sealed by {who} ({fingerprint})",
            who = who.name,
            fingerprint = fingerprint(&who.signer())
        ),
        None => t!("not sealed").to_owned(),
    };
    say(&t!(
        "{path}: {observations}, {seal}, {size} bytes",
        path = args.out.display(),
        observations = merge::observations(copied.observations),
        seal,
        size
    ));
    say(&t!("digest {digest}", digest = copied.digest));
    if opener.is_some() {
        say(t!("read again and found whole: safe to remove the stick"));
        return Ok(0);
    }
    say(t!("it was written, but only who has the key can read it again to check it"));
    Ok(3)
}

pub(super) fn receive(args: &Receive) -> Result<u8, Failure> {
    let refused = |what: String, hint: &str| {
        let file = args.file.display();
        Failure::refused(t!("{file}: {what}; nothing was changed", file, what), hint)
    };
    let unread =
        |error: io::Error| refused(t!("it cannot be read ({error})", error), t!("check the name"));
    let unmade = |error: io::Error| refused(error.to_string(), t!("check the name"));
    let size = fs::metadata(&args.file).map_err(unread)?.len();
    let with_words = args.passphrase || args.passphrase_file.is_some();
    // What no key opens is told before a key is asked for.
    let wrong = match fs::File::open(&args.file).map(vault::needs_passphrase).map_err(unread)? {
        Ok(words) if words == with_words => None,
        Ok(true) => Some(OpenError::NeedsPassphrase),
        Ok(false) => Some(OpenError::NeedsKey),
        Err(error) => Some(error),
    };
    if let Some(error) = wrong {
        return Err(refused(error.to_string(), hint(&error)));
    }
    // Who signed is kept beside; what is known of it must be readable before anything is merged.
    let signers = Signers::read()?;
    let who = if with_words && args.receipt.is_none() {
        None
    } else {
        Some(identity(args.key_passphrase_file.as_deref(), || person(None))?)
    };
    let opener = match &who {
        Some(who) if !with_words => who.opener(),
        _ => {
            let question = t!("passphrase of the container");
            Opener::passphrase(&passphrase(args.passphrase_file.as_deref(), question)?)
        }
    };
    // Wholly, before anything of it is looked at: damage at the end is seen at the end.
    let encrypted = protection(&args.into) != Protection::Plain;
    let plain = Private::beside(&args.into).wiped(encrypted);
    let from = fs::File::open(&args.file).map_err(unread)?;
    let mut out = plain.make().map_err(unmade)?;
    vault::open(&opener, BufReader::new(from), size, &mut out)
        .map_err(|error| refused(error.to_string(), hint(&error)))?;
    out.flush().map_err(unmade)?;
    drop(out);
    let copy = Random::new()?.bytes();
    let stamp = Stamp { copy, program: PROGRAM, now: now() };
    let source = Source { file: plain.path(), named: &args.file };
    let merged = store::merge_named(&args.into, &[source], &stamp, args.dry_run)?;
    let survey = merged.store.load()?.id().to_string();
    let arrived: Vec<_> =
        merged.sources.iter().map(|s| (s.rows.clone(), whole_seals(&s.seals))).collect();
    let code = merge::told(merged, &args.into, args.dry_run, args.format, signers)?;
    if let (Some(out), Some(who), [(rows, seals)]) = (&args.receipt, &who, &arrived[..]) {
        if rows.refused > 0 {
            return Err(Failure::refused(
                t!("rows were refused, so no receipt was written; the rest was merged"),
                t!("ask the sender to send it again"),
            ));
        }
        receipt(out, who, &survey, rows, seals.clone()).map_err(|error| {
            Failure::refused(
                t!("it was merged, but {error}", error = error.what()),
                t!("the survey has it all; receive it again to have the receipt written"),
            )
        })?;
    }
    Ok(code)
}

fn hint(error: &OpenError) -> &'static str {
    match error {
        OpenError::WrongPassphrase => t!("type it again; it must be to the letter"),
        OpenError::NotForThisKey => {
            t!("ask the sender to send it to the key that 'borderfit identity' shows")
        }
        OpenError::Damaged(_) => {
            t!("copy it again from where it came from, or ask for it again")
        }
        OpenError::NeedsPassphrase => t!("use --passphrase"),
        OpenError::NeedsKey => t!("leave --passphrase out; your own key opens it"),
        OpenError::NoContainer => t!("if it is a survey, merge it with 'borderfit merge'"),
        OpenError::TooMuchWork | OpenError::LongHeader => {
            t!("do not trust it; ask the sender for it again")
        }
        OpenError::Newer | OpenError::Io(_) => t!("check the name"),
    }
}

pub(super) fn run_identity(args: &IdentityArgs) -> Result<u8, Failure> {
    if let Some((digits, name)) = &args.trust {
        let wanted: String = digits.chars().filter(char::is_ascii_hexdigit).collect();
        let mut signers = Signers::read()?;
        let of = |key: &str| -> Option<String> {
            let signer = blake3::Hash::from_hex(key).ok()?;
            Some(fingerprint(signer.as_bytes()).replace(' ', ""))
        };
        let found: Vec<String> =
            signers.0.keys().filter(|key| of(key).is_some_and(|f| f == wanted)).cloned().collect();
        let [key] = &found[..] else {
            return Err(Failure::refused(
                t!("no signer that this laptop has seen has that fingerprint; nothing was changed"),
                t!("receive or verify a file of theirs first, then compare all six groups"),
            ));
        };
        signers.0.entry(key.clone()).or_default().name = Some(name.clone());
        signers.write()?;
        say(&t!("{name} is known by that key now", name));
        return Ok(0);
    }
    let who =
        identity(args.key_passphrase_file.as_deref(), || person(args.recorded_by.as_deref()))?;
    let text = t!(
        "{name}\nkey to receive with  {key}\nfingerprint of seals {fingerprint}",
        name = who.name,
        key = who.key(),
        fingerprint = fingerprint(&who.signer())
    ) + "\n";
    print(text.as_bytes())?;
    Ok(0)
}

fn hash(path: &Path) -> Result<blake3::Hash, Failure> {
    let mut hasher = blake3::Hasher::new();
    fs::File::open(path).and_then(|mut file| io::copy(&mut file, &mut hasher)).map_err(
        |error| Failure::refused(t!("{label}: {text}", label = path.display(), text = error), ""),
    )?;
    Ok(hasher.finalize())
}
