//! Turns words into positioned glyph codes and remembers them. Knows harfrust and the fonts.
//!
//! Reports repeat their words, so a word is shaped once for each style and direction. Widths are
//! kept in thousandths of an em: one entry serves every font size.

use std::collections::HashMap;
use std::rc::Rc;

use harfrust::{
    Buffer, BufferFlags, ClusterLevel, Direction, GlyphId, Script, ShapeOptions, ShapePlan,
    ShaperFont, shape,
};

use super::cids::Codes;
use super::error::PdfError;
use super::fonts::{ExtraFont, FaceId, Fonts};
use super::text::is_invisible;
use super::theme::Ink;
use super::units::write_decimal;
use crate::report::document::{Style, WriterWords};

/// Index of a word in its [`Shaper`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WordId(u32);

/// A shaped word. All measures are in thousandths of an em.
#[derive(Debug)]
pub(super) struct Word {
    /// The word as typed.
    pub(super) text: Rc<str>,
    /// Stretches of one face each, from left to right.
    pub(super) parts: Box<[Part]>,
    /// Sum of the advances.
    pub(super) width: i64,
    /// Height above the baseline.
    pub(super) ascent: i64,
    /// Depth below the baseline.
    pub(super) descent: i64,
}

impl Word {
    fn empty(text: &str) -> Self {
        Self { text: text.into(), parts: Box::default(), width: 0, ascent: 0, descent: 0 }
    }
}

/// A stretch of a word in one face.
#[derive(Debug)]
pub(super) struct Part {
    /// The face.
    pub(super) face: FaceId,
    /// Size of the face in thousandths of the size of the text.
    pub(super) scale: i64,
    /// Elements of the array that shows it, when no glyph leaves the baseline.
    pub(super) shown: Box<[u8]>,
    /// The glyphs, when one of them leaves the baseline.
    pub(super) raised: Box<[Glyph]>,
}

/// A positioned glyph. All measures are in thousandths of an em.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph {
    /// Its code in the font.
    pub(super) code: u16,
    /// Advance that the font states and a viewer applies.
    pub(super) width: i64,
    /// Advance after shaping.
    pub(super) advance: i64,
    /// Shift to the right.
    pub(super) right: i64,
    /// Shift upwards.
    pub(super) up: i64,
}

/// Shapes words and hands out the codes of their glyphs.
pub(super) struct Shaper {
    /// Whether a text that does not tell by itself runs from right to left.
    pub(super) right_to_left: bool,
    /// Colour of strong lines.
    pub(super) accent: Ink,
    /// The words that a writer adds.
    pub(super) own: WriterWords,
    fonts: Fonts,
    codes: Vec<Codes>,
    words: Vec<Word>,
    empty: Word,
    // Only looked into, never walked through, so its order cannot reach the output.
    known: [HashMap<Rc<str>, WordId>; 6],
    plans: Vec<(FaceId, ShapePlan)>,
    buffer: Buffer,
}

impl Shaper {
    /// A shaper over the built-in fonts and `extra`.
    pub(super) fn new(extra: &[ExtraFont]) -> Result<Self, PdfError> {
        let fonts = Fonts::new(extra)?;
        let codes = fonts.faces.iter().map(|_| Codes::default()).collect();
        Ok(Self {
            right_to_left: false,
            accent: super::theme::STRONG_RULE,
            own: WriterWords::default(),
            fonts,
            codes,
            words: Vec::new(),
            empty: Word::empty(""),
            known: Default::default(),
            plans: Vec::new(),
            buffer: Buffer::new(),
        })
    }

    /// The fonts with the codes used of each.
    pub(super) fn used(&self) -> impl Iterator<Item = (FaceId, &super::fonts::Face, &Codes)> {
        (0..=FaceId::MAX)
            .zip(self.fonts.faces.iter().zip(&self.codes))
            .filter(|(_, (_, codes))| !codes.is_empty())
            .map(|(id, (face, codes))| (id, face, codes))
    }

    /// The shaped word; ids come from [`Shaper::word`].
    pub(super) fn get(&self, id: WordId) -> &Word {
        self.words.get(id.0 as usize).unwrap_or(&self.empty)
    }

    /// Shapes a text that has no line break inside, in one style and one direction.
    pub(super) fn word(
        &mut self,
        style: Style,
        right_to_left: bool,
        text: &str,
    ) -> Result<WordId, PdfError> {
        let slot = match style {
            Style::Regular => 0,
            Style::Bold => 2,
            Style::Italic => 4,
        } + usize::from(right_to_left);
        if let Some(known) = self.known[slot].get(text) {
            return Ok(*known);
        }
        let word = self.shape_word(style, right_to_left, text)?;
        let id = WordId(u32::try_from(self.words.len()).unwrap_or(u32::MAX));
        self.known[slot].insert(Rc::clone(&word.text), id);
        self.words.push(word);
        Ok(id)
    }

