//! Answering the question that has the focus, with one key where it can be.
//!
//! Rules. A first answer moves on to the next open question; correcting an answer stays where it
//! is. The grade of evidence stays until it is changed. All that stands is superseded by an answer
//! given here, since all of it was shown; a set-aside supersedes the person's own alone.

use super::asking::{Asking, marked_value};
use super::record::Write;
use super::screen::{Part, Pick, PickAction, PickRow, Screen};
use super::sheet::PlaceKey;
use super::{App, Effect};
use crate::judge::walk::NOT_APPLICABLE;
use crate::model::{AbsenceReason, Answer, Evidence, Path, SubjectIx, Supersede};
use crate::{t, words};

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
            // A digit starts typing: over what stands, or on where the field was left with Esc.
            let fresh = self.current_draft().is_some_and(|draft| draft.is_none());
            if let (Some(walk), Some(digit)) =
                (self.walk_screen_mut(), char::from_digit(n as u32 + 1, 10))
            {
                if fresh {
                    walk.input.clear();
                }
                (walk.typing, walk.fresh) = (true, false);
                walk.input.insert(digit);
            }
            return Vec::new();
        }
        let (page, ..) = self.option_page();
        let Some(&option) = page.get(n) else {
            self.say(&t!("There is no answer {n}.", n = n + 1));
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
    pub(super) fn confirm(&mut self, part: Part) -> Vec<Effect> {
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
                    self.say(t!("No answer matches."));
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
            self.say(t!("Nothing is marked. Enter again records: none of them."));
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
            self.say(t!("Type an answer; - and Enter when there is none."));
            return Vec::new();
        }
        if let Some((latitude, longitude)) = self.pair_of(asking, &typed) {
            return self.give_coordinates(&latitude, &longitude);
        }
        match asking.read(&typed) {
            Ok((value, unit)) => {
                if let Some(doubt) = self.doubt(asking, &value) {
                    let Some(walk) = self.walk_screen_mut() else { return Vec::new() };
                    if walk.doubted != value {
                        walk.doubted = value;
                        self.warn(&t!("{doubt} Enter again records it as it is.", doubt));
                        return Vec::new();
                    }
                }
                self.give(asking, &value, &unit)
            }
            Err(refused) => {
                self.warn(&refused);
                Vec::new()
            }
        }
    }

    /// Records a value, seen as the answers before it were.
    fn give(&mut self, asking: &Asking, value: &str, unit: &str) -> Vec<Effect> {
        let note = self.walk_screen().map_or(String::new(), |w| w.note.text().trim().to_owned());
        self.give_as(asking, (value, unit, self.evidence), note)
    }

    /// Records a value. Equal to what this person recorded, it only moves on.
    pub(super) fn give_as(
        &mut self,
        asking: &Asking,
        (value, unit, evidence): (&str, &str, Evidence),
        note: String,
    ) -> Vec<Effect> {
        let answer = Answer::Known { value: value.into(), unit: unit.into(), evidence };
        let standing = self.standing();
        if let [only] = standing[..] {
            let head = &self.survey[only];
            let mine = self.recorder.author() == Some(self.survey.author(head));
            if mine && head.answer == answer && *head.note == *note {
                self.next_open(1);
                return Vec::new();
            }
        }
        let mut shown = asking.shown(&answer);
        if let Some(converted) = asking.converted(value, unit) {
            shown = format!("{shown} {converted}");
        }
        let title = format!("{} = {shown} ({})", asking.label, words::evidence(evidence));
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
        // What was only copied is confirmed by this, as if it were the first answer.
        let first = self.standing().iter().all(|&ix| self.is_copied(ix));
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
            // In a field, n is a letter.
            let key = if asking.is_typed() { "F5" } else { "n" };
            self.say(&t!("Recorded: {title}. {key} goes on.", title, key));
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

    pub(super) fn set_evidence(&mut self, grade: Evidence) -> Vec<Effect> {
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
            self.say(&t!(
                "From now on: {grade} ({meaning}).",
                grade = words::evidence(grade),
                meaning = words::evidence_meaning(grade)
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
            self.say(t!("The note will go with the answer."));
            return Vec::new();
        };
        if *self.survey[first].note == *note {
            return Vec::new();
        }
        if standing.len() > 1 {
            self.say(t!("The note will go with the answer that settles this."));
            return Vec::new();
        }
        let answer = self.survey[first].answer.clone();
        self.record_answer(asking, answer, note, &t!("{label}: note", label = asking.label))
    }

    pub(super) fn ask_absence(&mut self) {
        let Some(asking) = self.asking() else { return };
        let row = |reason: &AbsenceReason| PickRow {
            label: words::absence(*reason).to_owned(),
            detail: String::new(),
            disabled: String::new(),
            ticked: None,
        };
        self.screens.push(Screen::Pick(Pick {
            title: t!("No answer: {label}", label = asking.label),
            text: t!("Why is there none? It counts as explained, not as a gap.").to_owned(),
            rows: AbsenceReason::ALL.iter().map(row).collect(),
            cursor: 0,
            action: PickAction::Absence(AbsenceReason::ALL.to_vec()),
        }));
    }

    pub(super) fn give_absence(&mut self, reason: AbsenceReason) -> Vec<Effect> {
        let Some(asking) = self.asking() else { return Vec::new() };
        let note = self.walk_screen().map_or(String::new(), |w| w.note.text().trim().to_owned());
        let why = words::absence(reason);
        let title = t!("{label}: no answer, {why}", label = asking.label, why);
        self.record_answer(&asking, Answer::Absent(reason), note, &title)
    }
}
