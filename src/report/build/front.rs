//! What stands before the chapters: cover, document control, notice, acronyms.

use super::{Context, profile_words, table_or, texts};
use crate::model::Survey;
use crate::report::document::{Block, Column, Document, Heading, Run, Table};
use crate::report::edition::document_text;

pub(super) fn cover(context: &Context<'_>) -> Vec<(String, String)> {
    let survey = context.survey;
    let mut cover = Vec::new();
    let mut push = |name: &str, value: String| {
        if !value.is_empty() {
            cover.push((name.to_owned(), value));
        }
    };
    let of_survey = |key: &str| survey.text(Survey::ROOT, key).unwrap_or("").to_owned();
    push("Published by", context.options.house.organisation.clone());
    push("Requested by", of_survey("authority"));
    push("Crossing points", context.table.points.len().to_string());
    let days: Vec<_> = survey
        .observations()
        .iter()
        .filter(|o| o.subject != Survey::ROOT)
        .map(|o| survey.moment(o).day())
        .collect();
    if let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) {
        push(
            "Recorded",
            if first == last { first.to_string() } else { format!("{first} to {last}") },
        );
    }
    push("Judged as of", context.assessment.as_of.to_string());
    push("Profile", profile_words(context.profile));
    push("Profile SHA-256", context.profile.sha256.clone());
    push("Survey", survey.id().to_string());
    push("Digest of the observations", context.options.digest.clone());
    push("Written by", context.options.program.clone());
    cover
}

/// Edition, sign-off and versions.
pub(super) fn control(context: &Context<'_>, document: &mut Document) {
    let house = &context.options.house;
    document.push(Heading::new(1, "control", "Document control").on_new_page());
    let digest = &context.options.digest;
    document.push(Block::KeyValues(vec![
        ("Edition".to_owned(), vec![Run::new(context.edition.words())]),
        ("What it leaves out".to_owned(), vec![Run::new(context.edition.leaves_out())]),
        (
            "Marking".to_owned(),
            vec![Run::new(document.marking.clone().unwrap_or_else(|| "none".to_owned()))],
        ),
        ("Signed content".to_owned(), vec![Run::new(format!("observations with digest {digest}"))]),
    ]));
    let columns = vec![
        Column::new("Step").weight(2),
        Column::new("Name").weight(2),
        Column::new("Date"),
        Column::new("Signature").weight(2),
    ];
    let mut table = Table::new("T0", "Sign-off", columns);
    let usual = [
        "Prepared".to_owned(),
        "Checked by a second person".to_owned(),
        "Team lead".to_owned(),
        "Comments of the host received".to_owned(),
        format!("Released as {}", context.edition.words().to_lowercase()),
    ];
    let none = String::new;
    if house.sign_off.is_empty() {
        table.rows.extend(usual.map(|step| texts([step, none(), none(), none()])));
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
    let columns =
        vec![Column::narrow("Version"), Column::narrow("Date"), Column::new("What changed")];
    let mut table = Table::new("T0v", "Versions", columns);
    table.rows.extend(house.versions.iter().cloned().map(texts));
    table_or(document, table, "the house style of the mission names no earlier version.");
}

/// What the report does not say.
pub(super) fn notice(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "notice", "Notice"));
    let own = &context.options.house.disclaimer;
    if own.is_empty() {
        document.paragraph(
            "Nothing in this report expresses an opinion on the legal status of any country, \
             territory, city or area, or on any frontier or boundary. Names of places are given as \
             they were recorded. Makers and models are named because they were found, not because \
             they are recommended.",
        );
    } else {
        document.paragraph(own.clone());
    }
    document.paragraph(format!(
        "The findings rest on what was seen, shown, tested or told at the visits, and on nothing \
         that happened after {}.",
        context.assessment.as_of
    ));
}

/// Short forms with their meaning.
const ACRONYMS: [(&str, &str); 30] = [
    ("ABC", "automated border control"),
    ("API", "advance passenger information"),
    ("BAC", "basic access control of a passport chip"),
    ("CRL", "certificate revocation list"),
    ("CSCA", "country signing certification authority"),
    ("DPIA", "data protection impact assessment"),
    ("EES", "entry/exit system"),
    ("FAP", "fingerprint acquisition profile"),
    ("FBI", "Federal Bureau of Investigation"),
    ("ICAO", "International Civil Aviation Organization"),
    ("IHR", "International Health Regulations"),
    ("INTERPOL", "International Criminal Police Organization"),
    ("ISO", "International Organization for Standardization"),
    ("JPEG", "an image format of the Joint Photographic Experts Group"),
    ("LAN", "local area network"),
    ("MRZ", "machine readable zone"),
    ("NFIQ", "a quality score of fingerprints by NIST"),
    ("NIST", "National Institute of Standards and Technology"),
    ("PACE", "password authenticated connection establishment"),
    ("PAD", "presentation attack detection"),
    ("PKD", "public key directory"),
    ("PNR", "passenger name record"),
    ("SLTD", "stolen and lost travel documents"),
    ("TDAWN", "travel documents associated with notices"),
    ("TLS", "transport layer security"),
    ("UPS", "uninterruptible power supply"),
    ("UV", "ultraviolet"),
    ("VPN", "virtual private network"),
    ("WAN", "wide area network"),
    ("WSQ", "wavelet scalar quantization, a format of fingerprint images"),
];

/// The short forms that the profile uses.
pub(super) fn acronyms(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "acronyms", "Acronyms"));
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
    let columns = vec![Column::narrow("Short"), Column::new("Means")];
    let mut table = Table::new("T0c", "Acronyms", columns);
    let known = ACRONYMS.iter().filter(|(short, _)| used(short));
    table.rows.extend(known.map(|(short, long)| texts([(*short).to_owned(), (*long).to_owned()])));
    table_or(document, table, "the profile uses none that would need words.");
}
