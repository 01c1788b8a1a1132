//! Catalogue and profiles after they were checked: what the judge, the walk and the report read.
//!
//! Everything here is resolved: names are indices, operands are values in base units, and what
//! cannot be judged has been refused. Nothing here knows TOML.

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use bigdecimal::BigDecimal;

use crate::model::date::PartialDate;
use crate::model::{Day, Evidence, Interval, OptionSet, ValueType};
use crate::t;

/// Index of an attribute in a [`Vocabulary`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeId(pub u16);

/// Index of an equipment kind in a [`Vocabulary`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EquipmentId(pub u16);

/// Index of a requirement in a [`Profile`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequirementId(pub u16);

/// What an attribute is a fact of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Of {
    /// The survey.
    Survey,
    /// A country.
    Country,
    /// A crossing point.
    CrossingPoint,
    /// A position.
    Position,
    /// An item.
    Equipment,
}

/// How an attribute is found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Find {
    /// Look at it.
    Look,
    /// Run or measure it.
    Test,
    /// Read its data sheet.
    DataSheet,
    /// Ask someone who knows.
    Ask,
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its key.
    pub key: String,
    /// What people read.
    pub label: String,
}

/// An attribute that facts can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its key.
    pub key: String,
    /// What it is a fact of.
    pub of: Of,
    /// How its values read. `type`, `kind` and `equipment` have the keys of the crossing types,
    /// position kinds and equipment kinds as options.
    pub value: ValueType,
    /// The options with their labels, in the order of `value.options`.
    pub options: Vec<Choice>,
    /// Whether it is read on the model unless the item says otherwise.
    pub shared_by_model: bool,
    /// How it is found out.
    pub find: Find,
    /// What it is asked together with.
    pub group: String,
    /// What people read.
    pub label: String,
    /// The question at the booth.
    pub question: String,
    /// How to answer it.
    pub help: String,
    /// A trap to warn of at the question; may be empty.
    pub note: String,
    /// Whether it is asked for the record though no requirement reads it.
    pub ask: bool,
}

/// A kind of equipment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equipment {
    /// Its key.
    pub key: String,
    /// What people read.
    pub label: String,
    /// What counts as one.
    pub help: String,
    /// Whether a condition belongs to it; a link or a magnifier has none.
    pub has_condition: bool,
    /// The equipment attributes that the walk can ask of one: those it lists and those that no
    /// kind lists.
    pub attributes: Vec<AttributeId>,
}

/// A crossing type, position kind, category or group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its key.
    pub key: String,
    /// What people read.
    pub label: String,
    /// What it means; may be empty.
    pub help: String,
}

/// A position kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionKind {
    /// Key, label, meaning.
    pub term: Term,
    /// The line that it belongs to, if any.
    pub line: Option<String>,
}

/// Everything that facts can speak of, under one profile: the catalogue with what the profile
/// adds or hides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    /// All attributes, the built-in ones among them, in catalogue order, then the profile's.
    pub attributes: Vec<Attribute>,
    /// Attributes by key.
    pub attribute_keys: BTreeMap<String, AttributeId>,
    /// All equipment kinds.
    pub equipment: Vec<Equipment>,
    /// All crossing types, in the order of the options of `type`.
    pub crossing_types: Vec<Term>,
    /// All position kinds, in the order of the options of `kind`.
    pub position_kinds: Vec<PositionKind>,
    /// All categories.
    pub categories: Vec<Term>,
    /// Groups of questions, in the order in which a visit does them.
    pub groups: Vec<Term>,
    /// The attributes that the judge knows by name.
    pub built_in: BuiltIn,
}

/// The attributes that the judge knows by name. They always exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the attribute of its name")]
pub struct BuiltIn {
    pub crossing_type: AttributeId,
    pub country: AttributeId,
    pub kind: AttributeId,
    pub workstations: AttributeId,
    pub equipment: AttributeId,
    pub quantity: AttributeId,
    pub condition: AttributeId,
    pub maker: AttributeId,
    pub model: AttributeId,
}

impl Vocabulary {
    /// An attribute.
    #[must_use]
    pub fn attribute(&self, id: AttributeId) -> &Attribute {
        &self.attributes[usize::from(id.0)]
    }

