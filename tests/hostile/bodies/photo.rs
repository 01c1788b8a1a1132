//! A photo: kept, drawn small, and encoded anew.

use borderfit::photo::{decode, keep};

use super::shows;

/// Keeps a photo and draws it.
pub(crate) fn photo(data: &[u8]) {
    match keep(data.to_vec()) {
        Ok(kept) => {
            assert!(!kept.bytes.is_empty());
            if kept.stripped {
                let again = keep(kept.bytes.clone()).expect("what was kept can be kept again");
                assert_eq!(again.bytes, kept.bytes, "something more was removed the second time");
            }
        }
        Err(error) => shows(&error.to_string()),
    }
    match decode(data) {
        Ok(picture) => {
            let small = picture.within(64, 64);
            assert!(small.width() <= 64 && small.height() <= 64);
            assert!(!small.to_jpeg().is_empty());
        }
        Err(error) => shows(&error.to_string()),
    }
}
