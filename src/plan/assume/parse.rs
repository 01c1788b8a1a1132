//! The language of assumptions: words become places and deeds, or a clear refusal.

use crate::judge::Assessment;
use crate::standard::{Profile, nearest_name};

/// An assumption that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// As it was written.
    pub text: String,
    /// What is assumed.
    pub deed: Deed,
    /// Where.
    pub site: Site,
}

/// What is assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// So many more of a remedy.
    Add {
        /// How many.
        count: u64,
        /// Key of the remedy.
        remedy: String,
    },
    /// A fact.
    Set {
        /// Which attribute.
        attribute: String,
        /// Its value, as typed.
        value: String,
        /// Its unit; may be empty.
        unit: String,
    },
    /// That an item is no longer there.
    Remove,
}

/// A place by its indices in the assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// Index of the crossing point.
    pub point: usize,
    /// Index of the position; `None` for the crossing point itself.
    pub position: Option<usize>,
    /// Index of the item among those of the place.
    pub item: Option<usize>,
}

/// Why an assumption cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' cannot be assumed: {why}")]
pub struct AssumeError {
    /// The assumption, as it was written.
    pub text: String,
    /// What is wrong.
    pub why: String,
    /// What would be right.
    pub hint: String,
}

const FORMS: &str = "write 'add 4 REMEDY at POINT/POSITION', 'set ATTRIBUTE=VALUE at PLACE' or \
                     'remove ITEM at PLACE'";

/// Reads an assumption against what the survey and the profile have.
///
/// # Errors
/// When it is not of one of the three forms, or names what is not there.
pub fn parse(
    text: &str,
    profile: &Profile,
    assessment: &Assessment,
) -> Result<Assumption, AssumeError> {
    let reading = Reading { text: text.trim(), profile, assessment };
    let (deed, place) = reading
        .text
        .rsplit_once(" at ")
        .ok_or_else(|| reading.wrong("it does not say where", FORMS))?;
    let (verb, rest) = deed.trim().split_once(' ').unwrap_or((deed.trim(), ""));
    let (rest, place) = (rest.trim(), place.trim());
    let (deed, site) = match verb {
        "add" => (reading.add(rest)?, reading.place(place, "")?),
        "set" => (reading.set(rest)?, reading.place(place, "")?),
        "remove" => (Deed::Remove, reading.place(place, rest)?),
        _ => return Err(reading.wrong(format!("'{verb}' is none of add, set, remove"), FORMS)),
    };
    match (&deed, site.item) {
        (Deed::Add { .. }, Some(_)) => {
            Err(reading.wrong("things are added at a place, not at an item", FORMS))
        }
        (Deed::Remove, None) => Err(reading.wrong("it does not say which item", FORMS)),
        _ => Ok(Assumption { text: reading.text.to_owned(), deed, site }),
    }
}

struct Reading<'a> {
    text: &'a str,
    profile: &'a Profile,
    assessment: &'a Assessment,
}

