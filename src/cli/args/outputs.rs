//! Arguments of commands that say what follows from a survey, and of those that describe the program.

use std::path::PathBuf;

use bigdecimal::BigDecimal;
use clap::{Args, ValueEnum};

use super::TextFormat;
use super::values::{amount, choice, day, edition, verdict};
use crate::model::{Day, Verdict};
use crate::plan::Choice;
use crate::report::Edition;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum GapsFormat {
    /// For reading
    Table,
    /// One finding a row
    Csv,
    /// One document
    Json,
    /// To paste
    Markdown,
    /// A workbook
    Xlsx,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Gaps {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// Judge by this profile: one of the survey, a built-in one or a path
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(in crate::cli) profile: Option<String>,
    /// Only these crossing points
    #[arg(long, value_name = "CODE")]
    pub(in crate::cli) crossing_point: Vec<String>,
    /// Only these verdicts: met, partly-met, not-met, not-assessed, not-applicable
    #[arg(long, value_name = "VERDICT", value_parser = verdict)]
    pub(in crate::cli) verdict: Vec<Verdict>,
    /// Judge as of this day; else that of the newest observation
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) as_of: Option<Day>,
    /// The format
    #[arg(long, default_value = "table")]
    pub(in crate::cli) format: GapsFormat,
    /// Where to write it; else it is printed
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Plan {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// Judge by this profile: one of the survey, a built-in one or a path
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(in crate::cli) profile: Option<String>,
    /// Only these crossing points
    #[arg(long, value_name = "CODE")]
    pub(in crate::cli) crossing_point: Vec<String>,
    /// What things cost: the price list of the mission
    #[arg(long, value_name = "PRICES.toml")]
    pub(in crate::cli) prices: Option<PathBuf>,
    /// How much there is to spend, in the currency of the price list
    #[arg(long, value_name = "AMOUNT", requires = "prices", value_parser = amount)]
    pub(in crate::cli) budget: Option<BigDecimal>,
    /// Totals over so many years
    #[arg(long, value_name = "YEARS", requires_all = ["rate", "prices"])]
    pub(in crate::cli) horizon: Option<u32>,
    /// The real discount rate of these totals, in percent a year
    #[arg(long, value_name = "PERCENT", requires = "horizon", value_parser = amount)]
    pub(in crate::cli) rate: Option<BigDecimal>,
    /// Only what this option takes: do-nothing, critical-only, all-gaps, within-budget; else all
    /// lines, or those within the budget
    #[arg(long, value_name = "OPTION", value_parser = choice)]
    pub(in crate::cli) option: Option<Choice>,
    /// Show what would change instead, without recording it: "add 4 REMEDY at POINT/POSITION",
    /// "set ATTRIBUTE=VALUE at PLACE", "remove ITEM at PLACE"
    #[arg(long, value_name = "WHAT", conflicts_with_all = ["budget", "horizon", "option", "prices", "crossing_point"])]
    pub(in crate::cli) assume: Vec<String>,
    /// Judge as of this day; else that of the newest observation
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) as_of: Option<Day>,
    /// The format
    #[arg(long, default_value = "table")]
    pub(in crate::cli) format: GapsFormat,
    /// Where to write it; else it is printed
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum RobustFormat {
    /// For reading
    Table,
    /// One row for each side of a dispute and each answer
    Csv,
    /// One document
    Json,
    /// To paste
    Markdown,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Robust {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// Judge by this profile: one of the survey, a built-in one or a path
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(in crate::cli) profile: Option<String>,
    /// Only these crossing points
    #[arg(long, value_name = "CODE")]
    pub(in crate::cli) crossing_point: Vec<String>,
    /// Judge as of this day; else that of the newest observation
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) as_of: Option<Day>,
    /// The format
    #[arg(long, default_value = "table")]
    pub(in crate::cli) format: RobustFormat,
    /// Where to write it; else it is printed
    #[arg(long, value_name = "PATH")]
    pub(in crate::cli) out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ReportFormat {
    /// Tagged pages, for reading and for archives
    Pdf,
    /// A Word file with headings and tables
    Docx,
    /// One web page that needs nothing else
    Html,
    /// Text to paste
    Markdown,
    /// A workbook, one sheet for each table
    Xlsx,
    /// A folder with one table a file
    Csv,
    /// The crossing points with their counts, for maps
    Geojson,
    /// The same as a GeoPackage, the database of maps
    Gpkg,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Trace {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// The short id of a line, or the finding: DOC-06@QV-A01/entry
    pub(in crate::cli) id: String,
    /// Judge by this profile: one of the survey, a built-in one or a path
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(in crate::cli) profile: Option<String>,
    /// Judge as of this day; else that of the newest observation
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) as_of: Option<Day>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Paper {
    /// 210 x 297 mm
    A4,
    /// 8.5 x 11 in
    Letter,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Report {
    /// The survey
    pub(in crate::cli) file: PathBuf,
    /// The file to write; its ending tells the format
    #[arg(long, value_name = "REPORT.pdf")]
    pub(in crate::cli) out: PathBuf,
    /// The format, if the ending does not tell it
    #[arg(long)]
    pub(in crate::cli) format: Option<ReportFormat>,
    /// Also one PDF for each crossing point, into this folder
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) each: Option<PathBuf>,
    /// What may enter the report: full, partner or public
    #[arg(long, value_name = "EDITION", default_value = "full", value_parser = edition)]
    pub(in crate::cli) edition: Edition,
    /// What things cost: the price list of the mission
    #[arg(long, value_name = "PRICES.toml")]
    pub(in crate::cli) prices: Option<PathBuf>,
    /// Totals over so many years
    #[arg(long, value_name = "YEARS", requires_all = ["rate", "prices"])]
    pub(in crate::cli) horizon: Option<u32>,
    /// The real discount rate of these totals, in percent a year
    #[arg(long, value_name = "PERCENT", requires = "horizon", value_parser = amount)]
    pub(in crate::cli) rate: Option<BigDecimal>,
    /// The house style of the mission: logo, who signs, chapters, notice, colour
    #[arg(long, value_name = "REPORT.toml")]
    pub(in crate::cli) house: Option<PathBuf>,
    /// Say what the report will hold; write nothing
    #[arg(long)]
    pub(in crate::cli) preview: bool,
    /// Marking in header and footer of every page, printed as it is
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) marking: Option<String>,
    /// Only these crossing points
    #[arg(long, value_name = "CODE")]
    pub(in crate::cli) crossing_point: Vec<String>,
    /// Judge by this profile: one of the survey, a built-in one or a path
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(in crate::cli) profile: Option<String>,
    /// Judge as of this day; else that of the newest observation
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) as_of: Option<Day>,
    /// Set the findings of this earlier day beside those of the report
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(in crate::cli) since: Option<Day>,
    /// The size of the pages
    #[arg(long, default_value = "a4")]
    pub(in crate::cli) paper: Paper,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Keys {
    /// The format
    #[arg(long, default_value = "table")]
    pub(in crate::cli) format: KeysFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum KeysFormat {
    /// For reading
    Table,
    /// One document
    Json,
    /// The manual page, with every command of the program
    Man,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Schema {
    /// The format
    #[arg(long, default_value = "table")]
    pub(in crate::cli) format: TextFormat,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Completions {
    /// The shell
    pub(in crate::cli) shell: clap_complete::Shell,
}
