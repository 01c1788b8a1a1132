//! `borderfit keys`, `schema`, `completions`: generated from the tables that the program runs on.

use std::fmt::Write;

use serde::Serialize;

use super::args::{Completions, Keys, KeysFormat, Schema, TextFormat};
use super::failure::Failure;
use super::output::print;
use crate::exchange::FACT_COLUMNS;
use crate::language::{Language, of, speaking};
use crate::model::attachment::Shows;
use crate::model::{AbsenceReason, Evidence, Kind, Unit, Verdict};
use crate::plan::{Choice, Feasibility};
use crate::report::json::pretty;
use crate::report::plan::PLAN_HEADER;
use crate::report::tables::CSV_HEADER;
use crate::standard::{
    Action, Basis, FACTORS, Find, Judge, Of, PRICE_KEYS, PRICE_LIST_KEYS, Safeguard, Severity,
    Status,
};
use crate::{said, store, t, tui};

#[derive(Serialize)]
struct SchemaJson {
    format: &'static str,
    facts_columns: Vec<&'static str>,
    gaps_columns: Vec<&'static str>,
    plan_columns: Vec<&'static str>,
    price_list_keys: Vec<&'static str>,
    price_keys: Vec<&'static str>,
    lists: Vec<List>,
    survey_file: String,
}

#[derive(Serialize)]
struct List {
    name: &'static str,
    codes: Vec<&'static str>,
}

fn lists() -> Vec<List> {
    let list = |name, codes: Vec<&'static str>| List { name, codes };
    vec![
        list(
            said!("evidence, strongest first"),
            Evidence::ALL.iter().rev().map(|e| e.code()).collect(),
        ),
        list(
            said!("reasons for an absence"),
            AbsenceReason::ALL.iter().map(|r| r.code()).collect(),
        ),
        list(said!("what a photo is held back for"), Shows::ALL.iter().map(|s| s.code()).collect()),
        list(said!("verdicts"), Verdict::ALL.iter().map(|v| v.code()).collect()),
        list(said!("types of attributes"), Kind::NAMED.iter().map(|k| k.code()).collect()),
        list(said!("units"), Unit::all().map(Unit::symbol).collect()),
        list(said!("what an attribute is a fact of"), Of::CODES.to_vec()),
        list(said!("how an attribute is found out"), Find::CODES.to_vec()),
        list(said!("severities"), Severity::CODES.to_vec()),
        list(said!("bases"), Basis::CODES.to_vec()),
        list(said!("on what a requirement is judged"), Judge::CODES.to_vec()),
        list(said!("safeguards"), Safeguard::CODES.to_vec()),
        list(said!("statuses of a profile"), Status::CODES.to_vec()),
        list(said!("factors of a remedy's needs"), FACTORS.to_vec()),
        list(said!("what is done about a gap"), Action::ALL.iter().map(|a| a.code()).collect()),
        list(said!("feasibility"), Feasibility::ALL.iter().map(|f| f.code()).collect()),
        list(said!("options of a plan"), Choice::ALL.iter().map(|c| c.code()).collect()),
    ]
}

#[derive(Serialize)]
struct KeyJson {
    command: &'static str,
    section: &'static str,
    keys: Vec<String>,
    contexts: Vec<&'static str>,
    help: &'static str,
}

pub(super) fn keys(args: &Keys) -> Result<u8, Failure> {
    // The manual page is in the language of the help of the commands, and JSON in that of codes.
    if args.format == KeysFormat::Man {
        let page = speaking(Language::English, || manual(&tui::keys_table()));
        print(page.as_bytes())?;
        return Ok(0);
    }
    if args.format == KeysFormat::Json {
        let rows: Vec<KeyJson> = speaking(Language::English, tui::keys_table)
            .into_iter()
            .map(|r| KeyJson {
                command: r.command,
                section: r.section,
                keys: r.keys,
                contexts: r.contexts,
                help: r.help,
            })
            .collect();
        print(pretty(&rows).map_err(Failure::defect)?.as_bytes())?;
        return Ok(0);
    }
    let mut out = String::new();
    let mut section = "";
    for row in tui::keys_table() {
        if row.section != section {
            section = row.section;
            let _ = writeln!(out, "{}{section}", if out.is_empty() { "" } else { "\n" });
        }
        let _ = writeln!(out, "  {:<24} {}", row.keys.join("  "), row.help);
    }
    print(out.as_bytes())?;
    Ok(0)
}

