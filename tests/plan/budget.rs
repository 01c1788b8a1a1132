//! A small budget is spent as well as can be: compared with every choice, by brute force.

use std::collections::BTreeSet;

use bigdecimal::BigDecimal;
use borderfit::plan::option::weight;
use borderfit::plan::{Choice, EXACT, Feasibility, Plan, Wish};
use borderfit::standard::load_prices;
use proptest::prelude::*;

use super::common::Case;

/// So many works that remedies may share, by crossing point.
const WORKS: usize = 3;

/// One remedy: severity of its gap, price, works that it waits for (bits), its feasibility where
/// that is not up to the works.
type Drawn = (u8, u64, u8, u8);

fn case(drawn: &[Drawn], work_prices: &[u64]) -> (Case, String) {
    let mut tables = String::new();
    let mut prices =
        String::from("format = 1\ncurrency = \"X\"\ndate = \"2026-01-01\"\nsource = \"a test\"\n");
    for (n, price) in work_prices.iter().enumerate() {
        tables.push_str(&format!("[[enabling]]\nkey = \"work-{n}\"\ntitle = \"Work {n}\"\n"));
        tables.push_str(&format!(
            "[[attribute]]\nkey = \"w{n}\"\nof = \"crossing-point\"\ntype = \"bool\"\n"
        ));
        prices.push_str(&format!("[[price]]\nenabling = \"work-{n}\"\nunit_low = {price}\n"));
    }
    for (n, &(severity, price, works, other)) in drawn.iter().enumerate() {
        let severity = ["critical", "major", "minor"][usize::from(severity % 3)];
        let needs: String = (0..WORKS)
            .filter(|w| works >> w & 1 == 1)
            .map(|w| {
                format!(
                    "{{ title = \"Need {w}\", factor = \"power\", criteria = [{{ attribute = \
                     \"w{w}\", is = true }}], if_missing = \"fixable\", enabling = \"work-{w}\" }},"
                )
            })
            .collect();
        let blocked = if other == 0 {
            "{ title = \"Never\", factor = \"legal\", criteria = [{ attribute = \"w0\", is = true \
             }], if_missing = \"blocking\" },"
        } else {
            ""
        };
        tables.push_str(&format!(
            "[[attribute]]\nkey = \"a{n}\"\nof = \"crossing-point\"\ntype = \"bool\"\n\
             [[requirement]]\nid = \"R{n:02}\"\ntitle = \"T\"\ncategory = \"any\"\nseverity = \
             \"{severity}\"\nbasis = \"practice\"\ncriteria = [{{ attribute = \"a{n}\", is = true \
             }}]\nremedy = \"m{n:02}\"\n[[remedy]]\nkey = \"m{n:02}\"\ntitle = \"M\"\nphase = \
             2\nneeds = [{needs}{blocked}]\n"
        ));
        prices.push_str(&format!("[[price]]\nremedy = \"m{n:02}\"\nunit_low = {price}\n"));
    }
    let mut rows = String::new();
    for point in ["P", "Q"] {
        for n in 0..drawn.len() {
            rows.push_str(&format!("{point},,,a{n},false,,observed\n"));
        }
        for n in 0..work_prices.len() {
            rows.push_str(&format!("{point},,,w{n},false,,observed\n"));
        }
    }
    (Case::new(&tables, &rows), prices)
}

/// Weight and price of a choice: each bundle, and each work once at its crossing point.
fn value(plan: &Plan<'_>, chosen: &BTreeSet<usize>) -> (u64, BigDecimal) {
    let weight = chosen
        .iter()
        .flat_map(|&n| &plan.bundles[n].closes)
        .map(|closed| weight(closed.severity))
        .sum();
    let price = plan
        .lines
        .iter()
        .filter(|l| match l.bundle {
            Some(n) => chosen.contains(&n),
            None => l.enables.iter().any(|n| chosen.contains(n)),
        })
        .filter_map(|l| l.cost.as_ref()?.capital.high.clone())
        .sum();
    (weight, price)
}

proptest! {
    #[test]
    fn no_choice_within_the_budget_closes_more(
        drawn in proptest::collection::vec((0_u8..3, 0_u64..40, 0_u8..8, 0_u8..6), 1..6),
        works in proptest::collection::vec(0_u64..40, WORKS),
        budget in 0_u64..200,
    ) {
        let (case, prices) = case(&drawn, &works);
        let prices = load_prices("p.toml", &prices, &case.loaded.profile).expect("prices");
        let budget = BigDecimal::from(budget);
        let wish = Wish { prices: Some(&prices), budget: Some(&budget), ..Wish::default() };
        let plan = case.plan(&wish);
        let within = plan.outcome(Choice::WithinBudget).expect("an option");
        let found = within.found.as_ref().expect("how it was found");
        prop_assert!(plan.bundles.len() < EXACT && found.exact);
        let (weight, price) = value(&plan, &within.bundles);
        prop_assert_eq!((weight, &price), (found.weight, &found.spent));
        prop_assert!(price <= budget);
        let sure: Vec<usize> = (0..plan.bundles.len())
            .filter(|&n| plan.bundles[n].feasibility != Feasibility::NotFeasible)
            .collect();
        for choice in 0_u32..1 << sure.len() {
            let chosen: BTreeSet<usize> =
                (0..sure.len()).filter(|n| choice >> n & 1 == 1).map(|n| sure[n]).collect();
            let (other, cost) = value(&plan, &chosen);
            if cost <= budget {
                prop_assert!(
                    other < weight || (other == weight && cost >= price),
                    "{chosen:?} closes {other} for {cost}, not {weight} for {price}"
                );
            }
        }
        let again = case.plan(&wish);
        prop_assert_eq!(&again.outcome(Choice::WithinBudget).expect("an option").bundles, &within.bundles);
    }

    #[test]
    fn the_greedy_rule_keeps_the_budget_and_takes_what_still_fits(
        drawn in proptest::collection::vec((0_u8..3, 1_u64..40, 0_u8..8, 1_u8..6), 10..14),
        works in proptest::collection::vec(0_u64..40, WORKS),
        budget in 0_u64..600,
    ) {
        let (case, prices) = case(&drawn, &works);
        let prices = load_prices("p.toml", &prices, &case.loaded.profile).expect("prices");
        let budget = BigDecimal::from(budget);
        let wish = Wish { prices: Some(&prices), budget: Some(&budget), ..Wish::default() };
        let plan = case.plan(&wish);
        let within = plan.outcome(Choice::WithinBudget).expect("an option");
        prop_assert!(!within.found.as_ref().expect("how it was found").exact);
        let (_, price) = value(&plan, &within.bundles);
        prop_assert!(price <= budget);
        for n in (0..plan.bundles.len()).filter(|n| !within.bundles.contains(n)) {
            let mut more = within.bundles.clone();
            more.insert(n);
            prop_assert!(value(&plan, &more).1 > budget, "bundle {n} would still fit");
        }
    }
}
