//! Intervals of counts with an end that may be open.

use std::fmt;
use std::ops::Add;

use crate::t;

/// How many there may be at most; `None` is unbounded.
pub type Bound = Option<u64>;

/// A count known to lie between `min` and `max`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    /// At least so many.
    pub min: u64,
    /// At most so many; `None` is unbounded.
    pub max: Bound,
}

impl Interval {
    /// Exactly none.
    pub const ZERO: Self = Self { min: 0, max: Some(0) };

    /// Between `min` and `max`.
    #[must_use]
    pub const fn new(min: u64, max: u64) -> Self {
        Self { min, max: Some(max) }
    }

    /// Exactly `n`.
    #[must_use]
    pub const fn exactly(n: u64) -> Self {
        Self::new(n, n)
    }

    /// `min` or more.
    #[must_use]
    pub const fn from(min: u64) -> Self {
        Self { min, max: None }
    }

    /// The same with its upper end opened.
    #[must_use]
    pub const fn opened(self) -> Self {
        Self { min: self.min, max: None }
    }

    /// The same with a lower end of 0.
    #[must_use]
    pub const fn at_most(self) -> Self {
        Self { min: 0, max: self.max }
    }

    /// Whether every count of `self` is one of `other`.
    #[must_use]
    pub fn inside(self, other: Self) -> bool {
        self.min >= other.min
            && match (self.max, other.max) {
                (_, None) => true,
                (None, Some(_)) => false,
                (Some(a), Some(b)) => a <= b,
            }
    }
}

impl Add for Interval {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            min: self.min.saturating_add(other.min),
            max: match (self.max, other.max) {
                (Some(a), Some(b)) => Some(a.saturating_add(b)),
                _ => None,
            },
        }
    }
}

/// Prints `3`, `3 to 4`, `3 or more`.
impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.max {
            None => f.write_str(&t!("{low} or more", low = self.min)),
            Some(max) if max == self.min => write!(f, "{max}"),
            Some(max) => f.write_str(&t!("{low} to {high}", low = self.min, high = max)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adding_keeps_the_open_end() {
        assert_eq!(Interval::exactly(2) + Interval::new(0, 1), Interval::new(2, 3));
        assert_eq!(Interval::exactly(2) + Interval::from(1), Interval::from(3));
    }

    #[test]
    fn prints_for_people() {
        assert_eq!(Interval::exactly(3).to_string(), "3");
        assert_eq!(Interval::new(3, 4).to_string(), "3 to 4");
        assert_eq!(Interval::from(1).to_string(), "1 or more");
    }
}
