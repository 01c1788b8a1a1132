//! What is bought: the largest shortfall, not the sum; works once; positions of a crossing point.

use borderfit::model::Interval;
use borderfit::plan::{Feasibility, Wish};
use borderfit::standard::Action;

use super::common::Case;

const TABLES: &str = r#"
[[position_kind]]
key = "desk"
label = "Desk"
line = "first"
[[equipment]]
key = "box"
label = "Box"
attributes = ["colour", "size_of_box"]
[[attribute]]
key = "colour"
of = "equipment"
type = "choice"
options = [{ key = "red", label = "Red" }, { key = "blue", label = "Blue" }]
[[attribute]]
key = "size_of_box"
of = "equipment"
type = "integer"
[[attribute]]
key = "socket"
of = "position"
type = "bool"
[[attribute]]
key = "lockable"
of = "crossing-point"
type = "bool"
[[attribute]]
key = "land"
of = "crossing-point"
type = "bool"
[[requirement]]
id = "RED"
title = "Three red boxes"
category = "any"
severity = "minor"
basis = "practice"
equipment = "box"
where = { positions = ["desk"] }
quantity = { at_least = 3 }
criteria = [{ attribute = "colour", is = "red" }]
remedy = "a-box"
[[requirement]]
id = "BIG"
title = "Two big boxes"
category = "any"
severity = "critical"
basis = "practice"
equipment = "box"
where = { positions = ["desk"] }
quantity = { at_least = 2 }
criteria = [{ attribute = "size_of_box", at_least = 10 }]
remedy = "a-box"
[[requirement]]
id = "SPARE"
title = "A spare box"
category = "any"
severity = "major"
basis = "practice"
equipment = "box"
where = { positions = ["desk"] }
judge = "crossing-point"
quantity = { at_least = 5 }
remedy = "a-spare"
[[remedy]]
key = "a-box"
title = "A box"
phase = 2
instead = ["a bag"]
needs = [
  { title = "A socket", factor = "power", criteria = [{ attribute = "socket", is = true }], if_missing = "fixable", enabling = "wiring" },
  { title = "A lock", factor = "security", criteria = [{ attribute = "lockable", is = true }], if_missing = "fixable", soft = true, enabling = "lock" },
]
[[remedy]]
key = "a-spare"
title = "A spare box"
phase = 1
instead = ["a bag"]
needs = [
  { title = "A socket", factor = "power", criteria = [{ attribute = "socket", is = true }], if_missing = "fixable", enabling = "wiring" },
]
[[remedy]]
key = "wiring"
title = "Wiring"
phase = 3
needs = [
  { title = "Land", factor = "legal", criteria = [{ attribute = "land", is = true }], if_missing = "fixable", enabling = "permit" },
]
[[enabling]]
key = "lock"
title = "A lock"
[[enabling]]
key = "permit"
title = "A permit"
"#;

fn case(rows: &str) -> Case {
    let desks = "P,a,,kind,desk,,observed\nP,b,,kind,desk,,observed\n\
                 P,,,positions_complete,true,,observed\nP,,,inventory_complete.box,true,,observed\n";
    Case::new(TABLES, &format!("{desks}{rows}"))
}

fn item(position: &str, code: &str, quantity: &str, condition: &str) -> String {
    let at = format!("P,{position},{code}");
    format!(
        "{at},equipment,box,,observed\n{at},quantity,{quantity},,observed\n\
         {at},condition,{condition},,observed\n"
    )
}

#[test]
fn the_largest_shortfall_is_bought_not_the_sum() {
    let case = case("");
    let plan = case.plan(&Wish::default());
    let desk = |n| plan.bundles.iter().find(|b| b.position == Some(n)).expect("a desk");
    for n in [0, 1] {
        assert_eq!(desk(n).units, Interval::exactly(3), "three red ones do for two big ones");
        assert_eq!(desk(n).closes.len(), 2);
        assert_eq!(desk(n).severity.code(), "critical");
    }
    assert_eq!(plan.bundles.len(), 3);
}

