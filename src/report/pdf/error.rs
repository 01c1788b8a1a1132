//! What can go wrong while a PDF is written. Knows the libraries whose failures it passes on.

/// Why no PDF was written. Nothing is left half done: there are no bytes then.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// A character that no font at hand can draw.
    #[error(
        "no font has the character \"{character}\" (U+{:04X}), needed for \"{text}\"; \
         name a font file that has it, or change the text",
        u32::from(*.character)
    )]
    NoGlyph {
        /// The character.
        character: char,
        /// The text in which it stands.
        text: String,
    },
    /// A marking that does not fit on its line; it is never cut.
    #[error("the marking \"{marking}\" is too long for the footer of a page; shorten it")]
    Marking {
        /// The marking.
        marking: String,
    },
    /// A font that cannot be read, or has no TrueType outlines.
    #[error("the font \"{name}\" is not a TrueType font that can be embedded; name another file")]
    Font {
        /// Name of the font.
        name: String,
    },
    /// More different glyphs of one font than one PDF font can hold.
    #[error(
        "the text needs more than 65535 different glyphs of the font \"{name}\"; split the report"
    )]
    TooManyGlyphs {
        /// Name of the font.
        name: String,
    },
    /// A font could not be cut down to the glyphs in use.
    #[error("the font \"{name}\" could not be subset: {source}; name another file")]
    Subset {
        /// Name of the font.
        name: String,
        /// What the subsetter found.
        source: subsetter::Error,
    },
    /// The shaper refused a text.
    #[error("the text \"{text}\" could not be shaped: {reason}; change the text")]
    Shape {
        /// The text.
        text: String,
        /// What the shaper said.
        reason: String,
    },
    /// The file structure could not be put together.
    #[error("the PDF could not be put together: {0}")]
    Structure(#[from] lopdf::Error),
    /// The bytes could not be written.
    #[error("the PDF could not be written: {0}")]
    Write(#[from] std::io::Error),
}
