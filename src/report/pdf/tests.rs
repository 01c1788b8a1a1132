//! The writer as a whole: what a reader of the file gets out of it.

use std::collections::BTreeMap;

use super::*;
use crate::report::document::{
    Bar, Bars, Cell, Column, Heading, HeatCell, HeatMap, HeatRow, Mark, Row, Table,
};

fn pdf(document: &Document) -> Vec<u8> {
    write(document, &PdfOptions::default()).expect("the fonts cover it")
}

/// Text of each page in the order of drawing: what the codes mean according to the maps in the
/// file, one line for each show operator.
fn pages(bytes: &[u8]) -> Vec<String> {
    let pdf = lopdf::Document::load_mem(bytes).expect("the file is well formed");
    let mut maps = BTreeMap::new();
    let mut texts = Vec::new();
    for page in pdf.page_iter() {
        for (name, font) in pdf.get_page_fonts(page).expect("fonts are in place") {
            maps.entry(name).or_insert_with(|| unicode_map(&pdf, font));
        }
        let content = pdf.get_and_decode_page_content(page).expect("content is well formed");
        let (mut text, mut map) = (String::new(), None);
        for operation in content.operations {
            let operand = operation.operands.first();
            match (operation.operator.as_str(), operand) {
                ("Tf", Some(font)) => map = font.as_name().ok().and_then(|name| maps.get(name)),
                ("TJ", Some(shown)) => {
                    for string in shown.as_array().expect("an array").iter() {
                        for code in string.as_str().unwrap_or_default().chunks(2) {
                            text.push_str(
                                map.and_then(|map| map.get(code)).expect("a mapped code"),
                            );
                        }
                    }
                }
                ("ET", _) => text.push('\n'),
                _ => {}
            }
        }
        texts.push(text);
    }
    texts
}

fn unicode_map(pdf: &lopdf::Document, font: &lopdf::Dictionary) -> BTreeMap<Vec<u8>, String> {
    let stream = font.get_deref(b"ToUnicode", pdf).and_then(|map| map.as_stream());
    let map = stream.and_then(|stream| stream.decompressed_content()).expect("a map");
    let bytes = |hex: &str| -> Vec<u8> {
        let hex = hex.trim_matches(['<', '>']);
        (0..hex.len())
            .step_by(2)
            .filter_map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok())
            .collect()
    };
    let text = String::from_utf8(map).expect("a map is ASCII");
    text.lines()
        .filter_map(|line| line.split_once("> <"))
        .map(|(code, text)| {
            let units: Vec<u16> =
                bytes(text).chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            (bytes(code), String::from_utf16(&units).expect("UTF-16"))
        })
        .collect()
}

fn rows(count: usize) -> Table {
    let columns = vec![Column::narrow("Gap id"), Column::new("Requirement")];
    let mut table = Table::new("T4", "Gaps", columns);
    for row in 0..count {
        table.rows.push(Row::new(vec![
            Cell::mark(Mark::ALL[row % 5], row % 9 == 0, format!("G-{row}")),
            "Backup power at full load".into(),
        ]));
    }
    table
}

fn sample() -> Document {
    let mut document = Document::new("Report", "Full edition");
    document.marking = Some("TLP:GREEN".to_owned());
    document.heading(1, "a", "Kalto Bridge კალტორის ხიდი");
    document.paragraph("Адрун Тавелан, Օստրել, Αγία Βέρα, Győr, office");
    document.heading(2, "b", "Gaps");
    document.push(rows(120));
    document.push(rows(30).landscape());
    document.push(HeatMap {
        id: "T2".to_owned(),
        columns: (0..40).map(|at| format!("Category {at}")).collect(),
        rows: (0..3)
            .map(|row| HeatRow {
                name: format!("Point {row}"),
                cells: vec![
                    HeatCell {
                        mark: Some(Mark::NotMet),
                        critical: true,
                        text: "1/3 +1?".to_owned()
                    };
                    40
                ],
            })
            .collect(),
        ..HeatMap::default()
    });
    document.push(Bars {
        rows: vec![Bar {
            name: "Point".to_owned(),
            parts: vec![(Mark::Met, 3), (Mark::NotMet, 0), (Mark::NotAssessed, 1)],
            coverage: "3 of 4 assessed".to_owned(),
        }],
        ..Bars::default()
    });
    document
}

/// Every rule of PDF/A-2a and of PDF/UA-1 that the validator knows.
fn conforms(bytes: &[u8]) {
    use page_validation::{SafetyLimits, ValidationOptions, ValidationProfile, validate_pdf_bytes};
    for profile in [ValidationProfile::PdfA2a, ValidationProfile::PdfUa1] {
        // A list of facts is longer than a reader of strangers' files would allow.
        let limits = SafetyLimits::default().max_table_grid_rows(100_000);
        let options = ValidationOptions::default().profile(profile).limits(limits);
        let report = validate_pdf_bytes(bytes, &options).expect("the validator can read it");
        assert!(report.rules.total > 90, "{profile}: {} rules", report.rules.total);
        assert!(report.is_compliant, "{profile}: {:#?}", report.failures);
    }
}

#[test]
fn every_kind_of_block_conforms_to_the_archive_and_access_standards() {
    conforms(&pdf(&sample()));
    conforms(&pdf(&Document::new("Only a cover", "Full edition")));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(pdf(&sample()), pdf(&sample()));
}

