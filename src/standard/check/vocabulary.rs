//! The vocabulary of a profile: the catalogue, with what the profile adds to it or hides of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::decode::filled_by_program;
use super::super::diagnostic::{Diagnostic, Sink, SourceFile, Span};
use super::super::raw::{self, Entry, Raw};
use super::super::types::{
    Attribute, AttributeId, BuiltIn, Choice, Of, PositionKind, Term, Vocabulary,
};
use super::equipment;
use crate::language::of;
use crate::model::exception::{EQUIVALENT, NOT_APPLICABLE};
use crate::model::value::MAX_OPTIONS;
use crate::model::{Kind, ValueType};

/// Conditions that the judge knows by name.
const CONDITIONS: [&str; 8] =
    ["working", "degraded", "faulty", "incomplete", "stored", "unused", "unsupported", "removed"];

/// Attributes that every vocabulary has: key, what it is a fact of, type.
const BUILT_IN: [(&str, Of, Kind); 13] = [
    ("type", Of::CrossingPoint, Kind::Choices),
    ("country", Of::CrossingPoint, Kind::Text),
    ("name", Of::CrossingPoint, Kind::Text),
    ("latitude", Of::CrossingPoint, Kind::Quantity),
    ("longitude", Of::CrossingPoint, Kind::Quantity),
    ("kind", Of::Position, Kind::Choice),
    ("workstations", Of::Position, Kind::Integer),
    ("equipment", Of::Equipment, Kind::Choice),
    ("quantity", Of::Equipment, Kind::Integer),
    ("condition", Of::Equipment, Kind::Choice),
    ("maker", Of::Equipment, Kind::Text),
    ("model", Of::Equipment, Kind::Text),
    ("serial", Of::Equipment, Kind::Text),
];

/// Names of facts that the program keeps about its own subjects; no attribute may take them.
const RESERVED: [&str; 3] = ["same_as", "positions_complete", "profiles_in_force"];
const RESERVED_BEFORE: [&str; 4] = ["inventory_complete.", NOT_APPLICABLE, EQUIVALENT, "@"];

/// The texts whose tables make up a vocabulary.
pub(crate) struct Layers<'a> {
    /// The catalogue; none for a profile that stands alone.
    pub(crate) catalogue: Option<&'a Raw>,
    /// The profile last, what it extends before it.
    pub(crate) profile: Vec<&'a Raw>,
}

/// Tables of one sort, by key, in the order of the vocabulary.
pub(crate) type Merged<'a, T> = Vec<&'a Entry<T>>;

/// The tables that a vocabulary is made of.
pub(crate) struct Tables<'a> {
    pub(crate) categories: Merged<'a, raw::Term>,
    pub(crate) crossing_types: Merged<'a, raw::Term>,
    pub(crate) position_kinds: Merged<'a, raw::Term>,
    pub(crate) equipment: Merged<'a, raw::Equipment>,
    pub(crate) groups: Merged<'a, raw::Term>,
    pub(crate) attributes: Merged<'a, raw::Attribute>,
    /// Keys of tables that could not be used, which has been reported.
    pub(crate) broken: BTreeSet<&'a str>,
    /// What messages call the catalogue.
    pub(crate) catalogue: Option<&'a str>,
}

impl<'a> Layers<'a> {
    /// Puts the tables of all texts together; what is defined twice is reported.
    pub(crate) fn tables(&self, sink: &Sink) -> Tables<'a> {
        let mut broken = BTreeSet::new();
        let tables = Tables {
            categories: self.merge(|r| &r.categories, "category", sink, &mut broken),
            crossing_types: self.merge(|r| &r.crossing_types, "crossing_type", sink, &mut broken),
            position_kinds: self.merge(|r| &r.position_kinds, "position_kind", sink, &mut broken),
            equipment: self.merge(|r| &r.equipment, "equipment", sink, &mut broken),
            groups: self.merge(|r| &r.groups, "group", sink, &mut broken),
            attributes: self.merge(|r| &r.attributes, "attribute", sink, &mut broken),
            broken: BTreeSet::new(),
            catalogue: self.catalogue.map(|r| &*r.file.name),
        };
        Tables { broken, ..tables }
    }

    fn merge<T>(
        &self,
        pick: fn(&'a Raw) -> &'a Vec<Entry<T>>,
        what: &str,
        sink: &Sink,
        broken: &mut BTreeSet<&'a str>,
    ) -> Merged<'a, T> {
        let own = merge(self.profile.iter().map(|r| pick(r)), what, sink);
        let hidden: BTreeSet<&str> = own.iter().map(|e| &*e.key.value).collect();
        let mut all = merge(self.catalogue.iter().map(|r| pick(r)), what, sink);
        all.retain(|e| !hidden.contains(&*e.key.value));
        all.extend(own);
        broken.extend(all.iter().filter(|e| e.body.is_none()).map(|e| &*e.key.value));
        all
    }
}

