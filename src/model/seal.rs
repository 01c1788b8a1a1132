//! Seals: who vouches for what a survey held when it was handed over.
//!
//! A seal signs the survey, the sorted ids of all observations, the hashes of the profiles, how
//! many observations there were, and the signer's seal before. A row that was changed fails its own
//! hash, one that was removed fails the seal, and a file that was put back to an earlier state has
//! not the last seal that the receiver knows.

use super::id::{FieldHash, ObservationId, SubjectId};

/// A seal as a file keeps it. Whether its signature is genuine, `vault` knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// A hash of all but the signature: what is signed.
    pub id: [u8; 32],
    /// The public key of who signed.
    pub signer: [u8; 32],
    /// What is vouched for: see [`root`].
    pub root: [u8; 32],
    /// How many observations there were.
    pub observations: u64,
    /// The signer's seal before.
    pub prev: Option<[u8; 32]>,
    /// When, in milliseconds since 1970, shifted by 16 bits.
    pub hlc: u64,
    /// The signature.
    pub signature: [u8; 64],
}

impl Seal {
    /// What its id must be.
    #[must_use]
    pub fn own_id(&self) -> [u8; 32] {
        let mut hash = FieldHash::new("seal");
        hash.field(&self.signer)
            .field(&self.root)
            .field(&self.observations.to_le_bytes())
            .field(self.prev.as_ref().map_or(&[][..], |prev| &prev[..]))
            .field(&self.hlc.to_le_bytes());
        hash.finish()
    }
}

/// The hash of what a seal vouches for: the survey, its observations and the hashes of its
/// profiles, each in any order.
#[must_use]
pub fn root(survey: SubjectId, observations: &[ObservationId], profiles: &[[u8; 32]]) -> [u8; 32] {
    let mut ids = observations.to_vec();
    ids.sort_unstable();
    let mut all = blake3::Hasher::new();
    for id in &ids {
        all.update(&id.0);
    }
    let mut profiles = profiles.to_vec();
    profiles.sort_unstable();
    let mut hash = FieldHash::new("seal root");
    hash.field(&survey.0).field(all.finalize().as_bytes()).field(profiles.as_flattened());
    hash.finish()
}
