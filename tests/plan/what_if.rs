//! What would change: derived facts, changes, what stays; nothing recorded, clear refusals.

use borderfit::judge::assess;
use borderfit::model::Verdict;
use borderfit::plan::Feasibility;
use borderfit::plan::assume::{Deed, WhatIf, parse, what_if};

use super::common::{Case, demo};

fn tried<'p>(
    profile: &'p borderfit::standard::Profile,
    survey: &borderfit::model::Survey,
    assessment: &borderfit::judge::Assessment,
    texts: &[&str],
) -> WhatIf<'p> {
    let assumptions: Vec<_> = texts
        .iter()
        .map(|t| parse(t, profile, assessment).unwrap_or_else(|e| panic!("{e}")))
        .collect();
    what_if(survey, profile, assessment, &assumptions).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn readers_added_close_the_gap_and_need_what_they_need() {
    let (loaded, survey, assessment) = demo();
    let (profile, before) = (&loaded.profile, survey.observations().len());
    let found = tried(profile, &survey, &assessment, &["add 4 full-page-reader at QV-R02"]);
    assert_eq!(survey.observations().len(), before, "nothing is recorded");
    assert_eq!(assess(&survey, profile, assessment.as_of), assessment);
    assert_eq!(found.changes.len(), 1);
    assert_eq!(profile.requirement(found.changes[0].requirement).id, "R01");
    assert_eq!(found.changes[0].before.0, Verdict::PartlyMet);
    assert_eq!(found.changes[0].after.0, Verdict::Met);
    assert!(found.stays.is_empty() && found.not_implied.is_empty());
    assert_eq!(found.needs[0].feasibility, Feasibility::WithPreparation);
    assert_eq!(found.needs[0].wanting.len(), 6);
    let short = tried(profile, &survey, &assessment, &["add 3 full-page-reader at QV-R02"]);
    assert_eq!(short.changes.len(), 1, "fewer are missing");
    assert_eq!(short.stays.len(), 1);
    assert_eq!(short.stays[0].after.1.map(|s| s.max), Some(Some(1)));
}

/// Whatever is added, every gap that names the remedy there is met, unless something is said not
/// to be implied.
#[test]
fn what_is_added_satisfies_what_is_asked_of_it() {
    let (loaded, survey, assessment) = demo();
    let profile = &loaded.profile;
    let mut met = 0;
    for key in profile.remedies.keys() {
        if !profile.requirements.iter().any(|r| r.remedy == *key) {
            continue;
        }
        for point in &assessment.points {
            let text = format!("add 30 {key} at {}", point.code);
            let found = tried(profile, &survey, &assessment, &[&text]);
            met += found.changes.iter().filter(|c| c.after.0 == Verdict::Met).count();
            let stay: Vec<&str> = found
                .stays
                .iter()
                .filter(|s| s.before.0.is_gap())
                .map(|s| profile.requirement(s.requirement).id.as_str())
                .collect();
            assert!(stay.is_empty() || !found.not_implied.is_empty(), "{text}: {stay:?} stay");
        }
    }
    assert!(met >= 60, "{met}");
}

#[test]
fn facts_are_set_and_items_removed() {
    let (loaded, survey, assessment) = demo();
    let profile = &loaded.profile;
    let ids = |found: &WhatIf<'_>| -> Vec<(String, Verdict)> {
        let id =
            |c: &borderfit::plan::assume::Change| profile.requirement(c.requirement).id.clone();
        found.changes.iter().map(|c| (id(c), c.after.0)).collect()
    };
    let set =
        tried(profile, &survey, &assessment, &["set it_room_temperature = 25 degC at QV-A01"]);
    assert_eq!(ids(&set), [("R15".to_owned(), Verdict::Met)]);
    let gone = tried(profile, &survey, &assessment, &["remove comparator at QV-A01/second-line"]);
    assert_eq!(ids(&gone), [("R02".to_owned(), Verdict::NotMet)]);
    let closed = tried(
        profile,
        &survey,
        &assessment,
        &["set inventory_complete.passport-reader=true at QV-S03"],
    );
    assert_eq!(ids(&closed), [("R01".to_owned(), Verdict::PartlyMet)]);
    let minutes = tried(profile, &survey, &assessment, &["set run_time=0.5 h at QV-A01//ups"]);
    assert_eq!(minutes.facts[0].unit, "h");
    let both = tried(
        profile,
        &survey,
        &assessment,
        &["set legal_basis=true at QV-A01", "set dpia=true at QV-A01"],
    );
    assert_eq!(ids(&both), [("R17".to_owned(), Verdict::Met)]);
}

