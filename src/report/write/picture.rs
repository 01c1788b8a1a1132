//! Photos in the formats of writers: in the text of a page, and beside the text of a Word file.

use super::escaped;
use crate::report::document::{Block, Document, Photo};

/// Widest and highest that a photo stands in a Word file, in its units: 16 by 10 centimetres.
pub(super) const ROOM: (u64, u64) = (5_760_000, 3_600_000);
/// The same of a logo: 6 by 2.4 centimetres.
pub(super) const LOGO: (u64, u64) = (2_160_000, 864_000);
/// Its units in a pixel of a screen.
const PIXEL: u64 = 9_525;

/// The photos of a document, in order; a logo first.
pub(super) fn photos(document: &Document) -> Vec<&Photo> {
    let of_blocks = document.blocks.iter().filter_map(|block| match block {
        Block::Photo(photo) => Some(photo),
        _ => None,
    });
    document.logo.iter().chain(of_blocks).collect()
}

/// What the parts of a Word file say of its `n`th photo: where it is.
pub(super) fn relation(n: usize) -> String {
    format!(
        "<Relationship Id=\"rIdP{n}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/\
         relationships/image\" Target=\"media/photo{n}.jpg\"/>"
    )
}

/// The `n`th photo in the text of a Word file.
pub(super) fn drawing(photo: &Photo, n: usize, room: (u64, u64)) -> String {
    const A: &str = "http://schemas.openxmlformats.org/drawingml/2006";
    let (w, h) = (u64::from(photo.width.max(1)), u64::from(photo.height.max(1)));
    let across = room.0.min(room.1 * w / h).min(w * PIXEL).max(1);
    let (down, id) = ((across * h / w).max(1), n + 1);
    let (name, alt) = (escaped(&photo.id), escaped(&photo.alt));
    format!(
        "<w:p><w:pPr><w:keepNext/></w:pPr><w:r><w:drawing><wp:inline \
         xmlns:wp=\"{A}/wordprocessingDrawing\" distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
         <wp:extent cx=\"{across}\" cy=\"{down}\"/><wp:docPr id=\"{id}\" name=\"{name}\" \
         descr=\"{alt}\"/><a:graphic xmlns:a=\"{A}/main\"><a:graphicData uri=\"{A}/picture\">\
         <pic:pic xmlns:pic=\"{A}/picture\"><pic:nvPicPr><pic:cNvPr id=\"{id}\" name=\"{name}\"/>\
         <pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rIdP{n}\"/><a:stretch>\
         <a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/>\
         <a:ext cx=\"{across}\" cy=\"{down}\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/>\
         </a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>\
         </w:r></w:p>"
    )
}

/// Bytes as text that pages and files can hold.
pub(super) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let part = |n: usize| u32::from(three.get(n).copied().unwrap_or(0));
        let bits = part(0) << 16 | part(1) << 8 | part(2);
        for n in 0..4 {
            if n > three.len() {
                out.push('=');
            } else {
                let index = bits >> (18 - 6 * n) & 63;
                out.push(char::from(LETTERS[index as usize]));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn bytes_become_letters() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xff, 0xfe]), "//4=");
    }
}
