//! The gap table as a workbook: one sheet of findings, one that says what they are.

use super::gaps::{GapTable, Line, status_words};
use super::tables::CSV_HEADER;
use super::xlsx::{Cell, Sheet, WorkbookError, workbook};
use crate::model::{Day, Interval, Survey, Verdict};
use crate::standard::Profile;
use crate::{t, words};

/// The findings and where they come from, as the bytes of an `.xlsx` file.
///
/// # Errors
/// When there are more findings than a sheet holds.
pub fn gaps_xlsx(
    survey: &Survey,
    table: &GapTable<'_>,
    as_of: Day,
) -> Result<Vec<u8>, WorkbookError> {
    let mut findings = Sheet::new(t!("Findings"), &CSV_HEADER);
    let lines = table.points.iter().flat_map(|p| &p.lines);
    findings.rows = lines.map(|line| row(line, table)).collect();
    let mut totals = Sheet::new(t!("Totals"), &["crossing_point"]);
    totals.header.extend(Verdict::ALL.map(|v| words::verdict(v).to_owned()));
    let named = table.points.iter().map(|p| (p.code.as_str(), &p.totals));
    for (code, counts) in named.chain([("all", &table.totals)]) {
        let mut row: Vec<Cell> = vec![code.into()];
        row.extend(Verdict::ALL.map(|v| Cell::from(counts.count(v))));
        totals.rows.push(row);
    }
    let about = about(survey, table.profile, as_of);
    workbook(survey.title(), &[findings, totals, about])
}

fn row(line: &Line<'_>, table: &GapTable<'_>) -> Vec<Cell> {
    let requirement = line.requirement;
    let mut row: Vec<Cell> = vec![
        line.id.clone().into(),
        requirement.id.as_str().into(),
        requirement.title.as_str().into(),
        line.crossing_point.clone().into(),
        line.position.clone().into(),
        requirement.category.as_str().into(),
        line.severity().code().into(),
        line.verdict.code().into(),
    ];
    for interval in [line.needed, line.conforming, line.failing, line.shortfall] {
        row.extend(ends(interval));
    }
    row.extend([
        Cell::from(line.undecided),
        line.follows.into(),
        line.evidence.map(crate::model::Evidence::code).into(),
        line.reason.as_str().into(),
        line.source(table.profile).into(),
    ]);
    row
}

/// Both ends of an interval; one without bound is empty.
pub(super) fn ends(interval: Option<Interval>) -> [Cell; 2] {
    [interval.map(|i| i.min).into(), interval.and_then(|i| i.max).into()]
}

/// What survey, profile and day a workbook is about.
pub(super) fn about(survey: &Survey, profile: &Profile, as_of: Day) -> Sheet {
    let mut about = Sheet::new(t!("About"), &[t!("what"), t!("value")]);
    let rows = [
        (t!("survey"), survey.title().to_owned()),
        (t!("profile"), format!("{} {}", profile.id, profile.version)),
        (t!("profile title"), profile.title.clone()),
        (t!("status"), status_words(profile).to_owned()),
        ("sha256", profile.sha256.clone()),
        (t!("as of"), as_of.to_string()),
    ];
    about.rows = rows.into_iter().map(|(what, value)| vec![what.into(), value.into()]).collect();
    about
}
