//! What was written is read again and compared with the document before anybody is told that it was
//! written. The readers share nothing with the writers but the document.

mod turned;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use super::document::{Block, Cell, Document, HeatMap, Run};
use super::pdf::extract;
use super::write::places::Place;
use super::write::{tables, texts};
use crate::t;
use turned::Turned;

/// What is missing in a file that was written.
#[derive(Debug, thiserror::Error)]
pub enum ReadBackError {
    /// The file cannot be read.
    #[error("{}", t!("what was written cannot be read again: {error}", error = .0))]
    Broken(String),
    /// Something of the document is not in it.
    #[error("{}", t!("what was written lacks \"{text}\" of {place}", text, place))]
    Lacks {
        /// The missing text.
        text: String,
        /// Where it should stand.
        place: String,
    },
}

/// Letters of a text without blanks and without what has no width: lines break anywhere.
fn letters(text: &str) -> String {
    let dropped = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{AD}' | '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{2060}')
    };
    text.chars().filter(|&c| !dropped(c)).collect()
}

fn lacks(text: &str, place: impl Into<String>) -> ReadBackError {
    let text = text.chars().take(80).collect();
    ReadBackError::Lacks { text, place: place.into() }
}

/// Checks a PDF: every page, and every heading, paragraph, cell and figure, in order.
///
/// # Errors
/// What is missing first.
pub fn pdf(document: &Document, bytes: &[u8]) -> Result<(), ReadBackError> {
    let pages = extract::pages(bytes).map_err(|e| ReadBackError::Broken(e.to_string()))?;
    numbered(document, &pages)?;
    let pages: Vec<String> = pages.iter().map(|page| letters(&page.content)).collect();
    let mut end = 0;
    let ends: Vec<usize> = pages
        .iter()
        .map(|page| {
            end += page.len();
            end
        })
        .collect();
    let text = pages.concat();
    let mut at = line(&text, 0, &document.title, t!("the cover"))?;
    for (name, value) in &document.cover {
        at = row(&text, at, &[name.clone(), value.clone()], &ends, t!("the cover"))?;
    }
    for block in &document.blocks {
        match block {
            Block::Heading(heading) => at = line(&text, at, &heading.text, t!("a heading"))?,
            Block::Paragraph(runs) | Block::Note(runs) => {
                at = line(&text, at, &joined(runs), t!("a paragraph"))?;
            }
            Block::List(list) => {
                for item in &list.items {
                    at = line(&text, at, &joined(item), t!("a list"))?;
                }
            }
            Block::KeyValues(pairs) => {
                for (name, value) in pairs {
                    at = row(
                        &text,
                        at,
                        &[name.clone(), joined(value)],
                        &ends,
                        t!("a list of names"),
                    )?;
                }
            }
            Block::Table(table) if table.columns.is_empty() => {}
            Block::Table(table) => {
                let place = t!("table {id}", id = table.id);
                let titles: Vec<String> = table.columns.iter().map(|c| c.title.clone()).collect();
                at = caption(&text, at, (&table.id, &table.caption), &place)?;
                at = row(&text, at, &titles, &ends, &place)?;
                for table_row in &table.rows {
                    let cells: Vec<String> = table_row.cells.iter().map(printed).collect();
                    at = row(&text, at, &cells, &ends, &place)?;
                }
            }
            Block::Photo(photo) => {
                at = caption(&text, at, (&photo.id, &photo.caption), t!("a photo"))?
            }
            Block::HeatMap(map) => at = heat_map(&text, at, map, &ends)?,
            Block::Bars(bars) => {
                let place = t!("figure {id}", id = bars.id);
                at = caption(&text, at, (&bars.id, &bars.caption), &place)?;
                for bar in &bars.rows {
                    at = row(&text, at, &[bar.name.clone(), bar.coverage.clone()], &ends, &place)?;
                }
            }
            Block::Chart(chart) => {
                let place = t!("figure {id}", id = chart.id);
                at = caption(&text, at, (&chart.id, &chart.caption), &place)?;
                for bar in &chart.rows {
                    at = row(&text, at, &[bar.name.clone(), bar.label.clone()], &ends, &place)?;
                }
            }
            // A label without room is left out of the sketch; the table of sites has it.
            Block::Places(_) | Block::PageBreak => {}
        }
    }
    Ok(())
}

