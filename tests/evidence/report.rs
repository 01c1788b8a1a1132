//! Photos in the report: plates in the full edition, and what partners and the public see of them.

use borderfit::report::document::{Block, Document, Photo};
use borderfit::report::pdf::{self, PdfOptions};
use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};
use serde_json::Value;

use super::pictures::{phone, stripes};
use super::{Desk, read, text};

const FACTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/standards/demo/facts.csv");

/// The demo survey with photos: of a fact on which a gap rests, of its place, of a serial number,
/// of a person, and a file. Gives the desk and the names of the photos.
fn desk() -> (Desk, Vec<String>) {
    let desk = Desk::new();
    desk.done(&["new", "d.survey", "--title", "Varsenia (fictional)", "--profile", "demo-min"]);
    desk.done(&["import", "d.survey", FACTS]);
    let (place, attribute) = gap_fact(&desk);
    desk.write("sheet.pdf", b"%PDF-1.7 a data sheet");
    let mut ids = Vec::new();
    for (n, more) in [
        vec!["--at", &place, "--attribute", &attribute, "--caption", "a lamp that is dark"],
        vec!["--at", &place, "--caption", "the way in"],
        vec!["--at", &place, "--attribute", "serial", "--caption", "the label"],
        vec!["--at", &place, "--caption", "the hall", "--shows", "person"],
        vec!["--at", &place, "--caption", "the sheet"],
    ]
    .into_iter()
    .enumerate()
    {
        let name = if n == 4 { "sheet.pdf".to_owned() } else { format!("{n}.jpg") };
        if n < 4 {
            desk.write(&name, phone(n as u32));
        }
        let mut arguments = vec!["attach", "d.survey", &name];
        arguments.extend(more);
        let said = desk.done(&arguments);
        ids.push(said.split_whitespace().next().unwrap().to_owned());
    }
    (desk, ids)
}

/// A fact on which a gap rests and that partners may see: its place and attribute.
fn gap_fact(desk: &Desk) -> (String, String) {
    let gaps = desk.json(&["gaps", "d.survey", "--format", "json"]).to_string();
    let facts = desk.json(&["export", "d.survey", "--format", "json"]);
    let of = |fact: &Value, key: &str| fact[key].as_str().unwrap_or("").to_owned();
    let facts = facts["facts"].as_array().unwrap();
    let fact = facts.iter().find(|f| {
        f["item"].is_string()
            && f["attribute"] == "condition"
            && gaps.contains(f["ref"].as_str().unwrap())
    });
    let fact = fact.expect("a gap rests on the condition of something");
    let place = [of(fact, "crossing_point"), of(fact, "position"), of(fact, "item")].join("/");
    (place, of(fact, "attribute"))
}

fn conforms(bytes: &[u8]) {
    for profile in [ValidationProfile::PdfA2a, ValidationProfile::PdfUa1] {
        let limits = page_validation::SafetyLimits::default().max_table_grid_rows(100_000);
        let options = ValidationOptions::default().profile(profile).limits(limits);
        let report = validate_pdf_bytes(bytes, &options).unwrap();
        assert!(report.is_compliant, "{profile}: {:#?}", report.failures);
    }
}

fn images(pdf: &[u8]) -> usize {
    text(pdf).matches("/Subtype/Image").count() + text(pdf).matches("/Subtype /Image").count()
}

#[test]
fn the_full_edition_has_plates_and_the_same_bytes_each_time() {
    let (desk, ids) = desk();
    desk.done(&["report", "d.survey", "--out", "one.pdf"]);
    desk.done(&["report", "d.survey", "--out", "two.pdf"]);
    let pdf = read(&desk.path("one.pdf"));
    assert!(pdf == read(&desk.path("two.pdf")), "two runs differ");
    conforms(&pdf);
    // Three photos; the one of a person is held back, the file is no picture.
    assert_eq!(images(&pdf), 3);
    assert!(!text(&pdf).contains("SECRET") && !text(&pdf).contains("Exif"));
    let html = {
        desk.done(&["report", "d.survey", "--out", "one.html"]);
        text(&read(&desk.path("one.html")))
    };
    assert_eq!(html.matches("data:image/jpeg;base64,").count(), 3);
    assert!(html.contains("alt=\"a lamp that is dark\""));
    // The gap leads to the photo, the photo to its plate.
    assert!(html.contains(&format!("<a href=\"#photo:{}\">", ids[0])), "from the gap");
    assert!(html.contains(&format!("<tr id=\"photo:{}\">", ids[0])), "to the list");
    assert!(html.contains(&format!("<a href=\"#plate:{}\">", ids[0])), "and on");
    assert!(html.contains(&format!("<figure id=\"plate:{}\">", ids[0])), "to the plate");
    assert!(html.contains("shows a person: held back"));
    assert!(html.contains("a file: application/pdf"));
    desk.done(&["report", "d.survey", "--out", "one.docx"]);
    let docx = text(&read(&desk.path("one.docx")));
    assert_eq!(docx.matches("word/media/photo2.jpg").count(), 2, "in the list of parts and itself");
    desk.done(&["report", "d.survey", "--out", "one.md"]);
    assert!(text(&read(&desk.path("one.md"))).contains("the way in"));
    let preview = desk.done(&["report", "d.survey", "--out", "x.pdf", "--preview"]);
    assert!(preview.contains("Photos and documents seen"), "{preview}");
}

