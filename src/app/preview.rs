//! What a verdict would be if a question were answered in a certain way.
//!
//! Judged on a copy that holds only what stands at one crossing point, so it is cheap however
//! long the history is. Nothing is recorded.

use std::collections::HashMap;

use crate::judge::{Assessment, Finding, assess};
use crate::model::{
    Answer, Day, Entry, Moment, Observation, ObservationIx, Session, SessionIx, Subject, SubjectId,
    SubjectIx, SubjectKind, Supersede, Survey, Verdict,
};
use crate::standard::{Profile, RequirementId};

/// One crossing point, ready to be judged with other answers.
#[derive(Clone, Debug)]
pub struct Preview {
    survey: Survey,
    /// The subjects of the excerpt by those of the survey.
    subjects: HashMap<SubjectIx, SubjectIx>,
    assessment: Assessment,
    session: SessionIx,
    milliseconds: u64,
    /// A standing fact of the crossing point: the judge looks at a point that something new is
    /// about, and a model's or country's data sheet may be new to it.
    anchor: Option<ObservationIx>,
}

impl Preview {
    /// For a crossing point.
    #[must_use]
    pub fn new(
        survey: &Survey,
        profile: &Profile,
        as_of: Day,
        point: &[SubjectIx],
        now: Moment,
    ) -> Self {
        let (mut excerpt, subjects) = excerpt(survey, point);
        let session = excerpt.add_session(Session::new([0; 16], "", "", "", now));
        let anchor = point
            .iter()
            .filter_map(|s| subjects.get(s))
            .flat_map(|&s| excerpt.heads(s))
            .find(|(attribute, _)| !excerpt.attribute(*attribute).starts_with('@'))
            .map(|&(_, ix)| ix);
        Self {
            assessment: assess(&excerpt, profile, as_of),
            survey: excerpt,
            subjects,
            session,
            milliseconds: now.milliseconds,
            anchor,
        }
    }

    /// The findings as they stand.
    #[must_use]
    pub fn into_assessment(self) -> Assessment {
        self.assessment
    }

    /// The same with answers of this moment.
    #[must_use]
    pub fn at(mut self, now: Moment) -> Self {
        self.milliseconds = now.milliseconds;
        self
    }

    /// What a finding would be with this answer, under the profile that it was made for. Each call
    /// replaces the answer of the one before.
    pub fn verdict(
        &mut self,
        profile: &Profile,
        subject: SubjectIx,
        attribute: &str,
        answer: Answer,
        requirement: RequirementId,
        position: Option<usize>,
    ) -> Option<Verdict> {
        let attribute = self.survey.intern(attribute);
        let entry = Entry {
            subject: *self.subjects.get(&subject)?,
            attribute,
            session: self.session,
            milliseconds: self.milliseconds,
            kind: "",
            answer,
            note: String::new(),
            supersede: Supersede::All,
            settles: None,
            salt: [0; 16],
        };
        let new = self.survey.insert(self.survey.prepare(entry));
        let touched: Vec<ObservationIx> = self.anchor.into_iter().chain([new]).collect();
        self.assessment.update(&self.survey, profile, &touched);
        let same = |f: &&Finding| f.requirement == requirement && f.position == position;
        self.assessment.findings.first()?.findings.iter().find(same).map(|f| f.verdict)
    }
}

/// What verdicts would change at a crossing point if equipment with these facts stood at `at`: the
/// requirement, the worst verdict that changes before, and what it would be.
#[must_use]
pub fn if_added(
    (survey, profile): (&Survey, &Profile),
    as_of: Day,
    point: &[SubjectIx],
    (at, facts): (SubjectIx, &[(&str, Answer)]),
    now: Moment,
) -> Vec<(RequirementId, Verdict, Verdict)> {
    let (mut excerpt, subjects) = excerpt(survey, point);
    let Some(&at) = subjects.get(&at) else { return Vec::new() };
    let before = assess(&excerpt, profile, as_of);
    let session = excerpt.add_session(Session::new([0; 16], "", "", "", now));
    let item = excerpt.add_subject(Subject {
        id: SubjectId([0xff; 16]),
        kind: SubjectKind::Item,
        parent: Some(at),
        code: "added".to_owned(),
        deleted: false,
    });
    for (n, (name, answer)) in facts.iter().enumerate() {
        let attribute = excerpt.intern(name);
        let entry = Entry {
            subject: item,
            attribute,
            session,
            milliseconds: now.milliseconds,
            kind: "",
            answer: answer.clone(),
            note: String::new(),
            supersede: Supersede::All,
            settles: None,
            salt: [u8::try_from(n).unwrap_or(u8::MAX); 16],
        };
        excerpt.insert(excerpt.prepare(entry));
    }
    let after = assess(&excerpt, profile, as_of);
    let (Some(before), Some(after)) = (before.findings.first(), after.findings.first()) else {
        return Vec::new();
    };
    let mut changes: Vec<(RequirementId, Verdict, Verdict)> = Vec::new();
    for finding in &after.findings {
        let same =
            |f: &&Finding| f.requirement == finding.requirement && f.position == finding.position;
        let Some(was) = before.findings.iter().find(same) else { continue };
        let known = changes.iter().any(|(requirement, ..)| *requirement == finding.requirement);
        if was.verdict != finding.verdict && !known {
            changes.push((finding.requirement, was.verdict, finding.verdict));
        }
    }
    changes
}

/// What stands at a crossing point, in countries and of models, as a survey of its own.
fn excerpt(survey: &Survey, point: &[SubjectIx]) -> (Survey, HashMap<SubjectIx, SubjectIx>) {
    let mut excerpt = Survey::new(survey.id());
    for name in survey.attributes() {
        excerpt.intern(name);
    }
    for session in survey.sessions() {
        excerpt.add_session(session.clone());
    }
    let wanted = |&ix: &SubjectIx| match survey.subject(ix).kind {
        SubjectKind::Survey => false,
        SubjectKind::Country | SubjectKind::Model => true,
        SubjectKind::CrossingPoint | SubjectKind::Position | SubjectKind::Item => {
            survey.crossing_point_of(ix).is_some_and(|p| point.contains(&p))
        }
    };
    let mut own: Vec<SubjectIx> =
        (1..survey.subjects().len()).map(SubjectIx::nth).filter(wanted).collect();
    // What a subject stands in comes before it.
    own.sort_by_key(|&ix| (survey.subject(ix).kind, ix));
    let mut subjects = HashMap::from([(Survey::ROOT, Survey::ROOT)]);
    for ix in own {
        let subject = survey.subject(ix);
        let parent = subject.parent.and_then(|p| subjects.get(&p).copied());
        let at = excerpt.add_subject(Subject { parent, ..subject.clone() });
        subjects.insert(ix, at);
        for &(_, head) in survey.heads(ix) {
            excerpt.insert(Observation { subject: at, ..survey[head].clone() });
        }
    }
    (excerpt, subjects)
}
