//! The screens as data: where the person is, what is marked, what is half typed.
//!
//! Lists keep their cursor here and never in a widget, so it is always a row that exists.

use std::collections::BTreeSet;

use super::asking::Mark;
use super::command::Context;
use super::listing::ListScreen;
use super::matrix::CellWords;
use super::palette::PaletteScreen;
use super::photos::{Attaching, PhotoScreen};
use super::sheet::PlaceKey;
use super::state::Pickable;
use super::text::{TextField, searched};
use crate::merge::Dispute;
use crate::model::{AbsenceReason, AttributeIx, ObservationIx, SubjectIx};
use crate::standard::{Choice, RequirementId};
use crate::t;

/// A screen, or a short list or form that stands over one.
#[derive(Clone, Debug)]
pub enum Screen {
    /// All crossing points; the cursor is a row.
    Overview {
        /// Index of the crossing point.
        cursor: usize,
    },
    /// The questions of a crossing point.
    Walk(Box<WalkScreen>),
    /// The table of gaps.
    Gaps(GapsScreen),
    /// What stands behind a finding.
    Facts(FactsScreen),
    /// Crossing points by categories.
    Matrix(MatrixScreen),
    /// A list to read and go through.
    List(Box<ListScreen>),
    /// A photo.
    Photo(PhotoScreen),
    /// Everything that can be done, by name.
    Palette(PaletteScreen),
    /// A text to read.
    Text(TextScreen),
    /// A requirement in full.
    Requirement {
        /// The profile, by its index.
        profile: usize,
        /// Which.
        requirement: RequirementId,
        /// Lines that are scrolled away.
        scroll: usize,
    },
    /// What the keys do.
    Help {
        /// In what context help was asked for.
        context: Context,
        /// Lines that are scrolled away.
        scroll: usize,
        /// Words that every line shown must have.
        filter: TextField,
        /// Whether the words have the cursor.
        filtering: bool,
    },
    /// A short list to choose from.
    Pick(Pick),
    /// A few fields to fill.
    Form(Form),
}

impl Screen {
    /// Whether it stands over another screen and leaves it to be seen.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Pick(_) | Self::Form(_) | Self::Palette(_))
    }
}

/// Which part of a question has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The answer.
    Answer,
    /// How it was seen.
    Evidence,
    /// The note.
    Note,
    /// The words that a long list of options is narrowed by.
    Filter,
}

/// The walk through a crossing point.
#[derive(Clone, Debug)]
pub struct WalkScreen {
    /// The crossing point.
    pub point: SubjectIx,
    /// The place at it.
    pub place: PlaceKey,
    /// The attribute that is asked.
    pub attribute: String,
    /// Its line in the list of the place; where to stay if it goes.
    pub line: usize,
    /// What has the focus.
    pub part: Part,
    /// Whether a typed answer has the cursor at once; Esc leaves the field.
    pub typing: bool,
    /// Whether the answer is typed, not chosen.
    pub typed: bool,
    /// Whether the field holds what stands, untouched: the first letter typed takes its place.
    pub fresh: bool,
    /// What is typed as the answer.
    pub input: TextField,
    /// What is typed as the note.
    pub note: TextField,
    /// What narrows the options.
    pub filter: TextField,
    /// The marked option, by its index.
    pub marked: usize,
    /// What is marked of several options.
    pub marks: Vec<Mark>,
    /// Whether Enter was pressed with nothing marked: once more records "none".
    pub none_asked: bool,
    /// A typed value that was doubted once: again records it.
    pub doubted: String,
    /// Which of the findings that read this answer is shown, counted from the worst.
    pub finding: usize,
}

impl WalkScreen {
    /// At a question; what it holds is filled in by the app.
    #[must_use]
    pub fn at(point: SubjectIx, place: PlaceKey, attribute: String, line: usize) -> Self {
        Self {
            point,
            place,
            attribute,
            line,
            part: Part::Answer,
            typing: true,
            typed: false,
            fresh: true,
            input: TextField::default(),
            note: TextField::default(),
            filter: TextField::default(),
            marked: 0,
            marks: Vec::new(),
            none_asked: false,
            doubted: String::new(),
            finding: 0,
        }
    }
}

