//! The plan in every format: pleasant to read, complete for machines, the same at every run.

use bigdecimal::BigDecimal;
use borderfit::plan::{Choice, Terms, Wish, plan};
use borderfit::report::plan::{
    PLAN_HEADER, PlanView, plan_csv, plan_json, plan_markdown, plan_text, plan_xlsx,
};
use unicode_width::UnicodeWidthStr;

use super::common::{demo, prices};

fn with(choice: Option<Choice>, budget: Option<u32>, check: impl Fn(&PlanView<'_>)) {
    let (loaded, survey, assessment) = demo();
    let prices = prices(&loaded.profile);
    let terms = Terms::new(10, BigDecimal::from(4)).expect("terms");
    let budget = budget.map(BigDecimal::from);
    let wish = Wish {
        prices: Some(&prices),
        terms: Some(&terms),
        budget: budget.as_ref(),
        ..Wish::default()
    };
    let plan = plan(&survey, &loaded.profile, &assessment, &wish);
    check(&PlanView {
        survey: &survey,
        profile: &loaded.profile,
        assessment: &assessment,
        plan: &plan,
        prices: Some(&prices),
        terms: Some(&terms),
        budget: budget.as_ref(),
        choice,
    });
}

#[test]
fn the_plan_of_the_demo_reads_well() {
    with(None, None, |view| {
        for width in [80, 120] {
            let text = plan_text(view, Some(width));
            for line in text.lines() {
                // The first line is the title of the survey, as it is.
                assert!(line.width() <= width, "{line}");
            }
        }
        insta::assert_snapshot!("plan_80", plan_text(view, Some(80)));
    });
}

#[test]
fn what_a_budget_closes_reads_well() {
    with(Some(Choice::WithinBudget), Some(1_500), |view| {
        insta::assert_snapshot!("plan_budget_100", plan_text(view, Some(100)));
    });
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let all = |view: &PlanView<'_>| -> Vec<Vec<u8>> {
        vec![
            plan_text(view, None).into_bytes(),
            plan_csv(view).expect("a table"),
            plan_json(view).expect("JSON").into_bytes(),
            plan_markdown(view).into_bytes(),
            plan_xlsx(view).expect("a workbook"),
        ]
    };
    let first = std::cell::RefCell::new(Vec::new());
    with(None, Some(2_000), |view| *first.borrow_mut() = all(view));
    with(None, Some(2_000), |view| assert_eq!(*first.borrow(), all(view)));
}

#[test]
fn tables_and_documents_hold_every_line() {
    with(None, Some(2_000), |view| {
        let csv = String::from_utf8(plan_csv(view).expect("a table")).expect("text");
        let mut rows = csv::Reader::from_reader(csv.as_bytes());
        assert_eq!(rows.headers().expect("a header").len(), PLAN_HEADER.len());
        let rows: Vec<_> = rows.records().map(|r| r.expect("a row")).collect();
        assert_eq!(rows.len(), view.plan.lines.len() + view.plan.alerts.len());
        let uncosted = rows.iter().filter(|r| &r[15] == "false").collect::<Vec<_>>();
        assert!(!uncosted.is_empty() && uncosted.iter().all(|r| r[16].is_empty()), "never 0");
        let json: serde_json::Value =
            serde_json::from_str(&plan_json(view).expect("JSON")).expect("JSON");
        assert_eq!(json["format"], "borderfit.plan/1");
        assert_eq!(json["horizon"], 10);
        assert_eq!(json["rate"], "4");
        assert_eq!(json["currency"], "kDCU");
        let lines = json["lines"].as_array().expect("lines");
        assert_eq!(lines.len(), view.plan.lines.len());
        for key in [
            "crossing_point",
            "position",
            "remedy",
            "action",
            "units",
            "closes",
            "feasibility",
            "needs",
            "instead",
            "phase",
            "costed",
            "capex",
            "running_per_year",
            "total",
        ] {
            assert!(lines.iter().all(|l| l.get(key).is_some()), "{key}");
        }
        let costed = lines.iter().filter(|l| l["costed"] == true).count();
        assert_eq!(json["totals"]["costed"], costed);
        assert_eq!(json["totals"]["lines"], lines.len());
    });
}
