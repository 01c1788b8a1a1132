//! Price lists: what is wrong is said with its place, and nothing is costed by a wrong list.

use borderfit::standard::{Action, load_built_in, load_prices};

const HEAD: &str = "format = 1\ncurrency = \"EUR\"\ndate = \"2026-03-31\"\nsource = \"a quote\"\n";

fn refused(text: &str) -> String {
    let profile = load_built_in("land-bcp-core").expect("a profile").profile;
    load_prices("prices.toml", text, &profile).expect_err(text).to_string()
}

fn price(keys: &str) -> String {
    format!("{HEAD}\n[[price]]\nremedy = \"full-page-reader\"\nunit_low = 10\n{keys}\n")
}

#[test]
fn wrong_lists_are_refused_with_line_and_column() {
    let cases: [(&str, String); 19] = [
        ("no-date", price("").replace("date = \"2026-03-31\"\n", "")),
        ("no-source", price("").replace("source = \"a quote\"\n", "")),
        ("no-currency", price("").replace("currency = \"EUR\"\n", "")),
        ("no-day", price("").replace("2026-03-31", "spring 2026")),
        ("two-currencies", price("currency = \"USD\"")),
        ("negative", price("").replace("= 10", "= -10")),
        ("negative-percent", price("delivery_percent = -1")),
        ("backwards", price("unit_high = 9")),
        ("unknown-remedy", price("").replace("full-page-reader", "full-page-raeder")),
        ("unknown-work", price("").replace("remedy = \"full-page-reader\"", "enabling = \"moon\"")),
        ("work-as-remedy", price("").replace("full-page-reader", "power-works")),
        ("both", price("enabling = \"power-works\"")),
        ("neither", price("").replace("remedy = \"full-page-reader\"\n", "")),
        ("twice", format!("{}[[price]]\nremedy = \"full-page-reader\"\nunit_low = 1\n", price(""))),
        ("no-unit", price("").replace("unit_low = 10\n", "")),
        ("unknown-key", price("delivery = 3")),
        ("no-number", price("").replace("= 10", "= \"ten\"")),
        ("life", price("lifetime_years = 0")),
        ("action", price("action = \"enable\"")),
    ];
    let mut texts = String::new();
    for (name, text) in cases {
        texts.push_str(&format!("---- {name}\n{}\n\n", refused(&text)));
    }
    insta::assert_snapshot!(texts);
}

#[test]
fn everything_wrong_is_said_at_once() {
    let text = price("currency = \"USD\"\nunit_high = 1\nlifetime_years = 500\nspare = true");
    let error = refused(&text);
    assert!(error.contains("4 errors"), "{error}");
}

#[test]
fn broken_syntax_and_empty_files_are_refused() {
    for text in ["", "format = 1", "[[price]", "format = 2\ncurrency = \"EUR\"", "\u{0}"] {
        assert!(refused(text).contains("prices.toml"), "{text:?}");
    }
}

#[test]
fn a_work_that_is_a_remedy_is_priced_as_either() {
    let profile = load_built_in("land-bcp-core").expect("a profile").profile;
    let text = format!("{HEAD}[[price]]\nremedy = \"training\"\nunit_low = 5\nunit_high = 6\n");
    let list = load_prices("p", &text, &profile).expect("a list");
    assert!(list.price("training", Action::Enable).is_some());
    assert!(list.price("training", Action::Repair).is_none());
    let own = list.price("training", Action::Buy).expect("a price");
    assert_eq!((own.unit.low.to_string(), own.unit.high.to_string()), ("5".into(), "6".into()));
    assert_eq!(own.source, "a quote");
    assert_eq!(own.date.to_string(), "2026-03-31");
}
