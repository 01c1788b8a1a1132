//! A laptop to walk with: the demo survey in a file of its own, a clock that ticks a second with
//! every look at it, keys in, screens out. No terminal.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use borderfit::app::command::Input;
use borderfit::app::{App, Effect, Theme};
use borderfit::exchange::{self, Rows, Terms};
use borderfit::model::{Answer, Moment, SubjectId, SubjectIx, Survey};
use borderfit::session::{Event, Options, Session};
use borderfit::standard::{Loaded, Profile, load_built_in};
use borderfit::store::Store;
use borderfit::tui::{self, Key};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

/// What was recorded in the demo survey.
const FACTS: &str = include_str!("../tables/varsenia.csv");

/// A moment at the visit, so many seconds in.
pub(crate) fn moment(seconds: u64) -> Moment {
    Moment { milliseconds: 1_773_992_460_000 + seconds * 1_000, offset_minutes: 120 }
}

/// The demo profile.
pub(crate) fn profile() -> Loaded {
    load_built_in("demo-min").unwrap_or_else(|e| panic!("{e}"))
}

/// The demo survey, or an empty one.
pub(crate) fn survey(profile: &Profile, facts: bool) -> Survey {
    let survey = Survey::new(SubjectId([0x5b; 16]));
    if facts {
        let terms =
            Terms::new([&profile.vocabulary], profile.requirements.iter().map(|r| r.id.as_str()));
        let options = exchange::Options {
            recorded_by: None,
            evidence: None,
            map: &[],
            set: &[],
            now: moment(0),
            device: "test",
            program: "borderfit test",
        };
        let mut n = 0_u128;
        let mut salt = || {
            n += 1;
            n.to_le_bytes()
        };
        let import =
            exchange::import(&survey, FACTS.as_bytes(), Rows::Facts, &terms, &options, &mut salt);
        return import.unwrap_or_else(|e| panic!("{e:?}")).survey;
    }
    survey
}

/// What is recorded, without what was taken back.
pub(crate) fn facts(survey: &Survey) -> Vec<String> {
    let mut facts = Vec::new();
    for (n, subject) in survey.subjects().iter().enumerate() {
        let ix = SubjectIx::nth(n);
        if subject.deleted {
            continue;
        }
        for (attribute, heads) in survey.facts(ix) {
            for head in heads {
                let o = &survey[head];
                if o.answer != Answer::Cleared {
                    let path = survey.path(ix);
                    facts.push(format!("{path} {attribute} {:?} {}", o.answer, o.note));
                }
            }
        }
    }
    facts.sort();
    facts
}

/// Writes the demo survey, or an empty one, under the demo profile.
pub(crate) fn write_survey(path: &Path, facts: bool) {
    let loaded = profile();
    let profile = &loaded.profile;
    let survey = survey(profile, facts);
    let mut store = Store::create(path, survey.id(), [7; 16], "borderfit test")
        .unwrap_or_else(|e| panic!("{e}"));
    store.add_profile(&profile.id, &profile.version, &loaded.text);
    store.append(&survey).unwrap_or_else(|e| panic!("{e}"));
}

/// A person at a laptop.
pub(crate) struct Laptop {
    pub(crate) session: Session,
    events: Receiver<Event>,
    file: PathBuf,
    clock: Arc<AtomicU64>,
    _folder: Option<tempfile::TempDir>,
}

