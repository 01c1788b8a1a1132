//! Writes a [`Document`] as PDF. The only module that names a PDF library.
//!
//! Knows the document and the libraries, no other layer. Text is shaped and ordered here, fonts
//! are inside the program and cut down to what is used. Same document, same options, same bytes:
//! there is no clock, no random number and no floating point in the layout.

mod blocks;
mod canvas;
mod cells;
mod chart;
mod cids;
mod columns;
mod elements;
mod embed;
mod error;
pub mod extract;
mod figure;
mod file;
mod flow;
mod fonts;
mod front;
mod furniture;
mod mark;
mod metadata;
mod outline;
mod paragraph;
mod plate;
mod shape;
mod structure;
mod table;
mod text;
mod theme;
mod units;
mod writer;

pub use error::PdfError;
pub use fonts::ExtraFont;

use flow::{At, Flow, Set};
use shape::Shaper;
use theme::Ink;
use units::{Length, mm, pt};

use crate::report::document::{Block, Direction, Document, Run};

/// Size of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PageSize {
    /// 210 by 297 millimetres.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl PageSize {
    const fn upright(self) -> (Length, Length) {
        match self {
            Self::A4 => (mm(210), mm(297)),
            Self::Letter => (pt(612), pt(792)),
        }
    }
}

/// How a document is put on paper.
#[derive(Debug, Clone)]
pub struct PdfOptions {
    /// Size of the paper.
    pub page: PageSize,
    /// Whether a list of contents follows the cover.
    pub contents: bool,
    /// Fonts for scripts that the built-in ones lack, tried last and in order.
    pub extra_fonts: Vec<ExtraFont>,
}

impl Default for PdfOptions {
    fn default() -> Self {
        Self { page: PageSize::default(), contents: true, extra_fonts: Vec::new() }
    }
}

/// Writes a document as the bytes of a PDF file.
///
/// # Errors
/// When a font is unusable, or when no font has a character: nothing is printed as a blank box.
pub fn write(document: &Document, options: &PdfOptions) -> Result<Vec<u8>, PdfError> {
    let (mut shaper, sets) = set(document, options)?;
    writer::assemble(&mut shaper, document, sets)
}

/// The pages, from 1, on which the headings of level 1 will stand, and the number of all pages.
///
/// # Errors
/// As for [`write()`].
pub fn pages(document: &Document, options: &PdfOptions) -> Result<(Vec<usize>, usize), PdfError> {
    let (_, sets) = set(document, options)?;
    let all: usize = sets.iter().map(|set| set.pages.len()).sum();
    let Some(body) = sets.last() else { return Ok((Vec::new(), all)) };
    let before = all - body.pages.len();
    let chapters = body.anchors.iter().filter(|a| a.at == At::Heading(1));
    Ok((chapters.map(|a| before + a.page + 1).collect(), all))
}

/// Cover, contents and body on their pages.
fn set(document: &Document, options: &PdfOptions) -> Result<(Shaper, Vec<Set>), PdfError> {
    let paper = options.page.upright();
    let right_to_left = document.direction == Direction::RightToLeft;
    let mut shaper = Shaper::new(&options.extra_fonts)?;
    shaper.right_to_left = right_to_left;
    if let Some([red, green, blue]) = document.colour {
        let thousandths = |part: u8| u16::try_from(u32::from(part) * 1000 / 255).unwrap_or(1000);
        shaper.accent = Ink::Rgb(thousandths(red), thousandths(green), thousandths(blue));
    }
    shaper.own = document.words.clone();
    let body = body(&mut shaper, document, paper)?;

    let mut flow = Flow::new(&mut shaper, paper, right_to_left);
    front::cover(&mut flow, document)?;
    let mut sets = vec![flow.finish()?];
    if options.contents && body.anchors.iter().any(|a| matches!(a.at, At::Heading(1 | 2))) {
        let mut contents = |before: usize| {
            let mut flow = Flow::new(&mut shaper, paper, right_to_left);
            front::contents(&mut flow, &body.anchors, before, &document.words)?;
            flow.finish()
        };
        // Set once to learn how many pages they take, then with the right numbers.
        let cover = sets[0].pages.len();
        let taken = contents(0)?.pages.len();
        sets.push(contents(cover + taken)?);
    }
    sets.push(body);
    Ok((shaper, sets))
}

