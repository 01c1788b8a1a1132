//! `borderfit open`: a survey in the terminal.

use std::io::IsTerminal;
use std::path::Path;

use super::args::Sitting;
use super::context::profile;
use super::failure::Failure;
use super::home;
use crate::session::{Own, Session};
use crate::{t, tui};

pub(super) fn run(args: &Sitting) -> Result<u8, Failure> {
    let terminal = std::io::stdout().is_terminal() && std::io::stdin().is_terminal();
    if !terminal {
        return Err(Failure::usage(
            t!("the screens need a terminal, and there is none here; nothing was changed"),
            t!("use gaps, report or export where output goes to a file or pipe"),
        ));
    }
    in_terminal(&args.file, args.recorded_by.as_deref(), args.profile.as_deref())
}

/// Opens a survey in the terminal, judged by one of its profiles or by the one named.
pub(super) fn in_terminal(
    file: &Path,
    recorded_by: Option<&str>,
    named: Option<&str>,
) -> Result<u8, Failure> {
    let own = home::own();
    let theme = tui::first_theme(own.as_ref().and_then(Own::theme));
    let mut options = home::options(file, own, theme);
    options.author = recorded_by.map(str::to_owned);
    options.profile = named.map(profile).transpose()?;
    let mut display = tui::Display::take().map_err(home::failed)?;
    let ended = display.survey(Session::new(options)).map_err(home::failed);
    drop(display);
    let ended = ended?;
    if ended.unsaved > 0 {
        return Err(home::unsaved(ended.unsaved, file));
    }
    Ok(0)
}
