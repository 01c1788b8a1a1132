//! The survey file: what goes in comes out, and what was acknowledged is there.
#![allow(clippy::unwrap_used)]

mod surveys;

use borderfit::model::{Evidence, Survey};
use borderfit::store::{OpenMode, Store};
use surveys::{Desk, assert_same, known, load, save, small};

#[test]
fn what_is_appended_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.survey");
    let mut desk = small();
    save(&path, &desk.survey).unwrap();
    assert_same(&load(&path).unwrap(), &desk.survey);

    // Continued in memory, and by somebody who loaded it.
    let reader = ["QV-A01", "entry", "readers"];
    desk.record(reader, "quantity", "count", known("3", "", Evidence::Tested), "");
    let mut store = Store::open(&path, OpenMode::ReadWrite).unwrap();
    assert_eq!(store.append(&desk.survey).unwrap().observations, 1);
    assert_eq!(store.append(&desk.survey).unwrap().observations, 0);
    let mut other = Desk::at(store.load().unwrap(), "B. Surveyor");
    other.record(["QV-B02", "", ""], "name", "text", known("Salt Pass", "", Evidence::Stated), "");
    store.append(&other.survey).unwrap();
    drop(store);
    assert_same(&load(&path).unwrap(), &other.survey);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "no journal and no part is left: {left:?}");
}

#[test]
fn a_new_survey_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.survey");
    drop(Store::create(&path, surveys::ID, [3; 16], "borderfit test").unwrap());
    assert_same(&load(&path).unwrap(), &Survey::new(surveys::ID));
}
