//! What every screen has around it: where one is, how far, whether it is saved; a line to the
//! person; the keys that hold. And what is left of it in a small window.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::keymap::{key_of, keys_in};
use super::paint::{Canvas, clip, width, wrap_at_most};
use super::screens;
use super::theme::Styles;
use crate::app::command::{Command, Context};
use crate::app::home::Home;
use crate::app::listing::Listing;
use crate::app::screen::{Part, PickAction, Screen};
use crate::app::view::per_cent;
use crate::app::{App, SaveState, Theme};
use crate::language::of;
use crate::{said, t};

/// From here on screens are drawn with lists.
const FORMS: (u16, u16) = (80, 24);
/// From here on the walk has a third column.
const WIDE: (u16, u16) = (120, 30);
/// Below this there is a message only.
const STRIP: (u16, u16) = (40, 6);

/// Draws the program.
pub fn draw(app: &App, frame: &mut Frame<'_>) {
    let area = frame.area();
    let mut canvas = Canvas::new(frame.buffer_mut(), Styles::of(app.theme()));
    if area.width < STRIP.0 || area.height < STRIP.1 {
        too_small(app, &mut canvas, area);
    } else if let Some(lock) = app.locked() {
        screens::lock::draw(app, lock, &mut canvas, area);
    } else if area.width < FORMS.0 || area.height < FORMS.1 {
        screens::strip::draw(app, &mut canvas, area);
    } else {
        whole(app, &mut canvas, area);
    }
    if let Some(cursor) = canvas.cursor {
        frame.set_cursor_position(cursor);
    }
}

/// Draws the home screen.
pub fn draw_home(home: &Home, frame: &mut Frame<'_>) {
    let area = frame.area();
    let mut canvas = Canvas::new(frame.buffer_mut(), Styles::of(home.theme));
    if area.width < STRIP.0 || area.height < STRIP.1 {
        let style = canvas.styles.base;
        canvas.put(area.x, area.y, area.width, t!("Too small: 40 x 6 is needed."), style);
    } else {
        screens::home::draw(home, &mut canvas, area);
    }
    if let Some(cursor) = canvas.cursor {
        frame.set_cursor_position(cursor);
    }
}

/// Draws what is to be seen while the file is being opened.
pub fn draw_opening(file: &str, theme: Theme, frame: &mut Frame<'_>) {
    let area = frame.area();
    let mut canvas = Canvas::new(frame.buffer_mut(), Styles::of(theme));
    let style = canvas.styles.strong;
    canvas.put(1, 0, area.width.saturating_sub(1), &t!("Opening {file} ...", file), style);
}

fn too_small(app: &App, canvas: &mut Canvas<'_>, area: Rect) {
    let lines = [
        t!("{width} x {height}: too small.", width = area.width, height = area.height),
        t!("40 x 6 is needed.").to_owned(),
        t!("Nothing is lost.").to_owned(),
        app.save_words(),
    ];
    let style = canvas.styles.base;
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        canvas.put(area.x, y, area.width, &line, style);
    }
}

fn whole(app: &App, canvas: &mut Canvas<'_>, area: Rect) {
    header(app, canvas, area);
    let bottom = footer(app, canvas, area);
    let body = Rect { y: area.y + 2, height: bottom.saturating_sub(area.y + 2), ..area };
    let wide = area.width >= WIDE.0 && area.height >= WIDE.1;
    for screen in under(app) {
        match screen {
            Screen::Overview { cursor } => screens::overview::draw(app, canvas, body, *cursor),
            Screen::Walk(walk) => screens::walk::draw(app, canvas, body, walk, wide),
            Screen::Gaps(gaps) => screens::gaps::draw(app, canvas, body, gaps),
            Screen::Facts(facts) => screens::facts::draw(app, canvas, body, facts),
            Screen::Matrix(matrix) => screens::matrix::draw(app, canvas, body, matrix),
            Screen::List(list) => screens::list::draw(app, canvas, body, list),
            Screen::Palette(palette) => screens::palette::draw(app, canvas, body, palette),
            Screen::Photo(photo) => screens::photo::draw(app, canvas, body, photo),
            Screen::Text(text) => screens::pages::text(canvas, body, text),
            Screen::Requirement { profile, requirement, scroll } => {
                screens::pages::requirement(app, canvas, body, (*profile, *requirement), *scroll);
            }
            Screen::Help { context, scroll, filter, filtering } => {
                let words = (filter, *filtering);
                screens::pages::help(app, canvas, body, *context, *scroll, words);
            }
            Screen::Pick(pick) => screens::dialogs::pick(canvas, body, pick),
            Screen::Form(form) => screens::dialogs::form(canvas, body, form),
        }
    }
}

