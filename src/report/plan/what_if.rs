//! What would change under assumptions: text, Markdown, CSV, JSON. Each says that nothing was
//! recorded, and as which facts the assumptions were understood.

use std::fmt::Write;

use serde::Serialize;

use super::feasibility_words;
use super::state_code;
use crate::judge::Assessment;
use crate::model::{Interval, Survey, Verdict};
use crate::plan::assume::{AssumedFact, Change, Standing, WhatIf};
use crate::report::json::pretty;
use crate::report::tables::cell;
use crate::report::tables::{hanging, wrapped};
use crate::standard::Profile;
use crate::t;
use crate::words;

/// What would change, with what is needed to print it.
#[derive(Clone, Copy, Debug)]
pub struct WhatIfView<'a> {
    /// The survey as it is.
    pub survey: &'a Survey,
    /// The profile.
    pub profile: &'a Profile,
    /// The findings as they are.
    pub before: &'a Assessment,
    /// What would be.
    pub what_if: &'a WhatIf<'a>,
}

impl WhatIfView<'_> {
    fn place(&self, point: usize, position: Option<usize>) -> String {
        self.before.place(point, position)
    }

    fn id(&self, change: &Change) -> &str {
        &self.profile.requirement(change.requirement).id
    }

    fn title(&self, change: &Change) -> &str {
        &self.profile.requirement(change.requirement).title
    }

    fn fact(&self, fact: &AssumedFact) -> String {
        let at: Vec<&str> = fact.at.iter().map(String::as_str).filter(|c| !c.is_empty()).collect();
        let unit = if fact.unit.is_empty() { String::new() } else { format!(" {}", fact.unit) };
        format!("{}: {} = {}{unit}", at.join("/"), fact.attribute, fact.value)
    }

    fn standing(&self, standing: &Standing<'_>) -> String {
        let place = self.place(standing.point, standing.position);
        let (remedy, how) = (standing.remedy, feasibility_words(standing.feasibility));
        let mut parts = vec![t!("{remedy} at {place}: {how}", remedy, place, how)];
        parts.extend(standing.wanting.iter().map(|need| {
            let state = if need.blocks() {
                t!("not there, and cannot be mended")
            } else if need.to_mend() {
                t!("to be mended first")
            } else {
                t!("not known")
            };
            format!("{} ({state})", need.title)
        }));
        if standing.feasibility == crate::plan::Feasibility::NotFeasible
            && !standing.instead.is_empty()
        {
            parts.push(t!("instead: {what}", what = standing.instead.join(t!("; "))));
        }
        parts.join(t!("; "))
    }

    fn totals(&self) -> (Vec<u64>, Vec<u64>) {
        let counts = |assessment: &Assessment| {
            let totals = assessment.totals(self.profile);
            Verdict::ALL.into_iter().map(|v| totals.count(v)).collect()
        };
        (counts(self.before), counts(&self.what_if.after))
    }
}

/// Short of how many, in words; empty where that says no more than the verdict.
fn short((verdict, shortfall): (Verdict, Option<Interval>)) -> String {
    let word = words::verdict(verdict);
    match shortfall {
        Some(short) if verdict != Verdict::Met && short != Interval::exactly(1) => {
            t!("{verdict} (short of {short})", verdict = word, short)
        }
        _ => word.to_owned(),
    }
}

