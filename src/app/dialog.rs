//! Short lists and forms over a screen: how they are moved in, filled and taken.
//!
//! A form that is left with Esc is kept and comes back as it was. What a list or form is for is
//! said in `adding` and `answer`.

use super::command::Command;
use super::screen::{Addition, Form, FormAction, FormField, PickAction, Screen, label_of};
use super::text::TextField;
use super::{App, Effect};
use crate::model::{SubjectIx, SubjectKind};
use crate::t;

/// Edits the field of a form that has the cursor.
pub(super) fn edit(form: &mut Form, edit: &dyn Fn(&mut TextField)) {
    if let Some(field) = form.fields.get_mut(form.focus) {
        let before = field.input.text().to_owned();
        edit(&mut field.input);
        if field.input.text() != before {
            field.error.clear();
            field.typed = true;
            field.marked = 0;
            field.chosen = None;
        }
    }
}

/// Types into the field of a form that has the cursor; what the program suggested gives way.
pub(super) fn type_text(form: &mut Form, insert: &dyn Fn(&mut TextField)) {
    drop_suggestion(form);
    edit(form, insert);
}

/// Empties the field that has the cursor if nobody has typed in it.
pub(super) fn drop_suggestion(form: &mut Form) {
    let field = form.fields.get_mut(form.focus);
    if let Some(field) = field.filter(|f| !f.typed && f.options.is_empty()) {
        field.input.clear();
    }
}

/// What moves in a form or edits its field; what marks an option of a choice.
pub(super) fn move_in(form: &mut Form, command: Command) {
    let fields = form.fields.len().max(1);
    let field = form.focus.min(fields - 1);
    let matching = form.fields.get(field).map_or(0, |f| f.matching().len());
    let choice = form.fields.get(field).is_some_and(|f| !f.options.is_empty());
    match command {
        Command::PreviousField => form.focus = (field + fields - 1) % fields,
        Command::Down if choice => {
            let marked = &mut form.fields[field].marked;
            *marked = (*marked + 1).min(matching.saturating_sub(1));
        }
        Command::Up if choice => {
            let marked = &mut form.fields[field].marked;
            *marked = marked.saturating_sub(1);
        }
        Command::Down => form.focus = (field + 1).min(fields - 1),
        Command::Up => form.focus = field.saturating_sub(1),
        _ => {
            if let Some(change) = edit_of(command) {
                edit(form, &change);
            }
        }
    }
}

/// What an editing command does to a field; `None` for every other command.
pub(super) fn edit_of(command: Command) -> Option<fn(&mut TextField)> {
    Some(match command {
        Command::Backspace => TextField::backspace,
        Command::Delete => TextField::delete,
        Command::DeleteWord => TextField::delete_word,
        Command::ClearField => TextField::clear,
        Command::Left => TextField::left,
        Command::Right => TextField::right,
        Command::First => TextField::home,
        Command::Last => TextField::end,
        _ => return None,
    })
}

/// What the fields of a form hold: keys of what is chosen, texts.
pub(super) fn texts(form: &Form) -> Vec<String> {
    let text = |f: &FormField| match f.chosen {
        Some(n) => f.options.get(n).map_or(String::new(), |o| o.key.clone()),
        None if !f.options.is_empty() => String::new(),
        None => f.input.text().trim().to_owned(),
    };
    form.fields.iter().map(text).collect()
}

impl App {
    // ---- short lists

