//! `borderfit join`: two records of one place or thing are one; or are not; or that is unsaid.

use super::args::Join;
use super::context::Decider;
use super::failure::Failure;
use super::output::say;
use crate::merge::join::{Relation, relate};
use crate::model::visible;
use crate::model::{Path, SubjectIx, Survey, places};
use crate::store::{OpenMode, Store};
use crate::t;

pub(super) fn run(args: &Join) -> Result<u8, Failure> {
    let mut store = Store::open(&args.file, OpenMode::ReadWrite)?;
    let mut survey = store.load()?;
    let (a, b) = (named(&survey, &args.a)?, named(&survey, &args.b)?);
    let relation = match (args.apart, args.undo) {
        (true, _) => Relation::Apart,
        (_, true) => Relation::Unsaid,
        _ => Relation::Same,
    };
    let mut decider = Decider::new(args.recorded_by.as_deref())?;
    let mut hand = decider.hand();
    relate(&mut survey, (a, b), relation, args.because.trim(), &mut hand).map_err(|why| {
        Failure::refused(
            t!("{a} and {b}: {why}", a = visible(&args.a), b = visible(&args.b), why),
            t!("nothing was changed"),
        )
    })?;
    store.append(&survey)?;
    let (a, b) = (visible(&args.a), visible(&args.b));
    say(&match relation {
        Relation::Same => t!("{a} and {b} are read as one, under the code of the second", a, b),
        Relation::Apart => t!("{a} and {b} are two, and are not suspected any more", a, b),
        Relation::Unsaid => t!("{a} and {b} stand as if nothing had been said of the two", a, b),
    });
    Ok(0)
}

/// The subject with a path of codes as outputs show it: `QV-R02 / entry~2 / readers`.
pub(super) fn named(survey: &Survey, text: &str) -> Result<SubjectIx, Failure> {
    let mut codes = text.split('/').map(|code| code.trim().to_owned());
    let codes = [(); 3].map(|()| codes.next().unwrap_or_default());
    let found = shown(survey, &codes).or_else(|| {
        let path = Path::from_columns(&codes[0], &codes[1], &codes[2]).ok()?;
        survey.find(&path)
    });
    found.ok_or_else(|| {
        Failure::refused(
            t!("there is nothing called '{name}'", name = visible(text)),
            t!("nothing was changed; write codes as outputs show them: QV-R02/back-room"),
        )
    })
}

fn shown(survey: &Survey, codes: &[String; 3]) -> Option<SubjectIx> {
    let points = places::crossing_points(survey);
    let point = points.iter().find(|p| p.code == codes[0])?;
    let first = |subjects: &[SubjectIx]| subjects.first().copied();
    let item = |items: &[places::Item], code: &str| {
        items.iter().find(|i| i.code == code).and_then(|i| first(&i.subjects))
    };
    if codes[1].is_empty() {
        // Two strokes side by side: an item of the crossing point itself.
        let own = || item(&point.items, &codes[2]);
        return if codes[2].is_empty() { first(&point.subjects) } else { own() };
    }
    match point.positions.iter().find(|p| p.code == codes[1]) {
        Some(position) if codes[2].is_empty() => first(&position.subjects),
        Some(position) => item(&position.items, &codes[2]),
        None => item(&point.items, &codes[1]),
    }
}
