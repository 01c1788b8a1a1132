//! Equipment before it is added: found by its kind or by a model that is known, and what verdicts
//! would change if it stood there.

use super::App;
use super::asking::Asking;
use super::preview::if_added;
use super::screen::{Addition, FormAction, Screen};
use crate::model::{Answer, SubjectIx};
use crate::standard::Choice;
use crate::{counted, t, words};

/// What would change if the equipment of a form were added.
#[derive(Clone, Debug)]
pub(super) struct AsIf {
    /// Version of the findings, place, and what the form holds.
    asked: (u64, SubjectIx, Vec<String>),
    /// In words.
    text: String,
}

impl App {
    /// The models that are known, as something that can be added.
    pub(super) fn model_choices(&self) -> Vec<Choice> {
        let vocabulary = &self.profile().vocabulary;
        let known = self.known_models();
        let models = known.models().into_iter().filter_map(|known| {
            let (kind, maker, model) = &known.name;
            let label = &vocabulary.kind(vocabulary.find_kind(kind)?).label;
            let used = match known.used {
                0 => String::new(),
                n => counted!(n, ", used {n} time", ", used {n} times"),
            };
            Some(Choice {
                key: [kind.as_str(), maker, model].join(BETWEEN),
                label: format!("{maker} {model}  ({label}{used})"),
            })
        });
        models.collect()
    }

    /// What would change if the equipment of the form were added: said in the form, as soon as
    /// kind and number are known.
    pub(super) fn refresh_form(&mut self) {
        let Some(Screen::Form(form)) = self.screens.last() else { return };
        let FormAction::Add(Addition::Item(at)) = form.action else { return };
        let texts = super::dialog::texts(form);
        let asked = (self.version, at, texts);
        let known = self.as_if.take().filter(|known| known.asked == asked);
        let as_if = known.unwrap_or_else(|| {
            let recorded = t!("Recorded as: {how}.", how = words::evidence(self.evidence));
            let live = match self.as_if_added(at, &asked.2) {
                None => recorded,
                Some(live) => t!("{recorded} As if added: {live}.", recorded, live),
            };
            AsIf { asked, text: live }
        });
        if let Some(Screen::Form(form)) = self.screens.last_mut() {
            form.text.clone_from(&as_if.text);
        }
        self.as_if = Some(as_if);
    }

    fn as_if_added(&self, at: SubjectIx, texts: &[String]) -> Option<String> {
        let (equipment, maker, model) = kind_and_model(&texts[0]);
        if equipment.is_empty() {
            return None;
        }
        let (quantity, _) = Asking::of(self.profile(), "quantity").read(&texts[1]).ok()?;
        let facts = [
            ("equipment", equipment.as_str()),
            ("quantity", &quantity),
            ("maker", &maker),
            ("model", &model),
        ];
        let facts: Vec<(&str, Answer)> = facts
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, Answer::known(value, self.evidence)))
            .collect();
        let point = self.point_index(self.survey.crossing_point_of(at)?)?;
        let profile = self.profile();
        let changes = if_added(
            (&self.survey, profile),
            self.assessment.as_of,
            &self.assessment.points[point].subjects,
            (at, &facts),
            self.now,
        );
        if changes.is_empty() {
            return Some(t!("no verdict changes").to_owned());
        }
        let shown = changes.iter().take(4).map(|(requirement, before, after)| {
            let id = &profile.requirement(*requirement).id;
            format!("{id} {} -> {}", words::mark(*before), words::mark(*after))
        });
        let mut shown: Vec<String> = shown.collect();
        if changes.len() > shown.len() {
            let n = changes.len() - shown.len();
            shown.push(counted!(n, "and {n} more", "and {n} more"));
        }
        Some(shown.join(", "))
    }
}

/// Kind, maker and model of what was chosen: a kind alone, or a model that is known.
pub(super) fn kind_and_model(chosen: &str) -> (String, String, String) {
    let mut parts = chosen.splitn(3, BETWEEN).map(str::to_owned);
    let mut part = || parts.next().unwrap_or_default();
    (part(), part(), part())
}

/// Stands between kind, maker and model where they are one key; in no name that was typed.
const BETWEEN: &str = "\u{1f}";
