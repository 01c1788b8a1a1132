//! From findings to a report: which chapters it has and what stands in them.
//!
//! Composed by rules from what was found. No sentence claims more than its evidence; what is not
//! assessed stands beside the gaps; there is no overall score. An edition decides what may enter.

mod annex;
mod chapter;
mod cross;
mod front;
mod number;
mod overview;
mod photos;
mod public;
mod remedies;
mod rights;
mod sites;
mod themes;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::{Block, Cell, Column, Document, Mark, Photo, Row, Run, Table};
use super::edition::Edition;
use super::gaps::{Filter, GapTable, Line, gap_table, status_words};
use super::plan::PlanView;
use super::plates::{Plate, Plates};
use super::trace::short_id;
use crate::judge::{Assessment, Totals, per_cent};
use crate::model::attachment::{Attachment, attachments};
use crate::model::places::CrossingPoint;
use crate::model::{Answer, Day, Observation, ObservationIx, SubjectIx, Survey, Verdict};
use crate::plan::{Plan, Terms, Wish, plan};
use crate::standard::{CHAPTERS, House, PriceList, Profile, calls_itself_fictional};
use crate::{t, words};

/// What a report is asked to be.
#[derive(Clone, Debug, Default)]
pub struct ReportOptions {
    /// What may enter.
    pub edition: Edition,
    /// Marking for header and footer; else that of the survey.
    pub marking: Option<String>,
    /// What to list.
    pub filter: Filter,
    /// Name and version of the program.
    pub program: String,
    /// Digest of the survey's observations.
    pub digest: String,
    /// What things cost, if it is known.
    pub prices: Option<PriceList>,
    /// Over how many years, at which rate.
    pub terms: Option<Terms>,
    /// The house style.
    pub house: House,
    /// An earlier day whose findings are set beside those of the report.
    pub since: Option<Day>,
    /// The picture that the house style names, if it names one.
    pub logo: Option<Plate>,
    /// The photos that may be printed, from [`super::plates::plates`].
    pub plates: Plates,
}

/// What the chapters are written from.
struct Context<'a> {
    survey: &'a Survey,
    profile: &'a Profile,
    assessment: &'a Assessment,
    table: &'a GapTable<'a>,
    plan: &'a Plan<'a>,
    options: &'a ReportOptions,
    edition: Edition,
    /// Ids of the gaps that a fact bears on, by its reference.
    read_by: BTreeMap<String, Vec<&'a Line<'a>>>,
    /// What was recorded at each crossing point, by its subject.
    recorded: BTreeMap<SubjectIx, Vec<&'a Observation>>,
    /// Photos and files that stand.
    attachments: Vec<Attachment>,
    /// Names of the photos of a fact, by its reference.
    photos: BTreeMap<String, Vec<String>>,
}

/// Builds the report of a survey under one profile.
#[must_use]
pub fn report(
    survey: &Survey,
    profile: &Profile,
    assessment: &Assessment,
    options: &ReportOptions,
) -> Document {
    let table = gap_table(survey, profile, assessment, &options.filter);
    let wish = Wish {
        prices: options.prices.as_ref(),
        terms: options.terms.as_ref(),
        budget: None,
        crossing_points: options.filter.crossing_points.clone(),
    };
    let plan = plan(survey, profile, assessment, &wish);
    let mut read_by: BTreeMap<String, Vec<&Line<'_>>> = BTreeMap::new();
    if options.edition == Edition::Full {
        for line in table.points.iter().flat_map(|p| &p.lines).filter(|l| l.verdict.is_gap()) {
            for fact in &line.rests_on {
                read_by.entry(fact.to_string()).or_default().push(line);
            }
        }
    }
    let mut recorded: BTreeMap<SubjectIx, Vec<&Observation>> = BTreeMap::new();
    for observation in survey.observations() {
        if let Some(point) = survey.crossing_point_of(observation.subject) {
            recorded.entry(point).or_default().push(observation);
        }
    }
    let edition = options.edition;
    let attachments = attachments(survey);
    let photos = match edition {
        Edition::Full => photos::by_fact(survey, &attachments),
        _ => BTreeMap::new(),
    };
    let context = Context {
        survey,
        profile,
        assessment,
        table: &table,
        plan: &plan,
        options,
        edition,
        read_by,
        recorded,
        attachments,
        photos,
    };
    let mut document = Document::new(title(survey), edition.words());
    document.subtitle = t!(
        "Equipment at border crossing points: what was found, against what is asked, and what is \
         not known"
    )
    .to_owned();
    document.date = assessment.as_of.to_string();
    document.marking = options
        .marking
        .clone()
        .or_else(|| survey.text(Survey::ROOT, "marking").map(str::to_owned))
        .filter(|m| !m.trim().is_empty());
    document.banner = fictional(&context);
    document.colour = options.house.colour;
    document.logo =
        options.logo.as_ref().zip(options.house.logo.as_ref()).map(|(plate, logo)| Photo {
            anchor: "logo".to_owned(),
            id: String::new(),
            caption: String::new(),
            alt: logo.alt.clone(),
            jpeg: Arc::clone(&plate.jpeg),
            width: plate.width,
            height: plate.height,
        });
    document.cover = front::cover(&context);
    chapters(&context, &mut document);
    document
}

