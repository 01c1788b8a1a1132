//! The walk: places and questions on the left, the question beside them, its verdict below it or,
//! in a wide window, to its right, with the history of the fact.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{first_shown, question};
use crate::app::App;
use crate::app::screen::{Panes, WalkScreen};
use crate::app::sheet::{Line, LineState, Stop};
use crate::model::Verdict;
use crate::tui::paint::Canvas;
use crate::words;

pub(in crate::tui) fn draw(
    app: &App,
    canvas: &mut Canvas<'_>,
    area: Rect,
    walk: &WalkScreen,
    wide: bool,
) {
    let left = match (app.panes(), wide) {
        (Panes::Question, _) => 0,
        (Panes::List, true) => 60,
        (Panes::List, false) => 40,
        (Panes::Even, true) => 34,
        (Panes::Even, false) => 27,
    };
    if left > 0 {
        list(app, canvas, Rect { width: left, ..area }, walk);
        canvas.upright(area.x + left, area.top(), area.bottom());
    }
    let right = Rect { x: area.x + left + 2, width: area.width.saturating_sub(left + 3), ..area };
    if left == 0 {
        // A terminal's cursor is where the focus is, also without the list.
        canvas.cursor = Some((right.x, right.y).into());
    }
    if !wide {
        let used = question::ask(app, canvas, right, walk, 7);
        let y = right.y + used;
        canvas.rule(area.x + left + 1, y, area.width - left - 1);
        let rest = Rect { y: y + 1, height: right.bottom().saturating_sub(y + 1), ..right };
        question::verdict(app, canvas, rest, walk);
        return;
    }
    let history = 8.min(right.height / 4);
    let height = right.height - history;
    let middle = Rect { width: right.width * 11 / 20, height, ..right };
    question::ask(app, canvas, middle, walk, 0);
    let x = middle.right() + 1;
    canvas.upright(x, area.top(), area.top() + height);
    let third = Rect { x: x + 2, width: right.right().saturating_sub(x + 2), height, ..right };
    question::verdict(app, canvas, third, walk);
    let below = Rect { y: right.y + height, height: history, ..right };
    canvas.rule(area.x + left + 1, below.y, area.width - left - 1);
    question::history(app, canvas, Rect { y: below.y + 1, height: below.height - 1, ..below });
}

/// A row of the list on the left.
enum Row<'a> {
    Stop(&'a Stop, bool),
    Line(&'a Line, usize, bool, bool),
}

fn list(app: &App, canvas: &mut Canvas<'_>, area: Rect, walk: &WalkScreen) {
    let Some(sheet) = app.sheet() else { return };
    let mut rows = Vec::new();
    let mut marked = 0;
    for stop in &sheet.stops {
        let here = stop.key == walk.place;
        if here {
            marked = rows.len();
        }
        rows.push(Row::Stop(stop, here));
        if here {
            for line in &stop.lines {
                let this = line.attribute == walk.attribute;
                if this {
                    marked = rows.len();
                }
                let flagged = app.is_flagged(&stop.key, &line.attribute);
                rows.push(Row::Line(line, stop.indent, this, flagged));
            }
        }
    }
    let height = usize::from(area.height);
    let first = first_shown(marked, rows.len(), height);
    for (y, row) in (area.y..area.bottom()).zip(rows.iter().skip(first)) {
        match row {
            Row::Stop(stop, here) => draw_stop(canvas, area, y, stop, *here),
            Row::Line(line, indent, this, flagged) => {
                draw_line(canvas, area, y, line, *indent, *this);
                if *flagged {
                    let style = canvas.styles.strong;
                    canvas.put(area.right() - 5, y, 1, "!", style);
                }
            }
        }
    }
}

fn draw_stop(canvas: &mut Canvas<'_>, area: Rect, y: u16, stop: &Stop, here: bool) {
    let style = if here { canvas.styles.strong } else { canvas.styles.base };
    if here {
        canvas.put(area.x, y, 1, ">", style);
    }
    let x = area.x + 1 + 2 * stop.indent as u16;
    let room = area.width.saturating_sub(1 + 2 * stop.indent as u16 + 10);
    canvas.put(x, y, room, &stop.title, style);
    let (done, all) = stop.done();
    if all > 0 {
        canvas.put_right(area.right() - 3, y, 7, &format!("{done}/{all}"), style);
    }
    letter(canvas, area.right() - 2, y, stop.worst());
}

fn draw_line(canvas: &mut Canvas<'_>, area: Rect, y: u16, line: &Line, indent: usize, this: bool) {
    let offset = 2 + 2 * indent as u16;
    let style = if this { canvas.styles.marked } else { canvas.styles.base };
    if this {
        let row = Rect { x: area.x + 1, y, width: area.width - 6, height: 1 };
        canvas.restyle(row, style);
        canvas.put(area.x + offset - 1, y, 1, ">", style);
        canvas.cursor = Some((area.x + offset, y).into());
    }
    canvas.put(area.x + offset, y, area.width - offset - 5, &line.label, style);
    let state = canvas.styles.base;
    let sign = if line.copied { "c" } else { state_sign(line.state) };
    canvas.put(area.right() - 4, y, 1, sign, state);
    let verdict = match line.state {
        LineState::Open | LineState::Answered | LineState::Absent => line.verdict,
        LineState::Record | LineState::Optional => None,
    };
    letter(canvas, area.right() - 2, y, verdict);
}

fn letter(canvas: &mut Canvas<'_>, x: u16, y: u16, verdict: Option<Verdict>) {
    if let Some(verdict) = verdict {
        let style: Style = canvas.styles.verdict(verdict);
        canvas.put(x, y, 1, &words::mark(verdict)[2..], style);
    }
}

/// How a fact stands, as one sign; help says what they mean.
pub(in crate::tui) fn state_sign(state: LineState) -> &'static str {
    match state {
        LineState::Open => ".",
        LineState::Record => ":",
        LineState::Answered => "=",
        LineState::Absent => "0",
        LineState::Optional => " ",
    }
}
