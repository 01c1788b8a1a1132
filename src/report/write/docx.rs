//! The document as a Word file with real headings and tables, for writers to go on with. Knows the
//! zip library; the XML is our own.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{as_table, escaped, is_group, picture};
use crate::report::document::{Block, Direction, Document, Run, Style};
use crate::report::pdf::turned;
use crate::t;

/// Why no Word file was written.
#[derive(Debug, thiserror::Error)]
#[error("{}", t!("the Word file cannot be written: {error}", error = .0))]
pub struct DocxError(#[from] zip::result::ZipError);

impl From<std::io::Error> for DocxError {
    fn from(error: std::io::Error) -> Self {
        Self(error.into())
    }
}

const TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>\
<Default Extension=\"jpg\" ContentType=\"image/jpeg\"/>\
<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>\
<Override PartName=\"/word/header1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/>\
<Override PartName=\"/word/footer1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>\
</Types>";

const RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>\
</Relationships>";

const PARTS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/header\" Target=\"header1.xml\"/>\
<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" Target=\"footer1.xml\"/>\
</Relationships>";

const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// The whole document.
///
/// # Errors
/// When the file cannot be put together.
pub fn docx(document: &Document) -> Result<Vec<u8>, DocxError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // A fixed time, so that the same document gives the same bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    // Pictures are packed already.
    let stored = options.compression_method(CompressionMethod::Stored);
    let marking = document.marking.as_deref().unwrap_or("");
    let photos = picture::photos(document);
    let parts: [(&str, String); 7] = [
        ("[Content_Types].xml", TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("word/_rels/document.xml.rels", related(photos.len())),
        ("word/styles.xml", styles(document)),
        ("word/header1.xml", running("hdr", &format!("{marking}  {}", document.edition), "")),
        (
            "word/footer1.xml",
            running("ftr", &format!("{marking}  {}", document.date), &pages(document)),
        ),
        ("word/document.xml", body(document)),
    ];
    for (name, text) in parts {
        zip.start_file(name, options)?;
        zip.write_all(text.as_bytes())?;
    }
    for (n, photo) in photos.into_iter().enumerate() {
        zip.start_file(format!("word/media/photo{n}.jpg"), stored)?;
        zip.write_all(&photo.jpeg)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The parts that the text refers to, so many photos among them.
fn related(photos: usize) -> String {
    let pictures: String = (0..photos).map(picture::relation).collect();
    PARTS.replace("</Relationships>", &format!("{pictures}</Relationships>"))
}

/// The number of the page among all pages, as fields that Word fills.
fn pages(document: &Document) -> String {
    let text =
        |words: &str| format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(words));
    let fields = ["PAGE", "NUMPAGES"];
    let mut out = text("   ");
    for (n, part) in document.words.page.split("{}").enumerate() {
        if let Some(field) = n.checked_sub(1).and_then(|n| fields.get(n)) {
            let _ = write!(
                out,
                "<w:fldSimple w:instr=\"{field}\"><w:r><w:t>1</w:t></w:r></w:fldSimple>"
            );
        }
        out.push_str(&text(part));
    }
    out
}

fn running(tag: &str, text: &str, rest: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:{tag} xmlns:w=\"{MAIN}\">\
         <w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>\
         {rest}</w:p></w:{tag}>",
        escaped(text.trim())
    )
}

fn styles(document: &Document) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:styles xmlns:w=\"{MAIN}\">\
         <w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Noto Sans\" w:hAnsi=\"Noto Sans\" \
         w:cs=\"Noto Naskh Arabic\"/><w:sz w:val=\"20\"/><w:szCs w:val=\"22\"/><w:lang w:val=\"{0}\" w:bidi=\"{0}\"/>\
         </w:rPr></w:rPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/>\
         <w:pPr><w:spacing w:after=\"120\"/></w:pPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Title\"><w:name w:val=\"Title\"/>\
         <w:rPr><w:b/><w:bCs/><w:sz w:val=\"44\"/><w:szCs w:val=\"44\"/></w:rPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Caption\"><w:name w:val=\"caption\"/>\
         <w:pPr><w:keepNext/></w:pPr><w:rPr><w:b/><w:bCs/><w:sz w:val=\"18\"/><w:szCs w:val=\"20\"/></w:rPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Cell\"><w:name w:val=\"Table Contents\"/>\
         <w:pPr><w:spacing w:after=\"0\"/></w:pPr><w:rPr><w:sz w:val=\"16\"/><w:szCs w:val=\"18\"/>\
         </w:rPr></w:style>\
         <w:style w:type=\"table\" w:styleId=\"Grid\"><w:name w:val=\"Table Grid\"/><w:tblPr>\
         <w:tblBorders>",
        escaped(&document.language)
    );
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        let _ = write!(out, "<w:{side} w:val=\"single\" w:sz=\"4\" w:color=\"999999\"/>");
    }
    out.push_str("</w:tblBorders></w:tblPr></w:style>");
    for level in 1..=4 {
        let _ = write!(
            out,
            "<w:style w:type=\"paragraph\" w:styleId=\"Heading{level}\"><w:name w:val=\"heading \
             {level}\"/><w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:pPr><w:keepNext/>\
             <w:outlineLvl w:val=\"{0}\"/></w:pPr><w:rPr><w:b/><w:bCs/><w:sz w:val=\"{1}\"/><w:szCs w:val=\"{1}\"/></w:rPr></w:style>",
            level - 1,
            38 - level * 4
        );
    }
    out.push_str("</w:styles>");
    out
}

