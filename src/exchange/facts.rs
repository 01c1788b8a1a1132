//! The facts table: one fact a row, read and checked.
//!
//! Names in several languages: for `name` and `name.*` the language tag belongs to the attribute.
//! Such a fact is kept in a survey under `name.sign@und-Cyrl` (`model::journal::fact_key`), so
//! names in different languages stand side by side, and a row replaces only the same person's name
//! in the same language. No profile defines an attribute with an `@`. Export splits the key again.
//!
//! A row that fills nothing but the three columns of the subject (and who and when) says that the
//! subject is there. Export needs it for a place about which nothing is recorded: that it exists
//! decides what is asked of it.

use crate::model::{AbsenceReason, Answer, Evidence, Moment, Path, SubjectKind};
use crate::t;

use super::Options;
use super::columns::{self, Column, Meta};
use super::enter::{Fact, Said, Taken};
use super::grid::{Grid, Row};
use super::hints;
use super::meaning::{MAX_TEXT, Meaning, Misread, language};
use super::refusal::{Refusals, Wrong, shown};
use super::terms::Terms;

/// The columns, in the order in which they are written.
pub const COLUMNS: [&str; 12] = [
    "crossing_point",
    "position",
    "item",
    "attribute",
    "value",
    "unit",
    "evidence",
    "absent",
    "recorded_by",
    "recorded_at",
    "note",
    "settles",
];

/// Those that say what a row is about.
const SUBJECT: [&str; 3] = ["crossing_point", "position", "item"];

/// Most characters of a code.
const MAX_CODE: usize = 80;

/// The table, with its columns found.
struct Table<'a> {
    terms: &'a Terms<'a>,
    options: &'a Options<'a>,
    crossing_point: Option<Column>,
    position: Option<Column>,
    item: Option<Column>,
    /// Whether those three say what a row is about. They do not when one of them is missing, or
    /// perhaps misspelt: then it would be refused of every row that its attribute is of another
    /// kind of subject.
    names_subjects: bool,
    attribute: Column,
    value: Option<Column>,
    unit: Option<Column>,
    absent: Option<Column>,
    note: Option<Column>,
    settles: Option<Column>,
    meta: Meta,
}

/// Reads and checks a facts table.
pub(super) fn read(
    grid: &Grid,
    terms: &Terms<'_>,
    options: &Options<'_>,
    refusals: &mut Refusals,
) -> Taken {
    let mut taken = Taken { rows: grid.rows.len(), ..Taken::default() };
    let Some(table) = Table::new(grid, terms, options, refusals) else { return taken };
    for row in &grid.rows {
        table.row(row, &mut taken, refusals);
    }
    taken
}

