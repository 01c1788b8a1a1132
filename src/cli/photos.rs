//! `borderfit photos`: the photos and files of a survey: listed, taken out as files, cleared,
//! taken back.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use serde::Serialize;
use serde_json::json;

use super::args::{Photos, TextFormat};
use super::context::{Decider, open};
use super::failure::Failure;
use super::gaps::no_such_point;
use super::output::{print, say, write_file};
use crate::model::attachment::{Attachment, attachments};
use crate::model::visible;
use crate::model::{Answer, FileId, SubjectIx, SubjectKind, Survey};
use crate::photo;
use crate::report::json::pretty;
use crate::session::photos::bytes;
use crate::store::{OpenMode, Store};
use crate::words;
use crate::{counted, t};

#[derive(Serialize)]
struct Document {
    format: &'static str,
    photos: Vec<PhotoJson>,
}

#[derive(Serialize)]
struct PhotoJson {
    id: String,
    file: String,
    crossing_point: Option<String>,
    position: Option<String>,
    item: Option<String>,
    attribute: Option<String>,
    caption: String,
    shows: Vec<&'static str>,
    cleared: Option<String>,
    held_back: bool,
    taken: Option<String>,
    mime: String,
    bytes: Option<u64>,
    metadata_removed: bool,
    recorded_by: Vec<String>,
    recorded_at: String,
}

pub(super) fn run(args: &Photos) -> Result<u8, Failure> {
    if !args.clear.is_empty() || !args.remove.is_empty() {
        return decide(args);
    }
    let (store, survey) = open(&args.file)?;
    let listed = listed(&survey, args.crossing_point.as_deref())?;
    if let Some(folder) = &args.extract {
        return extract(&store, &survey, &listed, folder);
    }
    let sizes = store.files()?;
    let text = match args.format {
        TextFormat::Json => {
            let photos = listed.iter().map(|a| json_of(&survey, a, &sizes)).collect();
            let document = Document { format: "borderfit.photos/1", photos };
            pretty(&document).map_err(Failure::defect)?
        }
        TextFormat::Table => table(&survey, &listed, &sizes),
    };
    print(text.as_bytes())?;
    Ok(0)
}

/// The attachments of a crossing point, or of everything.
fn listed(survey: &Survey, code: Option<&str>) -> Result<Vec<Attachment>, Failure> {
    let mut all = attachments(survey);
    if let Some(code) = code {
        let point = survey
            .child(Survey::ROOT, SubjectKind::CrossingPoint, code)
            .ok_or_else(|| no_such_point(survey, code))?;
        all.retain(|a| survey.crossing_point_of(a.subject) == Some(point));
    }
    Ok(all)
}

fn json_of(survey: &Survey, a: &Attachment, sizes: &BTreeMap<FileId, u64>) -> PhotoJson {
    let [crossing_point, position, item] = survey.path(a.subject).to_columns();
    let some = |text: String| (!text.is_empty()).then_some(text);
    let by: BTreeSet<&str> = a.heads.iter().map(|&ix| survey.author(&survey[ix])).collect();
    let at = a.heads.iter().map(|&ix| survey.moment(&survey[ix])).max();
    PhotoJson {
        id: a.short(),
        file: a.said.file.to_string(),
        crossing_point: some(crossing_point),
        position: some(position),
        item: some(item),
        attribute: a.said.of.clone(),
        caption: a.caption.clone(),
        shows: a.said.shows.iter().map(|s| s.code()).collect(),
        cleared: a.said.cleared.clone(),
        held_back: a.held_back,
        taken: a.said.taken.map(|day| day.to_string()),
        mime: a.said.mime.clone(),
        bytes: sizes.get(&a.said.file).copied(),
        metadata_removed: a.said.stripped,
        recorded_by: by.into_iter().map(str::to_owned).collect(),
        recorded_at: at.map_or(String::new(), |at| at.to_string()),
    }
}

fn table(survey: &Survey, listed: &[Attachment], sizes: &BTreeMap<FileId, u64>) -> String {
    let mut out = String::new();
    for a in listed {
        let place = visible(&survey.path(a.subject).to_string()).into_owned();
        let of = a.said.of.as_deref().map_or(String::new(), |of| format!(", {}", visible(of)));
        let size = sizes.get(&a.said.file);
        let size = size.map_or(t!("not in this file").to_owned(), |&n| words::photo::size(n));
        let _ =
            write!(out, "{}  {place}{of}  {}, {size}", a.short(), words::photo::sort(&a.said.mime));
        if !a.caption.is_empty() {
            let _ = write!(out, "  \"{}\"", visible(&a.caption));
        }
        let warning = words::photo::held(a);
        if !warning.is_empty() {
            let _ = write!(out, "  {warning}");
        }
        if let Some(taken) = a.said.taken {
            let _ = write!(out, "  {}", t!("taken {day}", day = taken));
        }
        if !a.said.stripped {
            let _ = write!(out, "  {}", t!("kept as it is"));
        }
        out.push('\n');
    }
    if out.is_empty() {
        out = format!("{}\n", t!("this survey has no photos or files"));
    }
    out
}

