//! PDF/A-2a and PDF/UA-1, on every edition and in several languages.

use std::fmt::Write as _;
use std::io::Write as _;

use borderfit::judge::{Assessment, assess, default_day};
use borderfit::language::{Language, speaking};
use borderfit::model::{SubjectId, Survey};
use borderfit::report::Edition;
use borderfit::report::document::{
    Block, Cell, Chart, ChartBar, Column, Direction, Document, List, Mark, Row, Run, Table,
    WriterWords,
};
use borderfit::report::pdf::{self, PageSize, PdfOptions, extract};
use borderfit::report::readback;
use borderfit::report::write::file::FileFormat;
use borderfit::report::{Filter, ReportOptions, report};
use borderfit::standard::{Loaded, load_built_in};
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

/// The 112 land ports of the United States: real names and places, and nothing on equipment.
fn ports() -> (Loaded, Survey, Assessment) {
    let loaded = load_built_in("land-bcp-core").expect("a built-in profile");
    let mut table = String::from(
        "crossing_point,position,item,attribute,value,unit,evidence,absent,recorded_by,\
         recorded_at,note,settles\n",
    );
    let mut reader =
        csv::Reader::from_reader(&include_bytes!("../tables/us-land-ports-2023.csv")[..]);
    for record in reader.records() {
        let record = record.expect("a record");
        let code = &record[0];
        let facts = [
            ("type", "road"),
            ("country", "US"),
            ("name", &record[1]),
            ("region", &record[2]),
            ("latitude", &record[4]),
            ("longitude", &record[5]),
            ("persons_per_year", &record[12]),
        ];
        for (attribute, value) in facts {
            let _ = writeln!(table, "{code},,,{attribute},\"{value}\",,documented,,A,2026-03-03,,");
        }
    }
    let survey = common::survey(&table, &loaded.profile);
    let assessment = assess(&survey, &loaded.profile, default_day(&survey));
    (loaded, survey, assessment)
}

/// Whether the long documents are tried in every edition and language: minutes, not seconds.
fn at_length() -> bool {
    std::env::var_os("BORDERFIT_LONG").is_some()
}

#[test]
fn a_report_on_112_crossing_points_conforms() {
    for (language, edition) in [
        (Language::English, Edition::Full),
        (Language::English, Edition::Partner),
        (Language::English, Edition::Public),
        (Language::French, Edition::Full),
        (Language::French, Edition::Partner),
        (Language::French, Edition::Public),
        (Language::Arabic, Edition::Full),
        (Language::Arabic, Edition::Partner),
        (Language::Arabic, Edition::Public),
    ] {
        // Usually only the shortest.
        if edition != Edition::Public && !at_length() {
            continue;
        }
        speaking(language, || {
            let (loaded, survey, assessment) = ports();
            let document = common::edition(&loaded, &survey, &assessment, edition);
            let bytes = pdf::write(&document, &PdfOptions::default()).expect("a file");
            readback::pdf(&document, &bytes).expect("it is whole");
            conforms(&bytes);
        });
    }
}

/// Facts in words, each of its own length, in as many rows as asked for.
fn long(rows: usize) -> Document {
    let mut document = Document::new("A long report", "Full edition");
    document.heading(1, "facts", "Facts");
    let mut columns = vec![Column::narrow("Id")];
    columns.extend(["Place", "Fact", "Value", "Note", "Source"].map(Column::new));
    let mut table = Table::new("T1", "Facts of a long survey", columns);
    for n in 0..rows {
        let words = |seed: usize, count: usize| {
            let all =
                ["reader", "link", "post", "officer", "seen", "working", "at", "night", "desk"];
            let word = |at: usize| all[(n * 7 + seed * 3 + at * 5) % all.len()];
            (0..count).map(word).collect::<Vec<_>>().join(" ")
        };
        let mut cells = vec![Cell::from(format!("F{n:06}"))];
        cells.extend((1..6).map(|at| Cell::from(words(at, 3 + (n + at) % 6))));
        table.rows.push(Row::new(cells));
    }
    document.push(table);
    document
}

