//! What is known of models of equipment: in this survey, and from surveys before it.
//!
//! A data sheet is read once: what was recorded of a model anywhere can be taken over with one
//! key, with where it comes from. Pure data; the session reads and writes it.

use std::collections::BTreeMap;

use crate::model::{Evidence, Path, SubjectIx, SubjectKind, Survey};

/// A fact of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelFact {
    /// The value, as recorded.
    pub value: String,
    /// Its unit; empty for the attribute's own.
    pub unit: String,
    /// How it was found out there.
    pub evidence: Evidence,
    /// Where it was recorded: the title of a survey.
    pub source: String,
}

/// A model with what is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Kind, maker and model, as they are written.
    pub name: (String, String, String),
    /// Facts, by attribute.
    pub facts: BTreeMap<String, ModelFact>,
    /// How often items of it were recorded.
    pub used: usize,
}

/// Models by their names, however they are spelt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    models: BTreeMap<String, Known>,
}

impl Catalogue {
    /// What a survey knows of models.
    #[must_use]
    pub fn of(survey: &Survey) -> Self {
        let mut catalogue = Self::default();
        for (n, subject) in survey.subjects().iter().enumerate().filter(|(_, s)| !s.deleted) {
            let ix = SubjectIx::nth(n);
            match subject.kind {
                SubjectKind::Item => {
                    let text = |attribute| survey.text(ix, attribute).map(str::trim);
                    if let (Some(kind), Some(maker), Some(model)) =
                        (text("equipment"), text("maker"), text("model"))
                    {
                        catalogue.entry(kind, maker, model).used += 1;
                    }
                }
                SubjectKind::Model => {
                    let Path::Model(kind, maker, model) = survey.path(ix) else { continue };
                    let facts = facts_of(survey, ix);
                    catalogue.entry(&kind, &maker, &model).facts.extend(facts);
                }
                _ => {}
            }
        }
        catalogue
    }

    fn entry(&mut self, kind: &str, maker: &str, model: &str) -> &mut Known {
        self.models.entry(folded(kind, maker, model)).or_insert_with(|| Known {
            name: (kind.to_owned(), maker.to_owned(), model.to_owned()),
            ..Known::default()
        })
    }

    /// Takes another catalogue over; what is known here stays.
    pub fn add(&mut self, other: &Self) {
        for theirs in other.models.values() {
            let (kind, maker, model) = &theirs.name;
            let mine = self.entry(kind, maker, model);
            mine.used += theirs.used;
            for (attribute, fact) in &theirs.facts {
                mine.facts.entry(attribute.clone()).or_insert_with(|| fact.clone());
            }
        }
    }

    /// Adds a fact of a model, as it was read from a file.
    pub fn add_fact(&mut self, name: (&str, &str, &str), attribute: &str, fact: ModelFact) {
        let known = self.entry(name.0, name.1, name.2);
        known.facts.insert(attribute.to_owned(), fact);
    }

    /// Adds a model of which nothing more is known.
    pub fn add_model(&mut self, kind: &str, maker: &str, model: &str) {
        self.entry(kind, maker, model);
    }

    /// What is known of a model.
    #[must_use]
    pub fn find(&self, kind: &str, maker: &str, model: &str) -> Option<&Known> {
        self.models.get(&folded(kind, maker, model))
    }

    /// Every model, those most used first.
    #[must_use]
    pub fn models(&self) -> Vec<&Known> {
        let mut models: Vec<&Known> = self.models.values().collect();
        models.sort_by_key(|m| std::cmp::Reverse(m.used));
        models
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.models.is_empty()
    }
}

fn folded(kind: &str, maker: &str, model: &str) -> String {
    let fold = |text: &str| text.trim().to_lowercase();
    Path::Model(kind.to_owned(), fold(maker), fold(model)).code()
}

/// What stands undisputed of a model, better than copied.
fn facts_of(survey: &Survey, model: SubjectIx) -> Vec<(String, ModelFact)> {
    let mut found = Vec::new();
    for (attribute, heads) in survey.facts(model) {
        let known = heads.iter().filter_map(|&ix| match &survey[ix].answer {
            crate::model::Answer::Known { value, unit, evidence }
                if *evidence > Evidence::NotVerified =>
            {
                Some((value, unit, *evidence))
            }
            _ => None,
        });
        let known: Vec<_> = known.collect();
        let Some(&(value, unit, evidence)) = known.iter().max_by_key(|(_, _, e)| *e) else {
            continue;
        };
        if known.iter().all(|(v, u, _)| (*v, *u) == (value, unit)) {
            let fact = ModelFact {
                value: value.to_string(),
                unit: unit.to_string(),
                evidence,
                source: survey.title().to_owned(),
            };
            found.push((attribute.to_owned(), fact));
        }
    }
    found
}
