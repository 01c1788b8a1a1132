//! Method, the profile in full, sources, disputes, and the record of facts.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, photos, plain, profile_words, strength_words, table_or};
use crate::judge::assess;
use crate::merge::history::as_of;
use crate::model::attachment::is_attachment;
use crate::model::{Answer, Evidence, ObservationId, ObservationIx, Survey, Verdict};
use crate::report::compare::{Change, Side, compare};
use crate::report::document::{Block, Cell, Column, Document, Heading, List, Row, Run, Table};
use crate::report::gaps::{gap_table, source_words};
use crate::{language, said, t, words};

/// Everything that the chapters rest on.
pub(super) fn annexes(context: &Context<'_>, document: &mut Document) {
    let full = context.edition == crate::report::edition::Edition::Full;
    sources(context, document);
    document.push(Heading::new(1, "findings", t!("All findings")));
    findings(context, document);
    document.heading(1, "disputes", t!("Disputes, comments and rounds"));
    if full {
        disputes(context, document);
        settled(context, document);
    } else {
        document.paragraph(t!("Disputes are not in this edition: they name people."));
    }
    let none = t!("the survey keeps none apart from the notes of its facts.");
    nothing(document, "T17", t!("Comments of the host"), none);
    rounds(context, document);
    if full {
        visits(context, document);
    }
    document.heading(1, "photos", t!("Photos and documents seen"));
    if !photos::write(context, document) {
        nothing(document, "T20", t!("Photo plates"), t!("this survey holds no photos."));
    }
    documents(context, document);
    if full {
        document.push(Heading::new(1, "record", t!("Record of facts")).on_new_page());
        record(context, document);
    }
    let after_record = document.blocks.len();
    manifest(context, document);
    glossary(document);
    // In the full edition they follow the record, and paper need not turn for a few rows.
    for block in &mut document.blocks[after_record..] {
        if let Block::Table(table) = block {
            table.landscape = full;
        }
    }
}

/// The annexes of the public edition.
pub(super) fn public(context: &Context<'_>, document: &mut Document) {
    sources(context, document);
    photos::count(context, document);
    manifest(context, document);
    glossary(document);
}

fn nothing(document: &mut Document, id: &str, caption: &str, why: &str) {
    table_or(document, Table::new(id, caption, vec![Column::new("")]), why);
}

/// Every finding with its verdict: what tables and exports refer to.
fn findings(context: &Context<'_>, document: &mut Document) {
    document.paragraph(t!(
        "Every finding of this report, by crossing point. With the survey file, borderfit trace \
         leads from the short id to the requirement, the facts, and who saw what."
    ));
    let columns = vec![
        Column::narrow(t!("Line")),
        Column::new(t!("Finding")).weight(2),
        Column::narrow(t!("Verdict")),
        Column::new(t!("In words")),
        Column::narrow(t!("Evidence")).min_width(22),
    ];
    let mut table = Table::new("A4", t!("Findings"), columns);
    for line in context.table.points.iter().flat_map(|p| &p.lines) {
        table.rows.push(
            Row::new(vec![
                context.short(line).into(),
                line.id.clone().into(),
                Cell::mark(super::mark(line.verdict), line.critical_gap(), ""),
                words::verdict(line.verdict).into(),
                line.evidence.map_or("", words::evidence).into(),
            ])
            .with_id(line.id.clone()),
        );
    }
    table_or(document, table, t!("nothing was judged."));
}

/// What was decided about disputes, by whom and why.
fn settled(context: &Context<'_>, document: &mut Document) {
    let survey = context.survey;
    let columns = vec![
        Column::new(t!("Place")).weight(2),
        Column::new(t!("Fact")).weight(2),
        Column::new(t!("Versions")).weight(3),
        Column::new(t!("Decision")).weight(2),
        Column::narrow(t!("By")),
        Column::narrow(t!("When")).min_width(19),
        Column::new(t!("Why")).weight(3),
    ];
    let mut table = Table::new("T14b", t!("Disputes that were settled"), columns);
    let known: BTreeMap<ObservationId, ObservationIx> = (0..survey.observations().len())
        .map(ObservationIx::nth)
        .map(|ix| (survey[ix].id, ix))
        .collect();
    for &ix in known.values().collect::<BTreeSet<_>>() {
        let observation = &survey[ix];
        let Some(why) = observation.settles() else { continue };
        let versions = observation.prev.iter().filter_map(|id| known.get(id));
        let versions: Vec<String> = versions.map(|&ix| side(context, ix)).collect();
        if !included(context, observation.subject) {
            continue;
        }
        table.rows.push(Row::new(vec![
            survey.path(observation.subject).to_string().into(),
            context.profile.vocabulary.label(survey.attribute(observation.attribute)).into(),
            versions.join("\n").into(),
            context.said(ix).into(),
            survey.author(observation).into(),
            survey.moment(observation).day().to_string().into(),
            why.into(),
        ]));
    }
    table_or(document, table, t!("none was settled."));
}

