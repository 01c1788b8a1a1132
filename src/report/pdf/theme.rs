//! How a page looks: sizes, distances, greys and colours. Knows only lengths.
//!
//! Everything has to survive a black-and-white printer, so colours differ in lightness too and
//! never carry meaning alone.

use super::units::{Length, mm, tenths};

/// Grey or colour in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// From 0, black, to 1000, white.
    Grey(u16),
    /// Red, green, blue.
    Rgb(u16, u16, u16),
}

pub(super) const BLACK: Ink = Ink::Grey(80);
pub(super) const SOFT: Ink = Ink::Grey(330);
pub(super) const RULE: Ink = Ink::Grey(720);
pub(super) const STRONG_RULE: Ink = Ink::Grey(350);
pub(super) const HEAD_FILL: Ink = Ink::Grey(895);
pub(super) const GROUP_FILL: Ink = Ink::Grey(930);
pub(super) const ZEBRA_FILL: Ink = Ink::Grey(972);
pub(super) const NOTE_FILL: Ink = Ink::Grey(955);
pub(super) const WHITE: Ink = Ink::Grey(1000);

/// Left and right margin.
pub(super) const SIDE: Length = mm(18);
/// Distance of the body from the top of the page; the running header stands above.
pub(super) const TOP: Length = mm(27);
/// Distance of the body from the bottom of the page; the running footer stands below.
pub(super) const BOTTOM: Length = mm(22);

/// Running text.
pub(super) const TEXT: Length = tenths(97);
/// Captions of tables and figures.
pub(super) const CAPTION: Length = tenths(90);
/// Table sizes from usual to smallest, for tables with more and more columns.
pub(super) const TABLE_SIZES: [Length; 4] = [tenths(84), tenths(78), tenths(72), tenths(66)];
/// Running header and footer.
pub(super) const RUNNING: Length = tenths(75);
/// Small text in figures.
pub(super) const SMALL: Length = tenths(66);

/// Space between paragraphs.
pub(super) const PARAGRAPH_GAP: Length = tenths(65);
/// Space before and after tables and figures.
pub(super) const FLOAT_GAP: Length = tenths(110);
/// Space between a caption and what it belongs to.
pub(super) const CAPTION_GAP: Length = tenths(40);
/// Space between the points of a list.
pub(super) const ITEM_GAP: Length = tenths(25);
/// Space inside table cells, to the left and right.
pub(super) const CELL_SIDE: Length = tenths(40);
/// Space inside table cells, above and below.
pub(super) const CELL_TOP: Length = tenths(25);

/// Size, space before and space after of a heading.
pub(super) const fn heading(level: u8) -> (Length, Length, Length) {
    match level {
        0 | 1 => (tenths(170), tenths(220), tenths(90)),
        2 => (tenths(130), tenths(160), tenths(60)),
        3 => (tenths(110), tenths(120), tenths(45)),
        _ => (tenths(97), tenths(90), tenths(30)),
    }
}
