//! The terminal without a terminal: screens as text and as styles, and walks through the program
//! by scripts of keys.

mod journeys;

use borderfit::app::screen::Screen;
use borderfit::app::{Effect, SaveState, Theme};
use borderfit::language::{Language, speaking};
use borderfit::model::Survey;
use borderfit::tui::Key;
use journeys::{Laptop, facts, profile, styles};

/// The sizes that every screen is looked at in.
const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (200, 60), (60, 12)];

/// A screen in every size as text, and its styles without colours, as with NO_COLOR.
fn snapshot(laptop: &Laptop, name: &str) {
    let mut plain = laptop.app().clone();
    plain.set_theme(Theme::Mono);
    insta::with_settings!({snapshot_path => "journeys/screens", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!(format!("{name}-styles"), styles(&journeys::draw(&plain, 80, 24)));
    });
    for (width, height) in SIZES {
        insta::with_settings!({snapshot_path => "journeys/screens", prepend_module_to_snapshot => false}, {
            insta::assert_snapshot!(format!("{name}-{width}x{height}"), laptop.text(width, height));
        });
    }
}

// ---- screens

#[test]
fn overview() {
    let laptop = Laptop::new(true);
    snapshot(&laptop, "overview");
}

#[test]
fn overview_of_nothing() {
    let laptop = Laptop::new(false);
    snapshot(&laptop, "overview-empty");
}

#[test]
fn walk() {
    let mut laptop = Laptop::new(true);
    laptop.keys("Enter");
    snapshot(&laptop, "walk-list");
    laptop.keys("Esc Down Down Enter Ctrl+n");
    snapshot(&laptop, "walk-number");
}

#[test]
fn walk_choice_evidence_absence() {
    let mut laptop = Laptop::new(true);
    laptop.keys("F3 / 'QV-S03 R09' Enter Down Enter");
    snapshot(&laptop, "facts");
    laptop.keys("End Enter");
    snapshot(&laptop, "walk-choice");
    laptop.keys("F6");
    snapshot(&laptop, "walk-evidence");
    laptop.keys("Esc F12");
    snapshot(&laptop, "walk-absence");
}

#[test]
fn gaps() {
    let mut laptop = Laptop::new(true);
    laptop.keys("F3 Down");
    snapshot(&laptop, "gaps");
    laptop.keys("G S / 'critical G'");
    snapshot(&laptop, "gaps-filtered");
}

#[test]
fn pages() {
    let mut laptop = Laptop::new(true);
    laptop.keys("Enter F1");
    snapshot(&laptop, "help");
    laptop.keys("Esc F3 Down Down s");
    snapshot(&laptop, "requirement");
}

#[test]
fn forms() {
    let mut laptop = Laptop::new(true);
    laptop.keys("a");
    snapshot(&laptop, "add");
    laptop.keys("1 'reader'");
    snapshot(&laptop, "add-equipment");
    laptop.keys("Esc Enter l");
    snapshot(&laptop, "close-lists");
}

#[test]
fn lists() {
    let mut laptop = Laptop::new(true);
    laptop.keys("x Down Right");
    snapshot(&laptop, "matrix");
    laptop.keys("d d F4 A Down");
    snapshot(&laptop, "not-assessed");
    laptop.keys("Esc o Down");
    snapshot(&laptop, "still-open");
    laptop.keys("Esc C Down");
    snapshot(&laptop, "disputes");
    laptop.keys("Enter 1");
    snapshot(&laptop, "settle");
    laptop.keys("Esc Esc B");
    snapshot(&laptop, "profiles");
    laptop.keys("Enter Down");
    snapshot(&laptop, "rules");
    laptop.keys("Esc F4 B Down d Down");
    snapshot(&laptop, "compare");
    laptop.keys("F4 P Down Down");
    snapshot(&laptop, "plan");
    laptop.keys("F4 h Down");
    snapshot(&laptop, "log");
    laptop.keys("F4 :");
    snapshot(&laptop, "palette-empty");
    laptop.keys("'lati'");
    snapshot(&laptop, "palette");
    laptop.keys("Esc E");
    snapshot(&laptop, "end-of-day");
}

