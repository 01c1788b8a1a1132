//! The annex of photos: what is attached to what, then the plates.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::annex::included;
use crate::model::attachment::Attachment;
use crate::model::places::CrossingPoint;
use crate::model::{FileId, SubjectIx, Survey};
use crate::report::document::{Block, Cell, Column, Document, Photo, Row, Run, Table};
use crate::report::edition::Edition;
use crate::report::plates::enters;
use crate::{counted, t, words};

/// Under which id other places refer to a photo.
fn anchor(id: &str) -> String {
    format!("photo:{id}")
}

/// What is attached to the facts of the survey: names of photos by the reference of the fact.
pub(super) fn by_fact(survey: &Survey, all: &[Attachment]) -> BTreeMap<String, Vec<String>> {
    let mut by: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for a in all {
        let Some(of) = &a.said.of else { continue };
        for &(_, fact) in survey.heads_named(a.subject, of) {
            by.entry(survey.fact_ref(fact).to_string()).or_default().push(a.short());
        }
    }
    by
}

/// What leads from a gap to the photos of its facts: names and links, each once.
pub(super) fn of_facts(context: &Context<'_>, facts: &[String]) -> Vec<(String, (String, String))> {
    let ids: BTreeSet<&String> =
        facts.iter().filter_map(|fact| context.photos.get(fact)).flatten().collect();
    ids.into_iter().map(|id| (id.clone(), (anchor(id), t!("photo {id}", id)))).collect()
}

/// The photos of an item, each leading to its line in the log.
pub(super) fn of_item(context: &Context<'_>, subjects: &[SubjectIx]) -> Cell {
    let mut ids = BTreeSet::new();
    for a in context.attachments.iter().filter(|a| subjects.contains(&a.subject)) {
        if context.edition == Edition::Full || may_enter(context, a) {
            ids.insert(a.short());
        }
    }
    let mut cell = Cell::from(ids.iter().cloned().collect::<Vec<_>>().join("\n"));
    cell.links = ids.iter().map(|id| (anchor(id), t!("photo {id}", id))).collect();
    cell
}

/// One line in the chapter of a crossing point: which photos there are.
pub(super) fn of_point(context: &Context<'_>, place: &CrossingPoint) -> Vec<Run> {
    let (mut shown, mut left) = (BTreeSet::new(), BTreeSet::new());
    for a in &context.attachments {
        let point = context.survey.crossing_point_of(a.subject);
        if point.is_none_or(|p| !place.subjects.contains(&p)) {
            continue;
        }
        let told = context.edition == Edition::Full || may_enter(context, a);
        (if told { &mut shown } else { &mut left }).insert(a.short());
    }
    let text = match (shown.is_empty(), left.len()) {
        (true, 0) => t!("this survey holds none.").to_owned(),
        (true, n) => left_out(n),
        (false, 0) => format!("{}.", shown.into_iter().collect::<Vec<_>>().join(", ")),
        (false, n) => {
            format!("{}. {}", shown.into_iter().collect::<Vec<_>>().join(", "), left_out(n))
        }
    };
    vec![Run::bold(format!("{} ", t!("Photos:"))), Run::new(text)]
}

fn left_out(count: usize) -> String {
    counted!(
        count,
        "{n} photo or file is not in this edition.",
        "{n} photos and files are not in this edition."
    )
}

fn may_enter(context: &Context<'_>, a: &Attachment) -> bool {
    enters(a, context.profile, context.edition)
}

/// The log of photos and the plates; `false` when nothing is attached to what the report tells of.
pub(super) fn write(context: &Context<'_>, document: &mut Document) -> bool {
    let told = |a: &&Attachment| included(context, a.subject);
    let mut all: Vec<&Attachment> = context.attachments.iter().filter(told).collect();
    if all.is_empty() {
        return false;
    }
    let full = context.edition == Edition::Full;
    let hidden: BTreeSet<FileId> =
        all.iter().filter(|a| !full && !may_enter(context, a)).map(|a| a.said.file).collect();
    all.retain(|a| full || may_enter(context, a));
    log(context, &all, document);
    if !hidden.is_empty() {
        document.paragraph(left_out(hidden.len()));
    }
    plates(context, &all, document);
    true
}

/// How many photos the public edition leaves out, if there are any: it shows none.
pub(super) fn count(context: &Context<'_>, document: &mut Document) {
    let all: BTreeSet<FileId> = context.attachments.iter().map(|a| a.said.file).collect();
    if !all.is_empty() {
        document.paragraph(left_out(all.len()));
    }
}

