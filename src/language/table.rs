//! The tables of the languages. Knows TOML.

use std::collections::HashMap;
use std::sync::LazyLock;

use toml::de::{DeTable, DeValue};

/// French.
pub(super) const FRENCH: &str = include_str!("../../standards/languages/fr.toml");

/// Looked up only, never walked: the order does not matter.
static FRENCH_TEXTS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    // A table that cannot be read fails a test; people then have English.
    let texts = read(FRENCH).unwrap_or_default();
    texts.into_iter().map(|(_, english, french)| (english, french)).collect()
});

/// The French of a text.
pub(super) fn french(text: &str) -> Option<&'static str> {
    FRENCH_TEXTS.get(text).map(String::as_str)
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
