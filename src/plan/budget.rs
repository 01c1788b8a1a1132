//! What closes the most severity-weighted gaps for the money.
//!
//! Counted is what can surely be paid: the high end of the capital cost, of remedies that are
//! feasible now or after preparation. Works are paid once at a crossing point. Below
//! [`EXACT`] bundles to choose from every choice is tried; above, the rule is greedy: again and
//! again the bundle, with the preparation that is not there yet, that closes the most for its
//! money and still fits. Ties go to what costs less, then to the first by id.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use bigdecimal::BigDecimal;

use super::option::{preparations, weight};
use super::{Bundle, Plan};

/// Below so many bundles every choice is tried.
pub const EXACT: usize = 20;

/// How a choice within a budget was found, and what it could not choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Whether every choice was tried.
    pub exact: bool,
    /// The weight of the gaps that it closes.
    pub weight: u64,
    /// What it surely costs at most.
    pub spent: BigDecimal,
    /// Bundles that could not be chosen because they are not, or not wholly, costed.
    pub not_costed: usize,
    /// Bundles that could not be chosen because it is not known whether they are feasible.
    pub undetermined: usize,
    /// Works that come first in the choice and are not costed: they come on top.
    pub works_not_costed: usize,
}

/// What can be chosen.
struct Shelf {
    /// For each bundle: its price, if it can be chosen.
    own: Vec<Option<BigDecimal>>,
    /// For each bundle: the works that it waits for, as indices of `works`.
    needs: Vec<Vec<usize>>,
    /// The price of each work.
    works: Vec<BigDecimal>,
    /// For each bundle: the bundles that come first.
    before: Vec<Vec<usize>>,
    weights: Vec<u64>,
    /// Bundles that share works or preparation with a bundle, itself among them.
    beside: Vec<usize>,
}

/// Chooses bundles for a budget.
pub(super) fn spend(plan: &Plan<'_>, budget: &BigDecimal) -> (BTreeSet<usize>, Found) {
    let shelf = shelf(plan);
    let candidates: Vec<usize> =
        (0..plan.bundles.len()).filter(|&n| shelf.own[n].is_some()).collect();
    let exact = candidates.len() < EXACT;
    let taken =
        if exact { best(&shelf, &candidates, budget) } else { greedy(&shelf, &candidates, budget) };
    let sure = |b: &Bundle<'_>| b.feasibility.is_sure();
    let without_price = |n: usize| shelf.own[n].is_none() && sure(&plan.bundles[n]);
    let works_not_costed = plan
        .lines
        .iter()
        .filter(|l| l.bundle.is_none() && l.cost.is_none())
        .filter(|l| l.enables.iter().any(|n| taken.contains(n)))
        .count();
    let found = Found {
        exact,
        weight: taken.iter().map(|&n| shelf.weights[n]).sum(),
        spent: shelf.price(&taken),
        not_costed: (0..plan.bundles.len()).filter(|&n| without_price(n)).count(),
        undetermined: plan
            .bundles
            .iter()
            .filter(|b| b.feasibility == super::Feasibility::Undetermined)
            .count(),
        works_not_costed,
    };
    (taken, found)
}

fn shelf(plan: &Plan<'_>) -> Shelf {
    let count = plan.bundles.len();
    let mut own: Vec<Option<BigDecimal>> =
        plan.bundles.iter().map(|b| b.feasibility.is_sure().then(BigDecimal::default)).collect();
    let (mut needs, mut works) = (vec![Vec::new(); count], Vec::new());
    for line in &plan.lines {
        let high = line.cost.as_ref().map(|c| c.capital.high.clone());
        match line.bundle {
            Some(n) => {
                own[n] = match (own[n].take(), high) {
                    (Some(sum), Some(Some(high))) => Some(sum + high),
                    _ => None,
                };
            }
            None => {
                // Works without a price come on top, and are said to.
                if let Some(Some(high)) = high {
                    line.enables.iter().for_each(|&n| needs[n].push(works.len()));
                    works.push(high);
                }
            }
        }
    }
    // Preparation that cannot be chosen is not waited for here; its line says how it stands.
    let before: Vec<Vec<usize>> = preparations(plan)
        .into_iter()
        .map(|set| set.into_iter().filter(|&n| own[n].is_some()).collect())
        .collect();
    let weights =
        plan.bundles.iter().map(|b| b.closes.iter().map(|c| weight(c.severity)).sum()).collect();
    let beside = plan.bundles.iter().map(|b| b.point).collect();
    Shelf { own, needs, works, before, weights, beside }
}

impl Shelf {
    /// A bundle with the bundles that come before it and are not taken yet.
    fn package(&self, bundle: usize, taken: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut package = BTreeSet::new();
        let mut todo = vec![bundle];
        while let Some(n) = todo.pop() {
            if !taken.contains(&n) && package.insert(n) {
                todo.extend(&self.before[n]);
            }
        }
        package
    }

    /// What bundles cost together, with their works once.
    fn price(&self, bundles: &BTreeSet<usize>) -> BigDecimal {
        self.more(bundles, &BTreeSet::new()).0
    }

