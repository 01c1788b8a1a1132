//! Verdict marks as drawn shapes with their letters. Knows the canvas.
//!
//! Shape first, then letter, then lightness; the tint only repeats what these say.

use super::canvas::Canvas;
use super::error::PdfError;
use super::paragraph::{Line, Prepared};
use super::shape::Shaper;
use super::theme::{BLACK, Ink, WHITE};
use super::units::{Length, tenths};
use crate::report::document::{Mark, Style};

const GREEN: Ink = Ink::Rgb(60, 330, 200);
const AMBER: Ink = Ink::Rgb(420, 260, 0);
const RED: Ink = Ink::Rgb(560, 90, 90);
const BLUE: Ink = Ink::Rgb(150, 270, 450);
const GREY: Ink = Ink::Grey(430);

/// Ink of the shape and its outline.
pub(super) const fn ink(mark: Mark) -> Ink {
    match mark {
        Mark::Met => GREEN,
        Mark::PartlyMet => AMBER,
        Mark::NotMet => RED,
        Mark::NotAssessed => BLUE,
        Mark::NotApplicable => GREY,
    }
}

/// Background of cells and bars.
pub(super) const fn tint(mark: Mark) -> Ink {
    match mark {
        Mark::Met => Ink::Rgb(880, 950, 900),
        Mark::PartlyMet => Ink::Rgb(980, 910, 740),
        Mark::NotMet => Ink::Rgb(930, 730, 710),
        Mark::NotAssessed => WHITE,
        Mark::NotApplicable => Ink::Grey(930),
    }
}

/// Draws the shape of a mark in a square whose top left corner is at `x`, `y`.
pub(super) fn shape(canvas: &mut Canvas, mark: Mark, (x, y): (Length, Length), side: Length) {
    let thin = side / 14;
    let thick = side * 10 / 64;
    let at = |across: i64, down: i64| (x + side * across / 100, y + side * down / 100);
    let colour = ink(mark);
    let (fill, line) = match mark {
        Mark::NotMet => (colour, WHITE),
        Mark::NotApplicable => (tint(mark), colour),
        _ => (WHITE, colour),
    };
    canvas.fill_box((x, y), (side, side), fill);
    canvas.outline_box((x, y), (side, side), thin, colour);
    match mark {
        Mark::Met => {
            canvas.polyline(&[at(20, 50), at(80, 50)], thick, line);
            canvas.polyline(&[at(50, 20), at(50, 80)], thick, line);
        }
        Mark::PartlyMet => {
            canvas.curve([at(16, 60), at(26, 28), at(42, 34), at(50, 50)], thick, line);
            canvas.curve([at(50, 50), at(58, 66), at(74, 72), at(84, 40)], thick, line);
        }
        Mark::NotMet => {
            canvas.polyline(&[at(22, 22), at(78, 78)], thick, line);
            canvas.polyline(&[at(78, 22), at(22, 78)], thick, line);
        }
        Mark::NotAssessed => {
            canvas.curve([at(30, 34), at(34, 10), at(72, 10), at(70, 36)], thick, line);
            canvas.curve([at(70, 36), at(68, 48), at(50, 46), at(50, 64)], thick, line);
            let dot = thick * 12 / 10;
            let (across, down) = at(50, 74);
            canvas.fill_box((across - dot / 2, down), (dot, dot), line);
        }
        Mark::NotApplicable => canvas.polyline(&[at(20, 50), at(80, 50)], thick, line),
    }
}

/// The letters of all marks in one size.
pub(super) struct Letters {
    size: Length,
    letters: Vec<(Mark, Line)>,
    critical: Vec<(Mark, Line)>,
}

