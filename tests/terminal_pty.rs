//! The program in a pseudo-terminal: killed while answering, ended by signals, by Ctrl+C, by a
//! panic. What was shown as saved is in the file, and the terminal is given back.
#![cfg(unix)]

mod journeys;
mod pty;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use borderfit::model::Answer;
use borderfit::store::{OpenMode, Store, verify};
use pty::{Pty, squeezed};
use rustix::process::Signal;

fn survey() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("demo.survey");
    journeys::write_survey(&file, false);
    (folder, file)
}

/// How often the program is killed; BORDERFIT_KILLS asks for more.
fn kills() -> u32 {
    std::env::var("BORDERFIT_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(6)
}

/// Answers recorded of the list of positions, in their order. No program may have the survey.
fn answers(file: &Path) -> Vec<String> {
    let survey = Store::open(file, OpenMode::ReadOnly).expect("it opens").load().expect("it loads");
    let attribute = survey.attribute_ix("positions_complete");
    let all = survey.observations().iter().filter(|o| Some(o.attribute) == attribute);
    all.filter_map(|o| match &o.answer {
        Answer::Known { value, .. } => Some(value.to_string()),
        _ => None,
    })
    .collect()
}

#[test]
fn killed_at_any_moment_nothing_that_was_shown_as_saved_is_missing() {
    let (_folder, file) = survey();
    // A post, at the question whether its positions are all: answered again and again.
    let mut pty = Pty::survey(&file);
    assert!(pty.sees("No crossing point"), "{}", pty.heard());
    pty.press("a3QV-N01\r\rroad\r");
    assert!(pty.sees("SAVED"), "{}", pty.heard());
    drop(pty);
    let (mut shown, mut offered) = (0_usize, 0);
    let mut before = 0;
    for round in 0..kills() {
        let mut pty = Pty::survey(&file);
        let drafts = file.with_file_name("demo.survey.drafts").exists();
        assert!(pty.sees("QV-N01"), "{}", pty.heard());
        if drafts {
            assert!(pty.sees("Typed and not recorded"), "round {round}: the draft is offered");
            offered += 1;
            pty.press("\u{1b}");
            std::thread::sleep(Duration::from_millis(30));
        }
        // To the question that decides most, then up to the list of positions.
        pty.press("\r");
        std::thread::sleep(Duration::from_millis(60));
        pty.press("\u{1b}[H\u{c}");
        assert!(pty.sees("Are these all the positions"), "{}", pty.heard());
        let mut acknowledged = before;
        let patience = Duration::from_micros(u64::from(round) * 7_919 % 120_000);
        let start = Instant::now();
        let mut n = 0;
        while start.elapsed() < patience || n == 0 {
            let (key, word) =
                if n % 2 == 0 { ("1", "Yes (observed") } else { ("2", "No (observed") };
            pty.forget();
            pty.press(key);
            // A first answer moves on; back to it, and the whole screen anew.
            pty.press("\u{1b}[H\u{c}");
            let asked = Instant::now();
            while asked.elapsed() < Duration::from_millis(40 + u64::from(round % 7) * 13) {
                let heard = pty.heard();
                if heard.contains(&squeezed(word)) && heard.contains("SAVED") {
                    acknowledged += 1;
                    break;
                }
                std::thread::sleep(Duration::from_millis(1));
            }
            n += 1;
        }
        // Something half typed, too, in every third round.
        if round % 3 == 0 {
            pty.press("ihalf a note");
            let start = Instant::now();
            let place = file.with_file_name("demo.survey.drafts");
            while !std::fs::read_to_string(&place).unwrap_or_default().contains("half a note")
                && start.elapsed() < Duration::from_secs(20)
            {
                std::thread::sleep(Duration::from_millis(2));
            }
        }
        drop(pty);
        let found = answers(&file).len();
        assert!(
            found >= acknowledged,
            "round {round}: {found} of {acknowledged} answers are there"
        );
        assert!(verify(&file).expect("it can be checked").ok, "round {round}");
        shown += acknowledged - before;
        before = found;
    }
    assert!(shown > 0, "something was shown as saved");
    assert!(kills() < 2 || offered > 0, "a draft was offered");
}

#[test]
fn the_terminal_is_given_back_after_signals_and_ctrl_c() {
    for signal in [Signal::TERM, Signal::HUP] {
        let (_folder, file) = survey();
        let mut pty = Pty::survey(&file);
        assert!(pty.sees("No crossing point"), "{}", pty.heard());
        pty.press("a3QV-N01\r\rroad\r");
        assert!(pty.sees("SAVED"), "{}", pty.heard());
        pty.signal(signal);
        assert_eq!(pty.wait(), Some(0), "{}", pty.heard());
        assert!(pty.is_sane(), "{}", pty.raw());
        assert!(verify(&file).expect("it can be checked").ok);
    }
    let (_folder, file) = survey();
    let mut pty = Pty::survey(&file);
    assert!(pty.sees("No crossing point"), "{}", pty.heard());
    pty.press("\u{3}\u{3}");
    assert_eq!(pty.wait(), Some(0), "{}", pty.heard());
    assert!(pty.is_sane(), "{}", pty.raw());
}

/// Not a test by itself: takes the terminal and panics, for the one below.
#[test]
#[ignore = "run by another test, in a terminal of its own"]
fn takes_the_terminal_and_panics() {
    let _display = borderfit::tui::Display::take().expect("there is a terminal");
    panic!("a defect on purpose");
}

#[test]
fn the_terminal_is_given_back_after_a_panic() {
    let mut command = Command::new(std::env::current_exe().expect("this test"));
    command.args(["--ignored", "--exact", "takes_the_terminal_and_panics", "--nocapture"]);
    let mut pty = Pty::run(command);
    assert_eq!(pty.wait(), Some(101), "{}", pty.heard());
    assert!(pty.is_sane(), "{}", pty.raw());
    let raw = pty.raw();
    let (left, said) = (raw.find("\u{1b}[?1049l"), raw.find("a defect on purpose"));
    assert!(left.is_some() && left < said, "reported after the terminal was given back: {raw}");
}

/// At the first question of a post: whether its positions are all.
fn at_a_question(pty: &mut Pty) {
    assert!(pty.sees("No crossing point"), "{}", pty.heard());
    pty.press("a3QV-N01\r\rroad\r");
    assert!(pty.waits(|pty| pty.glass().shows("SAVED")), "{}", pty.glass().text());
}

#[test]
fn a_window_that_is_closed_ends_the_program_and_loses_nothing() {
    let (_folder, file) = survey();
    let mut pty = Pty::survey(&file);
    at_a_question(&mut pty);
    // Nothing more is drawn, so that nothing fails: it has to be told.
    pty.press("1");
    assert!(pty.waits(|pty| pty.glass().shows("List of positions = Yes")), "{}", pty.heard());
    assert!(pty.waits(|pty| pty.glass().shows("SAVED")), "{}", pty.heard());
    std::thread::sleep(Duration::from_millis(200));
    pty.hang_up();
    pty.wait();
    assert_eq!(answers(&file), ["true"]);
    assert!(verify(&file).expect("it can be checked").ok);
}

#[test]
fn a_window_of_any_size_still_takes_answers() {
    let (_folder, file) = survey();
    let mut pty = Pty::survey(&file);
    at_a_question(&mut pty);
    let yes_and_no = [("1", "Recorded  Yes"), ("2", "Recorded  No")];
    let sizes = [(0, 0), (1, 1), (39, 5), (60, 12), (200, 60)];
    for ((columns, rows), (key, word)) in sizes.into_iter().zip(yes_and_no.into_iter().cycle()) {
        pty.resize(columns, rows);
        std::thread::sleep(Duration::from_millis(50));
        pty.press(key);
        pty.forget();
        pty.resize(80, 24);
        // A first answer moves on; back to it, and the whole screen anew.
        pty.press("\u{1b}[H\u{c}");
        assert!(
            pty.waits(|pty| pty.glass().shows(word)),
            "{columns}x{rows}: {}",
            pty.glass().text()
        );
        assert!(pty.waits(|pty| pty.glass().shows("SAVED")), "{}", pty.glass().text());
    }
    drop(pty);
    assert_eq!(answers(&file), ["true", "false", "true", "false", "true"]);
}

#[test]
fn suspended_it_gives_the_terminal_back_and_continued_it_takes_it_again() {
    let (_folder, file) = survey();
    let mut pty = Pty::survey(&file);
    at_a_question(&mut pty);
    pty.forget();
    pty.press("\u{1a}");
    assert!(pty.is_sane(), "{}", pty.raw());
    assert!(pty.waits(|pty| stat(pty).is_none_or(|(state, _)| state == 'T')), "it is stopped");
    pty.forget();
    pty.press("1");
    pty.signal(Signal::CONT);
    assert!(pty.waits(|pty| pty.glass().shows("List of positions = Yes")), "{}", pty.heard());
    assert!(pty.is_raw());
    pty.signal(Signal::TERM);
    pty.wait();
    assert_eq!(answers(&file), ["true"]);
}

/// The state of the program and the ticks of the processor that it has used, where the system tells.
fn stat(pty: &Pty) -> Option<(char, u64)> {
    let file = format!("/proc/{}/stat", pty.id().as_raw_pid());
    let stat = std::fs::read_to_string(file).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |n: usize| fields.get(n)?.parse::<u64>().ok();
    Some((fields.first()?.chars().next()?, ticks(11)? + ticks(12)?))
}

#[test]
fn idle_it_uses_no_processor() {
    let (_folder, file) = survey();
    let mut pty = Pty::survey(&file);
    at_a_question(&mut pty);
    std::thread::sleep(Duration::from_millis(500));
    let before = stat(&pty);
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(stat(&pty), before);
    if cfg!(target_os = "linux") {
        assert!(before.is_some_and(|(state, _)| state == 'S'), "it sleeps: {before:?}");
    }
}

#[test]
fn a_key_that_is_let_go_is_no_key() {
    let (_folder, file) = survey();
    let mut pty = Pty::survey(&file);
    at_a_question(&mut pty);
    // As terminals report it that tell presses from releases: 2 released, 1 pressed, 1 released.
    pty.press("\u{1b}[50;1:3u\u{1b}[49;1:1u\u{1b}[49;1:3u");
    assert!(pty.waits(|pty| pty.glass().shows("What of travellers is captured")));
    pty.press("\u{c}");
    assert!(!pty.glass().shows("[x]"), "the release ticks nothing: {}", pty.glass().text());
    pty.signal(Signal::TERM);
    pty.wait();
    assert_eq!(answers(&file), ["true"]);
}

#[test]
fn without_colours_the_marked_row_is_reversed_whatever_was_chosen_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("demo.survey");
    journeys::write_survey(&file, true);
    // Night is chosen, with all its colours, and remembered.
    let mut pty = Pty::survey(&file);
    assert!(pty.waits(|pty| pty.glass().shows("Adrun")), "{}", pty.heard());
    pty.press("tt");
    assert!(pty.waits(|pty| pty.glass().all().all(|spot| spot.coloured)), "{}", pty.raw());
    pty.press("q");
    assert_eq!(pty.wait(), Some(0));
    let pty = Pty::survey(&file);
    assert!(pty.waits(|pty| pty.glass().shows("Adrun")), "{}", pty.heard());
    assert!(pty.glass().all().all(|spot| spot.coloured), "it is remembered");
    drop(pty);
    let mut command = Pty::command(&file);
    command.env("NO_COLOR", "1");
    let mut pty = Pty::run(command);
    for (keys, marked) in
        [("", ">QV-A01"), ("\u{1b}[B", ">QV-P06"), ("\u{1b}OR\u{1b}[B", "> whole post")]
    {
        pty.press(keys);
        assert!(pty.waits(|pty| pty.glass().shows(marked)), "{marked}: {}", pty.glass().text());
        let glass = pty.glass();
        let row = glass.row_of(marked).expect("it is shown");
        let reversed = row.iter().filter(|spot| spot.reversed).count();
        assert!(reversed > 30, "{marked}: {reversed} cells of the marked row are reversed");
        assert!(glass.all().all(|spot| !spot.coloured), "no colour: {}", pty.raw());
        assert!(glass.all().any(|spot| spot.bold), "bold stays");
    }
}

