//! The terminal without a terminal: screens as text and as styles, saving, taking back, hazards.

mod journeys;

use borderfit::app::screen::Screen;
use borderfit::app::{Effect, SaveState, Theme};
use borderfit::model::Survey;
use borderfit::tui::Key;
use journeys::{Laptop, facts, profile};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

/// The sizes that every screen is looked at in.
const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (200, 60), (60, 12)];

/// A screen in every size: its text, which is the same without colours, and its styles beside it.
fn snapshot(laptop: &Laptop, name: &str) {
    let mut app = laptop.app().clone();
    let mut draw = |theme, width, height| {
        app.set_theme(theme);
        journeys::draw(&app, width, height)
    };
    snapshot_of(name, &mut draw);
}

fn snapshot_of(name: &str, draw: &mut dyn FnMut(Theme, u16, u16) -> Buffer) {
    let mut styles = String::new();
    insta::with_settings!({snapshot_path => "journeys/screens", prepend_module_to_snapshot => false}, {
        for (width, height) in SIZES {
            let (plain, mono) = (draw(Theme::Plain, width, height), draw(Theme::Mono, width, height));
            let text = journeys::text(&plain);
            // Home says which colours they are, in a column of its own.
            let same = journeys::text(&mono).replace(": mono ", ": plain");
            assert_eq!(text, same, "{name} without colours");
            insta::assert_snapshot!(format!("{name}-{width}x{height}"), text);
            styles.push_str(&format!("{width}x{height}\n{}", journeys::styles(&plain, &mono)));
        }
        insta::assert_snapshot!(format!("{name}-styles"), styles);
    });
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
    for (keys, marked) in [
        ("Down Down", ">QV-R02"),
        ("Enter", ">"),
        ("F3 Down Down", ">"),
        ("F4 C Down", ">"),
        ("F4 P Down", ">"),
        ("F4 a", ">1"),
        ("Esc B", ">"),
    ] {
        laptop.keys(keys);
        let screen = laptop.draw(80, 24);
        let rows = laptop.text(80, 24);
        let seen = rows.lines().zip(0..).any(|(row, y)| {
            let reversed = (0..80).filter(|&x| has(&screen, x, y, Modifier::REVERSED)).count();
            row.contains(marked) && reversed > 8
        });
        assert!(seen, "{keys}: the marked row is reversed\n{rows}");
    }
    // The letters of the verdicts in the table of gaps, each in its own way.
    laptop.keys("F3 / 'QV-S03 R0' Enter");
    let (screen, rows) = (laptop.draw(80, 24), laptop.text(80, 24));
    let mut seen = 0;
    for (row, y) in rows.lines().zip(0..) {
        for (mark, modifier) in
            [("~ P", Modifier::UNDERLINED), ("x G", Modifier::REVERSED), ("? U", Modifier::BOLD)]
        {
            if let Some(x) = row.strip_suffix(mark).map(|before| before.chars().count() as u16) {
                assert!(has(&screen, x, y, modifier), "{row}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 6, "{seen}\n{rows}");
}

fn has(screen: &Buffer, x: u16, y: u16, modifier: Modifier) -> bool {
    screen[(x, y)].modifier.contains(modifier)
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

// ---- hazards

#[test]
fn what_is_added_first_is_marked_and_what_matches_nothing_is_said_at_once() {
    let mut laptop = Laptop::new(false);
    laptop.keys("a");
    assert!(laptop.text(80, 24).contains(">3  Crossing point"));
    laptop.keys("Enter 'QV-1' Enter Enter 'road' Enter a");
    assert!(laptop.text(80, 24).contains(">2  Position"), "{}", laptop.text(80, 24));
    laptop.keys("Enter 'firstx'");
    assert!(laptop.text(80, 24).contains("Nothing matches."), "{}", laptop.text(80, 24));
    laptop.keys("Backspace");
    assert!(laptop.text(80, 24).contains("> First line, entry"), "{}", laptop.text(80, 24));
    laptop.keys("Enter '3' Enter Enter F4 a");
    assert!(laptop.text(80, 24).contains(">1  Equipment"), "{}", laptop.text(80, 24));
}

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
    journeys::write_survey(&file, true);
    let mut laptop = Laptop::open(file, std::sync::Arc::default(), None, Some(folder));
    assert!(laptop.text(80, 24).contains("Who records?"));
    assert!(!laptop.text(120, 40).contains("nothing is open"), "what is behind the form is true");
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
    let mut home = home.clone();
    let mut draw = |theme, width, height| {
        home.theme = theme;
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a window");
        terminal.draw(|frame| borderfit::tui::draw_home(&home, frame)).expect("it can be drawn");
        terminal.backend().buffer().clone()
    };
    snapshot_of(name, &mut draw);
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