impl<'a> Table<'a> {
    /// Finds the columns. `None` when without them no row has a meaning.
    fn new(
        grid: &Grid,
        terms: &'a Terms<'a>,
        options: &'a Options<'a>,
        refusals: &mut Refusals,
    ) -> Option<Self> {
        if let Some(wrong) = columns::other_separator(grid) {
            refusals.row(grid.header.at, wrong);
            return None;
        }
        let mut columns = columns::name(grid, options.map, refusals);
        let mut names_subjects = true;
        columns.retain(|column| {
            let known = COLUMNS.contains(&column.name.as_str());
            if !known {
                let wrong = Wrong::new(t!(
                    "'{column}' is not a known column",
                    column = shown(&column.name)
                ))
                .hint(hints::nearest_hint(&column.name, COLUMNS));
                names_subjects &= hints::nearest(&column.name, SUBJECT).is_none();
                refusals.cell(grid.header.at, column.named(), &column.written, wrong);
            }
            known
        });
        columns::refuse_twice(grid, &mut columns, refusals);
        for (attribute, value) in options.set {
            let wrong =
                Wrong::new(t!("a facts table has one fact a row, and none that all rows share"));
            refusals.table(&format!("{attribute}={value}"), wrong);
        }
        let take = |name: &str| columns::take(&columns, name);
        let missing = |name: &str, refusals: &mut Refusals| {
            let all = || t!("a facts table has the columns {columns}", columns = COLUMNS.join(","));
            let wrong =
                Wrong::new(t!("there is no such column")).hint((name == "attribute").then(all));
            refusals.cell(grid.header.at, (usize::MAX, name), "", wrong);
        };
        let (value, absent) = (take("value"), take("absent"));
        if value.is_none() && absent.is_none() {
            missing("value", refusals);
        }
        if take("crossing_point").is_none() && take("item").is_none() {
            missing("crossing_point", refusals);
            names_subjects = false;
        }
        let meta = Meta {
            recorded_by: take("recorded_by"),
            recorded_at: take("recorded_at"),
            evidence: take("evidence"),
        };
        let Some(attribute) = take("attribute") else {
            missing("attribute", refusals);
            return None;
        };
        meta.refuse_nameless(grid, options, refusals);
        if value.is_some() && meta.evidence.is_none() && options.evidence.is_none() {
            let why = t!("there is no such column, and no grade is given for all values");
            let wrong = Wrong::new(why).hint(t!("say how the values were found out").to_owned());
            refusals.cell(grid.header.at, (usize::MAX, "evidence"), "", wrong);
        }
        Some(Self {
            terms,
            options,
            crossing_point: take("crossing_point"),
            position: take("position"),
            item: take("item"),
            names_subjects,
            attribute,
            value,
            unit: take("unit"),
            absent,
            note: take("note"),
            settles: take("settles"),
            meta,
        })
    }

    /// Checks a row, every cell of it, and takes it if nothing is refused.
    fn row(&self, row: &Row, taken: &mut Taken, refusals: &mut Refusals) {
        let author = self.meta.author(row, self.options, refusals);
        let moment = self.meta.moment(row, self.options, refusals);
        let path = self.path(row, refusals);
        taken.name(path.as_ref());
        let bare = [Some(&self.attribute), self.value.as_ref(), self.absent.as_ref()]
            .into_iter()
            .chain([self.unit.as_ref(), self.meta.evidence.as_ref()])
            .chain([self.note.as_ref(), self.settles.as_ref()])
            .flatten()
            .all(|column| row.cell(column.at).trim().is_empty());
        let said = if bare && path.as_ref().is_some_and(|path| *path != Path::Survey) {
            Some(None)
        } else {
            self.said(row, path.as_ref().map(Path::kind), refusals).map(Some)
        };
        let (Some(author), Some(moment), Some(path), Some(said)) = (author, moment, path, said)
        else {
            return;
        };
        taken.facts.push(self.fact(row, path, author, moment, said));
    }

    fn fact(
        &self,
        row: &Row,
        path: Path,
        author: String,
        moment: Moment,
        said: Option<Said>,
    ) -> Fact {
        let column = |column: Option<&Column>| {
            column.map_or((0, String::new()), |c| (c.at, c.written.clone()))
        };
        let subject = match path.kind() {
            SubjectKind::Position => &self.position,
            SubjectKind::Item | SubjectKind::Model => &self.item,
            _ => &self.crossing_point,
        };
        Fact {
            at: row.at,
            subject_column: column(subject.as_ref()),
            value_column: column(self.value.as_ref()),
            path,
            author,
            moment,
            said,
        }
    }

    fn path(&self, row: &Row, refusals: &mut Refusals) -> Option<Path> {
        if !self.names_subjects {
            return None;
        }
        let columns = [&self.crossing_point, &self.position, &self.item];
        let cells = columns.map(|c| c.as_ref().map_or("", |c| row.cell(c.at)));
        let mut good = true;
        for (column, cell) in columns.into_iter().zip(cells) {
            if let (Some(column), Some(wrong)) = (column, not_a_code(cell)) {
                refusals.cell(row.at, column.named(), cell, wrong);
                good = false;
            }
        }
        if !good {
            return None;
        }
        Path::from_columns(cells[0], cells[1], cells[2])
            .map_err(|why| refusals.row(row.at, Wrong::new(why)))
            .ok()
    }

