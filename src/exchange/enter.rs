//! Checked facts into a survey: subjects, sessions, observations.
//!
//! Works on a copy of the survey; whoever asked keeps it or drops it. Rows of one person for one
//! (subject, attribute) supersede each other in the order of the table; a row that settles
//! supersedes all. A row that the survey already holds to the letter, from the same person and
//! moment, is not entered again: the same table read twice changes nothing, and an old table does
//! not bring back what was replaced since.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::journal::{ensure_subject, find_subject, is_deleted};
use crate::model::name::fact_key;
use crate::model::places::{has_twin, same_as_circles};
use crate::model::{
    Answer, AttributeIx, Entry, Moment, Path, Session, SessionIx, SubjectIx, Supersede, Survey,
};
use crate::t;

use super::order::REPLACES;
use super::refusal::{Refusals, Refused, RowNumber, Wrong, shown};
use super::{Import, Options};

/// Most observations that one may supersede: what a merge takes.
const MAX_SUPERSEDED: usize = 64;

/// What a table says, checked cell by cell.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// In the order of the table.
    pub(super) facts: Vec<Fact>,
    /// Every subject that the table names, also in rows that are refused.
    pub(super) named: BTreeSet<Path>,
    /// How many rows were read.
    pub(super) rows: usize,
    /// Columns that were not taken.
    pub(super) ignored: Vec<super::Ignored>,
}

impl Taken {
    /// Notes that a row names a subject, and with it all that it stands in.
    pub(super) fn name(&mut self, path: Option<&Path>) {
        let mut at = path.cloned();
        while let Some(path) = at {
            at = path.parent();
            self.named.insert(path);
        }
    }
}

/// A checked row, or a checked cell of one.
#[derive(Debug)]
pub(super) struct Fact {
    pub(super) at: RowNumber,
    /// Column that names the subject, with its place.
    pub(super) subject_column: (usize, String),
    /// Column that holds the value, with its place.
    pub(super) value_column: (usize, String),
    pub(super) path: Path,
    pub(super) author: String,
    pub(super) moment: Moment,
    /// `None`: no more than that the subject is there.
    pub(super) said: Option<Said>,
}

/// What is said of a subject.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) attribute: String,
    /// Its unit or language tag; for a value the same stands in the answer.
    pub(super) unit: String,
    pub(super) kind: &'static str,
    pub(super) answer: Answer,
    pub(super) note: String,
    pub(super) settles: Option<String>,
    /// Whether the value is the code of the subject that this one is the same as.
    pub(super) same_as: bool,
}

/// Enters facts into a copy of a survey.
pub(super) fn enter(
    survey: &Survey,
    taken: Taken,
    options: &Options<'_>,
    mut refusals: Refusals,
    salt: &mut dyn FnMut() -> [u8; 16],
) -> Result<Import, Refused> {
    let known = Known::of(survey);
    let (subjects, observations) = (survey.subjects().len(), survey.observations().len());
    let mut sessions: BTreeMap<(String, i16), SessionIx> = BTreeMap::new();
    let mut import = Import {
        survey: survey.clone(),
        rows: taken.rows,
        facts: 0,
        known: 0,
        new_subjects: Vec::new(),
        first_observation: observations,
        ignored: taken.ignored,
    };
    for fact in taken.facts {
        let into = &mut import.survey;
        let (row, named) = (fact.at, (fact.subject_column.0, fact.subject_column.1.as_str()));
        if let Some(deleted) = deleted(into, &fact.path) {
            let why = t!("'{name}' was deleted in this survey", name = shown(&deleted.to_string()));
            let wrong =
                Wrong::new(why).hint(t!("restore it there, or give another code").to_owned());
            refusals.cell(row, named, &fact.path.to_string(), wrong);
            continue;
        }
        let value = (fact.value_column.0, fact.value_column.1.as_str());
        if let Some(wrong) =
            fact.said.as_ref().and_then(|s| no_sibling(into, &taken.named, &fact.path, s))
        {
            refusals.cell(row, value, &text_of(&fact.said), wrong);
            continue;
        }
        if known.holds(survey, &fact) {
            import.known += 1;
            continue;
        }
        let key = (fact.author, fact.moment.offset_minutes);
        let session = *sessions.entry(key).or_insert_with_key(|(author, offset)| {
            let started = Moment { offset_minutes: *offset, ..options.now };
            into.add_session(Session::new(salt(), author, options.device, options.program, started))
        });
        let milliseconds = fact.moment.milliseconds;
        let made = ensure_subject(into, &fact.path, session, milliseconds, salt);
        let subject = match made {
            Ok(subject) => subject,
            Err(error) => {
                refusals.cell(row, named, &fact.path.to_string(), Wrong::new(error.to_string()));
                continue;
            }
        };
        let Some(said) = fact.said else { continue };
        if said.same_as && circles(into, subject, &said.answer) {
            let code = text_of(&Some(said));
            let why = t!("'{code}' is, by other rows, the same as this one", code = shown(&code));
            refusals.cell(row, value, &code, Wrong::new(why));
            continue;
        }
        let attribute = into.intern(&fact_key(&said.attribute, &said.unit));
        let observation = into.prepare(Entry {
            subject,
            attribute,
            session,
            milliseconds,
            kind: said.kind,
            answer: said.answer,
            note: said.note,
            supersede: if said.settles.is_some() { Supersede::All } else { Supersede::Own },
            settles: said.settles,
            salt: salt(),
        });
        if observation.prev.len() > MAX_SUPERSEDED {
            let why = t!(
                "the row would settle {n} records at once; at most {most} are kept",
                n = observation.prev.len(),
                most = MAX_SUPERSEDED
            );
            refusals.row(row, Wrong::new(why));
            continue;
        }
        into.insert(observation);
        import.facts += 1;
    }
    if !refusals.is_empty() {
        return Err(refusals.finish());
    }
    import.new_subjects = (subjects..import.survey.subjects().len())
        .map(|n| import.survey.path(SubjectIx::nth(n)))
        .collect();
    Ok(import)
}

