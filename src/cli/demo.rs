//! `borderfit demo`: the survey of the fictional Varsenia, built, judged, printed and opened.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::Path;

use super::args::{Demo, ReportFormat};
use super::context::{PROGRAM, Random, one_profile, open};
use super::failure::Failure;
use super::output::{print, say, write_file};
use super::report::Job;
use super::{import, new, open as open_command};
use crate::judge::{assess, default_day};
use crate::model::{Moment, Survey};
use crate::report::pdf::PdfOptions;
use crate::report::{Edition, Filter, gap_table, summary};
use crate::{standard, t};

const TITLE: &str = "Republic of Varsenia (fictional): demonstration survey";
const FACTS: &str = include_str!("../../standards/demo/facts.csv");
/// What things would cost there; every number is invented.
const PRICES: &str = include_str!("../../standards/demo/prices.toml");
const PROFILE: &str = "demo-min";
/// When the fictional team began. Fixed, so that the demo is the same wherever it is built.
const STARTED: Moment = Moment { milliseconds: 1_772_409_600_000, offset_minutes: 0 };

/// Where the demo is built if nothing else is said.
const FOLDER: &str = "varsenia-demo";

/// The demo survey, built if it is not there yet.
pub(super) fn file() -> Result<std::path::PathBuf, Failure> {
    let file = prepared(Path::new(FOLDER))?;
    if !file.exists() {
        build(&file)?;
    }
    Ok(file)
}

/// Makes the folder; gives where the survey belongs.
fn prepared(folder: &Path) -> Result<std::path::PathBuf, Failure> {
    std::fs::create_dir_all(folder).map_err(|error| {
        Failure::refused(
            t!("{path} cannot be made: {error}", path = folder.display(), error),
            t!("nothing was changed; choose another place with --dir"),
        )
    })?;
    Ok(folder.join("varsenia.survey"))
}

pub(super) fn run(args: &Demo) -> Result<u8, Failure> {
    let file = prepared(&args.dir)?;
    if file.exists() {
        say(&t!("{path} is there already and is used as it is", path = file.display()));
    } else {
        build(&file)?;
    }
    let (store, survey) = open(&file)?;
    let loaded = one_profile(&store, Some(PROFILE))?;
    drop(store);
    let assessment = assess(&survey, &loaded.profile, default_day(&survey));
    let table = gap_table(&survey, &loaded.profile, &assessment, &Filter::default());
    print(
        format!("{}\n{}\n\n{}", survey.title(), loaded.profile.title, summary::summary(&table))
            .as_bytes(),
    )?;
    let job = Job {
        store: None,
        survey: &survey,
        profile: &loaded.profile,
        assessment: &assessment,
        edition: Edition::Full,
        marking: Some(t!("FICTIONAL DEMONSTRATION").to_owned()),
        prices: Some(standard::load_prices("the demo's prices", PRICES, &loaded.profile)?),
        terms: None,
        since: None,
        house: standard::House::default(),
        logo: None,
        options: PdfOptions::default(),
    };
    let path = args.dir.join("varsenia-report.pdf");
    job.write(&path, ReportFormat::Pdf, BTreeSet::new())?;
    let prices = args.dir.join("varsenia-prices.toml");
    if !prices.exists() {
        write_file(&prices, PRICES.as_bytes())?;
    }
    say(&t!("the survey is {path}; open it with: borderfit open {path}", path = file.display()));
    say(&t!(
        "plan what closes its gaps with: borderfit plan {path} --prices {prices}",
        path = file.display(),
        prices = prices.display()
    ));
    let terminal = std::io::stdout().is_terminal() && std::io::stdin().is_terminal();
    if args.no_tui || !terminal {
        return Ok(0);
    }
    open_command::in_terminal(&file, None, Some(PROFILE))
}

/// Builds the demo. Its ids and salts are fixed: it holds nothing to protect, and so it is the
/// same wherever it is built.
fn build(file: &Path) -> Result<(), Failure> {
    let mut random = Random::fixed(TITLE);
    let profiles = [standard::load_built_in(PROFILE)?];
    let survey: Survey = new::titled(TITLE, PROGRAM, STARTED, &mut random);
    let name = "the demo's facts";
    let import = import::facts(FACTS.as_bytes(), name, &survey, &profiles, &mut random, STARTED)?;
    new::create(file, &import.survey, &profiles, &mut random)
}