/// What is attached to what.
fn log(context: &Context<'_>, all: &[&Attachment], document: &mut Document) {
    let full = context.edition == Edition::Full;
    let mut columns = vec![
        Column::narrow(t!("Photo")).min_width(22),
        Column::new(t!("Place")).weight(2),
        Column::new(t!("Fact")).weight(2),
        Column::new(t!("What it shows")).weight(3),
        Column::narrow(t!("Taken")).min_width(19),
        Column::new(t!("Plate")).weight(2),
    ];
    if full {
        columns.insert(5, Column::narrow(t!("By")));
    }
    let mut table = Table::new("T20", t!("Photos and files"), columns);
    let mut anchored = BTreeSet::new();
    for a in all {
        let plate = context.options.plates.get(&a.said.file);
        let mut id = Cell::from(a.short());
        let printed = matches!(plate, Some(Ok(_)));
        if printed {
            id = id.with_link(format!("plate:{}", a.short()), t!("plate {id}", id = a.short()));
        }
        let mut cells = vec![
            id,
            context.survey.path(a.subject).to_string().into(),
            a.said
                .of
                .as_deref()
                .map_or(String::new(), |of| context.profile.vocabulary.label(of))
                .into(),
            caption(context, a).into(),
            a.said.taken.map_or(String::new(), |day| day.to_string()).into(),
            why(a, plate.map(Result::as_ref)).into(),
        ];
        if full {
            let by: BTreeSet<&str> =
                a.heads.iter().map(|&ix| context.survey.author(&context.survey[ix])).collect();
            cells.insert(5, by.into_iter().collect::<Vec<_>>().join(", ").into());
        }
        let mut row = Row::new(cells).with_id(a.short());
        if anchored.insert(a.said.file) {
            row = row.with_anchor(anchor(&a.short()));
        }
        table.rows.push(row);
    }
    super::table_or(document, table, t!("none may be shown in this edition."));
}

/// The words of who attached it, where the edition has such words.
fn caption(context: &Context<'_>, a: &Attachment) -> String {
    if context.edition.has_notes() { a.caption.clone() } else { String::new() }
}

/// Where the plate is, or why there is none.
fn why(a: &Attachment, plate: Option<Result<&crate::report::plates::Plate, &String>>) -> String {
    match plate {
        Some(Ok(_)) => t!("below").to_owned(),
        Some(Err(error)) => error.clone(),
        None if !a.is_picture() => t!("a file: {sort}", sort = a.said.mime),
        None if a.held_back => words::photo::held(a),
        None => t!("not printed").to_owned(),
    }
}

/// Each picture once, with the places that it is attached to.
fn plates(context: &Context<'_>, all: &[&Attachment], document: &mut Document) {
    let mut done = BTreeSet::new();
    for a in all {
        let Some(Ok(plate)) = context.options.plates.get(&a.said.file) else { continue };
        if !done.insert(a.said.file) {
            continue;
        }
        if done.len() == 1 {
            document.heading(2, "plates", t!("Photo plates"));
        }
        let places: Vec<String> = all
            .iter()
            .filter(|other| other.said.file == a.said.file)
            .map(|other| place(context, other))
            .collect();
        let places = places.join("; ");
        let words: BTreeSet<String> = all
            .iter()
            .filter(|other| other.said.file == a.said.file)
            .map(|other| caption(context, other))
            .filter(|words| !words.is_empty())
            .collect();
        let words = words.into_iter().collect::<Vec<_>>().join(" / ");
        let taken = a.said.taken.map_or(String::new(), |day| format!(" ({day})"));
        let (caption, alt) = match words.is_empty() {
            true => {
                (format!("{places}{taken}"), t!("Photo of {places}, without a caption", places))
            }
            false => (format!("{words}. {places}{taken}"), words),
        };
        document.push(Block::Photo(Photo {
            anchor: format!("plate:{}", a.short()),
            id: a.short(),
            caption,
            alt,
            jpeg: std::sync::Arc::clone(&plate.jpeg),
            width: plate.width,
            height: plate.height,
        }));
    }
}

/// Where it is attached, in words.
fn place(context: &Context<'_>, a: &Attachment) -> String {
    let path = context.survey.path(a.subject).to_string();
    match &a.said.of {
        Some(of) => format!("{path}: {}", context.profile.vocabulary.label(of)),
        None => path,
    }
}
