//! Makes the corpus of hostile and damaged files: the same bytes at every run, but for containers,
//! whose keys are random.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use borderfit::model::Evidence;
use borderfit::vault::{Recipients, seal_to};
use rusqlite::Connection;

use super::giant;
use crate::surveys::{Desk, Salts, known, save, small};

/// What a file pretends to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A survey that is refused as a whole.
    Survey,
    /// A survey with rows that are wrong: they are named and not taken.
    Rows,
    /// A survey of which every hash is right: what it says is shown tamely.
    Sound,
    Table,
    Profile,
    Prices,
    House,
    Photo,
    /// For a passphrase.
    Words,
    /// For a key.
    Key,
    Receipt,
}

/// A file of the corpus.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) sort: Sort,
    pub(crate) file: PathBuf,
}

/// A file that is made in a folder.
struct Maker<'a> {
    folder: &'a Path,
    good: Vec<u8>,
    cases: Vec<Case>,
}

/// Makes all of them in a folder. `key` is one to encrypt to.
pub(crate) fn corpus(folder: &Path, key: &str) -> Vec<Case> {
    let path = folder.join("good.survey");
    save(&path, &small().survey).unwrap();
    let good = fs::read(&path).unwrap();
    fs::remove_file(path).unwrap();
    let mut maker = Maker { folder, good, cases: Vec::new() };
    maker.other_files();
    maker.schemas();
    maker.rows();
    maker.texts();
    maker.tables();
    maker.standards();
    maker.photos();
    maker.containers(key);
    maker.receipts();
    maker.cases
}

