//! What a profile can take from: its own tables and what it extends, then the library.
//!
//! The library's parts are read only when something of them is asked for.

use std::collections::BTreeMap;

use super::super::diagnostic::Sink;
use super::super::raw::{self, Entry, Raw};
use super::super::stock::{Part, Stock};
use super::vocabulary::merge;

/// Sources, remedies, works and requirements by name.
pub(crate) struct Shelf<'a> {
    sources: BTreeMap<&'a str, &'a Entry<raw::Source>>,
    remedies: BTreeMap<&'a str, &'a Entry<raw::Remedy>>,
    enabling: BTreeMap<&'a str, &'a Entry<raw::Enabling>>,
    /// None for a profile that stands alone.
    library: Option<&'a Stock>,
    sink: &'a Sink,
}

impl<'a> Shelf<'a> {
    pub(crate) fn new(profile: &[&'a Raw], library: Option<&'a Stock>, sink: &'a Sink) -> Self {
        fn by_key<T>(merged: Vec<&Entry<T>>) -> BTreeMap<&str, &Entry<T>> {
            merged.into_iter().map(|e| (&*e.key.value, e)).collect()
        }
        let all = || profile.iter();
        Self {
            sources: by_key(merge(all().map(|r| &r.sources), "source", sink)),
            remedies: by_key(merge(all().map(|r| &r.remedies), "remedy", sink)),
            enabling: by_key(merge(all().map(|r| &r.enabling), "enabling", sink)),
            library,
            sink,
        }
    }

    /// A part of the library; what is wrong in it is reported with the profile's own errors.
    fn part(&self, part: Part) -> Option<&'a Raw> {
        let (raw, errors) = self.library?.part(part);
        errors.iter().for_each(|e| self.sink.push(e.clone()));
        Some(raw)
    }

    pub(crate) fn source(&self, key: &str) -> Option<&'a Entry<raw::Source>> {
        self.sources.get(key).copied().or_else(|| find(&self.part(Part::Sources)?.sources, key))
    }

    pub(crate) fn remedy(&self, key: &str) -> Option<&'a Entry<raw::Remedy>> {
        self.remedies.get(key).copied().or_else(|| find(&self.part(Part::Remedies)?.remedies, key))
    }

    pub(crate) fn enabling(&self, key: &str) -> Option<&'a Entry<raw::Enabling>> {
        self.enabling.get(key).copied().or_else(|| find(&self.part(Part::Remedies)?.enabling, key))
    }

    pub(crate) fn requirement(&self, id: &str) -> Option<&'a Entry<raw::Requirement>> {
        find(&self.part(Part::Requirements)?.requirements, id)
    }

    pub(crate) fn source_keys(&self) -> Vec<&'a str> {
        let library = self.part(Part::Sources).into_iter().flat_map(|r| raw::keys(&r.sources));
        self.sources.keys().copied().chain(library).collect()
    }

    pub(crate) fn remedy_keys(&self) -> Vec<&'a str> {
        let library = self.part(Part::Remedies).into_iter().flat_map(|r| raw::keys(&r.remedies));
        self.remedies.keys().copied().chain(library).collect()
    }

    pub(crate) fn enabling_keys(&self) -> Vec<&'a str> {
        let library = self.part(Part::Remedies).into_iter().flat_map(|r| raw::keys(&r.enabling));
        self.enabling.keys().copied().chain(library).chain(self.remedy_keys()).collect()
    }

    pub(crate) fn requirement_ids(&self) -> Vec<&'a str> {
        let library = self.part(Part::Requirements);
        library.into_iter().flat_map(|r| raw::keys(&r.requirements)).collect()
    }

    /// The profile's own sources, remedies and works, whether used or not.
    pub(crate) fn own(&self) -> (Vec<&'a str>, Vec<&'a str>, Vec<&'a str>) {
        (
            self.sources.keys().copied().collect(),
            self.remedies.keys().copied().collect(),
            self.enabling.keys().copied().collect(),
        )
    }
}

fn find<'a, T>(entries: &'a [Entry<T>], key: &str) -> Option<&'a Entry<T>> {
    entries.iter().find(|e| e.key.value == key)
}