#[test]
fn works_are_planned_once_for_a_crossing_point_and_what_they_need_too() {
    let case = case(
        "P,a,,socket,false,,observed\nP,b,,socket,false,,observed\nP,,,land,false,,observed\n",
    );
    let plan = case.plan(&Wish::default());
    let works: Vec<(&str, u8)> = plan
        .lines
        .iter()
        .filter(|l| l.action == Action::Enable)
        .map(|l| (l.key, l.phase))
        .collect();
    // The lock is soft: that nobody knows of one counts as none.
    assert_eq!(works, [("permit", 1), ("wiring", 1), ("lock", 2)], "before what waits for them");
    let wiring = plan.lines.iter().find(|l| l.key == "wiring").expect("the wiring");
    assert_eq!(wiring.enables.len(), 3, "both desks and the spare");
    assert_eq!(wiring.units, Interval::exactly(1));
    assert_eq!(wiring.feasibility, Feasibility::WithPreparation);
}

#[test]
fn a_need_of_positions_holds_if_at_all_and_fails_if_at_one() {
    let spare = |rows: &str| {
        let case = case(rows);
        let plan = case.plan(&Wish::default());
        plan.bundles.iter().find(|b| b.remedy == "a-spare").expect("the spare").feasibility
    };
    let at = |a: &str, b: &str| {
        let row = |p: &str, v: &str| match v {
            "" => String::new(),
            v => format!("P,{p},,socket,{v},,observed\n"),
        };
        spare(&format!("{}{}", row("a", a), row("b", b)))
    };
    assert_eq!(at("true", "true"), Feasibility::Now);
    assert_eq!(at("true", "false"), Feasibility::WithPreparation);
    assert_eq!(at("true", ""), Feasibility::Undetermined);
    assert_eq!(at("", "false"), Feasibility::WithPreparation, "no at one is no");
}

#[test]
fn needs_ask_for_what_was_seen() {
    let case = case("P,a,,socket,true,,stated\nP,b,,socket,true,,observed\n");
    let plan = case.plan(&Wish::default());
    let at = |n| plan.bundles.iter().find(|b| b.position == Some(n)).expect("a desk").feasibility;
    assert_eq!(at(0), Feasibility::Undetermined, "only claimed");
    assert_eq!(at(1), Feasibility::WithPreparation, "the soft lock is not known");
    let line = plan.lines.iter().find(|l| l.position == Some(0)).expect("a line");
    assert_eq!(line.needs[0].questions.len(), 1);
    assert_eq!(line.needs[0].questions[0].attribute, "socket");
}

#[test]
fn what_is_there_is_mended_up_to_what_is_missing() {
    let boxes = [
        item("a", "broken", "1", "faulty"),
        item("a", "half", "1", "incomplete"),
        item("a", "boxed", "2", "stored"),
        item("a", "old", "1", "unsupported"),
        item("b", "blue", "3", "faulty"),
        "P,b,blue,colour,blue,,observed\nP,b,blue,size_of_box,1,,observed\n".to_owned(),
    ];
    let case = case(&boxes.concat());
    let plan = case.plan(&Wish::default());
    let lines = |n| -> Vec<(Action, Interval)> {
        let mut found: Vec<_> = plan
            .lines
            .iter()
            .filter(|l| l.position == Some(n) && l.bundle.is_some())
            .map(|l| (l.action, l.units))
            .collect();
        found.sort_by_key(|f| f.0);
        found
    };
    // Three are missing: two are repaired, one of the two boxed is put up; nothing is bought.
    assert_eq!(
        lines(0),
        [(Action::Repair, Interval::exactly(2)), (Action::Install, Interval::exactly(1))]
    );
    // A broken box that is small and blue closes nothing.
    assert_eq!(lines(1), [(Action::Buy, Interval::exactly(3))]);
}
