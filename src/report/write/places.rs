//! The crossing points on a map: where they are, and their counts. Points only. GeoJSON is written
//! here; a GeoPackage, which is a database, by whoever knows databases.

use bigdecimal::BigDecimal;
use serde_json::{Map, Value, json};

use crate::judge::per_cent;
use crate::model::{Answer, Survey, Verdict};
use crate::report::edition::Edition;
use crate::report::gaps::{GapTable, PointLines};

/// A crossing point on a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its code.
    pub code: String,
    /// Its name, if one is recorded.
    pub name: Option<String>,
    /// Longitude and latitude in degrees, as the edition gives them; `None` if one is not known.
    pub at: Option<[BigDecimal; 2]>,
    /// How many findings by verdict, how many apply, and how many per cent of these are decided.
    pub counts: [(&'static str, Option<u64>); 7],
    /// Whether a critical requirement is not met.
    pub critical_not_met: bool,
}

impl Place {
    /// The names of the counts, in their order.
    pub const COUNTS: [&'static str; 7] = [
        Verdict::ALL[0].code(),
        Verdict::ALL[1].code(),
        Verdict::ALL[2].code(),
        Verdict::ALL[3].code(),
        Verdict::ALL[4].code(),
        "applicable",
        "decided_percent",
    ];
}

/// The crossing points with what the edition tells of them, by code; a place without coordinates is
/// in the list all the same. The public edition has none.
#[must_use]
pub fn places(survey: &Survey, table: &GapTable<'_>, edition: Edition) -> Vec<Place> {
    if edition == Edition::Public {
        return Vec::new();
    }
    let place = |point: &PointLines<'_>| {
        let coordinate = |attribute: &str| -> Option<BigDecimal> {
            let heads = point.subjects.iter().flat_map(|&s| survey.heads_named(s, attribute));
            let typed = heads.filter_map(|&(_, ix)| match &survey[ix].answer {
                Answer::Known { value, .. } => edition.coordinate(value),
                Answer::Absent(_) | Answer::Cleared => None,
            });
            typed.into_iter().next()
        };
        let totals = &point.totals;
        let coverage = totals.coverage();
        let [met, partly, not_met, open, outside] = Verdict::ALL.map(|v| Some(totals.count(v)));
        let decided = per_cent(coverage.decided, coverage.applicable);
        let counts = [met, partly, not_met, open, outside, Some(coverage.applicable), decided];
        let counts = std::array::from_fn(|n| (Place::COUNTS[n], counts[n]));
        Place {
            code: point.code.clone(),
            name: survey.name(&point.subjects).map(str::to_owned),
            at: coordinate("longitude").zip(coordinate("latitude")).map(|(x, y)| [x, y]),
            counts,
            critical_not_met: totals.critical(),
        }
    };
    table.points.iter().map(place).collect()
}

/// The crossing points as GeoJSON.
#[must_use]
pub fn geojson(places: &[Place], table: &GapTable<'_>, edition: Edition) -> String {
    let features: Vec<Value> = places
        .iter()
        .map(|place| {
            let geometry = place.at.as_ref().map_or(
                Value::Null,
                |at| json!({ "type": "Point", "coordinates": at.each_ref().map(number) }),
            );
            let mut properties = Map::new();
            properties.insert("code".to_owned(), place.code.clone().into());
            properties.insert("name".to_owned(), place.name.clone().into());
            for (name, count) in &place.counts {
                properties.insert((*name).to_owned(), (*count).into());
            }
            properties.insert("critical_not_met".to_owned(), place.critical_not_met.into());
            json!({
                "type": "Feature",
                "id": place.code,
                "geometry": geometry,
                "properties": properties,
            })
        })
        .collect();
    let collection = json!({
        "type": "FeatureCollection",
        "profile": { "id": table.profile.id, "version": table.profile.version },
        "edition": edition.code(),
        "features": features,
    });
    format!("{collection:#}\n")
}

/// A decimal as a number of JSON, digit by digit.
fn number(decimal: &BigDecimal) -> Value {
    serde_json::from_str(&decimal.normalized().to_plain_string()).unwrap_or(Value::Null)
}