/// The screen that has the focus, and what it stands over.
fn under(app: &App) -> &[Screen] {
    let screens = app.screens();
    let first = screens.iter().rposition(|s| !s.is_over()).unwrap_or(0);
    &screens[first..]
}

fn header(app: &App, canvas: &mut Canvas<'_>, area: Rect) {
    let right = status(app);
    let style = canvas.styles.base;
    let taken = u16::try_from(width(&right)).unwrap_or(0);
    let bad = matches!(app.save_state(), SaveState::Failed { .. });
    let right_style = if bad { canvas.styles.warning } else { style };
    canvas.put_right(area.right().saturating_sub(1), area.y, area.width, &right, right_style);
    let room = area.width.saturating_sub(taken + 4);
    let place = breadcrumb(&app.breadcrumb(), usize::from(room));
    let strong = canvas.styles.strong;
    canvas.put(area.x + 1, area.y, room, &place, strong);
    canvas.rule(area.x, area.y + 1, area.width);
    let judged = format!(" {} ", app.judged_by());
    let quiet = canvas.styles.quiet;
    canvas.put_right(area.right().saturating_sub(2), area.y + 1, area.width - 4, &judged, quiet);
}

/// Who records, how far it is, whether it is saved.
pub(super) fn status(app: &App) -> String {
    let progress = app.shown_progress();
    let share = match per_cent(progress.settled, progress.of) {
        // 100 % means that every verdict is decided or explained; nothing else may round to it.
        Some(100) if progress.settled < progress.of => Some(99),
        share => share,
    };
    let share = share.map_or(String::new(), |share| t!("{share} % settled", share) + "  ");
    let author = app.author().map_or(String::new(), |a| format!("{}  ", clip(a, 14)));
    format!("{author}{share}{}", app.save_words())
}

/// The place, its last part whole if it can be.
pub(super) fn breadcrumb(parts: &[String], room: usize) -> String {
    let whole = parts.join(" > ");
    if width(&whole) <= room {
        return whole;
    }
    // The title of the survey is the first that can be done without.
    for from in 1..parts.len() {
        let text = parts[from..].join(" > ");
        let last = parts.last().map_or(0, |last| width(last));
        if width(&text) <= room || width(&text) - last + last.min(10) <= room {
            return clip(&text, room).into_owned();
        }
    }
    clip(parts.last().map_or("", String::as_str), room).into_owned()
}

/// The line to the person and the keys; gives the row above them.
fn footer(app: &App, canvas: &mut Canvas<'_>, area: Rect) -> u16 {
    let keys_at = area.bottom() - 1;
    let style = canvas.styles.base;
    let keys = hints_line(app, usize::from(area.width.saturating_sub(2)));
    canvas.put(area.x + 1, keys_at, area.width - 1, &keys, style);
    let (lines, style) = message(app, canvas, area.width - 2, 3);
    let lines = if lines.is_empty() { vec![String::new()] } else { lines };
    let top = keys_at - u16::try_from(lines.len()).unwrap_or(1);
    for (y, line) in (top..keys_at).zip(&lines) {
        if line.is_empty() {
            canvas.rule(area.x, y, area.width);
        } else {
            canvas.put(area.x + 1, y, area.width - 2, line, style);
        }
    }
    top
}