type Write = fn(&Context<'_>, &mut Document);

/// The chapters by their keys: front matter without a number, chapters, annexes.
const WRITERS: [(&str, Numbering, Write); 15] = [
    ("control", Numbering::None, front::control),
    ("notice", Numbering::None, front::notice),
    ("acronyms", Numbering::None, front::acronyms),
    ("summary", Numbering::Figures, overview::summary),
    ("method", Numbering::Figures, annex::method),
    ("sites", Numbering::Figures, sites::write),
    ("profile", Numbering::Figures, annex::profile),
    ("results", Numbering::Figures, overview::results),
    ("cross-cutting", Numbering::Figures, cross::write),
    ("crossing-points", Numbering::Figures, chapter::write_all),
    ("feasibility", Numbering::Figures, remedies::feasibility),
    ("costs", Numbering::Figures, remedies::costs),
    ("rights", Numbering::Figures, rights::write),
    ("recommendations", Numbering::Figures, remedies::recommendations),
    ("annexes", Numbering::Letters, annex::annexes),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbering {
    None,
    Figures,
    Letters,
}

/// Writes the chapters that are asked for, in their order, and numbers them.
fn chapters(context: &Context<'_>, document: &mut Document) {
    let house = &context.options.house;
    let usual: Vec<&str> = CHAPTERS.to_vec();
    let wanted: Vec<&str> = if house.chapters.is_empty() {
        usual
    } else {
        house.chapters.iter().map(String::as_str).collect()
    };
    let (mut figures, mut letters) = (0, 0);
    for key in wanted {
        let Some((_, numbering, write)) = WRITERS.iter().find(|(k, ..)| *k == key) else {
            continue;
        };
        let start = document.blocks.len();
        if context.edition == Edition::Public {
            public::write(key, context, document);
        } else {
            write(context, document);
        }
        if house.unnumbered || *numbering == Numbering::None {
            continue;
        }
        let mut sub = 0;
        for block in &mut document.blocks[start..] {
            let Block::Heading(heading) = block else { continue };
            let chapter = match (heading.level, numbering) {
                (1, Numbering::Letters) => {
                    letters += 1;
                    letter(letters)
                }
                (1, _) => {
                    figures += 1;
                    figures.to_string()
                }
                (_, Numbering::Letters) => letter(letters),
                _ => figures.to_string(),
            };
            match heading.level {
                1 => {
                    sub = 0;
                    heading.text = format!("{chapter} {}", heading.text);
                }
                2 => {
                    sub += 1;
                    heading.text = format!("{chapter}.{sub} {}", heading.text);
                }
                _ => {}
            }
        }
    }
}

/// `A`, `B` ... `Z`, `AA`.
fn letter(number: usize) -> String {
    let at = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    match number.saturating_sub(1) {
        n if n < 26 => at(n).to_string(),
        n => format!("{}{}", at(n / 26 - 1), at(n)),
    }
}

fn title(survey: &Survey) -> String {
    match survey.title() {
        "" => t!("Survey without title").to_owned(),
        title => title.to_owned(),
    }
}

/// A profile that calls itself fictional says so on every page.
fn fictional(context: &Context<'_>) -> Option<String> {
    let fictional = [context.profile.title.as_str(), context.survey.title()];
    fictional.into_iter().any(calls_itself_fictional).then(|| {
        t!("FICTIONAL. The country, its posts and all findings in this report are invented.")
            .to_owned()
    })
}

/// What every page that names a profile says of it.
fn profile_words(profile: &Profile) -> String {
    t!(
        "{title}, version {version} ({status})",
        title = profile.title,
        version = profile.version,
        status = status_words(profile),
    )
}

impl<'a> Context<'a> {
    /// Code and name of a crossing point.
    fn point_name(&self, code: &str, subjects: &[SubjectIx]) -> String {
        match self.survey.name(subjects) {
            Some(name) => format!("{code} {name}"),
            None => code.to_owned(),
        }
    }

    /// What was recorded at a crossing point, under whichever of its subjects.
    fn recorded_at(&self, place: &CrossingPoint) -> impl Iterator<Item = &'a Observation> {
        place.subjects.iter().filter_map(|s| self.recorded.get(s)).flatten().copied()
    }

    /// Whether the edition shows what was found of an attribute.
    fn shows(&self, attribute: &str) -> bool {
        self.edition.shows(&self.profile.vocabulary, attribute)
    }

    /// A standing value in words, of the first of the subjects that has one; nothing if the edition
    /// does not show it.
    fn value(&self, subjects: &[SubjectIx], attribute: &str) -> Option<String> {
        if !self.shows(attribute) {
            return None;
        }
        subjects.iter().find_map(|&s| {
            let mut distinct: Vec<String> = Vec::new();
            for &(_, ix) in self.survey.heads_named(s, attribute) {
                if let Some(text) = self.shown(&self.survey[ix])
                    && !distinct.contains(&text)
                {
                    distinct.push(text);
                }
            }
            (!distinct.is_empty()).then(|| distinct.join(" / "))
        })
    }

    /// Every standing value as typed: several where people disagree.
    fn typed(&self, subjects: &[SubjectIx], attribute: &str) -> Vec<&'a str> {
        let heads = subjects.iter().flat_map(|&s| self.survey.heads_named(s, attribute));
        heads
            .filter_map(|&(_, ix)| match &self.survey[ix].answer {
                Answer::Known { value, .. } => Some(&**value),
                Answer::Absent(_) | Answer::Cleared => None,
            })
            .collect()
    }

    /// The value of an observation in words.
    fn shown(&self, observation: &Observation) -> Option<String> {
        match &observation.answer {
            Answer::Known { value, unit, .. } => {
                let attribute = self.survey.attribute(observation.attribute);
                Some(self.profile.vocabulary.show(attribute, value, unit))
            }
            Answer::Absent(_) | Answer::Cleared => None,
        }
    }

    /// What an observation says, an absence included.
    fn said(&self, ix: ObservationIx) -> String {
        let observation = &self.survey[ix];
        match &observation.answer {
            Answer::Absent(reason) => t!("no value: {reason}", reason = words::absence(*reason)),
            Answer::Known { .. } | Answer::Cleared => {
                self.shown(observation).unwrap_or_else(|| t!("taken back").to_owned())
            }
        }
    }

    /// What an observation says, with the letter of its evidence: `8 h (D)`.
    fn graded(&self, ix: ObservationIx) -> String {
        let said = self.said(ix);
        match self.survey[ix].answer.evidence() {
            Some(evidence) => format!("{said} ({})", words::evidence_letter(evidence)),
            None => said,
        }
    }

    /// What was found about a finding in words, as far as the edition tells it.
    fn reason(&self, line: &Line<'_>) -> String {
        if !self.edition.explains(self.profile, line.requirement) {
            return t!("details are not in this edition").to_owned();
        }
        // The sentence of an exception says who made it, and why in their own words.
        let unnamed = line.excepted.filter(|_| !self.edition.names_people());
        let mut found = unnamed.map_or_else(|| line.reason.clone(), str::to_owned);
        if let Some(root) = line.follows {
            found.push_str(&t!("; follows from {root}", root));
        }
        if self.edition.names_people() {
            found.push_str(&line.exceptions());
        }
        found
    }

    /// The label of a category.
    fn category(&self, key: &str) -> String {
        let known = self.profile.vocabulary.categories.iter().find(|c| c.key == key);
        known.map_or_else(|| key.to_owned(), |c| c.label.clone())
    }

    /// The counts of a category, over the crossing points of the report.
    fn totals_of(&self, category: &str) -> Totals {
        let mut totals = Totals::default();
        let points = self.table.points.iter();
        points.filter_map(|p| p.by_category.get(category)).for_each(|of| totals.merge(of));
        totals
    }

    /// The categories of the profile's requirements, in the order of the vocabulary.
    fn categories(&self) -> Vec<&'a str> {
        let used = |key: &str| self.profile.requirements.iter().any(|r| r.category == key);
        let vocabulary = &self.profile.vocabulary;
        vocabulary.categories.iter().map(|c| c.key.as_str()).filter(|k| used(k)).collect()
    }

    /// The short id of a finding, by which `borderfit trace` finds it.
    fn short(&self, line: &Line<'_>) -> String {
        short_id(self.survey.id(), &line.id)
    }

    /// The plan, ready to be put into words.
    fn view(&self) -> PlanView<'_> {
        PlanView {
            survey: self.survey,
            profile: self.profile,
            assessment: self.assessment,
            plan: self.plan,
            prices: self.options.prices.as_ref(),
            terms: self.options.terms.as_ref(),
            budget: None,
            choice: None,
        }
    }
}

