//! `borderfit export`: everything that was recorded.

use super::args::{Export, ExportFormat};
use super::context::{one_profile, open};
use super::failure::Failure;
use super::maps::Map;
use super::output::{deliver, say};
use super::wipe::wipe;
use crate::judge::{assess, default_day};
use crate::model::attachment::attachments;
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
        ExportFormat::FactsCsv => {
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
            export.bytes
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
