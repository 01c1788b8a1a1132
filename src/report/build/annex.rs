//! Method, the profile in full, sources, disputes, and the record of facts.

use super::{Context, plain, profile_words};
use crate::model::{Answer, Evidence, ObservationIx, Survey, Verdict};
use crate::report::document::{Cell, Column, Document, Heading, List, Row, Run, Table};
use crate::report::gaps::source_words;
use crate::words;

pub(super) fn write(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "method", "4 Method and limits").on_new_page());
    method(context, document);
    document.heading(1, "profile", "5 The profile");
    profile(context, document);
    document.heading(1, "sources", "6 Sources");
    sources(context, document);
    document.heading(1, "disputes", "7 Open disputes");
    disputes(context, document);
    document.push(Heading::new(1, "record", "8 Record of facts").on_new_page());
    record(context, document);
}

fn method(context: &Context<'_>, document: &mut Document) {
    document.paragraph(
        "Assessors recorded what they found, each fact with its evidence; the verdicts were \
         derived from the facts by rule. Nobody entered a verdict. What is unknown, disputed or \
         only claimed never counts as met, and stands beside the gaps as not assessed.",
    );
    document.heading(2, "verdicts", "Verdicts");
    let meaning = |v: Verdict| match v {
        Verdict::Met => "As many as needed conform, shown at the grade of evidence asked for.",
        Verdict::PartlyMet => "Surely not met, but something of what is asked is there.",
        Verdict::NotMet => "Surely not met, and nothing of it is there.",
        Verdict::NotAssessed => "What is recorded does not decide it.",
        Verdict::NotApplicable => "It does not apply here; the reason is given.",
    };
    let mut table = Table::new(
        "T0a",
        "Verdicts",
        vec![Column::narrow("Mark"), Column::narrow("Verdict"), Column::new("Meaning")],
    );
    for verdict in Verdict::ALL {
        table.rows.push(Row::new(vec![
            Cell::mark(super::mark(verdict), false, ""),
            words::verdict(verdict).into(),
            meaning(verdict).into(),
        ]));
    }
    document.push(table);
    document.heading(2, "evidence", "Evidence");
    let mut table = Table::new(
        "T0b",
        "Grades of evidence, strongest first",
        vec![Column::narrow("Grade"), Column::new("Meaning")],
    );
    for grade in Evidence::ALL.into_iter().rev() {
        table.rows.push(Row::new(vec![
            words::evidence(grade).into(),
            words::evidence_meaning(grade).into(),
        ]));
    }
    document.push(table);
    document.paragraph(format!(
        "If a requirement says nothing else, this profile asks for evidence of at least \"{}\". An \
         admission is believed whatever its evidence; an interview alone never makes a met.",
        words::evidence(context.profile.evidence)
    ));
    document.heading(2, "limits", "Limits");
    let mut limits = vec![
        "Quantities are intervals: a shortfall of \"3 to 4\" is at least 3 and at most 4, and \
         nobody knows which."
            .to_owned(),
        "The share of met is given as a range: from what is met to what could be if all that is \
         not assessed were met. There is no overall score and no ranking of places."
            .to_owned(),
        "Nothing in this report expresses an opinion on the status of any territory or on any \
         frontier."
            .to_owned(),
        "The limits called \"practice\" are the profile's own judgement and rest on no source."
            .to_owned(),
    ];
    if let Some(days) = context.profile.max_age_days {
        limits.push(format!("Observations older than {days} days no longer count."));
    }
    document.push(List { ordered: false, items: limits.into_iter().map(plain).collect() });
}

fn profile(context: &Context<'_>, document: &mut Document) {
    let profile = context.profile;
    document.paragraph(format!("{}.", profile_words(profile)));
    if !profile.about.is_empty() {
        document.paragraph(profile.about.clone());
    }
    let columns = vec![
        Column::narrow("Id"),
        Column::new("Requirement").weight(3),
        Column::narrow("Severity"),
        Column::narrow("Basis"),
        Column::new("Source and clause").weight(3),
        Column::narrow("Read"),
    ];
    let mut table = Table::new("A1", "Requirements of the profile", columns);
    for category in context.categories() {
        table.rows.push(Row::group(context.category(category)));
        for requirement in profile.requirements.iter().filter(|r| r.category == category) {
            let mut title = vec![Run::new(requirement.title.clone())];
            if !requirement.operating_point.is_empty() {
                title.push(Run::italic(format!(" ({})", requirement.operating_point)));
            }
            let basis = match requirement.strength.as_str() {
                "" => requirement.basis.code().to_owned(),
                strength => format!("{}, {strength}", requirement.basis.code()),
            };
            table.rows.push(
                Row::new(vec![
                    requirement.id.clone().into(),
                    title.into(),
                    requirement.severity.code().into(),
                    basis.into(),
                    source_words(requirement, profile).into(),
                    requirement.confidence.clone().into(),
                ])
                .with_id(requirement.id.clone()),
            );
        }
    }
    document.push(table);
    document.paragraph(
        "Read: V verified in the source's text, T in a transcription, S in a secondary source, U \
         not verified, - no source.",
    );
}

