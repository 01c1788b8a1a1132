//! The commands. One file for each; arguments in, exit code and words out.
//!
//! Exit codes: 0 done; 1 the input is refused or a file is not what it should be, and nothing was
//! changed; 2 wrong usage; 3 done, but something needs a person; 70 a defect of the program.

mod args;
mod context;
mod demo;
mod export;
mod failure;
mod gaps;
mod import;
mod log;
mod new;
mod open;
mod output;
mod plan;
mod profile;
mod reference;
mod report;
mod trace;
mod verify;

use clap::{CommandFactory, Parser};

use args::{Cli, Command};
use failure::Failure;

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
    match dispatch(cli.command) {
        Ok(code) => code,
        Err(failure) => {
            output::say(&failure.to_string());
            failure.code as u8
        }
    }
}

/// The commands, for help and completions.
pub(crate) fn command() -> clap::Command {
    Cli::command()
}

fn dispatch(command: Command) -> Result<u8, Failure> {
    match command {
        Command::Open(args) => open::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::New(args) => new::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Gaps(args) => gaps::run(&args),
        Command::Plan(args) => plan::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Trace(args) => trace::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Log(args) => log::run(&args),
        Command::Profile(args) => profile::run(&args),
        Command::Schema(args) => reference::schema(&args),
        Command::Completions(args) => reference::completions(&args),
        Command::Keys(args) => reference::keys(&args),
    }
}
