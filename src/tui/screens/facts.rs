//! What stands behind a finding: the facts it rests on, each with who, how and when, and the
//! questions that could still decide it.

use ratatui::layout::Rect;

use super::first_shown;
use crate::app::App;
use crate::app::asking::Asking;
use crate::app::screen::FactsScreen;
use crate::app::view::FactRow;
use crate::t;
use crate::tui::paint::{Canvas, wrap_at_most};
use crate::words;

pub(in crate::tui) fn draw(app: &App, canvas: &mut Canvas<'_>, area: Rect, facts: &FactsScreen) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let Some((point, finding)) = app.facts_finding(facts) else {
        canvas.put(area.x + 1, area.y, area.width - 2, t!("This finding is gone."), base);
        return;
    };
    let head = Rect { x: area.x + 1, width: area.width - 2, height: 7, ..area };
    super::gaps::detail(app, canvas, head, point, finding);
    let explanation = app.explanation(point, finding);
    let rows = app.fact_rows(facts.requirement, &explanation);
    let top = area.y + 8;
    let wide = area.width >= 110;
    let (label, value, how) = if wide { (28, 60, 96) } else { (18, 40, 63) };
    canvas.rule(area.x, top - 1, area.width);
    canvas.put(area.x + 3, top, 20, t!("Where"), strong);
    canvas.put(area.x + 3 + label, top, 20, t!("Fact"), strong);
    canvas.put(area.x + value, top, 20, t!("Found"), strong);
    canvas.put(area.x + how, top, 20, t!("How, by whom"), strong);
    let foot = 3;
    let height = usize::from(area.bottom().saturating_sub(top + 1 + foot)).max(1);
    let first = first_shown(facts.cursor, rows.len(), height);
    for (n, row) in rows.iter().enumerate().skip(first).take(height) {
        let y = top + 1 + (n - first) as u16;
        let marked = n == facts.cursor;
        let style = if marked { canvas.styles.marked } else { base };
        if marked {
            canvas.restyle(Rect { x: area.x + 1, y, width: area.width - 2, height: 1 }, style);
            canvas.put(area.x + 1, y, 1, ">", style);
            canvas.cursor = Some((area.x + 1, y).into());
        }
        match row {
            FactRow::Fact(ix) => {
                let fact = app.fact_view(*ix);
                canvas.put(area.x + 3, y, label - 1, &fact.place, style);
                canvas.put(area.x + 3 + label, y, value - label - 4, &fact.label, style);
                canvas.put(area.x + value, y, how - value - 1, &fact.value, style);
                let grade = fact.evidence.map_or("", words::evidence);
                let by = match fact.evidence {
                    Some(_) => format!("{grade}, {}", fact.author),
                    None => fact.author.clone(),
                };
                canvas.put(area.x + how, y, area.width - how - 1, &by, style);
            }
            FactRow::Question(question) => {
                let place = app.asked_place(point, &question.at);
                let place = place.split_once(" > ").map_or("", |(_, inside)| inside);
                canvas.put(area.x + 3, y, label - 1, place, style);
                let asking = Asking::of(app.profile(), &question.attribute);
                canvas.put(area.x + 3 + label, y, value - label - 4, &asking.label, style);
                canvas.put(area.x + value, y, how - value - 1, t!("? open"), style);
                canvas.put(area.x + how, y, area.width - how - 1, t!("Enter asks it"), style);
            }
        }
    }
    if rows.is_empty() {
        canvas.put(area.x + 3, top + 1, area.width - 4, t!("It rests on nothing recorded."), base);
    }
    let below =
        Rect { x: area.x + 1, y: area.bottom() - foot, width: area.width - 2, height: foot };
    canvas.rule(area.x, below.y, area.width);
    if let Some(FactRow::Fact(ix)) = rows.get(facts.cursor) {
        let fact = app.fact_view(*ix);
        let text = if fact.note.is_empty() {
            t!(
                "Recorded {day} {time} by {author}.",
                day = fact.day,
                time = fact.time,
                author = fact.author
            )
        } else {
            t!(
                "Recorded {day} {time} by {author}: {note}",
                day = fact.day,
                time = fact.time,
                author = fact.author,
                note = fact.note
            )
        };
        for (y, line) in
            (below.y + 1..below.bottom()).zip(wrap_at_most(&text, below.width.into(), 2))
        {
            canvas.put(below.x, y, below.width, &line, base);
        }
    }
}
