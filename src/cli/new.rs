//! `borderfit new`: a new survey, perhaps with a table of crossing points to begin with.

use std::path::Path;

use super::args::{New, Table};
use super::context::{PROGRAM, Random, now, profile, say_of_survey};
use super::failure::Failure;
use super::import::{Source, told};
use super::locking::new_lock;
use super::output::say;
use crate::exchange::Rows;
use crate::model::{Evidence, Moment, SubjectId, Survey};
use crate::standard::Loaded;
use crate::store::Store;
use crate::t;
use crate::vault::at_rest::Lock;

pub(super) fn run(args: &New) -> Result<u8, Failure> {
    if args.title.trim().is_empty() {
        return Err(Failure::usage(t!("the title is empty"), t!("give one with --title")));
    }
    refuse_existing(&args.file)?;
    let mut random = Random::new()?;
    let profiles =
        args.profile.iter().map(|named| profile(named)).collect::<Result<Vec<_>, _>>()?;
    for loaded in &profiles {
        loaded.warnings.iter().for_each(|w| say(&w.render(false)));
    }
    let recorder = args.table.recorded_by.as_deref().unwrap_or(PROGRAM);
    let mut survey = titled(args.title.trim(), recorder, now(), &mut random);
    if let Some(table) = &args.from {
        let table_options = Table { ..copy(&args.table, table) };
        let source = Source { path: table, rows: Rows::CrossingPoints, table: &table_options };
        let import = source.read(&survey, &profiles, &mut random)?;
        told(&import);
        survey = import.survey;
    }
    let words = args.new_passphrase_file.as_deref();
    let lock = match args.encrypt {
        true => Some(new_lock(&args.file, words, &mut random)?),
        false => None,
    };
    create_under(lock, &args.file, &survey, &profiles, &mut random)?;
    say(&t!("made {path}", path = args.file.display()));
    Ok(0)
}

/// What a table of crossing points says of itself if nothing else is said: it is its own witness,
/// a document.
fn copy(table: &Table, path: &Path) -> Table {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Table {
        recorded_by: table.recorded_by.clone().or(Some(name)),
        evidence: table.evidence.or(Some(Evidence::Documented)),
        map: table.map.clone(),
        set: table.set.clone(),
    }
}

/// A survey is never made over a file that is there.
pub(super) fn refuse_existing(file: &Path) -> Result<(), Failure> {
    if file.exists() {
        return Err(Failure::refused(
            t!("{path} is there already; nothing was changed", path = file.display()),
            t!("choose another name, or open the survey that is there"),
        ));
    }
    Ok(())
}

/// A survey that has nothing but a title.
pub(super) fn titled(title: &str, recorder: &str, started: Moment, random: &mut Random) -> Survey {
    let mut survey = Survey::new(SubjectId(random.bytes()));
    say_of_survey(&mut survey, "title", title, (recorder, started), random);
    survey
}

/// Writes a new survey file; after a failure there is none.
pub(super) fn create(
    path: &Path,
    survey: &Survey,
    profiles: &[Loaded],
    random: &mut Random,
) -> Result<(), Failure> {
    create_under(None, path, survey, profiles, random)
}

fn create_under(
    lock: Option<Lock>,
    path: &Path,
    survey: &Survey,
    profiles: &[Loaded],
    random: &mut Random,
) -> Result<(), Failure> {
    let mut store = match lock {
        Some(lock) => Store::create_encrypted(path, survey.id(), random.bytes(), PROGRAM, lock)?,
        None => Store::create(path, survey.id(), random.bytes(), PROGRAM)?,
    };
    for loaded in profiles {
        store.add_profile(&loaded.profile.id, &loaded.profile.version, &loaded.text);
    }
    if let Err(error) = store.append(survey) {
        drop(store);
        // A file without its content is none; the failure is what counts.
        let _ = std::fs::remove_file(path);
        return Err(error.into());
    }
    Ok(())
}
