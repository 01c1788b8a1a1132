//! Tables into a survey and out again.

#[path = "tables/histories.rs"]
mod histories;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use borderfit::exchange::{self, Export, Import, Loss, Options, Refused, Rows, Terms};
use borderfit::model::journal::ensure_subject;
use borderfit::model::{
    Answer, Entry, Evidence, Moment, Path, Session, SessionIx, Subject, SubjectId, SubjectIx,
    SubjectKind, Supersede, Survey,
};
use borderfit::standard::{self, Loaded, Vocabulary};
use proptest::prelude::*;

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
        set: &[],
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

/// The words of the catalogue and of the demo's profile.
fn terms() -> Terms<'static> {
    let profile = &demo().profile;
    let ids = profile.requirements.iter().map(|r| r.id.as_str());
    Terms::new([catalogue(), &profile.vocabulary], ids)
}

fn catalogue() -> &'static Vocabulary {
    standard::catalogue().unwrap_or_else(|e| panic!("{e}"))
}

fn demo() -> &'static Loaded {
    static DEMO: LazyLock<Loaded> =
        LazyLock::new(|| standard::load_built_in("demo-min").unwrap_or_else(|e| panic!("{e}")));
    &DEMO
}

fn import(
    survey: &Survey,
    table: &[u8],
    rows: Rows,
    options: &Options<'_>,
) -> Result<Import, Refused> {
    let terms = terms();
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

/// What is refused, a line each.
fn refused(table: &str, rows: Rows, options: &Options<'_>) -> Vec<String> {
    match import(&empty(), table.as_bytes(), rows, options) {
        Ok(_) => panic!("taken: {table}"),
        Err(refused) => refused.refusals.iter().map(ToString::to_string).collect(),
    }
}

/// The values that stand for an attribute, by the columns of its subject.
fn values(survey: &Survey, columns: [&str; 3], attribute: &str) -> Vec<String> {
    let path = Path::from_columns(columns[0], columns[1], columns[2]);
    let subject = path.ok().and_then(|path| survey.find(&path)).unwrap_or(Survey::ROOT);
    let said = |answer: &Answer| match answer {
        Answer::Known { value, .. } => value.to_string(),
        Answer::Absent(reason) => reason.to_string(),
        Answer::Cleared => "cleared".to_owned(),
    };
    let heads = survey.heads_named(subject, attribute);
    heads.iter().map(|&(_, ix)| said(&survey[ix].answer)).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|&(a, b)| (a.to_owned(), b.to_owned())).collect()
}

const POINT: [&str; 3] = ["QV-A01", "", ""];

#[test]
fn columns_come_in_any_order_and_defaults_fill_what_is_missing() {
    let table = "\u{feff}value,Place,attribute,remark\nair,QV-A01,type,by plane\n12,QV-A01\n";
    let map = pairs(&[("Place", "crossing_point"), ("remark", "note")]);
    let given = Options {
        recorded_by: Some(" K1 "),
        evidence: Some(Evidence::Stated),
        map: &map,
        ..options()
    };
    assert_eq!(
        refused(table, Rows::Facts, &given),
        ["row 3, column attribute: the attribute is empty"]
    );
    let table = table.replace("12,QV-A01\n", "");
    let survey = import(&empty(), table.as_bytes(), Rows::Facts, &given).map(|i| i.survey);
    let survey = survey.unwrap_or_else(|e| panic!("{e}"));
    let fact = survey.observations().last().unwrap_or_else(|| panic!("a fact"));
    assert_eq!(fact.answer, Answer::known("air", Evidence::Stated));
    assert_eq!((survey.author(fact), &*fact.note, fact.kind), ("K1", "by plane", "choices"));
    assert_eq!(survey.moment(fact), given.now);
    assert_eq!(survey.sessions().len(), 1);
}

