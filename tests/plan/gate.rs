//! Safeguards come first: nothing suppresses them, and capture is never better than prepared.

use borderfit::judge::Truth;
use borderfit::model::Verdict;
use borderfit::plan::{Choice, Feasibility, Wish};
use borderfit::report::plan::{PlanView, plan_csv, plan_json, plan_markdown, plan_text};

use super::common::Case;

/// A camera for each post, and a legal basis wherever one is in use.
const TABLES: &str = r#"
[[equipment]]
key = "camera"
label = "Camera"
[[attribute]]
key = "basis"
of = "crossing-point"
type = "bool"
label = "Legal basis"
[[requirement]]
id = "CAM"
title = "Two cameras"
category = "any"
severity = "minor"
basis = "practice"
equipment = "camera"
quantity = { at_least = 2 }
remedy = "a-camera"
[[requirement]]
id = "LAW"
title = "A legal basis seen"
category = "any"
severity = "major"
basis = "practice"
where = { equipment_present = ["camera"] }
criteria = [{ attribute = "basis", is = true }]
evidence = "documented"
safeguard = ["biometrics"]
remedy = "the-law"
[[remedy]]
key = "a-camera"
title = "A camera"
phase = 3
captures_biometrics = true
instead = ["the eyes of the officer"]
[[remedy]]
key = "the-law"
title = "A law"
phase = 0
"#;

const CLOSED: &str = "P,,,inventory_complete.camera,true,,observed\n";
const CAMERA: &str = "P,,c,equipment,camera,,observed\nP,,c,quantity,1,,observed\n\
                      P,,c,condition,working,,observed\n";

fn case(rows: &str) -> Case {
    Case::new(TABLES, &format!("P,,,name,A post,,observed\n{CLOSED}{rows}"))
}

fn camera(case: &Case) -> Feasibility {
    let plan = case.plan(&Wish::default());
    plan.bundles.iter().find(|b| b.remedy == "a-camera").expect("a camera is missing").feasibility
}

#[test]
fn the_first_camera_does_not_slip_through() {
    // No camera yet: the safeguard does not apply, and still holds the first one back.
    for law in ["", "P,,,basis,false,,stated\n", "P,,,basis,true,,stated\n"] {
        let case = case(law);
        let law = case.loaded.profile.requirements.iter().position(|r| r.id == "LAW");
        let finding = &case.assessment.findings[0].findings[law.expect("the safeguard")];
        assert_eq!(finding.verdict, Verdict::NotApplicable);
        assert_eq!(camera(&case), Feasibility::WithPreparation, "{law:?}");
        assert!(case.plan(&Wish::default()).alerts.is_empty(), "nothing is captured yet");
    }
    assert_eq!(camera(&case("P,,,basis,true,,documented\n")), Feasibility::Now);
}

#[test]
fn what_enables_it_is_the_remedy_of_the_safeguard_once() {
    let case = case("");
    let plan = case.plan(&Wish::default());
    let law: Vec<_> = plan.lines.iter().filter(|l| l.key == "the-law").collect();
    assert_eq!(law.len(), 1);
    assert_eq!((law[0].phase, law[0].bundle), (0, None));
    let camera = plan.lines.iter().find(|l| l.key == "a-camera").expect("the camera");
    assert_eq!(camera.needs.len(), 1);
    assert_eq!((camera.needs[0].state, camera.needs[0].factor), (Truth::Open, "safeguards"));
}

#[test]
fn capture_in_use_without_a_basis_is_reported_first_whatever_is_asked_for() {
    let set_aside = "P,,,not_applicable.LAW,we know better,,observed\n";
    for (rows, verdict) in [
        (CAMERA.to_owned(), Verdict::NotAssessed),
        (format!("{CAMERA}P,,,basis,false,,stated\n"), Verdict::NotMet),
        (format!("{CAMERA}{set_aside}P,,,basis,false,,stated\n"), Verdict::NotMet),
    ] {
        let case = case(&rows);
        let plan = case.plan(&Wish::default());
        assert_eq!(plan.alerts.len(), 1, "{rows}");
        assert_eq!(plan.alerts[0].verdict, verdict);
        assert_eq!(camera(&case), Feasibility::WithPreparation);
        for choice in [None, Some(Choice::DoNothing), Some(Choice::CriticalOnly)] {
            let view = PlanView {
                survey: &case.survey,
                profile: &case.loaded.profile,
                assessment: &case.assessment,
                plan: &plan,
                prices: None,
                terms: None,
                budget: None,
                choice,
            };
            let text = plan_text(&view, Some(80));
            let csv = String::from_utf8(plan_csv(&view).expect("a table")).expect("text");
            let json = plan_json(&view).expect("JSON");
            for (name, output, first) in
                [("text", &text, "\nFirst: "), ("markdown", &plan_markdown(&view), "\n## First: ")]
            {
                let at = output.find(first).unwrap_or_else(|| panic!("{name}: {output}"));
                let phase = output.find("Phase").unwrap_or(output.len());
                assert!(at < phase, "{name}: {output}");
                assert!(output[at..phase].contains("LAW"), "{name}: {output}");
            }
            assert!(csv.lines().nth(1).is_some_and(|l| l.contains("LAW")), "{csv}");
            assert!(json.contains("\"rights\": [\n    {"), "{json}");
        }
    }
}

#[test]
fn two_who_set_it_aside_do_not_take_it_away() {
    // The rows of a case are by one person; the second says so in a table of its own.
    let rows = format!("{CAMERA}P,,,basis,false,,stated\nP,,,not_applicable.LAW,one,,observed\n");
    let mut case = case(&rows);
    let mut table = String::from(
        "crossing_point,position,item,attribute,value,unit,evidence,absent,recorded_by,recorded_at\n",
    );
    for line in format!("P,,,name,A post,,observed\n{CLOSED}{rows}").lines() {
        table.push_str(&format!("{line},,K1,2026-03-02T08:00:00Z\n"));
    }
    table.push_str("P,,,not_applicable.LAW,two,,observed,,K2,2026-03-02T09:00:00Z\n");
    case.survey = super::common::survey(&table, &case.loaded.profile);
    let day = borderfit::judge::default_day(&case.survey);
    case.assessment = borderfit::judge::assess(&case.survey, &case.loaded.profile, day);
    let law = case.assessment.findings[0].findings.iter().find(|f| f.requirement.0 == 1);
    assert_eq!(law.expect("the safeguard").verdict, Verdict::NotApplicable);
    let plan = case.plan(&Wish::default());
    assert_eq!(plan.alerts.len(), 1);
    assert_eq!(camera(&case), Feasibility::WithPreparation);
}

#[test]
fn mending_a_camera_is_capture_too() {
    let broken = CAMERA.replace("working", "faulty");
    let case = case(&broken);
    let plan = case.plan(&Wish::default());
    let mend = plan.lines.iter().find(|l| l.action.code() == "repair").expect("a repair");
    assert_eq!(mend.feasibility, Feasibility::WithPreparation);
    assert_eq!(mend.phase, 3, "not before the phase of capture");
}
