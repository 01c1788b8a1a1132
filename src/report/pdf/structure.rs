//! The logical structure of the pages: what each piece of content is, in reading order. Pure data.
//!
//! Kept small, since a long report has several hundred thousand elements: a node is a role, a
//! parent and its kids; what only few nodes have is kept aside.

use super::units::Length;

/// What an element is, as PDF names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The whole document.
    Document,
    /// Heading of level 1 to 4.
    Heading(u8),
    /// Paragraph.
    Paragraph,
    /// Table.
    Table,
    /// Header rows of a table.
    TableHead,
    /// Body rows of a table.
    TableBody,
    /// Row.
    Row,
    /// Header cell of a column.
    ColumnHeader,
    /// Header cell of a row.
    RowHeader,
    /// Cell.
    Cell,
    /// Caption of a table or figure.
    Caption,
    /// List.
    List {
        /// Whether its points are numbered.
        ordered: bool,
    },
    /// Point of a list.
    Item,
    /// Number or bullet of a point.
    Label,
    /// Text of a point.
    ItemBody,
    /// Figure.
    Figure,
    /// Link.
    Link,
    /// Contents, or a list of tables.
    Contents,
    /// Line of the contents.
    ContentsItem,
}

impl Role {
    /// Name of the standard structure type.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Document => "Document",
            Self::Heading(0 | 1) => "H1",
            Self::Heading(2) => "H2",
            Self::Heading(3) => "H3",
            Self::Heading(_) => "H4",
            Self::Paragraph => "P",
            Self::Table => "Table",
            Self::TableHead => "THead",
            Self::TableBody => "TBody",
            Self::Row => "TR",
            Self::ColumnHeader | Self::RowHeader => "TH",
            Self::Cell => "TD",
            Self::Caption => "Caption",
            Self::List { .. } => "L",
            Self::Item => "LI",
            Self::Label => "Lbl",
            Self::ItemBody => "LBody",
            Self::Figure => "Figure",
            Self::Link => "Link",
            Self::Contents => "TOC",
            Self::ContentsItem => "TOCI",
        }
    }
}

/// Index of a node in its [`Tree`].
pub(super) type NodeId = u32;

/// Part of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kid {
    /// A smaller element.
    Node(NodeId),
    /// Marked content of a page.
    Content {
        /// Index of the page in its flow.
        page: u32,
        /// Number of the marked content on that page.
        number: u32,
    },
    /// A link of a page.
    Link {
        /// Index of the page in its flow.
        page: u32,
        /// Index of the link on that page.
        link: u32,
    },
}

/// An element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// What it is.
    pub(super) role: Role,
    /// The element that it is part of; the root is its own.
    pub(super) parent: NodeId,
    /// Its parts in reading order.
    pub(super) kids: Vec<Kid>,
}

/// What only some elements have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Extra {
    /// A figure in words, with its box: left, top, right, bottom from the top left of the page.
    Figure {
        /// The words.
        alt: String,
        /// The box, once it is drawn.
        bounds: [Length; 4],
        /// Height of the page, from which PDF counts upwards.
        height: Length,
    },
    /// Columns that a cell spans.
    Span(usize),
}

/// The structure of some pages.
#[derive(Debug)]
pub(super) struct Tree {
    /// Elements; the first is the root.
    pub(super) nodes: Vec<Node>,
    /// What only some elements have, by rising node.
    pub(super) extras: Vec<(NodeId, Extra)>,
    open: Vec<NodeId>,
}

impl Tree {
    /// Only a root.
    pub(super) fn new() -> Self {
        let root = Node { role: Role::Document, parent: 0, kids: Vec::new() };
        Self { nodes: vec![root], extras: Vec::new(), open: vec![0] }
    }

    /// The element that is open.
    pub(super) fn current(&self) -> NodeId {
        self.open.last().copied().unwrap_or(0)
    }

    /// Adds an element to the one that is open.
    pub(super) fn add(&mut self, role: Role) -> NodeId {
        let id = NodeId::try_from(self.nodes.len()).unwrap_or(NodeId::MAX);
        let parent = self.current();
        self.nodes.push(Node { role, parent, kids: Vec::new() });
        self.kid(parent, Kid::Node(id));
        id
    }

    /// Adds an element to the one that is open, and opens it.
    pub(super) fn open(&mut self, role: Role) -> NodeId {
        let id = self.add(role);
        self.open.push(id);
        id
    }

    /// Opens an element again.
    pub(super) fn reopen(&mut self, node: NodeId) {
        self.open.push(node);
    }

    /// Closes the element that was opened last.
    pub(super) fn close(&mut self) {
        if self.open.len() > 1 {
            self.open.pop();
        }
    }

    /// Adds a part to an element.
    pub(super) fn kid(&mut self, node: NodeId, kid: Kid) {
        if let Some(node) = self.nodes.get_mut(node as usize) {
            node.kids.push(kid);
        }
    }

    /// Says more of an element; elements in rising order.
    pub(super) fn extra(&mut self, node: NodeId, extra: Extra) {
        self.extras.push((node, extra));
    }

    /// Makes the box of a figure reach over another one.
    pub(super) fn widen(&mut self, node: NodeId, [left, top, right, bottom]: [Length; 4]) {
        let found = self.extras.iter_mut().rev().find(|(of, _)| *of == node);
        if let Some((_, Extra::Figure { bounds, .. })) = found {
            *bounds = [
                bounds[0].min(left),
                bounds[1].min(top),
                bounds[2].max(right),
                bounds[3].max(bottom),
            ];
        }
    }
}