/// What became of each finding since the earlier day that the report was asked to compare with.
fn rounds(context: &Context<'_>, document: &mut Document) {
    let caption = t!("Comparison of rounds");
    let Some(day) = context.options.since else {
        nothing(document, "T18", caption, t!("no earlier day was named to compare with."));
        return;
    };
    let (profile, filter) = (context.profile, &context.options.filter);
    let then = as_of(context.survey, day);
    let before = assess(&then, profile, day);
    let compared = compare(&gap_table(&then, profile, &before, filter), context.table);
    let columns = vec![
        Column::new(t!("Place")).weight(2),
        Column::narrow(t!("Id")),
        Column::new(t!("Requirement")).weight(4),
        Column::narrow(t!("Then")),
        Column::narrow(t!("Now")),
        Column::new(t!("Change")).min_width(26),
        Column::narrow(t!("Comparable")),
    ];
    let caption =
        t!("Findings as of {then} and as of {now}", then = day, now = context.assessment.as_of);
    let mut table = Table::new("T18", caption, columns);
    for line in compared.into_iter().filter(|line| line.change != Change::Same) {
        let side = |side: &Option<Side>| match side {
            Some(side) => Cell::mark(super::mark(side.verdict), false, ""),
            None => "".into(),
        };
        let place = match &line.position {
            Some(position) => format!("{}/{position}", line.crossing_point),
            None => line.crossing_point.clone(),
        };
        let comparable = matches!(line.change, Change::Better | Change::Worse);
        table.rows.push(Row::new(vec![
            place.into(),
            line.requirement.clone().into(),
            line.title.clone().into(),
            side(&line.then),
            side(&line.now),
            change_words(line.change).into(),
            if comparable { t!("yes") } else { t!("no") }.into(),
        ]));
    }
    table_or(document, table, t!("no finding has changed since that day."));
}

fn change_words(change: Change) -> &'static str {
    match change {
        Change::Better => t!("better"),
        Change::Worse => t!("worse"),
        Change::Same => t!("the same"),
        Change::New => t!("new"),
        Change::Gone => t!("gone"),
        Change::NotComparable => t!("not known on one side"),
    }
}

/// Who was where on which day.
fn visits(context: &Context<'_>, document: &mut Document) {
    document.heading(1, "visits", t!("Visit log"));
    let survey = context.survey;
    let mut by: BTreeMap<(crate::model::Day, String, &str), usize> = Default::default();
    for (&point, observations) in context.recorded.iter().filter(|(p, _)| included(context, **p)) {
        for observation in observations {
            // A photo may be attached long after.
            if is_attachment(survey.attribute(observation.attribute)) {
                continue;
            }
            let code = survey.subject(point).code.clone();
            let day = survey.moment(observation).day();
            *by.entry((day, code, survey.author(observation))).or_default() += 1;
        }
    }
    let columns = vec![
        Column::narrow(t!("Day")).min_width(19),
        Column::new(t!("Crossing point")),
        Column::new(t!("Who")),
        Column::number(t!("Facts recorded")),
    ];
    let mut table = Table::new("A5", t!("Visit log"), columns);
    table.rows.extend(by.into_iter().map(|((day, code, who), count)| {
        super::texts([day.to_string(), code, who.to_owned(), count.to_string()])
    }));
    table_or(document, table, t!("nothing was recorded at a crossing point."));
}

/// Documents on which facts rest: those with the grade of evidence `documented`.
fn documents(context: &Context<'_>, document: &mut Document) {
    let survey = context.survey;
    let columns = vec![
        Column::new(t!("Place")).weight(2),
        Column::new(t!("Fact")).weight(2),
        Column::narrow(t!("Date")).min_width(19),
        Column::new(t!("Document")).weight(4),
    ];
    let mut table = Table::new("A6", t!("Documents seen"), columns);
    for n in 0..survey.observations().len() {
        let observation = &survey[ObservationIx::nth(n)];
        let seen = observation.answer.evidence() == Some(Evidence::Documented);
        let named = !observation.note.is_empty() && context.edition.has_notes();
        if seen && named && included(context, observation.subject) {
            table.rows.push(Row::new(vec![
                survey.path(observation.subject).to_string().into(),
                context.profile.vocabulary.label(survey.attribute(observation.attribute)).into(),
                survey.moment(observation).day().to_string().into(),
                (*observation.note).into(),
            ]));
        }
    }
    table_or(document, table, t!("none is named, or this edition does not name them."));
}

