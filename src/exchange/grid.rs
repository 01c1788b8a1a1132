//! Comma-separated text as rows of cells that know where they stand.
//!
//! Reads what RFC 4180 describes, with every line ending. The `csv` crate splits the cells; it
//! takes broken quotes as they come, and then one missing quote makes all later rows part of one
//! cell. So quotes are checked first, by a scan that also finds the line of each row.

use super::refusal::{Refusals, RowNumber, Wrong, shown};
use crate::t;

/// Most rows of a table, its header among them. Of a table that is wider, longer or has a longer
/// cell nothing is taken, and nothing is read to the end: one missing quote makes a cell of all
/// that follows.
const MAX_ROWS: usize = 200_000;
const MAX_COLUMNS: usize = 1_000;
/// Longest cell, in bytes, as a survey keeps it.
const MAX_CELL: usize = 64 << 10;
/// With more broken quotes than these, a table is of another kind.
const MAX_DEFECTS: usize = 100;

/// A table.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// The header.
    pub(super) header: Row,
    /// The rows below it, without those that are blank.
    pub(super) rows: Vec<Row>,
}

/// A row.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) at: RowNumber,
    pub(super) cells: Vec<String>,
}

impl Default for Row {
    fn default() -> Self {
        Self { at: FIRST, cells: Vec::new() }
    }
}

