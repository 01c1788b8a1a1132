//! Findings across all crossing points, by category.

use super::{Context, met_range, share, table_or, texts};
use crate::judge::Totals;
use crate::model::Verdict;
use crate::report::document::{Column, Document, Heading, Table};
use crate::report::gaps::Line;
use crate::t;

pub(super) fn write(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "cross-cutting", t!("Findings by category")).on_new_page());
    for category in context.categories() {
        document.heading(2, format!("category-{category}"), context.category(category));
        sentence(&context.totals_of(category), document);
        table(context, category, document);
    }
}

/// What can be said of a category, never without what is not known.
pub(super) fn sentence(totals: &Totals, document: &mut Document) {
    let coverage = totals.coverage();
    if coverage.applicable == 0 {
        document.paragraph(t!("Nothing of this category applies here."));
        return;
    }
    let mut text = t!(
        "{decided} decided: {met} met, {partly} partly met, {not_met} not met; {open} not \
         assessed. Met: {range}.",
        decided = share(coverage.decided, coverage.applicable),
        met = totals.count(Verdict::Met),
        partly = totals.count(Verdict::PartlyMet),
        not_met = totals.count(Verdict::NotMet),
        open = totals.count(Verdict::NotAssessed),
        range = met_range(totals),
    );
    if totals.critical() {
        text.push(' ');
        text.push_str(t!("A critical requirement is not met."));
    }
    document.paragraph(text);
}

fn table(context: &Context<'_>, category: &str, document: &mut Document) {
    let columns = vec![
        Column::narrow(t!("Id")),
        Column::new(t!("Requirement")).weight(4),
        Column::narrow(t!("Severity")),
        Column::number(t!("Met")),
        Column::number(t!("Partly")),
        Column::number(t!("Not met")),
        Column::number(t!("Not assessed")),
        Column::new(t!("Gaps at")).weight(3),
    ];
    let caption = t!("{category}: findings by requirement", category = context.category(category));
    let mut table = Table::new(format!("C-{category}"), caption, columns);
    for requirement in context.profile.requirements.iter().filter(|r| r.category == category) {
        let lines: Vec<&Line<'_>> = context
            .table
            .points
            .iter()
            .flat_map(|p| &p.lines)
            .filter(|l| l.requirement.id == requirement.id)
            .collect();
        let count = |v: Verdict| lines.iter().filter(|l| l.verdict == v).count().to_string();
        let mut at: Vec<&str> = lines
            .iter()
            .filter(|l| l.verdict.is_gap())
            .map(|l| l.crossing_point.as_str())
            .collect();
        at.dedup();
        const NAMED: usize = 8;
        let mut places = at.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        if at.len() > NAMED {
            places.push(' ');
            places.push_str(&t!("and {n} more", n = at.len() - NAMED));
        }
        table.rows.push(
            texts([
                requirement.id.clone(),
                requirement.title.clone(),
                requirement.severity.word().to_owned(),
                count(Verdict::Met),
                count(Verdict::PartlyMet),
                count(Verdict::NotMet),
                count(Verdict::NotAssessed),
                places,
            ])
            .with_id(requirement.id.clone()),
        );
    }
    table_or(document, table, t!("the profile asks for nothing of this category."));
}
