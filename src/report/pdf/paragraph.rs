//! Text to lines: style, direction, breaks. Knows the shaper and the Unicode algorithms.

use unicode_bidi::{BidiClass, BidiDataSource, BidiInfo, HardcodedBidiData, Level};
use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::error::PdfError;
use super::shape::{Shaper, WordId};
use super::text::{clean, has_right_to_left};
use super::units::{Length, em};
use crate::report::document::{Run, Style};

/// Directions of characters as Unicode has them, but that of Arabic letters is that of Hebrew ones:
/// after an Arabic letter the parts of `2026-03-19` or `3/12` would change places (rule W2).
struct Numbers;

impl BidiDataSource for Numbers {
    fn bidi_class(&self, c: char) -> BidiClass {
        match HardcodedBidiData.bidi_class(c) {
            BidiClass::AL => BidiClass::R,
            // A sign stays before its number too.
            BidiClass::ES => BidiClass::ET,
            class => class,
        }
    }
}

/// A text split into words, ready to be broken into lines of any width.
#[derive(Debug, Clone, Default)]
pub(super) struct Prepared {
    atoms: Vec<Atom>,
    /// Whether the text as a whole runs from right to left.
    pub(super) right_to_left: bool,
}

/// A stretch of text in one style and direction without a break inside.
#[derive(Debug, Clone, Copy)]
struct Atom {
    word: WordId,
    style: Style,
    level: Level,
    space: bool,
    after: After,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Stays,
    MayBreak,
    MustBreak,
}

/// One line: words from left to right.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// Words in the order in which they stand on the page.
    pub(super) words: Vec<WordId>,
    /// Sum of the advances.
    pub(super) width: Length,
    /// Height above the baseline.
    pub(super) ascent: Length,
    /// Depth below the baseline.
    pub(super) descent: Length,
}

impl Line {
    /// Distance from the top of the line to its bottom.
    pub(super) fn height(&self) -> Length {
        self.ascent + self.descent
    }
}

/// Widths that a text asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Extent {
    /// The longest stretch without a break, in thousandths of an em.
    pub(super) narrowest: i64,
    /// The longest line when nothing is broken, in thousandths of an em.
    pub(super) natural: i64,
}

impl Prepared {
    /// Prepares runs. Regular runs take the style `base`, as in a heading or a header cell.
    pub(super) fn new(shaper: &mut Shaper, runs: &[Run], base: Style) -> Result<Self, PdfError> {
        let mut text = String::new();
        let mut styles: Vec<(usize, Style)> = Vec::with_capacity(runs.len());
        for run in runs {
            text.push_str(&clean(&run.text));
            let style = if run.style == Style::Regular { base } else { run.style };
            styles.push((text.len(), style));
        }
        Self::from_text(shaper, &text, &styles).map_err(|error| match error {
            // A lone word tells less than the sentence around it.
            PdfError::NoGlyph { character, .. } => PdfError::NoGlyph { character, text },
            other => other,
        })
    }

    /// Prepares one text in one style.
    pub(super) fn plain(shaper: &mut Shaper, text: &str, style: Style) -> Result<Self, PdfError> {
        Self::new(shaper, &[Run { text: text.to_owned(), style }], style)
    }

    fn from_text(
        shaper: &mut Shaper,
        text: &str,
        styles: &[(usize, Style)],
    ) -> Result<Self, PdfError> {
        let mut prepared = Self::default();
        let mut levels = Vec::new();
        if has_right_to_left(text) {
            // In a report from right to left a text that begins with a Latin id does too.
            let default = shaper.right_to_left.then(Level::rtl);
            let bidi = BidiInfo::new_with_data_source(&Numbers, text, default);
            prepared.right_to_left =
                bidi.paragraphs.first().is_some_and(|paragraph| paragraph.level.is_rtl());
            levels = bidi.levels;
        }
        let mut start = 0;
        for (end, opportunity) in linebreaks(text) {
            let segment = &text[start..end];
            let forced = opportunity == BreakOpportunity::Mandatory && segment.ends_with('\n');
            let printed = segment.trim_end_matches('\n');
            let word_end = start + printed.trim_end_matches(is_space).len();
            let space_end = start + printed.len();
            let first = prepared.atoms.len();
            for (from, to, space) in [(start, word_end, false), (word_end, space_end, true)] {
                prepared.split(shaper, text, styles, &levels, (from, to), space)?;
            }
            if prepared.atoms.len() == first && forced {
                // An empty line still has a height.
                let level = levels.get(start).copied().unwrap_or(Level::ltr());
                let word = shaper.word(Style::Regular, false, " ")?;
                prepared.atoms.push(Atom {
                    word,
                    style: Style::Regular,
                    level,
                    space: true,
                    after: After::Stays,
                });
            }
            if let Some(last) = prepared.atoms.last_mut() {
                last.after = if forced { After::MustBreak } else { After::MayBreak };
            }
            start = end;
        }
        Ok(prepared)
    }

