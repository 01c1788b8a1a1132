//! What differs between two profiles: requirements that one has and the other has not, and those
//! of both that ask something else.
//!
//! Compared as written, key by key, in the texts that stand alone: so nothing that changes what is
//! judged can be missed, and profiles with vocabularies of their own can be compared too.

use std::borrow::Cow;
use std::sync::Arc;

use super::decode::{Role, decode};
use super::diagnostic::{Sink, SourceFile};
use super::library::Loaded;
use super::raw::{Entry, Raw, Written};
use super::read::write_value;

/// What one profile has otherwise than another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileChanges {
    /// The rules of the profile as a whole: default evidence, oldest age.
    pub head: Vec<KeyChange>,
    /// Ids of the requirements that only the first has, in its order.
    pub removed: Vec<String>,
    /// Ids of the requirements that only the second has, in its order.
    pub added: Vec<String>,
    /// The requirements of both that differ, in the order of the second.
    pub changed: Vec<TableChange>,
    /// Attributes, kinds of equipment and other words of both that mean something else.
    pub words: Vec<TableChange>,
}

/// A table that both have and that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableChange {
    /// What sort of table it is: `requirement`, `attribute` ...
    pub table: &'static str,
    /// Its id or key.
    pub id: String,
    /// What differs.
    pub keys: Vec<KeyChange>,
}

/// A key whose value differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyChange {
    /// The key.
    pub key: String,
    /// Its value in the first as TOML; `None` if it is not written there.
    pub before: Option<String>,
    /// Its value in the second.
    pub after: Option<String>,
}

