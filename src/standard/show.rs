//! Values as people read them: with the labels of options and the unit.

use super::types::{Basis, Severity, Vocabulary};
use crate::model::exception::{EQUIVALENT, NOT_APPLICABLE};
use crate::model::{Kind, Value};
use crate::t;

impl Vocabulary {
    /// A value as the attribute of this name reads it; `None` when it does not.
    #[must_use]
    pub fn read(&self, attribute: &str, value: &str, unit: &str) -> Option<Value> {
        self.attribute(self.find(attribute)?).value.parse(value, unit).ok()
    }

    /// A value as recorded, in words: `yes`, `swipe, machine readable zone only`, `0.6 Mbit/s`.
    /// What the vocabulary does not know is shown as it was typed.
    #[must_use]
    pub fn show(&self, attribute: &str, value: &str, unit: &str) -> String {
        let bare = attribute.split_once('@').map_or(attribute, |(bare, _)| bare);
        let Some(attribute) = self.find(bare).map(|id| self.attribute(id)) else {
            return match value {
                "true" => t!("yes").to_owned(),
                "false" => t!("no").to_owned(),
                _ => value.to_owned(),
            };
        };
        let label = |key: &str| {
            let bare = key.strip_suffix('?').unwrap_or(key);
            let open = if key.len() == bare.len() { "" } else { "?" };
            let known = attribute.options.iter().find(|o| o.key == bare);
            known.map_or_else(|| key.to_owned(), |o| format!("{}{open}", lower_first(&o.label)))
        };
        match attribute.value.kind {
            Kind::Bool if value == "true" => t!("yes").to_owned(),
            Kind::Bool => t!("no").to_owned(),
            kind if kind.has_options() => {
                value.split(';').map(|k| label(k.trim())).collect::<Vec<_>>().join(", ")
            }
            kind if kind.has_unit() => {
                let unit = match (unit, attribute.value.unit) {
                    ("", Some(own)) => own.symbol(),
                    (typed, _) => typed,
                };
                format!("{value} {unit}")
            }
            _ => value.to_owned(),
        }
    }

    /// What people call an attribute; bookkeeping facts in words.
    #[must_use]
    pub fn label(&self, attribute: &str) -> String {
        let bare = attribute.split_once('@').map_or(attribute, |(bare, _)| bare);
        if let Some(id) = self.find(bare) {
            return self.attribute(id).label.clone();
        }
        if bare == "positions_complete" {
            return t!("All positions are listed").to_owned();
        }
        if let Some(kind) = bare.strip_prefix("inventory_complete.") {
            let label = self.find_kind(kind).map(|id| self.kind(id).label.clone());
            let kind = lower_first(&label.unwrap_or(kind.to_owned()));
            return t!("All listed: {kind}", kind);
        }
        if let Some(id) = bare.strip_prefix(NOT_APPLICABLE) {
            return t!("Set aside: {id}", id);
        }
        if let Some(id) = bare.strip_prefix(EQUIVALENT) {
            return t!("Met by an equivalent: {id}", id);
        }
        if bare == "same_as" {
            return t!("Is the same as").to_owned();
        }
        attribute.to_owned()
    }
}

impl Severity {
    /// In words.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => t!("critical"),
            Self::Major => t!("major"),
            Self::Minor => t!("minor"),
        }
    }
}

impl Basis {
    /// In words.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Cited => t!("cited"),
            Self::Practice => t!("practice"),
        }
    }
}

/// Whether a title says that what it names is invented, in whatever language it says so.
#[must_use]
pub fn calls_itself_fictional(title: &str) -> bool {
    let title = title.to_lowercase();
    ["fictional", "fictif", "fictive"].iter().any(|word| title.contains(word))
}

/// A label with a small first letter, unless it begins with an abbreviation.
#[must_use]
pub fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() && second.is_alphabetic() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_keep_their_capitals() {
        assert_eq!(lower_first("Document reader"), "document reader");
        assert_eq!(lower_first("UPS"), "UPS");
        assert_eq!(lower_first("2D code reader"), "2D code reader");
        assert_eq!(lower_first(""), "");
    }
}
