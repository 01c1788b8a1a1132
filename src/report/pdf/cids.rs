//! Codes for glyphs: one per pair of glyph and text, so that what is drawn can be read back.
//! Knows nothing but numbers and text.

use std::collections::HashMap;

/// One code of a font.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Code {
    /// Glyph in the font file.
    pub(super) glyph: u16,
    /// Text that the glyph stands for; empty where a text has several glyphs.
    pub(super) text: Box<str>,
    /// Advance in thousandths of an em.
    pub(super) width: i64,
}

/// The codes of one font in the order of first use. Code 0 is the missing glyph and never used.
#[derive(Default)]
pub(super) struct Codes {
    entries: Vec<Code>,
    // Only looked into, never walked through, so its order cannot reach the output.
    known: HashMap<u16, Vec<u16>>,
}

impl Codes {
    /// The code of a glyph that stands for a text; `None` when there are no codes left.
    pub(super) fn code(&mut self, glyph: u16, text: &str, width: i64) -> Option<u16> {
        let known = self.known.entry(glyph).or_default();
        for code in known.iter() {
            let entry = self.entries.get(usize::from(*code) - 1);
            if entry.is_some_and(|entry| &*entry.text == text) {
                return Some(*code);
            }
        }
        let code = u16::try_from(self.entries.len() + 1).ok()?;
        known.push(code);
        self.entries.push(Code { glyph, text: text.into(), width });
        Some(code)
    }

    /// Every code with its number, in rising order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u16, &Code)> {
        (1..=u16::MAX).zip(&self.entries)
    }

    /// Whether the font is not used.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_code_per_glyph_and_text() {
        let mut codes = Codes::default();
        assert_eq!(codes.code(7, "a", 500), Some(1));
        assert_eq!(codes.code(7, "а", 500), Some(2), "Cyrillic a may share the glyph");
        assert_eq!(codes.code(9, "fi", 600), Some(3));
        assert_eq!(codes.code(7, "a", 500), Some(1));
        let order: Vec<_> = codes.iter().map(|(code, entry)| (code, &*entry.text)).collect();
        assert_eq!(order, [(1, "a"), (2, "а"), (3, "fi")]);
    }
}
