//! Cases in which merging tables, or the last write, loses something without a word. Here each
//! keeps both sides and gives an open dispute, whichever file is merged into the other; what was
//! made twice is told apart, suspected, and in dispute once a person says that it is one.

use borderfit::merge::join::{Relation, relate};
use borderfit::merge::{
    Decision, Hand, Sort, as_written, disputes, settle, suspected_duplicates, union,
};
use borderfit::model::journal::{reread, seen};
use borderfit::model::survey::{AT_CODE, AT_DELETED, AT_PARENT};
use borderfit::model::{
    Answer, Evidence, Path, Subject, SubjectId, SubjectIx, SubjectKind, Survey,
};

use crate::seen::{ids, seen as all_seen};
use crate::surveys::{Desk, known, moment};

const READERS: [&str; 3] = ["QV-A01", "entry", "readers"];
const LAMPS: [&str; 3] = ["QV-A01", "entry", "lamps"];
const ENTRY: [&str; 3] = ["QV-A01", "entry", ""];
const POINT: [&str; 3] = ["QV-A01", "", ""];

/// Both laptops began with this.
fn base() -> Survey {
    let mut desk = Desk::new("K0");
    desk.subject(["QV-A01", "exit", ""]);
    desk.subject(LAMPS);
    desk.record(READERS, "image_resolution", "quantity", known("300", "ppi", Evidence::Stated), "");
    desk.record(READERS, "serial", "text", known("FX4-1", "", Evidence::Observed), "");
    desk.survey
}

fn at(survey: &Survey, columns: [&str; 3]) -> SubjectIx {
    survey.find(&Path::from_columns(columns[0], columns[1], columns[2]).unwrap()).unwrap()
}

fn resolution(desk: &mut Desk, value: &str, unit: &str) {
    let answer = known(value, unit, Evidence::Documented);
    desk.record(READERS, "image_resolution", "quantity", answer, "");
}

fn state(desk: &mut Desk, columns: [&str; 3], attribute: &str, value: &str) {
    let subject = at(&desk.survey, columns);
    desk.record_at(subject, attribute, "", known(value, "", Evidence::Observed));
    reread(&mut desk.survey);
}

fn delete(desk: &mut Desk, columns: [&str; 3]) {
    let subject = at(&desk.survey, columns);
    let over = format!("{{\"over\":\"{}\"}}", seen(&desk.survey, subject));
    desk.record_with(subject, AT_DELETED, known("true", "", Evidence::Observed), over);
    reread(&mut desk.survey);
}

/// What K1 and K2 do apart gives one open dispute of this sort, with so many sides, both ways.
fn both_stay(sort: Sort, sides: usize, k1: impl Fn(&mut Desk), k2: impl Fn(&mut Desk)) -> Survey {
    let mut one = Desk::at(base(), "K1");
    let mut two = Desk::at(base(), "K2");
    k1(&mut one);
    k2(&mut two);
    for desk in [&one, &two] {
        assert_eq!(disputes(&desk.survey, &as_written).len(), 0, "nobody disputes alone");
    }
    let mut there = one.survey.clone();
    union(&mut there, &two.survey).unwrap();
    let mut back = two.survey.clone();
    union(&mut back, &one.survey).unwrap();
    assert_eq!(all_seen(&there), all_seen(&back));
    assert!(ids(&there).is_superset(&ids(&one.survey)));
    assert!(ids(&there).is_superset(&ids(&two.survey)));
    let open = disputes(&there, &as_written);
    assert_eq!(open.len(), 1, "{open:?}");
    assert_eq!((open[0].sort, open[0].sides.len()), (sort, sides));
    assert!(open[0].is_open());
    there
}

#[test]
fn case_01_two_values_for_one_fact() {
    let resolution = |value| move |desk: &mut Desk| resolution(desk, value, "ppi");
    both_stay(Sort::Fact, 2, resolution("385"), resolution("400"));
}

