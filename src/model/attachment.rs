//! Photos and files as evidence: what is said of one, and which stand.
//!
//! That a file shows a place, or what a fact rests on, is an observation like every other, so it
//! merges, is superseded, taken back and verified as they are. Its attribute is `@photo.`, the
//! first half of the file's hash and the attribute that it shows, so two people who attach two
//! photos never contradict each other. All that is said stands in value and note, which taking
//! back restates.
//!
//! Warnings only add up: what anybody says that a photo shows holds for the file, wherever it is
//! attached, until each of those who stand has cleared it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::date::PartialDate;
use super::id::FileId;
use super::journal::is_deleted;
use super::observation::{Answer, Observation, ObservationIx, SubjectIx};
use super::survey::Survey;
use super::{Evidence, SubjectKind};

/// Begins the attribute of every attachment.
pub const AT_PHOTO: &str = "@photo.";
/// Longest caption, in bytes.
pub const MAX_CAPTION: usize = 1_000;

/// What a photo shows that others must not see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shows {
    /// Somebody who can be recognised.
    Person,
    /// A document of somebody.
    Document,
    /// A screen with data on it.
    Screen,
}

impl Shows {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Person, Self::Document, Self::Screen];

    /// The code used in tables.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Document => "document",
            Self::Screen => "screen",
        }
    }

    /// The one with this code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Reads codes with commas between.
    ///
    /// # Errors
    /// The one that is none of them.
    pub fn parse_all(text: &str) -> Result<BTreeSet<Self>, String> {
        let codes = text.split([',', ';', ' ']).map(str::trim).filter(|code| !code.is_empty());
        codes.map(|code| Self::parse(code).ok_or_else(|| code.to_owned())).collect()
    }
}

impl fmt::Display for Shows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What is said of a file: the value of its observation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The file.
    pub file: FileId,
    /// What sort of file.
    pub mime: String,
    /// Whether what cameras write into files was removed.
    pub stripped: bool,
    /// The fact that it shows; none when it shows the place.
    pub of: Option<String>,
    /// What others must not see.
    pub shows: BTreeSet<Shows>,
    /// Why it may be shown all the same, once somebody has looked.
    pub cleared: Option<String>,
    /// When it was taken, if that was said.
    pub taken: Option<PartialDate>,
}

/// How a value is written. Empty fields are left out, so that equal things are written equally.
#[derive(Serialize, Deserialize)]
struct Written {
    file: String,
    mime: String,
    #[serde(default)]
    stripped: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    shows: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cleared: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    taken: Option<String>,
}

impl Said {
    /// The attribute under which it is recorded.
    #[must_use]
    pub fn attribute(&self) -> String {
        let half = &self.file.to_string()[..32];
        match &self.of {
            Some(of) => format!("{AT_PHOTO}{half}.{of}"),
            None => format!("{AT_PHOTO}{half}"),
        }
    }

    /// What is recorded. The photo itself was seen by whoever attaches it.
    #[must_use]
    pub fn answer(&self) -> Answer {
        let written = Written {
            file: self.file.to_string(),
            mime: self.mime.clone(),
            stripped: self.stripped,
            of: self.of.clone(),
            shows: self.shows.iter().map(ToString::to_string).collect(),
            cleared: self.cleared.clone(),
            taken: self.taken.map(|day| day.to_string()),
        };
        // A struct of texts always can be written.
        let value = serde_json::to_string(&written).unwrap_or_default();
        Answer::known(&value, Evidence::Observed)
    }

    /// Reads what is recorded; `None` for what this program does not write. A warning that is not
    /// known counts as each of those that are.
    #[must_use]
    pub fn read(answer: &Answer) -> Option<Self> {
        let Answer::Known { value, .. } = answer else { return None };
        let written: Written = serde_json::from_str(value).ok()?;
        let mut shows = BTreeSet::new();
        for code in &written.shows {
            match Shows::parse(code) {
                Some(one) => drop(shows.insert(one)),
                None => shows.extend(Shows::ALL),
            }
        }
        Some(Self {
            file: FileId::from_hex(&written.file)?,
            mime: written.mime,
            stripped: written.stripped,
            of: written.of.filter(|of| !of.is_empty()),
            shows,
            cleared: written.cleared.filter(|why| !why.trim().is_empty()),
            taken: written.taken.as_deref().and_then(PartialDate::parse),
        })
    }

    /// Whether nobody outside may see it.
    #[must_use]
    pub fn is_held_back(&self) -> bool {
        !self.shows.is_empty() && self.cleared.is_none()
    }
}

/// Whether an attribute is that of an attachment.
#[must_use]
pub fn is_attachment(attribute: &str) -> bool {
    attribute.starts_with(AT_PHOTO)
}

