//! `borderfit report`: the PDF.

use std::collections::BTreeSet;
use std::path::Path;

use super::args::{Edition, Paper, Report};
use super::context::{PROGRAM, as_of, one_profile, open};
use super::failure::Failure;
use super::gaps::no_such_point;
use super::output::{say, write_file};
use crate::judge::{Assessment, assess};
use crate::model::Survey;
use crate::model::journal::digest;
use crate::report::pdf::{self, PdfOptions};
use crate::report::{Filter, ReportOptions, report};
use crate::standard::Profile;

pub(super) fn run(args: &Report) -> Result<u8, Failure> {
    let Edition::Full = args.edition;
    let (store, survey) = open(&args.file)?;
    let loaded = one_profile(&store, args.profile.as_deref())?;
    let assessment = assess(&survey, &loaded.profile, as_of(&survey, args.as_of));
    for code in &args.crossing_point {
        if !assessment.points.iter().any(|p| &p.code == code) {
            return Err(no_such_point(&survey, code));
        }
    }
    let job = Job {
        survey: &survey,
        profile: &loaded.profile,
        assessment: &assessment,
        marking: args.marking.clone(),
        options: PdfOptions {
            page: match args.paper {
                Paper::A4 => pdf::PageSize::A4,
                Paper::Letter => pdf::PageSize::Letter,
            },
            ..PdfOptions::default()
        },
    };
    job.write(&args.out, args.crossing_point.iter().cloned().collect())?;
    if let Some(folder) = &args.each {
        std::fs::create_dir_all(folder).map_err(|error| {
            Failure::refused(
                format!("{} cannot be made: {error}", folder.display()),
                "the consolidated report was written",
            )
        })?;
        for (n, point) in assessment.points.iter().enumerate() {
            if !args.crossing_point.is_empty() && !args.crossing_point.contains(&point.code) {
                continue;
            }
            // The number keeps codes apart that differ only in what a file name cannot hold.
            let name = format!("{:03}-{}.pdf", n + 1, file_name(&point.code));
            job.write(&folder.join(name), [point.code.clone()].into())?;
        }
    }
    Ok(0)
}

/// A report to be written, for all crossing points or some.
pub(super) struct Job<'a> {
    pub(super) survey: &'a Survey,
    pub(super) profile: &'a Profile,
    pub(super) assessment: &'a Assessment,
    pub(super) marking: Option<String>,
    pub(super) options: PdfOptions,
}

impl Job<'_> {
    /// Builds and writes it; says where it is.
    pub(super) fn write(
        &self,
        path: &Path,
        crossing_points: BTreeSet<String>,
    ) -> Result<(), Failure> {
        let options = ReportOptions {
            marking: self.marking.clone(),
            filter: Filter { crossing_points, verdicts: BTreeSet::new() },
            program: PROGRAM.to_owned(),
            digest: digest(self.survey.observations().iter().map(|o| o.id)),
            ..ReportOptions::default()
        };
        let document = report(self.survey, self.profile, self.assessment, &options);
        let bytes = pdf::write(&document, &self.options).map_err(|error| {
            Failure::refused(error, "nothing was written; correct the text in the survey")
        })?;
        write_file(path, &bytes)?;
        say(&format!("wrote {}", path.display()));
        Ok(())
    }
}

/// A code as part of a file name.
fn file_name(code: &str) -> String {
    code.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect()
}
