//! The state of the program: what is known, where the person is, what is half typed.
//!
//! One function changes it, [`App::input`]: an input and the time in, effects out. No terminal, no
//! disk, no clock, so every walk through the program can be replayed in a test. Screens are a
//! stack, the overview at its bottom; `command` is the table of everything a person can do,
//! `sheet` what is asked where, `record` how it is written down, `view` what the screens show.

mod acting;
mod adding;
mod answer;
mod as_if;
pub mod asking;
mod attach;
mod beside;
pub mod catalogue;
mod changing;
pub mod command;
pub mod coordinates;
mod copy;
mod costing;
mod dialog;
pub mod drafts;
mod gaps;
pub mod home;
pub mod listing;
mod lists;
pub mod lock;
pub mod map;
pub mod matrix;
pub mod merging;
mod navigate;
pub mod palette;
pub mod photos;
pub mod preview;
mod question;
pub mod record;
mod repeat;
mod reporting;
pub mod screen;
pub mod sheet;
mod speech;
mod state;
mod supposing;
pub mod text;
mod today;
pub mod view;
mod walk;

use std::collections::{BTreeSet, HashMap};

use asking::Mark;
use catalogue::Catalogue;
use command::{Command, Context, Input};
use gaps::GapRow;
use record::{Act, Recorder};
use screen::{Form, FormAction, FormField, GapsScreen, Screen, WalkScreen};
use sheet::{PlaceKey, Reads, Sheet};
pub use state::{Effect, Message, Outcome, Pickable, SaveState, Theme};

use crate::judge::walk::Progress;
use crate::judge::{Assessment, Totals, assess, default_day};
use crate::model::{Evidence, Moment, ObservationIx, SubjectIx, Survey, Verdict};
use crate::standard::Profile;
use crate::{counted, t};

/// What was typed at a question and not recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Draft {
    input: String,
    note: String,
    marks: Vec<Mark>,
}

/// What a verdict would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhatIf {
    /// If what is typed or marked were recorded.
    pub typed: Option<Verdict>,
    /// If the option with this index were chosen, for those that are shown.
    pub options: Vec<(usize, Verdict)>,
}

/// The state of the program.
#[derive(Clone, Debug)]
pub struct App {
    survey: Survey,
    profiles: Vec<Profile>,
    shown: usize,
    reads: Reads,
    assessment: Assessment,
    progress: Vec<Option<Progress>>,
    sheet: Option<Sheet>,
    gap_rows: Vec<GapRow>,
    gap_look: Option<gaps::Look>,
    /// The list that is shown, and what it follows from.
    table: Option<listing::Listed>,
    /// Texts of the profiles, by their hashes: in another language they are loaded again.
    texts: HashMap<String, String>,
    /// What was said of profiles of the survey when they were checked, by their hashes.
    warnings: HashMap<String, Vec<String>>,
    /// Built-in profiles that the survey does not have.
    library: Vec<crate::standard::Loaded>,
    /// Commands run from the palette, the last one last.
    recent: Vec<Command>,
    /// Counts what was judged; what is derived from findings is derived again when it moves.
    version: u64,
    /// By crossing point; `None` until it is looked at.
    totals: Vec<Option<Totals>>,
    what_if: WhatIf,
    /// The crossing point of the walk by itself, and what that follows from.
    excerpt: Option<((u64, usize, SubjectIx), preview::Preview)>,
    screens: Vec<Screen>,
    /// Where the walk and the gap table were left.
    last_walk: Option<Box<WalkScreen>>,
    last_gaps: GapsScreen,
    drafts: HashMap<(PlaceKey, String), Draft>,
    /// Questions to come back to; this laptop's own, in no survey.
    flags: BTreeSet<(PlaceKey, String)>,
    /// A form that was left with something in it.
    kept_form: Option<Form>,
    /// What was typed into a form before the program ended.
    form_draft: Option<drafts::FormDraft>,
    evidence: Evidence,
    /// Models known from other surveys.
    catalogue: Catalogue,
    recorder: Recorder,
    undo: Vec<Act>,
    redo: Vec<Act>,
    saved: usize,
    save: SaveState,
    message: Option<Message>,
    theme: Theme,
    interrupted: bool,
    /// What hides all of it, while nobody is there.
    lock: Option<lock::Lock>,
    /// Minutes without a key until then, once a person has said so.
    lock_after: Option<u16>,
    encrypted: bool,
    now: Moment,
    /// What the form of a photo is about.
    attach_to: Option<(SubjectIx, Option<String>)>,
    /// The folder that a photo was picked from last.
    attach_folder: String,
    /// What of the walk has most room.
    panes: screen::Panes,
    /// The crossing point of the walk by the other profiles.
    others: Option<beside::Others>,
    /// How many disputes wait, and since which version of the findings.
    waiting: Option<(u64, usize)>,
    /// What the form about stronger evidence is about.
    preferring: Vec<(crate::merge::Dispute, ObservationIx)>,
    /// What would change if the equipment of the form were added, and the texts of the form.
    as_if: Option<as_if::AsIf>,
    /// What the plan is reckoned with.
    costing: costing::Costing,
}

