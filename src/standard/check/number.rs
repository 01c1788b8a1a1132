//! Operands that are numbers, sizes and ranges: read with their units, as exact decimals.

use bigdecimal::BigDecimal;

use super::super::diagnostic::Span;
use super::super::fields::decimal;
use super::super::raw;
use super::super::read::{Spanned, Table, Value};
use super::super::types::{AttributeId, Compare, Number, RangeOperand, Test};
use super::operand::{Asked, Reader, sort};
use crate::language::{Language, speaking};
use crate::model::{Kind, Quantity, Unit, ValueError, ValueType};
use crate::t;

impl Reader<'_> {
    /// What a number of this attribute looks like.
    fn example(&self) -> String {
        match self.attribute.value.unit {
            Some(unit) => format!("\"1 {unit}\""),
            None => "1".to_owned(),
        }
    }

    pub(super) fn numbers(&self, operand: &Spanned<Value>) -> Option<Asked> {
        let compare = match self.comparator {
            "between" => return self.between(operand),
            "one_of" => {
                let items = self.items(operand, &format!("[{}]", self.example()))?;
                let found: Option<Vec<(Number, String)>> =
                    items.iter().map(|item| self.scaled(item)).collect();
                let (numbers, texts): (Vec<_>, Vec<_>) = found?.into_iter().unzip();
                let test = Test::Number(Compare::Equal, numbers);
                return Some(Asked { test, text: texts.join(t!(" or ")) });
            }
            "at_least" => Compare::AtLeast,
            "at_most" => Compare::AtMost,
            "more_than" => Compare::MoreThan,
            "less_than" => Compare::LessThan,
            _ => Compare::Equal,
        };
        let (number, value) = self.scaled(operand)?;
        let text = match compare {
            Compare::AtLeast => t!("at least {value}", value),
            Compare::AtMost => t!("at most {value}", value),
            Compare::MoreThan => t!("more than {value}", value),
            Compare::LessThan => t!("less than {value}", value),
            Compare::Equal => value,
        };
        Some(Asked { test: Test::Number(compare, vec![number]), text })
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
        if let Some(table) = items.iter().find(|i| matches!(i.value, Value::Table(_))) {
            self.refuse(
                table.span,
                format!(
                    "the numbers of `between` of `{}` cannot grow with a count",
                    self.attribute.key
                ),
                "not a plain number",
                "write two criteria instead, `at_least` and `at_most`".to_owned(),
            );
            return None;
        }
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
        Some(Asked { test: Test::Between(a, b), text: t!("between {from} and {to}", from, to) })
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
        Some((Number { number, per: Some(id) }, t!("{number} times {label}", number = text, label)))
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
        let end = text.find(|c: char| !c.is_ascii_digit() && !"+-.,".contains(c));
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
                let help = "write a plain number: this attribute counts and has no unit";
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
        let units = || match convertible(unit).as_slice() {
            [_] | [] => format!("`{key}` is measured in {unit}"),
            several => format!("`{key}` is measured in {unit}; use one of {}", several.join(", ")),
        };
        let (label, help) = match error {
            ValueError::Unit(_) => {
                let folded = symbol.to_lowercase();
                let near = convertible(unit).into_iter().find(|s| s.to_lowercase() == folded);
                let help = near.map_or_else(units, |near| format!("did you mean `{near}`?"));
                ("unknown unit", help)
            }
            ValueError::Dimension { .. } => ("does not convert", units()),
            ValueError::Backwards(_) => ("the first is the larger one", String::new()),
            _ => ("cannot be read", format!("write something like {}", self.example_of_kind())),
        };
        // Diagnostics are in English.
        let error = speaking(Language::English, || error.to_string());
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

    pub(super) fn size(&self, operand: &Spanned<Value>) -> Option<Asked> {
        let (width, height, value) = self.pair(operand)?;
        let at_least = self.comparator == "at_least";
        let text =
            if at_least { t!("at least {value}", value) } else { t!("at most {value}", value) };
        Some(Asked {
            test: Test::Size { at_least, width: width.number, height: height.number },
            text,
        })
    }

    pub(super) fn range(&self, operand: &Spanned<Value>) -> Option<Asked> {
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
            "covers" => {
                Asked { text: t!("covers {range}", range = text), test: Test::Covers(operand) }
            }
            _ => Asked { text: t!("within {range}", range = text), test: Test::Within(operand) },
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
}

/// The units that convert into one.
fn convertible(unit: Unit) -> Vec<&'static str> {
    Unit::all().filter(|u| u.dimension() == unit.dimension()).map(Unit::symbol).collect()
}
