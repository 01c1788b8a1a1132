//! All crossing points of the survey, with what is known and what is missing of each.

use ratatui::layout::Rect;

use super::{first_shown, legend};
use crate::app::App;
use crate::app::view::{PointRow, Totals};
use crate::model::Verdict;
use crate::tui::paint::{Canvas, bar, wrap_at_most};
use crate::{counted, t, words};

/// The columns of counts, in their order, and their letters.
const COUNTS: [Verdict; 5] = [
    Verdict::Met,
    Verdict::PartlyMet,
    Verdict::NotMet,
    Verdict::NotAssessed,
    Verdict::NotApplicable,
];

/// Columns of a count.
const COUNT: u16 = 4;

/// Where the columns stand.
struct Columns {
    title: u16,
    types: u16,
    bar: u16,
    /// 0 when there is no room for the worst gap.
    worst: u16,
}

impl Columns {
    fn of(area: Rect) -> Self {
        let fixed = 1 + 2 + 5 * COUNT + 2;
        let rest = area.width.saturating_sub(fixed);
        if area.width >= 110 {
            Self { title: 34, types: 16, bar: 10, worst: rest.saturating_sub(34 + 16 + 10 + 3) }
        } else {
            Self { title: rest.saturating_sub(13 + 7), types: 13, bar: 7, worst: 0 }
        }
    }

    fn types_at(&self) -> u16 {
        1 + self.title + 1
    }

    fn bar_at(&self) -> u16 {
        self.types_at() + self.types + 1
    }

    fn counts_at(&self) -> u16 {
        self.bar_at() + self.bar + 1
    }

    fn worst_at(&self) -> u16 {
        self.counts_at() + 5 * COUNT + 2
    }
}

pub(in crate::tui) fn draw(app: &App, canvas: &mut Canvas<'_>, area: Rect, cursor: usize) {
    let points = app.assessment().points.len();
    if points == 0 {
        return empty(canvas, area);
    }
    let columns = Columns::of(area);
    let strong = canvas.styles.strong;
    let base = canvas.styles.base;
    canvas.put(area.x + 1, area.y, columns.title, t!("Crossing point"), strong);
    canvas.put(area.x + columns.types_at(), area.y, columns.types, t!("Type"), strong);
    canvas.put(area.x + columns.bar_at(), area.y, columns.bar, t!("Settled"), strong);
    for (n, verdict) in COUNTS.into_iter().enumerate() {
        let end = area.x + columns.counts_at() + COUNT * (n as u16 + 1);
        canvas.put_right(end, area.y, COUNT, &words::mark(verdict)[2..], strong);
    }
    if columns.worst > 0 {
        canvas.put(area.x + columns.worst_at(), area.y, columns.worst, t!("Worst gap"), strong);
    }
    let below = 8;
    let height = usize::from(area.height.saturating_sub(2 + below)).max(1);
    let first = first_shown(cursor, points, height);
    let mut y = area.y + 1;
    for n in (first..points).take(height) {
        point(canvas, area, &columns, y, &app.point_row(n), n == cursor);
        y += 1;
    }
    let total = app.totals();
    let count = counted!(points, "{n} crossing point", "{n} crossing points");
    canvas.put(area.x + 1, y, columns.title, &count, base);
    counts(canvas, area.x + columns.counts_at(), y, &total);
    let mut rest = Rect { y: y + 2, height: area.bottom().saturating_sub(y + 2), ..area };
    if area.width >= 110 && rest.height >= 12 {
        let map = Rect { x: area.right() - 46, width: 45, height: rest.height - 1, ..rest };
        if sketch(app, canvas, map, cursor) {
            rest.width = rest.width.saturating_sub(48);
        }
    }
    below_table(app, canvas, rest, cursor);
}

/// Where the crossing points lie to each other; `false` when that is not known.
fn sketch(app: &App, canvas: &mut Canvas<'_>, area: Rect, cursor: usize) -> bool {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let room = Rect { x: area.x + 2, y: area.y + 2, ..area };
    let rows = area.height.saturating_sub(4).min(14);
    let columns = area.width.saturating_sub(16);
    let Some((spots, off)) = app.sketch(usize::from(columns), usize::from(rows)) else {
        return false;
    };
    canvas.upright(area.x, area.y, area.bottom());
    let title = t!("Sketch: north is up, no borders are drawn");
    canvas.put(room.x, area.y, area.width - 2, title, strong);
    for spot in &spots {
        let verdict = app.totals_of(spot.point).worst();
        let here = spot.point == cursor;
        let style = match verdict {
            _ if here => canvas.styles.marked,
            Some(verdict) => canvas.styles.verdict(verdict),
            None => base,
        };
        let (x, y) = (room.x + spot.x as u16, room.y + spot.y as u16);
        let letter = verdict.map_or(" ", |v| &words::mark(v)[2..]);
        let code = &app.assessment().points[spot.point].code;
        canvas.put(x, y, 14, &format!("{letter} {code}"), style);
    }
    if off > 0 {
        let text = t!("{n} not shown: no coordinates, or far off the others", n = off);
        canvas.put(room.x, area.y + rows + 3, area.width - 2, &text, base);
    }
    let y = area.y + rows + 5;
    let bars = Rect { x: room.x, y, width: 42, height: area.bottom().saturating_sub(y) };
    categories(app, canvas, bars);
    true
}

