//! What would flip a verdict, as text, CSV, Markdown and JSON.

use std::fmt::Write;

use serde::Serialize;

use super::gaps::{asked_columns, status_words};
use super::json::pretty;
use super::tables::cell;
use super::tables::{hanging, wrapped};
use crate::judge::Assessment;
use crate::model::{Survey, Verdict};
use crate::plan::robust::{Deciding, Effect, Flip, Open, Range, Robust, Totals};
use crate::standard::{Profile, RequirementId};
use crate::words;

/// What rests on disputes and unknowns, with what is needed to print it.
#[derive(Clone, Copy, Debug)]
pub struct RobustView<'a> {
    /// The survey.
    pub survey: &'a Survey,
    /// The profile.
    pub profile: &'a Profile,
    /// The findings.
    pub assessment: &'a Assessment,
    /// What would flip them.
    pub robust: &'a Robust,
}

impl RobustView<'_> {
    fn finding(&self, point: usize, position: Option<usize>, requirement: RequirementId) -> String {
        let place = &self.assessment.points[point];
        let id = &self.profile.requirement(requirement).id;
        match position {
            Some(p) => format!("{id}@{}/{}", place.code, place.positions[p].code),
            None => format!("{id}@{}", place.code),
        }
    }

    fn flip(&self, point: usize, flip: &Flip) -> String {
        format!(
            "{} {} -> {}",
            self.finding(point, flip.position, flip.requirement),
            words::verdict(flip.before),
            words::verdict(flip.after)
        )
    }

    fn label(&self, attribute: &str) -> String {
        let vocabulary = &self.profile.vocabulary;
        if attribute == "positions_complete" {
            return "List of positions complete".to_owned();
        }
        let listed = attribute.strip_prefix("inventory_complete.");
        if let Some(kind) = listed.and_then(|kind| vocabulary.find_kind(kind)) {
            return format!("List of equipment complete ({})", vocabulary.kind(kind).label);
        }
        vocabulary
            .find(attribute)
            .map_or_else(|| attribute.to_owned(), |id| vocabulary.attribute(id).label.clone())
    }

    fn columns(&self, effect: &Effect) -> [String; 3] {
        self.survey.path(effect.subject).to_columns()
    }

    fn subject(&self, effect: &Effect) -> String {
        joined(&self.columns(effect))
    }

    fn range(&self, range: &Range) -> String {
        let how = if range.tried { "" } else { " (by its intervals; too many ways to try)" };
        format!(
            "{}: {}; can be {}{how}",
            self.finding(range.point, range.position, range.requirement),
            words::verdict(range.now),
            verdicts(&range.possible)
        )
    }

    fn answer(&self, open: &Open, answer: &Deciding) -> String {
        let at = joined(&asked_columns(self.assessment, open.point, &answer.at)[1..]);
        let place = if at.is_empty() { String::new() } else { format!(" at {at}") };
        format!(
            "{} if {}{place} is {}",
            words::verdict(answer.verdict),
            self.label(&answer.attribute),
            self.value(answer)
        )
    }

    /// An answer with its unit.
    fn value(&self, answer: &Deciding) -> String {
        let vocabulary = &self.profile.vocabulary;
        let unit = vocabulary
            .find(&answer.attribute)
            .and_then(|id| vocabulary.attribute(id).value.unit)
            .filter(|_| !answer.value.contains(' '));
        match (unit, answer.value.as_str()) {
            (Some(unit), value) => format!("{value} {}", unit.symbol()),
            (None, "true") => "yes".to_owned(),
            (None, "false") => "no".to_owned(),
            (None, value) => value.to_owned(),
        }
    }

    fn open(&self, open: &Open) -> String {
        let facts = match open.questions {
            1 => "1 fact could decide it".to_owned(),
            n => format!("{n} facts could decide it"),
        };
        let mut text = format!(
            "{}: {facts}; can be {}",
            self.finding(open.point, open.position, open.requirement),
            classes(&open.possible)
        );
        if open.answers.is_empty() {
            text.push_str("; no one answer that was tried decides it alone");
        } else {
            let answers: Vec<String> =
                open.answers.iter().map(|answer| self.answer(open, answer)).collect();
            let _ = write!(text, "; {}", answers.join(", "));
        }
        text
    }

    fn totals(&self, totals: &Totals) -> String {
        let range = |(low, high): (u64, u64)| {
            if low == high { low.to_string() } else { format!("{low} to {high}") }
        };
        format!(
            "{} met, {} gaps, {} not assessed",
            range(totals.met),
            range(totals.gaps),
            range(totals.not_assessed)
        )
    }

    /// What of the gaps is stable, in a sentence.
    fn stability(&self) -> String {
        let flipping = self.robust.unstable.iter().filter(|r| r.now.is_gap()).count();
        let stable = self.robust.stable_gaps;
        let gaps = if stable == 1 { "1 gap is".to_owned() } else { format!("{stable} gaps are") };
        match flipping {
            0 => format!("{gaps} stable under every resolution, and none is not."),
            _ => format!("{gaps} stable under every resolution; {flipping} may flip."),
        }
    }
}

