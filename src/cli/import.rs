//! `borderfit import`: a table into a survey; all rows or none.

use std::path::Path;

use super::args::{Import, Table, TableKind};
use super::context::{PROGRAM, Random, all_profiles, now};
use super::failure::Failure;
use super::output::{read_file, say};
use crate::exchange::{self, Options, Rows, Terms};
use crate::model::{Moment, Survey};
use crate::standard::{self, Loaded};
use crate::store::{LogEntry, OpenMode, Store};
use crate::{counted, t};

pub(super) fn run(args: &Import) -> Result<u8, Failure> {
    let mode = if args.dry_run { OpenMode::ReadOnly } else { OpenMode::ReadWrite };
    let mut store = Store::open(&args.file, mode)?;
    let survey = store.load()?;
    let profiles = all_profiles(&store)?;
    let rows = match args.rows {
        TableKind::Facts => Rows::Facts,
        TableKind::CrossingPoints => Rows::CrossingPoints,
        TableKind::Equipment => Rows::Equipment,
    };
    let source = Source { path: &args.source, rows, table: &args.table };
    let import = source.read(&survey, &profiles, &mut Random::new()?)?;
    told(&import);
    if args.dry_run {
        say(t!("nothing was written (--dry-run)"));
        return Ok(0);
    }
    store.log(LogEntry {
        action: "import",
        source: args.source.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        digest: blake3::hash(&read_file(&args.source, exchange::MAX_TABLE)?).to_hex().to_string(),
        known: import.known,
        now: now(),
    });
    store.append(&import.survey)?;
    Ok(0)
}

/// A table and how it is read.
pub(super) struct Source<'a> {
    pub(super) path: &'a Path,
    pub(super) rows: Rows,
    pub(super) table: &'a Table,
}

impl Source<'_> {
    /// Reads it into a copy of the survey.
    pub(super) fn read(
        &self,
        survey: &Survey,
        profiles: &[Loaded],
        random: &mut Random,
    ) -> Result<exchange::Import, Failure> {
        let bytes = read_file(self.path, exchange::MAX_TABLE)?;
        read(&bytes, &self.path.display().to_string(), survey, profiles, random, self, now())
    }
}

fn read(
    bytes: &[u8],
    name: &str,
    survey: &Survey,
    profiles: &[Loaded],
    random: &mut Random,
    source: &Source<'_>,
    now: Moment,
) -> Result<exchange::Import, Failure> {
    let catalogue = standard::catalogue().map_err(Failure::defect)?;
    // A survey without a profile may be judged by any: then every known requirement counts.
    let known: Vec<Loaded> = if profiles.is_empty() {
        standard::built_in_ids().map(standard::load_built_in).collect::<Result<_, _>>()?
    } else {
        Vec::new()
    };
    let requirements =
        profiles.iter().chain(&known).flat_map(|l| &l.profile.requirements).map(|r| r.id.as_str());
    let vocabularies = profiles.iter().map(|l| &l.profile.vocabulary).chain([catalogue]);
    let terms = Terms::new(vocabularies, requirements);
    let options = Options {
        recorded_by: source.table.recorded_by.as_deref(),
        evidence: source.table.evidence,
        map: &source.table.map,
        set: &source.table.set,
        now,
        device: "",
        program: PROGRAM,
    };
    exchange::import(survey, bytes, source.rows, &terms, &options, &mut || random.bytes()).map_err(
        |refused| {
            Failure::refused(
                t!("{label}: {text}", label = name, text = refused),
                t!("the survey is unchanged; mend the cells named and import the table again"),
            )
        },
    )
}

/// Reads a table of facts that is part of the program, as if at this moment.
pub(super) fn facts(
    bytes: &[u8],
    name: &str,
    survey: &Survey,
    profiles: &[Loaded],
    random: &mut Random,
    now: Moment,
) -> Result<exchange::Import, Failure> {
    let table = Table { recorded_by: None, evidence: None, map: Vec::new(), set: Vec::new() };
    let source = Source { path: Path::new(name), rows: Rows::Facts, table: &table };
    read(bytes, name, survey, profiles, random, &source, now)
}

/// Says what was taken, and what was not.
pub(super) fn told(import: &exchange::Import) {
    let rows = counted!(import.rows, "{n} row", "{n} rows");
    let mut new = vec![counted!(import.facts, "{n} new fact", "{n} new facts")];
    if import.known > 0 {
        new.push(t!("{n} known already", n = import.known));
    }
    let places = import.new_subjects.len();
    new.push(counted!(places, "{n} new place or item", "{n} new places and items"));
    say(&t!("read {rows}: {new}", rows, new = new.join(", ")));
    if !import.ignored.is_empty() {
        let columns: Vec<String> = import
            .ignored
            .iter()
            .map(|i| match &i.nearest {
                Some(near) => t!("{column} (did you mean {near}?)", column = i.column, near),
                None => i.column.clone(),
            })
            .collect();
        let columns = columns.join(", ");
        say(&t!("columns that were not taken (--map OLD=NEW): {columns}", columns));
    }
}
