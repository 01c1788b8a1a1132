//! Profiles that load and profiles that are refused, with every message as a user reads it.
//!
//! `tests/profiles/valid` must load, with the remarks that are recorded; `tests/profiles/invalid`
//! must be refused, each with exactly the messages recorded in `tests/snapshots`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use borderfit::standard::{Diagnostic, Level, Loaded, load_built_in, load_text};

fn files(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/profiles").join(folder);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
        .into_iter()
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect()
}

fn rendered(diagnostics: &[Diagnostic]) -> String {
    let texts: Vec<String> = diagnostics.iter().map(|d| d.render(false)).collect();
    texts.join("\n\n")
}

fn snapshot(folder: &str, name: &str, text: &str) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(format!("{folder}__{name}"), text);
    });
}

#[test]
fn every_invalid_profile_is_refused_with_its_messages() {
    let files = files("invalid");
    assert!(files.len() >= 60, "{}", files.len());
    for (name, text) in files {
        let Err(error) = load_text(&format!("{name}.toml"), &text, &|_| None) else {
            panic!("{name} loads");
        };
        assert!(!error.diagnostics().is_empty(), "{name}");
        assert!(error.diagnostics().iter().all(|d| d.level == Level::Error), "{name}");
        snapshot("invalid", &name, &rendered(error.diagnostics()));
    }
}

#[test]
fn every_valid_profile_loads_and_stands_alone() {
    for (name, text) in files("valid") {
        let loaded = load_text(&format!("{name}.toml"), &text, &|_| None)
            .unwrap_or_else(|e| panic!("{name}: {e}"));
        if name.starts_with("remarks") {
            assert!(loaded.warnings.iter().all(|d| d.level == Level::Warning));
            snapshot("valid", &name, &rendered(&loaded.warnings));
        } else {
            assert_eq!(rendered(&loaded.warnings), "", "{name}");
        }
        let alone = load_text("copy", &loaded.text, &|_| None)
            .unwrap_or_else(|e| panic!("{name} alone: {e}"));
        assert!(alone.profile == loaded.profile, "{name}");
        assert_eq!(alone.text, loaded.text, "{name}");
    }
}

#[test]
fn conditions_read_as_words() {
    let (_, text) =
        files("valid").into_iter().find(|(name, _)| name == "every-comparator").unwrap();
    let Loaded { profile, .. } = load_text("a", &text, &|_| None).unwrap();
    let mut words = Vec::new();
    for requirement in &profile.requirements {
        for criterion in requirement.when.iter().chain(&requirement.criteria) {
            each_leaf(criterion, &mut |text| words.push(text.to_owned()));
        }
    }
    snapshot("valid", "conditions-as-words", &words.join("\n"));
}

fn each_leaf(criterion: &borderfit::standard::Criterion, see: &mut impl FnMut(&str)) {
    use borderfit::standard::Criterion;
    match criterion {
        Criterion::Leaf(leaf) => see(&leaf.text),
        Criterion::Presence(p) => p.criteria.iter().for_each(|c| each_leaf(c, see)),
        Criterion::All(list) | Criterion::Any(list) => list.iter().for_each(|c| each_leaf(c, see)),
        Criterion::Not(inner) => each_leaf(inner, see),
    }
}

#[test]
fn an_unknown_id_is_answered_with_the_nearest() {
    let error = load_built_in("land-bpc-core").unwrap_err();
    assert_eq!(
        error.to_string(),
        "no built-in profile is called 'land-bpc-core'; did you mean 'land-bcp-core'?"
    );
}

/// Loads a text and prints whatever is wrong with it.
fn survives(text: &str) {
    let render =
        |list: &[Diagnostic]| list.iter().for_each(|d| drop((d.render(false), d.render(true))));
    match load_text("any.toml", text, &|_| None) {
        Ok(loaded) => {
            render(&loaded.warnings);
            let alone = load_text("copy", &loaded.text, &|_| None)
                .unwrap_or_else(|e| panic!("stands alone: {e}\n{text}"));
            assert!(alone.profile == loaded.profile, "{text}");
        }
        Err(error) => {
            assert!(!error.diagnostics().is_empty());
            render(error.diagnostics());
        }
    }
}

/// Pieces that mean something in a profile.
const PIECES: [&str; 24] = [
    "\n",
    "\"",
    "[",
    "]",
    "{",
    "}",
    "[[",
    "]]\n",
    " = ",
    "0",
    "-1",
    "1e999",
    "\"385 ppi\"",
    "true",
    "\n[[requirement]]\n",
    "\n[[attribute]]\n",
    "\n[[use]]\n",
    "standalone = true\n",
    "not",
    "per",
    "\u{e9}\u{301}",
    "\u{0}",
    "\"\"\"",
    "2027-09-30",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        survives(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_edit_of_a_profile_makes_it_panic(
        which in any::<prop::sample::Index>(),
        edits in proptest::collection::vec(
            (any::<prop::sample::Index>(), 0usize..40, any::<prop::sample::Index>()),
            1..6,
        ),
    ) {
        let mut all = files("valid");
        all.extend(files("invalid"));
        let (_, text) = &all[which.index(all.len())];
        let mut letters: Vec<char> = text.chars().collect();
        for (at, gone, piece) in edits {
            let at = at.index(letters.len() + 1);
            let end = (at + gone).min(letters.len());
            letters.splice(at..end, PIECES[piece.index(PIECES.len())].chars());
        }
        survives(&letters.into_iter().collect::<String>());
    }

    #[test]
    fn no_shuffling_of_lines_makes_it_panic(
        which in any::<prop::sample::Index>(),
        moves in proptest::collection::vec(
            (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
            1..20,
        ),
    ) {
        let all = files("valid");
        let mut lines: Vec<&str> = all[which.index(all.len())].1.lines().collect();
        for (from, to) in moves {
            let line = lines[from.index(lines.len())];
            lines.insert(to.index(lines.len() + 1), line);
            lines.remove(from.index(lines.len()));
        }
        survives(&lines.join("\n"));
    }
}

#[test]
fn deep_nesting_is_refused_and_does_not_overflow() {
    for depth in [10, 100, 100_000] {
        let criterion = format!("{}{}", "{ not = ".repeat(depth), "}".repeat(depth));
        survives(&format!("format = 1\n[[requirement]]\nid = \"A\"\ncriteria = [{criterion}]\n"));
        survives(&format!("a = {}{}", "[".repeat(depth), "]".repeat(depth)));
        survives(&format!("{} = 1", vec!["a"; depth].join(".")));
    }
}
