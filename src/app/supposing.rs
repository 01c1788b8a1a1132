//! What would be: assumptions are typed, and what they would change is read. Nothing is recorded.

use super::screen::{Form, FormAction, FormField, Screen, TextScreen};
use super::{App, Effect};
use crate::plan::assume::parse;
use crate::t;

impl App {
    /// Asks what is to be assumed.
    pub(super) fn ask_what_if(&mut self) {
        self.open_form(Form {
            title: t!("What if").to_owned(),
            text: t!("Shows which verdicts would change; nothing is recorded.").to_owned(),
            fields: vec![FormField::text(
                t!("Suppose"),
                t!("as in: add 4 full-page-reader at QV-R02"),
                "",
            )],
            focus: 0,
            action: FormAction::WhatIf,
        });
    }

    /// What is wrong with what was typed.
    pub(super) fn what_if_refusal(&self, texts: &[String]) -> Option<(usize, String)> {
        let parts = assumptions(texts);
        if parts.is_empty() {
            return Some((0, t!("Something is to be supposed.").to_owned()));
        }
        parts.iter().find_map(|part| {
            let error = parse(part, self.profile(), &self.assessment).err()?;
            let why = if error.hint.is_empty() {
                error.why
            } else {
                t!("{why}; {hint}", why = error.why, hint = error.hint)
            };
            Some((0, why))
        })
    }

    pub(super) fn take_what_if(&mut self, texts: &[String]) -> Vec<Effect> {
        self.say(t!("Judging what would be ..."));
        vec![Effect::WhatIf(assumptions(texts))]
    }

    /// Shows a text that was composed elsewhere.
    pub(super) fn show_page(&mut self, title: String, lines: Vec<(String, bool)>) {
        self.stash();
        self.message = None;
        let file = format!("what-if-{}.txt", self.now.day());
        self.screens.push(Screen::Text(TextScreen { title, lines, file, ..TextScreen::default() }));
    }
}

fn assumptions(texts: &[String]) -> Vec<String> {
    let parts = texts.iter().flat_map(|text| text.split(';'));
    parts.map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}
