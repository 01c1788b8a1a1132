//! A profile as one text that stands alone: nothing is taken from the library or another profile.
//!
//! A survey keeps this text, so that a later program with another library judges it the same.
//! The text is canonical: comments and layout are gone, numbers and words are as they were
//! written, and reading it and writing it again gives the same bytes.

use super::raw::{Head, Written};
use super::read::{Value, write_entries, write_value};
use super::types::{Severity, Term};

/// What a profile is made of.
pub(crate) struct Parts<'a> {
    pub(crate) head: &'a Head,
    pub(crate) optional_equipment: &'a [String],
    pub(crate) tables: [(&'a str, Vec<&'a Written>); 5],
    /// Groups that attributes name and no table defines.
    pub(crate) more_groups: Vec<&'a Term>,
    pub(crate) attributes: Vec<&'a Written>,
    pub(crate) library: [(&'a str, Vec<&'a Written>); 3],
    /// Each with the severity that it has here, and whether its root is left out.
    pub(crate) requirements: Vec<(&'a Written, Severity, bool)>,
}

/// Writes the text.
pub(crate) fn standalone(parts: &Parts<'_>) -> String {
    let mut out = String::from("format = 1\n\n[profile]\n");
    head(&mut out, parts.head, parts.optional_equipment);
    for (name, tables) in &parts.tables {
        tables.iter().for_each(|table| entry(&mut out, name, table));
    }
    for group in &parts.more_groups {
        out.push_str("\n[[group]]\n");
        text(&mut out, "key", &group.key);
        text(&mut out, "label", &group.label);
    }
    parts.attributes.iter().for_each(|table| entry(&mut out, "attribute", table));
    for (name, tables) in &parts.library {
        tables.iter().for_each(|table| entry(&mut out, name, table));
    }
    for (table, severity, rootless) in &parts.requirements {
        requirement(&mut out, table, *severity, *rootless);
    }
    out
}

/// A text as TOML writes it, in quotation marks.
#[must_use]
pub fn toml_text(text: &str) -> String {
    let mut out = String::new();
    write_value(&mut out, &Value::String(text.to_owned()));
    out
}

fn head(out: &mut String, head: &Head, optional_equipment: &[String]) {
    text(out, "id", &head.id);
    text(out, "version", &head.version);
    text(out, "title", &head.title);
    text(out, "status", head.status.code());
    if !head.about.is_empty() {
        text(out, "about", &head.about);
    }
    if let Some(days) = head.max_age_days {
        out.push_str(&format!("max_age_days = {days}\n"));
    }
    text(out, "evidence", head.evidence.code());
    if !optional_equipment.is_empty() {
        out.push_str("optional_equipment = [");
        for (n, kind) in optional_equipment.iter().enumerate() {
            out.push_str(if n == 0 { "" } else { ", " });
            write_value(out, &Value::String(kind.clone()));
        }
        out.push_str("]\n");
    }
    out.push_str("standalone = true\n");
}

fn text(out: &mut String, key: &str, text: &str) {
    out.push_str(key);
    out.push_str(" = ");
    write_value(out, &Value::String(text.to_owned()));
    out.push('\n');
}

fn entry(out: &mut String, name: &str, table: &Written) {
    out.push_str("\n[[");
    out.push_str(name);
    out.push_str("]]\n");
    write_entries(out, table);
}

/// A requirement with the severity that it has in this profile, right after its category.
fn requirement(out: &mut String, table: &Written, severity: Severity, rootless: bool) {
    let mut table = table.clone();
    table
        .entries
        .retain(|(key, _)| key.value != "severity" && !(rootless && key.value == "follows"));
    let after = table.entries.iter().position(|(key, _)| key.value == "category");
    let at = after.map_or(table.entries.len(), |at| at + 1);
    table.insert_text(at, "severity", severity.code());
    entry(out, "requirement", &table);
}
