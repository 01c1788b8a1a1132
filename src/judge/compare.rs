//! One value against what a criterion asks: passes, fails, or is undetermined.
//!
//! Everything is exact. A value may stand for several (a count `0..1`), and so may the count that
//! an operand grows with; then it passes when every combination does and fails when none does.

use bigdecimal::{BigDecimal, RoundingMode, Signed, ToPrimitive, Zero};

use super::truth::Outcomes;
use crate::model::{Day, Interval, Quantity, Value};
use crate::standard::{AttributeId, Compare, DateOperand, Number, RangeOperand, Test};

/// Most numbers of a recorded range or count that are tried one by one; beyond, the ends decide.
const TRIED: u64 = 1_000;

/// What a comparison may ask beside the value.
pub(super) struct Surroundings<'a> {
    pub(super) as_of: Day,
    /// The day of the observation.
    pub(super) visit: Day,
    /// What a count can be.
    pub(super) count: &'a dyn Fn(AttributeId) -> Interval,
    /// What another range can be: low and high, in the base unit; empty when unknown.
    pub(super) range: &'a [(&'a BigDecimal, &'a BigDecimal)],
}

/// Whether a value passes a test.
pub(super) fn passes(test: &Test, value: &Value, around: &Surroundings<'_>) -> Option<bool> {
    match (test, value) {
        (Test::Bool(wanted), Value::Bool(found)) => Some(wanted == found),
        (Test::Choice(accepted), Value::Choice(found)) => {
            Some(accepted.contains(crate::model::OptionSet::of([*found])))
        }
        (Test::Text { texts, not }, Value::Text(found)) => Some(texts.contains(found) != *not),
        (Test::Includes(wanted), Value::Choices { yes, open }) => {
            if yes.contains(*wanted) {
                Some(true)
            } else {
                (!yes.union(*open).contains(*wanted)).then_some(false)
            }
        }
        (Test::IncludesAny(wanted), Value::Choices { yes, open }) => {
            if yes.meets(*wanted) {
                Some(true)
            } else {
                (!open.meets(*wanted)).then_some(false)
            }
        }
        (Test::Excludes(unwanted), Value::Choices { yes, open }) => {
            if yes.meets(*unwanted) {
                Some(false)
            } else {
                (!open.meets(*unwanted)).then_some(true)
            }
        }
        (Test::Number(..) | Test::Between(..), _) => number(test, value, around),
        (Test::Size { at_least, width, height }, Value::Size(w, h)) => Some(if *at_least {
            w.number >= *width && h.number >= *height
        } else {
            w.number <= *width && h.number <= *height
        }),
        (Test::Covers(operand), Value::Range(low, high)) => {
            ranges(operand, around, |from, to| low.number <= *from && high.number >= *to)
        }
        (Test::Within(operand), Value::Range(low, high)) => {
            ranges(operand, around, |from, to| low.number >= *from && high.number <= *to)
        }
        (Test::Version(compare, wanted), Value::Version(found)) => Some(match compare {
            Compare::AtLeast => found >= wanted,
            Compare::AtMost => found <= wanted,
            Compare::MoreThan => found > wanted,
            Compare::LessThan => found < wanted,
            Compare::Equal => found == wanted,
        }),
        (_, Value::Date(found)) => date(test, found, around),
        // The checker gives every criterion a test of its attribute's type; a value of another
        // type comes only of an attribute that was redefined, and says nothing here.
        _ => None,
    }
}

fn date(test: &Test, found: &crate::model::PartialDate, around: &Surroundings<'_>) -> Option<bool> {
    match test {
        Test::NotBefore(operand) => Some(
            found.last_day()
                >= match operand {
                    DateOperand::Date(date) => date.first_day(),
                    DateOperand::AsOf => around.as_of,
                    DateOperand::Visit => around.visit,
                },
        ),
        Test::NotAfter(operand) => Some(
            found.first_day()
                <= match operand {
                    DateOperand::Date(date) => date.last_day(),
                    DateOperand::AsOf => around.as_of,
                    DateOperand::Visit => around.visit,
                },
        ),
        Test::NewerThanDays(days) => Some(around.as_of.since(found.last_day()) < *days),
        Test::WithinDaysOfVisit(days) => Some(around.visit.since(found.last_day()) <= *days),
        _ => None,
    }
}

