//! Reads the keys of one table: the right type, nothing unknown, nothing missing.
//!
//! Every mistake is reported with its place and what would be right; reading goes on.

use std::collections::BTreeSet;

use bigdecimal::BigDecimal;

use super::diagnostic::{Diagnostic, Sink, SourceFile, Span, list, nearest};
use super::keys::Key;
use super::raw::Text;
use super::read::{Spanned, Table, Value};
use crate::model::value::parse_decimal;
use crate::model::{Day, Evidence};

/// A table that is being read.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    pub(crate) file: &'a SourceFile,
    pub(crate) table: &'a Table,
    /// Where the table is named.
    pub(crate) span: Span,
    /// What messages call the table.
    pub(crate) what: &'a str,
    pub(crate) sink: &'a Sink,
}

impl<'a> Fields<'a> {
    /// Reports every key that is not in this list of the manual.
    pub(crate) fn known(self, keys: &[Key]) -> Self {
        let names: Vec<&str> = keys.iter().map(|k| k.key).collect();
        self.only(&names)
    }

    /// Reports every key that is not one of `known`.
    pub(crate) fn only(self, known: &[&str]) -> Self {
        for (key, value) in &self.table.entries {
            if known.contains(&key.value.as_str()) {
                continue;
            }
            if self.sink.full() {
                break;
            }
            let sort = match &value.value {
                Value::Table(_) | Value::Array(_) if known.contains(&"profile") => "table",
                _ => "key",
            };
            self.sink.push(
                self.error(key.span, format!("unknown {sort} `{}` in {}", key.value, self.what))
                    .label(format!("unknown {sort}"))
                    .help(nearest_or(&key.value, known, "known:")),
            );
        }
        self
    }

    pub(crate) fn error(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(self.file, span, message)
    }

