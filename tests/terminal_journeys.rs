//! Journeys: what people do in the field, as scripts of keys in `tests/journeys/*.keys`. Each goes
//! on a Latin keyboard, on another layout and on one that nobody knows, with and without colours.
//!
//! A script is read line by line:
//!
//! | word | does |
//! |---|---|
//! | `keys K ...` | presses keys, as help calls them; `'text'` types a text |
//! | `sees TEXT`, `sees not TEXT` | the screen has it, or has it not; `A \|\| B` is either |
//! | `judged CODE` | the post is judged as worked out by hand in `standards/demo/expected.csv` |
//! | `reopen` | closes the survey and opens it again |
//! | `laptop NAME` | goes on at somebody else's laptop; the first time it has a copy of the file |
//! | `merge NAME` | closes that laptop, and takes what its file has into the one at hand |
//! | `size W H` | the window, 80 by 24 to begin with |
//! | `wrote FILE` | a report in the language of the script stands beside the survey |
//! | `show` | prints the screen, for whoever writes a script |
//! | `empty`, `speaks TAG` | anywhere: of the whole script, a survey without facts, a language |
//! | `#` | a remark |
//!
//! `BORDERFIT_JOURNEY=name` runs one script alone.

mod journeys;

use std::collections::BTreeMap;

use borderfit::app::Theme;
use borderfit::app::asking::Asking;
use borderfit::app::sheet::PlaceKey;
use borderfit::language::{Language, speaking};
use borderfit::model::{Answer, Kind, SubjectIx};
use borderfit::report::{Filter, gap_table};
use journeys::Laptop;
use journeys::keyboards::Board;

const EXPECTED: &str = include_str!("../standards/demo/expected.csv");

#[test]
fn journeys_go_as_written() {
    go_on(&[Board::Latin], Theme::Plain);
}

#[test]
fn journeys_go_on_keyboards_with_other_letters() {
    // Each script on one of them: with capitals and without, with letters beside the 26 keys.
    go_on(&["ru", "el", "he", "ka", "ar", "hy"].map(Board::layout), Theme::Plain);
}

#[test]
fn journeys_go_without_letters_and_without_colours() {
    go_on(&[Board::Unknown], Theme::Mono);
}

/// Runs every script, each on the next of some keyboards.
fn go_on(boards: &[Board], theme: Theme) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journeys");
    let alone = std::env::var("BORDERFIT_JOURNEY").ok();
    let (mut ran, mut failed) = (0, Vec::new());
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut scripts: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    scripts.retain(|path| path.extension().is_some_and(|e| e == "keys"));
    scripts.sort();
    for (path, board) in scripts.iter().zip(boards.iter().cycle()) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if alone.as_ref().is_some_and(|alone| *alone != name) {
            continue;
        }
        let script = std::fs::read_to_string(path).expect("a script can be read");
        match std::panic::catch_unwind(|| run(&name, &script, board, theme)) {
            Ok(()) => ran += 1,
            Err(_) => failed.push(format!("{name} on {board:?}")),
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
    assert!(ran >= 10 || alone.is_some(), "{ran} scripts were found");
}

fn run(name: &str, script: &str, board: &Board, theme: Theme) {
    let tag = script.lines().find_map(|l| l.trim().strip_prefix("speaks "));
    let language = tag.map_or(Language::English, |t| Language::of_tag(t).expect("a language"));
    let facts = !script.lines().any(|l| l.trim() == "empty");
    speaking(language, || {
        let mut laptop = Laptop::new(facts).with_board(board.clone());
        laptop.set_theme(theme);
        let mut journey = Journey {
            laptop,
            away: BTreeMap::new(),
            who: "K3".to_owned(),
            size: (80, 24),
            language,
        };
        for (n, line) in script.lines().enumerate() {
            journey = journey.line(line.trim(), &format!("{name}:{}", n + 1));
        }
    });
}

/// What a script has come to.
struct Journey {
    laptop: Laptop,
    who: String,
    /// The laptops of the others.
    away: BTreeMap<String, Laptop>,
    size: (u16, u16),
    language: Language,
}

impl Journey {
    fn line(mut self, line: &str, at: &str) -> Self {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "" | "#" | "empty" | "speaks" => {}
            "keys" => self.laptop.keys(rest),
            "reopen" => self.laptop = self.laptop.reopen(),
            "judged" => judged(&self.laptop, rest, at),
            "wrote" => self.wrote(rest, at),
            "show" => print(&self.screen()),
            "laptop" => {
                let next = self.away.remove(rest).unwrap_or_else(|| self.laptop.copied(rest));
                let left = std::mem::replace(&mut self.laptop, next);
                self.away.insert(std::mem::replace(&mut self.who, rest.to_owned()), left);
            }
            "merge" => {
                let other = self.away.remove(rest).expect(at);
                let (file, _folder) = other.close();
                self.laptop = self.laptop.merge(&file);
            }
            "size" => {
                let (width, height) = rest.split_once(' ').expect(at);
                self.size = (width.parse().expect(at), height.parse().expect(at));
            }
            "sees" => {
                let screen = self.screen();
                match rest.strip_prefix("not ") {
                    Some(text) => assert!(!screen.contains(text), "{at}: sees '{text}'\n{screen}"),
                    None => {
                        let seen = rest.split(" || ").any(|text| screen.contains(text));
                        assert!(seen, "{at}: sees no '{rest}'\n{screen}");
                    }
                }
            }
            other => panic!("{at}: '{other}' is no word of a script"),
        }
        self
    }

    /// The screen; a no-break space looks like any other.
    fn screen(&self) -> String {
        self.laptop.text(self.size.0, self.size.1).replace('\u{a0}', " ")
    }

    fn wrote(&self, file: &str, at: &str) {
        let bytes = std::fs::read(self.laptop.file().with_file_name(file)).expect(at);
        let pdf = lopdf::Document::load_mem(&bytes).expect(at);
        let tag = pdf.catalog().and_then(|c| c.get(b"Lang")?.as_str()).expect(at);
        assert_eq!(tag, self.language.tag().as_bytes(), "{at}");
    }
}

