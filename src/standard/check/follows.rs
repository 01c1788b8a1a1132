//! Which requirement follows from which: roots found, circles refused.

use std::collections::{BTreeMap, BTreeSet};

use super::super::diagnostic::{Diagnostic, Sink, suggest};
use super::super::raw::{self, Entry};
use super::super::types::{Requirement, RequirementId};
use super::choose::Chosen;
use super::requirement::same_equipment;
use super::shelf::Shelf;

/// Sets `follows` of every requirement. Returns the ids whose root is ignored because the
/// profile does not have it.
pub(crate) fn resolve<'a>(
    requirements: &mut [Requirement],
    chosen: &[Chosen<'a>],
    dropped: &BTreeSet<&str>,
    shelf: &Shelf<'a>,
    sink: &Sink,
) -> BTreeSet<&'a str> {
    let ids: BTreeMap<String, RequirementId> = requirements
        .iter()
        .enumerate()
        .filter_map(|(n, r)| Some((r.id.clone(), RequirementId(u16::try_from(n).ok()?))))
        .collect();
    let mut ignored = BTreeSet::new();
    for choice in chosen {
        let entry = choice.entry;
        let Some(root) = entry.body.as_ref().and_then(|b| b.follows.as_ref()) else { continue };
        if let Some(&found) = ids.get(&root.value) {
            let own = ids.get(choice.id()).map(|id| usize::from(id.0));
            if let Some(requirement) = own.and_then(|n| requirements.get_mut(n)) {
                requirement.follows = Some(found);
            }
        } else if chosen.iter().any(|c| c.id() == root.value) {
            // The root is there but could not be used, which has been reported.
        } else if dropped.contains(&*root.value) || shelf.requirement(&root.value).is_some() {
            ignored.insert(choice.id());
            let message = format!(
                "`{}` follows `{}`, which this profile does not have",
                choice.id(),
                root.value
            );
            let mut warning = Diagnostic::warning(&entry.file, root.span, message)
                .label("ignored")
                .help("take the root too, if its gap should explain this one");
            if let Some((file, span)) = &choice.taken {
                warning = warning.related(file, *span, "taken up here");
            }
            sink.push(warning);
        } else {
            let library = shelf.requirement_ids();
            let known: Vec<&str> = chosen.iter().map(Chosen::id).chain(library).collect();
            let help = suggest(
                &root.value,
                known.iter().copied(),
                "name a requirement of this profile or of the library",
            );
            let message =
                format!("`{}` follows `{}`, which is no requirement", choice.id(), root.value);
            sink.push(
                Diagnostic::error(&entry.file, root.span, message).label("unknown").help(help),
            );
        }
    }
    circles(requirements, chosen, sink);
    roots(requirements, chosen, sink);
    ignored
}

fn entry_of<'a>(chosen: &[Chosen<'a>], id: &str) -> Option<&'a Entry<raw::Requirement>> {
    chosen.iter().find(|c| c.id() == id).map(|c| c.entry)
}

fn circles(requirements: &[Requirement], chosen: &[Chosen<'_>], sink: &Sink) {
    let next = |at: usize| requirements[at].follows.map(|r| usize::from(r.0));
    let mut settled = vec![false; requirements.len()];
    for start in 0..requirements.len() {
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
        let Some(entry) = entry_of(chosen, &requirements[at].id) else { continue };
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

/// A root that asks for something else than what follows from it explains nothing.
fn roots(requirements: &[Requirement], chosen: &[Chosen<'_>], sink: &Sink) {
    for requirement in requirements {
        let Some(root) = requirement.follows.and_then(|r| requirements.get(usize::from(r.0)))
        else {
            continue;
        };
        let Some(entry) = entry_of(chosen, &requirement.id) else { continue };
        let Some(at) = entry.body.as_ref().and_then(|b| b.follows.as_ref()) else { continue };
        if same_equipment(&requirement.equipment, &root.equipment) {
            continue;
        }
        let message =
            format!("`{}` follows `{}`, which is about other equipment", requirement.id, root.id);
        sink.push(
            Diagnostic::warning(&entry.file, at.span, message)
                .label("not the same equipment")
                .help("a root asks that the same thing be there at all"),
        );
    }
}
