//! Short lists and forms, in a box over the screen.

use ratatui::layout::Rect;

use super::first_shown;
use crate::app::screen::{Form, FormField, Pick, PickRow, label_of};
use crate::t;
use crate::tui::keymap::choice_key;
use crate::tui::paint::{Canvas, width, wrap_at_most};

/// Most rows of options that a field of a form shows.
const OPTIONS: usize = 8;

/// A box in the middle of an area; gives the room inside it.
pub(super) fn boxed(
    canvas: &mut Canvas<'_>,
    area: Rect,
    columns: u16,
    rows: u16,
    title: &str,
) -> Rect {
    let w = (columns + 4).min(area.width);
    let h = (rows + 2).min(area.height);
    let outer = Rect {
        x: area.x + (area.width - w) / 2,
        y: area.y + (area.height - h) / 2,
        width: w,
        height: h,
    };
    canvas.clear(outer);
    let (quiet, strong) = (canvas.styles.quiet, canvas.styles.strong);
    let edge = format!("+{}+", "-".repeat(usize::from(w.saturating_sub(2))));
    canvas.put(outer.x, outer.y, w, &edge, quiet);
    canvas.put(outer.x, outer.bottom().saturating_sub(1), w, &edge, quiet);
    canvas.upright(outer.x, outer.y + 1, outer.bottom().saturating_sub(1));
    canvas.upright(outer.right().saturating_sub(1), outer.y + 1, outer.bottom().saturating_sub(1));
    canvas.put(outer.x + 2, outer.y, w.saturating_sub(4), &format!(" {title} "), strong);
    Rect { x: outer.x + 2, y: outer.y + 1, width: w.saturating_sub(4), height: h.saturating_sub(2) }
}

pub(in crate::tui) fn pick(canvas: &mut Canvas<'_>, area: Rect, pick: &Pick) {
    let column = pick.rows.iter().map(|r| width(&r.label)).max().unwrap_or(0) as u16;
    let beside = |r: &PickRow| width(&r.detail).max(width(&r.disabled));
    let detail = pick.rows.iter().map(beside).max().unwrap_or(0) as u16;
    let ticks = pick.rows.iter().any(|r| r.ticked.is_some());
    let columns = (column + detail + 12).max(width(&pick.title) as u16 + 4).clamp(44, 72);
    let text = wrap_at_most(&pick.text, usize::from(columns), 2);
    let head = text.len() as u16 + u16::from(!text.is_empty());
    let rows = pick.rows.len() as u16 + head;
    let inner = boxed(canvas, area, columns, rows, &pick.title);
    let base = canvas.styles.base;
    for (y, line) in (inner.y..inner.bottom()).zip(&text) {
        canvas.put(inner.x, y, inner.width, line, base);
    }
    let list = inner.height.saturating_sub(head);
    let first = first_shown(pick.cursor, pick.rows.len(), usize::from(list));
    for (n, row) in pick.rows.iter().enumerate().skip(first).take(usize::from(list)) {
        let y = inner.y + head + (n - first) as u16;
        let marked = n == pick.cursor;
        let style = if marked { canvas.styles.marked } else { base };
        let key = choice_key(n).map_or(' ', |c| c);
        let tick = match (ticks, row.ticked) {
            (false, _) => "",
            (true, Some(true)) => "[x] ",
            (true, _) => "[ ] ",
        };
        let sign = if marked { '>' } else { ' ' };
        let label = format!("{sign}{key}  {tick}{} ", row.label);
        let used = canvas.put(inner.x, y, inner.width, &label, style);
        let beside = if row.disabled.is_empty() { &row.detail } else { &row.disabled };
        let x = inner.x + (column + 5 + if ticks { 4 } else { 0 }).max(used + 1);
        canvas.put(x, y, inner.right().saturating_sub(x), beside, base);
        if marked {
            canvas.cursor = Some((inner.x, y).into());
        }
    }
}

pub(in crate::tui) fn form(canvas: &mut Canvas<'_>, area: Rect, form: &Form) {
    let base = canvas.styles.base;
    let label = form.fields.iter().map(|f| width(&f.label)).max().unwrap_or(0) as u16 + 2;
    let options = form
        .fields
        .get(form.focus)
        .filter(|f| f.chosen.is_none())
        .map_or(Vec::new(), FormField::matching);
    let shown = options.len().min(OPTIONS);
    let all = form.fields.iter().map(|f| f.options.len()).max().unwrap_or(0).min(OPTIONS) as u16;
    let text = wrap_at_most(&form.text, 62, 2);
    let rows = text.len() as u16 + 1 + 2 * form.fields.len() as u16 + all;
    let inner = boxed(canvas, area, 66, rows, &form.title);
    // Where not all fits, the field that has the cursor is all there is.
    let small = inner.height < rows;
    let mut y = inner.y;
    if !small {
        for line in &text {
            canvas.put(inner.x, y, inner.width, line, base);
            y += 1;
        }
        y += 1;
    }
    for (n, field) in form.fields.iter().enumerate() {
        let focus = n == form.focus;
        if small && !focus {
            continue;
        }
        let style = if focus { canvas.styles.strong } else { base };
        canvas.put(inner.x, y, label, &field.label, style);
        let width = inner.width.saturating_sub(label);
        let masked = field.secret.then(|| field.input.masked());
        let input = masked.as_ref().unwrap_or(&field.input);
        canvas.field(inner.x + label, y, width, input, focus);
        y += 1;
        let lost =
            focus && !field.options.is_empty() && options.is_empty() && field.chosen.is_none();
        let (below, style) = if field.error.is_empty() {
            let hint = if lost { t!("Nothing matches.") } else { &field.hint };
            (if focus { hint } else { "" }, base)
        } else {
            (field.error.as_str(), canvas.styles.warning)
        };
        if y < inner.bottom() {
            canvas.put(inner.x + label + 2, y, width.saturating_sub(2), below, style);
            y += 1;
        }
        if focus && !field.options.is_empty() {
            let room = usize::from(inner.bottom().saturating_sub(y)).min(shown);
            let first = first_shown(field.marked, options.len(), room);
            for (row, &option) in options.iter().enumerate().skip(first).take(room) {
                let marked = row == field.marked;
                let style = if marked { canvas.styles.marked } else { base };
                let sign = if marked { ">" } else { " " };
                let text = format!("{sign} {} ", label_of(&field.options, option));
                canvas.put(inner.x + label, y, width, &text, style);
                y += 1;
            }
        }
    }
}
