//! Tables with one subject a row and one attribute a column: what those of crossing points and
//! those of equipment have in common.
//!
//! A column is taken when it has the name of an attribute of such a subject, or was given one; all
//! others are left alone and listed, so that nobody believes them taken. An attribute may carry a
//! unit or language behind an `@`: `elevation@km`, `name.local@ar`. An empty cell records nothing;
//! zero is a real zero. What such a table says counts as `documented` unless it or the options say
//! otherwise: somebody's list was seen, not the thing itself.

use crate::model::{Answer, Evidence, Moment, Path, SubjectKind};
use crate::t;

use super::columns::{self, Column, Ignored, Meta};
use super::enter::{Fact, Said};
use super::grid::{Grid, Row};
use super::hints;
use super::meaning::{MAX_TEXT, Meaning, Misread};
use super::refusal::{Refusals, Wrong, shown};
use super::terms::Terms;
use super::{Options, facts};

/// How the values of a table were found out that does not say it.
pub(super) const EVIDENCE: Evidence = Evidence::Documented;

/// A table with its columns found.
pub(super) struct Wide<'a> {
    options: &'a Options<'a>,
    /// The columns that name the subject, in the order asked for.
    pub(super) keys: Vec<Option<Column>>,
    meta: Meta,
    note: Option<Column>,
    taken: Vec<Attribute<'a>>,
    constants: Vec<Constant>,
    pub(super) ignored: Vec<Ignored>,
}

/// A column that is an attribute.
struct Attribute<'a> {
    column: Column,
    attribute: String,
    unit: String,
    meaning: Meaning<'a>,
}

/// A fact that is the same in all rows.
struct Constant {
    attribute: String,
    unit: String,
    value: String,
    kind: &'static str,
}

impl<'a> Wide<'a> {
    /// Finds the columns of a table whose rows are subjects of a kind, named by some columns of
    /// which the first must be there. `None` when without it no row has a meaning.
    pub(super) fn new(
        grid: &Grid,
        of: SubjectKind,
        keys: &[&str],
        terms: &Terms<'a>,
        options: &'a Options<'a>,
        refusals: &mut Refusals,
    ) -> Option<Self> {
        if let Some(wrong) = columns::other_separator(grid) {
            refusals.row(grid.header.at, wrong);
            return None;
        }
        let mut columns = columns::name(grid, options.map, refusals);
        let first = keys.first().copied().unwrap_or_default();
        // Lists of places call their key just that.
        if !columns.iter().any(|c| c.name == first)
            && let Some(code) = columns.iter_mut().find(|c| c.name == "code")
        {
            first.clone_into(&mut code.name);
        }
        let (mut ignored, mut meanings) = (Vec::new(), Vec::new());
        let own = |name: &str| keys.contains(&name) || META.contains(&name);
        columns.retain(|column| {
            if own(&column.name) {
                return true;
            }
            let (attribute, unit) = with_unit(&column.name);
            match terms.meaning(attribute, of) {
                Ok(meaning) => {
                    let good = meaning.unit(unit).map_err(|wrong| {
                        refusals.cell(grid.header.at, column.named(), &column.written, wrong);
                    });
                    if good.is_ok() {
                        meanings.push((column.at, meaning));
                    }
                    good.is_ok()
                }
                // Who gives a column one of our names means it.
                Err(wrong) if column.name != column.written => {
                    refusals.cell(grid.header.at, column.named(), &column.written, wrong);
                    false
                }
                Err(_) => {
                    let near = keys.iter().copied().chain(META).chain(terms.keys_at(of));
                    let nearest = hints::nearest(&column.name, near).map(str::to_owned);
                    ignored.push(Ignored { column: column.written.clone(), nearest });
                    false
                }
            }
        });
        columns::refuse_twice(grid, &mut columns, refusals);
        let take = |name: &str| columns::take(&columns, name);
        let mut wide = Self {
            options,
            keys: keys.iter().map(|key| take(key)).collect(),
            meta: Meta {
                recorded_by: take("recorded_by"),
                recorded_at: take("recorded_at"),
                evidence: take("evidence"),
            },
            note: take("note"),
            taken: Vec::new(),
            constants: Vec::new(),
            ignored,
        };
        wide.meta.refuse_nameless(grid, options, refusals);
        for (at, meaning) in meanings {
            let Some(column) = columns.iter().find(|c| c.at == at) else { continue };
            let (attribute, unit) = with_unit(&column.name);
            wide.taken.push(Attribute {
                column: column.clone(),
                attribute: attribute.to_owned(),
                unit: unit.to_owned(),
                meaning,
            });
        }
        wide.set_constants(of, terms, refusals);
        if wide.keys.first().is_none_or(Option::is_none) {
            let near = hints::nearest(first, wide.ignored.iter().map(|i| i.column.as_str()));
            let hint = near.map_or_else(
                || t!("say which column is '{column}'", column = first),
                |near| t!("is '{column}' this column?", column = shown(near)),
            );
            let wrong = Wrong::new(t!("there is no such column")).hint(hint);
            refusals.cell(grid.header.at, (usize::MAX, first), "", wrong);
            return None;
        }
        Some(wide)
    }

