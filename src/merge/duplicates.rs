//! Suspected duplicates: what was entered twice, as far as a program can suspect it.
//!
//! Proposed, never joined: a person says that two are one (`same_as`), or that they are not
//! (`@apart`), and can take either back. Joined and told apart ones are not proposed again.

use std::collections::{BTreeMap, BTreeSet};

use super::fold::Folded;
use crate::model::name::{is_name, split_fact_key};
use crate::model::places;
use crate::model::value::parse_decimal;
use crate::model::{Answer, Evidence, SubjectIx, SubjectKind, Survey};
use crate::t;

use bigdecimal::BigDecimal;
use bigdecimal::ToPrimitive;

/// Says that a subject is not the one with this id, however alike they look.
pub const AT_APART: &str = "@apart";
/// Crossing points that are nearer to each other may be one, in metres.
const NEAR: i64 = 1_000;

/// Two subjects that may be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspicion {
    /// One of them.
    pub a: SubjectIx,
    /// The other; the same one if something stands twice in it.
    pub b: SubjectIx,
    /// Why, in words.
    pub why: Vec<String>,
}

/// What may be one, by path.
#[must_use]
pub fn suspected_duplicates(survey: &Survey) -> Vec<Suspicion> {
    let mut found = Found::default();
    let points = places::crossing_points(survey);
    // Whatever is joined is one already.
    let one: BTreeMap<SubjectIx, SubjectIx> = points
        .iter()
        .flat_map(|p| {
            let positions = p.positions.iter();
            std::iter::once(&p.subjects)
                .chain(positions.clone().map(|p| &p.subjects))
                .chain(p.items.iter().map(|i| &i.subjects))
                .chain(positions.flat_map(|p| &p.items).map(|i| &i.subjects))
        })
        .flat_map(|subjects| subjects.iter().map(|&s| (s, subjects[0])))
        .collect();
    let live: Vec<SubjectIx> = one.keys().copied().collect();
    serials(survey, &live, &mut found);
    let known = |ix: SubjectIx| Known {
        ix,
        names: names_of(survey, ix),
        coordinates: coordinates_of(survey, ix),
    };
    let crossings: Vec<Known<'_>> = points.iter().map(|p| known(p.subjects[0])).collect();
    pairs(&crossings, |a, b| {
        same_code(survey, a.ix, b.ix, &mut found);
        coordinates(survey, a, b, &mut found);
        names(survey, a, b, &mut found);
    });
    for point in &points {
        let positions: Vec<Known<'_>> =
            point.positions.iter().map(|p| known(p.subjects[0])).collect();
        pairs(&positions, |a, b| {
            same_code(survey, a.ix, b.ix, &mut found);
            names(survey, a, b, &mut found);
            same_sort(survey, a.ix, b.ix, &["kind"], &mut found);
        });
        let places = std::iter::once(&point.items).chain(point.positions.iter().map(|p| &p.items));
        for items in places {
            let items: Vec<SubjectIx> = items.iter().map(|i| i.subjects[0]).collect();
            pairs(&items, |a, b| {
                same_code(survey, *a, *b, &mut found);
                same_sort(survey, *a, *b, &["equipment", "maker", "model"], &mut found)
            });
        }
    }
    let joined = |a: SubjectIx, b: SubjectIx| a != b && one.get(&a) == one.get(&b);
    let mut all: Vec<Suspicion> = found
        .0
        .into_iter()
        .filter(|((a, b), _)| !joined(*a, *b) && !apart(survey, *a, *b))
        .map(|((a, b), why)| Suspicion { a, b, why: why.into_iter().collect() })
        .collect();
    all.sort_by_cached_key(|s| (survey.path(s.a), survey.path(s.b), survey.subject(s.a).id));
    all
}

#[derive(Default)]
struct Found(BTreeMap<(SubjectIx, SubjectIx), BTreeSet<String>>);

