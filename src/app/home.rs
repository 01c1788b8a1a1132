//! Home: the surveys that were opened lately, those in this folder, and what can be begun. Before
//! any survey is open; no disk, no terminal.

use super::command::{Command, Input};
use super::merging::{self, Merging};
use super::screen::{Form, FormAction, FormField};
use super::state::{Message, Theme};
use super::text::TextField;
use crate::language::{Language, spoken};
use crate::standard::Choice;
use crate::t;

/// A survey that can be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeRow {
    /// Where it is.
    pub path: String,
    /// Its title; the name of the file where that is not known.
    pub title: String,
    /// How far it was when it was left; may be empty.
    pub state: String,
    /// Whether the file is there now.
    pub missing: bool,
    /// Whether something was half typed when it was left.
    pub drafts: bool,
}

/// What a person chose at home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HomeChoice {
    /// Open this survey.
    Open(String),
    /// Try this passphrase on this survey, and open it.
    Unlock {
        /// The survey.
        path: String,
        /// What was typed.
        words: String,
    },
    /// Make a new survey: title, file, profile, who records.
    New([String; 4]),
    /// The demo survey.
    Demo,
    /// List this folder, to choose files to merge.
    Folder(String),
    /// Merge these files into a survey; only to be read as long as it is not to be written.
    Merge {
        /// The file of the survey.
        into: String,
        /// The files.
        sources: Vec<String>,
        /// Whether it is to be written.
        write: bool,
    },
    /// Forget this survey; the file stays.
    Forget(String),
    /// Speak this language from now on.
    Language(Language),
    /// Leave.
    Quit,
}

/// The state of the home screen.
#[derive(Clone, Debug)]
pub struct Home {
    /// The surveys.
    pub rows: Vec<HomeRow>,
    /// The row that is marked.
    pub cursor: usize,
    /// A form over the screen.
    pub form: Option<Form>,
    /// A line to the person.
    pub message: Option<Message>,
    /// The colours.
    pub theme: Theme,
    /// The laptop in one line.
    pub laptop: String,
    /// What should be seen to; may be empty.
    pub warning: String,
    /// Profiles that a new survey can be judged by: id and title.
    pub profiles: Vec<(String, String)>,
    /// Who recorded last; may be empty.
    pub author: String,
    /// Files that are being merged, in place of the list of surveys.
    pub merging: Option<Merging>,
    /// The survey whose passphrase is asked for.
    pub locked: Option<String>,
    /// Whether help stands over the screen.
    pub help: bool,
}

impl Home {
    /// With these surveys.
    #[must_use]
    pub fn new(rows: Vec<HomeRow>, theme: Theme) -> Self {
        Self {
            rows,
            cursor: 0,
            form: None,
            message: None,
            theme,
            laptop: String::new(),
            warning: String::new(),
            profiles: Vec::new(),
            author: String::new(),
            merging: None,
            locked: None,
            help: false,
        }
    }

    /// Takes an input; gives what was chosen.
    pub fn input(&mut self, input: Input) -> Option<HomeChoice> {
        self.message = None;
        if self.help {
            self.help = false;
            return None;
        }
        if self.form.is_some() {
            return self.form_input(input);
        }
        if self.merging.is_some() && !self.is_beside_merging(&input) {
            return self.merging_input(&input);
        }
        let last = self.rows.len().saturating_sub(1);
        match input {
            Input::Choose(n) => return self.open(n),
            Input::Command(command) => match command {
                Command::Up => self.cursor = self.cursor.saturating_sub(1),
                Command::Down => self.cursor = (self.cursor + 1).min(last),
                Command::First | Command::PageUp => self.cursor = 0,
                Command::Last | Command::PageDown => self.cursor = last,
                Command::Open => return self.open(self.cursor),
                Command::NewSurvey => self.ask_new(),
                Command::OpenFile => self.ask_file(),
                Command::MergeFiles => return self.begin_merge(),
                Command::WriteMerge => self.say(t!("Nothing is being merged: m begins.")),
                Command::Demo => return Some(HomeChoice::Demo),
                Command::Forget => {
                    let row = self.rows.get(self.cursor)?;
                    return Some(HomeChoice::Forget(row.path.clone()));
                }
                Command::Theme => self.theme = self.theme.next(),
                Command::Language => self.ask_language(),
                Command::Help => self.help = true,
                Command::Quit | Command::Interrupt => return Some(HomeChoice::Quit),
                Command::Back => self.say(t!("This is the top. q leaves.")),
                _ => {}
            },
            Input::Unknown(_) => {
                self.say(t!("This layout is not known: digits, arrows and F-keys work."))
            }
            Input::Character(_) | Input::Paste(_) => {}
        }
        None
    }

