//! What the program keeps for itself on a laptop: surveys opened lately, the colours, the name of
//! who records, and the catalogue of models. Nothing of it is part of any survey; losing it loses
//! no fact.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::app::Theme;
use crate::app::catalogue::{Catalogue, ModelFact};
use crate::app::lock::LOCK_AFTER;
use crate::language::Language;
use crate::model::Evidence;

/// Most surveys that are remembered.
const RECENT: usize = 20;
/// Largest file of one's own that is read, in bytes.
const MAX_BYTES: u64 = 16 << 20;

/// The folder of the program's own files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    folder: PathBuf,
}

/// A survey that was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Where it is.
    pub path: PathBuf,
    /// Its title.
    pub title: String,
    /// When it was left, in milliseconds since 1970.
    pub left: u64,
    /// Findings that were settled, of all.
    pub settled: (u64, u64),
    /// Crossing points.
    pub points: usize,
}

impl Opened {
    /// One of which nothing but the file is to be known.
    #[must_use]
    pub fn hidden(path: PathBuf, left: u64) -> Self {
        Self { path, title: String::new(), left, settled: (0, 0), points: 0 }
    }
}

#[derive(Default, Serialize, Deserialize)]
struct Settings {
    #[serde(default)]
    theme: String,
    #[serde(default)]
    author: String,
    /// Tag of the language; empty for that of the system.
    #[serde(default)]
    language: String,
    /// Minutes without a key until a survey is locked; none until a person has chosen.
    #[serde(default)]
    lock_after: Option<u16>,
}

#[derive(Serialize, Deserialize)]
struct StoredModel {
    kind: String,
    maker: String,
    model: String,
    facts: BTreeMap<String, StoredFact>,
}

#[derive(Serialize, Deserialize)]
struct StoredFact {
    value: String,
    unit: String,
    evidence: String,
    source: String,
}

impl Own {
    /// In this folder, whether it is there yet or not.
    #[must_use]
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    fn read<T: for<'de> Deserialize<'de>>(&self, name: &str) -> Option<T> {
        let path = self.folder.join(name);
        if fs::metadata(&path).ok()?.len() > MAX_BYTES {
            return None;
        }
        serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
    }

