//! Conditions: their attributes and kinds looked up, their operands read, and whether what they
//! read can be read where they stand.

use std::collections::BTreeSet;
use std::num::NonZeroU64;

use super::super::diagnostic::{Diagnostic, Sink, SourceFile, Span, suggest};
use super::super::raw;
use super::super::types::{Attribute, AttributeId, Criterion, Leaf, Of, Presence, Vocabulary};
use super::equipment::kinds;
use super::operand;
use crate::model::Kind;
use crate::t;

/// Which facts a condition can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// Criteria of a requirement on equipment: the item, its position, its crossing point.
    Item,
    /// A requirement without equipment, judged on a position.
    Position,
    /// A requirement without equipment, judged on the crossing point.
    CrossingPoint,
    /// `when` of a requirement judged on a position.
    WhenPosition,
    /// `when` of a requirement judged on the crossing point.
    WhenCrossingPoint,
    /// What a remedy needs of a site.
    Need,
}

/// What is needed to check conditions.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    /// Keys of tables that could not be used.
    pub(crate) broken: &'a BTreeSet<&'a str>,
    pub(crate) file: &'a SourceFile,
    pub(crate) sink: &'a Sink,
    pub(crate) reads: Reads,
}

impl<'a> Scope<'a> {
    pub(crate) fn error(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(self.file, span, message)
    }

    /// An attribute by name.
    pub(crate) fn attribute(&self, text: &raw::Text) -> Option<(AttributeId, &'a Attribute)> {
        let found = self.vocabulary.find(&text.value);
        if found.is_none() && !self.broken.contains(&*text.value) {
            let help = suggest(
                &text.value,
                self.vocabulary.attributes.iter().map(|a| a.key.as_str()),
                "define it in an [[attribute]] table",
            );
            self.sink.push(
                self.error(text.span, format!("unknown attribute `{}`", text.value))
                    .label("unknown")
                    .help(help),
            );
        }
        found.map(|id| (id, self.vocabulary.attribute(id)))
    }

    /// An attribute that can be read here.
    pub(crate) fn readable(&self, text: &raw::Text) -> Option<(AttributeId, &'a Attribute)> {
        let (id, attribute) = self.attribute(text)?;
        let key = &attribute.key;
        let refusal = match (attribute.of, self.reads) {
            (Of::Survey, _) => Some((
                format!("`{key}` is a fact of the survey and is not judged"),
                "judge a fact of a country, crossing point, position or equipment",
            )),
            (Of::Equipment, Reads::Position | Reads::CrossingPoint) => Some((
                format!("`{key}` is a fact of equipment, but the requirement names no equipment"),
                "add `equipment = \"...\"`, or ask `{ equipment = \"...\", criteria = [...] }`",
            )),
            (Of::Equipment, Reads::WhenPosition | Reads::WhenCrossingPoint) => Some((
                format!("`{key}` is a fact of equipment and cannot stand in `when`"),
                "put it into `criteria`, or ask `{ equipment = \"...\", criteria = [...] }`",
            )),
            (Of::Equipment, Reads::Need) => Some((
                format!("`{key}` is a fact of equipment, but a remedy needs something of the site"),
                "ask for a fact of the position, crossing point or country",
            )),
            (Of::Position, Reads::CrossingPoint | Reads::WhenCrossingPoint) => Some((
                format!(
                    "`{key}` is a fact of a position, but the requirement is judged on the crossing point"
                ),
                "add `judge = \"position\"`, or ask for a fact of the crossing point",
            )),
            _ => None,
        };
        if let Some((message, help)) = refusal {
            let label = format!("a fact of {}", subject(attribute.of));
            self.sink.push(self.error(text.span, message).label(label).help(help));
            return None;
        }
        Some((id, attribute))
    }

