//! The facts on which people disagree, and how one is settled: a side is taken, or another answer,
//! or it is kept as a disagreement, with a reason; what the others said stays in the history, and
//! settling can be taken back, or reopened at any time.

use super::super::asking::Asking;
use super::super::record::Act;
use super::super::screen::{
    Form, FormAction, FormField, Pick, PickAction, PickRow, Screen, Settling,
};
use super::super::{App, Effect};
use super::{Go, Table, TableRow, narrow, wide};
use crate::merge::{self, Decision, Dispute, Sort};
use crate::model::survey::{AT_CODE, AT_DELETED, AT_KIND, AT_PARENT};
use crate::model::{
    Answer, AttributeIx, Evidence, ObservationIx, SubjectId, SubjectIx, Survey, attachment,
};
use crate::standard::Choice;
use crate::{counted, t, words};

impl App {
    /// What people said differently and nobody has decided; whether they agree is read as the
    /// profile reads them.
    #[must_use]
    pub fn disputes(&self) -> Vec<Dispute> {
        let mut all = self.all_disputes();
        all.retain(Dispute::is_open);
        all
    }

    /// Those that are kept as a disagreement among them.
    fn all_disputes(&self) -> Vec<Dispute> {
        let vocabulary = &self.profile().vocabulary;
        let reading =
            |attribute: &str, value: &str, unit: &str| vocabulary.read(attribute, value, unit);
        merge::disputes(&self.survey, &reading)
    }

    /// What people said differently; with `all`, what was decided too.
    pub(super) fn disputes_table(&self, all: bool) -> Table {
        let disputes = self.all_disputes();
        let (open, kept): (Vec<&Dispute>, Vec<&Dispute>) =
            disputes.iter().partition(|d| d.is_open());
        let count = open.len();
        let mut rows: Vec<TableRow> =
            open.into_iter().map(|d| self.dispute_row(d, Go::Settle(d.id.clone()))).collect();
        let settled = if all { settlements(&self.survey) } else { Vec::new() };
        if all && !kept.is_empty() {
            let n = kept.len();
            rows.push(TableRow::heading(t!("Kept as a disagreement  ({n})", n)));
            let row = |d: &&Dispute| Some(self.dispute_row(d, Go::Reopen(d.kept?)));
            rows.extend(kept.iter().filter_map(row));
        }
        if !settled.is_empty() {
            let n = settled.len();
            rows.push(TableRow::heading(t!("Settled  ({n})", n)));
            rows.extend(settled.into_iter().map(|ix| self.settled_row(ix)));
        }
        Table {
            title: t!("Disputes").to_owned(),
            lead: counted!(
                count,
                "{n} fact on which people disagree; what rests on it is not assessed where it matters.",
                "{n} facts on which people disagree; what rests on them is not assessed where it matters."
            ),
            columns: vec![
                wide(t!("Place"), 18),
                narrow(t!("Fact"), 22),
                wide(t!("What was said"), 34),
            ],
            rows,
            empty: t!("Nobody disagrees. d shows what was settled."),
        }
    }