/// What is to be said: that something is not saved before all else.
pub(super) fn message(
    app: &App,
    canvas: &Canvas<'_>,
    columns: u16,
    most: usize,
) -> (Vec<String>, ratatui::style::Style) {
    let columns = usize::from(columns);
    if let (None, SaveState::Failed { what, hint }) = (app.message(), app.save_state()) {
        let text =
            t!("NOT SAVED: {what}. {hint} Answers are kept here; w tries again.", what, hint);
        return (wrap_at_most(&text, columns, most), canvas.styles.warning);
    }
    match app.message() {
        Some(message) => {
            let style = if message.warning { canvas.styles.warning } else { canvas.styles.strong };
            (wrap_at_most(&message.text, columns, most), style)
        }
        None => (Vec::new(), canvas.styles.base),
    }
}

/// The keys that hold here, as many as fit.
pub(super) fn hints_line(app: &App, columns: usize) -> String {
    let context = app.context();
    let mut line = String::new();
    let help = keys_in(Command::Help, context).pop().unwrap_or_default();
    let tail = t!("{key} help", key = help);
    for (command, title) in hints(app) {
        let key = match command {
            Command::Choose => "1-9".to_owned(),
            command => match key_of(*command, context) {
                Some(key) => key.shown(),
                None => continue,
            },
        };
        let title = if title.is_empty() { command.title() } else { of(title) };
        let part = format!("{key} {title}  ");
        if width(&line) + width(&part) + width(&tail) > columns {
            break;
        }
        line.push_str(&part);
    }
    line + &tail
}

