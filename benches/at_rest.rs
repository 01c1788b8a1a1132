//! What encryption at rest costs, beside the plain file: `cargo bench --features encrypted --bench
//! at_rest` commits single answers, loads 60,000 facts, copies them verified, and merges ten files
//! of 10,000, of each sort in turn and the best of three; printed are seconds and ratios of one
//! run. Deriving a key is measured by itself: it is paid once for each opening.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::float_arithmetic, missing_docs)]

use std::path::{Path, PathBuf};
use std::time::Instant;

use borderfit::model::journal::ensure_subject;
use borderfit::model::{
    Answer, Entry, Evidence, Moment, Path as Place, Session, SessionIx, SubjectId, Supersede,
    Survey,
};
use borderfit::store::{OpenMode, Stamp, Store, merge};
use borderfit::vault::at_rest::Lock;

const FACTS: usize = 60_000;
const ANSWERS: usize = 100;
const SOURCES: usize = 10;
const STARTED: Moment = Moment { milliseconds: 1_772_000_000_000, offset_minutes: 60 };

fn main() {
    let folder = std::env::temp_dir().join(format!("borderfit-at-rest-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let start = Instant::now();
    let _ = Lock::new("seven grey mules", [7; 16]);
    println!("one key from a passphrase  {:7.3} s", start.elapsed().as_secs_f64());
    println!("{:26} {:>9} {:>9} {:>6}", "", "plain", "encrypted", "ratio");
    let large = recorded(0, FACTS);
    let sources: Vec<Survey> = (1..=SOURCES).map(|n| recorded(n, FACTS / 6)).collect();
    let files = [false, true].map(|encrypted| {
        let folder = folder.join(if encrypted { "encrypted" } else { "plain" });
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("large.survey");
        save(&file, &large, encrypted);
        let sources: Vec<PathBuf> = sources
            .iter()
            .enumerate()
            .map(|(n, survey)| {
                let file = folder.join(format!("{n}.survey"));
                save(&file, survey, encrypted);
                file
            })
            .collect();
        (file, sources)
    });
    let bytes = [&files[0].0, &files[1].0].map(|file| std::fs::metadata(file).unwrap().len());
    let ratio = bytes[1] as f64 / bytes[0] as f64;
    println!("{:26} {:9} {:9} {ratio:6.2}", "bytes of the large file", bytes[0], bytes[1]);
    compare("one answer committed", &files, |(file, _)| answers(file) / ANSWERS as f64);
    compare("open, check pages", &files, |(file, _)| {
        timed(|| drop(Store::open(file, OpenMode::ReadOnly).unwrap()))
    });
    compare("open and load 60,000 facts", &files, |(file, _)| {
        timed(|| drop(Store::open(file, OpenMode::ReadOnly).unwrap().load().unwrap()))
    });
    compare("verified copy", &files, |(file, _)| {
        let to = file.with_extension("copy");
        let store = Store::open(file, OpenMode::ReadOnly).unwrap();
        let time = timed(|| drop(store.copy_to(&to).unwrap()));
        std::fs::remove_file(to).unwrap();
        time
    });
    compare("merge of ten files", &files, |(file, sources)| {
        let to = file.with_extension("merged");
        let stamp = Stamp { copy: [2; 16], program: "bench", now: STARTED };
        let time = timed(|| drop(merge(&to, sources, &stamp, false).unwrap()));
        std::fs::remove_file(to).unwrap();
        time
    });
    std::fs::remove_dir_all(&folder).unwrap();
}

type Files = (PathBuf, Vec<PathBuf>);

fn compare(what: &str, files: &[Files; 2], measure: impl Fn(&Files) -> f64) {
    let mut best = [f64::MAX; 2];
    for _ in 0..3 {
        for n in 0..2 {
            best[n] = best[n].min(measure(&files[n]));
        }
    }
    println!("{what:26} {:7.4} s {:7.4} s {:6.2}", best[0], best[1], best[1] / best[0]);
}

fn timed(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn save(file: &Path, survey: &Survey, encrypted: bool) {
    let store = if encrypted {
        let lock = Lock::new("seven grey mules", [7; 16]);
        Store::create_encrypted(file, survey.id(), [1; 16], "bench", lock)
    } else {
        Store::create(file, survey.id(), [1; 16], "bench")
    };
    store.unwrap().append(survey).unwrap();
}

/// The seconds that so many answers take, each committed by itself.
fn answers(file: &Path) -> f64 {
    let mut store = Store::open(file, OpenMode::ReadWrite).unwrap();
    let mut survey = store.load().unwrap();
    let from = survey.observations().len();
    // A program start of its own each time.
    let mut nonce = [9; 16];
    nonce[..8].copy_from_slice(&from.to_le_bytes());
    let session = survey.add_session(Session::new(nonce, "K9", "", "bench", STARTED));
    (0..ANSWERS)
        .map(|n| {
            record(&mut survey, session, from + n, 99);
            timed(|| {
                store.append(&survey).unwrap();
            })
        })
        .sum()
}

fn recorded(who: usize, until: usize) -> Survey {
    let mut survey = Survey::new(SubjectId([3; 16]));
    let mut nonce = [5; 16];
    nonce[..8].copy_from_slice(&who.to_le_bytes());
    let session = survey.add_session(Session::new(nonce, "K1", "laptop", "bench", STARTED));
    for n in 0.. {
        if survey.observations().len() >= until {
            break;
        }
        record(&mut survey, session, n, who);
    }
    survey
}

fn record(survey: &mut Survey, session: SessionIx, n: usize, who: usize) {
    let mut salts = 0_u64;
    let mut salt = move || {
        salts += 1;
        let parts = [n as u64 * 100 + salts, who as u64];
        *parts.map(u64::to_le_bytes).as_flattened().first_chunk().unwrap()
    };
    let code = format!("P{who:03}-{:03}", n / 400);
    let place = Place::Item(code, "entry".to_owned(), format!("item-{}", n / 20 % 20));
    let milliseconds = STARTED.milliseconds + n as u64 * 1_000;
    let subject = ensure_subject(survey, &place, session, milliseconds, &mut salt).unwrap();
    let attribute = survey.intern(&format!("attribute_{}", n % 16));
    let note = if n.is_multiple_of(4) { "seen at the desk, shift leader present" } else { "" };
    let entry = Entry {
        subject,
        attribute,
        session,
        milliseconds,
        kind: "text",
        answer: Answer::known(&format!("value {n}"), Evidence::Observed),
        note: note.into(),
        supersede: Supersede::All,
        settles: None,
        salt: salt(),
    };
    survey.insert(survey.prepare(entry));
}
