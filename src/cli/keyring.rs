//! The keys of the person at this laptop, and the signers that this laptop knows.
//!
//! Both lie in the program's own folder: `identity.age`, encrypted with a passphrase, and
//! `signers.json`, what was last seen of each signer, by survey.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::context::data_folder;
use super::failure::Failure;
use super::output::{SMALL, read_file, write_file};
use crate::model::id::hex;
use crate::store::FoundSeal;
use crate::t;
use crate::tui::ask_secret;
use crate::vault::{Identity, fingerprint, is_genuine};

/// A passphrase: the first line of a file, else asked on the terminal.
pub(super) fn passphrase(file: Option<&Path>, question: &str) -> Result<String, Failure> {
    let words = match file {
        Some(file) => {
            let text = String::from_utf8(read_file(file, SMALL)?).map_err(|_| {
                Failure::refused(
                    t!("{path} is no text", path = file.display()),
                    t!("nothing was changed"),
                )
            })?;
            text.lines().next().unwrap_or_default().to_owned()
        }
        None => ask_secret(question)
            .map_err(|error| Failure::refused(error, t!("nothing was changed")))?
            .ok_or_else(|| {
                Failure::usage(
                    t!("{question}: nobody answered; nothing was changed", question),
                    t!("run it in a terminal, or name a file that holds the passphrase"),
                )
            })?,
    };
    if words.trim().is_empty() {
        return Err(Failure::usage(
            t!("an empty passphrase protects nothing; nothing was changed"),
            t!("choose several words that belong together for you alone"),
        ));
    }
    Ok(words)
}

/// A passphrase for something new: typed twice, since a slip of the finger would lock it for ever.
pub(super) fn new_passphrase(file: Option<&Path>, question: &str) -> Result<String, Failure> {
    let words = passphrase(file, question)?;
    if file.is_none() && passphrase(None, t!("the same again"))? != words {
        return Err(Failure::usage(t!("the two differ; nothing was changed"), t!("try again")));
    }
    Ok(words)
}

fn folder() -> Result<PathBuf, Failure> {
    let folder = data_folder().ok_or_else(|| {
        Failure::refused(
            t!("the system names no home for the program's files; nothing was changed"),
            t!("set HOME or XDG_DATA_HOME"),
        )
    })?;
    fs::create_dir_all(&folder).map_err(|error| {
        Failure::refused(t!("{path} cannot be made: {error}", path = folder.display(), error), "")
    })?;
    Ok(folder)
}

/// The keys of this person: unlocked, or made on first use.
pub(super) fn identity(
    file: Option<&Path>,
    name: impl FnOnce() -> Result<String, Failure>,
) -> Result<Identity, Failure> {
    let path = folder()?.join("identity.age");
    if path.exists() {
        let words = passphrase(file, t!("passphrase of your keys"))?;
        return Identity::unlock(&read_file(&path, SMALL)?, &words).map_err(|error| {
            Failure::refused(
                t!("your keys in {path} do not open: {error}", path = path.display(), error),
                t!("nothing was changed; try the passphrase again"),
            )
        });
    }
    let words = new_passphrase(file, t!("you have no keys yet; a passphrase for new ones"))?;
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| {
        Failure::refused(t!("the system gives no random bytes: {error}", error), t!("try again"))
    })?;
    let identity = Identity::new(&name()?, seed);
    let locked = identity.locked(&words).map_err(Failure::defect)?;
    write_file(&path, &locked)?;
    private(&path)?;
    Ok(identity)
}

/// Lets only its owner read a file.
fn private(path: &Path) -> Result<(), Failure> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).map_err(|error| {
            Failure::refused(
                t!("{path} cannot be protected: {error}", path = path.display(), error),
                "",
            )
        })?;
    }
    Ok(())
}

/// What this laptop knows of a signer.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Signer {
    /// What the person at this laptop calls them, once the fingerprint was compared.
    pub(super) name: Option<String>,
    /// The last seal seen, by survey.
    last: BTreeMap<String, String>,
}

/// The signers that this laptop knows, by public key.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Signers(pub(super) BTreeMap<String, Signer>);

impl Signers {
    /// Reads them; none where there is no folder for it, or no such file yet.
    pub(super) fn read() -> Result<Self, Failure> {
        let Some(path) = data_folder().map(|folder| folder.join("signers.json")) else {
            return Ok(Self::default());
        };
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(unreadable(&path, &error)),
        };
        serde_json::from_slice(&bytes).map_err(|error| unreadable(&path, &error))
    }

    pub(super) fn write(&self) -> Result<(), Failure> {
        let path = folder()?.join("signers.json");
        let bytes = serde_json::to_vec_pretty(self).map_err(Failure::defect)?;
        write_file(&path, &bytes)?;
        private(&path)
    }

    /// What is said of who signed: a name only if a person has compared the fingerprint.
    pub(super) fn called(&self, signer: &[u8; 32]) -> String {
        match self.0.get(&hex(signer)).and_then(|s| s.name.as_deref()) {
            Some(name) => name.to_owned(),
            None => t!("an unknown key ({fingerprint})", fingerprint = fingerprint(signer)),
        }
    }

    /// Notes the last genuine seals of a survey.
    pub(super) fn note(&mut self, survey: &str, seals: &[FoundSeal]) {
        let has = |id: &String| seals.iter().any(|f| hex(&f.seal.id) == *id);
        for found in seals.iter().filter(|f| f.fits && is_genuine(&f.seal)) {
            let signer = self.0.entry(hex(&found.seal.signer)).or_default();
            // An older file does not make what was seen later unseen.
            if signer.last.get(survey).is_some_and(|last| !has(last)) {
                continue;
            }
            signer.last.insert(survey.to_owned(), hex(&found.seal.id));
        }
    }

    /// Signers whose last seal this laptop has seen, and this file has not: it was replaced by an
    /// older one, or rows were taken out.
    pub(super) fn rolled_back(&self, survey: &str, seals: &[FoundSeal]) -> Vec<String> {
        let has = |id: &str| seals.iter().any(|f| hex(&f.seal.id) == id);
        let signs = |key: &str| seals.iter().any(|f| hex(&f.seal.signer) == key);
        self.0
            .iter()
            .filter(|(key, _)| signs(key))
            .filter(|(_, signer)| signer.last.get(survey).is_some_and(|last| !has(last)))
            .map(|(key, signer)| signer.name.clone().unwrap_or_else(|| key.clone()))
            .collect()
    }
}

/// What is known of signers would be lost if it were written anew.
fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::refused(
        t!(
            "{path}, which holds the signers that you know, cannot be read: {error}",
            path = path.display(),
            error
        ),
        t!("nothing was changed; put a copy of it in its place, or move it away to begin anew"),
    )
}
