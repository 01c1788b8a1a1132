//! The pictures of the README: screens of the fictional demo, drawn by the program's own code.
//!
//! `BORDERFIT_PICTURES=write cargo test --test pictures` draws them again; without it, the test
//! fails when they are no longer what the program shows.

mod journeys;

use std::fmt::Write;
use std::path::Path;

use journeys::Laptop;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// Width and height of a cell, in hundredths of a pixel.
const CELL: (u32, u32) = (860, 1_800);

#[test]
fn the_pictures_show_what_the_program_shows() {
    let mut laptop = Laptop::new(true);
    laptop.keys("Enter");
    picture("walk", &laptop.draw(120, 36));
    laptop.keys("F3");
    picture("gaps", &laptop.draw(120, 36));
}

fn picture(name: &str, buffer: &Buffer) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/{name}.svg"));
    let svg = svg(buffer);
    if std::env::var_os("BORDERFIT_PICTURES").is_some_and(|v| v == "write") {
        std::fs::write(&path, svg).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        return;
    }
    let drawn = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        drawn == svg,
        "{} is out of date: BORDERFIT_PICTURES=write cargo test --test pictures",
        path.display()
    );
}

/// The cells as a picture: runs of one style, each set to the width of its cells.
fn svg(buffer: &Buffer) -> String {
    let (columns, rows) = (u32::from(buffer.area.width), u32::from(buffer.area.height));
    let (width, height) = (columns * CELL.0 / 100 + 16, rows * CELL.1 / 100 + 16);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" font-family=\"monospace\" font-size=\"14\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"#fbfbf8\"/>\n"
    );
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let first = &buffer[(x, y)];
            let mut text = String::new();
            let start = x;
            while x < buffer.area.width && same_style(first, &buffer[(x, y)]) {
                text.push_str(buffer[(x, y)].symbol());
                x += 1;
            }
            run(&mut svg, first, &text, (start, y), x - start);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn same_style(a: &Cell, b: &Cell) -> bool {
    (a.fg, a.bg, a.modifier) == (b.fg, b.bg, b.modifier)
}

fn run(svg: &mut String, cell: &Cell, text: &str, (x, y): (u16, u16), cells: u16) {
    let at = |n: u16, size: u32| 8 + u32::from(n) * size / 100;
    let (left, top) = (at(x, CELL.0), at(y, CELL.1));
    let width = at(x + cells, CELL.0) - left;
    let reversed = cell.modifier.contains(Modifier::REVERSED);
    let (mut ink, mut paper) = (colour(cell.fg, "#1c1c1c"), colour(cell.bg, "none"));
    if reversed {
        (ink, paper) = ("#fbfbf8", if ink == "none" { "#1c1c1c" } else { ink });
    }
    if paper != "none" {
        let height = CELL.1 / 100;
        let _ = writeln!(
            svg,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" fill=\"{paper}\"/>"
        );
    }
    let mut style = String::new();
    if cell.modifier.contains(Modifier::BOLD) {
        style.push_str(" font-weight=\"bold\"");
    }
    if cell.modifier.contains(Modifier::UNDERLINED) {
        style.push_str(" text-decoration=\"underline\"");
    }
    for (offset, word) in words(text) {
        let letters = u32::try_from(word.chars().count()).unwrap_or(0);
        let length = letters * CELL.0 / 100;
        let left = at(x + offset, CELL.0);
        let escaped = word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let _ = writeln!(
            svg,
            "<text x=\"{left}\" y=\"{}\" textLength=\"{length}\" fill=\"{ink}\"{style}>{escaped}</text>",
            top + 13
        );
    }
}

/// The words of a run with their places: each is set at its own cell, whatever the font.
fn words(text: &str) -> Vec<(u16, String)> {
    let mut words: Vec<(u16, String)> = Vec::new();
    let mut apart = true;
    for (n, c) in (0_u16..).zip(text.chars()) {
        if c == ' ' {
            apart = true;
        } else if apart {
            words.push((n, c.to_string()));
            apart = false;
        } else if let Some((_, word)) = words.last_mut() {
            word.push(c);
        }
    }
    words
}

fn colour(colour: Color, default: &'static str) -> &'static str {
    match colour {
        Color::Black => "#1c1c1c",
        Color::Red | Color::LightRed => "#b3261e",
        Color::Green | Color::LightGreen => "#2e7d32",
        Color::Yellow | Color::LightYellow => "#8a6100",
        Color::Blue | Color::LightBlue => "#1a56b0",
        Color::Magenta | Color::LightMagenta => "#7b3f98",
        Color::Cyan | Color::LightCyan => "#00707a",
        Color::Gray | Color::DarkGray => "#5f6368",
        Color::White => "#ffffff",
        _ => default,
    }
}
