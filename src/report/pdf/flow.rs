//! Fills pages from top to bottom. Knows the canvas and lines, not the kinds of blocks.
//!
//! A heading waits until the first part of what follows is known, so it never stands alone at the
//! end of a page. A new page starts only when something is put on it, so none is empty.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::canvas::{Canvas, Tag};
use super::error::PdfError;
use super::paragraph::Line;
use super::plate::Image;
use super::shape::Shaper;
use super::structure::{Extra, Kid, NodeId, Role, Tree};
use super::theme::{self, BLACK, Ink};
use super::units::Length;

/// Longest text for a figure: archives allow strings of 32767 bytes, and these are doubled.
const LONGEST_ALT: usize = 8000;

/// A finished page.
pub(super) struct Page {
    /// Width and height.
    pub(super) size: (Length, Length),
    /// Compressed content stream.
    pub(super) content: Vec<u8>,
    /// Links on the page.
    pub(super) links: Vec<Link>,
    /// The elements to which its marked contents belong, by number.
    pub(super) marks: Vec<NodeId>,
}

/// A link to a place in the body.
pub(super) struct Link {
    /// Top left corner.
    pub(super) corner: (Length, Length),
    /// Width and height.
    pub(super) extent: (Length, Length),
    /// Id of its target.
    pub(super) target: String,
    /// Where it leads, in words.
    pub(super) words: String,
    /// The element that it belongs to.
    pub(super) node: NodeId,
}

/// What stands at an anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// A heading of this level.
    Heading(u8),
    /// A table.
    Table,
    /// A figure.
    Figure,
    /// A row that others refer to.
    Row,
}

/// A place that can be linked to.
pub(super) struct Anchor {
    /// Id under which it is linked to.
    pub(super) id: String,
    /// What stands there.
    pub(super) at: At,
    /// Its words: of the heading, or the caption.
    pub(super) text: String,
    /// Index of the page within its flow.
    pub(super) page: usize,
    /// Distance from the top of the page.
    pub(super) y: Length,
}

/// What a flow has set.
pub(super) struct Set {
    /// The pages.
    pub(super) pages: Vec<Page>,
    /// The places on them that can be linked to.
    pub(super) anchors: Vec<Anchor>,
    /// The pictures that they draw, by number.
    pub(super) images: Vec<Image>,
    /// What the content of the pages is.
    pub(super) tree: Tree,
}

/// A heading that waits for what follows.
struct Waiting {
    level: u8,
    id: String,
    text: String,
    lines: Vec<Line>,
    node: NodeId,
}

/// Pages being filled.
pub(super) struct Flow<'s> {
    /// The shaper, shared by all flows of a document.
    pub(super) shaper: &'s mut Shaper,
    /// What the content is.
    pub(super) tree: Tree,
    /// Whether the document as a whole runs from right to left.
    pub(super) right_to_left: bool,
    marks: Vec<NodeId>,
    figure: Option<(NodeId, u32)>,
    paper: (Length, Length),
    landscape: bool,
    pages: Vec<Page>,
    anchors: Vec<Anchor>,
    links: Vec<Link>,
    images: Vec<Image>,
    /// How many pictures the pages before these have.
    pub(super) images_before: usize,
    canvas: Canvas,
    y: Length,
    gap: Length,
    untouched: bool,
    turn: bool,
    waiting: Vec<Waiting>,
    follows: Length,
}

impl<'s> Flow<'s> {
    /// No pages yet. `paper` is the upright page.
    pub(super) fn new(
        shaper: &'s mut Shaper,
        paper: (Length, Length),
        right_to_left: bool,
    ) -> Self {
        Self {
            shaper,
            tree: Tree::new(),
            right_to_left,
            marks: Vec::new(),
            figure: None,
            paper,
            landscape: false,
            pages: Vec::new(),
            anchors: Vec::new(),
            links: Vec::new(),
            images: Vec::new(),
            images_before: 0,
            canvas: Canvas::new(paper.1),
            y: theme::TOP,
            gap: 0,
            untouched: true,
            turn: false,
            waiting: Vec::new(),
            follows: 0,
        }
    }

    fn size(&self) -> (Length, Length) {
        if self.landscape { (self.paper.1, self.paper.0) } else { self.paper }
    }

    /// Left edge of the body.
    pub(super) fn left(&self) -> Length {
        theme::SIDE
    }

    /// The left edge of what stands at `x` in a report from left to right and is `width` wide.
    pub(super) fn mirrored(&self, x: Length, width: Length) -> Length {
        if self.right_to_left { self.size().0 - x - width } else { x }
    }

    /// Width of the body.
    pub(super) fn width(&self) -> Length {
        self.size().0 - 2 * theme::SIDE
    }

    fn bottom(&self) -> Length {
        self.size().1 - theme::BOTTOM
    }

    /// Height of an empty body.
    pub(super) fn capacity(&self) -> Length {
        self.bottom() - theme::TOP
    }

