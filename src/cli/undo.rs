//! `borderfit undo`: an import or a merge taken back as a whole; what it brought stays in history.

use super::args::Undo;
use super::context::{Decider, now};
use super::failure::Failure;
use super::log::action;
use super::output::say;
use crate::merge::history::take_back;
use crate::model::visible;
use crate::store::{LogEntry, OpenMode, Store};
use crate::t;

pub(super) fn run(args: &Undo) -> Result<u8, Failure> {
    let because = args.because.trim();
    if because.is_empty() {
        return Err(Failure::usage(
            t!("taking back needs a reason; nothing was changed"),
            t!("say why with --because"),
        ));
    }
    let mode = if args.dry_run { OpenMode::ReadOnly } else { OpenMode::ReadWrite };
    let mut store = Store::open(&args.file, mode)?;
    let mut survey = store.load()?;
    let none = || {
        Failure::refused(
            t!(
                "{file} has no import or merge number {number}",
                file = args.file.display(),
                number = args.number
            ),
            t!("nothing was changed; 'borderfit log --imports' lists them"),
        )
    };
    let logged = store.logged()?.into_iter().find(|l| l.number == args.number).ok_or_else(none)?;
    let first = logged.first.ok_or_else(none)?;
    let range = first..first.saturating_add(logged.added).min(survey.observations().len());
    let mut decider = Decider::new(args.recorded_by.as_deref())?;
    let mut hand = decider.hand();
    let done = take_back(&mut survey, range, because, &mut hand);
    say(&t!(
        "{action} {source}: {restored} facts as before, {cleared} taken back, {deleted} places and \
         items deleted, {left} left as others changed them since",
        action = action(&logged.action),
        source = visible(&logged.source),
        restored = done.restored,
        cleared = done.cleared,
        deleted = done.deleted,
        left = done.left
    ));
    if args.dry_run {
        say(t!("nothing was written (--dry-run)"));
        return Ok(0);
    }
    store.log(LogEntry {
        action: "undo",
        source: format!("{} {}", logged.number, logged.source),
        digest: logged.digest,
        known: 0,
        now: now(),
    });
    store.append(&survey)?;
    Ok(0)
}
