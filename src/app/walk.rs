//! The walk: answering the questions of a crossing point, one key each where it can be.
//!
//! Rules. A first answer moves on to the next open question; correcting an answer stays where it
//! is. What is typed and not recorded is kept as a draft, also when the person goes elsewhere. The
//! grade of evidence stays until it is changed. All that stands is superseded by an answer given
//! here, since all of it was shown; a set-aside supersedes the person's own alone.

use super::asking::{Asking, Mark, marked_value, marks};
use super::command::Command;
use super::preview::Preview;
use super::record::Write;
use super::screen::{Part, Pick, PickAction, PickRow, Screen, WalkScreen, matching};
use super::sheet::{Line, PlaceKey, Sheet, Stop};
use super::{App, Draft, Effect, WhatIf};
use crate::judge::walk::NOT_APPLICABLE;
use crate::model::{AbsenceReason, Answer, Evidence, ObservationIx, Path, SubjectIx, Supersede};
use crate::words;

/// How many options one page shows: as many as there are digits.
pub const PAGE: usize = 9;

/// The grades that an assessor can give, strongest first.
pub const GRADES: [Evidence; 6] = [
    Evidence::Tested,
    Evidence::Demonstrated,
    Evidence::Observed,
    Evidence::Documented,
    Evidence::Remote,
    Evidence::Stated,
];

impl App {
    // ---- where the walk is

    /// The place and the line of the question.
    #[must_use]
    pub fn question(&self) -> Option<(&Stop, &Line)> {
        let (walk, sheet) = (self.walk_screen()?, self.sheet.as_ref()?);
        let stop = &sheet.stops[sheet.stop(&walk.place)?];
        Some((stop, stop.lines.iter().find(|l| l.attribute == walk.attribute)?))
    }

    /// What is asked.
    #[must_use]
    pub fn asking(&self) -> Option<Asking> {
        Some(Asking::of(self.profile(), &self.question()?.1.attribute))
    }

    /// What stands for the question: values first.
    #[must_use]
    pub fn standing(&self) -> Vec<ObservationIx> {
        let Some((stop, line)) = self.question() else { return Vec::new() };
        let mut heads: Vec<ObservationIx> = stop
            .subjects
            .iter()
            .flat_map(|&s| self.survey.heads_named(s, &line.attribute))
            .map(|&(_, ix)| ix)
            .filter(|&ix| self.survey[ix].answer != Answer::Cleared)
            .collect();
        heads.sort_by_key(|&ix| (self.survey[ix].answer.evidence().is_none(), ix));
        heads
    }

    /// The options that are shown, by their indices: those that match the filter.
    #[must_use]
    pub fn shown_options(&self) -> Vec<usize> {
        match (self.walk_screen(), self.asking()) {
            (Some(walk), Some(asking)) => {
                let matching = matching(&asking.options, walk.filter.text());
                self.reads.offered(&asking.attribute, matching)
            }
            _ => Vec::new(),
        }
    }

    /// The page of options that is shown, as indices, and the number of pages.
    #[must_use]
    pub fn option_page(&self) -> (Vec<usize>, usize, usize) {
        let shown = self.shown_options();
        let marked = self.walk_screen().map_or(0, |w| w.marked);
        let page = shown.iter().position(|&n| n == marked).unwrap_or(0) / PAGE;
        let pages = shown.len().div_ceil(PAGE).max(1);
        (shown.into_iter().skip(page * PAGE).take(PAGE).collect(), page, pages)
    }

