//! Tables over pages. Knows cells, columns and the flow of pages.
//!
//! The header row is repeated on each page; a row is split only when it is taller than a page; a
//! group row stays with the row below it.

use std::collections::VecDeque;

use super::cells::{CellBox, RowBox, layout_row};
use super::columns::{Demand, fits, is_comfortable, widths};
use super::error::PdfError;
use super::flow::{At, Flow, Link};
use super::mark::Letters;
use super::paragraph::{Extent, Line, Prepared};
use super::shape::Shaper;
use super::structure::{Extra, NodeId, Role};
use super::theme::{
    self, BLACK, CAPTION_GAP, CELL_SIDE, CELL_TOP, FLOAT_GAP, Ink, SOFT, TABLE_SIZES,
};
use super::units::{Length, em, mm, pt, tenths};
use crate::report::document::{Align, Cell, Column, Row, RowKind, Run, Style, Table};

/// Rows beyond this number are measured only in part; long words break anyway.
const MEASURED_ROWS: usize = 3000;

/// Rows that are laid out before the one that is put.
const AHEAD: usize = 3;

/// How many of the rows after one stay on its page: a title stays with its group, and no row stands
/// alone at the start or the end of a table.
fn followers(rows: &[Row], at: usize) -> usize {
    let next = || followers(rows, at + 1) + 1;
    match rows.get(at).map(|row| row.kind) {
        Some(RowKind::Group) => next(),
        Some(RowKind::Body) if at + 2 == rows.len() => 1,
        Some(RowKind::Body) if at == 0 && rows.len() > 1 => next(),
        _ => 0,
    }
    .min(AHEAD)
}

/// Looks of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Looks {
    /// Header row, ruled rows.
    Ruled,
    /// Names and values.
    Plain,
}

/// Columns of a table once their widths are known.
struct Grid {
    size: Length,
    left: Length,
    widths: Vec<Length>,
    aligns: Vec<Align>,
    letters: Letters,
    looks: Looks,
}

/// Sets a table with its caption.
pub(super) fn table(flow: &mut Flow<'_>, table: &Table) -> Result<(), PdfError> {
    if table.columns.is_empty() {
        return Ok(());
    }
    let grid = Grid::new(flow, &table.columns, &table.rows, Looks::Ruled)?;
    let titles: Vec<Cell> =
        table.columns.iter().map(|column| Cell::from(column.title.as_str())).collect();
    let header = grid.row(flow, &titles, Style::Bold)?;
    let caption = caption_lines(flow, &table.id, &table.caption, "")?;
    let again = if table.rows.is_empty() {
        Vec::new()
    } else {
        let continued = format!(" {}", flow.shaper.own.continued);
        caption_lines(flow, &table.id, &table.caption, &continued)?
    };
    let mut setter = Setter {
        grid: &grid,
        header: Some(header),
        again: &again,
        striped: false,
        name: (&table.id, &table.caption),
    };
    flow.space(FLOAT_GAP);
    setter.rows(flow, &table.rows, &caption)?;
    flow.space(FLOAT_GAP);
    Ok(())
}

/// Sets names with values.
pub(super) fn key_values(
    flow: &mut Flow<'_>,
    pairs: &[(String, Vec<Run>)],
) -> Result<(), PdfError> {
    let columns = [Column::narrow(""), Column::new("")];
    let rows: Vec<Row> = pairs
        .iter()
        .map(|(key, value)| {
            Row::new(vec![Cell::from(Run::bold(key.as_str())), Cell::runs(value.clone())])
        })
        .collect();
    let grid = Grid::new(flow, &columns, &rows, Looks::Plain)?;
    let mut setter =
        Setter { grid: &grid, header: None, again: &[], striped: false, name: ("", "") };
    flow.space(theme::PARAGRAPH_GAP);
    setter.rows(flow, &rows, &[])?;
    flow.space(FLOAT_GAP);
    Ok(())
}

