//! Takes the terminal and gives it back, on every way out: the end, an error, a panic, a signal.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{cursor, execute, queue, style};

/// Whether the program has the terminal.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Panics of other threads, to be reported when the terminal is given back.
static LATER: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// What is drawn on: one write for each frame.
pub(super) type Screen = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// How wide the terminal is, if there is one.
#[must_use]
pub fn columns() -> Option<usize> {
    let (columns, _) = ratatui::crossterm::terminal::size().ok()?;
    Some(usize::from(columns)).filter(|&columns| columns > 0)
}

/// The terminal, as long as the program has it.
pub(super) struct Guard {
    screen: Screen,
}

impl Guard {
    /// Takes the terminal. A panic gives it back before it is reported.
    pub(super) fn take() -> io::Result<Self> {
        let report = std::panic::take_hook();
        let owner = std::thread::current().id();
        std::panic::set_hook(Box::new(move |info| {
            if std::thread::current().id() == owner {
                give_back();
                report(info);
            } else if let Ok(mut later) = LATER.lock() {
                // The program goes on and says what it can no longer do; a report would only be
                // written over the screen.
                later.push(info.to_string());
            }
        }));
        // The library drops reversed rows and bold where NO_COLOR is set; our own theme without
        // colours keeps them.
        style::force_color_output(true);
        enter()?;
        let made = new_screen();
        if made.is_err() {
            give_back();
        }
        Ok(Self { screen: made? })
    }

    pub(super) fn screen(&mut self) -> &mut Screen {
        &mut self.screen
    }

    /// Draws everything anew with the next frame. The library's own way to clear asks the terminal
    /// where the cursor is, which can hang.
    pub(super) fn redraw(&mut self) -> io::Result<()> {
        execute!(io::stdout(), Clear(ClearType::All))?;
        self.screen = new_screen()?;
        Ok(())
    }

    /// Gives the terminal back to the shell until the program is continued.
    #[cfg(unix)]
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        give_back();
        signal_hook::low_level::raise(signal_hook::consts::SIGSTOP)?;
        enter()?;
        self.redraw()
    }

    /// There is nothing to suspend to.
    #[cfg(not(unix))]
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        self.redraw()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
        if let Ok(mut later) = LATER.lock() {
            for report in later.drain(..) {
                let _ = writeln!(io::stderr(), "{report}");
            }
        }
    }
}

fn new_screen() -> io::Result<Screen> {
    Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(1 << 16, io::stdout())))
}

fn enter() -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    let mut out = io::stdout();
    // Cleared too: a program that was killed leaves its screen behind.
    queue!(out, EnterAlternateScreen, Clear(ClearType::All))?;
    // Where a terminal knows no bracketed paste, there is none.
    let _ = queue!(out, EnableBracketedPaste);
    out.flush()
}

/// As good as it goes: the terminal may be gone already. Once only: leaving the other screen twice
/// would put the cursor over what a panic has just reported.
fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = queue!(out, DisableBracketedPaste);
    let _ = queue!(out, LeaveAlternateScreen, cursor::Show);
    let _ = out.flush();
    let _ = disable_raw_mode();
}
