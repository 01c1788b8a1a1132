//! Exceptions and dated requirements, as their users meet them: what two people vouch for, until
//! when, and what holds on which day.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const PROFILE: &str = r#"
format = 1
[profile]
id = "t"
version = "1"
title = "Trial"
status = "draft"

[[requirement]]
id = "A"
title = "A generator is there"
category = "power"
severity = "critical"
basis = "practice"
equipment = "generator"
remedy = "backup-power"

[[requirement]]
id = "B"
title = "A lamp at first line"
category = "tools"
severity = "minor"
basis = "practice"
equipment = "uv-lamp"
where = { lines = ["first"] }
remedy = "backup-power"

[[requirement]]
id = "NEW"
title = "Holds later"
category = "power"
severity = "major"
basis = "practice"
equipment = "generator"
remedy = "backup-power"
valid_from = "2027-01-01"

[[requirement]]
id = "OLD"
title = "Held earlier"
category = "power"
severity = "major"
basis = "practice"
equipment = "generator"
remedy = "backup-power"
valid_until = 2026-12-31
"#;

const HEADER: &str = "crossing_point,position,item,attribute,value,unit,evidence,absent,recorded_by,recorded_at,note,settles\n";
const PLACE: &str = "P,,,type,road,,observed,,K1,,,\n\
    P,F1,,kind,first-line-entry,,observed,,K1,,,\n\
    P,,,positions_complete,true,,observed,,K1,,,\n\
    P,,,inventory_complete.generator,true,,observed,,K1,,,\n\
    P,F1,,inventory_complete.uv-lamp,true,,observed,,K1,,,\n";

struct Desk(TempDir);

impl Desk {
    fn with(rows: &str) -> Self {
        let desk = Self(tempfile::tempdir().expect("a folder"));
        std::fs::write(desk.path("t.toml"), PROFILE).expect("a file");
        let new = desk.run(&["new", "s", "--title", "T", "--profile", "t.toml"]);
        assert!(new.status.success(), "{}", text(&new.stderr));
        let imported = desk.import(&format!("{PLACE}{rows}"));
        assert!(imported.status.success(), "{}", text(&imported.stderr));
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_borderfit"))
            .args(arguments)
            .current_dir(self.0.path())
            .output()
            .expect("the program runs")
    }

    fn import(&self, rows: &str) -> Output {
        std::fs::write(self.path("facts.csv"), format!("{HEADER}{rows}")).expect("a file");
        self.run(&["import", "s", "facts.csv"])
    }