impl Maker<'_> {
    fn file(&mut self, sort: Sort, name: &str) -> PathBuf {
        let file = self.folder.join(format!("{:02}", self.cases.len()));
        self.cases.push(Case { name: name.to_owned(), sort, file: file.clone() });
        file
    }

    fn bytes(&mut self, sort: Sort, name: &str, bytes: &[u8]) {
        let file = self.file(sort, name);
        fs::write(file, bytes).unwrap();
    }

    /// So many bytes that take no room on the disk.
    fn sparse(&mut self, sort: Sort, name: &str, head: &[u8], length: u64) {
        let mut file = File::create(self.file(sort, name)).unwrap();
        file.write_all(head).unwrap();
        file.set_len(length).unwrap();
    }

    fn patched(&mut self, name: &str, at: usize, bytes: &[u8]) {
        let mut patched = self.good.clone();
        patched[at..at + bytes.len()].copy_from_slice(bytes);
        self.bytes(Sort::Survey, name, &patched);
    }

    fn sql(&mut self, sort: Sort, name: &str, sql: &str) {
        let file = self.file(sort, name);
        fs::write(&file, &self.good).unwrap();
        // What changes the schema behind the library's back counts once the file is opened again.
        for part in sql.split("-- reopen") {
            let conn = Connection::open(&file).unwrap();
            conn.execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA journal_mode = OFF")
                .unwrap();
            conn.execute_batch(part).unwrap_or_else(|e| panic!("{name}: {e}"));
        }
    }

    fn other_files(&mut self) {
        let mut salts = Salts::new(5);
        let random: Vec<u8> = (0..512).flat_map(|_| salts.next()).collect();
        self.bytes(Sort::Survey, "random bytes", &random);
        let masked = [b"SQLite format 3\0".as_slice(), &random].concat();
        self.bytes(Sort::Survey, "random bytes behind the right beginning", &masked);
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file("a.survey", zip::write::SimpleFileOptions::DEFAULT).unwrap();
        zip.write_all(&self.good).unwrap();
        let zip = zip.finish().unwrap().into_inner();
        self.bytes(Sort::Survey, "a ZIP archive under another name", &zip);
        self.sparse(Sort::Survey, "1 GB of nothing", b"", 1 << 30);
        self.sparse(Sort::Survey, "more than any survey", b"SQLite format 3\0", 65 << 30);
        self.patched("a write-ahead log without its second file", 18, &[2, 2]);
        self.patched("another application", 68, &0x4247_504b_u32.to_be_bytes());
        self.patched("a newer major version", 60, &2_000_u32.to_be_bytes());
        self.patched("no version", 60, &0_u32.to_be_bytes());
        self.patched("UTF-16", 56, &2_u32.to_be_bytes());
        self.patched("more pages than there are", 28, &u32::MAX.to_be_bytes());
        self.patched(
            "a list of free pages that leads back",
            32,
            &[0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff],
        );
        let page = 2_048;
        for (name, pages) in [("cut off after its first page", 1), ("cut off in the middle", 12)] {
            let cut = self.good[..page * pages].to_vec();
            self.bytes(Sort::Survey, name, &cut);
        }
        let cut = self.good[..self.good.len() - 1].to_vec();
        self.bytes(Sort::Survey, "cut off by one byte", &cut);
        let file = self.file(Sort::Survey, "a text of 1 GB");
        giant::text(&file, &self.good);
    }

    fn schemas(&mut self) {
        let alter = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql =";
        for (name, sql) in [
            (
                "an endless recursive view",
                "CREATE VIEW v AS WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n) SELECT i FROM n".to_owned(),
            ),
            (
                "a view in place of a table",
                "DROP TABLE dangling; CREATE VIEW dangling AS WITH RECURSIVE n(id) AS (VALUES(1) UNION ALL SELECT id+1 FROM n) SELECT id FROM n".to_owned(),
            ),
            (
                "a generated column of 200 MB",
                "ALTER TABLE session ADD COLUMN b BLOB AS (zeroblob(200000000)) VIRTUAL".to_owned(),
            ),
            (
                "a check that takes a gigabyte",
                "DROP TABLE seal; CREATE TABLE seal(k CHECK(randomblob(1000000000) IS NOT NULL)); INSERT INTO seal DEFAULT VALUES".to_owned(),
            ),
            (
                "an index of an expression",
                "CREATE INDEX i ON obs(zeroblob(1000 * length(value)))".to_owned(),
            ),
            ("a trigger", "CREATE TRIGGER t AFTER INSERT ON obs BEGIN DELETE FROM obs; END".to_owned()),
            ("a virtual table", "CREATE VIRTUAL TABLE ft USING fts5(x)".to_owned()),
            (
                "a virtual table of a file that is not there",
                format!("{alter} sql; INSERT INTO sqlite_schema VALUES('table', 'e', 'e', 0, 'CREATE VIRTUAL TABLE e USING csv(filename=''/etc/passwd'')')"),
            ),
            (
                "a table whose name moves the cursor",
                "CREATE TABLE \"\u{1b}[2J\u{202e}t\"(a)".to_owned(),
            ),
            ("one space more", format!("{alter} replace(sql, 'obs(subject', 'obs( subject') WHERE name = 'obs_subject_attr'")),
            ("one letter in another case", format!("{alter} replace(sql, 'STRICT', 'strict') WHERE name = 'attr'")),
            ("a table less", "DROP TABLE import_log".to_owned()),
            (
                "five hundred tables",
                (0..500).map(|n| format!("CREATE TABLE t{n}(a);")).collect::<String>(),
            ),
            (
                "values of the wrong types",
                format!(
                    "{alter} replace(sql, ') STRICT', ')') WHERE name = 'obs' -- reopen
                     UPDATE obs SET value = x'00ff', unit = 7.5, hlc = 'soon' WHERE k = 3;
                     {alter} sql || ' STRICT' WHERE name = 'obs'"
                ),
            ),
            (
                "two tables on one page",
                "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'obs') WHERE name = 'blob'".to_owned(),
            ),
        ] {
            self.sql(Sort::Survey, name, &sql);
        }
    }

    fn rows(&mut self) {
        let k = "(SELECT k FROM obs WHERE value = '400')";
        for (name, sort, sql) in [
            ("an id of the wrong length", Sort::Rows, format!("UPDATE obs SET id = x'00' WHERE k = {k}")),
            ("a subject's id of the wrong length", Sort::Survey, "UPDATE subject SET id = zeroblob(17) WHERE k = 2".to_owned()),
            ("a session's id of the wrong length", Sort::Survey, "UPDATE session SET id = x'0102'".to_owned()),
            ("an id that does not match", Sort::Rows, format!("UPDATE obs SET id = zeroblob(32) WHERE k = {k}")),
            ("a value that was changed", Sort::Rows, format!("UPDATE obs SET value = '4000' WHERE k = {k}")),
            ("an answer given to another person", Sort::Rows, "UPDATE session SET author = 'B. Surveyor'".to_owned()),
            ("a row less", Sort::Rows, format!("DELETE FROM obs WHERE k = {k}")),
            ("a subject that is not there", Sort::Rows, format!("UPDATE obs SET subject = 4000000000 WHERE k = {k}")),
            ("an attribute that is not there", Sort::Rows, format!("UPDATE obs SET attr = -1 WHERE k = {k}")),
            ("a session that is not there", Sort::Rows, format!("UPDATE obs SET session = 1 << 40 WHERE k = {k}")),
            ("two that supersede each other", Sort::Rows, format!("UPDATE obs SET prev = (SELECT o.id FROM obs o WHERE o.k = obs.k - 1) WHERE k = {k}; UPDATE obs SET prev = (SELECT o.id FROM obs o WHERE o.k = {k}) WHERE k = {k} - 1")),
            ("one that supersedes itself", Sort::Rows, format!("UPDATE obs SET prev = id WHERE k = {k}")),
            ("65 superseded", Sort::Rows, format!("UPDATE obs SET prev = zeroblob(32 * 65) WHERE k = {k}")),
            ("a million superseded", Sort::Rows, format!("UPDATE obs SET prev = zeroblob(16000000) WHERE k = {k}")),
            ("a note over 4 kB", Sort::Rows, format!("UPDATE obs SET note = printf('%.*c', 5000, 'x') WHERE k = {k}")),
            ("a value of 40 MB", Sort::Survey, format!("UPDATE obs SET value = printf('%.*c', 40000000, 'x') WHERE k = {k}")),
            ("a photo over 16 MB", Sort::Rows, "INSERT INTO blob VALUES(0, zeroblob(32), 16777217, 'image/jpeg', zeroblob(16777217))".to_owned()),
            ("a photo of 40 MB", Sort::Rows, "INSERT INTO blob VALUES(0, zeroblob(32), 40000000, 'image/jpeg', zeroblob(40000000))".to_owned()),
            ("a photo that is another", Sort::Rows, "INSERT INTO blob VALUES(0, zeroblob(32), 4, 'image/jpeg', x'ffd8ffe0')".to_owned()),
            ("a session twice", Sort::Rows, "INSERT INTO session SELECT 1, zeroblob(16), nonce, author, author_key, device_label, program, started_hlc, tz_min FROM session".to_owned()),
            ("a row number beyond all", Sort::Rows, format!("UPDATE obs SET k = 1 << 60 WHERE k = {k}")),
            ("a negative row number", Sort::Rows, format!("UPDATE obs SET k = -5 WHERE k = {k}")),
            ("a time beyond all", Sort::Rows, format!("UPDATE obs SET hlc = -1 WHERE k = {k}")),
            ("an offset beyond all", Sort::Survey, "UPDATE session SET tz_min = 9223372036854775807".to_owned()),
            ("an unknown status", Sort::Rows, format!("UPDATE obs SET status = 'maybe' WHERE k = {k}")),
            ("two hundred thousand attributes", Sort::Survey, "WITH RECURSIVE n(i) AS (VALUES(100) UNION ALL SELECT i+1 FROM n WHERE i < 200000) INSERT INTO attr SELECT i, 'attribute ' || i FROM n".to_owned()),
            ("a seal over more rows than there are", Sort::Rows, format!("{SEAL}, 9223372036854775807, NULL, 0, zeroblob(64))")),
            (
                "a log that names the same rows without end",
                Sort::Rows,
                format!(
                    "{SEAL}, 5, NULL, 0, zeroblob(64)); INSERT INTO import_log VALUES(0, 0, 'seal', '', '', 0, 0, 0, \
                     '{{\"seal\":\"' || lower(hex(zeroblob(32))) || '\",\"profiles\":[],\"rows\":[' || rtrim(replace(printf('%.*c', 1500000, 'x'), 'x', '[0,20],'), ',') || ']}}')"
                ),
            ),
            ("a log that is nested without end", Sort::Rows, format!("{SEAL}, 5, NULL, 0, zeroblob(64)); INSERT INTO import_log VALUES(0, 0, 'seal', '', '', 0, 0, 0, printf('%.*c', 5000000, '['))")),
            ("a profile that is not what it was", Sort::Rows, "INSERT INTO profile VALUES(0, zeroblob(32), 'own', '1', printf('%.*c', 9000000, '['))".to_owned()),
            ("no first subject", Sort::Survey, "DELETE FROM subject".to_owned()),
            ("a place in itself", Sort::Rows, "UPDATE obs SET value = (SELECT lower(hex(s.id)) FROM subject s WHERE s.k = obs.subject) WHERE attr = (SELECT k FROM attr WHERE name = '@parent')".to_owned()),
        ] {
            self.sql(sort, name, &sql);
        }
    }

    /// Texts that a terminal would obey, that are no text, or that hide what they say.
    fn texts(&mut self) {
        let columns = [
            ("meta", "value"),
            ("attr", "name"),
            ("session", "author"),
            ("session", "device_label"),
            ("session", "program"),
            ("obs", "vtype"),
            ("obs", "value"),
            ("obs", "unit"),
            ("obs", "evidence"),
            ("obs", "note"),
            ("obs", "ext"),
        ];
        for (what, text) in [
            ("not UTF-8", "CAST(x'66ff66c0' AS TEXT)"),
            (
                "escape sequences",
                "char(27) || '[2J' || char(27) || ']0;x' || char(7, 155) || '31m'",
            ),
            ("turned writing", "char(8238) || 'met' || char(8294, 1564)"),
        ] {
            for (table, column) in columns {
                let sql = format!("UPDATE {table} SET {column} = {text} || {column}");
                let whole = matches!((table, what), ("attr" | "session", "not UTF-8"));
                let sort = if whole { Sort::Survey } else { Sort::Rows };
                self.sql(sort, &format!("{what} in {column} of {table}"), &sql);
            }
        }
        let bad = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}tem\u{2066}\u{61c}\r\u{8}";
        let mut desk = Desk::new(&format!("A{bad}"));
        let place = ["QV-X01", "entry", ""];
        for attribute in ["name", &*format!("x{bad}"), "type"] {
            let answer = known(bad, "", Evidence::Observed);
            desk.record(place, attribute, "text", answer, &format!("note{bad}"));
        }
        let file = self.file(Sort::Sound, "escape sequences everywhere, with the right hashes");
        save(&file, &desk.survey).unwrap();
    }

    fn tables(&mut self) {
        let header = b"crossing_point,attribute,value\n";
        self.sparse(Sort::Table, "a table that is one line of 1 GB", header, 1 << 30);
        let with = |rest: &[u8]| [header.as_slice(), rest].concat();
        self.bytes(Sort::Table, "a cell of 16 MB", &with(&vec![b'x'; 16 << 20]));
        let quote = [b"\"".as_slice(), &vec![b'x'; 60_000]].concat();
        self.bytes(Sort::Table, "a quote that is never closed", &with(&quote));
        let quote = [b"\"".as_slice(), &vec![b'x'; 16 << 20]].concat();
        self.bytes(Sort::Table, "a quote that is not closed for 16 MB", &with(&quote));
        self.bytes(Sort::Table, "16 million columns", &vec![b','; 16 << 20]);
        self.bytes(Sort::Table, "two million rows", &with(&b"a,b,c\n".repeat(2_000_000)));
        self.bytes(
            Sort::Table,
            "a hundred thousand wrong cells",
            &with(&b"\x1b,\xff,\0\n".repeat(50_000)),
        );
        self.bytes(Sort::Table, "broken quotes without end", &with(&b"\"a\"b\n".repeat(1_000_000)));
        self.bytes(Sort::Table, "nothing but NUL", &[0; 1 << 16]);
        self.bytes(Sort::Table, "UTF-16", &[0xff, 0xfe, b'a', 0, b',', 0]);
        self.bytes(Sort::Table, "a workbook", b"PK\x03\x04 and so on");
        let survey = self.good.clone();
        self.bytes(Sort::Table, "a survey as a table", &survey);
        self.bytes(Sort::Table, "an empty table", b"");
        let hidden = "QV\u{1b}[2J-1,na\u{202e}me,\u{1b}]0;x\u{7}\n".repeat(3);
        self.bytes(Sort::Table, "escape sequences in a table", &with(hidden.as_bytes()));
    }

    fn standards(&mut self) {
        for sort in [Sort::Profile, Sort::Prices, Sort::House] {
            for (name, text) in [
                ("lists in lists", format!("format = 1\nx = {}", "[".repeat(100_000))),
                ("tables in tables", format!("format = 1\nx = {}", "{a=".repeat(60_000))),
                ("a key of 200,000 parts", format!("format = 1\n{}a = 1\n", "a.".repeat(200_000))),
                ("a header of 200,000 parts", format!("[{}a]\n", "a.".repeat(200_000))),
                ("100,000 headers", "[[a.a]]\n".repeat(60_000)),
                ("60,000 keys", (0..60_000).map(|n| format!("k{n}=1\n")).collect()),
                (
                    "a text without end",
                    format!("format = 1\ntitle = \"\"\"{}", "x".repeat(500_000)),
                ),
                (
                    "escape sequences",
                    "format = 1\n\"\u{1b}[2J\u{202e}\" = \"\\u001b[2J\"\n".to_owned(),
                ),
                ("NUL", "format = 1\0\n".to_owned()),
            ] {
                self.bytes(sort, &format!("{name} ({sort:?})"), text.as_bytes());
            }
            self.bytes(sort, &format!("not UTF-8 ({sort:?})"), b"format = 1\ntitle = \"\xff\"\n");
            self.sparse(sort, &format!("1 GB ({sort:?})"), b"format = 1\n", 1 << 30);
        }
    }

    fn photos(&mut self) {
        let png = |width: u32, height: u32, kind: u8, data: &[u8]| {
            let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
            let mut chunk = |name: &[u8; 4], body: &[u8]| {
                out.extend((body.len() as u32).to_be_bytes());
                let whole = [name.as_slice(), body].concat();
                out.extend(&whole);
                let mut crc = flate2::Crc::new();
                crc.update(&whole);
                out.extend(crc.sum().to_be_bytes());
            };
            let mut head = width.to_be_bytes().to_vec();
            head.extend(height.to_be_bytes());
            head.extend([8, kind, 0, 0, 0]);
            chunk(b"IHDR", &head);
            chunk(b"IDAT", data);
            chunk(b"IEND", &[]);
            out
        };
        let squeezed = |n: usize| {
            let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
            out.write_all(&vec![0; n]).unwrap();
            out.finish().unwrap()
        };
        self.bytes(
            Sort::Photo,
            "a PNG of 4 billion pixels on a side",
            &png(u32::MAX, u32::MAX, 2, b""),
        );
        self.bytes(
            Sort::Photo,
            "a PNG of 30,000 x 30,000",
            &png(30_000, 30_000, 6, &squeezed(1 << 20)),
        );
        self.bytes(Sort::Photo, "a PNG without pixels", &png(0, 7, 2, b""));
        self.bytes(Sort::Photo, "a PNG that is cut off", &png(64, 64, 2, &squeezed(100)));
        let mut chunk = png(8, 8, 2, b"")[..33].to_vec();
        chunk.extend([0xff, 0xff, 0xff, 0xff]);
        chunk.extend(b"IDAT");
        self.bytes(Sort::Photo, "a PNG with a part of 4 GB", &chunk);
        let jpeg = |width: u16, height: u16| {
            let mut out = b"\xff\xd8\xff\xc0\x00\x11\x08".to_vec();
            out.extend(height.to_be_bytes());
            out.extend(width.to_be_bytes());
            out.extend([3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0]);
            out.extend(b"\xff\xda\x00\x0c\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00\0\0\xff\xd9");
            out
        };
        self.bytes(Sort::Photo, "a JPEG of 65,535 x 65,535", &jpeg(65_535, 65_535));
        self.bytes(Sort::Photo, "a JPEG without tables", &jpeg(16, 16));
        self.bytes(Sort::Photo, "a JPEG that begins and ends", b"\xff\xd8\xff\xd9");
        self.bytes(
            Sort::Photo,
            "a JPEG of nothing but parts",
            &[b"\xff\xd8".as_slice(), &b"\xff\xe1\0\x02".repeat(1_000_000)].concat(),
        );
        self.sparse(Sort::Photo, "a photo of 1 GB", b"\xff\xd8\xff\xe0", 1 << 30);
        self.bytes(Sort::Photo, "an empty photo", b"");
    }

    fn containers(&mut self, key: &str) {
        let start = b"age-encryption.org/v1\n".as_slice();
        let stanza = b"-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc\n\
                       EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n";
        let mac = b"--- Vn+54jqiiUCE+WZcEVY3f1sqHjlu/z1LCQ/T7Xm7qI0\n";
        let work = |n: u8| {
            let words = format!("-> scrypt bBjlhJVYZeE4aqUdmtRHfw {n}\n");
            let body = b"gUjEymFKMVXQEKdMMHL24oYexjE3TIC0O0zGSqJ2aUY\n";
            [start, words.as_bytes(), body, mac, &[0; 64]].concat()
        };
        self.bytes(
            Sort::Key,
            "a header that is one line of 32 MB",
            &[start, b"-> X25519 ", &vec![b'a'; 32 << 20]].concat(),
        );
        self.bytes(
            Sort::Key,
            "300,000 recipients",
            &[start, &stanza.repeat(300_000), mac].concat(),
        );
        self.bytes(Sort::Key, "nothing but a beginning", start);
        self.bytes(
            Sort::Key,
            "a container of a later format",
            b"age-encryption.org/v2\n-> X25519 a\n",
        );
        self.bytes(Sort::Key, "a container for nobody", &[start, mac].concat());
        self.bytes(
            Sort::Key,
            "a container for somebody else",
            &[start, stanza, mac, &[0; 64]].concat(),
        );
        self.bytes(Sort::Words, "a passphrase that takes a gigabyte to try", &work(20));
        self.bytes(Sort::Words, "a passphrase that takes forever to try", &work(63));
        self.bytes(
            Sort::Words,
            "two passphrases",
            &[&work(10)[..work(10).len() - mac.len() - 64], &work(10)[start.len()..]].concat(),
        );
        self.sparse(Sort::Words, "a container of 1 GB of nothing", start, 1 << 30);
        let sealed = |to: &Recipients, what: &[u8]| {
            let mut out = Vec::new();
            seal_to(to, what, &mut out).unwrap();
            out
        };
        let to = Recipients::keys([key]).unwrap();
        let words = Recipients::passphrase("grey mules");
        let whole = sealed(&words, &self.good);
        self.bytes(Sort::Words, "a container that is cut off", &whole[..whole.len() - 100]);
        let mut changed = whole.clone();
        changed[whole.len() / 2] ^= 1;
        self.bytes(Sort::Words, "a container with one bit changed", &changed);
        self.bytes(
            Sort::Words,
            "another passphrase",
            &sealed(&Recipients::passphrase("x"), &self.good),
        );
        self.bytes(
            Sort::Words,
            "a container for a key and not for a passphrase",
            &sealed(&to, &self.good),
        );
        self.bytes(Sort::Key, "a container of random bytes", &sealed(&to, &[7; 5_000]));
        self.bytes(Sort::Key, "a container of nothing", &sealed(&to, b""));
        self.bytes(Sort::Words, "a container of a container", &sealed(&words, &whole));
        let view = self.cases.iter().find(|c| c.name == "an endless recursive view").unwrap();
        let view = fs::read(&view.file).unwrap();
        self.bytes(Sort::Key, "a container of a hostile survey", &sealed(&to, &view));
    }

    fn receipts(&mut self) {
        self.bytes(Sort::Receipt, "a receipt nested without end", "[".repeat(60_000).as_bytes());
        self.bytes(Sort::Receipt, "a receipt of lies", br#"{"format":"borderfit.receipt/1","survey":"5b","digest":"","observations":1,"received_by":"HQ","at":"","signer":"00","signature":"00"}"#);
        self.sparse(Sort::Receipt, "a receipt of 1 GB", b"{", 1 << 30);
    }
}

/// A seal of nobody, up to the number of rows.
const SEAL: &str = "INSERT INTO seal VALUES(0, zeroblob(32), zeroblob(32), zeroblob(32)";

/// Writes at a place of a file.
pub(crate) fn write_at(file: &mut File, at: u64, bytes: &[u8]) {
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}
