//! Heat maps and bars, drawn as vectors. Knows the flow of pages and the marks.

use super::blocks::single;
use super::canvas::Canvas;
use super::error::PdfError;
use super::flow::{At, Flow};
use super::mark::{self, Letters};
use super::paragraph::{Line, Prepared};
use super::shape::Shaper;
use super::structure::{NodeId, Role};
use super::table::{caption_height, caption_lines, draw_caption};
use super::theme::{self, BLACK, CAPTION, FLOAT_GAP, SMALL, SOFT, WHITE};
use super::units::{Length, pt, tenths};
use crate::report::document::{Bar, Bars, HeatCell, HeatMap, Legend, Mark, Style};

/// Narrowest and widest column of a heat map.
const CELL_WIDTHS: (Length, Length) = (pt(31), pt(66));
/// Highest head of a heat map with upright titles.
const HEAD_HEIGHT: Length = pt(96);
const PAD: Length = tenths(30);

/// Lines of a text in a figure.
pub(super) fn lines(
    flow: &mut Flow<'_>,
    text: &str,
    style: Style,
    size: Length,
    width: Length,
) -> Result<Vec<Line>, PdfError> {
    Prepared::plain(flow.shaper, text, style)?.lines(flow.shaper, size, width)
}

/// Height of lines one below the other.
pub(super) fn height(lines: &[Line]) -> Length {
    lines.iter().map(Line::height).sum()
}

/// Draws lines from `x`, `y` on, the top; in the middle of a width if one is given.
pub(super) fn draw_lines(
    canvas: &mut Canvas,
    shaper: &Shaper,
    lines: &[Line],
    size: Length,
    (x, mut y): (Length, Length),
    centred: Option<Length>,
) {
    for line in lines {
        let shift = centred.map_or(0, |width| (width - line.width) / 2);
        canvas.text(shaper, line, size, BLACK, (x + shift, y + line.ascent));
        y += line.height();
    }
}

/// Draws lines at the start of a room: in a figure from right to left, at its right edge.
fn draw_at_start(
    canvas: &mut Canvas,
    shaper: &Shaper,
    lines: &[Line],
    size: Length,
    (x, mut y): (Length, Length),
    (room, right_to_left): (Length, bool),
) {
    for line in lines {
        let shift = if right_to_left { room - line.width } else { 0 };
        canvas.text(shaper, line, size, BLACK, (x + shift, y + line.ascent));
        y += line.height();
    }
}

/// A heat map, or as many columns of it as fit side by side.
struct Panel {
    name_width: Length,
    cell_width: Length,
    heads: Vec<Vec<Line>>,
    upright: bool,
    head_height: Length,
    letters: Letters,
}

/// Sets a heat map.
pub(super) fn heat_map(flow: &mut Flow<'_>, map: &HeatMap) -> Result<(), PdfError> {
    let width = flow.width();
    let mut name_width = pt(60);
    for row in &map.rows {
        let extent = Prepared::plain(flow.shaper, &row.name, Style::Regular)?.extent(flow.shaper);
        name_width = name_width.max(super::units::em(extent.natural, CAPTION) + 2 * PAD);
    }
    name_width = name_width.min(width * 30 / 100);
    let room = usize::try_from((width - name_width) / CELL_WIDTHS.0).unwrap_or(1).max(1);
    let panels = map.columns.len().div_ceil(room).max(1);
    let per_panel = map.columns.len().div_ceil(panels).max(1);

    flow.space(FLOAT_GAP);
    let mut caption = caption_lines(flow, &map.id, &map.caption, "")?;
    for first in (0..map.columns.len()).step_by(per_panel) {
        let last = (first + per_panel).min(map.columns.len());
        let columns = map.columns.get(first..last).unwrap_or_default();
        let panel = Panel::new(flow, columns, name_width)?;
        panel.set(flow, map, first, &caption)?;
        let continued = format!(" {}", flow.shaper.own.continued);
        caption = caption_lines(flow, &map.id, &map.caption, &continued)?;
        flow.space(FLOAT_GAP);
    }
    legend(flow, &map.legend)?;
    flow.space(FLOAT_GAP);
    Ok(())
}

