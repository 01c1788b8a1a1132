//! Editions of a report: which facts may enter it. What an edition forbids never becomes a part of
//! the document, so nothing has to be covered up afterwards.
//!
//! Knows the model, standards, and which attributes a requirement reads.

mod fixed;

use bigdecimal::{BigDecimal, RoundingMode};

use super::document::{Block, Document};
use super::questions;
use crate::model::name::{is_name, split_fact_key};
use crate::model::value::parse_decimal;
use crate::model::{Answer, Kind, Survey};
use crate::standard::{Profile, Requirement, Vocabulary};
use crate::t;

/// For whom a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Edition {
    /// Everything that was recorded.
    #[default]
    Full,
    /// For partners: no serial numbers, coordinates to a tenth of a degree, no details of links,
    /// watch lists and guards, no notes, no names of people.
    Partner,
    /// For the public: counts by country and category only.
    Public,
}

/// Crossing points of a country below which its counts would point at one of them.
pub const FEWEST: usize = 3;

impl Edition {
    /// All editions.
    pub const ALL: [Self; 3] = [Self::Full, Self::Partner, Self::Public];

    /// The code used in arguments and file names.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partner => "partner",
            Self::Public => "public",
        }
    }

    /// The edition with this code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|e| e.code() == code)
    }

    /// The edition in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Full => t!("Full edition"),
            Self::Partner => t!("Partner edition"),
            Self::Public => t!("Public edition"),
        }
    }

    /// What the edition leaves out, in words.
    #[must_use]
    pub fn leaves_out(self) -> &'static str {
        match self {
            Self::Full => t!("Nothing that was recorded is left out."),
            Self::Partner => {
                t!("Left out: serial numbers, exact coordinates (given to a tenth of a degree), \
                 details of links, watch lists, accounts and guards, notes, and names of people.")
            }
            Self::Public => {
                t!("Left out: everything below the level of country and category. A country with \
                 fewer than three crossing points is counted only among all.")
            }
        }
    }

    /// Whether people are named.
    #[must_use]
    pub fn names_people(self) -> bool {
        self == Self::Full
    }

    /// Whether free text of assessors may enter.
    #[must_use]
    pub fn has_notes(self) -> bool {
        self == Self::Full
    }

    /// Whether the values of an attribute may enter.
    #[must_use]
    pub fn shows(self, vocabulary: &Vocabulary, attribute: &str) -> bool {
        match self {
            Self::Full => true,
            Self::Partner => !is_sensitive(attribute) && !is_free_text(vocabulary, attribute),
            Self::Public => false,
        }
    }

    /// Whether what was found about a requirement may enter in words; else only its verdict.
    #[must_use]
    pub fn explains(self, profile: &Profile, requirement: &Requirement) -> bool {
        let read = || questions::attributes(profile, requirement);
        match self {
            Self::Full => true,
            Self::Partner => {
                let vocabulary = &profile.vocabulary;
                read().iter().all(|&id| self.shows(vocabulary, &vocabulary.attribute(id).key))
            }
            Self::Public => false,
        }
    }

    /// A coordinate as the edition gives it.
    #[must_use]
    pub fn coordinate(self, value: &str) -> Option<BigDecimal> {
        let exact = parse_decimal(value.trim()).ok()?;
        match self {
            Self::Full => Some(exact),
            Self::Partner => Some(exact.with_scale_round(1, RoundingMode::HalfEven)),
            Self::Public => None,
        }
    }
}

/// Parts of the keys of attributes that tell too much about a post.
const SENSITIVE: [&str; 34] = [
    "serial",
    "link",
    "uplink",
    "downlink",
    "tested_up",
    "tested_down",
    "latency",
    "failover",
    "separate_path",
    "contract_rate",
    "data_cap",
    "wan",
    "vpn",
    "tls",
    "ip_address",
    "firmware",
    "watchlist",
    "copy_age",
    "offline_copy",
    "last_sync",
    "login",
    "access_mode",
    "personal_accounts",
    "authorised_staff",
    "log_details",
    "disk_encrypted",
    "second_feed",
    "guarded",
    "hostilities",
    "staffed_hours",
    "staff_per_shift",
    "teams_out",
    "national_list",
    "response_time",
];

