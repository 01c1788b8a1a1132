//! What a line at a question means: an answer, by numbers, letters or as it is typed, or a command.

use std::io::{BufRead, Write};

use super::{READ_OUT, Talk};
use crate::app::App;
use crate::app::asking::{Asking, Mark};
use crate::app::command::{Command, Input};
use crate::app::screen::{Screen, label_of};
use crate::app::view::PAGE;
use crate::cli::context::{is_no, is_yes};
use crate::language::of;
use crate::model::Kind;
use crate::{said, t, words};

pub(super) const HELP: &str = said!(
    "\
An answer is a number of the list, or what is typed; several numbers with blanks where several
hold, and a ? behind one that nobody knows (1 3?). Enter alone confirms what was copied.
Commands begin with a colon; where the answer is a number the colon may be left out.
  :n  next open question      :p  the open question before   :]  next place   :[  place before
  :0  no answer, because ...  :e  seen how                   :i TEXT  a note to the answer
  :r  as last time            :y  what the catalogue says    :c  copy from another place
  :u  take back               :U  do it again                :a  add a place or equipment
  :<  the question above      :>  the question below         :/ WORDS  find a question or place
  :l  these are all           :o  what is still open here    :h  log of this fact
  :f  attach a photo or file
  :s  the rule and its source :d  disputes                   :g  go to a crossing point
  :?  this help               :q  leave; everything is saved"
);

