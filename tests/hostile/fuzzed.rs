//! The bodies of the fuzz targets over seeds, findings, and a bounded number of changes to both,
//! the same at every run: what CI does without the fuzzer.
//!
//! `BORDERFIT_MUTATIONS=100000` makes more changes. `BORDERFIT_SEEDS=fuzz/corpus` writes the seeds
//! for the fuzzer; what it finds goes into `tests/hostile/findings/TARGET/`.

use std::fs;
use std::path::Path;

use crate::bodies::{self, File};
use crate::seeds;
use crate::surveys::Salts;

fn mutations(usual: usize) -> usize {
    std::env::var("BORDERFIT_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// Numbers that are the same at every run.
struct Dice(Salts);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        let bytes = self.0.next();
        let number = bytes[..8].iter().fold(0_u64, |n, &b| n << 8 | u64::from(b));
        usize::try_from(number % (n.max(1) as u64)).unwrap()
    }

    /// A change as fuzzers make them.
    fn change(&mut self, input: &mut Vec<u8>, other: &[u8]) {
        if input.is_empty() {
            return input.push(self.below(256) as u8);
        }
        let at = self.below(input.len());
        let to = (at + 1 + self.below(16)).min(input.len());
        match self.below(8) {
            0 => input[at] ^= 1 << self.below(8),
            1 => input[at] = [0, 1, 0x7f, 0x80, 0xff, b'"', b'\n', b','][self.below(8)],
            2 => drop(input.drain(at..to)),
            3 => {
                let copy = input[at..to].to_vec();
                let into = self.below(input.len());
                input.splice(into..into, copy);
            }
            4 if !other.is_empty() => {
                let from = self.below(other.len());
                let end = (from + 1 + self.below(64)).min(other.len());
                input.splice(at..to, other[from..end].iter().copied());
            }
            5 => input.truncate(at),
            6 => {
                let more = (0..self.below(8)).map(|_| self.below(256) as u8).collect::<Vec<_>>();
                input.splice(at..at, more);
            }
            _ => input[at] = self.below(256) as u8,
        }
    }
}

fn holds(target: &str, usual: usize, body: impl Fn(&[u8])) {
    let mut inputs = seeds::of(target);
    if let Ok(folder) = std::env::var("BORDERFIT_SEEDS") {
        let folder = Path::new(&folder).join(target);
        fs::create_dir_all(&folder).unwrap();
        for (n, seed) in inputs.iter().enumerate() {
            fs::write(folder.join(format!("seed-{n}")), seed).unwrap();
        }
        return;
    }
    let findings =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/findings").join(target);
    let mut found: Vec<_> = fs::read_dir(findings).into_iter().flatten().flatten().collect();
    found.sort_by_key(fs::DirEntry::file_name);
    inputs.extend(found.iter().map(|f| fs::read(f.path()).unwrap()));
    let tried = |input: &[u8]| {
        // The input is what the next person needs, so it is kept when the body panics.
        let kept = std::env::temp_dir().join(format!("borderfit-{target}-{}", std::process::id()));
        let body = std::panic::AssertUnwindSafe(|| body(input));
        if let Err(panic) = std::panic::catch_unwind(body) {
            fs::write(&kept, input).unwrap();
            eprintln!("the input is {}", kept.display());
            std::panic::resume_unwind(panic);
        }
    };
    inputs.iter().for_each(|input| tried(input));
    let mut dice = Dice(Salts::new(target.len() as u64));
    for n in 0..mutations(usual) {
        let mut input = inputs[n % inputs.len()].clone();
        let other = &inputs[dice.below(inputs.len())];
        for _ in 0..=dice.below(6) {
            dice.change(&mut input, other);
        }
        tried(&input);
    }
}

#[test]
fn survey_files() {
    let file = File::new();
    holds("survey", 200, |data| bodies::survey(&file, data));
}

#[test]
fn tables() {
    holds("table", 1_000, bodies::table);
}

#[test]
fn standards() {
    holds("standard", 600, bodies::standard);
}

#[test]
fn containers() {
    holds("container", 400, bodies::container);
}

#[test]
fn photos() {
    holds("photo", 1_000, bodies::photo);
}