/// For a terminal of so many columns, or for a pipe (`None`: nothing is wrapped).
#[must_use]
pub fn what_if_text(view: &WhatIfView<'_>, width: Option<usize>) -> String {
    let mut out = String::new();
    let what_if = view.what_if;
    let _ = writeln!(out, "{}\n", t!("What if; nothing is recorded"));
    for assumption in &what_if.assumptions {
        hanging(&mut out, "  ", "      ", &assumption.text, width);
    }
    let _ = writeln!(out, "\n{}", t!("Assumed"));
    for fact in &what_if.facts {
        hanging(&mut out, "  ", "      ", &view.fact(fact), width);
    }
    if !what_if.not_implied.is_empty() {
        let what = what_if.not_implied.join(t!("; "));
        let text = t!("not assumed, to be set apart: {what}", what);
        hanging(&mut out, "  ", "      ", &text, width);
    }
    let none = what_if.changes.is_empty();
    let heading = if none { t!("No finding changes") } else { t!("Changes") };
    let _ = writeln!(out, "\n{heading}");
    for change in &what_if.changes {
        let text = t!(
            "{place}  {id} {title}: {before} -> {after}",
            place = view.place(change.point, change.position),
            id = view.id(change),
            title = view.title(change),
            before = short(change.before),
            after = short(change.after)
        );
        hanging(&mut out, "  ", "      ", &text, width);
    }
    if !what_if.stays.is_empty() {
        let _ = writeln!(out, "\n{}", t!("Stays open, though it is what was added for"));
        for stay in &what_if.stays {
            let place = view.place(stay.point, stay.position);
            let (id, title) = (view.id(stay), view.title(stay));
            let state = short(stay.after);
            let text = format!("{place}  {}", t!("{id} {title}: {state}", id, title, state));
            hanging(&mut out, "  ", "      ", &text, width);
        }
    }
    if !what_if.needs.is_empty() {
        let _ = writeln!(out, "\n{}", t!("What it needs there"));
        for standing in &what_if.needs {
            hanging(&mut out, "  ", "      ", &view.standing(standing), width);
        }
    }
    let (before, after) = view.totals();
    let text: Vec<String> = Verdict::ALL
        .into_iter()
        .zip(before.into_iter().zip(after))
        .map(|(verdict, (before, after))| {
            let verdict = words::verdict(verdict);
            if before == after {
                t!("{n} {verdict}", n = after, verdict)
            } else {
                t!("{before} -> {after} {verdict}", before, after, verdict)
            }
        })
        .collect();
    let _ = writeln!(out, "\n{}", t!("All findings"));
    wrapped(&mut out, "  ", &text.join(", "), width);
    out
}

/// To paste into a document.
#[must_use]
pub fn what_if_markdown(view: &WhatIfView<'_>) -> String {
    let what_if = view.what_if;
    let mut out = format!("# {}\n\n{}\n\n", t!("What if"), t!("Nothing is recorded."));
    for assumption in &what_if.assumptions {
        let _ = writeln!(out, "- {}", cell(&assumption.text));
    }
    let _ = writeln!(out, "\n{}\n", t!("Assumed:"));
    for fact in &what_if.facts {
        let _ = writeln!(out, "- {}", cell(&view.fact(fact)));
    }
    for missing in &what_if.not_implied {
        let _ = writeln!(out, "- {}", t!("not assumed: {what}", what = cell(missing)));
    }
    for (heading, list) in [(t!("Changes"), &what_if.changes), (t!("Stays open"), &what_if.stays)] {
        let _ = writeln!(out, "\n## {heading}\n");
        if list.is_empty() {
            let _ = writeln!(out, "{}", t!("None."));
            continue;
        }
        out.push_str(t!("| Place | Requirement | Before | After |"));
        out.push_str("\n|---|---|---|---|\n");
        for change in list {
            let _ = writeln!(
                out,
                "| {} | {} {} | {} | {} |",
                cell(&view.place(change.point, change.position)),
                view.id(change),
                cell(view.title(change)),
                short(change.before),
                short(change.after)
            );
        }
    }
    if !what_if.needs.is_empty() {
        let _ = writeln!(out, "\n## {}\n", t!("What it needs there"));
        for standing in &what_if.needs {
            let _ = writeln!(out, "- {}", cell(&view.standing(standing)));
        }
    }
    out
}

