//! `borderfit compare`: verdicts then and now.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::args::{Compare, TextFormat};
use super::context::{one_profile, open};
use super::failure::Failure;
use super::output::print;
use crate::judge::{assess, default_day};
use crate::merge::history::as_of;
use crate::model::visible;
use crate::model::{Day, Interval, Survey};
use crate::report::compare::{Change, Compared, Side, compare};
use crate::report::json::pretty;
use crate::report::{Filter, gap_table};
use crate::standard::lower_first;
use crate::t;
use crate::words;

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    then: Head<'a>,
    now: Head<'a>,
    profile: ProfileJson<'a>,
    totals: BTreeMap<&'static str, usize>,
    lines: Vec<LineJson<'a>>,
}

#[derive(Serialize)]
struct Head<'a> {
    file: String,
    survey: String,
    title: &'a str,
    as_of: String,
}

#[derive(Serialize)]
struct ProfileJson<'a> {
    id: &'a str,
    version: &'a str,
    sha256: &'a str,
}

#[derive(Serialize)]
struct LineJson<'a> {
    requirement: &'a str,
    crossing_point: &'a str,
    position: Option<&'a str>,
    change: &'static str,
    then: Option<SideJson<'a>>,
    now: Option<SideJson<'a>>,
}

#[derive(Serialize)]
struct SideJson<'a> {
    verdict: &'static str,
    shortfall: Option<Range>,
    reason: &'a str,
}

#[derive(Serialize)]
struct Range {
    min: u64,
    max: Option<u64>,
}

pub(super) fn run(args: &Compare) -> Result<u8, Failure> {
    if args.now.is_none() && args.then_of.is_none() {
        return Err(Failure::usage(
            t!("with what is it compared?"),
            t!("name a second survey, or a day of this one with --then-of"),
        ));
    }
    let later = args.now.as_ref().unwrap_or(&args.then);
    let (store, now) = open(later)?;
    let loaded = one_profile(&store, args.profile.as_deref())?;
    drop(store);
    let then = if args.now.is_some() { open(&args.then)?.1 } else { now.clone() };
    let until = |survey: Survey, day: Option<Day>| match day {
        Some(day) => as_of(&survey, day),
        None => survey,
    };
    let (then, now) = (until(then, args.then_of), until(now, args.now_of));
    let (then_day, now_day) = (
        args.then_of.unwrap_or_else(|| default_day(&then)),
        args.now_of.unwrap_or_else(|| default_day(&now)),
    );
    let profile = &loaded.profile;
    let judged = |survey: &Survey, day| {
        let assessment = assess(survey, profile, day);
        gap_table(survey, profile, &assessment, &Filter::default())
    };
    let lines = compare(&judged(&then, then_day), &judged(&now, now_day));
    let mut totals: BTreeMap<&'static str, usize> =
        Change::ALL.into_iter().map(|change| (change.code(), 0)).collect();
    for line in &lines {
        *totals.entry(line.change.code()).or_default() += 1;
    }
    let listed: Vec<&Compared> =
        lines.iter().filter(|l| args.all || l.change != Change::Same).collect();
    let text = match args.format {
        TextFormat::Json => {
            let document = Document {
                format: "borderfit.compare/1",
                then: head(&args.then, &then, then_day),
                now: head(later, &now, now_day),
                profile: ProfileJson {
                    id: &profile.id,
                    version: &profile.version,
                    sha256: &profile.sha256,
                },
                totals,
                lines: listed.into_iter().map(json).collect(),
            };
            pretty(&document).map_err(Failure::defect)?
        }
        TextFormat::Table => {
            let mut out = t!(
                "{then} as of {then_day}, and {now} as of {now_day}, by {profile} {version}",
                then = visible(then.title()),
                then_day,
                now = visible(now.title()),
                now_day,
                profile = profile.id,
                version = profile.version
            );
            let counts: Vec<String> =
                Change::ALL.into_iter().map(|c| count(c, totals[c.code()])).collect();
            let _ = writeln!(out, "\n{}", counts.join(", "));
            listed.into_iter().for_each(|line| table(&mut out, line));
            out
        }
    };
    print(text.as_bytes())?;
    Ok(0)
}

fn head<'a>(file: &std::path::Path, survey: &'a Survey, day: Day) -> Head<'a> {
    Head {
        file: file.display().to_string(),
        survey: survey.id().to_string(),
        title: survey.title(),
        as_of: day.to_string(),
    }
}

fn json(line: &Compared) -> LineJson<'_> {
    fn side(side: &Side) -> SideJson<'_> {
        SideJson {
            verdict: side.verdict.code(),
            shortfall: side.shortfall.map(|s: Interval| Range { min: s.min, max: s.max }),
            reason: &side.reason,
        }
    }
    LineJson {
        requirement: &line.requirement,
        crossing_point: &line.crossing_point,
        position: line.position.as_deref(),
        change: line.change.code(),
        then: line.then.as_ref().map(side),
        now: line.now.as_ref().map(side),
    }
}

fn table(out: &mut String, line: &Compared) {
    let place = match &line.position {
        Some(position) => format!("{} / {}", visible(&line.crossing_point), visible(position)),
        None => visible(&line.crossing_point).into_owned(),
    };
    let _ = writeln!(
        out,
        "\n{place}  {}  {}  {}",
        line.requirement,
        visible(&line.title),
        change_word(line.change)
    );
    let (then, now) = (lower_first(t!("Then")), lower_first(t!("Now")));
    let columns = then.width().max(now.width());
    for (when, side) in [(&then, &line.then), (&now, &line.now)] {
        let when = format!("{when}{}", " ".repeat(columns - when.width()));
        let said = match side {
            Some(side) => format!(
                "{} {}{}: {}",
                words::mark(side.verdict),
                words::verdict(side.verdict),
                missing(side.shortfall),
                visible(&side.reason)
            ),
            None => t!("not there").to_owned(),
        };
        let _ = writeln!(out, "  {when}  {said}");
    }
}

fn missing(shortfall: Option<Interval>) -> String {
    match shortfall {
        None | Some(Interval { min: 0, max: Some(0) }) => String::new(),
        Some(Interval { min, max: Some(max) }) if min == max => {
            format!(", {}", t!("{n} missing", n = min))
        }
        Some(Interval { min, max: Some(max) }) => {
            format!(", {}", t!("{min} to {max} missing", min, max))
        }
        Some(Interval { min, max: None }) => {
            format!(", {}", t!("{min} or more missing", min))
        }
    }
}

/// What became of a finding, in a word.
fn change_word(change: Change) -> &'static str {
    match change {
        Change::Better => t!("better"),
        Change::Worse => t!("worse"),
        Change::Same => t!("same"),
        Change::New => t!("new"),
        Change::Gone => t!("gone"),
        Change::NotComparable => t!("not-comparable"),
    }
}

/// How many findings became so.
fn count(change: Change, n: usize) -> String {
    match change {
        Change::Better => t!("{n} better", n),
        Change::Worse => t!("{n} worse", n),
        Change::Same => t!("{n} same", n),
        Change::New => t!("{n} new", n),
        Change::Gone => t!("{n} gone", n),
        Change::NotComparable => t!("{n} not-comparable", n),
    }
}
