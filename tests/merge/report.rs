//! What a merge reports, in both formats: what is new, known and refused, what may have been
//! entered twice, clocks that disagree, who signed, and other versions of a profile.

use std::process::{Command, Output};

use borderfit::model::{Evidence, Survey};
use borderfit::store::Store;
use serde_json::Value;

use crate::surveys::{Desk, known, save};

struct Folder(tempfile::TempDir);

impl Folder {
    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_borderfit"))
            .args(arguments)
            .current_dir(self.0.path())
            .output()
            .unwrap()
    }

    fn table(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let text = self.table(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&text).unwrap()
    }

    fn save(&self, name: &str, survey: &Survey, profile: &str) {
        let path = self.0.path().join(name);
        save(&path, survey).unwrap();
        let mut store = Store::open(&path, borderfit::store::OpenMode::ReadWrite).unwrap();
        let version = profile.len().to_string();
        store.add_profile("house", &version, profile);
        store.append(survey).unwrap();
    }
}

fn text(value: &str) -> borderfit::model::Answer {
    known(value, "", Evidence::Observed)
}

/// Two laptops that entered one post, one desk and one device twice, under other names.
fn twice() -> (Survey, Survey) {
    let mut office = Desk::new("K0");
    office.record(["QV-A01", "", ""], "name", "text", text("Senmira"), "");
    let (mut one, mut two) =
        (Desk::at(office.survey.clone(), "K1"), Desk::at(office.survey.clone(), "K2"));
    one.record(["QV-R02", "", ""], "name", "text", text("Dulgash"), "");
    two.record(["KB", "", ""], "name", "text", text("Дулгаш"), "");
    one.record(["QV-S03", "", ""], "name", "text", text("Šiauliai road"), "");
    two.record(["QV-S3", "", ""], "name", "text", text("Siauliai Road"), "");
    one.record(["QV-N04", "", ""], "latitude", "quantity", text("41.50000"), "");
    one.record(["QV-N04", "", ""], "longitude", "quantity", text("20.00000"), "");
    two.record(["NORTH", "", ""], "latitude", "quantity", text("41.50100"), "");
    two.record(["NORTH", "", ""], "longitude", "quantity", text("20.00000"), "");
    two.record(["TURNED", "", ""], "latitude", "quantity", text("20.00000"), "");
    two.record(["TURNED", "", ""], "longitude", "quantity", text("41.50000"), "");
    one.record(["QV-A01", "back-room", ""], "kind", "choice", text("second-line"), "");
    two.record(["QV-A01", "2L", ""], "kind", "choice", text("second-line"), "");
    one.record(["QV-A01", "entry", "readers"], "serial", "text", text("FX4-20117;FX4-20118"), "");
    two.record(["QV-A01", "exit", "reader"], "serial", "text", text("fx4-20117"), "");
    (one.survey, two.survey)
}

#[test]
fn what_may_be_entered_twice_is_proposed_joined_by_a_person_and_parted_again() {
    let folder = Folder(tempfile::tempdir().unwrap());
    let (one, two) = twice();
    save(&folder.0.path().join("1.survey"), &one).unwrap();
    save(&folder.0.path().join("2.survey"), &two).unwrap();
    let merge = ["merge", "--into", "all.survey", "1.survey", "2.survey"];
    let report = folder.json(&merge);
    let said: Vec<String> = report["suspected_duplicates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| format!("{} | {} | {}", d["a"], d["b"], d["why"]).replace('"', ""))
        .collect();
    assert_eq!(
        said,
        [
            "KB | QV-R02 | their names are alike: Дулгаш, Dulgash",
            "NORTH | QV-N04 | their coordinates are 111 m apart",
            "NORTH | TURNED | their coordinates are the same with latitude and longitude swapped",
            "QV-N04 | TURNED | their coordinates are the same with latitude and longitude swapped",
            "QV-S03 | QV-S3 | their names are alike: Šiauliai road, Siauliai Road",
            "QV-A01 / 2L | QV-A01 / back-room | both are 'second-line', each recorded by other people",
            "QV-A01 / entry / readers | QV-A01 / exit / reader | both have the serial FX4-20117",
        ]
    );
    assert_eq!(report["sources"][0]["signed_by"], Value::Null);
    let again = ["merge", "--into", "all.survey", "1.survey"];
    let table = folder.table(&again);
    for line in [
        "0 new",
        "not signed",
        "7 suspected duplicates",
        "KB and QV-R02: their names are alike",
        "borderfit join all.survey",
    ] {
        assert!(table.contains(line), "{line}: {table}");
    }
    // Nothing was joined by itself; a person says so, or that they are two, and takes it back.
    let suspected = || folder.json(&again)["suspected_duplicates"].as_array().unwrap().len();
    let join = |a: &str, b: &str, more: &[&str]| {
        let all = ["join", "all.survey", a, b, "--because", "been there", "--recorded-by", "K1"];
        let output = folder.run(&[&all[..], more].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    join("KB", "QV-R02", &[]);
    assert_eq!(suspected(), 6);
    join("KB", "QV-R02", &["--undo"]);
    assert_eq!(suspected(), 7);
    join("NORTH", "TURNED", &["--apart"]);
    assert_eq!(suspected(), 6);
    join("NORTH", "TURNED", &["--undo"]);
    assert_eq!(suspected(), 7);
}

#[test]
fn clocks_profiles_and_refused_rows_are_told() {
    let folder = Folder(tempfile::tempdir().unwrap());
    let mut one = Desk::new("K1");
    one.record(["QV-A01", "", ""], "name", "text", text("Senmira"), "");
    // An hour before what it supersedes.
    let mut two = Desk::at(one.survey.clone(), "K2");
    let place = two.subject(["QV-A01", "", ""]);
    let name = two.survey.intern("name");
    let entry = borderfit::model::Entry {
        subject: place,
        attribute: name,
        session: two.session,
        milliseconds: one.survey.observations()[3].milliseconds() - 3_600_000,
        kind: "text",
        answer: text("Senmira Road"),
        note: String::new(),
        supersede: borderfit::model::Supersede::All,
        settles: None,
        salt: [8; 16],
    };
    two.survey.insert(two.survey.prepare(entry));
    folder.save("1.survey", &one.survey, "version one");
    folder.save("2.survey", &two.survey, "version two!");
    let path = folder.0.path().join("2.survey");
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute("UPDATE obs SET note = 'changed' WHERE k = 3", []).unwrap();
    drop(conn);
    let merge = ["merge", "--into", "1.survey", "2.survey"];
    let dry = folder.json(&[&merge[..], &["--dry-run"]].concat());
    let table = folder.table(&[&merge[..], &["--dry-run"]].concat());
    let done = folder.json(&merge);
    assert_eq!(dry["written"], false);
    for report in [&dry, &done] {
        assert_eq!(report["sources"][0]["refused_count"], 1);
        assert_eq!(report["sources"][0]["refused"][0]["row"], "obs 3");
        let clock = report["clock_findings"][0].as_str().unwrap();
        assert_eq!(
            clock,
            "the clock of K1 (field laptop 3) was at least 1 h 00 min ahead of that of K2 (field \
             laptop 3)"
        );
        let profile = report["profile_differences"][0].as_str().unwrap();
        assert!(profile.contains("2.survey has another version of the profile house"), "{profile}");
        assert!(profile.contains("verdicts are judged anew with 11"), "{profile}");
    }
    for line in
        ["1 refused", "refused obs 3", "ahead of that of K2", "what supersedes what decides"]
    {
        assert!(table.contains(line), "{line}: {table}");
    }
}
