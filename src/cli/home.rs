//! `borderfit` alone: the home screen, and what is chosen there, until the person leaves.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use super::context::{PROGRAM, Random, data_folder, device, now, profile, snapshots};
use super::failure::Failure;
use super::{demo, merge_home, new};
use crate::app::home::{Home, HomeChoice, HomeRow};
use crate::app::{Message, Theme};
use crate::language::{speak, spoken};
use crate::model::Moment;
use crate::session::{Laptop, Opened, Options, Own, Session, SessionError};
use crate::standard::{built_in_ids, load_built_in};
use crate::store::{self, ENCRYPTION, Protection, StoreError, protection};
use crate::tui::{Display, TuiError, first_theme};
use crate::{counted, t};

/// Most surveys of the folder that are listed.
const IN_FOLDER: usize = 30;

pub(super) fn run() -> Result<u8, Failure> {
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        return Err(Failure::usage(
            t!("the screens need a terminal, and there is none here"),
            t!("'borderfit --help' lists the commands that need none"),
        ));
    }
    let own = own();
    let mut titles = (spoken(), titles());
    let mut display = Display::take().map_err(failed)?;
    let mut message = None;
    let mut merging = None;
    // The survey whose passphrase is asked for, and how often it was wrong.
    let mut asking: Option<(String, usize)> = None;
    let mut theme = first_theme(own.as_ref().and_then(Own::theme));
    loop {
        let mut home = home(own.as_ref(), theme);
        // It may have been changed here or in a survey.
        if titles.0 != spoken() {
            titles = (spoken(), self::titles());
        }
        home.profiles.clone_from(&titles.1);
        home.message = message.take();
        home.merging = merging.take();
        if let Some((path, wrong)) = &asking {
            home.ask_passphrase(path, *wrong);
        }
        let choice = display.home(&mut home).map_err(failed)?;
        if home.theme != theme
            && let Some(own) = &own
        {
            own.set(Some(home.theme), None);
        }
        theme = home.theme;
        let wrong = asking.take().map_or(0, |(_, wrong)| wrong);
        let mut arriving = None;
        let away = home.rows.get(home.cursor).filter(|row| row.missing);
        let away = away.map(|row| (PathBuf::from(&row.path), row.title.clone()));
        let chosen = match choice {
            HomeChoice::Open(path) if is_locked(Path::new(&path)) => {
                asking = Some((path, 0));
                continue;
            }
            HomeChoice::Unlock { path, words } => match store::unlock(Path::new(&path), &words) {
                Err(StoreError::WrongPassphrase { .. }) => {
                    asking = Some((path, wrong + 1));
                    continue;
                }
                Err(error) => Err(error.into()),
                Ok(()) => Ok((PathBuf::from(path), None)),
            },
            HomeChoice::Quit => return Ok(0),
            HomeChoice::Folder(folder) => {
                merge_home::look(&mut home, &folder);
                merging = home.merging;
                continue;
            }
            HomeChoice::Merge { into, sources, write } => {
                let sources: Vec<PathBuf> = sources.into_iter().map(PathBuf::from).collect();
                let into = PathBuf::from(into);
                arriving = merge_home::run(&mut display, &mut home, &into, &sources, write)?;
                if arriving.is_none() {
                    merging = home.merging;
                    continue;
                }
                Ok((into, None))
            }
            HomeChoice::Forget(path) => {
                if let Some(own) = &own {
                    own.forget(Path::new(&path));
                }
                continue;
            }
            HomeChoice::Language(language) => {
                speak(language);
                if let Some(own) = &own {
                    own.set_language(language);
                }
                continue;
            }
            HomeChoice::Open(path) => Ok((PathBuf::from(path), None)),
            HomeChoice::Demo => demo::file().map(|file| (file, None)),
            HomeChoice::New([title, file, profile, name]) => {
                let file = PathBuf::from(file);
                begin(&file, &title, &profile, &name).map(|()| (file, Some(name)))
            }
        };
        let ended = chosen.and_then(|(file, author)| {
            let mut options = options(&file, own.clone(), theme);
            options.author = author;
            options.arriving = arriving;
            display.survey(Session::new(options)).map_err(failed).map(|ended| (file, ended))
        });
        // Whoever comes back to a survey that was left shows again that it is theirs.
        store::forget_keys();
        match ended {
            Ok((file, ended)) => {
                // What was sought has been found elsewhere.
                if let (Some(own), Some((was, title))) = (&own, &away)
                    && own.recent().first().is_some_and(|o| o.title == *title && o.path != *was)
                {
                    own.forget(was);
                }
                if ended.unsaved > 0 {
                    return Err(unsaved(ended.unsaved, &file));
                }
                if ended.signal.is_some() || ended.closed {
                    return Ok(0);
                }
                theme = first_theme(own.as_ref().and_then(Own::theme).or(Some(theme)));
            }
            Err(failure) => {
                message = Some(Message { text: failure.in_a_line(), warning: true });
            }
        }
    }
}

