//! How wide the columns of a table are. Pure arithmetic over what the content asks for.

use super::units::{Length, pt};

/// What one column asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Demand {
    /// Width that breaks no word.
    pub(super) narrowest: Length,
    /// Width that breaks no line.
    pub(super) natural: Length,
    /// Width of the usual cell on one line.
    pub(super) usual: Length,
    /// Share of spare width; 0 for a column that is never wider than its content.
    pub(super) weight: i64,
}

/// Whether all words fit unbroken.
pub(super) fn fits(demands: &[Demand], width: Length) -> bool {
    demands.iter().map(|demand| demand.narrowest).sum::<Length>() <= width
}

/// Whether columns of text have room for some words in a line, beside columns that are never wider
/// than their content.
pub(super) fn is_comfortable(demands: &[Demand], width: Length) -> bool {
    const WORDS: Length = pt(30);
    let wished = demands.iter().map(|demand| match demand.weight {
        0 => demand.natural.max(demand.narrowest),
        weight => demand.natural.min(WORDS * weight.min(3)).max(demand.narrowest),
    });
    wished.sum::<Length>() <= width
}

/// Widths that fill `width` exactly.
pub(super) fn widths(demands: &[Demand], width: Length) -> Vec<Length> {
    let natural: Vec<Length> =
        demands.iter().map(|demand| demand.natural.max(demand.narrowest)).collect();
    let narrowest: Vec<Length> = demands.iter().map(|demand| demand.narrowest).collect();
    let mut widths = if natural.iter().sum::<Length>() <= width {
        let share: Vec<i64> = demands
            .iter()
            .zip(&natural)
            .map(|(demand, natural)| demand.weight.min(100) * natural)
            .collect();
        share_out(&natural, &share, width)
    } else if fits(demands, width) {
        compete(demands, &natural, width)
    } else {
        shrink(&narrowest, width)
    };
    // Division leaves some thousandths of a point.
    let rest = width - widths.iter().sum::<Length>();
    if let Some(widest) = widths.iter_mut().max() {
        *widest += rest;
    }
    widths
}

/// Columns that are content with their fair share or less get what they ask for; the others divide
/// the rest. A share grows with the root of the usual content, so that a column of long remarks
/// gets more but does not starve the others.
fn compete(demands: &[Demand], natural: &[Length], width: Length) -> Vec<Length> {
    // Columns that are never wider than their content get it first, where enough is left.
    let firm = |demand: &Demand| demand.weight == 0;
    let least = demands.iter().zip(natural);
    let least: Length =
        least.map(|(demand, natural)| if firm(demand) { *natural } else { demand.narrowest }).sum();
    let mut settled: Vec<Option<Length>> = vec![None; demands.len()];
    if least <= width * 9 / 10 && !demands.iter().all(firm) {
        for ((settled, demand), natural) in settled.iter_mut().zip(demands).zip(natural) {
            *settled = firm(demand).then_some(*natural);
        }
    }
    let claims: Vec<i64> = demands
        .iter()
        .zip(&settled)
        .map(|(demand, settled)| match settled {
            Some(_) => 0,
            None => demand.weight.clamp(1, 100) * demand.usual.clamp(1000, width.max(1000)).isqrt(),
        })
        .collect();
    loop {
        let open = || claims.iter().zip(&settled).filter(|(_, settled)| settled.is_none());
        let total = open().map(|(claim, _)| claim).sum::<i64>().max(1);
        let left = (width - settled.iter().flatten().sum::<Length>()).max(0);
        let fair = |at: usize| left * claims[at] / total;
        let find = |wanted: &dyn Fn(usize) -> bool| {
            (0..demands.len()).find(|at| settled[*at].is_none() && wanted(*at))
        };
        let needed: Length = (0..demands.len())
            .filter(|at| settled[*at].is_none())
            .map(|at| demands[at].narrowest)
            .sum();
        let affordable = |at: usize| natural[at] + needed - demands[at].narrowest <= left;
        // Too little comes first: what such a column takes is missing for all others.
        if let Some(at) = find(&|at| fair(at) < demands[at].narrowest) {
            settled[at] = Some(demands[at].narrowest);
        } else if let Some(at) = find(&|at| fair(at) * 4 / 3 >= natural[at] && affordable(at)) {
            // A little more than its share, where that saves every broken line of the column.
            settled[at] = Some(natural[at]);
        } else {
            let widths: Vec<Length> = settled
                .iter()
                .enumerate()
                .map(|(at, settled)| settled.unwrap_or_else(|| fair(at)))
                .collect();
            return share_out(&widths, &claims, width);
        }
    }
}

/// Adds what is left of `width` in proportion to `share`; in proportion to the base without any.
fn share_out(base: &[Length], share: &[i64], width: Length) -> Vec<Length> {
    let spare = (width - base.iter().sum::<Length>()).max(0);
    let total: i64 = share.iter().sum();
    if total == 0 {
        let total = base.iter().sum::<Length>().max(1);
        return base.iter().map(|base| base + spare * base / total).collect();
    }
    base.iter().zip(share).map(|(base, share)| base + spare * share / total).collect()
}

/// Cuts the widest columns down to one common width until all fit.
fn shrink(narrowest: &[Length], width: Length) -> Vec<Length> {
    let mut sorted = narrowest.to_vec();
    sorted.sort_unstable();
    let mut left = width;
    let mut cap = 0;
    for (at, column) in sorted.iter().enumerate() {
        let columns = Length::try_from(sorted.len() - at).unwrap_or(1);
        cap = left / columns;
        if *column >= cap {
            break;
        }
        left -= column;
    }
    narrowest.iter().map(|column| (*column).min(cap)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demand(narrowest: i64, natural: i64, weight: i64) -> Demand {
        Demand { narrowest: pt(narrowest), natural: pt(natural), usual: pt(natural), weight }
    }

    #[test]
    fn widths_fill_the_line_in_every_case() {
        for (first, second) in [(20, 40), (200, 900), (900, 2000)] {
            let demands = [demand(first, second, 1), demand(30, 60, 0), demand(25, 500, 2)];
            let widths = widths(&demands, pt(500));
            assert_eq!(widths.iter().sum::<Length>(), pt(500), "{widths:?}");
            assert!(widths.iter().all(|width| *width >= pt(20)), "{widths:?}");
        }
    }

    #[test]
    fn spare_width_goes_to_columns_that_want_it() {
        let widths = widths(&[demand(20, 40, 0), demand(20, 100, 1)], pt(300));
        assert_eq!(widths, [pt(40), pt(260)]);
    }

    #[test]
    fn a_long_column_does_not_starve_a_short_one() {
        let demands = [demand(40, 60, 0), demand(40, 9000, 2), demand(35, 120, 1)];
        let widths = widths(&demands, pt(490));
        assert!(widths[0] == pt(60) && widths[2] > pt(75), "{widths:?}");
    }

    #[test]
    fn narrow_columns_take_no_more_than_they_need() {
        let mut demands = vec![demand(20, 30, 0); 8];
        demands.push(demand(45, 300, 3));
        demands.push(demand(45, 900, 4));
        let widths = widths(&demands, pt(500));
        assert!(widths[..8].iter().all(|width| *width == pt(30)), "{widths:?}");
        assert!(widths[8] > pt(90) && widths[9] > widths[8], "{widths:?}");
    }

    #[test]
    fn words_stay_whole_when_they_can() {
        let demands = [demand(80, 90, 0), demand(60, 4000, 1)];
        let widths = widths(&demands, pt(300));
        assert!(widths[0] >= pt(80) && widths[1] >= pt(60), "{widths:?}");
    }
}
