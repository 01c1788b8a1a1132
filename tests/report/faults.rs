//! Faults put into writers: each is caught before anybody is told that the file was written.

use borderfit::report::document::{Block, Cell, Column, Document, Mark, Row, Run, Table};
use borderfit::report::pdf::{self, PdfOptions};
use borderfit::report::readback;
use borderfit::report::write::{docx, html, markdown, tables};

use crate::common::{self, Draw};

fn small(draw: &mut Draw) -> Document {
    let mut document = Document::new("A report", "Full edition");
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
    document.paragraph("Nothing else was found.");
    document
}

/// The document as a writer with a fault would write it, or nothing if the fault changes nothing.
fn spoilt(document: &Document, draw: &mut Draw) -> Document {
    let mut spoilt = document.clone();
    let table = spoilt.blocks.iter_mut().find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let table = table.expect("a table");
    let row = draw.below(table.rows.len());
    match draw.below(5) {
        0 => {
            table.rows.remove(row);
        }
        1 => {
            let cell = &mut table.rows[row].cells[2];
            let text: String = cell.runs[0].text.chars().take(6).collect();
            cell.runs[0].text = text;
        }
        2 => table.rows[row].cells[0] = Cell::default(),
        3 => {
            let mark = table.rows[row].cells[1].mark;
            let other = Mark::ALL.into_iter().find(|other| Some(*other) != mark);
            table.rows[row].cells[1].mark = other;
        }
        _ => {
            let at = table.rows.len() - 1;
            table.rows.swap(row.min(at - 1), at);
        }
    }
    spoilt
}

#[test]
fn a_thousand_faults_are_caught() {
    let cases = common::cases(1000);
    let mut caught = 0;
    for seed in 0..cases {
        let mut draw = Draw::new(seed);
        let document = small(&mut draw);
        let wrong = spoilt(&document, &mut draw);
        let whole = match seed % 8 {
            0 | 1 => {
                let bytes = pdf::write(&wrong, &PdfOptions::default()).expect("a file");
                readback::pdf(&document, &bytes).is_ok()
            }
            2 => {
                // A file that was not written to its end.
                let mut bytes = pdf::write(&document, &PdfOptions::default()).expect("a file");
                bytes.truncate(draw.below(bytes.len() - 8));
                readback::pdf(&document, &bytes).is_ok()
            }
            3 => {
                // A sign that nobody could read.
                let mut wrong = document.clone();
                wrong.blocks.iter_mut().for_each(|block| {
                    if let Block::Paragraph(runs) = block {
                        *runs = vec![Run::new("What was f und stands here.")];
                    }
                });
                let bytes = pdf::write(&wrong, &PdfOptions::default()).expect("a file");
                readback::pdf(&document, &bytes).is_ok()
            }
            4 => {
                let bytes = docx::docx(&wrong).expect("a file");
                readback::docx(&document, &bytes).is_ok()
            }
            5 => {
                let bytes = tables::xlsx(&wrong).expect("a file");
                readback::xlsx(&document, &bytes).is_ok()
            }
            6 => {
                let files = tables::csv(&wrong).expect("files");
                readback::csv(&document, &files).is_ok()
            }
            _ => {
                let page = html::html(&wrong);
                let text = markdown::markdown(&wrong);
                readback::text(&document, &page).is_ok() || readback::text(&document, &text).is_ok()
            }
        };
        assert!(!whole, "the fault of case {seed} went by");
        caught += 1;
    }
    assert_eq!(caught, cases);
}

#[test]
fn without_a_fault_nothing_is_said() {
    for seed in 0..20 {
        let document = small(&mut Draw::new(seed));
        let bytes = pdf::write(&document, &PdfOptions::default()).expect("a file");
        readback::pdf(&document, &bytes).expect("it is whole");
        readback::docx(&document, &docx::docx(&document).expect("a file")).expect("it is whole");
        readback::xlsx(&document, &tables::xlsx(&document).expect("a file")).expect("it is whole");
        let files = tables::csv(&document).expect("files");
        readback::csv(&document, &files).expect("they are whole");
    }
}
