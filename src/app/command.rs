//! Everything a person can make the program do: one table, from which help, the bottom line of
//! each screen and `borderfit keys` are made.
//!
//! Which key stands for which command is the terminal's business, not known here.

use crate::language::of;
use crate::t;

/// In what sense keys are read: whether digits answer and whether letters are text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// A list has the focus.
    Navigate,
    /// A question has the focus; digits answer it.
    Answer,
    /// A short list to choose from stands over the screen; digits and letters choose.
    Pick,
    /// A field has the cursor; letters are text.
    Text,
    /// No survey is open; digits open one.
    Home,
}

impl Context {
    /// Every context.
    pub const ALL: [Self; 5] = [Self::Navigate, Self::Answer, Self::Pick, Self::Text, Self::Home];

    /// What help calls it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Navigate => t!("in lists"),
            Self::Answer => t!("at a question"),
            Self::Pick => t!("in a short list"),
            Self::Text => t!("in a text field"),
            Self::Home => t!("at home"),
        }
    }
}

/// Under which heading help lists a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Answering questions.
    Answer,
    /// Moving about.
    Move,
    /// Adding places and equipment, closing lists.
    Places,
    /// Tables.
    Tables,
    /// Everything else.
    Program,
}

impl Section {
    /// Every section, in the order of help.
    pub const ALL: [Self; 5] =
        [Self::Answer, Self::Move, Self::Places, Self::Tables, Self::Program];

    /// Its heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Answer => t!("Answer"),
            Self::Move => t!("Move"),
            Self::Places => t!("Places and equipment"),
            Self::Tables => t!("Tables"),
            Self::Program => t!("Program"),
        }
    }
}

macro_rules! commands {
    ($($id:ident $name:literal $section:ident $said:ident!($title:literal) $too:ident!($help:literal);)*) => {
        /// What a person can make the program do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Command { $(#[doc = $help] $id),* }

        impl Command {
            /// Every command, in the order of help.
            pub const ALL: &'static [Self] = &[$(Self::$id),*];

            /// The name under which scripts and the table of keys know it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$id => $name),* }
            }

            /// A word or two for the bottom line.
            #[must_use]
            pub fn title(self) -> &'static str {
                of(match self { $(Self::$id => $title),* })
            }

            /// A sentence for help.
            #[must_use]
            pub fn help(self) -> &'static str {
                of(match self { $(Self::$id => $help),* })
            }

            /// The heading under which help lists it.
            #[must_use]
            pub fn section(self) -> Section {
                match self { $(Self::$id => Section::$section),* }
            }
        }
    };
}

