//! Lists that are read, filtered and gone through: what is open, what is not assessed and why,
//! who recorded what, disputes, profiles, comparisons.
//!
//! Each list is a function from the state to a [`Table`]; moving, filtering and opening a row is
//! the same for all of them.

mod compare;
mod disputes;
mod facts;
mod open;
mod photos;
mod plan;
mod profiles;

use super::command::{Command, Context};
use super::screen::Screen;
use super::sheet::{PlaceKey, Sheet};
use super::text::{TextField, searched};
use super::{App, Effect};
use crate::model::{FileId, ObservationIx, SubjectIx, Verdict};
use crate::standard::RequirementId;
use crate::t;

/// What is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listing {
    /// What can still be asked at a crossing point, copied answers, and absences with their reasons.
    Open(SubjectIx),
    /// The findings that nothing decides, with the reason.
    NotAssessed,
    /// Everything that was recorded of a fact: its subjects and attribute.
    Log(Vec<SubjectIx>, String),
    /// What was recorded last, of all facts.
    Newest,
    /// The photos and files.
    Photos,
    /// What would close the gaps, and whether it can be done.
    Plan,
    /// The facts on which people disagree.
    Disputes,
    /// The profiles of the survey and those that are built in.
    Profiles,
    /// The requirements of a profile, by its index.
    Rules(usize),
    /// The findings under the profile shown and under another one.
    Compare(usize),
}

/// A list on the screen.
#[derive(Clone, Debug)]
pub struct ListScreen {
    /// What is listed.
    pub what: Listing,
    /// The row that is marked.
    pub cursor: usize,
    /// Words that every row must match.
    pub filter: TextField,
    /// Whether the filter has the cursor.
    pub filtering: bool,
    /// Whether everything is shown, where a list leaves out what is the same.
    pub all: bool,
}

impl ListScreen {
    /// At its first row.
    #[must_use]
    pub fn new(what: Listing) -> Self {
        Self { what, cursor: 0, filter: TextField::default(), filtering: false, all: false }
    }
}

/// A column: its title, its width in a window of 80 columns, and whether it grows with the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// What stands above it.
    pub title: &'static str,
    /// Columns of the terminal that it takes at least.
    pub width: u16,
    /// Whether it takes more in a wide window.
    pub grows: bool,
}

/// A column that keeps its width.
const fn narrow(title: &'static str, width: u16) -> Column {
    Column { title, width, grows: false }
}

/// A column that grows.
const fn wide(title: &'static str, width: u16) -> Column {
    Column { title, width, grows: true }
}

/// What opening a row does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Go {
    /// Nothing.
    Nowhere,
    /// To a question: crossing point, place, attribute.
    Question(usize, PlaceKey, String),
    /// To a question of a country or model, at the first crossing point that asks it.
    Anywhere(PlaceKey, String),
    /// To what stands behind a finding.
    Finding(usize, usize),
    /// Settles the dispute that is called so.
    Settle(String),
    /// Reopens what this statement settled.
    Reopen(ObservationIx),
    /// To a photo.
    Photo(FileId),
    /// To the requirements of a profile.
    Rules(usize),
    /// To a requirement of a profile.
    Requirement(usize, RequirementId),
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// What stands in the columns; a heading has one.
    pub cells: Vec<String>,
    /// A verdict at the right end.
    pub mark: Option<Verdict>,
    /// Whether it heads a group.
    pub heading: bool,
    /// What is said of it below the table: labels and texts.
    pub below: Vec<(&'static str, String)>,
    /// What opening it does.
    pub go: Go,
}

impl TableRow {
    fn heading(title: String) -> Self {
        Self { cells: vec![title], mark: None, heading: true, below: Vec::new(), go: Go::Nowhere }
    }
}

/// A list, worked out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What it is; stands in the line of the place.
    pub title: String,
    /// A sentence or two above it.
    pub lead: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, those that the filter leaves.
    pub rows: Vec<TableRow>,
    /// What is said when there are none.
    pub empty: &'static str,
}

/// What a table follows from; while it stays, the table stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Look {
    what: Listing,
    filter: String,
    all: bool,
    version: u64,
}

