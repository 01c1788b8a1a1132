//! What a table may speak of: attributes and the subjects that they are facts of, options, units,
//! equipment kinds and requirements.
//!
//! A survey has several vocabularies: the catalogue, and one for each profile, which may give a
//! key another type. A fact is good when it is good in one of them; what is wrong with it is said
//! in the words of the first. Knows the checked standards; no tables.

use std::collections::BTreeSet;

use crate::model::exception::{EQUIVALENT, NOT_APPLICABLE};
use crate::model::name::is_name;
use crate::model::places::SAME_AS;
use crate::model::survey::PROFILES_IN_FORCE;
use crate::model::{Kind, SubjectKind, ValueType};
use crate::standard::{Of, Vocabulary};
use crate::t;

use super::hints;
use super::meaning::{Meaning, Role};
use super::refusal::{Wrong, shown};

/// The names under which a place is known elsewhere.
const NAMES: [&str; 6] =
    ["name", "name.local", "name.former", "name.neighbour", "name.sign", "name.variant"];
/// Says that no position is missing from the list.
const POSITIONS_COMPLETE: &str = "positions_complete";
/// Before an equipment kind: says that no item of it is missing.
const INVENTORY_COMPLETE: &str = "inventory_complete.";

/// What the facts of a survey may speak of.
#[derive(Clone, Debug)]
pub struct Terms<'a> {
    vocabularies: Vec<&'a Vocabulary>,
    requirements: BTreeSet<&'a str>,
}

impl<'a> Terms<'a> {
    /// The terms of these vocabularies, the one whose words are used first, and the ids of the
    /// requirements that a fact may set aside.
    #[must_use]
    pub fn new(
        vocabularies: impl IntoIterator<Item = &'a Vocabulary>,
        requirements: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self {
            vocabularies: vocabularies.into_iter().collect(),
            requirements: requirements.into_iter().collect(),
        }
    }

