//! An update behind a PDF: new and changed objects, and a cross-reference section of the file's own kind.
//!
//! Nothing that is there is touched. A file whose last section is a table gets a table, one with a stream a stream: a
//! reader that meets another kind finds fault with the signature. The hidden stream of a hybrid file is never carried on.

use super::document::{Document, Ending};
use super::object::{Dictionary, Id, Object};
use super::xref::Kind;
use crate::source::Source;
use antin_pki::algorithm::Digest;
use std::io::Write;
use std::ops::Range;

/// Objects to be written behind a file.
#[derive(Debug)]
pub struct Update<'d, 'a> {
    document: &'d Document<'a>,
    objects: Vec<(Id, Body)>,
    next: u32,
    seed: [u8; 16],
}

#[derive(Debug)]
enum Body {
    Object(Object),
    Stream(Dictionary, Vec<u8>),
    Signature(Dictionary, usize),
}

/// What is written behind the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Where, in the whole new file, the hex string of the signature lies, angle brackets and all.
    pub hole: Range<usize>,
}

impl Written {
    /// The digest of the file and the bytes behind it, without the hole; none where the file cannot be read.
    #[must_use]
    pub fn digest(&self, file: &Source<'_>, digest: Digest) -> Option<Vec<u8>> {
        let end = file.length() + self.bytes.len();
        file.followed_by(&self.bytes).digest(digest, &[0..self.hole.start, self.hole.end..end])
    }
}

/// Room for the numbers of `ByteRange`: four of ten digits, three spaces, two brackets.
const RANGE: usize = 45;

impl<'d, 'a> Update<'d, 'a> {
    /// An update of `document`. `seed` makes encrypted additions different from one another; it is not used elsewhere.
    #[must_use]
    pub fn new(document: &'d Document<'a>, seed: [u8; 16]) -> Self {
        Update { document, objects: Vec::new(), next: document.free_number(), seed }
    }

    /// A number that nobody uses yet.
    pub fn number(&mut self) -> Id {
        let id = Id { number: self.next, generation: 0 };
        self.next = self.next.saturating_add(1);
        id
    }

    /// Writes an object under `id`, in the place of what stood there.
    pub fn put(&mut self, id: Id, object: Object) {
        self.objects.retain(|(own, _)| *own != id);
        self.objects.push((id, Body::Object(object)));
    }

    /// Writes a stream under a new number.
    pub fn stream(&mut self, dictionary: Dictionary, data: Vec<u8>) -> Id {
        let id = self.number();
        self.objects.push((id, Body::Stream(dictionary, data)));
        id
    }

    /// Writes the dictionary of a signature under `id` with room for `room` bytes of CMS.
    pub fn signature(&mut self, id: Id, dictionary: Dictionary, room: usize) {
        self.objects.push((id, Body::Signature(dictionary, room)));
    }

    /// The object that will stand under `id`: what was put, else what stands there.
    #[must_use]
    pub fn current(&self, id: Id) -> Object {
        let put = self.objects.iter().find(|(own, _)| *own == id);
        match put {
            Some((_, Body::Object(object))) => object.clone(),
            _ => self.document.get(id).map_or(Object::Null, |object| (*object).clone()),
        }
    }

    /// The object itself, a reference followed.
    #[must_use]
    pub fn resolve(&self, object: &Object) -> Object {
        match object {
            Object::Reference(id) => self.current(*id),
            other => other.clone(),
        }
    }

