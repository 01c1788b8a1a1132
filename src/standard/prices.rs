//! The price list of a mission: what remedies and works cost, by whom, as of when.
//!
//! Nothing of this kind is built in. A list has one currency; each price has a date and a source,
//! its own or the list's.

use std::collections::{BTreeMap, BTreeSet};

use bigdecimal::BigDecimal;

use super::diagnostic::{Diagnostic, Span, suggest};
use super::fields::Fields;
use super::library::{LoadError, load_document};
use super::read::{Spanned, Value};
use super::stock::{Part, STOCK};
use super::types::Profile;
use crate::model::Day;

/// The format of price lists that this program reads.
const FORMAT: &str = "1";
/// Longest life, in years, that a price may give.
const MAX_LIFE: i64 = 100;

/// The keys of a price list, beside its prices.
pub const PRICE_LIST_KEYS: [&str; 6] = ["format", "title", "currency", "date", "source", "price"];

/// The keys of a price.
pub const PRICE_KEYS: [&str; 17] = [
    "remedy",
    "enabling",
    "action",
    "unit_low",
    "unit_high",
    "delivery_percent",
    "installation_percent",
    "fixed_low",
    "fixed_high",
    "running_percent",
    "running_low",
    "running_high",
    "lifetime_years",
    "currency",
    "date",
    "source",
    "note",
];

/// What is done about a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Mend what is broken or incomplete.
    Repair,
    /// Put up what lies in store.
    Install,
    /// Bring up to date what is no longer supported.
    Update,
    /// Get another.
    Buy,
    /// The works without which nothing else can be used.
    Enable,
}

impl Action {
    /// Every action, in the order in which they are preferred.
    pub const ALL: [Self; 5] = [Self::Repair, Self::Install, Self::Update, Self::Buy, Self::Enable];

    /// The code used in tables and JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Repair => "repair",
            Self::Install => "install",
            Self::Update => "update",
            Self::Buy => "buy",
            Self::Enable => "enable",
        }
    }

    /// The action with this code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.code() == code)
    }
}

/// From so much to so much, in the currency of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amounts {
    /// At least.
    pub low: BigDecimal,
    /// At most.
    pub high: BigDecimal,
}

/// What one unit costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// The unit itself.
    pub unit: Amounts,
    /// Delivery, in percent of the unit.
    pub delivery_percent: BigDecimal,
    /// Installation, in percent of the unit.
    pub installation_percent: BigDecimal,
    /// What comes once with each line of the plan, however many units: a course, a set-up.
    pub fixed: Amounts,
    /// Running cost in a year, in percent of the unit.
    pub running_percent: BigDecimal,
    /// Running cost in a year of one unit, beside the percentage.
    pub running: Amounts,
    /// After so many years it is replaced.
    pub lifetime_years: Option<u32>,
    /// Of which day it is.
    pub date: Day,
    /// Whose word it is.
    pub source: String,
}

/// A price list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceList {
    /// Its title; may be empty.
    pub title: String,
    /// The one currency.
    pub currency: String,
    /// Prices by remedy or work, and action.
    pub prices: BTreeMap<(String, Action), Price>,
}

impl PriceList {
    /// What a line of the plan costs; works that are remedies themselves may be priced as either.
    #[must_use]
    pub fn price(&self, key: &str, action: Action) -> Option<&Price> {
        let own = self.prices.get(&(key.to_owned(), action));
        match action {
            Action::Enable => own.or_else(|| self.prices.get(&(key.to_owned(), Action::Buy))),
            _ => own,
        }
    }
}

/// Reads a price list. `file_name` is what messages call it; remedies and works may be those of
/// the library and those of the profile.
///
/// # Errors
/// Everything that is wrong with the text, each with its place.
pub fn load_prices(file_name: &str, text: &str, profile: &Profile) -> Result<PriceList, LoadError> {
    load_document(file_name, text, "this price list", |fields| document(fields, profile))
}

/// What stands at the head of the list and holds for prices that do not say otherwise.
struct Head {
    currency: Option<Spanned<String>>,
    date: Option<Day>,
    source: String,
}