/// What of the walk has most room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Panes {
    /// Every part as much as suits it.
    #[default]
    Even,
    /// The question: the list is hidden.
    Question,
    /// The list of places and questions.
    List,
}

impl Panes {
    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Even => Self::Question,
            Self::Question => Self::List,
            Self::List => Self::Even,
        }
    }

    /// What people read.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Even => t!("List and question"),
            Self::Question => t!("The question has all the room"),
            Self::List => t!("The list has more room"),
        }
    }
}

/// By what the gap table is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// Critical first, then the worst verdict.
    #[default]
    Severity,
    /// Crossing point, position.
    Place,
    /// In the order of the profile.
    Requirement,
}

impl SortBy {
    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Severity => Self::Place,
            Self::Place => Self::Requirement,
            Self::Requirement => Self::Severity,
        }
    }

    /// Its name.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Severity => t!("severity"),
            Self::Place => t!("place"),
            Self::Requirement => t!("requirement"),
        }
    }
}

/// By what the gap table is grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupBy {
    /// By crossing point.
    #[default]
    Point,
    /// By requirement.
    Requirement,
    /// By category.
    Category,
    /// Not at all.
    Nothing,
}

impl GroupBy {
    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Point => Self::Requirement,
            Self::Requirement => Self::Category,
            Self::Category => Self::Nothing,
            Self::Nothing => Self::Point,
        }
    }

    /// Its name.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Point => t!("crossing point"),
            Self::Requirement => t!("requirement"),
            Self::Category => t!("category"),
            Self::Nothing => t!("nothing"),
        }
    }
}

/// The gap table: how it is sorted, grouped and filtered.
#[derive(Clone, Debug, Default)]
pub struct GapsScreen {
    /// The row that is marked.
    pub cursor: usize,
    /// Words that every row must match.
    pub filter: TextField,
    /// Whether the filter has the cursor.
    pub filtering: bool,
    /// The order.
    pub sort: SortBy,
    /// The groups.
    pub group: GroupBy,
    /// Groups that are folded, by their titles.
    pub folded: BTreeSet<String>,
}

/// The matrix of crossing points and categories.
#[derive(Clone, Debug, Default)]
pub struct MatrixScreen {
    /// The crossing point that is marked.
    pub row: usize,
    /// The category that is marked.
    pub column: usize,
    /// What the cells say.
    pub words: CellWords,
}

/// A text to read.
#[derive(Clone, Debug, Default)]
pub struct TextScreen {
    /// What it is.
    pub title: String,
    /// Its lines, and whether each is a heading.
    pub lines: Vec<(String, bool)>,
    /// Lines that are scrolled away.
    pub scroll: usize,
    /// How the file is called that it can be written to; empty when it cannot.
    pub file: String,
    /// Whether it is the report, which is written in its own way.
    pub report: bool,
}

/// What stands behind a finding.
#[derive(Clone, Debug)]
pub struct FactsScreen {
    /// The crossing point.
    pub point: SubjectIx,
    /// The position judged; `None` is the crossing point.
    pub position: Option<SubjectIx>,
    /// The requirement.
    pub requirement: RequirementId,
    /// The row that is marked.
    pub cursor: usize,
}

/// A short list to choose from.
#[derive(Clone, Debug)]
pub struct Pick {
    /// What is asked.
    pub title: String,
    /// A sentence below it; may be empty.
    pub text: String,
    /// What there is.
    pub rows: Vec<PickRow>,
    /// The marked row.
    pub cursor: usize,
    /// What choosing does.
    pub action: PickAction,
}

/// A row of a short list.
#[derive(Clone, Debug)]
pub struct PickRow {
    /// What people read.
    pub label: String,
    /// More of it, in a second column; may be empty.
    pub detail: String,
    /// Why it cannot be chosen now; empty when it can.
    pub disabled: String,
    /// Where several can be chosen: whether it is.
    pub ticked: Option<bool>,
}

