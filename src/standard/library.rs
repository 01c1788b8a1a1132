//! Loading a standard: a built-in one by its id, or any text. The door of this module.
//!
//! Opens no file: whoever calls reads files and hands over texts.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::check::{self, Family};
use super::decode::{Role, decode};
use super::diagnostic::{Diagnostic, Sink, SourceFile, Span, list, nearest};
use super::fields::Fields;
use super::raw::Raw;
use super::read::read;
use super::stock::{PROFILES, Part, STOCK};
use super::types::{Profile, Vocabulary};
use crate::language::spoken;

/// How deep profiles may extend each other.
const MAX_DEPTH: usize = 16;
/// How often profiles may be named in `extends`, all in all.
const MAX_EXTENDED: usize = 100;
/// Largest text of a standard, in bytes; the largest that is built in
/// has half of it.
pub const MAX_TEXT: usize = 384 << 10;
/// The same of a price list or house style.
pub const MAX_DOCUMENT: usize = 128 << 10;

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

/// The ids of every requirement of the library, in its order.
pub fn library_requirements() -> impl Iterator<Item = &'static str> {
    STOCK.part(Part::Requirements).0.requirements.iter().map(|r| r.key.value.as_str())
}

/// The text of a built-in profile, as it was written.
#[must_use]
pub fn built_in_text(id: &str) -> Option<&'static str> {
    built_in(id).map(|(_, text)| text)
}

fn built_in(id: &str) -> Option<(&'static str, &'static str)> {
    PROFILES.iter().find(|(known, _)| *known == id).map(|(_, named)| *named)
}

