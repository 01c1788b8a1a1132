//! Every language says all that the program and its standards say, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use borderfit::language::{Language, read_table, tables};
use toml::de::{DeTable, DeValue};

#[test]
fn every_language_has_every_text_once_with_its_placeholders_and_no_other() {
    let said = said_by_the_sources().into_iter().chain(said_by_the_standards());
    // What several say belongs to the report, if that is one of them.
    let mut said: Vec<(String, String)> = said.collect();
    said.sort_by_key(|(_, place)| is_asked(Language::Arabic, place));
    let said: BTreeMap<String, String> = said.into_iter().collect();
    assert!(said.len() > 1_700, "the sources were not read: {} texts", said.len());
    for (language, text) in tables() {
        let mut wrong = Vec::new();
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        for (section, english, translation) in read_table(text).expect("a table of texts") {
            if !said.contains_key(&english) {
                wrong.push(format!("[{section}] nobody says: {english}"));
            }
            if holes(&english) != holes(&translation) {
                wrong.push(format!("[{section}] other placeholders: {english} = {translation}"));
            }
            if translation.trim().is_empty() {
                wrong.push(format!("[{section}] empty: {english}"));
            }
            if known.insert(english.clone(), translation).is_some() {
                wrong.push(format!("[{section}] given twice: {english}"));
            }
        }
        for (english, place) in &said {
            if !known.contains_key(english) && is_asked(language, place) {
                wrong.push(format!("missing, said in {place}: {english}"));
            }
        }
        assert!(wrong.is_empty(), "{language:?}: {} faults\n{}", wrong.len(), wrong.join("\n"));
    }
}

/// Whether a language has to have what is said in a place: one of reports alone has to have their own
/// texts, and may leave those of standards in English.
fn is_asked(language: Language, place: &str) -> bool {
    if Language::ALL.contains(&language) {
        return true;
    }
    let place = place.replace('\\', "/");
    let src = place.rsplit_once("/src/").map_or("", |(_, inside)| inside);
    src.starts_with("report") || src.starts_with("words")
}

#[test]
fn the_scanner_finds_what_is_said() {
    let source = "fn f() {\n    t!(\"one \\\"two\\\" \\\n        three\");\n    x.t!(\n        \"four {n}\", n = g(\"no\"));\n    \
                  counted!(n, \"{n} a\", \"{n} b\", c = 1);\n    said!(\"five\"); // t!(\"comment\")\n}\n";
    let texts: Vec<String> = calls(source).collect();
    assert_eq!(texts, ["one \"two\" three", "four {n}", "{n} a", "{n} b", "five"]);
    assert_eq!(holes("{a} of {b} {{c}}"), BTreeSet::from(["a".to_owned(), "b".to_owned()]));
}

/// The names in braces.
fn holes(text: &str) -> BTreeSet<String> {
    let text = text.replace("{{", "").replace("}}", "");
    let names = text.split('{').skip(1).filter_map(|part| part.split_once('}'));
    names.map(|(name, _)| name.to_owned()).collect()
}

/// The texts in the macros of the sources, with the file.
fn said_by_the_sources() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for path in files(&root().join("src"), "rs") {
        // The module of the language only explains and tests the macros.
        if path.components().any(|c| c.as_os_str() == "language") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a source file");
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or("");
        texts.extend(calls(code).map(|t| (t, path.display().to_string())));
    }
    texts
}

/// The literals that the macros of a source say.
fn calls(source: &str) -> impl Iterator<Item = String> + '_ {
    let code: String = source
        .lines()
        .map(|line| if line.trim_start().starts_with("//") { "" } else { comment_cut(line) })
        .flat_map(|line| [line, "\n"])
        .collect();
    let mut found: Vec<(usize, String)> = Vec::new();
    for (name, count) in [("t!(", 1), ("said!(", 1), ("counted!(", 2)] {
        for (at, _) in code.match_indices(name) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let mut rest = at + name.len();
            if count == 2 {
                rest = after_argument(&code, rest);
            }
            for _ in 0..count {
                let (text, end) = literal(&code, rest);
                found.push((rest, text));
                rest = end;
            }
        }
    }
    found.sort();
    found.into_iter().map(|(_, text)| text)
}

/// A line without the comment at its end.
fn comment_cut(line: &str) -> &str {
    let (mut inside, mut escaped) = (false, false);
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => inside = !inside,
            '/' if !inside && line[at..].starts_with("//") => return &line[..at],
            _ => {}
        }
    }
    line
}

/// Where the argument that begins here has ended, after its comma.
fn after_argument(code: &str, from: usize) -> usize {
    let mut depth = 0;
    for (at, c) in code[from..].char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => return from + at + 1,
            _ => {}
        }
    }
    panic!("no comma after {}", &code[from..code.len().min(from + 60)]);
}

/// The string literal that begins here, after white space and a comma, and where it ends.
fn literal(code: &str, from: usize) -> (String, usize) {
    let start = from + code[from..].find('"').expect("a literal");
    let gap = code[from..start].trim_matches([' ', '\n', ',']);
    assert!(gap.is_empty(), "not a literal: {}", &code[from..code.len().min(from + 60)]);
    let mut text = String::new();
    let mut chars = code[start + 1..].char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (text, start + 1 + at + 1),
            '\\' => match chars.next().expect("an escape").1 {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                '\n' => {
                    let rest = chars.as_str();
                    let skip = rest.len() - rest.trim_start().len();
                    for _ in 0..rest[..skip].chars().count() {
                        chars.next();
                    }
                }
                'u' => {
                    let code: String =
                        chars.by_ref().map(|(_, c)| c).take_while(|c| *c != '}').collect();
                    let number = u32::from_str_radix(code.trim_start_matches('{'), 16);
                    text.extend(number.ok().and_then(char::from_u32));
                }
                other => text.push(other),
            },
            other => text.push(other),
        }
    }
    panic!("a literal without end");
}

/// The texts of catalogue, requirements, remedies, profiles and sources.
fn said_by_the_standards() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for path in files(&root().join("standards"), "toml") {
        // Of the demo, only its profile speaks as a standard does.
        let demo = path.components().any(|c| c.as_os_str() == "demo");
        let translations = path.components().any(|c| c.as_os_str() == "languages");
        if translations || (demo && !path.ends_with("profile.toml")) {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a file of standards");
        let table = DeTable::parse(&text).expect("TOML").into_inner();
        let place = path.display().to_string();
        let remedies = path.ends_with("remedies.toml");
        let sources = path.ends_with("sources.toml");
        let mut say = |key: &str, text: &str| {
            let read = match key {
                "label" | "question" | "help" | "note" | "why" | "about" | "seen" | "near"
                | "operating_point" | "instead" => true,
                "title" => !sources,
                "unit" => remedies,
                _ => false,
            };
            if read && !text.is_empty() {
                texts.push((text.to_owned(), place.clone()));
            }
        };
        for (key, value) in table {
            walk(&key.into_inner(), &value.into_inner(), &mut say);
        }
    }
    texts
}

fn walk(key: &str, value: &DeValue<'_>, say: &mut impl FnMut(&str, &str)) {
    match value {
        DeValue::Table(table) => {
            for (key, value) in table {
                walk(key.get_ref(), value.get_ref(), say);
            }
        }
        DeValue::Array(array) => array.iter().for_each(|value| walk(key, value.get_ref(), say)),
        DeValue::String(text) => say(key, text),
        _ => {}
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
