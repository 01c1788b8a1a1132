//! Words of arguments read as values: each gives the value, or what is wrong with the word.

use bigdecimal::BigDecimal;

use crate::language::Language;
use crate::model::value::parse_decimal;
use crate::model::{Day, Evidence, Verdict};
use crate::plan::Choice;
use crate::report::Edition;
use crate::standard::Severity;

pub(super) fn evidence(text: &str) -> Result<Evidence, String> {
    Evidence::parse(text).ok_or_else(|| {
        let codes: Vec<_> = Evidence::ALL.iter().rev().map(|e| e.code()).collect();
        format!("it is one of {}", codes.join(", "))
    })
}

pub(super) fn verdict(text: &str) -> Result<Verdict, String> {
    Verdict::parse(text).ok_or_else(|| {
        let codes: Vec<_> = Verdict::ALL.iter().map(|v| v.code()).collect();
        format!("it is one of {}", codes.join(", "))
    })
}

pub(super) fn amount(text: &str) -> Result<BigDecimal, String> {
    match parse_decimal(text.trim()) {
        Ok(amount) if amount >= BigDecimal::default() => Ok(amount),
        Ok(_) => Err("it is 0 or more".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

pub(super) fn choice(text: &str) -> Result<Choice, String> {
    Choice::parse(text).ok_or_else(|| {
        let codes: Vec<_> = Choice::ALL.iter().map(|c| c.code()).collect();
        format!("it is one of {}", codes.join(", "))
    })
}

pub(super) fn edition(text: &str) -> Result<Edition, String> {
    Edition::parse(text).ok_or_else(|| {
        let codes: Vec<_> = Edition::ALL.iter().map(|e| e.code()).collect();
        format!("it is one of {}", codes.join(", "))
    })
}

pub(super) fn language(text: &str) -> Result<Language, String> {
    Language::of_tag(text).ok_or_else(|| {
        let tags = Language::OF_REPORTS.map(Language::tag);
        format!("it is one of {}", tags.join(", "))
    })
}

pub(super) fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "a day is written 2026-11-22".to_owned())
}

pub(super) fn weighed(text: &str) -> Result<(String, Severity), String> {
    let (id, severity) = text.split_once('=').unwrap_or((text, "minor"));
    let severity = Severity::parse(severity.trim())
        .ok_or_else(|| format!("a severity is one of {}", Severity::CODES.join(", ")))?;
    Ok((id.trim().to_owned(), severity))
}

pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((old, new)) if !old.trim().is_empty() => {
            Ok((old.trim().to_owned(), new.trim().to_owned()))
        }
        _ => Err("it is written OLD=NEW".to_owned()),
    }
}
