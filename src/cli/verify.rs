//! `borderfit verify`: every hash and every row of a survey file.

use serde::Serialize;

use super::args::{TextFormat, Verify};
use super::conflicts::open_disputes as disputes_words;
use super::context::{open, reading, stored_profiles};
use super::failure::Failure;
use super::keyring::Signers;
use super::merge::{observations, seal_problems};
use super::output::print;
use crate::merge::{Dispute, as_written, disputes};
use crate::model::Survey;
use crate::report::json::pretty;
use crate::store::{self, Store};
use crate::vault::{fingerprint, is_genuine};
use crate::{counted, t};

#[derive(Serialize)]
struct Document {
    format: &'static str,
    file: String,
    ok: bool,
    digest: String,
    observations: usize,
    /// Observations whose content somebody erased; left out when there are none.
    #[serde(skip_serializing_if = "is_zero")]
    erased: usize,
    disputes: usize,
    refused: Vec<String>,
    seals: Vec<SealJson>,
    problems: Vec<ProblemJson>,
}

#[derive(Serialize)]
struct SealJson {
    signer: String,
    fingerprint: String,
    holds: bool,
    added_since: usize,
}

#[derive(Serialize)]
struct ProblemJson {
    what: String,
    #[serde(rename = "where")]
    place: String,
}

fn is_zero(n: &usize) -> bool {
    *n == 0
}

pub(super) fn run(args: &Verify) -> Result<u8, Failure> {
    let report = store::verify(&args.file)?;
    // What does not load has no disputes that could be counted.
    let opened = open(&args.file).ok();
    let disputes = opened.as_ref().map_or(0, |(store, survey)| open_disputes(store, survey));
    let signers = Signers::read()?;
    let mut problems: Vec<ProblemJson> =
        report.problems.into_iter().map(|p| ProblemJson { what: p.what, place: p.place }).collect();
    if let Some((_, survey)) = &opened {
        let place = || t!("seals").to_owned();
        let wrong = seal_problems(survey, &report.seals, &signers);
        problems.extend(wrong.into_iter().map(|what| ProblemJson { what, place: place() }));
    }
    let document = Document {
        format: "borderfit.verify/1",
        file: args.file.display().to_string(),
        ok: problems.is_empty(),
        digest: report.digest,
        observations: report.observations,
        erased: report.erased,
        disputes,
        refused: Vec::new(),
        seals: report
            .seals
            .iter()
            .map(|s| SealJson {
                signer: signers.called(&s.seal.signer),
                fingerprint: fingerprint(&s.seal.signer),
                holds: s.fits && is_genuine(&s.seal),
                added_since: s.beyond,
            })
            .collect(),
        problems,
    };
    let text = match args.format {
        TextFormat::Json => pretty(&document).map_err(Failure::defect)?,
        TextFormat::Table => table(&document),
    };
    print(text.as_bytes())?;
    Ok(u8::from(!document.ok))
}

/// How many disputes a person still has to look at. A profile that does not load compares nothing.
fn open_disputes(store: &Store, survey: &Survey) -> usize {
    let profiles = stored_profiles(store).unwrap_or_default();
    let count = |all: Vec<Dispute>| all.iter().filter(|d| d.is_open()).count();
    match reading(&profiles) {
        Ok(reading) => count(disputes(survey, &reading)),
        Err(_) => count(disputes(survey, &as_written)),
    }
}

fn table(document: &Document) -> String {
    let verdict = if document.ok { t!("everything holds") } else { t!("something does not hold") };
    let mut text = t!("{label}: {text}", label = document.file, text = verdict);
    let sealed = if document.seals.is_empty() { t!("not sealed") } else { t!("sealed") };
    text.push_str(&format!(
        "\n{}, {}, {sealed}\n{}\n",
        observations(document.observations),
        disputes_words(document.disputes),
        t!("digest {digest}", digest = document.digest)
    ));
    if document.erased > 0 {
        let erased = t!("{n} erased on purpose; 'log' says by whom", n = document.erased);
        text.push_str(&format!("  {erased}\n"));
    }
    for seal in &document.seals {
        let (who, fingerprint) = (crate::model::visible(&seal.signer), &seal.fingerprint);
        let holds = if seal.holds {
            t!("seal of {who} ({fingerprint}) holds", who, fingerprint)
        } else {
            t!("seal of {who} ({fingerprint}) does not hold", who, fingerprint)
        };
        let since = match seal.added_since {
            0 => String::new(),
            n => counted!(n, "; {n} observation since", "; {n} observations since"),
        };
        text.push_str(&format!("  {holds}{since}\n"));
    }
    for problem in &document.problems {
        let problem = t!("{label}: {text}", label = problem.what, text = problem.place);
        text.push_str(&format!("  {problem}\n"));
    }
    text
}
