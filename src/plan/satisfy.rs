//! A value that satisfies what criteria ask of an attribute, for trying out what would be.

use bigdecimal::{BigDecimal, RoundingMode};

use crate::judge::satisfies;
use crate::model::{Dimension, Kind, OptionSet, Unit};
use crate::standard::{Attribute, AttributeId, DateOperand, RangeOperand, Test};

/// A value as typed, with its unit.
pub(super) type Typed = (String, String);

/// A value that passes all tests (or fails those that are negated), if one of those that the
/// operands suggest does. `count` is what an operand that grows with a count is multiplied by.
pub(super) fn value(
    attribute: &Attribute,
    tests: &[(&Test, bool)],
    as_of: crate::model::Day,
    count: &dyn Fn(AttributeId) -> u64,
) -> Option<Typed> {
    let mut candidates: Vec<Typed> = Vec::new();
    for (test, _) in tests {
        candidates.extend(suggested(attribute, test, as_of, count));
    }
    if attribute.value.kind == Kind::Choices {
        candidates.push((choices(attribute, tests), String::new()));
    }
    candidates.into_iter().find(|(text, unit)| {
        let Ok(value) = attribute.value.parse(text, unit) else { return false };
        tests.iter().all(|(test, negated)| satisfies(test, &value, as_of, count) == Some(!negated))
    })
}

/// Values at and beside the operand of a test.
fn suggested(
    attribute: &Attribute,
    test: &Test,
    as_of: crate::model::Day,
    count: &dyn Fn(AttributeId) -> u64,
) -> Vec<Typed> {
    let plain = |text: &str| (text.to_owned(), String::new());
    let options = |set: OptionSet| -> Vec<Typed> {
        set.indices().filter_map(|n| Some(plain(attribute.options.get(n)?.key.as_str()))).collect()
    };
    match test {
        Test::Bool(_) => vec![plain("true"), plain("false")],
        Test::Choice(_) => options(OptionSet::first(attribute.options.len())),
        Test::Text { texts, .. } => {
            texts.iter().map(|t| plain(t)).chain([plain("another")]).collect()
        }
        Test::Number(_, operands) => operands
            .iter()
            .flat_map(|operand| {
                let times = operand.per.map_or(1, count);
                around(attribute, &(&operand.number * BigDecimal::from(times)))
            })
            .collect(),
        Test::Between(low, high) => {
            around(attribute, low).into_iter().chain(around(attribute, high)).collect()
        }
        Test::Includes(_) | Test::IncludesAny(_) | Test::Excludes(_) => Vec::new(),
        Test::Size { width, height, .. } => {
            let size = format!("{}x{}", width.to_plain_string(), height.to_plain_string());
            vec![(size, base(attribute))]
        }
        Test::Covers(RangeOperand::Fixed(low, high))
        | Test::Within(RangeOperand::Fixed(low, high)) => {
            let range = format!("{}..{}", low.to_plain_string(), high.to_plain_string());
            vec![(range, base(attribute))]
        }
        // What another attribute says is not known here.
        Test::Covers(RangeOperand::Attribute(_)) | Test::Within(RangeOperand::Attribute(_)) => {
            Vec::new()
        }
        Test::Version(_, parts) => {
            let written = |parts: &[u64]| {
                plain(&parts.iter().map(u64::to_string).collect::<Vec<_>>().join("."))
            };
            let first = parts.first().copied().unwrap_or(0);
            vec![written(parts), written(&[first + 1]), written(&[first.saturating_sub(1)])]
        }
        Test::NotBefore(operand) | Test::NotAfter(operand) => match operand {
            DateOperand::Date(date) => {
                vec![plain(&date.last_day().to_string()), plain(&date.first_day().to_string())]
            }
            DateOperand::AsOf | DateOperand::Visit => vec![plain(&as_of.to_string())],
        },
        Test::NewerThanDays(_) | Test::WithinDaysOfVisit(_) => vec![plain(&as_of.to_string())],
    }
}

/// A number and its neighbours, in the attribute's own unit if that is exact, else in the base
/// unit; whole where the attribute is.
fn around(attribute: &Attribute, number: &BigDecimal) -> Vec<Typed> {
    let one = BigDecimal::from(1);
    let (number, unit) = match attribute.value.unit {
        None => (number.clone(), String::new()),
        Some(unit) => {
            let own = (number / unit.to_base(&one)).with_scale_round(9, RoundingMode::Ceiling);
            if unit.to_base(&own) == *number {
                (own, String::new())
            } else {
                (number.clone(), base(attribute))
            }
        }
    };
    let rounded = match attribute.value.kind {
        Kind::Quantity => number,
        _ => number.with_scale_round(0, RoundingMode::Ceiling),
    };
    [rounded.clone(), &rounded + &one, &rounded - &one]
        .into_iter()
        .map(|n| (n.normalized().to_plain_string(), unit.clone()))
        .collect()
}

/// The base unit of an attribute's dimension; empty for one without.
fn base(attribute: &Attribute) -> String {
    let Some(unit) = attribute.value.unit else { return String::new() };
    let of: Dimension = unit.dimension();
    let one = BigDecimal::from(1);
    Unit::all()
        .find(|u| u.dimension() == of && u.to_base(&one) == one)
        .map_or(String::new(), |u| u.symbol().to_owned())
}

/// A set with all that is asked for and nothing that is not wanted.
fn choices(attribute: &Attribute, tests: &[(&Test, bool)]) -> String {
    let mut unwanted = OptionSet::default();
    for (test, negated) in tests {
        match (test, negated) {
            (Test::Excludes(set), false) | (Test::IncludesAny(set), true) => {
                unwanted = unwanted.union(*set);
            }
            _ => {}
        }
    }
    let mut wanted = OptionSet::default();
    for (test, negated) in tests {
        match (test, negated) {
            (Test::Includes(set), false) => wanted = wanted.union(*set),
            (Test::IncludesAny(set), false) | (Test::Excludes(set), true) => {
                let first = set.without(unwanted).indices().next();
                wanted = wanted.union(OptionSet::of(first));
            }
            _ => {}
        }
    }
    let keys: Vec<&str> = wanted
        .without(unwanted)
        .indices()
        .filter_map(|n| attribute.options.get(n).map(|o| o.key.as_str()))
        .collect();
    if keys.is_empty() { "none".to_owned() } else { keys.join(";") }
}