impl App {
    /// Opens a survey under its profiles, the first one shown. With an author known, it starts at
    /// the overview; else it asks who records.
    #[must_use]
    pub fn new(
        survey: Survey,
        first: Profile,
        others: Vec<Profile>,
        recorder: Recorder,
        author: Option<&str>,
    ) -> Self {
        let mut profiles = vec![first];
        profiles.extend(others);
        let as_of = default_day(&survey);
        let assessment = assess(&survey, &profiles[0], as_of);
        let (saved, now) = (survey.observations().len(), recorder.started);
        let mut app = Self {
            reads: Reads::of(&profiles[0]),
            survey,
            profiles,
            shown: 0,
            assessment,
            progress: Vec::new(),
            sheet: None,
            gap_rows: Vec::new(),
            gap_look: None,
            table: None,
            texts: HashMap::new(),
            warnings: HashMap::new(),
            library: Vec::new(),
            recent: Vec::new(),
            version: 0,
            totals: Vec::new(),
            what_if: WhatIf::default(),
            excerpt: None,
            screens: vec![Screen::Overview { cursor: 0 }],
            last_walk: None,
            last_gaps: GapsScreen::default(),
            drafts: HashMap::new(),
            flags: BTreeSet::new(),
            kept_form: None,
            form_draft: None,
            evidence: Evidence::Observed,
            catalogue: Catalogue::default(),
            recorder,
            undo: Vec::new(),
            redo: Vec::new(),
            saved,
            save: SaveState::Unchanged,
            message: None,
            theme: Theme::Plain,
            interrupted: false,
            lock: None,
            lock_after: None,
            encrypted: false,
            now,
            attach_to: None,
            attach_folder: String::new(),
            panes: screen::Panes::default(),
            others: None,
            waiting: None,
            preferring: Vec::new(),
            as_if: None,
            costing: costing::Costing::default(),
        };
        // Before anything stands over it: what is seen behind a form is true too.
        app.refresh();
        match author.map(str::trim).filter(|name| !name.is_empty()) {
            Some(name) => app.recorder.set_author(name),
            None => app.screens.push(Screen::Form(Form {
                title: t!("Who records?").to_owned(),
                text: t!("Every fact carries the name of who found it out.").to_owned(),
                fields: vec![FormField::text(
                    t!("Name"),
                    t!("your name or call sign; Enter goes on"),
                    "",
                )],
                focus: 0,
                action: FormAction::Author,
            })),
        }
        app
    }

    // ---- what is there

    /// The survey as it stands in memory.
    #[must_use]
    pub fn survey(&self) -> &Survey {
        &self.survey
    }

