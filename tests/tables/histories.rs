//! Random histories of a survey: several people on two laptops, who answer, correct, take back,
//! settle and merge.

use borderfit::model::journal::ensure_subject;
use borderfit::model::name::fact_key;
use borderfit::model::{
    AbsenceReason, Answer, Entry, Evidence, Kind, Moment, Observation, Path, Session, SessionIx,
    SubjectId, Supersede, Survey,
};
use proptest::prelude::*;

/// What one person does once.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    place: usize,
    attribute: usize,
    person: usize,
    answer: Answer,
    note: String,
    over_all: bool,
    settles: Option<String>,
    milliseconds: u64,
}

/// Places; the second position of the list has no facts of its own in most histories.
fn places() -> Vec<Path> {
    let at = |a: &str, b: &str, c: &str| Path::from_columns(a, b, c).unwrap_or(Path::Survey);
    vec![
        at("=QV,A01", "", ""),
        at("=QV,A01", "entry", ""),
        at("=QV,A01", "entry", "readers"),
        at("=QV,A01", "", "link \"1\""),
        at("", "", "model:passport-reader/Doculux/F4/b"),
        at("country:QV", "", ""),
    ]
}

/// Attributes of a place, by type and language.
fn attributes(path: &Path) -> &'static [(&'static str, Kind, &'static str)] {
    match path {
        Path::CrossingPoint(_) => &[
            ("name", Kind::Text, ""),
            ("name.sign", Kind::Text, "ar"),
            ("name.sign", Kind::Text, "und-Cyrl"),
            ("class_a", Kind::Bool, ""),
        ],
        Path::Position(..) => &[("workstations", Kind::Integer, ""), ("name", Kind::Text, "")],
        Path::Country(_) => &[("certificate_source", Kind::Choices, "")],
        _ => &[("latency", Kind::Quantity, ""), ("register", Kind::Text, "")],
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-z ,;\"'\r\n\t=+@<&-]{0,12}",
        1 => "\\PC{0,8}",
        1 => Just("=HYPERLINK(\"x\")".to_owned()),
    ]
}

fn answer() -> impl Strategy<Value = (u8, usize, u8, String)> {
    (0_u8..8, 0_usize..7, 0_u8..3, text())
}

/// One act. `people` are the indices of those who may do it.
pub(crate) fn act(people: std::ops::Range<usize>) -> impl Strategy<Value = Act> {
    (
        (0_usize..6, 0_usize..4, people),
        answer(),
        text(),
        (any::<bool>(), prop::option::weighted(0.2, "[a-z\",\n]{1,8}")),
        prop_oneof![Just(1_770_000_000_000_u64), 1_770_000_000_000..1_780_000_000_000_u64],
    )
        .prop_map(
            |((place, attribute, person), answer, note, (all, settles), milliseconds)| {
                let (sort, grade, number, words) = answer;
                let path = &places()[place];
                let choices = attributes(path);
                let attribute = attribute % choices.len();
                let (_, kind, language) = choices[attribute];
                let value = match kind {
                    Kind::Bool => (number % 2 == 0).to_string(),
                    Kind::Integer => number.to_string(),
                    Kind::Quantity => format!("{number}.50"),
                    Kind::Choices => "icao-pkd;bilateral?".to_owned(),
                    _ => format!("{words}{number}"),
                };
                let unit = if kind == Kind::Quantity && number == 1 { "s" } else { language };
                let answer = match sort {
                    0 => Answer::Cleared,
                    1 => Answer::Absent(AbsenceReason::ALL[grade]),
                    _ => Answer::Known {
                        value: value.into(),
                        unit: unit.into(),
                        evidence: Evidence::ALL[grade],
                    },
                };
                let settles = settles.filter(|reason| !reason.trim().is_empty());
                let over_all = all || settles.is_some();
                Act { place, attribute, person, answer, note, over_all, settles, milliseconds }
            },
        )
}

/// A survey in which everything is in place and nothing is recorded; with the people of both
/// laptops, so that indices mean the same on each.
pub(crate) fn begin() -> (Survey, Vec<SessionIx>) {
    let mut survey = Survey::new(SubjectId([7; 16]));
    let started = |offset_minutes| Moment { milliseconds: 1_770_000_000_000, offset_minutes };
    let sessions: Vec<SessionIx> = (0..6_u8)
        .map(|n| {
            let session = Session::new(
                [n; 16],
                &format!("K{n}, \"Ö\""),
                "laptop",
                "test",
                started(i16::from(n) * 90 - 180),
            );
            survey.add_session(session)
        })
        .collect();
    for path in places() {
        ensure_subject(&mut survey, &path, sessions[0], 1_769_000_000_000, &mut || [1; 16])
            .expect("a code");
        for (attribute, _, language) in attributes(&path) {
            survey.intern(&fact_key(attribute, language));
        }
    }
    (survey, sessions)
}

/// Does what people do.
pub(crate) fn perform(survey: &mut Survey, sessions: &[SessionIx], acts: &[Act], first: u128) {
    for (act, n) in acts.iter().zip(first..) {
        let path = &places()[act.place];
        let (attribute, kind, language) = attributes(path)[act.attribute];
        let subject = survey.find(path).unwrap_or(Survey::ROOT);
        let attribute = survey.intern(&fact_key(attribute, language));
        let observation = survey.prepare(Entry {
            subject,
            attribute,
            session: sessions[act.person],
            milliseconds: act.milliseconds,
            kind: kind.code(),
            answer: act.answer.clone(),
            note: act.note.clone(),
            supersede: if act.over_all { Supersede::All } else { Supersede::Own },
            settles: act.settles.clone(),
            salt: n.to_le_bytes(),
        });
        survey.insert(observation);
    }
}

/// Both laptops' observations in one survey: what `other` has beyond `common`, after `survey`.
pub(crate) fn merge(survey: &mut Survey, other: &Survey, common: usize) {
    let new: Vec<Observation> = other.observations()[common..].to_vec();
    for observation in new {
        survey.insert(observation);
    }
}
