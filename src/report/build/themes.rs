//! What was recorded on links, systems and power: facts by theme, in the columns that writers
//! paste, whatever attributes a profile has.

use super::{Context, listed};
use crate::model::places::{CrossingPoint, Item};
use crate::model::{Answer, SubjectIx};
use crate::report::document::{Cell, Column, Row, Table};
use crate::{language, said, t};

/// A theme: its table, the columns of it, and what else belongs to it.
pub(super) struct Theme {
    pub(super) id: &'static str,
    pub(super) caption: &'static str,
    columns: &'static [ThemeColumn],
    /// Kinds of equipment that belong to it whatever is recorded of them.
    kinds: &'static [&'static str],
    /// Parts of the keys of further attributes that belong to it.
    parts: &'static [&'static str],
}

/// A column of such a table, with the attributes that it shows.
struct ThemeColumn {
    title: &'static str,
    /// Attributes that say what the title says.
    says: &'static [&'static str],
    /// Attributes that need their own name beside the value.
    named: &'static [&'static str],
}

const fn column(
    title: &'static str,
    says: &'static [&'static str],
    named: &'static [&'static str],
) -> ThemeColumn {
    ThemeColumn { title, says, named }
}

/// Links, systems, power and surroundings.
pub(super) const THEMES: [Theme; 3] = [
    Theme {
        id: "T6",
        caption: said!("Connectivity"),
        columns: &[
            column(said!("Role"), &["link_role"], &[]),
            column(said!("Medium"), &["link_medium", "link_kind"], &[]),
            column(said!("Carrier"), &["link_carrier"], &[]),
            column(said!("Contract"), &["uplink_contract", "contract_rate"], &["data_cap"]),
            column(
                said!("Tested, down and up"),
                &[],
                &["downlink_tested", "tested_down", "uplink_tested", "tested_up"],
            ),
            column(said!("Latency"), &["latency_tested", "latency"], &[]),
            column(said!("Path of its own"), &["link_independent", "separate_path"], &["failover"]),
            column(said!("Paid until"), &["link_paid_until"], &[]),
        ],
        kinds: &["wan-link", "primary-link", "backup-link"],
        parts: &["link", "voice", "lan_", "vpn", "tls", "service_availability", "signal_bars"],
    },
    Theme {
        id: "T7",
        caption: said!("Systems and access"),
        columns: &[
            column(
                said!("Access"),
                &["access_mode"],
                &["interpol_access", "sltd_mode", "watchlist_mode", "watchlist_form"],
            ),
            column(
                said!("Age of the copy"),
                &["copy_age"],
                &["interpol_copy_age", "offline_copy_age", "last_sync", "watchlist_issued"],
            ),
            column(said!("Answer after"), &["response_time", "search_time"], &[]),
            column(said!("Shared account"), &["shared_login"], &["personal_accounts"]),
        ],
        kinds: &["sltd-access"],
        parts: &[
            "sltd",
            "watchlist",
            "databases",
            "interpol",
            "offline_copy",
            "one_step_search",
            "authorised_staff",
            "api_",
            "pnr",
            "national_list",
            "agreed_systems",
            "register",
        ],
    },
    Theme {
        id: "T8",
        caption: said!("Power and surroundings"),
        columns: &[
            column(
                said!("Hours a day"),
                &["supply_hours"],
                &["grid_hours", "power_hours", "outage_hours_30d"],
            ),
            column(said!("Source"), &["supply"], &["second_feed"]),
            column(said!("On battery"), &["ups_runtime", "run_time"], &["ups_coverage"]),
            column(said!("Generator"), &["load_test_date"], &["rated_power"]),
            column(said!("Fuel"), &["fuel_hours", "fuel_autonomy"], &[]),
            column(said!("Solar"), &["solar_power"], &[]),
            column(
                said!("Temperature"),
                &["room_temperature", "it_room_temperature", "inside_temperature"],
                &["logged_temperature"],
            ),
            column(said!("Headroom"), &["power_headroom"], &[]),
        ],
        kinds: &["ups", "ups-unit", "generator", "genset", "solar-system"],
        parts: &[
            "battery",
            "humidity",
            "cooling",
            "earthing",
            "surge",
            "lightning",
            "outage",
            "hazards",
            "climate",
        ],
    },
];