    /// The attribute with this key.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<AttributeId> {
        self.attribute_keys.get(key).copied()
    }

    /// An equipment kind.
    #[must_use]
    pub fn kind(&self, id: EquipmentId) -> &Equipment {
        &self.equipment[usize::from(id.0)]
    }

    /// The equipment kind with this key.
    #[must_use]
    pub fn find_kind(&self, key: &str) -> Option<EquipmentId> {
        let at = self.equipment.iter().position(|e| e.key == key)?;
        u16::try_from(at).ok().map(EquipmentId)
    }
}

/// Where a requirement comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its key.
    pub key: String,
    /// Title.
    pub title: String,
    /// Edition; may be empty.
    pub edition: String,
    /// Publisher; may be empty.
    pub publisher: String,
    /// Where it is to be had; may be empty.
    pub address: String,
    /// How much of it was read; may be empty.
    pub seen: String,
}

/// A source and the clause of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Key of the source.
    pub source: String,
    /// Where in it.
    pub clause: String,
}

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Without it the post cannot do its work lawfully or at all.
    Critical,
    /// A main function is missing.
    Major,
    /// Worth having.
    Minor,
}

/// Whether a source asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// A source asks for it.
    Cited,
    /// Good practice, by our own judgement.
    Practice,
}

/// What is looked after before biometrics are captured or data exchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Safeguard {
    /// Capture of biometrics.
    Biometrics,
    /// Exchange of data.
    DataExchange,
}

/// On what a requirement is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Judge {
    /// Once for each position.
    Position,
    /// Once for each crossing point.
    CrossingPoint,
}

/// How two numbers or versions are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Compare {
    /// `is`, `one_of`: what was found equals one of the operands.
    Equal,
    /// `at_least`.
    AtLeast,
    /// `at_most`.
    AtMost,
    /// `more_than`.
    MoreThan,
    /// `less_than`.
    LessThan,
}

/// What a criterion asks of a value. Numbers are in base units; options are indices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// `is` of a bool.
    Bool(bool),
    /// One of these options: `is`, `is_not`, `one_of`, `at_least`, `at_most` of a choice.
    Choice(OptionSet),
    /// One of these texts (`is`, `one_of`), or with `not` none of them (`is_not`).
    Text {
        /// The texts.
        texts: Vec<String>,
        /// Whether none of them passes instead.
        not: bool,
    },
    /// An integer, quantity or count against numbers; several only with [`Compare::Equal`].
    Number(Compare, Vec<Number>),
    /// `between`, both included.
    Between(BigDecimal, BigDecimal),
    /// All of these options.
    Includes(OptionSet),
    /// Any of these options.
    IncludesAny(OptionSet),
    /// None of these options.
    Excludes(OptionSet),
    /// Width and height both at least (`true`) or at most (`false`) these.
    Size {
        /// Whether `at_least`.
        at_least: bool,
        /// Width, in the base unit.
        width: BigDecimal,
        /// Height, in the base unit.
        height: BigDecimal,
    },
    /// What was found contains the operand (range).
    Covers(RangeOperand),
    /// What was found lies inside the operand.
    Within(RangeOperand),
    /// A version, trailing zeros dropped: `is`, `at_least`, `at_most`.
    Version(Compare, Vec<u64>),
    /// Not before (date).
    NotBefore(DateOperand),
    /// Not after.
    NotAfter(DateOperand),
    /// Fewer than so many days before `as_of`.
    NewerThanDays(i64),
    /// At most so many days before the day of the visit.
    WithinDaysOfVisit(i64),
}

/// A number to compare with; it may grow with a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// The number, in the base unit; with `per`, for a count of 1.
    pub number: BigDecimal,
    /// An integer attribute of the position or the crossing point whose count it is multiplied by.
    pub per: Option<AttributeId>,
}

/// A range to compare with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RangeOperand {
    /// Low and high, in the base unit.
    Fixed(BigDecimal, BigDecimal),
    /// Another attribute of type range that can be read from the subject judged.
    Attribute(AttributeId),
}

/// A day to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOperand {
    /// A date, perhaps partial.
    Date(PartialDate),
    /// The day as of which is judged.
    AsOf,
    /// The day of the observation itself.
    Visit,
}

/// A condition on facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// On one attribute.
    Leaf(Leaf),
    /// On equipment in scope.
    Presence(Presence),
    /// All of them.
    All(Vec<Criterion>),
    /// Any of them.
    Any(Vec<Criterion>),
    /// Not this one.
    Not(Box<Criterion>),
}