    /// Reads the facts that are the same in all rows.
    fn set_constants(&mut self, of: SubjectKind, terms: &Terms<'a>, refusals: &mut Refusals) {
        for (name, value) in self.options.set {
            let title = format!("{name}={value}");
            let (attribute, unit) = with_unit(name.trim());
            let meaning = match terms.meaning(attribute, of) {
                Ok(meaning) => meaning,
                Err(wrong) => {
                    refusals.table(&title, wrong);
                    continue;
                }
            };
            if meaning.is_same_as() {
                let why = t!("not all of them can be the same as one other");
                refusals.table(&title, Wrong::new(why));
                continue;
            }
            let given = self.taken.iter().any(|t| t.attribute == attribute && t.unit == unit)
                || self.constants.iter().any(|c| c.attribute == attribute && c.unit == unit);
            if given {
                let wrong =
                    Wrong::new(t!("'{attribute}' is given already", attribute = shown(attribute)));
                refusals.table(&title, wrong);
                continue;
            }
            match meaning.read(value, unit) {
                Ok(kind) => self.constants.push(Constant {
                    attribute: attribute.to_owned(),
                    unit: unit.to_owned(),
                    value: kept(value, kind).to_owned(),
                    kind,
                }),
                Err(Misread::Value(wrong) | Misread::Unit(wrong)) => refusals.table(&title, wrong),
            }
        }
    }

