//! What loads but is perhaps not what was meant.

use std::collections::{BTreeMap, BTreeSet};

use bigdecimal::BigDecimal;

use super::super::diagnostic::{Diagnostic, Sink, SourceFile, Span};
use super::super::raw::{self, Head, Text};
use super::super::types::{
    AttributeId, Compare, Criterion, EquipmentId, Judge, Leaf, Of, RangeOperand, Requirement,
    Status, Test, Vocabulary,
};
use super::choose::{Choice, Chosen};
use crate::model::{Kind, OptionSet};

/// Remarks on the requirements of a profile.
pub(crate) fn lint(
    requirements: &[Requirement],
    choice: &Choice<'_>,
    optional: &[EquipmentId],
    vocabulary: &Vocabulary,
    sink: &Sink,
) {
    let demanded: BTreeSet<EquipmentId> = requirements
        .iter()
        .filter(|r| demands(r))
        .flat_map(|r| r.equipment.iter().copied())
        .collect();
    let mut named: BTreeSet<EquipmentId> = BTreeSet::new();
    for requirement in requirements {
        if sink.warned_enough() {
            break;
        }
        let Some(chosen) = choice.get(&requirement.id) else { continue };
        let Some(body) = &chosen.entry.body else { continue };
        let lint = Lint { requirement, chosen, body, vocabulary, sink };
        for (kind, text) in
            requirement.place.equipment_present.iter().zip(&body.place.equipment_present)
        {
            if !demanded.contains(kind) && !optional.contains(kind) && named.insert(*kind) {
                lint.undemanded(text);
            }
        }
        lint.per_position();
        lint.foreign_attributes();
        lint.never_applies();
        for (key, list) in [
            ("criteria", Some(&requirement.criteria)),
            ("when", Some(&requirement.when)),
            ("partly", requirement.partly.as_ref()),
        ] {
            if let Some(list) = list
                && let Some(why) = impossible(list, vocabulary)
            {
                lint.impossible(key, &why);
            }
        }
    }
}

/// Remarks on what a profile says of itself, and on requirements whose gaps nothing closes. A draft
/// may still be unfinished and say what it likes.
pub(crate) fn lint_whole(
    file: &SourceFile,
    head: &Head,
    requirements: &[Requirement],
    choice: &Choice<'_>,
    sink: &Sink,
) {
    if head.status == Status::Composed && claims_authority(&head.title, &head.about) {
        sink.push(
            Diagnostic::warning(
                file,
                head.span,
                "the profile reads as an official standard, but its status is `composed`",
            )
            .label("its `title` or `about` claims authority")
            .help(
                "say in `title` what it is for, and in `about` that it is composed and nobody's \
                 official standard; or write `status = \"adopted\"`, if an authority adopted it",
            ),
        );
    }
    let without: Vec<&Requirement> = requirements.iter().filter(|r| r.remedy.is_empty()).collect();
    let Some(chosen) = without.first().and_then(|r| choice.get(&r.id)) else { return };
    if head.status == Status::Draft {
        return;
    }
    let ids: Vec<String> = without.iter().take(5).map(|r| format!("`{}`", r.id)).collect();
    let more = match without.len() - ids.len() {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let name = if without.len() == 1 { "names" } else { "name" };
    sink.push(
        Diagnostic::warning(
            &chosen.entry.file,
            chosen.entry.key.span,
            format!("{}{more} {name} no remedy", ids.join(", ")),
        )
        .label("no plan can say what closes its gap")
        .help("add `remedy = \"...\"`: one of the library, or of a [[remedy]] table"),
    );
}

/// Whether a text reads as if an authority stood behind it.
fn claims_authority(title: &str, about: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect()
    };
    let claims = |words: &[String], claims: &[&str]| words.iter().any(|w| claims.contains(&&**w));
    let denies = ["no", "not", "nor", "nobody", "neither", "never", "isn"];
    let title = words(title);
    let of_title = [
        "standard",
        "standards",
        "official",
        "mandatory",
        "certified",
        "compliant",
        "compliance",
        "conformity",
    ];
    (claims(&title, &of_title) && !claims(&title, &denies))
        || about.split(['.', ';']).map(words).any(|sentence| {
            claims(&sentence, &["official", "officially", "mandatory", "certified"])
                && !claims(&sentence, &denies)
        })
}

/// Whether a requirement asks that its equipment be there, and not only how it must be where it is.
fn demands(requirement: &Requirement) -> bool {
    let present = &requirement.place.equipment_present;
    let only_where_present =
        !present.is_empty() && present.iter().all(|k| requirement.equipment.contains(k));
    requirement.quantity.at_least > 0 && !only_where_present
}

struct Lint<'a> {
    requirement: &'a Requirement,
    chosen: &'a Chosen<'a>,
    body: &'a raw::Requirement,
    vocabulary: &'a Vocabulary,
    sink: &'a Sink,
}

