//! A whole post of Varsenia entered by keys alone: every fact of its table is found in the palette,
//! answered as a person would, and the post is judged as worked out by hand.

mod journeys;

use std::collections::BTreeMap;

use borderfit::app::asking::Asking;
use borderfit::app::screen::{Screen, label_of};
use borderfit::app::sheet::PlaceKey;
use borderfit::app::view::{GRADES, PAGE};
use borderfit::model::{AbsenceReason, Evidence};
use borderfit::tui::Key;
use journeys::Laptop;

const FACTS: &str = include_str!("tables/varsenia.csv");
const EXPECTED: &str = include_str!("../standards/demo/expected.csv");

/// A row of the table.
struct Fact {
    position: String,
    item: String,
    attribute: String,
    value: String,
    unit: String,
    evidence: Option<Evidence>,
    absent: Option<AbsenceReason>,
}

fn facts(post: &str) -> Vec<Fact> {
    let mut reader = csv::Reader::from_reader(FACTS.as_bytes());
    let rows = reader.records().map(|r| r.expect("a row"));
    rows.filter(|r| &r[0] == post)
        .map(|r| Fact {
            position: r[1].to_owned(),
            item: r[2].to_owned(),
            attribute: r[3].to_owned(),
            value: r[4].to_owned(),
            unit: r[5].to_owned(),
            evidence: Evidence::parse(&r[6]),
            absent: AbsenceReason::parse(&r[7]),
        })
        .collect()
}

fn text(laptop: &mut Laptop, typed: &str) {
    for c in typed.chars() {
        laptop.press(Key::Char(c));
    }
}

/// Finds a question in the palette by the place and the attribute.
fn go(laptop: &mut Laptop, place: &str, attribute: &str) -> bool {
    for down in 0..30 {
        laptop.press(Key::F(9));
        text(laptop, attribute);
        for _ in 0..down {
            laptop.press(Key::Down);
        }
        laptop.press(Key::Enter);
        let there = laptop
            .app()
            .question()
            .is_some_and(|(stop, line)| line.attribute == attribute && stop.title == place);
        if there && matches!(laptop.app().screen(), Screen::Walk(_)) {
            return true;
        }
        laptop.keys("Esc");
        if !matches!(laptop.app().screen(), Screen::Walk(_)) {
            laptop.keys("F2");
        }
    }
    false
}

/// Answers the question that has the focus.
fn answer(laptop: &mut Laptop, fact: &Fact) {
    if let Some(reason) = fact.absent {
        laptop.press(Key::F(12));
        let n = AbsenceReason::ALL.iter().position(|r| *r == reason).expect("it is listed");
        let key = borderfit::tui::keymap::choice_key(n).expect("it has a key");
        laptop.press(Key::Char(key));
        return;
    }
    let grade = fact.evidence.expect("a value has evidence");
    if laptop.app().evidence() != grade {
        let n = GRADES.iter().position(|g| *g == grade).expect("it can be given");
        laptop.press(Key::F(6));
        laptop.press(Key::Char(char::from_digit(n as u32 + 1, 10).expect("a digit")));
    }
    let asking = laptop.app().asking().expect("something is asked");
    if asking.is_typed() {
        laptop.press(Key::Char('='));
        laptop.keys("Ctrl+u");
        text(laptop, &format!("{} {}", fact.value, fact.unit));
        laptop.press(Key::Enter);
        if laptop.app().message().is_some_and(|m| m.warning) {
            laptop.press(Key::Enter);
        }
        return;
    }
    let wanted: Vec<(&str, bool)> = match fact.value.as_str() {
        "none" if asking.is_set() => Vec::new(),
        value => value.split(';').map(|v| (v.trim_end_matches('?'), v.ends_with('?'))).collect(),
    };
    for &(key, open) in &wanted {
        for _ in 0..=usize::from(open) {
            choose(laptop, &asking, key);
        }
    }
    if asking.is_set() {
        laptop.press(Key::Enter);
        if wanted.is_empty() {
            laptop.press(Key::Enter);
        }
    }
}

/// Presses the digit of an option, on its page.
fn choose(laptop: &mut Laptop, asking: &Asking, key: &str) {
    let option = asking.options.iter().position(|o| o.key == key);
    let option = option.unwrap_or_else(|| panic!("{}: no '{key}'", asking.attribute));
    let shown = laptop.app().shown_options();
    let n = shown.iter().position(|&o| o == option).expect("it is shown");
    let page = laptop.app().option_page().1;
    (page..n / PAGE).for_each(|_| drop(laptop.press(Key::PageDown)));
    (n / PAGE..page).for_each(|_| drop(laptop.press(Key::PageUp)));
    let digit = char::from_digit((n % PAGE) as u32 + 1, 10).expect("a digit");
    laptop.press(Key::Char(digit));
}

/// What the table says of a fact, if it says it once.
fn said<'f>(facts: &'f [Fact], position: &str, item: &str, attribute: &str) -> Option<&'f Fact> {
    let mut all = facts.iter().filter(|f| {
        f.position == position && f.item == item && f.attribute == attribute && f.absent.is_none()
    });
    all.next_back()
}

