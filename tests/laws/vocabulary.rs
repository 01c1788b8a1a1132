//! What the generated facts can speak of: for each thing that facts can be about, an attribute of
//! every type, and small domains of values, so that facts agree, differ, pass and fail often.

use std::sync::{Arc, OnceLock};

use borderfit::model::{Kind, Unit, ValueType};
use borderfit::standard::{
    Attribute, AttributeId, BuiltIn, Choice, Equipment, EquipmentId, Find, Of, PositionKind, Term,
    Vocabulary,
};

pub(crate) const CROSSING_TYPES: [&str; 3] = ["road", "rail", "foot"];
pub(crate) const POSITION_KINDS: [(&str, &str); 3] =
    [("entry", "first"), ("exit", "first"), ("office", "")];
/// Kinds of equipment; the last two need no condition.
pub(crate) const KINDS: [&str; 4] = ["reader", "camera", "link", "lens"];
pub(crate) const COUNTRIES: [&str; 2] = ["QV", "RX"];
/// An attribute of items that no generated requirement names: laws mark an item with it.
pub(crate) const ITEM_MARK: &str = "item.mark";
/// The same of crossing points.
pub(crate) const POINT_MARK: &str = "point.mark";

const CONDITIONS: [&str; 8] =
    ["working", "degraded", "faulty", "incomplete", "stored", "unused", "unsupported", "removed"];
/// Things that facts are about, as they begin the names of attributes.
pub(crate) const OFS: [(Of, &str); 4] = [
    (Of::Country, "country"),
    (Of::CrossingPoint, "point"),
    (Of::Position, "position"),
    (Of::Equipment, "item"),
];
/// Sorts of attributes, as they end the names; `grade` is ordered, and there are two ranges to
/// compare with each other.
const SORTS: [(&str, Kind); 12] = [
    ("bool", Kind::Bool),
    ("grade", Kind::Choice),
    ("sort", Kind::Choice),
    ("set", Kind::Choices),
    ("text", Kind::Text),
    ("int", Kind::Integer),
    ("rate", Kind::Quantity),
    ("size", Kind::Size),
    ("range", Kind::Range),
    ("span", Kind::Range),
    ("version", Kind::Version),
    ("date", Kind::Date),
];

/// The vocabulary.
pub(crate) fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: OnceLock<Vocabulary> = OnceLock::new();
    VOCABULARY.get_or_init(make)
}

/// An attribute that exists.
pub(crate) fn id(key: &str) -> AttributeId {
    vocabulary().find(key).unwrap_or_else(|| panic!("no attribute {key}"))
}

/// Every attribute.
pub(crate) fn ids() -> impl Iterator<Item = AttributeId> {
    (0..).zip(&vocabulary().attributes).map(|(n, _)| AttributeId(n))
}

/// Every kind of equipment.
pub(crate) fn kinds() -> impl Iterator<Item = EquipmentId> {
    (0..).zip(KINDS).map(|(n, _)| EquipmentId(n))
}

/// The values that generated facts have, by the sort of their attribute: text and unit. The
/// first `determined` of them are one value each, without `?` and without `0..1`.
pub(crate) struct Domain {
    pub(crate) values: &'static [(&'static str, &'static str)],
    pub(crate) determined: usize,
}

/// The domain of an attribute.
pub(crate) fn domain(attribute: &Attribute) -> Domain {
    let all = |values: &'static [(&'static str, &'static str)]| Domain {
        values,
        determined: values.len(),
    };
    match (attribute.key.as_str(), attribute.value.kind) {
        ("type", _) => Domain {
            values: &[
                ("road", ""),
                ("road;foot", ""),
                ("rail", ""),
                ("road;rail", ""),
                ("foot", ""),
                ("road;rail?", ""),
                ("*?", ""),
            ],
            determined: 5,
        },
        ("kind", _) => all(&[("entry", ""), ("entry", ""), ("exit", ""), ("office", "")]),
        ("equipment", _) => all(&[("reader", ""), ("camera", ""), ("link", ""), ("lens", "")]),
        ("condition", _) => all(&[
            ("working", ""),
            ("working", ""),
            ("working", ""),
            ("degraded", ""),
            ("faulty", ""),
            ("incomplete", ""),
            ("stored", ""),
            ("unused", ""),
            ("unsupported", ""),
            ("removed", ""),
        ]),
        ("maker", _) => all(&[("Acme", ""), (" acme", ""), ("Vantrix", "")]),
        ("model", _) => all(&[("F4", ""), ("f4 ", ""), ("G2", "")]),
        ("country", _) => all(&[("QV", ""), ("QV", ""), ("RX", "")]),
        (_, Kind::Bool) => all(&[("true", ""), ("true", ""), ("false", "")]),
        (_, Kind::Choice) => all(&[("a", ""), ("b", ""), ("c", "")]),
        (_, Kind::Choices) => Domain {
            values: &[
                ("a", ""),
                ("a;b", ""),
                ("b;c", ""),
                ("a;b;c", ""),
                ("none", ""),
                ("a;b?", ""),
                ("c?", ""),
                ("*?", ""),
                ("a;*?", ""),
            ],
            determined: 5,
        },
        (_, Kind::Text) => all(&[("x", ""), ("y", ""), ("z", "")]),
        (_, Kind::Integer) => all(&[("1", ""), ("2", ""), ("3", ""), ("4", ""), ("0", "")]),
        (_, Kind::Quantity) => {
            all(&[("1", ""), ("2", ""), ("2000", "kbit/s"), ("3", ""), ("0.5", ""), ("1", "MB/s")])
        }
        (_, Kind::Size) => all(&[("100x100", ""), ("10x10", "cm"), ("125x88", ""), ("200x20", "")]),
        (_, Kind::Range) => {
            all(&[("100..200", ""), ("0.1..0.2", "kV"), ("90..240", ""), ("110..230", "")])
        }
        (_, Kind::Version) => all(&[("1.2", ""), ("1.2.0", ""), ("1.10", ""), ("2", "")]),
        (_, Kind::Date) => all(&[
            ("2026-06-01", ""),
            ("2026-05-30", ""),
            ("2026-05", ""),
            ("2026", ""),
            ("2025-11", ""),
            ("2026-06-20", ""),
        ]),
        (_, Kind::Count) => Domain {
            values: &[
                ("1", ""),
                ("2", ""),
                ("1", ""),
                ("3", ""),
                ("0", ""),
                ("0..1", ""),
                ("1..2", ""),
                ("0..3", ""),
            ],
            determined: 5,
        },
    }
}