#[test]
fn case_02_the_value_here_and_the_unit_there() {
    let all = both_stay(
        Sort::Fact,
        2,
        |desk| resolution(desk, "30", "ppi"),
        |desk| resolution(desk, "300", "px"),
    );
    // Nobody measured 30 px.
    for o in all.observations() {
        if let Answer::Known { value, unit, .. } = &o.answer {
            assert!((&**value, &**unit) != ("30", "px"));
        }
    }
}

#[test]
fn case_03_deleted_here_and_edited_there() {
    both_stay(
        Sort::Deletion,
        2,
        |desk| delete(desk, READERS),
        |desk| resolution(desk, "400", "ppi"),
    );
}

#[test]
fn case_04_edited_here_and_deleted_there() {
    let all = both_stay(
        Sort::Deletion,
        2,
        |desk| resolution(desk, "400", "ppi"),
        |desk| delete(desk, READERS),
    );
    assert!(!all.subject(at(&all, READERS)).deleted, "while they disagree, it is there");
}

#[test]
fn case_05_deleted_here_and_something_put_into_it_there() {
    both_stay(
        Sort::Deletion,
        2,
        |desk| delete(desk, POINT),
        |desk| {
            desk.subject(["QV-A01", "entry", "printers"]);
        },
    );
}

#[test]
fn case_06_taken_back_here_and_corrected_there() {
    let back = |desk: &mut Desk| {
        desk.record(READERS, "image_resolution", "quantity", Answer::Cleared, "");
    };
    both_stay(Sort::Fact, 2, back, |desk| resolution(desk, "400", "ppi"));
}

#[test]
fn case_07_corrected_twice_here_and_taken_back_there() {
    both_stay(
        Sort::Fact,
        2,
        |desk| {
            resolution(desk, "400", "ppi");
            resolution(desk, "500", "ppi");
        },
        |desk| desk.record(READERS, "image_resolution", "quantity", Answer::Cleared, ""),
    );
}

#[test]
fn case_08_given_two_names() {
    both_stay(
        Sort::Subject,
        2,
        |desk| state(desk, ENTRY, AT_CODE, "E1"),
        |desk| state(desk, ENTRY, AT_CODE, "booths"),
    );
}

#[test]
fn case_09_renumbered_here_and_its_photo_taken_there() {
    let all = both_stay(
        Sort::Subject,
        2,
        |desk| {
            state(desk, READERS, AT_CODE, "spare");
            state(desk, LAMPS, AT_CODE, "readers");
        },
        |desk| {
            desk.record(READERS, "photo", "text", known("0007", "", Evidence::Observed), "");
            state(desk, READERS, AT_CODE, "reader-1");
        },
    );
    // The photo stays with the device that it shows.
    let with_photo: Vec<SubjectIx> = (0..all.subjects().len())
        .map(SubjectIx::nth)
        .filter(|&ix| all.text(ix, "photo").is_some())
        .collect();
    assert_eq!(with_photo.len(), 1);
    assert_eq!(all.text(with_photo[0], "serial"), Some("FX4-1"));
}

#[test]
fn case_10_moved_to_two_places() {
    let place = |columns: [&'static str; 3]| {
        move |desk: &mut Desk| {
            let id = desk.survey.subject(at(&desk.survey, columns)).id.to_string();
            state(desk, READERS, AT_PARENT, &id);
        }
    };
    both_stay(Sort::Subject, 2, place(["QV-A01", "exit", ""]), place(POINT));
}

#[test]
fn case_11_settled_here_and_corrected_there() {
    let mut one = Desk::at(base(), "K1");
    let mut two = Desk::at(base(), "K2");
    resolution(&mut one, "385", "ppi");
    resolution(&mut two, "400", "ppi");
    let mut both = one.survey.clone();
    union(&mut both, &two.survey).unwrap();
    let open = disputes(&both, &as_written);
    let mut n = 100;
    let mut random = || {
        n += 1;
        [n; 16]
    };
    let now = moment(900);
    let mut hand = Hand { author: "K0", device: "", program: "test", now, random: &mut random };
    settle(&mut both, &open[0], &Decision::Take(open[0].sides[0]), "data sheet", &mut hand);
    assert_eq!(disputes(&both, &as_written).len(), 0);
    resolution(&mut two, "500", "ppi");
    union(&mut both, &two.survey).unwrap();
    let open = disputes(&both, &as_written);
    assert_eq!((open.len(), open[0].sides.len()), (1, 2), "what was not shown is not settled");
}