#[allow(clippy::print_stderr, reason = "asked for by whoever writes a script")]
fn print(screen: &str) {
    eprintln!("{screen}");
}

/// Every finding of a post is what was worked out by hand, and so is how many pieces are missing.
fn judged(laptop: &Laptop, code: &str, at: &str) {
    let app = laptop.app();
    let table = gap_table(app.survey(), app.profile(), app.assessment(), &Filter::default());
    let point = table.points.iter().find(|p| p.code == code).expect(at);
    let (mut compared, mut wrong) = (0, Vec::new());
    for row in EXPECTED.lines().skip(1) {
        let columns: Vec<&str> = row.split(',').collect();
        let [requirement, post, verdict, min, max] = columns[..] else { panic!("{row}") };
        if post != code {
            continue;
        }
        let mut lines = point.lines.iter().filter(|l| l.requirement.id == requirement);
        let line = lines.next().expect(at);
        assert!(lines.next().is_none(), "{at}: {requirement} is judged twice");
        let short = line.shortfall.map(|s| (s.min.to_string(), s.max.map(|max| max.to_string())));
        let as_many = min.is_empty() || short == Some((min.to_owned(), Some(max.to_owned())));
        if line.verdict.code() != verdict || !as_many {
            wrong.push(format!("{row}: {}, {short:?}, {}", line.verdict.code(), line.reason));
        }
        compared += 1;
    }
    assert!(wrong.is_empty(), "{at}: {wrong:#?}");
    assert_eq!((compared, point.lines.len()), (22, 22), "{at}: the whole of {code}");
}

/// How many keys a script is; a typed text counts its characters.
fn count(keys: &str) -> usize {
    journeys::script(keys).len()
}

/// A post with one position: four lines of equipment, then whatever is asked, until 40 questions
/// with a choice and 8 numbers are answered and 3 notes are written. Every key is counted for what
/// it was pressed for, those that only lead to the next open question too.
#[test]
fn few_keys_are_enough() {
    let mut laptop = Laptop::under("land-bcp-core");
    laptop.keys("a 3 'QV-1' Enter Enter 'road' Enter a 2 'first' Enter '4' Enter Enter");
    for (kind, many) in [("docu", 4), ("workst", 4), ("magn", 2), ("finger", 1)] {
        let line = format!("F8 1 '{kind}' Enter '{many}' Enter Enter");
        laptop.keys(&line);
        let survey = laptop.app().survey();
        let newest = SubjectIx::nth(survey.subjects().len() - 1);
        let [(_, head)] = survey.heads_named(newest, "quantity") else { panic!("{line}") };
        let counted = matches!(&survey[*head].answer,
            Answer::Known { value, .. } if **value == many.to_string());
        assert!(counted, "{line}: {:?}", survey[*head].answer);
        assert!(count(&line) <= 12, "{line}: {} keys", count(&line));
    }
    laptop.keys("F5");
    let (mut choices, mut numbers, mut notes) = (Spent::default(), Spent::default(), 0);
    let mut asked = 0;
    while choices.answers < 40 || numbers.answers < 8 || notes < 3 {
        asked += 1;
        assert!(asked < 200, "{choices:?} {numbers:?} {notes}");
        let (asking, place) = here(&laptop);
        if !asking.is_typed() && !asking.is_set() && notes < 3 {
            laptop.keys("i 'seen' Enter");
            notes += 1;
        }
        let (keys, kind) = match asking.value.kind {
            _ if asking.is_set() => ("F12 2", None),
            Kind::Integer | Kind::Quantity => ("'12' Enter", Some(&mut numbers)),
            _ if asking.is_typed() => ("F12 2", None),
            _ => ("1", Some(&mut choices)),
        };
        let before = laptop.app().survey().observations().len();
        laptop.keys(keys);
        assert!(laptop.app().survey().observations().len() > before, "{}", laptop.text(80, 24));
        let mut spent = count(keys);
        if here(&laptop) == (asking, place) {
            laptop.keys("F5");
            spent += 1;
        }
        if let Some(kind) = kind {
            kind.answers += 1;
            kind.keys += spent;
        }
    }
    assert!(choices.keys * 10 <= choices.answers * 13, "{choices:?}");
    // Two digits and Enter.
    assert!(numbers.keys * 10 <= numbers.answers * 33, "{numbers:?}");
}

/// What is asked, and of what place.
fn here(laptop: &Laptop) -> (Asking, PlaceKey) {
    let asking = laptop.app().asking().expect("something is asked");
    let (stop, _) = laptop.app().question().expect("somewhere");
    (asking, stop.key.clone())
}

/// Keys, and how many questions they answered.
#[derive(Debug, Default)]
struct Spent {
    keys: usize,
    answers: usize,
}
