//! One requirement: its names looked up, its rules checked against each other.

use bigdecimal::BigDecimal;

use super::super::diagnostic::{Diagnostic, Span, suggest};
use super::super::fields::misspelt;
use super::super::raw::{self, Entry, Text};
use super::super::read::Spanned;
use super::super::types::{
    Basis, Citation, EquipmentId, Judge, Of, QuantityRule, Requirement, Severity, Where,
};
use super::criterion::{Reads, Scope, subject};
use super::equipment::kinds;
use super::shelf::Shelf;
use crate::language::of;
use crate::model::{Kind, OptionSet};

/// Checks a requirement. `follows` is resolved later, when all requirements are known.
pub(crate) fn requirement(
    scope: Scope<'_>,
    entry: &Entry<raw::Requirement>,
    severity: Option<Severity>,
    shelf: &Shelf<'_>,
) -> Option<Requirement> {
    let body = entry.body.as_ref()?;
    let check = Check { scope, body, id: &entry.key };
    let before = scope.sink.errors();
    let written = &entry.written;
    if severity.is_none() && written.get("severity").is_none() && !misspelt(written, "severity") {
        check.refuse(
            entry.key.span,
            format!("requirement `{}` has no severity", entry.key.value),
            "`severity` is missing",
            "add `severity = \"major\"`; or `critical`, or `minor`",
        );
    }
    let category = check.category();
    check.basis(shelf);
    let equipment = kinds(&body.equipment, scope.vocabulary, scope.broken, scope.file, scope.sink);
    let with_equipment = body.has_equipment;
    let judge = body.judge.unwrap_or(if body.place.has_positions {
        Judge::Position
    } else {
        Judge::CrossingPoint
    });
    let place = check.place(judge, with_equipment);
    if !with_equipment && !body.has_criteria {
        check.refuse(
            entry.key.span,
            format!("requirement `{}` asks for nothing", entry.key.value),
            "neither `equipment` nor `criteria`",
            "name the `equipment` that must be there, or `criteria` that must hold",
        );
    }
    check.idle_keys(judge, with_equipment);
    let quantity = check.quantity(with_equipment);
    let when_reads = match judge {
        Judge::Position => Reads::WhenPosition,
        Judge::CrossingPoint => Reads::WhenCrossingPoint,
    };
    let reads = match judge {
        _ if with_equipment => Reads::Item,
        Judge::Position => Reads::Position,
        Judge::CrossingPoint => Reads::CrossingPoint,
    };
    body.when.iter().for_each(|c| scope.refuse_evidence(c));
    let when = Scope { reads: when_reads, ..scope }.criteria(&body.when);
    let scope = Scope { reads, ..scope };
    let criteria = scope.criteria(&body.criteria);
    let partly = body.partly.as_ref().map(|list| scope.criteria(list));
    check.remedy(shelf);
    check.validity();
    if scope.sink.errors() > before {
        return None;
    }
    Some(Requirement {
        id: entry.key.value.clone(),
        title: of(&body.title).to_owned(),
        category: category?,
        severity: severity?,
        basis: body.basis.as_ref()?.value,
        strength: body.strength.clone(),
        confidence: body.confidence.as_ref().map(|c| c.value.clone()).unwrap_or_default(),
        cites: body
            .cites
            .iter()
            .map(|c| Citation { source: c.source.value.clone(), clause: c.clause.clone() })
            .collect(),
        near: of(&body.near).to_owned(),
        equipment,
        place,
        when,
        judge,
        shared: body.shared.as_ref().is_some_and(|s| s.value),
        quantity,
        criteria,
        partly,
        evidence: body.evidence,
        accept_degraded: body.accept_degraded.as_ref().is_some_and(|a| a.value),
        operating_point: of(&body.operating_point).to_owned(),
        follows: None,
        remedy: body.remedy.as_ref().map(|r| r.value.clone()).unwrap_or_default(),
        valid_from: body.valid_from.as_ref().map(|d| d.value),
        valid_until: body.valid_until.as_ref().map(|d| d.value),
        safeguard: body.safeguard.clone(),
        why: of(&body.why).to_owned(),
        note: of(&body.note).to_owned(),
    })
}

struct Check<'a> {
    scope: Scope<'a>,
    body: &'a raw::Requirement,
    id: &'a Text,
}

