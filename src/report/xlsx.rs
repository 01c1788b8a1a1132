//! Workbooks: sheets of typed cells with a frozen, filtered header row. Alone names the library
//! that writes them; knows nothing of surveys.
//!
//! The bytes depend on the cells alone: no clock, no author.

use bigdecimal::{BigDecimal, ToPrimitive};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use crate::language::spoken;
use crate::t;

/// Most letters that a cell holds.
const MAX_TEXT: usize = 32_767;
/// Most letters of the name of a sheet.
const MAX_NAME: usize = 31;
/// Widest column, in letters; longer texts are wrapped.
const MAX_WIDTH: usize = 60;
/// The number of that paper in a workbook.
const A4: u8 = 9;
/// Digits that a number of a workbook keeps.
const DIGITS: u64 = 15;

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text; never read as a formula.
    Text(String),
    /// A whole number.
    Whole(u64),
    /// A decimal; written as text where a workbook would round it.
    Decimal(BigDecimal),
    /// Yes or no.
    Flag(bool),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Self::Whole(number)
    }
}

impl From<BigDecimal> for Cell {
    fn from(number: BigDecimal) -> Self {
        Self::Decimal(number)
    }
}

/// `None` is an empty cell.
impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// One sheet: a header and rows below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name; what a workbook does not take is replaced.
    pub name: String,
    /// The header.
    pub header: Vec<String>,
    /// The rows, each as long as the header or shorter.
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// A sheet without rows.
    #[must_use]
    pub fn new(name: &str, header: &[&str]) -> Self {
        let header = header.iter().map(|&title| title.to_owned()).collect();
        Self { name: name.to_owned(), header, rows: Vec::new() }
    }
}

/// Why a workbook cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{}", t!("the workbook cannot be written: {error}", error = .0))]
pub struct WorkbookError(String);

impl From<XlsxError> for WorkbookError {
    fn from(error: XlsxError) -> Self {
        Self(error.to_string())
    }
}

/// A workbook as the bytes of an `.xlsx` file.
///
/// # Errors
/// When there are more rows than a sheet holds (1,048,575 below the header).
pub fn workbook(title: &str, sheets: &[Sheet]) -> Result<Vec<u8>, WorkbookError> {
    let mut book = Workbook::new();
    let to_right = spoken().is_right_to_left();
    // A file says when it was made; ours does not, so that the same input gives the same bytes.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties =
        DocProperties::new().set_title(fitted(title, 255)).set_creation_datetime(&made);
    book.set_properties(&properties);
    let mut names: Vec<String> = Vec::new();
    for sheet in sheets {
        let name = sheet_name(&sheet.name, &names);
        let page = book.add_worksheet();
        page.set_name(&name)?;
        page.set_right_to_left(to_right);
        names.push(name);
        fill(page, sheet)?;
    }
    Ok(book.save_to_buffer()?)
}

fn fill(page: &mut Worksheet, sheet: &Sheet) -> Result<(), WorkbookError> {
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let body = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut widths: Vec<usize> = Vec::new();
    for (column, title) in sheet.header.iter().enumerate() {
        page.write_string_with_format(0, place(column)?, fitted(title, MAX_TEXT), &head)?;
        widths.push(title.chars().count() + 3);
    }
    for (row, cells) in sheet.rows.iter().enumerate() {
        let row = u32::try_from(row + 1).map_err(|_| too_many())?;
        for (column, cell) in cells.iter().enumerate() {
            let at = place(column)?;
            let width = write(page, row, at, cell, &body)?;
            if let Some(widest) = widths.get_mut(column) {
                *widest = (*widest).max(width + 1);
            }
        }
    }
    for (column, width) in widths.into_iter().enumerate() {
        let width = u32::try_from(width.min(MAX_WIDTH)).unwrap_or(10);
        page.set_column_width(place(column)?, width)?;
    }
    page.set_freeze_panes(1, 0)?;
    // On paper all columns stand side by side below their titles.
    page.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
    page.set_repeat_rows(0, 0)?;
    if !sheet.header.is_empty() {
        let last = u32::try_from(sheet.rows.len()).map_err(|_| too_many())?;
        page.autofilter(0, 0, last, place(sheet.header.len() - 1)?)?;
    }
    Ok(())
}