#[test]
fn maps_that_lead_nowhere_are_refused() {
    let map = pairs(&[("port_cod", "crossing_point"), ("b", "positon"), ("b", "item")]);
    let given = Options { map: &map, recorded_by: Some("K1"), ..options() };
    let table = "port_code,attribute,value,evidence,b\nQV-A01,type,air,observed,\n";
    assert_eq!(
        refused(table, Rows::Facts, &given),
        [
            "column port_cod=crossing_point: the table has no column 'port_cod'; did you mean 'port_code'?",
            "column b=item: 'b' is mapped twice",
            "row 1, column port_code: 'port_code' is not a known column",
            "row 1, column b: 'positon' is not a known column; did you mean 'position'?",
            "row 1, column crossing_point: there is no such column",
        ]
    );
    let map = pairs(&[("remark", "")]);
    let given = Options { map: &map, ..options() };
    let table =
        "crossing_point,attribute,value,evidence,recorded_by,remark\nA,type,air,observed,K,x\n";
    let taken = import(&empty(), table.as_bytes(), Rows::Facts, &given);
    assert_eq!(taken.map(|i| i.facts).ok(), Some(1), "a column mapped to nothing is left out");
}

#[test]
fn a_value_may_be_good_in_any_vocabulary() {
    let catalogue = &demo().profile.vocabulary;
    let mut profile = catalogue.clone();
    let class = catalogue.find("class_a").map_or(0, |id| usize::from(id.0));
    profile.attributes[class].value = catalogue.attributes
        [usize::from(catalogue.find("workstations").map_or(0, |id| id.0))]
    .value
    .clone();
    let table = |value: &str| {
        format!(
            "crossing_point,attribute,value,evidence,recorded_by\nA,class_a,{value},observed,K\n"
        )
    };
    let read = |value: &str| {
        let terms = Terms::new([catalogue, &profile], []);
        exchange::import(
            &empty(),
            table(value).as_bytes(),
            Rows::Facts,
            &terms,
            &options(),
            &mut salts(),
        )
        .map(|i| i.survey.observations().last().map(|o| o.kind))
        .map_err(|e| e.refusals.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    assert_eq!(read("true"), Ok(Some("bool")));
    assert_eq!(read("3"), Ok(Some("integer")));
    assert_eq!(
        read("some"),
        Err(vec!["row 2, column value: 'some' is neither 'true' nor 'false'".to_owned()])
    );
}

#[test]
fn rows_of_one_person_replace_each_other_and_those_of_others_stand() {
    let head = "crossing_point,attribute,value,unit,evidence,absent,recorded_by,settles\n";
    let row = |value: &str, by: &str, settles: &str| {
        format!("QV-A01,traffic_persons,{value},,stated,,{by},{settles}\n")
    };
    let table = |rows: &[String]| format!("{head}{}", rows.concat());
    let read =
        |rows: &[String]| values(&facts(&empty(), &table(rows)).survey, POINT, "traffic_persons");
    let (a, b, c) = (row("1", "K1", ""), row("2", "K2", ""), row("3", " K1 ", ""));
    assert_eq!(read(&[a.clone(), b.clone(), c.clone()]), ["2", "3"]);
    let settled = row("4", "K3", "both were asked again");
    assert_eq!(read(&[a.clone(), b.clone(), settled.clone(), c]), ["4", "3"]);
    let absent = "QV-A01,traffic_persons,,,,refused,K1,\n".to_owned();
    assert_eq!(read(&[a.clone(), absent.clone()]), ["refused"]);
    let weak = row("9", "K1", "").replace("stated", "not-verified");
    assert_eq!(read(&[a, absent, weak]), ["refused", "9"]);
    let survey = facts(&empty(), &table(&[b, settled])).survey;
    let last = survey.observations().last().map(|o| (o.prev.len(), o.ext.to_string()));
    assert_eq!(last, Some((1, "{\"settles\":\"both were asked again\"}".to_owned())));
}

#[test]
fn a_settlement_of_too_many_records_is_refused() {
    let row = |by: usize, settles: &str| {
        format!("QV-A01,traffic_persons,{by},observed,K{by},{settles}\n")
    };
    let table = |people: usize| {
        let rows: String = (0..people).map(|by| row(by, "")).collect();
        let head = "crossing_point,attribute,value,evidence,recorded_by,settles\n";
        format!("{head}{rows}{}", row(people, "counted again"))
    };
    assert_eq!(values(&facts(&empty(), &table(64)).survey, POINT, "traffic_persons"), ["64"]);
    assert_eq!(
        refused(&table(65), Rows::Facts, &options()),
        ["row 67: the row would settle 65 records at once; at most 64 are kept"]
    );
}

#[test]
fn names_in_several_languages_stand_side_by_side() {
    let head = "crossing_point,attribute,value,unit,evidence,recorded_by\n";
    let table = format!(
        "{head}QV-A01,name.sign,Адрун,und-Cyrl,observed,K1\nQV-A01,name.sign,Adrun,,observed,K1\n\
         QV-A01,name.sign,Адрун Тавелан,und-Cyrl,observed,K1\nQV-A01,name,اسم,ar,observed,K1\n"
    );
    let survey = facts(&empty(), &table).survey;
    assert_eq!(values(&survey, POINT, "name.sign@und-Cyrl"), ["Адрун Тавелан"]);
    assert_eq!(values(&survey, POINT, "name.sign"), ["Adrun"]);
    assert_eq!(values(&survey, POINT, "name@ar"), ["اسم"]);
    let text = String::from_utf8(export(&survey).bytes).unwrap_or_default();
    assert!(text.contains(",name.sign,Адрун Тавелан,und-Cyrl,"), "{text}");
}

#[test]
fn the_same_table_twice_changes_nothing() {
    let demo = facts(&empty(), std::str::from_utf8(VARSENIA).unwrap_or_default());
    let again = facts(&demo.survey, std::str::from_utf8(VARSENIA).unwrap_or_default());
    assert_eq!((again.facts, again.known, again.new_subjects.len()), (0, 612, 0));
    assert_eq!(again.survey.observations().len(), demo.survey.observations().len());
    assert_eq!(again.first_observation, demo.survey.observations().len());
}

#[test]
fn texts_that_a_merge_would_refuse_are_refused() {
    let table = format!(
        "crossing_point,attribute,value,evidence,recorded_by,note\nA,region,{0},observed,K,{0}\n",
        "x".repeat(5_000)
    );
    assert_eq!(
        refused(&table, Rows::Facts, &options()),
        [
            "row 2, column value: the value has 5000 bytes; at most 4096 are kept",
            "row 2, column note: the text has 5000 bytes; at most 4096 are kept"
        ]
    );
}

#[test]
fn ports_of_another_list_are_taken() {
    let table: &[u8] = include_bytes!("tables/us-land-ports-2023.csv");
    let map = pairs(&[
        ("port_code", "crossing_point"),
        ("port_name", "name"),
        ("state", "region"),
        ("personal_vehicle_passengers", "persons_per_year"),
        ("trucks", "lorries_per_year"),
    ]);
    let set = pairs(&[("type", "road"), ("country", "US")]);
    let given = Options { recorded_by: Some("A. Analyst"), map: &map, set: &set, ..options() };
    let import = import(&empty(), table, Rows::CrossingPoints, &given);
    let import = import.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((import.rows, import.facts, import.new_subjects.len()), (112, 112 * 8, 112));
    let ignored: Vec<&str> = import.ignored.iter().map(|i| i.column.as_str()).collect();
    assert_eq!(
        ignored,
        [
            "border",
            "trains",
            "train_passengers",
            "buses",
            "bus_passengers",
            "personal_vehicles",
            "pedestrians",
            "rail_containers_loaded",
            "rail_containers_empty",
            "truck_containers_loaded",
            "truck_containers_empty"
        ]
    );
    let algonac = ["3814", "", ""];
    for (attribute, value) in [
        ("name", "Algonac"),
        ("lorries_per_year", "0"),
        ("latitude", "42.618"),
        ("type", "road"),
        ("country", "US"),
    ] {
        assert_eq!(values(&import.survey, algonac, attribute), [value], "{attribute}");
    }
    let known = import.survey.observations().iter().filter_map(|o| o.answer.evidence());
    assert!(known.into_iter().all(|e| e == Evidence::Documented || e == Evidence::Observed));
    reads_back(&import.survey).unwrap_or_else(|e| panic!("{e}"));
}

#[test]
fn a_list_of_codes_makes_places() {
    let given = Options { recorded_by: Some("K1"), ..options() };
    let table = b"code,lattitude,name.local@ar,elevation@km\nA,1,,\nB,2,\xd8\xa7,0\n";
    let import = import(&empty(), table, Rows::CrossingPoints, &given);
    let import = import.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((import.rows, import.facts, import.new_subjects.len()), (2, 2, 2));
    assert_eq!(import.ignored[0].nearest.as_deref(), Some("latitude"));
    assert_eq!(values(&import.survey, ["B", "", ""], "name.local@ar"), ["\u{627}"]);
    assert_eq!(values(&import.survey, ["B", "", ""], "elevation"), ["0"]);
    reads_back(&import.survey).unwrap_or_else(|e| panic!("{e}"));
}

#[test]
fn constants_are_checked_once() {
    let set = pairs(&[
        ("type", "raod"),
        ("tipe", "road"),
        ("name", "X"),
        ("region", "R"),
        ("same_as", "A"),
    ]);
    let given = Options { recorded_by: Some("K1"), set: &set, ..options() };
    assert_eq!(
        refused("crossing_point,name\nA,a\nB,b\n", Rows::CrossingPoints, &given),
        [
            "column type=raod: 'raod' is not one of the options: road, rail, air, sea, river-lake, pedestrian, local-traffic, border-section; did you mean 'road'?",
            "column tipe=road: 'tipe' is not a known attribute; did you mean 'type'?",
            "column name=X: 'name' is given already",
            "column same_as=A: not all of them can be the same as one other",
        ]
    );
    assert_eq!(refused("crossing_point,attribute,value\n", Rows::Facts, &given).len(), 6);
}

#[test]
fn equipment_gets_numbers_that_are_free() {
    let given = Options { recorded_by: Some("K1"), ..options() };
    let table = "crossing_point,position,item,equipment,quantity,condition,note\n\
        A,entry,,loupe,2,,one is scratched\nA,entry,loupe-1,loupe,1,,\nA,entry,,loupe,,,\n\
        A,,,primary-link,1,working,\n";
    let first = import(&empty(), table.as_bytes(), Rows::Equipment, &given);
    let first = first.unwrap_or_else(|e| panic!("{e}"));
    let items = |i: &Import| -> Vec<String> {
        let items = i.new_subjects.iter().filter(|p| p.kind() == SubjectKind::Item);
        items.map(ToString::to_string).collect()
    };
    assert_eq!(
        items(&first),
        ["A / entry / loupe-2", "A / entry / loupe-1", "A / entry / loupe-3", "A / primary-link-1"]
    );
    assert_eq!(first.facts, 8);
    let noted = first.survey.observations().iter().find(|o| &*o.note == "one is scratched");
    assert_eq!(noted.map(|o| first.survey.attribute(o.attribute)), Some("equipment"));
    let more =
        "crossing_point,position,item,equipment,quantity\nA,entry,,loupe,9\nA,entry,loupe-1,,5\n";
    let more = import(&first.survey, more.as_bytes(), Rows::Equipment, &given);
    let more = more.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(items(&more), ["A / entry / loupe-4"]);
    assert_eq!(values(&more.survey, ["A", "entry", "loupe-1"], "quantity"), ["5"]);
}

// ---- what the terminal and merges leave behind

fn session(survey: &mut Survey, author: &str) -> SessionIx {
    let started = Moment { milliseconds: 1_770_000_000_000, offset_minutes: 0 };
    survey.add_session(Session::new([9; 16], author, "laptop", "test", started))
}

fn answer(survey: &mut Survey, path: &Path, by: SessionIx, attribute: &str, answer: Answer) {
    let at = 1_770_000_000_000;
    let subject = ensure_subject(survey, path, by, at, &mut || [3; 16]).expect("a code");
    let attribute = survey.intern(attribute);
    let observation = survey.prepare(Entry {
        subject,
        attribute,
        session: by,
        milliseconds: at,
        kind: "text",
        answer,
        note: String::new(),
        supersede: Supersede::All,
        settles: None,
        salt: [4; 16],
    });
    survey.insert(observation);
}

#[test]
fn what_was_taken_back_is_left_out_but_the_place_stays() {
    let mut survey = empty();
    let (k1, k2) = (session(&mut survey, "K1"), session(&mut survey, "K2"));
    let (a, b) = (Path::CrossingPoint("A".into()), Path::CrossingPoint("B".into()));
    let known = |value: &str| Answer::known(value, Evidence::Observed);
    answer(&mut survey, &a, k1, "name", known("old"));
    answer(&mut survey, &a, k2, "name", known("new"));
    answer(&mut survey, &b, k1, "name", known("wrong"));
    answer(&mut survey, &b, k1, "name", Answer::Cleared);
    let text = String::from_utf8(export(&survey).bytes).unwrap_or_default();
    let at = "2026-02-02T02:40:00Z";
    assert_eq!(
        text.lines().skip(1).collect::<Vec<_>>(),
        [
            format!("A,,,name,old,,observed,,K1,{at},,"),
            format!("A,,,name,new,,observed,,K2,{at},,replaces what was shown"),
            format!("B,,,,,,,,K1,{at},,"),
        ]
    );
    reads_back(&survey).unwrap_or_else(|e| panic!("{e}"));
    let json = exchange::facts_json(&survey).unwrap_or_default();
    insta::with_settings!({ snapshot_path => "tables", prepend_module_to_snapshot => false,
        omit_expression => true }, {
        insta::assert_snapshot!("facts.json", String::from_utf8_lossy(&json));
    });
}

#[test]
fn deleted_places_are_left_out_and_not_written_to() {
    let demo = facts(&empty(), std::str::from_utf8(VARSENIA).unwrap_or_default()).survey;
    let mut survey = empty();
    for subject in demo.subjects().iter().skip(1) {
        let deleted = subject.code == "entry" && subject.kind == SubjectKind::Position;
        survey.add_subject(Subject { deleted, ..subject.clone() });
    }
    for session in demo.sessions() {
        survey.add_session(session.clone());
    }
    for attribute in demo.attributes() {
        survey.intern(attribute);
    }
    for observation in demo.observations() {
        survey.insert(observation.clone());
    }
    let text = String::from_utf8(export(&survey).bytes).unwrap_or_default();
    assert!(!text.contains(",entry,") && text.contains(",exit,"));
    let table = "crossing_point,position,item,attribute,value,evidence,recorded_by\n\
        QV-A01,entry,,workstations,3,observed,K1\nQV-A01,entry,readers,quantity,3,observed,K1\n";
    let refused = import(&survey, table.as_bytes(), Rows::Facts, &options());
    let refused: Vec<String> =
        refused.err().iter().flat_map(|r| &r.refusals).map(ToString::to_string).collect();
    let hint = "was deleted in this survey; restore it there, or give another code";
    assert_eq!(
        refused,
        [
            format!("row 2, column position: 'QV-A01 / entry' {hint}"),
            format!("row 3, column item: 'QV-A01 / entry / readers' {hint}")
        ]
    );
}

#[test]
fn two_places_with_one_code_stay_two() {
    let mut survey = empty();
    let by = session(&mut survey, "K1");
    let point = Path::CrossingPoint("A".into());
    answer(&mut survey, &point, by, "name", Answer::known("first", Evidence::Observed));
    let second = survey.add_subject(Subject {
        id: SubjectId([255; 16]),
        kind: SubjectKind::CrossingPoint,
        parent: Some(Survey::ROOT),
        code: "A".into(),
        deleted: false,
    });
    let observation = Entry {
        subject: second,
        attribute: survey.intern("name"),
        session: by,
        milliseconds: 1_770_000_000_000,
        kind: "text",
        answer: Answer::known("second", Evidence::Observed),
        note: String::new(),
        supersede: Supersede::Own,
        settles: None,
        salt: [5; 16],
    };
    survey.insert(survey.prepare(observation));
    let again = facts(&empty(), &String::from_utf8_lossy(&export(&survey).bytes)).survey;
    assert_eq!(values(&again, ["A", "", ""], "name"), ["first"]);
    assert_eq!(values(&again, ["A~2", "", ""], "name"), ["second"]);
}

#[test]
fn what_a_table_cannot_say_is_named() {
    // One person on two laptops: both answers stand until somebody settles them.
    let (mut one, sessions) = histories::begin();
    let entered = one.observations().len();
    let mut other = one.clone();
    let path = Path::Position("=QV,A01".into(), "entry".into());
    let known = |value: &str| Answer::known(value, Evidence::Observed);
    answer(&mut one, &path, sessions[0], "workstations", known("3"));
    answer(&mut other, &path, sessions[0], "workstations", known("4"));
    histories::merge(&mut one, &other, entered);
    let export = export(&one);
    assert_eq!(export.facts, 2);
    let named: Vec<String> =
        export.not_kept.iter().map(|n| format!("{} {}: {}", n.path, n.attribute, n.loss)).collect();
    assert_eq!(
        named,
        [
            "=QV,A01 / entry workstations: one person recorded it on several laptops; of that one will stand"
        ]
    );
}

#[test]
fn a_name_replaced_in_another_language_does_not_come_back() {
    let mut survey = empty();
    let by = session(&mut survey, "K1");
    let point = Path::CrossingPoint("A".into());
    let name = |value: &str, unit: &str| Answer::Known {
        value: value.into(),
        unit: unit.into(),
        evidence: Evidence::Observed,
    };
    // Kept without the language in its key.
    answer(&mut survey, &point, by, "name.sign", name("x", "ar"));
    answer(&mut survey, &point, by, "name.sign", name("y", "fa"));
    let export = export(&survey);
    assert_eq!((export.facts, export.not_kept.len()), (1, 0));
    let again = facts(&empty(), &String::from_utf8_lossy(&export.bytes)).survey;
    assert_eq!(values(&again, ["A", "", ""], "name.sign@fa"), ["y"]);
    assert!(values(&again, ["A", "", ""], "name.sign@ar").is_empty());
}

/// Each broken table with everything that is refused of it. The name says what it should be.
#[test]
fn broken_tables_are_refused_cell_by_cell() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tables/broken");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "csv"))
        .collect();
    files.sort();
    assert!(files.len() >= 30, "{}", files.len());
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("tables/refused");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let _bound = settings.bind_to_scope();
    for path in files {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let rows = match name.split('-').next() {
            Some("points") => Rows::CrossingPoints,
            Some("equipment") => Rows::Equipment,
            _ => Rows::Facts,
        };
        let table = std::fs::read(&path).unwrap_or_default();
        let text = match import(&empty(), &table, rows, &options()) {
            Ok(_) => panic!("{name} was taken"),
            Err(refused) => refused.to_string(),
        };
        insta::assert_snapshot!(name, text);
    }
}

/// Out, in again, out again: the same stands, and the second table is the first.
fn reads_back(survey: &Survey) -> Result<(), TestCaseError> {
    let first = export(survey);
    // Settlements of several people, apart from each other, stand; a reason may be lost.
    let lost: Vec<_> = first.not_kept.iter().filter(|n| n.loss != Loss::Reason).collect();
    prop_assert!(lost.is_empty(), "{:?}", lost);
    let text = String::from_utf8_lossy(&first.bytes);
    let again = import(&empty(), &first.bytes, Rows::Facts, &options());
    let again = match again {
        Ok(import) => import,
        Err(refused) => return Err(TestCaseError::fail(format!("{refused}\n{text}"))),
    };
    prop_assert_eq!(again.facts, first.facts);
    prop_assert_eq!(standing(&again.survey), standing(survey), "{}", text);
    let second = export(&again.survey);
    prop_assert_eq!(String::from_utf8_lossy(&second.bytes), text);
    // The places are the same, also those about which nothing is recorded.
    let paths = |s: &Survey| -> BTreeSet<_> {
        (0..s.subjects().len()).map(|n| s.path(SubjectIx::nth(n))).collect()
    };
    prop_assert_eq!(paths(&again.survey), paths(survey));
    // What is known already is not entered again.
    let twice = import(&again.survey, &first.bytes, Rows::Facts, &options());
    prop_assert_eq!(twice.map(|i| (i.facts, i.known)).ok(), Some((0, again.rows)));
    Ok(())
}

proptest! {
    // What fails is written into the tests by hand, as a case with a name.
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases / 4,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_was_recorded_reads_back(acts in prop::collection::vec(histories::act(0..4), 0..40)) {
        let (mut survey, sessions) = histories::begin();
        histories::perform(&mut survey, &sessions, &acts, 1);
        reads_back(&survey)?;
    }

    #[test]
    fn what_was_merged_reads_back(
        common in prop::collection::vec(histories::act(0..6), 0..12),
        ours in prop::collection::vec(histories::act(0..3), 0..20),
        theirs in prop::collection::vec(histories::act(3..6), 0..20),
        after in prop::collection::vec(histories::act(0..6), 0..6),
    ) {
        let (mut one, sessions) = histories::begin();
        histories::perform(&mut one, &sessions, &common, 1);
        let (entered, mut other) = (one.observations().len(), one.clone());
        histories::perform(&mut one, &sessions, &ours, 1_000);
        histories::perform(&mut other, &sessions, &theirs, 2_000);
        histories::merge(&mut one, &other, entered);
        histories::perform(&mut one, &sessions, &after, 3_000);
        reads_back(&one)?;
    }

    #[test]
    fn bytes_of_any_kind_are_taken_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        header in any::<bool>(),
        rows in prop::sample::select(&Rows::ALL[..]),
    ) {
        let mut table = Vec::new();
        if header {
            table.extend_from_slice(b"crossing_point,position,item,attribute,value,unit,evidence,absent,recorded_by,recorded_at,note,settles,equipment\n");
        }
        table.extend(bytes);
        let _ = import(&empty(), &table, rows, &options());
    }

    #[test]
    fn cells_of_any_kind_are_taken_or_refused(
        cells in prop::collection::vec(
            prop_oneof![
                Just("QV-A01".to_owned()), Just("entry".to_owned()), Just(String::new()),
                Just("latitude".to_owned()), Just("same_as".to_owned()), Just("type".to_owned()),
                Just("observed".to_owned()), Just("1..2".to_owned()), Just("K1".to_owned()),
                Just("model:a/b/c".to_owned()), Just("country:QV".to_owned()), "\\PC{0,6}",
            ],
            0..60,
        ),
        rows in prop::sample::select(&Rows::ALL[..]),
    ) {
        let mut table = String::from("crossing_point,position,item,attribute,value,evidence,recorded_by,equipment\n");
        for row in cells.chunks(8) {
            table.push_str(&row.join(","));
            table.push('\n');
        }
        let _ = import(&empty(), table.as_bytes(), rows, &options());
    }
}
