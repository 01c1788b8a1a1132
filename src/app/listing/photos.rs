//! The photos and files of the survey.

use super::super::App;
use super::{Go, Table, TableRow, narrow, wide};
use crate::model::attachment::{Attachment, attachments};
use crate::t;
use crate::words;

impl App {
    /// Every photo and file that stands, by place.
    pub(super) fn photos_table(&self) -> Table {
        let rows = attachments(&self.survey).iter().map(|a| self.photo_row(a)).collect();
        Table {
            title: t!("Photos").to_owned(),
            lead: t!("Photos and files as evidence. What is held back enters no report until it is cleared ('borderfit photos --clear').").to_owned(),
            columns: vec![
                narrow(t!("Id"), 10),
                wide(t!("Place"), 24),
                wide(t!("Of"), 14),
                wide(t!("Caption"), 24),
            ],
            rows,
            empty: t!("No photo is attached yet. f attaches one at a question."),
        }
    }

    fn photo_row(&self, a: &Attachment) -> TableRow {
        let place = self.survey.path(a.subject).to_string();
        let of = a.said.of.as_deref().map_or(String::new(), |of| self.label_of(of));
        let warning = words::photo::held(a);
        let mut kept = a.said.mime.clone();
        if !a.said.stripped {
            kept.push_str(&format!(", {}", t!("kept as it is")));
        }
        let taken = a.said.taken.map_or(String::new(), |day| day.to_string());
        let mut below = vec![("", format!("{} {place}", a.short()))];
        for (label, text) in [
            (t!("Shows"), warning),
            (t!("Caption"), a.caption.clone()),
            (t!("Taken"), taken),
            (t!("Kept"), kept),
        ] {
            if !text.is_empty() {
                below.push((label, text));
            }
        }
        let caption = if a.held_back { format!("! {}", a.caption) } else { a.caption.clone() };
        TableRow {
            cells: vec![a.short(), place, of, caption],
            mark: None,
            heading: false,
            below,
            go: Go::Photo(a.said.file),
        }
    }
}