impl ProfileChanges {
    /// Whether the two judge alike.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What the second profile has otherwise than the first.
#[must_use]
pub fn differences(first: &Loaded, second: &Loaded) -> ProfileChanges {
    let (before, after) = (raw(first), raw(second));
    let has = |raw: &Raw, id: &str| raw.requirements.iter().any(|r| r.key.value == id);
    let only_in = |one: &Raw, other: &Raw| -> Vec<String> {
        let ids = one.requirements.iter().map(|r| r.key.value.clone());
        ids.filter(|id| !has(other, id)).collect()
    };
    let mut words = Vec::new();
    tables("attribute", &before.attributes, &after.attributes, &mut words);
    tables("equipment", &before.equipment, &after.equipment, &mut words);
    tables("position_kind", &before.position_kinds, &after.position_kinds, &mut words);
    tables("crossing_type", &before.crossing_types, &after.crossing_types, &mut words);
    tables("remedy", &before.remedies, &after.remedies, &mut words);
    let mut changed = Vec::new();
    tables("requirement", &before.requirements, &after.requirements, &mut changed);
    ProfileChanges {
        head: head(first, second),
        removed: only_in(&before, &after),
        added: only_in(&after, &before),
        changed,
        words,
    }
}

/// A text that stands alone, as written; it has been checked.
fn raw(loaded: &Loaded) -> Raw {
    let file =
        SourceFile { name: loaded.profile.id.clone(), text: Cow::Owned(loaded.text.clone()) };
    decode(&Arc::new(file), Role::Profile, &Sink::default()).0
}

fn head(first: &Loaded, second: &Loaded) -> Vec<KeyChange> {
    let (a, b) = (&first.profile, &second.profile);
    let mut changes = Vec::new();
    let mut compare = |key: &str, before: Option<String>, after: Option<String>| {
        if before != after {
            changes.push(KeyChange { key: key.to_owned(), before, after });
        }
    };
    let code = |e: crate::model::Evidence| Some(format!("\"{}\"", e.code()));
    compare("evidence", code(a.evidence), code(b.evidence));
    let days = |d: Option<i64>| d.map(|d| d.to_string());
    compare("max_age_days", days(a.max_age_days), days(b.max_age_days));
    changes
}

/// The tables of both that differ, in the order of the second.
fn tables<T>(
    table: &'static str,
    before: &[Entry<T>],
    after: &[Entry<T>],
    into: &mut Vec<TableChange>,
) {
    for entry in after {
        let Some(known) = before.iter().find(|b| b.key.value == entry.key.value) else { continue };
        let keys = keys(&known.written, &entry.written);
        if !keys.is_empty() {
            into.push(TableChange { table, id: entry.key.value.clone(), keys });
        }
    }
}

fn keys(before: &Written, after: &Written) -> Vec<KeyChange> {
    let shown = |table: &Written, key: &str| {
        table.get(key).map(|value| {
            let mut text = String::new();
            write_value(&mut text, &value.value);
            text
        })
    };
    let all = after.entries.iter().chain(&before.entries).map(|(key, _)| key.value.as_str());
    let mut changes: Vec<KeyChange> = Vec::new();
    for key in all {
        let same = before.get(key).map(|v| &v.value) == after.get(key).map(|v| &v.value);
        if !same && changes.iter().all(|c| c.key != key) {
            changes.push(KeyChange {
                key: key.to_owned(),
                before: shown(before, key),
                after: shown(after, key),
            });
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::load_text;

    const HEAD: &str = "format = 1\n[profile]\nid = \"t\"\nversion = \"1\"\ntitle = \"T\"\n\
                        status = \"draft\"\n";

    fn load(body: &str) -> Loaded {
        load_text("t.toml", &format!("{HEAD}{body}"), &|_| None).unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn what_is_the_same_has_no_differences() {
        let a = load("[[use]]\nid = \"DOC-13\"\nseverity = \"minor\"\n");
        let b = load("# the same\n[[use]]\nseverity = \"minor\"\nid = \"DOC-13\"\n");
        assert!(differences(&a, &b).is_empty());
    }

    #[test]
    fn what_goes_comes_and_changes_is_named() {
        let a = load(
            "evidence = \"observed\"\n[[use]]\nid = \"DOC-13\"\nseverity = \"minor\"\n\
             [[use]]\nid = \"DOC-06\"\nseverity = \"minor\"\n",
        );
        let b = load(
            "evidence = \"tested\"\n[[use]]\nid = \"DOC-13\"\nseverity = \"critical\"\n\
             [[use]]\nid = \"DOC-01\"\nseverity = \"minor\"\n",
        );
        let found = differences(&a, &b);
        assert_eq!(
            (&found.removed[..], &found.added[..]),
            (&["DOC-06".into()][..], &["DOC-01".into()][..])
        );
        let keys = |c: &[KeyChange]| {
            c.iter().map(|k| (k.key.clone(), k.before.clone(), k.after.clone())).collect::<Vec<_>>()
        };
        let text = |t: &str| Some(format!("\"{t}\""));
        assert_eq!(keys(&found.head), [("evidence".into(), text("observed"), text("tested"))]);
        assert_eq!(found.changed.len(), 1);
        assert_eq!(
            keys(&found.changed[0].keys),
            [("severity".into(), text("minor"), text("critical"))]
        );
        assert_eq!(found.words, []);
    }

    #[test]
    fn a_word_that_means_something_else_is_named() {
        let a = load(
            "[[use]]\nid = \"DOC-10\"\nseverity = \"minor\"\n[[use]]\nid = \"DOC-13\"\nseverity = \"minor\"\n",
        );
        let b = load(
            "[[attribute]]\nkey = \"reads_can\"\nof = \"equipment\"\ntype = \"bool\"\n\
             question = \"Other?\"\n[[use]]\nid = \"DOC-10\"\nseverity = \"minor\"\n\
             [[use]]\nid = \"DOC-13\"\nseverity = \"minor\"\n",
        );
        let found = differences(&a, &b);
        assert_eq!(found.words.len(), 1);
        assert_eq!((found.words[0].table, &*found.words[0].id), ("attribute", "reads_can"));
        assert!(found.words[0].keys.iter().any(|k| k.key == "question"));
    }
}
