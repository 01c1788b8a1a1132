//! The sites: coverage, traffic, and where they lie.

use std::collections::{BTreeMap, BTreeSet};

use bigdecimal::{BigDecimal, ToPrimitive};

use super::number::{cosine, log10};
use super::{Context, listed, table_or, texts};
use crate::model::attachment::is_attachment;
use crate::model::places::CrossingPoint;
use crate::model::{Answer, Day, Path, SubjectIx, Survey};
use crate::report::document::{
    Chart, ChartBar, Column, Document, Heading, PlacePoint, Places, Table,
};
use crate::{t, words};

/// Attributes that hold the people who cross in a year, whatever a profile calls them.
const TRAFFIC: [&str; 2] = ["persons_per_year", "traffic_persons"];

pub(super) fn write(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "sites", t!("Sites and coverage")).on_new_page());
    coverage(context, document);
    document.heading(2, "traffic", t!("Traffic"));
    match traffic(context) {
        Some(chart) => document.push(chart),
        None => document.paragraph(t!("No traffic figure is recorded.")),
    }
    document.heading(2, "locations", t!("Locations"));
    match locations(context) {
        Some(places) => document.push(places),
        None => document.paragraph(t!("Too few coordinates are recorded for a sketch.")),
    }
}

/// The crossing points of the report with their places.
pub(super) fn points<'c>(context: &Context<'c>) -> impl Iterator<Item = &'c CrossingPoint> {
    let (table, all) = (context.table, &context.assessment.points);
    table.points.iter().filter_map(|p| all.iter().find(|place| place.code == p.code))
}

fn coverage(context: &Context<'_>, document: &mut Document) {
    let columns = vec![
        Column::new(t!("Crossing point")).weight(3),
        Column::new(t!("Other names")).weight(2),
        Column::new(t!("LOCODE")),
        Column::narrow(t!("Type")),
        Column::new(t!("Visited")),
        Column::new(t!("On site")).min_width(26),
        Column::number(t!("Positions")),
        Column::number(t!("Assessors")),
        Column::new(t!("Not seen, and why")).weight(3),
        Column::new(t!("Photos allowed")).weight(3),
    ];
    let mut table = Table::new("T3", t!("Sites and coverage"), columns).landscape();
    for place in points(context) {
        let value = |key: &str| context.value(&place.subjects, key).unwrap_or_default();
        let visit = visit(context, place);
        let mut names: Vec<String> = Vec::new();
        for &subject in &place.subjects {
            for (attribute, heads) in context.survey.facts(subject) {
                if !attribute.starts_with("name") || attribute == "name" {
                    continue;
                }
                names.extend(heads.iter().filter_map(|&ix| context.shown(&context.survey[ix])));
            }
        }
        let code = [value("un_locode"), value("locode")].concat();
        table.rows.push(
            texts([
                context.point_name(&place.code, &place.subjects),
                listed(&names),
                code,
                value("type"),
                visit.days,
                value_or(context, place, "visit_duration", visit.on_site),
                place.positions.len().to_string(),
                visit.people.to_string(),
                visit.unseen,
                photos_allowed(context, place),
            ])
            .with_id(place.code.clone()),
        );
    }
    table_or(document, table, t!("no crossing point is recorded."));
}

/// The value of an attribute with its evidence, or what is known otherwise.
fn value_or(context: &Context<'_>, place: &CrossingPoint, key: &str, or: String) -> String {
    let heads = place.subjects.iter().flat_map(|&s| context.survey.heads_named(s, key));
    let said: Vec<String> = heads
        .filter(|(_, ix)| context.shows(key) && context.survey[*ix].answer != Answer::Cleared)
        .map(|&(_, ix)| context.graded(ix))
        .collect();
    if said.is_empty() { or } else { said.join(" / ") }
}

/// Whether photos were allowed, and within which limits.
fn photos_allowed(context: &Context<'_>, place: &CrossingPoint) -> String {
    let labelled = |key: &str| {
        let value = value_or(context, place, key, String::new());
        let label = context.profile.vocabulary.label(key);
        (!value.is_empty()).then(|| t!("{label}: {text}", label, text = value))
    };
    let mut texts = vec![value_or(context, place, "photos_allowed", String::new())];
    texts.retain(|text| !text.is_empty());
    texts.extend(["photo_limits", "photos_taken"].iter().filter_map(|key| labelled(key)));
    match texts.is_empty() {
        true => t!("not recorded").to_owned(),
        false => listed(&texts),
    }
}

