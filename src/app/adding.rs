//! What a survey grows by: equipment, positions, crossing points, lists that are complete,
//! requirements that are set aside.
//!
//! All of it can be undone, so nothing asks whether one is sure.

use super::as_if::kind_and_model;
use super::asking::Asking;
use super::record::Write;
use super::screen::{Addition, Form, FormAction, FormField, Pick, PickAction, PickRow, Screen};
use super::sheet::{Line, LineState, PlaceKey, Sheet};
use super::{App, Effect};
use crate::judge::walk::{EQUIVALENT, INVENTORY_COMPLETE, NOT_APPLICABLE};
use crate::model::exception::Exception;
use crate::model::{Answer, Kind, Path, SubjectIx, SubjectKind, Supersede, Survey};
use crate::standard::Choice;
use crate::{counted, t, words};

impl App {
    // ---- lists that are complete

    pub(super) fn ask_close_lists(&mut self) {
        let Some((stop, _)) = self.question() else { return };
        let at = self.holder(&stop.key);
        let Some(sheet) = &self.sheet else { return };
        let holder = sheet.stops.iter().find(|s| s.key == PlaceKey::Subject(at));
        let Some(holder) = holder else { return };
        let vocabulary = &self.profile().vocabulary;
        let asked = sheet.walk.steps.iter().filter(|s| s.question.at == holder.at);
        let mut kinds: Vec<&str> =
            asked.filter_map(|s| s.question.attribute.strip_prefix(INVENTORY_COMPLETE)).collect();
        let items = self.items_at(at);
        for (_, kind) in &items {
            let closed = format!("{INVENTORY_COMPLETE}{kind}");
            let closed =
                holder.subjects.iter().any(|&s| self.survey.text(s, &closed) == Some("true"));
            if !closed && !kinds.contains(&kind.as_str()) {
                kinds.push(kind);
            }
        }
        kinds.sort_by_key(|kind| vocabulary.find_kind(kind).map(|k| k.0));
        if kinds.is_empty() {
            let text = t!("No list is open at {place}.", place = holder.title);
            return self.say(&text);
        }
        let rows = kinds.iter().map(|kind| {
            let label = vocabulary.find_kind(kind).map_or(*kind, |k| &vocabulary.kind(k).label);
            let here = items.iter().filter(|(_, k)| k == kind).map(|(item, _)| {
                let code = &self.survey.subject(*item).code;
                let count = self.survey.text(*item, "quantity").unwrap_or("?");
                format!("{code} {count}")
            });
            let here: Vec<String> = here.collect();
            PickRow {
                label: label.to_owned(),
                detail: if here.is_empty() { t!("none").to_owned() } else { here.join(", ") },
                disabled: String::new(),
                ticked: Some(true),
            }
        });
        let pick = Pick {
            title: t!("These are all: {place}", place = holder.title),
            text: t!("Enter says that nothing is missing from the ticked lists.").to_owned(),
            rows: rows.collect(),
            cursor: 0,
            action: PickAction::CloseLists {
                subject: at,
                kinds: kinds.into_iter().map(str::to_owned).collect(),
            },
        };
        self.screens.push(Screen::Pick(pick));
    }

    pub(super) fn close_lists(&mut self, subject: SubjectIx, kinds: Vec<String>) -> Vec<Effect> {
        let evidence = self.evidence;
        let writes: Vec<Write> = kinds
            .iter()
            .map(|kind| Write {
                subject,
                attribute: format!("{INVENTORY_COMPLETE}{kind}"),
                kind: Kind::Bool.code(),
                answer: Answer::known("true", evidence),
                note: String::new(),
                supersede: Supersede::All,
            })
            .collect();
        let title = counted!(
            writes.len(),
            "{n} list complete at {place} ({how})",
            "{n} lists complete at {place} ({how})",
            place = self.survey.path(subject),
            how = words::evidence(evidence)
        );
        let effects = self.write(&title, writes);
        self.load_question();
        if !effects.is_empty() {
            self.advance(&title);
        }
        effects
    }

    /// The position or crossing point that holds what stands at a place.
    pub(super) fn holder(&self, place: &PlaceKey) -> SubjectIx {
        let point = self.walk_screen().map_or(Survey::ROOT, |w| w.point);
        match place {
            PlaceKey::Subject(ix) if self.survey.subject(*ix).kind == SubjectKind::Item => {
                self.survey.subject(*ix).parent.unwrap_or(point)
            }
            PlaceKey::Subject(ix) => *ix,
            PlaceKey::Country(_) | PlaceKey::Model(..) => point,
        }
    }

