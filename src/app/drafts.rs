//! What was typed and not recorded, as data that outlives the program: it is kept beside the
//! survey and offered when the survey is opened again.

use serde::{Deserialize, Serialize};

use super::asking::{Asking, Mark};
use super::screen::{Addition, Form, FormAction, Pick, PickAction, PickRow, Screen, label_of};
use super::sheet::{PlaceKey, Sheet};
use super::text::TextField;
use super::{App, Draft};
use crate::model::SubjectId;
use crate::t;

/// Everything that was typed and not recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafts {
    /// At questions.
    #[serde(default)]
    pub questions: Vec<QuestionDraft>,
    /// In a form.
    #[serde(default)]
    pub form: Option<FormDraft>,
    /// Questions that are flagged for later: place and attribute.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<(Vec<String>, String)>,
}

/// What was typed at a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionDraft {
    /// A subject's id, or `country` with a code, or `model` with kind, maker and model.
    place: Vec<String>,
    attribute: String,
    input: String,
    note: String,
    /// What is marked of several options: a letter each, `-` no, `x` yes, `?` not known.
    marks: String,
}

/// What was typed into a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormDraft {
    /// Which form it is, the same in every language; empty in old files, which know the title.
    #[serde(default)]
    key: String,
    /// What it was called when it was left.
    title: String,
    /// What is typed in each field, and the key of what is chosen.
    fields: Vec<(String, Option<String>)>,
}

impl Drafts {
    /// Whether nothing is to be kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.is_typed() && self.flags.is_empty()
    }

    /// Whether something was typed.
    #[must_use]
    pub fn is_typed(&self) -> bool {
        !self.questions.is_empty() || self.form.is_some()
    }
}

impl FormDraft {
    pub(super) fn of(form: &Form, key: String) -> Option<Self> {
        if !form.fields.iter().any(|f| f.typed || f.chosen.is_some()) {
            return None;
        }
        let fields = form.fields.iter().map(|f| {
            let chosen = f.chosen.and_then(|n| f.options.get(n)).map(|o| o.key.clone());
            (f.input.text().to_owned(), chosen)
        });
        Some(Self { key, title: form.title.clone(), fields: fields.collect() })
    }

    fn is_of(&self, form: &Form, key: &str) -> bool {
        if self.key.is_empty() { self.title == form.title } else { self.key == key }
    }

    /// Fills a form as it was left.
    fn fill(&self, form: &mut Form) {
        for (field, (text, chosen)) in form.fields.iter_mut().zip(&self.fields) {
            field.input = TextField::new(text);
            field.typed = !text.is_empty();
            field.chosen = chosen
                .as_ref()
                .and_then(|key| field.options.iter().position(|option| option.key == *key));
            if let Some(n) = field.chosen {
                field.input = TextField::new(&label_of(&field.options, n));
            }
        }
    }
}

impl App {
    /// Everything that is typed and not recorded, in a fixed order.
    #[must_use]
    pub fn drafts(&self) -> Drafts {
        let mut all = self.drafts.clone();
        if let (Some(walk), Some(draft)) = (self.walk_screen(), self.current_draft()) {
            let key = (walk.place.clone(), walk.attribute.clone());
            match draft {
                Some(draft) => drop(all.insert(key, draft)),
                None => drop(all.remove(&key)),
            }
        }
        let mut questions: Vec<QuestionDraft> = all
            .into_iter()
            .map(|((place, attribute), draft)| QuestionDraft {
                place: self.place_words(&place),
                attribute,
                input: draft.input,
                note: draft.note,
                marks: draft.marks.iter().map(|m| sign(*m)).collect(),
            })
            .collect();
        questions.sort_by(|a, b| (&a.place, &a.attribute).cmp(&(&b.place, &b.attribute)));
        let open = self.screens.iter().rev().find_map(|s| match s {
            Screen::Form(form) => Some(form),
            _ => None,
        });
        let form = open.or(self.kept_form.as_ref()).and_then(|form| self.form_draft_of(form));
        let flags = self.flags.iter().map(|(p, a)| (self.place_words(p), a.clone())).collect();
        Drafts { questions, form: form.or_else(|| self.form_draft.clone()), flags }
    }

