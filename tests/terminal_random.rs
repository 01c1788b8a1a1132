//! Random keys, pastes and windows: nothing panics, every cursor is a row that exists, what is
//! judged step by step is what is judged at once, and taking everything back gives the facts of
//! the start.

mod journeys;

use borderfit::app::App;
use borderfit::app::command::{Command, Context, Input};
use borderfit::app::record::Recorder;
use borderfit::app::screen::Screen;
use borderfit::judge::{assess, default_day};
use borderfit::tui::{Key, lookup};
use journeys::{draw, facts, moment, profile, survey};
use proptest::prelude::*;

/// The state of the program over the demo survey, without a file.
fn app(facts: bool) -> App {
    let profile = profile().profile;
    let survey = survey(&profile, facts);
    let recorder = Recorder::new([1; 16], [2; 32], "laptop 3", "borderfit test", moment(0));
    App::new(survey, profile, Vec::new(), recorder, Some("K3"))
}

/// Something that happens.
#[derive(Clone, Debug)]
enum Happening {
    Key(Key),
    Paste(String),
    Window(u16, u16),
}

fn happening() -> impl Strategy<Value = Happening> {
    let named = prop::sample::select(vec![
        Key::Enter,
        Key::Enter,
        Key::Enter,
        Key::Esc,
        Key::Tab,
        Key::BackTab,
        Key::Backspace,
        Key::Up,
        Key::Down,
        Key::Down,
        Key::Left,
        Key::Right,
        Key::Home,
        Key::End,
        Key::PageUp,
        Key::PageDown,
        Key::CtrlLeft,
        Key::CtrlRight,
        Key::F(1),
        Key::F(2),
        Key::F(3),
        Key::F(4),
        Key::F(5),
        Key::ShiftF(5),
        Key::F(6),
        Key::F(7),
        Key::F(8),
        Key::F(9),
        Key::F(12),
        Key::ShiftF(2),
        Key::ShiftF(4),
        Key::ShiftF(7),
        Key::ShiftF(8),
        Key::Ctrl('d'),
        Key::Ctrl('r'),
        Key::Ctrl('t'),
        Key::Ctrl('n'),
        Key::Ctrl('z'),
        Key::Ctrl('y'),
        Key::Ctrl('w'),
        Key::Ctrl('u'),
    ]);
    prop_oneof![
        6 => named.prop_map(Happening::Key),
        6 => prop::sample::select("1234567890-".chars().collect::<Vec<_>>())
            .prop_map(|c| Happening::Key(Key::Char(c))),
        4 => prop::sample::select("nN.[]{}aeiluUXvsSGpt/= xyzäМ漢rbcdhoxACBETDOPR:".chars().collect::<Vec<_>>())
            .prop_map(|c| Happening::Key(Key::Char(c))),
        1 => "\\PC{0,12}".prop_map(Happening::Paste),
        2 => (0_u16..200, 0_u16..60).prop_map(|(w, h)| Happening::Window(w, h)),
    ]
}

/// Every cursor is a row that exists.
fn cursors_are_in_range(app: &App) {
    let list = app.screens().iter().rposition(|s| matches!(s, Screen::List(_)));
    let hidden = |n: usize| app.screens()[n + 1..].iter().any(|s| !s.is_over());
    for (n, screen) in app.screens().iter().enumerate() {
        match screen {
            Screen::Overview { cursor } => {
                assert!(*cursor == 0 || *cursor < app.assessment().points.len());
            }
            Screen::Walk(walk) => {
                if let Some((stop, _)) = app.question() {
                    assert_eq!(stop.key, walk.place);
                    assert!(walk.line < stop.lines.len());
                }
                if let Some(asking) = app.asking() {
                    assert!(asking.options.is_empty() || walk.marked < asking.options.len());
                    assert!(!asking.is_set() || walk.marks.len() == asking.options.len());
                }
            }
            Screen::Gaps(gaps) => {
                assert!(gaps.cursor == 0 || gaps.cursor < app.gap_rows().len());
            }
            Screen::Pick(pick) => assert!(pick.cursor < pick.rows.len()),
            Screen::Form(form) => assert!(form.focus < form.fields.len()),
            // One that is hidden is worked out, and its cursor with it, when it is seen again: until
            // then the table is that of the list seen last.
            Screen::List(_) if Some(n) != list || hidden(n) => {}
            Screen::List(list) => {
                let rows = app.table().map_or(0, |t| t.rows.len());
                assert!(list.cursor == 0 || list.cursor < rows);
            }
            Screen::Matrix(matrix) => {
                let points = app.assessment().points.len();
                assert!(matrix.row == 0 || matrix.row < points);
                assert!(matrix.column < app.categories().len());
            }
            Screen::Palette(_) | Screen::Text(_) | Screen::Photo(_) => {}
            Screen::Facts(_) | Screen::Requirement { .. } | Screen::Help { .. } => {}
        }
    }
    let progress = app.shown_progress();
    assert!(progress.settled <= progress.of);
}

