//! Screens that need more than keys: merging from home, costs from a price list, disputes settled
//! one by one and many at once, places that are added, renamed and taken off.

mod journeys;

use std::cell::Cell;
use std::path::{Path, PathBuf};

use borderfit::app::Theme;
use borderfit::app::command::Context;
use borderfit::app::home::{Home, HomeChoice, HomeRow};
use borderfit::app::merging::MergeEntry;
use borderfit::app::screen::Screen;
use borderfit::store::{MergeStep, Source, Stamp, Store, StoreError, merge_watched};
use journeys::{Laptop, facts, moment, write_survey};

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (200, 60), (60, 12)];

fn snapshot(name: &str, draw: impl Fn(u16, u16) -> String) {
    for (width, height) in SIZES {
        insta::with_settings!({snapshot_path => "journeys/screens", prepend_module_to_snapshot => false}, {
            insta::assert_snapshot!(format!("{name}-{width}x{height}"), draw(width, height));
        });
    }
}

fn screen(laptop: &Laptop, name: &str) {
    snapshot(name, |width, height| laptop.text(width, height));
}

// ---- merging from home

fn home() -> Home {
    let row = |title: &str, missing| HomeRow {
        path: format!("/surveys/{title}.survey"),
        title: title.to_owned(),
        state: "5 posts, 115 open, left 2026-03-20 09:41".to_owned(),
        missing,
        drafts: false,
    };
    Home::new(vec![row("axis", false), row("rail", true)], Theme::Plain)
}

fn press(home: &mut Home, keys: &str) -> Option<HomeChoice> {
    let mut chosen = None;
    for key in journeys::script(keys) {
        let context = if home.form.is_some() { Context::Text } else { Context::Home };
        if let Some(input) = borderfit::tui::lookup(context, key) {
            chosen = home.input(input);
        }
    }
    chosen
}

fn home_text(home: &Home, width: u16, height: u16) -> String {
    let backend = ratatui::backend::TestBackend::new(width, height);
    let mut terminal = ratatui::Terminal::new(backend).unwrap_or_else(|e| panic!("{e}"));
    terminal.draw(|frame| borderfit::tui::draw_home(home, frame)).expect("it can be drawn");
    journeys::text(terminal.backend().buffer())
}

/// As the folder of the survey is listed: a folder, the survey itself, two from other laptops.
fn listed(home: &mut Home) {
    let entry = |name: &str, folder, detail: &str| MergeEntry {
        name: name.to_owned(),
        path: format!("/surveys/{name}"),
        folder,
        detail: detail.to_owned(),
    };
    let entries = vec![
        entry("old", true, ""),
        entry("laptop-b.survey", false, "220 kB"),
        entry("axis.survey", false, "1.2 MB"),
        entry("laptop-c.survey", false, "90 kB"),
    ];
    let merging = home.merging.as_mut().expect("files are being merged");
    merging.show("/surveys".to_owned(), Some("/".to_owned()), entries);
}

