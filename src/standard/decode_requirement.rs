//! From TOML tables to requirements and remedies as written, with their conditions.

use super::diagnostic::Span;
use super::fields::{Fields, evidence};
use super::raw::{
    Citation, Criterion, Leaf, Need, Place, Presence, Quantity, Remedy, Requirement, Text,
};
use super::read::Table;
use super::types::{Basis, FACTORS, Judge, Safeguard, Severity};

/// Every comparator that a criterion can have.
pub(crate) const COMPARATORS: [&str; 17] = [
    "is",
    "is_not",
    "one_of",
    "includes",
    "includes_any",
    "excludes",
    "at_least",
    "at_most",
    "more_than",
    "less_than",
    "between",
    "covers",
    "within",
    "not_before",
    "not_after",
    "newer_than_days",
    "within_days_of_visit",
];

const CRITERION: &str = "{ attribute = \"...\", is = true }";
const STRENGTHS: [&str; 4] = ["shall", "should", "recommended", "info"];
const CONFIDENCES: [&str; 5] = ["V", "T", "S", "U", "-"];

pub(crate) fn requirement(fields: Fields<'_>) -> Option<Requirement> {
    let fields = fields.only(&[
        "id",
        "title",
        "category",
        "severity",
        "basis",
        "strength",
        "confidence",
        "cites",
        "near",
        "equipment",
        "where",
        "when",
        "judge",
        "shared",
        "quantity",
        "criteria",
        "partly",
        "evidence",
        "accept_degraded",
        "operating_point",
        "follows",
        "remedy",
        "valid_from",
        "valid_until",
        "safeguard",
        "why",
        "note",
    ]);
    if fields.value("basis").is_none() {
        fields.missing_word("basis", Basis::CODES);
    }
    let known =
        |words: &'static [&'static str]| move |w: &str| words.contains(&w).then(|| w.to_owned());
    let strength = fields.word("strength", &STRENGTHS, known(&STRENGTHS));
    Some(Requirement {
        title: fields.required("title", "\"What must be so\"").map(|t| t.value).unwrap_or_default(),
        category: fields.required("category", "\"documents\""),
        severity: fields.word("severity", Severity::CODES, Severity::parse).map(|s| s.value),
        basis: fields.word("basis", Basis::CODES, Basis::parse),
        strength: strength.map(|s| s.value).unwrap_or_default(),
        confidence: fields.word("confidence", &CONFIDENCES, known(&CONFIDENCES)),
        cites: cites(&fields),
        near: fields.plain("near"),
        has_equipment: fields.value("equipment").is_some(),
        equipment: kinds(&fields),
        place: place(&fields),
        when: criteria(&fields, "when"),
        judge: fields.word("judge", Judge::CODES, Judge::parse).map(|j| j.value),
        shared: fields.flag("shared"),
        quantity: quantity(&fields),
        has_criteria: fields.value("criteria").is_some(),
        criteria: criteria(&fields, "criteria"),
        partly: fields.value("partly").map(|_| criteria(&fields, "partly")),
        evidence: evidence(&fields).map(|e| e.value),
        accept_degraded: fields.flag("accept_degraded"),
        operating_point: fields.plain("operating_point"),
        follows: fields.text("follows").filter(|f| !f.value.is_empty()),
        remedy: fields.text("remedy").filter(|r| !r.value.is_empty()),
        valid_from: fields.day("valid_from"),
        valid_until: fields.day("valid_until"),
        safeguard: safeguards(&fields),
        why: fields.plain("why"),
        note: fields.plain("note"),
    })
}

fn cites(fields: &Fields<'_>) -> Vec<Citation> {
    let example = "{ source = \"...\", clause = \"...\" }";
    let mut cites = Vec::new();
    for (table, span) in fields.tables("cites", example, false) {
        let what = format!("a citation of {}", fields.what);
        let cite = Fields { table, span, what: &what, ..*fields }.only(&["source", "clause"]);
        let source = cite.required("source", "\"icao-9303-3\"");
        let clause = cite.required("clause", "\"section 4.5\"");
        if let Some(source) = source {
            let clause = clause.map(|c| c.value).unwrap_or_default();
            cites.push(Citation { source, clause });
        }
        if fields.sink.full() {
            break;
        }
    }
    cites
}

/// A kind or a list of kinds.
fn kinds(fields: &Fields<'_>) -> Vec<Text> {
    use super::read::Value;
    match fields.value("equipment").map(|v| &v.value) {
        Some(Value::Array(_)) => fields.texts("equipment", false),
        _ => fields.text("equipment").into_iter().collect(),
    }
}

