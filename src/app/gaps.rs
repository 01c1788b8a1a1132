//! The table of gaps: which findings it shows, in which order and groups.
//!
//! What is not assessed is listed beside the gaps, never dropped; what is met or does not apply is
//! shown on demand.

use std::collections::{BTreeMap, BTreeSet};

use super::command::{Command, Context};
use super::screen::{GapsScreen, GroupBy, Screen, SortBy};
use super::text::searched;
use super::{App, Effect};
use crate::judge::Finding;
use crate::model::Verdict;
use crate::standard::{Requirement, Severity};
use crate::words;

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GapRow {
    /// The head of a group.
    Heading {
        /// What the group has in common.
        title: String,
        /// How many findings it has.
        count: usize,
        /// Whether they are hidden.
        folded: bool,
    },
    /// A finding, by the indices of its crossing point and itself.
    Finding(usize, usize),
}

/// What the rows of the table follow from; while it stays, they stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Look {
    version: u64,
    filter: String,
    sort: SortBy,
    group: GroupBy,
    folded: BTreeSet<String>,
}

/// The words of a filter.
struct Wanted {
    verdicts: Vec<Verdict>,
    severities: Vec<Severity>,
    category: Option<String>,
    words: Vec<String>,
}

impl Wanted {
    fn read(text: &str) -> Self {
        let mut wanted = Self {
            verdicts: Vec::new(),
            severities: Vec::new(),
            category: None,
            words: Vec::new(),
        };
        for word in text.split_whitespace() {
            let letter = |v: &Verdict| words::mark(*v).ends_with(word);
            let verdict = Verdict::ALL.into_iter().find(letter).filter(|_| word.len() == 1);
            if let Some(verdict) = verdict {
                wanted.verdicts.push(verdict);
            } else if let Some(category) = word.strip_prefix("category:") {
                wanted.category = Some(category.to_owned());
            } else if let Some(severity) = severity_of(word) {
                wanted.severities.push(severity);
            } else {
                wanted.words.push(searched(word));
            }
        }
        if wanted.verdicts.is_empty() {
            wanted.verdicts = vec![Verdict::PartlyMet, Verdict::NotMet, Verdict::NotAssessed];
        }
        wanted
    }

    fn takes(
        &self,
        finding: &Finding,
        requirement: &Requirement,
        place: &dyn Fn() -> String,
    ) -> bool {
        let text = || {
            let Requirement { id, title, category, .. } = requirement;
            searched(&format!("{} {id} {title} {category}", place()))
        };
        self.verdicts.contains(&finding.verdict)
            && self.category.as_ref().is_none_or(|c| *c == requirement.category)
            && (self.severities.is_empty() || self.severities.contains(&requirement.severity))
            && (self.words.is_empty() || {
                let text = text();
                self.words.iter().all(|w| text.contains(w))
            })
    }
}

/// A severity by its code, or as it is called in the language in force.
fn severity_of(word: &str) -> Option<Severity> {
    let all = [Severity::Critical, Severity::Major, Severity::Minor];
    let called = |s: &Severity| searched(s.word()) == searched(word);
    Severity::parse(&word.to_lowercase()).or_else(|| all.into_iter().find(called))
}

impl App {
    /// The rows of the gap table.
    #[must_use]
    pub fn gap_rows(&self) -> &[GapRow] {
        &self.gap_rows
    }

    pub(super) fn go_gaps(&mut self) {
        if let Some(Screen::Gaps(_)) = self.screens.last() {
            return;
        }
        self.go_overview();
        self.screens.push(Screen::Gaps(GapsScreen { filtering: false, ..self.last_gaps.clone() }));
    }

