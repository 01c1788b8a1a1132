//! Arguments of commands about files of several laptops: merging, handing over, what people decide.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::values::{day, evidence, pair};
use crate::model::{Day, Evidence};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TextFormat {
    /// For reading
    Table,
    /// One document
    Json,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Verify {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// The format
    #[arg(long, default_value = "table")]
    pub(in crate::cli) format: TextFormat,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Merge {
    /// The survey to merge into; made if it is not there
    #[arg(long, value_name = "TARGET")]
    pub(in crate::cli) into: PathBuf,
    /// The files to merge
    #[arg(required = true, value_name = "SOURCE")]
    pub(in crate::cli) sources: Vec<PathBuf>,
    /// Show what would come of it, write nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// The format
    #[arg(long, default_value = "table")]
    pub(in crate::cli) format: TextFormat,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Join {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// The record that is the same as the other: codes, QV-R02/back-room
    pub(in crate::cli) a: String,
    /// The record whose code stays
    pub(in crate::cli) b: String,
    /// They are two, however alike they look
    #[arg(long, conflicts_with = "undo")]
    pub(in crate::cli) apart: bool,
    /// Take back what was said of the two
    #[arg(long)]
    pub(in crate::cli) undo: bool,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) because: String,
    /// Who says so; else the name of the user
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) recorded_by: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Send {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// For whom: a key (age1...), or 'passphrase' for whoever knows one
    #[arg(long, required = true, value_name = "KEY_OR_PASSPHRASE")]
    pub(in crate::cli) to: Vec<String>,
    /// The container to write
    #[arg(long, value_name = "FILE.age")]
    pub(in crate::cli) out: PathBuf,
    /// Do not seal it: whoever receives it cannot tell that it is from you
    #[arg(long)]
    pub(in crate::cli) unsigned: bool,
    /// A file with the passphrase of the container; else it is asked
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) passphrase_file: Option<PathBuf>,
    /// A file with the passphrase of your keys; else it is asked
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) key_passphrase_file: Option<PathBuf>,
    /// Your name, for new keys; else the name of the user
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) recorded_by: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Receive {
    /// The container
    pub(in crate::cli) file: PathBuf,
    /// The survey to merge into; made if it is not there
    #[arg(long, value_name = "TARGET")]
    pub(in crate::cli) into: PathBuf,
    /// It was encrypted with a passphrase, which is asked
    #[arg(long)]
    pub(in crate::cli) passphrase: bool,
    /// It was encrypted with the passphrase in this file
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) passphrase_file: Option<PathBuf>,
    /// A file with the passphrase of your keys; else it is asked
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) key_passphrase_file: Option<PathBuf>,
    /// Also write a signed receipt, with which the sender may wipe the laptop
    #[arg(long, value_name = "RECEIPT", conflicts_with = "dry_run")]
    pub(in crate::cli) receipt: Option<PathBuf>,
    /// Show what would come of it, write nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// The format
    #[arg(long, default_value = "table")]
    pub(in crate::cli) format: TextFormat,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct IdentityArgs {
    /// Know a signer by a name, after comparing all of the fingerprint with them
    #[arg(long, value_name = "FINGERPRINT=NAME", value_parser = pair)]
    pub(in crate::cli) trust: Option<(String, String)>,
    /// A file with the passphrase of your keys; else it is asked
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) key_passphrase_file: Option<PathBuf>,
    /// Your name, for new keys; else the name of the user
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) recorded_by: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Conflicts {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// List what was settled too, which can be reopened
    #[arg(long)]
    pub(in crate::cli) settled: bool,
    /// The format
    #[arg(long, default_value = "table")]
    pub(in crate::cli) format: TextFormat,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Settle {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// The dispute, as 'conflicts' names it; to reopen, the settlement
    #[arg(conflicts_with = "prefer_evidence")]
    pub(in crate::cli) conflict: Option<String>,
    /// This side holds
    #[arg(long, value_name = "OBSERVATION", group = "how")]
    pub(in crate::cli) take: Option<String>,
    /// None holds; this value does
    #[arg(long, value_name = "VALUE", group = "how", requires = "evidence")]
    pub(in crate::cli) value: Option<String>,
    /// The unit of that value
    #[arg(long, requires = "value")]
    pub(in crate::cli) unit: Option<String>,
    /// How that value was found out
    #[arg(long, value_name = "GRADE", value_parser = evidence, requires = "value")]
    pub(in crate::cli) evidence: Option<Evidence>,
    /// Nobody can tell: keep it as a disagreement
    #[arg(long, group = "how")]
    pub(in crate::cli) keep: bool,
    /// Let the sides stand again as they did
    #[arg(long, group = "how")]
    pub(in crate::cli) reopen: bool,
    /// Take the side with the strongest evidence, in every dispute that has one
    #[arg(long, group = "how")]
    pub(in crate::cli) prefer_evidence: bool,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) because: String,
    /// Who decides; else the name of the user
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) recorded_by: Option<String>,
    /// Show what would be decided, write nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Log {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// Only this crossing point
    #[arg(long, value_name = "CODE")]
    pub(in crate::cli) crossing_point: Option<String>,
    /// Only this attribute
    #[arg(long, value_name = "KEY")]
    pub(in crate::cli) attribute: Option<String>,
    /// List imports and merges instead, with the numbers that undo takes
    #[arg(long, conflicts_with_all = ["crossing_point", "attribute"])]
    pub(in crate::cli) imports: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Undo {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// The number of the import or merge, as 'log --imports' lists it
    pub(in crate::cli) number: usize,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) because: String,
    /// Who takes it back; else the name of the user
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) recorded_by: Option<String>,
    /// Show what would be taken back, write nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Redact {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// What 'borderfit log' lists first in its line; what it superseded goes with it
    #[arg(required = true)]
    pub(in crate::cli) reference: Vec<String>,
    /// Why; it stays, so it must not repeat what is erased
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) because: String,
    /// Erase the answer too; else it stands without its note
    #[arg(long)]
    pub(in crate::cli) answer: bool,
    /// Who erases; else the name of the user
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) recorded_by: Option<String>,
    /// Do it; without, it is only shown
    #[arg(long)]
    pub(in crate::cli) yes: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Compare {
    /// The survey then
    pub(in crate::cli) then: PathBuf,
    /// The survey now; left out, the same one
    pub(in crate::cli) now: Option<PathBuf>,
    /// Judge both by this profile: one of the later survey, a built-in one or a path
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(in crate::cli) profile: Option<String>,
    /// Then: what was recorded until this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) then_of: Option<Day>,
    /// Now: what was recorded until this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) now_of: Option<Day>,
    /// List what is the same too
    #[arg(long)]
    pub(in crate::cli) all: bool,
    /// The format
    #[arg(long, default_value = "table")]
    pub(in crate::cli) format: TextFormat,
}