/// Enters a post by keys; gives how many facts could not be entered.
fn enter(laptop: &mut Laptop, post: &str, facts: &[Fact]) -> Vec<String> {
    let label = |attribute: &str, key: &str| {
        let profile = journeys::profile().profile;
        let asking = Asking::of(&profile, attribute);
        let n = asking.options.iter().position(|o| o.key == key).expect("an option");
        label_of(&asking.options, n)
    };
    let kind = said(facts, "", "", "type").expect("a type").value.clone();
    laptop.keys("F4 F8 3");
    text(laptop, post);
    laptop.keys("Enter Enter");
    let first = kind.split(';').next().unwrap_or("");
    text(laptop, &label("type", first));
    laptop.keys("Enter");
    let mut places: Vec<&str> = Vec::new();
    for fact in facts {
        if !fact.position.is_empty() && !places.contains(&fact.position.as_str()) {
            places.push(&fact.position);
        }
    }
    for place in &places {
        laptop.keys("F4 F8 2");
        let kind = said(facts, place, "", "kind").expect("a kind");
        text(laptop, &label("kind", &kind.value));
        laptop.keys("Enter Enter");
        text(laptop, place);
        laptop.keys("Enter");
    }
    let mut items: Vec<(&str, &str)> = Vec::new();
    for fact in facts.iter().filter(|f| !f.item.is_empty()) {
        if !items.contains(&(&fact.position, &fact.item)) {
            items.push((&fact.position, &fact.item));
        }
    }
    for &(place, item) in &items {
        if place.is_empty() {
            laptop.keys("F4");
        } else {
            assert!(go(laptop, place, "kind"), "{place}");
        }
        laptop.keys("F8 1");
        let kind = said(facts, place, item, "equipment").expect("a kind");
        text(laptop, &label("equipment", &kind.value));
        laptop.keys("Enter");
        let count = said(facts, place, item, "quantity").map_or("1", |f| f.value.as_str());
        text(laptop, count);
        laptop.keys("Enter");
        text(laptop, item);
        laptop.keys("Enter");
    }
    laptop.keys("F2");
    let mut missing = Vec::new();
    for fact in facts {
        let place = match (fact.position.as_str(), fact.item.as_str()) {
            ("", "") => "Crossing point",
            (position, "") => position,
            (_, item) => item,
        };
        if go(laptop, place, &fact.attribute) {
            answer(laptop, fact);
        } else {
            missing.push(format!("{place} {}", fact.attribute));
        }
    }
    missing
}

/// What was worked out by hand of a post, by requirement: the verdict, and how many are missing, at
/// least and at most.
type Expected = BTreeMap<String, (String, Option<(Option<u64>, Option<u64>)>)>;

fn expected(post: &str) -> Expected {
    let mut reader = csv::Reader::from_reader(EXPECTED.as_bytes());
    let rows = reader.records().map(|r| r.expect("a row"));
    rows.filter(|r| &r[1] == post)
        .map(|r| {
            let short = (!r[3].is_empty()).then(|| (r[3].parse().ok(), r[4].parse().ok()));
            (r[0].to_owned(), (r[2].to_owned(), short))
        })
        .collect()
}

#[test]
fn a_post_entered_by_keys_alone_is_judged_as_worked_out_by_hand() {
    let post = "QV-P06";
    let facts = facts(post);
    assert!(facts.len() > 40, "{}", facts.len());
    let mut laptop = Laptop::new(false);
    let missing = enter(&mut laptop, post, &facts);
    // What has no question of its own: names, a fact that no profile knows, a list that nothing needs,
    // and what two people set aside, which follows here from the kind and class of the post.
    let other = missing.iter().filter(|m| !m.contains(" name") && !m.contains("not_applicable"));
    let without = ["closed_last_year", "inventory_complete.loupe"];
    assert_eq!(
        other.collect::<Vec<_>>(),
        without.map(|a| format!("Crossing point {a}")).each_ref()
    );
    let expected = expected(post);
    assert_eq!(expected.len(), 22);
    let app = laptop.app();
    let findings = &app.assessment().findings[0].findings;
    let mut wrong = Vec::new();
    for finding in findings {
        let id = &app.profile().requirement(finding.requirement).id;
        let (verdict, short) = expected.get(id).expect("a requirement of the table");
        let found = finding.shortfall.map(|s| (Some(s.min), s.max));
        if finding.verdict.code() != verdict || short.is_some_and(|short| Some(short) != found) {
            wrong.push(format!("{id}: {found:?}, by hand {verdict} {short:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}; not entered: {missing:?}");
    assert_eq!(findings.len(), expected.len());
    assert!(matches!(app.sheet().map(|s| &s.stops[0].key), Some(PlaceKey::Subject(_))));
    let before = journeys::facts(app.survey());
    assert_eq!(journeys::facts(laptop.reopen().app().survey()), before);
}
