//! Text into cells: clipped, wrapped, padded; nothing a person typed can do more than be read.
//!
//! All drawing goes through [`Canvas`], which cannot leave its area, whatever the size of the
//! window.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::theme::Styles;
use crate::app::text::TextField;
use crate::model::Verdict;
use crate::model::visible;
use crate::words;

/// Columns of a text as it is drawn.
pub(super) fn width(text: &str) -> usize {
    visible(text).width()
}

/// A text with blanks behind it, so many columns wide.
pub(super) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// A text in at most so many columns; what is cut ends with two points.
pub(super) fn clip(text: &str, columns: usize) -> Cow<'_, str> {
    let text = visible(text);
    if text.width() <= columns {
        return text;
    }
    let room = columns.saturating_sub(2);
    let mut kept = String::new();
    let mut used = 0;
    for c in text.chars() {
        let w = c.width().unwrap_or(0);
        if used + w > room {
            break;
        }
        used += w;
        kept.push(c);
    }
    let points = &".."[..columns.min(2)];
    Cow::Owned(format!("{}{points}", kept.trim_end()))
}

/// A text in lines of at most so many columns, broken between words.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let paragraph = visible(paragraph);
        let mut line = String::new();
        // A no-break space holds what stands on both sides of it together.
        let blank = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}');
        for word in paragraph.split(blank).filter(|word| !word.is_empty()) {
            let mut word = word.to_owned();
            loop {
                let gap = usize::from(!line.is_empty());
                if line.width() + gap + word.width() <= columns {
                    if gap == 1 {
                        line.push(' ');
                    }
                    line.push_str(&word);
                    break;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                    continue;
                }
                // A word that is wider than the line.
                let mut head = String::new();
                while let Some(c) = word.chars().next() {
                    if head.width() + c.width().unwrap_or(0) > columns && !head.is_empty() {
                        break;
                    }
                    head.push(c);
                    word.remove(0);
                }
                lines.push(head);
                if word.is_empty() {
                    break;
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}

/// The first lines of a wrapped text; the last of them shows when more was cut.
pub(super) fn wrap_at_most(text: &str, columns: usize, most: usize) -> Vec<String> {
    let mut lines = wrap(text, columns);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            let cut = format!("{last} ...");
            *last = if cut.width() <= columns { cut } else { clip(&cut, columns).into_owned() };
        }
    }
    lines
}

/// A bar of so many columns, filled by a share.
pub(super) fn bar(part: u64, of: u64, columns: usize) -> String {
    let filled = (part * columns as u64).checked_div(of).unwrap_or(0) as usize;
    // Full only when it is.
    let filled = filled.min(columns);
    format!("{}{}", "#".repeat(filled), "-".repeat(columns - filled))
}

/// Where something is drawn, and how.
pub(super) struct Canvas<'b> {
    buffer: &'b mut Buffer,
    /// The styles.
    pub(super) styles: Styles,
    /// Where the cursor belongs.
    pub(super) cursor: Option<Position>,
}

impl<'b> Canvas<'b> {
    pub(super) fn new(buffer: &'b mut Buffer, styles: Styles) -> Self {
        let area = buffer.area;
        buffer.set_style(area, styles.base);
        Self { buffer, styles, cursor: None }
    }

    /// Draws a text in at most so many columns; gives the columns that it took.
    pub(super) fn put(&mut self, x: u16, y: u16, columns: u16, text: &str, style: Style) -> u16 {
        let area = self.buffer.area;
        if y >= area.bottom() || x >= area.right() {
            return 0;
        }
        let columns = columns.min(area.right() - x);
        let text = clip(text, usize::from(columns));
        let (end, _) = self.buffer.set_stringn(x, y, &text, usize::from(columns), style);
        end.saturating_sub(x)
    }

    /// Draws a text that ends at a column (not included).
    pub(super) fn put_right(&mut self, end: u16, y: u16, columns: u16, text: &str, style: Style) {
        let text = clip(text, usize::from(columns));
        let w = u16::try_from(text.width()).unwrap_or(columns).min(end);
        self.put(end - w, y, w, &text, style);
    }