    /// The items that stand directly at a place, with their kinds.
    pub(super) fn items_at(&self, at: SubjectIx) -> Vec<(SubjectIx, String)> {
        let all = self.survey.subjects().iter().enumerate();
        all.filter(|(_, s)| s.parent == Some(at) && s.kind == SubjectKind::Item && !s.deleted)
            .filter_map(|(n, _)| {
                let ix = SubjectIx::nth(n);
                Some((ix, self.survey.text(ix, "equipment")?.to_owned()))
            })
            .collect()
    }

    // ---- adding

    /// Asks what to add or change.
    pub(super) fn ask_addition(&mut self) {
        let (point, place, this) = match self.screen() {
            Screen::Walk(walk) => {
                let holder = self.holder(&walk.place);
                let this = match walk.place {
                    PlaceKey::Subject(ix) => Some(ix),
                    PlaceKey::Country(_) | PlaceKey::Model(..) => None,
                };
                (Some(walk.point), Some(holder), this)
            }
            Screen::Overview { cursor } => {
                let point = self.assessment.points.get(*cursor).map(|p| p.subjects[0]);
                (point, point, point)
            }
            _ => (None, None, None),
        };
        let row = |label: String, missing: bool| PickRow {
            label,
            detail: String::new(),
            disabled: match missing {
                true => t!("after a crossing point").to_owned(),
                false => String::new(),
            },
            ticked: None,
        };
        let equipment = place.map_or(t!("Equipment").to_owned(), |ix| {
            t!("Equipment at {place}", place = self.survey.path(ix))
        });
        let position = point.map_or(t!("Position").to_owned(), |ix| {
            t!("Position at {place}", place = self.survey.path(ix))
        });
        let root = Survey::ROOT;
        let mut rows = vec![
            row(equipment, place.is_none()),
            row(position, point.is_none()),
            row(t!("Crossing point").to_owned(), false),
        ];
        let mut additions = vec![
            Addition::Item(place.unwrap_or(root)),
            Addition::Position(point.unwrap_or(root)),
            Addition::Point,
        ];
        if let Some(this) = this {
            let code = &self.survey.subject(this).code;
            rows.push(row(t!("Another one like {code}", code), false));
            rows.push(row(t!("Another code for {code}", code), false));
            rows.push(row(t!("Take {code} off the survey", code), false));
            additions.extend([
                Addition::Like(this),
                Addition::Rename(this),
                Addition::Remove(this),
            ]);
        }
        let begin = t!("A survey begins with a crossing point; what stands there comes after it.");
        let pick = Pick {
            title: t!("Add or change").to_owned(),
            text: if point.is_none() { begin.to_owned() } else { String::new() },
            rows,
            // On what can be added now, and is needed first.
            cursor: match point.and_then(|ix| self.point_index(ix)) {
                None => 2,
                Some(n) if self.assessment.points[n].positions.is_empty() => 1,
                Some(_) => 0,
            },
            action: PickAction::Add(additions),
        };
        self.screens.push(Screen::Pick(pick));
    }

    /// Asks for equipment at the place of the walk or of the overview.
    pub(super) fn ask_new_here(&mut self) {
        let place = match self.screen() {
            Screen::Walk(walk) => Some(self.holder(&walk.place)),
            Screen::Overview { cursor } => {
                self.assessment.points.get(*cursor).map(|p| p.subjects[0])
            }
            _ => None,
        };
        match place {
            Some(at) => self.ask_new(Addition::Item(at)),
            None => self.say(t!("Add a crossing point first: a.")),
        }
    }