/// Writes every file once into a folder, under names that follow from place and hash alone.
fn extract(
    store: &Store,
    survey: &Survey,
    listed: &[Attachment],
    folder: &Path,
) -> Result<u8, Failure> {
    std::fs::create_dir_all(folder).map_err(|error| {
        Failure::refused(
            t!("{folder} cannot be made: {error}", folder = folder.display(), error),
            t!("choose another place, or make room"),
        )
    })?;
    let (mut done, mut failed) = (BTreeSet::new(), 0);
    for a in listed {
        if !done.insert(a.said.file) {
            continue;
        }
        match bytes(Ok(store.file(a.said.file)?)) {
            Ok(bytes) => write_file(&folder.join(file_name(survey, a)), &bytes)?,
            Err(why) => {
                failed += 1;
                say(&format!("{}: {why}", words::photo::line(a)));
            }
        }
    }
    let written = done.len() - failed;
    say(&counted!(
        written,
        "wrote {n} file into {folder}",
        "wrote {n} files into {folder}",
        folder = folder.display()
    ));
    Ok(if failed > 0 { 3 } else { 0 })
}

/// Letters, digits and hyphens only: nothing in it can be a path.
fn file_name(survey: &Survey, a: &Attachment) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let columns = survey.path(a.subject).to_columns();
    let codes: Vec<String> = columns
        .iter()
        .filter(|c| !c.is_empty())
        .map(|code| code.chars().map(plain).take(40).collect())
        .collect();
    let mut name = codes.join("_");
    if !name.is_empty() {
        name.push('_');
    }
    format!("{name}{}.{}", a.short(), photo::ending(&a.said.mime))
}

/// Clears photos, or takes them back, wherever they are attached.
fn decide(args: &Photos) -> Result<u8, Failure> {
    let because = args.because.as_deref().unwrap_or("").trim();
    if because.is_empty() {
        return Err(Failure::usage(
            t!("that needs a reason; nothing was changed"),
            t!("say why with --because"),
        ));
    }
    let mut store = Store::open(&args.file, OpenMode::ReadWrite)?;
    let mut survey = store.load()?;
    let all = attachments(&survey);
    let cleared = chosen(&all, &args.clear)?;
    let removed = chosen(&all, &args.remove)?;
    let mut decider = Decider::new(args.recorded_by.as_deref())?;
    let mut hand = decider.hand();
    let mut told = Vec::new();
    for a in all {
        let at =
            |survey: &Survey, ix: SubjectIx| visible(&survey.path(ix).to_string()).into_owned();
        let attribute = a.said.attribute();
        if removed.contains(&a.said.file) {
            let ext = json!({ "because": because }).to_string();
            hand.say_instead(
                &mut survey,
                a.subject,
                &attribute,
                Answer::Cleared,
                String::new(),
                ext,
            );
            told.push(t!(
                "{id}: taken back from {place}; its bytes stay in the history",
                id = a.short(),
                place = at(&survey, a.subject)
            ));
        } else if cleared.contains(&a.said.file) && a.said.is_held_back() {
            let mut said = a.said.clone();
            said.cleared = Some(because.to_owned());
            let (answer, caption) = (said.answer(), a.caption.clone());
            hand.say_instead(&mut survey, a.subject, &attribute, answer, caption, String::new());
            told.push(t!(
                "{id}: cleared at {place}",
                id = a.short(),
                place = at(&survey, a.subject)
            ));
        }
    }
    if told.is_empty() {
        say(t!("nothing of it was held back; nothing was changed"));
        return Ok(0);
    }
    store.append(&survey)?;
    told.iter().for_each(|line| say(line));
    Ok(0)
}

/// The files that these names name: `P-3fa2c1d0`, or more of the hash.
fn chosen(all: &[Attachment], names: &[String]) -> Result<BTreeSet<FileId>, Failure> {
    let mut chosen = BTreeSet::new();
    for name in names {
        let wanted = name.trim().to_lowercase();
        let wanted = wanted.strip_prefix("p-").unwrap_or(&wanted);
        let found: BTreeSet<FileId> = all
            .iter()
            .map(|a| a.said.file)
            .filter(|file| wanted.len() >= 4 && file.to_string().starts_with(wanted))
            .collect();
        if found.len() != 1 {
            let name = visible(name);
            return Err(Failure::refused(
                match found.is_empty() {
                    true => t!("there is no photo or file '{name}'", name),
                    false => t!("'{name}' names several photos or files", name),
                },
                t!("nothing was changed; 'borderfit photos FILE' lists them"),
            ));
        }
        chosen.extend(found);
    }
    Ok(chosen)
}