#[test]
fn what_cannot_be_assumed_is_refused_in_words() {
    let (loaded, survey, assessment) = demo();
    let mut texts = String::new();
    for text in [
        "",
        "more readers",
        "buy 2 ups at QV-A01",
        "add 2 full-page-raeder at QV-A01",
        "add many ups at QV-A01",
        "add 2 ups at QV-A02",
        "add 2 ups at QV-A01/entri",
        "add 2 ups at QV-A01/entry/readers",
        "set dpia at QV-A01",
        "set dpia= at QV-A01",
        "set dpai=true at QV-A01",
        "set dpia=perhaps at QV-A01",
        "set dpia=true at QV-A01/entry",
        "set run_time=30 kg at QV-A01//ups",
        "set positions_complete=maybe at QV-A01",
        "remove at QV-A01",
        "remove lamp at QV-A01/entry",
    ] {
        let error = match parse(text, &loaded.profile, &assessment) {
            Err(error) => error,
            Ok(read) => what_if(&survey, &loaded.profile, &assessment, &[read]).expect_err(text),
        };
        texts.push_str(&format!("{error}\n  {}\n", error.hint));
    }
    insta::assert_snapshot!(texts);
}

#[test]
fn a_unit_stands_apart_only_where_there_is_one() {
    let (loaded, _, assessment) = demo();
    let read = |text| parse(text, &loaded.profile, &assessment).unwrap_or_else(|e| panic!("{e}"));
    let Deed::Set { value, unit, .. } = read("set hazards=ice on the steps at QV-R04").deed else {
        panic!("a fact is set")
    };
    assert_eq!((value.as_str(), unit.as_str()), ("ice on the steps", ""));
    let Deed::Add { count, .. } = read("add ups at QV-R04").deed else { panic!("one is added") };
    assert_eq!(count, 1);
}

/// The operands of every comparator suggest a value that passes.
#[test]
fn every_comparator_is_satisfied() {
    let asked: [(&str, &str); 16] = [
        ("type = \"bool\"", "is = true"),
        ("type = \"bool\"", "is = false"),
        ("type = \"integer\"", "more_than = 7"),
        ("type = \"integer\"", "less_than = 7"),
        ("type = \"integer\"", "between = [3, 5]"),
        ("type = \"quantity\"\nunit = \"h\"", "at_least = \"90 min\""),
        ("type = \"quantity\"\nunit = \"h\"", "at_most = \"2 d\""),
        ("type = \"size\"\nunit = \"mm\"", "at_least = \"30x20 cm\""),
        ("type = \"range\"\nunit = \"degC\"", "covers = \"-10..40 degC\""),
        ("type = \"range\"\nunit = \"degC\"", "within = \"-10..40 degC\""),
        ("type = \"version\"", "at_least = \"1.2.10\""),
        ("type = \"date\"", "newer_than_days = 30"),
        ("type = \"date\"", "not_after = \"2027-09\""),
        ("type = \"text\"", "is_not = \"none\""),
        (
            "type = \"choices\"\noptions = [{ key = \"a\", label = \"A\" }, { key = \"b\", label = \"B\" }]",
            "includes = [\"a\", \"b\"]",
        ),
        (
            "type = \"choices\"\noptions = [{ key = \"a\", label = \"A\" }, { key = \"b\", label = \"B\" }]",
            "excludes = [\"a\"]",
        ),
    ];
    for (kind, test) in asked {
        let tables = format!(
            "[[equipment]]\nkey = \"box\"\nlabel = \"Box\"\nattributes = [\"x\"]\n[[attribute]]\n\
             key = \"x\"\nof = \"equipment\"\n{kind}\n[[requirement]]\nid = \"R\"\ntitle = \"T\"\n\
             category = \"any\"\nseverity = \"major\"\nbasis = \"practice\"\nequipment = \"box\"\n\
             quantity = {{ at_least = 2 }}\ncriteria = [{{ attribute = \"x\", {test} }}]\nremedy = \
             \"a-box\"\n[[remedy]]\nkey = \"a-box\"\ntitle = \"A box\"\nphase = 2\n"
        );
        let case =
            Case::new(&tables, "P,,,name,A,,observed\nP,,,inventory_complete.box,true,,observed\n");
        let found =
            tried(&case.loaded.profile, &case.survey, &case.assessment, &["add 2 a-box at P"]);
        assert!(found.not_implied.is_empty(), "{kind} {test}: {:?}", found.not_implied);
        assert_eq!(found.changes[0].after.0, Verdict::Met, "{kind} {test}: {:?}", found.facts);
    }
}
