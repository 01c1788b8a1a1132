//! `borderfit plan`: remedies, feasibility, cost, phases; what a budget closes.

use std::path::Path;

use super::args::{GapsFormat, Plan};
use super::context::{as_of, one_profile, open};
use super::failure::Failure;
use super::gaps::{no_such_point, too_large};
use super::output::{deliver, not_for_a_terminal, read_file, width};
use crate::judge::{Assessment, assess};
use crate::model::Survey;
use crate::plan::assume::{AssumeError, parse, what_if};
use crate::plan::{Choice, Terms, Wish, plan};
use crate::report::plan::{
    PlanView, WhatIfView, plan_csv, plan_json, plan_markdown, plan_text, plan_xlsx, what_if_csv,
    what_if_json, what_if_markdown, what_if_text,
};
use crate::standard::{self, PriceList, Profile};
use crate::t;

pub(super) fn run(args: &Plan) -> Result<u8, Failure> {
    if args.format == GapsFormat::Xlsx {
        not_for_a_terminal(args.out.as_deref())?;
    }
    if args.option == Some(Choice::WithinBudget) && args.budget.is_none() {
        return Err(Failure::usage(t!("within which budget?"), t!("add --budget AMOUNT")));
    }
    let (store, survey) = open(&args.file)?;
    let loaded = one_profile(&store, args.profile.as_deref())?;
    let profile = &loaded.profile;
    let prices = args.prices.as_deref().map(|path| prices(path, profile)).transpose()?;
    let terms = terms(args.horizon, args.rate.as_ref())?;
    let assessment = assess(&survey, profile, as_of(&survey, args.as_of));
    let known = |code: &String| assessment.points.iter().any(|p| &p.code == code);
    if let Some(unknown) = args.crossing_point.iter().find(|c| !known(c)) {
        return Err(no_such_point(&survey, unknown));
    }
    if !args.assume.is_empty() {
        let output = assumed(args, &survey, profile, &assessment)?;
        deliver(&output, args.out.as_deref())?;
        return Ok(0);
    }
    let wish = Wish {
        prices: prices.as_ref(),
        terms: terms.as_ref(),
        budget: args.budget.as_ref(),
        crossing_points: args.crossing_point.iter().cloned().collect(),
    };
    let plan = plan(&survey, profile, &assessment, &wish);
    let view = PlanView {
        survey: &survey,
        profile,
        assessment: &assessment,
        plan: &plan,
        prices: prices.as_ref(),
        terms: terms.as_ref(),
        budget: args.budget.as_ref(),
        choice: args.option,
    };
    let out = args.out.as_deref();
    let output = match args.format {
        GapsFormat::Table => plan_text(&view, width(out)).into_bytes(),
        GapsFormat::Markdown => plan_markdown(&view).into_bytes(),
        GapsFormat::Csv => plan_csv(&view).map_err(Failure::defect)?,
        GapsFormat::Json => plan_json(&view).map_err(Failure::defect)?.into_bytes(),
        GapsFormat::Xlsx => plan_xlsx(&view).map_err(too_large)?,
    };
    deliver(&output, out)?;
    Ok(0)
}

/// What would change under assumptions.
fn assumed(
    args: &Plan,
    survey: &Survey,
    profile: &Profile,
    before: &Assessment,
) -> Result<Vec<u8>, Failure> {
    let refused = |error: AssumeError| {
        let hint = match error.hint.is_empty() {
            true => t!("nothing was recorded").to_owned(),
            false => t!("nothing was recorded; {hint}", hint = error.hint),
        };
        Failure::refused(&error, hint)
    };
    let read = |text: &String| parse(text, profile, before).map_err(refused);
    let assumptions = args.assume.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let what_if = what_if(survey, profile, before, &assumptions).map_err(refused)?;
    let view = WhatIfView { survey, profile, before, what_if: &what_if };
    Ok(match args.format {
        GapsFormat::Table => what_if_text(&view, width(args.out.as_deref())).into_bytes(),
        GapsFormat::Markdown => what_if_markdown(&view).into_bytes(),
        GapsFormat::Csv => what_if_csv(&view).map_err(Failure::defect)?,
        GapsFormat::Json => what_if_json(&view).map_err(Failure::defect)?.into_bytes(),
        GapsFormat::Xlsx => {
            return Err(Failure::usage(
                t!("assumptions are not written as a workbook"),
                t!("use --format csv or json"),
            ));
        }
    })
}

/// Over how many years, at which rate, if both are given.
pub(super) fn terms(
    horizon: Option<u32>,
    rate: Option<&bigdecimal::BigDecimal>,
) -> Result<Option<Terms>, Failure> {
    let (Some(years), Some(rate)) = (horizon, rate) else { return Ok(None) };
    Terms::new(years, rate.clone())
        .map(Some)
        .map_err(|error| Failure::usage(error, t!("as in --horizon 10 --rate 4")))
}

/// Reads the price list of a mission.
pub(super) fn prices(path: &Path, profile: &Profile) -> Result<PriceList, Failure> {
    let text = String::from_utf8(read_file(path, standard::MAX_DOCUMENT)?).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        Failure::refused(
            t!("{path} is not UTF-8 text (byte {byte})", path = path.display(), byte = valid),
            t!("nothing was changed; save the price list as UTF-8"),
        )
    })?;
    standard::load_prices(&path.display().to_string(), &text, profile).map_err(|error| {
        Failure::refused(error, t!("nothing was planned; mend the price list and try again"))
    })
}
