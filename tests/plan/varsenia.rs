//! The worked example of the fictional Varsenia: feasibility and cost as worked out by hand.

use std::collections::BTreeSet;

use bigdecimal::{BigDecimal, RoundingMode};
use borderfit::judge::{Sites, assess, default_day};
use borderfit::model::{Interval, Verdict};
use borderfit::plan::{Choice, Feasibility, Terms, Wish, cost, feasible, plan};
use borderfit::standard::Action;

use super::common::{FACTS, demo, demo_profile, prices, survey};

const POINTS: [&str; 6] = ["QV-A01", "QV-R02", "QV-S03", "QV-R04", "QV-T05", "QV-P06"];

/// For each solution and post: the outcome, the factors that decide it, and others that are
/// listed as wanting too.
type Cell = (&'static str, &'static str, &'static str);

const TABLE: [(&[&str], [Cell; 6]); 5] = [
    // Fixed readers and workstations.
    (
        &["full-page-reader", "workstation"],
        [
            ("with-preparation", "environment maintenance", ""),
            ("undetermined", "training", "power space environment maintenance security"),
            ("undetermined", "space", "training"),
            ("not-feasible", "space environment", ""),
            ("with-preparation", "environment maintenance", ""),
            ("not-feasible", "space environment security", ""),
        ],
    ),
    (
        &["handheld-terminal"],
        [
            ("with-preparation", "maintenance", ""),
            ("undetermined", "training", "power maintenance security"),
            ("with-preparation", "training", ""),
            ("undetermined", "training", "power maintenance security"),
            ("with-preparation", "maintenance", ""),
            ("not-feasible", "security", ""),
        ],
    ),
    // Biometric capture.
    (
        &["face-camera", "fingerprint-scanner"],
        [
            ("with-preparation", "environment maintenance legal", ""),
            ("undetermined", "training legal", ""),
            ("undetermined", "space", "training legal"),
            ("not-feasible", "space environment", ""),
            ("undetermined", "legal", ""),
            ("not-feasible", "space environment security", ""),
        ],
    ),
    (
        &["second-link"],
        [
            ("with-preparation", "maintenance", ""),
            ("with-preparation", "power maintenance security", ""),
            ("now", "", ""),
            ("with-preparation", "power maintenance security", ""),
            ("with-preparation", "maintenance", ""),
            ("not-feasible", "security", ""),
        ],
    ),
    // Stolen and lost travel documents at the first line.
    (
        &["interpol-access"],
        [
            ("with-preparation", "legal", ""),
            ("undetermined", "training legal", ""),
            ("with-preparation", "training legal", ""),
            ("undetermined", "training", ""),
            ("undetermined", "legal", ""),
            ("not-feasible", "security", ""),
        ],
    ),
];

fn factors<'a>(words: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    words.map(str::to_owned).collect()
}