fn point(
    canvas: &mut Canvas<'_>,
    area: Rect,
    columns: &Columns,
    y: u16,
    row: &PointRow,
    marked: bool,
) {
    let base = canvas.styles.base;
    canvas.put(area.x + 1, y, columns.title, &row.title, base);
    let types = match row.types.split_first() {
        Some((first, rest)) if columns.worst == 0 && !rest.is_empty() => {
            format!("{first} +{}", rest.len())
        }
        _ => row.types.join(", "),
    };
    canvas.put(area.x + columns.types_at(), y, columns.types, &types, base);
    let progress = row.progress;
    let shown = bar(progress.settled, progress.of, usize::from(columns.bar));
    canvas.put(area.x + columns.bar_at(), y, columns.bar, &shown, base);
    counts(canvas, area.x + columns.counts_at(), y, &row.totals);
    if columns.worst > 0 {
        canvas.put(area.x + columns.worst_at(), y, columns.worst, &row.worst, base);
    }
    if marked {
        let style = canvas.styles.marked;
        canvas.put(area.x, y, 1, ">", style);
        canvas.restyle(Rect { x: area.x, y, width: columns.types_at() - 1, height: 1 }, style);
        canvas.cursor = Some((area.x, y).into());
    }
}

fn counts(canvas: &mut Canvas<'_>, x: u16, y: u16, totals: &Totals) {
    for (n, verdict) in COUNTS.into_iter().enumerate() {
        let count = totals.count(verdict);
        let style = if count == 0 { canvas.styles.base } else { canvas.styles.verdict(verdict) };
        let text = if count == 0 { ".".to_owned() } else { count.to_string() };
        canvas.put_right(x + COUNT * (n as u16 + 1), y, COUNT, &text, style);
    }
}

fn below_table(app: &App, canvas: &mut Canvas<'_>, area: Rect, cursor: usize) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let mut y = area.y;
    let mut line = |canvas: &mut Canvas<'_>, label: &str, text: &str, most: usize| {
        if text.is_empty() || y >= area.bottom() {
            return;
        }
        canvas.put(area.x + 1, y, 14, label, strong);
        for part in wrap_at_most(text, usize::from(area.width.saturating_sub(18)), most) {
            canvas.put(area.x + 16, y, area.width - 17, &part, base);
            y += 1;
        }
    };
    if cursor < app.assessment().points.len() {
        let row = app.point_row(cursor);
        line(canvas, t!("Here"), &row.title, 1);
        if !row.complete {
            line(
                canvas,
                "",
                t!("The list of positions is not complete: counts are of those recorded."),
                1,
            );
        }
        line(canvas, t!("Worst gap"), &row.worst, 2);
    }
    line(canvas, t!("In all"), &app.gap_words(), 1);
    let next = app.next_question(cursor).map(|q| format!("{q}   (n)"));
    line(canvas, t!("Next open"), next.as_deref().unwrap_or(t!("nothing is open")), 2);
    let waiting = match app.waiting_disputes() {
        0 => String::new(),
        n => counted!(n, "{n} waits to be settled   (m)", "{n} wait to be settled   (m)"),
    };
    line(canvas, t!("Disputes"), &waiting, 1);
    y = gaps_here(app, canvas, Rect { y, height: area.bottom().saturating_sub(y), ..area }, cursor);
    if y + 1 < area.bottom() {
        legend(canvas, area.x + 1, area.bottom() - 1, area.width - 1);
    }
}

/// The gaps of the marked crossing point, where there is room for several; gives the row after.
fn gaps_here(app: &App, canvas: &mut Canvas<'_>, area: Rect, cursor: usize) -> u16 {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    // A blank row, a heading, three gaps, a blank row, the legend.
    if area.height < 7 || cursor >= app.assessment().points.len() {
        return area.y;
    }
    let gaps = app.point_gaps(cursor);
    let mut y = area.y + 1;
    let code = &app.assessment().points[cursor].code;
    let title = counted!(gaps.len(), "{code}: {n} gap", "{code}: {n} gaps", code);
    canvas.put(area.x + 1, y, area.width - 2, &title, strong);
    y += 1;
    let room = usize::from(area.bottom().saturating_sub(y + 2));
    for (verdict, requirement, at) in gaps.iter().take(room) {
        canvas.mark(area.x + 2, y, *verdict);
        let text = match at.is_empty() {
            true => requirement.clone(),
            false => t!("{label}: {text}", label = at, text = requirement),
        };
        canvas.put(area.x + 7, y, area.width.saturating_sub(8), &text, base);
        y += 1;
    }
    y
}

/// How many gaps each category has, as bars that letters and numbers go with.
fn categories(app: &App, canvas: &mut Canvas<'_>, area: Rect) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let gaps = app.category_gaps();
    if area.height < 3 || gaps.is_empty() {
        return;
    }
    canvas.put(area.x, area.y, area.width, t!("Gaps by category"), strong);
    let most = gaps.iter().map(|(_, n)| *n).max().unwrap_or(0);
    for (y, (label, n)) in (area.y + 1..area.bottom()).zip(&gaps) {
        canvas.put(area.x, y, 20, label, base);
        let filled = (n * 14).checked_div(most).unwrap_or(0) as usize;
        canvas.put(area.x + 21, y, 14, &"#".repeat(filled), base);
        canvas.put_right(area.x + 40, y, 4, &n.to_string(), base);
    }
}

fn empty(canvas: &mut Canvas<'_>, area: Rect) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    canvas.put(area.x + 1, area.y + 1, area.width - 2, t!("No crossing point yet."), strong);
    let text = t!("a, then Enter, adds one. A whole list is read with 'borderfit import'.");
    canvas.put(area.x + 1, area.y + 3, area.width - 2, text, base);
    canvas.cursor = Some((area.x + 1, area.y + 1).into());
}
