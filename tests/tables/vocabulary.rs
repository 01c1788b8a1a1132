//! A small vocabulary, made by hand: one attribute of each type and subject, and what the
//! fictional posts of Varsenia speak of.

use std::collections::BTreeMap;

use borderfit::model::{Kind, Unit, ValueType};
use borderfit::standard::{
    Attribute, AttributeId, BuiltIn, Choice, Equipment, Find, Of, Vocabulary,
};

/// Key, of, type, unit, options with blanks between; one attribute a line.
const ATTRIBUTES: &str = include_str!("attributes.txt");

/// Kinds of equipment.
const EQUIPMENT: [&str; 13] = [
    "passport-reader",
    "examination-device",
    "loupe",
    "portrait-camera",
    "finger-scanner",
    "automated-gate",
    "officer-workstation",
    "primary-link",
    "backup-link",
    "sltd-access",
    "ups-unit",
    "genset",
    "handheld-unit",
];

/// The vocabulary.
pub(crate) fn vocabulary() -> Vocabulary {
    let attributes: Vec<Attribute> = ATTRIBUTES.lines().filter_map(attribute).collect();
    let attribute_keys: BTreeMap<String, AttributeId> = attributes
        .iter()
        .enumerate()
        .map(|(n, a)| (a.key.clone(), AttributeId(u16::try_from(n).unwrap_or(u16::MAX))))
        .collect();
    let id = |key: &str| attribute_keys[key];
    let built_in = BuiltIn {
        crossing_type: id("type"),
        country: id("country"),
        kind: id("kind"),
        workstations: id("workstations"),
        equipment: id("equipment"),
        quantity: id("quantity"),
        condition: id("condition"),
        maker: id("maker"),
        model: id("model"),
    };
    let equipment = EQUIPMENT.map(|key| Equipment {
        key: key.to_owned(),
        label: key.to_owned(),
        help: String::new(),
        has_condition: true,
        attributes: Vec::new(),
    });
    Vocabulary {
        attributes,
        attribute_keys,
        equipment: equipment.into(),
        crossing_types: Vec::new(),
        position_kinds: Vec::new(),
        categories: Vec::new(),
        groups: Vec::new(),
        built_in,
    }
}

/// `R01` to `R22`.
pub(crate) fn requirements() -> Vec<String> {
    (1..=22).map(|n| format!("R{n:02}")).collect()
}

fn attribute(line: &str) -> Option<Attribute> {
    let mut words = line.split_whitespace();
    let (key, of, kind) = (words.next()?, Of::parse(words.next()?)?, words.next()?);
    let kind = if kind == "count" { Kind::Count } else { Kind::parse(kind)? };
    let unit = if kind.has_unit() { Unit::parse(words.next()?) } else { None };
    let mut options: Vec<&str> = words.collect();
    if options == ["EQUIPMENT"] {
        options = EQUIPMENT.to_vec();
    }
    let choice = |key: &&str| Choice { key: (*key).to_owned(), label: key.replace('-', " ") };
    Some(Attribute {
        key: key.to_owned(),
        of,
        value: ValueType {
            kind,
            unit,
            options: options.iter().map(|&o| o.to_owned()).collect(),
            ordered: false,
        },
        options: options.iter().map(choice).collect(),
        shared_by_model: false,
        find: Find::Look,
        group: String::new(),
        label: key.to_owned(),
        question: String::new(),
        help: String::new(),
        ask: false,
    })
}
