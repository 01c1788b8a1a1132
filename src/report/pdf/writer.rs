//! Puts pages, fonts, links and bookmarks together into a file. Knows printpdf and lopdf.
//!
//! printpdf makes the document and its pages. Content streams, fonts and bookmarks are set into
//! its object tree, because it would embed whole fonts, renumber glyphs and draw random numbers.

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, StringFormat, dictionary};
use printpdf::{Mm, PdfDocument, PdfPage, PdfSaveOptions};

use super::embed;
use super::error::PdfError;
use super::flow::{Anchor, Page, compress};
use super::furniture::furniture;
use super::shape::Shaper;
use super::units::Length;
use crate::report::document::Document;

/// Name of the program in the metadata.
const PRODUCER: &str = "Borderfit";

/// Writes the file. The first `before` pages precede the body, to which the anchors belong.
pub(super) fn assemble(
    shaper: &mut Shaper,
    document: &Document,
    pages: Vec<Page>,
    anchors: &[Anchor],
    before: usize,
) -> Result<Vec<u8>, PdfError> {
    let sizes: Vec<(Length, Length)> = pages.iter().map(|page| page.size).collect();
    let mut pdf = skeleton(&sizes);
    pdf.version = "1.7".to_owned();
    let ids: Vec<ObjectId> = pdf.page_iter().collect();
    let mut hash = Hash::default();
    let resources = pdf.new_object_id();
    for (at, (page, id)) in pages.into_iter().zip(&ids).enumerate() {
        let running = furniture(shaper, document, page.size, (at + 1, ids.len()))?;
        let (running, _) = compress(running, b"\n")?;
        hash.add(&page.content);
        hash.add(&running);
        let body = embed::stream(&mut pdf, page.content, &[]);
        let running = embed::stream(&mut pdf, running, &[]);
        let mut links: Vec<Object> = Vec::with_capacity(page.links.len());
        for link in &page.links {
            let Some(destination) =
                anchors.get(link.anchor).and_then(|anchor| place(anchor, before, &ids, &sizes))
            else {
                continue;
            };
            let (x, top) = (link.corner.0, page.size.1 - link.corner.1);
            let rectangle = [x, top - link.extent.1, x + link.extent.0, top];
            links.push(Object::from(pdf.add_object(dictionary! {
                "Type" => "Annot",
                "Subtype" => "Link",
                "Rect" => rectangle.map(number).to_vec(),
                "Border" => vec![0.into(), 0.into(), 0.into()],
                // Printed with the page, as archives require of every annotation.
                "F" => 4,
                "Dest" => destination,
            })));
        }
        let entry = pdf.get_dictionary_mut(*id)?;
        let media = [0, 0, page.size.0, page.size.1].map(number).to_vec();
        entry.set("MediaBox", media);
        entry.set("Contents", vec![Object::from(body), Object::from(running)]);
        entry.set("Resources", resources);
        for unused in ["TrimBox", "CropBox", "Annots"] {
            entry.remove(unused.as_bytes());
        }
        if !links.is_empty() {
            entry.set("Annots", links);
        }
    }
    let fonts = embed::fonts(&mut pdf, shaper)?;
    pdf.set_object(resources, dictionary! { "Font" => fonts });
    let bookmarks = bookmarks(&mut pdf, anchors, before, &ids, &sizes);
    describe(&mut pdf, document, bookmarks, &mut hash)?;
    pdf.prune_objects();
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes)?;
    Ok(bytes)
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

/// Destination of a link or bookmark.
fn place(
    anchor: &Anchor,
    before: usize,
    ids: &[ObjectId],
    sizes: &[(Length, Length)],
) -> Option<Vec<Object>> {
    let page = before + anchor.page;
    let (id, (_, height)) = (ids.get(page)?, sizes.get(page)?);
    let top = number(height - anchor.y);
    Some(vec![(*id).into(), "XYZ".into(), Object::Null, top, Object::Null])
}

