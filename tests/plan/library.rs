//! The remedies of the library: every word of their tables arrives in the plan.

use std::collections::BTreeMap;

use borderfit::standard::{Remedy, built_in_ids, load_built_in, load_text};

const REMEDIES: &str = include_str!("../../standards/remedies.toml");

/// A profile that names every remedy of the library.
fn all() -> BTreeMap<String, Remedy> {
    let keys: Vec<&str> = REMEDIES
        .split("[[remedy]]")
        .skip(1)
        .map(|table| table.split('"').nth(1).expect("a key"))
        .collect();
    let mut text = String::from(
        "format = 1\n[profile]\nid = \"all\"\nversion = \"1\"\ntitle = \"All\"\nstatus = \
         \"draft\"\n[[category]]\nkey = \"any\"\nlabel = \"Any\"\n",
    );
    for (n, key) in keys.iter().enumerate() {
        text.push_str(&format!(
            "[[requirement]]\nid = \"R{n}\"\ntitle = \"T\"\ncategory = \"any\"\nseverity = \
             \"minor\"\nbasis = \"practice\"\ncriteria = [{{ attribute = \"sheltered\", is = true \
             }}]\nwhere = {{ lines = [\"first\"] }}\nremedy = \"{key}\"\n"
        ));
    }
    let loaded = load_text("all.toml", &text, &|_| None).unwrap_or_else(|e| panic!("{e}"));
    loaded.profile.remedies
}

#[test]
fn all_of_every_table_is_read() {
    let remedies = all();
    assert_eq!(remedies.len(), 56);
    let count = |test: &dyn Fn(&Remedy) -> usize| remedies.values().map(test).sum::<usize>();
    let written = |word: &str| REMEDIES.matches(word).count();
    let needs = |test: fn(&borderfit::standard::Need) -> bool| {
        count(&|r| r.needs.iter().filter(|n| test(n)).count())
    };
    assert_eq!(needs(|_| true), written("{ title = "));
    assert_eq!(needs(|n| n.soft), written("soft = true"));
    assert_eq!(needs(|n| !n.fixable), written("if_missing = \"blocking\""));
    assert_eq!(needs(|n| n.fixable), written("if_missing = \"fixable\""));
    assert_eq!(needs(|n| !n.enabling.is_empty()), written(", enabling = \""));
    assert!(needs(|n| n.criteria.is_empty()) == 0);
    assert_eq!(
        count(&|r| usize::from(r.captures_biometrics)),
        written("captures_biometrics = true")
    );
    assert_eq!(count(&|r| usize::from(r.queries_watchlist)), written("queries_watchlist = true"));
    assert_eq!(count(&|r| usize::from(r.lifetime_years.is_some())), written("\nlifetime_years = "));
    assert_eq!(count(&|r| usize::from(!r.instead.is_empty())), written("\ninstead = ["));
    for phase in 0..4 {
        let found = count(&|r| usize::from(r.phase == phase));
        assert_eq!(found, written(&format!("\nphase = {phase}\n")), "phase {phase}");
    }
    let scanner = &remedies["cargo-scanner"];
    assert_eq!(scanner.lifetime_years.as_ref().map(ToString::to_string).as_deref(), Some("10"));
}

#[test]
fn every_requirement_of_the_built_in_profiles_has_a_remedy() {
    for id in built_in_ids() {
        let profile = load_built_in(id).unwrap_or_else(|e| panic!("{e}")).profile;
        for requirement in &profile.requirements {
            let remedy = profile.remedies.get(&requirement.remedy);
            let remedy = remedy.unwrap_or_else(|| panic!("{id}: {}", requirement.id));
            for need in remedy.needs.iter().filter(|n| !n.enabling.is_empty()) {
                let known = profile.remedies.contains_key(&need.enabling)
                    || profile.enabling.contains_key(&need.enabling);
                assert!(known, "{id}: {} needs {}", remedy.key, need.enabling);
            }
        }
    }
}
