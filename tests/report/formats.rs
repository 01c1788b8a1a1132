//! The same document in every format, and each read back.

use borderfit::report::Edition;
use borderfit::report::readback;
use borderfit::report::trace::{find, short_id, trace};
use borderfit::report::write::{docx, html, markdown, places, tables};
use borderfit::report::{Filter, gap_table};

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
fn places_are_points_with_their_counts() {
    let (loaded, survey, assessment) = common::demo();
    let table = gap_table(&survey, &loaded.profile, &assessment, &Filter::default());
    let json: serde_json::Value =
        serde_json::from_str(&places::geojson(&survey, &table, Edition::Partner)).expect("JSON");
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