    /// Works the rows out again; the marked row stays marked if it is still there.
    pub(super) fn refresh_gaps(&mut self) {
        let Some(at) = self.screens.iter().rposition(|s| matches!(s, Screen::Gaps(_))) else {
            self.gap_rows.clear();
            self.gap_look = None;
            return;
        };
        let Screen::Gaps(gaps) = &self.screens[at] else { return };
        let look = Look {
            version: self.version,
            filter: gaps.filter.text().to_owned(),
            sort: gaps.sort,
            group: gaps.group,
            folded: gaps.folded.clone(),
        };
        if self.gap_look.as_ref() == Some(&look) {
            let last = self.gap_rows.len().saturating_sub(1);
            if let Some(Screen::Gaps(gaps)) = self.screens.get_mut(at) {
                gaps.cursor = gaps.cursor.min(last);
                self.last_gaps = gaps.clone();
            }
            return;
        }
        let marked = self.gap_rows.get(gaps.cursor).cloned();
        let rows = self.rows(gaps);
        let cursor = marked.and_then(|row| rows.iter().position(|r| same(r, &row)));
        self.gap_rows = rows;
        self.gap_look = Some(look);
        let last = self.gap_rows.len().saturating_sub(1);
        if let Some(Screen::Gaps(gaps)) = self.screens.get_mut(at) {
            gaps.cursor = cursor.unwrap_or(gaps.cursor).min(last);
            self.last_gaps = gaps.clone();
        }
    }

    fn rows(&self, gaps: &GapsScreen) -> Vec<GapRow> {
        let wanted = Wanted::read(gaps.filter.text());
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (p, point) in self.assessment.findings.iter().enumerate() {
            for (n, finding) in point.findings.iter().enumerate() {
                let requirement = self.profile().requirement(finding.requirement);
                if wanted.takes(finding, requirement, &|| self.finding_place(p, n)) {
                    found.push((p, n));
                }
            }
        }
        let finding = |&(p, n): &(usize, usize)| &self.assessment.findings[p].findings[n];
        found.sort_by_key(|at| {
            let f = finding(at);
            let severity = self.profile().requirement(f.requirement).severity;
            let rank = std::cmp::Reverse(f.verdict.rank());
            match gaps.sort {
                // What follows from another gap stands behind the gap that it follows from.
                SortBy::Severity => (severity as usize, f.follows.is_some(), rank, at.0, at.1),
                SortBy::Place => (at.0, false, std::cmp::Reverse(0), at.1, 0),
                SortBy::Requirement => {
                    (usize::from(f.requirement.0), false, std::cmp::Reverse(0), at.0, at.1)
                }
            }
        });
        let key = |at: &(usize, usize)| {
            let requirement = finding(at).requirement;
            match gaps.group {
                GroupBy::Point => (at.0, ""),
                GroupBy::Requirement => (usize::from(requirement.0), ""),
                GroupBy::Category => (0, self.profile().requirement(requirement).category.as_str()),
                GroupBy::Nothing => (0, ""),
            }
        };
        let title = |at: &(usize, usize)| {
            let requirement = self.profile().requirement(finding(at).requirement);
            match gaps.group {
                GroupBy::Point => self.point_title(at.0),
                GroupBy::Requirement => format!("{}  {}", requirement.id, requirement.title),
                GroupBy::Category => {
                    let categories = &self.profile().vocabulary.categories;
                    let term = categories.iter().find(|c| c.key == requirement.category);
                    term.map_or(requirement.category.clone(), |c| c.label.clone())
                }
                GroupBy::Nothing => String::new(),
            }
        };
        if gaps.group == GroupBy::Nothing {
            return found.into_iter().map(|(p, n)| GapRow::Finding(p, n)).collect();
        }
        // In the order in which their first finding comes.
        let mut groups: Vec<Vec<(usize, usize)>> = Vec::new();
        let mut group_of: BTreeMap<(usize, &str), usize> = BTreeMap::new();
        for at in found {
            let group = *group_of.entry(key(&at)).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[group].push(at);
        }
        let mut rows = Vec::new();
        for members in groups {
            let title = members.first().map_or(String::new(), title);
            let folded = gaps.folded.contains(&title);
            rows.push(GapRow::Heading { title, count: members.len(), folded });
            if !folded {
                rows.extend(members.into_iter().map(|(p, n)| GapRow::Finding(p, n)));
            }
        }
        rows
    }

