//! Where the crossing points lie to each other: a sketch without a map under it, so that no border
//! is drawn that somebody disputes.

use bigdecimal::{BigDecimal, RoundingMode, ToPrimitive};

use super::App;
use super::coordinates::{Axis, Span};

/// A crossing point on the sketch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Its index.
    pub point: usize,
    /// Columns from the west.
    pub x: usize,
    /// Rows from the north.
    pub y: usize,
}

impl App {
    /// The crossing points on a sketch of so many columns and rows, and how many have no
    /// coordinates or lie far off. `None` when there are not two to show.
    #[must_use]
    pub fn sketch(&self, columns: usize, rows: usize) -> Option<(Vec<Spot>, usize)> {
        let of = |n: usize, axis: Axis| -> Option<BigDecimal> {
            let subjects = &self.assessment.points[n].subjects;
            let text = subjects.iter().find_map(|&s| self.survey.text(s, axis.attribute()));
            text?.parse().ok()
        };
        let all = 0..self.assessment.points.len();
        let placed: Vec<(usize, BigDecimal, BigDecimal)> = all
            .filter_map(|n| Some((n, of(n, Axis::Longitude)?, of(n, Axis::Latitude)?)))
            .collect();
        let east: Vec<BigDecimal> = placed.iter().map(|p| p.1.clone()).collect();
        let north: Vec<BigDecimal> = placed.iter().map(|p| p.2.clone()).collect();
        let (across, along) = (Span::of(&east)?, Span::of(&north)?);
        let near: Vec<&(usize, BigDecimal, BigDecimal)> =
            placed.iter().filter(|p| across.contains(&p.1) && along.contains(&p.2)).collect();
        let west = near.iter().map(|p| &p.1).min()?;
        let wide = near.iter().map(|p| &p.1).max()? - west;
        let top = near.iter().map(|p| &p.2).max()?;
        let high = top - near.iter().map(|p| &p.2).min()?;
        let at = |part: BigDecimal, whole: &BigDecimal, cells: usize| -> usize {
            if *whole == 0 || cells < 2 {
                return cells / 2;
            }
            let cells = BigDecimal::from(cells as u64 - 1);
            let cell = (part * cells / whole).with_scale_round(0, RoundingMode::HalfUp);
            cell.to_usize().unwrap_or(0)
        };
        let spots: Vec<Spot> = near
            .iter()
            .map(|(n, east, north)| Spot {
                point: *n,
                x: at(east - west, &wide, columns),
                y: at(top - north, &high, rows),
            })
            .collect();
        let off = self.assessment.points.len() - spots.len();
        (spots.len() >= 2).then_some((spots, off))
    }
}