#[test]
fn files_are_merged_from_home_by_another_key_than_the_one_that_began() {
    let mut home = home();
    assert_eq!(press(&mut home, "m"), Some(HomeChoice::Folder(String::new())));
    listed(&mut home);
    press(&mut home, "Space");
    snapshot("merge-choose", |w, h| home_text(&home, w, h));
    // A path can be typed, and a digit chooses too.
    assert_eq!(press(&mut home, "o '/media/usb/d.survey' Enter 5"), None);
    let sources: Vec<String> =
        ["/surveys/laptop-b.survey", "/media/usb/d.survey", "/surveys/axis.survey"]
            .map(str::to_owned)
            .into();
    let merging = home.merging.as_ref().expect("it goes on");
    assert_eq!(merging.chosen, sources[..2], "the survey itself is never taken");
    assert!(home_text(&home, 80, 24).contains("This is the survey itself"));
    let wanted = |write| HomeChoice::Merge {
        into: "/surveys/axis.survey".to_owned(),
        sources: sources[..2].to_vec(),
        write,
    };
    press(&mut home, "Down");
    assert_eq!(press(&mut home, "Enter"), Some(wanted(false)));
    home.working("Reading 1 of 2: laptop-b.survey ...".to_owned());
    snapshot("merge-reading", |w, h| home_text(&home, w, h));
    let report = "Nothing is written yet. Merged, it would be:\n\n  \
                  /surveys/laptop-b.survey: 420 observations, 311 new, 109 known already, 0 refused, not signed\n  \
                  7 open disputes\n  0 suspected duplicates\n  digest 0123456789abcdef";
    let lines = report.lines().map(|l| (l.to_owned(), !l.starts_with("    "))).collect();
    home.merging.as_mut().expect("it goes on").report(lines);
    snapshot("merge-report", |w, h| home_text(&home, w, h));
    assert_eq!(press(&mut home, "m"), None, "the key that began it does not write");
    assert_eq!(press(&mut home, "Enter"), None);
    assert_eq!(press(&mut home, "W"), Some(wanted(true)));
    // What could not be done is said, and what was chosen is still chosen.
    home.merging.as_mut().expect("it goes on").refused("the disk is full".to_owned());
    assert!(home_text(&home, 80, 24).contains("the disk is full"));
    assert_eq!(press(&mut home, "Esc"), None);
    assert!(home.merging.is_none());
    assert!(home_text(&home, 80, 24).contains("Nothing was merged"));
}

#[test]
fn a_survey_that_is_away_is_not_merged_into_and_is_sought() {
    let mut home = home();
    assert_eq!(press(&mut home, "Down m"), None);
    assert!(home.merging.is_none() && home_text(&home, 80, 24).contains("put the medium in"));
    press(&mut home, "o");
    let text = home_text(&home, 80, 24);
    assert!(text.contains("Where is it now?") && text.contains("/surveys/rail.survey"), "{text}");
    let found = press(&mut home, "'/mnt/rail.survey' Enter");
    assert_eq!(found, Some(HomeChoice::Open("/mnt/rail.survey".to_owned())));
}

fn stamp() -> Stamp<'static> {
    Stamp { copy: [9; 16], program: "borderfit test", now: moment(5_000) }
}

/// A survey, and a copy of it in which another person went on.
fn pair(folder: &Path) -> (PathBuf, PathBuf) {
    let (into, other) = (folder.join("a.survey"), folder.join("b.survey"));
    write_survey(&into, true);
    std::fs::copy(&into, &other).expect("a copy");
    let mut laptop = Laptop::open(other.clone(), std::sync::Arc::default(), Some("M. Other"), None);
    laptop.keys("Enter 1");
    drop(laptop);
    (into, other)
}

#[test]
fn a_merge_that_is_stopped_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (into, other) = pair(folder.path());
    let before = std::fs::read(&into).expect("it can be read");
    let sources = [Source { file: &other, named: &other }];
    for stop_at in 0..2 {
        let seen = Cell::new(0);
        let watch = |_: MergeStep<'_>| {
            seen.set(seen.get() + 1);
            seen.get() <= stop_at
        };
        let stopped = merge_watched(&into, &sources, &stamp(), false, &watch);
        assert!(matches!(stopped, Err(StoreError::Stopped { .. })), "stopped at {stop_at}");
        assert_eq!(seen.get(), stop_at + 1);
        assert_eq!(std::fs::read(&into).expect("it can be read"), before);
    }
    let names: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    assert_eq!(names.len(), 2, "no copy is left: {names:?}");
    let merged = merge_watched(&into, &sources, &stamp(), false, &|_| true).expect("it merges");
    assert!(merged.sources[0].rows.new > 0);
    drop(merged);
    let survey = Store::open(&into, borderfit::store::OpenMode::ReadOnly).and_then(|s| s.load());
    assert!(survey.is_ok_and(|s| s.sessions().iter().any(|s| &*s.author == "M. Other")));
}

// ---- disputes

