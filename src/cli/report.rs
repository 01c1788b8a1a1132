//! `borderfit report`: the report in every format, read back before it is called written.

use std::collections::BTreeSet;
use std::path::Path;

use super::args::{Paper, Report, ReportFormat};
use super::context::{PROGRAM, as_of, one_profile, open};
use super::failure::Failure;
use super::gaps::no_such_point;
use super::maps::Map;
use super::output::{print, read_again, read_file, say, write_file};
use super::plan::{prices, terms};
use crate::judge::{Assessment, assess};
use crate::language::{Language, spoken};
use crate::model::journal::digest;
use crate::model::{Day, Survey};
use crate::plan::Terms;
use crate::report::document::Document;
use crate::report::pdf::{self, PdfOptions};
use crate::report::plates::{Plate, Plates, plates};
use crate::report::readback;
use crate::report::write::file::{FileError, FileFormat};
use crate::report::write::tables;
use crate::report::{Edition, Filter, ReportOptions, edition, gap_table, preview, report};
use crate::session::photos::bytes;
use crate::standard::{self, House, PriceList, Profile};
use crate::store::{MAX_BLOB, Store};
use crate::{counted, t};

pub(super) fn run(args: &Report) -> Result<u8, Failure> {
    let format = match args.format {
        Some(format) => format,
        None => format_of(&args.out)?,
    };
    if args.each.is_some() && args.edition == Edition::Public {
        return Err(Failure::usage(
            t!("the public edition tells of no single crossing point"),
            t!("nothing was written; leave out --each, or choose another edition"),
        ));
    }
    let (store, survey) = open(&args.file)?;
    let loaded = one_profile(&store, args.profile.as_deref())?;
    let assessment = assess(&survey, &loaded.profile, as_of(&survey, args.as_of));
    for code in &args.crossing_point {
        if !assessment.points.iter().any(|p| &p.code == code) {
            return Err(no_such_point(&survey, code));
        }
    }
    let prices = args.prices.as_deref().map(|path| prices(path, &loaded.profile)).transpose()?;
    let house = args.house.as_deref().map(house).transpose()?;
    let job = Job {
        survey: &survey,
        store: Some(&store),
        profile: &loaded.profile,
        assessment: &assessment,
        edition: args.edition,
        marking: args.marking.clone(),
        prices,
        terms: terms(args.horizon, args.rate.as_ref())?,
        since: args.since,
        logo: args.house.as_deref().zip(house.as_ref()).map_or(Ok(None), |(p, h)| logo(p, h))?,
        house: house.unwrap_or_default(),
        options: PdfOptions {
            page: match args.paper {
                Paper::A4 => pdf::PageSize::A4,
                Paper::Letter => pdf::PageSize::Letter,
            },
            ..PdfOptions::default()
        },
    };
    let wanted: BTreeSet<String> = args.crossing_point.iter().cloned().collect();
    if args.preview {
        job.preview(wanted)?;
        return Ok(0);
    }
    job.write(&args.out, format, wanted)?;
    if spoken() == Language::Arabic {
        say(&in_arabic(&loaded.profile));
    }
    if let Some(folder) = &args.each {
        make(folder)?;
        for (n, point) in assessment.points.iter().enumerate() {
            if !args.crossing_point.is_empty() && !args.crossing_point.contains(&point.code) {
                continue;
            }
            // The number keeps codes apart that differ only in what a file name cannot hold.
            let name = format!("{:03}-{}.pdf", n + 1, file_name(&point.code));
            job.write(&folder.join(name), ReportFormat::Pdf, [point.code.clone()].into())?;
        }
    }
    Ok(0)
}

/// The format that the ending of a file tells.
fn format_of(path: &Path) -> Result<ReportFormat, Failure> {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
    Ok(match ending.as_str() {
        "pdf" => ReportFormat::Pdf,
        "docx" => ReportFormat::Docx,
        "html" | "htm" => ReportFormat::Html,
        "md" | "markdown" => ReportFormat::Markdown,
        "xlsx" => ReportFormat::Xlsx,
        "csv" => ReportFormat::Csv,
        "geojson" | "json" => ReportFormat::Geojson,
        "gpkg" => ReportFormat::Gpkg,
        _ => {
            return Err(Failure::usage(
                t!("the ending of {path} tells no format", path = path.display()),
                t!(
                    "end it in .pdf, .docx, .html, .md, .xlsx, .csv, .geojson or .gpkg, or name one \
                     with --format"
                ),
            ));
        }
    })
}

