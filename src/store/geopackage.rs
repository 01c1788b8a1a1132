//! A layer of points as a GeoPackage (OGC 12-128r17, version 1.3), the database that maps are made
//! from. Knows SQLite and nothing of surveys: who writes one says what is in it.
//!
//! The file is made in memory, by the same statements in the same order: same layer, same bytes.

use rusqlite::types::{ToSql, ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, params, params_from_iter};

use crate::t;

/// "GPKG" as the application's id in the head of the file.
const APPLICATION: u32 = 0x4750_4B47;

/// Where the id stands in the head of a file.
const APPLICATION_AT: std::ops::Range<usize> = 68..72;

/// Version 1.3.0 as the specification writes it; readers in the field do not know a later one yet.
const VERSION: u32 = 10_300;

/// WGS 84, longitude before latitude in the geometry.
const WGS84: i32 = 4326;

/// A layer of points.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Its name: letters, digits and `_`.
    pub name: String,
    /// What it is called on a map.
    pub title: String,
    /// What it shows.
    pub description: String,
    /// The day as of which it holds: `YYYY-MM-DD`.
    pub day: String,
    /// Name and sort of each column, in order; names as the layer's.
    pub columns: Vec<(String, Sort)>,
    /// The points.
    pub features: Vec<Feature>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Text.
    Text,
    /// Whole numbers.
    Whole,
    /// Yes or no.
    Flag,
}

/// A point with what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// Longitude and latitude in degrees; `None` where they are not known.
    pub at: Option<[f64; 2]>,
    /// One for each column.
    pub cells: Vec<Cell>,
}

/// A cell of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Of a column of text.
    Text(String),
    /// Of one of whole numbers.
    Whole(i64),
    /// Of one of yes or no.
    Flag(bool),
    /// Nothing.
    Empty,
}

/// Why there is no GeoPackage.
#[derive(Debug, thiserror::Error)]
pub enum GeoPackageError {
    /// The library could not make or read it.
    #[error("{}", t!("the GeoPackage does not hold together: {error}", error = .0))]
    Library(#[from] rusqlite::Error),
    /// What was read is no layer of points.
    #[error("{}", t!("the GeoPackage has no layer '{name}' as it was written", name = .0))]
    Layer(String),
}

/// Whether a file that begins so is a GeoPackage: 72 bytes tell.
#[must_use]
pub fn is_geopackage(head: &[u8]) -> bool {
    head.get(APPLICATION_AT) == Some(&APPLICATION.to_be_bytes()[..])
}

/// The layer as the bytes of a file.
///
/// # Errors
/// What the library said; only of a name that is none.
pub fn write(layer: &Layer) -> Result<Vec<u8>, GeoPackageError> {
    let mut conn = Connection::open_in_memory()?;
    conn.execute_batch(&format!(
        "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8';
         PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};"
    ))?;
    let change = conn.transaction()?;
    change.execute_batch(TABLES)?;
    let Layer { name, title, description, day, .. } = layer;
    let columns: String = layer
        .columns
        .iter()
        .map(|(column, sort)| {
            let sort = match sort {
                Sort::Text => "TEXT",
                Sort::Whole => "INTEGER",
                Sort::Flag => "BOOLEAN",
            };
            format!(", \"{column}\" {sort}")
        })
        .collect();
    change.execute_batch(&format!(
        "CREATE TABLE \"{name}\" (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT{columns})"
    ))?;
    let [west, south, east, north] = bounds(&layer.features).map_or([None; 4], |b| b.map(Some));
    change.execute(
        "INSERT INTO gpkg_contents VALUES (?1, 'features', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            name,
            title,
            description,
            format!("{day}T00:00:00.000Z"),
            west,
            south,
            east,
            north,
            WGS84
        ],
    )?;
    change.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', 'POINT', ?2, 0, 0)",
        params![name, WGS84],
    )?;
    let holes = ", ?".repeat(layer.columns.len());
    let mut insert = change.prepare(&format!("INSERT INTO \"{name}\" VALUES (NULL, ?{holes})"))?;
    for feature in &layer.features {
        let geometry = feature.at.map_or(Value::Null, |at| Value::Blob(geometry(at)));
        let cells = feature.cells.iter().map(|cell| cell as &dyn ToSql);
        insert.execute(params_from_iter(std::iter::once(&geometry as &dyn ToSql).chain(cells)))?;
    }
    drop(insert);
    change.commit()?;
    Ok(conn.serialize("main")?.to_vec())
}