/// Adds the bookmarks as a tree; returns its root.
fn bookmarks(
    pdf: &mut Pdf,
    anchors: &[Anchor],
    before: usize,
    ids: &[ObjectId],
    sizes: &[(Length, Length)],
) -> Option<ObjectId> {
    let root = pdf.new_object_id();
    let items: Vec<ObjectId> = anchors.iter().map(|_| pdf.new_object_id()).collect();
    // The parent of a heading is the nearest one above it of a higher level.
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut parents: Vec<Option<usize>> = Vec::with_capacity(anchors.len());
    for (at, anchor) in anchors.iter().enumerate() {
        while open.last().is_some_and(|(level, _)| *level >= anchor.level) {
            open.pop();
        }
        parents.push(open.last().map(|(_, parent)| *parent));
        open.push((anchor.level, at));
    }
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); anchors.len() + 1];
    for (at, parent) in parents.iter().enumerate() {
        if let Some(list) = children.get_mut(parent.map_or(anchors.len(), |parent| parent)) {
            list.push(at);
        }
    }
    let id = |at: usize| items.get(at).copied();
    for (owner, list) in children.iter().enumerate() {
        let owner_id = id(owner).unwrap_or(root);
        for (position, at) in list.iter().enumerate() {
            let (Some(anchor), Some(own)) = (anchors.get(*at), id(*at)) else { continue };
            let mut item = dictionary! {
                "Title" => text(&anchor.text),
                "Parent" => owner_id,
            };
            if let Some(destination) = place(anchor, before, ids, sizes) {
                item.set("Dest", destination);
            }
            let neighbours = [("Prev", position.checked_sub(1)), ("Next", Some(position + 1))];
            for (name, neighbour) in neighbours {
                if let Some(other) = neighbour.and_then(|n| list.get(n)).and_then(|at| id(*at)) {
                    item.set(name, other);
                }
            }
            family(&mut item, children.get(*at), &id, false);
            pdf.set_object(own, item);
        }
    }
    let top = children.last()?;
    if top.is_empty() {
        return None;
    }
    let mut outlines = dictionary! { "Type" => "Outlines" };
    family(&mut outlines, Some(top), &id, true);
    pdf.set_object(root, outlines);
    Some(root)
}

/// Sets first and last child and their number: negative where the branch starts closed.
fn family(
    item: &mut Dictionary,
    children: Option<&Vec<usize>>,
    id: &impl Fn(usize) -> Option<ObjectId>,
    open: bool,
) {
    let Some(children) = children else { return };
    let ends = (children.first().and_then(|at| id(*at)), children.last().and_then(|at| id(*at)));
    if let (Some(first), Some(last)) = ends {
        let count = i64::try_from(children.len()).unwrap_or(0);
        item.set("First", first);
        item.set("Last", last);
        item.set("Count", if open { count } else { -count });
    }
}

/// Sets what describes the file as a whole. No clock, no random number.
fn describe(
    pdf: &mut Pdf,
    document: &Document,
    bookmarks: Option<ObjectId>,
    hash: &mut Hash,
) -> Result<(), PdfError> {
    let catalog = pdf.catalog_mut()?;
    catalog.remove(b"PageLayout");
    catalog.set("Lang", Object::string_literal(document.language.as_str()));
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    if let Some(root) = bookmarks {
        catalog.set("Outlines", root);
        catalog.set("PageMode", "UseOutlines");
    }
    let information = pdf.add_object(dictionary! {
        "Title" => text(&document.title),
        "Producer" => text(PRODUCER),
    });
    hash.add(document.title.as_bytes());
    hash.add(document.date.as_bytes());
    hash.add(document.edition.as_bytes());
    let id = Object::String(hash.value().to_be_bytes().to_vec(), StringFormat::Hexadecimal);
    pdf.trailer.set("Info", information);
    pdf.trailer.set("ID", vec![id.clone(), id]);
    Ok(())
}

/// A text string: plain where ASCII suffices, else UTF-16 with its mark.
fn text(text: &str) -> Object {
    let text = super::text::clean(text).replace('\n', " ");
    if text.is_ascii() {
        return Object::string_literal(text);
    }
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    let bytes = units.flat_map(u16::to_be_bytes).collect();
    Object::String(bytes, StringFormat::Hexadecimal)
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