impl Lint<'_> {
    fn remark(&self, span: Span, message: String, label: &str, help: &str) {
        let file: &SourceFile = &self.chosen.entry.file;
        let mut warning = Diagnostic::warning(file, span, message).label(label).help(help);
        if let Some((file, span)) = &self.chosen.taken {
            warning = warning.related(file, *span, "taken up here");
        }
        self.sink.push(warning);
    }

    fn undemanded(&self, kind: &Text) {
        self.remark(
            kind.span,
            format!("no requirement of this profile demands `{}`", kind.value),
            "a post without any reads as not applicable",
            "demand it, or name it in `optional_equipment` of [profile]",
        );
    }

    fn per_position(&self) {
        let requirement = self.requirement;
        let site = requirement.equipment.is_empty() && requirement.judge == Judge::Position;
        if !site || requirement.criteria.iter().any(|c| reads_position(c, self.vocabulary)) {
            return;
        }
        self.remark(
            self.chosen.entry.key.span,
            format!("`{}` is judged on each position, but reads no fact of one", requirement.id),
            "the same finding for every position",
            "add `judge = \"crossing-point\"`",
        );
    }

    /// `when` excludes every crossing type or position kind that `where` lists.
    fn never_applies(&self) {
        let (place, built_in) = (&self.requirement.place, &self.vocabulary.built_in);
        let mut todo: Vec<&Criterion> = self.requirement.when.iter().collect();
        while let Some(criterion) = todo.pop() {
            let never = match criterion {
                Criterion::All(all) => {
                    todo.extend(all);
                    false
                }
                Criterion::Leaf(leaf) => match &leaf.test {
                    Test::Excludes(gone) if leaf.attribute == built_in.crossing_type => place
                        .crossing_types
                        .is_some_and(|types| types.without(*gone) == OptionSet::default()),
                    Test::Choice(kinds) if leaf.attribute == built_in.kind => {
                        place.positions.is_some_and(|listed| !listed.meets(*kinds))
                    }
                    _ => false,
                },
                _ => false,
            };
            if never {
                self.remark(
                    self.chosen.entry.key.span,
                    format!("`{}` can never apply", self.requirement.id),
                    "`when` excludes every place that `where` lists",
                    "mend one of the two",
                );
                return;
            }
        }
    }

    /// An attribute of other equipment: nobody would ever be asked for it.
    fn foreign_attributes(&self) {
        let kinds = &self.requirement.equipment;
        if kinds.is_empty() {
            return;
        }
        let belongs = |id: AttributeId| {
            kinds.iter().any(|k| self.vocabulary.kind(*k).attributes.contains(&id))
        };
        let mut check = |text: &Text| {
            let Some(id) = self.vocabulary.find(&text.value) else { return };
            if self.vocabulary.attribute(id).of == Of::Equipment && !belongs(id) {
                self.remark(
                    text.span,
                    format!(
                        "`{}` is not listed among the attributes of this equipment",
                        text.value
                    ),
                    "the walk never asks for it here",
                    "add it to `attributes` of the [[equipment]], or ask for another",
                );
            }
        };
        self.body.criteria.iter().for_each(|c| each_attribute(c, &mut check));
        self.body.quantity.iter().filter_map(|q| q.count.as_ref()).for_each(check);
    }

    fn impossible(&self, key: &str, why: &str) {
        let entry = self.chosen.entry;
        let span = entry
            .written
            .entries
            .iter()
            .find(|(k, _)| k.value == key)
            .map_or(entry.key.span, |(k, _)| k.span);
        self.remark(
            span,
            format!("`{key}` of `{}` can never be met: {why}", self.requirement.id),
            "no value passes all of these",
            "mend the limits, or put the alternatives into `any = [...]`",
        );
    }
}

/// Every attribute that a condition reads on the item judged.
fn each_attribute(criterion: &raw::Criterion, check: &mut impl FnMut(&Text)) {
    match criterion {
        raw::Criterion::Leaf(leaf) => check(&leaf.attribute),
        raw::Criterion::Presence(_) => {}
        raw::Criterion::All(list) | raw::Criterion::Any(list) => {
            list.iter().for_each(|c| each_attribute(c, check));
        }
        raw::Criterion::Not(inner) => each_attribute(inner, check),
    }
}

/// Whether a condition can differ from one position to the next.
fn reads_position(criterion: &Criterion, vocabulary: &Vocabulary) -> bool {
    let of_position = |id: AttributeId| vocabulary.attribute(id).of == Of::Position;
    match criterion {
        Criterion::Leaf(leaf) => {
            of_position(leaf.attribute)
                || match &leaf.test {
                    Test::Number(_, numbers) => {
                        numbers.iter().filter_map(|n| n.per).any(of_position)
                    }
                    Test::Covers(RangeOperand::Attribute(id))
                    | Test::Within(RangeOperand::Attribute(id)) => of_position(*id),
                    _ => false,
                }
        }
        Criterion::Presence(_) => true,
        Criterion::All(list) | Criterion::Any(list) => {
            list.iter().any(|c| reads_position(c, vocabulary))
        }
        Criterion::Not(inner) => reads_position(inner, vocabulary),
    }
}

