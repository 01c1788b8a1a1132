//! One file a screen: the app in, cells out.

pub(super) mod dialogs;
pub(super) mod facts;
pub(super) mod gaps;
pub(super) mod home;
pub(super) mod list;
pub(super) mod matrix;
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
