//! From standards as written to standards that can be judged by: names looked up, operands read,
//! what cannot be judged refused.

mod choose;
mod criterion;
mod equipment;
mod follows;
mod lint;
mod number;
mod operand;
mod remedy;
mod requirement;
mod shelf;
mod vocabulary;

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use self::choose::Chosen;
pub(crate) use self::choose::Family;
use self::criterion::{Reads, Scope};
use self::equipment::kinds;
use self::remedy::Works;
use self::shelf::Shelf;
use self::vocabulary::{Layers, Tables};
use super::diagnostic::{Sink, SourceFile, Span};
use super::raw::{self, Entry, Head, Raw};
use super::stock::{Part, Stock};
use super::types::{Profile, Requirement, Source, Vocabulary};
use super::write::{Parts, standalone};
use crate::language::of;
use crate::model::id::hex;

/// The vocabulary of the catalogue alone.
pub(crate) fn catalogue(raw: &Raw, sink: &Sink) -> Option<Vocabulary> {
    let layers = Layers { catalogue: Some(raw), profile: Vec::new() };
    let tables = layers.tables(sink);
    vocabulary::vocabulary(&tables, (&raw.file, Span::default()), sink)
}

/// Checks a profile with what it extends. Gives the profile and its text as it stands alone, or
/// nothing when anything is wrong.
pub(crate) fn profile(
    family: &Family<'_>,
    stock: &Stock,
    sink: &Sink,
) -> Option<(Profile, String)> {
    let head = family.raw.head.as_ref();
    let alone = head.is_some_and(|h| h.standalone);
    let members = family.members();
    let catalogue = if alone {
        None
    } else {
        let (raw, errors) = stock.part(Part::Catalogue);
        errors.iter().for_each(|e| sink.push(e.clone()));
        Some(raw)
    };
    let layers = Layers { catalogue, profile: members.clone() };
    let tables = layers.tables(sink);
    let blame: (&SourceFile, Span) = match catalogue {
        Some(raw) => (&raw.file, Span::default()),
        None => (&family.raw.file, head.map(|h| h.span).unwrap_or_default()),
    };
    let vocabulary = vocabulary::vocabulary(&tables, blame, sink)?;
    let shelf = Shelf::new(&members, (!alone).then_some(stock), sink);
    let check = Check { family, members, tables, vocabulary, shelf, sink };
    check.profile()
}

struct Check<'a> {
    family: &'a Family<'a>,
    members: Vec<&'a Raw>,
    tables: Tables<'a>,
    vocabulary: Vocabulary,
    shelf: Shelf<'a>,
    sink: &'a Sink,
}

impl<'a> Check<'a> {
    fn scope<'s>(&'s self, file: &'s SourceFile, reads: Reads) -> Scope<'s> {
        Scope {
            vocabulary: &self.vocabulary,
            broken: &self.tables.broken,
            file,
            sink: self.sink,
            reads,
        }
    }

    fn profile(self) -> Option<(Profile, String)> {
        let choice = self.family.choose(&self.shelf, self.sink);
        let mut requirements = Vec::with_capacity(choice.list.len());
        for chosen in &choice.list {
            if self.sink.full() {
                break;
            }
            let scope = self.scope(&chosen.entry.file, Reads::Item);
            let before = self.sink.errors();
            requirements.extend(requirement::requirement(
                scope,
                chosen.entry,
                chosen.severity,
                &self.shelf,
            ));
            if let Some((file, span)) = &chosen.taken {
                self.sink.relate_after(before, file, *span, "taken up here");
            }
        }
        self.limit(&choice.list);
        let ignored = follows::resolve(&mut requirements, &choice, &self.shelf, self.sink);
        let optional = self.optional_equipment();
        lint::lint(&requirements, &choice, &optional.1, &self.vocabulary, self.sink);
        let works = self.works(&requirements);
        let (sources, source_tables) = self.sources(&requirements);
        // Everything was looked at; only now does any mistake stop it.
        let head = self.family.raw.head.as_ref()?;
        lint::lint_whole(&self.family.raw.file, head, &requirements, &choice, self.sink);
        if self.sink.errors() > 0 {
            return None;
        }
        let text = self.standalone(head, optional.0, &choice.list, &ignored, &works, source_tables);
        let profile = Profile {
            id: head.id.clone(),
            version: head.version.clone(),
            title: of(&head.title).to_owned(),
            status: head.status,
            about: of(&head.about).to_owned(),
            max_age_days: head.max_age_days,
            evidence: head.evidence,
            sha256: hex(&Sha256::digest(text.as_bytes())),
            vocabulary: self.vocabulary,
            requirements,
            sources,
            remedies: works.remedies,
            enabling: works.enabling,
        };
        Some((profile, text))
    }

