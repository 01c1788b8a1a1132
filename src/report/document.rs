//! A report as data: headings, text, tables and figures in reading order.
//!
//! Every writer (PDF, workbook, Markdown, CSV) reads the same [`Document`], so what a writer needs
//! to be accessible or machine readable is explicit here and never guessed from the looks: a table
//! has a caption, header cells and row ids, a figure has alternative text, a heading has a level
//! and an id. An edition decides what enters a document; a writer hides nothing.
//!
//! Pure data. This module knows no other layer but the language, no library, and does no input or
//! output.
//!
//! A line feed in a text starts a new line; other control characters are not printed.

use std::sync::Arc;

use crate::language::spoken;
use crate::t;

/// A whole report, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Title on the cover, in the running header and in the metadata.
    pub title: String,
    /// Second line of the cover; empty for none.
    pub subtitle: String,
    /// Language of the text as a BCP 47 tag, such as `en`.
    pub language: String,
    /// Direction in which the report as a whole is read.
    pub direction: Direction,
    /// A picture at the top of the cover.
    pub logo: Option<Photo>,
    /// Colour of strong lines: red, green and blue; none is grey. Never carries meaning.
    pub colour: Option<[u8; 3]>,
    /// The few words that writers add themselves.
    pub words: WriterWords,
    /// The date printed on the report. An input: no writer asks a clock.
    pub date: String,
    /// Marking in header and footer of every page, such as `TLP:AMBER`; printed literally.
    pub marking: Option<String>,
    /// Edition as printed in the running header, such as `Full edition`.
    pub edition: String,
    /// Words of a banner for material that must not be taken for a real survey.
    pub banner: Option<String>,
    /// Names and values on the cover, in order.
    pub cover: Vec<(String, String)>,
    /// The report itself, in reading order.
    pub blocks: Vec<Block>,
}

impl Document {
    /// An empty report in the language in force.
    pub fn new(title: impl Into<String>, edition: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            edition: edition.into(),
            language: spoken().tag().to_owned(),
            direction: match spoken().is_right_to_left() {
                true => Direction::RightToLeft,
                false => Direction::LeftToRight,
            },
            ..Self::default()
        }
    }

    /// Appends a block.
    pub fn push(&mut self, block: impl Into<Block>) {
        self.blocks.push(block.into());
    }

    /// Appends a heading of `level` 1 to 4.
    pub fn heading(&mut self, level: u8, id: impl Into<String>, text: impl Into<String>) {
        self.push(Heading::new(level, id, text));
    }

    /// Appends a paragraph in one style.
    pub fn paragraph(&mut self, text: impl Into<Run>) {
        self.push(Block::Paragraph(vec![text.into()]));
    }

    /// The headings in reading order.
    pub fn headings(&self) -> impl Iterator<Item = &Heading> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Heading(heading) => Some(heading),
            _ => None,
        })
    }
}

/// Direction in which pages, tables and lists are read. Each text has its own besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// As in English.
    #[default]
    LeftToRight,
    /// As in Arabic.
    RightToLeft,
}

/// The words that a writer adds to what stands in the document, in its language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriterWords {
    /// Titles of the contents, the list of tables and the list of figures.
    pub lists: [String; 3],
    /// `{}` and `{}` stand for the number of the page and that of all pages.
    pub page: String,
    /// After the caption of a table that goes on from another page.
    pub continued: String,
    /// What a link in the contents is called: `{}` and `{}` stand for a title and its page.
    pub link: String,
    /// What a figure without words is called.
    pub figure: String,
    /// What a report without title is called.
    pub report: String,
    /// The marks as they are read aloud, in the order of [`Mark::ALL`].
    pub marks: [String; 5],
    /// The marks of what is partly met and not met where it is critical, as they are read aloud.
    pub critical: [String; 2],
}

/// In the language in force.
impl Default for WriterWords {
    fn default() -> Self {
        Self {
            lists: [t!("Contents"), t!("Tables"), t!("Figures")].map(str::to_owned),
            page: t!("Page {} of {}").to_owned(),
            continued: t!("(continued)").to_owned(),
            link: t!("{}, page {}").to_owned(),
            figure: t!("Figure").to_owned(),
            report: t!("Report").to_owned(),
            marks: [
                t!("met"),
                t!("partly met"),
                t!("not met"),
                t!("not assessed"),
                t!("not applicable"),
            ]
            .map(str::to_owned),
            critical: [t!("partly met, critical"), t!("not met, critical")].map(str::to_owned),
        }
    }
}