    /// Takes over what was typed before the program ended, and offers it.
    pub fn take_drafts(&mut self, drafts: Drafts) {
        for question in drafts.questions {
            let Some(place) = self.place_of_words(&question.place) else { continue };
            let draft = Draft {
                input: question.input,
                note: question.note,
                marks: question.marks.chars().map(mark).collect(),
            };
            let options = Asking::of(self.profile(), &question.attribute).options.len();
            // A newer profile may know other options: marks that do not fit are dropped.
            let marks = if draft.marks.len() == options { draft.marks } else { Vec::new() };
            self.drafts.insert((place, question.attribute), Draft { marks, ..draft });
        }
        self.form_draft = drafts.form;
        let typed = !self.drafts.is_empty() || self.form_draft.is_some();
        for (place, attribute) in drafts.flags {
            let place = self.place_of_words(&place);
            self.flags.extend(place.map(|place| (place, attribute)));
        }
        let pick = self.drafts_pick();
        if typed {
            // Below the question who records, if that is asked.
            self.screens.insert(1, Screen::Pick(pick));
        }
    }

    /// How many drafts there are.
    #[must_use]
    pub fn draft_count(&self) -> usize {
        let drafts = self.drafts();
        drafts.questions.len() + usize::from(drafts.form.is_some())
    }

    /// Shows what is typed and not recorded.
    pub(super) fn open_drafts(&mut self) {
        self.stash();
        let pick = self.drafts_pick();
        if pick.rows.is_empty() {
            self.say(t!("Nothing is half typed, and nothing is flagged."));
        } else {
            self.screens.push(Screen::Pick(pick));
        }
    }

