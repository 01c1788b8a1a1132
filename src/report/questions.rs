//! The questions that a profile makes an assessor ask, grouped by whom or what one asks.

use serde::Serialize;

use crate::model::Kind;
use crate::standard::{
    Attribute, AttributeId, Criterion, Find, Of, Profile, RangeOperand, Requirement, Test,
};
use crate::{said, t};

/// Questions that are answered together.
#[derive(Debug, Serialize)]
pub struct QuestionGroup {
    /// Key of the group.
    pub group: String,
    /// What people read.
    pub label: String,
    /// Its questions, in the order of the vocabulary.
    pub questions: Vec<ProfileQuestion>,
}

/// A question.
#[derive(Debug, Serialize)]
pub struct ProfileQuestion {
    /// Key of the attribute.
    pub attribute: String,
    /// Of what it is asked; in English for machines, said in the language in force to people.
    pub of: String,
    /// The question.
    pub question: String,
    /// How to answer it.
    pub help: String,
    /// A trap to warn of; may be empty.
    pub note: String,
    /// How it is found out; as `of`.
    pub find: String,
    /// What an answer looks like.
    pub answer: String,
    /// Ids of the requirements that read it; `for the record` if none does.
    pub asked_by: Vec<String>,
}

/// The questions of a profile.
#[must_use]
pub fn of_profile(profile: &Profile) -> Vec<QuestionGroup> {
    let vocabulary = &profile.vocabulary;
    let mut asked: Vec<Vec<String>> = vec![Vec::new(); vocabulary.attributes.len()];
    for requirement in &profile.requirements {
        for id in attributes(profile, requirement) {
            let by = &mut asked[usize::from(id.0)];
            if by.last() != Some(&requirement.id) {
                by.push(requirement.id.clone());
            }
        }
    }
    let mut groups: Vec<QuestionGroup> = Vec::new();
    for (attribute, by) in vocabulary.attributes.iter().zip(asked) {
        if attribute.question.is_empty() || (by.is_empty() && !attribute.ask) {
            continue;
        }
        let question = question(attribute, by);
        match groups.iter_mut().find(|g| g.group == attribute.group) {
            Some(group) => group.questions.push(question),
            None => groups.push(QuestionGroup {
                group: attribute.group.clone(),
                label: group_label(profile, &attribute.group),
                questions: vec![question],
            }),
        }
    }
    let order = |key: &str| vocabulary.groups.iter().position(|g| g.key == key);
    groups.sort_by_key(|g| order(&g.group).unwrap_or(usize::MAX));
    groups
}

fn group_label(profile: &Profile, key: &str) -> String {
    let known = profile.vocabulary.groups.iter().find(|g| g.key == key);
    known.map_or_else(|| key.to_owned(), |g| g.label.clone())
}

fn question(attribute: &Attribute, by: Vec<String>) -> ProfileQuestion {
    let find = match attribute.find {
        Find::Look => said!("look"),
        Find::Test => said!("test"),
        Find::DataSheet => said!("data sheet"),
        Find::Ask => said!("ask"),
    };
    let of = match attribute.of {
        Of::Survey => said!("survey"),
        Of::Country => said!("country"),
        Of::CrossingPoint => said!("crossing point"),
        Of::Position => said!("position"),
        Of::Equipment if attribute.shared_by_model => said!("model"),
        Of::Equipment => said!("item"),
    };
    ProfileQuestion {
        attribute: attribute.key.clone(),
        of: of.to_owned(),
        question: attribute.question.clone(),
        help: attribute.help.clone(),
        note: attribute.note.clone(),
        find: find.to_owned(),
        answer: answer(attribute),
        asked_by: if by.is_empty() { vec![said!("for the record").to_owned()] } else { by },
    }
}

fn answer(attribute: &Attribute) -> String {
    let unit = attribute.value.unit.map_or("", |u| u.symbol());
    let options = || {
        let labels: Vec<&str> = attribute.options.iter().map(|o| o.label.as_str()).collect();
        labels.join(" / ")
    };
    match attribute.value.kind {
        Kind::Bool => t!("yes / no").to_owned(),
        Kind::Choice => t!("one of: {options}", options = options()),
        Kind::Choices => t!("all that hold: {options}", options = options()),
        Kind::Text => t!("in words").to_owned(),
        Kind::Integer => t!("a whole number").to_owned(),
        Kind::Quantity => t!("a number in {unit}", unit),
        Kind::Size => t!("width x height in {unit}", unit),
        Kind::Range => t!("from..to in {unit}", unit),
        Kind::Version => t!("a version such as 1.2.10").to_owned(),
        Kind::Date => t!("a date; the month or year alone is enough").to_owned(),
        Kind::Count => t!("a whole number, or 0..1 if it cannot be counted").to_owned(),
    }
}

/// The attributes that a requirement reads, those that only steer among them.
#[must_use]
pub fn attributes(profile: &Profile, requirement: &Requirement) -> Vec<AttributeId> {
    let built_in = &profile.vocabulary.built_in;
    let mut read = Vec::new();
    if requirement.place.crossing_types.is_some() {
        read.push(built_in.crossing_type);
    }
    if requirement.place.positions.is_some() {
        read.push(built_in.kind);
    }
    if !requirement.equipment.is_empty() {
        read.extend([built_in.equipment, built_in.quantity]);
        if requirement.equipment.iter().any(|&e| profile.vocabulary.kind(e).has_condition) {
            read.push(built_in.condition);
        }
    }
    read.extend(requirement.quantity.per);
    read.extend(requirement.quantity.count);
    let partly = requirement.partly.iter().flatten();
    for criterion in requirement.when.iter().chain(&requirement.criteria).chain(partly) {
        of_criterion(profile, criterion, &mut read);
    }
    read
}

fn of_criterion(profile: &Profile, criterion: &Criterion, read: &mut Vec<AttributeId>) {
    match criterion {
        Criterion::All(group) | Criterion::Any(group) => {
            group.iter().for_each(|c| of_criterion(profile, c, read));
        }
        Criterion::Not(inner) => of_criterion(profile, inner, read),
        Criterion::Presence(p) => {
            let built_in = &profile.vocabulary.built_in;
            read.extend([built_in.equipment, built_in.quantity, built_in.condition]);
            p.criteria.iter().for_each(|c| of_criterion(profile, c, read));
        }
        Criterion::Leaf(leaf) => {
            read.push(leaf.attribute);
            match &leaf.test {
                Test::Covers(RangeOperand::Attribute(a))
                | Test::Within(RangeOperand::Attribute(a)) => read.push(*a),
                Test::Number(_, operands) => read.extend(operands.iter().filter_map(|o| o.per)),
                _ => {}
            }
        }
    }
}
