//! Which requirements a profile has: those it extends, less what it drops, with what it
//! overrides, then its own and those it takes from the library.

use std::collections::{BTreeMap, BTreeSet};
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

/// Requirements in order, found by id.
#[derive(Default)]
pub(crate) struct Choice<'a> {
    pub(crate) list: Vec<Chosen<'a>>,
    index: BTreeMap<&'a str, usize>,
    /// What was left out of what the profile extends.
    pub(crate) dropped: BTreeSet<&'a str>,
}

impl<'a> Choice<'a> {
    pub(crate) fn get(&self, id: &str) -> Option<&Chosen<'a>> {
        self.index.get(id).and_then(|&at| self.list.get(at))
    }

    fn add(&mut self, new: Chosen<'a>) {
        self.index.insert(new.id(), self.list.len());
        self.list.push(new);
    }

    fn remove(&mut self, ids: &BTreeSet<&str>) {
        self.dropped.extend(self.list.iter().map(Chosen::id).filter(|id| ids.contains(id)));
        self.list.retain(|c| !ids.contains(c.id()));
        self.index = self.list.iter().enumerate().map(|(n, c)| (c.id(), n)).collect();
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

    /// The requirements in the profile's order.
    pub(crate) fn choose(&self, shelf: &Shelf<'a>, sink: &Sink) -> Choice<'a> {
        let mut choice = Choice::default();
        for (span, parent) in &self.extends {
            let theirs = parent.choose(shelf, sink);
            choice.dropped.extend(theirs.dropped);
            for new in theirs.list {
                self.take_over(&mut choice, new, *span, sink);
            }
        }
        self.apply_changes(&mut choice, sink);
        self.add_own(&mut choice, shelf, sink);
        choice
    }

    fn take_over(&self, choice: &mut Choice<'a>, new: Chosen<'a>, span: Span, sink: &Sink) {
        let Some(before) = choice.get(new.id()) else {
            choice.add(new);
            return;
        };
        let id = new.id();
        let named = |list: &[Change]| list.iter().any(|c| c.id.value == id);
        let (message, help) = if before.entry.written != new.entry.written {
            (
                format!("the profiles extended here define `{id}` differently"),
                "drop it with [[drop]] and write it here, or extend only one of them".to_owned(),
            )
        } else if before.severity != new.severity && !named(&self.raw.overrides) {
            (
                format!("the profiles extended here give `{id}` different severities"),
                format!("say which holds: [[override]] with `id = \"{id}\"` and `severity`"),
            )
        } else {
            return;
        };
        if !named(&self.raw.drops) && !sink.full() {
            sink.push(
                Diagnostic::error(&self.raw.file, span, message)
                    .label("differs from a profile before it")
                    .help(help),
            );
        }
    }

    fn apply_changes(&self, choice: &mut Choice<'a>, sink: &Sink) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let changes = [("override", &self.raw.overrides), ("drop", &self.raw.drops)];
        for (what, change) in changes.iter().flat_map(|(w, list)| list.iter().map(move |c| (w, c)))
        {
            if sink.full() {
                break;
            }
            if !seen.insert(&change.id.value) {
                let message = format!("`{}` is overridden or dropped twice", change.id.value);
                self.refuse(change, message, "named before", "keep one of the two", sink);
                continue;
            }
            let Some(&at) = choice.index.get(&*change.id.value) else {
                self.no_such(what, change, &choice.list, sink);
                continue;
            };
            if *what == "drop" {
                continue;
            }
            match change.severity {
                Some(severity) => choice.list[at].severity = Some(severity),
                None => self.no_severity("override", change, sink),
            }
        }
        if !self.raw.drops.is_empty() {
            choice.remove(&self.raw.drops.iter().map(|c| &*c.id.value).collect());
        }
    }

    fn no_severity(&self, what: &str, change: &Change, sink: &Sink) {
        if change.severity_written {
            return;
        }
        let message = format!("[[{what}]] of `{}` has no severity", change.id.value);
        let help = "add `severity = \"major\"`; or `critical`, or `minor`";
        self.refuse(change, message, "`severity` is missing", help, sink);
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

    fn add_own(&self, choice: &mut Choice<'a>, shelf: &Shelf<'a>, sink: &Sink) {
        let mut own: Vec<(Span, Chosen<'a>)> = Vec::new();
        for entry in &self.raw.requirements {
            let severity = entry.body.as_ref().and_then(|b| b.severity);
            own.push((entry.key.span, Chosen { entry, severity, taken: None }));
        }
        for taken in &self.raw.uses {
            if sink.full() {
                break;
            }
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
                self.no_severity("use", taken, sink);
                continue;
            }
            let place = Some((Arc::clone(&self.raw.file), taken.id.span));
            own.push((taken.id.span, Chosen { entry, severity, taken: place }));
        }
        own.sort_by_key(|(span, _)| *span);
        for (span, new) in own {
            match choice.get(new.id()) {
                None => choice.add(new),
                Some(before) if !sink.full() => self.twice(before, &new, span, sink),
                Some(_) => break,
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