#[test]
fn five_hundred_pages_conform() {
    let languages = [Language::English, Language::French, Language::Arabic];
    for language in &languages[..if at_length() { 3 } else { 1 }] {
        let document = speaking(*language, || long(11_000));
        let bytes = pdf::write(&document, &PdfOptions::default()).expect("a file");
        let pages = extract::content(&bytes).expect("it can be read").len();
        assert!(pages >= 500, "{pages}");
        readback::pdf(&document, &bytes).expect("it is whole");
        conforms(&bytes);
    }
}

/// Names in seven scripts come out of the file as they were typed.
#[test]
fn names_in_every_script_are_extracted_as_typed() {
    let names = [
        "Győr-Štěpánov Łódź Ærøskøbing",
        "Верхний Ларс Қорғас",
        "Ειδομένη Κήποι",
        "სარფი ზემო ლარსი",
        "Բագրատաշեն Մեղրի",
    ];
    let mut document = Document::new("Names", "Full edition");
    names.iter().for_each(|name| document.paragraph(*name));
    for name in ["معبر باب الهوى", "گذرگاه مرزی بازرگان"] {
        document.paragraph(name);
    }
    let bytes = pdf::write(&document, &PdfOptions::default()).expect("the fonts cover it");
    conforms(&bytes);
    let all = extract::content(&bytes).expect("it can be read").concat();
    for name in names {
        assert!(all.contains(name), "{name}: {all}");
    }
    // From right to left a page holds the letters as they stand, each as it was typed.
    for name in ["معبر باب الهوى", "گذرگاه مرزی بازرگان"] {
        let backwards: String = name.chars().rev().collect();
        assert!(all.contains(&backwards), "{name}: {all}");
    }
    other_readers_agree(&bytes, &names);
}

/// Runs a tool on a file; `None`, and a line that says so, where it is not installed.
fn tool(name: &str, arguments: &[&str], bytes: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("report.pdf");
    std::fs::write(&path, bytes).expect("the folder can be written");
    let arguments = arguments.iter().map(|argument| match *argument {
        "FILE" => path.clone().into_os_string(),
        argument => argument.into(),
    });
    match std::process::Command::new(name).args(arguments).output() {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{name}: {said}");
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Err(_) => {
            let mut out = std::io::stderr();
            let _ = writeln!(out, "skipped: {name} is not installed");
            None
        }
    }
}

/// What poppler and qpdf say of a file, where they are installed.
fn other_readers_agree(bytes: &[u8], names: &[&str]) {
    if let Some(text) = tool("pdftotext", &["FILE", "-"], bytes) {
        for name in names {
            assert!(text.contains(name), "{name}: {text}");
        }
    }
    tool("qpdf", &["--check", "FILE"], bytes);
}

#[test]
fn other_readers_see_headings_header_cells_and_figures_in_reading_order() {
    let (loaded, survey, assessment) = common::demo();
    // Of one crossing point: poppler takes minutes for the structure of a long file.
    let options = ReportOptions {
        filter: Filter {
            crossing_points: ["QV-A01".to_owned()].into(),
            verdicts: Default::default(),
        },
        ..ReportOptions::default()
    };
    let document = report(&survey, &loaded.profile, &assessment, &options);
    let bytes = pdf::write(&document, &PdfOptions::default()).expect("the fonts cover it");
    other_readers_agree(&bytes, &["Адрун Тавелан"]);
    let figures = figures_with_words(&bytes);
    assert!(figures >= 2, "{figures}");
    let Some(structure) = tool("pdfinfo", &["-struct-text", "FILE"], &bytes) else { return };
    let count = |what: &str| structure.lines().filter(|line| line.trim() == what).count();
    let tables = document.blocks.iter().filter(|b| matches!(b, Block::Table(_))).count();
    assert!(count("Table (block)") >= tables, "{}", count("Table (block)"));
    let headings = structure.lines().filter(|line| {
        let line = line.trim();
        line.starts_with('H') && line.ends_with("(block)")
    });
    assert!(headings.count() >= document.headings().count());
    assert!(heads(&bytes, "Column") > tables && heads(&bytes, "Row") > tables);
    // The chapters come in the order of the document.
    let mut rest = structure.split_whitespace().collect::<Vec<_>>().join(" ");
    for heading in document.headings() {
        let words = heading.text.split_whitespace().collect::<Vec<_>>();
        // A long heading is shown in two stretches.
        let start = words.iter().take(2).copied().collect::<Vec<_>>().join(" ");
        let Some((_, after)) = rest.split_once(&start) else { panic!("{start} is out of order") };
        rest = after.to_owned();
    }
}

