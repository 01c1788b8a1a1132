//! Text that anybody may have written, as it can be shown.

use std::borrow::Cow;

/// Whether a character moves a cursor, changes the direction of writing, or is not seen at all: it
/// could hide what a text says, or make two texts look the same.
#[must_use]
pub fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The text on one line with every [`hidden`] character spelt out, as `<U+001B>`; line breaks and
/// tabs are blanks.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' | '\t' => shown.push(' '),
            c if hidden(c) => shown.push_str(&format!("<U+{:04X}>", u32::from(c))),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_hide_a_text_is_spelt_out() {
        assert_eq!(visible("a\u{1b}[2Jb\u{202e}c\nd"), "a<U+001B>[2Jb<U+202E>c d");
        assert_eq!(visible("\u{feff}po\u{6}t\u{200b}"), "<U+FEFF>po<U+0006>t<U+200B>");
        assert!(matches!(visible("Адрун"), Cow::Borrowed("Адрун")));
    }
}
