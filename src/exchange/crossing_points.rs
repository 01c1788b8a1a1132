//! The crossing-points table: one crossing point a row, from any list of places.
//!
//! The code stands in `crossing_point` or `code`; every attribute of a crossing point may be a
//! column.

use std::collections::BTreeMap;

use crate::model::{Path, SubjectKind};
use crate::t;

use super::Options;
use super::enter::Taken;
use super::grid::Grid;
use super::refusal::{Refusals, RowNumber, Wrong, shown};
use super::terms::Terms;
use super::wide::Wide;

/// Reads and checks a table of crossing points.
pub(super) fn read(
    grid: &Grid,
    terms: &Terms<'_>,
    options: &Options<'_>,
    refusals: &mut Refusals,
) -> Taken {
    let mut taken = Taken { rows: grid.rows.len(), ..Taken::default() };
    let keys = ["crossing_point"];
    let Some(wide) = Wide::new(grid, SubjectKind::CrossingPoint, &keys, terms, options, refusals)
    else {
        return taken;
    };
    let mut seen: BTreeMap<&str, RowNumber> = BTreeMap::new();
    for row in &grid.rows {
        let mut path = None;
        match wide.code(row, 0, refusals) {
            None => {}
            Some("") => {
                wide.refuse_key(row, 0, Wrong::new(t!("the crossing point has no code")), refusals);
            }
            Some(code) => {
                path = Some(Path::CrossingPoint(code.to_owned()));
                if let Some(first) = seen.insert(code, row.at) {
                    let why =
                        t!("'{name}' is there already, in {first}", name = shown(code), first);
                    wide.refuse_key(row, 0, Wrong::new(why), refusals);
                    seen.insert(code, first);
                }
            }
        }
        taken.name(path.as_ref());
        taken.facts.extend(wide.facts(row, path, "name", refusals));
    }
    taken.ignored = wide.ignored;
    taken
}
