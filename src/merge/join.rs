//! Two records of one place or thing: said by a person to be one, or not to be, and taken back.

use std::fmt;

use serde_json::json;

use super::duplicates::AT_APART;
use super::settle::{Hand, Record};
use crate::model::places::{SAME_AS, crossing_points, same_as_circles};
use crate::model::{
    Answer, Evidence, Kind, ObservationId, ObservationIx, SubjectIx, SubjectKind, Survey,
};
use crate::t;

/// What a person says of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The first is the second: its facts are read as facts of that.
    Same,
    /// They are two, however alike they look.
    Apart,
    /// Neither: what was said is taken back.
    Unsaid,
}

/// Why two cannot be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotJoined {
    /// A thing is itself.
    Itself,
    /// Only crossing points, positions of one crossing point, items of one place.
    Elsewhere,
    /// The other way round was said already.
    Circle,
    /// Nothing was said.
    Nothing,
}

impl fmt::Display for NotJoined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Itself => t!("they are one and the same record"),
            Self::Elsewhere => t!(
                "they do not stand in the same place: join what they stand in first, or rename one"
            ),
            Self::Circle => t!("the second is, by what was said before, the same as the first"),
            Self::Nothing => t!("nothing was said of the two that could be taken back"),
        })
    }
}

/// Says of two records what they are to each other; gives what was written.
///
/// # Errors
/// When they cannot be joined; the survey is then unchanged.
pub fn relate(
    survey: &mut Survey,
    (a, b): (SubjectIx, SubjectIx),
    relation: Relation,
    because: &str,
    hand: &mut Hand<'_>,
) -> Result<Vec<ObservationIx>, NotJoined> {
    if a == b {
        return Err(NotJoined::Itself);
    }
    let (code, id) = (survey.subject(b).code.clone(), survey.subject(b).id.to_string());
    let records = match relation {
        Relation::Same => {
            let (one, other) = (survey.subject(a), survey.subject(b));
            let joins = [SubjectKind::CrossingPoint, SubjectKind::Position, SubjectKind::Item];
            if one.kind != other.kind
                || !joins.contains(&one.kind)
                || !in_one_place(survey, one.parent, other.parent)
            {
                return Err(NotJoined::Elsewhere);
            }
            if code != one.code && same_as_circles(survey, a, &code) {
                return Err(NotJoined::Circle);
            }
            vec![(SAME_AS, Answer::known(&code, Evidence::Observed))]
        }
        Relation::Apart => {
            let mut ids: Vec<&str> =
                survey.text(a, AT_APART).map(|t| t.split(' ').collect()).unwrap_or_default();
            ids.push(&id);
            ids.sort_unstable();
            ids.dedup();
            vec![(AT_APART, Answer::known(&ids.join(" "), Evidence::Observed))]
        }
        Relation::Unsaid => {
            let said = |attribute: &&str| survey.text(a, attribute).is_some();
            let taken: Vec<&str> = [SAME_AS, AT_APART].into_iter().filter(said).collect();
            if taken.is_empty() {
                return Err(NotJoined::Nothing);
            }
            taken.into_iter().map(|attribute| (attribute, Answer::Cleared)).collect()
        }
    };
    let author = hand.author;
    let session = hand.session(survey, author, hand.now.offset_minutes);
    let mut written = Vec::new();
    for (attribute, answer) in records {
        let kind = if attribute == SAME_AS { Kind::Text.code() } else { "" };
        let attribute = survey.intern(attribute);
        let prev: Vec<ObservationId> =
            survey.heads_of(a, attribute).iter().map(|h| survey[h.1].id).collect();
        written.push(hand.write(
            survey,
            Record {
                subject: a,
                attribute,
                session,
                milliseconds: hand.now.milliseconds,
                kind,
                answer,
                note: because.to_owned(),
                prev,
                ext: json!({ "because": because }).to_string(),
            },
        ));
    }
    Ok(written)
}

/// Whether what stands in these two stands in one place, as people mean it.
fn in_one_place(survey: &Survey, a: Option<SubjectIx>, b: Option<SubjectIx>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    let holds = |subjects: &[SubjectIx]| subjects.contains(&a) && subjects.contains(&b);
    a == b
        || crossing_points(survey).iter().any(|point| {
            holds(&point.subjects) || point.positions.iter().any(|p| holds(&p.subjects))
        })
}
