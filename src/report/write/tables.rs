//! The tables of a document: as a workbook with one sheet for each, and as CSV.

use bigdecimal::BigDecimal;

use super::{as_table, is_group};
use crate::report::document::{Align, Block, Document};
use crate::report::xlsx::{Cell, Sheet, WorkbookError, workbook};
use crate::t;

/// One sheet for each table; figures are tables of what they show.
///
/// # Errors
/// When a table has more rows than a sheet holds.
pub fn xlsx(document: &Document) -> Result<Vec<u8>, WorkbookError> {
    let mut about = Sheet::new(t!("About"), &[t!("what"), t!("value")]);
    let mut say = |what: &str, value: &str| about.rows.push(vec![what.into(), value.into()]);
    say(t!("title"), &document.title);
    say(t!("edition"), &document.edition);
    say(t!("marking"), document.marking.as_deref().unwrap_or(""));
    for (what, value) in &document.cover {
        say(what, value);
    }
    let mut sheets = vec![about];
    sheets.extend(document.blocks.iter().filter_map(sheet));
    workbook(&document.title, &sheets)
}

/// The sheet of a block: the rows with the ids that they are known by, typed.
#[must_use]
pub fn sheet(block: &Block) -> Option<Sheet> {
    let plain = as_table(block)?;
    let mut sheet = Sheet { name: plain.id, header: plain.header, rows: Vec::new() };
    let table = if let Block::Table(table) = block { Some(table) } else { None };
    let ids = table.is_some_and(|table| table.rows.iter().any(|row| row.id.is_some()));
    if ids {
        sheet.header.insert(0, "row_id".to_owned());
    }
    let mut group = String::new();
    let grouped = table.is_some_and(|t| (0..t.rows.len()).any(|n| is_group(t, n)));
    if grouped {
        sheet.header.insert(0, "group".to_owned());
    }
    for (n, cells) in plain.rows.into_iter().enumerate() {
        if table.is_some_and(|table| is_group(table, n)) {
            group = cells.into_iter().next().unwrap_or_default();
            continue;
        }
        let mut row: Vec<Cell> = Vec::new();
        if grouped {
            row.push(group.as_str().into());
        }
        if ids {
            row.push(table.and_then(|t| t.rows[n].id.clone()).into());
        }
        for (at, text) in cells.into_iter().enumerate() {
            let number = table
                .and_then(|table| table.columns.get(at))
                .is_some_and(|column| column.align == Align::End);
            let parsed = number.then(|| text.parse::<BigDecimal>().ok()).flatten();
            row.push(parsed.map_or_else(|| Cell::from(text), Cell::Decimal));
        }
        sheet.rows.push(row);
    }
    Some(sheet)
}

/// Each table as CSV: a file name, and the bytes.
///
/// # Errors
/// When a record cannot be written, which does not happen in memory.
pub fn csv(document: &Document) -> Result<Vec<(String, Vec<u8>)>, csv::Error> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for sheet in document.blocks.iter().filter_map(sheet) {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::Any(b'\n'))
            .flexible(true)
            .from_writer(Vec::new());
        writer.write_record(&sheet.header)?;
        for row in &sheet.rows {
            let mut record: Vec<String> = row.iter().map(text).collect();
            record.resize(sheet.header.len().max(record.len()), String::new());
            writer.write_record(&record)?;
        }
        let bytes = writer.into_inner().map_err(|e| e.into_error())?;
        let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' };
        let base: String = sheet.name.chars().map(plain).collect();
        let taken = files.iter().filter(|(name, _)| name.starts_with(&format!("{base}."))).count();
        let name = match taken {
            0 => format!("{base}.csv"),
            n => format!("{base}.{}.csv", n + 1),
        };
        files.push((name, bytes));
    }
    Ok(files)
}

/// A cell as text.
#[must_use]
pub fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Whole(number) => number.to_string(),
        Cell::Decimal(number) => number.normalized().to_plain_string(),
        Cell::Flag(flag) => flag.to_string(),
    }
}
