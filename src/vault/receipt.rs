//! Receipts: who received a survey says so, and what exactly was received, in a form that nobody
//! else can have made. With one in hand a laptop may forget the survey.

use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::identity::Identity;
use crate::model::id::{FieldHash, hex, unhex};

const FORMAT: &str = "borderfit.receipt/1";

/// What was received, by whom and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    format: String,
    /// Id of the survey, in hexadecimal.
    pub survey: String,
    /// The digest over the sorted ids of the observations received.
    pub digest: String,
    /// How many there were.
    pub observations: u64,
    /// The ids of the genuine seals that covered all of it, in hexadecimal.
    #[serde(default)]
    pub seals: Vec<String>,
    /// What the receiver calls themselves; the key is what counts.
    pub received_by: String,
    /// When, as people read it.
    pub at: String,
    /// The receiver's key of seals, in hexadecimal.
    pub signer: String,
    signature: String,
}

/// What a receipt is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received<'a> {
    /// Id of the survey, in hexadecimal.
    pub survey: &'a str,
    /// The digest over the sorted ids of the observations received.
    pub digest: &'a str,
    /// How many there were.
    pub observations: usize,
    /// The ids of the genuine seals that covered all of it, in hexadecimal.
    pub seals: Vec<String>,
}

impl Receipt {
    /// Signs that this was received.
    #[must_use]
    pub fn sign(who: &Identity, what: Received<'_>, at: &str) -> Self {
        let mut receipt = Self {
            format: FORMAT.to_owned(),
            survey: what.survey.to_owned(),
            digest: what.digest.to_owned(),
            observations: what.observations as u64,
            seals: what.seals,
            received_by: who.name.clone(),
            at: at.to_owned(),
            signer: hex(&who.signer()),
            signature: String::new(),
        };
        receipt.signature = hex(&who.sign(&receipt.said()));
        receipt
    }

    /// Reads one; none if it is not a receipt, or not what was signed.
    #[must_use]
    pub fn read(text: &[u8]) -> Option<Self> {
        let receipt: Self = serde_json::from_slice(text).ok()?;
        let key = VerifyingKey::from_bytes(&receipt.key()?).ok()?;
        let signature = unhex(&receipt.signature)?;
        let genuine =
            key.verify_strict(&receipt.said(), &Signature::from_bytes(&signature)).is_ok();
        // The signature covers all but itself: it has one spelling, so that a receipt has one.
        let spelt = receipt.format == FORMAT && receipt.signature == hex(&signature);
        (spelt && genuine).then_some(receipt)
    }

    /// The receiver's key of seals.
    #[must_use]
    pub fn key(&self) -> Option<[u8; 32]> {
        unhex(&self.signer)
    }

    fn said(&self) -> [u8; 32] {
        let mut hash = FieldHash::new("borderfit receipt 1");
        for field in [&self.survey, &self.digest, &self.received_by, &self.at, &self.signer] {
            hash.field(field.as_bytes());
        }
        hash.field(&self.observations.to_le_bytes());
        for seal in &self.seals {
            hash.field(seal.as_bytes());
        }
        hash.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_that_was_changed_anywhere_is_none() {
        let who = Identity::new("HQ", [3; 32]);
        let seals = vec!["ef".to_owned()];
        let what = Received { survey: "ab", digest: "cd", observations: 7, seals };
        let receipt = Receipt::sign(&who, what, "2026-11-22");
        let text = serde_json::to_string(&receipt).unwrap_or_default();
        assert_eq!(Receipt::read(text.as_bytes()), Some(receipt));
        for (from, to) in [
            ("\"ab\"", "\"ac\""),
            (":7", ":8"),
            ("\"ef\"", "\"ee\""),
            ("[\"ef\"]", "[]"),
            ("\"HQ\"", "\"QH\""),
            ("/1", "/2"),
        ] {
            assert_ne!(text, text.replace(from, to));
            assert_eq!(Receipt::read(text.replace(from, to).as_bytes()), None);
        }
        let (before, signature) = text.split_at(text.rfind(':').unwrap_or_default());
        let capitals = before.to_owned() + &signature.to_uppercase();
        assert_ne!(text, capitals);
        assert_eq!(Receipt::read(capitals.as_bytes()), None);
        assert_eq!(Receipt::read(b"{}"), None);
    }
}
