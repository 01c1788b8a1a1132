//! JPEG files, segment by segment: what is needed to decode the picture stays, to the byte, and
//! everything else goes: Exif with its place, time and small second picture, XMP, IPTC, comments,
//! colour profiles, and whatever stands behind the end.

use super::{PhotoError, within_bounds};

/// The segments of a file, without the bytes of the picture.
struct Segments<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// A segment: its marker, where it begins, and what it holds.
struct Segment<'a> {
    marker: u8,
    at: usize,
    whole: &'a [u8],
    content: &'a [u8],
}

impl<'a> Segments<'a> {
    /// The next one. Bytes of the picture that stand before it are given with it.
    fn next(&mut self) -> Result<Segment<'a>, PhotoError> {
        let damaged = |what, at| PhotoError::Damaged { what, at };
        let byte = |at: usize| self.bytes.get(at).copied().ok_or(PhotoError::CutOff);
        let at = self.at;
        if byte(at)? != 0xff {
            return Err(damaged(crate::t!("a segment was expected"), at));
        }
        let mut code = at + 1;
        // Any number of fill bytes may stand before a marker.
        while byte(code)? == 0xff {
            code += 1;
        }
        let marker = byte(code)?;
        if matches!(marker, 0x01 | 0xd0..=0xd9) {
            self.at = code + 1;
            return Ok(Segment { marker, at, whole: &self.bytes[code - 1..=code], content: &[] });
        }
        let length = usize::from(byte(code + 1)?) << 8 | usize::from(byte(code + 2)?);
        if length < 2 || marker == 0 {
            return Err(damaged(crate::t!("a segment was expected"), at));
        }
        let end = code + 1 + length;
        let whole = self.bytes.get(code - 1..end).ok_or(PhotoError::CutOff)?;
        self.at = end;
        Ok(Segment { marker, at, whole, content: &whole[4..] })
    }

    /// The coded picture that follows the head of a scan, up to the next segment.
    fn scan(&mut self) -> Result<&'a [u8], PhotoError> {
        let from = self.at;
        let mut at = from;
        loop {
            let rest = self.bytes.get(at..).ok_or(PhotoError::CutOff)?;
            let next = rest.iter().position(|&b| b == 0xff).ok_or(PhotoError::CutOff)?;
            at += next;
            match self.bytes.get(at + 1).ok_or(PhotoError::CutOff)? {
                // A byte of the picture, or a mark at which decoding can begin again.
                0x00 | 0xd0..=0xd7 => at += 2,
                0xff => at += 1,
                _ => break,
            }
        }
        self.at = at;
        Ok(&self.bytes[from..at])
    }
}

/// Takes out everything but the picture and how it is to be turned.
pub(super) fn strip(bytes: &[u8]) -> Result<Vec<u8>, PhotoError> {
    let mut segments = Segments { bytes, at: 2 };
    let mut kept = Vec::with_capacity(bytes.len());
    let mut turned = 1;
    let mut sized = false;
    let mut drawn = false;
    loop {
        let segment = segments.next()?;
        match segment.marker {
            // The end; what follows is no part of the picture.
            0xd9 if drawn => break,
            0xd9 => return Err(PhotoError::CutOff),
            // The head of JFIF, without the small picture that it may hold.
            0xe0 if segment.content.starts_with(b"JFIF\0") && segment.content.len() >= 14 => {
                kept.extend([0xff, 0xe0, 0, 16]);
                kept.extend(&segment.content[..12]);
                kept.extend([0, 0]);
            }
            0xe1 if segment.content.starts_with(b"Exif\0\0") => {
                turned = orientation(&segment.content[6..]).unwrap_or(turned);
            }
            // How the colours are meant.
            0xee if segment.content.starts_with(b"Adobe") && segment.content.len() == 12 => {
                kept.extend(segment.whole);
            }
            0xe0..=0xef | 0xfe | 0x01 => {}
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let [_, h1, h2, w1, w2, ..] = *segment.content else {
                    return Err(PhotoError::CutOff);
                };
                within_bounds(
                    u16::from_be_bytes([w1, w2]).into(),
                    u16::from_be_bytes([h1, h2]).into(),
                )?;
                sized = true;
                kept.extend(segment.whole);
            }
            0xda if sized => {
                kept.extend(segment.whole);
                kept.extend(segments.scan()?);
                drawn = true;
            }
            // Tables of the picture.
            0xc4 | 0xcc | 0xdb | 0xdc | 0xdd => kept.extend(segment.whole),
            _ => {
                let what = crate::t!("a segment of an unknown sort");
                return Err(PhotoError::Damaged { what, at: segment.at });
            }
        }
    }
    let mut whole = vec![0xff, 0xd8];
    // JFIF comes first, by its own rule; Exif follows it.
    let (head, rest) = match kept.strip_prefix(&[0xff, 0xe0, 0, 16]) {
        Some(_) => kept.split_at(18),
        None => (&kept[..0], &kept[..]),
    };
    whole.extend(head);
    if turned != 1 {
        whole.extend(exif(turned));
    }
    whole.extend(rest);
    whole.extend([0xff, 0xd9]);
    Ok(whole)
}

/// How a picture is to be turned: 1 as it is, 2 to 8 by the rules of Exif.
pub(super) fn turned(bytes: &[u8]) -> u8 {
    let mut segments = Segments { bytes, at: 2 };
    while let Ok(segment) = segments.next() {
        match segment.marker {
            0xda => break,
            0xe1 if segment.content.starts_with(b"Exif\0\0") => {
                return orientation(&segment.content[6..]).unwrap_or(1);
            }
            _ => {}
        }
    }
    1
}

/// The orientation in a block of Exif, if it has one.
fn orientation(tiff: &[u8]) -> Option<u8> {
    let big = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let two = [*tiff.get(at)?, *tiff.get(at + 1)?];
        Some(if big { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) })
    };
    let long = |at: usize| {
        let (a, b) = (u32::from(short(at)?), u32::from(short(at + 2)?));
        usize::try_from(if big { a << 16 | b } else { b << 16 | a }).ok()
    };
    let first = long(4)?;
    let entries = short(first)?;
    (0..usize::from(entries))
        .map_while(|n| first.checked_add(2 + 12 * n))
        .find(|&at| short(at) == Some(0x0112))
        .and_then(|at| short(at.checked_add(8)?))
        .and_then(|n| u8::try_from(n).ok())
        .filter(|n| (1..=8).contains(n))
}

/// A block of Exif that says nothing but how a picture is to be turned.
fn exif(turned: u8) -> [u8; 36] {
    let mut block =
        *b"\xff\xe1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    block[29] = turned;
    block
}
