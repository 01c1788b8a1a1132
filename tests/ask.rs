//! `borderfit ask`: the walk as plain lines, through the real program.

mod journeys;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use borderfit::model::Kind;
use journeys::Laptop;

fn borderfit(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_borderfit"));
    command.current_dir(folder).env("XDG_DATA_HOME", folder.join("own"));
    command
}

/// Makes a survey under the demo profile, and talks.
fn talk(folder: &Path, lines: &str) -> String {
    talk_in(folder, "en", lines)
}

/// The same, in a language.
fn talk_in(folder: &Path, language: &str, lines: &str) -> String {
    let file = folder.join("s.survey");
    if !file.exists() {
        let made = borderfit(folder)
            .args(["new", "s.survey", "--title", "By voice", "--profile", "demo-min"])
            .output()
            .expect("it runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
    let mut child = borderfit(folder)
        .args(["--language", language, "ask", "s.survey", "--recorded-by", "K3"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    child.stdin.take().expect("a pipe").write_all(lines.as_bytes()).expect("it listens");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_post_is_recorded_by_lines_alone_and_is_the_same_survey() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = talk(
        folder.path(),
        "a\n3\nQV-N01\nNorthern Gate\nRoad\n\
         :a\n2\nboth ways\n2\n\n\
         :a\n1\n1\n2\n\n",
    );
    assert!(said.contains("Add a crossing point"), "{said}");
    assert!(said.contains("Are these all the positions of this crossing point?"), "{said}");
    assert!(said.contains("Does it work, and is it used?"), "{said}");
    assert!(!said.contains('\u{1b}'), "no escape sequence");
    let said = talk(folder.path(), "1\n:q\n");
    assert!(said.contains("SAVED"), "{said}");
    let log = borderfit(folder.path()).args(["log", "s.survey"]).output().expect("it runs");
    let log = String::from_utf8_lossy(&log.stdout).into_owned();
    for fact in ["name  Northern Gate (observed)", "quantity  2 (observed)", "workstations  2"] {
        assert!(log.contains(fact), "no {fact} in\n{log}");
    }
}

#[test]
fn sets_absences_evidence_notes_and_undo_work_by_lines() {
    let folder = tempfile::tempdir().expect("a folder");
    talk(folder.path(), "a\n3\nQV-N01\n\nRoad\n1\n:q\n");
    let said = talk(
        folder.path(),
        ":e\n1\n1 3?\nu\n0\n6\n:i seen with the shift leader\n:o\n:h\n:?\nnonsense\n:q\n",
    );
    assert!(said.contains("1 tested (the assessor ran it)"), "{said}");
    assert!(said.contains("not known (tested)"), "{said}");
    assert!(said.contains("Taken back"), "{said}");
    assert!(said.contains("no answer, locked, no access"), "{said}");
    assert!(said.contains("Still open"), "{said}");
    assert!(said.contains("Commands begin with a colon"), "{said}");
    assert!(said.contains("That is none of the answers."), "{said}");
}

/// What is in the survey: path, attribute, value, unit, evidence, absence.
fn recorded(folder: &Path) -> Vec<Vec<String>> {
    facts(folder, &folder.join("s.survey"))
}

fn facts(folder: &Path, file: &Path) -> Vec<Vec<String>> {
    let mut export = borderfit(folder);
    let table = export.arg("export").arg(file).args(["--format", "facts-csv"]);
    let table = table.output().expect("it runs");
    assert!(table.status.success(), "{}", String::from_utf8_lossy(&table.stderr));
    let mut reader = csv::Reader::from_reader(&table.stdout[..]);
    let notes = reader.headers().expect("a head").iter().position(|h| h == "note").expect("notes");
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.filter(|row| &row[3] != "title")
        .map(|row| row.iter().take(8).chain(row.get(notes)).map(str::to_owned).collect())
        .collect()
}

/// The same answers at the screens and by lines: the same questions in the same order, and the same
/// facts. With evidence, notes, reasons for absence, an answer taken back and one corrected.
#[test]
fn the_screens_and_the_lines_ask_the_same_and_record_the_same() {
    let mut laptop = Laptop::new(false);
    laptop.keys("a 3 'QV-N01' Enter 'Northern Gate' Enter 'road' Enter");
    laptop.keys("a 2 'both' Enter '2' Enter 'booths' Enter");
    laptop.keys("a 1 'passport' Enter '2' Enter 'readers' Enter");
    let mut lines = "a\n3\nQV-N01\nNorthern Gate\nroad\n:a\nposition\nboth\n2\nbooths\n\
                     :a\n1\npassport\n2\nreaders\n"
        .to_owned();
    let question = |laptop: &Laptop| laptop.app().asking().expect("something is asked").question;
    let mut asked = vec![question(&laptop)];
    let mut say = |laptop: &mut Laptop, keys: &str, line: &str| {
        laptop.keys(keys);
        lines.push_str(line);
        lines.push('\n');
        asked.push(question(laptop));
    };
    for n in 0..45 {
        let asking = laptop.app().asking().expect("something is asked");
        let field = asking.is_typed();
        match n % 9 {
            2 => say(&mut laptop, if field { "F6 6" } else { "e 6" }, ":e\n6"),
            4 => say(&mut laptop, if field { "F6 3" } else { "e 3" }, ":e\n3"),
            5 => say(&mut laptop, "F7 'seen twice' Enter", ":i seen twice"),
            _ => {}
        }
        match asking.value.kind {
            _ if n % 7 == 6 => say(&mut laptop, "F12 2", ":0\n2"),
            _ if asking.is_set() && n % 2 == 0 => say(&mut laptop, "Enter Enter", "none"),
            _ if asking.is_set() => say(&mut laptop, "1 2 2 Enter", "1 2?"),
            Kind::Integer | Kind::Quantity => say(&mut laptop, "'12' Enter", "12"),
            Kind::Text => say(&mut laptop, "'as found' Enter", "as found"),
            _ if field => say(&mut laptop, "F12 9", ":0\n9"),
            _ if n % 2 == 0 => say(&mut laptop, "1", "1"),
            _ => say(&mut laptop, "2", "2"),
        }
        if n == 10 {
            say(&mut laptop, "F9 'undo' Enter", ":u");
            say(&mut laptop, "2", "2");
        }
        // One that was answered before is left by hand.
        if question(&laptop) == asking.question {
            say(&mut laptop, "F5", ":n");
        }
    }
    // Back to an answer, which is corrected, and to those beside it.
    say(&mut laptop, "F9 'captured' Enter", ":/ captured");
    say(&mut laptop, "Up", ":<");
    say(&mut laptop, "Down", ":>");
    say(&mut laptop, "Shift+F5", ":p");
    asked.dedup();
    let (file, _folder) = laptop.close();
    let folder = tempfile::tempdir().expect("a folder");
    let said = talk(folder.path(), &lines);
    let mut heard: Vec<&str> = Vec::new();
    let mut before = "";
    for line in said.lines() {
        if before.ends_with("verdicts settled)") && heard.last() != Some(&line) {
            heard.push(line);
        }
        before = line;
    }
    let from = heard.iter().position(|q| *q == asked[0]).expect("the first question");
    assert!(asked.len() > 30, "{asked:?}");
    assert_eq!(heard[from..], asked, "{said}");
    let (by_keys, by_lines) = (facts(folder.path(), &file), recorded(folder.path()));
    assert!(by_keys.len() > 45, "{by_keys:?}");
    assert_eq!(by_keys, by_lines);
}

#[test]
fn numbers_at_a_set_are_all_that_holds_and_slips_are_not_read_out_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = talk(folder.path(), "a\nnonsense\ncrossing\nQV-N01\n\nRoad\n1\n1 2\n:p\n:q\n");
    assert_eq!(said.matches("That is none of them.").count(), 1, "{said}");
    assert!(said.contains("QV-N01 added."), "{said}");
    assert!(said.contains("(numbers with blanks between them, or: none)"), "{said}");
    // Answered again, what is said is what holds, not what is ticked on top of it.
    let set = |line: &str| {
        let said = talk(folder.path(), &format!(":/ captured\n{line}\n:q\n"));
        let rows = recorded(folder.path());
        let row = rows.iter().rfind(|r| r[3] == "identity_captured");
        row.map_or(said, |row| row[4].clone())
    };
    assert_eq!(set(":h"), "face;finger");
    assert_eq!(set("2"), "finger");
    assert_eq!(set("1 3?"), "face;id-card?");
    assert_eq!(set("none"), "none");
    assert_eq!(set("none"), "none");
}

#[test]
fn the_walk_goes_in_french_and_records_what_it_records_in_english() {
    let (french, english) =
        (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let said = talk_in(
        french.path(),
        "fr",
        "a\n3\nQV-N01\nPorte du Nord\nroute\noui\n\
         :a\n2\npremière ligne, entrée\n2\n\n\
         :a\n1\nloupe\n3\n\n\
         :l\no\nn'importe quoi\n:?\n:q\n",
    );
    talk_in(
        english.path(),
        "en",
        "a\n3\nQV-N01\nPorte du Nord\nroad\nyes\n\
         :a\n2\nfirst line, entry\n2\n\n\
         :a\n1\nmagnifier\n3\n\n\
         :l\ny\nwhatever\n:?\n:q\n",
    );
    for text in [
        "Jugé d'après demo-min",
        "Points de passage\nPas encore de point de passage.\nUn numéro y mène",
        "un numéro ou des lettres, Entrée laisse> ",
        ", ou :q pour laisser> ",
        "Entrée reprend\u{a0}: ",
        "(verdicts réglés\u{a0}: ",
        "Consigné\u{a0}: Loupe",
        "Verdict\u{a0}: non évalué R",
        "un numéro coche, o consigne, Entrée laisse tel quel> ",
        "Ce n'est aucune des réponses.",
        "Les commandes commencent par deux-points",
    ] {
        assert!(said.contains(text), "no '{text}' in\n{said}");
    }
    for text in ["verdicts settled", "leaves it", "Enter takes", "That is none", "Judged by"] {
        assert!(!said.contains(text), "'{text}' in\n{said}");
    }
    assert!(recorded(french.path()).len() > 6);
    assert_eq!(recorded(french.path()), recorded(english.path()));
}

#[test]
fn the_end_of_the_lines_is_an_end_like_any_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = talk(folder.path(), "");
    assert!(said.contains("By voice"), "{said}");
    let said = talk(folder.path(), "a\n3\nQV-N");
    assert!(said.contains("Code"), "{said}");
}

#[test]
fn the_manual_page_has_every_command_and_every_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let page =
        borderfit(folder.path()).args(["keys", "--format", "man"]).output().expect("it runs");
    let page = String::from_utf8(page.stdout).expect("text");
    assert!(page.starts_with(".TH BORDERFIT 1"), "{page}");
    for row in borderfit::tui::keys_table() {
        let help = row.help.replace('-', "\\-");
        assert!(page.contains(&help), "{}", row.command);
    }
    for command in ["open", "ask", "import", "profile"] {
        assert!(page.contains(&format!(".B {command}\n")), "{command}");
    }
}
