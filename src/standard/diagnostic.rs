//! What is wrong with a standard, where, and what would be right, in the manner of rustc.
//!
//! Knows texts and places in them; nothing of what standards say.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Origin, Renderer, Snippet};

use crate::model::shown::{hidden, visible};

/// Most diagnostics of one sort that are kept; far more than a person reads.
const MAX_KEPT: usize = 100;
/// Longest line that is shown.
const MAX_LINE: usize = 4096;

/// Most characters of a message.
const MAX_MESSAGE: usize = 600;

/// A text with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourceFile {
    /// What messages call it.
    pub(crate) name: String,
    /// What stands in it.
    pub(crate) text: Cow<'static, str>,
}

/// Bytes of a text, from and to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

/// Whether it is refused or only remarked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The standard is refused.
    Error,
    /// The standard loads, but is perhaps not what was meant.
    Warning,
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Name of the text.
    pub file: String,
    /// Bytes, from and to.
    pub span: Range<usize>,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line itself, unless it is too long to show.
    excerpt: Option<String>,
    /// Where the caret stands in it.
    within: Range<usize>,
}

impl Location {
    pub(crate) fn new(file: &SourceFile, span: Span) -> Self {
        let text: &str = &file.text;
        let start = floor(text, span.start);
        let end = floor(text, span.end).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = text[..line_start].bytes().filter(|&b| b == b'\n').count() + 1;
        let column = text[line_start..start].chars().count() + 1;
        let shown = text[line_start..line_end].trim_end_matches('\r');
        let short = shown.len() <= MAX_LINE;
        // What was cut off the end of the line has no place in it.
        let within = |at: usize| (at - line_start).min(shown.len());
        Self {
            file: file.name.clone(),
            span: start..end,
            line,
            column,
            excerpt: short.then(|| tame(shown)),
            within: within(start)..within(end),
        }
    }

    fn snippet<'a>(
        &'a self,
        kind: AnnotationKind,
        label: &'a str,
    ) -> Result<Snippet<'a, annotate_snippets::Annotation<'a>>, Origin<'a>> {
        match &self.excerpt {
            Some(excerpt) => {
                let mut mark = kind.span(self.within.clone());
                if !label.is_empty() {
                    mark = mark.label(label);
                }
                Ok(Snippet::source(excerpt.as_str())
                    .path(self.file.as_str())
                    .line_start(self.line)
                    .annotation(mark))
            }
            None => Err(Origin::path(self.file.as_str()).line(self.line).char_column(self.column)),
        }
    }
}

/// A line with what a terminal would obey, or not show, in other letters of as many bytes: places in
/// it stay the same. What has one byte is shown by the library.
fn tame(line: &str) -> String {
    let letter = |c: char| match c.len_utf8() {
        2 if hidden(c) => '\u{b7}',
        3 if hidden(c) => char::REPLACEMENT_CHARACTER,
        _ => c,
    };
    line.chars().map(letter).collect()
}

/// A text fit for a terminal: names in it come from files, and can be long or hold anything.
fn printable(text: &str) -> String {
    let text = visible(text);
    match text.char_indices().nth(MAX_MESSAGE) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text.into_owned(),
    }
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Something that is wrong with a standard, or perhaps not meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether the standard is refused for it.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub location: Location,
    /// What is said beside the caret; may be empty.
    pub label: String,
    /// Another place that has to do with it, and how.
    pub related: Option<Box<(Location, String)>>,
    /// What would be right; may be empty.
    pub help: String,
}

impl Diagnostic {
    pub(crate) fn error(file: &SourceFile, span: Span, message: impl Into<String>) -> Self {
        Self {
            level: Level::Error,
            message: printable(&message.into()),
            location: Location::new(file, span),
            label: String::new(),
            related: None,
            help: String::new(),
        }
    }

    pub(crate) fn warning(file: &SourceFile, span: Span, message: impl Into<String>) -> Self {
        Self { level: Level::Warning, ..Self::error(file, span, message) }
    }

    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = printable(&label.into());
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = printable(&help.into());
        self
    }

    pub(crate) fn related(
        mut self,
        file: &SourceFile,
        span: Span,
        label: impl Into<String>,
    ) -> Self {
        self.related = Some(Box::new((Location::new(file, span), printable(&label.into()))));
        self
    }

    /// The message with file, line, the line itself, a caret and the help; without a line break
    /// at its end.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let level = match self.level {
            Level::Error => annotate_snippets::Level::ERROR,
            Level::Warning => annotate_snippets::Level::WARNING,
        };
        let title = level.primary_title(self.message.as_str());
        let mut group = Group::with_title(title);
        group = match self.location.snippet(AnnotationKind::Primary, &self.label) {
            Ok(snippet) => group.element(snippet),
            Err(origin) => group.element(origin),
        };
        if let Some((location, label)) = self.related.as_deref() {
            group = match location.snippet(AnnotationKind::Context, label) {
                Ok(snippet) => group.element(snippet),
                Err(origin) => group.element(origin),
            };
        }
        if !self.help.is_empty() {
            let help = annotate_snippets::normalize_untrusted_str(&self.help);
            group = group.element(annotate_snippets::Level::HELP.message(help));
        }
        renderer.render(&[group])
    }
}

/// The message with its place, without colour.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

/// Collects what is found wrong while a standard is read and checked.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    errors: RefCell<Vec<Diagnostic>>,
    warnings: RefCell<Vec<Diagnostic>>,
}

impl Sink {
    pub(crate) fn push(&self, diagnostic: Diagnostic) {
        let list = match diagnostic.level {
            Level::Error => &self.errors,
            Level::Warning => &self.warnings,
        };
        let mut list = list.borrow_mut();
        if list.len() < MAX_KEPT && !list.contains(&diagnostic) {
            list.push(diagnostic);
        }
    }