impl WriterWords {
    /// Number of a page among all pages, in words.
    #[must_use]
    pub fn page_of(&self, number: usize, count: usize) -> String {
        self.page.replacen("{}", &number.to_string(), 1).replacen("{}", &count.to_string(), 1)
    }

    /// A link to a title on a page, in words.
    #[must_use]
    pub fn link_to(&self, title: &str, page: &str) -> String {
        match self.link.split_once("{}") {
            Some((before, after)) => format!("{before}{title}{}", after.replacen("{}", page, 1)),
            None => title.to_owned(),
        }
    }

    /// A mark as it is read aloud.
    #[must_use]
    pub fn mark(&self, mark: Mark, critical: bool) -> &str {
        match (mark, critical) {
            (Mark::PartlyMet, true) => &self.critical[0],
            (Mark::NotMet, true) => &self.critical[1],
            (Mark::Met, _) => &self.marks[0],
            (Mark::PartlyMet, false) => &self.marks[1],
            (Mark::NotMet, false) => &self.marks[2],
            (Mark::NotAssessed, _) => &self.marks[3],
            (Mark::NotApplicable, _) => &self.marks[4],
        }
    }
}

/// One element of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading; opens a section up to the next heading of its level or above.
    Heading(Heading),
    /// Running text.
    Paragraph(Vec<Run>),
    /// A list of points.
    List(List),
    /// Names with values, such as a fact sheet.
    KeyValues(Vec<(String, Vec<Run>)>),
    /// A table with a header row.
    Table(Table),
    /// Places by categories, one mark in each cell.
    HeatMap(HeatMap),
    /// Stacked bars of verdicts, one per row, each with its coverage.
    Bars(Bars),
    /// Bars on an axis: traffic, phases, ranges of cost.
    Chart(Chart),
    /// A schematic of locations.
    Places(Places),
    /// A photo.
    Photo(Photo),
    /// A remark set apart from the running text.
    Note(Vec<Run>),
    /// What follows starts on a new page. Never causes an empty page.
    PageBreak,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 (chapter) to 4.
    pub level: u8,
    /// The words of the heading, with its number if it has one.
    pub text: String,
    /// Unique in the document; target of links and bookmarks.
    pub id: String,
    /// Whether the section starts on a new page.
    pub start_on_new_page: bool,
}

impl Heading {
    /// A heading that follows directly on what precedes it.
    pub fn new(level: u8, id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { level, text: text.into(), id: id.into(), start_on_new_page: false }
    }

    /// The same heading at the top of a new page.
    pub fn on_new_page(mut self) -> Self {
        self.start_on_new_page = true;
        self
    }
}

/// A photo, as a JPEG file without anything but the picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Photo {
    /// Id under which other places of the report refer to it; unique in the document.
    pub anchor: String,
    /// What it is called.
    pub id: String,
    /// What stands below it.
    pub caption: String,
    /// What it shows, for whoever cannot see it.
    pub alt: String,
    /// The file.
    pub jpeg: Arc<[u8]>,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

impl std::fmt::Debug for Photo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (bytes, size) = (self.jpeg.len(), (self.width, self.height));
        write!(f, "Photo({}, {:?}, {bytes} bytes, {size:?})", self.id, self.caption)
    }
}

/// A stretch of text in one style.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// The text as typed, in logical order and in any script.
    pub text: String,
    /// How it is set.
    pub style: Style,
}

impl Run {
    /// Text in the regular style.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style::Regular }
    }

    /// Text in bold.
    pub fn bold(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style::Bold }
    }

    /// Text in italics.
    pub fn italic(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style::Italic }
    }
}

impl From<&str> for Run {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Run {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

/// How a run is set. Meaning never rests on it alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Style {
    /// Upright, normal weight.
    #[default]
    Regular,
    /// Heavier weight.
    Bold,
    /// Slanted, where the script has it.
    Italic,
}

/// A list of points.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List {
    /// Numbered from 1 if true, else with bullets.
    pub ordered: bool,
    /// One text per point.
    pub items: Vec<Vec<Run>>,
}

/// A table. Its first row is the titles of its columns, repeated on each page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Id under which the table is cited and exported, such as `T4`; empty for none.
    pub id: String,
    /// What the table shows.
    pub caption: String,
    /// Columns in order; each row has as many cells.
    pub columns: Vec<Column>,
    /// Rows in order.
    pub rows: Vec<Row>,
    /// Whether paper turns the page for it.
    pub landscape: bool,
}

