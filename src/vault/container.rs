//! Containers: a verified copy, encrypted to keys or to a passphrase.

use std::fmt;
use std::io::{self, Read, Write};
use std::iter;
use std::str::FromStr;

use age::secrecy::SecretString;

use crate::t;

/// Doublings of the work that a passphrase takes to try: about a second on a laptop of 2015.
const WORK: u8 = 17;
/// More than this is refused: a hostile file could keep a laptop busy for hours, and each doubling
/// takes twice the memory. The `age` command asks for 18.
const MOST_WORK: u8 = 18;
/// Most keys that a container is for.
const MOST_KEYS: usize = 300;
/// Longest header, in bytes, which is that of so many keys. The time to read one grows with its
/// square.
const MOST_HEADER: u64 = 32 << 10;

/// For whom a container is.
pub enum Recipients {
    /// For whoever has one of these keys.
    Keys(Vec<age::x25519::Recipient>),
    /// For whoever knows this.
    Passphrase(SecretString),
}

/// What opens a container.
pub enum Opener {
    /// A person's key.
    Key(age::x25519::Identity),
    /// A passphrase.
    Passphrase(SecretString),
}

impl Recipients {
    /// Those who have these keys, each once.
    ///
    /// # Errors
    /// The text that is no key, and why.
    pub fn keys<'a>(keys: impl IntoIterator<Item = &'a str>) -> Result<Self, (String, String)> {
        let keys: std::collections::BTreeSet<&str> = keys.into_iter().map(str::trim).collect();
        if let Some(beyond) = keys.iter().nth(MOST_KEYS) {
            let why = t!("a container is for at most {most} keys", most = MOST_KEYS);
            return Err(((*beyond).to_owned(), why));
        }
        let parse = |text: &&str| parse_key(text).map_err(|why| ((*text).to_owned(), why));
        keys.iter().map(parse).collect::<Result<_, _>>().map(Self::Keys)
    }

    /// Whoever knows this.
    #[must_use]
    pub fn passphrase(passphrase: &str) -> Self {
        Self::Passphrase(SecretString::from(passphrase.to_owned()))
    }
}

impl Opener {
    /// Who knows this.
    #[must_use]
    pub fn passphrase(passphrase: &str) -> Self {
        Self::Passphrase(SecretString::from(passphrase.to_owned()))
    }
}

/// Why a container does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another passphrase.
    WrongPassphrase,
    /// For other keys.
    NotForThisKey,
    /// For a key, and a passphrase was given.
    NeedsKey,
    /// With a passphrase, and a key was given.
    NeedsPassphrase,
    /// Cut off or changed.
    Damaged(u64),
    /// Not a container.
    NoContainer,
    /// Of a later format.
    Newer,
    /// Made to take forever.
    TooMuchWork,
    /// With a header that has no end.
    LongHeader,
    /// Reading or writing failed.
    Io(io::Error),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::WrongPassphrase => {
                t!("the passphrase is not the one that it was encrypted with").to_owned()
            }
            Self::NotForThisKey => t!("it was not encrypted for this key").to_owned(),
            Self::NeedsKey => t!("it was encrypted for a key, not with a passphrase").to_owned(),
            Self::NeedsPassphrase => {
                t!("it was encrypted with a passphrase, not for a key").to_owned()
            }
            Self::Damaged(percent) => {
                t!("it is damaged or cut off after {percent} % of it", percent)
            }
            Self::NoContainer => t!("it is no encrypted container").to_owned(),
            Self::Newer => t!("it was encrypted by a newer program").to_owned(),
            Self::TooMuchWork => {
                t!("it asks for more work than any honest container does").to_owned()
            }
            Self::LongHeader => {
                t!("it is for more recipients than any honest container").to_owned()
            }
            Self::Io(error) => error.to_string(),
        })
    }
}

/// Reads a public key: `age1...`.
fn parse_key(text: &str) -> Result<age::x25519::Recipient, String> {
    age::x25519::Recipient::from_str(text.trim())
        .map_err(|_| t!("a key begins with age1 and has 62 letters and digits").to_owned())
}

