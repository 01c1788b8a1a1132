//! Amounts of money of a plan.

use crate::plan::Money;
pub(in crate::report) use crate::words::amounts::{exact, rounded};

/// `406 to 912`, `30`, `30 or more`.
pub(in crate::report) fn range(money: &Money) -> String {
    crate::words::amounts::range(&money.low, money.high.as_ref())
}
