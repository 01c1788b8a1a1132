//! `borderfit export`: everything that was recorded.

use super::args::{Export, ExportFormat};
use super::context::{one_profile, open};
use super::failure::Failure;
use super::maps::Map;
use super::output::{deliver, say};
use super::wipe::wipe;
use crate::judge::{assess, default_day};
use crate::model::attachment::attachments;
use crate::report::xlsx::{Cell, Sheet, workbook};
use crate::report::{Filter, gap_table};
use crate::{counted, exchange, t};

pub(super) fn run(args: &Export) -> Result<u8, Failure> {
    let code = match args.format {
        Some(format) => written(args, format)?,
        None => 0,
    };
    match &args.wipe {
        Some(receipt) => wipe(&args.file, receipt, args.yes),
        None => Ok(code),
    }
}

fn written(args: &Export, format: ExportFormat) -> Result<u8, Failure> {
    let (store, survey) = open(&args.file)?;
    let mut needs_a_person = false;
    let bytes = match format {
        ExportFormat::FactsCsv | ExportFormat::Xlsx => {
            let export = exchange::facts_csv(&survey).map_err(Failure::defect)?;
            for lost in &export.not_kept {
                needs_a_person = true;
                let label = format!("{} {}", lost.path, lost.attribute);
                say(&t!("{label}: {text}", label, text = lost.loss));
            }
            let photos = attachments(&survey).len();
            if photos > 0 {
                say(&counted!(
                    photos,
                    "{n} photo or file is not in the table; 'borderfit photos --extract' writes it",
                    "{n} photos and files are not in the table; 'borderfit photos --extract' writes them"
                ));
            }
            match format {
                ExportFormat::Xlsx => workbook(survey.title(), &[sheet(&export.bytes)?])
                    .map_err(super::gaps::too_large)?,
                _ => export.bytes,
            }
        }
        ExportFormat::Json => exchange::facts_json(&survey).map_err(Failure::defect)?,
        ExportFormat::Geojson | ExportFormat::Gpkg => {
            let Some(path) = &args.out else {
                return Err(Failure::usage(
                    t!("a map is written into a file"),
                    t!("name it with --out"),
                ));
            };
            let loaded = one_profile(&store, args.profile.as_deref())?;
            let assessment = assess(&survey, &loaded.profile, default_day(&survey));
            let table = gap_table(&survey, &loaded.profile, &assessment, &Filter::default());
            let map = Map::new(&survey, &table, assessment.as_of, args.edition)?;
            if format == ExportFormat::Gpkg {
                map.write_geopackage(path)?;
            } else {
                map.write_geojson(path)?;
            }
            return Ok(0);
        }
    };
    deliver(&bytes, args.out.as_deref())?;
    Ok(if needs_a_person { 3 } else { 0 })
}

/// The table of facts as a sheet: every cell as it was recorded, so numbers are text too.
fn sheet(table: &[u8]) -> Result<Sheet, Failure> {
    let mut reader = csv::Reader::from_reader(table);
    let header: Vec<&str> = reader.headers().map_err(Failure::defect)?.iter().collect();
    let mut sheet = Sheet::new(t!("Facts"), &header);
    for row in reader.records() {
        let row = row.map_err(Failure::defect)?;
        sheet.rows.push(row.iter().map(Cell::from).collect());
    }
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_of_facts_has_every_cell_as_it_was_recorded() {
        let table = "crossing_point,value,note\nQV-P06,007.50,\"two\nlines\"\nQV-P06,,=1+1\n";
        let sheet = sheet(table.as_bytes()).unwrap_or_else(|error| panic!("{}", error.what()));
        assert_eq!(sheet.header, ["crossing_point", "value", "note"]);
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(sheet.rows[0], [text("QV-P06"), text("007.50"), text("two\nlines")]);
        assert_eq!(sheet.rows[1], [text("QV-P06"), Cell::Empty, text("=1+1")]);
    }
}
