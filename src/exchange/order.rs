//! In which order the records of one (subject, attribute) are written, and which of them settle.
//!
//! A table knows less than a survey: a row that settles supersedes every row above it, and rows of
//! one person always supersede each other. So for what stood beside a settlement to stand beside
//! it again, rows of a merged survey may have to change places. Each order is tried by doing what
//! import does; the one in which they were entered comes first and is nearly always right.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::{Answer, Evidence, ObservationId, ObservationIx, Survey};

use super::export::Loss;

/// What `settles` says of an answer that was given over other people's, without a reason of its
/// own.
pub(super) const REPLACES: &str = "replaces what was shown";

/// What was recorded on one attribute of one subject, without what was taken back.
pub(super) struct Group<'a> {
    /// In the order of entry.
    records: Vec<Record<'a>>,
}

struct Record<'a> {
    ix: ObservationIx,
    author: &'a str,
    grade: Grade,
    /// Whether it stands.
    head: bool,
    /// Of those in the group, what it supersedes.
    prev: Vec<usize>,
    settles: Option<String>,
}

/// What decides whether a record gives way to one that is not verified.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grade {
    NotVerified,
    Better,
}

/// An order of the records of a group, with which of them settle.
type Plan = Vec<(usize, bool)>;

impl<'a> Group<'a> {
    pub(super) fn of(
        survey: &'a Survey,
        group: &[ObservationIx],
        elsewhere: &HashSet<ObservationId>,
    ) -> Self {
        let by_id: HashMap<ObservationId, usize> =
            group.iter().enumerate().map(|(n, &ix)| (survey[ix].id, n)).collect();
        let prev = |n: usize| survey[group[n]].prev.iter().filter_map(|id| by_id.get(id).copied());
        let mut taken_back = vec![false; group.len()];
        let mut open: Vec<usize> = (0..group.len())
            .filter(|&n| {
                let observation = &survey[group[n]];
                matches!(observation.answer, Answer::Cleared) || elsewhere.contains(&observation.id)
            })
            .collect();
        while let Some(n) = open.pop() {
            if !std::mem::replace(&mut taken_back[n], true) {
                open.extend(prev(n));
            }
        }
        let kept: Vec<usize> = (0..group.len()).filter(|&n| !taken_back[n]).collect();
        let place: BTreeMap<usize, usize> = kept.iter().enumerate().map(|(k, &n)| (n, k)).collect();
        let records = kept
            .iter()
            .map(|&n| {
                let (ix, observation) = (group[n], &survey[group[n]]);
                let author = survey.author(observation).trim();
                let prev: Vec<usize> = prev(n).filter_map(|p| place.get(&p).copied()).collect();
                let over_others =
                    prev.iter().any(|&p| survey.author(&survey[group[kept[p]]]).trim() != author);
                Record {
                    ix,
                    author,
                    grade: match observation.answer.evidence() {
                        Some(Evidence::NotVerified) => Grade::NotVerified,
                        _ => Grade::Better,
                    },
                    head: survey
                        .heads_of(observation.subject, observation.attribute)
                        .iter()
                        .any(|&(_, head)| head == ix),
                    prev,
                    settles: observation
                        .settles()
                        .or_else(|| over_others.then(|| REPLACES.to_owned())),
                }
            })
            .collect();
        Self { records }
    }

    /// The rows in an order that reads back as it stands, and what is lost all the same.
    pub(super) fn rows(self) -> (Vec<(ObservationIx, Option<String>)>, Option<Loss>) {
        let as_entered: Plan =
            self.records.iter().enumerate().map(|(n, r)| (n, r.settles.is_some())).collect();
        let (plan, loss) = if self.reads_back(&as_entered) {
            (as_entered, None)
        } else {
            let plans = [self.heads_last(false), self.heads_last(true)];
            match plans.into_iter().find(|plan| self.reads_back(plan)) {
                Some(plan) if plan.iter().any(|&(n, settles)| !settles && self.has_reason(n)) => {
                    (plan, Some(Loss::Reason))
                }
                Some(plan) => (plan, None),
                None => (as_entered, Some(Loss::Standing)),
            }
        };
        let row = |(n, settles): (usize, bool)| {
            let record = &self.records[n];
            (record.ix, record.settles.clone().filter(|_| settles))
        };
        (plan.into_iter().map(row).collect(), loss)
    }

    /// Whether a record says itself why it settles.
    fn has_reason(&self, n: usize) -> bool {
        self.records[n].settles.as_deref().is_some_and(|reason| reason != REPLACES)
    }

    /// First what does not stand, each after what it supersedes; then what stands, settlements
    /// before the others, so that they find above them only what no longer stands. What is not
    /// verified comes last: it never replaces what is better, and would be replaced by it. Two
    /// settlements can stand beside each other only if one gives up its reason.
    fn heads_last(&self, one_settlement: bool) -> Plan {
        let mut done = vec![false; self.records.len()];
        let mut plan = Plan::new();
        for n in 0..self.records.len() {
            self.visit(n, &mut done, &mut plan);
        }
        for grade in [Grade::Better, Grade::NotVerified] {
            let heads = || {
                (0..self.records.len())
                    .filter(|&n| self.records[n].head && self.records[n].grade == grade)
            };
            let settles = |n: &usize| self.records[*n].settles.is_some();
            let first = heads().filter(settles).enumerate();
            plan.extend(first.map(|(place, n)| (n, place == 0 || !one_settlement)));
            plan.extend(heads().filter(|n| !settles(n)).map(|n| (n, false)));
        }
        plan
    }

    /// Lists what does not stand after what it supersedes; a stack, for histories of any length.
    fn visit(&self, from: usize, done: &mut [bool], plan: &mut Plan) {
        let mut stack = vec![(from, false)];
        while let Some((n, ready)) = stack.pop() {
            if ready {
                if !self.records[n].head {
                    plan.push((n, self.records[n].settles.is_some()));
                }
            } else if !std::mem::replace(&mut done[n], true) {
                stack.push((n, true));
                stack.extend(self.records[n].prev.iter().rev().map(|&p| (p, false)));
            }
        }
    }

    /// Whether import, which knows nothing but the order and what settles, leaves standing what
    /// stands.
    fn reads_back(&self, plan: &Plan) -> bool {
        let mut standing: Vec<usize> = Vec::new();
        for &(n, settles) in plan {
            let record = &self.records[n];
            standing.retain(|&s| {
                let above = &self.records[s];
                let mine = settles || above.author == record.author;
                let gives_way = record.grade == Grade::Better || above.grade == Grade::NotVerified;
                !(mine && gives_way)
            });
            standing.push(n);
        }
        standing.sort_unstable();
        standing.into_iter().eq((0..self.records.len()).filter(|&n| self.records[n].head))
    }
}
