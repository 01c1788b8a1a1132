//! `borderfit redact`: erases a note or an answer for good, while ids, history and seals stay valid.

use std::collections::{BTreeMap, BTreeSet};

use super::args::Redact;
use super::context::{Decider, open, snapshots};
use super::failure::Failure;
use super::output::say;
use crate::merge::erase::{Extent, erase, with_its_history};
use crate::model::visible;
use crate::model::{AttributeIx, ObservationIx, SubjectIx, Survey};
use crate::store::{OpenMode, Store};
use crate::{counted, t};

/// Observations of one fact.
type Facts = BTreeMap<(SubjectIx, AttributeIx), BTreeSet<ObservationIx>>;

pub(super) fn run(args: &Redact) -> Result<u8, Failure> {
    let because = args.because.trim();
    if because.is_empty() {
        return Err(Failure::usage(
            t!("erasing needs a reason; nothing was changed"),
            t!("say why with --because, without repeating what is to be erased"),
        ));
    }
    let (_, survey) = open(&args.file)?;
    let facts = chosen(&survey, args)?;
    for ((subject, attribute), which) in &facts {
        let what = if args.answer {
            counted!(
                which.len(),
                "answer and note of {n} observation",
                "answer and note of {n} observations"
            )
        } else {
            counted!(which.len(), "note of {n} observation", "note of {n} observations")
        };
        say(&t!(
            "{place}, {fact}: {what}, by {people}",
            place = visible(&survey.path(*subject).to_string()),
            fact = visible(survey.attribute(*attribute)),
            what,
            people = people(&survey, which)
        ));
    }
    if !args.yes {
        say(t!("nothing was erased: it cannot be taken back; add --yes to do it"));
        return Ok(0);
    }
    let mut store = Store::open(&args.file, OpenMode::ReadWrite)?;
    let mut survey = store.load()?;
    let extent = if args.answer { Extent::Answer } else { Extent::Note };
    let mut decider = Decider::new(args.recorded_by.as_deref())?;
    let mut hand = decider.hand();
    for which in facts.values() {
        erase(&mut survey, which, extent, because, &mut hand);
    }
    store.append(&survey)?;
    let erased: usize = facts.values().map(BTreeSet::len).sum();
    say(&counted!(
        erased,
        "{n} observation erased; ids, history and seals stay valid, and merges carry it on",
        "{n} observations erased; ids, history and seals stay valid, and merges carry it on"
    ));
    say(t!(
        "copies made before still have it: tables, reports, containers, files on other laptops"
    ));
    if let Some(folder) =
        snapshots().map(|f| f.join(survey.id().to_string())).filter(|f| f.exists())
    {
        say(&t!("and the snapshots of this laptop, in {folder}", folder = folder.display()));
    }
    Ok(0)
}

/// What is to be erased, by fact.
fn chosen(survey: &Survey, args: &Redact) -> Result<Facts, Failure> {
    let mut facts = Facts::new();
    for wanted in &args.reference {
        let found = (0..survey.observations().len())
            .map(ObservationIx::nth)
            .find(|&ix| survey.fact_ref(ix).to_string() == *wanted);
        let which = found.map(|ix| (ix, with_its_history(survey, ix)));
        match which {
            Some((ix, which)) if !which.is_empty() => {
                let of = (survey[ix].subject, survey[ix].attribute);
                facts.entry(of).or_default().extend(which);
            }
            Some(_) => {
                return Err(Failure::refused(
                    t!("{wanted} is erased already, or only says what a place is", wanted),
                    t!("nothing was changed; rename or delete a place instead"),
                ));
            }
            None => {
                return Err(Failure::refused(
                    t!("{file} has no observation {wanted}", file = args.file.display(), wanted),
                    t!(
                        "nothing was changed; 'borderfit log' lists them, the reference comes first"
                    ),
                ));
            }
        }
    }
    Ok(facts)
}

fn people(survey: &Survey, which: &BTreeSet<ObservationIx>) -> String {
    let names: BTreeSet<&str> = which.iter().map(|&ix| survey.author(&survey[ix])).collect();
    visible(&names.into_iter().collect::<Vec<_>>().join(", ")).into_owned()
}
