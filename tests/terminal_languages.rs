//! The screens in other languages: what is said is said in them, and it fits.
//!
//! The pseudo-language puts an accent on every letter that went through the table of texts, and
//! makes each text 40 % longer. So a plain word on its screens was not said in the language, and
//! what is cut there would be cut in a real language.

mod journeys;

use std::collections::BTreeSet;

use borderfit::app::Theme;
use borderfit::app::home::{Home, HomeRow};
use borderfit::language::{Language, speaking};
use journeys::Laptop;

/// Words that are the same in every language: what people recorded, codes, names of files, a key.
const DATA: &str = "
    Adrun Airport airport battery borderfit Bridge count Ctrl dead Dolgash Dulga Dulgash entry
    Doculux exit fingers Ford generator genset handheld International Kalto Kaltor lane magn magnifier
    magnifiers media Mirun missed Ostre Ostrel other Pass patrol Port pseudo reader readers Senmi Senmira
    single sltd Station survey table test truck
";

/// Words of texts that are not said in the language yet: labels and messages of `app`, words of the
/// domain, reasons of the judge, the report. Each goes from here as soon as its text is said;
/// nothing is to be added.
const NOT_YET: &str = "
    absent access added against another answer asked asks assessed assumption back bears Because
    before beside border built Capture catalogue categories cells change changes Changing close
    Code common compares composed condition confirmed conform control copied costed could counts
    critical crossing Crossing decide decided decides Decides demonstrated differ differe Dige
    Digest disagree Disputes Document documented does draft each edition Edition Enter equipment
    Equipment Everything everything explained fact Facts facts failed feasible File find findings
    first follow forbidden found from Full Gaps gaps good Good half Help here host identical into
    Judg Judged judged judges Kind known knows language last least leaves left letters lines list
    List lists locked look major many Marking Matrix matrix matters meanwhile mend minor missing
    mission mitigate more most name needed never newest Next next nobody none Nothing nothing
    number numbers observations observed official ones only open operating otherwise Overview
    people perhaps Phase phot photos Plan plan point points Position position positions post Posts
    power practice price Prof Profile profile Profiles queries question questions reads reason
    Reco record recorded Recorded refused remedy repair report Report rests road rule Rules rules
    safe safeguard same save saved says scope security seen sent serial settle show Show shows
    Shows side source stand standard stated stays Still still stop such Suppose Surv Survey taken
    takes tested that them there These this through ticked time title Title today tools training
    type typed unknown verdict verdicts version visit Walk weather what What where whether which
    while whole will with without Work worst would Writ Write writes Written Your
";

