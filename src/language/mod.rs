//! The language in which the program speaks. Knows nothing of what it says.
//!
//! A text stands in English where it is said, as `t!("...")`; the table of another language
//! (`standards/languages/*.toml`) gives it by that English text. So the code reads as it speaks,
//! one file makes a language, and a text that was changed falls back to English instead of saying
//! what it no longer says. `tests/languages.rs` reads the sources and the standards, and fails on
//! a text without a translation, on one that nobody says, and on placeholders that differ.
//!
//! The language in force belongs to the process ([`speak`]), and for a piece of work to its thread
//! ([`speaking`]): a report in French is written from screens in English.

mod pseudo;
mod say;
mod table;

pub use say::{fill, template};

use std::cell::Cell;
use std::sync::atomic::{AtomicU8, Ordering};

/// A language of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English, in which all texts are written.
    #[default]
    English,
    /// French.
    French,
    /// Arabic, for reports: screens and commands do not speak it.
    Arabic,
    /// English in disguise, 40 % longer: shows what is not translated and what does not fit.
    Pseudo,
}

impl Language {
    /// All that the screens can speak.
    pub const ALL: [Language; 2] = [Language::English, Language::French];

    /// All that a report can be written in.
    pub const OF_REPORTS: [Language; 3] = [Language::English, Language::French, Language::Arabic];

    /// Its BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
            Self::Arabic => "ar",
            Self::Pseudo => "qps",
        }
    }

    /// What its speakers call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "français",
            Self::Arabic => "العربية",
            Self::Pseudo => "pseudo",
        }
    }

    /// The language of a tag, or of a locale such as `fr_BE.UTF-8`.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let main = tag.split(['-', '_', '.', '@']).next().unwrap_or(tag).to_ascii_lowercase();
        let all = [Self::English, Self::French, Self::Arabic, Self::Pseudo];
        all.into_iter().find(|l| l.tag() == main)
    }

    /// Whether it is read from right to left.
    #[must_use]
    pub fn is_right_to_left(self) -> bool {
        self == Self::Arabic
    }

    /// Which of the forms of a word goes with a number: 0 for the first, 1 for the second.
    #[must_use]
    pub fn form(self, count: usize) -> usize {
        match self {
            Self::French => usize::from(count > 1),
            // The second form of an Arabic text says its number so that it fits every number.
            Self::English | Self::Arabic | Self::Pseudo => usize::from(count != 1),
        }
    }

    fn from_number(number: u8) -> Self {
        match number {
            1 => Self::French,
            2 => Self::Arabic,
            3 => Self::Pseudo,
            _ => Self::English,
        }
    }
}

/// Language of the process.
static SPOKEN: AtomicU8 = AtomicU8::new(0);

thread_local! {
    /// Language of this thread, where it differs.
    static HERE: Cell<Option<Language>> = const { Cell::new(None) };
}

/// The process speaks this language from now on.
pub fn speak(language: Language) {
    SPOKEN.store(language as u8, Ordering::Relaxed);
}

/// The language in force.
#[must_use]
pub fn spoken() -> Language {
    HERE.get().unwrap_or_else(|| Language::from_number(SPOKEN.load(Ordering::Relaxed)))
}

/// Does a piece of work in this language, on this thread.
pub fn speaking<T>(language: Language, work: impl FnOnce() -> T) -> T {
    /// Puts the language back, after a panic too.
    struct Back(Option<Language>);
    impl Drop for Back {
        fn drop(&mut self) {
            HERE.set(self.0);
        }
    }
    let _back = Back(HERE.replace(Some(language)));
    work()
}

/// A text in the language in force; as it is where the language has none for it.
#[must_use]
pub fn of(text: &str) -> &str {
    match spoken() {
        Language::English => text,
        Language::French | Language::Arabic => table::of(spoken(), text).unwrap_or(text),
        Language::Pseudo => pseudo::of(text),
    }
}

/// The languages that have a table, with the text of the table, for tests and translators.
#[must_use]
pub fn tables() -> Vec<(Language, &'static str)> {
    vec![(Language::French, table::FRENCH), (Language::Arabic, table::ARABIC)]
}

/// The texts of the program that contain these words, in English and in the language in force.
#[must_use]
pub fn containing(words: &str) -> Vec<String> {
    let mut found: Vec<String> = table::pairs(spoken())
        .flat_map(|(english, said)| [english, said])
        .filter(|text| text.contains(words))
        .map(str::to_owned)
        .collect();
    found.sort();
    found
}

/// The texts of a language: each section with English and translation, in the order of the file.
///
/// # Errors
///
/// What is wrong with the file.
pub fn read_table(text: &str) -> Result<Vec<(String, String, String)>, String> {
    table::read(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{counted, said, t};

    #[test]
    fn languages_are_known_by_tag_and_locale() {
        assert_eq!(Language::of_tag("fr_BE.UTF-8"), Some(Language::French));
        assert_eq!(Language::of_tag("EN"), Some(Language::English));
        assert_eq!(Language::of_tag("C.UTF-8"), None);
    }

    #[test]
    fn a_language_holds_for_the_work_and_not_longer() {
        assert_eq!(speaking(Language::Pseudo, spoken), Language::Pseudo);
        assert_eq!(spoken(), Language::English);
        let within = || speaking(Language::French, || panic!("on the way"));
        assert!(std::panic::catch_unwind(within).is_err());
        assert_eq!(spoken(), Language::English);
    }

    #[test]
    fn texts_are_filled_in_every_language() {
        let say = |n: usize| counted!(n, "{n} line of {of}", "{n} lines of {of}", of = "A");
        assert_eq!(say(1), "1 line of A");
        assert_eq!(say(0), "0 lines of A");
        let pseudo = speaking(Language::Pseudo, || say(2));
        assert!(pseudo.starts_with('2') && pseudo.contains('A'), "{pseudo}");
        assert!(!pseudo.contains("lines"), "{pseudo}");
        let place = "X";
        assert_eq!(t!("at {place}", place), "at X");
        assert_eq!(said!("plain"), "plain");
        assert_eq!(t!("plain"), "plain");
    }
}