/// One row for each finding that changes or stays open.
///
/// # Errors
/// When a record cannot be written, which does not happen in memory.
pub fn what_if_csv(view: &WhatIfView<'_>) -> Result<Vec<u8>, csv::Error> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    writer.write_record([
        "change",
        "crossing_point",
        "position",
        "requirement",
        "before",
        "after",
        "shortfall_before_min",
        "shortfall_before_max",
        "shortfall_after_min",
        "shortfall_after_max",
    ])?;
    let what_if = view.what_if;
    for (word, list) in [("changes", &what_if.changes), ("stays", &what_if.stays)] {
        for change in list {
            let point = &view.before.points[change.point];
            let position = change.position.map_or("", |p| &point.positions[p].code);
            let end = |n: Option<u64>| n.map_or(String::new(), |n| n.to_string());
            let ends = |i: Option<Interval>| [end(i.map(|i| i.min)), end(i.and_then(|i| i.max))];
            let ([a, b], [c, d]) = (ends(change.before.1), ends(change.after.1));
            writer.write_record([
                word,
                &point.code,
                position,
                view.id(change),
                change.before.0.code(),
                change.after.0.code(),
                &a,
                &b,
                &c,
                &d,
            ])?;
        }
    }
    writer.into_inner().map_err(|e| e.into_error().into())
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    recorded: bool,
    assumptions: Vec<&'a str>,
    facts: Vec<FactJson<'a>>,
    not_implied: &'a [String],
    changes: Vec<ChangeJson<'a>>,
    stays: Vec<ChangeJson<'a>>,
    needs: Vec<StandingJson<'a>>,
}

#[derive(Serialize)]
struct FactJson<'a> {
    crossing_point: &'a str,
    position: &'a str,
    item: &'a str,
    attribute: &'a str,
    value: &'a str,
    unit: &'a str,
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    crossing_point: &'a str,
    position: Option<&'a str>,
    requirement: &'a str,
    before: SideJson,
    after: SideJson,
}

#[derive(Serialize)]
struct SideJson {
    verdict: &'static str,
    shortfall: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    min: u64,
    max: Option<u64>,
}

#[derive(Serialize)]
struct StandingJson<'a> {
    remedy: &'a str,
    crossing_point: &'a str,
    position: Option<&'a str>,
    feasibility: &'static str,
    wanting: Vec<NeedJson<'a>>,
    instead: &'a [String],
}

#[derive(Serialize)]
struct NeedJson<'a> {
    title: &'a str,
    factor: &'a str,
    state: &'static str,
}

/// `borderfit.what-if/1`, indented, with a line feed at its end.
///
/// # Errors
/// When it cannot be written as JSON, which does not happen for these types.
pub fn what_if_json(view: &WhatIfView<'_>) -> Result<String, serde_json::Error> {
    let what_if = view.what_if;
    let side = |(verdict, shortfall): (Verdict, Option<Interval>)| SideJson {
        verdict: verdict.code(),
        shortfall: shortfall.map(|i| Range { min: i.min, max: i.max }),
    };
    let place = |point: usize, position: Option<usize>| {
        let point = &view.before.points[point];
        (point.code.as_str(), position.map(|p| point.positions[p].code.as_str()))
    };
    let change = |change: &Change| {
        let (crossing_point, position) = place(change.point, change.position);
        ChangeJson {
            crossing_point,
            position,
            requirement: &view.profile.requirement(change.requirement).id,
            before: side(change.before),
            after: side(change.after),
        }
    };
    let document = Document {
        format: "borderfit.what-if/1",
        recorded: false,
        assumptions: what_if.assumptions.iter().map(|a| a.text.as_str()).collect(),
        facts: what_if
            .facts
            .iter()
            .map(|fact| FactJson {
                crossing_point: &fact.at[0],
                position: &fact.at[1],
                item: &fact.at[2],
                attribute: &fact.attribute,
                value: &fact.value,
                unit: &fact.unit,
            })
            .collect(),
        not_implied: &what_if.not_implied,
        changes: what_if.changes.iter().map(change).collect(),
        stays: what_if.stays.iter().map(change).collect(),
        needs: what_if
            .needs
            .iter()
            .map(|standing| {
                let (crossing_point, position) = place(standing.point, standing.position);
                StandingJson {
                    remedy: standing.remedy,
                    crossing_point,
                    position,
                    feasibility: standing.feasibility.code(),
                    wanting: standing
                        .wanting
                        .iter()
                        .map(|need| NeedJson {
                            title: need.title,
                            factor: need.factor,
                            state: state_code(need.state),
                        })
                        .collect(),
                    instead: standing.instead,
                }
            })
            .collect(),
    };
    pretty(&document)
}