impl Panel {
    fn new(flow: &mut Flow<'_>, columns: &[String], name_width: Length) -> Result<Self, PdfError> {
        let count = Length::try_from(columns.len()).unwrap_or(1).max(1);
        let cell_width = ((flow.width() - name_width) / count).clamp(CELL_WIDTHS.0, CELL_WIDTHS.1);
        let size = theme::RUNNING;
        let mut upright = false;
        for title in columns {
            let extent = Prepared::plain(flow.shaper, title, Style::Bold)?.extent(flow.shaper);
            upright |= super::units::em(extent.narrowest, size) > cell_width - 2 * PAD;
        }
        let across = if upright { HEAD_HEIGHT - 2 * PAD } else { cell_width - 2 * PAD };
        let mut heads = Vec::with_capacity(columns.len());
        let mut head_height = 0;
        for title in columns {
            let head = lines(flow, title, Style::Bold, size, across)?;
            let needed = if upright {
                head.iter().map(|line| line.width).max()
            } else {
                Some(height(&head))
            };
            head_height = head_height.max(needed.unwrap_or(0) + 2 * PAD);
            heads.push(head);
        }
        let letters = Letters::new(flow.shaper, theme::CAPTION)?;
        Ok(Self { name_width, cell_width, heads, upright, head_height, letters })
    }

    fn set(
        &self,
        flow: &mut Flow<'_>,
        map: &HeatMap,
        first: usize,
        caption: &[Line],
    ) -> Result<(), PdfError> {
        let mut rows = Vec::with_capacity(map.rows.len());
        for row in &map.rows {
            let name = lines(flow, &row.name, Style::Regular, CAPTION, self.name_width - 2 * PAD)?;
            let mut cells = Vec::with_capacity(self.heads.len());
            let mut row_height = height(&name) + 2 * PAD;
            for cell in row.cells.iter().skip(first).take(self.heads.len()) {
                let across = self.cell_width - 2 * PAD;
                let text = lines(flow, &cell.text, Style::Regular, SMALL, across)?;
                row_height = row_height.max(self.letters.height() + height(&text) + 2 * PAD);
                cells.push((cell, text));
            }
            rows.push((name, cells, row_height));
        }
        let head = caption_height(caption) + self.head_height;
        let body: Length = rows.iter().map(|(.., height)| height).sum();
        let first_row = rows.first().map_or(0, |(.., height)| *height);
        // A map that fits on a page is not cut in two.
        let whole = head + body;
        flow.reserve(whole_or(flow, whole, head + first_row))?;
        if first == 0 {
            flow.anchor(At::Figure, &map.id, format!("{}  {}", map.id, first_words(&map.caption)));
        }
        flow.tree.open(Role::Table);
        let element = (!caption.is_empty()).then(|| flow.tree.add(Role::Caption));
        draw_caption(flow, caption, BLACK, element);
        flow.tree.open(Role::TableHead);
        flow.tree.open(Role::Row);
        flow.tree.add(Role::Cell);
        let heads: Vec<NodeId> =
            self.heads.iter().map(|_| flow.tree.add(Role::ColumnHeader)).collect();
        flow.tree.close();
        flow.tree.close();
        self.draw_head(flow, Some(&heads));
        flow.tree.open(Role::TableBody);
        for (name, cells, row_height) in &rows {
            if *row_height > flow.left_over() {
                flow.next_page()?;
                self.draw_head(flow, None);
            }
            self.draw_row(flow, name, cells, *row_height);
        }
        flow.tree.close();
        flow.tree.close();
        Ok(())
    }

    fn columns(&self) -> impl Iterator<Item = (Length, &Vec<Line>)> {
        self.heads.iter().scan(theme::SIDE + self.name_width, |x, head| {
            let here = *x;
            *x += self.cell_width;
            Some((here, head))
        })
    }

