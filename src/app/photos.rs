//! Photos and files at the screens: those of a question, and each by itself. `attach` adds one.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::command::Command;
use super::screen::Screen;
use super::view::FactView;
use super::{App, Effect};
use crate::model::attachment::{self, Attachment, Said, Shows, attachments, fact_of};
use crate::model::{FileId, ObservationIx, PartialDate, SubjectIx};
use crate::photo::Picture;
use crate::t;
use crate::words;

/// Most photos of a question that are named beside it.
const BESIDE: usize = 2;

/// What somebody wants to attach, before the file is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attaching {
    /// Where the file is, as it was typed.
    pub path: String,
    /// The place.
    pub subject: SubjectIx,
    /// The fact that it shows; none when it shows the place.
    pub of: Option<String>,
    /// What it shows, in words.
    pub caption: String,
    /// When it was taken, if that was said.
    pub taken: Option<PartialDate>,
    /// What others must not see.
    pub shows: BTreeSet<Shows>,
}

/// An entry of a folder to pick from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderEntry {
    /// Where it is.
    pub path: String,
    /// What it is called.
    pub name: String,
    /// Whether it is a folder.
    pub folder: bool,
    /// Its size in bytes.
    pub size: u64,
}

/// A photo on the screen.
#[derive(Clone, Debug)]
pub struct PhotoScreen {
    /// Which.
    pub file: FileId,
    /// What can be seen of it, once it was read; or why nothing can.
    pub seen: Option<Result<Arc<Picture>, String>>,
}

impl App {
    // ---- what is attached

    /// What is attached to the question that has the focus, in words: its own first, then those of
    /// its place.
    #[must_use]
    pub fn photo_lines(&self) -> Vec<String> {
        let Some((stop, line)) = self.question() else { return Vec::new() };
        let mut all: Vec<Attachment> =
            stop.subjects.iter().flat_map(|&s| attachment::of(&self.survey, s)).collect();
        all.retain(|a| a.said.of.as_deref().is_none_or(|of| of == line.attribute));
        all.sort_by_key(|a| (a.said.of.is_none(), a.said.file));
        let more = all.len().saturating_sub(BESIDE);
        let mut lines: Vec<String> = all.iter().take(BESIDE).map(words::photo::line).collect();
        if more > 0 {
            lines.push(crate::counted!(more, "and {n} more", "and {n} more"));
        }
        lines
    }

    /// What was said of a photo or file, as a line of history.
    pub(super) fn photo_view(&self, ix: ObservationIx, place: String) -> FactView {
        let observation = &self.survey[ix];
        let moment = self.survey.moment(observation);
        let said = Said::read(&observation.answer);
        let value = match &said {
            Some(said) => {
                let mut parts = vec![attachment::short(said.file)];
                parts.extend(Some(observation.note.to_string()).filter(|n| !n.is_empty()));
                parts.extend(Some(words::photo::warning(said)).filter(|w| !w.is_empty()));
                parts.join(", ")
            }
            None => t!("taken back").to_owned(),
        };
        let sort = words::photo::sort(said.as_ref().map_or("image/jpeg", |s| &s.mime));
        let value = format!("{sort}: {value}");
        FactView {
            place,
            label: fact_of(self.survey.attribute(observation.attribute))
                .map_or_else(|| sort.to_owned(), |of| self.label_of(of)),
            value,
            evidence: observation.answer.evidence(),
            author: self.survey.author(observation).to_owned(),
            day: moment.day().to_string(),
            time: moment.clock(),
            note: observation.note.to_string(),
        }
    }

    /// The name of an attribute.
    pub(super) fn label_of(&self, attribute: &str) -> String {
        super::asking::Asking::of(self.profile(), attribute).label
    }

    // ---- one photo

    /// Shows a photo.
    pub(super) fn open_photo(&mut self, file: FileId) -> Vec<Effect> {
        self.screens.retain(|s| !matches!(s, Screen::Photo(_)));
        self.screens.push(Screen::Photo(PhotoScreen { file, seen: None }));
        vec![Effect::ShowPhoto(file)]
    }

    /// A photo was read, or cannot be shown.
    pub(super) fn show_photo(&mut self, file: FileId, seen: Result<Arc<Picture>, String>) {
        for screen in &mut self.screens {
            if let Screen::Photo(photo) = screen
                && photo.file == file
            {
                photo.seen = Some(seen.clone());
            }
        }
    }

    pub(super) fn photo_command(&mut self, command: Command) -> Vec<Effect> {
        let Screen::Photo(photo) = self.screen() else { return Vec::new() };
        let file = photo.file;
        let step = match command {
            Command::Back | Command::Quit | Command::Open => {
                self.screens.pop();
                return Vec::new();
            }
            Command::Down | Command::Right | Command::NextOpen => 1,
            Command::Up | Command::Left => -1,
            _ => {
                self.useless(command);
                return Vec::new();
            }
        };
        let mut files: Vec<FileId> = Vec::new();
        for a in attachments(&self.survey) {
            if !files.contains(&a.said.file) {
                files.push(a.said.file);
            }
        }
        let here = files.iter().position(|&f| f == file).unwrap_or(0);
        match here.checked_add_signed(step).and_then(|n| files.get(n)) {
            Some(&next) => self.open_photo(next),
            None => {
                self.say(t!("There is no further photo."));
                Vec::new()
            }
        }
    }

    /// What is said of a photo, line by line: for each place its words and warnings.
    #[must_use]
    pub fn photo_page(&self, file: FileId) -> Vec<String> {
        let all = attachments(&self.survey);
        let of = all.iter().filter(|a| a.said.file == file);
        of.flat_map(|a| {
            let mut place = self.survey.path(a.subject).to_string();
            if let Some(of) = &a.said.of {
                place.push_str(&format!(": {}", self.label_of(of)));
            }
            let mut lines = vec![place, words::photo::line(a)];
            let by: BTreeSet<&str> =
                a.heads.iter().map(|&ix| self.survey.author(&self.survey[ix])).collect();
            let by: Vec<&str> = by.into_iter().collect();
            let mut rest = t!("attached by {people}", people = by.join(", "));
            if let Some(day) = a.said.taken {
                rest.push_str(&format!(", {}", t!("taken {day}", day)));
            }
            lines.push(rest);
            if let Some(why) = &a.said.cleared {
                lines.push(t!("cleared: {why}", why));
            }
            lines
        })
        .collect()
    }
}
