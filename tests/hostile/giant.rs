//! A survey file in which a text is a gigabyte long. Neither a program nor the disk needs to hold
//! it: the row is written by hand, and what it continues on is a chain of pages that are empty but
//! for the number of the next.

use std::fs::{self, File};
use std::path::Path;

use rusqlite::Connection;

use super::make::write_at;

/// The largest page that the format knows.
const PAGE: usize = 65_536;
/// The column with the note, in the table of observations.
const NOTE: usize = 11;

/// Writes the good survey anew with a note of a gigabyte in its first row.
pub(crate) fn text(file: &Path, good: &[u8]) {
    fs::write(file, good).unwrap();
    let conn = Connection::open(file).unwrap();
    conn.execute_batch(&format!("PRAGMA page_size = {PAGE}; VACUUM")).unwrap();
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'obs'";
    let root: u32 = conn.query_row(sql, [], |row| row.get(0)).unwrap();
    let root = root as usize;
    drop(conn);
    let mut bytes = fs::read(file).unwrap();
    let pages = bytes.len() / PAGE;
    let page = &mut bytes[(root - 1) * PAGE..root * PAGE];
    let at = usize::from(u16::from_be_bytes([page[8], page[9]]));
    let (length, rest) = number(&page[at..]);
    let (row, record) = number(rest);
    let record = &record[..length];
    let (head, _) = number(record);
    let mut sorts = Vec::new();
    let mut rest = &record[1..head];
    while !rest.is_empty() {
        let (sort, after) = number(rest);
        sorts.push(sort);
        rest = after;
    }
    // Of a row that is too long for its page, this much stays there, if the whole fits it.
    let stays = (PAGE - 12) * 32 / 255 - 23;
    let long = |note: usize| {
        let mut sorts = sorts.clone();
        sorts[NOTE] = 13 + 2 * note;
        let body: Vec<u8> = sorts.iter().flat_map(|&sort| spelt(sort)).collect();
        [&spelt(body.len() + 1)[..], &body].concat()
    };
    let others = length - head - (sorts[NOTE] - 13) / 2;
    let chain = (1 << 30) / (PAGE - 4);
    let note = stays + chain * (PAGE - 4) - long(1 << 30).len() - others;
    let header = long(note);
    let whole = header.len() + others + note;
    let mut cell = [spelt(whole), spelt(row), header].concat();
    let begins = cell.len() - long(note).len();
    cell.extend(&record[head..]);
    cell.resize(begins + stays, b'x');
    cell.extend((pages as u32 + 1).to_be_bytes());
    let content = usize::from(u16::from_be_bytes([page[5], page[6]])) - cell.len();
    page[content..content + cell.len()].copy_from_slice(&cell);
    page[5..7].copy_from_slice(&(content as u16).to_be_bytes());
    page[8..10].copy_from_slice(&(content as u16).to_be_bytes());
    bytes[28..32].copy_from_slice(&((pages + chain) as u32).to_be_bytes());
    fs::write(file, &bytes).unwrap();
    let mut file = File::options().write(true).open(file).unwrap();
    file.set_len(((pages + chain) * PAGE) as u64).unwrap();
    for n in 0..chain - 1 {
        let next = (pages + n + 2) as u32;
        write_at(&mut file, ((pages + n) * PAGE) as u64, &next.to_be_bytes());
    }
}

/// A number as the format spells it, and what follows.
fn number(bytes: &[u8]) -> (usize, &[u8]) {
    let mut n = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        n = n << 7 | usize::from(byte & 0x7f);
        if byte < 0x80 {
            return (n, &bytes[at + 1..]);
        }
    }
    panic!("no number")
}

fn spelt(n: usize) -> Vec<u8> {
    let mut bytes = vec![(n & 0x7f) as u8];
    let mut n = n >> 7;
    while n > 0 {
        bytes.insert(0, (n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    bytes
}
