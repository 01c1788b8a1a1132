//! `borderfit ask`: the same walk as plain lines, for screen readers and bare terminals. The same
//! questions, the same answers, the same file: what is typed here becomes the same inputs that
//! keys make on the screens.
//!
//! What the program asks follows from its state alone: a question, a short list, a field of a
//! form. Nothing is drawn twice and nothing moves.

mod answer;

use std::io::{BufRead, Write};
use std::sync::mpsc::{Receiver, channel};

use super::args::Sitting;
use super::context::{is_yes, profile};
use super::failure::Failure;
use super::home::{failed_session, options, own, unsaved};
use crate::app::App;
use crate::app::command::{Command, Input};
use crate::app::screen::{Form, Pick, Screen, label_of};
use crate::language::of;
use crate::model::visible;
use crate::session::{Event, Session};
use crate::{counted, t, words};

/// Most options that are read out without being asked for.
const READ_OUT: usize = 20;

pub(super) fn run(args: &Sitting) -> Result<u8, Failure> {
    let mut options = options(&args.file, own(), crate::app::Theme::Plain);
    options.author = args.recorded_by.clone();
    options.profile = args.profile.as_deref().map(profile).transpose()?;
    let (sender, events) = channel();
    let mut session = Session::new(options);
    session.begin(move |event| drop(sender.send(event)));
    let mut talk = Talk {
        session,
        events,
        lines: std::io::stdin().lock(),
        out: std::io::stdout().lock(),
        read: String::new(),
        saved: 0,
    };
    talk.wait()?;
    talk.saved = talk.recorded();
    let ended = talk.walk();
    let left = talk.session.end();
    if left > 0 {
        return Err(unsaved(left, &args.file));
    }
    // A reader that went away ends the talk as the end of its lines does.
    match ended {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::refused(
            t!("the talk broke off: {error}", error),
            t!("what was said is saved"),
        )),
        _ => Ok(0),
    }
}

struct Talk<R, W> {
    session: Session,
    events: Receiver<Event>,
    lines: R,
    out: W,
    /// The question as it was read out last: a slip of the fingers does not make it heard again.
    read: String,
    /// How many observations there were when it was last told that all is saved.
    saved: usize,
}

impl<R: BufRead, W: Write> Talk<R, W> {
    /// Waits until the file is open and everything is saved.
    fn wait(&mut self) -> Result<(), Failure> {
        while self.session.app().is_none() || self.session.waiting() > 0 {
            let Ok(event) = self.events.recv() else { break };
            self.session.receive(event).map_err(failed_session)?;
        }
        Ok(())
    }

    fn app(&self) -> Option<&App> {
        self.session.app()
    }

    fn recorded(&self) -> usize {
        self.app().map_or(0, |app| app.survey().observations().len())
    }

    /// Gives an input and waits until it is saved; the reason of a failed save is on the app.
    fn give(&mut self, input: Input) {
        let _ = self.session.input(input);
        let _ = self.wait();
    }

    fn command(&mut self, command: Command) {
        self.give(Input::Command(command));
    }

    fn line(&mut self, prompt: &str) -> std::io::Result<Option<String>> {
        write!(self.out, "{prompt}> ")?;
        self.out.flush()?;
        let mut line = String::new();
        if self.lines.read_line(&mut line)? == 0 {
            writeln!(self.out)?;
            return Ok(None);
        }
        Ok(Some(line.trim().to_owned()))
    }

    fn say(&mut self, text: &str) -> std::io::Result<()> {
        for line in text.lines() {
            writeln!(self.out, "{}", visible(line))?;
        }
        Ok(())
    }

    /// What the program has to say, and whether what is new is saved.
    fn tell(&mut self) -> std::io::Result<()> {
        let recorded = self.recorded();
        let new = recorded != std::mem::replace(&mut self.saved, recorded);
        let Some(app) = self.app() else { return Ok(()) };
        let message = app.message().map(|m| m.text.clone());
        let failed = match app.save_state() {
            crate::app::SaveState::Failed { what, hint } => {
                t!("NOT SAVED: {what}. {hint}", what, hint)
            }
            crate::app::SaveState::Saved(_) if new => app.save_words(),
            _ => String::new(),
        };
        if let Some(message) = message {
            self.say(&message)?;
        }
        self.say(&failed)
    }

