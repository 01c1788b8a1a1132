//! The matrix: crossing points by categories, the worst verdict in each cell.

use std::collections::BTreeMap;

use super::command::Command;
use super::screen::{GapsScreen, GroupBy, MatrixScreen, Screen};
use super::text::TextField;
use super::{App, Effect};
use crate::judge::Totals;
use crate::model::Verdict;
use crate::standard::Severity;
use crate::t;

/// What the cells of the matrix say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellWords {
    /// The worst verdict and how many gaps.
    #[default]
    Worst,
    /// Met of applicable, and how many are not assessed.
    Share,
    /// How many gaps of a critical or major rule.
    Serious,
}

impl CellWords {
    fn next(self) -> Self {
        match self {
            Self::Worst => Self::Share,
            Self::Share => Self::Serious,
            Self::Serious => Self::Worst,
        }
    }

    /// What the cells say, in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Worst => {
                t!("worst verdict and number of gaps; ! a critical rule is not met")
            }
            Self::Share => t!("met of applicable, + not assessed"),
            Self::Serious => t!("gaps of critical and major rules"),
        }
    }
}

impl App {
    /// The categories that the profile uses, in its order: key and label.
    #[must_use]
    pub fn categories(&self) -> Vec<(String, String)> {
        let profile = self.profile();
        let used = |key: &str| profile.requirements.iter().any(|r| r.category == key);
        let named = profile.vocabulary.categories.iter().filter(|c| used(&c.key));
        named.map(|c| (c.key.clone(), c.label.clone())).collect()
    }

    /// The counts of a crossing point, by category.
    #[must_use]
    pub fn category_totals(&self, point: usize) -> BTreeMap<&str, Totals> {
        self.assessment.totals_by_category(self.profile(), point)
    }

    /// What a cell says.
    #[must_use]
    pub fn cell_words(&self, totals: Option<&Totals>, words: CellWords) -> String {
        let Some((totals, worst)) = totals.and_then(|t| Some((t, t.worst()?))) else {
            return String::new();
        };
        match words {
            CellWords::Worst => {
                let mark = crate::words::mark(worst).replace(' ', "");
                let gaps = totals.gaps();
                let sign = if totals.critical() { "!" } else { "" };
                let count = match worst {
                    Verdict::NotAssessed => totals.count(worst),
                    _ => gaps,
                };
                if count > 0 { format!("{mark}{sign} {count}") } else { format!("{mark}{sign}") }
            }
            CellWords::Share => {
                let range = totals.met_range();
                let open = range.high - range.low;
                let more = if open > 0 { format!("+{open}") } else { String::new() };
                format!("{}/{}{more}", range.low, range.of)
            }
            CellWords::Serious => {
                let serious: u64 = [Severity::Critical, Severity::Major]
                    .into_iter()
                    .flat_map(|s| [Verdict::PartlyMet, Verdict::NotMet].map(|v| (s, v)))
                    .map(|(s, v)| totals.of_severity(s, v))
                    .sum();
                if serious > 0 { serious.to_string() } else { ".".to_owned() }
            }
        }
    }

    pub(super) fn go_matrix(&mut self) {
        if let Some(Screen::Matrix(_)) = self.screens.last() {
            return;
        }
        let row = match self.screens.first() {
            Some(Screen::Overview { cursor }) => *cursor,
            _ => 0,
        };
        let row = self.walk_screen().and_then(|w| self.point_index(w.point)).unwrap_or(row);
        self.go_overview();
        self.screens.push(Screen::Matrix(MatrixScreen { row, ..MatrixScreen::default() }));
    }

    pub(super) fn matrix_command(&mut self, command: Command) -> Vec<Effect> {
        let categories = self.categories();
        let (rows, columns) = (self.assessment.points.len(), categories.len());
        let Some(Screen::Matrix(matrix)) = self.screens.last_mut() else { return Vec::new() };
        let (last_row, last_column) = (rows.saturating_sub(1), columns.saturating_sub(1));
        match command {
            Command::Up => matrix.row = matrix.row.saturating_sub(1),
            Command::Down => matrix.row = (matrix.row + 1).min(last_row),
            Command::PageUp => matrix.row = matrix.row.saturating_sub(10),
            Command::PageDown => matrix.row = (matrix.row + 10).min(last_row),
            Command::Left => matrix.column = matrix.column.saturating_sub(1),
            Command::Right => matrix.column = (matrix.column + 1).min(last_column),
            Command::First => matrix.column = 0,
            Command::Last => matrix.column = last_column,
            Command::Display => matrix.words = matrix.words.next(),
            Command::NextProfile => self.next_profile(),
            Command::Back | Command::Quit => drop(self.screens.pop()),
            Command::Open => {
                let (row, column) = (matrix.row, matrix.column);
                self.open_cell(row, categories.get(column).map_or("", |c| &c.0));
            }
            Command::NextOpen => {
                let row = matrix.row;
                match self.next_open_point(row) {
                    Some(point) => self.enter_point(point),
                    None => self.say(t!("No question is open in this survey.")),
                }
            }
            _ => self.useless(command),
        }
        Vec::new()
    }

    /// Opens the findings of a cell in the table of gaps.
    fn open_cell(&mut self, row: usize, category: &str) {
        let Some(point) = self.assessment.points.get(row) else { return };
        let filter = format!("{} category:{category} ", point.code);
        self.screens.push(Screen::Gaps(GapsScreen {
            filter: TextField::new(filter.trim_end()),
            group: GroupBy::Nothing,
            ..GapsScreen::default()
        }));
    }
}