/// How much of a report in Arabic is in Arabic: its own texts all are, those of standards as far as
/// the table of the language has them.
fn in_arabic(profile: &Profile) -> String {
    let is_arabic = |title: &str| title.chars().any(|c| ('\u{600}'..='\u{6FF}').contains(&c));
    let said = profile.requirements.iter().filter(|r| is_arabic(&r.title)).count();
    t!(
        "in Arabic: the report's own words, and the titles of {said} of {all} requirements; what \
         the profile says otherwise is in English. A speaker of Arabic has yet to review the words",
        said,
        all = profile.requirements.len(),
    )
}

/// Reads the house style of a mission.
fn house(path: &Path) -> Result<House, Failure> {
    let text = String::from_utf8(read_file(path, standard::MAX_DOCUMENT)?).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        Failure::refused(
            t!("{path} is not UTF-8 text (byte {byte})", path = path.display(), byte = valid),
            t!("nothing was written; save the house style as UTF-8"),
        )
    })?;
    standard::load_house(&path.display().to_string(), &text).map_err(|error| {
        Failure::refused(error, t!("nothing was written; mend the house style and try again"))
    })
}

/// Reads the picture that a house style names, beside it.
fn logo(style: &Path, house: &House) -> Result<Option<Plate>, Failure> {
    let Some(logo) = &house.logo else { return Ok(None) };
    let path = style.with_file_name(&logo.file);
    Plate::of(&read_file(&path, MAX_BLOB)?).map(Some).map_err(|error| {
        Failure::refused(
            t!("the logo {path} cannot be used: {error}", path = path.display(), error),
            t!("nothing was written; name a PNG or JPEG file in the house style"),
        )
    })
}

fn make(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|error| {
        Failure::refused(
            t!("{path} cannot be made: {error}", path = folder.display(), error),
            t!("choose another place, or make room"),
        )
    })
}

/// A report to be written, for all crossing points or some.
pub(super) struct Job<'a> {
    pub(super) survey: &'a Survey,
    /// Where its photos are, if it can have any.
    pub(super) store: Option<&'a Store>,
    pub(super) profile: &'a Profile,
    pub(super) assessment: &'a Assessment,
    pub(super) edition: Edition,
    pub(super) marking: Option<String>,
    pub(super) prices: Option<PriceList>,
    pub(super) terms: Option<Terms>,
    /// An earlier day to compare with.
    pub(super) since: Option<Day>,
    pub(super) house: House,
    pub(super) logo: Option<Plate>,
    pub(super) options: PdfOptions,
}