#[test]
fn marked_rows_and_verdicts_can_be_told_apart_without_colours() {
    let mut laptop = Laptop::new(true);
    laptop.set_theme(Theme::Mono);
    insta::with_settings!({snapshot_path => "journeys/screens", prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("styles-overview", styles(&laptop.draw(80, 24)));
        laptop.keys("Down Down Enter");
        insta::assert_snapshot!("styles-walk", styles(&laptop.draw(80, 24)));
        laptop.keys("F3 Down Down");
        insta::assert_snapshot!("styles-gaps", styles(&laptop.draw(80, 24)));
    });
}

#[test]
fn every_theme_has_the_same_text_and_every_cell_its_colours() {
    let mut laptop = Laptop::new(true);
    laptop.keys("Enter");
    let plain = laptop.text(80, 24);
    for theme in [Theme::Sun, Theme::Night, Theme::Mono] {
        laptop.set_theme(theme);
        laptop.keys("F6 Esc");
        assert_eq!(laptop.text(80, 24), plain, "{}", theme.name());
        let ground = laptop.draw(80, 24)[(40, 20)].bg;
        let all = laptop.draw(80, 24);
        assert!(all.content.iter().all(|cell| cell.bg == ground), "{}", theme.name());
    }
}

#[test]
fn no_size_is_too_small_to_be_drawn() {
    let mut laptop = Laptop::new(true);
    for keys in ["", "Enter", "F6", "Esc F12", "Esc Esc a", "1", "Esc F3", "Enter", "s", "Esc F1"] {
        laptop.keys(keys);
        for width in [0, 1, 5, 20, 39, 40, 41, 79, 80, 81, 119, 120, 200] {
            for height in [0, 1, 2, 5, 6, 7, 12, 23, 24, 29, 30, 60] {
                laptop.draw(width, height);
            }
        }
    }
}

// ---- what a script of keys does

/// Runs the scripts of `tests/journeys/*.keys`.
#[test]
fn journeys_go_as_written() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journeys");
    let (mut ran, mut failed) = (0, Vec::new());
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|e| e == "keys") {
            let text = std::fs::read_to_string(&path).expect("a script can be read");
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            match std::panic::catch_unwind(|| run(&name, &text)) {
                Ok(()) => ran += 1,
                Err(_) => failed.push(name),
            }
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
    assert!(ran >= 10, "{ran} scripts were found");
}

/// One script: `keys ...`, `sees TEXT`, `sees not TEXT`, `size W H`, `reopen`, `empty` (a survey
/// without facts), `speaks TAG` (the whole of it, in that language), `wrote FILE` (a report in the
/// language of the script stands beside the survey), `#` and a remark.
fn run(name: &str, script: &str) {
    let tag = script.lines().find_map(|l| l.trim().strip_prefix("speaks "));
    let language = tag.map_or(Language::English, |t| Language::of_tag(t).expect("a language"));
    speaking(language, || run_in(language, name, script));
}