#[test]
fn many_disputes_are_settled_by_stronger_evidence_and_taken_back_as_they_were() {
    let mut laptop = Laptop::new(true);
    let before = facts(laptop.app().survey());
    laptop.keys("m >");
    screen(&laptop, "prefer-evidence");
    let open = laptop.app().disputes().len();
    let Screen::Pick(pick) = laptop.app().screen() else { panic!("they are shown first") };
    let decided = pick.rows.len();
    assert!(decided > 0 && decided < open, "{decided} of {open}");
    laptop.keys("Enter Enter");
    assert_eq!(laptop.app().disputes().len(), open - decided);
    laptop.keys("d End");
    screen(&laptop, "disputes-settled");
    // One key takes all of it back: each side in the name of who said it.
    laptop.keys("u");
    assert_eq!(laptop.app().disputes().len(), open);
    assert_eq!(facts(laptop.app().survey()), before);
    laptop.keys("U");
    assert_eq!(laptop.app().disputes().len(), open - decided);
    let mut laptop = laptop.reopen();
    assert_eq!(laptop.app().disputes().len(), open - decided);
    laptop.keys("m d End Enter 'counted again' Enter");
    assert_eq!(laptop.app().disputes().len(), open - decided + 1, "reopened");
}

// ---- costs

#[test]
fn the_plan_is_costed_by_a_price_list_chosen_on_the_screen() {
    let mut laptop = Laptop::new(true);
    let list = laptop.file().with_file_name("prices.toml");
    std::fs::write(&list, include_str!("../standards/demo/prices.toml")).expect("it is written");
    laptop.keys("P");
    assert!(laptop.text(80, 24).contains("Not costed"));
    // Picked from the folder of the survey: the first row is the folder above.
    laptop.keys("c Enter 2");
    let text = laptop.text(80, 24);
    assert!(text.contains("prices.toml"), "{text}");
    laptop.keys("'10' Enter '4' Enter '250000' Enter");
    laptop.keys("Down Down Down Down Down");
    screen(&laptop, "plan-costed");
    let text = laptop.text(120, 40);
    assert!(text.contains("Capital") && text.contains("in 10 years"), "{text}");
    assert!(text.contains("Within the budget"), "{text}");
    assert!(text.contains("not costed"), "what has no price is not 0: {text}");
    // A list with a mistake is refused, with the place of it.
    std::fs::write(&list, "format = 1\ncurrency = 5\n").expect("it is written");
    laptop.keys("c Enter Enter Enter Enter");
    let text = laptop.text(80, 24);
    assert!(text.contains("Nothing is costed") && text.contains("prices.toml:2"), "{text}");
    laptop.keys("Esc c Tab Ctrl+u 'soon' Enter");
    assert!(laptop.text(80, 24).contains("A whole number of years"));
}

// ---- places

#[test]
fn a_place_is_made_like_another_renamed_and_taken_off() {
    let mut laptop = Laptop::new(true);
    let before = facts(laptop.app().survey());
    // Of QV-R02; its answers are copied, and none of them is one before it is confirmed.
    laptop.keys("Down Down a 4");
    screen(&laptop, "add-like");
    laptop.keys("'QV-R09' Enter");
    assert!(laptop.text(80, 24).contains("none of them seen here"), "{}", laptop.text(80, 24));
    laptop.keys("F4 Down Down");
    let text = laptop.text(80, 24);
    let row = text.lines().find(|l| l.contains("QV-R09")).expect("it is listed").to_owned();
    assert!(!row.contains('M'), "nothing of it is met: {row}");
    laptop.keys("a 5 'QV-R02' Enter");
    assert!(laptop.text(80, 24).contains("is there already"));
    laptop.keys("Ctrl+u 'QV-R10' Enter");
    assert!(laptop.text(80, 24).contains("QV-R09 is now called QV-R10"));
    laptop.keys("a 6");
    assert!(!laptop.text(80, 24).contains("QV-R10  "), "{}", laptop.text(80, 24));
    laptop.keys("u");
    assert!(laptop.text(80, 24).contains("QV-R10"));
    laptop.keys("u u");
    assert!(!laptop.text(80, 24).contains("QV-R09  "), "{}", laptop.text(80, 24));
    assert_eq!(facts(laptop.app().survey()), before);
    let laptop = laptop.reopen();
    assert_eq!(facts(laptop.app().survey()), before);
}

