//! Photos and files as they are kept and shown.
//!
//! What cameras and phones write into pictures (where, when, with which device, by whom) is taken
//! out before a picture is kept, without touching the picture itself ([`keep`]). Pictures are
//! decoded only within bounds ([`decode`]), drawn small for screens and encoded anew for pages.
//! Everything here comes from strangers: whatever the bytes, the answer is a picture or a sentence.
//!
//! Knows nothing of surveys. Alone knows the picture libraries.

mod decode;
mod encode;
mod jpeg;
mod picture;
mod png;

pub use decode::decode;
pub use picture::Picture;

/// Most pixels that a picture may have: the largest that phones take in one file of the size that
/// a survey keeps.
pub const MAX_PIXELS: u64 = 52_000_000;
/// Longest side, in pixels.
pub const MAX_SIDE: u32 = 20_000;

/// A file as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    /// What sort of file.
    pub mime: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether what a camera writes into files was removed; of files that are no picture of a
    /// known sort, everything stays.
    pub stripped: bool,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Kept({}, {} bytes, stripped: {})", self.mime, self.bytes.len(), self.stripped)
    }
}

/// What is wrong with a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhotoError {
    /// There are no bytes.
    Empty,
    /// It ends before it should.
    CutOff,
    /// Something in it is not as it should be, and where.
    Damaged {
        /// What.
        what: &'static str,
        /// At which byte.
        at: usize,
    },
    /// It has more pixels than are looked at.
    TooLarge {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
    },
    /// It is of a sort that cannot be shown here.
    NotShown,
    /// The library cannot make a picture of it, and says why.
    Unreadable(String),
}

impl std::error::Error for PhotoError {}

impl std::fmt::Display for PhotoError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&match self {
            Self::Empty => crate::t!("it is empty").to_owned(),
            Self::CutOff => crate::t!("the picture is cut off: it was not copied whole").to_owned(),
            Self::Damaged { what, at } => {
                crate::t!("the picture is damaged at byte {at}: {what}", at, what)
            }
            Self::TooLarge { width, height } => crate::t!(
                "the picture is too large: {width} x {height} pixels; at most {most} million, {side} on a side",
                width,
                height,
                most = MAX_PIXELS / 1_000_000,
                side = MAX_SIDE
            ),
            Self::NotShown => crate::t!("it is no JPEG or PNG picture").to_owned(),
            Self::Unreadable(why) => crate::t!("the picture cannot be read: {why}", why),
        })
    }
}

/// What sort of file these bytes are.
#[must_use]
pub fn mime(bytes: &[u8]) -> &'static str {
    let has = |at: usize, magic: &[u8]| bytes.get(at..).is_some_and(|b| b.starts_with(magic));
    if has(0, &[0xff, 0xd8, 0xff]) {
        "image/jpeg"
    } else if has(0, png::SIGNATURE) {
        "image/png"
    } else if has(0, b"%PDF-") {
        "application/pdf"
    } else if has(4, b"ftyphei") || has(4, b"ftyphev") || has(4, b"ftypmif1") {
        "image/heic"
    } else if has(0, b"RIFF") && has(8, b"WEBP") {
        "image/webp"
    } else if has(0, b"II*\0") || has(0, b"MM\0*") {
        "image/tiff"
    } else if has(0, b"GIF8") {
        "image/gif"
    } else {
        "application/octet-stream"
    }
}

/// The ending that a file of this sort has.
#[must_use]
pub fn ending(mime: &str) -> &'static str {
    match mime {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "application/pdf" => "pdf",
        "image/heic" => "heic",
        "image/webp" => "webp",
        "image/tiff" => "tif",
        "image/gif" => "gif",
        _ => "bin",
    }
}

/// Makes of a file what is kept of it: a JPEG or PNG picture without anything but the picture and
/// how it is to be turned; every other file as it is.
///
/// # Errors
/// When it is empty, or a picture that cannot be shown.
pub fn keep(bytes: Vec<u8>) -> Result<Kept, PhotoError> {
    if bytes.is_empty() {
        return Err(PhotoError::Empty);
    }
    let mime = mime(&bytes);
    let stripped = match mime {
        "image/jpeg" => jpeg::strip(&bytes)?,
        "image/png" => png::strip(&bytes)?,
        _ => return Ok(Kept { mime, bytes, stripped: false }),
    };
    // Whoever attaches it can still take it again; whoever writes the report cannot.
    decode::check(&stripped)?;
    Ok(Kept { mime, bytes: stripped, stripped: true })
}

/// Whether a picture of this size is looked at.
fn within_bounds(width: u32, height: u32) -> Result<(), PhotoError> {
    let pixels = u64::from(width) * u64::from(height);
    if width == 0 || height == 0 {
        return Err(PhotoError::Damaged { what: crate::t!("it has no pixels"), at: 0 });
    }
    if pixels > MAX_PIXELS || width > MAX_SIDE || height > MAX_SIDE {
        return Err(PhotoError::TooLarge { width, height });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
