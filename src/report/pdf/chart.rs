//! Charts of bars on an axis, and schematics of locations, drawn as vectors. Knows the flow of
//! pages.

use super::canvas::Canvas;
use super::error::PdfError;
use super::figure::{draw_lines, figure_caption, height, lines, whole_or};
use super::flow::Flow;
use super::paragraph::{Line, Prepared};
use super::table::{caption_height, caption_lines};
use super::theme::{self, BLACK, CAPTION, FLOAT_GAP, Ink, SMALL, SOFT, WHITE};
use super::units::{Length, em, pt, tenths};
use crate::report::document::{Chart, ChartBar, PlacePoint, Places, Style};

const BAR: Length = tenths(95);
const GAP: Length = tenths(50);
const SURE: Ink = Ink::Grey(430);
const UNSURE: Ink = Ink::Grey(880);

/// The axis of a chart on the page.
struct Axis {
    start: Length,
    room: Length,
    mirrored: bool,
    page_width: Length,
}

impl Axis {
    /// Where a position in thousandths of the axis is.
    fn at(&self, position: u16) -> Length {
        let x = self.start + self.room * Length::from(position.min(1000)) / 1000;
        if self.mirrored { self.page_width - x } else { x }
    }

    /// Left edge and width of a stretch.
    fn stretch(&self, from: u16, to: u16) -> (Length, Length) {
        let (a, b) = (self.at(from), self.at(to));
        (a.min(b), (a - b).abs().max(tenths(8)))
    }
}

fn natural(flow: &mut Flow<'_>, text: &str, size: Length) -> Result<Length, PdfError> {
    let extent = Prepared::plain(flow.shaper, text, Style::Regular)?.extent(flow.shaper);
    Ok(em(extent.natural, size) + tenths(2))
}

/// Sets a chart.
pub(super) fn chart(flow: &mut Flow<'_>, chart: &Chart) -> Result<(), PdfError> {
    let width = flow.width();
    let (mut name_width, mut label_width) = (pt(50), pt(30));
    for bar in &chart.rows {
        name_width = name_width.max(natural(flow, &bar.name, CAPTION)?);
        label_width = label_width.max(natural(flow, &bar.label, SMALL)?);
    }
    name_width = name_width.min(width * 30 / 100);
    label_width = label_width.min(width * 26 / 100);
    let left = flow.left();
    let axis = Axis {
        start: left + name_width + pt(12),
        room: width - name_width - label_width - pt(34),
        mirrored: flow.right_to_left,
        page_width: width + 2 * left,
    };
    let mut ticks = Vec::with_capacity(chart.ticks.len());
    for (at, words) in &chart.ticks {
        ticks.push((*at, lines(flow, words, Style::Regular, SMALL, pt(70))?));
    }
    let scale = ticks.iter().map(|(_, words)| height(words)).max().unwrap_or(0) + tenths(20);

    flow.space(FLOAT_GAP);
    let caption = caption_lines(flow, &chart.id, &chart.caption, "")?;
    let mut laid = Vec::with_capacity(chart.rows.len());
    for bar in &chart.rows {
        let name = lines(flow, &bar.name, Style::Regular, CAPTION, name_width)?;
        let label = lines(flow, &bar.label, Style::Regular, SMALL, label_width)?;
        let tall = (BAR + GAP).max(height(&name) + tenths(10)).max(height(&label));
        laid.push((bar, name, label, tall));
    }
    let rows: Length = laid.iter().map(|(.., tall)| tall).sum();
    let whole = caption_height(&caption) + scale + rows;
    let mut started = None;
    for (bar, name, label, tall) in laid {
        let needed = match started {
            None => whole_or(flow, whole, caption_height(&caption) + tall + scale),
            Some(()) => tall + scale,
        };
        let turned = flow.reserve(needed)?;
        if started.is_none() {
            figure_caption(flow, &chart.id, &chart.caption, &caption);
        }
        if turned || started.is_none() {
            axis_labels(flow, chart, &axis, &ticks, scale);
        }
        started = Some(());
        let y = flow.y();
        let names = flow.mirrored(left, name_width);
        let labels = flow.mirrored(axis.start + axis.room + pt(16), label_width);
        let to_right = flow.right_to_left;
        flow.figure_content(&chart.alt, (left, y), (width, tall), |canvas, shaper| {
            for (at, _) in &chart.ticks {
                let x = axis.at(*at);
                canvas.polyline(&[(x, y), (x, y + tall)], tenths(3), theme::RULE);
            }
            draw_bar(canvas, &axis, bar, y + (tall - BAR) / 2);
            let aligned = |words: &[Line], x: Length, room: Length| {
                let widest = words.iter().map(|line| line.width).max().unwrap_or(0);
                if to_right { x + room - widest } else { x }
            };
            let place = (aligned(&name, names, name_width), y + (tall - height(&name)) / 2);
            draw_lines(canvas, shaper, &name, CAPTION, place, None);
            let place = (aligned(&label, labels, label_width), y + (tall - height(&label)) / 2);
            draw_lines(canvas, shaper, &label, SMALL, place, None);
        });
        flow.advance(tall);
    }
    flow.end_figure();
    flow.space(FLOAT_GAP);
    Ok(())
}