fn safeguards(fields: &Fields<'_>) -> Vec<Safeguard> {
    let mut safeguards = Vec::new();
    for text in fields.texts("safeguard", true) {
        if fields.sink.full() {
            break;
        }
        match Safeguard::parse(&text.value) {
            Some(safeguard) => safeguards.push(safeguard),
            None => fields.sink.push(
                fields
                    .error(text.span, format!("`{}` is no sort of safeguard", text.value))
                    .label("unknown")
                    .help("one of `biometrics`, `data-exchange`"),
            ),
        }
    }
    safeguards
}

fn place(fields: &Fields<'_>) -> Place {
    let Some((table, span)) = fields.table("where", "{ lines = [\"first\"] }") else {
        return Place::default();
    };
    let what = format!("`where` of {}", fields.what);
    let place = Fields { table, span, what: &what, ..*fields }.only(&[
        "crossing_types",
        "positions",
        "lines",
        "equipment_present",
        "if_none",
    ]);
    let words = ["not-applicable", "judge"];
    let if_none = place.word("if_none", &words, |w| words.contains(&w).then_some(w == "judge"));
    Place {
        crossing_types: place.texts("crossing_types", false),
        positions: place.texts("positions", false),
        lines: place.texts("lines", false),
        has_positions: table.get("positions").is_some() || table.get("lines").is_some(),
        equipment_present: place.texts("equipment_present", false),
        if_none,
    }
}

fn quantity(fields: &Fields<'_>) -> Option<Quantity> {
    let (table, span) = fields.table("quantity", "{ at_least = 1 }")?;
    let what = format!("`quantity` of {}", fields.what);
    let quantity =
        Fields { table, span, what: &what, ..*fields }.only(&["at_least", "per", "count", "every"]);
    Some(Quantity {
        span,
        at_least: quantity.decimal("at_least"),
        per: quantity.required_if_written("per", "\"workstations\""),
        count: quantity.required_if_written("count", "\"places_served\""),
        every: quantity.flag("every").is_some_and(|e| e.value),
    })
}

/// A list of conditions.
fn criteria(fields: &Fields<'_>, key: &str) -> Vec<Criterion> {
    let mut criteria = Vec::new();
    for (table, span) in fields.tables(key, CRITERION, false) {
        criteria.extend(criterion(fields, table, span));
        if fields.sink.full() {
            break;
        }
    }
    criteria
}

fn criterion(outer: &Fields<'_>, table: &Table, span: Span) -> Option<Criterion> {
    let fields = Fields { table, span, what: outer.what, ..*outer };
    let what = format!("a criterion of {}", outer.what.trim_start_matches("a criterion of "));
    let fields = Fields { what: &what, ..fields };
    let sorts = ["attribute", "equipment", "all", "any", "not"];
    let mut written = sorts.into_iter().filter(|key| table.get(key).is_some());
    let sort = written.next();
    if let Some(second) = written.next() {
        let first = sort.unwrap_or_default();
        fields.sink.push(
            fields
                .error(fields.key_span(second), format!("{what} has `{first}` and `{second}`"))
                .label("one too many")
                .help("put the two into `all = [...]` or `any = [...]`"),
        );
        return None;
    }
    match sort {
        Some("attribute") => leaf(fields).map(Criterion::Leaf),
        Some("equipment") => presence(fields).map(Criterion::Presence),
        Some("all") => Some(Criterion::All(criteria(&fields.only(&["all"]), "all"))),
        Some("any") => Some(Criterion::Any(criteria(&fields.only(&["any"]), "any"))),
        Some("not") => {
            let fields = fields.only(&["not"]);
            let (inner, at) = fields.table("not", CRITERION)?;
            criterion(&fields, inner, at).map(|c| Criterion::Not(Box::new(c)))
        }
        _ => {
            fields.sink.push(
                fields
                    .error(span, format!("{what} names no attribute"))
                    .label("neither `attribute` nor `equipment`, `all`, `any` or `not`")
                    .help(format!("write something like `{CRITERION}`")),
            );
            None
        }
    }
}