/// What the records tell of the visits to a crossing point.
struct Visit {
    days: String,
    on_site: String,
    people: usize,
    unseen: String,
}

fn visit(context: &Context<'_>, place: &CrossingPoint) -> Visit {
    let survey = context.survey;
    let mut days: BTreeMap<Day, (u64, u64)> = BTreeMap::new();
    let mut people = BTreeSet::new();
    let mut absent: BTreeMap<&str, (usize, BTreeSet<String>)> = BTreeMap::new();
    for observation in context.recorded_at(place) {
        people.insert(survey.author(observation));
        // A photo may be attached long after.
        if !is_attachment(survey.attribute(observation.attribute)) {
            let moment = survey.moment(observation);
            let at = moment.milliseconds;
            let (first, last) = days.entry(moment.day()).or_insert((at, at));
            (*first, *last) = ((*first).min(at), (*last).max(at));
        }
        if let Answer::Absent(reason) = &observation.answer {
            let (count, places) = absent.entry(words::absence(*reason)).or_default();
            *count += 1;
            places.insert(within(survey, observation.subject));
        }
    }
    let minutes: u64 = days.values().map(|(first, last)| (last - first) / 60_000).sum();
    let unseen: Vec<String> = absent
        .into_iter()
        .map(|(reason, (count, places))| {
            const NAMED: usize = 4;
            let more = places.len().saturating_sub(NAMED);
            let mut places: Vec<String> = places.into_iter().take(NAMED).collect();
            if more > 0 {
                places.push(t!("and {n} more", n = more));
            }
            t!("{reason} ({count}): {places}", reason, count, places = places.join(", "))
        })
        .collect();
    Visit {
        days: match (days.keys().next(), days.keys().next_back()) {
            (Some(first), Some(last)) if first == last => first.to_string(),
            (Some(first), Some(last)) => t!("{first} to {last}", first, last),
            _ => String::new(),
        },
        on_site: match minutes {
            0 => t!("not recorded").to_owned(),
            _ => t!("at least {minutes} min, by the records", minutes),
        },
        people: people.len(),
        unseen: listed(&unseen),
    }
}

/// A place within its crossing point, in short.
fn within(survey: &Survey, subject: SubjectIx) -> String {
    match survey.path(subject) {
        Path::Position(_, position) => position,
        Path::Item(_, position, item) if position.is_empty() => item,
        Path::Item(_, position, item) => format!("{position}/{item}"),
        _ => t!("crossing point").to_owned(),
    }
}

/// Persons in a year on a log scale; from the smallest to the largest figure where people differ.
fn traffic(context: &Context<'_>) -> Option<Chart> {
    let mut rows = Vec::new();
    let mut most = 1;
    let mut words = Vec::new();
    for place in points(context) {
        let mut numbers: Vec<u64> = TRAFFIC
            .iter()
            .filter(|key| context.shows(key))
            .flat_map(|key| context.typed(&place.subjects, key))
            .flat_map(|text| text.split("..").map(str::to_owned).collect::<Vec<_>>())
            .filter_map(|text| text.trim().parse::<BigDecimal>().ok()?.to_u64())
            .collect();
        numbers.sort_unstable();
        let name = context.point_name(&place.code, &place.subjects);
        let (Some(&low), Some(&high)) = (numbers.first(), numbers.last()) else {
            rows.push((name, None));
            continue;
        };
        most = most.max(high);
        words.push(format!("{name} {}", label(low, high)));
        rows.push((name, Some((low, high))));
    }
    if words.is_empty() {
        return None;
    }
    let decades = u64::from(most.checked_ilog10().unwrap_or(0)) + 1;
    let at = |number: u64| {
        u16::try_from(log10(number.max(1)) / decades.max(1)).unwrap_or(1000).min(1000)
    };
    let ticks = (0..=decades)
        .map(|n| {
            let tick = 10_u64.saturating_pow(u32::try_from(n).unwrap_or(0));
            (u16::try_from(n * 1000 / decades).unwrap_or(1000), grouped(tick))
        })
        .collect();
    Some(Chart {
        id: "F2".to_owned(),
        caption: t!(
            "Persons in a year, on a log scale; each line is ten times the one before. Hatched: \
             where figures differ"
        )
        .to_owned(),
        alt: t!("Persons in a year. {figures}.", figures = listed(&words)),
        ticks,
        rows: rows
            .into_iter()
            .map(|(name, numbers)| match numbers {
                Some((low, high)) => ChartBar {
                    name,
                    span: Some((0, at(high))),
                    sure: Some(at(low)),
                    label: label(low, high),
                },
                None => {
                    let label = t!("not recorded").to_owned();
                    ChartBar { name, label, ..ChartBar::default() }
                }
            })
            .collect(),
    })
}

