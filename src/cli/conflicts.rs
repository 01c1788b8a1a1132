//! `borderfit conflicts` and `borderfit settle`: what people said differently, and who decides it.

use std::collections::HashMap;
use std::fmt::Write;

use serde::Serialize;

use super::args::{Conflicts, Settle, TextFormat};
use super::context::{Decider, open, reading, stored_profiles};
use super::failure::Failure;
use super::output::{print, say};
use crate::merge::settle::{is_settlement, reopen, settlements};
use crate::merge::{Decision, Dispute, Sort, disputes, prefer_evidence, settle};
use crate::model::visible;
use crate::model::{Answer, Kind, ObservationIx, Survey, journal};
use crate::report::json::pretty;
use crate::standard::Loaded;
use crate::store::{OpenMode, Store};
use crate::words;
use crate::{counted, t};

#[derive(Serialize)]
struct Document {
    format: &'static str,
    disputes: Vec<DisputeJson>,
}

#[derive(Serialize)]
struct DisputeJson {
    id: String,
    about: &'static str,
    crossing_point: String,
    position: Option<String>,
    item: Option<String>,
    attribute: String,
    kept: Option<KeptJson>,
    sides: Vec<SideJson>,
}

#[derive(Serialize)]
struct KeptJson {
    by: String,
    because: String,
}

#[derive(Serialize)]
struct SideJson {
    observation: String,
    place: String,
    attribute: String,
    value: Option<String>,
    unit: Option<String>,
    evidence: Option<&'static str>,
    recorded_by: String,
    recorded_at: String,
    device: String,
    note: String,
}

pub(super) fn run(args: &Conflicts) -> Result<u8, Failure> {
    let (store, survey) = open(&args.file)?;
    let profiles = stored_profiles(&store)?;
    let all = disputes(&survey, &reading(&profiles)?);
    let settled = if args.settled { settlements(&survey) } else { Vec::new() };
    let text = match args.format {
        TextFormat::Json => {
            let disputes = all.iter().map(|d| json(&survey, d)).collect();
            let document = Document { format: "borderfit.conflicts/1", disputes };
            pretty(&document).map_err(Failure::defect)?
        }
        TextFormat::Table => table(&survey, &all, &settled, args.settled),
    };
    print(text.as_bytes())?;
    Ok(if all.iter().any(Dispute::is_open) { 3 } else { 0 })
}

fn json(survey: &Survey, dispute: &Dispute) -> DisputeJson {
    let [crossing_point, position, item] = survey.path(dispute.subject).to_columns();
    let some = |text: String| (!text.is_empty()).then_some(text);
    DisputeJson {
        id: dispute.id.clone(),
        about: match dispute.sort {
            Sort::Fact => "fact",
            Sort::Subject => "subject",
            Sort::Deletion => "deletion",
        },
        crossing_point,
        position: some(position),
        item: some(item),
        attribute: dispute.attribute.clone(),
        kept: dispute.kept.map(|ix| KeptJson {
            by: survey.author(&survey[ix]).to_owned(),
            because: survey[ix].settles().unwrap_or_default(),
        }),
        sides: dispute.sides.iter().map(|&ix| side_json(survey, ix)).collect(),
    }
}

fn side_json(survey: &Survey, ix: ObservationIx) -> SideJson {
    let o = &survey[ix];
    let (value, unit, evidence) = match &o.answer {
        Answer::Known { value, unit, evidence } => {
            (Some(value.to_string()), Some(unit.to_string()), Some(evidence.code()))
        }
        Answer::Absent(_) | Answer::Cleared => (None, None, None),
    };
    SideJson {
        observation: survey.fact_ref(ix).to_string(),
        place: survey.path(o.subject).to_string(),
        attribute: survey.attribute(o.attribute).to_owned(),
        value,
        unit: unit.filter(|u| !u.is_empty()),
        evidence,
        recorded_by: survey.author(o).to_owned(),
        recorded_at: survey.moment(o).to_string(),
        device: survey.session(o.session).device.clone(),
        note: o.note.to_string(),
    }
}

/// What an observation says, for reading.
pub(super) fn said(survey: &Survey, ix: ObservationIx) -> String {
    let o = &survey[ix];
    let what = match &o.answer {
        Answer::Known { value, unit, evidence } => {
            let unit = if unit.is_empty() { String::new() } else { format!(" {}", visible(unit)) };
            format!("{}{unit} ({})", visible(value), words::evidence(*evidence))
        }
        Answer::Absent(reason) => t!("no value: {reason}", reason = words::absence(*reason)),
        Answer::Cleared => t!("taken back").to_owned(),
    };
    let note =
        if o.note.is_empty() { String::new() } else { format!("  \"{}\"", visible(&o.note)) };
    format!("{what}  {}  {}{note}", visible(survey.author(o)), survey.moment(o))
}