fn leaf(fields: Fields<'_>) -> Option<Leaf> {
    let mut known = vec!["attribute", "evidence"];
    known.extend(COMPARATORS);
    let before = fields.sink.errors();
    let fields = fields.only(&known);
    let attribute = fields.required("attribute", "\"...\"");
    let evidence = evidence(&fields);
    let mut comparators =
        fields.table.entries.iter().filter(|(key, _)| COMPARATORS.contains(&&*key.value));
    let Some((comparator, operand)) = comparators.next() else {
        // A comparator that is misspelt has been reported as an unknown key.
        if fields.sink.errors() == before {
            fields.sink.push(
                fields
                    .error(fields.span, format!("{} asks nothing of its attribute", fields.what))
                    .label("no comparator")
                    .help(format!("add something like `is = true`; {}", all_comparators())),
            );
        }
        return None;
    };
    if let Some((second, _)) = comparators.next() {
        let message = format!(
            "{} has two comparators, `{}` and `{}`",
            fields.what, comparator.value, second.value
        );
        fields.sink.push(
            fields
                .error(second.span, message)
                .label("one too many")
                .help("write two criteria, one for each; all of a list must hold"),
        );
        return None;
    }
    Some(Leaf {
        attribute: attribute?,
        comparator: comparator.clone(),
        operand: operand.clone(),
        evidence,
    })
}

fn all_comparators() -> String {
    format!("comparators: {}", COMPARATORS.map(|c| format!("`{c}`")).join(", "))
}

fn presence(fields: Fields<'_>) -> Option<Presence> {
    let fields = fields.only(&["equipment", "at_least", "criteria"]);
    let equipment = fields.required("equipment", "\"generator\"");
    let at_least = fields.whole("at_least", 1, 1_000_000).and_then(|n| u64::try_from(n).ok());
    let criteria = criteria(&fields, "criteria");
    Some(Presence { equipment: equipment?, at_least: at_least.unwrap_or(1), criteria })
}

pub(crate) fn remedy(fields: Fields<'_>) -> Option<Remedy> {
    let fields = fields.only(&[
        "key",
        "title",
        "unit",
        "lifetime_years",
        "lead_time_weeks",
        "phase",
        "captures_biometrics",
        "queries_watchlist",
        "instead",
        "needs",
    ]);
    if fields.value("phase").is_none() {
        fields.missing("phase", "2");
    }
    let phase = fields.whole("phase", 0, 3).and_then(|p| u8::try_from(p).ok());
    let title = fields.required("title", "\"What is bought or done\"");
    let decimal = |key: &str| {
        let number = fields.decimal(key)?;
        if number.value > 0 {
            return Some(number.value);
        }
        fields.sink.push(
            fields
                .error(number.span, format!("`{key}` of {} must be more than 0", fields.what))
                .label("not a length of time"),
        );
        None
    };
    let (lifetime_years, lead_time_weeks) = (decimal("lifetime_years"), decimal("lead_time_weeks"));
    let mut needs = Vec::new();
    for (table, span) in fields.tables("needs", "{ title = \"...\" }", true) {
        needs.extend(need(&fields, table, span));
        if fields.sink.full() {
            break;
        }
    }
    Some(Remedy {
        title: title?.value,
        unit: fields.plain("unit"),
        lifetime_years,
        lead_time_weeks,
        phase: phase?,
        captures_biometrics: fields.flag("captures_biometrics").is_some_and(|f| f.value),
        queries_watchlist: fields.flag("queries_watchlist").is_some_and(|f| f.value),
        instead: fields.texts("instead", true).into_iter().map(|t| t.value).collect(),
        needs,
    })
}

fn need(outer: &Fields<'_>, table: &Table, span: Span) -> Option<Need> {
    let what = format!("a need of {}", outer.what);
    let fields = Fields { table, span, what: &what, ..*outer };
    let fields = fields.only(&["title", "factor", "criteria", "if_missing", "soft", "enabling"]);
    let words = ["fixable", "blocking"];
    for (key, words) in [("factor", &FACTORS[..]), ("if_missing", &words)] {
        if fields.value(key).is_none() {
            fields.missing_word(key, words);
        }
    }
    if fields.value("criteria").is_none() {
        fields.missing("criteria", &format!("[{CRITERION}]"));
    }
    let title = fields.required("title", "\"What must be there\"");
    let factor = fields.word("factor", &FACTORS, |f| FACTORS.contains(&f).then(|| f.to_owned()));
    let fixable =
        fields.word("if_missing", &words, |w| words.contains(&w).then_some(w == "fixable"));
    Some(Need {
        title: title?.value,
        factor: factor?.value,
        criteria: criteria(&fields, "criteria"),
        fixable: fixable?.value,
        soft: fields.flag("soft").is_some_and(|s| s.value),
        enabling: fields.text("enabling").filter(|e| !e.value.is_empty()),
    })
}

impl Fields<'_> {
    /// A text that may be left out but not be empty.
    fn required_if_written(&self, key: &str, example: &str) -> Option<Text> {
        self.value(key).and_then(|_| self.required(key, example))
    }
}
