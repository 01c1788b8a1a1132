//! A standard as written: tables with their places, before any name is looked up.
//!
//! Closed lists of words (`of`, `severity`, ...) are read already; names of attributes, kinds and
//! sources are still names.

use std::sync::Arc;

use bigdecimal::BigDecimal;

use super::diagnostic::{SourceFile, Span};
use super::read::{Spanned, Table, Value};
use super::types::{Basis, Find, Judge, Of, Safeguard, Severity, Status};
use crate::model::{Day, Evidence, Kind, Unit};

/// A table as it was written.
pub(crate) type Written = Table;

/// A name or text and where it stands.
pub(crate) type Text = Spanned<String>;

/// One text: a catalogue, a part of the library or a profile.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    pub(crate) file: Arc<SourceFile>,
    pub(crate) head: Option<Head>,
    pub(crate) categories: Vec<Entry<Term>>,
    pub(crate) crossing_types: Vec<Entry<Term>>,
    pub(crate) position_kinds: Vec<Entry<Term>>,
    pub(crate) equipment: Vec<Entry<Equipment>>,
    pub(crate) groups: Vec<Entry<Term>>,
    pub(crate) attributes: Vec<Entry<Attribute>>,
    pub(crate) sources: Vec<Entry<Source>>,
    pub(crate) requirements: Vec<Entry<Requirement>>,
    pub(crate) remedies: Vec<Entry<Remedy>>,
    pub(crate) enabling: Vec<Entry<Enabling>>,
    pub(crate) uses: Vec<Change>,
    pub(crate) overrides: Vec<Change>,
    pub(crate) drops: Vec<Change>,
}

/// The `[profile]` table.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) span: Span,
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) title: String,
    pub(crate) status: Status,
    pub(crate) about: String,
    pub(crate) max_age_days: Option<i64>,
    pub(crate) evidence: Evidence,
    pub(crate) extends: Vec<Text>,
    pub(crate) optional_equipment: Vec<Text>,
    /// Whether it says of itself that it takes nothing from the library.
    pub(crate) standalone: bool,
}

/// A table that defines something under a key.
#[derive(Clone, Debug)]
pub(crate) struct Entry<T> {
    pub(crate) file: Arc<SourceFile>,
    pub(crate) key: Text,
    /// As written, to be compared and copied.
    pub(crate) written: Written,
    /// What it says; nothing if it cannot be used, which has been reported.
    pub(crate) body: Option<T>,
}

/// Names that are defined, those of broken tables included, so that one mistake is reported once.
pub(crate) fn keys<T>(entries: &[Entry<T>]) -> impl Iterator<Item = &str> + Clone {
    entries.iter().map(|e| e.key.value.as_str())
}

/// A crossing type, position kind, category or group.
#[derive(Clone, Debug)]
pub(crate) struct Term {
    pub(crate) label: String,
    pub(crate) help: String,
    /// Only of position kinds.
    pub(crate) line: Option<String>,
}

/// An equipment kind.
#[derive(Clone, Debug)]
pub(crate) struct Equipment {
    pub(crate) label: String,
    pub(crate) help: String,
    pub(crate) has_condition: bool,
    pub(crate) attributes: Vec<Text>,
}

/// An attribute.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) of: Of,
    pub(crate) kind: Kind,
    pub(crate) unit: Option<Unit>,
    /// Keys and labels.
    pub(crate) options: Vec<(String, String)>,
    pub(crate) ordered: bool,
    pub(crate) shared_by_model: bool,
    pub(crate) find: Find,
    pub(crate) group: Option<Text>,
    pub(crate) label: String,
    pub(crate) question: String,
    pub(crate) help: String,
    pub(crate) ask: bool,
}

/// A source.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) title: String,
    pub(crate) edition: String,
    pub(crate) publisher: String,
    pub(crate) address: String,
    pub(crate) seen: String,
}

/// A work that is no remedy of its own.
#[derive(Clone, Debug)]
pub(crate) struct Enabling {
    pub(crate) title: String,
}

/// `[[use]]`, `[[override]]` or `[[drop]]`.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) id: Text,
    pub(crate) severity: Option<Severity>,
    /// Whether a severity is written, even if misspelt, which has been reported.
    pub(crate) severity_written: bool,
}

