//! Assumptions become facts in a copy of the survey.

use std::collections::{BTreeMap, BTreeSet};

use super::super::satisfy;
use super::AssumedFact;
use super::parse::{AssumeError, Assumption, Deed, Site};
use crate::judge::{Assessment, Sites, Truth};
use crate::model::journal::ensure_subject;
use crate::model::{
    Answer, Entry, Evidence, Moment, Path, Session, SessionIx, SubjectIx, Supersede, Survey,
};
use crate::standard::{AttributeId, Criterion, EquipmentId, Leaf, Of, Profile, Requirement, Test};
use crate::t;

/// Who assumes; no person is called so.
const AUTHOR: &str = "(assumed)";

/// A copy of a survey to which assumptions are added.
pub(super) struct Desk<'a> {
    survey: Survey,
    original: &'a Survey,
    profile: &'a Profile,
    before: &'a Assessment,
    session: SessionIx,
    milliseconds: u64,
    salts: u64,
    facts: Vec<AssumedFact>,
    not_implied: Vec<String>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(original: &'a Survey, profile: &'a Profile, before: &'a Assessment) -> Self {
        let day = Moment::parse(&before.as_of.to_string());
        let started = day.unwrap_or(Moment { milliseconds: 0, offset_minutes: 0 });
        let mut survey = original.clone();
        let session = survey.add_session(Session::new([0; 16], AUTHOR, "", "", started));
        Self {
            survey,
            original,
            profile,
            before,
            session,
            milliseconds: started.milliseconds,
            salts: 0,
            facts: Vec::new(),
            not_implied: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> (Survey, Vec<AssumedFact>, Vec<String>) {
        (self.survey, self.facts, self.not_implied)
    }

    pub(super) fn put(&mut self, assumption: &Assumption) -> Result<(), AssumeError> {
        let site = assumption.site;
        match &assumption.deed {
            Deed::Add { count, remedy } => self.add(site, remedy, *count, assumption),
            Deed::Set { attribute, value, unit } => {
                self.set(site, attribute, (value, unit), assumption)
            }
            Deed::Remove => {
                let subjects = self.subjects(site);
                self.record(&subjects, "condition", "removed", "");
                Ok(())
            }
        }
    }

    /// The subjects that a place or item is.
    fn subjects(&self, site: Site) -> Vec<SubjectIx> {
        let point = &self.before.points[site.point];
        let position = site.position.map(|p| &point.positions[p]);
        match site.item {
            Some(item) => {
                let items = position.map_or(&point.items, |p| &p.items);
                items[item].subjects.clone()
            }
            None => position.map_or(&point.subjects, |p| &p.subjects).clone(),
        }
    }

    fn set(
        &mut self,
        site: Site,
        attribute: &str,
        (value, unit): (&str, &str),
        assumption: &Assumption,
    ) -> Result<(), AssumeError> {
        let of = self
            .profile
            .vocabulary
            .find(attribute)
            .map(|id| self.profile.vocabulary.attribute(id).of);
        let wrong = |why: &str, hint: &str| AssumeError {
            text: assumption.text.clone(),
            why: why.to_owned(),
            hint: hint.to_owned(),
        };
        let fits = match (of, site.item, site.position) {
            (Some(Of::Equipment), item, _) => item.is_some(),
            (Some(Of::Position), None, position) => position.is_some(),
            (Some(Of::CrossingPoint | Of::Country), None, None) => true,
            // The lists: of the crossing point, or of a position.
            (None, None, position) => position.is_none() || attribute != "positions_complete",
            _ => false,
        };
        if !fits {
            let what = of.map_or_else(|| t!("a place"), noun);
            return Err(wrong(
                &t!("'{attribute}' is a fact of {what}", attribute, what),
                t!("name POINT, POINT/POSITION, or POINT/POSITION/ITEM"),
            ));
        }
        let subjects = if of == Some(Of::Country) {
            vec![self.country(site).ok_or_else(|| {
                wrong(t!("the country of the crossing point is not known"), t!("record it first"))
            })?]
        } else {
            self.subjects(site)
        };
        self.record(&subjects, attribute, value, unit);
        Ok(())
    }

    /// The country of a crossing point, made if nothing is recorded of it.
    fn country(&mut self, site: Site) -> Option<SubjectIx> {
        let subjects = &self.before.points[site.point].subjects;
        let code = subjects.iter().find_map(|&s| self.survey.text(s, "country"))?.to_owned();
        self.ensure(&Path::Country(code))
    }

    fn ensure(&mut self, path: &Path) -> Option<SubjectIx> {
        let salts = &mut self.salts;
        let mut salt = || {
            *salts += 1;
            let mut bytes = [0xa5; 16];
            bytes[..8].copy_from_slice(&salts.to_le_bytes());
            bytes
        };
        ensure_subject(&mut self.survey, path, self.session, self.milliseconds, &mut salt).ok()
    }

    /// Says the same of all subjects that are one.
    fn record(&mut self, subjects: &[SubjectIx], attribute: &str, value: &str, unit: &str) {
        for &subject in subjects {
            self.salts += 1;
            let mut salt = [0xa5; 16];
            salt[..8].copy_from_slice(&self.salts.to_le_bytes());
            let entry = Entry {
                subject,
                attribute: self.survey.intern(attribute),
                session: self.session,
                milliseconds: self.milliseconds,
                kind: "",
                answer: Answer::Known {
                    value: value.into(),
                    unit: unit.into(),
                    evidence: Evidence::Tested,
                },
                note: String::new(),
                supersede: Supersede::All,
                settles: None,
                salt,
            };
            self.survey.insert(self.survey.prepare(entry));
        }
        if let Some(&first) = subjects.first() {
            self.facts.push(AssumedFact {
                at: self.survey.path(first).to_columns(),
                attribute: attribute.to_owned(),
                value: value.to_owned(),
                unit: unit.to_owned(),
            });
        }
    }

    fn add(
        &mut self,
        site: Site,
        remedy: &str,
        count: u64,
        assumption: &Assumption,
    ) -> Result<(), AssumeError> {
        let profile = self.profile;
        let named: Vec<&Requirement> =
            profile.requirements.iter().filter(|r| r.remedy == remedy).collect();
        // One item for each kind of equipment that its requirements ask for.
        let mut kinds: BTreeMap<EquipmentId, Vec<&Requirement>> = BTreeMap::new();
        for requirement in named.iter().filter(|r| !r.equipment.is_empty()) {
            let known = requirement.equipment.iter().find(|k| kinds.contains_key(k));
            let kind = known.copied().unwrap_or(requirement.equipment[0]);
            kinds.entry(kind).or_default().push(requirement);
        }
        for (kind, requirements) in kinds {
            self.item(site, remedy, count, kind, &requirements, assumption)?;
        }
        for requirement in named.iter().filter(|r| r.equipment.is_empty()) {
            self.place_facts(site, requirement);
        }
        Ok(())
    }

    /// So many working pieces of a kind that satisfy what is asked of them.
    fn item(
        &mut self,
        site: Site,
        remedy: &str,
        count: u64,
        kind: EquipmentId,
        requirements: &[&Requirement],
        assumption: &Assumption,
    ) -> Result<(), AssumeError> {
        let profile = self.profile;
        let place = self.survey.path(self.subjects(site)[0]).to_columns();
        let taken = |survey: &Survey, code: &str| {
            let path = Path::Item(place[0].clone(), place[1].clone(), code.to_owned());
            survey.find(&path).is_some()
        };
        let base = format!("assumed-{remedy}");
        let code = (1..)
            .map(|n| if n == 1 { base.clone() } else { format!("{base}-{n}") })
            .find(|code| !taken(&self.survey, code))
            .unwrap_or(base);
        let path = Path::Item(place[0].clone(), place[1].clone(), code);
        let subject = self.ensure(&path).ok_or_else(|| AssumeError {
            text: assumption.text.clone(),
            why: t!("the place takes no item").to_owned(),
            hint: String::new(),
        })?;
        let equipment = profile.vocabulary.kind(kind);
        self.record(&[subject], "equipment", &equipment.key, "");
        self.record(&[subject], "quantity", &count.to_string(), "");
        if equipment.has_condition {
            self.record(&[subject], "condition", "working", "");
        }
        let mut counted: BTreeSet<AttributeId> = BTreeSet::new();
        for requirement in requirements {
            if let Some(id) = requirement.quantity.count.filter(|&id| counted.insert(id)) {
                let key = profile.vocabulary.attribute(id).key.clone();
                self.record(&[subject], &key, &count.to_string(), "");
            }
        }
        let mut asked: BTreeMap<AttributeId, Vec<(&Test, bool)>> = BTreeMap::new();
        let sites = Sites::new(self.original, profile, self.before.as_of);
        let facts = sites.at(&self.before.points[site.point]);
        for requirement in requirements {
            for criterion in &requirement.criteria {
                collect(criterion, false, &mut |leaf, negated| {
                    let of = profile.vocabulary.attribute(leaf.attribute).of;
                    let one = [Criterion::Leaf(leaf.clone())];
                    let holds = || facts.holds(&one, Some(requirement), site.position).0;
                    if of == Of::Equipment || negated || holds() != Truth::Yes {
                        asked.entry(leaf.attribute).or_default().push((&leaf.test, negated));
                    }
                });
            }
        }
        let built_in = profile.vocabulary.built_in;
        for (id, tests) in asked {
            let attribute = profile.vocabulary.attribute(id);
            let known = [built_in.equipment, built_in.quantity, built_in.condition].contains(&id)
                || counted.contains(&id);
            if known || attribute.of != Of::Equipment {
                if attribute.of != Of::Equipment {
                    let attribute = &attribute.label;
                    self.not_implied.push(t!("{attribute} of the place", attribute));
                }
                continue;
            }
            let count = |per| self.most(site, per).unwrap_or(1);
            match satisfy::value(attribute, &tests, self.before.as_of, &count) {
                Some((value, unit)) => {
                    self.record(&[subject], &attribute.key, &value, &unit);
                }
                None => self.not_implied.push(attribute.label.clone()),
            }
        }
        Ok(())
    }

    /// What a requirement without equipment asks of the place, as far as it does not hold yet.
    fn place_facts(&mut self, site: Site, requirement: &Requirement) {
        let profile = self.profile;
        let sites = Sites::new(self.original, profile, self.before.as_of);
        let facts = sites.at(&self.before.points[site.point]);
        let mut asked: BTreeMap<AttributeId, Vec<(&Test, bool)>> = BTreeMap::new();
        for criterion in &requirement.criteria {
            let one = std::slice::from_ref(criterion);
            if facts.holds(one, Some(requirement), site.position).0 != Truth::Yes {
                collect(criterion, false, &mut |leaf, negated| {
                    asked.entry(leaf.attribute).or_default().push((&leaf.test, negated));
                });
            }
        }
        for (id, tests) in asked {
            let attribute = profile.vocabulary.attribute(id);
            let subjects = match (attribute.of, site.position) {
                (Of::CrossingPoint, _) => self.before.points[site.point].subjects.clone(),
                (Of::Position, Some(_)) => self.subjects(site),
                (Of::Country, _) => self.country(site).into_iter().collect(),
                _ => Vec::new(),
            };
            let count = |per| self.most(site, per).unwrap_or(1);
            let value = satisfy::value(attribute, &tests, self.before.as_of, &count);
            if let Some(unknown) = per(&tests).find(|&id| self.most(site, id).is_none()) {
                let of = &profile.vocabulary.attribute(unknown).label;
                let attribute = &attribute.label;
                self.not_implied.push(t!(
                    "{attribute}, as long as {unknown} is not known",
                    attribute,
                    unknown = of
                ));
                continue;
            }
            match value {
                Some((value, unit)) if !subjects.is_empty() => {
                    self.record(&subjects, &attribute.key, &value, &unit);
                }
                _ => self.not_implied.push(attribute.label.clone()),
            }
        }
    }

    /// The greatest recorded value of a count at a place, added over the positions of a crossing
    /// point that have one; `None` where none is recorded.
    fn most(&self, site: Site, id: AttributeId) -> Option<u64> {
        let attribute = self.profile.vocabulary.attribute(id);
        let point = &self.before.points[site.point];
        let of = |subjects: &[SubjectIx]| {
            let heads = subjects
                .iter()
                .flat_map(|&s| self.survey.heads_named(s, &attribute.key))
                .filter_map(|&(_, ix)| match &self.survey[ix].answer {
                    Answer::Known { value, .. } => value.parse::<u64>().ok(),
                    Answer::Absent(_) | Answer::Cleared => None,
                });
            heads.max()
        };
        match (attribute.of, site.position) {
            (Of::Position, Some(p)) => of(&point.positions[p].subjects),
            (Of::Position, None) => {
                point.positions.iter().filter_map(|p| of(&p.subjects)).reduce(|a, b| a + b)
            }
            _ => of(&point.subjects),
        }
    }
}

/// The counts with which operands grow.
fn per<'t>(tests: &'t [(&'t Test, bool)]) -> impl Iterator<Item = AttributeId> + 't {
    tests.iter().flat_map(|(test, _)| match test {
        Test::Number(_, operands) => operands.iter().filter_map(|o| o.per).collect(),
        _ => Vec::new(),
    })
}

/// The leaves that make a criterion hold: all of a group of all, the first of a group of any.
fn collect<'c>(criterion: &'c Criterion, negated: bool, found: &mut dyn FnMut(&'c Leaf, bool)) {
    match (criterion, negated) {
        (Criterion::Leaf(leaf), _) => found(leaf, negated),
        (Criterion::Not(inner), _) => collect(inner, !negated, found),
        (Criterion::All(group), false) | (Criterion::Any(group), true) => {
            group.iter().for_each(|c| collect(c, negated, found));
        }
        (Criterion::Any(group), false) | (Criterion::All(group), true) => {
            if let Some(first) = group.first() {
                collect(first, negated, found);
            }
        }
        // Other equipment is not brought along.
        (Criterion::Presence(_), _) => {}
    }
}

fn noun(of: Of) -> &'static str {
    match of {
        Of::Survey => t!("the survey"),
        Of::Country => t!("a country; name a crossing point of it"),
        Of::CrossingPoint => t!("a crossing point"),
        Of::Position => t!("a position"),
        Of::Equipment => t!("an item"),
    }
}
