//! Latitudes and longitudes as people write them: decimal degrees, degrees and minutes, degrees,
//! minutes and seconds; with a sign or a letter. Exact decimals in, decimal degrees out.

use bigdecimal::{BigDecimal, RoundingMode};

use crate::language::{Language, spoken};
use crate::t;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// South to north, 90 degrees each way.
    Latitude,
    /// West to east, 180 degrees each way.
    Longitude,
}

/// Decimals of a degree that are kept: a tenth of a metre.
const SCALE: i64 = 6;

impl Axis {
    /// The axis that an attribute is about.
    #[must_use]
    pub fn of(attribute: &str) -> Option<Self> {
        match attribute {
            "latitude" => Some(Self::Latitude),
            "longitude" => Some(Self::Longitude),
            _ => None,
        }
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Latitude => Self::Longitude,
            Self::Longitude => Self::Latitude,
        }
    }

    /// The attribute that holds it.
    #[must_use]
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Latitude => "latitude",
            Self::Longitude => "longitude",
        }
    }

    /// Letters of its ends, the negative one first.
    fn letters(self) -> [char; 2] {
        match self {
            Self::Latitude => ['S', 'N'],
            Self::Longitude => ['W', 'E'],
        }
    }

    fn limit(self) -> i64 {
        match self {
            Self::Latitude => 90,
            Self::Longitude => 180,
        }
    }
}

/// How a coordinate is written, for the line under the field.
#[must_use]
pub fn hint() -> &'static str {
    t!("degrees: -41.2036, or 41 15.3 S, or 41 15 18 S")
}

/// Reads a coordinate; gives decimal degrees, as many decimals as were typed or six.
///
/// # Errors
/// A sentence that says what would be a coordinate.
pub fn read(axis: Axis, typed: &str) -> Result<String, String> {
    let (letter, body) = take_letter(typed)?;
    let [negative, positive] = axis.letters();
    if let Some(letter) = letter.filter(|l| *l != negative && *l != positive) {
        return Err(match axis.other() {
            Axis::Latitude => t!("'{letter}' belongs to a latitude", letter),
            Axis::Longitude => t!("'{letter}' belongs to a longitude", letter),
        });
    }
    let (minus, body) = match body.strip_prefix(['-', '+']) {
        Some(rest) => (body.starts_with('-'), rest),
        None => (false, body.as_str()),
    };
    if minus && letter.is_some() {
        return Err(t!("a minus and a letter say it twice; leave one out").to_owned());
    }
    let parts: Vec<&str> = body.split_whitespace().collect();
    let number = |text: &str| -> Result<BigDecimal, String> {
        let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let read = text.parse::<BigDecimal>().ok().filter(|_| digits && !text.starts_with('.'));
        read.ok_or_else(|| t!("'{text}' is no number; write {hint}", text, hint = hint()))
    };
    let numbers = parts.iter().map(|p| number(p)).collect::<Result<Vec<_>, _>>()?;
    let (last, before) = numbers.split_last().ok_or_else(|| t!("write {hint}", hint = hint()))?;
    if numbers.len() > 3 {
        let n = numbers.len();
        return Err(t!("these are {n} numbers; write {hint}", n, hint = hint()));
    }
    if before.iter().any(|n| !n.is_integer()) {
        return Err(t!("only the last number may have decimals").to_owned());
    }
    let sixty = BigDecimal::from(60);
    if before.iter().skip(1).chain(numbers.get(1).map(|_| last)).any(|n| *n >= sixty) {
        return Err(t!("minutes and seconds stay below 60").to_owned());
    }
    let degrees = if numbers.len() == 1 {
        last.clone()
    } else {
        // In seconds first, so that nothing is rounded twice.
        let weights = [3_600_i64, 60, 1];
        let seconds: BigDecimal =
            numbers.iter().zip(weights).map(|(n, w)| n * BigDecimal::from(w)).sum();
        (seconds / BigDecimal::from(3_600)).with_scale_round(SCALE, RoundingMode::HalfUp)
    };
    if degrees > axis.limit() {
        let limit = axis.limit();
        return Err(match axis {
            Axis::Latitude => t!("a latitude goes to {limit} degrees", limit),
            Axis::Longitude => t!("a longitude goes to {limit} degrees", limit),
        });
    }
    let degrees = if numbers.len() == 1 { degrees } else { shortened(degrees) };
    let negative = minus || letter == Some(negative);
    let sign = if negative && degrees != 0 { "-" } else { "" };
    Ok(format!("{sign}{}", degrees.to_plain_string()))
}

/// Reads a latitude and a longitude written together.
#[must_use]
pub fn read_pair(typed: &str) -> Option<(String, String)> {
    let cut = |at: usize, width: usize| {
        let (first, second) = (&typed[..at], &typed[at + width..]);
        let latitude = read(Axis::Latitude, first).ok()?;
        Some((latitude, read(Axis::Longitude, second).ok()?))
    };
    let marks = typed.char_indices().filter(|(_, c)| matches!(c, ',' | ';' | '/'));
    // After the letter of the latitude, no comma is needed.
    let letters = typed.char_indices().filter(|(_, c)| matches!(c, 'N' | 'S' | 'n' | 's'));
    marks
        .filter(|(at, _)| typed[at + 1..].starts_with(' ') || !typed[..*at].contains(','))
        .find_map(|(at, c)| cut(at, c.len_utf8()))
        .or_else(|| letters.into_iter().find_map(|(at, _)| cut(at + 1, 0)))
}