impl<R: BufRead, W: Write> Talk<R, W> {
    /// Takes a line at a question.
    pub(super) fn answer(&mut self, asking: &Asking, line: &str) -> std::io::Result<bool> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let command = match word.strip_prefix(':') {
            Some(command) => Some(command),
            None if !asking.is_typed() && (word.len() == 1) => {
                Some(word).filter(|w| !w.bytes().all(|b| (b'1'..=b'9').contains(&b)))
            }
            None if line == "-" => Some("0"),
            None => None,
        };
        if let Some(command) = command {
            return self.run_word(command, rest);
        }
        if asking.is_set() && line.to_lowercase() == t!("none") {
            self.clear_marks();
            let here = |talk: &Self| {
                let (stop, line) = talk.app()?.question()?;
                Some((stop.key.clone(), line.attribute.clone(), talk.recorded()))
            };
            let before = here(self);
            self.command(Command::Open);
            // It asks once whether none of them is meant; that was said.
            if here(self) == before {
                self.command(Command::Open);
            }
            self.tell()?;
            return Ok(true);
        }
        if line.is_empty() {
            let copied = self.app().is_some_and(App::question_is_copied);
            if copied {
                self.command(Command::Open);
            } else {
                self.say(t!("Nothing was recorded. :n goes on, :0 says why there is no answer."))?;
                self.read.clear();
                return Ok(true);
            }
        } else if asking.is_typed() {
            self.command(Command::TypeAnswer);
            self.command(Command::ClearField);
            self.give(Input::Paste(line.to_owned()));
            self.command(Command::Open);
            if self.app().is_some_and(|app| app.message().is_some_and(|m| m.warning)) {
                self.tell()?;
                // A doubt is asked about once, then it is as the person says.
                let again = self.line(t!("again to record it, or Enter to leave it"))?;
                if again.as_deref() == Some(line) {
                    self.command(Command::Open);
                } else {
                    self.command(Command::ClearField);
                    return Ok(true);
                }
            }
        } else if !self.choose(asking, line)? {
            return Ok(true);
        }
        self.tell()?;
        Ok(true)
    }

    /// Chooses by numbers, or by letters of the label; `false` when that is none of them.
    fn choose(&mut self, asking: &Asking, line: &str) -> std::io::Result<bool> {
        let shown = self.app().map_or(Vec::new(), App::shown_options);
        let mut wanted: Vec<(usize, bool)> = Vec::new();
        for part in line.split([' ', ',']).filter(|p| !p.is_empty()) {
            let open = part.ends_with('?');
            match part.trim_end_matches('?').parse::<usize>() {
                Ok(n) if n >= 1 && n <= shown.len() => wanted.push((n - 1, open)),
                _ => {
                    wanted.clear();
                    break;
                }
            }
        }
        let labelled = |n: usize| label_of(&asking.options, shown[n]).to_lowercase();
        let folded = line.to_lowercase();
        if wanted.is_empty() {
            let yes_or_no = said_yes_or_no(asking, line);
            let named = (0..shown.len()).find(|&n| {
                labelled(n) == folded
                    || asking.options.get(shown[n]).is_some_and(|o| Some(&*o.key) == yes_or_no)
            });
            wanted.extend(named.map(|n| (n, false)));
        }
        if wanted.is_empty() {
            // Yes and no are whole words: they stand in many labels by chance.
            let answer = is_yes(line) || is_no(line);
            let matches = |label: &str| match answer {
                true => label.split(|c: char| !c.is_alphanumeric()).any(|word| word == folded),
                false => label.contains(&folded),
            };
            let matching: Vec<usize> =
                (0..shown.len()).filter(|&n| matches(&labelled(n))).collect();
            match matching.as_slice() {
                [one] => wanted.push((*one, false)),
                [] => {
                    self.say(t!("That is none of the answers."))?;
                    return Ok(false);
                }
                several => {
                    let names = several
                        .iter()
                        .take(READ_OUT)
                        .map(|&n| format!("  {} {}", n + 1, label_of(&asking.options, shown[n])));
                    let names: Vec<String> = names.collect();
                    self.say(&format!("{}\n{}", t!("Several match:"), names.join("\n")))?;
                    return Ok(false);
                }
            }
        }
        if !asking.is_set() && wanted.len() > 1 {
            self.say(t!("Only one of them can be the answer."))?;
            return Ok(false);
        }
        if asking.is_set() {
            self.clear_marks();
        }
        for (n, open) in wanted {
            self.choose_nth(n);
            if open && asking.is_set() {
                self.choose_nth(n);
            }
        }
        if asking.is_set() {
            self.command(Command::Open);
        }
        Ok(true)
    }

    /// What was marked before is not marked any more: the numbers of a line are all that hold.
    fn clear_marks(&mut self) {
        let marks = match self.app().map(App::screen) {
            Some(Screen::Walk(walk)) => walk.marks.clone(),
            _ => Vec::new(),
        };
        let shown = self.app().map_or(Vec::new(), App::shown_options);
        for (n, &option) in shown.iter().enumerate() {
            let mut mark = marks.get(option).copied().unwrap_or_default();
            while mark != Mark::No {
                self.choose_nth(n);
                mark = mark.next();
            }
        }
    }

    /// Chooses the option with this number, on whatever page of options it is.
    fn choose_nth(&mut self, n: usize) {
        let page = self.app().map_or(0, |app| app.option_page().1);
        let (from, to) = (page, n / PAGE);
        (from..to).for_each(|_| self.command(Command::PageDown));
        (to..from).for_each(|_| self.command(Command::PageUp));
        self.give(Input::Choose(n % PAGE));
    }

    fn run_word(&mut self, word: &str, rest: &str) -> std::io::Result<bool> {
        let command = match word {
            "q" => return Ok(false),
            "?" => {
                self.say(of(HELP))?;
                return Ok(true);
            }
            "i" => {
                self.command(Command::Note);
                self.command(Command::ClearField);
                self.give(Input::Paste(rest.to_owned()));
                Command::Open
            }
            "e" => {
                let grades = crate::app::view::GRADES;
                let names: Vec<String> = grades
                    .iter()
                    .enumerate()
                    .map(|(n, &g)| {
                        format!(
                            "  {} {} ({})",
                            n + 1,
                            words::evidence(g),
                            words::evidence_meaning(g)
                        )
                    })
                    .collect();
                self.say(&names.join("\n"))?;
                let number = self.line(t!("seen how"))?.and_then(|l| l.parse::<usize>().ok());
                if let Some(n) = number.filter(|n| (1..=grades.len()).contains(n)) {
                    self.command(Command::Evidence);
                    self.give(Input::Choose(n - 1));
                }
                self.tell()?;
                return Ok(true);
            }
            "/" => {
                self.find(rest)?;
                self.tell()?;
                return Ok(true);
            }
            "<" => Command::Up,
            ">" => Command::Down,
            "n" => Command::NextOpen,
            "p" | "N" => Command::PreviousOpen,
            "]" => Command::NextPosition,
            "[" => Command::PreviousPosition,
            "0" | "-" => Command::Absent,
            "r" => Command::Repeat,
            "y" => Command::TakeCatalogue,
            "c" => Command::Copy,
            "u" => Command::Undo,
            "U" => Command::Redo,
            "a" => Command::Add,
            "f" => Command::Attach,
            "l" => Command::CloseLists,
            "o" => Command::StillOpen,
            "h" => Command::Log,
            "s" => Command::Source,
            "d" => Command::Disputes,
            "g" => Command::Overview,
            _ => {
                self.say(t!("There is no such command; :? lists them."))?;
                return Ok(true);
            }
        };
        self.read.clear();
        self.command(command);
        self.tell()?;
        Ok(true)
    }

    /// Goes to the question, place or rule that words find first, or runs the command.
    fn find(&mut self, words: &str) -> std::io::Result<()> {
        self.read.clear();
        self.command(Command::Palette);
        self.give(Input::Paste(words.to_owned()));
        let Some(app) = self.app() else { return Ok(()) };
        let Screen::Palette(palette) = app.screen() else { return Ok(()) };
        if words.is_empty() || app.palette_rows(palette).is_empty() {
            self.command(Command::Back);
            return self.say(t!("Nothing matches."));
        }
        self.command(Command::Open);
        Ok(())
    }
}

/// The key of the answer that a word says at a question of yes or no, in any language of the
/// program.
fn said_yes_or_no(asking: &Asking, line: &str) -> Option<&'static str> {
    if asking.value.kind != Kind::Bool {
        return None;
    }
    match (is_yes(line), is_no(line)) {
        (true, _) => Some("true"),
        (_, true) => Some("false"),
        _ => None,
    }
}
