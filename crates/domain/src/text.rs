//! Texts that many rows share, each kept once.

mod shared;

pub use shared::{Batch, SharedTexts};

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::borrow::Cow;
use std::hash::BuildHasher;

/// Number of a text in a [`Texts`]; 0 is the blank text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TextId(pub u32);

impl TextId {
    /// The blank text.
    pub const BLANK: TextId = TextId(0);

    /// Is this the blank text?
    #[inline]
    #[must_use]
    pub fn is_blank(self) -> bool {
        self == TextId::BLANK
    }

    /// Place in tables that have one entry a text.
    #[inline]
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The texts of all lists of a review, by what they are.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    /// Names of holders.
    pub names: Texts,
    /// Names of units.
    pub units: Texts,
    /// Positions, issuers, numbers of documents.
    pub words: Texts,
}

/// A set of texts with numbers. Which number a text gets depends on the order of reading: compare numbers for equality
/// only, and sort by the texts. Bytes that are no UTF-8 are kept as replacement characters.
#[derive(Clone, Debug)]
pub struct Texts {
    bytes: Vec<u8>,
    /// Where each text begins and how long it is.
    spans: Vec<(u32, u32)>,
    table: HashTable<Entry>,
}

/// Everything that finding a text again needs, next to each other in memory.
#[derive(Clone, Copy, Debug)]
struct Entry {
    hash: u32,
    start: u32,
    length: u32,
    id: u32,
}

impl Default for Texts {
    fn default() -> Self {
        // The blank text is number 0 and is not in the table.
        Texts { bytes: Vec::new(), spans: vec![(0, 0)], table: HashTable::new() }
    }
}

impl Texts {
    /// The number of `text`, which is kept if it is new. At most 4 GiB of distinct text fit.
    pub fn intern(&mut self, text: &[u8]) -> TextId {
        if text.is_empty() {
            return TextId::BLANK;
        }
        // What threads collected lies in the order of their shards, so the last number is not the last of the bytes.
        let (next, start) = (self.spans.len() as u32, self.bytes.len() as u32);
        let (id, is_new) = find_or_keep(&mut self.bytes, &mut self.table, hash_of(text), text, || next);
        if is_new {
            self.spans.push((start, self.bytes.len() as u32 - start));
        }
        TextId(id)
    }

    /// Takes in the texts of `other` from number `from` on; the numbers they have here.
    pub fn absorb<'a>(&'a mut self, other: &'a Texts, from: usize) -> impl Iterator<Item = TextId> + 'a {
        (from as u32..other.len() as u32).map(|id| self.intern(other.bytes(TextId(id))))
    }

    /// The text with this number as bytes of UTF-8.
    #[inline]
    #[must_use]
    pub fn bytes(&self, id: TextId) -> &[u8] {
        let (start, length) = self.spans[id.index()];
        &self.bytes[start as usize..(start + length) as usize]
    }

    /// The text with this number.
    #[must_use]
    pub fn get(&self, id: TextId) -> Cow<'_, str> {
        // All are UTF-8: what was none was repaired when it was kept.
        let bytes = self.bytes(id);
        str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
    }

    /// How many texts there are, the blank one included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Is there no text but the blank one?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.len() == 1
    }
}

fn hash_of(text: &[u8]) -> u32 {
    (FixedState::with_seed(1).hash_one(text) >> 32) as u32
}

/// The number of `text` in `table`, or the `next` one after keeping it in `bytes`; is it new?
fn find_or_keep(
    bytes: &mut Vec<u8>,
    table: &mut HashTable<Entry>,
    hash: u32,
    text: &[u8],
    next: impl FnOnce() -> u32,
) -> (u32, bool) {
    let is_same = |entry: &Entry| {
        entry.hash == hash && bytes.get(entry.start as usize..(entry.start + entry.length) as usize) == Some(text)
    };
    if let Some(entry) = table.find(spread(hash), is_same) {
        return (entry.id, false);
    }
    if std::str::from_utf8(text).is_err() {
        let repaired = String::from_utf8_lossy(text);
        return find_or_keep_boxed(bytes, table, repaired.as_bytes(), Box::new(next));
    }
    let entry = Entry { hash, start: bytes.len() as u32, length: text.len() as u32, id: next() };
    bytes.extend_from_slice(text);
    table.insert_unique(spread(hash), entry, |entry| spread(entry.hash));
    (entry.id, true)
}

/// The same for a repaired text, whose hash is another one.
fn find_or_keep_boxed(
    bytes: &mut Vec<u8>,
    table: &mut HashTable<Entry>,
    text: &[u8],
    next: Box<dyn FnOnce() -> u32 + '_>,
) -> (u32, bool) {
    find_or_keep(bytes, table, hash_of(text), text, next)
}

/// The table takes its place from the low bits of a hash and its tag from the high ones.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_once() {
        let mut one = Texts::default();
        let a = one.intern("Cục Thuế".as_bytes());
        assert_eq!(one.intern("Cục Thuế".as_bytes()), a);
        assert_eq!(one.intern(b""), TextId::BLANK);
        assert_eq!(one.get(a), "Cục Thuế");
        let mut two = Texts::default();
        let b = two.intern(b"x");
        let map: Vec<TextId> = two.absorb(&one, 0).collect();
        assert_eq!(map[0], TextId::BLANK);
        assert_eq!(two.get(map[a.index()]), "Cục Thuế");
        assert_eq!(two.get(b), "x");
    }

    #[test]
    fn what_is_no_text_is_kept_as_one() {
        let mut texts = Texts::default();
        let id = texts.intern(b"An\xff");
        assert_eq!(texts.get(id), "An\u{fffd}");
        assert_eq!(texts.intern(b"An\xff"), id);
    }
}