impl Letters {
    /// Shapes the letters.
    pub(super) fn new(shaper: &mut Shaper, size: Length) -> Result<Self, PdfError> {
        let mut letters = Self { size, letters: Vec::new(), critical: Vec::new() };
        for mark in Mark::ALL {
            let mut line = |text: &str| -> Result<Line, PdfError> {
                let prepared = Prepared::plain(shaper, text, Style::Bold)?;
                let lines = prepared.lines(shaper, size, size * 10)?;
                Ok(lines.into_iter().next().unwrap_or_default())
            };
            letters.letters.push((mark, line(mark.letter())?));
            letters.critical.push((mark, line(&format!("{}!", mark.letter()))?));
        }
        Ok(letters)
    }

    fn letter(&self, mark: Mark, critical: bool) -> Option<&Line> {
        let letters = if critical { &self.critical } else { &self.letters };
        letters.iter().find(|(other, _)| *other == mark).map(|(_, line)| line)
    }

    /// Side of the shape.
    fn side(&self) -> Length {
        self.size * 95 / 100
    }

    /// Width of a mark with its letter.
    pub(super) fn width(&self, mark: Mark, critical: bool) -> Length {
        self.side() + self.gap() + self.letter(mark, critical).map_or(0, |line| line.width)
    }

    /// Distance from the left of a mark to the text after it.
    pub(super) fn indent(&self, mark: Mark, critical: bool) -> Length {
        self.width(mark, critical) + self.size / 3
    }

    fn gap(&self) -> Length {
        self.size / 4
    }

    /// Height of a mark.
    pub(super) fn height(&self) -> Length {
        self.letter(Mark::Met, false).map_or(self.size, Line::height)
    }

    /// Draws the shape of a mark whose line starts at `x`, `y`, the top of the line.
    pub(super) fn draw_shape(&self, canvas: &mut Canvas, mark: Mark, (x, y): (Length, Length)) {
        let Some(letter) = self.letter(mark, false) else { return };
        // The square is centred on the height of a capital letter.
        let top = y + letter.ascent - self.size * 36 / 100 - self.side() / 2;
        shape(canvas, mark, (x, top), self.side());
    }

    /// Draws the letter of a mark whose line starts at `x`, `y`; it is read aloud as a word.
    pub(super) fn draw_letter(
        &self,
        canvas: &mut Canvas,
        shaper: &Shaper,
        (mark, critical): (Mark, bool),
        (x, y): (Length, Length),
    ) {
        let Some(letter) = self.letter(mark, critical) else { return };
        let place = (x + self.side() + self.gap(), y + letter.ascent);
        canvas.spelled(shaper.own.mark(mark, critical), |canvas| {
            canvas.text(shaper, letter, self.size, BLACK, place);
        });
    }

    /// Draws a mark with its letter.
    pub(super) fn draw(
        &self,
        canvas: &mut Canvas,
        shaper: &Shaper,
        mark: (Mark, bool),
        corner: (Length, Length),
    ) {
        self.draw_shape(canvas, mark.0, corner);
        self.draw_letter(canvas, shaper, mark, corner);
    }
}

/// Fills a box so that its kind is told in black and white too: plain tints, hatching, dark, open.
pub(super) fn fill(
    canvas: &mut Canvas,
    mark: Mark,
    (x, y): (Length, Length),
    (width, height): (Length, Length),
) {
    let hair = tenths(5);
    let background = if mark == Mark::NotMet { ink(mark) } else { tint(mark) };
    canvas.fill_box((x, y), (width, height), background);
    let step = match mark {
        Mark::PartlyMet => tenths(32),
        Mark::NotApplicable => tenths(28),
        _ => 0,
    };
    if step > 0 {
        canvas.clipped((x, y), (width, height), |canvas| {
            let mut along = 0;
            while along < width + height {
                let (from, to) = if mark == Mark::PartlyMet {
                    ((x + along - height, y + height), (x + along, y))
                } else {
                    ((x, y + along), (x + width, y + along))
                };
                canvas.polyline(&[from, to], hair, ink(mark));
                along += step;
                if mark == Mark::NotApplicable && along > height {
                    break;
                }
            }
        });
    }
    canvas.outline_box((x, y), (width, height), hair, ink(mark));
}
