//! Cover and contents. Knows the flow of pages and where the headings of the body stand.

use super::blocks::{Stack, single, stack_lines};
use super::error::PdfError;
use super::flow::{Anchor, At, Flow, Link};
use super::paragraph::{Line, Prepared};
use super::plate::logo;
use super::structure::Role;
use super::table::key_values;
use super::theme::{self, BLACK, SOFT};
use super::units::{Length, pt, tenths};
use crate::report::document::{Document, Run, Style, WriterWords};

/// Sets the cover.
pub(super) fn cover(flow: &mut Flow<'_>, document: &Document) -> Result<(), PdfError> {
    if let Some(picture) = &document.logo {
        logo(flow, picture)?;
    }
    if let Some(banner) = &document.banner {
        boxed(flow, banner)?;
    }
    flow.reserve(pt(200))?;
    flow.advance(pt(if document.banner.is_some() { 60 } else { 100 }));
    plain(flow, &document.title, (Style::Bold, tenths(260)), pt(8), Role::Paragraph)?;
    plain(flow, &document.subtitle, (Style::Regular, tenths(140)), pt(18), Role::Paragraph)?;
    let dated: Vec<&str> = [document.edition.as_str(), document.date.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    plain(flow, &dated.join("  ·  "), (Style::Regular, tenths(110)), pt(10), Role::Paragraph)?;
    if let Some(marking) = &document.marking {
        plain(flow, marking, (Style::Bold, tenths(120)), pt(10), Role::Paragraph)?;
    }
    let (left, width, y) = (flow.left(), flow.width(), flow.y() + pt(6));
    let accent = flow.shaper.accent;
    let (canvas, _) = flow.draw();
    canvas.polyline(&[(left, y), (left + width, y)], tenths(12), accent);
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
    role: Role,
) -> Result<(), PdfError> {
    if text.is_empty() {
        return Ok(());
    }
    let prepared = Prepared::plain(flow.shaper, text, style)?;
    let (x, width) = (flow.left(), flow.width());
    let lines = prepared.lines(flow.shaper, size, width)?;
    let right_to_left = prepared.right_to_left || flow.right_to_left;
    let node = flow.tree.add(role);
    let stack = Stack { node, lines: &lines, size, ink: BLACK, x, width, right_to_left };
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
    let (canvas, _) = flow.draw();
    canvas.outline_box((left, y), (width, tall), tenths(18), BLACK);
    y += PAD;
    let node = flow.tree.add(Role::Paragraph);
    flow.content(node, |canvas, shaper| {
        for line in &lines {
            let place = (left + (width - line.width) / 2, y + line.ascent);
            canvas.text(shaper, line, size, BLACK, place);
            y += line.height();
        }
    });
    flow.advance(tall);
    Ok(())
}

/// More tables than these are listed without those of single places.
const MANY: usize = 60;

/// Sets the contents, with the lists of tables and figures; the body starts `before` pages on.
pub(super) fn contents(
    flow: &mut Flow<'_>,
    anchors: &[Anchor],
    before: usize,
    words: &WriterWords,
) -> Result<(), PdfError> {
    let headings = |a: &&Anchor| matches!(a.at, At::Heading(level) if level <= 2);
    let tables = anchors.iter().filter(|a| a.at == At::Table).count();
    let listed = |a: &&Anchor| a.at == At::Table && (tables <= MANY || !a.id.contains('-'));
    let figures = |a: &&Anchor| a.at == At::Figure;
    list(flow, (words, &words.lists[0]), anchors.iter().filter(headings), before)?;
    list(flow, (words, &words.lists[1]), anchors.iter().filter(listed), before)?;
    list(flow, (words, &words.lists[2]), anchors.iter().filter(figures), before)
}

fn list<'a>(
    flow: &mut Flow<'_>,
    (words, title): (&WriterWords, &str),
    anchors: impl Iterator<Item = &'a Anchor>,
    before: usize,
) -> Result<(), PdfError> {
    let mut anchors = anchors.peekable();
    if anchors.peek().is_none() {
        return Ok(());
    }
    let (size, above, _) = theme::heading(1);
    flow.space(above);
    // The title stays with the first lines.
    flow.reserve(size + pt(60))?;
    plain(flow, title, (Style::Bold, size), pt(6), Role::Heading(1))?;
    flow.tree.open(Role::Contents);
    for anchor in anchors {
        entry(flow, anchor, before, words)?;
    }
    flow.tree.close();
    Ok(())
}

fn entry(
    flow: &mut Flow<'_>,
    anchor: &Anchor,
    before: usize,
    own: &WriterWords,
) -> Result<(), PdfError> {
    const INDENT: Length = pt(14);
    const NUMBER: Length = pt(30);
    let (left, width) = (flow.left(), flow.width());
    let chapter = matches!(anchor.at, At::Heading(0 | 1));
    let (style, size) =
        if chapter { (Style::Bold, theme::TEXT) } else { (Style::Regular, theme::CAPTION) };
    let indent = if matches!(anchor.at, At::Heading(2..)) { INDENT } else { 0 };
    let room = width - indent - NUMBER;
    let page = (before + anchor.page + 1).to_string();
    let words = Prepared::plain(flow.shaper, &anchor.text, style)?;
    let lines = words.lines(flow.shaper, size, room)?;
    let number = single(flow, &page, style, size)?;
    let Some(last) = lines.last() else { return Ok(()) };
    let last = (last.width, last.descent);
    flow.space(if chapter { pt(7) } else { tenths(20) });
    let tall = lines.iter().map(Line::height).sum::<Length>();
    flow.reserve(tall)?;
    let top = flow.y();
    let baseline = top + tall - last.1;
    let edge = left + width - number.width;
    let leader = (left + indent + last.0 + pt(5), edge - pt(5));
    if leader.0 < leader.1 {
        let start = flow.mirrored(leader.0, leader.1 - leader.0);
        let end = start + leader.1 - leader.0;
        let (canvas, _) = flow.draw();
        canvas.dots((start, baseline), (end, baseline), SOFT);
    }
    flow.tree.open(Role::ContentsItem);
    let node = flow.tree.open(Role::Link);
    let at = (flow.mirrored(left + indent, room), room);
    let to_right = flow.right_to_left;
    flow.lines_at(Some(node), &lines, (size, BLACK), at, to_right);
    let place = (flow.mirrored(edge, number.width), baseline);
    flow.content(node, |canvas, shaper| canvas.text(shaper, &number, size, BLACK, place));
    flow.link(Link {
        corner: (left, top),
        extent: (width, tall),
        target: anchor.id.clone(),
        words: own.link_to(&anchor.text, &page),
        node,
    });
    flow.tree.close();
    flow.tree.close();
    Ok(())
}