/// Lines of a caption: the id, then the words. Empty without either.
pub(super) fn caption_lines(
    flow: &mut Flow<'_>,
    id: &str,
    caption: &str,
    more: &str,
) -> Result<Vec<Line>, PdfError> {
    if id.is_empty() && caption.is_empty() {
        return Ok(Vec::new());
    }
    let mut runs = Vec::new();
    if !id.is_empty() {
        runs.push(Run::bold(format!("{id}  ")));
    }
    runs.push(Run::new(caption));
    runs.push(Run::italic(more));
    let width = flow.width();
    Prepared::new(flow.shaper, &runs, Style::Regular)?.lines(flow.shaper, theme::CAPTION, width)
}

/// Height of a caption with the gap below it.
pub(super) fn caption_height(caption: &[Line]) -> Length {
    let gap = if caption.is_empty() { 0 } else { CAPTION_GAP };
    caption.iter().map(Line::height).sum::<Length>() + gap
}

/// Draws a caption whose space has been reserved, as the content of an element; without one it is
/// a repetition, and decoration.
pub(super) fn draw_caption(
    flow: &mut Flow<'_>,
    caption: &[Line],
    ink: Ink,
    element: Option<NodeId>,
) {
    if !caption.is_empty() {
        let place = (flow.left(), flow.width());
        let to_right = flow.right_to_left;
        flow.lines_at(element, caption, (theme::CAPTION, ink), place, to_right);
        flow.advance(CAPTION_GAP);
    }
}

impl Grid {
    fn new(
        flow: &mut Flow<'_>,
        columns: &[Column],
        rows: &[Row],
        looks: Looks,
    ) -> Result<Self, PdfError> {
        let width = flow.width();
        let mut chosen = None;
        // Measured in thousandths of an em, so one pass serves every size.
        let measured = measure(flow.shaper, columns, rows)?;
        for size in TABLE_SIZES {
            if looks == Looks::Plain {
                chosen = Some((theme::CAPTION, demands(&measured, columns, theme::CAPTION)));
                break;
            }
            let demands = demands(&measured, columns, size);
            let enough = fits(&demands, width) && is_comfortable(&demands, width);
            chosen = Some((size, demands));
            if enough {
                break;
            }
        }
        let (size, mut demands) = chosen.unwrap_or_default();
        if let (Looks::Plain, Some(key)) = (looks, demands.first_mut()) {
            // Values of all fact sheets of a report start at one edge.
            let edge = (width * 30 / 100).max(key.narrowest.min(width * 45 / 100));
            *key = Demand { narrowest: edge, natural: edge, usual: edge, weight: 0 };
        }
        Ok(Self {
            size,
            left: flow.left(),
            widths: widths(&demands, width),
            aligns: columns.iter().map(|column| column.align).collect(),
            letters: Letters::new(flow.shaper, size)?,
            looks,
        })
    }

    fn row(&self, flow: &mut Flow<'_>, cells: &[Cell], base: Style) -> Result<RowBox, PdfError> {
        layout_row(flow.shaper, &self.letters, cells, &self.widths, (self.size, base))
    }

    fn width(&self) -> Length {
        self.widths.iter().sum()
    }

    fn body_row(&self, flow: &mut Flow<'_>, row: &Row) -> Result<RowBox, PdfError> {
        match row.kind {
            RowKind::Body => self.row(flow, &row.cells, Style::Regular),
            RowKind::Group => {
                let cells = row.cells.get(..1).unwrap_or_default();
                let wide = [self.width()];
                layout_row(flow.shaper, &self.letters, cells, &wide, (self.size, Style::Bold))
            }
        }
    }
}

/// What a column asks for, in thousandths of an em and apart from marks.
#[derive(Default)]
struct Measured {
    title: Extent,
    cells: Extent,
    usual: i64,
    mark: i64,
}