commands! {
    Choose "choose" Answer said!("answer") said!("Choose the answer with this number.");
    Open "open" Answer said!("open") said!("Open, confirm, or give the marked answer.");
    Toggle "toggle" Answer said!("mark") said!("Mark one of several: yes, not known, no.");
    TypeAnswer "type-answer" Answer said!("type") said!("Type the answer.");
    Absent "no-answer" Answer said!("no answer") said!("Record why there is no answer.");
    Evidence "seen-how" Answer said!("seen how") said!("Say how the fact was found out.");
    SeenTested "seen-tested" Answer said!("tested") said!("Seen how: the assessor ran it.");
    SeenDemonstrated "seen-demonstrated" Answer said!("demonstrated") said!("Seen how: an operator showed it working.");
    SeenObserved "seen-observed" Answer said!("observed") said!("Seen how: with own eyes.");
    SeenDocumented "seen-documented" Answer said!("documented") said!("Seen how: on paper or in a log.");
    SeenRemote "seen-remote" Answer said!("sent by the host") said!("Seen how: in a photo or file sent by the host.");
    SeenStated "seen-stated" Answer said!("stated") said!("Seen how: said in an interview.");
    Repeat "repeat" Answer said!("repeat") said!("Give the answer that was last given to this question elsewhere.");
    TakeCatalogue "take-catalogue" Answer said!("catalogue value") said!("Take what the catalogue of models says.");
    Copy "copy" Answer said!("copy from") said!("Copy the answers of another place; each waits to be confirmed.");
    Bulk "bulk" Answer said!("n identical") said!("So many identical ones: count now, serial numbers later.");
    Note "note" Answer said!("note") said!("Write a note to the answer.");
    Flag "flag" Answer said!("flag for later") said!("Flag the question to come back to it, or take the flag off.");
    Drafts "drafts" Answer said!("half typed") said!("Show what is typed and not recorded, and what is flagged.");
    Undo "undo" Answer said!("undo") said!("Take back the last thing that was recorded.");
    Redo "redo" Answer said!("redo") said!("Record again what was taken back.");

    Up "up" Move said!("up") said!("One up.");
    Down "down" Move said!("down") said!("One down.");
    Left "left" Move said!("left") said!("To the left; mark the answer before.");
    Right "right" Move said!("right") said!("To the right; mark the next answer.");
    PageUp "page-up" Move said!("page up") said!("Ten up; the page before of a long list of answers.");
    PageDown "page-down" Move said!("page down") said!("Ten down; the next page of a long list of answers.");
    First "first" Move said!("first") said!("To the first.");
    Last "last" Move said!("last") said!("To the last.");
    NextField "next-field" Move said!("next field") said!("To the next field.");
    PreviousField "previous-field" Move said!("previous field") said!("To the field before.");
    NextOpen "next-open" Move said!("next open") said!("To the next open question.");
    PreviousOpen "previous-open" Move said!("previous open") said!("To the open question before.");
    BestOpen "best-open" Move said!("decides most") said!("To the open question that decides most.");
    NextPosition "next-position" Move said!("next position") said!("To the next position.");
    PreviousPosition "previous-position" Move said!("position before") said!("To the position before.");
    NextPoint "next-crossing-point" Move said!("next crossing point") said!("To the next crossing point.");
    PreviousPoint "previous-crossing-point" Move said!("crossing point before") said!("To the crossing point before.");
    NextFinding "next-verdict" Move said!("next verdict") said!("Show the next requirement that reads this answer.");
    Back "back" Move said!("back") said!("One level up; what is typed is kept.");

    Add "add" Places said!("add") said!("Add equipment, a position or a crossing point.");
    CloseLists "these-are-all" Places said!("these are all") said!("Say that the equipment on record here is all there is.");
    Attach "attach" Places said!("photo or file") said!("Attach a photo or file to this answer or place.");
    SetAside "set-aside" Places said!("set aside") said!("Say that a requirement does not apply here, and why.");

    StillOpen "still-open" Tables said!("still open") said!("What is still open here, before the post is left.");
    NotAssessed "not-assessed" Tables said!("not assessed") said!("Everything that is not assessed, with the reason.");
    Disputes "disputes" Tables said!("disputes") said!("Facts on which people disagree; settle one.");
    PreferEvidence "prefer-evidence" Tables said!("stronger evidence") said!("Settle many disputes at once by their stronger evidence; shown first.");
    Photos "photos" Tables said!("photos") said!("The photos and files of this survey; one can be looked at.");
    Plan "plan" Tables said!("plan") said!("What would close the gaps, whether it is feasible, in which phase.");
    Costs "costs" Tables said!("costs") said!("Reckon the plan with a price list, years, a rate and a budget.");
    WhatIf "what-if" Tables said!("what if") said!("What an assumption would change; nothing is recorded.");
    Log "log" Tables said!("log") said!("Who recorded what of this fact, or of the survey.");
    Display "display" Tables said!("show otherwise") said!("Show otherwise: cells of the matrix, only differences, compare.");
    Filter "filter" Tables said!("filter") said!("Show only what matches some words.");
    Sort "sort" Tables said!("sort") said!("Sort by severity, place or requirement.");
    Group "group" Tables said!("group") said!("Group by crossing point, requirement or category.");
    Source "source" Tables said!("source") said!("Show the requirement in full, with its source.");

    Walk "walk" Program said!("walk") said!("Walk through the questions of a crossing point.");
    Gaps "gaps" Program said!("gaps") said!("The table of gaps.");
    Overview "overview" Program said!("overview") said!("All crossing points.");
    Matrix "matrix" Program said!("matrix") said!("Crossing points by categories, the worst verdict in each cell.");
    Profiles "profiles" Program said!("profiles") said!("The profiles: read the rules, judge by another, compare.");
    Report "report" Program said!("report") said!("Read the report, then write it as PDF.");
    Today "today" Program said!("end of day") said!("What was recorded today, as a draft for the team.");
    NewSurvey "new-survey" Program said!("new survey") said!("Make a new survey.");
    OpenFile "open-file" Program said!("open a file") said!("Open a survey by its path.");
    Demo "demo" Program said!("demo") said!("The demo survey of the fictional Varsenia.");
    MergeFiles "merge-files" Program said!("merge files") said!("Merge files of other laptops into the marked survey.");
    WriteMerge "write-merge" Program said!("write the merge") said!("Write the merge that was read; nothing is before.");
    Forget "forget" Program said!("forget") said!("Take a survey off the list; the file stays.");
    Palette "palette" Program said!("commands") said!("Find a command, place, question or rule by a few letters.");
    Panes "panes" Program said!("wider") said!("More room for the question, then for the list, then as before.");
    NextProfile "next-profile" Program said!("profile") said!("Judge by the next profile of this survey.");
    Retry "save-again" Program said!("save again") said!("Write this page to a file, or save again what could not be saved.");
    Help "help" Program said!("help") said!("What the keys do here.");
    Theme "theme" Program said!("theme") said!("Change the colours: plain, sun, night, mono.");
    Language "language" Program said!("language") said!("Choose the language of the screens and questions.");
    Lock "lock" Program said!("lock now") said!("Hide the survey until somebody is back.");
    LockAfter "lock-after" Program said!("lock when idle") said!("Choose after how many minutes without a key it locks.");
    Redraw "redraw" Program said!("redraw") said!("Draw the screen anew.");
    Suspend "suspend" Program said!("suspend") said!("Back to the shell for a while (fg returns).");
    Interrupt "interrupt" Program said!("back") said!("One level up; twice leaves the program.");
    Quit "quit" Program said!("quit") said!("One level up; from the overview, leave. Everything is saved.");

    Backspace "delete-before" Answer said!("delete") said!("Delete the character before the cursor.");
    Delete "delete-at" Answer said!("delete at") said!("Delete the character at the cursor.");
    DeleteWord "delete-word" Answer said!("delete word") said!("Delete the word before the cursor.");
    ClearField "clear-field" Answer said!("clear") said!("Empty the field.");
}

/// What comes in from a person: a command, or what stands for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A command.
    Command(Command),
    /// The choice with this number, counted from 0; letters count on after the digits.
    Choose(usize),
    /// A character for the field that has the cursor.
    Character(char),
    /// A letter of a keyboard layout that is not known.
    Unknown(char),
    /// A pasted text.
    Paste(String),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, speaking};
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_sentences_are_sentences() {
        let names: BTreeSet<_> = Command::ALL.iter().map(|c| c.name()).collect();
        assert_eq!(names.len(), Command::ALL.len());
        for command in Command::ALL {
            assert!(command.help().ends_with('.'), "{command:?}");
            assert!(command.title().len() <= 22, "{command:?}");
        }
    }

    #[test]
    fn titles_are_short_in_every_language() {
        for language in Language::ALL {
            speaking(language, || {
                for command in Command::ALL {
                    let title = command.title();
                    assert!(title.chars().count() <= 22, "{language:?}: {title}");
                    assert!(command.help().ends_with('.'), "{language:?}: {command:?}");
                }
            });
        }
        assert_eq!(speaking(Language::French, || Command::Undo.title()), "annuler");
    }
}
