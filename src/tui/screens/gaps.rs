//! The table of gaps, with the marked one in full below it.

use ratatui::layout::Rect;

use super::{first_shown, label_column};
use crate::app::App;
use crate::app::screen::{GapsScreen, GroupBy};
use crate::app::view::GapRow;
use crate::model::Interval;
use crate::t;
use crate::tui::paint::{Canvas, width, wrap_at_most};

/// Rows of the part below the table.
const BELOW: u16 = 7;

pub(in crate::tui) fn draw(app: &App, canvas: &mut Canvas<'_>, area: Rect, gaps: &GapsScreen) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let rows = app.gap_rows();
    let findings = rows.iter().filter(|r| matches!(r, GapRow::Finding(..))).count();
    canvas.put(area.x + 1, area.y, area.width - 2, &app.gap_words(), base);
    let (sort, group) = (gaps.sort.title(), gaps.group.title());
    let head = t!("sort {sort}, group {group}", sort, group);
    canvas.put_right(area.right() - 1, area.y + 1, 40, &head, base);
    canvas.put(area.x + 1, area.y + 1, 7, t!("Filter"), base);
    canvas.field(area.x + 8, area.y + 1, 30, &gaps.filter, gaps.filtering);
    let hint = if gaps.filter.is_empty() && !gaps.filtering {
        t!("P G U shown").to_owned()
    } else {
        t!("{n} shown", n = findings)
    };
    canvas.put_right(area.right() - 1, area.y, 20, &hint, base);
    let columns = Columns::of(app, area, gaps.group);
    columns.head(canvas, area.y + 2, strong);
    let height = usize::from(area.height.saturating_sub(3 + BELOW)).max(1);
    let first = first_shown(gaps.cursor, rows.len(), height);
    for (n, row) in rows.iter().enumerate().skip(first).take(height) {
        let y = area.y + 3 + (n - first) as u16;
        let marked = n == gaps.cursor;
        match row {
            GapRow::Heading { title, count, folded } => {
                let sign = if *folded { "+" } else { "v" };
                let style = if marked { canvas.styles.marked } else { strong };
                let text = format!("{sign} {title}  ({count})");
                canvas.put(area.x + 1, y, area.width - 2, &text, style);
            }
            GapRow::Finding(point, finding) => {
                columns.finding(app, canvas, y, (*point, *finding), marked);
            }
        }
        if marked {
            canvas.cursor = Some((area.x + 1, y).into());
        }
    }
    if rows.is_empty() {
        canvas.put(area.x + 1, area.y + 4, area.width - 2, t!("Nothing matches."), base);
    }
    let below = Rect { y: area.bottom() - BELOW, height: BELOW, ..area };
    canvas.rule(below.x, below.y, below.width);
    if let Some((point, finding)) = app.marked_gap(gaps.cursor) {
        let inner =
            Rect { x: below.x + 1, y: below.y + 1, width: below.width - 2, height: BELOW - 1 };
        detail(app, canvas, inner, point, finding);
    }
}

/// Draws a finding in a few lines.
pub(in crate::tui) fn detail(
    app: &App,
    canvas: &mut Canvas<'_>,
    area: Rect,
    point: usize,
    finding: usize,
) {
    let view = app.verdict_view(point, finding);
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    canvas.mark(area.x, area.y, view.verdict);
    let text = format!("{}  {}", app.finding_place(point, finding), view.id);
    canvas.put(area.x + 4, area.y, area.width - 4, &text, strong);
    let mut y = area.y + 1;
    let aside = [view.follows.as_str(), view.set_aside.as_str()];
    let aside = match aside {
        ["", ""] => String::new(),
        [root, ""] => t!("follows from {root}", root),
        ["", aside] => aside.to_owned(),
        [root, aside] => t!("follows from {root}; {aside}", root, aside),
    };
    let same = app.same_gap(point, finding);
    let parts = [
        ("", &view.title, 2),
        (t!("Why"), &view.reason, 2),
        (t!("Source"), &view.source, 1),
        (t!("Note"), &aside, 1),
        (t!("Same at"), &same, 1),
    ];
    let column = label_column(parts.iter().map(|(label, ..)| *label));
    for (label, text, most) in parts {
        let indent = if label.is_empty() { 0 } else { column };
        let lines = wrap_at_most(text, usize::from(area.width - indent), most);
        for (n, line) in lines.iter().enumerate() {
            if y >= area.bottom() {
                return;
            }
            if n == 0 {
                canvas.put(area.x, y, column, label, base);
            }
            canvas.put(area.x + indent, y, area.width - indent, line, base);
            y += 1;
        }
    }
}