    pub(super) fn ask_new(&mut self, addition: Addition) {
        let vocabulary = &self.profile().vocabulary;
        let (title, fields) = match addition {
            Addition::Item(at) => {
                let kinds = (0..vocabulary.equipment.len()).collect();
                let kinds = self.reads.offered("equipment", kinds).into_iter();
                let kinds = kinds.map(|n| &vocabulary.equipment[n]);
                let kinds = kinds.map(|e| {
                    (Choice { key: e.key.clone(), label: e.label.clone() }, e.help.clone())
                });
                let models = self.model_choices().into_iter().map(|model| (model, String::new()));
                let kinds = kinds.chain(models);
                (
                    t!("Add equipment at {place}", place = self.survey.path(at)),
                    vec![
                        FormField::choice_of(
                            t!("Kind"),
                            t!("a few letters of what it is, or of its maker or model"),
                            kinds.collect(),
                        ),
                        FormField::text(
                            t!("How many"),
                            t!("identical ones: 4, or 0..1 when not sure"),
                            "",
                        ),
                        FormField::text(t!("Code"), t!("its name here"), ""),
                    ],
                )
            }
            Addition::Position(at) => {
                let kinds = (0..vocabulary.position_kinds.len()).collect();
                let kinds = self.reads.offered("kind", kinds).into_iter();
                let kinds = kinds.map(|n| &vocabulary.position_kinds[n].term);
                let kinds = kinds.map(|t| {
                    (Choice { key: t.key.clone(), label: t.label.clone() }, t.help.clone())
                });
                (
                    t!("Add a position at {place}", place = self.survey.path(at)),
                    vec![
                        FormField::choice_of(t!("Kind"), t!("type a few letters"), kinds.collect()),
                        FormField::text(
                            t!("Workstations"),
                            t!("working places as built; may be empty"),
                            "",
                        ),
                        FormField::text(t!("Code"), t!("its name here"), ""),
                    ],
                )
            }
            Addition::Like(this) | Addition::Rename(this) | Addition::Remove(this) => {
                let subject = self.survey.subject(this);
                let (code, parent) = (subject.code.clone(), subject.parent);
                let free = self.free_code(parent.unwrap_or(Survey::ROOT), subject.kind, &code);
                let title = match addition {
                    Addition::Like(_) => t!("Another one like {code}", code),
                    _ => t!("Another code for {code}", code),
                };
                let mut field = FormField::text(t!("Code"), t!("its name here"), "");
                field.input = super::text::TextField::new(match addition {
                    Addition::Like(_) => &free,
                    _ => &code,
                });
                (title, vec![field])
            }
            Addition::Point => {
                let types = vocabulary.crossing_types.iter();
                let types = types.map(|t| {
                    (Choice { key: t.key.clone(), label: t.label.clone() }, t.help.clone())
                });
                (
                    t!("Add a crossing point").to_owned(),
                    vec![
                        FormField::text(
                            t!("Code"),
                            t!("any short name; that of the mission's list if there is one"),
                            "",
                        ),
                        FormField::text(t!("Name"), t!("may be empty"), ""),
                        FormField::choice_of(t!("Type"), t!("type a few letters"), types.collect()),
                    ],
                )
            }
        };
        let text = match addition {
            Addition::Rename(_) => {
                t!("What was recorded stays with it; the code before is in the history.").to_owned()
            }
            Addition::Like(_) => {
                t!("Its answers are copied, and wait to be confirmed at the new one.").to_owned()
            }
            _ => t!("Recorded as: {how}.", how = words::evidence(self.evidence)),
        };
        self.open_form(Form { title, text, fields, focus: 0, action: FormAction::Add(addition) });
    }

    pub(super) fn ask_set_aside(&mut self, point: usize, finding: usize) {
        let finding = &self.assessment.findings[point].findings[finding];
        let place = &self.assessment.points[point];
        let subject =
            finding.position.map_or(place.subjects[0], |p| place.positions[p].subjects[0]);
        let requirement = finding.requirement;
        let id = self.profile().requirement(requirement).id.clone();
        self.open_form(Form {
            title: t!("Set aside {id} at {place}", id, place = self.survey.path(subject)),
            text: t!("It counts once a second person says so too, until the day given.").to_owned(),
            fields: vec![
                FormField::text(t!("Reason"), t!("why"), ""),
                FormField::text(t!("Until"), t!("its last day, 2027-06-30; may be empty"), ""),
                FormField::choice(t!("What"), t!("empty: it does not apply here"), exceptions()),
            ],
            focus: 0,
            action: FormAction::SetAside { subject, requirement },
        });
    }

    /// Opens a form, as it was left if it was left with something in it.
    pub(super) fn open_form(&mut self, form: Form) {
        let same = |kept: &Form| kept.action == form.action && kept.title == form.title;
        let kept = self.kept_form.take().filter(same);
        let mut form = kept.unwrap_or(form);
        self.fill_form(&mut form);
        self.screens.push(Screen::Form(form));
    }

    // ---- taking forms