/// What is left of the values of one attribute.
#[derive(Default)]
struct Left {
    options: Option<OptionSet>,
    flags: (bool, bool),
    includes: OptionSet,
    excludes: OptionSet,
    low: Option<(BigDecimal, bool)>,
    high: Option<(BigDecimal, bool)>,
}

/// Why conditions that must all hold cannot, if it can be seen from them alone.
fn impossible(list: &[Criterion], vocabulary: &Vocabulary) -> Option<String> {
    let mut left: BTreeMap<AttributeId, Left> = BTreeMap::new();
    let mut todo: Vec<&Criterion> = list.iter().collect();
    while let Some(criterion) = todo.pop() {
        match criterion {
            Criterion::Leaf(leaf) => {
                let attribute = vocabulary.attribute(leaf.attribute);
                if alone(leaf, attribute.value.kind) {
                    return Some(format!("no value of `{}` is like this", attribute.key));
                }
                if left.entry(leaf.attribute).or_default().narrow(&leaf.test) {
                    return Some(format!(
                        "the conditions on `{}` exclude each other",
                        attribute.key
                    ));
                }
            }
            Criterion::Presence(presence) => {
                if let Some(why) = impossible(&presence.criteria, vocabulary) {
                    return Some(why);
                }
            }
            Criterion::All(all) => todo.extend(all),
            Criterion::Any(any) => {
                let mut whys = any.iter().map(|c| impossible(std::slice::from_ref(c), vocabulary));
                if let Some(Some(why)) = whys.next()
                    && whys.all(|w| w.is_some())
                {
                    return Some(why);
                }
            }
            Criterion::Not(_) => {}
        }
    }
    None
}

/// Whether a condition alone passes no value: a whole number that must be a fraction, a count
/// below 0.
fn alone(leaf: &Leaf, kind: Kind) -> bool {
    let whole = matches!(kind, Kind::Integer | Kind::Count);
    let zero = BigDecimal::from(0);
    match &leaf.test {
        Test::Choice(set) => *set == OptionSet::default(),
        Test::Number(Compare::Equal, numbers) if whole => {
            numbers.iter().all(|n| n.per.is_none() && !n.number.is_integer())
                || kind == Kind::Count && numbers.iter().all(|n| n.per.is_none() && n.number < zero)
        }
        Test::Number(Compare::AtMost, numbers) if kind == Kind::Count => {
            numbers.iter().all(|n| n.number < zero)
        }
        Test::Number(Compare::LessThan, numbers) if kind == Kind::Count => {
            numbers.iter().all(|n| n.number <= zero)
        }
        Test::Between(_, high) if kind == Kind::Count => *high < zero,
        _ => false,
    }
}

impl Left {
    /// Takes away what fails a test; says whether nothing is left.
    fn narrow(&mut self, test: &Test) -> bool {
        match test {
            Test::Bool(true) => self.flags.0 = true,
            Test::Bool(false) => self.flags.1 = true,
            Test::Choice(set) => {
                let before = self.options.unwrap_or(*set);
                self.options = Some(before.without(before.without(*set)));
                return self.options == Some(OptionSet::default());
            }
            Test::Includes(set) => self.includes = self.includes.union(*set),
            Test::Excludes(set) => self.excludes = self.excludes.union(*set),
            Test::Between(low, high) => {
                self.above(low, true);
                self.below(high, true);
            }
            Test::Number(compare, numbers) => {
                let [number] = numbers.as_slice() else { return false };
                if number.per.is_some() {
                    return false;
                }
                match compare {
                    Compare::Equal => {
                        self.above(&number.number, true);
                        self.below(&number.number, true);
                    }
                    Compare::AtLeast => self.above(&number.number, true),
                    Compare::MoreThan => self.above(&number.number, false),
                    Compare::AtMost => self.below(&number.number, true),
                    Compare::LessThan => self.below(&number.number, false),
                }
            }
            _ => {}
        }
        let empty = match (&self.low, &self.high) {
            (Some((low, with_low)), Some((high, with_high))) => {
                low > high || low == high && !(*with_low && *with_high)
            }
            _ => false,
        };
        empty || self.flags == (true, true) || self.includes.meets(self.excludes)
    }

    fn above(&mut self, number: &BigDecimal, included: bool) {
        if self.low.as_ref().is_none_or(|(low, with)| number > low || number == low && *with) {
            self.low = Some((number.clone(), included));
        }
    }

    fn below(&mut self, number: &BigDecimal, included: bool) {
        if self.high.as_ref().is_none_or(|(high, with)| number < high || number == high && *with) {
            self.high = Some((number.clone(), included));
        }
    }
}
