//! `borderfit merge`: files of one survey into one; and what of it needs a person.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::{Merge, TextFormat};
use super::conflicts::{kept_disagreements, open_disputes};
use super::context::{PROGRAM, Random, now, readable_profiles, reading};
use super::failure::Failure;
use super::keyring::Signers;
use super::output::{print, say};
use crate::merge::{clock_findings, disputes, suspected_duplicates};
use crate::model::Survey;
use crate::model::visible;
use crate::report::json::pretty;
use crate::store::{self, FoundSeal, Merged, MergedSource, Stamp};
use crate::vault::is_genuine;
use crate::{counted, t};

/// More of a kind than these are counted, not listed, in the table for reading.
const LISTED: usize = 20;

/// What came of a merge, or would.
#[derive(Serialize)]
pub(super) struct Document {
    format: &'static str,
    into: String,
    written: bool,
    sources: Vec<SourceJson>,
    pub(super) disputes: usize,
    kept_disagreements: usize,
    suspected_duplicates: Vec<DuplicateJson>,
    clock_findings: Vec<String>,
    profile_differences: Vec<String>,
    digest: String,
}

#[derive(Serialize)]
struct SourceJson {
    file: String,
    observations: usize,
    new: usize,
    known: usize,
    refused: Vec<RefusedJson>,
    refused_count: usize,
    signed_by: Option<String>,
    seal_problems: Vec<String>,
}

#[derive(Serialize)]
struct RefusedJson {
    row: String,
    why: String,
}

#[derive(Serialize)]
struct DuplicateJson {
    a: String,
    b: String,
    why: String,
}

impl Document {
    /// Observations that are new, known already, refused.
    pub(super) fn counts(&self) -> [usize; 3] {
        let sum = |of: fn(&SourceJson) -> usize| self.sources.iter().map(of).sum();
        [sum(|s| s.new), sum(|s| s.known), sum(|s| s.refused_count)]
    }
}

/// Refuses to merge a file into itself.
pub(super) fn refuse_itself(into: &Path, sources: &[PathBuf]) -> Result<(), Failure> {
    let same = |a: &Path, b: &Path| {
        std::fs::canonicalize(a).is_ok_and(|a| std::fs::canonicalize(b).is_ok_and(|b| a == b))
    };
    match sources.iter().find(|s| same(s, into)) {
        None => Ok(()),
        Some(source) => Err(Failure::usage(
            t!("{path} is the target itself; nothing was changed", path = source.display()),
            t!("name the other files only; what the target holds stays in it"),
        )),
    }
}

pub(super) fn run(args: &Merge) -> Result<u8, Failure> {
    refuse_itself(&args.into, &args.sources)?;
    // What is known of signers must be readable before anything is merged.
    let signers = Signers::read()?;
    let copy = Random::new()?.bytes();
    let stamp = Stamp { copy, program: PROGRAM, now: now() };
    let merged = store::merge(&args.into, &args.sources, &stamp, args.dry_run)?;
    told(merged, &args.into, args.dry_run, args.format, signers)
}

/// Reports what came of a merge.
pub(super) fn told(
    merged: Merged,
    into: &Path,
    dry: bool,
    format: TextFormat,
    mut signers: Signers,
) -> Result<u8, Failure> {
    let survey = merged.store.load()?;
    let document = document(into, dry, &merged, &survey, &signers)?;
    if !dry && let Err(error) = note(&merged, &survey, &mut signers) {
        // What was merged is merged.
        say(&unnoted(&error));
    }
    let text = match format {
        TextFormat::Json => pretty(&document).map_err(Failure::defect)?,
        TextFormat::Table => table(&document, into, merged.made),
    };
    print(text.as_bytes())?;
    let refused = document.sources.iter().any(|s| s.refused_count > 0);
    let unsigned =
        document.sources.iter().any(|s| s.signed_by.is_none() || !s.seal_problems.is_empty());
    let person = document.disputes > 0 || refused || unsigned;
    Ok(if person { 3 } else { 0 })
}

/// Who vouches for a whole source: the newest genuine seal that fits and covers all of it.
fn signed_by(source: &MergedSource, signers: &Signers) -> Option<String> {
    let whole = |f: &&FoundSeal| f.fits && f.beyond == 0 && is_genuine(&f.seal);
    source.seals.iter().rev().find(whole).map(|f| signers.called(&f.seal.signer))
}

/// What is wrong with the seals of a file, in words.
pub(super) fn seal_problems(
    survey: &Survey,
    seals: &[FoundSeal],
    signers: &Signers,
) -> Vec<String> {
    let mut problems = Vec::new();
    for found in seals {
        let who = signers.called(&found.seal.signer);
        if !is_genuine(&found.seal) {
            problems.push(t!("the seal of {who} was forged or changed", who));
        } else if !found.fits {
            problems.push(t!("observations that {who} sealed are missing or were changed", who));
        }
    }
    for who in signers.rolled_back(&survey.id().to_string(), seals) {
        problems.push(t!(
            "the last seal of {who} that this laptop has seen is not in it: it is an older file, or \
             rows were taken out",
            who
        ));
    }
    problems
}

/// Notes whose seals came with a merge that was written.
pub(super) fn note(merged: &Merged, survey: &Survey, signers: &mut Signers) -> Result<(), Failure> {
    if merged.sources.iter().all(|s| s.seals.is_empty()) {
        return Ok(());
    }
    for source in &merged.sources {
        signers.note(&survey.id().to_string(), &source.seals);
    }
    signers.write()
}

