//! The document in the formats that writers work with. Each writer reads the same document, so
//! that a table is the same everywhere; none of them hides or adds anything.

pub mod docx;
pub mod file;
pub mod html;
pub mod markdown;
mod picture;
pub mod places;
pub mod tables;

use super::document::{Bars, Block, Cell, Chart, HeatMap, Places, RowKind, Run, Table};

/// A figure as a table, where a format has no drawing: header, then rows.
pub(super) struct Plain {
    pub(super) id: String,
    pub(super) caption: String,
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

/// A block that is a table or can be read as one.
pub(super) fn as_table(block: &Block) -> Option<Plain> {
    match block {
        Block::Table(table) => Some(of_table(table)),
        Block::HeatMap(map) => Some(of_map(map)),
        Block::Bars(bars) => Some(of_bars(bars)),
        Block::Chart(chart) => Some(of_chart(chart)),
        Block::Places(places) => Some(of_places(places)),
        _ => None,
    }
}

fn of_table(table: &Table) -> Plain {
    let rows = table.rows.iter().map(|row| row.cells.iter().map(Cell::plain).collect()).collect();
    Plain {
        id: table.id.clone(),
        caption: table.caption.clone(),
        header: table.columns.iter().map(|column| column.title.clone()).collect(),
        rows,
    }
}

fn of_map(map: &HeatMap) -> Plain {
    let mut header = vec![String::new()];
    header.extend(map.columns.iter().cloned());
    let rows = map.rows.iter().map(|row| {
        let mut cells = vec![row.name.clone()];
        cells.extend(row.cells.iter().map(|cell| match cell.mark {
            Some(mark) => {
                Cell::mark(mark, cell.critical, cell.text.as_str()).plain().trim().to_owned()
            }
            None => cell.text.clone(),
        }));
        cells
    });
    Plain { id: map.id.clone(), caption: map.caption.clone(), header, rows: rows.collect() }
}

fn of_bars(bars: &Bars) -> Plain {
    let mut header = vec![String::new()];
    if let Some(first) = bars.rows.first() {
        header.extend(first.parts.iter().map(|(mark, _)| {
            let words = bars.legend.iter().find(|(other, _)| other == mark);
            words.map_or_else(|| mark.label().to_owned(), |(_, words)| words.clone())
        }));
    }
    header.push(bars.coverage_title.clone());
    let rows = bars.rows.iter().map(|bar| {
        let mut cells = vec![bar.name.clone()];
        cells.extend(bar.parts.iter().map(|(_, count)| count.to_string()));
        cells.push(bar.coverage.clone());
        cells
    });
    Plain { id: bars.id.clone(), caption: bars.caption.clone(), header, rows: rows.collect() }
}

fn of_chart(chart: &Chart) -> Plain {
    let rows = chart.rows.iter().map(|bar| vec![bar.name.clone(), bar.label.clone()]).collect();
    let header = vec![String::new(), String::new()];
    Plain { id: chart.id.clone(), caption: chart.caption.clone(), header, rows }
}

fn of_places(places: &Places) -> Plain {
    let rows = places.points.iter().map(|point| vec![point.name.clone()]).collect();
    let (id, caption) = (places.id.clone(), places.caption.clone());
    Plain { id, caption, header: vec![String::new()], rows }
}

/// The texts of a document in reading order: what every format must hold.
#[must_use]
pub fn texts(document: &super::document::Document) -> Vec<String> {
    let mut found = vec![document.title.clone()];
    for block in &document.blocks {
        match block {
            Block::Heading(heading) => found.push(heading.text.clone()),
            Block::Paragraph(runs) | Block::Note(runs) => found.push(words(runs)),
            Block::List(list) => found.extend(list.items.iter().map(|item| words(item))),
            Block::KeyValues(pairs) => {
                for (name, value) in pairs {
                    found.push(name.clone());
                    found.push(words(value));
                }
            }
            Block::Photo(photo) => found.push(photo.caption.clone()),
            Block::PageBreak => {}
            _ => {
                if let Some(table) = as_table(block) {
                    found.extend(table.header);
                    found.extend(table.rows.into_iter().flatten());
                }
            }
        }
    }
    found.retain(|text| !text.trim().is_empty());
    found
}

/// The text of runs.
pub(super) fn words(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// Whether a row names a group of rows.
pub(super) fn is_group(table: &Table, row: usize) -> bool {
    table.rows.get(row).is_some_and(|row| row.kind == RowKind::Group)
}

/// Text for XML and HTML: what has a meaning there is escaped, what they cannot hold is left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}
