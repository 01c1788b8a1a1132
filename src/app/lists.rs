//! The overview, what stands behind a finding, and pages that are only read.

use super::command::Command;
use super::screen::{FactsScreen, Screen};
use super::sheet::Sheet;
use super::{App, Effect};
use crate::judge::walk::names_attribute;
use crate::judge::{Explanation, Question};
use crate::model::ObservationIx;
use crate::standard::RequirementId;
use crate::t;

/// A row of what stands behind a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactRow {
    /// A fact that it rests on.
    Fact(ObservationIx),
    /// A question that could still decide it.
    Question(Question),
}

impl App {
    // ---- the overview

    pub(super) fn overview_command(&mut self, command: Command) -> Vec<Effect> {
        let points = self.assessment.points.len();
        let last = points.saturating_sub(1);
        let Some(Screen::Overview { cursor }) = self.screens.last_mut() else { return Vec::new() };
        match command {
            Command::Up => *cursor = cursor.saturating_sub(1),
            Command::Down => *cursor = (*cursor + 1).min(last),
            Command::PageUp => *cursor = cursor.saturating_sub(10),
            Command::PageDown => *cursor = (*cursor + 10).min(last),
            Command::First => *cursor = 0,
            Command::Last => *cursor = last,
            Command::Open | Command::Right => {
                let point = *cursor;
                if point < points {
                    self.enter_point(point);
                } else {
                    self.ask_addition();
                }
            }
            Command::NextOpen | Command::BestOpen => {
                let start = *cursor;
                match self.next_open_point(start) {
                    Some(point) => self.enter_point(point),
                    None => self.say(t!("No question is open in this survey.")),
                }
            }
            Command::Add => self.ask_addition(),
            Command::Bulk => self.ask_new_here(),
            Command::Back => self.say(t!("This is the top. q leaves; everything is saved.")),
            _ => self.useless(command),
        }
        Vec::new()
    }

    /// The first crossing point from this one on with a question that is open.
    #[must_use]
    pub fn next_open_point(&self, start: usize) -> Option<usize> {
        let points = self.assessment.points.len();
        let open = |&n: &usize| {
            let known = self.progress.get(n).copied().flatten();
            known.is_some_and(|p| p.settled < p.of)
        };
        (start..points).chain(0..start.min(points)).find(open)
    }

    // ---- what stands behind a finding

    /// Opens what stands behind a finding.
    pub(super) fn open_facts(&mut self, point: usize, finding: usize) {
        let place = &self.assessment.points[point];
        let finding = &self.assessment.findings[point].findings[finding];
        self.screens.push(Screen::Facts(FactsScreen {
            point: place.subjects[0],
            position: finding.position.map(|p| place.positions[p].subjects[0]),
            requirement: finding.requirement,
            cursor: 0,
        }));
    }

    /// The finding that a facts screen is about: crossing point and finding.
    #[must_use]
    pub fn facts_finding(&self, facts: &FactsScreen) -> Option<(usize, usize)> {
        let point = self.point_index(facts.point)?;
        let place = &self.assessment.points[point];
        let position = match facts.position {
            None => None,
            Some(ix) => Some(place.positions.iter().position(|p| p.subjects.contains(&ix))?),
        };
        let findings = &self.assessment.findings[point].findings;
        let same = |f: &crate::judge::Finding| {
            f.requirement == facts.requirement && f.position == position
        };
        Some((point, findings.iter().position(same)?))
    }

    /// What stands behind a finding.
    #[must_use]
    pub fn explanation(&self, point: usize, finding: usize) -> Explanation {
        self.assessment.explain_one(&self.survey, self.profile(), point, finding)
    }

    /// The rows of a facts screen: what it rests on, then what is open.
    #[must_use]
    pub fn fact_rows(&self, requirement: RequirementId, explanation: &Explanation) -> Vec<FactRow> {
        let mut rests_on = explanation.rests_on.clone();
        rests_on.sort_by_key(|&ix| self.weight(requirement, ix));
        let facts = rests_on.into_iter().map(FactRow::Fact);
        facts.chain(explanation.questions.iter().cloned().map(FactRow::Question)).collect()
    }

    /// What a requirement asks for comes first, then counts and conditions, then what only says
    /// where and of what it is.
    fn weight(&self, requirement: RequirementId, ix: ObservationIx) -> u8 {
        let vocabulary = &self.profile().vocabulary;
        let requirement = self.profile().requirement(requirement);
        let name = self.survey.attribute(self.survey[ix].attribute);
        let Some(id) = vocabulary.find(name) else { return 1 };
        let criteria = requirement.when.iter().chain(&requirement.criteria);
        let built_in = vocabulary.built_in;
        if criteria.into_iter().any(|c| names_attribute(c, id)) {
            0
        } else if [built_in.kind, built_in.equipment, built_in.crossing_type].contains(&id) {
            2
        } else {
            1
        }
    }