#[test]
fn what_is_flagged_or_sensitive_stays_out_of_other_editions_until_cleared() {
    let (desk, ids) = desk();
    let html = |name: &str, edition: &str| {
        desk.done(&["report", "d.survey", "--out", name, "--edition", edition]);
        text(&read(&desk.path(name)))
    };
    let partner = html("partner.html", "partner");
    assert_eq!(partner.matches("data:image/jpeg;base64,").count(), 2);
    assert!(partner.contains(&ids[0]) && partner.contains(&ids[1]));
    for hidden in [&ids[2], &ids[3], &ids[4]] {
        assert!(!partner.contains(hidden.as_str()), "{hidden}");
    }
    for words in ["the way in", "the label", "the hall", "a lamp that is dark"] {
        assert!(!partner.contains(words), "words of assessors: {words}");
    }
    assert!(partner.contains("3 photos and files are not in this edition."), "it says how many");
    let public = html("public.html", "public");
    assert!(!public.contains("data:image") && !public.contains("P-"), "no photo at all");
    assert!(public.contains("5 photos and files are not in this edition."));
    desk.done(&["report", "d.survey", "--out", "partner.pdf", "--edition", "partner"]);
    let pdf = read(&desk.path("partner.pdf"));
    conforms(&pdf);
    assert_eq!(images(&pdf), 2);
    // Somebody has looked.
    desk.done(&["photos", "d.survey", "--clear", &ids[3], "--because", "nobody can be recognised"]);
    let partner = html("cleared.html", "partner");
    assert_eq!(partner.matches("data:image/jpeg;base64,").count(), 3);
    assert!(partner.contains("2 photos and files are not in this edition."));
}

#[test]
fn a_photo_that_is_damaged_is_said_to_be_and_the_report_is_written() {
    let (desk, _) = desk();
    desk.tamper("d.survey", "UPDATE blob SET data = zeroblob(size) WHERE k = 0");
    desk.tamper("d.survey", "UPDATE blob SET data = NULL WHERE k = 1");
    desk.done(&["report", "d.survey", "--out", "one.html"]);
    let html = text(&read(&desk.path("one.html")));
    assert!(html.contains("it is not what was put in"));
    assert!(html.contains("it was left out of this copy"));
    assert_eq!(html.matches("data:image/jpeg;base64,").count(), 1);
}

#[test]
fn a_survey_without_photos_says_so() {
    let desk = Desk::new();
    desk.done(&["report", "a.survey", "--out", "a.md"]);
    assert!(text(&read(&desk.path("a.md"))).contains("this survey holds no photos."));
    assert!(desk.done(&["photos", "a.survey"]).contains("no photos or files"));
}

#[test]
fn a_trace_leads_to_the_photos() {
    let (desk, ids) = desk();
    let gaps = desk.json(&["gaps", "d.survey", "--format", "json"]);
    let facts = desk.json(&["export", "d.survey", "--format", "json"]);
    let photo = &facts["attachments"][0];
    let same = |f: &&Value| {
        ["crossing_point", "position", "item", "attribute"].iter().all(|k| f[*k] == photo[*k])
    };
    let refs: Vec<&str> = facts["facts"]
        .as_array()
        .unwrap()
        .iter()
        .filter(same)
        .map(|f| f["ref"].as_str().unwrap())
        .collect();
    let all = gaps["findings"].as_array().unwrap();
    let rests = |f: &&Value| refs.iter().any(|r| f["rests_on"].to_string().contains(r));
    let finding = all.iter().find(rests).unwrap();
    let of = |key: &str| finding[key].as_str().unwrap_or("");
    let place = [of("crossing_point"), of("position")].join("/");
    let id = format!("{}@{}", of("requirement"), place.trim_end_matches('/'));
    let trace = desk.done(&["trace", "d.survey", &id]);
    assert!(trace.contains(&ids[0]) && trace.contains("a lamp that is dark"), "{trace}");
}

#[test]
fn photos_of_every_shape_fit_on_pages_that_conform() {
    let mut document = Document::new("Photos", "Full edition");
    document.date = "2026-03-02".to_owned();
    document.heading(1, "photos", "Photos");
    for (n, (width, height)) in
        [(1_400, 1_050), (1_050, 1_400), (1_400, 20), (20, 1_400), (1, 1), (640, 480)]
            .into_iter()
            .enumerate()
    {
        document.push(Block::Photo(Photo {
            anchor: format!("plate:{n}"),
            id: format!("P-{n}"),
            caption: format!("{width} by {height}"),
            alt: String::new(),
            jpeg: stripes(width, height, n as u32).to_jpeg().into(),
            width,
            height,
        }));
    }
    let bytes = pdf::write(&document, &PdfOptions::default()).unwrap();
    conforms(&bytes);
    assert_eq!(images(&bytes), 6);
    assert!(bytes == pdf::write(&document, &PdfOptions::default()).unwrap());
    let (_, pages) = pdf::pages(&document, &PdfOptions::default()).unwrap();
    assert!((4..=6).contains(&pages), "two or so on a page: {pages}");
}
