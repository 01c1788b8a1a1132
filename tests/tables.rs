//! Tables into a survey and out again.

#[path = "tables/vocabulary.rs"]
mod vocabulary;

use std::collections::BTreeSet;

use borderfit::exchange::{self, Export, Import, Options, Refused, Rows, Terms};
use borderfit::model::{Answer, Moment, SubjectId, SubjectIx, Survey};

const VARSENIA: &[u8] = include_bytes!("tables/varsenia.csv");

fn empty() -> Survey {
    Survey::new(SubjectId([7; 16]))
}

/// Options of a person who gives none.
fn options() -> Options<'static> {
    Options {
        recorded_by: None,
        evidence: None,
        map: &[],
        now: Moment { milliseconds: 1_800_000_000_000, offset_minutes: 60 },
        device: "test",
        program: "test",
    }
}

/// Salts that differ, and are the same in every run.
fn salts() -> impl FnMut() -> [u8; 16] {
    let mut n = 0_u128;
    move || {
        n += 1;
        n.to_le_bytes()
    }
}

fn import(
    survey: &Survey,
    table: &[u8],
    rows: Rows,
    options: &Options<'_>,
) -> Result<Import, Refused> {
    let (vocabulary, requirements) = (vocabulary::vocabulary(), vocabulary::requirements());
    let terms = Terms::new([&vocabulary], requirements.iter().map(String::as_str));
    exchange::import(survey, table, rows, &terms, options, &mut salts())
}

fn facts(survey: &Survey, table: &str) -> Import {
    import(survey, table.as_bytes(), Rows::Facts, &options()).unwrap_or_else(|e| panic!("{e}"))
}

fn export(survey: &Survey) -> Export {
    exchange::facts_csv(survey).unwrap_or_else(|e| panic!("{e}"))
}

/// Everything that stands, as text.
fn standing(survey: &Survey) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for n in 0..survey.subjects().len() {
        for (key, heads) in survey.facts(SubjectIx::nth(n)) {
            for ix in heads {
                let o = &survey[ix];
                if o.answer != Answer::Cleared {
                    let path = survey.path(o.subject);
                    let (by, at) = (survey.author(o), survey.moment(o));
                    all.insert(format!("{path:?} {key} {:?} {by} {at} {:?}", o.answer, o.note));
                }
            }
        }
    }
    all
}

#[test]
fn the_demo_reads_and_reads_back() {
    let demo = facts(&empty(), std::str::from_utf8(VARSENIA).unwrap_or_default());
    assert_eq!((demo.rows, demo.facts, demo.known), (612, 612, 0));
    let first = export(&demo.survey);
    assert_eq!((first.facts, first.not_kept.len()), (612, 0));
    assert!(first.bytes == VARSENIA, "the demo is written as it was read");
    let again = facts(&empty(), std::str::from_utf8(&first.bytes).unwrap_or_default());
    assert_eq!(standing(&again.survey), standing(&demo.survey));
    assert_eq!(export(&again.survey), first);
}