    /// The cell of a key column, if it is a code; empty when there is none.
    pub(super) fn code<'r>(
        &self,
        row: &'r Row,
        key: usize,
        refusals: &mut Refusals,
    ) -> Option<&'r str> {
        let Some(column) = self.keys.get(key).and_then(Option::as_ref) else { return Some("") };
        let code = row.cell(column.at);
        let wrong = facts::not_a_code(code).or_else(|| {
            (code.starts_with("country:") || code.starts_with("model:")).then(|| {
                Wrong::new(t!("'{code}' is no code of a place or item", code = shown(code)))
            })
        });
        match wrong {
            None => Some(code),
            Some(wrong) => {
                refusals.cell(row.at, column.named(), code, wrong);
                None
            }
        }
    }

    /// Refuses a cell of a key column.
    pub(super) fn refuse_key(&self, row: &Row, key: usize, wrong: Wrong, refusals: &mut Refusals) {
        if let Some(column) = self.keys.get(key).and_then(Option::as_ref) {
            refusals.cell(row.at, column.named(), row.cell(column.at), wrong);
        }
    }

    /// The cell of an attribute, or what is the same in all rows; empty when neither is there.
    pub(super) fn cell<'r>(&'r self, row: &'r Row, attribute: &str) -> &'r str {
        let column = self.taken.iter().find(|t| t.attribute == attribute && t.unit.is_empty());
        let constant = self.constants.iter().find(|c| c.attribute == attribute);
        match (column, constant) {
            (Some(taken), _) => row.cell(taken.column.at).trim(),
            (None, Some(constant)) => &constant.value,
            (None, None) => "",
        }
    }

    /// The column of an attribute.
    pub(super) fn column(&self, attribute: &str) -> Option<&Column> {
        self.taken.iter().find(|t| t.attribute == attribute).map(|t| &t.column)
    }

    /// What a row says of its subject, once that is known; every cell is checked also when it is
    /// not. `noted` is the attribute that a note of the row belongs to, if it has a value.
    pub(super) fn facts(
        &self,
        row: &Row,
        path: Option<Path>,
        noted: &str,
        refusals: &mut Refusals,
    ) -> Vec<Fact> {
        let author = self.meta.author(row, self.options, refusals);
        let moment = self.meta.moment(row, self.options, refusals);
        let evidence = self.meta.evidence(row, refusals);
        let evidence = evidence.map(|e| e.or(self.options.evidence).unwrap_or(EVIDENCE));
        let mut said: Vec<((usize, String), Said)> = Vec::new();
        for taken in &self.taken {
            let value = row.cell(taken.column.at);
            if value.trim().is_empty() {
                continue;
            }
            match (taken.meaning.read(value, &taken.unit), evidence) {
                (Ok(kind), Ok(evidence)) => {
                    let column = (taken.column.at, taken.column.written.clone());
                    let mut one = known(&taken.attribute, &taken.unit, value, kind, evidence);
                    one.same_as = taken.meaning.is_same_as();
                    said.push((column, one));
                }
                (Ok(_), Err(())) => {}
                (Err(Misread::Value(wrong) | Misread::Unit(wrong)), _) => {
                    refusals.cell(row.at, taken.column.named(), value, wrong);
                }
            }
        }
        for c in &self.constants {
            let Ok(evidence) = evidence else { continue };
            let one = known(&c.attribute, &c.unit, &c.value, c.kind, evidence);
            said.push(((usize::MAX, c.attribute.clone()), one));
        }
        self.add_note(row, noted, &mut said, refusals);
        let (Some(author), Some(moment), Some(path)) = (author, moment, path) else {
            return Vec::new();
        };
        self.as_facts(row, &path, (&author, moment), said)
    }

    fn as_facts(
        &self,
        row: &Row,
        path: &Path,
        (author, moment): (&str, Moment),
        said: Vec<((usize, String), Said)>,
    ) -> Vec<Fact> {
        let last = self.keys.iter().flatten().last();
        let subject_column = last.map_or((0, String::new()), |c| (c.at, c.written.clone()));
        let fact = |value_column: (usize, String), said: Option<Said>| Fact {
            at: row.at,
            subject_column: subject_column.clone(),
            value_column,
            path: path.clone(),
            author: author.to_owned(),
            moment,
            said,
        };
        if said.is_empty() {
            return vec![fact(subject_column.clone(), None)];
        }
        said.into_iter().map(|(column, said)| fact(column, Some(said))).collect()
    }

    fn add_note(
        &self,
        row: &Row,
        noted: &str,
        said: &mut [((usize, String), Said)],
        refusals: &mut Refusals,
    ) {
        let Some(column) = &self.note else { return };
        let note = row.cell(column.at);
        if note.trim().is_empty() {
            return;
        }
        if note.len() > MAX_TEXT {
            let why = t!(
                "the text has {n} bytes; at most {most} are kept",
                n = note.len(),
                most = MAX_TEXT
            );
            refusals.cell(row.at, column.named(), note, Wrong::new(why));
            return;
        }
        let at = said.iter().position(|(_, s)| s.attribute == noted).unwrap_or(0);
        match said.get_mut(at) {
            Some((_, said)) => note.clone_into(&mut said.note),
            None => {
                let wrong = Wrong::new(t!("a note stands in a row that says nothing else"));
                refusals.cell(row.at, column.named(), note, wrong);
            }
        }
    }
}

/// Columns that every such table may have, beside keys and attributes.
const META: [&str; 4] = ["recorded_by", "recorded_at", "evidence", "note"];

/// An attribute and its unit or language: `elevation@km`.
fn with_unit(name: &str) -> (&str, &str) {
    name.split_once('@').unwrap_or((name, ""))
}

/// A value as it is kept: text to the letter, all else without outer blanks.
fn kept<'v>(value: &'v str, kind: &str) -> &'v str {
    if Meaning::is_text(kind) { value } else { value.trim() }
}

fn known(attribute: &str, unit: &str, value: &str, kind: &'static str, evidence: Evidence) -> Said {
    Said {
        attribute: attribute.to_owned(),
        unit: unit.to_owned(),
        kind,
        answer: Answer::Known { value: kept(value, kind).into(), unit: unit.into(), evidence },
        note: String::new(),
        settles: None,
        same_as: false,
    }
}
