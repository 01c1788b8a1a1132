//! A question with its answers, what it means for a verdict, and its history.

use ratatui::layout::Rect;

use super::label_column;
use crate::app::App;
use crate::app::asking::{Asking, Mark};
use crate::app::screen::{Part, WalkScreen, label_of};
use crate::app::sheet::LineState;
use crate::app::view::{FactView, GRADES, PAGE};
use crate::model::Verdict;
use crate::tui::paint::{Canvas, width, wrap_at_most};
use crate::{t, words};

/// Draws the question and its answers; leaves so many rows below it if it can. Gives the rows used.
pub(in crate::tui) fn ask(
    app: &App,
    canvas: &mut Canvas<'_>,
    area: Rect,
    walk: &WalkScreen,
    leave: u16,
) -> u16 {
    let Some(asking) = app.asking() else {
        let style = canvas.styles.base;
        canvas.put(area.x, area.y, area.width, t!("Nothing is asked here."), style);
        return 2;
    };
    let columns = usize::from(area.width);
    let question = wrap_at_most(&asking.question, columns, 3);
    let column = column();
    let recorded = recorded(app, area.width.saturating_sub(column));
    let recorded_rows = recorded.len() as u16;
    let answers = answer_rows(app, &asking, walk);
    let grades = if walk.part == Part::Evidence { 3 } else { 1 };
    // What must be there; the rest takes what is left.
    let needed = question.len() as u16 + answers + recorded_rows + grades + 1;
    let mut spare = area.height.saturating_sub(needed + leave);
    let mut take = |wanted: u16| {
        let taken = wanted.min(spare);
        spare -= taken;
        taken
    };
    let gap_before_answers = take(1);
    let gap_after_answers = take(1);
    let mut help = wrap_at_most(&app.on_record(), columns, 3);
    help.extend(wrap_at_most(&asking.help, columns, 3));
    if !asking.note.is_empty() {
        help.extend(wrap_at_most(&t!("Beware: {trap}", trap = asking.note), columns, 4));
    }
    help.truncate(usize::from(take(help.len() as u16)));
    let mut y = area.y;
    let (strong, base) = (canvas.styles.strong, canvas.styles.base);
    for line in &question {
        canvas.put(area.x, y, area.width, line, strong);
        y += 1;
    }
    for line in &help {
        canvas.put(area.x, y, area.width, line, base);
        y += 1;
    }
    y += gap_before_answers;
    y = if asking.is_typed() {
        field(app, canvas, area, y, &asking, walk)
    } else {
        options(app, canvas, area, y, &asking, walk)
    };
    y += gap_after_answers;
    if app.question_is_copied() {
        canvas.put(area.x, y, column, t!("Copied"), strong);
    } else if app.is_disputed() {
        canvas.put(area.x, y, column, t!("Disputed"), strong);
    } else if !recorded.is_empty() {
        canvas.put(area.x, y, column, t!("Recorded"), base);
    }
    for line in &recorded {
        canvas.put(area.x + column, y, area.width.saturating_sub(column), line, base);
        y += 1;
    }
    y = seen_how(app, canvas, area, y, walk);
    canvas.put(area.x, y, column, t!("Note"), base);
    let in_note = walk.part == Part::Note;
    canvas.field(area.x + column, y, area.width.saturating_sub(column), &walk.note, in_note);
    y + 1 - area.y
}

/// How wide the labels beside what was recorded are.
fn column() -> u16 {
    let labels =
        [t!("Copied"), t!("Disputed"), t!("Recorded"), t!("Seen how"), t!("Note"), t!("Find")];
    label_column(labels.into_iter()).max(10)
}

/// What stands, two lines for each of the first three voices.
fn recorded(app: &App, columns: u16) -> Vec<String> {
    let facts = app.recorded_lines();
    let voices = facts.iter().take(3).flat_map(|f| wrap_at_most(&voice(f), columns.into(), 2));
    // What shows it stands below what was said of it.
    let photos = app.photo_lines();
    voices.chain(photos.iter().flat_map(|p| wrap_at_most(p, columns.into(), 1))).collect()
}