fn measure(
    shaper: &mut Shaper,
    columns: &[Column],
    rows: &[Row],
) -> Result<Vec<Measured>, PdfError> {
    let mut measured = Vec::with_capacity(columns.len());
    // At a size of one point its lengths are thousandths of an em.
    let letters = Letters::new(shaper, pt(1))?;
    let step = rows.len().div_ceil(MEASURED_ROWS).max(1);
    for (at, column) in columns.iter().enumerate() {
        let title = Prepared::plain(shaper, &column.title, Style::Bold)?.extent(shaper);
        let mut column = Measured { title, ..Measured::default() };
        let (mut words, mut lengths, mut count) = (0, 0, 0);
        for row in rows.iter().step_by(step).filter(|row| row.kind == RowKind::Body) {
            let Some(cell) = row.cells.get(at) else { continue };
            let extent = Prepared::new(shaper, &cell.runs, Style::Regular)?.extent(shaper);
            column.cells.narrowest = column.cells.narrowest.max(extent.narrowest);
            column.cells.natural = column.cells.natural.max(extent.natural);
            if let Some(mark) = cell.mark {
                column.mark = column.mark.max(letters.indent(mark, cell.critical));
            }
            // Empty cells say nothing on how wide the others are.
            if extent.natural > 0 || cell.mark.is_some() {
                words += extent.narrowest;
                lengths += extent.natural;
                count += 1;
            }
        }
        // One freak word is cut rather than allowed to rule the column, and a long title breaks.
        let usual_word = words / count.max(1);
        column.cells.narrowest = column.cells.narrowest.min(usual_word * 3).min(14_000);
        column.title.natural = title.natural.min(10_000).max(title.narrowest);
        column.usual = lengths / count.max(1);
        measured.push(column);
    }
    Ok(measured)
}

fn demands(measured: &[Measured], columns: &[Column], size: Length) -> Vec<Demand> {
    measured
        .iter()
        .zip(columns)
        .map(|(measured, column)| {
            let mark = em(measured.mark, size);
            // A trifle more than needed keeps rounding from breaking a line that fits.
            let sides = 2 * CELL_SIDE + tenths(2);
            let least = mm(i64::from(column.min_width));
            let widest = |title: i64, cells: i64| {
                (em(title, size) + sides).max(em(cells, size) + sides + mark).max(least)
            };
            let usual = widest(measured.title.narrowest, measured.usual);
            let natural = widest(measured.title.natural, measured.cells.natural);
            Demand {
                narrowest: widest(measured.title.narrowest, measured.cells.narrowest),
                // A narrow column follows its usual cell, not the longest.
                natural: if column.weight == 0 { natural.min(usual * 2) } else { natural },
                usual,
                weight: i64::from(column.weight),
            }
        })
        .collect()
}

/// Puts rows on pages.
struct Setter<'t> {
    grid: &'t Grid,
    header: Option<RowBox>,
    again: &'t [Line],
    striped: bool,
    name: (&'t str, &'t str),
}

