//! From one open question to the next: over lines, places and crossing points.
//!
//! The order is that of the list on the screen, so that a person who walks along a line of booths
//! is not sent back and forth; what decides most is one key away.

use super::command::Command;
use super::sheet::{LineState, Sheet};
use super::{App, Effect};
use crate::t;

impl App {
    /// Commands that move through the walk.
    pub(super) fn walk_move(&mut self, command: Command) -> Vec<Effect> {
        match command {
            Command::NextOpen => self.next_open(1),
            Command::PreviousOpen => self.next_open(-1),
            Command::BestOpen => self.best_open(),
            Command::NextPosition => self.next_position(1),
            Command::PreviousPosition => self.next_position(-1),
            Command::NextPoint => self.next_point(1),
            Command::PreviousPoint => self.next_point(-1),
            _ => self.useless(command),
        }
        Vec::new()
    }

    /// After a first answer: the next open question of this crossing point, wherever it is.
    pub(super) fn advance(&mut self, recorded: &str) {
        let (Some(at), Some(sheet)) = (self.position(), &self.sheet) else { return };
        let before = at.0;
        let next = around(sheet, at, 1, LineState::Open)
            .or_else(|| around(sheet, at, 1, LineState::Record));
        let Some((stop, line)) = next else {
            self.say(&t!(
                "{recorded}. Nothing is open here any more; }} goes to the next crossing point.",
                recorded
            ));
            return;
        };
        let title = sheet.stops[stop].title.clone();
        self.go_to(stop, line);
        if stop == before {
            self.say(recorded);
        } else {
            self.say(&t!("{recorded}. Now: {title}.", recorded, title));
        }
    }

    /// To the next (or with -1 the previous) open question of the survey; when there is none, to
    /// what is asked for the record.
    pub(super) fn next_open(&mut self, direction: isize) {
        self.rebuild_sheet();
        let (Some(at), Some(sheet)) = (self.position(), &self.sheet) else { return };
        let points = self.assessment.points.len();
        let here = sheet.point;
        for state in [LineState::Open, LineState::Record] {
            if let Some((stop, line)) = beyond(sheet, Some(at), direction, state) {
                return self.arrive(here, stop, line);
            }
            for step in 1..=points {
                let point = if direction > 0 { here + step } else { here + points - step } % points;
                let other =
                    Sheet::of(&self.assessment, &self.survey, self.profile(), &self.reads, point);
                if let Some((stop, line)) = beyond(&other, None, direction, state) {
                    return self.arrive(point, stop, line);
                }
            }
        }
        self.say(t!("No question is open in this survey."));
    }

    fn best_open(&mut self) {
        let Some(sheet) = &self.sheet else { return };
        let best = sheet.walk.steps.iter().find_map(|s| sheet.locate(&s.question));
        let point = sheet.point;
        match best {
            Some((stop, line)) => self.arrive(point, stop, line),
            None => self.say(t!("No question is open here.")),
        }
    }

    fn next_position(&mut self, direction: isize) {
        let (Some((stop, _)), Some(sheet)) = (self.position(), &self.sheet) else { return };
        let mut to = stop;
        loop {
            let next = to.checked_add_signed(direction).filter(|&n| n < sheet.stops.len());
            let Some(next) = next else { return self.say(t!("There is no further position.")) };
            to = next;
            if sheet.stops[to].indent == 0 {
                break;
            }
        }
        let line = entrance(sheet, to);
        self.go_to(to, line);
    }

    fn next_point(&mut self, direction: isize) {
        let Some(here) = self.sheet.as_ref().map(|s| s.point) else { return };
        let points = self.assessment.points.len();
        let to = here.checked_add_signed(direction).filter(|&n| n < points);
        match to {
            Some(point) => {
                self.stash();
                self.enter_point(point);
                let code = self.assessment.points[point].code.clone();
                self.say(&t!("Crossing point {code}.", code));
            }
            None => self.say(t!("There is no further crossing point.")),
        }
    }

    /// Goes to a line of a crossing point, and says so when it is another place.
    pub(super) fn arrive(&mut self, point: usize, stop: usize, line: usize) {
        let before = self.walk_screen().map(|w| (w.point, w.place.clone()));
        if self.sheet.as_ref().is_none_or(|s| s.point != point) {
            self.stash();
            self.sheet =
                Some(Sheet::of(&self.assessment, &self.survey, self.profile(), &self.reads, point));
            self.open_walk(stop, line);
        } else {
            self.go_to(stop, line);
        }
        if let Some(walk) = self.walk_screen_mut() {
            walk.typing = true;
        }
        let after = self.walk_screen().map(|w| (w.point, w.place.clone()));
        if before != after {
            let title = self.question().map_or(String::new(), |(stop, _)| stop.title.clone());
            let code = &self.assessment.points[point].code;
            let text = t!("Now: {code} > {title}.", code, title);
            self.say(&text);
        }
    }
}

/// The first open line of a place, else its first line.
fn entrance(sheet: &Sheet, stop: usize) -> usize {
    let lines = &sheet.stops[stop].lines;
    lines.iter().position(|l| l.state == LineState::Open).unwrap_or(0)
}

/// The next line in this state, on to the end of the sheet.
fn beyond(
    sheet: &Sheet,
    from: Option<(usize, usize)>,
    direction: isize,
    state: LineState,
) -> Option<(usize, usize)> {
    let all = lines(sheet, state);
    if direction > 0 {
        all.into_iter().find(|&at| from.is_none_or(|from| at > from))
    } else {
        all.into_iter().rev().find(|&at| from.is_none_or(|from| at < from))
    }
}

/// The next line in this state, on to the end of the sheet and on from its start.
fn around(
    sheet: &Sheet,
    from: (usize, usize),
    direction: isize,
    state: LineState,
) -> Option<(usize, usize)> {
    beyond(sheet, Some(from), direction, state).or_else(|| beyond(sheet, None, direction, state))
}

fn lines(sheet: &Sheet, state: LineState) -> Vec<(usize, usize)> {
    sheet
        .stops
        .iter()
        .enumerate()
        .flat_map(|(s, stop)| {
            let asked = stop.lines.iter().enumerate().filter(move |(_, l)| l.state == state);
            asked.map(move |(l, _)| (s, l))
        })
        .collect()
}