/// What choosing from a short list does.
#[derive(Clone, Debug)]
pub enum PickAction {
    /// Records why there is no answer.
    Absence(Vec<AbsenceReason>),
    /// Opens the form for something new.
    Add(Vec<Addition>),
    /// Asks why this side of a dispute is to stand; after the sides, for another answer, and why
    /// it is kept as a disagreement.
    Settle(Dispute),
    /// Settles those that are ticked by their stronger evidence.
    Prefer(Vec<(Dispute, ObservationIx)>),
    /// Goes to one of these questions, at which something is half typed.
    Draft(Vec<(PlaceKey, String)>),
    /// Goes into a folder, or takes a file: path, and whether it is a folder.
    Folder(Pickable, Vec<(String, bool)>),
    /// Says what a photo shows, and attaches it.
    Shows(Attaching),
    /// Copies the answers of these places, one a row, to the place of the walk.
    Copy(Vec<SubjectIx>),
    /// Closes the lists of these kinds at this subject.
    CloseLists {
        /// The crossing point or position.
        subject: SubjectIx,
        /// Keys of the kinds, one a row.
        kinds: Vec<String>,
    },
    /// Speaks one of the languages that people can choose.
    Language,
    /// Chooses when it locks.
    LockAfter,
}

/// What can be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addition {
    /// Equipment at a position or crossing point.
    Item(SubjectIx),
    /// A position at a crossing point.
    Position(SubjectIx),
    /// A crossing point.
    Point,
    /// Another one like this place or equipment.
    Like(SubjectIx),
    /// Another code for this place or equipment.
    Rename(SubjectIx),
    /// This place or equipment is taken off the survey.
    Remove(SubjectIx),
}

/// A few fields to fill.
#[derive(Clone, Debug)]
pub struct Form {
    /// What it is for.
    pub title: String,
    /// A sentence below it; may be empty.
    pub text: String,
    /// The fields.
    pub fields: Vec<FormField>,
    /// The field that has the cursor.
    pub focus: usize,
    /// What filling it does.
    pub action: FormAction,
}

/// A field of a form.
#[derive(Clone, Debug)]
pub struct FormField {
    /// What people read.
    pub label: String,
    /// How to fill it.
    pub hint: String,
    /// What is typed; for a choice, what narrows it.
    pub input: TextField,
    /// What there is to choose from; empty for a text.
    pub options: Vec<Choice>,
    /// The marked row among the options that match.
    pub marked: usize,
    /// The chosen option.
    pub chosen: Option<usize>,
    /// What is wrong with it; empty while nothing is.
    pub error: String,
    /// Whether a person has typed in it, so that it is not filled in by the program.
    pub typed: bool,
    /// Whether it is shown as so many stars.
    pub secret: bool,
    /// What the options mean, where that is searched too: a full-page reader is a document reader.
    pub meanings: Vec<String>,
}

impl FormField {
    /// A text.
    #[must_use]
    pub fn text(label: &str, hint: &str, value: &str) -> Self {
        Self {
            label: label.to_owned(),
            hint: hint.to_owned(),
            input: TextField::new(value),
            options: Vec::new(),
            marked: 0,
            chosen: None,
            error: String::new(),
            typed: false,
            secret: false,
            meanings: Vec::new(),
        }
    }

    /// A text that nobody may read over a shoulder.
    #[must_use]
    pub fn secret(label: &str, hint: &str) -> Self {
        Self { secret: true, ..Self::text(label, hint, "") }
    }

    /// One of several.
    #[must_use]
    pub fn choice(label: &str, hint: &str, options: Vec<Choice>) -> Self {
        Self { options, ..Self::text(label, hint, "") }
    }

