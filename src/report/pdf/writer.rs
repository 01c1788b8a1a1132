//! Puts pages, fonts, links, bookmarks and structure together into a file. Knows printpdf and lopdf.
//!
//! printpdf makes the document and its pages. Content streams, fonts, bookmarks and structure are
//! set into its object tree, because it would embed whole fonts, renumber glyphs, draw random
//! numbers and leave the pages untagged.

use std::collections::BTreeMap;

use lopdf::{Document as Pdf, Object, ObjectId, StringFormat, dictionary};
use printpdf::{Mm, PdfDocument, PdfPage, PdfSaveOptions};

use super::elements::Elements;
use super::error::PdfError;
use super::flow::{Link, Set, compress};
use super::furniture::Furniture;
use super::metadata::{self, text};
use super::shape::Shaper;
use super::structure::Tree;
use super::units::Length;
use super::{embed, file, outline, plate};
use crate::report::document::Document;

/// Where the pages are, and how large.
pub(super) struct Places {
    pages: Vec<(ObjectId, (Length, Length))>,
}

impl Places {
    /// Destination of a link or bookmark: so far below the top of a page.
    pub(super) fn destination(&self, page: usize, y: Length) -> Option<Vec<Object>> {
        let (id, (_, height)) = self.pages.get(page)?;
        let top = number(height - y);
        Some(vec![(*id).into(), "XYZ".into(), Object::Null, top, Object::Null])
    }
}

/// Writes the file. What the last set has set is the body, to which its anchors belong.
pub(super) fn assemble(
    shaper: &mut Shaper,
    document: &Document,
    sets: Vec<Set>,
) -> Result<Vec<u8>, PdfError> {
    let mut pages = Vec::new();
    let mut trees: Vec<(usize, Tree)> = Vec::new();
    let mut anchors = Vec::new();
    let mut images = Vec::new();
    let mut before = 0;
    for set in sets {
        before = pages.len();
        trees.push((before, set.tree));
        pages.extend(set.pages);
        anchors = set.anchors;
        images.extend(set.images);
    }
    let sizes: Vec<(Length, Length)> = pages.iter().map(|page| page.size).collect();
    let mut pdf = skeleton(&sizes);
    pdf.version = "1.7".to_owned();
    let ids: Vec<ObjectId> = pdf.page_iter().collect();
    let places = Places { pages: ids.iter().copied().zip(sizes).collect() };
    let mut targets: BTreeMap<&str, (usize, Length)> = BTreeMap::new();
    for anchor in &anchors {
        targets.entry(&anchor.id).or_insert((before + anchor.page, anchor.y));
    }

    let mut hash = Hash::default();
    let resources = pdf.new_object_id();
    // Upright and turned pages.
    let mut furniture: Vec<Furniture> = Vec::with_capacity(2);
    let mut elements = Elements::new(&trees, &ids);
    for (at, (page, id)) in pages.into_iter().zip(&ids).enumerate() {
        let (width, height) = page.size;
        let known = furniture.iter().position(|furniture| furniture.width() == width);
        let known = match known {
            Some(known) => known,
            None => {
                furniture.push(Furniture::new(shaper, document, width)?);
                furniture.len() - 1
            }
        };
        let counted = (at + 1, ids.len());
        let running = furniture[known].draw(shaper, document, height, counted)?;
        let (running, _) = compress(running, b"\n")?;
        hash.add(&page.content);
        hash.add(&running);
        let body = embed::stream(&mut pdf, page.content, &[]);
        let running = embed::stream(&mut pdf, running, &[]);
        let mut annotations: Vec<Object> = Vec::with_capacity(page.links.len());
        for link in &page.links {
            let target = targets.get(link.target.as_str());
            let destination = target.and_then(|(page, y)| places.destination(*page, *y));
            let annotation = destination.map(|destination| {
                let key = elements.annotation_key(link.node, at);
                pdf.add_object(annotation(link, page.size.1, destination, key))
            });
            annotations.extend(annotation.map(Object::from));
            elements.link(at, annotation);
        }
        let entry = pdf.get_dictionary_mut(*id)?;
        let media = [0, 0, page.size.0, page.size.1].map(number).to_vec();
        entry.set("MediaBox", media);
        entry.set("Contents", vec![Object::from(body), Object::from(running)]);
        entry.set("Resources", resources);
        entry.set("StructParents", i64::try_from(at).unwrap_or(i64::MAX));
        entry.set("Tabs", "S");
        for unused in ["TrimBox", "CropBox", "Annots"] {
            entry.remove(unused.as_bytes());
        }
        if !annotations.is_empty() {
            entry.set("Annots", annotations);
        }
        elements.marks(at, page.marks);
    }
    let fonts = embed::fonts(&mut pdf, shaper)?;
    images.iter().for_each(|image| hash.add(image.bytes()));
    let mut drawn = dictionary! { "Font" => fonts };
    if !images.is_empty() {
        drawn.set("XObject", plate::embed(&mut pdf, images));
    }
    pdf.set_object(resources, drawn);
    let bookmarks = outline::bookmarks(&mut pdf, &anchors, before, &places);
    metadata::describe(&mut pdf, document, bookmarks)?;
    for part in [&document.title, &document.date, &document.edition] {
        hash.add(part.as_bytes());
    }
    let id = Object::String(hash.value().to_be_bytes().to_vec(), StringFormat::Hexadecimal);
    pdf.trailer.set("ID", vec![id.clone(), id]);
    let root = pdf.new_object_id();
    pdf.catalog_mut()?.set("StructTreeRoot", root);
    pdf.set_object(root, dictionary! { "Type" => "StructTreeRoot" });
    pdf.prune_objects();
    // The elements are written as they are made: as objects they would take several hundred bytes
    // each.
    let first = pdf.max_id + 1;
    let head = elements.root(first);
    pdf.set_object(root, head);
    file::write(&pdf, elements.written(first, root))
}

