//! What was recorded on links, systems and power: facts by theme, whatever attributes a profile has.

use super::Context;
use crate::model::places::CrossingPoint;
use crate::model::{Answer, SubjectIx};
use crate::report::document::{Column, Row, Table};
use crate::{language, said, t, words};

/// A theme: id and caption of its table, and parts of the keys of its attributes.
pub(super) struct Theme {
    pub(super) id: &'static str,
    pub(super) caption: &'static str,
    parts: &'static [&'static str],
}

/// Links, systems, power and surroundings.
pub(super) const THEMES: [Theme; 3] = [
    Theme {
        id: "T6",
        caption: said!("Connectivity"),
        parts: &[
            "link",
            "tested_up",
            "tested_down",
            "latency",
            "failover",
            "separate_path",
            "contract",
            "data_cap",
            "voice",
            "lan_",
            "vpn",
            "tls",
            "service_availability",
            "signal_bars",
        ],
    },
    Theme {
        id: "T7",
        caption: said!("Systems and access"),
        parts: &[
            "sltd",
            "watchlist",
            "databases",
            "interpol",
            "access",
            "copy",
            "search",
            "login",
            "account",
            "api_",
            "pnr",
            "national_list",
            "agreed_systems",
            "register",
            "last_sync",
            "response_time",
        ],
    },
    Theme {
        id: "T8",
        caption: said!("Power and surroundings"),
        parts: &[
            "grid",
            "power",
            "supply",
            "ups",
            "generator",
            "fuel",
            "solar",
            "run_time",
            "battery",
            "temperature",
            "humidity",
            "cooling",
            "earthing",
            "surge",
            "outage",
            "headroom",
            "hazards",
        ],
    },
];

/// What was recorded on a theme at a crossing point: where, what, value, evidence.
pub(super) fn table(context: &Context<'_>, theme: &Theme, place: &CrossingPoint) -> Table {
    let columns = vec![
        Column::new(t!("Place")).weight(2),
        Column::new(t!("Fact")).weight(3),
        Column::new(t!("Value")).weight(3),
        Column::narrow(t!("Evidence")).min_width(22),
    ];
    let mut table = Table::new(
        format!("{}-{}", theme.id, place.code),
        t!("{theme} at {place}", theme = language::of(theme.caption), place = place.code),
        columns,
    );
    let mut add = |at: String, subjects: &[SubjectIx]| {
        for &subject in subjects {
            for (attribute, heads) in context.survey.facts(subject) {
                let belongs = theme.parts.iter().any(|part| attribute.contains(part));
                if !belongs
                    || attribute.starts_with("not_applicable")
                    || attribute.starts_with("inventory_complete")
                    || !context.shows(attribute)
                {
                    continue;
                }
                for ix in heads {
                    let observation = &context.survey[ix];
                    if observation.answer == Answer::Cleared {
                        continue;
                    }
                    table.rows.push(Row::new(vec![
                        at.clone().into(),
                        context.profile.vocabulary.label(attribute).into(),
                        context.said(ix).into(),
                        observation.answer.evidence().map_or("", words::evidence).into(),
                    ]));
                }
            }
        }
    };
    add(t!("crossing point").to_owned(), &place.subjects);
    for item in &place.items {
        add(item.code.clone(), &item.subjects);
    }
    for position in &place.positions {
        add(position.code.clone(), &position.subjects);
        for item in &position.items {
            add(format!("{}/{}", position.code, item.code), &item.subjects);
        }
    }
    table
}
