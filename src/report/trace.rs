//! From a line of a report back to what it rests on: requirement and clause, facts, evidence, who
//! and when, and the observations' hashes. Needs the survey file alone.

use std::fmt::Write;

use super::gaps::{GapTable, Line, source_words};
use crate::model::attachment::{Attachment, attachments};
use crate::model::id::FieldHash;
use crate::model::{Answer, ObservationIx, SubjectId, Survey};
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

/// Everything behind a finding, as text.
#[must_use]
pub fn trace(survey: &Survey, table: &GapTable<'_>, line: &Line<'_>) -> String {
    let mut out = String::new();
    let requirement = line.requirement;
    let profile = table.profile;
    let _ = writeln!(out, "{}  {}", short_id(survey.id(), &line.id), line.id);
    let _ = writeln!(
        out,
        "verdict      {} ({})",
        words::verdict(line.verdict),
        words::mark(line.verdict)
    );
    let _ = writeln!(out, "why          {}", words::visible(&line.reason));
    if let Some(follows) = line.follows {
        let _ = writeln!(out, "follows      from {follows}");
    }
    let _ = writeln!(out, "\nrequirement  {} {}", requirement.id, requirement.title);
    let _ = writeln!(out, "severity     {}", requirement.severity.code());
    let _ = writeln!(out, "source       {}", words::visible(&source_words(requirement, profile)));
    let _ =
        writeln!(out, "profile      {} {}, sha256 {}", profile.id, profile.version, profile.sha256);
    let _ = writeln!(out, "rule         {}", rule(line));
    if line.rests_on.is_empty() {
        let _ = writeln!(out, "\nno fact bears on it");
    } else {
        let _ = writeln!(out, "\nfacts");
    }
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
        let _ = writeln!(out, "open         {label} at {}", at.join("/"));
    }
    let photos = photos(survey, line);
    let _ = writeln!(out, "\nphotos       {photos}\nseal         none: the survey is not sealed");
    out
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
        false => lines.join("\n             "),
    }
}

/// What the requirement asks for, in words.
fn rule(line: &Line<'_>) -> String {
    let mut parts = Vec::new();
    if let Some(needed) = line.needed {
        parts.push(format!("needed {needed}"));
    }
    if let Some(conforming) = line.conforming {
        parts.push(format!("conforming {conforming}"));
    }
    if let Some(failing) = line.failing.filter(|f| *f != crate::model::Interval::ZERO) {
        parts.push(format!("failing {failing}"));
    }
    if let Some(shortfall) = line.shortfall {
        parts.push(format!("short of {shortfall}"));
    }
    if parts.is_empty() { "no counts".to_owned() } else { parts.join(", ") }
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
        Answer::Absent(reason) => format!("no value: {}", words::absence(*reason)),
        Answer::Cleared => "taken back".to_owned(),
    };
    let _ = writeln!(
        out,
        "  {}  {}  {}: {}",
        survey.fact_ref(ix),
        words::visible(&survey.path(observation.subject).to_string()),
        words::visible(&table.profile.vocabulary.label(attribute)),
        words::visible(&value)
    );
    let _ = writeln!(
        out,
        "      by {}, {}; observation {}",
        words::visible(survey.author(observation)),
        survey.moment(observation),
        observation.id
    );
    if !observation.note.is_empty() {
        let _ = writeln!(out, "      note: {}", words::visible(&observation.note));
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