/// Attributes that only hold what a table of places holds anyway.
const PLACE: [&str; 2] = ["latitude", "longitude"];

/// Whether the values of an attribute are for the full edition alone.
fn is_sensitive(attribute: &str) -> bool {
    let bare = split_fact_key(attribute).0;
    SENSITIVE.iter().any(|part| bare.contains(part))
        || bare == "coordinates_as_given"
        || PLACE.contains(&bare)
}

/// Texts that say what something is called, and no more.
const CALLED: [&str; 6] = ["country", "region", "un_locode", "locode", "maker", "model"];

/// Whether the values of an attribute are what an assessor wrote in words of their own: a text, or
/// anything that no vocabulary knows.
fn is_free_text(vocabulary: &Vocabulary, attribute: &str) -> bool {
    let bare = split_fact_key(attribute).0;
    let known = || vocabulary.find(bare).map(|id| vocabulary.attribute(id).value.kind);
    !is_name(bare) && !CALLED.contains(&bare) && known().is_none_or(|kind| kind == Kind::Text)
}

/// A value that an edition forbids and that stands in the document all the same, typed into a
/// field that is allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", t!(
    "the {edition} would contain a value of \"{attribute}\" of {place}, which it must not: it was \
     typed into another field as well",
    edition = edition.words(),
    attribute,
    place,
))]
pub struct Leak {
    /// The edition.
    pub edition: Edition,
    /// The attribute whose value it is.
    pub attribute: String,
    /// Of what.
    pub place: String,
}

/// The first forbidden value that a document contains. Only telling values are looked for: a `2`
/// or a `yes` stands everywhere.
///
/// # Errors
/// The leak.
pub fn check(
    document: &Document,
    survey: &Survey,
    profile: &Profile,
    edition: Edition,
) -> Result<(), Leak> {
    if edition == Edition::Full {
        return Ok(());
    }
    check_text(&document_text(document), survey, profile, edition)
}

/// The first forbidden value that a text contains; the full edition forbids none. What the profile
/// and the program say by themselves, word for word, tells nothing of a survey.
///
/// # Errors
/// The leak.
pub fn check_text(
    text: &str,
    survey: &Survey,
    profile: &Profile,
    edition: Edition,
) -> Result<(), Leak> {
    if edition == Edition::Full {
        return Ok(());
    }
    for observation in survey.observations() {
        let attribute = survey.attribute(observation.attribute);
        let Answer::Known { value, .. } = &observation.answer else { continue };
        let tells = |part: &str| text.contains(part) && !is_ours(text, part, profile);
        if telling(edition, attribute, value).into_iter().any(tells) {
            let place = survey.path(observation.subject).to_string();
            return Err(Leak { edition, attribute: attribute.to_owned(), place });
        }
    }
    Ok(())
}

/// Whether words stand in a text only as part of what the profile or the program says by itself.
fn is_ours(text: &str, words: &str, profile: &Profile) -> bool {
    let mut ours: Vec<String> = fixed::texts(profile, words);
    // A title in a sentence goes before a word that stands in both.
    ours.sort_by_key(|own| std::cmp::Reverse(own.len()));
    // Words that are one of them as a whole are ours where they stand alone, numbered or not:
    // anywhere else they could be the name.
    let alone = ours.pop_if(|own| own == words).is_some();
    text.lines().filter(|line| line.contains(words)).all(|line| {
        let numbered = |c: char| c.is_ascii_digit() || matches!(c, '.' | ' ');
        if alone && line.trim_start_matches(numbered) == words {
            return true;
        }
        let rest = ours.iter().fold(line.to_owned(), |rest, own| rest.replace(own, "\0"));
        !rest.contains(words)
    })
}