fn run_in(language: Language, name: &str, script: &str) {
    let mut laptop = Laptop::new(!script.lines().any(|l| l.trim() == "empty"));
    let mut size = (80, 24);
    for (n, line) in script.lines().enumerate() {
        let at = format!("{name}:{}", n + 1);
        let (word, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        match word {
            "" | "#" | "empty" | "speaks" => {}
            "wrote" => {
                let bytes = std::fs::read(laptop.file().with_file_name(rest)).expect(&at);
                let pdf = lopdf::Document::load_mem(&bytes).expect(&at);
                let tag = pdf.catalog().and_then(|c| c.get(b"Lang")?.as_str()).expect(&at);
                assert_eq!(tag, language.tag().as_bytes(), "{at}");
            }
            "keys" => laptop.keys(rest),
            "reopen" => laptop = laptop.reopen(),
            "size" => {
                let numbers: Vec<u16> =
                    rest.split_whitespace().filter_map(|t| t.parse().ok()).collect();
                size = (numbers[0], numbers[1]);
            }
            "sees" => {
                // A no-break space looks like any other.
                let screen = laptop.text(size.0, size.1).replace('\u{a0}', " ");
                match rest.strip_prefix("not ") {
                    Some(text) => assert!(!screen.contains(text), "{at}: sees '{text}'\n{screen}"),
                    None => assert!(screen.contains(rest), "{at}: sees no '{rest}'\n{screen}"),
                }
            }
            other => panic!("{at}: '{other}' is no word of a script"),
        }
    }
}

// ---- saving

#[test]
fn what_was_saved_is_there_when_the_survey_is_opened_again() {
    let mut laptop = Laptop::new(true);
    laptop.keys("Enter 1 1 i 'seen with the shift leader' Enter 1 F12 2");
    laptop.keys("Esc Esc a 3 'QV-X99' Enter 'New Post' Enter 'road' Enter");
    assert!(matches!(laptop.app().save_state(), SaveState::Saved(_)));
    let (before, digest) = (facts(laptop.app().survey()), ids(laptop.app().survey()));
    let laptop = laptop.reopen();
    assert_eq!(facts(laptop.app().survey()), before);
    assert_eq!(ids(laptop.app().survey()), digest);
    assert!(before.iter().any(|f| f.contains("New Post")), "{before:?}");
}

fn ids(survey: &Survey) -> Vec<borderfit::model::ObservationId> {
    survey.observations().iter().map(|o| o.id).collect()
}

#[test]
fn looking_leaves_no_trace() {
    let mut laptop = Laptop::new(true);
    let before = laptop.app().survey().sessions().len();
    laptop.keys("Enter n n Esc Esc F3 Down Enter Esc Esc Esc");
    assert_eq!(laptop.app().survey().sessions().len(), before);
    assert_eq!(laptop.app().save_state(), &SaveState::Unchanged);
}

#[test]
fn what_cannot_be_saved_is_said_and_kept_and_saved_with_the_next_answer() {
    let mut laptop = Laptop::new(true);
    let (file, away) = (laptop.file().to_owned(), laptop.file().with_extension("away"));
    laptop.keys("Enter");
    std::fs::rename(&file, &away).expect("the file can be moved");
    laptop.keys("1");
    assert!(matches!(laptop.app().save_state(), SaveState::Failed { .. }));
    assert!(laptop.app().unsaved() > 0);
    laptop.keys("F6 Esc");
    let screen = laptop.text(80, 24);
    assert!(screen.contains("NOT SAVED"), "{screen}");
    assert!(screen.contains("w tries again"), "{screen}");
    laptop.keys("F4 q");
    assert!(laptop.text(80, 24).contains("Ctrl+C twice"), "quitting says what would be lost");
    std::fs::rename(&away, &file).expect("the file can be moved back");
    laptop.keys("w");
    assert!(
        matches!(laptop.app().save_state(), SaveState::Saved(_)),
        "{:?}",
        laptop.app().save_state()
    );
    let before = facts(laptop.app().survey());
    assert_eq!(facts(laptop.reopen().app().survey()), before);
}

#[test]
fn everything_can_be_taken_back_and_done_again() {
    let mut laptop = Laptop::new(true);
    let start = facts(laptop.app().survey());
    laptop.keys("Enter 1 1 F12 3 Esc l Enter Esc i 'a note' Enter 2 Esc");
    laptop
        .keys("F3 Down X 'not for this post' Enter F4 a 3 'QV-X99' Enter 'New' Enter 'road' Enter");
    laptop.keys("F8 2 'entry' Enter '2' Enter Enter F8 1 'reader' Enter '2' Enter Enter");
    let end = facts(laptop.app().survey());
    assert_ne!(start, end);
    laptop.keys("F4");
    for _ in 0..40 {
        laptop.keys("u");
    }
    assert_eq!(facts(laptop.app().survey()), start);
    for _ in 0..40 {
        laptop.keys("U");
    }
    assert_eq!(facts(laptop.app().survey()), end);
    let laptop = laptop.reopen();
    assert_eq!(facts(laptop.app().survey()), end);
}

#[test]
fn explaining_every_absence_settles_everything() {
    let mut laptop = Laptop::new(true);
    for _ in 0..400 {
        let progress = laptop.app().shown_progress();
        laptop.keys("F4");
        let survey = laptop.app().shown_progress();
        if survey.settled == survey.of {
            assert!(laptop.text(80, 24).contains("100 % settled"));
            return;
        }
        assert!(progress.settled <= progress.of);
        laptop.keys("F5 F12 1");
    }
    panic!("{:?}", laptop.app().shown_progress());
}

#[test]
fn settling_a_dispute_can_be_taken_back() {
    let mut laptop = Laptop::new(true);
    let start = facts(laptop.app().survey());
    laptop.keys("Enter");
    let disputed = |laptop: &Laptop| laptop.text(120, 40).contains("Disputed");
    for _ in 0..80 {
        if disputed(&laptop) {
            break;
        }
        laptop.keys("Down");
    }
    assert!(disputed(&laptop), "{}", laptop.text(120, 40));
    laptop.keys("Ctrl+u '1300000' Enter");
    assert!(!disputed(&laptop));
    assert_ne!(facts(laptop.app().survey()), start);
    laptop.keys("Esc Esc u");
    assert_eq!(facts(laptop.app().survey()), start);
    laptop.keys("U");
    assert_ne!(facts(laptop.app().survey()), start);
}

// ---- effort

/// How many keys a script is; a typed text counts its characters.
fn count(keys: &str) -> usize {
    journeys::script(keys).len()
}

#[test]
fn few_keys_are_enough() {
    // Three keys from opening the survey to the next open question.
    let mut laptop = Laptop::new(true);
    let to_question = "n";
    laptop.keys(to_question);
    assert!(matches!(laptop.app().screen(), Screen::Walk(_)));
    assert!(count(to_question) <= 3);

    // One key for a question with choices: the answer moves on.
    let mut laptop = Laptop::new(false);
    laptop.keys("a 3 'QV-1' Enter Enter 'road' Enter");
    laptop.keys("a 2 'combined' Enter '4' Enter Enter");
    laptop.keys("F4 n");
    let (mut keys, mut answers) = (0, 0);
    for _ in 0..60 {
        let Some(asking) = laptop.app().asking() else { break };
        let before = laptop.app().survey().observations().len();
        let script = if asking.is_set() {
            "1 Enter"
        } else if asking.is_typed() {
            laptop.keys("F5");
            continue;
        } else {
            "1"
        };
        laptop.keys(script);
        keys += count(script);
        answers += usize::from(laptop.app().survey().observations().len() > before);
    }
    assert!(answers >= 20, "{answers}");
    assert!(keys * 10 <= answers * 13, "{keys} keys for {answers} answers");

    // Twelve keys for four identical readers.
    let readers = "F8 1 'passp' Enter '4' Enter Enter";
    laptop.keys("F4 Enter Ctrl+Right");
    let before = laptop.app().survey().subjects().len();
    laptop.keys(readers);
    assert_eq!(laptop.app().survey().subjects().len(), before + 1);
    assert!(count(readers) <= 12, "{}", count(readers));
}

// ---- hazards

#[test]
fn pasted_text_runs_no_commands() {
    let mut laptop = Laptop::new(true);
    laptop.keys("Enter Esc");
    let before = laptop.app().survey().observations().len();
    laptop.input(borderfit::app::command::Input::Paste("111qqq\n222".to_owned()));
    assert_eq!(laptop.app().survey().observations().len(), before);
    assert!(laptop.text(80, 24).contains("Pasted text was not run"));
}

#[test]
fn escape_keeps_what_is_typed() {
    let mut laptop = Laptop::new(false);
    laptop.keys("a 3 'QV-1' Enter 'Half a na' Esc");
    laptop.keys("a 3");
    assert!(laptop.text(80, 24).contains("Half a na"));
    laptop.keys("'me' Enter 'road' Enter");
    laptop.keys("F7 'half a note' Esc Down Up");
    assert!(laptop.text(80, 24).contains("half a note"));
    laptop.keys("F3 F2");
    assert!(laptop.text(80, 24).contains("half a note"));
}

#[test]
fn control_characters_and_directions_are_shown_not_obeyed() {
    let mut laptop = Laptop::new(false);
    laptop.keys("a 3 'QV-1' Enter");
    laptop.input(borderfit::app::command::Input::Paste("a\u{202e}b\u{1b}[2Jc".to_owned()));
    laptop.keys("Enter 'road' Enter F4");
    let screen = laptop.text(80, 24);
    assert!(screen.contains("a<U+202E>b[2Jc"), "{screen}");
}

#[test]
fn the_name_is_asked_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("new.survey");
    journeys::write_survey(&file, false);
    let mut laptop = Laptop::open(file, std::sync::Arc::default(), None, Some(folder));
    assert!(laptop.text(80, 24).contains("Who records?"));
    laptop.keys("Esc F3 Enter");
    assert!(matches!(laptop.app().screen(), Screen::Form(_)), "without a name nothing opens");
    laptop.keys("'K. Assessor' Enter");
    assert!(laptop.text(80, 24).contains("K. Assessor"));
    assert!(matches!(laptop.app().screen(), Screen::Overview { .. }));
}

