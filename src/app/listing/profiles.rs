//! The profiles by which can be judged: those of the survey, and those that are built in.

use super::super::command::Command;
use super::super::record::Write;
use super::super::sheet::Reads;
use super::super::view::titled;
use super::super::{App, Effect};
use super::{Go, Listing, Table, TableRow, narrow, wide};
use crate::judge::assess;
use crate::model::survey::PROFILES_IN_FORCE as IN_FORCE;
use crate::model::{Answer, Evidence, Kind, Supersede, Survey};
use crate::standard::{
    Basis, Diagnostic, Profile, RequirementId, Status, built_in_ids, load_built_in, load_text,
};
use crate::{counted, t};

fn messages(warnings: &[Diagnostic]) -> Vec<String> {
    warnings.iter().map(|warning| warning.message.clone()).collect()
}

impl App {
    /// A profile by its index: those of the survey first, then those that are built in.
    #[must_use]
    pub fn profile_at(&self, n: usize) -> &Profile {
        let built_in = || self.library.get(n - self.profiles.len()).map(|l| &l.profile);
        self.profiles.get(n).or_else(built_in).unwrap_or_else(|| self.profile())
    }

    /// Index of the profile that is shown.
    #[must_use]
    pub fn shown_profile(&self) -> usize {
        self.shown
    }

    /// Opens the list of profiles.
    pub(in super::super) fn open_profiles(&mut self) {
        self.load_library();
        self.open_list(Listing::Profiles);
    }

    /// Reads the built-in profiles that the survey does not have, once.
    pub(in super::super) fn load_library(&mut self) {
        if self.library.is_empty() {
            let known = |id: &str| self.profiles.iter().any(|p| p.id == id);
            let loaded =
                built_in_ids().filter(|id| !known(id)).filter_map(|id| load_built_in(id).ok());
            self.library = loaded.collect();
        }
        // Those of the survey were loaded when it was opened, without what was said of them.
        for profile in &self.profiles {
            let text = self.texts.get(&*profile.sha256);
            if let (Some(text), false) = (text, self.warnings.contains_key(&*profile.sha256)) {
                let loaded = load_text(&profile.id, text, &|_| None);
                let said = loaded.map_or(Vec::new(), |l| messages(&l.warnings));
                self.warnings.insert(profile.sha256.to_string(), said);
            }
        }
    }

    /// What loads but is perhaps not what was meant.
    fn profile_warnings(&self, n: usize) -> Vec<String> {
        match self.library.get(n.wrapping_sub(self.profiles.len())) {
            Some(loaded) if n >= self.profiles.len() => messages(&loaded.warnings),
            _ => self.warnings.get(&*self.profile_at(n).sha256).cloned().unwrap_or_default(),
        }
    }

    pub(super) fn profiles_table(&self) -> Table {
        let all = self.profiles.len() + self.library.len();
        let rows = (0..all).map(|n| {
            let profile = self.profile_at(n);
            let status = match profile.status {
                Status::Composed => t!("composed"),
                Status::Adopted => t!("adopted"),
                Status::Draft => t!("draft"),
            };
            let here = match n {
                n if n == self.shown => t!("judged by this"),
                n if n < self.profiles.len() => t!("of this survey"),
                _ => t!("built in"),
            };
            let cited = profile.requirements.iter().filter(|r| r.basis == Basis::Cited).count();
            TableRow {
                cells: vec![
                    profile.id.clone(),
                    profile.version.clone(),
                    profile.requirements.len().to_string(),
                    here.to_owned(),
                    profile.title.clone(),
                ],
                mark: None,
                heading: false,
                below: vec![
                    ("", profile.title.clone()),
                    (
                        t!("Rules"),
                        t!(
                            "{n}, of them {cited} with a source, {practice} good practice",
                            n = profile.requirements.len(),
                            cited,
                            practice = profile.requirements.len() - cited
                        ),
                    ),
                    (
                        t!("Status"),
                        t!("{status}; a composed profile is nobody's official standard", status),
                    ),
                    (
                        t!("Checks"),
                        match &self.profile_warnings(n)[..] {
                            [] => t!("nothing is said against it").to_owned(),
                            said => counted!(
                                said.len(),
                                "{n} warning: {first}",
                                "{n} warnings: {first}",
                                first = said[0]
                            ),
                        },
                    ),
                    (t!("Hash"), profile.sha256.to_string()),
                ],
                go: Go::Rules(n),
            }
        });
        Table {
            title: t!("Profiles").to_owned(),
            lead: t!("Changing the profile changes verdicts, never what was recorded.").to_owned(),
            columns: vec![
                wide(t!("Profile"), 20),
                narrow(t!("Version"), 9),
                narrow(t!("Rules"), 6),
                narrow(t!("Where"), 15),
                wide(t!("Title"), 24),
            ],
            rows: rows.collect(),
            empty: t!("There is none."),
        }
    }