    /// The bytes to be put behind the file.
    #[must_use]
    pub fn write(self) -> Written {
        let start = self.document.source.length();
        let mut out = Vec::new();
        let ends = |line_end: &[u8]| start > 0 && self.document.source.stands(line_end, start - 1);
        if !ends(b"\n") && !ends(b"\r") {
            out.push(b'\n');
        }
        let mut places: Vec<(Id, usize)> = Vec::new();
        let (mut hole, mut range_at) = (0..0, 0);
        let mut next = self.next;
        let crypt = self.document.crypt();
        for (id, body) in &self.objects {
            places.push((*id, start + out.len()));
            let iv = self.iv(*id);
            let _ = writeln!(out, "{} {} obj", id.number, id.generation);
            match body {
                Body::Object(object) => {
                    let mut object = object.clone();
                    if let Some(crypt) = crypt {
                        crypt.close_strings(&mut object, *id, &iv);
                    }
                    self::object(&mut out, &object);
                }
                Body::Stream(dictionary, data) => {
                    let closed = crypt.and_then(|crypt| crypt.close(data, *id, &iv));
                    let data = closed.as_ref().unwrap_or(data);
                    let mut object = Object::Dictionary(dictionary.clone());
                    if let Some(crypt) = crypt {
                        crypt.close_strings(&mut object, *id, &iv);
                    }
                    if let Object::Dictionary(dictionary) = &mut object {
                        dictionary.set("Length", Object::Integer(data.len() as i64));
                    }
                    self::object(&mut out, &object);
                    out.extend_from_slice(b"\nstream\n");
                    out.extend_from_slice(data);
                    out.extend_from_slice(b"\nendstream");
                }
                Body::Signature(dictionary, room) => {
                    let mut object = Object::Dictionary(dictionary.clone());
                    if let Some(crypt) = crypt {
                        crypt.close_strings(&mut object, *id, &iv);
                    }
                    self::object(&mut out, &object);
                    out.truncate(out.len() - 2);
                    out.extend_from_slice(b"/ByteRange ");
                    range_at = out.len();
                    out.extend(std::iter::repeat_n(b' ', RANGE));
                    out.extend_from_slice(b"/Contents ");
                    let from = out.len();
                    out.push(b'<');
                    out.extend(std::iter::repeat_n(b'0', 2 * room));
                    out.push(b'>');
                    hole = start + from..start + out.len();
                    out.extend_from_slice(b">>");
                }
            }
            out.extend_from_slice(b"\nendobj\n");
        }
        let section = start + out.len();
        let kind = self.document.sections[0].kind;
        if kind == Kind::Stream {
            let id = Id { number: next, generation: 0 };
            next = next.saturating_add(1);
            places.push((id, section));
        }
        places.sort_unstable();
        let trailer = self.trailer(next, &out);
        match (kind, places.iter().find(|(_, place)| *place == section).map(|(id, _)| *id)) {
            (Kind::Stream, Some(id)) => stream_section(&mut out, id, &places, trailer),
            _ => table_section(&mut out, &places, &trailer),
        }
        let _ = write!(out, "startxref\n{section}\n%%EOF\n");
        if hole.end > 0 {
            let (end, rest) = (hole.end, start + out.len() - hole.end);
            let numbers = format!("[0 {} {end} {rest}]", hole.start);
            out[range_at..range_at + numbers.len()].copy_from_slice(numbers.as_bytes());
        }
        Written { bytes: out, hole }
    }

    fn iv(&self, id: Id) -> [u8; 16] {
        let mut iv = [0; 16];
        let hash = Digest::Sha256.compute(&[&self.seed, &id.number.to_be_bytes()]);
        iv.copy_from_slice(&hash[..16]);
        iv
    }

    /// The last trailer without what belongs to its own section; the second identifier is new (ISO 32000-2 14.4).
    fn trailer(&self, size: u32, added: &[u8]) -> Dictionary {
        let mut trailer = self.document.trailer().clone();
        for name in ["XRefStm", "Type", "W", "Index", "Length", "Filter", "DecodeParms", "Prev", "Size"] {
            trailer.remove(name);
        }
        let previous = self.document.sections[0].offset;
        trailer.set("Size", Object::Integer(i64::from(size)));
        trailer.set("Prev", Object::Integer(previous as i64));
        let first = match trailer.get("ID").map(|id| self.document.resolve(id)).as_deref() {
            Some(Object::Array(parts)) => parts.first().map(|part| (*self.document.resolve(part)).clone()),
            _ => None,
        };
        if let Some(first @ Object::String(_)) = first {
            let second = Digest::Sha256.compute(&[added])[..16].to_vec();
            trailer.set("ID", Object::Array(vec![first, Object::String(second)]));
        }
        trailer
    }
}

