//! The colours. None is ever needed: every state has a sign or a letter too, and the marked row is
//! reversed in every theme.
//!
//! Only the sixteen colours of a terminal, since old ones know no others.

use ratatui::style::{Color, Modifier, Style};

use crate::app::Theme;
use crate::model::Verdict;

/// The styles of a theme.
#[derive(Clone, Copy, Debug)]
pub(super) struct Styles {
    /// Everything else.
    pub(super) base: Style,
    /// Questions, headings.
    pub(super) strong: Style,
    /// Rules and other furniture.
    pub(super) quiet: Style,
    /// The marked row.
    pub(super) marked: Style,
    /// A field that has the cursor.
    pub(super) field: Style,
    /// Something that went wrong.
    pub(super) warning: Style,
    verdicts: [Style; 5],
}

impl Styles {
    pub(super) fn of(theme: Theme) -> Self {
        let colours = |base: Style, met: Color, partly: Color, gap: Color, open: Color| Self {
            base,
            strong: base.add_modifier(Modifier::BOLD),
            quiet: base,
            marked: base.add_modifier(Modifier::REVERSED),
            field: base.add_modifier(Modifier::UNDERLINED | Modifier::BOLD),
            warning: base.add_modifier(Modifier::BOLD | Modifier::REVERSED),
            verdicts: [
                base.fg(met),
                base.fg(partly).add_modifier(Modifier::BOLD),
                base.fg(gap).add_modifier(Modifier::BOLD),
                base.fg(open),
                base,
            ],
        };
        match theme {
            Theme::Plain => {
                colours(Style::new(), Color::Blue, Color::Yellow, Color::Red, Color::Magenta)
            }
            Theme::Sun => colours(
                Style::new().fg(Color::Black).bg(Color::White),
                Color::Blue,
                Color::Black,
                Color::Red,
                Color::Black,
            ),
            Theme::Night => colours(
                Style::new().fg(Color::Gray).bg(Color::Black),
                Color::Cyan,
                Color::Yellow,
                Color::LightRed,
                Color::Magenta,
            ),
            Theme::Mono => {
                let base = Style::new();
                Self {
                    verdicts: [
                        base,
                        base.add_modifier(Modifier::UNDERLINED),
                        base.add_modifier(Modifier::REVERSED),
                        base.add_modifier(Modifier::BOLD),
                        base,
                    ],
                    ..colours(base, Color::Reset, Color::Reset, Color::Reset, Color::Reset)
                }
            }
        }
    }

    /// The style of a verdict.
    pub(super) fn verdict(&self, verdict: Verdict) -> Style {
        self.verdicts[match verdict {
            Verdict::Met => 0,
            Verdict::PartlyMet => 1,
            Verdict::NotMet => 2,
            Verdict::NotAssessed => 3,
            Verdict::NotApplicable => 4,
        }]
    }
}