    /// What a row says of its subject.
    fn said(&self, row: &Row, at: Option<SubjectKind>, refusals: &mut Refusals) -> Option<Said> {
        let key = row.cell(self.attribute.at).trim();
        let meaning = at.map(|at| self.terms.meaning(key, at)).and_then(|meaning| {
            meaning.map_err(|wrong| refusals.cell(row.at, self.attribute.named(), key, wrong)).ok()
        });
        if at.is_none() && key.is_empty() {
            let wrong = Wrong::new(t!("the attribute is empty"));
            refusals.cell(row.at, self.attribute.named(), key, wrong);
        }
        let answer = self.answer(row, meaning.as_ref(), refusals);
        let note = self.text(row, self.note.as_ref(), refusals);
        let settles = self.settles(row, refusals);
        let (meaning, (answer, kind), note, settles) = (meaning?, answer?, note?, settles?);
        Some(Said {
            attribute: key.to_owned(),
            unit: self.cell(row, self.unit.as_ref()).to_owned(),
            same_as: meaning.is_same_as(),
            kind,
            answer,
            note: note.to_owned(),
            settles,
        })
    }

    fn cell<'r>(&self, row: &'r Row, column: Option<&Column>) -> &'r str {
        column.map_or("", |c| row.cell(c.at)).trim()
    }

    /// Exactly one of a value with its evidence, and the reason of an absence.
    fn answer(
        &self,
        row: &Row,
        meaning: Option<&Meaning<'_>>,
        refusals: &mut Refusals,
    ) -> Option<(Answer, &'static str)> {
        let (value, absent) = (
            self.value.as_ref().map_or("", |c| row.cell(c.at)),
            self.cell(row, self.absent.as_ref()),
        );
        let evidence = self.meta.evidence(row, refusals);
        match (value.trim(), absent) {
            ("", "") => {
                let column = self.value.as_ref().or(self.absent.as_ref())?;
                let wrong =
                    Wrong::new(t!("neither a value nor the reason of its absence is given"));
                refusals.cell(row.at, column.named(), "", wrong);
                None
            }
            ("", reason) => self.absence(row, reason, evidence, meaning, refusals),
            (value, reason) if !reason.is_empty() => {
                let column = self.absent.as_ref()?;
                self.reason(row, reason, refusals);
                let why = t!(
                    "both a value, '{value}', and the reason of an absence are given",
                    value = shown(value)
                );
                refusals.cell(row.at, column.named(), reason, Wrong::new(why));
                None
            }
            _ => self.known(row, value, evidence, meaning, refusals),
        }
    }

    fn known(
        &self,
        row: &Row,
        value: &str,
        evidence: Result<Option<Evidence>, ()>,
        meaning: Option<&Meaning<'_>>,
        refusals: &mut Refusals,
    ) -> Option<(Answer, &'static str)> {
        let unit = self.cell(row, self.unit.as_ref());
        let kind = meaning.and_then(|meaning| {
            meaning
                .read(value, unit)
                .map_err(|misread| {
                    let (column, wrong) = match misread {
                        Misread::Value(wrong) => (self.value.as_ref(), wrong),
                        Misread::Unit(wrong) => (self.unit.as_ref(), wrong),
                    };
                    if let Some(column) = column.or(self.value.as_ref()) {
                        refusals.cell(row.at, column.named(), row.cell(column.at), wrong);
                    }
                })
                .ok()
        });
        let evidence = evidence.ok()?.or(self.options.evidence);
        if let (None, Some(column)) = (evidence, &self.meta.evidence) {
            let grades = Evidence::ALL.map(Evidence::code).join(", ");
            let wrong = Wrong::new(t!("a value is given, but not how it was found out"))
                .hint(t!("one of {values}", values = grades));
            refusals.cell(row.at, column.named(), "", wrong);
        }
        let (kind, evidence) = (kind?, evidence?);
        let value = if Meaning::is_text(kind) { value } else { value.trim() };
        Some((Answer::Known { value: value.into(), unit: unit.into(), evidence }, kind))
    }

    fn absence(
        &self,
        row: &Row,
        reason: &str,
        evidence: Result<Option<Evidence>, ()>,
        meaning: Option<&Meaning<'_>>,
        refusals: &mut Refusals,
    ) -> Option<(Answer, &'static str)> {
        let mut good = evidence.is_ok();
        if let (Ok(Some(evidence)), Some(column)) = (evidence, &self.meta.evidence) {
            let wrong = Wrong::new(t!("an absence has no grade of evidence"))
                .hint(t!("leave it empty, and say in the note what was tried").to_owned());
            refusals.cell(row.at, column.named(), evidence.code(), wrong);
            good = false;
        }
        let unit = self.cell(row, self.unit.as_ref());
        if let (Some(meaning), Some(column), false) = (meaning, &self.unit, unit.is_empty()) {
            let wrong = if meaning.is_name() {
                language(unit).err()
            } else {
                let wrong = Wrong::new(t!("an absence has no unit"));
                Some(wrong.hint(t!("leave it empty").to_owned()))
            };
            if let Some(wrong) = wrong {
                refusals.cell(row.at, column.named(), unit, wrong);
                good = false;
            }
        }
        let reason = self.reason(row, reason, refusals)?;
        good.then_some((Answer::Absent(reason), meaning?.kind()))
    }

    fn reason(&self, row: &Row, code: &str, refusals: &mut Refusals) -> Option<AbsenceReason> {
        let reason = AbsenceReason::parse(code);
        if let (None, Some(column)) = (reason, &self.absent) {
            let wrong =
                Wrong::new(t!("'{given}' is not a reason of an absence", given = shown(code)))
                    .hint(hints::absence(code));
            refusals.cell(row.at, column.named(), code, wrong);
        }
        reason
    }

    /// A text that is kept to the letter.
    fn text<'r>(
        &self,
        row: &'r Row,
        column: Option<&Column>,
        refusals: &mut Refusals,
    ) -> Option<&'r str> {
        let Some(column) = column else { return Some("") };
        let text = row.cell(column.at);
        if text.len() <= MAX_TEXT {
            return Some(text);
        }
        let why =
            t!("the text has {n} bytes; at most {most} are kept", n = text.len(), most = MAX_TEXT);
        refusals.cell(row.at, column.named(), text, Wrong::new(why));
        None
    }

    fn settles(&self, row: &Row, refusals: &mut Refusals) -> Option<Option<String>> {
        let text = self.text(row, self.settles.as_ref(), refusals)?;
        if text.is_empty() {
            return Some(None);
        }
        if let (true, Some(column)) = (text.trim().is_empty(), &self.settles) {
            let wrong = Wrong::new(t!("the reason is blank"))
                .hint(t!("say why this settles it, or leave it empty").to_owned());
            refusals.cell(row.at, column.named(), text, wrong);
            return None;
        }
        Some(Some(text.to_owned()))
    }
}

/// What is wrong with a code.
pub(super) fn not_a_code(code: &str) -> Option<Wrong> {
    let given = shown(code);
    if code.chars().any(char::is_control) {
        return Some(Wrong::new(t!("'{given}' is no code: it holds a control character", given)));
    }
    if code.trim() != code {
        return Some(Wrong::new(t!("'{given}' is no code: blanks stand around it", given)));
    }
    let most = if code.starts_with("model:") { 3 * MAX_CODE } else { MAX_CODE };
    if code.chars().count() > most {
        return Some(Wrong::new(t!("the code is longer than {most} characters", most)));
    }
    let (parts, why, form) = if let Some(model) = code.strip_prefix("model:") {
        let why = t!("'{given}' is no model", given);
        (model.splitn(3, '/').collect(), why, "model:KIND/MAKER/MODEL")
    } else {
        let why = t!("'{given}' is no country", given);
        (vec![code.strip_prefix("country:")?], why, "country:CODE")
    };
    parts
        .into_iter()
        .any(|part: &str| part.is_empty() || part.trim() != part)
        .then(|| Wrong::new(why).hint(t!("write {form}, without blanks around the parts", form)))
}
