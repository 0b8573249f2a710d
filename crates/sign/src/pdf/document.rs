//! A PDF as one of its revisions shows it: objects by number, looked up through the cross-references and nothing else.
//!
//! The sections are read once and shared; the view of an earlier revision costs only its table of objects. Objects are
//! read when they are asked for and kept by the place where they stand, so that views share them too.

use super::crypt::Crypt;
use super::object::{Dictionary, Id, Object, Stream};
use super::parse::{Damage, Parser, is_space};
use super::xref::{self, Entry, Section, stream_start};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

mod filter;

pub use filter::decode;

/// Bytes that one document may unpack to, all streams together.
const UNPACKED: usize = 256 << 20;

/// Values that the objects of one document may have, all together.
const VALUES: usize = 2 * super::parse::VALUES;

/// Where an object stands: equal places are equal objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// At this byte.
    At(usize),
    /// In the object stream at this byte, under this number.
    In(usize, u32),
}

/// One revision of a file.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// The whole file, later revisions too.
    pub bytes: &'a [u8],
    /// Every section of the file, the newest first.
    pub sections: Rc<[Section]>,
    /// The newest section that belongs to this revision.
    pub newest: usize,
    table: HashMap<u32, Entry>,
    objects: Rc<RefCell<HashMap<Place, Rc<Object>>>>,
    containers: Rc<RefCell<HashMap<usize, Rc<Container>>>>,
    left: Rc<Cell<usize>>,
    values: Rc<Cell<usize>>,
    crypt: Option<Rc<Crypt>>,
}

/// An object stream, unpacked.
#[derive(Debug)]
struct Container {
    data: Vec<u8>,
    /// Numbers, and where each begins.
    heads: Vec<(u32, usize)>,
}

