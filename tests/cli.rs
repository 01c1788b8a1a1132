//! The commands as their users run them: what they print, what they leave behind, how they end.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const FACTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/standards/demo/facts.csv");

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("a file");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_borderfit"))
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .expect("the program runs")
    }

    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    fn fails(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
        text(&output.stderr)
    }

    fn varsenia(&self, name: &str) {
        self.done(&["new", name, "--title", "Varsenia (fictional)", "--profile", "demo-min"]);
        self.done(&["import", name, FACTS]);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn findings(json: &str) -> String {
    let document: serde_json::Value = serde_json::from_str(json).expect("JSON");
    document["findings"].to_string()
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).expect("a file")
}

#[test]
fn what_is_exported_reads_back_to_the_same_findings() {
    let desk = Desk::new();
    desk.varsenia("a.survey");
    desk.done(&["export", "a.survey", "--format", "facts-csv", "--out", "facts.csv"]);
    desk.done(&["new", "b.survey", "--title", "Again", "--profile", "demo-min"]);
    desk.done(&["import", "b.survey", "facts.csv"]);
    let gaps = |file: &str| desk.done(&["gaps", file, "--format", "json"]);
    assert_eq!(findings(&gaps("a.survey")), findings(&gaps("b.survey")));
}

#[test]
fn the_demo_prints_its_summary_and_writes_its_report() {
    let desk = Desk::new();
    let summary = desk.done(&["demo", "--no-tui", "--dir", "demo"]);
    assert!(summary.contains("all      35      37       33            14   13         119"));
    assert!(summary.contains("not a real standard"));
    let report = bytes(&desk.path("demo/varsenia-report.pdf"));
    assert!(report.starts_with(b"%PDF-"));
    // Again, elsewhere: the same bytes.
    desk.done(&["demo", "--no-tui", "--dir", "again"]);
    assert!(report == bytes(&desk.path("again/varsenia-report.pdf")), "the report differs");
    let verified = desk.done(&["verify", "demo/varsenia.survey", "--format", "json"]);
    let verified: serde_json::Value = serde_json::from_str(&verified).expect("JSON");
    assert_eq!(verified["ok"], true);
    assert_eq!(verified["format"], "borderfit.verify/1");
    let log = desk.done(&["log", "demo/varsenia.survey", "--attribute", "traffic_persons"]);
    assert!(log.contains("1460000 (documented)") && log.contains("1200000 (stated)"), "{log}");
}

#[test]
fn a_refused_table_leaves_the_survey_as_it_was() {
    let desk = Desk::new();
    desk.varsenia("a.survey");
    let before = bytes(&desk.path("a.survey"));
    desk.write(
        "broken.csv",
        "crossing_point,attribute,value,evidence,recorded_by\n\
         QV-A01,name,Adrun,seen,K1\nQV-A01,colour,red,observed,K1\n",
    );
    let message = desk.fails(1, &["import", "a.survey", "broken.csv"]);
    assert!(message.contains("row 2, column evidence"), "{message}");
    assert!(message.contains("row 3, column attribute"), "{message}");
    assert!(message.contains("nothing was imported"), "{message}");
    assert!(before == bytes(&desk.path("a.survey")), "the survey changed");
    let dry = desk.run(&["import", "a.survey", FACTS, "--dry-run"]);
    assert_eq!(dry.status.code(), Some(0));
    assert!(before == bytes(&desk.path("a.survey")), "a dry run changed the survey");
}

#[test]
fn a_new_survey_from_a_broken_table_is_not_made() {
    let desk = Desk::new();
    desk.write("points.csv", "code,latitude\nA,95\n");
    desk.fails(
        1,
        &[
            "new",
            "x.survey",
            "--title",
            "X",
            "--profile",
            "demo-min",
            "--from",
            "points.csv",
            "--map",
            "code=crossing_point",
        ],
    );
    assert!(!desk.path("x.survey").exists());
    assert_eq!(std::fs::read_dir(desk.folder.path()).expect("a folder").count(), 1);
}

#[test]
fn refusals_say_what_to_do_and_how_they_end() {
    let desk = Desk::new();
    desk.write("note.txt", "no survey\n");
    desk.write("bad.toml", "format = 1\n[profile]\nid = \"x\"\n");
    for (code, arguments, expected) in [
        (1, &["gaps", "missing.survey"][..], "missing.survey"),
        (1, &["gaps", "note.txt"], "note.txt"),
        (1, &["profile", "show", "land-bcp-cor"], "did you mean 'land-bcp-core'?"),
        (1, &["profile", "show", "bad.toml"], "bad.toml:2"),
        (2, &["gaps"], "Usage"),
        (2, &["gaps", "x", "--verdict", "good"], "partly-met"),
        (2, &["new", "x.survey", "--title", " "], "title"),
    ] {
        let message = desk.fails(code, arguments);
        assert!(message.contains(expected), "{arguments:?}: {message}");
    }
}

