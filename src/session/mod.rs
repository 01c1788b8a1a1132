//! A sitting at a survey: performs what the app asks for on the file, and tells it what came of
//! it. Usable without a terminal.
//!
//! The file belongs to a thread of its own, the keeper: it opens the file, judges it for the first
//! time, and saves each answer in one transaction while the screen is drawn. Whoever drives a
//! session gets its events through a function given at the start, and hands them back to
//! [`Session::receive`].

mod beside;
mod drafts;
pub mod evidence;
pub mod folder;
mod keeper;
mod laptop;
mod own;
pub mod photos;
mod report;
mod supposing;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;

use keeper::{Delta, Extent, Job, Told};

pub use laptop::Laptop;
pub use own::{Opened, Own};
pub use photos::ReadFile;

use crate::app::catalogue::Catalogue;
use crate::app::command::Input;
use crate::app::drafts::Drafts;
use crate::app::{App, Effect, Outcome, Pickable, Theme};
use crate::language::{Language, speak, speaking, spoken};
use crate::model::{FileId, Moment};
use crate::report::Edition;
use crate::standard::{LoadError, Loaded};
use crate::store::{self, Bytes, StoreError};
use crate::t;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Moment + Send + Sync>;

/// What a session starts with.
#[derive(Clone)]
pub struct Options {
    /// The file of the survey.
    pub file: PathBuf,
    /// Who records; asked for on screen if it is not known.
    pub author: Option<String>,
    /// The profile to judge by first; else the first one of the survey.
    pub profile: Option<Loaded>,
    /// The colours to start with.
    pub theme: Option<Theme>,
    /// What the program keeps for itself on this laptop; `None` keeps nothing.
    pub own: Option<Own>,
    /// What the laptop calls itself.
    pub device: String,
    /// The program and its version.
    pub program: String,
    /// Where ids and salts come from; `None` is the system's random source.
    pub seed: Option<[u8; 32]>,
    /// Where a copy of the survey is kept at every start; nowhere if it is not given.
    pub snapshots: Option<PathBuf>,
    /// What was done to the file just before: said once it is open; and whether there are
    /// disputes, which are then shown.
    pub arriving: Option<(String, bool)>,
    /// What tells the time.
    pub clock: Clock,
}

impl Options {
    /// For a file, with the system's clock and random source.
    #[must_use]
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self {
            file: file.into(),
            author: None,
            profile: None,
            theme: None,
            own: None,
            device: String::new(),
            program: concat!("borderfit ", env!("CARGO_PKG_VERSION")).to_owned(),
            seed: None,
            snapshots: None,
            arriving: None,
            clock: Arc::new(system_time),
        }
    }
}

fn system_time() -> Moment {
    let now = jiff::Zoned::now();
    Moment {
        milliseconds: u64::try_from(now.timestamp().as_millisecond()).unwrap_or(0),
        offset_minutes: i16::try_from(now.offset().seconds() / 60).unwrap_or(0),
    }
}

/// Why a survey cannot be worked on.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The file cannot be opened or read.
    Store(#[from] StoreError),
    /// A profile that the survey holds does not load.
    Profile {
        /// Its name.
        name: String,
        /// What is wrong with it.
        error: Box<LoadError>,
    },
    /// There is nothing to judge by.
    NoProfile(String),
    /// The system gives no random bytes.
    Random(String),
    /// The thread of the file is gone.
    Gone,
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Store(error) => error.to_string(),
            Self::Profile { name, error } => t!(
                "the profile '{name}' of the survey does not load; nothing was changed\n{error}",
                name,
                error
            ),
            Self::NoProfile(file) => {
                t!("the survey '{file}' has no profile to judge by; nothing was changed", file)
            }
            Self::Random(error) => {
                t!("the system gives no random bytes: {error}; nothing was changed", error)
            }
            Self::Gone => t!(
                "the part of the program that keeps the file has stopped; answers since the last \
                 save are lost"
            )
            .to_owned(),
        })
    }
}

impl SessionError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Store(error) => error.hint(),
            Self::Profile { .. } => t!("Name another profile with --profile."),
            Self::NoProfile(_) => {
                t!("Name one with --profile; 'borderfit profile list' shows what there is.")
            }
            Self::Random(_) => t!("Try again; if it stays so, restart the machine."),
            Self::Gone => t!("Open the survey again; what was saved is in it."),
        }
    }
}