#[test]
fn case_12_three_laptops_three_values() {
    let mut all = base();
    for (author, value) in [("K1", "385"), ("K2", "400"), ("K3", "500")] {
        let mut desk = Desk::at(base(), author);
        resolution(&mut desk, value, "ppi");
        union(&mut all, &desk.survey).unwrap();
    }
    let open = disputes(&all, &as_written);
    assert_eq!((open.len(), open[0].sides.len()), (1, 3));
}

#[test]
fn case_13_the_same_new_record_twice() {
    // By code, as tables enter it: one record, and what differs is in dispute.
    let printers = |n: &'static str| {
        move |desk: &mut Desk| {
            let answer = known(n, "", Evidence::Observed);
            desk.record(["QV-A01", "entry", "printers"], "quantity", "count", answer, "");
        }
    };
    both_stay(Sort::Fact, 2, printers("1"), printers("2"));
}

/// Puts in a device on the spot, as the terminal does: with an id of its own, and a photo.
fn put_in(desk: &mut Desk, id: u8, serial: &str, photo: &str) -> SubjectId {
    let parent = at(&desk.survey, ENTRY);
    let id = SubjectId([id; 16]);
    let (kind, code) = (SubjectKind::Item, "camera".to_owned());
    let parent_id = desk.survey.subject(parent).id.to_string();
    let subject = Subject { id, kind, parent: Some(parent), code, deleted: false };
    let subject = desk.survey.add_subject(subject);
    for (attribute, value) in [
        ("@kind", "item"),
        ("@parent", &*parent_id),
        ("@code", "camera"),
        ("serial", serial),
        ("photo", photo),
    ] {
        desk.record_at(subject, attribute, "", known(value, "", Evidence::Observed));
    }
    id
}

#[test]
fn case_14_two_new_devices_and_their_photos() {
    let (mut one, mut two) = (Desk::at(base(), "K1"), Desk::at(base(), "K2"));
    let first = put_in(&mut one, 1, "C-100", "0012");
    let second = put_in(&mut two, 2, "C-200", "0034");
    let mut merged = Vec::new();
    for (into, from) in [(&one, &two), (&two, &one)] {
        let mut all = into.survey.clone();
        union(&mut all, &from.survey).unwrap();
        for (id, serial, photo) in [(first, "C-100", "0012"), (second, "C-200", "0034")] {
            let device = all.subject_with_id(id).unwrap();
            let told = (all.text(device, "serial"), all.text(device, "photo"));
            assert_eq!(told, (Some(serial), Some(photo)), "each photo stays with its device");
        }
        let pair = (all.subject_with_id(second).unwrap(), all.subject_with_id(first).unwrap());
        let suspected = suspected_duplicates(&all);
        assert!(suspected.iter().any(|s| (s.a, s.b) == (pair.1, pair.0)), "{suspected:?}");
        assert_eq!(disputes(&all, &as_written).len(), 0, "two devices may well be two");
        let (mut random, now) = (|| [77; 16], moment(900));
        let mut hand = Hand { author: "K0", device: "", program: "test", now, random: &mut random };
        relate(&mut all, pair, Relation::Same, "one camera", &mut hand).unwrap();
        let open: Vec<String> =
            disputes(&all, &as_written).into_iter().map(|d| d.attribute).collect();
        assert_eq!(open, ["photo", "serial"], "as one device, they contradict each other");
        merged.push(all_seen(&all));
    }
    assert_eq!(merged[0], merged[1]);
}
