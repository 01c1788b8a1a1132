//! The matrix as a heat map: sign and letter carry it, colour repeats it.

use ratatui::layout::Rect;

use super::{first_shown, legend};
use crate::app::App;
use crate::app::screen::MatrixScreen;
use crate::model::Verdict;
use crate::tui::paint::{Canvas, pad, wrap_at_most};
use crate::{counted, t};

/// Rows of the part below the table.
const BELOW: u16 = 9;

pub(in crate::tui) fn draw(app: &App, canvas: &mut Canvas<'_>, area: Rect, matrix: &MatrixScreen) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let categories = app.categories();
    let points = app.assessment().points.len();
    if points == 0 || categories.is_empty() {
        let text = t!("There is no crossing point yet. F4 a adds one.");
        canvas.put(area.x + 1, area.y + 1, area.width.saturating_sub(2), text, base);
        canvas.cursor = Some((area.x + 1, area.y + 1).into());
        return;
    }
    let lead = t!("Crossing points by categories: {cells}", cells = matrix.words.title());
    canvas.put(area.x + 1, area.y, area.width.saturating_sub(2), &lead, base);
    let title = if area.width >= 110 { 30 } else { 16 };
    let settled = 6;
    let room = area.width.saturating_sub(title + settled + 3);
    let cell = (room / categories.len() as u16).clamp(7, 18);
    // Where not all categories fit, those around the marked one are shown.
    let fits = usize::from(room / cell).max(1);
    let from = first_shown(matrix.column, categories.len(), fits);
    let shown = || categories.iter().enumerate().skip(from).take(fits);
    let column_at = |n: usize| area.x + 1 + title + (n - from) as u16 * cell;
    let head = area.y + 1;
    for (n, (_, label)) in shown() {
        let style = if n == matrix.column { canvas.styles.strong } else { base };
        canvas.put(column_at(n) + 1, head, cell - 1, label, style);
    }
    canvas.put_right(area.right().saturating_sub(1), head, settled, t!("done"), base);
    let height = usize::from(area.bottom().saturating_sub(head + 1 + BELOW)).max(1);
    let first = first_shown(matrix.row, points, height);
    for point in (first..points).take(height) {
        let y = head + 1 + (point - first) as u16;
        let here = point == matrix.row;
        let style = if here { strong } else { base };
        if here {
            canvas.put(area.x, y, 1, ">", style);
        }
        canvas.put(area.x + 1, y, title - 1, &app.point_title(point), style);
        let totals = app.category_totals(point);
        for (n, (key, _)) in shown() {
            let counts = totals.get(key.as_str());
            let text = app.cell_words(counts, matrix.words);
            let marked = here && n == matrix.column;
            let verdict = counts.and_then(|t| t.worst());
            let style = verdict.map_or(base, |v| canvas.styles.verdict(v));
            let x = column_at(n);
            if marked {
                let text = format!("[{}]", pad(&text, usize::from(cell.saturating_sub(3))));
                canvas.put(x, y, cell, &text, canvas.styles.marked);
                canvas.cursor = Some((x, y).into());
            } else {
                canvas.put(x + 1, y, cell - 1, &text, style);
            }
        }
        let progress = app.point_row(point).progress;
        let share = crate::app::view::per_cent(progress.settled, progress.of);
        let text = share.map_or(String::new(), |s| {
            let s = if progress.settled < progress.of { s.min(99) } else { s };
            format!("{s} %")
        });
        canvas.put_right(area.right().saturating_sub(1), y, settled, &text, base);
    }
    let below = Rect {
        x: area.x + 1,
        y: area.bottom().saturating_sub(BELOW),
        width: area.width.saturating_sub(2),
        height: BELOW,
    };
    canvas.rule(area.x, below.y, area.width);
    detail(app, canvas, Rect { y: below.y + 1, height: BELOW - 1, ..below }, matrix, &categories);
}

/// The findings of the marked cell, the worst first.
pub(in crate::tui) fn detail(
    app: &App,
    canvas: &mut Canvas<'_>,
    area: Rect,
    matrix: &MatrixScreen,
    categories: &[(String, String)],
) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let Some((key, label)) = categories.get(matrix.column) else { return };
    let Some(findings) = app.assessment().findings.get(matrix.row) else { return };
    let mut here: Vec<(Verdict, usize)> = findings
        .findings
        .iter()
        .enumerate()
        .filter(|(_, f)| app.profile().requirement(f.requirement).category == *key)
        .map(|(n, f)| (f.verdict, n))
        .collect();
    here.sort_by_key(|(verdict, n)| (std::cmp::Reverse(verdict.rank()), *n));
    let head = counted!(
        here.len(),
        "{place} / {category}: {n} finding",
        "{place} / {category}: {n} findings",
        place = app.point_title(matrix.row),
        category = label
    );
    canvas.put(area.x, area.y, area.width, &head, strong);
    let last = area.bottom().saturating_sub(1);
    for (y, (verdict, n)) in (area.y + 1..last).zip(&here) {
        canvas.mark(area.x + 1, y, *verdict);
        let requirement = app.profile().requirement(findings.findings[*n].requirement);
        let place = app.finding_place(matrix.row, *n);
        let place = place
            .split_once(" > ")
            .map_or(String::new(), |(_, at)| t!("{place}:", place = at) + " ");
        let text = format!("{}  {place}{}", requirement.id, requirement.title);
        let lines = wrap_at_most(&text, usize::from(area.width.saturating_sub(6)), 1);
        canvas.put(area.x + 6, y, area.width.saturating_sub(6), &lines.concat(), base);
    }
    legend(canvas, area.x, last, area.width);
}
