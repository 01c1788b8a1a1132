//! The draft at the end of a day: what was recorded today, what is critical, what is still open,
//! what was promised. A text to read aloud in the car, or to write beside the survey.

use std::collections::BTreeMap;

use super::asking::Asking;
use super::listing::Listing;
use super::screen::{Screen, TextScreen};
use super::{App, Effect};
use crate::merge::Dispute;
use crate::model::visible;
use crate::model::{AbsenceReason, Answer, Day, ObservationIx, SubjectIx, Verdict};
use crate::standard::Severity;
use crate::{counted, t, words};

impl App {
    /// What is still open at the post of the walk, or at the one under the cursor.
    pub(super) fn open_still_open(&mut self) {
        let point = match self.screens.first() {
            Some(Screen::Overview { cursor }) => Some(*cursor),
            _ => None,
        };
        let point = match self.screen() {
            Screen::Matrix(matrix) => Some(matrix.row),
            _ => point,
        };
        let here = self
            .walk_screen()
            .map(|w| w.point)
            .or_else(|| point.and_then(|n| self.assessment.points.get(n)).map(|p| p.subjects[0]));
        match here {
            Some(point) => self.open_list(Listing::Open(point)),
            None => self.say(t!("There is no crossing point yet. a adds one.")),
        }
    }

    /// The log of the fact that is asked, else of the survey.
    pub(super) fn open_log(&mut self) {
        let asked = match self.screen() {
            Screen::Walk(_) => self.question(),
            _ => None,
        };
        let what = match asked {
            Some((stop, line)) => Listing::Log(stop.subjects.clone(), line.attribute.clone()),
            None => Listing::Newest,
        };
        self.open_list(what);
    }

    /// Opens the draft of the day.
    pub(super) fn open_today(&mut self) {
        let day = self.now.day();
        self.stash();
        self.screens.push(Screen::Text(TextScreen {
            title: t!("End of day").to_owned(),
            lines: self.day_lines(day),
            file: format!("day-{day}.txt"),
            ..TextScreen::default()
        }));
    }

    /// Writes the text that is shown beside the survey.
    pub(super) fn write_text(&mut self) -> Vec<Effect> {
        let Screen::Text(shown) = self.screen() else { return Vec::new() };
        let mut text = String::new();
        for (line, _) in &shown.lines {
            text.push_str(&visible(line));
            text.push('\n');
        }
        vec![Effect::WriteText { name: shown.file.clone(), text }]
    }

    fn day_lines(&self, day: Day) -> Vec<(String, bool)> {
        let today: Vec<ObservationIx> = (0..self.survey.observations().len())
            .map(ObservationIx::nth)
            .filter(|&ix| {
                let o = &self.survey[ix];
                self.survey.moment(o).day() == day
                    && !self.survey.attribute(o.attribute).starts_with('@')
            })
            .collect();
        let title = match self.survey.title() {
            "" => t!("Survey"),
            title => title,
        };
        let mut lines = vec![
            (t!("{title}: {day}", title, day), true),
            (t!("Judged by {profile}", profile = self.judged_by()), false),
        ];
        let mut by: BTreeMap<(Option<usize>, &str), u32> = BTreeMap::new();
        for &ix in &today {
            let o = &self.survey[ix];
            let point = self.survey.crossing_point_of(o.subject).and_then(|p| self.point_index(p));
            *by.entry((point, self.survey.author(o))).or_default() += 1;
        }
        lines.push((String::new(), false));
        let facts = counted!(today.len(), "Recorded today: {n} fact", "Recorded today: {n} facts");
        lines.push((facts, true));
        for ((point, author), count) in &by {
            let place =
                point.map_or(t!("countries and models").to_owned(), |p| self.point_title(p));
            let by = t!("{place}: {count} by {author}", place, count, author);
            lines.push((format!("  {by}"), false));
        }
        let visited: Vec<usize> = {
            let mut points: Vec<usize> = by.keys().filter_map(|(point, _)| *point).collect();
            points.dedup();
            points
        };
        for &point in &visited {
            self.point_lines(point, day, &mut lines);
        }
        let disputes = self.disputes();
        if !disputes.is_empty() {
            lines.push((String::new(), false));
            lines.push((t!("Disputes in the survey: {n}", n = disputes.len()), true));
            for Dispute { subject, attribute, sides, .. } in disputes.iter().take(10) {
                let label = self.dispute_label(attribute);
                let who: Vec<&str> =
                    sides.iter().map(|&ix| self.survey.author(&self.survey[ix])).collect();
                let path = self.survey.path(*subject);
                let dispute = t!("{path}: {label} ({who})", path, label, who = who.join(", "));
                lines.push((format!("  {dispute}"), false));
            }
        }
        if self.draft_count() > 0 {
            lines.push((String::new(), false));
            let n = self.draft_count();
            lines.push((t!("Half typed and not recorded: {n}", n), true));
        }
        if !self.flags.is_empty() {
            lines.push((t!("Flagged for later: {n}", n = self.flags.len()), true));
        }
        lines
    }

    fn point_lines(&self, point: usize, day: Day, lines: &mut Vec<(String, bool)>) {
        let totals = self.totals_of(point);
        lines.push((String::new(), false));
        lines.push((self.point_title(point), true));
        let counts = t!(
            "{met} met, {partly} partly met, {not_met} not met, {unknown} not assessed, {none} not applicable",
            met = totals.count(Verdict::Met),
            partly = totals.count(Verdict::PartlyMet),
            not_met = totals.count(Verdict::NotMet),
            unknown = totals.count(Verdict::NotAssessed),
            none = totals.count(Verdict::NotApplicable)
        );
        lines.push((format!("  {counts}"), false));
        for finding in &self.assessment.findings[point].findings {
            let requirement = self.profile().requirement(finding.requirement);
            let critical = requirement.severity == Severity::Critical;
            if critical && finding.verdict.is_gap() && finding.follows.is_none() {
                let mark = words::mark(finding.verdict);
                lines.push((format!("  {mark}  {} {}", requirement.id, requirement.title), false));
            }
        }
        for (subject, attribute, reason) in self.absences(point) {
            let label = Asking::of(self.profile(), &attribute).label;
            let (path, why) = (self.survey.path(subject), words::absence(reason));
            let absence = if reason == AbsenceReason::PendingDocument {
                t!("PROMISED {path}: {label}: {why}", path, label, why)
            } else {
                t!("{path}: {label}: {why}", path, label, why)
            };
            lines.push((format!("  {absence}"), false));
        }
        let open = crate::judge::walk::walk(&self.assessment, &self.survey, self.profile(), point);
        let counted = open.steps.iter().filter(|s| !s.findings.is_empty()).count();
        let open = counted!(
            counted,
            "still open on {day}: {n} question",
            "still open on {day}: {n} questions",
            day
        );
        lines.push((format!("  {open}"), false));
    }

    /// What stands at a crossing point as absent, with the reason.
    fn absences(&self, point: usize) -> Vec<(SubjectIx, String, AbsenceReason)> {
        let subjects = &self.assessment.points[point].subjects;
        let mut found = Vec::new();
        for n in 0..self.survey.subjects().len() {
            let ix = SubjectIx::nth(n);
            if !self.survey.crossing_point_of(ix).is_some_and(|p| subjects.contains(&p)) {
                continue;
            }
            for (attribute, heads) in self.survey.facts(ix) {
                for head in heads {
                    if let Answer::Absent(reason) = self.survey[head].answer {
                        found.push((ix, attribute.to_owned(), reason));
                    }
                }
            }
        }
        found
    }
}
