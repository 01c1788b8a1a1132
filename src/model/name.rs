//! Names: their language belongs to the attribute.

use std::borrow::Cow;

/// The name under which a fact is kept: its attribute, and for names with a language tag the tag
/// too (`name.sign@und-Cyrl`), so that names in different languages stand side by side and each
/// replaces only its own.
#[must_use]
pub fn fact_key<'a>(attribute: &'a str, unit: &str) -> Cow<'a, str> {
    if is_name(attribute) && !unit.is_empty() {
        Cow::Owned(format!("{attribute}@{unit}"))
    } else {
        Cow::Borrowed(attribute)
    }
}

/// The attribute and the language tag (or nothing) of a name under which a fact is kept.
#[must_use]
pub fn split_fact_key(key: &str) -> (&str, &str) {
    key.split_once('@').filter(|(attribute, _)| is_name(attribute)).unwrap_or((key, ""))
}

/// Whether an attribute holds a name, whose language belongs to the attribute.
#[must_use]
pub fn is_name(attribute: &str) -> bool {
    attribute == "name" || attribute.starts_with("name.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_carry_their_language() {
        assert_eq!(fact_key("name.sign", "und-Cyrl"), "name.sign@und-Cyrl");
        assert_eq!(fact_key("name", ""), "name");
        assert_eq!(fact_key("register", "ar"), "register");
        assert_eq!(split_fact_key("name.sign@und-Cyrl"), ("name.sign", "und-Cyrl"));
        assert_eq!(split_fact_key("latency"), ("latency", ""));
    }
}
