//! `borderfit attach`: photos and files as evidence of a fact, or of a place.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::args::Attach;
use super::context::{Decider, now, stored_profiles, types};
use super::failure::Failure;
use super::join;
use super::output::say;
use crate::model::attachment::{MAX_CAPTION, NewAttachment, Said, Shows, short};
use crate::model::journal::is_deleted;
use crate::model::visible;
use crate::model::{FileId, PartialDate, Path, SubjectIx, Survey};
use crate::photo::Kept;
use crate::session::evidence;
use crate::store::{LogEntry, OpenMode, Store};
use crate::t;
use crate::words;

pub(super) fn run(args: &Attach) -> Result<u8, Failure> {
    let mut store = Store::open(&args.file, OpenMode::ReadWrite)?;
    let mut survey = store.load()?;
    let subject = place(&survey, &args.at)?;
    if let Some(attribute) = &args.attribute {
        known(&store, &survey, subject, attribute)?;
    }
    let shows = Shows::parse_all(args.shows.as_deref().unwrap_or("")).map_err(no_warning)?;
    let caption = caption(args.caption.as_deref().unwrap_or(""))?;
    let mut decider = Decider::new(args.recorded_by.as_deref())?;
    // All of them are read before any is attached.
    let kept: Vec<(&PathBuf, Kept)> = args
        .paths
        .iter()
        .map(|path| Ok((path, evidence::take(path).map_err(|why| not_taken(path, &why))?)))
        .collect::<Result<_, Failure>>()?;
    let mut hand = decider.hand();
    let mut told = Vec::new();
    let mut seen: BTreeSet<FileId> = BTreeSet::new();
    for (path, file) in kept {
        let id = FileId::of(&file.bytes);
        let new = NewAttachment {
            said: Said {
                file: id,
                mime: file.mime.to_owned(),
                stripped: file.stripped,
                of: args.attribute.clone(),
                shows: shows.clone(),
                cleared: None,
                taken: args.taken,
            },
            caption: caption.clone(),
        };
        if !seen.insert(id) {
            continue;
        }
        let new = new.beside(&survey, subject);
        told.push((path, short(id), file.stripped, file.bytes.len() as u64));
        store.add_blob(file.mime, file.bytes);
        let (attribute, answer) = (new.said.attribute(), new.said.answer());
        hand.say_instead(&mut survey, subject, &attribute, answer, new.caption, String::new());
    }
    let place = visible(&survey.path(subject).to_string()).into_owned();
    store.log(LogEntry {
        action: "attach",
        source: format!("{} at {place}", told.len()),
        digest: blake3::hash(&seen.iter().flat_map(|id| id.0).collect::<Vec<u8>>())
            .to_hex()
            .to_string(),
        known: 0,
        now: now(),
    });
    store.append(&survey)?;
    for (path, id, stripped, size) in told {
        let name = visible(&path.display().to_string()).into_owned();
        let size = words::photo::size(size);
        say(&match stripped {
            true => t!(
                "{id} {name}: attached to {place} ({size}; data of the camera removed)",
                id,
                name,
                place,
                size
            ),
            false => t!(
                "{id} {name}: attached to {place} ({size}; kept as it is, with whatever it says of itself)",
                id,
                name,
                place,
                size
            ),
        });
    }
    Ok(0)
}

/// The place or thing that a text names, if it is there.
pub(super) fn place(survey: &Survey, text: &str) -> Result<SubjectIx, Failure> {
    let found = if text.starts_with("model:") {
        Path::from_columns("", "", text).ok().and_then(|path| survey.find(&path))
    } else {
        join::named(survey, text).ok()
    };
    found.filter(|&ix| !is_deleted(survey, ix)).ok_or_else(|| {
        Failure::refused(
            t!("there is nothing called '{text}'", text = visible(text)),
            t!("nothing was changed; write codes as outputs show them: QV-R02/back-room/readers"),
        )
    })
}

/// That an attribute is one that can be recorded.
fn known(store: &Store, survey: &Survey, at: SubjectIx, attribute: &str) -> Result<(), Failure> {
    let recorded = !attribute.starts_with('@') && !survey.heads_named(at, attribute).is_empty();
    if recorded || !types(&stored_profiles(store)?, attribute)?.is_empty() {
        return Ok(());
    }
    Err(Failure::refused(
        t!("there is no attribute '{attribute}'", attribute = visible(attribute)),
        t!(
            "nothing was changed; leave --attribute out for a photo of the place, or name one of 'borderfit profile questions'"
        ),
    ))
}

fn no_warning(code: String) -> Failure {
    let codes: Vec<&str> = Shows::ALL.iter().map(|s| s.code()).collect();
    Failure::usage(
        t!("'{code}' is not what a photo can show", code = visible(&code)),
        t!(
            "nothing was changed; --shows takes {codes}, with commas between",
            codes = codes.join(", ")
        ),
    )
}

/// A caption that fits.
pub(super) fn caption(text: &str) -> Result<String, Failure> {
    let caption = text.trim();
    if caption.len() > MAX_CAPTION {
        return Err(Failure::refused(
            t!(
                "the caption has {n} bytes; at most {most} fit",
                n = caption.len(),
                most = MAX_CAPTION
            ),
            t!("nothing was changed; say it in fewer words"),
        ));
    }
    Ok(caption.to_owned())
}

fn not_taken(path: &std::path::Path, why: &evidence::NotTaken) -> Failure {
    Failure::refused(
        format!("{}: {why}", visible(&path.display().to_string())),
        t!("nothing was changed; leave it out, or give another copy of it"),
    )
}

/// Reads a day, month or year.
pub(super) fn taken(text: &str) -> Result<PartialDate, String> {
    PartialDate::parse(text).ok_or_else(|| "a day is written 2026-11-22".to_owned())
}
