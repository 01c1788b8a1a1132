//! Texts with holes: how `t!` and `counted!` put values into a translation.

use std::fmt::Display;

use super::{Language, of, spoken};

/// The translation to fill; none in English, where the compiler fills.
#[must_use]
pub fn template(text: &'static str) -> Option<&'static str> {
    match spoken() {
        Language::English => None,
        _ => Some(of(text)),
    }
}

/// Puts values into the `{name}`s of a text; `{{` and `}}` are braces. A name without a value
/// stays as it is.
#[must_use]
pub fn fill(template: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::with_capacity(template.len() + 16 * values.len());
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        filled.push_str(&rest[..at]);
        let (brace, after) = rest[at..].split_at(1);
        if after.starts_with(brace) {
            filled.push_str(brace);
            rest = &after[1..];
            continue;
        }
        let hole = (brace == "{").then(|| after.split_once('}')).flatten();
        let value = hole.and_then(|(name, _)| values.iter().find(|(known, _)| *known == name));
        match (hole, value) {
            (Some((_, end)), Some((_, value))) => {
                filled.push_str(&value.to_string());
                rest = end;
            }
            _ => {
                filled.push_str(brace);
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// A text in the language in force: `t!("Saved.")` is a `&'static str`, `t!("{n} of {all}", n,
/// all = posts.len())` a `String`. What is filled in has no width or precision: format it first.
#[macro_export]
macro_rules! t {
    ($text:literal) => {
        $crate::language::of($text)
    };
    ($text:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {
        match $crate::language::template($text) {
            None => ::std::format!($text, $($name = $crate::t!(@value $name $(= $value)?)),+),
            Some(template) => $crate::language::fill(
                template,
                &[$((
                    ::std::stringify!($name),
                    &$crate::t!(@value $name $(= $value)?) as &dyn ::std::fmt::Display,
                )),+],
            ),
        }
    };
    (@value $name:ident = $value:expr) => { $value };
    (@value $name:ident) => { $name };
}

/// A text that goes with a number, `{n}` in it: the form for one, the form for more, then what
/// else is filled in. Which form is taken is the language's own rule.
#[macro_export]
macro_rules! counted {
    ($count:expr, $one:literal, $more:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        let n: usize = $count;
        // Both are literals, which a test over the sources reads.
        let text = [$one, $more][$crate::language::spoken().form(n)];
        $crate::language::fill(
            $crate::language::of(text),
            &[("n", &n as &dyn ::std::fmt::Display)
                $(, (
                    ::std::stringify!($name),
                    &$crate::t!(@value $name $(= $value)?) as &dyn ::std::fmt::Display,
                ))*],
        )
    }};
}

/// Marks a text that is said later, by `language::of`: in a constant table, say.
#[macro_export]
macro_rules! said {
    ($text:literal) => {
        $text
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_and_braces_stay() {
        let values: &[(&str, &dyn Display)] = &[("n", &3), ("place", &"Q{n}")];
        assert_eq!(fill("{n} at {place}", values), "3 at Q{n}");
        assert_eq!(fill("{{{n}}} {other} } {", values), "{3} {other} } {");
    }
}
