//! Everything a person can make the program do: one table, from which help, the bottom line of
//! each screen and `borderfit keys` are made.
//!
//! Which key stands for which command is the terminal's business, not known here.

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
            Self::Navigate => "in lists",
            Self::Answer => "at a question",
            Self::Pick => "in a short list",
            Self::Text => "in a text field",
            Self::Home => "at home",
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
            Self::Answer => "Answer",
            Self::Move => "Move",
            Self::Places => "Places and equipment",
            Self::Tables => "Tables",
            Self::Program => "Program",
        }
    }
}

macro_rules! commands {
    ($($id:ident $name:literal $section:ident $title:literal $help:literal;)*) => {
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
                match self { $(Self::$id => $title),* }
            }

            /// A sentence for help.
            #[must_use]
            pub fn help(self) -> &'static str {
                match self { $(Self::$id => $help),* }
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
    Choose "choose" Answer "answer" "Choose the answer with this number.";
    Open "open" Answer "open" "Open, confirm, or give the marked answer.";
    Toggle "toggle" Answer "mark" "Mark one of several: yes, not known, no.";
    TypeAnswer "type-answer" Answer "type" "Type the answer.";
    Absent "no-answer" Answer "no answer" "Record why there is no answer.";
    Evidence "seen-how" Answer "seen how" "Say how the fact was found out.";
    SeenTested "seen-tested" Answer "tested" "Seen how: the assessor ran it.";
    SeenDemonstrated "seen-demonstrated" Answer "demonstrated" "Seen how: an operator showed it working.";
    SeenObserved "seen-observed" Answer "observed" "Seen how: with own eyes.";
    SeenDocumented "seen-documented" Answer "documented" "Seen how: on paper or in a log.";
    SeenRemote "seen-remote" Answer "sent by the host" "Seen how: in a photo or file sent by the host.";
    SeenStated "seen-stated" Answer "stated" "Seen how: said in an interview.";
    Repeat "repeat" Answer "repeat" "Give the answer that was last given to this question elsewhere.";
    TakeCatalogue "take-catalogue" Answer "catalogue value" "Take what the catalogue of models says.";
    Copy "copy" Answer "copy from" "Copy the answers of another place; each waits to be confirmed.";
    Bulk "bulk" Answer "n identical" "So many identical ones: count now, serial numbers later.";
    Note "note" Answer "note" "Write a note to the answer.";
    Drafts "drafts" Answer "half typed" "Show what is typed and not recorded.";
    Undo "undo" Answer "undo" "Take back the last thing that was recorded.";
    Redo "redo" Answer "redo" "Record again what was taken back.";

    Up "up" Move "up" "One up.";
    Down "down" Move "down" "One down.";
    Left "left" Move "left" "To the left; mark the answer before.";
    Right "right" Move "right" "To the right; mark the next answer.";
    PageUp "page-up" Move "page up" "Ten up; the page before of a long list of answers.";
    PageDown "page-down" Move "page down" "Ten down; the next page of a long list of answers.";
    First "first" Move "first" "To the first.";
    Last "last" Move "last" "To the last.";
    NextField "next-field" Move "next field" "To the next field.";
    PreviousField "previous-field" Move "previous field" "To the field before.";
    NextOpen "next-open" Move "next open" "To the next open question.";
    PreviousOpen "previous-open" Move "previous open" "To the open question before.";
    BestOpen "best-open" Move "decides most" "To the open question that decides most.";
    NextPosition "next-position" Move "next position" "To the next position.";
    PreviousPosition "previous-position" Move "position before" "To the position before.";
    NextPoint "next-crossing-point" Move "next crossing point" "To the next crossing point.";
    PreviousPoint "previous-crossing-point" Move "crossing point before" "To the crossing point before.";
    NextFinding "next-verdict" Move "next verdict" "Show the next requirement that reads this answer.";
    Back "back" Move "back" "One level up; what is typed is kept.";

    Add "add" Places "add" "Add equipment, a position or a crossing point.";
    CloseLists "these-are-all" Places "these are all" "Say that the equipment on record here is all there is.";
    Attach "attach" Places "photo or file" "Attach a photo or file to this answer or place.";
    SetAside "set-aside" Places "set aside" "Say that a requirement does not apply here, and why.";

    StillOpen "still-open" Tables "still open" "What is still open here, before the post is left.";
    NotAssessed "not-assessed" Tables "not assessed" "Everything that is not assessed, with the reason.";
    Disputes "disputes" Tables "disputes" "Facts on which people disagree; settle one.";
    Photos "photos" Tables "photos" "The photos and files of this survey; one can be looked at.";
    Plan "plan" Tables "plan" "What would close the gaps, whether it is feasible, in which phase.";
    WhatIf "what-if" Tables "what if" "What an assumption would change; nothing is recorded.";
    Log "log" Tables "log" "Who recorded what of this fact, or of the survey.";
    Display "display" Tables "show otherwise" "Show otherwise: cells of the matrix, only differences, compare.";
    Filter "filter" Tables "filter" "Show only what matches some words.";
    Sort "sort" Tables "sort" "Sort by severity, place or requirement.";
    Group "group" Tables "group" "Group by crossing point, requirement or category.";
    Source "source" Tables "source" "Show the requirement in full, with its source.";

    Walk "walk" Program "walk" "Walk through the questions of a crossing point.";
    Gaps "gaps" Program "gaps" "The table of gaps.";
    Overview "overview" Program "overview" "All crossing points.";
    Matrix "matrix" Program "matrix" "Crossing points by categories, the worst verdict in each cell.";
    Profiles "profiles" Program "profiles" "The profiles: read the rules, judge by another, compare.";
    Report "report" Program "report" "Read the report, then write it as PDF.";
    Today "today" Program "end of day" "What was recorded today, as a draft for the team.";
    NewSurvey "new-survey" Program "new survey" "Make a new survey.";
    OpenFile "open-file" Program "open a file" "Open a survey by its path.";
    Demo "demo" Program "demo" "The demo survey of the fictional Varsenia.";
    Forget "forget" Program "forget" "Take a survey off the list; the file stays.";
    Palette "palette" Program "commands" "Find a command, place, question or rule by a few letters.";
    NextProfile "next-profile" Program "profile" "Judge by the next profile of this survey.";
    Retry "save-again" Program "save again" "Try again to save what could not be saved.";
    Help "help" Program "help" "What the keys do here.";
    Theme "theme" Program "theme" "Change the colours: plain, sun, night, mono.";
    Redraw "redraw" Program "redraw" "Draw the screen anew.";
    Suspend "suspend" Program "suspend" "Back to the shell for a while (fg returns).";
    Interrupt "interrupt" Program "back" "One level up; twice leaves the program.";
    Quit "quit" Program "quit" "One level up; from the overview, leave. Everything is saved.";

    Backspace "delete-before" Answer "delete" "Delete the character before the cursor.";
    Delete "delete-at" Answer "delete at" "Delete the character at the cursor.";
    DeleteWord "delete-word" Answer "delete word" "Delete the word before the cursor.";
    ClearField "clear-field" Answer "clear" "Empty the field.";
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
}