    pub(super) fn pick_command(&mut self, command: Command) -> Vec<Effect> {
        let Some(Screen::Pick(pick)) = self.screens.last_mut() else { return Vec::new() };
        let last = pick.rows.len().saturating_sub(1);
        match command {
            Command::Up => pick.cursor = pick.cursor.saturating_sub(1),
            Command::Down => pick.cursor = (pick.cursor + 1).min(last),
            Command::PageUp => pick.cursor = pick.cursor.saturating_sub(10),
            Command::PageDown => pick.cursor = (pick.cursor + 10).min(last),
            Command::First => pick.cursor = 0,
            Command::Last => pick.cursor = last,
            Command::Toggle => {
                if let Some(ticked) = pick.rows.get_mut(pick.cursor).and_then(|r| r.ticked.as_mut())
                {
                    *ticked = !*ticked;
                }
            }
            Command::Open => {
                let cursor = pick.cursor;
                return self.pick(cursor);
            }
            Command::Back | Command::Quit => drop(self.screens.pop()),
            _ => {}
        }
        Vec::new()
    }

    /// A digit or letter in a short list.
    pub(super) fn choose_pick(&mut self, n: usize) -> Vec<Effect> {
        let Some(Screen::Pick(pick)) = self.screens.last_mut() else { return Vec::new() };
        let Some(row) = pick.rows.get_mut(n) else { return Vec::new() };
        pick.cursor = n;
        match &mut row.ticked {
            Some(ticked) => {
                *ticked = !*ticked;
                Vec::new()
            }
            None => self.pick(n),
        }
    }

    fn pick(&mut self, n: usize) -> Vec<Effect> {
        let Some(Screen::Pick(pick)) = self.screens.last() else { return Vec::new() };
        let Some(row) = pick.rows.get(n) else { return Vec::new() };
        if !row.disabled.is_empty() {
            let why = row.disabled.clone();
            self.say(&why);
            return Vec::new();
        }
        let Some(Screen::Pick(pick)) = self.screens.pop() else { return Vec::new() };
        match &pick.action {
            PickAction::Absence(reasons) => match reasons.get(n) {
                Some(&reason) => self.give_absence(reason),
                None => Vec::new(),
            },
            PickAction::Add(additions) => match additions.get(n) {
                Some(&Addition::Remove(subject)) => self.remove(subject),
                Some(&addition) => {
                    self.ask_new(addition);
                    Vec::new()
                }
                None => Vec::new(),
            },
            PickAction::Settle(dispute) => {
                self.ask_settle_reason(dispute, n);
                Vec::new()
            }
            PickAction::Prefer(decided) => {
                let ticked = pick.rows.iter().map(|r| r.ticked == Some(true));
                let chosen = decided.iter().zip(ticked).filter(|(_, t)| *t);
                self.ask_prefer_reason(chosen.map(|(d, _)| d.clone()).collect());
                Vec::new()
            }
            PickAction::Draft(questions) => {
                if let Some(question) = questions.get(n) {
                    self.go_to_draft(question);
                }
                Vec::new()
            }
            PickAction::Folder(what, entries) => match entries.get(n).cloned() {
                Some(entry) => self.take_entry(*what, entry),
                None => Vec::new(),
            },
            PickAction::Shows(attaching) => {
                let ticked: Vec<bool> = pick.rows.iter().map(|r| r.ticked == Some(true)).collect();
                self.take_shows(attaching, &ticked)
            }
            PickAction::Copy(places) => match places.get(n) {
                Some(&from) => self.copy_from(from),
                None => Vec::new(),
            },
            PickAction::Language => self.choose_language(n),
            PickAction::LockAfter => self.choose_lock_after(n),
            PickAction::CloseLists { subject, kinds } => {
                let ticked = pick.rows.iter().map(|r| r.ticked == Some(true));
                let kinds = kinds.iter().zip(ticked).filter(|(_, t)| *t).map(|(k, _)| k.clone());
                self.close_lists(*subject, kinds.collect())
            }
        }
    }

    // ---- forms

