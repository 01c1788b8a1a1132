//! Which key stands for which command, in which context: one table. Help, the bottom line of each
//! screen and `borderfit keys` are read from it, and a test refuses a key that means two things.
//!
//! Every command can be reached without letters, since letters depend on the layout of the
//! keyboard; no key needs more than a terminal of 1990 sends.

use std::fmt;

use crate::app::command::{Command, Context, Input};
use crate::t;

/// A key as a terminal sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A character, with whatever modifiers made it.
    Char(char),
    /// Control and a letter or digit.
    Ctrl(char),
    /// A function key.
    F(u8),
    /// Shift and a function key.
    ShiftF(u8),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Up.
    Up,
    /// Down.
    Down,
    /// Left.
    Left,
    /// Right.
    Right,
    /// Control and Left.
    CtrlLeft,
    /// Control and Right.
    CtrlRight,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Char(' ') => f.write_str("Space"),
            Self::Char(c) => write!(f, "{c}"),
            Self::Ctrl(c) => write!(f, "Ctrl+{}", c.to_ascii_uppercase()),
            Self::F(n) => write!(f, "F{n}"),
            Self::ShiftF(n) => write!(f, "Shift+F{n}"),
            Self::CtrlLeft => f.write_str("Ctrl+Left"),
            Self::CtrlRight => f.write_str("Ctrl+Right"),
            Self::BackTab => f.write_str("Shift+Tab"),
            Self::PageUp => f.write_str("PgUp"),
            Self::PageDown => f.write_str("PgDn"),
            other => write!(f, "{other:?}"),
        }
    }
}

impl Key {
    /// The key as people read it: the name that stands on their keyboard. What it prints as is
    /// what scripts call it.
    #[must_use]
    pub fn shown(self) -> String {
        match self {
            Self::Char(' ') => t!("Space").to_owned(),
            Self::Char(_) | Self::Ctrl(_) | Self::F(_) => self.to_string(),
            Self::ShiftF(n) => t!("Shift+F{n}", n),
            Self::Enter => t!("Enter").to_owned(),
            Self::Esc => t!("Esc").to_owned(),
            Self::Tab => t!("Tab").to_owned(),
            Self::BackTab => t!("Shift+Tab").to_owned(),
            Self::Backspace => t!("Backspace").to_owned(),
            Self::Delete => t!("Delete").to_owned(),
            Self::Up => t!("Up").to_owned(),
            Self::Down => t!("Down").to_owned(),
            Self::Left => t!("Left").to_owned(),
            Self::Right => t!("Right").to_owned(),
            Self::CtrlLeft => t!("Ctrl+Left").to_owned(),
            Self::CtrlRight => t!("Ctrl+Right").to_owned(),
            Self::Home => t!("Home").to_owned(),
            Self::End => t!("End").to_owned(),
            Self::PageUp => t!("PgUp").to_owned(),
            Self::PageDown => t!("PgDn").to_owned(),
        }
    }

    /// Reads a key as it prints.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut characters = text.chars();
        if let (Some(c), None) = (characters.next(), characters.next()) {
            return Some(Self::Char(c));
        }
        let number = |t: &str| t.parse().ok().filter(|n| (1..=12).contains(n));
        if let Some(n) = text.strip_prefix("Shift+F").and_then(number) {
            return Some(Self::ShiftF(n));
        }
        if let Some(n) = text.strip_prefix('F').and_then(number) {
            return Some(Self::F(n));
        }
        let named = [
            Self::Char(' '),
            Self::Enter,
            Self::Esc,
            Self::Tab,
            Self::BackTab,
            Self::Backspace,
            Self::Delete,
            Self::Up,
            Self::Down,
            Self::Left,
            Self::Right,
            Self::CtrlLeft,
            Self::CtrlRight,
            Self::Home,
            Self::End,
            Self::PageUp,
            Self::PageDown,
        ];
        named.into_iter().find(|k| k.to_string() == text).or_else(|| {
            let mut letter = text.strip_prefix("Ctrl+")?.chars();
            letter
                .next()
                .filter(|_| letter.next().is_none())
                .map(|c| Self::Ctrl(c.to_ascii_lowercase()))
        })
    }
}

use Context::{Answer, Home, Navigate, Pick, Text};