fn ranges(
    operand: &RangeOperand,
    around: &Surroundings<'_>,
    holds: impl Fn(&BigDecimal, &BigDecimal) -> bool,
) -> Option<bool> {
    match operand {
        RangeOperand::Fixed(from, to) => Some(holds(from, to)),
        RangeOperand::Attribute(_) => {
            let mut outcomes = Outcomes::default();
            for (from, to) in around.range {
                outcomes.add(Some(holds(from, to)));
            }
            outcomes.all()
        }
    }
}

fn number(test: &Test, value: &Value, around: &Surroundings<'_>) -> Option<bool> {
    match value {
        Value::Integer(n) => point(test, &BigDecimal::from(*n), around),
        Value::Quantity(Quantity { number, .. }) => point(test, number, around),
        Value::Count(low, high) if high - low <= TRIED => {
            let mut outcomes = Outcomes::default();
            for n in *low..=*high {
                outcomes.add(point(test, &BigDecimal::from(n), around));
            }
            outcomes.all()
        }
        Value::Count(low, high) => {
            let ends = [*low, *high].map(|n| point(test, &BigDecimal::from(n), around));
            let monotone = matches!(test, Test::Number(c, _) if *c != Compare::Equal);
            (monotone && ends[0] == ends[1]).then_some(ends[0]).flatten()
        }
        _ => None,
    }
}

fn point(test: &Test, found: &BigDecimal, around: &Surroundings<'_>) -> Option<bool> {
    match test {
        Test::Between(low, high) => Some(low <= found && found <= high),
        Test::Number(Compare::Equal, operands) => equal(found, operands, around),
        Test::Number(compare, operands) => {
            let mut outcomes = Outcomes::default();
            for operand in operands {
                let Some(per) = operand.per else {
                    let end = Some(&operand.number);
                    outcomes.add(ordered(*compare, found, end, end));
                    continue;
                };
                let (low, high) = operand_ends(&operand.number, (around.count)(per));
                outcomes.add(ordered(*compare, found, low.as_ref(), high.as_ref()));
            }
            outcomes.all()
        }
        _ => None,
    }
}

/// The least and greatest that a number times a count can be; `None` is without bound.
fn operand_ends(number: &BigDecimal, count: Interval) -> (Option<BigDecimal>, Option<BigDecimal>) {
    let times = |n: u64| number * BigDecimal::from(n);
    let far = match count.max {
        Some(max) => Some(times(max)),
        None if number.is_zero() => Some(BigDecimal::zero()),
        None => None,
    };
    let near = Some(times(count.min));
    if number.is_negative() { (far, near) } else { (near, far) }
}

