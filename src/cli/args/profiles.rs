//! Arguments of commands about standards.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::TextFormat;
use super::values::{day, weighed};
use crate::model::Day;
use crate::standard::Severity;

#[derive(Debug, Args)]
pub(in crate::cli) struct ProfileArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: ProfileCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ProfileCommand {
    /// The built-in profiles
    List {
        /// The format
        #[arg(long, default_value = "table")]
        format: TextFormat,
    },
    /// The requirements of a profile
    Show {
        /// The id of a built-in profile or a path
        profile: String,
        /// The format
        #[arg(long, default_value = "table")]
        format: TextFormat,
    },
    /// Check profiles: every error and every doubt, with its place
    Check {
        /// Ids of built-in profiles or paths
        #[arg(required = true)]
        profiles: Vec<String>,
        /// The format
        #[arg(long, default_value = "table")]
        format: TextFormat,
    },
    /// What a second profile asks otherwise than a first, and which verdicts change with it
    Diff {
        /// The id of a built-in profile or a path
        first: String,
        /// The id of a built-in profile or a path
        second: String,
        /// Also the verdicts of this survey that change
        #[arg(long, value_name = "FILE")]
        survey: Option<PathBuf>,
        /// Judge as of this day; else that of the newest observation
        #[arg(long, value_name = "DATE", value_parser = day)]
        as_of: Option<Day>,
        /// The format
        #[arg(long, default_value = "table")]
        format: TextFormat,
    },
    /// Judge a survey by other profiles; shows every verdict that would change first
    Use(ProfileUse),
    /// Add requirements of the library to a profile of a survey; shows what would change first
    Add(ProfileAdd),
    /// What a profile makes an assessor ask
    Questions {
        /// The id of a built-in profile or a path
        profile: String,
        /// The format
        #[arg(long, default_value = "table")]
        format: TextFormat,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ProfileUse {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// Ids (ID or ID@VERSION) of profiles that it holds, ids of built-in ones, or paths; these and
    /// no others are in force then
    #[arg(required = true, value_name = "ID_OR_PATH")]
    pub(in crate::cli) profiles: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) change: Change,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ProfileAdd {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// Requirements of the library: DOC-11, or DOC-11=major; minor if nothing is said
    #[arg(required = true, value_name = "ID[=SEVERITY]", value_parser = weighed)]
    pub(in crate::cli) requirements: Vec<(String, Severity)>,
    /// To which profile, if the survey has several
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) profile: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) change: Change,
}

/// How a change of what a survey is judged by is made.
#[derive(Debug, Args)]
pub(in crate::cli) struct Change {
    /// Show what would change, write nothing
    #[arg(long, conflicts_with = "yes")]
    pub(in crate::cli) dry_run: bool,
    /// Write without asking
    #[arg(long)]
    pub(in crate::cli) yes: bool,
    /// Who decided it
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) recorded_by: Option<String>,
    /// Show verdicts as of this day; else that of the newest observation
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) as_of: Option<Day>,
}
