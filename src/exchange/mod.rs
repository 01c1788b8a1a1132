//! Tables in and out: facts, crossing points, equipment.
//!
//! Bytes in, bytes out. Knows the model and the checked standards; opens no file, reads no clock
//! and draws no random number: moment and salt are given. A table is taken whole or not at all,
//! and what is refused is told cell by cell.

mod attached;
mod columns;
mod crossing_points;
mod enter;
mod equipment;
mod export;
mod facts;
mod grid;
mod hints;
mod json;
mod meaning;
mod order;
mod refusal;
mod terms;
mod wide;

pub use columns::Ignored;
pub use export::{Export, ExportError, Loss, NotKept, facts_csv};
pub use facts::COLUMNS as FACT_COLUMNS;
pub use json::facts_json;
pub use refusal::{Refusal, Refused, RowNumber};
pub use terms::Terms;

use crate::model::{Evidence, Moment, Path, Survey};

/// Largest table, in bytes: some 200,000 facts, and more than a hundred field days bring.
pub const MAX_TABLE: usize = 24 << 20;

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rows {
    /// One fact each.
    #[default]
    Facts,
    /// One crossing point each, attributes as columns.
    CrossingPoints,
    /// One item each, attributes as columns.
    Equipment,
}

impl Rows {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Facts, Self::CrossingPoints, Self::Equipment];

    /// The word for it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Facts => "facts",
            Self::CrossingPoints => "crossing-points",
            Self::Equipment => "equipment",
        }
    }

    /// The one with this word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.code() == code)
    }
}

/// How a table is read.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// Who recorded the rows that do not say it.
    pub recorded_by: Option<&'a str>,
    /// How the values were found out whose rows do not say it. Without it a fact is refused; what
    /// a table of crossing points or equipment says counts as `documented`.
    pub evidence: Option<Evidence>,
    /// Columns under another name: (as the table calls it, as it is called here). An empty new
    /// name leaves the column out.
    pub map: &'a [(String, String)],
    /// Facts that are the same in all rows of a table of crossing points or equipment: attribute,
    /// value.
    pub set: &'a [(String, String)],
    /// When rows were recorded that do not say it, and when the import happens.
    pub now: Moment,
    /// What the laptop calls itself.
    pub device: &'a str,
    /// The program and its version.
    pub program: &'a str,
}

/// A table that was taken.
#[derive(Clone, Debug)]
pub struct Import {
    /// The survey with what the table says; the one given is unchanged.
    pub survey: Survey,
    /// Rows read, blank ones apart.
    pub rows: usize,
    /// Facts that are new.
    pub facts: usize,
    /// Facts that the survey already held to the letter.
    pub known: usize,
    /// Subjects that are new, in the order in which they were made.
    pub new_subjects: Vec<Path>,
    /// Index of the first new observation; those from here on are to be kept.
    pub first_observation: usize,
    /// Columns that were not taken.
    pub ignored: Vec<Ignored>,
}

/// Reads a table into a copy of a survey. `salt` gives 16 random bytes at each call.
///
/// # Errors
/// When any cell is refused; then nothing is taken, and every refused cell is named.
pub fn import(
    survey: &Survey,
    table: &[u8],
    rows: Rows,
    terms: &Terms<'_>,
    options: &Options<'_>,
    salt: &mut dyn FnMut() -> [u8; 16],
) -> Result<Import, Refused> {
    let mut refusals = refusal::Refusals::default();
    let taken = match grid::read(table, &mut refusals) {
        None => enter::Taken::default(),
        Some(grid) => match rows {
            Rows::Facts => facts::read(&grid, terms, options, &mut refusals),
            Rows::CrossingPoints => crossing_points::read(&grid, terms, options, &mut refusals),
            Rows::Equipment => equipment::read(&grid, survey, terms, options, &mut refusals),
        },
    };
    enter::enter(survey, taken, options, refusals, salt)
}