/// The tables of several texts, each key once; twice with different content is an error.
pub(crate) fn merge<'a, T: 'a>(
    lists: impl IntoIterator<Item = &'a Vec<Entry<T>>>,
    what: &str,
    sink: &Sink,
) -> Merged<'a, T> {
    let mut first: BTreeMap<&str, &Entry<T>> = BTreeMap::new();
    let mut all = Vec::new();
    for entry in lists.into_iter().flatten() {
        let key = &*entry.key.value;
        let Some(before) = first.get(key) else {
            first.insert(key, entry);
            all.push(entry);
            continue;
        };
        let same_file = Arc::ptr_eq(&before.file, &entry.file);
        if same_file || before.written != entry.written {
            let message = if same_file {
                format!("[[{what}]] `{key}` is defined twice")
            } else {
                format!("[[{what}]] `{key}` is defined differently in {}", before.file.name)
            };
            sink.push(
                Diagnostic::error(&entry.file, entry.key.span, message)
                    .label("defined again")
                    .related(&before.file, before.key.span, "defined here before")
                    .help("keep one of the two, or give one another key"),
            );
        }
        if sink.full() {
            break;
        }
    }
    all
}

/// Checks the tables against each other. `None` when a built-in attribute is missing.
pub(crate) fn vocabulary(
    tables: &Tables<'_>,
    blame: (&SourceFile, Span),
    sink: &Sink,
) -> Option<Vocabulary> {
    let crossing_types: Vec<Term> = terms(&tables.crossing_types).map(|(t, _)| t).collect();
    let position_kinds: Vec<PositionKind> = terms(&tables.position_kinds)
        .map(|(term, line)| PositionKind { term, line: line.clone() })
        .collect();
    let filled = [
        ("type", "crossing type", names(&tables.crossing_types)),
        ("kind", "position kind", names(&tables.position_kinds)),
        ("equipment", "equipment kind", names(&tables.equipment)),
    ];
    for (_, what, keys) in &filled {
        if let Some((_, entry)) = keys.get(MAX_OPTIONS) {
            let message = format!("there are more than {MAX_OPTIONS} {what}s");
            sink.push(Diagnostic::error(entry.0, entry.1, message).label("one too many").help(
                "leave some out; those of the catalogue that are not redefined count as well",
            ));
            return None;
        }
    }

    let mut attributes = Vec::new();
    let mut attribute_keys = BTreeMap::new();
    let mut groups: Vec<Term> = terms(&tables.groups).map(|(t, _)| t).collect();
    let mut grouped: BTreeSet<String> = groups.iter().map(|g| g.key.clone()).collect();
    for entry in &tables.attributes {
        let Some(body) = &entry.body else { continue };
        if sink.full() {
            return None;
        }
        reserved(entry, sink);
        let Ok(id) = u16::try_from(attributes.len()) else {
            let message = "there are too many attributes";
            sink.push(Diagnostic::error(&entry.file, entry.key.span, message));
            break;
        };
        let options = filled
            .iter()
            .filter(|(key, ..)| *key == entry.key.value && filled_by_program(key, body.of))
            .map(|(_, _, keys)| keys.iter().map(|(choice, _)| choice.clone()).collect())
            .next()
            .unwrap_or_else(|| choices(&body.options));
        let group = group(body, &mut groups, &mut grouped);
        attributes.push(attribute(&entry.key.value, body, options, group));
        attribute_keys.insert(entry.key.value.clone(), AttributeId(id));
    }
    let built_in = built_in(tables, &attributes, &attribute_keys, blame, sink);

    let equipment = equipment::list(tables, &attributes, &attribute_keys, sink);
    Some(Vocabulary {
        attributes,
        attribute_keys,
        equipment,
        crossing_types,
        position_kinds,
        categories: terms(&tables.categories).map(|(t, _)| t).collect(),
        groups,
        built_in: built_in?,
    })
}

fn terms<'a>(
    entries: &'a [&'a Entry<raw::Term>],
) -> impl Iterator<Item = (Term, &'a Option<String>)> {
    entries.iter().filter_map(|entry| {
        let body = entry.body.as_ref()?;
        let term = Term {
            key: entry.key.value.clone(),
            label: of(&body.label).to_owned(),
            help: of(&body.help).to_owned(),
        };
        Some((term, &body.line))
    })
}

/// A body with a label, that can be an option of `type`, `kind` or `equipment`.
trait Labelled {
    fn label(&self) -> &str;
}

impl Labelled for raw::Term {
    fn label(&self) -> &str {
        &self.label
    }
}

impl Labelled for raw::Equipment {
    fn label(&self) -> &str {
        &self.label
    }
}

