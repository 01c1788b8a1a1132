//! Merging from home: which files are taken, what would come of it, and the key that writes it.
//!
//! Nothing is written before a person has read what would come of it, and the key that writes is
//! another than the one that began. What is read and written is done outside; this is the state.

use super::command::{Command, Input};
use super::home::HomeChoice;
use crate::t;

/// What a folder holds, as the chooser shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeEntry {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub path: String,
    /// Whether it is a folder.
    pub folder: bool,
    /// More of it, as its size; may be empty.
    pub detail: String,
}

/// A row of the chooser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeRow {
    /// What people read.
    pub label: String,
    /// More of it; may be empty.
    pub detail: String,
    /// Where it is.
    pub path: String,
    /// Whether it is chosen; `None` for a folder, and for the survey itself.
    pub ticked: Option<bool>,
    /// Whether it is a folder.
    pub folder: bool,
}

/// Where a person is in merging.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Files are being chosen.
    Choosing,
    /// Something is being done: how far it is.
    Working(String),
    /// What would come of it is read: lines, and whether each is a heading; lines scrolled away.
    Report(Vec<(String, bool)>, usize),
}

/// Merging files into a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merging {
    /// The survey that takes them: its title and its file.
    pub title: String,
    /// Its file.
    pub into: String,
    /// The folder that is shown.
    pub folder: String,
    /// The folder above it.
    up: Option<String>,
    /// What the folder holds.
    entries: Vec<MergeEntry>,
    /// The files that were chosen, in the order in which they were.
    pub chosen: Vec<String>,
    /// The row that is marked.
    pub cursor: usize,
    /// Where it stands.
    pub stage: Stage,
    /// A word to the person; may be empty.
    pub said: String,
}

impl Merging {
    /// Into this survey; the folder is listed next.
    #[must_use]
    pub fn new(title: &str, into: &str) -> Self {
        Self {
            title: title.to_owned(),
            into: into.to_owned(),
            folder: String::new(),
            up: None,
            entries: Vec::new(),
            chosen: Vec::new(),
            cursor: 0,
            stage: Stage::Choosing,
            said: String::new(),
        }
    }

    /// Shows a folder.
    pub fn show(&mut self, folder: String, up: Option<String>, entries: Vec<MergeEntry>) {
        (self.folder, self.up, self.entries) = (folder, up, entries);
        let rows = self.rows();
        // On the first file that can be chosen.
        self.cursor = rows.iter().position(|row| row.ticked.is_some()).unwrap_or(0);
    }

    /// Shows what would come of it.
    pub fn report(&mut self, lines: Vec<(String, bool)>) {
        self.stage = Stage::Report(lines, 0);
    }

    /// It could not be done: back to choosing, with what is wrong.
    pub fn refused(&mut self, why: String) {
        self.stage = Stage::Choosing;
        self.said = why;
    }

    /// The rows: what was chosen elsewhere, the folder above, what the folder holds.
    #[must_use]
    pub fn rows(&self) -> Vec<MergeRow> {
        let here = |path: &String| self.entries.iter().any(|entry| entry.path == *path);
        let elsewhere = self.chosen.iter().filter(|path| !here(path)).map(|path| MergeRow {
            label: path.clone(),
            detail: String::new(),
            path: path.clone(),
            ticked: Some(true),
            folder: false,
        });
        let up = self.up.iter().map(|up| MergeRow {
            label: t!(".. (one up)").to_owned(),
            detail: String::new(),
            path: up.clone(),
            ticked: None,
            folder: true,
        });
        let entries = self.entries.iter().map(|entry| {
            let itself = entry.path == self.into;
            MergeRow {
                label: if entry.folder { format!("{}/", entry.name) } else { entry.name.clone() },
                detail: match itself {
                    true => t!("the survey itself").to_owned(),
                    false => entry.detail.clone(),
                },
                path: entry.path.clone(),
                ticked: (!entry.folder && !itself).then(|| self.chosen.contains(&entry.path)),
                folder: entry.folder,
            }
        });
        elsewhere.chain(up).chain(entries).collect()
    }

    /// Chooses a file that was named.
    pub fn choose(&mut self, path: String) {
        if path == self.into {
            self.said = t!("This is the survey itself; what it holds stays in it.").to_owned();
        } else if !self.chosen.contains(&path) {
            self.chosen.push(path);
            self.cursor += 1;
        }
    }

    fn toggle(&mut self, n: usize) {
        let Some(row) = self.rows().into_iter().nth(n) else { return };
        self.cursor = n;
        match row.ticked {
            Some(true) => self.chosen.retain(|path| *path != row.path),
            Some(false) => self.chosen.push(row.path),
            None if row.folder => {}
            None => self.choose(row.path),
        }
        self.cursor = self.cursor.min(self.rows().len().saturating_sub(1));
    }

    fn ask(&mut self, write: bool) -> HomeChoice {
        self.stage = Stage::Working(match write {
            true => t!("Merging ...").to_owned(),
            false => t!("Reading; nothing is written ...").to_owned(),
        });
        HomeChoice::Merge { into: self.into.clone(), sources: self.chosen.clone(), write }
    }
}

