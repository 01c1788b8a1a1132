//! The lock: nothing of the survey is to be seen.

use ratatui::layout::Rect;

use crate::app::lock::Lock;
use crate::app::{App, SaveState};
use crate::t;
use crate::tui::paint::{Canvas, wrap_at_most};

pub(in crate::tui) fn draw(app: &App, lock: &Lock, canvas: &mut Canvas<'_>, area: Rect) {
    let (base, strong) = (canvas.styles.base, canvas.styles.strong);
    let columns = area.width.saturating_sub(2);
    canvas.put(area.x + 1, area.y, columns, t!("Locked"), strong);
    let text = if lock.asks {
        t!("The passphrase of this survey opens it. What was typed is kept.")
    } else {
        t!(
            "Enter opens it. This survey is not encrypted: it is only hidden. What was typed is kept."
        )
    };
    let mut y = area.y + 2;
    for line in wrap_at_most(text, usize::from(columns), 3) {
        canvas.put(area.x + 1, y, columns, &line, base);
        y += 1;
    }
    if lock.asks && y + 1 < area.bottom() {
        let label = t!("Passphrase:");
        let used = canvas.put(area.x + 1, y, columns, label, strong) + 1;
        canvas.field(
            area.x + 1 + used,
            y,
            columns.saturating_sub(used),
            &lock.input.masked(),
            true,
        );
        y += 1;
        let words = lock.words();
        let style = if lock.wrong > 0 { canvas.styles.warning } else { base };
        canvas.put(area.x + 1, y, columns, &words, style);
    } else {
        canvas.cursor = Some((area.x + 1, area.y).into());
    }
    let bottom = area.bottom() - 1;
    // What the program would say otherwise speaks of the survey, and waits.
    let last = match lock.leaving {
        true => t!("Ctrl+C again leaves. What was recorded is kept."),
        false => t!("Enter opens   Ctrl+C twice leaves"),
    };
    canvas.put(area.x + 1, bottom, columns, last, base);
    if matches!(app.save_state(), SaveState::Failed { .. }) && bottom > y + 1 {
        let text = t!("NOT SAVED. Open it to see why.");
        canvas.put(area.x + 1, bottom - 1, columns, text, canvas.styles.warning);
    }
}
