//! Amounts of money: exact for machines, rounded for people.

use bigdecimal::{BigDecimal, RoundingMode};

use crate::t;

/// A blank that no line breaks at.
const BLANK: char = '\u{a0}';

/// All digits, without needless zeros.
#[must_use]
pub fn exact(amount: &BigDecimal) -> String {
    amount.normalized().to_plain_string()
}

/// Whole from 100 up, else up to two decimals, in groups of three digits.
#[must_use]
pub fn rounded(amount: &BigDecimal) -> String {
    grouped(amount, amount)
}

/// As many decimals as suit the greater of the two.
fn grouped(amount: &BigDecimal, beside: &BigDecimal) -> String {
    let digits = if beside.abs() >= 100 { 0 } else { 2 };
    let text = amount.with_scale_round(digits, RoundingMode::HalfUp).normalized();
    let text = text.to_plain_string();
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n) % 3 == 0 {
            grouped.push(BLANK);
        }
        grouped.push(digit);
    }
    if rest.is_empty() { grouped } else { format!("{grouped}.{rest}") }
}

/// `406 to 912`, `30`, `30 or more`.
#[must_use]
pub fn range(low: &BigDecimal, high: Option<&BigDecimal>) -> String {
    match high {
        None => t!("{low} or more", low = rounded(low)),
        Some(high) => {
            let (low, high) = (grouped(low, high), rounded(high));
            if high == low { low } else { t!("{low} to {high}", low, high) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_rounded_for_people_only() {
        let amount = |text: &str| text.parse::<BigDecimal>().expect("a number");
        assert_eq!(rounded(&amount("912.30")), "912");
        assert_eq!(rounded(&amount("1234567.5")), "1\u{a0}234\u{a0}568");
        assert_eq!(rounded(&amount("12.345")), "12.35");
        assert_eq!(rounded(&amount("0")), "0");
        assert_eq!(exact(&amount("912.30")), "912.3");
        assert_eq!(exact(&amount("1000")), "1000");
        assert_eq!(range(&amount("30"), None), "30 or more");
        assert_eq!(range(&amount("53.59"), Some(&amount("120.8"))), "54 to 121");
    }
}