/// What of a value tells something that an edition must not say: serial numbers, each of several,
/// and exact coordinates however many zeros end them; for the public also the names of places.
fn telling<'v>(edition: Edition, attribute: &str, value: &'v str) -> Vec<&'v str> {
    let bare = split_fact_key(attribute).0;
    match bare {
        "serial" => {
            let each = value.split([',', ';']).map(str::trim).chain([value]);
            each.filter(|part| part.chars().count() >= 4).collect()
        }
        "latitude" | "longitude" => {
            let short = if value.contains('.') { value.trim_end_matches('0') } else { value };
            let decimals = |text: &str| text.split_once('.').map_or(0, |(_, digits)| digits.len());
            [short, value].into_iter().filter(|text| decimals(text) >= 2).collect()
        }
        _ if is_name(bare) && edition == Edition::Public && value.chars().count() >= 6 => {
            vec![value]
        }
        _ => Vec::new(),
    }
}

/// All text of a document, one piece a line.
#[must_use]
pub fn document_text(document: &Document) -> String {
    let mut text = String::new();
    let mut line = |words: &str| {
        text.push_str(words);
        text.push('\n');
    };
    for words in [&document.title, &document.subtitle, &document.edition, &document.date] {
        line(words);
    }
    document.marking.iter().chain(&document.banner).for_each(|words| line(words));
    document.logo.iter().for_each(|logo| line(&logo.alt));
    for (name, value) in &document.cover {
        line(name);
        line(value);
    }
    for block in &document.blocks {
        match block {
            Block::Heading(heading) => line(&heading.text),
            Block::Paragraph(runs) | Block::Note(runs) => {
                line(&runs.iter().map(|r| r.text.as_str()).collect::<String>());
            }
            Block::List(list) => {
                for item in &list.items {
                    line(&item.iter().map(|r| r.text.as_str()).collect::<String>());
                }
            }
            Block::KeyValues(pairs) => {
                for (name, value) in pairs {
                    line(name);
                    line(&value.iter().map(|r| r.text.as_str()).collect::<String>());
                }
            }
            Block::Table(table) => {
                line(&table.caption);
                table.columns.iter().for_each(|column| line(&column.title));
                table.rows.iter().flat_map(|row| &row.cells).for_each(|c| line(&c.plain()));
            }
            Block::HeatMap(map) => {
                line(&map.caption);
                line(&map.alt);
                map.columns.iter().for_each(|column| line(column));
                for row in &map.rows {
                    line(&row.name);
                    row.cells.iter().for_each(|cell| line(&cell.text));
                }
            }
            Block::Bars(bars) => {
                line(&bars.caption);
                line(&bars.alt);
                bars.rows.iter().for_each(|bar| line(&bar.name));
            }
            Block::Chart(chart) => {
                line(&chart.caption);
                line(&chart.alt);
                for bar in &chart.rows {
                    line(&bar.name);
                    line(&bar.label);
                }
            }
            Block::Places(places) => {
                line(&places.caption);
                line(&places.alt);
                places.points.iter().for_each(|point| line(&point.name));
            }
            Block::Photo(photo) => {
                line(&photo.caption);
                line(&photo.alt);
            }
            Block::PageBreak => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_rounded_not_cut() {
        let shown = |edition: Edition| edition.coordinate("-41.2560").map(|c| c.to_string());
        assert_eq!(shown(Edition::Full).as_deref(), Some("-41.2560"));
        assert_eq!(shown(Edition::Partner).as_deref(), Some("-41.3"));
        assert_eq!(shown(Edition::Public), None);
    }

    #[test]
    fn partners_see_what_is_there_but_not_how_it_is_reached() {
        let vocabulary = crate::standard::catalogue().expect("the catalogue");
        let shown = |attribute: &str| Edition::Partner.shows(vocabulary, attribute);
        assert!(shown("condition") && shown("equipment") && shown("name@ar"));
        for hidden in ["serial", "link_medium", "uplink_tested", "watchlist_mode", "latitude"] {
            assert!(!shown(hidden), "{hidden}");
        }
        // What is written in one's own words may tell anything.
        for hidden in ["neighbour", "donor", "a_key_that_nobody_knows", "sampling_note"] {
            assert!(!shown(hidden), "{hidden}");
        }
        assert!(shown("country") && shown("maker") && shown("name.sign@und-Cyrl"));
        assert!(Edition::ALL.iter().all(|e| Edition::parse(e.code()) == Some(*e)));
    }
}