/// Where the columns stand, from the left edge.
struct Columns {
    group: GroupBy,
    place: (u16, u16),
    id: (u16, u16),
    title: (u16, u16),
    /// Where needed, found and severity end, and the verdict begins.
    needed: u16,
    found: u16,
    severity: u16,
    verdict: u16,
}

impl Columns {
    fn of(app: &App, area: Rect, group: GroupBy) -> Self {
        let wide = area.width >= 110;
        let place = match (group, wide) {
            (GroupBy::Point, false) => 12,
            (GroupBy::Point, true) | (_, false) => 20,
            (_, true) => 30,
        };
        let (x, right) = (area.x + 3, area.right() - 1);
        let verdict = right - 3;
        let severity = verdict - 10;
        let found = severity - 1;
        let needed = found - 7;
        let ids = app.profile().requirements.iter().map(|r| width(&r.id)).max();
        let id = (x + place + 1, ids.unwrap_or(0).clamp(3, 12) as u16);
        let title_at = id.0 + id.1 + 1;
        let title = (title_at, (needed - 7).saturating_sub(title_at + 1));
        Self { group, place: (x, place), id, title, needed, found, severity, verdict }
    }

    fn head(&self, canvas: &mut Canvas<'_>, y: u16, style: ratatui::style::Style) {
        canvas.put(self.place.0, y, self.place.1, t!("Place"), style);
        canvas.put(self.id.0, y, self.title.1 + 9, t!("Requirement"), style);
        canvas.put_right(self.needed, y, 7, t!("need"), style);
        canvas.put_right(self.found, y, 7, t!("found"), style);
        canvas.put(self.severity + 1, y, 8, t!("severity"), style);
    }

    fn finding(
        &self,
        app: &App,
        canvas: &mut Canvas<'_>,
        y: u16,
        (point, n): (usize, usize),
        marked: bool,
    ) {
        let finding = &app.assessment().findings[point].findings[n];
        let requirement = app.profile().requirement(finding.requirement);
        let style = if marked { canvas.styles.marked } else { canvas.styles.base };
        if marked {
            let x = self.place.0 - 2;
            canvas.put(x, y, 1, ">", style);
            canvas.restyle(Rect { x, y, width: self.verdict - x - 1, height: 1 }, style);
        }
        let place = app.finding_place(point, n);
        let place = match self.group {
            // The heading names the crossing point.
            GroupBy::Point => {
                place.split_once(" > ").map_or(t!("whole post"), |(_, position)| position)
            }
            _ => &place,
        };
        canvas.put(self.place.0, y, self.place.1, place, style);
        canvas.put(self.id.0, y, self.id.1, &requirement.id, style);
        let title = match finding.follows {
            Some(root) => {
                let root = &app.profile().requirement(root).id;
                t!("(follows {root}) {title}", root, title = requirement.title)
            }
            None => requirement.title.clone(),
        };
        canvas.put(self.title.0, y, self.title.1, &title, style);
        if let (Some(counts), false) = (&finding.counts, requirement.equipment.is_empty()) {
            canvas.put_right(self.needed, y, 7, &short(counts.needed), style);
            canvas.put_right(self.found, y, 7, &short(counts.conforming), style);
        }
        canvas.put(self.severity + 1, y, 8, requirement.severity.word(), style);
        canvas.mark(self.verdict, y, finding.verdict);
    }
}

/// A count in few columns: `3`, `3-4`, `3+`.
fn short(count: Interval) -> String {
    match count.max {
        None => format!("{}+", count.min),
        Some(max) if max == count.min => max.to_string(),
        Some(max) => format!("{}-{max}", count.min),
    }
}