/// Encrypts what is read.
///
/// # Errors
/// When reading or writing fails.
pub fn seal_to(to: &Recipients, mut from: impl Read, into: impl Write) -> io::Result<u64> {
    let encryptor = match to {
        Recipients::Keys(keys) => {
            let keys = keys.iter().map(|key| key as &dyn age::Recipient);
            age::Encryptor::with_recipients(keys)
        }
        Recipients::Passphrase(passphrase) => {
            let mut recipient = age::scrypt::Recipient::new(passphrase.clone());
            recipient.set_work_factor(work());
            let recipient: &dyn age::Recipient = &recipient;
            age::Encryptor::with_recipients(iter::once(recipient))
        }
    };
    let mut writer = encryptor.map_err(io::Error::other)?.wrap_output(into)?;
    let copied = io::copy(&mut from, &mut writer)?;
    writer.finish()?.flush()?;
    Ok(copied)
}

/// Less work where the program is not optimized: then each doubling takes a hundred times longer.
fn work() -> u8 {
    if cfg!(debug_assertions) { 10 } else { WORK }
}

/// Reads the header of a container, before anybody is asked for a passphrase; and gives what was
/// read, with what follows.
fn header(mut from: impl Read) -> Result<impl Read, OpenError> {
    let mut head = Vec::new();
    from.by_ref().take(MOST_HEADER).read_to_end(&mut head).map_err(OpenError::Io)?;
    let ends = head.windows(5).any(|w| w == b"\n--- ");
    if !ends && head.len() as u64 == MOST_HEADER && head.starts_with(b"age-encryption.org/") {
        return Err(OpenError::LongHeader);
    }
    Ok(io::Cursor::new(head).chain(from))
}

/// Whether a container opens with a passphrase, and not with a key.
///
/// # Errors
/// When it is no container, or its header is damaged: then no key or passphrase opens it.
pub fn needs_passphrase(from: impl Read) -> Result<bool, OpenError> {
    let decryptor = age::Decryptor::new(header(from)?).map_err(of_header)?;
    Ok(decryptor.is_scrypt())
}

/// Decrypts a container of so many bytes. What was written is whole only if this succeeds: damage
/// at the end is seen at the end.
///
/// # Errors
/// When it does not open, or reading or writing fails.
pub fn open(
    with: &Opener,
    from: impl Read,
    size: u64,
    mut into: impl Write,
) -> Result<u64, OpenError> {
    let decryptor = age::Decryptor::new(header(from)?).map_err(of_header)?;
    let reader = match (with, decryptor.is_scrypt()) {
        (Opener::Key(_), true) => return Err(OpenError::NeedsPassphrase),
        (Opener::Passphrase(_), false) => return Err(OpenError::NeedsKey),
        (Opener::Key(key), false) => {
            let key: &dyn age::Identity = key;
            decryptor.decrypt(iter::once(key))
        }
        (Opener::Passphrase(passphrase), true) => {
            let mut identity = age::scrypt::Identity::new(passphrase.clone());
            identity.set_max_work_factor(MOST_WORK);
            let identity: &dyn age::Identity = &identity;
            decryptor.decrypt(iter::once(identity))
        }
    };
    let mut reader = reader.map_err(|error| of(with, error))?;
    let mut buffer = vec![0; 1 << 16];
    let mut written = 0_u64;
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => {
                into.write_all(&buffer[..n]).map_err(OpenError::Io)?;
                written += n as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Err(OpenError::Damaged(percent(written, size))),
        }
    }
    into.flush().map_err(OpenError::Io)?;
    Ok(written)
}

fn percent(written: u64, size: u64) -> u64 {
    (written * 100).checked_div(size).unwrap_or(0).min(99)
}

fn of(with: &Opener, error: age::DecryptError) -> OpenError {
    use age::DecryptError as E;
    match error {
        E::DecryptionFailed | E::KeyDecryptionFailed | E::NoMatchingKeys => match with {
            Opener::Passphrase(_) => OpenError::WrongPassphrase,
            Opener::Key(_) => OpenError::NotForThisKey,
        },
        other => of_header(other),
    }
}

