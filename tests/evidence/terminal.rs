//! Attaching and looking at photos in the terminal, key by key.

use std::io::Write;
use std::process::{Command, Stdio};

use borderfit::app::Theme;
use borderfit::app::screen::Screen;
use borderfit::model::FileId;
use borderfit::model::attachment::attachments;
use borderfit::store::{Bytes, OpenMode, Store};

use super::journeys::Laptop;
use super::pictures::phone;
use super::{Desk, text};

fn put(laptop: &Laptop, name: &str, bytes: &[u8]) {
    std::fs::write(laptop.file().parent().unwrap().join(name), bytes).unwrap();
}

/// At a question of a crossing point, with a photo in the folder of the survey.
fn at_a_question() -> Laptop {
    let mut laptop = Laptop::new(true);
    put(&laptop, "label.jpg", &phone(1));
    put(&laptop, "notes.txt", b"not offered");
    laptop.keys("Enter");
    laptop
}

#[test]
fn a_photo_is_picked_described_and_attached() {
    let mut laptop = at_a_question();
    laptop.keys("Ctrl+o");
    assert!(laptop.text(80, 24).contains("Photo or file: QV-"), "{}", laptop.text(80, 24));
    laptop.keys("Enter");
    let picker = laptop.text(80, 24);
    assert!(picker.contains("label.jpg") && picker.contains(".. (one up)"), "{picker}");
    assert!(!picker.contains("notes.txt"), "{picker}");
    laptop.keys("End Enter 'the label of reader 2' Enter '2026-03-02' Enter");
    let asked = laptop.text(80, 24);
    assert!(asked.contains("What does it show?") && asked.contains("a person"), "{asked}");
    laptop.keys("2 Enter");
    let all = attachments(laptop.app().survey());
    assert_eq!(all.len(), 1);
    let photo = &all[0];
    assert_eq!(photo.caption, "the label of reader 2");
    assert!(photo.held_back && photo.said.stripped && photo.said.of.is_some());
    assert_eq!(photo.said.taken.unwrap().to_string(), "2026-03-02");
    let screen = laptop.text(120, 40);
    assert!(screen.contains(&photo.short()), "it stands beside the question: {screen}");
    // Saved, with its bytes, and without what the camera wrote.
    let file = photo.said.file;
    let laptop = laptop.reopen();
    assert_eq!(attachments(laptop.app().survey()).len(), 1);
    let path = laptop.file().to_owned();
    assert_eq!(laptop.session.end(), 0);
    let store = Store::open(&path, OpenMode::ReadOnly).unwrap();
    let Bytes::Whole(bytes) = store.file(file).unwrap() else { panic!("its bytes") };
    assert_eq!(FileId::of(&bytes), file);
    assert!(!text(&bytes).contains("SECRET"));
    drop(store);
    assert!(borderfit::store::verify(&path).unwrap().ok);
}

#[test]
fn attaching_is_undone_and_redone_and_stands_in_the_history() {
    let mut laptop = at_a_question();
    let path = laptop.file().parent().unwrap().join("label.jpg");
    laptop.keys(&format!("Ctrl+o '{}' Enter 'the sign' Enter Enter Enter", path.display()));
    let id = attachments(laptop.app().survey())[0].short();
    laptop.keys("Esc h");
    let log = laptop.text(120, 40);
    assert!(log.contains(&id) && log.contains("the sign"), "{log}");
    laptop.keys("Esc u");
    assert!(attachments(laptop.app().survey()).is_empty());
    laptop.keys("U");
    assert_eq!(attachments(laptop.app().survey())[0].caption, "the sign");
    // Of the place: the last of the ticks.
    laptop.keys(&format!("Ctrl+o '{}' Enter Enter Enter 4 Enter", path.display()));
    let of: Vec<bool> =
        attachments(laptop.app().survey()).iter().map(|a| a.said.of.is_some()).collect();
    assert_eq!(of, [false, true]);
    assert!(laptop.text(80, 24).contains("attached to"));
}