    pub(super) fn submit(&mut self) -> Vec<Effect> {
        let texts = self.form_texts();
        let Some(Screen::Form(form)) = self.screens.last() else { return Vec::new() };
        let (action, filled) = (form.action, form.clone());
        self.screens.pop();
        match action {
            FormAction::Attach => self.ask_shows(filled, &texts),
            FormAction::Author => {
                self.recorder.set_author(&texts[0]);
                let text = t!("Recording as {name}.", name = texts[0]);
                self.say(&text);
                Vec::new()
            }
            FormAction::Add(addition) => self.add(addition, &texts),
            FormAction::NewSurvey
            | FormAction::OpenSurvey
            | FormAction::Language
            | FormAction::Unlock => Vec::new(),
            FormAction::Report => self.take_report(&texts),
            FormAction::WhatIf => self.take_what_if(&texts),
            FormAction::Settle(settling) => self.settle(settling, &texts),
            FormAction::Costs => self.take_costs(&texts),
            FormAction::Bulk(item) => self.take_bulk(item, &texts),
            FormAction::SetAside { subject, requirement } => {
                let id = self.profile().requirement(requirement).id.clone();
                let why = match (texts[0].as_str(), texts[1].as_str()) {
                    (reason, "") => reason.to_owned(),
                    (reason, until) => t!("until {until}: {reason}", until, reason),
                };
                let (sort, title) = match texts[2].as_str() {
                    EQUIVALENT => (EQUIVALENT, t!("{id} met by an equivalent: {why}", id, why)),
                    _ => (NOT_APPLICABLE, t!("{id} set aside: {why}", id, why)),
                };
                let write = Write {
                    subject,
                    attribute: format!("{sort}{id}"),
                    kind: Kind::Text.code(),
                    answer: Answer::known(&exception(&texts), self.evidence),
                    note: String::new(),
                    supersede: Supersede::Own,
                };
                let effects = self.write(&title, vec![write]);
                self.say(&title);
                effects
            }
        }
    }

    /// What keeps a form from being taken: the field, and a sentence.
    pub(super) fn refusal(&self, action: FormAction, texts: &[String]) -> Option<(usize, String)> {
        let required = |n: usize, what: &str| {
            texts.get(n).is_none_or(String::is_empty).then(|| (n, what.to_owned()))
        };
        let number = |n: usize, attribute: &str| {
            let asking = Asking::of(self.profile(), attribute);
            asking.read(&texts[n]).err().map(|why| (n, why))
        };
        match action {
            FormAction::Author => required(0, t!("A name is needed.")),
            FormAction::SetAside { .. } => required(0, t!("A reason is needed.")).or_else(|| {
                let wrong = Exception::parse(&exception(texts)).err()?;
                let day = t!("This is no date; write it as 2027-06-30, or leave it empty.");
                Some(if texts[1].is_empty() { (0, wrong.to_string()) } else { (1, day.to_owned()) })
            }),
            FormAction::NewSurvey
            | FormAction::OpenSurvey
            | FormAction::Language
            | FormAction::Unlock => None,
            FormAction::Attach => Self::attach_refusal(texts),
            FormAction::Report => self.report_refusal(texts),
            FormAction::WhatIf => self.what_if_refusal(texts),
            FormAction::Settle(settling) => self.settle_refusal(settling, texts),
            FormAction::Costs => self.costs_refusal(texts),
            FormAction::Bulk(_) => number(0, "quantity"),
            FormAction::Add(Addition::Item(at)) => required(0, t!("Choose a kind."))
                .or_else(|| number(1, "quantity"))
                .or_else(|| self.code_refusal(2, at, SubjectKind::Item, &texts[2])),
            FormAction::Add(Addition::Position(at)) => required(0, t!("Choose a kind."))
                .or_else(|| (!texts[1].is_empty()).then(|| number(1, "workstations")).flatten())
                .or_else(|| self.code_refusal(2, at, SubjectKind::Position, &texts[2])),
            FormAction::Add(Addition::Like(this)) => self.code_beside(this, &texts[0]),
            FormAction::Add(Addition::Rename(this) | Addition::Remove(this)) => {
                if self.survey.subject(this).code == texts[0] {
                    return Some((0, t!("This is its code already.").to_owned()));
                }
                self.code_beside(this, &texts[0])
            }
            FormAction::Add(Addition::Point) => self
                .code_refusal(0, Survey::ROOT, SubjectKind::CrossingPoint, &texts[0])
                .or_else(|| required(2, t!("Choose a type."))),
        }
    }

    fn code_beside(&self, this: SubjectIx, code: &str) -> Option<(usize, String)> {
        let subject = self.survey.subject(this);
        self.code_refusal(0, subject.parent.unwrap_or(Survey::ROOT), subject.kind, code)
    }

