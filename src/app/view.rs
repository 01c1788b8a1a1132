//! What the screens show, as words and numbers; how it is laid out is the terminal's business.

pub use super::answer::GRADES;
use super::asking::Asking;
pub use super::gaps::GapRow;
pub use super::lists::FactRow;
pub use super::question::PAGE;
use super::screen::{Screen, WalkScreen};
use super::{App, SaveState};
pub use crate::judge::walk::Progress;
use crate::judge::walk::{INVENTORY_COMPLETE, NOT_APPLICABLE, POSITIONS_COMPLETE, first_question};
pub use crate::judge::{Asked, Explanation, Finding, Question, SetAside, Totals, per_cent};
use crate::model::attachment::{fact_of, is_attachment, short};
use crate::model::{Answer, Evidence, Observation, ObservationIx, SubjectIx, Survey, Verdict};
pub use crate::standard::{Basis, Requirement, RequirementId, Severity};
use crate::standard::{Profile, Status, calls_itself_fictional};
use crate::{counted, t, words};

/// A row of the overview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointRow {
    /// Code and name.
    pub title: String,
    /// What sort of post it is.
    pub types: Vec<String>,
    /// How far it is.
    pub progress: Progress,
    /// How many of each verdict.
    pub totals: Totals,
    /// Whether the list of positions is complete.
    pub complete: bool,
    /// The gap that matters most.
    pub worst: String,
}

/// What the screen says of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictView {
    /// The requirement's id.
    pub id: String,
    /// Its sentence.
    pub title: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// How much it matters.
    pub severity: Severity,
    /// The position that is judged; empty for the crossing point.
    pub position: String,
    /// Source and clause, or that it is practice.
    pub source: String,
    /// The requirement from whose gap it follows; may be empty.
    pub follows: String,
    /// What was said of setting it aside; may be empty.
    pub set_aside: String,
    /// Who says that an equivalent meets it; may be empty.
    pub equivalent: String,
    /// A trap to warn of; may be empty.
    pub trap: String,
}

/// An observation as a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactView {
    /// Where: position and item; empty for the crossing point.
    pub place: String,
    /// Name of the attribute.
    pub label: String,
    /// What was found, or why not.
    pub value: String,
    /// How; `None` for an absence.
    pub evidence: Option<Evidence>,
    /// Who.
    pub author: String,
    /// The day.
    pub day: String,
    /// The time of the day.
    pub time: String,
    /// A remark.
    pub note: String,
}

impl App {
    /// Where the person is, from the survey down.
    #[must_use]
    pub fn breadcrumb(&self) -> Vec<String> {
        let title = self.survey.title();
        let mut parts =
            vec![if title.is_empty() { t!("Survey").to_owned() } else { title.to_owned() }];
        match self.screens.iter().rev().find(|s| !s.is_over()) {
            Some(Screen::Walk(walk)) => {
                if let Some(n) = self.point_index(walk.point) {
                    parts.push(self.assessment.points[n].code.clone());
                }
                if let Some((stop, line)) = self.question() {
                    if stop.at != Asked::CrossingPoint {
                        parts.push(stop.title.clone());
                    }
                    parts.push(line.label.clone());
                }
            }
            Some(Screen::Gaps(_)) => parts.push(t!("Gaps").to_owned()),
            Some(Screen::Facts(facts)) => {
                parts.push(t!("Gaps").to_owned());
                if let Some((p, n)) = self.facts_finding(facts) {
                    parts.push(self.finding_place(p, n));
                }
                parts.push(self.profile().requirement(facts.requirement).id.clone());
            }
            Some(Screen::Requirement { profile, requirement, .. }) => {
                let profile = self.profile_at(*profile);
                if profile.id != self.profile().id {
                    parts.push(profile.id.clone());
                }
                parts.push(profile.requirement(*requirement).id.clone());
            }
            Some(Screen::Matrix(_)) => parts.push(t!("Matrix").to_owned()),
            Some(Screen::List(_)) => {
                parts.extend(self.table().map(|t| t.title.clone()));
            }
            Some(Screen::Photo(photo)) => parts.push(short(photo.file)),
            Some(Screen::Text(text)) => parts.push(text.title.clone()),
            Some(Screen::Help { .. }) => parts.push(t!("Help").to_owned()),
            _ => parts.push(t!("Overview").to_owned()),
        }
        parts
    }

