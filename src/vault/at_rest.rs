//! The lock of an encrypted survey file: which passphrase opens it, told by its first bytes.
//!
//! SQLCipher keeps a salt of 16 bytes at the beginning of a file and takes it, and the key, from
//! whoever opens it. So these bytes are ours, and no second file is needed:
//!
//! ```text
//!  0  2  mark       BF E1
//!  2  1  work       doublings of what it costs to try a passphrase
//!  3  6  nonce      random; the salt of the key
//!  9  4  verifier   follows from the key
//! 13  3  check      follows from the 13 bytes before, without any key
//! ```
//!
//! The key is scrypt (r = 8, p = 1, 2^work blocks of 1 KiB) of the passphrase over mark, work and
//! nonce: 32 bytes for the pages, 32 bytes from which everything else follows.
//!
//! What can go wrong with short fields, and how often:
//! - bytes of another kind are taken for such a file: 2^-40 (mark and check);
//! - a damaged header is not seen to be damaged, and the passphrase is called wrong: 2^-24;
//! - a wrong passphrase passes the verifier: 2^-32 a try. Nothing opens by it: every page carries
//!   a 512-bit MAC under the key, so the file is then called damaged;
//! - two files have one nonce: one in 2^48 for a pair. With one passphrase they have one key, which
//!   is no harm: every page is written with a random vector of its own. Copies and snapshots of a
//!   survey keep its header and its key on purpose;
//! - verifier and check tell nobody more than the MAC of the first page does: both let whoever has
//!   the file try passphrases, at the price of one scrypt each.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

/// Bytes of a header.
pub const HEADER: usize = 16;

const MARK: [u8; 2] = [0xbf, 0xe1];
/// Doublings of the work: 128 MiB and about half a second on a laptop of 2015.
const WORK: u8 = 17;
/// Less protects nothing, more asks for more memory than a field laptop has: refused.
const WORKS: std::ops::RangeInclusive<u8> = 10..=18;
/// How small things that are sealed begin.
const SEALED: [u8; 4] = [0xbf, 0xe1, b'S', 1];
const NONCE: usize = 24;

/// The first bytes of an encrypted survey file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Header([u8; HEADER]);

/// What the first bytes of a file say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// It is no encrypted survey file.
    Other,
    /// It is one.
    Header(Header),
    /// It was one; the header is damaged.
    Damaged,
}

impl Beginning {
    /// Reads the first bytes of a file.
    #[must_use]
    pub fn of(head: &[u8]) -> Self {
        let Some(&bytes) = head.first_chunk::<HEADER>() else { return Self::Other };
        let fits = bytes[13..] == check(&bytes) && WORKS.contains(&bytes[2]);
        match (bytes[..2] == MARK, fits) {
            (true, true) => Self::Header(Header(bytes)),
            (true, false) => Self::Damaged,
            (false, _) => {
                let mut marked = bytes;
                marked[..2].copy_from_slice(&MARK);
                if bytes[13..] == check(&marked) { Self::Damaged } else { Self::Other }
            }
        }
    }
}

/// What follows from the bytes before it, for anyone.
fn check(bytes: &[u8; HEADER]) -> [u8; 3] {
    let mut hash = blake3::Hasher::new_derive_key("borderfit encrypted survey 1: check");
    hash.update(&bytes[..13]);
    let hash = hash.finalize();
    [hash.as_bytes()[0], hash.as_bytes()[1], hash.as_bytes()[2]]
}

impl Header {
    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; HEADER] {
        &self.0
    }
}

/// A header with the key that its passphrase gives.
pub struct Lock {
    header: Header,
    pages: [u8; 32],
    others: [u8; 32],
}

impl fmt::Debug for Lock {
    /// Never the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lock").field("header", &self.header).finish_non_exhaustive()
    }
}

impl Lock {
    /// A new lock that this passphrase opens. Of `random` the first bytes are used.
    #[must_use]
    pub fn new(words: &str, random: [u8; 16]) -> Self {
        let mut bytes = [0; HEADER];
        bytes[..2].copy_from_slice(&MARK);
        bytes[2] = work();
        bytes[3..9].copy_from_slice(&random[..6]);
        let mut lock = Self::derive(bytes, words);
        bytes[9..13].copy_from_slice(&lock.verifier());
        let check = check(&bytes);
        bytes[13..].copy_from_slice(&check);
        lock.header = Header(bytes);
        lock
    }

    /// The key of a header; `None` when the passphrase is another.
    #[must_use]
    pub fn open(header: Header, words: &str) -> Option<Self> {
        let lock = Self::derive(header.0, words);
        (lock.verifier() == header.0[9..13]).then_some(lock)
    }