    /// The findings that the question bears on, the worst first.
    #[must_use]
    pub fn bears_on(&self) -> Vec<usize> {
        let (Some((_, line)), Some(sheet)) = (self.question(), &self.sheet) else {
            return Vec::new();
        };
        let mut findings = line.findings.clone();
        let all = &self.assessment.findings[sheet.point].findings;
        findings.sort_by_key(|&n| {
            let severity = self.profile().requirement(all[n].requirement).severity;
            (std::cmp::Reverse(all[n].verdict.rank()), severity, n)
        });
        findings
    }

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
        if let Some(walk) = self.last_walk.clone()
            && self.point_index(walk.point).is_some()
        {
            self.screens.push(Screen::Walk(walk));
            self.load_question();
            return;
        }
        let point = match self.screens.first() {
            Some(Screen::Overview { cursor }) => *cursor,
            _ => 0,
        };
        if self.assessment.points.is_empty() {
            self.warn("There is no crossing point yet. a adds one.");
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

    // ---- what is typed

    /// Keeps what was typed at the question and not recorded.
    pub(super) fn stash(&mut self) {
        let Some(walk) = self.walk_screen() else { return };
        // Once the sheet is that of another crossing point, what stands here cannot be told.
        if self.sheet.as_ref().map(|s| s.point) != self.point_index(walk.point) {
            return;
        }
        let draft = Draft {
            input: walk.input.text().to_owned(),
            note: walk.note.text().to_owned(),
            marks: walk.marks.clone(),
        };
        let key = (walk.place.clone(), walk.attribute.clone());
        if draft == self.blank() {
            self.drafts.remove(&key);
        } else {
            self.drafts.insert(key, draft);
        }
    }

    /// What the fields of the question hold when nothing was typed: what stands.
    fn blank(&self) -> Draft {
        let mut blank = Draft::default();
        let Some(asking) = self.asking() else { return blank };
        let first = self.standing().first().map(|&ix| &self.survey[ix]);
        if asking.is_set() {
            blank.marks = vec![Mark::No; asking.options.len()];
        }
        if let Some(observation) = first {
            // Another person's remark is shown beside that person's answer, and stays theirs.
            if self.recorder.author() == Some(self.survey.author(observation)) {
                blank.note = observation.note.to_string();
            }
            if let Answer::Known { value, unit, .. } = &observation.answer {
                if asking.is_set() {
                    blank.marks = marks(&asking.value, value);
                } else if asking.is_typed() {
                    blank.input = if unit.is_empty() || asking.value.unit.is_none() {
                        value.to_string()
                    } else {
                        format!("{value} {unit}")
                    };
                }
            }
        }
        blank
    }

    /// Fills the fields of the question: its draft, else what stands.
    pub(super) fn load_question(&mut self) {
        self.rebuild_sheet();
        let Some(walk) = self.walk_screen() else { return };
        let key = (walk.place.clone(), walk.attribute.clone());
        let draft = self.drafts.get(&key).cloned().unwrap_or_else(|| self.blank());
        let asking = self.asking();
        let chosen = asking.as_ref().and_then(|a| self.chosen_option(a));
        let first = asking.as_ref().map_or(0, |a| {
            let all = (0..a.options.len()).collect();
            self.reads.offered(&a.attribute, all).first().copied().unwrap_or(0)
        });
        let typed = asking.is_some_and(|a| a.is_typed());
        if let Some(walk) = self.walk_screen_mut() {
            walk.part = Part::Answer;
            walk.typed = typed;
            walk.input = super::text::TextField::new(&draft.input);
            walk.note = super::text::TextField::new(&draft.note);
            walk.marks = draft.marks;
            walk.filter.clear();
            walk.marked = chosen.unwrap_or(first);
            walk.none_asked = false;
            walk.finding = 0;
        }
    }

    /// The option that stands.
    fn chosen_option(&self, asking: &Asking) -> Option<usize> {
        let first = *self.standing().first()?;
        match &self.survey[first].answer {
            Answer::Known { value, .. } => asking.options.iter().position(|o| *o.key == **value),
            Answer::Absent(_) | Answer::Cleared => None,
        }
    }

    pub(super) fn mark_first_match(&mut self) {
        if let Some(&first) = self.shown_options().first()
            && let Some(walk) = self.walk_screen_mut()
        {
            walk.marked = first;
        }
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
            Command::Note => self.set_part(Part::Note, true),
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
                    self.screens.push(Screen::Requirement { requirement, scroll: 0 });
                } else {
                    self.say("No requirement reads this answer.");
                }
            }
            Command::SetAside => {
                let shown = self.walk_screen().map_or(0, |w| w.finding);
                let point = self.sheet.as_ref().map(|s| s.point);
                match (point, self.bears_on().get(shown).copied()) {
                    (Some(point), Some(n)) => self.ask_set_aside(point, n),
                    _ => self.say("No requirement reads this answer."),
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

    fn set_part(&mut self, part: Part, typing: bool) {
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

    fn toggle_marked(&mut self) {
        let set = self.asking().is_some_and(|a| a.is_set());
        if let Some(walk) = self.walk_screen_mut().filter(|_| set)
            && let Some(mark) = walk.marks.get_mut(walk.marked)
        {
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

    // ---- answering

    /// A digit: answers the question, or says how it was seen.
    pub(super) fn choose_answer(&mut self, n: usize) -> Vec<Effect> {
        let Some(walk) = self.walk_screen() else { return Vec::new() };
        if walk.part == Part::Evidence {
            return match GRADES.get(n) {
                Some(&grade) => self.set_evidence(grade),
                None => Vec::new(),
            };
        }
        let Some(asking) = self.asking() else { return Vec::new() };
        if asking.is_typed() {
            // The field was left with Esc; a digit starts typing again.
            if let (Some(walk), Some(digit)) =
                (self.walk_screen_mut(), char::from_digit(n as u32 + 1, 10))
            {
                walk.typing = true;
                walk.input.insert(digit);
            }
            return Vec::new();
        }
        let (page, ..) = self.option_page();
        let Some(&option) = page.get(n) else {
            self.say(&format!("There is no answer {}.", n + 1));
            return Vec::new();
        };
        if let Some(walk) = self.walk_screen_mut() {
            walk.marked = option;
        }
        if asking.is_set() {
            self.toggle_marked();
            return Vec::new();
        }
        self.give_option(&asking, option)
    }

    /// Enter.
    fn confirm(&mut self, part: Part) -> Vec<Effect> {
        let Some(asking) = self.asking() else { return Vec::new() };
        match part {
            Part::Evidence => {
                self.set_part(Part::Answer, true);
                Vec::new()
            }
            Part::Note => self.keep_note(&asking),
            Part::Answer | Part::Filter if asking.is_set() && part == Part::Answer => {
                self.give_set(&asking)
            }
            Part::Filter if asking.is_set() => {
                self.toggle_marked();
                Vec::new()
            }
            Part::Answer if asking.is_typed() => {
                let Some(walk) = self.walk_screen_mut() else { return Vec::new() };
                if !walk.typing {
                    walk.typing = true;
                    return Vec::new();
                }
                self.give_typed(&asking)
            }
            Part::Answer | Part::Filter => {
                let marked = self.walk_screen().map_or(0, |w| w.marked);
                if !self.shown_options().contains(&marked) {
                    self.say("No answer matches.");
                    return Vec::new();
                }
                self.give_option(&asking, marked)
            }
        }
    }

    fn give_option(&mut self, asking: &Asking, option: usize) -> Vec<Effect> {
        match asking.options.get(option) {
            Some(choice) => self.give(asking, &choice.key.clone(), ""),
            None => Vec::new(),
        }
    }

    fn give_set(&mut self, asking: &Asking) -> Vec<Effect> {
        let Some(walk) = self.walk_screen_mut() else { return Vec::new() };
        let value = marked_value(&asking.value.options, &walk.marks);
        if value == "none" && !walk.none_asked {
            walk.none_asked = true;
            self.say("Nothing is marked. Enter again records: none of them.");
            return Vec::new();
        }
        self.give(asking, &value, "")
    }

    fn give_typed(&mut self, asking: &Asking) -> Vec<Effect> {
        let Some(walk) = self.walk_screen() else { return Vec::new() };
        let typed = walk.input.text().trim().to_owned();
        if typed == "-" {
            if let Some(walk) = self.walk_screen_mut() {
                walk.input.clear();
            }
            self.ask_absence();
            return Vec::new();
        }
        if typed.is_empty() {
            self.say("Type an answer; - and Enter when there is none.");
            return Vec::new();
        }
        match asking.read(&typed) {
            Ok((value, unit)) => self.give(asking, &value, &unit),
            Err(refused) => {
                self.warn(&refused);
                Vec::new()
            }
        }
    }

    /// Records a value. Equal to what this person recorded, it only moves on.
    fn give(&mut self, asking: &Asking, value: &str, unit: &str) -> Vec<Effect> {
        let answer =
            Answer::Known { value: value.into(), unit: unit.into(), evidence: self.evidence };
        let note = self.walk_screen().map_or(String::new(), |w| w.note.text().trim().to_owned());
        let standing = self.standing();
        if let [only] = standing[..] {
            let head = &self.survey[only];
            let mine = self.recorder.author() == Some(self.survey.author(head));
            if mine && head.answer == answer && *head.note == *note {
                self.next_open(1);
                return Vec::new();
            }
        }
        let shown = asking.shown(&answer);
        let title = format!("{} = {shown} ({})", asking.label, words::evidence(self.evidence));
        self.record_answer(asking, answer, note, &title)
    }

    /// Records an answer to the question, and moves on if it is the first.
    fn record_answer(
        &mut self,
        asking: &Asking,
        answer: Answer,
        note: String,
        title: &str,
    ) -> Vec<Effect> {
        let first = self.standing().is_empty();
        let targets = self.targets();
        let path = self.missing_path();
        let attribute = asking.attribute.clone();
        let supersede =
            if attribute.starts_with(NOT_APPLICABLE) { Supersede::Own } else { Supersede::All };
        let kind = asking.value.kind.code();
        let effects = self.act(title, |pen, act| {
            let made = path.and_then(|path| pen.ensure(&path));
            for subject in targets.into_iter().chain(made) {
                let (attribute, answer, note) = (attribute.clone(), answer.clone(), note.clone());
                pen.write(act, Write { subject, attribute, kind, answer, note, supersede });
            }
        });
        if let Some(walk) = self.walk_screen() {
            let key = (walk.place.clone(), walk.attribute.clone());
            self.drafts.remove(&key);
        }
        self.load_question();
        if first {
            self.advance(title);
        } else {
            self.say(&format!("Recorded: {title}. n goes on."));
        }
        effects
    }

    /// The subjects that an answer is recorded of: those of which something stands, since places
    /// may have been joined; else the one that gives the code.
    fn targets(&self) -> Vec<SubjectIx> {
        let Some((stop, line)) = self.question() else { return Vec::new() };
        let standing: Vec<SubjectIx> = stop
            .subjects
            .iter()
            .copied()
            .filter(|&s| !self.survey.heads_named(s, &line.attribute).is_empty())
            .collect();
        if standing.is_empty() {
            stop.subjects.first().copied().into_iter().collect()
        } else {
            standing
        }
    }

    /// The country or model that has no subject yet.
    fn missing_path(&self) -> Option<Path> {
        let (stop, _) = self.question()?;
        if !stop.subjects.is_empty() {
            return None;
        }
        match &stop.key {
            PlaceKey::Subject(_) => None,
            PlaceKey::Country(code) => Some(Path::Country(code.clone())),
            PlaceKey::Model(kind, maker, model) => {
                Some(Path::Model(kind.clone(), maker.clone(), model.clone()))
            }
        }
    }

    fn set_evidence(&mut self, grade: Evidence) -> Vec<Effect> {
        self.evidence = grade;
        self.set_part(Part::Answer, true);
        let standing = self.standing();
        let known = match standing[..] {
            [only] => match &self.survey[only].answer {
                Answer::Known { value, unit, evidence } if *evidence != grade => {
                    Some((value.clone(), unit.clone()))
                }
                _ => None,
            },
            _ => None,
        };
        let (Some((value, unit)), Some(asking)) = (known, self.asking()) else {
            self.say(&format!(
                "From now on: {} ({}).",
                words::evidence(grade),
                words::evidence_meaning(grade)
            ));
            return Vec::new();
        };
        self.give(&asking, &value, &unit)
    }

    fn keep_note(&mut self, asking: &Asking) -> Vec<Effect> {
        self.set_part(Part::Answer, true);
        let note = self.walk_screen().map_or(String::new(), |w| w.note.text().trim().to_owned());
        let standing = self.standing();
        let Some(&first) = standing.first() else {
            self.say("The note will go with the answer.");
            return Vec::new();
        };
        if *self.survey[first].note == *note {
            return Vec::new();
        }
        if standing.len() > 1 {
            self.say("The note will go with the answer that settles this.");
            return Vec::new();
        }
        let answer = self.survey[first].answer.clone();
        self.record_answer(asking, answer, note, &format!("{}: note", asking.label))
    }

    fn ask_absence(&mut self) {
        let Some(asking) = self.asking() else { return };
        let row = |reason: &AbsenceReason| PickRow {
            label: words::absence(*reason).to_owned(),
            detail: String::new(),
            disabled: String::new(),
            ticked: None,
        };
        self.screens.push(Screen::Pick(Pick {
            title: format!("No answer: {}", asking.label),
            text: "Why is there none? It counts as explained, not as a gap.".to_owned(),
            rows: AbsenceReason::ALL.iter().map(row).collect(),
            cursor: 0,
            action: PickAction::Absence(AbsenceReason::ALL.to_vec()),
        }));
    }

    pub(super) fn give_absence(&mut self, reason: AbsenceReason) -> Vec<Effect> {
        let Some(asking) = self.asking() else { return Vec::new() };
        let note = self.walk_screen().map_or(String::new(), |w| w.note.text().trim().to_owned());
        let title = format!("{}: no answer, {}", asking.label, words::absence(reason));
        self.record_answer(&asking, Answer::Absent(reason), note, &title)
    }

    // ---- what follows

    pub(super) fn rebuild_sheet(&mut self) {
        let Some(walk) = self.walk_screen() else { return };
        let Some(point) = self.point_index(walk.point) else { return };
        if self.sheet.as_ref().is_none_or(|s| s.point != point) {
            self.sheet =
                Some(Sheet::of(&self.assessment, &self.survey, self.profile(), &self.reads, point));
        }
    }

    /// Keeps the walk on a question that exists, and judges what would be.
    pub(super) fn refresh_walk(&mut self) {
        let Some(walk) = self.walk_screen() else {
            self.what_if = WhatIf::default();
            return;
        };
        if self.point_index(walk.point).is_none() {
            // Adding the crossing point was taken back.
            self.screens.retain(|s| !matches!(s, Screen::Walk(_) | Screen::Pick(_)));
            self.what_if = WhatIf::default();
            return;
        }
        self.rebuild_sheet();
        if self.question().is_none() {
            let (Some(walk), Some(sheet)) = (self.walk_screen(), &self.sheet) else { return };
            let stop = sheet.stop(&walk.place).unwrap_or(0);
            let line = walk.line.min(sheet.stops[stop].lines.len().saturating_sub(1));
            self.go_to(stop, line);
        }
        let line = self.position().map_or(0, |(_, line)| line);
        let n = self.bears_on().len().max(1);
        if let Some(walk) = self.walk_screen_mut() {
            walk.line = line;
            walk.finding = walk.finding.min(n - 1);
        }
        self.what_if = self.judge_what_if().unwrap_or_default();
    }

    fn judge_what_if(&self) -> Option<WhatIf> {
        if !matches!(self.screen(), Screen::Walk(_)) {
            return None;
        }
        let (walk, asking, sheet) = (self.walk_screen()?, self.asking()?, self.sheet.as_ref()?);
        let findings = self.bears_on();
        let finding =
            &self.assessment.findings[sheet.point].findings[*findings.get(walk.finding)?];
        let subject = *self.question()?.0.subjects.first()?;
        let mut preview =
            Preview::new(&self.survey, self.profile(), &self.assessment, sheet.point, self.now);
        let mut verdict = |value: &str, unit: &str| {
            let answer =
                Answer::Known { value: value.into(), unit: unit.into(), evidence: self.evidence };
            let (requirement, position) = (finding.requirement, finding.position);
            preview.verdict(subject, &asking.attribute, answer, requirement, position)
        };
        let mut what_if = WhatIf::default();
        if asking.is_set() {
            what_if.typed = verdict(&marked_value(&asking.value.options, &walk.marks), "");
        } else if asking.is_typed() {
            let typed = walk.input.text();
            if let (false, Ok((value, unit))) = (typed.trim().is_empty(), asking.read(typed)) {
                what_if.typed = verdict(&value, &unit);
            }
        } else {
            for n in self.option_page().0 {
                if let Some(found) = verdict(&asking.options[n].key, "") {
                    what_if.options.push((n, found));
                }
            }
        }
        Some(what_if)
    }
}