/// Whether a survey waits for its passphrase.
fn is_locked(path: &Path) -> bool {
    ENCRYPTION && protection(path) == Protection::Locked
}

/// Makes a new survey with one profile.
fn begin(file: &Path, title: &str, named: &str, recorder: &str) -> Result<(), Failure> {
    new::refuse_existing(file)?;
    let mut random = Random::new()?;
    let loaded = profile(named)?;
    let survey = new::titled(title, recorder, now(), &mut random);
    new::create(file, &survey, &[loaded], &mut random)
}

/// What a session in the terminal starts with.
pub(super) fn options(file: &Path, own: Option<Own>, theme: Theme) -> Options {
    let mut options = Options::new(file);
    options.program = PROGRAM.to_owned();
    options.device = device();
    options.snapshots = snapshots();
    options.theme = Some(theme);
    options.own = own;
    options
}

pub(super) fn failed(error: TuiError) -> Failure {
    let hint = error.hint();
    Failure::refused(error, hint)
}

pub(super) fn failed_session(error: SessionError) -> Failure {
    let hint = error.hint();
    Failure::refused(error, hint)
}

pub(super) fn unsaved(count: usize, file: &Path) -> Failure {
    Failure::refused(
        counted!(
            count,
            "{n} answer could not be saved in {file}",
            "{n} answers could not be saved in {file}",
            file = file.display()
        ),
        t!("what was saved before is there; see what the screen said about the disk"),
    )
}

fn home(own: Option<&Own>, theme: Theme) -> Home {
    let here = std::env::current_dir().unwrap_or_default();
    let moment = now();
    let mut rows: Vec<HomeRow> = own.map_or(Vec::new(), Own::recent).iter().map(row).collect();
    for path in surveys_in(&here) {
        let known = rows.iter().any(|row| Path::new(&row.path) == path);
        if !known {
            rows.push(HomeRow {
                title: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                state: match is_locked(&path) {
                    true => t!("(locked)  passphrase needed").to_owned(),
                    false => t!("in this folder").to_owned(),
                },
                missing: false,
                drafts: Session::has_drafts(&path),
                path: path.display().to_string(),
            });
        }
    }
    let mut home = Home::new(rows, theme);
    let laptop = Laptop::look(&here, moment);
    (home.laptop, home.warning) = (laptop.words(), laptop.warning());
    home.author = own.and_then(Own::author).unwrap_or_default();
    home
}

/// What the program remembers between surveys; `None` where the system has no place for it.
pub(super) fn own() -> Option<Own> {
    data_folder().map(Own::at)
}

/// The profiles that are built in, with their titles.
fn titles() -> Vec<(String, String)> {
    let titled = |id: &'static str| {
        let title = load_built_in(id).map_or(String::new(), |l| l.profile.title);
        (id.to_owned(), title)
    };
    built_in_ids().map(titled).collect()
}

fn row(opened: &Opened) -> HomeRow {
    let open = opened.settled.1.saturating_sub(opened.settled.0);
    let left = Moment { milliseconds: opened.left, offset_minutes: now().offset_minutes };
    let title = if opened.title.is_empty() {
        opened.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    } else {
        opened.title.clone()
    };
    HomeRow {
        title,
        state: state(opened, open, left),
        missing: !opened.path.is_file(),
        drafts: Session::has_drafts(&opened.path),
        path: opened.path.display().to_string(),
    }
}

fn state(opened: &Opened, open: u64, left: Moment) -> String {
    let (day, clock) = (left.day(), left.clock());
    match protection(&opened.path) {
        Protection::Locked => t!("(locked)  passphrase needed").to_owned(),
        Protection::Unlocked => t!("encrypted, left {day} {clock}", day, clock),
        Protection::Plain => counted!(
            opened.points,
            "{n} post, {open} open, left {day} {clock}",
            "{n} posts, {open} open, left {day} {clock}",
            open,
            day,
            clock
        ),
    }
}

/// The surveys of a folder, by name.
fn surveys_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "survey") && path.is_file())
        .collect();
    found.sort();
    found.truncate(IN_FOLDER);
    found
}