const EVERYWHERE: &[Context] = &[Navigate, Answer, Pick, Text, Home];
const ALL: &[Context] = &[Navigate, Answer, Pick, Text];
const HOME: &[Context] = &[Home];
const LISTS: &[Context] = &[Navigate];
const QUESTION: &[Context] = &[Answer];
const KEYS: &[Context] = &[Navigate, Answer];
const NO_TEXT: &[Context] = &[Navigate, Answer, Pick];
const FIELD: &[Context] = &[Text];
const FORM: &[Context] = &[Answer, Text];

/// Key, where it holds, command.
type Binding = (Key, &'static [Context], Command);

const TABLE: &[Binding] = &[
    (Key::Enter, EVERYWHERE, Command::Open),
    (Key::Esc, EVERYWHERE, Command::Back),
    (Key::Ctrl('c'), EVERYWHERE, Command::Interrupt),
    (Key::Up, EVERYWHERE, Command::Up),
    (Key::Down, EVERYWHERE, Command::Down),
    (Key::PageUp, EVERYWHERE, Command::PageUp),
    (Key::PageDown, EVERYWHERE, Command::PageDown),
    (Key::Left, EVERYWHERE, Command::Left),
    (Key::Right, EVERYWHERE, Command::Right),
    (Key::Home, EVERYWHERE, Command::First),
    (Key::End, EVERYWHERE, Command::Last),
    (Key::Char('k'), &[Navigate, Home], Command::Up),
    (Key::Char('j'), &[Navigate, Home], Command::Down),
    (Key::Char('n'), HOME, Command::NewSurvey),
    (Key::F(2), HOME, Command::NewSurvey),
    (Key::Char('o'), HOME, Command::OpenFile),
    (Key::F(3), HOME, Command::OpenFile),
    (Key::Char('d'), HOME, Command::Demo),
    (Key::F(4), HOME, Command::Demo),
    (Key::Char('m'), HOME, Command::MergeFiles),
    (Key::F(6), HOME, Command::MergeFiles),
    (Key::Char('W'), HOME, Command::WriteMerge),
    (Key::F(8), HOME, Command::WriteMerge),
    (Key::Delete, HOME, Command::Forget),
    (Key::Char('t'), HOME, Command::Theme),
    (Key::Char('l'), HOME, Command::Language),
    (Key::F(5), HOME, Command::Language),
    (Key::Char('?'), HOME, Command::Help),
    (Key::Char('q'), HOME, Command::Quit),
    (Key::Tab, ALL, Command::NextField),
    (Key::BackTab, ALL, Command::PreviousField),
    (Key::Char(' '), &[Navigate, Answer, Pick, Home], Command::Toggle),
    (Key::Char('='), QUESTION, Command::TypeAnswer),
    (Key::Char('0'), QUESTION, Command::Absent),
    (Key::Char('-'), QUESTION, Command::Absent),
    (Key::F(12), FORM, Command::Absent),
    (Key::Char('e'), QUESTION, Command::Evidence),
    (Key::F(6), FORM, Command::Evidence),
    (Key::Char('T'), QUESTION, Command::SeenTested),
    (Key::Char('D'), QUESTION, Command::SeenDemonstrated),
    (Key::Char('O'), QUESTION, Command::SeenObserved),
    (Key::Char('P'), QUESTION, Command::SeenDocumented),
    (Key::Char('R'), QUESTION, Command::SeenRemote),
    (Key::Char('S'), QUESTION, Command::SeenStated),
    (Key::Char('r'), QUESTION, Command::Repeat),
    (Key::Ctrl('r'), FORM, Command::Repeat),
    (Key::Char('y'), QUESTION, Command::TakeCatalogue),
    (Key::Ctrl('t'), FORM, Command::TakeCatalogue),
    (Key::Char('c'), QUESTION, Command::Copy),
    (Key::ShiftF(7), FORM, Command::Copy),
    (Key::Char('b'), KEYS, Command::Bulk),
    (Key::ShiftF(8), &[Navigate, Answer, Text], Command::Bulk),
    (Key::Char('i'), QUESTION, Command::Note),
    (Key::F(7), FORM, Command::Note),
    (Key::Char('!'), QUESTION, Command::Flag),
    (Key::Ctrl('d'), KEYS, Command::Drafts),
    (Key::Char('u'), KEYS, Command::Undo),
    (Key::Ctrl('z'), FIELD, Command::Undo),
    (Key::Char('U'), KEYS, Command::Redo),
    (Key::Ctrl('y'), ALL, Command::Redo),
    (Key::Char('n'), KEYS, Command::NextOpen),
    (Key::F(5), ALL, Command::NextOpen),
    (Key::Char('N'), QUESTION, Command::PreviousOpen),
    (Key::ShiftF(5), ALL, Command::PreviousOpen),
    (Key::Char('.'), KEYS, Command::BestOpen),
    (Key::Ctrl('n'), ALL, Command::BestOpen),
    (Key::Char(']'), QUESTION, Command::NextPosition),
    (Key::CtrlRight, FORM, Command::NextPosition),
    (Key::Char('['), QUESTION, Command::PreviousPosition),
    (Key::CtrlLeft, FORM, Command::PreviousPosition),
    (Key::Char('}'), KEYS, Command::NextPoint),
    (Key::Char('{'), KEYS, Command::PreviousPoint),
    (Key::Char('+'), QUESTION, Command::Panes),
    (Key::Char('v'), QUESTION, Command::NextFinding),
    (Key::Char('a'), KEYS, Command::Add),
    (Key::F(8), &[Navigate, Answer, Text], Command::Add),
    (Key::Char('l'), QUESTION, Command::CloseLists),
    (Key::Char('f'), KEYS, Command::Attach),
    (Key::Ctrl('o'), &[Navigate, Answer, Text], Command::Attach),
    (Key::Char('X'), KEYS, Command::SetAside),
    (Key::Char('o'), KEYS, Command::StillOpen),
    (Key::ShiftF(2), ALL, Command::StillOpen),
    (Key::Char('A'), KEYS, Command::NotAssessed),
    (Key::Char('C'), KEYS, Command::Disputes),
    (Key::Char('m'), LISTS, Command::Disputes),
    (Key::Char('>'), LISTS, Command::PreferEvidence),
    (Key::Char('F'), KEYS, Command::Photos),
    (Key::Char('P'), LISTS, Command::Plan),
    (Key::ShiftF(6), ALL, Command::Plan),
    (Key::Char('c'), LISTS, Command::Costs),
    (Key::Char('i'), LISTS, Command::WhatIf),
    (Key::ShiftF(9), ALL, Command::WhatIf),
    (Key::Char('h'), KEYS, Command::Log),
    (Key::Char('d'), LISTS, Command::Display),
    (Key::Char('/'), KEYS, Command::Filter),
    (Key::Ctrl('f'), KEYS, Command::Filter),
    (Key::Char('z'), LISTS, Command::Toggle),
    (Key::Char('S'), LISTS, Command::Sort),
    (Key::Char('G'), LISTS, Command::Group),
    (Key::Char('s'), KEYS, Command::Source),
    (Key::F(2), ALL, Command::Walk),
    (Key::F(3), ALL, Command::Gaps),
    (Key::Char('g'), KEYS, Command::Gaps),
    (Key::F(4), ALL, Command::Overview),
    (Key::Char('x'), KEYS, Command::Matrix),
    (Key::ShiftF(4), ALL, Command::Matrix),
    (Key::Char('B'), KEYS, Command::Profiles),
    (Key::Char('v'), LISTS, Command::Profiles),
    (Key::Char('p'), KEYS, Command::NextProfile),
    (Key::Char('E'), KEYS, Command::Today),
    (Key::Char('e'), LISTS, Command::Report),
    (Key::ShiftF(3), ALL, Command::Report),
    (Key::Char(':'), NO_TEXT, Command::Palette),
    (Key::F(9), ALL, Command::Palette),
    (Key::Char('w'), KEYS, Command::Retry),
    (Key::Ctrl('w'), KEYS, Command::Retry),
    (Key::F(1), EVERYWHERE, Command::Help),
    (Key::Char('?'), NO_TEXT, Command::Help),
    (Key::Char('t'), KEYS, Command::Theme),
    (Key::Ctrl('k'), ALL, Command::Lock),
    (Key::Char('K'), KEYS, Command::LockAfter),
    (Key::Ctrl('l'), EVERYWHERE, Command::Redraw),
    (Key::Ctrl('z'), KEYS, Command::Suspend),
    (Key::Char('q'), KEYS, Command::Quit),
    (Key::Ctrl('q'), EVERYWHERE, Command::Quit),
    (Key::Backspace, FIELD, Command::Backspace),
    (Key::Delete, FIELD, Command::Delete),
    (Key::Ctrl('w'), FIELD, Command::DeleteWord),
    (Key::Ctrl('u'), FIELD, Command::ClearField),
];

/// What a key does in a context.
#[must_use]
pub fn lookup(context: Context, key: Key) -> Option<Input> {
    let bound = TABLE.iter().find(|(k, contexts, _)| *k == key && contexts.contains(&context));
    if let Some((_, _, command)) = bound {
        return Some(Input::Command(*command));
    }
    let Key::Char(c) = key else { return None };
    match (context, c) {
        (Context::Text, c) => Some(Input::Character(c)),
        (Context::Answer | Context::Pick | Context::Home, '1'..='9') => {
            Some(Input::Choose(place(c, '1')))
        }
        (Context::Pick, 'a'..='z') => Some(Input::Choose(9 + place(c, 'a'))),
        _ => None,
    }
}

fn place(c: char, first: char) -> usize {
    (u32::from(c) - u32::from(first)) as usize
}

/// The key that chooses the `n`th row of a short list.
#[must_use]
pub fn choice_key(n: usize) -> Option<char> {
    "123456789abcdefghijklmnopqrstuvwxyz".chars().nth(n)
}

/// The first key of a command in a context.
#[must_use]
pub fn key_of(command: Command, context: Context) -> Option<Key> {
    let bound = TABLE.iter().find(|(_, contexts, c)| *c == command && contexts.contains(&context));
    bound.map(|(key, _, _)| *key)
}

/// A row of the table of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// The command's name.
    pub command: &'static str,
    /// Under which heading it stands.
    pub section: &'static str,
    /// Its keys, the first one first.
    pub keys: Vec<String>,
    /// Where they hold.
    pub contexts: Vec<&'static str>,
    /// What it does.
    pub help: &'static str,
}

