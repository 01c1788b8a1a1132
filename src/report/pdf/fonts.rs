//! The fonts: which there are, and which one draws a character. Knows harfrust's font model.

use std::sync::Arc;

use harfrust::Font;

use super::error::PdfError;
use crate::report::document::Style;

/// A font file beyond those inside the program, for scripts that these lack.
#[derive(Debug, Clone)]
pub struct ExtraFont {
    /// Name by which messages call it, such as its file name.
    pub name: String,
    /// The TrueType file.
    pub bytes: Arc<[u8]>,
}

/// Index of a face in its [`Fonts`].
pub(super) type FaceId = u8;

/// A font file with what layout and embedding ask of it.
pub(super) struct Face {
    /// PostScript name, without subset tag.
    pub(super) name: String,
    /// The parsed font.
    pub(super) font: Font,
    /// The file.
    pub(super) bytes: FontBytes,
    /// Slanted, in degrees; 0 for upright.
    pub(super) italic_angle: i64,
    /// Whether it is a bold cut.
    pub(super) bold: bool,
    /// Size in thousandths of the size asked for, so that scripts look equally large side by side.
    pub(super) scale: i64,
    /// Height above the baseline that a line needs, in thousandths of an em.
    pub(super) line_ascent: i64,
    /// Depth below the baseline that a line needs, in thousandths of an em.
    pub(super) line_descent: i64,
}

/// Bytes of a font file.
pub(super) enum FontBytes {
    /// Inside the program.
    Built(&'static [u8]),
    /// From the caller.
    Given(Arc<[u8]>),
}

impl FontBytes {
    /// The bytes.
    pub(super) fn as_slice(&self) -> &[u8] {
        match self {
            Self::Built(bytes) => bytes,
            Self::Given(bytes) => bytes,
        }
    }
}

/// All faces, with the order in which they are tried for each style.
pub(super) struct Fonts {
    /// The faces; a [`FaceId`] is an index into them.
    pub(super) faces: Vec<Face>,
    order: [Vec<FaceId>; 3],
}

struct Built {
    name: &'static str,
    bytes: &'static [u8],
    style: Style,
    look: Look,
}

/// Scale and line height of a family.
#[derive(Clone, Copy)]
struct Look {
    scale: i64,
    line: (i64, i64),
}

/// Line heights are tighter than the fonts' own, which leave room for scripts not used here.
const SANS: Look = Look { scale: 1000, line: (1000, 320) };
/// Naskh letters are small on their em and reach far below the baseline.
const NASKH: Look = Look { scale: 1150, line: (1100, 560) };

macro_rules! built {
    ($name:literal, $style:ident, $look:ident) => {
        Built {
            name: $name,
            bytes: include_bytes!(concat!("fonts/", $name, ".ttf")),
            style: Style::$style,
            look: $look,
        }
    };
}

const BUILT: [Built; 9] = [
    built!("NotoSans-Regular", Regular, SANS),
    built!("NotoSans-Bold", Bold, SANS),
    built!("NotoSans-Italic", Italic, SANS),
    built!("NotoNaskhArabic-Regular", Regular, NASKH),
    built!("NotoNaskhArabic-Bold", Bold, NASKH),
    built!("NotoSansGeorgian-Regular", Regular, SANS),
    built!("NotoSansGeorgian-Bold", Bold, SANS),
    built!("NotoSansArmenian-Regular", Regular, SANS),
    built!("NotoSansArmenian-Bold", Bold, SANS),
];

impl Fonts {
    /// The fonts inside the program, then `extra` as a last resort for every style.
    pub(super) fn new(extra: &[ExtraFont]) -> Result<Self, PdfError> {
        let mut fonts = Self { faces: Vec::new(), order: Default::default() };
        for built in BUILT {
            let font = Font::new(built.bytes, 0)
                .ok_or_else(|| PdfError::Font { name: built.name.to_owned() })?;
            fonts.add(Face {
                name: built.name.to_owned(),
                font,
                bytes: FontBytes::Built(built.bytes),
                italic_angle: if built.style == Style::Italic { -12 } else { 0 },
                bold: built.style == Style::Bold,
                scale: built.look.scale,
                line_ascent: built.look.line.0,
                line_descent: built.look.line.1,
            })?;
        }
        for given in extra {
            let error = || PdfError::Font { name: given.name.clone() };
            let font = Font::new(given.bytes.to_vec(), 0).ok_or_else(error)?;
            let line = font.metrics().h_line().unwrap_or_default();
            let units = i64::from(font.units_per_em()).max(1);
            let thousandths = |value: i32| i64::from(value) * 1000 / units;
            fonts.add(Face {
                name: post_script_name(&given.name),
                bytes: FontBytes::Given(Arc::clone(&given.bytes)),
                italic_angle: 0,
                bold: false,
                scale: 1000,
                line_ascent: thousandths(line.ascender.to_i32()).clamp(SANS.line.0, 1600),
                line_descent: thousandths(-line.descender.to_i32()).clamp(SANS.line.1, 900),
                font,
            })?;
        }
        fonts.order = [Style::Regular, Style::Bold, Style::Italic].map(|style| fonts.tried(style));
        Ok(fonts)
    }

