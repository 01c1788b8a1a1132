//! Cover and contents. Knows the flow of pages and where the headings of the body stand.

use super::blocks::{Stack, single, stack_lines};
use super::error::PdfError;
use super::flow::{Anchor, Flow, Link};
use super::paragraph::{Line, Prepared};
use super::table::key_values;
use super::theme::{self, BLACK, SOFT};
use super::units::{Length, pt, tenths};
use crate::report::document::{Document, Run, Style};

/// Sets the cover.
pub(super) fn cover(flow: &mut Flow<'_>, document: &Document) -> Result<(), PdfError> {
    if let Some(banner) = &document.banner {
        boxed(flow, banner)?;
    }
    flow.reserve(pt(200))?;
    flow.advance(pt(if document.banner.is_some() { 60 } else { 100 }));
    plain(flow, &document.title, (Style::Bold, tenths(260)), pt(8))?;
    plain(flow, &document.subtitle, (Style::Regular, tenths(140)), pt(18))?;
    let dated: Vec<&str> = [document.edition.as_str(), document.date.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    plain(flow, &dated.join("  ·  "), (Style::Regular, tenths(110)), pt(10))?;
    if let Some(marking) = &document.marking {
        plain(flow, marking, (Style::Bold, tenths(120)), pt(10))?;
    }
    let (left, width, y) = (flow.left(), flow.width(), flow.y() + pt(6));
    let (canvas, _) = flow.draw();
    canvas.polyline(&[(left, y), (left + width, y)], tenths(12), theme::STRONG_RULE);
    flow.advance(pt(14));
    let pairs: Vec<(String, Vec<Run>)> = document
        .cover
        .iter()
        .map(|(key, value)| (key.clone(), vec![Run::new(value.as_str())]))
        .collect();
    key_values(flow, &pairs)
}

fn plain(
    flow: &mut Flow<'_>,
    text: &str,
    (style, size): (Style, Length),
    gap: Length,
) -> Result<(), PdfError> {
    let prepared = Prepared::plain(flow.shaper, text, style)?;
    let (x, width) = (flow.left(), flow.width());
    let lines = prepared.lines(flow.shaper, size, width)?;
    let right_to_left = prepared.right_to_left;
    let stack = Stack { lines: &lines, size, ink: BLACK, x, width, right_to_left };
    stack_lines(flow, &stack, |_, _| {})?;
    if !lines.is_empty() {
        flow.advance(gap);
    }
    Ok(())
}

/// Words in a heavy frame over the whole width.
fn boxed(flow: &mut Flow<'_>, text: &str) -> Result<(), PdfError> {
    const PAD: Length = pt(9);
    let size = tenths(120);
    let (left, width) = (flow.left(), flow.width());
    let prepared = Prepared::plain(flow.shaper, text, Style::Bold)?;
    let lines = prepared.lines(flow.shaper, size, width - 2 * PAD)?;
    let tall = lines.iter().map(Line::height).sum::<Length>() + 2 * PAD;
    flow.reserve(tall)?;
    let mut y = flow.y();
    let (canvas, shaper) = flow.draw();
    canvas.outline_box((left, y), (width, tall), tenths(18), BLACK);
    y += PAD;
    for line in &lines {
        let place = (left + (width - line.width) / 2, y + line.ascent);
        canvas.text(shaper, line, size, BLACK, place);
        y += line.height();
    }
    flow.advance(tall);
    Ok(())
}

/// Sets the contents: headings of the first two levels with their pages, `before` pages on.
pub(super) fn contents(
    flow: &mut Flow<'_>,
    anchors: &[Anchor],
    before: usize,
) -> Result<(), PdfError> {
    const INDENT: Length = pt(14);
    const NUMBER: Length = pt(30);
    let (size, ..) = theme::heading(1);
    plain(flow, "Contents", (Style::Bold, size), pt(10))?;
    let (left, width) = (flow.left(), flow.width());
    for (at, anchor) in anchors.iter().enumerate().filter(|(_, anchor)| anchor.level <= 2) {
        let chapter = anchor.level <= 1;
        let (style, size) =
            if chapter { (Style::Bold, theme::TEXT) } else { (Style::Regular, theme::CAPTION) };
        let indent = if chapter { 0 } else { INDENT };
        let room = width - indent - NUMBER;
        let words = Prepared::plain(flow.shaper, &anchor.text, style)?;
        let lines = words.lines(flow.shaper, size, room)?;
        let number = single(flow, &(before + anchor.page + 1).to_string(), style, size)?;
        flow.space(if chapter { pt(7) } else { tenths(20) });
        let tall = lines.iter().map(Line::height).sum::<Length>();
        flow.reserve(tall)?;
        let top = flow.y();
        flow.lines(&lines, size, BLACK, left + indent);
        let Some(last) = lines.last() else { continue };
        let baseline = flow.y() - last.descent;
        let edge = left + width - number.width;
        let leader = (left + indent + last.width + pt(5), edge - pt(5));
        let (canvas, shaper) = flow.draw();
        if leader.0 < leader.1 {
            canvas.dots((leader.0, baseline), (leader.1, baseline), SOFT);
        }
        canvas.text(shaper, &number, size, BLACK, (edge, baseline));
        flow.link(Link { corner: (left, top), extent: (width, tall), anchor: at });
    }
    Ok(())
}
