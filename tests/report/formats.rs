//! The same document in every format, and each read back.

use borderfit::photo::Picture;
use borderfit::report::pdf::{self, PdfOptions};
use borderfit::report::plates::Plate;
use borderfit::report::readback;
use borderfit::report::trace::{find, short_id, trace};
use borderfit::report::write::{docx, html, markdown, places, tables};
use borderfit::report::{Edition, ReportOptions, report};
use borderfit::report::{Filter, gap_table};
use borderfit::standard::load_house;

use crate::common;

#[test]
fn every_format_holds_the_document_and_is_the_same_twice() {
    let (loaded, survey, assessment) = common::demo();
    let document = common::edition(&loaded, &survey, &assessment, Edition::Full);
    let word = docx::docx(&document).expect("a Word file");
    readback::docx(&document, &word).expect("it is whole");
    assert!(word == docx::docx(&document).expect("a Word file"));
    let page = html::html(&document);
    readback::text(&document, &page).expect("it is whole");
    assert!(page.contains("scope=\"col\"") && page.contains("role=\"img\""));
    readback::text(&document, &markdown::markdown(&document)).expect("it is whole");
    let book = tables::xlsx(&document).expect("a workbook");
    readback::xlsx(&document, &book).expect("it is whole");
    let files = tables::csv(&document).expect("tables");
    readback::csv(&document, &files).expect("they are whole");
    assert!(files.iter().any(|(name, _)| name == "T4-QV-A01.csv"));
}

#[test]
fn a_house_style_puts_its_logo_on_the_cover() {
    let (loaded, survey, assessment) = common::demo();
    let style = "format = 1\nlogo = \"logo.png\"\nlogo_alt = \"A blue square\"\n\
                 colour = \"#1f4e79\"\nchapters = [\"summary\", \"costs\"]\n";
    let picture = Picture::new(40, 20, [0, 0, 200].repeat(800)).expect("a picture");
    let options = ReportOptions {
        house: load_house("report.toml", style).expect("a house style"),
        logo: Some(Plate::of(&picture.to_jpeg()).expect("a plate")),
        ..ReportOptions::default()
    };
    let document = report(&survey, &loaded.profile, &assessment, &options);
    let bytes = pdf::write(&document, &PdfOptions::default()).expect("a file");
    crate::conformance::conforms(&bytes);
    readback::pdf(&document, &bytes).expect("it is whole");
    let file = lopdf::Document::load_mem(&bytes).expect("a PDF");
    let pictures = file.objects.values().filter_map(|object| object.as_stream().ok());
    let pictures = pictures.filter(|s| s.dict.get(b"Subtype").is_ok_and(|t| t == &"Image".into()));
    assert_eq!(pictures.count(), 1);
    assert!(html::html(&document).contains("alt=\"A blue square\""));
    let word = docx::docx(&document).expect("a Word file");
    readback::docx(&document, &word).expect("it is whole");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(word)).expect("a zip file");
    assert!(archive.by_name("word/media/photo0.jpg").is_ok());
    let chapters: Vec<&str> =
        document.headings().filter(|h| h.level == 1).map(|h| h.text.as_str()).collect();
    assert_eq!(chapters, ["1 Summary", "2 Costs and phasing"]);
}

#[test]
fn places_are_points_with_their_counts() {
    let (loaded, survey, assessment) = common::demo();
    let table = gap_table(&survey, &loaded.profile, &assessment, &Filter::default());
    let points = places::places(&survey, &table, Edition::Partner);
    let text = places::geojson(&points, &table, Edition::Partner);
    readback::geojson(&points, text.as_bytes()).expect("it is whole");
    for (right, wrong) in [("-41.2", "-41.3"), ("\"met\": 11", "\"met\": 10"), ("QV-P06", "QV-P60")]
    {
        assert!(text.contains(right), "{text}");
        readback::geojson(&points, text.replacen(right, wrong, 1).as_bytes()).expect_err(wrong);
    }
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let first = &json["features"][0];
    assert_eq!(first["id"], "QV-A01");
    assert_eq!(first["geometry"]["coordinates"].to_string(), "[-18.4,-41.2]");
    assert_eq!(first["properties"]["met"], 11);
}

#[test]
fn a_line_leads_back_to_who_saw_what() {
    let (loaded, survey, assessment) = common::demo();
    let table = gap_table(&survey, &loaded.profile, &assessment, &Filter::default());
    let mut traced = 0;
    for line in table.points.iter().flat_map(|p| &p.lines) {
        let short = short_id(survey.id(), &line.id);
        let found = find(&survey, &table, &short.to_lowercase());
        assert_eq!(found.len(), 1, "{short}");
        assert_eq!(found[0].id, line.id);
        let text = trace(&survey, &table, line, &[]);
        for fact in &line.rests_on {
            assert!(text.contains(&fact.to_string()), "{text}");
        }
        traced += 1;
    }
    assert_eq!(traced, 132);
    let line = find(&survey, &table, "R01@QV-A01");
    insta::assert_snapshot!(trace(&survey, &table, line[0], &[]));
}