    /// How far the merge is that is being done.
    pub fn working(&mut self, text: String) {
        if let Some(merging) = &mut self.merging {
            merging.stage = merging::Stage::Working(text);
        }
    }

    /// What means the same whether files are being merged or not.
    fn is_beside_merging(&self, input: &Input) -> bool {
        let choosing = self.merging.as_ref().is_some_and(|m| m.stage == merging::Stage::Choosing);
        match input {
            Input::Command(Command::OpenFile) => choosing,
            Input::Command(Command::Theme | Command::Help) | Input::Unknown(_) => true,
            _ => false,
        }
    }

    fn merging_input(&mut self, input: &Input) -> Option<HomeChoice> {
        let (wanted, on) = merging::input(self.merging.as_mut()?, input);
        if !on {
            self.merging = None;
            self.say(t!("Nothing was merged; every file is as it was."));
        }
        wanted
    }

    /// Begins to merge into the marked survey: its folder is listed.
    fn begin_merge(&mut self) -> Option<HomeChoice> {
        let Some(row) = self.rows.get(self.cursor) else {
            self.say(t!("There is no survey to merge into: n makes one, o opens one."));
            return None;
        };
        if row.missing {
            let text = t!("{path} is not there: put the medium in first.", path = row.path);
            self.message = Some(Message { text, warning: true });
            return None;
        }
        self.merging = Some(Merging::new(&row.title, &row.path));
        Some(HomeChoice::Folder(String::new()))
    }

    fn say(&mut self, text: &str) {
        self.message = Some(Message { text: text.to_owned(), warning: false });
    }

    fn open(&mut self, n: usize) -> Option<HomeChoice> {
        let Some(row) = self.rows.get(n) else {
            self.say(t!("There is no survey of this number. n makes a new one, d the demo."));
            return None;
        };
        self.cursor = n;
        if row.missing {
            let text = t!(
                "{path} is not there: put the medium in and press Enter again; o says where it is, Del takes it off the list.",
                path = row.path
            );
            self.message = Some(Message { text, warning: true });
            return Some(HomeChoice::Open(self.rows[n].path.clone()));
        }
        Some(HomeChoice::Open(row.path.clone()))
    }

    fn ask_new(&mut self) {
        let choices = self.profiles.iter();
        let choices = choices.map(|(id, title)| Choice { key: id.clone(), label: title.clone() });
        let mut name =
            FormField::text(t!("Your name"), t!("every fact carries who found it out"), "");
        name.input = TextField::new(&self.author);
        self.form = Some(Form {
            title: t!("New survey").to_owned(),
            text: t!("The profile is copied into the survey; another can be added at any time.")
                .to_owned(),
            fields: vec![
                FormField::text(t!("Title"), t!("of the mission, as the report will show it"), ""),
                FormField::choice(
                    t!("Profile"),
                    t!("Up and Down mark, or type a few letters"),
                    choices.collect(),
                ),
                name,
                FormField::text(t!("File"), t!("where it is kept"), ""),
            ],
            focus: 0,
            action: FormAction::NewSurvey,
        });
    }

    /// Asks for the passphrase of a survey, which was wrong so many times.
    pub fn ask_passphrase(&mut self, path: &str, wrong: usize) {
        let hint = t!("Caps Lock may be on; Esc leaves the survey closed");
        let mut field = FormField::secret(t!("Passphrase"), hint);
        if wrong > 0 {
            field.error = t!("Wrong passphrase ({n}). The file was not changed.", n = wrong);
        }
        self.cursor = self.rows.iter().position(|row| row.path == path).unwrap_or(self.cursor);
        self.locked = Some(path.to_owned());
        self.form = Some(Form {
            title: t!("Passphrase needed").to_owned(),
            text: t!("{file} is encrypted.", file = path),
            fields: vec![field],
            focus: 0,
            action: FormAction::Unlock,
        });
    }

