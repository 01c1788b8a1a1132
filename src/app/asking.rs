//! Facts as people meet them: the question of an attribute, what can be typed as its answer, and
//! how an answer reads.
//!
//! Pure: vocabulary in, words out.

use std::borrow::Cow;
use std::sync::Arc;

use bigdecimal::{BigDecimal, RoundingMode};

use super::coordinates::{self, Axis};
use crate::judge::walk::{EQUIVALENT, INVENTORY_COMPLETE, NOT_APPLICABLE, POSITIONS_COMPLETE};
use crate::model::{Answer, Kind, Unit, Value, ValueType};
use crate::standard::{Choice, Find, Profile};
use crate::{t, words};

/// What is asked about an attribute, under one profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// The key of the attribute, as recorded.
    pub attribute: String,
    /// A name for lists.
    pub label: String,
    /// The question at the booth.
    pub question: String,
    /// How to answer it; may be empty.
    pub help: String,
    /// A trap to warn of; may be empty.
    pub note: String,
    /// How its values read.
    pub value: ValueType,
    /// The answers to choose from; empty when the answer is typed.
    pub options: Vec<Choice>,
    /// How it is found out.
    pub find: Find,
}

impl Asking {
    /// The question about an attribute. What the profile does not know is asked as a text.
    #[must_use]
    pub fn of(profile: &Profile, attribute: &str) -> Self {
        let vocabulary = &profile.vocabulary;
        if attribute == POSITIONS_COMPLETE {
            return Self::yes_or_no(
                attribute,
                t!("List of positions").to_owned(),
                t!("Are these all the positions of this crossing point?").to_owned(),
                t!("A position is a place with the same work: four booths side by side are one."),
            );
        }
        if let Some(key) = attribute.strip_prefix(INVENTORY_COMPLETE) {
            let kind = vocabulary.find_kind(key).map(|id| vocabulary.kind(id));
            let label = kind.map_or(key, |k| &k.label);
            return Self::yes_or_no(
                attribute,
                t!("List: {label}", label),
                t!("{label}: is everything of it that is here on record?", label),
                kind.map_or("", |k| &k.help),
            );
        }
        if let Some(id) = attribute.strip_prefix(NOT_APPLICABLE) {
            return Self {
                attribute: attribute.to_owned(),
                label: t!("Set aside: {id}", id),
                question: t!("Why does {id} not apply here?", id),
                help: t!("It counts as not applicable once two people say so.").to_owned(),
                note: String::new(),
                value: ValueType::plain(Kind::Text),
                options: Vec::new(),
                find: Find::Look,
            };
        }
        if let Some(id) = attribute.strip_prefix(EQUIVALENT) {
            return Self {
                attribute: attribute.to_owned(),
                label: t!("Met by an equivalent: {id}", id),
                question: t!("What does the work of {id} here?", id),
                help: t!("It counts as met once two people say so.").to_owned(),
                note: String::new(),
                value: ValueType::plain(Kind::Text),
                options: Vec::new(),
                find: Find::Look,
            };
        }
        let bare = attribute.split_once('@').map_or(attribute, |(bare, _)| bare);
        let Some(id) = vocabulary.find(bare) else {
            return Self {
                attribute: attribute.to_owned(),
                label: attribute.to_owned(),
                question: t!("What was found of '{attribute}'?", attribute),
                help: t!("This profile does not know it; it is kept as it is.").to_owned(),
                note: String::new(),
                value: ValueType::plain(Kind::Text),
                options: Vec::new(),
                find: Find::Look,
            };
        };
        let found = vocabulary.attribute(id);
        let language = attribute.strip_prefix(bare).filter(|tag| !tag.is_empty());
        Self {
            attribute: attribute.to_owned(),
            label: match language {
                Some(tag) => format!("{} ({})", found.label, &tag[1..]),
                None => found.label.clone(),
            },
            question: if found.question.is_empty() {
                t!("{label}?", label = found.label)
            } else {
                found.question.clone()
            },
            help: found.help.clone(),
            note: found.note.clone(),
            value: found.value.clone(),
            options: match found.value.kind {
                Kind::Bool => yes_no(),
                _ => found.options.clone(),
            },
            find: found.find,
        }
    }

    fn yes_or_no(attribute: &str, label: String, question: String, help: &str) -> Self {
        Self {
            attribute: attribute.to_owned(),
            label,
            question,
            help: help.to_owned(),
            note: String::new(),
            value: ValueType::plain(Kind::Bool),
            options: yes_no(),
            find: Find::Look,
        }
    }

