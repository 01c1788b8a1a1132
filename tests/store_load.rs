//! How long loading takes, against a bare scan of the same rows in the same process.
//!
//! Run with `cargo test --release --test store_load -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod surveys;

use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use borderfit::model::{Answer, Evidence, Survey};
use borderfit::store::{OpenMode, Store};
use rusqlite::types::ValueRef;
use surveys::{Desk, known};

/// A thousand crossing points with nine subjects below each, and sixty facts.
fn large() -> Survey {
    let mut desk = Desk::new("A. Surveyor");
    let grades = [Evidence::Stated, Evidence::Observed, Evidence::Documented, Evidence::Tested];
    for point in 0..1_000_usize {
        let code = format!("QV-{point:04}");
        let mut facts = 0;
        let mut record = |columns: [&str; 3], attribute: &str, answer: Answer, note: &str| {
            facts += 1;
            desk.record(columns, attribute, "text", answer, note);
        };
        record([&code, "", ""], "name", known("Bridge at the old mill", "", Evidence::Stated), "");
        record([&code, "", ""], "type", known("road", "", Evidence::Observed), "");
        for position in ["entry", "exit", "second-line"] {
            record([&code, position, ""], "kind", known("first-line", "", Evidence::Observed), "");
            for item in ["readers", "scanners"] {
                for n in 0..9 {
                    let attribute = format!("attribute_{n}_of_{item}");
                    let note = if n == 4 { "as the shift leader showed us on site" } else { "" };
                    let value = format!("{}", 100 + point + n);
                    let unit = if n % 2 == 0 { "ppi" } else { "" };
                    let answer = known(&value, unit, grades[n % 4]);
                    record([&code, position, item], &attribute, answer, note);
                }
            }
        }
        // A correction here and there.
        record([&code, "", ""], "name", known("Old Mill Bridge", "", Evidence::Observed), "");
        assert_eq!(facts, 60);
    }
    desk.survey
}

/// Every column of every row, touched.
fn scan(conn: &rusqlite::Connection) -> usize {
    let sql = "SELECT k, id, subject, attr, session, hlc, status, vtype, value, unit, evidence, \
               note, prev, salt, content, ext FROM obs ORDER BY k";
    let mut statement = conn.prepare(sql).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut sum = 0_usize;
    while let Some(row) = rows.next().unwrap() {
        for column in 0..16 {
            sum = sum.wrapping_add(match row.get_ref(column).unwrap() {
                ValueRef::Null | ValueRef::Real(_) => 1,
                ValueRef::Integer(n) => n as usize,
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.len(),
            });
        }
    }
    sum
}

/// Processor time of this thread where the system tells it, which other programs disturb less.
fn now() -> Duration {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split(' ').next()?.parse().ok())
        .map_or_else(|| START.elapsed(), Duration::from_nanos)
}

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

fn bare(path: &Path) -> rusqlite::Connection {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch("PRAGMA cache_size = -16384").unwrap();
    let _: String = conn.query_row("PRAGMA quick_check", [], |row| row.get(0)).unwrap();
    conn
}

/// The best of all runs: what else the machine did only ever adds.
fn best(times: &[Duration]) -> Duration {
    times.iter().copied().min().unwrap()
}

#[test]
#[ignore = "a measurement"]
fn loading_against_a_bare_scan() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.survey");
    let survey = large();
    let mut store = Store::create(&path, survey.id(), [3; 16], "borderfit bench").unwrap();
    let start = Instant::now();
    store.append(&survey).unwrap();
    println!(
        "append of {} observations, {} subjects: {:?}; file {} bytes",
        survey.observations().len(),
        survey.subjects().len(),
        start.elapsed(),
        std::fs::metadata(&path).unwrap().len()
    );
    drop(store);
    let (mut opens, mut loads, mut scans) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..std::env::var("ROUNDS").map_or(25, |r| r.parse().unwrap()) {
        let conn = bare(&path);
        let start = now();
        std::hint::black_box(scan(&conn));
        scans.push(now() - start);
        drop(conn);
        let start = now();
        let store = Store::open(&path, OpenMode::ReadOnly).unwrap();
        opens.push(now() - start);
        let start = now();
        let loaded = store.load().unwrap();
        loads.push(now() - start);
        assert_eq!(loaded.observations().len(), survey.observations().len());
    }
    let (open, load, scan) = (best(&opens), best(&loads), best(&scans));
    println!(
        "open and check {open:?}; load {load:?}; bare scan {scan:?}; load / scan {:.2}",
        load.as_secs_f64() / scan.as_secs_f64()
    );
}

/// What the system says that this process has written, in bytes.
fn written() -> u64 {
    let text = std::fs::read_to_string("/proc/self/io").unwrap_or_default();
    text.lines().find_map(|l| l.strip_prefix("wchar: ")).map_or(0, |n| n.parse().unwrap())
}

#[test]
#[ignore = "a measurement; count its fsyncs with strace -f -c -e trace=fsync,fdatasync"]
fn the_cost_of_one_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.survey");
    let mut store = Store::create(&path, surveys::ID, [3; 16], "borderfit bench").unwrap();
    store.append(&large()).unwrap();
    let mut desk = Desk::at(store.load().unwrap(), "B. Surveyor");
    let (mut sizes, mut times) = (Vec::new(), Vec::new());
    for n in 0..201 {
        let code = format!("QV-{:04}", n / 20);
        let value = format!("{n}");
        let attribute = format!("attribute_{}_of_readers", n % 9);
        let columns = [&*code, "entry", "readers"];
        desk.record(columns, &attribute, "text", known(&value, "ppi", Evidence::Tested), "");
        let (before, start) = (written(), Instant::now());
        store.append(&desk.survey).unwrap();
        // The first also writes the session.
        if n > 0 {
            sizes.push(written() - before);
            times.push(start.elapsed());
        }
    }
    let mean = sizes.iter().sum::<u64>() / sizes.len() as u64;
    println!(
        "200 answers: mean {mean} bytes, most {:?}, quickest {:?}",
        sizes.iter().max(),
        best(&times)
    );
}