    fn derive(bytes: [u8; HEADER], words: &str) -> Self {
        let mut out = [0; 64];
        let params = scrypt::Params::new(bytes[2], 8, 1, out.len());
        // Neither fails: the work is within bounds, and so is the length.
        let done = params.map(|p| scrypt::scrypt(words.as_bytes(), &bytes[..9], &p, &mut out));
        debug_assert!(matches!(done, Ok(Ok(()))), "{done:?}");
        let (mut pages, mut others) = ([0; 32], [0; 32]);
        pages.copy_from_slice(&out[..32]);
        others.copy_from_slice(&out[32..]);
        Self { header: Header(bytes), pages, others }
    }

    fn verifier(&self) -> [u8; 4] {
        let hash = blake3::keyed_hash(&self.others, b"borderfit encrypted survey 1: verifier");
        let bytes = hash.as_bytes();
        [bytes[0], bytes[1], bytes[2], bytes[3]]
    }

    /// The header.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The key of the pages.
    #[must_use]
    pub fn key(&self) -> &[u8; 32] {
        &self.pages
    }

    /// Seals a small thing that lies beside the file. The nonce follows from what is sealed, so it
    /// is never used for two things.
    #[must_use]
    pub fn seal(&self, text: &[u8]) -> Vec<u8> {
        let mut hash = blake3::Hasher::new_keyed(&self.sub("nonce"));
        hash.update(text);
        let mut nonce = [0; NONCE];
        hash.finalize_xof().fill(&mut nonce);
        let cipher = XChaCha20Poly1305::new(&self.sub("text").into());
        // Fails beyond 256 GiB only; then nothing is kept rather than something open.
        let Ok(sealed) = cipher.encrypt(XNonce::from_slice(&nonce), text) else {
            return Vec::new();
        };
        [&SEALED[..], &nonce, &sealed].concat()
    }

    /// What was sealed; `None` when it was sealed with another key, or changed since.
    #[must_use]
    pub fn unseal(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.strip_prefix(&SEALED)?.split_at_checked(NONCE)?;
        let cipher = XChaCha20Poly1305::new(&self.sub("text").into());
        cipher.decrypt(XNonce::from_slice(nonce), sealed).ok()
    }

    fn sub(&self, purpose: &str) -> [u8; 32] {
        let purpose = format!("borderfit encrypted survey 1: {purpose}");
        *blake3::keyed_hash(&self.others, purpose.as_bytes()).as_bytes()
    }
}

/// Whether something was sealed, by whomever.
#[must_use]
pub fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(&SEALED)
}

/// Less work where the program is not optimized: then each doubling takes a hundred times longer.
fn work() -> u8 {
    if cfg!(debug_assertions) { *WORKS.start() } else { WORK }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "seven grey mules";

    #[test]
    fn one_passphrase_opens_a_header_and_every_other_is_wrong() {
        let lock = Lock::new(WORDS, [7; 16]);
        let header = *lock.header();
        assert_eq!(Beginning::of(header.bytes()), Beginning::Header(header));
        let again = Lock::open(header, WORDS).expect("the passphrase");
        assert_eq!((again.key(), again.sub("text")), (lock.key(), lock.sub("text")));
        for wrong in ["", "seven gray mules", "Seven grey mules", "seven grey mules "] {
            assert!(Lock::open(header, wrong).is_none(), "{wrong:?}");
        }
        let other = Lock::new(WORDS, [8; 16]);
        assert_ne!((other.header(), other.key()), (lock.header(), lock.key()));
        assert!(!format!("{lock:?}").contains("pages"));
    }

    #[test]
    fn a_flipped_bit_anywhere_in_the_header_is_damage_not_a_wrong_passphrase() {
        let whole = *Lock::new(WORDS, [7; 16]).header().bytes();
        for bit in 0..HEADER * 8 {
            let mut damaged = whole;
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Beginning::of(&damaged), Beginning::Damaged, "bit {bit}");
        }
        for other in [&b"SQLite format 3\0"[..], &[0; 16], &[0xff; 16], &whole[..15], b""] {
            assert_eq!(Beginning::of(other), Beginning::Other);
        }
        // Work that no program asks for is refused before it is done.
        let mut hostile = whole;
        hostile[2] = 40;
        let check = check(&hostile);
        hostile[13..].copy_from_slice(&check);
        assert_eq!(Beginning::of(&hostile), Beginning::Damaged);
    }

    #[test]
    fn what_is_sealed_is_read_with_its_key_only_and_not_when_changed() {
        let (lock, other) = (Lock::new(WORDS, [7; 16]), Lock::new("other", [7; 16]));
        let sealed = lock.seal(b"half typed");
        assert!(is_sealed(&sealed) && !sealed.windows(4).any(|w| w == b"half"));
        assert_eq!(lock.unseal(&sealed).as_deref(), Some(&b"half typed"[..]));
        assert_eq!(other.unseal(&sealed), None);
        assert_ne!(lock.seal(b"half typed."), sealed);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(lock.unseal(&changed), None, "byte {at}");
            assert_eq!(lock.unseal(&sealed[..at]), None);
        }
    }
}
