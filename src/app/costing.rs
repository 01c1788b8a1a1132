//! What the plan is reckoned with: the price list of a mission, years and rate, a budget. Kept for
//! the sitting; nothing of it is part of the survey, and what has no price is *not costed*.

use bigdecimal::BigDecimal;

use super::listing::Listing;
use super::screen::{Form, FormAction, FormField, Screen};
use super::{App, Effect};
use crate::plan::{Terms, Wish};
use crate::standard::{PriceList, load_prices};
use crate::t;

/// What the plan is reckoned with.
#[derive(Clone, Debug, Default)]
pub(super) struct Costing {
    /// Where the price list was read, and its text: under another profile it is read again.
    file: String,
    text: String,
    pub(super) prices: Option<PriceList>,
    pub(super) terms: Option<Terms>,
    pub(super) budget: Option<BigDecimal>,
}

impl Costing {
    pub(super) fn wish(&self) -> Wish<'_> {
        Wish {
            prices: self.prices.as_ref(),
            terms: self.terms.as_ref(),
            budget: self.budget.as_ref(),
            ..Wish::default()
        }
    }
}

impl App {
    /// What the plan is reckoned with: prices, years and rate.
    #[must_use]
    pub fn costs(&self) -> (Option<&PriceList>, Option<&Terms>) {
        (self.costing.prices.as_ref(), self.costing.terms.as_ref())
    }

    /// Asks what the plan is to be reckoned with.
    pub(super) fn ask_costs(&mut self) {
        let plan = |s: &Screen| matches!(s, Screen::List(list) if list.what == Listing::Plan);
        if !self.screens.last().is_some_and(plan) {
            self.open_list(Listing::Plan);
        }
        let Costing { file, terms, budget, .. } = &self.costing;
        let years = terms.as_ref().map_or(String::new(), |t| t.years().to_string());
        let rate = terms.as_ref().map_or(String::new(), |t| t.rate_percent().to_plain_string());
        let budget = budget.as_ref().map_or(String::new(), BigDecimal::to_plain_string);
        self.open_form(Form {
            title: t!("Costs").to_owned(),
            text: t!("What has no price in the list is not costed, never taken as 0.").to_owned(),
            fields: vec![
                FormField::text(
                    t!("Price list"),
                    t!("its path; empty, and Enter: pick it from a folder"),
                    file,
                ),
                FormField::text(
                    t!("Years"),
                    t!("over which it is reckoned, as 10; or empty"),
                    &years,
                ),
                FormField::text(t!("Rate"), t!("in percent a year, as 4; or empty"), &rate),
                FormField::text(t!("Budget"), t!("in the currency of the list; or empty"), &budget),
            ],
            focus: 0,
            action: FormAction::Costs,
        });
    }

    /// What is wrong with what was filled in.
    pub(super) fn costs_refusal(&self, texts: &[String]) -> Option<(usize, String)> {
        if texts[0].is_empty() {
            return Some((0, t!("A file is needed.").to_owned()));
        }
        let number = |n: usize, what: &str| {
            let wrong = !texts[n].is_empty() && decimal(&texts[n]).is_none();
            wrong.then(|| (n, what.to_owned()))
        };
        let years = t!("A whole number of years, from 1 to 100.");
        if !texts[1].is_empty() && texts[1].parse::<u32>().is_err() {
            return Some((1, years.to_owned()));
        }
        number(2, t!("A rate in percent, as 4 or 3.5."))
            .or_else(|| match (texts[1].is_empty(), texts[2].is_empty()) {
                (false, false) => terms(texts).err().map(|why| (2, why)),
                (false, true) => {
                    Some((2, t!("With years, a rate is needed; 0 is one.").to_owned()))
                }
                (true, false) => Some((1, years.to_owned())),
                (true, true) => None,
            })
            .or_else(|| number(3, t!("An amount, as 250000.")))
    }

    pub(super) fn take_costs(&mut self, texts: &[String]) -> Vec<Effect> {
        self.costing.terms = terms(texts).ok().flatten();
        self.costing.budget = decimal(&texts[3]);
        self.version += 1;
        self.say(t!("Reading the price list ..."));
        vec![Effect::Prices(texts[0].clone())]
    }

    /// A price list was read, or cannot be.
    pub(super) fn take_prices(&mut self, file: String, text: Result<String, String>) {
        match text {
            Err(why) => {
                self.warn(&t!("{file} cannot be read: {why}; nothing is costed by it.", file, why));
            }
            Ok(text) => {
                (self.costing.file, self.costing.text) = (file, text);
                self.read_prices();
                self.refresh();
            }
        }
    }

    /// Reads the price list anew: what it may name follows from the profile.
    pub(super) fn read_prices(&mut self) {
        if self.costing.text.is_empty() {
            return;
        }
        self.version += 1;
        let file = self.costing.file.clone();
        match load_prices(&file, &self.costing.text, self.profile()) {
            Ok(prices) => {
                self.say(&t!(
                    "{n} prices in {currency} from {file}.",
                    n = prices.prices.len(),
                    currency = prices.currency,
                    file
                ));
                self.costing.prices = Some(prices);
            }
            // Every mistake has its place in the file; they are read on a page.
            Err(error) => {
                self.costing.prices = None;
                let lines = error.to_string();
                let lines = lines.lines().map(|line| (line.to_owned(), false)).collect();
                self.show_page(t!("Price list").to_owned(), lines);
                self.warn(&t!("Nothing is costed: {file} has mistakes.", file));
            }
        }
    }
}

/// Years and rate, if both are given.
fn terms(texts: &[String]) -> Result<Option<Terms>, String> {
    match (texts[1].parse::<u32>(), decimal(&texts[2])) {
        (Ok(years), Some(rate)) => {
            Terms::new(years, rate).map(Some).map_err(|error| error.to_string())
        }
        _ => Ok(None),
    }
}

/// A number as people write it; a decimal comma is read as a point.
fn decimal(text: &str) -> Option<BigDecimal> {
    let text = text.replace([' ', '\u{a0}', '\u{202f}'], "").replace(',', ".");
    let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    plain.then(|| text.parse().ok()).flatten()
}
