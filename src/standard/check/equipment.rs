//! Equipment kinds with the attributes that can be asked of each.

use std::collections::{BTreeMap, BTreeSet};

use super::super::diagnostic::{Diagnostic, Sink, SourceFile, suggest};
use super::super::raw::Text;
use super::super::types::{Attribute, AttributeId, Equipment, EquipmentId, Of, Vocabulary};
use super::vocabulary::Tables;
use crate::language::of;

/// The kinds of a vocabulary. An equipment attribute that no kind lists belongs to all.
pub(super) fn list(
    tables: &Tables<'_>,
    attributes: &[Attribute],
    keys: &BTreeMap<String, AttributeId>,
    sink: &Sink,
) -> Vec<Equipment> {
    let finder = Finder { tables, attributes, keys, sink };
    let mut kinds: Vec<Equipment> = tables
        .equipment
        .iter()
        .filter_map(|entry| {
            let body = entry.body.as_ref()?;
            let texts = body.attributes.iter().take_while(|_| !sink.full());
            Some(Equipment {
                key: entry.key.value.clone(),
                label: of(&body.label).to_owned(),
                help: of(&body.help).to_owned(),
                has_condition: body.has_condition,
                attributes: texts.filter_map(|text| finder.find(text, &entry.file)).collect(),
            })
        })
        .collect();
    let listed: BTreeSet<AttributeId> =
        kinds.iter().flat_map(|k| k.attributes.iter().copied()).collect();
    let of_all: Vec<AttributeId> = keys
        .values()
        .copied()
        .filter(|id| finder.attribute(*id).of == Of::Equipment && !listed.contains(id))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    for kind in &mut kinds {
        kind.attributes.extend(&of_all);
    }
    kinds
}

struct Finder<'a> {
    tables: &'a Tables<'a>,
    attributes: &'a [Attribute],
    keys: &'a BTreeMap<String, AttributeId>,
    sink: &'a Sink,
}

impl Finder<'_> {
    fn attribute(&self, id: AttributeId) -> &Attribute {
        &self.attributes[usize::from(id.0)]
    }

    /// An attribute that a kind lists.
    fn find(&self, text: &Text, file: &SourceFile) -> Option<AttributeId> {
        let key = &*text.value;
        let found = self.keys.get(key).copied();
        if found.is_some_and(|id| self.attribute(id).of == Of::Equipment) {
            return found;
        }
        if found.is_some() {
            let message = format!("`{key}` is not a fact of equipment");
            let mut error = Diagnostic::error(file, text.span, message)
                .label("not an equipment attribute")
                .help("list only attributes that have `of = \"equipment\"`");
            let catalogue = self.tables.catalogue;
            let mut all = self.tables.attributes.iter();
            if catalogue == Some(&file.name)
                && let Some(entry) = all.find(|e| e.key.value == key)
                && catalogue != Some(&entry.file.name)
            {
                error = error
                    .related(&entry.file, entry.key.span, "this hides what is listed there")
                    .help("give it another key, or define the equipment kind here as well");
            }
            self.sink.push(error);
        } else if !self.tables.broken.contains(key) {
            let known = self.attributes.iter().filter(|a| a.of == Of::Equipment);
            let help = suggest(
                key,
                known.map(|a| a.key.as_str()),
                "define it in an [[attribute]] table with `of = \"equipment\"`",
            );
            let message = format!("unknown attribute `{key}`");
            self.sink.push(Diagnostic::error(file, text.span, message).label("unknown").help(help));
        }
        None
    }
}

/// Finds equipment kinds by name, reporting those that are unknown.
pub(super) fn kinds(
    texts: &[Text],
    vocabulary: &Vocabulary,
    broken: &BTreeSet<&str>,
    file: &SourceFile,
    sink: &Sink,
) -> Vec<EquipmentId> {
    texts
        .iter()
        .take_while(|_| !sink.full())
        .filter_map(|text| {
            let found = vocabulary.find_kind(&text.value);
            if found.is_none() && !broken.contains(&*text.value) {
                let help = suggest(
                    &text.value,
                    vocabulary.equipment.iter().map(|e| e.key.as_str()),
                    "define it in an [[equipment]] table",
                );
                let message = format!("unknown equipment kind `{}`", text.value);
                sink.push(Diagnostic::error(file, text.span, message).label("unknown").help(help));
            }
            found
        })
        .collect()
}
