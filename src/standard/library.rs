//! Loading a standard: a built-in one by its id, or any text. The door of this module.
//!
//! Opens no file: whoever calls reads files and hands over texts.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::check::{self, Family};
use super::decode::{Role, decode};
use super::diagnostic::{Diagnostic, Sink, SourceFile, Span, list, nearest};
use super::raw::Raw;
use super::stock::{PROFILES, Part, STOCK};
use super::types::{Profile, Vocabulary};

/// How deep profiles may extend each other.
const MAX_DEPTH: usize = 16;

/// A profile that was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The profile.
    pub profile: Profile,
    /// What loads but is perhaps not what was meant.
    pub warnings: Vec<Diagnostic>,
    /// The profile as one text that stands alone, with everything that it takes from the library,
    /// the catalogue included. Loading it gives the same profile, with any later program too;
    /// a survey keeps it. `profile.sha256` is the SHA-256 of these bytes.
    pub text: String,
}

/// Why a standard was not loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// No built-in profile has this id.
    #[error("no built-in profile is called '{id}'; {hint}")]
    Unknown {
        /// What was asked for.
        id: String,
        /// The nearest id, or all of them.
        hint: String,
    },
    /// Something is wrong with the text.
    #[error("{file} is refused: {}\n\n{}", count(.diagnostics.len()), Rendered(.diagnostics))]
    Refused {
        /// The name of the text.
        file: String,
        /// Every error that was found, in order; never empty.
        diagnostics: Vec<Diagnostic>,
    },
}

impl LoadError {
    /// The errors with their places; empty when there was no text to read.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match self {
            Self::Unknown { .. } => &[],
            Self::Refused { diagnostics, .. } => diagnostics,
        }
    }
}

fn count(errors: usize) -> String {
    if errors == 1 { "1 error".to_owned() } else { format!("{errors} errors") }
}

struct Rendered<'a>(&'a [Diagnostic]);

impl fmt::Display for Rendered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<String> = self.0.iter().map(|d| d.render(false)).collect();
        f.write_str(&texts.join("\n\n"))
    }
}

/// The ids of the built-in profiles, in the order in which they are offered.
pub fn built_in_ids() -> impl Iterator<Item = &'static str> + Clone {
    PROFILES.iter().map(|(id, _)| *id)
}

/// The text of a built-in profile, as it was written.
#[must_use]
pub fn built_in_text(id: &str) -> Option<&'static str> {
    built_in(id).map(|(_, text)| text)
}

fn built_in(id: &str) -> Option<(&'static str, &'static str)> {
    PROFILES.iter().find(|(known, _)| *known == id).map(|(_, named)| *named)
}

/// Loads a built-in profile.
///
/// # Errors
/// When there is none of this id. An error in its text is a defect of the program.
pub fn load_built_in(id: &str) -> Result<Loaded, LoadError> {
    let Some((name, text)) = built_in(id) else {
        let hint = match nearest(id, built_in_ids()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => format!("there are {}", list(&built_in_ids().collect::<Vec<_>>())),
        };
        return Err(LoadError::Unknown { id: id.to_owned(), hint });
    };
    load(SourceFile { name: name.to_owned(), text: Cow::Borrowed(text) }, &|_| None)
}

/// Loads a profile from its text. `file_name` is what messages call it. `resolver` gives name and
/// text of another profile that this one extends, by the id or path written there; built-in ids
/// need none.
///
/// # Errors
/// Everything that is wrong with the text, not only the first.
pub fn load_text(
    file_name: &str,
    text: &str,
    resolver: &dyn Fn(&str) -> Option<(String, String)>,
) -> Result<Loaded, LoadError> {
    load(SourceFile { name: file_name.to_owned(), text: Cow::Owned(text.to_owned()) }, resolver)
}

/// The vocabulary of the built-in catalogue.
///
/// # Errors
/// An error in its text, which is a defect of the program.
pub fn catalogue() -> Result<&'static Vocabulary, &'static LoadError> {
    static CATALOGUE: OnceLock<Result<Vocabulary, LoadError>> = OnceLock::new();
    CATALOGUE
        .get_or_init(|| {
            let (raw, errors) = STOCK.part(Part::Catalogue);
            let sink = Sink::default();
            errors.iter().for_each(|e| sink.push(e.clone()));
            let vocabulary = check::catalogue(raw, &sink);
            let (diagnostics, _) = sink.into_parts();
            match vocabulary {
                Some(vocabulary) if diagnostics.is_empty() => Ok(vocabulary),
                _ => Err(LoadError::Refused { file: raw.file.name.clone(), diagnostics }),
            }
        })
        .as_ref()
}