    /// What an attribute means at a subject of a kind.
    pub(super) fn meaning(&self, key: &str, at: SubjectKind) -> Result<Meaning<'a>, Wrong> {
        use SubjectKind::{Country, CrossingPoint, Item, Position};
        let built_in = |kind: Kind, role: Role, places: &[SubjectKind]| {
            if places.contains(&at) {
                return Ok(Meaning { types: vec![ValueType::plain(kind)], attribute: None, role });
            }
            let places: Vec<&str> = places.iter().map(|&p| noun(p)).collect();
            Err(elsewhere(key, &places.join(t!(" or ")), at))
        };
        if let Some(kind) = key.strip_prefix(INVENTORY_COMPLETE) {
            if !self.vocabularies.iter().any(|v| v.find_kind(kind).is_some()) {
                let kinds =
                    self.vocabularies.iter().flat_map(|v| &v.equipment).map(|e| e.key.as_str());
                let hint = hints::nearest(kind, kinds)
                    .map(|kind| hints::did_you_mean(&format!("{INVENTORY_COMPLETE}{kind}")));
                let why = t!("'{kind}' is not a kind of equipment", kind = shown(kind));
                return Err(Wrong::new(why).hint(hint));
            }
            return built_in(Kind::Bool, Role::Plain, &[CrossingPoint, Position]);
        }
        let exceptions = [NOT_APPLICABLE, EQUIVALENT];
        if let Some((prefix, id)) =
            exceptions.into_iter().find_map(|p| key.strip_prefix(p).map(|id| (p, id)))
        {
            if !self.requirements.contains(id) {
                let hint = hints::nearest(id, self.requirements.iter().copied())
                    .map(|id| hints::did_you_mean(&format!("{prefix}{id}")));
                let why =
                    t!("'{id}' is not a requirement of this survey's profiles", id = shown(id));
                return Err(Wrong::new(why).hint(hint));
            }
            return built_in(Kind::Text, Role::Exception, &[CrossingPoint, Position]);
        }
        match key {
            PROFILES_IN_FORCE => return built_in(Kind::Text, Role::Plain, &[SubjectKind::Survey]),
            POSITIONS_COMPLETE => return built_in(Kind::Bool, Role::Plain, &[CrossingPoint]),
            SAME_AS => {
                return built_in(Kind::Text, Role::SameAs, &[CrossingPoint, Position, Item]);
            }
            _ if is_name(key) && (NAMES.contains(&key) || self.knows(key)) => {
                let places = [CrossingPoint, Position, Item, Country];
                return built_in(Kind::Text, Role::Name, &places);
            }
            _ => {}
        }
        self.attribute(key, at)
    }

    fn knows(&self, key: &str) -> bool {
        self.vocabularies.iter().any(|v| v.find(key).is_some())
    }

    /// An attribute of the vocabularies.
    fn attribute(&self, key: &str, at: SubjectKind) -> Result<Meaning<'a>, Wrong> {
        let known = self.vocabularies.iter().filter_map(|v| v.find(key).map(|id| v.attribute(id)));
        let (mut meaning, mut other) = (None::<Meaning<'a>>, None);
        for attribute in known {
            if !belongs(attribute.of, at) {
                other = other.or(Some(attribute.of));
                continue;
            }
            let role = match (key, at) {
                ("latitude", SubjectKind::CrossingPoint) => Role::Degrees(90),
                ("longitude", SubjectKind::CrossingPoint) => Role::Degrees(180),
                _ => Role::Plain,
            };
            let meaning = meaning.get_or_insert_with(|| Meaning {
                types: Vec::new(),
                attribute: Some(attribute),
                role,
            });
            if !meaning.types.contains(&attribute.value) {
                meaning.types.push(attribute.value.clone());
            }
        }
        match (meaning, other) {
            (Some(meaning), _) => Ok(meaning),
            (None, Some(of)) => Err(elsewhere(key, noun_of(of), at)),
            (None, None) => {
                let hint = hints::nearest_hint(key, self.keys_at(at))
                    .or_else(|| hints::nearest_hint(key, self.all_keys()));
                let why = match key {
                    "" => t!("the attribute is empty").to_owned(),
                    _ => t!("'{attribute}' is not a known attribute", attribute = shown(key)),
                };
                Err(Wrong::new(why).hint(hint))
            }
        }
    }

    /// The attributes of a kind of subject.
    pub(super) fn keys_at(&self, at: SubjectKind) -> impl Iterator<Item = &'a str> {
        let built_in: &[&str] = match at {
            SubjectKind::CrossingPoint => &[POSITIONS_COMPLETE],
            _ => &[],
        };
        let names: &[&str] = match at {
            SubjectKind::CrossingPoint | SubjectKind::Position => &NAMES,
            _ => &[],
        };
        self.vocabularies
            .clone()
            .into_iter()
            .flat_map(|v| &v.attributes)
            .filter(move |a| belongs(a.of, at))
            .map(|a| a.key.as_str())
            .chain(names.iter().chain(built_in).copied())
    }

    fn all_keys(&self) -> impl Iterator<Item = &'a str> {
        self.vocabularies
            .clone()
            .into_iter()
            .flat_map(|v| &v.attributes)
            .map(|a| a.key.as_str())
            .chain(NAMES)
            .chain([POSITIONS_COMPLETE, SAME_AS])
    }
}

fn belongs(of: Of, at: SubjectKind) -> bool {
    match of {
        Of::Survey => at == SubjectKind::Survey,
        Of::Country => at == SubjectKind::Country,
        Of::CrossingPoint => at == SubjectKind::CrossingPoint,
        Of::Position => at == SubjectKind::Position,
        Of::Equipment => matches!(at, SubjectKind::Item | SubjectKind::Model),
    }
}

fn elsewhere(key: &str, places: &str, at: SubjectKind) -> Wrong {
    Wrong::new(t!(
        "'{attribute}' is a fact of {places}, not of {place}",
        attribute = shown(key),
        places,
        place = noun(at)
    ))
}

/// What a kind of subject is called in a sentence.
pub(super) fn noun(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Survey => t!("the survey"),
        SubjectKind::Country => t!("a country"),
        SubjectKind::CrossingPoint => t!("a crossing point"),
        SubjectKind::Position => t!("a position"),
        SubjectKind::Item => t!("an item"),
        SubjectKind::Model => t!("a model"),
    }
}

fn noun_of(of: Of) -> &'static str {
    match of {
        Of::Survey => t!("the survey"),
        Of::Country => t!("a country"),
        Of::CrossingPoint => t!("a crossing point"),
        Of::Position => t!("a position"),
        Of::Equipment => t!("an item or model"),
    }
}