impl Look {
    /// Whether the rows are the same but for the filter.
    fn same_list(&self, other: &Self) -> bool {
        (&self.what, self.all, self.version) == (&other.what, other.all, other.version)
    }
}

/// A list as it was worked out.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    look: Look,
    /// Every row, whatever the filter.
    rows: Vec<TableRow>,
    /// What is shown.
    table: Table,
}

impl App {
    /// The list that is shown.
    #[must_use]
    pub fn table(&self) -> Option<&Table> {
        self.table.as_ref().map(|known| &known.table)
    }

    /// Opens a list over the screen; a list of the same sort gives way.
    pub(super) fn open_list(&mut self, what: Listing) {
        self.stash();
        let same = |s: &Screen| matches!(s, Screen::List(l) if std::mem::discriminant(&l.what) == std::mem::discriminant(&what));
        self.screens.retain(|s| !same(s));
        self.screens.push(Screen::List(Box::new(ListScreen::new(what))));
    }

    /// Works the list out again if what it follows from has changed.
    pub(super) fn refresh_list(&mut self) {
        let Some(at) = self.screens.iter().rposition(|s| matches!(s, Screen::List(_))) else {
            self.table = None;
            return;
        };
        // One that is hidden is worked out when it is seen again.
        if self.screens[at + 1..].iter().any(|s| !s.is_over()) {
            return;
        }
        let Screen::List(list) = &self.screens[at] else { return };
        let look = Look {
            what: list.what.clone(),
            filter: list.filter.text().to_owned(),
            all: list.all,
            version: self.version,
        };
        let fresh = self.table.as_ref().is_none_or(|known| known.look.what != look.what);
        if self.table.as_ref().is_none_or(|known| known.look != look) {
            // Another filter shows other rows of the same list.
            let known = self.table.take().filter(|known| known.look.same_list(&look));
            let (rows, mut table) = known.map_or_else(
                || {
                    let mut table = self.table_of(&look.what, look.all);
                    (std::mem::take(&mut table.rows), table)
                },
                |known| (known.rows, known.table),
            );
            table.rows = rows.clone();
            narrow_down(&mut table.rows, &look.filter);
            self.table = Some(Listed { look, rows, table });
        }
        let last = self.table().map_or(0, |t| t.rows.len().saturating_sub(1));
        let headed = self.table().is_some_and(|t| t.rows.first().is_some_and(|r| r.heading));
        if let Some(Screen::List(list)) = self.screens.get_mut(at) {
            // A new list starts at a row that can be opened.
            if fresh && headed && list.cursor == 0 {
                list.cursor = 1;
            }
            list.cursor = list.cursor.min(last);
        }
    }

    fn table_of(&self, what: &Listing, all: bool) -> Table {
        match what {
            Listing::Open(point) => self.open_table(*point),
            Listing::NotAssessed => self.not_assessed_table(),
            Listing::Log(subjects, attribute) => self.log_table(subjects, attribute),
            Listing::Newest => self.newest_table(),
            Listing::Photos => self.photos_table(),
            Listing::Plan => self.plan_table(),
            Listing::Disputes => self.disputes_table(all),
            Listing::Profiles => self.profiles_table(),
            Listing::Rules(profile) => self.rules_table(*profile),
            Listing::Compare(other) => self.compare_table(*other, all),
        }
    }

