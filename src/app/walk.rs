//! The walk as a place to be: where it is, how one gets there, and what keys do at a question that
//! do not answer it.
//!
//! `question` knows what is asked and what is typed, `answer` records, `navigate` goes from one
//! open question to the next.

use super::command::Command;
use super::question::PAGE;
use super::screen::{Part, Screen, WalkScreen};
use super::sheet::Sheet;
use super::{App, Effect};
use crate::model::{Evidence, SubjectIx};
use crate::t;

impl App {
    // ---- going there

    pub(super) fn go_overview(&mut self) {
        self.leave_walk();
        self.screens.truncate(1);
    }

    pub(super) fn go_walk(&mut self) {
        if let Some(Screen::Walk(_)) = self.screens.last() {
            return;
        }
        self.go_overview();
        let left = self.last_walk.clone().filter(|w| self.point_index(w.point).is_some());
        if let Some(walk) = left {
            self.screens.push(Screen::Walk(walk));
            self.load_question();
            return;
        }
        let point = match self.screens.first() {
            Some(Screen::Overview { cursor }) => *cursor,
            _ => 0,
        };
        if self.assessment.points.is_empty() {
            self.warn(t!("There is no crossing point yet. a adds one."));
        } else {
            self.enter_point(point);
        }
    }

    /// Keeps what is typed and where the walk is, before another screen takes its place.
    pub(super) fn leave_walk(&mut self) {
        self.stash();
        if let Some(Screen::Form(form)) = self.screens.last() {
            self.kept_form = Some(form.clone());
        }
        if let Some(walk) = self.walk_screen() {
            self.last_walk = Some(Box::new(walk.clone()));
        }
    }

    /// Opens the walk through a crossing point at the question that decides most.
    pub(super) fn enter_point(&mut self, point: usize) {
        let sheet = Sheet::of(&self.assessment, &self.survey, self.profile(), &self.reads, point);
        let best = sheet.walk.steps.first().and_then(|s| sheet.locate(&s.question));
        let (stop, line) = best.unwrap_or((0, 0));
        self.sheet = Some(sheet);
        self.open_walk(stop, line);
    }

    /// Opens the walk, on the stack as it is, at a line of the sheet.
    pub(super) fn open_walk(&mut self, stop: usize, line: usize) {
        let Some(sheet) = &self.sheet else { return };
        let Some(at) = sheet.stops.get(stop) else { return };
        let point = self.assessment.points[sheet.point].subjects[0];
        let attribute = at.lines.get(line).map_or(String::new(), |l| l.attribute.clone());
        let walk = WalkScreen::at(point, at.key.clone(), attribute, line);
        if self.walk_screen().is_some() {
            self.stash();
            self.screens.retain(|s| !matches!(s, Screen::Walk(_)));
        }
        self.screens.push(Screen::Walk(Box::new(walk)));
        self.load_question();
    }

    /// Goes to another line of the sheet.
    pub(super) fn go_to(&mut self, stop: usize, line: usize) {
        let Some(at) = self.sheet.as_ref().and_then(|s| s.stops.get(stop)) else { return };
        let key = at.key.clone();
        let attribute = at.lines.get(line).map_or(String::new(), |l| l.attribute.clone());
        self.stash();
        if let Some(walk) = self.walk_screen_mut() {
            (walk.place, walk.attribute, walk.line) = (key, attribute, line);
        }
        self.load_question();
    }

    /// Goes to a fact of this crossing point.
    pub(super) fn follow(&mut self, subject: SubjectIx, attribute: &str) {
        self.rebuild_sheet();
        let found = self.sheet.as_ref().and_then(|sheet| {
            let stop = sheet.stops.iter().position(|s| s.subjects.contains(&subject))?;
            let lines = &sheet.stops[stop].lines;
            Some((stop, lines.iter().position(|l| l.attribute == attribute)?))
        });
        if let Some((stop, line)) = found {
            self.go_to(stop, line);
        } else {
            self.load_question();
        }
    }

    /// Where the walk is in its sheet: place and line.
    pub(super) fn position(&self) -> Option<(usize, usize)> {
        let (walk, sheet) = (self.walk_screen()?, self.sheet.as_ref()?);
        let stop = sheet.stop(&walk.place)?;
        let lines = &sheet.stops[stop].lines;
        Some((stop, lines.iter().position(|l| l.attribute == walk.attribute).unwrap_or(0)))
    }

    // ---- commands

