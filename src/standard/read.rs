//! TOML with places: a text becomes tables whose keys and values know where they stand.
//!
//! Numbers stay text, so that they can be read as decimals. Every mistake of syntax is reported,
//! not only the first. Knows TOML and nothing of standards.

use std::fmt::Write as _;

use toml::de::{DeTable, DeValue};

use super::diagnostic::{Diagnostic, Sink, SourceFile, Span};

/// Something that was written at a place.
#[derive(Clone, Debug)]
pub(crate) struct Spanned<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

/// A TOML value.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A text.
    String(String),
    /// A whole number, as written, without grouping.
    Integer(String),
    /// A decimal, as written, without grouping.
    Float(String),
    /// `true` or `false`.
    Bool(bool),
    /// A date or time.
    Datetime(String),
    /// A list.
    Array(Vec<Spanned<Value>>),
    /// A table.
    Table(Table),
}

/// A TOML table, in the order in which it was written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) entries: Vec<(Spanned<String>, Spanned<Value>)>,
}

impl Table {
    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Spanned<Value>> {
        self.entries.iter().find(|(k, _)| k.value == key).map(|(_, v)| v)
    }

    /// Puts a text before the entry at `at`; it stands nowhere.
    pub(crate) fn insert_text(&mut self, at: usize, key: &str, text: &str) {
        let span = Span::default();
        let key = Spanned { value: key.to_owned(), span };
        let value = Spanned { value: Value::String(text.to_owned()), span };
        self.entries.insert(at.min(self.entries.len()), (key, value));
    }
}

impl Value {
    /// What people call this sort of value.
    pub(crate) fn sort(&self) -> &'static str {
        match self {
            Self::String(_) => "a text",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a decimal number",
            Self::Bool(_) => "true or false",
            Self::Datetime(_) => "a date or time",
            Self::Array(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// What was written is the same, wherever it stands and in whatever order its keys are.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::String(a), Self::String(b))
            | (Self::Integer(a), Self::Integer(b))
            | (Self::Float(a), Self::Float(b))
            | (Self::Datetime(a), Self::Datetime(b)) => a == b,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Array(a), Self::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.value == b.value)
            }
            (Self::Table(a), Self::Table(b)) => a == b,
            _ => false,
        }
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.entries.len() == other.entries.len()
            && self
                .entries
                .iter()
                .all(|(key, value)| other.get(&key.value).is_some_and(|o| o.value == value.value))
    }
}

/// Reads a text as far as it can be read; what cannot be is reported.
pub(crate) fn read(file: &SourceFile, sink: &Sink) -> Table {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    let end = file.text.trim_end().len();
    let mut errors: Vec<(Span, String)> = errors
        .iter()
        .map(|e| (e.span().map_or(Span { start: end, end }, Span::from), e.message().to_owned()))
        .collect();
    errors.sort_by_key(|(span, _)| span.start);
    let broken_off = list_not_closed(&file.text, &errors);
    let mut line = 0;
    let mut twice = None;
    for (span, message) in errors {
        if sink.full() || broken_off.is_some_and(|at| span.start > at) {
            break;
        }
        let text = &file.text;
        if message == DUPLICATE {
            // The keys of a table that is there twice are all there twice.
            let between = twice.and_then(|at| text.get(at..span.start));
            if between.is_some_and(|t| !t.contains("\n[")) {
                continue;
            }
            twice = is_heading(text, span).then_some(span.start);
        }
        let diagnostic = syntax(file, span, &message);
        // One slip of the pen can break a line in several ways.
        if diagnostic.location.line != line {
            line = diagnostic.location.line;
            sink.push(diagnostic);
        }
    }
    convert_table(table.into_inner())
}

const DUPLICATE: &str = "duplicate key";
const NO_COMMA: &str = "missing comma between array";

fn is_heading(text: &str, span: Span) -> bool {
    text.get(..span.start).is_some_and(|t| t.ends_with('['))
}

/// Where a list that is never closed runs into the next line: all that follows is misread.
fn list_not_closed(text: &str, errors: &[(Span, String)]) -> Option<usize> {
    let mut commas = errors.iter().filter(|(_, m)| m.starts_with(NO_COMMA)).map(|(s, _)| s.start);
    let first = commas.next()?;
    let begins_line = |at: usize| {
        text.get(..at).and_then(|t| t.rsplit('\n').next()).is_some_and(|t| t.trim().is_empty())
    };
    commas.any(begins_line).then_some(first)
}

