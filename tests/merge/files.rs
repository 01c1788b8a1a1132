//! The same properties on files: what the merge of files does is what the union in memory does, a
//! damaged row is never taken, and a merge that fails leaves everything as it was.

use std::fs;
use std::path::{Path, PathBuf};

use borderfit::merge::union;
use borderfit::model::{Evidence, Survey};
use borderfit::store::{OpenMode, Stamp, Store, StoreError, merge, verify};
use borderfit::vault::{self, Identity, Recipients};
use proptest::prelude::*;

use crate::histories::{history, perform};
use crate::hold;
use crate::seen::{ids, seen};
use crate::surveys::{Desk, known, load, moment, save, small};

fn stamp() -> Stamp<'static> {
    Stamp { copy: [9; 16], program: "borderfit test", now: moment(5_000) }
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn save(&self, name: &str, survey: &Survey) -> PathBuf {
        let path = self.path(name);
        save(&path, survey).unwrap();
        path
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn into(target: &Path, sources: &[PathBuf]) -> Result<Survey, StoreError> {
    merge(target, sources, &stamp(), false)?.store.load()
}

#[test]
fn p01_to_p05_hold_of_files() {
    hold(&history(), 100, |history| {
        let folder = Folder::new();
        let surveys: Vec<Survey> = perform(history).into_iter().map(|l| l.survey).collect();
        let files: Vec<PathBuf> = surveys
            .iter()
            .enumerate()
            .map(|(n, survey)| folder.save(&format!("{n}.survey"), survey))
            .collect();
        let mut all = surveys[0].clone();
        for survey in &surveys[1..] {
            union(&mut all, survey).unwrap();
        }
        let expected = seen(&all);
        // At once into a new file.
        let one = into(&folder.path("one.survey"), &files).unwrap();
        prop_assert_eq!(&seen(&one), &expected);
        // In another order, in groups, into a file that is there.
        let target = files[history.order[0]].clone();
        let mut group = Vec::new();
        for (&n, &last) in history.order[1..].iter().zip(&history.groups) {
            group.push(files[n].clone());
            if last {
                into(&target, &group).unwrap();
                group.clear();
            }
        }
        group.extend((!group.is_empty()).then(|| folder.path("one.survey")));
        if !group.is_empty() {
            into(&target, &group).unwrap();
        }
        let other = load(&target).unwrap();
        prop_assert_eq!(&seen(&other), &expected);
        // Again: nothing changes, and what is derived is as if from scratch.
        let before = ids(&other);
        let again = merge(&target, &[folder.path("one.survey")], &stamp(), false).unwrap();
        prop_assert_eq!(again.sources[0].rows.new, 0);
        drop(again);
        prop_assert_eq!(ids(&load(&target).unwrap()), before);
        for file in [&target, &folder.path("one.survey")] {
            let report = verify(file).unwrap();
            prop_assert!(report.ok, "{:?}", report.problems);
        }
        Ok(())
    });
}

#[test]
fn p09_a_flipped_bit_is_reported_and_never_taken() {
    let folder = Folder::new();
    let good = folder.save("good.survey", &small().survey);
    let bytes = fs::read(&good).unwrap();
    let honest = load(&good).unwrap();
    hold(&(0..bytes.len(), 0_u8..8), 20, |&(at, bit)| {
        let folder = Folder::new();
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << bit;
        let source = folder.path("flipped.survey");
        fs::write(&source, flipped).unwrap();
        let target = folder.path("target.survey");
        match merge(&target, &[source], &stamp(), false) {
            // Refused whole.
            Err(_) => prop_assert!(!target.exists()),
            Ok(merged) => {
                let taken = merged.store.load().unwrap();
                let refused = merged.sources[0].rows.refused;
                for o in taken.observations() {
                    let said = honest.observations().iter().find(|h| h.id == o.id);
                    let said = said.expect("nothing that nobody entered");
                    prop_assert_eq!(
                        (&o.answer, &o.note, &o.ext),
                        (&said.answer, &said.note, &said.ext)
                    );
                    prop_assert_eq!(honest.author(said), taken.author(o));
                    let (was, is) = (honest.path(said.subject), taken.path(o.subject));
                    // What said where it stands may be what was refused.
                    let homeless = refused > 0 && taken.crossing_point_of(o.subject).is_none();
                    prop_assert!(was == is || homeless, "{was:?} is {is:?}");
                }
                let missing = honest.observations().len() - taken.observations().len();
                prop_assert!(missing == 0 || refused >= 1, "{missing} lost without a word");
            }
        }
        Ok(())
    });
}

#[test]
fn a_file_cut_off_at_any_page_is_refused_whole() {
    let folder = Folder::new();
    let bytes = fs::read(folder.save("good.survey", &small().survey)).unwrap();
    for pages in 0..bytes.len() / 2_048 {
        for end in [pages * 2_048, pages * 2_048 + 700] {
            let source = folder.path("cut.survey");
            fs::write(&source, &bytes[..end]).unwrap();
            let target = folder.path("target.survey");
            let refused = merge(&target, &[source], &stamp(), false).err().expect("refused");
            let said = refused.to_string();
            assert!(said.contains("cut.survey") && said.contains("nothing was changed"), "{said}");
            assert!(!target.exists(), "{end}");
        }
    }
}

#[test]
fn p10_what_newer_programs_add_survives() {
    let newer = |n: usize| format!("{{\"accuracy_m\":{n},\"settles\":\"agreed\"}}");
    hold(&(history(), 1_usize..5), 50, |(history, additions)| {
        let folder = Folder::new();
        let surveys: Vec<Survey> = perform(history).into_iter().map(|l| l.survey).collect();
        let mut desk = Desk::at(surveys[0].clone(), "newer");
        for n in 0..*additions {
            let subject = desk.subject(["P1", "", ""]);
            let answer = known("12", "m", Evidence::Tested);
            desk.record_with(subject, "elevation", answer, newer(n));
        }
        let new = folder.save("new.survey", &desk.survey);
        let old = folder.save("old.survey", &surveys[1]);
        into(&old, &[new]).unwrap();
        into(&folder.path("again.survey"), &[old]).unwrap();
        let there = load(&folder.path("again.survey")).unwrap();
        for n in 0..*additions {
            prop_assert_eq!(there.observations().iter().filter(|o| *o.ext == *newer(n)).count(), 1);
        }
        prop_assert!(ids(&there).is_superset(&ids(&desk.survey)));
        Ok(())
    });
}

#[test]
fn p12_what_is_encrypted_comes_out_as_it_went_in() {
    let hq = Identity::new("HQ", [3; 32]);
    let to = Recipients::keys([&*hq.key()]).unwrap();
    hold(&history(), 50, |history| {
        let folder = Folder::new();
        let survey = perform(history).swap_remove(0).survey;
        let file = folder.save("out.survey", &survey);
        let bytes = fs::read(&file).unwrap();
        let mut container = Vec::new();
        vault::seal_to(&to, &bytes[..], &mut container).unwrap();
        let mut opened = Vec::new();
        let size = container.len() as u64;
        vault::open(&hq.opener(), &container[..], size, &mut opened).unwrap();
        prop_assert!(opened == bytes, "other bytes came out");
        fs::write(folder.path("in.survey"), opened).unwrap();
        let there = into(&folder.path("there.survey"), &[folder.path("in.survey")]).unwrap();
        prop_assert_eq!(seen(&there), seen(&survey));
        Ok(())
    });
}

#[test]
fn p13_a_merge_that_fails_or_is_dry_changes_nothing() {
    hold(&(history(), 1_usize..1_000), 50, |(history, cut)| {
        let folder = Folder::new();
        let surveys: Vec<Survey> = perform(history).into_iter().map(|l| l.survey).collect();
        let target = folder.save("target.survey", &surveys[0]);
        let good = folder.save("good.survey", &surveys[1]);
        let bytes = fs::read(folder.save("half.survey", &surveys[2])).unwrap();
        fs::write(folder.path("half.survey"), &bytes[..bytes.len() * cut / 1_000]).unwrap();
        let (before, names) = (fs::read(&target).unwrap(), folder.names());
        let failed = merge(&target, &[good.clone(), folder.path("half.survey")], &stamp(), false);
        let message = failed.err().unwrap().to_string();
        prop_assert!(message.contains("half.survey") && !message.contains(".part"), "{message}");
        prop_assert!(fs::read(&target).unwrap() == before, "the target changed");
        prop_assert_eq!(&folder.names(), &names, "something is left behind");
        let dry = merge(&target, std::slice::from_ref(&good), &stamp(), true).unwrap();
        let (previewed, would) = (dry.sources[0].rows.clone(), dry.store.load().unwrap());
        drop(dry);
        prop_assert!(fs::read(&target).unwrap() == before, "the target changed");
        prop_assert_eq!(&folder.names(), &names, "something is left behind");
        let done = merge(&target, &[good], &stamp(), false).unwrap();
        prop_assert_eq!(&done.sources[0].rows, &previewed, "a dry run shows the same report");
        prop_assert_eq!(ids(&done.store.load().unwrap()), ids(&would));
        Ok(())
    });
}

#[test]
fn what_is_missing_may_come_later() {
    // Three laptops in a row; the middle one's file comes last.
    let folder = Folder::new();
    let readers = ["QV-A01", "entry", "readers"];
    let step = |survey: Survey, who: &str, value: &str| {
        let mut desk = Desk::at(survey, who);
        desk.record(readers, "quantity", "count", known(value, "", Evidence::Observed), "");
        desk.survey
    };
    let first = step(small().survey, "K1", "5");
    let second = step(first.clone(), "K2", "6");
    let third = step(second.clone(), "K3", "7");
    // A file from which the middle was left out, as after a refused row.
    let whole = folder.save("whole.survey", &third);
    let holed = folder.path("holed.survey");
    fs::copy(&whole, &holed).unwrap();
    let conn = rusqlite::Connection::open(&holed).unwrap();
    let middle = i64::try_from(second.observations().len() - 1).unwrap();
    conn.execute("UPDATE obs SET note = 'changed' WHERE k = ?1", [middle]).unwrap();
    drop(conn);
    let target = folder.path("target.survey");
    let merged = merge(&target, &[holed], &stamp(), false).unwrap();
    assert_eq!(merged.sources[0].rows.refused, 1);
    drop(merged);
    let report = verify(&target).unwrap();
    assert_eq!(report.problems.len(), 1, "it is said that one is missing: {:?}", report.problems);
    let there = into(&target, &[whole]).unwrap();
    assert_eq!(seen(&there), seen(&third));
    assert!(verify(&target).unwrap().ok);
}

#[test]
fn a_subject_that_nothing_describes_is_left_out() {
    let folder = Folder::new();
    let mut desk = small();
    desk.record(["QV-B02", "", ""], "name", "text", known("B", "", Evidence::Observed), "");
    let source = folder.save("source.survey", &desk.survey);
    let conn = rusqlite::Connection::open(&source).unwrap();
    // Its kind does not hold any more, so nobody knows what the name is of.
    conn.execute_batch(
        "UPDATE obs SET note = 'x' WHERE subject = (SELECT max(k) FROM subject) \
         AND attr = (SELECT k FROM attr WHERE name = '@kind')",
    )
    .unwrap();
    drop(conn);
    let target = folder.path("target.survey");
    let merged = merge(&target, &[source], &stamp(), false).unwrap();
    let rows = &merged.sources[0].rows;
    assert_eq!(rows.refused, 4, "{:?}", rows.refusals);
    assert!(rows.refusals.iter().any(|r| r.why.contains("nothing says what its subject is")));
    assert_eq!(merged.store.load().unwrap().subjects().len(), small().survey.subjects().len());
    drop(merged);
    assert!(verify(&target).unwrap().ok);
}

#[test]
fn the_target_may_be_read_only_in_a_dry_run_and_open_files_are_said_to_be_so() {
    let folder = Folder::new();
    let target = folder.save("target.survey", &small().survey);
    let source = folder.save("source.survey", &small().survey);
    let open = Store::open(&source, OpenMode::ReadWrite).unwrap();
    let busy = merge(&target, std::slice::from_ref(&source), &stamp(), false).err().unwrap();
    assert!(matches!(busy, StoreError::Busy { .. }), "{busy}");
    drop(open);
    assert!(merge(&target, &[source], &stamp(), true).is_ok());
}
