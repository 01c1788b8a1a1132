//! No edition holds what it forbids: not in its text, not in its metadata, not anywhere.

use std::fmt::Write;

use borderfit::judge::{assess, default_day};
use borderfit::report::edition::{check, document_text};
use borderfit::report::pdf::{self, PdfOptions, extract};
use borderfit::report::write::{html, places, tables};
use borderfit::report::{Edition, Filter, gap_table};
use borderfit::standard::load_built_in;

use crate::common::{self, Draw};

/// A random survey with what each edition must not tell.
struct Secret {
    table: String,
    partner: Vec<String>,
    public: Vec<String>,
}

fn secret(seed: u64) -> Secret {
    let mut draw = Draw::new(seed);
    let mut secret = Secret {
        table: "crossing_point,position,item,attribute,value,unit,evidence,absent,recorded_by,\
                recorded_at,note,settles\n"
            .to_owned(),
        partner: Vec::new(),
        public: Vec::new(),
    };
    let countries = ["QV", "QW", "QX"];
    for n in 0..1 + draw.below(5) {
        let mut token = |kind: &str| format!("{kind}{:07}", draw.below(9_999_999));
        let code = token("PT");
        let (name, author) = (token("Post"), token("Person"));
        let (serial, note) = (token("SN"), token("remark"));
        let latitude = format!("4{}.{:05}", n, 10_001 + draw.below(80_000));
        let longitude = format!("2{}.{:05}", n, 10_001 + draw.below(80_000));
        let speed = format!("0.{:06}", 100_001 + draw.below(800_000));
        let country = countries[draw.below(countries.len())];
        let rows = [
            ("", "", "name", name.as_str()),
            ("", "", "type", "road"),
            ("", "", "country", country),
            ("", "", "latitude", latitude.as_str()),
            ("", "", "longitude", longitude.as_str()),
            ("", "", "traffic_persons", "120000"),
            ("entry", "", "kind", "first-line-entry"),
            ("entry", "", "workstations", "3"),
            ("entry", "reader", "equipment", "passport-reader"),
            ("entry", "reader", "quantity", "2"),
            ("entry", "reader", "condition", "working"),
            ("entry", "reader", "serial", serial.as_str()),
            ("", "uplink", "equipment", "primary-link"),
            ("", "uplink", "quantity", "1"),
            ("", "uplink", "tested_down", speed.as_str()),
        ];
        for (position, item, attribute, value) in rows {
            let unit = if attribute == "tested_down" { "Mbit/s" } else { "" };
            let _ = writeln!(
                secret.table,
                "{code},{position},{item},{attribute},{value},{unit},observed,,{author},\
                 2026-03-03T09:00:00Z,{note} {attribute},"
            );
        }
        secret.partner.extend([serial, latitude, longitude, speed, note, author]);
        secret.public.extend([name, code]);
    }
    secret.public.extend(secret.partner.iter().cloned());
    secret
}

/// Everything in a file that could be read: text of the pages, and every string and stream.
fn everything(bytes: &[u8]) -> String {
    let mut all = extract::content(bytes).expect("it can be read").concat().replace('\n', "");
    let pdf = lopdf::Document::load_mem(bytes).expect("it can be read");
    for object in pdf.objects.values() {
        if let lopdf::Object::Stream(stream) = object {
            let plain = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
            all.push_str(&String::from_utf8_lossy(&plain));
        } else {
            let _ = write!(all, "{object:?}");
        }
    }
    assert!(!all.contains("EmbeddedFile"), "nothing is attached");
    all
}

