//! From TOML tables to a standard as written: which keys each table may have, and of which type.
//!
//! Looks up no names. A table that cannot be used keeps its key, so that what names it is not
//! reported as well.

use std::sync::Arc;

use super::decode_requirement::{remedy, requirement};
use super::diagnostic::{Sink, SourceFile, Span};
use super::fields::{Fields, evidence};
use super::keys;
use super::raw::{Attribute, Change, Enabling, Entry, Equipment, Head, Raw, Source, Term};
use super::read::{Table, Value, read};
use super::types::{Find, Of, Severity, Status};
use crate::model::value::MAX_OPTIONS;
use crate::model::{Evidence, Kind, Unit};

/// The format of standards that this program reads.
const FORMAT: &str = "1";

/// What a text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A profile: it has a `[profile]` table.
    Profile,
    /// A part of the library: it has none.
    Library,
}

const TABLES: [&str; 15] = [
    "format",
    "profile",
    "category",
    "crossing_type",
    "position_kind",
    "equipment",
    "group",
    "attribute",
    "source",
    "requirement",
    "use",
    "override",
    "drop",
    "remedy",
    "enabling",
];

/// The lines that position kinds can belong to.
const LINES: [&str; 6] = ["first", "second", "mobile", "gate", "kiosk", "back"];

/// Reads a text as far as it can be read. The flag says whether its syntax was right; if not,
/// names should not be looked up, since what defines them may be what is broken.
pub(crate) fn decode(file: &Arc<SourceFile>, role: Role, sink: &Sink) -> (Raw, bool) {
    let before = sink.errors();
    let root = read(file, sink);
    let syntax = sink.starts_after(before);
    if syntax.is_empty() {
        return (document(file, &root, role, sink), true);
    }
    // What follows from a mistake of syntax in the same table is not reported.
    let own = Sink::default();
    let raw = document(file, &root, role, &own);
    let headings = headings(&root);
    let table_of = |at: usize| headings.iter().rposition(|&start| start <= at);
    let broken: Vec<_> = syntax.into_iter().map(table_of).collect();
    for error in own.into_parts().0 {
        let start = error.location.span.start;
        if start > 0 && !broken.contains(&table_of(start)) {
            sink.push(error);
        }
    }
    (raw, false)
}

/// Where the tables of a text begin.
fn headings(root: &Table) -> Vec<usize> {
    let mut starts = Vec::new();
    for (key, value) in &root.entries {
        match &value.value {
            Value::Array(items) => starts.extend(items.iter().map(|i| i.span.start)),
            _ => starts.push(key.span.start),
        }
    }
    starts.sort_unstable();
    starts
}

#[cfg(test)]
#[test]
fn every_table_is_in_the_manual() {
    for table in TABLES.into_iter().filter(|t| *t != "format") {
        let headings = [format!("[{table}]"), format!("[[{table}]]")];
        let listed = keys::TABLES.iter().any(|(heading, ..)| headings.iter().any(|h| h == heading));
        assert!(listed, "{table}");
    }
}

/// What one table is read into.
type Decode<T> = fn(Fields<'_>) -> Option<T>;

struct Document<'a> {
    file: &'a Arc<SourceFile>,
    root: Fields<'a>,
}

