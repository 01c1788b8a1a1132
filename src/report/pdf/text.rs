//! Makes text safe to set. Knows nothing but characters.
//!
//! Control characters go; a bidirectional control is shown instead of obeyed, because it could
//! make a line read differently from what was typed.

use std::borrow::Cow;
use std::fmt::Write;

/// Text without control characters except the line feed.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(needs_care) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    cleaned.push('\n');
                }
            }
            '\n' | '\u{2028}' | '\u{2029}' | '\u{B}' | '\u{C}' | '\u{85}' => cleaned.push('\n'),
            '\t' => cleaned.push(' '),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
                // Writing to a string cannot fail.
                let _ = write!(cleaned, "<U+{:04X}>", u32::from(character));
            }
            c if needs_care(c) => {}
            c => cleaned.push(c),
        }
    }
    Cow::Owned(cleaned)
}

/// Soft hyphens and byte order marks print nothing and would be extracted as text.
fn needs_care(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{AD}' | '\u{FEFF}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        )
}

/// Whether a character prints nothing by itself, so that no font has to have it.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2065}'
            | '\u{FE00}'..='\u{FE0F}'
    )
}

/// Whether the text needs the bidirectional algorithm at all.
pub(super) fn has_right_to_left(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(|character| {
        matches!(
            character,
            '\u{590}'..='\u{8FF}' | '\u{200F}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}'
                | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}'
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_go_and_bidi_controls_show() {
        assert_eq!(clean("plain"), "plain");
        assert_eq!(clean("a\u{7}b\tc\r\nd"), "ab c\nd");
        assert_eq!(clean("gate\u{202E}4"), "gate<U+202E>4");
        assert_eq!(clean("\u{2066}x\u{2069}"), "<U+2066>x<U+2069>");
        assert_eq!(clean("co\u{AD}op"), "coop");
    }
}