    /// Draws the titles of the columns; without elements they are a repetition, and decoration.
    fn draw_head(&self, flow: &mut Flow<'_>, nodes: Option<&[NodeId]>) {
        let bottom = flow.y() + self.head_height;
        for (at, (x, head)) in self.columns().enumerate() {
            let x = flow.mirrored(x, self.cell_width);
            let draw = |canvas: &mut Canvas, shaper: &Shaper| {
                if self.upright {
                    let mut x = x + (self.cell_width - height(head)) / 2;
                    for line in head {
                        x += line.ascent;
                        let place = (x, bottom - PAD);
                        canvas.text_upwards(shaper, line, theme::RUNNING, BLACK, place);
                        x += line.descent;
                    }
                } else {
                    let place = (x, bottom - PAD - height(head));
                    let centred = Some(self.cell_width);
                    draw_lines(canvas, shaper, head, theme::RUNNING, place, centred);
                }
            };
            match nodes.and_then(|nodes| nodes.get(at)) {
                Some(node) if !head.is_empty() => flow.content(*node, draw),
                _ => {
                    let (canvas, shaper) = flow.draw();
                    draw(canvas, shaper);
                }
            }
        }
        flow.advance(self.head_height);
    }

    fn draw_row(
        &self,
        flow: &mut Flow<'_>,
        name: &[Line],
        cells: &[(&HeatCell, Vec<Line>)],
        row_height: Length,
    ) {
        let y = flow.y();
        let room = (self.name_width - 2 * PAD, flow.right_to_left);
        let left = flow.mirrored(flow.left(), room.0);
        flow.tree.open(Role::Row);
        let node = flow.tree.add(Role::RowHeader);
        let place = (left, y + (row_height - height(name)) / 2);
        if !name.is_empty() {
            flow.content(node, |canvas, shaper| {
                draw_at_start(canvas, shaper, name, CAPTION, place, room);
            });
        }
        for ((x, _), (cell, text)) in self.columns().zip(cells) {
            let x = flow.mirrored(x, self.cell_width);
            let (corner, extent) = ((x, y), (self.cell_width, row_height));
            let node = flow.tree.add(Role::Cell);
            let marked = if cell.mark.is_some() { self.letters.height() } else { 0 };
            let top = y + (row_height - marked - height(text)) / 2;
            let across = cell.mark.map_or(0, |mark| self.letters.width(mark, cell.critical));
            let place = (x + (self.cell_width - across) / 2, top);
            if let Some(mark) = cell.mark {
                let (canvas, _) = flow.draw();
                canvas.fill_box(corner, extent, mark::tint(mark));
                self.letters.draw_shape(canvas, mark, place);
            }
            if cell.mark.is_some() || !text.is_empty() {
                flow.content(node, |canvas, shaper| {
                    if let Some(mark) = cell.mark {
                        self.letters.draw_letter(canvas, shaper, (mark, cell.critical), place);
                    }
                    let place = (x, top + marked);
                    draw_lines(canvas, shaper, text, SMALL, place, Some(self.cell_width));
                });
            }
            let (canvas, _) = flow.draw();
            canvas.outline_box(corner, extent, tenths(5), theme::RULE);
        }
        flow.tree.close();
        // A heavy frame finds a critical gap from a distance; drawn last, over its neighbours.
        for ((x, _), (cell, _)) in self.columns().zip(cells) {
            if cell.critical {
                let inset = tenths(7);
                let x = flow.mirrored(x, self.cell_width);
                let (canvas, _) = flow.draw();
                canvas.outline_box(
                    (x + inset, y + inset),
                    (self.cell_width - 2 * inset, row_height - 2 * inset),
                    tenths(14),
                    BLACK,
                );
            }
        }
        flow.advance(row_height);
    }
}

