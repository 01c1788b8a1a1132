//! From a key to what it changes on the screen, with 100,000 observations loaded, against an empty
//! program of the same terminal library in the same run; and what an idle screen costs.
//!
//! Run with `cargo bench --bench latency`. Prints; decides nothing. Measured on Unix only.
#![allow(clippy::print_stdout, clippy::float_arithmetic, clippy::unwrap_used, missing_docs)]

#[cfg(unix)]
#[path = "common/large.rs"]
mod large;

#[cfg(unix)]
fn main() {
    if std::env::args().any(|a| a == "--floor") {
        return terminal::floor();
    }
    terminal::measure();
}

#[cfg(not(unix))]
fn main() {
    println!("key to frame: measured on Unix only");
}

#[cfg(unix)]
mod terminal {
    use std::fs::File;
    use std::io::{Read, Write};
    use std::os::fd::OwnedFd;
    use std::path::Path;
    use std::process::{Child, Command, Stdio};
    use std::sync::mpsc::{Receiver, channel};
    use std::time::{Duration, Instant};

    use borderfit::standard::load_built_in;
    use borderfit::store::Store;

    use super::large::large_survey;

    /// 93 rows each: a little over 100,000 observations.
    const POINTS: usize = 1_080;
    const KEYS: usize = 400;

    /// An empty program: draws what key came last.
    pub(crate) fn floor() {
        use ratatui::crossterm::event::{Event, KeyCode, read};
        let mut terminal = ratatui::init();
        let mut n = 0_u64;
        loop {
            terminal.draw(|f| f.render_widget(format!("READY {n}"), f.area())).unwrap();
            match read().unwrap() {
                Event::Key(key) if key.code == KeyCode::Char('q') => break,
                _ => n += 1,
            }
        }
        ratatui::restore();
    }

    pub(crate) fn measure() {
        let folder = std::env::temp_dir().join(format!("borderfit-keys-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("large.survey");
        let survey = large_survey(POINTS);
        let loaded = load_built_in("land-bcp-core").unwrap();
        let mut store = Store::create(&file, survey.id(), [1; 16], "bench").unwrap();
        store.add_profile(&loaded.profile.id, &loaded.profile.version, &loaded.text);
        store.append(&survey).unwrap();
        drop(store);
        println!("key to frame, {} observations, {KEYS} keys each", survey.observations().len());
        let this = std::env::current_exe().unwrap();
        let mut empty = Screen::of(Command::new(&this).arg("--floor"), "READY");
        let floor = times(&mut empty, &["j", "k"]);
        drop(empty);
        report("empty program", &floor, &floor);
        let open = |file: &Path| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_borderfit"));
            command.args(["open", "--recorded-by", "K1"]).arg(file);
            command.env("XDG_DATA_HOME", &folder);
            Screen::of(&mut command, "P0000")
        };
        let mut list = open(&file);
        report(
            "down and up the list of posts",
            &times(&mut list, &["\u{1b}[B", "\u{1b}[A"]),
            &floor,
        );
        idle(&list);
        list.press("\r");
        list.quiet();
        report("from question to question", &times(&mut list, &["\u{1b}[C", "\u{1b}[D"]), &floor);
        report("next and previous open", &times(&mut list, &["n", "N"]), &floor);
        drop(list);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    fn report(what: &str, times: &[Duration], floor: &[Duration]) {
        let ratio = at(times, 50).as_secs_f64() / at(floor, 50).as_secs_f64();
        let (p50, p95) = (at(times, 50), at(times, 95));
        println!("  {what:<32} p50 {p50:>9.1?}  p95 {p95:>9.1?}  p50 / empty {ratio:.2}");
    }

    fn at(times: &[Duration], percent: usize) -> Duration {
        let mut sorted = times.to_vec();
        sorted.sort();
        sorted[(sorted.len() - 1) * percent / 100]
    }

    /// How long each key takes until the first of its frame arrives. Keys that change nothing on
    /// the screen are not counted.
    fn times(screen: &mut Screen, keys: &[&str]) -> Vec<Duration> {
        let mut times = Vec::new();
        for n in 0..KEYS {
            screen.quiet();
            let start = Instant::now();
            screen.press(keys[n % keys.len()]);
            if let Ok(seen) = screen.heard.recv_timeout(Duration::from_millis(500)) {
                times.push(seen.duration_since(start));
            }
        }
        assert!(times.len() > KEYS / 2, "the keys change nothing: {}", times.len());
        times
    }

    /// What an idle screen costs in ten seconds.
    fn idle(screen: &Screen) {
        screen.quiet();
        let Some(before) = cpu(screen.child.id()) else {
            println!("  idle: measured on Linux only");
            return;
        };
        std::thread::sleep(Duration::from_secs(10));
        let ticks = cpu(screen.child.id()).unwrap_or(before) - before;
        println!("  idle for 10 s                    {ticks} ticks of CPU (10 ms each)");
    }

    /// Ticks that a process has used so far.
    fn cpu(process: u32) -> Option<u64> {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
        Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
    }

    /// A program in a terminal of 80 by 24.
    struct Screen {
        child: Child,
        keys: File,
        /// When something was written to the screen.
        heard: Receiver<Instant>,
    }

    impl Screen {
        fn of(command: &mut Command, text: &str) -> Self {
            use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
            let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
            grantpt(&controller).unwrap();
            unlockpt(&controller).unwrap();
            let name = ptsname(&controller, Vec::new()).unwrap();
            let size =
                rustix::termios::Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
            rustix::termios::tcsetwinsize(&controller, size).unwrap();
            let flags = rustix::fs::OFlags::RDWR | rustix::fs::OFlags::NOCTTY;
            let end = || -> OwnedFd {
                rustix::fs::open(&name, flags, rustix::fs::Mode::empty()).unwrap()
            };
            command.stdin(Stdio::from(end())).stdout(Stdio::from(end()));
            command.stderr(Stdio::from(end())).env("TERM", "xterm-256color");
            let child = command.spawn().unwrap();
            let keys = File::from(controller);
            let mut reading = keys.try_clone().unwrap();
            let (mut seen, mut bytes) = (Vec::new(), [0; 65_536]);
            while !String::from_utf8_lossy(&seen).contains(text) {
                let n = reading.read(&mut bytes).unwrap();
                seen.extend_from_slice(&bytes[..n]);
            }
            let (sender, heard) = channel();
            std::thread::spawn(move || {
                while let Ok(1..) = reading.read(&mut bytes) {
                    if sender.send(Instant::now()).is_err() {
                        return;
                    }
                }
            });
            Self { child, keys, heard }
        }

        fn press(&mut self, keys: &str) {
            self.keys.write_all(keys.as_bytes()).unwrap();
        }

        /// Waits until nothing more is drawn.
        fn quiet(&self) {
            while self.heard.recv_timeout(Duration::from_millis(15)).is_ok() {}
        }
    }

    impl Drop for Screen {
        fn drop(&mut self) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
