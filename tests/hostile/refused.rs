//! Every file of the corpus, given to the program as its users would: refused with a message of
//! its own and exit code 1, in under 2 s of processor time and 64 MB (but for what deriving a key
//! takes), with nothing changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bodies::shows;
use crate::make::{Case, Sort, corpus};
use crate::native::compiled;
use crate::surveys::{save, small};

/// Most processor time, in milliseconds: 2 s for the program as it is shipped. Where nothing is
/// optimized and the machine is slow, it is five times that, which still tells a bound from none.
const MOST_TIME: u64 = if cfg!(debug_assertions) { 10_000 } else { 2_000 };
/// Most memory, in KiB. Where the program is not optimized, it is itself larger.
const MOST_MEMORY: u64 = (if cfg!(debug_assertions) { 88 } else { 64 }) << 10;
/// What deriving a key from a passphrase may take more, in KiB: that it takes memory is what makes
/// guessing dear (RFC 7914: 128 x N x r bytes, at N = 2^18, the most that is accepted, and r = 8).
const DERIVATION: u64 = 256 << 10;

/// How a program ended.
struct Ended {
    code: i32,
    said: String,
    milliseconds: u64,
    kibibytes: u64,
}

struct Post {
    folder: tempfile::TempDir,
    measured: PathBuf,
}

