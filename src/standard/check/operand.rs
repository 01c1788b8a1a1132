//! Comparators and operands: what each type of attribute can be asked, and the words for it.

use bigdecimal::BigDecimal;

use super::super::decode::units_like;
use super::super::decode_requirement::COMPARATORS;
use super::super::diagnostic::{Diagnostic, Span, list, suggest};
use super::super::fields::decimal;
use super::super::raw;
use super::super::read::{Spanned, Table, Value};
use super::super::types::{
    Attribute, AttributeId, Compare, DateOperand, Number, RangeOperand, Test,
};
use super::criterion::Scope;
use crate::model::date::PartialDate;
use crate::model::{Kind, OptionSet, Quantity, Unit, ValueError, ValueType};

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
fn sort(value: &ValueType) -> &'static str {
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

struct Reader<'a> {
    scope: &'a Scope<'a>,
    attribute: &'a Attribute,
    comparator: &'a str,
}

impl Reader<'_> {
    fn refuse(&self, span: Span, message: String, label: &str, help: String) {
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
        debug_assert!(COMPARATORS.contains(&wanted));
        self.refuse(
            span,
            format!("`{key}` is {} and cannot be asked `{wanted}`", sort(value)),
            "its type has no such comparator",
            help,
        );
    }

    fn wrong_operand(&self, operand: &Spanned<Value>, wanted: &str, example: &str) {
        let (key, comparator) = (&self.attribute.key, self.comparator);
        self.refuse(
            operand.span,
            format!("`{comparator}` of `{key}` must be {wanted}, not {}", operand.value.sort()),
            &format!("expected {wanted}"),
            format!("write something like `{comparator} = {example}`"),
        );
    }

    fn text<'v>(
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
    fn items<'v>(
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
        Some(Asked { test: Test::Bool(flag), text: if flag { "yes" } else { "no" }.to_owned() })
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
        let found: Vec<usize> = items.iter().filter_map(|item| self.option(item)).collect();
        (found.len() == items.len()).then_some(found)
    }

    fn labels(&self, options: &[usize], between: &str) -> String {
        let labels: Vec<&str> = options
            .iter()
            .filter_map(|&o| self.attribute.options.get(o))
            .map(|o| o.label.as_str())
            .collect();
        match labels.split_last() {
            Some((last, rest)) if !rest.is_empty() => {
                format!("{} {between} {last}", rest.join(", "))
            }
            Some((last, _)) => (*last).to_owned(),
            None => String::new(),
        }
    }

    fn choice(&self, operand: &Spanned<Value>) -> Option<Asked> {
        let all = self.attribute.value.options.len();
        if self.comparator == "one_of" {
            let options = self.option_list(operand)?;
            let text = self.labels(&options, "or");
            return Some(Asked { test: Test::Choice(OptionSet::of(options)), text });
        }
        let option = self.option(operand)?;
        let label = self.labels(&[option], "");
        let (set, text) = match self.comparator {
            "is_not" => (OptionSet::of((0..all).filter(|&o| o != option)), format!("not {label}")),
            "at_least" => (OptionSet::of(option..all), format!("at least {label}")),
            "at_most" => (OptionSet::of(0..=option), format!("at most {label}")),
            _ => (OptionSet::of([option]), label),
        };
        Some(Asked { test: Test::Choice(set), text })
    }

    fn choices(&self, operand: &Spanned<Value>) -> Option<Asked> {
        let options = self.option_list(operand)?;
        let set = OptionSet::of(options.iter().copied());
        Some(match self.comparator {
            "includes_any" => {
                Asked { test: Test::IncludesAny(set), text: self.labels(&options, "or") }
            }
            "excludes" => Asked {
                test: Test::Excludes(set),
                text: format!("without {}", self.labels(&options, "or")),
            },
            _ => Asked { test: Test::Includes(set), text: self.labels(&options, "and") },
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
        let text = format!("{}{}", if not { "not " } else { "" }, quoted.join(" or "));
        Some(Asked { test: Test::Text { texts, not }, text })
    }

    /// What a number of this attribute looks like.
    fn example(&self) -> String {
        match self.attribute.value.unit {
            Some(unit) => format!("\"1 {unit}\""),
            None => "1".to_owned(),
        }
    }

    fn numbers(&self, operand: &Spanned<Value>) -> Option<Asked> {
        let (compare, words) = match self.comparator {
            "between" => return self.between(operand),
            "one_of" => {
                let items = self.items(operand, &format!("[{}]", self.example()))?;
                let found: Option<Vec<(Number, String)>> =
                    items.iter().map(|item| self.scaled(item)).collect();
                let (numbers, texts): (Vec<_>, Vec<_>) = found?.into_iter().unzip();
                let test = Test::Number(Compare::Equal, numbers);
                return Some(Asked { test, text: texts.join(" or ") });
            }
            "at_least" => (Compare::AtLeast, "at least "),
            "at_most" => (Compare::AtMost, "at most "),
            "more_than" => (Compare::MoreThan, "more than "),
            "less_than" => (Compare::LessThan, "less than "),
            _ => (Compare::Equal, ""),
        };
        let (number, text) = self.scaled(operand)?;
        Some(Asked { test: Test::Number(compare, vec![number]), text: format!("{words}{text}") })
    }

    fn between(&self, operand: &Spanned<Value>) -> Option<Asked> {
        let example = format!("[{0}, {0}]", self.example());
        let items = self.items(operand, &example)?;
        let [low, high] = items else {
            self.refuse(
                operand.span,
                format!("`between` of `{}` must be two numbers, low and high", self.attribute.key),
                "not two numbers",
                format!("write `between = {example}`"),
            );
            return None;
        };
        let ((a, from), (b, to)) = (self.number(low)?, self.number(high)?);
        if a > b {
            self.refuse(
                operand.span,
                format!("`between` of `{}` runs backwards", self.attribute.key),
                "the first is the larger one",
                "write the lower end first".to_owned(),
            );
            return None;
        }
        Some(Asked { test: Test::Between(a, b), text: format!("between {from} and {to}") })
    }

    /// A number, or `{ value = ..., per = "..." }`.
    fn scaled(&self, operand: &Spanned<Value>) -> Option<(Number, String)> {
        let Value::Table(table) = &operand.value else {
            let (number, text) = self.number(operand)?;
            return Some((Number { number, per: None }, text));
        };
        let (value, per) = self.scaled_parts(table, operand.span)?;
        let (number, text) = self.number(value)?;
        let id = self.scope.per(&per)?;
        let label = &self.scope.vocabulary.attribute(id).label;
        Some((Number { number, per: Some(id) }, format!("{text} times {label}")))
    }

    fn scaled_parts<'v>(
        &self,
        table: &'v Table,
        span: Span,
    ) -> Option<(&'v Spanned<Value>, raw::Text)> {
        let help = || {
            let example = self.example();
            format!("write `{{ value = {example}, per = \"workstations\" }}`")
        };
        let unknown = table.entries.iter().find(|(k, _)| !["value", "per"].contains(&&*k.value));
        if let Some((key, _)) = unknown {
            self.refuse(
                key.span,
                format!("unknown key `{}` in an operand", key.value),
                "unknown key",
                help(),
            );
            return None;
        }
        match (table.get("value"), table.get("per").map(|p| (&p.value, p.span))) {
            (Some(value), Some((Value::String(per), at))) => {
                Some((value, Spanned { value: per.clone(), span: at }))
            }
            _ => {
                self.refuse(
                    span,
                    "an operand that grows with a count has `value` and `per`".to_owned(),
                    "one of them is missing or not a text",
                    help(),
                );
                None
            }
        }
    }

    /// A number in the base unit, and as people write it.
    fn number(&self, operand: &Spanned<Value>) -> Option<(BigDecimal, String)> {
        let Some(unit) = self.attribute.value.unit else { return self.plain_number(operand) };
        let text = match &operand.value {
            Value::String(text) => text.trim(),
            Value::Integer(number) | Value::Float(number) => {
                self.without_unit(operand.span, number, unit);
                return None;
            }
            _ => {
                self.wrong_operand(operand, "a number with its unit", &self.example());
                return None;
            }
        };
        let end = text.find(|c: char| !c.is_ascii_digit() && !"+-.".contains(c));
        let (number, symbol) = end.map_or((text, ""), |end| text.split_at(end));
        let symbol = symbol.trim();
        if symbol.is_empty() {
            self.without_unit(operand.span, number, unit);
            return None;
        }
        match self.attribute.value.parse(number.trim(), symbol) {
            Ok(crate::model::Value::Quantity(q)) => {
                Some((q.number, format!("{} {symbol}", number.trim())))
            }
            Ok(_) => None,
            Err(error) => {
                self.refuse_value(operand.span, &error, symbol, unit);
                None
            }
        }
    }

    fn plain_number(&self, operand: &Spanned<Value>) -> Option<(BigDecimal, String)> {
        let (key, comparator) = (&self.attribute.key, self.comparator);
        match decimal(&operand.value) {
            Some(Ok(number)) => {
                let text = match &operand.value {
                    Value::String(text) | Value::Integer(text) | Value::Float(text) => text.trim(),
                    _ => "",
                };
                Some((number, text.to_owned()))
            }
            Some(Err(why)) => {
                let help = "write a plain number without a unit; this attribute is an integer";
                self.refuse(
                    operand.span,
                    format!("`{comparator}` of `{key}`: {why}"),
                    "not a number",
                    help.to_owned(),
                );
                None
            }
            None => {
                self.wrong_operand(operand, "a number", "1");
                None
            }
        }
    }

    fn without_unit(&self, span: Span, number: &str, unit: Unit) {
        let key = &self.attribute.key;
        self.refuse(
            span,
            format!("the operand of `{key}` has no unit"),
            "the unit is missing",
            format!("write \"{} {unit}\", or another unit that converts to {unit}", number.trim()),
        );
    }

    fn refuse_value(&self, span: Span, error: &ValueError, symbol: &str, unit: Unit) {
        let key = &self.attribute.key;
        let (label, help) = match error {
            ValueError::Unit(_) => ("unknown unit", units_like(symbol)),
            ValueError::Dimension { .. } => (
                "does not convert",
                format!("`{key}` is measured in {unit}: use one of {}", convertible(unit)),
            ),
            _ => ("cannot be read", format!("write something like {}", self.example_of_kind())),
        };
        self.refuse(span, format!("the operand of `{key}`: {error}"), label, help);
    }

    fn example_of_kind(&self) -> String {
        let unit = self.attribute.value.unit.map_or("", Unit::symbol);
        match self.attribute.value.kind {
            Kind::Size => format!("\"20x15 {unit}\""),
            Kind::Range => format!("\"10..20 {unit}\""),
            _ => format!("\"10 {unit}\""),
        }
    }

    /// Two numbers with one unit: a size or a range.
    fn pair(&self, operand: &Spanned<Value>) -> Option<(Quantity, Quantity, String)> {
        let unit = self.attribute.value.unit?;
        let example = self.example_of_kind();
        let what = sort(&self.attribute.value);
        let text = self.text(operand, &format!("{what} with its unit"), &example)?.trim();
        let unit_start = text.rfind(char::is_whitespace).map_or(text.len(), |at| at + 1);
        let (numbers, symbol) = text.split_at_checked(unit_start).unwrap_or((text, ""));
        let numbers = numbers.trim();
        let symbol = if symbol.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) {
            ""
        } else {
            symbol
        };
        if symbol.is_empty() {
            self.without_unit(operand.span, text, unit);
            return None;
        }
        match self.attribute.value.parse(numbers, symbol) {
            Ok(crate::model::Value::Size(a, b) | crate::model::Value::Range(a, b)) => {
                Some((a, b, format!("{numbers} {symbol}")))
            }
            Ok(_) => None,
            Err(error) => {
                self.refuse_value(operand.span, &error, symbol, unit);
                None
            }
        }
    }

    fn size(&self, operand: &Spanned<Value>) -> Option<Asked> {
        let (width, height, text) = self.pair(operand)?;
        let at_least = self.comparator == "at_least";
        let words = if at_least { "at least" } else { "at most" };
        Some(Asked {
            test: Test::Size { at_least, width: width.number, height: height.number },
            text: format!("{words} {text}"),
        })
    }

    fn range(&self, operand: &Spanned<Value>) -> Option<Asked> {
        let (operand, text) = match &operand.value {
            Value::Table(table) => {
                let id = self.other_range(table, operand.span)?;
                let label = self.scope.vocabulary.attribute(id).label.clone();
                (RangeOperand::Attribute(id), label)
            }
            _ => {
                let (low, high, text) = self.pair(operand)?;
                (RangeOperand::Fixed(low.number, high.number), text)
            }
        };
        Some(match self.comparator {
            "covers" => Asked { text: format!("covers {text}"), test: Test::Covers(operand) },
            _ => Asked { text: format!("within {text}"), test: Test::Within(operand) },
        })
    }

    fn other_range(&self, table: &Table, span: Span) -> Option<AttributeId> {
        let named = match (table.entries.as_slice(), table.get("attribute")) {
            ([_], Some(Spanned { value: Value::String(key), span })) => {
                Spanned { value: key.clone(), span: *span }
            }
            _ => {
                self.refuse(
                    span,
                    format!("`{}` compares with one other attribute", self.comparator),
                    "not an attribute",
                    format!("write `{} = {{ attribute = \"...\" }}`", self.comparator),
                );
                return None;
            }
        };
        let (id, other) = self.scope.readable(&named)?;
        let (own, theirs) = (&self.attribute.value, &other.value);
        let dimension = |v: &ValueType| v.unit.map(Unit::dimension);
        if theirs.kind != Kind::Range || dimension(own) != dimension(theirs) {
            let unit = own.unit.map_or("", Unit::symbol);
            self.refuse(
                named.span,
                format!("`{}` cannot be compared with `{}`", self.attribute.key, other.key),
                &format!("{} in {}", sort(theirs), theirs.unit.map_or("no unit", Unit::symbol)),
                format!("name a range in {unit} or a unit that converts to it"),
            );
            return None;
        }
        Some(id)
    }

    fn version(&self, operand: &Spanned<Value>) -> Option<Asked> {
        let text = self.text(operand, "a version in quotation marks", "\"1.2\"")?;
        match self.attribute.value.parse(text, "") {
            Ok(crate::model::Value::Version(parts)) => {
                let (compare, words) = match self.comparator {
                    "at_least" => (Compare::AtLeast, "at least "),
                    "at_most" => (Compare::AtMost, "at most "),
                    _ => (Compare::Equal, ""),
                };
                let text = format!("{words}{}", text.trim());
                Some(Asked { test: Test::Version(compare, parts), text })
            }
            Ok(_) => None,
            Err(error) => {
                let key = &self.attribute.key;
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
        let (date, words) = match text {
            "as-of" => (DateOperand::AsOf, "the day of the report"),
            "visit" => (DateOperand::Visit, "the day of the visit"),
            _ => match PartialDate::parse(text) {
                Some(date) => (DateOperand::Date(date), text),
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
        Some(match self.comparator {
            "not_before" => {
                Asked { text: format!("not before {words}"), test: Test::NotBefore(date) }
            }
            _ => Asked { text: format!("not after {words}"), test: Test::NotAfter(date) },
        })
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
                text: format!("less than {days} days before the day of the report"),
            },
            _ => Asked {
                test: Test::WithinDaysOfVisit(days),
                text: format!("at most {days} days before the visit"),
            },
        })
    }
}

/// The units that convert into one.
fn convertible(unit: Unit) -> String {
    Unit::all()
        .filter(|u| u.dimension() == unit.dimension())
        .map(Unit::symbol)
        .collect::<Vec<_>>()
        .join(", ")
}
