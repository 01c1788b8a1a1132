//! The palette: everything that can be done or gone to, found by a few letters of its name. With
//! it, every command works on every keyboard.

use super::command::{Command, Section};
use super::listing::Go;
use super::screen::Screen;
use super::sheet::PlaceKey;
use super::text::{TextField, searched};
use super::{App, Effect};
use crate::language::{Language, speaking, spoken};
use crate::standard::RequirementId;
use crate::t;

/// The palette over a screen.
#[derive(Clone, Debug, Default)]
pub struct PaletteScreen {
    /// What is typed.
    pub input: TextField,
    /// The row that is marked.
    pub cursor: usize,
}

/// What a row of the palette does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Runs a command.
    Run(Command),
    /// Goes somewhere.
    Go(Go),
}

/// A row of the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaletteRow {
    /// What it is called.
    pub label: String,
    /// What it does.
    pub doing: Doing,
    /// Why it cannot be done now; empty when it can.
    pub disabled: String,
}

/// Commands that are keys and nothing else: moving, editing, choosing.
fn is_plain(command: Command) -> bool {
    use Command as C;
    matches!(
        command,
        C::Choose
            | C::Open
            | C::Toggle
            | C::Up
            | C::Down
            | C::Left
            | C::Right
            | C::PageUp
            | C::PageDown
            | C::First
            | C::Last
            | C::NextField
            | C::PreviousField
            | C::Back
            | C::NewSurvey
            | C::OpenFile
            | C::Demo
            | C::Forget
            | C::MergeFiles
            | C::WriteMerge
            | C::Interrupt
            | C::Backspace
            | C::Delete
            | C::DeleteWord
            | C::ClearField
            | C::Palette
    )
}

/// Most rows that are worked out.
const ROWS: usize = 200;

impl App {
    pub(super) fn open_palette(&mut self) {
        if !matches!(self.screen(), Screen::Palette(_)) {
            self.screens.push(Screen::Palette(PaletteScreen::default()));
        }
    }

