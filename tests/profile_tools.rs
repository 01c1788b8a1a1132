//! The tools for profiles, as their users run them: one survey judged by all six, what differs
//! between two, other profiles for a survey, and what is said of profiles that are wrong.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A post with everything at it, recorded once, in the words of the catalogue.
const ONE_POST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tables/one-post.csv");
const COMPOSED: [&str; 6] = [
    "land-bcp-core",
    "airport",
    "seaport-river",
    "mobile-green-border",
    "ees-ready",
    "abc-gates-kiosks",
];
const DAY: &str = "2026-11-22";

struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn with_post(profiles: &[&str]) -> Self {
        let desk = Self::new();
        let mut arguments = vec!["new", "s", "--title", "One post"];
        arguments.extend(profiles.iter().flat_map(|p| ["--profile", p]));
        desk.done(&arguments);
        desk.done(&["import", "s", ONE_POST]);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("a file");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_borderfit"))
            .args(arguments)
            .current_dir(self.0.path())
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
        text(&output.stderr)
    }

    fn gaps(&self, profile: &str) -> Value {
        let json =
            self.done(&["gaps", "s", "--profile", profile, "--as-of", DAY, "--format", "json"]);
        serde_json::from_str(&json).expect("JSON")
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).expect("a file")
}

#[test]
fn one_survey_is_judged_by_all_six_without_asking_again() {
    let desk = Desk::with_post(&COMPOSED);
    let before = bytes(&desk.path("s"));
    let mut counts = String::new();
    for profile in COMPOSED {
        let all = &desk.gaps(profile)["totals"]["all"];
        let count = |verdict: &str| all[verdict].as_u64().expect("a count");
        let verdicts = ["met", "partly-met", "not-met", "not-assessed", "not-applicable"];
        for verdict in &verdicts[..4] {
            assert!(count(verdict) > 0, "{profile} has no {verdict}");
        }
        let line: Vec<String> = verdicts.iter().map(|v| format!("{v} {}", count(v))).collect();
        counts.push_str(&format!("{profile}: {}\n", line.join(", ")));
    }
    insta::assert_snapshot!(counts);
    // All in force, each judged and printed by itself.
    let printed = desk.done(&["gaps", "s", "--as-of", DAY]);
    assert_eq!(printed.matches("nobody's official standard").count(), 6);
    assert!(before == bytes(&desk.path("s")), "judging changed the survey");
}

#[test]
fn what_two_profiles_share_is_judged_alike() {
    let desk = Desk::with_post(&["land-bcp-core"]);
    let arguments =
        ["profile", "diff", "land-bcp-core", "ees-ready", "--survey", "s", "--as-of", DAY];
    let diff = desk.done(&[&arguments[..], &["--format", "json"]].concat());
    let diff: Value = serde_json::from_str(&diff).expect("JSON");
    let (land, ees) = (desk.gaps("land-bcp-core"), desk.gaps("ees-ready"));
    let findings = |gaps: &Value| gaps["findings"].as_array().expect("a list").clone();
    let place =
        |f: &Value| (f["requirement"].clone(), f["crossing_point"].clone(), f["position"].clone());
    let (land, ees) = (findings(&land), findings(&ees));
    let verdicts = diff["verdicts"].as_array().expect("a list");
    for change in verdicts {
        let of = |list: &[Value]| {
            let found = list.iter().find(|f| place(f) == place(change));
            found.map_or(
                Value::Null,
                |f| serde_json::json!({ "severity": f["severity"], "verdict": f["verdict"] }),
            )
        };
        assert_eq!((&change["before"], &change["after"]), (&of(&land), &of(&ees)), "{change}");
        assert_ne!(change["before"], change["after"]);
    }
    // Nothing else differs.
    let same = land.iter().filter(|f| {
        let twin = ees.iter().find(|g| place(f) == place(g));
        twin.is_some_and(|g| f["verdict"] == g["verdict"] && f["severity"] == g["severity"])
    });
    let gone = verdicts.iter().filter(|c| !c["before"].is_null()).count();
    assert_eq!(same.count() + gone, land.len());
    insta::assert_snapshot!(desk.done(&arguments));
}

