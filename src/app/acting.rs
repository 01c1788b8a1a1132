//! What records: done as one act that can be taken back, then judged again, and what is derived
//! brought up to date.

use super::App;
use super::record::{Act, Pen, Write};
use super::screen::Screen;
use super::state::{Effect, SaveState};
use crate::judge::walk::progress;
use crate::judge::{assess, default_day};
use crate::model::attachment::is_attachment;
use crate::model::{ObservationIx, SubjectIx, SubjectKind, Survey};
use crate::t;

impl App {
    /// Does something that records, and judges again what it can have changed.
    pub(super) fn act(
        &mut self,
        title: &str,
        run: impl FnOnce(&mut Pen<'_>, &mut Act),
    ) -> Vec<Effect> {
        let mut act = Act::new(title);
        let from = self.survey.observations().len();
        let mut pen = Pen { survey: &mut self.survey, recorder: &mut self.recorder, now: self.now };
        run(&mut pen, &mut act);
        if act.is_empty() {
            return Vec::new();
        }
        self.undo.push(act);
        self.redo.clear();
        self.recorded(from)
    }

    /// Records facts in one act.
    pub(super) fn write(&mut self, title: &str, writes: Vec<Write>) -> Vec<Effect> {
        self.act(title, |pen, act| writes.into_iter().for_each(|w| pen.write(act, w)))
    }

    /// Takes the last act back, or with `again` does it again.
    pub(super) fn take_back(&mut self, again: bool) -> Vec<Effect> {
        let from_stack = if again { &mut self.redo } else { &mut self.undo };
        let Some(mut act) = from_stack.pop() else {
            let what = if again {
                t!("There is nothing to redo.")
            } else {
                t!("There is nothing to undo.")
            };
            self.say(what);
            return Vec::new();
        };
        self.stash();
        let from = self.survey.observations().len();
        Pen { survey: &mut self.survey, recorder: &mut self.recorder, now: self.now }
            .restore(&mut act, again);
        let text = if again {
            t!("Redone: {what}", what = act.title)
        } else {
            t!("Taken back: {what}", what = act.title)
        };
        let place = act.first_fact().map(|(subject, attribute)| (subject, attribute.to_owned()));
        (if again { &mut self.undo } else { &mut self.redo }).push(act);
        let effects = self.recorded(from);
        self.load_question();
        if let (Some((subject, attribute)), Screen::Walk(_)) = (place, self.screen()) {
            self.follow(subject, &attribute);
        }
        self.say(&text);
        effects
    }

    /// Judges again after observations were added from this one on.
    pub(super) fn recorded(&mut self, from: usize) -> Vec<Effect> {
        let new: Vec<ObservationIx> =
            (from..self.survey.observations().len()).map(ObservationIx::nth).collect();
        if new.is_empty() {
            return Vec::new();
        }
        // A photo changes no verdict.
        let photo =
            |&&ix: &&ObservationIx| is_attachment(self.survey.attribute(self.survey[ix].attribute));
        if new.iter().all(|ix| photo(&ix)) {
            self.sheet = None;
            self.version += 1;
            self.save = SaveState::Saving;
            return vec![Effect::Save];
        }
        // The day of the newest fact that stands, as `default_day` finds it among all.
        let facts = new.iter().map(|&ix| &self.survey[ix]);
        let facts = facts.filter(|o| o.subject != Survey::ROOT && self.survey.tells(o));
        let newest = facts.map(|o| self.survey.moment(o).day()).max();
        let superseding = new.iter().any(|&ix| !self.survey[ix].prev.is_empty());
        let as_of = match newest {
            Some(day) if day >= self.assessment.as_of => day,
            _ if superseding || !self.survey.visited_before(new[0]) => default_day(&self.survey),
            _ => self.assessment.as_of,
        };
        let structural = new.iter().any(|&ix| {
            let attribute = self.survey.attribute(self.survey[ix].attribute);
            attribute.starts_with('@') || attribute == crate::model::places::SAME_AS
        });
        if as_of != self.assessment.as_of || structural {
            self.assessment = assess(&self.survey, &self.profiles[self.shown], as_of);
            self.forget_all();
        } else {
            self.assessment.update(&self.survey, &self.profiles[self.shown], &new);
            for &ix in &new {
                self.forget_progress(self.survey[ix].subject);
            }
        }
        self.sheet = None;
        self.version += 1;
        self.save = SaveState::Saving;
        vec![Effect::Save]
    }

    pub(super) fn forget_progress(&mut self, subject: SubjectIx) {
        match self.survey.subject(subject).kind {
            SubjectKind::Survey => {}
            SubjectKind::Country | SubjectKind::Model => self.forget_all(),
            _ => {
                let point = self.survey.crossing_point_of(subject);
                for (n, place) in self.assessment.points.iter().enumerate() {
                    if point.is_some_and(|p| place.subjects.contains(&p)) {
                        // Where all was forgotten, there is nothing to forget.
                        if let (Some(progress), Some(totals)) =
                            (self.progress.get_mut(n), self.totals.get_mut(n))
                        {
                            (*progress, *totals) = (None, None);
                        }
                    }
                }
            }
        }
    }

    pub(super) fn forget_all(&mut self) {
        self.progress.clear();
        self.totals.clear();
    }

    pub(super) fn next_profile(&mut self) {
        if self.profiles.len() < 2 {
            self.say(t!("This survey has one profile."));
            return;
        }
        self.show_profile((self.shown + 1) % self.profiles.len());
        let title = self.profile().title.clone();
        self.say(&t!("Judged by: {title}", title));
    }

    /// Brings what is derived up to date; every cursor is a row that exists afterwards.
    pub(super) fn refresh(&mut self) {
        self.progress.resize(self.assessment.points.len(), None);
        self.totals.resize(self.assessment.points.len(), None);
        for n in 0..self.totals.len() {
            if self.totals[n].is_none() {
                self.totals[n] = Some(self.assessment.totals_of(self.profile(), n));
            }
        }
        // Of all posts wherever a sum of them may be shown; in the walk, of the post walked.
        let all = self.walk_screen().is_none() && !self.is_over();
        let current = self.walk_screen().and_then(|walk| self.point_index(walk.point));
        for n in 0..self.progress.len() {
            if self.progress[n].is_none() && (all || current == Some(n)) {
                let profile = &self.profiles[self.shown];
                self.progress[n] = Some(progress(&self.assessment, &self.survey, profile, n));
            }
        }
        let points = self.assessment.points.len();
        if let Some(Screen::Overview { cursor }) = self.screens.first_mut() {
            *cursor = (*cursor).min(points.saturating_sub(1));
        }
        let matrix = self.screens.iter().any(|s| matches!(s, Screen::Matrix(_)));
        let categories = if matrix { self.categories().len() } else { 0 };
        for screen in &mut self.screens {
            if let Screen::Matrix(matrix) = screen {
                matrix.row = matrix.row.min(points.saturating_sub(1));
                matrix.column = matrix.column.min(categories.saturating_sub(1));
            }
        }
        self.refresh_walk();
        self.refresh_gaps();
        self.refresh_list();
        self.refresh_form();
        self.refresh_others();
        // Looked for once, not for each frame of what says how many there are.
        let told = matches!(
            self.screen(),
            Screen::Overview { .. } | Screen::Palette(_) | Screen::Help { .. }
        );
        if told && self.waiting.is_none_or(|(version, _)| version != self.version) {
            self.waiting = Some((self.version, self.disputes().len()));
        }
    }
}
