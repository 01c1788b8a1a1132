//! The bytes of a file: objects, packed into object streams where they can be, and the table that
//! finds them. Knows lopdf's objects.
//!
//! lopdf could write them too, but only with every object in memory, and in an order and grouping
//! of its own choice.

use lopdf::{Dictionary, Document as Pdf, Object, StringFormat};

use super::error::PdfError;
use super::flow::compress;

/// Objects in one object stream.
const PACKED: usize = 200;

/// Where an object is.
#[derive(Debug, Clone, Copy)]
enum Place {
    Nowhere,
    At(usize),
    Inside(usize, usize),
}

struct Out {
    bytes: Vec<u8>,
    places: Vec<Place>,
    /// Objects that wait for their stream.
    pending: Vec<(usize, Vec<u8>)>,
    /// Numbers of object streams come after those of the objects.
    streams: Vec<(usize, usize)>,
    next: usize,
}

/// Writes a document, with `more` objects that follow its own in number.
pub(super) fn write(
    pdf: &Pdf,
    more: impl ExactSizeIterator<Item = Vec<u8>>,
) -> Result<Vec<u8>, PdfError> {
    let first = pdf.max_id as usize + 1;
    let next = first + more.len();
    let mut bytes = format!("%PDF-{}\n%", pdf.version).into_bytes();
    // Four bytes above 127 tell that the file is not text.
    bytes.extend([0xE2, 0xE3, 0xCF, 0xD3, b'\n']);
    let places = vec![Place::Nowhere; next];
    let mut out = Out { bytes, places, pending: Vec::new(), streams: Vec::new(), next };
    for (&(id, _), value) in &pdf.objects {
        let id = id as usize;
        if let Object::Stream(stream) = value {
            out.stream(id, &stream.dict, &stream.content);
        } else {
            let mut plain = Vec::new();
            object(&mut plain, value);
            out.pack(id, plain)?;
        }
    }
    for (id, plain) in (first..).zip(more) {
        out.pack(id, plain)?;
    }
    out.flush()?;
    out.finish(&pdf.trailer)
}

impl Out {
    fn stream(&mut self, id: usize, dictionary: &Dictionary, content: &[u8]) {
        if id < self.places.len() {
            self.places[id] = Place::At(self.bytes.len());
        } else {
            self.streams.push((id, self.bytes.len()));
        }
        let mut dictionary = dictionary.clone();
        dictionary.set("Length", i64::try_from(content.len()).unwrap_or(i64::MAX));
        self.bytes.extend_from_slice(format!("{id} 0 obj\n").as_bytes());
        entries(&mut self.bytes, &dictionary);
        self.bytes.extend_from_slice(b"\nstream\n");
        self.bytes.extend_from_slice(content);
        self.bytes.extend_from_slice(b"\nendstream\nendobj\n");
    }

    fn pack(&mut self, id: usize, plain: Vec<u8>) -> Result<(), PdfError> {
        self.places[id] = Place::Inside(self.next, self.pending.len());
        self.pending.push((id, plain));
        if self.pending.len() >= PACKED { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), PdfError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let (mut head, mut body) = (String::new(), Vec::new());
        let pending = std::mem::take(&mut self.pending);
        for (id, plain) in &pending {
            head.push_str(&format!("{id} {} ", body.len()));
            body.extend_from_slice(plain);
            body.push(b'\n');
        }
        let mut dictionary = Dictionary::new();
        dictionary.set("Type", "ObjStm");
        dictionary.set("N", i64::try_from(pending.len()).unwrap_or(0));
        dictionary.set("First", i64::try_from(head.len()).unwrap_or(0));
        dictionary.set("Filter", "FlateDecode");
        let mut plain = head.into_bytes();
        plain.append(&mut body);
        let (packed, _) = compress(plain, b"\n")?;
        let id = self.next;
        self.next += 1;
        self.stream(id, &dictionary, &packed);
        Ok(())
    }

    fn finish(mut self, trailer: &Dictionary) -> Result<Vec<u8>, PdfError> {
        let start = self.bytes.len();
        self.streams.push((self.next, start));
        let mut table = Vec::new();
        let places = self.places.iter().copied();
        let streams = self.streams.iter().map(|(_, at)| Place::At(*at));
        for (at, place) in places.chain(streams).enumerate() {
            let (kind, second, third) = match place {
                // The first entry heads the list of free numbers.
                Place::Nowhere => (0_u8, 0, if at == 0 { usize::from(u16::MAX) } else { 0 }),
                Place::At(offset) => (1, offset, 0),
                Place::Inside(stream, index) => (2, stream, index),
            };
            table.push(kind);
            table.extend(u32::try_from(second).unwrap_or(u32::MAX).to_be_bytes());
            table.extend(u16::try_from(third).unwrap_or(u16::MAX).to_be_bytes());
        }
        let mut dictionary = Dictionary::new();
        dictionary.set("Type", "XRef");
        dictionary.set("Size", i64::try_from(self.next + 1).unwrap_or(i64::MAX));
        dictionary.set("W", vec![1.into(), 4.into(), 2.into()]);
        for key in [b"Root".as_slice(), b"Info", b"ID"] {
            dictionary.set(key, trailer.get(key)?.clone());
        }
        // The table cannot be padded; one that would end in a carriage return stays plain.
        let (packed, length) = compress(table.clone(), &[1])?;
        if length == table.len() {
            dictionary.set("Filter", "FlateDecode");
            self.stream(self.next, &dictionary, &packed);
        } else {
            self.stream(self.next, &dictionary, &table);
        }
        self.bytes.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        Ok(self.bytes)
    }
}

fn entries(out: &mut Vec<u8>, dictionary: &Dictionary) {
    out.extend_from_slice(b"<<");
    for (key, value) in dictionary.iter() {
        name(out, key);
        out.push(b' ');
        object(out, value);
    }
    out.extend_from_slice(b">>");
}

fn name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(byte) {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

fn object(out: &mut Vec<u8>, value: &Object) {
    match value {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Integer(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Real(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Name(value) => name(out, value),
        Object::String(value, StringFormat::Literal) if value.is_ascii() => literal(out, value),
        Object::String(value, _) => {
            out.push(b'<');
            for byte in value {
                out.extend_from_slice(format!("{byte:02X}").as_bytes());
            }
            out.push(b'>');
        }
        Object::Array(values) => {
            out.push(b'[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    out.push(b' ');
                }
                object(out, value);
            }
            out.push(b']');
        }
        Object::Dictionary(dictionary) => entries(out, dictionary),
        Object::Reference((id, generation)) => {
            out.extend_from_slice(format!("{id} {generation} R").as_bytes());
        }
        // Streams stand for themselves and are never inside another object.
        Object::Stream(_) => out.extend_from_slice(b"null"),
    }
}

fn literal(out: &mut Vec<u8>, value: &[u8]) {
    out.push(b'(');
    for byte in value {
        match byte {
            b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\n' => out.extend_from_slice(b"\\n"),
            byte => out.push(*byte),
        }
    }
    out.push(b')');
}

/// Appends a text string, as in a dictionary.
pub(super) fn text_string(out: &mut Vec<u8>, words: &str) {
    object(out, &super::metadata::text(words));
}
