//! The six composed profiles against the list that they were composed from, and against what the
//! rest of the program expects of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};

use borderfit::report::questions;
use borderfit::standard::{
    Basis, Loaded, Severity, built_in_ids, catalogue, load_built_in, load_text,
};

/// The profiles as they were agreed: profile, requirement, severity, basis, confidence, and
/// whether the requirement was added so that others can follow from it.
const COMPOSED: &str = include_str!("profiles/composed.csv");

/// The requirements that no profile has, offered to whoever wants more.
const EXTRAS: [&str; 24] = [
    "BIO-07", "BIO-16", "BIO-17", "BIO-24", "BIO-35", "BIO-43", "DOC-11", "DOC-12", "DPR-03",
    "NET-12", "NET-16", "NET-19", "NET-20", "PWR-05", "PWR-08", "PWR-13", "PWR-14", "PWR-15",
    "VEH-02", "VEH-04", "VEH-05", "VEH-09", "VEH-10", "VEH-11",
];

fn load(id: &str) -> Loaded {
    load_built_in(id).unwrap_or_else(|e| panic!("{e}"))
}

/// The composed profiles: all that are built in but the demo's.
fn composed() -> Vec<Loaded> {
    built_in_ids().filter(|id| *id != "demo-min").map(load).collect()
}

type Row = (Severity, Basis, String);

fn agreed() -> BTreeMap<String, BTreeMap<String, Row>> {
    let mut rows: BTreeMap<String, BTreeMap<String, Row>> = BTreeMap::new();
    for line in COMPOSED.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [profile, requirement, severity, basis, confidence, _added] = cells[..] else {
            panic!("not six cells: {line}");
        };
        let row = (
            Severity::parse(severity).unwrap(),
            Basis::parse(basis).unwrap(),
            confidence.to_owned(),
        );
        let before = rows.entry(profile.into()).or_default().insert(requirement.into(), row);
        assert_eq!(before, None, "{line} stands twice");
    }
    rows
}

#[test]
fn every_profile_asks_what_was_agreed() {
    let agreed = agreed();
    let profiles = composed();
    assert_eq!(profiles.len(), 6);
    assert_eq!(agreed.len(), 6);
    for Loaded { profile, .. } in &profiles {
        let found: BTreeMap<String, Row> = profile
            .requirements
            .iter()
            .map(|r| (r.id.clone(), (r.severity, r.basis, r.confidence.clone())))
            .collect();
        assert_eq!(found, agreed[&profile.id], "{}", profile.id);
    }
}

#[test]
fn what_is_cited_has_a_source_that_was_read_and_a_clause() {
    for Loaded { profile, .. } in &composed() {
        for requirement in &profile.requirements {
            let at = format!("{} of {}", requirement.id, profile.id);
            match requirement.basis {
                Basis::Cited => {
                    assert!(!requirement.cites.is_empty(), "{at}");
                    assert!(["V", "T", "S"].contains(&&*requirement.confidence), "{at}");
                }
                Basis::Practice => assert!(requirement.cites.is_empty(), "{at}"),
            }
            for cite in &requirement.cites {
                let source = &profile.sources[&cite.source];
                assert!(!source.title.is_empty() && !source.seen.is_empty(), "{at}: {source:?}");
                assert!(!cite.clause.trim().is_empty(), "{at}: {}", cite.source);
            }
        }
    }
}

#[test]
fn every_requirement_says_why_and_what_closes_its_gap() {
    for Loaded { profile, .. } in &composed() {
        for requirement in &profile.requirements {
            let at = format!("{} of {}", requirement.id, profile.id);
            assert!(!requirement.why.is_empty(), "{at} says no why");
            assert!(profile.remedies.contains_key(&requirement.remedy), "{at} has no remedy");
        }
    }
}

#[test]
fn profiles_say_what_they_are_and_are_nobody_s_standard() {
    for Loaded { profile, warnings, .. } in &composed() {
        assert_eq!(warnings, &[], "{}", profile.id);
        assert_eq!(profile.status.code(), "composed");
        assert!(profile.about.contains("nobody's official standard"), "{}", profile.id);
        assert!(profile.about.contains(" not "), "{} says what it is not", profile.id);
        assert!(!profile.about.contains('\n'), "one paragraph");
        for word in ["ICAO", "EU ", "UN ", "official", "standard"] {
            assert!(!profile.title.contains(word), "{}", profile.title);
        }
    }
}

#[test]
fn a_requirement_that_several_profiles_use_is_the_same_in_each() {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for Loaded { profile, .. } in composed() {
        for mut requirement in profile.requirements {
            // Its severity belongs to the profile, and so does whether its root is there.
            requirement.severity = Severity::Minor;
            requirement.follows = None;
            let text = format!("{requirement:?}");
            let before = known.entry(requirement.id.clone()).or_insert_with(|| text.clone());
            assert_eq!(*before, text, "{} in {}", requirement.id, profile.id);
        }
    }
    assert_eq!(known.len(), 172 - EXTRAS.len());
}

#[test]
fn the_optional_extras_are_in_no_profile_and_can_be_taken_into_each() {
    for Loaded { profile, .. } in &composed() {
        let uses: String = EXTRAS
            .iter()
            .map(|id| format!("[[use]]\nid = \"{id}\"\nseverity = \"minor\"\n"))
            .collect();
        assert!(profile.requirements.iter().all(|r| !EXTRAS.contains(&&*r.id)), "{}", profile.id);
        let text = format!(
            "format = 1\n[profile]\nid = \"t\"\nversion = \"1\"\ntitle = \"T\"\nstatus = \"draft\"\n\
             extends = [\"{}\"]\n{uses}",
            profile.id
        );
        let more = load_text("t.toml", &text, &|_| None).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(more.profile.requirements.len(), profile.requirements.len() + EXTRAS.len());
    }
}

#[test]
fn every_attribute_that_is_read_is_asked_for_in_words_that_can_be_understood() {
    let vocabulary = catalogue().unwrap();
    let known: BTreeSet<&str> = vocabulary.attributes.iter().map(|a| a.key.as_str()).collect();
    for Loaded { profile, .. } in &composed() {
        let groups = questions::of_profile(profile);
        for question in groups.iter().flat_map(|g| &g.questions) {
            let text = &question.question;
            let at = format!("{} ({}): {text}", profile.id, question.attribute);
            assert!(known.contains(&*question.attribute), "{at}");
            assert!(text.trim_end().ends_with(['?', ')']), "{at}");
            assert!(text.contains('?'), "{at}");
            // What stands on one line of a terminal.
            assert!(text.chars().count() <= 72, "{at}");
            assert!(question.help.chars().count() >= 40, "{at}: says not how to find out");
        }
        let asked: BTreeSet<&str> =
            groups.iter().flat_map(|g| &g.questions).map(|q| q.attribute.as_str()).collect();
        for requirement in &profile.requirements {
            for id in questions::attributes(profile, requirement) {
                let key = &profile.vocabulary.attribute(id).key;
                assert!(asked.contains(&**key), "{key} of {} is not asked", requirement.id);
            }
        }
    }
}