impl Setter<'_> {
    fn rows(
        &mut self,
        flow: &mut Flow<'_>,
        rows: &[Row],
        caption: &[Line],
    ) -> Result<(), PdfError> {
        let head = caption_height(caption) + self.header_height();
        let room = flow.capacity() - head;
        let mut ahead: VecDeque<RowBox> = VecDeque::new();
        let mut first = true;
        flow.tree.open(Role::Table);
        for (at, row) in rows.iter().enumerate() {
            while ahead.len() <= AHEAD
                && let Some(row) = rows.get(at + ahead.len())
            {
                ahead.push_back(self.grid.body_row(flow, row)?);
            }
            let Some(laid) = ahead.pop_front() else { break };
            let together = followers(rows, at).min(ahead.len());
            let follower = ahead.iter().take(together).map(|row| row.height).sum::<Length>();
            let follower = follower.min(room / 2);
            if std::mem::take(&mut first) {
                let least = (laid.height + follower).min(room.max(pt(1)));
                let least = if laid.height > room { pt(60).min(least) } else { least };
                flow.reserve(head + least)?;
                self.head(flow, caption);
                flow.tree.open(Role::TableBody);
            }
            let nodes = self.elements(flow, row);
            self.put(flow, row, &laid, follower, &nodes)?;
        }
        if first {
            flow.reserve(head)?;
            self.head(flow, caption);
        } else {
            flow.tree.close();
        }
        flow.tree.close();
        Ok(())
    }

    /// Caption and header row, where the table starts.
    fn head(&self, flow: &mut Flow<'_>, caption: &[Line]) {
        let (id, words) = self.name;
        if !id.is_empty() {
            flow.anchor(At::Table, id, format!("{id}  {words}"));
        }
        let element = (!caption.is_empty()).then(|| flow.tree.add(Role::Caption));
        draw_caption(flow, caption, BLACK, element);
        if let Some(header) = &self.header {
            flow.tree.open(Role::TableHead);
            flow.tree.open(Role::Row);
            let nodes: Vec<NodeId> =
                header.cells.iter().map(|_| flow.tree.add(Role::ColumnHeader)).collect();
            flow.tree.close();
            flow.tree.close();
            self.draw_header(flow, Some(&nodes));
        }
    }

    /// The elements of a row's cells. The first cell names the row.
    fn elements(&self, flow: &mut Flow<'_>, row: &Row) -> Vec<NodeId> {
        flow.tree.open(Role::Row);
        let nodes = match row.kind {
            RowKind::Group => {
                let node = flow.tree.add(Role::ColumnHeader);
                flow.tree.extra(node, Extra::Span(self.grid.widths.len()));
                vec![node]
            }
            RowKind::Body => (0..row.cells.len().min(self.grid.widths.len()))
                .map(|at| flow.tree.add(if at == 0 { Role::RowHeader } else { Role::Cell }))
                .collect(),
        };
        flow.tree.close();
        nodes
    }

    fn put(
        &mut self,
        flow: &mut Flow<'_>,
        row: &Row,
        laid: &RowBox,
        follower: Length,
        nodes: &[NodeId],
    ) -> Result<(), PdfError> {
        let fresh = flow.capacity() - self.repeated_height(flow);
        if laid.height + follower > flow.left_over() && laid.height <= fresh {
            self.turn(flow)?;
        }
        self.striped = row.kind == RowKind::Body && !self.striped;
        // A start of a few lines at the end of a page helps nobody.
        if laid.height > flow.left_over() && flow.left_over() < pt(60).min(fresh) {
            self.turn(flow)?;
        }
        if let Some(anchor) = &row.anchor {
            flow.anchor(At::Row, anchor, "");
        }
        if laid.height <= flow.left_over() {
            self.links(flow, row, laid, nodes);
            self.draw_row(flow, row.kind, laid, nodes);
            return Ok(());
        }
        let mut from = vec![0; laid.cells.len()];
        loop {
            let slice = laid.slice(&mut from, flow.left_over());
            self.draw_row(flow, row.kind, &slice, nodes);
            if laid.is_done(&from) {
                return Ok(());
            }
            self.turn(flow)?;
        }
    }

    /// Links of the cells that lead somewhere: the whole cell each, or a share of its lines.
    fn links(&self, flow: &mut Flow<'_>, row: &Row, laid: &RowBox, nodes: &[NodeId]) {
        let mut x = self.grid.left;
        for (((cell, laid), width), node) in
            row.cells.iter().zip(&laid.cells).zip(&self.grid.widths).zip(nodes)
        {
            let corner = (flow.mirrored(x, *width), flow.y());
            x += width;
            let text: Length = laid.lines.iter().map(Line::height).sum();
            let count = Length::try_from(cell.links.len()).unwrap_or(1).max(1);
            for (at, (target, words)) in (0..).zip(&cell.links) {
                flow.tree.reopen(*node);
                let node = flow.tree.add(Role::Link);
                flow.tree.close();
                flow.link(Link {
                    corner: (corner.0, corner.1 + CELL_TOP + text * at / count),
                    extent: (*width, text / count),
                    target: target.clone(),
                    words: words.clone(),
                    node,
                });
            }
        }
    }

    fn turn(&self, flow: &mut Flow<'_>) -> Result<(), PdfError> {
        flow.next_page()?;
        if self.repeats(flow) {
            draw_caption(flow, self.again, SOFT, None);
            self.draw_header(flow, None);
        }
        Ok(())
    }

    /// A header that would fill much of each page is not worth repeating.
    fn repeats(&self, flow: &Flow<'_>) -> bool {
        self.header_height() + caption_height(self.again) < flow.capacity() / 3
    }

    fn repeated_height(&self, flow: &Flow<'_>) -> Length {
        if self.repeats(flow) { self.header_height() + caption_height(self.again) } else { 0 }
    }

    fn header_height(&self) -> Length {
        self.header.as_ref().map_or(0, |header| header.height)
    }

    /// Draws the header row; without elements it is a repetition, and decoration.
    fn draw_header(&self, flow: &mut Flow<'_>, nodes: Option<&[NodeId]>) {
        let Some(header) = &self.header else { return };
        let (left, width, y) = (self.grid.left, self.grid.width(), flow.y());
        let bottom = y + header.height;
        let accent = flow.shaper.accent;
        let (canvas, _) = flow.draw();
        canvas.fill_box((left, y), (width, header.height), theme::HEAD_FILL);
        let line = [(left, bottom), (left + width, bottom)];
        canvas.polyline(&line, tenths(8), accent);
        self.draw_cells(flow, header, &self.grid.widths, nodes);
        flow.advance(header.height);
    }

    fn draw_row(&self, flow: &mut Flow<'_>, kind: RowKind, row: &RowBox, nodes: &[NodeId]) {
        let (left, width, y) = (self.grid.left, self.grid.width(), flow.y());
        let height = row.height;
        let (canvas, _) = flow.draw();
        let fill = match kind {
            RowKind::Group => Some(theme::GROUP_FILL),
            RowKind::Body if self.striped || self.grid.looks == Looks::Plain => None,
            RowKind::Body => Some(theme::ZEBRA_FILL),
        };
        if let Some(fill) = fill {
            canvas.fill_box((left, y), (width, height), fill);
        }
        let mut rule = |y: Length| {
            canvas.polyline(&[(left, y), (left + width, y)], tenths(4), theme::RULE);
        };
        if fill == Some(theme::ZEBRA_FILL) {
            // The fill covered half of the rule of the row above.
            rule(y);
        }
        rule(y + height);
        match kind {
            RowKind::Body => self.draw_cells(flow, row, &self.grid.widths, Some(nodes)),
            RowKind::Group => self.draw_cells(flow, row, &[width], Some(nodes)),
        }
        flow.advance(height);
    }

    fn draw_cells(
        &self,
        flow: &mut Flow<'_>,
        row: &RowBox,
        widths: &[Length],
        nodes: Option<&[NodeId]>,
    ) {
        let y = flow.y();
        // Names without a grid around them stand flush with the text.
        let inset = if self.grid.looks == Looks::Plain { CELL_SIDE } else { 0 };
        let mut x = self.grid.left - inset;
        for (at, ((cell, width), align)) in
            row.cells.iter().zip(widths).zip(&self.grid.aligns).enumerate()
        {
            let node = nodes.and_then(|nodes| nodes.get(at)).copied();
            let place = (flow.mirrored(x, *width), y);
            self.draw_cell(flow, cell, *align, place, *width, node);
            x += width;
        }
    }

    fn draw_cell(
        &self,
        flow: &mut Flow<'_>,
        cell: &CellBox,
        align: Align,
        (x, y): (Length, Length),
        width: Length,
        node: Option<NodeId>,
    ) {
        let mirrored = flow.right_to_left;
        let (x, y, room) = (x + CELL_SIDE, y + CELL_TOP, width - 2 * CELL_SIDE);
        let mark = cell.mark.map(|mark| {
            let across = self.grid.letters.width(mark.0, mark.1);
            (mark, (if mirrored { x + room - across } else { x }, y))
        });
        let (canvas, _) = flow.draw();
        if let Some(((mark, _), place)) = mark {
            self.grid.letters.draw_shape(canvas, mark, place);
        }
        let text_x = if mirrored { x } else { x + cell.indent };
        let room = room - cell.indent;
        let draw = |canvas: &mut super::canvas::Canvas, shaper: &Shaper| {
            if let Some((mark, place)) = mark {
                self.grid.letters.draw_letter(canvas, shaper, mark, place);
            }
            let mut y = y;
            for line in &cell.lines {
                let spare = (room - line.width).max(0);
                let shift = match align {
                    Align::Start if cell.right_to_left || mirrored => spare,
                    Align::Start => 0,
                    Align::Center => spare / 2,
                    Align::End if mirrored => 0,
                    Align::End => spare,
                };
                let place = (text_x + shift, y + line.ascent);
                canvas.text(shaper, line, self.grid.size, BLACK, place);
                y += line.height();
            }
        };
        match node {
            Some(node) if mark.is_some() || cell.lines.iter().any(|l| !l.words.is_empty()) => {
                flow.content(node, draw);
            }
            _ => {
                let (canvas, shaper) = flow.draw();
                draw(canvas, shaper);
            }
        }
    }
}