/// What an input does while files are merged: what is wanted outside, and whether merging goes on.
pub(super) fn input(merging: &mut Merging, input: &Input) -> (Option<HomeChoice>, bool) {
    merging.said.clear();
    let wanted = match (&mut merging.stage, input) {
        (Stage::Working(_), _) => None,
        (Stage::Report(lines, scroll), Input::Command(command)) => {
            let last = lines.len().saturating_sub(1);
            match command {
                Command::Up => *scroll = scroll.saturating_sub(1),
                Command::Down => *scroll = (*scroll + 1).min(last),
                Command::PageUp => *scroll = scroll.saturating_sub(10),
                Command::PageDown | Command::Toggle => *scroll = (*scroll + 10).min(last),
                Command::First => *scroll = 0,
                Command::Last => *scroll = last,
                Command::WriteMerge => return (Some(merging.ask(true)), true),
                Command::Back | Command::Left | Command::Quit | Command::Interrupt => {
                    merging.stage = Stage::Choosing;
                }
                // Neither the key that began it, nor the one that goes on elsewhere.
                Command::Open | Command::MergeFiles => {
                    t!("W, a capital letter, or F8 writes it; Esc goes back.")
                        .clone_into(&mut merging.said);
                }
                _ => {}
            }
            None
        }
        (Stage::Choosing, Input::Choose(n)) => {
            merging.toggle(*n);
            None
        }
        (Stage::Choosing, Input::Command(command)) => return choosing(merging, *command),
        _ => None,
    };
    (wanted, true)
}

fn choosing(merging: &mut Merging, command: Command) -> (Option<HomeChoice>, bool) {
    let rows = merging.rows();
    let last = rows.len().saturating_sub(1);
    let row = rows.get(merging.cursor);
    match command {
        Command::Up => merging.cursor = merging.cursor.saturating_sub(1),
        Command::Down => merging.cursor = (merging.cursor + 1).min(last),
        Command::PageUp => merging.cursor = merging.cursor.saturating_sub(10),
        Command::PageDown => merging.cursor = (merging.cursor + 10).min(last),
        Command::First => merging.cursor = 0,
        Command::Last => merging.cursor = last,
        Command::Toggle => merging.toggle(merging.cursor),
        Command::Left => return (merging.up.clone().map(HomeChoice::Folder), true),
        Command::Open if row.is_some_and(|row| row.folder) => {
            return (row.map(|row| HomeChoice::Folder(row.path.clone())), true);
        }
        Command::Open => {
            if merging.chosen.is_empty() {
                merging.toggle(merging.cursor);
            }
            if !merging.chosen.is_empty() {
                return (Some(merging.ask(false)), true);
            }
            t!("Mark a file with Space, or type its path with o.").clone_into(&mut merging.said);
        }
        Command::WriteMerge => {
            t!("Read first what would come of it: Enter.").clone_into(&mut merging.said);
        }
        Command::Back | Command::Quit | Command::Interrupt => return (None, false),
        _ => {}
    }
    (None, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merging() -> Merging {
        let mut merging = Merging::new("Northern axis", "/m/a.survey");
        let entry = |name: &str, folder| MergeEntry {
            name: name.to_owned(),
            path: format!("/m/{name}"),
            folder,
            detail: String::new(),
        };
        let entries = vec![entry("sub", true), entry("a.survey", false), entry("b.survey", false)];
        merging.show("/m".to_owned(), Some("/".to_owned()), entries);
        merging
    }

    fn press(merging: &mut Merging, command: Command) -> Option<HomeChoice> {
        input(merging, &Input::Command(command)).0
    }

    #[test]
    fn what_is_read_is_written_by_another_key_than_the_one_that_began() {
        let mut m = merging();
        assert_eq!(m.rows()[m.cursor].label, "b.survey", "the first that can be chosen");
        assert_eq!(press(&mut m, Command::WriteMerge), None, "not before it was read");
        let read = press(&mut m, Command::Open);
        let sources = vec!["/m/b.survey".to_owned()];
        let wanted = |write| HomeChoice::Merge {
            into: "/m/a.survey".to_owned(),
            sources: sources.clone(),
            write,
        };
        assert_eq!(read, Some(wanted(false)));
        m.report(vec![("b.survey: 3 observations".to_owned(), false)]);
        for command in [Command::Open, Command::MergeFiles] {
            assert_eq!(press(&mut m, command), None);
            assert!(m.said.contains("capital"));
        }
        assert_eq!(press(&mut m, Command::WriteMerge), Some(wanted(true)));
        assert_eq!(press(&mut m, Command::WriteMerge), None, "nothing while it is being done");
    }

    #[test]
    fn the_survey_itself_is_never_a_source() {
        let mut m = merging();
        input(&mut m, &Input::Choose(2));
        assert!(m.chosen.is_empty() && m.said.contains("the survey itself"), "{m:?}");
        m.choose("/m/a.survey".to_owned());
        assert!(m.chosen.is_empty());
    }

    #[test]
    fn what_was_chosen_elsewhere_stays_to_be_seen() {
        let mut m = merging();
        press(&mut m, Command::Toggle);
        assert_eq!(press(&mut m, Command::Left), Some(HomeChoice::Folder("/".to_owned())));
        m.show("/".to_owned(), None, Vec::new());
        let rows = m.rows();
        assert_eq!((rows.len(), rows[0].ticked), (1, Some(true)));
        press(&mut m, Command::Toggle);
        assert!(m.rows().is_empty() && m.chosen.is_empty());
    }
}