#[test]
fn another_profile_shows_what_changes_before_it_is_written() {
    let desk = Desk::with_post(&["land-bcp-core"]);
    let before = bytes(&desk.path("s"));
    let dry = ["profile", "use", "s", "airport", "--dry-run", "--as-of", DAY];
    let shown = desk.done(&dry);
    assert!(shown.contains("land-bcp-core 2026.1 -> airport 2026.1; verdicts as of"), "{shown}");
    assert!(shown.contains("findings that come") && shown.contains("DOC-06"), "{shown}");
    assert!(before == bytes(&desk.path("s")), "a dry run changed the survey");
    let refused = desk.fails(2, &["profile", "use", "s", "airport"]);
    assert!(refused.contains("nothing was written") && refused.contains("--yes"), "{refused}");
    assert!(before == bytes(&desk.path("s")), "unconfirmed, and written");
    desk.done(&["profile", "use", "s", "airport", "ees-ready", "--yes", "--recorded-by", "Chief"]);
    let printed = desk.done(&["gaps", "s", "--as-of", DAY]);
    assert!(printed.contains("International airport") && printed.contains("EES-ready"));
    assert!(!printed.contains("Land crossing point"), "no longer in force");
    let log = desk.done(&["log", "s", "--attribute", "profiles_in_force"]);
    assert!(log.contains("Chief"), "{log}");
    // What was judged by before is still in the file, and can come back.
    desk.done(&["profile", "use", "s", "land-bcp-core@2026.1", "--yes"]);
    let printed = desk.done(&["gaps", "s", "--as-of", DAY]);
    assert!(printed.contains("Land crossing point") && !printed.contains("EES-ready"));
    let verified: Value =
        serde_json::from_str(&desk.done(&["verify", "s", "--format", "json"])).expect("JSON");
    assert_eq!(verified["ok"], true);
    // Which profiles are in force is exported and read back like any fact.
    desk.done(&["export", "s", "--format", "facts-csv", "--out", "facts.csv"]);
    desk.done(&[
        "new",
        "t",
        "--title",
        "Again",
        "--profile",
        "airport",
        "--profile",
        "land-bcp-core",
    ]);
    desk.done(&["import", "t", "facts.csv"]);
    let printed = desk.done(&["gaps", "t", "--as-of", DAY]);
    assert!(printed.contains("Land crossing point") && !printed.contains("International airport"));
}

#[test]
fn extras_of_the_library_are_added_by_id() {
    let desk = Desk::with_post(&["land-bcp-core"]);
    let shown = desk.done(&["profile", "add", "s", "DOC-12=major", "PWR-05", "--yes"]);
    assert!(shown.contains("land-bcp-core 2026.1+DOC-12+PWR-05"), "{shown}");
    let gaps = desk.gaps("land-bcp-core");
    assert_eq!(gaps["profile"]["version"], "2026.1+DOC-12+PWR-05");
    let findings = gaps["findings"].as_array().expect("a list");
    let severity = |id: &str| {
        let found = findings.iter().find(|f| f["requirement"] == id);
        found.expect("a finding")["severity"].clone()
    };
    assert_eq!((severity("DOC-12"), severity("PWR-05")), ("major".into(), "minor".into()));
    let before = bytes(&desk.path("s"));
    for (wanted, why) in
        [("DOC-12", "has DOC-12 already"), ("DOC-99", "the library has no requirement 'DOC-99'")]
    {
        let refused = desk.fails(1, &["profile", "add", "s", wanted, "--yes"]);
        assert!(refused.contains(why) && refused.contains("nothing was changed"), "{refused}");
    }
    desk.fails(2, &["profile", "add", "s", "DOC-11=grave", "--yes"]);
    assert!(before == bytes(&desk.path("s")), "refused, and written");
}

#[test]
fn what_is_added_is_the_same_profile_in_every_language() {
    let added = |language: &str| {
        let desk = Desk::with_post(&["land-bcp-core"]);
        let extra = ["--language", language, "profile", "add", "s", "DOC-12=major", "--yes"];
        let shown = desk.done(&extra);
        (shown, desk.gaps("land-bcp-core")["profile"]["sha256"].clone())
    };
    let ((english, same), (french, hash)) = (added("en"), added("fr"));
    assert_ne!(english, french);
    assert_eq!(same, hash);
}

#[test]
fn profiles_that_are_wrong_are_refused_with_line_and_column() {
    let desk = Desk::new();
    let profile = |id: &str, more: &str| {
        format!(
            "format = 1\n[profile]\nid = \"{id}\"\nversion = \"1\"\ntitle = \"T\"\n\
             status = \"draft\"\n{more}"
        )
    };
    desk.write("a.toml", &profile("a", "extends = [\"b.toml\"]\n"));
    desk.write("b.toml", &profile("b", "extends = [\"c.toml\"]\n"));
    desk.write("c.toml", &profile("c", "extends = [\"a.toml\"]\n"));
    let refused = desk.fails(1, &["profile", "check", "a.toml"]);
    assert!(refused.contains("circle: a.toml -> b.toml -> c.toml -> a.toml"), "{refused}");
    assert!(refused.contains("--> c.toml:7:12"), "{refused}");
    desk.write(
        "d.toml",
        &profile("d", "extends = [\"land-bcp-cor\"]\n[[drop]]\nid = \"DOC-99\"\n"),
    );
    let refused = desk.fails(1, &["profile", "check", "d.toml"]);
    assert!(refused.contains("--> d.toml:7:12"), "{refused}");
    assert!(refused.contains("did you mean `land-bcp-core`?"), "{refused}");
    desk.write(
        "e.toml",
        &profile(
            "e",
            "extends = [\"land-bcp-core\"]\n[[override]]\nid = \"DOC-13\"\nseverity = \"grave\"\n",
        ),
    );
    let refused = desk.fails(1, &["profile", "check", "e.toml"]);
    assert!(refused.contains("--> e.toml:10:12"), "{refused}");
    assert!(desk.fails(1, &["new", "s", "--title", "T", "--profile", "a.toml"]).contains("circle"));
    assert!(!desk.path("s").exists());
}
