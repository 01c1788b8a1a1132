//! `borderfit export`: everything that was recorded.

use super::args::{Export, ExportFormat};
use super::context::open;
use super::failure::Failure;
use super::output::{deliver, say};
use super::wipe::wipe;
use crate::model::attachment::attachments;
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
    let (_, survey) = open(&args.file)?;
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
    };
    deliver(&bytes, args.out.as_deref())?;
    Ok(if needs_a_person { 3 } else { 0 })
}
