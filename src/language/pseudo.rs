//! The pseudo-language: every letter has an accent and every text is 40 % longer. What stays plain
//! on a screen is not translated, what is cut would be cut in a real language.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

/// Texts made so far. They are kept for as long as the process runs, as those of a table are.
static MADE: LazyLock<Mutex<HashMap<String, &'static str>>> = LazyLock::new(Mutex::default);

/// A text in disguise.
pub(super) fn of(text: &str) -> &'static str {
    let mut made = MADE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(known) = made.get(text) {
        return known;
    }
    let disguised: &'static str = Box::leak(disguise(text).into_boxed_str());
    made.insert(text.to_owned(), disguised);
    disguised
}

fn disguise(text: &str) -> String {
    let mut disguised = String::with_capacity(text.len() * 3);
    let (mut letters, mut hole) = (0_usize, false);
    for c in text.chars() {
        match c {
            '{' => hole = true,
            '}' => hole = false,
            _ => {}
        }
        if hole {
            disguised.push(c);
        } else {
            letters += usize::from(c.is_alphabetic());
            disguised.push(accented(c));
        }
    }
    // Four in ten, rounded up; a text without letters needs no translation.
    disguised.extend(std::iter::repeat_n('~', (letters * 2).div_ceil(5)));
    disguised
}

fn accented(c: char) -> char {
    const PLAIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const ACCENTED: &str = "áƀćďéƒǵĥíĵķĺɱńóƥʠŕšťúṽŵẋýžÁɃĆĎÉƑǴĤÍĴĶĹṀŃÓƤɊŔŠŤÚṼŴẊÝŽ";
    PLAIN.find(c).and_then(|at| ACCENTED.chars().nth(at)).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_change_and_holes_do_not() {
        assert_eq!(of("{n} gaps at 5 V"), "{n} ǵáƥš áť 5 Ṽ~~~");
        assert_eq!(of("12:30"), "12:30");
    }
}
