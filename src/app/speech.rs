//! The language of the screens: chosen from a list, and taken on by all that was worked out before.

use super::screen::{GapsScreen, Pick, PickAction, PickRow, Screen};
use super::{App, Effect};
use crate::language::{Language, spoken};
use crate::standard::load_text;
use crate::t;

impl App {
    /// Asks in which language the screens are to speak.
    pub(super) fn ask_language(&mut self) {
        let row = |language: Language| PickRow {
            label: language.name().to_owned(),
            detail: String::new(),
            disabled: String::new(),
            ticked: None,
        };
        self.screens.push(Screen::Pick(Pick {
            title: t!("Language").to_owned(),
            text: t!("It is kept for the next start.").to_owned(),
            rows: Language::ALL.map(row).into(),
            cursor: Language::ALL.iter().position(|l| *l == spoken()).unwrap_or(0),
            action: PickAction::Language,
        }));
    }

    pub(super) fn choose_language(&self, n: usize) -> Vec<Effect> {
        Language::ALL.get(n).map(|&language| Effect::Language(language)).into_iter().collect()
    }

    /// Keeps the text of a profile, so that it can be loaded again in another language.
    pub fn keep_text(&mut self, sha256: &str, text: String) {
        self.texts.insert(sha256.to_owned(), text);
    }

    /// Speaks the language that is in force now: the profiles are loaded again in it, and what was
    /// worked out in another one is worked out again. What was recorded and typed stays.
    pub fn speak(&mut self) {
        self.stash();
        for profile in &mut self.profiles {
            // A text that was loaded once loads again; else its questions stay as they are.
            let text = self.texts.get(profile.sha256.as_str());
            if let Some(loaded) = text.and_then(|t| load_text(&profile.id, t, &|_| None).ok()) {
                *profile = loaded.profile;
            }
        }
        if !self.library.is_empty() {
            self.library.clear();
            self.load_library();
        }
        // Composed in another language, as a whole: each is one key away.
        self.screens.retain(|screen| !matches!(screen, Screen::Text(_)));
        // Groups are known by what they are called.
        let shown = self.screens.iter_mut().filter_map(|screen| match screen {
            Screen::Gaps(gaps) => Some(gaps),
            _ => None,
        });
        shown.chain([&mut self.last_gaps]).for_each(|gaps: &mut GapsScreen| gaps.folded.clear());
        self.show_profile(self.shown);
        self.refresh();
        self.say(&t!("Language: {name}", name = spoken().name()));
    }
}
