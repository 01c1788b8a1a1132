//! A window too small for lists: one question, its answers, its verdict. Answers are still taken.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::dialogs;
use crate::app::App;
use crate::app::asking::Mark;
use crate::app::screen::{Part, Screen, WalkScreen};
use crate::app::view::{FactRow, GRADES, GapRow};
use crate::tui::frame::{breadcrumb, hints_line, message, status};
use crate::tui::paint::{Canvas, width, wrap_at_most};
use crate::{t, words};

pub(in crate::tui) fn draw(app: &App, canvas: &mut Canvas<'_>, area: Rect) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let columns = usize::from(area.width.saturating_sub(2));
    let mut top = area.y;
    if area.height >= 10 {
        let text = t!(
            "Window is {width} x {height}. Lists need 80 x 24.",
            width = area.width,
            height = area.height
        );
        canvas.put(area.x + 1, top, area.width - 1, &text, base);
        top += 1;
    }
    let place = breadcrumb(&app.breadcrumb(), columns);
    canvas.put(area.x + 1, top, area.width - 1, &place, strong);
    top += 1;
    let keys_at = area.bottom() - 1;
    canvas.put(area.x + 1, keys_at, area.width - 1, &hints_line(app, columns), base);
    let (said, style) = message(app, canvas, area.width - 2, if area.height < 10 { 1 } else { 2 });
    let status_line = vec![status(app)];
    let (lines, style) = if said.is_empty() { (&status_line, base) } else { (&said, style) };
    let bottom = keys_at - lines.len() as u16;
    for (y, line) in (bottom..keys_at).zip(lines) {
        canvas.put(area.x + 1, y, area.width - 1, line, style);
    }
    let body = Rect {
        x: area.x + 1,
        y: top,
        width: area.width.saturating_sub(2),
        height: bottom.saturating_sub(top),
    };
    match app.screen() {
        Screen::Walk(walk) => question(app, canvas, body, walk),
        Screen::Pick(pick) => dialogs::pick(canvas, body, pick),
        Screen::Form(form) => dialogs::form(canvas, body, form),
        Screen::Palette(palette) => super::palette::draw(app, canvas, body, palette),
        _ => row(app, canvas, body),
    }
}

fn put_lines(canvas: &mut Canvas<'_>, area: Rect, y: &mut u16, lines: &[String], style: Style) {
    for line in lines {
        if *y < area.bottom() {
            canvas.put(area.x, *y, area.width, line, style);
            *y += 1;
        }
    }
}

fn question(app: &App, canvas: &mut Canvas<'_>, area: Rect, walk: &WalkScreen) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let Some(asking) = app.asking() else { return };
    let columns = usize::from(area.width);
    // The verdict has the last row.
    let above = Rect { height: area.height.saturating_sub(1), ..area };
    let mut y = area.y;
    let most = usize::from(above.height.saturating_sub(1)).min(3);
    put_lines(canvas, above, &mut y, &wrap_at_most(&asking.question, columns, most), strong);
    match walk.part {
        Part::Note | Part::Filter => {
            let (label, field) = match walk.part {
                Part::Note => (t!("Note"), &walk.note),
                _ => (t!("Find"), &walk.filter),
            };
            let column = width(label) as u16 + 1;
            canvas.put(area.x, y, column, label, base);
            canvas.field(area.x + column, y, area.width.saturating_sub(column), field, true);
        }
        Part::Evidence => {
            let grades: Vec<String> = GRADES
                .iter()
                .enumerate()
                .map(|(n, &g)| format!("{} {}", n + 1, words::evidence(g)))
                .collect();
            put_lines(canvas, above, &mut y, &wrap_at_most(&grades.join("  "), columns, 3), base);
        }
        Part::Answer if asking.is_typed() => {
            canvas.field(area.x, y, area.width.min(48), &walk.input, walk.typing);
            y += 1;
            let text = match asking.read(walk.input.text()) {
                Err(refused) if !walk.input.is_empty() => refused,
                _ => asking.typing_hint(),
            };
            put_lines(canvas, above, &mut y, &wrap_at_most(&text, columns, 2), base);
        }
        Part::Answer => {
            let (page, ..) = app.option_page();
            let mut options: Vec<String> = page
                .iter()
                .enumerate()
                .map(|(n, &option)| {
                    let label = asking.options.get(option).map_or("", |o| &o.label);
                    let tick = match walk.marks.get(option).filter(|_| asking.is_set()) {
                        Some(Mark::Yes) => "[x]",
                        Some(Mark::NotKnown) => "[?]",
                        _ => "",
                    };
                    format!("{}{tick} {label}", n + 1)
                })
                .collect();
            options.push(format!("0 {}", t!("no answer")));
            let lines = wrap_at_most(&options.join("   "), columns, 9);
            put_lines(canvas, above, &mut y, &lines, base);
        }
    }
    let y = area.bottom().saturating_sub(1);
    if y < area.y {
        return;
    }
    let recorded = app.recorded_lines();
    let recorded =
        recorded.first().map_or_else(|| t!("[open]").to_owned(), |f| format!("[{}]", f.value));
    match app.shown_finding(walk) {
        Some((point, finding, _)) => {
            let view = app.verdict_view(point, finding);
            canvas.mark(area.x, y, view.verdict);
            let text = format!("{} {}  {recorded}", view.id, words::verdict(view.verdict));
            canvas.put(area.x + 4, y, area.width.saturating_sub(4), &text, base);
        }
        None => {
            canvas.put(area.x, y, area.width, &recorded, base);
        }
    }
    if canvas.cursor.is_none() {
        canvas.cursor = Some((area.x, area.y).into());
    }
}

