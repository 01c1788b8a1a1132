//! Which requirements a profile has: those it extends, less what it drops, with what it
//! overrides, then its own and those it takes from the library.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::diagnostic::{Diagnostic, Sink, SourceFile, Span, suggest};
use super::super::raw::{self, Change, Entry, Raw};
use super::super::types::Severity;
use super::shelf::Shelf;

/// A requirement of a profile, with the severity that it has there.
#[derive(Clone)]
pub(crate) struct Chosen<'a> {
    pub(crate) entry: &'a Entry<raw::Requirement>,
    pub(crate) severity: Option<Severity>,
    /// Where the profile takes it up, if it does not stand there itself.
    pub(crate) taken: Option<(Arc<SourceFile>, Span)>,
}

impl<'a> Chosen<'a> {
    pub(crate) fn id(&self) -> &'a str {
        &self.entry.key.value
    }
}

/// A profile and what it extends.
pub(crate) struct Family<'a> {
    pub(crate) raw: &'a Raw,
    pub(crate) extends: Vec<(Span, Family<'a>)>,
}

impl<'a> Family<'a> {
    /// Every text, the profile itself last, each once.
    pub(crate) fn members(&self) -> Vec<&'a Raw> {
        let mut members: Vec<&Raw> = Vec::new();
        for (_, parent) in &self.extends {
            for member in parent.members() {
                if !members.iter().any(|m| Arc::ptr_eq(&m.file, &member.file)) {
                    members.push(member);
                }
            }
        }
        members.push(self.raw);
        members
    }

    /// The requirements in the profile's order. What is left out of what it extends is put into
    /// `dropped`.
    pub(crate) fn choose(
        &self,
        shelf: &Shelf<'a>,
        dropped: &mut BTreeSet<&'a str>,
        sink: &Sink,
    ) -> Vec<Chosen<'a>> {
        let mut chosen: Vec<Chosen<'a>> = Vec::new();
        let overridden: BTreeSet<&str> = self.raw.overrides.iter().map(|c| &*c.id.value).collect();
        let left_out: BTreeSet<&str> = self.raw.drops.iter().map(|c| &*c.id.value).collect();
        for (span, parent) in &self.extends {
            for new in parent.choose(shelf, dropped, sink) {
                let skip = overridden.contains(new.id()) || left_out.contains(new.id());
                self.take_over(&mut chosen, new, skip, *span, sink);
            }
        }
        self.apply_changes(&mut chosen, dropped, sink);
        self.add_own(&mut chosen, shelf, sink);
        chosen
    }

    fn take_over(
        &self,
        chosen: &mut Vec<Chosen<'a>>,
        new: Chosen<'a>,
        settled: bool,
        span: Span,
        sink: &Sink,
    ) {
        let Some(before) = chosen.iter().find(|c| c.id() == new.id()) else {
            chosen.push(new);
            return;
        };
        let id = new.id();
        let (message, help) = if before.entry.written != new.entry.written {
            (
                format!("the profiles extended here define `{id}` differently"),
                "drop it with [[drop]] and write it here, or extend only one of them".to_owned(),
            )
        } else if before.severity != new.severity {
            (
                format!("the profiles extended here give `{id}` different severities"),
                format!("say which holds: [[override]] with `id = \"{id}\"` and `severity`"),
            )
        } else {
            return;
        };
        if !settled {
            sink.push(
                Diagnostic::error(&self.raw.file, span, message)
                    .label("differs from a profile before it")
                    .help(help),
            );
        }
    }

    fn apply_changes(
        &self,
        chosen: &mut Vec<Chosen<'a>>,
        dropped: &mut BTreeSet<&'a str>,
        sink: &Sink,
    ) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let changes = [("override", &self.raw.overrides), ("drop", &self.raw.drops)];
        for (what, change) in changes.iter().flat_map(|(w, list)| list.iter().map(move |c| (w, c)))
        {
            if !seen.insert(&change.id.value) {
                let message = format!("`{}` is overridden or dropped twice", change.id.value);
                self.refuse(change, message, "named before", "keep one of the two", sink);
                continue;
            }
            let Some(at) = chosen.iter().position(|c| c.id() == change.id.value) else {
                self.no_such(what, change, chosen, sink);
                continue;
            };
            match (*what, change.severity) {
                ("drop", _) => {
                    dropped.insert(chosen.remove(at).id());
                }
                (_, Some(severity)) => chosen[at].severity = Some(severity),
                (_, None) => {
                    let message = format!("[[override]] of `{}` has no severity", change.id.value);
                    let help = "add `severity = \"major\"`; or `critical`, or `minor`";
                    self.refuse(change, message, "`severity` is missing", help, sink);
                }
            }
        }
    }

    fn no_such(&self, what: &str, change: &Change, chosen: &[Chosen<'_>], sink: &Sink) {
        let id = &change.id.value;
        let own = raw::keys(&self.raw.requirements)
            .chain(self.raw.uses.iter().map(|u| &*u.id.value))
            .any(|key| key == id);
        let help = if own {
            "it is this profile's own: change it where it stands".to_owned()
        } else if self.raw.head.as_ref().is_none_or(|h| h.extends.is_empty()) {
            "this profile extends no other; name one in `extends`".to_owned()
        } else {
            let ids: Vec<&str> = chosen.iter().map(Chosen::id).collect();
            suggest(id, ids.iter().copied(), "see what the extended profile requires")
        };
        let message = format!("[[{what}]] names `{id}`, which no extended profile requires");
        self.refuse(change, message, "not taken over from anywhere", &help, sink);
    }

    fn refuse(&self, change: &Change, message: String, label: &str, help: &str, sink: &Sink) {
        sink.push(
            Diagnostic::error(&self.raw.file, change.id.span, message).label(label).help(help),
        );
    }

    fn add_own(&self, chosen: &mut Vec<Chosen<'a>>, shelf: &Shelf<'a>, sink: &Sink) {
        let mut own: Vec<(Span, Chosen<'a>)> = Vec::new();
        for entry in &self.raw.requirements {
            let severity = entry.body.as_ref().and_then(|b| b.severity);
            own.push((entry.key.span, Chosen { entry, severity, taken: None }));
        }
        for taken in &self.raw.uses {
            let Some(entry) = shelf.requirement(&taken.id.value) else {
                let ids = shelf.requirement_ids();
                let help = suggest(
                    &taken.id.value,
                    ids.iter().copied(),
                    "[[use]] takes a requirement of the built-in library; write your own with [[requirement]]",
                );
                let message = format!("the library has no requirement `{}`", taken.id.value);
                self.refuse(taken, message, "unknown", &help, sink);
                continue;
            };
            let severity = taken.severity.or(entry.body.as_ref().and_then(|b| b.severity));
            if severity.is_none() {
                let message = format!("[[use]] of `{}` has no severity", taken.id.value);
                let help = "add `severity = \"major\"`; or `critical`, or `minor`";
                self.refuse(taken, message, "`severity` is missing", help, sink);
                continue;
            }
            let place = Some((Arc::clone(&self.raw.file), taken.id.span));
            own.push((taken.id.span, Chosen { entry, severity, taken: place }));
        }
        own.sort_by_key(|(span, _)| *span);
        for (span, new) in own {
            if let Some(before) = chosen.iter().find(|c| c.id() == new.id()) {
                self.twice(before, &new, span, sink);
            } else {
                chosen.push(new);
            }
        }
    }

    fn twice(&self, before: &Chosen<'_>, new: &Chosen<'_>, span: Span, sink: &Sink) {
        let (file, at) = match &before.taken {
            Some((file, at)) => (file, *at),
            None => (&before.entry.file, before.entry.key.span),
        };
        let here = Arc::ptr_eq(file, &self.raw.file);
        let same = before.entry.written == new.entry.written && before.severity == new.severity;
        if same && !here {
            return;
        }
        let id = new.id();
        let (message, help) = if here {
            (
                format!("requirement `{id}` is given twice"),
                "keep one of the two, or give one another id",
            )
        } else {
            (
                format!("requirement `{id}` is taken over from {} already", file.name),
                "use [[override]] for another severity; [[drop]] it first to replace it",
            )
        };
        sink.push(
            Diagnostic::error(&self.raw.file, span, message)
                .label("given again")
                .related(file, at, "given here before")
                .help(help),
        );
    }
}