impl Table {
    /// A table without rows.
    pub fn new(id: impl Into<String>, caption: impl Into<String>, columns: Vec<Column>) -> Self {
        Self { id: id.into(), caption: caption.into(), columns, ..Self::default() }
    }

    /// The same table on a landscape page.
    pub fn landscape(mut self) -> Self {
        self.landscape = true;
        self
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Header cell.
    pub title: String,
    /// How its cells are aligned.
    pub align: Align,
    /// Share of spare width in comparison with the other columns; 1 is usual, 0 keeps it narrow.
    pub weight: u16,
    /// Least width on paper in millimetres; 0 leaves it to the content.
    pub min_width: u16,
}

impl Column {
    /// A column of text.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), align: Align::Start, weight: 1, min_width: 0 }
    }

    /// A column of numbers, aligned at their end and no wider than needed.
    pub fn number(title: impl Into<String>) -> Self {
        Self { align: Align::End, weight: 0, ..Self::new(title) }
    }

    /// A column of ids or marks, no wider than needed.
    pub fn narrow(title: impl Into<String>) -> Self {
        Self { weight: 0, ..Self::new(title) }
    }

    /// The same column with another share of spare width.
    pub fn weight(mut self, weight: u16) -> Self {
        self.weight = weight;
        self
    }

    /// The same column with a least width in millimetres.
    pub fn min_width(mut self, millimetres: u16) -> Self {
        self.min_width = millimetres;
        self
    }
}

/// Alignment of a column along the direction of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// At the start: left in Latin text, right in Arabic text.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// At the right edge, as for numbers.
    End,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Stable id of what the row states, such as the id of a finding. Not printed by itself.
    pub id: Option<String>,
    /// What kind of row it is.
    pub kind: RowKind,
    /// Id under which other places of the report refer to this row; unique in the document.
    pub anchor: Option<String>,
    /// Cells in the order of the columns. A group row has one, over the whole width.
    pub cells: Vec<Cell>,
}

impl Row {
    /// A row of the body.
    pub fn new(cells: Vec<Cell>) -> Self {
        Self { cells, ..Self::default() }
    }

    /// A row that names the group of the rows below it.
    pub fn group(title: impl Into<Cell>) -> Self {
        Self { kind: RowKind::Group, cells: vec![title.into()], ..Self::default() }
    }

    /// The same row as a place to refer to.
    pub fn with_anchor(mut self, anchor: impl Into<String>) -> Self {
        self.anchor = Some(anchor.into());
        self
    }

    /// The same row with an id.
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
}

/// Kind of a table row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RowKind {
    /// Content.
    #[default]
    Body,
    /// Title of the rows that follow, over the whole width.
    Group,
}

/// A cell: text, a mark, or a mark before text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// Text of the cell.
    pub runs: Vec<Run>,
    /// Verdict mark before the text.
    pub mark: Option<Mark>,
    /// Whether the mark carries the sign of a critical gap.
    pub critical: bool,
    /// Where the cell leads: ids of headings, tables or rows, each with words for it. One for each
    /// line of the text, or one for all of it.
    pub links: Vec<(String, String)>,
}

impl Cell {
    /// A cell of text in several styles.
    pub fn runs(runs: Vec<Run>) -> Self {
        Self { runs, ..Self::default() }
    }

    /// A mark, with text after it or with an empty text.
    pub fn mark(mark: Mark, critical: bool, text: impl Into<Run>) -> Self {
        Self { runs: vec![text.into()], mark: Some(mark), critical, links: Vec::new() }
    }

    /// The same cell leading to a heading, table or row.
    #[must_use]
    pub fn with_link(mut self, target: impl Into<String>, words: impl Into<String>) -> Self {
        self.links.push((target.into(), words.into()));
        self
    }

    /// The cell as one line of plain text, the mark as its sign and letter.
    pub fn plain(&self) -> String {
        let mut plain = String::new();
        if let Some(mark) = self.mark {
            plain.push_str(mark.label());
            if self.critical {
                plain.push('!');
            }
            if self.runs.iter().any(|run| !run.text.is_empty()) {
                plain.push(' ');
            }
        }
        for run in &self.runs {
            plain.push_str(&run.text);
        }
        plain
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::runs(vec![Run::new(text)])
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::runs(vec![Run::new(text)])
    }
}

impl From<Run> for Cell {
    fn from(run: Run) -> Self {
        Self::runs(vec![run])
    }
}

impl From<Vec<Run>> for Cell {
    fn from(runs: Vec<Run>) -> Self {
        Self::runs(runs)
    }
}