impl Document<'_> {
    /// All tables of one sort that define something under a key.
    fn entries<T>(&self, table: &str, name: &str, decode: Decode<T>) -> Vec<Entry<T>> {
        let mut entries = Vec::new();
        for (at, span) in self.tables(table) {
            let anonymous =
                Fields { table: at, span, what: &format!("this [[{table}]]"), ..self.root };
            // A group may be called anything, since attributes can name one that is not defined.
            let key = match table {
                "group" => anonymous.required(name, "\"...\""),
                _ => anonymous.name(name, "\"...\""),
            };
            let Some(key) = key else { continue };
            let what = format!("{} `{}`", table.replace('_', " "), key.value);
            let before = self.root.sink.errors();
            let body = decode(Fields { what: &what, ..anonymous });
            // A broken requirement is still checked further; a broken attribute would only
            // make everything that names it look wrong.
            let broken = table != "requirement" && self.root.sink.errors() > before;
            entries.push(Entry {
                file: Arc::clone(self.file),
                key,
                written: at.clone(),
                body: if broken { None } else { body },
            });
            if self.root.sink.full() {
                break;
            }
        }
        entries
    }

    fn tables(&self, table: &str) -> Vec<(&Table, Span)> {
        let Some(value) = self.root.value(table) else { return Vec::new() };
        match &value.value {
            Value::Array(items)
                if !items.is_empty()
                    && items.iter().all(|i| matches!(i.value, Value::Table(_))) =>
            {
                items
                    .iter()
                    .filter_map(|item| match &item.value {
                        Value::Table(t) => Some((t, item.span)),
                        _ => None,
                    })
                    .collect()
            }
            _ => {
                let span = self.root.key_span(table);
                self.root.sink.push(
                    self.root
                        .error(span, format!("`{table}` must be a list of tables"))
                        .label("not a list of tables")
                        .help(format!("begin each with the heading `[[{table}]]`")),
                );
                Vec::new()
            }
        }
    }

    fn changes(&self, table: &str, with_severity: bool) -> Vec<Change> {
        let mut changes = Vec::new();
        for (at, span) in self.tables(table) {
            let what = format!("this [[{table}]]");
            let fields = Fields { table: at, span, what: &what, ..self.root };
            let fields =
                if with_severity { fields.known(&keys::USE) } else { fields.known(&keys::DROP) };
            let id = fields.required("id", "\"DOC-13\"");
            let severity = fields.word("severity", Severity::CODES, Severity::parse);
            if let Some(id) = id {
                let severity_written =
                    fields.value("severity").is_some() || fields.misspelt("severity");
                let severity = severity.map(|s| s.value);
                changes.push(Change { id, severity, severity_written });
            }
            if self.root.sink.full() {
                break;
            }
        }
        changes
    }
}

fn document(file: &Arc<SourceFile>, table: &Table, role: Role, sink: &Sink) -> Raw {
    let start = Span::default();
    let root = Fields { file, table, span: start, what: "this file", sink }.only(&TABLES);
    root.format(FORMAT, "standards", "; a newer one may read this");
    let head = match (role, root.value("profile")) {
        (Role::Profile, Some(_)) => head(root),
        (Role::Profile, None) if root.misspelt("profile") => None,
        (Role::Profile, None) => {
            sink.push(
                root.error(start, "there is no [profile] table").label("`[profile]` is missing").help(
                    "add [profile] with id, version, title and status after the line `format = 1`",
                ),
            );
            None
        }
        (Role::Library, None) => None,
        (Role::Library, Some(_)) => {
            let span = root.key_span("profile");
            sink.push(root.error(span, "a part of the library has no [profile] table"));
            None
        }
    };
    let document = Document { file, root };
    Raw {
        file: Arc::clone(file),
        head,
        categories: document.entries("category", "key", |f| term(f, false)),
        crossing_types: document.entries("crossing_type", "key", |f| term(f, false)),
        position_kinds: document.entries("position_kind", "key", |f| term(f, true)),
        equipment: document.entries("equipment", "key", equipment),
        groups: document.entries("group", "key", |f| term(f, false)),
        attributes: document.entries("attribute", "key", attribute),
        sources: document.entries("source", "key", source),
        requirements: document.entries("requirement", "id", requirement),
        remedies: document.entries("remedy", "key", remedy),
        enabling: document.entries("enabling", "key", enabling),
        uses: document.changes("use", true),
        overrides: document.changes("override", true),
        drops: document.changes("drop", false),
    }
}

fn head(root: Fields<'_>) -> Option<Head> {
    let (table, span) = root.table("profile", "{ id = \"...\" }")?;
    let fields = Fields { table, span, what: "[profile]", ..root }.known(&keys::PROFILE);
    let id = fields.name("id", "\"my-profile\"");
    let version = fields.required("version", "\"1\"");
    let title = fields.required("title", "\"What the profile asks for\"");
    if fields.value("status").is_none() {
        fields.missing_word("status", Status::CODES);
    }
    let status = fields.word("status", Status::CODES, Status::parse);
    let standalone = fields.flag("standalone").is_some_and(|s| s.value);
    let extends = fields.texts("extends", true);
    if let (true, Some(first)) = (standalone, extends.first()) {
        fields.sink.push(
            fields
                .error(first.span, "a profile that stands alone cannot extend another")
                .label("another profile")
                .help("leave out `standalone = true`, or `extends`"),
        );
    }
    Some(Head {
        span,
        id: id?.value,
        version: version?.value,
        title: title?.value,
        status: status?.value,
        about: fields.plain("about"),
        max_age_days: fields.whole("max_age_days", 1, 100_000),
        evidence: evidence(&fields).map_or(Evidence::Observed, |e| e.value),
        extends,
        optional_equipment: fields.texts("optional_equipment", true),
        standalone,
    })
}