fn table(
    survey: &Survey,
    all: &[Dispute],
    settled: &[ObservationIx],
    with_settled: bool,
) -> String {
    let mut out = String::new();
    let open = all.iter().filter(|d| d.is_open()).count();
    let _ = writeln!(out, "{}, {}", open_disputes(open), kept_disagreements(all.len() - open));
    for d in all {
        let what = match d.sort {
            Sort::Fact => visible(&d.attribute).into_owned(),
            Sort::Subject => t!("what it is: {attribute}", attribute = visible(&d.attribute)),
            Sort::Deletion => t!("deleted by one, recorded by another").to_owned(),
        };
        let _ =
            writeln!(out, "\n{}  {}  {what}", d.id, visible(&survey.path(d.subject).to_string()));
        for &ix in &d.sides {
            let place = survey[ix].subject;
            let about = match survey.attribute(survey[ix].attribute) {
                same if same == d.attribute && place == d.subject => String::new(),
                // Another that is one with it.
                same if same == d.attribute => {
                    t!("{place}:", place = visible(&survey.path(place).to_string())) + " "
                }
                other => t!("{place}:", place = visible(other)) + " ",
            };
            let _ = writeln!(out, "  {}  {about}{}", survey.fact_ref(ix), said(survey, ix));
        }
        if let Some(ix) = d.kept {
            let o = &survey[ix];
            let because = visible(&o.settles().unwrap_or_default()).into_owned();
            let who = visible(survey.author(o));
            let _ = writeln!(
                out,
                "  {}",
                t!("kept as a disagreement by {who}: {because}", who, because)
            );
        }
    }
    if with_settled {
        let _ = writeln!(out, "\n{}", t!("{n} settled", n = settled.len()));
        for &ix in settled {
            let o = &survey[ix];
            let _ = writeln!(
                out,
                "  {}  {}  {}  {}\n    {}",
                survey.fact_ref(ix),
                visible(&survey.path(o.subject).to_string()),
                visible(survey.attribute(o.attribute)),
                said(survey, ix),
                t!("because: {reason}", reason = visible(&o.settles().unwrap_or_default())),
            );
        }
    }
    out
}

/// How many disputes are open.
pub(super) fn open_disputes(open: usize) -> String {
    counted!(open, "{n} open dispute", "{n} open disputes")
}

/// How many are kept as disagreements.
pub(super) fn kept_disagreements(kept: usize) -> String {
    counted!(kept, "{n} kept as a disagreement", "{n} kept as disagreements")
}

pub(super) fn run_settle(args: &Settle) -> Result<u8, Failure> {
    let because = args.because.trim();
    if because.is_empty() {
        return Err(Failure::usage(
            t!("a settlement needs a reason; nothing was changed"),
            t!("say why with --because, for whoever reads the report"),
        ));
    }
    let mode = if args.dry_run { OpenMode::ReadOnly } else { OpenMode::ReadWrite };
    let mut store = Store::open(&args.file, mode)?;
    let mut survey = store.load()?;
    let profiles = stored_profiles(&store)?;
    let all = disputes(&survey, &reading(&profiles)?);
    let mut decider = Decider::new(args.recorded_by.as_deref())?;
    let mut hand = decider.hand();
    let plan = plan(args, &survey, &profiles, &all)?;
    match plan {
        Plan::Settle(decisions) => {
            for (dispute, decision) in &decisions {
                say(&told(&survey, dispute, decision));
                settle(&mut survey, dispute, decision, because, &mut hand);
            }
            say(&t!("{n} of {all} disputes", n = decisions.len(), all = all.len()));
        }
        Plan::Reopen(ix) => {
            let path = visible(&survey.path(survey[ix].subject).to_string()).into_owned();
            let attribute = visible(survey.attribute(survey[ix].attribute)).into_owned();
            reopen(&mut survey, ix, because, &mut hand).map_err(|why| {
                Failure::refused(
                    t!("{fact} cannot be reopened: {why}", fact = survey.fact_ref(ix), why),
                    t!("nothing was changed; 'borderfit conflicts --settled' lists what can be"),
                )
            })?;
            say(&t!("reopened: {path}, {attribute}", path, attribute));
        }
    }
    if args.dry_run {
        say(t!("nothing was written (--dry-run)"));
        return Ok(0);
    }
    store.append(&survey)?;
    Ok(0)
}

enum Plan {
    Settle(Vec<(Dispute, Decision)>),
    Reopen(ObservationIx),
}

