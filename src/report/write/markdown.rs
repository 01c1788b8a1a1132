//! The document as Markdown, to paste into another.

use super::{as_table, words};
use crate::report::document::{Block, Document};
use crate::report::tables::cell;

/// The whole document.
#[must_use]
pub fn markdown(document: &Document) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    line(&format!("# {}\n", cell(&document.title)));
    line(&format!("{}, {}\n", document.edition, document.date));
    if let Some(marking) = &document.marking {
        line(&format!("**{}**\n", cell(marking)));
    }
    if let Some(banner) = &document.banner {
        line(&format!("**{}**\n", cell(banner)));
    }
    for (name, value) in &document.cover {
        line(&format!("- {}: {}", cell(name), cell(value)));
    }
    line("");
    for block in &document.blocks {
        match block {
            Block::Heading(heading) => {
                let level = usize::from(heading.level.clamp(1, 4)) + 1;
                line(&format!("{} {}\n", "#".repeat(level), cell(&heading.text)));
            }
            Block::Paragraph(runs) => line(&format!("{}\n", cell(&words(runs)))),
            Block::Note(runs) => line(&format!("> {}\n", cell(&words(runs)))),
            Block::List(list) => {
                for (n, item) in list.items.iter().enumerate() {
                    let label = if list.ordered { format!("{}.", n + 1) } else { "-".to_owned() };
                    line(&format!("{label} {}", cell(&words(item))));
                }
                line("");
            }
            Block::KeyValues(pairs) => {
                for (name, value) in pairs {
                    line(&format!("- **{}**: {}", cell(name), cell(&words(value))));
                }
                line("");
            }
            Block::Photo(photo) => {
                line(&format!("**{}** {}\n", photo.id, cell(&photo.caption)));
            }
            Block::PageBreak => {}
            _ => {
                let Some(table) = as_table(block) else { continue };
                line(&format!("**{}** {}\n", table.id, cell(&table.caption)));
                let row = |cells: &[String]| {
                    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
                    format!("| {} |", cells.join(" | "))
                };
                line(&row(&table.header));
                line(&format!("|{}", "---|".repeat(table.header.len())));
                for cells in &table.rows {
                    let mut cells = cells.clone();
                    cells.resize(table.header.len(), String::new());
                    line(&row(&cells));
                }
                line("");
            }
        }
    }
    out
}