    pub(super) fn walk_command(&mut self, command: Command) -> Vec<Effect> {
        if self.edit_command(command) {
            return Vec::new();
        }
        let Some(part) = self.walk_screen().map(|w| w.part) else { return Vec::new() };
        match command {
            Command::Back | Command::Quit => self.step_back(part),
            Command::Open => return self.confirm(part),
            Command::NextField => self.next_part(1),
            Command::PreviousField => self.next_part(2),
            Command::TypeAnswer => self.set_part(Part::Answer, true),
            Command::Evidence => self.set_part(Part::Evidence, false),
            Command::SeenTested => return self.set_evidence(Evidence::Tested),
            Command::SeenDemonstrated => return self.set_evidence(Evidence::Demonstrated),
            Command::SeenObserved => return self.set_evidence(Evidence::Observed),
            Command::SeenDocumented => return self.set_evidence(Evidence::Documented),
            Command::SeenRemote => return self.set_evidence(Evidence::Remote),
            Command::SeenStated => return self.set_evidence(Evidence::Stated),
            Command::Repeat => return self.repeat(),
            Command::TakeCatalogue => return self.take_catalogue(),
            Command::Copy => self.ask_copy(),
            Command::Bulk => self.ask_bulk(),
            Command::Note => self.set_part(Part::Note, true),
            Command::Flag => self.toggle_flag(),
            Command::Panes => {
                self.panes = self.panes.next();
                let text = t!("{panes}; + goes on.", panes = self.panes.title());
                self.say(&text);
            }
            Command::Filter => self.set_part(Part::Filter, true),
            Command::Absent => self.ask_absence(),
            Command::Toggle => self.toggle_marked(),
            Command::Left => self.move_mark(-1),
            Command::Right => self.move_mark(1),
            Command::Up => self.move_line(-1),
            Command::Down => self.move_line(1),
            Command::PageUp => self.page(-1),
            Command::PageDown => self.page(1),
            Command::First => self.move_line(-10_000),
            Command::Last => self.move_line(10_000),
            Command::NextFinding => {
                let n = self.bears_on().len().max(1);
                if let Some(walk) = self.walk_screen_mut() {
                    walk.finding = (walk.finding + 1) % n;
                }
            }
            Command::Source => {
                let shown = self.walk_screen().map_or(0, |w| w.finding);
                let finding = self.bears_on().get(shown).copied();
                if let (Some(n), Some(sheet)) = (finding, &self.sheet) {
                    let requirement = self.assessment.findings[sheet.point].findings[n].requirement;
                    self.screens.push(Screen::Requirement {
                        profile: self.shown,
                        requirement,
                        scroll: 0,
                    });
                } else {
                    self.say(t!("No requirement reads this answer."));
                }
            }
            Command::SetAside => {
                let shown = self.walk_screen().map_or(0, |w| w.finding);
                let point = self.sheet.as_ref().map(|s| s.point);
                match (point, self.bears_on().get(shown).copied()) {
                    (Some(point), Some(n)) => self.ask_set_aside(point, n),
                    _ => self.say(t!("No requirement reads this answer.")),
                }
            }
            Command::Add => self.ask_addition(),
            Command::CloseLists => self.ask_close_lists(),
            _ => return self.walk_move(command),
        }
        Vec::new()
    }

    /// One level up: out of a part of the question, then out of the field, then out of the walk.
    fn step_back(&mut self, part: Part) {
        match self.walk_screen_mut() {
            Some(walk) if part == Part::Filter => {
                walk.filter.clear();
                walk.part = Part::Answer;
            }
            Some(walk) if part != Part::Answer => walk.part = Part::Answer,
            Some(walk) if walk.typing && walk.typed => walk.typing = false,
            _ => {
                self.leave_walk();
                if self.screens.len() > 1 {
                    self.screens.pop();
                }
            }
        }
    }

    pub(super) fn set_part(&mut self, part: Part, typing: bool) {
        let options = self.asking().map_or(0, |a| a.options.len());
        if part == Part::Filter && options == 0 {
            return;
        }
        if let Some(walk) = self.walk_screen_mut() {
            walk.part = part;
            walk.typing |= typing;
        }
    }

    fn next_part(&mut self, steps: usize) {
        let order = [Part::Answer, Part::Evidence, Part::Note];
        if let Some(walk) = self.walk_screen_mut() {
            let at = order.iter().position(|&p| p == walk.part).unwrap_or(0);
            walk.part = order[(at + steps) % order.len()];
            walk.typing = true;
        }
    }

    pub(super) fn toggle_marked(&mut self) {
        let set = self.asking().is_some_and(|a| a.is_set());
        let Some(walk) = self.walk_screen_mut().filter(|_| set) else { return };
        if let Some(mark) = walk.marks.get_mut(walk.marked) {
            *mark = mark.next();
            walk.none_asked = false;
        }
    }

    fn move_mark(&mut self, by: isize) {
        let shown = self.shown_options();
        if let Some(walk) = self.walk_screen_mut() {
            let at = shown.iter().position(|&n| n == walk.marked).unwrap_or(0);
            let to = at.saturating_add_signed(by).min(shown.len().saturating_sub(1));
            if let Some(&n) = shown.get(to) {
                walk.marked = n;
            }
        }
    }

    fn page(&mut self, by: isize) {
        let (_, page, pages) = self.option_page();
        if pages < 2 {
            return self.move_line(by * 10);
        }
        let to = page.saturating_add_signed(by).min(pages - 1);
        let shown = self.shown_options();
        if let (Some(walk), Some(&n)) = (self.walk_screen_mut(), shown.get(to * PAGE)) {
            walk.marked = n;
        }
    }

    /// Goes up or down the list of questions, over the edges of places.
    fn move_line(&mut self, by: isize) {
        if self.walk_screen().is_some_and(|w| w.part == Part::Filter) {
            return self.move_mark(by.signum());
        }
        let (Some((stop, line)), Some(sheet)) = (self.position(), &self.sheet) else { return };
        let all: Vec<(usize, usize)> = sheet
            .stops
            .iter()
            .enumerate()
            .flat_map(|(s, stop)| (0..stop.lines.len().max(1)).map(move |l| (s, l)))
            .collect();
        let at = all.iter().position(|&p| p == (stop, line)).unwrap_or(0);
        let to = at.saturating_add_signed(by).min(all.len().saturating_sub(1));
        if let Some(&(stop, line)) = all.get(to) {
            self.go_to(stop, line);
        }
    }
}
