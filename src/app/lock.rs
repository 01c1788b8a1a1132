//! The lock: hides the survey until the person is back. What is typed stays as it was, and what
//! was recorded goes on being saved.
//!
//! Of an encrypted survey it asks for the passphrase. Of any other it only keeps eyes off the
//! screen, and says so: whoever has the laptop can read the file anyway.

use super::command::{Command, Input};
use super::screen::{Pick, PickAction, PickRow, Screen};
use super::text::TextField;
use super::{App, Effect, dialog};
use crate::t;

/// Minutes without a key after which a survey can be locked; 0 is never.
pub const LOCK_AFTER: [u16; 4] = [0, 5, 15, 30];

/// The lock over everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// The passphrase as it is typed.
    pub input: TextField,
    /// Whether one is asked for.
    pub asks: bool,
    /// Whether what was typed is being tried.
    pub trying: bool,
    /// How often it was wrong.
    pub wrong: usize,
    /// Whether Ctrl+C once more leaves.
    pub leaving: bool,
}

impl Lock {
    /// A line to the person; empty when there is nothing to say.
    #[must_use]
    pub fn words(&self) -> String {
        match self.wrong {
            _ if self.trying => t!("Trying the passphrase ...").to_owned(),
            0 => String::new(),
            n => t!("Wrong passphrase ({n}). The file was not changed.", n),
        }
    }
}

impl App {
    /// Whether the file is encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// Says whether the file is encrypted.
    pub fn set_encrypted(&mut self, encrypted: bool) {
        self.encrypted = encrypted;
    }

    /// Locks after so many minutes without a key; 0 is never.
    pub fn set_lock_after(&mut self, minutes: u16) {
        self.lock_after = Some(minutes);
    }

    /// After how many minutes without a key it locks; `None` for never, and while it is locked.
    /// Until a person says otherwise, encrypted surveys do after 15.
    #[must_use]
    pub fn locks_after(&self) -> Option<u16> {
        let minutes = self.minutes();
        (minutes > 0 && self.lock.is_none()).then_some(minutes)
    }

    fn minutes(&self) -> u16 {
        self.lock_after.unwrap_or(if self.encrypted { 15 } else { 0 })
    }

    /// The lock, while it is on.
    #[must_use]
    pub fn locked(&self) -> Option<&Lock> {
        self.lock.as_ref()
    }

    /// Locks.
    pub fn lock(&mut self) {
        self.message = None;
        self.lock.get_or_insert(Lock { asks: self.encrypted, ..Lock::default() });
    }

    /// Takes note of whether what was typed is the passphrase.
    pub(super) fn tried(&mut self, right: bool) {
        let Some(lock) = &mut self.lock else { return };
        if right {
            self.lock = None;
            self.say(t!("Unlocked. Everything is as it was."));
        } else {
            *lock = Lock { asks: true, wrong: lock.wrong + 1, ..Lock::default() };
        }
    }

    /// What keys do while it is locked.
    pub(super) fn lock_input(&mut self, input: Input, interrupted: bool) -> Vec<Effect> {
        let Some(lock) = &mut self.lock else { return Vec::new() };
        lock.leaving = false;
        match input {
            Input::Command(Command::Interrupt) if interrupted => return vec![Effect::Quit],
            Input::Command(Command::Interrupt) => {
                lock.leaving = true;
                self.interrupted = true;
            }
            Input::Command(Command::Redraw) => return vec![Effect::Redraw],
            Input::Command(Command::Suspend) => return vec![Effect::Suspend],
            _ if lock.trying => {}
            Input::Command(Command::Open) if !lock.asks => self.lock = None,
            Input::Command(Command::Open) if lock.input.is_empty() => {}
            Input::Command(Command::Open) => {
                lock.trying = true;
                let words = std::mem::take(&mut lock.input);
                return vec![Effect::Unlock(words.text().to_owned())];
            }
            Input::Command(Command::Back) => lock.input.clear(),
            Input::Command(command) => {
                if let Some(edit) = dialog::edit_of(command) {
                    edit(&mut lock.input);
                }
            }
            Input::Character(c) if lock.asks => lock.input.insert(c),
            Input::Paste(text) if lock.asks => lock.input.insert_all(&text),
            Input::Character(_) | Input::Paste(_) | Input::Choose(_) | Input::Unknown(_) => {}
        }
        Vec::new()
    }

    /// Asks after how many minutes it is to lock.
    pub(super) fn ask_lock_after(&mut self) {
        let row = |minutes: u16| PickRow {
            label: match minutes {
                0 => t!("never").to_owned(),
                n => t!("after {n} minutes without a key", n),
            },
            detail: String::new(),
            disabled: String::new(),
            ticked: None,
        };
        let text = if self.encrypted {
            t!("It then asks for the passphrase. It is kept for the next start.")
        } else {
            t!("Enter opens it again: this survey is not encrypted. It is kept for the next start.")
        };
        let minutes = self.minutes();
        self.screens.push(Screen::Pick(Pick {
            title: t!("Lock the screen").to_owned(),
            text: text.to_owned(),
            rows: LOCK_AFTER.map(row).into(),
            cursor: LOCK_AFTER.iter().position(|&m| m == minutes).unwrap_or(0),
            action: PickAction::LockAfter,
        }));
    }

    pub(super) fn choose_lock_after(&mut self, n: usize) -> Vec<Effect> {
        let Some(&minutes) = LOCK_AFTER.get(n) else { return Vec::new() };
        self.set_lock_after(minutes);
        vec![Effect::LockAfter(minutes)]
    }
}