/// What comes back from the file.
#[derive(Debug)]
pub enum Event {
    /// It is open.
    Opened(Box<App>),
    /// It cannot be opened.
    Refused(Box<SessionError>),
    /// A file that is to be attached was read, or could not be.
    Read(Box<ReadFile>),
    /// The bytes of a photo of the survey.
    Photo(FileId, Result<Bytes, String>),
    /// Something was saved, or could not be.
    Outcome(Outcome),
    /// How far longer work is; its end is an outcome.
    Step(Outcome),
}

/// Takes what comes back from the file, on whatever thread it comes from.
type Notify = Arc<dyn Fn(Event) + Send + Sync>;

/// A sitting at a survey.
pub struct Session {
    app: Option<App>,
    options: Options,
    jobs: Option<Sender<Told>>,
    /// Tells whoever drives the session what happened.
    notify: Option<Notify>,
    keeper: Option<JoinHandle<usize>>,
    /// Reports that are being written.
    work: Vec<JoinHandle<()>>,
    /// How much of the survey the keeper knows.
    sent: Extent,
    /// What of drafts the keeper knows.
    sent_drafts: Drafts,
    /// Jobs that nothing came back of yet.
    waiting: usize,
}

impl Session {
    /// A session that has not begun. Touches no file.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self {
            app: None,
            options,
            jobs: None,
            notify: None,
            work: Vec::new(),
            keeper: None,
            sent: Extent::default(),
            sent_drafts: Drafts::default(),
            waiting: 0,
        }
    }

    /// Begins: opens the file on a thread of its own. `notify` is called there with every event.
    pub fn begin(&mut self, notify: impl Fn(Event) + Send + Sync + 'static) {
        let (jobs, queue) = std::sync::mpsc::channel();
        let options = self.options.clone();
        let notify: Notify = Arc::new(notify);
        self.jobs = Some(jobs);
        self.notify = Some(Arc::clone(&notify));
        let language = spoken();
        self.keeper = Some(std::thread::spawn(move || {
            speaking(language, || keeper::keep(&options, &queue, &*notify))
        }));
    }

    /// The state of the program, once the file is open.
    #[must_use]
    pub fn app(&self) -> Option<&App> {
        self.app.as_ref()
    }

    /// The file of the survey.
    #[must_use]
    pub fn file(&self) -> &std::path::Path {
        &self.options.file
    }

    /// The colours that were asked for.
    #[must_use]
    pub fn theme(&self) -> Option<Theme> {
        self.options.theme
    }

    /// Starts with these colours.
    pub fn set_theme(&mut self, theme: Theme) {
        self.options.theme = Some(theme);
    }

    /// Jobs that nothing came back of yet.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// Takes an event that came back from the file.
    ///
    /// # Errors
    /// When the file could not be opened.
    pub fn receive(&mut self, event: Event) -> Result<(), SessionError> {
        match event {
            Event::Opened(app) => {
                self.sent = Extent::of(app.survey());
                self.sent_drafts = app.drafts();
                let app = self.app.insert(*app);
                if let Some(minutes) = self.options.own.as_ref().and_then(Own::lock_after) {
                    app.set_lock_after(minutes);
                }
                if let Some(theme) = self.options.theme {
                    app.set_theme(theme);
                }
                if let Some((text, disputes)) = self.options.arriving.take() {
                    app.begin_at(&text, disputes);
                }
                if let Some(own) = &self.options.own {
                    app.set_catalogue(own.catalogue());
                    if let Some(author) = own.author() {
                        app.suggest_author(&author);
                    }
                }
            }
            Event::Refused(error) => return Err(*error),
            Event::Read(read) => {
                self.waiting = self.waiting.saturating_sub(1);
                self.attach(*read);
            }
            // Decoding takes longer than a key may.
            Event::Photo(file, bytes) => {
                self.waiting = self.waiting.saturating_sub(1);
                self.beside(move |tell| tell(Event::Outcome(photos::picture(file, bytes))));
            }
            Event::Outcome(outcome) => {
                self.waiting = self.waiting.saturating_sub(1);
                if let Some(app) = &mut self.app {
                    app.outcome(outcome);
                }
            }
            Event::Step(outcome) => {
                if let Some(app) = &mut self.app {
                    app.outcome(outcome);
                }
            }
        }
        Ok(())
    }

    /// Hides the survey until somebody is back.
    pub fn lock(&mut self) {
        if let Some(app) = &mut self.app {
            app.lock();
        }
    }

    /// Takes an input, and saves what it recorded. What remains is for whoever draws.
    pub fn input(&mut self, input: Input) -> Vec<Effect> {
        let now = (self.options.clock)();
        let Some(app) = &mut self.app else { return Vec::new() };
        let mut effects = app.input(input, now);
        if effects.contains(&Effect::Save) {
            effects.retain(|e| *e != Effect::Save);
            self.save();
        }
        effects.retain(|effect| !self.perform(effect));
        self.keep_drafts();
        effects
    }

    /// Does what the screens ask for, or hands it over to the keeper; `false` for what is not the
    /// work of either.
    fn perform(&mut self, effect: &Effect) -> bool {
        let job = match effect {
            Effect::AddProfile { id, version, text } => {
                Job::Profile(id.clone(), version.clone(), text.clone())
            }
            Effect::WriteText { name, text } => Job::Text(name.clone(), text.clone()),
            Effect::Language(language) => {
                speak(*language);
                if let Some(own) = &self.options.own {
                    own.set_language(*language);
                }
                if let Some(app) = &mut self.app {
                    app.speak();
                }
                return true;
            }
            Effect::Unlock(words) => {
                let (words, file) = (words.clone(), self.options.file.clone());
                // It takes longer than a key may.
                return self.beside(move |tell| {
                    let right = store::unlock(&file, &words).is_ok();
                    tell(Event::Outcome(Outcome::Tried(right)));
                });
            }
            Effect::LockAfter(minutes) => {
                if let Some(own) = &self.options.own {
                    own.set_lock_after(*minutes);
                }
                return true;
            }
            Effect::ShowPhoto(file) => Job::Photo(*file),
            Effect::Folder(named, what) => {
                let (named, survey) = (named.clone(), self.options.file.clone());
                let endings = match what {
                    Pickable::Photos => folder::PHOTOS,
                    Pickable::Prices => folder::PRICES,
                };
                return self.beside(move |tell| {
                    tell(Event::Outcome(photos::folder(&named, &survey, endings)));
                });
            }
            Effect::Attach(attaching) => {
                let attaching = (**attaching).clone();
                return self.beside(move |tell| {
                    tell(Event::Read(Box::new(photos::read(attaching))));
                });
            }
            Effect::Preview => return self.compose(None, "", &[], (Edition::Full, spoken())),
            Effect::Prices(file) => {
                let file = file.clone();
                return self.beside(move |tell| {
                    tell(Event::Outcome(supposing::prices(&file)));
                });
            }
            Effect::WhatIf(texts) => return self.suppose(texts.clone()),
            Effect::Report { name, marking, points, edition, language } => {
                let edition = Edition::parse(edition).unwrap_or_default();
                return self.compose(Some(name.clone()), marking, points, (edition, *language));
            }
            _ => return false,
        };
        if self.jobs.as_ref().is_some_and(|jobs| jobs.send((spoken(), job)).is_ok()) {
            self.waiting += 1;
        }
        true
    }

    /// Composes the report on a thread of its own: to be read, or as a file of this name.
    fn compose(
        &mut self,
        name: Option<String>,
        marking: &str,
        points: &[String],
        (edition, language): (Edition, Language),
    ) -> bool {
        let Some(app) = &self.app else { return true };
        let draft = report::Draft {
            survey: app.survey().clone(),
            profile: app.profile().clone(),
            assessment: app.assessment().clone(),
            marking: marking.to_owned(),
            points: points.iter().cloned().collect(),
            program: self.options.program.clone(),
            edition,
            language,
            prices: app.costs().0.cloned(),
            terms: app.costs().1.cloned(),
            jobs: self.jobs.clone(),
        };
        let file = self.options.file.clone();
        self.beside(move |tell| match name {
            None => tell(Event::Outcome(draft.preview())),
            Some(name) => draft.write(&file, &name, tell),
        })
    }

    /// Does something on a thread of its own, in the language in force; it tells what comes of it,
    /// and one outcome at last.
    fn beside(&mut self, work: impl FnOnce(&dyn Fn(Event)) + Send + 'static) -> bool {
        let Some(notify) = self.notify.clone() else { return true };
        self.waiting += 1;
        let language = spoken();
        self.work.push(std::thread::spawn(move || speaking(language, || work(&*notify))));
        true
    }

    /// A file was read: the keeper gets its bytes, then what is said of it, so that both are saved
    /// at once.
    fn attach(&mut self, read: ReadFile) {
        let now = (self.options.clock)();
        let Some(app) = &mut self.app else { return };
        let kept = match read.kept {
            Ok(kept) => kept,
            Err(why) => return app.not_attached(&why),
        };
        let effects = app.attached(&read.attaching, &kept, now);
        if effects.contains(&Effect::Save) {
            if let Some(jobs) = &self.jobs {
                // A keeper that is gone says so when it is to save.
                let _ = jobs.send((spoken(), Job::File(kept.mime, kept.bytes)));
            }
            self.save();
        }
    }

    /// Judges a copy under assumptions, on a thread of its own.
    fn suppose(&mut self, texts: Vec<String>) -> bool {
        let Some(app) = &self.app else { return true };
        let (survey, profile) = (app.survey().clone(), app.profile().clone());
        let before = app.assessment().clone();
        self.beside(move |tell| {
            tell(Event::Outcome(supposing::supposed(&survey, &profile, &before, &texts)));
        })
    }

    /// After the answer: whoever ends the program between the two finds a draft too many, never
    /// one too few.
    fn keep_drafts(&mut self) {
        let Some(drafts) = self.app.as_ref().map(App::drafts) else { return };
        if let (true, Some(jobs)) = (drafts != self.sent_drafts, &self.jobs) {
            // A keeper that is gone has said so.
            let _ = jobs.send((spoken(), Job::Drafts(drafts::text(&drafts))));
            self.sent_drafts = drafts;
        }
    }

    fn save(&mut self) {
        let Some(app) = &mut self.app else { return };
        let extent = Extent::of(app.survey());
        let delta = Delta::beyond(app.survey(), &self.sent);
        let job = (spoken(), Job::Save(Box::new(delta)));
        match self.jobs.as_ref().map(|jobs| jobs.send(job)) {
            Some(Ok(())) => {
                self.sent = extent;
                self.waiting += 1;
            }
            _ => {
                let error = SessionError::Gone;
                app.outcome(Outcome::Failed {
                    what: error.to_string(),
                    hint: error.hint().to_owned(),
                });
            }
        }
    }

    /// Ends: waits until everything that was handed over is saved, and gives the number of
    /// records that are not.
    pub fn end(mut self) -> usize {
        self.remember();
        let saved = self.settle();
        let recorded = self.app.as_ref().map_or(0, |app| app.survey().observations().len());
        recorded.saturating_sub(saved)
    }

    /// Remembers what was worked on, for the next time the program starts.
    fn remember(&self) {
        let (Some(own), Some(app)) = (&self.options.own, &self.app) else { return };
        // Colours that nobody chose here are not remembered: there may be none for a reason.
        let chosen = Some(app.theme()).filter(|theme| self.options.theme != Some(*theme));
        own.set(chosen, app.author());
        let path = std::path::absolute(&self.options.file);
        let path = path.unwrap_or_else(|_| self.options.file.clone());
        let left = (self.options.clock)().milliseconds;
        if app.is_encrypted() {
            // What is in it is not to lie beside it: the name of the file is all.
            return own.remember(Opened::hidden(path, left));
        }
        own.learn(&Catalogue::of(app.survey()));
        let progress = app.survey_progress();
        own.remember(Opened {
            path,
            title: app.survey().title().to_owned(),
            left,
            settled: (progress.settled, progress.of),
            points: app.assessment().points.len(),
        });
    }

    /// Whether something was half typed when a survey was left.
    #[must_use]
    pub fn has_drafts(file: &std::path::Path) -> bool {
        drafts::are_there(file)
    }

    /// Waits until the keeper has done everything; gives the number of observations in the file.
    fn settle(&mut self) -> usize {
        drop(self.jobs.take());
        // A report that was begun is finished.
        for work in self.work.drain(..) {
            let _ = work.join();
        }
        // A keeper that panicked has said so on its own.
        self.keeper.take().map_or(0, |keeper| keeper.join().unwrap_or(0))
    }
}

impl Drop for Session {
    /// Also when the program ends by an error or a panic, what was accepted is saved.
    fn drop(&mut self) {
        self.settle();
    }
}
