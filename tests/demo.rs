//! The demo survey of the fictional Varsenia gives the verdicts that were worked out by hand.

use std::collections::BTreeMap;

use borderfit::exchange::{Options, Rows, Terms, facts_csv, import};
use borderfit::judge::{Assessment, assess, default_day, per_cent};
use borderfit::model::{Moment, SubjectId, Survey, Verdict};
use borderfit::report::{Filter, GapTable, gap_table, json, summary};
use borderfit::standard::{Loaded, load_built_in};

const FACTS: &str = include_str!("../standards/demo/facts.csv");
const EXPECTED: &str = include_str!("../standards/demo/expected.csv");

fn read(table: &[u8], loaded: &Loaded, id: u8) -> Survey {
    let profile = &loaded.profile;
    let terms =
        Terms::new([&profile.vocabulary], profile.requirements.iter().map(|r| r.id.as_str()));
    let now = Moment::parse("2026-11-22").expect("a day");
    let options = Options {
        recorded_by: None,
        evidence: None,
        map: &[],
        set: &[],
        now,
        device: "",
        program: "test",
    };
    let mut n = 0_u64;
    let mut salt = || {
        n += 1;
        let mut bytes = [id; 16];
        bytes[..8].copy_from_slice(&n.to_le_bytes());
        bytes
    };
    let survey = Survey::new(SubjectId([id; 16]));
    import(&survey, table, Rows::Facts, &terms, &options, &mut salt).expect("a table").survey
}

fn demo() -> (Loaded, Survey, Assessment) {
    let loaded = load_built_in("demo-min").expect("the demo profile");
    let survey = read(FACTS.as_bytes(), &loaded, 1);
    let assessment = assess(&survey, &loaded.profile, default_day(&survey));
    (loaded, survey, assessment)
}

fn table<'p>(loaded: &'p Loaded, survey: &Survey, assessment: &Assessment) -> GapTable<'p> {
    gap_table(survey, &loaded.profile, assessment, &Filter::default())
}

#[test]
fn all_132_cells_are_as_worked_out() {
    let (loaded, survey, assessment) = demo();
    let table = table(&loaded, &survey, &assessment);
    let mut cells = BTreeMap::new();
    for line in table.points.iter().flat_map(|p| &p.lines) {
        let key = (line.requirement.id.clone(), line.crossing_point.clone());
        assert!(cells.insert(key.clone(), line).is_none(), "two findings for {key:?}");
    }
    let mut compared = 0;
    for row in EXPECTED.lines().skip(1) {
        let columns: Vec<&str> = row.split(',').collect();
        let [requirement, point, verdict, min, max] = columns[..] else { panic!("{row}") };
        let line = cells[&(requirement.to_owned(), point.to_owned())];
        assert_eq!(line.verdict.code(), verdict, "{requirement} at {point}: {}", line.reason);
        if !min.is_empty() {
            let shortfall = line.shortfall.expect("a shortfall");
            assert_eq!(shortfall.min.to_string(), min, "{requirement} at {point}");
            assert_eq!(shortfall.max.map(|m| m.to_string()).as_deref(), Some(max), "{row}");
        }
        compared += 1;
    }
    assert_eq!(compared, 132);
    assert_eq!(cells.len(), 132);
}

#[test]
fn the_roll_ups_are_as_worked_out() {
    let (loaded, survey, assessment) = demo();
    let table = table(&loaded, &survey, &assessment);
    // met, partly, not met, not assessed, n/a, applicable, coverage %, met range %
    let expected = [
        ("QV-A01", [11, 5, 1, 4, 1, 21, 81, 52, 71]),
        ("QV-R02", [3, 11, 4, 2, 2, 20, 90, 15, 25]),
        ("QV-S03", [7, 5, 5, 4, 1, 21, 81, 33, 52]),
        ("QV-R04", [1, 7, 10, 1, 3, 19, 95, 5, 11]),
        ("QV-T05", [12, 5, 0, 3, 2, 20, 85, 60, 75]),
        ("QV-P06", [1, 4, 13, 0, 4, 18, 100, 6, 6]),
        ("all", [35, 37, 33, 14, 13, 119, 88, 29, 41]),
    ];
    for (code, expected) in expected {
        let point = table.points.iter().find(|p| p.code == code);
        let totals = point.map_or(&table.totals, |p| &p.totals);
        let (coverage, range) = (totals.coverage(), totals.met_range());
        let percent = |n, of| per_cent(n, of).expect("something applies");
        let mut found: Vec<u64> = Verdict::ALL.into_iter().map(|v| totals.count(v)).collect();
        found.extend([
            totals.applicable(),
            percent(coverage.decided, coverage.applicable),
            percent(range.low, range.of),
            percent(range.high, range.of),
        ]);
        assert_eq!(found, expected, "{code}");
    }
}

#[test]
fn the_heat_map_is_as_worked_out() {
    let (loaded, survey, assessment) = demo();
    insta::assert_snapshot!(summary::summary(&table(&loaded, &survey, &assessment)));
}

#[test]
fn exported_and_read_back_it_gives_the_same_findings() {
    let (loaded, survey, assessment) = demo();
    let export = facts_csv(&survey).expect("a table");
    assert_eq!(export.facts, 634);
    let again = read(&export.bytes, &loaded, 2);
    let assessed = assess(&again, &loaded.profile, default_day(&again));
    let findings = |survey: &Survey, assessment: &Assessment| {
        let table = table(&loaded, survey, assessment);
        let text = json::gaps(survey, &table, assessment.as_of).expect("JSON");
        let (_, findings) = text.split_once("\"findings\"").expect("findings");
        findings.to_owned()
    };
    assert_eq!(findings(&survey, &assessment), findings(&again, &assessed));
}
