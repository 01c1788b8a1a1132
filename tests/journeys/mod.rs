//! A laptop to walk with: the demo survey in a file of its own, a clock that ticks a second with
//! every look at it, keys in, screens out. No terminal.

#![allow(dead_code, reason = "each test uses a part of it")]

pub(crate) mod keyboards;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use borderfit::app::command::Input;
use borderfit::app::screen::Screen;
use borderfit::app::{App, Effect, Theme};
use borderfit::exchange::{self, Rows, Terms};
use borderfit::model::{Answer, Moment, SubjectId, SubjectIx, Survey};
use borderfit::session::{Event, Options, Session};
use borderfit::standard::{Loaded, Profile, load_built_in};
use borderfit::store::{self, Store};
use borderfit::tui::{self, Key, Keyboard};
use keyboards::{Board, Pressed, row_in_palette};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

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
    write_under(path, facts, &profile());
}

/// Writes it under a profile.
fn write_under(path: &Path, facts: bool, loaded: &Loaded) {
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
    author: Option<String>,
    device: String,
    board: Board,
    keyboard: Keyboard,
    /// Whether the palette refused the last command, and is still there to say why.
    refused: bool,
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

    /// Opens an empty survey under a built-in profile.
    pub(crate) fn under(profile: &str) -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let file = folder.path().join("demo.survey");
        write_under(&file, false, &load_built_in(profile).unwrap_or_else(|e| panic!("{e}")));
        Self::open(file, Arc::new(AtomicU64::new(0)), Some("K3"), Some(folder))
    }

    /// Opens a survey.
    pub(crate) fn open(
        file: PathBuf,
        clock: Arc<AtomicU64>,
        author: Option<&str>,
        folder: Option<tempfile::TempDir>,
    ) -> Self {
        Self::at(file, clock, author, "laptop 3", folder)
    }

    fn at(
        file: PathBuf,
        clock: Arc<AtomicU64>,
        author: Option<&str>,
        device: &str,
        folder: Option<tempfile::TempDir>,
    ) -> Self {
        let ticking = Arc::clone(&clock);
        let mut options = Options::new(&file);
        options.author = author.map(str::to_owned);
        let mut seed = [clock.load(Ordering::Relaxed) as u8; 32];
        device.bytes().zip(&mut seed[1..]).for_each(|(b, place)| *place = b);
        options.seed = Some(seed);
        options.device = device.to_owned();
        options.program = "borderfit test".to_owned();
        options.clock = Arc::new(move || moment(ticking.fetch_add(1, Ordering::Relaxed)));
        let (sender, events) = channel();
        let mut session = Session::new(options);
        session.begin(move |event| drop(sender.send(event)));
        let mut laptop = Self {
            session,
            events,
            file,
            clock,
            author: author.map(str::to_owned),
            device: device.to_owned(),
            board: Board::Latin,
            keyboard: Keyboard::default(),
            refused: false,
            _folder: folder,
        };
        laptop.wait();
        laptop
    }

    /// Sits down at it with another keyboard.
    pub(crate) fn with_board(mut self, board: Board) -> Self {
        self.board = board;
        self
    }

    /// Closes the survey and opens it again.
    pub(crate) fn reopen(self) -> Self {
        self.closed_and(|_, _| {})
    }

    /// Closes the survey, merges that of another laptop, which has been closed, and opens it again.
    pub(crate) fn merge(self, other: &Path) -> Self {
        self.closed_and(|file, now| {
            let stamp = store::Stamp { copy: [9; 16], program: "borderfit test", now };
            let merged = store::merge(file, &[other.to_owned()], &stamp, false);
            let merged = merged.unwrap_or_else(|e| panic!("{e}"));
            assert!(merged.sources.iter().all(|s| s.rows.refused == 0), "all is taken");
        })
    }

    fn closed_and(self, act: impl FnOnce(&Path, Moment)) -> Self {
        let Self { session, file, clock, author, device, board, _folder, .. } = self;
        let author = author.or_else(|| Some("K3".to_owned()));
        assert_eq!(session.end(), 0, "everything is saved");
        act(&file, moment(clock.fetch_add(1, Ordering::Relaxed)));
        Self::at(file, clock, author.as_deref(), &device, _folder).with_board(board)
    }

    /// The laptop of somebody else, with a copy of the file as it is now.
    pub(crate) fn copied(&self, author: &str) -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let file = folder.path().join("demo.survey");
        std::fs::copy(&self.file, &file).unwrap_or_else(|e| panic!("{e}"));
        let (clock, device) = (Arc::clone(&self.clock), format!("laptop of {author}"));
        let laptop = Self::at(file, clock, Some(author), &device, Some(folder));
        laptop.with_board(self.board.clone())
    }

    /// Closes it and gives its file, and the folder that keeps it.
    pub(crate) fn close(self) -> (PathBuf, Option<tempfile::TempDir>) {
        assert_eq!(self.session.end(), 0, "everything is saved");
        (self.file, self._folder)
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

    /// Presses a key, or what the keyboard has instead of it.
    pub(crate) fn press_fast(&mut self, key: Key) -> Vec<Effect> {
        if std::mem::take(&mut self.refused) {
            self.send(Key::Esc);
        }
        match self.board.pressed(self.app(), key) {
            Pressed::Key(key) => self.send(key),
            Pressed::Row(row) => {
                self.send(Key::Home);
                (0..row).for_each(|_| drop(self.send(Key::Down)));
                self.send(Key::Enter)
            }
            Pressed::Palette(command) => {
                self.send(Key::F(9));
                let row = row_in_palette(self.app(), command);
                (0..row).for_each(|_| drop(self.send(Key::Down)));
                let effects = self.send(Key::Enter);
                self.refused = matches!(self.app().screen(), Screen::Palette(_));
                effects
            }
        }
    }

    fn send(&mut self, key: Key) -> Vec<Effect> {
        match self.keyboard.read(self.app().context(), key) {
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

/// The styles of a screen drawn with colours and without: for each row, where a run of cells of one
/// style begins, how long it is, and its style; rows that look the same in one line, plain ones
/// left out. `R` is reversed, `B` bold, `U` underlined; a style without colours that differs stands
/// behind a stroke.
pub(crate) fn styles(coloured: &Buffer, mono: &Buffer) -> String {
    let mut rows: Vec<(u16, u16, String)> = Vec::new();
    for y in coloured.area.top()..coloured.area.bottom() {
        let mut runs: Vec<(u16, u16, String)> = Vec::new();
        for x in coloured.area.left()..coloured.area.right() {
            let (with, without) = (style(&coloured[(x, y)]), style(&mono[(x, y)]));
            let style = if with == without { with } else { format!("{with}|{without}") };
            match runs.last_mut() {
                Some((_, length, last)) if *last == style => *length += 1,
                _ => runs.push((x, 1, style)),
            }
        }
        let runs = runs.iter().filter(|(_, _, style)| style != ".");
        let runs: Vec<String> = runs.map(|(x, n, style)| format!("{x}+{n} {style}")).collect();
        let row = runs.join(", ");
        match rows.last_mut() {
            Some((_, last, same)) if *same == row => *last = y,
            _ => rows.push((y, y, row)),
        }
    }
    let mut text = String::new();
    for (first, last, row) in rows.iter().filter(|(_, _, row)| !row.is_empty()) {
        let at = if first == last { first.to_string() } else { format!("{first}-{last}") };
        text.push_str(&format!("{at}: {row}\n"));
    }
    text
}

fn style(cell: &Cell) -> String {
    let letter = |modifier, letter| if cell.modifier.contains(modifier) { letter } else { "" };
    let modifiers = [(Modifier::REVERSED, "R"), (Modifier::BOLD, "B"), (Modifier::UNDERLINED, "U")];
    let mut style: String = modifiers.into_iter().map(|(m, l)| letter(m, l)).collect();
    for (colour, on) in [(cell.fg, ""), (cell.bg, "on ")] {
        if colour != Color::Reset {
            let gap = if style.is_empty() { "" } else { " " };
            style.push_str(&format!("{gap}{on}{}", colour.to_string().to_lowercase()));
        }
    }
    if style.is_empty() { ".".to_owned() } else { style }
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