fn axis_labels(
    flow: &mut Flow<'_>,
    chart: &Chart,
    axis: &Axis,
    ticks: &[(u16, Vec<Line>)],
    scale: Length,
) {
    let y = flow.y();
    let (left, width) = (flow.left(), flow.width());
    flow.figure_content(&chart.alt, (left, y), (width, scale), |canvas, shaper| {
        let mut free = None;
        for (at, words) in ticks {
            let wide = words.iter().map(|line| line.width).max().unwrap_or(0);
            let (middle, half) = (axis.at(*at), wide / 2 + pt(2));
            // A label that has no room is left out; its line stays.
            if free.is_some_and(|free: Length| (middle - free).abs() < half) {
                continue;
            }
            free = Some(if axis.mirrored { middle - half } else { middle + half });
            draw_lines(canvas, shaper, words, SMALL, (middle - wide / 2, y), None);
        }
        let y = y + scale;
        canvas.polyline(&[(axis.at(0), y), (axis.at(1000), y)], tenths(6), SOFT);
    });
    flow.advance(scale);
}

/// Sure to where it is sure, hatched from there on: told apart in black and white.
fn draw_bar(canvas: &mut Canvas, axis: &Axis, bar: &ChartBar, y: Length) {
    let Some((from, to)) = bar.span else { return };
    let sure = bar.sure.unwrap_or(to).clamp(from, to);
    if sure < to {
        let (x, width) = axis.stretch(sure, to);
        canvas.fill_box((x, y), (width, BAR), UNSURE);
        canvas.clipped((x, y), (width, BAR), |canvas| {
            let mut along = 0;
            while along < width + BAR {
                let line = [(x + along - BAR, y + BAR), (x + along, y)];
                canvas.polyline(&line, tenths(5), SURE);
                along += tenths(32);
            }
        });
        canvas.outline_box((x, y), (width, BAR), tenths(5), SURE);
    }
    if sure > from || sure == to {
        let (x, width) = axis.stretch(from, sure);
        canvas.fill_box((x, y), (width, BAR), SURE);
    }
}

