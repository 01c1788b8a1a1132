//! Exceptions: facts that say that a requirement does not apply at a place, or that something else
//! does its work there, with a reason and perhaps the last day on which it holds.

use std::fmt;

use super::date::{Day, PartialDate};
use crate::t;

/// Before a requirement's id: the fact that it does not apply here.
pub const NOT_APPLICABLE: &str = "not_applicable.";
/// Before a requirement's id: the fact that it is met here by an equivalent.
pub const EQUIVALENT: &str = "equivalent.";

/// Whether an attribute is the fact of an exception.
#[must_use]
pub fn is_exception(attribute: &str) -> bool {
    attribute.starts_with(NOT_APPLICABLE) || attribute.starts_with(EQUIVALENT)
}

/// The value of an exception: `reason`, or `until 2027-06-30: reason`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception<'a> {
    /// The last day on which it holds; `None` if no end is given.
    pub until: Option<Day>,
    /// Why.
    pub reason: &'a str,
}

/// What is wrong with the value of an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExceptionError {
    /// The end is no date.
    End,
    /// There is no reason.
    Reason,
}

impl fmt::Display for ExceptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::End => t!("the end is not a date; write 'until 2027-06-30: the reason'"),
            Self::Reason => t!("there is no reason; write 'until 2027-06-30: the reason'"),
        })
    }
}

impl<'a> Exception<'a> {
    /// Reads a value. Text that begins with `until` and no digit after it is a reason like any
    /// other ("until the roof is mended"). Of an end that is a month or a year, the last day counts.
    ///
    /// # Errors
    /// When an end begins that is none, or when there is no reason.
    pub fn parse(value: &'a str) -> Result<Self, ExceptionError> {
        let value = value.trim();
        let end = value.get(..5).filter(|word| word.eq_ignore_ascii_case("until"));
        let rest = end.map_or("", |_| &value[5..]);
        let dated = rest.starts_with(char::is_whitespace)
            && rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
        if !dated {
            let reason = (!value.is_empty()).then_some(value).ok_or(ExceptionError::Reason)?;
            return Ok(Self { until: None, reason });
        }
        let (date, reason) = rest.split_once(':').unwrap_or((rest, ""));
        let until = PartialDate::parse(date.trim()).ok_or(ExceptionError::End)?.last_day();
        match reason.trim() {
            "" => Err(ExceptionError::Reason),
            reason => Ok(Self { until: Some(until), reason }),
        }
    }

    /// Whether it still holds on a day.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        self.until.is_none_or(|until| day <= until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_read_and_plain_reasons_stay() {
        let read = |text: &'static str| {
            Exception::parse(text).map(|e| (e.until.map(|d| d.to_string()), e.reason))
        };
        let until = |day: &str| Some(day.to_owned());
        assert_eq!(read("no trains stop here"), Ok((None, "no trains stop here")));
        assert_eq!(
            read("until 2027-06-30: under repair"),
            Ok((until("2027-06-30"), "under repair"))
        );
        assert_eq!(read(" Until  2027-02 : x: y "), Ok((until("2027-02-28"), "x: y")));
        assert_eq!(read("until 2027: x"), Ok((until("2027-12-31"), "x")));
        assert_eq!(read("until the roof is mended"), Ok((None, "until the roof is mended")));
        assert_eq!(read("until"), Ok((None, "until")));
        assert_eq!(read("until 2027-02-30: x"), Err(ExceptionError::End));
        assert_eq!(read("until 30.6.2027: x"), Err(ExceptionError::End));
        assert_eq!(read("until 2027-06-30"), Err(ExceptionError::Reason));
        assert_eq!(read("until 2027-06-30: "), Err(ExceptionError::Reason));
        assert_eq!(read("  "), Err(ExceptionError::Reason));
    }

    #[test]
    fn it_holds_on_its_last_day() {
        let day = |text| Day::parse(text).unwrap_or(Day::from_number(0));
        let dated = Exception { until: Some(day("2027-06-30")), reason: "x" };
        assert!(dated.holds(day("2027-06-30")) && !dated.holds(day("2027-07-01")));
        assert!(Exception { until: None, reason: "x" }.holds(day("2999-01-01")));
    }
}