    /// By what is judged, and whose word that is.
    #[must_use]
    pub fn judged_by(&self) -> String {
        let profile = self.profile();
        let status = match profile.status {
            _ if calls_itself_fictional(&profile.title) => {
                t!("fictional, not a real standard")
            }
            Status::Composed => t!("composed, nobody's official standard"),
            Status::Adopted => t!("adopted"),
            Status::Draft => t!("draft"),
        };
        format!("{} {} ({status})", profile.id, profile.version)
    }

    /// How far the crossing point of the walk is, or the survey.
    #[must_use]
    pub fn shown_progress(&self) -> Progress {
        let walk = self.screens.iter().rev().find_map(|s| match s {
            Screen::Walk(walk) => Some(&**walk),
            _ => None,
        });
        match walk.and_then(|w| self.point_index(w.point)) {
            Some(n) => self.progress_of(n),
            None => (0..self.assessment.points.len()).map(|n| self.progress_of(n)).fold(
                Progress::default(),
                |sum, p| Progress { settled: sum.settled + p.settled, of: sum.of + p.of },
            ),
        }
    }

    /// How far the survey is, worked out for every crossing point.
    #[must_use]
    pub fn survey_progress(&self) -> Progress {
        (0..self.assessment.points.len()).fold(Progress::default(), |sum, n| {
            let p = self.progress.get(n).copied().flatten().unwrap_or_else(|| {
                crate::judge::walk::progress(&self.assessment, &self.survey, self.profile(), n)
            });
            Progress { settled: sum.settled + p.settled, of: sum.of + p.of }
        })
    }

    fn progress_of(&self, point: usize) -> Progress {
        self.progress.get(point).copied().flatten().unwrap_or_default()
    }

    /// Whether what was recorded is in the file, in few words.
    #[must_use]
    pub fn save_words(&self) -> String {
        match &self.save {
            SaveState::Unchanged => t!("nothing to save").to_owned(),
            SaveState::Saving => t!("saving ...").to_owned(),
            SaveState::Saved(at) => {
                let text = at.to_string();
                t!("SAVED {time}", time = text.get(11..19).unwrap_or(""))
            }
            SaveState::Failed { .. } => t!("NOT SAVED ({n})", n = self.unsaved()),
        }
    }

    /// Code and name of a crossing point.
    #[must_use]
    pub fn point_title(&self, point: usize) -> String {
        let place = &self.assessment.points[point];
        let name = self.survey.name(&place.subjects);
        match name {
            Some(name) if name != place.code => format!("{}  {name}", place.code),
            _ => place.code.clone(),
        }
    }

    /// Where a finding is: the codes of its crossing point and position.
    #[must_use]
    pub fn finding_place(&self, point: usize, finding: usize) -> String {
        let place = &self.assessment.points[point];
        match self.assessment.findings[point].findings[finding].position {
            Some(p) => format!("{} > {}", place.code, place.positions[p].code),
            None => place.code.clone(),
        }
    }

    /// A row of the overview.
    #[must_use]
    pub fn point_row(&self, n: usize) -> PointRow {
        let place = &self.assessment.points[n];
        let text =
            |attribute: &str| place.subjects.iter().find_map(|&s| self.survey.text(s, attribute));
        let types = Asking::of(self.profile(), "type");
        PointRow {
            title: self.point_title(n),
            types: text("type").map_or(Vec::new(), |t| types.shown_parts(t, "")),
            progress: self.progress_of(n),
            totals: self.totals_of(n),
            complete: text("positions_complete") == Some("true"),
            worst: self.worst_gap(n),
        }
    }

