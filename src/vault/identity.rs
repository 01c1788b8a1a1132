//! The keys of a person: one to sign with, one to receive with. Made on first use, and kept
//! encrypted with a passphrase.

use std::fmt;

use age::secrecy::ExposeSecret;
use ed25519_dalek::{Signer, SigningKey};

use super::container::{OpenError, Opener, Recipients, open, seal_to};
use crate::t;

/// How an identity begins in its file, once decrypted.
const HEADER: &str = "borderfit identity 1";

/// A person's keys.
pub struct Identity {
    /// Whose they are.
    pub name: String,
    signing: SigningKey,
    receiving: age::x25519::Identity,
}

/// Why there is no identity.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The file does not open.
    Closed(#[from] OpenError),
    /// What is in it is no identity.
    NoIdentity,
}

impl fmt::Display for IdentityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Closed(error) => error.to_string(),
            Self::NoIdentity => t!("it holds no keys of this program").to_owned(),
        })
    }
}

impl Identity {
    /// New keys. `seed` is 32 random bytes.
    #[must_use]
    pub fn new(name: &str, seed: [u8; 32]) -> Self {
        Self {
            name: name.to_owned(),
            signing: SigningKey::from_bytes(&seed),
            receiving: age::x25519::Identity::generate(),
        }
    }

    /// Reads what [`Identity::locked`] gave.
    ///
    /// # Errors
    /// When the passphrase is another, or it is no identity.
    pub fn unlock(locked: &[u8], passphrase: &str) -> Result<Self, IdentityError> {
        let mut text = Vec::new();
        let with = Opener::passphrase(passphrase);
        open(&with, locked, locked.len() as u64, &mut text)?;
        let text = String::from_utf8(text).map_err(|_| IdentityError::NoIdentity)?;
        Self::parse(&text).ok_or(IdentityError::NoIdentity)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        (lines.next()? == HEADER).then_some(())?;
        let name = lines.next()?.to_owned();
        let seed = blake3::Hash::from_hex(lines.next()?).ok()?;
        let receiving = lines.next()?.parse().ok()?;
        Some(Self { name, signing: SigningKey::from_bytes(seed.as_bytes()), receiving })
    }

    /// The keys, encrypted with a passphrase.
    ///
    /// # Errors
    /// When there is no room.
    pub fn locked(&self, passphrase: &str) -> std::io::Result<Vec<u8>> {
        let seed = blake3::Hash::from_bytes(self.signing.to_bytes());
        let receiving = self.receiving.to_string();
        let name = self.name.replace('\n', " ");
        let text = format!("{HEADER}\n{name}\n{}\n{}\n", seed.to_hex(), receiving.expose_secret());
        let mut out = Vec::new();
        seal_to(&Recipients::passphrase(passphrase), text.as_bytes(), &mut out)?;
        Ok(out)
    }

    /// The public key to sign with.
    #[must_use]
    pub fn signer(&self) -> [u8; 32] {
        self.signing.verifying_key().to_bytes()
    }

    /// The public key to receive with: `age1...`.
    #[must_use]
    pub fn key(&self) -> String {
        self.receiving.to_public().to_string()
    }

    /// What opens what was sent to this person.
    #[must_use]
    pub fn opener(&self) -> Opener {
        Opener::Key(self.receiving.clone())
    }

    /// Signs.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.signing.sign(message).to_bytes()
    }
}

/// What two people read to each other to know that they mean the same key: six groups of four.
#[must_use]
pub fn fingerprint(signer: &[u8; 32]) -> String {
    let hash = blake3::hash(signer).to_hex();
    let digits = &hash.as_str()[..24];
    let groups: Vec<&str> = (0..6).map(|n| &digits[n * 4..n * 4 + 4]).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_unlocked_by_its_passphrase_only() {
        let identity = Identity::new("K1", [7; 32]);
        let words = "grey mules";
        let locked = identity.locked(words).unwrap_or_else(|e| panic!("{e}"));
        let again = Identity::unlock(&locked, words).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((again.signer(), again.key()), (identity.signer(), identity.key()));
        assert_eq!(again.name, "K1");
        let wrong = Identity::unlock(&locked, "gray mules").err().map(|e| e.to_string());
        assert_eq!(
            wrong.as_deref(),
            Some("the passphrase is not the one that it was encrypted with")
        );
        assert!(fingerprint(&identity.signer()).len() == 29);
    }
}
