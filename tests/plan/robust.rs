//! What would flip: a dispute that decides, a gap that holds, an answer that decides alone.

use std::collections::BTreeSet;

use borderfit::judge::{assess, default_day};
use borderfit::model::Verdict;
use borderfit::plan::robust::robust;
use borderfit::report::robust::{RobustView, robust_text};

use super::common::{Case, demo, survey};

const TABLES: &str = r#"
[[attribute]]
key = "hours"
of = "crossing-point"
type = "quantity"
unit = "h"
label = "Hours of power"
[[attribute]]
key = "locked"
of = "crossing-point"
type = "bool"
label = "Locked room"
[[requirement]]
id = "PWR"
title = "20 hours of power"
category = "any"
severity = "major"
basis = "practice"
criteria = [{ attribute = "hours", at_least = "20 h" }]
[[requirement]]
id = "ROOM"
title = "A locked room, with power for 10 hours"
category = "any"
severity = "major"
basis = "practice"
criteria = [{ attribute = "locked", is = true }, { attribute = "hours", at_least = "10 h" }]
"#;

/// Two people on the hours of power, nobody or one on the room.
fn case(room: &str) -> Case {
    let mut case = Case::new(TABLES, "P,,,name,A,,observed\n");
    let table = format!(
        "crossing_point,position,item,attribute,value,unit,evidence,absent,recorded_by,recorded_at\n\
         P,,,hours,24,h,observed,,K1,2026-03-02T08:00:00Z\n\
         P,,,hours,14,h,tested,,K2,2026-03-02T09:00:00Z\n{room}"
    );
    case.survey = survey(&table, &case.loaded.profile);
    case.assessment = assess(&case.survey, &case.loaded.profile, default_day(&case.survey));
    case
}

#[test]
fn a_dispute_says_which_side_flips_what() {
    let case = case("P,,,locked,false,,observed,,K1,2026-03-02T10:00:00Z\n");
    let found = robust(&case.survey, &case.loaded.profile, &case.assessment, &[0]);
    assert_eq!(found.stable_gaps, 1, "no locked room, whoever is right about power");
    assert_eq!(found.disputes.len(), 1);
    let sides: Vec<(&str, Vec<Verdict>)> = found.disputes[0]
        .sides
        .iter()
        .map(|s| (s.value.as_str(), s.flips.iter().map(|f| f.after).collect()))
        .collect();
    // 14 h is no gap of its own where 10 h are asked; the room stays one either way.
    assert_eq!(sides, [("14 h", vec![Verdict::NotMet]), ("24 h", vec![Verdict::Met])]);
    assert_eq!(found.unstable.len(), 1);
    assert_eq!(found.unstable[0].possible, BTreeSet::from([Verdict::Met, Verdict::NotMet]));
    assert_eq!((found.totals.met, found.totals.gaps), ((0, 1), (1, 2)));
    let view = RobustView {
        survey: &case.survey,
        profile: &case.loaded.profile,
        assessment: &case.assessment,
        robust: &found,
    };
    insta::assert_snapshot!(robust_text(&view, Some(80)));
}

#[test]
fn an_answer_that_decides_alone_is_named() {
    let case = case("");
    let found = robust(&case.survey, &case.loaded.profile, &case.assessment, &[0]);
    let room = found
        .open
        .iter()
        .find(|o| case.loaded.profile.requirement(o.requirement).id == "ROOM")
        .expect("the room is not assessed");
    let answers: Vec<(&str, &str, Verdict)> =
        room.answers.iter().map(|a| (a.attribute.as_str(), a.value.as_str(), a.verdict)).collect();
    assert_eq!(
        answers,
        [("locked", "true", Verdict::Met), ("locked", "false", Verdict::PartlyMet)]
    );
    assert_eq!(found.found_out.met, (0, 2));
    assert_eq!(found.found_out.gaps, (0, 2));
}

#[test]
fn the_demo_rests_on_no_dispute() {
    let (loaded, survey, assessment) = demo();
    let points: Vec<usize> = (0..assessment.points.len()).collect();
    let found = robust(&survey, &loaded.profile, &assessment, &points);
    assert_eq!(found.stable_gaps, 70);
    assert!(found.disputes.is_empty() && found.unstable.is_empty());
    assert_eq!(found.totals.met, (35, 35));
    assert_eq!(found.found_out.met, (35, 49));
    assert_eq!(found.open.len(), 14);
    let camera = found
        .open
        .iter()
        .find(|o| {
            assessment.points[o.point].code == "QV-T05"
                && loaded.profile.requirement(o.requirement).id == "R04"
        })
        .expect("the camera whose cable was not traced");
    let deciding: BTreeSet<Verdict> = camera.answers.iter().map(|a| a.verdict).collect();
    assert!(deciding.contains(&Verdict::Met) && deciding.iter().any(|v| v.is_gap()));
}
