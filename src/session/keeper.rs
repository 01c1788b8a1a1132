//! The thread that owns the file.
//!
//! It keeps a copy of the survey, adds what it is told to, and saves; so a failed save can be
//! tried again with the next one, whole.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

use super::{Event, Options, SessionError, beside, drafts, photos};
use crate::app::record::Recorder;
use crate::app::{App, Outcome};
use crate::language::{Language, speaking};
use crate::model::id::FieldHash;
use crate::model::{FileId, Observation, Session, Subject, Survey};
use crate::standard::{Loaded, load_text};
use crate::store::{OpenMode, Store};
use crate::t;

/// How much of a survey somebody knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    attributes: usize,
    sessions: usize,
    subjects: usize,
    observations: usize,
}

impl Extent {
    pub(super) fn of(survey: &Survey) -> Self {
        Self {
            attributes: survey.attributes().len(),
            sessions: survey.sessions().len(),
            subjects: survey.subjects().len(),
            observations: survey.observations().len(),
        }
    }
}

/// What a survey has beyond what somebody knows.
pub(super) struct Delta {
    attributes: Vec<Arc<str>>,
    sessions: Vec<Session>,
    subjects: Vec<Subject>,
    observations: Vec<Observation>,
}

impl Delta {
    pub(super) fn beyond(survey: &Survey, known: &Extent) -> Self {
        fn rest<T: Clone>(all: &[T], from: usize) -> Vec<T> {
            all.get(from..).unwrap_or_default().to_vec()
        }
        Self {
            attributes: rest(survey.attributes(), known.attributes),
            sessions: rest(survey.sessions(), known.sessions),
            subjects: rest(survey.subjects(), known.subjects),
            observations: rest(survey.observations(), known.observations),
        }
    }

    fn add_to(self, survey: &mut Survey) {
        for name in self.attributes {
            survey.intern(&name);
        }
        for session in self.sessions {
            survey.add_session(session);
        }
        for subject in self.subjects {
            survey.add_subject(subject);
        }
        for observation in self.observations {
            survey.insert(observation);
        }
    }
}

/// What the keeper is told to do.
pub(super) enum Job {
    /// Save this and everything before it.
    Save(Box<Delta>),
    /// Make a profile part of the survey: id, version, text.
    Profile(String, String, String),
    /// Keep a photo or file, saved with what is said of it: its sort, its bytes.
    File(&'static str, Vec<u8>),
    /// Read a photo or file.
    Photo(FileId),
    /// Read a photo for the report.
    Bytes(FileId, Sender<Result<Vec<u8>, String>>),
    /// Write a text beside the survey: wanted name, text.
    Text(String, String),
    /// Keep what is typed and not recorded; an empty text when nothing is.
    Drafts(String),
}

/// A job, and the language of whoever told it: what comes back is said in it.
pub(super) type Told = (Language, Job);

/// Opens the file and saves until nobody can tell it to any more. Gives the number of observations
/// that are then sure to be in the file.
pub(super) fn keep(options: &Options, queue: &Receiver<Told>, notify: &dyn Fn(Event)) -> usize {
    let (mut store, mut survey, app) = match open(options) {
        Ok(opened) => opened,
        Err(error) => {
            notify(Event::Refused(Box::new(error)));
            return 0;
        }
    };
    let mut saved = survey.observations().len();
    let _last_word = LastWord(notify);
    notify(Event::Opened(app));
    keep_copy(options, &store, &survey);
    // Of drafts the newest counts, and answers come first: it is written when nothing waits.
    let mut draft: Option<String> = None;
    loop {
        let (language, job) = match queue.try_recv() {
            Ok(told) => told,
            Err(_) => {
                if let Some(text) = draft.take() {
                    // Convenience only: an answer that cannot be saved is told, a draft is not.
                    let bytes = if text.is_empty() { Vec::new() } else { store.protect(&text) };
                    let _ = drafts::write(&options.file, &bytes);
                }
                let Ok(told) = queue.recv() else { break };
                told
            }
        };
        let outcome = speaking(language, || match job {
            Job::Save(delta) => {
                delta.add_to(&mut survey);
                let observations = survey.observations().len();
                Some(match store.append(&survey) {
                    Ok(_) => {
                        saved = observations;
                        Outcome::Saved { observations, at: (options.clock)() }
                    }
                    Err(error) => {
                        Outcome::Failed { what: error.to_string(), hint: error.hint().to_owned() }
                    }
                })
            }
            Job::Profile(id, version, text) => {
                store.add_profile(&id, &version, &text);
                Some(match store.append(&survey) {
                    Ok(_) => Outcome::Told {
                        text: t!("{id} {version} is now part of the survey.", id, version),
                        warning: false,
                    },
                    Err(error) => Outcome::Told { text: error.to_string(), warning: true },
                })
            }
            Job::File(mime, bytes) => {
                store.add_blob(mime, bytes);
                None
            }
            Job::Bytes(file, answer) => {
                // A report that was given up waits no more.
                let _ = answer.send(photos::bytes(store.file(file).map_err(|e| e.to_string())));
                None
            }
            Job::Photo(file) => {
                notify(Event::Photo(file, store.file(file).map_err(|error| error.to_string())));
                None
            }
            Job::Text(name, text) => Some(beside::write_text(&options.file, &name, &text)),
            Job::Drafts(text) => {
                draft = Some(text);
                None
            }
        });
        if let Some(outcome) = outcome {
            notify(Event::Outcome(outcome));
        }
    }
    // Whoever left has no more answers that would take the failed ones along.
    if saved < survey.observations().len() && store.append(&survey).is_ok() {
        saved = survey.observations().len();
    }
    saved
}

/// How many copies of a survey are kept.
const COPIES: usize = 5;

/// Keeps a copy of the survey as it was at the start. Working goes on without one too: the disk
/// may be full, and then the first answer says so.
fn keep_copy(options: &Options, store: &Store, survey: &Survey) {
    let Some(folder) = &options.snapshots else { return };
    let now = (options.clock)();
    let name = format!("{:015}", now.milliseconds);
    let _ = store.snapshot(&folder.join(survey.id().to_string()), &name, COPIES);
}

/// Says that nothing will be saved any more, should a defect end this thread.
struct LastWord<'a>(&'a dyn Fn(Event));

