//! Exact positions on the axes of figures: thousandths, without floating point.

use bigdecimal::{BigDecimal, RoundingMode, ToPrimitive};

/// The decimal logarithm of a number from 1 up, in thousandths, rounded down.
pub(super) fn log10(number: u64) -> u64 {
    const ONE: u128 = 1 << 40;
    let Some(digits) = number.checked_ilog10() else { return 0 };
    let mut rest = u128::from(number) * ONE / 10_u128.pow(digits);
    // Each squaring gives one more binary digit of the fraction.
    let (mut fraction, bits) = (0_u64, 14);
    for _ in 0..bits {
        rest = rest * rest / ONE;
        fraction <<= 1;
        if rest >= 10 * ONE {
            rest /= 10;
            fraction |= 1;
        }
    }
    u64::from(digits) * 1000 + ((fraction * 1000) >> bits)
}

/// A part of a whole in thousandths; at most 1000.
pub(super) fn per_mille(part: &BigDecimal, whole: &BigDecimal) -> u16 {
    if *whole <= BigDecimal::default() {
        return 0;
    }
    let share = (part * BigDecimal::from(1000) / whole).with_scale_round(0, RoundingMode::Floor);
    share.to_u16().unwrap_or(1000).min(1000)
}

/// The cosine of whole degrees of latitude in thousandths, for a sketch.
pub(super) fn cosine(degrees: u64) -> u64 {
    const TENS: [u64; 10] = [1000, 985, 940, 866, 766, 643, 500, 342, 174, 0];
    let at = usize::try_from(degrees.min(89) / 10).unwrap_or(0);
    let (low, high) = (TENS[at], TENS[at + 1]);
    low - (low - high) * (degrees.min(89) % 10) / 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_right_to_a_thousandth() {
        let known = [(1, 0), (2, 301), (10, 1000), (500, 2698), (1_460_000, 6164)];
        for (number, expected) in known {
            assert!(log10(number).abs_diff(expected) <= 1, "{number}: {}", log10(number));
        }
    }

    #[test]
    fn shares_and_cosines() {
        assert_eq!(per_mille(&BigDecimal::from(1), &BigDecimal::from(3)), 333);
        assert_eq!(per_mille(&BigDecimal::from(5), &BigDecimal::from(3)), 1000);
        assert_eq!(per_mille(&BigDecimal::from(5), &BigDecimal::default()), 0);
        assert_eq!((cosine(0), cosine(41), cosine(60)), (1000, 754, 500));
    }
}