/// The manual page: every command as its help says it, every key as the screens know it.
fn manual(rows: &[tui::KeyRow]) -> String {
    let mut out = String::new();
    let command = super::command();
    let about = command.get_about().map_or(String::new(), ToString::to_string);
    let _ = writeln!(out, ".TH BORDERFIT 1 \"\" \"borderfit {}\"", env!("CARGO_PKG_VERSION"));
    let _ = writeln!(out, ".SH NAME\nborderfit \\- {}", roff(about.trim_end_matches('.')));
    let _ = writeln!(out, ".SH SYNOPSIS\n.B borderfit\n[COMMAND] [OPTIONS]");
    let long = command.get_long_about().map_or(String::new(), ToString::to_string);
    let _ = writeln!(out, ".SH DESCRIPTION\n{}", roff(&long));
    let _ = writeln!(out, "Without a command it opens the home screen.\n.SH COMMANDS");
    for sub in command.get_subcommands() {
        let about = sub.get_about().map_or(String::new(), ToString::to_string);
        let _ = writeln!(out, ".TP\n.B {}\n{}.", roff(sub.get_name()), roff(&about));
    }
    out.push_str(".SH KEYS\n");
    let mut section = "";
    for row in rows {
        if row.section != section {
            section = row.section;
            let _ = writeln!(out, ".SS {section}");
        }
        let _ = writeln!(out, ".TP\n.B {}\n{}", roff(&row.keys.join("  ")), roff(row.help));
    }
    out.push_str(
        ".SH EXIT STATUS\n0 done; 1 the input is refused, nothing was changed; 2 wrong usage; 3 done, \
         but something needs a person; 70 a defect of the program.\n",
    );
    out
}

/// Text for a manual page: what roff would read as a request is escaped.
fn roff(text: &str) -> String {
    let escaped = text.replace('\\', "\\e").replace('-', "\\-");
    let lines = escaped.lines().map(|line| {
        if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line.to_owned() }
    });
    lines.collect::<Vec<_>>().join("\n")
}

pub(super) fn schema(args: &Schema) -> Result<u8, Failure> {
    let document = SchemaJson {
        format: "borderfit.schema/1",
        facts_columns: FACT_COLUMNS.to_vec(),
        gaps_columns: CSV_HEADER.to_vec(),
        plan_columns: PLAN_HEADER.to_vec(),
        price_list_keys: PRICE_LIST_KEYS.to_vec(),
        price_keys: PRICE_KEYS.to_vec(),
        lists: lists(),
        survey_file: store::SCHEMA.to_owned(),
    };
    if args.format == TextFormat::Json {
        print(pretty(&document).map_err(Failure::defect)?.as_bytes())?;
        return Ok(0);
    }
    let mut out = String::new();
    for (what, names) in [
        (t!("Columns of a facts table"), &document.facts_columns),
        (t!("Columns of gaps --format csv"), &document.gaps_columns),
        (t!("Columns of plan --format csv"), &document.plan_columns),
        (t!("Keys of a price list"), &document.price_list_keys),
        (t!("Keys of a [[price]] in it"), &document.price_keys),
    ] {
        let _ = writeln!(out, "{what}\n  {}\n", names.join(","));
    }
    for list in &document.lists {
        let _ = writeln!(out, "{}\n  {}\n", capital(of(list.name)), list.codes.join(" "));
    }
    let _ = writeln!(out, "{}\n{}", t!("Tables of a survey file"), document.survey_file);
    print(out.as_bytes())?;
    Ok(0)
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

pub(super) fn completions(args: &Completions) -> Result<u8, Failure> {
    let mut command = super::command();
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut command, "borderfit", &mut out);
    print(&out)?;
    Ok(0)
}