impl Found {
    /// Notes a pair, whichever way round it was found: the one with the lower path, then id, first.
    fn note(&mut self, survey: &Survey, a: SubjectIx, b: SubjectIx, why: String) {
        let key = |ix| (survey.path(ix), survey.subject(ix).id);
        let pair = if key(a) <= key(b) { (a, b) } else { (b, a) };
        self.0.entry(pair).or_default().insert(why);
    }
}

/// A place with what it is compared by.
struct Known<'a> {
    ix: SubjectIx,
    /// In any of the languages that are recorded. Former names count: an old list has them.
    names: Vec<(&'a str, Folded)>,
    /// Each recorded place, in millionths of a degree.
    coordinates: BTreeSet<(i64, i64)>,
}

fn pairs<T>(all: &[T], mut each: impl FnMut(&T, &T)) {
    for (n, a) in all.iter().enumerate() {
        for b in &all[n + 1..] {
            each(a, b);
        }
    }
}

/// The one thing that everybody says of a subject, if it is known.
fn said<'a>(survey: &'a Survey, subject: SubjectIx, attribute: &str) -> Vec<&'a str> {
    survey
        .heads_named(subject, attribute)
        .iter()
        .filter_map(|&(_, ix)| match &survey[ix].answer {
            Answer::Known { value, evidence, .. } if *evidence > Evidence::NotVerified => {
                Some(&**value)
            }
            _ => None,
        })
        .collect()
}

/// Two with one code in one place: made on two laptops, or in places that were joined; the second
/// is shown as `CODE~2`.
fn same_code(survey: &Survey, a: SubjectIx, b: SubjectIx, found: &mut Found) {
    let code = &survey.subject(a).code;
    if *code == survey.subject(b).code {
        found.note(survey, a, b, t!("both have the code '{code}'", code));
    }
}

/// Serials that stand in two places, or twice in one list.
fn serials(survey: &Survey, live: &[SubjectIx], found: &mut Found) {
    let mut by_serial: BTreeMap<String, Vec<SubjectIx>> = BTreeMap::new();
    for &ix in live.iter().filter(|&&ix| survey.subject(ix).kind == SubjectKind::Item) {
        // Two people who list the same serials are two witnesses of them.
        let mut most: BTreeMap<String, usize> = BTreeMap::new();
        for list in said(survey, ix, "serial") {
            let mut here: BTreeMap<String, usize> = BTreeMap::new();
            for serial in list.split(';').map(|s| s.trim().to_uppercase()).filter(|s| s.len() > 2) {
                *here.entry(serial).or_default() += 1;
            }
            for (serial, n) in here {
                let known = most.entry(serial).or_default();
                *known = (*known).max(n);
            }
        }
        for (serial, n) in most {
            by_serial.entry(serial).or_default().extend(std::iter::repeat_n(ix, n));
        }
    }
    for (serial, places) in by_serial {
        pairs(&places, |&a, &b| {
            let why = if a == b {
                t!("the serial {serial} stands twice in its list", serial)
            } else {
                t!("both have the serial {serial}", serial)
            };
            found.note(survey, a, b, why);
        });
    }
}

/// Coordinates close by, or close by when one pair is taken the other way round.
fn coordinates(survey: &Survey, a: &Known<'_>, b: &Known<'_>, found: &mut Found) {
    for &(la, oa) in &a.coordinates {
        for &(lb, ob) in &b.coordinates {
            if let Some(metres) = metres((la, oa), (lb, ob)).filter(|m| *m <= NEAR) {
                let why = t!("their coordinates are {metres} m apart", metres);
                found.note(survey, a.ix, b.ix, why);
            } else if metres((la, oa), (ob, lb)).is_some_and(|m| m <= NEAR) {
                let why = t!("their coordinates are the same with latitude and longitude swapped");
                found.note(survey, a.ix, b.ix, why.to_owned());
            }
        }
    }
}