    /// The gap of a crossing point that matters most and follows from no other.
    fn worst_gap(&self, point: usize) -> String {
        let findings = &self.assessment.findings[point].findings;
        let gaps = findings.iter().filter(|f| f.verdict.is_gap() && f.follows.is_none());
        let worst = gaps.min_by_key(|f| {
            let severity = self.profile().requirement(f.requirement).severity;
            (severity as usize, std::cmp::Reverse(f.verdict.rank()))
        });
        worst.map_or(String::new(), |f| {
            let requirement = self.profile().requirement(f.requirement);
            format!("{} {}", requirement.id, requirement.title)
        })
    }

    /// The gaps of a crossing point that follow from no other, those that matter most first:
    /// verdict, requirement, and the position where it is judged at one.
    #[must_use]
    pub fn point_gaps(&self, point: usize) -> Vec<(Verdict, String, String)> {
        let place = &self.assessment.points[point];
        let findings = self.assessment.findings[point].findings.iter();
        let mut gaps: Vec<&Finding> =
            findings.filter(|f| f.verdict.is_gap() && f.follows.is_none()).collect();
        gaps.sort_by_key(|f| {
            let severity = self.profile().requirement(f.requirement).severity;
            (severity as usize, std::cmp::Reverse(f.verdict.rank()))
        });
        let row = |f: &Finding| {
            let requirement = self.profile().requirement(f.requirement);
            let at = f.position.map_or(String::new(), |p| place.positions[p].code.clone());
            (f.verdict, format!("{} {}", requirement.id, requirement.title), at)
        };
        gaps.into_iter().map(row).collect()
    }

    /// Where else the same requirement is a gap: codes of crossing points, each with the number of
    /// its positions where it is one at several.
    #[must_use]
    pub fn same_gap(&self, point: usize, finding: usize) -> String {
        let here = &self.assessment.findings[point].findings[finding];
        let mut places = Vec::new();
        for (n, all) in self.assessment.findings.iter().enumerate() {
            let same = all.findings.iter().enumerate().filter(|(f, other)| {
                other.requirement == here.requirement
                    && other.verdict.is_gap()
                    && (n, *f) != (point, finding)
            });
            let code = &self.assessment.points[n].code;
            match same.count() {
                0 => {}
                1 => places.push(code.clone()),
                n => places.push(format!("{code} ({n})")),
            }
        }
        places.join(", ")
    }

    /// How many gaps each category has in the whole survey, in the order of the profile.
    #[must_use]
    pub fn category_gaps(&self) -> Vec<(String, u64)> {
        // Counted by requirement first: this is drawn at every key.
        let requirements = &self.profile().requirements;
        let mut counts = vec![0_u64; requirements.len()];
        for finding in self.assessment.findings.iter().flat_map(|all| &all.findings) {
            if finding.verdict.is_gap() {
                counts[usize::from(finding.requirement.0)] += 1;
            }
        }
        let gaps = |key: &str| {
            let counted = requirements.iter().zip(&counts);
            counted.filter(|(requirement, _)| requirement.category == key).map(|(_, n)| n).sum()
        };
        self.categories().into_iter().map(|(key, label)| (label, gaps(&key))).collect()
    }

    /// How many disputes wait to be settled.
    #[must_use]
    pub fn waiting_disputes(&self) -> usize {
        match self.waiting {
            Some((version, waiting)) if version == self.version => waiting,
            _ => self.disputes().len(),
        }
    }

    /// The next open question, by name, from the crossing point under the cursor on.
    #[must_use]
    pub fn next_question(&self, start: usize) -> Option<String> {
        let point = self.next_open_point(start)?;
        let question = first_question(&self.assessment, &self.survey, self.profile(), point)?;
        Some(format!(
            "{} > {}",
            self.asked_place(point, &question.at),
            Asking::of(self.profile(), &question.attribute).label
        ))
    }

    /// Where a question is asked.
    #[must_use]
    pub fn asked_place(&self, point: usize, at: &Asked) -> String {
        let place = &self.assessment.points[point];
        let position = |p: usize| place.positions.get(p).map_or("", |p| &p.code);
        match at {
            Asked::CrossingPoint => place.code.clone(),
            Asked::Country(code) => t!("Country {code}", code),
            Asked::Model(_, maker, model) => format!("{maker} {model}"),
            Asked::Position(p) => format!("{} > {}", place.code, position(*p)),
            Asked::Item(None, i) => {
                format!("{} > {}", place.code, place.items.get(*i).map_or("", |i| &i.code))
            }
            Asked::Item(Some(p), i) => {
                let items = place.positions.get(*p).map_or(&[][..], |p| &p.items);
                let item = items.get(*i).map_or("", |i| &i.code);
                format!("{} > {} > {item}", place.code, position(*p))
            }
        }
    }

