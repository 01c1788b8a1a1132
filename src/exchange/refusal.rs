//! What of a table is refused: each cell with its place, why, and what was probably meant.
//!
//! A table is taken whole or not at all, so every refused cell is collected, not the first one:
//! who mends a table wants one list. Knows nothing of tables but rows and columns.

use std::fmt;

use crate::model::visible;
use crate::t;

/// Most characters of a cell that are shown.
const SHOWN: usize = 48;
/// More refused cells than these are counted, not listed.
const LISTED: usize = 2_000;

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowNumber {
    /// As a spreadsheet counts: the header is row 1.
    pub record: usize,
    /// As a text editor counts: the line on which the row begins. Another number than `record`
    /// once a cell of an earlier row holds a line break.
    pub line: usize,
}

impl fmt::Display for RowNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { record, line } = self;
        f.write_str(&if line == record {
            t!("row {record}", record)
        } else {
            t!("row {record} (line {line})", record, line)
        })
    }
}

/// A cell, row, column or option that is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The row; `None` when it is about the whole table or an option.
    pub row: Option<RowNumber>,
    /// The column as the table calls it; empty when it is about the whole row.
    pub column: String,
    /// What stands there, shortened, control characters escaped.
    pub value: String,
    /// Why it is refused; a sentence without its full stop.
    pub why: String,
    /// What to do instead, if that can be told.
    pub hint: Option<String>,
}

/// Prints `row 14, column evidence: 'seen' is not a grade of evidence; did you mean 'observed'?`
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match &self.hint {
            Some(hint) => t!("{why}; {hint}", why = self.why, hint),
            None => self.why.clone(),
        };
        f.write_str(&match (self.row, self.column.as_str()) {
            (Some(row), "") => t!("{row}: {why}", row, why),
            (Some(row), column) => t!("{row}, column {column}: {why}", row, column, why),
            (None, "") => why,
            (None, column) => t!("column {column}: {why}", column, why),
        })
    }
}

/// A table was refused; nothing of it was taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Refused {
    /// The refused cells, by row and column; never empty.
    pub refusals: Vec<Refusal>,
    /// How many more there are.
    pub more: usize,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.refusals.as_slice() {
            [one] if self.more == 0 => {
                f.write_str(&t!("nothing was imported: {refusal}", refusal = one))
            }
            all => {
                let n = all.len() + self.more;
                f.write_str(&t!("nothing was imported: {n} cells are refused", n))?;
                all.iter().try_for_each(|refusal| write!(f, "\n  {refusal}"))?;
                match self.more {
                    0 => Ok(()),
                    n => write!(f, "\n  {}", t!("and {n} more", n)),
                }
            }
        }
    }
}

/// Why a cell is refused, before it is known which cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) why: String,
    pub(super) hint: Option<String>,
}

impl Wrong {
    pub(super) fn new(why: impl Into<String>) -> Self {
        Self { why: why.into(), hint: None }
    }

    pub(super) fn hint(self, hint: impl Into<Option<String>>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}

/// The refusals of a table while it is read.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    listed: Vec<(Option<RowNumber>, usize, Refusal)>,
    more: usize,
}

impl Refusals {
    /// Refuses a cell: `at` is the place of its column, for the order of the list.
    pub(super) fn cell(
        &mut self,
        row: RowNumber,
        (at, column): (usize, &str),
        value: &str,
        wrong: Wrong,
    ) {
        self.add(Some(row), at, column, value, wrong);
    }

    /// Refuses a whole row.
    pub(super) fn row(&mut self, row: RowNumber, wrong: Wrong) {
        self.add(Some(row), 0, "", "", wrong);
    }

    /// Refuses an option, or the table as a whole.
    pub(super) fn table(&mut self, column: &str, wrong: Wrong) {
        self.add(None, 0, column, "", wrong);
    }

    fn add(&mut self, row: Option<RowNumber>, at: usize, column: &str, value: &str, wrong: Wrong) {
        if self.listed.len() >= LISTED {
            self.more += 1;
            return;
        }
        let refusal = Refusal {
            row,
            column: shown(column),
            value: shown(value),
            why: wrong.why,
            hint: wrong.hint,
        };
        self.listed.push((row, at, refusal));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// The list, by row and column.
    pub(super) fn finish(mut self) -> Refused {
        self.listed.sort_by_key(|&(row, at, _)| (row, at));
        let refusals = self.listed.into_iter().map(|(_, _, refusal)| refusal).collect();
        Refused { refusals, more: self.more }
    }
}

/// A text as it can be shown: shortened, and visible. Line breaks and tabs are spelt out too, since
/// a cell may be refused for them.
pub(super) fn shown(text: &str) -> String {
    let end = text.char_indices().nth(SHOWN);
    let short = &text[..end.map_or(text.len(), |(at, _)| at)];
    let spelt = short.replace('\n', "<U+000A>").replace('\t', "<U+0009>");
    visible(&spelt).into_owned() + if end.is_some() { "…" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_short_and_tame() {
        assert_eq!(shown("a\tb\u{202e}c\n"), "a<U+0009>b<U+202E>c<U+000A>");
        assert_eq!(shown(&"x".repeat(100)).chars().count(), SHOWN + 1);
        assert_eq!(shown("Адрун"), "Адрун");
    }

    #[test]
    fn refusals_come_by_row_and_column() {
        let mut refusals = Refusals::default();
        let row = |n| RowNumber { record: n, line: n + 1 };
        refusals.cell(row(4), (3, "unit"), "kg", Wrong::new("b"));
        refusals.cell(row(4), (1, "value"), "1", Wrong::new("a").hint(Some("try 2".to_owned())));
        refusals.row(row(3), Wrong::new("first"));
        let lines: Vec<String> =
            refusals.finish().refusals.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "row 3 (line 4): first",
                "row 4 (line 5), column value: a; try 2",
                "row 4 (line 5), column unit: b"
            ]
        );
    }
}
