//! The gap summary for a terminal: roll-ups, heat map and, where it fits, every cell.

use std::fmt::Write;

use super::gaps::GapTable;
use crate::judge::{Totals, per_cent};
use crate::model::{Interval, Verdict};
use crate::t;
use crate::words;

/// Most crossing points whose cells are set side by side.
const COLUMNS: usize = 8;

/// Roll-ups by crossing point, the heat map, and the verdict of each requirement.
#[must_use]
pub fn summary(table: &GapTable<'_>) -> String {
    let mut out = String::new();
    roll_ups(&mut out, table);
    heat_map(&mut out, table);
    if table.points.len() <= COLUMNS {
        cells(&mut out, table);
    }
    out
}

fn roll_ups(out: &mut String, table: &GapTable<'_>) {
    let header = [
        "",
        t!("met"),
        t!("partly"),
        t!("not met"),
        t!("not assessed"),
        t!("n/a"),
        t!("applicable"),
        t!("decided %"),
        t!("met %"),
    ];
    let row = |name: &str, totals: &Totals| {
        let (coverage, range) = (totals.coverage(), totals.met_range());
        let percent = |n, of| per_cent(n, of).map_or("-".to_owned(), |p| p.to_string());
        let mut cells = vec![name.to_owned()];
        for verdict in Verdict::ALL {
            cells.push(totals.count(verdict).to_string());
        }
        cells.push(totals.applicable().to_string());
        cells.push(percent(coverage.decided, coverage.applicable));
        cells.push(format!("{}-{}", percent(range.low, range.of), percent(range.high, range.of)));
        cells
    };
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    rows.extend(table.points.iter().map(|p| row(&p.code, &p.totals)));
    rows.push(row(t!("all"), &table.totals));
    aligned(out, &rows, true);
}

fn heat_map(out: &mut String, table: &GapTable<'_>) {
    let vocabulary = &table.profile.vocabulary;
    let used: Vec<&str> = vocabulary
        .categories
        .iter()
        .map(|c| c.key.as_str())
        .filter(|k| table.profile.requirements.iter().any(|r| r.category == *k))
        .collect();
    let mut rows =
        vec![std::iter::once("").chain(used.iter().copied()).map(str::to_owned).collect()];
    for point in &table.points {
        let mut row = vec![point.code.clone()];
        for &category in &used {
            row.push(point.by_category.get(category).map_or(String::new(), heat));
        }
        rows.push(row);
    }
    let _ = writeln!(
        out,
        "\n{}",
        t!(
            "Worst verdict by category, met/applicable, +n? not assessed, ! a critical requirement \
             is not met"
        )
    );
    aligned(out, &rows, false);
}

fn heat(totals: &Totals) -> String {
    let Some(worst) = totals.worst() else { return String::new() };
    let bang = if totals.critical() { "!" } else { "" };
    let mut text = format!("{}{bang}", words::mark(worst));
    if totals.applicable() > 0 {
        let _ = write!(text, " {}/{}", totals.count(Verdict::Met), totals.applicable());
    }
    match totals.count(Verdict::NotAssessed) {
        0 => {}
        n => {
            let _ = write!(text, " +{n}?");
        }
    }
    text
}

/// One row for each requirement, one column for each crossing point: the mark and the shortfall.
fn cells(out: &mut String, table: &GapTable<'_>) {
    let mut rows: Vec<Vec<String>> = vec![
        std::iter::once(String::new()).chain(table.points.iter().map(|p| p.code.clone())).collect(),
    ];
    for requirement in &table.profile.requirements {
        let mut row = vec![requirement.id.clone()];
        for point in &table.points {
            let found = point
                .lines
                .iter()
                .filter(|l| l.requirement.id == requirement.id)
                .max_by_key(|l| l.verdict.rank());
            row.push(found.map_or(String::new(), |line| {
                let shortfall = line.shortfall.filter(|&s| s != Interval::ZERO).map(short);
                let mark = words::mark(line.verdict);
                shortfall.map_or_else(|| mark.to_owned(), |s| format!("{mark} {s}"))
            }));
        }
        rows.push(row);
    }
    let _ = writeln!(out, "\n{}", t!("Verdict of each requirement, and how many are missing"));
    aligned(out, &rows, false);
}

fn short(shortfall: Interval) -> String {
    match shortfall.max {
        Some(max) if max == shortfall.min => max.to_string(),
        Some(max) => format!("{}-{max}", shortfall.min),
        None => format!("{}+", shortfall.min),
    }
}

/// Rows with their columns aligned: the first to the left, the others to the right if `numbers`.
fn aligned(out: &mut String, rows: &[Vec<String>], numbers: bool) {
    use unicode_width::UnicodeWidthStr;
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|c| rows.iter().filter_map(|r| r.get(c)).map(|t| t.width()).max().unwrap_or(0))
        .collect();
    for row in rows {
        let mut line = String::new();
        for (n, (text, &width)) in row.iter().zip(&widths).enumerate() {
            let pad = " ".repeat(width.saturating_sub(text.width()));
            if n > 0 {
                line.push_str("  ");
            }
            if numbers && n > 0 {
                line.push_str(&pad);
                line.push_str(text);
            } else {
                line.push_str(text);
                line.push_str(&pad);
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}
