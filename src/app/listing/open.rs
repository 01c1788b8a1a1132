//! What is still open: before a post is left, and over the whole survey with the reasons.

use super::super::App;
use super::super::asking::Asking;
use super::super::sheet::{LineState, Sheet};
use super::{Go, Table, TableRow, narrow, wide};
use crate::judge::Undecided;
use crate::model::{Answer, SubjectIx, Verdict};
use crate::standard::{Find, lower_first};
use crate::{counted, t, words};

/// How a fact is found out, in a word.
fn find_words(find: Find) -> &'static str {
    match find {
        Find::Look => t!("look"),
        Find::Test => t!("test"),
        Find::DataSheet => t!("data sheet"),
        Find::Ask => t!("ask"),
    }
}

impl App {
    /// What can still be asked at a crossing point, place by place; then what was copied and what
    /// is explained.
    pub(super) fn open_table(&self, point: SubjectIx) -> Table {
        let columns = vec![wide(t!("Question"), 36), narrow(t!("How"), 11), wide(t!("State"), 24)];
        let title = t!("Still open").to_owned();
        let empty = t!("Nothing is open here: every verdict is decided or explained.");
        let Some(n) = self.point_index(point) else {
            return Table { title, columns, empty, ..Table::default() };
        };
        let sheet = Sheet::of(&self.assessment, &self.survey, self.profile(), &self.reads, n);
        let (mut open, mut copied, mut absent) = (0, 0, 0);
        let mut rows = Vec::new();
        for stop in &sheet.stops {
            let mut here = Vec::new();
            for line in &stop.lines {
                let asking = Asking::of(self.profile(), &line.attribute);
                let state = match line.state {
                    _ if line.copied => {
                        copied += 1;
                        t!("copied, not confirmed").to_owned()
                    }
                    LineState::Open => {
                        open += 1;
                        match line.findings.len() {
                            // As a verb it is another word.
                            0 => lower_first(t!("Open")),
                            n => counted!(
                                n,
                                "open, bears on {n} verdict",
                                "open, bears on {n} verdicts"
                            ),
                        }
                    }
                    LineState::Absent => {
                        absent += 1;
                        let reason = stop.subjects.iter().find_map(|&s| {
                            let heads = self.survey.heads_named(s, &line.attribute);
                            heads.iter().find_map(|&(_, ix)| match &self.survey[ix].answer {
                                Answer::Absent(reason) => Some(words::absence(*reason)),
                                _ => None,
                            })
                        });
                        t!("explained: {why}", why = reason.unwrap_or(""))
                    }
                    _ if self.is_flagged(&stop.key, &line.attribute) => String::new(),
                    _ => continue,
                };
                let state = match (self.is_flagged(&stop.key, &line.attribute), state.as_str()) {
                    (false, _) => state,
                    (true, "") => t!("! for later").to_owned(),
                    (true, state) => t!("! for later, {state}", state),
                };
                here.push(TableRow {
                    cells: vec![asking.label.clone(), find_words(asking.find).to_owned(), state],
                    mark: line.verdict,
                    heading: false,
                    below: vec![("", asking.question), (t!("Help"), asking.help)],
                    go: Go::Question(n, stop.key.clone(), line.attribute.clone()),
                });
            }
            if !here.is_empty() {
                rows.push(TableRow::heading(stop.title.clone()));
                rows.extend(here);
            }
        }
        let code = &self.assessment.points[n].code;
        let lead = t!(
            "{code}: {open} open, {copied} copied and not confirmed, {absent} explained.",
            code,
            open,
            copied,
            absent
        );
        Table { title, lead, columns, rows, empty }
    }

    /// The findings that nothing decides, and why.
    pub(super) fn not_assessed_table(&self) -> Table {
        let columns = vec![
            wide(t!("Place"), 20),
            narrow(t!("Rule"), 10),
            wide(t!("Requirement"), 24),
            wide(t!("Because"), 20),
        ];
        let mut rows = Vec::new();
        let mut reasons = [0_u32; 5];
        for (p, point) in self.assessment.findings.iter().enumerate() {
            let explained = self.assessment.explain(&self.survey, self.profile(), p);
            let mut here = Vec::new();
            for (n, finding) in point.findings.iter().enumerate() {
                let Some(undecided) = finding
                    .undecided
                    .filter(|_| finding.verdict == Verdict::NotAssessed)
                    .or((finding.verdict == Verdict::NotAssessed).then_some(Undecided::Unresolved))
                else {
                    continue;
                };
                reasons[undecided as usize] += 1;
                let requirement = self.profile().requirement(finding.requirement);
                let explanation = &explained[n];
                let settle = explanation.questions.iter().take(3).map(|q| {
                    let label = Asking::of(self.profile(), &q.attribute).label;
                    format!("{} > {label}", self.asked_place(p, &q.at))
                });
                let more = explanation.questions.len().saturating_sub(3);
                let mut settle: Vec<String> = settle.collect();
                if more > 0 {
                    settle.push(t!("and {n} more", n = more));
                }
                let place = self.finding_place(p, n);
                let place =
                    place.split_once(" > ").map_or(t!("whole post"), |(_, position)| position);
                here.push(TableRow {
                    cells: vec![
                        place.to_owned(),
                        requirement.id.clone(),
                        requirement.title.clone(),
                        undecided_words(undecided).to_owned(),
                    ],
                    mark: None,
                    heading: false,
                    below: vec![
                        ("", requirement.title.clone()),
                        (t!("Why"), explanation.reason.clone()),
                        (t!("Settles"), settle.join("; ")),
                    ],
                    go: Go::Finding(p, n),
                });
            }
            if !here.is_empty() {
                rows.push(TableRow::heading(format!("{}  ({})", self.point_title(p), here.len())));
                rows.extend(here);
            }
        }
        let all = [
            Undecided::NothingRecorded,
            Undecided::RecordedAbsent,
            Undecided::ClaimedOnly,
            Undecided::Disputed,
            Undecided::Unresolved,
        ];
        let counted: Vec<String> = all
            .into_iter()
            .filter(|u| reasons[*u as usize] > 0)
            .map(|u| t!("{n} {why}", n = reasons[u as usize], why = undecided_words(u)))
            .collect();
        Table {
            title: t!("Not assessed").to_owned(),
            lead: counted.join(", "),
            columns,
            rows,
            empty: t!("Every verdict is decided."),
        }
    }
}

/// Why nothing decides a finding, in words.
fn undecided_words(undecided: Undecided) -> &'static str {
    match undecided {
        Undecided::NothingRecorded => t!("nothing recorded"),
        Undecided::RecordedAbsent => t!("recorded as absent"),
        Undecided::ClaimedOnly => t!("claimed only"),
        Undecided::Disputed => t!("disputed"),
        Undecided::Unresolved => t!("facts do not decide"),
    }
}
