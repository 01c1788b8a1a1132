//! What a verdict would be if a question were answered in a certain way.
//!
//! Judged on a copy that holds only what stands at one crossing point, so it is cheap however
//! long the history is. Nothing is recorded.

use crate::judge::{Assessment, Finding};
use crate::model::{
    Answer, Entry, Moment, ObservationIx, Session, SessionIx, SubjectIx, SubjectKind, Supersede,
    Survey, Verdict,
};
use crate::standard::{Profile, RequirementId};

/// One crossing point, ready to be judged with other answers.
pub struct Preview<'a> {
    profile: &'a Profile,
    survey: Survey,
    assessment: Assessment,
    session: SessionIx,
    milliseconds: u64,
    /// A standing fact of the crossing point: the judge looks at a point that something new is
    /// about, and a model's or country's data sheet may be new to it.
    anchor: Option<ObservationIx>,
}

impl<'a> Preview<'a> {
    /// For a crossing point.
    #[must_use]
    pub fn new(
        survey: &Survey,
        profile: &'a Profile,
        assessment: &Assessment,
        point: usize,
        now: Moment,
    ) -> Self {
        let place = &assessment.points[point];
        let mut excerpt = excerpt(survey, &place.subjects);
        let session = excerpt.add_session(Session::new([0; 16], "", "", "", now));
        let anchor = place
            .subjects
            .iter()
            .flat_map(|&s| excerpt.heads(s))
            .find(|(attribute, _)| !excerpt.attribute(*attribute).starts_with('@'))
            .map(|&(_, ix)| ix);
        Self {
            profile,
            session,
            survey: excerpt,
            assessment: Assessment {
                as_of: assessment.as_of,
                points: vec![place.clone()],
                findings: vec![assessment.findings[point].clone()],
            },
            milliseconds: now.milliseconds,
            anchor,
        }
    }

    /// What a finding would be with this answer. Each call replaces the answer of the one before.
    pub fn verdict(
        &mut self,
        subject: SubjectIx,
        attribute: &str,
        answer: Answer,
        requirement: RequirementId,
        position: Option<usize>,
    ) -> Option<Verdict> {
        let attribute = self.survey.intern(attribute);
        let entry = Entry {
            subject,
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
        self.assessment.update(&self.survey, self.profile, &touched);
        let same = |f: &&Finding| f.requirement == requirement && f.position == position;
        self.assessment.findings[0].findings.iter().find(same).map(|f| f.verdict)
    }
}

/// What stands at a crossing point, in countries and of models, under the same indices.
fn excerpt(survey: &Survey, point: &[SubjectIx]) -> Survey {
    let mut excerpt = Survey::new(survey.id());
    for attribute in survey.attributes() {
        excerpt.intern(attribute);
    }
    for session in survey.sessions() {
        excerpt.add_session(session.clone());
    }
    for subject in &survey.subjects()[1..] {
        excerpt.add_subject(subject.clone());
    }
    for n in 0..survey.subjects().len() {
        let ix = SubjectIx::nth(n);
        let wanted = match survey.subject(ix).kind {
            SubjectKind::Survey => false,
            SubjectKind::Country | SubjectKind::Model => true,
            SubjectKind::CrossingPoint | SubjectKind::Position | SubjectKind::Item => {
                survey.crossing_point_of(ix).is_some_and(|p| point.contains(&p))
            }
        };
        if wanted {
            for &(_, head) in survey.heads(ix) {
                excerpt.insert(survey[head].clone());
            }
        }
    }
    excerpt
}
