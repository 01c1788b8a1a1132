//! What stands beside the question of the walk: how the other profiles of the survey judge the same
//! answer, and how the safeguards of rights stand at this crossing point.

use super::App;
use super::preview::Preview;
use super::screen::Screen;
use crate::judge::walk::names_attribute;
use crate::judge::{Assessment, Finding};
use crate::model::{SubjectIx, Verdict};

/// The other profiles at one crossing point, and what that follows from.
#[derive(Clone, Debug)]
pub(super) struct Others {
    of: (u64, usize, SubjectIx),
    /// By the index of the profile.
    judged: Vec<(usize, Assessment)>,
}

impl App {
    /// Judges the crossing point of the walk by the other profiles, when something has changed.
    pub(super) fn refresh_others(&mut self) {
        let Screen::Walk(walk) = self.screen() else { return };
        let of = (self.version, self.shown, walk.point);
        if self.profiles.len() < 2 || self.others.as_ref().is_some_and(|o| o.of == of) {
            return;
        }
        let Some(point) = self.point_index(walk.point) else { return };
        let (as_of, place) = (self.assessment.as_of, &self.assessment.points[point].subjects);
        let others = (0..self.profiles.len()).filter(|n| *n != self.shown);
        let judged = others.map(|n| {
            let profile = &self.profiles[n];
            let preview = Preview::new(&self.survey, profile, as_of, place, self.now);
            (n, preview.into_assessment())
        });
        self.others = Some(Others { of, judged: judged.collect() });
    }

    /// The worst verdict of what reads this answer at this place, under each other profile; `None`
    /// where nothing of it does.
    #[must_use]
    pub fn other_profiles(&self) -> Vec<(String, Option<Verdict>)> {
        let (Some(others), Some((stop, line))) = (&self.others, self.question()) else {
            return Vec::new();
        };
        let position = stop.subjects.first().and_then(|&s| self.position_code(s));
        let of = |(n, judged): &(usize, Assessment)| {
            let profile = &self.profiles[*n];
            let id = profile.vocabulary.find(&line.attribute);
            let verdict =
                judged.points.first().zip(judged.findings.first()).and_then(|(at, all)| {
                    let reads = |f: &&Finding| {
                        let requirement = profile.requirement(f.requirement);
                        let here = match f.position {
                            None => true,
                            Some(p) => position.as_ref() == Some(&at.positions[p].code),
                        };
                        here && requirement
                            .when
                            .iter()
                            .chain(&requirement.criteria)
                            .any(|c| id.is_some_and(|id| names_attribute(c, id)))
                    };
                    all.findings.iter().filter(reads).map(|f| f.verdict).max_by_key(|v| v.rank())
                });
            (profile.id.clone(), verdict)
        };
        others.judged.iter().map(of).collect()
    }

    /// The code of the position that something is or stands at.
    fn position_code(&self, subject: SubjectIx) -> Option<String> {
        let [_, position, _] = self.survey.path(subject).to_columns();
        (!position.is_empty()).then_some(position)
    }

    /// The safeguards at the crossing point of the walk that apply: verdict and requirement.
    #[must_use]
    pub fn safeguards(&self) -> Vec<(Verdict, String)> {
        let Some(sheet) = self.sheet() else { return Vec::new() };
        let findings = &self.assessment.findings[sheet.point].findings;
        let applies = |f: &&Finding| {
            f.verdict != Verdict::NotApplicable
                && !self.profile().requirement(f.requirement).safeguard.is_empty()
        };
        let row = |f: &Finding| {
            let requirement = self.profile().requirement(f.requirement);
            (f.verdict, format!("{} {}", requirement.id, requirement.title))
        };
        findings.iter().filter(applies).map(row).collect()
    }
}