    fn code_refusal(
        &self,
        n: usize,
        at: SubjectIx,
        kind: SubjectKind,
        code: &str,
    ) -> Option<(usize, String)> {
        if code.is_empty() {
            return Some((n, t!("A code is needed.").to_owned()));
        }
        if self.survey.child(at, kind, code).is_some_and(|ix| !self.survey.subject(ix).deleted) {
            return Some((n, t!("'{code}' is there already; take another code.", code)));
        }
        if code.starts_with("country:") || code.starts_with("model:") {
            return Some((n, t!("A code does not begin with 'country:' or 'model:'.").to_owned()));
        }
        Path::from_columns(code, "", "").err().map(|why| (n, why))
    }

    /// Adds a place or a piece of equipment, and goes there.
    fn add(&mut self, addition: Addition, texts: &[String]) -> Vec<Effect> {
        let evidence = self.evidence;
        let profile = self.profile();
        let fact = |attribute: &str, typed: &str| {
            let asking = Asking::of(profile, attribute);
            let (value, unit) = asking.read(typed).unwrap_or((typed.to_owned(), String::new()));
            let answer = Answer::Known { value: value.into(), unit: unit.into(), evidence };
            (!typed.is_empty()).then(|| (attribute.to_owned(), asking.value.kind.code(), answer))
        };
        let (kind, parent, code, facts) = match addition {
            Addition::Like(this) => return self.add_like(this, &texts[0]),
            Addition::Rename(this) | Addition::Remove(this) => return self.rename(this, &texts[0]),
            Addition::Item(at) => {
                let (equipment, maker, model) = kind_and_model(&texts[0]);
                let facts = vec![
                    fact("equipment", &equipment),
                    fact("quantity", &texts[1]),
                    fact("maker", &maker),
                    fact("model", &model),
                ];
                (SubjectKind::Item, at, &texts[2], facts)
            }
            Addition::Position(at) => (
                SubjectKind::Position,
                at,
                &texts[2],
                vec![fact("kind", &texts[0]), fact("workstations", &texts[1])],
            ),
            Addition::Point => (
                SubjectKind::CrossingPoint,
                Survey::ROOT,
                &texts[0],
                vec![fact("name", &texts[1]), fact("type", &texts[2])],
            ),
        };
        let mut made = None;
        let effects = self.act(&t!("{code} added", code), |pen, act| {
            let subject = pen.make(act, kind, parent, code);
            made = Some(subject);
            for (attribute, kind, answer) in facts.into_iter().flatten() {
                let write = Write {
                    subject,
                    attribute,
                    kind,
                    answer,
                    note: String::new(),
                    supersede: Supersede::All,
                };
                pen.write(act, write);
            }
        });
        if let Some(subject) = made {
            self.go_to_subject(subject);
            let text = match kind {
                SubjectKind::Item => t!("{code} added.", code),
                SubjectKind::Position => t!("{code} added. a adds equipment here.", code),
                _ => t!("{code} added. a adds its positions and equipment.", code),
            };
            self.say(&text);
        }
        effects
    }

    /// Opens the walk at a place.
    pub(super) fn go_to_subject(&mut self, subject: SubjectIx) {
        let point = self.survey.crossing_point_of(subject).and_then(|p| self.point_index(p));
        let Some(point) = point else { return };
        self.stash();
        let sheet = Sheet::of(&self.assessment, &self.survey, self.profile(), &self.reads, point);
        let stop = sheet.stops.iter().position(|s| s.subjects.contains(&subject)).unwrap_or(0);
        let lines = &sheet.stops[stop].lines;
        let open = |l: &Line| l.state == LineState::Open;
        let line = lines.iter().position(open).unwrap_or(0);
        self.sheet = Some(sheet);
        self.open_walk(stop, line);
    }
}

/// What an exception can be.
fn exceptions() -> Vec<Choice> {
    let choice = |key: &str, label: &str| Choice { key: key.to_owned(), label: label.to_owned() };
    vec![
        choice(NOT_APPLICABLE, t!("It does not apply here")),
        choice(EQUIVALENT, t!("An equivalent meets it")),
    ]
}

/// The value of an exception from the texts of its form, the same in every language.
fn exception(texts: &[String]) -> String {
    match (texts[0].as_str(), texts[1].as_str()) {
        (reason, "") => reason.to_owned(),
        (reason, until) => format!("until {until}: {reason}"),
    }
}
