//! Values: what a fact can say, by the type of its attribute.
//!
//! A value is stored as the text and unit that were typed. Here the text is read, under the type
//! that an attribute has, into a [`Value`] that compares exactly: quantities after conversion,
//! numbers by value, sets as sets, versions with missing parts as 0, text to the letter.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use bigdecimal::BigDecimal;

use super::date::PartialDate;
use super::unit::{Dimension, Unit};
use crate::t;

/// Most digits that a number may have; far beyond any measurement, and a bound for hostile input.
const MAX_DIGITS: usize = 40;
/// Most options that a choice may list.
pub const MAX_OPTIONS: usize = 128;
/// Largest integer, both ways.
pub const MAX_INTEGER: i64 = 999_999_999_999_999;

/// The types that an attribute can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// One of a list of options.
    Choice,
    /// Several of a list of options.
    Choices,
    /// Free text.
    Text,
    /// A whole number.
    Integer,
    /// A decimal with a unit.
    Quantity,
    /// Width x height with a unit.
    Size,
    /// Low..high with a unit.
    Range,
    /// Dotted numbers.
    Version,
    /// A date, perhaps to the month or year only.
    Date,
    /// How many identical items: a whole number, or a range `0..1`. Built in for `quantity`.
    Count,
}

impl Kind {
    /// The types that a catalogue or profile can name.
    pub const NAMED: [Self; 10] = [
        Self::Bool,
        Self::Choice,
        Self::Choices,
        Self::Text,
        Self::Integer,
        Self::Quantity,
        Self::Size,
        Self::Range,
        Self::Version,
        Self::Date,
    ];

    /// The name used in profiles.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Choice => "choice",
            Self::Choices => "choices",
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Quantity => "quantity",
            Self::Size => "size",
            Self::Range => "range",
            Self::Version => "version",
            Self::Date => "date",
            Self::Count => "count",
        }
    }

    /// The type with this name.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|k| k.code() == code)
    }

    /// Whether values of this type carry a unit.
    #[must_use]
    pub fn has_unit(self) -> bool {
        matches!(self, Self::Quantity | Self::Size | Self::Range)
    }

    /// Whether values of this type come from a list of options.
    #[must_use]
    pub fn has_options(self) -> bool {
        matches!(self, Self::Choice | Self::Choices)
    }
}

/// The full type of an attribute: what is needed to read a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueType {
    /// The kind of value.
    pub kind: Kind,
    /// The unit when none is written; given exactly for kinds with a unit.
    pub unit: Option<Unit>,
    /// The keys of the options, in their order; empty for kinds without.
    pub options: Arc<[String]>,
    /// Whether the options run from worst to best.
    pub ordered: bool,
}

impl ValueType {
    /// A type without unit and options.
    #[must_use]
    pub fn plain(kind: Kind) -> Self {
        Self { kind, unit: None, options: Arc::new([]), ordered: false }
    }

    /// Index of an option.
    #[must_use]
    pub fn option(&self, key: &str) -> Option<usize> {
        self.options.iter().position(|o| o == key)
    }
}

/// A set of options, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OptionSet(u128);

impl OptionSet {
    /// The set of the options with these indices.
    #[must_use]
    pub fn of(indices: impl IntoIterator<Item = usize>) -> Self {
        Self(indices.into_iter().filter(|&i| i < MAX_OPTIONS).fold(0, |bits, i| bits | 1 << i))
    }

    /// The first `n` options.
    #[must_use]
    pub fn first(n: usize) -> Self {
        Self::of(0..n)
    }

    /// Whether all of `other` are in it.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any of `other` is in it.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Those of either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are not in `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The indices in it, ascending.
    pub fn indices(self) -> impl Iterator<Item = usize> {
        (0..MAX_OPTIONS).filter(move |&i| self.0 >> i & 1 == 1)
    }
}

/// A decimal in the base unit of its dimension.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity {
    /// What it measures.
    pub dimension: Dimension,
    /// The number, in the base unit.
    pub number: BigDecimal,
}

