//! The question that has the focus: what is asked, what stands, what is typed and not recorded,
//! and what a verdict would be.
//!
//! What is typed is kept as a draft until it is recorded, also when the person goes elsewhere.

use super::asking::{Asking, Mark, marked_value, marks};
use super::preview::Preview;
use super::screen::{Part, Screen, matching};
use super::sheet::{Line, PlaceKey, Sheet, Stop};
use super::{App, Draft, WhatIf};
use crate::model::{Answer, ObservationIx};
use crate::t;

/// How many options one page shows: as many as there are digits.
pub const PAGE: usize = 9;

impl App {
    // ---- what is asked

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

    // ---- flags

    /// Flags the question for later, or takes the flag off.
    pub(super) fn toggle_flag(&mut self) {
        let Some(walk) = self.walk_screen() else { return };
        let key = (walk.place.clone(), walk.attribute.clone());
        if self.flags.remove(&key) {
            return self.say(t!("The flag is off."));
        }
        self.flags.insert(key);
        self.version += 1;
        self.say(t!("Flagged for later: Ctrl+D lists what is flagged, on this laptop alone."));
    }

    /// Whether a question is flagged for later.
    #[must_use]
    pub fn is_flagged(&self, place: &PlaceKey, attribute: &str) -> bool {
        self.flags.iter().any(|(p, a)| p == place && a == attribute)
    }

    // ---- what is typed

    /// Keeps what was typed at the question and not recorded.
    pub(super) fn stash(&mut self) {
        let (Some(walk), Some(draft)) = (self.walk_screen(), self.current_draft()) else { return };
        let key = (walk.place.clone(), walk.attribute.clone());
        match draft {
            Some(draft) => self.drafts.insert(key, draft),
            None => self.drafts.remove(&key),
        };
    }

    /// What is typed at the question beyond what stands: `Some(None)` when nothing is, `None` when
    /// that cannot be told.
    pub(super) fn current_draft(&self) -> Option<Option<Draft>> {
        let walk = self.walk_screen()?;
        // Once the sheet is that of another crossing point, what stands here cannot be told.
        if self.sheet.as_ref().map(|s| s.point) != self.point_index(walk.point) {
            return None;
        }
        let draft = Draft {
            input: walk.input.text().to_owned(),
            note: walk.note.text().to_owned(),
            marks: walk.marks.clone(),
        };
        Some((draft != self.blank()).then_some(draft))
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
        // What stands gives way to the first letter typed; what was half typed is gone on with.
        let kept = self.drafts.get(&key).cloned();
        let fresh = kept.is_none();
        let draft = kept.unwrap_or_else(|| self.blank());
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
            walk.typing = true;
            walk.fresh = fresh;
            walk.input = super::text::TextField::new(&draft.input);
            walk.note = super::text::TextField::new(&draft.note);
            walk.marks = draft.marks;
            walk.filter.clear();
            walk.marked = chosen.unwrap_or(first);
            walk.none_asked = false;
            walk.doubted.clear();
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
        let first = self.shown_options().first().copied();
        if let (Some(first), Some(walk)) = (first, self.walk_screen_mut()) {
            walk.marked = first;
        }
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
        self.refresh_excerpt();
        self.what_if = self.judge_what_if().unwrap_or_default();
    }

    /// Keeps the excerpt of the crossing point of the walk, while nothing changes: to make it, the
    /// whole survey is gone through.
    fn refresh_excerpt(&mut self) {
        let Screen::Walk(walk) = self.screen() else { return };
        let of = (self.version, self.shown, walk.point);
        if self.excerpt.as_ref().is_some_and(|(known, _)| *known == of) {
            return;
        }
        self.excerpt = self.point_index(walk.point).map(|point| {
            let (as_of, place) = (self.assessment.as_of, &self.assessment.points[point].subjects);
            (of, Preview::new(&self.survey, self.profile(), as_of, place, self.now))
        });
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
        let mut preview = self.excerpt.as_ref()?.1.clone().at(self.now);
        let mut verdict = |value: &str, unit: &str| {
            let answer =
                Answer::Known { value: value.into(), unit: unit.into(), evidence: self.evidence };
            let (requirement, position) = (finding.requirement, finding.position);
            preview.verdict(
                self.profile(),
                subject,
                &asking.attribute,
                answer,
                requirement,
                position,
            )
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