    fn drafts_pick(&self) -> Pick {
        let mut keys: Vec<&(PlaceKey, String)> = self.drafts.keys().collect();
        keys.sort();
        keys.extend(self.flags.iter().filter(|key| !self.drafts.contains_key(key)));
        let mut rows: Vec<PickRow> = keys
            .iter()
            .map(|key| {
                let detail = match self.drafts.get(*key) {
                    None => t!("flagged for later"),
                    Some(Draft { input, note, .. }) if input.is_empty() && note.is_empty() => {
                        t!("marks")
                    }
                    Some(Draft { input, note, .. }) if input.is_empty() => note,
                    Some(Draft { input, .. }) => input,
                };
                let place = match &key.0 {
                    PlaceKey::Subject(ix) => self.survey.path(*ix).to_string(),
                    PlaceKey::Country(code) => t!("country / {code}", code),
                    PlaceKey::Model(kind, maker, model) => {
                        t!("model / {kind} / {maker} / {model}", kind, maker, model)
                    }
                };
                let label = Asking::of(self.profile(), &key.1).label;
                PickRow {
                    label: t!("{place}: {label}", place, label),
                    detail: detail.to_owned(),
                    disabled: String::new(),
                    ticked: None,
                }
            })
            .collect();
        if let Some(form) = &self.form_draft {
            let typed = form.fields.iter().map(|(text, _)| text.as_str());
            rows.push(PickRow {
                label: form.title.clone(),
                detail: typed.filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", "),
                disabled: t!("It comes back when the same form is opened.").to_owned(),
                ticked: None,
            });
        }
        Pick {
            title: t!("Typed and not recorded, or flagged").to_owned(),
            text: t!("Nothing of it is in the survey yet. Enter goes there, Esc leaves it.")
                .to_owned(),
            rows,
            cursor: 0,
            action: PickAction::Draft(keys.into_iter().cloned().collect()),
        }
    }

    /// Goes to a question with something half typed.
    pub(super) fn go_to_draft(&mut self, (place, attribute): &(PlaceKey, String)) {
        let points = 0..self.assessment.points.len();
        let found = points.into_iter().find_map(|point| {
            let sheet =
                Sheet::of(&self.assessment, &self.survey, self.profile(), &self.reads, point);
            let stop = sheet.stop(place)?;
            let line = sheet.stops[stop].lines.iter().position(|l| l.attribute == *attribute)?;
            Some((sheet, stop, line))
        });
        match found {
            Some((sheet, stop, line)) => {
                self.stash();
                self.sheet = Some(sheet);
                self.open_walk(stop, line);
            }
            None => self.say(t!("This question is not asked any more.")),
        }
    }

    /// Fills a form with what was typed into it before the program ended.
    pub(super) fn fill_form(&mut self, form: &mut Form) {
        let key = self.form_key(form.action);
        if self.form_draft.as_ref().is_some_and(|d| d.is_of(form, &key))
            && let Some(draft) = self.form_draft.take()
        {
            draft.fill(form);
        }
    }

    pub(super) fn form_draft_of(&self, form: &Form) -> Option<FormDraft> {
        FormDraft::of(form, self.form_key(form.action))
    }

    /// Which form this is, in every language and at the next start.
    fn form_key(&self, action: FormAction) -> String {
        let path = |ix| self.survey.path(ix).to_string();
        match action {
            FormAction::Author => "author".to_owned(),
            FormAction::Add(Addition::Item(at)) => format!("item {}", path(at)),
            FormAction::Add(Addition::Position(at)) => format!("position {}", path(at)),
            FormAction::Add(Addition::Point) => "crossing-point".to_owned(),
            FormAction::Report => "report".to_owned(),
            FormAction::WhatIf => "what-if".to_owned(),
            FormAction::NewSurvey => "new-survey".to_owned(),
            FormAction::OpenSurvey => "open-survey".to_owned(),
            FormAction::Language => "language".to_owned(),
            FormAction::Unlock => "unlock".to_owned(),
            FormAction::Attach => "attach".to_owned(),
            FormAction::Add(Addition::Like(ix)) => format!("like {}", path(ix)),
            FormAction::Add(Addition::Rename(ix) | Addition::Remove(ix)) => {
                format!("rename {}", path(ix))
            }
            FormAction::Costs => "costs".to_owned(),
            FormAction::Settle(settling) => self.settle_key(settling),
            FormAction::Bulk(item) => format!("identical {}", path(item)),
            FormAction::SetAside { subject, requirement } => {
                let found = self.profile().requirements.get(usize::from(requirement.0));
                format!("set-aside {} {}", found.map_or("", |r| &r.id), path(subject))
            }
        }
    }

    fn place_words(&self, place: &PlaceKey) -> Vec<String> {
        match place {
            PlaceKey::Subject(ix) => vec![self.survey.subject(*ix).id.to_string()],
            PlaceKey::Country(code) => vec!["country".to_owned(), code.clone()],
            PlaceKey::Model(kind, maker, model) => {
                vec!["model".to_owned(), kind.clone(), maker.clone(), model.clone()]
            }
        }
    }

    fn place_of_words(&self, words: &[String]) -> Option<PlaceKey> {
        match words {
            [id] => {
                let id = SubjectId::from_hex(id)?;
                self.survey.subject_with_id(id).map(PlaceKey::Subject)
            }
            [what, code] if what == "country" => Some(PlaceKey::Country(code.clone())),
            [what, kind, maker, model] if what == "model" => {
                Some(PlaceKey::Model(kind.clone(), maker.clone(), model.clone()))
            }
            _ => None,
        }
    }
}

fn sign(mark: Mark) -> char {
    match mark {
        Mark::No => '-',
        Mark::Yes => 'x',
        Mark::NotKnown => '?',
    }
}

fn mark(sign: char) -> Mark {
    match sign {
        'x' => Mark::Yes,
        '?' => Mark::NotKnown,
        _ => Mark::No,
    }
}
