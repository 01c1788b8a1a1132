//! From a line of a report back to what it rests on: requirement and clause, facts, evidence, who
//! and when, and the observations' hashes. Needs the survey file alone.

use std::collections::BTreeSet;
use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::gaps::{GapTable, Line, source_words};
use crate::model::attachment::{Attachment, attachments};
use crate::model::id::FieldHash;
use crate::model::visible;
use crate::model::{Answer, ObservationId, ObservationIx, SubjectId, Survey};
use crate::{t, words};

/// Letters of short ids: digits and capitals that nobody mistakes for another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The short id of a finding: the same in every report of the survey, under every profile that has
/// the requirement. 40 bits of a hash.
#[must_use]
pub fn short_id(survey: SubjectId, finding: &str) -> String {
    let hash = FieldHash::new("line").field(&survey.0).field(finding.as_bytes()).finish();
    let mut bits = hash[..5].iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let mut letters = [b'0'; 8];
    for letter in letters.iter_mut().rev() {
        *letter = LETTERS[usize::try_from(bits & 31).unwrap_or(0)];
        bits >>= 5;
    }
    format!("G{}", String::from_utf8_lossy(&letters))
}

/// The findings that an id names: the short id, in either case, or the whole one.
#[must_use]
pub fn find<'t, 'p>(survey: &Survey, table: &'t GapTable<'p>, id: &str) -> Vec<&'t Line<'p>> {
    let short = id.trim().to_uppercase();
    let lines = table.points.iter().flat_map(|p| &p.lines);
    lines.filter(|line| line.id == id.trim() || short_id(survey.id(), &line.id) == short).collect()
}

/// A seal of the survey file, as whoever knows keys tells of it.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// Who signed, with the fingerprint of the key.
    pub signer: String,
    /// Whether the signature is genuine and all that it covers is there, unchanged.
    pub holds: bool,
    /// What it covers; empty if it does not hold.
    pub covers: BTreeSet<ObservationId>,
}

/// Everything behind a finding, as text.
#[must_use]
pub fn trace(survey: &Survey, table: &GapTable<'_>, line: &Line<'_>, seals: &[Sealed]) -> String {
    let mut out = String::new();
    let requirement = line.requirement;
    let profile = table.profile;
    let _ = writeln!(out, "{}  {}", short_id(survey.id(), &line.id), line.id);
    let verdict = format!("{} ({})", words::verdict(line.verdict), words::mark(line.verdict));
    row(&mut out, t!("verdict"), &verdict);
    row(&mut out, t!("why"), &visible(&line.reason));
    if let Some(follows) = line.follows {
        row(&mut out, t!("follows"), &t!("from {follows}", follows));
    }
    out.push('\n');
    row(&mut out, t!("requirement"), &format!("{} {}", requirement.id, requirement.title));
    row(&mut out, t!("severity"), requirement.severity.word());
    row(&mut out, t!("source"), &visible(&source_words(requirement, profile)));
    let named = format!("{} {}, sha256 {}", profile.id, profile.version, profile.sha256);
    row(&mut out, t!("profile"), &named);
    row(&mut out, t!("rule"), &rule(line));
    out.push('\n');
    out.push_str(if line.rests_on.is_empty() { t!("no fact bears on it") } else { t!("facts") });
    out.push('\n');
    for n in 0..survey.observations().len() {
        let ix = ObservationIx::nth(n);
        if line.rests_on.contains(&survey.fact_ref(ix)) {
            fact(&mut out, survey, table, ix);
        }
    }
    for [point, position, item, attribute] in &line.open_questions {
        let at = [point, position, item].into_iter().filter(|p| !p.is_empty());
        let at: Vec<&str> = at.map(String::as_str).collect();
        let label = profile.vocabulary.label(attribute);
        let open = t!("open         {label} at {place}", label, place = at.join("/"));
        let _ = writeln!(out, "{open}");
    }
    out.push('\n');
    row(&mut out, t!("photos"), &photos(survey, line));
    row(&mut out, t!("seal"), &sealed(survey, line, seals));
    out
}