impl Job<'_> {
    fn document(&self, crossing_points: BTreeSet<String>) -> Result<Document, Failure> {
        let options = ReportOptions {
            edition: self.edition,
            marking: self.marking.clone(),
            filter: Filter { crossing_points, verdicts: BTreeSet::new() },
            program: PROGRAM.to_owned(),
            digest: digest(self.survey.observations().iter().map(|o| o.id)),
            prices: self.prices.clone(),
            terms: self.terms.clone(),
            since: self.since,
            house: self.house.clone(),
            logo: self.logo.clone(),
            plates: Plates::new(),
        };
        let plates = self.plates(&options.filter)?;
        let options = ReportOptions { plates, ..options };
        let document = report(self.survey, self.profile, self.assessment, &options);
        edition::check(&document, self.survey, self.profile, self.edition).map_err(leaked)?;
        Ok(document)
    }

    /// The photos that may be printed.
    fn plates(&self, filter: &Filter) -> Result<Plates, Failure> {
        let Some(store) = self.store else { return Ok(Plates::new()) };
        plates(self.survey, self.profile, self.edition, filter, |file| {
            Ok(bytes(Ok(store.file(file)?)))
        })
    }

    /// Says what the report will hold.
    fn preview(&self, crossing_points: BTreeSet<String>) -> Result<(), Failure> {
        let document = self.document(crossing_points)?;
        let (pages, all) = pdf::pages(&document, &self.options).map_err(unprintable)?;
        let preview = preview::preview(&document, self.edition, Some((&pages, all)));
        let mut text = counted!(
            all,
            "{edition}, {n} page. {left_out}",
            "{edition}, {n} pages. {left_out}",
            edition = preview.edition,
            left_out = preview.left_out
        );
        text.push_str("\n\n");
        for chapter in &preview.chapters {
            let page = chapter.page.map_or_else(String::new, |page| page.to_string());
            let rows: usize = chapter.tables.iter().map(|(_, rows)| rows).sum();
            let tables = chapter.tables.len();
            let tables = counted!(tables, "{n} table or figure", "{n} tables and figures");
            let rows = counted!(rows, "{n} row", "{n} rows");
            text.push_str(&format!("{page:>5}  {}  ({tables}, {rows})\n", chapter.title));
        }
        if !preview.missing.is_empty() {
            text.push_str(&format!("\n{}\n", t!("empty:")));
            for line in &preview.missing {
                text.push_str(&format!("       {line}\n"));
            }
        }
        print(text.as_bytes())
    }

    /// Builds the report, writes it, reads it back, and says where it is.
    pub(super) fn write(
        &self,
        path: &Path,
        format: ReportFormat,
        crossing_points: BTreeSet<String>,
    ) -> Result<(), Failure> {
        let format = match format {
            ReportFormat::Pdf => FileFormat::Pdf,
            ReportFormat::Docx => FileFormat::Docx,
            ReportFormat::Html => FileFormat::Html,
            ReportFormat::Markdown => FileFormat::Markdown,
            ReportFormat::Xlsx => FileFormat::Xlsx,
            ReportFormat::Csv => return tables_into(path, &self.document(crossing_points)?),
            ReportFormat::Geojson | ReportFormat::Gpkg => {
                let filter = Filter { crossing_points, verdicts: BTreeSet::new() };
                let table = gap_table(self.survey, self.profile, self.assessment, &filter);
                let map = Map::new(self.survey, &table, self.assessment.as_of, self.edition)?;
                return if format == ReportFormat::Gpkg {
                    map.write_geopackage(path)
                } else {
                    map.write_geojson(path)
                };
            }
        };
        let document = self.document(crossing_points)?;
        let bytes = format.write(&document, &self.options).map_err(|error| match error {
            FileError::Pdf(error) => unprintable(error),
            FileError::Workbook(error) => super::gaps::too_large(error),
            FileError::Docx(error) => Failure::defect(error),
        })?;
        write_file(path, &bytes)?;
        // What lies on the disk is what counts.
        let checked = format.read_back(&document, &read_again(path)?);
        checked.map_err(|error| incomplete(path, &error))?;
        say(&t!("wrote {path}", path = path.display()));
        Ok(())
    }
}

/// Writes each table of a document into a folder.
fn tables_into(folder: &Path, document: &Document) -> Result<(), Failure> {
    let mut files = tables::csv(document).map_err(Failure::defect)?;
    make(folder)?;
    for (name, bytes) in &files {
        write_file(&folder.join(name), bytes)?;
    }
    for (name, bytes) in &mut files {
        *bytes = read_again(&folder.join(name))?;
    }
    readback::csv(document, &files).map_err(|error| incomplete(folder, &error))?;
    say(&counted!(
        files.len(),
        "wrote {n} table into {path}",
        "wrote {n} tables into {path}",
        path = folder.display()
    ));
    Ok(())
}

pub(super) fn leaked(leak: edition::Leak) -> Failure {
    Failure::refused(leak, t!("nothing was written; correct that field in the survey"))
}

fn unprintable(error: pdf::PdfError) -> Failure {
    Failure::refused(error, t!("nothing was written; correct the text in the survey"))
}

pub(super) fn incomplete(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::refused(
        t!("{path} is not whole: {error}", path = path.display(), error),
        t!("do not pass the file on; write it again, to another disk if it happens again"),
    )
}

/// A code as part of a file name.
fn file_name(code: &str) -> String {
    code.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect()
}
