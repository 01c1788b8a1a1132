//! Faults put into writers: each is caught before anybody is told that the file was written.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use borderfit::report::document::{
    Block, Cell, Column, Document, HeatCell, HeatMap, HeatRow, Mark, Row, Run, Table,
};
use borderfit::report::pdf::{self, PdfOptions};
use borderfit::report::readback;
use borderfit::report::write::{docx, html, markdown, tables};

use crate::common::{self, Draw};

fn small(draw: &mut Draw) -> Document {
    let mut document = Document::new("A report", "Full edition");
    document.cover = vec![("Survey".to_owned(), format!("S{:06}", draw.below(999_999)))];
    document.heading(1, "a", "Gaps of the year");
    document.paragraph("What was found stands here.");
    let columns = vec![Column::narrow("Line"), Column::new("Finding"), Column::new("Reason")];
    let mut table = Table::new("T4", "Gaps", columns);
    for n in 0..25 {
        let id = format!("G{n:04}{:05}", draw.below(99_999));
        table.rows.push(Row::new(vec![
            id.as_str().into(),
            Cell::mark(Mark::ALL[n % 5], n % 7 == 0, format!("R{n}@P{}", draw.below(999))),
            format!("{} of {} readers work at booth {}", n, n + 3, draw.below(9_999)).into(),
        ]));
    }
    document.push(table);
    document.push(HeatMap {
        id: "T2".to_owned(),
        caption: "Worst verdict".to_owned(),
        alt: "Worst verdicts".to_owned(),
        columns: vec!["Documents".to_owned(), "Systems".to_owned()],
        rows: (0..4)
            .map(|n| HeatRow {
                name: format!("P{n} Post"),
                cells: (0..2)
                    .map(|m| HeatCell {
                        mark: Some(Mark::ALL[(n + m) % 5]),
                        critical: (n + m) % 5 == 2,
                        text: format!("{}/{}", draw.below(9), 9 + n),
                    })
                    .collect(),
            })
            .collect(),
        legend: Vec::new(),
    });
    document.paragraph("Nothing else was found.");
    document
}

/// What can go wrong on the way from the document to the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    RowDropped,
    RowsSwapped,
    RowTwice,
    CellCut,
    CellEmpty,
    SignLost,
    VerdictChanged,
    TitleOfColumnLost,
    VerdictOfFigureChanged,
    Truncated,
    PartMissing,
}

