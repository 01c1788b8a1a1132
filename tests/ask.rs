//! `borderfit ask`: the walk as plain lines, through the real program.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

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
    let table = borderfit(folder)
        .args(["export", "s.survey", "--format", "facts-csv"])
        .output()
        .expect("it runs");
    assert!(table.status.success(), "{}", String::from_utf8_lossy(&table.stderr));
    let mut reader = csv::Reader::from_reader(&table.stdout[..]);
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| row.iter().take(8).map(str::to_owned).collect()).collect()
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
        "Points de passage\nUn numéro y mène",
        "un numéro, ou Entrée> ",
        ", ou :q pour laisser> ",
        "Entrée reprend\u{a0}: ",
        "(verdicts réglés\u{a0}: ",
        "Consigné\u{a0}: Loupe",
        "Verdict\u{a0}: ? U R",
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
