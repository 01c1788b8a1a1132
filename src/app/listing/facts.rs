//! Who recorded what, when, and whether it still stands.

use super::super::App;
use super::super::asking::Asking;
use super::super::sheet::PlaceKey;
use super::{Go, Table, TableRow, narrow, wide};
use crate::model::attachment::{Said, fact_of, is_attachment};
use crate::model::{ObservationIx, Path, SubjectIx};
use crate::{t, words};

/// Most rows of the list of what was recorded last.
const NEWEST: usize = 500;

impl App {
    /// Everything that was ever recorded of a fact, newest first.
    pub(super) fn log_table(&self, subjects: &[SubjectIx], attribute: &str) -> Table {
        let wanted = self.survey.attribute_ix(attribute);
        let all = (0..self.survey.observations().len()).rev().map(ObservationIx::nth);
        let rows = all
            .filter(|&ix| {
                let o = &self.survey[ix];
                let photo = || fact_of(self.survey.attribute(o.attribute)) == Some(attribute);
                subjects.contains(&o.subject) && (Some(o.attribute) == wanted || photo())
            })
            .map(|ix| self.log_row(ix));
        let label = Asking::of(self.profile(), attribute).label;
        let place = subjects.first().map_or(String::new(), |&s| self.survey.path(s).to_string());
        Table {
            title: t!("Log").to_owned(),
            lead: t!("{place}: {label}. Nothing is ever overwritten; u takes back.", place, label),
            columns: columns(),
            rows: rows.collect(),
            empty: t!("Nothing was recorded of this yet."),
        }
    }

    /// What was recorded last.
    pub(super) fn newest_table(&self) -> Table {
        let all = (0..self.survey.observations().len()).rev().map(ObservationIx::nth);
        let facts = all.filter(|&ix| {
            let name = self.survey.attribute(self.survey[ix].attribute);
            !name.starts_with('@') || is_attachment(name)
        });
        Table {
            title: t!("Log").to_owned(),
            lead: t!("The last {n} facts of the survey, newest first.", n = NEWEST),
            columns: columns(),
            rows: facts.take(NEWEST).map(|ix| self.log_row(ix)).collect(),
            empty: t!("Nothing is recorded yet."),
        }
    }

    fn log_row(&self, ix: ObservationIx) -> TableRow {
        let observation = &self.survey[ix];
        let fact = self.fact_view(ix);
        let heads = self.survey.heads_of(observation.subject, observation.attribute);
        let stands = heads.iter().any(|&(_, head)| head == ix);
        let how = fact.evidence.map_or("", words::evidence);
        let attribute = self.survey.attribute(observation.attribute).to_owned();
        let place = self.survey.path(observation.subject).to_string();
        let supersedes = observation.prev.len();
        let said = if stands {
            format!("{}, {how}", fact.author)
        } else {
            t!("{author}, {how}, superseded", author = fact.author, how)
        };
        let session = self.survey.session(observation.session);
        TableRow {
            cells: vec![
                format!("{} {}", fact.day, fact.time),
                t!("{place}: {label}", place, label = fact.label),
                fact.value.clone(),
                said,
            ],
            mark: None,
            heading: false,
            below: vec![
                (
                    "",
                    t!("{place}: {label} = {value}", place, label = fact.label, value = fact.value),
                ),
                (
                    t!("By"),
                    t!(
                        "{author} on {device} ({program})",
                        author = fact.author,
                        device = session.device,
                        program = session.program
                    ),
                ),
                (t!("Note"), fact.note),
                (t!("Because"), observation.settles().unwrap_or_default()),
                (
                    t!("Stands"),
                    match (stands, supersedes) {
                        (true, 0) => t!("yes").to_owned(),
                        (true, n) => t!("yes; it superseded {n}", n),
                        (false, _) => t!("no, something newer was said").to_owned(),
                    },
                ),
                (t!("Number"), self.survey.fact_ref(ix).to_string()),
            ],
            go: match Said::read(&observation.answer).filter(|_| is_attachment(&attribute)) {
                Some(said) => Go::Photo(said.file),
                None => match self.place_of_fact(observation.subject) {
                    Some((point, place)) => Go::Question(point, place, attribute),
                    None => shared_place(&self.survey.path(observation.subject), attribute),
                },
            },
        }
    }
}

/// The question of a country's or model's fact, wherever it is asked.
fn shared_place(path: &Path, attribute: String) -> Go {
    match path.clone() {
        Path::Country(code) => Go::Anywhere(PlaceKey::Country(code), attribute),
        Path::Model(kind, maker, model) => {
            Go::Anywhere(PlaceKey::Model(kind, maker, model), attribute)
        }
        _ => Go::Nowhere,
    }
}

fn columns() -> Vec<super::Column> {
    vec![
        narrow(t!("When"), 17),
        wide(t!("Fact"), 24),
        wide(t!("Found"), 17),
        wide(t!("By, how"), 16),
    ]
}