/// What is not assessed can be met, or a gap, or either.
fn classes(possible: &std::collections::BTreeSet<Verdict>) -> &'static str {
    let gap = possible.iter().any(|v| v.is_gap());
    match (possible.contains(&Verdict::Met), gap) {
        (true, true) => "met or a gap",
        (true, false) => "met, and no gap",
        (false, true) => "a gap, and not met",
        (false, false) => "not applicable",
    }
}

fn joined(columns: &[String]) -> String {
    let parts: Vec<&str> = columns.iter().map(String::as_str).filter(|c| !c.is_empty()).collect();
    parts.join("/")
}

fn verdicts(possible: &std::collections::BTreeSet<Verdict>) -> String {
    let all: Vec<&str> = possible.iter().map(|&v| words::verdict(v)).collect();
    all.join(", ")
}

/// For a terminal of so many columns, or for a pipe (`None`: nothing is wrapped).
#[must_use]
pub fn robust_text(view: &RobustView<'_>, width: Option<usize>) -> String {
    let mut out = String::new();
    let profile = view.profile;
    let _ = writeln!(out, "{}", view.survey.title());
    let head = format!(
        "What would flip a verdict: {} {} ({}), as of {}",
        profile.title,
        profile.version,
        status_words(profile),
        view.assessment.as_of
    );
    wrapped(&mut out, "", &head, width);
    let robust = view.robust;
    out.push('\n');
    wrapped(&mut out, "", &view.stability(), width);
    let totals = format!("However the disputes are settled: {}.", view.totals(&robust.totals));
    wrapped(&mut out, "", &totals, width);
    let totals = format!("Whatever else is found out: {}.", view.totals(&robust.found_out));
    wrapped(&mut out, "", &totals, width);
    out.push_str("\nDisputes\n");
    if robust.disputes.is_empty() {
        out.push_str("  none that a finding reads\n");
    }
    for effect in &robust.disputes {
        let head = format!(
            "{}  {} (read by {} findings)",
            view.subject(effect),
            view.label(&effect.attribute),
            effect.read_by
        );
        hanging(&mut out, "  ", "      ", &head, width);
        for side in &effect.sides {
            let flips: Vec<String> =
                side.flips.iter().map(|f| view.flip(effect.point, f)).collect();
            let then =
                if flips.is_empty() { "nothing changes".to_owned() } else { flips.join("; ") };
            let text = format!("{} ({}): {then}", side.value, side.authors.join(", "));
            hanging(&mut out, "      ", "        ", &text, width);
        }
    }
    if !robust.unstable.is_empty() {
        out.push_str("\nNot the same under every resolution\n");
        for range in &robust.unstable {
            hanging(&mut out, "  ", "      ", &view.range(range), width);
        }
    }
    if !robust.open.is_empty() {
        out.push_str("\nNot assessed, and what would decide it\n");
        for open in &robust.open {
            hanging(&mut out, "  ", "      ", &view.open(open), width);
        }
    }
    out
}