#[test]
fn text_comes_out_as_it_was_typed() {
    let text = pages(&pdf(&sample())).concat();
    for typed in ["კალტორის ხიდი", "Адрун Тавелан", "Օստրել", "Αγία Βέρα", "Győr", "office"]
    {
        assert!(text.contains(typed), "{typed} in {text}");
    }
}

#[test]
fn every_page_has_marking_and_number() {
    let pages = pages(&pdf(&sample()));
    for (at, page) in pages.iter().enumerate() {
        assert_eq!(page.matches("TLP:GREEN\n").count(), if at == 0 { 3 } else { 2 }, "{page}");
        assert!(page.contains(&format!("Page {} of {}", at + 1, pages.len())), "{page}");
    }
}

#[test]
fn the_header_row_is_repeated_on_each_page() {
    let mut document = Document::new("Report", "Full edition");
    document.push(rows(200));
    let pages = pages(&pdf(&document));
    assert!(pages.len() > 4);
    for page in pages.iter().skip(1) {
        assert_eq!(page.matches("Gap id").count(), 1, "{page}");
    }
    let all = pages.concat();
    assert!((0..200).all(|row| all.contains(&format!("G-{row}\n"))));
}

#[test]
fn a_missing_glyph_names_character_and_text() {
    let mut document = Document::new("Report", "Full edition");
    document.paragraph("Lane \u{4E2D} closed");
    let error = write(&document, &PdfOptions::default()).expect_err("no font has it");
    assert!(
        matches!(&error, PdfError::NoGlyph { character: '\u{4E2D}', text } if text == "Lane \u{4E2D} closed")
    );
}

#[test]
fn a_heading_stays_with_what_follows_and_breaks_leave_no_empty_page() {
    for filled in 34..41 {
        let mut document = Document::new("Report", "Full edition");
        document.push(Block::PageBreak);
        for _ in 0..filled {
            document.paragraph("Line");
        }
        document.heading(2, "h", "Heading");
        document.paragraph("Follower");
        document.push(Block::PageBreak);
        document.push(Block::PageBreak);
        let pages = pages(&pdf(&document));
        let with_heading = pages.iter().skip(2).find(|page| page.contains("Heading"));
        assert!(with_heading.is_some_and(|page| page.contains("Follower")), "{filled}");
        assert!(pages.len() <= 5, "{filled}: {}", pages.len());
    }
}

#[test]
fn odd_documents_are_written_too() {
    let wide = Table::new("", "", (0..60).map(|at| Column::new(format!("C{at}"))).collect());
    let mut tall = rows(1);
    tall.columns.push(Column::new("Reason"));
    tall.rows[0].cells.push("The key was in the capital. ".repeat(900).into());
    let mut title = Table::new("T", "x", vec![Column::new("title ".repeat(4000))]);
    title.rows.push(Row::group("Group"));
    let odd: [Vec<Block>; 7] = [
        vec![],
        vec![Block::PageBreak],
        vec![Block::Paragraph(vec![])],
        vec![Block::Table(wide)],
        vec![Block::Table(tall.clone()), Block::Table(tall.landscape())],
        vec![Block::Table(title), Block::HeatMap(HeatMap::default()), Block::Bars(Bars::default())],
        vec![Block::Heading(Heading::new(1, "h", "")), Block::PageBreak],
    ];
    for blocks in odd {
        let document = Document { title: "word".repeat(300), blocks, ..Document::default() };
        assert!(!pages(&pdf(&document)).is_empty());
    }
}

#[test]
fn a_marking_is_whole_or_an_error() {
    let mut document = Document::new("Report", "Full edition");
    document.marking = Some("OFFICIAL ".repeat(30));
    let error = write(&document, &PdfOptions::default()).expect_err("it does not fit");
    assert!(matches!(error, PdfError::Marking { .. }));
}

#[test]
fn right_to_left_words_stand_in_the_order_of_the_page() {
    let mut document = Document::new("Report", "Full edition");
    document.paragraph("معبر دولقاش 42");
    // Glyph by glyph from left to right; a reader restores the logical order.
    let text = pages(&pdf(&document)).concat();
    assert!(text.contains("42 شاقلود ربعم"), "{text}");
}

#[test]
fn no_row_stands_alone_at_either_end_of_a_table() {
    for count in 30..60 {
        let mut document = Document::new("Report", "Full edition");
        document.push(Block::PageBreak);
        for _ in 0..count % 7 {
            document.paragraph("Line");
        }
        document.push(rows(count));
        let pages = pages(&pdf(&document));
        let page_of = |row: usize| {
            let name = format!("G-{row}\n");
            pages.iter().rposition(|page| page.contains(&name)).expect("every row is there")
        };
        assert_eq!(page_of(count - 1), page_of(count - 2), "{count}");
        assert_eq!(page_of(0), page_of(1), "{count}");
    }
}

#[test]
fn a_page_that_has_hardly_begun_is_gone_on_with() {
    for (lines, turned) in [(3, false), (30, true)] {
        let mut document = Document::new("Report", "Full edition");
        document.push(Block::PageBreak);
        for _ in 0..lines {
            document.paragraph("Line");
        }
        document.push(Heading::new(1, "h", "Chapter").on_new_page());
        document.paragraph("Follower");
        let pages = pages(&pdf(&document));
        let with = pages.iter().rfind(|page| page.contains("Follower")).expect("it is there");
        assert_eq!(!with.contains("Line"), turned, "{lines}");
    }
}
