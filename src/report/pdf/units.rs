//! Lengths on the page. Knows nothing else.
//!
//! Whole thousandths of a point: the same input gives the same bytes on every machine, which
//! floating point does not promise.

/// A length in thousandths of a PDF point (1/72 inch).
pub(super) type Length = i64;

/// Whole points.
pub(super) const fn pt(points: i64) -> Length {
    points * 1000
}

/// Tenths of a point.
pub(super) const fn tenths(tenths: i64) -> Length {
    tenths * 100
}

/// Whole millimetres.
pub(super) const fn mm(millimetres: i64) -> Length {
    millimetres * 720_000 / 254
}

/// A distance in thousandths of an em at a font size.
pub(super) const fn em(thousandths: i64, size: Length) -> Length {
    thousandths * size / 1000
}

/// Appends a length in points with at most two decimals, as content streams write numbers.
pub(super) fn write_points(out: &mut Vec<u8>, length: Length) {
    let hundredths = (length + if length < 0 { -5 } else { 5 }) / 10;
    write_decimal(out, hundredths, 2);
}

/// Appends `value / 10^decimals` without trailing zeros.
pub(super) fn write_decimal(out: &mut Vec<u8>, value: i64, decimals: usize) {
    if value < 0 {
        out.push(b'-');
    }
    let mut digits = [b'0'; 24];
    let mut rest = value.unsigned_abs();
    let mut start = digits.len();
    while rest > 0 || digits.len() - start <= decimals {
        start -= 1;
        digits[start] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    let point = digits.len() - decimals;
    out.extend_from_slice(&digits[start..point]);
    let fraction = &digits[point..];
    let used = fraction.iter().rposition(|digit| *digit != b'0').map_or(0, |last| last + 1);
    if used > 0 {
        out.push(b'.');
        out.extend_from_slice(&fraction[..used]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_exact() {
        let shown = |length| {
            let mut out = Vec::new();
            write_points(&mut out, length);
            String::from_utf8(out).expect("digits are ASCII")
        };
        assert_eq!(shown(0), "0");
        assert_eq!(shown(pt(12)), "12");
        assert_eq!(shown(12_345), "12.35");
        assert_eq!(shown(-500), "-0.5");
        assert_eq!(shown(50), "0.05");
    }
}