#[test]
fn three_keys_lead_from_the_shell_to_the_next_open_question() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_borderfit"));
        command.current_dir(folder.path()).env("XDG_DATA_HOME", folder.path().join("own"));
        Pty::run(command)
    };
    // A survey from nothing, and its first post; an answer, and away.
    let mut pty = home();
    assert!(pty.waits(|pty| pty.glass().shows("No survey yet")), "{}", pty.heard());
    pty.press("nNorthern axis\r\rK3\r\r");
    assert!(pty.waits(|pty| pty.glass().shows("No crossing point")), "{}", pty.glass().text());
    pty.press("a3QV-N01\r\rroad\r");
    assert!(pty.waits(|pty| pty.glass().shows("SAVED")), "{}", pty.glass().text());
    pty.press("a2first\r2\r\r");
    assert!(
        pty.waits(|pty| pty.glass().shows("added. a adds equipment")),
        "{}",
        pty.glass().text()
    );
    pty.press("\u{11}\u{11}\u{11}");
    assert_eq!(pty.wait(), Some(0), "{}", pty.glass().text());
    // The next morning: Enter opens what was left, Enter says that it is K3 again, n asks what is open.
    let mut pty = home();
    assert!(pty.waits(|pty| pty.glass().shows("Northern axis")), "{}", pty.heard());
    let keys = [("\r", "Who records?"), ("\r", "Recording as K3"), ("n", "Seen how")];
    for (key, text) in keys {
        pty.press(key);
        assert!(pty.waits(|pty| pty.glass().shows(text)), "{text}: {}", pty.glass().text());
    }
    assert!(pty.glass().shows("Are these all the positions"), "{}", pty.glass().text());
    assert!(keys.len() <= 3);
}

#[test]
fn home_works_on_an_unknown_layout_and_without_colours() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_borderfit"));
    command.current_dir(folder.path()).env("XDG_DATA_HOME", folder.path()).env("NO_COLOR", "1");
    let mut pty = Pty::run(command);
    assert!(pty.sees("No survey yet"), "{}", pty.heard());
    pty.press("漢");
    assert!(pty.sees("layout is not known"), "{}", pty.heard());
    // The letter on the key of d, on a Russian keyboard: the demo; then the matrix on x.
    pty.press("в");
    assert!(pty.sees("Who records?"), "{}", pty.heard());
    pty.press("Ж\r");
    assert!(pty.sees("Recording as Ж"), "{}", pty.heard());
    pty.forget();
    pty.press("ч");
    assert!(pty.sees("worst verdict"), "{}", pty.heard());
    assert!(pty.raw().contains("\u{1b}[7m"), "the marked cell is reversed without colours");
    assert!(!pty.raw().contains("\u{1b}[38;5;"), "no colour: {}", pty.raw());
    pty.press("\u{11}\u{11}\u{11}");
}