/// What is most wanted on a screen, most wanted first; an empty title is the command's own.
fn hints(app: &App) -> &'static [(Command, &'static str)] {
    use Command as C;
    match (app.screen(), app.context()) {
        (Screen::Overview { .. }, _) if app.assessment().points.is_empty() => &[
            (C::Add, said!("add a crossing point")),
            (C::Profiles, ""),
            (C::Palette, ""),
            (C::Quit, said!("quit")),
        ],
        (Screen::Overview { .. }, _) => &[
            (C::Open, said!("walk")),
            (C::NextOpen, ""),
            (C::Gaps, ""),
            (C::Matrix, ""),
            (C::Add, ""),
            (C::Undo, ""),
            (C::Palette, ""),
            (C::Quit, said!("quit")),
        ],
        (Screen::Walk(_), Context::Text) => &[
            (C::Open, said!("record")),
            (C::Absent, ""),
            (C::Evidence, ""),
            (C::Note, ""),
            (C::NextOpen, ""),
            (C::Back, said!("leave the field")),
        ],
        (Screen::Walk(walk), _) if walk.part == Part::Evidence => {
            &[(C::Choose, said!("seen how")), (C::Back, "")]
        }
        (Screen::Walk(walk), _) if walk.typed => &[
            (C::Open, said!("type")),
            (C::Absent, ""),
            (C::Evidence, ""),
            (C::Note, ""),
            (C::NextOpen, ""),
            (C::CloseLists, ""),
            (C::Add, ""),
            (C::Undo, ""),
        ],
        (Screen::Walk(_), _) => &[
            (C::Choose, ""),
            (C::Absent, ""),
            (C::Evidence, ""),
            (C::Note, ""),
            (C::NextOpen, ""),
            (C::CloseLists, ""),
            (C::Add, ""),
            (C::Undo, ""),
            (C::NextPosition, ""),
            (C::NextPoint, ""),
            (C::Source, ""),
        ],
        (Screen::Gaps(_), Context::Text) => &[(C::Open, said!("done")), (C::Back, said!("done"))],
        (Screen::Gaps(_), _) => &[
            (C::Open, said!("facts")),
            (C::Filter, ""),
            (C::Sort, ""),
            (C::Group, ""),
            (C::Toggle, said!("fold")),
            (C::Source, ""),
            (C::SetAside, ""),
            (C::Back, ""),
        ],
        (Screen::Facts(_), _) => &[
            (C::Open, said!("walk there")),
            (C::NextOpen, said!("open question")),
            (C::Source, ""),
            (C::SetAside, ""),
            (C::Back, ""),
        ],
        (Screen::Text(text), _) if !text.file.is_empty() => {
            &[(C::PageDown, said!("more")), (C::Retry, said!("write it to a file")), (C::Back, "")]
        }
        (Screen::Help { .. }, Context::Text) => {
            &[(C::Open, said!("done")), (C::PageDown, said!("more"))]
        }
        (Screen::Help { .. }, _) => {
            &[(C::PageDown, said!("more")), (C::Filter, said!("search help")), (C::Back, "")]
        }
        (Screen::Requirement { .. } | Screen::Text(_), _) => {
            &[(C::PageDown, said!("more")), (C::Back, "")]
        }
        (Screen::Matrix(_), _) => &[
            (C::Open, said!("findings")),
            (C::Display, ""),
            (C::NextOpen, ""),
            (C::NextProfile, ""),
            (C::Palette, ""),
            (C::Back, ""),
        ],
        (Screen::List(_), Context::Text) => &[(C::Open, said!("done")), (C::Back, said!("done"))],
        (Screen::List(list), _) if list.what == Listing::Profiles => &[
            (C::Open, said!("rules")),
            (C::NextProfile, said!("judge by it")),
            (C::Display, said!("compare")),
            (C::Filter, ""),
            (C::Back, ""),
        ],
        (Screen::List(list), _) if list.what == Listing::Disputes => &[
            (C::Open, said!("settle")),
            (C::PreferEvidence, ""),
            (C::Display, said!("settled too")),
            (C::Undo, ""),
            (C::Back, ""),
        ],
        (Screen::List(list), _) if list.what == Listing::Plan => &[
            (C::Open, said!("facts")),
            (C::Costs, ""),
            (C::WhatIf, ""),
            (C::Filter, ""),
            (C::Back, ""),
        ],
        (Screen::List(list), _) if matches!(list.what, Listing::Compare(_)) => &[
            (C::Open, said!("facts")),
            (C::Display, said!("all or differences")),
            (C::Filter, ""),
            (C::Back, ""),
        ],
        (Screen::List(_), _) => {
            &[(C::Open, said!("open")), (C::Filter, ""), (C::Palette, ""), (C::Back, "")]
        }
        (Screen::Photo(_), _) => {
            &[(C::Down, said!("next")), (C::Up, said!("before")), (C::Back, "")]
        }
        (Screen::Pick(pick), _) if matches!(pick.action, PickAction::Shows(_)) => {
            &[(C::Open, said!("attach")), (C::Toggle, said!("tick")), (C::Back, "")]
        }
        (Screen::Palette(_), _) => &[
            (C::Open, said!("run")),
            (C::NextField, said!("complete")),
            (C::Down, said!("mark")),
            (C::Back, said!("close")),
        ],
        (Screen::Pick(pick), _) if matches!(pick.action, PickAction::Prefer(_)) => {
            &[(C::Open, said!("settle these")), (C::Toggle, said!("tick")), (C::Back, "")]
        }
        (Screen::Pick(pick), _) if pick.rows.iter().any(|r| r.ticked.is_some()) => {
            &[(C::Open, said!("these are all")), (C::Toggle, said!("tick")), (C::Back, "")]
        }
        (Screen::Pick(_), _) => {
            &[(C::Choose, said!("choose")), (C::Open, said!("choose")), (C::Back, "")]
        }
        (Screen::Form(_), _) => &[
            (C::Open, said!("next, or done")),
            (C::NextField, ""),
            (C::Down, said!("mark")),
            (C::Back, said!("kept")),
        ],
    }
}
