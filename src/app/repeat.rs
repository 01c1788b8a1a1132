//! Answers that need no thinking twice: the same as before, as the catalogue says, so many of the
//! same; and doubts about a coordinate.
//!
//! What is repeated is an answer of its own, by the person who stands there now, and never better
//! than *observed*: nobody tests a thing by having tested another one.

use bigdecimal::BigDecimal;

use super::asking::Asking;
use super::catalogue::{Catalogue, ModelFact};
use super::coordinates::{Axis, Span, read_pair};
use super::record::Write;
use super::screen::{Form, FormAction, FormField};
use super::sheet::PlaceKey;
use super::text::TextField;
use super::{App, Effect};
use crate::model::{Answer, Evidence, Kind, ObservationIx, SubjectIx, SubjectKind, Supersede};
use crate::t;

impl App {
    // ---- the same again

    /// `r`: the answer that this person last gave to the question elsewhere.
    pub(super) fn repeat(&mut self) -> Vec<Effect> {
        let Some(asking) = self.asking() else { return Vec::new() };
        let Some(ix) = self.last_answer(&asking.attribute) else {
            self.say(t!("You have not answered this question anywhere else yet."));
            return Vec::new();
        };
        let evidence = self.evidence.min(Evidence::Observed);
        match self.survey[ix].answer.clone() {
            Answer::Known { value, unit, .. } => {
                self.give_as(&asking, (&value, &unit, evidence), String::new())
            }
            Answer::Absent(reason) => self.give_absence(reason),
            Answer::Cleared => Vec::new(),
        }
    }

    /// What `r` would give, for the screen.
    #[must_use]
    pub fn repeatable(&self) -> Option<(String, String)> {
        let asking = self.asking()?;
        let ix = self.last_answer(&asking.attribute)?;
        let place = self.survey.path(self.survey[ix].subject).to_string();
        Some((asking.shown(&self.survey[ix].answer), place))
    }

    /// The newest standing answer of this person to a question, at a place of the same sort.
    fn last_answer(&self, attribute: &str) -> Option<ObservationIx> {
        let name = self.survey.attribute_ix(attribute)?;
        let (stop, _) = self.question()?;
        let author = self.recorder.author()?;
        let sort = stop.subjects.first().map(|&s| self.survey.subject(s).kind);
        let all = self.survey.observations().iter().enumerate().rev();
        let mut mine = all.filter(|(_, o)| {
            o.attribute == name
                && !stop.subjects.contains(&o.subject)
                && sort.is_none_or(|kind| self.survey.subject(o.subject).kind == kind)
                && !self.survey.subject(o.subject).deleted
                && self.survey.author(o) == author
                && o.answer.evidence() != Some(Evidence::NotVerified)
                && o.answer != Answer::Cleared
        });
        mine.find_map(|(n, o)| {
            let ix = ObservationIx::nth(n);
            let heads = self.survey.heads_of(o.subject, o.attribute);
            heads.iter().any(|&(_, head)| head == ix).then_some(ix)
        })
    }

    // ---- what the catalogue says

    /// Gives the program what is known of models from other surveys.
    pub fn set_catalogue(&mut self, catalogue: Catalogue) {
        self.catalogue = catalogue;
    }

    /// Suggests who records, where that is asked.
    pub fn suggest_author(&mut self, name: &str) {
        for screen in &mut self.screens {
            if let super::screen::Screen::Form(form) = screen
                && form.action == FormAction::Author
                && let Some(field) = form.fields.first_mut().filter(|f| !f.typed)
            {
                field.input = TextField::new(name);
            }
        }
    }

    /// Every model that is known: of this survey, then of others.
    #[must_use]
    pub fn known_models(&self) -> Catalogue {
        let mut all = Catalogue::of(&self.survey);
        all.add(&self.catalogue);
        all
    }

    /// What the catalogue says to the question.
    #[must_use]
    pub fn catalogue_value(&self) -> Option<ModelFact> {
        let (stop, line) = self.question()?;
        let text = |attribute: &str| {
            stop.subjects.iter().find_map(|&s| self.survey.text(s, attribute)).map(str::to_owned)
        };
        let name = match &stop.key {
            PlaceKey::Model(kind, maker, model) => (kind.clone(), maker.clone(), model.clone()),
            PlaceKey::Subject(_) => (text("equipment")?, text("maker")?, text("model")?),
            PlaceKey::Country(_) => return None,
        };
        let known = self.known_models();
        known.find(&name.0, &name.1, &name.2)?.facts.get(&line.attribute).cloned()
    }

    /// `y`: takes what the catalogue says, at best as documented: it is on paper, not on the wall.
    pub(super) fn take_catalogue(&mut self) -> Vec<Effect> {
        let Some(asking) = self.asking() else { return Vec::new() };
        let Some(fact) = self.catalogue_value() else {
            self.say(t!(
                "The catalogue of models says nothing of this; fill maker and model first."
            ));
            return Vec::new();
        };
        let evidence = fact.evidence.min(Evidence::Documented);
        // Recorded, so it is the same in every language.
        let note = format!("catalogue: {}", fact.source);
        self.give_as(&asking, (&fact.value, &fact.unit, evidence), note)
    }

    // ---- so many of the same

