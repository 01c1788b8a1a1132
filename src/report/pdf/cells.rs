//! The cells of one table row, laid out. Knows lines and marks, not pages.

use super::error::PdfError;
use super::mark::Letters;
use super::paragraph::{Line, Prepared};
use super::shape::Shaper;
use super::theme::{CELL_SIDE, CELL_TOP};
use super::units::Length;
use crate::report::document::{Cell, Mark, Style};

/// A cell with its lines.
#[derive(Debug, Clone, Default)]
pub(super) struct CellBox {
    /// Lines from top to bottom.
    pub(super) lines: Vec<Line>,
    /// The mark before the text, with the sign of a critical gap.
    pub(super) mark: Option<(Mark, bool)>,
    /// Space that the mark takes from the left.
    pub(super) indent: Length,
    /// Whether the text runs from right to left.
    pub(super) right_to_left: bool,
}

/// A row with its cells.
#[derive(Debug, Default)]
pub(super) struct RowBox {
    /// Cells from left to right.
    pub(super) cells: Vec<CellBox>,
    /// Height with the space above and below the text.
    pub(super) height: Length,
}

/// Lays out the cells of a row in columns of these widths.
pub(super) fn layout_row(
    shaper: &mut Shaper,
    letters: &Letters,
    cells: &[Cell],
    widths: &[Length],
    (size, base): (Length, Style),
) -> Result<RowBox, PdfError> {
    let mut row = RowBox::default();
    for (cell, width) in cells.iter().zip(widths) {
        let prepared = Prepared::new(shaper, &cell.runs, base)?;
        let mark = cell.mark.map(|mark| (mark, cell.critical));
        let indent = mark.map_or(0, |(mark, critical)| letters.indent(mark, critical));
        let room = width - 2 * CELL_SIDE - indent;
        let laid = CellBox {
            lines: prepared.lines(shaper, size, room)?,
            mark,
            indent,
            right_to_left: prepared.right_to_left,
        };
        let least = if mark.is_some() { letters.height() } else { 0 };
        let text = laid.lines.iter().map(Line::height).sum::<Length>();
        row.height = row.height.max(text.max(least) + 2 * CELL_TOP);
        row.cells.push(laid);
    }
    row.height = row.height.max(letters.height() + 2 * CELL_TOP);
    Ok(row)
}

impl RowBox {
    /// The lines of each cell from `from` on that fit into `room`, at least one of them in all;
    /// moves `from` past these.
    pub(super) fn slice(&self, from: &mut [usize], room: Length) -> Self {
        let mut slice = Self { cells: Vec::with_capacity(self.cells.len()), height: 0 };
        for (cell, start) in self.cells.iter().zip(from.iter_mut()) {
            let rest = cell.lines.get(*start..).unwrap_or_default();
            let mut left = room - 2 * CELL_TOP;
            let fitting = rest
                .iter()
                .take_while(|line| {
                    left -= line.height();
                    left >= 0
                })
                .count()
                .max(usize::from(!rest.is_empty()));
            let lines = rest.get(..fitting).unwrap_or_default().to_vec();
            let height = lines.iter().map(Line::height).sum::<Length>() + 2 * CELL_TOP;
            slice.height = slice.height.max(height);
            let mark = cell.mark.filter(|_| *start == 0);
            slice.cells.push(CellBox {
                lines,
                mark,
                indent: cell.indent,
                right_to_left: cell.right_to_left,
            });
            *start += fitting;
        }
        slice
    }

    /// Whether all lines lie before `from`.
    pub(super) fn is_done(&self, from: &[usize]) -> bool {
        self.cells.iter().zip(from).all(|(cell, from)| *from >= cell.lines.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::pdf::units::pt;

    #[test]
    fn a_tall_row_is_split_without_loss() {
        let mut shaper = Shaper::new(&[]).expect("built-in fonts are readable");
        let letters = Letters::new(&mut shaper, pt(8)).expect("the fonts cover letters");
        let cells = [Cell::from("one two three four five six seven"), Cell::from("short")];
        let widths = [pt(40), pt(80)];
        let row = layout_row(&mut shaper, &letters, &cells, &widths, (pt(8), Style::Regular))
            .expect("the fonts cover it");
        let (mut from, mut lines, mut slices) = (vec![0; 2], 0, 0);
        while !row.is_done(&from) {
            let slice = row.slice(&mut from, pt(30));
            assert!(slice.height <= pt(30));
            lines += slice.cells[0].lines.len();
            slices += 1;
        }
        assert_eq!(lines, row.cells[0].lines.len());
        assert!(slices > 2);
    }
}