fn term(fields: Fields<'_>, with_line: bool) -> Option<Term> {
    let fields =
        if with_line { fields.known(&keys::POSITION_KIND) } else { fields.known(&keys::TERM) };
    let line = fields.word("line", &LINES, |line| LINES.contains(&line).then(|| line.to_owned()));
    Some(Term {
        label: fields.required("label", "\"What people read\"")?.value,
        help: fields.plain("help"),
        line: line.map(|l| l.value),
    })
}

fn equipment(fields: Fields<'_>) -> Option<Equipment> {
    let fields = fields.known(&keys::EQUIPMENT);
    Some(Equipment {
        label: fields.required("label", "\"What people read\"")?.value,
        help: fields.plain("help"),
        has_condition: fields.flag("has_condition").is_none_or(|f| f.value),
        attributes: fields.texts("attributes", true),
    })
}

fn source(fields: Fields<'_>) -> Option<Source> {
    let fields = fields.known(&keys::SOURCE);
    Some(Source {
        title: fields.required("title", "\"Title of the text\"")?.value,
        edition: fields.plain("edition"),
        publisher: fields.plain("publisher"),
        address: fields.plain("address"),
        seen: fields.plain("seen"),
    })
}

fn enabling(fields: Fields<'_>) -> Option<Enabling> {
    let fields = fields.known(&keys::ENABLING);
    Some(Enabling { title: fields.required("title", "\"What is done\"")?.value })
}

fn attribute(fields: Fields<'_>) -> Option<Attribute> {
    let fields = fields.known(&keys::ATTRIBUTE);
    let kinds = Kind::NAMED.map(Kind::code);
    for (key, words) in [("of", Of::CODES), ("type", &kinds)] {
        if fields.value(key).is_none() {
            fields.missing_word(key, words);
        }
    }
    let of = fields.word("of", Of::CODES, Of::parse);
    let kind = fields.word("type", &kinds, Kind::parse).map(|k| k.value);
    let filled = of.as_ref().is_some_and(|of| filled_by_program(fields.plain("key"), of.value));
    let unit = unit(&fields, kind);
    let options = options(&fields, kind, filled);
    let ordered = fields.flag("ordered");
    if let (Some(flag), Some(kind)) = (&ordered, kind)
        && flag.value
        && kind != Kind::Choice
    {
        fields.sink.push(
            fields
                .error(fields.key_span("ordered"), format!("the type {} has no order", kind.code()))
                .label("only a choice can be ordered")
                .help("leave it out, or use `type = \"choice\"`"),
        );
    }
    let shared = fields.word("shared_by", &["model"], |w| (w == "model").then_some(()));
    if let (Some(shared), Some(of)) = (&shared, &of)
        && of.value != Of::Equipment
    {
        let message = format!("{} is not equipment and has no model", fields.what);
        fields.sink.push(
            fields
                .error(shared.span, message)
                .label("only for `of = \"equipment\"`")
                .help("leave `shared_by` out"),
        );
    }
    let key = fields.plain("key");
    let label = fields.text("label").map_or_else(|| words(&key), |t| t.value);
    let question = fields.text("question").map_or_else(|| format!("{label}?"), |t| t.value);
    let find = fields.word("find", Find::CODES, Find::parse).map_or(Find::Look, |f| f.value);
    Some(Attribute {
        of: of?.value,
        kind: kind?,
        unit,
        options,
        ordered: ordered.is_some_and(|o| o.value),
        shared_by_model: shared.is_some(),
        find,
        group: fields.text("group").filter(|g| !g.value.is_empty()),
        label,
        question,
        help: fields.plain("help"),
        note: fields.plain("note"),
        ask: fields.flag("ask").is_some_and(|a| a.value),
    })
}

