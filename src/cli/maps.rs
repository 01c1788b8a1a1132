//! The crossing points as layers for maps, read back before they are called written.

use std::path::Path;

use super::failure::Failure;
use super::output::{read_again, say, write_file};
use super::report::{incomplete, leaked};
use crate::model::{Day, Survey};
use crate::report::gaps::GapTable;
use crate::report::write::places::{Place, geojson, places};
use crate::report::{Edition, edition, readback};
use crate::store::geopackage::{self, Cell, Feature, Layer, Sort};
use crate::t;

/// What a map shows.
pub(super) struct Map<'a> {
    table: &'a GapTable<'a>,
    as_of: Day,
    edition: Edition,
    places: Vec<Place>,
    geojson: String,
}

impl<'a> Map<'a> {
    /// The crossing points of a table as an edition tells of them.
    pub(super) fn new(
        survey: &Survey,
        table: &'a GapTable<'a>,
        as_of: Day,
        edition: Edition,
    ) -> Result<Self, Failure> {
        let places = places(survey, table, edition);
        let geojson = geojson(&places, table, edition);
        // Both formats say the same.
        edition::check_text(&geojson, survey, table.profile, edition).map_err(leaked)?;
        Ok(Self { table, as_of, edition, places, geojson })
    }

    /// Writes it as GeoJSON.
    pub(super) fn write_geojson(&self, path: &Path) -> Result<(), Failure> {
        write_file(path, self.geojson.as_bytes())?;
        readback::geojson(&self.places, &read_again(path)?).map_err(|e| incomplete(path, &e))?;
        say(&t!("wrote {path}", path = path.display()));
        Ok(())
    }

    /// Writes it as a GeoPackage.
    pub(super) fn write_geopackage(&self, path: &Path) -> Result<(), Failure> {
        let layer = self.layer();
        write_file(path, &geopackage::write(&layer).map_err(Failure::defect)?)?;
        let read = geopackage::read(&read_again(path)?, &layer.name, &layer.columns)
            .map_err(|error| incomplete(path, &error))?;
        if read != layer {
            return Err(incomplete(path, &t!("it holds something else")));
        }
        say(&t!("wrote {path}", path = path.display()));
        Ok(())
    }

    fn layer(&self) -> Layer {
        let profile = self.table.profile;
        let mut columns = vec![("code".to_owned(), Sort::Text), ("name".to_owned(), Sort::Text)];
        // Those of a map without places are known too.
        let counts = Place::COUNTS.iter().map(|name| (name.replace('-', "_"), Sort::Whole));
        columns.extend(counts);
        columns.push(("critical_not_met".to_owned(), Sort::Flag));
        let degrees = |axis: &bigdecimal::BigDecimal| axis.to_plain_string().parse().ok();
        let feature = |place: &Place| {
            let mut cells = vec![Cell::Text(place.code.clone())];
            cells.push(place.name.clone().map_or(Cell::Empty, Cell::Text));
            cells.extend(place.counts.iter().map(|(_, count)| {
                let count = count.and_then(|n| i64::try_from(n).ok());
                count.map_or(Cell::Empty, Cell::Whole)
            }));
            cells.push(Cell::Flag(place.critical_not_met));
            let at = place.at.as_ref();
            let at = at.and_then(|[x, y]| Some([degrees(x)?, degrees(y)?]));
            Feature { at, cells }
        };
        Layer {
            name: "crossing_points".to_owned(),
            title: t!("Crossing points").to_owned(),
            description: format!(
                "{} {} {}; {}",
                profile.title,
                profile.version,
                profile.sha256,
                self.edition.words()
            ),
            day: self.as_of.to_string(),
            columns,
            features: self.places.iter().map(feature).collect(),
        }
    }
}
