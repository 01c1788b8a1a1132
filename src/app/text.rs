//! A line of text with a cursor: what is being typed, and where.
//!
//! Knows nothing but characters. Control characters never enter it, so what is typed or pasted
//! cannot become an escape sequence on a screen.

/// Most characters of one field; the file refuses more.
pub const MAX_CHARACTERS: usize = 1_000;

/// A line of text and a cursor in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextField {
    text: String,
    /// Characters before the cursor.
    cursor: usize,
}

impl TextField {
    /// A field that holds a text, with the cursor at its end.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut field = Self::default();
        field.insert_all(text);
        field
    }

    /// What it holds.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same with a star for each character.
    #[must_use]
    pub fn masked(&self) -> Self {
        Self { text: "*".repeat(self.length()), cursor: self.cursor }
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Characters before the cursor.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The text before the cursor.
    #[must_use]
    pub fn before_cursor(&self) -> &str {
        &self.text[..self.byte(self.cursor)]
    }

    fn byte(&self, characters: usize) -> usize {
        self.text.char_indices().nth(characters).map_or(self.text.len(), |(at, _)| at)
    }

    fn length(&self) -> usize {
        self.text.chars().count()
    }

    /// Puts a character at the cursor; a control character changes nothing.
    pub fn insert(&mut self, c: char) {
        if c.is_control() || self.length() >= MAX_CHARACTERS {
            return;
        }
        let at = self.byte(self.cursor);
        self.text.insert(at, c);
        self.cursor += 1;
    }

    /// Puts a pasted text at the cursor; line ends and tabs become blanks.
    pub fn insert_all(&mut self, text: &str) {
        let text = text.trim_end_matches(['\r', '\n']).replace("\r\n", " ");
        for c in text.chars() {
            self.insert(if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c });
        }
    }

    /// Takes away the character before the cursor.
    pub fn backspace(&mut self) {
        if self.cursor > 0 {
            self.cursor -= 1;
            self.delete();
        }
    }

    /// Takes away the character at the cursor.
    pub fn delete(&mut self) {
        if self.cursor < self.length() {
            let at = self.byte(self.cursor);
            self.text.remove(at);
        }
    }

    /// Takes away the word before the cursor.
    pub fn delete_word(&mut self) {
        let blank = |field: &Self| field.before_cursor().ends_with(char::is_whitespace);
        while self.cursor > 0 && blank(self) {
            self.backspace();
        }
        while self.cursor > 0 && !blank(self) {
            self.backspace();
        }
    }

    /// Takes away everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Moves one to the left.
    pub fn left(&mut self) {
        self.cursor = self.cursor.saturating_sub(1);
    }

    /// Moves one to the right.
    pub fn right(&mut self) {
        self.cursor = (self.cursor + 1).min(self.length());
    }

    /// Moves to the start.
    pub fn home(&mut self) {
        self.cursor = 0;
    }

    /// Moves to the end.
    pub fn end(&mut self) {
        self.cursor = self.length();
    }
}

/// A text as it is searched: small letters without marks, so that `depart` finds `Départ`.
#[must_use]
pub fn searched(text: &str) -> String {
    const MARKED: &str = "àâäáãåçéèêëíìîïñóòôöõúùûüýÿ\u{a0}\u{202f}";
    const PLAIN: &str = "aaaaaaceeeeiiiinooooouuuuyy  ";
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_ascii() {
            plain.push(c);
        } else if c == 'œ' {
            plain.push_str("oe");
        } else {
            let at = MARKED.chars().position(|marked| marked == c);
            plain.push(at.and_then(|at| PLAIN.chars().nth(at)).unwrap_or(c));
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_count_characters_not_bytes() {
        let mut field = TextField::new("ЖЖ é");
        assert_eq!(field.cursor(), 4);
        field.left();
        field.backspace();
        assert_eq!(field.text(), "ЖЖé");
        field.home();
        field.delete();
        field.insert('a');
        assert_eq!((field.text(), field.before_cursor()), ("aЖé", "a"));
        field.end();
        field.delete();
        field.delete_word();
        assert!(field.is_empty());
    }

    #[test]
    fn what_is_pasted_becomes_one_line_without_controls() {
        let mut field = TextField::default();
        field.insert_all("two\r\nlines\tand \u{1b}[31m\u{7}\n");
        assert_eq!(field.text(), "two lines and [31m");
    }

    #[test]
    fn marks_do_not_hide_what_is_searched() {
        assert_eq!(searched("Où\u{a0}? Nœud ÉCARTÉ, Ж"), "ou ? noeud ecarte, ж");
    }
}