fn plan(
    args: &Settle,
    survey: &Survey,
    profiles: &[Loaded],
    all: &[Dispute],
) -> Result<Plan, Failure> {
    if args.prefer_evidence {
        let decided = prefer_evidence(survey, all);
        let take = |(n, side): (usize, ObservationIx)| (all[n].clone(), Decision::Take(side));
        return Ok(Plan::Settle(decided.into_iter().map(take).collect()));
    }
    let Some(named) = args.conflict.as_deref() else {
        return Err(Failure::usage(
            t!("which dispute? nothing was changed"),
            t!("name one that 'borderfit conflicts' lists, or use --prefer-evidence"),
        ));
    };
    if args.reopen {
        if let Some(kept) = all.iter().find(|d| d.id == named).and_then(|d| d.kept) {
            return Ok(Plan::Reopen(kept));
        }
        let found = by_reference(survey, named).filter(|&ix| is_settlement(survey, ix));
        return found.map(Plan::Reopen).ok_or_else(|| {
            Failure::refused(
                t!("there is no settlement '{name}'", name = named.escape_debug()),
                t!("nothing was changed; 'borderfit conflicts --settled' lists them"),
            )
        });
    }
    let dispute = all.iter().find(|d| d.id == named).ok_or_else(|| {
        Failure::refused(
            t!("there is no dispute '{name}'", name = named.escape_debug()),
            t!("nothing was changed; one to which something was added has a new name: \
                 'borderfit conflicts' lists what is open"),
        )
    })?;
    let decision = if args.keep {
        Decision::Keep
    } else if let Some(side) = &args.take {
        let found =
            dispute.sides.iter().copied().find(|&ix| survey.fact_ref(ix).to_string() == *side);
        Decision::Take(found.ok_or_else(|| {
            Failure::refused(
                t!("'{name}' is no side of this dispute", name = side.escape_debug()),
                t!("nothing was changed; 'borderfit conflicts' lists the sides"),
            )
        })?)
    } else {
        other(args, survey, profiles, dispute)?
    };
    Ok(Plan::Settle(vec![(dispute.clone(), decision)]))
}

/// Another answer than those of the sides, checked against the type of the attribute.
fn other(
    args: &Settle,
    survey: &Survey,
    profiles: &[Loaded],
    dispute: &Dispute,
) -> Result<Decision, Failure> {
    let (Some(value), Some(evidence)) = (&args.value, args.evidence) else {
        return Err(Failure::usage(
            t!("how is it settled? nothing was changed"),
            t!("--take a side, --value with --evidence, or --keep it as a disagreement"),
        ));
    };
    if !journal::can_state(&dispute.attribute, value) {
        return Err(Failure::refused(
            t!(
                "'{value}' cannot be the {attribute} of anything",
                value = visible(value),
                attribute = visible(&dispute.attribute)
            ),
            t!("nothing was changed; take one of the sides"),
        ));
    }
    let unit = args.unit.as_deref().unwrap_or("");
    let name = crate::model::name::split_fact_key(&dispute.attribute).0;
    let types = super::context::types(profiles, name)?;
    let mut wrong = None;
    let fits = types.is_empty()
        || types.iter().any(|t| match t.parse(value, unit) {
            Ok(_) => true,
            Err(error) => {
                wrong.get_or_insert(error);
                false
            }
        });
    if let (false, Some(error)) = (fits, wrong) {
        return Err(Failure::refused(
            t!("{label}: {text}", label = visible(name), text = error),
            t!("nothing was changed; write the value as in a table of facts"),
        ));
    }
    let kind = dispute.sides.iter().map(|&ix| survey[ix].kind).find(|k| !k.is_empty());
    let answer = Answer::Known { value: value.as_str().into(), unit: unit.into(), evidence };
    Ok(Decision::Other(answer, kind.unwrap_or(Kind::Text.code())))
}

fn by_reference(survey: &Survey, named: &str) -> Option<ObservationIx> {
    let by_ref: HashMap<String, ObservationIx> = (0..survey.observations().len())
        .map(ObservationIx::nth)
        .map(|ix| (survey.fact_ref(ix).to_string(), ix))
        .collect();
    by_ref.get(named).copied()
}

fn told(survey: &Survey, dispute: &Dispute, decision: &Decision) -> String {
    let how = match decision {
        Decision::Take(ix) => t!("taken: {side}", side = said(survey, *ix)),
        Decision::Other(Answer::Known { value, unit, .. }, _) => {
            let answer = format!("{} {}", visible(value), visible(unit));
            t!("settled with {answer}", answer = answer.trim_end())
        }
        Decision::Other(..) => t!("settled").to_owned(),
        Decision::Keep => t!("kept as a disagreement").to_owned(),
    };
    let path = visible(&survey.path(dispute.subject).to_string()).into_owned();
    let fact = format!("{}  {path}, {}", dispute.id, visible(&dispute.attribute));
    t!("{label}: {text}", label = fact, text = how)
}
