//! The language of assumptions: words become places and deeds, or a clear refusal.

use std::fmt;

use crate::judge::Assessment;
use crate::standard::{Profile, nearest_name};
use crate::t;

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
pub struct AssumeError {
    /// The assumption, as it was written.
    pub text: String,
    /// What is wrong.
    pub why: String,
    /// What would be right.
    pub hint: String,
}

impl fmt::Display for AssumeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&t!("'{text}' cannot be assumed: {why}", text = self.text, why = self.why))
    }
}

fn forms() -> &'static str {
    t!("write 'add 4 REMEDY at POINT/POSITION', 'set ATTRIBUTE=VALUE at PLACE' or 'remove ITEM at \
         PLACE'")
}

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
        .ok_or_else(|| reading.wrong(t!("it does not say where"), forms()))?;
    let (verb, rest) = deed.trim().split_once(' ').unwrap_or((deed.trim(), ""));
    let (rest, place) = (rest.trim(), place.trim());
    let (deed, site) = match verb {
        "add" => (reading.add(rest)?, reading.place(place, "")?),
        "set" => (reading.set(rest)?, reading.place(place, "")?),
        "remove" => (Deed::Remove, reading.place(place, rest)?),
        _ => return Err(reading.wrong(t!("'{verb}' is none of add, set, remove", verb), forms())),
    };
    match (&deed, site.item) {
        (Deed::Add { .. }, Some(_)) => {
            Err(reading.wrong(t!("things are added at a place, not at an item"), forms()))
        }
        (Deed::Remove, None) => Err(reading.wrong(t!("it does not say which item"), forms())),
        _ => Ok(Assumption { text: reading.text.to_owned(), deed, site }),
    }
}

/// What a name was taken for that is not there.
#[derive(Clone, Copy)]
enum Unknown {
    Remedy,
    Attribute,
    CrossingPoint,
    Position,
    Item,
}

impl Unknown {
    fn none(self) -> &'static str {
        match self {
            Self::Remedy => t!("there is no remedy of this profile's requirements"),
            Self::Attribute => t!("there is no attribute"),
            Self::CrossingPoint => t!("there is no crossing point"),
            Self::Position => t!("there is no position"),
            Self::Item => t!("there is no item of this place"),
        }
    }

    fn no_such(self, name: &str) -> String {
        match self {
            Self::Remedy => t!("no remedy of this profile's requirements is called '{name}'", name),
            Self::Attribute => t!("no attribute is called '{name}'", name),
            Self::CrossingPoint => t!("no crossing point is called '{name}'", name),
            Self::Position => t!("no position is called '{name}'", name),
            Self::Item => t!("no item of this place is called '{name}'", name),
        }
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
        what: Unknown,
        given: &str,
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> AssumeError {
        let hint = match nearest_name(given, names.clone()) {
            Some(near) => t!("did you mean '{name}'?", name = near),
            None => {
                let some: Vec<&str> = names.take(31).collect();
                match some.len() {
                    0 => what.none().to_owned(),
                    31 => {
                        t!("'borderfit profile questions' lists what a profile asks for").to_owned()
                    }
                    _ => t!("there are {names}", names = some.join(", ")),
                }
            }
        };
        self.wrong(what.no_such(given), hint)
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
                        t!("'{text}' is no number of things from 1 to 1000000", text),
                        forms(),
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
            return Err(self.unknown(Unknown::Remedy, remedy, names.iter().copied()));
        }
        Ok(Deed::Add { count, remedy: remedy.to_owned() })
    }

    /// `reading_form=full-page`, `run_time=30 min`.
    fn set(&self, rest: &str) -> Result<Deed, AssumeError> {
        let Some((attribute, value)) = rest.split_once('=') else {
            return Err(self.wrong(t!("it does not say which value"), forms()));
        };
        let (attribute, value) = (attribute.trim(), value.trim());
        if value.is_empty() {
            return Err(self.wrong(t!("the value is empty"), forms()));
        }
        let bookkeeping = attribute == "positions_complete"
            || attribute
                .strip_prefix("inventory_complete.")
                .is_some_and(|kind| self.profile.vocabulary.find_kind(kind).is_some());
        if bookkeeping {
            if !matches!(value, "true" | "false") {
                return Err(self.wrong(t!("'{value}' is neither true nor false", value), ""));
            }
            let (value, unit) = (value.to_owned(), String::new());
            return Ok(Deed::Set { attribute: attribute.to_owned(), value, unit });
        }
        let vocabulary = &self.profile.vocabulary;
        let Some(id) = vocabulary.find(attribute) else {
            let keys = vocabulary.attributes.iter().map(|a| a.key.as_str());
            return Err(self.unknown(Unknown::Attribute, attribute, keys));
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
            return Err(self.wrong(t!("it names two items"), forms()));
        }
        let item = if third.is_empty() { item } else { third };
        let points = &self.assessment.points;
        let codes = points.iter().map(|p| p.code.as_str());
        let point = points
            .iter()
            .position(|p| p.code == code)
            .ok_or_else(|| self.unknown(Unknown::CrossingPoint, code, codes))?;
        let here = &points[point];
        let at = match position {
            "" => None,
            _ => {
                let codes = here.positions.iter().map(|p| p.code.as_str());
                let found = here.positions.iter().position(|p| p.code == position);
                Some(found.ok_or_else(|| self.unknown(Unknown::Position, position, codes))?)
            }
        };
        if item.is_empty() {
            return Ok(Site { point, position: at, item: None });
        }
        let items = at.map_or(&here.items, |p| &here.positions[p].items);
        let found = items.iter().position(|i| i.code == item);
        let codes = items.iter().map(|i| i.code.as_str());
        let found = found.ok_or_else(|| self.unknown(Unknown::Item, item, codes))?;
        Ok(Site { point, position: at, item: Some(found) })
    }
}
