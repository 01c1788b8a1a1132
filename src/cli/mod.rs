//! The commands. One file for each; arguments in, exit code and words out.
//!
//! Exit codes: 0 done; 1 the input is refused or a file is not what it should be, and nothing was
//! changed; 2 wrong usage; 3 done, but something needs a person; 70 a defect of the program.

mod args;
mod ask;
mod attach;
mod compare;
mod conflicts;
mod context;
mod demo;
mod export;
mod failure;
mod gaps;
mod home;
mod import;
mod join;
mod keyring;
mod locking;
mod log;
mod maps;
mod merge;
mod merge_home;
mod new;
mod open;
mod output;
mod photos;
mod plan;
mod profile;
mod profile_use;
mod redact;
mod reference;
mod report;
mod robust;
mod sending;
mod trace;
mod undo;
mod verify;
mod wipe;

use clap::{CommandFactory, Parser};

use args::{Cli, Command};
use failure::Failure;

use crate::language::{Language, speak};
use crate::t;

/// Runs the program with the arguments of the process and gives its exit code.
#[must_use]
pub fn run() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            // Nobody is left to be told when the terminal cannot be written.
            let _ = error.print();
            return code;
        }
    };
    if cli.language == Some(Language::Arabic) && !matches!(cli.command, Some(Command::Report(_))) {
        let failure = Failure::usage(
            t!("only reports are written in Arabic"),
            t!("use --language ar with 'borderfit report', or another language"),
        );
        output::say(&failure.to_string());
        return failure.code as u8;
    }
    speak(cli.language.or_else(|| spoken_here(cli.command.as_ref())).unwrap_or_default());
    let done = match cli.command {
        Some(command) => locking::unlock_all(&command, cli.survey_passphrase_file.as_deref())
            .and_then(|()| dispatch(command)),
        None => home::run(),
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            output::say(&failure.to_string());
            failure.code as u8
        }
    }
}

/// The language of the laptop: `BORDERFIT_LANGUAGE` for every command; for the screens and the
/// walk also what was set in them, and the locale. Tables and reports are the same on every laptop
/// unless a language is asked for.
fn spoken_here(command: Option<&Command>) -> Option<Language> {
    let named = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let asked = named("BORDERFIT_LANGUAGE").and_then(|tag| Language::of_tag(&tag));
    let speaks =
        |l: &Language| *l != Language::Arabic || matches!(command, Some(Command::Report(_)));
    if let Some(asked) = asked.filter(speaks) {
        return Some(asked);
    }
    if !matches!(command, None | Some(Command::Open(_) | Command::Ask(_))) {
        return None;
    }
    let set = home::own().and_then(|own| own.language());
    set.or_else(|| {
        Language::of_tag(&["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(named)?)
    })
}

/// The commands, for help and completions.
pub(crate) fn command() -> clap::Command {
    Cli::command()
}

fn dispatch(command: Command) -> Result<u8, Failure> {
    match command {
        Command::Open(args) => open::run(&args),
        Command::Ask(args) => ask::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::New(args) => new::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Attach(args) => attach::run(&args),
        Command::Photos(args) => photos::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Gaps(args) => gaps::run(&args),
        Command::Plan(args) => plan::run(&args),
        Command::Robust(args) => robust::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Merge(args) => merge::run(&args),
        Command::Conflicts(args) => conflicts::run(&args),
        Command::Settle(args) => conflicts::run_settle(&args),
        Command::Join(args) => join::run(&args),
        Command::Send(args) => sending::send(&args),
        Command::Receive(args) => sending::receive(&args),
        Command::Identity(args) => sending::run_identity(&args),
        Command::Undo(args) => undo::run(&args),
        Command::Redact(args) => redact::run(&args),
        Command::Encrypt(args) => locking::encrypt(&args),
        Command::Decrypt(args) => locking::decrypt(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Trace(args) => trace::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Log(args) => log::run(&args),
        Command::Profile(args) => profile::run(&args),
        Command::Schema(args) => reference::schema(&args),
        Command::Completions(args) => reference::completions(&args),
        Command::Keys(args) => reference::keys(&args),
    }
}