#[test]
fn a_survey_is_never_overwritten_by_an_output() {
    let desk = Desk::new();
    desk.varsenia("a.survey");
    let before = bytes(&desk.path("a.survey"));
    desk.fails(1, &["gaps", "a.survey", "--format", "csv", "--out", "a.survey"]);
    desk.fails(1, &["report", "a.survey", "--format", "pdf", "--out", "a.survey"]);
    desk.fails(1, &["new", "a.survey", "--title", "again"]);
    assert!(before == bytes(&desk.path("a.survey")));
}

#[test]
fn the_gap_table_lists_the_unknown_beside_the_gaps() {
    let desk = Desk::new();
    desk.varsenia("a.survey");
    let table = desk.done(&["gaps", "a.survey", "--crossing-point", "QV-T05"]);
    insta::assert_snapshot!(table);
    let csv = desk.done(&["gaps", "a.survey", "--format", "csv"]);
    assert_eq!(csv.lines().count(), 133);
    let markdown = desk.done(&["gaps", "a.survey", "--format", "markdown", "--verdict", "not-met"]);
    assert_eq!(markdown.matches("| x G not met |").count(), 33);
    let unknown = desk.fails(1, &["gaps", "a.survey", "--crossing-point", "QV-T50"]);
    assert!(unknown.contains("the nearest code is 'QV-T05'"), "{unknown}");
}

#[test]
fn every_built_in_profile_checks_without_a_warning() {
    let desk = Desk::new();
    for id in borderfit::standard::built_in_ids() {
        let checked = desk.done(&["profile", "check", id]);
        assert!(checked.contains("no warning"), "{checked}");
    }
    let list = desk.done(&["profile", "list", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&list).expect("JSON");
    assert_eq!(list.as_array().map(Vec::len), Some(7));
    let questions = desk.done(&["profile", "questions", "land-bcp-core"]);
    assert!(questions.contains("What kind of crossing is this?"));
}

#[test]
fn keys_schema_and_completions_are_generated() {
    let desk = Desk::new();
    assert!(desk.done(&["keys"]).contains("next open question"));
    let schema = desk.done(&["schema", "--format", "json"]);
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
    assert_eq!(schema["facts_columns"][0], "crossing_point");
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(desk.done(&["completions", shell]).contains("borderfit"));
    }
}

#[test]
fn real_crossing_points_come_in_and_nothing_is_met() {
    let desk = Desk::new();
    let ports = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tables/us-land-ports-2023.csv");
    desk.done(&[
        "new",
        "us.survey",
        "--title",
        "US land ports",
        "--profile",
        "land-bcp-core",
        "--from",
        ports,
        "--map",
        "port_code=crossing_point",
        "--map",
        "port_name=name",
        "--map",
        "state=region",
        "--map",
        "personal_vehicle_passengers=persons_per_year",
        "--set",
        "type=road",
        "--set",
        "country=US",
    ]);
    let gaps = desk.done(&["gaps", "us.survey", "--format", "json"]);
    let gaps: serde_json::Value = serde_json::from_str(&gaps).expect("JSON");
    let all = &gaps["totals"]["all"];
    assert_eq!((&all["met"], &all["not-met"]), (&0.into(), &0.into()));
    assert_eq!(gaps["totals"]["by_crossing_point"].as_object().map(|o| o.len()), Some(112));
    let findings = gaps["findings"].as_array().expect("findings");
    for finding in findings.iter().filter(|f| f["verdict"] == "not-assessed") {
        assert!(!finding["open_questions"].as_array().expect("a list").is_empty(), "{finding}");
    }
}

