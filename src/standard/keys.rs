//! Every key of every table of a standard, with what it holds and means. What reads a table takes
//! its keys from here, and so does the reference manual: a key that is read is in the manual.

/// A key of a table.
pub(crate) struct Key {
    pub(crate) key: &'static str,
    /// What its value looks like.
    pub(crate) form: &'static str,
    /// Whether it must be written.
    pub(crate) required: bool,
    pub(crate) about: &'static str,
}

const fn must(key: &'static str, form: &'static str, about: &'static str) -> Key {
    Key { key, form, required: true, about }
}

const fn may(key: &'static str, form: &'static str, about: &'static str) -> Key {
    Key { key, form, required: false, about }
}

const KEY: Key = must("key", "name", "The name by which other tables call it.");
const LABEL: Key = must("label", "text", "What people read.");
const HELP: Key = may("help", "text", "What it means, for the assessor.");

pub(crate) const PROFILE: [Key; 10] = [
    must("id", "name", "The id of the profile."),
    must("version", "text", "Its version; printed wherever the profile is."),
    must("title", "text", "Its title. It never reads as the standard of an organisation."),
    must(
        "status",
        "word",
        "`composed` (of single requirements; nobody's official standard), `adopted` (by an authority) or `draft`.",
    ),
    may("about", "text", "What it is for and what it is not, in one paragraph."),
    may(
        "max_age_days",
        "whole number",
        "An observation older than this on the day as of which is judged counts as unknown.",
    ),
    may(
        "evidence",
        "word",
        "The weakest evidence that shows something, unless a requirement says otherwise; `observed` if it is left out.",
    ),
    may(
        "extends",
        "list of texts",
        "Ids of built-in profiles, or paths: their requirements are taken over and come first.",
    ),
    may(
        "optional_equipment",
        "list of names",
        "Kinds of equipment that are judged where they are in use and that no requirement demands.",
    ),
    may(
        "standalone",
        "true or false",
        "Nothing is taken from the library; so are the texts that a survey keeps.",
    ),
];

pub(crate) const TERM: [Key; 3] = [KEY, LABEL, HELP];

pub(crate) const POSITION_KIND: [Key; 4] = [
    KEY,
    LABEL,
    may(
        "line",
        "word",
        "`first`, `second`, `mobile`, `gate`, `kiosk` or `back`; requirements can name the line.",
    ),
    HELP,
];

pub(crate) const EQUIPMENT: [Key; 5] = [
    KEY,
    LABEL,
    HELP,
    may(
        "has_condition",
        "true or false",
        "Whether it can work or not; `true` if it is left out. A magnifier or a link has no condition.",
    ),
    may(
        "attributes",
        "list of names",
        "What the walk can ask of one. An attribute that no kind lists belongs to all.",
    ),
];

pub(crate) const ATTRIBUTE: [Key; 14] = [
    KEY,
    must("of", "word", "What it is a fact of."),
    must("type", "word", "How its values read."),
    may("unit", "text", "The unit of its values; required for quantity, size and range."),
    may("options", "list of { key, label }", "What a choice or choices can be."),
    may(
        "ordered",
        "true or false",
        "The options of a choice are listed worst first, and can be compared.",
    ),
    may(
        "shared_by",
        "`model`",
        "Read on the model of the item unless the item itself says otherwise.",
    ),
    may("find", "word", "How it is found out; `look` if it is left out."),
    may("group", "name", "What it is asked together with."),
    may("ask", "true or false", "Asked once for the record even where no requirement reads it."),
    may("label", "text", "What people read; made of the key if it is left out."),
    may("question", "text", "The question at the booth."),
    may("help", "text", "How to find it out and how to answer."),
    may("note", "text", "A trap that is warned of at the question."),
];

pub(crate) const SOURCE: [Key; 6] = [
    KEY,
    must("title", "text", "The title of the text."),
    may("edition", "text", "Its edition."),
    may("publisher", "text", "Who published it."),
    may("address", "text", "Where it is to be had."),
    may("seen", "text", "How much of it was read, and where."),
];

pub(crate) const ENABLING: [Key; 2] =
    [KEY, must("title", "text", "What is done before a remedy can be put in place.")];

