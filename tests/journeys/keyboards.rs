//! What stands on the keys of a person: a Latin keyboard, one of another layout, and one of a layout
//! that nobody has told the program of, where only digits, arrows and function keys are sure.
//!
//! A script names keys as they are on a Latin keyboard. Here, each becomes what the person presses
//! instead.

use borderfit::app::App;
use borderfit::app::command::{Command, Context, Input};
use borderfit::app::palette::Doing;
use borderfit::app::screen::Screen;
use borderfit::language::{Language, speaking};
use borderfit::tui::{Key, keymap, lookup};

const LAYOUTS: &str = include_str!("../../src/tui/layouts.txt");
const ROWS: [&str; 6] =
    ["qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "QWERTYUIOP{}", "ASDFGHJKL:\"", "ZXCVBNM<>?"];

/// A keyboard.
#[derive(Clone, Debug, Default)]
pub(crate) enum Board {
    /// The letters are where scripts say.
    #[default]
    Latin,
    /// American keys, with the letters of a layout on them.
    Layout(Vec<(char, char)>),
    /// No letter and no sign means anything outside fields.
    Unknown,
}

impl Board {
    /// A layout by its name in the table.
    pub(crate) fn layout(name: &str) -> Self {
        let line = LAYOUTS.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix("  "));
        let line = line.unwrap_or_else(|| panic!("no layout '{name}'"));
        let rows = line.split_whitespace().zip(ROWS);
        let pairs = rows.flat_map(|(row, keys)| keys.chars().zip(row.chars()));
        Self::Layout(pairs.filter(|(_, c)| *c != '\u{b7}').collect())
    }

    /// What is pressed for a key of a script.
    pub(crate) fn pressed(&self, app: &App, key: Key) -> Pressed {
        let Key::Char(c) = key else { return Pressed::Key(key) };
        if app.context() == Context::Text {
            return Pressed::Key(key);
        }
        match self {
            Self::Latin => Pressed::Key(key),
            Self::Layout(letters) => match on_layout(letters, c) {
                Some(c) => Pressed::Key(Key::Char(c)),
                // Their Shift gives signs, or nothing.
                None if c.is_ascii_alphabetic() => without_letters(app, key),
                None => Pressed::Key(key),
            },
            Self::Unknown if c.is_ascii_digit() || c == ' ' => Pressed::Key(key),
            Self::Unknown => without_letters(app, key),
        }
    }
}

/// What a person presses.
pub(crate) enum Pressed {
    Key(Key),
    /// The palette, and a command in it.
    Palette(Command),
    /// A row of a short list, by the arrows.
    Row(usize),
}

fn on_layout(letters: &[(char, char)], c: char) -> Option<char> {
    let on = |c: char| letters.iter().find(|(key, _)| *key == c).map(|(_, letter)| *letter);
    on(c).or_else(|| {
        let small = on(c.to_ascii_lowercase()).filter(|_| c.is_ascii_uppercase())?;
        // Georgian has capitals, but no key that types them.
        let capital = small.to_uppercase().next()?;
        (capital != small && !('\u{1c90}'..='\u{1cbf}').contains(&capital)).then_some(capital)
    })
}

/// The same command by a key that every keyboard has, or through the palette.
fn without_letters(app: &App, key: Key) -> Pressed {
    let command = match lookup(app.context(), key) {
        Some(Input::Command(command)) => command,
        Some(Input::Choose(row)) => return Pressed::Row(row),
        _ => return Pressed::Key(key),
    };
    let keys = speaking(Language::English, || keymap::keys_in(command, app.context()));
    let plain = |key: &Key| {
        !matches!(key, Key::Ctrl(_))
            && !matches!(key, Key::Char(c) if *c != ' ' && !c.is_ascii_digit())
    };
    match keys.iter().filter_map(|k| Key::parse(k)).find(plain) {
        Some(key) => Pressed::Key(key),
        None => Pressed::Palette(command),
    }
}

/// How far down a command stands in the palette that is open.
pub(crate) fn row_in_palette(app: &App, command: Command) -> usize {
    let Screen::Palette(palette) = app.screen() else { panic!("the palette is open") };
    let rows = app.palette_rows(palette);
    let row = rows.iter().position(|row| row.doing == Doing::Run(command));
    row.unwrap_or_else(|| panic!("{command:?} is not in the palette"))
}
