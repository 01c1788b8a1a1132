//! What describes a file as a whole: XMP, colours, language, viewer settings. Knows lopdf.
//!
//! No clock and no random number: the same document gives the same bytes.

use lopdf::{Document as Pdf, Object, ObjectId, Stream, StringFormat, dictionary};

use super::error::PdfError;
use crate::report::document::{Direction, Document};

/// Name of the program in the metadata.
const PRODUCER: &str = "Borderfit";

/// Sets what describes the file as a whole.
pub(super) fn describe(
    pdf: &mut Pdf,
    document: &Document,
    bookmarks: Option<ObjectId>,
) -> Result<(), PdfError> {
    let title = plain(&document.title);
    let title = if title.trim().is_empty() { document.words.report.clone() } else { title };
    let packet = xmp(&title, &document.language);
    let metadata = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    let metadata = pdf.add_object(Stream::new(metadata, packet.into_bytes()));
    let profile = pdf.add_object(Stream::new(dictionary! { "N" => 3 }, srgb()));
    let intent = pdf.add_object(dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => Object::string_literal("sRGB IEC61966-2.1"),
        "Info" => Object::string_literal("sRGB IEC61966-2.1"),
        "DestOutputProfile" => profile,
    });
    let mut viewer = dictionary! { "DisplayDocTitle" => true };
    if document.direction == Direction::RightToLeft {
        viewer.set("Direction", "R2L");
    }
    let catalog = pdf.catalog_mut()?;
    catalog.remove(b"PageLayout");
    catalog.set("Lang", Object::string_literal(document.language.as_str()));
    catalog.set("ViewerPreferences", viewer);
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set("Metadata", metadata);
    catalog.set("OutputIntents", vec![Object::from(intent)]);
    if let Some(root) = bookmarks {
        catalog.set("Outlines", root);
        catalog.set("PageMode", "UseOutlines");
    }
    let information = pdf.add_object(dictionary! {
        "Title" => text(&title),
        "Producer" => text(PRODUCER),
    });
    pdf.trailer.set("Info", information);
    Ok(())
}

fn plain(words: &str) -> String {
    super::text::clean(words).replace('\n', " ")
}

/// A text string: plain where ASCII suffices, else UTF-16 with its mark.
pub(super) fn text(words: &str) -> Object {
    let words = plain(words);
    if words.is_ascii() {
        return Object::string_literal(words);
    }
    let units = std::iter::once(0xFEFF).chain(words.encode_utf16());
    let bytes = units.flat_map(u16::to_be_bytes).collect();
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// The metadata packet: title and language, and what the file conforms to.
fn xmp(title: &str, language: &str) -> String {
    let escaped = |text: &str| {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    };
    format!(
        r#"<?xpacket begin="{mark}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{PRODUCER}</pdf:Producer>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of the standard that the file conforms to</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"#,
        mark = '\u{FEFF}',
        title = escaped(title),
        language = escaped(language),
    )
}

/// A colour profile of sRGB in the small form of version 2: primaries, white, and one gamma.
fn srgb() -> Vec<u8> {
    const WHITE: [u32; 3] = [0xF6D6, 0x1_0000, 0xD32D];
    let xyz = |values: [u32; 3]| {
        let mut tag = b"XYZ \0\0\0\0".to_vec();
        values.iter().for_each(|value| tag.extend(value.to_be_bytes()));
        tag
    };
    let name = b"sRGB\0";
    let mut description = b"desc\0\0\0\0\0\0\0\x05".to_vec();
    description.extend(name);
    // No Unicode and no Macintosh name.
    description.extend([0; 4 + 4 + 2 + 1 + 67]);
    let curve = b"curv\0\0\0\0\0\0\0\x01\x02\x33".to_vec();
    let tags: [(&[u8; 4], Vec<u8>); 9] = [
        (b"desc", description),
        (b"cprt", b"text\0\0\0\0Public domain\0".to_vec()),
        (b"wtpt", xyz(WHITE)),
        (b"rXYZ", xyz([0x6FA2, 0x38F5, 0x0390])),
        (b"gXYZ", xyz([0x6299, 0xB785, 0x18DA])),
        (b"bXYZ", xyz([0x24A0, 0x0F84, 0xB6CF])),
        (b"rTRC", curve.clone()),
        (b"gTRC", curve.clone()),
        (b"bTRC", curve),
    ];
    let long = |value: usize| u32::try_from(value).unwrap_or(0).to_be_bytes();
    let mut table = long(tags.len()).to_vec();
    let mut data = Vec::new();
    let start = 128 + 4 + 12 * tags.len();
    for (name, tag) in &tags {
        table.extend(*name);
        table.extend(long(start + data.len()));
        table.extend(long(tag.len()));
        data.extend(tag);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut profile = long(start + data.len()).to_vec();
    profile.extend([0; 4]);
    profile.extend([2, 0x10, 0, 0]);
    profile.extend(b"mntrRGB XYZ ");
    // A fixed day: profiles must bear one.
    for part in [2026_u16, 1, 1, 0, 0, 0] {
        profile.extend(part.to_be_bytes());
    }
    profile.extend(b"acsp");
    profile.resize(68, 0);
    WHITE.iter().for_each(|value| profile.extend(value.to_be_bytes()));
    profile.resize(128, 0);
    profile.extend(table);
    profile.extend(data);
    profile
}