/// A requirement.
#[derive(Clone, Debug)]
pub(crate) struct Requirement {
    pub(crate) title: String,
    pub(crate) category: Option<Text>,
    pub(crate) severity: Option<Severity>,
    pub(crate) basis: Option<Spanned<Basis>>,
    pub(crate) strength: String,
    pub(crate) confidence: Option<Text>,
    pub(crate) cites: Vec<Citation>,
    pub(crate) near: String,
    /// Whether `equipment` is written, even if it could not be read.
    pub(crate) has_equipment: bool,
    pub(crate) equipment: Vec<Text>,
    pub(crate) place: Place,
    pub(crate) when: Vec<Criterion>,
    pub(crate) judge: Option<Judge>,
    pub(crate) shared: Option<Spanned<bool>>,
    pub(crate) quantity: Option<Quantity>,
    /// Whether `criteria` is written, even if it could not be read.
    pub(crate) has_criteria: bool,
    pub(crate) criteria: Vec<Criterion>,
    pub(crate) partly: Option<Vec<Criterion>>,
    pub(crate) evidence: Option<Evidence>,
    pub(crate) accept_degraded: Option<Spanned<bool>>,
    pub(crate) operating_point: String,
    pub(crate) follows: Option<Text>,
    pub(crate) remedy: Option<Text>,
    pub(crate) valid_from: Option<Spanned<Day>>,
    pub(crate) valid_until: Option<Spanned<Day>>,
    pub(crate) safeguard: Vec<Safeguard>,
    pub(crate) why: String,
    pub(crate) note: String,
}

/// A source and a clause.
#[derive(Clone, Debug)]
pub(crate) struct Citation {
    pub(crate) source: Text,
    pub(crate) clause: String,
}

/// `where`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    pub(crate) crossing_types: Vec<Text>,
    pub(crate) positions: Vec<Text>,
    pub(crate) lines: Vec<Text>,
    /// Whether `positions` or `lines` is written.
    pub(crate) has_positions: bool,
    pub(crate) equipment_present: Vec<Text>,
    /// Whether `judge`, and where it stands.
    pub(crate) if_none: Option<Spanned<bool>>,
}

/// `quantity`.
#[derive(Clone, Debug)]
pub(crate) struct Quantity {
    pub(crate) span: Span,
    pub(crate) at_least: Option<Spanned<BigDecimal>>,
    pub(crate) per: Option<Text>,
    pub(crate) count: Option<Text>,
    pub(crate) every: bool,
}

/// A condition.
#[derive(Clone, Debug)]
pub(crate) enum Criterion {
    Leaf(Leaf),
    Presence(Presence),
    All(Vec<Criterion>),
    Any(Vec<Criterion>),
    Not(Box<Criterion>),
}

/// A condition on one attribute.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    pub(crate) attribute: Text,
    pub(crate) comparator: Text,
    pub(crate) operand: Spanned<Value>,
    pub(crate) evidence: Option<Spanned<Evidence>>,
}

/// A condition on equipment in scope.
#[derive(Clone, Debug)]
pub(crate) struct Presence {
    pub(crate) equipment: Text,
    pub(crate) at_least: u64,
    pub(crate) criteria: Vec<Criterion>,
}

/// A remedy.
#[derive(Clone, Debug)]
pub(crate) struct Remedy {
    pub(crate) title: String,
    pub(crate) unit: String,
    pub(crate) lifetime_years: Option<BigDecimal>,
    pub(crate) lead_time_weeks: Option<BigDecimal>,
    pub(crate) phase: u8,
    pub(crate) captures_biometrics: bool,
    pub(crate) queries_watchlist: bool,
    pub(crate) instead: Vec<String>,
    pub(crate) needs: Vec<Need>,
}

/// What a remedy needs.
#[derive(Clone, Debug)]
pub(crate) struct Need {
    pub(crate) title: String,
    pub(crate) factor: String,
    pub(crate) criteria: Vec<Criterion>,
    pub(crate) fixable: bool,
    pub(crate) soft: bool,
    pub(crate) enabling: Option<Text>,
}

impl Raw {
    /// Takes over the tables of another text that define something.
    pub(crate) fn append(&mut self, other: Self) {
        self.categories.extend(other.categories);
        self.crossing_types.extend(other.crossing_types);
        self.position_kinds.extend(other.position_kinds);
        self.equipment.extend(other.equipment);
        self.groups.extend(other.groups);
        self.attributes.extend(other.attributes);
        self.sources.extend(other.sources);
        self.requirements.extend(other.requirements);
        self.remedies.extend(other.remedies);
        self.enabling.extend(other.enabling);
    }
}