type Resolver<'a> = &'a dyn Fn(&str) -> Option<(String, String)>;

fn load(file: SourceFile, resolver: Resolver<'_>) -> Result<Loaded, LoadError> {
    let sink = Sink::default();
    let name = file.name.clone();
    let mut texts = Texts { raws: Vec::new(), sound: true };
    let tree = texts.read(file, resolver, &sink, &mut Vec::new());
    let checked = match tree {
        Some(tree) if texts.sound => check::profile(&texts.family(&tree), &STOCK, &sink),
        _ => None,
    };
    let (diagnostics, warnings) = sink.into_parts();
    match checked {
        Some((profile, text)) if diagnostics.is_empty() => Ok(Loaded { profile, warnings, text }),
        _ => Err(LoadError::Refused { file: name, diagnostics }),
    }
}

/// The texts of a profile and of what it extends, each read once.
struct Texts {
    raws: Vec<Raw>,
    /// Whether the syntax of all of them is right.
    sound: bool,
}

/// Which text extends which, by index.
struct Tree {
    raw: usize,
    extends: Vec<(Span, Tree)>,
}

impl Texts {
    fn read(
        &mut self,
        file: SourceFile,
        resolver: Resolver<'_>,
        sink: &Sink,
        path: &mut Vec<String>,
    ) -> Option<Tree> {
        let known =
            self.raws.iter().position(|r| r.file.name == file.name && r.file.text == file.text);
        let at = known.unwrap_or_else(|| {
            let (raw, sound) = decode(&Arc::new(file), Role::Profile, sink);
            self.sound &= sound;
            self.raws.push(raw);
            self.raws.len() - 1
        });
        let raw = &self.raws[at];
        let (file, name) = (Arc::clone(&raw.file), raw.file.name.clone());
        let wanted = raw.head.as_ref().map(|h| h.extends.clone()).unwrap_or_default();
        path.push(name);
        let mut extends = Vec::new();
        for text in wanted {
            let found = built_in(&text.value)
                .map(|(name, text)| (name.to_owned(), Cow::Borrowed(text)))
                .or_else(|| resolver(&text.value).map(|(name, text)| (name, Cow::Owned(text))));
            let Some((name, body)) = found else {
                let help = match nearest(&text.value, built_in_ids()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!(
                        "give the path of a profile, or one of {}",
                        list(&built_in_ids().collect::<Vec<_>>())
                    ),
                };
                sink.push(
                    Diagnostic::error(
                        &file,
                        text.span,
                        format!("there is no profile `{}` to extend", text.value),
                    )
                    .label("not found")
                    .help(help),
                );
                continue;
            };
            if path.contains(&name) || path.len() >= MAX_DEPTH {
                let message = if path.contains(&name) {
                    format!(
                        "profiles extend each other in a circle: {} -> {name}",
                        path.join(" -> ")
                    )
                } else {
                    format!("profiles extend each other more than {MAX_DEPTH} deep")
                };
                sink.push(
                    Diagnostic::error(&file, text.span, message)
                        .label("leads back here")
                        .help("let one of them stand on its own"),
                );
                continue;
            }
            let source = SourceFile { name, text: body };
            let tree = self.read(source, resolver, sink, path)?;
            extends.push((text.span, tree));
        }
        path.pop();
        Some(Tree { raw: at, extends })
    }

    fn family(&self, tree: &Tree) -> Family<'_> {
        Family {
            raw: &self.raws[tree.raw],
            extends: tree.extends.iter().map(|(span, t)| (*span, self.family(t))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(result: Result<Loaded, LoadError>) -> Loaded {
        result.unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn every_built_in_profile_loads_and_stands_alone() {
        for id in built_in_ids() {
            let built_in = loaded(load_built_in(id));
            assert_eq!(built_in.profile.id, id);
            assert_eq!(built_in.warnings, [], "{id}");
            let alone = loaded(load_text("copy", &built_in.text, &|_| None));
            assert_eq!(alone.text, built_in.text, "{id}");
            assert!(alone.profile == built_in.profile, "{id}");
        }
    }
}
