//! PNG files, chunk by chunk: what is needed to show the picture stays, everything else goes: texts,
//! times, Exif, colour profiles, further frames, and whatever stands behind the end.

use super::{PhotoError, within_bounds};

/// How every PNG file begins.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The chunks without which a picture looks otherwise.
const KEPT: [&[u8; 4]; 8] =
    [b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"IDAT", b"IEND"];

/// Takes out everything but the picture.
pub(super) fn strip(bytes: &[u8]) -> Result<Vec<u8>, PhotoError> {
    let mut kept = SIGNATURE.to_vec();
    let mut at = SIGNATURE.len();
    let mut first = true;
    loop {
        let rest = bytes.get(at..).ok_or(PhotoError::CutOff)?;
        let (length, rest) = rest.split_first_chunk::<4>().ok_or(PhotoError::CutOff)?;
        let (name, rest) = rest.split_first_chunk::<4>().ok_or(PhotoError::CutOff)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let content = rest.get(..length).ok_or(PhotoError::CutOff)?;
        let end = at + 12 + length;
        let whole = bytes.get(at..end).ok_or(PhotoError::CutOff)?;
        if first {
            let [w1, w2, w3, w4, h1, h2, h3, h4, ..] = *content else {
                return Err(PhotoError::CutOff);
            };
            if name != b"IHDR" {
                return Err(PhotoError::Damaged { what: crate::t!("it has no head"), at });
            }
            within_bounds(
                u32::from_be_bytes([w1, w2, w3, w4]),
                u32::from_be_bytes([h1, h2, h3, h4]),
            )?;
            first = false;
        }
        if KEPT.contains(&name) {
            kept.extend(whole);
        } else if name[0].is_ascii_uppercase() {
            let what = crate::t!("a segment of an unknown sort");
            return Err(PhotoError::Damaged { what, at });
        }
        if name == b"IEND" {
            return Ok(kept);
        }
        at = end;
    }
}