/// Reads a file that is one table: of a price list, a house style. `what` is what messages call it
/// all; `decode` is asked only where the text could be read.
///
/// # Errors
/// Everything that is wrong with the text, each with its place.
pub(super) fn load_document<T>(
    file_name: &str,
    text: &str,
    what: &'static str,
    decode: impl FnOnce(Fields<'_>) -> Option<T>,
) -> Result<T, LoadError> {
    let file = SourceFile { name: file_name.to_owned(), text: Cow::Owned(text.to_owned()) };
    let sink = Sink::default();
    if is_too_large(&file, MAX_DOCUMENT, &sink) {
        let (diagnostics, _) = sink.into_parts();
        return Err(LoadError::Refused { file: file.name, diagnostics });
    }
    let table = read(&file, &sink);
    let syntax = sink.errors() > 0;
    let fields = Fields { file: &file, table: &table, span: Span::default(), what, sink: &sink };
    let document = if syntax { None } else { decode(fields) };
    let (diagnostics, _) = sink.into_parts();
    match document {
        Some(document) if diagnostics.is_empty() => Ok(document),
        _ => Err(LoadError::Refused { file: file_name.to_owned(), diagnostics }),
    }
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

/// The vocabulary of the built-in catalogue, in the language in force.
///
/// # Errors
/// An error in its text, which is a defect of the program.
pub fn catalogue() -> Result<&'static Vocabulary, &'static LoadError> {
    static CATALOGUES: [OnceLock<Result<Vocabulary, LoadError>>; 3] =
        [const { OnceLock::new() }; 3];
    CATALOGUES[spoken() as usize]
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
    let mut texts = Texts { raws: Vec::new(), sound: true, extended: 0 };
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
    /// How many were extended so far.
    extended: usize,
}

/// Says so of a text that is no standard: reading one takes up to a hundred times its size.
fn is_too_large(file: &SourceFile, most: usize, sink: &Sink) -> bool {
    let large = file.text.len() > most;
    if large {
        let message = format!("a text of this sort has at most {most} bytes");
        sink.push(
            Diagnostic::error(file, Span::default(), message)
                .label(format!("this text has {}", file.text.len()))
                .help("is this the file that you meant?"),
        );
    }
    large
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
        if is_too_large(&file, MAX_TEXT, sink) {
            return None;
        }
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
            self.extended += 1;
            if path.contains(&name) || path.len() >= MAX_DEPTH || self.extended > MAX_EXTENDED {
                let message = if path.contains(&name) {
                    format!(
                        "profiles extend each other in a circle: {} -> {name}",
                        path.join(" -> ")
                    )
                } else {
                    "profiles extend each other too often or too deep".to_owned()
                };
                sink.push(
                    Diagnostic::error(&file, text.span, message)
                        .label("one too many")
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
    use crate::model::Kind;
    use crate::standard::Severity;

    const HEAD: &str = "format = 1\n[profile]\nid = \"t\"\nversion = \"1\"\ntitle = \"T\"\n\
                        status = \"draft\"\n";

    fn loaded(result: Result<Loaded, LoadError>) -> Loaded {
        result.unwrap_or_else(|e| panic!("{e}"))
    }

    fn load(body: &str) -> Loaded {
        loaded(load_text("t.toml", &format!("{HEAD}{body}"), &|_| None))
    }

    fn messages(body: &str, resolver: &dyn Fn(&str) -> Option<(String, String)>) -> Vec<String> {
        match load_text("t.toml", &format!("{HEAD}{body}"), resolver) {
            Ok(_) => Vec::new(),
            Err(e) => e.diagnostics().iter().map(|d| d.message.clone()).collect(),
        }
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

    #[test]
    fn the_library_is_sound_whether_used_or_not() {
        let uses: String = STOCK
            .part(Part::Requirements)
            .0
            .requirements
            .iter()
            .map(|r| format!("[[use]]\nid = \"{}\"\nseverity = \"minor\"\n", r.key.value))
            .collect();
        let all = load(&uses);
        assert_eq!(all.profile.requirements.len(), 172);
        let (remedies, errors) = STOCK.part(Part::Remedies);
        assert_eq!(errors, []);
        let unused = remedies.remedies.len() - all.profile.remedies.len();
        assert!(unused <= 2, "{unused} remedies are named by no requirement");
        assert!(catalogue().is_ok());
    }

    #[test]
    fn the_hash_is_of_what_is_asked_and_not_of_how_it_is_written() {
        let requirement = "[[requirement]]\nid = \"A\"\ntitle = \"A\"\ncategory = \"power\"\n\
             severity = \"minor\"\nbasis = \"practice\"\nequipment = \"ups\"\n";
        let hash = |text: &str| load(text).profile.sha256;
        let plain = hash(requirement);
        assert_eq!(plain, hash(&format!("# a remark\n\n{requirement}\n# the end\n")));
        assert_ne!(plain, hash(&requirement.replace("minor", "major")));
        assert_eq!(plain.len(), 64);
    }

    #[test]
    fn a_profile_hides_what_it_defines_itself() {
        let own = load(
            "[[position_kind]]\nkey = \"kiosk\"\nlabel = \"Terminal\"\nline = \"first\"\n\
             [[attribute]]\nkey = \"reads_can\"\nof = \"position\"\ntype = \"text\"\n\
             [[equipment]]\nkey = \"document-reader\"\nlabel = \"Reader\"\n\
             [[requirement]]\nid = \"A\"\ntitle = \"A\"\ncategory = \"power\"\n\
             severity = \"minor\"\nbasis = \"practice\"\nequipment = \"ups\"\n\
             where = { lines = [\"first\"] }\n",
        )
        .profile;
        let words = &own.vocabulary;
        let kind = words.attribute(words.built_in.kind);
        assert_eq!(kind.options.last().map(|o| o.label.as_str()), Some("Terminal"));
        assert_eq!(kind.options.iter().filter(|o| o.key == "kiosk").count(), 1);
        let can = words.find("reads_can").map(|id| words.attribute(id).value.kind);
        assert_eq!(can, Some(Kind::Text));
        let first = own.requirements[0].place.positions.map(|p| p.indices().count());
        assert_eq!(first, Some(6), "five kinds of the catalogue and the profile's own");
        assert!(
            words.equipment.iter().all(|e| e.attributes.contains(&words.built_in.condition)),
            "what no kind lists belongs to all"
        );
    }

    #[test]
    fn quantity_is_a_count_and_options_are_filled_in() {
        let words = match catalogue() {
            Ok(words) => words,
            Err(e) => panic!("{e}"),
        };
        let of = |id| words.attribute(id);
        assert_eq!(of(words.built_in.quantity).value.kind, Kind::Count);
        assert_eq!(of(words.built_in.crossing_type).options.len(), words.crossing_types.len());
        assert_eq!(of(words.built_in.kind).options.len(), words.position_kinds.len());
        assert_eq!(of(words.built_in.equipment).options.len(), words.equipment.len());
    }

    #[test]
    fn what_is_extended_comes_first_and_can_be_changed() {
        let base = format!(
            "{HEAD}[[use]]\nid = \"DOC-13\"\nseverity = \"minor\"\n\
             [[use]]\nid = \"DOC-06\"\nseverity = \"minor\"\n"
        );
        let resolver = |name: &str| (name == "base.toml").then(|| (name.to_owned(), base.clone()));
        let text = format!(
            "{HEAD}extends = [\"base.toml\"]\n\
             [[use]]\nid = \"DOC-01\"\nseverity = \"major\"\n\
             [[override]]\nid = \"DOC-06\"\nseverity = \"critical\"\n\
             [[drop]]\nid = \"DOC-13\"\n"
        );
        let loaded = loaded(load_text("t.toml", &text, &resolver));
        let found: Vec<(&str, Severity)> =
            loaded.profile.requirements.iter().map(|r| (r.id.as_str(), r.severity)).collect();
        assert_eq!(found, [("DOC-06", Severity::Critical), ("DOC-01", Severity::Major)]);
        let remarks: Vec<&str> = loaded.warnings.iter().map(|w| w.message.as_str()).collect();
        assert_eq!(
            remarks,
            [
                "`DOC-01` follows `DOC-13`, which this profile does not have",
                "`DOC-06` follows `DOC-13`, which this profile does not have",
            ],
            "a root that was dropped is ignored"
        );
        assert!(!loaded.text.contains("\nfollows = "));
    }

    #[test]
    fn profiles_that_disagree_are_refused_until_one_word_holds() {
        let with =
            |severity: &str| format!("{HEAD}[[use]]\nid = \"DOC-13\"\nseverity = \"{severity}\"\n");
        let resolver = |name: &str| match name {
            "a" | "again" => Some((name.to_owned(), with("minor"))),
            "b" => Some((name.to_owned(), with("major"))),
            _ => None,
        };
        let both = "extends = [\"a\", \"b\"]\n";
        assert_eq!(
            messages(both, &resolver),
            ["the profiles extended here give `DOC-13` different severities"]
        );
        let settled = format!("{both}[[override]]\nid = \"DOC-13\"\nseverity = \"critical\"\n");
        assert_eq!(messages(&settled, &resolver), [""; 0]);
        assert_eq!(messages("extends = [\"a\", \"again\"]\n", &resolver), [""; 0]);
    }

    #[test]
    fn profiles_that_extend_each_other_are_refused() {
        let circle = |name: &str| {
            let other = if name == "a" { "b" } else { "a" };
            Some((name.to_owned(), format!("{HEAD}extends = [\"{other}\"]\n")))
        };
        let found = messages("extends = [\"a\"]\n", &circle);
        assert_eq!(found, ["profiles extend each other in a circle: t.toml -> a -> b -> a"]);
        let endless = |name: &str| {
            Some((format!("{name}x"), format!("{HEAD}extends = [\"{name}x\", \"{name}y\"]\n")))
        };
        let found = messages("extends = [\"a\"]\n", &endless);
        assert!(found[0].contains("too often or too deep"), "{found:?}");
    }

    #[test]
    fn a_text_that_is_far_too_large_is_not_read() {
        let found = messages(&"# nothing\n".repeat(300_000), &|_| None);
        assert_eq!(found, ["a text of this sort has at most 393216 bytes"]);
    }

    #[test]
    fn very_much_wrong_is_told_in_part() {
        let wrong = "[[requirement]]\nid = \"é\"\ntitel = 1\n".repeat(10_000);
        assert_eq!(messages(&wrong, &|_| None).len(), 100);
    }
}
