//! Bookmarks as a tree of PDF objects. Knows lopdf and where the headings stand.

use lopdf::{Dictionary, Document as Pdf, ObjectId, dictionary};

use super::flow::{Anchor, At};
use super::metadata::text;
use super::writer::Places;

/// Adds the headings as bookmarks; returns the root of their tree. `before` pages precede them.
pub(super) fn bookmarks(
    pdf: &mut Pdf,
    anchors: &[Anchor],
    before: usize,
    places: &Places,
) -> Option<ObjectId> {
    let headings: Vec<(u8, &Anchor)> = anchors
        .iter()
        .filter_map(|anchor| match anchor.at {
            At::Heading(level) => Some((level, anchor)),
            At::Table | At::Figure | At::Row => None,
        })
        .collect();
    let root = pdf.new_object_id();
    let items: Vec<ObjectId> = headings.iter().map(|_| pdf.new_object_id()).collect();
    // The parent of a heading is the nearest one above it of a higher level.
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut parents: Vec<Option<usize>> = Vec::with_capacity(headings.len());
    for (at, (level, _)) in headings.iter().enumerate() {
        while open.last().is_some_and(|(other, _)| other >= level) {
            open.pop();
        }
        parents.push(open.last().map(|(_, parent)| *parent));
        open.push((*level, at));
    }
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); headings.len() + 1];
    for (at, parent) in parents.iter().enumerate() {
        if let Some(list) = children.get_mut(parent.unwrap_or(headings.len())) {
            list.push(at);
        }
    }
    let id = |at: usize| items.get(at).copied();
    for (owner, list) in children.iter().enumerate() {
        let owner_id = id(owner).unwrap_or(root);
        for (position, at) in list.iter().enumerate() {
            let (Some((_, anchor)), Some(own)) = (headings.get(*at), id(*at)) else { continue };
            let mut item = dictionary! {
                "Title" => text(&anchor.text),
                "Parent" => owner_id,
            };
            if let Some(destination) = places.destination(before + anchor.page, anchor.y) {
                item.set("Dest", destination);
            }
            let neighbours = [("Prev", position.checked_sub(1)), ("Next", Some(position + 1))];
            for (name, neighbour) in neighbours {
                if let Some(other) = neighbour.and_then(|n| list.get(n)).and_then(|at| id(*at)) {
                    item.set(name, other);
                }
            }
            family(&mut item, children.get(*at), &id, false);
            pdf.set_object(own, item);
        }
    }
    let top = children.last()?;
    if top.is_empty() {
        return None;
    }
    let mut outlines = dictionary! { "Type" => "Outlines" };
    family(&mut outlines, Some(top), &id, true);
    pdf.set_object(root, outlines);
    Some(root)
}

/// Sets first and last child and their number: negative where the branch starts closed.
fn family(
    item: &mut Dictionary,
    children: Option<&Vec<usize>>,
    id: &impl Fn(usize) -> Option<ObjectId>,
    open: bool,
) {
    let Some(children) = children else { return };
    let ends = (children.first().and_then(|at| id(*at)), children.last().and_then(|at| id(*at)));
    if let (Some(first), Some(last)) = ends {
        let count = i64::try_from(children.len()).unwrap_or(0);
        item.set("First", first);
        item.set("Last", last);
        item.set("Count", if open { count } else { -count });
    }
}
