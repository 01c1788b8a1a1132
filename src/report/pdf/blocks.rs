//! Headings, running text, lists and notes on the page. Knows the flow of pages.

use super::error::PdfError;
use super::flow::Flow;
use super::paragraph::{Line, Prepared};
use super::structure::{NodeId, Role};
use super::theme::{self, BLACK, Ink, SOFT};
use super::units::{Length, pt, tenths};
use crate::report::document::{Heading, List, Run, Style};

/// A stretch of lines in one size, with its place across the page.
pub(super) struct Stack<'l> {
    /// The element that they are the content of.
    pub(super) node: NodeId,
    /// The lines.
    pub(super) lines: &'l [Line],
    /// Font size.
    pub(super) size: Length,
    /// Colour.
    pub(super) ink: Ink,
    /// Left edge.
    pub(super) x: Length,
    /// Width, for text from right to left.
    pub(super) width: Length,
    /// Whether the text runs from right to left.
    pub(super) right_to_left: bool,
}

/// Adds a heading; it is drawn with what follows.
pub(super) fn heading(flow: &mut Flow<'_>, heading: &Heading) -> Result<(), PdfError> {
    if heading.start_on_new_page {
        flow.fresh_page()?;
    }
    let (size, ..) = theme::heading(heading.level);
    let prepared = Prepared::plain(flow.shaper, &heading.text, Style::Bold)?;
    let width = flow.width();
    let lines = prepared.lines(flow.shaper, size, width)?;
    flow.heading(heading.level, heading.id.clone(), heading.text.clone(), lines);
    Ok(())
}

/// Sets a paragraph.
pub(super) fn paragraph(flow: &mut Flow<'_>, runs: &[Run]) -> Result<(), PdfError> {
    let prepared = Prepared::new(flow.shaper, runs, Style::Regular)?;
    let (x, width) = (flow.left(), flow.width());
    let lines = prepared.lines(flow.shaper, theme::TEXT, width)?;
    flow.space(theme::PARAGRAPH_GAP);
    let stack = Stack {
        node: flow.tree.add(Role::Paragraph),
        lines: &lines,
        size: theme::TEXT,
        ink: BLACK,
        x,
        width,
        right_to_left: prepared.right_to_left || flow.right_to_left,
    };
    stack_lines(flow, &stack, |_, _| {})?;
    flow.space(theme::PARAGRAPH_GAP);
    Ok(())
}

/// Sets a list.
pub(super) fn list(flow: &mut Flow<'_>, list: &List) -> Result<(), PdfError> {
    const GAP: Length = pt(5);
    flow.space(theme::PARAGRAPH_GAP);
    let mut labels = Vec::with_capacity(list.items.len());
    for at in 1..=list.items.len() {
        let label = if list.ordered { format!("{at}.") } else { "•".to_owned() };
        labels.push(single(flow, &label, Style::Regular, theme::TEXT)?);
    }
    flow.tree.open(Role::List { ordered: list.ordered });
    let indent = labels.iter().map(|label| label.width).max().unwrap_or(0).max(pt(10)) + GAP;
    for (label, item) in labels.into_iter().zip(&list.items) {
        let prepared = Prepared::new(flow.shaper, item, Style::Regular)?;
        let (left, width) = (flow.left(), flow.width() - indent);
        let right_to_left = prepared.right_to_left || flow.right_to_left;
        let x = if right_to_left { left } else { left + indent };
        let lines = prepared.lines(flow.shaper, theme::TEXT, width)?;
        let mut label = Some(label);
        flow.tree.open(Role::Item);
        let label_node = flow.tree.add(Role::Label);
        let stack = Stack {
            node: flow.tree.add(Role::ItemBody),
            lines: &lines,
            size: theme::TEXT,
            ink: BLACK,
            x,
            width,
            right_to_left,
        };
        flow.tree.close();
        stack_lines(flow, &stack, |flow, lines| {
            if let (Some(label), Some(first)) = (label.take(), lines.first()) {
                let edge =
                    if stack.right_to_left { x + width + GAP } else { x - GAP - label.width };
                let place = (edge, flow.y() + first.ascent);
                flow.content(label_node, |canvas, shaper| {
                    canvas.text(shaper, &label, theme::TEXT, SOFT, place);
                });
            }
        })?;
        flow.space(theme::ITEM_GAP);
    }
    flow.tree.close();
    flow.space(theme::PARAGRAPH_GAP);
    Ok(())
}

/// Sets a remark in a box with a bar at its left.
pub(super) fn note(flow: &mut Flow<'_>, runs: &[Run]) -> Result<(), PdfError> {
    const BAR: Length = tenths(25);
    const INSET: Length = pt(9);
    const PAD: Length = pt(5);
    let prepared = Prepared::new(flow.shaper, runs, Style::Regular)?;
    let (left, outer) = (flow.left(), flow.width());
    let width = outer - 2 * INSET - BAR;
    let size = theme::CAPTION;
    let lines = prepared.lines(flow.shaper, size, width)?;
    flow.space(theme::PARAGRAPH_GAP + PAD);
    let stack = Stack {
        node: flow.tree.add(Role::Paragraph),
        lines: &lines,
        size,
        ink: BLACK,
        x: flow.mirrored(left + BAR + INSET, width),
        width,
        right_to_left: prepared.right_to_left || flow.right_to_left,
    };
    stack_lines(flow, &stack, |flow, lines| {
        let height = lines.iter().map(Line::height).sum::<Length>() + 2 * PAD;
        let top = flow.y() - PAD;
        let bar = flow.mirrored(left, BAR);
        let (canvas, _) = flow.draw();
        canvas.fill_box((left, top), (outer, height), theme::NOTE_FILL);
        canvas.fill_box((bar, top), (BAR, height), theme::STRONG_RULE);
    })?;
    flow.space(theme::PARAGRAPH_GAP + PAD);
    Ok(())
}

/// A text on one line, however long.
pub(super) fn single(
    flow: &mut Flow<'_>,
    text: &str,
    style: Style,
    size: Length,
) -> Result<Line, PdfError> {
    let prepared = Prepared::plain(flow.shaper, text, style)?;
    let lines = prepared.lines(flow.shaper, size, Length::MAX / 4000)?;
    Ok(lines.into_iter().next().unwrap_or_default())
}

/// Draws lines over as many pages as needed. No first or last line of a text stands alone.
/// `before` is called for each page with the lines that will stand there.
pub(super) fn stack_lines(
    flow: &mut Flow<'_>,
    stack: &Stack<'_>,
    mut before: impl FnMut(&mut Flow<'_>, &[Line]),
) -> Result<(), PdfError> {
    let mut rest = stack.lines;
    while !rest.is_empty() {
        let together = if rest.len() <= 3 { rest.len() } else { 2 };
        flow.reserve(rest.iter().take(together).map(Line::height).sum())?;
        let mut room = flow.left_over();
        let fitting = rest
            .iter()
            .take_while(|line| {
                room -= line.height();
                room >= 0
            })
            .count()
            .max(1);
        let alone = rest.len() - fitting.min(rest.len()) == 1 && fitting > 2;
        let (now, next) = rest.split_at(if alone { fitting - 1 } else { fitting });
        before(flow, now);
        let place = (stack.x, stack.width);
        let look = (stack.size, stack.ink);
        flow.lines_at(Some(stack.node), now, look, place, stack.right_to_left);
        rest = next;
        if !rest.is_empty() {
            flow.next_page()?;
        }
    }
    Ok(())
}