    /// What the screen says of a finding.
    #[must_use]
    pub fn verdict_view(&self, point: usize, finding: usize) -> VerdictView {
        let explained = self.sheet.as_ref().filter(|s| s.point == point);
        let reason = match explained.and_then(|s| s.walk.explanations.get(finding)) {
            Some(explanation) => explanation.reason.clone(),
            None => self.explanation(point, finding).reason,
        };
        let found = &self.assessment.findings[point].findings[finding];
        let requirement = self.profile().requirement(found.requirement);
        let place = &self.assessment.points[point];
        VerdictView {
            id: requirement.id.clone(),
            title: requirement.title.clone(),
            verdict: found.verdict,
            reason,
            severity: requirement.severity,
            position: found.position.map_or(String::new(), |p| place.positions[p].code.clone()),
            source: source_of(self.profile(), requirement),
            follows: found
                .follows
                .map_or(String::new(), |id| self.profile().requirement(id).id.clone()),
            set_aside: match found.set_aside {
                SetAside::No => String::new(),
                SetAside::ByOne(ix) => {
                    let who = self.survey.author(&self.survey[ix]);
                    t!("set aside by {who}, waits for a second person", who)
                }
                SetAside::ByTwo(a, b) => {
                    let who = |ix: ObservationIx| self.survey.author(&self.survey[ix]);
                    t!("set aside by {a} and {b}", a = who(a), b = who(b))
                }
            },
            equivalent: match found.equivalent {
                SetAside::No => String::new(),
                SetAside::ByOne(ix) => {
                    let who = self.survey.author(&self.survey[ix]);
                    t!("an equivalent is claimed by {who}, waits for a second person", who)
                }
                SetAside::ByTwo(a, b) => {
                    let who = |ix: ObservationIx| self.survey.author(&self.survey[ix]);
                    t!("an equivalent is vouched for by {a} and {b}", a = who(a), b = who(b))
                }
            },
            trap: requirement.note.clone(),
        }
    }

    /// An observation as a line.
    #[must_use]
    pub fn fact_view(&self, ix: ObservationIx) -> FactView {
        let observation = &self.survey[ix];
        let attribute = self.survey.attribute(observation.attribute);
        if is_attachment(attribute) {
            return self.photo_view(ix, self.place_of(observation.subject));
        }
        let asking = Asking::of(self.profile(), attribute);
        let moment = self.survey.moment(observation);
        FactView {
            place: self.place_of(observation.subject),
            value: asking.shown(&observation.answer),
            label: asking.label,
            evidence: observation.answer.evidence(),
            author: self.survey.author(observation).to_owned(),
            day: moment.day().to_string(),
            time: moment.clock(),
            note: observation.note.to_string(),
        }
    }

    /// Position and item of a subject, or what else it is.
    fn place_of(&self, subject: SubjectIx) -> String {
        let path = self.survey.path(subject);
        let text = path.to_string();
        let inside = text.split_once(" / ").map(|(_, inside)| inside.replace(" / ", " > "));
        match inside {
            Some(inside) => inside,
            None if self.survey.crossing_point_of(subject).is_some() => String::new(),
            None => text,
        }
    }

