//! The bytes of a file, wherever they are: in memory, or behind a reader that gives them piece by piece.
//!
//! A document of a gigabyte is signed and judged in a few megabytes of memory. What is looked at is read when it is looked
//! at, a page at a time; what is hashed or searched runs by. What an update adds stands behind the file without a copy of
//! it. A digest of the beginning of the file is kept, so that several signatures over it cost one reading.
//!
//! The bytes must not change while they are looked at. A reader that fails is remembered ([`Source::has_failed`]): whoever
//! judges asks for that last, and says nothing of a file that could not be read.

mod pages;
mod scan;

use crate::pdf::parse::Parser;
use antin_pki::algorithm::Digest;
use antin_pki::hash::Hash;
use pages::Pages;
use std::cell::{Cell, RefCell};
use std::ops::{Deref, Range};
use std::rc::Rc;

/// Bytes of a page: many objects lie in one, and one is read at once.
const PAGE: usize = 64 << 10;

/// Bytes of one object of a file that is not in memory, at most: whoever writes more into one means harm.
const LONGEST: usize = 64 << 20;

/// Digests of beginnings that are kept.
const KEPT: usize = 1024;

/// A file that is read where it lies.
pub trait ReadAt {
    /// How many bytes it has.
    fn length(&self) -> usize;

    /// Fills `buffer` with the bytes from `at` on.
    ///
    /// # Errors
    /// It cannot be read, or ends before.
    fn read_at(&self, at: usize, buffer: &mut [u8]) -> std::io::Result<()>;
}

/// The bytes of a file.
#[derive(Clone)]
pub struct Source<'a> {
    parts: Rc<[Part<'a>]>,
    length: usize,
    /// Bytes of a page.
    page: usize,
    pages: Rc<RefCell<Pages>>,
    failed: Rc<Cell<bool>>,
    beginnings: Rc<RefCell<Vec<Beginning>>>,
}

/// The digest of the first bytes, as far as it was taken.
#[derive(Clone)]
struct Beginning {
    digest: Digest,
    length: usize,
    hash: Hash,
}

#[derive(Clone)]
struct Part<'a> {
    start: usize,
    end: usize,
    bytes: Bytes<'a>,
}

#[derive(Clone, Copy)]
enum Bytes<'a> {
    Memory(&'a [u8]),
    /// Always the first part: places in it are places in the file.
    Reader(&'a dyn ReadAt),
}

/// Some bytes of a file, lent or read.
pub enum Piece<'a> {
    /// They lie in memory.
    Lent(&'a [u8]),
    /// They lie in a page that was read.
    Page(Rc<[u8]>, Range<usize>),
    /// They were put together.
    Own(Vec<u8>),
}

impl Deref for Piece<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Piece::Lent(bytes) => bytes,
            Piece::Page(page, range) => page.get(range.clone()).unwrap_or_default(),
            Piece::Own(bytes) => bytes,
        }
    }
}

impl std::fmt::Debug for Source<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Source of {} bytes", self.length)
    }
}

impl<'a> From<&'a [u8]> for Source<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Source::of(Bytes::Memory(bytes), bytes.len(), PAGE)
    }
}

impl<'a> From<&'a Vec<u8>> for Source<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Source::from(&bytes[..])
    }
}

impl<'a, const LENGTH: usize> From<&'a [u8; LENGTH]> for Source<'a> {
    fn from(bytes: &'a [u8; LENGTH]) -> Self {
        Source::from(&bytes[..])
    }
}

impl<'a> From<&Source<'a>> for Source<'a> {
    fn from(source: &Source<'a>) -> Self {
        source.clone()
    }
}

impl<'a> Source<'a> {
    fn of(bytes: Bytes<'a>, length: usize, page: usize) -> Self {
        Source {
            parts: Rc::new([Part { start: 0, end: length, bytes }]),
            length,
            page,
            pages: Rc::new(RefCell::new(Pages::new(page))),
            failed: Rc::default(),
            beginnings: Rc::default(),
        }
    }

    /// A file that is read where it lies.
    #[must_use]
    pub fn reader(reader: &'a dyn ReadAt) -> Self {
        Source::in_pages(reader, PAGE)
    }

    /// The same by pages of another size: what is found out must not depend on it.
    #[must_use]
    pub fn in_pages(reader: &'a dyn ReadAt, page: usize) -> Self {
        Source::of(Bytes::Reader(reader), reader.length(), page.max(1))
    }

    /// The same with `more` behind it. What is known of the file's digests stays known.
    #[must_use]
    pub fn followed_by(&self, more: &'a [u8]) -> Source<'a> {
        let end = self.length + more.len();
        let added = Part { start: self.length, end, bytes: Bytes::Memory(more) };
        Source {
            parts: self.parts.iter().cloned().chain([added]).collect(),
            length: end,
            page: self.page,
            pages: Rc::clone(&self.pages),
            failed: Rc::clone(&self.failed),
            // Its own list: what follows differs from one update to the next.
            beginnings: Rc::new(RefCell::new(self.beginnings.borrow().clone())),
        }
    }

    /// Only what stands before `end`.
    #[must_use]
    pub fn until(&self, end: usize) -> Source<'a> {
        let end = end.min(self.length);
        let parts = self.parts.iter().filter(|part| part.start < end);
        let parts = parts.map(|part| {
            let cut = part.end.min(end);
            let bytes = match part.bytes {
                Bytes::Memory(bytes) => Bytes::Memory(bytes.get(..cut - part.start).unwrap_or_default()),
                reader @ Bytes::Reader(_) => reader,
            };
            Part { start: part.start, end: cut, bytes }
        });
        Source { parts: parts.collect(), length: end, ..self.clone() }
    }