    /// An integer attribute of the position or crossing point, to multiply by.
    pub(crate) fn per(&self, text: &raw::Text) -> Option<AttributeId> {
        let (id, attribute) = self.attribute(text)?;
        let key = &attribute.key;
        let help = "name a whole number of the position or crossing point, as `workstations` is";
        if attribute.value.kind != Kind::Integer {
            let message =
                format!("`per` needs an integer, but `{key}` is a {}", attribute.value.kind.code());
            self.sink.push(self.error(text.span, message).label("not an integer").help(help));
            return None;
        }
        if !matches!(attribute.of, Of::Position | Of::CrossingPoint) {
            let message =
                format!("`{key}` is a fact of {} and cannot be `per`", subject(attribute.of));
            self.sink.push(
                self.error(text.span, message)
                    .label("not of a position or crossing point")
                    .help(help),
            );
            return None;
        }
        if attribute.of == Of::Position && self.reads == Reads::WhenCrossingPoint {
            return self.readable(text).map(|(id, _)| id);
        }
        Some(id)
    }

    /// Conditions one after another; those that cannot be used are reported and left out.
    pub(crate) fn criteria(&self, list: &[raw::Criterion]) -> Vec<Criterion> {
        let mut checked = Vec::with_capacity(list.len());
        for criterion in list {
            if self.sink.full() {
                break;
            }
            checked.extend(self.criterion(criterion));
        }
        checked
    }

    fn criterion(&self, criterion: &raw::Criterion) -> Option<Criterion> {
        match criterion {
            raw::Criterion::Leaf(leaf) => self.leaf(leaf).map(Criterion::Leaf),
            raw::Criterion::Presence(p) => self.presence(p).map(Criterion::Presence),
            raw::Criterion::All(list) => Some(Criterion::All(self.criteria(list))),
            raw::Criterion::Any(list) => Some(Criterion::Any(self.criteria(list))),
            raw::Criterion::Not(inner) => {
                self.criterion(inner).map(|c| Criterion::Not(Box::new(c)))
            }
        }
    }

    fn leaf(&self, leaf: &raw::Leaf) -> Option<Leaf> {
        let (id, attribute) = self.readable(&leaf.attribute)?;
        let asked = operand::test(self, leaf, attribute)?;
        Some(Leaf {
            attribute: id,
            test: asked.test,
            evidence: leaf.evidence.as_ref().map(|e| e.value),
            negative: matches!(leaf.comparator.value.as_str(), "is_not" | "excludes"),
            text: t!("{label}: {asked}", label = attribute.label, asked = asked.text),
        })
    }

    fn presence(&self, presence: &raw::Presence) -> Option<Presence> {
        let names = std::slice::from_ref(&presence.equipment);
        let equipment = kinds(names, self.vocabulary, self.broken, self.file, self.sink);
        let inner = Scope { reads: Reads::Item, ..*self };
        let criteria = inner.criteria(&presence.criteria);
        Some(Presence {
            equipment: *equipment.first()?,
            at_least: NonZeroU64::new(presence.at_least)?,
            criteria,
        })
    }

    /// Reports evidence asked for where nothing but stated is: inside `when`.
    pub(crate) fn refuse_evidence(&self, criterion: &raw::Criterion) {
        match criterion {
            raw::Criterion::Leaf(leaf) => {
                if let Some(evidence) = &leaf.evidence {
                    self.sink.push(
                        self.error(evidence.span, "`evidence` cannot stand inside `when`")
                            .label("has no effect here")
                            .help(
                                "leave it out: what only steers the judging is believed as stated",
                            ),
                    );
                }
            }
            raw::Criterion::Presence(presence) => {
                presence.criteria.iter().for_each(|c| self.refuse_evidence(c));
            }
            raw::Criterion::All(list) | raw::Criterion::Any(list) => {
                list.iter().for_each(|c| self.refuse_evidence(c));
            }
            raw::Criterion::Not(inner) => self.refuse_evidence(inner),
        }
    }
}

/// What people call what a fact is of.
pub(crate) fn subject(of: Of) -> &'static str {
    match of {
        Of::Survey => "the survey",
        Of::Country => "a country",
        Of::CrossingPoint => "a crossing point",
        Of::Position => "a position",
        Of::Equipment => "equipment",
    }
}