fn body(document: &Document) -> String {
    let bidi = document.direction == Direction::RightToLeft;
    let mut out = Out { xml: String::new(), bidi, landscape: false };
    let _ = write!(
        out.xml,
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <w:document xmlns:w=\"{MAIN}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument\
         /2006/relationships\"><w:body>"
    );
    let mut photos = 0;
    if let Some(logo) = &document.logo {
        out.xml.push_str(&picture::drawing(logo, photos, picture::LOGO));
        photos += 1;
    }
    out.paragraph("Title", &[Run::new(document.title.as_str())]);
    for line in [&document.subtitle, &document.edition, &document.date] {
        out.paragraph("Normal", &[Run::new(line.as_str())]);
    }
    document.banner.iter().for_each(|words| out.paragraph("Normal", &[Run::bold(words.as_str())]));
    let pairs = |name: &str, value: String| vec![name.to_owned(), value];
    let cover: Vec<Vec<String>> =
        document.cover.iter().map(|(name, value)| pairs(name, value.clone())).collect();
    out.table(&[], &cover, |_| false);
    for (block, landscape) in document.blocks.iter().zip(turned(&document.blocks)) {
        if !matches!(block, Block::PageBreak) {
            out.turn(landscape);
        }
        match block {
            Block::Heading(heading) => {
                let style = format!("Heading{}", heading.level.clamp(1, 4));
                out.paragraph(&style, &[Run::new(heading.text.as_str())]);
            }
            Block::Paragraph(runs) | Block::Note(runs) => out.paragraph("Normal", runs),
            Block::List(list) => {
                for (n, item) in list.items.iter().enumerate() {
                    let label =
                        if list.ordered { format!("{}. ", n + 1) } else { "• ".to_owned() };
                    let mut runs = vec![Run::new(label)];
                    runs.extend(item.iter().cloned());
                    out.paragraph("Normal", &runs);
                }
            }
            Block::KeyValues(values) => {
                let rows: Vec<Vec<String>> =
                    values.iter().map(|(name, value)| pairs(name, super::words(value))).collect();
                out.table(&[], &rows, |_| false);
            }
            Block::Photo(photo) => {
                out.xml.push_str(&picture::drawing(photo, photos, picture::ROOM));
                photos += 1;
                let runs = [Run::bold(format!("{}  ", photo.id)), Run::new(photo.caption.as_str())];
                out.paragraph("Normal", &runs);
            }
            Block::PageBreak => {}
            _ => {
                let Some(plain) = as_table(block) else { continue };
                let caption = [Run::new(format!("{} {}", plain.id, plain.caption))];
                out.paragraph("Caption", &caption);
                out.table(
                    &plain.header,
                    &plain.rows,
                    |n| matches!(block, Block::Table(table) if is_group(table, n)),
                );
            }
        }
    }
    let end = out.section();
    out.xml.push_str(&end);
    out.xml.push_str("</w:body></w:document>");
    out.xml
}

/// Whether some letters of a text run from right to left.
fn has_right_to_left(text: &str) -> bool {
    text.chars().any(
        |c| matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}'),
    )
}

/// An empty line that takes next to no room.
const THIN: &str = "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"100\" w:line=\"20\" \
                    w:lineRule=\"exact\"/></w:pPr></w:p>";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Plain,
    /// Of a list of names.
    Name,
    /// Of a column, or of the rows that follow.
    Header,
}

/// Widths of columns from what stands in them, in twentieths of a point: each as wide as its longest
/// word, and the rest by what more its lines would take.
fn widths<'r>(rows: impl Iterator<Item = &'r [String]>, columns: usize, room: usize) -> Vec<usize> {
    /// A letter at the size of cells, and the blanks at both sides of a cell.
    const LETTER: usize = 95;
    const SIDES: usize = 240;
    /// Longer lines than this wrap anyway.
    const LONG: usize = 60;
    let mut least = vec![3; columns];
    let mut natural = vec![3; columns];
    for row in rows {
        for (at, text) in row.iter().enumerate().take(columns) {
            // An amount is not broken at the blanks within it.
            let word = text.split([' ', '\n']).map(|word| word.chars().count()).max();
            least[at] = least[at].max(word.unwrap_or(0).min(18));
            let line = text.lines().map(|line| line.chars().count()).max();
            natural[at] = natural[at].max(line.unwrap_or(0).min(LONG));
        }
    }
    let least: Vec<usize> = least.iter().map(|letters| letters * LETTER + SIDES).collect();
    let more: Vec<usize> =
        natural.iter().zip(&least).map(|(n, l)| (n * LETTER + SIDES).saturating_sub(*l)).collect();
    let (all, wanted) = (least.iter().sum::<usize>(), more.iter().sum::<usize>());
    let spare = room.saturating_sub(all);
    let share = |(least, more): (&usize, &usize)| match () {
        () if all > room => least * room / all,
        () if wanted == 0 => least + spare / columns,
        () => least + more * spare / wanted,
    };
    least.iter().zip(&more).map(share).collect()
}

