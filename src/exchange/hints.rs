//! What was probably meant: the nearest right name, and the words that people use instead of ours.

use crate::model::{AbsenceReason, Evidence};

/// Longest text for which a nearest name is looked for; bounds the work on hostile tables.
const LONGEST: usize = 64;

/// The candidate nearest to a text, if it is near enough to be what was meant.
pub(super) fn nearest<'a>(
    given: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if given.len() > LONGEST {
        return None;
    }
    let given = plain(given);
    if given.is_empty() {
        return None;
    }
    let most = (given.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| {
            let folded = plain(candidate);
            let distance = strsim::damerau_levenshtein(&given, &folded);
            // The start of a name, or a name with something before or after it, is near too.
            let part = given.len() >= 4
                && folded.len() >= 4
                && (folded.contains(&given) || given.contains(&folded));
            (if part { distance.min(most) } else { distance }, distance, candidate)
        })
        .filter(|&(near, ..)| near <= most)
        .min_by_key(|&(near, distance, _)| (near, distance))
        .map(|(.., candidate)| candidate)
}

/// `did you mean 'observed'?`
pub(super) fn did_you_mean(name: &str) -> String {
    format!("did you mean '{name}'?")
}

/// The nearest name as a hint.
pub(super) fn nearest_hint<'a>(
    given: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(given, candidates).map(did_you_mean)
}

/// Without case, outer blanks, and the difference of blank, `_` and `-`.
fn plain(text: &str) -> String {
    text.trim().to_lowercase().replace(['_', ' '], "-")
}

/// The grade of evidence that was probably meant.
pub(super) fn evidence(given: &str) -> Option<String> {
    let meant = match plain(given).as_str() {
        "seen" | "saw" | "visual" | "looked" | "inspected" | "photo-taken" => Evidence::Observed,
        "shown" | "demo" | "demonstration" => Evidence::Demonstrated,
        "measured" | "test" | "tried" | "ran" => Evidence::Tested,
        "said" | "told" | "interview" | "claimed" | "claim" | "verbal" | "oral" | "reported" => {
            Evidence::Stated
        }
        "paper" | "document" | "documents" | "data-sheet" | "datasheet" | "log" | "manual" => {
            Evidence::Documented
        }
        "photo" | "picture" | "e-mail" | "email" | "sent" => Evidence::Remote,
        "unverified" | "copied" | "assumed" | "estimate" | "estimated" => Evidence::NotVerified,
        _ => return nearest_hint(given, Evidence::ALL.map(Evidence::code)),
    };
    Some(did_you_mean(meant.code()))
}

/// The reason of an absence that was probably meant.
pub(super) fn absence(given: &str) -> Option<String> {
    let meant = match plain(given).as_str() {
        "unknown" | "not-known" | "does-not-know" => AbsenceReason::AskedUnknown,
        "locked" | "no-access" | "no-key" => AbsenceReason::NoAccessLocked,
        "denied" | "declined" => AbsenceReason::Refused,
        "secret" | "classified" | "confidential" => AbsenceReason::RefusedSecurity,
        "closed" | "not-operating" => AbsenceReason::NotOperatingAtVisit,
        "no-power" | "outage" => AbsenceReason::NoPowerAtVisit,
        "no-time" | "late" => AbsenceReason::TimeRanOut,
        "n/a" | "na" | "not-applicable" => {
            return Some("what does not apply is a fact 'not_applicable.REQUIREMENT'".to_owned());
        }
        _ => return nearest_hint(given, AbsenceReason::ALL.iter().map(|r| r.code())),
    };
    Some(did_you_mean(meant.code()))
}

/// `true` or `false` in other words.
pub(super) fn truth(given: &str) -> Option<String> {
    let meant = match plain(given).as_str() {
        "yes" | "y" | "1" | "t" | "x" | "true" | "ja" | "oui" | "si" | "da" => "true",
        "no" | "n" | "0" | "f" | "false" | "nein" | "non" | "net" => "false",
        _ => return None,
    };
    Some(did_you_mean(meant))
}

/// A number as it is written here: a point, no grouping, no unit.
pub(super) fn number(given: &str) -> Option<String> {
    let given = given.trim();
    if given.len() > LONGEST {
        return None;
    }
    let digits_end = given
        .rfind(|c: char| c.is_ascii_digit())
        .filter(|_| given.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+'))?;
    let (number, unit) = given.split_at(digits_end + 1);
    if number.contains('°') {
        return Some("write decimal degrees, as in '-41.2036'".to_owned());
    }
    let digit = |c: char| c.is_ascii_digit() || c.is_whitespace() || "+-.,'".contains(c);
    if !number.chars().all(digit) {
        return None;
    }
    let (number, unit) = (number.trim(), unit.trim());
    if !unit.is_empty() {
        return Some(format!("write '{number}', and '{unit}' in the column unit"));
    }
    let bare: String = number.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    let groups: Vec<&str> = bare.split(',').collect();
    let grouped = groups.len() > 1 && groups[1..].iter().all(|g| g.len() == 3);
    let meant = match (grouped, groups.as_slice()) {
        // `1,234` may be either; who wrote it knows.
        (true, [_, _]) => {
            return Some(format!(
                "write '{}' or '{}'",
                bare.replace(',', ""),
                bare.replace(',', ".")
            ));
        }
        (true, _) => bare.replace(',', ""),
        (false, [whole, part]) => format!("{whole}.{part}"),
        (false, _) => bare.clone(),
    };
    let plausible = meant.bytes().all(|b| b.is_ascii_digit() || b"+-.".contains(&b));
    (plausible && meant != number).then(|| format!("write '{meant}'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let names = ["crossing_point", "position", "item", "attribute", "evidence"];
        assert_eq!(nearest("Crossing Point", names), Some("crossing_point"));
        assert_eq!(nearest("atribute", names), Some("attribute"));
        assert_eq!(nearest("pos", names), None);
        assert_eq!(nearest("colour", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest(&"attribute".repeat(20), names), None);
    }

    #[test]
    fn words_of_others_are_understood() {
        assert_eq!(evidence("seen").as_deref(), Some("did you mean 'observed'?"));
        assert_eq!(evidence("Observd").as_deref(), Some("did you mean 'observed'?"));
        assert_eq!(absence("locked").as_deref(), Some("did you mean 'no-access-locked'?"));
        assert_eq!(truth("Yes").as_deref(), Some("did you mean 'true'?"));
        assert_eq!(truth("perhaps"), None);
    }

    #[test]
    fn numbers_are_put_right() {
        assert_eq!(number("1,5").as_deref(), Some("write '1.5'"));
        assert_eq!(number("1 460 000").as_deref(), Some("write '1460000'"));
        assert_eq!(number("1,460,000").as_deref(), Some("write '1460000'"));
        assert_eq!(number("1,234").as_deref(), Some("write '1234' or '1.234'"));
        assert_eq!(
            number("5 Mbit/s").as_deref(),
            Some("write '5', and 'Mbit/s' in the column unit")
        );
        assert_eq!(number("many"), None);
        assert_eq!(number("12"), None);
        assert_eq!(
            number("41°12'13\"").as_deref(),
            Some("write decimal degrees, as in '-41.2036'")
        );
        assert_eq!(number("1e9"), None);
    }
}
