//! A PDF as one of its revisions shows it: objects by number, looked up through the cross-references and nothing else.
//!
//! The sections are read once and shared; the view of an earlier revision costs only its table of objects. Objects are
//! read when they are asked for and kept by the place where they stand, so that views share them too.

use super::crypt::Crypt;
use super::object::{Dictionary, Id, Object, Stream};
use super::parse::{Damage, Parser};
use super::xref::{self, Entry, Rows, Section, stream_start};
use crate::source::Source;
use kept::{Container, Kept};
use std::ops::Range;
use std::rc::Rc;

mod ending;
mod filter;
mod kept;

pub use ending::Ending;
pub use filter::decode;

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
    pub source: Source<'a>,
    /// Every section of the file, the newest first.
    pub sections: Rc<[Section]>,
    /// The newest section that belongs to this revision.
    pub newest: usize,
    rows: Rc<Rows>,
    kept: Rc<Kept>,
    crypt: Option<Rc<Crypt>>,
}

impl<'a> Document<'a> {
    /// Reads the newest revision.
    ///
    /// # Errors
    /// The file has no readable chain of cross-references.
    pub fn read(file: impl Into<Source<'a>>) -> Result<Self, Damage> {
        let source = file.into();
        let length = source.length();
        if source.find(b"%PDF-", 0..length.min(1024)).is_none() {
            return Err(Damage { what: "no PDF", at: 0 });
        }
        let end = Ending::of(&source, length).ok_or(Damage { what: "no startxref", at: length })?;
        let (sections, rows) = xref::chain(&source, end.section)?;
        let kept = Rc::new(Kept::of(length));
        Ok(Document { source, sections: sections.into(), newest: 0, rows: Rc::new(rows), kept, crypt: None })
    }