    pub(super) fn facts_command(&mut self, command: Command) -> Vec<Effect> {
        let Screen::Facts(facts) = self.screen() else { return Vec::new() };
        let found = self.facts_finding(facts);
        let Some((point, finding)) = found else {
            self.screens.pop();
            return Vec::new();
        };
        let requirement = facts.requirement;
        let rows = self.fact_rows(requirement, &self.explanation(point, finding));
        let last = rows.len().saturating_sub(1);
        let Some(Screen::Facts(facts)) = self.screens.last_mut() else { return Vec::new() };
        facts.cursor = facts.cursor.min(last);
        match command {
            Command::Up => facts.cursor = facts.cursor.saturating_sub(1),
            Command::Down => facts.cursor = (facts.cursor + 1).min(last),
            Command::PageUp => facts.cursor = facts.cursor.saturating_sub(10),
            Command::PageDown => facts.cursor = (facts.cursor + 10).min(last),
            Command::First => facts.cursor = 0,
            Command::Last => facts.cursor = last,
            Command::Back | Command::Quit | Command::Left => drop(self.screens.pop()),
            Command::Source => {
                let profile = self.shown;
                self.screens.push(Screen::Requirement { profile, requirement, scroll: 0 });
            }
            Command::SetAside => self.ask_set_aside(point, finding),
            Command::Open => {
                if let Some(row) = rows.get(facts.cursor).cloned() {
                    self.open_fact(point, &row);
                }
            }
            Command::NextOpen | Command::BestOpen => {
                let question = rows.into_iter().find(|r| matches!(r, FactRow::Question(_)));
                match question {
                    Some(row) => self.open_fact(point, &row),
                    None => self.say(t!("This finding has no open question.")),
                }
            }
            _ => self.useless(command),
        }
        Vec::new()
    }

    /// Goes to the walk at a fact or question.
    fn open_fact(&mut self, point: usize, row: &FactRow) {
        let sheet = Sheet::of(&self.assessment, &self.survey, self.profile(), &self.reads, point);
        let at = match row {
            FactRow::Question(question) => sheet.locate(question),
            FactRow::Fact(ix) => {
                let observation = &self.survey[*ix];
                let attribute = self.survey.attribute(observation.attribute);
                let here =
                    sheet.stops.iter().position(|s| s.subjects.contains(&observation.subject));
                here.and_then(|stop| sheet.line(stop, attribute))
            }
        };
        self.open_sheet(sheet, at);
    }

    /// Opens the walk at a line of a sheet, if it has been found there.
    pub(super) fn open_sheet(&mut self, sheet: Sheet, at: Option<(usize, usize)>) {
        match at {
            Some((stop, line)) => {
                self.stash();
                self.sheet = Some(sheet);
                self.open_walk(stop, line);
            }
            None => self.say(t!("This is recorded elsewhere, and cannot be opened from here.")),
        }
    }

    // ---- pages

    /// What `/` and the field of words do in help; `false` for every other command.
    fn help_search(&mut self, command: Command) -> bool {
        let Some(Screen::Help { filter, filtering, .. }) = self.screens.last_mut() else {
            return false;
        };
        match command {
            Command::Filter => *filtering = true,
            Command::Back | Command::Open if *filtering => *filtering = false,
            Command::Back if !filter.is_empty() => filter.clear(),
            Command::Up | Command::Down | Command::PageUp | Command::PageDown => return false,
            _ if *filtering => return self.edit_command(command),
            _ => return false,
        }
        true
    }

    pub(super) fn page_command(&mut self, command: Command) -> Vec<Effect> {
        if self.help_search(command) {
            return Vec::new();
        }
        let (scroll, most) = match self.screens.last_mut() {
            Some(Screen::Help { scroll, .. } | Screen::Requirement { scroll, .. }) => (scroll, 500),
            // A line may be wrapped into several when it is drawn.
            Some(Screen::Text(text)) => (&mut text.scroll, text.lines.len().saturating_mul(8)),
            _ => return Vec::new(),
        };
        match command {
            Command::Up => *scroll = scroll.saturating_sub(1),
            Command::Down => *scroll = (*scroll + 1).min(most),
            Command::PageUp => *scroll = scroll.saturating_sub(10),
            Command::PageDown | Command::Toggle => *scroll = (*scroll + 10).min(most),
            Command::First => *scroll = 0,
            Command::Retry if matches!(self.screen(), Screen::Text(t) if !t.file.is_empty()) => {
                if matches!(self.screen(), Screen::Text(t) if t.report) {
                    self.ask_report();
                    return Vec::new();
                }
                return self.write_text();
            }
            Command::Back | Command::Quit | Command::Open => drop(self.screens.pop()),
            _ => self.useless(command),
        }
        Vec::new()
    }
}
