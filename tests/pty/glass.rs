//! What a terminal shows of the bytes that it gets: as much of one as the program uses. Text alone
//! does not tell whether a row is reversed: an escape sequence that puts every style back can stand
//! between the one that reverses and the text.

use unicode_width::UnicodeWidthChar;

const COLUMNS: usize = 80;
const ROWS: usize = 24;

/// A cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) shown: char,
    pub(crate) reversed: bool,
    pub(crate) bold: bool,
    pub(crate) underlined: bool,
    pub(crate) coloured: bool,
}

const BLANK: Spot =
    Spot { shown: ' ', reversed: false, bold: false, underlined: false, coloured: false };

/// A window of 80 by 24.
pub(crate) struct Glass {
    spots: Vec<[Spot; COLUMNS]>,
    row: usize,
    column: usize,
    /// The style of what is written next.
    pen: Spot,
}

impl Glass {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let spots = vec![[BLANK; COLUMNS]; ROWS];
        let mut glass = Self { spots, row: 0, column: 0, pen: BLANK };
        let text = String::from_utf8_lossy(bytes);
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            match c {
                '\u{1b}' => glass.sequence(&mut rest),
                '\r' => glass.column = 0,
                '\n' => glass.row = (glass.row + 1).min(ROWS - 1),
                c if !c.is_control() => glass.write(c),
                _ => {}
            }
        }
        glass
    }

    fn write(&mut self, c: char) {
        if let Some(spot) = self.spots[self.row].get_mut(self.column) {
            *spot = Spot { shown: c, ..self.pen };
        }
        self.column += c.width().unwrap_or(0);
    }

    fn sequence(&mut self, rest: &mut std::str::Chars<'_>) {
        if rest.next() != Some('[') {
            return;
        }
        let mut numbers = String::new();
        let last = loop {
            match rest.next() {
                Some(c) if ('@'..='~').contains(&c) => break c,
                Some(c) => numbers.push(c),
                None => return,
            }
        };
        let number =
            |n: usize| numbers.split(';').nth(n).and_then(|t| t.parse().ok()).unwrap_or(0_usize);
        match last {
            'H' => {
                self.row = number(0).clamp(1, ROWS) - 1;
                self.column = number(1).max(1) - 1;
            }
            'J' if number(0) == 2 => self.spots.fill([BLANK; COLUMNS]),
            'J' | 'K' => panic!("the program clears in a way that is not known here: {numbers}"),
            'C' => self.column += number(0).max(1),
            'm' => self.style(&numbers),
            // Modes, and the cursor shown or hidden.
            _ => {}
        }
    }

    fn style(&mut self, numbers: &str) {
        let mut numbers = numbers.split(';').map(|n| n.parse().unwrap_or(0_u16));
        while let Some(n) = numbers.next() {
            match n {
                0 => self.pen = BLANK,
                1 => self.pen.bold = true,
                4 => self.pen.underlined = true,
                7 => self.pen.reversed = true,
                22 => self.pen.bold = false,
                24 => self.pen.underlined = false,
                27 => self.pen.reversed = false,
                38 | 48 => {
                    self.pen.coloured = true;
                    numbers.by_ref().take(2).for_each(drop);
                }
                39 | 49 => self.pen.coloured = false,
                30..=37 | 40..=47 | 90..=97 | 100..=107 => self.pen.coloured = true,
                _ => {}
            }
        }
    }

    /// The row that has a text.
    pub(crate) fn row_of(&self, text: &str) -> Option<&[Spot]> {
        let row = |row: &&[Spot; COLUMNS]| {
            row.iter().map(|spot| spot.shown).collect::<String>().contains(text)
        };
        self.spots.iter().find(row).map(<[Spot; COLUMNS]>::as_slice)
    }

    /// Whether it shows a text, in one row.
    pub(crate) fn shows(&self, text: &str) -> bool {
        self.row_of(text).is_some()
    }

    /// Every cell.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Spot> {
        self.spots.iter().flatten()
    }

    /// The text, line by line.
    pub(crate) fn text(&self) -> String {
        let line = |row: &[Spot; COLUMNS]| row.iter().map(|spot| spot.shown).collect::<String>();
        self.spots.iter().map(|row| line(row).trim_end().to_owned() + "\n").collect()
    }
}