impl<'a> Document<'a> {
    /// Reads the newest revision.
    ///
    /// # Errors
    /// The file has no readable chain of cross-references.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Damage> {
        if !bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") {
            return Err(Damage { what: "no PDF", at: 0 });
        }
        let end = Ending::of(bytes, bytes.len()).ok_or(Damage { what: "no startxref", at: bytes.len() })?;
        let sections: Rc<[Section]> = xref::chain(bytes, end.section)?.into();
        let document = Document {
            bytes,
            sections,
            newest: 0,
            table: HashMap::new(),
            objects: Rc::default(),
            containers: Rc::default(),
            left: Rc::new(Cell::new(UNPACKED)),
            values: Rc::new(Cell::new(VALUES)),
            crypt: None,
        };
        Ok(document.at(0))
    }

    /// The same file as its revision ended by section number `newest`.
    #[must_use]
    pub fn at(&self, newest: usize) -> Document<'a> {
        let mut table = HashMap::new();
        for section in self.sections[newest..].iter().rev() {
            table.extend(section.entries.iter().map(|(number, entry)| (*number, *entry)));
        }
        Document {
            bytes: self.bytes,
            sections: Rc::clone(&self.sections),
            newest,
            table,
            objects: Rc::clone(&self.objects),
            containers: Rc::clone(&self.containers),
            left: Rc::clone(&self.left),
            values: Rc::clone(&self.values),
            crypt: self.crypt.clone(),
        }
    }

    /// The revision that ends at the byte `end`, if one of the chain does.
    #[must_use]
    pub fn ending_at(&self, end: usize) -> Option<Document<'a>> {
        let ending = Ending::of(self.bytes, end).filter(|ending| ending.is_close(self.bytes, end))?;
        let newest = self.sections.iter().position(|section| section.offset == ending.section)?;
        self.sections[newest..].iter().all(|section| section.offset < end).then(|| self.at(newest))
    }

    /// The same with what opens an encrypted file.
    #[must_use]
    pub fn opened(mut self, crypt: Crypt) -> Self {
        self.crypt = Some(Rc::new(crypt));
        self.objects = Rc::default();
        self.containers = Rc::default();
        self
    }

    /// What opens it, where it is encrypted.
    #[must_use]
    pub fn crypt(&self) -> Option<&Crypt> {
        self.crypt.as_deref()
    }

    /// The trailer of this revision.
    #[must_use]
    pub fn trailer(&self) -> &Dictionary {
        &self.sections[self.newest].trailer
    }

    /// Numbers of all objects that this revision knows.
    pub fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.table.iter().filter(|(_, entry)| **entry != Entry::Free).map(|(number, _)| *number)
    }

    /// One more than the highest number that any section uses, or that the trailer speaks of: LibreOffice leaves a
    /// reference there that leads nowhere, and it must not begin to lead somewhere.
    #[must_use]
    pub fn free_number(&self) -> u32 {
        fn highest_in(object: &Object) -> u32 {
            match object {
                Object::Reference(id) => id.number.saturating_add(1),
                Object::Array(items) => items.iter().map(highest_in).max().unwrap_or(0),
                Object::Dictionary(inner) => {
                    inner.entries.iter().map(|(_, value)| highest_in(value)).max().unwrap_or(0)
                }
                _ => 0,
            }
        }
        let spoken = self.trailer().entries.iter().map(|(_, value)| highest_in(value)).max().unwrap_or(0);
        let highest = self.sections.iter().filter_map(|section| section.entries.keys().next_back()).max();
        let said = self.trailer().integer("Size").and_then(|size| u32::try_from(size).ok()).unwrap_or(0);
        highest.map_or(1, |highest| highest.saturating_add(1)).max(said).max(spoken)
    }

    /// Where an object stands; none if it is free or unknown.
    #[must_use]
    pub fn place(&self, number: u32) -> Option<Place> {
        match *self.table.get(&number)? {
            Entry::Free => None,
            Entry::At { offset, .. } => Some(Place::At(offset)),
            Entry::In { stream, .. } => match self.table.get(&stream)? {
                Entry::At { offset, .. } => Some(Place::In(*offset, number)),
                _ => None,
            },
        }
    }

    /// The object of a reference. What is not there is null, as the standard says; what cannot be read is damage.
    ///
    /// # Errors
    /// Something stands at its place that is not it.
    pub fn get(&self, id: Id) -> Result<Rc<Object>, Damage> {
        let null = || Ok(Rc::new(Object::Null));
        let Some(place) = self.place(id.number) else { return null() };
        if let Some(Entry::At { generation, .. }) = self.table.get(&id.number)
            && *generation != id.generation
        {
            return null();
        }
        if let Some(found) = self.objects.borrow().get(&place) {
            return Ok(Rc::clone(found));
        }
        let object = match place {
            Place::At(offset) => self.read_at(offset, Some(id))?.0,
            Place::In(container, number) => self.inside(container, number)?,
        };
        let object = Rc::new(object);
        self.objects.borrow_mut().insert(place, Rc::clone(&object));
        Ok(object)
    }

    /// The object itself: references followed until there is none; null after too many.
    #[must_use]
    pub fn resolve(&self, object: &Object) -> Rc<Object> {
        let Object::Reference(id) = object else { return Rc::new(object.clone()) };
        let mut id = *id;
        for _ in 0..16 {
            match self.get(id) {
                Ok(found) => match &*found {
                    Object::Reference(next) => id = *next,
                    _ => return found,
                },
                Err(_) => break,
            }
        }
        Rc::new(Object::Null)
    }

    /// The value of `name`, references followed; null where it is not there.
    #[must_use]
    pub fn value(&self, dictionary: &Dictionary, name: &str) -> Rc<Object> {
        dictionary.get(name).map_or_else(|| Rc::new(Object::Null), |value| self.resolve(value))
    }

    /// The catalog.
    #[must_use]
    pub fn catalog(&self) -> Rc<Object> {
        self.value(self.trailer(), "Root")
    }

    /// Reads `12 0 obj …` at a byte, with the places of all values called `Contents` in it.
    ///
    /// # Errors
    /// No object stands there, or another than `wanted`.
    pub fn read_at(&self, offset: usize, wanted: Option<Id>) -> Result<(Object, Vec<Range<usize>>), Damage> {
        let mut parser = Parser::new(self.bytes, offset);
        let id = xref::head(&mut parser).ok_or(Damage { what: "no object", at: offset })?;
        if wanted.is_some_and(|wanted| wanted != id) {
            return Err(Damage { what: "another object than its cross-reference says", at: offset });
        }
        parser.left = parser.left.min(self.values.get());
        let before = parser.left;
        let mut object = parser.object()?;
        self.values.set(self.values.get().saturating_sub(before - parser.left));
        if let Object::Dictionary(dictionary) = object {
            let after = parser.at;
            object = match stream_start(&mut parser) {
                Some(start) => {
                    let place =
                        self.extent(&dictionary, start).ok_or(Damage { what: "a stream without end", at: after })?;
                    Object::Stream(Stream { dictionary, place })
                }
                None => Object::Dictionary(dictionary),
            };
        }
        if let Some(crypt) = &self.crypt {
            crypt.open_strings(&mut object, id);
        }
        Ok((object, parser.contents))
    }

    /// Where the bytes of a stream lie: as `Length` says, if `endstream` follows there; else up to the next `endstream`.
    fn extent(&self, dictionary: &Dictionary, start: usize) -> Option<Range<usize>> {
        let length = match dictionary.get("Length")? {
            Object::Integer(length) => Some(*length),
            // Read at once and not through the cache: a length that leads back to its own stream would not end.
            Object::Reference(id) => match self.place(id.number) {
                Some(Place::At(offset)) => {
                    let mut parser = Parser::new(self.bytes, offset);
                    xref::head(&mut parser).and_then(|_| parser.number()).and_then(|number| i64::try_from(number).ok())
                }
                Some(Place::In(..)) => match &*self.get(*id).ok()? {
                    Object::Integer(length) => Some(*length),
                    _ => None,
                },
                None => None,
            },
            _ => None,
        };
        if let Some(end) = length.and_then(|length| start.checked_add(usize::try_from(length).ok()?))
            && end <= self.bytes.len()
            && Parser::new(self.bytes, end).word(b"endstream")
        {
            return Some(start..end);
        }
        let end = start + memchr::memmem::find(self.bytes.get(start..)?, b"endstream")?;
        let data = &self.bytes[start..end];
        let data = data.strip_suffix(b"\n").unwrap_or(data);
        let data = data.strip_suffix(b"\r").unwrap_or(data);
        Some(start..start + data.len())
    }

    /// The unpacked bytes of a stream; none if a filter is not known here or the limit is reached.
    #[must_use]
    pub fn unpack(&self, stream: &Stream, id: Option<Id>) -> Option<Vec<u8>> {
        let raw = self.bytes.get(stream.place.clone())?;
        let opened;
        let raw = match (&self.crypt, id) {
            (Some(crypt), Some(id)) if crypt.opens(&stream.dictionary) => {
                opened = crypt.open(raw, id)?;
                &opened[..]
            }
            _ => raw,
        };
        let mut dictionary = stream.dictionary.clone();
        for name in ["Filter", "DecodeParms"] {
            if let Some(value) = dictionary.get(name).cloned() {
                dictionary.set(name, self.flat(&value));
            }
        }
        let data = decode(&dictionary, raw, self.left.get())?;
        self.left.set(self.left.get().saturating_sub(data.len()));
        Some(data)
    }

    /// A value with the references in it followed, two levels deep: enough for filters and their parameters.
    fn flat(&self, object: &Object) -> Object {
        match &*self.resolve(object) {
            Object::Array(items) => Object::Array(items.iter().map(|item| (*self.resolve(item)).clone()).collect()),
            other => other.clone(),
        }
    }

    fn inside(&self, container: usize, number: u32) -> Result<Object, Damage> {
        let bad = |what| Damage { what, at: container };
        let known = self.containers.borrow().get(&container).cloned();
        let unpacked = match known {
            Some(known) => known,
            None => {
                let id = xref::head(&mut Parser::new(self.bytes, container));
                let Object::Stream(stream) = self.read_at(container, None)?.0 else {
                    return Err(bad("no object stream"));
                };
                if stream.dictionary.name("Type") != Some(b"ObjStm") {
                    return Err(bad("no object stream"));
                }
                let data = self.unpack(&stream, id).ok_or(bad("an object stream that cannot be unpacked"))?;
                let unpacked = Rc::new(heads(&stream.dictionary, data).ok_or(bad("an object stream without list"))?);
                self.containers.borrow_mut().insert(container, Rc::clone(&unpacked));
                unpacked
            }
        };
        let found = unpacked.heads.iter().find(|(own, _)| *own == number);
        let (_, at) = found.ok_or(bad("an object that its stream does not have"))?;
        let mut parser = Parser::new(&unpacked.data, *at);
        parser.left = parser.left.min(self.values.get());
        let before = parser.left;
        let object = parser.object().map_err(|damage| bad(damage.what))?;
        self.values.set(self.values.get().saturating_sub(before - parser.left));
        Ok(object)
    }
}