fn make() -> Vocabulary {
    let mut attributes = Vec::new();
    let mut add = |key: &str, of: Of, value: ValueType, shared: bool| {
        let option = |key: &String| Choice { key: key.clone(), label: key.clone() };
        attributes.push(Attribute {
            key: key.to_owned(),
            of,
            options: value.options.iter().map(option).collect(),
            value,
            shared_by_model: shared,
            find: Find::Look,
            group: String::new(),
            label: key.to_owned(),
            question: String::new(),
            help: String::new(),
            note: String::new(),
            ask: false,
        });
    };
    let plain = ValueType::plain;
    add("type", Of::CrossingPoint, with_options(Kind::Choices, &CROSSING_TYPES, false), false);
    add("country", Of::CrossingPoint, plain(Kind::Text), false);
    add("name", Of::CrossingPoint, plain(Kind::Text), false);
    let position_kinds = POSITION_KINDS.map(|(key, _)| key);
    add("kind", Of::Position, with_options(Kind::Choice, &position_kinds, false), false);
    add("workstations", Of::Position, plain(Kind::Integer), false);
    add("equipment", Of::Equipment, with_options(Kind::Choice, &KINDS, false), false);
    add("quantity", Of::Equipment, plain(Kind::Count), false);
    add("condition", Of::Equipment, with_options(Kind::Choice, &CONDITIONS, false), false);
    add("maker", Of::Equipment, plain(Kind::Text), false);
    add("model", Of::Equipment, plain(Kind::Text), false);
    add("title", Of::Survey, plain(Kind::Text), false);
    add(ITEM_MARK, Of::Equipment, plain(Kind::Bool), false);
    add(POINT_MARK, Of::CrossingPoint, plain(Kind::Bool), false);
    for (of, thing) in OFS {
        for (n, (sort, kind)) in SORTS.into_iter().enumerate() {
            // Every second attribute of items stands on data sheets.
            let shared = of == Of::Equipment && n % 2 == 0;
            add(&format!("{thing}.{sort}"), of, value_type(sort, kind), shared);
        }
    }
    let term = |key: &str| Term { key: key.to_owned(), label: key.to_owned(), help: String::new() };
    let ids = || (0..).zip(&attributes).map(|(n, a)| (AttributeId(n), a));
    let find = |key: &str| {
        ids().find(|(_, a)| a.key == key).map_or_else(|| panic!("no attribute {key}"), |(id, _)| id)
    };
    let of_items: Vec<_> = ids().filter(|(_, a)| a.of == Of::Equipment).map(|(id, _)| id).collect();
    let kind = |(n, key): (usize, &str)| Equipment {
        key: key.to_owned(),
        label: key.to_owned(),
        help: String::new(),
        has_condition: n < 2,
        attributes: of_items.clone(),
    };
    Vocabulary {
        attribute_keys: ids().map(|(id, a)| (a.key.clone(), id)).collect(),
        equipment: KINDS.into_iter().enumerate().map(kind).collect(),
        crossing_types: CROSSING_TYPES.map(term).into(),
        position_kinds: POSITION_KINDS
            .map(|(key, line)| PositionKind {
                term: term(key),
                line: (!line.is_empty()).then(|| line.to_owned()),
            })
            .into(),
        categories: vec![term("any")],
        groups: Vec::new(),
        built_in: BuiltIn {
            crossing_type: find("type"),
            country: find("country"),
            kind: find("kind"),
            workstations: find("workstations"),
            equipment: find("equipment"),
            quantity: find("quantity"),
            condition: find("condition"),
            maker: find("maker"),
            model: find("model"),
        },
        attributes,
    }
}

fn with_options(kind: Kind, options: &[&str], ordered: bool) -> ValueType {
    let options: Arc<[String]> = options.iter().map(|&o| o.to_owned()).collect();
    ValueType { options, ordered, ..ValueType::plain(kind) }
}

fn value_type(sort: &str, kind: Kind) -> ValueType {
    let unit = match kind {
        Kind::Quantity => "Mbit/s",
        Kind::Size => "mm",
        Kind::Range => "V",
        _ => "",
    };
    let typed = match kind {
        Kind::Choice | Kind::Choices => with_options(kind, &["a", "b", "c"], sort == "grade"),
        _ => ValueType::plain(kind),
    };
    ValueType { unit: Unit::parse(unit), ..typed }
}