#[test]
fn no_edition_tells_what_it_must_not() {
    let loaded = load_built_in("demo-min").expect("the demo profile");
    for seed in 0..common::cases(200) {
        let secret = secret(seed);
        let survey = common::survey(&secret.table, &loaded.profile);
        let assessment = assess(&survey, &loaded.profile, default_day(&survey));
        let full = common::edition(&loaded, &survey, &assessment, Edition::Full);
        let told = document_text(&full);
        for token in &secret.public {
            assert!(told.contains(token), "the full edition lacks {token}");
        }
        for (edition, forbidden) in
            [(Edition::Partner, &secret.partner), (Edition::Public, &secret.public)]
        {
            let document = common::edition(&loaded, &survey, &assessment, edition);
            check(&document, &survey, &loaded.profile, edition).expect("nothing leaks");
            let bytes = pdf::write(&document, &PdfOptions::default()).expect("the fonts cover it");
            let mut all = everything(&bytes);
            all.push_str(&document_text(&document));
            all.push_str(&html::html(&document));
            let table = gap_table(&survey, &loaded.profile, &assessment, &Filter::default());
            all.push_str(&places::geojson(
                &places::places(&survey, &table, edition),
                &table,
                edition,
            ));
            for (name, bytes) in tables::csv(&document).expect("tables") {
                all.push_str(&name);
                all.push_str(&String::from_utf8_lossy(&bytes));
            }
            for token in forbidden {
                assert!(!all.contains(token.as_str()), "seed {seed}: {edition:?} tells {token}");
            }
        }
    }
}

/// A place may be called as a word of a title is; where the name itself stands it is refused still.
#[test]
fn words_of_the_profile_are_no_names() {
    let loaded = load_built_in("demo-min").expect("the demo profile");
    let point = |n: usize, name: &str| {
        format!(
            "P{n},,,name,{name},,observed,,A,2026-03-03,,\n\
             P{n},,,type,road,,observed,,A,2026-03-03,,\n\
             P{n},,,country,QV,,observed,,A,2026-03-03,,\n"
        )
    };
    // In a title, a category as a whole, in a sentence of the report, in none.
    let names = ["fingerprint", "Biometrics", "crossing points", "Camera", "Tarnholt"];
    let table = "crossing_point,position,item,attribute,value,unit,evidence,absent,recorded_by,\
                 recorded_at,note,settles\n"
        .to_owned()
        + &names.iter().enumerate().map(|(n, name)| point(n, name)).collect::<String>();
    let survey = common::survey(&table, &loaded.profile);
    let assessment = assess(&survey, &loaded.profile, default_day(&survey));
    let mut document = common::edition(&loaded, &survey, &assessment, Edition::Public);
    let told = document_text(&document);
    assert!(names[..3].iter().all(|name| told.contains(name)), "nothing is shown: {told}");
    check(&document, &survey, &loaded.profile, Edition::Public).expect("they are our own words");
    for name in ["near fingerprint", "at Biometrics", "of crossing points", "Tarnholt"] {
        document.blocks.truncate(3);
        document.paragraph(name);
        check(&document, &survey, &loaded.profile, Edition::Public).expect_err(name);
    }
}

#[test]
fn a_secret_typed_into_another_field_is_refused() {
    let loaded = load_built_in("demo-min").expect("the demo profile");
    let table = "crossing_point,position,item,attribute,value,unit,evidence,absent,recorded_by,\
                 recorded_at,note,settles\n\
                 P1,,,name,Post with SN-4711-X,,observed,,A,2026-03-03,,\n\
                 P1,,,type,road,,observed,,A,2026-03-03,,\n\
                 P1,e,,kind,first-line-entry,,observed,,A,2026-03-03,,\n\
                 P1,e,r,equipment,passport-reader,,observed,,A,2026-03-03,,\n\
                 P1,e,r,serial,SN-4711-X,,observed,,A,2026-03-03,,\n";
    let survey = common::survey(table, &loaded.profile);
    let assessment = assess(&survey, &loaded.profile, default_day(&survey));
    let document = common::edition(&loaded, &survey, &assessment, Edition::Partner);
    let leak = check(&document, &survey, &loaded.profile, Edition::Partner)
        .expect_err("the name tells it");
    assert!(leak.to_string().contains("serial") && !leak.to_string().contains("4711"));
}