    /// One of several that is found by what it means too.
    #[must_use]
    pub fn choice_of(label: &str, hint: &str, options: Vec<(Choice, String)>) -> Self {
        let (options, meanings) = options.into_iter().unzip();
        Self { meanings, ..Self::choice(label, hint, options) }
    }

    /// The options that match what is typed, by their indices: those where a word begins with it,
    /// those that contain it, those whose meaning does.
    #[must_use]
    pub fn matching(&self) -> Vec<usize> {
        let mut found = matching(&self.options, self.input.text());
        let wanted = searched(self.input.text().trim());
        let words: Vec<&str> = wanted.split_whitespace().collect();
        let means = |n: &usize| {
            let meaning = searched(&self.meanings[*n]);
            words.iter().all(|word| meaning.contains(word))
        };
        let others = (0..self.meanings.len()).filter(|n| !found.contains(n)).filter(means);
        found.extend(others.collect::<Vec<_>>());
        found
    }
}

/// The label of an option; with its key where another option has the same label.
#[must_use]
pub fn label_of(options: &[Choice], n: usize) -> String {
    let Some(option) = options.get(n) else { return String::new() };
    let same = options.iter().filter(|o| o.label == option.label).count();
    if same > 1 { format!("{} ({})", option.label, option.key) } else { option.label.clone() }
}

/// The options that match every word of a text, by their indices: the one that is called so, those
/// where a word begins with it, the others.
#[must_use]
pub fn matching(options: &[Choice], text: &str) -> Vec<usize> {
    let wanted = searched(text.trim());
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let mut found: Vec<(bool, bool, usize)> = options
        .iter()
        .enumerate()
        .filter_map(|(n, option)| {
            let called = searched(&option.label);
            let label = format!(" {called} ({})", searched(&option.key));
            let all = words.iter().all(|w| label.contains(w));
            let begins = [' ', '('].iter().any(|c| label.contains(&format!("{c}{wanted}")));
            all.then(|| (called != wanted, !begins, n))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, _, n)| n).collect()
}

/// How a dispute is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settling {
    /// This side stands.
    Take(ObservationIx),
    /// None of the sides of this fact, but another answer.
    Other(SubjectIx, AttributeIx),
    /// Nobody can tell: all sides of this fact stay.
    Keep(SubjectIx, AttributeIx),
    /// What this statement settled is open again.
    Reopen(ObservationIx),
    /// Those that were ticked, by their stronger evidence.
    Prefer,
}

/// What filling a form does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormAction {
    /// Says who records.
    Author,
    /// Adds what it describes.
    Add(Addition),
    /// Attaches a photo or file.
    Attach,
    /// Writes the report.
    Report,
    /// Shows what would be.
    WhatIf,
    /// Makes a new survey, at home.
    NewSurvey,
    /// Opens a survey, at home.
    OpenSurvey,
    /// Chooses the language, at home.
    Language,
    /// Decides a dispute.
    Settle(Settling),
    /// Says what the plan is reckoned with.
    Costs,
    /// Takes the passphrase of a survey, at home.
    Unlock,
    /// Says how many identical ones an item is, and their serial numbers.
    Bulk(SubjectIx),
    /// Sets a requirement aside at a place.
    SetAside {
        /// The crossing point or position.
        subject: SubjectIx,
        /// The requirement.
        requirement: RequirementId,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_so_is_found_first_then_words_that_begin_so_in_their_order() {
        let option =
            |key: &str, label: &str| Choice { key: key.to_owned(), label: label.to_owned() };
        let options = [
            option("network", "Network of stations"),
            option("officer", "Officer's workstation"),
            option("any", "Workstation"),
            option("other", "Workstation"),
        ];
        assert_eq!(matching(&options, "workst"), [1, 2, 3]);
        assert_eq!(matching(&options, "workstation"), [2, 3, 1]);
        assert_eq!(matching(&options, "station"), [0, 1, 2, 3]);
        assert_eq!(matching(&options, "work"), [1, 2, 3, 0]);
        assert_eq!(matching(&options, "Workstation (other)"), [3]);
    }
}
