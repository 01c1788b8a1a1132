//! Comparators and operands: what each type of attribute can be asked, and the words for it.

use super::super::diagnostic::{Diagnostic, Span, list, suggest};
use super::super::keys::COMPARATORS;
use super::super::raw;
use super::super::read::{Spanned, Value};
use super::super::types::{Attribute, Compare, DateOperand, Test};
use super::criterion::Scope;
use crate::language::{Language, speaking};
use crate::model::date::PartialDate;
use crate::model::{Kind, OptionSet, ValueType};
use crate::t;

/// What a criterion asks, and the same in words.
pub(crate) struct Asked {
    pub(crate) test: Test,
    pub(crate) text: String,
}

/// The comparators that a type has.
fn comparators(value: &ValueType) -> &'static [&'static str] {
    match value.kind {
        Kind::Bool => &["is"],
        Kind::Choice if value.ordered => &["is", "is_not", "one_of", "at_least", "at_most"],
        Kind::Choice | Kind::Text => &["is", "is_not", "one_of"],
        Kind::Choices => &["includes", "includes_any", "excludes"],
        Kind::Integer | Kind::Quantity | Kind::Count => {
            &["is", "one_of", "at_least", "at_most", "more_than", "less_than", "between"]
        }
        Kind::Size => &["at_least", "at_most"],
        Kind::Range => &["covers", "within"],
        Kind::Version => &["at_least", "at_most", "is"],
        Kind::Date => &["not_before", "not_after", "newer_than_days", "within_days_of_visit"],
    }
}

/// How messages call a type.
pub(super) fn sort(value: &ValueType) -> &'static str {
    match value.kind {
        Kind::Bool => "a bool",
        Kind::Choice if value.ordered => "an ordered choice",
        Kind::Choice => "a choice without order",
        Kind::Choices => "a set of choices",
        Kind::Text => "a text",
        Kind::Integer => "an integer",
        Kind::Quantity => "a quantity",
        Kind::Count => "a count",
        Kind::Size => "a size",
        Kind::Range => "a range",
        Kind::Version => "a version",
        Kind::Date => "a date",
    }
}

/// Reads the comparator and operand of a criterion on an attribute.
pub(crate) fn test(scope: &Scope<'_>, leaf: &raw::Leaf, attribute: &Attribute) -> Option<Asked> {
    let reader = Reader { scope, attribute, comparator: &leaf.comparator.value };
    let allowed = comparators(&attribute.value);
    if !allowed.contains(&reader.comparator) {
        reader.wrong_comparator(leaf.comparator.span, allowed);
        return None;
    }
    let operand = &leaf.operand;
    match attribute.value.kind {
        Kind::Bool => reader.bool(operand),
        Kind::Choice => reader.choice(operand),
        Kind::Choices => reader.choices(operand),
        Kind::Text => reader.texts(operand),
        Kind::Integer | Kind::Quantity | Kind::Count => reader.numbers(operand),
        Kind::Size => reader.size(operand),
        Kind::Range => reader.range(operand),
        Kind::Version => reader.version(operand),
        Kind::Date => reader.date(operand),
    }
}

/// Reads the operand of one comparator on one attribute.
pub(super) struct Reader<'a> {
    pub(super) scope: &'a Scope<'a>,
    pub(super) attribute: &'a Attribute,
    pub(super) comparator: &'a str,
}