/// Every command with its keys, in the order of help.
#[must_use]
pub fn keys_table() -> Vec<KeyRow> {
    Command::ALL
        .iter()
        .map(|&command| {
            let bound: Vec<&Binding> = TABLE.iter().filter(|(_, _, c)| *c == command).collect();
            let mut keys: Vec<String> = bound.iter().map(|(key, _, _)| key.shown()).collect();
            let mut contexts: Vec<Context> =
                bound.iter().flat_map(|(_, contexts, _)| contexts.iter().copied()).collect();
            if command == Command::Choose {
                keys.push("1-9".to_owned());
                contexts.extend([Answer, Pick, Home]);
            }
            contexts.sort_unstable();
            contexts.dedup();
            KeyRow {
                command: command.name(),
                section: command.section().title(),
                keys,
                contexts: contexts.into_iter().map(Context::title).collect(),
                help: command.help(),
            }
        })
        .collect()
}

/// The keys of a command that hold in a context, as people read them.
#[must_use]
pub fn keys_in(command: Command, context: Context) -> Vec<String> {
    if command == Command::Choose && matches!(context, Answer | Pick | Home) {
        return vec!["1-9".to_owned()];
    }
    TABLE
        .iter()
        .filter(|(_, contexts, c)| *c == command && contexts.contains(&context))
        .map(|(key, _, _)| key.shown())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::palette::offered;
    use std::collections::BTreeSet;

    #[test]
    fn a_key_means_one_thing_in_a_context() {
        let mut seen = BTreeSet::new();
        for (key, contexts, command) in TABLE {
            for &context in *contexts {
                assert!(
                    seen.insert((*key, context)),
                    "{key} twice {}: {command:?}",
                    context.title()
                );
            }
        }
    }

    #[test]
    fn every_command_has_a_key_and_can_be_run_without_letters() {
        for (&command, row) in Command::ALL.iter().zip(keys_table()) {
            assert!(!row.keys.is_empty(), "{} has no key", row.command);
            let plain = row.keys.iter().any(|k| k.len() > 1 || !k.chars().all(char::is_alphabetic));
            assert!(plain || offered(command), "{} needs a letter", row.command);
        }
        for context in [Navigate, Answer, Pick, Text] {
            assert_eq!(lookup(context, Key::F(9)), Some(Input::Command(Command::Palette)));
        }
    }

    #[test]
    fn letters_are_text_in_a_field() {
        for c in ('a'..='z').chain('A'..='Z').chain('0'..='9').chain(" ?/.-=[]{}".chars()) {
            assert_eq!(lookup(Context::Text, Key::Char(c)), Some(Input::Character(c)));
        }
    }

    #[test]
    fn keys_read_as_they_print() {
        for (key, ..) in TABLE {
            assert_eq!(Key::parse(&key.to_string()), Some(*key));
        }
    }
}