impl Check<'_> {
    fn refuse(&self, span: Span, message: String, label: &str, help: &str) {
        self.scope.sink.push(self.scope.error(span, message).label(label).help(help));
    }

    fn remark(&self, span: Span, message: String, label: &str, help: &str) {
        let warning = Diagnostic::warning(self.scope.file, span, message);
        self.scope.sink.push(warning.label(label).help(help));
    }

    fn category(&self) -> Option<String> {
        let category = self.body.category.as_ref()?;
        let categories = &self.scope.vocabulary.categories;
        if categories.iter().any(|c| c.key == category.value) {
            return Some(category.value.clone());
        }
        if !self.scope.broken.contains(&*category.value) {
            let help = suggest(
                &category.value,
                categories.iter().map(|c| c.key.as_str()),
                "or define it in a [[category]] table",
            );
            let message = format!("unknown category `{}`", category.value);
            self.refuse(category.span, message, "unknown", &help);
        }
        None
    }

    /// A claim to be cited must name source and clause, and a source that was read.
    fn basis(&self, shelf: &Shelf<'_>) {
        for cite in self.body.cites.iter().take_while(|_| !self.scope.sink.full()) {
            if shelf.source(&cite.source.value).is_none() {
                let keys = shelf.source_keys();
                let help = suggest(
                    &cite.source.value,
                    keys.iter().copied(),
                    "define it in a [[source]] table",
                );
                let message = format!("unknown source `{}`", cite.source.value);
                self.refuse(cite.source.span, message, "unknown", &help);
            }
        }
        let Some(basis) = self.body.basis.as_ref().filter(|b| b.value == Basis::Cited) else {
            return;
        };
        let id = &self.id.value;
        if self.body.cites.is_empty() {
            self.refuse(
                basis.span,
                format!("`{id}` says it is cited, but cites nothing"),
                "no source and clause are given",
                "add `cites = [{ source = \"...\", clause = \"...\" }]`, or write `basis = \"practice\"`",
            );
        }
        match &self.body.confidence {
            None => self.refuse(
                basis.span,
                format!("`{id}` says it is cited, but not how well its source was read"),
                "`confidence` is missing",
                "add `confidence = \"V\"` (read in its text), \"T\" (in a transcription) or \"S\" (in a secondary source)",
            ),
            Some(confidence) if matches!(confidence.value.as_str(), "U" | "-") => self.refuse(
                confidence.span,
                format!("`{id}` says it is cited, but its source was not read"),
                if confidence.value == "U" { "not verified" } else { "our own judgement" },
                "read the source and say so with V, T or S; or write `basis = \"practice\"`",
            ),
            Some(_) => {}
        }
    }

    fn options(&self, texts: &[Text], what: &str, table: &str, keys: &[&str]) -> OptionSet {
        OptionSet::of(texts.iter().take_while(|_| !self.scope.sink.full()).filter_map(|text| {
            let found = keys.iter().position(|k| *k == text.value);
            if found.is_none() && !self.scope.broken.contains(&*text.value) {
                let otherwise = format!("define it in a [[{table}]] table");
                let help = suggest(&text.value, keys.iter().copied(), &otherwise);
                self.refuse(
                    text.span,
                    format!("unknown {what} `{}`", text.value),
                    "unknown",
                    &help,
                );
            }
            found
        }))
    }

    fn place(&self, judge: Judge, with_equipment: bool) -> Where {
        let (place, vocabulary) = (&self.body.place, self.scope.vocabulary);
        let types: Vec<&str> = vocabulary.crossing_types.iter().map(|t| &*t.key).collect();
        let positions: Vec<&str> = vocabulary.position_kinds.iter().map(|k| &*k.term.key).collect();
        let crossing_types = (!place.crossing_types.is_empty())
            .then(|| self.options(&place.crossing_types, "crossing type", "crossing_type", &types));
        let mut kinds_given =
            self.options(&place.positions, "position kind", "position_kind", &positions);
        let lines: Vec<&str> =
            vocabulary.position_kinds.iter().filter_map(|k| k.line.as_deref()).collect();
        for line in place.lines.iter().take_while(|_| !self.scope.sink.full()) {
            let of_line =
                |k: &super::super::types::PositionKind| k.line.as_ref() == Some(&line.value);
            let found = OptionSet::of(
                vocabulary
                    .position_kinds
                    .iter()
                    .enumerate()
                    .filter(|(_, k)| of_line(k))
                    .map(|p| p.0),
            );
            if found == OptionSet::default() {
                let mut known = lines.clone();
                known.sort_unstable();
                known.dedup();
                let help = suggest(
                    &line.value,
                    known.iter().copied(),
                    "or give a [[position_kind]] this line",
                );
                let message = format!("no position kind is of the line `{}`", line.value);
                self.refuse(line.span, message, "unknown line", &help);
            }
            kinds_given = kinds_given.union(found);
        }
        if let Some(if_none) = &place.if_none {
            self.if_none(if_none, judge, with_equipment);
        }
        Where {
            crossing_types,
            positions: place.has_positions.then_some(kinds_given),
            equipment_present: kinds(
                &place.equipment_present,
                vocabulary,
                self.scope.broken,
                self.scope.file,
                self.scope.sink,
            ),
            if_none_judge: place.if_none.as_ref().is_some_and(|i| i.value),
        }
    }

    fn if_none(&self, if_none: &Spanned<bool>, judge: Judge, with_equipment: bool) {
        let id = &self.id.value;
        if !with_equipment {
            self.refuse(
                if_none.span,
                format!("`if_none` of `{id}` needs `equipment`"),
                "the requirement names no equipment",
                "leave `if_none` out: without such a position nothing is judged",
            );
        } else if judge == Judge::Position {
            self.refuse(
                if_none.span,
                format!("`if_none` of `{id}` needs `judge = \"crossing-point\"`"),
                "the requirement is judged on each position",
                "add `judge = \"crossing-point\"`, or leave `if_none` out",
            );
        }
    }

    /// Keys that have no effect here are remarked on.
    fn idle_keys(&self, judge: Judge, with_equipment: bool) {
        if let Some(shared) = self.body.shared.as_ref().filter(|s| s.value)
            && (judge == Judge::CrossingPoint || !with_equipment)
        {
            self.remark(
                shared.span,
                format!("`shared = true` of `{}` has no effect", self.id.value),
                "only for equipment judged on each position",
                "leave it out: judged on the crossing point, shared items always count",
            );
        }
        if let Some(degraded) = self.body.accept_degraded.as_ref().filter(|a| a.value)
            && !with_equipment
        {
            self.remark(
                degraded.span,
                format!("`accept_degraded = true` of `{}` has no effect", self.id.value),
                "only for equipment",
                "leave it out",
            );
        }
    }

    fn quantity(&self, with_equipment: bool) -> QuantityRule {
        let one = || BigDecimal::from(1);
        let Some(quantity) = &self.body.quantity else {
            return QuantityRule { at_least: one(), per: None, count: None, every: false };
        };
        let id = &self.id.value;
        if !with_equipment {
            self.refuse(
                quantity.span,
                format!("`quantity` of `{id}` needs `equipment`"),
                "the requirement names no equipment",
                "leave `quantity` out, or say with `equipment` what is counted",
            );
        }
        let per = quantity.per.as_ref().and_then(|text| self.scope.per(text));
        if let Some(at_least) = &quantity.at_least {
            let zero = BigDecimal::from(0);
            if at_least.value < zero {
                self.refuse(
                    at_least.span,
                    format!("`at_least` of `{id}` is below 0"),
                    "not a number of things",
                    "write how many are needed, as in `at_least = 1`",
                );
            } else if at_least.value == zero && (quantity.per.is_some() || !quantity.every) {
                self.refuse(
                    at_least.span,
                    format!("`at_least = 0` of `{id}` asks for nothing"),
                    "0 needs `every = true`, and no `per`",
                    "write `{ at_least = 0, every = true }` for \"each one, if there are any\", or a number above 0",
                );
            }
        }
        QuantityRule {
            at_least: quantity.at_least.as_ref().map_or_else(one, |a| a.value.clone()),
            per,
            count: quantity.count.as_ref().and_then(|text| self.count(text)),
            every: quantity.every,
        }
    }

    fn count(&self, text: &Text) -> Option<super::super::types::AttributeId> {
        let (id, attribute) = self.scope.attribute(text)?;
        let help = "name a whole number of the item, such as the places that it serves; without `count` its quantity counts";
        if attribute.of != Of::Equipment {
            let message = format!(
                "`{}` is a fact of {} and cannot be `count`",
                text.value,
                subject(attribute.of)
            );
            self.refuse(text.span, message, "not of equipment", help);
            return None;
        }
        if attribute.value.kind != Kind::Integer {
            let message = format!(
                "`count` needs an integer, but `{}` is a {}",
                text.value,
                attribute.value.kind.code()
            );
            self.refuse(text.span, message, "not an integer", help);
            return None;
        }
        Some(id)
    }

    fn validity(&self) {
        if let (Some(from), Some(until)) = (&self.body.valid_from, &self.body.valid_until)
            && until.value < from.value
        {
            self.refuse(
                until.span,
                format!("`{}` ends before it begins", self.id.value),
                "before `valid_from`",
                "a requirement holds from `valid_from` to `valid_until`, both days included",
            );
        }
    }

    fn remedy(&self, shelf: &Shelf<'_>) {
        let Some(remedy) = &self.body.remedy else { return };
        if shelf.remedy(&remedy.value).is_none() {
            let keys = shelf.remedy_keys();
            let help =
                suggest(&remedy.value, keys.iter().copied(), "define it in a [[remedy]] table");
            let message = format!("unknown remedy `{}`", remedy.value);
            self.refuse(remedy.span, message, "unknown", &help);
        }
    }
}

/// The kinds of a requirement, for comparison with its root's.
pub(crate) fn same_equipment(a: &[EquipmentId], b: &[EquipmentId]) -> bool {
    a.iter().all(|k| b.contains(k)) && b.iter().all(|k| a.contains(k))
}