#[test]
fn reports_are_the_same_on_every_laptop() {
    let desk = Desk::new();
    desk.varsenia("a.survey");
    let write = |laptop: &str, name: &str, language: &str| {
        let folder = desk.path(laptop);
        std::fs::create_dir_all(&folder).expect("a folder");
        let (locale, zone) = match laptop {
            "here" => ("C", "UTC"),
            _ => ("tr_TR.UTF-8", "Pacific/Kiritimati"),
        };
        let output = Command::new(env!("CARGO_BIN_EXE_borderfit"))
            .args(["report", "a.survey", "--crossing-point", "QV-A01", "--language", language])
            .args(["--edition", "partner", "--marking", "TLP:AMBER", "--out"])
            .arg(folder.join(name))
            .current_dir(desk.folder.path())
            .envs([("LANG", locale), ("LC_ALL", locale), ("TZ", zone)])
            .output()
            .expect("the program runs");
        assert_eq!(output.status.code(), Some(0), "{name}: {}", text(&output.stderr));
        match folder.join(name) {
            path if path.is_dir() => {
                let entries = std::fs::read_dir(path).expect("a folder");
                let mut files: Vec<PathBuf> = entries.map(|e| e.expect("a file").path()).collect();
                files.sort();
                files.iter().flat_map(|file| bytes(file)).collect()
            }
            path => bytes(&path),
        }
    };
    for language in ["en", "ar"] {
        for ending in ["pdf", "docx", "html", "md", "xlsx", "csv", "geojson", "gpkg"] {
            let name = format!("{language}.{ending}");
            let here = write("here", &name, language);
            assert!(here.len() > 400, "{name}");
            assert!(here == write("there", &name, language), "{name} differs");
        }
    }
}

#[test]
fn maps_are_written_again_and_tell_what_the_edition_tells() {
    let desk = Desk::new();
    desk.varsenia("a.survey");
    desk.done(&["report", "a.survey", "--out", "a.gpkg", "--edition", "partner"]);
    desk.done(&["report", "a.survey", "--out", "a.gpkg"]);
    desk.done(&["export", "a.survey", "--format", "gpkg", "--out", "b.gpkg"]);
    assert!(bytes(&desk.path("a.gpkg")) == bytes(&desk.path("b.gpkg")));
    desk.done(&["export", "a.survey", "--format", "geojson", "--out", "a.geojson"]);
    desk.done(&[
        "export",
        "a.survey",
        "--format",
        "geojson",
        "--edition",
        "public",
        "--out",
        "p.json",
    ]);
    let json = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&bytes(&desk.path(name))).expect("JSON")
    };
    assert_eq!(json("a.geojson")["features"].as_array().map(Vec::len), Some(6));
    assert_eq!(json("p.json")["features"].as_array().map(Vec::len), Some(0));
    desk.fails(2, &["export", "a.survey", "--format", "gpkg"]);
    // Any other database is somebody's.
    std::fs::copy(desk.path("a.survey"), desk.path("c.gpkg")).expect("a copy");
    desk.fails(1, &["report", "a.survey", "--out", "c.gpkg"]);
}

#[test]
fn arabic_is_a_language_of_reports() {
    let desk = Desk::new();
    desk.varsenia("a.survey");
    let said = desk.fails(2, &["gaps", "a.survey", "--language", "ar"]);
    assert!(said.contains("only reports are written in Arabic"), "{said}");
    let output = desk.run(&["report", "a.survey", "--out", "a.md", "--language", "ar"]);
    let said = text(&output.stderr);
    assert!(said.contains("22 of 22 requirements") && said.contains("has yet to review"), "{said}");
    assert!(text(&bytes(&desk.path("a.md"))).contains("نقطة العبور"));
}

#[test]
fn a_house_style_is_checked_with_its_logo() {
    let desk = Desk::new();
    desk.varsenia("a.survey");
    let report = ["report", "a.survey", "--out", "a.html", "--house", "report.toml"];
    desk.write("report.toml", "format = 1\nlogo = \"logo.png\"\ncolour = \"#ffee00\"\n");
    let said = desk.fails(1, &report);
    assert!(said.contains("no words for whoever") && said.contains("too light"), "{said}");
    desk.write("report.toml", "format = 1\nlogo = \"logo.png\"\nlogo_alt = \"Emblem\"\n");
    assert!(desk.fails(1, &report).contains("logo.png"));
    desk.write("logo.png", "this is no picture");
    let said = desk.fails(1, &report);
    assert!(said.contains("cannot be used") && !desk.path("a.html").exists(), "{said}");
    let picture = borderfit::photo::Picture::new(2, 1, vec![0, 0, 200, 0, 0, 200]);
    std::fs::write(desk.path("logo.png"), picture.expect("a picture").to_jpeg()).expect("a file");
    desk.done(&report);
    assert!(text(&bytes(&desk.path("a.html"))).contains("alt=\"Emblem\""));
}

#[test]
fn a_survey_of_nothing_is_of_the_day_on_which_it_was_made() {
    let desk = Desk::new();
    desk.done(&["new", "a.survey", "--title", "First day", "--profile", "demo-min"]);
    let made = desk.done(&["log", "a.survey"]);
    let day = made.split_whitespace().nth(1).and_then(|at| at.get(..10)).expect("a moment");
    let table = desk.done(&["gaps", "a.survey", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&table).expect("JSON");
    assert_eq!(document["as_of"], day);
}
