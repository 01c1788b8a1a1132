//! Running header and footer. Knows the canvas; runs when the number of pages is known.

use super::canvas::Canvas;
use super::error::PdfError;
use super::paragraph::{Line, Prepared};
use super::shape::Shaper;
use super::theme::{self, BLACK, Ink, RUNNING, SOFT};
use super::units::{Length, mm, tenths};
use crate::report::document::{Document, Style};

/// Sizes that are tried until a text fits on its line.
const SIZES: [Length; 4] = [RUNNING, tenths(68), tenths(60), tenths(54)];
/// Characters beyond this number never fit on a line.
const LONGEST: usize = 250;

/// Draws header and footer of page `number` of `count` into a stream of its own.
pub(super) fn furniture(
    shaper: &mut Shaper,
    document: &Document,
    (width, height): (Length, Length),
    (number, count): (usize, usize),
) -> Result<Vec<u8>, PdfError> {
    let mut line = Running { canvas: Canvas::new(height), shaper, width };
    let body = width - 2 * theme::SIDE;
    let foot = height - mm(11);
    if let Some(marking) = &document.marking {
        // A marking is printed whole or not at all.
        let unfit = || PdfError::Marking { marking: marking.clone() };
        let head = whole(line.shaper, marking, Style::Bold, body)?.ok_or_else(unfit)?;
        line.draw(&head, BLACK, Side::Middle, mm(12));
        let room = body * 50 / 100;
        let below = whole(line.shaper, marking, Style::Bold, room)?.ok_or_else(unfit)?;
        line.draw(&below, BLACK, Side::Middle, foot);
    }
    // The cover states title and edition at length.
    if number > 1 {
        let title = cut(line.shaper, &document.title, body * 62 / 100)?;
        line.draw(&title, SOFT, Side::Left, mm(18));
        let edition = cut(line.shaper, &document.edition, body * 34 / 100)?;
        line.draw(&edition, SOFT, Side::Right, mm(18));
        line.rule(mm(20));
    }
    line.rule(height - mm(15));
    let date = cut(line.shaper, &document.date, body * 24 / 100)?;
    line.draw(&date, SOFT, Side::Left, foot);
    let page = cut(line.shaper, &format!("Page {number} of {count}"), body * 24 / 100)?;
    line.draw(&page, SOFT, Side::Right, foot);
    if let Some(banner) = &document.banner {
        let banner = cut(line.shaper, banner, body)?;
        line.draw(&banner, BLACK, Side::Middle, height - mm(7));
    }
    Ok(line.canvas.into_bytes())
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Middle,
    Right,
}

struct Running<'s> {
    canvas: Canvas,
    shaper: &'s mut Shaper,
    width: Length,
}

impl Running<'_> {
    fn draw(&mut self, (line, size): &(Line, Length), ink: Ink, side: Side, y: Length) {
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
