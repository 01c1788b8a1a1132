//! The content stream of one page. Knows the drawing operators of PDF, nothing of layout.
//!
//! Callers measure from the top left corner downwards; the stream counts from the bottom.

use super::file::text_string;
use super::fonts::FaceId;
use super::paragraph::Line;
use super::shape::{Part, Shaper, shown};
use super::structure::Role;
use super::theme::Ink;
use super::units::{Length, em, write_decimal, write_points};

/// What is drawn belongs to this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// Decoration: rules, fills, repeated headers.
    Decoration,
    /// Running header or footer.
    Running,
    /// Content of an element, with its number on the page.
    Content(Role, u32),
}

/// A content stream under construction.
pub(super) struct Canvas {
    bytes: Vec<u8>,
    height: Length,
    wanted: Tag,
    open: Option<Tag>,
    font: Option<(FaceId, Length)>,
    fill: Option<Ink>,
    stroke: Option<Ink>,
    line_width: Option<Length>,
}

impl Canvas {
    /// An empty stream for a page of this height.
    pub(super) fn new(height: Length) -> Self {
        Self {
            bytes: Vec::new(),
            height,
            wanted: Tag::Decoration,
            open: None,
            font: None,
            fill: None,
            stroke: None,
            line_width: None,
        }
    }