    /// Everything that was ever recorded of the question, newest first.
    #[must_use]
    pub fn history(&self) -> Vec<FactView> {
        let Some((stop, line)) = self.question() else { return Vec::new() };
        let attribute = self.survey.attribute_ix(&line.attribute);
        let photo = |o: &Observation| {
            fact_of(self.survey.attribute(o.attribute)) == Some(line.attribute.as_str())
        };
        self.survey
            .observations()
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, o)| stop.subjects.contains(&o.subject))
            .filter(|(_, o)| Some(o.attribute) == attribute || photo(o))
            .map(|(n, _)| self.fact_view(ObservationIx::nth(n)))
            .collect()
    }

    /// The finding that the walk shows: crossing point, finding, and how many there are.
    #[must_use]
    pub fn shown_finding(&self, walk: &WalkScreen) -> Option<(usize, usize, usize)> {
        let findings = self.bears_on();
        let finding = findings.get(walk.finding).or(findings.first())?;
        Some((self.sheet.as_ref()?.point, *finding, findings.len()))
    }

    /// The finding of the marked row of the gap table.
    #[must_use]
    pub fn marked_gap(&self, cursor: usize) -> Option<(usize, usize)> {
        match self.gap_rows().get(cursor) {
            Some(GapRow::Finding(point, finding)) => Some((*point, *finding)),
            _ => None,
        }
    }

    /// A number that has a sense of scale: gaps, and how many follow from another.
    #[must_use]
    pub fn gap_words(&self) -> String {
        let totals = self.totals();
        gap_words(totals.gaps(), totals.following, totals.count(Verdict::NotAssessed))
    }

    /// The parts of a requirement, for its page: headings and texts.
    #[must_use]
    pub fn requirement_page(
        &self,
        profile: usize,
        requirement: RequirementId,
    ) -> Vec<(&'static str, String)> {
        let profile = self.profile_at(profile);
        let requirement = profile.requirement(requirement);
        let mut parts = vec![
            (t!("Requirement"), format!("{}  {}", requirement.id, requirement.title)),
            (t!("Severity"), requirement.severity.word().to_owned()),
        ];
        match requirement.basis {
            Basis::Practice => {
                let source = if requirement.near.is_empty() {
                    t!("Good practice; no source asks for it.").to_owned()
                } else {
                    let near = &requirement.near;
                    t!("Good practice; no source asks for it. Near to it: {near}", near)
                };
                parts.push((t!("Source"), source));
            }
            Basis::Cited => {
                for cite in &requirement.cites {
                    let source = profile.sources.get(&cite.source);
                    let text = source.map_or(cite.source.clone(), |s| {
                        [&s.publisher, &s.title, &s.edition, &cite.clause, &s.address]
                            .into_iter()
                            .filter(|t| !t.is_empty())
                            .cloned()
                            .collect::<Vec<_>>()
                            .join(", ")
                    });
                    parts.push((t!("Source"), text));
                }
                let mut how = requirement.strength.clone();
                let read = match requirement.confidence.as_str() {
                    "V" => t!("read in its text"),
                    "T" => t!("read in a transcription"),
                    "S" => t!("known from a secondary source"),
                    _ => "",
                };
                if !read.is_empty() {
                    how = match how.is_empty() {
                        true => read.to_owned(),
                        false => t!("{how}; {read}", how, read),
                    };
                }
                parts.push((t!("As the source says"), how));
            }
        }
        let evidence = requirement.evidence.unwrap_or(profile.evidence);
        parts.push((
            t!("Shown by"),
            t!(
                "at least: {grade} ({meaning})",
                grade = words::evidence(evidence),
                meaning = words::evidence_meaning(evidence)
            ),
        ));
        parts.push((t!("In force"), requirement.validity()));
        parts.push((t!("Limit holds"), requirement.operating_point.clone()));
        parts.push((t!("Why"), requirement.why.clone()));
        parts.push((t!("Beware"), requirement.note.clone()));
        if let Some(remedy) = profile.remedies.get(&requirement.remedy) {
            parts.push((t!("Remedy"), remedy.title.clone()));
        }
        parts.push((t!("Profile"), titled(profile)));
        parts.retain(|(_, text)| !text.is_empty());
        parts
    }

    /// What the survey has under this subject; used to tell people what is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.survey.subjects().len() <= 1 && self.survey.heads(Survey::ROOT).is_empty()
    }

    /// For a question about a list: what is on it.
    #[must_use]
    pub fn on_record(&self) -> String {
        let (Some((stop, line)), Some(sheet)) = (self.question(), self.sheet()) else {
            return String::new();
        };
        let place = &self.assessment.points[sheet.point];
        let listed: Vec<String> = if line.attribute == POSITIONS_COMPLETE {
            place.positions.iter().map(|p| p.code.clone()).collect()
        } else if let Some(kind) = line.attribute.strip_prefix(INVENTORY_COMPLETE) {
            let items = |p: Option<usize>| match p {
                Some(p) => place.positions.get(p).map_or(&[][..], |p| &p.items),
                None => &place.items,
            };
            let scope: Vec<Option<usize>> = match stop.at {
                Asked::Position(p) => vec![Some(p)],
                _ => (0..place.positions.len()).map(Some).chain([None]).collect(),
            };
            let mut listed = Vec::new();
            for at in scope {
                for item in items(at) {
                    let text = |attribute: &str| {
                        item.subjects.iter().find_map(|&s| self.survey.text(s, attribute))
                    };
                    if text("equipment") == Some(kind) {
                        let count = text("quantity").unwrap_or("?");
                        let inside = at.filter(|_| stop.at == Asked::CrossingPoint);
                        let at = inside
                            .map_or(String::new(), |p| format!("{} > ", place.positions[p].code));
                        listed.push(format!("{at}{} ({count})", item.code));
                    }
                }
            }
            listed
        } else {
            return String::new();
        };
        if listed.is_empty() {
            t!("On record: none.").to_owned()
        } else {
            t!("On record: {list}.", list = listed.join(", "))
        }
    }

    /// What is recorded for the question now, one line for each voice.
    #[must_use]
    pub fn recorded_lines(&self) -> Vec<FactView> {
        self.standing().into_iter().map(|ix| self.fact_view(ix)).collect()
    }

    /// Whether the voices on the question differ.
    #[must_use]
    pub fn is_disputed(&self) -> bool {
        let standing = self.standing();
        let Some(asking) = self.asking() else { return false };
        // Two people who set a requirement aside need not give the same reason.
        if asking.attribute.starts_with(NOT_APPLICABLE) {
            return false;
        }
        let mut values = standing.iter().filter_map(|&ix| match &self.survey[ix].answer {
            Answer::Known { value, unit, .. } => Some(asking.value.parse(value, unit).ok()),
            Answer::Absent(_) | Answer::Cleared => None,
        });
        let first = values.next();
        values.any(|v| Some(v) != first)
    }
}