impl Drop for LastWord<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let error = SessionError::Gone;
            (self.0)(Event::Outcome(Outcome::Failed {
                what: error.to_string(),
                hint: error.hint().to_owned(),
            }));
        }
    }
}

fn open(options: &Options) -> Result<(Store, Survey, Box<App>), SessionError> {
    let recorder = recorder(options)?;
    let store = Store::open(&options.file, OpenMode::ReadWrite)?;
    let survey = store.load()?;
    let mut profiles: Vec<Loaded> = options.profile.clone().into_iter().collect();
    for stored in store.profiles_in_force()? {
        let loaded = load_text(&stored.name, &stored.text, &|_| None).map_err(|error| {
            SessionError::Profile { name: stored.name.clone(), error: Box::new(error) }
        })?;
        if profiles.iter().all(|known| known.profile.sha256 != loaded.profile.sha256) {
            profiles.push(loaded);
        }
    }
    let texts: Vec<(String, String)> =
        profiles.iter().map(|l| (l.profile.sha256.clone(), l.text.clone())).collect();
    let mut profiles = profiles.into_iter().map(|loaded| loaded.profile);
    let Some(first) = profiles.next() else {
        return Err(SessionError::NoProfile(options.file.display().to_string()));
    };
    let author = options.author.as_deref();
    let mut app = App::new(survey.clone(), first, profiles.collect(), recorder, author);
    for (sha256, text) in texts {
        app.keep_text(&sha256, text);
    }
    app.set_encrypted(store.is_encrypted());
    if let Some(kept) = drafts::read(&options.file, &|bytes| store.reveal(bytes)) {
        app.take_drafts(kept);
    }
    Ok((store, survey, Box::new(app)))
}

fn recorder(options: &Options) -> Result<Recorder, SessionError> {
    let secret = match options.seed {
        Some(seed) => seed,
        None => {
            let mut secret = [0; 32];
            getrandom::fill(&mut secret)
                .map_err(|error| SessionError::Random(error.to_string()))?;
            secret
        }
    };
    let mut hash = FieldHash::new("nonce");
    hash.field(&secret);
    let nonce = hash.finish_short();
    let now = (options.clock)();
    Ok(Recorder::new(nonce, secret, &options.device, &options.program, now))
}
