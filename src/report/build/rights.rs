//! Rights and safeguards: what must stand before biometrics are captured or lists are searched.

use super::{Context, mark, table_or};
use crate::report::document::{Cell, Column, Document, Heading, List, Row, Run, Table};
use crate::t;

pub(super) fn write(context: &Context<'_>, document: &mut Document) {
    document.push(Heading::new(1, "rights", t!("Rights and safeguards")));
    let view = context.view();
    if context.plan.alerts.is_empty() {
        document.paragraph(t!(
            "No safeguard of the profile was found missing where biometrics are captured or watch \
             lists are searched already."
        ));
    } else {
        document.paragraph(t!(
            "These safeguards are missing, or were not shown, where what they guard is in use \
             already. They come before every other measure."
        ));
        let items = context
            .plan
            .alerts
            .iter()
            .map(|alert| {
                let place = view.assessment.place(alert.point, alert.position);
                vec![Run::bold(t!("{place}: ", place)), Run::new(view.alert(alert))]
            })
            .collect();
        document.push(List { ordered: false, items });
    }
    let columns = vec![
        Column::narrow(t!("Line")),
        Column::narrow(t!("Place")),
        Column::narrow(t!("Verdict")),
        Column::new(t!("Safeguard")).weight(3),
        Column::new(t!("What was found")).weight(3),
    ];
    let mut table = Table::new("T19", t!("Safeguards"), columns);
    for line in context.table.points.iter().flat_map(|p| &p.lines) {
        if line.requirement.safeguard.is_empty() {
            continue;
        }
        let place = match &line.position {
            Some(position) => format!("{}/{position}", line.crossing_point),
            None => line.crossing_point.clone(),
        };
        table.rows.push(
            Row::new(vec![
                context.short(line).into(),
                place.into(),
                Cell::mark(mark(line.verdict), line.critical_gap(), ""),
                line.requirement.title.clone().into(),
                context.reason(line).into(),
            ])
            .with_id(line.id.clone()),
        );
    }
    table_or(document, table, t!("the profile holds no safeguard."));
}