impl Row {
    /// The cell of a column; empty when the row ends before it.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Reads a table. `None` when its cells cannot be told apart, or nothing is in it.
pub(super) fn read(bytes: &[u8], refusals: &mut Refusals) -> Option<Grid> {
    if let Some(wrong) = no_table(bytes) {
        refusals.table("", wrong);
        return None;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let scan = Scan::of(bytes);
    if !scan.defects.is_empty() {
        for (row, wrong) in scan.defects {
            refusals.row(row, wrong);
        }
        return None;
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut grid: Option<Grid> = None;
    for (n, record) in reader.byte_records().enumerate() {
        let Ok(record) = record else { break };
        let line = record.position().map_or(0, |p| usize::try_from(p.line()).unwrap_or(0));
        let at = scan.rows.get(n).copied().unwrap_or(RowNumber { record: n + 1, line });
        let mut row = Row { at, cells: Vec::with_capacity(record.len()) };
        for (column, cell) in record.iter().enumerate() {
            let text = String::from_utf8_lossy(cell);
            if std::str::from_utf8(cell).is_err() {
                let name = grid.as_ref().map_or("", |g| g.header.cell(column)).trim().to_owned();
                let name = if name.is_empty() { format!("{}", column + 1) } else { name };
                let wrong = Wrong::new(t!("'{given}' is not UTF-8", given = shown(&text)))
                    .hint(t!("save the table as 'CSV UTF-8'").to_owned());
                refusals.cell(at, (column, &name), &text, wrong);
            }
            row.cells.push(text.into_owned());
        }
        match &mut grid {
            None if row.is_blank() => {}
            None => grid = Some(Grid { header: row, rows: Vec::new() }),
            Some(_) if row.is_blank() => {}
            Some(grid) => match too_wide(&grid.header, &row) {
                Some(wrong) => refusals.row(at, wrong),
                None => grid.rows.push(row),
            },
        }
    }
    if grid.is_none() {
        refusals.table("", Wrong::new(t!("the table is empty: it has no header row")));
    }
    grid
}

/// A row may end early. In one that is too long it is unknown which cell belongs where, even when
/// the last one is empty: the comma of a text may have moved a note into the next column.
fn too_wide(header: &Row, row: &Row) -> Option<Wrong> {
    let (have, want) = (row.cells.len(), header.cells.len());
    (have > want).then(|| {
        Wrong::new(t!("the row has {have} cells, the header {want}", have, want))
            .hint(t!("a text with a comma stands in quotes").to_owned())
    })
}

/// What a file is that people take for a table.
fn no_table(bytes: &[u8]) -> Option<Wrong> {
    let utf8 = t!("save it as 'CSV UTF-8'").to_owned();
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Some(Wrong::new(t!("the table is UTF-16, not UTF-8")).hint(utf8));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Some(Wrong::new(t!("this is a workbook, not a comma-separated table")).hint(utf8));
    }
    if bytes.starts_with(b"SQLite format 3\0") {
        let why = t!("this is a survey or another database, not a table");
        return Some(Wrong::new(why).hint(t!("merge it instead").to_owned()));
    }
    None
}

/// Where a table begins.
const FIRST: RowNumber = RowNumber { record: 1, line: 1 };

fn too_large(column: usize, opened: usize, long: bool, wide: bool) -> Wrong {
    if long {
        let why = t!("cell {column} has more than {most} bytes", column, most = MAX_CELL);
        let hint =
            t!("perhaps a quote is never closed; the last one was opened on line {opened}", opened);
        Wrong::new(why).hint(hint)
    } else if wide {
        Wrong::new(t!("the row has more than {most} cells", most = MAX_COLUMNS))
    } else {
        Wrong::new(t!("the table has more than {most} rows", most = MAX_ROWS))
            .hint(t!("import it in parts").to_owned())
    }
}

/// Where the rows begin, and what is wrong with the quotes.
struct Scan {
    rows: Vec<RowNumber>,
    defects: Vec<(RowNumber, Wrong)>,
}

enum In {
    /// Before a row: line breaks here are blank rows.
    Start,
    /// Before a cell.
    Cell,
    Plain,
    Quoted,
    /// After a quote inside quotes: the end, or half of a doubled one.
    Quote,
}

impl Scan {
    fn of(bytes: &[u8]) -> Self {
        let mut scan = Self { rows: Vec::new(), defects: Vec::new() };
        let (mut state, mut record, mut line) = (In::Start, 1, 1);
        let (mut column, mut opened) = (1, 1);
        let mut began = 0;
        let mut rest = bytes.iter().copied().enumerate().peekable();
        while let Some((here, byte)) = rest.next() {
            let end = matches!(byte, b'\n' | b'\r');
            if byte == b'\r' && matches!(rest.peek(), Some((_, b'\n'))) {
                rest.next();
            }
            if matches!(state, In::Start) && !end {
                scan.rows.push(RowNumber { record, line });
                (state, column, began) = (In::Cell, 1, here);
            }
            let at = || *scan.rows.last().unwrap_or(&FIRST);
            state = match state {
                In::Quoted if byte == b'"' => In::Quote,
                In::Quoted => In::Quoted,
                In::Quote if byte == b'"' => In::Quoted,
                In::Quote if byte != b',' && !end => {
                    let why = t!(
                        "in cell {column} something follows a closing quote (cell opened on line {opened})",
                        column,
                        opened
                    );
                    let wrong = Wrong::new(why)
                        .hint(t!("a quote inside quotes is written twice: \"\"").to_owned());
                    scan.defects.push((at(), wrong));
                    In::Plain
                }
                In::Cell if byte == b'"' => {
                    opened = line;
                    In::Quoted
                }
                _ if byte == b',' => {
                    column += 1;
                    began = here + 1;
                    In::Cell
                }
                _ if end => {
                    record += 1;
                    In::Start
                }
                _ => In::Plain,
            };
            line += usize::from(end);
            let long = !matches!(state, In::Start) && here - began.min(here) > MAX_CELL;
            if long || column > MAX_COLUMNS || scan.rows.len() > MAX_ROWS {
                let wrong = too_large(column, opened, long, column > MAX_COLUMNS);
                scan.defects.push((*scan.rows.last().unwrap_or(&FIRST), wrong));
                return scan;
            } else if scan.defects.len() >= MAX_DEFECTS {
                return scan;
            }
        }
        if matches!(state, In::Quoted) {
            let at = scan.rows.last().copied().unwrap_or(FIRST);
            let why = t!(
                "the quote that opens cell {column} on line {opened} is never closed, so the rest of the table is part of it",
                column,
                opened
            );
            scan.defects.push((at, Wrong::new(why)));
        }
        scan
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str) -> Vec<(usize, usize, Vec<String>)> {
        let mut refusals = Refusals::default();
        let grid = read(text.as_bytes(), &mut refusals).unwrap_or_default();
        assert!(refusals.is_empty(), "{refusals:?}");
        std::iter::once(grid.header)
            .chain(grid.rows)
            .map(|r| (r.at.record, r.at.line, r.cells))
            .collect()
    }

    fn refused(bytes: &[u8]) -> Vec<String> {
        let mut refusals = Refusals::default();
        read(bytes, &mut refusals);
        refusals.finish().refusals.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn rows_know_their_line() {
        let text = "\u{feff}a,b\r\n1,\"x\r\ny\"\r\n\r\n2,\"say \"\"yes\"\"\"\r\n";
        let cells = |c: &[&str]| c.iter().map(|&c| c.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            rows(text),
            [
                (1, 1, cells(&["a", "b"])),
                (2, 2, cells(&["1", "x\r\ny"])),
                (4, 5, cells(&["2", "say \"yes\""])),
            ]
        );
        assert_eq!(rows("a,b\r1,2\r3,4")[2], (3, 3, cells(&["3", "4"])));
        assert_eq!(rows("a,b\n,\n1,2\n").len(), 2, "a row without a word is blank");
        assert_eq!(rows("a,b\n1\n")[1].2, ["1"], "a row may end early");
        assert_eq!(rows("a\n6\" pipe\n")[1].2, ["6\" pipe"], "a quote inside is a quote");
    }

    #[test]
    fn what_has_no_end_is_not_read_to_its_end() {
        let long = [b"a,b\n1,\"".as_slice(), &[b'x'; MAX_CELL + 2]].concat();
        assert_eq!(
            refused(&long),
            [
                "row 2: cell 2 has more than 65536 bytes; perhaps a quote is never closed; the last one was opened on line 2"
            ]
        );
        let fits = [b"a\n".as_slice(), &[b'x'; MAX_CELL], b"\n1\n"].concat();
        assert_eq!(refused(&fits).len(), 0);
        assert_eq!(refused(&[b','; MAX_COLUMNS]), ["row 1: the row has more than 1000 cells"]);
        let rows = b"1\n".repeat(MAX_ROWS + 1);
        assert_eq!(
            refused(&rows),
            ["row 200001: the table has more than 200000 rows; import it in parts"]
        );
        assert_eq!(refused(&b"\"1\"1\n".repeat(MAX_DEFECTS * 9)).len(), MAX_DEFECTS);
    }

    #[test]
    fn what_cannot_be_told_apart_is_refused() {
        assert_eq!(
            refused(b"a,b\n1,\"x\n2,y\n"),
            [
                "row 2: the quote that opens cell 2 on line 2 is never closed, so the rest of the table is part of it"
            ]
        );
        assert_eq!(refused(b"a\n\"x\"y\n").len(), 1);
        assert_eq!(
            refused(b"a,b\n1,2,3\n"),
            ["row 2: the row has 3 cells, the header 2; a text with a comma stands in quotes"]
        );
        assert_eq!(
            refused(b"a,b\n1,caf\xe9\n"),
            ["row 2, column b: 'caf\u{fffd}' is not UTF-8; save the table as 'CSV UTF-8'"]
        );
        assert_eq!(refused(b"a,b\n1,2,\n").len(), 1, "also when the last cell is empty");
        assert_eq!(refused(b"").len(), 1);
        assert_eq!(refused(b"\xff\xfea\0,\0").len(), 1);
    }

    proptest! {
        #[test]
        fn the_scan_finds_the_rows_that_the_reader_finds(
            text in "[ab\",\r\n]{0,40}"
        ) {
            let scan = Scan::of(text.as_bytes());
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes());
            prop_assert_eq!(scan.rows.len(), reader.byte_records().count());
        }
    }
}