/// The seals that cover the facts that it rests on; those that do not hold are named too.
fn sealed(survey: &Survey, line: &Line<'_>, seals: &[Sealed]) -> String {
    if seals.is_empty() {
        return t!("none: the survey is not sealed").to_owned();
    }
    let facts: Vec<ObservationId> = (0..survey.observations().len())
        .map(ObservationIx::nth)
        .filter(|&ix| line.rests_on.contains(&survey.fact_ref(ix)))
        .map(|ix| survey[ix].id)
        .collect();
    let said = seals.iter().map(|seal| {
        let signer = visible(&seal.signer);
        if !seal.holds {
            return t!("by {signer}: DOES NOT HOLD; 'borderfit verify' says more", signer);
        }
        let covered = facts.iter().filter(|id| seal.covers.contains(id)).count();
        let all = facts.len();
        t!("by {signer}: holds; covers {covered} of these {all} facts", signer, covered, all)
    });
    said.collect::<Vec<_>>().join(&format!("\n{}", " ".repeat(COLUMN)))
}

/// Columns of the names.
const COLUMN: usize = 13;

/// A name in a column of its own, and what it is.
fn row(out: &mut String, name: &str, text: &str) {
    let blank = COLUMN.saturating_sub(name.width()).max(1);
    let _ = writeln!(out, "{name}{}{text}", " ".repeat(blank));
}

/// The photos and files of the facts that it rests on, and of the places of these.
fn photos(survey: &Survey, line: &Line<'_>) -> String {
    let all = attachments(survey);
    if all.is_empty() {
        return t!("none in this survey").to_owned();
    }
    let of = |a: &Attachment, name: &str| a.said.of.as_deref().is_none_or(|of| of == name);
    let shown = all.iter().filter(|a| {
        survey.heads(a.subject).iter().any(|&(attribute, ix)| {
            of(a, survey.attribute(attribute)) && line.rests_on.contains(&survey.fact_ref(ix))
        })
    });
    let lines: Vec<String> = shown.map(words::photo::line).collect();
    match lines.is_empty() {
        true => t!("none of these facts").to_owned(),
        false => lines.join(&format!("\n{}", " ".repeat(COLUMN))),
    }
}

/// What the requirement asks for, in words.
fn rule(line: &Line<'_>) -> String {
    let mut parts = Vec::new();
    if let Some(needed) = line.needed {
        parts.push(t!("needed {needed}", needed));
    }
    if let Some(conforming) = line.conforming {
        parts.push(t!("conforming {conforming}", conforming));
    }
    if let Some(failing) = line.failing.filter(|f| *f != crate::model::Interval::ZERO) {
        parts.push(t!("failing {failing}", failing));
    }
    if let Some(shortfall) = line.shortfall {
        parts.push(t!("short of {shortfall}", shortfall));
    }
    if parts.is_empty() { t!("no counts").to_owned() } else { parts.join(", ") }
}

fn fact(out: &mut String, survey: &Survey, table: &GapTable<'_>, ix: ObservationIx) {
    let observation = &survey[ix];
    let attribute = survey.attribute(observation.attribute);
    let value = match &observation.answer {
        Answer::Known { value, unit, evidence } => format!(
            "{} ({})",
            table.profile.vocabulary.show(attribute, value, unit),
            words::evidence(*evidence)
        ),
        Answer::Absent(reason) => t!("no value: {reason}", reason = words::absence(*reason)),
        Answer::Cleared => t!("taken back").to_owned(),
    };
    let _ = writeln!(
        out,
        "  {}  {}  {}",
        survey.fact_ref(ix),
        visible(&survey.path(observation.subject).to_string()),
        t!(
            "{label}: {text}",
            label = visible(&table.profile.vocabulary.label(attribute)),
            text = visible(&value),
        )
    );
    let who = t!(
        "by {who}, {when}; observation {id}",
        who = visible(survey.author(observation)),
        when = survey.moment(observation),
        id = observation.id,
    );
    let _ = writeln!(out, "      {who}");
    if !observation.note.is_empty() {
        let note = t!("note: {note}", note = visible(&observation.note));
        let _ = writeln!(out, "      {note}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ids_are_stable_and_differ() {
        let survey = SubjectId([7; 16]);
        let id = short_id(survey, "DOC-06@QV-A01/entry");
        assert_eq!(id, short_id(survey, "DOC-06@QV-A01/entry"));
        assert_eq!(id.len(), 9);
        let mut seen = std::collections::BTreeSet::new();
        for n in 0..20_000 {
            assert!(seen.insert(short_id(survey, &format!("R{n}@P"))), "{n}");
        }
    }
}
