//! The equipment table: one item a row, with `crossing_point`, `position` (empty for what is
//! shared there), `item`, `equipment` and any attribute of equipment as columns.
//!
//! An item without a code gets one from its kind and a number that is free at its place, in the
//! order of the rows. A table without codes read twice therefore makes its items twice: it says
//! itself that it does not know which is which.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::journal::find_subject;
use crate::model::{Path, SubjectKind, Survey};
use crate::t;

use super::Options;
use super::enter::Taken;
use super::grid::{Grid, Row};
use super::refusal::{Refusals, RowNumber, Wrong, shown};
use super::terms::Terms;
use super::wide::Wide;

/// Says what an item is.
const EQUIPMENT: &str = "equipment";

/// Reads and checks a table of equipment, for a survey in which items may be already.
pub(super) fn read(
    grid: &Grid,
    survey: &Survey,
    terms: &Terms<'_>,
    options: &Options<'_>,
    refusals: &mut Refusals,
) -> Taken {
    let mut taken = Taken { rows: grid.rows.len(), ..Taken::default() };
    let keys = ["crossing_point", "position", "item"];
    let Some(wide) = Wide::new(grid, SubjectKind::Item, &keys, terms, options, refusals) else {
        return taken;
    };
    // Codes that are given come first, so that none is given away.
    let places: Vec<Option<Path>> =
        grid.rows.iter().map(|row| given(&wide, row, refusals)).collect();
    let mut seen: BTreeMap<&Path, RowNumber> = BTreeMap::new();
    for (row, path) in grid.rows.iter().zip(&places) {
        let Some(path) = path.as_ref().filter(|p| !p.code().is_empty()) else { continue };
        if let Some(first) = seen.get(path) {
            let why =
                t!("'{name}' is there already, in {first}", name = shown(&path.to_string()), first);
            wide.refuse_key(row, 2, Wrong::new(why), refusals);
        } else {
            seen.insert(path, row.at);
        }
        taken.name(Some(path));
    }
    let mut numbers = BTreeMap::new();
    for (row, place) in grid.rows.iter().zip(&places) {
        let kind = wide.cell(row, EQUIPMENT);
        let path = place.clone().and_then(|place| {
            let known = !place.code().is_empty() && find_subject(survey, &place).is_some();
            if kind.is_empty() && !known {
                let wrong = Wrong::new(t!("the row does not say what kind of equipment it is"));
                match wide.column(EQUIPMENT) {
                    Some(column) => refusals.cell(row.at, column.named(), "", wrong),
                    None => refusals.row(row.at, wrong),
                }
                return None;
            }
            Some(numbered(place, kind, survey, &mut numbers, &mut taken.named))
        });
        taken.facts.extend(wide.facts(row, path, EQUIPMENT, refusals));
    }
    taken.ignored = wide.ignored;
    taken
}

/// The item that a row names; its code may be empty.
fn given(wide: &Wide<'_>, row: &Row, refusals: &mut Refusals) -> Option<Path> {
    let point = wide.code(row, 0, refusals);
    let (position, item) = (wide.code(row, 1, refusals), wide.code(row, 2, refusals));
    if point == Some("") {
        wide.refuse_key(row, 0, Wrong::new(t!("the crossing point has no code")), refusals);
        return None;
    }
    Some(Path::Item(point?.to_owned(), position?.to_owned(), item?.to_owned()))
}

/// The item with its code, or with the first number that is free.
fn numbered(
    item: Path,
    kind: &str,
    survey: &Survey,
    numbers: &mut BTreeMap<(String, String, String), usize>,
    named: &mut BTreeSet<Path>,
) -> Path {
    let Path::Item(point, position, code) = &item else { return item };
    if !code.is_empty() {
        return item;
    }
    let number = numbers.entry((point.clone(), position.clone(), kind.to_owned())).or_insert(0);
    loop {
        *number += 1;
        let code = format!("{kind}-{number}");
        let path = Path::Item(point.clone(), position.clone(), code);
        if find_subject(survey, &path).is_none() && named.insert(path.clone()) {
            return path;
        }
    }
}
