//! One file a screen: the app in, cells out.

use super::paint::{Canvas, width};
use crate::model::Verdict;
use crate::t;

pub(super) mod dialogs;
pub(super) mod facts;
pub(super) mod gaps;
pub(super) mod home;
pub(super) mod list;
pub(super) mod lock;
pub(super) mod matrix;
pub(super) mod merging;
pub(super) mod overview;
pub(super) mod pages;
pub(super) mod palette;
pub(super) mod photo;
pub(super) mod question;
pub(super) mod strip;
pub(super) mod walk;

/// The first row that is shown of a list, so that the marked one is among them.
pub(super) fn first_shown(marked: usize, rows: usize, height: usize) -> usize {
    let middle = marked.saturating_sub(height / 2);
    middle.min(rows.saturating_sub(height))
}

/// How wide a column of labels is, with the blank behind them.
pub(super) fn label_column<'l>(labels: impl Iterator<Item = &'l str>) -> u16 {
    labels.map(|label| width(label) as u16 + 1).max().unwrap_or(0).max(8)
}

/// What the signs of the verdicts mean, in one line of at most so many columns.
pub(super) fn legend(canvas: &mut Canvas<'_>, x: u16, y: u16, columns: u16) {
    // One text: in another language the words must be short enough together.
    let words = t!("met | partly met | not met | not assessed | not applicable");
    let mut at = x;
    let style = canvas.styles.base;
    for (verdict, word) in Verdict::ALL.into_iter().zip(words.split(" | ")) {
        canvas.mark(at, y, verdict);
        at += 4 + canvas.put(at + 4, y, columns.saturating_sub(at - x), word, style) + 2;
    }
}