/// Each page says which it is, and of how many: so none is missing.
fn numbered(document: &Document, pages: &[extract::PageText]) -> Result<(), ReadBackError> {
    for (n, page) in (1..).zip(pages) {
        let numbers = |number: usize| {
            let mut runs = page.decoration.split(|c: char| !c.is_ascii_digit());
            runs.any(|run| run.parse() == Ok(number))
        };
        if !numbers(n) || !numbers(pages.len()) {
            let words = document.words.page_of(n, pages.len());
            return Err(lacks(&words, t!("page {n}", n)));
        }
    }
    Ok(())
}

/// The rows of a map, from its first column to its last, or in as many panels of columns as the
/// paper needs one below the other.
fn heat_map(text: &str, at: usize, map: &HeatMap, ends: &[usize]) -> Result<usize, ReadBackError> {
    let place = t!("figure {id}", id = map.id);
    let at = if map.columns.is_empty() {
        at
    } else {
        caption(text, at, (&map.id, &map.caption), &place)?
    };
    let panels = |count: usize| {
        let each = map.columns.len().div_ceil(count).max(1);
        let mut at = at;
        for first in (0..map.columns.len().max(1)).step_by(each) {
            for of_map in &map.rows {
                let mut cells = vec![of_map.name.clone()];
                for cell in of_map.cells.iter().skip(first).take(each) {
                    let words =
                        Cell { mark: cell.mark, critical: cell.critical, ..Cell::default() };
                    cells.push(printed(&words) + &cell.text);
                }
                at = row(text, at, &cells, ends, &place)?;
            }
        }
        Ok(at)
    };
    let whole = panels(1);
    let several = || (2..=map.columns.len()).find_map(|count| panels(count).ok());
    whole.or_else(|missing| several().ok_or(missing))
}

fn joined(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// A cell as the page shows it: the letter of its mark, then the text.
fn printed(cell: &Cell) -> String {
    let mut printed = String::new();
    if let Some(mark) = cell.mark {
        printed.push_str(mark.letter());
        if cell.critical {
            printed.push('!');
        }
    }
    printed.push_str(&joined(&cell.runs));
    printed
}

/// How much shorter than it should be a row may be without being taken for one that goes on.
const SHORT: usize = 16;

/// Letters that may stand between two rows: captions, headers, figures.
const BETWEEN: usize = 60_000;

fn line(text: &str, at: usize, wanted: &str, place: &str) -> Result<usize, ReadBackError> {
    let Some(turned) = Turned::of(wanted) else {
        let needle = letters(wanted);
        let found = find(text, at, at + BETWEEN, &needle);
        return found.map(|n| n + needle.len()).ok_or_else(|| lacks(wanted, place));
    };
    let found = turned.find(text, at, at + BETWEEN);
    found.map(|(_, end)| end).ok_or_else(|| lacks(wanted, place))
}

/// The words of a table or figure. They stand behind its id, which, where they run from right to
/// left, the page may show in the midst of them.
fn caption(
    text: &str,
    at: usize,
    (id, words): (&str, &str),
    place: &str,
) -> Result<usize, ReadBackError> {
    match Turned::of(words) {
        Some(_) => line(text, at, &format!("{id} {words}"), place),
        None => line(text, at, words, place),
    }
}

fn find(text: &str, from: usize, to: usize, needle: &str) -> Option<usize> {
    let mut to = to.saturating_add(needle.len()).min(text.len());
    while !text.is_char_boundary(to) {
        to += 1;
    }
    text.get(from..to)?.find(needle).map(|n| from + n)
}

/// The cells of a row one after the other. One that goes on on another page is looked for word by
/// word, since the cells beside it stand between its parts. `ends` is where pages end.
fn row(
    text: &str,
    at: usize,
    cells: &[String],
    ends: &[usize],
    place: &str,
) -> Result<usize, ReadBackError> {
    let whole: usize = cells.iter().map(|cell| letters(cell).len()).sum();
    let mut start = None;
    let mut end = at;
    for cell in cells {
        let needle = letters(cell);
        if needle.is_empty() {
            continue;
        }
        let turned = Turned::of(cell);
        let limit = match start {
            None => at + BETWEEN,
            Some(start) => start + 2 * whole + 400,
        };
        let from = if start.is_some() { end } else { at };
        let found = match &turned {
            None => find(text, from, limit, &needle).map(|found| (found, found + needle.len())),
            Some(turned) => turned.find(text, from, limit),
        };
        if let Some((found, until)) = found {
            start.get_or_insert(found);
            end = until;
            continue;
        }
        // In parts: from the start of the row on.
        let mut part = start.unwrap_or(at);
        // Only where a page ends before as many letters as the row has.
        let goes_on = ends.iter().any(|end| part <= *end && end + SHORT < part + whole);
        if !goes_on {
            return Err(lacks(cell, place));
        }
        if let Some(turned) = turned {
            // In the order of the page, which is another from line to line.
            let limit = limit.min(part + 2 * whole + 400);
            let first = turned.find_parts(text, part, limit);
            start.get_or_insert(first.ok_or_else(|| lacks(cell, place))?);
            continue;
        }
        for word in cell.split_whitespace() {
            let needle = letters(word);
            let Some(found) = find(text, part, limit, &needle) else {
                return Err(lacks(cell, place));
            };
            start.get_or_insert(found);
            part = found + needle.len();
        }
        end = end.max(part);
    }
    Ok(start.map_or(at, |_| end))
}

/// Checks a text format (Markdown, HTML): every text of the document, in order.
///
/// # Errors
/// What is missing first.
pub fn text(document: &Document, written: &str) -> Result<(), ReadBackError> {
    if !closed(written) {
        return Err(ReadBackError::Broken(t!("it ends too early").to_owned()));
    }
    let written = letters(&unescaped(written));
    let mut at = 0;
    for wanted in texts(document) {
        let needle = letters(&wanted);
        match written.get(at..).and_then(|rest| rest.find(&needle)) {
            Some(found) if found <= BETWEEN * 4 || at == 0 => at += found + needle.len(),
            _ => return Err(lacks(&wanted, t!("the document"))),
        }
    }
    Ok(())
}

/// Whether a file of HTML or XML ends with the element that it began with. Other text has no end
/// of its own.
fn closed(text: &str) -> bool {
    let name = |tag: &str| -> String {
        tag.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == ':').collect()
    };
    if !text.starts_with('<') {
        return true;
    }
    let mut tags = text.split('<').skip(1);
    let first = tags.find(|tag| tag.starts_with(|c: char| c.is_ascii_alphabetic()));
    let last = text.trim_end().rsplit_once("</").and_then(|(_, tag)| tag.strip_suffix('>'));
    matches!((first, last), (Some(first), Some(last)) if name(first) == last)
}