impl Post {
    fn new() -> Self {
        let post =
            Self { folder: tempfile::tempdir().unwrap(), measured: compiled("measured.c", &[]) };
        save(&post.path("ours.survey"), &small().survey).unwrap();
        fs::write(post.path("words.txt"), "grey mules\n").unwrap();
        fs::create_dir(post.path("corpus")).unwrap();
        post
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        let took = self.path("took");
        let output = Command::new(&self.measured)
            .arg(&took)
            .arg(env!("CARGO_BIN_EXE_borderfit"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("XDG_DATA_HOME", self.path("home"))
            .env("USER", "K1")
            .output()
            .unwrap();
        let figures = fs::read_to_string(&took).unwrap();
        fs::remove_file(&took).unwrap();
        let mut figures = figures.split_whitespace().map(|n| n.parse::<u64>().unwrap());
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Ended {
            code: output.status.code().unwrap(),
            said: text(&output.stderr) + &text(&output.stdout),
            milliseconds: figures.next().unwrap(),
            kibibytes: figures.next().unwrap(),
        }
    }

    /// What lies in the folder, but for the corpus.
    fn state(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut all = BTreeMap::new();
        for folder in [self.folder.path(), &self.path("home/borderfit")] {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.path().is_file() {
                    all.insert(entry.path(), fs::read(entry.path()).unwrap());
                }
            }
        }
        all
    }
}

/// What is done with a file, and the codes with which that may end.
fn commands(sort: Sort, file: &str) -> Vec<(Vec<&str>, &'static [i32])> {
    let merge = vec!["merge", "--into", "ours.survey", file, "--dry-run"];
    let gaps = vec!["gaps", file, "--profile", "demo-min", "--format", "csv"];
    let receive = ["receive", file, "--into", "ours.survey"];
    match sort {
        Sort::Survey => vec![(vec!["verify", file], &[1]), (merge, &[1]), (gaps, &[1])],
        // Rows are refused one by one; what is not verified may still be looked at.
        Sort::Rows => vec![(vec!["verify", file], &[1]), (merge, &[1, 3]), (gaps, &[0, 1])],
        Sort::Sound => vec![(vec!["verify", file], &[0]), (merge, &[3]), (gaps, &[0])],
        Sort::Table => vec![(vec!["import", "ours.survey", file], &[1])],
        Sort::Profile => vec![(vec!["profile", "check", file], &[1])],
        Sort::Prices => {
            vec![(vec!["plan", "ours.survey", "--profile", "demo-min", "--prices", file], &[1])]
        }
        Sort::House => {
            let report = ["report", "ours.survey", "--profile", "demo-min", "--out", "r.md"];
            vec![([&report[..], &["--house", file]].concat(), &[1])]
        }
        Sort::Photo => vec![(vec!["attach", "ours.survey", file, "--at", "QV-A01"], &[1])],
        Sort::Words => vec![([&receive[..], &["--passphrase-file", "words.txt"]].concat(), &[1])],
        Sort::Key => vec![([&receive[..], &["--key-passphrase-file", "words.txt"]].concat(), &[1])],
        Sort::Receipt => vec![(vec!["export", "ours.survey", "--wipe", file, "--yes"], &[1])],
    }
}

/// The first lines, without what differs from machine to machine.
fn excerpt(said: &str, folder: &Path) -> String {
    let said = said.replace(&format!("{}/", folder.display()), "");
    let mut out = String::new();
    for line in said.lines().filter(|l| !l.trim().is_empty()).take(5) {
        let line: String = line.chars().take(230).collect();
        writeln!(out, "    {}", line.trim_end()).unwrap();
    }
    out
}

/// That it is said that nothing was changed, where something might have been.
fn says_that_nothing_was_changed(command: &str, said: &str) -> bool {
    let reads_only = ["verify", "gaps", "profile"].contains(&command);
    let words = ["nothing was", "unchanged", "is refused"];
    reads_only || words.iter().any(|w| said.contains(w))
}

#[test]
fn every_hostile_file_is_refused_quickly_and_says_why() {
    let post = Post::new();
    let identity = post.run(&["identity", "--key-passphrase-file", "words.txt"]);
    let key = identity.said.split_whitespace().find(|w| w.starts_with("age1")).unwrap().to_owned();
    let idle = post.run(&["keys"]).kibibytes;
    // For looking at one of them: the corpus as files.
    if let Some(folder) = std::env::var_os("BORDERFIT_CORPUS") {
        for Case { name, file, .. } in corpus(Path::new(&folder), &key) {
            println!("{} {name}", file.display());
        }
        return;
    }
    let cases = corpus(&post.path("corpus"), &key);
    let before = post.state();
    let (mut report, mut wrong) = (String::new(), String::new());
    let (mut slowest, mut largest) = ((0, String::new()), (0, String::new()));
    for Case { name, sort, file } in &cases {
        let length = fs::metadata(file).unwrap().len();
        let content = (length < 1 << 26).then(|| fs::read(file).unwrap());
        let shown = format!("corpus/{}", file.file_name().unwrap().to_string_lossy());
        writeln!(report, "{name}").unwrap();
        for (arguments, codes) in commands(*sort, &shown) {
            let ended = post.run(&arguments);
            let mut fail = |why: String| {
                writeln!(
                    wrong,
                    "{name}: {}: {why}\n{}",
                    arguments.join(" "),
                    ended.said.chars().take(900).collect::<String>()
                )
                .unwrap();
            };
            if !codes.contains(&ended.code) {
                fail(format!("ended with {}", ended.code));
            }
            if ended.said.contains("panicked") || ended.said.trim().is_empty() {
                fail("no message".to_owned());
            }
            if ended.code == 1 && !says_that_nothing_was_changed(arguments[0], &ended.said) {
                fail("it does not say that nothing was changed".to_owned());
            }
            if std::panic::catch_unwind(|| shows(&ended.said)).is_err() {
                fail("a terminal would obey it".to_owned());
            }
            let derives = matches!(sort, Sort::Words | Sort::Key);
            let memory = MOST_MEMORY + if derives { DERIVATION } else { 0 };
            if ended.milliseconds > MOST_TIME || ended.kibibytes > memory {
                fail(format!("{} ms, {} KiB", ended.milliseconds, ended.kibibytes));
            }
            if post.state() != before {
                fail("something was changed".to_owned());
            }
            slowest = slowest.max((ended.milliseconds, name.clone()));
            largest = largest.max((ended.kibibytes, name.clone()));
            let excerpt = excerpt(&ended.said.replace(&shown, "FILE"), post.folder.path());
            writeln!(report, "  {} -> {}\n{excerpt}", arguments[0], ended.code).unwrap();
        }
        assert_eq!(fs::metadata(file).unwrap().len(), length, "{name}");
        assert!(content.is_none_or(|c| c == fs::read(file).unwrap()), "{name}: it was changed");
    }
    println!("{} files; slowest {slowest:?}, largest {largest:?}, idle {idle}", cases.len());
    assert!(wrong.is_empty(), "{wrong}");
    insta::assert_snapshot!(report);
}
