//! What lines cost: intervals of exact decimals, low units at low prices to high units at high
//! prices, never mixed.
//!
//! For Q units at U each, with delivery d, installation i, fixed F, running share s and amount R,
//! life L, over H years at rate r:
//!
//! ```text
//! capital      Q U (1 + d + i) + F
//! a year       Q (U s + R)                      at the end of years 1 .. H
//! replacement  Q U (1 + d)                      at the end of years L, 2L, ... < H
//! discounted   each of them over (1 + r)^year
//! ```
//!
//! Discounting is one exact fraction for each line, rounded once, to two decimals. What a thing is
//! still worth after H years is not subtracted: that is left to the reader.

use std::collections::BTreeMap;
use std::fmt;

use bigdecimal::{BigDecimal, RoundingMode, ToPrimitive};

use super::line::Line;
use crate::model::Interval;
use crate::standard::{Price, PriceList, Profile};
use crate::t;

/// Digits after the point of a discounted amount.
const DIGITS: i64 = 2;

/// From so much to so much; `None` is without bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// At least.
    pub low: BigDecimal,
    /// At most.
    pub high: Option<BigDecimal>,
}

impl Money {
    /// Nothing.
    #[must_use]
    pub fn zero() -> Self {
        Self { low: BigDecimal::default(), high: Some(BigDecimal::default()) }
    }

    /// Adds another.
    pub fn add(&mut self, other: &Self) {
        self.low += &other.low;
        self.high = match (self.high.take(), &other.high) {
            (Some(a), Some(b)) => Some(a + b),
            _ => None,
        };
    }
}

/// Over how many years, and at which rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    years: u32,
    rate_percent: BigDecimal,
    /// `(1 + r)^H`: the denominator of everything discounted.
    whole: BigDecimal,
    /// Numerator of one paid at the end of each year.
    annuity: BigDecimal,
}

/// Why years and rate cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// Too few or too many years.
    Years,
    /// A rate out of range.
    Rate,
}

impl fmt::Display for TermsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Years => t!("the horizon is a whole number of years from 1 to 100"),
            Self::Rate => t!("the rate is a percentage from 0 to 100"),
        })
    }
}

impl Terms {
    /// Years and rate in percent.
    ///
    /// # Errors
    /// When they are out of range: 1 to 100 years, 0 to 100 percent.
    pub fn new(years: u32, rate_percent: BigDecimal) -> Result<Self, TermsError> {
        if !(1..=100).contains(&years) {
            return Err(TermsError::Years);
        }
        if !(BigDecimal::default()..=BigDecimal::from(100)).contains(&rate_percent) {
            return Err(TermsError::Rate);
        }
        let growth = BigDecimal::from(1) + percent(&rate_percent);
        let powers = powers(&growth, years);
        // Paid at the end of year y it is worth (1 + r)^(H - y) over (1 + r)^H.
        let annuity = powers.iter().take(years as usize).sum();
        let whole = powers.last().cloned().unwrap_or_default();
        Ok(Self { years, rate_percent, whole, annuity })
    }

    /// How many years.
    #[must_use]
    pub fn years(&self) -> u32 {
        self.years
    }

    /// The rate, in percent.
    #[must_use]
    pub fn rate_percent(&self) -> &BigDecimal {
        &self.rate_percent
    }

    /// How often something is replaced, and the numerator of one paid each time.
    fn replacements(&self, life: u32) -> (u32, BigDecimal) {
        let growth = BigDecimal::from(1) + percent(&self.rate_percent);
        let powers = powers(&growth, self.years);
        let (mut times, mut numerator, mut year) = (0, BigDecimal::default(), life);
        while year < self.years {
            times += 1;
            numerator += &powers[(self.years - year) as usize];
            year = year.saturating_add(life);
        }
        (times, numerator)
    }
}

/// 1, g, g², ... g^n.
fn powers(growth: &BigDecimal, n: u32) -> Vec<BigDecimal> {
    std::iter::successors(Some(BigDecimal::from(1)), |p| Some(p * growth))
        .take(n as usize + 1)
        .collect()
}

fn percent(number: &BigDecimal) -> BigDecimal {
    number * BigDecimal::new(1.into(), 2)
}

/// What a line costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Bought, delivered, installed, with what is fixed.
    pub capital: Money,
    /// Each year.
    pub running: Money,
    /// After how many years it is replaced; `None` is not known, and then nothing is replaced.
    pub lifetime_years: Option<u32>,
    /// Over the horizon, if there is one.
    pub total: Option<Total>,
}