/// The letter at either end, and the rest with blanks for signs of degrees and minutes.
fn take_letter(typed: &str) -> Result<(Option<char>, String), String> {
    let mut body = String::new();
    let mut letters = Vec::new();
    for c in typed.trim().chars() {
        match c {
            'n' | 's' | 'e' | 'w' | 'N' | 'S' | 'E' | 'W' => letters.push(c.to_ascii_uppercase()),
            // West in French; east in German, so it is read in French only.
            'o' | 'O' if spoken() == Language::French => letters.push('W'),
            '°' | 'º' | '\'' | '’' | '′' | '"' | '”' | '″' | ':' | '\u{a0}' | '\u{202f}' =>
            {
                body.push(' ');
            }
            '−' | '–' => body.push('-'),
            ',' => body.push('.'),
            c => body.push(c),
        }
    }
    match letters.as_slice() {
        [] => Ok((None, body.trim().to_owned())),
        [one] => Ok((Some(*one), body.trim().to_owned())),
        _ => Err(t!("one letter is enough; write {hint}", hint = hint())),
    }
}

/// Without zeros at the end.
fn shortened(number: BigDecimal) -> BigDecimal {
    let short = number.normalized();
    if short.fractional_digit_count() < 0 { short.with_scale(0) } else { short }
}

/// Where the coordinates of other places lie, with room around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    low: BigDecimal,
    high: BigDecimal,
}

impl Span {
    /// Of the places around; `None` when there are too few to tell. One that is itself far off
    /// does not widen it.
    #[must_use]
    pub fn of(values: &[BigDecimal]) -> Option<Self> {
        let middle = median(values.to_vec())?;
        let apart = median(values.iter().map(|v| (v - &middle).abs()).collect())?;
        let room = (apart * BigDecimal::from(6)).max(BigDecimal::from(3));
        (values.len() >= 2).then(|| Self { low: &middle - &room, high: &middle + &room })
    }

    /// Whether a value lies in it.
    #[must_use]
    pub fn contains(&self, value: &BigDecimal) -> bool {
        self.low <= *value && *value <= self.high
    }
}

fn median(mut values: Vec<BigDecimal>) -> Option<BigDecimal> {
    values.sort();
    values.get(values.len() / 2).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::speaking;

    fn latitude(text: &str) -> Result<String, String> {
        read(Axis::Latitude, text)
    }

    #[test]
    fn three_ways_of_writing_give_decimal_degrees() {
        for (typed, read) in [
            ("-41.20360", "-41.20360"),
            ("−41,2036", "-41.2036"),
            ("41.2036 S", "-41.2036"),
            ("S41.2036", "-41.2036"),
            ("41°15.3′S", "-41.255"),
            ("41 15.3 S", "-41.255"),
            ("41°15'18\"S", "-41.255"),
            ("41:15:18 s", "-41.255"),
            ("N 0 0 0.36", "0.0001"),
            ("40", "40"),
            ("40 0 0 N", "40"),
            ("0 S", "0"),
        ] {
            assert_eq!(latitude(typed).as_deref(), Ok(read), "{typed}");
        }
        assert_eq!(read(Axis::Longitude, "017°48.9′W").as_deref(), Ok("-17.815"));
        let west = || read(Axis::Longitude, "17 48.9 O");
        assert_eq!(speaking(Language::French, west).as_deref(), Ok("-17.815"));
        assert!(west().is_err(), "elsewhere it may be the east");
    }

    #[test]
    fn what_is_no_coordinate_is_said() {
        for (typed, why) in [
            ("91", "a latitude goes to 90 degrees"),
            ("18.9 W", "'W' belongs to a longitude"),
            ("-41 S", "say it twice"),
            ("41 61 S", "below 60"),
            ("41.5 30 S", "only the last"),
            ("41 15 18 2", "4 numbers"),
            ("north", "is no number"),
            ("", "write degrees"),
        ] {
            let said = latitude(typed).err().unwrap_or_default();
            assert!(said.contains(why), "{typed}: {said}");
        }
        assert!(read(Axis::Longitude, "181").is_err());
    }

    #[test]
    fn both_can_be_pasted_together() {
        let pair = Some(("-41.20360".to_owned(), "-18.44710".to_owned()));
        for typed in ["-41.20360, -18.44710", "-41.20360;-18.44710", "-41.20360 / -18.44710"] {
            assert_eq!(read_pair(typed), pair, "{typed}");
        }
        let degrees = Some(("-41.255".to_owned(), "-17.815".to_owned()));
        assert_eq!(read_pair("41°15.3′S 017°48.9′W"), degrees);
        assert_eq!(read_pair("41,2036"), None, "a decimal comma");
        assert_eq!(read_pair("-41.2036"), None);
    }

    #[test]
    fn far_from_the_others_is_noticed() {
        let n = |t: &str| t.parse::<BigDecimal>().unwrap_or_default();
        let span = Span::of(&[n("-41.2"), n("-41.6"), n("-18.9"), n("-40.9")]);
        let span = span.unwrap_or_else(|| panic!("three are enough"));
        assert!(span.contains(&n("-41.39")));
        assert!(!span.contains(&n("-18.9")));
        assert_eq!(Span::of(&[n("1")]), None);
    }
}
