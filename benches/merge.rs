//! What merging costs, beside a raw union of the rows that checks nothing.
//!
//! `cargo bench --bench merge` makes 200 files of 10,000 observations each, and merges 10 and then
//! all of them: with the program, every hash verified, and with `ATTACH` and
//! `INSERT OR IGNORE ... SELECT` into a file with the same tables, which does not even map the
//! local numbers. Each runs in a process of its own; printed are its processor time and the most
//! memory that it held.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::float_arithmetic, missing_docs)]

use std::path::{Path, PathBuf};
use std::process::Command;

use borderfit::model::journal::ensure_subject;
use borderfit::model::{
    Answer, Entry, Evidence, Moment, Path as Place, Session, SubjectId, Supersede, Survey,
};
use borderfit::store::{Stamp, Store, merge};

const FILES: usize = 200;
const OBSERVATIONS: usize = 10_000;
/// Of these, so many are in every file.
const COMMON: usize = 500;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |name: &str| {
        let at = arguments.iter().position(|a| a == name)?;
        arguments.get(at + 1)?.parse::<usize>().ok()
    };
    let folder = || PathBuf::from(arguments.last().unwrap());
    if let Some(files) = number("--ours") {
        return ours(&folder(), files);
    }
    if let Some(files) = number("--raw") {
        return raw(&folder(), files);
    }
    let folder = std::env::temp_dir().join(format!("borderfit-merge-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    make(&folder);
    println!("files  what          processor time   most memory");
    for files in [10, FILES] {
        let mut times = Vec::new();
        for what in ["--raw", "--ours"] {
            let output = Command::new(std::env::current_exe().unwrap())
                .args([what, &files.to_string()])
                .arg(&folder)
                .output()
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let text = String::from_utf8(output.stdout).unwrap();
            let mut figures = text.split_whitespace().map(|f| f.parse::<f64>().unwrap());
            let (seconds, megabytes) = (figures.next().unwrap(), figures.next().unwrap());
            println!("{files:5}  {what:12}  {seconds:10.2} s  {megabytes:10.0} MB");
            times.push(seconds);
        }
        println!("       ours / raw    {:10.2}", times[1] / times[0]);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

fn source(folder: &Path, n: usize) -> PathBuf {
    folder.join(format!("source-{n:03}.survey"))
}

/// Copies of one survey, each with what one laptop recorded: a fifth of it corrected.
fn make(folder: &Path) {
    let mut base = Survey::new(SubjectId([3; 16]));
    let started = Moment { milliseconds: 1_772_000_000_000, offset_minutes: 60 };
    base.add_session(Session::new([4; 16], "K0", "", "bench", started));
    record(&mut base, 0, COMMON);
    for n in 0..FILES {
        let mut survey = base.clone();
        let (author, mut nonce) = (format!("K{}", n + 1), [5; 16]);
        nonce[..8].copy_from_slice(&n.to_le_bytes());
        survey.add_session(Session::new(nonce, &author, "laptop", "bench", started));
        record(&mut survey, n + 1, OBSERVATIONS);
        let mut store = Store::create(&source(folder, n), survey.id(), [1; 16], "bench").unwrap();
        store.append(&survey).unwrap();
    }
}

/// Records until there are so many observations.
fn record(survey: &mut Survey, who: usize, until: usize) {
    let session = borderfit::model::SessionIx(u32::try_from(survey.sessions().len() - 1).unwrap());
    let mut salts = 0_u64;
    let mut salt = move || {
        salts += 1;
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&salts.to_le_bytes());
        bytes[8..].copy_from_slice(&who.to_le_bytes());
        bytes
    };
    let mut n = 0;
    while survey.observations().len() < until {
        n += 1;
        // Every twentieth post is one of those that all know.
        let post = if n % 20 == 0 { 0 } else { who };
        let code = format!("P{post:03}-{:02}", n / 400);
        let place = Place::Item(code, "entry".to_owned(), format!("item-{}", n / 20 % 20));
        let milliseconds = 1_772_000_000_000 + n as u64 * 1_000;
        let subject = ensure_subject(survey, &place, session, milliseconds, &mut salt).unwrap();
        let attribute = survey.intern(&format!("attribute_{}", n % 16));
        let entry = Entry {
            subject,
            attribute,
            session,
            milliseconds,
            kind: "text",
            answer: Answer::known(&format!("value {n}"), Evidence::Observed),
            note: if n % 4 == 0 {
                "seen at the desk, shift leader present".into()
            } else {
                String::new()
            },
            supersede: Supersede::All,
            settles: None,
            salt: salt(),
        };
        survey.insert(survey.prepare(entry));
    }
}

fn ours(folder: &Path, files: usize) {
    let target = folder.join("ours.survey");
    let _ = std::fs::remove_file(&target);
    let sources: Vec<PathBuf> = (0..files).map(|n| source(folder, n)).collect();
    let now = Moment { milliseconds: 1_773_000_000_000, offset_minutes: 0 };
    let stamp = Stamp { copy: [1; 16], program: "bench", now };
    let merged = merge(&target, &sources, &stamp, false).unwrap();
    let new: usize = merged.sources.iter().map(|s| s.rows.new).sum();
    assert!(new >= COMMON + files * (OBSERVATIONS - COMMON), "{new}");
    figures();
}

fn raw(folder: &Path, files: usize) {
    let target = folder.join("raw.survey");
    let _ = std::fs::remove_file(&target);
    drop(Store::create(&target, SubjectId([3; 16]), [1; 16], "bench").unwrap());
    let conn = rusqlite::Connection::open(&target).unwrap();
    let columns = "id, subject, attr, session, hlc, status, vtype, value, unit, evidence, note, \
                   prev, salt, content, ext";
    for batch in (0..files).collect::<Vec<_>>().chunks(10) {
        for (name, n) in batch.iter().enumerate() {
            let path = source(folder, *n);
            conn.execute(&format!("ATTACH ?1 AS s{name}"), [path.to_str().unwrap()]).unwrap();
        }
        conn.execute_batch("BEGIN").unwrap();
        for name in 0..batch.len() {
            conn.execute_batch(&format!(
                "INSERT OR IGNORE INTO obs({columns}) SELECT {columns} FROM s{name}.obs"
            ))
            .unwrap();
        }
        conn.execute_batch("COMMIT").unwrap();
        for name in 0..batch.len() {
            conn.execute_batch(&format!("DETACH s{name}")).unwrap();
        }
    }
    let rows: i64 = conn.query_row("SELECT count(*) FROM obs", [], |row| row.get(0)).unwrap();
    assert!(usize::try_from(rows).unwrap() >= COMMON + files * (OBSERVATIONS - COMMON), "{rows}");
    figures();
}

/// Prints processor seconds and the most memory, in MB, of this process.
fn figures() {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("0");
    let kilobytes: f64 = most.split_whitespace().next().unwrap().parse().unwrap();
    println!("{} {}", (ticks(11) + ticks(12)) / 100.0, kilobytes / 1024.0);
}