/// Sets stacked bars on one scale.
pub(super) fn bars(flow: &mut Flow<'_>, bars: &Bars) -> Result<(), PdfError> {
    const BAR: Length = tenths(115);
    const GAP: Length = tenths(55);
    let width = flow.width();
    let mut name_width = pt(50);
    let title = lines(flow, &bars.coverage_title, Style::Bold, SMALL, width * 22 / 100)?;
    let mut coverage_width = title.iter().map(|line| line.width).max().unwrap_or(0);
    for bar in &bars.rows {
        let mut natural = |text: &str, size: Length| -> Result<Length, PdfError> {
            let extent = Prepared::plain(flow.shaper, text, Style::Regular)?.extent(flow.shaper);
            Ok(super::units::em(extent.natural, size) + tenths(2))
        };
        name_width = name_width.max(natural(&bar.name, CAPTION)?);
        coverage_width = coverage_width.max(natural(&bar.coverage, SMALL)?);
    }
    name_width = name_width.min(width * 30 / 100);
    coverage_width = coverage_width.min(width * 22 / 100);
    let left = flow.left();
    let start = left + name_width + pt(8);
    let room = width - name_width - coverage_width - pt(18);
    let most = bars.rows.iter().map(total).max().unwrap_or(0).max(1);
    let letters = Letters::new(flow.shaper, SMALL)?;

    flow.space(FLOAT_GAP);
    let caption = caption_lines(flow, &bars.id, &bars.caption, "")?;
    let head = caption_height(&caption) + height(&title) + PAD;
    let to_right = flow.right_to_left;
    let mut laid = Vec::with_capacity(bars.rows.len());
    for bar in &bars.rows {
        let name = lines(flow, &bar.name, Style::Regular, CAPTION, name_width)?;
        let coverage = lines(flow, &bar.coverage, Style::Regular, SMALL, coverage_width)?;
        let counts = lines(flow, &counts(bar), Style::Regular, SMALL, room)?;
        let tall = (BAR + tenths(10) + height(&counts)).max(height(&name)).max(height(&coverage));
        laid.push((bar, name, coverage, counts, tall));
    }
    let whole = head + laid.iter().map(|(.., tall)| tall + GAP).sum::<Length>();
    let mut first = true;
    for (bar, name, coverage, counts, tall) in laid {
        if std::mem::take(&mut first) {
            flow.reserve(whole_or(flow, whole, head + tall))?;
            figure_caption(flow, &bars.id, &bars.caption, &caption);
            let place = (flow.mirrored(start + room + pt(10), coverage_width), flow.y());
            let extent = (coverage_width, height(&title));
            flow.figure_content(&bars.alt, place, extent, |canvas, shaper| {
                let within = (coverage_width, to_right);
                draw_at_start(canvas, shaper, &title, SMALL, place, within);
            });
            flow.advance(height(&title) + PAD);
        } else {
            flow.reserve(tall)?;
        }
        let y = flow.y();
        let names = flow.mirrored(left, name_width);
        let coverages = flow.mirrored(start + room + pt(10), coverage_width);
        let bar_left = flow.mirrored(start, room);
        flow.figure_content(&bars.alt, (left, y), (width, tall), |canvas, shaper| {
            let mut draw = |words: &[Line], size, x, room| {
                draw_at_start(canvas, shaper, words, size, (x, y), (room, to_right));
            };
            draw(&name, CAPTION, names, name_width);
            draw(&coverage, SMALL, coverages, coverage_width);
            let mut done = 0;
            for (mark, count) in &bar.parts {
                let from = room * done / most;
                done += Length::from(*count);
                let across = room * done / most - from;
                if *count > 0 {
                    let from = if to_right { room - from - across } else { from };
                    let corner = (bar_left + from, y);
                    mark::fill(canvas, *mark, corner, (across, BAR));
                    label(canvas, shaper, &letters, *mark, corner, (across, BAR));
                }
            }
            let place = (bar_left, y + BAR + tenths(10));
            draw_at_start(canvas, shaper, &counts, SMALL, place, (room, to_right));
        });
        flow.advance(tall);
        flow.space(GAP);
    }
    flow.end_figure();
    legend(flow, &bars.legend)?;
    flow.space(FLOAT_GAP);
    Ok(())
}

