//! The arguments of every command, as the help shows them.

use std::path::PathBuf;

use bigdecimal::BigDecimal;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::language::Language;
use crate::model::value::parse_decimal;
use crate::model::{Day, Evidence, PartialDate, Verdict};
use crate::plan::Choice;
use crate::report::Edition;
use crate::standard::Severity;

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
    Open(Open),
    /// The same walk as plain lines: for screen readers and bare terminals
    Ask(Ask),
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

#[derive(Debug, Args)]
pub(super) struct Open {
    /// The survey
    pub(super) file: PathBuf,
    /// Who records; asked if it is not given
    #[arg(long, value_name = "NAME")]
    pub(super) recorded_by: Option<String>,
    /// Judge by this profile: an id or a path
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(super) profile: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Ask {
    /// The survey
    pub(super) file: PathBuf,
    /// Who records; asked if it is not given
    #[arg(long, value_name = "NAME")]
    pub(super) recorded_by: Option<String>,
    /// Judge by this profile: an id or a path
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(super) profile: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Where to put it
    #[arg(long, value_name = "DIR", default_value = "varsenia-demo")]
    pub(super) dir: PathBuf,
    /// Do not open it in the terminal
    #[arg(long)]
    pub(super) no_tui: bool,
}

#[derive(Debug, Args)]
pub(super) struct New {
    /// The file to make
    pub(super) file: PathBuf,
    /// The title of the survey
    #[arg(long)]
    pub(super) title: String,
    /// A profile to judge by: the id of a built-in one or a path; it is copied into the survey
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(super) profile: Vec<String>,
    /// A table of crossing points to begin with
    #[arg(long, value_name = "TABLE.csv")]
    pub(super) from: Option<PathBuf>,
    /// Encrypt it with a passphrase, which is asked for
    #[arg(long)]
    pub(super) encrypt: bool,
    /// The new passphrase is the first line of this file
    #[arg(long, value_name = "PATH", requires = "encrypt")]
    pub(super) new_passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    pub(super) table: Table,
}

#[derive(Debug, Args)]
pub(super) struct Encrypt {
    /// The survey
    pub(super) file: PathBuf,
    /// The new passphrase is the first line of this file; else it is asked for
    #[arg(long, value_name = "PATH")]
    pub(super) new_passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Decrypt {
    /// The survey
    pub(super) file: PathBuf,
    /// Do it; without, it is only said what it means
    #[arg(long)]
    pub(super) yes: bool,
}

/// How a table is read.
#[derive(Debug, Args)]
pub(super) struct Table {
    /// Who recorded rows that do not say so
    #[arg(long, value_name = "NAME")]
    pub(super) recorded_by: Option<String>,
    /// How values were found out whose rows do not say so
    #[arg(long, value_name = "GRADE", value_parser = evidence)]
    pub(super) evidence: Option<Evidence>,
    /// Read a column under another name: port_code=crossing_point; an empty new name leaves it out
    #[arg(long, value_name = "OLD=NEW", value_parser = pair)]
    pub(super) map: Vec<(String, String)>,
    /// Say the same of every row: type=road
    #[arg(long, value_name = "ATTRIBUTE=VALUE", value_parser = pair)]
    pub(super) set: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TableKind {
    /// One fact a row
    Facts,
    /// One crossing point a row
    CrossingPoints,
    /// One item a row
    Equipment,
}

#[derive(Debug, Args)]
pub(super) struct Import {
    /// The survey
    pub(super) file: PathBuf,
    /// The table
    pub(super) source: PathBuf,
    /// What its rows are
    #[arg(long = "as", value_name = "KIND", default_value = "facts")]
    pub(super) rows: TableKind,
    #[command(flatten)]
    pub(super) table: Table,
    /// Check everything, write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct Attach {
    /// The survey
    pub(super) file: PathBuf,
    /// The photos and files; all or none
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Of what: the codes of a crossing point, position and item, QV-R02/back-room/readers
    #[arg(long, value_name = "CODE")]
    pub(super) at: String,
    /// The fact that they show; else they show the place
    #[arg(long, value_name = "KEY")]
    pub(super) attribute: Option<String>,
    /// What can be seen, in words; the report says it to whoever cannot see it
    #[arg(long, value_name = "TEXT")]
    pub(super) caption: Option<String>,
    /// What others must not see in them: person, document, screen; held back until cleared
    #[arg(long, value_name = "WHAT")]
    pub(super) shows: Option<String>,
    /// When they were taken: a day, month or year
    #[arg(long, value_name = "DATE", value_parser = super::attach::taken)]
    pub(super) taken: Option<PartialDate>,
    /// Who attaches them; else the name of the user
    #[arg(long, value_name = "NAME")]
    pub(super) recorded_by: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Photos {
    /// The survey
    pub(super) file: PathBuf,
    /// Only those of this crossing point
    #[arg(long, value_name = "CODE")]
    pub(super) crossing_point: Option<String>,
    /// The format
    #[arg(long, default_value = "table")]
    pub(super) format: TextFormat,
    /// Write them as files into this folder
    #[arg(long, value_name = "DIR", conflicts_with_all = ["clear", "remove"])]
    pub(super) extract: Option<PathBuf>,
    /// Somebody has looked: this one may be shown although it was held back
    #[arg(long, value_name = "ID", requires = "because")]
    pub(super) clear: Vec<String>,
    /// Take this one back, wherever it is attached
    #[arg(long, value_name = "ID", requires = "because")]
    pub(super) remove: Vec<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(super) because: Option<String>,
    /// Who decides; else the name of the user
    #[arg(long, value_name = "NAME")]
    pub(super) recorded_by: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportFormat {
    /// One fact a row; reads back with import
    FactsCsv,
    /// One document with every fact and what it supersedes
    Json,
    /// The crossing points with their counts, for maps
    Geojson,
    /// The same as a GeoPackage, the database of maps
    Gpkg,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// The survey
    pub(super) file: PathBuf,
    /// The format
    #[arg(long, required_unless_present = "wipe")]
    pub(super) format: Option<ExportFormat>,
    /// Where to write it; else it is printed
    #[arg(long, value_name = "PATH")]
    pub(super) out: Option<PathBuf>,
    /// Of a map, what may enter it: full, partner or public
    #[arg(long, value_name = "EDITION", default_value = "full", value_parser = edition)]
    pub(super) edition: Edition,
    /// Of a map, judge by this profile: one of the survey, a built-in one or a path
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(super) profile: Option<String>,
    /// After a hand-over: remove the survey from this laptop, with the receipt of who has it now
    #[arg(long, value_name = "RECEIPT")]
    pub(super) wipe: Option<PathBuf>,
    /// Do remove it; without, it is only checked
    #[arg(long, requires = "wipe")]
    pub(super) yes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum GapsFormat {
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
pub(super) struct Gaps {
    /// The survey
    pub(super) file: PathBuf,
    /// Judge by this profile: one of the survey, a built-in one or a path
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(super) profile: Option<String>,
    /// Only these crossing points
    #[arg(long, value_name = "CODE")]
    pub(super) crossing_point: Vec<String>,
    /// Only these verdicts: met, partly-met, not-met, not-assessed, not-applicable
    #[arg(long, value_name = "VERDICT", value_parser = verdict)]
    pub(super) verdict: Vec<Verdict>,
    /// Judge as of this day; else that of the newest observation
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) as_of: Option<Day>,
    /// The format
    #[arg(long, default_value = "table")]
    pub(super) format: GapsFormat,
    /// Where to write it; else it is printed
    #[arg(long, value_name = "PATH")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Plan {
    /// The survey
    pub(super) file: PathBuf,
    /// Judge by this profile: one of the survey, a built-in one or a path
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(super) profile: Option<String>,
    /// Only these crossing points
    #[arg(long, value_name = "CODE")]
    pub(super) crossing_point: Vec<String>,
    /// What things cost: the price list of the mission
    #[arg(long, value_name = "PRICES.toml")]
    pub(super) prices: Option<PathBuf>,
    /// How much there is to spend, in the currency of the price list
    #[arg(long, value_name = "AMOUNT", requires = "prices", value_parser = amount)]
    pub(super) budget: Option<BigDecimal>,
    /// Totals over so many years
    #[arg(long, value_name = "YEARS", requires_all = ["rate", "prices"])]
    pub(super) horizon: Option<u32>,
    /// The real discount rate of these totals, in percent a year
    #[arg(long, value_name = "PERCENT", requires = "horizon", value_parser = amount)]
    pub(super) rate: Option<BigDecimal>,
    /// Only what this option takes: do-nothing, critical-only, all-gaps, within-budget; else all
    /// lines, or those within the budget
    #[arg(long, value_name = "OPTION", value_parser = choice)]
    pub(super) option: Option<Choice>,
    /// Show what would change instead, without recording it: "add 4 REMEDY at POINT/POSITION",
    /// "set ATTRIBUTE=VALUE at PLACE", "remove ITEM at PLACE"
    #[arg(long, value_name = "WHAT", conflicts_with_all = ["budget", "horizon", "option", "prices", "crossing_point"])]
    pub(super) assume: Vec<String>,
    /// Judge as of this day; else that of the newest observation
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) as_of: Option<Day>,
    /// The format
    #[arg(long, default_value = "table")]
    pub(super) format: GapsFormat,
    /// Where to write it; else it is printed
    #[arg(long, value_name = "PATH")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RobustFormat {
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
pub(super) struct Robust {
    /// The survey
    pub(super) file: PathBuf,
    /// Judge by this profile: one of the survey, a built-in one or a path
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(super) profile: Option<String>,
    /// Only these crossing points
    #[arg(long, value_name = "CODE")]
    pub(super) crossing_point: Vec<String>,
    /// Judge as of this day; else that of the newest observation
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) as_of: Option<Day>,
    /// The format
    #[arg(long, default_value = "table")]
    pub(super) format: RobustFormat,
    /// Where to write it; else it is printed
    #[arg(long, value_name = "PATH")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
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
pub(super) struct Trace {
    /// The survey
    pub(super) file: PathBuf,
    /// The short id of a line, or the finding: DOC-06@QV-A01/entry
    pub(super) id: String,
    /// Judge by this profile: one of the survey, a built-in one or a path
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(super) profile: Option<String>,
    /// Judge as of this day; else that of the newest observation
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) as_of: Option<Day>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Paper {
    /// 210 x 297 mm
    A4,
    /// 8.5 x 11 in
    Letter,
}

#[derive(Debug, Args)]
pub(super) struct Report {
    /// The survey
    pub(super) file: PathBuf,
    /// The file to write; its ending tells the format
    #[arg(long, value_name = "REPORT.pdf")]
    pub(super) out: PathBuf,
    /// The format, if the ending does not tell it
    #[arg(long)]
    pub(super) format: Option<ReportFormat>,
    /// Also one PDF for each crossing point, into this folder
    #[arg(long, value_name = "DIR")]
    pub(super) each: Option<PathBuf>,
    /// What may enter the report: full, partner or public
    #[arg(long, value_name = "EDITION", default_value = "full", value_parser = edition)]
    pub(super) edition: Edition,
    /// What things cost: the price list of the mission
    #[arg(long, value_name = "PRICES.toml")]
    pub(super) prices: Option<PathBuf>,
    /// Totals over so many years
    #[arg(long, value_name = "YEARS", requires_all = ["rate", "prices"])]
    pub(super) horizon: Option<u32>,
    /// The real discount rate of these totals, in percent a year
    #[arg(long, value_name = "PERCENT", requires = "horizon", value_parser = amount)]
    pub(super) rate: Option<BigDecimal>,
    /// The house style of the mission: logo, who signs, chapters, notice, colour
    #[arg(long, value_name = "REPORT.toml")]
    pub(super) house: Option<PathBuf>,
    /// Say what the report will hold; write nothing
    #[arg(long)]
    pub(super) preview: bool,
    /// Marking in header and footer of every page, printed as it is
    #[arg(long, value_name = "TEXT")]
    pub(super) marking: Option<String>,
    /// Only these crossing points
    #[arg(long, value_name = "CODE")]
    pub(super) crossing_point: Vec<String>,
    /// Judge by this profile: one of the survey, a built-in one or a path
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(super) profile: Option<String>,
    /// Judge as of this day; else that of the newest observation
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) as_of: Option<Day>,
    /// Set the findings of this earlier day beside those of the report
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) since: Option<Day>,
    /// The size of the pages
    #[arg(long, default_value = "a4")]
    pub(super) paper: Paper,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TextFormat {
    /// For reading
    Table,
    /// One document
    Json,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The survey
    pub(super) file: PathBuf,
    /// The format
    #[arg(long, default_value = "table")]
    pub(super) format: TextFormat,
}

#[derive(Debug, Args)]
pub(super) struct Merge {
    /// The survey to merge into; made if it is not there
    #[arg(long, value_name = "TARGET")]
    pub(super) into: PathBuf,
    /// The files to merge
    #[arg(required = true, value_name = "SOURCE")]
    pub(super) sources: Vec<PathBuf>,
    /// Show what would come of it, write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// The format
    #[arg(long, default_value = "table")]
    pub(super) format: TextFormat,
}

#[derive(Debug, Args)]
pub(super) struct Join {
    /// The survey
    pub(super) file: PathBuf,
    /// The record that is the same as the other: codes, QV-R02/back-room
    pub(super) a: String,
    /// The record whose code stays
    pub(super) b: String,
    /// They are two, however alike they look
    #[arg(long, conflicts_with = "undo")]
    pub(super) apart: bool,
    /// Take back what was said of the two
    #[arg(long)]
    pub(super) undo: bool,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(super) because: String,
    /// Who says so; else the name of the user
    #[arg(long, value_name = "NAME")]
    pub(super) recorded_by: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Send {
    /// The survey
    pub(super) file: PathBuf,
    /// For whom: a key (age1...), or 'passphrase' for whoever knows one
    #[arg(long, required = true, value_name = "KEY_OR_PASSPHRASE")]
    pub(super) to: Vec<String>,
    /// The container to write
    #[arg(long, value_name = "FILE.age")]
    pub(super) out: PathBuf,
    /// Do not seal it: whoever receives it cannot tell that it is from you
    #[arg(long)]
    pub(super) unsigned: bool,
    /// A file with the passphrase of the container; else it is asked
    #[arg(long, value_name = "PATH")]
    pub(super) passphrase_file: Option<PathBuf>,
    /// A file with the passphrase of your keys; else it is asked
    #[arg(long, value_name = "PATH")]
    pub(super) key_passphrase_file: Option<PathBuf>,
    /// Your name, for new keys; else the name of the user
    #[arg(long, value_name = "NAME")]
    pub(super) recorded_by: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Receive {
    /// The container
    pub(super) file: PathBuf,
    /// The survey to merge into; made if it is not there
    #[arg(long, value_name = "TARGET")]
    pub(super) into: PathBuf,
    /// It was encrypted with a passphrase, which is asked
    #[arg(long)]
    pub(super) passphrase: bool,
    /// It was encrypted with the passphrase in this file
    #[arg(long, value_name = "PATH")]
    pub(super) passphrase_file: Option<PathBuf>,
    /// A file with the passphrase of your keys; else it is asked
    #[arg(long, value_name = "PATH")]
    pub(super) key_passphrase_file: Option<PathBuf>,
    /// Also write a signed receipt, with which the sender may wipe the laptop
    #[arg(long, value_name = "RECEIPT", conflicts_with = "dry_run")]
    pub(super) receipt: Option<PathBuf>,
    /// Show what would come of it, write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// The format
    #[arg(long, default_value = "table")]
    pub(super) format: TextFormat,
}

#[derive(Debug, Args)]
pub(super) struct IdentityArgs {
    /// Know a signer by a name, after comparing all of the fingerprint with them
    #[arg(long, value_name = "FINGERPRINT=NAME", value_parser = pair)]
    pub(super) trust: Option<(String, String)>,
    /// A file with the passphrase of your keys; else it is asked
    #[arg(long, value_name = "PATH")]
    pub(super) key_passphrase_file: Option<PathBuf>,
    /// Your name, for new keys; else the name of the user
    #[arg(long, value_name = "NAME")]
    pub(super) recorded_by: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Conflicts {
    /// The survey
    pub(super) file: PathBuf,
    /// List what was settled too, which can be reopened
    #[arg(long)]
    pub(super) settled: bool,
    /// The format
    #[arg(long, default_value = "table")]
    pub(super) format: TextFormat,
}

#[derive(Debug, Args)]
pub(super) struct Settle {
    /// The survey
    pub(super) file: PathBuf,
    /// The dispute, as 'conflicts' names it; to reopen, the settlement
    #[arg(conflicts_with = "prefer_evidence")]
    pub(super) conflict: Option<String>,
    /// This side holds
    #[arg(long, value_name = "OBSERVATION", group = "how")]
    pub(super) take: Option<String>,
    /// None holds; this value does
    #[arg(long, value_name = "VALUE", group = "how", requires = "evidence")]
    pub(super) value: Option<String>,
    /// The unit of that value
    #[arg(long, requires = "value")]
    pub(super) unit: Option<String>,
    /// How that value was found out
    #[arg(long, value_name = "GRADE", value_parser = evidence, requires = "value")]
    pub(super) evidence: Option<Evidence>,
    /// Nobody can tell: keep it as a disagreement
    #[arg(long, group = "how")]
    pub(super) keep: bool,
    /// Let the sides stand again as they did
    #[arg(long, group = "how")]
    pub(super) reopen: bool,
    /// Take the side with the strongest evidence, in every dispute that has one
    #[arg(long, group = "how")]
    pub(super) prefer_evidence: bool,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(super) because: String,
    /// Who decides; else the name of the user
    #[arg(long, value_name = "NAME")]
    pub(super) recorded_by: Option<String>,
    /// Show what would be decided, write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct Log {
    /// The survey
    pub(super) file: PathBuf,
    /// Only this crossing point
    #[arg(long, value_name = "CODE")]
    pub(super) crossing_point: Option<String>,
    /// Only this attribute
    #[arg(long, value_name = "KEY")]
    pub(super) attribute: Option<String>,
    /// List imports and merges instead, with the numbers that undo takes
    #[arg(long, conflicts_with_all = ["crossing_point", "attribute"])]
    pub(super) imports: bool,
}

#[derive(Debug, Args)]
pub(super) struct Undo {
    /// The survey
    pub(super) file: PathBuf,
    /// The number of the import or merge, as 'log --imports' lists it
    pub(super) number: usize,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(super) because: String,
    /// Who takes it back; else the name of the user
    #[arg(long, value_name = "NAME")]
    pub(super) recorded_by: Option<String>,
    /// Show what would be taken back, write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct Redact {
    /// The survey
    pub(super) file: PathBuf,
    /// What 'borderfit log' lists first in its line; what it superseded goes with it
    #[arg(required = true)]
    pub(super) reference: Vec<String>,
    /// Why; it stays, so it must not repeat what is erased
    #[arg(long, value_name = "TEXT")]
    pub(super) because: String,
    /// Erase the answer too; else it stands without its note
    #[arg(long)]
    pub(super) answer: bool,
    /// Who erases; else the name of the user
    #[arg(long, value_name = "NAME")]
    pub(super) recorded_by: Option<String>,
    /// Do it; without, it is only shown
    #[arg(long)]
    pub(super) yes: bool,
}

#[derive(Debug, Args)]
pub(super) struct Compare {
    /// The survey then
    pub(super) then: PathBuf,
    /// The survey now; left out, the same one
    pub(super) now: Option<PathBuf>,
    /// Judge both by this profile: one of the later survey, a built-in one or a path
    #[arg(long, value_name = "ID_OR_PATH")]
    pub(super) profile: Option<String>,
    /// Then: what was recorded until this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) then_of: Option<Day>,
    /// Now: what was recorded until this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) now_of: Option<Day>,
    /// List what is the same too
    #[arg(long)]
    pub(super) all: bool,
    /// The format
    #[arg(long, default_value = "table")]
    pub(super) format: TextFormat,
}

#[derive(Debug, Args)]
pub(super) struct ProfileArgs {
    #[command(subcommand)]
    pub(super) command: ProfileCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum ProfileCommand {
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
pub(super) struct ProfileUse {
    /// The survey
    pub(super) file: PathBuf,
    /// Ids (ID or ID@VERSION) of profiles that it holds, ids of built-in ones, or paths; these and
    /// no others are in force then
    #[arg(required = true, value_name = "ID_OR_PATH")]
    pub(super) profiles: Vec<String>,
    #[command(flatten)]
    pub(super) change: Change,
}

#[derive(Debug, Args)]
pub(super) struct ProfileAdd {
    /// The survey
    pub(super) file: PathBuf,
    /// Requirements of the library: DOC-11, or DOC-11=major; minor if nothing is said
    #[arg(required = true, value_name = "ID[=SEVERITY]", value_parser = weighed)]
    pub(super) requirements: Vec<(String, Severity)>,
    /// To which profile, if the survey has several
    #[arg(long, value_name = "ID")]
    pub(super) profile: Option<String>,
    #[command(flatten)]
    pub(super) change: Change,
}

/// How a change of what a survey is judged by is made.
#[derive(Debug, Args)]
pub(super) struct Change {
    /// Show what would change, write nothing
    #[arg(long, conflicts_with = "yes")]
    pub(super) dry_run: bool,
    /// Write without asking
    #[arg(long)]
    pub(super) yes: bool,
    /// Who decided it
    #[arg(long, value_name = "NAME")]
    pub(super) recorded_by: Option<String>,
    /// Show verdicts as of this day; else that of the newest observation
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) as_of: Option<Day>,
}

#[derive(Debug, Args)]
pub(super) struct Keys {
    /// The format
    #[arg(long, default_value = "table")]
    pub(super) format: KeysFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum KeysFormat {
    /// For reading
    Table,
    /// One document
    Json,
    /// The manual page, with every command of the program
    Man,
}

#[derive(Debug, Args)]
pub(super) struct Schema {
    /// The format
    #[arg(long, default_value = "table")]
    pub(super) format: TextFormat,
}

#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    pub(super) shell: clap_complete::Shell,
}

fn evidence(text: &str) -> Result<Evidence, String> {
    Evidence::parse(text).ok_or_else(|| {
        let codes: Vec<_> = Evidence::ALL.iter().rev().map(|e| e.code()).collect();
        format!("it is one of {}", codes.join(", "))
    })
}

fn verdict(text: &str) -> Result<Verdict, String> {
    Verdict::parse(text).ok_or_else(|| {
        let codes: Vec<_> = Verdict::ALL.iter().map(|v| v.code()).collect();
        format!("it is one of {}", codes.join(", "))
    })
}

fn amount(text: &str) -> Result<BigDecimal, String> {
    match parse_decimal(text.trim()) {
        Ok(amount) if amount >= BigDecimal::default() => Ok(amount),
        Ok(_) => Err("it is 0 or more".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn choice(text: &str) -> Result<Choice, String> {
    Choice::parse(text).ok_or_else(|| {
        let codes: Vec<_> = Choice::ALL.iter().map(|c| c.code()).collect();
        format!("it is one of {}", codes.join(", "))
    })
}

fn edition(text: &str) -> Result<Edition, String> {
    Edition::parse(text).ok_or_else(|| {
        let codes: Vec<_> = Edition::ALL.iter().map(|e| e.code()).collect();
        format!("it is one of {}", codes.join(", "))
    })
}

fn language(text: &str) -> Result<Language, String> {
    Language::of_tag(text).ok_or_else(|| {
        let tags = Language::OF_REPORTS.map(Language::tag);
        format!("it is one of {}", tags.join(", "))
    })
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "a day is written 2026-11-22".to_owned())
}

fn weighed(text: &str) -> Result<(String, Severity), String> {
    let (id, severity) = text.split_once('=').unwrap_or((text, "minor"));
    let severity = Severity::parse(severity.trim())
        .ok_or_else(|| format!("a severity is one of {}", Severity::CODES.join(", ")))?;
    Ok((id.trim().to_owned(), severity))
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((old, new)) if !old.trim().is_empty() => {
            Ok((old.trim().to_owned(), new.trim().to_owned()))
        }
        _ => Err("it is written OLD=NEW".to_owned()),
    }
}
