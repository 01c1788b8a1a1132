//! What can go wrong while a PDF is written. Knows the libraries whose failures it passes on.

use crate::t;

/// Why no PDF was written. Nothing is left half done: there are no bytes then.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// A character that no font at hand can draw.
    #[error("{}", t!(
        "no font has the character \"{character}\" (U+{code}), needed for \"{text}\"; \
         name a font file that has it, or change the text",
        character,
        code = format!("{:04X}", u32::from(*character)),
        text,
    ))]
    NoGlyph {
        /// The character.
        character: char,
        /// The text in which it stands.
        text: String,
    },
    /// A marking that does not fit on its line; it is never cut.
    #[error("{}", t!(
        "the marking \"{marking}\" is too long for the footer of a page; shorten it",
        marking,
    ))]
    Marking {
        /// The marking.
        marking: String,
    },
    /// A font that cannot be read, or has no TrueType outlines.
    #[error("{}", t!(
        "the font \"{name}\" is not a TrueType font that can be embedded; name another file",
        name,
    ))]
    Font {
        /// Name of the font.
        name: String,
    },
    /// More different glyphs of one font than one PDF font can hold.
    #[error("{}", t!(
        "the text needs more than 65535 different glyphs of the font \"{name}\"; split the report",
        name,
    ))]
    TooManyGlyphs {
        /// Name of the font.
        name: String,
    },
    /// A font could not be cut down to the glyphs in use.
    #[error("{}", t!(
        "the font \"{name}\" could not be subset: {source}; name another file",
        name,
        source,
    ))]
    Subset {
        /// Name of the font.
        name: String,
        /// What the subsetter found.
        source: subsetter::Error,
    },
    /// The shaper refused a text.
    #[error("{}", t!(
        "the text \"{text}\" could not be shaped: {reason}; change the text",
        text,
        reason,
    ))]
    Shape {
        /// The text.
        text: String,
        /// What the shaper said.
        reason: String,
    },
    /// The file structure could not be put together.
    #[error("{}", t!("the PDF could not be put together: {error}", error = .0))]
    Structure(#[from] lopdf::Error),
    /// The bytes could not be written.
    #[error("{}", t!("the PDF could not be written: {error}", error = .0))]
    Write(#[from] std::io::Error),
}
