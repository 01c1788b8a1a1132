//! `borderfit profile`: list, show, check, diff, questions, use, add.

use std::fmt::Write;
use std::path::Path;

use serde::Serialize;

use super::args::{ProfileArgs, ProfileCommand, TextFormat};
use super::context::{as_of, open, profile};
use super::failure::Failure;
use super::output::{print, say};
use super::profile_use;
use crate::language;
use crate::model::Day;
use crate::report::diff::ProfileDiff;
use crate::report::gaps::{source_words, status_words};
use crate::report::json::pretty;
use crate::report::questions::{self, QuestionGroup};
use crate::standard::{self, LoadError, Profile};
use crate::{counted, t};

pub(super) fn run(args: &ProfileArgs) -> Result<u8, Failure> {
    match &args.command {
        ProfileCommand::List { format } => list(*format),
        ProfileCommand::Show { profile: named, format } => show(named, *format),
        ProfileCommand::Check { profiles, format } => check(profiles, *format),
        ProfileCommand::Diff { first, second, survey, as_of, format } => {
            diff([first, second], survey.as_deref(), *as_of, *format)
        }
        ProfileCommand::Use(args) => profile_use::run(args),
        ProfileCommand::Add(args) => profile_use::add(args),
        ProfileCommand::Questions { profile: named, format } => questions(named, *format),
    }
}

#[derive(Serialize)]
struct Head<'a> {
    id: &'a str,
    version: &'a str,
    title: &'a str,
    status: &'a str,
    sha256: &'a str,
    requirements: usize,
}

impl<'a> Head<'a> {
    fn of(profile: &'a Profile) -> Self {
        Self {
            id: &profile.id,
            version: &profile.version,
            title: &profile.title,
            status: profile.status.code(),
            sha256: &profile.sha256,
            requirements: profile.requirements.len(),
        }
    }
}

#[derive(Serialize)]
struct Shown<'a> {
    format: &'static str,
    id: &'a str,
    version: &'a str,
    sha256: &'a str,
    status: &'a str,
    title: &'a str,
    requirements: Vec<RequirementJson<'a>>,
}

#[derive(Serialize)]
struct RequirementJson<'a> {
    id: &'a str,
    title: &'a str,
    category: &'a str,
    severity: &'a str,
    basis: &'a str,
    strength: &'a str,
    confidence: &'a str,
    cites: Vec<CiteJson<'a>>,
    equipment: Vec<&'a str>,
    safeguard: Vec<&'a str>,
    follows: Option<&'a str>,
    remedy: &'a str,
    valid_from: Option<String>,
    valid_until: Option<String>,
}

#[derive(Serialize)]
struct CiteJson<'a> {
    source: &'a str,
    clause: &'a str,
}

fn json(document: &impl Serialize) -> Result<u8, Failure> {
    print(pretty(document).map_err(Failure::defect)?.as_bytes())?;
    Ok(0)
}

fn list(format: TextFormat) -> Result<u8, Failure> {
    let loaded: Vec<_> =
        standard::built_in_ids().map(standard::load_built_in).collect::<Result<_, _>>()?;
    let heads: Vec<Head<'_>> = loaded.iter().map(|l| Head::of(&l.profile)).collect();
    if format == TextFormat::Json {
        return json(&heads);
    }
    let mut out = String::new();
    for (head, loaded) in heads.iter().zip(&loaded) {
        let _ = writeln!(
            out,
            "{:<20} {}  {} {} ({})",
            head.id,
            t!("{n} requirements", n = format!("{:>3}", head.requirements)),
            head.title,
            head.version,
            status_words(&loaded.profile)
        );
    }
    print(out.as_bytes())?;
    Ok(0)
}

fn show(named: &str, format: TextFormat) -> Result<u8, Failure> {
    let loaded = profile(named)?;
    let profile = &loaded.profile;
    if format == TextFormat::Json {
        return json(&Shown {
            format: "borderfit.profile/1",
            id: &profile.id,
            version: &profile.version,
            sha256: &profile.sha256,
            status: profile.status.code(),
            title: &profile.title,
            requirements: profile.requirements.iter().map(|r| requirement(profile, r)).collect(),
        });
    }
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}\n{} {}, {}\nSHA-256 {}",
        profile.title,
        profile.id,
        profile.version,
        status_words(profile),
        profile.sha256
    );
    if !profile.about.is_empty() {
        let _ = writeln!(out, "\n{}", profile.about);
    }
    let mut category = "";
    for requirement in &profile.requirements {
        if requirement.category != category {
            category = &requirement.category;
            let label = profile.vocabulary.categories.iter().find(|c| c.key == category);
            let _ = writeln!(out, "\n{}", label.map_or(category, |c| &c.label));
        }
        let strength = match requirement.strength.as_str() {
            "" => String::new(),
            strength => format!(", {strength}"),
        };
        let _ = writeln!(
            out,
            "  {:<8} {:<9} {}\n           {}",
            requirement.id,
            requirement.severity.word(),
            requirement.title,
            t!(
                "{label}: {text}",
                label = format!("{}{strength}", requirement.basis.word()),
                text = source_words(requirement, profile)
            ),
        );
        let validity = requirement.validity();
        if !validity.is_empty() {
            let _ = writeln!(out, "           {}", t!("holds {validity}", validity));
        }
    }
    print(out.as_bytes())?;
    Ok(0)
}