impl Reader<'_> {
    pub(super) fn refuse(&self, span: Span, message: String, label: &str, help: String) {
        let error: Diagnostic = self.scope.error(span, message).label(label).help(help);
        self.scope.sink.push(error);
    }

    fn wrong_comparator(&self, span: Span, allowed: &[&str]) {
        let (key, value) = (&self.attribute.key, &self.attribute.value);
        let wanted = self.comparator;
        let mut help = format!("it can be asked {}", list(allowed));
        if value.kind == Kind::Choice && matches!(wanted, "at_least" | "at_most") {
            help.push_str("; or give its attribute `ordered = true`, options worst first");
        }
        debug_assert!(COMPARATORS.iter().any(|(name, ..)| *name == wanted));
        self.refuse(
            span,
            format!("`{key}` is {} and cannot be asked `{wanted}`", sort(value)),
            "its type has no such comparator",
            help,
        );
    }

    pub(super) fn wrong_operand(&self, operand: &Spanned<Value>, wanted: &str, example: &str) {
        let (key, comparator) = (&self.attribute.key, self.comparator);
        self.refuse(
            operand.span,
            format!("`{comparator}` of `{key}` must be {wanted}, not {}", operand.value.sort()),
            &format!("expected {wanted}"),
            format!("write something like `{comparator} = {example}`"),
        );
    }

    pub(super) fn text<'v>(
        &self,
        operand: &'v Spanned<Value>,
        wanted: &str,
        example: &str,
    ) -> Option<&'v str> {
        if let Value::String(text) = &operand.value {
            return Some(text);
        }
        self.wrong_operand(operand, wanted, example);
        None
    }

    /// The items of a list that must not be empty.
    pub(super) fn items<'v>(
        &self,
        operand: &'v Spanned<Value>,
        example: &str,
    ) -> Option<&'v [Spanned<Value>]> {
        let Value::Array(items) = &operand.value else {
            self.wrong_operand(operand, "a list", example);
            return None;
        };
        if items.is_empty() {
            self.refuse(
                operand.span,
                format!("`{}` of `{}` is an empty list", self.comparator, self.attribute.key),
                "nothing is listed",
                "list something, or leave the criterion out".to_owned(),
            );
            return None;
        }
        Some(items)
    }

    fn bool(&self, operand: &Spanned<Value>) -> Option<Asked> {
        let Value::Bool(flag) = operand.value else {
            self.wrong_operand(operand, "true or false", "true");
            return None;
        };
        let text = if flag { t!("yes") } else { t!("no") };
        Some(Asked { test: Test::Bool(flag), text: text.to_owned() })
    }

    fn option(&self, operand: &Spanned<Value>) -> Option<usize> {
        let first = self.attribute.value.options.first().map_or("", String::as_str);
        let key = self.text(operand, "an option", &format!("\"{first}\""))?;
        let index = self.attribute.value.option(key);
        if index.is_none() {
            let known = || self.attribute.value.options.iter().map(String::as_str);
            let all: Vec<&str> = known().collect();
            self.refuse(
                operand.span,
                format!("`{key}` is not an option of `{}`", self.attribute.key),
                "not listed",
                suggest(key, known(), &format!("its options are {}", list(&all))),
            );
        }
        index
    }

    fn option_list(&self, operand: &Spanned<Value>) -> Option<Vec<usize>> {
        let example = match &operand.value {
            Value::String(text) => format!("[\"{}\"]", text.escape_debug()),
            _ => "[\"...\"]".to_owned(),
        };
        let items = self.items(operand, &example)?;
        let items_read = items.iter().take_while(|_| !self.scope.sink.full());
        let found: Vec<usize> = items_read.filter_map(|item| self.option(item)).collect();
        (found.len() == items.len()).then_some(found)
    }

    /// The labels of options: the last is joined to the others as an alternative, or as one more.
    fn labels(&self, options: &[usize], any: bool) -> String {
        let labels: Vec<&str> = options
            .iter()
            .filter_map(|&o| self.attribute.options.get(o))
            .map(|o| o.label.as_str())
            .collect();
        match labels.split_last() {
            Some((last, rest)) if !rest.is_empty() => {
                let first = rest.join(", ");
                if any {
                    t!("{first} or {last}", first, last)
                } else {
                    t!("{first} and {last}", first, last)
                }
            }
            Some((last, _)) => (*last).to_owned(),
            None => String::new(),
        }
    }

    fn choice(&self, operand: &Spanned<Value>) -> Option<Asked> {
        let all = self.attribute.value.options.len();
        if self.comparator == "one_of" {
            let options = self.option_list(operand)?;
            let text = self.labels(&options, true);
            return Some(Asked { test: Test::Choice(OptionSet::of(options)), text });
        }
        let option = self.option(operand)?;
        let label = self.labels(&[option], true);
        let (set, text) = match self.comparator {
            "is_not" => {
                let others = (0..all).filter(|&o| o != option);
                (OptionSet::of(others), t!("not {value}", value = label))
            }
            "at_least" => (OptionSet::of(option..all), t!("at least {value}", value = label)),
            "at_most" => (OptionSet::of(0..=option), t!("at most {value}", value = label)),
            _ => (OptionSet::of([option]), label),
        };
        Some(Asked { test: Test::Choice(set), text })
    }

    fn choices(&self, operand: &Spanned<Value>) -> Option<Asked> {
        let options = self.option_list(operand)?;
        let set = OptionSet::of(options.iter().copied());
        Some(match self.comparator {
            "includes_any" => {
                Asked { test: Test::IncludesAny(set), text: self.labels(&options, true) }
            }
            "excludes" => Asked {
                test: Test::Excludes(set),
                text: t!("without {values}", values = self.labels(&options, true)),
            },
            _ => Asked { test: Test::Includes(set), text: self.labels(&options, false) },
        })
    }

    fn texts(&self, operand: &Spanned<Value>) -> Option<Asked> {
        let not = self.comparator == "is_not";
        let texts: Vec<String> = if self.comparator == "one_of" {
            let items = self.items(operand, "[\"...\"]")?;
            let texts: Option<Vec<&str>> =
                items.iter().map(|i| self.text(i, "a list of texts", "[\"...\"]")).collect();
            texts?.into_iter().map(str::to_owned).collect()
        } else {
            vec![self.text(operand, "a text", "\"...\"")?.to_owned()]
        };
        let quoted: Vec<String> = texts.iter().map(|t| format!("\"{t}\"")).collect();
        let text = quoted.join(t!(" or "));
        let text = if not { t!("not {value}", value = text) } else { text };
        Some(Asked { test: Test::Text { texts, not }, text })
    }

    fn version(&self, operand: &Spanned<Value>) -> Option<Asked> {
        let text = self.text(operand, "a version in quotation marks", "\"1.2\"")?;
        match self.attribute.value.parse(text, "") {
            Ok(crate::model::Value::Version(parts)) => {
                let value = text.trim();
                let (compare, text) = match self.comparator {
                    "at_least" => (Compare::AtLeast, t!("at least {value}", value)),
                    "at_most" => (Compare::AtMost, t!("at most {value}", value)),
                    _ => (Compare::Equal, value.to_owned()),
                };
                Some(Asked { test: Test::Version(compare, parts), text })
            }
            Ok(_) => None,
            Err(error) => {
                let key = &self.attribute.key;
                // Diagnostics are in English.
                let error = speaking(Language::English, || error.to_string());
                self.refuse(
                    operand.span,
                    format!("the operand of `{key}`: {error}"),
                    "not a version",
                    String::new(),
                );
                None
            }
        }
    }

    fn date(&self, operand: &Spanned<Value>) -> Option<Asked> {
        if let "newer_than_days" | "within_days_of_visit" = self.comparator {
            return self.days(operand);
        }
        let text = match &operand.value {
            Value::String(text) | Value::Datetime(text) => text.trim(),
            _ => {
                self.wrong_operand(operand, "a date in quotation marks", "\"2027-09-30\"");
                return None;
            }
        };
        let date = match text {
            "as-of" => DateOperand::AsOf,
            "visit" => DateOperand::Visit,
            _ => match PartialDate::parse(text) {
                Some(date) => DateOperand::Date(date),
                None => {
                    self.refuse(
                        operand.span,
                        format!("`{text}` is not a date"),
                        "not a date",
                        "write \"2027-09-30\", \"2027-09\", \"2027\", \"as-of\" or \"visit\""
                            .into(),
                    );
                    return None;
                }
            },
        };
        let before = self.comparator == "not_before";
        let words = match (before, &date) {
            (true, DateOperand::AsOf) => t!("not before the day of the report").to_owned(),
            (true, DateOperand::Visit) => t!("not before the day of the visit").to_owned(),
            (true, DateOperand::Date(_)) => t!("not before {date}", date = text),
            (false, DateOperand::AsOf) => t!("not after the day of the report").to_owned(),
            (false, DateOperand::Visit) => t!("not after the day of the visit").to_owned(),
            (false, DateOperand::Date(_)) => t!("not after {date}", date = text),
        };
        let test = if before { Test::NotBefore(date) } else { Test::NotAfter(date) };
        Some(Asked { text: words, test })
    }

    fn days(&self, operand: &Spanned<Value>) -> Option<Asked> {
        let Value::Integer(text) = &operand.value else {
            self.wrong_operand(operand, "a whole number of days", "30");
            return None;
        };
        let Some(days) = text.parse::<i64>().ok().filter(|d| (0..=1_000_000).contains(d)) else {
            self.refuse(
                operand.span,
                format!("`{}` must be from 0 to 1000000 days", self.comparator),
                "out of range",
                String::new(),
            );
            return None;
        };
        Some(match self.comparator {
            "newer_than_days" => Asked {
                test: Test::NewerThanDays(days),
                text: t!("less than {days} days before the day of the report", days),
            },
            _ => Asked {
                test: Test::WithinDaysOfVisit(days),
                text: t!("at most {days} days before the visit", days),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use bigdecimal::BigDecimal;

    use crate::model::OptionSet;
    use crate::standard::{Compare, Criterion, DateOperand, Number, Test, load_text};

    /// What one criterion on an attribute of a small vocabulary asks.
    fn test(criterion: &str) -> Test {
        let text = format!(
            "format = 1\n[profile]\nid = \"t\"\nversion = \"1\"\ntitle = \"T\"\nstatus = \"draft\"\n\
             [[attribute]]\nkey = \"grade\"\nof = \"position\"\ntype = \"choice\"\nordered = true\n\
             options = [{{ key = \"low\" }}, {{ key = \"middle\" }}, {{ key = \"high\" }}]\n\
             [[attribute]]\nkey = \"rate\"\nof = \"position\"\ntype = \"quantity\"\nunit = \"Mbit/s\"\n\
             [[attribute]]\nkey = \"day\"\nof = \"position\"\ntype = \"date\"\n\
             [[attribute]]\nkey = \"release\"\nof = \"position\"\ntype = \"version\"\n\
             [[requirement]]\nid = \"A\"\ntitle = \"A\"\ncategory = \"power\"\nseverity = \"minor\"\n\
             basis = \"practice\"\njudge = \"position\"\ncriteria = [{criterion}]\n"
        );
        let loaded = load_text("t", &text, &|_| None).unwrap_or_else(|e| panic!("{e}"));
        match &loaded.profile.requirements[0].criteria[0] {
            Criterion::Leaf(leaf) => leaf.test.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn options(indices: &[usize]) -> Test {
        Test::Choice(OptionSet::of(indices.iter().copied()))
    }

    #[test]
    fn a_choice_becomes_the_options_that_pass() {
        assert_eq!(test(r#"{ attribute = "grade", is = "low" }"#), options(&[0]));
        assert_eq!(test(r#"{ attribute = "grade", is_not = "low" }"#), options(&[1, 2]));
        assert_eq!(test(r#"{ attribute = "grade", one_of = ["high", "low"] }"#), options(&[0, 2]));
        assert_eq!(test(r#"{ attribute = "grade", at_least = "middle" }"#), options(&[1, 2]));
        assert_eq!(test(r#"{ attribute = "grade", at_most = "middle" }"#), options(&[0, 1]));
    }

    #[test]
    fn numbers_are_exact_and_in_the_base_unit() {
        let number = |mantissa: i64, scale: i64| Number {
            number: BigDecimal::new(mantissa.into(), scale),
            per: None,
        };
        let at_least = |n| Test::Number(Compare::AtLeast, vec![n]);
        for operand in ["2 MB/s", "16 Mbit/s", "16.000Mbit/s", "0.016 Gbit/s", "16000 kbit/s"] {
            let read = test(&format!(r#"{{ attribute = "rate", at_least = "{operand}" }}"#));
            assert_eq!(read, at_least(number(16_000, 0)), "{operand}");
        }
        for operand in ["0.1", "\"0.1\""] {
            let read = test(&format!(r#"{{ attribute = "workstations", at_least = {operand} }}"#));
            assert_eq!(read, at_least(number(1, 1)), "{operand}");
        }
    }

    #[test]
    fn a_number_may_grow_with_a_count() {
        let read = test(
            r#"{ attribute = "rate", one_of = [{ value = "1 Mbit/s", per = "workstations" }, "5 Mbit/s"] }"#,
        );
        let Test::Number(Compare::Equal, numbers) = read else { panic!("{read:?}") };
        let scaled: Vec<bool> = numbers.iter().map(|n| n.per.is_some()).collect();
        assert_eq!(scaled, [true, false]);
    }

    #[test]
    fn versions_and_dates_are_read() {
        assert_eq!(
            test(r#"{ attribute = "release", at_least = "1.2.0" }"#),
            Test::Version(Compare::AtLeast, vec![1, 2])
        );
        assert_eq!(
            test(r#"{ attribute = "day", not_after = "visit" }"#),
            Test::NotAfter(DateOperand::Visit)
        );
        assert_eq!(
            test(r#"{ attribute = "day", not_before = "as-of" }"#),
            Test::NotBefore(DateOperand::AsOf)
        );
        assert_eq!(test(r#"{ attribute = "day", newer_than_days = 0 }"#), Test::NewerThanDays(0));
        let month = test(r#"{ attribute = "day", not_after = "2027-09" }"#);
        assert_eq!(month, test(r#"{ attribute = "day", not_after = " 2027-09 " }"#));
    }
}