    fn finding(&self, requirement: &str, day: &str) -> Value {
        let gaps = self.run(&["gaps", "s", "--as-of", day, "--format", "json"]);
        assert!(gaps.status.success(), "{}", text(&gaps.stderr));
        let document: Value = serde_json::from_slice(&gaps.stdout).expect("JSON");
        let findings = document["findings"].as_array().expect("a list");
        let mut of = findings.iter().filter(|f| f["requirement"] == requirement);
        let found = of.next().expect("a finding").clone();
        assert!(of.next().is_none(), "one finding of {requirement}");
        found
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn reason(finding: &Value) -> &str {
    finding["reason"].as_str().expect("a text")
}

const DAY: &str = "2026-11-22";

#[test]
fn one_person_s_equivalent_changes_no_verdict() {
    let desk = Desk::with("P,,,equivalent.A,grid of two countries,,observed,,K1,,,\n");
    let found = desk.finding("A", DAY);
    assert_eq!(found["verdict"], "not-met");
    assert_eq!(found["equivalent_by"], serde_json::json!(["K1"]));
    assert_eq!(found["shortfall"], serde_json::json!({ "min": 1, "max": 1 }));
    let table = text(&desk.run(&["gaps", "s", "--as-of", DAY]).stdout).replace("\n       ", " ");
    assert!(table.contains("an equivalent is claimed by K1 alone"), "{table}");
    // The same person again is no second one.
    assert!(desk.import("P,,,equivalent.A,I am sure,,observed,,K1,,,\n").status.success());
    assert_eq!(desk.finding("A", DAY)["verdict"], "not-met");
}

#[test]
fn two_people_s_equivalent_meets_it_and_says_so() {
    let desk = Desk::with(
        "P,,,equivalent.A,grid of two countries,,observed,,K1,,,\n\
         P,,,equivalent.A,seen: two feeds,,observed,,K2,,,\n\
         P,F1,,equivalent.B,reader has it,,observed,,K1,,,\n\
         P,F1,,equivalent.B,reader has it,,observed,,K2,,,\n",
    );
    let found = desk.finding("A", DAY);
    assert_eq!(found["verdict"], "met");
    assert_eq!(found["equivalent_by"], serde_json::json!(["K1", "K2"]));
    assert_eq!(found["conforming"], serde_json::json!({ "min": 0, "max": 0 }), "as judged");
    assert_eq!(found["shortfall"], serde_json::json!({ "min": 0, "max": 0 }));
    let said = reason(&found);
    assert!(
        said.starts_with("met by an equivalent; K1: grid of two countries; K2: seen"),
        "{said}"
    );
    assert!(said.contains("without it: 0 of 1 needed conform"), "{said}");
    assert!(found["rests_on"].as_array().is_some_and(|r| r.len() >= 3), "{found}");
    assert_eq!(desk.finding("B", DAY)["verdict"], "met");
    // Different reasons of two people are no dispute.
    let verified: Value =
        serde_json::from_slice(&desk.run(&["verify", "s", "--format", "json"]).stdout)
            .expect("JSON");
    assert_eq!(verified["disputes"], 0);
}

#[test]
fn an_equivalent_counts_only_where_it_is_recorded_and_where_the_requirement_applies() {
    let desk = Desk::with(
        "P,,,equivalent.B,elsewhere,,observed,,K1,,,\nP,,,equivalent.B,elsewhere,,observed,,K2,,,\n\
         P,,,equivalent.NEW,later,,observed,,K1,,,\nP,,,equivalent.NEW,later,,observed,,K2,,,\n",
    );
    assert_eq!(desk.finding("B", DAY)["verdict"], "not-met", "judged at the position");
    assert_eq!(desk.finding("NEW", DAY)["verdict"], "not-applicable");
    assert_eq!(desk.finding("A", DAY)["verdict"], "not-met");
}

#[test]
fn exceptions_end_on_their_day() {
    let desk = Desk::with(
        "P,,,equivalent.A,until 2027-06-30: loan of the army,,observed,,K1,,,\n\
         P,,,equivalent.A,until 2027-12: loan of the army,,observed,,K2,,,\n\
         P,F1,,not_applicable.B,until 2027-01-31: closed for works,,observed,,K1,,,\n\
         P,F1,,not_applicable.B,until 2027-01-31: seen,,observed,,K2,,,\n",
    );
    assert_eq!(desk.finding("A", "2027-06-30")["verdict"], "met");
    let one_left = desk.finding("A", "2027-07-01");
    assert_eq!((&one_left["verdict"], &one_left["expired"]), (&"not-met".into(), &Value::Null));
    assert_eq!(one_left["equivalent_by"], serde_json::json!(["K2"]));
    let over = desk.finding("A", "2028-01-01");
    assert_eq!(over["verdict"], "not-met");
    assert_eq!(over["expired"], "an equivalent by K2 until 2027-12-31, which is over");
    assert_eq!(desk.finding("B", "2027-01-31")["verdict"], "not-applicable");
    let over = desk.finding("B", "2027-02-01");
    assert_eq!(over["verdict"], "not-met");
    assert!(over["expired"].as_str().is_some_and(|t| t.starts_with("set aside by K")), "{over}");
}

#[test]
fn the_order_of_entry_makes_no_difference() {
    let rows = [
        "P,,,equivalent.A,x,,observed,,K2,2026-03-01T10:00:00+01:00,,\n",
        "P,,,equivalent.A,y,,observed,,K1,2026-03-01T09:00:00+01:00,,\n",
    ];
    let (one, two) = (Desk::with(&rows.concat()), Desk::with(&[rows[1], rows[0]].concat()));
    assert_eq!(desk_text(&one), desk_text(&two));
    assert!(desk_text(&one).contains("K1: y; K2: x"));
}

fn desk_text(desk: &Desk) -> String {
    reason(&desk.finding("A", DAY)).to_owned()
}

#[test]
fn an_end_that_is_none_is_refused() {
    let desk = Desk::with("");
    let refused = desk.import("P,,,equivalent.A,until 31.12.2027: x,,observed,,K1,,,\n");
    assert_eq!(refused.status.code(), Some(1));
    let message = text(&refused.stderr);
    assert!(message.contains("row 2, column value"), "{message}");
    assert!(message.contains("write 'until 2027-06-30: the reason'"), "{message}");
    let refused = desk.import("P,,,equivalent.AA,x,,observed,,K1,,,\n");
    assert!(text(&refused.stderr).contains("not a requirement"), "{}", text(&refused.stderr));
}

#[test]
fn dated_requirements_hold_on_their_days_only() {
    let desk = Desk::with("");
    let before = desk.finding("NEW", "2026-12-31");
    assert_eq!(
        (&before["verdict"], reason(&before)),
        (&"not-applicable".into(), "holds from 2027-01-01")
    );
    assert_eq!(desk.finding("NEW", "2027-01-01")["verdict"], "not-met");
    assert_eq!(desk.finding("OLD", "2026-12-31")["verdict"], "not-met");
    let after = desk.finding("OLD", "2027-01-01");
    assert_eq!(
        (&after["verdict"], reason(&after)),
        (&"not-applicable".into(), "held until 2026-12-31")
    );
}