/// The marked row of a list.
fn row(app: &App, canvas: &mut Canvas<'_>, area: Rect) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let columns = usize::from(area.width);
    let mut y = area.y;
    canvas.cursor = Some((area.x, area.y).into());
    match app.screen() {
        Screen::Overview { cursor } => {
            let points = app.assessment().points.len();
            if *cursor >= points {
                let text = t!("No crossing point yet. a adds one.");
                canvas.put(area.x, y, area.width, text, base);
                return;
            }
            let row = app.point_row(*cursor);
            let text = t!("{n} of {points}: {title}", n = cursor + 1, points, title = row.title);
            put_lines(canvas, area, &mut y, &[text], strong);
            put_lines(canvas, area, &mut y, &wrap_at_most(&row.worst, columns, 2), base);
        }
        Screen::Gaps(gaps) => {
            let rows = app.gap_rows();
            if gaps.filtering {
                canvas.field(area.x, y, area.width, &gaps.filter, true);
                return;
            }
            match rows.get(gaps.cursor) {
                Some(GapRow::Finding(point, finding)) => {
                    super::gaps::detail(app, canvas, area, *point, *finding);
                }
                Some(GapRow::Heading { title, count, .. }) => {
                    put_lines(canvas, area, &mut y, &[format!("{title} ({count})")], strong);
                }
                None => put_lines(canvas, area, &mut y, &[t!("Nothing matches.").to_owned()], base),
            }
        }
        Screen::Facts(facts) => {
            let Some((point, finding)) = app.facts_finding(facts) else { return };
            let rows = app.fact_rows(facts.requirement, &app.explanation(point, finding));
            let text = match rows.get(facts.cursor) {
                Some(FactRow::Fact(ix)) => {
                    let fact = app.fact_view(*ix);
                    let label = format!("{} {}", fact.place, fact.label);
                    t!("{label}: {text}", label, text = super::question::voice(&fact))
                }
                Some(FactRow::Question(question)) => {
                    let place = app.asked_place(point, &question.at);
                    t!("open: {place} {attribute}", place, attribute = question.attribute)
                }
                None => t!("It rests on nothing recorded.").to_owned(),
            };
            put_lines(canvas, area, &mut y, &wrap_at_most(&text, columns, 9), base);
        }
        Screen::Help { context, scroll, filter, filtering } => {
            super::pages::help(app, canvas, area, *context, *scroll, (filter, *filtering));
        }
        Screen::Requirement { profile, requirement, scroll } => {
            super::pages::requirement(app, canvas, area, (*profile, *requirement), *scroll);
        }
        Screen::Photo(photo) => super::photo::draw(app, canvas, area, photo),
        Screen::Text(text) => super::pages::text(canvas, area, text),
        Screen::Matrix(matrix) => {
            super::matrix::detail(app, canvas, area, matrix, &app.categories());
        }
        Screen::List(list) => {
            if list.filtering {
                canvas.field(area.x, y, area.width, &list.filter, true);
                return;
            }
            let Some(table) = app.table() else { return };
            let Some(row) = table.rows.get(list.cursor) else {
                canvas.put(area.x, y, area.width, table.empty, base);
                return;
            };
            let mark = row.mark.map_or("", words::mark);
            let text = format!("{mark} {}", row.cells.join("  "));
            put_lines(canvas, area, &mut y, &wrap_at_most(text.trim(), columns, 2), strong);
            let rest = Rect { y, height: area.bottom().saturating_sub(y), ..area };
            super::list::below(canvas, rest, row);
        }
        Screen::Walk(_) | Screen::Pick(_) | Screen::Form(_) | Screen::Palette(_) => {}
    }
}