#[test]
fn what_cannot_be_read_brings_the_form_back() {
    let mut laptop = at_a_question();
    put(&laptop, "cut.jpg", &phone(1)[..200]);
    let folder = laptop.file().parent().unwrap().display().to_string();
    for (name, why) in [("cut.jpg", "cut off"), ("none.jpg", "cannot be read")] {
        laptop.keys(&format!(
            "Ctrl+o Ctrl+u '{folder}/{name}' Enter Ctrl+u 'words' Enter Enter Enter"
        ));
        let screen = laptop.text(120, 40);
        assert!(screen.contains("Nothing was attached") && screen.contains(why), "{screen}");
        assert!(
            matches!(laptop.app().screen(), Screen::Form(f) if f.fields[1].input.text() == "words")
        );
        laptop.keys("Esc");
    }
    laptop.keys("Ctrl+o Enter Tab");
    assert!(attachments(laptop.app().survey()).is_empty());
    assert_eq!(laptop.app().unsaved(), 0);
    // A folder that is typed is looked into.
    let mut laptop = at_a_question();
    laptop.keys(&format!("Ctrl+o '{folder}/' Enter"));
    assert!(laptop.text(80, 24).contains(".. (one up)"), "{}", laptop.text(80, 24));
}

#[test]
fn photos_are_listed_and_looked_at_in_every_size_and_theme() {
    let mut laptop = at_a_question();
    let path = laptop.file().parent().unwrap().join("label.jpg");
    laptop.keys(&format!("Ctrl+o '{}' Enter 'the sign' Enter Enter 1 Enter", path.display()));
    put(&laptop, "sheet.pdf", b"%PDF-1.7");
    let pdf = laptop.file().parent().unwrap().join("sheet.pdf");
    laptop.keys(&format!("F4 f '{}' Enter Enter Enter Enter", pdf.display()));
    laptop.keys("F4 F");
    let list = laptop.text(120, 40);
    assert!(list.contains("the sign") && list.contains("application/pdf"), "{list}");
    assert!(list.contains("kept as it is"), "{list}");
    laptop.keys("Enter");
    let shown = laptop.text(80, 24);
    assert!(shown.contains("Not shown here: application/pdf"), "{shown}");
    laptop.keys("Down");
    let shown = laptop.text(80, 24);
    assert!(shown.contains('\u{2580}') && shown.contains("shows a person"), "{shown}");
    for (width, height) in [(40, 6), (60, 12), (81, 25), (200, 60)] {
        assert!(laptop.text(width, height).contains("the sign"), "{width} x {height}");
    }
    laptop.set_theme(Theme::Mono);
    let mono = laptop.text(80, 24);
    assert!(mono.is_ascii() && mono.contains(":..:"), "{mono}");
    laptop.keys("Down");
    assert!(laptop.text(80, 24).contains("no further photo"));
    laptop.keys("Esc Esc");
    assert!(matches!(laptop.app().screen(), Screen::Overview { .. }));
}

#[test]
fn a_bare_terminal_attaches_one_too() {
    let desk = Desk::new();
    desk.write("label.jpg", phone(1));
    let mut child = Command::new(env!("CARGO_BIN_EXE_borderfit"))
        .args(["ask", "a.survey", "--recorded-by", "K1"])
        .current_dir(desk.path(""))
        .env("XDG_DATA_HOME", desk.path("data"))
        .env("XDG_CONFIG_HOME", desk.path("config"))
        .env_remove("BORDERFIT_LANGUAGE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = ":f\nlabel.jpg\nthe label\n\n3\ny\n:q\n";
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let said = text(&child.wait_with_output().unwrap().stdout);
    let photos = desk.photos("a.survey");
    assert_eq!(photos.len(), 1, "{said}");
    assert_eq!(photos[0]["caption"], "the label");
    assert_eq!(photos[0]["shows"][0], "screen", "{said}");
}
