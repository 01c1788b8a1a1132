//! Pastes that come as single keys, as on Windows and on bare consoles: there a pasted text would
//! run commands. Keys that nobody types so fast become one paste again.

use std::io;
use std::time::Duration;

use ratatui::crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers};

/// So many characters without a pause are no typing: type-ahead while something is slow stays
/// below it, since keys are read as they come.
const PASTED: usize = 16;
/// Keys of a paste follow each other faster than this.
const PAUSE: Duration = Duration::from_millis(5);
/// More is not gathered at once: what is held with a key down must not fill the memory.
const MOST: usize = 1 << 16;

/// Whether this terminal may give a paste as keys. Where it marks pastes, nothing is guessed.
pub(super) fn may_come() -> bool {
    let bare = |term: &str| matches!(term, "linux" | "dumb" | "vt100" | "vt102" | "vt220" | "ansi");
    cfg!(windows) || std::env::var("TERM").is_ok_and(|term| bare(&term))
}

/// What came with this event, without a pause.
///
/// # Errors
/// When the terminal cannot be read.
pub(super) fn gather(
    first: Event,
    waits: impl Fn(Duration) -> io::Result<bool>,
    mut read: impl FnMut() -> io::Result<Event>,
) -> io::Result<Vec<Event>> {
    let mut events = vec![first];
    if !waits(Duration::ZERO)? {
        return Ok(events);
    }
    while events.len() < MOST && waits(PAUSE)? {
        events.push(read()?);
    }
    Ok(as_paste(events))
}

/// One paste, if these keys are one.
fn as_paste(events: Vec<Event>) -> Vec<Event> {
    let mut text = String::new();
    for event in &events {
        let Event::Key(key) = event else { return events };
        if key.kind == KeyEventKind::Release {
            continue;
        }
        match key.code {
            KeyCode::Char(c) if !key.modifiers.contains(KeyModifiers::CONTROL) => text.push(c),
            // A paste on Windows may put Control on its line ends.
            KeyCode::Enter | KeyCode::Char('j' | 'm') => text.push('\n'),
            KeyCode::Tab => text.push('\t'),
            _ => return events,
        }
    }
    // A key that is held down repeats itself.
    let mut letters = text.chars();
    let first = letters.next();
    if text.chars().count() < PASTED || letters.all(|c| Some(c) == first) {
        return events;
    }
    vec![Event::Paste(text)]
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::VecDeque;

    use ratatui::crossterm::event::KeyEvent;

    use super::*;

    fn key(code: KeyCode) -> Event {
        Event::Key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    fn came(text: &str) -> Vec<Event> {
        let code = |c| if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) };
        let waiting: RefCell<VecDeque<Event>> =
            RefCell::new(text.chars().map(|c| key(code(c))).collect());
        let first = waiting.borrow_mut().pop_front().unwrap_or(key(KeyCode::Esc));
        let next = || Ok(waiting.borrow_mut().pop_front().unwrap_or(key(KeyCode::Esc)));
        gather(first, |_| Ok(!waiting.borrow().is_empty()), next).unwrap_or_default()
    }

    #[test]
    fn a_paste_is_one_and_typing_is_not() {
        assert_eq!(came("q"), [key(KeyCode::Char('q'))]);
        assert_eq!(came("a3QV-N01\n").len(), 9);
        let text = "delete everything\nand quit";
        assert_eq!(came(text), [Event::Paste(text.to_owned())]);
    }

    #[test]
    fn a_key_held_down_and_keys_that_are_no_text_stay_keys() {
        assert_eq!(came(&"j".repeat(40)).len(), 40);
        let mut keys: Vec<Event> = vec![key(KeyCode::Down); 40];
        assert_eq!(as_paste(keys.clone()).len(), 40);
        keys[3] = key(KeyCode::Char('x'));
        assert_eq!(as_paste(keys.clone()), keys);
    }
}
