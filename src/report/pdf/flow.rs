//! Fills pages from top to bottom. Knows the canvas and lines, not the kinds of blocks.
//!
//! A heading waits until the first part of what follows is known, so it never stands alone at the
//! end of a page. A new page starts only when something is put on it, so none is empty.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::canvas::Canvas;
use super::error::PdfError;
use super::paragraph::Line;
use super::shape::Shaper;
use super::theme::{self, BLACK, Ink};
use super::units::Length;

/// A finished page.
pub(super) struct Page {
    /// Width and height.
    pub(super) size: (Length, Length),
    /// Compressed content stream.
    pub(super) content: Vec<u8>,
    /// Links on the page.
    pub(super) links: Vec<Link>,
}

/// A link to a place in the body.
pub(super) struct Link {
    /// Top left corner.
    pub(super) corner: (Length, Length),
    /// Width and height.
    pub(super) extent: (Length, Length),
    /// Index of its target among the anchors of the body.
    pub(super) anchor: usize,
}

/// Where a heading came to stand.
pub(super) struct Anchor {
    /// Level of the heading.
    pub(super) level: u8,
    /// Words of the heading.
    pub(super) text: String,
    /// Index of the page within its flow.
    pub(super) page: usize,
    /// Distance from the top of the page.
    pub(super) y: Length,
}

/// A heading that waits for what follows.
struct Waiting {
    level: u8,
    text: String,
    lines: Vec<Line>,
}

/// Pages being filled.
pub(super) struct Flow<'s> {
    /// The shaper, shared by all flows of a document.
    pub(super) shaper: &'s mut Shaper,
    paper: (Length, Length),
    landscape: bool,
    pages: Vec<Page>,
    anchors: Vec<Anchor>,
    links: Vec<Link>,
    canvas: Canvas,
    y: Length,
    gap: Length,
    untouched: bool,
    turn: bool,
    waiting: Vec<Waiting>,
}

impl<'s> Flow<'s> {
    /// No pages yet. `paper` is the upright page.
    pub(super) fn new(shaper: &'s mut Shaper, paper: (Length, Length)) -> Self {
        Self {
            shaper,
            paper,
            landscape: false,
            pages: Vec::new(),
            anchors: Vec::new(),
            links: Vec::new(),
            canvas: Canvas::new(paper.1),
            y: theme::TOP,
            gap: 0,
            untouched: true,
            turn: false,
            waiting: Vec::new(),
        }
    }

    fn size(&self) -> (Length, Length) {
        if self.landscape { (self.paper.1, self.paper.0) } else { self.paper }
    }

    /// Left edge of the body.
    pub(super) fn left(&self) -> Length {
        theme::SIDE
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

    /// The canvas of this page, with the shaper to draw text. Only after [`Flow::reserve`].
    pub(super) fn draw(&mut self) -> (&mut Canvas, &Shaper) {
        (&mut self.canvas, self.shaper)
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

    /// Adds a heading, to be drawn with the next element.
    pub(super) fn heading(&mut self, level: u8, text: String, lines: Vec<Line>) {
        self.waiting.push(Waiting { level, text, lines });
    }

    /// Makes sure that `height` fits below the waiting headings, then draws these. Returns whether
    /// a new page was started.
    pub(super) fn reserve(&mut self, height: Length) -> Result<bool, PdfError> {
        if height == 0 && self.waiting.is_empty() {
            return Ok(false);
        }
        let mut needed = height;
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
            self.anchors.push(Anchor {
                level: heading.level,
                text: heading.text,
                page: self.pages.len(),
                y: self.y,
            });
            let left = self.left();
            self.lines(&heading.lines, size, BLACK, left);
            self.space(after);
        }
        self.close_gap();
        Ok(turned)
    }

    /// Draws lines one below the other at `x`. The caller has reserved the space.
    pub(super) fn lines(&mut self, lines: &[Line], size: Length, ink: Ink, x: Length) {
        for line in lines {
            let place = (x, self.y + line.ascent);
            self.canvas.text(self.shaper, line, size, ink, place);
            self.advance(line.height());
        }
    }

    /// Adds a link from a box on this page to a place in the body.
    pub(super) fn link(&mut self, link: Link) {
        self.links.push(link);
    }

    /// Starts a new page for an element that goes on.
    pub(super) fn next_page(&mut self) -> Result<(), PdfError> {
        self.finish_page()?;
        self.start_page();
        Ok(())
    }

    /// The pages, and where the headings stand on them.
    pub(super) fn finish(mut self) -> Result<(Vec<Page>, Vec<Anchor>), PdfError> {
        self.reserve(0)?;
        if !self.untouched {
            self.finish_page()?;
        }
        Ok((self.pages, self.anchors))
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
        });
        Ok(())
    }
}

/// Compresses a stream and tells its plain length. A compressed stream must not end in a carriage
/// return, which a reader may take for a part of the line end that follows; where it would, the
/// plain stream gets some harmless `padding`.
pub(super) fn compress(mut plain: Vec<u8>, padding: &[u8]) -> Result<(Vec<u8>, usize), PdfError> {
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
        }
    }
}
