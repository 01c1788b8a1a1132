//! The program in a pseudo-terminal: keys in, and what a terminal would show of what comes out.

mod glass;

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustix::fs::{OFlags, fcntl_setfl};
use rustix::io::{FdFlags, fcntl_setfd};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::OpenptFlags;
use rustix::termios::{self, LocalModes, Winsize};

pub(crate) use glass::Glass;

/// A program in a terminal of 80 by 24.
pub(crate) struct Pty {
    child: Child,
    /// The side of the person; `None` once the terminal is gone.
    keys: Option<File>,
    said: Arc<Mutex<Vec<u8>>>,
    /// Whether nobody reads any more.
    gone: Arc<AtomicBool>,
    /// The side of the program, to look at its modes.
    terminal: Option<OwnedFd>,
}

impl Pty {
    pub(crate) fn run(mut command: Command) -> Self {
        let master = rustix::pty::openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)
            .expect("a pseudo-terminal");
        // No program may have the side of the person, or its terminal would never be gone.
        fcntl_setfd(&master, FdFlags::CLOEXEC).expect("it can be kept");
        rustix::pty::grantpt(&master).expect("it is ours");
        rustix::pty::unlockpt(&master).expect("it opens");
        let name = rustix::pty::ptsname(&master, Vec::new()).expect("it has a name");
        let slave = || {
            let path = Path::new(name.to_str().expect("a plain name"));
            File::options().read(true).write(true).open(path).expect("its other side")
        };
        let terminal: OwnedFd = slave().into();
        set_size(&terminal, 80, 24);
        let child = command
            .env("TERM", "xterm-256color")
            .stdin(Stdio::from(slave()))
            .stdout(Stdio::from(slave()))
            .stderr(Stdio::from(slave()))
            .spawn()
            .expect("it starts");
        // So that the reader can be told to stop: a terminal is gone when nobody has it open.
        fcntl_setfl(&master, OFlags::RDWR | OFlags::NONBLOCK).expect("it need not wait");
        let master = File::from(master);
        let reading = master.try_clone().expect("a second handle");
        let (said, gone) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (heard, stop) = (Arc::clone(&said), Arc::clone(&gone));
        std::thread::spawn(move || listen(reading, &heard, &stop));
        Self { child, keys: Some(master), said, gone, terminal: Some(terminal) }
    }

    /// The program at a survey.
    pub(crate) fn survey(file: &Path) -> Self {
        Self::run(Self::command(file))
    }

    /// The command that opens a survey.
    pub(crate) fn command(file: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_borderfit"));
        command.arg("open").arg(file).args(["--recorded-by", "K3"]);
        command.env("XDG_DATA_HOME", file.with_extension("own")).env_remove("NO_COLOR");
        command
    }

    pub(crate) fn press(&mut self, keys: &str) {
        let mut terminal = self.keys.as_ref().expect("there is a terminal");
        terminal.write_all(keys.as_bytes()).expect("it listens");
    }

    pub(crate) fn id(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.id(), signal).expect("it is ours");
    }

    /// Another size of the window; a terminal tells the program so.
    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        set_size(self.terminal.as_ref().expect("there is a terminal"), columns, rows);
        self.signal(Signal::WINCH);
    }

    /// The window is closed: nobody has the terminal open any more.
    pub(crate) fn hang_up(&mut self) {
        self.gone.store(true, Ordering::Relaxed);
        (self.keys, self.terminal) = (None, None);
    }

    /// What was written since the last look, without escape sequences and blanks: a terminal is
    /// not sent what stands there already.
    pub(crate) fn heard(&self) -> String {
        plain(&self.said.lock().expect("nobody panics"))
    }

    /// Every byte since the last look.
    pub(crate) fn raw(&self) -> String {
        String::from_utf8_lossy(&self.said.lock().expect("nobody panics")).into_owned()
    }

    pub(crate) fn forget(&self) {
        self.said.lock().expect("nobody panics").clear();
    }

    /// What a terminal of 80 by 24 shows, if nothing was forgotten.
    pub(crate) fn glass(&self) -> Glass {
        Glass::of(&self.said.lock().expect("nobody panics"))
    }

    /// Waits until a text was written.
    pub(crate) fn sees(&self, text: &str) -> bool {
        self.waits(|pty| pty.heard().contains(&squeezed(text)))
    }

    /// Waits until something holds, a minute at most.
    pub(crate) fn waits(&self, holds: impl Fn(&Self) -> bool) -> bool {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(60) {
            if holds(self) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        false
    }

    /// Waits until the program ends, and gives how.
    pub(crate) fn wait(&mut self) -> Option<i32> {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(60) {
            if let Some(status) = self.child.try_wait().expect("it is ours") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("it does not end:\n{}", self.heard());
    }

    /// Whether lines are edited and echoed again, the other screen is left and the cursor shown.
    pub(crate) fn is_sane(&self) -> bool {
        let modes =
            || self.modes().contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG);
        let left = || self.raw().contains("\u{1b}[?1049l") && self.raw().contains("\u{1b}[?25h");
        let start = Instant::now();
        while !(left() && modes()) && start.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(5));
        }
        left() && modes()
    }

    /// Whether the program has every key for itself.
    pub(crate) fn is_raw(&self) -> bool {
        !self.modes().intersects(LocalModes::ICANON | LocalModes::ECHO)
    }

    fn modes(&self) -> LocalModes {
        let terminal = self.terminal.as_ref().expect("there is a terminal");
        termios::tcgetattr(terminal).expect("modes").local_modes
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        self.gone.store(true, Ordering::Relaxed);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn set_size(terminal: &OwnedFd, columns: u16, rows: u16) {
    let size = Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    termios::tcsetwinsize(terminal, size).expect("it has a size");
}

fn listen(mut terminal: File, heard: &Mutex<Vec<u8>>, stop: &AtomicBool) {
    let mut bytes = [0; 4_096];
    while !stop.load(Ordering::Relaxed) {
        match terminal.read(&mut bytes) {
            Ok(n @ 1..) => heard.lock().expect("nobody panics").extend_from_slice(&bytes[..n]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                std::thread::sleep(Duration::from_micros(500));
            }
            _ => return,
        }
    }
}

/// A text without blanks.
pub(crate) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Text without escape sequences and blanks.
fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::new();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c != '\u{1b}' {
            out.push(c);
            continue;
        }
        if characters.next_if_eq(&'[').is_some() {
            while characters.next().is_some_and(|c| !('@'..='~').contains(&c)) {}
        } else {
            characters.next();
        }
    }
    squeezed(&out)
}
