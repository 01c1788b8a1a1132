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
use crate::{counted, t};

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
            return t!("List of positions complete").to_owned();
        }
        let listed = attribute.strip_prefix("inventory_complete.");
        if let Some(kind) = listed.and_then(|kind| vocabulary.find_kind(kind)) {
            return t!("List of equipment complete ({kind})", kind = vocabulary.kind(kind).label);
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
        let finding = self.finding(range.point, range.position, range.requirement);
        let (now, possible) = (words::verdict(range.now), verdicts(&range.possible));
        if range.tried {
            t!("{finding}: {now}; can be {possible}", finding, now, possible)
        } else {
            t!(
                "{finding}: {now}; can be {possible} (by its intervals; too many ways to try)",
                finding,
                now,
                possible
            )
        }
    }

    fn answer(&self, open: &Open, answer: &Deciding) -> String {
        let at = joined(&asked_columns(self.assessment, open.point, &answer.at)[1..]);
        let verdict = words::verdict(answer.verdict);
        let (label, value) = (self.label(&answer.attribute), self.value(answer));
        if at.is_empty() {
            t!("{verdict} if {label} is {value}", verdict, label, value)
        } else {
            t!("{verdict} if {label} at {at} is {value}", verdict, label, at, value)
        }
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
            (None, "true") => t!("yes").to_owned(),
            (None, "false") => t!("no").to_owned(),
            (None, value) => value.to_owned(),
        }
    }

    fn open(&self, open: &Open) -> String {
        let mut text = counted!(
            open.questions,
            "{finding}: {n} fact could decide it; can be {possible}",
            "{finding}: {n} facts could decide it; can be {possible}",
            finding = self.finding(open.point, open.position, open.requirement),
            possible = classes(&open.possible)
        );
        text.push_str(t!("; "));
        if open.answers.is_empty() {
            text.push_str(t!("no one answer that was tried decides it alone"));
        } else {
            let answers: Vec<String> =
                open.answers.iter().map(|answer| self.answer(open, answer)).collect();
            text.push_str(&answers.join(", "));
        }
        text
    }

    fn totals(&self, totals: &Totals) -> String {
        let range = |(low, high): (u64, u64)| {
            if low == high { low.to_string() } else { t!("{low} to {high}", low, high) }
        };
        t!(
            "{met} met, {gaps} gaps, {open} not assessed",
            met = range(totals.met),
            gaps = range(totals.gaps),
            open = range(totals.not_assessed)
        )
    }

    /// What of the gaps is stable, in a sentence.
    fn stability(&self) -> String {
        let flipping = self.robust.unstable.iter().filter(|r| r.now.is_gap()).count();
        let stable = self.robust.stable_gaps;
        match flipping {
            0 => counted!(
                stable,
                "{n} gap is stable under every resolution, and none is not.",
                "{n} gaps are stable under every resolution, and none is not."
            ),
            _ => counted!(
                stable,
                "{n} gap is stable under every resolution; {flipping} may flip.",
                "{n} gaps are stable under every resolution; {flipping} may flip.",
                flipping
            ),
        }
    }
}

/// What is not assessed can be met, or a gap, or either.
fn classes(possible: &std::collections::BTreeSet<Verdict>) -> &'static str {
    let gap = possible.iter().any(|v| v.is_gap());
    match (possible.contains(&Verdict::Met), gap) {
        (true, true) => t!("met or a gap"),
        (true, false) => t!("met, and no gap"),
        (false, true) => t!("a gap, and not met"),
        (false, false) => t!("not applicable"),
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

/// The totals under every resolution, and whatever else is found out.
fn totals(view: &RobustView<'_>) -> [String; 2] {
    let (settled, found_out) = (&view.robust.totals, &view.robust.found_out);
    [
        t!("However the disputes are settled: {totals}.", totals = view.totals(settled)),
        t!("Whatever else is found out: {totals}.", totals = view.totals(found_out)),
    ]
}

/// For a terminal of so many columns, or for a pipe (`None`: nothing is wrapped).
#[must_use]
pub fn robust_text(view: &RobustView<'_>, width: Option<usize>) -> String {
    let mut out = String::new();
    let profile = view.profile;
    let _ = writeln!(out, "{}", view.survey.title());
    let head = t!(
        "What would flip a verdict: {title} {version} ({status}), as of {as_of}",
        title = profile.title,
        version = profile.version,
        status = status_words(profile),
        as_of = view.assessment.as_of
    );
    wrapped(&mut out, "", &head, width);
    let robust = view.robust;
    out.push('\n');
    wrapped(&mut out, "", &view.stability(), width);
    for totals in totals(view) {
        wrapped(&mut out, "", &totals, width);
    }
    let _ = writeln!(out, "\n{}", t!("Disputes"));
    if robust.disputes.is_empty() {
        let _ = writeln!(out, "  {}", t!("none that a finding reads"));
    }
    for effect in &robust.disputes {
        let head = t!(
            "{subject}  {label} (read by {n} findings)",
            subject = view.subject(effect),
            label = view.label(&effect.attribute),
            n = effect.read_by
        );
        hanging(&mut out, "  ", "      ", &head, width);
        for side in &effect.sides {
            let flips: Vec<String> =
                side.flips.iter().map(|f| view.flip(effect.point, f)).collect();
            let then = if flips.is_empty() {
                t!("nothing changes").to_owned()
            } else {
                flips.join(t!("; "))
            };
            let authors = side.authors.join(", ");
            let text = t!("{value} ({authors}): {then}", value = side.value, authors, then);
            hanging(&mut out, "      ", "        ", &text, width);
        }
    }
    if !robust.unstable.is_empty() {
        let _ = writeln!(out, "\n{}", t!("Not the same under every resolution"));
        for range in &robust.unstable {
            hanging(&mut out, "  ", "      ", &view.range(range), width);
        }
    }
    if !robust.open.is_empty() {
        let _ = writeln!(out, "\n{}", t!("Not assessed, and what would decide it"));
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
    let mut out = format!("# {}\n\n{}\n", t!("What would flip a verdict"), view.stability());
    let _ = writeln!(out, "{}\n", totals(view).join(" "));
    let _ = writeln!(out, "## {}\n", t!("Disputes"));
    out.push_str(t!("| About | Says | Who | Would change |"));
    out.push_str("\n|---|---|---|---|\n");
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
                cell(&flips.join(t!("; ")))
            );
        }
    }
    for (heading, lines) in [
        (
            t!("Not the same under every resolution"),
            robust.unstable.iter().map(|r| view.range(r)).collect::<Vec<_>>(),
        ),
        (
            t!("Not assessed, and what would decide it"),
            robust.open.iter().map(|o| view.open(o)).collect(),
        ),
    ] {
        let _ = writeln!(out, "\n## {heading}\n");
        for line in &lines {
            let _ = writeln!(out, "- {}", cell(line));
        }
        if lines.is_empty() {
            let _ = writeln!(out, "{}", t!("None."));
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
