//! The program in a pseudo-terminal: killed while answering, ended by signals, by Ctrl+C, by a
//! panic. What was shown as saved is in the file, and the terminal is given back.
#![cfg(unix)]

mod journeys;

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use borderfit::model::Answer;
use borderfit::store::{OpenMode, Store, verify};
use rustix::termios::{self, LocalModes, Winsize};

/// A program in a terminal of 80 by 24.
struct Pty {
    child: Child,
    keys: File,
    said: Arc<Mutex<Vec<u8>>>,
    /// Our side of the terminal, to look at its modes.
    terminal: OwnedFd,
}

impl Pty {
    fn run(mut command: Command) -> Self {
        let master =
            rustix::pty::openpt(rustix::pty::OpenptFlags::RDWR | rustix::pty::OpenptFlags::NOCTTY)
                .expect("a pseudo-terminal");
        rustix::pty::grantpt(&master).expect("it is ours");
        rustix::pty::unlockpt(&master).expect("it opens");
        let name = rustix::pty::ptsname(&master, Vec::new()).expect("it has a name");
        let slave = || {
            let path = Path::new(name.to_str().expect("a plain name"));
            File::options().read(true).write(true).open(path).expect("its other side")
        };
        let terminal: OwnedFd = slave().into();
        let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        termios::tcsetwinsize(&terminal, size).expect("it has a size");
        let child = command
            .env("TERM", "xterm-256color")
            .stdin(Stdio::from(slave()))
            .stdout(Stdio::from(slave()))
            .stderr(Stdio::from(slave()))
            .spawn()
            .expect("it starts");
        let master = File::from(master);
        let mut reading = master.try_clone().expect("a second handle");
        let said = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            let mut bytes = [0; 4_096];
            while let Ok(n @ 1..) = reading.read(&mut bytes) {
                heard.lock().expect("nobody panics").extend_from_slice(&bytes[..n]);
            }
        });
        Self { child, keys: master, said, terminal }
    }

    fn survey(file: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_borderfit"));
        command.arg("open").arg(file).args(["--recorded-by", "K3"]);
        command.env("XDG_DATA_HOME", file.with_extension("own"));
        Self::run(command)
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("it listens");
    }

    /// What was written since the last look, without escape sequences and blanks: a terminal is
    /// not sent what stands there already.
    fn heard(&self) -> String {
        plain(&self.said.lock().expect("nobody panics"))
    }

    fn raw(&self) -> String {
        String::from_utf8_lossy(&self.said.lock().expect("nobody panics")).into_owned()
    }

    fn forget(&self) {
        self.said.lock().expect("nobody panics").clear();
    }

    /// Waits until a text is shown.
    fn sees(&self, text: &str) -> bool {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(60) {
            if self.heard().contains(&squeezed(text)) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        false
    }

    fn wait(&mut self) -> Option<i32> {
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
    fn is_sane(&self) -> bool {
        let modes = termios::tcgetattr(&self.terminal).expect("modes").local_modes;
        let start = Instant::now();
        let left = || self.raw().contains("\u{1b}[?1049l") && self.raw().contains("\u{1b}[?25h");
        while !left() && start.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(5));
        }
        modes.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG) && left()
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn squeezed(text: &str) -> String {
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

/// Answers recorded of the list of positions, in their order.
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
    for signal in [rustix::process::Signal::TERM, rustix::process::Signal::HUP] {
        let (_folder, file) = survey();
        let mut pty = Pty::survey(&file);
        assert!(pty.sees("No crossing point"), "{}", pty.heard());
        pty.press("a3QV-N01\r\rroad\r");
        assert!(pty.sees("SAVED"), "{}", pty.heard());
        let id = rustix::process::Pid::from_child(&pty.child);
        rustix::process::kill_process(id, signal).expect("it is ours");
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
