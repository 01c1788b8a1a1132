//! `borderfit gaps`: the gap table.

use super::args::{Gaps, GapsFormat};
use super::context::{as_of, chosen_profiles, one_profile, open};
use super::failure::Failure;
use super::output::{deliver, not_for_a_terminal, width};
use crate::judge::assess;
use crate::model::{Survey, Verdict};
use crate::report::workbook::gaps_xlsx;
use crate::report::xlsx::WorkbookError;
use crate::report::{Filter, GapTable, gap_table, json, tables};
use crate::{counted, t};

pub(super) fn run(args: &Gaps) -> Result<u8, Failure> {
    if args.format == GapsFormat::Xlsx {
        not_for_a_terminal(args.out.as_deref())?;
    }
    let (store, survey) = open(&args.file)?;
    let day = as_of(&survey, args.as_of);
    let named = args.profile.as_deref();
    let several = matches!(args.format, GapsFormat::Table | GapsFormat::Markdown);
    let profiles =
        if several { chosen_profiles(&store, named)? } else { vec![one_profile(&store, named)?] };
    let mut output = Vec::new();
    for (n, loaded) in profiles.iter().enumerate() {
        let profile = &loaded.profile;
        let assessment = assess(&survey, profile, day);
        let known = |code: &String| assessment.points.iter().any(|p| &p.code == code);
        if let Some(unknown) = args.crossing_point.iter().find(|c| !known(c)) {
            return Err(no_such_point(&survey, unknown));
        }
        let table = gap_table(&survey, profile, &assessment, &filter(args));
        if n > 0 {
            output.extend_from_slice(b"\n\n");
        }
        match args.format {
            GapsFormat::Table => {
                let width = width(args.out.as_deref());
                output.extend(tables::text(&survey, &table, day, width).into_bytes());
                output.extend(hidden(args, &table).into_bytes());
            }
            GapsFormat::Markdown => {
                output.extend(tables::markdown(&survey, &table, day).into_bytes());
            }
            GapsFormat::Csv => output.extend(tables::csv(&table).map_err(Failure::defect)?),
            GapsFormat::Xlsx => {
                output.extend(gaps_xlsx(&survey, &table, day).map_err(too_large)?);
            }
            GapsFormat::Json => {
                output.extend(
                    json::gaps(&survey, &table, day).map_err(Failure::defect)?.into_bytes(),
                );
            }
        }
    }
    deliver(&output, args.out.as_deref())?;
    Ok(0)
}

/// A table for reading lists the gaps and what is not assessed beside them, unless verdicts are
/// named; the other formats list everything.
fn filter(args: &Gaps) -> Filter {
    let reading = matches!(args.format, GapsFormat::Table | GapsFormat::Markdown);
    let verdicts = match (&args.verdict[..], reading) {
        ([], true) => [Verdict::PartlyMet, Verdict::NotMet, Verdict::NotAssessed].into(),
        (named, _) => named.iter().copied().collect(),
    };
    Filter { crossing_points: args.crossing_point.iter().cloned().collect(), verdicts }
}

fn hidden(args: &Gaps, table: &GapTable<'_>) -> String {
    let listed: usize = table.points.iter().map(|p| p.lines.len()).sum();
    let all: u64 = Verdict::ALL.into_iter().map(|v| table.totals.count(v)).sum();
    match usize::try_from(all).unwrap_or(usize::MAX).saturating_sub(listed) {
        0 => String::new(),
        n if args.verdict.is_empty() => {
            let text = counted!(
                n,
                "{n} finding that is met or not applicable is not listed (--verdict)",
                "{n} findings that are met or not applicable are not listed (--verdict)"
            );
            format!("\n{text}\n")
        }
        n => {
            let text = counted!(
                n,
                "{n} finding with another verdict is not listed",
                "{n} findings with other verdicts are not listed"
            );
            format!("\n{text}\n")
        }
    }
}

/// A workbook that does not hold what it should.
pub(super) fn too_large(error: WorkbookError) -> Failure {
    Failure::refused(
        error,
        t!("nothing was written; choose fewer crossing points, or --format csv"),
    )
}

/// A crossing point that the survey does not have.
pub(super) fn no_such_point(survey: &Survey, code: &str) -> Failure {
    let codes: Vec<String> =
        crate::model::places::crossing_points(survey).into_iter().map(|p| p.code).collect();
    let near = codes
        .iter()
        .max_by(|a, b| strsim::jaro_winkler(a, code).total_cmp(&strsim::jaro_winkler(b, code)));
    let hint = near.map_or_else(
        || t!("the survey has no crossing point yet").to_owned(),
        |near| t!("nothing was written; the nearest code is '{near}'", near),
    );
    Failure::refused(
        t!("the survey has no crossing point '{code}'", code = code.escape_debug()),
        hint,
    )
}