/// A condition on one attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The attribute.
    pub attribute: AttributeId,
    /// What is asked of it.
    pub test: Test,
    /// Evidence asked for, if the criterion says so itself.
    pub evidence: Option<Evidence>,
    /// Whether it is `is_not` or `excludes`: passing shows nothing of what is asked.
    pub negative: bool,
    /// The condition in words, with labels, for people: `Image resolution: at least 385 ppi`.
    pub text: String,
}

/// A condition on equipment in the scope of the finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    /// The kind.
    pub equipment: EquipmentId,
    /// How many; at least 1.
    pub at_least: NonZeroU64,
    /// What each of them must be like; may be empty.
    pub criteria: Vec<Criterion>,
}

/// Where a requirement applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Where {
    /// Crossing types, if restricted.
    pub crossing_types: Option<OptionSet>,
    /// Position kinds, if restricted; those of `lines` included.
    pub positions: Option<OptionSet>,
    /// Equipment kinds one of which must be in use; empty if not restricted.
    pub equipment_present: Vec<EquipmentId>,
    /// Whether a crossing point without such a position is judged all the same.
    pub if_none_judge: bool,
}

/// How many are needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuantityRule {
    /// For a count of 1, or altogether.
    pub at_least: BigDecimal,
    /// An integer attribute of the position or crossing point.
    pub per: Option<AttributeId>,
    /// The integer attribute of the item that is its count, if not `quantity`.
    pub count: Option<AttributeId>,
    /// Whether the criteria hold for every device.
    pub every: bool,
}

/// A requirement of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Its id, as printed.
    pub id: String,
    /// The sentence.
    pub title: String,
    /// Key of its category.
    pub category: String,
    /// How much it matters in this profile.
    pub severity: Severity,
    /// Whether a source asks for it.
    pub basis: Basis,
    /// As the source says: `shall`, `should`, `recommended`, `info`; may be empty.
    pub strength: String,
    /// How well the source was read: `V`, `T`, `S`, `U`, `-`; may be empty.
    pub confidence: String,
    /// Sources and clauses.
    pub cites: Vec<Citation>,
    /// For practice: a related text that was read; may be empty.
    pub near: String,
    /// Equipment kinds; empty for a fact of the position, crossing point or country.
    pub equipment: Vec<EquipmentId>,
    /// Where it applies.
    pub place: Where,
    /// Conditions under which it applies.
    pub when: Vec<Criterion>,
    /// On what it is judged.
    pub judge: Judge,
    /// Whether shared items count at every position.
    pub shared: bool,
    /// How many.
    pub quantity: QuantityRule,
    /// What it must be like.
    pub criteria: Vec<Criterion>,
    /// What earns *partly met*; `None` if the requirement has none.
    pub partly: Option<Vec<Criterion>>,
    /// Evidence asked for, if the requirement says so.
    pub evidence: Option<Evidence>,
    /// Whether a degraded device counts as working.
    pub accept_degraded: bool,
    /// At what the limit holds; may be empty.
    pub operating_point: String,
    /// The requirement that the thing be there at all.
    pub follows: Option<RequirementId>,
    /// Key of the remedy; may be empty.
    pub remedy: String,
    /// The first day on which it holds; `None` if it always did.
    pub valid_from: Option<Day>,
    /// The last day on which it holds; `None` if no end is known.
    pub valid_until: Option<Day>,
    /// What it is a safeguard of.
    pub safeguard: Vec<Safeguard>,
    /// Why it is asked, and how to read it; may be empty.
    pub why: String,
    /// A trap to warn of at the question; may be empty.
    pub note: String,
}

impl Requirement {
    /// Whether it holds on a day.
    #[must_use]
    pub fn in_force(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|from| from <= day)
            && self.valid_until.is_none_or(|until| day <= until)
    }

    /// From when to when it holds, in words; empty if always.
    #[must_use]
    pub fn validity(&self) -> String {
        match (self.valid_from, self.valid_until) {
            (None, None) => String::new(),
            (Some(from), None) => t!("from {from}", from),
            (None, Some(until)) => t!("until {until}", until),
            (Some(from), Some(until)) => t!("from {from} until {until}", from, until),
        }
    }
}

