//! Who may import whom. rustc does not stop cycles inside a crate, so this reads `src/` and fails
//! on any import, and on any word of a library or the system, outside the table below.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Each module of `src/` with those that it may import.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("language", &[]),
    ("model", &[]),
    ("photo", &[]),
    ("words", &["model"]),
    ("standard", &["model"]),
    ("judge", &["model", "standard"]),
    ("plan", &["model", "standard", "judge"]),
    ("merge", &["model"]),
    ("report", &["model", "photo", "words", "standard", "judge", "plan", "merge"]),
    ("exchange", &["model", "standard"]),
    ("vault", &["model"]),
    ("store", &["model", "vault"]),
    ("app", &["model", "photo", "words", "standard", "judge", "plan", "merge"]),
    (
        "session",
        &[
            "model", "photo", "words", "standard", "judge", "plan", "report", "exchange", "merge",
            "store", "app",
        ],
    ),
    ("tui", &["app", "photo", "words", "model", "session"]),
    (
        "cli",
        &[
            "model", "photo", "words", "standard", "judge", "plan", "report", "exchange", "merge",
            "store", "vault", "app", "session", "tui",
        ],
    ),
    ("main", &["cli"]),
];

/// What every module may import: the language, and its macros, which stand at the root.
const EVERYWHERE: &[&str] = &["language", "t", "counted", "said"];

/// Words that only some places may use.
const ONLY: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("printpdf", &["report/pdf"]),
    ("lopdf", &["report/pdf"]),
    ("harfrust", &["report/pdf"]),
    ("subsetter", &["report/pdf"]),
    ("rust_xlsxwriter", &["report/xlsx"]),
    ("zune_jpeg", &["photo"]),
    ("png::", &["photo"]),
    ("zip::", &["report/write/docx", "report/readback"]),
    ("ratatui", &["tui"]),
    ("crossterm", &["tui"]),
    ("signal_hook", &["tui"]),
    ("age::", &["vault"]),
    ("scrypt::", &["vault"]),
    ("chacha20poly1305", &["vault"]),
    ("ed25519_dalek", &["vault"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("toml::", &["standard", "language/table"]),
    ("annotate_snippets", &["standard"]),
    ("std::fs", &["store", "session", "tui", "cli"]),
    ("std::net", &[]),
    ("SystemTime", &["session", "tui", "cli"]),
    ("Instant", &["session", "tui", "cli"]),
    ("Zoned::now", &["session", "cli"]),
    ("getrandom", &["session", "cli"]),
];

#[test]
fn modules_import_only_what_the_table_allows() {
    let table: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (path, text) in sources() {
        let module = module_of(&path);
        if module == "lib" {
            continue;
        }
        seen.insert(module.clone());
        let Some(allowed) = table.get(module.as_str()) else {
            wrong.push(format!("{}: module '{module}' is not in the table", path.display()));
            continue;
        };
        for (line, name) in imports(&text) {
            if name != module
                && !EVERYWHERE.contains(&name.as_str())
                && !allowed.contains(&name.as_str())
            {
                wrong.push(format!("{}:{line}: '{module}' imports '{name}'", path.display()));
            }
        }
    }
    assert!(seen.len() >= 10, "src/ was not read: {seen:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn libraries_and_the_system_are_named_only_where_they_belong() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let place = path.with_extension("").to_string_lossy().replace('\\', "/");
        for (n, line) in without_tests(&text).lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            for (word, places) in ONLY {
                let belongs =
                    places.iter().any(|p| place == *p || place.starts_with(&format!("{p}/")));
                if has_word(code, word) && !belongs {
                    wrong.push(format!("{}:{}: names '{word}'", path.display(), n + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_no_cycle() {
    let table: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    let mut below: BTreeSet<&str> = BTreeSet::new();
    for (module, imports) in MAY_IMPORT {
        for import in *imports {
            let earlier = below.contains(import) || table[import].iter().all(|i| *i != *module);
            assert!(earlier, "'{module}' and '{import}' import each other");
        }
        below.insert(module);
    }
}

/// Paths relative to `src/`, with their text.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("src/ can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source file can be read");
                let relative = path.strip_prefix(&root).expect("below src/").to_owned();
                found.push((relative, text));
            }
        }
    }
    found.sort();
    found
}

fn module_of(path: &Path) -> String {
    let first = path.components().next().expect("a file has a name");
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// What stands before the test module of a file: tests may use more.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

/// The modules that are named after `crate::`, with the line.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (n, line) in without_tests(text).lines().enumerate() {
        let code = line.split("//").next().unwrap_or("");
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            let names: Vec<&str> = match rest.strip_prefix('{') {
                Some(group) => group.split(['{', '}', ',']).map(str::trim).collect(),
                None => vec![rest],
            };
            for name in names {
                let name: String =
                    name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if !name.is_empty() {
                    found.push((n + 1, name));
                }
            }
        }
    }
    found
}

/// Whether a word stands in the code by itself.
fn has_word(code: &str, word: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
    code.match_indices(word).any(|(at, _)| {
        let ends = word.ends_with(':') || edge(code[at + word.len()..].chars().next());
        edge(code[..at].chars().next_back()) && ends
    })
}
