//! What a writer of a study looks for: the tables with their columns, and one page that can be read
//! without the rest.

use borderfit::language::{Language, speaking};
use borderfit::model::Day;
use borderfit::report::document::{Block, Document, Table};
use borderfit::report::pdf::{self, PageSize, PdfOptions};
use borderfit::report::{Edition, ReportOptions, report};
use borderfit::standard::load_prices;

use crate::common;

const PRICES: &str = include_str!("../../standards/demo/prices.toml");

/// The report of the demo with its prices, and with an earlier day if one is named.
fn priced(edition: Edition, since: Option<Day>) -> Document {
    let (loaded, survey, assessment) = common::demo();
    let prices = load_prices("the demo's prices", PRICES, &loaded.profile).expect("prices");
    let options = ReportOptions {
        edition,
        since,
        prices: Some(prices),
        program: "borderfit test".to_owned(),
        digest: "d1".to_owned(),
        ..ReportOptions::default()
    };
    report(&survey, &loaded.profile, &assessment, &options)
}

fn tables(document: &Document) -> impl Iterator<Item = &Table> {
    document.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    })
}

/// The table with this id, or the first that is one of a single place.
fn table<'d>(document: &'d Document, id: &str) -> &'d Table {
    let of_place = format!("{id}-");
    let mut found = tables(document).filter(|t| t.id == id || t.id.starts_with(&of_place));
    found.next().unwrap_or_else(|| panic!("there is no table {id}"))
}

#[test]
fn the_tables_have_their_columns() {
    let document = priced(Edition::Full, Some(Day::parse("2026-03-09").expect("a day")));
    let wanted = [
        (
            "T1",
            "Crossing point|Type|Apply|Met|Partly|Not met|Not assessed|Decided|Met range|Critical not met|Measures feasible|Cost, kDCU, an invented unit, and costed",
        ),
        (
            "T3",
            "Crossing point|Other names|LOCODE|Type|Visited|On site|Positions|Assessors|Not seen, and why|Photos allowed",
        ),
        (
            "T4",
            "Gap|Id|Severity|Verdict|Requirement|Needed|Working|Failing|Not known|Short of|What was found|Evidence|Confidence|Measure|Feasible|Phase|Facts",
        ),
        (
            "T5",
            "No.|Position|Item|Kind|Maker and model|Serial|Year|How many|Condition|In use|Also recorded|Evidence",
        ),
        (
            "T6",
            "Place|What it is|Role|Medium|Carrier|Contract|Tested, down and up|Latency|Path of its own|Paid until|Also recorded",
        ),
        ("T7", "Place|What it is|Access|Age of the copy|Answer after|Shared account|Also recorded"),
        (
            "T8",
            "Place|What it is|Hours a day|Source|On battery|Generator|Fuel|Solar|Temperature|Headroom|Also recorded",
        ),
        ("T9", "Place|Measure|Outcome|Stands against it, or is not known|Comes first|Weeks|Owner"),
        (
            "T10",
            "No.|Place|Measure|Closes|Units|Unit price|Buy and install|A year|Life, years|Total over the years|Price of|Status",
        ),
        ("T11", "Phase|Package|Sites|Depends on|Buy and install|A year|Milestone"),
        (
            "T12",
            "Line|Id|Severity|Requirement|Why|What it may turn out to be|What would decide it|Who finds out",
        ),
        ("T13", "Line|Id|Requirement|Why it does not apply|Confirmed by"),
        ("T14b", "Place|Fact|Versions|Decision|By|When|Why"),
        ("T15", "Risk|Cause|What waits for it|Likelihood|Impact|Mitigation|Owner"),
        ("T16", "No.|Recommendation|Addressee|Gaps|Priority|Deadline|Indicator"),
        ("T18", "Place|Id|Requirement|Then|Now|Change|Comparable"),
    ];
    for (id, columns) in wanted {
        let table = table(&document, id);
        let titles: Vec<&str> = table.columns.iter().map(|c| c.title.as_str()).collect();
        let said = titles.join("|");
        let same = if id == "T1" { said.starts_with(&columns[..100]) } else { said == columns };
        assert!(same, "{id}: {said}");
        assert!(!table.rows.is_empty(), "{id}");
        for row in &table.rows {
            let group = row.cells.len() == 1;
            assert!(group || row.cells.len() == table.columns.len(), "{id}: {row:?}");
        }
    }
    // What has no data says in one line why.
    let lines = borderfit::report::edition::document_text(&document);
    assert!(lines.contains("T17 Comments of the host: the survey keeps none"), "{lines}");
    assert!(document.blocks.iter().any(|b| matches!(b, Block::HeatMap(map) if map.id == "T2")));
    let figures = ["F1", "F2", "F3", "F4", "F5"];
    let ids: Vec<&str> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Bars(bars) => Some(bars.id.as_str()),
            Block::Chart(chart) => Some(chart.id.as_str()),
            Block::Places(places) => Some(places.id.as_str()),
            _ => None,
        })
        .collect();
    assert!(figures.iter().all(|figure| ids.contains(figure)), "{ids:?}");
}

#[test]
fn an_earlier_day_is_set_beside_the_later() {
    let document = priced(Edition::Full, Some(Day::parse("2026-03-09").expect("a day")));
    let rounds = table(&document, "T18");
    assert!(rounds.caption.contains("2026-03-09"));
    // What was visited later only is new, and compared with nothing.
    let of = |row: &borderfit::report::document::Row, at: usize| row.cells[at].plain();
    let new: Vec<_> = rounds.rows.iter().filter(|row| of(row, 5) == "new").collect();
    assert!(!new.is_empty());
    assert!(new.iter().all(|row| of(row, 3).is_empty() && of(row, 6) == "no"));
}

#[test]
fn the_summary_is_one_page() {
    for language in [Language::English, Language::French] {
        for edition in Edition::ALL {
            let document = speaking(language, || priced(edition, None));
            for page in [PageSize::A4, PageSize::Letter] {
                let options = PdfOptions { page, ..PdfOptions::default() };
                let (pages, _) = pdf::pages(&document, &options).expect("the fonts cover it");
                let chapters: Vec<&str> =
                    document.headings().filter(|h| h.level == 1).map(|h| h.id.as_str()).collect();
                let at = chapters.iter().position(|id| *id == "summary").expect("a summary");
                assert!(pages[at + 1] <= pages[at] + 1, "{language:?} {edition:?} {page:?}");
                assert!(pages[at - 1] < pages[at], "{language:?} {edition:?} {page:?}");
            }
        }
    }
}