/// Text of HTML or XML without its tags, or of Markdown.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let html = text.starts_with('<');
    let mut tag = false;
    for c in text.chars() {
        match c {
            '<' if html => tag = true,
            '>' if html && tag => tag = false,
            c if !tag => plain.push(c),
            _ => {}
        }
    }
    if html {
        plain = plain
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&");
    } else {
        plain = plain.replace("\\|", "|");
    }
    plain
}

/// Checks a Word file.
///
/// # Errors
/// What is missing first.
pub fn docx(document: &Document, bytes: &[u8]) -> Result<(), ReadBackError> {
    text(document, &part(bytes, "word/document.xml")?)
}

/// Checks a workbook: every cell of every sheet.
///
/// # Errors
/// What is missing first.
pub fn xlsx(document: &Document, bytes: &[u8]) -> Result<(), ReadBackError> {
    let shared = part(bytes, "xl/sharedStrings.xml").unwrap_or_default();
    let strings: Vec<String> = shared
        .split("<si>")
        .skip(1)
        .map(|item| {
            letters(&unescaped(&format!("<si>{}", item.split("</si>").next().unwrap_or(""))))
        })
        .collect();
    for (n, sheet) in document.blocks.iter().filter_map(tables::sheet).enumerate() {
        // The first sheet tells what the workbook is about.
        let xml = part(bytes, &format!("xl/worksheets/sheet{}.xml", n + 2))?;
        let found = cells(&xml, &strings);
        let header = sheet.header.iter().map(|title| super::xlsx::Cell::from(title.as_str()));
        if found.keys().any(|(row, _)| *row > sheet.rows.len()) {
            return Err(lacks(t!("its end"), t!("sheet {name}", name = sheet.name)));
        }
        let rows = std::iter::once(header.collect::<Vec<_>>()).chain(sheet.rows.iter().cloned());
        for (row, wanted) in rows.enumerate() {
            for (column, cell) in wanted.iter().enumerate() {
                let wanted = letters(&tables::text(cell));
                let there = found.get(&(row, column)).map_or("", String::as_str);
                // A workbook holds 32767 letters in a cell.
                if wanted.chars().count() < 30_000 && wanted != there {
                    return Err(lacks(&tables::text(cell), t!("sheet {name}", name = sheet.name)));
                }
            }
        }
    }
    Ok(())
}

