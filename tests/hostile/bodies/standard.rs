//! The texts in TOML: profiles, price lists, house styles.

use std::sync::LazyLock;

use borderfit::judge::{assess, default_day};
use borderfit::model::Survey;
use borderfit::standard::{Loaded, load_built_in, load_house, load_prices, load_text};

use super::shows;
use crate::surveys::small;

/// Reads a text; the first byte says as what.
pub(crate) fn standard(data: &[u8]) {
    static CORE: LazyLock<Loaded> = LazyLock::new(|| load_built_in("land-bcp-core").unwrap());
    static SURVEY: LazyLock<Survey> = LazyLock::new(|| small().survey);
    let Some((how, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let refused = match how % 3 {
        0 => match load_text("own.toml", text, &|_| None) {
            Ok(loaded) => {
                let again = load_text("again.toml", &loaded.text, &|_| None);
                let again = again.unwrap_or_else(|e| panic!("does not load again: {e}"));
                assert_eq!(again.text, loaded.text, "the text that stands alone is not the same");
                let _ = assess(&SURVEY, &loaded.profile, default_day(&SURVEY));
                return;
            }
            Err(error) => error.to_string(),
        },
        1 => load_prices("prices.toml", text, &CORE.profile)
            .err()
            .map_or(String::new(), |e| e.to_string()),
        _ => load_house("report.toml", text).err().map_or(String::new(), |e| e.to_string()),
    };
    shows(&refused);
}
