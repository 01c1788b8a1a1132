//! Setting a seal, and telling whether one is genuine.

use ed25519_dalek::{Signature, VerifyingKey};

use super::identity::Identity;
use crate::model::seal::Seal;

/// Seals what this is the root of.
#[must_use]
pub fn seal(
    who: &Identity,
    root: [u8; 32],
    observations: u64,
    prev: Option<[u8; 32]>,
    milliseconds: u64,
) -> Seal {
    let mut seal = Seal {
        id: [0; 32],
        signer: who.signer(),
        root,
        observations,
        prev,
        hlc: milliseconds << 16,
        signature: [0; 64],
    };
    seal.id = seal.own_id();
    seal.signature = who.sign(&seal.id);
    seal
}

/// Whether whoever has the key signed this; not yet whether it fits a survey.
#[must_use]
pub fn is_genuine(seal: &Seal) -> bool {
    let Ok(key) = VerifyingKey::from_bytes(&seal.signer) else { return false };
    seal.id == seal.own_id()
        && key.verify_strict(&seal.id, &Signature::from_bytes(&seal.signature)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::seal::root;
    use crate::model::{ObservationId, SubjectId};

    #[test]
    fn a_seal_fits_what_was_sealed_in_any_order_and_nothing_else() {
        let who = Identity::new("K1", [7; 32]);
        let ids: Vec<ObservationId> = (0..5).map(|n| ObservationId([n; 32])).collect();
        let of =
            |ids: &[ObservationId], profiles: &[[u8; 32]]| root(SubjectId([1; 16]), ids, profiles);
        let sealed = seal(&who, of(&ids, &[[3; 32]]), 5, None, 5);
        assert!(is_genuine(&sealed));
        let mut turned = ids.clone();
        turned.reverse();
        assert_eq!(of(&turned, &[[3; 32]]), sealed.root);
        assert_ne!(of(&ids[1..], &[[3; 32]]), sealed.root);
        assert_ne!(of(&ids, &[]), sealed.root);
        for changed in [
            Seal { observations: 4, ..sealed.clone() },
            Seal { prev: Some([0; 32]), ..sealed.clone() },
            Seal { signer: Identity::new("K2", [8; 32]).signer(), ..sealed.clone() },
            Seal { hlc: 0, ..sealed.clone() },
        ] {
            assert!(!is_genuine(&changed));
            assert!(!is_genuine(&Seal { id: changed.own_id(), ..changed }));
        }
    }
}