fn coordinates_of(survey: &Survey, ix: SubjectIx) -> BTreeSet<(i64, i64)> {
    let micro = |text: &&str| -> Option<i64> {
        let micro = (parse_decimal(text).ok()? * BigDecimal::from(1_000_000)).to_i64()?;
        // What no place on earth has says nothing of distances.
        (micro.unsigned_abs() <= 180_000_000).then_some(micro)
    };
    let all =
        |attribute| -> Vec<i64> { said(survey, ix, attribute).iter().filter_map(micro).collect() };
    let (latitudes, longitudes) = (all("latitude"), all("longitude"));
    latitudes.iter().flat_map(|&la| longitudes.iter().map(move |&lo| (la, lo))).collect()
}

/// How far apart two places are that are not far apart, in metres; `None` when they are.
///
/// On a plane, with whole numbers: a degree of latitude is 111,195 m, one of longitude less by the
/// cosine of the latitude, for which (32400 - 4 d^2) / (32400 + d^2) is right to 0.2 %.
fn metres(a: (i64, i64), b: (i64, i64)) -> Option<i64> {
    const DEGREE: i64 = 1_000_000;
    let (dy, mut dx) = (a.0 - b.0, (a.1 - b.1).abs());
    if dx > 180 * DEGREE {
        dx = 360 * DEGREE - dx;
    }
    if dy.abs() > DEGREE / 10 || dx > DEGREE || a.0.abs() > 90 * DEGREE {
        return None;
    }
    let d = a.0.abs() / 1_000;
    let (d2, full) = (d * d, 32_400 * 1_000_000);
    let dx = dx * (full - 4 * d2) / (full + d2);
    let (y, x) = (dy * 111_195 / DEGREE, dx * 111_195 / DEGREE);
    Some((x * x + y * y).isqrt())
}

/// Names alike.
fn names(survey: &Survey, a: &Known<'_>, b: &Known<'_>, found: &mut Found) {
    for (x, folded) in &a.names {
        for (y, other) in &b.names {
            if folded.is_like(other) {
                let why = t!("their names are alike: {x}, {y}", x, y);
                return found.note(survey, a.ix, b.ix, why);
            }
        }
    }
}

fn names_of(survey: &Survey, ix: SubjectIx) -> Vec<(&str, Folded)> {
    let facts = survey.facts(ix);
    facts
        .keys()
        .filter(|key| is_name(split_fact_key(key).0))
        .flat_map(|key| said(survey, ix, key))
        .map(|name| (name, Folded::of(name)))
        .collect()
}

/// Of the same sort at one place, each recorded by people who recorded nothing of the other.
fn same_sort(survey: &Survey, a: SubjectIx, b: SubjectIx, by: &[&str], found: &mut Found) {
    let sort = |ix| -> Option<Vec<&str>> {
        let of = |attribute: &&str| said(survey, ix, attribute).first().copied();
        by.iter().map(of).collect()
    };
    let authors = |ix| -> BTreeSet<&str> {
        survey.heads(ix).iter().map(|h| survey.author(&survey[h.1])).collect()
    };
    let (Some(x), Some(y)) = (sort(a), sort(b)) else { return };
    if x == y && authors(a).is_disjoint(&authors(b)) {
        let what = x.join(" ");
        found.note(survey, a, b, t!("both are '{what}', each recorded by other people", what));
    }
}

/// Whether a person has said that two are not one.
fn apart(survey: &Survey, a: SubjectIx, b: SubjectIx) -> bool {
    let says = |from: SubjectIx, of: SubjectIx| {
        let id = survey.subject(of).id.to_string();
        said(survey, from, AT_APART).iter().any(|ids| ids.split(' ').any(|i| i == id))
    };
    says(a, b) || says(b, a)
}

#[cfg(test)]
mod tests {
    use super::metres;

    #[test]
    fn distances_are_near_enough() {
        // 0.001 degrees of latitude, and of longitude at 60 degrees.
        assert_eq!(metres((60_000_000, 0), (60_001_000, 0)), Some(111));
        assert_eq!(metres((60_000_000, 0), (60_000_000, 1_000)), Some(55));
        assert_eq!(metres((0, 179_999_500), (0, -179_999_500)), Some(111));
        assert_eq!(metres((0, 0), (1_000_000, 0)), None);
    }
}