fn answer_rows(app: &App, asking: &Asking, walk: &WalkScreen) -> u16 {
    if asking.is_typed() {
        return 3;
    }
    let (page, _, pages) = app.option_page();
    let filter = u16::from(walk.part == Part::Filter || !walk.filter.is_empty());
    page.len() as u16 + u16::from(pages > 1) + filter + 1
}

fn options(
    app: &App,
    canvas: &mut Canvas<'_>,
    area: Rect,
    mut y: u16,
    asking: &Asking,
    walk: &WalkScreen,
) -> u16 {
    let base = canvas.styles.base;
    if walk.part == Part::Filter || !walk.filter.is_empty() {
        let column = column();
        canvas.put(area.x, y, column, t!("Find"), base);
        let focus = walk.part == Part::Filter;
        canvas.field(area.x + column, y, area.width.saturating_sub(column), &walk.filter, focus);
        y += 1;
    }
    let (page, number, pages) = app.option_page();
    for (n, &option) in page.iter().enumerate().take(PAGE) {
        let marked = option == walk.marked && walk.part != Part::Note;
        let style = if marked { canvas.styles.marked } else { base };
        let tick = match walk.marks.get(option).filter(|_| asking.is_set()) {
            Some(Mark::Yes) => "[x] ",
            Some(Mark::NotKnown) => "[?] ",
            Some(Mark::No) => "[ ] ",
            None => "",
        };
        let sign = if marked { ">" } else { " " };
        let label = label_of(&asking.options, option);
        let text = format!("{sign}{}  {tick}{label} ", n + 1);
        canvas.put(area.x, y, area.width.saturating_sub(6), &text, style);
        let then = app.what_if().options.iter().find(|(o, _)| *o == option);
        if let Some(&(_, verdict)) = then {
            canvas.mark(area.right() - 4, y, verdict);
        }
        if marked && walk.part == Part::Answer {
            canvas.cursor = Some((area.x, y).into());
        }
        y += 1;
    }
    if pages > 1 {
        let page = t!("page {n} of {pages}: PgDn, PgUp, / finds", n = number + 1, pages);
        let text = format!(" {page}");
        canvas.put(area.x, y, area.width, &text, base);
        y += 1;
    }
    let more = match asking.is_set() {
        true => t!("No answer ...    Enter records the marks"),
        false => t!("No answer, because ..."),
    };
    canvas.put(area.x, y, area.width.saturating_sub(6), &format!(" 0  {more}"), base);
    if let Some(verdict) = app.what_if().typed {
        canvas.mark(area.right() - 4, y, verdict);
    }
    y + 1
}

fn field(
    app: &App,
    canvas: &mut Canvas<'_>,
    area: Rect,
    y: u16,
    asking: &Asking,
    walk: &WalkScreen,
) -> u16 {
    let focus = walk.part == Part::Answer && walk.typing;
    let columns = area.width.min(48).saturating_sub(6);
    canvas.field(area.x, y, columns, &walk.input, focus);
    let base = canvas.styles.base;
    if let Some(verdict) = app.what_if().typed {
        canvas.mark(area.right() - 4, y, verdict);
    }
    let typed = walk.input.text().trim();
    let (text, style) = match asking.read(typed) {
        _ if typed.is_empty() => (asking.typing_hint(), base),
        _ if typed == "-" => (t!("Enter: no answer, because ...").to_owned(), base),
        Ok((value, unit)) => {
            let mut text = format!("= {}", asking.shown_value(&value, &unit));
            if let Some(converted) = asking.converted(&value, &unit) {
                text = format!("{text} {converted}");
            }
            (text, base)
        }
        // Both at once, pasted into one of the two fields.
        Err(_) if app.typed_pair().is_some() => (t!("latitude and longitude").to_owned(), base),
        Err(refused) => (refused, canvas.styles.strong),
    };
    for (n, line) in wrap_at_most(&text, usize::from(area.width), 2).iter().enumerate() {
        canvas.put(area.x + 2, y + 1 + n as u16, area.width.saturating_sub(2), line, style);
    }
    y + 3
}

