//! The reference manual of the profile format and of the built-in catalogue, as Markdown, made of
//! the tables that the program runs on.

use std::fmt::Write;

use super::keys::{COMPARATORS, TABLES};
use super::types::{
    Attribute, Basis, FACTORS, Find, Judge, Of, Safeguard, Severity, Status, Vocabulary,
};
use crate::model::{Dimension, Evidence, Kind, Unit};

/// The format of catalogue and profiles.
#[must_use]
pub fn format() -> String {
    let mut out = String::from(
        "# The format of profiles\n\n\
         A profile is a text in TOML: `format = 1`, a `[profile]` table, and tables that define \
         something or take it from the library. Unknown keys are errors. A key that a profile \
         defines hides the catalogue's, for that profile. `borderfit profile check FILE` names \
         every error and every doubt with line and column.\n\n\
         This page is made of the program's own tables; write it anew with \
         `BORDERFIT_WRITE_DOCS=1 cargo test --test standards`.\n",
    );
    for (table, keys, about) in TABLES {
        let _ = writeln!(out, "\n## `{table}`\n\n{about}\n");
        out.push_str("| key | value | | meaning |\n|---|---|---|---|\n");
        for key in keys {
            let required = if key.required { "required" } else { "" };
            let _ = writeln!(out, "| `{}` | {} | {required} | {} |", key.key, key.form, key.about);
        }
    }
    out.push_str(
        "\n## Criteria\n\n\
         `{ attribute = \"...\", COMPARATOR = operand }`, one comparator each, optionally with \
         `evidence = \"...\"`. `{ equipment = \"...\", at_least = 1, criteria = [...] }` asks that \
         equipment be there. `{ all = [...] }`, `{ any = [...] }` and `{ not = {...} }` combine \
         them. Operands carry their unit: `at_least = \"4.3 Mbit/s\"`. An operand of an integer or \
         quantity can grow with a count: `at_least = { value = \"4.3 Mbit/s\", per = \
         \"workstations\" }`.\n\n\
         | comparator | types | passes when |\n|---|---|---|\n",
    );
    for (name, types, passes) in COMPARATORS {
        let _ = writeln!(out, "| `{name}` | {types} | {passes} |");
    }
    out.push_str("\n## Words and units\n\n| | |\n|---|---|\n");
    let evidence: Vec<&str> = Evidence::ALL.iter().rev().map(|e| e.code()).collect();
    let kinds: Vec<&str> = Kind::NAMED.iter().map(|k| k.code()).collect();
    for (name, words) in [
        ("evidence, strongest first", evidence.as_slice()),
        ("types of attributes", &kinds),
        ("`of`", Of::CODES),
        ("`find`", Find::CODES),
        ("severities", Severity::CODES),
        ("`basis`", Basis::CODES),
        ("`judge`", Judge::CODES),
        ("safeguards", Safeguard::CODES),
        ("`status`", Status::CODES),
        ("factors of needs", &FACTORS),
    ] {
        let _ = writeln!(out, "| {name} | `{}` |", words.join("` `"));
    }
    let mut dimensions: Vec<Dimension> = Vec::new();
    for unit in Unit::all() {
        if !dimensions.contains(&unit.dimension()) {
            dimensions.push(unit.dimension());
        }
    }
    out.push_str("\nUnits on one line convert into each other, exactly:\n\n");
    for dimension in dimensions {
        let of = Unit::all().filter(|u| u.dimension() == dimension).map(Unit::symbol);
        let _ = writeln!(out, "- `{}`", of.collect::<Vec<_>>().join("` `"));
    }
    out
}

/// A catalogue: everything that can be recorded.
#[must_use]
pub fn catalogue(vocabulary: &Vocabulary) -> String {
    let mut out = String::from(
        "# The catalogue\n\n\
         What a survey can speak of: the keys of tables of facts, of criteria, and of the walk. A \
         profile may add to it.\n\n\
         This page is made of the program's own tables; write it anew with \
         `BORDERFIT_WRITE_DOCS=1 cargo test --test standards`.\n",
    );
    for (heading, terms) in [
        ("Categories of requirements", &vocabulary.categories),
        ("Types of crossing points", &vocabulary.crossing_types),
        ("Groups of questions", &vocabulary.groups),
    ] {
        let _ = writeln!(out, "\n## {heading}\n\n| key | label | meaning |\n|---|---|---|");
        for term in terms {
            let _ = writeln!(out, "| `{}` | {} | {} |", term.key, term.label, cell(&term.help));
        }
    }
    out.push_str(
        "\n## Kinds of positions\n\n| key | label | line | meaning |\n|---|---|---|---|\n",
    );
    for kind in &vocabulary.position_kinds {
        let (term, line) = (&kind.term, kind.line.as_deref().unwrap_or(""));
        let _ =
            writeln!(out, "| `{}` | {} | {line} | {} |", term.key, term.label, cell(&term.help));
    }
    out.push_str("\n## Kinds of equipment\n");
    for kind in &vocabulary.equipment {
        let _ = writeln!(out, "\n### {} (`{}`)\n\n{}\n", kind.label, kind.key, kind.help);
        if !kind.has_condition {
            out.push_str("It has no condition.\n\n");
        }
        let keys: Vec<&str> =
            kind.attributes.iter().map(|id| vocabulary.attribute(*id).key.as_str()).collect();
        let _ = writeln!(out, "Asked of one: `{}`", keys.join("` `"));
    }
    for of in [Of::Survey, Of::Country, Of::CrossingPoint, Of::Position, Of::Equipment] {
        let mut attributes = vocabulary.attributes.iter().filter(|a| a.of == of).peekable();
        if attributes.peek().is_none() {
            continue;
        }
        let _ = writeln!(out, "\n## Attributes: {}\n", of.code());
        out.push_str("| key | values | question | how to answer |\n|---|---|---|---|\n");
        for a in attributes {
            let help = match a.note.as_str() {
                "" => cell(&a.help),
                note => cell(&format!("{} *Beware:* {note}", a.help)),
            };
            let _ =
                writeln!(out, "| `{}` | {} | {} | {help} |", a.key, values(a), cell(&a.question));
        }
    }
    out
}

/// The type of an attribute's values, with unit and options; how it is found out.
fn values(attribute: &Attribute) -> String {
    let value = &attribute.value;
    let mut text = value.kind.code().to_owned();
    if let Some(unit) = value.unit {
        let _ = write!(text, " in {}", unit.symbol());
    }
    // Those that list whole tables above are not repeated.
    if !value.options.is_empty() && !matches!(&*attribute.key, "type" | "kind" | "equipment") {
        let _ = write!(text, ": `{}`", value.options.join("` `"));
    }
    if value.ordered {
        text.push_str(", worst first");
    }
    if attribute.shared_by_model {
        text.push_str("; of the model");
    }
    let _ = write!(text, "; {}", attribute.find.code());
    text
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
