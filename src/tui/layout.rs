//! Letters by the position of their key: where letters are commands, a person with a Cyrillic,
//! Greek, Arabic, Hebrew, Georgian or Armenian keyboard presses the key where the letter would be.
//! A terminal tells characters, not keys, so this is a table of layouts, `layouts.txt`.
//!
//! Fields are not touched: there, what is typed is what was meant.

use super::keymap::{Key, lookup};
use crate::app::command::{Context, Input};

const TABLE: &str = include_str!("layouts.txt");
const ROWS: [&str; 6] =
    ["qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "QWERTYUIOP{}", "ASDFGHJKL:\"", "ZXCVBNM<>?"];

/// A layout: its name, and the letters with the American ones on the same keys.
struct Layout {
    name: &'static str,
    letters: Vec<(char, char)>,
}

fn layouts() -> Vec<Layout> {
    let lines = TABLE.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty());
    lines
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let name = words.next()?;
            let letters = words.zip(ROWS).flat_map(|(row, keys)| row.chars().zip(keys.chars()));
            Some(Layout { name, letters: letters.filter(|(c, _)| *c != '\u{b7}').collect() })
        })
        .collect()
}

/// The digit that a character is, in Arabic, Persian or Devanagari.
fn digit(c: char) -> Option<char> {
    ['\u{660}', '\u{6f0}', '\u{966}'].into_iter().find_map(|zero| {
        let n = u32::from(c).checked_sub(u32::from(zero))?;
        char::from_digit(n, 10)
    })
}

/// A keyboard, and which layout it seems to have.
pub struct Keyboard {
    layouts: Vec<Layout>,
    /// The layout that the last telling letter belonged to.
    seems: Option<usize>,
}

impl Default for Keyboard {
    fn default() -> Self {
        Self { layouts: layouts(), seems: None }
    }
}

impl Keyboard {
    /// What a key stands for in a context. A letter that means nothing by itself is read by its
    /// position; one of a layout that is not known is told as such.
    pub fn read(&mut self, context: Context, key: Key) -> Option<Input> {
        let known = lookup(context, key);
        let Key::Char(c) = key else { return known };
        if known.is_some() || context == Context::Text || c.is_ascii() {
            return known;
        }
        match self.position(c) {
            Some(there) => lookup(context, Key::Char(there)),
            None if c.is_alphabetic() => Some(Input::Unknown(c)),
            None => None,
        }
    }

    /// The American letter on the key of a character.
    fn position(&mut self, c: char) -> Option<char> {
        if let Some(digit) = digit(c) {
            return Some(digit);
        }
        let small: Vec<char> = c.to_lowercase().collect();
        let at = |layout: &Layout| {
            let exact = layout.letters.iter().find(|(l, _)| *l == c).map(|(_, key)| *key);
            exact.or_else(|| match small[..] {
                [small] => {
                    let found = layout.letters.iter().find(|(l, _)| *l == small);
                    found.map(|(_, key)| key.to_ascii_uppercase())
                }
                _ => None,
            })
        };
        let mut all = self.layouts.iter().enumerate().filter_map(|(n, l)| Some((n, at(l)?)));
        let found: Vec<(usize, char)> = all.by_ref().collect();
        let seems = found.iter().find(|(n, _)| Some(*n) == self.seems);
        let chosen = *seems.or(found.first())?;
        // A letter that only one layout has tells which one it is.
        if let [(only, _)] = found[..] {
            self.seems = Some(only);
        }
        Some(chosen.1)
    }

    /// The names of the layouts that are known.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.layouts.iter().map(|l| l.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::command::Command;
    use std::collections::BTreeSet;

    #[test]
    fn every_layout_has_its_letters_once_and_a_key_for_every_command_letter() {
        let all = layouts();
        assert!(all.len() >= 12);
        for layout in &all {
            let letters: BTreeSet<char> = layout.letters.iter().map(|(l, _)| *l).collect();
            assert_eq!(letters.len(), layout.letters.len(), "{}: a letter twice", layout.name);
            let keys: BTreeSet<char> = layout.letters.iter().map(|(_, k)| *k).collect();
            assert_eq!(keys.len(), layout.letters.len(), "{}: a key twice", layout.name);
            assert!(keys.contains(&'n') && keys.contains(&'u'), "{}", layout.name);
        }
    }

    #[test]
    fn letters_are_commands_by_position() {
        let undo = Some(Input::Command(Command::Undo));
        let redo = Some(Input::Command(Command::Redo));
        for (small, capital) in [('г', 'Г'), ('θ', 'Θ'), ('ւ', 'Ւ')] {
            let mut keyboard = Keyboard::default();
            assert_eq!(keyboard.read(Context::Answer, Key::Char(small)), undo, "{small}");
            assert_eq!(keyboard.read(Context::Answer, Key::Char(capital)), redo, "{capital}");
        }
        let mut keyboard = Keyboard::default();
        assert_eq!(keyboard.read(Context::Answer, Key::Char('ع')), undo);
        assert_eq!(keyboard.read(Context::Answer, Key::Char('ו')), undo);
        assert_eq!(keyboard.read(Context::Answer, Key::Char('უ')), undo);
        assert_eq!(keyboard.read(Context::Answer, Key::Char('٣')), Some(Input::Choose(2)));
        assert_eq!(keyboard.read(Context::Answer, Key::Char('漢')), Some(Input::Unknown('漢')));
    }

    #[test]
    fn a_letter_of_one_layout_decides_what_shared_letters_are() {
        let mut keyboard = Keyboard::default();
        // Where nothing tells, the first: on the Russian keyboard this is U+0435 at T.
        assert_eq!(keyboard.position('е'), Some('t'));
        assert_eq!(keyboard.position('љ'), Some('q'));
        assert_eq!(keyboard.position('ђ'), Some(']'), "only Serbian has it");
        assert_eq!(keyboard.position('е'), Some('e'));
    }

    #[test]
    fn in_a_field_a_letter_is_itself() {
        let mut keyboard = Keyboard::default();
        for c in "жςقשღ漢".chars() {
            assert_eq!(keyboard.read(Context::Text, Key::Char(c)), Some(Input::Character(c)));
        }
    }
}