/// A value that has been read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// Index of the option.
    Choice(usize),
    /// The options that hold, and those of which nobody knows.
    Choices {
        /// Surely in the set.
        yes: OptionSet,
        /// Perhaps in the set.
        open: OptionSet,
    },
    /// Text, to the letter.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A measured number.
    Quantity(Quantity),
    /// Width, then height.
    Size(Quantity, Quantity),
    /// Low, then high.
    Range(Quantity, Quantity),
    /// The parts, without trailing zeros.
    Version(Vec<u64>),
    /// A date.
    Date(PartialDate),
    /// From so many to so many.
    Count(u64, u64),
}

/// Why a text is no value of a type. Says what would be one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// The value is empty.
    Empty,
    /// Not `true` or `false`.
    Bool(String),
    /// An option that is not listed.
    Option {
        /// What was written.
        given: String,
        /// What could be.
        options: String,
    },
    /// Not a whole number.
    Integer(String),
    /// Not a decimal.
    Decimal(String),
    /// Not `width x height`.
    Size(String),
    /// Not `low..high`.
    Range(String),
    /// The lower end is above the upper.
    Backwards(String),
    /// Not a version.
    Version(String),
    /// Not a date.
    Date(String),
    /// Not a count.
    Count(String),
    /// A unit that is not listed.
    Unit(String),
    /// A unit that does not convert.
    Dimension {
        /// What was written.
        given: String,
        /// The unit of the attribute.
        wanted: String,
    },
    /// A unit where none belongs.
    NoUnit(String),
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Empty => {
                t!("the value is empty; give a value, or a reason for its absence").to_owned()
            }
            Self::Bool(given) => t!("'{given}' is neither 'true' nor 'false'", given),
            Self::Option { given, options } => {
                t!("'{given}' is not one of the options: {options}", given, options)
            }
            Self::Integer(given) => t!("'{given}' is not a whole number", given),
            Self::Decimal(given) => t!(
                "'{given}' is not a decimal number (written with a point, no grouping, no exponent)",
                given
            ),
            Self::Size(given) => {
                t!("'{given}' is not a size; write width x height, as in '1200x1600'", given)
            }
            Self::Range(given) => {
                t!("'{given}' is not a range; write low..high, as in '40..100'", given)
            }
            Self::Backwards(given) => {
                t!("'{given}' runs backwards; write the lower end first", given)
            }
            Self::Version(given) => t!(
                "'{given}' is not a version; write numbers with points, as in '1.2.10'",
                given
            ),
            Self::Date(given) => {
                t!("'{given}' is not a date; write '2027-09-30', '2027-09' or '2027'", given)
            }
            Self::Count(given) => t!(
                "'{given}' is not a count; write a whole number, or a range as in '0..1'",
                given
            ),
            Self::Unit(given) => t!("'{given}' is not a known unit", given),
            Self::Dimension { given, wanted } => {
                t!("'{given}' does not convert to '{wanted}'", given, wanted)
            }
            Self::NoUnit(given) => {
                t!("'{given}' is given as a unit, but this attribute has none", given)
            }
        })
    }
}

