//! The columns of a table: under which name each is read, and the cells that every table has.

use crate::model::{Evidence, Moment};
use crate::t;

use super::Options;
use super::grid::{Grid, Row};
use super::hints;
use super::refusal::{Refusals, Wrong, shown};

/// Longest name of a person, in characters.
const MAX_AUTHOR: usize = 200;

/// A column that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// As the table calls it.
    pub column: String,
    /// The nearest name that would have been taken, if one is near.
    pub nearest: Option<String>,
}

/// A column with a name.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Its place in the table.
    pub(super) at: usize,
    /// As the table calls it.
    pub(super) written: String,
    /// As it is called here.
    pub(super) name: String,
}

impl Column {
    /// Place and name, for a refusal.
    pub(super) fn named(&self) -> (usize, &str) {
        (self.at, &self.written)
    }
}

/// Names the columns, with `--map`. Columns without a name must be empty; those mapped to nothing
/// are left out.
pub(super) fn name(grid: &Grid, map: &[(String, String)], refusals: &mut Refusals) -> Vec<Column> {
    let written: Vec<&str> = grid.header.cells.iter().map(|c| c.trim()).collect();
    for (n, (old, new)) in map.iter().enumerate() {
        if !written.contains(&old.as_str()) {
            let wrong = Wrong::new(t!("the table has no column '{column}'", column = shown(old)))
                .hint(hints::nearest_hint(old, written.iter().copied()));
            refusals.table(&format!("{old}={new}"), wrong);
        } else if map[..n].iter().any(|(earlier, _)| earlier == old) {
            let wrong = Wrong::new(t!("'{column}' is mapped twice", column = shown(old)));
            refusals.table(&format!("{old}={new}"), wrong);
        }
    }
    let mut columns = Vec::new();
    for (at, written) in written.into_iter().enumerate() {
        if written.is_empty() {
            let title = format!("{}", at + 1);
            for row in grid.rows.iter().filter(|r| !r.cell(at).trim().is_empty()) {
                let wrong = Wrong::new(t!("the cell stands under a column without a name"));
                refusals.cell(row.at, (at, &title), row.cell(at), wrong);
            }
            continue;
        }
        let mapped = map.iter().find(|(old, _)| old == written).map(|(_, new)| new.trim());
        match mapped {
            Some("") => {}
            _ => columns.push(Column {
                at,
                written: written.to_owned(),
                name: mapped.unwrap_or(written).to_owned(),
            }),
        }
    }
    columns
}

/// Refuses columns that say the same thing twice, and drops the later ones.
pub(super) fn refuse_twice(grid: &Grid, columns: &mut Vec<Column>, refusals: &mut Refusals) {
    let mut seen: Vec<(String, String)> = Vec::new();
    columns.retain(|column| {
        let earlier = seen.iter().find(|(name, _)| *name == column.name);
        if let Some((_, earlier)) = earlier {
            let why = if *earlier == column.written {
                t!("the column is there twice").to_owned()
            } else {
                t!(
                    "'{earlier}' is '{column}' already",
                    earlier = shown(earlier),
                    column = shown(&column.name)
                )
            };
            let wrong = Wrong::new(why).hint(t!("leave one of them out, or rename it").to_owned());
            refusals.cell(grid.header.at, column.named(), &column.written, wrong);
            return false;
        }
        seen.push((column.name.clone(), column.written.clone()));
        true
    });
}

/// A header that was probably meant to be parted otherwise.
pub(super) fn other_separator(grid: &Grid) -> Option<Wrong> {
    let [one] = grid.header.cells.as_slice() else { return None };
    let why = match [';', '\t', '|'].into_iter().find(|&c| one.contains(c))? {
        ';' => t!("the columns are separated by semicolons, not by commas"),
        '\t' => t!("the columns are separated by tabs, not by commas"),
        _ => t!("the columns are separated by bars, not by commas"),
    };
    Some(Wrong::new(why).hint(t!("save the table as comma-separated 'CSV UTF-8'").to_owned()))
}