fn of_header(error: age::DecryptError) -> OpenError {
    use age::DecryptError as E;
    match error {
        // Without a key nothing was decrypted.
        E::DecryptionFailed | E::KeyDecryptionFailed | E::NoMatchingKeys => OpenError::Damaged(0),
        E::ExcessiveWork { .. } => OpenError::TooMuchWork,
        E::InvalidMac => OpenError::Damaged(0),
        E::InvalidHeader => OpenError::NoContainer,
        E::UnknownFormat => OpenError::Newer,
        E::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => OpenError::Damaged(0),
        E::Io(error) => OpenError::Io(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_without_end_is_not_read() {
        let mine = age::x25519::Identity::generate();
        let keys: Vec<String> = (0..MOST_KEYS)
            .map(|_| age::x25519::Identity::generate().to_public().to_string())
            .collect();
        let own = mine.to_public().to_string();
        let most = keys[1..].iter().map(String::as_str).chain([&*own]);
        let to_all = sealed(&Recipients::keys(most).unwrap_or_else(|_| panic!()), b"all");
        assert_eq!(tried(&Opener::Key(mine), &to_all).as_deref(), Ok(&b"all"[..]));
        let too_many = keys.iter().map(String::as_str).chain([&*own]);
        assert!(Recipients::keys(too_many).is_err());
        let endless = [b"age-encryption.org/v1\n-> X25519 ".as_slice(), &[b'a'; 1 << 20]].concat();
        assert!(matches!(needs_passphrase(&endless[..]), Err(OpenError::LongHeader)));
        assert!(matches!(needs_passphrase(&to_all[..]), Ok(false)));
        let cut = needs_passphrase(&to_all[..100]);
        assert!(matches!(cut, Err(OpenError::Damaged(0))), "{:?}", cut.err());
    }

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    fn sealed(to: &Recipients, content: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        seal_to(to, content, &mut out).unwrap_or_else(|e| panic!("{e}"));
        out
    }

    fn tried(with: &Opener, container: &[u8]) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        open(with, container, container.len() as u64, &mut out)
            .map(|_| out)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_sealed_opens_and_every_failure_has_words_of_its_own() {
        let (mine, theirs) = (age::x25519::Identity::generate(), age::x25519::Identity::generate());
        let content: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
        let to_me = sealed(&Recipients::Keys(vec![mine.to_public()]), &content);
        let with_words = sealed(&Recipients::Passphrase(secret("seven grey mules")), &content);
        let (mine, theirs) = (Opener::Key(mine), Opener::Key(theirs));
        let words = Opener::Passphrase(secret("seven grey mules"));
        let other = Opener::Passphrase(secret("seven gray mules"));
        assert_eq!(tried(&mine, &to_me).as_ref(), Ok(&content));
        assert_eq!(tried(&words, &with_words).as_ref(), Ok(&content));
        let mut changed = to_me.clone();
        let last = changed.len() - 40;
        changed[last] ^= 1;
        let messages = [
            tried(&other, &with_words),
            tried(&theirs, &to_me),
            tried(&words, &to_me),
            tried(&mine, &with_words),
            tried(&mine, &to_me[..to_me.len() / 2]),
            tried(&mine, &changed),
            tried(&mine, &to_me[..100]),
            tried(&mine, &[b"SQLite format 3\0".as_slice(), &[0; 400]].concat()),
        ]
        .map(|r| r.err().unwrap_or_default());
        insta::assert_snapshot!(messages.join("\n"), @r"
        the passphrase is not the one that it was encrypted with
        it was not encrypted for this key
        it was encrypted for a key, not with a passphrase
        it was encrypted with a passphrase, not for a key
        it is damaged or cut off after 65 % of it
        it is damaged or cut off after 98 % of it
        it is damaged or cut off after 0 % of it
        it is no encrypted container
        ");
    }
}