/// A mistake of syntax in words.
fn syntax(file: &SourceFile, span: Span, message: &str) -> Diagnostic {
    let message = message.lines().next().unwrap_or_default();
    let written = file.text.get(span.start..span.end).unwrap_or_default().trim();
    if message == DUPLICATE {
        let help = if is_heading(&file.text, span) {
            format!(
                "keep one of the two, or begin each with `[[{written}]]` if there may be several"
            )
        } else {
            "keep one of the two".to_owned()
        };
        return Diagnostic::error(file, span, format!("`{written}` is given twice"))
            .label("given before")
            .help(help);
    }
    let (what, help) = match message {
        m if m.starts_with("string values must be quoted") => {
            let plain = written.trim_matches([
                '\u{201c}', '\u{201d}', '\u{201e}', '\u{ab}', '\u{bb}', '\u{2018}', '\u{2019}',
            ]);
            ("a text must stand in straight quotation marks", format!("write \"{plain}\""))
        }
        m if m.starts_with("invalid basic string") || m.starts_with("invalid literal string") => {
            ("the text has no end", "close it with a quotation mark on the same line".into())
        }
        m if m.starts_with("unclosed array table") => ("", "close the heading with `]]`".into()),
        m if m.starts_with("unclosed array") => ("", "close the list with `]`".into()),
        m if m.starts_with("unclosed inline") => ("", "close the table with `}`".into()),
        m if m.starts_with("unclosed table") => ("", "close the heading with `]`".into()),
        m if m.starts_with("key with no value") => ("", "write `key = value`".into()),
        m if m.starts_with(NO_COMMA) => (
            "this list goes on without a comma",
            "put a comma between two values, or close the list with `]` before this".into(),
        ),
        m if m.starts_with("missing comma") => ("", "put a comma between two entries".into()),
        m if m.starts_with("missing escaped value") => {
            ("a backslash stands alone", "write a backslash as `\\\\`".into())
        }
        _ => ("", String::new()),
    };
    let what = if what.is_empty() { message } else { what };
    Diagnostic::error(file, span, format!("this is not TOML: {what}")).help(help)
}

fn convert_table(table: DeTable<'_>) -> Table {
    let mut entries: Vec<_> = table
        .into_iter()
        .map(|(key, value)| {
            let span = key.span().into();
            (Spanned { value: key.into_inner().into_owned(), span }, convert(value))
        })
        .collect();
    entries.sort_by_key(|(key, _)| key.span);
    Table { entries }
}

fn convert(value: toml::Spanned<DeValue<'_>>) -> Spanned<Value> {
    let span = value.span().into();
    let value = match value.into_inner() {
        DeValue::String(text) => Value::String(text.into_owned()),
        DeValue::Integer(number) => Value::Integer(number.to_string()),
        DeValue::Float(number) => Value::Float(number.to_string()),
        DeValue::Boolean(flag) => Value::Bool(flag),
        DeValue::Datetime(moment) => Value::Datetime(moment.to_string()),
        DeValue::Array(list) => Value::Array(list.into_iter().map(convert).collect()),
        DeValue::Table(table) => Value::Table(convert_table(table)),
    };
    Spanned { value, span }
}

/// Writes a value on one line, always the same for the same value.
pub(crate) fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::String(text) => write_text(out, text),
        Value::Integer(text) | Value::Float(text) | Value::Datetime(text) => out.push_str(text),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Array(list) => {
            out.push('[');
            for (n, item) in list.iter().enumerate() {
                out.push_str(if n == 0 { "" } else { ", " });
                write_value(out, &item.value);
            }
            out.push(']');
        }
        Value::Table(table) => {
            out.push('{');
            for (n, (key, value)) in table.entries.iter().enumerate() {
                out.push_str(if n == 0 { " " } else { ", " });
                write_key(out, &key.value);
                out.push_str(" = ");
                write_value(out, &value.value);
            }
            out.push_str(" }");
        }
    }
}

/// Writes `key = value` lines.
pub(crate) fn write_entries(out: &mut String, table: &Table) {
    for (key, value) in &table.entries {
        write_key(out, &key.value);
        out.push_str(" = ");
        write_value(out, &value.value);
        out.push('\n');
    }
}

fn write_key(out: &mut String, key: &str) {
    let bare = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if !key.is_empty() && key.bytes().all(bare) {
        out.push_str(key);
    } else {
        write_text(out, key);
    }
}

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c == '"' || c == '\\' || c.is_control()) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let mut letters = special.chars();
        match letters.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\t') => out.push_str("\\t"),
            // Writing to a String cannot fail.
            Some(c) => drop(write!(out, "\\u{:04X}", u32::from(c))),
            None => {}
        }
        rest = letters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn parse(text: &str) -> (Table, usize) {
        let file = SourceFile { name: "t".to_owned(), text: Cow::Owned(text.to_owned()) };
        let sink = Sink::default();
        let table = read(&file, &sink);
        (table, sink.errors())
    }

    #[test]
    fn what_is_written_reads_back() {
        let text = "a = \"q\\\"\\\\\\n\\u0007é\"\nb = [1, 0.50, true, 2027-09-30]\n\
                    c = { d = { e = [] }, \"f g\" = -1 }\n";
        let (table, errors) = parse(text);
        assert_eq!(errors, 0);
        let mut out = String::new();
        write_entries(&mut out, &table);
        assert_eq!(parse(&out), (table, 0));
        assert!(out.contains("0.50"), "a decimal stays as it was written: {out}");
    }

    #[test]
    fn every_line_that_is_wrong_is_reported() {
        assert_eq!(parse("a = \nb = 'x\nc = [1, 2\nd = oops\n").1.min(3), 3);
        assert_eq!(parse("a = 1\na = 2\n").1, 1);
    }

    #[test]
    fn order_and_place_make_no_difference() {
        assert_eq!(parse("x = { a = 1, b = 2 }").0, parse("# c\nx = { b = 2, a = 1 }").0);
        assert_ne!(parse("x = { a = 1, b = 2 }").0, parse("x = { a = 1 }").0);
    }
}
