//! The one event loop: keys, what came back from the file, and signals through one channel, on
//! which it sleeps until something happens.
//!
//! Everything that has arrived is taken before a frame is drawn, so typing ahead costs no frames.
//! This is the only part of the terminal that knows the session it drives.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use ratatui::crossterm::event::{
    self, Event as TerminalEvent, KeyCode, KeyEvent, KeyEventKind, KeyModifiers,
};

use super::burst;
use super::guard::Guard;
use super::idle::{Idle, Waited};
use super::keymap::Key;
use super::layout::Keyboard;
use super::{draw, draw_home, draw_opening};
use crate::app::command::{Command, Context, Input};
use crate::app::home::{Home, HomeChoice};
use crate::app::{App, Effect, Theme};
use crate::language::{speaking, spoken};
use crate::session::{self, Session, SessionError};
use crate::t;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// Whether the terminal went away.
    pub closed: bool,
    /// Records that could not be saved.
    pub unsaved: usize,
}

/// Why the program cannot run in this terminal.
#[derive(Debug, thiserror::Error)]
pub enum TuiError {
    /// The survey cannot be worked on.
    Session(#[from] SessionError),
    /// The terminal does not do what is asked of it.
    Terminal(#[from] io::Error),
}

impl fmt::Display for TuiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(error) => error.fmt(f),
            Self::Terminal(error) => f.write_str(&t!(
                "the terminal cannot be used: {error}; what was recorded is saved",
                error
            )),
        }
    }
}

impl TuiError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Session(error) => error.hint(),
            Self::Terminal(_) => {
                t!("Run it in a terminal, not through a pipe; 'borderfit gaps' needs none.")
            }
        }
    }
}

/// What arrives at the loop.
enum Arrival {
    Terminal(TerminalEvent),
    /// The terminal gives no more keys.
    Closed,
    /// From the file of the survey with this number; what an earlier one still says is not heard.
    File(usize, session::Event),
    Signal(i32),
    /// How far work beside the home screen is.
    Step(String),
    /// It is done.
    Done,
}

/// The terminal, taken once for as long as the program has screens: home, then a survey, then home
/// again.
pub struct Display {
    guard: Guard,
    sender: Sender<Arrival>,
    arrivals: Receiver<Arrival>,
    surveys: usize,
    keyboard: Keyboard,
}

impl Display {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn take() -> Result<Self, TuiError> {
        let (sender, arrivals) = channel();
        let guard = Guard::take()?;
        listen_to_signals(&sender)?;
        listen_to_the_end(sender.clone());
        listen_to_keys(sender.clone());
        Ok(Self { guard, sender, arrivals, surveys: 0, keyboard: Keyboard::default() })
    }

    /// Runs a survey until the person leaves it or a signal ends the program. What was accepted is
    /// saved in every case.
    ///
    /// # Errors
    /// When the survey cannot be opened, or the terminal cannot be used.
    pub fn survey(&mut self, mut session: Session) -> Result<Ended, TuiError> {
        let theme = session.theme().unwrap_or_else(|| first_theme(None));
        session.set_theme(theme);
        let file = session.file().display().to_string();
        self.guard.screen().draw(|frame| draw_opening(&file, theme, frame))?;
        self.surveys += 1;
        let (files, number) = (self.sender.clone(), self.surveys);
        session.begin(move |event| drop(files.send(Arrival::File(number, event))));
        let ended = self.drive(&mut session);
        let unsaved = session.end();
        Ok(Ended { unsaved, ..ended? })
    }

    fn drive(&mut self, session: &mut Session) -> Result<Ended, TuiError> {
        let mut ended = Ended { signal: None, closed: false, unsaved: 0 };
        let mut idle = Idle::new();
        loop {
            let mut next = match idle.wait(&self.arrivals, locks_after(session)) {
                Waited::Came(first) => Some(first),
                Waited::Idle => {
                    session.lock();
                    None
                }
                Waited::Over => return Ok(ended),
            };
            while let Some(arrival) = next {
                match arrival {
                    Arrival::File(number, event) if number == self.surveys => {
                        session.receive(event)?;
                    }
                    // Of work that is no longer waited for.
                    Arrival::File(..) | Arrival::Step(_) | Arrival::Done => {}
                    Arrival::Closed => {
                        ended.closed = true;
                        return Ok(ended);
                    }
                    Arrival::Signal(signal) => {
                        ended.signal = Some(signal);
                        return Ok(ended);
                    }
                    Arrival::Terminal(event)
                        if is_key(&event) && idle.key(locks_after(session)) =>
                    {
                        session.lock();
                    }
                    Arrival::Terminal(event) => {
                        for effect in take(session, &mut self.keyboard, event) {
                            match effect {
                                Effect::Quit => return Ok(ended),
                                Effect::Redraw => self.guard.redraw()?,
                                Effect::Suspend => self.guard.suspend()?,
                                // The session has done the rest.
                                _ => {}
                            }
                        }
                    }
                }
                next = self.arrivals.try_recv().ok();
            }
            if let Some(app) = session.app() {
                self.guard.screen().draw(|frame| draw(app, frame))?;
            }
        }
    }