fn document(root: Fields<'_>, profile: &Profile) -> Option<PriceList> {
    let root = root.only(&PRICE_LIST_KEYS);
    root.format(FORMAT, "price lists", "");
    let head = Head {
        currency: root.required("currency", "\"EUR\""),
        date: date(&root),
        source: root.plain("source"),
    };
    if root.value("price").is_none() {
        root.missing("price", "[]");
    }
    let known = known(profile);
    let mut prices: BTreeMap<(String, Action), Price> = BTreeMap::new();
    let mut places: BTreeMap<(String, Action), Span> = BTreeMap::new();
    for (table, span) in root.tables("price", "{ remedy = \"...\" }", false) {
        let fields = Fields { table, span, what: "this [[price]]", ..root };
        let Some((key, at)) = key(&fields, &known) else { continue };
        if let Some(&first) = places.get(&key) {
            let message = format!("`{}` has two prices for {}", key.0, key.1.code());
            root.sink.push(
                root.error(at, message)
                    .label("priced again")
                    .related(root.file, first, "priced here first")
                    .help("keep one; say low and high in one price"),
            );
            continue;
        }
        places.insert(key.clone(), at);
        let what = format!("the price of `{}`", key.0);
        if let Some(price) = price(Fields { what: &what, ..fields }, &head) {
            prices.insert(key, price);
        }
        if root.sink.full() {
            break;
        }
    }
    Some(PriceList { title: root.plain("title"), currency: head.currency?.value, prices })
}

/// Every remedy, and every work that is no remedy.
struct Known<'a> {
    remedies: BTreeSet<&'a str>,
    enabling: BTreeSet<&'a str>,
}

fn known(profile: &Profile) -> Known<'_> {
    let (library, _) = STOCK.part(Part::Remedies);
    let remedies = super::raw::keys(&library.remedies);
    let enabling = super::raw::keys(&library.enabling);
    let needs = profile.remedies.values().flat_map(|r| &r.needs);
    Known {
        remedies: remedies.chain(profile.remedies.keys().map(String::as_str)).collect(),
        enabling: enabling
            .chain(profile.enabling.keys().map(String::as_str))
            .chain(needs.map(|n| n.enabling.as_str()).filter(|key| !key.is_empty()))
            .collect(),
    }
}

/// What a price is for.
fn key(fields: &Fields<'_>, known: &Known<'_>) -> Option<((String, Action), Span)> {
    let (remedy, enabling) = (fields.text("remedy"), fields.text("enabling"));
    let words: Vec<&str> = Action::ALL[..4].iter().map(|a| a.code()).collect();
    let action = fields.word("action", &words, |code| {
        Action::parse(code).filter(|&action| action != Action::Enable)
    });
    match (remedy, enabling) {
        (Some(remedy), None) => {
            let action = action.map_or(Action::Buy, |a| a.value);
            if known.remedies.contains(&*remedy.value) {
                return Some(((remedy.value, action), remedy.span));
            }
            let help = if known.enabling.contains(&*remedy.value) {
                format!("it is a work; write `enabling = \"{}\"`", remedy.value)
            } else {
                suggest(
                    &remedy.value,
                    known.remedies.iter().copied(),
                    "it is listed in remedies.toml",
                )
            };
            fields.sink.push(
                fields
                    .error(remedy.span, format!("no remedy is called `{}`", remedy.value))
                    .label("unknown remedy")
                    .help(help),
            );
            None
        }
        (None, Some(work)) => {
            if known.enabling.contains(&*work.value) || known.remedies.contains(&*work.value) {
                return Some(((work.value, Action::Enable), work.span));
            }
            let help = suggest(&work.value, known.enabling.iter().copied(), "no need names it");
            fields.sink.push(
                fields
                    .error(work.span, format!("no work is called `{}`", work.value))
                    .label("unknown work")
                    .help(help),
            );
            None
        }
        (Some(_), Some(work)) => {
            fields.sink.push(
                fields
                    .error(work.span, "a price is for a remedy or for a work, not for both")
                    .label("the second of the two")
                    .help("write a [[price]] for each"),
            );
            None
        }
        (None, None) => {
            if fields.value("remedy").is_none() && fields.value("enabling").is_none() {
                fields.missing("remedy", "\"full-page-reader\"");
            }
            None
        }
    }
}

