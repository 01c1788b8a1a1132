//! `borderfit profile use` and `profile add`: other profiles for a survey. Every verdict that
//! would change is shown before anything is written.

use std::fmt::Write as _;
use std::io::{BufRead, IsTerminal, Write as _};
use std::path::Path;

use super::args::{Change, ProfileAdd, ProfileUse};
use super::context::{
    PROGRAM, Random, as_of, is_yes, now, profile, say_of_survey, stored_profiles,
};
use super::failure::Failure;
use super::output::{print, say};
use crate::language::{Language, speaking};
use crate::model::Survey;
use crate::report::diff::{verdict_changes, verdict_text};
use crate::standard::{self, Loaded, Profile, Severity, toml_text};
use crate::store::{OpenMode, PROFILES_IN_FORCE, Store};
use crate::t;

/// The profiles named are in force from now on; those that were stay in the file.
pub(super) fn run(args: &ProfileUse) -> Result<u8, Failure> {
    let (store, survey) = open(&args.file, &args.change)?;
    let before = stored_profiles(&store)?;
    let mut after: Vec<Loaded> = Vec::new();
    let stored = store.profiles()?;
    for named in &args.profiles {
        // One that the survey holds already is taken as it is there.
        let held = stored
            .iter()
            .rfind(|p| p.name == *named || format!("{}@{}", p.name, p.version) == *named);
        let loaded = match held {
            Some(held) => standard::load_text(named, &held.text, &|_| None)?,
            None => profile(named)?,
        };
        loaded.warnings.iter().for_each(|w| say(&w.render(false)));
        if after.iter().all(|l| l.profile.sha256 != loaded.profile.sha256) {
            after.push(loaded);
        }
    }
    change(store, survey, &before, &after, &args.change)
}

/// Requirements of the library, added to a profile of the survey.
pub(super) fn add(args: &ProfileAdd) -> Result<u8, Failure> {
    let (store, survey) = open(&args.file, &args.change)?;
    let before = stored_profiles(&store)?;
    let at = chosen(&before, args.profile.as_deref())?;
    let more = extended(&before[at], &args.requirements)?;
    more.warnings.iter().for_each(|w| say(&w.render(false)));
    let mut after = before.clone();
    after[at] = more;
    change(store, survey, &before, &after, &args.change)
}

fn open(file: &Path, change: &Change) -> Result<(Store, Survey), Failure> {
    let mode = if change.dry_run { OpenMode::ReadOnly } else { OpenMode::ReadWrite };
    let store = Store::open(file, mode)?;
    let survey = store.load()?;
    Ok((store, survey))
}

fn chosen(profiles: &[Loaded], named: Option<&str>) -> Result<usize, Failure> {
    let ids: Vec<&str> = profiles.iter().map(|l| l.profile.id.as_str()).collect();
    match (named, &ids[..]) {
        (None, [_]) => Ok(0),
        (None, []) => Err(Failure::usage(
            t!("the survey has no profile to add to"),
            t!("name one first: borderfit profile use FILE ID"),
        )),
        (None, _) => Err(Failure::usage(
            t!("the survey has several profiles: {profiles}", profiles = ids.join(", ")),
            t!("say with --profile which of them is meant"),
        )),
        (Some(named), _) => ids.iter().position(|id| *id == named).ok_or_else(|| {
            Failure::usage(
                t!("'{name}' is not in force in this survey", name = named),
                t!("there are {names}", names = ids.join(", ")),
            )
        }),
    }
}

/// The profile with more requirements of the library. It keeps its id; its version says what was
/// added.
fn extended(base: &Loaded, wanted: &[(String, Severity)]) -> Result<Loaded, Failure> {
    let known: Vec<&str> = standard::library_requirements().collect();
    let mut uses = String::new();
    // What is written into the survey does not depend on the language of who adds it.
    let load = || standard::load_text(&base.profile.id, &base.text, &|_| None);
    let written = speaking(Language::English, load)?.profile;
    let Profile { id, version, title, about, evidence, .. } = &written;
    let mut version = version.clone();
    for (requirement, severity) in wanted {
        if base.profile.requirements.iter().any(|r| r.id == *requirement) {
            return Err(Failure::refused(
                t!("{profile} has {requirement} already", profile = id, requirement),
                t!("nothing was changed; leave it out"),
            ));
        }
        if !known.contains(&requirement.as_str()) {
            return Err(Failure::refused(
                t!("the library has no requirement '{name}'", name = requirement.escape_debug()),
                t!("nothing was changed; there are {names}", names = known.join(", ")),
            ));
        }
        let _ = write!(version, "+{requirement}");
        let _ = write!(
            uses,
            "\n[[use]]\nid = {}\nseverity = {}\n",
            toml_text(requirement),
            toml_text(severity.code())
        );
    }
    let mut text = format!(
        "format = 1\n[profile]\nid = {}\nversion = {}\ntitle = {}\nstatus = {}\nevidence = {}\n\
         extends = [\"base\"]\n",
        toml_text(id),
        toml_text(&version),
        toml_text(title),
        toml_text(base.profile.status.code()),
        toml_text(evidence.code()),
    );
    if !about.is_empty() {
        let _ = writeln!(text, "about = {}", toml_text(about));
    }
    if let Some(days) = base.profile.max_age_days {
        let _ = writeln!(text, "max_age_days = {days}");
    }
    text.push_str(&uses);
    let resolver = |name: &str| (name == "base").then(|| (id.clone(), base.text.clone()));
    Ok(standard::load_text(&format!("{id} {version}"), &text, &resolver)?)
}

