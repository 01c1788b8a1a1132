//! The crossing points as GeoJSON: where they are, and their counts. Points only.

use bigdecimal::BigDecimal;
use serde_json::{Map, Value, json};

use crate::judge::{Totals, per_cent};
use crate::model::{Answer, Survey, Verdict};
use crate::report::edition::Edition;
use crate::report::gaps::GapTable;

/// The crossing points with what the edition tells of them, by code. The public edition has none.
#[must_use]
pub fn geojson(survey: &Survey, table: &GapTable<'_>, edition: Edition) -> String {
    let mut features: Vec<Value> = Vec::new();
    for point in &table.points {
        if edition == Edition::Public {
            break;
        }
        let coordinate = |attribute: &str| -> Option<BigDecimal> {
            let heads = point.subjects.iter().flat_map(|&s| survey.heads_named(s, attribute));
            let typed = heads.filter_map(|&(_, ix)| match &survey[ix].answer {
                Answer::Known { value, .. } => edition.coordinate(value),
                Answer::Absent(_) | Answer::Cleared => None,
            });
            typed.into_iter().next()
        };
        // A place without coordinates is in the list all the same.
        let geometry = match (coordinate("longitude"), coordinate("latitude")) {
            (Some(longitude), Some(latitude)) => {
                json!({ "type": "Point", "coordinates": [number(&longitude), number(&latitude)] })
            }
            _ => Value::Null,
        };
        let mut properties = Map::new();
        properties.insert("code".to_owned(), point.code.clone().into());
        properties.insert("name".to_owned(), survey.name(&point.subjects).into());
        counts(&mut properties, &point.totals);
        features.push(json!({
            "type": "Feature",
            "id": point.code,
            "geometry": geometry,
            "properties": properties,
        }));
    }
    let collection = json!({
        "type": "FeatureCollection",
        "profile": { "id": table.profile.id, "version": table.profile.version },
        "edition": edition.code(),
        "features": features,
    });
    format!("{collection:#}\n")
}

fn counts(properties: &mut Map<String, Value>, totals: &Totals) {
    for verdict in Verdict::ALL {
        properties.insert(verdict.code().to_owned(), totals.count(verdict).into());
    }
    let coverage = totals.coverage();
    properties.insert("applicable".to_owned(), coverage.applicable.into());
    let decided = per_cent(coverage.decided, coverage.applicable);
    properties.insert("decided_percent".to_owned(), decided.into());
    properties.insert("critical_not_met".to_owned(), totals.critical().into());
}

/// A decimal as a number of JSON, digit by digit.
fn number(decimal: &BigDecimal) -> Value {
    serde_json::from_str(&decimal.normalized().to_plain_string()).unwrap_or(Value::Null)
}