fn label(low: u64, high: u64) -> String {
    if low == high {
        grouped(low)
    } else {
        t!("{low} to {high}", low = grouped(low), high = grouped(high))
    }
}

/// In groups of three digits.
fn grouped(number: u64) -> String {
    crate::report::plan::amounts::rounded(&BigDecimal::from(number))
}

/// A sketch of where the crossing points lie: points only.
fn locations(context: &Context<'_>) -> Option<Places> {
    let mut found: Vec<(String, BigDecimal, BigDecimal)> = Vec::new();
    for place in points(context) {
        let coordinate = |key: &str| {
            let typed = context.typed(&place.subjects, key);
            typed.first().and_then(|text| context.edition.coordinate(text))
        };
        if let (Some(latitude), Some(longitude)) = (coordinate("latitude"), coordinate("longitude"))
        {
            found.push((place.code.clone(), latitude, longitude));
        }
    }
    if found.len() < 2 {
        return None;
    }
    // Thousandths of a degree of latitude.
    let thousandth = |degrees: &BigDecimal| (degrees * BigDecimal::from(1000)).to_i64();
    let spots: Vec<(i64, i64)> = found
        .iter()
        .filter_map(|(_, latitude, longitude)| {
            Some((thousandth(latitude)?, thousandth(longitude)?))
        })
        .collect();
    if spots.len() != found.len() {
        return None;
    }
    let north = spots.iter().map(|s| s.0).max()?;
    let south = spots.iter().map(|s| s.0).min()?;
    let west = spots.iter().map(|s| s.1).min()?;
    let east = spots.iter().map(|s| s.1).max()?;
    let middle = ((north + south) / 2).unsigned_abs() / 1000;
    let shrunk = |across: i64| {
        u32::try_from(across.unsigned_abs() * cosine(middle) / 1000).unwrap_or(u32::MAX)
    };
    let down = |of: i64| u32::try_from(north - of).unwrap_or(0);
    let extent = (shrunk(east - west).max(1), down(south).max(1));
    // A thousandth of a degree is 111 m.
    let widest = u64::from(extent.0.max(extent.1)) * 111 / 1000;
    let scale = [500_u64, 200, 100, 50, 20, 10, 5, 2, 1]
        .into_iter()
        .find(|km| km * 3 <= widest)
        .map(|km| (u32::try_from(km * 1000 / 111).unwrap_or(1), t!("about {km} km", km)));
    let names: Vec<String> = found
        .iter()
        .map(|(code, latitude, longitude)| {
            t!(
                "{code} at {latitude}, {longitude}",
                code,
                latitude = latitude.normalized().to_plain_string(),
                longitude = longitude.normalized().to_plain_string(),
            )
        })
        .collect();
    Some(Places {
        id: "F3".to_owned(),
        caption: t!(
            "Where the crossing points lie, north up: a sketch of points, without borders; it says \
             nothing of the status of any territory"
        )
        .to_owned(),
        alt: t!(
            "Latitude and longitude of each crossing point: {places}.",
            places = listed(&names)
        ),
        extent,
        points: found
            .iter()
            .zip(&spots)
            .map(|((code, ..), (latitude, longitude))| PlacePoint {
                name: code.clone(),
                at: (shrunk(longitude - west), down(*latitude)),
            })
            .collect(),
        scale,
    })
}
