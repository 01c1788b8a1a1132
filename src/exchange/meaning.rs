//! What an attribute of a row means: how its values and units read, and what is wrong with one.
//!
//! Knows the types of values; no tables and no subjects.

use crate::model::exception::Exception;
use crate::model::{Kind, Unit, Value, ValueError, ValueType};
use crate::standard::Attribute;
use crate::t;

use super::hints;
use super::refusal::{Wrong, shown};

/// Longest text, in bytes, that a fact may hold as value or note: what a merge takes.
pub(super) const MAX_TEXT: usize = 4096;
/// Longest language tag.
const MAX_TAG: usize = 35;
/// More options than this are not listed in a refusal.
const LISTED: usize = 12;

/// What an attribute of a row means.
#[derive(Clone, Debug)]
pub(super) struct Meaning<'a> {
    /// Its types, one for each vocabulary that knows it here, without repetition.
    pub(super) types: Vec<ValueType>,
    pub(super) attribute: Option<&'a Attribute>,
    pub(super) role: Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Plain,
    Name,
    SameAs,
    /// A reason, perhaps with the day on which it ends.
    Exception,
    /// Degrees, at most so many both ways.
    Degrees(u8),
}

/// What is wrong with a fact, and in which of its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Misread {
    Value(Wrong),
    Unit(Wrong),
}

impl Meaning<'_> {
    /// Checks a value; the name of the type under which it was read.
    pub(super) fn read(&self, value: &str, unit: &str) -> Result<&'static str, Misread> {
        if value.len() > MAX_TEXT {
            let why = t!(
                "the value has {n} bytes; at most {most} are kept",
                n = value.len(),
                most = MAX_TEXT
            );
            return Err(Misread::Value(Wrong::new(why)));
        }
        let mut first = None;
        for typed in &self.types {
            match self.read_as(typed, value, unit) {
                Ok(()) => return Ok(typed.kind.code()),
                Err(wrong) => first = first.or(Some(wrong)),
            }
        }
        // A meaning has at least one type, so the default is never taken.
        Err(first.unwrap_or_else(|| Misread::Value(Wrong::new(t!("the attribute has no type")))))
    }

    /// Checks a unit or language tag apart from any value.
    pub(super) fn unit(&self, unit: &str) -> Result<(), Wrong> {
        let mut first = None;
        for typed in &self.types {
            // A number of any unit, to hear what is wrong with this one.
            let sample = match typed.kind {
                Kind::Text => "x",
                Kind::Quantity => "0",
                Kind::Size => "0x0",
                Kind::Range => "0..0",
                _ if unit.is_empty() => return Ok(()),
                _ => {
                    first = first.or(Some(ValueError::NoUnit(unit.to_owned())));
                    continue;
                }
            };
            if typed.kind == Kind::Text {
                return language(unit);
            }
            match typed.parse(sample, unit) {
                Ok(_) => return Ok(()),
                Err(error) => first = first.or(Some(error)),
            }
        }
        let typed = self.types.first();
        match (first, typed) {
            (Some(error), Some(typed)) => match self.misread(typed, &error) {
                Misread::Unit(wrong) | Misread::Value(wrong) => Err(wrong),
            },
            _ => Ok(()),
        }
    }

    /// The name of the type of an absence.
    pub(super) fn kind(&self) -> &'static str {
        self.types.first().map_or("", |t| t.kind.code())
    }

    /// Whether the value names another subject.
    pub(super) fn is_same_as(&self) -> bool {
        self.role == Role::SameAs
    }

    /// Whether the language tag belongs to the attribute.
    pub(super) fn is_name(&self) -> bool {
        self.role == Role::Name
    }

    /// Whether a value is kept to the letter, blanks included.
    pub(super) fn is_text(kind: &str) -> bool {
        kind == Kind::Text.code()
    }

    fn read_as(&self, typed: &ValueType, value: &str, unit: &str) -> Result<(), Misread> {
        if typed.kind == Kind::Text {
            if value.trim().is_empty() {
                return Err(self.misread(typed, &ValueError::Empty));
            }
            language(unit).map_err(Misread::Unit)?;
            if self.role == Role::Exception
                && let Err(error) = Exception::parse(value)
            {
                return Err(Misread::Value(Wrong::new(error.to_string())));
            }
        }
        let read = typed.parse(value, unit).map_err(|error| self.misread(typed, &error))?;
        let (Role::Degrees(most), Value::Quantity(degrees)) = (self.role, &read) else {
            return Ok(());
        };
        let within = |most: u8| degrees.number.abs() <= most;
        if within(most) {
            return Ok(());
        }
        let given = shown(value.trim());
        let why = t!("{given} degrees are not within -{most} and {most}", given, most);
        let other = (most == 90 && within(180))
            .then(|| t!("are latitude and longitude the wrong way round?").to_owned());
        Err(Misread::Value(Wrong::new(why).hint(other)))
    }

    fn misread(&self, typed: &ValueType, error: &ValueError) -> Misread {
        use ValueError as E;
        let value = |hint: Option<String>| Misread::Value(Wrong::new(tame(error)).hint(hint));
        match error {
            E::Bool(given) => value(hints::truth(given)),
            E::Option { given, options: _ } => self.no_option(typed, given),
            E::Integer(given) | E::Count(given) => value(hints::number(given, true)),
            E::Decimal(given) => value(hints::number(given, false)),
            E::Date(given) => value(day_first(given)),
            E::Version(given) => value(hints::version(given)),
            E::Size(_) | E::Range(_) | E::Backwards(_) | E::Empty => value(None),
            E::Unit(given) | E::Dimension { given, .. } => {
                Misread::Unit(Wrong::new(tame(error)).hint(unit_hint(typed, given)))
            }
            E::NoUnit(_) => {
                Misread::Unit(Wrong::new(tame(error)).hint(t!("leave it empty").to_owned()))
            }
        }
    }

    fn no_option(&self, typed: &ValueType, given: &str) -> Misread {
        let plain = given.trim().to_lowercase();
        let labelled = self
            .attribute
            .and_then(|a| a.options.iter().find(|o| o.label.to_lowercase() == plain))
            .map(|option| option.key.as_str());
        // What was meant may stand in another vocabulary.
        let options = self.types.iter().flat_map(|t| t.options.iter()).map(String::as_str);
        let hint = labelled.or_else(|| hints::nearest(given, options)).map(hints::did_you_mean);
        let given = shown(given);
        let why = if typed.options.len() <= LISTED {
            let options = typed.options.join(", ");
            t!("'{given}' is not one of the options: {options}", given, options)
        } else {
            t!("'{given}' is not one of the {n} options", given, n = typed.options.len())
        };
        Misread::Value(Wrong::new(why).hint(hint))
    }
}