    /// Why a command can do nothing now; `None` when it can, or when that shows itself.
    #[must_use]
    pub fn why_not(&self, command: Command) -> Option<&'static str> {
        let walk = self.screens.iter().any(|s| matches!(s, Screen::Walk(_)));
        let listed = self
            .screens
            .iter()
            .rev()
            .find(|s| !matches!(s, Screen::Palette(_) | Screen::Help { .. }));
        let (gaps, list) =
            (matches!(listed, Some(Screen::Gaps(_))), matches!(listed, Some(Screen::List(_))));
        let disputes =
            matches!(listed, Some(Screen::List(l)) if l.what == super::listing::Listing::Disputes);
        let help = matches!(self.screens.last(), Some(Screen::Help { .. }));
        let facts = matches!(listed, Some(Screen::Facts(_)));
        let here = matches!(listed, Some(Screen::Walk(_)));
        let page = matches!(listed, Some(Screen::Text(text)) if !text.file.is_empty());
        use Command as C;
        match command {
            C::Undo if self.undo.is_empty() => Some(t!("nothing was recorded yet")),
            C::Redo if self.redo.is_empty() => Some(t!("nothing was taken back")),
            C::Retry if self.unsaved() == 0 && !page => Some(t!("everything is saved")),
            C::Attach if !(here || matches!(listed, Some(Screen::Overview { .. }))) => {
                Some(t!("at a question or crossing point"))
            }
            C::Drafts if self.draft_count() == 0 && self.flags.is_empty() => {
                Some(t!("nothing is half typed or flagged"))
            }
            C::NextProfile if self.profiles.len() < 2 => Some(t!("this survey has one profile")),
            C::Disputes if self.waiting_disputes() == 0 => Some(t!("nobody disagrees")),
            C::PreferEvidence if !disputes => Some(t!("in the list of disputes")),
            C::TakeCatalogue if here && self.catalogue_value().is_none() => {
                Some(t!("the catalogue says nothing of this"))
            }
            C::Repeat if here && self.repeatable().is_none() => {
                Some(t!("not answered elsewhere yet"))
            }
            C::Sort | C::Group if !gaps => Some(t!("in the table of gaps")),
            C::Filter if !(gaps || list || here || help) => Some(t!("in lists and long choices")),
            C::Source | C::SetAside if !(gaps || facts || here) => Some(t!("at a question or gap")),
            _ if command.section() == Section::Answer
                && !here
                && !matches!(command, C::Undo | C::Redo | C::Drafts | C::Bulk) =>
            {
                Some(t!("at a question"))
            }
            C::NextPoint | C::PreviousPoint if !(walk || gaps) => {
                Some(t!("in the walk and the table of gaps"))
            }
            C::NextPosition
            | C::PreviousPosition
            | C::Panes
            | C::PreviousOpen
            | C::NextFinding
            | C::CloseLists
                if !walk =>
            {
                Some(t!("in the walk"))
            }
            _ => None,
        }
    }

    /// The rows of the palette that match what is typed, the best first; the commands run last
    /// first when nothing is.
    #[must_use]
    pub fn palette_rows(&self, palette: &PaletteScreen) -> Vec<PaletteRow> {
        let wanted = searched(palette.input.text().trim());
        let mut rows: Vec<(usize, usize, PaletteRow)> = Vec::new();
        let mut add = |label: String, words: &str, doing: Doing, disabled: &str| {
            let Some(rank) = rank(&format!("{label} {words}"), &wanted) else { return };
            let n = rows.len();
            rows.push((rank, n, PaletteRow { label, doing, disabled: disabled.to_owned() }));
        };
        let commands = Command::ALL.iter().copied().filter(|c| !is_plain(*c));
        // Asked once of each: some answers take a look at the whole survey.
        let mut commands: Vec<_> = commands.map(|c| (c, self.why_not(c))).collect();
        commands.sort_by_key(|(c, why_not)| {
            let recent = self.recent.iter().rev().position(|r| r == c);
            (recent.is_none(), recent, why_not.is_some())
        });
        for (command, why_not) in commands {
            let label = command_label(command);
            add(label, &command_words(command), Doing::Run(command), why_not.unwrap_or(""));
        }
        // Whoever learned the program in English still finds the place by it.
        let go = if spoken() == Language::English { "" } else { "Go to" };
        for (p, point) in self.assessment.points.iter().enumerate() {
            let key = PlaceKey::Subject(point.subjects[0]);
            let to = Go::Question(p, key, crate::judge::walk::POSITIONS_COMPLETE.to_owned());
            add(t!("Go to {place}", place = self.point_title(p)), go, Doing::Go(to), "");
        }
        if wanted.is_empty() {
            rows.truncate(ROWS);
            return rows.into_iter().map(|(_, _, row)| row).collect();
        }
        for (p, point) in self.assessment.points.iter().enumerate() {
            for position in &point.positions {
                let key = PlaceKey::Subject(position.subjects[0]);
                let to = Go::Question(p, key, "kind".to_owned());
                let place = format!("{} > {}", point.code, position.code);
                add(t!("Go to {place}", place), go, Doing::Go(to), "");
            }
        }
        if let Some(sheet) = &self.sheet {
            for stop in &sheet.stops {
                for line in &stop.lines {
                    let go = Go::Question(sheet.point, stop.key.clone(), line.attribute.clone());
                    let label =
                        t!("Question {place}: {label}", place = stop.title, label = line.label);
                    add(label, &line.attribute, Doing::Go(go), "");
                }
            }
        }
        for (n, requirement) in self.profile().requirements.iter().enumerate() {
            let id = RequirementId(u16::try_from(n).unwrap_or(0));
            let go = Go::Requirement(self.shown, id);
            let label = t!("Rule {id}: {title}", id = requirement.id, title = requirement.title);
            add(label, "", Doing::Go(go), "");
        }
        rows.sort_by_key(|(rank, n, row)| (*rank, !row.disabled.is_empty(), *n));
        // Letters in their order are a guess, for when nothing better matches.
        if rows.first().is_some_and(|(rank, ..)| *rank < 3) {
            rows.retain(|(rank, ..)| *rank < 3);
        }
        rows.truncate(ROWS);
        rows.into_iter().map(|(_, _, row)| row).collect()
    }

    pub(super) fn palette_command(&mut self, command: Command) -> Vec<Effect> {
        let Some(Screen::Palette(palette)) = self.screens.last() else { return Vec::new() };
        let rows = self.palette_rows(palette);
        let last = rows.len().saturating_sub(1);
        let Some(Screen::Palette(palette)) = self.screens.last_mut() else { return Vec::new() };
        palette.cursor = palette.cursor.min(last);
        match command {
            Command::Up => palette.cursor = palette.cursor.saturating_sub(1),
            Command::Down => palette.cursor = (palette.cursor + 1).min(last),
            Command::PageUp => palette.cursor = palette.cursor.saturating_sub(10),
            Command::PageDown => palette.cursor = (palette.cursor + 10).min(last),
            Command::NextField => {
                if let Some(row) = rows.get(palette.cursor) {
                    palette.input = TextField::new(&row.label);
                    palette.cursor = 0;
                }
            }
            Command::Back => drop(self.screens.pop()),
            Command::Open => {
                let Some(row) = rows.get(palette.cursor).cloned() else {
                    self.say(t!("Nothing is called so."));
                    return Vec::new();
                };
                if !row.disabled.is_empty() {
                    self.say(&t!("Not now: {why}.", why = row.disabled));
                    return Vec::new();
                }
                self.screens.pop();
                return self.run_row(row.doing);
            }
            _ => drop(self.edit_command(command)),
        }
        Vec::new()
    }

    fn run_row(&mut self, doing: Doing) -> Vec<Effect> {
        match doing {
            Doing::Run(command) => {
                self.recent.retain(|c| *c != command);
                self.recent.push(command);
                self.command(command)
            }
            Doing::Go(go) => {
                self.go(go);
                Vec::new()
            }
        }
    }
}