impl ValueType {
    /// Reads a value. `unit` empty is the attribute's own unit; for text it may hold a language
    /// tag, which belongs to the attribute and is not read here.
    ///
    /// # Errors
    /// What is wrong with the text or the unit.
    pub fn parse(&self, text: &str, unit: &str) -> Result<Value, ValueError> {
        let text = if self.kind == Kind::Text { text } else { text.trim() };
        if text.is_empty() {
            return Err(ValueError::Empty);
        }
        if !unit.is_empty() && !self.kind.has_unit() && self.kind != Kind::Text {
            return Err(ValueError::NoUnit(unit.to_owned()));
        }
        match self.kind {
            Kind::Bool => match text {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                _ => Err(ValueError::Bool(text.to_owned())),
            },
            Kind::Choice => {
                self.option(text).map(Value::Choice).ok_or_else(|| self.no_option(text))
            }
            Kind::Choices => self.parse_choices(text),
            Kind::Text => Ok(Value::Text(text.to_owned())),
            Kind::Integer => parse_integer(text).map(Value::Integer),
            Kind::Quantity => Ok(Value::Quantity(self.quantity(text, self.unit_of(unit)?)?)),
            Kind::Size => {
                let (w, h) =
                    text.split_once(['x', '×']).ok_or_else(|| ValueError::Size(text.to_owned()))?;
                let unit = self.unit_of(unit)?;
                Ok(Value::Size(self.quantity(w.trim(), unit)?, self.quantity(h.trim(), unit)?))
            }
            Kind::Range => {
                let (low, high) =
                    text.split_once("..").ok_or_else(|| ValueError::Range(text.to_owned()))?;
                let unit = self.unit_of(unit)?;
                let (low, high) =
                    (self.quantity(low.trim(), unit)?, self.quantity(high.trim(), unit)?);
                if low.number > high.number {
                    return Err(ValueError::Backwards(text.to_owned()));
                }
                Ok(Value::Range(low, high))
            }
            Kind::Version => parse_version(text).map(Value::Version),
            Kind::Date => PartialDate::parse(text)
                .map(Value::Date)
                .ok_or_else(|| ValueError::Date(text.to_owned())),
            Kind::Count => parse_count(text),
        }
    }

    fn no_option(&self, given: &str) -> ValueError {
        ValueError::Option { given: given.to_owned(), options: self.options.join(", ") }
    }

    fn parse_choices(&self, text: &str) -> Result<Value, ValueError> {
        if text == "none" && self.option("none").is_none() {
            return Ok(Value::Choices { yes: OptionSet::default(), open: OptionSet::default() });
        }
        let (mut yes, mut open, mut named) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut rest_open = false;
        for part in text.split(';').map(str::trim) {
            if part == "*?" {
                rest_open = true;
                continue;
            }
            let (key, undetermined) = part.strip_suffix('?').map_or((part, false), |k| (k, true));
            let index = self.option(key).ok_or_else(|| self.no_option(part))?;
            named.insert(index);
            if undetermined {
                open.insert(index);
            } else {
                yes.insert(index);
            }
        }
        if rest_open {
            open.extend((0..self.options.len()).filter(|i| !named.contains(i)));
        }
        let yes = OptionSet::of(yes);
        Ok(Value::Choices { yes, open: OptionSet::of(open).without(yes) })
    }

    fn unit_of(&self, unit: &str) -> Result<Option<Unit>, ValueError> {
        let wanted = self.unit;
        if unit.is_empty() {
            return Ok(wanted);
        }
        let given = Unit::parse(unit).ok_or_else(|| ValueError::Unit(unit.to_owned()))?;
        match wanted {
            Some(w) if w.dimension() != given.dimension() => {
                Err(ValueError::Dimension { given: unit.to_owned(), wanted: w.symbol().to_owned() })
            }
            _ => Ok(Some(given)),
        }
    }

    fn quantity(&self, text: &str, unit: Option<Unit>) -> Result<Quantity, ValueError> {
        let number = parse_decimal(text)?;
        let unit = unit.ok_or_else(|| ValueError::Unit(String::new()))?;
        Ok(Quantity { dimension: unit.dimension(), number: unit.to_base(&number) })
    }
}

/// Reads a decimal: digits, one point, perhaps a sign; no exponent, no grouping.
///
/// # Errors
/// When the text is not such a number, or longer than any measurement.
pub fn parse_decimal(text: &str) -> Result<BigDecimal, ValueError> {
    let refused = || ValueError::Decimal(text.to_owned());
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if digits.len() > MAX_DIGITS || !all_digits(whole) || !all_digits(fraction) {
        return Err(refused());
    }
    BigDecimal::from_str(text).map_err(|_| refused())
}

fn parse_integer(text: &str) -> Result<i64, ValueError> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ValueError::Integer(text.to_owned()));
    }
    text.parse::<i64>()
        .ok()
        .filter(|n| n.abs() <= MAX_INTEGER)
        .ok_or_else(|| ValueError::Integer(text.to_owned()))
}

