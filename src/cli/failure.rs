//! How a command fails: an exit code, what happened, and what to do next.

use std::fmt;

use crate::t;

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    /// The input is refused, or a file is not what it should be; nothing changed.
    Refused = 1,
    /// Wrong usage.
    Usage = 2,
    /// A defect of the program.
    Defect = 70,
}

/// A command that failed.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) code: Code,
    what: String,
    hint: String,
}

impl Failure {
    /// The input is refused.
    pub(super) fn refused(what: impl fmt::Display, hint: impl fmt::Display) -> Self {
        Self { code: Code::Refused, what: what.to_string(), hint: hint.to_string() }
    }

    /// Wrong usage.
    pub(super) fn usage(what: impl fmt::Display, hint: impl fmt::Display) -> Self {
        Self { code: Code::Usage, what: what.to_string(), hint: hint.to_string() }
    }

    /// What happened, without what to do: where something else is to be done.
    pub(super) fn what(&self) -> &str {
        self.what.trim_end()
    }

    /// In one line, for a screen.
    pub(super) fn in_a_line(&self) -> String {
        let what = self.what.trim_end().replace('\n', " ");
        if self.hint.is_empty() { what } else { format!("{what}. {}", self.hint) }
    }

    /// A defect of the program.
    pub(super) fn defect(what: impl fmt::Display) -> Self {
        Self {
            code: Code::Defect,
            what: what.to_string(),
            hint: t!("this is a defect of borderfit; nothing was changed. Please report it").into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "borderfit: {}", self.what.trim_end())?;
        if !self.hint.is_empty() {
            write!(f, "\n\n{}", t!("hint: {hint}", hint = self.hint))?;
        }
        Ok(())
    }
}

impl From<crate::store::StoreError> for Failure {
    fn from(error: crate::store::StoreError) -> Self {
        let hint = error.hint();
        Self::refused(error, hint)
    }
}

impl From<crate::standard::LoadError> for Failure {
    fn from(error: crate::standard::LoadError) -> Self {
        Self::refused(error, t!("nothing was changed; mend the profile and try again"))
    }
}