/// To paste into a document.
#[must_use]
pub fn robust_markdown(view: &RobustView<'_>) -> String {
    let robust = view.robust;
    let mut out = format!("# What would flip a verdict\n\n{}\n", view.stability());
    let _ = writeln!(
        out,
        "However the disputes are settled: {}. Whatever else is found out: {}.\n",
        view.totals(&robust.totals),
        view.totals(&robust.found_out)
    );
    out.push_str("## Disputes\n\n| About | Says | Who | Would change |\n|---|---|---|---|\n");
    for effect in &robust.disputes {
        for side in &effect.sides {
            let flips: Vec<String> =
                side.flips.iter().map(|f| view.flip(effect.point, f)).collect();
            let _ = writeln!(
                out,
                "| {} {} | {} | {} | {} |",
                cell(&view.subject(effect)),
                cell(&view.label(&effect.attribute)),
                cell(&side.value),
                cell(&side.authors.join(", ")),
                cell(&flips.join("; "))
            );
        }
    }
    for (heading, lines) in [
        (
            "Not the same under every resolution",
            robust.unstable.iter().map(|r| view.range(r)).collect::<Vec<_>>(),
        ),
        (
            "Not assessed, and what would decide it",
            robust.open.iter().map(|o| view.open(o)).collect(),
        ),
    ] {
        let _ = writeln!(out, "\n## {heading}\n");
        for line in &lines {
            let _ = writeln!(out, "- {}", cell(line));
        }
        if lines.is_empty() {
            out.push_str("None.\n");
        }
    }
    out
}

/// One row for each side of a dispute and finding that it flips (`dispute`), each finding that is
/// not the same under every resolution (`unstable`), and each answer that decides one that is not
/// assessed (`answer`; a row without one where none does).
///
/// # Errors
/// When a record cannot be written, which does not happen in memory.
pub fn robust_csv(view: &RobustView<'_>) -> Result<Vec<u8>, csv::Error> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    writer.write_record([
        "row",
        "crossing_point",
        "position",
        "item",
        "attribute",
        "value",
        "finding",
        "before",
        "after",
    ])?;
    let empty = || [String::new(), String::new(), String::new()];
    let mut row = |sort: &str, at: [String; 3], rest: [&str; 5]| {
        let [point, position, item] = at;
        let [attribute, value, finding, before, after] = rest;
        writer.write_record([
            sort, &point, &position, &item, attribute, value, finding, before, after,
        ])
    };
    for effect in &view.robust.disputes {
        for side in &effect.sides {
            let at = view.columns(effect);
            if side.flips.is_empty() {
                row("dispute", at.clone(), [&effect.attribute, &side.value, "", "", ""])?;
            }
            for flip in &side.flips {
                let finding = view.finding(effect.point, flip.position, flip.requirement);
                let (before, after) = (flip.before.code(), flip.after.code());
                let rest = [&*effect.attribute, &side.value, &finding, before, after];
                row("dispute", at.clone(), rest)?;
            }
        }
    }
    for range in &view.robust.unstable {
        let finding = view.finding(range.point, range.position, range.requirement);
        let possible: Vec<&str> = range.possible.iter().map(|v| v.code()).collect();
        let rest = ["", "", &finding, range.now.code(), &possible.join(";")];
        row("unstable", empty(), rest)?;
    }
    for open in &view.robust.open {
        let finding = view.finding(open.point, open.position, open.requirement);
        let now = Verdict::NotAssessed.code();
        if open.answers.is_empty() {
            row("answer", empty(), ["", "", &finding, now, ""])?;
        }
        for answer in &open.answers {
            let at = asked_columns(view.assessment, open.point, &answer.at);
            let rest = [&*answer.attribute, &answer.value, &finding, now, answer.verdict.code()];
            row("answer", at, rest)?;
        }
    }
    writer.into_inner().map_err(|e| e.into_error().into())
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    as_of: String,
    profile: &'a str,
    stable_gaps: usize,
    totals: TotalsJson,
    totals_found_out: TotalsJson,
    disputes: Vec<DisputeJson<'a>>,
    unstable: Vec<UnstableJson>,
    open: Vec<OpenJson>,
}