/// The table was worked out with every need hard.
#[test]
fn the_feasibility_table_comes_out_as_listed() {
    let loaded = demo_profile(|text| text.replace("soft = true, ", ""));
    let profile = &loaded.profile;
    let survey = survey(FACTS, profile);
    let assessment = assess(&survey, profile, default_day(&survey));
    let sites = Sites::new(&survey, profile, assessment.as_of);
    let mut compared = 0;
    for (remedies, cells) in TABLE {
        for (code, (outcome, deciding, also)) in POINTS.into_iter().zip(cells) {
            let point = assessment.points.iter().find(|p| p.code == code).expect("the post");
            let site = sites.at(point);
            for key in remedies {
                let needs = feasible::needs(&site, &profile.remedies[*key], &[], None);
                assert_eq!(feasible::outcome(&needs).code(), outcome, "{key} at {code}");
                let of = |test: &dyn Fn(&feasible::NeedState<'_>) -> bool| {
                    factors(needs.iter().filter(|n| test(n)).map(|n| n.factor))
                };
                let decide = match outcome {
                    "not-feasible" => of(&|n| n.blocks()),
                    "undetermined" => of(&|n| n.is_open()),
                    _ => of(&|n| n.to_mend()),
                };
                assert_eq!(decide, factors(deciding.split_whitespace()), "{key} at {code}");
                if !also.is_empty() {
                    let found = of(&|n| n.to_mend());
                    assert_eq!(found, factors(also.split_whitespace()), "{key} at {code}");
                }
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 42);
}

/// Nobody can be trained on a device that is not there yet: for devices training is soft.
#[test]
fn what_is_soft_no_longer_keeps_devices_undetermined() {
    let (loaded, survey, assessment) = demo();
    let sites = Sites::new(&survey, &loaded.profile, assessment.as_of);
    let outcome = |key: &str, code: &str| {
        let point = assessment.points.iter().find(|p| p.code == code).expect("the post");
        let needs = feasible::needs(&sites.at(point), &loaded.profile.remedies[key], &[], None);
        feasible::outcome(&needs)
    };
    assert_eq!(outcome("full-page-reader", "QV-R02"), Feasibility::WithPreparation);
    assert_eq!(outcome("handheld-terminal", "QV-R02"), Feasibility::WithPreparation);
    assert_eq!(outcome("handheld-terminal", "QV-R04"), Feasibility::WithPreparation);
    // Legal stays hard for capture, and training for access to data.
    assert_eq!(outcome("face-camera", "QV-R02"), Feasibility::Undetermined);
    assert_eq!(outcome("interpol-access", "QV-R04"), Feasibility::Undetermined);
}

#[test]
fn only_open_gaps_are_planned() {
    let (loaded, survey, assessment) = demo();
    let plan = plan(&survey, &loaded.profile, &assessment, &Wish::default());
    let at = |n: usize| assessment.points[n].code.as_str();
    let sltd = |code| plan.lines.iter().any(|l| l.key == "interpol-access" && at(l.point) == code);
    assert!(!sltd("QV-A01"), "it is met there");
    assert!(sltd("QV-R02"));
    for line in plan.lines.iter().filter(|l| l.bundle.is_some()) {
        for closed in &line.closes {
            let findings = &assessment.findings[line.point].findings;
            let finding = findings
                .iter()
                .find(|f| f.requirement == closed.requirement && f.position == closed.position)
                .expect("a finding");
            assert!(matches!(finding.verdict, Verdict::PartlyMet | Verdict::NotMet));
        }
    }
    let gaps = assessment.findings.iter().flat_map(|p| &p.findings);
    let gaps = gaps.filter(|f| f.verdict.is_gap()).count();
    let planned: usize = plan.bundles.iter().map(|b| b.closes.len()).sum();
    assert_eq!(planned + plan.unplanned.len(), gaps, "each gap stands in one bundle");
    assert_eq!(plan.unplanned.len(), 0);
}

/// Readers with a broken cable, a dead lamp or still boxed are mended before more are bought.
#[test]
fn readers_are_mended_before_they_are_bought() {
    let (loaded, survey, assessment) = demo();
    let plan = plan(&survey, &loaded.profile, &assessment, &Wish::default());
    let found: Vec<(&str, Action, Interval)> = plan
        .lines
        .iter()
        .filter(|l| l.key == "full-page-reader")
        .map(|l| (assessment.points[l.point].code.as_str(), l.action, l.units))
        .collect();
    let one = Interval::exactly(1);
    for expected in [
        ("QV-A01", Action::Repair, one),
        ("QV-A01", Action::Buy, Interval::new(2, 3)),
        ("QV-R02", Action::Repair, Interval::exactly(2)),
        ("QV-R02", Action::Buy, Interval::exactly(2)),
        ("QV-R04", Action::Install, one),
        ("QV-R04", Action::Buy, one),
        ("QV-P06", Action::Buy, one),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
    assert_eq!(found.len(), 7);
}

#[test]
fn what_is_not_feasible_says_what_to_do_instead() {
    let (loaded, survey, assessment) = demo();
    let plan = plan(&survey, &loaded.profile, &assessment, &Wish::default());
    let ford = assessment.points.iter().position(|p| p.code == "QV-P06").expect("the ford");
    let ruled_out: Vec<_> = plan
        .lines
        .iter()
        .filter(|l| l.point == ford && l.feasibility == Feasibility::NotFeasible)
        .collect();
    assert!(ruled_out.len() >= 5);
    for line in &ruled_out {
        assert!(!line.instead.is_empty(), "{}", line.key);
        assert!(line.enabling.is_empty(), "no works for what is ruled out");
        assert!(plan.options.iter().all(|o| !o.takes(line)), "no option takes {}", line.key);
    }
    let reader = ruled_out.iter().find(|l| l.key == "full-page-reader").expect("the reader");
    assert!(reader.instead.iter().any(|i| i == "mobile team"));
}

/// 10 to 13 readers at 30 to 55, delivery 12 %, installation 10 %, a course of 40, running 15 % a
/// year, life 5 years, over 10 years at 4 %.
#[test]
fn the_cost_check_comes_out_as_listed() {
    let (loaded, ..) = demo();
    let prices = prices(&loaded.profile);
    let price = prices.price("full-page-reader", Action::Buy).expect("a price");
    let terms = Terms::new(10, BigDecimal::from(4)).expect("terms");
    let cost = cost::of_units(Interval::new(10, 13), price, None, Some(&terms));
    let whole = |money: &cost::Money| {
        let text = |n: &BigDecimal| n.with_scale_round(0, RoundingMode::HalfUp).to_string();
        (text(&money.low), text(money.high.as_ref().expect("a high end")))
    };
    let pair = |low: &str, high: &str| (low.to_owned(), high.to_owned());
    let total = cost.total.expect("a total");
    assert_eq!(whole(&cost.capital), pair("406", "912"));
    assert_eq!(whole(&total.nominal), pair("1192", "2786"));
    assert_eq!(whole(&total.discounted), pair("1047", "2440"));
    assert_eq!(cost.capital.high.expect("a high end").to_string(), "912.3");
    assert_eq!(whole(&cost.running), pair("45", "107"));
}

#[test]
fn every_option_is_compared_and_nothing_is_costed_as_0() {
    let (loaded, survey, assessment) = demo();
    let without = plan(&survey, &loaded.profile, &assessment, &Wish::default());
    assert!(without.lines.iter().all(|l| l.cost.is_none()));
    assert_eq!(without.outcome(Choice::AllGaps).expect("all gaps").cost.costed, 0);
    let prices = prices(&loaded.profile);
    let budget = BigDecimal::from(1_000);
    let wish = Wish { prices: Some(&prices), budget: Some(&budget), ..Wish::default() };
    let plan = plan(&survey, &loaded.profile, &assessment, &wish);
    let gaps: u64 = 35 + 35;
    for outcome in &plan.options {
        let all: u64 = outcome.closed.iter().chain(&outcome.left).sum();
        assert_eq!(all, gaps, "{:?}", outcome.choice);
        assert!(outcome.cost.costed <= outcome.cost.lines);
    }
    let [nothing, critical, all, within] = Choice::ALL.map(|c| plan.outcome(c).expect("an option"));
    assert_eq!(nothing.closed, [0, 0, 0]);
    assert!(critical.closed[0] == all.closed[0] && critical.closed[2] < all.closed[2]);
    assert!(within.found.as_ref().is_some_and(|f| f.spent <= budget && !f.exact));
    assert!(within.bundles.iter().all(|&n| plan.bundles[n].feasibility.is_sure()));
}
