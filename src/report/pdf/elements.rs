//! The structure as PDF objects. Knows the trees of the sets and the numbers of the pages.

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::file::text_string;
use super::structure::{Extra, Kid, NodeId, Role, Tree};
use super::units::write_points;

/// The structure of all sets, on its way into a file.
///
/// The roots of the sets become one element, the first. The elements of a set follow those of the
/// set before.
pub(super) struct Elements<'t> {
    trees: &'t [(usize, Tree)],
    pages: &'t [ObjectId],
    /// For each page, the elements of its marked contents.
    marks: Vec<Vec<NodeId>>,
    /// For each page, its links, if they lead somewhere.
    links: Vec<Vec<Option<ObjectId>>>,
    /// The elements of the links, by their keys.
    keys: Vec<(usize, NodeId)>,
}

impl<'t> Elements<'t> {
    /// The structure of some trees, each with the number of pages before its own.
    pub(super) fn new(trees: &'t [(usize, Tree)], pages: &'t [ObjectId]) -> Self {
        let empty = |_| Vec::new();
        Self {
            trees,
            pages,
            marks: (0..pages.len()).map(empty).collect(),
            links: (0..pages.len()).map(|_| Vec::new()).collect(),
            keys: Vec::new(),
        }
    }

    /// A key for the annotation of a link that belongs to an element.
    pub(super) fn annotation_key(&mut self, node: NodeId, page: usize) -> i64 {
        let tree = self.tree_of(page);
        self.keys.push((tree, node));
        i64::try_from(self.pages.len() + self.keys.len() - 1).unwrap_or(i64::MAX)
    }

    /// Adds the next link of a page; `None` if it leads nowhere.
    pub(super) fn link(&mut self, page: usize, annotation: Option<ObjectId>) {
        if let Some(links) = self.links.get_mut(page) {
            links.push(annotation);
        }
    }

    /// Sets the elements of the marked contents of a page.
    pub(super) fn marks(&mut self, page: usize, marks: Vec<NodeId>) {
        if let Some(place) = self.marks.get_mut(page) {
            *place = marks;
        }
    }

    fn tree_of(&self, page: usize) -> usize {
        self.trees.partition_point(|(before, _)| *before <= page).saturating_sub(1)
    }

    /// Number of the object of an element.
    fn number(&self, first: u32, tree: usize, node: NodeId) -> u32 {
        if node == 0 {
            return first;
        }
        let before: usize = self.trees.iter().take(tree).map(|(_, t)| t.nodes.len() - 1).sum();
        first + u32::try_from(before).unwrap_or(u32::MAX) + node
    }

    /// The root of the structure, if its elements are numbered from `first` on.
    pub(super) fn root(&self, first: u32) -> Dictionary {
        let of = |tree: usize, node: NodeId| Object::Reference((self.number(first, tree, node), 0));
        let mut numbers: Vec<Object> = Vec::new();
        for (page, marks) in self.marks.iter().enumerate() {
            let tree = self.tree_of(page);
            numbers.push(i64::try_from(page).unwrap_or(0).into());
            numbers.push(marks.iter().map(|node| of(tree, *node)).collect::<Vec<_>>().into());
        }
        for (key, (tree, node)) in (self.pages.len()..).zip(&self.keys) {
            numbers.push(i64::try_from(key).unwrap_or(0).into());
            numbers.push(of(*tree, *node));
        }
        dictionary! {
            "Type" => "StructTreeRoot",
            "K" => vec![of(0, 0)],
            "ParentTreeNextKey" => i64::try_from(self.pages.len() + self.keys.len()).unwrap_or(0),
            "ParentTree" => dictionary! { "Nums" => numbers },
        }
    }

    /// The elements, numbered from `first` on, as they are written.
    pub(super) fn written(
        &self,
        first: u32,
        root: ObjectId,
    ) -> impl ExactSizeIterator<Item = Vec<u8>> {
        let mut order: Vec<(usize, NodeId)> = vec![(0, 0)];
        for (tree, (_, nodes)) in self.trees.iter().enumerate() {
            let count = NodeId::try_from(nodes.nodes.len()).unwrap_or(NodeId::MAX);
            order.extend((1..count).map(|node| (tree, node)));
        }
        order.into_iter().map(move |(tree, node)| {
            if node == 0 { self.whole(first, root) } else { self.element(first, tree, node) }
        })
    }