/// Lets it happen, with so many seconds between one thing and the next.
fn happens(mut app: App, happenings: &[Happening], seconds: u64) -> App {
    let mut window = (80, 24);
    for (n, happening) in happenings.iter().enumerate() {
        let input = match happening {
            Happening::Key(key) => lookup(app.context(), *key),
            Happening::Paste(text) => Some(Input::Paste(text.clone())),
            Happening::Window(width, height) => {
                window = (*width, *height);
                None
            }
        };
        if let Some(input) = input {
            app.input(input, moment(n as u64 * seconds));
        }
        cursors_are_in_range(&app);
        if n % 4 == 0 {
            draw(&app, window.0, window.1);
        }
    }
    assert_eq!(app.assessment().as_of, default_day(app.survey()));
    let anew = assess(app.survey(), app.profile(), app.assessment().as_of);
    assert_eq!(&anew, app.assessment(), "judged step by step and at once");
    app
}

fn play(app: App, happenings: &[Happening]) {
    let start = facts(app.survey());
    let mut app = happens(app, happenings, 1);
    // Whoever locked the screen comes back.
    if app.locked().is_some()
        && let Some(enter) = lookup(app.context(), Key::Enter)
    {
        app.input(enter, moment(9_999));
    }
    let commands = [Command::Overview, Command::Undo];
    for n in 0..=happenings.len() as u64 {
        for command in commands {
            app.input(Input::Command(command), moment(10_000 + n));
        }
    }
    assert_eq!(facts(app.survey()), start, "everything was taken back");
    assert_eq!(app.context(), Context::Navigate);
}

/// How many keys one long sitting has; BORDERFIT_KEYS asks for more.
fn long() -> u64 {
    std::env::var("BORDERFIT_KEYS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_500)
}

/// A sitting at a file: keys of any layout, any window, without colours; nothing panics, and what
/// was recorded is in the file afterwards.
#[test]
fn a_long_sitting_loses_nothing() {
    const LETTERS: &str = "123456789012345678901234567890nnnnuuUrbcdhoxACBETDOPRS:aeilvsGpt/= .[]{}йцукенгшαβγقנשქწճ漢ж٣";
    const NAMED: [Key; 24] = [
        Key::Enter,
        Key::Enter,
        Key::Enter,
        Key::Esc,
        Key::Esc,
        Key::Tab,
        Key::Up,
        Key::Down,
        Key::Down,
        Key::Left,
        Key::Right,
        Key::Home,
        Key::End,
        Key::PageDown,
        Key::F(2),
        Key::F(3),
        Key::F(4),
        Key::F(5),
        Key::F(6),
        Key::F(8),
        Key::F(9),
        Key::F(12),
        Key::Ctrl('z'),
        Key::Ctrl('n'),
    ];
    let letters: Vec<char> = LETTERS.chars().collect();
    let mut laptop = journeys::Laptop::new(true);
    laptop.set_theme(borderfit::app::Theme::Mono);
    let mut keyboard = borderfit::tui::Keyboard::default();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for n in 0..long() {
        let key = match random(5) {
            0 | 1 => NAMED[random(NAMED.len())],
            _ => Key::Char(letters[random(letters.len())]),
        };
        if let Some(input) = keyboard.read(laptop.app().context(), key) {
            let effects = laptop.session.input(input);
            assert!(effects.iter().all(|e| *e != borderfit::app::Effect::Save));
        }
        if n % 50 == 0 {
            laptop.wait();
        }
        if n % 4 == 0 {
            let (width, height) = (random(210) as u16, random(62) as u16);
            draw(laptop.app(), width, height);
        }
    }
    laptop.wait();
    let before = facts(laptop.app().survey());
    assert_eq!(facts(laptop.reopen().app().survey()), before);
}

/// Few by default; PROPTEST_CASES asks for more.
fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(16);
    ProptestConfig { cases, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whatever_is_pressed_over_the_demo(happenings in prop::collection::vec(happening(), 0..150)) {
        play(app(true), &happenings);
    }

    #[test]
    fn whatever_is_pressed_over_nothing(happenings in prop::collection::vec(happening(), 0..150)) {
        play(app(false), &happenings);
    }

    #[test]
    fn whatever_is_pressed_over_weeks(happenings in prop::collection::vec(happening(), 0..150)) {
        happens(app(false), &happenings, 40_000);
    }
}
