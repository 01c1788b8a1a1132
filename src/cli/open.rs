//! `borderfit open`: a survey in the terminal.

use std::io::IsTerminal;
use std::path::Path;

use super::args::Open;
use super::context::{PROGRAM, data_folder, device, profile};
use super::failure::Failure;
use crate::session::{Options, Session};
use crate::tui;

pub(super) fn run(args: &Open) -> Result<u8, Failure> {
    let terminal = std::io::stdout().is_terminal() && std::io::stdin().is_terminal();
    if !terminal {
        return Err(Failure::usage(
            "the screens need a terminal, and there is none here; nothing was changed",
            "use gaps, report or export where output goes to a file or pipe",
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
    let mut options = Options::new(file);
    options.author = recorded_by.map(str::to_owned);
    options.program = PROGRAM.to_owned();
    options.device = device();
    options.snapshots = data_folder().map(|folder| folder.join("snapshots"));
    options.profile = named.map(profile).transpose()?.map(|loaded| loaded.profile);
    let ended = tui::run(Session::new(options)).map_err(|error| {
        let hint = error.hint();
        Failure::refused(error, hint)
    })?;
    if ended.unsaved > 0 {
        return Err(Failure::refused(
            format!("{} answers could not be saved in {}", ended.unsaved, file.display()),
            "what was saved before is there; see what the screen said about the disk",
        ));
    }
    Ok(0)
}