    fn shape_word(
        &mut self,
        style: Style,
        right_to_left: bool,
        text: &str,
    ) -> Result<Word, PdfError> {
        let mut word = Word::empty(text);
        let mut parts = Vec::new();
        for (face, stretch) in self.split_by_face(style, text)? {
            let glyphs = self.shape_stretch(face, right_to_left, stretch)?;
            let mut scale = 1000;
            if let Some(face) = self.fonts.face(face) {
                scale = face.scale;
                word.ascent = word.ascent.max(face.line_ascent);
                word.descent = word.descent.max(face.line_descent);
            }
            word.width += glyphs.iter().map(|glyph| glyph.advance).sum::<i64>() * scale / 1000;
            let flat = glyphs.iter().all(|glyph| glyph.up == 0);
            parts.push(Part {
                face,
                scale,
                shown: if flat { shown(&glyphs).into() } else { Box::default() },
                raised: if flat { Box::default() } else { glyphs.into() },
            });
        }
        if right_to_left {
            parts.reverse();
        }
        word.parts = parts.into();
        Ok(word)
    }

    /// Splits a text where the face must change. A combining mark and an invisible character stay
    /// with what precedes them if its face can draw them.
    fn split_by_face<'t>(
        &self,
        style: Style,
        text: &'t str,
    ) -> Result<Vec<(FaceId, &'t str)>, PdfError> {
        let mut stretches: Vec<(FaceId, &str)> = Vec::new();
        let mut start = 0;
        let mut current = None;
        for (at, character) in text.char_indices() {
            let face = match current {
                Some(face) if is_invisible(character) => face,
                Some(face) if is_combining(character) && self.fonts.has(face, character) => face,
                _ if is_invisible(character) => 0,
                _ => self
                    .fonts
                    .pick(style, character)
                    .ok_or_else(|| PdfError::NoGlyph { character, text: text.to_owned() })?,
            };
            if let Some(previous) = current.filter(|previous| *previous != face) {
                stretches.push((previous, &text[start..at]));
                start = at;
            }
            current = Some(face);
        }
        if let Some(face) = current {
            stretches.push((face, &text[start..]));
        }
        Ok(stretches)
    }

    fn shape_stretch(
        &mut self,
        face_id: FaceId,
        right_to_left: bool,
        text: &str,
    ) -> Result<Vec<Glyph>, PdfError> {
        let (Some(face), Some(codes)) =
            (self.fonts.face(face_id), self.codes.get_mut(usize::from(face_id)))
        else {
            return Ok(Vec::new());
        };
        let buffer = &mut self.buffer;
        buffer.reset();
        buffer.set_cluster_level(ClusterLevel::MonotoneCharacters);
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        buffer.push_str(text);
        let direction = if right_to_left { Direction::RightToLeft } else { Direction::LeftToRight };
        buffer.set_direction(direction);
        buffer.guess_segment_properties();

        let script = buffer.script();
        let plan = plan(&mut self.plans, face_id, face, direction, script);
        let font = ShaperFont::new(&face.font);
        shape(&font, buffer, ShapeOptions::new().plan(Some(plan))).map_err(|error| {
            PdfError::Shape { text: text.to_owned(), reason: error.to_string() }
        })?;

        let units = i64::from(face.font.units_per_em()).max(1);
        let thousandths = |value: i32| {
            let scaled = i64::from(value) * 1000;
            (scaled + scaled.signum() * units / 2) / units
        };
        let infos = buffer.glyph_infos();
        let texts = cluster_texts(infos.iter().map(|info| info.cluster), right_to_left, text);
        let mut glyphs = Vec::with_capacity(infos.len());
        for ((info, position), text) in infos.iter().zip(buffer.glyph_positions()).zip(texts) {
            let glyph = u16::try_from(info.glyph_id).unwrap_or(0);
            let width = thousandths(font.glyph_h_advance(GlyphId::new(info.glyph_id)));
            let code = codes
                .code(glyph, text, width)
                .ok_or_else(|| PdfError::TooManyGlyphs { name: face.name.clone() })?;
            glyphs.push(Glyph {
                code,
                width,
                advance: thousandths(position.x_advance),
                right: thousandths(position.x_offset),
                up: thousandths(position.y_offset),
            });
        }
        Ok(glyphs)
    }
}

/// Compiling a plan costs more than shaping a word with it.
fn plan<'p>(
    plans: &'p mut Vec<(FaceId, ShapePlan)>,
    face_id: FaceId,
    face: &super::fonts::Face,
    direction: Direction,
    script: Option<Script>,
) -> &'p ShapePlan {
    let fits = |(id, plan): &(FaceId, ShapePlan)| {
        *id == face_id && plan.direction() == direction && plan.script() == script
    };
    let at = plans.iter().position(fits).unwrap_or_else(|| {
        plans.push((face_id, ShapePlan::new(&face.font, direction, script, None, &[])));
        plans.len() - 1
    });
    &plans[at].1
}

