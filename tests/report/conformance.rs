//! PDF/A-2a and PDF/UA-1, on every edition and in several languages.

use borderfit::report::Edition;
use borderfit::report::document::{
    Block, Cell, Chart, ChartBar, Column, Direction, Document, List, Mark, Row, Run, Table,
    WriterWords,
};
use borderfit::report::pdf::{self, PageSize, PdfOptions, extract};
use borderfit::report::readback;
use page_validation::{SafetyLimits, ValidationOptions, ValidationProfile, validate_pdf_bytes};

use crate::common;

pub(crate) fn conforms(bytes: &[u8]) {
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
fn every_edition_of_the_demo_conforms_and_holds_what_it_should() {
    let (loaded, survey, assessment) = common::demo();
    for edition in Edition::ALL {
        let document = common::edition(&loaded, &survey, &assessment, edition);
        for page in [PageSize::A4, PageSize::Letter] {
            let options = PdfOptions { page, ..PdfOptions::default() };
            let bytes = pdf::write(&document, &options).expect("the fonts cover it");
            conforms(&bytes);
            readback::pdf(&document, &bytes).expect("it is whole");
            let again = pdf::write(&document, &options).expect("the fonts cover it");
            assert!(bytes == again, "{edition:?}: two runs differ");
        }
    }
}

/// A small report with every kind of text, as another language would have it.
fn translated(language: &str, direction: Direction, words: [&str; 6]) -> Document {
    let [title, heading, text, column, cell, point] = words;
    let mut document = Document::new(title, heading);
    document.language = language.to_owned();
    document.direction = direction;
    document.words = WriterWords {
        lists: [heading, column, point].map(str::to_owned),
        page: format!("{heading} {{}} / {{}}"),
        continued: format!("({point})"),
        ..WriterWords::default()
    };
    document.marking = Some("TLP:GREEN".to_owned());
    document.cover = vec![(column.to_owned(), cell.to_owned())];
    document.heading(1, "a", heading);
    document.paragraph(text);
    document
        .push(List { ordered: true, items: vec![vec![Run::new(point)], vec![Run::bold(cell)]] });
    document.push(Block::Note(vec![Run::new(text)]));
    document.push(Block::KeyValues(vec![(column.to_owned(), vec![Run::new(cell)])]));
    let mut table = Table::new("T1", text, vec![Column::narrow("G1"), Column::new(column)]);
    for n in 0..70 {
        let name = Cell::mark(Mark::ALL[n % 5], n % 7 == 0, format!("R{n}"));
        table.rows.push(Row::new(vec![name, format!("{cell} {n}").as_str().into()]));
    }
    document.push(table);
    document.push(Chart {
        id: "F1".to_owned(),
        caption: text.to_owned(),
        alt: text.to_owned(),
        ticks: vec![(0, "0".to_owned()), (1000, "10".to_owned())],
        rows: vec![ChartBar {
            name: cell.to_owned(),
            span: Some((100, 900)),
            sure: Some(500),
            label: "1 000".to_owned(),
        }],
    });
    document
}

/// French, Arabic, Farsi: words of a report.
pub(crate) const LANGUAGES: [(&str, Direction, [&str; 6]); 3] = [
    (
        "fr",
        Direction::LeftToRight,
        [
            "Étude des postes frontières",
            "Résumé",
            "Ce qui n’a pas été évalué n’est jamais réputé conforme ; l’œil voit où ça manque.",
            "Exigence",
            "Lecteur de passeports à Győr",
            "Écart",
        ],
    ),
    (
        "ar",
        Direction::RightToLeft,
        [
            "مسح نقاط العبور الحدودية",
            "ملخص",
            "ما لم يتم تقييمه لا يعتبر مستوفى أبدا (لا في 3 ولا في 12 نقطة).",
            "المتطلب",
            "قارئ جوازات السفر DOC-06",
            "فجوة",
        ],
    ),
    (
        "fa",
        Direction::RightToLeft,
        ["گزارش گذرگاه‌های مرزی", "چکیده", "پل کالتور ۱۲ گیت دارد.", "نیاز", "پیوند", "کمبود"],
    ),
];

#[test]
fn french_arabic_and_farsi_conform() {
    for (language, direction, words) in LANGUAGES {
        let document = translated(language, direction, words);
        let bytes = pdf::write(&document, &PdfOptions::default()).expect("the fonts cover it");
        conforms(&bytes);
        readback::pdf(&document, &bytes).expect("it is whole");
        if let Some(folder) = std::env::var_os("BORDERFIT_KEEP") {
            let path = std::path::Path::new(&folder).join(format!("{language}.pdf"));
            std::fs::write(path, &bytes).expect("the folder can be written");
        }
        let all = extract::content(&bytes).expect("it can be read").concat();
        if direction == Direction::LeftToRight {
            assert!(all.contains("Étude des postes frontières"));
        } else {
            // Joined letters come back as they were typed, in the order of the page.
            let backwards: String = words[1].chars().rev().collect();
            assert!(all.contains(&backwards), "{language}: {all}");
        }
    }
}
