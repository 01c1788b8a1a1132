//! What is done with bytes from a stranger: the bodies of the fuzz targets in `fuzz/`, which the
//! test [`super::fuzzed`](../fuzzed.rs) runs too, over seeds and a bounded number of changes to
//! them. A body panics when a promise is broken; whatever the bytes, it ends.

mod container;
mod file;
mod photo;
mod standard;
mod table;

pub(crate) use container::container;
pub(crate) use file::{File, survey};
pub(crate) use photo::photo;
pub(crate) use standard::standard;
pub(crate) use table::table;

/// Bytes that are used up: where there are no more of them they are zero, so that every input
/// means something.
pub(crate) struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn take(&mut self, n: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(n.min(self.0.len()));
        self.0 = rest;
        taken
    }

    pub(crate) fn number(&mut self, bytes: usize) -> u64 {
        self.take(bytes).iter().fold(0, |n, &byte| n << 8 | u64::from(byte))
    }

    /// One of so many.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let bytes = if n > 256 { 3 } else { 1 };
        usize::try_from(self.number(bytes)).unwrap_or(0) % n.max(1)
    }

    /// As many as the next byte says.
    pub(crate) fn some(&mut self) -> &'a [u8] {
        let n = self.below(256);
        self.take(n)
    }

    /// Other bytes at some places of these.
    pub(crate) fn patch(&mut self, bytes: &mut Vec<u8>) {
        while !self.is_empty() && !bytes.is_empty() {
            match self.below(8) {
                0 => {
                    let at = self.below(bytes.len());
                    bytes.truncate(at);
                }
                1 => {
                    let at = self.below(bytes.len());
                    let more = self.some();
                    bytes.splice(at..at, more.iter().copied());
                }
                _ => {
                    let at = self.below(bytes.len());
                    bytes[at] = self.take(1).first().copied().unwrap_or(0);
                }
            }
        }
    }
}

/// That a text may be shown: nothing in it is obeyed by a terminal or turns what stands around it.
pub(crate) fn shows(text: &str) {
    let obeyed = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
            || matches!(c, '\u{2066}'..='\u{2069}')
    };
    assert!(!text.contains(obeyed), "a message that a terminal would obey: {text:?}");
}