#[test]
fn leaving_never_asks_when_all_is_saved() {
    let mut laptop = Laptop::new(true);
    laptop.keys("Enter 1");
    laptop.keys("F4");
    assert_eq!(laptop.press(Key::Char('q')), [Effect::Quit]);
    assert!(laptop.press(Key::Ctrl('c')).is_empty());
    assert_eq!(laptop.press(Key::Ctrl('c')), [Effect::Quit]);
    assert_eq!(profile().profile.id, "demo-min");
}

// ---- home and the report

/// A home screen with a survey left, one that is away, and one with something half typed.
fn home() -> borderfit::app::home::Home {
    use borderfit::app::home::{Home, HomeRow};
    let row = |title: &str, state: &str, missing, drafts| HomeRow {
        path: format!("/media/usb/{title}.survey"),
        title: title.to_owned(),
        state: state.to_owned(),
        missing,
        drafts,
    };
    let mut home = Home::new(
        vec![
            row("Northern axis", "5 posts, 115 open, left 2026-03-20 09:41", false, true),
            row("Ferry terminals", "3 posts, 0 open, left 2026-03-18 17:02", false, false),
            row("Southern rail", "", true, false),
        ],
        Theme::Plain,
    );
    home.laptop = "disk 3 GB free | battery 41 % | clock 2026-03-20 09:45 UTC+02:00".to_owned();
    home.warning = "the battery is low".to_owned();
    home.profiles = vec![("land-bcp-core".to_owned(), "Land crossing point".to_owned())];
    home.author = "K3".to_owned();
    home
}

