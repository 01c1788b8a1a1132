//! The palette, in a box over the screen.

use ratatui::layout::Rect;

use super::dialogs::boxed;
use super::first_shown;
use crate::app::App;
use crate::app::palette::{Doing, PaletteScreen};
use crate::t;
use crate::tui::keymap::keys_in;
use crate::tui::paint::{Canvas, width};

pub(in crate::tui) fn draw(
    app: &App,
    canvas: &mut Canvas<'_>,
    area: Rect,
    palette: &PaletteScreen,
) {
    let rows = app.palette_rows(palette);
    let columns = area.width.saturating_sub(8).min(100);
    let wanted = area.height.saturating_sub(4).min(20);
    let title = t!("Commands, places, questions, rules");
    let inner = boxed(canvas, area, columns, wanted, title);
    let base = canvas.styles.base;
    canvas.field(inner.x, inner.y, inner.width, &palette.input, true);
    let height = usize::from(inner.height.saturating_sub(1));
    let cursor = palette.cursor.min(rows.len().saturating_sub(1));
    let first = first_shown(cursor, rows.len(), height);
    for (n, row) in rows.iter().enumerate().skip(first).take(height) {
        let y = inner.y + 1 + (n - first) as u16;
        let marked = n == cursor;
        let style = if marked { canvas.styles.marked } else { base };
        let key = match &row.doing {
            _ if !row.disabled.is_empty() => row.disabled.clone(),
            Doing::Run(command) => {
                let under = app.context_under();
                keys_in(*command, under).first().cloned().unwrap_or_default()
            }
            Doing::Go(_) => String::new(),
        };
        let taken = width(&key) as u16;
        let room = inner.width.saturating_sub(taken + 2);
        let sign = if marked { ">" } else { " " };
        canvas.put(inner.x, y, room, &format!("{sign} {}", row.label), style);
        canvas.put_right(inner.right(), y, taken, &key, base);
    }
    if rows.is_empty() {
        canvas.put(inner.x, inner.y + 1, inner.width, t!("Nothing is called so."), base);
    }
}
