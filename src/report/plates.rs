//! Photos for pages: which of them may enter an edition, and each of them encoded anew, upright and
//! no larger than paper shows. Nothing of the file enters but what can be seen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::edition::Edition;
use super::gaps::Filter;
use crate::model::attachment::{Attachment, attachments};
use crate::model::{FileId, SubjectIx, Survey};
use crate::photo::{self, PhotoError};
use crate::standard::Profile;

/// Longest side of a plate in pixels: some 200 to the inch of paper.
const LONGEST: u32 = 1_400;

/// A photo as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plate {
    /// A JPEG file without anything but the picture.
    pub jpeg: Arc<[u8]>,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

impl Plate {
    /// Makes a plate of the bytes of a photo.
    ///
    /// # Errors
    /// When it cannot be shown.
    pub fn of(bytes: &[u8]) -> Result<Self, PhotoError> {
        let picture = photo::decode(bytes)?.within(LONGEST, LONGEST);
        Ok(Self {
            jpeg: picture.to_jpeg().into(),
            width: picture.width(),
            height: picture.height(),
        })
    }
}

/// The plates of a report, or why there is none.
pub type Plates = BTreeMap<FileId, Result<Plate, String>>;

/// Reads the photos that a report may print. `read` gives the bytes of one, or why there are none.
///
/// # Errors
/// What `read` fails with.
pub fn plates<E>(
    survey: &Survey,
    profile: &Profile,
    edition: Edition,
    filter: &Filter,
    mut read: impl FnMut(FileId) -> Result<Result<Vec<u8>, String>, E>,
) -> Result<Plates, E> {
    let mut plates = Plates::new();
    for attachment in attachments(survey) {
        let file = attachment.said.file;
        let printed = enters(&attachment, profile, edition)
            && is_asked_for(survey, attachment.subject, &filter.crossing_points);
        if printed && !plates.contains_key(&file) {
            let bytes = read(file)?;
            let plate = bytes.and_then(|b| Plate::of(&b).map_err(|error| error.to_string()));
            plates.insert(file, plate);
        }
    }
    Ok(plates)
}

/// Whether the picture itself may enter an edition. One of a person, document or screen enters
/// none until it is cleared; what an edition does not tell of a fact, it does not show either.
#[must_use]
pub fn enters(attachment: &Attachment, profile: &Profile, edition: Edition) -> bool {
    let shown = |of: &String| edition.shows(&profile.vocabulary, of);
    edition != Edition::Public
        && attachment.is_picture()
        && !attachment.held_back
        && attachment.said.of.as_ref().is_none_or(shown)
}

/// Whether a report of these crossing points, or of all, tells of a subject.
fn is_asked_for(survey: &Survey, subject: SubjectIx, points: &BTreeSet<String>) -> bool {
    let code = survey.crossing_point_of(subject).map(|point| &survey.subject(point).code);
    points.is_empty() || code.is_none_or(|code| points.contains(code))
}