    /// The finished stream.
    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        self.close_tag();
        self.bytes
    }

    /// What is drawn from now on belongs to `tag`. Everything on a page is tagged: what nobody
    /// claims is decoration.
    pub(super) fn tag(&mut self, tag: Tag) {
        self.wanted = tag;
    }

    fn close_tag(&mut self) {
        if self.open.take().is_some() {
            self.bytes.extend_from_slice(b"EMC\n");
        }
    }

    /// Opens the tag that is wanted before something is drawn.
    fn claim(&mut self) {
        if self.open == Some(self.wanted) {
            return;
        }
        self.close_tag();
        self.open = Some(self.wanted);
        match self.wanted {
            Tag::Decoration => self.bytes.extend_from_slice(b"/Artifact BMC\n"),
            Tag::Running => {
                self.bytes.extend_from_slice(b"/Artifact<</Type/Pagination>>BDC\n");
            }
            Tag::Content(role, number) => {
                self.bytes.push(b'/');
                self.bytes.extend_from_slice(role.name().as_bytes());
                self.bytes.extend_from_slice(b"<</MCID ");
                write_decimal(&mut self.bytes, i64::from(number), 0);
                self.bytes.extend_from_slice(b">>BDC\n");
            }
        }
    }

    /// Draws a short sign, such as a letter, that is read aloud as `words`.
    pub(super) fn spelled(&mut self, words: &str, draw: impl FnOnce(&mut Self)) {
        self.claim();
        self.bytes.extend_from_slice(b"/Span<</E");
        text_string(&mut self.bytes, words);
        self.bytes.extend_from_slice(b">>BDC\n");
        draw(self);
        self.bytes.extend_from_slice(b"EMC\n");
    }

    /// Shows a line of text with its baseline starting at `x`, `y`.
    pub(super) fn text(
        &mut self,
        shaper: &Shaper,
        line: &Line,
        size: Length,
        ink: Ink,
        (x, y): (Length, Length),
    ) {
        self.show(shaper, line, size, ink, |canvas| {
            canvas.points(&[x, canvas.height - y]);
            canvas.bytes.extend_from_slice(b"Td");
        });
    }

    /// Shows a line of text that runs upwards from `x`, `y`.
    pub(super) fn text_upwards(
        &mut self,
        shaper: &Shaper,
        line: &Line,
        size: Length,
        ink: Ink,
        (x, y): (Length, Length),
    ) {
        self.show(shaper, line, size, ink, |canvas| {
            canvas.bytes.extend_from_slice(b"0 1 -1 0 ");
            canvas.points(&[x, canvas.height - y]);
            canvas.bytes.extend_from_slice(b"Tm");
        });
    }

    fn show(
        &mut self,
        shaper: &Shaper,
        line: &Line,
        size: Length,
        ink: Ink,
        place: impl FnOnce(&mut Self),
    ) {
        let mut parts = line.words.iter().flat_map(|word| &*shaper.get(*word).parts).peekable();
        let Some(first) = parts.peek() else { return };
        self.claim();
        self.set_fill(ink);
        self.bytes.extend_from_slice(b"BT ");
        self.set_font(first.face, em(first.scale, size));
        place(self);
        self.bytes.extend_from_slice(b"[");
        for part in parts {
            let size = em(part.scale, size);
            if self.font != Some((part.face, size)) {
                self.bytes.extend_from_slice(b"]TJ ");
                self.set_font(part.face, size);
                self.bytes.push(b'[');
            }
            self.show_part(part, size);
        }
        self.bytes.extend_from_slice(b"]TJ ET\n");
    }

    fn show_part(&mut self, part: &Part, size: Length) {
        if part.raised.is_empty() {
            self.bytes.extend_from_slice(&part.shown);
            return;
        }
        let mut rest = &*part.raised;
        while let Some(first) = rest.first() {
            let level = rest.iter().take_while(|glyph| glyph.up == first.up).count();
            let (same, next) = rest.split_at(level);
            if first.up != 0 {
                self.rise(first.up, size);
            }
            self.bytes.extend_from_slice(&shown(same));
            if first.up != 0 {
                self.rise(0, size);
            }
            rest = next;
        }
    }

    fn rise(&mut self, up: i64, size: Length) {
        self.bytes.extend_from_slice(b"]TJ ");
        self.points(&[em(up, size)]);
        self.bytes.extend_from_slice(b"Ts [");
    }

    /// Fills a rectangle whose top left corner is at `x`, `y`.
    pub(super) fn fill_box(
        &mut self,
        (x, y): (Length, Length),
        (width, height): (Length, Length),
        ink: Ink,
    ) {
        self.claim();
        self.set_fill(ink);
        self.rectangle((x, y), (width, height));
        self.bytes.extend_from_slice(b"f\n");
    }

    /// Draws the outline of a rectangle whose top left corner is at `x`, `y`.
    pub(super) fn outline_box(
        &mut self,
        (x, y): (Length, Length),
        (width, height): (Length, Length),
        line_width: Length,
        ink: Ink,
    ) {
        self.claim();
        self.set_stroke(ink, line_width);
        self.rectangle((x, y), (width, height));
        self.bytes.extend_from_slice(b"S\n");
    }

    /// Draws a picture, by its number, in a rectangle whose top left corner is at `x`, `y`.
    pub(super) fn image(
        &mut self,
        number: usize,
        (x, y): (Length, Length),
        (width, height): (Length, Length),
    ) {
        self.claim();
        self.bytes.extend_from_slice(b"q ");
        self.points(&[width, 0, 0, height, x, self.height - y - height]);
        self.bytes.extend_from_slice(b"cm /P");
        write_decimal(&mut self.bytes, i64::try_from(number).unwrap_or(0), 0);
        self.bytes.extend_from_slice(b" Do Q\n");
    }

    /// Draws straight lines through the points.
    pub(super) fn polyline(&mut self, points: &[(Length, Length)], line_width: Length, ink: Ink) {
        self.claim();
        self.set_stroke(ink, line_width);
        for (at, (x, y)) in points.iter().enumerate() {
            self.points(&[*x, self.height - y]);
            self.bytes.extend_from_slice(if at == 0 { b"m " } else { b"l " });
        }
        self.bytes.extend_from_slice(b"S\n");
    }

    /// Draws a cubic curve through four points.
    pub(super) fn curve(
        &mut self,
        [start, first, second, end]: [(Length, Length); 4],
        line_width: Length,
        ink: Ink,
    ) {
        self.claim();
        self.set_stroke(ink, line_width);
        self.points(&[start.0, self.height - start.1]);
        self.bytes.extend_from_slice(b"m ");
        for (x, y) in [first, second, end] {
            self.points(&[x, self.height - y]);
        }
        self.bytes.extend_from_slice(b"c S\n");
    }

    /// Draws inside a rectangle only.
    pub(super) fn clipped(
        &mut self,
        corner: (Length, Length),
        extent: (Length, Length),
        draw: impl FnOnce(&mut Self),
    ) {
        self.claim();
        let (font, fill) = (self.font, self.fill);
        let (stroke, line_width) = (self.stroke, self.line_width);
        self.bytes.extend_from_slice(b"q ");
        self.rectangle(corner, extent);
        self.bytes.extend_from_slice(b"W n\n");
        draw(self);
        self.bytes.extend_from_slice(b"Q\n");
        (self.font, self.fill) = (font, fill);
        (self.stroke, self.line_width) = (stroke, line_width);
    }

    /// Draws a dotted line from one point to another.
    pub(super) fn dots(&mut self, from: (Length, Length), to: (Length, Length), ink: Ink) {
        self.claim();
        self.bytes.extend_from_slice(b"[0.6 2.4]0 d ");
        self.polyline(&[from, to], 600, ink);
        self.bytes.extend_from_slice(b"[]0 d\n");
    }

    fn rectangle(&mut self, (x, y): (Length, Length), (width, height): (Length, Length)) {
        self.points(&[x, self.height - y - height, width, height]);
        self.bytes.extend_from_slice(b"re ");
    }

    fn points(&mut self, lengths: &[Length]) {
        for length in lengths {
            write_points(&mut self.bytes, *length);
            self.bytes.push(b' ');
        }
    }

    fn set_font(&mut self, face: FaceId, size: Length) {
        if self.font != Some((face, size)) {
            self.font = Some((face, size));
            self.bytes.extend_from_slice(b"/F");
            write_decimal(&mut self.bytes, i64::from(face), 0);
            self.bytes.push(b' ');
            self.points(&[size]);
            self.bytes.extend_from_slice(b"Tf ");
        }
    }

    fn set_fill(&mut self, ink: Ink) {
        if self.fill != Some(ink) {
            self.fill = Some(ink);
            self.ink(ink, [b"g ", b"rg "]);
        }
    }

    fn set_stroke(&mut self, ink: Ink, line_width: Length) {
        if self.stroke != Some(ink) {
            self.stroke = Some(ink);
            self.ink(ink, [b"G ", b"RG "]);
        }
        if self.line_width != Some(line_width) {
            self.line_width = Some(line_width);
            self.points(&[line_width]);
            self.bytes.extend_from_slice(b"w ");
        }
    }

    fn ink(&mut self, ink: Ink, [grey, colour]: [&[u8]; 2]) {
        let mut component = |value: u16| {
            write_decimal(&mut self.bytes, i64::from(value), 3);
            self.bytes.push(b' ');
        };
        match ink {
            Ink::Grey(value) => {
                component(value);
                self.bytes.extend_from_slice(grey);
            }
            Ink::Rgb(red, green, blue) => {
                component(red);
                component(green);
                component(blue);
                self.bytes.extend_from_slice(colour);
            }
        }
    }
}