    /// Whether its answer is typed into a field.
    #[must_use]
    pub fn is_typed(&self) -> bool {
        self.options.is_empty()
    }

    /// Whether several options can hold at once.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.value.kind == Kind::Choices
    }

    /// How a typed answer is written, for the line under the field.
    #[must_use]
    pub fn typing_hint(&self) -> String {
        let unit = self.value.unit.map_or("", Unit::symbol);
        if Axis::of(&self.attribute).is_some() {
            return coordinates::hint().to_owned();
        }
        match self.value.kind {
            Kind::Integer => t!("a whole number").to_owned(),
            Kind::Count => t!("how many: 4, or 0..1 when not sure").to_owned(),
            Kind::Quantity => t!("a number in {unit}, or with another unit behind it", unit),
            Kind::Size => t!("width x height in {unit}, as 1200x1600", unit),
            Kind::Range => t!("low..high in {unit}, as 40..100", unit),
            Kind::Version => t!("numbers with points, as 1.2.10").to_owned(),
            Kind::Date => t!("a date as 2027-09-30, 2027-09 or 2027").to_owned(),
            Kind::Bool | Kind::Choice | Kind::Choices => String::new(),
            Kind::Text => t!("text").to_owned(),
        }
    }

    /// Reads what was typed: the value as it is stored, and its unit if one was typed.
    ///
    /// A decimal comma is read as a point; a unit may stand behind the number.
    ///
    /// # Errors
    /// A sentence that says what would be an answer.
    pub fn read(&self, typed: &str) -> Result<(String, String), String> {
        let typed = &*match self.value.kind {
            Kind::Text => Cow::Borrowed(typed.trim()),
            _ => Cow::Owned(ascii_digits(typed.trim())),
        };
        if let Some(axis) = Axis::of(&self.attribute) {
            return coordinates::read(axis, typed).map(|degrees| (degrees, String::new()));
        }
        let text = match self.value.kind {
            Kind::Quantity => points(typed),
            Kind::Size => points(typed).replace([' ', '\u{a0}'], ""),
            Kind::Range => points(typed).replace(" to ", "..").replace(" à ", ".."),
            Kind::Integer | Kind::Count => together(typed),
            _ => typed.to_owned(),
        };
        let refused = match self.value.parse(&text, "") {
            Ok(_) => return Ok((text, String::new())),
            Err(refused) => refused,
        };
        let Some(own) = self.value.unit else { return Err(refused.to_string()) };
        let number = text
            .trim_end_matches(|c: char| c.is_alphabetic() || matches!(c, '/' | '%' | '°'))
            .trim_end();
        let written = text[number.len()..].trim();
        if written.is_empty() || number.is_empty() {
            return Err(refused.to_string());
        }
        let fits = |unit: &Unit| unit.dimension() == own.dimension();
        let unit = Unit::parse(&written.replace('°', "deg")).filter(fits).or_else(|| {
            let folded = written.to_lowercase();
            Unit::all().filter(fits).find(|u| u.symbol().to_lowercase() == folded)
        });
        let Some(unit) = unit else {
            let known: Vec<_> = Unit::all().filter(fits).map(Unit::symbol).collect();
            let known = known.join(", ");
            return Err(t!("'{written}' is no unit here; units are {known}", written, known));
        };
        match self.value.parse(number, unit.symbol()) {
            Ok(_) => Ok((number.to_owned(), unit.symbol().to_owned())),
            Err(refused) => Err(refused.to_string()),
        }
    }

    /// A value in another unit than its own, said in its own: `= 16 Mbit/s`.
    #[must_use]
    pub fn converted(&self, value: &str, unit: &str) -> Option<String> {
        let own = self.value.unit?;
        let typed = Unit::parse(unit).filter(|u| *u != own)?;
        let one = own.to_base(&BigDecimal::from(1));
        let mut exact = true;
        let mut convert = |text: &str| {
            let base = typed.to_base(&text.trim().parse::<BigDecimal>().ok()?);
            let number = (&base / &one).with_scale_round(6, RoundingMode::HalfUp).normalized();
            exact &= &number * &one == base;
            Some(number.to_plain_string())
        };
        let text = match self.value.kind {
            Kind::Quantity => convert(value)?,
            Kind::Range => {
                let (low, high) = value.split_once("..")?;
                format!("{}..{}", convert(low)?, convert(high)?)
            }
            Kind::Size => {
                let (width, height) = value.split_once('x')?;
                format!("{}x{}", convert(width)?, convert(height)?)
            }
            _ => return None,
        };
        Some(format!("{} {text} {}", if exact { "=" } else { "~" }, own.symbol()))
    }

    /// An answer as people read it.
    #[must_use]
    pub fn shown(&self, answer: &Answer) -> String {
        match answer {
            Answer::Cleared => t!("taken back").to_owned(),
            Answer::Absent(reason) => t!("no answer: {why}", why = words::absence(*reason)),
            Answer::Known { value, unit, .. } => self.shown_value(value, unit),
        }
    }

    /// A value as people read it.
    #[must_use]
    pub fn shown_value(&self, value: &str, unit: &str) -> String {
        self.shown_parts(value, unit).join(", ")
    }

    /// A value as people read it: of a set, each option on its own.
    #[must_use]
    pub fn shown_parts(&self, value: &str, unit: &str) -> Vec<String> {
        let label = |n: usize| self.options.get(n).map_or("?", |o| &o.label);
        let whole = match self.value.parse(value, unit) {
            Ok(Value::Bool(yes)) => label(usize::from(!yes)).to_owned(),
            Ok(Value::Choice(n)) => label(n).to_owned(),
            Ok(Value::Choices { yes, open }) => {
                let mut parts: Vec<String> = yes.indices().map(|n| label(n).to_owned()).collect();
                parts.extend(open.indices().map(|n| t!("{what} not known", what = label(n))));
                if !parts.is_empty() {
                    return parts;
                }
                t!("none of them").to_owned()
            }
            _ => {
                let own = self.value.unit.map_or("", Unit::symbol);
                let unit = if unit.is_empty() { own } else { unit };
                if unit.is_empty() { value.to_owned() } else { format!("{value} {unit}") }
            }
        };
        vec![whole]
    }
}