/// A screen, and what it was called.
type Shown = (&'static str, String);

/// Every screen of a survey in a window of 80 columns.
fn screens() -> Vec<Shown> {
    let mut shown = Vec::new();
    let mut laptop = Laptop::new(false);
    let mut look = |name, laptop: &Laptop| shown.push((name, laptop.text(80, 24)));
    look("overview-empty", &laptop);
    laptop.keys("x");
    look("matrix-empty", &laptop);
    let mut laptop = Laptop::new(true);
    look("overview", &laptop);
    for (name, keys) in [
        ("walk", "Enter"),
        ("walk-number", "Esc Down Down Enter Ctrl+n"),
        ("gaps", "F3 Down"),
        ("gaps-filtered", "G S / 'QV-S03'"),
        ("gaps-nothing", "'no such gap'"),
        ("facts", "Ctrl+u 'QV-S03 R09' Enter Down Enter"),
        ("walk-choice", "End Enter"),
        ("walk-evidence", "F6"),
        ("walk-absence", "Esc F12"),
        ("help", "Esc F1"),
        ("help-more", "PgDn PgDn PgDn"),
        ("help-end", "PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn PgDn"),
        ("requirement", "Esc F3 Ctrl+u Enter Down s"),
        ("add", "F4 Home a"),
        ("add-equipment", "1 'reader'"),
        ("close-lists", "Esc Enter l"),
        ("walk-set", "Esc Home Down Down"),
        ("matrix", "Esc x Down Right"),
        ("not-assessed", "d d F4 A Down"),
        ("still-open", "Esc o Down"),
        ("disputes", "Esc C Down"),
        ("settle", "Enter 1"),
        ("profiles", "Esc Esc B"),
        ("rules", "Enter Down"),
        ("compare", "Esc F4 B Down d Down"),
        ("plan", "F4 P Down Down"),
        ("what-if", "F4 i"),
        ("log", "Esc F4 h Down"),
        ("palette-empty", "F4 :"),
        ("palette", "'QV-'"),
        ("palette-nothing", "'nothing'"),
        ("end-of-day", "Esc E"),
        ("report", "F4 e"),
        ("report-form", "w"),
    ] {
        laptop.keys(keys);
        look(name, &laptop);
    }
    laptop.keys("Esc F4");
    for (name, keys) in [
        ("strip-overview", ""),
        ("strip-walk", "Enter"),
        ("strip-gaps", "F3 Down"),
        ("strip-facts", "Enter"),
        ("strip-matrix", "x"),
    ] {
        laptop.keys(keys);
        shown.push((name, laptop.text(60, 12)));
    }
    shown.push(("too-small", laptop.text(38, 5)));
    shown.extend(homes());
    shown
}

/// The home screen: with surveys, with a form, with help, and without surveys.
fn homes() -> Vec<Shown> {
    use borderfit::app::command::Context;
    let row = |title: &str, missing, drafts| HomeRow {
        path: format!("/media/usb/{title}.survey"),
        title: title.to_owned(),
        state: "5".to_owned(),
        missing,
        drafts,
    };
    let mut home = Home::new(
        vec![row("QV1", false, true), row("QV2", false, false), row("QV3", true, false)],
        Theme::Plain,
    );
    let laptop = borderfit::session::Laptop {
        free: Some(20),
        battery: Some((5, false)),
        clock: "2024-03-20 09:45 UTC+02:00".to_owned(),
    };
    (home.laptop, home.warning) = (laptop.words(), laptop.warning());
    home.profiles = vec![("land-bcp-core".to_owned(), "QV".to_owned())];
    let mut shown = vec![("home", home_text(&home))];
    for (name, keys) in [("home-new", "n"), ("home-help", "Esc ?")] {
        for key in journeys::script(keys) {
            let context = if home.form.is_some() { Context::Text } else { Context::Home };
            let input = borderfit::tui::lookup(context, key).expect("a key of the home screen");
            assert_eq!(home.input(input), None);
        }
        shown.push((name, home_text(&home)));
    }
    shown.push(("home-empty", home_text(&Home::new(Vec::new(), Theme::Plain))));
    shown
}

fn home_text(home: &Home) -> String {
    let backend = ratatui::backend::TestBackend::new(80, 24);
    let mut terminal = ratatui::Terminal::new(backend).unwrap_or_else(|e| panic!("{e}"));
    terminal.draw(|frame| borderfit::tui::draw_home(home, frame)).expect("it can be drawn");
    journeys::text(terminal.backend().buffer())
}

/// Words of four letters and more without any accent. Shorter ones are units, keys and codes; those
/// with a hyphen are codes too.
fn plain_words(screen: &str) -> BTreeSet<&str> {
    let words = screen.split(|c: char| !c.is_alphanumeric() && c != '-');
    words.filter(|w| w.len() >= 4 && w.chars().all(|c| c.is_ascii_alphabetic())).collect()
}

#[test]
fn plain_words_are_found_between_words_in_disguise() {
    let screen = " ṀóřéX  more  Ctrl+W  QV-N01 cargo-gate a24h gaps: ǵáƥš~~ ";
    assert_eq!(plain_words(screen), BTreeSet::from(["Ctrl", "gaps", "more"]));
}

#[test]
fn every_screen_can_be_drawn_in_the_pseudo_language_and_says_nothing_plainly() {
    let screens = speaking(Language::Pseudo, screens);
    let known: BTreeSet<&str> = DATA.split_whitespace().chain(NOT_YET.split_whitespace()).collect();
    let mut plain = Vec::new();
    for (name, screen) in &screens {
        insta::with_settings!({snapshot_path => "journeys/screens", prepend_module_to_snapshot => false}, {
            insta::assert_snapshot!(format!("pseudo-{name}"), screen);
        });
        let words: Vec<&str> = plain_words(screen).difference(&known).copied().collect();
        if !words.is_empty() {
            plain.push(format!("{name}: {}", words.join(" ")));
        }
    }
    assert!(plain.is_empty(), "not said in the language:\n{}", plain.join("\n"));
}

#[test]
fn what_has_a_fixed_place_fits_it_in_french() {
    let screens = speaking(Language::French, screens);
    let whole = |name: &str, texts: &[&str]| {
        let (_, screen) = screens.iter().find(|(n, _)| *n == name).expect("a screen");
        for text in texts {
            assert!(screen.contains(text), "{name} has no '{text}'\n{screen}");
        }
    };
    whole("overview", &["Point de passage ", "Réglé  ", "Pire écart  ", "- N sans objet\n"]);
    whole("matrix", &[" fini\n", "- N sans objet\n"]);
    whole("gaps", &[" requis trouvé  gravité\n", "   poste entier R"]);
    whole("facts", &["Comment, par qui\n"]);
    whole("walk-choice", &["PgSuiv, PgPréc, / cherche\n", "Sans réponse, parce que ...\n"]);
    whole("walk-set", &["Entrée valide les choix"]);
    whole("home", &["? aide  q quitter\n", "UTC+02:00\n", "fonctionne hors ligne\n"]);
    whole("home-new", &["Échap fermer\n"]);
    whole("home-help", &["l'accueil -"]);
    whole("palette", &["Commandes, lieux, questions, règles"]);
    whole("strip-overview", &["Les listes\u{a0}: 80 x 24.\n"]);
    whole("too-small", &["38 x 5\u{a0}: trop petit.\n", "Rien n'est perdu.\n"]);
}