    /// Height left on this page, after the gap before the next element.
    pub(super) fn left_over(&self) -> Length {
        self.bottom() - self.y - if self.untouched { 0 } else { self.gap }
    }

    /// Where the next element starts.
    pub(super) fn y(&self) -> Length {
        self.y
    }

    /// The canvas of this page, with the shaper to draw text. Only after [`Flow::reserve`]. What
    /// is drawn is decoration, unless within [`Flow::content`].
    pub(super) fn draw(&mut self) -> (&mut Canvas, &Shaper) {
        (&mut self.canvas, self.shaper)
    }

    /// Draws what is the content of an element. Something must be drawn.
    pub(super) fn content(&mut self, node: NodeId, draw: impl FnOnce(&mut Canvas, &Shaper)) {
        let role = self.tree.nodes.get(node as usize).map_or(Role::Paragraph, |node| node.role);
        let number = u32::try_from(self.marks.len()).unwrap_or(u32::MAX);
        self.marks.push(node);
        self.tree.kid(node, Kid::Content { page: self.page(), number });
        self.canvas.tag(Tag::Content(role, number));
        draw(&mut self.canvas, self.shaper);
        self.canvas.tag(Tag::Decoration);
    }

    /// Draws a part of a figure within a box. The parts on one page are one element, so that a
    /// figure over several pages is several, each with the words `alt`.
    pub(super) fn figure_content(
        &mut self,
        alt: &str,
        (x, y): (Length, Length),
        (width, height): (Length, Length),
        draw: impl FnOnce(&mut Canvas, &Shaper),
    ) {
        let page = self.page();
        let known = self.figure.filter(|(_, on)| *on == page);
        let node = known.map_or_else(
            || {
                let node = self.tree.add(Role::Figure);
                // A figure without words says at least that it is one.
                let alt = if alt.trim().is_empty() { &*self.shaper.own.figure } else { alt };
                let alt = alt.chars().take(LONGEST_ALT).collect();
                let (bounds, height) = ([x, y, x + width, y + height], self.page_height());
                self.tree.extra(node, Extra::Figure { alt, bounds, height });
                node
            },
            |(node, _)| node,
        );
        self.figure = Some((node, page));
        self.tree.widen(node, [x, y, x + width, y + height]);
        self.content(node, draw);
    }

    /// The figure is complete.
    pub(super) fn end_figure(&mut self) {
        self.figure = None;
    }

    fn page(&self) -> u32 {
        u32::try_from(self.pages.len()).unwrap_or(u32::MAX)
    }

    /// Height of this page.
    pub(super) fn page_height(&self) -> Length {
        self.size().1
    }

    /// Remembers that something to link to stands here.
    pub(super) fn anchor(&mut self, at: At, id: impl Into<String>, text: impl Into<String>) {
        let (id, text) = (id.into(), text.into());
        self.anchors.push(Anchor { id, at, text, page: self.pages.len(), y: self.y });
    }

    /// Moves down after drawing.
    pub(super) fn advance(&mut self, height: Length) {
        self.y += height;
        self.untouched = false;
    }

    /// Asks for at least this much space before the next element; none at the top of a page.
    pub(super) fn space(&mut self, gap: Length) {
        self.gap = self.gap.max(gap);
    }

    /// What follows stands on upright or turned pages.
    pub(super) fn orient(&mut self, landscape: bool) -> Result<(), PdfError> {
        if self.landscape != landscape {
            if !self.untouched {
                self.finish_page()?;
            }
            self.landscape = landscape;
            self.start_page();
        }
        Ok(())
    }

    /// What follows starts on a new page.
    pub(super) fn break_page(&mut self) -> Result<(), PdfError> {
        self.reserve(0)?;
        self.turn = !self.untouched;
        Ok(())
    }

    /// What follows starts on a new page, unless this one has hardly begun: a page with a few rows
    /// and nothing else helps nobody.
    pub(super) fn fresh_page(&mut self) -> Result<(), PdfError> {
        self.reserve(0)?;
        self.turn = !self.untouched && self.y - theme::TOP > self.capacity() / 4;
        Ok(())
    }

    /// The next element stands on a page with so much of what follows it.
    pub(super) fn keep_with_next(&mut self, height: Length) {
        self.follows = height;
    }

    /// Adds a heading, to be drawn with the next element.
    pub(super) fn heading(&mut self, level: u8, id: String, text: String, lines: Vec<Line>) {
        let node = self.tree.add(Role::Heading(level));
        self.waiting.push(Waiting { level, id, text, lines, node });
    }