    /// Requirements are counted in 16 bits; far more than anyone judges.
    fn limit(&self, chosen: &[Chosen<'_>]) {
        if let Some(over) = chosen.get(usize::from(u16::MAX)) {
            let (file, span) = (&over.entry.file, over.entry.key.span);
            let message = "a profile has at most 65535 requirements";
            self.sink.push(super::diagnostic::Diagnostic::error(file, span, message));
        }
    }

    /// Equipment that need not be demanded: of the profile and of what it extends.
    fn optional_equipment(&self) -> (Vec<String>, Vec<super::types::EquipmentId>) {
        let (mut names, mut ids) = (Vec::new(), Vec::new());
        for raw in &self.members {
            let Some(head) = &raw.head else { continue };
            let (list, broken) = (&head.optional_equipment, &self.tables.broken);
            ids.extend(kinds(list, &self.vocabulary, broken, &raw.file, self.sink));
            for text in list {
                if !names.contains(&text.value) {
                    names.push(text.value.clone());
                }
            }
        }
        (names, ids)
    }

    fn works(&self, requirements: &[Requirement]) -> Works<'a> {
        let (_, own_remedies, own_enabling) = self.shelf.own();
        let used: Vec<&str> = requirements
            .iter()
            .filter_map(|r| self.shelf.remedy(&r.remedy).filter(|_| !r.remedy.is_empty()))
            .map(|entry| &*entry.key.value)
            .collect();
        let scope = self.scope(&self.family.raw.file, Reads::Need);
        let named = own_remedies.into_iter().chain(used);
        remedy::works(named, own_enabling, scope, &self.shelf)
    }

    /// The profile's own sources and those that its requirements cite.
    fn sources(
        &self,
        requirements: &[Requirement],
    ) -> (BTreeMap<String, Source>, BTreeMap<&'a str, &'a Entry<raw::Source>>) {
        let (own, ..) = self.shelf.own();
        let cited = requirements.iter().flat_map(|r| &r.cites).map(|c| c.source.as_str());
        let tables: BTreeMap<&str, &Entry<raw::Source>> = own
            .into_iter()
            .chain(cited)
            .filter_map(|key| self.shelf.source(key))
            .map(|entry| (&*entry.key.value, entry))
            .collect();
        let sources = tables
            .iter()
            .filter_map(|(key, entry)| {
                let body = entry.body.as_ref()?;
                let source = Source {
                    key: (*key).to_owned(),
                    title: body.title.clone(),
                    edition: body.edition.clone(),
                    publisher: body.publisher.clone(),
                    address: body.address.clone(),
                    seen: of(&body.seen).to_owned(),
                };
                Some(((*key).to_owned(), source))
            })
            .collect();
        (sources, tables)
    }

    fn standalone(
        &self,
        head: &Head,
        optional_equipment: Vec<String>,
        chosen: &[Chosen<'a>],
        ignored: &BTreeSet<&str>,
        works: &Works<'a>,
        sources: BTreeMap<&'a str, &'a Entry<raw::Source>>,
    ) -> String {
        let tables = &self.tables;
        fn written<'t, T>(list: &[&'t Entry<T>]) -> Vec<&'t raw::Written> {
            list.iter().map(|e| &e.written).collect()
        }
        let defined: BTreeSet<&str> = tables.groups.iter().map(|g| &*g.key.value).collect();
        standalone(&Parts {
            head,
            optional_equipment: &optional_equipment,
            tables: [
                ("category", written(&tables.categories)),
                ("crossing_type", written(&tables.crossing_types)),
                ("position_kind", written(&tables.position_kinds)),
                ("equipment", written(&tables.equipment)),
                ("group", written(&tables.groups)),
            ],
            more_groups: self
                .vocabulary
                .groups
                .iter()
                .filter(|g| !defined.contains(&*g.key))
                .collect(),
            attributes: written(&tables.attributes),
            library: [
                ("source", sources.values().map(|e| &e.written).collect()),
                ("remedy", works.remedy_tables.values().map(|e| &e.written).collect()),
                ("enabling", works.enabling_tables.values().map(|e| &e.written).collect()),
            ],
            requirements: chosen
                .iter()
                .filter_map(|c| Some((&c.entry.written, c.severity?, ignored.contains(c.id()))))
                .collect(),
        })
    }
}