/// `found` against every number from `low` to `high`.
fn ordered(
    compare: Compare,
    found: &BigDecimal,
    low: Option<&BigDecimal>,
    high: Option<&BigDecimal>,
) -> Option<bool> {
    let (all, none) = match compare {
        Compare::AtLeast => (high.is_some_and(|h| found >= h), low.is_some_and(|l| found < l)),
        Compare::MoreThan => (high.is_some_and(|h| found > h), low.is_some_and(|l| found <= l)),
        Compare::AtMost => (low.is_some_and(|l| found <= l), high.is_some_and(|h| found > h)),
        Compare::LessThan => (low.is_some_and(|l| found < l), high.is_some_and(|h| found >= h)),
        Compare::Equal => return None,
    };
    match (all, none) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// `found` equals one of the operands, for every count.
///
/// Operands that grow with the same count are tried together for each count.
fn equal(found: &BigDecimal, operands: &[Number], around: &Surroundings<'_>) -> Option<bool> {
    if operands.iter().any(|o| o.per.is_none() && o.number == *found) {
        return Some(true);
    }
    let mut per: Vec<AttributeId> = operands.iter().filter_map(|o| o.per).collect();
    per.sort_unstable();
    per.dedup();
    let mut possible = false;
    for attribute in per {
        let count = (around.count)(attribute);
        let matches = |n: u64| {
            operands
                .iter()
                .any(|o| o.per == Some(attribute) && &o.number * BigDecimal::from(n) == *found)
        };
        match count.max {
            Some(max) if max - count.min <= TRIED => {
                let hits = (count.min..=max).filter(|&n| matches(n)).count() as u64;
                if hits == max - count.min + 1 {
                    return Some(true);
                }
                possible |= hits > 0;
            }
            _ => {
                let zero = |o: &&Number| o.per == Some(attribute) && o.number.is_zero();
                if found.is_zero() && operands.iter().any(|o| zero(&o)) {
                    return Some(true);
                }
                possible |= operands.iter().filter(|o| o.per == Some(attribute)).any(|o| {
                    whole_multiple(found, &o.number)
                        .is_some_and(|n| n >= count.min && count.max.is_none_or(|max| n <= max))
                });
            }
        }
    }
    (!possible).then_some(false)
}

/// The whole `n` with `number` x `n` = `found`, if there is one.
fn whole_multiple(found: &BigDecimal, number: &BigDecimal) -> Option<u64> {
    if number.is_zero() {
        return None;
    }
    let n = (found / number).with_scale_round(0, RoundingMode::HalfEven);
    (&n * number == *found).then(|| n.to_u64()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Unit, ValueType};

    fn around(count: Interval) -> impl Fn(&Test, &Value) -> Option<bool> {
        move |test, value| {
            let day = Day::from_number(0);
            let surroundings =
                Surroundings { as_of: day, visit: day, count: &|_| count, range: &[] };
            passes(test, value, &surroundings)
        }
    }

    fn number(n: i64, per: bool) -> Number {
        Number { number: n.into(), per: per.then_some(AttributeId(0)) }
    }

    #[test]
    fn an_operand_that_grows_passes_for_every_count_or_fails_for_every_one() {
        let at_least = Test::Number(Compare::AtLeast, vec![number(2, true)]);
        let known = around(Interval::exactly(3));
        assert_eq!(known(&at_least, &Value::Integer(6)), Some(true));
        assert_eq!(known(&at_least, &Value::Integer(5)), Some(false));
        let open = around(Interval::from(3));
        assert_eq!(open(&at_least, &Value::Integer(6)), None);
        assert_eq!(open(&at_least, &Value::Integer(5)), Some(false));
        let at_most = Test::Number(Compare::AtMost, vec![number(2, true)]);
        assert_eq!(open(&at_most, &Value::Integer(6)), Some(true));
    }

    #[test]
    fn equality_tries_every_count() {
        let is = Test::Number(Compare::Equal, vec![number(2, true)]);
        assert_eq!(around(Interval::new(1, 3))(&is, &Value::Integer(4)), None);
        assert_eq!(around(Interval::new(1, 3))(&is, &Value::Integer(5)), Some(false));
        assert_eq!(around(Interval::from(1))(&is, &Value::Integer(4_000)), None);
        assert_eq!(around(Interval::from(1))(&is, &Value::Integer(5)), Some(false));
    }

    #[test]
    fn a_recorded_range_passes_when_every_number_does() {
        let at_least = Test::Number(Compare::AtLeast, vec![number(1, false)]);
        let test = around(Interval::ZERO);
        assert_eq!(test(&at_least, &Value::Count(0, 1)), None);
        assert_eq!(test(&at_least, &Value::Count(1, 5)), Some(true));
        assert_eq!(test(&at_least, &Value::Count(0, 0)), Some(false));
        let between = Test::Between("2.3".parse().unwrap_or_default(), 3.into());
        assert_eq!(test(&between, &Value::Count(0, 2)), Some(false));
    }

    #[test]
    fn undetermined_options_that_matter_are_open() {
        let set = ValueType {
            kind: Kind::Choices,
            unit: Unit::parse(""),
            options: ["bac", "pace"].map(str::to_owned).into(),
            ordered: false,
        };
        let value = set.parse("bac;pace?", "").unwrap_or(Value::Bool(false));
        let (bac, pace) = (crate::model::OptionSet::of([0]), crate::model::OptionSet::of([1]));
        let test = around(Interval::ZERO);
        assert_eq!(test(&Test::Includes(bac), &value), Some(true));
        assert_eq!(test(&Test::Includes(bac.union(pace)), &value), None);
        assert_eq!(test(&Test::Excludes(pace), &value), None);
        assert_eq!(test(&Test::IncludesAny(pace), &value), None);
    }
}