/// The cells of a sheet by row and column, from 0.
fn cells(xml: &str, strings: &[String]) -> BTreeMap<(usize, usize), String> {
    let mut found = BTreeMap::new();
    for cell in xml.split("<c ").skip(1) {
        let attribute = |name: &str| {
            let start = cell.find(&format!("{name}=\""))? + name.len() + 2;
            cell.get(start..)?.split('"').next()
        };
        let value = cell.split("<v>").nth(1).and_then(|rest| rest.split("</v>").next());
        let (Some(place), Some(value)) = (attribute("r"), value) else { continue };
        let column = place
            .bytes()
            .take_while(u8::is_ascii_uppercase)
            .fold(0_usize, |column, b| column * 26 + usize::from(b - b'A') + 1);
        let row: usize =
            place.trim_start_matches(|c: char| c.is_ascii_uppercase()).parse().unwrap_or(0);
        let head = cell.split('>').next().unwrap_or("");
        let text = if head.contains("t=\"s\"") {
            value.parse().ok().and_then(|n: usize| strings.get(n)).cloned().unwrap_or_default()
        } else {
            value.to_owned()
        };
        if row > 0 && column > 0 {
            found.insert((row - 1, column - 1), text);
        }
    }
    found
}

/// Checks one table as CSV against its sheet.
///
/// # Errors
/// What is missing first.
pub fn csv(document: &Document, files: &[(String, Vec<u8>)]) -> Result<(), ReadBackError> {
    if let Some((name, _)) = files.iter().find(|(_, bytes)| bytes.last() != Some(&b'\n')) {
        return Err(lacks(t!("its end"), name.as_str()));
    }
    let sheets: Vec<super::xlsx::Sheet> =
        document.blocks.iter().filter_map(tables::sheet).collect();
    if sheets.len() != files.len() {
        return Err(lacks(t!("a table"), t!("the folder")));
    }
    for (sheet, (name, bytes)) in sheets.iter().zip(files) {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
        let header = reader.headers().map_err(|e| ReadBackError::Broken(e.to_string()))?;
        if let Some(title) = (0..).zip(&sheet.header).find(|(n, t)| header.get(*n) != Some(t)) {
            return Err(lacks(title.1, name.as_str()));
        }
        let mut rows = 0;
        for (record, wanted) in reader.records().zip(&sheet.rows) {
            let record = record.map_err(|e| ReadBackError::Broken(e.to_string()))?;
            for (n, cell) in wanted.iter().enumerate() {
                let wanted = tables::text(cell);
                if record.get(n).unwrap_or("") != wanted {
                    return Err(lacks(&wanted, name.as_str()));
                }
            }
            rows += 1;
        }
        if rows != sheet.rows.len() {
            return Err(lacks(t!("a row"), name.as_str()));
        }
    }
    Ok(())
}

/// Checks a map: every place with where it is and its counts.
///
/// # Errors
/// What is missing first.
pub fn geojson(places: &[Place], bytes: &[u8]) -> Result<(), ReadBackError> {
    let read: serde_json::Value =
        serde_json::from_slice(bytes).map_err(|error| ReadBackError::Broken(error.to_string()))?;
    let features = read["features"].as_array().map_or(&[][..], Vec::as_slice);
    if features.len() != places.len() {
        return Err(lacks(t!("a crossing point"), "features"));
    }
    for (feature, place) in features.iter().zip(places) {
        let said = &feature["properties"];
        let count = |(name, count): &(&str, Option<u64>)| said[name].as_u64() == *count;
        let at = feature["geometry"]["coordinates"]
            .as_array()
            .map(|at| at.iter().map(serde_json::Value::as_f64).collect::<Vec<Option<f64>>>());
        let degrees = |axis: &bigdecimal::BigDecimal| axis.to_plain_string().parse().ok();
        let whole = feature["id"].as_str() == Some(&place.code)
            && said["code"].as_str() == Some(&place.code)
            && said["name"].as_str() == place.name.as_deref()
            && said["critical_not_met"].as_bool() == Some(place.critical_not_met)
            && place.counts.iter().all(count)
            && at == place.at.as_ref().map(|at| at.iter().map(degrees).collect());
        if !whole {
            return Err(lacks(&place.code, "features"));
        }
    }
    Ok(())
}

/// A part of a zip file as text.
fn part(bytes: &[u8], name: &str) -> Result<String, ReadBackError> {
    let broken = |error: &dyn std::fmt::Display| ReadBackError::Broken(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(&e))?;
    let mut file = archive.by_name(name).map_err(|e| broken(&e))?;
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(|e| broken(&e))?;
    Ok(text)
}
