//! `borderfit robust`: which verdicts rest on who is right, and which answers would decide.
//!
//! A command of its own and no flag of `gaps`: its rows are disputes and answers, not findings,
//! and the columns of `gaps` are a contract.

use super::args::{Robust, RobustFormat};
use super::context::{as_of, one_profile, open};
use super::failure::Failure;
use super::gaps::no_such_point;
use super::output::{deliver, width};
use crate::judge::assess;
use crate::plan::robust::robust;
use crate::report::robust::{RobustView, robust_csv, robust_json, robust_markdown, robust_text};

pub(super) fn run(args: &Robust) -> Result<u8, Failure> {
    let (store, survey) = open(&args.file)?;
    let loaded = one_profile(&store, args.profile.as_deref())?;
    let profile = &loaded.profile;
    let assessment = assess(&survey, profile, as_of(&survey, args.as_of));
    let place = |code: &String| assessment.points.iter().position(|p| &p.code == code);
    let mut points = Vec::new();
    for code in &args.crossing_point {
        points.push(place(code).ok_or_else(|| no_such_point(&survey, code))?);
    }
    if points.is_empty() {
        points = (0..assessment.points.len()).collect();
    }
    points.sort_unstable();
    points.dedup();
    let robust = robust(&survey, profile, &assessment, &points);
    let view = RobustView { survey: &survey, profile, assessment: &assessment, robust: &robust };
    let out = args.out.as_deref();
    let output = match args.format {
        RobustFormat::Table => robust_text(&view, width(out)).into_bytes(),
        RobustFormat::Markdown => robust_markdown(&view).into_bytes(),
        RobustFormat::Csv => robust_csv(&view).map_err(Failure::defect)?,
        RobustFormat::Json => robust_json(&view).map_err(Failure::defect)?.into_bytes(),
    };
    deliver(&output, out)?;
    Ok(0)
}
