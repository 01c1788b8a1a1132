//! The built-in standards as texts, and the parts of the library read once and kept.
//!
//! A part is read when something of it is first asked for, so that a profile that brings all its
//! requirements itself never waits for the library.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::decode::{Role, decode};
use super::diagnostic::{Diagnostic, Sink, SourceFile};
use super::raw::Raw;

/// A built-in text and what messages call it.
type Named = (&'static str, &'static str);

macro_rules! texts {
    ($($path:literal),* $(,)?) => {
        &[$((
            concat!("standards/", $path),
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/standards/", $path)),
        )),*]
    };
}

/// A part of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The vocabulary.
    Catalogue,
    /// The sources.
    Sources,
    /// Remedies and enabling works.
    Remedies,
    /// The requirements.
    Requirements,
}

/// The texts of the library.
pub(crate) struct Stock {
    texts: [&'static [Named]; 4],
    parts: [OnceLock<(Raw, Vec<Diagnostic>)>; 4],
}

/// The library that is compiled in.
pub(crate) static STOCK: Stock = Stock::new([
    texts!["catalogue.toml"],
    texts!["sources.toml"],
    texts!["remedies.toml"],
    texts![
        "requirements/documents.toml",
        "requirements/tools.toml",
        "requirements/biometrics.toml",
        "requirements/gates.toml",
        "requirements/systems.toml",
        "requirements/power.toml",
        "requirements/rights.toml",
        "requirements/vehicles.toml",
        "requirements/health.toml",
        "requirements/operations.toml",
    ],
]);

/// The built-in profiles: id, name, text.
pub(crate) static PROFILES: [(&str, Named); 7] = {
    const TEXTS: &[Named] = texts![
        "land-bcp-core.toml",
        "airport.toml",
        "seaport-river.toml",
        "mobile-green-border.toml",
        "ees-ready.toml",
        "abc-gates-kiosks.toml",
        "demo/profile.toml",
    ];
    [
        ("land-bcp-core", TEXTS[0]),
        ("airport", TEXTS[1]),
        ("seaport-river", TEXTS[2]),
        ("mobile-green-border", TEXTS[3]),
        ("ees-ready", TEXTS[4]),
        ("abc-gates-kiosks", TEXTS[5]),
        ("demo-min", TEXTS[6]),
    ]
};

impl Stock {
    pub(crate) const fn new(texts: [&'static [Named]; 4]) -> Self {
        Self { texts, parts: [const { OnceLock::new() }; 4] }
    }

    /// A part, and what is wrong in it.
    pub(crate) fn part(&self, part: Part) -> (&Raw, &[Diagnostic]) {
        let (raw, errors) = self.parts[part as usize].get_or_init(|| {
            let sink = Sink::default();
            let raw = read(self.texts[part as usize], &sink);
            (raw, sink.into_parts().0)
        });
        (raw, errors)
    }
}

/// The tables of several texts, one after another.
fn read(texts: &[Named], sink: &Sink) -> Raw {
    let mut all = texts.iter().map(|(name, text)| {
        let file = SourceFile { name: (*name).to_owned(), text: Cow::Borrowed(text) };
        decode(&Arc::new(file), Role::Library, sink).0
    });
    let empty = || {
        let file = SourceFile { name: String::new(), text: Cow::Borrowed("format = 1") };
        decode(&Arc::new(file), Role::Library, sink).0
    };
    let mut first = all.next().unwrap_or_else(empty);
    for raw in all {
        first.append(raw);
    }
    first
}