    /// Adds the stretch `from..to`, cut where style or direction changes.
    fn split(
        &mut self,
        shaper: &mut Shaper,
        text: &str,
        styles: &[(usize, Style)],
        levels: &[Level],
        (from, to): (usize, usize),
        space: bool,
    ) -> Result<(), PdfError> {
        let mut start = from;
        while start < to {
            let (style_end, style) = styles
                .iter()
                .find(|(end, _)| *end > start)
                .copied()
                .unwrap_or((to, Style::Regular));
            let level = levels.get(start).copied().unwrap_or(Level::ltr());
            let mut end = style_end.min(to);
            if !levels.is_empty() {
                let same = levels[start..end].iter().take_while(|other| **other == level).count();
                end = start + same;
            }
            let word = shaper.word(style, level.is_rtl(), &text[start..end])?;
            self.atoms.push(Atom { word, style, level, space, after: After::Stays });
            start = end;
        }
        Ok(())
    }

    /// The widths that the text asks for.
    pub(super) fn extent(&self, shaper: &Shaper) -> Extent {
        let mut extent = Extent::default();
        let (mut unit, mut line, mut hanging) = (0, 0, 0);
        for atom in &self.atoms {
            let width = shaper.get(atom.word).width;
            if atom.space {
                hanging += width;
            } else {
                unit += width;
                line += width + std::mem::take(&mut hanging);
            }
            if atom.after != After::Stays {
                extent.narrowest = extent.narrowest.max(std::mem::take(&mut unit));
            }
            if atom.after == After::MustBreak {
                extent.natural = extent.natural.max(std::mem::take(&mut line));
                hanging = 0;
            }
        }
        extent.narrowest = extent.narrowest.max(unit);
        extent.natural = extent.natural.max(line);
        extent
    }

    /// Breaks the text into lines no wider than `width`. A word that is wider alone is cut.
    pub(super) fn lines(
        &self,
        shaper: &mut Shaper,
        size: Length,
        width: Length,
    ) -> Result<Vec<Line>, PdfError> {
        let mut lines = Vec::new();
        let mut line: Vec<Atom> = Vec::new();
        let mut used = 0;
        // Thousandths of an em that fit; widths are compared in that unit to round only once.
        let room = (width.max(0) * 1000 / size.max(1)).max(1);
        let mut rest = self.atoms.as_slice();
        while !rest.is_empty() {
            let length = rest
                .iter()
                .position(|atom| atom.after != After::Stays)
                .map_or(rest.len(), |last| last + 1);
            let (unit, next) = rest.split_at(length);
            rest = next;
            let sum = |wanted: bool| -> i64 {
                unit.iter()
                    .filter(|atom| atom.space == wanted)
                    .map(|atom| shaper.get(atom.word).width)
                    .sum()
            };
            let (printed, spaces) = (sum(false), sum(true));
            if used + printed > room && !line.is_empty() {
                let mut done = finish(shaper, &mut line, size);
                end_with_space(shaper, &mut done, self.right_to_left)?;
                lines.push(done);
                used = 0;
            }
            if printed > room {
                used = cut(shaper, unit, room, size, &mut line, &mut lines)?;
            } else {
                line.extend_from_slice(unit);
                used += printed + spaces;
            }
            if unit.last().is_some_and(|atom| atom.after == After::MustBreak) {
                let mut done = finish(shaper, &mut line, size);
                end_with_space(shaper, &mut done, self.right_to_left)?;
                lines.push(done);
                used = 0;
            }
        }
        if !line.is_empty() {
            lines.push(finish(shaper, &mut line, size));
        }
        Ok(lines)
    }
}

fn is_space(character: char) -> bool {
    character.is_whitespace() && !matches!(character, '\u{A0}' | '\u{202F}' | '\u{2007}')
}

/// Fills lines with a unit that is wider than a line; returns the width used of the last one.
fn cut(
    shaper: &mut Shaper,
    unit: &[Atom],
    room: i64,
    size: Length,
    line: &mut Vec<Atom>,
    lines: &mut Vec<Line>,
) -> Result<i64, PdfError> {
    let mut used = 0;
    for atom in unit {
        let width = shaper.get(atom.word).width;
        if atom.space || used + width <= room {
            line.push(*atom);
            used += width;
            continue;
        }
        let text = std::rc::Rc::clone(&shaper.get(atom.word).text);
        let mut piece = String::new();
        for cluster in clusters(&text) {
            let alone = shaper.word(atom.style, atom.level.is_rtl(), cluster)?;
            let width = shaper.get(alone).width;
            if used + width > room && !(piece.is_empty() && line.is_empty()) {
                push_piece(shaper, atom, &mut piece, line)?;
                lines.push(finish(shaper, line, size));
                used = 0;
            }
            piece.push_str(cluster);
            used += width;
        }
        push_piece(shaper, atom, &mut piece, line)?;
    }
    Ok(used)
}