    fn add(&mut self, face: Face) -> Result<(), PdfError> {
        if self.faces.len() > usize::from(FaceId::MAX) {
            return Err(PdfError::Font { name: face.name });
        }
        self.faces.push(face);
        Ok(())
    }

    /// Faces of the style itself first, then every other upright face: a bold word in a script
    /// without a bold cut is better light than missing.
    fn tried(&self, style: Style) -> Vec<FaceId> {
        let matches = |face: &Face| match style {
            Style::Regular => !face.bold && face.italic_angle == 0,
            Style::Bold => face.bold,
            Style::Italic => face.italic_angle != 0,
        };
        let ids = || (0..=FaceId::MAX).zip(&self.faces);
        let own = ids().filter(|(_, face)| matches(face)).map(|(id, _)| id);
        let upright =
            ids().filter(|(_, face)| !face.bold && face.italic_angle == 0).map(|(id, _)| id);
        let mut order = Vec::new();
        for id in own.chain(upright) {
            if !order.contains(&id) {
                order.push(id);
            }
        }
        order
    }

    /// The face with this id; ids come from [`Fonts::pick`].
    pub(super) fn face(&self, id: FaceId) -> Option<&Face> {
        self.faces.get(usize::from(id))
    }

    /// The first face of a style that has a character.
    pub(super) fn pick(&self, style: Style, character: char) -> Option<FaceId> {
        let order = match style {
            Style::Regular => &self.order[0],
            Style::Bold => &self.order[1],
            Style::Italic => &self.order[2],
        };
        order.iter().copied().find(|id| self.has(*id, character))
    }

    /// Whether a face has a character.
    pub(super) fn has(&self, id: FaceId, character: char) -> bool {
        self.face(id).is_some_and(|face| face.font.charmap().map_unicode(character).is_some())
    }
}

fn post_script_name(name: &str) -> String {
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = stem.strip_suffix(".ttf").unwrap_or(stem);
    let kept: String =
        stem.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(60).collect();
    if kept.is_empty() { "Extra".to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_of_the_fonts_is_found_in_every_style() {
        let fonts = Fonts::new(&[]).expect("built-in fonts are readable");
        for style in [Style::Regular, Style::Bold, Style::Italic] {
            for character in ['a', 'ő', 'Ж', 'Ω', 'د', 'კ', 'Օ', '€', '•'] {
                assert!(fonts.pick(style, character).is_some(), "{style:?} {character}");
            }
        }
        assert_eq!(fonts.pick(Style::Regular, '\u{4E00}'), None);
    }

    #[test]
    fn rubbish_is_not_a_font() {
        let extra = ExtraFont { name: "x.ttf".to_owned(), bytes: Arc::from(&b"rubbish"[..]) };
        assert!(matches!(Fonts::new(&[extra]), Err(PdfError::Font { .. })));
    }
}
