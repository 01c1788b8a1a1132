//! Places and equipment that are made like others, given another code, or taken off the survey. All
//! of it can be undone, so nothing asks whether one is sure.

use super::{App, Effect};
use crate::model::{SubjectIx, SubjectKind, Survey};
use crate::{counted, t};

impl App {
    /// Makes another place or piece of equipment like one: its answers are copied, and those of
    /// what stands in it, and wait to be confirmed.
    pub(super) fn add_like(&mut self, this: SubjectIx, code: &str) -> Vec<Effect> {
        let subject = self.survey.subject(this);
        let (kind, parent) = (subject.kind, subject.parent.unwrap_or(Survey::ROOT));
        let source = self.survey.path(this).to_string();
        let profile = self.profile().clone();
        let (mut made, mut count) = (None, 0);
        let effects = self.act(&t!("{code} added", code), |pen, act| {
            let mut pairs = vec![(this, pen.make(act, kind, parent, code))];
            made = Some(pairs[0].1);
            let mut next = 0;
            while let Some(&(from, to)) = pairs.get(next) {
                next += 1;
                count += super::copy::copy_facts(pen, act, &profile, (from, to), &source);
                let inside: Vec<SubjectIx> = (1..pen.survey.subjects().len())
                    .map(SubjectIx::nth)
                    .filter(|&ix| {
                        let subject = pen.survey.subject(ix);
                        subject.parent == Some(from) && !subject.deleted
                    })
                    .filter(|ix| !pairs.iter().any(|(_, made)| made == ix))
                    .collect();
                for ix in inside {
                    let (kind, code) =
                        (pen.survey.subject(ix).kind, pen.survey.subject(ix).code.clone());
                    pairs.push((ix, pen.make(act, kind, to, &code)));
                }
            }
        });
        if let Some(made) = made {
            self.go_to_subject(made);
            self.say(&counted!(
                count,
                "{code} added: {n} answer copied from {source}, not seen here.",
                "{code} added: {n} answers copied from {source}, none of them seen here.",
                code,
                source
            ));
        }
        effects
    }

    pub(super) fn rename(&mut self, this: SubjectIx, code: &str) -> Vec<Effect> {
        let before = self.survey.subject(this).code.clone();
        let title = t!("{before} is now called {code}", before, code);
        let effects = self.act(&title, |pen, act| pen.rename(act, this, code));
        self.load_question();
        self.say(&title);
        effects
    }

    /// Takes a place or piece of equipment off the survey; u brings it back.
    pub(super) fn remove(&mut self, this: SubjectIx) -> Vec<Effect> {
        let code = self.survey.subject(this).code.clone();
        let kind = self.survey.subject(this).kind;
        self.stash();
        let parent = self.survey.subject(this).parent.filter(|p| *p != Survey::ROOT);
        let title = t!("{code} taken off the survey", code);
        let effects = self.act(&title, |pen, act| pen.remove(act, this));
        match parent {
            Some(parent) if kind != SubjectKind::CrossingPoint && self.walk_screen().is_some() => {
                self.go_to_subject(parent);
            }
            _ => {
                self.screens.truncate(1);
                self.last_walk = None;
            }
        }
        self.say(&t!("{code} is taken off the survey; u brings it back.", code));
        effects
    }
}
