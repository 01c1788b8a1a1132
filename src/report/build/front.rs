//! What stands before the chapters: cover, document control, notice, acronyms.

use super::{Context, profile_words, table_or, texts};
use crate::model::Survey;
use crate::report::document::{Block, Column, Document, Heading, Run, Table};
use crate::report::edition::{Edition, document_text};
use crate::{language, said, t};

pub(super) fn cover(context: &Context<'_>) -> Vec<(String, String)> {
    let survey = context.survey;
    let mut cover = Vec::new();
    let mut push = |name: &str, value: String| {
        if !value.is_empty() {
            cover.push((name.to_owned(), value));
        }
    };
    let of_survey = |key: &str| survey.text(Survey::ROOT, key).unwrap_or("").to_owned();
    push(t!("Published by"), context.options.house.organisation.clone());
    push(t!("Requested by"), of_survey("authority"));
    push(t!("Crossing points"), context.table.points.len().to_string());
    let days: Vec<_> = survey
        .observations()
        .iter()
        .filter(|o| o.subject != Survey::ROOT)
        .map(|o| survey.moment(o).day())
        .collect();
    if let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) {
        push(
            t!("Recorded"),
            if first == last { first.to_string() } else { t!("{first} to {last}", first, last) },
        );
    }
    push(t!("Judged as of"), context.assessment.as_of.to_string());
    push(t!("Profile"), profile_words(context.profile));
    push(t!("Profile SHA-256"), context.profile.sha256.clone());
    push(t!("Survey"), survey.id().to_string());
    push(t!("Digest of the observations"), context.options.digest.clone());
    push(t!("Written by"), context.options.program.clone());
    cover
}

/// Edition, sign-off and versions.
pub(super) fn control(context: &Context<'_>, document: &mut Document) {
    let house = &context.options.house;
    document.push(Heading::new(1, "control", t!("Document control")).on_new_page());
    let digest = &context.options.digest;
    document.push(Block::KeyValues(vec![
        (t!("Edition").to_owned(), vec![Run::new(context.edition.words())]),
        (t!("What it leaves out").to_owned(), vec![Run::new(context.edition.leaves_out())]),
        (
            t!("Marking").to_owned(),
            vec![Run::new(document.marking.clone().unwrap_or_else(|| t!("no marking").to_owned()))],
        ),
        (
            t!("Signed content").to_owned(),
            vec![Run::new(t!("observations with digest {digest}", digest))],
        ),
    ]));
    let columns = vec![
        Column::new(t!("Step")).weight(2),
        Column::new(t!("Name")).weight(2),
        Column::new(t!("Date")),
        Column::new(t!("Signature")).weight(2),
    ];
    let mut table = Table::new("T0", t!("Sign-off"), columns);
    let usual = [
        t!("Prepared"),
        t!("Checked by a second person"),
        t!("Team lead"),
        t!("Comments of the host received"),
        match context.edition {
            Edition::Full => t!("Released as full edition"),
            Edition::Partner => t!("Released as partner edition"),
            Edition::Public => t!("Released as public edition"),
        },
    ];
    let none = String::new;
    if house.sign_off.is_empty() {
        table.rows.extend(usual.map(|step| texts([step.to_owned(), none(), none(), none()])));
    } else {
        let named = context.edition.names_people();
        let steps = house.sign_off.iter().cloned();
        table.rows.extend(
            steps.map(|(step, name)| {
                texts([step, if named { name } else { none() }, none(), none()])
            }),
        );
    }
    document.push(table);
    let columns = vec![
        Column::narrow(t!("Version")),
        Column::narrow(t!("Date")),
        Column::new(t!("What changed")),
    ];
    let mut table = Table::new("T0v", t!("Versions"), columns);
    table.rows.extend(house.versions.iter().cloned().map(texts));
    table_or(document, table, t!("the house style of the mission names no earlier version."));
}

/// What the report does not say.
pub(super) fn notice(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "notice", t!("Notice")));
    let own = &context.options.house.disclaimer;
    if own.is_empty() {
        document.paragraph(t!(
            "Nothing in this report expresses an opinion on the legal status of any country, \
             territory, city or area, or on any frontier or boundary. Names of places are given as \
             they were recorded. Makers and models are named because they were found, not because \
             they are recommended."
        ));
    } else {
        document.paragraph(own.clone());
    }
    document.paragraph(t!(
        "The findings rest on what was seen, shown, tested or told at the visits, and on nothing \
         that happened after {day}.",
        day = context.assessment.as_of,
    ));
}

/// Short forms with their meaning. A language may have a short form of its own.
const ACRONYMS: [&str; 30] = [
    said!("ABC: automated border control"),
    said!("API: advance passenger information"),
    said!("BAC: basic access control of a passport chip"),
    said!("CRL: certificate revocation list"),
    said!("CSCA: country signing certification authority"),
    said!("DPIA: data protection impact assessment"),
    said!("EES: entry/exit system"),
    said!("FAP: fingerprint acquisition profile"),
    said!("FBI: Federal Bureau of Investigation"),
    said!("ICAO: International Civil Aviation Organization"),
    said!("IHR: International Health Regulations"),
    said!("INTERPOL: International Criminal Police Organization"),
    said!("ISO: International Organization for Standardization"),
    said!("JPEG: an image format of the Joint Photographic Experts Group"),
    said!("LAN: local area network"),
    said!("MRZ: machine readable zone"),
    said!("NFIQ: a quality score of fingerprints by NIST"),
    said!("NIST: National Institute of Standards and Technology"),
    said!("PACE: password authenticated connection establishment"),
    said!("PAD: presentation attack detection"),
    said!("PKD: public key directory"),
    said!("PNR: passenger name record"),
    said!("SLTD: stolen and lost travel documents"),
    said!("TDAWN: travel documents associated with notices"),
    said!("TLS: transport layer security"),
    said!("UPS: uninterruptible power supply"),
    said!("UV: ultraviolet"),
    said!("VPN: virtual private network"),
    said!("WAN: wide area network"),
    said!("WSQ: wavelet scalar quantization, a format of fingerprint images"),
];

/// The short forms that the profile uses.
pub(super) fn acronyms(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "acronyms", t!("Acronyms")));
    let mut text = document_text(document);
    for requirement in &context.profile.requirements {
        text.push_str(&requirement.title);
        text.push('\n');
    }
    for source in context.profile.sources.values() {
        text.push_str(&source.title);
        text.push('\n');
    }
    let used = |word: &str| text.split(|c: char| !c.is_alphanumeric()).any(|w| w == word);
    let columns = vec![Column::narrow(t!("Short")), Column::new(t!("Means"))];
    let mut table = Table::new("T0c", t!("Acronyms"), columns);
    let mut known: Vec<[&str; 2]> = Vec::new();
    for entry in ACRONYMS {
        let (english, _) = split(entry);
        let (own, long) = split(language::of(entry));
        // Sources, clauses and questions may have the English form all the same.
        let both = [own, english];
        let forms = if own == english { &both[..1] } else { &both };
        known.extend(forms.iter().filter(|short| used(short)).map(|short| [*short, long]));
    }
    known.sort_unstable();
    table.rows.extend(known.into_iter().map(|entry| texts(entry.map(str::to_owned))));
    table_or(document, table, t!("the profile uses none that would need words."));
}

/// A short form, and what it means.
fn split(entry: &str) -> (&str, &str) {
    let (short, long) = entry.split_once(':').unwrap_or((entry, ""));
    (short.trim(), long.trim())
}
