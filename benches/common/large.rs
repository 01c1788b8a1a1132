//! A large survey, the same at every run.

use borderfit::model::journal::ensure_subject;
use borderfit::model::{
    Answer, Entry, Evidence, Moment, Path as Place, Session, SubjectId, Supersede, Survey,
};

struct Writer {
    survey: Survey,
    n: u64,
}

impl Writer {
    fn fact(&mut self, place: &Place, attribute: &str, value: &str, evidence: Evidence) {
        self.n += 1;
        let n = self.n;
        let mut salt = || [u8::try_from(n % 251).unwrap(); 16];
        let session = borderfit::model::SessionIx(0);
        let subject = ensure_subject(&mut self.survey, place, session, n, &mut salt).unwrap();
        let attribute = self.survey.intern(attribute);
        let observation = self.survey.prepare(Entry {
            subject,
            attribute,
            session,
            milliseconds: 1_772_000_000_000 + n,
            kind: "text",
            answer: Answer::known(value, evidence),
            note: String::new(),
            supersede: Supersede::Own,
            settles: None,
            salt: salt(),
        });
        self.survey.insert(observation);
    }
}

/// Posts with 60 facts and 93 rows each: three positions, seven items, lists closed.
pub(crate) fn large_survey(points: usize) -> Survey {
    use Evidence::{Documented, Observed, Tested};
    let mut survey = Survey::new(SubjectId([3; 16]));
    let started = Moment { milliseconds: 1_772_000_000_000, offset_minutes: 0 };
    survey.add_session(Session::new([4; 16], "K1", "", "bench", started));
    let mut w = Writer { survey, n: 0 };
    for p in 0..points {
        let code = format!("P{p:04}");
        let point = Place::CrossingPoint(code.clone());
        for (attribute, value, evidence) in [
            ("name", "A post", Observed),
            ("type", "road;pedestrian", Observed),
            ("country", "QV", Observed),
            ("latitude", "-41.2", Tested),
            ("longitude", "-18.4", Tested),
            ("positions_complete", "true", Observed),
            ("interpol_access", "find-online", Observed),
            ("oldest_tls", "1.2", Documented),
            ("voice_link", "every-shift", Tested),
            ("clock_synchronised", "true", Documented),
            ("personal_accounts", "true", Observed),
            ("offline_procedure", "written;tested", Documented),
            ("maintenance_cover", "all", Documented),
            ("second_feed", "false", Observed),
            ("inventory_complete.document-reader", "true", Observed),
            ("inventory_complete.magnifier", "true", Observed),
            ("inventory_complete.workstation", "true", Observed),
            ("biometrics_captured", "none", Observed),
        ] {
            w.fact(&point, attribute, value, evidence);
        }
        for (position, kind) in
            [("entry", "first-line-entry"), ("exit", "first-line-exit"), ("second", "second-line")]
        {
            let place = Place::Position(code.clone(), position.to_owned());
            w.fact(&place, "kind", kind, Observed);
            w.fact(&place, "workstations_peak", "4", Observed);
            w.fact(&place, "search_time", "3.5", Tested);
            w.fact(&place, "ups_coverage", "all", Observed);
            w.fact(&place, "screen_private", "true", Observed);
        }
        for (position, item, kind, attribute, value) in [
            ("entry", "readers", "document-reader", "chip_iso14443", "true"),
            ("exit", "readers", "document-reader", "chip_iso14443", "false"),
            ("entry", "loupes", "magnifier", "magnification", "10"),
            ("entry", "pcs", "workstation", "firmware", "7"),
            ("second", "lamps", "hand-lamp", "light_uses", "oblique;transmitted"),
            ("second", "uv", "uv-lamp", "uv_shading", "true"),
        ] {
            let place = Place::Item(code.clone(), position.to_owned(), item.to_owned());
            w.fact(&place, "equipment", kind, Observed);
            w.fact(&place, "quantity", "4", Observed);
            w.fact(&place, "condition", "working", Tested);
            w.fact(&place, attribute, value, Tested);
        }
        let link = Place::Item(code.clone(), String::new(), "wan".to_owned());
        w.fact(&link, "equipment", "wan-link", Tested);
        w.fact(&link, "uplink_tested", "8", Tested);
        w.fact(&link, "link_official", "true", Documented);
    }
    w.survey
}