/// What a figure asks of a page: all of it if it fits on one, else its start.
pub(super) fn whole_or(flow: &Flow<'_>, whole: Length, start: Length) -> Length {
    if whole < flow.capacity() * 9 / 10 { whole } else { start }
}

/// Draws the caption of a figure that starts here, and remembers the place.
pub(super) fn figure_caption(flow: &mut Flow<'_>, id: &str, words: &str, caption: &[Line]) {
    if !id.is_empty() {
        flow.anchor(At::Figure, id, format!("{id}  {}", first_words(words)));
    }
    let element = (!caption.is_empty()).then(|| flow.tree.add(Role::Caption));
    draw_caption(flow, caption, BLACK, element);
}

/// The first words of a caption, for the list of figures.
fn first_words(caption: &str) -> &str {
    caption.split([';', '.', ':']).next().unwrap_or("").trim_end()
}

fn total(bar: &Bar) -> Length {
    bar.parts.iter().map(|(_, count)| Length::from(*count)).sum()
}

/// Counts in words: a narrow part of a bar has no room for its label.
fn counts(bar: &Bar) -> String {
    let counted: Vec<String> = bar
        .parts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(mark, count)| format!("{} {count}", mark.letter()))
        .collect();
    counted.join("   ")
}

/// The mark inside its part of a bar, on a light ground so that hatching does not cross it.
fn label(
    canvas: &mut Canvas,
    shaper: &Shaper,
    letters: &Letters,
    mark: Mark,
    (x, y): (Length, Length),
    (width, height): (Length, Length),
) {
    let across = letters.width(mark, false);
    if across + 4 * PAD > width {
        return;
    }
    let corner = (x + (width - across) / 2, y + (height - letters.height()) / 2);
    canvas.fill_box(
        (corner.0 - tenths(15), y + tenths(12)),
        (across + tenths(30), height - tenths(24)),
        WHITE,
    );
    letters.draw(canvas, shaper, (mark, false), corner);
}

/// Sets what the marks mean, side by side.
fn legend(flow: &mut Flow<'_>, legend: &Legend) -> Result<(), PdfError> {
    if legend.is_empty() {
        return Ok(());
    }
    let size = theme::RUNNING;
    let letters = Letters::new(flow.shaper, size)?;
    let mut rows: Vec<Vec<(Mark, Line, Length)>> = vec![Vec::new()];
    let mut x = 0;
    for (mark, words) in legend {
        let words = single(flow, words, Style::Regular, size)?;
        let width = letters.width(*mark, false) + pt(4) + words.width;
        if x > 0 && x + width > flow.width() {
            rows.push(Vec::new());
            x = 0;
        }
        if let Some(row) = rows.last_mut() {
            row.push((*mark, words, x));
        }
        x += width + pt(16);
    }
    flow.space(tenths(60));
    let tall = letters.height() + tenths(15);
    for row in &rows {
        flow.reserve(tall)?;
        let (left, y) = (flow.left(), flow.y());
        let mut places = Vec::with_capacity(row.len());
        for (mark, words, x) in row {
            let across = letters.width(*mark, false) + pt(4) + words.width;
            let x = flow.mirrored(left + x, across);
            let (canvas, _) = flow.draw();
            letters.draw_shape(canvas, *mark, (x, y));
            places.push((*mark, words, x));
        }
        let node = flow.tree.add(Role::Paragraph);
        flow.content(node, |canvas, shaper| {
            for (mark, words, x) in places {
                letters.draw_letter(canvas, shaper, (mark, false), (x, y));
                let place = (x + letters.width(mark, false) + pt(4), y + words.ascent);
                canvas.text(shaper, words, size, SOFT, place);
            }
        });
        flow.advance(tall);
    }
    Ok(())
}