fn seen_how(app: &App, canvas: &mut Canvas<'_>, area: Rect, y: u16, walk: &WalkScreen) -> u16 {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let column = column();
    canvas.put(area.x, y, column, t!("Seen how"), base);
    let grade = app.evidence();
    let shown = format!("{} ({})", words::evidence(grade), words::evidence_meaning(grade));
    canvas.put(area.x + column, y, area.width.saturating_sub(column), &shown, strong);
    if walk.part != Part::Evidence {
        return y + 1;
    }
    for (n, grade) in GRADES.into_iter().enumerate() {
        let (row, from) = ((n / 3) as u16, [0, 16, 37][n % 3]);
        let style = if grade == app.evidence() { canvas.styles.marked } else { base };
        let text = format!("{} {}", n + 1, words::evidence(grade));
        canvas.put(area.x + from, y + 1 + row, 20, &text, style);
    }
    canvas.cursor = Some((area.x, y + 1).into());
    y + 3
}

/// What one person said, in one line.
pub(in crate::tui) fn voice(fact: &FactView) -> String {
    let how = fact.evidence.map_or(String::new(), |e| format!("{}, ", words::evidence(e)));
    let note = if fact.note.is_empty() { String::new() } else { format!(": {}", fact.note) };
    format!("{} ({how}{} {}){note}", fact.value, fact.author, fact.day)
}

/// Draws what the question means: the requirement, its verdict, why, and from where.
pub(in crate::tui) fn verdict(app: &App, canvas: &mut Canvas<'_>, area: Rect, walk: &WalkScreen) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let Some((point, finding, of)) = app.shown_finding(walk) else {
        let text = match app.question().map(|(_, line)| line.state) {
            Some(LineState::Record) => {
                t!("For the record: no requirement of this profile reads it.")
            }
            Some(LineState::Optional) => t!("An answer would change no verdict now."),
            _ => t!("No requirement of this profile reads it."),
        };
        for (y, line) in (area.y..area.bottom()).zip(wrap_at_most(text, area.width.into(), 3)) {
            canvas.put(area.x, y, area.width, &line, base);
        }
        return;
    };
    let view = app.verdict_view(point, finding);
    canvas.mark(area.x, area.y, view.verdict);
    let head = format!("{}  {}", words::verdict(view.verdict), view.id);
    let used = 4 + canvas.put(area.x + 4, area.y, area.width.saturating_sub(4), &head, strong);
    let severity = view.severity.word();
    canvas.put(area.x + used + 2, area.y, area.width.saturating_sub(used + 2), severity, base);
    if of > 1 {
        let text = t!("{n} of {of} (v)", n = walk.finding + 1, of);
        let room = area.width.saturating_sub(used + 3 + width(severity) as u16);
        canvas.put_right(area.right(), area.y, room, &text, base);
    }
    let mut y = area.y + 1;
    let columns = usize::from(area.width);
    let tall = area.height > 12;
    for line in wrap_at_most(&view.title, columns, if tall { 4 } else { 2 }) {
        if y < area.bottom() {
            canvas.put(area.x, y, area.width, &line, base);
            y += 1;
        }
    }
    if tall {
        y += 1;
    }
    let parts: [(&str, &str, usize); 7] = [
        (t!("Why"), &view.reason, if tall { 6 } else { 3 }),
        (t!("Source"), &view.source, if tall { 4 } else { 2 }),
        (t!("Follows"), &view.follows, 1),
        (t!("Aside"), &view.set_aside, 2),
        (t!("Instead"), &view.equivalent, 2),
        (t!("Beware"), &view.trap, if tall { 5 } else { 2 }),
        (t!("At"), &view.position, 1),
    ];
    let column = label_column(parts.iter().map(|(label, ..)| *label));
    for (label, text, most) in parts {
        let lines = wrap_at_most(text, columns.saturating_sub(column.into()), most);
        for (n, line) in lines.iter().enumerate() {
            if y >= area.bottom() {
                return;
            }
            if n == 0 {
                canvas.put(area.x, y, column, label, base);
            }
            canvas.put(area.x + column, y, area.width.saturating_sub(column), line, base);
            y += 1;
        }
    }
    if tall {
        let below = |y: u16| Rect { y: y + 1, height: area.bottom().saturating_sub(y + 1), ..area };
        y = what_changes(app, canvas, below(y));
        y = other_profiles(app, canvas, below(y));
        safeguards(app, canvas, below(y));
    }
}

