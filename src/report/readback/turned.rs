//! Texts that run from right to left, on a page that is read back. A page shows each line in the
//! order of the eye, and where the lines break is not known here: so a text is found by what no
//! order changes. Its letters are all there and no others, and each run of letters of one direction
//! is whole: forwards, or backwards where it is read from the right.

use std::collections::HashMap;

use super::letters;

/// A text some of which runs from right to left.
pub(super) struct Turned {
    /// Its letters with how often each stands, brackets all alike.
    counts: HashMap<char, i64>,
    /// How many letters it has.
    all: i64,
    /// Its runs as the page shows them: with lam and alef as one sign, and as two.
    runs: Vec<[String; 2]>,
}

/// Letters of scripts that run from right to left.
fn is_turned(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{65F}' | '\u{66E}'..='\u{6EF}' | '\u{6FA}'..='\u{8FF}'
        | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}' | '\u{10800}'..='\u{10FFF}'
        | '\u{1E800}'..='\u{1EFFF}')
}

/// Signs that turn the direction.
fn is_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A text with its signs that turn the direction as a page shows them: in words.
fn shown_in_words(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if is_control(c) => shown.push_str(&format!("<U+{:04X}>", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown
}

/// Points on and below letters: they stay with their letter, on whichever side of it.
fn is_point(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5BD}' | '\u{5BF}'..='\u{5C7}' | '\u{610}'..='\u{61A}'
        | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6ED}')
}

/// A letter as it is counted.
fn alike(c: char) -> Option<char> {
    match c {
        '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '«' | '»' | '‹' | '›' => Some('('),
        c if is_point(c) => None,
        c => Some(c),
    }
}

impl Turned {
    /// `None` of a text that runs from left to right throughout.
    pub(super) fn of(text: &str) -> Option<Self> {
        if text.is_ascii() || !text.chars().any(|c| is_turned(c) || is_control(c)) {
            return None;
        }
        let text = shown_in_words(text);
        let mut counts = HashMap::new();
        let mut all = 0;
        for c in letters(&text).chars().filter_map(alike) {
            *counts.entry(c).or_insert(0) += 1;
            all += 1;
        }
        let mut runs: Vec<(bool, String)> = Vec::new();
        for word in text.split_whitespace() {
            let mut last = None;
            for c in letters(word).chars().filter_map(alike) {
                let turned = is_turned(c);
                // Signs between letters go with the line.
                let direction = (turned || c.is_alphanumeric()).then_some(turned);
                match direction {
                    None => {}
                    Some(_) if last == direction => {
                        if let Some((_, run)) = runs.last_mut() {
                            run.push(c);
                        }
                    }
                    Some(turned) => runs.push((turned, c.to_string())),
                }
                last = direction;
            }
        }
        let shown = |(turned, run): (bool, String)| match turned {
            true => [reversed(&run, true), reversed(&run, false)],
            false => [run.clone(), run],
        };
        Some(Self { counts, all, runs: runs.into_iter().map(shown).collect() })
    }

    /// Where it stands in a text of letters, from one place to another, and where it ends.
    pub(super) fn find(&self, text: &str, from: usize, to: usize) -> Option<(usize, usize)> {
        let mut to = to.min(text.len());
        while !text.is_char_boundary(to) {
            to += 1;
        }
        let span = text.get(from..)?;
        // A window as long as the text moves along; how far its letters are from those wanted.
        let mut missing = self.counts.clone();
        let mut wrong = i64::try_from(missing.len()).unwrap_or(i64::MAX);
        let mut step = |c: char, by: i64| {
            let left = missing.entry(c).or_insert(0);
            let before = *left;
            *left -= by;
            match (before == 0, *left == 0) {
                (true, false) => wrong += 1,
                (false, true) => wrong -= 1,
                _ => {}
            }
            wrong == 0
        };
        let mut inside = 0;
        let mut tail = span.char_indices();
        for (at, c) in span.char_indices() {
            let Some(c) = alike(c) else { continue };
            let mut same = step(c, 1);
            inside += 1;
            while inside > self.all {
                let (start, first) = tail.next()?;
                if from + start > to {
                    return None;
                }
                if let Some(first) = alike(first) {
                    same = step(first, -1);
                    inside -= 1;
                }
            }
            if same && inside == self.all {
                let start = span.len() - tail.as_str().len();
                let end = at + span[at..].chars().next().map_or(0, char::len_utf8);
                if self.holds(&span[start..end]) {
                    return Some((from + start, from + end));
                }
            }
        }
        None
    }

    /// Where the first of its runs stands, if all of them stand there in any order.
    pub(super) fn find_parts(&self, text: &str, from: usize, to: usize) -> Option<usize> {
        let mut to = to.min(text.len());
        while !text.is_char_boundary(to) {
            to += 1;
        }
        let span = text.get(from..to)?;
        self.holds(span).then_some(from)
    }

    fn holds(&self, span: &str) -> bool {
        let span: String = span.chars().filter_map(alike).collect();
        let there = |run: &String| span.contains(run.as_str());
        self.runs.iter().all(|run| run.iter().any(there))
    }
}

/// A run backwards. Lam with alef after it is one sign in most fonts, which a page gives in the order
/// of the text.
fn reversed(run: &str, joined: bool) -> String {
    let mut signs: Vec<String> = Vec::new();
    for c in run.chars() {
        match signs.last_mut() {
            Some(last) if joined && last == "ل" && matches!(c, 'ا' | 'أ' | 'إ' | 'آ') => {
                last.push(c);
            }
            _ => signs.push(c.to_string()),
        }
    }
    signs.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_however_its_lines_break() {
        let text = "لا يوجد قارئ (DOC-06) في 12 نقطة";
        let turned = Turned::of(text).expect("it runs from right to left");
        // Two lines as a page shows them, with what stands before and after.
        let page = letters("Before (DOC-06) ئراق دجوي لا ةطقن 12 يف After");
        let (start, end) = turned.find(&page, 0, page.len()).expect("it is there");
        assert!(page[..start].ends_with("Before") && page[end..].starts_with("After"), "{page}");
    }

    #[test]
    fn a_missing_and_a_turned_letter_are_seen() {
        let turned = Turned::of("قارئ جوازات DOC-06").expect("it runs from right to left");
        for wrong in ["DOC-06 تازاو ئراق", "DOC-06 جوازات ئراق", "DOC-60 تازاوج ئراق"]
        {
            let page = letters(wrong);
            assert_eq!(turned.find(&page, 0, page.len()), None, "{wrong}");
        }
        let page = letters("DOC-06 تازاوج ئراق");
        assert!(turned.find(&page, 0, page.len()).is_some());
    }

    #[test]
    fn a_sign_that_turns_is_looked_for_in_words() {
        let turned = Turned::of("safe \u{202E}exe.txt").expect("it has such a sign");
        assert!(turned.find("safe<U+202E>exe.txt", 0, 4).is_some());
        assert!(turned.find("safeexe.txt and more", 0, 4).is_none());
    }

    #[test]
    fn a_text_from_left_to_right_is_none() {
        assert!(Turned::of("Poste de Győr").is_none());
        assert!(Turned::of("turned \u{202E} here").is_some());
    }
}
