//! The text of a finished file, as a reader of it gets it: what the codes mean according to the
//! maps in the file. Knows lopdf; shares nothing with the writing of text.

use std::collections::BTreeMap;

use lopdf::content::Operation;
use lopdf::{Dictionary, Document as Pdf, LoadOptions, Object, ObjectId};

use crate::t;

/// Why a file could not be read back.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// It is no whole PDF.
    #[error("{}", t!("it is not a whole PDF: {error}", error = .0))]
    Broken(#[from] lopdf::Error),
    /// A code that no map leads from to a text.
    #[error("{}", t!("page {page} shows a sign that stands for no text", page))]
    NoText {
        /// The page, from 1.
        page: usize,
    },
    /// Another number of pages than the file says.
    #[error("{}", t!("it has no pages"))]
    NoPages,
}

type Codes = BTreeMap<u16, String>;

/// The text of a page, one line for each stretch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageText {
    /// Headings, paragraphs, cells, in reading order.
    pub content: String,
    /// Running header and footer, and what is repeated.
    pub decoration: String,
}

/// The text of each page without its decoration.
///
/// # Errors
/// As for [`pages`].
pub fn content(bytes: &[u8]) -> Result<Vec<String>, ExtractError> {
    Ok(pages(bytes)?.into_iter().map(|page| page.content).collect())
}

/// The text of each page.
///
/// # Errors
/// When the file is damaged, or shows a sign without a text.
pub fn pages(bytes: &[u8]) -> Result<Vec<PageText>, ExtractError> {
    let pdf = Pdf::load_mem_with_options(bytes, LoadOptions::with_filter(shown))?;
    let mut maps: BTreeMap<ObjectId, Codes> = BTreeMap::new();
    let mut pages = Vec::new();
    for (at, page) in pdf.page_iter().enumerate() {
        let fonts = fonts(&pdf, page)?;
        for id in fonts.values() {
            if !maps.contains_key(id) {
                maps.insert(*id, unicode(&pdf, pdf.get_dictionary(*id)?)?);
            }
        }
        let operations = pdf.get_and_decode_page_content(page)?.operations;
        let text = text(&operations, &fonts, &maps);
        pages.push(text.ok_or(ExtractError::NoText { page: at + 1 })?);
    }
    if pages.is_empty() { Err(ExtractError::NoPages) } else { Ok(pages) }
}

/// Leaves out the elements of the structure: they are many, and show nothing.
fn shown(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    match object {
        Object::Dictionary(dictionary) if dictionary.has_type(b"StructElem") => None,
        object => Some((id, object.clone())),
    }
}

fn fonts(pdf: &Pdf, page: ObjectId) -> Result<BTreeMap<Vec<u8>, ObjectId>, ExtractError> {
    let resources = pdf.get_dictionary(page)?.get_deref(b"Resources", pdf)?.as_dict()?;
    let fonts = resources.get_deref(b"Font", pdf)?.as_dict()?;
    let mut found = BTreeMap::new();
    for (name, font) in fonts {
        found.insert(name.clone(), font.as_reference()?);
    }
    Ok(found)
}

fn unicode(pdf: &Pdf, font: &Dictionary) -> Result<Codes, ExtractError> {
    let map = font.get_deref(b"ToUnicode", pdf)?.as_stream()?.decompressed_content()?;
    let units = |hex: &str| -> Vec<u16> {
        let hex = hex.trim_matches(['<', '>', ' ']);
        let quads = (0..hex.len() / 4).filter_map(|n| hex.get(n * 4..n * 4 + 4));
        quads.filter_map(|quad| u16::from_str_radix(quad, 16).ok()).collect()
    };
    let text = String::from_utf8_lossy(&map);
    let pairs = text.lines().filter_map(|line| line.split_once("> <"));
    let entries = pairs.filter_map(|(code, text)| {
        Some((*units(code).first()?, String::from_utf16(&units(text)).ok()?))
    });
    Ok(entries.collect())
}

/// `None` if a code has no text.
fn text(
    operations: &[Operation],
    fonts: &BTreeMap<Vec<u8>, ObjectId>,
    maps: &BTreeMap<ObjectId, Codes>,
) -> Option<PageText> {
    let mut page = PageText::default();
    let mut codes = None;
    // Whether each open tag is decoration.
    let mut open: Vec<bool> = Vec::new();
    for Operation { operator, operands } in operations {
        match operator.as_str() {
            "BMC" | "BDC" => {
                let tag = operands.first().and_then(|tag| tag.as_name().ok());
                open.push(tag == Some(b"Artifact"));
            }
            "EMC" => {
                open.pop();
            }
            "Tf" => {
                let name = operands.first().and_then(|font| font.as_name().ok());
                codes = name.and_then(|name| fonts.get(name)).and_then(|id| maps.get(id));
            }
            "TJ" => {
                let text =
                    if open.contains(&true) { &mut page.decoration } else { &mut page.content };
                for shown in operands.first()?.as_array().ok()? {
                    let Object::String(shown, _) = shown else { continue };
                    for code in shown.chunks(2) {
                        let [high, low] = code else { return None };
                        let code = u16::from_be_bytes([*high, *low]);
                        text.push_str(codes?.get(&code).map_or("", String::as_str));
                        if !codes?.contains_key(&code) && code == 0 {
                            return None;
                        }
                    }
                }
            }
            "ET" => {
                page.content.push('\n');
                page.decoration.push('\n');
            }
            _ => {}
        }
    }
    Some(page)
}