/// A verdict as it is marked in tables and figures: by shape, then letter, then colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mark {
    /// Met.
    Met,
    /// Partly met.
    PartlyMet,
    /// Not met: a gap.
    NotMet,
    /// Not assessed: unknown.
    NotAssessed,
    /// Not applicable.
    NotApplicable,
}

impl Mark {
    /// All marks in the order in which figures show them.
    pub const ALL: [Self; 5] =
        [Self::Met, Self::PartlyMet, Self::NotMet, Self::NotAssessed, Self::NotApplicable];

    /// Sign and letter, as printed where shapes cannot be drawn.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Met => "+ M",
            Self::PartlyMet => "~ P",
            Self::NotMet => "x G",
            Self::NotAssessed => "? U",
            Self::NotApplicable => "- N",
        }
    }

    /// The letter alone.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Met => "M",
            Self::PartlyMet => "P",
            Self::NotMet => "G",
            Self::NotAssessed => "U",
            Self::NotApplicable => "N",
        }
    }
}

/// What the marks of a figure mean, in words.
pub type Legend = Vec<(Mark, String)>;

/// Places by categories, one mark in each cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeatMap {
    /// Id under which the figure is cited, such as `T2`; empty for none.
    pub id: String,
    /// What the figure shows.
    pub caption: String,
    /// The figure in words, for those who do not see it.
    pub alt: String,
    /// Titles of the columns.
    pub columns: Vec<String>,
    /// One row per place.
    pub rows: Vec<HeatRow>,
    /// Printed below the figure.
    pub legend: Legend,
}

/// A row of a heat map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeatRow {
    /// Name of the place.
    pub name: String,
    /// One cell per column.
    pub cells: Vec<HeatCell>,
}

/// A cell of a heat map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeatCell {
    /// The mark; none where nothing is asked.
    pub mark: Option<Mark>,
    /// Whether a critical gap is among what the cell sums up.
    pub critical: bool,
    /// Small text below the mark, such as `1/3 +1?`.
    pub text: String,
}

/// Stacked bars of verdicts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bars {
    /// Id under which the figure is cited; empty for none.
    pub id: String,
    /// What the figure shows.
    pub caption: String,
    /// The figure in words, for those who do not see it.
    pub alt: String,
    /// Title of the column of coverages.
    pub coverage_title: String,
    /// One bar per row.
    pub rows: Vec<Bar>,
    /// Printed below the figure.
    pub legend: Legend,
}

/// One stacked bar.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bar {
    /// Name of what is counted.
    pub name: String,
    /// Counts in the order in which they are stacked.
    pub parts: Vec<(Mark, u32)>,
    /// Coverage in words, such as `18 of 24 assessed`.
    pub coverage: String,
}

/// Bars along one axis. Positions are thousandths of the axis, from its start.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chart {
    /// Id under which the figure is cited; empty for none.
    pub id: String,
    /// What the figure shows, and what its axis counts.
    pub caption: String,
    /// The figure in words, for those who do not see it.
    pub alt: String,
    /// Lines across the axis, with their labels.
    pub ticks: Vec<(u16, String)>,
    /// One bar per row.
    pub rows: Vec<ChartBar>,
}

/// A bar of a chart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChartBar {
    /// Name of what is shown.
    pub name: String,
    /// Start and end; none where there is nothing to show.
    pub span: Option<(u16, u16)>,
    /// Where the bar becomes uncertain: from here to its end it is hatched.
    pub sure: Option<u16>,
    /// The value in words.
    pub label: String,
}

/// A schematic of locations: points only, no borders and no base map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    /// Id under which the figure is cited; empty for none.
    pub id: String,
    /// What the figure shows.
    pub caption: String,
    /// The figure in words, for those who do not see it.
    pub alt: String,
    /// Width and height of what is shown, in the same unit.
    pub extent: (u32, u32),
    /// The places.
    pub points: Vec<PlacePoint>,
    /// A length in that unit with its label, for the scale; none without one.
    pub scale: Option<(u32, String)>,
}

/// A place of a schematic.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlacePoint {
    /// Its label.
    pub name: String,
    /// From the left, and from the top, in the unit of the extent.
    pub at: (u32, u32),
}

macro_rules! block_from {
    ($($from:ty => $variant:ident),*) => {
        $(impl From<$from> for Block {
            fn from(value: $from) -> Self {
                Self::$variant(value)
            }
        })*
    };
}

block_from!(Heading => Heading, List => List, Table => Table, HeatMap => HeatMap, Bars => Bars,
    Chart => Chart, Places => Places);
