//! The figures of the README: each a ratio against a floor that is measured in the same run, so
//! that the machine and its load cancel out.
//!
//! Run with `cargo bench`. Prints medians; decides nothing.
#![allow(clippy::print_stdout, clippy::float_arithmetic, clippy::unwrap_used, missing_docs)]

#[path = "common/large.rs"]
mod large;

use std::path::Path;
use std::time::{Duration, Instant};

use borderfit::judge::{assess, default_day};
use borderfit::model::{
    Answer, Day, Entry, Evidence, ObservationIx, Path as Place, Supersede, Survey,
};
use borderfit::standard::load_built_in;
use borderfit::store::{OpenMode, Store};
use large::large_survey;

const POINTS: usize = 1_000;
const RUNS: usize = 9;

fn main() {
    if std::env::args().any(|a| a == "--floor") {
        return first_frame::floor();
    }
    let folder = std::env::temp_dir().join(format!("borderfit-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    load_and_judge(&folder);
    first_frame::measure(&folder);
    std::fs::remove_dir_all(&folder).unwrap();
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn load_and_judge(folder: &Path) {
    let loaded = load_built_in("land-bcp-core").unwrap();
    let survey = large_survey(POINTS);
    let facts = survey
        .observations()
        .iter()
        .filter(|o| !survey.attribute(o.attribute).starts_with('@'))
        .count();
    let file = folder.join("large.survey");
    let mut store = Store::create(&file, survey.id(), [1; 16], "bench").unwrap();
    store.append(&survey).unwrap();
    drop(store);
    let store = Store::open(&file, OpenMode::ReadOnly).unwrap();
    let plain = rusqlite::Connection::open(&file).unwrap();
    let (mut scans, mut loads, mut judges) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let start = Instant::now();
        std::hint::black_box(scan(&plain));
        scans.push(start.elapsed());
        let start = Instant::now();
        let survey = store.load().unwrap();
        loads.push(start.elapsed());
        let start = Instant::now();
        std::hint::black_box(assess(&survey, &loaded.profile, default_day(&survey)));
        judges.push(start.elapsed());
    }
    let (scan, load, judge) = (median(scans), median(loads), median(judges));
    println!("{POINTS} crossing points, {facts} facts, {} rows", survey.observations().len());
    println!("  plain scan            {scan:?}");
    println!("  load                  {load:?}");
    println!("  judge                 {judge:?}");
    println!("  load + judge / scan   {:.2}", (load + judge).as_secs_f64() / scan.as_secs_f64());

    let mut survey = survey;
    let mut assessment = assess(&survey, &loaded.profile, default_day(&survey));
    let mut times = Vec::new();
    for n in 0..201 {
        let ix = one_answer(&mut survey, n);
        let start = Instant::now();
        assessment.update(&survey, &loaded.profile, &[ix]);
        times.push(start.elapsed());
    }
    println!("  judging again after one answer   {:?}", median(times));
}

/// Touches every column of every row, and nothing else.
fn scan(connection: &rusqlite::Connection) -> usize {
    use rusqlite::types::ValueRef;
    let mut statement = connection.prepare("SELECT * FROM obs ORDER BY k").unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let mut sum = 0;
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            sum += match row.get_ref(column).unwrap() {
                ValueRef::Null => 0,
                ValueRef::Integer(n) => usize::try_from(n & 0xff).unwrap(),
                ValueRef::Real(_) => 1,
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.len(),
            };
        }
    }
    sum
}

fn one_answer(survey: &mut Survey, n: u64) -> ObservationIx {
    let place = Place::Position(format!("P{:04}", n * 37 % 1_000), "entry".to_owned());
    let subject = survey.find(&place).unwrap();
    let attribute = survey.intern("search_time");
    let observation = survey.prepare(Entry {
        subject,
        attribute,
        session: borderfit::model::SessionIx(0),
        milliseconds: 1_773_000_000_000 + n,
        kind: "quantity",
        answer: Answer::known(if n.is_multiple_of(2) { "9" } else { "2" }, Evidence::Tested),
        note: String::new(),
        supersede: Supersede::All,
        settles: None,
        salt: [9; 16],
    });
    assert!(Day::parse("2026-01-01").is_some());
    survey.insert(observation)
}

#[cfg(unix)]
mod first_frame {
    use super::{Duration, Instant, Path, RUNS, median};
    use std::io::Read;
    use std::os::fd::OwnedFd;
    use std::process::{Child, Command, Stdio};

    /// An empty program of the same terminal library: one line, then waits.
    pub(crate) fn floor() {
        let mut terminal = ratatui::init();
        terminal.draw(|frame| frame.render_widget("READY", frame.area())).unwrap();
        let _ = ratatui::crossterm::event::read();
        ratatui::restore();
    }

    pub(crate) fn measure(folder: &Path) {
        let program = env!("CARGO_BIN_EXE_borderfit");
        let made = Command::new(program)
            .args(["demo", "--no-tui", "--dir"])
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(made.success());
        let survey = folder.join("varsenia.survey");
        let this = std::env::current_exe().unwrap();
        let (mut floors, mut firsts, mut wholes) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..RUNS {
            floors.push(until(Command::new(&this).arg("--floor"), "READY"));
            let open = || {
                let mut command = Command::new(program);
                command.args(["open", "--recorded-by", "K1"]).arg(&survey);
                command.env("XDG_DATA_HOME", folder);
                command
            };
            firsts.push(until(&mut open(), "varsenia.survey"));
            wholes.push(until(&mut open(), "QV-A01"));
        }
        let (floor, first, whole) = (median(floors), median(firsts), median(wholes));
        println!("start to first frame, from spawning the process");
        println!("  empty program         {floor:?}");
        println!("  first frame           {first:?}");
        println!("  the demo on screen    {whole:?}");
        println!("  first frame / empty   {:.2}", first.as_secs_f64() / floor.as_secs_f64());
        println!("  demo / empty          {:.2}", whole.as_secs_f64() / floor.as_secs_f64());
    }

    /// From spawning the program in a terminal of its own until a text is on its screen.
    fn until(command: &mut Command, text: &str) -> Duration {
        use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
        let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&controller).unwrap();
        unlockpt(&controller).unwrap();
        let name = ptsname(&controller, Vec::new()).unwrap();
        let size = rustix::termios::Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        rustix::termios::tcsetwinsize(&controller, size).unwrap();
        let flags = rustix::fs::OFlags::RDWR | rustix::fs::OFlags::NOCTTY;
        let end =
            || -> OwnedFd { rustix::fs::open(&name, flags, rustix::fs::Mode::empty()).unwrap() };
        command.stdin(Stdio::from(end())).stdout(Stdio::from(end())).stderr(Stdio::from(end()));
        command.env("TERM", "xterm-256color");
        let start = Instant::now();
        let mut child: Child = command.spawn().unwrap();
        let mut file = std::fs::File::from(controller);
        let (mut seen, mut buffer) = (Vec::new(), [0; 65_536]);
        while !String::from_utf8_lossy(&seen).contains(text) {
            match file.read(&mut buffer) {
                Ok(0) | Err(_) => break,
                Ok(n) => seen.extend_from_slice(&buffer[..n]),
            }
            assert!(start.elapsed() < Duration::from_secs(20), "'{text}' never appeared");
        }
        let elapsed = start.elapsed();
        let _ = child.kill();
        let _ = child.wait();
        elapsed
    }
}

#[cfg(not(unix))]
mod first_frame {
    pub(crate) fn floor() {}

    pub(crate) fn measure(_folder: &super::Path) {
        println!("start to first frame: measured on Unix only");
    }
}
