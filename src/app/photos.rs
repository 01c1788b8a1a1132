//! Photos and files at the screens: attaching one to the question or place that has the focus,
//! and the list of all of them.
//!
//! The form asks for file, words and day; the short list after it, what others must not see, so
//! that nobody attaches a photo without having been asked. The file itself is read outside; what
//! comes back is recorded, or the form comes back with what is wrong.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::command::Command;
use super::record::Write;
use super::screen::{Form, FormAction, FormField, Pick, PickAction, PickRow, Screen};
use super::sheet::PlaceKey;
use super::text::TextField;
use super::view::FactView;
use super::{App, Effect};
use crate::model::attachment::{
    self, Attachment, MAX_CAPTION, NewAttachment, Said, Shows, attachments, fact_of,
};
use crate::model::{FileId, ObservationIx, PartialDate, SubjectIx, Supersede};
use crate::photo::{Kept, Picture};
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
    // ---- attaching

    /// Asks for a photo or file of the question or crossing point that has the focus.
    pub(super) fn ask_attach(&mut self) {
        let Some((subject, of)) = self.attach_target() else {
            return self.say(t!("At a question or crossing point only: go there first."));
        };
        self.stash();
        let place = self.survey.path(subject).to_string();
        self.attach_to = Some((subject, of));
        self.open_form(Form {
            title: t!("Photo or file: {place}", place),
            text: t!(
                "Place, time and device are taken out of JPEG and PNG. Never needed; respect bans."
            )
            .to_owned(),
            fields: vec![
                FormField::text(
                    t!("File"),
                    t!("its path; empty, and Enter: pick it from a folder"),
                    "",
                ),
                FormField::text(t!("Caption"), t!("what can be seen; may be empty"), ""),
                FormField::text(t!("Taken"), t!("the day, 2026-03-02; may be empty"), ""),
            ],
            focus: 0,
            action: FormAction::Attach,
        });
    }

    /// The place and fact that a photo would be attached to.
    fn attach_target(&self) -> Option<(SubjectIx, Option<String>)> {
        match self.screen() {
            Screen::Overview { cursor } => {
                let point = self.assessment.points.get(*cursor)?;
                Some((*point.subjects.first()?, None))
            }
            Screen::Walk(_) => {
                let (stop, line) = self.question()?;
                let subject = match stop.key {
                    PlaceKey::Subject(ix) => ix,
                    // A country or model of which nothing is on record yet has no subject.
                    PlaceKey::Country(_) | PlaceKey::Model(..) => *stop.subjects.first()?,
                };
                Some((subject, Some(line.attribute.clone())))
            }
            _ => None,
        }
    }

    /// Enter in the empty field of the file: a folder to pick from.
    pub(super) fn pick_file(&mut self) -> Option<Vec<Effect>> {
        let Some(Screen::Form(form)) = self.screens.last() else { return None };
        let path = form.fields.first().map_or("", |f| f.input.text().trim());
        let folder = path.is_empty() || path.ends_with(['/', '\\']);
        if form.action != FormAction::Attach || form.focus != 0 || !folder {
            return None;
        }
        let path = if path.is_empty() { self.attach_folder.clone() } else { path.to_owned() };
        Some(vec![Effect::Folder(path)])
    }

    /// Offers what a folder holds; `up` is the folder that it is in.
    pub(super) fn show_folder(
        &mut self,
        folder: String,
        up: Option<String>,
        entries: Vec<FolderEntry>,
    ) {
        if !self.form_is_attach() {
            return;
        }
        let row = |label: String, detail: String| PickRow {
            label,
            detail,
            disabled: String::new(),
            ticked: None,
        };
        let mut rows = Vec::new();
        let mut targets = Vec::new();
        if let Some(up) = up {
            rows.push(row(t!(".. (one up)").to_owned(), String::new()));
            targets.push((up, true));
        }
        for entry in entries {
            let (label, detail) = match entry.folder {
                true => (format!("{}/", entry.name), String::new()),
                false => (entry.name, words::photo::size(entry.size)),
            };
            rows.push(row(words::visible(&label), detail));
            targets.push((entry.path, entry.folder));
        }
        let text = match targets.iter().any(|(_, folder)| !folder) {
            true => t!("Pictures and PDF files, the newest first.").to_owned(),
            false => t!("No pictures or PDF files here.").to_owned(),
        };
        let title = words::visible(&folder);
        self.attach_folder = folder;
        self.screens.push(Screen::Pick(Pick {
            title,
            text,
            rows,
            cursor: 0,
            action: PickAction::Folder(targets),
        }));
    }

    /// Takes an entry of a folder: goes into it, or puts it into the form.
    pub(super) fn take_entry(&mut self, (path, folder): (String, bool)) -> Vec<Effect> {
        if folder {
            return vec![Effect::Folder(path)];
        }
        if let Some(Screen::Form(form)) = self.screens.last_mut()
            && let (FormAction::Attach, Some(field)) = (form.action, form.fields.first_mut())
        {
            field.input = TextField::new(&path);
            (field.typed, field.error) = (true, String::new());
            form.focus = 1;
        }
        Vec::new()
    }

    fn form_is_attach(&self) -> bool {
        matches!(self.screens.last(), Some(Screen::Form(f)) if f.action == FormAction::Attach)
    }

    /// What keeps the form from being taken.
    pub(super) fn attach_refusal(texts: &[String]) -> Option<(usize, String)> {
        let empty = |n: usize| texts.get(n).is_none_or(String::is_empty);
        if empty(0) {
            return Some((0, t!("A file is needed.").to_owned()));
        }
        if texts.get(1).is_some_and(|caption| caption.len() > MAX_CAPTION) {
            return Some((1, t!("This is too long; say it in fewer words.").to_owned()));
        }
        if !empty(2) && PartialDate::parse(&texts[2]).is_none() {
            let wrong = t!("This is no date; write it as 2026-03-02, or leave it empty.");
            return Some((2, wrong.to_owned()));
        }
        None
    }

    /// The form is filled: asks what others must not see.
    pub(super) fn ask_shows(&mut self, form: Form, texts: &[String]) -> Vec<Effect> {
        let Some((subject, of)) = self.attach_to.clone() else { return Vec::new() };
        let text = |n: usize| texts.get(n).cloned().unwrap_or_default();
        let attaching = Attaching {
            path: text(0),
            subject,
            of: of.clone(),
            caption: text(1),
            taken: PartialDate::parse(&text(2)),
            shows: BTreeSet::new(),
        };
        let row = |label: &str, detail: &str| PickRow {
            label: label.to_owned(),
            detail: detail.to_owned(),
            disabled: String::new(),
            ticked: Some(false),
        };
        let held = t!("held back");
        let mut rows: Vec<PickRow> =
            Shows::ALL.iter().map(|&s| row(words::photo::shows(s), held)).collect();
        if of.is_some() {
            rows.push(row(t!("the place, not this answer alone"), ""));
        }
        // Whoever leaves the list finds the form again.
        self.kept_form = Some(form);
        self.screens.push(Screen::Pick(Pick {
            title: t!("What does it show?").to_owned(),
            text: t!("Others see no photo of a person, document or screen until it is cleared. Enter attaches it.").to_owned(),
            rows,
            cursor: 0,
            action: PickAction::Shows(attaching),
        }));
        Vec::new()
    }

    /// All is said: the file is to be read.
    pub(super) fn take_shows(&mut self, attaching: &Attaching, ticked: &[bool]) -> Vec<Effect> {
        let ticked = |n: usize| ticked.get(n) == Some(&true);
        let shows = Shows::ALL.iter().enumerate().filter(|(n, _)| ticked(*n)).map(|(_, &s)| s);
        let mut attaching = Attaching { shows: shows.collect(), ..attaching.clone() };
        if ticked(Shows::ALL.len()) {
            attaching.of = None;
        }
        self.say(t!("Reading the file ..."));
        vec![Effect::Attach(Box::new(attaching))]
    }

    /// The file was read: records it.
    pub fn attached(
        &mut self,
        attaching: &Attaching,
        kept: &Kept,
        now: crate::model::Moment,
    ) -> Vec<Effect> {
        self.now = now;
        let file = FileId::of(&kept.bytes);
        let said = Said {
            file,
            mime: kept.mime.to_owned(),
            stripped: kept.stripped,
            of: attaching.of.clone(),
            shows: attaching.shows.clone(),
            cleared: None,
            taken: attaching.taken,
        };
        let new = NewAttachment { said, caption: attaching.caption.clone() };
        let new = new.beside(&self.survey, attaching.subject);
        self.kept_form = None;
        let id = attachment::short(file);
        let place = self.survey.path(attaching.subject).to_string();
        let title = match kept.stripped {
            true => t!("{id} attached to {place}; data of the camera removed", id, place),
            false => {
                t!("{id} attached to {place}, as it is, with whatever it says of itself", id, place)
            }
        };
        let write = Write {
            subject: attaching.subject,
            attribute: new.said.attribute(),
            kind: "",
            answer: new.said.answer(),
            note: new.caption,
            supersede: Supersede::All,
        };
        let effects = self.write(&title, vec![write]);
        self.load_question();
        self.refresh();
        self.say(&title);
        effects
    }

    /// The file could not be taken: the form comes back with what is wrong.
    pub fn not_attached(&mut self, why: &str) {
        let kept = self.kept_form.take().filter(|form| form.action == FormAction::Attach);
        match kept {
            Some(mut form) if !self.is_over() => {
                form.focus = 0;
                form.fields[0].error = why.to_owned();
                self.screens.push(Screen::Form(form));
            }
            other => self.kept_form = other,
        }
        self.warn(&t!("Nothing was attached: {why}", why));
    }

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