/// Adds a table, or one line that says why there is none.
fn table_or(document: &mut Document, table: Table, why: &str) {
    if table.rows.is_empty() {
        let id = table.id.clone();
        document.push(Block::Paragraph(vec![
            Run::bold(t!("{id} {caption}: ", id, caption = table.caption)),
            Run::new(why),
        ]));
    } else {
        document.push(table);
    }
}

/// A row of plain texts.
fn texts<const N: usize>(cells: [String; N]) -> Row {
    Row::new(cells.into_iter().map(Cell::from).collect())
}

/// The mark of a verdict.
fn mark(verdict: Verdict) -> Mark {
    match verdict {
        Verdict::Met => Mark::Met,
        Verdict::PartlyMet => Mark::PartlyMet,
        Verdict::NotMet => Mark::NotMet,
        Verdict::NotAssessed => Mark::NotAssessed,
        Verdict::NotApplicable => Mark::NotApplicable,
    }
}

fn legend() -> Vec<(Mark, String)> {
    Verdict::ALL.into_iter().map(|v| (mark(v), words::verdict(v).to_owned())).collect()
}

/// `17 of 21 (81 %)`.
fn share(part: u64, of: u64) -> String {
    match per_cent(part, of) {
        Some(percent) => t!("{part} of {of} ({percent} %)", part, of, percent),
        None => t!("nothing applies").to_owned(),
    }
}