/// Sets a schematic of locations.
pub(super) fn places(flow: &mut Flow<'_>, places: &Places) -> Result<(), PdfError> {
    const PAD: Length = pt(26);
    let (across, down) = (places.extent.0.max(1), places.extent.1.max(1));
    let width = flow.width();
    let inner = width - 2 * PAD;
    let tallest = flow.capacity() * 55 / 100 - 2 * PAD;
    // One scale for both directions.
    let (across, down) = (Length::from(across), Length::from(down));
    let (by_width, by_height) = (inner * 1000 / across, tallest * 1000 / down);
    let unit = by_width.min(by_height);
    let tall = down * unit / 1000 + 2 * PAD;
    let used = across * unit / 1000;

    let mut labels = Vec::with_capacity(places.points.len());
    for point in &places.points {
        labels.push(lines(flow, &point.name, Style::Regular, SMALL, width / 3)?);
    }
    let scale = match &places.scale {
        Some((length, words)) => {
            let words = lines(flow, words, Style::Regular, SMALL, width / 3)?;
            Some((Length::from(*length) * unit / 1000, words))
        }
        None => None,
    };
    flow.space(FLOAT_GAP);
    let caption = caption_lines(flow, &places.id, &places.caption, "")?;
    flow.reserve(caption_height(&caption) + tall)?;
    figure_caption(flow, &places.id, &places.caption, &caption);
    let (left, y) = (flow.left(), flow.y());
    flow.figure_content(&places.alt, (left, y), (width, tall), |canvas, shaper| {
        canvas.outline_box((left, y), (width, tall), tenths(5), theme::RULE);
        let corner = (left + (width - used) / 2, y + PAD);
        let spots: Vec<(Length, Length)> = places
            .points
            .iter()
            .map(|PlacePoint { at, .. }| {
                let x = corner.0 + Length::from(at.0) * unit / 1000;
                (x, corner.1 + Length::from(at.1) * unit / 1000)
            })
            .collect();
        for &(x, y) in &spots {
            let half = tenths(28);
            canvas.fill_box((x - half, y - half), (2 * half, 2 * half), BLACK);
            canvas.outline_box((x - half, y - half), (2 * half, 2 * half), tenths(6), WHITE);
        }
        let mut taken: Vec<[Length; 4]> = Vec::new();
        for (label, spot) in labels.iter().zip(&spots) {
            if let Some(place) = free_place(label, *spot, (left, y, width, tall), &taken, &spots) {
                taken.push(place);
                draw_lines(canvas, shaper, label, SMALL, (place[0], place[1]), None);
            }
        }
        if let Some((length, words)) = &scale {
            let (from, base) = (left + pt(8), y + tall - pt(8));
            canvas.polyline(&[(from, base), (from + length, base)], tenths(12), BLACK);
            let place = (from, base - height(words) - tenths(10));
            draw_lines(canvas, shaper, words, SMALL, place, None);
        }
    });
    flow.end_figure();
    flow.advance(tall);
    flow.space(FLOAT_GAP);
    Ok(())
}

/// A place for a label beside its point that covers no other label and no point; a label that
/// finds none is left out, and the table of sites has it.
fn free_place(
    label: &[Line],
    (x, y): (Length, Length),
    (left, top, width, tall): (Length, Length, Length, Length),
    taken: &[[Length; 4]],
    spots: &[(Length, Length)],
) -> Option<[Length; 4]> {
    let (wide, high) = (label.iter().map(|line| line.width).max()?, height(label));
    let off = tenths(45);
    let corners = [
        (x + off, y - high / 2),
        (x - off - wide, y - high / 2),
        (x - wide / 2, y - off - high),
        (x - wide / 2, y + off),
        (x + off, y - high - off),
        (x + off, y + off),
        (x - off - wide, y - high - off),
        (x - off - wide, y + off),
    ];
    corners.into_iter().map(|(x, y)| [x, y, x + wide, y + high]).find(|place| {
        let inside = place[0] > left
            && place[1] > top
            && place[2] < left + width
            && place[3] < top + tall - pt(22);
        let apart = |other: &[Length; 4]| {
            place[2] <= other[0]
                || place[0] >= other[2]
                || place[3] <= other[1]
                || place[1] >= other[3]
        };
        let half = tenths(30);
        inside
            && taken.iter().all(apart)
            && spots.iter().all(|(x, y)| apart(&[x - half, y - half, x + half, y + half]))
    })
}
