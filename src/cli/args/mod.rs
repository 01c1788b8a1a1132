//! The arguments of every command, as the help shows them.

mod files;
mod outputs;
mod profiles;
mod tables;
mod values;

pub(super) use files::{
    Compare, Conflicts, IdentityArgs, Join, Log, Merge, Receive, Redact, Send, Settle, TextFormat,
    Undo, Verify,
};
pub(super) use outputs::{
    Completions, Gaps, GapsFormat, Keys, KeysFormat, Paper, Plan, Report, ReportFormat, Robust,
    RobustFormat, Schema, Trace,
};
pub(super) use profiles::{Change, ProfileAdd, ProfileArgs, ProfileCommand, ProfileUse};
pub(super) use tables::{
    Attach, Decrypt, Demo, Encrypt, Export, ExportFormat, Import, New, Photos, Sitting, Table,
    TableKind,
};

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::language::Language;
use values::language;

/// On-site feasibility surveys of the equipment at border crossing points.
///
/// Record what was found, with its evidence; the program derives what is met, what is missing
/// against which requirement, and what nobody knows yet. Works offline.
#[derive(Debug, Parser)]
#[command(name = "borderfit", version)]
pub(super) struct Cli {
    /// Language of screens, questions and reports: en or fr; else as set on this laptop
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = language)]
    pub(super) language: Option<Language>,
    /// The passphrases of encrypted surveys, one a line, which may be /dev/fd/3; else they are asked
    #[arg(long, global = true, value_name = "PATH")]
    pub(super) survey_passphrase_file: Option<PathBuf>,
    /// Nothing: the home screen
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open a survey in the terminal
    Open(Sitting),
    /// The same walk as plain lines: for screen readers and bare terminals
    Ask(Sitting),
    /// Build the demo survey of the fictional Varsenia, print its gaps, write its PDF, open it
    Demo(Demo),
    /// Make a new survey
    New(New),
    /// Read a table into a survey; all rows or none
    Import(Import),
    /// Attach photos and files to a place or fact, without what cameras write into them
    Attach(Attach),
    /// The photos and files of a survey: list them, take them out, clear them
    Photos(Photos),
    /// Write everything that was recorded
    Export(Export),
    /// The gap table
    Gaps(Gaps),
    /// Remedies for the gaps: feasibility, phases, cost, what a budget closes
    Plan(Plan),
    /// What would flip a verdict: every dispute, and every answer that is missing
    Robust(Robust),
    /// The report as PDF, and in the formats that writers work with
    Report(Report),
    /// What a line of a report rests on: requirement, facts, evidence, who and when
    Trace(Trace),
    /// Merge files of one survey: everything that anybody recorded, nothing lost
    Merge(Merge),
    /// What people said differently and nobody has decided
    Conflicts(Conflicts),
    /// Decide a dispute, with a reason; or reopen one
    Settle(Settle),
    /// Two records of one place or thing: they are one, or they are not
    Join(Join),
    /// Hand a survey over: sealed, encrypted, read again
    Send(Send),
    /// Merge what somebody sent
    Receive(Receive),
    /// Your keys: the one to receive with, and the fingerprint of your seals
    Identity(IdentityArgs),
    /// Take back an import or a merge as a whole
    Undo(Undo),
    /// Erase a note or an answer for good; ids, history and seals stay valid
    Redact(Redact),
    /// Encrypt a survey with a passphrase, or give it another one
    Encrypt(Encrypt),
    /// Make an encrypted survey readable for whoever has the file
    Decrypt(Decrypt),
    /// Two surveys, or two days of one: verdicts then and now
    Compare(Compare),
    /// Check a survey file: every hash, every row
    Verify(Verify),
    /// Who recorded what, when, superseding what
    Log(Log),
    /// Standards: list, show, check, questions
    Profile(ProfileArgs),
    /// The keys of the terminal screens
    Keys(Keys),
    /// The formats of tables, profiles and files
    Schema(Schema),
    /// Completions for a shell
    Completions(Completions),
}