#[test]
fn the_public_edition_counts_no_country_that_would_point_at_a_post() {
    let loaded = load_built_in("demo-min").expect("the demo profile");
    let mut table = String::from(
        "crossing_point,position,item,attribute,value,unit,evidence,absent,recorded_by,\
         recorded_at,note,settles\n",
    );
    for (n, country) in ["QV", "QV", "QV", "QV", "QW"].into_iter().enumerate() {
        let _ = writeln!(table, "P{n},,,type,road,,observed,,A,2026-03-03,,");
        let _ = writeln!(table, "P{n},,,country,{country},,observed,,A,2026-03-03,,");
    }
    let survey = common::survey(&table, &loaded.profile);
    let assessment = assess(&survey, &loaded.profile, default_day(&survey));
    let document = common::edition(&loaded, &survey, &assessment, Edition::Public);
    let text = document_text(&document);
    // QW has one post; QV alone would tell its counts by subtraction from all.
    assert!(!text.lines().any(|line| line == "QW" || line == "QV"), "{text}");
}

#[test]
fn words_of_assessors_and_names_of_people_stay_in_the_full_edition() {
    let loaded = load_built_in("land-bcp-core").expect("a built-in profile");
    let table = "crossing_point,position,item,attribute,value,unit,evidence,absent,recorded_by,\
                 recorded_at,note,settles\n\
                 P1,,,type,road,,observed,,Ann Assessor,2026-03-03,,\n\
                 P1,,,neighbour,ask Major Whoever,,observed,,Ann Assessor,2026-03-03,,\n\
                 P1,,,not_applicable.DOC-13,as Major Whoever said,,observed,,Ann Assessor,2026-03-03,,\n\
                 P1,,,not_applicable.DOC-13,as Major Whoever said,,observed,,Ben Beside,2026-03-03,,\n";
    let survey = common::survey(table, &loaded.profile);
    let assessment = assess(&survey, &loaded.profile, default_day(&survey));
    let text = |edition: Edition| {
        let options = borderfit::report::ReportOptions {
            edition,
            house: borderfit::standard::House {
                sign_off: vec![("Prepared".to_owned(), "Cora Chief".to_owned())],
                ..borderfit::standard::House::default()
            },
            ..borderfit::report::ReportOptions::default()
        };
        let report = borderfit::report::report;
        document_text(&report(&survey, &loaded.profile, &assessment, &options))
    };
    let people = ["Major Whoever", "Ann Assessor", "Ben Beside", "Cora Chief"];
    let full = text(Edition::Full);
    assert!(["Major Whoever", "Cora Chief"].iter().all(|who| full.contains(who)), "{full}");
    for edition in [Edition::Partner, Edition::Public] {
        let told = text(edition);
        assert!(!people.iter().any(|who| told.contains(who)), "{edition:?}: {told}");
    }
}

#[test]
fn one_serial_of_several_and_a_shorter_coordinate_are_found_too() {
    let loaded = load_built_in("demo-min").expect("the demo profile");
    let table = "crossing_point,position,item,attribute,value,unit,evidence,absent,recorded_by,\
                 recorded_at,note,settles\n\
                 P1,,,type,road,,observed,,A,2026-03-03,,\n\
                 P1,,,latitude,41.2560,deg,observed,,A,2026-03-03,,\n\
                 P1,e,,kind,first-line-entry,,observed,,A,2026-03-03,,\n\
                 P1,e,r,equipment,passport-reader,,observed,,A,2026-03-03,,\n\
                 P1,e,r,serial,SN-4711-X;SN-4712-X,,observed,,A,2026-03-03,,\n";
    let survey = common::survey(table, &loaded.profile);
    for told in ["the one marked SN-4712-X", "it lies at 41.256 north"] {
        borderfit::report::edition::check_text(told, &survey, &loaded.profile, Edition::Partner)
            .expect_err("it tells");
    }
    borderfit::report::edition::check_text(
        "it lies at 41.3 north",
        &survey,
        &loaded.profile,
        Edition::Partner,
    )
    .expect("a tenth of a degree is told");
}