    pub(super) fn form_command(&mut self, command: Command) -> Vec<Effect> {
        let Some(Screen::Form(form)) = self.screens.last_mut() else { return Vec::new() };
        match command {
            Command::Back => {
                if form.action == FormAction::Author && self.recorder.author().is_none() {
                    self.say(t!("Type a name and press Enter. Ctrl+C twice leaves."));
                } else if let Some(Screen::Form(form)) = self.screens.pop() {
                    let typed = form.fields.iter().any(|f| f.typed || f.chosen.is_some());
                    self.kept_form = typed.then_some(form);
                }
            }
            Command::Open => return self.next_or_submit(),
            Command::NextField => {
                take_marked(form, false);
                form.focus = (form.focus + 1) % form.fields.len().max(1);
                self.fill_code();
            }
            _ => move_in(form, command),
        }
        Vec::new()
    }

    fn next_or_submit(&mut self) -> Vec<Effect> {
        if let Some(effects) = self.pick_file() {
            return effects;
        }
        let Some(Screen::Form(form)) = self.screens.last_mut() else { return Vec::new() };
        if !take_marked(form, true) {
            return Vec::new();
        }
        let last = form.focus + 1 >= form.fields.len();
        if self.refuse() {
            return Vec::new();
        }
        if last {
            return self.submit();
        }
        if let Some(Screen::Form(form)) = self.screens.last_mut() {
            form.focus += 1;
        }
        self.fill_code();
        Vec::new()
    }

    /// What the fields of the form hold: keys of what is chosen, texts.
    pub(super) fn form_texts(&self) -> Vec<String> {
        let Some(Screen::Form(form)) = self.screens.last() else { return Vec::new() };
        texts(form)
    }

    /// Whether something is wrong with the fields so far; then it is said at the first of them.
    fn refuse(&mut self) -> bool {
        let texts = self.form_texts();
        let Some(Screen::Form(form)) = self.screens.last() else { return true };
        let (action, focus) = (form.action, form.focus);
        let Some((field, why)) = self.refusal(action, &texts).filter(|(n, _)| *n <= focus) else {
            return false;
        };
        if let Some(Screen::Form(form)) = self.screens.last_mut() {
            form.focus = field;
            form.fields[field].error = why;
        }
        true
    }

    /// Suggests a code that is free, once the kind is chosen.
    fn fill_code(&mut self) {
        let Some(Screen::Form(form)) = self.screens.last() else { return };
        let FormAction::Add(Addition::Item(at) | Addition::Position(at)) = form.action else {
            return;
        };
        let Some(kind) = form.fields.first().and_then(|f| f.options.get(f.chosen?)) else { return };
        let sort = match form.action {
            FormAction::Add(Addition::Item(_)) => SubjectKind::Item,
            _ => SubjectKind::Position,
        };
        let kind = super::as_if::kind_and_model(&kind.key).0;
        let code = self.free_code(at, sort, &kind);
        let Some(Screen::Form(form)) = self.screens.last_mut() else { return };
        if let Some(field) = form.fields.last_mut().filter(|f| !f.typed) {
            field.input = TextField::new(&code);
        }
    }

    pub(super) fn free_code(&self, at: SubjectIx, kind: SubjectKind, wanted: &str) -> String {
        let taken = |code: &str| self.survey.child(at, kind, code).is_some();
        if !taken(wanted) {
            return wanted.to_owned();
        }
        let numbered = (2_u32..).map(|n| format!("{wanted}-{n}"));
        numbered.take(10_000).find(|code| !taken(code)).unwrap_or_default()
    }
}

/// Takes the marked option of a choice; `false` with a word to the person when there is none.
pub(super) fn take_marked(form: &mut Form, required: bool) -> bool {
    let Some(field) = form.fields.get_mut(form.focus) else { return true };
    if field.options.is_empty() || field.chosen.is_some() {
        return true;
    }
    if !required && field.input.is_empty() {
        return true;
    }
    match field.matching().get(field.marked).copied() {
        Some(n) => {
            field.chosen = Some(n);
            field.input = TextField::new(&label_of(&field.options, n));
            true
        }
        None => {
            field.error = t!("Nothing matches.").to_owned();
            false
        }
    }
}