/// The text that each glyph stands for, in the order of the glyphs. Where a cluster has several
/// glyphs, the one that is read first carries the text and the others none.
fn cluster_texts(
    clusters: impl Iterator<Item = u32>,
    right_to_left: bool,
    text: &str,
) -> Vec<&str> {
    let mut starts: Vec<usize> = clusters.map(|cluster| cluster as usize).collect();
    if right_to_left {
        starts.reverse();
    }
    let mut texts = Vec::with_capacity(starts.len());
    for (at, start) in starts.iter().enumerate() {
        let repeated = at > 0 && starts[at - 1] == *start;
        let end = starts[at..].iter().find(|next| *next > start).copied().unwrap_or(text.len());
        let own = if repeated { "" } else { text.get(*start..end).unwrap_or("") };
        // Readers turn the text of a glyph around where it runs from right to left, and would put
        // a joiner on the wrong side of its letter.
        texts.push(if right_to_left { own.trim_matches(is_invisible) } else { own });
    }
    if right_to_left {
        texts.reverse();
    }
    texts
}

/// Combining marks of the scripts that the built-in fonts cover.
pub(super) fn is_combining(character: char) -> bool {
    matches!(
        character,
        '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5BD}'
            | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}'
            | '\u{6D6}'..='\u{6ED}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
            | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}'
    )
}

/// Elements of a `TJ` array: strings of codes, and corrections of the pen between them.
pub(super) fn shown(glyphs: &[Glyph]) -> Vec<u8> {
    let mut out = Vec::with_capacity(glyphs.len() * 2 + 2);
    let mut open = false;
    for glyph in glyphs {
        adjust(&mut out, &mut open, -glyph.right);
        if !open {
            out.push(b'(');
            open = true;
        }
        for byte in glyph.code.to_be_bytes() {
            match byte {
                b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
                b'\r' => out.extend_from_slice(b"\\r"),
                b'\n' => out.extend_from_slice(b"\\n"),
                byte => out.push(byte),
            }
        }
        adjust(&mut out, &mut open, glyph.width + glyph.right - glyph.advance);
    }
    if open {
        out.push(b')');
    }
    out
}

fn adjust(out: &mut Vec<u8>, open: &mut bool, by: i64) {
    if by != 0 {
        if std::mem::take(open) {
            out.push(b')');
        }
        write_decimal(out, by, 0);
        // Two corrections in a row need something between them.
        out.push(b' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(text: &str, right_to_left: bool) -> Vec<String> {
        let mut shaper = Shaper::new(&[]).expect("built-in fonts are readable");
        let _ = shaper.word(Style::Regular, right_to_left, text).expect("the fonts cover it");
        shaper
            .used()
            .flat_map(|(_, _, codes)| codes.iter().map(|(_, code)| code.text.to_string()))
            .collect()
    }

    #[test]
    fn ligatures_keep_their_letters() {
        assert_eq!(mapped("office", false), ["o", "ffi", "c", "e"]);
    }

    #[test]
    fn arabic_is_joined_and_maps_to_what_was_typed() {
        // From left to right on the page, so the last letter comes first.
        assert_eq!(mapped("دولقاش", true), ["ش", "ا", "ق", "ل", "و", "د"]);
        let mut shaper = Shaper::new(&[]).expect("built-in fonts are readable");
        let alone = shaper.word(Style::Regular, true, "ق").expect("the font has it");
        let joined = shaper.word(Style::Regular, true, "لقا").expect("the font has it");
        assert!(shaper.get(alone).width * 2 > shaper.get(joined).width, "joined forms are narrow");
    }

    #[test]
    fn a_missing_glyph_is_an_error_that_names_it() {
        let mut shaper = Shaper::new(&[]).expect("built-in fonts are readable");
        let error = shaper.word(Style::Regular, false, "gate\u{4E00}").err();
        let Some(PdfError::NoGlyph { character: '\u{4E00}', text }) = &error else {
            panic!("{error:?}");
        };
        assert_eq!(text, "gate\u{4E00}");
        assert!(error.is_some_and(|error| error.to_string().contains("U+4E00")));
    }

    #[test]
    fn a_word_of_two_scripts_changes_the_face() {
        let mut shaper = Shaper::new(&[]).expect("built-in fonts are readable");
        let word = shaper.word(Style::Regular, false, "Kalკა").expect("the fonts cover it");
        assert_eq!(shaper.get(word).parts.len(), 2);
    }

    #[test]
    fn shown_escapes_and_corrects() {
        let glyph = Glyph { code: u16::from(b'('), width: 500, advance: 480, right: 0, up: 0 };
        assert_eq!(shown(&[glyph, glyph]), b"(\0\\()20 (\0\\()20 ");
    }
}