/// The fact that an attachment shows, from its attribute; none when it shows a place.
#[must_use]
pub fn fact_of(attribute: &str) -> Option<&str> {
    attribute.strip_prefix(AT_PHOTO)?.split_once('.').map(|(_, of)| of)
}

/// What an attachment is called: `P-` and eight digits of the file's hash.
#[must_use]
pub fn short(file: FileId) -> String {
    format!("P-{}", &file.to_string()[..8])
}

/// A file that stands at a place or fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The place.
    pub subject: SubjectIx,
    /// What is said of it; where people differ, all their warnings, and cleared only if each of
    /// them cleared it.
    pub said: Said,
    /// What it shows, in words; where people differ, one after the other.
    pub caption: String,
    /// What stands, in the order of who said it.
    pub heads: Vec<ObservationIx>,
    /// Whether nobody outside may see the file, from all that is said of it anywhere.
    pub held_back: bool,
}

impl Attachment {
    /// What it is called.
    #[must_use]
    pub fn short(&self) -> String {
        short(self.said.file)
    }

    /// Whether it is a picture that can be shown.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        matches!(&*self.said.mime, "image/jpeg" | "image/png")
    }
}

/// What somebody attaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAttachment {
    /// What is said of it.
    pub said: Said,
    /// What it shows, in words.
    pub caption: String,
}

impl NewAttachment {
    /// What is recorded of it at a place. What stands there of the same file keeps its warnings,
    /// and its words and day where none are given: saying something again takes nothing away.
    #[must_use]
    pub fn beside(mut self, survey: &Survey, subject: SubjectIx) -> Self {
        let attribute = self.said.attribute();
        let Some(before) = one(survey, subject, &attribute) else { return self };
        let known = before.said.shows.is_superset(&self.said.shows);
        if known && self.said.cleared.is_none() {
            self.said.cleared = before.said.cleared;
        }
        self.said.shows.extend(before.said.shows);
        self.said.taken = self.said.taken.or(before.said.taken);
        if self.caption.is_empty() {
            self.caption = before.caption;
        }
        self
    }
}

/// Everything that stands, by place, attribute and file; nothing of places that were deleted.
#[must_use]
pub fn attachments(survey: &Survey) -> Vec<Attachment> {
    let mut all = Vec::new();
    // Most surveys have none, and are large.
    if !survey.attributes().iter().any(|name| is_attachment(name)) {
        return all;
    }
    for subject in (0..survey.subjects().len()).map(SubjectIx::nth) {
        let here = of(survey, subject);
        if !here.is_empty() && !is_deleted(survey, subject) {
            all.extend(here);
        }
    }
    let mut held: BTreeMap<FileId, bool> = BTreeMap::new();
    for attachment in &all {
        *held.entry(attachment.said.file).or_default() |= attachment.said.is_held_back();
    }
    for attachment in &mut all {
        attachment.held_back = held[&attachment.said.file];
    }
    let columns = |a: &Attachment| {
        let survey_first = survey.subject(a.subject).kind != SubjectKind::Survey;
        (survey_first, survey.path(a.subject).to_columns())
    };
    all.sort_by_cached_key(|a| (columns(a), a.said.of.clone(), a.said.file));
    all
}

/// What stands at a place, by attribute; whether it is held back elsewhere is not looked at.
#[must_use]
pub fn of(survey: &Survey, subject: SubjectIx) -> Vec<Attachment> {
    let names = survey.heads(subject).iter().map(|&(attribute, _)| survey.attribute(attribute));
    let attributes: BTreeSet<&str> = names.filter(|name| is_attachment(name)).collect();
    attributes.into_iter().filter_map(|name| one(survey, subject, name)).collect()
}