    /// The profile by which is judged.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profiles[self.shown]
    }

    /// The findings.
    #[must_use]
    pub fn assessment(&self) -> &Assessment {
        &self.assessment
    }

    /// The screen that has the focus.
    #[must_use]
    pub fn screen(&self) -> &Screen {
        // The overview is never taken off the stack.
        self.screens.last().unwrap_or(&Screen::Overview { cursor: 0 })
    }

    /// The screens, the lowest first.
    #[must_use]
    pub fn screens(&self) -> &[Screen] {
        &self.screens
    }

    /// The sheet of the crossing point that the walk is at.
    #[must_use]
    pub fn sheet(&self) -> Option<&Sheet> {
        self.sheet.as_ref()
    }

    /// The counts of a crossing point.
    #[must_use]
    pub fn totals_of(&self, point: usize) -> Totals {
        self.totals.get(point).cloned().flatten().unwrap_or_default()
    }

    /// The counts of the survey.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        self.totals.iter().flatten().for_each(|t| totals.merge(t));
        totals
    }

    /// Whether what was recorded is in the file.
    #[must_use]
    pub fn save_state(&self) -> &SaveState {
        &self.save
    }

    /// Observations that are not in the file yet.
    #[must_use]
    pub fn unsaved(&self) -> usize {
        self.survey.observations().len().saturating_sub(self.saved)
    }

    /// A line to the person.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        self.message.as_ref()
    }

    /// Who records.
    #[must_use]
    pub fn author(&self) -> Option<&str> {
        self.recorder.author()
    }

    /// The grade of evidence that the next answer carries.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// What the verdict would be.
    #[must_use]
    pub fn what_if(&self) -> &WhatIf {
        &self.what_if
    }

    /// The colours.
    #[must_use]
    pub fn theme(&self) -> Theme {
        self.theme
    }

    /// What of the walk has most room.
    #[must_use]
    pub fn panes(&self) -> screen::Panes {
        self.panes
    }

    /// Starts with these colours.
    pub fn set_theme(&mut self, theme: Theme) {
        self.theme = theme;
    }

    /// In what sense keys are read now.
    #[must_use]
    pub fn context(&self) -> Context {
        if self.lock.is_some() {
            return Context::Text;
        }
        match self.screen() {
            Screen::Walk(walk) => match walk.part {
                screen::Part::Note | screen::Part::Filter => Context::Text,
                screen::Part::Answer if walk.typing && walk.typed => Context::Text,
                screen::Part::Answer | screen::Part::Evidence => Context::Answer,
            },
            Screen::Gaps(gaps) if gaps.filtering => Context::Text,
            Screen::List(list) if list.filtering => Context::Text,
            Screen::Help { filtering: true, .. } => Context::Text,
            Screen::Form(_) | Screen::Palette(_) => Context::Text,
            Screen::Pick(_) => Context::Pick,
            _ => Context::Navigate,
        }
    }

    /// In what sense keys are read under the palette.
    #[must_use]
    pub fn context_under(&self) -> Context {
        let under = self.screens.iter().rev().find(|s| !matches!(s, Screen::Palette(_)));
        match under {
            Some(Screen::Walk(_)) => Context::Answer,
            _ => Context::Navigate,
        }
    }

    /// Says what was done to the file just before, and shows the disputes if there are any; who
    /// records is asked all the same.
    pub fn begin_at(&mut self, text: &str, disputes: bool) {
        let asked = self.screens.pop_if(|screen| screen.is_over());
        if disputes {
            self.open_list(listing::Listing::Disputes);
        }
        self.screens.extend(asked);
        self.say(text);
        self.refresh();
    }

    // ---- what happens

    /// Takes an input; `now` is the time of it.
    pub fn input(&mut self, input: Input, now: Moment) -> Vec<Effect> {
        self.now = now;
        let interrupted = std::mem::take(&mut self.interrupted);
        self.message = None;
        if self.lock.is_some() {
            return self.lock_input(input, interrupted);
        }
        let effects = match input {
            Input::Command(Command::Interrupt) if interrupted => vec![Effect::Quit],
            Input::Command(Command::Interrupt) => {
                let effects = self.command(Command::Back);
                self.interrupted = true;
                self.say(t!("Ctrl+C again leaves. What was recorded is kept."));
                effects
            }
            Input::Command(command) => self.command(command),
            Input::Choose(n) => self.choose(n),
            Input::Character(c) => {
                self.drop_suggestion();
                self.type_into(&|field| field.insert(c))
            }
            Input::Paste(text) if self.context() == Context::Text => {
                self.drop_suggestion();
                self.type_into(&|field| field.insert_all(&text))
            }
            Input::Unknown(c) => {
                self.say(&t!(
                    "The layout of '{c}' is not known: digits, arrows, F-keys and F9 (all commands) always work.",
                    c
                ));
                Vec::new()
            }
            Input::Paste(_) => {
                self.warn(t!("Pasted text was not run as keys. Open a field first, then paste."));
                Vec::new()
            }
        };
        self.refresh();
        effects
    }

    /// Takes note of what came of saving.
    pub fn outcome(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Saved { observations, at } => {
                self.saved = self.saved.max(observations);
                self.save =
                    if self.unsaved() == 0 { SaveState::Saved(at) } else { SaveState::Saving };
            }
            Outcome::Failed { what, hint } => self.save = SaveState::Failed { what, hint },
            Outcome::Folder { folder, up, entries } => self.show_folder(folder, up, entries),
            Outcome::Photo { file, seen } => self.show_photo(file, seen),
            Outcome::Preview(lines) => self.show_preview(lines),
            Outcome::Page { title, lines } => self.show_page(title, lines),
            Outcome::Prices { file, text } => self.take_prices(file, text),
            Outcome::Tried(right) => self.tried(right),
            Outcome::Told { text, warning } => self.message = Some(Message { text, warning }),
        }
    }

    /// Commands that mean the same everywhere; all others are the screen's.
    fn command(&mut self, command: Command) -> Vec<Effect> {
        match command {
            Command::Quit if self.screens.len() == 1 => {
                if let SaveState::Failed { .. } = self.save {
                    self.warn(&counted!(
                        self.unsaved(),
                        "{n} record is NOT SAVED. w tries again; Ctrl+C twice leaves without it.",
                        "{n} records are NOT SAVED. w tries again; Ctrl+C twice leaves without them."
                    ));
                    return Vec::new();
                }
                return vec![Effect::Quit];
            }
            // Under a form or list, what is taken back could not be seen.
            Command::Undo | Command::Redo if self.is_over() => {
                self.say(t!("Close this first (Esc), then undo."));
            }
            Command::Drafts => self.open_drafts(),
            Command::Undo => return self.take_back(false),
            Command::Redo => return self.take_back(true),
            Command::Theme => {
                self.theme = self.theme.next();
                self.say(&t!("Theme: {name}", name = self.theme.title()));
            }
            Command::Language if !self.is_over() => self.ask_language(),
            Command::Lock => self.lock(),
            Command::LockAfter if !self.is_over() => self.ask_lock_after(),
            Command::Redraw => return vec![Effect::Redraw],
            Command::Suspend => return vec![Effect::Suspend],
            Command::Retry if !matches!(self.screen(), Screen::Text(_)) => {
                if self.unsaved() == 0 {
                    self.say(t!("Everything is saved."));
                    return Vec::new();
                }
                self.save = SaveState::Saving;
                return vec![Effect::Save];
            }
            // A form or list over the screen may speak of the profile that is shown.
            Command::NextProfile if !self.is_list() && !self.is_over() => self.next_profile(),
            Command::Help => {
                if !matches!(self.screen(), Screen::Help { .. }) {
                    let context = self.context();
                    self.screens.push(Screen::Help {
                        context,
                        scroll: 0,
                        filter: text::TextField::default(),
                        filtering: false,
                    });
                }
            }
            Command::Overview if self.recorder.author().is_some() => self.go_overview(),
            Command::Walk if self.recorder.author().is_some() => self.go_walk(),
            Command::Gaps if self.recorder.author().is_some() => self.go_gaps(),
            Command::Matrix if self.recorder.author().is_some() => self.go_matrix(),
            Command::Palette => self.open_palette(),
            Command::StillOpen if !self.is_over() => self.open_still_open(),
            Command::NotAssessed if !self.is_over() => {
                self.open_list(listing::Listing::NotAssessed);
            }
            Command::Log if !self.is_over() => self.open_log(),
            Command::Disputes if !self.is_over() => self.open_list(listing::Listing::Disputes),
            Command::Attach if !self.is_over() => self.ask_attach(),
            Command::Photos if !self.is_over() => self.open_list(listing::Listing::Photos),
            Command::Plan if !self.is_over() => self.open_list(listing::Listing::Plan),
            Command::Costs if !self.is_over() => self.ask_costs(),
            Command::WhatIf if !self.is_over() => self.ask_what_if(),
            Command::Profiles if !self.is_over() => self.open_profiles(),
            Command::Today if !self.is_over() => self.open_today(),
            Command::Report if !self.is_over() => {
                self.say(t!("Composing the report ..."));
                return vec![Effect::Preview];
            }
            _ => return self.screen_command(command),
        }
        Vec::new()
    }

    fn screen_command(&mut self, command: Command) -> Vec<Effect> {
        match self.screen() {
            Screen::Overview { .. } => self.overview_command(command),
            Screen::Walk(_) => self.walk_command(command),
            Screen::Gaps(_) => self.gaps_command(command),
            Screen::Facts(_) => self.facts_command(command),
            Screen::Matrix(_) => self.matrix_command(command),
            Screen::List(_) => self.list_command(command),
            Screen::Photo(_) => self.photo_command(command),
            Screen::Palette(_) => self.palette_command(command),
            Screen::Requirement { .. } | Screen::Help { .. } | Screen::Text(_) => {
                self.page_command(command)
            }
            Screen::Pick(_) => self.pick_command(command),
            Screen::Form(_) => self.form_command(command),
        }
    }

    fn choose(&mut self, n: usize) -> Vec<Effect> {
        match self.screen() {
            Screen::Walk(_) => self.choose_answer(n),
            Screen::Pick(_) => self.choose_pick(n),
            _ => Vec::new(),
        }
    }

    /// What the program suggested gives way to what a person types.
    fn drop_suggestion(&mut self) {
        match self.screens.last_mut() {
            Some(Screen::Form(form)) => dialog::drop_suggestion(form),
            Some(Screen::Walk(walk)) if walk.part == screen::Part::Answer && walk.fresh => {
                walk.fresh = false;
                if walk.typing && walk.typed {
                    walk.input.clear();
                }
            }
            _ => {}
        }
    }

    /// Edits the field that has the cursor.
    fn type_into(&mut self, edit: &dyn Fn(&mut text::TextField)) -> Vec<Effect> {
        if self.context() != Context::Text {
            return Vec::new();
        }
        match self.screens.last_mut() {
            Some(Screen::Walk(walk)) => {
                edit(match walk.part {
                    screen::Part::Note => &mut walk.note,
                    screen::Part::Filter => &mut walk.filter,
                    screen::Part::Answer | screen::Part::Evidence => &mut walk.input,
                });
                if walk.part == screen::Part::Filter {
                    self.mark_first_match();
                }
            }
            Some(Screen::Gaps(gaps)) => {
                edit(&mut gaps.filter);
                gaps.cursor = 0;
            }
            Some(Screen::List(list)) => {
                edit(&mut list.filter);
                list.cursor = 0;
            }
            Some(Screen::Help { filter, scroll, .. }) => {
                edit(filter);
                *scroll = 0;
            }
            Some(Screen::Palette(palette)) => {
                edit(&mut palette.input);
                palette.cursor = 0;
            }
            Some(Screen::Form(form)) => dialog::edit(form, edit),
            _ => {}
        }
        Vec::new()
    }

    /// What editing commands do to a field; `false` for every other command.
    fn edit_command(&mut self, command: Command) -> bool {
        let Some(edit) = dialog::edit_of(command) else { return false };
        if self.context() != Context::Text {
            return false;
        }
        if let Some(Screen::Walk(walk)) = self.screens.last_mut() {
            walk.fresh = false;
        }
        self.type_into(&edit);
        true
    }

    /// Whether a form or short list stands over the screen.
    fn is_over(&self) -> bool {
        self.screen().is_over()
    }

    fn is_list(&self) -> bool {
        matches!(self.screen(), Screen::List(_))
    }

    /// Says that a command means nothing on this screen; moving nowhere needs no word.
    fn useless(&mut self, command: Command) {
        if command.section() != command::Section::Move {
            self.say(&t!("'{command}' does nothing here.", command = command.title()));
        }
    }

    fn say(&mut self, text: &str) {
        self.message = Some(Message { text: text.to_owned(), warning: false });
    }

    fn warn(&mut self, text: &str) {
        self.message = Some(Message { text: text.to_owned(), warning: true });
    }

    /// The walk, if it is on the stack.
    fn walk_screen(&self) -> Option<&WalkScreen> {
        self.screens.iter().rev().find_map(|screen| match screen {
            Screen::Walk(walk) => Some(&**walk),
            _ => None,
        })
    }

    fn walk_screen_mut(&mut self) -> Option<&mut WalkScreen> {
        self.screens.iter_mut().rev().find_map(|screen| match screen {
            Screen::Walk(walk) => Some(&mut **walk),
            _ => None,
        })
    }

    /// The index of the crossing point that a subject is.
    fn point_index(&self, point: SubjectIx) -> Option<usize> {
        self.assessment.points.iter().position(|p| p.subjects.contains(&point))
    }
}
