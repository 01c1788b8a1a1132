//! Two profiles side by side: what they ask otherwise, and which verdicts of a survey change with
//! that.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use crate::judge::{Assessment, assess};
use crate::model::{Day, Survey, Verdict};
use crate::standard::{
    KeyChange, Loaded, Profile, ProfileChanges, Severity, TableChange, differences,
};
use crate::words;
use crate::{counted, t};

/// A finding that is otherwise under another profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerdictChange {
    /// The requirement.
    pub requirement: String,
    /// Code of the crossing point.
    pub crossing_point: String,
    /// Code of the position, if it is judged there.
    pub position: Option<String>,
    /// Severity and verdict before; `None` if the finding is new.
    pub before: Option<Judged>,
    /// Severity and verdict after; `None` if the finding goes.
    pub after: Option<Judged>,
}

/// How a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Judged {
    /// How much it matters.
    #[serde(serialize_with = "severity_code")]
    pub severity: Severity,
    /// What is found.
    #[serde(serialize_with = "verdict_code")]
    pub verdict: Verdict,
}

fn severity_code<S: serde::Serializer>(severity: &Severity, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(severity.code())
}

fn verdict_code<S: serde::Serializer>(verdict: &Verdict, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(verdict.code())
}

/// The findings of a survey by requirement, crossing point and position.
type Findings = BTreeMap<(String, String, Option<String>), Judged>;

fn findings(survey: &Survey, profile: &Profile, as_of: Day) -> Findings {
    let Assessment { points, findings, .. } = assess(survey, profile, as_of);
    let mut all = Findings::new();
    for (point, judged) in points.iter().zip(&findings) {
        for finding in &judged.findings {
            let requirement = profile.requirement(finding.requirement);
            let position = finding.position.map(|p| point.positions[p].code.clone());
            all.insert(
                (requirement.id.clone(), point.code.clone(), position),
                Judged { severity: requirement.severity, verdict: finding.verdict },
            );
        }
    }
    all
}

/// Every finding that differs between judging by `before` and by `after`, by requirement, then
/// place. Without a profile there is no finding.
#[must_use]
pub fn verdict_changes(
    survey: &Survey,
    as_of: Day,
    before: Option<&Profile>,
    after: Option<&Profile>,
) -> Vec<VerdictChange> {
    let judged = |p: Option<&Profile>| p.map(|p| findings(survey, p, as_of)).unwrap_or_default();
    let (before, after) = (judged(before), judged(after));
    let mut keys: Vec<_> = before.keys().chain(after.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
        .filter(|key| before.get(key) != after.get(key))
        .map(|key| {
            let (requirement, crossing_point, position) = key.clone();
            let (before, after) = (before.get(key).copied(), after.get(key).copied());
            VerdictChange { requirement, crossing_point, position, before, after }
        })
        .collect()
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    before: Head<'a>,
    after: Head<'a>,
    profile: Vec<KeyJson<'a>>,
    removed: Vec<RequirementJson<'a>>,
    added: Vec<RequirementJson<'a>>,
    changed: Vec<ChangedJson<'a>>,
    words: Vec<ChangedJson<'a>>,
    as_of: Option<String>,
    verdicts: Option<&'a [VerdictChange]>,
}

#[derive(Serialize)]
struct Head<'a> {
    id: &'a str,
    version: &'a str,
    sha256: &'a str,
}

#[derive(Serialize)]
struct RequirementJson<'a> {
    id: &'a str,
    severity: &'a str,
    title: &'a str,
}

#[derive(Serialize)]
struct ChangedJson<'a> {
    table: &'a str,
    id: &'a str,
    keys: Vec<KeyJson<'a>>,
}

#[derive(Serialize)]
struct KeyJson<'a> {
    key: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
}

impl<'a> From<&'a KeyChange> for KeyJson<'a> {
    fn from(change: &'a KeyChange) -> Self {
        let (before, after) = (change.before.as_deref(), change.after.as_deref());
        Self { key: &change.key, before, after }
    }
}

/// Two profiles and what differs.
pub struct ProfileDiff<'a> {
    before: &'a Loaded,
    after: &'a Loaded,
    changes: ProfileChanges,
    verdicts: Option<(Day, Vec<VerdictChange>)>,
}

impl<'a> ProfileDiff<'a> {
    /// Compares two profiles, and the verdicts of a survey as of a day.
    #[must_use]
    pub fn new(before: &'a Loaded, after: &'a Loaded, survey: Option<(&Survey, Day)>) -> Self {
        let verdicts = survey.map(|(survey, day)| {
            (day, verdict_changes(survey, day, Some(&before.profile), Some(&after.profile)))
        });
        Self { before, after, changes: differences(before, after), verdicts }
    }