fn price(fields: Fields<'_>, head: &Head) -> Option<Price> {
    let fields = fields.only(&PRICE_KEYS);
    one_currency(&fields, head);
    let before = fields.sink.errors();
    let day = date(&fields).or(head.date);
    if day.is_none() && fields.sink.errors() == before {
        fields.sink.push(
            fields
                .error(fields.span, format!("{} has no date", fields.what))
                .label("of which day is it?")
                .help("add `date = \"2026-03-31\"` here, or once at the head of the list"),
        );
    }
    let own = fields.plain("source");
    let source = if own.trim().is_empty() { head.source.clone() } else { own };
    if source.trim().is_empty() {
        fields.sink.push(
            fields
                .error(fields.span, format!("{} has no source", fields.what))
                .label("whose word is it?")
                .help("add `source = \"quote of ...\"` here, or once at the head of the list"),
        );
    }
    let percent = |key| number(&fields, key).unwrap_or_default();
    let fixed = ends(&fields, "fixed_low", "fixed_high");
    let running = ends(&fields, "running_low", "running_high");
    let unit = match (fields.value("unit_low"), fields.value("unit_high")) {
        (None, None) => {
            fields.missing("unit_low", "100");
            None
        }
        _ => ends(&fields, "unit_low", "unit_high"),
    };
    let zero = || Amounts { low: BigDecimal::default(), high: BigDecimal::default() };
    let lifetime = fields.whole("lifetime_years", 1, MAX_LIFE);
    Some(Price {
        unit: unit?,
        delivery_percent: percent("delivery_percent"),
        installation_percent: percent("installation_percent"),
        fixed: fixed.unwrap_or_else(zero),
        running_percent: percent("running_percent"),
        running: running.unwrap_or_else(zero),
        lifetime_years: lifetime.and_then(|years| u32::try_from(years).ok()),
        date: day?,
        source,
    })
}

/// A list has one currency: amounts in two cannot be added.
fn one_currency(fields: &Fields<'_>, head: &Head) {
    let (Some(own), Some(of_list)) = (fields.text("currency"), &head.currency) else { return };
    if own.value.trim() != of_list.value.trim() {
        let message = format!("two currencies: `{}` and `{}`", of_list.value, own.value);
        fields.sink.push(
            fields
                .error(own.span, message)
                .label("not the currency of the list")
                .related(fields.file, of_list.span, "the currency of the list")
                .help("convert it, say at which rate in `note`, or keep a list for each currency"),
        );
    }
}

/// Two amounts; one alone is both. `None` when neither is written, or one is wrong.
fn ends(fields: &Fields<'_>, low: &str, high: &str) -> Option<Amounts> {
    let before = fields.sink.errors();
    let (from, to) = (number(fields, low), number(fields, high));
    if fields.sink.errors() > before {
        return None;
    }
    let (from, to) = match (from, to) {
        (None, None) => return None,
        (Some(one), None) | (None, Some(one)) => (one.clone(), one),
        (Some(from), Some(to)) => (from, to),
    };
    if from > to {
        let message = format!("`{low}` of {} is more than `{high}`", fields.what);
        fields.sink.push(
            fields
                .error(fields.key_span(low), message)
                .label("the lower end is above the upper")
                .help("exchange the two"),
        );
        return None;
    }
    Some(Amounts { low: from, high: to })
}

/// A number that is not negative.
fn number(fields: &Fields<'_>, key: &str) -> Option<BigDecimal> {
    let number = fields.decimal(key)?;
    if number.value >= BigDecimal::default() {
        return Some(number.value);
    }
    fields.sink.push(
        fields
            .error(number.span, format!("`{key}` of {} is negative", fields.what))
            .label("must be 0 or more")
            .help("what is not known is left out; it then reads as not costed, never as 0"),
    );
    None
}

/// `date`, as a TOML date or in quotation marks.
fn date(fields: &Fields<'_>) -> Option<Day> {
    let value = fields.value("date")?;
    let day = match &value.value {
        Value::String(text) | Value::Datetime(text) => Day::parse(text.trim()),
        _ => None,
    };
    if day.is_none() {
        let diagnostic: Diagnostic = fields
            .error(value.span, format!("`date` of {} is no day", fields.what))
            .label("expected a day")
            .help("write `date = \"2026-03-31\"`");
        fields.sink.push(diagnostic);
    }
    day
}
