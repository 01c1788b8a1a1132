//! `borderfit verify`: every hash and every row of a survey file.

use serde::Serialize;

use super::args::{TextFormat, Verify};
use super::context::open;
use super::failure::Failure;
use super::output::print;
use crate::store;

#[derive(Serialize)]
struct Document {
    format: &'static str,
    file: String,
    ok: bool,
    digest: String,
    observations: usize,
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
}

#[derive(Serialize)]
struct ProblemJson {
    what: String,
    #[serde(rename = "where")]
    place: String,
}

pub(super) fn run(args: &Verify) -> Result<u8, Failure> {
    let report = store::verify(&args.file)?;
    // What does not load has no disputes that could be counted.
    let disputes = open(&args.file).map_or(0, |(_, survey)| survey.disputes().len());
    let document = Document {
        format: "borderfit.verify/1",
        file: args.file.display().to_string(),
        ok: report.ok,
        digest: report.digest,
        observations: report.observations,
        disputes,
        refused: Vec::new(),
        seals: report
            .seals
            .into_iter()
            .map(|s| SealJson { signer: s.signer, fingerprint: s.fingerprint, holds: s.holds })
            .collect(),
        problems: report
            .problems
            .into_iter()
            .map(|p| ProblemJson { what: p.what, place: p.place })
            .collect(),
    };
    let text = match args.format {
        TextFormat::Json => {
            let mut text = serde_json::to_string_pretty(&document).map_err(Failure::defect)?;
            text.push('\n');
            text
        }
        TextFormat::Table => table(&document),
    };
    print(text.as_bytes())?;
    Ok(u8::from(!document.ok))
}

fn table(document: &Document) -> String {
    let verdict = if document.ok { "everything holds" } else { "something does not hold" };
    let mut text = format!(
        "{}: {verdict}\n{} observations, {} open disputes, not sealed\ndigest {}\n",
        document.file, document.observations, document.disputes, document.digest
    );
    for problem in &document.problems {
        text.push_str(&format!("  {}: {}\n", problem.what, problem.place));
    }
    text
}