fn command_label(command: Command) -> String {
    t!("{title}: {help}", title = capital(command.title()), help = command.help())
}

/// By what else a command is found: its name, what it is called in English, and for the language
/// the languages.
fn command_words(command: Command) -> String {
    let mut words = command.name().to_owned();
    if spoken() != Language::English {
        words.push(' ');
        words.push_str(&speaking(Language::English, || command_label(command)));
    }
    if command == Command::Language {
        for language in Language::ALL {
            words.push(' ');
            words.push_str(language.name());
        }
    }
    words
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |c| c.to_uppercase().chain(letters).collect())
}

/// How well a label matches: 0 it begins so, 1 a word begins so, 2 it has all the words, 3 it has
/// the letters in their order; `None` when it does not match.
fn rank(label: &str, wanted: &str) -> Option<usize> {
    if wanted.is_empty() {
        return Some(0);
    }
    let label = searched(label);
    if label.starts_with(wanted) {
        return Some(0);
    }
    if label.contains(&format!(" {wanted}")) {
        return Some(1);
    }
    if wanted.split_whitespace().all(|w| label.contains(w)) {
        return Some(2);
    }
    let mut letters = label.chars();
    let all = wanted.chars().filter(|c| !c.is_whitespace()).all(|w| letters.any(|c| c == w));
    (all && wanted.len() >= 3).then_some(3)
}

/// Commands that the palette offers: all that are more than a key.
#[must_use]
pub fn offered(command: Command) -> bool {
    !is_plain(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_so_comes_first() {
        assert_eq!(rank("Go to QV-R02", "go"), Some(0));
        assert_eq!(rank("Go to QV-R02", "qv"), Some(1));
        assert_eq!(rank("Go to QV-R02", "02 go"), Some(2));
        assert_eq!(rank("Copy answers", "cpans"), Some(3));
        assert_eq!(rank("Copy answers", "xyz"), None);
        assert_eq!(rank("Écarts : le tableau", "ecarts"), Some(0));
    }

    #[test]
    fn commands_are_found_in_the_language_in_force_and_in_english() {
        speaking(Language::French, || {
            let label = command_label(Command::Gaps);
            assert_eq!(label, "Écarts\u{a0}: Le tableau des écarts.");
            let all = format!("{label} {}", command_words(Command::Gaps));
            assert_eq!(rank(&all, "ecart"), Some(0));
            assert_eq!(rank(&all, "gaps"), Some(1));
        });
        let words = command_words(Command::Language);
        assert_eq!(
            rank(&words, &searched("français")),
            Some(1),
            "who does not read English finds it"
        );
    }
}