    /// Runs the home screen until something is chosen; a signal, or a terminal that is gone,
    /// leaves.
    ///
    /// # Errors
    /// When the terminal cannot be used.
    pub fn home(&mut self, home: &mut Home) -> Result<HomeChoice, TuiError> {
        self.guard.redraw()?;
        loop {
            self.guard.screen().draw(|frame| draw_home(home, frame))?;
            let event = match self.arrivals.recv() {
                Ok(Arrival::Terminal(event)) => event,
                Ok(Arrival::File(..) | Arrival::Step(_) | Arrival::Done) => continue,
                Ok(Arrival::Closed | Arrival::Signal(_)) | Err(_) => return Ok(HomeChoice::Quit),
            };
            let context = if home.form.is_some() { Context::Text } else { Context::Home };
            let input = match event {
                TerminalEvent::Key(key) => {
                    key_of(key).and_then(|key| self.keyboard.read(context, key))
                }
                TerminalEvent::Paste(text) => Some(Input::Paste(text)),
                _ => None,
            };
            if input == Some(Input::Command(Command::Redraw)) {
                self.guard.redraw()?;
            }
            if let Some(choice) = input.and_then(|input| home.input(input)) {
                return Ok(choice);
            }
        }
    }

    /// Does something that takes a while on a thread of its own, in the language in force, while
    /// home stays to be seen. The work tells how far it is, and hears whether it is still wanted:
    /// Esc, Ctrl+C, a signal and a terminal that is gone end that.
    ///
    /// # Errors
    /// When the terminal cannot be used; the work is done all the same.
    pub fn home_while<T: Send>(
        &mut self,
        home: &mut Home,
        work: impl FnOnce(&dyn Fn(String) -> bool) -> T + Send,
    ) -> Result<T, TuiError> {
        let wanted = AtomicBool::new(true);
        let (sender, language) = (self.sender.clone(), spoken());
        std::thread::scope(|scope| {
            let wanted = &wanted;
            let working = scope.spawn(move || {
                // Also if the work ends by a panic.
                let _done = Done(sender.clone());
                let tell = |text: String| {
                    let _ = sender.send(Arrival::Step(text));
                    wanted.load(Ordering::Relaxed)
                };
                speaking(language, || work(&tell))
            });
            let mut drawn = Ok(());
            let mut leaving = None;
            loop {
                if drawn.is_ok() {
                    let frame = self.guard.screen().draw(|frame| draw_home(home, frame));
                    drawn = frame.map(drop);
                }
                match self.arrivals.recv() {
                    Ok(Arrival::Done) | Err(_) => break,
                    Ok(Arrival::Step(text)) => home.working(text),
                    Ok(Arrival::Terminal(TerminalEvent::Key(key))) => {
                        if matches!(key_of(key), Some(Key::Esc | Key::Ctrl('c' | 'q'))) {
                            wanted.store(false, Ordering::Relaxed);
                            home.working(t!("Stopping; nothing is changed ...").to_owned());
                        }
                    }
                    Ok(last @ (Arrival::Closed | Arrival::Signal(_))) => {
                        wanted.store(false, Ordering::Relaxed);
                        leaving = Some(last);
                    }
                    Ok(Arrival::Terminal(_) | Arrival::File(..)) => {}
                }
            }
            let done = working.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            if let Some(last) = leaving {
                // Whoever looks next leaves by it.
                let _ = self.sender.send(last);
            }
            drawn.map(|()| done).map_err(TuiError::from)
        })
    }
}

/// Says that work is done, whichever way it ended.
struct Done(Sender<Arrival>);

impl Drop for Done {
    fn drop(&mut self) {
        let _ = self.0.send(Arrival::Done);
    }
}

/// The colours to begin with: those that were chosen last, and none where colours are unwanted now.
#[must_use]
pub fn first_theme(chosen: Option<Theme>) -> Theme {
    if no_color() { Theme::Mono } else { chosen.unwrap_or_default() }
}

/// Whether colours are unwanted, as terminals agree.
fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// After how long without a key the survey is locked.
fn locks_after(session: &Session) -> Option<Duration> {
    let minutes = session.app().and_then(App::locks_after)?;
    Some(Duration::from_secs(60 * u64::from(minutes)))
}

/// Whether somebody is there.
fn is_key(event: &TerminalEvent) -> bool {
    matches!(event, TerminalEvent::Key(_) | TerminalEvent::Paste(_))
}

