//! The report in Arabic: read from right to left in every format, whole, and conforming.

use std::io::Read;

use borderfit::judge::{assess, default_day};
use borderfit::language::{Language, speaking};
use borderfit::report::Edition;
use borderfit::report::document::{Block, Column, Direction, Document, Row, Table};
use borderfit::report::pdf::{self, PdfOptions, extract};
use borderfit::report::readback;
use borderfit::report::write::{docx, html, markdown, tables};
use borderfit::standard::load_built_in;

use crate::common::{self, Draw};
use crate::conformance::conforms;

fn arabic<T>(work: impl FnOnce() -> T) -> T {
    speaking(Language::Arabic, work)
}

fn document(edition: Edition) -> Document {
    let (_, survey, _) = common::demo();
    let loaded = arabic(|| load_built_in("demo-min").expect("the demo profile"));
    let assessment = assess(&survey, &loaded.profile, default_day(&survey));
    arabic(|| common::edition(&loaded, &survey, &assessment, edition))
}

#[test]
fn every_edition_conforms_in_arabic_and_is_read_from_the_right() {
    for edition in Edition::ALL {
        let document = document(edition);
        assert_eq!(
            (document.language.as_str(), document.direction),
            ("ar", Direction::RightToLeft)
        );
        let bytes = pdf::write(&document, &PdfOptions::default()).expect("the fonts cover it");
        conforms(&bytes);
        readback::pdf(&document, &bytes).expect("it is whole");
        let file = lopdf::Document::load_mem(&bytes).expect("a PDF");
        let catalog = file.catalog().expect("a catalogue");
        assert_eq!(catalog.get(b"Lang").and_then(|l| l.as_str()).ok(), Some(&b"ar"[..]));
        let viewer = catalog.get_deref(b"ViewerPreferences", &file).and_then(|v| v.as_dict());
        let direction = viewer.and_then(|v| v.get(b"Direction")).and_then(|d| d.as_name());
        assert_eq!(direction.ok(), Some(&b"R2L"[..]));
        // Dates and negative numbers keep the order of their parts, also between Arabic words.
        let text = extract::content(&bytes).expect("it can be read").concat();
        assert!(text.contains("2026-03-19") && !text.contains("19-03-2026"), "{edition:?}");
    }
}

#[test]
fn every_format_is_whole_in_arabic() {
    let document = document(Edition::Full);
    let word = docx::docx(&document).expect("a Word file");
    readback::docx(&document, &word).expect("it is whole");
    let xml = part(&word, "word/document.xml");
    assert!(xml.contains("<w:bidi/>") && xml.contains("<w:bidiVisual/>"));
    let page = html::html(&document);
    readback::text(&document, &page).expect("it is whole");
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"));
    readback::text(&document, &markdown::markdown(&document)).expect("it is whole");
    let book = arabic(|| tables::xlsx(&document).expect("a workbook"));
    readback::xlsx(&document, &book).expect("it is whole");
    assert!(part(&book, "xl/worksheets/sheet2.xml").contains("rightToLeft=\"1\""));
    readback::csv(&document, &tables::csv(&document).expect("tables")).expect("they are whole");
}

fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file)).expect("a zip file");
    let mut text = String::new();
    archive.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
    text
}

/// A letter that fails to appear in an Arabic cell is missed, also where its neighbours are alike.
#[test]
fn a_lost_letter_is_caught() {
    let columns = || vec![Column::narrow("الفجوة"), Column::new("ما وجد"), Column::new("الإجراء")];
    for seed in 0..common::cases(200) {
        let mut draw = Draw::new(seed);
        let mut whole = arabic(|| Document::new("تقرير", "الطبعة الكاملة"));
        let mut table = Table::new("T4", "الفجوات", columns());
        for n in 0..14 {
            let found = format!("المطابق {n} من {} مطلوبة؛ لا يعمل إلا واحد", draw.below(9_999));
            let measure = format!("إصلاح القارئ رقم {} (DOC-{n})", draw.below(9_999));
            let id = format!("G{n:04}{:05}", draw.below(99_999));
            table.rows.push(Row::new(vec![id.into(), found.into(), measure.into()]));
        }
        let (row, cell) = (draw.below(table.rows.len()), 1 + draw.below(2));
        whole.push(table);
        let mut spoilt = whole.clone();
        let Some(Block::Table(table)) = spoilt.blocks.first_mut() else { panic!("a table") };
        let text = &mut table.rows[row].cells[cell].runs[0].text;
        let letters: Vec<usize> = text
            .char_indices()
            .filter(|(_, c)| ('\u{621}'..='\u{64A}').contains(c))
            .map(|(at, _)| at)
            .collect();
        text.remove(letters[draw.below(letters.len())]);
        let changed = text.clone();
        let bytes = pdf::write(&spoilt, &PdfOptions::default()).expect("the fonts cover it");
        readback::pdf(&spoilt, &bytes).expect("it holds what it was written from");
        assert!(readback::pdf(&whole, &bytes).is_err(), "fault {seed} went by: {changed}");
    }
}
