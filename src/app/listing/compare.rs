//! What the verdicts would be under another profile, rule by rule where both have it.

use std::collections::BTreeMap;

use super::super::App;
use super::{Go, Table, TableRow, narrow, wide};
use crate::judge::{Assessment, assess};
use crate::model::Verdict;
use crate::standard::Profile;
use crate::{t, words};

/// A finding by what both profiles can name: crossing point, position, rule.
type Name = (usize, Option<usize>, String);

fn by_name(assessment: &Assessment, profile: &Profile) -> BTreeMap<Name, (usize, Verdict)> {
    let mut found = BTreeMap::new();
    for (p, point) in assessment.findings.iter().enumerate() {
        for (n, finding) in point.findings.iter().enumerate() {
            let id = profile.requirement(finding.requirement).id.clone();
            found.insert((p, finding.position, id), (n, finding.verdict));
        }
    }
    found
}

fn mark(verdict: Option<&(usize, Verdict)>) -> &'static str {
    verdict.map_or(t!("not asked"), |(_, v)| words::mark(*v))
}

impl App {
    /// The findings under both profiles; those that are the same only with `all`.
    pub(super) fn compare_table(&self, other: usize, all: bool) -> Table {
        let (mine, theirs) = (self.profile(), self.profile_at(other));
        let assessment = assess(&self.survey, theirs, self.assessment.as_of);
        let (a, b) = (by_name(&self.assessment, mine), by_name(&assessment, theirs));
        let mut names: Vec<&Name> = a.keys().chain(b.keys()).collect();
        names.sort();
        names.dedup();
        let mut rows = Vec::new();
        let (mut same, mut changed, mut point) = (0, 0, None);
        for name in names {
            let (left, right) = (a.get(name), b.get(name));
            let equal = left.map(|f| f.1) == right.map(|f| f.1);
            if equal {
                same += 1;
                if !all {
                    continue;
                }
            } else {
                changed += 1;
            }
            if point != Some(name.0) {
                point = Some(name.0);
                rows.push(TableRow::heading(self.point_title(name.0)));
            }
            let position = name
                .1
                .map_or(t!("whole post"), |p| &self.assessment.points[name.0].positions[p].code);
            let title = |profile: &Profile| {
                let rule = profile.requirements.iter().find(|r| r.id == name.2);
                rule.map(|r| format!("{} ({})", r.title, r.severity.word()))
            };
            let letter = |f: Option<&(usize, Verdict)>| mark(f).rsplit(' ').next().unwrap_or("");
            rows.push(TableRow {
                cells: vec![
                    position.to_owned(),
                    name.2.clone(),
                    title(mine).or_else(|| title(theirs)).unwrap_or_default(),
                    mark(left).to_owned(),
                    mark(right).to_owned(),
                    if equal {
                        t!("same").to_owned()
                    } else if left.is_none() {
                        t!("new").to_owned()
                    } else if right.is_none() {
                        t!("dropped").to_owned()
                    } else {
                        format!("{} -> {}", letter(left), letter(right))
                    },
                ],
                mark: None,
                heading: false,
                below: vec![
                    (t!("Here"), title(mine).unwrap_or_else(|| t!("no such rule").to_owned())),
                    (t!("There"), title(theirs).unwrap_or_else(|| t!("no such rule").to_owned())),
                ],
                go: match left {
                    Some((n, _)) => Go::Finding(name.0, *n),
                    None => {
                        let rule = theirs.requirements.iter().position(|r| r.id == name.2);
                        rule.and_then(|r| u16::try_from(r).ok()).map_or(Go::Nowhere, |r| {
                            Go::Requirement(other, crate::standard::RequirementId(r))
                        })
                    }
                },
            });
        }
        let gaps = |assessment: &Assessment, profile: &Profile| {
            let totals = assessment.totals(profile);
            format!(
                "M {}  P {}  G {}  U {}",
                totals.count(Verdict::Met),
                totals.count(Verdict::PartlyMet),
                totals.count(Verdict::NotMet),
                totals.count(Verdict::NotAssessed)
            )
        };
        Table {
            title: format!("{} | {}", mine.id, theirs.id),
            lead: t!(
                "{here}: {a}   {there}: {b}   {changed} differ, {same} the same (d shows all)",
                here = mine.id,
                a = gaps(&self.assessment, mine),
                there = theirs.id,
                b = gaps(&assessment, theirs),
                changed,
                same
            ),
            columns: vec![
                wide(t!("Place"), 16),
                narrow(t!("Rule"), 10),
                wide(t!("Requirement"), 20),
                narrow(t!("Here"), 10),
                narrow(t!("There"), 10),
                narrow(t!("Change"), 8),
            ],
            rows,
            empty: t!("Under both profiles every verdict is the same."),
        }
    }
}
