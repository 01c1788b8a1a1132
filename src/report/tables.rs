//! The gap table as text for people, as CSV and as Markdown.

use std::fmt::Write;

use super::disputes;
use super::gaps::{GapTable, Line, PointLines, status_words};
use crate::judge::{Totals, per_cent};
use crate::model::{Day, Interval, Survey, Verdict};
use crate::standard::Profile;
use crate::words;
use crate::{counted, t};

/// Header of the CSV form, in order.
pub const CSV_HEADER: [&str; 21] = [
    "finding",
    "requirement",
    "title",
    "crossing_point",
    "position",
    "category",
    "severity",
    "verdict",
    "needed_min",
    "needed_max",
    "conforming_min",
    "conforming_max",
    "failing_min",
    "failing_max",
    "shortfall_min",
    "shortfall_max",
    "undecided",
    "follows",
    "evidence",
    "reason",
    "source",
];

/// The table as CSV: one line per finding; an end without bound is empty.
///
/// # Errors
/// When a record cannot be written, which does not happen in memory.
pub fn csv(table: &GapTable<'_>) -> Result<Vec<u8>, csv::Error> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    writer.write_record(CSV_HEADER)?;
    let end = |interval: Option<Interval>| {
        let (min, max) = interval.map_or((None, None), |i| (Some(i.min), i.max));
        [min, max].map(|n| n.map_or(String::new(), |n| n.to_string()))
    };
    for line in table.points.iter().flat_map(|p| &p.lines) {
        let mut record = vec![
            line.id.clone(),
            line.requirement.id.clone(),
            line.requirement.title.clone(),
            line.crossing_point.clone(),
            line.position.clone().unwrap_or_default(),
            line.requirement.category.clone(),
            line.severity().code().to_owned(),
            line.verdict.code().to_owned(),
        ];
        for interval in [line.needed, line.conforming, line.failing, line.shortfall] {
            record.extend(end(interval));
        }
        record.extend([
            line.undecided.unwrap_or("").to_owned(),
            line.follows.unwrap_or("").to_owned(),
            line.evidence.map_or(String::new(), |e| e.code().to_owned()),
            line.reason.clone(),
            line.source(table.profile),
        ]);
        writer.write_record(&record)?;
    }
    writer.into_inner().map_err(|e| e.into_error().into())
}

/// The table as Markdown, to paste into a document.
#[must_use]
pub fn markdown(survey: &Survey, table: &GapTable<'_>, as_of: Day) -> String {
    let mut out = String::new();
    let profile = table.profile;
    let _ = writeln!(out, "# {}\n", cell(survey.title()));
    let title = cell(&profile.title);
    let _ = writeln!(out, "{}.\n", profile_line(&title, profile, as_of));
    let _ = writeln!(out, "{}\n", summary(&table.totals));
    for point in &table.points {
        let _ = writeln!(out, "## {}\n", cell(&heading(survey, point)));
        let _ = writeln!(out, "{}\n", summary(&point.totals));
        if point.lines.is_empty() {
            let _ = writeln!(out, "{}\n", t!("Nothing to list."));
            continue;
        }
        out.push_str(t!("| Finding | Severity | Verdict | Requirement | Shortfall | Reason |"));
        out.push_str("\n|---|---|---|---|---|---|\n");
        for line in &point.lines {
            let _ = writeln!(
                out,
                "| {} | {} | {} {} | {} | {} | {} |",
                cell(&line.id),
                line.severity().word(),
                words::mark(line.verdict),
                words::verdict(line.verdict),
                cell(&line.requirement.title),
                line.shortfall.map_or(String::new(), |s| s.to_string()),
                cell(&reason(line)),
            );
        }
        out.push('\n');
    }
    out
}

/// The table for a terminal of so many columns, or for a pipe (`None`: nothing is wrapped).
///
/// Gaps that follow from another are folded under it.
#[must_use]
pub fn text(survey: &Survey, table: &GapTable<'_>, as_of: Day, width: Option<usize>) -> String {
    let profile = table.profile;
    let mut out = String::new();
    let _ = writeln!(out, "{}", survey.title());
    wrapped(&mut out, "", &profile_line(&profile.title, profile, as_of), width);
    let disputes = disputes::disputes(survey, profile);
    for point in &table.points {
        let _ = writeln!(out, "\n{}", heading(survey, point));
        wrapped(&mut out, "  ", &summary(&point.totals), width);
        let disputed = disputes::at(survey, profile, &disputes, &point.subjects);
        if !disputed.is_empty() {
            let text = t!("people disagree on: {what}", what = disputed.join(", "));
            wrapped(&mut out, "  ", &text, width);
        }
        for line in point.lines.iter().filter(|l| l.follows.is_none()) {
            text_line(&mut out, line, width);
            let followers: Vec<&str> = point
                .lines
                .iter()
                .filter(|l| l.follows == Some(&line.requirement.id) && l.position == line.position)
                .map(|l| l.requirement.id.as_str())
                .collect();
            if !followers.is_empty() {
                let text = counted!(
                    followers.len(),
                    "{n} gap follows from it: {ids}",
                    "{n} gaps follow from it: {ids}",
                    ids = followers.join(", ")
                );
                wrapped(&mut out, "       ", &text, width);
            }
        }
    }
    let _ = writeln!(out, "\n{}", t!("All {n} crossing points", n = table.points.len()));
    wrapped(&mut out, "  ", &summary(&table.totals), width);
    out
}

