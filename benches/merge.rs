//! What merging costs, beside a raw union of the rows that checks nothing.
//!
//! `cargo bench --bench merge` makes 200 files of 10,000 observations each, and merges 10, 50 and
//! then all of them: with the program, every hash verified, and with `ATTACH` and
//! `INSERT OR IGNORE ... SELECT` into a file with the same tables, which does not even map the
//! local numbers. Each runs in a process of its own; printed are its processor time and the most
//! memory that it held. Then what others make of 10 of the files, where they are installed
//! (`pip install pandas sqlite-utils pygeodiff`): they check nothing, and what each of them does
//! with two values for one fact is said in `tests/merge/lost_elsewhere.rs`. Last, a small file into
//! targets of two sizes, without and with what opening the target costs.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::float_arithmetic, missing_docs)]

use std::path::{Path, PathBuf};
use std::process::Command;

use borderfit::model::journal::ensure_subject;
use borderfit::model::{
    Answer, Entry, Evidence, Moment, Path as Place, Session, SubjectId, Supersede, Survey,
};
use borderfit::store::{OpenMode, Stamp, Store, merge};

const FILES: usize = 200;
const OBSERVATIONS: usize = 10_000;
/// Of these, so many are in every file.
const COMMON: usize = 500;
/// So many are merged, in turn.
const MERGED: [usize; 3] = [10, 50, FILES];
/// So many of them by others.
const BY_OTHERS: usize = 10;
/// Observations of a small file.
const SMALL: usize = 1_000;

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
    if arguments.iter().any(|a| a == "--make") {
        // For a profiler.
        return make(&folder());
    }
    if let Some(files) = number("--small") {
        return small(&folder(), files);
    }
    let folder = std::env::temp_dir().join(format!("borderfit-merge-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    make(&folder);
    println!("files  what          processor time   most memory   observations a second");
    let mut first = 0.0;
    for files in MERGED {
        let raw = own(&["--raw", &files.to_string()], &folder);
        line(files, "raw union", raw);
        let ours = own(&["--ours", &files.to_string()], &folder);
        line(files, "ours", ours);
        println!("       ours / raw    {:10.2}", ours.0 / raw.0);
        if files == BY_OTHERS {
            first = ours.0;
        }
        if files != BY_OTHERS && files != FILES {
            continue;
        }
        // Into what was just made.
        let (opened, merged) = own(&["--small", &files.to_string()], &folder);
        println!(
            "       {SMALL} into these: {opened:.3} s to open and check the target, then \
             {merged:.3} s to merge"
        );
    }
    for (name, script) in OTHERS {
        match other(script, &folder) {
            Some(figures) => {
                line(BY_OTHERS, name, figures);
                println!("       {name} / ours {:10.2}", figures.0 / first);
            }
            None => println!("{BY_OTHERS:5}  {name:12}  not installed here"),
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

fn line(files: usize, what: &str, (seconds, megabytes): (f64, f64)) {
    let rate = (files * OBSERVATIONS) as f64 / seconds;
    println!("{files:5}  {what:12}  {seconds:10.2} s  {megabytes:10.0} MB  {rate:10.0}");
}

/// What this program printed in a process of its own.
fn own(arguments: &[&str], folder: &Path) -> (f64, f64) {
    let exe = std::env::current_exe().unwrap();
    let output = Command::new(exe).args(arguments).arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    two(&output.stdout)
}

fn two(output: &[u8]) -> (f64, f64) {
    let text = std::str::from_utf8(output).unwrap();
    let mut figures = text.split_whitespace().map(|f| f.parse::<f64>().unwrap());
    (figures.next().unwrap(), figures.next().unwrap())
}

/// What another program takes; none where it is not installed.
fn other(script: &str, folder: &Path) -> Option<(f64, f64)> {
    let script = format!("{PRELUDE}{script}{EPILOGUE}");
    let files = BY_OTHERS.to_string();
    let output = Command::new("python3").args(["-c", &script]).arg(folder).arg(files).output();
    let output = output.ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() || said.contains("ModuleNotFoundError"), "{said}");
    output.status.success().then(|| two(&output.stdout))
}

const PRELUDE: &str = "\
import os, resource, sqlite3, sys, time
folder, files = sys.argv[1], int(sys.argv[2])
sources = [f'{folder}/source-{n:03}.survey' for n in range(files)]
target = f'{folder}/other.db'
if os.path.exists(target): os.remove(target)
spent = 0.0
";

const EPILOGUE: &str = "
print(time.process_time() - spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
";

/// The union of the rows by id, as each would be asked for it.
const OTHERS: [(&str, &str); 3] = [
    (
        "pandas",
        "
import pandas
read = lambda f: pandas.read_sql('SELECT * FROM obs', sqlite3.connect(f)).drop(columns='k')
all = pandas.concat([read(f) for f in sources]).drop_duplicates('id')
all.to_sql('obs', sqlite3.connect(target), index=False)
",
    ),
    (
        "sqlite-utils",
        "
import sqlite_utils
db = sqlite_utils.Database(target)
for f in sources:
    rows = sqlite_utils.Database(f).query('SELECT * FROM obs')
    db['obs'].insert_all(({k: v for k, v in r.items() if k != 'k'} for r in rows), pk='id', ignore=True)
",
    ),
    (
        // It wants one base and a table with a key that is the same everywhere: given, not counted.
        "geodiff",
        "
import pygeodiff
columns = 'id, subject, attr, session, hlc, status, vtype, value, unit, evidence, note, prev, content, ext'
def keyed(name, source, limit):
    path = f'{folder}/{name}.db'
    if os.path.exists(path): os.remove(path)
    db = sqlite3.connect(path)
    db.execute('CREATE TABLE obs(id TEXT PRIMARY KEY, subject INTEGER, attr INTEGER, session INTEGER, '
        'hlc INTEGER, status TEXT, vtype TEXT, value TEXT, unit TEXT, evidence TEXT, note TEXT, '
        'prev BLOB, content BLOB, ext TEXT)')
    db.execute('ATTACH ? AS s', [source])
    db.execute(f'INSERT INTO obs SELECT hex(id), {columns[4:]} FROM s.obs ORDER BY k LIMIT {limit}')
    db.commit()
    db.close()
    return path
base = keyed('base', sources[0], 500)
tables = [keyed(f'keyed-{n}', f, -1) for n, f in enumerate(sources)]
spent = time.process_time()
import shutil
shutil.copy(base, target)
geodiff = pygeodiff.GeoDiff()
for n, table in enumerate(tables):
    diff = f'{folder}/diff-{n}'
    geodiff.create_changeset(base, table, diff)
    geodiff.apply_changeset(target, diff)
",
    ),
];

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

/// A small file into what was merged last: seconds to open the target, and to merge beyond that.
fn small(folder: &Path, files: usize) {
    let target = folder.join("ours.survey");
    let (before, source) = (on_this_thread(), folder.join("small.survey"));
    let mut survey = {
        let mut base = Survey::new(SubjectId([3; 16]));
        let started = Moment { milliseconds: 1_772_000_000_000, offset_minutes: 60 };
        base.add_session(Session::new([4; 16], "K0", "", "bench", started));
        record(&mut base, 0, COMMON);
        base
    };
    let started = Moment { milliseconds: 1_772_000_000_000, offset_minutes: 60 };
    survey.add_session(Session::new([6; 16], "K999", "laptop", "bench", started));
    record(&mut survey, 900 + files % 50, SMALL);
    let _ = std::fs::remove_file(&source);
    let mut store = Store::create(&source, survey.id(), [1; 16], "bench").unwrap();
    store.append(&survey).unwrap();
    drop(store);
    let made = on_this_thread() - before;
    drop(Store::open(&target, OpenMode::ReadWrite).unwrap());
    let opened = on_this_thread() - made;
    let now = Moment { milliseconds: 1_773_000_000_000, offset_minutes: 0 };
    let stamp = Stamp { copy: [1; 16], program: "bench", now };
    let merged = merge(&target, &[source], &stamp, false).unwrap();
    assert_eq!(merged.sources[0].rows.new, SMALL - COMMON);
    let merged = on_this_thread() - made - opened - opened;
    println!("{opened} {merged}");
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
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("0");
    let kilobytes: f64 = most.split_whitespace().next().unwrap().parse().unwrap();
    println!("{} {}", seconds(), kilobytes / 1024.0);
}

/// Processor seconds of this process.
fn seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

/// Processor seconds of this thread, to the nanosecond: small things take less than a tick.
fn on_this_thread() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split_whitespace().next().map_or(0.0, |ns| ns.parse::<f64>().unwrap() / 1e9)
}