/// Turns what the terminal sent into an input.
fn take(session: &mut Session, keyboard: &mut Keyboard, event: TerminalEvent) -> Vec<Effect> {
    let input = match event {
        TerminalEvent::Key(key) => {
            // Before the file is open, only leaving means something.
            let Some(app) = session.app() else {
                return if is_leaving(key) { vec![Effect::Quit] } else { Vec::new() };
            };
            let context = app.context();
            key_of(key).and_then(|key| keyboard.read(context, key))
        }
        TerminalEvent::Paste(text) => Some(Input::Paste(text)),
        TerminalEvent::Resize(..) | TerminalEvent::FocusGained => None,
        TerminalEvent::FocusLost | TerminalEvent::Mouse(_) => None,
    };
    input.map_or(Vec::new(), |input| session.input(input))
}

fn is_leaving(key: KeyEvent) -> bool {
    matches!(key_of(key), Some(Key::Ctrl('c' | 'q') | Key::Char('q') | Key::Esc))
}

/// The key of an event; presses and repetitions only, since some terminals report releases too.
fn key_of(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let control = event.modifiers.contains(KeyModifiers::CONTROL);
    let shift = event.modifiers.contains(KeyModifiers::SHIFT);
    // Control and Alt together are AltGr on some systems, which types characters.
    let alt_gr = control && event.modifiers.contains(KeyModifiers::ALT);
    Some(match event.code {
        KeyCode::Char(c) if control && !alt_gr => Key::Ctrl(c.to_ascii_lowercase()),
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab if shift => Key::BackTab,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Left if control => Key::CtrlLeft,
        KeyCode::Right if control => Key::CtrlRight,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        // What old terminals send for Shift and a function key.
        KeyCode::F(n) if n > 12 => Key::ShiftF(n - 12),
        KeyCode::F(n) if shift => Key::ShiftF(n),
        KeyCode::F(n) => Key::F(n),
        _ => return None,
    })
}

/// Reads keys on a thread of its own, for as long as there are any.
fn listen_to_keys(arrivals: Sender<Arrival>) {
    std::thread::spawn(move || {
        let mut failures = 0;
        let guarded = burst::may_come();
        let read = || {
            let first = event::read()?;
            if guarded { burst::gather(first, event::poll, event::read) } else { Ok(vec![first]) }
        };
        loop {
            let events = match read() {
                Ok(events) => {
                    failures = 0;
                    events.into_iter().map(Arrival::Terminal).collect()
                }
                // A signal may interrupt a read; a terminal that is gone fails for ever.
                Err(_) if failures < 20 => {
                    failures += 1;
                    std::thread::sleep(Duration::from_millis(20));
                    continue;
                }
                Err(_) => vec![Arrival::Closed],
            };
            for arrival in events {
                let closed = matches!(arrival, Arrival::Closed);
                if arrivals.send(arrival).is_err() || closed {
                    return;
                }
            }
        }
    });
}

/// Waits for the signals that end a program, so that it can save and give the terminal back.
#[cfg(unix)]
fn listen_to_signals(arrivals: &Sender<Arrival>) -> io::Result<()> {
    use std::io::Read;
    use std::os::unix::net::UnixStream;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    for signal in [SIGHUP, SIGINT, SIGTERM] {
        let (mut read, write) = UnixStream::pair()?;
        signal_hook::low_level::pipe::register(signal, write)?;
        let arrivals = arrivals.clone();
        std::thread::spawn(move || {
            let mut byte = [0];
            while read.read_exact(&mut byte).is_ok() {
                if arrivals.send(Arrival::Signal(signal)).is_err() {
                    return;
                }
            }
        });
    }
    Ok(())
}

/// Waits until the terminal is gone. The library that reads keys then reads nothing for ever, and
/// the signal of it does not come to a program that has no controlling terminal or ignores it.
#[cfg(unix)]
fn listen_to_the_end(arrivals: Sender<Arrival>) {
    use io::IsTerminal;
    use rustix::event::{PollFd, PollFlags, poll};

    std::thread::spawn(move || {
        let stdin = io::stdin();
        // Keys are read from elsewhere then, and a pipe that ends is no terminal that is gone.
        if !stdin.is_terminal() {
            return;
        }
        // Nothing is asked for: what is told all the same is that nobody is there any more.
        let mut terminal = [PollFd::new(&stdin, PollFlags::empty())];
        while matches!(poll(&mut terminal, None), Err(rustix::io::Errno::INTR) | Ok(0)) {}
        let _ = arrivals.send(Arrival::Closed);
    });
}

#[cfg(not(unix))]
fn listen_to_the_end(_: Sender<Arrival>) {}

#[cfg(not(unix))]
fn listen_to_signals(_: &Sender<Arrival>) -> io::Result<()> {
    Ok(())
}