fn sources(context: &Context<'_>, document: &mut Document) {
    let profile = context.profile;
    let cited =
        |key: &str| profile.requirements.iter().any(|r| r.cites.iter().any(|c| c.source == key));
    let columns = vec![
        Column::new("Title").weight(3),
        Column::new("Publisher and edition").weight(2),
        Column::new("Address").weight(3),
        Column::new("How it was read").weight(2),
    ];
    let mut table = Table::new("A2", "Sources cited", columns);
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
        document.paragraph("The profile cites no source: all its requirements are practice.");
    } else {
        document.push(table);
    }
}

/// Whether a subject belongs to a crossing point of this report, or to none.
fn included(context: &Context<'_>, subject: crate::model::SubjectIx) -> bool {
    match context.survey.crossing_point_of(subject) {
        Some(point) => context.table.points.iter().any(|p| p.subjects.contains(&point)),
        None => true,
    }
}

fn disputes(context: &Context<'_>, document: &mut Document) {
    let survey = context.survey;
    let columns = vec![
        Column::new("Place").weight(2),
        Column::new("Fact").weight(2),
        Column::new("Sides").weight(4),
    ];
    let mut table = Table::new("T14", "Facts on which people disagree", columns);
    for dispute in crate::report::disputes::disputes(survey, context.profile) {
        if !included(context, dispute.subject) {
            continue;
        }
        let mut texts: Vec<String> = dispute.sides.iter().map(|&ix| side(context, ix)).collect();
        if let Some(ix) = dispute.kept {
            let why = survey[ix].settles().unwrap_or_default();
            let who = survey.author(&survey[ix]);
            texts.push(format!("kept as a disagreement by {who}: {why}"));
        }
        table.rows.push(Row::new(vec![
            survey.path(dispute.subject).to_string().into(),
            context.profile.vocabulary.label(&dispute.attribute).into(),
            texts.join("\n").into(),
        ]));
    }
    if table.rows.is_empty() {
        document.paragraph("Nobody disagrees on a fact.");
    } else {
        document.push(table);
    }
}

fn side(context: &Context<'_>, ix: ObservationIx) -> String {
    let observation = &context.survey[ix];
    let evidence = observation.answer.evidence().map_or("", words::evidence);
    let note =
        if observation.note.is_empty() { String::new() } else { format!(": {}", observation.note) };
    format!(
        "{} ({evidence}, {}, {}){note}",
        context.said(ix),
        context.survey.author(observation),
        context.survey.moment(observation).day()
    )
}

/// Every standing fact, so that each line can be traced to who saw what.
fn record(context: &Context<'_>, document: &mut Document) {
    let survey = context.survey;
    document.paragraph(
        "Every fact that stands, by place. The reference leads to the fact in the survey file \
         (borderfit log) and in its exports.",
    );
    let columns = vec![
        Column::narrow("Reference"),
        Column::new("Place").weight(2),
        Column::new("Fact").weight(2),
        Column::new("Value").weight(2),
        Column::narrow("Evidence").min_width(22),
        Column::narrow("Who"),
        Column::narrow("When").min_width(19),
        Column::new("Note").weight(2),
    ];
    let mut table = Table::new("A3", "Facts", columns).landscape();
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
                table.rows.push(Row::new(vec![
                    survey.fact_ref(ix).to_string().into(),
                    path.to_string().into(),
                    context.profile.vocabulary.label(attribute).into(),
                    context.said(ix).into(),
                    observation.answer.evidence().map_or("", words::evidence).into(),
                    survey.author(observation).into(),
                    survey.moment(observation).day().to_string().into(),
                    (*observation.note).into(),
                ]));
            }
        }
    }
    if table.rows.is_empty() {
        document.paragraph("Nothing is recorded.");
    } else {
        document.push(table);
    }
}
