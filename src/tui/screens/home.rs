//! Home: surveys by number, what can be begun, and the state of the laptop.

use ratatui::layout::Rect;

use super::{dialogs, first_shown, merging};
use crate::app::command::{Command, Context, Section};
use crate::app::home::Home;
use crate::language::{of, spoken};
use crate::tui::keymap::keys_in;
use crate::tui::paint::{Canvas, pad, wrap_at_most};
use crate::{said, t};

/// What home offers, in the order of its lines.
const OFFERED: [(Command, &str); 8] = [
    (Command::NewSurvey, said!("New survey")),
    (Command::OpenFile, said!("Open a file")),
    (Command::MergeFiles, said!("Merge files")),
    (Command::Demo, said!("Demo: the fictional Varsenia")),
    (Command::Theme, said!("Colours")),
    (Command::Language, said!("Language")),
    (Command::Help, said!("Help")),
    (Command::Quit, said!("Quit")),
];

pub(in crate::tui) fn draw(home: &Home, canvas: &mut Canvas<'_>, area: Rect) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let program = concat!("borderfit ", env!("CARGO_PKG_VERSION"));
    canvas.put(area.x + 1, area.y, area.width - 1, &t!("{program} > Home", program), strong);
    canvas.put_right(area.right() - 1, area.y, 30, t!("works offline"), base);
    canvas.rule(area.x, area.y + 1, area.width);
    let small = area.height < 20;
    let bottom = area.bottom() - 1;
    let keys = if home.form.is_some() {
        t!("Enter next, or done   Tab next field   Up/Down mark   Esc closes")
    } else if let Some(merging) = &home.merging {
        merging::keys(merging)
    } else {
        t!("Enter open   1-9 open   n new   o file   m merge   d demo   ? help   q quit")
    };
    canvas.put(area.x + 1, bottom, area.width - 2, keys, base);
    let wanted = home.merging.as_ref().map(|m| &m.said).filter(|said| !said.is_empty());
    let said = match &home.message {
        _ if wanted.is_some() => {
            wrap_at_most(wanted.map_or("", String::as_str), usize::from(area.width - 2), 3)
        }
        Some(message) => wrap_at_most(&message.text, usize::from(area.width - 2), 3),
        None if !home.warning.is_empty() => vec![format!("! {}", home.warning)],
        None => Vec::new(),
    };
    let said_at = bottom - 1 - (said.len() as u16).max(1) + 1;
    let style = match &home.message {
        Some(m) if !m.warning => strong,
        Some(_) => canvas.styles.warning,
        None => strong,
    };
    if said.is_empty() {
        canvas.rule(area.x, bottom - 1, area.width);
    }
    for (y, line) in (said_at..bottom).zip(&said) {
        canvas.put(area.x + 1, y, area.width - 2, line, style);
    }
    let body = Rect { y: area.y + 2, height: said_at.saturating_sub(area.y + 2), ..area };
    if let Some(merging) = &home.merging {
        merging::draw(merging, canvas, body);
        return over(home, canvas, body);
    }
    let offered = if small { 0 } else { OFFERED.len().div_ceil(2) as u16 + 3 };
    let listed = Rect { height: body.height.saturating_sub(offered), ..body };
    surveys(home, canvas, listed);
    if !small {
        let top = listed.bottom();
        for (n, (command, text)) in OFFERED.iter().enumerate() {
            let key = keys_in(*command, Context::Home).first().cloned().unwrap_or_default();
            let x = area.x + 3 + (n % 2) as u16 * 38;
            let y = top + (n / 2) as u16;
            let text = match command {
                Command::Theme => {
                    t!("{label}: {text}", label = of(text), text = home.theme.title())
                }
                Command::Language => t!("Language: {name}", name = spoken().name()),
                _ => of(text).to_owned(),
            };
            canvas.put(x, y, 3, &key, strong);
            canvas.put(x + 3, y, 34, &text, base);
        }
        let laptop = t!("This laptop: {laptop}", laptop = home.laptop);
        canvas.put(area.x + 1, top + offered - 2, area.width - 2, &laptop, base);
    }
    over(home, canvas, body);
}

/// What stands over the screen.
fn over(home: &Home, canvas: &mut Canvas<'_>, body: Rect) {
    if let Some(form) = &home.form {
        dialogs::form(canvas, body, form);
    }
    if home.help {
        help(canvas, body);
    }
}

fn surveys(home: &Home, canvas: &mut Canvas<'_>, area: Rect) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    if home.rows.is_empty() {
        canvas.put(area.x + 1, area.y, area.width - 2, t!("No survey yet."), strong);
        let text = t!("n makes one; d opens the demo, a fictional country to try everything on.");
        canvas.put(area.x + 1, area.y + 2, area.width - 2, text, base);
        canvas.cursor = Some((area.x + 1, area.y).into());
        return;
    }
    canvas.put(area.x + 1, area.y, area.width - 2, t!("Surveys"), strong);
    let height = usize::from(area.height.saturating_sub(2)).max(1);
    let first = first_shown(home.cursor, home.rows.len(), height);
    let title = area.width.saturating_sub(42).max(20);
    for (n, row) in home.rows.iter().enumerate().skip(first).take(height) {
        let y = area.y + 1 + (n - first) as u16;
        let marked = n == home.cursor;
        let style = if marked { canvas.styles.marked } else { base };
        let key = if n < 9 { (n + 1).to_string() } else { " ".to_owned() };
        let sign = if marked { ">" } else { " " };
        canvas.put(area.x + 1, y, title, &format!("{sign} {key}  {} ", row.title), style);
        let state = match (row.missing, row.drafts) {
            (true, _) => t!("MISSING: {path}", path = row.path),
            (false, true) => t!("{state}, half typed", state = row.state),
            (false, false) => row.state.clone(),
        };
        canvas.put(area.x + title + 2, y, area.width - title - 3, &state, base);
        if marked {
            canvas.cursor = Some((area.x + 1, y).into());
        }
    }
}

fn help(canvas: &mut Canvas<'_>, area: Rect) {
    let mut lines = Vec::new();
    for section in Section::ALL {
        for &command in Command::ALL.iter().filter(|c| c.section() == section) {
            let keys = keys_in(command, Context::Home);
            if !keys.is_empty() {
                lines.push(format!("{} {}", pad(&keys.join("  "), 16), command.help()));
            }
        }
    }
    let rows = lines.len() as u16;
    let inner = dialogs::boxed(canvas, area, 70, rows, t!("What the keys do at home"));
    let base = canvas.styles.base;
    for (y, line) in (inner.y..inner.bottom()).zip(&lines) {
        canvas.put(inner.x, y, inner.width, line, base);
    }
}
