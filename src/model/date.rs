//! Days, partial dates and moments.
//!
//! A date may be known to the year or month only. Calendar arithmetic is the library's.

use std::fmt;

use jiff::civil::Date;

/// A day as a number of days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// The day with this number, counted from 1970-01-01.
    #[must_use]
    pub const fn from_number(days: i64) -> Self {
        Self(days)
    }

    /// Reads `2026-11-22`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match PartialDate::parse(text)? {
            date if date.day.is_some() => Some(date.first_day()),
            _ => None,
        }
    }

    /// Days from `earlier` to `self`; negative when `self` is before it.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    fn of(date: Date) -> Self {
        let epoch = Date::constant(1970, 1, 1);
        Self(i64::from((date - epoch).get_days()))
    }

    fn civil(self) -> Option<Date> {
        let days = i32::try_from(self.0).ok()?;
        Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
    }
}

/// Prints `2026-11-22`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.civil() {
            Some(date) => write!(f, "{date}"),
            None => write!(f, "day {}", self.0),
        }
    }
}

/// A date known to the day, the month or the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl PartialDate {
    /// Reads `2027`, `2027-09` or `2027-09-30`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = number(parts.next()?, 4)?;
        let month = parts.next().map(|t| number(t, 2)).map_or(Some(None), |m| m.map(Some))?;
        let day = parts.next().map(|t| number(t, 2)).map_or(Some(None), |d| d.map(Some))?;
        if parts.next().is_some() {
            return None;
        }
        let month = month.map(i8::try_from).transpose().ok()?;
        let day = day.map(i8::try_from).transpose().ok()?;
        Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        Some(Self { year, month, day })
    }

    /// The first day that it can be.
    #[must_use]
    pub fn first_day(self) -> Day {
        Day::of(self.first())
    }

    /// The last day that it can be.
    #[must_use]
    pub fn last_day(self) -> Day {
        let first = self.first();
        Day::of(match (self.month, self.day) {
            (_, Some(_)) => first,
            (Some(_), None) => first.last_of_month(),
            (None, _) => first.last_of_year(),
        })
    }

    fn first(self) -> Date {
        // Checked when it was read, so the default is never taken.
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).unwrap_or_default()
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

fn number(text: &str, digits: usize) -> Option<i16> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// A moment: milliseconds since 1970 and the offset of the place where it was written down.
///
/// Only for display, for sorting and for the day of a visit; never decides which record holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00:00Z; 48 bits.
    pub milliseconds: u64,
    /// Minutes east of UTC.
    pub offset_minutes: i16,
}

impl Moment {
    /// Largest number of milliseconds that a moment can hold.
    pub const MAX_MILLISECONDS: u64 = (1 << 48) - 1;

    /// Reads RFC 3339 with an offset (`2026-03-03T09:00:00Z`), or a day alone (its start, UTC).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(day) = Day::parse(text) {
            return Some(Self {
                milliseconds: u64::try_from(day.0.checked_mul(86_400_000)?).ok()?,
                offset_minutes: 0,
            });
        }
        let pieces = jiff::fmt::temporal::Pieces::parse(text).ok()?;
        let offset = pieces.to_numeric_offset()?;
        let civil = pieces.date().to_datetime(pieces.time()?);
        let moment = offset.to_timestamp(civil).ok()?;
        let milliseconds = u64::try_from(moment.as_millisecond()).ok()?;
        (milliseconds <= Self::MAX_MILLISECONDS).then_some(Self {
            milliseconds,
            offset_minutes: i16::try_from(offset.seconds() / 60).ok()?,
        })
    }

    /// The calendar day at the place where it was written down.
    #[must_use]
    pub fn day(self) -> Day {
        let local = i64::try_from(self.milliseconds).unwrap_or(i64::MAX)
            + i64::from(self.offset_minutes) * 60_000;
        Day(local.div_euclid(86_400_000))
    }

    /// `09:41` at the place where it was written down.
    #[must_use]
    pub fn clock(self) -> String {
        let text = self.to_string();
        text.get(11..16).unwrap_or("").to_owned()
    }
}

/// Prints RFC 3339 in its own offset; milliseconds only when there are any.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = i64::try_from(self.milliseconds).unwrap_or(i64::MAX)
            + i64::from(self.offset_minutes) * 60_000;
        let (day, rest) = (local.div_euclid(86_400_000), local.rem_euclid(86_400_000));
        let (seconds, ms) = (rest / 1_000, rest % 1_000);
        let (h, m, s) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        write!(f, "{}T{h:02}:{m:02}:{s:02}", Day(day))?;
        if ms != 0 {
            write!(f, ".{ms:03}")?;
        }
        match self.offset_minutes {
            0 => f.write_str("Z"),
            o => {
                let sign = if o < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", o.unsigned_abs() / 60, o.unsigned_abs() % 60)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partial(text: &str) -> PartialDate {
        PartialDate::parse(text).unwrap_or_else(|| panic!("{text} is a date"))
    }

    #[test]
    fn partial_dates_cover_their_month_or_year() {
        assert_eq!(partial("2027-02").first_day().to_string(), "2027-02-01");
        assert_eq!(partial("2028-02").last_day().to_string(), "2028-02-29");
        assert_eq!(partial("2027").last_day().to_string(), "2027-12-31");
        assert_eq!(partial("2027-09-30").last_day(), partial("2027-09-30").first_day());
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["2027-13", "2027-2", "27", "2027-02-30", "2027-01-01-01", "", "20270101"] {
            assert_eq!(PartialDate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn moments_keep_their_offset() {
        for text in
            ["2026-03-03T09:00:00Z", "2026-03-03T01:30:00+02:00", "2026-03-03T23:30:00.250-03:30"]
        {
            let moment = Moment::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(moment.to_string(), text);
        }
        let late = Moment::parse("2026-03-03T23:30:00-03:00").map(Moment::day);
        assert_eq!(late, Day::parse("2026-03-03"));
        assert_eq!(
            Moment::parse("2026-03-03").map(|m| m.to_string()).as_deref(),
            Some("2026-03-03T00:00:00Z")
        );
        assert_eq!(Moment::parse("2026-03-03T09:00:00"), None, "an offset is needed");
        assert_eq!(Moment::parse("1969-03-03T09:00:00Z"), None);
    }

    #[test]
    fn days_count() {
        let (a, b) = (Day::parse("2026-03-03"), Day::parse("2026-02-27"));
        assert_eq!(a.zip(b).map(|(a, b)| a.since(b)), Some(4));
    }
}
