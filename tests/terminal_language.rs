//! The language is chosen on the screens: they and the questions change at once, what is recorded
//! and typed stays. A binary of its own, since the language belongs to the whole process.

mod journeys;

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use borderfit::app::App;
use borderfit::app::home::{Home, HomeChoice};
use borderfit::language::{Language, speaking, spoken};
use borderfit::session::{Event, Options, Own, Session};
use borderfit::tui;
use journeys::{draw, facts, script, text};

fn wait(session: &mut Session, events: &Receiver<Event>) {
    while session.app().is_none() || session.waiting() > 0 {
        let event = events.recv_timeout(Duration::from_secs(60)).expect("the keeper answers");
        session.receive(event).expect("the survey opens");
    }
}

fn press(session: &mut Session, events: &Receiver<Event>, keys: &str) {
    for key in script(keys) {
        let context = app(session).context();
        if let Some(input) = tui::lookup(context, key) {
            session.input(input);
        }
        wait(session, events);
    }
}

fn app(session: &Session) -> &App {
    session.app().expect("it is open")
}

fn shown(session: &Session) -> String {
    text(&draw(app(session), 80, 24)).replace('\u{a0}', " ")
}

/// What is recorded, whatever the screens speak.
fn recorded(session: &Session) -> Vec<String> {
    speaking(Language::English, || facts(app(session).survey()))
}

#[test]
fn a_language_is_chosen_on_the_screens_and_remembered() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("demo.survey");
    journeys::write_survey(&file, true);
    let own = Own::at(folder.path().join("own"));
    let mut options = Options::new(&file);
    options.author = Some("K3".to_owned());
    options.own = Some(own.clone());
    let (sender, events) = channel();
    let mut session = Session::new(options);
    session.begin(move |event| drop(sender.send(event)));
    wait(&mut session, &events);
    let before = recorded(&session);
    let types = app(&session).point_row(1).types;

    // Half typed at a question, while groups are folded in the table of gaps.
    press(&mut session, &events, "F3 Space F4 Down Down Enter Ctrl+n '12'");
    assert!(shown(&session).contains("Voice to head"), "{}", shown(&session));
    press(&mut session, &events, "F9 'fran' Enter");
    assert!(shown(&session).contains("Language"), "{}", shown(&session));
    press(&mut session, &events, "2");
    assert_eq!((spoken(), own.language()), (Language::French, Some(Language::French)));
    let screen = shown(&session);
    assert!(screen.contains("Langue : français"), "{screen}");
    assert!(screen.contains("12"), "what is typed stays: {screen}");
    assert!(screen.contains("Liaison vocale"), "the profile was loaded again: {screen}");
    assert_eq!(recorded(&session), before);

    // Lists, verdicts and profiles follow; English words still find commands.
    press(&mut session, &events, "Esc o");
    assert_eq!(app(&session).table().map(|t| t.title.as_str()), Some("Encore ouvert"));
    assert_ne!(app(&session).point_row(1).types, types);
    press(&mut session, &events, "B F9 'language' Enter 1");
    assert_eq!((spoken(), own.language()), (Language::English, Some(Language::English)));
    assert_eq!(app(&session).table().map(|t| t.title.as_str()), Some("Profiles"));
    assert_eq!(app(&session).point_row(1).types, types);
    assert_eq!(recorded(&session), before);
    assert_eq!(session.end(), 0);

    // At home, by one letter or a key that every keyboard has.
    for key in ["l", "F5"] {
        let mut home = Home::new(Vec::new(), borderfit::app::Theme::Plain);
        let mut chosen = None;
        for key in script(&format!("{key} 'fr' Enter")) {
            let context = match home.form {
                Some(_) => borderfit::app::command::Context::Text,
                None => borderfit::app::command::Context::Home,
            };
            if let Some(input) = tui::lookup(context, key) {
                chosen = home.input(input);
            }
        }
        assert_eq!(chosen, Some(HomeChoice::Language(Language::French)));
    }
}
