//! The facts on which people disagree, and how one is settled: one side is taken, with a reason;
//! what the others said stays in the history, and settling can be taken back.

use super::super::asking::Asking;
use super::super::record::Write;
use super::super::screen::{Form, FormAction, FormField, Pick, PickAction, PickRow, Screen};
use super::super::{App, Effect};
use super::{Go, Table, TableRow, narrow, wide};
use crate::merge::{self, Dispute, Sort};
use crate::model::{ObservationIx, Supersede};
use crate::{counted, t};

impl App {
    /// The facts on which people disagree and nobody has decided; whether they agree is read as
    /// the profile reads them.
    pub(in super::super) fn disputes(&self) -> Vec<Dispute> {
        let vocabulary = &self.profile().vocabulary;
        let reading =
            |attribute: &str, value: &str, unit: &str| vocabulary.read(attribute, value, unit);
        let mut all = merge::disputes(&self.survey, &reading);
        all.retain(|d| d.is_open() && d.sort == Sort::Fact);
        all
    }

    /// The facts on which people disagree.
    pub(super) fn disputes_table(&self) -> Table {
        let mut rows = Vec::new();
        for (n, Dispute { subject, attribute, sides, .. }) in
            self.disputes().into_iter().enumerate()
        {
            let label = Asking::of(self.profile(), &attribute).label;
            let said: Vec<String> = sides
                .iter()
                .map(|&ix| {
                    let fact = self.fact_view(ix);
                    format!("{} ({})", fact.value, fact.author)
                })
                .collect();
            rows.push(TableRow {
                cells: vec![
                    self.survey.path(subject).to_string(),
                    label.clone(),
                    said.join("  |  "),
                ],
                mark: None,
                heading: false,
                below: sides
                    .iter()
                    .map(|&ix| (t!("Side"), self.side_words(ix)))
                    .chain([(
                        "",
                        t!("Enter takes a side, with a reason. It can be taken back.").into(),
                    )])
                    .collect(),
                go: Go::Settle(n),
            });
        }
        Table {
            title: t!("Disputes").to_owned(),
            lead: counted!(
                rows.len(),
                "{n} fact on which people disagree; what rests on it is not assessed where it matters.",
                "{n} facts on which people disagree; what rests on them is not assessed where it matters."
            ),
            columns: vec![
                wide(t!("Place"), 18),
                narrow(t!("Fact"), 22),
                wide(t!("What was said"), 34),
            ],
            rows,
            empty: t!("Nobody disagrees."),
        }
    }

    fn side_words(&self, ix: ObservationIx) -> String {
        let fact = self.fact_view(ix);
        let how = fact.evidence.map_or("", crate::words::evidence);
        let said = format!("{} ({how}, {} {} {})", fact.value, fact.author, fact.day, fact.time);
        if fact.note.is_empty() { said } else { t!("{said}: {note}", said, note = fact.note) }
    }

    /// Asks which side is to stand.
    pub(super) fn ask_settle(&mut self, n: usize) {
        let disputes = self.disputes();
        let Some(Dispute { subject, attribute, sides, .. }) = disputes.get(n) else { return };
        let label = Asking::of(self.profile(), attribute).label;
        let rows = sides.iter().map(|&ix| {
            let fact = self.fact_view(ix);
            let how = fact.evidence.map_or("", crate::words::evidence);
            PickRow {
                label: fact.value.clone(),
                detail: format!("{how}, {} {}", fact.author, fact.day),
                disabled: String::new(),
                ticked: None,
            }
        });
        let pick = Pick {
            title: t!("Settle: {label}", label),
            text: t!(
                "{place}: which is to stand? Esc keeps both.",
                place = self.survey.path(*subject)
            ),
            rows: rows.collect(),
            cursor: 0,
            action: PickAction::Settle(sides.clone()),
        };
        self.screens.push(Screen::Pick(pick));
    }

    /// Asks why a side is taken.
    pub(in super::super) fn ask_settle_reason(&mut self, side: ObservationIx) {
        let text = self.side_words(side);
        self.open_form(Form {
            title: t!("Why does this side stand?").to_owned(),
            text,
            fields: vec![FormField::text(t!("Because"), t!("as the report will say it"), "")],
            focus: 0,
            action: FormAction::Settle(side),
        });
    }

    /// Lets a side stand: it is said again by this person, over all that stood.
    pub(in super::super) fn settle(&mut self, side: ObservationIx, because: &str) -> Vec<Effect> {
        let observation = &self.survey[side];
        let attribute = self.survey.attribute(observation.attribute).to_owned();
        let write = Write {
            subject: observation.subject,
            kind: observation.kind,
            answer: observation.answer.clone(),
            note: because.to_owned(),
            supersede: Supersede::All,
            attribute: attribute.clone(),
        };
        let shown = Asking::of(self.profile(), &attribute).shown(&observation.answer);
        let label = Asking::of(self.profile(), &attribute).label;
        let title = t!("Settled: {label} = {shown}, because {because}", label, shown, because);
        let effects = self.write(&title, vec![write]);
        self.load_question();
        self.say(&title);
        effects
    }
}
