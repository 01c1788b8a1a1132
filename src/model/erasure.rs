//! Erased content: a name or a note that had to go, while ids, history and seals still verify.
//!
//! Erasing is itself a statement about the subject, `@erased.<id>`: it merges like any other and
//! says who erased what, when and why. Only what something supersedes can be erased, so nothing
//! that stands disappears by it. The row keeps its id, its author and its moment; its content, and
//! the salt with which it could be guessed, are gone.

use super::{ObservationId, ObservationIx, Survey};

/// What the attribute of such a statement begins with; the id of the observation follows.
pub const AT_ERASED: &str = "@erased.";

/// The attribute by which an observation is said to be erased.
#[must_use]
pub fn attribute(id: ObservationId) -> String {
    format!("{AT_ERASED}{id}")
}

/// The observation that the attribute of a statement says is erased.
#[must_use]
pub fn erased_by(attribute: &str) -> Option<ObservationId> {
    ObservationId::from_hex(attribute.strip_prefix(AT_ERASED)?)
}

/// The statement that an observation is erased, if there is one.
#[must_use]
pub fn statement(survey: &Survey, ix: ObservationIx) -> Option<ObservationIx> {
    let said = survey.attribute_ix(&attribute(survey[ix].id))?;
    survey.heads_of(survey[ix].subject, said).first().map(|head| head.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_names_one_observation() {
        let id = ObservationId([7; 32]);
        assert_eq!(erased_by(&attribute(id)), Some(id));
        assert_eq!(erased_by("@erased.7"), None);
        assert_eq!(erased_by("name"), None);
    }
}
