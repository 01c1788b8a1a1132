//! Surveys and profiles to plan for.

// Each test file uses some of it.
#![allow(dead_code)]

use borderfit::judge::{Assessment, assess, default_day};
use borderfit::model::Survey;
use borderfit::plan::{Plan, Wish, plan};
use borderfit::standard::{Loaded, PriceList, Profile, load_prices, load_text};

pub(crate) use crate::tables::{FACTS, demo, survey};

/// The fictional price list.
pub(crate) const PRICES: &str = include_str!("../../standards/demo/prices.toml");

/// The demo profile, perhaps changed.
pub(crate) fn demo_profile(change: impl Fn(&str) -> String) -> Loaded {
    let text = borderfit::standard::built_in_text("demo-min").expect("the demo profile");
    load_text("demo.toml", &change(text), &|_| None).unwrap_or_else(|error| panic!("{error}"))
}

/// The fictional price list, read.
pub(crate) fn prices(profile: &Profile) -> PriceList {
    load_prices("prices.toml", PRICES, profile).unwrap_or_else(|error| panic!("{error}"))
}

/// A small survey and profile of its own, judged and planned.
pub(crate) struct Case {
    pub(crate) loaded: Loaded,
    pub(crate) survey: Survey,
    pub(crate) assessment: Assessment,
}

impl Case {
    /// From the tables of a profile that stand after its head, and rows of facts:
    /// `crossing point,position,item,attribute,value,unit,evidence`.
    pub(crate) fn new(tables: &str, rows: &str) -> Self {
        let text = format!(
            "format = 1\n[profile]\nid = \"case\"\nversion = \"1\"\ntitle = \"A case\"\n\
             status = \"draft\"\n[[category]]\nkey = \"any\"\nlabel = \"Any\"\n{tables}"
        );
        let loaded = load_text("case.toml", &text, &|_| None).unwrap_or_else(|e| panic!("{e}"));
        let mut table = String::from(
            "crossing_point,position,item,attribute,value,unit,evidence,absent,recorded_by,\
             recorded_at\n",
        );
        for (n, row) in rows.lines().map(str::trim).filter(|r| !r.is_empty()).enumerate() {
            let (minute, hour) = (n % 60, 8 + n / 60);
            table.push_str(&format!("{row},,K1,2026-03-02T{hour:02}:{minute:02}:00Z\n"));
        }
        let survey = survey(&table, &loaded.profile);
        let assessment = assess(&survey, &loaded.profile, default_day(&survey));
        Self { loaded, survey, assessment }
    }

    /// Its plan.
    pub(crate) fn plan(&self, wish: &Wish<'_>) -> Plan<'_> {
        plan(&self.survey, &self.loaded.profile, &self.assessment, wish)
    }
}