    /// The same file as its revision ended by section number `newest`.
    #[must_use]
    pub fn at(&self, newest: usize) -> Document<'a> {
        Document { newest, ..self.clone() }
    }

    /// The revision that ends at the byte `end`, if one of the chain does.
    #[must_use]
    pub fn ending_at(&self, end: usize) -> Option<Document<'a>> {
        let ending = Ending::of(&self.source, end).filter(|ending| ending.is_close(&self.source, end))?;
        let newest = self.sections.iter().position(|section| section.offset == ending.section)?;
        self.sections[newest..].iter().all(|section| section.offset < end).then(|| self.at(newest))
    }

    /// The same with what opens an encrypted file.
    #[must_use]
    pub fn opened(mut self, crypt: Crypt) -> Self {
        self.crypt = Some(Rc::new(crypt));
        self.kept = Rc::new(Kept::of(self.source.length()));
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
        let said = self.trailer().integer("Size").and_then(|size| u32::try_from(size).ok()).unwrap_or(0);
        self.rows.highest().map_or(1, |highest| highest.saturating_add(1)).max(said).max(spoken)
    }

    fn entry(&self, number: u32) -> Option<Entry> {
        self.rows.entry(number, self.newest)
    }

    /// Where an object stands; none if it is free or unknown.
    #[must_use]
    pub fn place(&self, number: u32) -> Option<Place> {
        match self.entry(number)? {
            Entry::Free => None,
            Entry::At { offset, .. } => Some(Place::At(offset)),
            Entry::In { stream } => match self.entry(stream)? {
                Entry::At { offset, .. } => Some(Place::In(offset, number)),
                _ => None,
            },
        }
    }

    /// Where objects begin that any revision speaks of, in the order of the file.
    #[must_use]
    pub fn offsets(&self) -> Vec<usize> {
        self.rows.offsets()
    }

    /// The object of a reference. What is not there is null, as the standard says; what cannot be read is damage.
    ///
    /// # Errors
    /// Something stands at its place that is not it.
    pub fn get(&self, id: Id) -> Result<Rc<Object>, Damage> {
        let null = || Ok(Rc::new(Object::Null));
        let Some(place) = self.place(id.number) else { return null() };
        if let Some(Entry::At { generation, .. }) = self.entry(id.number)
            && generation != id.generation
        {
            return null();
        }
        if let Some(found) = self.kept.object(place) {
            return Ok(found);
        }
        let before = self.kept.values();
        let object = match place {
            Place::At(offset) => self.read_at(offset, Some(id))?.0,
            Place::In(container, number) => self.inside(container, number)?,
        };
        let object = Rc::new(object);
        self.kept.keep(place, &object, before.saturating_sub(self.kept.values()));
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
        let (left, mut read) = (self.kept.values(), 0);
        let found = self.source.parse(offset, |parser| {
            let id = xref::head(parser).ok_or(Damage { what: "no object", at: offset })?;
            if wanted.is_some_and(|wanted| wanted != id) {
                return Err(Damage { what: "another object than its cross-reference says", at: offset });
            }
            parser.left = parser.left.min(left);
            let before = parser.left;
            let object = parser.object();
            // Also what could not be read took its time.
            read = parser.at.saturating_sub(offset);
            if object.is_err() && parser.has_ended() {
                read = self.source.length().saturating_sub(offset);
            }
            let (object, values, after) = (object?, before - parser.left, parser.at);
            let start = if matches!(object, Object::Dictionary(_)) { stream_start(parser) } else { None };
            Ok((id, object, values, after, start, std::mem::take(&mut parser.contents)))
        });
        self.kept.went_over(read, offset)?;
        let (id, mut object, values, after, start, contents) = found?;
        self.kept.took(values);
        if let (Object::Dictionary(dictionary), Some(start)) = (&mut object, start) {
            let place = self.extent(dictionary, start).ok_or(Damage { what: "a stream without end", at: after })?;
            object = Object::Stream(Stream { dictionary: std::mem::take(dictionary), place });
        }
        if let Some(crypt) = &self.crypt {
            crypt.open_strings(&mut object, id);
        }
        Ok((object, contents))
    }

    /// Where the bytes of a stream lie: as `Length` says, if `endstream` follows there; else up to the next `endstream`.
    fn extent(&self, dictionary: &Dictionary, start: usize) -> Option<Range<usize>> {
        let length = match dictionary.get("Length")? {
            Object::Integer(length) => Some(*length),
            // Read at once and not through the cache: a length that leads back to its own stream would not end.
            Object::Reference(id) => match self.place(id.number) {
                Some(Place::At(offset)) => {
                    let found = self.source.parse(offset, |parser| xref::head(parser).and_then(|_| parser.number()));
                    found.and_then(|number| i64::try_from(number).ok())
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
            && end <= self.source.length()
            && self.source.parse(end, |parser| parser.word(b"endstream"))
        {
            return Some(start..end);
        }
        let found = self.source.find(b"endstream", start..self.source.length());
        self.kept.went_over(found.unwrap_or(self.source.length()).saturating_sub(start), start).ok()?;
        let mut end = found?;
        for line_end in [b"\n", b"\r"] {
            end -= usize::from(end > start && self.source.stands(line_end, end - 1));
        }
        Some(start..end)
    }

    /// The unpacked bytes of a stream; none if a filter is not known here or the limit is reached.
    #[must_use]
    pub fn unpack(&self, stream: &Stream, id: Option<Id>) -> Option<Vec<u8>> {
        let left = self.kept.bytes();
        let raw = self.source.piece(stream.place.clone()).filter(|raw| raw.len() <= left)?;
        let opened;
        let raw = match (&self.crypt, id) {
            (Some(crypt), Some(id)) if crypt.opens(&stream.dictionary) => {
                opened = crypt.open(&raw, id)?;
                &opened[..]
            }
            _ => &raw[..],
        };
        let mut dictionary = stream.dictionary.clone();
        for name in ["Filter", "DecodeParms"] {
            if let Some(value) = dictionary.get(name).cloned() {
                dictionary.set(name, self.flat(&value));
            }
        }
        let data = decode(&dictionary, raw, left)?;
        self.kept.unpacked(data.len());
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
        let unpacked = match self.kept.container(container) {
            Some(known) => known,
            None => {
                let id = self.source.parse(container, xref::head);
                let Object::Stream(stream) = self.read_at(container, None)?.0 else {
                    return Err(bad("no object stream"));
                };
                if stream.dictionary.name("Type") != Some(b"ObjStm") {
                    return Err(bad("no object stream"));
                }
                let data = self.unpack(&stream, id).ok_or(bad("an object stream that cannot be unpacked"))?;
                let unpacked = Container::of(&stream.dictionary, data).ok_or(bad("an object stream without list"))?;
                self.kept.keep_container(container, unpacked)
            }
        };
        let (data, at) = unpacked.object(number).ok_or(bad("an object that its stream does not have"))?;
        let mut parser = Parser::new(data, at);
        parser.left = parser.left.min(self.kept.values());
        let before = parser.left;
        let object = parser.object();
        self.kept.went_over(parser.at.saturating_sub(at), container)?;
        let object = object.map_err(|damage| bad(damage.what))?;
        self.kept.took(before - parser.left);
        Ok(object)
    }

    /// Do the same bytes stand in both places? Not, where more was compared than files have to compare.
    #[must_use]
    pub fn are_equal(&self, one: Range<usize>, other: Range<usize>) -> bool {
        one == other
            || one.len() == other.len()
                && self.kept.went_over(one.len(), one.start).is_ok()
                && self.source.are_equal(one, other)
    }
}
