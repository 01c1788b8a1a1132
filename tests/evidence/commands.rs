//! The commands: attach, photos, and what merge, verify, log, undo and export make of photos.

use proptest::prelude::*;

use super::pictures::phone;
use super::{Desk, read, text};

fn attach(desk: &Desk, file: &str, seed: u32, more: &[&str]) -> String {
    let name = format!("photo-{seed}.jpg");
    desk.write(&name, phone(seed));
    let mut arguments = vec!["attach", file, &name];
    arguments.extend(more);
    let said = desk.done(&arguments);
    said.split_whitespace().next().unwrap().to_owned()
}

#[test]
fn a_photo_is_kept_without_what_the_camera_wrote() {
    let desk = Desk::new();
    let id = attach(
        &desk,
        "a.survey",
        1,
        &[
            "--at",
            "QV-A01/entry/readers",
            "--attribute",
            "serial",
            "--caption",
            "the label",
            "--taken",
            "2026-03-02",
            "--shows",
            "document",
        ],
    );
    desk.write("sheet.pdf", b"%PDF-1.7 data sheet");
    let said = desk.done(&["attach", "a.survey", "sheet.pdf", "--at", "QV-A01/entry"]);
    assert!(said.contains("kept as it is"), "{said}");
    let photos = desk.photos("a.survey");
    assert_eq!(photos.len(), 2);
    assert_eq!(photos[0]["mime"], "application/pdf");
    assert_eq!(photos[0]["metadata_removed"], false);
    assert_eq!(photos[1]["id"], id.as_str());
    for (key, value) in [
        ("attribute", "serial"),
        ("caption", "the label"),
        ("taken", "2026-03-02"),
        ("crossing_point", "QV-A01"),
        ("position", "entry"),
        ("item", "readers"),
    ] {
        assert_eq!(photos[1][key], value);
    }
    assert_eq!(photos[1]["held_back"], true);
    assert_eq!(photos[1]["shows"][0], "document");
    assert!(!text(&read(&desk.path("a.survey"))).contains("SECRET"), "it is not in the file");
    let table = desk.done(&["photos", "a.survey"]);
    assert!(table.contains("QV-A01 / entry / readers, serial"), "{table}");
    assert!(table.contains("shows a document: held back"), "{table}");
    desk.done(&["verify", "a.survey"]);
    let log = desk.done(&["log", "a.survey", "--attribute", "serial"]);
    assert!(log.contains("serial, photo or file") && log.contains("\"the label\""), "{log}");
    let json = desk.json(&["export", "a.survey", "--format", "json"]);
    assert_eq!(json["attachments"].as_array().unwrap().len(), 2);
    assert_eq!(json["attachments"][0]["stands"], true);
    // Taken out again, it is the picture without anything else, under a name of its own.
    desk.done(&["photos", "a.survey", "--extract", "out"]);
    assert_eq!(desk.files("out").len(), 2);
    let name = format!("QV-A01_entry_readers_{id}.jpg");
    let out = read(&desk.path("out").join(name));
    assert!(!text(&out).contains("SECRET"));
    let seen = borderfit::photo::decode(&out).unwrap();
    assert_eq!((seen.width(), seen.height()), (64, 96), "it stands as it was held");
}

#[test]
fn what_cannot_be_attached_is_refused_and_nothing_changes() {
    let desk = Desk::new();
    let before = read(&desk.path("a.survey"));
    desk.write("good.jpg", phone(1));
    desk.write("cut.jpg", &phone(1)[..300]);
    desk.write("empty.jpg", b"");
    let large = std::fs::File::create(desk.path("large.jpg")).unwrap();
    large.set_len(17 << 20).unwrap();
    for (arguments, why) in [
        (&["good.jpg", "cut.jpg", "--at", "QV-A01"][..], "cut off"),
        (&["empty.jpg", "--at", "QV-A01"], "it is empty"),
        (&["large.jpg", "--at", "QV-A01"], "17.0 MiB; at most 16.0 MiB"),
        (&["none.jpg", "--at", "QV-A01"], "cannot be read"),
        (&["a-folder", "--at", "QV-A01"], ""),
        (&["good.jpg", "--at", "QV-B99"], "nothing called 'QV-B99'"),
        (&["good.jpg", "--at", "QV-A01", "--attribute", "colour_of_the_roof"], "no attribute"),
    ] {
        let mut all = vec!["attach", "a.survey"];
        all.extend(arguments);
        let said = desk.ends(1, &all);
        assert!(said.contains(why), "{said}");
    }
    let long = "x".repeat(2_000);
    desk.ends(1, &["attach", "a.survey", "good.jpg", "--at", "QV-A01", "--caption", &long]);
    let said =
        desk.ends(2, &["attach", "a.survey", "good.jpg", "--at", "QV-A01", "--shows", "cat"]);
    assert!(said.contains("person, document, screen"), "{said}");
    assert_eq!(read(&desk.path("a.survey")), before);
}