/// Writes a cell; gives how wide its text is.
fn write(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    format: &Format,
) -> Result<usize, WorkbookError> {
    let text = match cell {
        Cell::Empty => return Ok(0),
        Cell::Flag(flag) => {
            page.write_boolean_with_format(row, column, *flag, format)?;
            return Ok(5);
        }
        Cell::Text(text) => text.clone(),
        Cell::Whole(number) => number.to_string(),
        Cell::Decimal(number) => number.normalized().to_plain_string(),
    };
    let number = match cell {
        Cell::Whole(number) => exact(&BigDecimal::from(*number)),
        Cell::Decimal(number) => exact(number),
        _ => None,
    };
    match number {
        Some(number) => page.write_number_with_format(row, column, number, format)?,
        None => page.write_string_with_format(row, column, fitted(&text, MAX_TEXT), format)?,
    };
    Ok(text.lines().map(|line| line.chars().count()).max().unwrap_or(0))
}

/// The number as a workbook keeps it, unless it has more digits than that.
fn exact(number: &BigDecimal) -> Option<f64> {
    if number.normalized().digits() > DIGITS { None } else { number.to_f64() }
}

fn place(column: usize) -> Result<u16, WorkbookError> {
    u16::try_from(column).map_err(|_| WorkbookError(t!("too many columns").to_owned()))
}

fn too_many() -> WorkbookError {
    WorkbookError(t!("too many rows").to_owned())
}

/// A text cut to what fits, marked if it was cut, without what XML cannot hold.
fn fitted(text: &str, most: usize) -> String {
    let clean = |c: char| if c.is_control() && !matches!(c, '\n' | '\t') { ' ' } else { c };
    if text.chars().count() <= most {
        return text.chars().map(clean).collect();
    }
    text.chars().take(most - 3).map(clean).chain("...".chars()).collect()
}

/// A name that a workbook takes and that no sheet has yet.
fn sheet_name(wanted: &str, taken: &[String]) -> String {
    let clean: String = wanted
        .chars()
        .map(|c| if c.is_control() || "[]:*?/\\'".contains(c) { ' ' } else { c })
        .collect();
    let base = if clean.trim().is_empty() { t!("Sheet") } else { clean.trim() };
    let free = |name: &str| taken.iter().all(|t| t.to_lowercase() != name.to_lowercase());
    let mut name: String = base.chars().take(MAX_NAME).collect();
    let mut n = 1;
    while !free(&name) {
        n += 1;
        let ending = format!(" {n}");
        name = base.chars().take(MAX_NAME - ending.len()).chain(ending.chars()).collect();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let mut sheet = Sheet::new("Gaps: all/any", &["a", "b"]);
        sheet.rows.push(vec!["=1+1".into(), Cell::Decimal("12.50".parse().expect("a number"))]);
        sheet.rows.push(vec![Cell::Empty, Cell::Whole(7)]);
        sheet.rows.push(vec![Cell::Flag(true), Cell::Text("x".repeat(40_000))]);
        sheet
    }

    #[test]
    fn the_same_cells_give_the_same_bytes() {
        let once = workbook("A title", &[sheet(), sheet()]).expect("a workbook");
        assert_eq!(once, workbook("A title", &[sheet(), sheet()]).expect("a workbook"));
        assert!(once.starts_with(b"PK"));
    }

    #[test]
    fn names_of_sheets_are_taken_and_differ() {
        let long = "A crossing point with a very long name";
        let mut names = Vec::new();
        for wanted in [long, long, "a/b", "A B", ""] {
            names.push(sheet_name(wanted, &names));
        }
        assert_eq!(names[1].chars().count(), MAX_NAME);
        assert_eq!(names[2..], ["a b", "A B 2", "Sheet"]);
    }

    #[test]
    fn a_number_that_would_be_rounded_stays_text() {
        assert_eq!(exact(&"0.1".parse().expect("a number")), Some(0.1));
        assert_eq!(exact(&"1234567890.123456789".parse().expect("a number")), None);
    }
}