    /// How many bytes it has.
    #[must_use]
    pub fn length(&self) -> usize {
        self.length
    }

    /// Could some bytes not be read? Then nothing that was found out about the file counts.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.failed.get()
    }

    /// All of it; what is not in memory is read into it.
    #[must_use]
    pub fn whole(&self) -> Option<Piece<'a>> {
        self.piece(0..self.length)
    }

    /// The bytes of `range`; none where it is not wholly in the file, or cannot be read.
    #[must_use]
    pub fn piece(&self, range: Range<usize>) -> Option<Piece<'a>> {
        if range.start > range.end || range.end > self.length {
            return None;
        }
        let window = self.window(range.start);
        if let Some((base, piece)) = window {
            let inner = range.start - base..range.end - base;
            match piece {
                Piece::Lent(bytes) if inner.end <= bytes.len() => return Some(Piece::Lent(&bytes[inner])),
                Piece::Page(page, whole) if inner.end <= whole.end => return Some(Piece::Page(page, inner)),
                _ => {}
            }
        }
        let mut own = Vec::with_capacity(range.len());
        let seen = self.scan(range.clone(), 0, &mut |_, bytes| {
            own.extend_from_slice(bytes);
            scan::GO_ON
        });
        (seen.is_some() && own.len() == range.len()).then_some(Piece::Own(own))
    }

    /// The bytes around `at` that are at hand at once, and where they begin.
    fn window(&self, at: usize) -> Option<(usize, Piece<'a>)> {
        let part = self.parts.iter().find(|part| (part.start..part.end).contains(&at))?;
        match part.bytes {
            Bytes::Memory(bytes) => Some((part.start, Piece::Lent(bytes))),
            Bytes::Reader(reader) => {
                let Ok((base, page)) = self.pages.borrow_mut().page(reader, at) else {
                    self.failed.set(true);
                    return None;
                };
                let end = page.len().min(part.end - base);
                Some((base, Piece::Page(page, 0..end)))
            }
        }
    }

    /// Parses from `at` on: with what is at hand, and again with more where `read` came to its end.
    pub fn parse<T>(&self, at: usize, mut read: impl FnMut(&mut Parser<'_>) -> T) -> T {
        let (base, piece) = self.window(at).unwrap_or((at, Piece::Lent(&[])));
        let (mut end, mut length) = (base + piece.len(), self.page);
        let mut parser = Parser::within(&piece, base, at);
        let mut done = read(&mut parser);
        let mut is_short = parser.has_ended();
        while is_short && end < self.length && length <= LONGEST && !self.has_failed() {
            end = at.saturating_add(length).min(self.length);
            let Some(piece) = self.piece(at..end) else { break };
            let mut parser = Parser::within(&piece, at, at);
            done = read(&mut parser);
            is_short = parser.has_ended();
            length *= 4;
        }
        done
    }

    /// The digest of some pieces, one behind the other; none where they are not in the file or cannot be read.
    #[must_use]
    pub fn digest(&self, digest: Digest, pieces: &[Range<usize>]) -> Option<Vec<u8>> {
        let mut hash = Hash::new(digest);
        for (index, piece) in pieces.iter().enumerate() {
            if index == 0 && piece.start == 0 {
                hash = self.beginning(digest, piece.end)?;
            } else {
                self.hash(&mut hash, piece.clone())?;
            }
        }
        Some(hash.finish())
    }

    /// The digest of all of it; none where it cannot be read.
    #[must_use]
    pub fn digest_of_all(&self, digest: Digest) -> Option<Vec<u8>> {
        self.beginning(digest, self.length).map(Hash::finish)
    }

    /// What a digest knows after the first `length` bytes.
    #[must_use]
    pub fn beginning(&self, digest: Digest, length: usize) -> Option<Hash> {
        let known = self.beginnings.borrow();
        let fitting = known.iter().filter(|one| one.digest == digest && one.length <= length);
        let (from, mut hash) = fitting
            .max_by_key(|one| one.length)
            .map_or_else(|| (0, Hash::new(digest)), |one| (one.length, one.hash.clone()));
        drop(known);
        self.hash(&mut hash, from..length)?;
        if length - from >= self.page && self.beginnings.borrow().len() < KEPT {
            self.beginnings.borrow_mut().push(Beginning { digest, length, hash: hash.clone() });
        }
        Some(hash)
    }

    /// Takes over what somebody hashed who read the first `length` bytes before, of the same file.
    pub fn begins_with(&self, digest: Digest, length: usize, hash: Hash) {
        if length <= self.length {
            self.beginnings.borrow_mut().push(Beginning { digest, length, hash });
        }
    }

    fn hash(&self, hash: &mut Hash, range: Range<usize>) -> Option<()> {
        self.scan(range, 0, &mut |_, bytes| {
            hash.update(bytes);
            scan::GO_ON
        })
    }
}
