//! The lock: while it is on nothing of the survey is to be seen or changed, and afterwards
//! everything is as it was. And the passphrase at home.

mod journeys;

use borderfit::app::home::{Home, HomeChoice, HomeRow};
use borderfit::app::{Effect, Theme};
use borderfit::language::{Language, speaking};
use borderfit::tui::Key;
use journeys::{Laptop, facts};

const SIZES: [(u16, u16); 5] = [(80, 24), (120, 40), (60, 12), (40, 6), (30, 5)];

/// Nothing of the demo survey stands on the screen, whatever the window.
fn shows_nothing(laptop: &Laptop) {
    for (width, height) in SIZES {
        let text = laptop.text(width, height);
        for word in ["QV-", "Varsenia", "half", "fingerprint", "seven", "reader"] {
            assert!(!text.contains(word), "{width}x{height}: {word}\n{text}");
        }
    }
}

/// At a question, with a note half typed.
fn at_a_question() -> Laptop {
    let mut laptop = Laptop::new(true);
    laptop.keys("Enter F7 'half typed'");
    assert!(laptop.text(80, 24).contains("half typed"), "{}", laptop.text(80, 24));
    laptop
}

#[test]
fn a_locked_survey_shows_nothing_changes_nothing_and_opens_as_it_was() {
    let mut laptop = at_a_question();
    let (before, drafts) = (laptop.text(80, 24), laptop.app().drafts());
    let known = facts(laptop.app().survey());
    laptop.session.lock();
    shows_nothing(&laptop);
    insta::assert_snapshot!(laptop.text(80, 24));
    assert_eq!(laptop.app().locks_after(), None, "it is locked");
    // Whatever is pressed.
    laptop.keys("'x1 y' Esc Tab F9 1 Up q Ctrl+Z Backspace F4 'Q'");
    shows_nothing(&laptop);
    assert!(laptop.app().locked().is_some());
    assert_eq!(facts(laptop.app().survey()), known);
    laptop.keys("Enter");
    assert!(laptop.app().locked().is_none());
    assert_eq!(laptop.text(80, 24), before);
    assert_eq!(laptop.app().drafts(), drafts);
}

#[test]
fn it_is_locked_from_the_palette_and_left_with_ctrl_c_twice() {
    let mut laptop = Laptop::new(true);
    laptop.keys("F9 'lock now' Enter");
    assert!(laptop.app().locked().is_some());
    shows_nothing(&laptop);
    assert!(laptop.press(Key::Ctrl('c')).is_empty());
    assert!(laptop.text(80, 24).contains("Ctrl+C again leaves"));
    assert_eq!(laptop.press(Key::Ctrl('c')), [Effect::Quit]);
}

#[test]
fn when_it_locks_is_chosen_and_remembered() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = borderfit::session::Own::at(folder.path().join("own"));
    let mut laptop = Laptop::new(true);
    assert_eq!(laptop.app().locks_after(), None, "of a file that anybody can read");
    laptop.keys("F9 'idle' Enter");
    let text = laptop.text(80, 24);
    assert!(text.contains("after 15 minutes") && text.contains("is not "), "{text}");
    laptop.keys("3");
    assert_eq!(laptop.app().locks_after(), Some(15));
    laptop.keys("F9 'idle' Enter 1");
    assert_eq!(laptop.app().locks_after(), None);
    own.set_lock_after(30);
    assert_eq!(own.lock_after(), Some(30));
    let mut options = borderfit::session::Options::new(laptop.file());
    options.own = Some(own);
    options.author = Some("K3".to_owned());
    let file = laptop.file().to_owned();
    let copy = folder.path().join("copy.survey");
    std::fs::copy(file, &copy).expect("a copy");
    options.file = copy;
    let (sender, events) = std::sync::mpsc::channel();
    let mut session = borderfit::session::Session::new(options);
    session.begin(move |event| drop(sender.send(event)));
    session.receive(events.recv().expect("it opens")).expect("it opens");
    assert_eq!(session.app().and_then(borderfit::app::App::locks_after), Some(30));
}

#[test]
fn the_lock_speaks_french_and_has_no_colours_it_needs() {
    let mut laptop = at_a_question();
    laptop.session.lock();
    let theme = laptop.app().theme();
    laptop.keys("'t'");
    assert_eq!(laptop.app().theme(), theme);
    let text = speaking(Language::French, || laptop.text(60, 12));
    assert!(text.contains("Verrouillé") && text.contains("Entrée"), "{text}");
}

// ---- at home

fn drawn(home: &Home) -> String {
    let mut terminal = ratatui::Terminal::new(ratatui::backend::TestBackend::new(80, 24))
        .unwrap_or_else(|e| panic!("{e}"));
    terminal.draw(|frame| borderfit::tui::draw_home(home, frame)).expect("it can be drawn");
    journeys::text(terminal.backend().buffer())
}