/// Whether the options of an attribute are the crossing types, position kinds or equipment kinds.
pub(crate) fn filled_by_program(key: impl AsRef<str>, of: Of) -> bool {
    matches!(
        (key.as_ref(), of),
        ("type", Of::CrossingPoint) | ("kind", Of::Position) | ("equipment", Of::Equipment)
    )
}

/// `cover_margin` as `Cover margin`.
fn words(key: &str) -> String {
    let text = key.replace(['_', '-', '.'], " ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

fn unit(fields: &Fields<'_>, kind: Option<Kind>) -> Option<Unit> {
    let Some(kind) = kind else {
        fields.text("unit");
        return None;
    };
    let Some(text) = fields.text("unit") else {
        if kind.has_unit() && fields.value("unit").is_none() {
            fields.missing_word("unit", &Unit::all().map(Unit::symbol).collect::<Vec<_>>());
        }
        return None;
    };
    if !kind.has_unit() {
        fields.sink.push(
            fields
                .error(text.span, format!("{} of type {} has no unit", fields.what, kind.code()))
                .label("no unit belongs here")
                .help("leave `unit` out, or use `type = \"quantity\"`"),
        );
        return None;
    }
    let unit = Unit::parse(&text.value);
    if unit.is_none() {
        fields.sink.push(
            fields
                .error(text.span, format!("`{}` is not a known unit", text.value))
                .label("unknown unit")
                .help(units_like(&text.value)),
        );
    }
    unit
}

/// The unit that is nearest to what was written, or all of them.
pub(crate) fn units_like(written: &str) -> String {
    let symbols: Vec<&str> = Unit::all().map(Unit::symbol).collect();
    let folded = written.to_lowercase();
    match symbols.iter().find(|s| s.to_lowercase() == folded) {
        Some(symbol) => format!("did you mean `{symbol}`?"),
        None => format!("known units: {}", symbols.join(", ")),
    }
}

fn options(fields: &Fields<'_>, kind: Option<Kind>, filled: bool) -> Vec<(String, String)> {
    let span = fields.key_span("options");
    let written = fields.value("options").is_some();
    match kind {
        _ if filled && written => fields.sink.push(
            fields
                .error(span, format!("the options of {} are not written here", fields.what))
                .label("filled in by the program")
                .help(
                    "leave `options` out; they are the kinds that the catalogue and profile define",
                ),
        ),
        Some(kind) if kind.has_options() && !filled && !written => {
            fields.missing("options", "[{ key = \"one\", label = \"One\" }]");
        }
        Some(kind) if !kind.has_options() && written => fields.sink.push(
            fields
                .error(span, format!("{} of type {} has no options", fields.what, kind.code()))
                .label("no options belong here")
                .help("leave them out, or use `type = \"choice\"`"),
        ),
        _ => {}
    }
    let mut options: Vec<(String, String)> = Vec::new();
    let example = match fields.value("options").map(|o| &o.value) {
        Some(Value::Array(items)) => items.iter().find_map(|item| match &item.value {
            Value::String(key) => Some((key.clone(), words(key))),
            _ => None,
        }),
        _ => None,
    };
    let (key, label) = example.unwrap_or_else(|| ("one".to_owned(), "One".to_owned()));
    let example = format!("{{ key = \"{key}\", label = \"{label}\" }}");
    for (table, span) in fields.tables("options", &example, false) {
        let what = format!("an option of {}", fields.what);
        let option = Fields { table, span, what: &what, ..*fields }.only(&["key", "label"]);
        let Some(key) = option.name("key", "\"one\"") else { continue };
        if options.iter().any(|(k, _)| *k == key.value) {
            let message = format!("the option `{}` is listed twice", key.value);
            fields.sink.push(
                fields.error(key.span, message).label("listed before").help("keep one of the two"),
            );
        }
        let label = option.text("label").map_or_else(|| words(&key.value), |l| l.value);
        options.push((key.value, label));
        if options.len() > MAX_OPTIONS {
            let message = format!("{} has more than {MAX_OPTIONS} options", fields.what);
            fields.sink.push(fields.error(key.span, message).label("one too many"));
            break;
        }
    }
    options
}