#[derive(Serialize)]
struct TotalsJson {
    met: RangeJson,
    gaps: RangeJson,
    not_assessed: RangeJson,
}

impl From<&Totals> for TotalsJson {
    fn from(totals: &Totals) -> Self {
        Self {
            met: totals.met.into(),
            gaps: totals.gaps.into(),
            not_assessed: totals.not_assessed.into(),
        }
    }
}

#[derive(Serialize)]
struct RangeJson {
    min: u64,
    max: u64,
}

impl From<(u64, u64)> for RangeJson {
    fn from((min, max): (u64, u64)) -> Self {
        Self { min, max }
    }
}

#[derive(Serialize)]
struct DisputeJson<'a> {
    crossing_point: String,
    position: String,
    item: String,
    attribute: &'a str,
    read_by: usize,
    sides: Vec<SideJson<'a>>,
}

#[derive(Serialize)]
struct SideJson<'a> {
    value: &'a str,
    recorded_by: &'a [String],
    flips: Vec<FlipJson>,
}

#[derive(Serialize)]
struct FlipJson {
    finding: String,
    before: &'static str,
    after: &'static str,
}

#[derive(Serialize)]
struct UnstableJson {
    finding: String,
    now: &'static str,
    possible: Vec<&'static str>,
    tried: bool,
}

#[derive(Serialize)]
struct OpenJson {
    finding: String,
    questions: usize,
    possible: Vec<&'static str>,
    answers: Vec<AnswerJson>,
}

#[derive(Serialize)]
struct AnswerJson {
    crossing_point: String,
    position: String,
    item: String,
    attribute: String,
    value: String,
    verdict: &'static str,
}

/// `borderfit.robust/1`, indented, with a line feed at its end.
///
/// # Errors
/// When it cannot be written as JSON, which does not happen for these types.
pub fn robust_json(view: &RobustView<'_>) -> Result<String, serde_json::Error> {
    let robust = view.robust;
    let codes = |set: &std::collections::BTreeSet<Verdict>| set.iter().map(|v| v.code()).collect();
    let document = Document {
        format: "borderfit.robust/1",
        as_of: view.assessment.as_of.to_string(),
        profile: &view.profile.id,
        stable_gaps: robust.stable_gaps,
        totals: (&robust.totals).into(),
        totals_found_out: (&robust.found_out).into(),
        disputes: robust
            .disputes
            .iter()
            .map(|effect| {
                let [crossing_point, position, item] = view.columns(effect);
                DisputeJson {
                    crossing_point,
                    position,
                    item,
                    attribute: &effect.attribute,
                    read_by: effect.read_by,
                    sides: effect
                        .sides
                        .iter()
                        .map(|side| SideJson {
                            value: &side.value,
                            recorded_by: &side.authors,
                            flips: side
                                .flips
                                .iter()
                                .map(|flip| FlipJson {
                                    finding: view.finding(
                                        effect.point,
                                        flip.position,
                                        flip.requirement,
                                    ),
                                    before: flip.before.code(),
                                    after: flip.after.code(),
                                })
                                .collect(),
                        })
                        .collect(),
                }
            })
            .collect(),
        unstable: robust
            .unstable
            .iter()
            .map(|range| UnstableJson {
                finding: view.finding(range.point, range.position, range.requirement),
                now: range.now.code(),
                possible: codes(&range.possible),
                tried: range.tried,
            })
            .collect(),
        open: robust
            .open
            .iter()
            .map(|open| OpenJson {
                finding: view.finding(open.point, open.position, open.requirement),
                questions: open.questions,
                possible: codes(&open.possible),
                answers: open
                    .answers
                    .iter()
                    .map(|answer| {
                        let [crossing_point, position, item] =
                            asked_columns(view.assessment, open.point, &answer.at);
                        AnswerJson {
                            crossing_point,
                            position,
                            item,
                            attribute: answer.attribute.clone(),
                            value: answer.value.clone(),
                            verdict: answer.verdict.code(),
                        }
                    })
                    .collect(),
            })
            .collect(),
    };
    pretty(&document)
}