type Placed<'a> = (&'a SourceFile, Span);

fn names<'a, T: Labelled>(entries: &[&'a Entry<T>]) -> Vec<(Choice, Placed<'a>)> {
    entries
        .iter()
        .filter_map(|entry| {
            let label = of(entry.body.as_ref()?.label()).to_owned();
            let choice = Choice { key: entry.key.value.clone(), label };
            Some((choice, (&*entry.file, entry.key.span)))
        })
        .collect()
}

fn choices(options: &[(String, String)]) -> Vec<Choice> {
    options
        .iter()
        .map(|(key, label)| Choice { key: key.clone(), label: of(label).to_owned() })
        .collect()
}

fn attribute(key: &str, body: &raw::Attribute, options: Vec<Choice>, group: String) -> Attribute {
    let kind = if key == "quantity" && body.of == Of::Equipment { Kind::Count } else { body.kind };
    Attribute {
        key: key.to_owned(),
        of: body.of,
        value: ValueType {
            kind,
            unit: body.unit,
            options: options.iter().map(|o| o.key.clone()).collect(),
            ordered: body.ordered,
        },
        options,
        shared_by_model: body.shared_by_model,
        find: body.find,
        group,
        label: of(&body.label).to_owned(),
        question: of(&body.question).to_owned(),
        help: of(&body.help).to_owned(),
        note: of(&body.note).to_owned(),
        ask: body.ask,
    }
}

/// The group of an attribute. One that no table defines becomes a group of its own.
fn group(body: &raw::Attribute, groups: &mut Vec<Term>, known: &mut BTreeSet<String>) -> String {
    let key = body.group.as_ref().map_or(body.find.code(), |g| g.value.as_str());
    if known.insert(key.to_owned()) {
        groups.push(Term { key: key.to_owned(), label: key.to_owned(), help: String::new() });
    }
    key.to_owned()
}

fn reserved(entry: &Entry<raw::Attribute>, sink: &Sink) {
    let key = &*entry.key.value;
    if RESERVED.contains(&key) || RESERVED_BEFORE.iter().any(|start| key.starts_with(start)) {
        let message = format!("`{key}` is a name that the program keeps for itself");
        sink.push(
            Diagnostic::error(&entry.file, entry.key.span, message)
                .label("reserved")
                .help("give the attribute another key"),
        );
    }
}

/// The attributes that the judge knows by name, each of the shape that it relies on.
fn built_in(
    tables: &Tables<'_>,
    attributes: &[Attribute],
    keys: &BTreeMap<String, AttributeId>,
    (file, span): (&SourceFile, Span),
    sink: &Sink,
) -> Option<BuiltIn> {
    let before = sink.errors();
    let missing: Vec<&str> = BUILT_IN
        .iter()
        .map(|(key, ..)| *key)
        .chain(["tested_count"])
        .filter(|key| !keys.contains_key(*key) && !tables.broken.contains(key))
        .collect();
    if !missing.is_empty() {
        let message = format!(
            "the vocabulary lacks {} that every survey needs",
            if missing.len() == 1 { "an attribute" } else { "attributes" }
        );
        sink.push(
            Diagnostic::error(file, span, message)
                .label(format!("missing: {}", missing.join(", ")))
                .help("define each in an [[attribute]] table, as the built-in catalogue does"),
        );
    }
    let expected = BUILT_IN.into_iter().chain([("tested_count", Of::Equipment, Kind::Integer)]);
    for (key, of, kind) in expected {
        let Some(entry) = tables.attributes.iter().find(|e| e.key.value == key) else { continue };
        let Some(body) = &entry.body else { continue };
        let wrong = if body.of != of || body.kind != kind {
            Some(format!("`of = \"{}\"` and `type = \"{}\"`", of.code(), kind.code()))
        } else if key == "condition"
            && !CONDITIONS.iter().all(|c| body.options.iter().any(|(o, _)| o == c))
        {
            Some(format!("the options {}", CONDITIONS.join(", ")))
        } else {
            None
        };
        if let Some(wanted) = wrong {
            sink.push(
                Diagnostic::error(
                    &entry.file,
                    entry.key.span,
                    format!("the built-in attribute `{key}` cannot be redefined like this"),
                )
                .label("built in")
                .help(format!("it must have {wanted}; or give the attribute another key")),
            );
        }
    }
    if sink.errors() > before {
        return None;
    }
    debug_assert!(attributes.len() >= BUILT_IN.len());
    let id = |key: &str| keys.get(key).copied();
    Some(BuiltIn {
        crossing_type: id("type")?,
        country: id("country")?,
        kind: id("kind")?,
        workstations: id("workstations")?,
        equipment: id("equipment")?,
        quantity: id("quantity")?,
        condition: id("condition")?,
        maker: id("maker")?,
        model: id("model")?,
    })
}