    /// What bundles cost beside works that are there already, and the works that they add.
    fn more(
        &self,
        bundles: &BTreeSet<usize>,
        there: &BTreeSet<usize>,
    ) -> (BigDecimal, BTreeSet<usize>) {
        let works: BTreeSet<usize> = bundles
            .iter()
            .flat_map(|&n| &self.needs[n])
            .copied()
            .filter(|work| !there.contains(work))
            .collect();
        let own: BigDecimal = bundles.iter().filter_map(|&n| self.own[n].as_ref()).sum();
        (own + works.iter().map(|&w| &self.works[w]).sum::<BigDecimal>(), works)
    }
}

/// The best of all choices.
fn best(shelf: &Shelf, candidates: &[usize], budget: &BigDecimal) -> BTreeSet<usize> {
    let all = candidates.iter().map(|&n| shelf.weights[n]).sum();
    let mut search = Search {
        shelf,
        candidates,
        budget,
        used: vec![0; shelf.works.len()],
        taken: Vec::new(),
        best: (0, BigDecimal::default(), Vec::new()),
    };
    search.go(0, 0, all, &BigDecimal::default());
    search.best.2.into_iter().collect()
}

/// Every choice, one candidate after another, without those that cannot be better.
struct Search<'s> {
    shelf: &'s Shelf,
    candidates: &'s [usize],
    budget: &'s BigDecimal,
    /// How many of those taken wait for each work.
    used: Vec<usize>,
    taken: Vec<usize>,
    best: (u64, BigDecimal, Vec<usize>),
}

impl Search<'_> {
    /// Decides on the candidates from `at` on; `left` is the weight that they still hold.
    fn go(&mut self, at: usize, weight: u64, left: u64, price: &BigDecimal) {
        if weight + left < self.best.0 || price > self.budget {
            return;
        }
        let shelf = self.shelf;
        let Some(&next) = self.candidates.get(at) else {
            let before = |&n: &usize| shelf.before[n].iter().all(|b| self.taken.contains(b));
            let found = (weight, price.clone(), self.taken.clone());
            if self.taken.iter().all(before) && better(&found, &self.best) {
                self.best = found;
            }
            return;
        };
        let gain = shelf.weights[next];
        let mut more = price + shelf.own[next].as_ref().unwrap_or(&BigDecimal::default());
        for &work in &shelf.needs[next] {
            if self.used[work] == 0 {
                more += &shelf.works[work];
            }
            self.used[work] += 1;
        }
        self.taken.push(next);
        self.go(at + 1, weight + gain, left - gain, &more);
        self.taken.pop();
        shelf.needs[next].iter().for_each(|&work| self.used[work] -= 1);
        self.go(at + 1, weight, left - gain, price);
    }
}

/// More weight, then less money, then the first by id.
fn better(a: &(u64, BigDecimal, Vec<usize>), b: &(u64, BigDecimal, Vec<usize>)) -> bool {
    b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)).then_with(|| a.2.cmp(&b.2)) == Ordering::Less
}

/// A bundle and what it closes for its money, as far as is known; the greatest is taken first.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Offer {
    weight: u64,
    price: BigDecimal,
    bundle: usize,
}

impl Ord for Offer {
    fn cmp(&self, other: &Self) -> Ordering {
        // weight / price, without dividing; what costs nothing is best.
        let (ours, theirs) = (
            &other.price * BigDecimal::from(self.weight),
            &self.price * BigDecimal::from(other.weight),
        );
        ours.cmp(&theirs)
            .then_with(|| other.price.cmp(&self.price))
            .then_with(|| other.bundle.cmp(&self.bundle))
    }
}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The stated rule: the most for its money first.
fn greedy(shelf: &Shelf, candidates: &[usize], budget: &BigDecimal) -> BTreeSet<usize> {
    let mut beside: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &n in candidates {
        beside.entry(shelf.beside[n]).or_default().push(n);
    }
    let (mut taken, mut there) = (BTreeSet::new(), BTreeSet::new());
    let mut left = budget.clone();
    let offer = |bundle: usize, taken: &BTreeSet<usize>, there: &BTreeSet<usize>| {
        let package = shelf.package(bundle, taken);
        let (price, works) = shelf.more(&package, there);
        let weight = package.iter().map(|&n| shelf.weights[n]).sum();
        (Offer { weight, price, bundle }, package, works)
    };
    let mut heap: BinaryHeap<Offer> =
        candidates.iter().map(|&n| offer(n, &taken, &there).0).collect();
    while let Some(first) = heap.pop() {
        if taken.contains(&first.bundle) {
            continue;
        }
        let (now, package, works) = offer(first.bundle, &taken, &there);
        // Something was taken here meanwhile; it is offered anew below.
        if now != first || now.price > left {
            continue;
        }
        left -= &now.price;
        taken.extend(package);
        there.extend(works);
        for &n in beside.get(&shelf.beside[first.bundle]).into_iter().flatten() {
            if !taken.contains(&n) {
                heap.push(offer(n, &taken, &there).0);
            }
        }
    }
    taken
}
