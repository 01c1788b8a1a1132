//! Pages that are only read: help, made from the tables of commands and keys, and a requirement in
//! full.

use ratatui::layout::Rect;

use crate::app::App;
use crate::app::command::{Command, Context, Section};
use crate::app::screen::TextScreen;
use crate::app::text::{TextField, searched};
use crate::app::view::RequirementId;
use crate::language::of;
use crate::model::Verdict;
use crate::tui::keymap::keys_in;
use crate::tui::paint::{Canvas, pad, wrap};
use crate::{counted, said, t, words};

/// A line of a page, and whether it is a heading.
type PageLine = (String, bool);

fn scrolled(canvas: &mut Canvas<'_>, area: Rect, lines: &[PageLine], scroll: usize) {
    let first = scroll.min(lines.len().saturating_sub(usize::from(area.height)));
    for (y, (line, heading)) in (area.y..area.bottom()).zip(lines.iter().skip(first)) {
        let style = if *heading { canvas.styles.strong } else { canvas.styles.base };
        canvas.put(area.x + 1, y, area.width.saturating_sub(2), line, style);
    }
    let shown = first + usize::from(area.height);
    if shown < lines.len() {
        let more = lines.len() - shown;
        let more = counted!(more, "{n} more line: PgDn", "{n} more lines: PgDn");
        let text = format!(" {more} ");
        let style = canvas.styles.strong;
        canvas.put_right(area.right() - 1, area.bottom() - 1, 30, &text, style);
    }
    canvas.cursor = Some((area.x, area.y).into());
}

pub(in crate::tui) fn requirement(
    app: &App,
    canvas: &mut Canvas<'_>,
    area: Rect,
    (profile, requirement): (usize, RequirementId),
    scroll: usize,
) {
    let columns = usize::from(area.width.saturating_sub(2)).min(100);
    let mut lines: Vec<PageLine> = Vec::new();
    for (heading, text) in app.requirement_page(profile, requirement) {
        lines.push((heading.to_owned(), true));
        lines.extend(wrap(&text, columns - 2).into_iter().map(|l| (format!("  {l}"), false)));
        lines.push((String::new(), false));
    }
    scrolled(canvas, area, &lines, scroll);
}

pub(in crate::tui) fn help(
    app: &App,
    canvas: &mut Canvas<'_>,
    area: Rect,
    context: Context,
    scroll: usize,
    (filter, filtering): (&TextField, bool),
) {
    let mut area = area;
    let mut lines = help_lines(context, usize::from(area.width));
    lines.push((String::new(), false));
    lines.push((t!("Not available now").to_owned(), true));
    for &command in Command::ALL {
        let keys = keys_in(command, context);
        if let (Some(why), Some(key)) = (app.why_not(command), keys.first()) {
            let title = pad(command.title(), 22);
            lines.push((format!("  {} {title} {why}", pad(key, 8)), false));
        }
    }
    if !filtering && filter.is_empty() {
        return scrolled(canvas, area, &lines, scroll);
    }
    let style = canvas.styles.base;
    canvas.put(area.x + 1, area.y, 7, t!("Search"), style);
    canvas.field(area.x + 9, area.y, 36.min(area.width.saturating_sub(10)), filter, filtering);
    let at = canvas.cursor;
    area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let found = having(lines, filter.text());
    if found.is_empty() {
        canvas.put(area.x + 1, area.y, area.width, t!("Nothing matches."), style);
    }
    scrolled(canvas, area, &found, scroll);
    canvas.cursor = at.or(canvas.cursor);
}