/// The unit that was meant, or those that could be.
fn unit_hint(typed: &ValueType, given: &str) -> Option<String> {
    let dimension = typed.unit?.dimension();
    match hints::unit(given).filter(|unit| unit.dimension() == dimension) {
        Some(unit) => Some(hints::did_you_mean(unit.symbol())),
        None => {
            let units: Vec<&str> = Unit::all()
                .filter(|unit| unit.dimension() == dimension)
                .map(Unit::symbol)
                .collect();
            Some(t!("one of {values}", values = units.join(", ")))
        }
    }
}

/// A language tag: letters and digits, with hyphens between.
pub(super) fn language(tag: &str) -> Result<(), Wrong> {
    let good = tag.is_empty()
        || tag.len() <= MAX_TAG
            && tag
                .split('-')
                .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if good {
        return Ok(());
    }
    let why = t!("'{tag}' is not a language tag", tag = shown(tag));
    Err(Wrong::new(why).hint(t!("write one as 'ar' or 'und-Cyrl', or leave it empty").to_owned()))
}

/// The message of an error, with what was written shortened and made harmless.
fn tame(error: &ValueError) -> String {
    use ValueError as E;
    let (E::Bool(t)
    | E::Integer(t)
    | E::Decimal(t)
    | E::Size(t)
    | E::Range(t)
    | E::Backwards(t)
    | E::Version(t)
    | E::Date(t)
    | E::Count(t)
    | E::Unit(t)
    | E::NoUnit(t)
    | E::Dimension { given: t, .. }
    | E::Option { given: t, .. }) = error
    else {
        return error.to_string();
    };
    let text = shown(t);
    match error {
        E::Bool(_) => E::Bool(text),
        E::Integer(_) => E::Integer(text),
        E::Decimal(_) => E::Decimal(text),
        E::Size(_) => E::Size(text),
        E::Range(_) => E::Range(text),
        E::Backwards(_) => E::Backwards(text),
        E::Version(_) => E::Version(text),
        E::Date(_) => E::Date(text),
        E::Count(_) => E::Count(text),
        E::Unit(_) => E::Unit(text),
        E::NoUnit(_) => E::NoUnit(text),
        E::Dimension { wanted, .. } => E::Dimension { given: text, wanted: wanted.clone() },
        E::Option { options, .. } => E::Option { given: text, options: options.clone() },
        E::Empty => E::Empty,
    }
    .to_string()
}

/// `03.09.2026` as it is written here, when it can be read in one way only.
fn day_first(given: &str) -> Option<String> {
    let parts: Vec<&str> = given.trim().split(['.', '/', '-']).collect();
    let [a, b, year] = parts.as_slice() else { return None };
    let number = |t: &str| t.parse::<u8>().ok().filter(|n| (1..=31).contains(n));
    let (a, b) = (number(a)?, number(b)?);
    if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (day, month) = match (a, b) {
        (a, b) if a > 12 && b <= 12 => (a, b),
        (a, b) if b > 12 && a <= 12 => (b, a),
        (a, b) if a == b => (a, b),
        _ => return None,
    };
    Some(hints::did_you_mean(&format!("{year}-{month:02}-{day:02}")))
}