    /// `b`: how many identical ones, serial numbers now or later.
    pub(super) fn ask_bulk(&mut self) {
        let place = self.walk_screen().map(|w| w.place.clone());
        let item = match place {
            Some(PlaceKey::Subject(ix)) if self.survey.subject(ix).kind == SubjectKind::Item => ix,
            _ => return self.ask_new_here(),
        };
        let text = |attribute: &str| self.survey.text(item, attribute).unwrap_or_default();
        let (count, serial) = (text("quantity").to_owned(), text("serial").to_owned());
        let mut many =
            FormField::text(t!("How many"), t!("in all, of the same make and state"), "");
        many.input = TextField::new(&count);
        self.open_form(Form {
            title: t!("Identical ones: {item}", item = self.survey.path(item)),
            text: t!("One group for all that are the same; serial numbers may come later.")
                .to_owned(),
            fields: vec![
                many,
                FormField::text(
                    t!("Serials"),
                    t!("several with ; between them; may stay empty"),
                    &serial,
                ),
            ],
            focus: 0,
            action: FormAction::Bulk(item),
        });
    }

    /// Records the number of an item and its serial numbers, if there are any.
    pub(super) fn take_bulk(&mut self, item: SubjectIx, texts: &[String]) -> Vec<Effect> {
        let evidence = self.evidence;
        let write = |attribute: &str, kind: Kind, value: &str| Write {
            subject: item,
            attribute: attribute.to_owned(),
            kind: kind.code(),
            answer: Answer::known(value, evidence),
            note: String::new(),
            supersede: Supersede::All,
        };
        let changed = |attribute: &str, value: &str| {
            !value.is_empty() && self.survey.text(item, attribute) != Some(value)
        };
        let quantity = Asking::of(self.profile(), "quantity").read(&texts[0]);
        let quantity = quantity.map_or(texts[0].clone(), |(value, _)| value);
        let mut writes = Vec::new();
        if changed("quantity", &quantity) {
            writes.push(write("quantity", Kind::Count, &quantity));
        }
        if changed("serial", &texts[1]) {
            writes.push(write("serial", Kind::Text, &texts[1]));
        }
        let title = t!("{item}: {quantity} identical", item = self.survey.path(item), quantity);
        let effects = self.write(&title, writes);
        self.load_question();
        self.say(&title);
        effects
    }

    // ---- coordinates

    /// A latitude and a longitude typed at once into the field of one of them.
    #[must_use]
    pub fn typed_pair(&self) -> Option<(String, String)> {
        let (asking, walk) = (self.asking()?, self.walk_screen()?);
        self.pair_of(&asking, walk.input.text())
    }

    pub(super) fn pair_of(&self, asking: &Asking, typed: &str) -> Option<(String, String)> {
        Axis::of(&asking.attribute).and_then(|_| read_pair(typed))
    }

    /// Records both coordinates in one act.
    pub(super) fn give_coordinates(&mut self, latitude: &str, longitude: &str) -> Vec<Effect> {
        let Some(&point) = self.question().and_then(|(stop, _)| stop.subjects.first()) else {
            return Vec::new();
        };
        let evidence = self.evidence;
        let write = |axis: Axis, value: &str| Write {
            subject: point,
            attribute: axis.attribute().to_owned(),
            kind: Kind::Quantity.code(),
            answer: Answer::known(value, evidence),
            note: String::new(),
            supersede: Supersede::All,
        };
        let title = t!("Latitude = {latitude}, longitude = {longitude}", latitude, longitude);
        let writes = vec![write(Axis::Latitude, latitude), write(Axis::Longitude, longitude)];
        let effects = self.write(&title, writes);
        self.load_question();
        self.advance(&title);
        effects
    }

    /// What is doubtful about a coordinate: that it lies far from the other crossing points of
    /// the same country, and perhaps where the other axis belongs.
    pub(super) fn doubt(&self, asking: &Asking, value: &str) -> Option<String> {
        let axis = Axis::of(&asking.attribute)?;
        let value: BigDecimal = value.parse().ok()?;
        let here = self.question()?.0.subjects.clone();
        let country = |s: SubjectIx| self.survey.text(s, "country").map(str::to_owned);
        let mine = here.iter().find_map(|&s| country(s));
        let others = self.assessment.points.iter().filter(|p| {
            !p.subjects.iter().any(|s| here.contains(s))
                && (mine.is_none() || p.subjects.iter().any(|&s| country(s) == mine))
        });
        let others: Vec<SubjectIx> = others.map(|p| p.subjects[0]).collect();
        let along = |axis: Axis| {
            let values: Vec<BigDecimal> = others
                .iter()
                .filter_map(|&s| self.survey.text(s, axis.attribute())?.parse().ok())
                .collect();
            Span::of(&values)
        };
        let (own, other) = (along(axis)?, along(axis.other()));
        if own.contains(&value) {
            return None;
        }
        let swapped = other.is_some_and(|span| span.contains(&value));
        let doubt = match (swapped, axis.other()) {
            (true, Axis::Latitude) => {
                t!("This lies where the others have their latitude: swapped?")
            }
            (true, Axis::Longitude) => {
                t!("This lies where the others have their longitude: swapped?")
            }
            (false, _) => t!("This lies far from the other crossing points of the country."),
        };
        Some(doubt.to_owned())
    }
}