/// The layer of this name and these columns in the bytes of a file.
///
/// # Errors
/// What is not as it was written.
pub fn read(
    bytes: &[u8],
    name: &str,
    columns: &[(String, Sort)],
) -> Result<Layer, GeoPackageError> {
    let other = || GeoPackageError::Layer(name.to_owned());
    let mut conn = Connection::open_in_memory()?;
    conn.deserialize_read_exact("main", bytes, bytes.len(), true)?;
    if !is_geopackage(bytes) {
        return Err(other());
    }
    let (title, description, day): (String, String, String) = conn.query_row(
        "SELECT identifier, description, last_change FROM gpkg_contents
         JOIN gpkg_geometry_columns USING (table_name, srs_id)
         WHERE table_name = ?1 AND data_type = 'features' AND geometry_type_name = 'POINT'",
        [name],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let named: String = columns.iter().map(|(column, _)| format!(", \"{column}\"")).collect();
    let mut rows = conn.prepare(&format!("SELECT geom{named} FROM \"{name}\" ORDER BY fid"))?;
    let mut rows = rows.query([])?;
    let mut features = Vec::new();
    while let Some(row) = rows.next()? {
        let at = match row.get_ref(0)? {
            ValueRef::Null => None,
            ValueRef::Blob(blob) => Some(point(blob).ok_or_else(other)?),
            _ => return Err(other()),
        };
        let mut cells = Vec::with_capacity(columns.len());
        for (n, (_, sort)) in columns.iter().enumerate() {
            cells.push(match (row.get_ref(n + 1)?, sort) {
                (ValueRef::Null, _) => Cell::Empty,
                (ValueRef::Integer(n), Sort::Whole) => Cell::Whole(n),
                (ValueRef::Integer(n @ (0 | 1)), Sort::Flag) => Cell::Flag(n == 1),
                (ValueRef::Text(text), Sort::Text) => {
                    Cell::Text(String::from_utf8(text.to_vec()).map_err(|_| other())?)
                }
                _ => return Err(other()),
            });
        }
        features.push(Feature { at, cells });
    }
    let day = day.split('T').next().unwrap_or("").to_owned();
    Ok(Layer {
        name: name.to_owned(),
        title,
        description,
        day,
        columns: columns.to_vec(),
        features,
    })
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Text(text) => text.to_sql(),
            Self::Whole(number) => number.to_sql(),
            Self::Flag(flag) => flag.to_sql(),
            Self::Empty => Ok(ToSqlOutput::Owned(Value::Null)),
        }
    }
}

/// West, south, east, north of all points.
fn bounds(features: &[Feature]) -> Option<[f64; 4]> {
    let all = |axis: usize| features.iter().filter_map(move |f| f.at.map(|at| at[axis]));
    let least = |axis| all(axis).min_by(f64::total_cmp);
    let most = |axis| all(axis).max_by(f64::total_cmp);
    Some([least(0)?, least(1)?, most(0)?, most(1)?])
}

/// A point as a geometry of the specification: its head (little endian, no envelope), then
/// well-known binary.
fn geometry([x, y]: [f64; 2]) -> Vec<u8> {
    let mut blob = HEAD.to_vec();
    blob.extend_from_slice(&x.to_le_bytes());
    blob.extend_from_slice(&y.to_le_bytes());
    blob
}

fn point(blob: &[u8]) -> Option<[f64; 2]> {
    let point = blob.strip_prefix(&HEAD)?;
    let axis = |at: usize| Some(f64::from_le_bytes(point.get(at..at + 8)?.try_into().ok()?));
    (point.len() == 16).then(|| Some([axis(0)?, axis(8)?]))?
}

/// Magic, version, flags, reference system; byte order and type of the point.
const HEAD: [u8; 13] = [b'G', b'P', 0, 1, 0xE6, 0x10, 0, 0, 1, 1, 0, 0, 0];

/// The tables of the specification (annex C) with the reference systems that it requires.
const TABLES: &str = r#"
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326,
   'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]',
   'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');
"#;

#[cfg(test)]
mod tests {
    use super::*;

    fn layer() -> Layer {
        let columns = [("code", Sort::Text), ("met", Sort::Whole), ("critical", Sort::Flag)];
        let feature = |at, code: &str, met, critical| Feature {
            at,
            cells: vec![Cell::Text(code.to_owned()), met, Cell::Flag(critical)],
        };
        Layer {
            name: "crossing_points".to_owned(),
            title: "Crossing points".to_owned(),
            description: "As found".to_owned(),
            day: "2026-03-03".to_owned(),
            columns: columns.map(|(name, sort)| (name.to_owned(), sort)).to_vec(),
            features: vec![
                feature(Some([-18.4, -41.2]), "A", Cell::Whole(11), true),
                feature(None, "معبر", Cell::Empty, false),
                feature(Some([-18.1, -41.9]), "C", Cell::Whole(0), false),
            ],
        }
    }

    #[test]
    fn what_is_written_is_read_and_is_the_same_twice() {
        let layer = layer();
        let bytes = write(&layer).expect("a file");
        assert!(is_geopackage(&bytes) && bytes == write(&layer).expect("a file"));
        assert_eq!(read(&bytes, &layer.name, &layer.columns).expect("the layer"), layer);
    }

    #[test]
    fn a_damaged_file_is_not_taken_for_the_layer() {
        let layer = layer();
        let bytes = write(&layer).expect("a file");
        let place = |of: &[u8]| {
            bytes.windows(of.len()).position(|window| window == of).expect("it is in the file")
        };
        for at in [70, 100, place(b"As found"), place(&HEAD) + 20] {
            let mut wrong = bytes.clone();
            wrong[at] ^= 0x55;
            let same = read(&wrong, &layer.name, &layer.columns).is_ok_and(|read| read == layer);
            assert!(!same, "byte {at}");
        }
        assert!(read(&bytes[..4_000], &layer.name, &layer.columns).is_err());
        assert!(read(b"", &layer.name, &layer.columns).is_err());
    }

    #[test]
    fn a_layer_without_points_has_no_bounds() {
        let layer = Layer { features: Vec::new(), ..layer() };
        let bytes = write(&layer).expect("a file");
        assert_eq!(read(&bytes, &layer.name, &layer.columns).expect("the layer"), layer);
    }
}