pub(crate) const REQUIREMENT: [Key; 27] = [
    must("id", "name", "Its id, as printed."),
    must("title", "text", "The sentence: what must be so."),
    must("category", "name", "Under what it is counted."),
    may("severity", "word", "How much its gap matters; required unless `[[use]]` gives it."),
    must(
        "basis",
        "word",
        "`cited`, with `cites` and `confidence`; or `practice`, our own judgement.",
    ),
    may(
        "strength",
        "word",
        "How strongly the source says it: `shall`, `should`, `recommended` or `info`.",
    ),
    may(
        "confidence",
        "word",
        "How well the source was read: `V` in its text, `T` in a transcription, `S` in a secondary source, `U` not verified, `-` no source.",
    ),
    may("cites", "list of { source, clause }", "Sources and clauses."),
    may("near", "text", "For practice: a related text that was read."),
    may(
        "equipment",
        "name or list of names",
        "The kind of equipment, or any of several; left out for a fact of a place or country.",
    ),
    may(
        "where",
        "table",
        "Where it applies: `crossing_types`, `positions`, `lines`, `equipment_present`, `if_none`.",
    ),
    may("when", "list of criteria", "Under which facts it applies; all must hold."),
    may(
        "judge",
        "word",
        "Once for each position (if positions are given), or once for the crossing point.",
    ),
    may(
        "shared",
        "true or false",
        "Judged on positions: shared items of the crossing point count at each.",
    ),
    may(
        "quantity",
        "table",
        "How many: `at_least` (1 if left out), `per` an integer attribute, `count` the item attribute that counts, `every` if the criteria hold for each device.",
    ),
    may("criteria", "list of criteria", "What it must be like; all must hold."),
    may("partly", "list of criteria", "What earns *partly met* instead of *not met*."),
    may("evidence", "word", "The weakest evidence that shows its criteria."),
    may("accept_degraded", "true or false", "A degraded device counts as working."),
    may("operating_point", "text", "At what a limit holds; printed beside it."),
    may(
        "follows",
        "id",
        "The requirement that the thing be there at all: while that is a gap, this gap is folded under it.",
    ),
    may("remedy", "name", "What closes the gap."),
    may(
        "valid_from",
        "day",
        "The first day on which it holds; before, it is *not applicable*, and says so.",
    ),
    may("valid_until", "day", "The last day on which it holds."),
    may(
        "safeguard",
        "list of words",
        "What must not start without it: `biometrics`, `data-exchange`.",
    ),
    may("why", "text", "Why it is asked, and how to read it."),
    may("note", "text", "A trap that is warned of beside its verdict."),
];

pub(crate) const REMEDY: [Key; 10] = [
    KEY,
    must("title", "text", "What is bought or done."),
    may("unit", "text", "What is counted."),
    may("lifetime_years", "number", "Years of use, where a source says so."),
    may("lead_time_weeks", "number", "Weeks until it is there."),
    must(
        "phase",
        "0 to 3",
        "0 stop or mend, 1 repair, tools, training, 2 links, readers, systems, 3 biometrics, gates, works.",
    ),
    may(
        "captures_biometrics",
        "true or false",
        "It brings new capture of biometrics, and waits for the safeguards.",
    ),
    may(
        "queries_watchlist",
        "true or false",
        "It brings new queries of watch lists, and waits for the safeguards.",
    ),
    may("instead", "list of texts", "What to do where it is not feasible."),
    may(
        "needs",
        "list of { title, factor, criteria, if_missing, soft, enabling }",
        "What it needs of a site.",
    ),
];

pub(crate) const USE: [Key; 2] = [
    must("id", "id", "A requirement of the library."),
    may(
        "severity",
        "word",
        "How much its gap matters in this profile; required, unless the requirement says it.",
    ),
];

pub(crate) const OVERRIDE: [Key; 2] = [
    must("id", "id", "A requirement taken over from a profile that this one extends."),
    may("severity", "word", "How much its gap matters here; required."),
];

pub(crate) const DROP: [Key; 1] =
    [must("id", "id", "A requirement of a profile that this one extends, left out here.")];

/// Every table, as its heading is written, with its keys and what it is.
pub(crate) const TABLES: [(&str, &[Key], &str); 14] = [
    ("[profile]", &PROFILE, "The profile itself; once, and only in profiles."),
    ("[[category]]", &TERM, "A category of requirements."),
    ("[[crossing_type]]", &TERM, "A type of crossing point; a post may have several."),
    ("[[position_kind]]", &POSITION_KIND, "A kind of position: what is done there."),
    ("[[equipment]]", &EQUIPMENT, "A kind of equipment."),
    ("[[group]]", &TERM, "Questions that are asked together."),
    ("[[attribute]]", &ATTRIBUTE, "Something that can be found out."),
    ("[[source]]", &SOURCE, "A text that requirements cite."),
    ("[[requirement]]", &REQUIREMENT, "What must be so."),
    ("[[use]]", &USE, "Takes a requirement of the library into this profile."),
    ("[[override]]", &OVERRIDE, "Gives a requirement that was taken over another severity."),
    ("[[drop]]", &DROP, "Leaves out a requirement that was taken over."),
    ("[[remedy]]", &REMEDY, "What closes gaps."),
    ("[[enabling]]", &ENABLING, "A work that makes a remedy feasible."),
];

/// Every comparator of a criterion, with the types that have it and what passes.
pub(crate) const COMPARATORS: [(&str, &str, &str); 17] = [
    ("is", "bool, choice, text, integer, quantity, version", "Equals the operand."),
    ("is_not", "choice, text", "Differs from the operand."),
    ("one_of", "choice, text, integer, quantity", "Equals one of a list."),
    ("includes", "choices", "Has all of a list."),
    ("includes_any", "choices", "Has at least one of a list."),
    ("excludes", "choices", "Has none of a list."),
    (
        "at_least",
        "ordered choice, integer, quantity, size, version",
        "The operand or more; of a size, width and height both.",
    ),
    (
        "at_most",
        "ordered choice, integer, quantity, size, version",
        "The operand or less; of a size, width and height both.",
    ),
    ("more_than", "integer, quantity", "More than the operand."),
    ("less_than", "integer, quantity", "Less than the operand."),
    ("between", "integer, quantity", "From the first of two to the second, both included."),
    ("covers", "range", "What was found contains the operand."),
    ("within", "range", "What was found lies inside the operand, or inside another attribute."),
    ("not_before", "date", "The operand or later; a date, `as-of` or `visit`."),
    ("not_after", "date", "The operand or earlier."),
    ("newer_than_days", "date", "Fewer than so many days before the day as of which is judged."),
    ("within_days_of_visit", "date", "At most so many days before the day of the observation."),
];
