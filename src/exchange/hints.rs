//! What was probably meant: the nearest right name, and the words that people use instead of ours.

use super::refusal::shown;
use crate::language;
use crate::model::{AbsenceReason, Evidence, Unit};
use crate::t;

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
    let length = given.chars().count();
    let most = (length / 3).max(1);
    let near = |candidate: &'a str| {
        let folded = plain(candidate);
        // The start of a name, or a name with something before or after it, is near too.
        let part = given.len() >= 4
            && folded.len() >= 4
            && (folded.contains(&given) || given.contains(&folded));
        // A table may hold thousands of wrong cells: what cannot be near is not compared.
        let apart = folded.chars().count().abs_diff(length);
        if apart > most && !part {
            return None;
        }
        let distance = strsim::osa_distance(&given, &folded);
        let near = if part { distance.min(most) } else { distance };
        (near <= most).then_some((near, distance, candidate))
    };
    candidates
        .into_iter()
        .filter_map(near)
        .min_by_key(|&(near, distance, _)| (near, distance))
        .map(|(.., candidate)| candidate)
}

/// `did you mean 'observed'?`
pub(super) fn did_you_mean(name: &str) -> String {
    t!("did you mean '{name}'?", name = shown(name))
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
        // The word for it in the language in force.
        other => match Evidence::ALL.into_iter().find(|e| plain(language::of(e.code())) == other) {
            Some(meant) => meant,
            None => return nearest_hint(given, Evidence::ALL.map(Evidence::code)),
        },
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
            let how = t!("what does not apply is a fact 'not_applicable.REQUIREMENT'");
            return Some(how.to_owned());
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

/// The unit that was probably meant. Near is not enough: `Mbps` is not `MB/s`.
pub(super) fn unit(given: &str) -> Option<Unit> {
    let plain = given.trim().to_lowercase();
    let symbol = match plain.trim_end_matches('.') {
        "kbps" | "kb/s" | "kbit" => "kbit/s",
        "mbps" | "mbit" => "Mbit/s",
        "gbps" | "gbit" => "Gbit/s",
        "inch" | "inches" | "\"" => "in",
        "metre" | "metres" | "meter" | "meters" => "m",
        "sec" | "second" | "seconds" => "s",
        "minute" | "minutes" | "mins" => "min",
        "hour" | "hours" | "hr" | "hrs" => "h",
        "day" | "days" => "d",
        "weeks" | "w" => "week",
        "month" | "months" => "mo",
        "year" | "years" | "yr" | "yrs" | "y" => "a",
        "volt" | "volts" => "V",
        "watt" | "watts" => "W",
        "litre" | "litres" | "liter" | "liters" => "l",
        "pixel" | "pixels" => "px",
        "dpi" => "ppi",
        "lux" => "lx",
        "°" | "degree" | "degrees" => "deg",
        "°c" | "c" | "celsius" => "degC",
        "percent" => "%",
        _ => {
            let mut same = Unit::all().filter(|u| u.symbol().to_lowercase() == plain);
            return same.next().filter(|_| same.next().is_none());
        }
    };
    Unit::parse(symbol)
}

/// A version as it is written here: numbers and points, without a name before them.
pub(super) fn version(given: &str) -> Option<String> {
    let bare = given.trim().trim_start_matches(|c: char| !c.is_ascii_digit());
    let good = !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (good && given.len() <= LONGEST).then(|| t!("write '{value}'", value = bare))
}

/// A number as it is written here: a point, no grouping, no unit; perhaps a whole one.
pub(super) fn number(given: &str, whole: bool) -> Option<String> {
    let given = given.trim();
    if given.len() > LONGEST {
        return None;
    }
    let digits_end = given
        .rfind(|c: char| c.is_ascii_digit())
        .filter(|_| given.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+'))?;
    let (number, unit) = given.split_at(digits_end + 1);
    if number.contains('°') {
        return Some(t!("write decimal degrees, as in '-41.2036'").to_owned());
    }
    let digit = |c: char| c.is_ascii_digit() || c.is_whitespace() || "+-.,'".contains(c);
    if !number.chars().all(digit) {
        return None;
    }
    let (number, unit) = (number.trim(), unit.trim());
    if !unit.is_empty() {
        let unit = self::unit(unit)?;
        return Some(t!("write '{number}', and '{unit}' as its unit", number, unit));
    }
    let bare: String = number.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    let groups: Vec<&str> = bare.split(',').collect();
    let grouped = groups.len() > 1 && groups[1..].iter().all(|g| g.len() == 3);
    let meant = match (grouped, groups.as_slice()) {
        // `1,234` may be either; who wrote it knows.
        (true, [_, _]) if !whole => {
            return Some(t!(
                "write '{one}' or '{other}'",
                one = bare.replace(',', ""),
                other = bare.replace(',', ".")
            ));
        }
        (true, _) => bare.replace(',', ""),
        (false, [units, part]) if !whole => format!("{units}.{part}"),
        (false, [_]) => bare.clone(),
        (false, _) => return None,
    };
    let plausible = meant.bytes().all(|b| b.is_ascii_digit() || b"+-.".contains(&b));
    (plausible && meant != number).then(|| t!("write '{value}'", value = meant))
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
        assert_eq!(unit("mbit/S").map(Unit::symbol), Some("Mbit/s"));
        assert_eq!(unit("kg"), None);
        assert_eq!(version("TLS 1.2").as_deref(), Some("write '1.2'"));
        assert_eq!(version("1.x"), None);
    }

    #[test]
    fn numbers_are_put_right() {
        assert_eq!(number("1,5", false).as_deref(), Some("write '1.5'"));
        assert_eq!(number("1 460 000", false).as_deref(), Some("write '1460000'"));
        assert_eq!(number("1,460,000", false).as_deref(), Some("write '1460000'"));
        assert_eq!(number("1,234", false).as_deref(), Some("write '1234' or '1.234'"));
        assert_eq!(number("5 Mbps", false).as_deref(), Some("write '5', and 'Mbit/s' as its unit"));
        assert_eq!(number("1.4 million", false), None);
        assert_eq!(number("1,234", true).as_deref(), Some("write '1234'"));
        assert_eq!(number("1,5", true), None);
        assert_eq!(number("many", false), None);
        assert_eq!(number("12", false), None);
        assert_eq!(
            number("41°12'13\"", false).as_deref(),
            Some("write decimal degrees, as in '-41.2036'")
        );
        assert_eq!(number("1e9", false), None);
    }
}
