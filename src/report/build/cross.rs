//! Findings across all crossing points, by category.

use super::{Context, counted, met_range, share, table_or, texts};
use crate::judge::Totals;
use crate::model::Verdict;
use crate::report::document::{Column, Document, Heading, Table};
use crate::report::gaps::Line;

pub(super) fn write(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "cross-cutting", "Findings by category").on_new_page());
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
        document.paragraph("Nothing of this category applies here.");
        return;
    }
    let unknown = usize::try_from(totals.count(Verdict::NotAssessed)).unwrap_or(usize::MAX);
    document.paragraph(format!(
        "{} decided: {} met, {} partly met, {} not met; {} not assessed. Met: {}.{}",
        share(coverage.decided, coverage.applicable),
        totals.count(Verdict::Met),
        totals.count(Verdict::PartlyMet),
        totals.count(Verdict::NotMet),
        unknown,
        met_range(totals),
        if totals.critical() { " A critical requirement is not met." } else { "" },
    ));
}

fn table(context: &Context<'_>, category: &str, document: &mut Document) {
    let columns = vec![
        Column::narrow("Id"),
        Column::new("Requirement").weight(4),
        Column::narrow("Severity"),
        Column::number("Met"),
        Column::number("Partly"),
        Column::number("Not met"),
        Column::number("Not assessed"),
        Column::new("Gaps at").weight(3),
    ];
    let caption = format!("{}: findings by requirement", context.category(category));
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
            places.push_str(&format!(" and {}", counted(at.len() - NAMED, "more", "more")));
        }
        table.rows.push(
            texts([
                requirement.id.clone(),
                requirement.title.clone(),
                requirement.severity.code().to_owned(),
                count(Verdict::Met),
                count(Verdict::PartlyMet),
                count(Verdict::NotMet),
                count(Verdict::NotAssessed),
                places,
            ])
            .with_id(requirement.id.clone()),
        );
    }
    table_or(document, table, "the profile asks for nothing of this category.");
}