/// What the report was made from, so that it can be made again and checked.
fn manifest(context: &Context<'_>, document: &mut Document) {
    document.heading(1, "manifest", t!("Manifest"));
    document.paragraph(t!(
        "The same survey, profile, day and program give the same report, byte for byte. borderfit \
         verify checks the survey file against the digest."
    ));
    let survey = context.survey;
    let mut columns = vec![Column::new(t!("What")), Column::new(t!("Value")).weight(3)];
    columns[0].weight = 2;
    let mut table = Table::new("A7", t!("What the report was made from"), columns);
    let mut push = |what: &str, value: String| {
        table.rows.push(super::texts([what.to_owned(), value]));
    };
    push(t!("Survey"), survey.id().to_string());
    push(t!("Digest of the observations"), context.options.digest.clone());
    push(t!("Observations"), survey.observations().len().to_string());
    push(t!("Sessions"), survey.sessions().len().to_string());
    push(t!("Profile"), format!("{} {}", context.profile.id, context.profile.version));
    push(t!("SHA-256 of the profile"), context.profile.sha256.clone());
    push(t!("Judged as of"), context.assessment.as_of.to_string());
    push(t!("Program"), context.options.program.clone());
    if let Some(prices) = &context.options.prices {
        push(t!("Price list"), format!("{}, {}", prices.title, prices.currency));
    }
    document.push(table);
}

fn glossary(document: &mut Document) {
    const WORDS: [(&str, &str); 10] = [
        (said!("crossing point"), said!("a place where the border may be crossed")),
        (
            said!("position"),
            said!("a place of it with the same work: four booths side by side are one"),
        ),
        (said!("item"), said!("a group of identical pieces of equipment at a position")),
        (said!("fact"), said!("what somebody found out about one thing, with evidence")),
        (
            said!("evidence"),
            said!("how it was found out: tested, demonstrated, observed, documented, stated"),
        ),
        (said!("requirement"), said!("what the profile asks for, with its severity and source")),
        (said!("finding"), said!("what follows for a requirement at a place")),
        (said!("gap"), said!("a finding that is partly met or not met")),
        (said!("shortfall"), said!("how many are missing: at least and at most")),
        (said!("dispute"), said!("two facts about one thing that differ and both stand")),
    ];
    document.heading(1, "glossary", t!("Glossary"));
    let mut table =
        Table::new("A8", t!("Words"), vec![Column::narrow(t!("Word")), Column::new(t!("Meaning"))]);
    table.rows.extend(WORDS.map(|(word, meaning)| {
        super::texts([word, meaning].map(|text| language::of(text).to_owned()))
    }));
    document.push(table);
}

pub(super) fn method(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "method", t!("Method and limits")).on_new_page());
    document.paragraph(t!(
        "Assessors recorded what they found, each fact with its evidence; the verdicts were \
         derived from the facts by rule. Nobody entered a verdict. What is unknown, disputed or \
         only claimed never counts as met, and stands beside the gaps as not assessed."
    ));
    document.heading(2, "verdicts", t!("Verdicts"));
    let meaning = |v: Verdict| match v {
        Verdict::Met => t!("As many as needed conform, shown at the grade of evidence asked for."),
        Verdict::PartlyMet => t!("Surely not met, but something of what is asked is there."),
        Verdict::NotMet => t!("Surely not met, and nothing of it is there."),
        Verdict::NotAssessed => t!("What is recorded does not decide it."),
        Verdict::NotApplicable => t!("It does not apply here; the reason is given."),
    };
    let mut table = Table::new(
        "T0a",
        t!("Verdicts"),
        vec![Column::narrow(t!("Mark")), Column::narrow(t!("Verdict")), Column::new(t!("Meaning"))],
    );
    for verdict in Verdict::ALL {
        table.rows.push(Row::new(vec![
            Cell::mark(super::mark(verdict), false, ""),
            words::verdict(verdict).into(),
            meaning(verdict).into(),
        ]));
    }
    document.push(table);
    document.heading(2, "evidence", t!("Evidence"));
    let mut table = Table::new(
        "T0b",
        t!("Grades of evidence, strongest first"),
        vec![Column::narrow(t!("Letter")), Column::narrow(t!("Grade")), Column::new(t!("Meaning"))],
    );
    for grade in Evidence::ALL.into_iter().rev() {
        table.rows.push(Row::new(vec![
            words::evidence_letter(grade).into(),
            words::evidence(grade).into(),
            words::evidence_meaning(grade).into(),
        ]));
    }
    document.push(table);
    document.paragraph(t!(
        "Confidence is high for what was tested, or both demonstrated and documented; medium for \
         what was demonstrated, observed, or documented in the last twelve months; low for what \
         was stated, sent by the host, or documented before. That of a finding is that of the \
         least sure fact behind it."
    ));
    document.paragraph(t!(
        "If a requirement says nothing else, this profile asks for evidence of at least \
         \"{grade}\". An admission is believed whatever its evidence; an interview alone never \
         makes a met.",
        grade = words::evidence(context.profile.evidence),
    ));
    document.heading(2, "limits", t!("Limits"));
    let mut limits = vec![
        t!("Quantities are intervals: a shortfall of \"3 to 4\" is at least 3 and at most 4, and \
             nobody knows which.")
        .to_owned(),
        t!("The share of met is given as a range: from what is met to what could be if all that \
             is not assessed were met. There is no overall score and no ranking of places.")
        .to_owned(),
        t!("Nothing in this report expresses an opinion on the status of any territory or on any \
             frontier.")
        .to_owned(),
        t!("The limits called \"practice\" are the profile's own judgement and rest on no source.")
            .to_owned(),
    ];
    if let Some(days) = context.profile.max_age_days {
        limits.push(t!("Observations older than {days} days no longer count.", days));
    }
    document.push(List { ordered: false, items: limits.into_iter().map(plain).collect() });
}