impl Reading<'_> {
    fn wrong(&self, why: impl Into<String>, hint: impl Into<String>) -> AssumeError {
        AssumeError { text: self.text.to_owned(), why: why.into(), hint: hint.into() }
    }

    fn unknown<'n>(
        &self,
        what: &str,
        given: &str,
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> AssumeError {
        let hint = match nearest_name(given, names.clone()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => {
                let some: Vec<&str> = names.take(31).collect();
                match some.len() {
                    0 => format!("there is no {what}"),
                    31 => "'borderfit profile questions' lists what a profile asks for".to_owned(),
                    _ => format!("there are {}", some.join(", ")),
                }
            }
        };
        self.wrong(format!("no {what} is called '{given}'"), hint)
    }

    /// `4 full-page-reader`.
    fn add(&self, rest: &str) -> Result<Deed, AssumeError> {
        let (count, remedy) = rest.split_once(' ').unwrap_or(("", rest));
        let count = match count.trim() {
            "" => 1,
            text => match text.parse::<u64>() {
                Ok(count) if (1..=1_000_000).contains(&count) => count,
                _ => {
                    return Err(self.wrong(
                        format!("'{text}' is no number of things from 1 to 1000000"),
                        FORMS,
                    ));
                }
            },
        };
        let remedy = remedy.trim();
        let named = || {
            let mut keys: Vec<&str> = self
                .profile
                .requirements
                .iter()
                .map(|r| r.remedy.as_str())
                .filter(|key| !key.is_empty())
                .collect();
            keys.sort_unstable();
            keys.dedup();
            keys
        };
        if !named().contains(&remedy) {
            let names = named();
            return Err(self.unknown(
                "remedy of this profile's requirements",
                remedy,
                names.iter().copied(),
            ));
        }
        Ok(Deed::Add { count, remedy: remedy.to_owned() })
    }

    /// `reading_form=full-page`, `run_time=30 min`.
    fn set(&self, rest: &str) -> Result<Deed, AssumeError> {
        let Some((attribute, value)) = rest.split_once('=') else {
            return Err(self.wrong("it does not say which value", FORMS));
        };
        let (attribute, value) = (attribute.trim(), value.trim());
        if value.is_empty() {
            return Err(self.wrong("the value is empty", FORMS));
        }
        let bookkeeping = attribute == "positions_complete"
            || attribute
                .strip_prefix("inventory_complete.")
                .is_some_and(|kind| self.profile.vocabulary.find_kind(kind).is_some());
        if bookkeeping {
            if !matches!(value, "true" | "false") {
                return Err(self.wrong(format!("'{value}' is neither true nor false"), ""));
            }
            let (value, unit) = (value.to_owned(), String::new());
            return Ok(Deed::Set { attribute: attribute.to_owned(), value, unit });
        }
        let vocabulary = &self.profile.vocabulary;
        let Some(id) = vocabulary.find(attribute) else {
            let keys = vocabulary.attributes.iter().map(|a| a.key.as_str());
            return Err(self.unknown("attribute", attribute, keys));
        };
        let kind = &vocabulary.attribute(id).value;
        // A unit stands after the last blank, if what stands there is one.
        let (number, unit) = match value.rsplit_once(' ') {
            Some((number, unit)) if kind.kind.has_unit() => (number.trim(), unit.trim()),
            _ => (value, ""),
        };
        match kind.parse(number, unit) {
            Ok(_) => Ok(Deed::Set {
                attribute: attribute.to_owned(),
                value: number.to_owned(),
                unit: unit.to_owned(),
            }),
            Err(error) => Err(self.wrong(error.to_string(), "")),
        }
    }

    /// `QV-R02`, `QV-R02/entry`, `QV-R02/entry/readers`, `QV-R02//wan-1`; or with the item apart.
    fn place(&self, place: &str, item: &str) -> Result<Site, AssumeError> {
        let mut parts = place.splitn(3, '/').map(str::trim);
        let (code, position) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        let third = parts.next().unwrap_or("");
        if !third.is_empty() && !item.is_empty() && third != item {
            return Err(self.wrong("it names two items", FORMS));
        }
        let item = if third.is_empty() { item } else { third };
        let points = &self.assessment.points;
        let codes = points.iter().map(|p| p.code.as_str());
        let point = points
            .iter()
            .position(|p| p.code == code)
            .ok_or_else(|| self.unknown("crossing point", code, codes))?;
        let here = &points[point];
        let at = match position {
            "" => None,
            _ => {
                let codes = here.positions.iter().map(|p| p.code.as_str());
                let found = here.positions.iter().position(|p| p.code == position);
                Some(found.ok_or_else(|| self.unknown("position", position, codes))?)
            }
        };
        if item.is_empty() {
            return Ok(Site { point, position: at, item: None });
        }
        let items = at.map_or(&here.items, |p| &here.positions[p].items);
        let found = items.iter().position(|i| i.code == item);
        let codes = items.iter().map(|i| i.code.as_str());
        let found = found.ok_or_else(|| self.unknown("item of this place", item, codes))?;
        Ok(Site { point, position: at, item: Some(found) })
    }
}
