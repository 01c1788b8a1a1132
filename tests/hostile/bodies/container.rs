//! An encrypted container, the file of a person's keys, and a receipt.

use std::sync::LazyLock;

use borderfit::vault::{Identity, Opener, Receipt, Received, Recipients, open, seal_to};

use super::{Bytes, shows};

const WORDS: &str = "seven grey mules";

struct Ground {
    who: Identity,
    content: Vec<u8>,
    to_key: Vec<u8>,
    to_words: Vec<u8>,
    locked: Vec<u8>,
    receipt: Vec<u8>,
}

/// What is changed: made anew in every process, since a key is random.
static GROUND: LazyLock<Ground> = LazyLock::new(|| {
    let who = Identity::new("K1", [7; 32]);
    let content: Vec<u8> = (0..150_000_u32).map(|n| (n % 251) as u8).collect();
    let sealed = |to: &Recipients| {
        let mut out = Vec::new();
        seal_to(to, &content[..], &mut out).unwrap();
        out
    };
    let to_key = sealed(&Recipients::keys([&*who.key()]).unwrap());
    let to_words = sealed(&Recipients::passphrase(WORDS));
    let locked = who.locked(WORDS).unwrap();
    let what = Received { survey: "ab", digest: "cd", observations: 7, seals: Vec::new() };
    let receipt = Receipt::sign(&who, what, "2026-03-03");
    let receipt = serde_json::to_vec(&receipt).unwrap();
    Ground { who, content, to_key, to_words, locked, receipt }
});

/// Opens a container: the bytes themselves, or a good one changed where they say. What opens is
/// what was sealed.
pub(crate) fn container(data: &[u8]) {
    let Some((how, data)) = data.split_first() else { return };
    let ground = &*GROUND;
    let mut bytes = Bytes::new(data);
    let good = match how / 8 % 4 {
        0 => &ground.to_key,
        1 => &ground.to_words,
        2 => &ground.locked,
        _ => &ground.receipt,
    };
    let (mut tried, changed) = (good.clone(), how & 1 == 0);
    if changed {
        bytes.patch(&mut tried);
    } else {
        tried = data.to_vec();
    }
    let with = if how & 2 == 0 { ground.who.opener() } else { Opener::passphrase(WORDS) };
    let mut out = Vec::new();
    match open(&with, &tried[..], tried.len() as u64, &mut out) {
        Ok(_) if changed => {
            assert!(tried == *good, "a changed container opened");
            assert!(out == ground.content || how / 8 % 4 > 1);
        }
        Ok(_) => {}
        Err(error) => shows(&error.to_string()),
    }
    if how & 4 != 0 {
        if let Err(error) = Identity::unlock(&tried, WORDS) {
            shows(&error.to_string());
        }
        if let Some(receipt) = Receipt::read(&tried) {
            assert!(serde_json::to_vec(&receipt).unwrap() == ground.receipt || !changed);
        }
    }
}