/// Arabic, Persian and Devanagari digits, and the Arabic decimal sign, as they are stored.
fn ascii_digits(text: &str) -> String {
    let one = |c: char| {
        let zeros = ['\u{660}', '\u{6f0}', '\u{966}'];
        let digit = zeros
            .into_iter()
            .find_map(|zero| char::from_digit(u32::from(c).checked_sub(u32::from(zero))?, 10));
        if c == '\u{66b}' { '.' } else { digit.unwrap_or(c) }
    };
    text.chars().map(one).collect()
}

fn yes_no() -> Vec<Choice> {
    [("true", t!("Yes")), ("false", t!("No"))]
        .map(|(key, label)| Choice { key: key.to_owned(), label: label.to_owned() })
        .into()
}

/// A decimal comma as a point. One that may group thousands (`1,000`) stays, and is refused.
fn points(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let digits =
        |range: &mut dyn Iterator<Item = &char>| range.take_while(|c| c.is_ascii_digit()).count();
    let point = |n: usize| {
        let before = digits(&mut characters[..n].iter().rev());
        let after = digits(&mut characters[n + 1..].iter());
        let zero = before == 1 && characters[n - 1] == '0';
        let grouped = characters.get(n + 1 + after) == Some(&',');
        before > 0 && after > 0 && !grouped && (after != 3 || before > 3 || zero)
    };
    let one = |n: usize, c: char| if c == ',' && point(n) { '.' } else { c };
    characters.iter().enumerate().map(|(n, &c)| one(n, c)).collect()
}

/// Digits without the blanks that group them.
fn together(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')).collect()
}

/// Whether an option of a set holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// It does not.
    #[default]
    No,
    /// It does.
    Yes,
    /// Nobody knows.
    NotKnown,
}

impl Mark {
    /// The next one when the key is pressed again.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Yes => Self::NotKnown,
            Self::NotKnown => Self::No,
        }
    }
}

/// The marks of a recorded set.
#[must_use]
pub fn marks(value: &ValueType, text: &str) -> Vec<Mark> {
    let mut marks = vec![Mark::No; value.options.len()];
    if let Ok(Value::Choices { yes, open }) = value.parse(text, "") {
        for (n, mark) in marks.iter_mut().enumerate() {
            let this = crate::model::OptionSet::of([n]);
            if yes.contains(this) {
                *mark = Mark::Yes;
            } else if open.contains(this) {
                *mark = Mark::NotKnown;
            }
        }
    }
    marks
}

