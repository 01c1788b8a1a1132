//! Merging from home: the files to choose from, how far it is, what would come of it.

use ratatui::layout::Rect;

use super::first_shown;
use crate::app::merging::{Merging, Stage};
use crate::t;
use crate::tui::keymap::choice_key;
use crate::tui::paint::Canvas;

/// The keys that hold here.
pub(super) fn keys(merging: &Merging) -> &'static str {
    match merging.stage {
        Stage::Choosing => {
            t!("Space choose   Enter read them   o type a path   Left one up   Esc   ? help")
        }
        Stage::Working(_) => t!("Esc stops it; nothing is changed then"),
        Stage::Report(..) => t!("W write it (a capital)   PgDn more   Esc back   ? help"),
    }
}

pub(super) fn draw(merging: &Merging, canvas: &mut Canvas<'_>, area: Rect) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let columns = area.width.saturating_sub(2);
    let title = t!("Merge into {title}", title = merging.title);
    canvas.put(area.x + 1, area.y, columns, &title, strong);
    canvas.put(area.x + 1, area.y + 1, columns, &merging.into, base);
    let body = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
    match &merging.stage {
        Stage::Choosing => chooser(merging, canvas, body),
        Stage::Working(text) => {
            canvas.put(body.x + 1, body.y, columns, text, strong);
            canvas.cursor = Some((body.x + 1, body.y).into());
        }
        Stage::Report(lines, scroll) => super::pages::indented(canvas, body, lines, *scroll),
    }
}

fn chooser(merging: &Merging, canvas: &mut Canvas<'_>, area: Rect) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let columns = area.width.saturating_sub(2);
    let folder = t!("Files of {folder}, the newest first", folder = merging.folder);
    canvas.put(area.x + 1, area.y, columns, &folder, strong);
    let rows = merging.rows();
    let height = usize::from(area.height.saturating_sub(2)).max(1);
    let first = first_shown(merging.cursor, rows.len(), height);
    let label = columns.saturating_sub(26).max(24);
    for (n, row) in rows.iter().enumerate().skip(first).take(height) {
        let y = area.y + 1 + (n - first) as u16;
        let marked = n == merging.cursor;
        let style = if marked { canvas.styles.marked } else { base };
        let key = choice_key(n).filter(char::is_ascii_digit).unwrap_or(' ');
        let tick = match row.ticked {
            Some(true) => "[x]",
            Some(false) => "[ ]",
            None => "   ",
        };
        let sign = if marked { '>' } else { ' ' };
        let text = format!("{sign} {key} {tick} {} ", row.label);
        canvas.put(area.x + 1, y, label, &text, style);
        canvas.put(area.x + 1 + label, y, columns - label, &row.detail, base);
        if marked {
            canvas.cursor = Some((area.x + 1, y).into());
        }
    }
    if rows.iter().all(|row| row.ticked.is_none()) {
        let y = area.y + 2 + rows.len().min(height) as u16;
        if y < area.bottom() {
            let text = t!("No other survey is here: o types a path.");
            canvas.put(area.x + 1, y, columns, text, base);
        }
    }
}
