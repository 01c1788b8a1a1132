//! The report, seen from the screens: read as text, then written.

use super::screen::{Form, FormAction, FormField, Screen, TextScreen};
use super::text::TextField;
use super::{App, Effect};
use crate::language::{Language, spoken};
use crate::standard::Choice;
use crate::{counted, t};

impl App {
    /// Shows the report as text.
    pub(super) fn show_preview(&mut self, lines: Vec<(String, bool)>) {
        self.stash();
        self.message = None;
        self.screens.retain(|s| !matches!(s, Screen::Text(t) if t.report));
        let open = self.totals().count(crate::model::Verdict::NotAssessed);
        if open > 0 {
            self.say(&counted!(
                usize::try_from(open).unwrap_or(usize::MAX),
                "{n} finding is not assessed: the report lists it. w writes the report.",
                "{n} findings are not assessed: the report lists them. w writes it."
            ));
        }
        self.screens.push(Screen::Text(TextScreen {
            title: t!("Report").to_owned(),
            lines,
            scroll: 0,
            file: self.report_name(),
            report: true,
        }));
    }

    fn report_name(&self) -> String {
        let mut name = String::new();
        for c in self.survey.title().to_lowercase().chars() {
            if c.is_alphanumeric() {
                name.push(c);
            } else if !name.ends_with('-') && !name.is_empty() {
                name.push('-');
            }
        }
        let name: String = name.trim_end_matches('-').chars().take(60).collect();
        let name = if name.is_empty() { "survey".to_owned() } else { name };
        format!("{name}-{}.pdf", self.now.day())
    }

    /// Asks how the report is to be written.
    pub(super) fn ask_report(&mut self) {
        let mut file = FormField::text(
            t!("File"),
            t!("ending .pdf .docx .html .md .xlsx; one there stays"),
            "",
        );
        file.input = TextField::new(&self.report_name());
        let codes: Vec<&str> = self.assessment.points.iter().map(|p| p.code.as_str()).collect();
        let hint =
            t!("codes with blanks between them; empty for all: {codes}", codes = codes.join(" "));
        self.open_form(Form {
            title: t!("Write the report").to_owned(),
            text: t!(
                "With what the edition may tell, beside the survey. Work can go on meanwhile."
            )
            .to_owned(),
            fields: vec![
                file,
                FormField::text(
                    t!("Marking"),
                    t!("printed on every page as it is; may be empty"),
                    "",
                ),
                FormField::text(t!("Posts"), &hint, ""),
                chosen(FormField::choice(t!("Edition"), t!("who may read it"), editions()), "full"),
                chosen(FormField::choice(t!("Language"), "", languages()), spoken().tag()),
            ],
            focus: 0,
            action: FormAction::Report,
        });
    }

    /// What is wrong with what was filled in for the report.
    pub(super) fn report_refusal(&self, texts: &[String]) -> Option<(usize, String)> {
        if texts.first().is_none_or(String::is_empty) {
            return Some((0, t!("A name is needed.").to_owned()));
        }
        let unknown = texts
            .get(2)?
            .split_whitespace()
            .find(|code| !self.assessment.points.iter().any(|p| p.code == **code))?;
        Some((2, t!("There is no crossing point '{code}'.", code = unknown)))
    }

    pub(super) fn take_report(&mut self, texts: &[String]) -> Vec<Effect> {
        let text = |n: usize| texts.get(n).cloned().unwrap_or_default();
        let name = text(0);
        let ending = |e: &&str| name.to_lowercase().ends_with(e);
        let known = [".pdf", ".docx", ".html", ".md", ".xlsx"].iter().any(ending);
        let name = if known { name } else { format!("{name}.pdf") };
        self.say(t!("Report: begun ..."));
        vec![Effect::Report {
            name,
            marking: text(1),
            points: text(2).split_whitespace().map(str::to_owned).collect(),
            edition: text(3),
            language: Language::of_tag(&text(4)).unwrap_or_else(spoken),
        }]
    }
}

/// The editions by their codes; what each leaves out stands in the report itself.
fn editions() -> Vec<Choice> {
    let of = |key: &str, label: &str| Choice { key: key.to_owned(), label: label.to_owned() };
    vec![
        of("full", t!("Full edition")),
        of("partner", t!("Partner edition")),
        of("public", t!("Public edition")),
    ]
}

fn languages() -> Vec<Choice> {
    let named = |l: Language| Choice { key: l.tag().to_owned(), label: l.name().to_owned() };
    Language::OF_REPORTS.into_iter().map(named).collect()
}

/// A choice with one option chosen before anybody touches it.
fn chosen(mut field: FormField, key: &str) -> FormField {
    field.chosen = field.options.iter().position(|o| o.key == key);
    if let Some(n) = field.chosen {
        field.input = TextField::new(&field.options[n].label);
    }
    field
}