    /// Makes sure that `height` fits below the waiting headings, then draws these. Returns whether
    /// a new page was started.
    pub(super) fn reserve(&mut self, height: Length) -> Result<bool, PdfError> {
        if height == 0 && self.waiting.is_empty() {
            return Ok(false);
        }
        let mut needed = height + std::mem::take(&mut self.follows);
        let mut gap = self.gap;
        for heading in &self.waiting {
            let (_, before, after) = theme::heading(heading.level);
            needed += gap.max(before) + heading.lines.iter().map(Line::height).sum::<Length>();
            gap = after;
        }
        needed += gap;
        let turned = self.turn || (!self.untouched && self.y + needed > self.bottom());
        if turned {
            self.finish_page()?;
            self.start_page();
        }
        for heading in std::mem::take(&mut self.waiting) {
            let (size, before, after) = theme::heading(heading.level);
            self.space(before);
            self.close_gap();
            self.anchor(At::Heading(heading.level), heading.id, heading.text);
            self.lines(heading.node, &heading.lines, size, BLACK);
            self.space(after);
        }
        self.close_gap();
        Ok(turned)
    }

    /// Draws the lines of an element one below the other over the whole width. The caller has
    /// reserved the space.
    pub(super) fn lines(&mut self, node: NodeId, lines: &[Line], size: Length, ink: Ink) {
        let (left, width) = (self.left(), self.width());
        self.lines_at(Some(node), lines, (size, ink), (left, width), self.right_to_left);
    }

    /// The same at `x`, `width` wide; at its right if `to_right`. Without an element it is
    /// decoration.
    pub(super) fn lines_at(
        &mut self,
        node: Option<NodeId>,
        lines: &[Line],
        (size, ink): (Length, Ink),
        (x, width): (Length, Length),
        to_right: bool,
    ) {
        let top = self.y;
        let draw = |canvas: &mut Canvas, shaper: &Shaper| {
            let mut y = top;
            for line in lines {
                let shift = if to_right { width - line.width } else { 0 };
                canvas.text(shaper, line, size, ink, (x + shift, y + line.ascent));
                y += line.height();
            }
        };
        match node {
            Some(node) if lines.iter().any(|line| !line.words.is_empty()) => {
                self.content(node, draw);
            }
            _ => draw(&mut self.canvas, self.shaper),
        }
        self.advance(lines.iter().map(Line::height).sum());
    }

    /// Adds a link from a box on this page to a place in the body, as a part of an element.
    pub(super) fn link(&mut self, link: Link) {
        let place = u32::try_from(self.links.len()).unwrap_or(u32::MAX);
        self.tree.kid(link.node, Kid::Link { page: self.page(), link: place });
        self.links.push(link);
    }

    /// Adds a picture; gives the number by which pages draw it.
    pub(super) fn image(&mut self, image: Image) -> usize {
        self.images.push(image);
        self.images_before + self.images.len() - 1
    }

    /// Starts a new page for an element that goes on.
    pub(super) fn next_page(&mut self) -> Result<(), PdfError> {
        self.finish_page()?;
        self.start_page();
        Ok(())
    }

    /// The pages, and where the headings stand on them.
    pub(super) fn finish(mut self) -> Result<Set, PdfError> {
        self.reserve(0)?;
        if !self.untouched {
            self.finish_page()?;
        }
        Ok(Set { pages: self.pages, anchors: self.anchors, images: self.images, tree: self.tree })
    }

    fn close_gap(&mut self) {
        if !self.untouched {
            self.y += self.gap;
        }
        self.gap = 0;
    }

    fn start_page(&mut self) {
        self.canvas = Canvas::new(self.size().1);
        self.y = theme::TOP;
        self.gap = 0;
        self.untouched = true;
        self.turn = false;
    }

    fn finish_page(&mut self) -> Result<(), PdfError> {
        let size = self.size();
        let canvas = std::mem::replace(&mut self.canvas, Canvas::new(size.1));
        self.pages.push(Page {
            size,
            content: compress(canvas.into_bytes(), b"\n")?.0,
            links: std::mem::take(&mut self.links),
            marks: std::mem::take(&mut self.marks),
        });
        Ok(())
    }
}

/// Compresses a stream and tells its plain length. A compressed stream must not end in a carriage
/// return, which a reader may take for a part of the line end that follows; where it would, the
/// plain stream gets some harmless `padding`; not of zeros alone, which would leave the last byte, a
/// checksum of the sum, as it is for ever.
pub(super) fn compress(mut plain: Vec<u8>, padding: &[u8]) -> Result<(Vec<u8>, usize), PdfError> {
    debug_assert!(padding.iter().any(|byte| *byte != 0), "padding changes the checksum");
    loop {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&plain)?;
        let packed = encoder.finish()?;
        if packed.last() != Some(&b'\r') {
            return Ok((packed, plain.len()));
        }
        plain.extend_from_slice(padding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compressed_stream_never_ends_in_a_carriage_return() {
        // The last byte is a checksum of the content, so some of these would.
        for last in 0..=u8::MAX {
            let (packed, length) = compress(vec![last, b' '], b"\n").expect("memory is writable");
            assert_ne!(packed.last(), Some(&b'\r'));
            assert!(length >= 2);
            for padding in [&[1][..], &[0, 1]] {
                let (packed, _) = compress(vec![last, b' '], padding).expect("memory is writable");
                assert_ne!(packed.last(), Some(&b'\r'));
            }
        }
    }
}