fn heads(dictionary: &Dictionary, data: Vec<u8>) -> Option<Container> {
    let count = usize::try_from(dictionary.integer("N")?).ok()?;
    let first = usize::try_from(dictionary.integer("First")?).ok()?;
    let mut parser = Parser::new(data.get(..first)?, 0);
    let mut heads = Vec::new();
    for _ in 0..count.min(data.len()) {
        let (number, at) = (u32::try_from(parser.number()?).ok()?, usize::try_from(parser.number()?).ok()?);
        heads.push((number, first.checked_add(at)?));
    }
    Some(Container { data, heads })
}

/// How a revision ends: `startxref`, a number, `%%EOF`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The section that `startxref` names.
    pub section: usize,
    /// The first byte behind `%%EOF`, or behind the number where that is missing.
    pub after: usize,
}

impl Ending {
    /// The last one before `end`.
    #[must_use]
    pub fn of(bytes: &[u8], end: usize) -> Option<Ending> {
        let bytes = bytes.get(..end)?;
        let at = memchr::memmem::rfind(bytes, b"startxref")?;
        let mut parser = Parser::new(bytes, at + 9);
        let section = usize::try_from(parser.number()?).ok()?;
        let mut after = parser.at;
        while bytes.get(after).copied().is_some_and(is_space) {
            after += 1;
        }
        let after = if bytes[after..].starts_with(b"%%EOF") { after + 5 } else { parser.at };
        Some(Ending { section, after })
    }

    /// Is there nothing but the end of a line between it and `end`?
    #[must_use]
    pub fn is_close(&self, bytes: &[u8], end: usize) -> bool {
        bytes.get(self.after..end).is_some_and(|rest| rest.iter().all(|byte| is_space(*byte)))
    }
}
