//! Identifiers. Ids of subjects and sessions are 16 bytes, of observations and files 32.

use std::fmt;

macro_rules! id {
    ($name:ident, $bytes:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $bytes]);

        impl $name {
            /// Reads the bytes; `None` when there are too many or too few.
            #[must_use]
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// Reads lower-case hexadecimal.
            #[must_use]
            pub fn from_hex(text: &str) -> Option<Self> {
                unhex(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }
    };
}

/// Bytes as lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads hexadecimal; `None` when it is none, or of more or fewer bytes.
#[must_use]
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    // A sign before a digit would read as a number, but is no hexadecimal.
    if text.len() != 2 * N || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; N];
    for (n, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * n..2 * n + 2)?, 16).ok()?;
    }
    Some(bytes)
}

id!(SubjectId, 16, "A survey, country, crossing point, position, item or model.");
id!(SessionId, 16, "One start of the program by one person.");
id!(ObservationId, 32, "An observation: the hash of its content.");
id!(FileId, 32, "A photo or file: the BLAKE3 of its bytes.");

/// What an observation can be called in tables and findings: a hash of what was recorded, by whom
/// and when, without the salt and session of the file it stands in. So it is the same after an
/// export and import, and on every laptop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactRef(pub [u8; 8]);

impl FileId {
    /// That of these bytes.
    #[must_use]
    pub fn of(data: &[u8]) -> Self {
        Self(*blake3::hash(data).as_bytes())
    }
}

impl fmt::Display for FactRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

/// A hash over fields, each preceded by its length, so that no two lists of fields run together.
///
/// The fields are few and short: they are put side by side and hashed at once, which is faster
/// than hashing as they come.
#[derive(Clone)]
pub struct FieldHash(Vec<u8>);

impl FieldHash {
    /// Starts a hash for one purpose; hashes of different purposes never coincide.
    #[must_use]
    pub fn new(purpose: &str) -> Self {
        let mut hash = Self(Vec::with_capacity(320));
        hash.field(purpose.as_bytes());
        hash
    }

    /// Adds a field.
    pub fn field(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    /// The hash of all fields so far.
    #[must_use]
    pub fn finish(&self) -> [u8; 32] {
        *blake3::hash(&self.0).as_bytes()
    }

    /// The first 16 bytes of it.
    #[must_use]
    pub fn finish_short(&self) -> [u8; 16] {
        let mut short = [0; 16];
        short.copy_from_slice(&self.finish()[..16]);
        short
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_reads_back() {
        let id = SubjectId([7, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
        assert_eq!(SubjectId::from_hex(&id.to_string()), Some(id));
        assert_eq!(SubjectId::from_hex("zz"), None);
        assert_eq!(SubjectId::from_hex(&"+f".repeat(16)), None);
        assert_eq!(SubjectId::from_hex(&"é".repeat(16)), None);
    }

    #[test]
    fn fields_do_not_run_together() {
        let mut a = FieldHash::new("t");
        let mut b = FieldHash::new("t");
        assert_ne!(a.field(b"ab").field(b"c").finish(), b.field(b"a").field(b"bc").finish());
    }
}
