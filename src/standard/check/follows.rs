//! Which requirement follows from which: roots found, circles refused.

use std::collections::{BTreeMap, BTreeSet};

use super::super::diagnostic::{Diagnostic, Sink, suggest};
use super::super::raw::{self, Entry};
use super::super::types::{Requirement, RequirementId};
use super::choose::{Choice, Chosen};
use super::requirement::same_equipment;
use super::shelf::Shelf;
use crate::model::OptionSet;

/// Sets `follows` of every requirement. Returns the ids whose root is ignored because the
/// profile does not have it.
pub(crate) fn resolve<'a>(
    requirements: &mut [Requirement],
    choice: &Choice<'a>,
    shelf: &Shelf<'a>,
    sink: &Sink,
) -> BTreeSet<&'a str> {
    let ids: BTreeMap<String, RequirementId> = requirements
        .iter()
        .enumerate()
        .filter_map(|(n, r)| Some((r.id.clone(), RequirementId(u16::try_from(n).ok()?))))
        .collect();
    let mut ignored = BTreeSet::new();
    for chosen in &choice.list {
        if sink.full() {
            break;
        }
        let entry = chosen.entry;
        let Some(root) = entry.body.as_ref().and_then(|b| b.follows.as_ref()) else { continue };
        if let Some(&found) = ids.get(&root.value) {
            let own = ids.get(chosen.id()).map(|id| usize::from(id.0));
            if let Some(requirement) = own.and_then(|n| requirements.get_mut(n)) {
                requirement.follows = Some(found);
            }
        } else if choice.get(&root.value).is_some() {
            // The root is there but could not be used, which has been reported.
        } else if choice.dropped.contains(&*root.value) || shelf.requirement(&root.value).is_some()
        {
            ignored.insert(chosen.id());
            if sink.warned_enough() {
                continue;
            }
            let message = format!(
                "`{}` follows `{}`, which this profile does not have",
                chosen.id(),
                root.value
            );
            let mut warning = Diagnostic::warning(&entry.file, root.span, message)
                .label("ignored")
                .help("take the root too, if its gap should explain this one");
            if let Some((file, span)) = &chosen.taken {
                warning = warning.related(file, *span, "taken up here");
            }
            sink.push(warning);
        } else {
            let library = shelf.requirement_ids();
            let known: Vec<&str> = choice.list.iter().map(Chosen::id).chain(library).collect();
            let help = suggest(
                &root.value,
                known.iter().copied(),
                "name a requirement of this profile or of the library",
            );
            let message =
                format!("`{}` follows `{}`, which is no requirement", chosen.id(), root.value);
            sink.push(
                Diagnostic::error(&entry.file, root.span, message).label("unknown").help(help),
            );
        }
    }
    circles(requirements, choice, sink);
    roots(requirements, choice, sink);
    ignored
}

fn entry_of<'a>(choice: &Choice<'a>, id: &str) -> Option<&'a Entry<raw::Requirement>> {
    choice.get(id).map(|c| c.entry)
}

fn circles(requirements: &[Requirement], choice: &Choice<'_>, sink: &Sink) {
    let next = |at: usize| requirements[at].follows.map(|r| usize::from(r.0));
    let mut settled = vec![false; requirements.len()];
    for start in 0..requirements.len() {
        if sink.full() {
            break;
        }
        let mut path = Vec::new();
        let mut at = start;
        while !settled[at] {
            settled[at] = true;
            path.push(at);
            match next(at) {
                Some(root) => at = root,
                None => break,
            }
        }
        let Some(begin) = path.iter().position(|&p| p == at && next(at).is_some()) else {
            continue;
        };
        let names: Vec<&str> =
            path[begin..].iter().chain([&at]).map(|&p| requirements[p].id.as_str()).collect();
        let Some(entry) = entry_of(choice, &requirements[at].id) else { continue };
        let Some(root) = entry.body.as_ref().and_then(|b| b.follows.as_ref()) else { continue };
        sink.push(
            Diagnostic::error(
                &entry.file,
                root.span,
                format!("`follows` runs in a circle: {}", names.join(" -> ")),
            )
            .label("leads back to where it began")
            .help("a root is the requirement that the thing be there at all, and follows nothing"),
        );
    }
}

/// A root that asks for something else, or elsewhere, than what follows from it explains nothing.
fn roots(requirements: &[Requirement], choice: &Choice<'_>, sink: &Sink) {
    for requirement in requirements {
        if sink.warned_enough() {
            break;
        }
        let Some(root) = requirement.follows.and_then(|r| requirements.get(usize::from(r.0)))
        else {
            continue;
        };
        let Some(chosen) = choice.get(&requirement.id) else { continue };
        let entry = chosen.entry;
        let Some(at) = entry.body.as_ref().and_then(|b| b.follows.as_ref()) else { continue };
        let (id, root_id) = (&requirement.id, &root.id);
        let (message, label) = if !same_equipment(&requirement.equipment, &root.equipment) {
            (
                format!("`{id}` follows `{root_id}`, which is about other equipment"),
                "not the same equipment",
            )
        } else if !covered(requirement.place.positions, root.place.positions)
            || !covered(requirement.place.crossing_types, root.place.crossing_types)
        {
            (
                format!("`{id}` follows `{root_id}`, which does not apply at all its places"),
                "other places",
            )
        } else {
            continue;
        };
        let mut warning = Diagnostic::warning(&entry.file, at.span, message).label(label).help(
            "a root asks, at every place of what follows from it, that the same thing be there",
        );
        if let Some((file, span)) = &chosen.taken {
            warning = warning.related(file, *span, "taken up here");
        }
        sink.push(warning);
    }
}

/// Whether a restriction allows nothing that the root's does not.
fn covered(own: Option<OptionSet>, root: Option<OptionSet>) -> bool {
    match (own, root) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(own), Some(root)) => root.contains(own),
    }
}