    fn write<T: Serialize>(&self, name: &str, what: &T) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let part = self.folder.join(format!("{name}.{}.part", std::process::id()));
        fs::write(&part, serde_json::to_string_pretty(what)?)
            .and_then(|()| fs::rename(&part, self.folder.join(name)))
            .inspect_err(|_| drop(fs::remove_file(&part)))
    }

    /// The surveys opened lately, the last one first.
    #[must_use]
    pub fn recent(&self) -> Vec<Opened> {
        self.read("recent.json").unwrap_or_default()
    }

    /// Remembers that a survey was opened.
    pub fn remember(&self, opened: Opened) {
        let mut recent = self.recent();
        recent.retain(|known| known.path != opened.path);
        recent.insert(0, opened);
        recent.truncate(RECENT);
        // A convenience: what cannot be remembered is found again by its name.
        let _ = self.write("recent.json", &recent);
    }

    /// Forgets a survey; the file stays.
    pub fn forget(&self, path: &Path) {
        let mut recent = self.recent();
        recent.retain(|known| known.path != path);
        let _ = self.write("recent.json", &recent);
    }

    /// The colours that were used last.
    #[must_use]
    pub fn theme(&self) -> Option<Theme> {
        let settings: Settings = self.read("settings.json")?;
        Theme::ALL.into_iter().find(|t| t.name() == settings.theme)
    }

    /// The language that was chosen.
    #[must_use]
    pub fn language(&self) -> Option<Language> {
        let settings: Settings = self.read("settings.json")?;
        Language::of_tag(&settings.language)
    }

    /// After how many minutes without a key to lock, if a person has chosen.
    #[must_use]
    pub fn lock_after(&self) -> Option<u16> {
        let settings: Settings = self.read("settings.json")?;
        settings.lock_after.filter(|minutes| LOCK_AFTER.contains(minutes))
    }

    /// Remembers after how many minutes without a key to lock.
    pub fn set_lock_after(&self, minutes: u16) {
        let mut settings: Settings = self.read("settings.json").unwrap_or_default();
        settings.lock_after = Some(minutes);
        let _ = self.write("settings.json", &settings);
    }

    /// Forgets what is known of a survey but that it was opened.
    pub fn hide(&self, path: &Path) {
        let mut recent = self.recent();
        for known in recent.iter_mut().filter(|known| known.path == path) {
            *known = Opened::hidden(known.path.clone(), known.left);
        }
        let _ = self.write("recent.json", &recent);
    }

    /// Remembers the language.
    pub fn set_language(&self, language: Language) {
        let mut settings: Settings = self.read("settings.json").unwrap_or_default();
        language.tag().clone_into(&mut settings.language);
        let _ = self.write("settings.json", &settings);
    }

    /// Who recorded last.
    #[must_use]
    pub fn author(&self) -> Option<String> {
        let settings: Settings = self.read("settings.json")?;
        Some(settings.author).filter(|author| !author.is_empty())
    }

    /// Remembers the colours, where they were chosen, and who records.
    pub fn set(&self, theme: Option<Theme>, author: Option<&str>) {
        let mut settings: Settings = self.read("settings.json").unwrap_or_default();
        if let Some(theme) = theme {
            settings.theme = theme.name().to_owned();
        }
        if let Some(author) = author {
            settings.author = author.to_owned();
        }
        let _ = self.write("settings.json", &settings);
    }

    /// What is known of models from earlier surveys.
    #[must_use]
    pub fn catalogue(&self) -> Catalogue {
        let mut catalogue = Catalogue::default();
        for stored in self.read::<Vec<StoredModel>>("models.json").unwrap_or_default() {
            catalogue.add_model(&stored.kind, &stored.maker, &stored.model);
            for (attribute, fact) in stored.facts {
                let Some(evidence) = Evidence::parse(&fact.evidence) else { continue };
                let fact =
                    ModelFact { value: fact.value, unit: fact.unit, evidence, source: fact.source };
                let name = (stored.kind.as_str(), stored.maker.as_str(), stored.model.as_str());
                catalogue.add_fact(name, &attribute, fact);
            }
        }
        catalogue
    }

    /// Remembers models for later surveys; what this survey says goes before what was known.
    pub fn learn(&self, survey: &Catalogue) {
        if survey.is_empty() {
            return;
        }
        let mut all = survey.clone();
        all.add(&self.catalogue());
        let stored: Vec<StoredModel> = all
            .models()
            .into_iter()
            .map(|known| {
                let (kind, maker, model) = known.name.clone();
                let facts = known.facts.iter().map(|(attribute, fact)| {
                    let stored = StoredFact {
                        value: fact.value.clone(),
                        unit: fact.unit.clone(),
                        evidence: fact.evidence.code().to_owned(),
                        source: fact.source.clone(),
                    };
                    (attribute.clone(), stored)
                });
                StoredModel { kind, maker, model, facts: facts.collect() }
            })
            .collect();
        let _ = self.write("models.json", &stored);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_reads_back() {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let own = Own::at(folder.path().join("own"));
        assert!(own.recent().is_empty() && own.theme().is_none() && own.author().is_none());
        let opened = |name: &str| Opened {
            path: PathBuf::from(name),
            title: name.to_uppercase(),
            left: 1,
            settled: (1, 2),
            points: 3,
        };
        for name in ["a", "b", "a"] {
            own.remember(opened(name));
        }
        assert_eq!(own.recent(), [opened("a"), opened("b")]);
        own.forget(Path::new("a"));
        assert_eq!(own.recent(), [opened("b")]);
        own.hide(Path::new("b"));
        assert_eq!(own.recent(), [Opened::hidden(PathBuf::from("b"), 1)]);
        assert_eq!(own.lock_after(), None);
        own.set_lock_after(15);
        own.set(Some(Theme::Sun), Some("K3"));
        assert_eq!(own.lock_after(), Some(15));
        own.set(Some(Theme::Night), None);
        assert_eq!((own.theme(), own.author()), (Some(Theme::Night), Some("K3".to_owned())));
        let mut models = Catalogue::default();
        let fact = ModelFact {
            value: "400".to_owned(),
            unit: "ppi".to_owned(),
            evidence: Evidence::Documented,
            source: "first survey".to_owned(),
        };
        models.add_fact(("passport-reader", "Doculux", "F4"), "image_resolution", fact.clone());
        own.learn(&models);
        own.learn(&Catalogue::default());
        let known = own.catalogue();
        let known = known.find("passport-reader", "DOCULUX", "f4");
        assert_eq!(known.and_then(|k| k.facts.get("image_resolution")), Some(&fact));
    }

    #[test]
    fn damaged_files_are_as_none() {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let own = Own::at(folder.path());
        for name in ["recent.json", "settings.json", "models.json"] {
            fs::write(folder.path().join(name), "{ half").unwrap_or_else(|e| panic!("{e}"));
        }
        assert!(own.recent().is_empty() && own.theme().is_none() && own.catalogue().is_empty());
    }
}
