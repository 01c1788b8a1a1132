//! A sitting at a survey: performs what the app asks for on the file, and tells it what came of
//! it. Usable without a terminal.
//!
//! The file belongs to a thread of its own, the keeper: it opens the file, judges it for the first
//! time, and saves each answer in one transaction while the screen is drawn. Whoever drives a
//! session gets its events through a function given at the start, and hands them back to
//! [`Session::receive`].

mod keeper;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;

use keeper::{Delta, Extent, Job};

use crate::app::command::Input;
use crate::app::{App, Effect, Outcome, Theme};
use crate::model::Moment;
use crate::standard::{LoadError, Profile};
use crate::store::StoreError;

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
    pub profile: Option<Profile>,
    /// The colours to start with.
    pub theme: Option<Theme>,
    /// What the laptop calls itself.
    pub device: String,
    /// The program and its version.
    pub program: String,
    /// Where ids and salts come from; `None` is the system's random source.
    pub seed: Option<[u8; 32]>,
    /// Where a copy of the survey is kept at every start; nowhere if it is not given.
    pub snapshots: Option<PathBuf>,
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
            device: String::new(),
            program: concat!("borderfit ", env!("CARGO_PKG_VERSION")).to_owned(),
            seed: None,
            snapshots: None,
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
    #[error("{0}")]
    Store(#[from] StoreError),
    /// A profile that the survey holds does not load.
    #[error("the profile '{name}' of the survey does not load; nothing was changed\n{error}")]
    Profile {
        /// Its name.
        name: String,
        /// What is wrong with it.
        error: Box<LoadError>,
    },
    /// There is nothing to judge by.
    #[error("the survey '{0}' has no profile to judge by; nothing was changed")]
    NoProfile(String),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes: {0}; nothing was changed")]
    Random(String),
    /// The thread of the file is gone.
    #[error(
        "the part of the program that keeps the file has stopped; answers since the last save are lost"
    )]
    Gone,
}

impl SessionError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Store(error) => error.hint(),
            Self::Profile { .. } => "Name another profile with --profile.",
            Self::NoProfile(_) => {
                "Name one with --profile; 'borderfit profile list' shows what there is."
            }
            Self::Random(_) => "Try again; if it stays so, restart the machine.",
            Self::Gone => "Open the survey again; what was saved is in it.",
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
    /// Something was saved, or could not be.
    Outcome(Outcome),
}

/// A sitting at a survey.
pub struct Session {
    app: Option<App>,
    options: Options,
    jobs: Option<Sender<Job>>,
    keeper: Option<JoinHandle<usize>>,
    /// How much of the survey the keeper knows.
    sent: Extent,
    /// Jobs that nothing came back of yet.
    waiting: usize,
}

impl Session {
    /// A session that has not begun. Touches no file.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { app: None, options, jobs: None, keeper: None, sent: Extent::default(), waiting: 0 }
    }

    /// Begins: opens the file on a thread of its own. `notify` is called there with every event.
    pub fn begin(&mut self, notify: impl Fn(Event) + Send + 'static) {
        let (jobs, queue) = std::sync::mpsc::channel();
        let options = self.options.clone();
        self.jobs = Some(jobs);
        self.keeper = Some(std::thread::spawn(move || keeper::keep(&options, &queue, &notify)));
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
                let app = self.app.insert(*app);
                if let Some(theme) = self.options.theme {
                    app.set_theme(theme);
                }
            }
            Event::Refused(error) => return Err(*error),
            Event::Outcome(outcome) => {
                self.waiting = self.waiting.saturating_sub(1);
                if let Some(app) = &mut self.app {
                    app.outcome(outcome);
                }
            }
        }
        Ok(())
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
        effects
    }

    fn save(&mut self) {
        let Some(app) = &mut self.app else { return };
        let extent = Extent::of(app.survey());
        let delta = Delta::beyond(app.survey(), &self.sent);
        match self.jobs.as_ref().map(|jobs| jobs.send(Job::Save(Box::new(delta)))) {
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
        let saved = self.settle();
        let recorded = self.app.as_ref().map_or(0, |app| app.survey().observations().len());
        recorded.saturating_sub(saved)
    }

    /// Waits until the keeper has done everything; gives the number of observations in the file.
    fn settle(&mut self) -> usize {
        drop(self.jobs.take());
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