fn requirement<'a>(
    profile: &'a Profile,
    requirement: &'a standard::Requirement,
) -> RequirementJson<'a> {
    RequirementJson {
        id: &requirement.id,
        title: &requirement.title,
        category: &requirement.category,
        severity: requirement.severity.code(),
        basis: requirement.basis.code(),
        strength: &requirement.strength,
        confidence: &requirement.confidence,
        cites: requirement
            .cites
            .iter()
            .map(|c| CiteJson { source: &c.source, clause: &c.clause })
            .collect(),
        equipment: requirement
            .equipment
            .iter()
            .map(|&e| profile.vocabulary.kind(e).key.as_str())
            .collect(),
        safeguard: requirement.safeguard.iter().map(|s| s.code()).collect(),
        follows: requirement.follows.map(|f| profile.requirement(f).id.as_str()),
        remedy: &requirement.remedy,
        valid_from: requirement.valid_from.map(|d| d.to_string()),
        valid_until: requirement.valid_until.map(|d| d.to_string()),
    }
}

#[derive(Serialize)]
struct Checked<'a> {
    profile: &'a str,
    ok: bool,
    errors: Vec<DiagnosticJson>,
    warnings: Vec<DiagnosticJson>,
}

#[derive(Serialize)]
struct DiagnosticJson {
    file: String,
    line: usize,
    column: usize,
    message: String,
    help: String,
}

impl From<&standard::Diagnostic> for DiagnosticJson {
    fn from(diagnostic: &standard::Diagnostic) -> Self {
        Self {
            file: diagnostic.location.file.clone(),
            line: diagnostic.location.line,
            column: diagnostic.location.column,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
        }
    }
}

/// Errors make the exit code 1; doubts alone do not.
fn check(named: &[String], format: TextFormat) -> Result<u8, Failure> {
    let mut bad = false;
    let mut documents = Vec::new();
    let mut out = String::new();
    for name in named {
        let loaded = super::context::profile_or_errors(name)?;
        let (errors, warnings) = match &loaded {
            Ok(loaded) => (Vec::new(), loaded.warnings.iter().collect()),
            Err(error) => (error.diagnostics().iter().collect::<Vec<_>>(), Vec::new()),
        };
        bad |= loaded.is_err();
        if format == TextFormat::Json {
            documents.push(Checked {
                profile: name,
                ok: loaded.is_ok(),
                errors: errors.iter().map(|&d| d.into()).collect(),
                warnings: warnings.iter().map(|&d| d.into()).collect(),
            });
            continue;
        }
        match &loaded {
            Err(error @ LoadError::Unknown { .. }) => say(&format!("borderfit: {error}")),
            Err(error) => say(&format!("borderfit: {error}")),
            Ok(loaded) => {
                warnings.iter().for_each(|w| say(&w.render(false)));
                let requirements = loaded.profile.requirements.len();
                let requirements = counted!(requirements, "{n} requirement", "{n} requirements");
                let doubts = match warnings.len() {
                    0 => t!("no warning").to_owned(),
                    n => counted!(n, "{n} warning", "{n} warnings"),
                };
                let said = t!("{name}: ok, {requirements}, {doubts}", name, requirements, doubts);
                let _ = writeln!(out, "{said}");
            }
        }
    }
    if format == TextFormat::Json {
        json(&documents)?;
    } else {
        print(out.as_bytes())?;
    }
    Ok(u8::from(bad))
}

fn diff(
    named: [&str; 2],
    survey: Option<&Path>,
    day: Option<Day>,
    format: TextFormat,
) -> Result<u8, Failure> {
    let [first, second] = [profile(named[0])?, profile(named[1])?];
    let survey = survey.map(open).transpose()?.map(|(_, survey)| survey);
    let judged = survey.as_ref().map(|survey| (survey, as_of(survey, day)));
    let diff = ProfileDiff::new(&first, &second, judged);
    let text = match format {
        TextFormat::Json => diff.json().map_err(Failure::defect)?,
        TextFormat::Table => diff.text(),
    };
    print(text.as_bytes())?;
    Ok(0)
}

fn questions(named: &str, format: TextFormat) -> Result<u8, Failure> {
    let loaded = profile(named)?;
    let groups = questions::of_profile(&loaded.profile);
    if format == TextFormat::Json {
        return json(&groups);
    }
    let mut out = String::new();
    let profile = &loaded.profile;
    let _ = writeln!(
        out,
        "{} {} ({})\n{}",
        profile.title,
        profile.version,
        status_words(profile),
        t!("What it makes an assessor ask, grouped by whom or what one asks.")
    );
    for QuestionGroup { label, questions, .. } in &groups {
        let _ = writeln!(out, "\n{label}");
        for q in questions {
            let of = language::of(&q.of);
            let _ = writeln!(out, "  {} [{of}]\n      {}", q.question, q.answer);
            if !q.help.is_empty() {
                let _ = writeln!(out, "      {}", q.help);
            }
            if !q.note.is_empty() {
                let _ = writeln!(out, "      {}", t!("Beware: {trap}", trap = q.note));
            }
            let by: Vec<&str> = q.asked_by.iter().map(|by| language::of(by)).collect();
            let _ = writeln!(out, "      {} ({})", q.attribute, by.join(", "));
        }
    }
    print(out.as_bytes())?;
    Ok(0)
}