    /// The element that holds those of all sets.
    fn whole(&self, first: u32, root: ObjectId) -> Vec<u8> {
        let mut out = format!("<</Type/StructElem/S/Document/P {} 0 R/K[", root.0).into_bytes();
        for (at, (before, tree)) in self.trees.iter().enumerate() {
            for kid in tree.nodes.first().map_or(&[][..], |root| &root.kids) {
                self.kid(&mut out, first, (at, *before), *kid, None);
                out.push(b' ');
            }
        }
        out.extend_from_slice(b"]>>");
        out
    }

    fn element(&self, first: u32, tree: usize, id: NodeId) -> Vec<u8> {
        let (before, nodes) = &self.trees[tree];
        let node = &nodes.nodes[id as usize];
        let parent = self.number(first, tree, node.parent);
        let mut out =
            format!("<</Type/StructElem/S/{}/P {parent} 0 R", node.role.name()).into_bytes();
        let page = node.kids.iter().find_map(|kid| match kid {
            Kid::Content { page, .. } => Some(before + *page as usize),
            Kid::Node(_) | Kid::Link { .. } => None,
        });
        if let Some(id) = page.and_then(|page| self.pages.get(page)) {
            out.extend_from_slice(format!("/Pg {} 0 R", id.0).as_bytes());
        }
        let extra = nodes.extras.binary_search_by_key(&id, |(of, _)| *of);
        attributes(&mut out, node.role, extra.ok().map(|at| &nodes.extras[at].1));
        if !node.kids.is_empty() {
            out.extend_from_slice(b"/K[");
            for (at, kid) in node.kids.iter().enumerate() {
                if at > 0 {
                    out.push(b' ');
                }
                self.kid(&mut out, first, (tree, *before), *kid, page);
            }
            out.push(b']');
        }
        out.extend_from_slice(b">>");
        out
    }

    fn kid(
        &self,
        out: &mut Vec<u8>,
        first: u32,
        (tree, before): (usize, usize),
        kid: Kid,
        here: Option<usize>,
    ) {
        let page_id = |page: u32| self.pages.get(before + page as usize).map_or(0, |id| id.0);
        let shown = match kid {
            Kid::Node(node) => format!("{} 0 R", self.number(first, tree, node)),
            Kid::Content { page, number } if here == Some(before + page as usize) => {
                number.to_string()
            }
            Kid::Content { page, number } => {
                format!("<</Type/MCR/Pg {} 0 R/MCID {number}>>", page_id(page))
            }
            Kid::Link { page, link } => {
                let links = self.links.get(before + page as usize);
                let found = links.and_then(|links| links.get(link as usize)).copied().flatten();
                let Some(annotation) = found else { return };
                format!("<</Type/OBJR/Obj {} 0 R/Pg {} 0 R>>", annotation.0, page_id(page))
            }
        };
        out.extend_from_slice(shown.as_bytes());
    }
}

fn attributes(out: &mut Vec<u8>, role: Role, extra: Option<&Extra>) {
    match (role, extra) {
        (Role::ColumnHeader, Some(Extra::Span(columns))) => out
            .extend_from_slice(format!("/A<</O/Table/Scope/Column/ColSpan {columns}>>").as_bytes()),
        (Role::ColumnHeader, _) => out.extend_from_slice(b"/A<</O/Table/Scope/Column>>"),
        (Role::RowHeader, _) => out.extend_from_slice(b"/A<</O/Table/Scope/Row>>"),
        (Role::List { ordered }, _) => {
            let numbering = if ordered { "Decimal" } else { "Disc" };
            out.extend_from_slice(format!("/A<</O/List/ListNumbering/{numbering}>>").as_bytes());
        }
        (_, Some(Extra::Figure { alt, bounds: [left, top, right, bottom], height })) => {
            out.extend_from_slice(b"/A<</O/Layout/Placement/Block/BBox[");
            for (at, length) in [*left, height - bottom, *right, height - top].iter().enumerate() {
                if at > 0 {
                    out.push(b' ');
                }
                write_points(out, *length);
            }
            out.extend_from_slice(b"]>>/Alt");
            text_string(out, alt);
        }
        _ => {}
    }
}