    pub(super) fn gaps_command(&mut self, command: Command) -> Vec<Effect> {
        let rows = self.gap_rows.len();
        let typing = self.context() == Context::Text;
        let row = match self.screen() {
            Screen::Gaps(gaps) => self.gap_rows.get(gaps.cursor).cloned(),
            _ => None,
        };
        let Some(Screen::Gaps(gaps)) = self.screens.last_mut() else { return Vec::new() };
        let last = rows.saturating_sub(1);
        match command {
            Command::Back if typing => gaps.filtering = false,
            Command::Open if typing => gaps.filtering = false,
            Command::Up => gaps.cursor = gaps.cursor.saturating_sub(1),
            Command::Down => gaps.cursor = (gaps.cursor + 1).min(last),
            Command::PageUp => gaps.cursor = gaps.cursor.saturating_sub(10),
            Command::PageDown => gaps.cursor = (gaps.cursor + 10).min(last),
            _ if typing => drop(self.edit_command(command)),
            Command::First => gaps.cursor = 0,
            Command::Last => gaps.cursor = last,
            Command::NextPoint | Command::PreviousPoint => {
                // From one group to the next, whatever it is grouped by.
                let cursor = gaps.cursor;
                let mut heads =
                    (0..rows).filter(|&n| matches!(self.gap_rows[n], GapRow::Heading { .. }));
                let to = match command {
                    Command::NextPoint => heads.find(|&n| n > cursor),
                    _ => heads.rfind(|&n| n < cursor),
                };
                gaps.cursor = to.unwrap_or(cursor);
            }
            Command::Filter => gaps.filtering = true,
            Command::Sort => gaps.sort = gaps.sort.next(),
            Command::Group => {
                gaps.group = gaps.group.next();
                gaps.folded.clear();
            }
            Command::Back | Command::Quit => {
                if gaps.filter.is_empty() {
                    self.screens.pop();
                } else {
                    gaps.filter.clear();
                }
            }
            Command::Toggle => {
                // Also from inside the group: the cursor goes to its head.
                let above = self.gap_rows.iter().enumerate().take(gaps.cursor + 1).rev();
                let head = above.into_iter().find_map(|(n, row)| match row {
                    GapRow::Heading { title, folded, .. } => Some((n, title.clone(), *folded)),
                    GapRow::Finding(..) => None,
                });
                if let Some((n, title, folded)) = head {
                    gaps.cursor = n;
                    if folded {
                        gaps.folded.remove(&title);
                    } else {
                        gaps.folded.insert(title);
                    }
                }
            }
            Command::Open => match row {
                Some(GapRow::Heading { title, folded, .. }) => {
                    if folded {
                        gaps.folded.remove(&title);
                    } else {
                        gaps.folded.insert(title);
                    }
                }
                Some(GapRow::Finding(point, n)) => self.open_facts(point, n),
                None => {}
            },
            Command::Source => {
                if let Some(GapRow::Finding(point, n)) = row {
                    let requirement = self.assessment.findings[point].findings[n].requirement;
                    self.screens.push(Screen::Requirement {
                        profile: self.shown,
                        requirement,
                        scroll: 0,
                    });
                }
            }
            Command::SetAside => {
                if let Some(GapRow::Finding(point, n)) = row {
                    self.ask_set_aside(point, n);
                }
            }
            _ => self.useless(command),
        }
        Vec::new()
    }
}

/// Whether two rows are of the same group or finding.
fn same(a: &GapRow, b: &GapRow) -> bool {
    match (a, b) {
        (GapRow::Heading { title: a, .. }, GapRow::Heading { title: b, .. }) => a == b,
        (a, b) => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, speaking};

    #[test]
    fn severities_are_filtered_in_the_language_in_force_and_by_their_codes() {
        assert_eq!(severity_of("Critical"), Some(Severity::Critical));
        assert_eq!(severity_of("majeur"), None);
        speaking(Language::French, || {
            assert_eq!(severity_of("majeur"), Some(Severity::Major));
            assert_eq!(severity_of("critical"), Some(Severity::Critical));
        });
    }
}
