//! The tables of the languages. Knows TOML.

use std::collections::HashMap;
use std::sync::LazyLock;

use toml::de::{DeTable, DeValue};

use super::Language;

/// French.
pub(super) const FRENCH: &str = include_str!("../../standards/languages/fr.toml");

/// Arabic.
pub(super) const ARABIC: &str = include_str!("../../standards/languages/ar.toml");

/// Texts by their English.
type Texts = HashMap<String, String>;

/// Looked up only: the order does not matter.
static FRENCH_TEXTS: LazyLock<Texts> = LazyLock::new(|| texts(FRENCH));
static ARABIC_TEXTS: LazyLock<Texts> = LazyLock::new(|| texts(ARABIC));

fn texts(table: &str) -> Texts {
    // A table that cannot be read fails a test; people then have English.
    let texts = read(table).unwrap_or_default();
    texts.into_iter().map(|(_, english, said)| (english, said)).collect()
}

fn of_language(language: Language) -> &'static Texts {
    if language == Language::Arabic { &ARABIC_TEXTS } else { &FRENCH_TEXTS }
}

/// A text in a language that has a table.
pub(super) fn of(language: Language, text: &str) -> Option<&'static str> {
    of_language(language).get(text).map(String::as_str)
}

/// English and what a language says, in no order; without a table of its own, that of French, which
/// has every English text.
pub(super) fn pairs(language: Language) -> impl Iterator<Item = (&'static str, &'static str)> {
    of_language(language).iter().map(|(english, said)| (english.as_str(), said.as_str()))
}

/// Section, English, translation.
pub(super) fn read(text: &str) -> Result<Vec<(String, String, String)>, String> {
    let table = DeTable::parse(text).map_err(|error| error.to_string())?.into_inner();
    let mut texts = Vec::new();
    for (section, entries) in table {
        let section = section.into_inner();
        let DeValue::Table(entries) = entries.into_inner() else {
            return Err(format!("'{section}' is not a section of texts"));
        };
        for (english, said) in entries {
            let english = english.into_inner();
            let DeValue::String(said) = said.into_inner() else {
                return Err(format!("in [{section}], '{english}' has no text"));
            };
            texts.push((section.to_string(), english.into_owned(), said.into_owned()));
        }
    }
    Ok(texts)
}