/// Columns of the counts of a place.
fn result_columns() -> [Column; 7] {
    [
        Column::number(t!("Apply")),
        Column::number(t!("Met")),
        Column::number(t!("Partly")),
        Column::number(t!("Not met")),
        Column::number(t!("Not assessed")),
        Column::narrow(t!("Decided")),
        Column::narrow(t!("Met range")),
    ]
}

/// What stands in them.
fn result_cells(totals: &Totals) -> [Cell; 7] {
    let coverage = totals.coverage();
    let percent = per_cent(coverage.decided, coverage.applicable);
    [
        coverage.applicable.to_string(),
        totals.count(Verdict::Met).to_string(),
        totals.count(Verdict::PartlyMet).to_string(),
        totals.count(Verdict::NotMet).to_string(),
        totals.count(Verdict::NotAssessed).to_string(),
        percent.map_or("-".to_owned(), |percent| t!("{percent} %", percent)),
        met_range(totals),
    ]
    .map(Cell::from)
}

/// `52 to 71 %`.
fn met_range(totals: &Totals) -> String {
    let range = totals.met_range();
    match (per_cent(range.low, range.of), per_cent(range.high, range.of)) {
        (Some(low), Some(high)) if low == high => t!("{percent} %", percent = low),
        (Some(low), Some(high)) => t!("{low} to {high} %", low, high),
        _ => "-".to_owned(),
    }
}

fn plain(text: impl Into<String>) -> Vec<Run> {
    vec![Run::new(text)]
}

/// Several things in one cell.
fn listed(texts: &[String]) -> String {
    texts.join(t!("; "))
}

/// How strongly a source asks, in words.
fn strength_words(strength: &str) -> &str {
    match strength {
        "shall" => t!("shall"),
        "should" => t!("should"),
        "recommended" => t!("recommended"),
        "info" => t!("info"),
        other => other,
    }
}

/// What a site may lack, in words.
fn factor_words(factor: &str) -> &str {
    match factor {
        "power" => t!("power"),
        "network" => t!("network"),
        "space" => t!("space"),
        "environment" => t!("environment"),
        "staff" => t!("staff"),
        "training" => t!("training"),
        "maintenance" => t!("maintenance"),
        "legal" => t!("legal"),
        "security" => t!("security"),
        "access" => t!("access"),
        "safeguards" => t!("safeguards"),
        other => other,
    }
}

/// A count as the choice of a form takes it.
fn whole(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