fn parse_version(text: &str) -> Result<Vec<u64>, ValueError> {
    let refused = || ValueError::Version(text.to_owned());
    let mut parts = Vec::new();
    for part in text.split('.') {
        if part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit()) {
            return Err(refused());
        }
        parts.push(part.parse().map_err(|_| refused())?);
    }
    while parts.last() == Some(&0) {
        parts.pop();
    }
    Ok(parts)
}

fn parse_count(text: &str) -> Result<Value, ValueError> {
    let refused = || ValueError::Count(text.to_owned());
    let one = |t: &str| {
        let t = t.trim();
        parse_integer(t).ok().and_then(|n| u64::try_from(n).ok()).ok_or_else(refused)
    };
    let (low, high) = match text.split_once("..") {
        Some((low, high)) => (one(low)?, one(high)?),
        None => (one(text)?, one(text)?),
    };
    if low > high {
        return Err(ValueError::Backwards(text.to_owned()));
    }
    Ok(Value::Count(low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(kind: Kind, unit: &str, options: &[&str]) -> ValueType {
        ValueType {
            kind,
            unit: Unit::parse(unit),
            options: options.iter().map(|&o| o.to_owned()).collect(),
            ordered: false,
        }
    }

    #[test]
    fn equal_values_are_equal_however_they_are_written() {
        let rate = typed(Kind::Quantity, "Mbit/s", &[]);
        assert_eq!(rate.parse("16.0", ""), rate.parse("2", "MB/s"));
        let version = typed(Kind::Version, "", &[]);
        assert_eq!(version.parse("1.2", ""), version.parse("1.2.0", ""));
        assert!(version.parse("1.2.10", "").ok() > version.parse("1.2.9", "").ok());
        let set = typed(Kind::Choices, "", &["a", "b", "c"]);
        assert_eq!(set.parse("b; a", ""), set.parse("a;b", ""));
        let size = typed(Kind::Size, "mm", &[]);
        assert_eq!(size.parse("3.2x2", "in"), size.parse("81.28 x 50.8", ""));
    }

    #[test]
    fn sets_may_leave_options_open() {
        let set = typed(Kind::Choices, "", &["bac", "pace", "ta"]);
        let at = |i: &[usize]| OptionSet::of(i.iter().copied());
        assert_eq!(
            set.parse("bac;pace?", ""),
            Ok(Value::Choices { yes: at(&[0]), open: at(&[1]) })
        );
        assert_eq!(set.parse("*?", ""), Ok(Value::Choices { yes: at(&[]), open: at(&[0, 1, 2]) }));
        assert_eq!(
            set.parse("bac;*?", ""),
            Ok(Value::Choices { yes: at(&[0]), open: at(&[1, 2]) })
        );
        assert_eq!(set.parse("none", ""), Ok(Value::Choices { yes: at(&[]), open: at(&[]) }));
    }

    #[test]
    fn what_is_no_value_says_what_would_be() {
        let rate = typed(Kind::Quantity, "Mbit/s", &[]);
        for (text, unit) in
            [("1e9", ""), ("1,5", ""), ("", ""), (".5", ""), ("5", "kg"), ("5", "min"), ("NaN", "")]
        {
            let error = rate.parse(text, unit).map_err(|e| e.to_string());
            assert!(error.is_err(), "{text} {unit}");
        }
        let range = typed(Kind::Range, "degC", &[]);
        assert_eq!(range.parse("45..-20", ""), Err(ValueError::Backwards("45..-20".to_owned())));
        assert!(range.parse("-20..45", "").is_ok());
        assert!(typed(Kind::Count, "", &[]).parse("-1", "").is_err());
        assert_eq!(typed(Kind::Count, "", &[]).parse("0..1", ""), Ok(Value::Count(0, 1)));
        assert!(typed(Kind::Bool, "", &[]).parse("yes", "").is_err());
        assert!(typed(Kind::Integer, "", &[]).parse("1", "px").is_err());
    }
}