#[test]
fn equipment_shows_what_would_change_before_it_is_added() {
    let mut laptop = Laptop::new(true);
    laptop.keys("Down Down a 1 'doculux' Enter '13'");
    let text = laptop.text(80, 24);
    assert!(text.contains("As if added: "), "{text}");
    screen(&laptop, "add-equipment-live");
    laptop.keys("Enter Enter");
    let all = facts(laptop.app().survey()).join("\n");
    assert!(all.contains("QV-R02 / passport-reader maker"), "{all}");
}

#[test]
fn help_is_searched() {
    let mut laptop = Laptop::new(true);
    laptop.keys("Enter F1 / 'catalogue'");
    screen(&laptop, "help-search");
    let text = laptop.text(80, 24);
    assert!(
        text.contains("Take what the catalogue") && !text.contains("Give the answer"),
        "{text}"
    );
    laptop.keys("Enter Esc");
    assert!(laptop.text(80, 24).contains("Choose the answer"));
    laptop.keys("Esc");
    assert!(matches!(laptop.app().screen(), Screen::Walk(_)));
}

#[test]
fn the_walk_shows_what_other_profiles_say() {
    let mut laptop = Laptop::new(true);
    // The profile of land crossing points becomes part of the survey, and the demo's is judged by.
    laptop.keys("B Down p Up p F4 Down Down Enter");
    let text = laptop.text(120, 40);
    assert!(text.contains("Other profiles") && text.contains("land-bcp-core"), "{text}");
    screen(&laptop, "walk-profiles");
}

#[test]
fn the_report_is_written_in_the_format_that_its_name_tells() {
    let mut laptop = Laptop::new(true);
    let beside = |laptop: &Laptop, name: &str| {
        std::fs::read(laptop.file().with_file_name(name)).expect("it was written")
    };
    let list = laptop.file().with_file_name("prices.toml");
    std::fs::write(&list, include_str!("../standards/demo/prices.toml")).expect("it is written");
    laptop.keys("P c Enter 2 Enter Enter Enter");
    laptop.keys("F4 e w 'out.html' Enter Enter 'QV-R02' Enter Enter Enter");
    assert!(laptop.text(80, 24).contains("Report written"), "{}", laptop.text(80, 24));
    let html = String::from_utf8(beside(&laptop, "out.html")).expect("it is text");
    assert!(html.contains("QV-R02") && !html.contains("QV-P06"));
    assert!(html.contains("kDCU") || html.contains("costed"), "what the plan costs is in it");
    laptop.keys("w Ctrl+u 'out.docx' Enter Enter 'QV-R02' Enter Enter Enter");
    assert!(beside(&laptop, "out.docx").starts_with(b"PK"));
}

#[test]
fn profiles_say_what_is_said_against_them() {
    let mut laptop = Laptop::new(true);
    laptop.keys("v Down");
    let text = laptop.text(80, 24);
    assert!(text.contains("Checks") && text.contains("land-bcp-core"), "{text}");
}

#[test]
fn the_walk_gives_more_room_to_the_question_or_to_the_list() {
    let mut laptop = Laptop::new(true);
    laptop.keys("Enter +");
    screen(&laptop, "walk-question-wide");
    assert!(!laptop.text(80, 24).contains("List: Access"), "{}", laptop.text(80, 24));
    laptop.keys("+");
    assert!(laptop.text(80, 24).contains("List: Access to the da"), "{}", laptop.text(80, 24));
    screen(&laptop, "walk-list-wide");
    laptop.keys("+ Esc Enter");
    assert!(laptop.text(80, 24).contains("List: Access to th.."), "{}", laptop.text(80, 24));
}
