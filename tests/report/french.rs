//! The report in French: every edition conforms, is whole, and holds no English but what people
//! recorded and what sources are called.

use std::collections::BTreeSet;
use std::io::Read;

use borderfit::judge::{Assessment, assess, default_day};
use borderfit::language::{Language, speaking};
use borderfit::model::Survey;
use borderfit::report::Edition;
use borderfit::report::document::{Block, Document};
use borderfit::report::edition::document_text;
use borderfit::report::pdf::{self, PdfOptions};
use borderfit::report::readback;
use borderfit::report::write::{docx, html, markdown, tables};
use borderfit::standard::{Loaded, load_built_in};

use crate::common;
use crate::conformance::conforms;

fn french<T>(work: impl FnOnce() -> T) -> T {
    speaking(Language::French, work)
}

fn demo() -> (Loaded, Survey, Assessment) {
    let (_, survey, _) = common::demo();
    let loaded = french(|| load_built_in("demo-min").expect("the demo profile"));
    let assessment = assess(&survey, &loaded.profile, default_day(&survey));
    (loaded, survey, assessment)
}

fn document(edition: Edition) -> Document {
    let (loaded, survey, assessment) = demo();
    french(|| common::edition(&loaded, &survey, &assessment, edition))
}

#[test]
fn every_edition_conforms_in_french_and_holds_what_it_should() {
    for edition in Edition::ALL {
        let document = document(edition);
        assert_eq!(document.language, "fr");
        // Written where the program speaks English: the words of a document are its own.
        let bytes = pdf::write(&document, &PdfOptions::default()).expect("the fonts cover it");
        conforms(&bytes);
        readback::pdf(&document, &bytes).expect("it is whole");
        let file = lopdf::Document::load_mem(&bytes).expect("a PDF");
        let catalog = file.catalog().expect("a catalogue");
        assert_eq!(catalog.get(b"Lang").and_then(|l| l.as_str()).ok(), Some(&b"fr"[..]));
    }
}

#[test]
fn every_format_is_whole_in_french() {
    let document = document(Edition::Full);
    let word = docx::docx(&document).expect("a Word file");
    readback::docx(&document, &word).expect("it is whole");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&word)).expect("a zip file");
    let mut styles = String::new();
    let mut file = archive.by_name("word/styles.xml").expect("the styles");
    file.read_to_string(&mut styles).expect("text");
    assert!(styles.contains("<w:lang w:val=\"fr\""), "{styles}");
    let page = html::html(&document);
    readback::text(&document, &page).expect("it is whole");
    assert!(page.contains("<html lang=\"fr\""));
    readback::text(&document, &markdown::markdown(&document)).expect("it is whole");
    let book = french(|| tables::xlsx(&document).expect("a workbook"));
    readback::xlsx(&document, &book).expect("it is whole");
    readback::csv(&document, &tables::csv(&document).expect("tables")).expect("they are whole");
}

/// The same chapters, tables and rows, by the same ids, whatever the language.
#[test]
fn the_french_report_is_built_as_the_english_one() {
    let (loaded, survey, assessment) = common::demo();
    let shape = |document: &Document| -> Vec<String> {
        let ids = document.blocks.iter().map(|block| match block {
            Block::Heading(heading) => heading.id.clone(),
            // A language has the acronyms of its own texts.
            Block::Table(table) if table.id == "T0c" => table.id.clone(),
            Block::Table(table) => {
                let mut rows: Vec<&str> =
                    table.rows.iter().filter_map(|row| row.id.as_deref()).collect();
                rows.sort_unstable();
                format!("{} {} {}", table.id, table.rows.len(), rows.join(" "))
            }
            other => format!("{:?}", std::mem::discriminant(other)),
        });
        ids.collect()
    };
    for edition in Edition::ALL {
        let english = common::edition(&loaded, &survey, &assessment, edition);
        assert_eq!(english.language, "en");
        let (french, english) = (shape(&document(edition)), shape(&english));
        let differs = french.iter().zip(&english).find(|(french, english)| french != english);
        assert_eq!(differs, None, "{edition:?}");
        assert_eq!(french.len(), english.len(), "{edition:?}");
    }
}

/// Words that stand in nearly every English sentence and in no French one.
const ENGLISH: [&str; 6] = ["the", "and", "of", "with", "not", "is"];

#[test]
fn no_english_is_left() {
    let (loaded, survey, _) = demo();
    let mut own: BTreeSet<String> = BTreeSet::new();
    // What people wrote, and what sources are called.
    for observation in survey.observations() {
        own.insert(observation.note.to_string());
        if let borderfit::model::Answer::Known { value, .. } = &observation.answer {
            own.insert(value.to_string());
        }
        own.extend(observation.settles());
    }
    own.insert(survey.title().to_owned());
    for source in loaded.profile.sources.values() {
        own.extend([&source.title, &source.publisher, &source.edition].map(Clone::clone));
    }
    for requirement in &loaded.profile.requirements {
        own.extend(requirement.cites.iter().map(|cite| cite.clause.clone()));
    }
    let mut own: Vec<String> = own.into_iter().filter(|text| text.len() >= 3).collect();
    own.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let mut left = Vec::new();
    for edition in Edition::ALL {
        for line in document_text(&document(edition)).lines() {
            if !is_english(line) {
                continue;
            }
            let mut rest = line.to_owned();
            own.iter().for_each(|text| rest = rest.replace(text.as_str(), " "));
            if is_english(&rest) {
                left.push(format!("{edition:?}: {line}"));
            }
        }
    }
    assert!(left.is_empty(), "{} lines\n{}", left.len(), left.join("\n"));
}

fn is_english(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphabetic());
    words.any(|word| ENGLISH.contains(&word.to_lowercase().as_str()))
}