fn push_piece(
    shaper: &mut Shaper,
    atom: &Atom,
    piece: &mut String,
    line: &mut Vec<Atom>,
) -> Result<(), PdfError> {
    if !piece.is_empty() {
        let word = shaper.word(atom.style, atom.level.is_rtl(), piece)?;
        line.push(Atom { word, after: After::MayBreak, ..*atom });
        piece.clear();
    }
    Ok(())
}

/// Characters with the marks that stand on them.
fn clusters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut ends = rest.char_indices().skip(1);
        let end = ends
            .find(|(_, character)| {
                !super::shape::is_combining(*character) && !super::text::is_invisible(*character)
            })
            .map_or(rest.len(), |(at, _)| at);
        let (cluster, next) = rest.split_at(end);
        rest = next;
        (!cluster.is_empty()).then_some(cluster)
    })
}

/// Ends a line that another follows with a space that takes no width: who reads the text without
/// its places would otherwise run the words together. A line from right to left ends at its left,
/// where a space would move it.
fn end_with_space(
    shaper: &mut Shaper,
    line: &mut Line,
    right_to_left: bool,
) -> Result<(), PdfError> {
    if !right_to_left && !line.words.is_empty() {
        line.words.push(shaper.word(Style::Regular, false, " ")?);
    }
    Ok(())
}

/// Turns the collected atoms into a line: no space at its end, words in visual order.
fn finish(shaper: &Shaper, atoms: &mut Vec<Atom>, size: Length) -> Line {
    let mut line = Line::default();
    for atom in atoms.iter() {
        let word = shaper.get(atom.word);
        line.ascent = line.ascent.max(em(word.ascent, size));
        line.descent = line.descent.max(em(word.descent, size));
    }
    while atoms.last().is_some_and(|atom| atom.space) {
        atoms.pop();
    }
    let width: i64 = atoms.iter().map(|atom| shaper.get(atom.word).width).sum();
    line.width = em(width, size);
    if atoms.iter().all(|atom| atom.level == Level::ltr()) {
        line.words.extend(atoms.iter().map(|atom| atom.word));
    } else {
        let levels: Vec<Level> = atoms.iter().map(|atom| atom.level).collect();
        let order = BidiInfo::reorder_visual(&levels);
        line.words.extend(order.into_iter().filter_map(|at| atoms.get(at)).map(|atom| atom.word));
    }
    atoms.clear();
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::pdf::units::pt;

    fn set(text: &str, width: Length) -> Vec<Vec<String>> {
        let mut shaper = Shaper::new(&[]).expect("built-in fonts are readable");
        let prepared =
            Prepared::plain(&mut shaper, text, Style::Regular).expect("the fonts cover it");
        let lines = prepared.lines(&mut shaper, pt(10), width).expect("the fonts cover it");
        for line in &lines {
            assert!(line.width <= width, "{text}: {} > {width}", line.width);
        }
        lines
            .iter()
            .map(|line| line.words.iter().map(|word| shaper.get(*word).text.to_string()).collect())
            .collect()
    }

    #[test]
    fn lines_break_between_words_and_drop_the_space() {
        let lines = set("two words", pt(40));
        assert_eq!(lines, [vec!["two", " "], vec!["words"]]);
    }

    #[test]
    fn a_line_feed_breaks_and_an_empty_line_stays() {
        assert_eq!(set("a\nb", pt(400)), [vec!["a", " "], vec!["b"]]);
        assert_eq!(set("a\n\nb", pt(400)).len(), 3);
    }

    #[test]
    fn a_long_word_is_cut_and_loses_nothing() {
        let word = "SN-0000000000000000000000000000000000000000000000000042";
        let lines = set(word, pt(60));
        assert!(lines.len() > 3);
        assert_eq!(lines.concat().concat(), word);
    }

    #[test]
    fn right_to_left_words_stand_in_reverse_and_numbers_do_not() {
        let lines = set("معبر دولقاش 42", pt(400));
        assert_eq!(lines, [["42", " ", "دولقاش", " ", "معبر"]]);
        let lines = set("Crossing دولقاش جسر, lane 2", pt(400));
        assert_eq!(lines[0].concat(), "Crossing جسر دولقاش, lane 2");
    }

    #[test]
    fn extent_knows_the_longest_word_and_the_whole_line() {
        let mut shaper = Shaper::new(&[]).expect("built-in fonts are readable");
        let mut extent = |text| {
            Prepared::plain(&mut shaper, text, Style::Regular)
                .expect("the fonts cover it")
                .extent(&shaper)
        };
        let (short, long) = (extent("ab"), extent("ab abc"));
        assert_eq!(short.narrowest, short.natural);
        assert!(long.narrowest > short.narrowest && long.natural > long.narrowest);
    }
}