fn text_line(out: &mut String, line: &Line<'_>, width: Option<usize>) {
    let mark = words::mark(line.verdict);
    let bang = if line.critical_gap() { '!' } else { ' ' };
    let (id, title) = (&line.requirement.id, &line.requirement.title);
    let severity = line.severity().word();
    let head = match &line.position {
        Some(place) => t!("{id} at {place} ({severity}): {title}", id, place, severity, title),
        None => t!("{id} ({severity}): {title}", id, severity, title),
    };
    let head = format!("{mark}{bang} {head}");
    hanging(out, "  ", "       ", &head, width);
    wrapped(out, "       ", &reason(line), width);
}

fn reason(line: &Line<'_>) -> String {
    let mut text = line.reason.clone();
    let counted = line.shortfall.filter(|&s| s != Interval::ZERO && s != Interval::exactly(1));
    if let Some(shortfall) = counted {
        text.push_str(t!("; "));
        text.push_str(&t!("short of {shortfall}", shortfall));
    }
    text.push_str(&line.exceptions());
    text
}

/// By what is judged, and as of when; the title is given, since formats escape it.
pub(super) fn profile_line(title: &str, profile: &Profile, as_of: Day) -> String {
    t!(
        "{title} {version} ({status}), as of {as_of}",
        title,
        version = profile.version,
        status = status_words(profile),
        as_of
    )
}

/// Code and name of a crossing point.
#[must_use]
pub fn heading(survey: &Survey, point: &PointLines<'_>) -> String {
    let name = survey.name(&point.subjects);
    match name {
        Some(name) => format!("{}  {name}", point.code),
        None => point.code.clone(),
    }
}

/// The counts in words, never without what is unknown.
#[must_use]
pub fn summary(totals: &Totals) -> String {
    let counts: Vec<String> = Verdict::ALL
        .into_iter()
        .map(|v| t!("{n} {verdict}", n = totals.count(v), verdict = words::verdict(v)))
        .collect();
    let (coverage, range) = (totals.coverage(), totals.met_range());
    let mut text = counts.join(", ");
    let ends = (
        per_cent(coverage.decided, coverage.applicable),
        per_cent(range.low, range.of),
        per_cent(range.high, range.of),
    );
    if let (Some(decided), Some(low), Some(high)) = ends {
        let met = if low == high { low.to_string() } else { t!("{low} to {high}", low, high) };
        text.push_str(&t!(
            "; decided {n} of {applicable} ({decided} %); met {met} %",
            n = coverage.decided,
            applicable = coverage.applicable,
            decided,
            met
        ));
    }
    if totals.following > 0 {
        text.push_str(&t!(
            "; {gaps} gaps, {n} of them follow from another",
            gaps = totals.gaps(),
            n = totals.following
        ));
    }
    text
}

/// Writes text wrapped at blanks, every line with the same indent.
pub(super) fn wrapped(out: &mut String, indent: &str, text: &str, width: Option<usize>) {
    hanging(out, indent, indent, text, width);
}

/// Writes text with a first and a further indent, wrapped at blanks.
pub(super) fn hanging(
    out: &mut String,
    first: &str,
    further: &str,
    text: &str,
    width: Option<usize>,
) {
    use unicode_width::UnicodeWidthStr;
    let limit = width.unwrap_or(usize::MAX).max(40);
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    out.push_str(first);
    let mut used = first.width();
    let mut fresh = true;
    for word in clean.split(' ') {
        if !fresh && used + 1 + word.width() > limit {
            out.push('\n');
            out.push_str(further);
            used = further.width();
            fresh = true;
        }
        if !fresh {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += word.width();
        fresh = false;
    }
    out.push('\n');
}

/// Text on one line of Markdown, without what would end a cell.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}
