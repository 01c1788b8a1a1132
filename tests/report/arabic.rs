//! The report in Arabic: read from right to left in every format, whole, and conforming.

use std::io::Read;

use borderfit::judge::{assess, default_day};
use borderfit::language::{Language, speaking};
use borderfit::report::Edition;
use borderfit::report::document::{
    Bar, Bars, Block, Column, Direction, Document, HeatCell, HeatMap, HeatRow, Mark, Row, Table,
};
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

/// A short report with a cover, a table and two figures.
fn figures() -> Document {
    let mut document = arabic(|| Document::new("تقرير", "الطبعة الكاملة"));
    document.cover = vec![("المسح".to_owned(), "نقاط العبور 2026".to_owned())];
    document.heading(1, "a", "النتائج الإجمالية");
    document.paragraph("لم تسجل أي نقطة عبور أخرى.");
    let columns = vec![Column::narrow("الفجوة"), Column::new("ما وجد")];
    let mut table = Table::new("T4", "الفجوات", columns);
    for n in 0..60 {
        let found = format!("المطابق {n} من {} مطلوبة", n + 7);
        table.rows.push(Row::new(vec![format!("G{n:04}").into(), found.into()]));
    }
    document.push(table);
    document.push(HeatMap {
        id: "T2".to_owned(),
        caption: "أسوأ حكم".to_owned(),
        alt: "أسوأ حكم".to_owned(),
        columns: vec!["النظم".to_owned(), "التشغيل".to_owned()],
        rows: (0..4)
            .map(|n| HeatRow {
                name: format!("معبر {n}"),
                cells: (0..2)
                    .map(|m| HeatCell {
                        mark: Some(Mark::ALL[(n + m) % 5]),
                        critical: n == m,
                        text: format!("{n}/{}", 9 + m),
                    })
                    .collect(),
            })
            .collect(),
        legend: Vec::new(),
    });
    document.push(Bars {
        id: "F1".to_owned(),
        caption: "الأحكام حسب نقطة العبور".to_owned(),
        alt: "الأحكام".to_owned(),
        coverage_title: "المحسوم".to_owned(),
        rows: (0..4_u32)
            .map(|n| Bar {
                name: format!("معبر {n}"),
                parts: vec![(Mark::ALL[0], n + 1), (Mark::ALL[2], 3)],
                coverage: format!("{n} من {}", n + 4),
            })
            .collect(),
        legend: Vec::new(),
    });
    document
}

/// What a report says outside the cells of its tables is read back from the right as well.
#[test]
fn a_fault_in_a_figure_a_title_or_the_cover_is_caught() {
    type Fault = (&'static str, fn(&mut Document));
    let whole = figures();
    let bytes = pdf::write(&whole, &PdfOptions::default()).expect("the fonts cover it");
    readback::pdf(&whole, &bytes).expect("it holds what it was written from");
    let faults: [Fault; 11] = [
        ("the cover", |d| d.cover[0].1.replace_range(..2, "")),
        ("a heading", |d| {
            at(d, |b| {
                if let Block::Heading(h) = b {
                    h.text.replace_range(..2, "")
                }
            })
        }),
        ("a paragraph", |d| {
            at(d, |b| {
                if let Block::Paragraph(p) = b {
                    p[0].text.replace_range(..2, "")
                }
            });
        }),
        ("the caption of a table", |d| table(d, |t| t.caption.replace_range(..2, ""))),
        ("titles of columns", |d| table(d, |t| t.columns.swap(0, 1))),
        ("a row that is not there", |d| {
            table(d, |t| t.rows.retain(|r| r.cells[0].runs[0].text != "G0031"))
        }),
        ("rows in another order", |d| table(d, |t| t.rows.swap(4, 40))),
        ("a verdict", |d| map(d, |m| m.rows[1].cells[1].mark = Some(Mark::ALL[0]))),
        ("that it is critical", |d| map(d, |m| m.rows[2].cells[0].critical = true)),
        ("columns of a map in another order", |d| map(d, |m| m.rows[3].cells.swap(0, 1))),
        ("a coverage", |d| {
            at(d, |b| {
                if let Block::Bars(bars) = b {
                    bars.rows[2].coverage = "2 من 7".to_owned()
                }
            });
        }),
    ];
    for (what, fault) in faults {
        let mut spoilt = whole.clone();
        fault(&mut spoilt);
        assert!(spoilt != whole, "{what} is as it was");
        let bytes = pdf::write(&spoilt, &PdfOptions::default()).expect("the fonts cover it");
        readback::pdf(&spoilt, &bytes).expect("it holds what it was written from");
        assert!(readback::pdf(&whole, &bytes).is_err(), "{what} went by");
    }
    let mut file = lopdf::Document::load_mem(&bytes).expect("a PDF");
    let pages = u32::try_from(file.get_pages().len()).expect("few pages");
    assert!(pages > 2, "{pages} pages");
    file.delete_pages(&[pages - 1]);
    let mut fewer = Vec::new();
    file.save_to(&mut fewer).expect("memory can be written");
    assert!(readback::pdf(&whole, &fewer).is_err(), "a page went by");
}

fn at(document: &mut Document, change: impl FnMut(&mut Block)) {
    document.blocks.iter_mut().for_each(change);
}

fn table(document: &mut Document, change: impl Fn(&mut Table)) {
    at(document, |block| {
        if let Block::Table(table) = block {
            change(table);
        }
    });
}

fn map(document: &mut Document, change: impl Fn(&mut HeatMap)) {
    at(document, |block| {
        if let Block::HeatMap(map) = block {
            change(map);
        }
    });
}