/// How many figures have an alternative in words.
fn figures_with_words(bytes: &[u8]) -> usize {
    let pdf = lopdf::Document::load_mem(bytes).expect("it can be read");
    let figure = |object: &&lopdf::Object| {
        let Ok(element) = object.as_dict() else { return false };
        let is = element.get(b"S").and_then(|s| s.as_name()).is_ok_and(|s| s == b"Figure");
        is && element.get(b"Alt").and_then(|a| a.as_str()).is_ok_and(|words| words.len() > 20)
    };
    pdf.objects.values().filter(figure).count()
}

/// How many header cells head a `Column` or a `Row`.
fn heads(bytes: &[u8], scope: &str) -> usize {
    let pdf = lopdf::Document::load_mem(bytes).expect("it can be read");
    pdf.objects
        .values()
        .filter(|object| {
            let Ok(element) = object.as_dict() else { return false };
            let Ok(of) = element.get(b"A").and_then(|a| a.as_dict()) else { return false };
            let is = of.get(b"Scope").and_then(|s| s.as_name());
            is.is_ok_and(|is| is == scope.as_bytes())
        })
        .count()
}

/// A survey on its first day: nothing in it, or one place of which nothing is known.
#[test]
fn a_report_on_nothing_conforms_in_every_format() {
    let formats = ["pdf", "docx", "html", "md", "xlsx"].map(FileFormat::of_ending);
    for profile in ["demo-min", "land-bcp-core"] {
        for place in [false, true] {
            let loaded = load_built_in(profile).expect("a built-in profile");
            let table = "crossing_point,position,item,attribute,value,unit,evidence,absent,\
                         recorded_by,recorded_at,note,settles\n\
                         QV-A01,,,type,road,,documented,,A,2026-03-03,,\n";
            let survey = match place {
                true => common::survey(table, &loaded.profile),
                false => Survey::new(SubjectId([7; 16])),
            };
            let assessment = assess(&survey, &loaded.profile, default_day(&survey));
            for language in [Language::English, Language::French, Language::Arabic] {
                for edition in [Edition::Full, Edition::Partner, Edition::Public] {
                    // The long profile says little else.
                    if profile != "demo-min" && edition != Edition::Public {
                        continue;
                    }
                    speaking(language, || {
                        let document = common::edition(&loaded, &survey, &assessment, edition);
                        for block in &document.blocks {
                            if let Block::Table(table) = block {
                                assert!(!table.rows.is_empty(), "{profile}: {} is empty", table.id);
                            }
                        }
                        for format in formats.into_iter().flatten() {
                            let bytes = format.write(&document, &PdfOptions::default());
                            let bytes = bytes.expect("it can be written");
                            let whole = format.read_back(&document, &bytes);
                            whole.unwrap_or_else(|e| {
                                panic!("{profile} {language:?} {format:?}: {e}")
                            });
                            if format == FileFormat::Pdf {
                                conforms(&bytes);
                            }
                        }
                    });
                }
            }
        }
    }
}