#[test]
fn two_laptops_bring_their_photos_together() {
    let desk = Desk::new();
    std::fs::copy(desk.path("a.survey"), desk.path("b.survey")).unwrap();
    attach(&desk, "a.survey", 1, &["--at", "QV-A01", "--caption", "ours", "--recorded-by", "A"]);
    attach(&desk, "b.survey", 2, &["--at", "QV-A01", "--caption", "theirs", "--recorded-by", "B"]);
    // The same photo on both, with other words and warnings.
    attach(&desk, "a.survey", 3, &["--at", "QV-A01/entry", "--recorded-by", "A"]);
    attach(
        &desk,
        "b.survey",
        3,
        &["--at", "QV-A01/entry", "--recorded-by", "B", "--shows", "person"],
    );
    let alone = desk.photos("a.survey");
    assert_eq!((alone.len(), &alone[1]["held_back"]), (2, &false.into()));
    desk.ends(3, &["merge", "--into", "ab.survey", "a.survey", "b.survey"]);
    desk.ends(3, &["merge", "--into", "ba.survey", "b.survey", "a.survey"]);
    let (ab, ba) = (desk.photos("ab.survey"), desk.photos("ba.survey"));
    assert_eq!(ab, ba);
    assert_eq!(ab.len(), 3);
    assert_eq!(ab[2]["recorded_by"], serde_json::json!(["A", "B"]));
    assert_eq!(ab[2]["held_back"], true, "one warning is enough");
    desk.done(&["verify", "ab.survey"]);
    desk.done(&["conflicts", "ab.survey"]);
    desk.done(&["photos", "ab.survey", "--extract", "out"]);
    assert_eq!(desk.files("out").len(), 3);
    // Merging again changes nothing.
    let before = desk.json(&["verify", "ab.survey", "--format", "json"])["digest"].clone();
    desk.ends(3, &["merge", "--into", "ab.survey", "b.survey"]);
    assert_eq!(desk.json(&["verify", "ab.survey", "--format", "json"])["digest"], before);
}

#[test]
fn a_damaged_or_missing_photo_is_named_and_not_merged() {
    let desk = Desk::new();
    let id = attach(&desk, "a.survey", 1, &["--at", "QV-A01/entry", "--caption", "the booth"]);
    let named = format!("{id} at QV-A01 / entry: the booth");
    std::fs::copy(desk.path("a.survey"), desk.path("whole.survey")).unwrap();
    for (sql, what) in [
        ("UPDATE blob SET data = zeroblob(size)", "is not what was put in"),
        ("UPDATE blob SET data = NULL", "is not in this file"),
        ("DELETE FROM blob", "is not in this file"),
    ] {
        std::fs::copy(desk.path("whole.survey"), desk.path("a.survey")).unwrap();
        desk.tamper("a.survey", sql);
        let said = desk.ends(1, &["verify", "a.survey"]);
        assert!(said.contains(&named) && said.contains(what), "{sql}: {said}");
        assert!(desk.ends(3, &["photos", "a.survey", "--extract", "out"]).contains(&id));
        assert!(desk.files("out").is_empty());
        let mut merged = format!("m{}.survey", what.len());
        merged.push_str(&sql.len().to_string());
        desk.ends(3, &["merge", "--into", &merged, "a.survey"]);
        assert!(desk.ends(1, &["verify", &merged]).contains(&named));
        // A copy that has it mends that.
        desk.ends(3, &["merge", "--into", &merged, "whole.survey"]);
        desk.done(&["verify", &merged]);
    }
}