    fn walk(&mut self) -> std::io::Result<()> {
        let title = self.app().map_or(String::new(), |app| {
            let judged =
                t!("Judged by {profile}. :? explains everything.", profile = app.judged_by());
            format!("{}\n{judged}", app.survey().title())
        });
        self.say(&title)?;
        let mut begun = false;
        loop {
            let Some(screen) = self.app().map(|app| app.screen().clone()) else { return Ok(()) };
            let more = match screen {
                Screen::Form(form) => self.field(&form)?,
                Screen::Pick(pick) => self.pick(&pick)?,
                Screen::Walk(_) => self.question()?,
                Screen::List(_) => {
                    self.table()?;
                    self.command(Command::Back);
                    true
                }
                Screen::Text(text) => {
                    let lines: Vec<String> = text.lines.into_iter().map(|(l, _)| l).collect();
                    self.say(&lines.join("\n"))?;
                    self.command(Command::Back);
                    true
                }
                Screen::Requirement { profile, requirement, .. } => {
                    let page = self.app().map(|app| app.requirement_page(profile, requirement));
                    for (heading, text) in page.unwrap_or_default() {
                        self.say(&t!("{label}: {text}", label = of(heading), text))?;
                    }
                    self.command(Command::Back);
                    true
                }
                Screen::Overview { .. } if !begun => {
                    begun = true;
                    self.command(Command::NextOpen);
                    self.tell()?;
                    true
                }
                Screen::Overview { .. } => self.overview()?,
                _ => {
                    self.command(Command::Back);
                    true
                }
            };
            if !more {
                return Ok(());
            }
        }
    }

    /// The crossing points, one to go to; `false` to leave.
    fn overview(&mut self) -> std::io::Result<bool> {
        let rows: Vec<String> = self.app().map_or(Vec::new(), |app| {
            let points = 0..app.assessment().points.len();
            let row = |n: usize| {
                let row = app.point_row(n);
                let open = row.progress.of.saturating_sub(row.progress.settled);
                let count = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
                let gaps = counted!(count(row.totals.gaps()), "{n} gap", "{n} gaps");
                let open = counted!(count(open), "{n} verdict open", "{n} verdicts open");
                let state = format!("{gaps}, {open}");
                format!("{}  {}", n + 1, t!("{label}: {text}", label = row.title, text = state))
            };
            points.map(row).collect()
        });
        self.say(t!("Crossing points"))?;
        self.say(&if rows.is_empty() {
            t!("No crossing point yet.").to_owned()
        } else {
            rows.join("\n")
        })?;
        self.say(t!("A number goes there, a adds, n goes to the next open question, q leaves."))?;
        let Some(line) = self.line(t!("overview"))? else { return Ok(false) };
        match line.trim_start_matches(':') {
            "q" => return Ok(false),
            "a" => self.command(Command::Add),
            "?" => self.say(of(answer::HELP))?,
            "n" | "" => self.command(Command::NextOpen),
            "u" => self.command(Command::Undo),
            "U" => self.command(Command::Redo),
            number => match number.parse::<usize>() {
                Ok(n) if n >= 1 && n <= rows.len() => {
                    self.command(Command::First);
                    (1..n).for_each(|_| self.command(Command::Down));
                    self.command(Command::Open);
                }
                _ => self.say(t!("That is none of them."))?,
            },
        }
        self.tell()?;
        Ok(true)
    }

    fn question(&mut self) -> std::io::Result<bool> {
        let Some(app) = self.app() else { return Ok(false) };
        let (Some(asking), Some((stop, _))) = (app.asking(), app.question()) else {
            self.say(t!("Nothing is asked here."))?;
            self.command(Command::Back);
            return Ok(true);
        };
        let progress = app.shown_progress();
        let mut text = format!(
            "\n{}\n{}\n",
            t!(
                "{place} ({settled} of {all} verdicts settled)",
                place = app.breadcrumb().get(1..).unwrap_or_default().join(", "),
                settled = progress.settled,
                all = progress.of
            ),
            asking.question
        );
        let _ = stop;
        for extra in [app.on_record(), asking.help.clone()] {
            if !extra.is_empty() {
                text.push_str(&format!("{extra}\n"));
            }
        }
        for fact in app.recorded_lines() {
            let how = fact.evidence.map_or("", words::evidence);
            let (value, author) = (fact.value, fact.author);
            text.push_str(&match app.question_is_copied() {
                true => t!("Copied: {value} ({how}, {author})", value, how, author),
                false => t!("Recorded: {value} ({how}, {author})", value, how, author),
            });
            text.push('\n');
        }
        let shown = app.shown_options();
        for (n, &option) in shown.iter().take(READ_OUT).enumerate() {
            text.push_str(&format!("  {} {}\n", n + 1, label_of(&asking.options, option)));
        }
        if shown.len() > READ_OUT {
            let more = shown.len() - READ_OUT;
            let more = t!("and {n} more; type letters of one to find it", n = more);
            text.push_str(&format!("  {more}\n"));
        }
        if asking.is_typed() {
            text.push_str(&format!("({})\n", asking.typing_hint()));
        } else if asking.is_set() {
            text.push_str(t!("(numbers with blanks between them, or: none)"));
            text.push('\n');
        }
        if let Screen::Walk(walk) = app.screen()
            && let Some((point, finding, _)) = app.shown_finding(walk)
        {
            let view = app.verdict_view(point, finding);
            text.push_str(&t!(
                "Verdict: {mark} {id}: {title} ({reason})",
                mark = words::verdict(view.verdict),
                id = view.id,
                title = view.title,
                reason = view.reason
            ));
            text.push('\n');
        }
        let prompt = words::evidence(app.evidence());
        if text != self.read {
            self.say(&text)?;
            self.read = text;
        }
        let Some(line) = self.line(prompt)? else { return Ok(false) };
        self.answer(&asking, &line)
    }