/// Id, version and title of a profile.
pub(super) fn titled(profile: &Profile) -> String {
    t!(
        "{profile} {version}: {title}",
        profile = profile.id,
        version = profile.version,
        title = profile.title
    )
}

fn gap_words(gaps: u64, following: u64, open: u64) -> String {
    let gaps = usize::try_from(gaps).unwrap_or(usize::MAX);
    if following == 0 {
        return counted!(
            gaps,
            "{n} gap, {open} not assessed",
            "{n} gaps, {open} not assessed",
            open
        );
    }
    counted!(
        gaps,
        "{n} gap, {following} of them follow from another, {open} not assessed",
        "{n} gaps, {following} of them follow from another, {open} not assessed",
        following,
        open
    )
}

/// Source and clause of a requirement in one line, or that it is practice.
fn source_of(profile: &Profile, requirement: &Requirement) -> String {
    if requirement.basis == Basis::Practice {
        return t!("practice, no source").to_owned();
    }
    let cites = requirement.cites.iter().map(|cite| {
        let title = profile.sources.get(&cite.source).map_or(&cite.source, |s| &s.title);
        format!("{title}, {}", cite.clause)
    });
    cites.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, speaking};

    #[test]
    fn gaps_are_counted_as_the_language_counts() {
        assert_eq!(gap_words(0, 0, 1), "0 gaps, 1 not assessed");
        assert_eq!(gap_words(1, 0, 2), "1 gap, 2 not assessed");
        speaking(Language::French, || {
            assert_eq!(gap_words(0, 0, 3), "0 écart, 3 sans évaluation");
            assert_eq!(gap_words(2, 0, 0), "2 écarts, 0 sans évaluation");
            let following = "5 écarts, dont 2 découlant d'un autre, 1 sans évaluation";
            assert_eq!(gap_words(5, 2, 1), following);
        });
    }
}