fn change(
    mut store: Store,
    mut survey: Survey,
    before: &[Loaded],
    after: &[Loaded],
    change: &Change,
) -> Result<u8, Failure> {
    let hashes = |list: &[Loaded]| -> Vec<String> {
        list.iter().map(|l| l.profile.sha256.clone()).collect()
    };
    if hashes(before) == hashes(after) {
        say(t!("nothing would change; nothing was written"));
        return Ok(0);
    }
    print(shown(&survey, before, after, change).as_bytes())?;
    if change.dry_run {
        say(t!("nothing was written (--dry-run)"));
        return Ok(0);
    }
    if !change.yes && !confirmed()? {
        return Err(Failure::usage(
            t!("nothing was written"),
            t!("give --yes to write it, or --dry-run only to look"),
        ));
    }
    for loaded in after {
        store.add_profile(&loaded.profile.id, &loaded.profile.version, &loaded.text);
    }
    record(&mut survey, &hashes(after), change.recorded_by.as_deref().unwrap_or(PROGRAM))?;
    store.append(&survey)?;
    say(&t!(
        "{path} is judged by {profiles}",
        path = store.path().display(),
        profiles = names(after)
    ));
    Ok(0)
}

fn names(list: &[Loaded]) -> String {
    let names: Vec<String> =
        list.iter().map(|l| format!("{} {}", l.profile.id, l.profile.version)).collect();
    if names.is_empty() { t!("no profile").to_owned() } else { names.join(", ") }
}

/// Which verdicts change, profile by profile.
fn shown(survey: &Survey, before: &[Loaded], after: &[Loaded], change: &Change) -> String {
    let day = as_of(survey, change.as_of);
    let (from, to) = (names(before), names(after));
    let mut out = t!("from  {from}\nto    {to}", from, to) + "\n";
    for (old, new) in pairs(before, after) {
        let (old, new) = (old.map(|l| &l.profile), new.map(|l| &l.profile));
        let name = |p: &Profile| format!("{} {}", p.id, p.version);
        let heading = match (old, new) {
            (Some(a), Some(b)) if a.sha256 == b.sha256 => continue,
            (Some(a), Some(b)) => format!("{} -> {}", name(a), name(b)),
            (Some(a), None) => t!("{profile} is no longer in force", profile = name(a)),
            (None, Some(b)) => t!("{profile} comes into force", profile = name(b)),
            (None, None) => continue,
        };
        let _ = writeln!(out, "\n{}", t!("{change}; verdicts as of {day}", change = heading, day));
        out.push_str(&verdict_text(&verdict_changes(survey, day, old, new)));
    }
    out
}

/// Which profile takes the place of which: that of the same id; if one is left on each side, these.
fn pairs<'a>(
    before: &'a [Loaded],
    after: &'a [Loaded],
) -> Vec<(Option<&'a Loaded>, Option<&'a Loaded>)> {
    let same = |a: &&Loaded, b: &&Loaded| a.profile.id == b.profile.id;
    let mut gone: Vec<&Loaded> = before.iter().collect();
    let (mut pairs, mut come) = (Vec::new(), Vec::new());
    for new in after {
        match gone.iter().position(|old| same(old, &new)) {
            Some(at) => pairs.push((Some(gone.remove(at)), Some(new))),
            None => come.push(new),
        }
    }
    if let ([old], [new]) = (&gone[..], &come[..]) {
        pairs.push((Some(*old), Some(*new)));
        return pairs;
    }
    pairs.extend(gone.into_iter().map(|old| (Some(old), None)));
    pairs.extend(come.into_iter().map(|new| (None, Some(new))));
    pairs
}

/// Asks a person, where one is there to be asked.
fn confirmed() -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Ok(false);
    }
    let mut error = std::io::stderr().lock();
    let mut answer = String::new();
    let question = t!("Judge by it from now on? [y/N]");
    let asked = write!(error, "\n{question} ").and_then(|()| error.flush());
    asked
        .and_then(|()| std::io::stdin().lock().read_line(&mut answer))
        .map_err(|error| Failure::refused(t!("no answer could be read: {error}", error), ""))?;
    Ok(is_yes(&answer))
}

/// Which profiles are in force is a fact of the survey, recorded like any other.
fn record(survey: &mut Survey, hashes: &[String], who: &str) -> Result<(), Failure> {
    let mut random = Random::new()?;
    say_of_survey(survey, PROFILES_IN_FORCE, &hashes.join(";"), (who, now()), &mut random);
    Ok(())
}
