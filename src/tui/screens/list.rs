//! Any list: its columns, its rows, and below them what is said of the marked one.

use ratatui::layout::Rect;

use super::first_shown;
use crate::app::App;
use crate::app::listing::{Column, ListScreen, TableRow};
use crate::t;
use crate::tui::paint::{Canvas, width, wrap_at_most};

/// Rows of the part below the list.
const BELOW: u16 = 7;

pub(in crate::tui) fn draw(app: &App, canvas: &mut Canvas<'_>, area: Rect, list: &ListScreen) {
    let Some(table) = app.table() else { return };
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let mut top = area.y;
    for line in wrap_at_most(&table.lead, usize::from(area.width.saturating_sub(2)), 4) {
        canvas.put(area.x + 1, top, area.width.saturating_sub(2), &line, base);
        top += 1;
    }
    if list.filtering || !list.filter.is_empty() {
        canvas.put(area.x + 1, top, 7, t!("Filter"), base);
        canvas.field(area.x + 8, top, 36, &list.filter, list.filtering);
        let found = table.rows.iter().filter(|r| !r.heading).count();
        canvas.put_right(area.right() - 1, top, 16, &t!("{n} shown", n = found), base);
        top += 1;
    }
    let marks = table.rows.iter().any(|r| r.mark.is_some());
    let columns = places(&table.columns, area, marks);
    for ((x, width), column) in columns.iter().zip(&table.columns) {
        canvas.put(*x, top, *width, column.title, strong);
    }
    let height = usize::from(area.bottom().saturating_sub(top + 1 + BELOW)).max(1);
    let first = first_shown(list.cursor, table.rows.len(), height);
    for (n, row) in table.rows.iter().enumerate().skip(first).take(height) {
        let y = top + 1 + (n - first) as u16;
        draw_row(canvas, area, y, row, &columns, n == list.cursor);
    }
    if table.rows.is_empty() {
        let text = if list.filter.is_empty() { table.empty } else { t!("Nothing matches.") };
        canvas.put(area.x + 3, top + 2, area.width.saturating_sub(4), text, base);
        canvas.cursor.get_or_insert((area.x + 1, top + 2).into());
    }
    let y = area.bottom().saturating_sub(BELOW);
    canvas.rule(area.x, y, area.width);
    if let Some(row) = table.rows.get(list.cursor) {
        let inner = Rect {
            x: area.x + 1,
            y: y + 1,
            width: area.width.saturating_sub(2),
            height: BELOW - 1,
        };
        below(canvas, inner, row);
    }
}

fn draw_row(
    canvas: &mut Canvas<'_>,
    area: Rect,
    y: u16,
    row: &TableRow,
    columns: &[(u16, u16)],
    marked: bool,
) {
    let style = match (marked, row.heading) {
        (true, _) => canvas.styles.marked,
        (false, true) => canvas.styles.strong,
        (false, false) => canvas.styles.base,
    };
    if marked {
        canvas
            .restyle(Rect { x: area.x, y, width: area.width.saturating_sub(5), height: 1 }, style);
        canvas.put(area.x, y, 1, ">", style);
        if canvas.cursor.is_none() {
            canvas.cursor = Some((area.x, y).into());
        }
    }
    if row.heading {
        let text = row.cells.concat();
        canvas.put(area.x + 1, y, area.width.saturating_sub(2), &text, style);
        return;
    }
    for ((x, width), cell) in columns.iter().zip(&row.cells) {
        canvas.put(*x, y, *width, cell, style);
    }
    if let Some(verdict) = row.mark {
        canvas.mark(area.right().saturating_sub(4), y, verdict);
    }
}

/// Draws what is said of a row.
pub(in crate::tui) fn below(canvas: &mut Canvas<'_>, area: Rect, row: &TableRow) {
    let base = canvas.styles.base;
    let mut y = area.y;
    let labels = row.below.iter().map(|(label, _)| width(label) as u16 + 1).max();
    for (label, text) in &row.below {
        let indent = if label.is_empty() { 0 } else { labels.unwrap_or(0).max(9) };
        let most = if label.is_empty() { 2 } else { 3 };
        let columns = area.width.saturating_sub(indent);
        for (n, line) in wrap_at_most(text, usize::from(columns), most).iter().enumerate() {
            if y >= area.bottom() {
                return;
            }
            if n == 0 {
                canvas.put(area.x, y, indent, label, base);
            }
            canvas.put(area.x + indent, y, columns, line, base);
            y += 1;
        }
    }
}

/// Where columns begin, and how wide they are: those that grow share what 80 columns leave over.
fn places(columns: &[Column], area: Rect, marks: bool) -> Vec<(u16, u16)> {
    let end = area.width.saturating_sub(if marks { 5 } else { 1 });
    let gaps = columns.len().saturating_sub(1) as u16;
    let fixed: u16 = columns.iter().filter(|c| !c.grows).map(|c| c.width).sum();
    let growing: u16 = columns.iter().filter(|c| c.grows).map(|c| c.width).sum::<u16>().max(1);
    let room = end.saturating_sub(2 + gaps + fixed);
    let mut x = area.x + 2;
    let mut places = Vec::new();
    for column in columns {
        let width = match column.grows {
            false => column.width,
            true => u16::try_from(u32::from(room) * u32::from(column.width) / u32::from(growing))
                .unwrap_or(column.width),
        };
        places.push((x, width));
        x += width + 1;
    }
    places
}
