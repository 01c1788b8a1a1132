//! The one event loop: keys, what came back from the file, and signals through one channel, on
//! which it sleeps until something happens.
//!
//! Everything that has arrived is taken before a frame is drawn, so typing ahead costs no frames.
//! This is the only part of the terminal that knows the session it drives.

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use ratatui::crossterm::event::{
    self, Event as TerminalEvent, KeyCode, KeyEvent, KeyEventKind, KeyModifiers,
};

use super::guard::Guard;
use super::keymap::{Key, lookup};
use super::{draw, draw_opening};
use crate::app::command::Input;
use crate::app::{Effect, Theme};
use crate::session::{self, Session, SessionError};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// Records that could not be saved.
    pub unsaved: usize,
}

/// Why the program cannot run in this terminal.
#[derive(Debug, thiserror::Error)]
pub enum TuiError {
    /// The survey cannot be worked on.
    #[error("{0}")]
    Session(#[from] SessionError),
    /// The terminal does not do what is asked of it.
    #[error("the terminal cannot be used: {0}; what was recorded is saved")]
    Terminal(#[from] io::Error),
}

impl TuiError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Session(error) => error.hint(),
            Self::Terminal(_) => {
                "Run it in a terminal, not through a pipe; 'borderfit gaps' needs none."
            }
        }
    }
}

/// What arrives at the loop.
enum Arrival {
    Terminal(TerminalEvent),
    /// The terminal gives no more keys.
    Closed,
    File(session::Event),
    Signal(i32),
}

/// Runs the program in the terminal until the person leaves or a signal ends it. What was accepted
/// is saved in every case.
///
/// # Errors
/// When the survey cannot be opened, or the terminal cannot be used.
pub fn run(mut session: Session) -> Result<Ended, TuiError> {
    let theme = session.theme().unwrap_or(if no_color() { Theme::Mono } else { Theme::Plain });
    session.set_theme(theme);
    let (sender, arrivals) = channel();
    let mut guard = Guard::take()?;
    let file = session.file().display().to_string();
    guard.screen().draw(|frame| draw_opening(&file, theme, frame))?;
    let files = sender.clone();
    session.begin(move |event| drop(files.send(Arrival::File(event))));
    listen_to_signals(&sender)?;
    listen_to_keys(sender);
    let ended = drive(&mut session, &mut guard, &arrivals);
    drop(guard);
    let unsaved = session.end();
    Ok(Ended { unsaved, ..ended? })
}

/// Whether colours are unwanted, as terminals agree.
fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

fn drive(
    session: &mut Session,
    guard: &mut Guard,
    arrivals: &Receiver<Arrival>,
) -> Result<Ended, TuiError> {
    let mut ended = Ended { signal: None, unsaved: 0 };
    loop {
        let Ok(first) = arrivals.recv() else { return Ok(ended) };
        let mut next = Some(first);
        while let Some(arrival) = next {
            match arrival {
                Arrival::File(event) => session.receive(event)?,
                Arrival::Closed => return Ok(ended),
                Arrival::Signal(signal) => {
                    ended.signal = Some(signal);
                    return Ok(ended);
                }
                Arrival::Terminal(event) => {
                    for effect in take(session, event) {
                        match effect {
                            Effect::Quit => return Ok(ended),
                            Effect::Redraw => guard.redraw()?,
                            Effect::Suspend => guard.suspend()?,
                            // The session has done the rest.
                            Effect::Save | Effect::AddProfile { .. } | Effect::WriteText { .. } => {
                            }
                        }
                    }
                }
            }
            next = arrivals.try_recv().ok();
        }
        if let Some(app) = session.app() {
            guard.screen().draw(|frame| draw(app, frame))?;
        }
    }
}

/// Turns what the terminal sent into an input.
fn take(session: &mut Session, event: TerminalEvent) -> Vec<Effect> {
    let input = match event {
        TerminalEvent::Key(key) => {
            // Before the file is open, only leaving means something.
            let Some(app) = session.app() else {
                return if is_leaving(key) { vec![Effect::Quit] } else { Vec::new() };
            };
            key_of(key).and_then(|key| lookup(app.context(), key))
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
        loop {
            let arrival = match event::read() {
                Ok(event) => {
                    failures = 0;
                    Arrival::Terminal(event)
                }
                // A signal may interrupt a read; a terminal that is gone fails for ever.
                Err(_) if failures < 20 => {
                    failures += 1;
                    std::thread::sleep(Duration::from_millis(20));
                    continue;
                }
                Err(_) => Arrival::Closed,
            };
            let closed = matches!(arrival, Arrival::Closed);
            if arrivals.send(arrival).is_err() || closed {
                return;
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

#[cfg(not(unix))]
fn listen_to_signals(_: &Sender<Arrival>) -> io::Result<()> {
    Ok(())
}
