//! Roll-ups: how many of each verdict, how much is decided, and between what the share of met
//! lies. Never one percentage that hides the unknown.

use crate::model::Verdict;
use crate::standard::Severity;

/// The counts of a group of findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// By severity (critical, major, minor), then verdict in the order of [`Verdict::ALL`].
    counts: [[u64; 5]; 3],
    /// Gaps that follow from another requirement's gap.
    pub following: u64,
}

/// How much is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Met, partly met or not met.
    pub decided: u64,
    /// All that apply.
    pub applicable: u64,
}

/// Between what the number of met lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetRange {
    /// Those that are met.
    pub low: u64,
    /// Those, and all that are not assessed.
    pub high: u64,
    /// Of so many that apply.
    pub of: u64,
}

impl Totals {
    /// Counts a finding.
    pub fn add(&mut self, severity: Severity, verdict: Verdict, follows: bool) {
        self.counts[severity as usize][verdict as usize] += 1;
        self.following += u64::from(follows);
    }

    /// Adds another group.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().flatten().zip(other.counts.iter().flatten()) {
            *mine += theirs;
        }
        self.following += other.following;
    }

    /// How many of a verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> u64 {
        self.counts.iter().map(|by| by[verdict as usize]).sum()
    }

    /// How many of a verdict among those of a severity.
    #[must_use]
    pub fn of_severity(&self, severity: Severity, verdict: Verdict) -> u64 {
        self.counts[severity as usize][verdict as usize]
    }

    /// Partly and not met.
    #[must_use]
    pub fn gaps(&self) -> u64 {
        self.count(Verdict::PartlyMet) + self.count(Verdict::NotMet)
    }

    /// All that apply.
    #[must_use]
    pub fn applicable(&self) -> u64 {
        self.gaps() + self.count(Verdict::Met) + self.count(Verdict::NotAssessed)
    }

    /// Decided of applicable.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        let applicable = self.applicable();
        Coverage { decided: applicable - self.count(Verdict::NotAssessed), applicable }
    }

    /// The range in which the met lie.
    #[must_use]
    pub fn met_range(&self) -> MetRange {
        let low = self.count(Verdict::Met);
        MetRange { low, high: low + self.count(Verdict::NotAssessed), of: self.applicable() }
    }

    /// The mark of the group: its worst verdict; `None` when it is empty.
    #[must_use]
    pub fn worst(&self) -> Option<Verdict> {
        Verdict::ALL.into_iter().filter(|&v| self.count(v) > 0).max_by_key(|v| v.rank())
    }

    /// Whether a critical requirement is not met.
    #[must_use]
    pub fn critical(&self) -> bool {
        self.of_severity(Severity::Critical, Verdict::NotMet) > 0
    }
}

/// A share in whole per cent, rounded half up; `None` of nothing.
#[must_use]
pub fn per_cent(part: u64, of: u64) -> Option<u64> {
    (of > 0).then(|| (part * 200 + of) / (of * 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_applicable_leaves_the_denominator() {
        let mut totals = Totals::default();
        for (verdict, n) in Verdict::ALL.into_iter().zip([11, 5, 1, 4, 1]) {
            (0..n).for_each(|_| totals.add(Severity::Major, verdict, false));
        }
        assert_eq!(totals.coverage(), Coverage { decided: 17, applicable: 21 });
        assert_eq!(totals.met_range(), MetRange { low: 11, high: 15, of: 21 });
        assert_eq!(totals.worst(), Some(Verdict::NotMet));
        assert!(!totals.critical());
        assert_eq!(
            (per_cent(17, 21), per_cent(11, 21), per_cent(15, 21)),
            (Some(81), Some(52), Some(71))
        );
        assert_eq!(per_cent(0, 0), None);
    }
}