    pub(super) fn rules_table(&self, n: usize) -> Table {
        let profile = self.profile_at(n);
        let rows = profile.requirements.iter().enumerate().map(|(r, requirement)| {
            let cite = requirement.cites.first();
            let source = match (requirement.basis, cite) {
                (Basis::Practice, _) => t!("practice").to_owned(),
                (Basis::Cited, Some(cite)) => {
                    let title =
                        profile.sources.get(&cite.source).map_or(&cite.source, |s| &s.title);
                    format!("{title}, {}", cite.clause)
                }
                (Basis::Cited, None) => String::new(),
            };
            TableRow {
                cells: vec![
                    requirement.id.clone(),
                    requirement.severity.word().to_owned(),
                    requirement.title.clone(),
                    source.clone(),
                ],
                mark: None,
                heading: false,
                below: vec![
                    ("", requirement.title.clone()),
                    (t!("Source"), source),
                    (t!("Why"), requirement.why.clone()),
                ],
                go: Go::Requirement(n, RequirementId(u16::try_from(r).unwrap_or(0))),
            }
        });
        Table {
            title: t!("Rules of {profile}", profile = profile.id),
            lead: titled(profile),
            columns: vec![
                narrow(t!("Rule"), 10),
                narrow(t!("Severity"), 9),
                wide(t!("Requirement"), 34),
                wide(t!("Source"), 22),
            ],
            rows: rows.collect(),
            empty: t!("No rule matches."),
        }
    }

    /// Judges by a profile of the list. One that is built in becomes part of the survey, so that
    /// the file says by what it was judged.
    pub(super) fn judge_by(&mut self, cursor: usize) -> Vec<Effect> {
        let Some(n) = self.profile_of_row(cursor) else { return Vec::new() };
        let mut effects = Vec::new();
        let added = n >= self.profiles.len();
        let shown = if !added {
            n
        } else {
            let loaded = self.library.remove(n - self.profiles.len());
            let profile = loaded.profile;
            effects.push(Effect::AddProfile {
                id: profile.id.clone(),
                version: profile.version.clone(),
                text: loaded.text.clone(),
            });
            self.keep_text(&profile.sha256, loaded.text);
            self.profiles.push(profile);
            effects.extend(self.put_in_force());
            self.profiles.len() - 1
        };
        self.show_profile(shown);
        let title = self.profile().title.clone();
        self.say(&if added {
            t!("Judged by: {title}. It is now part of the survey.", title)
        } else {
            t!("Judged by: {title}.", title)
        });
        effects
    }

    /// Where the survey says which of its profiles are in force, says that these are.
    fn put_in_force(&mut self) -> Vec<Effect> {
        if self.survey.heads_named(Survey::ROOT, IN_FORCE).is_empty() {
            return Vec::new();
        }
        let hashes: Vec<&str> = self.profiles.iter().map(|p| p.sha256.as_str()).collect();
        let write = Write {
            subject: Survey::ROOT,
            attribute: IN_FORCE.to_owned(),
            kind: Kind::Text.code(),
            answer: Answer::known(&hashes.join(";"), Evidence::Observed),
            note: String::new(),
            supersede: Supersede::All,
        };
        self.write(t!("Another profile is in force"), vec![write])
    }

    fn profile_of_row(&self, cursor: usize) -> Option<usize> {
        match self.table()?.rows.get(cursor)?.go {
            Go::Rules(n) => Some(n),
            _ => None,
        }
    }

    /// Compares the findings under the profile shown with those under one of the list.
    pub(super) fn compare_with(&mut self, cursor: usize) {
        match self.profile_of_row(cursor) {
            Some(n) if n == self.shown => {
                self.say(t!("By this profile is judged; mark another one."))
            }
            Some(n) => self.open_list(Listing::Compare(n)),
            None => self.useless(Command::Display),
        }
    }

    /// Judges by another profile of the survey.
    pub(in super::super) fn show_profile(&mut self, n: usize) {
        // A form that was left speaks of a requirement of the profile so far, in its words.
        if let Some(form) = self.kept_form.take() {
            self.form_draft = self.form_draft_of(&form).or(self.form_draft.take());
        }
        self.shown = n;
        self.reads = Reads::of(self.profile());
        self.assessment = assess(&self.survey, &self.profiles[self.shown], self.assessment.as_of);
        self.forget_all();
        self.version += 1;
        self.sheet = None;
        self.load_question();
        self.read_prices();
    }
}