    /// Draws a verdict's sign and letter.
    pub(super) fn mark(&mut self, x: u16, y: u16, verdict: Verdict) {
        let style = self.styles.verdict(verdict);
        self.put(x, y, 3, words::mark(verdict), style);
    }

    /// Draws a rule.
    pub(super) fn rule(&mut self, x: u16, y: u16, columns: u16) {
        let style = self.styles.quiet;
        self.put(x, y, columns, &"-".repeat(usize::from(columns)), style);
    }

    /// Draws a line from top to bottom.
    pub(super) fn upright(&mut self, x: u16, top: u16, bottom: u16) {
        let style = self.styles.quiet;
        for y in top..bottom {
            self.put(x, y, 1, "|", style);
        }
    }

    /// Changes the style of cells.
    pub(super) fn restyle(&mut self, area: Rect, style: Style) {
        let area = area.intersection(self.buffer.area);
        self.buffer.set_style(area, style);
    }

    /// Empties an area.
    pub(super) fn clear(&mut self, area: Rect) {
        let blank = " ".repeat(usize::from(area.width));
        let style = self.styles.base;
        for y in area.top()..area.bottom() {
            self.put(area.x, y, area.width, &blank, style);
        }
    }

    /// Draws a field with brackets; with the focus, the cursor stands in it. The part around the
    /// cursor is shown when the text is longer than the field.
    pub(super) fn field(&mut self, x: u16, y: u16, columns: u16, field: &TextField, focus: bool) {
        if columns < 5 {
            return;
        }
        let room = usize::from(columns - 4);
        let before = visible(field.before_cursor()).into_owned();
        let all = visible(field.text()).into_owned();
        let cursor = before.width();
        let skip = (cursor + 1).saturating_sub(room);
        let mut shown = String::new();
        let (mut at, mut started_at) = (0, None);
        for c in all.chars() {
            let w = c.width().unwrap_or(0);
            if at >= skip {
                started_at.get_or_insert(at);
                if at - started_at.unwrap_or(at) + w > room {
                    break;
                }
                shown.push(c);
            }
            at += w;
        }
        let start = started_at.unwrap_or(cursor.min(at));
        let style = if focus { self.styles.field } else { self.styles.base };
        self.put(x, y, 2, "[ ", self.styles.base);
        let pad = room.saturating_sub(shown.width());
        self.put(x + 2, y, columns - 4, &format!("{shown}{}", " ".repeat(pad)), style);
        self.put(x + columns - 2, y, 2, " ]", self.styles.base);
        if focus {
            let offset = u16::try_from(cursor.saturating_sub(start)).unwrap_or(0);
            let column = x + 2 + offset.min(columns - 4);
            self.cursor = Some(Position::new(column, y));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown() {
        assert_eq!(visible("a\u{202e}b\u{1b}[2J"), "a<U+202E>b<U+001B>[2J");
        assert_eq!(visible("Мост"), "Мост");
    }

    #[test]
    fn clipping_counts_columns() {
        assert_eq!(clip("short", 10), "short");
        assert_eq!(clip("a longer text", 8), "a long..");
        assert_eq!(clip("漢字漢字", 5), "漢..");
        assert_eq!(clip("漢字", 1), ".");
        assert_eq!(clip("x", 0), "");
    }

    #[test]
    fn wrapping_keeps_words_whole_where_it_can() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrap_at_most("one two three four", 7, 2), ["one two", "three.."]);
        assert_eq!(wrap("un deux\u{a0}: trois", 7), ["un", "deux\u{a0}:", "trois"]);
        assert!(wrap("", 5).is_empty());
    }

    #[test]
    fn a_bar_is_full_only_when_all_is_done() {
        assert_eq!(bar(99, 100, 10), "#########-");
        assert_eq!(bar(0, 0, 4), "----");
        assert_eq!(bar(5, 5, 4), "####");
    }
}