    /// How many errors there are so far; to see whether a step added any.
    pub(crate) fn errors(&self) -> usize {
        self.errors.borrow().len()
    }

    /// Where the errors after the first `n` stand.
    pub(crate) fn starts_after(&self, n: usize) -> Vec<usize> {
        self.errors.borrow().iter().skip(n).map(|d| d.location.span.start).collect()
    }

    /// Adds to the errors after the first `n` what else has to do with them, if nothing is said.
    pub(crate) fn relate_after(&self, n: usize, file: &SourceFile, span: Span, label: &str) {
        for error in self.errors.borrow_mut().iter_mut().skip(n) {
            if error.related.is_none() {
                error.related = Some(Box::new((Location::new(file, span), label.to_owned())));
            }
        }
    }

    /// Whether so much is wrong that it is not worth while to look further.
    pub(crate) fn full(&self) -> bool {
        self.errors() >= MAX_KEPT
    }

    /// Whether there are so many remarks that more are not kept.
    pub(crate) fn warned_enough(&self) -> bool {
        self.warnings.borrow().len() >= MAX_KEPT
    }

    /// Errors and warnings, each by file in the order in which files first appear, then by place.
    pub(crate) fn into_parts(self) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        (sorted(self.errors.into_inner()), sorted(self.warnings.into_inner()))
    }
}

fn sorted(mut list: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut files: Vec<String> = Vec::new();
    for d in &list {
        if !files.contains(&d.location.file) {
            files.push(d.location.file.clone());
        }
    }
    list.sort_by_key(|d| (files.iter().position(|f| *f == d.location.file), d.location.span.start));
    list
}

/// The known name that is nearest to what was written, if any is near.
#[must_use]
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if written.is_empty() || written.len() > 100 {
        return None;
    }
    let folded = |t: &str| t.to_lowercase().replace(['-', ' '], "_");
    let given = folded(written);
    let allowed = (given.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(&given, &folded(name)), name))
        .filter(|&(distance, name)| {
            distance <= allowed || (given.len() > 3 && folded(name).starts_with(&given))
        })
        .min()
        .map(|(_, name)| name)
}

/// A help line: the nearest name, or all names when they are few, else what to do.
pub(crate) fn suggest<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
    otherwise: &str,
) -> String {
    if let Some(name) = nearest(written, known.clone()) {
        return format!("did you mean `{name}`?");
    }
    let names: Vec<&str> = known.into_iter().collect();
    match (names.len(), otherwise) {
        (1..=12, "") => format!("known: {}", list(&names)),
        (1..=12, _) => format!("known: {}; {otherwise}", list(&names)),
        _ => otherwise.to_owned(),
    }
}

/// Names one after another, each in backquotes.
pub(crate) fn list(names: &[&str]) -> String {
    names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &'static str) -> SourceFile {
        SourceFile { name: "a.toml".to_owned(), text: Cow::Borrowed(text) }
    }

    #[test]
    fn places_count_characters_and_stay_on_their_line() {
        let file = file("a = 1\r\nbé = \"x\ny\"\n");
        let at = Location::new(&file, Span { start: 12, end: 18 });
        assert_eq!((at.line, at.column), (2, 5));
        assert_eq!(at.excerpt.as_deref(), Some("bé = \"x"));
        let end = Location::new(&file, Span { start: 400, end: 900 });
        assert_eq!((end.line, end.column), (4, 1));
    }

    #[test]
    fn a_span_inside_a_character_is_no_panic() {
        let file = file("é");
        assert_eq!(Location::new(&file, Span { start: 1, end: 2 }).column, 1);
    }

    #[test]
    fn a_line_obeys_nobody_and_its_mark_stays() {
        let file = file("a = \"\u{8b}\u{202e}\u{1b}\" x\r\r");
        for at in 0..20 {
            let shown = Diagnostic::error(&file, Span { start: at, end: at + 1 }, "no").to_string();
            assert!(!shown.contains(|c: char| hidden(c) && c != '\n'), "{shown:?}");
        }
        let text = Diagnostic::error(&file, Span { start: 13, end: 14 }, "no").to_string();
        assert!(text.contains("1 | a = \"\u{b7}\u{fffd}\u{241b}\" x"), "{text}");
    }

    #[test]
    fn names_that_are_near_are_found() {
        let known = ["image_resolution", "image_size", "light_sources"];
        assert_eq!(nearest("image_resolutoin", known), Some("image_resolution"));
        assert_eq!(nearest("Light Sources", known), Some("light_sources"));
        assert_eq!(nearest("battery", known), None);
    }

    #[test]
    fn what_a_file_holds_cannot_reach_the_terminal() {
        let file = file("k\u{1b}[2J = 1\n");
        let name = format!("\u{1b}[2J{}", "x".repeat(10_000));
        let found =
            Diagnostic::error(&file, Span { start: 0, end: 5 }, format!("unknown `{name}`"))
                .help(format!("not {name}"));
        let text = found.render(false);
        assert!(!text.contains('\u{1b}') && text.len() < 3_000, "{text}");
        assert!(!found.message.contains('\u{1b}'));
    }

    #[test]
    fn the_message_shows_the_line() {
        let file = file("format = 1\n[profil]\n");
        let text = Diagnostic::error(&file, Span { start: 12, end: 18 }, "unknown table `profil`")
            .label("unknown")
            .help("did you mean `profile`?")
            .render(false);
        assert!(text.contains("a.toml:2:2") && text.contains("^^^^^^ unknown"), "{text}");
        assert!(text.contains("help: did you mean `profile`?"), "{text}");
    }
}
