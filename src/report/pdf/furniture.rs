//! Running header and footer. Knows the canvas; runs when the number of pages is known.

use super::canvas::{Canvas, Tag};
use super::error::PdfError;
use super::paragraph::{Line, Prepared};
use super::shape::Shaper;
use super::theme::{self, BLACK, Ink, RUNNING, SOFT};
use super::units::{Length, mm, tenths};
use crate::report::document::{Direction, Document, Style};

/// Sizes that are tried until a text fits on its line.
const SIZES: [Length; 4] = [RUNNING, tenths(68), tenths(60), tenths(54)];
/// Characters beyond this number never fit on a line.
const LONGEST: usize = 250;

/// What stands in header and footer of all pages of one width; only the number differs.
pub(super) struct Furniture {
    width: Length,
    mirrored: bool,
    marking: Option<[Fitted; 2]>,
    title: Fitted,
    edition: Fitted,
    date: Fitted,
    banner: Option<Fitted>,
}

/// A line with the size in which it fits.
type Fitted = (Line, Length);

impl Furniture {
    /// Fits the words of header and footer to pages of a width.
    pub(super) fn new(
        shaper: &mut Shaper,
        document: &Document,
        width: Length,
    ) -> Result<Self, PdfError> {
        let body = width - 2 * theme::SIDE;
        let marking = match &document.marking {
            Some(marking) => {
                // A marking is printed whole or not at all.
                let unfit = || PdfError::Marking { marking: marking.clone() };
                let mut fitted =
                    |room: Length| whole(shaper, marking, Style::Bold, room)?.ok_or_else(unfit);
                Some([fitted(body)?, fitted(body * 50 / 100)?])
            }
            None => None,
        };
        let banner = document.banner.as_deref();
        Ok(Self {
            width,
            mirrored: document.direction == Direction::RightToLeft,
            marking,
            title: cut(shaper, &document.title, body * 62 / 100)?,
            edition: cut(shaper, &document.edition, body * 34 / 100)?,
            date: cut(shaper, &document.date, body * 24 / 100)?,
            banner: banner.map(|banner| cut(shaper, banner, body)).transpose()?,
        })
    }

    /// The width of its pages.
    pub(super) fn width(&self) -> Length {
        self.width
    }

    /// Draws header and footer of page `number` of `count` into a stream of its own.
    pub(super) fn draw(
        &self,
        shaper: &mut Shaper,
        document: &Document,
        height: Length,
        (number, count): (usize, usize),
    ) -> Result<Vec<u8>, PdfError> {
        let body = self.width - 2 * theme::SIDE;
        let page = cut(shaper, &document.words.page_of(number, count), body * 24 / 100)?;
        let mut canvas = Canvas::new(height);
        canvas.tag(Tag::Running);
        let mut line = Running { canvas, shaper, width: self.width, mirrored: self.mirrored };
        let foot = height - mm(11);
        if let Some([head, below]) = &self.marking {
            line.draw(head, BLACK, Side::Middle, mm(12));
            line.draw(below, BLACK, Side::Middle, foot);
        }
        // The cover states title and edition at length.
        if number > 1 {
            line.draw(&self.title, SOFT, Side::Left, mm(18));
            line.draw(&self.edition, SOFT, Side::Right, mm(18));
            line.rule(mm(20));
        }
        line.rule(height - mm(15));
        line.draw(&self.date, SOFT, Side::Left, foot);
        line.draw(&page, SOFT, Side::Right, foot);
        if let Some(banner) = &self.banner {
            line.draw(banner, BLACK, Side::Middle, height - mm(7));
        }
        Ok(line.canvas.into_bytes())
    }
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Middle,
    Right,
}

struct Running<'s> {
    canvas: Canvas,
    shaper: &'s Shaper,
    width: Length,
    mirrored: bool,
}

impl Running<'_> {
    fn draw(&mut self, (line, size): &Fitted, ink: Ink, side: Side, y: Length) {
        let side = match side {
            Side::Left if self.mirrored => Side::Right,
            Side::Right if self.mirrored => Side::Left,
            side => side,
        };
        let x = match side {
            Side::Left => theme::SIDE,
            Side::Middle => (self.width - line.width) / 2,
            Side::Right => self.width - theme::SIDE - line.width,
        };
        self.canvas.text(self.shaper, line, *size, ink, (x, y));
    }

    fn rule(&mut self, y: Length) {
        let ends = [(theme::SIDE, y), (self.width - theme::SIDE, y)];
        self.canvas.polyline(&ends, tenths(4), theme::RULE);
    }
}

/// The whole text on one line, in the largest size in which it fits.
fn whole(
    shaper: &mut Shaper,
    text: &str,
    style: Style,
    room: Length,
) -> Result<Option<(Line, Length)>, PdfError> {
    if text.chars().count() > LONGEST {
        return Ok(None);
    }
    let text = text.replace(['\n', '\r'], " ");
    let prepared = Prepared::plain(shaper, &text, style)?;
    for size in SIZES {
        let mut lines = prepared.lines(shaper, size, room)?;
        if lines.len() <= 1 {
            return Ok(Some((lines.pop().unwrap_or_default(), size)));
        }
    }
    Ok(None)
}

/// As much of a text as fits on one line, with an ellipsis where it is cut.
fn cut(shaper: &mut Shaper, text: &str, room: Length) -> Result<(Line, Length), PdfError> {
    if let Some(whole) = whole(shaper, text, Style::Regular, room)? {
        return Ok(whole);
    }
    let mut kept: Vec<char> = text.chars().take(LONGEST).collect();
    while kept.pop().is_some() {
        let shorter: String = kept.iter().collect();
        let shorter = format!("{}…", shorter.trim_end());
        if let Some(fitting) = whole(shaper, &shorter, Style::Regular, room)? {
            return Ok(fitting);
        }
    }
    Ok((Line::default(), RUNNING))
}