fn body(
    shaper: &mut Shaper,
    document: &Document,
    paper: (Length, Length),
) -> Result<Set, PdfError> {
    let turned = turned(&document.blocks);
    let mut flow = Flow::new(shaper, paper, document.direction == Direction::RightToLeft);
    // The cover may have a picture.
    flow.images_before = usize::from(document.logo.is_some());
    for (at, (block, landscape)) in document.blocks.iter().zip(turned).enumerate() {
        if !matches!(block, Block::PageBreak) {
            flow.orient(landscape)?;
        }
        if leads_in(&document.blocks, at) {
            flow.keep_with_next(LED_IN);
        }
        match block {
            Block::Heading(heading) => blocks::heading(&mut flow, heading)?,
            Block::Paragraph(runs) => blocks::paragraph(&mut flow, runs)?,
            Block::List(list) => blocks::list(&mut flow, list)?,
            Block::KeyValues(pairs) => table::key_values(&mut flow, pairs)?,
            Block::Table(table) => table::table(&mut flow, table)?,
            Block::HeatMap(map) => figure::heat_map(&mut flow, map)?,
            Block::Bars(bars) => figure::bars(&mut flow, bars)?,
            Block::Chart(chart) => chart::chart(&mut flow, chart)?,
            Block::Places(places) => chart::places(&mut flow, places)?,
            Block::Photo(photo) => plate::photo(&mut flow, photo)?,
            Block::Note(runs) => blocks::note(&mut flow, runs)?,
            Block::PageBreak => flow.break_page()?,
        }
    }
    flow.finish()
}

/// The start of a table or figure: caption, header and some rows.
const LED_IN: Length = pt(90);

/// Whether a block is the one paragraph between a heading and a table or figure: it would stand with
/// its heading at the end of a page as if nothing came.
fn leads_in(blocks: &[Block], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| blocks.get(at));
    matches!(before, Some(Block::Heading(_)))
        && matches!(blocks[at], Block::Paragraph(_))
        && matches!(
            blocks.get(at + 1),
            Some(Block::Table(_) | Block::HeatMap(_) | Block::Bars(_) | Block::Chart(_))
        )
}

/// Which blocks stand on turned pages: the tables that ask for it, with the headings and the little
/// that leads to them, which would leave a page nearly empty, and the remarks right after them.
pub(in crate::report) fn turned(blocks: &[Block]) -> Vec<bool> {
    let mut turned: Vec<bool> = blocks
        .iter()
        .map(|block| matches!(block, Block::Table(table) if table.landscape))
        .collect();
    for at in 0..blocks.len() {
        if !turned[at] || !matches!(blocks[at], Block::Table(_)) {
            continue;
        }
        let is_heading = |index: usize| matches!(blocks[index], Block::Heading(_));
        let mut start = at;
        let mut room = LEADING_LINES;
        while start > 0 && !turned[start - 1] {
            match lines_about(&blocks[start - 1]) {
                Some(lines) if lines <= room => room -= lines,
                _ => break,
            }
            start -= 1;
            if matches!(&blocks[start], Block::Heading(heading) if heading.start_on_new_page) {
                break;
            }
        }
        // Text before the first heading belongs to what precedes it.
        if let Some(heading) = (start..at).find(|index| is_heading(*index)) {
            turned[heading..at].fill(true);
        }
        if matches!(blocks.get(at + 1), Some(Block::Note(_))) {
            turned[at + 1] = true;
        }
    }
    fill_between(blocks, &mut turned);
    turned
}

/// The little that stands between two turned tables lies across too, or paper would turn twice for
/// a few lines.
fn fill_between(blocks: &[Block], turned: &mut [bool]) {
    let mut start = None;
    for at in 0..blocks.len() {
        if !turned[at] {
            continue;
        }
        if let Some(start) = start {
            let between = &blocks[start..at];
            let lines: Option<usize> = between.iter().map(lines_about).sum();
            let apart = between
                .iter()
                .any(|block| matches!(block, Block::Heading(heading) if heading.start_on_new_page));
            if !apart && lines.is_some_and(|lines| lines <= LEADING_LINES) {
                turned[start..at].fill(true);
            }
        }
        start = Some(at + 1);
    }
}

/// Lines that may precede a turned table on its page.
const LEADING_LINES: usize = 40;

/// Lines that a small block takes, roughly; `None` for a block that fills a page of its own.
fn lines_about(block: &Block) -> Option<usize> {
    let of = |runs: &[Run]| 2 + runs.iter().map(|run| run.text.len()).sum::<usize>() / 120;
    match block {
        Block::Heading(_) => Some(2),
        Block::Paragraph(runs) | Block::Note(runs) => Some(of(runs)),
        Block::List(list) => Some(list.items.iter().map(|item| of(item)).sum()),
        Block::KeyValues(pairs) => {
            Some(pairs.iter().map(|(_, value)| of(value).saturating_sub(1)).sum())
        }
        Block::Table(_)
        | Block::HeatMap(_)
        | Block::Bars(_)
        | Block::Chart(_)
        | Block::Places(_)
        | Block::Photo(_)
        | Block::PageBreak => None,
    }
}

#[cfg(test)]
mod tests;