#[test]
fn attaching_clearing_and_removing_can_be_taken_back() {
    let desk = Desk::new();
    let id = attach(&desk, "a.survey", 1, &["--at", "QV-A01", "--shows", "person,screen"]);
    // Said again without warnings, it keeps them.
    attach(&desk, "a.survey", 1, &["--at", "QV-A01", "--caption", "the hall"]);
    attach(&desk, "a.survey", 1, &["--at", "QV-A01/entry"]);
    let photos = desk.photos("a.survey");
    assert_eq!(photos[0]["shows"], serde_json::json!(["person", "screen"]));
    assert_eq!(photos[1]["shows"], serde_json::json!([]));
    assert_eq!(photos[1]["held_back"], true, "it is the same photo");
    desk.ends(2, &["photos", "a.survey", "--clear", &id]);
    desk.ends(1, &["photos", "a.survey", "--clear", "P-00000000", "--because", "x"]);
    desk.done(&["photos", "a.survey", "--clear", &id, "--because", "faces are blurred"]);
    let photos = desk.photos("a.survey");
    assert_eq!(photos[0]["cleared"], "faces are blurred");
    assert!(photos.iter().all(|p| p["held_back"] == false));
    desk.done(&["photos", "a.survey", "--remove", &id, "--because", "the host asked for it"]);
    assert!(desk.photos("a.survey").is_empty());
    desk.done(&["verify", "a.survey"]);
    let log = desk.done(&["log", "a.survey", "--attribute", "photo"]);
    assert!(log.contains("taken back") && log.contains("superseded"), "{log}");
    // What came in at once is taken back at once.
    let other = attach(&desk, "a.survey", 2, &["--at", "QV-A01"]);
    let imports = desk.done(&["log", "a.survey", "--imports"]);
    let last = imports.lines().last().unwrap();
    assert!(last.contains("attach"), "{imports}");
    let number = last.split_whitespace().next().unwrap();
    desk.done(&["undo", "a.survey", number, "--because", "wrong post"]);
    assert!(desk.photos("a.survey").is_empty(), "{other}");
    desk.done(&["verify", "a.survey"]);
}

#[test]
fn a_container_carries_photos() {
    let desk = Desk::new();
    let id = attach(&desk, "a.survey", 1, &["--at", "QV-A01"]);
    desk.write("secret", "a long passphrase of many words");
    desk.done(&[
        "send",
        "a.survey",
        "--to",
        "passphrase",
        "--passphrase-file",
        "secret",
        "--unsigned",
        "--out",
        "a.age",
    ]);
    assert!(!text(&read(&desk.path("a.age"))).contains("JFIF"));
    desk.run(&["receive", "a.age", "--into", "r.survey", "--passphrase-file", "secret"]);
    assert_eq!(desk.photos("r.survey")[0]["id"], id.as_str());
    desk.done(&["verify", "r.survey"]);
    desk.done(&["photos", "r.survey", "--extract", "out"]);
    assert_eq!(desk.files("out").len(), 1);
}

#[test]
fn photos_change_no_finding() {
    let desk = Desk::new();
    let before = desk.done(&["gaps", "a.survey", "--format", "csv"]);
    attach(&desk, "a.survey", 1, &["--at", "QV-A01/entry/readers", "--attribute", "serial"]);
    assert_eq!(desk.done(&["gaps", "a.survey", "--format", "csv"]), before);
    let said = desk.ends(0, &["export", "a.survey", "--format", "facts-csv", "--out", "f.csv"]);
    assert!(said.contains("1 photo or file is not in the table"), "{said}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever lies in a file that is called a photo: it is attached or refused, and the survey
    /// holds either way.
    #[test]
    fn hostile_files_are_attached_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        at in any::<prop::sample::Index>(),
        sort in 0_u8..3,
    ) {
        let desk = Desk::new();
        let file = match sort {
            0 => bytes,
            1 => [&[0xff, 0xd8, 0xff][..], &bytes].concat(),
            _ => {
                let mut file = phone(1);
                let at = at.index(file.len());
                let length = bytes.len().min(file.len() - at);
                file[at..at + length].copy_from_slice(&bytes[..length]);
                file
            }
        };
        desk.write("x.jpg", &file);
        let output = desk.run(&["attach", "a.survey", "x.jpg", "--at", "QV-A01"]);
        let code = output.status.code();
        prop_assert!(code == Some(0) || code == Some(1), "{:?} {}", code, text(&output.stderr));
        prop_assert_eq!(desk.photos("a.survey").len(), usize::from(code == Some(0)));
        desk.done(&["verify", "a.survey"]);
    }
}
