//! What the PDF of a long report costs, beside other writers of PDF in the same run.
//!
//! `cargo bench --bench report` writes a table of 20,000 rows of 6 cells that wrap, about 500 pages
//! and more, with the program, with typst and with reportlab (their Python packages, each in a
//! process of its own, from the same rows); then the report of the demo with its prices. Printed
//! are the time and the most memory of each, the size of the file, and the ratios. A peer that is
//! not installed is said to be so. `BORDERFIT_PYTHON` names the Python to use.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::float_arithmetic, missing_docs)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use borderfit::report::document::{Cell, Column, Document, Row, Table};
use borderfit::report::pdf::{self, PdfOptions};

/// As in the program.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROWS: usize = 20_000;
/// The targets: of typst's time and memory, of reportlab's time, size in MB.
const TARGETS: [f64; 4] = [0.3, 0.15, 0.1, 6.0];

/// What writing cost: seconds, most memory in MB, size of the file in MB.
struct Cost {
    seconds: f64,
    memory: f64,
    size: f64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|a| a == "--ours") {
        return ours(Path::new(&arguments[at + 1]), Path::new(&arguments[at + 2]));
    }
    let folder = std::env::temp_dir().join(format!("borderfit-report-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let rows = folder.join("rows.csv");
    std::fs::write(&rows, table()).unwrap();
    println!("{ROWS} rows of 6 cells");
    println!("writer       time        memory      file      pages");
    let itself = std::env::current_exe().unwrap();
    let ours = cost("borderfit", Command::new(itself).arg("--ours"), &rows, &folder).unwrap();
    let peer = |name: &str| {
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let script = script.join("benches/peers").join(format!("report_{name}.py"));
        let python = std::env::var_os("BORDERFIT_PYTHON").unwrap_or_else(|| "python3".into());
        cost(name, Command::new(python).arg(script), &rows, &folder)
    };
    let (typst, reportlab) = (peer("typst"), peer("reportlab"));
    let say = |what: &str, ratio: f64, target: f64| {
        let met = if ratio <= target { "met" } else { "MISSED" };
        println!("{what}: {ratio:.3} (target {target}, {met})");
    };
    if let Some(typst) = typst {
        say("time / typst", ours.seconds / typst.seconds, TARGETS[0]);
        say("memory / typst", ours.memory / typst.memory, TARGETS[1]);
    }
    if let Some(reportlab) = reportlab {
        say("time / reportlab", ours.seconds / reportlab.seconds, TARGETS[2]);
    }
    say("MB of the file", ours.size, TARGETS[3]);
    demo(&folder);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// The same rows for all: ids, places, facts in words of differing lengths.
fn table() -> String {
    const WORDS: [&str; 12] = [
        "reader",
        "link",
        "post",
        "officer",
        "seen",
        "working",
        "night",
        "desk",
        "first-line",
        "power",
        "tested",
        "second",
    ];
    let mut out = String::new();
    for n in 0..ROWS {
        let words = |cell: usize, count: usize| {
            let word = |at: usize| WORDS[(n * 7 + cell * 5 + at * (3 + n % 4)) % WORDS.len()];
            (0..count).map(word).collect::<Vec<_>>().join(" ")
        };
        let _ = write!(out, "F{n:06}");
        for cell in 1..6 {
            let _ = write!(out, ",{}", words(cell, 3 + (n + cell) % 4));
        }
        out.push('\n');
    }
    out
}

/// Runs a writer on the rows; `None`, and a line that says so, where it is not installed.
fn cost(name: &str, command: &mut Command, rows: &Path, folder: &Path) -> Option<Cost> {
    let out = folder.join(format!("{name}.pdf"));
    let output = command.arg(rows).arg(&out).output();
    let said = match &output {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout),
        Ok(output) if output.status.code() == Some(3) => {
            println!("{name:10}   not installed: skipped");
            return None;
        }
        Ok(output) => panic!("{name}: {}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => {
            println!("{name:10}   cannot be run ({error}): skipped");
            return None;
        }
    };
    let mut figures = said.split_whitespace().map(|f| f.parse::<f64>().unwrap());
    let (seconds, memory) = (figures.next().unwrap(), figures.next().unwrap());
    let bytes = std::fs::read(&out).unwrap();
    let pages = lopdf::Document::load_mem(&bytes).unwrap().get_pages().len();
    let size = bytes.len() as f64 / 1e6;
    println!("{name:10} {seconds:7.2} s  {memory:8.0} MB  {size:6.1} MB  {pages:7}");
    Some(Cost { seconds, memory, size })
}

fn ours(rows: &Path, out: &Path) {
    let text = std::fs::read(rows).unwrap();
    let start = Instant::now();
    let mut columns = vec![Column::narrow("Id")];
    columns.extend(["Place", "Fact", "Value", "Note", "Source"].map(Column::new));
    let mut table = Table::new("T1", "Facts", columns);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&text[..]);
    for record in reader.records() {
        table.rows.push(Row::new(record.unwrap().iter().map(Cell::from).collect()));
    }
    let mut document = Document::new("A long report", "Full edition");
    document.heading(1, "facts", "Facts");
    document.push(table);
    let bytes = pdf::write(&document, &PdfOptions::default()).unwrap();
    std::fs::write(out, bytes).unwrap();
    println!("{} {}", start.elapsed().as_secs_f64(), most_memory("/proc/self/status"));
}

/// The most memory of a process in MB.
fn most_memory(status: &str) -> f64 {
    let status = std::fs::read_to_string(status).unwrap_or_default();
    let most = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("0");
    most.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1024.0
}

/// The report of the demo, prices included, read back, in a process of its own.
fn demo(folder: &Path) {
    let program = env!("CARGO_BIN_EXE_borderfit");
    let home = folder.join("demo");
    let run = |arguments: &[&str]| {
        let status = Command::new(program).args(arguments).current_dir(folder).output().unwrap();
        assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
    };
    run(&["demo", "--dir", "demo", "--no-tui"]);
    let prices = ["--prices", "demo/varsenia-prices.toml"];
    let report = ["report", "demo/varsenia.survey", "--out", "demo/again.pdf"];
    let arguments: Vec<&str> = report.into_iter().chain(prices).collect();
    let start = Instant::now();
    run(&arguments);
    let seconds = start.elapsed().as_secs_f64();
    let bytes = std::fs::read(home.join("again.pdf")).unwrap();
    let pages = lopdf::Document::load_mem(&bytes).unwrap().get_pages().len();
    println!("demo report: {pages} pages, {seconds:.2} s (target 1 s), {} kB", bytes.len() / 1000);
    // Once more, for its memory: GNU time knows it.
    let time = Command::new("/usr/bin/time")
        .args(["-f", "%M", program])
        .args(&arguments)
        .current_dir(folder)
        .output();
    match time {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let kilobytes = said.lines().filter_map(|l| l.trim().parse::<f64>().ok()).next_back();
            let megabytes = kilobytes.unwrap_or(0.0) / 1024.0;
            println!("demo report: {megabytes:.0} MB (target 120 MB)");
        }
        Err(_) => println!("demo report: memory not measured, /usr/bin/time is not installed"),
    }
}