/// What stands under one attribute of a place. Whether the file is held back is said of this
/// attachment alone.
fn one(survey: &Survey, subject: SubjectIx, attribute: &str) -> Option<Attachment> {
    let mut heads: Vec<(&Observation, ObservationIx, Said)> = survey
        .heads_named(subject, attribute)
        .iter()
        .filter_map(|&(_, ix)| Some((&survey[ix], ix, Said::read(&survey[ix].answer)?)))
        .collect();
    heads.sort_by_key(|(o, ..)| (survey.author(o).to_owned(), o.id));
    let mut said = heads.first()?.2.clone();
    let mut captions: Vec<&str> = Vec::new();
    for (observation, _, other) in &heads {
        let held = said.is_held_back() || other.is_held_back();
        said.shows.extend(other.shows.iter().copied());
        said.cleared = said.cleared.or_else(|| other.cleared.clone()).filter(|_| !held);
        said.stripped &= other.stripped;
        said.taken = said.taken.or(other.taken);
        if !observation.note.is_empty() && !captions.contains(&&*observation.note) {
            captions.push(&observation.note);
        }
    }
    let held_back = said.is_held_back();
    Some(Attachment {
        subject,
        caption: captions.join(" / "),
        heads: heads.into_iter().map(|(_, ix, _)| ix).collect(),
        said,
        held_back,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Entry, Moment, Session, SessionIx, SubjectId, Supersede};

    fn said(shows: &[Shows], cleared: Option<&str>) -> Said {
        Said {
            file: FileId([0xab; 32]),
            mime: "image/jpeg".to_owned(),
            stripped: true,
            of: Some("serial".to_owned()),
            shows: shows.iter().copied().collect(),
            cleared: cleared.map(str::to_owned),
            taken: PartialDate::parse("2026-03-02"),
        }
    }

    fn survey(authors: &[&str]) -> (Survey, Vec<SessionIx>) {
        let mut survey = Survey::new(SubjectId([7; 16]));
        let started = Moment { milliseconds: 1_000, offset_minutes: 0 };
        let sessions = authors
            .iter()
            .zip(1..)
            .map(|(a, n)| survey.add_session(Session::new([n; 16], a, "", "test", started)))
            .collect();
        (survey, sessions)
    }

    fn put(survey: &mut Survey, session: SessionIx, new: NewAttachment, over: Supersede) {
        let attribute = survey.intern(&new.said.attribute());
        let entry = Entry {
            subject: Survey::ROOT,
            attribute,
            session,
            milliseconds: 2_000,
            kind: "",
            answer: new.said.answer(),
            note: new.caption,
            supersede: over,
            settles: None,
            salt: [3; 16],
        };
        survey.insert(survey.prepare(entry));
    }

    #[test]
    fn what_is_said_reads_back() {
        for one in [said(&[], None), said(&[Shows::Person, Shows::Screen], Some("blurred"))] {
            assert_eq!(Said::read(&one.answer()), Some(one.clone()));
            assert_eq!(fact_of(&one.attribute()), Some("serial"));
        }
        let place = Said { of: None, ..said(&[], None) };
        assert_eq!(fact_of(&place.attribute()), None);
        assert!(is_attachment(&place.attribute()));
        assert_eq!(short(place.file), "P-abababab");
    }

    #[test]
    fn what_is_not_understood_is_no_attachment_or_is_held_back() {
        for value in ["", "{}", "x", "{\"file\":\"ab\",\"mime\":\"\"}", "[]"] {
            assert_eq!(Said::read(&Answer::known(value, Evidence::Observed)), None, "{value}");
        }
        let file = FileId([1; 32]);
        let value =
            format!("{{\"file\":\"{file}\",\"mime\":\"\",\"shows\":[\"plate\"],\"new\":1}}");
        let read = Said::read(&Answer::known(&value, Evidence::Observed));
        assert!(read.is_some_and(|s| s.is_held_back()));
    }

    #[test]
    fn where_people_differ_every_warning_holds() {
        let (mut survey, by) = survey(&["A", "B"]);
        let new = |said, caption: &str| NewAttachment { said, caption: caption.to_owned() };
        put(&mut survey, by[0], new(said(&[], None), "the label"), Supersede::Own);
        put(&mut survey, by[1], new(said(&[Shows::Person], None), "label"), Supersede::Own);
        let all = attachments(&survey);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].caption, "the label / label");
        assert!(all[0].held_back);
        assert_eq!(all[0].heads.len(), 2);
        // Cleared once by one of them: the other has not.
        let cleared = new(said(&[Shows::Person], Some("looked")), "");
        put(&mut survey, by[0], cleared.clone(), Supersede::Own);
        assert!(attachments(&survey)[0].held_back);
        put(&mut survey, by[0], cleared, Supersede::All);
        assert!(!attachments(&survey)[0].held_back);
    }

    #[test]
    fn attaching_again_takes_no_warning_away() {
        let (mut survey, by) = survey(&["A"]);
        let new = |said, caption: &str| NewAttachment { said, caption: caption.to_owned() };
        put(&mut survey, by[0], new(said(&[Shows::Document], None), "words"), Supersede::All);
        let again = new(said(&[], None), "").beside(&survey, Survey::ROOT);
        assert_eq!(again, new(said(&[Shows::Document], None), "words"));
        put(&mut survey, by[0], new(said(&[Shows::Document], Some("x")), "w"), Supersede::All);
        let again = new(said(&[], None), "w").beside(&survey, Survey::ROOT);
        assert!(!again.said.is_held_back());
        let more = new(said(&[Shows::Person], None), "w").beside(&survey, Survey::ROOT);
        assert!(more.said.is_held_back());
    }
}
