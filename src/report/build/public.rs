//! The public edition: counts by country and category, and nothing below that level.

use std::collections::BTreeMap;

use super::{Context, cross, front, legend, mark, result_cells, result_columns};
use crate::judge::Totals;
use crate::model::Verdict;
use crate::report::document::{Column, Document, Heading, HeatCell, HeatMap, HeatRow, Row, Table};
use crate::report::edition::FEWEST;
use crate::{counted, t};

/// Writes a chapter as the public may read it; those that tell of single places are left out.
pub(super) fn write(key: &str, context: &Context<'_>, document: &mut Document) {
    match key {
        "control" => front::control(context, document),
        "notice" => front::notice(context, document),
        "acronyms" => front::acronyms(context, document),
        "summary" => summary(context, document),
        "method" => super::annex::method(context, document),
        "profile" => super::annex::profile(context, document),
        "results" => results(context, document),
        "cross-cutting" => categories(context, document),
        "annexes" => super::annex::public(context, document),
        _ => {}
    }
}

/// Crossing points too few to be counted without pointing at one of them.
fn few(context: &Context<'_>) -> bool {
    context.table.points.len() < FEWEST
}

fn too_few(document: &mut Document) {
    document.paragraph(t!(
        "Fewer than three crossing points were visited. Counts would point at one of them, so the \
         public edition gives none."
    ));
}

fn summary(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "summary", t!("Summary")).on_new_page());
    if few(context) {
        too_few(document);
        return;
    }
    let requirements = context.profile.requirements.len();
    document.paragraph(t!(
        "{points} crossing points were judged against {requirements} of the profile \"{profile}\".",
        points = context.table.points.len(),
        requirements = counted!(requirements, "{n} requirement", "{n} requirements"),
        profile = context.profile.title,
    ));
    cross::sentence(&context.table.totals, document);
}

/// The counts of each country with enough crossing points, by category.
type Counts<'a> = BTreeMap<String, (usize, Totals, BTreeMap<&'a str, Totals>)>;

fn countries<'a>(context: &'a Context<'_>) -> Counts<'a> {
    let mut by: Counts<'a> = BTreeMap::new();
    for point in &context.table.points {
        // Whatever the survey calls it; not shown where it is not agreed.
        let countries = context.typed(&point.subjects, "country");
        let country = match countries.as_slice() {
            [first, rest @ ..] if rest.iter().all(|other| other == first) => (*first).to_owned(),
            _ => String::new(),
        };
        let (count, totals, categories) = by.entry(country).or_default();
        *count += 1;
        totals.merge(&point.totals);
        for (category, of_category) in &point.by_category {
            categories.entry(category).or_default().merge(of_category);
        }
    }
    by.retain(|country, (count, ..)| !country.is_empty() && *count >= FEWEST);
    // A single country left out could be found by subtraction.
    let shown: usize = by.values().map(|(count, ..)| count).sum();
    let rest = context.table.points.len() - shown;
    if rest > 0 && rest < FEWEST {
        let smallest = by.iter().min_by_key(|(_, (count, ..))| *count).map(|(c, _)| c.clone());
        if let Some(smallest) = smallest {
            by.remove(&smallest);
        }
    }
    by
}

fn results(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "results", t!("Overall results")));
    if few(context) {
        too_few(document);
        return;
    }
    let by = countries(context);
    let mut columns =
        vec![Column::new(t!("Country")).weight(2), Column::number(t!("Crossing points"))];
    columns.extend(result_columns());
    let mut table = Table::new("T1", t!("Results by country"), columns);
    let row = |name: &str, count: usize, totals: &Totals| {
        let mut cells = vec![name.into(), count.to_string().into()];
        cells.extend(result_cells(totals));
        Row::new(cells)
    };
    for (country, (count, totals, _)) in &by {
        table.rows.push(row(country, *count, totals).with_id(country.clone()));
    }
    table.rows.push(row(t!("All"), context.table.points.len(), &context.table.totals));
    document.push(table);
    document.push(heat_map(context, &by));
}

fn heat_map(context: &Context<'_>, by: &Counts<'_>) -> HeatMap {
    let categories = context.categories();
    let mut all: BTreeMap<&str, Totals> = BTreeMap::new();
    for point in &context.table.points {
        for (category, totals) in &point.by_category {
            all.entry(category).or_default().merge(totals);
        }
    }
    let cells = |of: &BTreeMap<&str, Totals>| {
        let cell = |totals: &Totals| HeatCell {
            mark: totals.worst().map(mark),
            critical: totals.critical(),
            text: match (totals.applicable(), totals.count(Verdict::NotAssessed)) {
                (0, _) => String::new(),
                (all, 0) => format!("{}/{all}", totals.count(Verdict::Met)),
                (all, open) => format!("{}/{all} +{open}?", totals.count(Verdict::Met)),
            },
        };
        categories.iter().map(|c| of.get(c).map_or_else(HeatCell::default, cell)).collect()
    };
    let mut rows: Vec<HeatRow> = by
        .iter()
        .map(|(country, (_, _, of))| HeatRow { name: country.clone(), cells: cells(of) })
        .collect();
    rows.push(HeatRow { name: t!("All").to_owned(), cells: cells(&all) });
    HeatMap {
        id: "T2".to_owned(),
        caption: t!(
            "Worst verdict by country and category; below it met of applicable, and how many are \
             not assessed (+n?)"
        )
        .to_owned(),
        alt: t!("A table of countries by categories with the worst verdict of each.").to_owned(),
        columns: categories.iter().map(|c| context.category(c)).collect(),
        rows,
        legend: legend(),
    }
}

fn categories(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "cross-cutting", t!("Findings by category")));
    if few(context) {
        too_few(document);
        return;
    }
    for category in context.categories() {
        document.heading(2, format!("category-{category}"), context.category(category));
        cross::sentence(&context.totals_of(category), document);
    }
}
