//! Remedies: what they need of a site, and the works that their needs name.

use std::collections::{BTreeMap, BTreeSet};

use super::super::diagnostic::{Diagnostic, nearest};
use super::super::raw::{self, Entry};
use super::super::types::{Need, Remedy};
use super::criterion::Scope;
use super::shelf::Shelf;
use crate::language::of;

/// Remedies and works that a profile uses, by key.
#[derive(Default)]
pub(crate) struct Works<'a> {
    pub(crate) remedies: BTreeMap<String, Remedy>,
    pub(crate) enabling: BTreeMap<String, String>,
    /// The tables that they come from.
    pub(crate) remedy_tables: BTreeMap<&'a str, &'a Entry<raw::Remedy>>,
    pub(crate) enabling_tables: BTreeMap<&'a str, &'a Entry<raw::Enabling>>,
}

/// Checks the remedies that are named, those that enable them in turn, and the works.
pub(crate) fn works<'a>(
    named: impl IntoIterator<Item = &'a str>,
    enabling: impl IntoIterator<Item = &'a str>,
    scope: Scope<'_>,
    shelf: &Shelf<'a>,
) -> Works<'a> {
    let mut works = Works::default();
    let mut todo: Vec<&str> = named.into_iter().collect();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for key in enabling {
        works.enable(key, shelf);
    }
    while let Some(key) = todo.pop() {
        if !seen.insert(key) {
            continue;
        }
        let Some(entry) = shelf.remedy(key) else { continue };
        works.remedy_tables.insert(key, entry);
        let Some(body) = &entry.body else { continue };
        for enabling in body.needs.iter().filter_map(|n| n.enabling.as_ref()) {
            if let Some(entry) = shelf.remedy(&enabling.value) {
                todo.push(&entry.key.value);
            } else if !works.enable(&enabling.value, shelf) {
                let keys = shelf.enabling_keys();
                let help = match nearest(&enabling.value, keys.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "name a [[remedy]] or define it with [[enabling]]".to_owned(),
                };
                let message =
                    format!("`{}` is no known work and is printed as it stands", enabling.value);
                scope.sink.push(
                    Diagnostic::warning(&entry.file, enabling.span, message)
                        .label("neither a remedy nor an enabling work")
                        .help(help),
                );
            }
        }
        let scope = Scope { file: &entry.file, ..scope };
        works.remedies.insert(entry.key.value.clone(), remedy(&entry.key.value, body, scope));
    }
    works
}

impl<'a> Works<'a> {
    fn enable(&mut self, key: &str, shelf: &Shelf<'a>) -> bool {
        let Some(entry) = shelf.enabling(key) else { return false };
        self.enabling_tables.insert(&entry.key.value, entry);
        if let Some(body) = &entry.body {
            self.enabling.insert(entry.key.value.clone(), of(&body.title).to_owned());
        }
        true
    }
}

fn remedy(key: &str, body: &raw::Remedy, scope: Scope<'_>) -> Remedy {
    let need = |need: &raw::Need| Need {
        title: of(&need.title).to_owned(),
        factor: need.factor.clone(),
        criteria: scope.criteria(&need.criteria),
        fixable: need.fixable,
        soft: need.soft,
        enabling: need.enabling.as_ref().map(|e| e.value.clone()).unwrap_or_default(),
    };
    Remedy {
        key: key.to_owned(),
        title: of(&body.title).to_owned(),
        unit: of(&body.unit).to_owned(),
        lifetime_years: body.lifetime_years.clone(),
        lead_time_weeks: body.lead_time_weeks.clone(),
        phase: body.phase,
        captures_biometrics: body.captures_biometrics,
        queries_watchlist: body.queries_watchlist,
        instead: body.instead.iter().map(|text| of(text).to_owned()).collect(),
        needs: body.needs.iter().map(need).collect(),
    }
}