fn annotation(
    link: &Link,
    height: Length,
    destination: Vec<Object>,
    key: i64,
) -> lopdf::Dictionary {
    let (x, top) = (link.corner.0, height - link.corner.1);
    let rectangle = [x, top - link.extent.1, x + link.extent.0, top];
    dictionary! {
        "Type" => "Annot",
        "Subtype" => "Link",
        "Rect" => rectangle.map(number).to_vec(),
        "Border" => vec![0.into(), 0.into(), 0.into()],
        // Printed with the page, as archives require of every annotation.
        "F" => 4,
        "Contents" => text(&link.words),
        "StructParent" => key,
        "Dest" => destination,
    }
}

/// printpdf's document with empty pages.
fn skeleton(sizes: &[(Length, Length)]) -> Pdf {
    // printpdf counts in floating point; the exact box replaces what it makes of this.
    let nearly = |length: Length| Mm(i16::try_from(length / 2835).map_or(0.0, f32::from));
    let pages = sizes
        .iter()
        .map(|(width, height)| PdfPage::new(nearly(*width), nearly(*height), Vec::new()))
        .collect();
    let document = PdfDocument { pages, ..PdfDocument::default() };
    document.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new())
}

/// A number of points with two decimals.
fn number(length: Length) -> Object {
    // Hundredths of a point below 2^24 are exact enough in a float to print back the same.
    let hundredths = i32::try_from((length + 5) / 10).unwrap_or(i32::MAX);
    if hundredths % 100 == 0 {
        Object::Integer(i64::from(hundredths / 100))
    } else {
        let mut shown = Vec::new();
        super::units::write_decimal(&mut shown, i64::from(hundredths), 2);
        let shown = String::from_utf8(shown).unwrap_or_default();
        Object::Real(shown.parse().unwrap_or(0.0))
    }
}

/// A running checksum (FNV-1a, 128 bits) that names a file by its content. No protection.
pub(super) struct Hash(u128);

impl Default for Hash {
    fn default() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }
}

impl Hash {
    /// Takes in some bytes.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 ^= u128::from(*byte);
            self.0 = self.0.wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
    }

    /// The checksum so far.
    pub(super) fn value(&self) -> u128 {
        self.0
    }
}