fn home_keys(
    home: &mut borderfit::app::home::Home,
    keys: &str,
) -> Option<borderfit::app::home::HomeChoice> {
    use borderfit::app::command::Context;
    let mut chosen = None;
    for key in journeys::script(keys) {
        let context = if home.form.is_some() { Context::Text } else { Context::Home };
        if let Some(input) = borderfit::tui::lookup(context, key) {
            chosen = home.input(input);
        }
    }
    chosen
}

fn home_snapshot(home: &borderfit::app::home::Home, name: &str) {
    for (width, height) in SIZES {
        let mut terminal =
            ratatui::Terminal::new(ratatui::backend::TestBackend::new(width, height))
                .unwrap_or_else(|e| panic!("{e}"));
        terminal.draw(|frame| borderfit::tui::draw_home(home, frame)).expect("it can be drawn");
        insta::with_settings!({snapshot_path => "journeys/screens", prepend_module_to_snapshot => false}, {
            insta::assert_snapshot!(
                format!("{name}-{width}x{height}"),
                journeys::text(terminal.backend().buffer())
            );
        });
    }
}

#[test]
fn home_offers_what_was_left_and_what_can_be_begun() {
    use borderfit::app::home::HomeChoice;
    let mut home = home();
    home_snapshot(&home, "home");
    assert_eq!(
        home_keys(&mut home, "2"),
        Some(HomeChoice::Open("/media/usb/Ferry terminals.survey".to_owned()))
    );
    assert!(home_keys(&mut home, "Down Enter").is_some());
    assert!(home.message.as_ref().is_some_and(|m| m.text.contains("is not there")));
    assert_eq!(home_keys(&mut home, "7"), None, "there is no seventh");
    assert_eq!(home_keys(&mut home, "n 'Rail posts' Enter"), None);
    home_snapshot(&home, "home-new");
    let made = home_keys(&mut home, "Enter Enter Enter");
    let texts = ["Rail posts", "rail-posts.survey", "land-bcp-core", "K3"].map(str::to_owned);
    assert_eq!(made, Some(HomeChoice::New(texts)));
    assert_eq!(home_keys(&mut home, "o Enter"), None, "a path is needed");
    assert_eq!(
        home_keys(&mut home, "'x.survey' Enter"),
        Some(HomeChoice::Open("x.survey".to_owned()))
    );
    assert_eq!(home_keys(&mut home, "d"), Some(HomeChoice::Demo));
    assert_eq!(home_keys(&mut home, "Esc q"), Some(HomeChoice::Quit));
    let empty = borderfit::app::home::Home::new(Vec::new(), Theme::Plain);
    home_snapshot(&empty, "home-empty");
}

