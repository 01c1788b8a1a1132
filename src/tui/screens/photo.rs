//! A photo in half blocks: two pixels a cell, in the 256 colours that every terminal of the last
//! decades knows; without colours, in signs from light to dark.

use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

use crate::app::photos::PhotoScreen;
use crate::app::{App, Theme};
use crate::photo::Picture;
use crate::t;
use crate::tui::paint::{Canvas, wrap_at_most};

/// Signs from dark to light, for screens without colours.
const RAMP: &[u8] = b" .:-=+*#%@";

pub(in crate::tui) fn draw(app: &App, canvas: &mut Canvas<'_>, area: Rect, photo: &PhotoScreen) {
    let columns = usize::from(area.width.saturating_sub(2));
    let base = canvas.styles.base;
    let mut y = area.y;
    // The picture keeps two thirds of the room.
    let most = usize::from((area.height / 3).max(3));
    let lines = app.photo_page(photo.file);
    for line in lines.iter().flat_map(|line| wrap_at_most(line, columns, 2)).take(most) {
        canvas.put(area.x + 1, y, area.width.saturating_sub(2), &line, base);
        y += 1;
    }
    canvas.cursor = Some((area.x, area.y).into());
    let room = Rect {
        x: area.x + 1,
        y: y.min(area.bottom()),
        width: area.width.saturating_sub(2),
        height: area.bottom().saturating_sub(y),
    };
    match &photo.seen {
        None => drop(canvas.put(room.x, room.y, room.width, t!("Reading the file ..."), base)),
        Some(Err(why)) => {
            for (y, line) in (room.y..room.bottom()).zip(wrap_at_most(why, columns, 3)) {
                canvas.put(room.x, y, room.width, &line, base);
            }
        }
        Some(Ok(picture)) => draw_picture(canvas, room, picture, app.theme() == Theme::Mono),
    }
}

fn draw_picture(canvas: &mut Canvas<'_>, room: Rect, picture: &Picture, mono: bool) {
    if room.width == 0 || room.height == 0 {
        return;
    }
    // A cell is about twice as high as wide.
    let small = picture.within(room.width.into(), u32::from(room.height) * 2);
    for row in 0..small.height().div_ceil(2) {
        for column in 0..small.width() {
            let upper = small.at(column, row * 2);
            let below = row * 2 + 1 < small.height();
            let lower = if below { small.at(column, row * 2 + 1) } else { upper };
            let (Ok(x), Ok(y)) = (u16::try_from(column), u16::try_from(row)) else { continue };
            let (x, y) = (room.x + x, room.y + y);
            if mono {
                let sign = sign((brightness(upper) + brightness(lower)) / 2);
                canvas.put(x, y, 1, sign.encode_utf8(&mut [0; 4]), canvas.styles.base);
            } else {
                let style = Style::new().fg(colour(upper)).bg(colour(lower));
                canvas.put(x, y, 1, "\u{2580}", style);
            }
        }
    }
}

/// How bright a pixel is, up to 255.
fn brightness([r, g, b]: [u8; 3]) -> u32 {
    (u32::from(r) * 54 + u32::from(g) * 183 + u32::from(b) * 19) / 256
}

fn sign(brightness: u32) -> char {
    let n = brightness as usize * RAMP.len() / 256;
    char::from(RAMP[n.min(RAMP.len() - 1)])
}

/// The nearest of the 256 colours: a grey of 24, or one of the cube of six by six by six.
fn colour([r, g, b]: [u8; 3]) -> Color {
    let (low, high) = (r.min(g).min(b), r.max(g).max(b));
    if high - low < 12 {
        let grey = (u32::from(r) + u32::from(g) + u32::from(b)) / 3;
        return Color::Indexed(match grey {
            0..=3 => 16,
            247.. => 231,
            _ => 232 + u8::try_from(((grey - 3) / 10).min(23)).unwrap_or(0),
        });
    }
    // The steps of the cube: 0, 95, 135, 175, 215, 255.
    let step = |n: u8| match n {
        0..=47 => 0,
        48..=114 => 1,
        n => (n - 35) / 40,
    };
    Color::Indexed(16 + 36 * step(r) + 6 * step(g) + step(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_the_nearest() {
        assert_eq!(colour([0, 0, 0]), Color::Indexed(16));
        assert_eq!(colour([255, 255, 255]), Color::Indexed(231));
        assert_eq!(colour([255, 0, 0]), Color::Indexed(196));
        assert_eq!(colour([0, 255, 95]), Color::Indexed(47));
        assert_eq!(colour([128, 128, 128]), Color::Indexed(244));
        for n in 0..=255 {
            assert!(matches!(colour([n, 255 - n, 7]), Color::Indexed(16..=231)));
            assert!(matches!(colour([n, n, n]), Color::Indexed(16..)));
        }
    }

    #[test]
    fn signs_run_from_dark_to_light() {
        assert_eq!((sign(0), sign(255)), (' ', '@'));
    }
}
