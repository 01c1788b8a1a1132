//! Arguments of commands that make a survey, open it, and bring things into it and out of it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::TextFormat;
use super::values::{edition, evidence, pair};
use crate::model::{Evidence, PartialDate};
use crate::report::Edition;

// A sitting at a survey, on the screens or in lines; what each is stands at its command.
#[derive(Debug, Args)]
pub(in crate::cli) struct Sitting {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// Who records; asked if it is not given
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) recorded_by: Option<String>,
    /// Judge by this profile: an id or a path
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(in crate::cli) profile: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Demo {
    /// Where to put it
    #[arg(long, value_name = "DIR", default_value = "varsenia-demo")]
    pub(in crate::cli) dir: PathBuf,
    /// Do not open it in the terminal
    #[arg(long)]
    pub(in crate::cli) no_tui: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct New {
    /// The file to make
    pub(in crate::cli) file: PathBuf,
    /// The title of the survey
    #[arg(long)]
    pub(in crate::cli) title: String,
    /// A profile to judge by: the id of a built-in one or a path; it is copied into the survey
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(in crate::cli) profile: Vec<String>,
    /// A table of crossing points to begin with
    #[arg(long, value_name = "TABLE.csv")]
    pub(in crate::cli) from: Option<PathBuf>,
    /// Encrypt it with a passphrase, which is asked for
    #[arg(long)]
    pub(in crate::cli) encrypt: bool,
    /// The new passphrase is the first line of this file
    #[arg(long, value_name = "PATH", requires = "encrypt")]
    pub(in crate::cli) new_passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) table: Table,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Encrypt {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// The new passphrase is the first line of this file; else it is asked for
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) new_passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Decrypt {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// Do it; without, it is only said what it means
    #[arg(long)]
    pub(in crate::cli) yes: bool,
}

/// How a table is read.
#[derive(Debug, Args)]
pub(in crate::cli) struct Table {
    /// Who recorded rows that do not say so
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) recorded_by: Option<String>,
    /// How values were found out whose rows do not say so
    #[arg(long, value_name = "GRADE", value_parser = evidence)]
    pub(in crate::cli) evidence: Option<Evidence>,
    /// Read a column under another name: port_code=crossing_point; an empty new name leaves it out
    #[arg(long, value_name = "OLD=NEW", value_parser = pair)]
    pub(in crate::cli) map: Vec<(String, String)>,
    /// Say the same of every row: type=road
    #[arg(long, value_name = "ATTRIBUTE=VALUE", value_parser = pair)]
    pub(in crate::cli) set: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TableKind {
    /// One fact a row
    Facts,
    /// One crossing point a row
    CrossingPoints,
    /// One item a row
    Equipment,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Import {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// The table
    pub(in crate::cli) source: PathBuf,
    /// What its rows are
    #[arg(long = "as", value_name = "KIND", default_value = "facts")]
    pub(in crate::cli) rows: TableKind,
    #[command(flatten)]
    pub(in crate::cli) table: Table,
    /// Check everything, write nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Attach {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// The photos and files; all or none
    #[arg(required = true, value_name = "PATH")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// Of what: the codes of a crossing point, position and item, QV-R02/back-room/readers
    #[arg(long, value_name = "CODE")]
    pub(in crate::cli) at: String,
    /// The fact that they show; else they show the place
    #[arg(long, value_name = "KEY")]
    pub(in crate::cli) attribute: Option<String>,
    /// What can be seen, in words; the report says it to whoever cannot see it
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) caption: Option<String>,
    /// What others must not see in them: person, document, screen; held back until cleared
    #[arg(long, value_name = "WHAT")]
    pub(in crate::cli) shows: Option<String>,
    /// When they were taken: a day, month or year
    #[arg(long, value_name = "DATE", value_parser = crate::cli::attach::taken)]
    pub(in crate::cli) taken: Option<PartialDate>,
    /// Who attaches them; else the name of the user
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) recorded_by: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Photos {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// Only those of this crossing point
    #[arg(long, value_name = "CODE")]
    pub(in crate::cli) crossing_point: Option<String>,
    /// The format
    #[arg(long, default_value = "table")]
    pub(in crate::cli) format: TextFormat,
    /// Write them as files into this folder
    #[arg(long, value_name = "DIR", conflicts_with_all = ["clear", "remove"])]
    pub(in crate::cli) extract: Option<PathBuf>,
    /// Somebody has looked: this one may be shown although it was held back
    #[arg(long, value_name = "ID", requires = "because")]
    pub(in crate::cli) clear: Vec<String>,
    /// Take this one back, wherever it is attached
    #[arg(long, value_name = "ID", requires = "because")]
    pub(in crate::cli) remove: Vec<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) because: Option<String>,
    /// Who decides; else the name of the user
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) recorded_by: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ExportFormat {
    /// One fact a row; reads back with import
    FactsCsv,
    /// One document with every fact and what it supersedes
    Json,
    /// The same rows as a workbook, to look through; tables that come in are CSV
    Xlsx,
    /// The crossing points with their counts, for maps
    Geojson,
    /// The same as a GeoPackage, the database of maps
    Gpkg,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Export {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// The format
    #[arg(long, required_unless_present = "wipe")]
    pub(in crate::cli) format: Option<ExportFormat>,
    /// Where to write it; else it is printed
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// Of a map, what may enter it: full, partner or public
    #[arg(long, value_name = "EDITION", default_value = "full", value_parser = edition)]
    pub(in crate::cli) edition: Edition,
    /// Of a map, judge by this profile: one of the survey, a built-in one or a path
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(in crate::cli) profile: Option<String>,
    /// After a hand-over: remove the survey from this laptop, with the receipt of who has it now
    #[arg(long, value_name = "RECEIPT")]
    pub(in crate::cli) wipe: Option<PathBuf>,
    /// Do remove it; without, it is only checked
    #[arg(long, requires = "wipe")]
    pub(in crate::cli) yes: bool,
}