pub(super) fn profile(context: &Context<'_>, document: &mut Document) {
    document.heading(1, "profile", t!("The profile"));
    let profile = context.profile;
    document.paragraph(format!("{}.", profile_words(profile)));
    if !profile.about.is_empty() {
        document.paragraph(profile.about.clone());
    }
    let columns = vec![
        Column::narrow(t!("Id")),
        Column::new(t!("Requirement")).weight(3),
        Column::narrow(t!("Severity")),
        Column::narrow(t!("Basis")),
        Column::new(t!("Source and clause")).weight(3),
        Column::narrow(t!("Read")),
    ];
    let mut table = Table::new("A1", t!("Requirements of the profile"), columns);
    for category in context.categories() {
        table.rows.push(Row::group(context.category(category)));
        for requirement in profile.requirements.iter().filter(|r| r.category == category) {
            let mut title = vec![Run::new(requirement.title.clone())];
            if !requirement.operating_point.is_empty() {
                title.push(Run::italic(format!(" ({})", requirement.operating_point)));
            }
            let basis = match requirement.strength.as_str() {
                "" => requirement.basis.word().to_owned(),
                strength => {
                    format!("{}, {}", requirement.basis.word(), strength_words(strength))
                }
            };
            table.rows.push(
                Row::new(vec![
                    requirement.id.clone().into(),
                    title.into(),
                    requirement.severity.word().into(),
                    basis.into(),
                    source_words(requirement, profile).into(),
                    requirement.confidence.clone().into(),
                ])
                .with_id(requirement.id.clone()),
            );
        }
    }
    document.push(table);
    document.paragraph(t!(
        "Read: V verified in the source's text, T in a transcription, S in a secondary source, U \
         not verified, - no source."
    ));
}

fn sources(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "sources", t!("Sources")).on_new_page());
    let profile = context.profile;
    let cited =
        |key: &str| profile.requirements.iter().any(|r| r.cites.iter().any(|c| c.source == key));
    let columns = vec![
        Column::new(t!("Title")).weight(3),
        Column::new(t!("Publisher and edition")).weight(2),
        Column::new(t!("Address")).weight(3),
        Column::new(t!("How it was read")).weight(2),
    ];
    let mut table = Table::new("A2", t!("Sources cited"), columns);
    for source in profile.sources.values().filter(|s| cited(&s.key)) {
        let published = [source.publisher.as_str(), source.edition.as_str()]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(", ");
        table.rows.push(
            Row::new(vec![
                source.title.clone().into(),
                published.into(),
                source.address.clone().into(),
                source.seen.clone().into(),
            ])
            .with_id(source.key.clone()),
        );
    }
    if table.rows.is_empty() {
        document.paragraph(t!("The profile cites no source: all its requirements are practice."));
    } else {
        document.push(table);
    }
}

/// Whether a subject belongs to a crossing point of this report, or to none.
pub(super) fn included(context: &Context<'_>, subject: crate::model::SubjectIx) -> bool {
    match context.survey.crossing_point_of(subject) {
        Some(point) => context.table.points.iter().any(|p| p.subjects.contains(&point)),
        None => true,
    }
}

