//! Three-valued logic after Kleene: no < open < yes.

/// Whether something holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It does not.
    No,
    /// Nobody knows.
    Open,
    /// It does.
    Yes,
}

impl Truth {
    pub(super) fn of(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    /// Changes yes and no and leaves open.
    pub(super) fn inverse(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Open => Self::Open,
            Self::Yes => Self::No,
        }
    }
}

/// What is tried on every possible value: all pass, all fail, or it depends.
///
/// Starts as nothing seen; nothing seen depends.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outcomes {
    pass: bool,
    fail: bool,
    depends: bool,
}

impl Outcomes {
    /// Adds one outcome; `None` is undetermined.
    pub(super) fn add(&mut self, outcome: Option<bool>) {
        match outcome {
            Some(true) => self.pass = true,
            Some(false) => self.fail = true,
            None => self.depends = true,
        }
    }

    /// The outcome of all: `Some` if they agree.
    pub(super) fn all(self) -> Option<bool> {
        match (self.pass, self.fail, self.depends) {
            (true, false, false) => Some(true),
            (false, true, false) => Some(false),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_agree_or_depend() {
        let all = |outcomes: &[Option<bool>]| {
            let mut o = Outcomes::default();
            outcomes.iter().for_each(|&x| o.add(x));
            o.all()
        };
        assert_eq!(all(&[]), None);
        assert_eq!(all(&[Some(true), Some(true)]), Some(true));
        assert_eq!(all(&[Some(false)]), Some(false));
        assert_eq!(all(&[Some(true), Some(false)]), None);
        assert_eq!(all(&[Some(true), None]), None);
    }
}