/// The columns that every table may have: who, when, how.
#[derive(Debug, Default)]
pub(super) struct Meta {
    pub(super) recorded_by: Option<Column>,
    pub(super) recorded_at: Option<Column>,
    pub(super) evidence: Option<Column>,
}

impl Meta {
    /// Who recorded a row.
    pub(super) fn author(
        &self,
        row: &Row,
        options: &Options<'_>,
        refusals: &mut Refusals,
    ) -> Option<String> {
        let text = self.recorded_by.as_ref().map_or("", |c| row.cell(c.at)).trim();
        let (text, wrong) = match (text, options.recorded_by.map(str::trim)) {
            ("", None | Some("")) => {
                ("", Some(Wrong::new(t!("nobody is named who recorded this"))))
            }
            ("", Some(name)) | (name, _) => (name, not_a_name(name)),
        };
        let Some(wrong) = wrong else { return Some(text.to_owned()) };
        // Without the column it is refused once, at the header.
        if let Some(column) = &self.recorded_by {
            refusals.cell(row.at, column.named(), text, wrong);
        }
        None
    }

    /// When a row was recorded.
    pub(super) fn moment(
        &self,
        row: &Row,
        options: &Options<'_>,
        refusals: &mut Refusals,
    ) -> Option<Moment> {
        let Some(column) = &self.recorded_at else { return Some(options.now) };
        let text = row.cell(column.at).trim();
        if text.is_empty() {
            return Some(options.now);
        }
        let moment = Moment::parse(text);
        if moment.is_none() {
            let why = t!("'{given}' is neither a moment nor a day", given = shown(text));
            let with_offset = Moment::parse(&format!("{text}Z")).map(|_| {
                t!("the offset is missing; write '{text}Z' if that is universal time", text)
            });
            let hint = with_offset.unwrap_or_else(|| {
                t!("write '2026-03-03T09:00:00+02:00', or '2026-03-03'").to_owned()
            });
            refusals.cell(row.at, column.named(), text, Wrong::new(why).hint(hint));
        }
        moment
    }

    /// How the values of a row were found out; `None` when it does not say it, or wrongly.
    pub(super) fn evidence(
        &self,
        row: &Row,
        refusals: &mut Refusals,
    ) -> Result<Option<Evidence>, ()> {
        let Some(column) = &self.evidence else { return Ok(None) };
        let text = row.cell(column.at).trim();
        if text.is_empty() {
            return Ok(None);
        }
        Evidence::parse(text).map(Some).ok_or_else(|| {
            let wrong = Wrong::new(t!("'{given}' is not a grade of evidence", given = shown(text)))
                .hint(hints::evidence(text));
            refusals.cell(row.at, column.named(), text, wrong);
        })
    }

    /// Refuses a table in which nobody says who recorded it.
    pub(super) fn refuse_nameless(
        &self,
        grid: &Grid,
        options: &Options<'_>,
        refusals: &mut Refusals,
    ) {
        match (&self.recorded_by, options.recorded_by.map(str::trim)) {
            (None, None | Some("")) => {
                let wrong = Wrong::new(t!("there is no such column, and nobody else is named"))
                    .hint(t!("say who recorded the table").to_owned());
                refusals.cell(grid.header.at, (usize::MAX, "recorded_by"), "", wrong);
            }
            (None, Some(name)) => {
                if let Some(wrong) = not_a_name(name) {
                    refusals.table("recorded_by", wrong);
                }
            }
            (Some(_), _) => {}
        }
    }
}

fn not_a_name(name: &str) -> Option<Wrong> {
    if name.chars().any(char::is_control) {
        return Some(Wrong::new(t!(
            "'{name}' is no name: it holds a control character",
            name = shown(name)
        )));
    }
    (name.chars().count() > MAX_AUTHOR)
        .then(|| Wrong::new(t!("the name is longer than {most} characters", most = MAX_AUTHOR)))
}

/// The name of a column among those taken.
pub(super) fn take(columns: &[Column], name: &str) -> Option<Column> {
    columns.iter().find(|c| c.name == name).cloned()
}
