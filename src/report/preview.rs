//! What a report will hold, before it is written: for a screen that asks whether to go on.

use super::document::{Block, Document};
use super::edition::Edition;

/// A chapter of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// Its heading.
    pub title: String,
    /// Its page from 1; `None` as long as nothing was set.
    pub page: Option<usize>,
    /// Ids of its tables and figures, with their number of rows.
    pub tables: Vec<(String, usize)>,
}

/// What a report will hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The edition in words.
    pub edition: String,
    /// What the edition leaves out.
    pub left_out: &'static str,
    /// Number of pages; `None` as long as nothing was set.
    pub pages: Option<usize>,
    /// The chapters in order.
    pub chapters: Vec<Chapter>,
    /// Tables that are empty, with the line that says why.
    pub missing: Vec<String>,
}

/// Looks through a document. `pages` are those of the headings of level 1, in order, and the last
/// page, as [`super::pdf::pages`] tells them.
#[must_use]
pub fn preview(document: &Document, edition: Edition, pages: Option<(&[usize], usize)>) -> Preview {
    let mut preview = Preview {
        edition: edition.words().to_owned(),
        left_out: edition.leaves_out(),
        pages: pages.map(|(_, last)| last),
        chapters: Vec::new(),
        missing: Vec::new(),
    };
    for block in &document.blocks {
        let (id, rows) = match block {
            Block::Heading(heading) if heading.level == 1 => {
                let page = pages.and_then(|(of, _)| of.get(preview.chapters.len()).copied());
                let title = heading.text.clone();
                preview.chapters.push(Chapter { title, page, tables: Vec::new() });
                continue;
            }
            Block::Table(table) => (&table.id, table.rows.len()),
            Block::HeatMap(map) => (&map.id, map.rows.len()),
            Block::Bars(bars) => (&bars.id, bars.rows.len()),
            Block::Chart(chart) => (&chart.id, chart.rows.len()),
            Block::Places(places) => (&places.id, places.points.len()),
            Block::Photo(photo) => (&photo.id, 1),
            Block::Paragraph(runs) => {
                // A table without rows is a line that begins with its id.
                let first = runs.first().map_or("", |run| run.text.as_str());
                if runs.len() == 2 && first.ends_with(": ") && first.starts_with(['T', 'A', 'C']) {
                    preview.missing.push(runs.iter().map(|run| run.text.as_str()).collect());
                }
                continue;
            }
            _ => continue,
        };
        if let Some(chapter) = preview.chapters.last_mut() {
            chapter.tables.push((id.clone(), rows));
        }
    }
    preview
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::{Column, Run, Table};

    #[test]
    fn it_tells_what_is_there_and_what_is_not() {
        let mut document = Document::new("T", "E");
        document.heading(1, "a", "1 Sites");
        document.push(Table::new("T3", "Sites", vec![Column::new("x")]));
        document.push(Block::Paragraph(vec![Run::bold("T17 Comments: "), Run::new("none.")]));
        let preview = preview(&document, Edition::Partner, Some((&[4], 9)));
        assert_eq!(preview.chapters[0].page, Some(4));
        assert_eq!(preview.chapters[0].tables, [("T3".to_owned(), 0)]);
        assert_eq!(preview.missing, ["T17 Comments: none."]);
        assert_eq!(preview.pages, Some(9));
    }
}