    pub(super) fn list_command(&mut self, command: Command) -> Vec<Effect> {
        let typing = self.context() == Context::Text;
        let rows = self.table().map_or(0, |t| t.rows.len());
        let Some(Screen::List(list)) = self.screens.last_mut() else { return Vec::new() };
        let last = rows.saturating_sub(1);
        let (what, cursor) = (list.what.clone(), list.cursor);
        match command {
            Command::Back | Command::Open if typing => list.filtering = false,
            Command::Up => list.cursor = list.cursor.saturating_sub(1),
            Command::Down => list.cursor = (list.cursor + 1).min(last),
            Command::PageUp => list.cursor = list.cursor.saturating_sub(10),
            Command::PageDown => list.cursor = (list.cursor + 10).min(last),
            _ if typing => drop(self.edit_command(command)),
            Command::First => list.cursor = 0,
            Command::Last => list.cursor = last,
            Command::Filter => list.filtering = true,
            Command::Display => {
                if let Listing::Profiles = what {
                    self.compare_with(cursor);
                } else {
                    list.all = !list.all;
                }
            }
            Command::Back | Command::Quit | Command::Left => {
                if list.filter.is_empty() {
                    self.screens.pop();
                } else {
                    list.filter.clear();
                }
            }
            Command::PreferEvidence if what == Listing::Disputes => self.ask_prefer(),
            Command::NextProfile if what == Listing::Profiles => return self.judge_by(cursor),
            Command::NextProfile => self.next_profile(),
            Command::Open | Command::Right => {
                let go = self.table().and_then(|t| t.rows.get(cursor)).map(|r| r.go.clone());
                if let Some(Go::Photo(file)) = go {
                    return self.open_photo(file);
                }
                self.go(go.unwrap_or(Go::Nowhere));
            }
            Command::NextOpen => {
                let rows = self.table().map_or(&[][..], |t| &t.rows);
                let next = rows.iter().find_map(|r| match &r.go {
                    go @ Go::Question(..) => Some(go.clone()),
                    _ => None,
                });
                self.go(next.unwrap_or(Go::Nowhere));
            }
            _ => self.useless(command),
        }
        Vec::new()
    }

    /// Opens what a row stands for.
    pub(super) fn go(&mut self, go: Go) {
        match go {
            Go::Nowhere => self.say(t!("There is nothing behind this row.")),
            Go::Question(point, place, attribute) => self.go_question(point, &place, &attribute),
            Go::Anywhere(place, attribute) => self.go_to_draft(&(place, attribute)),
            Go::Finding(point, finding) => self.open_facts(point, finding),
            Go::Settle(id) => self.ask_settle(&id),
            Go::Reopen(said) => self.ask_reopen(said),
            // Shown only from a list, which has it read.
            Go::Photo(_) => {}
            Go::Rules(profile) => self.open_list(Listing::Rules(profile)),
            Go::Requirement(profile, requirement) => {
                self.screens.push(Screen::Requirement { profile, requirement, scroll: 0 });
            }
        }
    }

    /// Goes to a question, wherever it is.
    pub(super) fn go_question(&mut self, point: usize, place: &PlaceKey, attribute: &str) {
        if point >= self.assessment.points.len() {
            return;
        }
        let sheet = Sheet::of(&self.assessment, &self.survey, self.profile(), &self.reads, point);
        let at = sheet.stop(place).and_then(|stop| sheet.line(stop, attribute));
        self.open_sheet(sheet, at);
    }

    /// Where a fact is asked: the first crossing point whose sheet may show it, and its place.
    fn place_of_fact(&self, subject: SubjectIx) -> Option<(usize, PlaceKey)> {
        let point = self.survey.crossing_point_of(subject).and_then(|p| self.point_index(p))?;
        let place = &self.assessment.points[point];
        let positions = place
            .positions
            .iter()
            .flat_map(|p| p.items.iter().map(|i| &i.subjects).chain([&p.subjects]));
        let all = place.items.iter().map(|i| &i.subjects).chain([&place.subjects]).chain(positions);
        // Places that were joined are asked of the one that gives the code.
        let joined = all.into_iter().find(|subjects| subjects.contains(&subject))?;
        Some((point, PlaceKey::Subject(*joined.first()?)))
    }
}

/// Leaves the rows that match every word; a heading stays while one of its rows does.
fn narrow_down(rows: &mut Vec<TableRow>, filter: &str) {
    let wanted = searched(filter.trim());
    let words: Vec<&str> = wanted.split_whitespace().collect();
    if words.is_empty() {
        return;
    }
    let mut heading = String::new();
    let mut kept: Vec<TableRow> = Vec::new();
    for row in std::mem::take(rows) {
        if row.heading {
            heading = searched(&row.cells.concat());
            if kept.last().is_some_and(|r| r.heading) {
                kept.pop();
            }
            kept.push(row);
            continue;
        }
        let mark = row.mark.map_or("", crate::words::mark).to_lowercase();
        let text = format!("{heading} {} {mark}", searched(&row.cells.join(" ")));
        if words.iter().all(|w| text.contains(w)) {
            kept.push(row);
        }
    }
    if kept.last().is_some_and(|r| r.heading) {
        kept.pop();
    }
    *rows = kept;
}