impl Laptop {
    /// Opens a new copy of the demo survey, or an empty survey.
    pub(crate) fn new(facts: bool) -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let file = folder.path().join("demo.survey");
        write_survey(&file, facts);
        Self::open(file, Arc::new(AtomicU64::new(0)), Some("K3"), Some(folder))
    }

    /// Opens a survey.
    pub(crate) fn open(
        file: PathBuf,
        clock: Arc<AtomicU64>,
        author: Option<&str>,
        folder: Option<tempfile::TempDir>,
    ) -> Self {
        let ticking = Arc::clone(&clock);
        let mut options = Options::new(&file);
        options.author = author.map(str::to_owned);
        options.seed = Some([clock.load(Ordering::Relaxed) as u8; 32]);
        options.device = "laptop 3".to_owned();
        options.program = "borderfit test".to_owned();
        options.clock = Arc::new(move || moment(ticking.fetch_add(1, Ordering::Relaxed)));
        let (sender, events) = channel();
        let mut session = Session::new(options);
        session.begin(move |event| drop(sender.send(event)));
        let mut laptop = Self { session, events, file, clock, _folder: folder };
        laptop.wait();
        laptop
    }

    /// Closes the survey and opens it again.
    pub(crate) fn reopen(self) -> Self {
        let Self { session, file, clock, _folder, .. } = self;
        assert_eq!(session.end(), 0, "everything is saved");
        clock.fetch_add(1, Ordering::Relaxed);
        Self::open(file, clock, Some("K3"), _folder)
    }

    /// Waits until the file is open and everything is saved.
    pub(crate) fn wait(&mut self) {
        while self.session.app().is_none() || self.session.waiting() > 0 {
            let event = self.events.recv_timeout(Duration::from_secs(60));
            let event = event.unwrap_or_else(|e| panic!("{e}"));
            self.session.receive(event).unwrap_or_else(|e| panic!("{e}"));
        }
    }

    pub(crate) fn app(&self) -> &App {
        self.session.app().unwrap_or_else(|| panic!("it is open"))
    }

    /// The file of the survey.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// Presses a key; waits for what it saves.
    pub(crate) fn press(&mut self, key: Key) -> Vec<Effect> {
        let effects = self.press_fast(key);
        self.wait();
        effects
    }

    /// Presses a key.
    pub(crate) fn press_fast(&mut self, key: Key) -> Vec<Effect> {
        match tui::lookup(self.app().context(), key) {
            Some(input) => self.session.input(input),
            None => Vec::new(),
        }
    }

    /// Presses keys, written with blanks between them; `'text'` types a text.
    pub(crate) fn keys(&mut self, keys: &str) {
        for key in script(keys) {
            self.press(key);
        }
    }

    pub(crate) fn input(&mut self, input: Input) -> Vec<Effect> {
        let effects = self.session.input(input);
        self.wait();
        effects
    }

    pub(crate) fn set_theme(&mut self, theme: Theme) {
        while self.app().theme() != theme {
            self.input(Input::Command(borderfit::app::command::Command::Theme));
        }
    }

    /// The cells of the screen.
    pub(crate) fn draw(&self, width: u16, height: u16) -> Buffer {
        draw(self.app(), width, height)
    }

    /// The screen as text.
    pub(crate) fn text(&self, width: u16, height: u16) -> String {
        text(&self.draw(width, height))
    }
}

pub(crate) fn draw(app: &App, width: u16, height: u16) -> Buffer {
    let mut terminal =
        Terminal::new(TestBackend::new(width, height)).unwrap_or_else(|e| panic!("{e}"));
    terminal.draw(|frame| tui::draw(app, frame)).unwrap_or_else(|e| panic!("{e}"));
    terminal.backend().buffer().clone()
}

/// The text of a screen, blanks at the ends of lines left out.
pub(crate) fn text(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut line = String::new();
        let mut skip = 0;
        for x in buffer.area.left()..buffer.area.right() {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            skip = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
            line.push_str(symbol);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The styles of a screen, a letter a cell: `R` reversed, `B` bold, `U` underlined, small letters
/// where it has a colour too.
pub(crate) fn styles(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut line = String::new();
        for x in buffer.area.left()..buffer.area.right() {
            let cell = &buffer[(x, y)];
            let letter = match cell.modifier {
                m if m.contains(Modifier::REVERSED) => 'R',
                m if m.contains(Modifier::UNDERLINED) => 'U',
                m if m.contains(Modifier::BOLD) => 'B',
                _ => '.',
            };
            let coloured =
                cell.fg != ratatui::style::Color::Reset || cell.bg != ratatui::style::Color::Reset;
            line.push(match (coloured, letter) {
                (true, '.') => 'c',
                (true, letter) => letter.to_ascii_lowercase(),
                (false, letter) => letter,
            });
        }
        text.push_str(line.trim_end_matches('.'));
        text.push('\n');
    }
    text
}

/// Reads keys: names as help writes them, with blanks between them; `'text'` is typed.
pub(crate) fn script(keys: &str) -> Vec<Key> {
    let mut read = Vec::new();
    let mut rest = keys.trim_start();
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix('\'') {
            let end = quoted.find('\'').unwrap_or_else(|| panic!("no end of text in {keys}"));
            read.extend(quoted[..end].chars().map(Key::Char));
            rest = quoted[end + 1..].trim_start();
            continue;
        }
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let key = Key::parse(&rest[..end]).unwrap_or_else(|| panic!("no key '{}'", &rest[..end]));
        read.push(key);
        rest = rest[end..].trim_start();
    }
    read
}
