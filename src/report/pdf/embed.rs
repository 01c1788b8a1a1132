//! Fonts as PDF objects. Knows the subsetter and lopdf.
//!
//! Each font is cut down before it enters the file. A code stands for a glyph and the text it was
//! drawn for, so one glyph can have several codes; a map leads from codes to glyphs, another to
//! the text as it was typed.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use subsetter::GlyphRemapper;

use super::cids::Codes;
use super::error::PdfError;
use super::flow::compress;
use super::fonts::Face;
use super::shape::Shaper;

/// Adds all used fonts; returns the font resources of the pages.
pub(super) fn fonts(pdf: &mut Document, shaper: &Shaper) -> Result<Dictionary, PdfError> {
    let mut resources = Dictionary::new();
    for (id, face, codes) in shaper.used() {
        let font = embed(pdf, face, codes)?;
        resources.set(format!("F{id}"), font);
    }
    Ok(resources)
}

fn embed(pdf: &mut Document, face: &Face, codes: &Codes) -> Result<ObjectId, PdfError> {
    let mut remapper = GlyphRemapper::new();
    let mut glyphs = vec![0, 0];
    for (_, code) in codes.iter() {
        glyphs.extend_from_slice(&remapper.remap(code.glyph).to_be_bytes());
    }
    let subset = subsetter::subset(face.bytes.as_slice(), 0, &remapper)
        .map_err(|source| PdfError::Subset { name: face.name.clone(), source })?;
    // Only TrueType outlines can be reached through a map of codes.
    if subset.starts_with(b"OTTO") {
        return Err(PdfError::Font { name: face.name.clone() });
    }
    let name = format!("{}+{}", tag(codes), face.name);

    let (packed, length) = compress(subset, &[1])?;
    let file = stream(pdf, packed, &[("Length1", length)]);
    let (packed, _) = compress(glyphs, &[0, 1])?;
    let glyph_map = stream(pdf, packed, &[]);
    let (packed, _) = compress(unicode_map(codes), b"\n")?;
    let unicode_map = stream(pdf, packed, &[]);

    let metrics = face.font.metrics();
    let units = i64::from(metrics.units_per_em).max(1);
    let whole = |value: i32| i64::from(value) * 1000 / units;
    let bounds = metrics.bounds;
    let line = metrics.h_line().unwrap_or_default();
    let cap_height = metrics.cap_height.unwrap_or(line.ascender);
    let descriptor = pdf.add_object(dictionary! {
        "Type" => "FontDescriptor",
        "FontName" => Object::Name(name.clone().into_bytes()),
        // Symbolic, since the codes follow no standard encoding; and italic.
        "Flags" => if face.italic_angle == 0 { 4 } else { 4 | 64 },
        "FontBBox" => vec![
            whole(bounds.x_min.to_i32()).into(),
            whole(bounds.y_min.to_i32()).into(),
            whole(bounds.x_max.to_i32()).into(),
            whole(bounds.y_max.to_i32()).into(),
        ],
        "ItalicAngle" => face.italic_angle,
        "Ascent" => whole(line.ascender.to_i32()),
        "Descent" => whole(line.descender.to_i32()),
        "CapHeight" => whole(cap_height.to_i32()),
        "StemV" => if face.bold { 140 } else { 80 },
        "FontFile2" => file,
    });
    let descendant = pdf.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "CIDFontType2",
        "BaseFont" => Object::Name(name.clone().into_bytes()),
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::string_literal("Adobe"),
            "Ordering" => Object::string_literal("Identity"),
            "Supplement" => 0,
        },
        "FontDescriptor" => descriptor,
        "CIDToGIDMap" => glyph_map,
        "DW" => 0,
        "W" => widths(codes),
    });
    Ok(pdf.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "Type0",
        "BaseFont" => Object::Name(name.into_bytes()),
        "Encoding" => "Identity-H",
        "DescendantFonts" => vec![descendant.into()],
        "ToUnicode" => unicode_map,
    }))
}

/// Adds a stream that is compressed already.
pub(super) fn stream(pdf: &mut Document, packed: Vec<u8>, numbers: &[(&str, usize)]) -> ObjectId {
    let mut dictionary = dictionary! { "Filter" => "FlateDecode" };
    for (name, number) in numbers {
        dictionary.set(*name, i64::try_from(*number).unwrap_or(i64::MAX));
    }
    pdf.add_object(Stream::new(dictionary, packed))
}

fn widths(codes: &Codes) -> Vec<Object> {
    let widths: Vec<Object> = codes.iter().map(|(_, code)| code.width.into()).collect();
    vec![1.into(), widths.into()]
}

/// Six capital letters that depend on the glyphs in use, as the standard asks for.
fn tag(codes: &Codes) -> String {
    let mut hash = super::writer::Hash::default();
    for (_, code) in codes.iter() {
        hash.add(&code.glyph.to_be_bytes());
        hash.add(code.text.as_bytes());
    }
    let mut rest = hash.value();
    (0..6)
        .map(|_| {
            let letter = u8::try_from(rest % 26).unwrap_or(0);
            rest /= 26;
            char::from(b'A' + letter)
        })
        .collect()
}

/// A character map that leads from each code back to its text.
fn unicode_map(codes: &Codes) -> Vec<u8> {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let lines: Vec<String> = codes
        .iter()
        .filter(|(_, code)| !code.text.is_empty())
        .map(|(number, code)| {
            let text: String = code.text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
            format!("<{number:04X}> <{text}>\n")
        })
        .collect();
    // The standard allows a hundred entries in a section.
    for section in lines.chunks(100) {
        map.push_str(&format!("{} beginbfchar\n{}endbfchar\n", section.len(), section.concat()));
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unicode_map_follows_the_codes_and_keeps_ligatures_whole() {
        let mut codes = Codes::default();
        for (glyph, text) in [(9, "b"), (5, "ffi"), (9, "а"), (7, "😀")] {
            assert!(codes.code(glyph, text, 500).is_some());
        }
        let map = String::from_utf8(unicode_map(&codes)).expect("a map is ASCII");
        let section = "4 beginbfchar\n<0001> <0062>\n<0002> <006600660069>\n<0003> <0430>\n\
                       <0004> <D83DDE00>\nendbfchar\n";
        assert!(map.contains(section), "{map}");
    }

    #[test]
    fn sections_hold_a_hundred_entries() {
        let mut codes = Codes::default();
        for glyph in 0..250 {
            assert!(codes.code(glyph, "x", 500).is_some());
        }
        let map = String::from_utf8(unicode_map(&codes)).expect("a map is ASCII");
        assert_eq!(map.matches("100 beginbfchar").count(), 2);
        assert_eq!(map.matches("50 beginbfchar").count(), 1);
    }
}