    /// The value of a key.
    pub(crate) fn value(&self, key: &str) -> Option<&'a Spanned<Value>> {
        self.table.get(key)
    }

    /// Where a key stands, else the table.
    pub(crate) fn key_span(&self, key: &str) -> Span {
        self.table.entries.iter().find(|(k, _)| k.value == key).map_or(self.span, |(k, _)| k.span)
    }

    /// Whether a key looks like a misspelt `key`; that has been reported as unknown.
    pub(crate) fn misspelt(&self, key: &str) -> bool {
        misspelt(self.table, key)
    }

    pub(crate) fn missing(&self, key: &str, example: &str) {
        self.missing_with(key, format!("add `{key} = {example}`"));
    }

    /// Reports a `format` that is not the one `known` of these files.
    pub(crate) fn format(&self, known: &str, of: &str, more: &str) {
        match self.value("format") {
            None => self.missing("format", known),
            Some(value) if matches!(&value.value, Value::Integer(n) if n == known) => {}
            Some(value) => self.sink.push(
                self.error(value.span, format!("this format of {of} is not known"))
                    .label(format!("expected {known}"))
                    .help(format!("this program reads `format = {known}`{more}")),
            ),
        }
    }

    /// Reports that a key is missing whose value is one of a closed list.
    pub(crate) fn missing_word(&self, key: &str, words: &[&str]) {
        self.missing_with(key, format!("add `{key} = \"...\"`, one of {}", list(words)));
    }

    fn missing_with(&self, key: &str, help: String) {
        if !self.misspelt(key) {
            self.sink.push(
                self.error(self.span, format!("{} has no `{key}`", self.what))
                    .label(format!("`{key}` is missing"))
                    .help(help),
            );
        }
    }

    fn wrong_type(&self, key: &str, value: &Spanned<Value>, wanted: &str, help: String) {
        self.sink.push(
            self.error(
                value.span,
                format!("`{key}` of {} must be {wanted}, not {}", self.what, value.value.sort()),
            )
            .label(format!("expected {wanted}"))
            .help(help),
        );
    }

    /// A text that may be left out.
    pub(crate) fn text(&self, key: &str) -> Option<Text> {
        let value = self.value(key)?;
        match &value.value {
            Value::String(text) => Some(Spanned { value: text.clone(), span: value.span }),
            other => {
                self.wrong_type(key, value, "a text", quoted(other));
                None
            }
        }
    }

    /// A text that may be left out, as a plain string; empty if it is.
    pub(crate) fn plain(&self, key: &str) -> String {
        self.text(key).map(|t| t.value).unwrap_or_default()
    }

    /// A text that must be there and say something.
    pub(crate) fn required(&self, key: &str, example: &str) -> Option<Text> {
        if self.value(key).is_none() {
            self.missing(key, example);
            return None;
        }
        let text = self.text(key)?;
        if text.value.trim().is_empty() {
            self.sink.push(
                self.error(text.span, format!("`{key}` of {} is empty", self.what))
                    .label("says nothing")
                    .help(format!("write something like `{key} = {example}`")),
            );
            return None;
        }
        Some(text)
    }

    /// A key of its own: a name by which others can call this table.
    pub(crate) fn name(&self, key: &str, example: &str) -> Option<Text> {
        let text = self.required(key, example)?;
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if text.value.chars().all(fits) && text.value.chars().count() <= 80 {
            return Some(text);
        }
        self.sink.push(
            self.error(text.span, format!("`{}` cannot be a name", text.value.escape_debug()))
                .label("not a name")
                .help("use at most 80 letters, digits, `-`, `_` and `.`, without blanks"),
        );
        None
    }

    /// `true` or `false`, if it is written.
    pub(crate) fn flag(&self, key: &str) -> Option<Spanned<bool>> {
        let value = self.value(key)?;
        match &value.value {
            Value::Bool(flag) => Some(Spanned { value: *flag, span: value.span }),
            _ => {
                let help = "write `true` or `false`, without quotation marks".to_owned();
                self.wrong_type(key, value, "true or false", help);
                None
            }
        }
    }

    /// One of a closed list of words, if it is written.
    pub(crate) fn word<T>(
        &self,
        key: &str,
        words: &[&str],
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<Spanned<T>> {
        let text = self.text(key)?;
        let parsed = parse(&text.value).map(|value| Spanned { value, span: text.span });
        if parsed.is_none() {
            self.sink.push(
                self.error(
                    text.span,
                    format!("`{key}` of {} cannot be \"{}\"", self.what, text.value),
                )
                .label(format!("not a known `{key}`"))
                .help(nearest_or(&text.value, words, "one of")),
            );
        }
        parsed
    }

    /// A decimal number, if it is written: a TOML number or a text that holds one.
    pub(crate) fn decimal(&self, key: &str) -> Option<Spanned<BigDecimal>> {
        let value = self.value(key)?;
        match decimal(&value.value) {
            Some(Ok(number)) => Some(Spanned { value: number, span: value.span }),
            Some(Err(why)) => {
                self.sink.push(
                    self.error(value.span, format!("`{key}` of {}: {why}", self.what))
                        .label("not a number that can be used"),
                );
                None
            }
            None => {
                self.wrong_type(key, value, "a number", format!("write `{key} = 1`"));
                None
            }
        }
    }

    /// A whole number of days or the like, if it is written.
    pub(crate) fn whole(&self, key: &str, least: i64, most: i64) -> Option<i64> {
        let value = self.value(key)?;
        let Value::Integer(text) = &value.value else {
            let help = format!("write a number, as in `{key} = {least}`");
            self.wrong_type(key, value, "a whole number", help);
            return None;
        };
        match text.parse::<i64>() {
            Ok(number) if (least..=most).contains(&number) => Some(number),
            _ => {
                self.sink.push(
                    self.error(value.span, format!("`{key}` of {} is out of range", self.what))
                        .label(format!("must be from {least} to {most}")),
                );
                None
            }
        }
    }

    /// A day, if it is written: a date of TOML or a text that is one.
    pub(crate) fn day(&self, key: &str) -> Option<Spanned<Day>> {
        let value = self.value(key)?;
        let help = || format!("write the whole day, as in `{key} = \"2027-01-01\"`");
        let (Value::String(text) | Value::Datetime(text)) = &value.value else {
            self.wrong_type(key, value, "a day", help());
            return None;
        };
        let day = Day::parse(text.trim());
        if day.is_none() {
            self.sink.push(
                self.error(value.span, format!("`{key}` of {} is no day", self.what))
                    .label("not a day of the calendar")
                    .help(help()),
            );
        }
        day.map(|day| Spanned { value: day, span: value.span })
    }

    /// A list of texts. An empty one is an error unless `may_be_empty`.
    pub(crate) fn texts(&self, key: &str, may_be_empty: bool) -> Vec<Text> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Value::Array(items) = &value.value else {
            let help = match &value.value {
                Value::String(text) => format!("write `{key} = [\"{}\"]`", text.escape_debug()),
                _ => format!("write `{key} = [\"...\"]`"),
            };
            self.wrong_type(key, value, "a list of texts", help);
            return Vec::new();
        };
        if items.is_empty() && !may_be_empty {
            self.empty(key, value.span);
        }
        let mut texts: Vec<Text> = Vec::with_capacity(items.len());
        let mut seen = BTreeSet::new();
        for item in items {
            match &item.value {
                Value::String(text) if !seen.insert(text) => {
                    self.sink.push(
                        self.error(item.span, format!("`{text}` stands twice in `{key}`"))
                            .label("listed before")
                            .help("keep one of the two"),
                    );
                }
                Value::String(text) => {
                    texts.push(Spanned { value: text.clone(), span: item.span });
                }
                other => self.wrong_type(key, item, "a list of texts", quoted(other)),
            }
            if self.sink.full() {
                break;
            }
        }
        texts
    }

    /// Reports an empty list.
    pub(crate) fn empty(&self, key: &str, span: Span) {
        self.sink.push(
            self.error(span, format!("`{key}` of {} is an empty list", self.what))
                .label("nothing is listed")
                .help(format!("list something, or leave `{key}` out")),
        );
    }

    /// A table, if it is written.
    pub(crate) fn table(&self, key: &str, example: &str) -> Option<(&'a Table, Span)> {
        let value = self.value(key)?;
        match &value.value {
            Value::Table(table) => Some((table, self.key_span(key))),
            _ => {
                self.wrong_type(key, value, "a table", format!("write `{key} = {example}`"));
                None
            }
        }
    }

    /// A list of tables. An empty one is an error unless `may_be_empty`.
    pub(crate) fn tables(
        &self,
        key: &str,
        example: &str,
        may_be_empty: bool,
    ) -> Vec<(&'a Table, Span)> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let help = || format!("write `{key} = [{example}]`");
        let Value::Array(items) = &value.value else {
            self.wrong_type(key, value, "a list of tables", help());
            return Vec::new();
        };
        if items.is_empty() && !may_be_empty {
            self.empty(key, value.span);
        }
        let mut tables = Vec::with_capacity(items.len());
        for item in items {
            match &item.value {
                Value::Table(table) => tables.push((table, item.span)),
                // The others will be wrong in the same way.
                _ => {
                    self.wrong_type(key, item, "a list of tables", help());
                    break;
                }
            }
        }
        tables
    }
}