/// The lines that have every one of these words, each with what it goes on with, under the
/// headings that they stand under.
fn having(lines: Vec<PageLine>, words: &str) -> Vec<PageLine> {
    let wanted = searched(words.trim());
    let has = |text: &str| {
        let text = searched(text);
        wanted.split_whitespace().all(|word| text.contains(word))
    };
    // What a line goes on with is set in deeper than any line begins.
    let mut entries: Vec<Vec<PageLine>> = Vec::new();
    for line in lines {
        match entries.last_mut() {
            Some(entry) if line.0.starts_with("      ") && !line.1 => entry.push(line),
            _ => entries.push(vec![line]),
        }
    }
    let (mut found, mut heading) = (Vec::new(), None);
    for entry in entries {
        if entry[0].1 {
            heading = Some(entry);
            continue;
        }
        let text: Vec<&str> = entry.iter().map(|(line, _)| line.trim()).collect();
        if !entry[0].0.is_empty() && has(&text.join(" ")) {
            found.extend(heading.take().unwrap_or_default());
            found.extend(entry);
        }
    }
    found
}

/// A text that was made for reading.
pub(in crate::tui) fn text(canvas: &mut Canvas<'_>, area: Rect, text: &TextScreen) {
    indented(canvas, area, &text.lines, text.scroll);
}

/// Lines that are set in; what does not fit goes on a little deeper.
pub(super) fn indented(canvas: &mut Canvas<'_>, area: Rect, text: &[PageLine], scroll: usize) {
    let columns = usize::from(area.width.saturating_sub(2));
    let mut lines: Vec<PageLine> = Vec::new();
    for (line, heading) in text {
        let indent = line.len() - line.trim_start().len();
        let wrapped = wrap(line, columns.saturating_sub(indent + 2).max(10));
        if wrapped.is_empty() {
            lines.push((String::new(), false));
        }
        for (n, part) in wrapped.into_iter().enumerate() {
            let deeper = if n == 0 { indent } else { indent + 2 };
            lines.push((format!("{}{part}", " ".repeat(deeper)), *heading));
        }
    }
    scrolled(canvas, area, &lines, scroll);
}

/// What the keys do in a context, then what the signs mean.
fn help_lines(context: Context, width: usize) -> Vec<PageLine> {
    let mut lines: Vec<PageLine> =
        vec![(t!("What the keys do {context}", context = context.title()), true)];
    for section in Section::ALL {
        let commands = Command::ALL.iter().filter(|c| c.section() == section);
        let rows: Vec<(String, &str)> = commands
            .filter_map(|&command| {
                let keys = keys_in(command, context);
                (!keys.is_empty()).then(|| (keys.join("  "), command.help()))
            })
            .collect();
        if rows.is_empty() {
            continue;
        }
        lines.push((String::new(), false));
        lines.push((section.title().to_owned(), true));
        for (keys, text) in rows {
            let mut wrapped = wrap(text, width.saturating_sub(24).max(20)).into_iter();
            let first = wrapped.next().unwrap_or_default();
            lines.push((format!("  {} {first}", pad(&keys, 19)), false));
            lines.extend(wrapped.map(|line| (format!("  {:<19} {line}", ""), false)));
        }
    }
    lines.push((String::new(), false));
    lines.push((t!("Signs").to_owned(), true));
    for verdict in Verdict::ALL {
        lines.push((format!("  {:<19} {}", words::mark(verdict), words::verdict(verdict)), false));
    }
    for (sign, text) in [
        (".", said!("open: an answer can still change a verdict")),
        (":", said!("asked for the record; it changes no verdict")),
        ("=", said!("answered")),
        ("0", said!("no answer, and it is on record why")),
        ("c", said!("copied from another place, not confirmed here: Enter confirms")),
        ("!", said!("flagged for later")),
        ("[?]", said!("one of several, not known whether it holds")),
        ("5/9", said!("answered or explained, of what the verdicts need")),
    ] {
        lines.push((format!("  {sign:<19} {}", of(text)), false));
    }
    for text in [
        said!("Beside an answer stands the verdict that it would give."),
        said!(
            "Units are typed freely behind a number (2 MB/s); a decimal comma is read as a point."
        ),
        said!("A - in a field, and Enter, records why there is no answer."),
        said!(
            "Digits, arrows, Enter, Tab and F-keys work on every keyboard layout; F9 finds every command."
        ),
    ] {
        lines.push((String::new(), false));
        lines.extend(
            wrap(of(text), width.saturating_sub(4)).into_iter().map(|l| (format!("  {l}"), false)),
        );
    }
    lines
}