#[test]
fn the_report_is_read_and_then_written_beside_the_survey() {
    let mut laptop = Laptop::new(true);
    laptop.keys("e");
    snapshot(&laptop, "report");
    assert!(laptop.text(80, 24).contains("not assessed: the report lists them"));
    laptop.keys("w");
    snapshot(&laptop, "report-form");
    laptop.keys("'out' Enter 'TLP:AMBER' Enter 'QV-R02 nowhere' Enter");
    assert!(laptop.text(80, 24).contains("There is no crossing point 'nowhere'"));
    laptop.keys("Ctrl+u 'QV-R02' Enter Enter Enter");
    let path = laptop.file().with_file_name("out.pdf");
    assert!(laptop.text(80, 24).contains("Report written"), "{}", laptop.text(80, 24));
    let bytes = std::fs::read(&path).expect("it was written");
    assert!(bytes.starts_with(b"%PDF"));
    laptop.keys("w 'out' Enter Enter Enter Enter Enter");
    assert_eq!(std::fs::read(&path).expect("it is there"), bytes, "nothing is overwritten");
    assert!(laptop.file().with_file_name("out-2.pdf").exists());
    // For partners, in French: the other words, and nothing that they may not read.
    laptop.keys("w 'parts' Enter Enter Enter Ctrl+u 'partner' Enter Ctrl+u 'fran' Enter");
    assert!(laptop.text(80, 24).contains("Report written"), "{}", laptop.text(80, 24));
    let parts = std::fs::read(path.with_file_name("parts.pdf")).expect("it was written");
    let pdf = lopdf::Document::load_mem(&parts).expect("a PDF");
    assert_eq!(pdf.catalog().and_then(|c| c.get(b"Lang")?.as_str()).ok(), Some(&b"fr"[..]));
    let texts = pdf.extract_text(&[1]).expect("text");
    assert!(texts.contains("partenaires") || texts.contains("Partenaires"), "{texts}");
    laptop.keys("Esc E w");
    let day = std::fs::read_dir(path.parent().expect("a folder")).expect("it can be read");
    let day = day.flatten().any(|e| e.file_name().to_string_lossy().starts_with("day-2026-03-20"));
    assert!(day, "the draft of the day was written");
}

#[test]
fn what_is_half_typed_outlives_the_program() {
    let mut laptop = Laptop::new(false);
    laptop.keys("a 3 'QV-1' Enter Enter 'road' Enter F7 'half a note'");
    let file = laptop.file().with_file_name("demo.survey.drafts");
    let wait = std::time::Instant::now();
    while !std::fs::read_to_string(&file).unwrap_or_default().contains("half a note") {
        assert!(wait.elapsed().as_secs() < 20, "the draft is written");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    // As after a kill: nothing is told to anybody, the file of drafts is all there is.
    let mut laptop = laptop.reopen();
    assert!(laptop.text(80, 24).contains("Typed and not recorded"), "{}", laptop.text(80, 24));
    snapshot(&laptop, "drafts");
    laptop.keys("1");
    assert!(laptop.text(80, 24).contains("half a note"));
    laptop.keys("F7 Ctrl+u Enter 1 F4");
    let laptop = laptop.reopen();
    assert!(!laptop.text(80, 24).contains("Typed and not recorded"));
    assert!(!file.exists(), "what is recorded is no draft");
}
