//! Attaching a photo or file to the question or place that has the focus.
//!
//! The form asks for file, words and day; the short list after it, what others must not see, so
//! that nobody attaches a photo without having been asked. The file itself is read outside; what
//! comes back is recorded, or the form comes back with what is wrong.

use std::collections::BTreeSet;

use super::photos::{Attaching, FolderEntry};
use super::record::Write;
use super::screen::{Form, FormAction, FormField, Pick, PickAction, PickRow, Screen};
use super::sheet::PlaceKey;
use super::text::TextField;
use super::{App, Effect, Pickable};
use crate::model::attachment::{self, MAX_CAPTION, NewAttachment, Said, Shows};
use crate::model::visible;
use crate::model::{FileId, Moment, PartialDate, SubjectIx, Supersede};
use crate::photo::Kept;
use crate::t;
use crate::words;

impl App {
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
        let what = match form.action {
            FormAction::Attach => Pickable::Photos,
            FormAction::Costs => Pickable::Prices,
            _ => return None,
        };
        if form.focus != 0 || !folder {
            return None;
        }
        let path = if path.is_empty() { self.attach_folder.clone() } else { path.to_owned() };
        Some(vec![Effect::Folder(path, what)])
    }

    /// Offers what a folder holds; `up` is the folder that it is in.
    pub(super) fn show_folder(
        &mut self,
        folder: String,
        up: Option<String>,
        entries: Vec<FolderEntry>,
    ) {
        let Some(what) = self.picking() else { return };
        let (some, none) = match what {
            Pickable::Photos => (
                t!("Pictures and PDF files, the newest first."),
                t!("No pictures or PDF files here."),
            ),
            Pickable::Prices => {
                (t!("Price lists, the newest first."), t!("No price list (.toml) is here."))
            }
        };
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
            rows.push(row(visible(&label).into_owned(), detail));
            targets.push((entry.path, entry.folder));
        }
        self.attach_folder.clone_from(&folder);
        if targets.is_empty() {
            return self.say(none);
        }
        let files = targets.iter().any(|(_, folder)| !folder);
        let text = if files { some } else { none }.to_owned();
        let title = visible(&folder).into_owned();
        self.screens.push(Screen::Pick(Pick {
            title,
            text,
            rows,
            cursor: 0,
            action: PickAction::Folder(what, targets),
        }));
    }

    /// Takes an entry of a folder: goes into it, or puts it into the form.
    pub(super) fn take_entry(
        &mut self,
        what: Pickable,
        (path, folder): (String, bool),
    ) -> Vec<Effect> {
        if folder {
            return vec![Effect::Folder(path, what)];
        }
        let here = self.picking() == Some(what);
        if let Some(Screen::Form(form)) = self.screens.last_mut().filter(|_| here)
            && let Some(field) = form.fields.first_mut()
        {
            field.input = TextField::new(&path);
            (field.typed, field.error) = (true, String::new());
            form.focus = 1;
        }
        Vec::new()
    }

    /// What the form that has the focus picks a file for.
    fn picking(&self) -> Option<Pickable> {
        match self.screens.last() {
            Some(Screen::Form(form)) if form.action == FormAction::Attach => Some(Pickable::Photos),
            Some(Screen::Form(form)) if form.action == FormAction::Costs => Some(Pickable::Prices),
            _ => None,
        }
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
    pub fn attached(&mut self, attaching: &Attaching, kept: &Kept, now: Moment) -> Vec<Effect> {
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
}