/// Capital, running cost and replacements over the horizon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// As paid.
    pub nominal: Money,
    /// As worth today.
    pub discounted: Money,
}

/// One end of an interval of costs.
struct End {
    capital: BigDecimal,
    running: BigDecimal,
    nominal: BigDecimal,
    discounted: BigDecimal,
}

/// What so many units cost at a price. `life` is that of the remedy, where the price has none of
/// its own; a life that is no whole number of years is rounded up.
#[must_use]
pub fn of_units(
    units: Interval,
    price: &Price,
    life: Option<&BigDecimal>,
    terms: Option<&Terms>,
) -> Cost {
    let life = price.lifetime_years.or_else(|| {
        let years = life?.with_scale_round(0, RoundingMode::Ceiling).to_u32()?;
        (years > 0).then_some(years)
    });
    let replaced = terms.zip(life).map(|(terms, life)| terms.replacements(life));
    let end = |units: u64, of: fn(&crate::standard::Amounts) -> &BigDecimal| {
        let count = BigDecimal::from(units);
        let goods = &count * of(&price.unit);
        let fixed = if units == 0 { BigDecimal::default() } else { of(&price.fixed).clone() };
        let delivery = &goods * percent(&price.delivery_percent);
        let installation = &goods * percent(&price.installation_percent);
        let capital = &goods + &delivery + installation + fixed;
        let running = &goods * percent(&price.running_percent) + count * of(&price.running);
        let (mut nominal, mut discounted) = (BigDecimal::default(), BigDecimal::default());
        if let Some(terms) = terms {
            let again = goods + delivery;
            let (times, worth) = replaced.clone().unwrap_or_default();
            nominal = &capital
                + &again * BigDecimal::from(times)
                + &running * BigDecimal::from(terms.years);
            let numerator = &capital * &terms.whole + again * worth + &running * &terms.annuity;
            discounted = (numerator / &terms.whole).with_scale_round(DIGITS, RoundingMode::HalfUp);
        }
        End { capital, running, nominal, discounted }
    };
    let low = end(units.min, |a| &a.low);
    let high = units.max.map(|max| end(max, |a| &a.high));
    let part = |of: fn(&End) -> &BigDecimal| Money {
        low: of(&low).normalized(),
        high: high.as_ref().map(|h| of(h).normalized()),
    };
    Cost {
        capital: part(|e| &e.capital),
        running: part(|e| &e.running),
        lifetime_years: life,
        total: terms
            .map(|_| Total { nominal: part(|e| &e.nominal), discounted: part(|e| &e.discounted) }),
    }
}

/// Prices lines, as far as the list has them.
pub(super) fn of_lines(
    lines: &mut [Line<'_>],
    profile: &Profile,
    prices: Option<&PriceList>,
    terms: Option<&Terms>,
) {
    let Some(prices) = prices else { return };
    let mut known: BTreeMap<(&str, crate::standard::Action, u64, Option<u64>), Cost> =
        BTreeMap::new();
    for line in lines {
        let Some(price) = prices.price(line.key, line.action) else { continue };
        let life = profile.remedies.get(line.key).and_then(|r| r.lifetime_years.as_ref());
        let key = (line.key, line.action, line.units.min, line.units.max);
        let cost = known.entry(key).or_insert_with(|| of_units(line.units, price, life, terms));
        line.cost = Some(cost.clone());
    }
}

/// The sum of what several lines cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// How many of them are costed.
    pub costed: usize,
    /// How many there are.
    pub lines: usize,
    /// Capital of those that are costed.
    pub capital: Money,
    /// Running cost in a year.
    pub running: Money,
    /// Over the horizon; `None` when nothing is costed or there is no horizon.
    pub total: Option<Total>,
}

/// Adds up lines. Those without a price are counted, never taken as 0.
#[must_use]
pub fn sum<'l, 'p: 'l>(lines: impl IntoIterator<Item = &'l Line<'p>>) -> Sum {
    let mut sum =
        Sum { costed: 0, lines: 0, capital: Money::zero(), running: Money::zero(), total: None };
    for line in lines {
        sum.lines += 1;
        let Some(cost) = &line.cost else { continue };
        sum.costed += 1;
        sum.capital.add(&cost.capital);
        sum.running.add(&cost.running);
        if let Some(total) = &cost.total {
            let so_far = sum
                .total
                .get_or_insert_with(|| Total { nominal: Money::zero(), discounted: Money::zero() });
            so_far.nominal.add(&total.nominal);
            so_far.discounted.add(&total.discounted);
        }
    }
    sum
}