struct Out {
    xml: String,
    bidi: bool,
    /// Whether the pages are turned.
    landscape: bool,
}

impl Out {
    /// The pages from here on are turned, or upright.
    fn turn(&mut self, landscape: bool) {
        if self.landscape != landscape {
            let end = self.section();
            // The thin line after a table ends the sheets as well, so that none is empty.
            let kept = self.xml.strip_suffix(THIN).map_or(self.xml.len(), str::len);
            self.xml.truncate(kept);
            self.xml.push_str(&THIN.replace("</w:pPr>", &format!("{end}</w:pPr>")));
            self.landscape = landscape;
        }
    }

    /// The sheets of what came since the last such end.
    fn section(&self) -> String {
        let sheet = match self.landscape {
            true => "w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"",
            false => "w:w=\"11906\" w:h=\"16838\"",
        };
        format!(
            "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId2\"/><w:footerReference \
             w:type=\"default\" r:id=\"rId3\"/><w:pgSz {sheet}/><w:pgMar w:top=\"1134\" \
             w:right=\"1021\" w:bottom=\"1134\" w:left=\"1021\" w:header=\"567\" w:footer=\"567\" \
             w:gutter=\"0\"/>{}</w:sectPr>",
            if self.bidi { "<w:bidi/>" } else { "" }
        )
    }

    /// Width between the margins.
    fn room(&self) -> usize {
        (if self.landscape { 16_838 } else { 11_906 }) - 2 * 1_021
    }

    fn paragraph(&mut self, style: &str, runs: &[Run]) {
        self.styled(style, false, runs);
    }

    /// A paragraph that may have to stay with what follows it.
    fn styled(&mut self, style: &str, with_next: bool, runs: &[Run]) {
        let next = if with_next { "<w:keepNext/>" } else { "" };
        let bidi = if self.bidi { "<w:bidi/>" } else { "" };
        let _ = write!(self.xml, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{next}{bidi}</w:pPr>");
        for run in runs {
            let look = match run.style {
                Style::Regular => "",
                Style::Bold => "<w:b/><w:bCs/>",
                Style::Italic => "<w:i/><w:iCs/>",
            };
            // A run of Latin letters keeps its order in a text from right to left.
            let right = if has_right_to_left(&run.text) { "<w:rtl/>" } else { "" };
            let _ = write!(
                self.xml,
                "<w:r><w:rPr>{look}{right}</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>",
                escaped(&run.text)
            );
        }
        self.xml.push_str("</w:p>");
    }

    fn table(&mut self, header: &[String], rows: &[Vec<String>], group: impl Fn(usize) -> bool) {
        let columns = header.len().max(rows.iter().map(Vec::len).max().unwrap_or(0));
        if columns == 0 {
            return;
        }
        let visual = if self.bidi { "<w:bidiVisual/>" } else { "" };
        let lines = std::iter::once(header).chain(
            rows.iter().enumerate().filter(|(n, _)| !group(*n)).map(|(_, row)| row.as_slice()),
        );
        let widths = widths(lines, columns, self.room());
        let grid: String =
            widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
        let _ = write!(
            self.xml,
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"Grid\"/>{visual}<w:tblW w:w=\"{}\" w:type=\"dxa\"/>\
             <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>",
            widths.iter().sum::<usize>()
        );
        if header.iter().any(|title| !title.is_empty()) {
            self.xml.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
            for (title, width) in header.iter().zip(&widths) {
                self.cell(title, (1, *width), Look::Header);
            }
            self.xml.push_str("</w:tr>");
        }
        for (n, row) in rows.iter().enumerate() {
            self.xml.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            if group(n) {
                let title = row.first().map_or("", String::as_str);
                self.cell(title, (columns, widths.iter().sum()), Look::Header);
            } else {
                for (at, width) in widths.iter().enumerate() {
                    let name = header.is_empty() && at == 0;
                    let look = if name { Look::Name } else { Look::Plain };
                    self.cell(row.get(at).map_or("", String::as_str), (1, *width), look);
                }
            }
            self.xml.push_str("</w:tr>");
        }
        self.xml.push_str("</w:tbl>");
        self.xml.push_str(THIN);
    }

    /// A cell over so many columns, which are so wide together.
    fn cell(&mut self, text: &str, (span, width): (usize, usize), look: Look) {
        let _ = write!(self.xml, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>");
        if span > 1 {
            let _ = write!(self.xml, "<w:gridSpan w:val=\"{span}\"/>");
        }
        if look == Look::Header {
            self.xml.push_str("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"E8E8E8\"/>");
        }
        self.xml.push_str("</w:tcPr>");
        let run = if look == Look::Plain { Run::new(text) } else { Run::bold(text) };
        // A title does not stand alone at the end of a page.
        self.styled("Cell", look == Look::Header, &[run]);
        self.xml.push_str("</w:tc>");
    }
}