    fn pick(&mut self, pick: &Pick) -> std::io::Result<bool> {
        self.say(&format!("\n{}\n{}", pick.title, pick.text))?;
        let ticks = pick.rows.iter().any(|r| r.ticked.is_some());
        for (n, row) in pick.rows.iter().enumerate() {
            let tick = match row.ticked {
                Some(true) => "[x] ",
                Some(false) => "[ ] ",
                None => "",
            };
            let beside = if row.disabled.is_empty() { &row.detail } else { &row.disabled };
            let beside = if beside.is_empty() { String::new() } else { format!("  {beside}") };
            self.say(&format!("  {} {tick}{}{beside}", n + 1, row.label))?;
        }
        let how = match ticks {
            true => t!("number ticks, y records, Enter leaves it"),
            false => t!("number or letters, Enter leaves it"),
        };
        loop {
            let Some(line) = self.line(how)? else { return Ok(false) };
            if ticks && is_yes(&line) {
                self.command(Command::Open);
            } else if line.is_empty() || line == ":q" {
                self.command(Command::Back);
            } else if let Some(row) = named(pick, &line) {
                self.give(Input::Choose(row));
            } else {
                self.say(t!("That is none of them."))?;
                continue;
            }
            self.tell()?;
            return Ok(true);
        }
    }

    fn field(&mut self, form: &Form) -> std::io::Result<bool> {
        let Some(field) = form.fields.get(form.focus) else { return Ok(false) };
        if form.focus == 0 {
            self.say(&format!("\n{}\n{}", form.title, form.text))?;
        }
        if !field.error.is_empty() {
            self.say(&format!("! {}", field.error))?;
        }
        let mut text = format!("{} ({})", field.label, field.hint);
        if !field.input.is_empty() {
            text.push_str(&format!(", {}", t!("Enter takes: {typed}", typed = field.input.text())));
        }
        for (n, _) in field.options.iter().take(READ_OUT).enumerate() {
            text.push_str(&format!("\n  {} {}", n + 1, label_of(&field.options, n)));
        }
        if field.options.len() > READ_OUT {
            let more = t!("and {n} more", n = field.options.len() - READ_OUT);
            text.push_str(&format!("\n  {more}"));
        }
        self.say(&text)?;
        let Some(line) = self.line(&t!("{field}, or :q leaves it", field = field.label))? else {
            return Ok(false);
        };
        if line == ":q" {
            let before = std::mem::discriminant(&form.action);
            self.command(Command::Back);
            let again = self.app().is_some_and(|app| {
                matches!(app.screen(), Screen::Form(f) if std::mem::discriminant(&f.action) == before)
            });
            self.tell()?;
            // Without a name nothing can be recorded.
            return Ok(!again);
        }
        if !line.is_empty() {
            let number =
                line.parse::<usize>().ok().filter(|n| (1..=field.options.len()).contains(n));
            let typed = match number {
                Some(n) if !field.options.is_empty() => label_of(&field.options, n - 1),
                _ => line,
            };
            self.command(Command::ClearField);
            self.give(Input::Paste(typed));
        }
        self.command(Command::Open);
        self.tell()?;
        Ok(true)
    }

    fn table(&mut self) -> std::io::Result<()> {
        let Some(table) = self.app().and_then(App::table).cloned() else { return Ok(()) };
        self.say(&format!("\n{}", t!("{label}: {text}", label = table.title, text = table.lead)))?;
        if table.rows.is_empty() {
            self.say(of(table.empty))?;
        }
        for row in &table.rows {
            let mark = row.mark.map_or("", words::mark);
            let text = format!("{mark} {}", row.cells.join(", "));
            let indent = if row.heading { "" } else { "  " };
            self.say(&format!("{indent}{}", text.trim()))?;
        }
        Ok(())
    }
}

/// The row of a short list that a number names, or letters that only one has.
fn named(pick: &Pick, line: &str) -> Option<usize> {
    if let Ok(number) = line.parse::<usize>() {
        return number.checked_sub(1).filter(|n| *n < pick.rows.len());
    }
    let folded = line.to_lowercase();
    let mut rows =
        (0..pick.rows.len()).filter(|&n| pick.rows[n].label.to_lowercase().contains(&folded));
    rows.next().filter(|_| rows.next().is_none())
}