/// What of a path was deleted.
fn deleted(survey: &Survey, path: &Path) -> Option<Path> {
    let mut at = Some(path.clone());
    while let Some(path) = at {
        if find_subject(survey, &path).is_some_and(|ix| is_deleted(survey, ix)) {
            return Some(path);
        }
        at = path.parent();
    }
    None
}

/// What is wrong with a `same_as` whose other side is nowhere.
fn no_sibling(survey: &Survey, named: &BTreeSet<Path>, path: &Path, said: &Said) -> Option<Wrong> {
    let (true, Answer::Known { value, .. }) = (said.same_as, &said.answer) else { return None };
    let sibling = match path.clone() {
        Path::CrossingPoint(_) => Path::CrossingPoint(value.to_string()),
        Path::Position(point, _) => Path::Position(point, value.to_string()),
        Path::Item(point, position, _) => Path::Item(point, position, value.to_string()),
        Path::Survey | Path::Country(_) | Path::Model(..) => return None,
    };
    if sibling == *path {
        let twin = find_subject(survey, path).is_some_and(|ix| has_twin(survey, ix));
        return (!twin).then(|| Wrong::new(t!("'{code}' is this one itself", code = shown(value))));
    }
    let there = |path: &Path| named.contains(path) || find_subject(survey, path).is_some();
    if there(&sibling) {
        return None;
    }
    let code = shown(value);
    Some(Wrong::new(match sibling.parent() {
        Some(Path::Survey) | None => {
            t!("there is no '{code}' in the survey, neither in this table nor recorded", code)
        }
        Some(parent) => t!(
            "there is no '{code}' at {place}, neither in this table nor recorded",
            code,
            place = shown(&parent.to_string())
        ),
    }))
}

fn circles(survey: &Survey, subject: SubjectIx, answer: &Answer) -> bool {
    match answer {
        // Its own code names another that has it too, as was made sure of.
        Answer::Known { value, .. } if **value == survey.subject(subject).code => false,
        Answer::Known { value, .. } => same_as_circles(survey, subject, value),
        Answer::Absent(_) | Answer::Cleared => false,
    }
}

fn text_of(said: &Option<Said>) -> String {
    match said.as_ref().map(|s| &s.answer) {
        Some(Answer::Known { value, .. }) => value.to_string(),
        _ => String::new(),
    }
}

/// What a survey held before, for finding a row that it holds to the letter.
struct Known(HashMap<(SubjectIx, AttributeIx), Vec<usize>>);

impl Known {
    fn of(survey: &Survey) -> Self {
        let mut known: HashMap<_, Vec<usize>> = HashMap::new();
        for (n, o) in survey.observations().iter().enumerate() {
            known.entry((o.subject, o.attribute)).or_default().push(n);
        }
        Self(known)
    }

    fn holds(&self, survey: &Survey, fact: &Fact) -> bool {
        let Some(subject) = find_subject(survey, &fact.path) else { return false };
        let Some(said) = &fact.said else { return true };
        let attribute = survey.attribute_ix(&fact_key(&said.attribute, &said.unit));
        let held = attribute.and_then(|attribute| self.0.get(&(subject, attribute)));
        held.into_iter().flatten().any(|&n| {
            let o = &survey.observations()[n];
            o.answer == said.answer
                && *o.note == *said.note
                && survey.moment(o) == fact.moment
                && survey.author(o).trim() == fact.author
                // A reason that was added since is new; one that export wrote is not.
                && (said.settles.is_none()
                    || said.settles == o.settles()
                    || said.settles.as_deref() == Some(REPLACES) && !o.prev.is_empty())
        })
    }
}
