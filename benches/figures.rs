//! The figures of the README: each a ratio against a floor that is measured in the same run, so
//! that the machine and its load cancel out.
//!
//! Run with `cargo bench`. Prints medians; decides nothing.
#![allow(clippy::print_stdout, clippy::float_arithmetic, clippy::unwrap_used, missing_docs)]

use std::path::Path;
use std::time::{Duration, Instant};

use borderfit::judge::{assess, default_day};
use borderfit::model::journal::ensure_subject;
use borderfit::model::{
    Answer, Day, Entry, Evidence, Moment, ObservationIx, Path as Place, Session, SubjectId,
    Supersede, Survey,
};
use borderfit::standard::load_built_in;
use borderfit::store::{OpenMode, Store};

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
    let survey = large_survey();
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

struct Writer {
    survey: Survey,
    n: u64,
}

impl Writer {
    fn fact(&mut self, place: &Place, attribute: &str, value: &str, evidence: Evidence) {
        self.n += 1;
        let n = self.n;
        let mut salt = || [u8::try_from(n % 251).unwrap(); 16];
        let session = borderfit::model::SessionIx(0);
        let subject = ensure_subject(&mut self.survey, place, session, n, &mut salt).unwrap();
        let attribute = self.survey.intern(attribute);
        let observation = self.survey.prepare(Entry {
            subject,
            attribute,
            session,
            milliseconds: 1_772_000_000_000 + n,
            kind: "text",
            answer: Answer::known(value, evidence),
            note: String::new(),
            supersede: Supersede::Own,
            settles: None,
            salt: salt(),
        });
        self.survey.insert(observation);
    }
}

/// 1,000 posts with 60 facts each: three positions, seven items, lists closed.
fn large_survey() -> Survey {
    use Evidence::{Documented, Observed, Tested};
    let mut survey = Survey::new(SubjectId([3; 16]));
    let started = Moment { milliseconds: 1_772_000_000_000, offset_minutes: 0 };
    survey.add_session(Session::new([4; 16], "K1", "", "bench", started));
    let mut w = Writer { survey, n: 0 };
    for p in 0..POINTS {
        let code = format!("P{p:04}");
        let point = Place::CrossingPoint(code.clone());
        for (attribute, value, evidence) in [
            ("name", "A post", Observed),
            ("type", "road;pedestrian", Observed),
            ("country", "QV", Observed),
            ("latitude", "-41.2", Tested),
            ("longitude", "-18.4", Tested),
            ("positions_complete", "true", Observed),
            ("interpol_access", "find-online", Observed),
            ("oldest_tls", "1.2", Documented),
            ("voice_link", "every-shift", Tested),
            ("clock_synchronised", "true", Documented),
            ("personal_accounts", "true", Observed),
            ("offline_procedure", "written;tested", Documented),
            ("maintenance_cover", "all", Documented),
            ("second_feed", "false", Observed),
            ("inventory_complete.document-reader", "true", Observed),
            ("inventory_complete.magnifier", "true", Observed),
            ("inventory_complete.workstation", "true", Observed),
            ("biometrics_captured", "none", Observed),
        ] {
            w.fact(&point, attribute, value, evidence);
        }
        for (position, kind) in
            [("entry", "first-line-entry"), ("exit", "first-line-exit"), ("second", "second-line")]
        {
            let place = Place::Position(code.clone(), position.to_owned());
            w.fact(&place, "kind", kind, Observed);
            w.fact(&place, "workstations_peak", "4", Observed);
            w.fact(&place, "search_time", "3.5", Tested);
            w.fact(&place, "ups_coverage", "all", Observed);
            w.fact(&place, "screen_private", "true", Observed);
        }
        for (position, item, kind, attribute, value) in [
            ("entry", "readers", "document-reader", "chip_iso14443", "true"),
            ("exit", "readers", "document-reader", "chip_iso14443", "false"),
            ("entry", "loupes", "magnifier", "magnification", "10"),
            ("entry", "pcs", "workstation", "firmware", "7"),
            ("second", "lamps", "hand-lamp", "light_uses", "oblique;transmitted"),
            ("second", "uv", "uv-lamp", "uv_shading", "true"),
        ] {
            let place = Place::Item(code.clone(), position.to_owned(), item.to_owned());
            w.fact(&place, "equipment", kind, Observed);
            w.fact(&place, "quantity", "4", Observed);
            w.fact(&place, "condition", "working", Tested);
            w.fact(&place, attribute, value, Tested);
        }
        let link = Place::Item(code.clone(), String::new(), "wan".to_owned());
        w.fact(&link, "equipment", "wan-link", Tested);
        w.fact(&link, "uplink_tested", "8", Tested);
        w.fact(&link, "link_official", "true", Documented);
    }
    w.survey
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