fn disputes(context: &Context<'_>, document: &mut Document) {
    let survey = context.survey;
    let columns = vec![
        Column::new(t!("Place")).weight(2),
        Column::new(t!("Fact")).weight(2),
        Column::new(t!("Sides")).weight(4),
    ];
    let mut table = Table::new("T14", t!("Facts on which people disagree"), columns);
    for dispute in crate::report::disputes::disputes(survey, context.profile) {
        if !included(context, dispute.subject) {
            continue;
        }
        let mut texts: Vec<String> = dispute.sides.iter().map(|&ix| side(context, ix)).collect();
        if let Some(ix) = dispute.kept {
            let why = survey[ix].settles().unwrap_or_default();
            let who = survey.author(&survey[ix]);
            texts.push(t!("kept as a disagreement by {who}: {why}", who, why));
        }
        table.rows.push(Row::new(vec![
            survey.path(dispute.subject).to_string().into(),
            context.profile.vocabulary.label(&dispute.attribute).into(),
            texts.join("\n").into(),
        ]));
    }
    table_or(document, table, t!("nobody disagrees on a fact."));
}

fn side(context: &Context<'_>, ix: ObservationIx) -> String {
    let observation = &context.survey[ix];
    let evidence = observation.answer.evidence().map_or("", words::evidence);
    let side = format!(
        "{} ({evidence}, {}, {})",
        context.said(ix),
        context.survey.author(observation),
        context.survey.moment(observation).day()
    );
    if observation.note.is_empty() {
        side
    } else {
        t!("{label}: {text}", label = side, text = observation.note)
    }
}

/// Every standing fact, so that each line can be traced to who saw what.
fn record(context: &Context<'_>, document: &mut Document) {
    let survey = context.survey;
    document.paragraph(t!(
        "Every fact that stands, by place. The reference leads to the fact in the survey file \
         (borderfit log) and in its exports."
    ));
    let columns = vec![
        Column::narrow(t!("Reference")),
        Column::new(t!("Place")).weight(2),
        Column::new(t!("Fact")).weight(2),
        Column::new(t!("Value")).weight(2),
        Column::narrow(t!("Evidence")).min_width(22),
        Column::narrow(t!("Who")),
        Column::narrow(t!("When")).min_width(19),
        Column::new(t!("Note")).weight(2),
        Column::narrow(t!("Gaps")).min_width(20),
    ];
    let mut table = Table::new("A3", t!("Facts"), columns).landscape();
    let mut subjects: Vec<_> = (0..survey.subjects().len())
        .map(crate::model::SubjectIx::nth)
        .filter(|&s| s != Survey::ROOT && included(context, s))
        .map(|s| (survey.path(s), s))
        .collect();
    subjects.sort();
    for (path, subject) in subjects {
        for (attribute, heads) in survey.facts(subject) {
            for ix in heads {
                let observation = &survey[ix];
                if observation.answer == Answer::Cleared {
                    continue;
                }
                let reference = survey.fact_ref(ix).to_string();
                table.rows.push(
                    Row::new(vec![
                        reference.clone().into(),
                        path.to_string().into(),
                        context.profile.vocabulary.label(attribute).into(),
                        context.said(ix).into(),
                        observation.answer.evidence().map_or("", words::evidence).into(),
                        survey.author(observation).into(),
                        survey.moment(observation).day().to_string().into(),
                        (*observation.note).into(),
                        gaps_of(context, &reference),
                    ])
                    .with_anchor(format!("fact:{reference}")),
                );
            }
        }
    }
    table_or(document, table, t!("nothing is recorded."));
}

/// The gaps that a fact bears on, each leading to its line.
fn gaps_of(context: &Context<'_>, reference: &str) -> Cell {
    const NAMED: usize = 3;
    let lines = context.read_by.get(reference).map_or(&[][..], Vec::as_slice);
    let mut shown: Vec<String> = lines.iter().take(NAMED).map(|l| context.short(l)).collect();
    if lines.len() > NAMED {
        shown.push(t!("and {n} more", n = lines.len() - NAMED));
    }
    let mut cell = Cell::from(shown.join("\n"));
    let links = lines.iter().take(NAMED);
    cell.links =
        links.map(|l| (format!("gap:{}", l.id), t!("gap {finding}", finding = l.id))).collect();
    if lines.len() > NAMED {
        cell.links.push(("findings".to_owned(), t!("all findings").to_owned()));
    }
    cell
}