    fn ask_file(&mut self) {
        let away = self.rows.get(self.cursor).filter(|row| row.missing && self.merging.is_none());
        let title = match (&self.merging, away) {
            (Some(_), _) => t!("A file to merge"),
            (None, Some(_)) => t!("Where is it now?"),
            (None, None) => t!("Open a survey"),
        };
        let hint = match away {
            Some(row) => t!("it was at {path}", path = row.path),
            None => t!("its path; paste it if you have it").to_owned(),
        };
        self.form = Some(Form {
            title: title.to_owned(),
            text: String::new(),
            fields: vec![FormField::text(t!("File"), &hint, "")],
            focus: 0,
            action: FormAction::OpenSurvey,
        });
    }

    fn ask_language(&mut self) {
        let choices = Language::ALL
            .map(|l| Choice { key: l.tag().to_owned(), label: l.name().to_owned() })
            .into();
        let hint = t!("Up and Down mark, or type a few letters");
        let mut field = FormField::choice(t!("Language"), hint, choices);
        field.marked = Language::ALL.iter().position(|l| *l == spoken()).unwrap_or(0);
        self.form = Some(Form {
            title: t!("Language").to_owned(),
            text: t!("It is kept for the next start.").to_owned(),
            fields: vec![field],
            focus: 0,
            action: FormAction::Language,
        });
    }

    fn form_input(&mut self, input: Input) -> Option<HomeChoice> {
        let form = self.form.as_mut()?;
        let command = match input {
            Input::Character(c) => {
                super::dialog::type_text(form, &|field| field.insert(c));
                return None;
            }
            Input::Paste(text) => {
                super::dialog::type_text(form, &|field| field.insert_all(&text));
                return None;
            }
            Input::Choose(_) | Input::Unknown(_) => return None,
            Input::Command(command) => command,
        };
        match command {
            Command::Back | Command::Interrupt | Command::Quit => self.form = None,
            Command::Open => {
                if !super::dialog::take_marked(form, true) {
                    return None;
                }
                let field = form.fields.get_mut(form.focus)?;
                if field.input.is_empty() {
                    field.error = t!("This cannot stay empty.").to_owned();
                    return None;
                }
                if form.focus + 1 < form.fields.len() {
                    form.focus += 1;
                    suggest_file(form);
                } else {
                    return self.submit();
                }
            }
            Command::NextField => {
                super::dialog::take_marked(form, false);
                form.focus = (form.focus + 1) % form.fields.len().max(1);
                suggest_file(form);
            }
            command => super::dialog::move_in(form, command),
        }
        None
    }

    fn submit(&mut self) -> Option<HomeChoice> {
        let form = self.form.take()?;
        if form.action == FormAction::Unlock {
            // To the letter: a blank at an end may be part of it.
            let words = form.fields.first()?.input.text().to_owned();
            return Some(HomeChoice::Unlock { path: self.locked.take()?, words });
        }
        let texts = super::dialog::texts(&form);
        if let (FormAction::OpenSurvey, Some(merging)) = (form.action, &mut self.merging) {
            merging.choose(texts.first()?.clone());
            return None;
        }
        if form.action == FormAction::OpenSurvey {
            return Some(HomeChoice::Open(texts.first()?.clone()));
        }
        if form.action == FormAction::Language {
            return Language::of_tag(texts.first()?).map(HomeChoice::Language);
        }
        let empty = texts.iter().position(String::is_empty);
        match (empty, <[String; 4]>::try_from(texts)) {
            (None, Ok([title, profile, name, file])) => {
                Some(HomeChoice::New([title, file, profile, name]))
            }
            (n, _) => {
                let mut form = form;
                form.focus = n.unwrap_or(0);
                form.fields[form.focus].error = t!("This cannot stay empty.").to_owned();
                self.form = Some(form);
                None
            }
        }
    }
}

/// A name of a file that follows from the title.
fn suggest_file(form: &mut Form) {
    if form.action != FormAction::NewSurvey {
        return;
    }
    let title = form.fields.first().map_or("", |f| f.input.text());
    let mut name = String::new();
    for c in title.trim().to_lowercase().chars() {
        if c.is_alphanumeric() {
            name.push(c);
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    let name = name.trim_end_matches('-').to_owned();
    if let Some(field) = form.fields.last_mut().filter(|f| !f.typed)
        && !name.is_empty()
    {
        field.input = TextField::new(&format!("{name}.survey"));
    }
}