/// How marked options are recorded.
#[must_use]
pub fn marked_value(options: &Arc<[String]>, marks: &[Mark]) -> String {
    let parts: Vec<String> = options
        .iter()
        .zip(marks)
        .filter_map(|(key, mark)| match mark {
            Mark::No => None,
            Mark::Yes => Some(key.clone()),
            Mark::NotKnown => Some(format!("{key}?")),
        })
        .collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(";") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(kind: Kind, unit: &str) -> Asking {
        Asking {
            attribute: "x".to_owned(),
            label: String::new(),
            question: String::new(),
            help: String::new(),
            note: String::new(),
            value: ValueType { unit: Unit::parse(unit), ..ValueType::plain(kind) },
            options: Vec::new(),
            find: Find::Look,
        }
    }

    fn read(kind: Kind, unit: &str, text: &str) -> Result<(String, String), String> {
        typed(kind, unit).read(text)
    }

    fn ok(value: &str, unit: &str) -> Result<(String, String), String> {
        Ok((value.to_owned(), unit.to_owned()))
    }

    #[test]
    fn units_are_typed_freely_and_a_comma_is_a_point() {
        assert_eq!(read(Kind::Quantity, "Mbit/s", "2 MB/s"), ok("2", "MB/s"));
        assert_eq!(read(Kind::Quantity, "Mbit/s", "2,5mb/s"), ok("2.5", "MB/s"));
        assert_eq!(read(Kind::Quantity, "Mbit/s", " 41.3 "), ok("41.3", ""));
        assert_eq!(read(Kind::Quantity, "degC", "-3,5 °C"), ok("-3.5", "degC"));
        assert_eq!(read(Kind::Quantity, "%", "87%"), ok("87", "%"));
        assert_eq!(read(Kind::Range, "degC", "-10 to 50"), ok("-10..50", ""));
        assert_eq!(read(Kind::Range, "degC", "-10 à 50"), ok("-10..50", ""));
        assert_eq!(read(Kind::Range, "mm", "1,5..2,5 cm"), ok("1.5..2.5", "cm"));
        assert_eq!(read(Kind::Size, "px", "1200 x 1600 px"), ok("1200x1600", "px"));
        assert_eq!(read(Kind::Integer, "", "1 460 000"), ok("1460000", ""));
        assert_eq!(read(Kind::Quantity, "Mbit/s", "٤١٫٣"), ok("41.3", ""));
        assert_eq!(read(Kind::Count, "", "0..1"), ok("0..1", ""));
        assert_eq!(read(Kind::Text, "", "  as it is "), ok("as it is", ""));
    }

    #[test]
    fn another_unit_is_said_in_the_own_one() {
        let said = |kind, unit, value, typed_in| typed(kind, unit).converted(value, typed_in);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(said(Kind::Quantity, "Mbit/s", "2", "MB/s"), some("= 16 Mbit/s"));
        assert_eq!(said(Kind::Quantity, "h", "50", "min"), some("~ 0.833333 h"));
        assert_eq!(said(Kind::Range, "mm", "1.5..2.5", "cm"), some("= 15..25 mm"));
        assert_eq!(said(Kind::Quantity, "Mbit/s", "2", "Mbit/s"), None);
        assert_eq!(said(Kind::Quantity, "Mbit/s", "2", ""), None);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let unit = read(Kind::Quantity, "Mbit/s", "5 km").err().unwrap_or_default();
        assert!(unit.contains("'km' is no unit here; units are kbit/s, Mbit/s"), "{unit}");
        assert!(read(Kind::Quantity, "Mbit/s", "1,000,000").is_err());
        assert!(read(Kind::Quantity, "Mbit/s", "1,000").is_err(), "a thousand, or one?");
        assert_eq!(read(Kind::Quantity, "Mbit/s", "0,125"), ok("0.125", ""));
        assert!(read(Kind::Integer, "", "many").is_err());
        assert!(read(Kind::Date, "", "30.9.2027").err().unwrap_or_default().contains("2027-09-30"));
    }

    #[test]
    fn marks_read_back() {
        let options: Arc<[String]> = ["a", "b", "c"].map(str::to_owned).into();
        let value = ValueType {
            kind: Kind::Choices,
            unit: None,
            options: Arc::clone(&options),
            ordered: false,
        };
        for text in ["none", "a", "a;c?", "b?"] {
            assert_eq!(marked_value(&options, &marks(&value, text)), text);
        }
    }
}