const FAULTS: [Fault; 11] = [
    Fault::RowDropped,
    Fault::RowsSwapped,
    Fault::RowTwice,
    Fault::CellCut,
    Fault::CellEmpty,
    Fault::SignLost,
    Fault::VerdictChanged,
    Fault::TitleOfColumnLost,
    Fault::VerdictOfFigureChanged,
    Fault::Truncated,
    Fault::PartMissing,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Format {
    Pdf,
    Docx,
    Xlsx,
    Csv,
    Html,
    Markdown,
}

const FORMATS: [Format; 6] =
    [Format::Pdf, Format::Docx, Format::Xlsx, Format::Csv, Format::Html, Format::Markdown];

fn other(mark: Option<Mark>) -> Option<Mark> {
    Mark::ALL.into_iter().find(|other| Some(*other) != mark)
}

/// The document as a writer with such a fault would read it; `None` where the fault is one of bytes.
fn spoilt(document: &Document, fault: Fault, draw: &mut Draw) -> Option<Document> {
    let mut spoilt = document.clone();
    let found = spoilt.blocks.iter_mut().find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let table = found.expect("a table");
    let row = draw.below(table.rows.len());
    let column = draw.below(2) * 2;
    let last = table.rows.len() - 1;
    match fault {
        Fault::RowDropped => drop(table.rows.remove(row)),
        Fault::RowsSwapped => table.rows.swap(row.min(last - 1), last),
        Fault::RowTwice => table.rows[row] = table.rows[(row + 1) % (last + 1)].clone(),
        Fault::CellCut => {
            let run = &mut table.rows[row].cells[column].runs[0];
            let length = run.text.chars().count();
            run.text = run.text.chars().take(1 + draw.below(length - 1)).collect();
            run.text = run.text.trim_end().to_owned();
        }
        Fault::CellEmpty => table.rows[row].cells[column] = Cell::default(),
        Fault::SignLost => {
            let run = &mut table.rows[row].cells[column].runs[0];
            let seen = |c: char| !c.is_whitespace();
            let signs = run.text.char_indices().filter(|(_, c)| seen(*c));
            let places: Vec<usize> = signs.map(|(at, _)| at).collect();
            run.text.remove(places[draw.below(places.len())]);
        }
        Fault::VerdictChanged => {
            let cell = &mut table.rows[row].cells[1];
            cell.mark = other(cell.mark);
        }
        Fault::TitleOfColumnLost => {
            table.columns.swap(0, 2);
        }
        Fault::VerdictOfFigureChanged => {
            for block in &mut spoilt.blocks {
                if let Block::HeatMap(map) = block {
                    let cell = &mut map.rows[draw.below(4)].cells[draw.below(2)];
                    cell.mark = other(cell.mark);
                }
            }
        }
        Fault::Truncated | Fault::PartMissing => return None,
    }
    Some(spoilt)
}

/// What lies on the disk: one file, or one for each table.
type Files = Vec<(String, Vec<u8>)>;

fn written(document: &Document, format: Format) -> Files {
    let one = |bytes: Vec<u8>| vec![(String::new(), bytes)];
    match format {
        Format::Pdf => one(pdf::write(document, &PdfOptions::default()).expect("a file")),
        Format::Docx => one(docx::docx(document).expect("a file")),
        Format::Xlsx => one(tables::xlsx(document).expect("a file")),
        Format::Csv => tables::csv(document).expect("files"),
        Format::Html => one(html::html(document).into_bytes()),
        Format::Markdown => one(markdown::markdown(document).into_bytes()),
    }
}

/// Whether reading back finds nothing wrong.
fn passes(document: &Document, format: Format, files: &Files) -> bool {
    let bytes = || files[0].1.as_slice();
    let text = || String::from_utf8_lossy(bytes());
    match format {
        Format::Pdf => readback::pdf(document, bytes()).is_ok(),
        Format::Docx => readback::docx(document, bytes()).is_ok(),
        Format::Xlsx => readback::xlsx(document, bytes()).is_ok(),
        Format::Csv => readback::csv(document, files).is_ok(),
        Format::Html | Format::Markdown => readback::text(document, &text()).is_ok(),
    }
}

/// Spoils the bytes of what was written whole.
fn damaged(mut files: Files, format: Format, fault: Fault, draw: &mut Draw) -> Files {
    let which = draw.below(files.len());
    let bytes = &mut files[which].1;
    if fault == Fault::Truncated {
        // The last line end alone holds nothing.
        let end = if format == Format::Pdf { 8 } else { 2 };
        bytes.truncate(draw.below(bytes.len() - end));
        return files;
    }
    match format {
        Format::Pdf => {
            let mut file = lopdf::Document::load_mem(bytes).expect("a PDF");
            let pages = u32::try_from(file.get_pages().len()).expect("few pages");
            file.delete_pages(&[1 + u32::try_from(draw.below(pages as usize)).expect("few")]);
            bytes.clear();
            file.save_to(bytes).expect("memory can be written");
        }
        Format::Docx | Format::Xlsx => *bytes = without_part(bytes, draw),
        Format::Csv => drop(files.remove(which)),
        Format::Html | Format::Markdown => {
            // A stretch of some kilobytes that was never written.
            let text = String::from_utf8(std::mem::take(bytes)).expect("text");
            let (start, end) = (text.find("Gaps of").expect("it"), text.find("Nothing else"));
            let from = start + draw.below(end.expect("it") - start);
            let to = from + 300 + draw.below(600);
            *bytes = [&text.as_bytes()[..from], &text.as_bytes()[to.min(text.len())..]].concat();
        }
    }
    files
}

/// A zip file without one of the parts that hold what is read.
fn without_part(bytes: &[u8], draw: &mut Draw) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
    let mut parts: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a part");
        let mut content = Vec::new();
        let name = file.name().expect("a name").into_owned();
        file.read_to_end(&mut content).expect("it can be read");
        parts.insert(name, content);
    }
    let told = |name: &&String| {
        *name == "word/document.xml"
            || *name == "xl/sharedStrings.xml"
            || name.starts_with("xl/worksheets/sheet") && *name != "xl/worksheets/sheet1.xml"
    };
    let names: Vec<String> = parts.keys().filter(told).cloned().collect();
    parts.remove(&names[draw.below(names.len())]);
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        out.write_all(&content).expect("memory can be written");
    }
    out.finish().expect("a zip file").into_inner()
}

#[test]
fn a_thousand_faults_are_caught() {
    let cases = common::cases(1000);
    let mut caught: BTreeMap<(Format, Fault), usize> = BTreeMap::new();
    let mut went_by = Vec::new();
    for seed in 0..cases {
        let mut draw = Draw::new(seed);
        let document = small(&mut draw);
        let at = usize::try_from(seed).expect("few");
        let format = FORMATS[at % FORMATS.len()];
        let fault = FAULTS[at / FORMATS.len() % FAULTS.len()];
        let files = match spoilt(&document, fault, &mut draw) {
            Some(wrong) => written(&wrong, format),
            None => damaged(written(&document, format), format, fault, &mut draw),
        };
        if passes(&document, format, &files) {
            went_by.push((seed, format, fault));
        }
        *caught.entry((format, fault)).or_default() += 1;
    }
    assert!(went_by.is_empty(), "{} went by: {went_by:?}", went_by.len());
    // Every fault was tried in every format, many times.
    if cases >= 1000 {
        assert_eq!(caught.len(), FORMATS.len() * FAULTS.len());
        assert!(caught.values().all(|count| *count >= 15), "{caught:?}");
    }
}

#[test]
fn without_a_fault_nothing_is_said() {
    for seed in 0..20 {
        let document = small(&mut Draw::new(seed));
        for format in FORMATS {
            assert!(passes(&document, format, &written(&document, format)), "{seed} {format:?}");
        }
    }
}

#[test]
fn a_sign_of_a_paragraph_or_of_the_cover_that_is_lost_is_missed() {
    let document = small(&mut Draw::new(7));
    let mut wrong = document.clone();
    wrong.blocks.iter_mut().for_each(|block| {
        if let Block::Paragraph(runs) = block {
            *runs = vec![Run::new("What was f und stands here.")];
        }
    });
    let mut cover = document.clone();
    cover.cover[0].1.pop();
    for wrong in [wrong, cover] {
        let files = written(&wrong, Format::Pdf);
        assert!(!passes(&document, Format::Pdf, &files));
    }
}