/// That a merge was written, and the seals that came with it were not noted.
pub(super) fn unnoted(error: &Failure) -> String {
    t!("the seals that were seen could not be noted: {error}", error = error.what())
}

/// What came of a merge, or would.
pub(super) fn document(
    into: &Path,
    dry: bool,
    merged: &Merged,
    survey: &Survey,
    signers: &Signers,
) -> Result<Document, Failure> {
    // What was merged is told, whatever it holds.
    let (profiles, unread) = readable_profiles(&merged.store)?;
    let disputes = disputes(survey, &reading(&profiles)?);
    let mut profile_differences = merged.profile_differences();
    profile_differences.extend(unread.into_iter().map(|name| {
        t!("the profile {name} of the survey cannot be read; judge by another with --profile", name)
    }));
    let path = |ix| survey.path(ix).to_string();
    let sources = merged
        .sources
        .iter()
        .map(|s| SourceJson {
            file: s.file.display().to_string(),
            observations: s.rows.observations,
            new: s.rows.new,
            known: s.rows.known,
            refused: s
                .rows
                .refusals
                .iter()
                .map(|r| RefusedJson { row: r.row.clone(), why: r.why.clone() })
                .collect(),
            refused_count: s.rows.refused,
            signed_by: signed_by(s, signers),
            seal_problems: seal_problems(survey, &s.seals, signers),
        })
        .collect();
    Ok(Document {
        format: "borderfit.merge/1",
        into: into.display().to_string(),
        written: !dry,
        sources,
        disputes: disputes.iter().filter(|d| d.is_open()).count(),
        kept_disagreements: disputes.iter().filter(|d| !d.is_open()).count(),
        suspected_duplicates: suspected_duplicates(survey)
            .into_iter()
            .map(|s| DuplicateJson { a: path(s.a), b: path(s.b), why: both(s.why) })
            .collect(),
        clock_findings: clock_findings(survey, now()).iter().map(ToString::to_string).collect(),
        profile_differences,
        digest: crate::model::journal::digest(survey.observations().iter().map(|o| o.id)),
    })
}

fn table(document: &Document, target: &Path, made: bool) -> String {
    let mut out = String::new();
    let into = visible(&document.into);
    let head = match (document.written, made) {
        (true, true) => t!("made {path}", path = into),
        (true, false) => t!("merged into {path}", path = into),
        (false, _) => {
            t!("nothing was written (--dry-run); merged into {path} it would be:", path = into)
        }
    };
    let _ = writeln!(out, "{head}");
    body(document, &mut out);
    if document.disputes > 0 && document.written {
        let path = target.display();
        let _ = writeln!(out, "\n{}", t!("see them with: borderfit conflicts {path}", path));
    }
    if !document.suspected_duplicates.is_empty() && document.written {
        let path = target.display();
        let how = t!("say that two are one, or are not: borderfit join {path} A B [--apart]", path);
        let _ = writeln!(out, "{how}");
    }
    out
}

/// What came in, and what of it needs a person.
pub(super) fn body(document: &Document, out: &mut String) {
    for source in &document.sources {
        let rows = t!(
            "{observations}, {new} new, {known} known already, {refused} refused",
            observations = observations(source.observations),
            new = source.new,
            known = source.known,
            refused = source.refused_count
        );
        let signed = match &source.signed_by {
            None => t!("not signed").to_owned(),
            Some(who) => t!("signed by {who}", who),
        };
        let (label, text) = (visible(&source.file), format!("{rows}, {signed}"));
        let _ = writeln!(out, "  {}", t!("{label}: {text}", label, text));
        for problem in &source.seal_problems {
            let _ = writeln!(out, "    {}", visible(problem));
        }
        for refused in source.refused.iter().take(LISTED) {
            let why = visible(&refused.why);
            let _ = writeln!(out, "    {}", t!("refused {row}: {why}", row = refused.row, why));
        }
        more(out, "    ", source.refused_count, LISTED.min(source.refused.len()));
    }
    let kept = match document.kept_disagreements {
        0 => String::new(),
        n => format!(", {}", kept_disagreements(n)),
    };
    let _ = writeln!(out, "{}{kept}", open_disputes(document.disputes));
    let duplicates = document.suspected_duplicates.len();
    let suspected = counted!(duplicates, "{n} suspected duplicate", "{n} suspected duplicates");
    let _ = writeln!(out, "{suspected}");
    for d in document.suspected_duplicates.iter().take(LISTED) {
        let pair = if d.a == d.b {
            visible(&d.a).into_owned()
        } else {
            t!("{a} and {b}", a = visible(&d.a), b = visible(&d.b))
        };
        let _ = writeln!(out, "  {}", t!("{label}: {text}", label = pair, text = visible(&d.why)));
    }
    more(out, "  ", duplicates, LISTED);
    for line in document.clock_findings.iter().chain(&document.profile_differences) {
        let _ = writeln!(out, "{}", visible(line));
    }
    if !document.clock_findings.is_empty() {
        out.push_str(t!("order by time is not used: what supersedes what decides"));
        out.push('\n');
    }
    let _ = writeln!(out, "{}", t!("digest {digest}", digest = document.digest));
}

fn more(out: &mut String, indent: &str, all: usize, listed: usize) {
    if all > listed {
        let _ = writeln!(out, "{indent}{}", t!("and {n} more", n = all - listed));
    }
}

/// How many observations.
pub(super) fn observations(count: usize) -> String {
    counted!(count, "{n} observation", "{n} observations")
}

/// Several reasons in one line.
fn both(reasons: Vec<String>) -> String {
    reasons.into_iter().reduce(|a, b| t!("{a}; {b}", a, b)).unwrap_or_default()
}