#[test]
fn the_passphrase_is_asked_for_at_home_and_shown_as_stars() {
    use borderfit::app::command::Context;
    let row = |title: &str, state: &str| HomeRow {
        path: format!("/surveys/{title}"),
        title: title.to_owned(),
        state: state.to_owned(),
        missing: false,
        drafts: false,
    };
    let rows = vec![
        row("north.survey", "5 posts, 115 open, left 2026-03-20 09:41"),
        row("rail.survey", "(locked)  passphrase needed"),
    ];
    let mut home = Home::new(rows, Theme::Plain);
    home.ask_passphrase("/surveys/rail.survey", 0);
    let mut chosen = None;
    let press = |home: &mut Home, keys: &str| {
        let mut chosen = None;
        for key in journeys::script(keys) {
            if let Some(input) = borderfit::tui::lookup(Context::Text, key) {
                chosen = home.input(input);
            }
        }
        chosen
    };
    assert_eq!(press(&mut home, "Enter"), None, "nothing was typed");
    chosen = chosen.or(press(&mut home, "'seven grey mules'"));
    assert_eq!(chosen, None);
    let text = drawn(&home);
    assert!(text.contains("****************") && !text.contains("mules"), "{text}");
    assert_eq!(
        press(&mut home, "' ' Enter"),
        Some(HomeChoice::Unlock {
            path: "/surveys/rail.survey".to_owned(),
            words: "seven grey mules ".to_owned()
        }),
        "to the letter"
    );
    home.ask_passphrase("/surveys/rail.survey", 2);
    insta::assert_snapshot!(drawn(&home));
    assert_eq!(press(&mut home, "Esc"), None);
    assert!(home.form.is_none());
}

#[cfg(feature = "encrypted")]
mod encrypted {
    use super::*;
    use borderfit::store::{OpenMode, Store, relock};
    use borderfit::vault::at_rest::{Lock, is_sealed};

    /// At a question of an encrypted survey, with a note half typed.
    fn at_a_question() -> Laptop {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("demo.survey");
        journeys::write_survey(&file, true);
        relock(&file, Some(Lock::new("seven grey mules", [1; 16]))).expect("it is encrypted");
        let mut laptop = Laptop::open(file, std::sync::Arc::default(), Some("K3"), Some(folder));
        laptop.keys("Enter F7 'half typed'");
        laptop
    }

    #[test]
    fn only_the_passphrase_opens_it_again() {
        let mut laptop = at_a_question();
        assert_eq!(laptop.app().locks_after(), Some(15), "until somebody says otherwise");
        let before = laptop.text(80, 24);
        laptop.session.lock();
        laptop.keys("Enter 'seven gray mules' Enter");
        shows_nothing(&laptop);
        let text = laptop.text(80, 24);
        assert!(text.contains("Wrong passphrase (1). The file was not changed."), "{text}");
        laptop.keys("'seven grey mulex' Backspace 's'");
        let text = laptop.text(80, 24);
        assert!(text.contains("****************"), "{text}");
        shows_nothing(&laptop);
        laptop.keys("Enter");
        assert!(laptop.app().locked().is_none());
        laptop.keys("Right Left");
        assert_eq!(
            laptop.text(80, 24).lines().take(20).collect::<Vec<_>>(),
            before.lines().take(20).collect::<Vec<_>>()
        );
    }

    #[test]
    fn what_is_half_typed_lies_sealed_beside_the_file_and_comes_back() {
        let laptop = at_a_question();
        let drafts = laptop.app().drafts();
        let place = laptop.file().with_file_name("demo.survey.drafts");
        let laptop = laptop.reopen();
        let bytes = std::fs::read(&place).expect("there are drafts");
        assert!(is_sealed(&bytes), "{}", String::from_utf8_lossy(&bytes));
        let store = Store::open(laptop.file(), OpenMode::ReadOnly);
        assert!(store.is_err(), "it is open for writing");
        assert_eq!(format!("{:?}", laptop.app().drafts()), format!("{drafts:?}"));
        assert!(borderfit::session::Session::has_drafts(laptop.file()));
    }

    #[test]
    fn the_laptop_remembers_of_an_encrypted_survey_that_it_was_opened_and_no_more() {
        let laptop = at_a_question();
        let file = laptop.file().to_owned();
        let folder = file.parent().expect("a folder").to_owned();
        let own = borderfit::session::Own::at(folder.join("own"));
        let copy = folder.join("copy.survey");
        std::fs::copy(&file, &copy).expect("a copy");
        let mut options = borderfit::session::Options::new(&copy);
        options.own = Some(own.clone());
        options.author = Some("K3".to_owned());
        options.snapshots = Some(folder.join("snapshots"));
        let (sender, events) = std::sync::mpsc::channel();
        let mut session = borderfit::session::Session::new(options);
        session.begin(move |event| drop(sender.send(event)));
        session.receive(events.recv().expect("it opens")).expect("it opens");
        assert_eq!(session.end(), 0);
        let recent = own.recent();
        assert_eq!((recent.len(), recent[0].title.as_str(), recent[0].points), (1, "", 0));
        assert!(own.catalogue().is_empty());
        // Snapshots too.
        let mut folders = vec![folder.join("snapshots"), folder.join("own")];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                files += 1;
                let text = String::from_utf8_lossy(&std::fs::read(&path).expect("it")).into_owned();
                for word in ["QV-", "Varsenia", "Doculux", "CREATE TABLE"] {
                    assert!(!text.contains(word), "{word} in {}", path.display());
                }
            }
        }
        assert!(files >= 3, "a snapshot, what was opened, the settings: {files}");
    }
}
