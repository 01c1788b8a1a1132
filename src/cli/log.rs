//! `borderfit log`: who recorded what, when, superseding what.

use std::collections::HashMap;
use std::fmt::Write;

use super::args::Log;
use super::context::open;
use super::failure::Failure;
use super::gaps::no_such_point;
use super::output::print;
use crate::model::attachment::{Said, fact_of, is_attachment, short};
use crate::model::erasure;
use crate::model::visible;
use crate::model::{
    Answer, FactRef, Moment, Observation, ObservationId, ObservationIx, SubjectKind, Survey,
};
use crate::store::Store;
use crate::{t, words};

pub(super) fn run(args: &Log) -> Result<u8, Failure> {
    let (store, survey) = open(&args.file)?;
    if args.imports {
        print(imports(&store)?.as_bytes())?;
        return Ok(0);
    }
    let point = match &args.crossing_point {
        None => None,
        Some(code) => Some(
            survey
                .child(Survey::ROOT, SubjectKind::CrossingPoint, code)
                .ok_or_else(|| no_such_point(&survey, code))?,
        ),
    };
    let mut order: Vec<ObservationIx> = (0..survey.observations().len())
        .map(ObservationIx::nth)
        .filter(|&ix| {
            let observation = &survey[ix];
            let attribute = survey.attribute(observation.attribute);
            (!attribute.starts_with('@') || is_attachment(attribute))
                && point.is_none_or(|p| survey.crossing_point_of(observation.subject) == Some(p))
                && args.attribute.as_deref().is_none_or(|wanted| wanted == bare(attribute))
        })
        .collect();
    order.sort_by_key(|&ix| (survey[ix].hlc, ix));
    let refs: HashMap<ObservationId, FactRef> = (0..survey.observations().len())
        .map(ObservationIx::nth)
        .map(|ix| (survey[ix].id, survey.fact_ref(ix)))
        .collect();
    let mut out = String::new();
    for ix in order {
        line(&mut out, &survey, ix, &refs);
    }
    print(out.as_bytes())?;
    Ok(0)
}

fn imports(store: &Store) -> Result<String, Failure> {
    let mut out = String::new();
    for logged in store.logged()? {
        let when = Moment { milliseconds: logged.milliseconds, offset_minutes: 0 };
        let mut rows =
            vec![t!("{n} added", n = logged.added), t!("{n} known already", n = logged.known)];
        if logged.refused > 0 {
            rows.push(t!("{n} refused", n = logged.refused));
        }
        let _ = writeln!(
            out,
            "{}  {when}  {}  {}  {}",
            logged.number,
            action(&logged.action),
            visible(&logged.source),
            rows.join(", "),
        );
    }
    if out.is_empty() {
        out.push_str(t!("nothing was imported or merged"));
        out.push('\n');
    }
    Ok(out)
}

/// What was done, as people read it.
pub(super) fn action(stored: &str) -> String {
    match stored {
        "import" => t!("import").to_owned(),
        "merge" => t!("merge").to_owned(),
        "undo" => t!("undo").to_owned(),
        other => visible(other).into_owned(),
    }
}

fn bare(attribute: &str) -> &str {
    if is_attachment(attribute) {
        return fact_of(attribute).unwrap_or("photo");
    }
    crate::model::name::split_fact_key(attribute).0
}

fn line(
    out: &mut String,
    survey: &Survey,
    ix: ObservationIx,
    refs: &HashMap<ObservationId, FactRef>,
) {
    let observation = &survey[ix];
    let stands = survey
        .heads_of(observation.subject, observation.attribute)
        .iter()
        .any(|&(_, head)| head == ix);
    let _ = write!(
        out,
        "{}  {}  {}  {}  {}  {}",
        survey.fact_ref(ix),
        survey.moment(observation),
        whose(survey, observation),
        visible(&survey.path(observation.subject).to_string()),
        visible(&what(survey.attribute(observation.attribute))),
        attached(survey, observation).unwrap_or_else(|| said(observation)),
    );
    if !observation.note.is_empty() {
        let _ = write!(out, "  \"{}\"", visible(&observation.note));
    }
    let superseded: Vec<String> =
        observation.prev.iter().filter_map(|id| refs.get(id)).map(ToString::to_string).collect();
    if !superseded.is_empty() {
        let _ = write!(out, "  {}", t!("supersedes {facts}", facts = superseded.join(", ")));
    }
    if let Some(reason) = observation.settles() {
        let _ = write!(out, "  {}", t!("because: {reason}", reason = visible(&reason)));
    }
    if let Some(by) = observation.extension("by") {
        let why = observation.extension("because").unwrap_or_default();
        let (who, because) = (visible(&by), visible(&why));
        let _ = write!(out, "  {}", t!("restated by {who}: {because}", who, because));
    }
    if let Some(order) = erasure::statement(survey, ix) {
        let why = survey[order].extension("because").unwrap_or_default();
        let (who, because) = (whose(survey, &survey[order]), visible(&why));
        let _ = write!(out, "  {}", t!("erased by {who}: {because}", who, because));
    }
    if !stands {
        let _ = write!(out, "  {}", t!("(superseded)"));
    }
    out.push('\n');
}

/// The attribute as people know it.
fn what(attribute: &str) -> String {
    match fact_of(attribute) {
        Some(fact) => t!("{fact}, photo or file", fact),
        None if is_attachment(attribute) => t!("photo or file").to_owned(),
        None => attribute.to_owned(),
    }
}

/// What is said of a photo or file.
fn attached(survey: &Survey, observation: &Observation) -> Option<String> {
    if !is_attachment(survey.attribute(observation.attribute)) {
        return None;
    }
    let photo = Said::read(&observation.answer)?;
    let warning = words::photo::warning(&photo);
    let comma = if warning.is_empty() { "" } else { ", " };
    Some(format!("{}, {}{comma}{warning}", short(photo.file), visible(&photo.mime)))
}

/// Who recorded it, and on which laptop.
fn whose(survey: &Survey, observation: &Observation) -> String {
    let session = survey.session(observation.session);
    match &*session.device {
        "" => visible(&session.author).into_owned(),
        device => format!("{} ({})", visible(&session.author), visible(device)),
    }
}

fn said(observation: &Observation) -> String {
    match &observation.answer {
        Answer::Known { value, unit, evidence } if unit.is_empty() => {
            format!("{} ({})", visible(value), words::evidence(*evidence))
        }
        Answer::Known { value, unit, evidence } => {
            format!("{} {} ({})", visible(value), visible(unit), words::evidence(*evidence))
        }
        Answer::Absent(reason) => t!("no value: {reason}", reason = words::absence(*reason)),
        Answer::Cleared => t!("taken back").to_owned(),
    }
}