    fn dispute_row(&self, dispute: &Dispute, go: Go) -> TableRow {
        let Dispute { subject, attribute, sides, .. } = dispute;
        let said = sides.iter().map(|&ix| {
            let author = self.survey.author(&self.survey[ix]);
            format!("{} ({author})", self.side_value(dispute, ix))
        });
        let said: Vec<String> = said.collect();
        let mut below: Vec<(&'static str, String)> =
            sides.iter().map(|&ix| (t!("Side"), self.side_words(dispute, ix))).collect();
        let photos = attachment::of(&self.survey, *subject).into_iter();
        let photos = photos.filter(|a| a.said.of.as_deref() == Some(attribute.as_str()));
        below.extend(photos.map(|a| (t!("Photo"), words::photo::line(&a))));
        match dispute.kept {
            None => below.push((
                "",
                t!("Enter takes a side, gives another answer or keeps it. It can be taken back.")
                    .to_owned(),
            )),
            Some(kept) => {
                let kept = &self.survey[kept];
                let (who, because) = (self.survey.author(kept), kept.settles().unwrap_or_default());
                let text = t!("kept as a disagreement by {who}: {because}", who, because);
                below.extend([("", text), ("", t!("Enter reopens it.").to_owned())]);
            }
        }
        TableRow {
            cells: vec![
                self.survey.path(*subject).to_string(),
                self.dispute_label(attribute),
                said.join("  |  "),
            ],
            mark: None,
            heading: false,
            below,
            go,
        }
    }

    fn settled_row(&self, ix: ObservationIx) -> TableRow {
        let observation = &self.survey[ix];
        let attribute = self.survey.attribute(observation.attribute);
        let fact = self.fact_view(ix);
        TableRow {
            cells: vec![
                self.survey.path(observation.subject).to_string(),
                self.dispute_label(attribute),
                fact.value.clone(),
            ],
            mark: None,
            heading: false,
            below: vec![
                (t!("Stands"), format!("{} ({})", fact.value, fact.author)),
                (t!("Because"), observation.settles().unwrap_or_default()),
                ("", t!("Enter reopens it: every side stands again as it was said.").to_owned()),
            ],
            go: Go::Reopen(ix),
        }
    }

    /// What a dispute is about.
    pub(in super::super) fn dispute_label(&self, attribute: &str) -> String {
        match attribute {
            AT_CODE => t!("Its code").to_owned(),
            AT_KIND => t!("What it is").to_owned(),
            AT_PARENT => t!("Where it stands").to_owned(),
            AT_DELETED => t!("Whether it is there").to_owned(),
            _ => Asking::of(self.profile(), attribute).label,
        }
    }

    fn side_value(&self, dispute: &Dispute, ix: ObservationIx) -> String {
        let observation = &self.survey[ix];
        let attribute = self.survey.attribute(observation.attribute);
        let text = match &observation.answer {
            Answer::Known { value, .. } => &**value,
            Answer::Absent(_) | Answer::Cleared => "",
        };
        match (dispute.sort, attribute) {
            (Sort::Fact, _) => self.fact_view(ix).value,
            (Sort::Deletion, AT_DELETED) if text == "true" => t!("taken off the survey").to_owned(),
            (Sort::Deletion, AT_DELETED) => t!("it is there").to_owned(),
            (Sort::Deletion, _) => {
                let fact = self.fact_view(ix);
                t!("{label}: {text}", label = fact.label, text = fact.value)
            }
            (Sort::Subject, AT_PARENT) => {
                let place =
                    SubjectId::from_hex(text).and_then(|id| self.survey.subject_with_id(id));
                place.map_or(text.to_owned(), |ix| self.survey.path(ix).to_string())
            }
            (Sort::Subject, _) => text.to_owned(),
        }
    }

    fn side_words(&self, dispute: &Dispute, ix: ObservationIx) -> String {
        let fact = self.fact_view(ix);
        let how = fact.evidence.map_or("", words::evidence);
        let value = self.side_value(dispute, ix);
        let said = format!("{value} ({how}, {} {} {})", fact.author, fact.day, fact.time);
        if fact.note.is_empty() { said } else { t!("{said}: {note}", said, note = fact.note) }
    }

    // ---- settling one

    /// Asks how a dispute is to be settled.
    pub(super) fn ask_settle(&mut self, id: &str) {
        let Some(dispute) = self.disputes().into_iter().find(|d| d.id == id) else { return };
        let row = |label: String, detail: String| PickRow {
            label,
            detail,
            disabled: String::new(),
            ticked: None,
        };
        let side = |&ix: &ObservationIx| {
            let fact = self.fact_view(ix);
            let how = fact.evidence.map_or("", words::evidence);
            row(self.side_value(&dispute, ix), format!("{how}, {} {}", fact.author, fact.day))
        };
        let mut rows: Vec<PickRow> = dispute.sides.iter().map(side).collect();
        let mut other = row(t!("Another answer ...").to_owned(), String::new());
        if dispute.sort != Sort::Fact {
            t!("Take one of the sides here.").clone_into(&mut other.disabled);
        }
        rows.push(other);
        let keep = t!("Keep as a disagreement").to_owned();
        rows.push(row(keep, t!("nobody can tell").to_owned()));
        let place = self.survey.path(dispute.subject).to_string();
        self.screens.push(Screen::Pick(Pick {
            title: t!("Settle: {label}", label = self.dispute_label(&dispute.attribute)),
            text: t!("{place}: which is to stand? Esc decides nothing.", place),
            rows,
            cursor: 0,
            action: PickAction::Settle(dispute),
        }));
    }

    /// Asks why it is settled so: by a side, after the sides with another answer, or kept.
    pub(in super::super) fn ask_settle_reason(&mut self, dispute: &Dispute, n: usize) {
        let sides = dispute.sides.len();
        let (subject, attribute) = (dispute.subject, self.survey.intern(&dispute.attribute));
        let said = t!("as the report will say it");
        let because = FormField::text(t!("Because"), said, "");
        let side = dispute.sides.get(n).copied();
        let (title, text, fields, settling) = match (side, n - n.min(sides)) {
            (Some(side), _) => (
                t!("Why does this side stand?"),
                self.side_words(dispute, side),
                vec![because],
                Settling::Take(side),
            ),
            (None, 0) => (
                t!("What stands instead of all sides?"),
                t!(
                    "{label}: what every side said stays in the history.",
                    label = self.dispute_label(&dispute.attribute)
                ),
                vec![
                    self.answer_field(&dispute.attribute),
                    FormField::choice(t!("Seen how"), t!("type a few letters"), grades()),
                    because,
                ],
                Settling::Other(subject, attribute),
            ),
            (None, _) => (
                t!("Why is it kept as a disagreement?"),
                t!("All sides stand, and what rests on them is not assessed where it matters.")
                    .to_owned(),
                vec![because],
                Settling::Keep(subject, attribute),
            ),
        };
        let title = title.to_owned();
        let action = FormAction::Settle(settling);
        self.open_form(Form { title, text, fields, focus: 0, action });
    }

    /// The field for another answer than those of the sides.
    fn answer_field(&self, attribute: &str) -> FormField {
        let asking = Asking::of(self.profile(), attribute);
        if asking.options.is_empty() || asking.is_set() {
            return FormField::text(t!("Answer"), t!("typed as at the question"), "");
        }
        FormField::choice(t!("Answer"), t!("type a few letters"), asking.options)
    }

    /// Asks why what was settled is open again.
    pub(super) fn ask_reopen(&mut self, said: ObservationIx) {
        let because = self.survey[said].settles().unwrap_or_default();
        self.open_form(Form {
            title: t!("Why is it open again?").to_owned(),
            text: t!("It was settled because: {because}", because),
            fields: vec![FormField::text(t!("Because"), t!("as the report will say it"), "")],
            focus: 0,
            action: FormAction::Settle(Settling::Reopen(said)),
        });
    }

    // ---- settling many

    /// Shows which disputes stronger evidence decides, to be ticked.
    pub(in super::super) fn ask_prefer(&mut self) {
        let disputes = self.disputes();
        let decided = merge::prefer_evidence(&self.survey, &disputes);
        let decided: Vec<(Dispute, ObservationIx)> =
            decided.into_iter().map(|(n, side)| (disputes[n].clone(), side)).collect();
        if decided.is_empty() {
            return self.say(t!("No dispute is decided by stronger evidence."));
        }
        let rows = decided.iter().map(|(dispute, side)| {
            let how = |ix: ObservationIx| {
                let value = self.side_value(dispute, ix);
                let evidence = self.survey[ix].answer.evidence();
                format!("{value} ({})", evidence.map_or("", words::evidence))
            };
            let others = dispute.sides.iter().filter(|ix| *ix != side).map(|&ix| how(ix));
            let others: Vec<String> = others.collect();
            let place = self.survey.path(dispute.subject);
            let label = self.dispute_label(&dispute.attribute);
            PickRow {
                label: format!("{place}, {label}: {}", how(*side)),
                detail: t!("over {others}", others = others.join(", ")),
                disabled: String::new(),
                ticked: Some(true),
            }
        });
        let rows: Vec<PickRow> = rows.collect();
        self.screens.push(Screen::Pick(Pick {
            title: counted!(
                rows.len(),
                "Stronger evidence decides {n} dispute",
                "Stronger evidence decides {n} disputes"
            ),
            text: t!("Nothing is settled yet. Space leaves one out; Enter asks why.").to_owned(),
            rows,
            cursor: 0,
            action: PickAction::Prefer(decided),
        }));
    }

    pub(in super::super) fn ask_prefer_reason(&mut self, chosen: Vec<(Dispute, ObservationIx)>) {
        if chosen.is_empty() {
            return self.say(t!("Nothing was ticked; nothing is settled."));
        }
        let text = counted!(
            chosen.len(),
            "{n} dispute is settled at once; u takes it back.",
            "{n} disputes are settled at once; u takes them back."
        );
        self.preferring = chosen;
        let mut because = FormField::text(t!("Because"), t!("as the report will say it"), "");
        because.input = super::super::text::TextField::new(t!("the stronger evidence is taken"));
        self.open_form(Form {
            title: t!("Why does stronger evidence stand?").to_owned(),
            text,
            fields: vec![because],
            focus: 0,
            action: FormAction::Settle(Settling::Prefer),
        });
    }

    // ---- taking the forms

    /// What keeps a decision from being taken: the field, and a sentence.
    pub(in super::super) fn settle_refusal(
        &self,
        settling: Settling,
        texts: &[String],
    ) -> Option<(usize, String)> {
        let last = texts.len().saturating_sub(1);
        if let Settling::Other(_, attribute) = settling {
            let asking = Asking::of(self.profile(), self.survey.attribute(attribute));
            if let Err(why) = asking.read(&texts[0]) {
                return Some((0, why));
            }
            if texts[1].is_empty() {
                return Some((1, t!("How was it found out?").to_owned()));
            }
        }
        let empty = texts.get(last).is_none_or(String::is_empty);
        empty.then(|| (last, t!("A reason is needed.").to_owned()))
    }

    /// Decides as the form says.
    pub(in super::super) fn settle(&mut self, settling: Settling, texts: &[String]) -> Vec<Effect> {
        let because = texts.last().cloned().unwrap_or_default();
        let (decided, title) = match settling {
            Settling::Take(side) => {
                let found = self.disputes().into_iter().find(|d| d.sides.contains(&side));
                let Some(dispute) = found else { return self.decided_meanwhile() };
                let shown = self.side_value(&dispute, side);
                let label = self.dispute_label(&dispute.attribute);
                let title =
                    t!("Settled: {label} = {shown}, because {because}", label, shown, because);
                (vec![(dispute, Decision::Take(side))], title)
            }
            Settling::Other(subject, attribute) => {
                let Some(dispute) = self.dispute_of(subject, attribute) else {
                    return self.decided_meanwhile();
                };
                let asking = Asking::of(self.profile(), &dispute.attribute);
                let Ok((value, unit)) = asking.read(&texts[0]) else { return Vec::new() };
                let evidence = Evidence::parse(&texts[1]).unwrap_or(Evidence::Observed);
                let answer =
                    Answer::Known { value: value.as_str().into(), unit: unit.into(), evidence };
                let (label, shown) = (asking.label.clone(), asking.shown(&answer));
                let title =
                    t!("Settled: {label} = {shown}, because {because}", label, shown, because);
                (vec![(dispute, Decision::Other(answer, asking.value.kind.code()))], title)
            }
            Settling::Keep(subject, attribute) => {
                let Some(dispute) = self.dispute_of(subject, attribute) else {
                    return self.decided_meanwhile();
                };
                let label = self.dispute_label(&dispute.attribute);
                let title =
                    t!("Kept as a disagreement: {label}, because {because}", label, because);
                (vec![(dispute, Decision::Keep)], title)
            }
            Settling::Prefer => {
                let chosen = std::mem::take(&mut self.preferring);
                let title = counted!(
                    chosen.len(),
                    "{n} dispute settled: {because}",
                    "{n} disputes settled: {because}",
                    because
                );
                let take = |(dispute, side)| (dispute, Decision::Take(side));
                (chosen.into_iter().map(take).collect(), title)
            }
            Settling::Reopen(said) => return self.reopen(said, &because),
        };
        let effects = self.act(&title, |pen, act| {
            for (dispute, decision) in decided {
                pen.settle(act, dispute, decision, &because);
            }
        });
        self.load_question();
        self.say(&title);
        effects
    }

    fn reopen(&mut self, said: ObservationIx, because: &str) -> Vec<Effect> {
        let mut done = false;
        let open = t!("Open again: {because}", because);
        let effects = self.act(&open, |pen, act: &mut Act| done = pen.reopen(act, said, because));
        self.load_question();
        if done {
            self.say(&open);
            return effects;
        }
        self.decided_meanwhile()
    }

    fn dispute_of(&self, subject: SubjectIx, attribute: AttributeIx) -> Option<Dispute> {
        let name = self.survey.attribute(attribute);
        self.disputes().into_iter().find(|d| d.subject == subject && d.attribute == name)
    }

    fn decided_meanwhile(&mut self) -> Vec<Effect> {
        self.warn(t!("This was decided otherwise meanwhile; nothing was changed."));
        Vec::new()
    }

    /// Which form this is, at the next start too.
    pub(in super::super) fn settle_key(&self, settling: Settling) -> String {
        let fact = |subject: SubjectIx, attribute: AttributeIx| {
            format!("{} {}", self.survey.path(subject), self.survey.attribute(attribute))
        };
        match settling {
            Settling::Take(side) => format!("settle {}", self.survey.fact_ref(side)),
            Settling::Other(subject, attribute) => format!("other {}", fact(subject, attribute)),
            Settling::Keep(subject, attribute) => format!("keep {}", fact(subject, attribute)),
            Settling::Reopen(said) => format!("reopen {}", self.survey.fact_ref(said)),
            Settling::Prefer => "prefer".to_owned(),
        }
    }
}

/// The settlements that stand; not those that keep a disagreement, which are listed with it.
fn settlements(survey: &Survey) -> Vec<ObservationIx> {
    let mut all = merge::settle::settlements(survey);
    all.retain(|&ix| !survey.attribute(survey[ix].attribute).starts_with(merge::disputes::AT_KEPT));
    all
}

/// The grades of evidence that a person can claim, the strongest first.
fn grades() -> Vec<Choice> {
    let of =
        |e: Evidence| Choice { key: e.code().to_owned(), label: words::evidence(e).to_owned() };
    let all = Evidence::ALL.into_iter().rev().filter(|e| *e > Evidence::NotVerified);
    all.map(of).collect()
}