/// What the other profiles of the survey say of the same answer; gives the row after.
fn other_profiles(app: &App, canvas: &mut Canvas<'_>, area: Rect) -> u16 {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let others = app.other_profiles();
    if others.is_empty() || area.height < 2 {
        return area.y.saturating_sub(1);
    }
    canvas.put(area.x, area.y, area.width, t!("Other profiles"), strong);
    let mut y = area.y + 1;
    for (profile, verdict) in others.iter().take(usize::from(area.height - 1)) {
        canvas.put(area.x + 2, y, area.width.saturating_sub(7), profile, base);
        match verdict {
            Some(verdict) => canvas.mark(area.right().saturating_sub(4), y, *verdict),
            None => canvas.put_right(area.right() - 1, y, 10, t!("not asked"), base),
        }
        y += 1;
    }
    y
}

/// The safeguards of rights at this crossing point: shown beside the equipment, never weighed
/// against it.
fn safeguards(app: &App, canvas: &mut Canvas<'_>, area: Rect) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let all = app.safeguards();
    if all.is_empty() || area.height < 2 {
        return;
    }
    canvas.put(area.x, area.y, area.width, t!("Rights and safeguards"), strong);
    for (y, (verdict, requirement)) in (area.y + 1..area.bottom()).zip(&all) {
        canvas.put(area.x + 2, y, area.width.saturating_sub(7), requirement, base);
        canvas.mark(area.right().saturating_sub(4), y, *verdict);
    }
}

/// Which answer would make which verdict; gives the row after.
fn what_changes(app: &App, canvas: &mut Canvas<'_>, area: Rect) -> u16 {
    let what_if = app.what_if();
    let nothing = area.y.saturating_sub(1);
    let Some(asking) = app.asking() else { return nothing };
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let mut rows: Vec<(String, Verdict)> = Vec::new();
    for &(option, verdict) in &what_if.options {
        rows.push((label_of(&asking.options, option), verdict));
    }
    if let Some(verdict) = what_if.typed {
        rows.push((t!("as typed or marked").to_owned(), verdict));
    }
    if rows.is_empty() || area.height < 2 {
        return nothing;
    }
    canvas.put(area.x, area.y, area.width, t!("What changes it"), strong);
    let mut y = area.y + 1;
    for (label, verdict) in rows.iter().take(usize::from(area.height - 1)) {
        canvas.put(area.x + 2, y, area.width.saturating_sub(7), label, base);
        canvas.mark(area.right().saturating_sub(4), y, *verdict);
        y += 1;
    }
    y
}

/// Draws everything that was ever recorded of the question.
pub(in crate::tui) fn history(app: &App, canvas: &mut Canvas<'_>, area: Rect) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let title = t!("History");
    canvas.put(area.x, area.y, area.width, title, strong);
    let facts = app.history();
    if facts.is_empty() {
        let x = area.x + (width(title) as u16 + 1).max(10);
        canvas.put(x, area.y, area.width, t!("nothing recorded yet"), base);
    }
    for (y, fact) in (area.y + 1..area.bottom()).zip(&facts) {
        canvas.put(area.x + 2, y, 17, &format!("{} {}", fact.day, fact.time), base);
        canvas.put(area.x + 20, y, 12, &fact.author, base);
        let how = fact.evidence.map_or("", words::evidence);
        canvas.put(area.x + 33, y, 16, how, base);
        let note = if fact.note.is_empty() { String::new() } else { format!("  ({})", fact.note) };
        let text = format!("{}{note}", fact.value);
        canvas.put(area.x + 50, y, area.width.saturating_sub(50), &text, base);
    }
}