/// Factors of feasibility, as written in profiles.
pub const FACTORS: [&str; 11] = [
    "power",
    "network",
    "space",
    "environment",
    "staff",
    "training",
    "maintenance",
    "legal",
    "security",
    "access",
    "safeguards",
];

/// What a remedy needs of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// What people read.
    pub title: String,
    /// One of [`FACTORS`].
    pub factor: String,
    /// When it is there.
    pub criteria: Vec<Criterion>,
    /// Whether its lack can be mended.
    pub fixable: bool,
    /// Whether an open answer counts as a fixable no.
    pub soft: bool,
    /// Key of the work that mends it; may be empty.
    pub enabling: String,
}

/// What closes a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// Its key.
    pub key: String,
    /// What people read.
    pub title: String,
    /// What is bought or done.
    pub unit: String,
    /// Years of use, where a source says so.
    pub lifetime_years: Option<BigDecimal>,
    /// Weeks until it is there, where known.
    pub lead_time_weeks: Option<BigDecimal>,
    /// 0 to 3.
    pub phase: u8,
    /// Whether it brings new capture of biometrics.
    pub captures_biometrics: bool,
    /// Whether it brings new queries of watch lists.
    pub queries_watchlist: bool,
    /// What to do when it is not feasible.
    pub instead: Vec<String>,
    /// What it needs.
    pub needs: Vec<Need>,
}

/// Whose word a profile is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Put together from single requirements; nobody's official standard.
    Composed,
    /// Adopted by an authority.
    Adopted,
    /// A draft.
    Draft,
}

/// A profile that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// Whose word it is.
    pub status: Status,
    /// What it is for and what it is not; may be empty.
    pub about: String,
    /// Days after which an observation no longer counts.
    pub max_age_days: Option<i64>,
    /// Default minimum evidence.
    pub evidence: Evidence,
    /// SHA-256 of the profile as it stands on its own: its text with everything that it takes
    /// from the library, in hexadecimal.
    pub sha256: String,
    /// What facts can speak of.
    pub vocabulary: Vocabulary,
    /// The requirements, in order.
    pub requirements: Vec<Requirement>,
    /// The sources cited, by key.
    pub sources: BTreeMap<String, Source>,
    /// The remedies, by key.
    pub remedies: BTreeMap<String, Remedy>,
    /// Titles of enabling works that are no remedies, by key.
    pub enabling: BTreeMap<String, String>,
}

impl Profile {
    /// A requirement.
    #[must_use]
    pub fn requirement(&self, id: RequirementId) -> &Requirement {
        &self.requirements[usize::from(id.0)]
    }
}

macro_rules! codes {
    ($type:ident: $($name:ident $code:literal),*) => {
        impl $type {
            /// The code used in profiles and tables.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The one with this code.
            #[must_use]
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)* _ => None }
            }

            /// Every code, in order.
            pub const CODES: &'static [&'static str] = &[$($code),*];
        }
    };
}
codes!(Of: Survey "survey", Country "country", CrossingPoint "crossing-point",
    Position "position", Equipment "equipment");
codes!(Find: Look "look", Test "test", DataSheet "data-sheet", Ask "ask");
codes!(Severity: Critical "critical", Major "major", Minor "minor");
codes!(Basis: Cited "cited", Practice "practice");
codes!(Safeguard: Biometrics "biometrics", DataExchange "data-exchange");
codes!(Judge: Position "position", CrossingPoint "crossing-point");
codes!(Status: Composed "composed", Adopted "adopted", Draft "draft");

/// A count in whole numbers times a number, rounded up; the need of a quantity rule.
#[must_use]
pub fn rounded_up(number: &BigDecimal, count: u64) -> u64 {
    use bigdecimal::{One, ToPrimitive};
    // The usual case, many times for each crossing point.
    if number.is_one() {
        return count;
    }
    let product = number * BigDecimal::from(count);
    product.with_scale_round(0, bigdecimal::RoundingMode::Ceiling).to_u64().unwrap_or(u64::MAX)
}

/// Both ends of a count, each times a number and rounded up.
#[must_use]
pub fn rounded_up_interval(number: &BigDecimal, count: Interval) -> Interval {
    Interval { min: rounded_up(number, count.min), max: count.max.map(|n| rounded_up(number, n)) }
}
