//! Photos and files in words.

use crate::model::attachment::{Attachment, Said, Shows};
use crate::model::visible;
use crate::t;

/// What a photo shows that others must not see, in words.
#[must_use]
pub fn shows(shows: Shows) -> &'static str {
    match shows {
        Shows::Person => t!("a person"),
        Shows::Document => t!("a document"),
        Shows::Screen => t!("a screen"),
    }
}

/// What sort of file it is.
#[must_use]
pub fn sort(mime: &str) -> &'static str {
    match mime {
        "image/jpeg" | "image/png" => t!("photo"),
        _ => t!("file"),
    }
}

/// What is held against showing it, in words; empty when nothing is.
#[must_use]
pub fn warning(said: &Said) -> String {
    let words: Vec<&str> = said.shows.iter().map(|&s| shows(s)).collect();
    let words = words.join(", ");
    match (&said.cleared, words.is_empty()) {
        (_, true) => String::new(),
        (None, _) => t!("shows {what}: held back", what = words),
        (Some(_), _) => t!("shows {what}: cleared", what = words),
    }
}

/// What is held against showing an attachment, here or elsewhere; empty when nothing is.
#[must_use]
pub fn held(attachment: &Attachment) -> String {
    let warning = warning(&attachment.said);
    if warning.is_empty() && attachment.held_back {
        return t!("held back elsewhere").to_owned();
    }
    warning
}

/// An attachment in a line: what it is called, its caption and warnings.
#[must_use]
pub fn line(attachment: &Attachment) -> String {
    let mut parts = vec![format!("{} {}", sort(&attachment.said.mime), attachment.short())];
    if !attachment.caption.is_empty() {
        parts.push(visible(&attachment.caption).into_owned());
    }
    parts.extend(Some(held(attachment)).filter(|warning| !warning.is_empty()));
    parts.join(", ")
}

/// Bytes as people read them.
#[must_use]
pub fn size(bytes: u64) -> String {
    match bytes {
        0..=1023 => t!("{n} bytes", n = bytes),
        1024..=1_048_575 => format!("{} KiB", bytes.div_ceil(1024)),
        _ => format!("{}.{} MiB", bytes >> 20, ((bytes & 0xf_ffff) * 10) >> 20),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        assert_eq!(size(900), "900 bytes");
        assert_eq!(size(1025), "2 KiB");
        assert_eq!(size(3 << 20 | 1 << 19), "3.5 MiB");
    }
}