fn table_section(out: &mut Vec<u8>, places: &[(Id, usize)], trailer: &Dictionary) {
    out.extend_from_slice(b"xref\n");
    for run in places.chunk_by(|one, other| one.0.number + 1 == other.0.number) {
        let first = run.first().map_or(0, |(id, _)| id.number);
        let _ = writeln!(out, "{first} {}", run.len());
        for (id, place) in run {
            let _ = writeln!(out, "{place:010} {:05} n ", id.generation);
        }
    }
    out.extend_from_slice(b"trailer\n");
    object(out, &Object::Dictionary(trailer.clone()));
    out.push(b'\n');
}

fn stream_section(out: &mut Vec<u8>, id: Id, places: &[(Id, usize)], mut trailer: Dictionary) {
    let (mut index, mut data) = (Vec::new(), Vec::new());
    for run in places.chunk_by(|one, other| one.0.number + 1 == other.0.number) {
        let first = run.first().map_or(0, |(id, _)| id.number);
        index.push(Object::Integer(i64::from(first)));
        index.push(Object::Integer(run.len() as i64));
        for (id, place) in run {
            data.push(1);
            data.extend_from_slice(&(*place as u64).to_be_bytes()[3..]);
            data.extend_from_slice(&id.generation.to_be_bytes());
        }
    }
    trailer.set("Type", Object::named("XRef"));
    trailer.set("W", Object::Array(vec![Object::Integer(1), Object::Integer(5), Object::Integer(2)]));
    trailer.set("Index", Object::Array(index));
    trailer.set("Length", Object::Integer(data.len() as i64));
    let _ = writeln!(out, "{} {} obj", id.number, id.generation);
    object(out, &Object::Dictionary(trailer));
    out.extend_from_slice(b"\nstream\n");
    out.extend_from_slice(&data);
    out.extend_from_slice(b"\nendstream\nendobj\n");
}

/// Writes an object. Streams stay where they are: only their dictionaries are ever written anew.
pub fn object(out: &mut Vec<u8>, value: &Object) {
    match value {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Bool(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Object::Integer(value) => drop(write!(out, "{value}")),
        // With its fraction, also where that is zero: a whole number is another type of object.
        Object::Real(value) if value.fract() == 0.0 => drop(write!(out, "{value:.1}")),
        Object::Real(value) => drop(write!(out, "{value}")),
        Object::String(text) => string(out, text),
        Object::Name(name) => self::name(out, name),
        Object::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b' ');
                }
                object(out, item);
            }
            out.push(b']');
        }
        Object::Dictionary(dictionary) => self::dictionary(out, dictionary),
        Object::Stream(stream) => self::dictionary(out, &stream.dictionary),
        Object::Reference(id) => drop(write!(out, "{} {} R", id.number, id.generation)),
    }
}

fn dictionary(out: &mut Vec<u8>, dictionary: &Dictionary) {
    out.extend_from_slice(b"<<");
    for (name, value) in &dictionary.entries {
        self::name(out, name);
        out.push(b' ');
        object(out, value);
    }
    out.extend_from_slice(b">>");
}

fn name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for byte in name {
        match byte {
            b'!'..=b'~' if !b"()<>[]{}/%#".contains(byte) => out.push(*byte),
            _ => drop(write!(out, "#{byte:02X}")),
        }
    }
}

/// Plain text in parentheses, everything else in hex.
fn string(out: &mut Vec<u8>, text: &[u8]) {
    if text.iter().all(|byte| (b' '..=b'~').contains(byte) && !b"()\\".contains(byte)) {
        out.push(b'(');
        out.extend_from_slice(text);
        out.push(b')');
    } else {
        out.push(b'<');
        text.iter().for_each(|byte| drop(write!(out, "{byte:02x}")));
        out.push(b'>');
    }
}

/// Does the file end where its last revision ends? Behind anything else nothing is written.
#[must_use]
pub fn ends_well(document: &Document<'_>) -> bool {
    let end = document.source.length();
    Ending::of(&document.source, end).is_some_and(|ending| ending.is_close(&document.source, end))
}