/// Whether a table has a key that looks like a misspelt `key`.
pub(crate) fn misspelt(table: &Table, key: &str) -> bool {
    table.get(key).is_none()
        && table.entries.iter().any(|(k, _)| nearest(&k.value, [key]).is_some())
}

/// The nearest word of a closed list, or all of them.
fn nearest_or(written: &str, words: &[&str], all: &str) -> String {
    match nearest(written, words.iter().copied()) {
        Some(word) => format!("did you mean `{word}`?"),
        None => format!("{all} {}", list(words)),
    }
}

/// A TOML number, or a text that holds one, as a decimal; `None` for anything else.
pub(crate) fn decimal(value: &Value) -> Option<Result<BigDecimal, String>> {
    match value {
        Value::Integer(text) | Value::Float(text) | Value::String(text) => {
            Some(parse_decimal(text.trim()).map_err(|e| e.to_string()))
        }
        _ => None,
    }
}

fn quoted(value: &Value) -> String {
    match value {
        Value::Integer(text) | Value::Float(text) | Value::Datetime(text) => {
            format!("write it in quotation marks: \"{text}\"")
        }
        Value::Bool(flag) => format!("write it in quotation marks: \"{flag}\""),
        Value::Array(items) if items.len() == 1 => "write one text, without brackets".to_owned(),
        _ => "write a text in quotation marks".to_owned(),
    }
}

/// `evidence` of a table, if it is written.
pub(crate) fn evidence(fields: &Fields<'_>) -> Option<Spanned<Evidence>> {
    let words: Vec<&str> = Evidence::ALL.iter().skip(1).map(|e| e.code()).collect();
    let found = fields.word("evidence", &words, Evidence::parse)?;
    if found.value > Evidence::NotVerified {
        return Some(found);
    }
    fields.sink.push(
        fields
            .error(found.span, "`not-verified` cannot be asked for")
            .label("what is not verified is never judged")
            .help("the weakest evidence that can be asked for is `stated`"),
    );
    None
}