impl Theme {
    fn column_of(&self, attribute: &str) -> Option<usize> {
        let of = |column: &ThemeColumn| {
            column.says.contains(&attribute) || column.named.contains(&attribute)
        };
        self.columns.iter().position(of)
    }

    fn holds(&self, attribute: &str) -> bool {
        let set_apart =
            attribute.starts_with("not_applicable") || attribute.starts_with("inventory_complete");
        !set_apart
            && (self.column_of(attribute).is_some()
                || self.parts.iter().any(|part| attribute.contains(part)))
    }
}

/// Whether a fact stands in the table of a theme.
pub(super) fn is_told(attribute: &str) -> bool {
    THEMES.iter().any(|theme| theme.holds(attribute))
}

/// What was recorded on a theme at a crossing point: a row for each place that has something.
pub(super) fn table(context: &Context<'_>, theme: &Theme, place: &CrossingPoint) -> Table {
    let mut columns =
        vec![Column::new(t!("Place")).weight(2), Column::new(t!("What it is")).weight(3)];
    let title = |column: &ThemeColumn| Column::new(language::of(column.title)).weight(2);
    columns.extend(theme.columns.iter().map(title));
    columns.push(Column::new(t!("Also recorded")).weight(3));
    let mut table = Table::new(
        format!("{}-{}", theme.id, place.code),
        t!("{theme} at {place}", theme = language::of(theme.caption), place = place.code),
        columns,
    )
    .landscape();
    let mut add = |at: String, subjects: &[SubjectIx], item: bool| {
        table.rows.extend(row(context, theme, at, subjects, item));
    };
    let of = |position: &str, item: &Item| format!("{position}/{}", item.code);
    add(t!("crossing point").to_owned(), &place.subjects, false);
    for item in &place.items {
        add(item.code.clone(), &item.subjects, true);
    }
    for position in &place.positions {
        add(position.code.clone(), &position.subjects, false);
        for item in &position.items {
            add(of(&position.code, item), &item.subjects, true);
        }
    }
    table
}

fn row(
    context: &Context<'_>,
    theme: &Theme,
    at: String,
    subjects: &[SubjectIx],
    item: bool,
) -> Option<Row> {
    let mut cells: Vec<Vec<String>> = vec![Vec::new(); theme.columns.len() + 1];
    for &subject in subjects {
        for (attribute, heads) in context.survey.facts(subject) {
            if !theme.holds(attribute) || !context.shows(attribute) {
                continue;
            }
            let mut values: Vec<String> = Vec::new();
            for ix in heads {
                let graded = context.graded(ix);
                if context.survey[ix].answer != Answer::Cleared && !values.contains(&graded) {
                    values.push(graded);
                }
            }
            if values.is_empty() {
                continue;
            }
            // Where people differ each says so.
            let values = values.join(" / ");
            let column = theme.column_of(attribute);
            let plain =
                column.is_some_and(|column| theme.columns[column].says.contains(&attribute));
            let text = match plain {
                true => values,
                false => {
                    let label = context.profile.vocabulary.label(attribute);
                    t!("{label}: {text}", label, text = values)
                }
            };
            cells[column.unwrap_or(theme.columns.len())].push(text);
        }
    }
    let kinds = || context.typed(subjects, "equipment");
    let own = item && kinds().iter().any(|kind| theme.kinds.contains(kind));
    if !own && cells.iter().all(Vec::is_empty) {
        return None;
    }
    let is = if item { "equipment" } else { "kind" };
    let mut shown: Vec<Cell> =
        vec![at.into(), context.value(subjects, is).unwrap_or_default().into()];
    shown.extend(cells.iter().map(|texts| Cell::from(listed(texts))));
    Some(Row::new(shown))
}