    /// As a JSON document, `borderfit.profile-diff/1`.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which does not happen for these types.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        let head = |l: &'a Loaded| Head {
            id: &l.profile.id,
            version: &l.profile.version,
            sha256: &l.profile.sha256,
        };
        let listed = |l: &'a Loaded, ids: &[String]| {
            let listed = l.profile.requirements.iter().filter(|r| ids.contains(&r.id));
            listed
                .map(|r| RequirementJson {
                    id: &r.id,
                    severity: r.severity.code(),
                    title: &r.title,
                })
                .collect()
        };
        super::json::pretty(&Document {
            format: "borderfit.profile-diff/1",
            before: head(self.before),
            after: head(self.after),
            profile: self.changes.head.iter().map(KeyJson::from).collect(),
            removed: listed(self.before, &self.changes.removed),
            added: listed(self.after, &self.changes.added),
            changed: changed(&self.changes.changed),
            words: changed(&self.changes.words),
            as_of: self.verdicts.as_ref().map(|(day, _)| day.to_string()),
            verdicts: self.verdicts.as_ref().map(|(_, list)| &list[..]),
        })
    }

    /// For reading.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        let (a, b) = (&self.before.profile, &self.after.profile);
        let named = |p: &Profile| {
            t!("{id} {version}: {title}", id = p.id, version = p.version, title = p.title)
        };
        let _ = writeln!(out, "{}", t!("from  {profile}", profile = named(a)));
        let _ = writeln!(out, "{}", t!("to    {profile}", profile = named(b)));
        let changes = &self.changes;
        if changes.is_empty() {
            let _ = writeln!(out, "\n{}", t!("They ask the same."));
        }
        if !changes.head.is_empty() {
            let _ = writeln!(out, "\n{}", t!("The profile as a whole"));
            key_lines(&mut out, &changes.head);
        }
        let first = counted!(
            changes.removed.len(),
            "Only in the first: {n} requirement",
            "Only in the first: {n} requirements"
        );
        let second = counted!(
            changes.added.len(),
            "Only in the second: {n} requirement",
            "Only in the second: {n} requirements"
        );
        for (heading, profile, ids) in [(first, a, &changes.removed), (second, b, &changes.added)] {
            if ids.is_empty() {
                continue;
            }
            let _ = writeln!(out, "\n{heading}");
            for r in profile.requirements.iter().filter(|r| ids.contains(&r.id)) {
                let _ = writeln!(out, "  {:<8} {:<9} {}", r.id, r.severity.word(), r.title);
            }
        }
        let both = counted!(
            changes.changed.len(),
            "In both, but otherwise: {n} requirement",
            "In both, but otherwise: {n} requirements"
        );
        for (heading, list) in [
            (both, &changes.changed),
            (t!("Words that mean something else").to_owned(), &changes.words),
        ] {
            if list.is_empty() {
                continue;
            }
            let _ = writeln!(out, "\n{heading}");
            for change in list {
                let _ = writeln!(out, "  {}", change.id);
                key_lines(&mut out, &change.keys);
            }
        }
        if let Some((day, verdicts)) = &self.verdicts {
            let _ = writeln!(out, "\n{}", t!("Verdicts as of {day}", day));
            out.push_str(&verdict_text(verdicts));
        }
        out
    }
}

fn changed(list: &[TableChange]) -> Vec<ChangedJson<'_>> {
    list.iter()
        .map(|c| ChangedJson {
            table: c.table,
            id: &c.id,
            keys: c.keys.iter().map(KeyJson::from).collect(),
        })
        .collect()
}

fn key_lines(out: &mut String, keys: &[KeyChange]) {
    let shown =
        |value: &Option<String>| value.clone().unwrap_or_else(|| t!("not written").to_owned());
    for KeyChange { key, before, after } in keys {
        let (before, after) = (shown(before), shown(after));
        let _ = writeln!(out, "    {key}: {before} -> {after}");
    }
}

/// Whether a change is of a sort.
type OfSort<'a> = &'a dyn Fn(&VerdictChange) -> bool;

/// So many findings of a sort, in words.
type Heading = fn(usize) -> String;

/// Verdicts that change, for reading: one line for each requirement and change, with its places.
#[must_use]
pub fn verdict_text(changes: &[VerdictChange]) -> String {
    if changes.is_empty() {
        return format!("  {}\n", t!("none changes"));
    }
    let mut out = String::new();
    let same = |c: &VerdictChange| c.before.map(|j| j.verdict) == c.after.map(|j| j.verdict);
    let sorts: [(Heading, OfSort<'_>); 4] = [
        (
            |n| {
                counted!(n, "{n} finding with another verdict", "{n} findings with another verdict")
            },
            &|c| c.before.is_some() && c.after.is_some() && !same(c),
        ),
        (
            |n| {
                counted!(
                    n,
                    "{n} finding with the same verdict, but another severity",
                    "{n} findings with the same verdict, but another severity"
                )
            },
            &same,
        ),
        (|n| counted!(n, "{n} finding that come", "{n} findings that come"), &|c| {
            c.before.is_none()
        }),
        (|n| counted!(n, "{n} finding that go", "{n} findings that go"), &|c| c.after.is_none()),
    ];
    for (heading, of_sort) in sorts {
        let of_sort: Vec<&VerdictChange> = changes.iter().filter(|c| of_sort(c)).collect();
        if of_sort.is_empty() {
            continue;
        }
        let _ = writeln!(out, "  {}", heading(of_sort.len()));
        let mut lines: BTreeMap<(&str, String), Vec<String>> = BTreeMap::new();
        for change in of_sort {
            let place = match &change.position {
                Some(position) => format!("{}/{position}", change.crossing_point),
                None => change.crossing_point.clone(),
            };
            lines.entry((&change.requirement, step(change))).or_default().push(place);
        }
        for ((requirement, step), places) in lines {
            let line = t!("{step}: {places}", step, places = places.join(", "));
            let _ = writeln!(out, "    {requirement:<8} {line}");
        }
    }
    out
}

fn step(change: &VerdictChange) -> String {
    let said = |j: Judged| format!("{} ({})", words::verdict(j.verdict), j.severity.word());
    match (change.before, change.after) {
        (Some(a), Some(b)) if a.severity == b.severity => {
            format!(
                "{} -> {} ({})",
                words::verdict(a.verdict),
                words::verdict(b.verdict),
                b.severity.word()
            )
        }
        (Some(a), Some(b)) if a.verdict == b.verdict => {
            format!("{}, {} -> {}", words::verdict(a.verdict), a.severity.word(), b.severity.word())
        }
        (Some(a), Some(b)) => format!("{} -> {}", said(a), said(b)),
        (Some(one), None) | (None, Some(one)) => said(one),
        (None, None) => String::new(),
    }
}
